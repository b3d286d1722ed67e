/* LGD, exposure at default, and expected credit loss against what was lost. */
#include "analysis/validation/validation-rank-private.h"

#include "analysis/wording.h"
#include "math/credit/loss-tests.h"
#include "math/discrimination/rank-correlation.h"
#include "math/distribution.h"
#include "math/number-sort.h"

/* Rows in which both sides are known. */
typedef struct { gsize n; double *realised, *estimated, *exposure; guint32 *row; } Pairs;

static void
pairs_clear (Pairs *self)
{
  g_free (self->realised);
  g_free (self->estimated);
  g_free (self->exposure);
  g_free (self->row);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pairs, pairs_clear)

static void
pairs_init (Pairs *self, const AssayValidationCase *c, const double *realised, const double *estimated)
{
  gsize n = c->data->n;

  self->n = 0;
  self->realised = g_new (double, n + 1);
  self->estimated = g_new (double, n + 1);
  self->exposure = c->exposure != NULL ? g_new (double, n + 1) : NULL;
  self->row = g_new (guint32, n + 1);
  for (gsize i = 0; i < n; i++)
    if (!isnan (realised[i]) && !isnan (estimated[i]) && (c->exposure == NULL || c->exposure[i] >= 0))
      {
        self->realised[self->n] = realised[i];
        self->estimated[self->n] = estimated[i];
        if (self->exposure != NULL)
          self->exposure[self->n] = c->exposure[i];
        self->row[self->n++] = i;
      }
}

static gboolean
are_enough (AssayValidationSink *sink, const Pairs *pairs)
{
  if (pairs->n >= 10)
    return TRUE;
  assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("%zu rows have a realised and an estimated value; 10 are needed.", pairs->n));
  return FALSE;
}

static void
add_t (AssayValidationSink *sink, const char *subject, const char *what, const double *realised, const double *estimated, gsize n)
{
  AmPairedT test = am_paired_t (realised, estimated, n);
  AssayFinding *finding;
  g_autofree char *mean = assay_word_number (test.mean_difference), *t = assay_word_number (test.t), *p = assay_word_number (test.p_greater);

  if (n < 10 || isnan (test.t))
    {
      assay_validation_sink_add_not_assessable (sink, subject, g_strdup_printf ("%zu rows; 10 are needed, with differences that vary.", n));
      return;
    }
  finding = assay_validation_sink_add (sink, subject, test.t);
  finding->p_value = test.p_greater;
  finding->n = n;
  finding->events = NAN;
  finding->effect = test.mean_difference;
  finding->effect_name = g_strdup ("mean of realised less estimated");
  finding->low = test.low;
  finding->high = test.high;
  finding->message = g_strdup_printf ("Realised %s less estimated is %s on average: t %s, p %s.", what, mean, t, p);
}

/* All rows, then each label of each segment. */
static void
add_t_tests (AssayValidationSink *sink, const AssayValidationCase *c, const char *what, const Pairs *pairs)
{
  g_autofree double *x = g_new (double, pairs->n + 1), *y = g_new (double, pairs->n + 1);

  add_t (sink, NULL, what, pairs->realised, pairs->estimated, pairs->n);
  for (guint s = 0; s < c->n_segments; s++)
    for (guint label = 0; label < c->segments[s].n_labels && c->segments[s].n_labels <= 20; label++)
      {
        g_autofree char *subject = g_strdup_printf ("%s = %s", c->segments[s].name, c->segments[s].labels[label]);
        gsize n = 0;

        for (gsize i = 0; i < pairs->n; i++)
          if (c->segments[s].codes[pairs->row[i]] == label)
            {
              x[n] = pairs->realised[i];
              y[n++] = pairs->estimated[i];
            }
        if (n > 0)
          add_t (sink, subject, what, x, y, n);
      }
}

static gboolean
run_lgd_t (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Pairs) pairs = { 0 };

  pairs_init (&pairs, c, c->lgd_realised, c->lgd_estimated);
  if (are_enough (sink, &pairs))
    add_t_tests (sink, c, "LGD", &pairs);
  return TRUE;
}

static gboolean
run_ead_t (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Pairs) pairs = { 0 };
  gsize n_outside = 0;
  double largest = 0;

  pairs_init (&pairs, c, c->ead_realised, c->ead_estimated);
  if (!are_enough (sink, &pairs))
    return TRUE;
  add_t_tests (sink, c, "EAD", &pairs);
  for (gsize i = 0; i < pairs.n; i++)
    {
      n_outside += pairs.realised[i] < 0 || pairs.realised[i] > 1;
      largest = fmax (largest, fabs (pairs.estimated[i]));
    }
  /* Conversion factors, by the size of their estimates: amounts have no such range. */
  if (largest <= 2)
    {
      g_autofree char *share = assay_word_share ((double) n_outside / pairs.n), *note = g_strdup_printf ("%s of realised conversion factors are below 0 or above 1.", share);
      assay_validation_sink_add_note (sink, note);
    }
  return TRUE;
}

