/* The series is cut to whole periods, its most recent ones, so that each harmonic falls on a frequency of its own; a parabola is
 * taken off; then every power needed is one sum of products. Few are needed, so no transform of the whole is. */
#include "math/decomposition/season-detection.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_fft_real.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_HARMONICS 6
#define MOST_NEIGHBOURS 20
#define LEAST_VALUES 6
#define LANES 8

/* ---- the series without its curve ---- */

static void
take_shape (double *y, const double *shape, size_t n)
{
  double product = 0, square = 0;

  for (size_t i = 0; i < n; i++)
    {
      product += shape[i] * y[i];
      square += shape[i] * shape[i];
    }
  for (size_t i = 0; i < n && square > 0; i++)
    y[i] -= product / square * shape[i];
}

/* Level, line and parabola, which are at right angles on equally spaced points. work[n]. */
static void
take_curve (double *y, size_t n, double *work)
{
  double middle = (double) (n - 1) / 2, mean_square = ((double) n * (double) n - 1) / 12;

  for (int degree = 0; degree <= 2; degree++)
    {
      for (size_t i = 0; i < n; i++)
        {
          double x = (double) i - middle;

          work[i] = degree == 0 ? 1 : degree == 1 ? x : x * x - mean_square;
        }
      take_shape (y, work, n);
    }
}

static double
sum_of_squares (const double *y, size_t n)
{
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    sum += y[i] * y[i];
  return sum;
}

/* ---- power ---- */

/* power[k] = |sum y exp (-i w t)|^2 at turns[k] turns in n steps. Eight at a time, each on a rotation of its own, keep the
 * processor busy where one would wait for itself. */
static void
find_powers (const double *y, size_t n, const double *turns, size_t count, double *power)
{
  for (size_t from = 0; from < count; from += LANES)
    {
      double step_cos[LANES] = { 0 }, step_sin[LANES] = { 0 }, at_cos[LANES], at_sin[LANES] = { 0 }, real[LANES] = { 0 }, imaginary[LANES] = { 0 };
      size_t lanes = count - from < LANES ? count - from : LANES;

      for (size_t k = 0; k < LANES; k++)
        at_cos[k] = 1;
      for (size_t k = 0; k < lanes; k++)
        {
          step_cos[k] = cos (2 * M_PI * turns[from + k] / (double) n);
          step_sin[k] = sin (2 * M_PI * turns[from + k] / (double) n);
        }
      for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < LANES; k++)
          {
            double next = at_cos[k] * step_cos[k] - at_sin[k] * step_sin[k];

            real[k] += y[i] * at_cos[k];
            imaginary[k] += y[i] * at_sin[k];
            at_sin[k] = at_sin[k] * step_cos[k] + at_cos[k] * step_sin[k];
            at_cos[k] = next;
          }
      for (size_t k = 0; k < lanes; k++)
        power[from + k] = real[k] * real[k] + imaginary[k] * imaginary[k];
    }
}

/* The chance of at least so much more power than close by. Neighbours stay nearer than half way to the next harmonic, and, where there
 * are enough, keep off the two that a season changing slowly spills into. */
static double
harmonic_p_value (const double *y, size_t n, size_t cycles, size_t harmonic, double floor)
{
  double turns[2 * MOST_NEIGHBOURS + 1], power[2 * MOST_NEIGHBOURS + 1], there = 0;
  size_t last = cycles / 2 > 1 ? cycles / 2 : 1, count = 1;

  turns[0] = (double) (cycles * harmonic);
  for (size_t away = cycles >= 4 ? 2 : 1; away <= last && count < 2 * MOST_NEIGHBOURS; away++)
    for (int side = -1; side <= 1; side += 2)
      {
        turns[count] = turns[0] + side * (double) away;
        count += turns[count] >= 1 && turns[count] <= (double) n / 2;
      }
  if (count == 1)
    return 1;
  find_powers (y, n, turns, count, power);
  for (size_t i = 1; i < count; i++)
    there += power[i] / (double) (count - 1);
  /* In a series that is nothing but its season, what is close by is rounding. */
  there = fmax (there, floor);
  return there > 0 ? gsl_cdf_fdist_Q (power[0] / there, 2, 2 * (double) (count - 1)) : 1;
}

/* Harmonics that a shorter season found has too were taken off with it. */
static bool
is_taken (double frequency, const AmSeason *seasons, size_t n_seasons, double width)
{
  for (size_t i = 0; i < n_seasons; i++)
    if (seasons[i].found)
      {
        double turns = frequency * seasons[i].period;

        if (round (turns) >= 1 && fabs (turns - round (turns)) < width * seasons[i].period)
          return true;
      }
  return false;
}

static double
season_p_value (const double *y, size_t n, double period, const AmSeason *seasons, size_t n_seasons)
{
  size_t cycles = (size_t) floor ((double) n / period + 1e-9), n_harmonics = (size_t) fmin (MOST_HARMONICS, floor (period / 2)), used = 0;
  double fisher = 0, least = 1, floor = 1e-20 * (double) n * sum_of_squares (y, n);

  for (size_t k = 1; k <= n_harmonics; k++)
    {
      double p;

      if (is_taken ((double) k / period, seasons, n_seasons, 1 / (double) n))
        continue;
      p = fmax (harmonic_p_value (y, n, cycles, k, floor), 1e-300);
      fisher -= 2 * log (p);
      least = fmin (least, p);
      used++;
    }
  if (used == 0)
    return 1;
  return fmin (1, 2 * fmin (gsl_cdf_chisq_Q (fisher, 2 * (double) used), (double) used * least));
}

/* ---- strength ---- */

static size_t
bin_of (size_t i, double period, size_t n_bins)
{
  double turns = (double) i / period;

  return (size_t) ((turns - floor (turns)) * (double) n_bins) % n_bins;
}

