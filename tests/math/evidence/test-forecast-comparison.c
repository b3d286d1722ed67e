#include "math/forecast-comparison.h"
#include "math/forecast-accuracy.h"
#include "math/init.h"
#include "vectors.h"

#include <math.h>

/* AirPassengers 1959: actual, seasonal naive and R's automatic ETS from the years before; R 4.2.2, forecast 8.20, dm.test. */
static const double actual[] = { 417, 391, 419, 461, 472, 535, 622, 606, 508, 461, 390, 432 };

static void
test_r (void)
{
  /* lynx: naive and mean, absolute errors. */
  static const struct { gsize h; double statistic, p; } rows[] = { { 1, -4.49845955119179, 1.69318680895714e-05 }, { 2, -3.957058757619764666, 0.000134135689939872 },
                                                                  { 5, -14.4565584959336, 2.81180165202810e-27 }, { 10, -14.5283897823041, 1.95857346634286e-27 } };
  g_autofree char *path = g_build_filename (g_getenv ("ASSAY_SHARED") != NULL ? g_getenv ("ASSAY_SHARED") : ".", "data", "classic-series", "lynx.csv", NULL);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  double y[114], d[112], mean = 0, p;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("data/classic-series/lynx.csv of the shared folder is not here");
      return;
    }
  lines = g_strsplit (text, "\n", -1);
  for (int i = 0; i < 114; i++)
    {
      y[i] = g_ascii_strtod (strrchr (lines[i + 1], ',') + 1, NULL);
      mean += y[i] / 114;
    }
  for (int i = 0; i < 112; i++)
    d[i] = fabs (y[i + 2] - y[i + 1]) - fabs (y[i + 2] - mean);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      assert_close (am_diebold_mariano (d, 112, rows[i].h, &p), rows[i].statistic, 1e-10);
      assert_close (p, rows[i].p, 1e-10);
    }
}

/* Squared errors of the naive and of the mean forecast of the Nile's last 20 years. */
static void
test_vector (void)
{
  JsonObject *vector = vectors_find ("forecast-accuracy-nile"), *want;
  g_autofree double *test = NULL, *naive = NULL, *mean = NULL;
  double d[20], p;
  gsize n;

  if (vector == NULL)
    return;
  test = vectors_get_numbers (vectors_get_object (vector, "inputs"), "test", &n);
  naive = vectors_get_numbers (vectors_get_object (vector, "inputs"), "naive", &n);
  mean = vectors_get_numbers (vectors_get_object (vector, "inputs"), "mean", &n);
  for (gsize i = 0; i < n; i++)
    d[i] = (test[i] - naive[i]) * (test[i] - naive[i]) - (test[i] - mean[i]) * (test[i] - mean[i]);
  want = json_object_get_object_member (vectors_get_object (vector, "expected"), "dm_naive_vs_mean");
  assert_close (am_diebold_mariano (d, n, 1, &p), json_object_get_double_member (want, "stat"), 1e-10);
  assert_close (p, json_object_get_double_member (want, "p"), 1e-10);
  assert_close (am_diebold_mariano (d, n, 1, &p), -1.17227733555309, 1e-10);
  assert_close (p, 0.255575305976439, 1e-10);
}

