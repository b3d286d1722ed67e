/* How well each model ranks, where the data say what became of the rows. No checks: those are for a validation. */
#include "analysis/scoring/score-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "math/discrimination/roc-area.h"

#define UNKNOWN 255

/* ---- which value is the event ---- */

/* The first two distinct cells; FALSE when there are more. */
static gboolean
find_two (const AssayColumn *column, char *words[2], guint *n)
{
  g_autoptr(GString) cell = g_string_new (NULL);

  *n = 0;
  for (gsize i = 0; i < assay_column_get_n (column); i++)
    {
      guint at = 0;

      if (assay_column_is_missing (column, i))
        continue;
      g_string_truncate (cell, 0);
      assay_column_append_cell (column, i, cell);
      while (at < *n && strcmp (words[at], cell->str) != 0)
        at++;
      if (at == 2)
        return FALSE;
      if (at == *n)
        words[(*n)++] = g_strdup (cell->str);
    }
  return TRUE;
}

static gboolean
fail_no_event (const char *target, char *words[2], guint n, gboolean is_more, GError **error)
{
  if (is_more)
    g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE,
                 _("The outcome “%s” has more than two values, among them “%s” and “%s”. Say which of them is the event with --event."), target, words[0], words[1]);
  else if (n == 2)
    g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("The outcome “%s” holds “%s” and “%s”, and nothing says which is the event. Name it with --event."),
                 target, words[0], words[1]);
  else
    g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("The outcome “%s” does not have two values, an event and another."), target);
  return FALSE;
}

static guint8 *
make_events (const Scored *self, const AssayColumn *column, const char *event)
{
  guint8 *events = g_new (guint8, self->n_rows + 1);
  gboolean is_category = assay_column_get_type (column) == ASSAY_TYPE_CATEGORY;
  g_autoptr(GString) cell = g_string_new (NULL);
  double wanted = NAN;
  gboolean is_number = assay_number_parse (event, strlen (event), '.', 0, &wanted);
  g_autofree double *owned = NULL;
  const double *numbers = assay_column_get_type (column) == ASSAY_TYPE_DOUBLE || assay_column_get_type (column) == ASSAY_TYPE_INT64
                          ? assay_column_as_doubles (column, &owned) : NULL;

  for (gsize i = 0; i < self->n_rows; i++)
    {
      if (assay_column_is_missing (column, i))
        events[i] = UNKNOWN;
      else if (numbers != NULL)
        events[i] = is_number && numbers[i] == wanted;
      else if (is_category)
        events[i] = strcmp (assay_column_get_word (column, assay_column_get_codes (column)[i]), event) == 0;
      else
        {
          g_string_truncate (cell, 0);
          assay_column_append_cell (column, i, cell);
          events[i] = strcmp (cell->str, event) == 0;
        }
    }
  return events;
}

static gboolean
occurs (const Scored *self, const AssayColumn *column)
{
  g_autofree guint8 *events = make_events (self, column, self->event);
  gsize n_known = 0;

  for (gsize i = 0; i < self->n_rows; i++)
    {
      if (events[i] == TRUE)
        return TRUE;
      n_known += events[i] != UNKNOWN;
    }
  return n_known == 0;
}

/* The event, where the model knows it and it only never came; else NULL. */
static char *
fail_never (const Scored *self, const AssayColumn *column, char *words[2], guint n, gboolean is_more, GError **error)
{
  const char *target = assay_column_get_name (column);
  gboolean is_complement;

  if (n == 1 && assay_artifact_find_event_output (((const AssayTaskModel *) self->task->models->pdata[0])->artifact, self->event, &is_complement) >= 0)
    return g_strdup (self->event);
  if (n == 0)
    g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("The outcome “%s” is never “%s”."), target, self->event);
  else if (n == 1)
    g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("The outcome “%s” is never “%s”. It holds “%s”."), target, self->event, words[0]);
  else
    g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, is_more ? _("The outcome “%s” is never “%s”. It holds “%s”, “%s” and others.")
                 : _("The outcome “%s” is never “%s”. It holds “%s” and “%s”."), target, self->event, words[0], words[1]);
  return NULL;
}

static char *
choose_event (const Scored *self, const AssayColumn *column, GError **error)
{
  char *words[2] = { NULL, NULL };
  guint n;
  gboolean is_more = !find_two (column, words, &n);
  g_autofree char *first = words[0], *second = words[1];

  if (self->event != NULL)
    return occurs (self, column) ? g_strdup (self->event) : fail_never (self, column, words, n, is_more, error);
  if (!is_more && n == 2 && assay_is_event_word (first) != assay_is_event_word (second))
    return g_strdup (assay_is_event_word (first) ? first : second);
  fail_no_event (assay_column_get_name (column), words, n, is_more, error);
  return NULL;
}

