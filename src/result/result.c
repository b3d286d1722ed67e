#include "result/result.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct { char *name, *value; } Option;

struct _AssayResult
{
  gatomicrefcount refs;
  char *analysis, *title, *engine, *as_of, *policy_name, *policy_sha256;
  gint64 seed;
  GPtrArray *inputs, *metrics, *checks, *tables, *figures, *notes;
  GArray *options;             /* Option, sorted by name */
};

static void
input_free (gpointer data)
{
  AssayInput *input = data;

  g_free (input->role);
  g_free (input->name);
  g_free (input->sha256);
  g_free (input);
}

static void
metric_free (gpointer data)
{
  AssayMetric *metric = data;

  g_free (metric->id);
  g_free (metric->label);
  g_free (metric->text);
  g_free (metric->of);
  g_free (metric);
}

static void
check_free (gpointer data)
{
  AssayCheck *check = data;

  g_free (check->id);
  g_free (check->title);
  g_free (check->subject);
  g_free (check->statistic);
  g_free (check->limit_note);
  g_free (check->convention);
  g_free (check->message);
  g_free (check->reference);
  g_free (check->section);
  g_free (check->effect_name);
  g_free (check);
}

static void
option_clear (gpointer data)
{
  Option *option = data;

  g_free (option->name);
  g_free (option->value);
}

AssayResult *
assay_result_new (const char *analysis, const char *title)
{
  AssayResult *self = g_new0 (AssayResult, 1);

  g_atomic_ref_count_init (&self->refs);
  self->analysis = g_strdup (analysis);
  self->title = g_strdup (title);
  self->inputs = g_ptr_array_new_with_free_func (input_free);
  self->metrics = g_ptr_array_new_with_free_func (metric_free);
  self->checks = g_ptr_array_new_with_free_func (check_free);
  self->tables = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_table_unref);
  self->figures = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_figure_unref);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->options = g_array_new (FALSE, FALSE, sizeof (Option));
  g_array_set_clear_func (self->options, option_clear);
  return self;
}

AssayResult *
assay_result_ref (AssayResult *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
assay_result_unref (AssayResult *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->analysis);
  g_free (self->title);
  g_free (self->engine);
  g_free (self->as_of);
  g_free (self->policy_name);
  g_free (self->policy_sha256);
  g_ptr_array_unref (self->inputs);
  g_ptr_array_unref (self->metrics);
  g_ptr_array_unref (self->checks);
  g_ptr_array_unref (self->tables);
  g_ptr_array_unref (self->figures);
  g_ptr_array_unref (self->notes);
  g_array_unref (self->options);
  g_free (self);
}

AssayMetric *
assay_result_add_metric (AssayResult *self, const char *id, const char *label, AssayMetricUnit unit, double value)
{
  AssayMetric *metric = g_new0 (AssayMetric, 1);

  metric->id = g_strdup (id);
  metric->label = g_strdup (label);
  metric->unit = unit;
  metric->value = value;
  metric->low = metric->high = NAN;
  g_ptr_array_add (self->metrics, metric);
  return metric;
}

guint
assay_result_count_judged (const AssayResult *self, guint *n_passed)
{
  guint n = 0;

  *n_passed = 0;
  for (guint i = 0; i < assay_result_get_n_checks (self); i++)
    {
      n += assay_result_get_check (self, i)->verdict != ASSAY_VERDICT_NONE;
      *n_passed += assay_result_get_check (self, i)->verdict == ASSAY_VERDICT_PASS;
    }
  return n;
}

const char *
assay_check_get_verdict_label (const AssayCheck *check)
{
  return check->verdict == ASSAY_VERDICT_NONE && !isnan (check->value) ? N_("Reported") : assay_verdict_label (check->verdict);
}

gboolean
assay_check_subject_is_wording (const char *section, const char *subject)
{
  static const char *const wordings[] = { "all rows", "portfolio", "rows", NULL };

  return subject != NULL && *subject != '\0' && (section == NULL || g_strv_contains (wordings, subject));
}

AssayCheck *
assay_result_add_check (AssayResult *self, const char *id, const char *title)
{
  AssayCheck *check = g_new0 (AssayCheck, 1);

  check->id = g_strdup (id);
  check->title = g_strdup (title);
  check->value = check->p_value = check->n = check->events = check->warn = check->fail = check->p_adjusted = check->effect = NAN;
  check->source = 'C';
  g_ptr_array_add (self->checks, check);
  return check;
}

void
assay_result_take_table (AssayResult *self, AssayTable *table)
{
  g_ptr_array_add (self->tables, table);
}

void
assay_result_take_figure (AssayResult *self, AssayFigure *figure)
{
  g_ptr_array_add (self->figures, figure);
}

void
assay_result_add_note (AssayResult *self, const char *note)
{
  g_ptr_array_add (self->notes, g_strdup (note));
}

void
assay_result_put_note_first (AssayResult *self, const char *note)
{
  g_ptr_array_insert (self->notes, 0, g_strdup (note));
}

void
assay_result_add_input (AssayResult *self, const char *role, const char *name, const char *sha256, gint64 rows, gint64 columns)
{
  AssayInput *input = g_new0 (AssayInput, 1);

  input->role = g_strdup (role);
  input->name = g_strdup (name);
  input->sha256 = g_strdup (sha256);
  input->rows = rows;
  input->columns = columns;
  g_ptr_array_add (self->inputs, input);
}

