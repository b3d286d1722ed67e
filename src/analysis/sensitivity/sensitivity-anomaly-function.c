/* The anomaly rule as a function: season, window, threshold and least history in, alarms out.
 *
 * Every number is that of a separate run of “anomalies” with these settings: the same scores, the same comparisons. */
#include "analysis/sensitivity/sensitivity-anomaly-levels-private.h"
#include "analysis/sensitivity/sensitivity-series-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/anomaly/anomalies.h"
#include "analysis/anomaly/anomaly-settings-private.h"
#include "analysis/wording.h"

#define MOST_KEPT ((gsize) 512 << 20)      /* bytes of scored windows; then they are made anew */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayRoles, assay_roles_clear)

enum { KNOB_WINDOW, KNOB_THRESHOLD, KNOB_SEASON, KNOB_MIN_PERIODS, N_KNOBS };
static const SensitivityKnob knobs[N_KNOBS] = {
  { "window", NULL, 2, 100000, TRUE, FALSE, FALSE },
  { "threshold", NULL, 0.01, 1000, FALSE, FALSE, FALSE },
  { "season", NULL, 1, 1000000, TRUE, TRUE, FALSE },
  { "min-periods", "window", 2, 100000, TRUE, FALSE, FALSE },
};

enum { ALARM_RATE, ALARMS, CRITICAL_SHARE, EPISODES, RECALL, PRECISION, N_MEASURES };
static const AssaySensitivityMeasure measures[N_MEASURES] = {
  { "alarm-rate", N_("Alarms of Scored Rows"), ASSAY_METRIC_FRACTION, FALSE },
  { "alarms", N_("Alarms"), ASSAY_METRIC_COUNT, TRUE },
  { "critical-share", N_("Critical Share"), ASSAY_METRIC_FRACTION, FALSE },
  { "episodes", N_("Episodes"), ASSAY_METRIC_COUNT, TRUE },
  { "recall", N_("Recall by Row"), ASSAY_METRIC_FRACTION, TRUE },
  { "precision", N_("Precision by Row"), ASSAY_METRIC_FRACTION, FALSE },
};

typedef struct
{
  AssaySensitivityFunction function;
  SensitivityKnobs knobs;
  AnomalyGround ground;
  AssayPolicy *policy;
  int output;

  GMutex lock;                     /* of what follows, and of the ground: windows are scored one after the other, each on all cores */
  GQueue *levels;                  /* AnomalyLevels *, the last made first */
  gsize n_bytes;
} AnomalyFunction;

/* ---- windows ---- */

static gsize
count_bytes (const AnomalyLevels *levels)
{
  return sizeof *levels + (levels->n + 1) * (sizeof (double) + (levels->n_hits != NULL ? 2 : 1) * sizeof (guint32));
}

static const AnomalyLevels *
find_levels (AnomalyFunction *self, const AnomalyLevelKey *key, GError **error)
{
  AnomalyLevels *levels;

  for (GList *l = self->levels->head; l != NULL; l = l->next)
    {
      levels = l->data;
      if (levels->key.season == key->season && levels->key.window == key->window && levels->key.min_periods == key->min_periods)
        return levels;
    }
  levels = anomaly_levels_new (&self->ground, key, error);
  if (levels == NULL)
    return NULL;
  self->n_bytes += count_bytes (levels);
  g_queue_push_head (self->levels, levels);
  while (self->n_bytes > MOST_KEPT && self->levels->length > 1)
    {
      AnomalyLevels *oldest = g_queue_pop_tail (self->levels);

      self->n_bytes -= count_bytes (oldest);
      anomaly_levels_free (oldest);
    }
  return levels;
}

/* ---- points ---- */

typedef struct { AnomalyLevelKey key; double threshold; gsize row; } Point;

