#include "math/rolling-z.h"

#include <glib.h>
#include <math.h>
#include <string.h>

bool plain_rolling_z (const double *x, size_t n, const AmRollingZ *how, double *z, uint8_t *state, void *work);

typedef struct { double *z; guint8 *state; } Scores;

static void
scores_clear (Scores *self)
{
  g_free (self->z);
  g_free (self->state);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scores, scores_clear)

static Scores
scores_of (const double *x, size_t n, AmRollingZ how)
{
  Scores scores = { g_new (double, n + 1), g_malloc (n + 1) };
  g_autofree void *work = g_malloc (am_rolling_z_work (&how));

  g_assert_true (am_rolling_z (x, n, &how, scores.z, scores.state, work));
  return scores;
}

/* The definition as a plain loop, in wider numbers. */
static AmZState
define_z (const double *x, size_t t, AmRollingZ how, double *z, double *tolerance)
{
  long double sum = 0, squares = 0, mean, sd;
  gint64 from = how.include_current ? (gint64) t : (gint64) t - 1, i;
  double scale = fabs (x[t]);
  int n = 0;

  if (isnan (x[t]))
    return AM_Z_NO_VALUE;
  for (i = from; i >= 0 && n < how.window; i--)
    if (!isnan (x[i]))
      {
        sum += x[i];
        scale = MAX (scale, fabs (x[i]));
        n++;
      }
  if (n < 2 || n < how.min_periods)
    return AM_Z_TOO_FEW;

  mean = sum / n;
  for (gint64 j = from; j > i; j--)
    if (!isnan (x[j]))
      squares += (x[j] - mean) * (x[j] - mean);
  sd = sqrtl (squares / (n - 1));
  if (sd == 0 || sd < 1e-9L * fabsl (mean))
    return fabsl (x[t] - mean) > 1e-9L * fabsl (mean) ? AM_Z_CONSTANT_BREACH : AM_Z_CONSTANT;
  *z = (double) ((x[t] - mean) / sd);
  /* A few hundred roundings of numbers as large as the values, seen in units of sd. */
  *tolerance = 1e-13 * (1 + scale / (double) sd) * (1 + fabs (*z));
  return AM_Z_DEFINED;
}

static void
check_against_definition (const double *x, size_t n, AmRollingZ how)
{
  g_auto(Scores) scores = scores_of (x, n, how);

  for (size_t t = 0; t < n; t++)
    {
      double z = NAN, tolerance = 0;
      AmZState state = define_z (x, t, how, &z, &tolerance);

      if (scores.state[t] != state || (state == AM_Z_DEFINED ? !(fabs (scores.z[t] - z) <= tolerance) : !isnan (scores.z[t])))
        g_error ("row %zu of %zu, window %d, min %d, current %d: state %d, z %.17g; should be state %d, z %.17g",
                 t, n, how.window, how.min_periods, how.include_current, scores.state[t], scores.z[t], state, z);
    }
}

/* Kinds of series that break careless kernels. */
enum { UNIFORM, LARGE_LEVEL, JUMPS, COUNTS, MOSTLY_ZERO, N_KINDS };

static void
fill_series (double *x, size_t n, int kind, double share_missing)
{
  double level = 1;

  for (size_t t = 0; t < n; t++)
    {
      switch (kind)
        {
        case UNIFORM: x[t] = g_test_rand_double_range (-3, 7); break;
        case LARGE_LEVEL: x[t] = 1e9 + g_test_rand_double (); break;
        case JUMPS:
          if (g_test_rand_int_range (0, 40) == 0)
            level = exp (g_test_rand_double_range (-20, 20));
          x[t] = level * (1 + g_test_rand_double ());
          break;
        case COUNTS: x[t] = g_test_rand_int_range (0, 5); break;
        default: x[t] = g_test_rand_int_range (0, 30) == 0 ? g_test_rand_int_range (1, 9) : 0; break;
        }
      if (g_test_rand_double () < share_missing)
        x[t] = NAN;
    }
}

static AmRollingZ
random_how (void)
{
  AmRollingZ how = { g_test_rand_int_range (1, 45), 0, g_test_rand_int_range (0, 2) };

  how.min_periods = g_test_rand_int_range (0, 2) == 0 ? how.window : g_test_rand_int_range (0, how.window + 1);
  return how;
}

static void
test_twin (void)
{
  g_autofree double *x = g_new (double, 1500);

  for (int i = 0; i < 600; i++)
    {
      size_t n = i % 4 == 0 ? g_test_rand_int_range (0, 60) : g_test_rand_int_range (0, 1500);

      fill_series (x, n, i % N_KINDS, i % 3 * 0.2);
      check_against_definition (x, n, random_how ());
    }
}

/* Windows longer than the groups that the kernel works on, and longer than the series. */
static void
test_long_windows (void)
{
  g_autofree double *x = g_new (double, 3000);

  for (int i = 0; i < 4; i++)
    {
      fill_series (x, 3000, i, i % 2 * 0.1);
      check_against_definition (x, 3000, (AmRollingZ) { 365, 365, i % 2 });
      check_against_definition (x, 3000, (AmRollingZ) { 5000, 30, i % 2 });
    }
}

