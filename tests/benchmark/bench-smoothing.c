/* Accuracy on the whole of M3 yearly and monthly beside R's figures, and how many series a second each model does, on one thread and on
 * all; long series; then the automatic choice beside R's ets() on the same 40 series, where R with its package forecast is installed. */
#include "../model/model-fixture.h"

#include "math/init.h"

#include <math.h>

static void
score (const char *data, const char *model, const char *expected_data, const char *method)
{
  FixtureScore score;
  double smape, mase;

  if (!fixture_score (data, model, 1, &score))
    return;
  g_print ("%-10s %-28s sMAPE %8.4f  MASE %7.4f  %zu series, %zu not fitted, %7.2f s on all threads, %8.0f series/s\n",
           data, model, score.smape, score.mase, score.n_series, score.n_failed, score.seconds, score.n_series / score.seconds);
  if (method != NULL && fixture_expected_accuracy (expected_data, method, &smape, &mase))
    g_print ("%-10s %-28s sMAPE %8.4f  MASE %7.4f  ours over R's %.4f and %.4f\n", "", "  in R", smape, mase, score.smape / smape, score.mase / mase);
}

static double
time_fit (const char *model, const double *y, gsize n, guint season)
{
  g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (model, NULL);
  AssayPast past = { .y = y, .n = n, .season = season, .variant = choice->variant, .seed = 1 };
  gint64 start = g_get_monotonic_time ();
  AssayFitted *fitted = assay_fitted_new (choice->kind, &past, NULL);

  assay_fitted_free (fitted);
  return (g_get_monotonic_time () - start) / 1e6;
}

static double *
make_series (GRand *random, gsize n, guint season)
{
  double *y = g_new (double, n), level = 300;

  for (gsize t = 0; t < n; t++)
    {
      level += g_rand_double_range (random, -3, 3.05);
      y[t] = level * (1 + 0.2 * sin (2 * G_PI * t / season)) + g_rand_double_range (random, -20, 20);
    }
  return y;
}

/* One thread. */
static void
time_models (gsize n, guint season, guint n_series)
{
  const char *models[] = { "ses", "holt", "damped", "holt-winters", "holt-winters:multiplicative", "ets" };

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr(GRand) random = g_rand_new_with_seed (5);
      double seconds = 0;

      for (guint k = 0; k < n_series; k++)
        {
          g_autofree double *y = make_series (random, n, season);

          seconds += time_fit (models[i], y, n, season);
        }
      g_print ("%5zu steps, season %2u  %-28s one thread %10.3f ms a series, %8.0f series/s\n", n, season, models[i], 1e3 * seconds / n_series, n_series / seconds);
    }
}

/* Both get the same series, written with all digits; R times its own calls. */
static void
time_against_r (void)
{
  const char *program = "suppressMessages(library(forecast)); x <- scan(file('stdin'), quiet = TRUE); s <- 0; "
                        "for (i in 0:39) { y <- ts(x[i * 120 + 1:120], frequency = 12); s <- s + system.time(ets(y))[3] }; cat(s)";
  const char *argv[] = { "Rscript", "-e", program, NULL };
  g_autoptr(GSubprocess) r = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);
  g_autoptr(GString) values = g_string_new (NULL);
  g_autoptr(GRand) random = g_rand_new_with_seed (9);
  g_autofree char *answer = NULL;
  double seconds = 0, of_r;

  for (guint k = 0; k < 40; k++)
    {
      g_autofree double *y = make_series (random, 120, 12);

      for (guint t = 0; t < 120; t++)
        g_string_append_printf (values, "%.17g ", y[t]);
      seconds += time_fit ("ets", y, 120, 12);
    }
  if (r == NULL || !g_subprocess_communicate_utf8 (r, values->str, NULL, &answer, NULL, NULL) || !g_subprocess_get_successful (r))
    {
      g_print ("Rscript with the package forecast is not installed: no comparison\n");
      return;
    }
  of_r = g_ascii_strtod (answer, NULL);
  g_print ("ets on 40 series of 120 months: %.3f s here, %.3f s in R's ets(), %.1f times as fast\n", seconds, of_r, of_r / seconds);
}

int
main (void)
{
  am_init ();
  score ("m3-yearly", "ses", "m3_yearly", "ses");
  score ("m3-yearly", "holt", "m3_yearly", "holt");
  score ("m3-yearly", "damped", "m3_yearly", "damped");
  score ("m3-yearly", "ets", "m3_yearly", "ets automatic");
  score ("m3-monthly", "ets", "m3_monthly", "ets automatic");
  score ("m3-monthly", "ets:MAdM", NULL, NULL);
  score ("m4-hourly", "ets", NULL, NULL);
  time_models (126, 12, 20);
  time_models (1826, 7, 4);
  time_against_r ();
  return 0;
}
