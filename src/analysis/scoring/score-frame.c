/* The table of rows: what each row is called, what each model says of it, and what was wrong. */
#include "analysis/scoring/score-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

gsize
score_get_row_number (const Scored *self, gsize row)
{
  return (self->task->row_numbers != NULL ? self->task->row_numbers[row] : row) + 1;
}

char *
score_dup_cell (const AssayColumn *column, gsize row)
{
  GString *cell = g_string_new (NULL);

  assay_column_append_cell (column, row, cell);
  return g_string_free (cell, FALSE);
}

const char *
score_state_word (AssayInputState state)
{
  static const char *const words[ASSAY_N_INPUT_STATES] = {
    [ASSAY_INPUT_FINE] = N_("fine"), [ASSAY_INPUT_MISSING] = N_("missing"), [ASSAY_INPUT_NOT_A_NUMBER] = N_("not a number"),
    [ASSAY_INPUT_BELOW] = N_("below the range"), [ASSAY_INPUT_ABOVE] = N_("above the range"), [ASSAY_INPUT_UNSEEN] = N_("unknown category"),
  };

  return words[state];
}

/* ---- columns ---- */

static AssayColumn *
make_row_numbers (const Scored *self)
{
  gint64 *numbers = g_new (gint64, self->n_rows + 1);

  for (gsize i = 0; i < self->n_rows; i++)
    numbers[i] = score_get_row_number (self, i);
  return assay_column_take_int64s ("row", numbers, self->n_rows);
}

/* Several models share a table: each column says whose it is. */
static char *
name_column (const Scored *self, const ScoredModel *model, const char *name)
{
  return self->n_models > 1 ? g_strconcat (model->model->name, ":", name, NULL) : g_strdup (name);
}

static void
add_numbers (const Scored *self, const ScoredModel *model, const char *name, double **values, GPtrArray *columns)
{
  g_autofree char *full = name_column (self, model, name);

  g_ptr_array_add (columns, assay_column_take_doubles (full, g_steal_pointer (values), self->n_rows));
}

static void
add_words (const Scored *self, const ScoredModel *model, const char *name, ScoreWords *words, GPtrArray *columns)
{
  g_autofree char *full = name_column (self, model, name);

  g_ptr_array_add (columns, score_words_make_column (words, full));
}

static gboolean
is_reason (const ScoredOutput *output)
{
  return output->output->role == ASSAY_OUTPUT_REASON && g_str_has_prefix (output->output->name, "reason_");
}

static void
add_outputs (const Scored *self, const ScoredModel *model, gboolean reasons, GPtrArray *columns)
{
  for (guint o = 0; o < model->n_outputs; o++)
    {
      ScoredOutput *output = &model->outputs[o];

      if (is_reason (output) != reasons)
        continue;
      if (output->words != NULL)
        add_words (self, model, output->output->name, output->words, columns);
      else
        add_numbers (self, model, output->output->name, &output->numbers, columns);
    }
}

static void
add_risk (const Scored *self, const ScoredModel *model, const double *scores, GPtrArray *columns)
{
  guint32 *codes = g_new (guint32, self->n_rows + 1);
  char **names = g_new0 (char *, ASSAY_N_RISKS + 1);
  g_autofree char *full = name_column (self, model, "risk");

  for (guint i = 0; i < ASSAY_N_RISKS; i++)
    names[i] = g_strdup (assay_risk_name (i));
  for (gsize i = 0; i < self->n_rows; i++)
    {
      AssayRisk risk = assay_policy_score_risk (self->task->policy, model->is_complement ? 1 - scores[i] : scores[i]);

      codes[i] = risk == ASSAY_RISK_NONE ? ASSAY_MISSING_CODE : (guint32) risk;
    }
  g_ptr_array_add (columns, assay_column_take_codes (full, codes, self->n_rows, names, ASSAY_N_RISKS));
}

static char **
list_fields (const ScoredModel *model)
{
  char **names = g_new0 (char *, model->n_fields + 1);

  for (guint i = 0; i < model->n_fields; i++)
    names[i] = g_strdup (assay_artifact_get_field (model->model->artifact, i)->name);
  return names;
}

static void
add_reasons (const Scored *self, const ScoredModel *model, GPtrArray *columns)
{
  for (guint k = 0; k < model->n_reasons; k++)
    {
      g_autofree char *name = g_strdup_printf ("reason_%u", k + 1);
      g_autofree char *full = name_column (self, model, name);

      g_ptr_array_add (columns, assay_column_take_codes (full, g_steal_pointer (&model->reasons[k]), self->n_rows, list_fields (model), model->n_fields));
    }
}

