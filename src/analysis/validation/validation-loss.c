/* LGD, exposure at default, and expected credit loss against what was lost. */
#include "analysis/validation/validation-rank-private.h"

#include "analysis/wording.h"
#include "math/credit/loss-tests.h"
#include "math/discrimination/rank-correlation.h"
#include "math/distribution.h"
#include "math/order.h"

/* Facilities in default in which both sides are known: what was not defaulted on was not lost, and its realised value is none (ECB 2019, 2.6.2.1, 2.9.3.1). */
typedef struct
{
  gsize n;
  double *realised, *estimated, *exposure;
  guint32 *row;
  gsize n_other;                   /* rows with both values that did not default, or of which it is not known */
  gboolean has_outcome;            /* FALSE: nothing tells defaults, so every row with both values is taken for one */
} Pairs;

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
pairs_of (Pairs *self, const AssayValidationSample *data, const double *realised, const double *estimated, const double *exposure)
{
  *self = (Pairs) { .has_outcome = data->event != NULL };
  self->realised = g_new (double, data->n + 1);
  self->estimated = g_new (double, data->n + 1);
  self->exposure = exposure != NULL ? g_new (double, data->n + 1) : NULL;
  self->row = g_new (guint32, data->n + 1);
  for (gsize i = 0; i < data->n; i++)
    if (!isfinite (realised[i]) || !isfinite (estimated[i]) || (exposure != NULL && !(exposure[i] >= 0)) || (data->weight != NULL && isnan (data->weight[i])))
      continue;
    else if (data->event != NULL && data->event[i] != 1)
      self->n_other++;
    else
      {
        self->realised[self->n] = realised[i];
        self->estimated[self->n] = estimated[i];
        if (self->exposure != NULL)
          self->exposure[self->n] = exposure[i];
        self->row[self->n++] = i;
      }
}

static void
pairs_init (Pairs *self, const AssayValidationCase *c, const double *realised, const double *estimated)
{
  pairs_of (self, c->data, realised, estimated, c->exposure);
}

/* Which rows a statistic is of. */
static char *
word_pairs (const Pairs *pairs)
{
  g_autofree char *rows = assay_word_items (pairs->n, "row", "rows"), *others = assay_word_items (pairs->n_other, "row", "rows");

  if (!pairs->has_outcome)
    return g_strdup_printf ("%s with both values, taken for defaults because no outcome says which are", rows);
  return g_strdup_printf ("%s in default with both values; %s with both values but no default left out", rows, others);
}

static gboolean
are_enough (AssayValidationSink *sink, const Pairs *pairs)
{
  AssayFinding *finding;

  if (pairs->n >= 10)
    return TRUE;
  finding = assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("%zu %s have a realised and an estimated value; 10 are needed.", pairs->n,
                                                                                   pairs->has_outcome ? "defaults" : "rows"));
  finding->n = pairs->n;
  finding->convention = word_pairs (pairs);
  return FALSE;
}

