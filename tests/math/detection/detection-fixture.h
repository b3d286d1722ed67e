/* Series that break careless kernels, and the laws that every stream detector keeps. */
#pragma once
#include "math/detection/detection-score.h"

#include <glib.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { NOISE, LARGE_LEVEL, JUMPS, COUNTS, MOSTLY_ZERO, FLAT_THEN_STEP, N_KINDS };

/* The same numbers in every run: some tests hold what is only likely. */
static inline GRand *
fixed_random (void)
{
  static GRand *random = NULL;

  if (g_once_init_enter (&random))
    g_once_init_leave (&random, g_rand_new_with_seed (20261121));
  return random;
}

static inline double
random_normal (void)
{
  double u = 1 - g_rand_double (fixed_random ()), v = g_rand_double (fixed_random ());

  return sqrt (-2 * log (u)) * cos (2 * G_PI * v);
}

static inline void
fill_series (double *y, size_t n, int kind, double share_missing)
{
  double level = 1;

  for (size_t t = 0; t < n; t++)
    {
      switch (kind)
        {
        case NOISE: y[t] = random_normal (); break;
        case LARGE_LEVEL: y[t] = 1e9 + random_normal (); break;
        case JUMPS:
          if (g_rand_int_range (fixed_random (), 0, 60) == 0)
            level = exp (g_rand_double_range (fixed_random (), -8, 8));
          y[t] = level * (1 + g_rand_double (fixed_random ()));
          break;
        case COUNTS: y[t] = g_rand_int_range (fixed_random (), 0, 5); break;
        case MOSTLY_ZERO: y[t] = g_rand_int_range (fixed_random (), 0, 30) == 0 ? g_rand_int_range (fixed_random (), 1, 9) : 0; break;
        default: y[t] = t < n / 2 ? 3.5 : 4; break;
        }
      if (g_rand_double (fixed_random ()) < share_missing)
        y[t] = NAN;
    }
}

static inline void
assert_same_bits (const double *a, const double *b, size_t n)
{
  for (size_t t = 0; t < n; t++)
    if (memcmp (a + t, b + t, sizeof *a) != 0 && !(isnan (a[t]) && isnan (b[t])))
      g_error ("row %zu of %zu: %.17g and %.17g", t, n, a[t], b[t]);
}

static inline void
assert_close (const double *a, const double *b, size_t n, double tolerance)
{
  for (size_t t = 0; t < n; t++)
    if (!(fabs (a[t] - b[t]) <= tolerance * (1 + fabs (b[t]))) && !(isnan (a[t]) && isnan (b[t])))
      g_error ("row %zu of %zu: %.17g and %.17g", t, n, a[t], b[t]);
}

typedef struct
{
  gpointer (*alloc) (void);
  void (*run) (gpointer state, const double *y, size_t n, double *score);
  void (*free) (gpointer state);
  gboolean keeps_calendar;      /* a missing row still takes a step of the season */
  gboolean free_of_shift, free_of_scale;
} Stream;

static inline void
stream_whole (const Stream *stream, const double *y, size_t n, double *score)
{
  gpointer state = stream->alloc ();

  g_assert_nonnull (state);
  stream->run (state, y, n, score);
  stream->free (state);
}

static inline void
check_pieces (const Stream *stream, const double *y, size_t n, const double *whole, double *score)
{
  gpointer state = stream->alloc ();

  for (size_t first = 0, count; first < n; first += count)
    {
      count = g_rand_int_range (fixed_random (), 0, 90);
      count = MIN (count, n - first);
      stream->run (state, y + first, count, score + first);
    }
  stream->free (state);
  assert_same_bits (score, whole, n);
}

static inline void
check_causal (const Stream *stream, const double *y, size_t n, const double *whole, double *score)
{
  g_autofree double *other = g_memdup2 (y, n * sizeof *y);
  size_t now = g_rand_int_range (fixed_random (), 0, n);

  for (size_t t = now + 1; t < n; t++)
    other[t] = t % 3 == 0 ? NAN : 1e6 * random_normal ();
  stream_whole (stream, other, n, score);
  assert_same_bits (score, whole, now + 1);
}

/* Without the missing rows the others have the same scores. */
static inline void
check_steps_over_gaps (const Stream *stream, const double *y, size_t n, const double *whole, double *score)
{
  g_autofree double *dense = g_new (double, n + 1), *expected = g_new (double, n + 1);
  size_t count = 0;

  for (size_t t = 0; t < n; t++)
    if (isnan (y[t]))
      g_assert_true (isnan (whole[t]));
    else
      {
        dense[count] = y[t];
        expected[count++] = whole[t];
      }
  if (stream->keeps_calendar)
    return;
  stream_whole (stream, dense, count, score);
  assert_same_bits (score, expected, count);
}

/* A power of two changes no bit but the sign. */
static inline void
check_units (const Stream *stream, const double *y, size_t n, const double *whole, double *score)
{
  g_autofree double *other = g_new (double, n + 1);

  if (stream->free_of_scale)
    {
      for (size_t t = 0; t < n; t++)
        other[t] = -1024 * y[t];
      stream_whole (stream, other, n, score);
      for (size_t t = 0; t < n; t++)
        score[t] = score[t] == 0 ? whole[t] : -score[t];
      assert_close (score, whole, n, 1e-9);
    }
  if (stream->free_of_shift)
    {
      for (size_t t = 0; t < n; t++)
        other[t] = y[t] + 64;
      stream_whole (stream, other, n, score);
      assert_close (score, whole, n, 1e-6);
    }
}

static inline void
check_bounded (const double *score, size_t n)
{
  for (size_t t = 0; t < n; t++)
    g_assert_true (isnan (score[t]) || fabs (score[t]) <= AM_SCORE_LARGEST);
}

static inline void
check_edges (const Stream *stream)
{
  double y[300], score[300];

  stream_whole (stream, y, 0, score);
  y[0] = 2.385;
  stream_whole (stream, y, 1, score);
  check_bounded (score, 1);
  for (size_t t = 0; t < 300; t++)
    y[t] = NAN;
  stream_whole (stream, y, 300, score);
  for (size_t t = 0; t < 300; t++)
    g_assert_true (isnan (score[t]));
  for (size_t t = 0; t < 300; t++)
    y[t] = 0.1;
  stream_whole (stream, y, 300, score);
  check_bounded (score, 300);
}

static inline void
check_stream_laws (const Stream *stream)
{
  const size_t n = 700;
  g_autofree double *y = g_new (double, n), *whole = g_new (double, n), *score = g_new (double, n);

  check_edges (stream);
  for (int i = 0; i < 4 * N_KINDS; i++)
    {
      fill_series (y, n, i % N_KINDS, i % 3 * 0.2);
      stream_whole (stream, y, n, whole);
      check_bounded (whole, n);
      check_pieces (stream, y, n, whole, score);
      check_causal (stream, y, n, whole, score);
      check_steps_over_gaps (stream, y, n, whole, score);
      if (i % N_KINDS == NOISE || i % N_KINDS == COUNTS)
        check_units (stream, y, n, whole, score);
    }
}
