#include "analysis/sensitivity/sensitivity-series-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/number.h"

static gboolean G_GNUC_PRINTF (2, 3)
fail (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, format, arguments);
  va_end (arguments);
  return FALSE;
}

/* ---- values ---- */

static gboolean
read_value (const SensitivityKnob *knob, const char *text, double *value, GError **error)
{
  *value = NAN;
  if (knob->automatic != NULL && strcmp (text, knob->automatic) == 0)
    return TRUE;
  if (assay_number_parse (text, strlen (text), '.', 0, value) && *value >= knob->low && *value <= knob->high && (!knob->is_whole || *value == floor (*value)))
    return TRUE;
  if (knob->automatic != NULL)
    return fail (error, knob->is_whole ? _("--%s has “%s”; it must be “%s” or a whole number from %g to %g.") : _("--%s has “%s”; it must be “%s” or a number from %g to %g."),
                 knob->id, text, knob->automatic, knob->low, knob->high);
  return fail (error, knob->is_whole ? _("--%s has “%s”; it must be a whole number from %g to %g.") : _("--%s has “%s”; it must be a number from %g to %g."),
               knob->id, text, knob->low, knob->high);
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  if (isnan (x) || isnan (y))
    return isnan (x) - isnan (y);
  return (x > y) - (x < y);
}

