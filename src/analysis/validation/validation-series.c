/* Errors in order of time: do they wander, follow one another, swell, break? */
#include "analysis/validation/validation-check.h"

#include "analysis/wording.h"
#include "math/autocorrelation.h"
#include "math/evidence/residual-tests.h"
#include "math/forecast-accuracy.h"
#include "math/order.h"
#include "math/regression/structural-break.h"
#include "math/regression/unit-root-rules.h"

#include <string.h>

#define LEAST_TIMES 20
#define MOST_TIMES 5000

/* One value for each time that has complete rows: means of outcome, score and error. */
typedef struct { gsize n; double *error, *actual, *score; } Series;

static void
series_clear (Series *self)
{
  g_free (self->error);
  g_free (self->actual);
  g_free (self->score);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Series, series_clear)

static double
outcome_of (const AssayValidationSample *sample, gsize i)
{
  return sample->complete_actual != NULL ? sample->complete_actual[i] : sample->complete_event[i];
}

/* FALSE after a finding that says what is wanting. */
static gboolean
series_init (Series *self, const AssayValidationCase *c, AssayValidationSink *sink)
{
  const AssayValidationSample *data = c->data;
  const double *score = data->complete_actual != NULL ? data->complete_score : data->complete_probability;
  g_autofree double *owned = NULL, *time = NULL;
  g_autofree size_t *order = NULL;
  g_autofree uint64_t *work = NULL;
  const double *all;

  memset (self, 0, sizeof *self);
  if (score == NULL || (data->complete_actual == NULL && data->complete_event == NULL))
    {
      if (data->complete_event == NULL)
        assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("It needs errors: an outcome, and a prediction of it or a probability."));
      return FALSE;
    }
  all = assay_validation_numbers (c->time, &owned);
  time = g_new (double, data->n_complete + 1);
  order = g_new (size_t, data->n_complete + 1);
  work = g_new (uint64_t, 2 * data->n_complete + 1);
  for (gsize i = 0; i < data->n_complete; i++)
    time[i] = all != NULL ? all[data->complete != NULL ? data->complete[i] : i] : NAN;
  am_order_rising (time, data->n_complete, order, work);
  self->error = g_new (double, data->n_complete + 1);
  self->actual = g_new (double, data->n_complete + 1);
  self->score = g_new (double, data->n_complete + 1);
  for (gsize i = 0; i < data->n_complete && !isnan (time[order[i]]);)
    {
      gsize end = i;
      double actual = 0, predicted = 0;

      for (; end < data->n_complete && time[order[end]] == time[order[i]]; end++)
        {
          actual += outcome_of (data, order[end]);
          predicted += score[order[end]];
        }
      self->actual[self->n] = actual / (end - i);
      self->score[self->n] = predicted / (end - i);
      self->error[self->n] = self->actual[self->n] - self->score[self->n];
      self->n++;
      i = end;
    }
  if (self->n >= LEAST_TIMES && self->n <= MOST_TIMES)
    return TRUE;
  /* A book of loans with a year of months is no time series, and nobody asked that it should be. */
  if (data->complete_actual == NULL)
    return FALSE;
  {
    g_autofree char *times = assay_word_items (self->n, "time has", "times have");

    assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("%s rows with an outcome; between %d and %d are needed.", times, LEAST_TIMES, MOST_TIMES));
  }
  return FALSE;
}

static void
finish (AssayFinding *finding, const Series *series, char *convention)
{
  finding->n = series->n;
  finding->events = NAN;
  finding->convention = convention;
}

/* ---- the checks ---- */

