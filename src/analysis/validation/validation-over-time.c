/* Whether the model holds from month to month, or vintage to vintage. */
#include "analysis/validation/validation-check.h"

#include "analysis/validation/validation-rank-private.h"
#include "analysis/validation/validation-rescore.h"
#include "analysis/wording.h"
#include "math/discrimination/roc-area.h"
#include "math/order.h"

#include <string.h>

#define LEAST_ROWS 30
#define LEAST_EVENTS 5

typedef struct
{
  gsize n, events;
  double auc, variance;            /* NaN: too few */
  double expected, spread;         /* sum of p, and of p (1 - p); NaN: no probability */
} Period;

static guint32
code_of (const AssayValidationCase *c, gsize place)
{
  return c->periods->codes[c->data->complete != NULL ? c->data->complete[place] : place];
}

/* Rows of one period stand together, by rising risk, after a stable count of periods. */
static void
measure_periods (const AssayValidationCase *c, Period *periods)
{
  const AssayValidationSample *data = c->data;
  guint n_periods = c->periods->n_labels;
  g_autofree gsize *first = g_new0 (gsize, n_periods + 2), *at = g_new0 (gsize, n_periods + 2), *order = g_new (gsize, data->n_complete + 1);
  g_autofree double *risk = g_new (double, data->n_complete + 1);
  g_autofree guint8 *event = g_new (guint8, data->n_complete + 1);

  for (gsize i = 0; i < data->n_complete; i++)
    if (code_of (c, i) != ASSAY_MISSING_CODE)
      first[code_of (c, i) + 1]++;
  for (guint p = 0; p < n_periods; p++)
    first[p + 1] += first[p];
  memcpy (at, first, (n_periods + 1) * sizeof *at);
  for (gsize i = 0; i < data->n_complete; i++)
    {
      gsize place = data->order[i], to;

      if (code_of (c, place) == ASSAY_MISSING_CODE)
        continue;
      to = at[code_of (c, place)]++;
      risk[to] = data->complete_risk[place];
      event[to] = data->complete_event[place];
      order[to] = to - first[code_of (c, place)];
      if (data->complete_probability != NULL)
        {
          double pd = data->complete_probability[place];

          periods[code_of (c, place)].expected += pd;
          periods[code_of (c, place)].spread += pd * (1 - pd);
        }
    }
  for (guint p = 0; p < n_periods; p++)
    {
      Period *own = &periods[p];

      own->n = first[p + 1] - first[p];
      for (gsize i = first[p]; i < first[p + 1]; i++)
        own->events += event[i];
      own->auc = own->variance = NAN;
      if (own->n >= LEAST_ROWS && own->events >= LEAST_EVENTS && own->n - own->events >= LEAST_EVENTS)
        own->auc = assay_validation_auc_variance (risk + first[p], event + first[p], order + first[p], own->n, &own->variance);
    }
}

/* Spread of the shares of beaten rivals of each class, over all rows: what DeLong's variance of any part of them is made of. The parts' own spreads would be smaller where their areas happen to be
 * large, so that a mean weighted by them would lean that way, and every part would seem to differ from it. */
static void
measure_spread (const AssayValidationSample *data, double *of_events, double *of_others)
{
  g_auto(AssayValidationRanks) ranks = { 0 };
  AmTieGroup group = { 0 };
  double n1 = data->n_events, n0 = (double) data->n_complete - data->n_events, area;

  assay_validation_ranks_init (&ranks, data);
  ranks.scores.event_weights = ranks.scores.nonevent_weights = NULL;
  area = am_roc_area (&ranks.scores).area;
  *of_events = *of_others = 0;
  while (am_class_scores_next (&ranks.scores, &group))
    {
      double event = (group.nonevents_below + 0.5 * group.nonevents) / n0 - area, other = (n1 - group.events_below - 0.5 * group.events) / n1 - area;

      *of_events += group.events * event * event / (n1 - 1);
      *of_others += group.nonevents * other * other / (n0 - 1);
    }
}

/* Weighted least squares of y on 0, 1, 2, … with known variances: z of the slope. Also the largest |sum| of standardised departures from
 * the weighted mean, over sqrt (m): a CUSUM. */
