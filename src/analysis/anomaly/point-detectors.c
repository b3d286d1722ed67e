/* Detectors of single values that are too high or too low. */
#include "analysis/anomaly/detectors-private.h"

#include "math/decomposition/stl.h"
#include "math/detection/extreme-deviate.h"
#include "math/detection/peak-threshold.h"
#include "math/detection/robust-z.h"
#include "math/detection/season-z.h"
#include "math/detection/stream-blend.h"
#include "analysis/anomaly/season-smoother.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* ---- same step of the season ---- */

static gboolean
run_weekday_z (const AnomalyInput *input, double *score, GError **error)
{
  AmSeasonZ how = { .season = input->season, .depth = detector_window (input, 8) };
  AmSeasonZState *state = am_season_z_alloc (&how);
  gboolean done = detector_run_stream (input, input->y, state, (DetectorStep) am_season_z_run, score, error);

  am_season_z_free (state);
  return done;
}

static gsize
least_weekday_z (const AnomalyInput *input)
{
  return MIN (4, detector_window (input, 8)) * input->season + 1;
}

/* ---- medians ---- */

static gboolean
run_robust_z (const AnomalyInput *input, double *score, GError **error)
{
  AmRobustZ how = { .window = MAX (detector_window (input, 60), 3) };
  AmRobustZState *state = am_robust_z_alloc (&how);
  gboolean done = detector_run_stream (input, input->y, state, (DetectorStep) am_robust_z_run, score, error);

  am_robust_z_free (state);
  return done;
}

static gsize
least_robust_z (const AnomalyInput *input)
{
  return MIN (15, MAX (detector_window (input, 60), 3)) + 1;
}

/* Pieces that overlap by what the window reaches. */
static gboolean
run_hampel (const AnomalyInput *input, double *score, GError **error)
{
  AmHampel how = { .half = MAX (detector_window (input, 7) / 2, 1) };
  g_autofree double *work = g_new (double, am_hampel_work (&how));
  g_autofree double *piece = g_new (double, DETECTOR_PIECE + 2 * how.half);

  for (gsize first = 0; first < input->n; first += DETECTOR_PIECE)
    {
      gsize from = first > how.half ? first - how.half : 0, end = MIN (first + DETECTOR_PIECE, input->n);
      gsize to = MIN (end + how.half, input->n);

      am_hampel (input->y + from, to - from, &how, piece, work);
      memcpy (score + first, piece + (first - from), (end - first) * sizeof (double));
      if (!anomaly_go_on (input->progress, error))
        return FALSE;
    }
  return TRUE;
}

static gsize
least_hampel (const AnomalyInput *input)
{
  return MAX (detector_window (input, 7) / 2, 1) + 1;
}

/* ---- decomposition and the test of extreme deviates ---- */

/* Straight lines over what is missing: a decomposition needs every value. */
static gboolean
fill_gaps (const double *y, gsize n, double *filled)
{
  gsize last = G_MAXSIZE;

  for (gsize i = 0; i < n; i++)
    {
      if (isnan (y[i]))
        continue;
      for (gsize k = last == G_MAXSIZE ? 0 : last + 1; k < i; k++)
        filled[k] = last == G_MAXSIZE ? y[i] : y[last] + (y[i] - y[last]) * (double) (k - last) / (double) (i - last);
      filled[i] = y[i];
      last = i;
    }
  for (gsize k = last + 1; last != G_MAXSIZE && k < n; k++)
    filled[k] = y[last];
  return last != G_MAXSIZE;
}

/* The score is the distance from the median in units of MAD, made to cross 1 exactly where the test puts its border: between the
 * outliers it names and the rest. */
