/* What a portfolio scores when inputs are shocked: only columns that change are made anew, the rest is shared. */
#include "analysis/sensitivity/portfolio-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "analysis/sensitivity/sensitivity-place-private.h"
#include "base/parallel.h"

/* ---- values as they are ---- */

void
portfolio_read (const AssayPortfolio *self, const PortfolioInput *input, gsize first, gsize n, double *values)
{
  const AssayColumn *column = assay_frame_get_column (self->frame, input->column);

  if (input->input.words == NULL)
    {
      assay_scorer_read (self->scorer, input->fields[0], first, n, values);
      return;
    }
  for (gsize i = 0; i < n; i++)
    {
      guint32 code = assay_column_get_codes (column)[first + i];

      values[i] = code == ASSAY_MISSING_CODE ? NAN : code;
    }
}

/* Sorted when first asked for: most inputs are never put at a percentile. */
static double
find_percentile (const AssayPortfolio *const_self, guint index, double percentile)
{
  AssayPortfolio *self = (AssayPortfolio *) const_self;
  PortfolioInput *input = &self->inputs[index];

  g_mutex_lock (&self->lock);
  if (input->sorted == NULL)
    {
      g_autofree double *values = g_new (double, self->n_rows + 1);

      portfolio_read (self, input, 0, self->n_rows, values);
      input->sorted = sensitivity_sort_present (values, self->n_rows, &input->n_sorted);
    }
  g_mutex_unlock (&self->lock);
  return input->n_sorted > 0 ? sensitivity_at_percentile (input->sorted, input->n_sorted, percentile) : NAN;
}

gboolean
assay_portfolio_check (const AssayPortfolio *self, const AssayShock *shocks, guint n_shocks, GError **error)
{
  for (guint i = 0; i < n_shocks; i++)
    {
      g_return_val_if_fail (shocks[i].input < self->n_inputs, FALSE);
      if (!assay_shock_check (&shocks[i], &self->inputs[shocks[i].input].input, error))
        return FALSE;
    }
  return TRUE;
}

/* ---- columns that change ---- */

typedef struct
{
  const PortfolioInput *input;
  double *numbers;                 /* one of these two, of the rows asked for */
  guint32 *codes;
} Changed;

typedef struct
{
  const AssayPortfolio *self;
  const AssayShock *shocks;
  double *percentiles;             /* of each shock */
  guint n_shocks;
  gsize first, n;
  Changed *changed;                /* each input once, in the order in which shocks name them */
  guint n_changed;
} Change;

static int
find_changed (const Change *self, const PortfolioInput *input)
{
  for (guint i = 0; i < self->n_changed; i++)
    if (self->changed[i].input == input)
      return (int) i;
  return -1;
}

static void
change_init (Change *self, const AssayPortfolio *portfolio, const AssayShock *shocks, guint n_shocks, gsize first, gsize n)
{
  *self = (Change) { portfolio, shocks, g_new0 (double, n_shocks + 1), n_shocks, first, n, g_new0 (Changed, n_shocks + 1), 0 };
  for (guint i = 0; i < n_shocks; i++)
    {
      const PortfolioInput *input = &portfolio->inputs[shocks[i].input];

      if (shocks[i].kind == ASSAY_SHOCK_PERCENTILE)
        self->percentiles[i] = find_percentile (portfolio, shocks[i].input, shocks[i].amount);
      if (find_changed (self, input) >= 0)
        continue;
      self->changed[self->n_changed].input = input;
      if (input->input.words != NULL)
        self->changed[self->n_changed].codes = g_new (guint32, n + 1);
      else
        self->changed[self->n_changed].numbers = g_new (double, n + 1);
      self->n_changed++;
    }
}

static void
change_clear (Change *self)
{
  for (guint i = 0; i < self->n_changed; i++)
    {
      g_free (self->changed[i].numbers);
      g_free (self->changed[i].codes);
    }
  g_free (self->changed);
  g_free (self->percentiles);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Change, change_clear)

static void
change_numbers (const Change *self, const Changed *changed, gsize from, gsize n, double *work)
{
  const AssayArtifact *artifact = self->self->model->artifact;
  const PortfolioInput *input = changed->input;
  double *values = changed->numbers + from;

  portfolio_read (self->self, input, self->first + from, n, values);
  for (guint i = 0; i < self->n_shocks; i++)
    {
      if (&self->self->inputs[self->shocks[i].input] != input)
        continue;
      memcpy (work, values, n * sizeof *work);
      assay_shock_apply (&self->shocks[i], input->input.sd, self->percentiles[i], work, values, n);
      for (guint f = 0; f < input->n_fields; f++)
        {
          const AssayField *field = assay_artifact_get_field (artifact, input->fields[f]);

          if (assay_field_is_bounded (field))
            assay_field_keep_within (field, work, values, n);
        }
    }
}