static void
read_point (const AnomalyFunction *self, const double *const *columns, gsize row, Point *point)
{
  double least = sensitivity_knobs_get (&self->knobs, &self->function, KNOB_MIN_PERIODS, columns, row);

  point->key.window = (int) sensitivity_knobs_get (&self->knobs, &self->function, KNOB_WINDOW, columns, row);
  point->key.season = (gint64) sensitivity_knobs_get (&self->knobs, &self->function, KNOB_SEASON, columns, row);
  /* a window cannot hold more than its length */
  point->key.min_periods = isnan (least) ? point->key.window : (int) MIN (least, point->key.window);
  point->threshold = sensitivity_knobs_get (&self->knobs, &self->function, KNOB_THRESHOLD, columns, row);
  point->row = row;
}

static int
compare_points (gconstpointer a, gconstpointer b)
{
  const Point *x = a, *y = b;

  if (x->key.season != y->key.season)
    return x->key.season < y->key.season ? -1 : 1;
  if (x->key.window != y->key.window)
    return x->key.window - y->key.window;
  if (x->key.min_periods != y->key.min_periods)
    return x->key.min_periods - y->key.min_periods;
  return (x->row > y->row) - (x->row < y->row);
}

static double
share (double part, double whole)
{
  return whole > 0 ? part / whole : NAN;
}

static void
read_measures (const AnomalyFunction *self, const AnomalyLevels *levels, double threshold, double values[N_MEASURES])
{
  gsize at = anomaly_levels_find (levels, threshold), alarms = levels->n - at;
  const AnomalyLabels *labels = self->ground.labels;

  values[ALARM_RATE] = share (alarms, levels->n_scored);
  values[ALARMS] = alarms;
  values[CRITICAL_SHARE] = share (levels->n - anomaly_levels_find (levels, self->policy->risk_cuts[2]), levels->n_scored);
  values[EPISODES] = levels->n_episodes[at];
  values[RECALL] = labels != NULL ? share (levels->n_hits[at], labels->n_labelled) : NAN;
  values[PRECISION] = labels != NULL ? share (levels->n_hits[at], alarms) : NAN;
}

/* A lower threshold than any before: rows that were left out count now. */
static void
lower_floor (AnomalyFunction *self, double threshold)
{
  g_queue_clear_full (self->levels, (GDestroyNotify) anomaly_levels_free);
  self->n_bytes = 0;
  self->ground.floor = threshold;
}

/* Points of one window together, so that each is scored once. */
static gboolean
measure_points (const AssaySensitivityFunction *function, const double *const *columns, gsize n, double *const *values, int only, GError **error)
{
  AnomalyFunction *self = (AnomalyFunction *) function;
  g_autofree Point *points = g_new (Point, n + 1);
  gboolean done = TRUE;

  for (gsize i = 0; i < n; i++)
    read_point (self, columns, i, &points[i]);
  qsort (points, n, sizeof *points, compare_points);
  g_mutex_lock (&self->lock);
  for (gsize i = 0; i < n; i++)
    if (points[i].threshold < self->ground.floor)
      lower_floor (self, points[i].threshold);
  for (gsize i = 0; done && i < n; i++)
    {
      const AnomalyLevels *levels = find_levels (self, &points[i].key, error);
      double all[N_MEASURES];

      done = levels != NULL;
      if (!done)
        break;
      read_measures (self, levels, points[i].threshold, all);
      for (guint m = 0; only < 0 && m < function->n_measures; m++)
        values[m][points[i].row] = all[m];
      if (only >= 0)
        values[0][points[i].row] = all[only];
    }
  g_mutex_unlock (&self->lock);
  return done;
}

static gboolean
evaluate (const AssaySensitivityFunction *function, const double *const *columns, gsize n, double *y, GError **error)
{
  return measure_points (function, columns, n, &y, ((const AnomalyFunction *) function)->output, error);
}

static gboolean
measure (const AssaySensitivityFunction *function, const double *const *columns, gsize n, double *const *values, GError **error)
{
  return measure_points (function, columns, n, values, -1, error);
}