typedef struct { guint m; double slope, z, cusum; guint cusum_at; } Trend;

static Trend
fit_trend (const double *y, const double *variance, guint n)
{
  double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0, mean, cusum = 0;
  Trend trend = { 0, NAN, NAN, 0, 0 };

  for (guint i = 0; i < n; i++)
    if (!isnan (y[i]) && variance[i] > 0)
      {
        double weight = 1 / variance[i];

        trend.m++;
        w += weight;
        wx += weight * i;
        wy += weight * y[i];
        wxx += weight * i * i;
        wxy += weight * i * y[i];
      }
  if (trend.m < 3)
    return trend;
  mean = wy / w;
  trend.slope = (wxy - wx * mean) / (wxx - wx * wx / w);
  trend.z = trend.slope * sqrt (wxx - wx * wx / w);
  for (guint i = 0; i < n; i++)
    if (!isnan (y[i]) && variance[i] > 0)
      {
        cusum += (y[i] - mean) / sqrt (variance[i]) / sqrt (trend.m);
        if (fabs (cusum) > trend.cusum)
          {
            trend.cusum = fabs (cusum);
            trend.cusum_at = i;
          }
      }
  return trend;
}

/* P (sup |Brownian bridge| > b): Kolmogorov's series. */
static double
bridge_p (double b)
{
  double sum = 0;

  if (!(b > 0.2))
    return 1;
  for (int k = 1; k <= 50; k++)
    sum += (k % 2 != 0 ? 2 : -2) * exp (-2.0 * k * k * b * b);
  return CLAMP (sum, 0, 1);
}

static GBytes *
copy_bytes (const double *values, gsize n)
{
  return g_bytes_new (values, n * sizeof *values);
}

static void
add_finding (AssayValidationSink *sink, const AssayValidationCase *c, const char *subject, const char *what, const double *y, const double *variance, guint n)
{
  Trend trend = fit_trend (y, variance, n);
  double p_slope = 2 * 0.5 * erfc (fabs (trend.z) * M_SQRT1_2), p_cusum = bridge_p (trend.cusum);
  AssayFinding *finding;

  if (trend.m < 4)
    {
      assay_validation_sink_add_not_assessable (sink, subject, g_strdup_printf ("Only %u of %u periods have %d rows, %d events and %d others; at least 4 are needed.", trend.m, n, LEAST_ROWS, LEAST_EVENTS, LEAST_EVENTS));
      return;
    }
  finding = assay_validation_sink_add (sink, subject, trend.z);
  finding->p_value = MIN (1, 2 * MIN (p_slope, p_cusum));
  finding->effect = trend.slope;
  finding->effect_name = g_strdup_printf ("change of the %s a period", what);
  finding->convention = g_strdup_printf ("%u periods judged of %u in “%s”", trend.m, n, c->periods->name);
  {
    g_autofree char *slope = assay_word_number (trend.slope), *ps = assay_word_number (p_slope), *pc = assay_word_number (p_cusum);

    finding->message = g_strdup_printf ("The %s changes by %s a period (p %s); its departures from the mean add up most by %s (p %s).", what, slope, ps, c->periods->labels[trend.cusum_at], pc);
  }
}