static void
add_t (AssayValidationSink *sink, const char *subject, const char *what, const Pairs *pairs, const double *realised, const double *estimated, gsize n)
{
  AmPairedT test = am_paired_t (realised, estimated, n);
  AssayFinding *finding;
  g_autofree char *mean = assay_word_number (test.mean_difference), *t = assay_word_number (test.t), *p = assay_word_number (test.p_greater);

  if (n < 10 || isnan (test.t))
    {
      assay_validation_sink_add_not_assessable (sink, subject, g_strdup_printf ("%zu %s; 10 are needed, with differences that vary.", n, pairs->has_outcome ? "defaults" : "rows"))->n = n;
      return;
    }
  finding = assay_validation_sink_add (sink, subject, test.t);
  finding->p_value = test.p_greater;
  finding->n = n;
  finding->convention = subject == NULL ? word_pairs (pairs) : NULL;
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

  add_t (sink, NULL, what, pairs, pairs->realised, pairs->estimated, pairs->n);
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
          add_t (sink, subject, what, pairs, x, y, n);
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

typedef struct { double area, error, p; } GeneralArea;

static GeneralArea
measure_area (const Pairs *pairs)
{
  double count[AM_LGD_SEGMENTS * AM_LGD_SEGMENTS] = { 0 };
  AmPairs ranks;
  GeneralArea out;

  for (gsize i = 0; i < pairs->n; i++)
    count[am_lgd_segment (pairs->realised[i]) * AM_LGD_SEGMENTS + am_lgd_segment (pairs->estimated[i])] += 1;
  am_pairs_count_table (count, AM_LGD_SEGMENTS, AM_LGD_SEGMENTS, &ranks);
  out.area = 0.5 * (am_somers_d (&ranks) + 1);
  out.p = am_somers_p (count, AM_LGD_SEGMENTS, AM_LGD_SEGMENTS, &out.error);
  out.error *= 0.5;
  return out;
}

/* Values of the column of an option in the reference sample; NULL: it has no such numbers. Lent, or computed into *owned. */
static const double *
find_reference (const AssayValidationCase *c, const char *option, double **owned)
{
  const char *name = assay_options_get_text (c->options, option);
  AssayColumn *column = c->reference != NULL && name != NULL ? assay_frame_find (c->reference->frame, name) : NULL;
  AssayType type = column != NULL ? assay_column_get_type (column) : ASSAY_TYPE_TEXT;

  return type == ASSAY_TYPE_DOUBLE || type == ASSAY_TYPE_INT64 ? assay_validation_numbers (column, owned) : NULL;
}

/* That of the reference sample. NaN: it has no such losses, or too few. */
static double
measure_initial_area (const AssayValidationCase *c)
{
  g_autofree double *first = NULL, *second = NULL;
  const double *realised = find_reference (c, "lgd", &first), *estimated = find_reference (c, "lgd-estimate", &second);
  g_auto(Pairs) pairs = { 0 };

  if (realised == NULL || estimated == NULL)
    return NAN;
  pairs_of (&pairs, c->reference, realised, estimated, NULL);
  return pairs.n >= 10 ? measure_area (&pairs).area : NAN;
}

static gboolean
run_gauc (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  static const AssayValidationLimits none = ASSAY_NO_LIMITS;
  g_auto(Pairs) pairs = { 0 };
  double initial = measure_initial_area (c);
  GeneralArea now;
  AssayFinding *finding;
  g_autofree char *word = NULL, *low = NULL, *high = NULL, *was = assay_word_number (initial);

  pairs_init (&pairs, c, c->lgd_realised, c->lgd_estimated);
  if (!are_enough (sink, &pairs))
    return TRUE;
  now = measure_area (&pairs);
  if (isnan (now.area))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("All realised values are in one segment: there is nothing to order."));
      return TRUE;
    }
  finding = assay_validation_sink_add (sink, NULL, now.area);
  finding->standard_error = now.error;
  finding->low = CLAMP (now.area - 1.959963984540054 * now.error, 0, 1);
  finding->high = CLAMP (now.area + 1.959963984540054 * now.error, 0, 1);
  finding->n = pairs.n;
  finding->convention = word_pairs (&pairs);
  word = assay_word_number (now.area);
  low = assay_word_number (finding->low);
  high = assay_word_number (finding->high);
  if (isnan (initial) || !(now.error > 0))
    {
      finding->p_value = now.p;
      finding->limits = &none;
      finding->message = g_strdup_printf ("Generalised AUC %s, 95 %% interval %s to %s; one half is no order. Its decline is judged where a reference sample has losses.", word, low, high);
      return TRUE;
    }
  finding->p_value = am_normal_upper ((initial - now.area) / now.error);
  finding->effect = initial - now.area;
  finding->effect_name = g_strdup ("drop of the generalised AUC");
  finding->message = g_strdup_printf ("Generalised AUC %s, 95 %% interval %s to %s; it was %s in the reference.", word, low, high, was);
  return TRUE;
}

static double
spearman (const Pairs *pairs)
{
  gsize n = pairs->n;
  g_autofree gsize *order = g_new (gsize, n + 1);
  g_autofree guint64 *work = g_new (guint64, 2 * n + 2);
  g_autofree double *rank = g_new (double, 2 * n + 2);

  am_order_rising (pairs->realised, n, order, work);
  am_mean_ranks (pairs->realised, n, order, rank);
  am_order_rising (pairs->estimated, n, order, work);
  am_mean_ranks (pairs->estimated, n, order, rank + n);
  return am_pearson (rank, rank + n, n);
}