static void
test_small (void)
{
  const AmRollingZ usual = { 30, 30, false };
  double x[36];

  for (size_t t = 0; t < 36; t++)
    x[t] = NAN;
  check_against_definition (x, 0, usual);
  check_against_definition (x, 36, usual);

  /* 36 rows less a season of 7 leave 29 residuals: none has 30 before it. */
  for (size_t t = 0; t < 36; t++)
    x[t] = t < 7 ? NAN : sin (t);
  {
    g_auto(Scores) scores = scores_of (x, 36, usual);
    g_auto(Scores) one = scores_of (x + 10, 1, usual);

    for (size_t t = 0; t < 36; t++)
      {
        g_assert_cmpint (scores.state[t], ==, t < 7 ? AM_Z_NO_VALUE : AM_Z_TOO_FEW);
        g_assert_true (isnan (scores.z[t]));
      }
    g_assert_cmpint (one.state[0], ==, AM_Z_TOO_FEW);
  }
}

static void
test_bad_parameters (void)
{
  static const AmRollingZ bad[] = { { 0, 0, false }, { -1, 0, false }, { 5, 6, false }, { 5, -1, false } };
  double x = 1, z = 7;
  guint8 state = 9;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (am_rolling_z (&x, 1, &bad[i], &z, &state, NULL));
  g_assert_cmpfloat (z, ==, 7);
  g_assert_cmpint (state, ==, 9);
}

/* 30 times the same, the same again, a jump, and the same 31 times more. */
static void
test_jump (void)
{
  double x[64];

  for (size_t t = 0; t < G_N_ELEMENTS (x); t++)
    x[t] = t == 31 ? 7 : 0.1;
  {
    g_auto(Scores) scores = scores_of (x, G_N_ELEMENTS (x), (AmRollingZ) { 30, 30, false });

    g_assert_cmpint (scores.state[29], ==, AM_Z_TOO_FEW);
    g_assert_cmpint (scores.state[30], ==, AM_Z_CONSTANT);
    g_assert_cmpint (scores.state[31], ==, AM_Z_CONSTANT_BREACH);
    g_assert_true (isnan (scores.z[31]));
    for (size_t t = 32; t <= 61; t++)
      {
        /* With one of 30 values d above the others: mean d / 30 above, sd d / sqrt (30). */
        g_assert_cmpint (scores.state[t], ==, AM_Z_DEFINED);
        g_assert_cmpfloat_with_epsilon (scores.z[t], -1 / sqrt (30), 1e-14);
      }
    g_assert_cmpint (scores.state[62], ==, AM_Z_CONSTANT);
    g_assert_cmpint (scores.state[63], ==, AM_Z_CONSTANT);
  }
}

static void
test_constant_scale (void)
{
  static const double levels[] = { 0.1, 1e-9, 3e8, -1e12 };
  double x[33];

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      /* What rounding leaves of equal values, on both sides, is no spread. */
      for (size_t t = 0; t < 30; t++)
        x[t] = t % 3 == 0 ? nextafter (levels[i], INFINITY) : t % 3 == 1 ? nextafter (levels[i], -INFINITY) : levels[i];
      x[30] = levels[i] * (1 + 1e-11);
      x[31] = NAN;
      x[32] = levels[i] * (1 + 1e-8);
      {
        g_auto(Scores) equal = scores_of (x, 31, (AmRollingZ) { 30, 30, false });
        g_assert_cmpint (equal.state[30], ==, AM_Z_CONSTANT);
      }
      x[30] = NAN;
      {
        g_auto(Scores) breach = scores_of (x, 33, (AmRollingZ) { 30, 30, false });
        g_assert_cmpint (breach.state[32], ==, AM_Z_CONSTANT_BREACH);
      }
    }

  /* A history of zeros has no scale: anything else is a breach, however small. */
  memset (x, 0, sizeof x);
  x[31] = 1e-30;
  {
    g_auto(Scores) zeros = scores_of (x, 32, (AmRollingZ) { 30, 30, false });
    g_assert_cmpint (zeros.state[30], ==, AM_Z_CONSTANT);
    g_assert_cmpint (zeros.state[31], ==, AM_Z_CONSTANT_BREACH);
  }
}

/* After 1e9 the values are 1, 2, 3, 4 again: running sums would have lost them. */
static void
test_no_cancellation (void)
{
  g_autofree double *x = g_new (double, 2000);

  for (size_t t = 0; t < 2000; t++)
    x[t] = (t / 100) % 2 == 0 ? 1e15 + 1e13 * (double) (t % 7) : 1 + t % 4;
  check_against_definition (x, 2000, (AmRollingZ) { 30, 30, false });
  for (size_t t = 0; t < 2000; t++)
    x[t] = 1e9 + 1 + (t * t) % 4;
  check_against_definition (x, 2000, (AmRollingZ) { 30, 30, false });
  check_against_definition (x, 2000, (AmRollingZ) { 7, 2, true });
}

