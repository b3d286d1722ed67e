/* Detectors of changes that last: control charts, shifts between windows, change points. */
#include "analysis/anomaly/detectors-private.h"

#include "math/detection/change-point.h"
#include "math/detection/control-chart.h"
#include "math/detection/detection-score.h"
#include "math/detection/run-length.h"
#include "math/detection/shift-score.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* ---- control charts ---- */

#define CHART_HISTORY 15

typedef struct
{
  AmStandardiseState *standard;
  double *z;                   /* [DETECTOR_PIECE] */
  AmEwmaState ewma;
  AmCusumState cusum;
  AmPageHinkleyState page;
} Chart;

static void
step_ewma (gpointer state, const double *y, gsize n, double *score)
{
  static const AmEwmaChart how = { .reset = true };
  Chart *chart = state;

  am_standardise_run (chart->standard, y, n, chart->z);
  am_ewma_chart (chart->z, n, &how, &chart->ewma, score, NULL);
}

static void
step_cusum (gpointer state, const double *y, gsize n, double *score)
{
  static const AmCusum how = { .slack = 0 };
  Chart *chart = state;

  am_standardise_run (chart->standard, y, n, chart->z);
  am_cusum (chart->z, n, &how, &chart->cusum, score, NULL, NULL);
}

static void
step_page_hinkley (gpointer state, const double *y, gsize n, double *score)
{
  static const AmPageHinkley how = { .delta = 0 };
  Chart *chart = state;

  am_standardise_run (chart->standard, y, n, chart->z);
  am_page_hinkley (chart->z, n, &how, &chart->page, score, NULL, NULL);
}

static gboolean
run_chart (const AnomalyInput *input, DetectorStep step, double *score, GError **error)
{
  AmStandardise how = { .window = input->window > 0 ? MAX (input->window, CHART_HISTORY) : 0, .min_values = CHART_HISTORY };
  Chart chart = { .standard = am_standardise_alloc (&how) };
  gboolean done;

  if (chart.standard == NULL)
    return detector_no_memory (error);
  chart.z = g_new (double, DETECTOR_PIECE);
  done = detector_run_stream (input, input->y, &chart, step, score, error);
  am_standardise_free (chart.standard);
  g_free (chart.z);
  return done;
}

static gboolean
run_ewma (const AnomalyInput *input, double *score, GError **error)
{
  return run_chart (input, step_ewma, score, error);
}

static gboolean
run_cusum (const AnomalyInput *input, double *score, GError **error)
{
  return run_chart (input, step_cusum, score, error);
}

static gboolean
run_page_hinkley (const AnomalyInput *input, double *score, GError **error)
{
  return run_chart (input, step_page_hinkley, score, error);
}

static gsize
least_chart (const AnomalyInput *input)
{
  return CHART_HISTORY + 1;
}

/* ---- two windows side by side ---- */

static gsize
shift_right (const AnomalyInput *input)
{
  return detector_window (input, MAX (input->season, 7));
}

static gsize
shift_history (const AnomalyInput *input)
{
  return MAX (50 * shift_right (input), 200);
}

typedef struct { AmShiftState *shift; AmQuartileScoreState *quartiles; double *difference; } Shift;

static void
step_shift (gpointer state, const double *y, gsize n, double *score)
{
  Shift *shift = state;

  am_shift_run (shift->shift, y, n, shift->difference);
  am_quartile_score_run (shift->quartiles, shift->difference, n, score);
}

static gboolean
run_shift (const AnomalyInput *input, AmShiftKind kind, double *score, GError **error)
{
  gsize right = MAX (shift_right (input), 2);
  AmShift how = { .kind = kind, .left = 4 * right, .right = right };
  AmQuartileScore against = { .history = shift_history (input), .min_values = 2 * right };
  Shift state = { am_shift_alloc (&how), am_quartile_score_alloc (&against), g_new (double, DETECTOR_PIECE) };
  gboolean done = state.shift != NULL && state.quartiles != NULL ? detector_run_stream (input, input->y, &state, step_shift, score, error)
                                                                 : detector_no_memory (error);

  am_shift_free (state.shift);
  am_quartile_score_free (state.quartiles);
  g_free (state.difference);
  return done;
}

static gboolean
run_level_shift (const AnomalyInput *input, double *score, GError **error)
{
  return run_shift (input, AM_SHIFT_LEVEL, score, error);
}

static gboolean
run_volatility_shift (const AnomalyInput *input, double *score, GError **error)
{
  return run_shift (input, AM_SHIFT_VOLATILITY, score, error);
}

static gsize
least_shift (const AnomalyInput *input)
{
  return 7 * MAX (shift_right (input), 2) + 1;
}

/* ---- change points ---- */

static double
segment_mean (const double *y, gsize from, gsize to)
{
  double mean, sd;

  detector_center (y + from, to - from, &mean, &sd);
  return mean;
}

/* 0 but for the rows where a segment begins: there the step between the means of its segment and the one before, in sds of what
 * they leave. */
static void
score_changes (const double *y, gsize n, const gsize *change, gsize n_changes, double *score)
{
  g_autofree double *rest = g_new (double, n);
  double mean = 0, sd;

  for (gsize i = 0; i <= n_changes; i++)
    {
      gsize from = i > 0 ? change[i - 1] : 0, to = i < n_changes ? change[i] : n;

      mean = segment_mean (y, from, to);
      for (gsize k = from; k < to; k++)
        rest[k] = y[k] - mean;
    }
  detector_center (rest, n, &mean, &sd);
  for (gsize i = 0; i < n; i++)
    score[i] = isnan (y[i]) ? NAN : 0;
  for (gsize i = 0; i < n_changes; i++)
    {
      double before = segment_mean (y, i > 0 ? change[i - 1] : 0, change[i]);
      double after = segment_mean (y, change[i], i + 1 < n_changes ? change[i + 1] : n);

      score[change[i]] = sd > 0 ? (after - before) / sd : copysign (AM_SCORE_LARGEST, after - before);
    }
}