void
assay_result_set_option (AssayResult *self, const char *name, const char *value)
{
  Option option = { g_strdup (name), g_strdup (value) };
  guint at = 0;

  while (at < self->options->len && strcmp (g_array_index (self->options, Option, at).name, name) < 0)
    at++;
  if (at < self->options->len && strcmp (g_array_index (self->options, Option, at).name, name) == 0)
    g_array_remove_index (self->options, at);
  g_array_insert_val (self->options, at, option);
}

void
assay_result_set_provenance (AssayResult *self, const char *engine, const char *as_of, gint64 seed,
                             const char *policy_name, const char *policy_sha256)
{
  g_free (self->engine);
  g_free (self->as_of);
  g_free (self->policy_name);
  g_free (self->policy_sha256);
  self->engine = g_strdup (engine);
  self->as_of = g_strdup (as_of);
  self->seed = seed;
  self->policy_name = g_strdup (policy_name);
  self->policy_sha256 = g_strdup (policy_sha256);
}

const char *
assay_result_get_analysis (const AssayResult *self)
{
  return self->analysis;
}

const char *
assay_result_get_title (const AssayResult *self)
{
  return self->title;
}

void
assay_result_set_title (AssayResult *self, const char *title)
{
  char *old = self->title;

  self->title = g_strdup (title);
  g_free (old);
}

AssayVerdict
assay_result_get_verdict (const AssayResult *self)
{
  AssayVerdict verdict = ASSAY_VERDICT_NONE;

  for (guint i = 0; i < self->checks->len; i++)
    verdict = assay_verdict_worst (verdict, assay_result_get_check (self, i)->verdict);
  return verdict;
}

const char *
assay_result_get_engine (const AssayResult *self)
{
  return self->engine;
}

const char *
assay_result_get_as_of (const AssayResult *self)
{
  return self->as_of;
}

gint64
assay_result_get_seed (const AssayResult *self)
{
  return self->seed;
}

const char *
assay_result_get_policy_name (const AssayResult *self)
{
  return self->policy_name;
}

const char *
assay_result_get_policy_sha256 (const AssayResult *self)
{
  return self->policy_sha256;
}

guint
assay_result_get_n_inputs (const AssayResult *self)
{
  return self->inputs->len;
}

static gpointer
item (const GPtrArray *array, guint index)
{
  g_return_val_if_fail (index < array->len, NULL);
  return array->pdata[index];
}

const AssayInput *
assay_result_get_input (const AssayResult *self, guint index)
{
  return item (self->inputs, index);
}

guint
assay_result_get_n_options (const AssayResult *self)
{
  return self->options->len;
}

const char *
assay_result_get_option (const AssayResult *self, guint index, const char **value)
{
  g_return_val_if_fail (index < self->options->len, NULL);
  if (value != NULL)
    *value = g_array_index (self->options, Option, index).value;
  return g_array_index (self->options, Option, index).name;
}

const char *
assay_result_find_option (const AssayResult *self, const char *name)
{
  for (guint i = 0; i < self->options->len; i++)
    if (strcmp (g_array_index (self->options, Option, i).name, name) == 0)
      return g_array_index (self->options, Option, i).value;
  return NULL;
}

guint
assay_result_get_n_metrics (const AssayResult *self)
{
  return self->metrics->len;
}

const AssayMetric *
assay_result_get_metric (const AssayResult *self, guint index)
{
  return item (self->metrics, index);
}

const AssayMetric *
assay_result_find_metric (const AssayResult *self, const char *id)
{
  for (guint i = 0; i < self->metrics->len; i++)
    if (strcmp (assay_result_get_metric (self, i)->id, id) == 0)
      return self->metrics->pdata[i];
  return NULL;
}

guint
assay_result_get_n_checks (const AssayResult *self)
{
  return self->checks->len;
}

const AssayCheck *
assay_result_get_check (const AssayResult *self, guint index)
{
  return item (self->checks, index);
}

guint
assay_result_get_n_tables (const AssayResult *self)
{
  return self->tables->len;
}

AssayTable *
assay_result_get_table (const AssayResult *self, guint index)
{
  return item (self->tables, index);
}

AssayTable *
assay_result_find_table (const AssayResult *self, const char *id)
{
  for (guint i = 0; i < self->tables->len; i++)
    if (strcmp (assay_table_get_id (self->tables->pdata[i]), id) == 0)
      return self->tables->pdata[i];
  return NULL;
}

guint
assay_result_get_n_figures (const AssayResult *self)
{
  return self->figures->len;
}

AssayFigure *
assay_result_get_figure (const AssayResult *self, guint index)
{
  return item (self->figures, index);
}

AssayFigure *
assay_result_find_figure (const AssayResult *self, const char *id)
{
  for (guint i = 0; i < self->figures->len; i++)
    if (strcmp (assay_figure_get_id (self->figures->pdata[i]), id) == 0)
      return self->figures->pdata[i];
  return NULL;
}

guint
assay_result_get_n_notes (const AssayResult *self)
{
  return self->notes->len;
}

const char *
assay_result_get_note (const AssayResult *self, guint index)
{
  return item (self->notes, index);
}