static gboolean
run_stationarity (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Series) series = { 0 };
  AmUnitRoot adf, kpss;
  size_t lags;
  AssayFinding *finding;
  gboolean has_no_root, is_level;
  g_autofree char *adf_p = NULL, *kpss_p = NULL;

  if (!series_init (&series, c, sink))
    return TRUE;
  am_adf_choose_lags (series.error, series.n, AM_TREND_LEVEL, am_adf_most_lags (series.n, AM_TREND_LEVEL), &lags);
  if (!am_adf_test (series.error, series.n, AM_TREND_LEVEL, lags, &adf) || !am_kpss (series.error, series.n, AM_TREND_LEVEL, am_kpss_auto_lags (series.error, series.n, AM_TREND_LEVEL), &kpss))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("The errors do not vary."));
      return TRUE;
    }
  has_no_root = adf.p < 0.05;
  is_level = kpss.p > 0.05;
  finding = assay_validation_sink_add (sink, NULL, adf.statistic);
  finding->p_value = adf.p;
  finding->effect = kpss.statistic;
  finding->effect_name = g_strdup ("KPSS statistic");
  finish (finding, &series, g_strdup_printf ("ADF with a constant, %zu lags by AIC, MacKinnon's p; KPSS around a level, %zu lags by Hobijn, Franses & Ooms", lags, kpss.lags));
  finding->is_settled = TRUE;
  finding->verdict = has_no_root && is_level ? ASSAY_VERDICT_PASS : has_no_root || is_level ? ASSAY_VERDICT_WARN : ASSAY_VERDICT_FAIL;
  adf_p = assay_word_number (adf.p);
  kpss_p = assay_word_number (kpss.p);
  finding->message = g_strdup_printf ("%s (ADF p %s, KPSS p %s%s).", has_no_root && is_level ? "Errors stay around a level by both tests" : !has_no_root && !is_level ? "Errors wander by both tests"
                                      : has_no_root ? "ADF sees no unit root, but KPSS no steady level either: a trend or a break" : "The tests disagree: too few times to see a unit root or its absence",
                                      adf_p, kpss_p, kpss.p <= 0.01 || kpss.p >= 0.1 ? ", the end of its table" : "");
  return TRUE;
}

static gboolean
run_ljung_box (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Series) series = { 0 };
  g_autofree double *r = NULL;
  gsize h;
  double p, q;
  AssayFinding *finding;

  if (!series_init (&series, c, sink))
    return TRUE;
  h = MIN (10, series.n / 5);
  r = g_new (double, h + 1);
  am_autocorrelation (series.error, series.n, h, r);
  q = am_ljung_box (r, series.n, h, 0, &p);
  if (isnan (p))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("The errors do not vary."));
      return TRUE;
    }
  finding = assay_validation_sink_add (sink, NULL, q);
  finding->p_value = p;
  finding->effect = r[1];
  finding->effect_name = g_strdup ("autocorrelation at lag 1");
  finish (finding, &series, g_strdup_printf ("lags 1 to %zu, as many degrees of freedom", h));
  finding->message = g_strdup ("Is what the model leaves unrelated from one time to the next?");
  return TRUE;
}

#define ARCH_LAGS 4

static gboolean
run_arch (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Series) series = { 0 };
  g_autofree double *work = NULL;
  double p, lm, mean = 0;
  AssayFinding *finding;

  if (!series_init (&series, c, sink))
    return TRUE;
  for (gsize i = 0; i < series.n; i++)
    mean += series.error[i] / series.n;
  for (gsize i = 0; i < series.n; i++)
    series.error[i] -= mean;
  work = g_new (double, series.n * (ARCH_LAGS + 2));
  lm = am_arch_lm (series.error, series.n, ARCH_LAGS, &p, work);
  if (isnan (p))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("The squares of the errors do not vary."));
      return TRUE;
    }
  finding = assay_validation_sink_add (sink, NULL, lm);
  finding->p_value = p;
  finish (finding, &series, g_strdup_printf ("%d lags of squared errors less their mean", ARCH_LAGS));
  finding->message = g_strdup ("Do large errors come together?");
  return TRUE;
}

/* Only where the outcome itself wanders is there something for the prediction to keep up with. */
static gboolean
run_cointegration (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Series) series = { 0 };
  const double *x;
  AmUnitRoot adf;
  AmCointegration found;
  size_t lags;
  AssayFinding *finding;
  g_autofree char *p = NULL;

  if (!series_init (&series, c, sink))
    return TRUE;
  am_adf_choose_lags (series.actual, series.n, AM_TREND_LEVEL, am_adf_most_lags (series.n, AM_TREND_LEVEL), &lags);
  if (am_adf_test (series.actual, series.n, AM_TREND_LEVEL, lags, &adf) && adf.p < 0.05)
    {
      finding = assay_validation_sink_add (sink, NULL, NAN);
      finish (finding, &series, NULL);
      finding->is_settled = TRUE;
      finding->verdict = ASSAY_VERDICT_NONE;
      finding->message = g_strdup ("The outcome does not wander (ADF below 0.05), so that there is nothing to keep up with.");
      return TRUE;
    }
  x = series.score;
  if (!am_engle_granger (series.actual, &x, 1, series.n, AM_TREND_LEVEL, am_adf_most_lags (series.n, AM_TREND_NONE), FALSE, &found))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("Outcome or prediction does not vary over time."));
      return TRUE;
    }
  finding = assay_validation_sink_add (sink, NULL, found.statistic);
  finding->p_value = found.p;
  finish (finding, &series, g_strdup_printf ("outcome on prediction and a constant, %zu lags by AIC, MacKinnon 1994 and 2010", found.lags));
  finding->is_settled = TRUE;
  finding->verdict = found.p < 0.05 ? ASSAY_VERDICT_PASS : ASSAY_VERDICT_WARN;
  p = assay_word_number (found.p);
  finding->message = found.p < 0.05 ? g_strdup_printf ("Outcome and prediction wander together (p %s).", p) : g_strdup_printf ("It is not shown that outcome and prediction wander together (p %s).", p);
  return TRUE;
}

