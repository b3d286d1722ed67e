/* What is measured on all rows of a portfolio at once. */
#include "analysis/sensitivity/portfolio-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "base/number.h"
#include "base/options.h"
#include "base/parallel.h"
#include "math/calibration/probability-scores.h"
#include "math/discrimination/rank-curves.h"
#include "math/discrimination/roc-area.h"
#include "math/drift/two-sample.h"
#include "math/order.h"

#define CLIP 1e-15                 /* of the log loss, as validate has it */
#define MOST_LOST 0.01             /* share of rows that may lose their score by a shock */

#define BIT(kind) (1u << (kind))
#define OF_ROWS (BIT (MEASURE_MEAN) | BIT (MEASURE_LOSS) | BIT (MEASURE_LOSS_RATE) | BIT (MEASURE_FLAGGED) | BIT (MEASURE_N_FLAGGED) | BIT (MEASURE_BRIER) \
                 | BIT (MEASURE_LOG_LOSS) | BIT (MEASURE_RMSE) | BIT (MEASURE_MAE) | BIT (MEASURE_WAPE))
#define OF_RANKS (BIT (MEASURE_AUC) | BIT (MEASURE_GINI) | BIT (MEASURE_KS))
#define OF_PROBABILITIES (BIT (MEASURE_MEAN) | BIT (MEASURE_LOSS) | BIT (MEASURE_LOSS_RATE) | BIT (MEASURE_BRIER) | BIT (MEASURE_LOG_LOSS))
#define OF_SUMS (BIT (MEASURE_LOSS) | BIT (MEASURE_N_FLAGGED))

static const AssayPortfolioMeasure measures[N_MEASURES] = {
  [MEASURE_MEAN] = { "mean", N_("Portfolio PD"), ASSAY_METRIC_FRACTION, TRUE },
  [MEASURE_LOSS] = { "expected-loss", N_("Expected Loss"), ASSAY_METRIC_VALUE, TRUE },
  [MEASURE_LOSS_RATE] = { "expected-loss-rate", N_("Expected Loss Rate"), ASSAY_METRIC_FRACTION, TRUE },
  [MEASURE_FLAGGED] = { "flagged", N_("Share Flagged"), ASSAY_METRIC_FRACTION, TRUE },
  [MEASURE_N_FLAGGED] = { "n-flagged", N_("Rows Flagged"), ASSAY_METRIC_COUNT, TRUE },
  [MEASURE_AUC] = { "auc", N_("AUC"), ASSAY_METRIC_NUMBER, FALSE },
  [MEASURE_GINI] = { "gini", N_("Gini"), ASSAY_METRIC_NUMBER, FALSE },
  [MEASURE_KS] = { "ks", N_("KS Distance"), ASSAY_METRIC_NUMBER, FALSE },
  [MEASURE_BRIER] = { "brier", N_("Brier Score"), ASSAY_METRIC_NUMBER, TRUE },
  [MEASURE_LOG_LOSS] = { "log-loss", N_("Log Loss"), ASSAY_METRIC_NUMBER, TRUE },
  [MEASURE_RMSE] = { "rmse", N_("RMSE"), ASSAY_METRIC_VALUE, TRUE },
  [MEASURE_MAE] = { "mae", N_("MAE"), ASSAY_METRIC_VALUE, TRUE },
  [MEASURE_WAPE] = { "wape", N_("WAPE"), ASSAY_METRIC_FRACTION, TRUE },
};

/* ---- which there are ---- */

/* What it would need; NULL: it is all there. */
static const char *
find_lack (const AssayPortfolio *self, PortfolioMeasureKind kind)
{
  if ((BIT (kind) & (BIT (MEASURE_LOSS) | BIT (MEASURE_LOSS_RATE))) != 0)
    return self->lacks_loss;
  if ((BIT (kind) & (BIT (MEASURE_FLAGGED) | BIT (MEASURE_N_FLAGGED))) != 0)
    return isnan (self->cutoff) ? _("a cut-off (--cutoff)") : NULL;
  if ((BIT (kind) & OF_RANKS) != 0)
    return self->events == NULL ? _("an outcome that is an event (--target)") : NULL;
  if ((BIT (kind) & (BIT (MEASURE_BRIER) | BIT (MEASURE_LOG_LOSS))) != 0)
    return self->events == NULL ? _("an outcome that is an event (--target)") : !self->is_probability ? _("a model whose score is a probability") : NULL;
  if ((BIT (kind) & (BIT (MEASURE_RMSE) | BIT (MEASURE_MAE) | BIT (MEASURE_WAPE))) != 0)
    return self->actual == NULL ? _("an outcome that is a number (--target, --outcome value)") : NULL;
  return NULL;
}

