/* The one pass over the data: blocks of rows on all cores, every model on a block while its columns are near. What a row
 * gets depends on the row only, counts are added up, and lists are put together in the order of the rows: any
 * number of threads gives the same bytes. */
#include "analysis/scoring/score-private.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/parallel.h"

#define ROWS_A_TASK (4 * ASSAY_SCORE_ROWS)
/* Exact contributions cost a hundred times a score: smaller pieces keep cores busy and stopping quick. */
#define EXPLAIN_ROWS 64
#define EXPLAIN_ROWS_A_TASK (4 * EXPLAIN_ROWS)

/* What one thread keeps for one model. */
typedef struct
{
  AssayScoreBlock *block;
  ScoreWordCache **outputs;        /* [n_outputs]; NULL for numbers */
  ScoreWordCache *problems;
  double *contributions;           /* [EXPLAIN_ROWS * (n_fields + 1)] */
  guint *order;                    /* [n_fields] */
  guint8 states[ASSAY_SCORE_ROWS];
  gsize (*counts)[ASSAY_N_INPUT_STATES];      /* [n_fields] */
  gsize n_scored;
  gboolean has_problems;
  double difference;
} WorkerModel;

typedef struct
{
  Scored *scored;
  gsize rows_a_task, n_tasks;
  WorkerModel **workers;           /* [n_workers], each NULL or [n_models] */
  GArray **violations;             /* [n_tasks] of ScoredViolation */
  AssayProgress *progress;
} Pass;

/* ---- what a thread keeps ---- */

static void
init_worker (WorkerModel *self, const ScoredModel *model)
{
  self->block = assay_score_block_new (model->scorer);
  self->outputs = g_new0 (ScoreWordCache *, model->n_outputs + 1);
  for (guint i = 0; i < model->n_outputs; i++)
    if (model->outputs[i].words != NULL)
      self->outputs[i] = score_word_cache_new ();
  self->problems = score_word_cache_new ();
  self->contributions = g_new (double, EXPLAIN_ROWS * ((gsize) model->n_fields + 1));
  self->order = g_new (guint, model->n_fields + 1);
  self->counts = g_malloc0 ((model->n_fields + 1) * sizeof *self->counts);
  self->difference = NAN;
}

/* Gives its counts to the model. */
static void
clear_worker (WorkerModel *self, ScoredModel *model)
{
  for (guint i = 0; i < model->n_fields; i++)
    for (guint k = 0; k < ASSAY_N_INPUT_STATES; k++)
      model->states[i][k] += self->counts[i][k];
  model->n_scored += self->n_scored;
  model->has_problems |= self->has_problems;
  model->difference = fmax (model->difference, self->difference);
  assay_score_block_free (self->block);
  for (guint i = 0; i < model->n_outputs; i++)
    g_clear_pointer (&self->outputs[i], score_word_cache_free);
  g_free (self->outputs);
  score_word_cache_free (self->problems);
  g_free (self->contributions);
  g_free (self->order);
  g_free (self->counts);
}

/* ---- scores ---- */

static void
keep_outputs (ScoredModel *model, WorkerModel *worker, gsize first, gsize n)
{
  const AssayScoreBlock *block = worker->block;

  for (guint o = 0; o < model->n_outputs; o++)
    {
      ScoredOutput *output = &model->outputs[o];

      if (output->numbers != NULL)
        memcpy (output->numbers + first, block->numbers[o], n * sizeof (double));
      for (gsize i = 0; output->words != NULL && i < n; i++)
        score_words_set (output->words, worker->outputs[o], first + i, block->texts[o][i]);
    }
  for (gsize i = 0; i < n; i++)
    {
      score_words_set (model->problems, worker->problems, first + i, block->problems[i]);
      worker->n_scored += block->problems[i] == NULL;
      worker->has_problems |= block->problems[i] != NULL;
    }
}

/* A score that is no number is no result, whether the format says so or not. */
static void
judge_scores (const ScoredModel *model, AssayScoreBlock *block, gsize n)
{
  for (gsize i = 0; model->main_output >= 0 && i < n; i++)
    {
      if (block->problems[i] != NULL || isfinite (block->numbers[model->main_output][i]))
        continue;
      block->problems[i] = N_("the model gives no finite number for this row");
      for (guint o = 0; o < model->n_outputs; o++)
        if (block->texts[o] != NULL)
          block->texts[o][i] = NULL;
        else
          block->numbers[o][i] = NAN;
    }
}

/* ---- contributions ---- */

static double
logistic (double x)
{
  return x >= 0 ? 1 / (1 + exp (-x)) : exp (x) / (1 + exp (x));
}

static double
find_difference (double expected, double found)
{
  return fabs (expected - found) / MAX (1, fabs (found));
}

/* How far the sum of contributions is from the score, relative to a score above 1; NaN: no output is on their scale, nor a known
 * function of it. */