static gboolean
run_pelt (const AnomalyInput *input, double *score, GError **error)
{
  AmChangePoint how = { .kind = AM_CHANGE_MEAN, .min_length = MAX (detector_window (input, 7), 1) };
  AmChangePointSearch *search = am_change_point_alloc (input->y, input->n, &how);
  g_autofree gsize *change = NULL;
  gboolean done = TRUE;

  if (search == NULL)
    return detector_no_memory (error);
  while (am_change_point_step (search, 256))
    if (!(done = anomaly_go_on (input->progress, error)))
      break;
  if (done)
    {
      change = g_new (gsize, MAX (am_change_point_most (search), 1));
      score_changes (input->y, input->n, change, am_change_point_finish (search, change), score);
    }
  am_change_point_free (search);
  return done;
}

static gsize
least_pelt (const AnomalyInput *input)
{
  return 2 * MAX (detector_window (input, 7), 1);
}

/* ---- run length ---- */

static void
step_bocpd (gpointer state, const double *y, gsize n, double *score)
{
  am_run_length_run (state, y, n, NULL, score, NULL);
}

#define BOCPD_START 30         /* values that tell the prior where the series lies */

static gboolean
run_bocpd (const AnomalyInput *input, double *score, GError **error)
{
  AmRunLength how = { 0 };
  AmRunLengthState *state;
  double mean = NAN, sd = NAN;
  gsize n = 0, end = 0;
  gboolean done;

  while (end < input->n && n < BOCPD_START)
    n += !isnan (input->y[end++]);
  detector_center (input->y, end, &mean, &sd);
  how.mean = isnan (mean) ? 0 : mean;
  how.alpha = 1;
  how.beta = sd > 0 ? sd * sd : 1;
  state = am_run_length_alloc (&how);
  done = detector_run_stream (input, input->y, state, step_bocpd, score, error);
  am_run_length_free (state);
  for (gsize i = 0; done && i < end; i++)
    score[i] = NAN;              /* the prior has seen these */
  return done;
}

static gsize
least_bocpd (const AnomalyInput *input)
{
  return BOCPD_START + 1;
}

const AnomalyDetector anomaly_change_detectors[] = {
  { "ewma", N_("EWMA Chart"),
    N_("exponentially weighted mean, weight 0.2, of values standardised by all before (--window: the last N), in its own sd; limit 2.962, one false alarm in 500; starts again after an alarm"),
    "Roberts 1959; Lucas & Saccucci 1990", ANOMALY_KIND_SHIFT, ANOMALY_READS_LEVEL, TRUE, TRUE, TRUE, 2.962, least_chart, 0, run_ewma },
  { "cusum", N_("CUSUM"),
    N_("sums of standardised values beyond 0.5 up and down; limit 5, one false alarm in 465; starts again after an alarm"),
    "Page 1954", ANOMALY_KIND_SHIFT, ANOMALY_READS_LEVEL, TRUE, TRUE, TRUE, 5, least_chart, 0, run_cusum },
  { "page-hinkley", N_("Page-Hinkley Test"),
    N_("sum of standardised values less their mean and 0.005, over its minimum, and the same downwards; limit 50; starts again after an alarm"),
    "Page 1954; Hinkley 1971", ANOMALY_KIND_SHIFT, ANOMALY_READS_LEVEL, TRUE, TRUE, TRUE, 50, least_chart, 0, run_page_hinkley },
  { "level-shift", N_("Shift of Level"),
    N_("mean of the last season (--window) less that of the four before, beyond the quartiles of earlier such differences, in their distance; limit 6"),
    "Wen & Keyes, ADTK", ANOMALY_KIND_SHIFT, ANOMALY_READS_LEVEL, TRUE, TRUE, TRUE, 6, least_shift, 0, run_level_shift },
  { "volatility-shift", N_("Shift of Volatility"),
    N_("standard deviation of the last season (--window) less that of the four before, beyond the quartiles of earlier such differences, in their distance; limit 6"),
    "Wen & Keyes, ADTK", ANOMALY_KIND_VOLATILITY, ANOMALY_READS_LEVEL, TRUE, TRUE, FALSE, 6, least_shift, 0, run_volatility_shift },
  { "pelt", N_("Change Points (PELT)"),
    N_("least sum of squares with a penalty of 2 log n a change, segments of 7 (--window) or more; score: step of the mean in sds, at the first row of a segment; sees the whole series"),
    "Killick, Fearnhead & Eckley 2012", ANOMALY_KIND_SHIFT, ANOMALY_READS_LEVEL, TRUE, FALSE, TRUE, 1e-12, least_pelt, 200000, run_pelt },
  { "bocpd", N_("Bayesian Change Point"),
    N_("chance that the regime began within the last 10 values; hazard 1/250, normal-inverse-gamma prior at the first 30 values; limit 0.5"),
    "Adams & MacKay 2007", ANOMALY_KIND_CHANGE, ANOMALY_READS_LEVEL, TRUE, TRUE, FALSE, 0.5, least_bocpd, 0, run_bocpd },
  { NULL },
};
