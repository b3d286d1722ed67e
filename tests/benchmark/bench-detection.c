/* Speed of the detector kernels on one thread.
 *
 *   bench-detection IN OUT   reads the raw doubles in IN as one series of noise and writes to OUT what bench-detection.py
 *                            compares: level shift, robust Z with a window of 60 and EWMA scores
 *
 * Prints one "name values-a-second" pair a line, each the best of a few runs. */
#include "math/detection/change-point.h"
#include "math/detection/control-chart.h"
#include "math/detection/extreme-deviate.h"
#include "math/detection/isolation-forest.h"
#include "math/detection/matrix-profile.h"
#include "math/detection/peak-threshold.h"
#include "math/detection/robust-z.h"
#include "math/detection/run-length.h"
#include "math/detection/season-z.h"
#include "math/detection/shift-score.h"
#include "math/detection/window-pca.h"
#include "math/init.h"

#include <glib.h>
#include <stdio.h>

#define REPEATS 3

typedef struct { const double *y; gsize n; double *score; guint8 *alarm; gsize window; } Job;
typedef void (*Method) (Job *job);

static double
now (void)
{
  return g_get_monotonic_time () / 1e6;
}

/* n: values to count, the first ones of the series. */
static void
report (const char *name, Job *job, gsize n, Method method)
{
  Job part = *job;
  double best = G_MAXDOUBLE;

  part.n = n;
  for (int i = 0; i < REPEATS; i++)
    {
      double start = now ();

      method (&part);
      best = MIN (best, now () - start);
    }
  if (job->window > 1)
    g_print ("%s-%zu %.0f\n", name, job->window, n / best);
  else
    g_print ("%s %.0f\n", name, n / best);
}

static void
season_z (Job *job)
{
  AmSeasonZState *state = am_season_z_alloc (&(AmSeasonZ) { .season = 7 });

  am_season_z_run (state, job->y, job->n, job->score);
  am_season_z_free (state);
}

static void
robust_z (Job *job)
{
  AmRobustZState *state = am_robust_z_alloc (&(AmRobustZ) { .window = job->window });

  am_robust_z_run (state, job->y, job->n, job->score);
  am_robust_z_free (state);
}

static void
hampel (Job *job)
{
  double work[7];

  am_hampel (job->y, job->n, &(AmHampel) { 0 }, job->score, work);
}

static void
standardise (Job *job)
{
  AmStandardiseState *state = am_standardise_alloc (&(AmStandardise) { .window = job->window });

  am_standardise_run (state, job->y, job->n, job->score);
  am_standardise_free (state);
}

static void
ewma (Job *job)
{
  AmEwmaState state = { 0 };

  am_ewma_chart (job->y, job->n, &(AmEwmaChart) { 0 }, &state, job->score, job->alarm);
}

static void
cusum (Job *job)
{
  AmCusumState state = { 0 };

  am_cusum (job->y, job->n, &(AmCusum) { 0 }, &state, job->score, job->alarm, NULL);
}

static void
page_hinkley (Job *job)
{
  AmPageHinkleyState state = { 0 };

  am_page_hinkley (job->y, job->n, &(AmPageHinkley) { 0 }, &state, job->score, job->alarm, NULL);
}

static void
shift (Job *job, AmShiftKind kind)
{
  AmShiftState *state = am_shift_alloc (&(AmShift) { .kind = kind });

  am_shift_run (state, job->y, job->n, job->score);
  am_shift_free (state);
}

static void
level_shift (Job *job)
{
  shift (job, AM_SHIFT_LEVEL);
}

static void
volatility_shift (Job *job)
{
  shift (job, AM_SHIFT_VOLATILITY);
}

static void
quartile_score (Job *job)
{
  AmQuartileScoreState *state = am_quartile_score_alloc (&(AmQuartileScore) { .history = job->window });

  am_quartile_score_run (state, job->y, job->n, job->score);
  am_quartile_score_free (state);
}

static void
peak_threshold (Job *job)
{
  AmPeakThresholdState *state = am_peak_threshold_alloc (&(AmPeakThreshold) { .drift = job->window });

  am_peak_threshold_run (state, job->y, job->n, job->score, job->alarm);
  am_peak_threshold_free (state);
}

static void
run_length (Job *job)
{
  AmRunLengthState *state = am_run_length_alloc (&(AmRunLength) { 0 });

  am_run_length_run (state, job->y, job->n, NULL, job->score, NULL);
  am_run_length_free (state);
}