void
portfolio_list_measures (AssayPortfolio *self)
{
  for (PortfolioMeasureKind kind = 0; kind < N_MEASURES; kind++)
    {
      AssayPortfolioMeasure *measure = &self->measures[self->n_measures];

      if (find_lack (self, kind) != NULL)
        continue;
      *measure = measures[kind];
      if (kind == MEASURE_MEAN && !self->is_probability)
        *measure = (AssayPortfolioMeasure) { measure->id, self->actual != NULL ? N_("Mean Prediction") : N_("Mean Score"), ASSAY_METRIC_VALUE, self->higher_is_riskier };
      self->kinds[self->n_measures++] = kind;
    }
}

guint
assay_portfolio_get_n_measures (const AssayPortfolio *self)
{
  return self->n_measures;
}

const AssayPortfolioMeasure *
assay_portfolio_get_measure (const AssayPortfolio *self, guint index)
{
  g_return_val_if_fail (index < self->n_measures, NULL);
  return &self->measures[index];
}

const double *
assay_portfolio_get_base (const AssayPortfolio *self)
{
  return self->base;
}

int
assay_portfolio_find_measure (const AssayPortfolio *self, const char *id)
{
  for (guint i = 0; i < self->n_measures; i++)
    if (strcmp (self->measures[i].id, id) == 0)
      return (int) i;
  return -1;
}

static int
find_kind (const char *id)
{
  for (guint kind = 0; kind < N_MEASURES; kind++)
    if (strcmp (measures[kind].id, id) == 0)
      return (int) kind;
  return -1;
}

gboolean
assay_portfolio_require_measure (const AssayPortfolio *self, const char *id, guint *index, GError **error)
{
  int found = assay_portfolio_find_measure (self, id), kind = find_kind (id);
  g_autofree char *names = NULL, *all = NULL;

  *index = found >= 0 ? (guint) found : 0;
  if (found >= 0)
    return TRUE;
  if (kind >= 0)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("The measure “%s” needs %s."), id, find_lack (self, kind));
      return FALSE;
    }
  names = g_strjoinv (", ", (char **) assay_portfolio_list_measures ());
  all = g_strconcat ("score, ", names, NULL);
  /* of one row, and no measure of a portfolio, but who asks by name may have it too */
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("There is no measure “%s”. There are: %s."), id, all);
  return FALSE;
}

const char *const *
assay_portfolio_list_measures (void)
{
  static const char *ids[N_MEASURES + 1];
  static gsize is_made;

  if (g_once_init_enter (&is_made))
    {
      for (guint kind = 0; kind < N_MEASURES; kind++)
        ids[kind] = measures[kind].id;
      g_once_init_leave (&is_made, 1);
    }
  return ids;
}

char *
assay_portfolio_word_absent (const AssayPortfolio *self, const char *id)
{
  int kind = find_kind (id);

  return kind >= 0 ? g_strdup (find_lack (self, kind)) : NULL;
}