static void
add_contributions (const Scored *self, const ScoredModel *model, GPtrArray *columns)
{
  for (guint f = 0; model->contributions != NULL && f <= model->n_fields; f++)
    {
      const char *field = f < model->n_fields ? assay_artifact_get_field (model->model->artifact, f)->name : "base";
      g_autofree char *name = g_strconcat ("contribution:", field, NULL);

      add_numbers (self, model, name, &model->contributions[f], columns);
    }
}

static gboolean
has_output (const ScoredModel *model, const char *name)
{
  for (guint o = 0; o < model->n_outputs; o++)
    if (strcmp (model->outputs[o].output->name, name) == 0)
      return TRUE;
  return FALSE;
}

static void
add_model (const Scored *self, const ScoredModel *model, GPtrArray *columns)
{
  const double *scores = model->has_risk ? model->outputs[model->main_output].numbers : NULL;

  /* before the outputs hand their arrays to columns, the level is made from one of them */
  g_autoptr(GPtrArray) risk = g_ptr_array_new ();

  if (scores != NULL && !has_output (model, "risk"))
    add_risk (self, model, scores, risk);
  add_outputs (self, model, FALSE, columns);
  g_ptr_array_extend_and_steal (columns, g_steal_pointer (&risk));
  add_outputs (self, model, TRUE, columns);
  add_reasons (self, model, columns);
  add_words (self, model, "problem", model->problems, columns);
  add_contributions (self, model, columns);
}

/* Arrays go from self into the columns: the summary is made before. */
AssayFrame *
score_make_frame (const Scored *self)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);

  g_ptr_array_add (columns, self->id != NULL ? assay_column_ref ((AssayColumn *) self->id) : make_row_numbers (self));
  for (guint m = 0; m < self->n_models; m++)
    add_model (self, &self->models[m], columns);
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, self->n_rows);
}

/* ---- violations ---- */

typedef struct { GHashTable *known; GPtrArray *words; guint32 *codes; } TextColumn;

static void
text_column_init (TextColumn *self, gsize n)
{
  self->known = g_hash_table_new (g_str_hash, g_str_equal);
  self->words = g_ptr_array_new ();
  self->codes = g_new (guint32, n + 1);
}

static void
text_column_set (TextColumn *self, gsize row, const char *text)
{
  gpointer code;

  if (!g_hash_table_lookup_extended (self->known, text, NULL, &code))
    {
      code = GUINT_TO_POINTER (self->words->len);
      g_ptr_array_add (self->words, g_strdup (text));
      g_hash_table_insert (self->known, self->words->pdata[self->words->len - 1], code);
    }
  self->codes[row] = GPOINTER_TO_UINT (code);
}

static AssayColumn *
text_column_finish (TextColumn *self, const char *name, gsize n)
{
  guint n_words = self->words->len;

  g_hash_table_unref (self->known);
  g_ptr_array_add (self->words, NULL);
  return assay_column_take_codes (name, self->codes, n, (char **) g_ptr_array_free (self->words, FALSE), n_words);
}

AssayFrame *
score_make_violations (const Scored *self)
{
  gsize n = self->violations->len;
  gint64 *rows = g_new (gint64, n + 1);
  TextColumn model, field, column, cell, problem;
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  g_autofree gsize *at = g_new (gsize, n + 1);

  text_column_init (&model, n);
  text_column_init (&field, n);
  text_column_init (&column, n);
  text_column_init (&cell, n);
  text_column_init (&problem, n);
  for (gsize i = 0; i < n; i++)
    {
      const ScoredViolation *violation = &g_array_index (self->violations, ScoredViolation, i);
      const ScoredModel *of = &self->models[violation->model];
      const AssayColumn *source = of->columns[violation->field];
      g_autofree char *text = score_dup_cell (source, violation->row);

      at[i] = violation->row;
      rows[i] = score_get_row_number (self, violation->row);
      text_column_set (&model, i, of->model->name);
      text_column_set (&field, i, assay_artifact_get_field (of->model->artifact, violation->field)->name);
      text_column_set (&column, i, assay_column_get_name (source));
      text_column_set (&cell, i, text);
      text_column_set (&problem, i, score_state_word (violation->state));
    }
  g_ptr_array_add (columns, assay_column_take_int64s ("row", rows, n));
  if (self->id != NULL)
    g_ptr_array_add (columns, assay_column_take_rows (self->id, at, n));
  g_ptr_array_add (columns, text_column_finish (&model, "model", n));
  g_ptr_array_add (columns, text_column_finish (&field, "input", n));
  g_ptr_array_add (columns, text_column_finish (&column, "column", n));
  g_ptr_array_add (columns, text_column_finish (&cell, "value", n));
  g_ptr_array_add (columns, text_column_finish (&problem, "problem", n));
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, n);
}