static gboolean
are_same (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

/* Rising, each once, what sets itself last. */
static GArray *
read_values (const SensitivityKnob *knob, const char *const *texts, double *base, GError **error)
{
  g_autoptr(GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  guint n = 0;

  for (guint i = 0; texts[i] != NULL; i++)
    {
      double value;

      if (!read_value (knob, texts[i], &value, error))
        return NULL;
      if (i == 0)
        *base = value;
      g_array_append_val (values, value);
    }
  g_array_sort (values, compare_values);
  for (guint i = 0; i < values->len; i++)
    if (n == 0 || !are_same (g_array_index (values, double, i), g_array_index (values, double, n - 1)))
      g_array_index (values, double, n++) = g_array_index (values, double, i);
  g_array_set_size (values, n);
  return g_steal_pointer (&values);
}

/* ---- inputs ---- */

void
sensitivity_knobs_init (SensitivityKnobs *self, const SensitivityKnob *knobs, guint n)
{
  g_assert (n <= SENSITIVITY_MOST_KNOBS);
  *self = (SensitivityKnobs) { .knobs = knobs, .n = n };
  for (guint i = 0; i < n; i++)
    {
      self->base[i] = NAN;
      self->input[i] = -1;
    }
}

static AssaySensitivityInput *
append_input (SensitivityKnobs *self, AssaySensitivityFunction *function, guint knob, guint n_values)
{
  AssaySensitivityInput *input;

  function->inputs = g_renew (AssaySensitivityInput, function->inputs, function->n_inputs + 1);
  input = &function->inputs[function->n_inputs];
  *input = (AssaySensitivityInput) { .name = g_strdup (self->knobs[knob].id), .draw = ASSAY_DRAW_VALUES, .n_values = n_values, .sd = NAN };
  self->fields[knob] = (AssayField) { .name = input->name, .kind = ASSAY_FIELD_NUMBER, .low = self->knobs[knob].low, .high = self->knobs[knob].high, .is_whole = self->knobs[knob].is_whole };
  input->field = self->knobs[knob].is_word ? NULL : &self->fields[knob];
  input->values = g_new (double, n_values);
  input->shares = g_new (double, n_values);
  for (guint i = 0; i < n_values; i++)
    input->shares[i] = 1.0 / n_values;
  self->input[knob] = (int) function->n_inputs++;
  return input;
}

static void
set_words (AssaySensitivityInput *input, char **words, guint n)
{
  input->words = words;
  input->n_words = n;
  for (guint i = 0; i < n; i++)
    input->values[i] = i;
  input->low = 0;
  input->high = n - 1;
}

static void
add_words (SensitivityKnobs *self, AssaySensitivityFunction *function, guint knob, const char *const *texts)
{
  AssaySensitivityInput *input = append_input (self, function, knob, g_strv_length ((char **) texts));

  set_words (input, g_strdupv ((char **) texts), input->n_values);
  input->base = 0;
}

static double
standard_deviation (const double *x, guint n)
{
  double mean = 0, sum = 0;

  for (guint i = 0; i < n; i++)
    mean += x[i] / n;
  for (guint i = 0; i < n; i++)
    sum += (x[i] - mean) * (x[i] - mean);
  return n > 1 ? sqrt (sum / (n - 1)) : NAN;
}

/* Numbers where they have an order and all are numbers; else words, since what sets itself has no place among them. */
static void
add_numbers (SensitivityKnobs *self, AssaySensitivityFunction *function, guint knob, const GArray *values)
{
  AssaySensitivityInput *input = append_input (self, function, knob, values->len);
  const double *x = (const double *) (gpointer) values->data;
  char **words;

  if (!isnan (x[values->len - 1]) && !self->knobs[knob].is_nominal)
    {
      memcpy (input->values, x, values->len * sizeof *x);
      input->low = x[0];
      input->high = x[values->len - 1];
      input->base = self->base[knob];
      input->sd = self->knobs[knob].is_whole ? NAN : standard_deviation (x, values->len);
      return;
    }
  words = g_new0 (char *, values->len + 1);
  for (guint i = 0; i < values->len; i++)
    {
      char text[ASSAY_NUMBER_SIZE];

      assay_number_format (x[i], text);
      words[i] = g_strdup (isnan (x[i]) ? self->knobs[knob].automatic : text);
      if (are_same (x[i], self->base[knob]))
        input->base = i;
    }
  set_words (input, words, values->len);
}

gboolean
sensitivity_knobs_add (SensitivityKnobs *self, AssaySensitivityFunction *function, guint knob, const char *const *values, GError **error)
{
  g_autoptr(GArray) numbers = NULL;

  if (values[0] == NULL)
    return fail (error, _("--%s is empty; give at least one value."), self->knobs[knob].id);
  if (self->knobs[knob].is_word)
    {
      self->base[knob] = 0;
      if (values[1] != NULL)
        add_words (self, function, knob, values);
      return TRUE;
    }
  numbers = read_values (&self->knobs[knob], values, &self->base[knob], error);
  if (numbers == NULL)
    return FALSE;
  if (numbers->len > 1)
    add_numbers (self, function, knob, numbers);
  return TRUE;
}

/* ---- what is varied ---- */

static gboolean
fail_no_input (const AssaySensitivityFunction *function, const char *name, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autofree char *all = NULL;

  for (guint i = 0; i < function->n_inputs; i++)
    g_ptr_array_add (names, function->inputs[i].name);
  g_ptr_array_add (names, NULL);
  all = g_strjoinv (", ", (char **) names->pdata);
  return fail (error, _("--inputs has “%s”; what can be varied here: %s."), name, all);
}

static gboolean
hold_others (SensitivityKnobs *self, AssaySensitivityFunction *function, char **only, GError **error)
{
  guint n = 0;

  if (only == NULL || only[0] == NULL)
    return TRUE;
  for (guint i = 0; only[i] != NULL; i++)
    if (assay_sensitivity_function_find (function, only[i]) < 0)
      return fail_no_input (function, only[i], error);
  for (guint i = 0; i < function->n_inputs; i++)
    {
      gboolean is_kept = g_strv_contains ((const char *const *) only, function->inputs[i].name);

      for (guint k = 0; k < self->n; k++)
        if (self->input[k] == (int) i)
          {
            self->input[k] = is_kept ? (int) n : -1;
            break;
          }
      if (is_kept)
        function->inputs[n++] = function->inputs[i];
      else
        assay_sensitivity_input_clear (&function->inputs[i]);
    }
  function->n_inputs = n;
  return TRUE;
}

static gboolean
check_ends (const SensitivityKnob *knob, const AssaySensitivityInput *input, const char *ranges_name, GError **error)
{
  if (input->low >= knob->low && input->high <= knob->high && input->base >= knob->low && input->base <= knob->high)
    return TRUE;
  fail (error, _("“%s” goes from %g to %g; it can be from %g to %g."), input->name, input->low, input->high, knob->low, knob->high);
  assay_sensitivity_prefix_ranges (error, ranges_name);
  return FALSE;
}

/* A file of ranges can bring values of its own. */
static gboolean
check_input (const SensitivityKnob *knob, const AssaySensitivityInput *input, const char *ranges_name, GError **error)
{
  double value;

  for (guint i = 0; i < input->n_words; i++)
    if (!knob->is_word && !read_value (knob, input->words[i], &value, error))
      return FALSE;
  return input->words != NULL || check_ends (knob, input, ranges_name, error);
}

gboolean
sensitivity_knobs_settle (SensitivityKnobs *self, AssaySensitivityFunction *function, char **only, const AssayTask *task, GError **error)
{
  if (!hold_others (self, function, only, error) || !assay_sensitivity_function_set_ranges (function, task->ranges, task->ranges_name, error))
    return FALSE;
  if (function->n_inputs == 0)
    return fail (error, _("Nothing is varied: every setting has one value. Give one of them several, as in --window 30,60,90."));
  for (guint k = 0; k < self->n; k++)
    if (self->input[k] >= 0 && !check_input (&self->knobs[k], &function->inputs[self->input[k]], task->ranges_name, error))
      return FALSE;
  return TRUE;
}

double
sensitivity_knobs_get (const SensitivityKnobs *self, const AssaySensitivityFunction *function, guint knob, const double *const *columns, gsize row)
{
  const AssaySensitivityInput *input;
  double x;

  if (self->input[knob] < 0)
    return self->base[knob];
  input = &function->inputs[self->input[knob]];
  x = columns[self->input[knob]][row];
  if (isnan (x))
    x = input->base;
  if (input->words != NULL)
    {
      const char *word = input->words[(guint) CLAMP (x, 0, input->n_words - 1)];

      if (self->knobs[knob].is_word)
        return CLAMP (x, 0, input->n_words - 1);
      return g_strcmp0 (word, self->knobs[knob].automatic) == 0 ? NAN : g_ascii_strtod (word, NULL);
    }
  return CLAMP (self->knobs[knob].is_whole ? round (x) : x, self->knobs[knob].low, self->knobs[knob].high);
}

/* ---- options ---- */

char **
sensitivity_series_list (const AssayOptions *options, const char *name, const char *otherwise)
{
  if (assay_options_is_given (options, name))
    return assay_options_get_list (options, name);
  return otherwise != NULL ? g_strsplit (otherwise, ",", -1) : g_new0 (char *, 1);
}

gboolean
sensitivity_series_set (AssayOptions *options, const char *name, const char *value, GError **error)
{
  g_autoptr(GError) problem = NULL;

  return assay_options_set (options, name, value, &problem) || fail (error, "%s", problem->message);
}

gboolean
sensitivity_series_pass (AssayOptions *to, const AssayOptions *from, const char *name, GError **error)
{
  return !assay_options_is_given (from, name) || sensitivity_series_set (to, name, assay_options_get_text (from, name), error);
}

int
sensitivity_series_choose_measure (AssaySensitivityFunction *function, const AssayOptions *options, const char *otherwise, GError **error)
{
  const char *name = assay_options_is_given (options, "measure") ? assay_options_get_text (options, "measure") : otherwise;
  g_autoptr(GString) all = g_string_new (NULL);

  for (guint i = 0; i < function->n_measures; i++)
    {
      if (strcmp (function->measures[i].id, name) == 0)
        {
          function->output = g_strdup (function->measures[i].label);
          function->unit = function->measures[i].unit;
          return (int) i;
        }
      g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", function->measures[i].id);
    }
  fail (error, _("--measure is “%s”; here it can be: %s."), name, all->str);
  return -1;
}

void
sensitivity_series_init (AssaySensitivityFunction *function, const char *name)
{
  function->name = g_strdup (name);
  function->rest = "with every setting at its base";
  function->correlations = g_array_new (FALSE, FALSE, sizeof (AssaySensitivityCorrelation));
  function->notes = g_ptr_array_new_with_free_func (g_free);
}

/* ---- which of them ---- */

gboolean
sensitivity_series_check_unasked (const AssayOptions *options, GError **error)
{
  static const char *const only_there[] = { "season", "window", "threshold", "min-periods", "on", "include-current", "join", "labels", "label", "horizon", "origins", "step", "nonnegative",
                                            "alpha", "beta", "gamma", "phi", "outliers", "outlier-size", "missing-days", "max-series", "duplicates", NULL };
  static const char *const measures[] = { SENSITIVITY_SERIES_MEASURES, NULL };

  for (guint i = 0; only_there[i] != NULL; i++)
    if (assay_options_is_given (options, only_there[i]))
      return fail (error, _("--%s is a setting of a forecast or of the anomaly rule: say which with --forecast MODEL or --detector seasonal-naive-z."), only_there[i]);
  if (g_strv_contains (measures, assay_options_get_text (options, "measure")))
    return fail (error, _("--measure %s is of a forecast or of the anomaly rule: say which with --forecast MODEL or --detector seasonal-naive-z."), assay_options_get_text (options, "measure"));
  return TRUE;
}

gboolean
sensitivity_series_is_asked (const AssayOptions *options)
{
  return assay_options_is_given (options, "forecast") || assay_options_is_given (options, "detector");
}

AssaySensitivityFunction *
sensitivity_series_new (const AssayTask *task, AssayProgress *stop, GError **error)
{
  gboolean has_forecast = assay_options_is_given (task->options, "forecast"), has_detector = assay_options_is_given (task->options, "detector");

  if (task->frame == NULL)
    {
      fail (error, has_forecast ? _("--forecast needs DATA: a file with times and values.") : _("--detector needs DATA: a file with times and values."));
      return NULL;
    }
  if (has_forecast && has_detector)
    {
      fail (error, _("--forecast and --detector are two things to look at. Give one of them."));
      return NULL;
    }
  return has_forecast ? sensitivity_forecast_function_new (task, stop, error) : sensitivity_anomaly_function_new (task, stop, error);
}