/* The variance between the steps of the season less what chance puts there, as a share; the season is taken off y. A long season is seen
 * by at most as many steps as there are values for six each, so that a year of days seen four times is not learnt by heart. */
static double
take_season (double *y, size_t n, double period)
{
  size_t n_bins = (size_t) fmax (2, fmin (round (period), fmax (12, (double) n / 6)));
  double *sum = calloc (2 * n_bins, sizeof (double)), *count = sum + n_bins, before = sum_of_squares (y, n), after, strength;

  if (sum == NULL)
    return NAN;
  for (size_t i = 0; i < n; i++)
    {
      sum[bin_of (i, period, n_bins)] += y[i];
      count[bin_of (i, period, n_bins)]++;
    }
  for (size_t i = 0; i < n; i++)
    y[i] -= sum[bin_of (i, period, n_bins)] / count[bin_of (i, period, n_bins)];
  after = sum_of_squares (y, n);
  free (sum);
  strength = 1 - after / (double) (n > n_bins ? n - n_bins : 1) / (before / (double) (n - 1));
  return fmin (1, fmax (0, strength));
}

/* What varies from period to period is no part of the season's share: a running mean over the period is taken off first. */
static void
take_trend (const double *y, size_t n, double period, double *rest)
{
  size_t half = (size_t) fmax (1, round (period / 2));
  double sum = 0;
  size_t from = 0, to = 0;

  for (size_t i = 0; i < n; i++)
    {
      size_t first = i > half ? i - half : 0, end = i + half + 1 < n ? i + half + 1 : n;

      for (; to < end; to++)
        sum += y[to];
      for (; from < first; from++)
        sum -= y[from];
      rest[i] = y[i] - sum / (double) (to - from);
    }
}

/* ---- one candidate after the other ---- */

/* work[2 n]. */
static bool
look_at (double *y, size_t n, double period, double level, AmSeason *seasons, size_t n_seasons, double *work)
{
  size_t cycles = (size_t) floor ((double) n / period + 1e-9), whole = (size_t) fmin ((double) n, round ((double) cycles * period));
  AmSeason *season = &seasons[n_seasons];
  double *last = y + (n - whole);

  if (!(period >= 2) || cycles < 2 || n < LEAST_VALUES || (double) n <= 2 * period)
    return false;
  memcpy (work, last, whole * sizeof (double));
  take_curve (work, whole, work + n);
  season->period = period;
  season->p_value = season_p_value (work, whole, period, seasons, n_seasons);
  take_trend (y, n, period, work);
  memcpy (work + n, work, n * sizeof (double));
  season->strength = take_season (work, n, period);
  season->found = season->p_value < level && season->strength >= AM_SEASON_LEAST;
  for (size_t i = 0; i < n && season->found; i++)
    y[i] -= work[n + i] - work[i];
  return true;
}

/* ---- candidates from the spectrum ---- */

/* The highest local peaks between 3 and n / 2 turns, as whole numbers of steps, rising. work[2 n]. */
static size_t
find_peaks (const double *y, size_t n, double *periods, double *work)
{
  gsl_fft_real_wavetable *table = gsl_fft_real_wavetable_alloc (n);
  gsl_fft_real_workspace *space = gsl_fft_real_workspace_alloc (n);
  size_t n_periods = 0, n_powers = n / 2;

  memcpy (work, y, n * sizeof (double));
  take_curve (work, n, work + n);
  if (table != NULL && space != NULL && gsl_fft_real_transform (work, 1, n, table, space) == 0)
    {
      for (size_t k = 1; k < n_powers; k++)
        work[k] = work[2 * k - 1] * work[2 * k - 1] + work[2 * k] * work[2 * k];
      while (n_periods < AM_MOST_SEASONS)
        {
          size_t best = 0;
          bool known = false;
          double period;

          for (size_t k = 3; k + 1 < n_powers; k++)
            if (work[k] >= work[k - 1] && work[k] >= work[k + 1] && work[k] > 0 && (best == 0 || work[k] > work[best]))
              best = k;
          if (best == 0)
            break;
          period = round ((double) n / (double) best);
          work[best] = 0;
          for (size_t i = 0; i < n_periods; i++)
            known = known || periods[i] == period;
          if (!known && period >= 2)
            periods[n_periods++] = period;
        }
    }
  if (table != NULL)
    gsl_fft_real_wavetable_free (table);
  if (space != NULL)
    gsl_fft_real_workspace_free (space);
  return n_periods;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

size_t
am_find_seasons (const double *y, size_t n, const double *candidates, size_t n_candidates, AmSeason *seasons)
{
  double peaks[AM_MOST_SEASONS], level = AM_SEASON_LEVEL, *rest, *work;
  size_t n_seasons = 0;
  bool differs = false;

  for (size_t i = 0; i < n; i++)
    {
      if (!isfinite (y[i]))
        return 0;
      differs = differs || y[i] != y[0];
    }
  rest = differs && n >= LEAST_VALUES ? malloc (3 * n * sizeof (double)) : NULL;
  if (rest == NULL)
    return 0;
  work = rest + n;
  memcpy (rest, y, n * sizeof (double));
  if (n_candidates == 0)
    {
      n_candidates = find_peaks (rest, n, peaks, work);
      qsort (peaks, n_candidates, sizeof (double), compare);
      candidates = peaks;
      level /= (double) n / 2;
    }
  take_curve (rest, n, work);
  for (size_t i = 0; i < n_candidates && n_seasons < AM_MOST_SEASONS; i++)
    n_seasons += look_at (rest, n, candidates[i], level, seasons, n_seasons, work);
  free (rest);
  return n_seasons;
}
