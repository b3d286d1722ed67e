/* The score of a model artifact as a function of the columns that it reads. */
#include "analysis/sensitivity/sensitivity-place-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "analysis/wording.h"
#include "base/options.h"

typedef struct
{
  char *name;                      /* of the column */
  gboolean is_words;               /* handed to the model as words, else as a number */
  int input;                       /* which input it is; -1: held at `held` */
  double held;
  char **words;                    /* of a column that is held */
  guint n_words;
} ModelColumn;

typedef struct
{
  AssaySensitivityFunction parent;
  AssayTaskModel *model;
  guint output;
  gboolean is_complement;          /* the risk is 1 - the output */
  guint n_columns;
  ModelColumn *columns;
} ModelFunction;

static void
model_free (AssaySensitivityFunction *function)
{
  ModelFunction *self = (ModelFunction *) function;

  for (guint i = 0; i < self->n_columns; i++)
    {
      g_free (self->columns[i].name);
      g_strfreev (self->columns[i].words);
    }
  g_free (self->columns);
  assay_task_model_unref (self->model);
  g_free (self);
}

/* ---- evaluating ---- */

static AssayColumn *
make_column (const ModelFunction *self, const ModelColumn *column, const double *values, gsize n)
{
  const AssaySensitivityInput *input = column->input >= 0 ? &self->parent.inputs[column->input] : NULL;

  if (column->is_words)
    {
      guint32 *codes = g_new (guint32, n + 1);

      for (gsize i = 0; i < n; i++)
        {
          double value = values != NULL ? values[i] : column->held;

          codes[i] = isnan (value) ? ASSAY_MISSING_CODE : (guint32) value;
        }
      return assay_column_take_codes (column->name, codes, n, g_strdupv (input != NULL ? input->words : column->words), input != NULL ? input->n_words : column->n_words);
    }
  else
    {
      double *copy = g_new (double, n + 1);

      for (gsize i = 0; i < n; i++)
        copy[i] = values != NULL ? values[i] : column->held;
      return assay_column_take_doubles (column->name, copy, n);
    }
}

static AssayFrame *
make_frame (const ModelFunction *self, const double *const *values, gsize n)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);

  for (guint i = 0; i < self->n_columns; i++)
    g_ptr_array_add (columns, make_column (self, &self->columns[i], self->columns[i].input >= 0 ? values[self->columns[i].input] : NULL, n));
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, n);
}

static gboolean
model_evaluate (const AssaySensitivityFunction *function, const double *const *columns, gsize n, double *y, GError **error)
{
  const ModelFunction *self = (const ModelFunction *) function;
  g_autoptr(AssayFrame) frame = make_frame (self, columns, n);
  g_autoptr(AssayScorer) scorer = assay_task_model_make_scorer (self->model, frame, error);
  g_autoptr(AssayScoreBlock) block = scorer != NULL ? assay_score_block_new (scorer) : NULL;

  if (scorer == NULL)
    return FALSE;
  for (gsize at = 0; at < n; at += ASSAY_SCORE_ROWS)
    {
      gsize some = MIN (ASSAY_SCORE_ROWS, n - at);

      assay_scorer_score (scorer, at, some, block);
      for (gsize i = 0; i < some; i++)
        {
          double value = block->numbers[self->output][i];

          y[at + i] = self->is_complement ? 1 - value : value;
        }
    }
  return TRUE;
}

static const AssaySensitivityClass model_class = { model_evaluate, model_free };

/* ---- where an input lies ---- */

static void
place_by_field (AssaySensitivityInput *input, const AssayField *field)
{
  input->low = field->low;
  input->high = field->high;
  input->base = (field->low + field->high) / 2;
  input->sd = NAN;
  if (field->kind != ASSAY_FIELD_CATEGORY || field->values == NULL)
    return;
  input->draw = ASSAY_DRAW_VALUES;
  input->words = g_strdupv (field->values);
  input->n_values = input->n_words = g_strv_length (field->values);
  input->values = g_new (double, input->n_values + 1);
  input->shares = g_new (double, input->n_values + 1);
  for (guint i = 0; i < input->n_values; i++)
    {
      input->values[i] = i;
      input->shares[i] = 1.0 / input->n_values;
    }
  input->low = 0;
  input->high = input->n_values - 1.0;
  input->base = 0;
}

/* ---- making ---- */

static gboolean
choose_output (ModelFunction *self, const char *event, GError **error)
{
  AssayArtifact *artifact = self->model->artifact;
  gboolean higher_is_riskier;
  int found = event != NULL ? assay_artifact_find_event_output (artifact, event, &self->is_complement) : assay_artifact_find_risk_output (artifact, NULL, &higher_is_riskier);

  if (found < 0)
    {
      if (event != NULL)
        g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("The model “%s” gives no probability of “%s”."), self->model->name, event);
      else
        g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("The model “%s” has no output that is a number; its sensitivity cannot be measured."), self->model->name);
      return FALSE;
    }
  self->output = found;
  self->parent.output = self->is_complement ? g_strdup_printf ("1 - %s", assay_artifact_get_output (artifact, found)->name)
                                            : g_strdup (assay_artifact_get_output (artifact, found)->name);
  return TRUE;
}

