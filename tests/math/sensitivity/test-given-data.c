/* Kernels for given runs, and the spectra they share, against their definitions as plain loops. */
#include "math/init.h"
#include "math/order.h"
#include "math/sensitivity/delta-measure.h"
#include "math/sensitivity/efast.h"
#include "math/sensitivity/latin-hypercube.h"
#include "math/sensitivity/morris.h"
#include "math/sensitivity/pawn.h"
#include "math/sensitivity/rbd-fast.h"

#include <glib.h>
#include <math.h>

#define g_assert_near(a, b, tolerance) g_assert_cmpfloat (fabs ((a) - (b)), <=, tolerance)

static double
power_at (const double *y, size_t n, size_t h)
{
  double re = 0, im = 0;

  for (size_t i = 0; i < n; i++)
    {
      re += y[i] * cos (2 * G_PI * (double) (h * i % n) / n);
      im += y[i] * sin (2 * G_PI * (double) (h * i % n) / n);
    }
  return (re * re + im * im) / ((double) n * n);
}

static void
test_efast_parts (void)
{
  for (size_t n = 66; n < 140; n += 7)
    {
      g_autofree double *y = g_new (double, n), *copy = NULL;
      double variance, own, rest, expected[3] = { 0, 0, 0 };
      size_t frequency = 7, harmonics = 4;

      for (size_t i = 0; i < n; i++)
        y[i] = g_test_rand_double_range (-1, 1);
      copy = g_memdup2 (y, n * sizeof *y);
      for (size_t h = 1; h <= (n - 1) / 2; h++)
        {
          double power = 2 * power_at (copy, n, h);

          expected[0] += power;
          expected[1] += h % frequency == 0 && h / frequency <= harmonics ? power : 0;
          expected[2] += h <= 3 ? power : 0;
        }
      g_assert_true (am_efast_parts (y, n, frequency, harmonics, &variance, &own, &rest));
      g_assert_near (variance, expected[0], 1e-12);
      g_assert_near (own, expected[1], 1e-12);
      g_assert_near (rest, expected[2], 1e-12);
      copy[3] = NAN;
      g_assert_false (am_efast_parts (copy, n, frequency, harmonics, &variance, &own, &rest));
    }
}

static void
test_efast_frequencies (void)
{
  size_t others[20];

  /* (9999) / 8 = 1249, up to 1249 / 8 = 156 for the others */
  g_assert_cmpuint (am_efast_frequencies (10000, 3, 4, others), ==, 1249);
  g_assert_cmpuint (others[0], ==, 1);
  g_assert_cmpuint (others[1], ==, 156);
  g_assert_cmpuint (am_efast_frequencies (65, 12, 4, others), ==, 8);
  for (int i = 0; i < 11; i++)
    g_assert_cmpuint (others[i], ==, 1);
  g_assert_cmpuint (am_efast_frequencies (1000, 2, 4, others), ==, 124);
  g_assert_cmpuint (others[0], ==, 1);
}

/* A curve meets each part of the range equally often. */
static void
test_efast_curve (void)
{
  enum { N = 2001 };
  double u[N];
  int count[10] = { 0 };

  am_efast_curve (N, 1, g_test_rand_double_range (0, 6.28), u);
  for (int i = 0; i < N; i++)
    count[MIN ((int) (u[i] * 10), 9)]++;
  for (int i = 0; i < 10; i++)
    g_assert_cmpint (ABS (count[i] - N / 10), <=, 3);
}

/* The definition: laid out up and down, harmonics 1 to M of the whole spectrum, bias off. */
static void
test_rbd_fast (void)
{
  for (size_t n = 101; n < 300; n += 38)
    {
      g_autofree double *y = g_new (double, n), *work = g_new (double, n), *laid = g_new (double, n);
      double all = 0, first = 0, share, bias = 20.0 / n;
      size_t k = 0;

      for (size_t i = 0; i < n; i++)
        y[i] = (double) i / n + g_test_rand_double ();
      for (size_t i = 0; i < n; i += 2)
        laid[k++] = y[i];
      for (size_t i = n - 1 - (n % 2 == 1 ? 1 : 0); i < n; i -= 2)
        laid[k++] = y[i];
      for (size_t h = 1; h <= (n - 1) / 2; h++)
        {
          all += power_at (laid, n, h);
          first += h <= 10 ? power_at (laid, n, h) : 0;
        }
      share = first / all;
      g_assert_near (am_rbd_fast (y, n, 10, work, NULL), share - bias / (1 - bias) * (1 - share), 1e-10);
    }
  g_assert_true (isnan (am_rbd_fast ((const double[]) { 1, 2, 3 }, 3, 10, (double[3]) { 0 }, NULL)));
}