static double
compare_sum (const ScoredModel *model, gsize row, double sum)
{
  const char *scale = assay_artifact_get_contribution_scale (model->model->artifact);
  const ScoredOutput *main = model->main_output >= 0 ? &model->outputs[model->main_output] : NULL;
  gboolean is_log_odds = strcmp (scale, "log-odds") == 0, is_prediction = strcmp (scale, "prediction") == 0;
  double found;

  for (guint o = 0; o < model->n_outputs && !is_prediction; o++)
    if (model->outputs[o].output->role == ASSAY_OUTPUT_SCORE && model->outputs[o].numbers != NULL)
      return find_difference (sum, model->outputs[o].numbers[row]);
  if (main == NULL)
    return NAN;
  found = main->numbers[row];
  if (is_log_odds && main->output->role == ASSAY_OUTPUT_PROBABILITY)
    return assay_artifact_get_n_classes (model->model->artifact) > 2 ? NAN : find_difference (logistic (model->is_other_class ? -sum : sum), found);
  /* a regression on log-odds gives them as they are, or the share they stand for */
  if (is_log_odds)
    return fmin (find_difference (sum, found), find_difference (logistic (sum), found));
  if (strcmp (scale, "log") == 0 || strcmp (scale, "logarithm of the prediction") == 0)
    return find_difference (exp (sum), found);
  if (is_prediction || (strcmp (scale, "points") == 0 && main->output->role == ASSAY_OUTPUT_PREDICTION))
    return find_difference (sum, found);
  return NAN;
}

static void
keep_reasons (ScoredModel *model, WorkerModel *worker, const double *row_contributions, gsize row)
{
  double sign = model->higher_is_riskier ? 1 : -1;
  guint n = 0;

  /* the few largest, by insertion: ties stay in the order of the inputs */
  for (guint f = 0; f < model->n_fields; f++)
    {
      double size = sign * row_contributions[f];
      guint k;

      if (!(size > 0))
        continue;
      for (k = n; k > 0 && sign * row_contributions[worker->order[k - 1]] < size; k--)
        if (k < model->n_reasons)
          worker->order[k] = worker->order[k - 1];
      if (k < model->n_reasons)
        {
          worker->order[k] = f;
          n = MIN (n + 1, model->n_reasons);
        }
    }
  for (guint k = 0; k < model->n_reasons; k++)
    model->reasons[k][row] = k < n ? worker->order[k] : ASSAY_MISSING_CODE;
}

static void
keep_contributions (ScoredModel *model, WorkerModel *worker, gsize first, gsize n)
{
  gsize width = (gsize) model->n_fields + 1;

  for (gsize i = 0; i < n; i++)
    {
      double *row = worker->contributions + i * width, sum = 0;

      if (worker->block->problems[i] != NULL)
        for (gsize k = 0; k < width; k++)
          row[k] = NAN;
      for (gsize k = 0; k < width; k++)
        sum += row[k];
      for (gsize k = 0; model->contributions != NULL && k < width; k++)
        model->contributions[k][first + i] = row[k];
      if (model->n_reasons > 0)
        keep_reasons (model, worker, row, first + i);
      if (worker->block->problems[i] == NULL)
        worker->difference = fmax (worker->difference, compare_sum (model, first + i, sum));
    }
}

static gboolean
needs_contributions (const ScoredModel *model)
{
  return model->contributions != NULL || model->n_reasons > 0;
}

/* ---- inputs ---- */

static int
compare_violations (gconstpointer a, gconstpointer b)
{
  const ScoredViolation *x = a, *y = b;

  if (x->row != y->row)
    return x->row < y->row ? -1 : 1;
  return x->model != y->model ? (x->model < y->model ? -1 : 1) : (int) x->field - (int) y->field;
}

static void
check_inputs (const Scored *self, guint m, WorkerModel *worker, gsize first, gsize n, gboolean is_full, GArray *found)
{
  const ScoredModel *model = &self->models[m];

  for (guint f = 0; f < model->n_fields; f++)
    {
      if (!model->can_misfit[f])
        continue;
      assay_scorer_check (model->scorer, f, first, n, worker->states);
      for (gsize i = 0; i < n; i++)
        {
          worker->counts[f][worker->states[i]] += worker->states[i] != ASSAY_INPUT_FINE;
          if (worker->states[i] > ASSAY_INPUT_MISSING && !is_full)
            g_array_append_val (found, ((ScoredViolation) { first + i, m, f, worker->states[i] }));
        }
    }
}

static void
count_missing (Scored *self, ScoredModel *model)
{
  for (guint f = 0; f < model->n_fields; f++)
    {
      if (model->columns[f] == NULL)
        model->states[f][ASSAY_INPUT_MISSING] = self->n_rows;
      else if (!model->can_misfit[f])
        model->states[f][ASSAY_INPUT_MISSING] = assay_column_get_n_missing (model->columns[f]);
    }
}

/* ---- the pass ---- */

static gboolean
is_stopped (const Pass *self, GError **error)
{
  if (!assay_progress_is_cancelled (self->progress))
    return FALSE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("The operation was cancelled"));
  return TRUE;
}