static void
anomaly_function_free (AssaySensitivityFunction *function)
{
  AnomalyFunction *self = (AnomalyFunction *) function;

  g_queue_free_full (self->levels, (GDestroyNotify) anomaly_levels_free);
  anomaly_ground_clear (&self->ground);
  g_clear_pointer (&self->policy, assay_policy_free);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* ---- the risk mix ---- */

/* Alarms from |z| at the threshold on, by level. */
static void
count_risks (const AnomalyFunction *self, const AnomalyLevels *levels, double threshold, double counts[ASSAY_N_RISKS])
{
  for (int risk = 0; risk < ASSAY_N_RISKS; risk++)
    {
      gsize from = anomaly_levels_find (levels, risk > 0 ? MAX (threshold, self->policy->risk_cuts[risk - 1]) : threshold);
      gsize end = risk + 1 < ASSAY_N_RISKS ? anomaly_levels_find (levels, self->policy->risk_cuts[risk]) : levels->n;

      counts[risk] = end > from ? end - from : 0;
    }
}

/* The base, and for one setting all the values it may take; of a range five from end to end. */
static GArray *
list_values (const AnomalyFunction *self, guint knob)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (double));
  const AssaySensitivityInput *input = self->knobs.input[knob] >= 0 ? &self->function.inputs[self->knobs.input[knob]] : NULL;
  guint n = input == NULL ? 1 : input->draw == ASSAY_DRAW_VALUES ? input->n_values : 5;

  for (guint i = 0; i < n; i++)
    {
      double value = input == NULL ? self->knobs.base[knob] : input->draw == ASSAY_DRAW_VALUES ? input->values[i] : input->low + i * (input->high - input->low) / 4;

      g_array_append_val (values, value);
    }
  return values;
}

static AssayFigure *
make_mix_figure (const char *id, const char *title, const char *axis, const GArray *names, double *const counts[ASSAY_N_RISKS])
{
  static const char *const ids[] = { "low", "medium", "high", "critical" };
  AssayFigure *figure = assay_figure_new (id, ASSAY_FIGURE_BARS, title);
  guint n = names->len - 1;

  assay_figure_set_stacked (figure, TRUE);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, axis, NULL);
  assay_figure_set_categories (figure, (const char *const *) (gpointer) names->data);
  assay_figure_set_y (figure, ASSAY_UNIT_COUNT, N_("alarms"), NULL);
  for (int risk = 0; risk < ASSAY_N_RISKS; risk++)
    {
      gint8 *levels = g_malloc (n + 1);

      memset (levels, risk, n + 1);
      assay_figure_add_series (figure, ids[risk], assay_risk_name (risk), ASSAY_SERIES_OTHER, n, NULL, g_bytes_new (counts[risk], n * sizeof (double)), NULL,
                               g_bytes_new_take (levels, n), NULL);
    }
  return figure;
}

static void
add_mix_row (AssayTable *table, const char *setting, const char *value, const double counts[ASSAY_N_RISKS], const double all[N_MEASURES], gsize n_scored)
{
  assay_table_add_row (table);
  assay_table_set_text (table, 0, setting);
  assay_table_set_text (table, 1, value);
  assay_table_set_number (table, 2, all[ALARMS]);
  for (int risk = 0; risk < ASSAY_N_RISKS; risk++)
    assay_table_set_number (table, 3 + risk, counts[risk]);
  assay_table_set_number (table, 3 + ASSAY_N_RISKS, all[ALARM_RATE]);
  assay_table_set_number (table, 4 + ASSAY_N_RISKS, all[EPISODES]);
  assay_table_set_number (table, 5 + ASSAY_N_RISKS, n_scored);
}