static void
score_remainder (const double *remainder, const double *y, gsize n, double *score)
{
  AmExtremeDeviate how = { .hybrid = TRUE };
  gsize most = am_extreme_deviate_most (n, &how), n_tested, n_outliers;
  g_autofree gsize *row = g_new (gsize, MAX (most, 1));
  g_autofree double *statistic = g_new (double, MAX (most, 1));
  g_autofree double *limit = g_new (double, MAX (most, 1));
  g_autofree gpointer work = g_malloc (am_extreme_deviate_work (n));
  double mean, sd;

  n_outliers = am_extreme_deviates (remainder, n, &how, row, statistic, limit, &n_tested, work);
  detector_center (remainder, n, &mean, &sd);
  for (gsize i = 0; i < n; i++)
    score[i] = isnan (y[i]) ? NAN : 0;
  if (n_tested == 0)
    return;

  for (gsize i = 0; i < n; i++)
    if (!isnan (y[i]) && sd > 0)
      score[i] = CLAMP ((remainder[i] - mean) / (sd * limit[0]), -0.999, 0.999);
  for (gsize i = 0; i < n_tested; i++)
    if (!isnan (y[row[i]]))
      {
        double size = statistic[i] / limit[i];

        size = i < n_outliers ? MAX (size, 1) : MIN (size, 0.999);
        score[row[i]] = remainder[row[i]] < mean ? -size : size;
      }
}

/* What rounding leaves of a series that is all season and trend is no remainder. */
static void
drop_rounding (const double *filled, gsize n, double *remainder)
{
  double scale = 0;

  for (gsize i = 0; i < n; i++)
    scale = MAX (scale, fabs (filled[i]));
  for (gsize i = 0; i < n; i++)
    if (fabs (remainder[i]) <= 1e-9 * scale)
      remainder[i] = 0;
}

static gboolean
run_stl_esd (const AnomalyInput *input, double *score, GError **error)
{
  AmStl how = { .period = input->season, .season_window = 0, .robust = TRUE };
  gsize n = input->n;
  g_autofree double *filled = g_new (double, n);
  g_autofree double *seasonal = g_new (double, n);
  g_autofree double *trend = g_new (double, n);
  g_autofree double *remainder = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    score[i] = NAN;
  if (!fill_gaps (input->y, n, filled) || !anomaly_go_on (input->progress, error))
    return !assay_progress_is_cancelled (input->progress);
  if (input->season >= 2 && am_stl (filled, n, &how, seasonal, trend, remainder, NULL))
    {
      drop_rounding (filled, n, remainder);
      score_remainder (remainder, input->y, n, score);
    }
  return anomaly_go_on (input->progress, error);
}

static gsize
least_stl_esd (const AnomalyInput *input)
{
  return 2 * input->season + 1;
}

/* ---- one-step forecasts ---- */

static void
step_residual (gpointer state, const double *y, gsize n, double *score)
{
  season_smoother_run (state, y, n, NULL, score, NULL);
}

static void
step_band (gpointer state, const double *y, gsize n, double *score)
{
  season_smoother_run (state, y, n, NULL, NULL, score);
}

static gboolean
run_smoother (const AnomalyInput *input, DetectorStep step, double *score, GError **error)
{
  SeasonSmoother *state = season_smoother_new (input->season);
  gboolean done = detector_run_stream (input, input->y, state, step, score, error);

  season_smoother_free (state);
  return done;
}

static gboolean
run_seasonal_residual (const AnomalyInput *input, double *score, GError **error)
{
  return run_smoother (input, step_residual, score, error);
}

static gboolean
run_interval (const AnomalyInput *input, double *score, GError **error)
{
  return run_smoother (input, step_band, score, error);
}

static gsize
least_smoother (const AnomalyInput *input)
{
  return 2 * input->season + SEASON_SMOOTHER_LEAST + 1;
}

static gsize
least_interval (const AnomalyInput *input)
{
  return 2 * input->season + SEASON_SMOOTHER_BAND + 1;
}

/* ---- tails ---- */

static void
step_pot (gpointer state, const double *y, gsize n, double *score)
{
  am_peak_threshold_run (state, y, n, score, NULL);
}

/* The threshold needs a hundred values; a thousand where the series has three times that. */
static gsize
pot_start (const AnomalyInput *input)
{
  return input->window > 0 ? MAX ((gsize) input->window, 100) : CLAMP (input->n / 3, 100, 1000);
}

static gboolean
run_pot (const AnomalyInput *input, double *score, GError **error)
{
  AmPeakThreshold how = { .n_start = pot_start (input), .patience = MAX (input->season, 7) };
  AmPeakThresholdState *state = am_peak_threshold_alloc (&how);
  gboolean done = detector_run_stream (input, input->y, state, step_pot, score, error);

  am_peak_threshold_free (state);
  return done;
}