char *
assay_portfolio_word_measure (const AssayPortfolio *self, guint index)
{
  const char *weighted = self->weights != NULL ? ", weighted" : "";

  g_return_val_if_fail (index < self->n_measures, NULL);
  switch (self->kinds[index])
    {
    case MEASURE_MEAN:
      return g_strdup_printf ("mean of “%s” over all rows%s", self->output_name, weighted);
    case MEASURE_LOSS:
      return g_strdup_printf ("sum of PD × LGD × EAD%s", weighted);
    case MEASURE_LOSS_RATE:
      return g_strdup_printf ("sum of PD × LGD × EAD over the sum of EAD%s", weighted);
    case MEASURE_FLAGGED:
    case MEASURE_N_FLAGGED:
      {
        char cutoff[ASSAY_NUMBER_SIZE];

        assay_number_format (self->cutoff, cutoff);
        return g_strdup_printf ("%s whose score is %s or %s%s", self->kinds[index] == MEASURE_FLAGGED ? "share of rows" : "number of rows", cutoff, self->higher_is_riskier ? "more" : "less",
                                self->kinds[index] == MEASURE_FLAGGED ? weighted : "");
      }
    case MEASURE_AUC:
    case MEASURE_GINI:
      return g_strdup_printf ("%s of the score for “%s”, ties counted half%s", self->kinds[index] == MEASURE_AUC ? "area under the ROC curve" : "2 AUC − 1", self->target, weighted);
    case MEASURE_KS:
      return g_strdup_printf ("largest distance between the distributions of the score of events and non-events of “%s”%s", self->target, weighted);
    case MEASURE_BRIER:
      return g_strdup_printf ("mean of (p − y)² for “%s”%s", self->target, weighted);
    case MEASURE_LOG_LOSS:
      return g_strdup_printf ("mean of −ln of the probability of what came, for “%s”; probabilities clipped at 1e-15%s", self->target, weighted);
    case MEASURE_RMSE:
      return g_strdup_printf ("root of the mean of (prediction − “%s”)²%s", self->target, weighted);
    case MEASURE_MAE:
      return g_strdup_printf ("mean of |prediction − “%s”|%s", self->target, weighted);
    default:
      return g_strdup_printf ("sum of |prediction − “%s”| over the sum of |“%s”|%s", self->target, self->target, weighted);
    }
}

/* ---- sums over rows ---- */

typedef struct
{
  AssaySum weight, score, flagged, loss, exposure, actual_weight, squares, errors, actuals;
  gsize n_lost, n_flagged, n_outside;
  AmProbabilityScores probabilities;
} Sums;

typedef struct { const AssayPortfolio *self; const double *score; guint wanted; Sums *sums; } Summing;

static void
add_loss (const AssayPortfolio *self, Sums *sums, gsize i, double score, double weight)
{
  if (isnan (self->loss[i]))
    return;
  assay_sum_add (&sums->loss, weight * score * self->loss[i]);
  assay_sum_add (&sums->exposure, weight * self->exposure[i]);
}

static void
add_error (const AssayPortfolio *self, Sums *sums, gsize i, double score, double weight)
{
  double error = score - self->actual[i];

  if (isnan (error))
    return;
  assay_sum_add (&sums->actual_weight, weight);
  assay_sum_add (&sums->squares, weight * error * error);
  assay_sum_add (&sums->errors, weight * fabs (error));
  assay_sum_add (&sums->actuals, weight * fabs (self->actual[i]));
}

/* Rows with a score and an outcome, which the kernel takes as arrays. */
static void
add_probabilities (const AssayPortfolio *self, Sums *sums, const double *score, gsize from, gsize n)
{
  g_autofree double *p = g_new (double, n + 1), *weight = self->weights != NULL ? g_new (double, n + 1) : NULL;
  g_autofree guint8 *event = g_new (guint8, n + 1);
  gsize kept = 0;

  for (gsize i = from; i < from + n; i++)
    if (!isnan (score[i]) && self->events[i] != ASSAY_EVENT_MISSING)
      {
        p[kept] = score[i];
        if (weight != NULL)
          weight[kept] = self->weights[i];
        event[kept++] = self->events[i];
      }
  am_probability_scores_add_weighted (&sums->probabilities, p, event, weight, kept, CLIP);
}

static gboolean
sum_rows (gsize item, guint worker, gpointer user_data, GError **error)
{
  Summing *all = user_data;
  const AssayPortfolio *self = all->self;
  gsize from = item * PORTFOLIO_ROWS, n = MIN (PORTFOLIO_ROWS, self->n_rows - from);
  gboolean has_loss = (all->wanted & (BIT (MEASURE_LOSS) | BIT (MEASURE_LOSS_RATE))) != 0, has_errors = (all->wanted & (BIT (MEASURE_RMSE) | BIT (MEASURE_MAE) | BIT (MEASURE_WAPE))) != 0;
  Sums sums = { 0 };

  for (gsize i = from; i < from + n; i++)
    {
      double score = all->score[i], weight = self->weights != NULL ? self->weights[i] : 1;
      gboolean is_flagged = self->higher_is_riskier ? score >= self->cutoff : score <= self->cutoff;

      if (isnan (score))
        {
          sums.n_lost++;
          continue;
        }
      assay_sum_add (&sums.weight, weight);
      assay_sum_add (&sums.score, weight * score);
      sums.n_outside += !(score >= 0 && score <= 1);
      sums.n_flagged += is_flagged;
      if (is_flagged)
        assay_sum_add (&sums.flagged, weight);
      if (has_loss)
        add_loss (self, &sums, i, score, weight);
      if (has_errors)
        add_error (self, &sums, i, score, weight);
    }
  if ((all->wanted & (BIT (MEASURE_BRIER) | BIT (MEASURE_LOG_LOSS))) != 0)
    add_probabilities (self, &sums, all->score, from, n);
  all->sums[item] = sums;
  return TRUE;
}