static void
change_words (const Change *self, const Changed *changed, gsize from, gsize n)
{
  for (guint i = 0; i < self->n_shocks; i++)
    if (&self->self->inputs[self->shocks[i].input] == changed->input)
      for (gsize row = 0; row < n; row++)
        changed->codes[from + row] = isnan (self->shocks[i].amount) ? ASSAY_MISSING_CODE : (guint32) self->shocks[i].amount;
}

static gboolean
change_rows (gsize item, guint worker, gpointer user_data, GError **error)
{
  Change *self = user_data;
  gsize from = item * PORTFOLIO_ROWS, n = MIN (PORTFOLIO_ROWS, self->n - from);
  g_autofree double *work = g_new (double, PORTFOLIO_ROWS);

  for (guint i = 0; i < self->n_changed; i++)
    if (self->changed[i].codes != NULL)
      change_words (self, &self->changed[i], from, n);
    else
      change_numbers (self, &self->changed[i], from, n, work);
  return TRUE;
}

static AssayColumn *
take_changed (Changed *changed, gsize n)
{
  const AssaySensitivityInput *input = &changed->input->input;

  if (changed->codes != NULL)
    return assay_column_take_codes (input->name, g_steal_pointer (&changed->codes), n, g_strdupv (input->words), input->n_words);
  return assay_column_take_doubles (input->name, g_steal_pointer (&changed->numbers), n);
}

/* The rows with the changed columns in place of their own. */
static AssayFrame *
change_take_frame (Change *self)
{
  const AssayPortfolio *portfolio = self->self;
  gboolean is_part = self->n < portfolio->n_rows;
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  g_autofree gsize *rows = is_part ? g_new (gsize, self->n + 1) : NULL;

  for (gsize i = 0; is_part && i < self->n; i++)
    rows[i] = self->first + i;
  for (guint i = 0; i < portfolio->n_inputs; i++)
    {
      AssayColumn *column = assay_frame_get_column (portfolio->frame, i);
      int found = find_changed (self, &portfolio->inputs[i]);

      g_ptr_array_add (columns, found >= 0 ? take_changed (&self->changed[found], self->n) : is_part ? assay_column_take_rows (column, rows, self->n) : assay_column_ref (column));
    }
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, self->n);
}

/* ---- scores ---- */

typedef struct { const AssayPortfolio *self; const AssayScorer *scorer; AssayScoreBlock **blocks; gsize n; double *score; AssayProgress *stop; } Scoring;

static gboolean
score_rows (gsize item, guint worker, gpointer user_data, GError **error)
{
  Scoring *all = user_data;
  gsize from = item * PORTFOLIO_ROWS, to = MIN (from + PORTFOLIO_ROWS, all->n);

  if (all->blocks[worker] == NULL)
    all->blocks[worker] = assay_score_block_new (all->scorer);
  for (gsize at = from; at < to; at += ASSAY_SCORE_ROWS)
    {
      gsize n = MIN (ASSAY_SCORE_ROWS, to - at);

      if (assay_progress_is_cancelled (all->stop))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
          return FALSE;
        }
      assay_scorer_score (all->scorer, at, n, all->blocks[worker]);
      memcpy (all->score + at, all->blocks[worker]->numbers[all->self->output], n * sizeof (double));
      /* as the portfolio has them: the probability of the event */
      for (gsize i = at; all->self->is_complement && i < at + n; i++)
        all->score[i] = 1 - all->score[i];
    }
  return TRUE;
}

/* Not assay_scorer_score_all(): `stop` is asked whether to go on, and not told how far it is. */
static gboolean
score_frame (const AssayPortfolio *self, const AssayScorer *scorer, gsize n, guint n_threads, AssayProgress *stop, double *score, GError **error)
{
  guint n_workers = n_threads > 0 ? n_threads : assay_parallel_default_threads ();
  g_autofree AssayScoreBlock **blocks = g_new0 (AssayScoreBlock *, n_workers);
  Scoring all = { self, scorer, blocks, n, score, stop };
  gboolean is_done = assay_parallel_for (n_workers, (n + PORTFOLIO_ROWS - 1) / PORTFOLIO_ROWS, score_rows, &all, NULL, error);

  for (guint i = 0; i < n_workers; i++)
    g_clear_pointer (&blocks[i], assay_score_block_free);
  return is_done;
}