static gsize
least_pot (const AnomalyInput *input)
{
  return pot_start (input) + 1;
}

/* ---- streams ---- */

static void
step_blend (gpointer state, const double *y, gsize n, double *score)
{
  am_stream_blend_run (state, y, n, score, NULL);
}

static gboolean
run_stream_blend (const AnomalyInput *input, double *score, GError **error)
{
  AmStreamBlend how = { .season = MAX (input->season, 4) };
  AmStreamBlendState *state = am_stream_blend_alloc (&how);
  gboolean done = detector_run_stream (input, input->y, state, step_blend, score, error);

  am_stream_blend_free (state);
  return done;
}

static gsize
least_stream_blend (const AnomalyInput *input)
{
  return MAX (input->season / 4, 50) + 2;
}

const AnomalyDetector anomaly_point_detectors[] = {
  { "weekday-z", N_("Z of the Same Weekday"),
    N_("value less the mean of the last 8 (--window) of the same step in the season, over their sample standard deviation; from 4 on; limit 3"),
    "Hahn 1969, for the limit", ANOMALY_KIND_POINT, ANOMALY_READS_VALUE, FALSE, TRUE, TRUE, 3, least_weekday_z, 0, run_weekday_z },
  { "robust-z", N_("Robust Z"),
    N_("distance from the median of the last 60 (--window) over 1.4826 MAD, at least 0.1 sd; from 15 on; limit 3.5"),
    "Iglewicz & Hoaglin 1993", ANOMALY_KIND_POINT, ANOMALY_READS_RESIDUAL, TRUE, TRUE, TRUE, 3.5, least_robust_z, 0, run_robust_z },
  { "hampel", N_("Hampel Filter"),
    N_("distance from the median of 3 values on each side over 1.4826 MAD, at least 0.1 sd; limit 3; looks 3 steps ahead"),
    "Hampel 1974", ANOMALY_KIND_POINT, ANOMALY_READS_RESIDUAL, TRUE, FALSE, TRUE, 3, least_hampel, 0, run_hampel },
  { "stl-esd", N_("STL and Extreme Deviates"),
    N_("remainder of a robust STL decomposition with a periodic season; generalised ESD test with median and MAD, alpha 0.05, at most 2 % of the values; score: statistic over its limit; sees the whole series"),
    "Rosner 1983; Hochenbaum, Vallis & Kejariwal 2017", ANOMALY_KIND_POINT, ANOMALY_READS_VALUE, FALSE, FALSE, TRUE, 1, least_stl_esd, 500000, run_stl_esd },
  { "seasonal-residual", N_("Seasonal Residual"),
    N_("one-step error of additive smoothing of level and season, over the smoothed size of the errors before; of nine pairs of weights the one with the least error so far; limit 3"),
    "Holt 1957; Winters 1960", ANOMALY_KIND_POINT, ANOMALY_READS_VALUE, FALSE, TRUE, TRUE, 3, least_smoother, 0, run_seasonal_residual },
  { "interval", N_("Interval Breach"),
    N_("the same one-step error, over the conformal 99 % limit of the last 1,000 errors; limit 1: outside the band"),
    "Vovk, Gammerman & Shafer 2005", ANOMALY_KIND_BREACH, ANOMALY_READS_VALUE, FALSE, TRUE, TRUE, 1, least_interval, 0, run_interval },
  { "pot", N_("Peaks over Threshold"),
    N_("−log10 of the chance of a value as far out, by a generalised Pareto tail beyond the 98 % quantiles; limit 4"),
    "Siffer, Fouque, Termier & Largouët 2017", ANOMALY_KIND_POINT, ANOMALY_READS_RESIDUAL, TRUE, TRUE, TRUE, 4, least_pot, 0, run_pot },
  { "stream-blend", N_("Blend for Streams"),
    N_("mean of log(1 + |z|) of the value, its means over a 24th and a quarter of a season, its spread, and the same time of earlier seasons, against the last 7 seasons; less 0.75 times the series' own 99 % quantile so far; limit 0.36"),
    "Own method, scored on the Numenta Anomaly Benchmark", ANOMALY_KIND_POINT, ANOMALY_READS_VALUE, FALSE, TRUE, FALSE, 0.36, least_stream_blend, 0, run_stream_blend },
  { NULL },
};