static void
merge_sum (AssaySum *self, const AssaySum *later)
{
  assay_sum_add (self, later->sum);
  assay_sum_add (self, later->rest);
}

static void
merge (Sums *self, const Sums *later)
{
  merge_sum (&self->weight, &later->weight);
  merge_sum (&self->score, &later->score);
  merge_sum (&self->flagged, &later->flagged);
  merge_sum (&self->loss, &later->loss);
  merge_sum (&self->exposure, &later->exposure);
  merge_sum (&self->actual_weight, &later->actual_weight);
  merge_sum (&self->squares, &later->squares);
  merge_sum (&self->errors, &later->errors);
  merge_sum (&self->actuals, &later->actuals);
  self->n_lost += later->n_lost;
  self->n_flagged += later->n_flagged;
  self->n_outside += later->n_outside;
  am_probability_scores_merge (&self->probabilities, &later->probabilities);
}

/* NaN: there is nothing to divide by. */
static double
divide (const AssaySum *a, const AssaySum *b)
{
  double below = assay_sum_get (b);

  return below > 0 ? assay_sum_get (a) / below : NAN;
}

static void
take_sums (const Sums *sums, double *values)
{
  values[MEASURE_MEAN] = divide (&sums->score, &sums->weight);
  values[MEASURE_LOSS] = assay_sum_get (&sums->loss);
  values[MEASURE_LOSS_RATE] = divide (&sums->loss, &sums->exposure);
  values[MEASURE_FLAGGED] = divide (&sums->flagged, &sums->weight);
  values[MEASURE_N_FLAGGED] = sums->n_flagged;
  values[MEASURE_BRIER] = am_brier (&sums->probabilities);
  values[MEASURE_LOG_LOSS] = am_log_loss (&sums->probabilities);
  values[MEASURE_RMSE] = sqrt (divide (&sums->squares, &sums->actual_weight));
  values[MEASURE_MAE] = divide (&sums->errors, &sums->actual_weight);
  values[MEASURE_WAPE] = divide (&sums->errors, &sums->actuals);
}

/* ---- ranks ---- */

typedef struct { AmClassScores scores; double *store, *work; } Ranks;

static gboolean
sort_class (gsize item, guint worker, gpointer user_data, GError **error)
{
  Ranks *self = user_data;

  if (item == 0)
    am_radix_sort (self->scores.nonevents, self->scores.n_nonevents, self->work);
  else
    am_radix_sort (self->scores.events, self->scores.n_events, self->work + self->scores.n_nonevents);
  return TRUE;
}

/* Each class with its weights, in the order of the risk. */
static void
rank_weighted (Ranks *self, const double *risk, const guint8 *event, const double *weight, gsize n, gsize n_events)
{
  g_autofree gsize *order = g_new (gsize, n + 1);
  g_autofree guint64 *work = g_new (guint64, 2 * n + 1);
  gsize low = 0, high = n - n_events;

  am_order_rising (risk, n, order, work);
  self->scores = (AmClassScores) { self->store + high, self->store, n_events, high, self->work + high, self->work };
  for (gsize i = 0; i < n; i++)
    {
      gsize place = event[order[i]] ? high++ : low++;

      self->store[place] = risk[order[i]];
      self->work[place] = weight[order[i]];
    }
}