static gboolean
run_break (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_auto(Series) series = { 0 };
  AmOls *fit;
  AmSupF sup;
  AmCusum cusum;
  AssayFinding *finding;

  if (!series_init (&series, c, sink))
    return TRUE;
  fit = am_ols_new (NULL, 0, TRUE, series.error, series.n);
  if (fit == NULL)
    return TRUE;
  sup = am_sup_f (fit, NULL, series.error, 0.15);
  cusum = am_cusum_mean (series.error, series.n, NULL);
  if (isnan (sup.p) || isnan (cusum.p))
    assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("The errors do not vary."));
  else
    {
      finding = assay_validation_sink_add (sink, "sup F", sup.sup_f);
      finding->statistic = g_strdup ("sup-f");
      finding->p_value = sup.p;
      finish (finding, &series, g_strdup ("break of the mean error, 15 % of times left on each side; p by the tail of a Bessel process, approximate"));
      finding->message = g_strdup_printf ("The mean error changes most after time %zu of %zu.", sup.at, series.n);
      finding = assay_validation_sink_add (sink, "CUSUM", cusum.statistic);
      finding->statistic = g_strdup ("cusum");
      finding->p_value = cusum.p;
      finish (finding, &series, g_strdup ("cumulative errors less their mean; supremum of a Brownian bridge"));
      finding->message = g_strdup_printf ("Cumulative errors are furthest off at time %zu of %zu.", cusum.at + 1, series.n);
    }
  am_ols_free (fit);
  return TRUE;
}

/* ---- how far off ---- */

static AmAccuracy
measure_accuracy (const AssayValidationSample *sample)
{
  AmAccuracy accuracy;

  am_accuracy_init (&accuracy);
  for (gsize i = 0; i < sample->n_complete; i++)
    am_accuracy_add (&accuracy, sample->complete_actual[i], sample->complete_score[i]);
  return accuracy;
}

static void
add_accuracy_row (AssayTable *table, const AssayValidationSample *sample)
{
  AmAccuracy accuracy = measure_accuracy (sample);
  const double values[] = { am_bias (&accuracy), am_mae (&accuracy), am_rmse (&accuracy), accuracy.n_zero_actual == 0 ? am_mape (&accuracy) : NAN, am_smape (&accuracy), am_wape (&accuracy) };

  assay_table_add_row (table);
  assay_table_set_text (table, 0, sample->name);
  assay_table_set_number (table, 1, accuracy.n);
  for (guint k = 0; k < G_N_ELEMENTS (values); k++)
    assay_table_set_number (table, k + 2, values[k]);
}