/* Paired t of what was lost less what was estimated, in the amounts that are added up. */
static double
chance_of_shortfall (const Pairs *pairs)
{
  g_autofree double *lost = g_new (double, pairs->n + 1), *expected = g_new (double, pairs->n + 1);

  for (gsize i = 0; i < pairs->n; i++)
    {
      double exposure = pairs->exposure != NULL ? pairs->exposure[i] : 1;

      lost[i] = pairs->realised[i] * exposure;
      expected[i] = pairs->estimated[i] * exposure;
    }
  return am_paired_t (lost, expected, pairs->n).p_two_sided;
}

static gboolean
run_shortfall (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Pairs) pairs = { 0 };
  AmLossShortfall all;
  AmPairedT differences;
  AssayFinding *finding;
  g_autofree char *word = NULL, *mae = NULL, *rho = NULL, *rows = NULL;

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
  finding->p_value = chance_of_shortfall (&pairs);
  finding->n = pairs.n;
  finding->effect = differences.mean_absolute;
  finding->effect_name = g_strdup ("mean absolute error");
  rows = word_pairs (&pairs);
  finding->convention = g_strdup_printf ("%s; %s", rows, pairs.exposure != NULL ? "losses are rate times exposure" : "each row counts alike: no exposure was given");
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
    .limits = ASSAY_P_LIMITS, .convention = N_("facilities in default; paired, one-sided: small p, LGD too low; df n − 1"), .reference = "ECB 2019", .run = run_lgd_t },
  { .id = "lgd-gauc", .title = N_("LGD: Generalised AUC"), .section = ASSAY_SECTION_DISCRIMINATION, .tier = 2, .statistic = "gAUC", .needs = ASSAY_NEEDS_LGD,
    .limits = ASSAY_P_LIMITS,
    .convention = N_("facilities in default; (Somers' D + 1) / 2 of the estimate given the realised value, both in 12 segments cut at 5, 10, 20, 30, … 90, 100 %; "
                     "one-sided against the reference sample, whose value is taken as fixed: small p, it has fallen"), .reference = "ECB 2019", .run = run_gauc },
  { .id = "lgd-loss-shortfall", .title = N_("LGD: Loss Shortfall"), .section = ASSAY_SECTION_CALIBRATION, .tier = 2, .statistic = "shortfall", .needs = ASSAY_NEEDS_LGD,
    .limits = { ASSAY_JUDGED_BY_BOTH, { 0.05, 0.1, ASSAY_BEYOND_ABOVE_SIZE, 'C', N_("within 5 %; fails beyond 10 %; and p below 0.05, 0.01") } },
    .convention = N_("facilities in default; 1 − estimated / realised loss; p of the paired t of the amounts, two-sided"), .reference = NULL, .run = run_shortfall },
  { .id = "ead-t-test", .title = N_("EAD: t Test"), .section = ASSAY_SECTION_CALIBRATION, .tier = 2, .statistic = "t", .needs = ASSAY_NEEDS_EAD,
    .limits = ASSAY_P_LIMITS, .convention = N_("facilities in default; paired, one-sided: small p, EAD or conversion factor too low; df n − 1"), .reference = "ECB 2019", .run = run_ead_t },
  { .id = "ecl-backtest", .title = N_("Expected Credit Loss"), .section = ASSAY_SECTION_CALIBRATION, .tier = 2, .statistic = "realised / expected",
    .needs = ASSAY_NEEDS_PD | ASSAY_NEEDS_LGD | ASSAY_NEEDS_EVENTS | ASSAY_NEEDS_SCORE,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 1.1, 1.25, ASSAY_BEYOND_ABOVE, 'C', N_("realised over expected from 0.9 to 1.1; fails below 0.8 or above 1.25") } },
    .convention = N_("PD × LGD × exposure, summed; defaults with unknown loss left out"), .reference = "IFRS 9", .run = run_ecl },
  { NULL }
};