static void
measure_ranks (const AssayPortfolio *self, const double *score, guint n_threads, double *values)
{
  g_autofree double *risk = g_new (double, self->n_rows + 1), *store = g_new (double, self->n_rows + 1), *work = g_new (double, self->n_rows + 1);
  g_autofree double *weight = self->weights != NULL ? g_new (double, self->n_rows + 1) : NULL;
  g_autofree guint8 *event = g_new (guint8, self->n_rows + 1);
  Ranks ranks = { { 0 }, store, work };
  gsize n = 0, n_events = 0;

  for (gsize i = 0; i < self->n_rows; i++)
    if (!isnan (score[i]) && self->events[i] != ASSAY_EVENT_MISSING)
      {
        risk[n] = self->higher_is_riskier ? score[i] : -score[i];
        if (weight != NULL)
          weight[n] = self->weights[i];
        n_events += self->events[i];
        event[n++] = self->events[i];
      }
  if (n_events == 0 || n_events == n)
    return;
  if (weight != NULL)
    rank_weighted (&ranks, risk, event, weight, n, n_events);
  else
    {
      am_class_scores_split (&ranks.scores, risk, event, n, store);
      assay_parallel_for (n_threads, 2, sort_class, &ranks, NULL, NULL);
    }
  values[MEASURE_AUC] = am_roc_area (&ranks.scores).area;
  values[MEASURE_GINI] = 2 * values[MEASURE_AUC] - 1;
  values[MEASURE_KS] = am_kolmogorov_smirnov (&ranks.scores).distance;
}

/* ---- all of them ---- */

/* What is left without rows that a shock took the score of is another portfolio. */
static guint
list_undefined (const AssayPortfolio *self, const Sums *sums)
{
  guint undefined = 0;

  if (sums->n_lost > MOST_LOST * self->n_rows)
    return ~0u;
  if (sums->n_lost > 0)
    undefined |= OF_SUMS;
  if (self->is_probability && sums->n_outside > 0)
    undefined |= OF_PROBABILITIES;
  return undefined;
}

void
portfolio_measure (const AssayPortfolio *self, const double *score, guint wanted, guint n_threads, double *values)
{
  gsize n_chunks = (self->n_rows + PORTFOLIO_ROWS - 1) / PORTFOLIO_ROWS;
  g_autofree Sums *sums = g_new0 (Sums, n_chunks + 1);
  Summing all = { self, score, wanted, sums };
  Sums total = { 0 };
  guint undefined;

  for (guint kind = 0; kind < N_MEASURES; kind++)
    values[kind] = NAN;
  assay_parallel_for (n_threads, n_chunks, sum_rows, &all, NULL, NULL);
  for (gsize i = 0; i < n_chunks; i++)
    merge (&total, &sums[i]);
  if ((wanted & OF_ROWS) != 0)
    take_sums (&total, values);
  if ((wanted & OF_RANKS) != 0)
    measure_ranks (self, score, n_threads, values);
  undefined = list_undefined (self, &total);
  for (guint kind = 0; kind < N_MEASURES; kind++)
    if ((undefined & BIT (kind)) != 0 || (wanted & BIT (kind)) == 0)
      values[kind] = NAN;
}

static guint
list_wanted (const AssayPortfolio *self)
{
  guint wanted = 0;

  for (guint i = 0; i < self->n_measures; i++)
    wanted |= BIT (self->kinds[i]);
  return wanted;
}

void
assay_portfolio_measure_scores (const AssayPortfolio *self, const double *score, guint n_threads, double *values)
{
  double all[N_MEASURES];

  portfolio_measure (self, score, list_wanted (self), n_threads, all);
  for (guint i = 0; i < self->n_measures; i++)
    values[i] = all[self->kinds[i]];
}

gboolean
assay_portfolio_measure (const AssayPortfolio *self, const AssayShock *shocks, guint n_shocks, guint n_threads, AssayProgress *stop, double *values, GError **error)
{
  g_autofree double *score = n_shocks > 0 ? g_new (double, self->n_rows + 1) : NULL;

  if (n_shocks == 0)
    {
      memcpy (values, self->base, self->n_measures * sizeof *values);
      return TRUE;
    }
  if (!assay_portfolio_score_all (self, shocks, n_shocks, n_threads, stop, score, error))
    return FALSE;
  assay_portfolio_measure_scores (self, score, n_threads, values);
  return TRUE;
}

gboolean
assay_portfolio_measure_one (const AssayPortfolio *self, const AssayShock *shocks, guint n_shocks, guint measure, guint n_threads, AssayProgress *stop, double *value, GError **error)
{
  g_autofree double *score = g_new (double, self->n_rows + 1);
  double all[N_MEASURES];

  g_return_val_if_fail (measure < self->n_measures, FALSE);
  *value = self->base[measure];
  if (n_shocks == 0)
    return TRUE;
  if (!assay_portfolio_score_all (self, shocks, n_shocks, n_threads, stop, score, error))
    return FALSE;
  portfolio_measure (self, score, BIT (self->kinds[measure]), n_threads, all);
  *value = all[self->kinds[measure]];
  return TRUE;
}