static void
extreme_deviates (Job *job)
{
  AmExtremeDeviate how = { .hybrid = job->window > 0 };
  gsize most = am_extreme_deviate_most (job->n, &how), n_tested;
  g_autofree gsize *row = g_new (gsize, most);
  g_autofree double *statistic = g_new (double, most), *limit = g_new (double, most);
  g_autofree void *work = g_malloc (am_extreme_deviate_work (job->n));

  am_extreme_deviates (job->y, job->n, &how, row, statistic, limit, &n_tested, work);
}

static void
change_points (Job *job)
{
  AmChangePointSearch *search = am_change_point_alloc (job->y, job->n, &(AmChangePoint) { .kind = job->window > 0 });

  while (am_change_point_step (search, 1000))
    ;
  am_change_point_free (search);
}

static void
forest (Job *job)
{
  gsize n_rows = job->n / 4;
  AmForest *trees = am_forest_alloc (job->y, n_rows, 4, &(AmIsolationForest) { 0 });

  for (gsize i = 0; i < am_forest_n_trees (trees); i++)
    am_forest_grow (trees, i);
  am_forest_score (trees, job->y, n_rows, job->score);
  am_forest_free (trees);
}

static void
shapes (Job *job)
{
  AmShapes *learnt = am_shapes_alloc (job->y, job->n, &(AmWindowPca) { .window = job->window, .n_parts = 5 });

  am_shapes_errors (learnt, job->y, job->n, job->score);
  am_shapes_free (learnt);
}

static void
profile (Job *job)
{
  AmProfile *self = am_profile_alloc (job->y, job->n, &(AmMatrixProfile) { .window = job->window });

  while (am_profile_step (self, 1000))
    ;
  am_profile_finish (self, job->score);
  am_profile_free (self);
}

static void
report_streams (Job *job)
{
  static const struct { const char *name; Method method; gsize window; } streams[] = {
    { "ewma", ewma }, { "cusum", cusum }, { "page-hinkley", page_hinkley }, { "standardise", standardise }, { "standardise", standardise, 60 },
    { "season-z", season_z }, { "hampel", hampel }, { "robust-z", robust_z, 60 }, { "robust-z", robust_z, 288 }, { "robust-z", robust_z, 2016 },
    { "robust-z", robust_z, 10000 }, { "level-shift", level_shift }, { "volatility-shift", volatility_shift }, { "quartile-score", quartile_score, 350 },
    { "peak-threshold", peak_threshold }, { "peak-threshold", peak_threshold, 60 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      job->window = streams[i].window;
      report (streams[i].name, job, job->n, streams[i].method);
    }
}

static void
report_batches (Job *job)
{
  job->window = 0;
  report ("run-length", job, MIN (job->n, 50000), run_length);
  report ("extreme-deviates", job, MIN (job->n, 100000), extreme_deviates);
  report ("change-in-mean-of-1826", job, MIN (job->n, 1826), change_points);
  report ("change-in-mean-of-20000", job, MIN (job->n, 20000), change_points);
  report ("forest-of-4-features", job, MIN (job->n, 400000), forest);
  job->window = 1;
  report ("hybrid-extreme-deviates", job, MIN (job->n, 100000), extreme_deviates);
  report ("change-in-mean-variance-of-1826", job, MIN (job->n, 1826), change_points);
  job->window = 7;
  report ("shapes", job, MIN (job->n, 100000), shapes);
  job->window = 288;
  report ("shapes", job, MIN (job->n, 10000), shapes);
  report ("matrix-profile-of-10000", job, MIN (job->n, 10000), profile);
}

int
main (int argc, char **argv)
{
  static const Method compared[] = { level_shift, robust_z, ewma };
  g_autofree char *in = NULL;
  g_autoptr(GByteArray) out = g_byte_array_new ();
  gsize size;
  Job job;

  am_init ();
  if (argc != 3 || !g_file_get_contents (argv[1], &in, &size, NULL))
    {
      g_printerr ("usage: bench-detection IN OUT\n");
      return 2;
    }
  job = (Job) { (const double *) in, size / 8, g_new0 (double, size / 8), g_malloc0 (size / 8), 0 };
  report_streams (&job);
  report_batches (&job);

  job.window = 60;
  for (gsize i = 0; i < G_N_ELEMENTS (compared); i++)
    {
      compared[i] (&job);
      g_byte_array_append (out, (const guint8 *) job.score, size / 8 * 8);
    }
  g_free (job.score);
  g_free (job.alarm);
  return g_file_set_contents (argv[2], (const char *) out->data, out->len, NULL) ? 0 : 4;
}