static char *
describe_mix (const AnomalyFunction *self, guint knob)
{
  g_autofree char *window = assay_word_number (self->knobs.base[KNOB_WINDOW]), *threshold = assay_word_number (self->knobs.base[KNOB_THRESHOLD]);
  const double *cuts = self->policy->risk_cuts;
  g_autofree char *medium = assay_word_number (cuts[0]), *high = assay_word_number (cuts[1]), *critical = assay_word_number (cuts[2]);

  return g_strdup_printf ("Rows with |z| at the threshold or above it, by the risk levels of the policy (from %s, %s and %s; leaving a constant history is Critical); %s %s and all else held.",
                          medium, high, critical, knob == KNOB_THRESHOLD ? "window" : "threshold", knob == KNOB_THRESHOLD ? window : threshold);
}

/* What the first and the last value come to. */
static char *
word_mix (guint knob, const GArray *names, double *const counts[ASSAY_N_RISKS], guint n)
{
  double sums[2] = { 0, 0 };
  g_autofree char *first = NULL, *last = NULL, *critical = assay_word_count (counts[ASSAY_RISK_CRITICAL][0]), *critical_last = assay_word_count (counts[ASSAY_RISK_CRITICAL][n - 1]);

  for (int risk = 0; risk < ASSAY_N_RISKS; risk++)
    {
      sums[0] += counts[risk][0];
      sums[1] += counts[risk][n - 1];
    }
  first = assay_word_items (sums[0], "alarm", "alarms");
  last = assay_word_count (sums[1]);
  return g_strdup_printf ("%s at %s %s, %s of them Critical; %s at %s, %s of them Critical.", first, knobs[knob].id, g_array_index (names, char *, 0), critical,
                          last, g_array_index (names, char *, n - 1), critical_last);
}

/* One setting, all the others at their bases. */
static gboolean
add_mix (AnomalyFunction *self, guint knob, AssayTable *table, AssayResult *result, GError **error)
{
  g_autoptr(GArray) values = list_values (self, knob), names = g_array_new (TRUE, TRUE, sizeof (char *));
  double *counts[ASSAY_N_RISKS];
  gboolean done = TRUE;
  char *none = NULL;

  for (int risk = 0; risk < ASSAY_N_RISKS; risk++)
    counts[risk] = g_new (double, values->len + 1);
  for (guint i = 0; done && i < values->len; i++)
    {
      double least = self->knobs.base[KNOB_MIN_PERIODS], value = g_array_index (values, double, i), all[N_MEASURES], mix[ASSAY_N_RISKS];
      int window = (int) round (knob == KNOB_WINDOW ? value : self->knobs.base[KNOB_WINDOW]);
      AnomalyLevelKey key = { (gint64) self->knobs.base[KNOB_SEASON], window, isnan (least) ? window : (int) MIN (least, window) };
      const AnomalyLevels *levels = find_levels (self, &key, error);
      double threshold = knob == KNOB_THRESHOLD ? value : self->knobs.base[KNOB_THRESHOLD];
      char *name = assay_word_number (knob == KNOB_WINDOW ? window : value);

      g_array_append_val (names, name);
      done = levels != NULL;
      if (!done)
        break;
      read_measures (self, levels, threshold, all);
      count_risks (self, levels, threshold, mix);
      for (int risk = 0; risk < ASSAY_N_RISKS; risk++)
        counts[risk][i] = mix[risk];
      add_mix_row (table, knobs[knob].id, name, mix, all, levels->n_scored);
    }
  if (done)
    {
      g_autofree char *convention = describe_mix (self, knob), *finding = word_mix (knob, names, counts, values->len);
      AssayFigure *figure;

      g_array_append_val (names, none);
      figure = knob == KNOB_THRESHOLD ? make_mix_figure ("risk-mix", N_("Alarms by Risk Level against the Threshold"), N_("threshold on |z|"), names, counts)
                                      : make_mix_figure ("risk-mix-window", N_("Alarms by Risk Level against the Window"), N_("window"), names, counts);
      assay_figure_set_finding (figure, finding);
      assay_figure_set_convention (figure, convention);
      assay_result_take_figure (result, figure);
    }
  for (int risk = 0; risk < ASSAY_N_RISKS; risk++)
    g_free (counts[risk]);
  for (guint i = 0; i < names->len; i++)
    g_free (g_array_index (names, char *, i));
  return done;
}

