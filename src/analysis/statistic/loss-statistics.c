/* Losses, conversion factors and expected credit losses, and what goes with them: rank correlation of two numbers. */
#include "analysis/statistic/statistic-input.h"
#include "analysis/statistic/statistic-lists-private.h"
#include "analysis/statistic/statistic-output.h"
#include "math/credit/loss-tests.h"
#include "math/discrimination/rank-correlation.h"
#include "math/distribution.h"
#include "math/order.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define REALISED "realised|realized|observed|actual|x|y_true"
#define ESTIMATED "estimated|expected|predicted|estimate|y|pred"
#define EXPOSURE "ead|exposure|weights|weight|exposures"
#define MOST_CELLS 40000

typedef struct { gsize n; double *x, *y, *exposure; } Losses;

static void
losses_clear (Losses *self)
{
  g_free (self->x);
  g_free (self->y);
  g_free (self->exposure);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Losses, losses_clear)

static gboolean
losses_read (Losses *self, JsonObject *in, GError **error)
{
  self->x = assay_stat_numbers (in, REALISED, &self->n, error);
  self->y = self->x != NULL ? assay_stat_numbers_of (in, ESTIMATED, self->n, REALISED, error) : NULL;
  if (self->y == NULL)
    return FALSE;
  if (assay_stat_has (in, EXPOSURE))
    {
      self->exposure = assay_stat_numbers_of (in, EXPOSURE, self->n, REALISED, error);
      return self->exposure != NULL;
    }
  return TRUE;
}

static void
put_pairs (JsonObject *out, const AmPairs *pairs)
{
  bool is_exact;
  double tau = am_kendall_tau_b (pairs), p = am_kendall_p (pairs, &is_exact);

  assay_stat_put (out, "kendall_tau_b", tau, _("All of one side are equal, or there are fewer than two: there is nothing to order."));
  assay_stat_put (out, "tau_b", tau, NULL);
  assay_stat_put (out, "tau", tau, NULL);
  assay_stat_put (out, "kendall_p", p, NULL);
  assay_stat_put_truth (out, "kendall_p_is_exact", is_exact);
  assay_stat_put (out, "somers_d", am_somers_d (pairs), NULL);
  assay_stat_put (out, "concordant", pairs->concordant, NULL);
  assay_stat_put (out, "discordant", pairs->discordant, NULL);
}

/* Kendall, Somers and Spearman of two columns; FALSE when there is a NaN. */
static gboolean
put_rank_correlation (JsonObject *out, const double *x, const double *y, gsize n)
{
  g_autofree gsize *order = g_new (gsize, n + 1);
  g_autofree guint64 *work = g_new (guint64, 2 * n + 2);
  g_autofree double *rank = g_new (double, 4 * n + 4);
  double *sorted = rank + 2 * n, *merged = rank + 3 * n, rho;
  AmPairs pairs;

  if (!am_pairs_count (x, y, n, order, work, sorted, merged, &pairs))
    return FALSE;
  put_pairs (out, &pairs);
  am_order_rising (x, n, order, work);
  am_mean_ranks (x, n, order, rank);
  am_order_rising (y, n, order, work);
  am_mean_ranks (y, n, order, rank + n);
  rho = am_pearson (rank, rank + n, n);
  assay_stat_put (out, "spearman", rho, NULL);
  assay_stat_put (out, "rho", rho, NULL);
  assay_stat_put (out, "spearman_p", am_correlation_p (rho, n), _("Spearman's p needs three pairs or more."));
  assay_stat_put (out, "pearson", am_pearson (x, y, n), NULL);
  return TRUE;
}

static gboolean
put_table (JsonObject *out, const double *count, gsize n_rows, gsize n_columns)
{
  AmPairs pairs;
  double d, p, error;

  am_pairs_count_table (count, n_rows, n_columns, &pairs);
  put_pairs (out, &pairs);
  d = am_somers_d (&pairs);
  p = am_somers_p (count, n_rows, n_columns, &error);
  assay_stat_put (out, "d", d, _("All rows but one are empty: there is nothing to order."));
  assay_stat_put (out, "p", p, NULL);
  assay_stat_put (out, "p_value", p, NULL);
  assay_stat_put (out, "somers_se", error, NULL);
  assay_stat_put (out, "gauc", 0.5 * (d + 1), NULL);
  assay_stat_put (out, "gauc_se", 0.5 * error, NULL);
  return TRUE;
}