static void
add_evidence (AssayValidationSink *sink, const AssayValidationCase *c, const Period *periods, const double *auc, const double *variance)
{
  guint n = c->periods->n_labels;
  AssayTable *table = assay_table_new ("over-time", N_("Performance over Time"));
  AssayFigure *figure = assay_figure_new ("auc-over-time", ASSAY_FIGURE_SERIES, N_("AUC over Time"));
  g_autofree double *low = g_new (double, n + 1), *high = g_new (double, n + 1), *x = g_new (double, n + 1);
  double rows = 0, events = 0;

  assay_table_add_column (table, "period", N_("Period"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "rows", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "events", N_("Events"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "event-rate", N_("Event Rate"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "predicted", N_("Mean Probability"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "auc", "AUC", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "low", N_("2.5 %"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "high", N_("97.5 %"), ASSAY_CELL_NUMBER);
  for (guint p = 0; p < n; p++)
    {
      const Period *own = &periods[p];

      x[p] = p;
      rows += own->n;
      events += own->events;
      am_roc_limits (auc[p], variance[p], &low[p], &high[p]);
      assay_table_add_row (table);
      assay_table_set_text (table, 0, c->periods->labels[p]);
      assay_table_set_number (table, 1, own->n);
      assay_table_set_number (table, 2, own->events);
      assay_table_set_number (table, 3, own->n > 0 ? (double) own->events / own->n : NAN);
      assay_table_set_number (table, 4, c->data->probability != NULL && own->n > 0 ? own->expected / own->n : NAN);
      assay_table_set_number (table, 5, auc[p]);
      assay_table_set_number (table, 6, low[p]);
      assay_table_set_number (table, 7, high[p]);
      if (own->n > 0)
        assay_validation_sink_show_rows (sink, "table:over-time", NULL, p, own->n, (AssayRowTerm[]) { ASSAY_ROW_WORD ("period", c->periods->name, c->periods->labels[p]), ASSAY_ROW_COMPLETE }, 2);
    }
  assay_validation_sink_take_table (sink, table);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("Period"), NULL);
  assay_figure_set_categories (figure, (const char *const *) c->periods->labels);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, "AUC", NULL);
  assay_validation_figure_say_rows (figure, rows, events);
  assay_figure_set_convention (figure, "DeLong 95 % interval; only periods with at least 30 rows, 5 events and 5 others");
  assay_figure_add_series (figure, "interval", N_("95 % interval"), ASSAY_SERIES_BAND, n, copy_bytes (x, n), copy_bytes (low, n), copy_bytes (high, n), NULL, NULL);
  assay_figure_add_series (figure, "auc", "AUC", ASSAY_SERIES_ACTUAL, n, copy_bytes (x, n), copy_bytes (auc, n), NULL, NULL, NULL);
  assay_validation_sink_take_figure (sink, figure);
}

static gboolean
run_over_time (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  guint n = c->periods->n_labels;
  g_autofree Period *periods = g_new0 (Period, n + 1);
  double of_events, of_others;
  g_autofree double *auc = g_new (double, n + 1), *variance = g_new (double, n + 1), *pooled = g_new (double, n + 1), *ratio = g_new (double, n + 1), *of_ratio = g_new (double, n + 1);

  measure_periods (c, periods);
  measure_spread (c->data, &of_events, &of_others);
  for (guint p = 0; p < n; p++)
    {
      gboolean is_large = !isnan (periods[p].auc);

      auc[p] = periods[p].auc;
      variance[p] = periods[p].variance;
      pooled[p] = is_large ? of_events / periods[p].events + of_others / (periods[p].n - periods[p].events) : NAN;
      /* observed less expected rate, with the variance that the probabilities give it */
      ratio[p] = is_large ? (periods[p].events - periods[p].expected) / periods[p].n : NAN;
      of_ratio[p] = is_large ? periods[p].spread / ((double) periods[p].n * periods[p].n) : NAN;
    }
  add_finding (sink, c, "AUC", "AUC", auc, pooled, n);
  if (c->data->probability != NULL)
    add_finding (sink, c, "calibration", "event rate less mean probability", ratio, of_ratio, n);
  add_evidence (sink, c, periods, auc, variance);
  return TRUE;
}

const AssayValidationCheck assay_checks_over_time[] = {
  { .id = "stab-over-time", .title = N_("Performance over Time"), .section = ASSAY_SECTION_STABILITY, .tier = 1, .statistic = "z of the slope",
    .needs = ASSAY_NEEDS_SCORE | ASSAY_NEEDS_EVENTS | ASSAY_NEEDS_TIME, .limits = ASSAY_P_LIMITS,
    .convention = N_("periods with at least 30 rows, 5 events and 5 others; slope by weighted least squares (DeLong variances from the spreads of all rows; p (1 − p) for calibration), two-sided; CUSUM of standardised departures "
                     "from the weighted mean against a Brownian bridge; twice the smaller p of the two"),
    .reference = "DeLong, DeLong & Clarke-Pearson 1988; Brown, Durbin & Evans 1975", .run = run_over_time },
  { NULL }
};