static gboolean
run_gauc (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Pairs) pairs = { 0 };
  double count[AM_LGD_SEGMENTS * AM_LGD_SEGMENTS] = { 0 }, area, spread;
  AmPairs ranks;
  AssayFinding *finding;
  g_autofree char *word = NULL, *low = NULL, *high = NULL;

  pairs_init (&pairs, c, c->lgd_realised, c->lgd_estimated);
  if (!are_enough (sink, &pairs))
    return TRUE;
  for (gsize i = 0; i < pairs.n; i++)
    count[am_lgd_segment (pairs.realised[i]) * AM_LGD_SEGMENTS + am_lgd_segment (pairs.estimated[i])] += 1;
  am_pairs_count_table (count, AM_LGD_SEGMENTS, AM_LGD_SEGMENTS, &ranks);
  area = 0.5 * (am_somers_d (&ranks) + 1);
  if (isnan (area))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("All realised values are in one segment: there is nothing to order."));
      return TRUE;
    }
  finding = assay_validation_sink_add (sink, NULL, area);
  finding->p_value = am_somers_p (count, AM_LGD_SEGMENTS, AM_LGD_SEGMENTS, &spread);
  finding->standard_error = 0.5 * spread;
  finding->low = area - 1.959963984540054 * finding->standard_error;
  finding->high = area + 1.959963984540054 * finding->standard_error;
  finding->n = pairs.n;
  word = assay_word_number (area);
  low = assay_word_number (finding->low);
  high = assay_word_number (finding->high);
  finding->message = g_strdup_printf ("Generalised AUC %s, 95 %% interval %s to %s; one half is no order.", word, low, high);
  return TRUE;
}

static double
spearman (const Pairs *pairs)
{
  gsize n = pairs->n;
  g_autofree gsize *order = g_new (gsize, 2 * n + 2);
  g_autofree double *rank = g_new (double, 2 * n + 2);

  am_sort_order (pairs->realised, n, order, order + n);
  am_mean_ranks (pairs->realised, n, order, rank);
  am_sort_order (pairs->estimated, n, order, order + n);
  am_mean_ranks (pairs->estimated, n, order, rank + n);
  return am_pearson (rank, rank + n, n);
}

static gboolean
run_shortfall (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Pairs) pairs = { 0 };
  AmLossShortfall all;
  AmPairedT differences;
  AssayFinding *finding;
  g_autofree char *word = NULL, *mae = NULL, *rho = NULL;

  pairs_init (&pairs, c, c->lgd_realised, c->lgd_estimated);
  if (!are_enough (sink, &pairs))
    return TRUE;
  all = am_loss_shortfall (pairs.realised, pairs.estimated, pairs.exposure, pairs.n);
  differences = am_paired_t (pairs.realised, pairs.estimated, pairs.n);
  if (isnan (all.shortfall))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("Nothing was lost: there is no shortfall to measure."));
      return TRUE;
    }
  finding = assay_validation_sink_add (sink, NULL, all.shortfall);
  finding->n = pairs.n;
  finding->effect = differences.mean_absolute;
  finding->effect_name = g_strdup ("mean absolute error");
  finding->convention = g_strdup (pairs.exposure != NULL ? "weighted by exposure" : "unweighted: no exposure was given");
  word = assay_word_share (all.shortfall);
  mae = assay_word_number (differences.mean_absolute);
  rho = assay_word_number (spearman (&pairs));
  finding->message = g_strdup_printf ("%s of what was lost had not been estimated; mean absolute error %s, Spearman's correlation %s.", word, mae, rho);
  return TRUE;
}

/* ---- expected credit loss ---- */

typedef struct { double realised, expected, n, defaults; } Loss;

/* Below 1 the provisions were too high: the other side of the same band. */
static const AssayValidationLimits too_little =
  { ASSAY_JUDGED_BY_VALUE, { 0.9, 0.8, ASSAY_BEYOND_BELOW, 'C', N_("realised over expected from 0.9 to 1.1; fails below 0.8 or above 1.25") } };

static void
add_loss (AssayValidationSink *sink, const char *subject, const Loss *loss)
{
  AssayFinding *finding;
  g_autofree char *ratio = NULL, *realised = assay_word_number (loss->realised), *expected = assay_word_number (loss->expected);

  if (!(loss->expected > 0) || loss->defaults < 10)
    {
      assay_validation_sink_add_not_assessable (sink, subject, g_strdup_printf ("%.0f defaults; 10 are needed, and a loss that was expected.", loss->defaults));
      return;
    }
  finding = assay_validation_sink_add (sink, subject, loss->realised / loss->expected);
  finding->limits = finding->value < 1 ? &too_little : NULL;
  finding->n = loss->n;
  finding->events = loss->defaults;
  ratio = assay_word_number (finding->value);
  finding->message = g_strdup_printf ("Lost %s, expected %s: ratio %s.", realised, expected, ratio);
}

