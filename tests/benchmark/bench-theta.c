/* Theta models, the benchmarks of M4, complex exponential smoothing and combinations: the complete tables of M3 and M4 hourly beside
 * the expected rows, series a second on one thread and all; a panel of daily series; and R's thetaf in the same run, where
 * Rscript and its package forecast are installed. */
#include "base/parallel.h"
#include "math/init.h"

#include "../model/model-fixture.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#define PANEL_SERIES 50000
#define PANEL_DAYS 730
#define R_EVERY 7

static const struct { const char *model, *row; gboolean slow; } models[] = {
  { "theta", "theta (R thetaf)" },
  { "theta:lines", "theta (classic, M4 rules)" },
  { "theta-optimised:standard", NULL },
  { "theta-optimised", NULL },
  { "theta-dynamic:standard", NULL },
  { "theta-dynamic", NULL },
  { "theta-auto", NULL },
  { "naive2", "naive2" },
  { "ses-sa", "ses" },
  { "holt-sa", "holt" },
  { "damped-sa", "damped" },
  { "comb", "comb (mean of ses, holt, damped)" },
  { "ces", NULL },
  { "combine-median:theta+comb+seasonal-naive", NULL },
  { "scum", NULL, TRUE },
};

/* The fixture takes all processors it may use: one is all it may use. */
static void
use_one_processor (gboolean one)
{
  static cpu_set_t all;
  static gboolean is_known;
  cpu_set_t set;

  if (!is_known)
    is_known = sched_getaffinity (0, sizeof all, &all) == 0;
  set = all;
  for (guint i = 0, found = 0; one && i < CPU_SETSIZE; i++)
    if (CPU_ISSET (i, &all) && found++ > 0)
      CPU_CLR (i, &set);
  sched_setaffinity (0, sizeof set, &set);
}

/* FALSE: there are no data. */
static gboolean
score_model (const char *data, const char *expected_data, guint i)
{
  guint every = models[i].slow ? 10 : 1;
  FixtureScore all, one = { 0 };
  double smape = NAN, mase = NAN;

  if (!fixture_score (data, models[i].model, every, &all))
    return FALSE;
  if (!models[i].slow)
    {
      use_one_processor (TRUE);
      fixture_score (data, models[i].model, every, &one);
      use_one_processor (FALSE);
    }
  if (models[i].row != NULL)
    fixture_expected_accuracy (expected_data, models[i].row, &smape, &mase);
  g_print ("%-11s %-42s %5zu %3zu  %8.4f %8.4f  %8.4f %8.4f  %7.3f s  %9.0f/s  %9.0f/s\n", data, models[i].model, all.n_series, all.n_failed, all.smape, all.mase,
           smape, mase, all.seconds, one.seconds > 0 ? one.n_series / one.seconds : NAN, all.n_series / all.seconds);
  g_free (all.why);
  g_free (one.why);
  return TRUE;
}

/* ---- a panel ---- */

static void
make_days (double *y, guint32 seed)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);
  double level = g_rand_double_range (random, 20, 400), wander = 0;

  for (guint t = 0; t < PANEL_DAYS; t++)
    {
      wander = 0.97 * wander + g_rand_double_range (random, -0.02, 0.02);
      y[t] = level * (1 + 0.2 * sin (2 * G_PI * t / 7) + 0.3 * sin (2 * G_PI * t / 365.25) + wander + g_rand_double_range (random, -0.1, 0.1));
    }
}

static gboolean
run_series (gsize item, guint worker, gpointer user_data, GError **error)
{
  const char *const *names = user_data;
  const double p[] = { 0.025, 0.975 };
  double y[PANEL_DAYS], mean[28], quantiles[2 * 28];

  make_days (y, item);
  for (guint i = 0; names[i] != NULL; i++)
    {
      AssayPast past = { .y = y, .n = PANEL_DAYS - 28, .season = 7 };
      g_autoptr(AssayFitted) fitted = assay_fitted_new (assay_forecaster_find (names[i]), &past, error);

      if (fitted == NULL)
        return FALSE;
      assay_fitted_forecast (fitted, 28, NULL, p, 2, mean, quantiles);
    }
  return TRUE;
}

static void
time_panel (const char *const *names, const char *title)
{
  for (guint n_threads = 1; n_threads <= assay_parallel_default_threads (); n_threads += MAX (assay_parallel_default_threads () - 1, 1))
    {
      g_autoptr(GError) error = NULL;
      gint64 start = g_get_monotonic_time ();

      assay_parallel_for (n_threads, PANEL_SERIES, run_series, (gpointer) names, NULL, &error);
      g_assert_no_error (error);
      g_print ("%d series of %d days, %s, one window of 28: %.2f s on %u threads\n", PANEL_SERIES, PANEL_DAYS, title, (g_get_monotonic_time () - start) / 1e6, n_threads);
    }
}

/* ---- R ---- */

/* The script prints its seconds, without what R takes to start and read. */
static void
compare_with_r (void)
{
  const char *shared = g_getenv ("ASSAY_SHARED"), *script =
    "suppressMessages (library (forecast)); a <- commandArgs (TRUE); d <- read.csv (gzfile (a[1])); id <- unique (d$id);"
    "id <- id[seq (1, length (id), by = as.integer (a[2]))]; s <- lapply (id, function (i) ts (d$value[d$id == i & d$part == 'train'], frequency = 12));"
    "t <- proc.time ()[3]; for (y in s) thetaf (y, h = 18); cat (length (s), proc.time ()[3] - t)";
  g_autofree char *path = g_build_filename (shared != NULL ? shared : ".", "data/m3/m3_monthly.csv.gz", NULL), *every = g_strdup_printf ("%d", R_EVERY), *out = NULL;
  char *argv[] = { (char *) "Rscript", (char *) "-e", (char *) script, path, every, NULL };
  FixtureScore score;
  double n, seconds;
  int status;

  use_one_processor (TRUE);
  if (!g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL, &status, NULL)
      || !g_spawn_check_wait_status (status, NULL) || sscanf (out, "%lf %lf", &n, &seconds) != 2)
    g_print ("R's thetaf was not timed: Rscript with the package forecast is needed\n");
  else if (fixture_score ("m3-monthly", "theta", R_EVERY, &score))
    g_print ("%.0f series of M3 monthly on one thread: R's thetaf %.2f s, ours %.4f s, %.0f times as fast\n", n, seconds, score.seconds, seconds / score.seconds);
  use_one_processor (FALSE);
}

int
main (int argc, char **argv)
{
  const char *const data[] = { "m3-yearly", "m3-monthly", "m4-hourly" }, *const expected[] = { "m3_yearly", "m3_monthly", "m4_hourly" };
  gboolean has_data = TRUE;

  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_print ("%-11s %-42s %5s %3s  %8s %8s  %8s %8s  %9s  %11s  %11s\n", "data", "model", "n", "not", "sMAPE", "MASE", "expected", "MASE", "all", "one thread", "all");
  for (guint k = 0; k < G_N_ELEMENTS (data) && has_data; k++)
    for (guint i = 0; i < G_N_ELEMENTS (models) && has_data; i++)
      has_data = score_model (data[k], expected[k], i);
  time_panel ((const char *const[]) { "theta", NULL }, "theta");
  time_panel ((const char *const[]) { "seasonal-naive", "ses", "theta", NULL }, "seasonal naive, SES and Theta");
  if (has_data)
    compare_with_r ();
  return 0;
}