static int
find_column (const ModelFunction *self, const char *name)
{
  for (guint i = 0; i < self->n_columns; i++)
    if (strcmp (self->columns[i].name, name) == 0)
      return (int) i;
  return -1;
}

static gboolean
is_chosen (const AssaySensitivityModelChoice *choice, const char *name)
{
  return choice->only == NULL || choice->only[0] == NULL || g_strv_contains ((const char *const *) choice->only, name);
}

/* Held where it is at rest; what words it knows goes with it. */
static void
hold (ModelFunction *self, ModelColumn *column, AssaySensitivityInput *input, const char *why)
{
  g_autofree char *value = assay_sensitivity_input_word (input, input->base);

  g_ptr_array_add (self->parent.notes, g_strdup_printf ("“%s” is held at %s: %s.", input->name, value, why));
  column->input = -1;
  column->held = input->base;
  column->words = g_steal_pointer (&input->words);
  column->n_words = input->n_words;
  if (column->is_words && column->words == NULL)
    column->words = g_new0 (char *, 1);
  assay_sensitivity_input_clear (input);
}

/* Values that exist are looked at, valid or not; a range between them ends where the model says that valid values do, and where it is held is whole if
 * the model wants that. */
static void
keep_declared (ModelFunction *self, AssaySensitivityInput *input)
{
  double low = fmax (input->low, input->field->low), high = fmin (input->high, input->field->high);

  sensitivity_place_base (input);
  if (input->draw != ASSAY_DRAW_UNIFORM || !(low < high) || (low == input->low && high == input->high))
    return;
  g_autofree char *from = assay_word_number (input->low), *to = assay_word_number (input->high), *least = assay_word_number (low), *most = assay_word_number (high);

  g_ptr_array_add (self->parent.notes, g_strdup_printf ("“%s” is varied from %s to %s and not from %s to %s: beyond, the model declares values invalid.", input->name, least, most, from, to));
  input->low = low;
  input->high = high;
}

static void
add_column (ModelFunction *self, const char *name, const AssayField *field, const AssayColumn *data, const AssaySensitivityModelChoice *choice)
{
  AssaySensitivityFunction *parent = &self->parent;
  ModelColumn *column = &self->columns[self->n_columns++];
  AssaySensitivityInput input = { .name = g_strdup (name), .unit = g_strdup (field->unit), .field = field };
  gsize n = data != NULL ? assay_column_get_n (data) : 0;
  double *values = NULL;

  *column = (ModelColumn) { .name = g_strdup (name), .input = -1 };
  if (data == NULL)
    {
      place_by_field (&input, field);
      keep_declared (self, &input);
      column->is_words = input.words != NULL;
      column->input = (int) parent->n_inputs;
      parent->inputs[parent->n_inputs++] = input;
      return;
    }
  values = sensitivity_read_numbers (data, field->kind, n);
  column->is_words = values == NULL;
  if (column->is_words)
    values = sensitivity_read_words (data, n, &input);
  sensitivity_place_input (&input, values, n, choice);
  keep_declared (self, &input);
  if (!is_chosen (choice, name))
    {
      hold (self, column, &input, "it is not among the inputs asked for");
      g_free (values);
      return;
    }
  column->input = (int) parent->n_inputs;
  parent->rows[parent->n_inputs] = values;
  parent->inputs[parent->n_inputs++] = input;
}

/* All columns that a field of the model is in, each once. */
static gboolean
add_columns (ModelFunction *self, const AssaySensitivityModelChoice *choice, GError **error)
{
  AssayArtifact *artifact = self->model->artifact;
  guint n = assay_artifact_get_n_fields (artifact);
  g_autoptr(AssayScorer) scorer = choice->data != NULL ? assay_task_model_make_scorer (self->model, choice->data, error) : NULL;

  if (choice->data != NULL && scorer == NULL)
    return FALSE;
  self->columns = g_new0 (ModelColumn, n + 1);
  self->parent.inputs = g_new0 (AssaySensitivityInput, n + 1);
  self->parent.rows = choice->data != NULL ? g_new0 (double *, n + 1) : NULL;
  self->parent.n_rows = choice->data != NULL ? assay_frame_get_n_rows (choice->data) : 0;
  for (guint f = 0; f < n; f++)
    {
      const AssayField *field = assay_artifact_get_field (artifact, f);
      const char *name = scorer != NULL ? assay_scorer_get_column (scorer, f) : assay_model_settings_find_column (&self->model->settings, field->name);

      if (name == NULL && scorer != NULL)
        {
          g_ptr_array_add (self->parent.notes, g_strdup_printf ("The data have no column for “%s”: it is missing throughout.", field->name));
          continue;
        }
      name = name != NULL ? name : field->name;
      if (find_column (self, name) < 0)
        add_column (self, name, field, choice->data != NULL ? assay_frame_find (choice->data, name) : NULL, choice);
    }
  return TRUE;
}