/* Loss of a row: rate times exposure, of all rows whose estimates and outcome are known. */
static void
sum_losses (const AssayValidationCase *c, const guint32 *codes, guint n_labels, Loss *loss)
{
  const double *at_default = c->ead_realised != NULL ? c->ead_realised : c->exposure, *estimated = c->ead_estimated != NULL ? c->ead_estimated : c->exposure;

  for (gsize i = 0; i < c->data->n_complete; i++)
    {
      gsize row = assay_validation_row (c->data, i);
      gboolean is_default = c->data->complete_event[i] == 1;
      double expected = c->pd[row] * c->lgd_estimated[row] * estimated[row];
      double realised = is_default ? c->lgd_realised[row] * at_default[row] : 0;
      guint32 code = codes != NULL ? codes[row] : 0;

      if (isnan (expected) || isnan (realised) || code >= n_labels)
        continue;
      loss[code].realised += realised;
      loss[code].expected += expected;
      loss[code].n += 1;
      loss[code].defaults += is_default;
    }
}

static void
add_losses_of (AssayValidationSink *sink, const AssayValidationCase *c, const AssayValidationSplit *split)
{
  g_autofree Loss *loss = g_new0 (Loss, split->n_labels + 1);

  sum_losses (c, split->codes, split->n_labels, loss);
  for (guint label = 0; label < split->n_labels; label++)
    {
      g_autofree char *subject = g_strdup_printf ("%s = %s", split->name, split->labels[label]);

      if (loss[label].n > 0)
        add_loss (sink, subject, &loss[label]);
    }
}

static gboolean
run_ecl (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  Loss all = { 0 };

  if (c->exposure == NULL && (c->ead_realised == NULL || c->ead_estimated == NULL))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("A loss needs an exposure: --exposure, or --ead and --ead-estimate."));
      return TRUE;
    }
  sum_losses (c, NULL, 1, &all);
  add_loss (sink, NULL, &all);
  for (guint i = 0; i < c->n_segments; i++)
    add_losses_of (sink, c, &c->segments[i]);
  if (c->periods != NULL)
    add_losses_of (sink, c, c->periods);
  return TRUE;
}

const AssayValidationCheck assay_checks_loss[] = {
  { .id = "lgd-t-test", .title = N_("LGD: t Test"), .section = ASSAY_SECTION_CALIBRATION, .tier = 1, .statistic = "t", .needs = ASSAY_NEEDS_LGD,
    .limits = ASSAY_P_LIMITS, .convention = N_("paired, one-sided: small p, LGD too low; df n − 1; rows with both values"), .reference = "ECB 2019", .run = run_lgd_t },
  { .id = "lgd-gauc", .title = N_("LGD: Generalised AUC"), .section = ASSAY_SECTION_DISCRIMINATION, .tier = 2, .statistic = "gAUC", .needs = ASSAY_NEEDS_LGD,
    .limits = ASSAY_NO_LIMITS, .convention = N_("(Somers' D + 1) / 2 on twelve fixed segments, of the estimate given the realised value"), .reference = "ECB 2019", .run = run_gauc },
  { .id = "lgd-loss-shortfall", .title = N_("LGD: Loss Shortfall"), .section = ASSAY_SECTION_CALIBRATION, .tier = 2, .statistic = "shortfall", .needs = ASSAY_NEEDS_LGD,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 0.05, 0.1, ASSAY_BEYOND_ABOVE_SIZE, 'C', N_("within 5 %; fails beyond 10 %") } },
    .convention = N_("1 − estimated / realised loss"), .reference = NULL, .run = run_shortfall },
  { .id = "ead-t-test", .title = N_("EAD: t Test"), .section = ASSAY_SECTION_CALIBRATION, .tier = 2, .statistic = "t", .needs = ASSAY_NEEDS_EAD,
    .limits = ASSAY_P_LIMITS, .convention = N_("paired, one-sided: small p, EAD or conversion factor too low; df n − 1"), .reference = "ECB 2019", .run = run_ead_t },
  { .id = "ecl-backtest", .title = N_("Expected Credit Loss"), .section = ASSAY_SECTION_CALIBRATION, .tier = 2, .statistic = "realised / expected",
    .needs = ASSAY_NEEDS_PD | ASSAY_NEEDS_LGD | ASSAY_NEEDS_EVENTS | ASSAY_NEEDS_SCORE,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 1.1, 1.25, ASSAY_BEYOND_ABOVE, 'C', N_("realised over expected from 0.9 to 1.1; fails below 0.8 or above 1.25") } },
    .convention = N_("PD × LGD × exposure, summed; defaults with unknown loss left out"), .reference = "IFRS 9", .run = run_ecl },
  { NULL }
};
