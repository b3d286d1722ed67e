/* ARIMA on the whole of M3, one thread and all; on long daily series; and beside R's auto.arima on every 71st monthly series in the same
 * run, where Rscript and its package forecast are installed. */
#include "base/parallel.h"
#include "math/init.h"

#include "../model/model-fixture.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>

#define R_EVERY 71
#define DAYS 1826

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

static void
score (const char *data, const char *model, guint every, gboolean one_thread)
{
  FixtureScore score;

  use_one_processor (one_thread);
  if (fixture_score (data, model, every, &score))
    g_print ("%-12s %-14s %-7s %5zu series, %zu failed  %7.2f s  %8.1f series/s  sMAPE %8.4f  MASE %7.4f\n", data, model, one_thread ? "1 thread" : "all",
             score.n_series, score.n_failed, score.seconds, score.n_series / score.seconds, score.smape, score.mase);
  use_one_processor (FALSE);
}

/* Five years of days with a week, a year, and a level that wanders. */
static void
make_days (double *y)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (5);
  double level = 0;

  for (guint t = 0; t < DAYS; t++)
    {
      level = 0.98 * level + g_rand_double_range (random, -2, 2);
      y[t] = 200 + 0.02 * t + level + 15 * sin (2 * G_PI * t / 7) + 40 * sin (2 * G_PI * t / 365.25) + 8 * cos (4 * G_PI * t / 365.25)
             + g_rand_double_range (random, -12, 12);
    }
}

static void
time_days (const char *model)
{
  const double seasons[] = { 7, 365.25 };
  g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (model, NULL);
  double y[DAYS];
  AssayPast past = { .y = y, .n = DAYS, .season = 7, .seasons = seasons, .n_seasons = 2, .variant = choice->variant };
  gint64 start = g_get_monotonic_time ();
  const guint n = 5;

  make_days (y);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(AssayFitted) fitted = assay_fitted_new (choice->kind, &past, NULL);

      g_assert_nonnull (fitted);
    }
  g_print ("%-12s %-14s %-7s %5u steps  %7.1f ms a fit\n", "daily", model, "1 thread", DAYS, (g_get_monotonic_time () - start) / 1e3 / n);
}

/* The script prints its seconds, without what R takes to start and read. */
static void
compare_with_r (void)
{
  const char *shared = g_getenv ("ASSAY_SHARED"), *script =
    "suppressMessages (library (forecast)); a <- commandArgs (TRUE); d <- read.csv (gzfile (a[1])); id <- unique (d$id);"
    "id <- id[seq (1, length (id), by = as.integer (a[2]))]; s <- lapply (id, function (i) ts (d$value[d$id == i & d$part == 'train'], frequency = 12));"
    "t <- proc.time ()[3]; for (y in s) forecast (auto.arima (y), h = 18); cat (length (s), proc.time ()[3] - t)";
  g_autofree char *path = g_build_filename (shared != NULL ? shared : ".", "data/m3/m3_monthly.csv.gz", NULL), *every = g_strdup_printf ("%d", R_EVERY), *out = NULL;
  char *argv[] = { (char *) "Rscript", (char *) "-e", (char *) script, path, every, NULL };
  FixtureScore score;
  double n, seconds;
  int status;

  use_one_processor (TRUE);
  if (!g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL, &status, NULL)
      || !g_spawn_check_wait_status (status, NULL) || sscanf (out, "%lf %lf", &n, &seconds) != 2)
    g_print ("R's auto.arima was not timed: Rscript with the package forecast is needed\n");
  else if (fixture_score ("m3-monthly", "arima", R_EVERY, &score))
    g_print ("%-12s %-14s %-7s %5.0f series  %7.2f s  and ours %.3f s: %.0f times as fast\n", "m3-monthly", "R auto.arima", "1 thread", n, seconds, score.seconds,
             seconds / score.seconds);
  use_one_processor (FALSE);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  score ("m3-yearly", "arima", 1, FALSE);
  score ("m3-monthly", "arima", 1, TRUE);
  score ("m3-monthly", "arima", 1, FALSE);
  score ("m4-hourly", "arima", 1, FALSE);
  time_days ("arima");
  time_days ("arima-fourier");
  time_days ("garch");
  compare_with_r ();
  return 0;
}