static gboolean
read_table (JsonObject *in, double **count, gsize *n_rows, gsize *n_columns, GError **error)
{
  *count = assay_stat_matrix (in, "table|counts|matrix", n_rows, n_columns, error);
  if (*count == NULL)
    return FALSE;
  if (*n_rows * *n_columns > MOST_CELLS)
    return assay_stat_fail (error, _("A table of more than %d cells is too large."), MOST_CELLS);
  for (gsize i = 0; i < *n_rows * *n_columns; i++)
    if (!((*count)[i] >= 0))
      return assay_stat_fail (error, _("A table holds counts: none is negative or unknown."));
  return TRUE;
}

static gboolean
fail_unknown (GError **error)
{
  return assay_stat_fail (error, _("An unknown value has no rank: leave such pairs out."));
}

static gboolean
run_table_or_pairs (JsonObject *in, JsonObject *out, gboolean spearman, GError **error)
{
  g_auto(Losses) losses = { 0 };
  g_autofree double *count = NULL;
  gsize n_rows, n_columns;
  JsonNode *p;

  if (assay_stat_has (in, "table|counts|matrix"))
    return read_table (in, &count, &n_rows, &n_columns, error) && put_table (out, count, n_rows, n_columns);
  losses.x = assay_stat_numbers (in, "x|a|realised|realized|rank_x|y_true", &losses.n, error);
  losses.y = losses.x != NULL ? assay_stat_numbers_of (in, "y|b|estimated|rank_y|score", losses.n, "x|a|realised|realized|rank_x|y_true", error) : NULL;
  if (losses.y == NULL)
    return FALSE;
  if (!put_rank_correlation (out, losses.x, losses.y, losses.n))
    return fail_unknown (error);
  p = json_object_get_member (out, spearman ? "spearman_p" : "kendall_p");
  json_object_set_member (out, "p", json_node_copy (p));
  json_object_set_member (out, "p_value", json_node_copy (p));
  return TRUE;
}

static gboolean
run_rank_correlation (JsonObject *in, JsonObject *out, GError **error)
{
  return run_table_or_pairs (in, out, FALSE, error);
}

static gboolean
run_spearman (JsonObject *in, JsonObject *out, GError **error)
{
  return run_table_or_pairs (in, out, TRUE, error);
}

/* The table of realised by estimated values on the fixed segments. */
static void
put_segments (JsonObject *out, const Losses *losses)
{
  g_autofree double *count = g_new0 (double, AM_LGD_SEGMENTS * AM_LGD_SEGMENTS);
  AmPairs pairs;
  double error;

  for (gsize i = 0; i < losses->n; i++)
    count[am_lgd_segment (losses->x[i]) * AM_LGD_SEGMENTS + am_lgd_segment (losses->y[i])] += 1;
  am_pairs_count_table (count, AM_LGD_SEGMENTS, AM_LGD_SEGMENTS, &pairs);
  am_somers_p (count, AM_LGD_SEGMENTS, AM_LGD_SEGMENTS, &error);
  assay_stat_put (out, "gauc", 0.5 * (am_somers_d (&pairs) + 1), _("All realised values are in one segment: gAUC has nothing to order."));
  assay_stat_put (out, "gauc_se", 0.5 * error, NULL);
}