static gboolean
report (const AssaySensitivityFunction *function, AssayResult *result, AssayProgress *progress, GError **error)
{
  AnomalyFunction *self = (AnomalyFunction *) function;
  AssayTable *table = assay_table_new ("risk-mix", N_("Alarms by Risk Level"));
  gboolean done;

  assay_table_add_column (table, "setting", N_("Setting"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "value", N_("Value"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "alarms", N_("Alarms"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "low", N_("Low"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "medium", N_("Medium"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "high", N_("High"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "critical", N_("Critical"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "alarm-rate", N_("Alarms of Scored Rows"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "episodes", N_("Episodes"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "scored", N_("Scored Rows"), ASSAY_CELL_COUNT);
  assay_table_set_note (table, "one setting at a time, the others at their bases; alarms are rows from the threshold on, episodes are alarms at most the join apart");
  assay_result_take_table (result, table);
  g_mutex_lock (&self->lock);
  done = add_mix (self, KNOB_THRESHOLD, table, result, error) && add_mix (self, KNOB_WINDOW, table, result, error);
  g_mutex_unlock (&self->lock);
  return done;
}

static const AssaySensitivityClass anomaly_class = { evaluate, anomaly_function_free, measure, report };

/* ---- making one ---- */

/* Windows that will be asked for are scored now, each on all cores: methods ask from several threads at once, and would wait for one another. */
static gboolean
score_ahead (AnomalyFunction *self, GError **error)
{
  static const guint asked[] = { KNOB_WINDOW, KNOB_SEASON, KNOB_MIN_PERIODS };
  const AssaySensitivityFunction *function = &self->function;
  g_autofree double *point = g_new (double, function->n_inputs);
  g_autofree const double **columns = g_new (const double *, function->n_inputs);
  double unused;

  for (guint i = 0; i < function->n_inputs; i++)
    columns[i] = &point[i];
  for (guint k = 0; k < G_N_ELEMENTS (asked); k++)
    {
      int moved = self->knobs.input[asked[k]];
      guint n = moved >= 0 && function->inputs[moved].draw == ASSAY_DRAW_VALUES ? MIN (function->inputs[moved].n_values, 16) : 0;

      for (guint i = 0; i < n; i++)
        {
          double *y = &unused;

          for (guint j = 0; j < function->n_inputs; j++)
            point[j] = (int) j == moved ? function->inputs[j].values[i] : function->inputs[j].base;
          if (!measure_points (function, columns, 1, &y, ALARMS, error))
            return FALSE;
        }
    }
  return TRUE;
}

/* The run of “anomalies” at the base, as its own options say it. */
static AssayOptions *
make_base_options (const AssayTask *task, GError **error)
{
  static const char *const passed[] = { "on", "include-current", "labels", "label", "duplicates", "join", NULL };
  static const char *const first[] = { "season", "window", "threshold", "min-periods", NULL };
  g_autoptr(AssayOptions) options = assay_options_new (assay_anomalies.options);

  for (guint i = 0; first[i] != NULL; i++)
    {
      g_auto(GStrv) values = sensitivity_series_list (task->options, first[i], NULL);

      if (values[0] != NULL && strcmp (values[0], "window") != 0 && !sensitivity_series_set (options, first[i], values[0], error))
        return NULL;
    }
  for (guint i = 0; passed[i] != NULL; i++)
    if (!sensitivity_series_pass (options, task->options, passed[i], error))
      return NULL;
  return g_steal_pointer (&options);
}

static void
add_number (GPtrArray *texts, double value)
{
  char text[ASSAY_NUMBER_SIZE];

  assay_number_format (value, text);
  g_ptr_array_add (texts, g_strdup (text));
}

/* What a setting is tried at when one value or none is given: the base first. */
static char **
usual_values (const AnomalySettings *how, guint knob)
{
  static const double shares[] = { 0.5, 0.75, 1.5, 2, 3 }, steps[] = { -0.5, 0.5, 1, 1.5, 2 };
  GPtrArray *texts = g_ptr_array_new ();
  double base = knob == KNOB_WINDOW ? how->z.window : knob == KNOB_THRESHOLD ? how->threshold : how->season;

  if (knob != KNOB_MIN_PERIODS)
    add_number (texts, base);
  if (knob == KNOB_WINDOW)
    for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
      add_number (texts, CLAMP (round (base * shares[i]), 2, knobs[knob].high));
  if (knob == KNOB_THRESHOLD)
    for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
      if (base + steps[i] >= 0.5 && base + steps[i] <= knobs[knob].high)
        add_number (texts, base + steps[i]);
  if (knob == KNOB_SEASON)
    {
      add_number (texts, 1);
      add_number (texts, MIN (2 * base, knobs[knob].high));
      add_number (texts, MIN (4 * base, knobs[knob].high));
    }
  if (knob == KNOB_MIN_PERIODS)
    {
      if (how->z.min_periods == how->z.window)
        g_ptr_array_add (texts, g_strdup ("window"));
      else
        add_number (texts, how->z.min_periods);
      add_number (texts, MAX (how->z.window / 3, 2));
      add_number (texts, MAX (how->z.window / 2, 2));
    }
  g_ptr_array_add (texts, NULL);
  return (char **) g_ptr_array_free (texts, FALSE);
}

static gboolean
add_inputs (AnomalyFunction *self, const AssayTask *task, GError **error)
{
  g_auto(GStrv) only = assay_options_get_list (task->options, "inputs");

  sensitivity_knobs_init (&self->knobs, knobs, N_KNOBS);
  for (guint k = 0; k < N_KNOBS; k++)
    {
      g_auto(GStrv) given = sensitivity_series_list (task->options, knobs[k].id, NULL), usual = usual_values (&self->ground.how, k);

      if (!sensitivity_knobs_add (&self->knobs, &self->function, k, (const char *const *) (g_strv_length (given) > 1 ? given : usual), error))
        return FALSE;
    }
  if (!sensitivity_knobs_settle (&self->knobs, &self->function, only, task, error))
    return FALSE;
  if (self->knobs.input[KNOB_WINDOW] >= 0 && self->knobs.input[KNOB_THRESHOLD] >= 0)
    {
      self->function.grid[0] = self->knobs.input[KNOB_WINDOW];
      self->function.grid[1] = self->knobs.input[KNOB_THRESHOLD];
    }
  return TRUE;
}

/* No threshold that is asked for in the usual way, and no risk level but Low, lies below it. */
static double
find_floor (const AnomalyFunction *self)
{
  int input = self->knobs.input[KNOB_THRESHOLD];
  double lowest = input >= 0 ? MIN (self->function.inputs[input].low, self->function.inputs[input].base) : self->knobs.base[KNOB_THRESHOLD];

  /* one at a time, the base is moved by a tenth and by a standard deviation too */
  if (input >= 0)
    lowest = fmin (lowest, fmin (self->function.inputs[input].base * 0.9, self->function.inputs[input].base - self->function.inputs[input].sd));
  return MIN (MAX (lowest, knobs[KNOB_THRESHOLD].low), self->policy->risk_cuts[0]);
}

static gboolean
read_data (AnomalyFunction *self, const AssayTask *task, GError **error)
{
  AssayTask own = *task;
  g_autoptr(AssayOptions) options = make_base_options (task, error);
  g_autoptr(AssayFrame) frame = NULL;
  g_auto(AssayRoles) roles = { 0 };
  AnomalyScan scan = { 0 };
  const char *rule;
  guint duplicates = 0;

  if (options == NULL)
    return FALSE;
  own.options = options;
  if (!anomaly_read_settings (&own, &self->ground.how, error) || (frame = anomaly_labels_strip (&own, error)) == NULL
      || !assay_roles_resolve (frame, task->roles, &roles, error))
    return FALSE;
  rule = anomaly_duplicates_rule (&own);
  while (strcmp (assay_option_find (assay_anomalies.options, "duplicates")->choices[duplicates], rule) != 0)
    duplicates++;
  self->ground.panel = assay_panel_new (frame, &roles, duplicates, task->n_threads, NULL, error);
  if (self->ground.panel == NULL || !assay_calendar_init (&self->ground.calendar, self->ground.panel, NULL, error))
    return FALSE;
  self->ground.join = assay_options_is_given (options, "join") ? assay_options_get_integer (options, "join") : 0;
  scan.panel = self->ground.panel;
  scan.n_rows = assay_panel_get_n_rows (self->ground.panel);
  scan.n_series = assay_panel_get_n_series (self->ground.panel);
  if (anomaly_wants_labels (&own))
    self->ground.labels = anomaly_labels_new (&own, &scan, &roles, duplicates, NULL, error);
  return self->ground.labels != NULL || !anomaly_wants_labels (&own);
}

static void
note_settings (AnomalyFunction *self)
{
  AssayStep step = assay_panel_get_step (self->ground.panel);
  g_autofree char *length = assay_word_step (step), *unit = length != NULL ? g_strdup (length) : assay_word_count (step.n);
  g_autofree char *rows = assay_word_items (assay_panel_get_n_rows (self->ground.panel), "row", "rows");
  g_autofree char *series = assay_word_items (assay_panel_get_n_series (self->ground.panel), "series", "series");

  g_ptr_array_add (self->function.notes, g_strdup_printf ("The rule is looked at on %s of %s, a step of %s; each number is that of a separate run of “assay anomalies” with these settings.", rows, series, unit));
  if (self->ground.labels == NULL)
    return;
  length = (g_free (length), assay_word_items (self->ground.labels->n_labelled, "row", "rows"));
  g_ptr_array_add (self->function.notes, g_strdup_printf ("Recall and precision are by row, against %s labelled.", length));
}

AssaySensitivityFunction *
sensitivity_anomaly_function_new (const AssayTask *task, AssayProgress *stop, GError **error)
{
  const char *detector = assay_options_get_text (task->options, "detector");
  AnomalyFunction *self;

  if (strcmp (detector, ANOMALY_BASELINE) != 0)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                   _("--detector is “%s”; what can be looked at here is the rule “%s”, whose window and threshold decide alone."), detector, ANOMALY_BASELINE);
      return NULL;
    }
  self = g_new0 (AnomalyFunction, 1);
  self->function.klass = &anomaly_class;
  sensitivity_series_init (&self->function, detector);
  g_mutex_init (&self->lock);
  self->levels = g_queue_new ();
  self->policy = assay_policy_copy (task->policy);
  self->ground.n_threads = task->n_threads;
  self->ground.stop = assay_progress_ref (stop);
  self->function.measures = measures;
  if (!read_data (self, task, error) || !add_inputs (self, task, error))
    {
      assay_sensitivity_function_free (&self->function);
      return NULL;
    }
  self->function.n_measures = self->ground.labels != NULL ? N_MEASURES : RECALL;
  self->output = sensitivity_series_choose_measure (&self->function, task->options, "alarm-rate", error);
  if (self->output < 0)
    {
      assay_sensitivity_function_free (&self->function);
      return NULL;
    }
  self->ground.floor = find_floor (self);
  note_settings (self);
  if (!score_ahead (self, error))
    {
      assay_sensitivity_function_free (&self->function);
      return NULL;
    }
  return &self->function;
}