/* A scorer of rows [first, first + n) as shocks leave them. */
static AssayScorer *
make_scorer (const AssayPortfolio *self, const AssayShock *shocks, guint n_shocks, gsize first, gsize n, guint n_threads, AssayProgress *stop, GError **error)
{
  g_auto(Change) change = { 0 };
  g_autoptr(AssayFrame) frame = NULL;

  if (!assay_portfolio_check (self, shocks, n_shocks, error))
    return NULL;
  change_init (&change, self, shocks, n_shocks, first, n);
  if (!assay_parallel_for (n_threads, (n + PORTFOLIO_ROWS - 1) / PORTFOLIO_ROWS, change_rows, &change, NULL, error))
    return NULL;
  frame = change_take_frame (&change);
  return assay_scorer_new (self->model->artifact, frame, self->bound, TRUE, error);
}

/* memo: of all rows; NULL: none. */
static gboolean
score_range (const AssayPortfolio *self, const AssayShock *shocks, guint n_shocks, gsize first, gsize n, AssayScoreMemo *memo, guint n_threads, AssayProgress *stop, double *score,
             GError **error)
{
  g_autoptr(AssayScorer) scorer = NULL;

  if (n_shocks == 0)
    {
      memcpy (score, self->scores + first, n * sizeof *score);
      return TRUE;
    }
  scorer = make_scorer (self, shocks, n_shocks, first, n, n_threads, stop, error);
  if (scorer == NULL)
    return FALSE;
  if (memo == NULL)
    return score_frame (self, scorer, n, n_threads, stop, score, error);
  if (!assay_score_memo_score_all (memo, scorer, self->output, n_threads, score, stop, error))
    return FALSE;
  for (gsize i = 0; self->is_complement && i < n; i++)
    score[i] = 1 - score[i];
  return TRUE;
}

gboolean
assay_portfolio_score (const AssayPortfolio *self, const AssayShock *shocks, guint n_shocks, gsize first, gsize n, double *score, GError **error)
{
  g_return_val_if_fail (first <= self->n_rows && n <= self->n_rows - first, FALSE);
  return n == 0 || score_range (self, shocks, n_shocks, first, n, NULL, 1, NULL, score, error);
}

gboolean
assay_portfolio_score_all (const AssayPortfolio *self, const AssayShock *shocks, guint n_shocks, guint n_threads, AssayProgress *stop, double *score, GError **error)
{
  return score_range (self, shocks, n_shocks, 0, self->n_rows, NULL, n_threads, stop, score, error);
}

gboolean
assay_portfolio_score_all_by_memo (const AssayPortfolio *self, const AssayShock *shocks, guint n_shocks, AssayScoreMemo *memo, guint n_threads, AssayProgress *stop, double *score, GError **error)
{
  return score_range (self, shocks, n_shocks, 0, self->n_rows, memo, n_threads, stop, score, error);
}

/* Somewhere else than the first shock leads, so that the memo sees what moves. */
static AssayShock
move_on (const AssayPortfolio *self, const AssayShock *shock)
{
  const AssaySensitivityInput *input = &self->inputs[shock->input].input;
  AssayShock moved = *shock;

  if (shock->kind == ASSAY_SHOCK_SET)
    moved.amount = input->words != NULL ? (shock->amount == 0 ? 1 : 0) : shock->amount == input->low ? input->high : input->low;
  else
    moved.amount = shock->amount + (shock->kind == ASSAY_SHOCK_RELATIVE ? 0.1 : shock->kind == ASSAY_SHOCK_PERCENTILE ? (shock->amount > 50 ? -25 : 25)
                                    : shock->kind == ASSAY_SHOCK_SD || !(input->sd > 0) ? 1 : input->sd);
  return moved;
}

gboolean
assay_portfolio_fill_memo (const AssayPortfolio *self, const AssayShock *shocks, guint n_shocks, AssayScoreMemo *memo, guint n_threads, AssayProgress *stop, GError **error)
{
  g_autofree AssayShock *moved = g_memdup2 (shocks, n_shocks * sizeof *shocks);
  g_autoptr(AssayScorer) before = NULL, after = NULL;

  g_return_val_if_fail (n_shocks > 0, FALSE);
  if (self->inputs[shocks[0].input].input.n_words == 1)
    return FALSE;
  moved[0] = move_on (self, &shocks[0]);
  before = make_scorer (self, shocks, n_shocks, 0, self->n_rows, n_threads, stop, error);
  after = before != NULL ? make_scorer (self, moved, n_shocks, 0, self->n_rows, n_threads, stop, error) : NULL;
  return after != NULL && assay_score_memo_fill (memo, before, after, n_threads, stop, error);
}
