/* What the decomposition costs, and what it brings on the retail windows and on the competitions. Models named as arguments: their
 * retail rows only. */
#include "../model/model-fixture.h"
#include "../model/retail-windows.h"
#include "math/decomposition/season-detection.h"
#include "math/decomposition/stl.h"

#include <math.h>

#define N 1826
#define ROUNDS 50

static const double seasons[] = { 7, 30.4375, 365.25 };

/* R's own time for the same series in the same minute, where R and its forecast package are. */
static void
print_r (const char *what, const char *expression)
{
  g_autofree char *script = g_strdup_printf ("suppressMessages(library(forecast)); t <- 0:%d; y <- 100 + 0.02 * t + 20 * sin(2 * pi * t / 7) + 30 * sin(2 * pi * t / 365.25)"
                                             " + (t * 7919) %%%% 101 / 10; %s; s <- system.time(for (i in 1:20) %s)[[3]]; cat(s / 20 * 1000)", N - 1, "w <- ts(y, frequency = 7); m <- msts(y, c(7, 365.25))", expression);
  const char *argv[] = { "Rscript", "-e", script, NULL };
  g_autofree char *found = g_find_program_in_path ("Rscript"), *out = NULL;
  int status = 1;

  if (found != NULL && g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL, &status, NULL) && status == 0)
    g_print ("  %-28s %8.2f ms in R\n", what, g_ascii_strtod (out, NULL));
}

static void
time_kernels (void)
{
  const double two[] = { 7, 365.25 };
  static double y[N], seasonal[2 * N], trend[N], remainder[N];
  AmStl how = { .period = 7, .season_window = 11 };
  AmSeason found[AM_MOST_SEASONS];
  gint64 start;

  for (int i = 0; i < N; i++)
    y[i] = 100 + 0.02 * i + 20 * sin (2 * G_PI * i / 7) + 30 * sin (2 * G_PI * i / 365.25) + i * 7919 % 101 / 10.0;
  g_print ("%d steps, one thread:\n", N);
#define TIME(what, call) \
  start = g_get_monotonic_time (); \
  for (int i = 0; i < ROUNDS; i++) \
    call; \
  g_print ("  %-28s %8.2f ms\n", what, (g_get_monotonic_time () - start) / 1e3 / ROUNDS);
  TIME ("stl 7", am_stl (y, N, &how, seasonal, trend, remainder, NULL));
  print_r ("stl 7", "stl(w, 11)");
  how.robust = true;
  TIME ("stl 7, robust", am_stl (y, N, &how, seasonal, trend, remainder, NULL));
  print_r ("stl 7, robust", "stl(w, 11, robust = TRUE)");
  TIME ("mstl 7 + 365.25", am_mstl (y, N, two, 2, false, seasonal, trend, remainder));
  print_r ("mstl 7 + 365.25", "mstl(m)");
  TIME ("seasons, three candidates", am_find_seasons (y, N, seasons, 3, found));
  TIME ("seasons, from the spectrum", am_find_seasons (y, N, NULL, 0, found));
#undef TIME
}

static void
print_retail (const char *const *models)
{
  g_print ("\nretail, 21 series x 3 windows of 28 days; seasons %g, %g and %g to choose from\n%-16s %7s %7s %7s %7s %9s\n", seasons[0], seasons[1], seasons[2],
           "", "WAPE", "MASE", "RMSSE", "bias", "ms a fit");
  for (guint i = 0; models[i] != NULL; i++)
    {
      RetailScore score;

      if (!retail_score (models[i], seasons, 3, &score))
        return;
      g_print ("%-16s %7.2f %7.4f %7.4f %7.2f %9.2f %s\n", models[i], score.wape, score.mase, score.rmsse, score.bias, 1000 * score.seconds, score.why != NULL ? score.why : "");
    }
}

static void
print_competitions (void)
{
  const struct { const char *data, *models[7]; guint every; } rows[] = {
    { "m3-yearly", { "naive", "ses", "theta", "damped", "ets", "auto", NULL }, 1 },
    { "m3-monthly", { "seasonal-naive", "theta", "damped-sa", "ets", "stl", "auto", NULL }, 1 },
    { "m4-hourly", { "seasonal-naive", "theta", "stl:theta", "mstl:ses", "mstl", "auto", NULL }, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint k = 0; rows[i].models[k] != NULL; k++)
      {
        FixtureScore score;

        if (!fixture_score (rows[i].data, rows[i].models[k], rows[i].every, &score))
          return;
        g_print ("%-12s %-16s sMAPE %7.3f MASE %7.4f %8.1f s, %7.1f series a second, %u of %u failed\n", rows[i].data, rows[i].models[k], score.smape, score.mase,
                 score.seconds, score.n_series / score.seconds, (guint) score.n_failed, (guint) (score.n_failed + score.n_series));
      }
}

int
main (int argc, char **argv)
{
  static const char *const models[] = { "naive", "window-mean:28", "seasonal-naive", "theta", "ets:ANA", "mstl:ses", "mstl:log-ses", "mstl:theta", "mstl", "auto", NULL };

  g_test_init (&argc, &argv, NULL);
  if (argc > 1)
    {
      print_retail ((const char *const *) argv + 1);
      return 0;
    }
  time_kernels ();
  print_retail (models);
  g_print ("\n");
  print_competitions ();
  return 0;
}