static void
test_pawn (void)
{
  enum { N = 300, S = 4 };
  double y[N], distance[S];
  uint32_t slice[N];
  uint64_t work[2 * N];
  size_t order[N], seen[S];

  for (int i = 0; i < N; i++)
    {
      y[i] = g_test_rand_int_range (0, 40);
      slice[i] = g_test_rand_int_range (0, S - 1);      /* the last stays empty */
    }
  am_order_rising (y, N, order, work);
  am_pawn (y, order, slice, N, S, distance, seen, NULL);
  for (int s = 0; s < S; s++)
    {
      double most = 0, size = 0;

      for (int i = 0; i < N; i++)
        size += slice[i] == (uint32_t) s;
      for (int at = 0; at < 40 && size > 0; at++)
        {
          double own = 0, all = 0;

          for (int i = 0; i < N; i++)
            {
              own += y[i] <= at && slice[i] == (uint32_t) s;
              all += y[i] <= at;
            }
          most = fmax (most, fabs (own / size - all / N));
        }
      g_assert_cmpuint (seen[s], ==, (size_t) size);
      if (size > 0)
        g_assert_near (distance[s], most, 1e-12);
      else
        g_assert_true (isnan (distance[s]));
    }
}

/* The same without bins and cuts: what SALib 1.5 computes. */
static double
density (const double *y, const uint32_t *slice, int n, int which, double at)
{
  double mean = 0, squares = 0, count = 0, sum = 0, width;

  for (int i = 0; i < n; i++)
    if (which < 0 || slice[i] == (uint32_t) which)
      {
        mean += y[i];
        count++;
      }
  mean /= count;
  for (int i = 0; i < n; i++)
    if (which < 0 || slice[i] == (uint32_t) which)
      squares += (y[i] - mean) * (y[i] - mean);
  width = pow (0.75 * count, -0.2) * sqrt (squares / (count - 1));
  for (int i = 0; i < n; i++)
    if (which < 0 || slice[i] == (uint32_t) which)
      sum += exp (-pow ((at - y[i]) / width, 2) / 2);
  return sum / (count * width * sqrt (2 * G_PI));
}

static void
test_delta (void)
{
  enum { N = 400, S = 5 };
  double y[N], work[AM_DELTA_WORK + S], low = INFINITY, high = -INFINITY, expected = 0;
  uint32_t slice[N];

  for (int i = 0; i < N; i++)
    {
      slice[i] = i % S;
      y[i] = slice[i] + g_test_rand_double_range (0, 3);
      low = fmin (low, y[i]);
      high = fmax (high, y[i]);
    }
  for (int s = 0; s < S; s++)
    for (int i = 0; i + 1 < AM_DELTA_PLACES; i++)
      {
        double place = (high - low) / (AM_DELTA_PLACES - 1), from = low + i * place, to = from + place;

        expected += 0.5 / S * place / 2 * (fabs (density (y, slice, N, -1, from) - density (y, slice, N, s, from)) + fabs (density (y, slice, N, -1, to) - density (y, slice, N, s, to)));
      }
  g_assert_near (am_delta_measure (y, slice, N, S, work, NULL), expected, 2e-4);
  for (int i = 0; i < N; i++)
    y[i] = 3;
  g_assert_true (isnan (am_delta_measure (y, slice, N, S, work, NULL)));
  /* slices of one value each are wholly apart */
  for (int i = 0; i < N; i++)
    y[i] = slice[i];
  g_assert_near (am_delta_measure (y, slice, N, S, work, NULL), 1, 1e-12);
}

static void
test_latin_hypercube (void)
{
  enum { N = 317 };
  AmRandom random = { 5 };
  double u[N];
  size_t work[N];
  gboolean seen[N] = { FALSE };

  am_latin_hypercube_column (&random, N, u, work, NULL);
  for (int i = 0; i < N; i++)
    {
      g_assert_false (seen[(int) (u[i] * N)]);
      seen[(int) (u[i] * N)] = TRUE;
    }
}

/* ---- stopping ---- */

