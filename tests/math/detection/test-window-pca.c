#include "math/detection/window-pca.h"
#include "math/init.h"
#include "detection-fixture.h"

#include <gsl/gsl_linalg.h>

static void
fill_season (double *y, size_t n, size_t season, double noise)
{
  for (size_t t = 0; t < n; t++)
    y[t] = 1e4 + 10 * sin (2 * G_PI * t / season) + 4 * cos (4 * G_PI * t / season) + noise * random_normal ();
}

/* All windows as rows, less their means; its singular vectors are the shapes. Errors over their root mean square. */
static size_t
define (const double *y, size_t n, size_t window, double share, double *error)
{
  size_t n_windows = 0, row = 0, n_parts = 0;
  gsl_matrix *windows, *shapes;
  gsl_vector *sizes, *work;
  g_autofree gboolean *is_whole = g_new0 (gboolean, n);
  g_autofree double *mean = g_new0 (double, window);
  double all = 0, reached = 0, squares = 0;

  for (size_t t = window - 1; t < n; t++)
    {
      is_whole[t] = TRUE;
      for (size_t k = 0; k < window; k++)
        if (isnan (y[t - k]))
          is_whole[t] = FALSE;
      n_windows += is_whole[t];
    }
  windows = gsl_matrix_alloc (n_windows, window);
  shapes = gsl_matrix_alloc (window, window);
  sizes = gsl_vector_alloc (window);
  work = gsl_vector_alloc (window);
  for (size_t t = 0; t < n; t++)
    if (is_whole[t])
      for (size_t k = 0; k < window; k++)
        mean[k] += y[t + 1 - window + k] / n_windows;
  for (size_t t = 0; t < n; t++)
    if (is_whole[t])
      {
        for (size_t k = 0; k < window; k++)
          gsl_matrix_set (windows, row, k, y[t + 1 - window + k] - mean[k]);
        row++;
      }
  gsl_linalg_SV_decomp (windows, shapes, sizes, work);      /* windows: left vectors from here on */
  for (size_t k = 0; k < window; k++)
    all += pow (gsl_vector_get (sizes, k), 2);
  while (n_parts + 1 < window && reached < share * all)
    reached += pow (gsl_vector_get (sizes, n_parts++), 2);

  row = 0;
  for (size_t t = 0; t < n; t++)
    {
      error[t] = NAN;
      if (!is_whole[t])
        continue;
      error[t] = 0;
      for (size_t k = n_parts; k < window; k++)
        error[t] += pow (gsl_vector_get (sizes, k) * gsl_matrix_get (windows, row, k), 2);
      squares += error[t] / n_windows;
      row++;
    }
  for (size_t t = 0; t < n; t++)
    error[t] = sqrt (error[t] / squares);
  gsl_matrix_free (windows);
  gsl_matrix_free (shapes);
  gsl_vector_free (sizes);
  gsl_vector_free (work);
  return n_parts;
}

static void
test_twin (void)
{
  double y[400], error[400], expected[400];

  for (int i = 0; i < 20; i++)
    {
      AmWindowPca how = { .window = g_rand_int_range (fixed_random (), 2, 30), .share = i % 2 ? 0.7 : 0 };
      AmShapes *shapes;

      fill_season (y, 400, 12, 2);
      if (i % 3 > 0)
        for (int k = 0; k < 6; k++)
          y[g_rand_int_range (fixed_random (), 0, 400)] = NAN;
      shapes = am_shapes_alloc (y, 400, &how);
      g_assert_nonnull (shapes);
      am_shapes_errors (shapes, y, 400, error);
      g_assert_cmpuint (am_shapes_n_parts (shapes), ==, define (y, 400, how.window, how.share == 0 ? 0.95 : how.share, expected));
      assert_close (error, expected, 400, 1e-7);
      am_shapes_free (shapes);
    }
}

static void
test_windows_to_rows (void)
{
  double error[200], score[200], expected[200];

  for (int i = 0; i < 60; i++)
    {
      size_t n = g_rand_int_range (fixed_random (), 0, 200), window = g_rand_int_range (fixed_random (), 1, 40);

      fill_series (error, n, NOISE, i % 3 * 0.2);
      am_windows_to_rows (error, n, window, score);
      for (size_t t = 0; t < n; t++)
        {
          double sum = 0, count = 0;

          for (size_t end = t; end < MIN (n, t + window); end++)
            if (!isnan (error[end]))
              {
                sum += error[end];
                count++;
              }
          expected[t] = count > 0 ? sum / count : NAN;
        }
      assert_close (score, expected, n, 1e-12);
    }
}