static void
test_beyond_limit (void)
{
  double x[] = { 1, 2, INFINITY, 3, -1e160, 5, 2, 1 }, y[] = { 1, 2, NAN, 3, NAN, 5, 2, 1 };
  g_auto(Scores) with = scores_of (x, 8, (AmRollingZ) { 3, 3, false });
  g_auto(Scores) without = scores_of (y, 8, (AmRollingZ) { 3, 3, false });

  g_assert_cmpint (with.state[2], ==, AM_Z_NO_VALUE);
  g_assert_cmpint (with.state[4], ==, AM_Z_NO_VALUE);
  g_assert_cmpmem (with.z, 8 * sizeof (double), without.z, 8 * sizeof (double));
}

static void
assert_same (const Scores *a, const Scores *b, size_t n)
{
  g_assert_cmpmem (a->z, n * sizeof (double), b->z, n * sizeof (double));
  g_assert_cmpmem (a->state, n, b->state, n);
}

/* Cut anywhere: the same bits. */
static void
test_parts (void)
{
  g_autofree double *x = g_new (double, 4000);

  for (int i = 0; i < 200; i++)
    {
      size_t n = g_test_rand_int_range (1, 4000);
      AmRollingZ how = random_how ();
      g_autofree void *work = g_malloc (am_rolling_z_work (&how));
      g_auto(Scores) parts = { g_new (double, n), g_malloc (n) };
      g_auto(Scores) whole = { 0 };

      fill_series (x, n, i % N_KINDS, i % 3 * 0.3);
      whole = scores_of (x, n, how);
      for (size_t first = 0, count; first < n; first += count)
        {
          count = g_test_rand_int_range (1, 700);
          count = MIN (count, n - first);
          if (i % 2 == 0)
            g_assert_true (am_rolling_z_part (x, n, first, count, &how, parts.z + first, parts.state + first, work));
          else
            g_assert_true (am_rolling_z_ranked_part (x, n, first, count, am_rolling_z_count (x, first), &how,
                                                     parts.z + first, parts.state + first, work));
        }
      assert_same (&whole, &parts, n);
    }
}

/* And on any processor. */
static void
test_processors (void)
{
  g_autofree double *x = g_new (double, 4000);

  for (int i = 0; i < 100; i++)
    {
      AmRollingZ how = random_how ();
      g_autofree void *work = g_malloc (am_rolling_z_work (&how));
      g_auto(Scores) plain = { g_new (double, 4000), g_malloc (4000) };
      g_auto(Scores) best = { 0 };

      fill_series (x, 4000, i % N_KINDS, i % 3 * 0.1);
      best = scores_of (x, 4000, how);
      g_assert_true (plain_rolling_z (x, 4000, &how, plain.z, plain.state, work));
      assert_same (&best, &plain, 4000);
    }
}

/* z has no unit; a power of two changes no bit. With the current value inside, |z| cannot pass (n - 1) / sqrt (n). */
static void
test_laws (void)
{
  g_autofree double *x = g_new (double, 2000), *scaled = g_new (double, 2000);
  AmRollingZ how = { 30, 30, false }, within = { 30, 10, true };

  fill_series (x, 2000, JUMPS, 0.1);
  for (size_t t = 0; t < 2000; t++)
    scaled[t] = -1024 * x[t];
  {
    g_auto(Scores) one = scores_of (x, 2000, how);
    g_auto(Scores) other = scores_of (scaled, 2000, how);
    g_auto(Scores) bounded = scores_of (x, 2000, within);

    for (size_t t = 0; t < 2000; t++)
      {
        g_assert_cmpint (one.state[t], ==, other.state[t]);
        if (one.state[t] == AM_Z_DEFINED)
          g_assert_cmpfloat (one.z[t], ==, -other.z[t]);
        if (bounded.state[t] == AM_Z_DEFINED)
          g_assert_cmpfloat (fabs (bounded.z[t]), <=, 29 / sqrt (30) + 1e-12);
      }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/rolling-z/twin", test_twin);
  g_test_add_func ("/math/rolling-z/long-windows", test_long_windows);
  g_test_add_func ("/math/rolling-z/small", test_small);
  g_test_add_func ("/math/rolling-z/bad-parameters", test_bad_parameters);
  g_test_add_func ("/math/rolling-z/jump", test_jump);
  g_test_add_func ("/math/rolling-z/constant-scale", test_constant_scale);
  g_test_add_func ("/math/rolling-z/no-cancellation", test_no_cancellation);
  g_test_add_func ("/math/rolling-z/beyond-limit", test_beyond_limit);
  g_test_add_func ("/math/rolling-z/parts", test_parts);
  g_test_add_func ("/math/rolling-z/processors", test_processors);
  g_test_add_func ("/math/rolling-z/laws", test_laws);
  return g_test_run ();
}