static gboolean
score_block (Pass *self, WorkerModel *workers, gsize first, gsize n, GArray *found, GError **error)
{
  Scored *scored = self->scored;
  gboolean is_full = !scored->task->keep_violations && found->len >= SCORE_LISTED;

  for (guint m = 0; m < scored->n_models; m++)
    {
      ScoredModel *model = &scored->models[m];

      if (is_stopped (self, error))
        return FALSE;
      assay_scorer_score (model->scorer, first, n, workers[m].block);
      judge_scores (model, workers[m].block, n);
      keep_outputs (model, &workers[m], first, n);
      if (needs_contributions (model))
        {
          assay_scorer_explain (model->scorer, first, n, workers[m].block, workers[m].contributions);
          keep_contributions (model, &workers[m], first, n);
        }
    }
  for (guint m = 0; m < scored->n_models; m++)
    check_inputs (scored, m, &workers[m], first, n, is_full, found);
  return TRUE;
}

static gboolean
run_task (gsize item, guint worker, gpointer user_data, GError **error)
{
  Pass *self = user_data;
  Scored *scored = self->scored;
  gsize from = item * self->rows_a_task, to = MIN (from + self->rows_a_task, scored->n_rows);
  gsize step = self->rows_a_task == ROWS_A_TASK ? ASSAY_SCORE_ROWS : EXPLAIN_ROWS;
  GArray *found = g_array_new (FALSE, FALSE, sizeof (ScoredViolation));

  self->violations[item] = found;
  if (self->workers[worker] == NULL)
    {
      self->workers[worker] = g_new0 (WorkerModel, scored->n_models);
      for (guint m = 0; m < scored->n_models; m++)
        init_worker (&self->workers[worker][m], &scored->models[m]);
    }
  for (gsize at = from; at < to; at += step)
    {
      if (!score_block (self, self->workers[worker], at, MIN (step, to - at), found, error))
        return FALSE;
      if (!scored->task->keep_violations && found->len > SCORE_LISTED)
        {
          g_array_sort (found, compare_violations);
          g_array_set_size (found, SCORE_LISTED);
        }
    }
  g_array_sort (found, compare_violations);
  return TRUE;
}

/* The first of all tasks in the order of the rows; all of them where they are wanted. */
static void
gather_violations (Pass *self)
{
  Scored *scored = self->scored;

  scored->violations = g_array_new (FALSE, FALSE, sizeof (ScoredViolation));
  for (gsize i = 0; i < self->n_tasks; i++)
    {
      GArray *found = self->violations[i];
      gsize room = SCORE_LISTED - MIN (scored->violations->len, SCORE_LISTED);
      gsize n = scored->task->keep_violations ? found->len : MIN (found->len, room);

      g_array_append_vals (scored->violations, found->data, n);
    }
  for (guint m = 0; m < scored->n_models; m++)
    for (guint f = 0; f < scored->models[m].n_fields; f++)
      for (guint k = ASSAY_INPUT_MISSING + 1; k < ASSAY_N_INPUT_STATES; k++)
        scored->n_violations += scored->models[m].states[f][k];
}

static void
settle_words (ScoredModel *model)
{
  for (guint o = 0; o < model->n_outputs; o++)
    if (model->outputs[o].words != NULL)
      score_words_settle (model->outputs[o].words);
  score_words_settle (model->problems);
}

gboolean
score_pass (Scored *self, AssayProgress *progress, GError **error)
{
  guint n_workers = self->task->n_threads > 0 ? self->task->n_threads : assay_parallel_default_threads ();
  Pass pass = { .scored = self, .rows_a_task = ROWS_A_TASK, .progress = progress };
  gboolean done;

  for (guint m = 0; m < self->n_models; m++)
    if (needs_contributions (&self->models[m]))
      pass.rows_a_task = EXPLAIN_ROWS_A_TASK;
  pass.n_tasks = (self->n_rows + pass.rows_a_task - 1) / pass.rows_a_task;
  pass.workers = g_new0 (WorkerModel *, n_workers);
  pass.violations = g_new0 (GArray *, pass.n_tasks + 1);
  done = assay_parallel_for (n_workers, pass.n_tasks, run_task, &pass, progress, error);
  for (guint w = 0; w < n_workers; w++)
    {
      for (guint m = 0; pass.workers[w] != NULL && m < self->n_models; m++)
        clear_worker (&pass.workers[w][m], &self->models[m]);
      g_free (pass.workers[w]);
    }
  if (done)
    {
      gather_violations (&pass);
      for (guint m = 0; m < self->n_models; m++)
        {
          count_missing (self, &self->models[m]);
          settle_words (&self->models[m]);
        }
    }
  for (gsize i = 0; i < pass.n_tasks; i++)
    if (pass.violations[i] != NULL)
      g_array_unref (pass.violations[i]);
  g_free (pass.violations);
  g_free (pass.workers);
  return done;
}