/* R's accuracy () of the naive and the mean forecast; percentages there, fractions here, and ME is actual less forecast. */
static void
test_accuracy (void)
{
  JsonObject *vector = vectors_find ("forecast-accuracy-nile"), *want;
  g_autofree double *test = NULL, *naive = NULL, *mean = NULL, *train = NULL;
  AmAccuracy a, b;
  double scale;
  gsize n, n_train;

  if (vector == NULL)
    return;
  train = vectors_get_numbers (vectors_get_object (vector, "inputs"), "train", &n_train);
  naive = vectors_get_numbers (vectors_get_object (vector, "inputs"), "naive", &n);
  mean = vectors_get_numbers (vectors_get_object (vector, "inputs"), "mean", &n);
  test = vectors_get_numbers (vectors_get_object (vector, "inputs"), "test", &n);
  am_accuracy_init (&a);
  am_accuracy_init (&b);
  for (gsize i = 0; i < n; i++)
    {
      am_accuracy_add (&a, test[i], naive[i]);
      am_accuracy_add (&b, test[i], mean[i]);
    }
  scale = am_mase_scale (train, n_train, 1);
  want = json_object_get_object_member (vectors_get_object (vector, "expected"), "naive");
  assert_close (-am_bias (&a), json_object_get_double_member (want, "me"), 1e-8);
  assert_close (am_mae (&a), json_object_get_double_member (want, "mae"), 1e-8);
  assert_close (am_rmse (&a), json_object_get_double_member (want, "rmse"), 1e-8);
  assert_close (100 * am_mape (&a), json_object_get_double_member (want, "mape"), 1e-8);
  assert_close (100 * am_smape (&a), json_object_get_double_member (want, "smape"), 1e-8);
  assert_close (am_wape (&a), json_object_get_double_member (want, "wape"), 1e-8);
  assert_close (am_mae (&a) / scale, json_object_get_double_member (want, "mase"), 1e-8);
  want = json_object_get_object_member (vectors_get_object (vector, "expected"), "mean_fc");
  assert_close (am_mae (&b), json_object_get_double_member (want, "mae"), 1e-8);
  assert_close (am_rmse (&b), json_object_get_double_member (want, "rmse"), 1e-8);
  assert_close (100 * am_mape (&b), json_object_get_double_member (want, "mape"), 1e-8);
  assert_close (am_mae (&b) / scale, json_object_get_double_member (want, "mase"), 1e-8);
}

static void
test_holdout (void)
{
  static const double naive[] = { 360, 342, 406, 396, 420, 472, 548, 559, 463, 407, 362, 405 };
  static const double ets[] = { 411.9114754410, 406.9693711208, 467.3485836295, 450.7385943502, 451.5327218675, 513.2314416094,
                                569.8867948985, 567.5873463018, 496.1471444396, 432.2152538787, 376.6262828482, 424.7868710723 };
  static const struct { gsize h; int power; double statistic, p; } rows[] = {
    { 1, 1, 3.681379839511, 0.003617108520264 }, { 1, 2, 3.743883172596, 0.003244214893494 }, { 2, 1, 5.338592840097, 0.0002379229459962 },
    { 2, 2, 4.499232488013, 0.0009023485047453 }, { 11, 1, 2.10842289559, 0.05873715098608 }, { 11, 2, 1.437592647998, 0.1783823888082 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double d[12], p;

      for (int t = 0; t < 12; t++)
        d[t] = pow (fabs (actual[t] - naive[t]), rows[i].power) - pow (fabs (actual[t] - ets[t]), rows[i].power);
      assert_close (am_diebold_mariano (d, 12, rows[i].h, &p), rows[i].statistic, 1e-9);
      assert_close (p, rows[i].p, 1e-9);
    }
}

static void
test_edges (void)
{
  static const double flat[] = { 2, 2, 2, 2, 2 }, swings[] = { 3, -1, 3, -1, 3, -1, 3, -1, 3, -1 };
  double p, variance = 4, mean = 1, n = 10;

  g_assert_true (isnan (am_diebold_mariano (flat, 5, 1, &p)) && isnan (p));
  g_assert_true (isnan (am_diebold_mariano (actual, 2, 1, &p)));
  g_assert_true (isnan (am_diebold_mariano (actual, 12, 12, &p)));
  g_assert_true (isnan (am_diebold_mariano (actual, 12, 0, &p)));
  /* gamma[1] of swings is -0.9 gamma[0]: the plain variance is negative, Bartlett's 4 (1 - 0.9). */
  variance = 4 * (1 - 0.9);
  assert_close (am_diebold_mariano (swings, 10, 2, &p), mean / sqrt (variance / n) * sqrt ((n + 1 - 4 + 2 / n) / n), 1e-12);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/evidence/forecast-comparison/r", test_r);
  g_test_add_func ("/math/evidence/forecast-comparison/vector", test_vector);
  g_test_add_func ("/math/evidence/forecast-comparison/accuracy", test_accuracy);
  g_test_add_func ("/math/evidence/forecast-comparison/holdout", test_holdout);
  g_test_add_func ("/math/evidence/forecast-comparison/edges", test_edges);
  return g_test_run ();
}