static void
put_t (JsonObject *out, const Losses *losses, AssayStatSide side)
{
  AmPairedT test = am_paired_t (losses->x, losses->y, losses->n);
  double p = side == ASSAY_STAT_GREATER ? test.p_greater : side == ASSAY_STAT_LESS ? 1 - test.p_greater : test.p_two_sided;

  assay_stat_put (out, "t", test.t, _("The differences all agree, or there are fewer than two: there is no variance to judge by."));
  assay_stat_put (out, "df", test.df, NULL);
  assay_stat_put (out, "p", p, NULL);
  assay_stat_put (out, "p_value", p, NULL);
  assay_stat_put (out, "p_greater", test.p_greater, NULL);
  assay_stat_put (out, "p_two_sided", test.p_two_sided, NULL);
  assay_stat_put (out, "mean_diff", test.mean_difference, NULL);
  assay_stat_put (out, "sd_diff", test.standard_deviation, NULL);
  assay_stat_put (out, "low", test.low, NULL);
  assay_stat_put (out, "high", test.high, NULL);
  assay_stat_put (out, "mae", test.mean_absolute, NULL);
  assay_stat_put (out, "rmse", test.root_mean_square, NULL);
}

static void
put_shortfall (JsonObject *out, const Losses *losses)
{
  AmLossShortfall all = am_loss_shortfall (losses->x, losses->y, losses->exposure, losses->n);

  assay_stat_put (out, "realised_loss", all.realised, NULL);
  assay_stat_put (out, "expected_loss", all.estimated, NULL);
  assay_stat_put (out, "ratio", all.ratio, _("Nothing was expected: there is no ratio."));
  assay_stat_put (out, "loss_shortfall", all.shortfall, _("Nothing was lost: there is no shortfall to measure."));
  assay_stat_put (out, "shortfall", all.shortfall, NULL);
}

static gboolean
run_losses (JsonObject *in, JsonObject *out, GError **error)
{
  g_auto(Losses) losses = { 0 };
  gsize n_outside = 0;
  AssayStatSide side;

  if (!assay_stat_side (in, ASSAY_STAT_GREATER, &side, error))
    return FALSE;
  if (assay_stat_has (in, "table|counts|matrix"))
    return run_rank_correlation (in, out, error);
  if (!losses_read (&losses, in, error))
    return FALSE;
  if (!put_rank_correlation (out, losses.x, losses.y, losses.n))
    return fail_unknown (error);
  put_segments (out, &losses);
  put_shortfall (out, &losses);
  put_t (out, &losses, side);
  for (gsize i = 0; i < losses.n; i++)
    n_outside += losses.x[i] < 0 || losses.x[i] > 1;
  assay_stat_put (out, "share_outside", (double) n_outside / losses.n, NULL);
  return TRUE;
}

#define LOSSES REALISED " " ESTIMATED " " EXPOSURE "? table|counts|matrix? " ASSAY_STAT_SIDE "?"

const AssayStatistic assay_loss_statistics[] = {
  { "disc-rank-correlation", "somers-d somers kendall tau-b kendall-tau somersd-scipy kendall-scipy",
    N_("Rank correlation of two columns, or of a table: Kendall's tau-b, Somers' D, Spearman's rho"),
    "table|counts|matrix? x|a|realised|realized|rank_x|y_true? y|b|estimated|rank_y|score?", "Kendall 1945; Somers 1962; Spearman 1904", run_rank_correlation },
  { "spearman", "spearman-rho rank-correlation", N_("Spearman's rank correlation"), "x|a|realised|realized|rank_x|y_true y|b|estimated|rank_y|score table|counts|matrix?", "Spearman 1904", run_spearman },
  { "lgd-t-test", "paired-t t-test", N_("One-sided paired t test of realised against estimated LGD, with rank correlation and shortfall"), LOSSES, "ECB 2019, 2.6.2.1", run_losses },
  { "lgd-gauc", "gauc", N_("Generalised AUC of LGD: (Somers' D + 1) / 2 on fixed segments, or of a table"), LOSSES, "ECB 2019, 2.6.3.1", run_losses },
  { "lgd-loss-shortfall", "loss-shortfall", N_("Loss shortfall, mean absolute error and rank correlation of LGD"), LOSSES, "Li, Bhariok, Keenan & Santilli 2009", run_losses },
  { "ead-t-test", "ccf-t-test", N_("One-sided paired t test of realised against estimated CCF or EAD"), LOSSES, "ECB 2019, 2.9.3.1", run_losses },
  { "ecl-backtest", "ecl-ratio", N_("Realised over expected credit losses"), LOSSES, "IFRS 9", run_losses },
  { NULL }
};