/* A season with another shape: found where it is, and in any unit. */
static void
test_discord (void)
{
  double y[600], scaled[600], error[600], score[600], other[600];
  AmShapes *shapes, *same;
  size_t best = 0;

  fill_season (y, 600, 24, 0.3);
  for (size_t t = 400; t < 424; t++)
    y[t] = 1e4 + 10 * sin (2 * G_PI * t / 24) - 4 * cos (4 * G_PI * t / 24);
  for (size_t t = 0; t < 600; t++)
    scaled[t] = 3 - 0.001 * y[t];
  shapes = am_shapes_alloc (y, 390, &(AmWindowPca) { .window = 24 });
  same = am_shapes_alloc (scaled, 390, &(AmWindowPca) { .window = 24 });
  am_shapes_errors (shapes, y, 600, error);
  am_shapes_errors (same, scaled, 600, other);
  assert_close (error, other, 600, 1e-5);
  am_windows_to_rows (error, 600, 24, score);
  for (size_t t = 0; t < 600; t++)
    best = score[t] > score[best] ? t : best;
  g_assert_cmpfloat (fabs (best - 411.5), <, 24);
  g_assert_cmpfloat (score[best], >, 3);
  /* Two waves are four shapes; of which the last may be too small to be kept. */
  g_assert_cmpuint (am_shapes_n_parts (shapes), <=, 4);
  am_shapes_free (shapes);
  am_shapes_free (same);
}

static void
test_causal (void)
{
  double y[400], error[400], other[400];
  AmShapes *shapes;

  fill_season (y, 400, 12, 1);
  shapes = am_shapes_alloc (y, 200, &(AmWindowPca) { .window = 12 });
  am_shapes_errors (shapes, y, 400, error);
  for (size_t t = 301; t < 400; t++)
    y[t] = t % 2 ? NAN : 1e7;
  am_shapes_errors (shapes, y, 400, other);
  assert_same_bits (error, other, 301);
  am_shapes_free (shapes);
}

static void
test_edges (void)
{
  double y[100], error[100];
  AmShapes *shapes;

  for (int t = 0; t < 100; t++)
    y[t] = 0.1;
  g_assert_null (am_shapes_alloc (y, 100, &(AmWindowPca) { .window = 7 }));
  for (int t = 0; t < 100; t++)
    y[t] = NAN;
  g_assert_null (am_shapes_alloc (y, 100, &(AmWindowPca) { .window = 7 }));
  fill_season (y, 100, 7, 1);
  g_assert_null (am_shapes_alloc (y, 0, &(AmWindowPca) { .window = 7 }));
  g_assert_null (am_shapes_alloc (y, 13, &(AmWindowPca) { .window = 7 }));
  g_assert_null (am_shapes_alloc (y, 100, &(AmWindowPca) { .window = 1 }));
  g_assert_null (am_shapes_alloc (y, 100, &(AmWindowPca) { .window = 7, .n_parts = 7 }));
  g_assert_null (am_shapes_alloc (y, 100, &(AmWindowPca) { .window = 7, .share = 1.5 }));

  /* Exactly periodic: rounding is no error, another shape a large one. */
  fill_season (y, 100, 10, 0);
  for (int t = 10; t < 100; t++)
    y[t] = y[t - 10];
  shapes = am_shapes_alloc (y, 90, &(AmWindowPca) { .window = 10, .share = 1 });
  g_assert_nonnull (shapes);
  y[95] += 5;
  am_shapes_errors (shapes, y, 100, error);
  g_assert_cmpfloat (error[80], <, 5);
  g_assert_cmpfloat (error[99], >, 1e6);
  g_assert_cmpfloat (error[99], <=, AM_SCORE_LARGEST);
  am_shapes_free (shapes);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/detection/window-pca/twin", test_twin);
  g_test_add_func ("/math/detection/window-pca/windows-to-rows", test_windows_to_rows);
  g_test_add_func ("/math/detection/window-pca/discord", test_discord);
  g_test_add_func ("/math/detection/window-pca/causal", test_causal);
  g_test_add_func ("/math/detection/window-pca/edges", test_edges);
  return g_test_run ();
}