enum { MANY = 2 * AM_STOP_PIECE + 31, FEW_SLICES = 5 };
typedef struct { double *y, *out; size_t *order; uint32_t *slice; } Many;

static bool
count_down (void *left)
{
  return (*(int *) left)-- <= 0;
}

/* Whether each came to its end. */
static bool
run_rbd_fast (const Many *many, const AmStop *stop)
{
  return !isnan (am_rbd_fast (many->y, MANY, 10, many->out, stop));
}

static bool
run_delta (const Many *many, const AmStop *stop)
{
  return !isnan (am_delta_measure (many->y, many->slice, MANY, FEW_SLICES, many->out, stop));
}

static bool
run_pawn (const Many *many, const AmStop *stop)
{
  double distance[FEW_SLICES];
  size_t seen[FEW_SLICES];

  return am_pawn (many->y, many->order, many->slice, MANY, FEW_SLICES, distance, seen, stop);
}

static bool
run_latin (const Many *many, const AmStop *stop)
{
  AmRandom random = { 3 };
  g_autofree size_t *work = g_new (size_t, MANY);

  return am_latin_hypercube_column (&random, MANY, many->out, work, stop);
}

/* Asked before each piece, and wherever the answer is yes that is what they say. */
static void
test_stop (void)
{
  static const struct { bool (*run) (const Many *many, const AmStop *stop); int least; } kernels[] = { { run_rbd_fast, 30 }, { run_delta, 3 * (1 + FEW_SLICES) }, { run_pawn, 3 * FEW_SLICES }, { run_latin, 4 } };
  g_autofree double *y = g_new (double, MANY), *out = g_new (double, MANY + AM_DELTA_WORK);
  g_autofree size_t *order = g_new (size_t, MANY);
  g_autofree uint32_t *slice = g_new (uint32_t, MANY);
  const Many many = { y, out, order, slice };

  for (size_t i = 0; i < MANY; i++)
    {
      y[i] = i / (double) MANY;
      order[i] = i;
      slice[i] = i % FEW_SLICES;
    }
  for (guint k = 0; k < G_N_ELEMENTS (kernels); k++)
    {
      int left = G_MAXINT, n_looks;

      g_assert_true (kernels[k].run (&many, NULL));
      g_assert_true (kernels[k].run (&many, &(AmStop) { count_down, &left }));
      n_looks = G_MAXINT - left;
      g_assert_cmpint (n_looks, >=, kernels[k].least);
      for (int stop_at = 0; stop_at < n_looks; stop_at++)
        {
          left = stop_at;
          g_assert_false (kernels[k].run (&many, &(AmStop) { count_down, &left }));
        }
    }
}

static void
test_morris (void)
{
  double end;
  AmElementaryEffects effects = am_morris_effects ((const double[]) { 1, NAN, -3, 5 }, 4);

  g_assert_near (am_morris_place (0.1, 4, &end), 0, 0);
  g_assert_near (end, 2.0 / 3, 1e-15);
  g_assert_near (am_morris_place (0.99, 4, &end), 1, 0);
  g_assert_near (end, 1.0 / 3, 1e-15);
  g_assert_near (am_morris_step (4), 2.0 / 3, 1e-15);
  g_assert_cmpuint (effects.n, ==, 3);
  g_assert_near (effects.mu, 1, 1e-15);
  g_assert_near (effects.mu_star, 3, 1e-15);
  g_assert_near (effects.sigma, 4, 1e-15);
  g_assert_true (isnan (am_morris_effects ((const double[]) { NAN }, 1).mu));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  am_init ();
  g_test_add_func ("/math/sensitivity/efast/parts", test_efast_parts);
  g_test_add_func ("/math/sensitivity/efast/frequencies", test_efast_frequencies);
  g_test_add_func ("/math/sensitivity/efast/curve", test_efast_curve);
  g_test_add_func ("/math/sensitivity/rbd-fast", test_rbd_fast);
  g_test_add_func ("/math/sensitivity/pawn", test_pawn);
  g_test_add_func ("/math/sensitivity/delta-measure", test_delta);
  g_test_add_func ("/math/sensitivity/latin-hypercube", test_latin_hypercube);
  g_test_add_func ("/math/sensitivity/morris", test_morris);
  g_test_add_func ("/math/sensitivity/given-data/stop", test_stop);
  return g_test_run ();
}