/* ---- how well it ranks ---- */

typedef struct { gsize n, n_events; AmRocArea area; double mean; } Ranking;

static Ranking
rank (const Scored *self, const ScoredModel *model, const guint8 *events)
{
  const double *scores = model->outputs[model->main_output].numbers;
  g_autofree double *risk = g_new (double, self->n_rows + 1), *store = g_new (double, self->n_rows + 1), *work = g_new (double, self->n_rows + 1);
  g_autofree guint8 *known = g_new (guint8, self->n_rows + 1);
  AssaySum sum = { 0 };
  Ranking ranking = { 0 };
  AmClassScores classes;

  for (gsize i = 0; i < self->n_rows; i++)
    {
      if (!isfinite (scores[i]) || events[i] == UNKNOWN)
        continue;
      risk[ranking.n] = model->score_rises ? score_get_risk (model, i) : -scores[i];
      known[ranking.n++] = events[i];
      ranking.n_events += events[i];
      assay_sum_add (&sum, score_get_risk (model, i));
    }
  ranking.mean = ranking.n > 0 ? assay_sum_get (&sum) / ranking.n : NAN;
  ranking.area = (AmRocArea) { NAN, NAN };
  if (am_class_scores_fill (&classes, risk, known, ranking.n, store, work))
    ranking.area = am_roc_area (&classes);
  return ranking;
}

static void
add_ranking (AssayResult *result, AssayTable *table, const ScoredModel *model, const Ranking *ranking)
{
  double half = 1.959963984540054 * sqrt (ranking->area.variance), low = fmax (ranking->area.area - half, 0), high = fmin (ranking->area.area + half, 1);
  AssayMetric *metric = assay_result_add_metric (result, "auc", N_("AUC"), ASSAY_METRIC_FRACTION, ranking->area.area);

  low = isnan (half) ? NAN : low;
  high = isnan (half) ? NAN : high;
  metric->low = low;
  metric->high = high;
  metric->of = g_strdup (model->model->name);
  if (isnan (ranking->area.area))
    metric->text = g_strdup (N_("There are no events, or nothing but events, among the rows with a score and an outcome."));
  assay_table_add_row (table);
  assay_table_set_text (table, 0, model->model->name);
  assay_table_set_number (table, 1, ranking->n);
  assay_table_set_number (table, 2, ranking->n_events);
  assay_table_set_number (table, 3, ranking->n > 0 ? (double) ranking->n_events / ranking->n : NAN);
  assay_table_set_number (table, 4, ranking->mean);
  assay_table_set_number (table, 5, ranking->area.area);
  assay_table_set_number (table, 6, low);
  assay_table_set_number (table, 7, high);
  assay_table_set_number (table, 8, 2 * ranking->area.area - 1);
}

static AssayTable *
start_table (void)
{
  AssayTable *table = assay_table_new ("ranking", N_("How Well the Models Rank"));

  assay_table_add_column (table, "model", N_("Model"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "rows", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "events", N_("Events"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "event-rate", N_("Event Rate"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "mean", N_("Mean Score"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "auc", N_("AUC"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "low", N_("From"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "high", N_("To"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "gini", N_("Gini"), ASSAY_CELL_NUMBER);
  assay_table_set_note (table, N_("Rows with a score and an outcome; ties half; 95 % interval by DeLong. “assay validate” judges it."));
  return table;
}

/* The column and its event must do before the rows are scored. */
gboolean
score_prepare_outcome (Scored *self, GError **error)
{
  const char *target = assay_options_get_text (self->task->options, "target");
  const AssayColumn *column = target != NULL && *target != '\0' ? assay_frame_require (self->frame, target, error) : NULL;
  g_autofree char *event = NULL;

  if (target == NULL || *target == '\0')
    return TRUE;
  event = column != NULL ? choose_event (self, column, error) : NULL;
  if (event == NULL)
    return FALSE;
  self->outcome_event = g_steal_pointer (&event);
  self->outcomes = make_events (self, column, self->outcome_event);
  return TRUE;
}

gboolean
score_add_outcome (const Scored *self, AssayResult *result, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayTable) table = NULL;

  if (self->outcomes == NULL)
    return TRUE;
  table = start_table ();
  for (guint m = 0; m < self->n_models; m++)
    {
      const ScoredModel *model = &self->models[m];

      if (model->main_output >= 0)
        {
          Ranking ranking = rank (self, model, self->outcomes);

          add_ranking (result, table, model, &ranking);
        }
      if (!assay_progress_step (progress, (m + 1.0) / self->n_models, error))
        return FALSE;
    }
  if (assay_table_get_n_rows (table) > 0)
    assay_result_take_table (result, g_steal_pointer (&table));
  assay_result_set_option (result, "event", self->outcome_event);
  return TRUE;
}