static gboolean
check_only (const ModelFunction *self, const AssaySensitivityModelChoice *choice, GError **error)
{
  if (choice->data == NULL && choice->only != NULL && choice->only[0] != NULL)
    {
      g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("--inputs needs DATA, which say where the other inputs are held."));
      return FALSE;
    }
  for (char **name = choice->only; name != NULL && *name != NULL; name++)
    if (find_column (self, *name) < 0)
      {
        g_autoptr(GPtrArray) names = g_ptr_array_new ();
        g_autofree char *all = NULL;

        for (guint i = 0; i < self->n_columns; i++)
          g_ptr_array_add (names, self->columns[i].name);
        g_ptr_array_add (names, NULL);
        all = g_strjoinv (", ", (char **) names->pdata);
        g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("The model “%s” has no input “%s”. It has: %s."), self->model->name, *name, all);
        return FALSE;
      }
  return TRUE;
}

static gboolean
is_varied (const AssaySensitivityInput *input)
{
  return input->draw == ASSAY_DRAW_VALUES ? input->n_values > 1 : input->low < input->high;
}

static void
drop_input (AssaySensitivityFunction *function, guint index)
{
  guint n_behind = function->n_inputs - index - 1;

  g_free (function->rows[index]);
  memmove (function->inputs + index, function->inputs + index + 1, n_behind * sizeof *function->inputs);
  memmove (function->rows + index, function->rows + index + 1, n_behind * sizeof *function->rows);
  function->n_inputs--;
  function->rows[function->n_inputs] = NULL;
  for (guint c = function->correlations->len; c > 0; c--)
    {
      AssaySensitivityCorrelation *pair = &g_array_index (function->correlations, AssaySensitivityCorrelation, c - 1);

      if (pair->i == index || pair->j == index)
        g_array_remove_index (function->correlations, c - 1);
      else
        {
          pair->i -= pair->i > index;
          pair->j -= pair->j > index;
        }
    }
}

/* What has one value in the data, and no range in a file, cannot be varied. */
static void
hold_unvaried (ModelFunction *self)
{
  AssaySensitivityFunction *function = &self->parent;

  for (guint i = function->n_inputs; i > 0; i--)
    if (!is_varied (&function->inputs[i - 1]))
      {
        for (guint c = 0; c < self->n_columns; c++)
          if (self->columns[c].input == (int) i - 1)
            hold (self, &self->columns[c], &function->inputs[i - 1], "it has no second value in the data");
          else if (self->columns[c].input > (int) i - 1)
            self->columns[c].input--;
        drop_input (function, i - 1);
      }
}

static gboolean
check_ranges (const ModelFunction *self, GError **error)
{
  for (guint i = 0; i < self->parent.n_inputs; i++)
    {
      const AssaySensitivityInput *input = &self->parent.inputs[i];

      if (!is_varied (input))
        {
          g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                       _("Nothing says where “%s” is varied. Give DATA, or a range of it with --ranges."), input->name);
          return FALSE;
        }
    }
  if (self->parent.n_inputs > 0)
    return TRUE;
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("No input of the model “%s” can be varied: each has one value in the data."), self->model->name);
  return FALSE;
}

/* What is drawn is there; how much of the data is not may matter more than anything that is drawn. */
static void
note_missing (const AssaySensitivityFunction *function)
{
  gsize most = 0;
  guint n = 0, which = 0;

  for (guint i = 0; i < function->n_inputs; i++)
    {
      gsize n_missing = 0;

      for (gsize row = 0; row < function->n_rows; row++)
        n_missing += isnan (function->rows[i][row]) != 0;
      n += n_missing > 0;
      if (n_missing > most)
        {
          most = n_missing;
          which = i;
        }
    }
  if (most > 0)
    {
      g_autofree char *share = assay_word_share ((double) most / function->n_rows), *others = n > 1 ? g_strdup_printf (", and fewer of %u other inputs", n - 1) : g_strdup ("");

      g_ptr_array_add (function->notes, g_strdup_printf ("Missing values are not drawn: in the data %s of “%s” are missing%s. Methods on rows that exist have them.", share, function->inputs[which].name, others));
    }
}

AssaySensitivityFunction *
assay_sensitivity_function_new_model (const AssaySensitivityModelChoice *choice, GBytes *ranges, const char *ranges_name, GError **error)
{
  ModelFunction *self = g_new0 (ModelFunction, 1);
  AssaySensitivityFunction *function = &self->parent;

  function->klass = &model_class;
  function->name = g_strdup (choice->model->name);
  function->notes = g_ptr_array_new_with_free_func (g_free);
  function->correlations = g_array_new (FALSE, FALSE, sizeof (AssaySensitivityCorrelation));
  self->model = assay_task_model_ref (choice->model);
  if (choose_output (self, choice->event, error) && add_columns (self, choice, error) && check_only (self, choice, error)
      && assay_sensitivity_function_set_ranges (function, ranges, ranges_name, error))
    {
      if (choice->data != NULL)
        {
          hold_unvaried (self);
          note_missing (function);
        }
      if (check_ranges (self, error))
        return function;
    }
  assay_sensitivity_function_free (function);
  return NULL;
}