static void
add_accuracy_table (AssayValidationSink *sink, const AssayValidationCase *c)
{
  AssayTable *table = assay_table_new ("forecast-accuracy", N_("Accuracy of Forecasts"));

  assay_table_add_column (table, "sample", N_("Data Sample"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "rows", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "me", "ME", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "mae", "MAE", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "rmse", "RMSE", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "mape", "MAPE", ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "smape", "sMAPE", ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "wape", "WAPE", ASSAY_CELL_FRACTION);
  add_accuracy_row (table, c->data);
  if (c->reference != NULL && c->reference->complete_actual != NULL && c->reference->complete_score != NULL && c->reference->n_complete > 0)
    add_accuracy_row (table, c->reference);
  assay_table_set_note (table, "forecast less actual; sMAPE 2 |error| / (|actual| + |forecast|), WAPE sum of |error| over sum of |actual|");
  assay_validation_sink_take_table (sink, table);
}

#define LEAST_FORECASTS 10

static gboolean
run_point (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  AmAccuracy accuracy = measure_accuracy (c->data);
  g_autofree char *me = assay_word_number (am_bias (&accuracy)), *mae = assay_word_number (am_mae (&accuracy)), *rmse = assay_word_number (am_rmse (&accuracy)),
                  *wape = assay_word_share (am_wape (&accuracy)), *smape = assay_word_share (am_smape (&accuracy)), *mape = assay_word_share (am_mape (&accuracy)),
                  *rows = assay_word_items (accuracy.n, "forecast", "forecasts"), *zeros = assay_word_items (accuracy.n_zero_actual, "actual value is", "actual values are");
  g_autofree char *rest = g_strdup_printf ("mean error %s, MAE %s, RMSE %s, sMAPE %s, WAPE %s", me, mae, rmse, smape, isnan (am_wape (&accuracy)) ? "undefined" : wape);

  add_accuracy_table (sink, c);
  if (accuracy.n < LEAST_FORECASTS || accuracy.n_zero_actual > 0)
    {
      char *why = accuracy.n < LEAST_FORECASTS ? g_strdup_printf ("%s only; %d are needed: %s.", rows, LEAST_FORECASTS, rest)
                                               : g_strdup_printf ("%s 0, where a percentage error is undefined; the others are %s.", zeros, rest);

      assay_validation_sink_add_not_assessable (sink, NULL, why)->n = accuracy.n;
      return TRUE;
    }
  {
    AssayFinding *finding = assay_validation_sink_add (sink, NULL, am_mape (&accuracy));

    finding->n = accuracy.n;
    finding->effect = am_wape (&accuracy);
    finding->effect_name = g_strdup ("WAPE");
    finding->message = g_strdup_printf ("MAPE %s over %s; %s.", mape, rows, rest);
  }
  return TRUE;
}

#define SERIES (ASSAY_NEEDS_SCORE | ASSAY_NEEDS_TIME)
#define MEANS N_("mean error of the complete rows of each time, in order")

const AssayValidationCheck assay_checks_series[] = {
  { .id = "fc-point", .title = N_("Accuracy of Forecasts"), .section = ASSAY_SECTION_CALIBRATION, .tier = 1, .statistic = "mape", .needs = SERIES | ASSAY_NEEDS_ACTUAL,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 0.2, 0.5, ASSAY_BEYOND_FROM, 'S', N_("Lewis: good below 20 %, reasonable below 50 %") } },
    .convention = N_("mean |forecast − actual| / |actual| over the complete rows; undefined where an actual value is 0; 10 forecasts at least"), .reference = "Lewis 1982; Hyndman & Koehler 2006",
    .run = run_point },
  { .id = "ts-stationarity", .title = N_("Stationary Errors"), .section = ASSAY_SECTION_STABILITY, .tier = 1, .statistic = "adf", .needs = SERIES,
    .limits = { ASSAY_REPORTED, { NAN, NAN, ASSAY_BEYOND_ABOVE, 'A', N_("ValidMind: ADF below 0.05 and KPSS above 0.05; watch when they disagree") } }, .convention = MEANS,
    .reference = "Said & Dickey 1984; Kwiatkowski, Phillips, Schmidt & Shin 1992", .run = run_stationarity },
  { .id = "ts-ljung-box", .title = N_("Autocorrelated Errors"), .section = ASSAY_SECTION_STABILITY, .tier = 1, .statistic = "q", .needs = SERIES, .limits = ASSAY_P_LIMITS, .convention = MEANS,
    .reference = "Ljung & Box 1978", .run = run_ljung_box },
  { .id = "ts-arch-lm", .title = N_("Clustered Errors"), .section = ASSAY_SECTION_STABILITY, .tier = 2, .statistic = "lm", .needs = SERIES, .limits = ASSAY_P_LIMITS, .convention = MEANS,
    .reference = "Engle 1982", .run = run_arch },
  { .id = "ts-cointegration", .title = N_("Prediction and Outcome Move Together"), .section = ASSAY_SECTION_STABILITY, .tier = 2, .statistic = "t", .needs = SERIES,
    .limits = { ASSAY_REPORTED, { NAN, NAN, ASSAY_BEYOND_ABOVE, 'A', N_("ValidMind: p below 0.05 passes") } }, .convention = N_("means of the complete rows of each time, in order"),
    .reference = "Engle & Granger 1987", .run = run_cointegration },
  { .id = "ts-structural-break", .title = N_("Break in the Errors"), .section = ASSAY_SECTION_STABILITY, .tier = 2, .statistic = "sup-f", .needs = SERIES, .limits = ASSAY_P_LIMITS,
    .convention = MEANS, .reference = "Andrews 1993; Ploberger & Krämer 1992", .run = run_break },
  { NULL }
};
