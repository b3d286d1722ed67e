/* Means and variances from normal errors. With an additive error the next values are sums of independent errors (class 1). With a
 * multiplicative one and additive parts, the mean at step i has variance sum c[j]^2 times that of the errors before it (class 2).
 * With a multiplicative season the moments of level and slope are carried from step to step, times the season of the step asked for
 * wherever that season is renewed on the way (class 3): a fourth moment of the error, 3 sigma^4, comes in there. */
#include "math/smoothing/ets-private.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

void
am_ets_extend (const AmEts *fit, size_t h, double *mean, double *level, double *slope, double *season)
{
  double l = fit->last.l, b = fit->last.b;

  for (size_t i = 0; i < h; i++)
    {
      double s = fit->last.s[(fit->last.next + i) % fit->m];

      b *= fit->phi;
      l += b;
      if (mean != NULL)
        mean[i] = fit->form.season == AM_ETS_MULTIPLICATIVE_SEASON ? l * s : l + s;
      if (level != NULL)
        level[i] = l;
      if (slope != NULL)
        slope[i] = b;
      if (season != NULL)
        season[i] = fit->form.season != AM_ETS_NO_SEASON ? s : NAN;
    }
}

/* c[j]: what an error of 1 does to the mean j steps later. `damp` is phi + … + phi^j. */
static double
weight (const AmEts *fit, size_t j, double damp)
{
  return fit->alpha + fit->beta * damp + (fit->m > 1 && j % fit->m == 0 ? fit->gamma : 0);
}

static void
find_variance_additive (const AmEts *fit, size_t h, double *variance)
{
  double sum = 1, power = 1, damp = 0;

  for (size_t i = 0; i < h; i++)
    {
      double c;

      variance[i] = fit->sigma2 * sum;
      power *= fit->phi;
      damp += power;
      c = weight (fit, i + 1, damp);
      sum += c * c;
    }
}

/* Moments of the level and slope of a multiplicative error: x' = (F + e G) x with F = (1 phi; 0 phi), G = (alpha, beta)' (1 phi). m2 is
 * the second moment, by its three numbers. */
typedef struct { double l, b; } Pair;
typedef struct { double ll, lb, bb; } Square;

/* A m2 A' with A = F + e G at e = 0, and what e and e^2 add. */
typedef struct { Square plain, linear, square; } Expansion;

static Expansion
expand (const AmEts *fit, const Square *m2)
{
  double phi = fit->phi, qq = m2->ll + 2 * phi * m2->lb + phi * phi * m2->bb, qb = phi * (m2->lb + phi * m2->bb), bb = phi * phi * m2->bb;
  double a = fit->alpha, b = fit->beta;

  return (Expansion) { { qq, qb, bb }, { 2 * a * qq, b * qq + a * qb, 2 * b * qb }, { a * a * qq, a * b * qq, b * b * qq } };
}

static double
second_moment_of_q (const AmEts *fit, const Square *m2)
{
  return m2->ll + 2 * fit->phi * m2->lb + fit->phi * fit->phi * m2->bb;
}

static Square
add (Square a, const Square *b, double scale)
{
  return (Square) { a.ll + scale * b->ll, a.lb + scale * b->lb, a.bb + scale * b->bb };
}

/* The h-th value of a multiplicative season: its season s was renewed, times 1 + gamma e, at every whole season before it. The covariance is
 * carried beside the mean: as a second moment less a squared mean it would be lost where errors are small beside the level. */
static void
find_moments_multiplicative (const AmEts *fit, size_t i, double *mean, double *variance)
{
  double s2 = fit->sigma2, gamma = fit->gamma, s = fit->last.s[(fit->last.next + i) % fit->m];
  Pair x = { fit->last.l, fit->last.b };
  Square covariance = { 0, 0, 0 }, m2;

  for (size_t j = 0; j < i; j++)
    {
      Square squared = { x.l * x.l, x.l * x.b, x.b * x.b };
      Expansion of_covariance = expand (fit, &covariance), of_mean = expand (fit, &squared), by;
      bool renewed = (i - j) % fit->m == 0;
      double g = renewed ? gamma : 0, q = x.l + fit->phi * x.b, lift = g * s2 * q;

      m2 = add (squared, &covariance, 1);
      by = expand (fit, &m2);
      covariance = add (of_covariance.plain, &by.plain, g * g * s2);
      covariance = add (covariance, &of_covariance.linear, 2 * g * s2);
      covariance = add (covariance, &of_mean.linear, g * s2);
      covariance = add (covariance, &by.square, s2 * (1 + 3 * g * g * s2));
      covariance = add (covariance, &of_mean.square, -g * g * s2 * s2);
      x = (Pair) { q + fit->alpha * lift, fit->phi * x.b + fit->beta * lift };
    }
  m2 = add ((Square) { x.l * x.l, x.l * x.b, x.b * x.b }, &covariance, 1);
  *mean = s * (x.l + fit->phi * x.b);
  *variance = s * s * (second_moment_of_q (fit, &covariance) + s2 * second_moment_of_q (fit, &m2));
}

/* The season is additive: theta[i] = E mean[i]^2 = mean[i]^2 + v[i] with v[i] = sigma^2 sum c[j]^2 theta[i - j]. variance[] holds v until the
 * end, when it becomes v + sigma^2 theta; (1 + sigma^2) theta - mean^2 is the same but is lost where errors are small beside the level. */
static void
find_variance_relative (const AmEts *fit, size_t h, const double *mean, double *variance)
{
  for (size_t i = 0; i < h; i++)
    {
      double power = 1, damp = 0, sum = 0;

      for (size_t j = 1; j <= i; j++)
        {
          double c;

          power *= fit->phi;
          damp += power;
          c = weight (fit, j, damp);
          sum += c * c * (mean[i - j] * mean[i - j] + variance[i - j]);
        }
      variance[i] = fit->sigma2 * sum;
    }
  for (size_t i = 0; i < h; i++)
    variance[i] += fit->sigma2 * (mean[i] * mean[i] + variance[i]);
}

void
am_ets_forecast (const AmEts *fit, size_t h, double *mean, double *variance)
{
  double ignored;

  am_ets_extend (fit, h, mean, NULL, NULL, NULL);
  if (!fit->form.multiplicative_error)
    {
      if (variance != NULL)
        find_variance_additive (fit, h, variance);
    }
  else if (fit->form.season == AM_ETS_MULTIPLICATIVE_SEASON)
    for (size_t i = 0; i < h; i++)
      find_moments_multiplicative (fit, i, mean + i, variance != NULL ? variance + i : &ignored);
  else if (variance != NULL)
    find_variance_relative (fit, h, mean, variance);
}

void
am_ets_simulate (const AmEts *fit, size_t h, gsl_rng *random, double *path)
{
  AmEtsState state = fit->last;
  double sigma = sqrt (fit->sigma2);

  for (size_t i = 0; i < h; i++)
    {
      double q = state.l + fit->phi * state.b, s = state.s[state.next], e = sigma * gsl_ran_gaussian_ziggurat (random, 1);
      double mean = fit->form.season == AM_ETS_MULTIPLICATIVE_SEASON ? q * s : q + s;

      path[i] = fit->form.multiplicative_error ? mean * (1 + fmax (e, -1)) : mean + e;
      ets_step (fit, &state, path[i]);
    }
}

void
am_ets_path_quantiles (const AmEts *fit, size_t h, uint64_t seed, const double *p, size_t n_p, double *quantiles, double *work)
{
  gsl_rng *random = gsl_rng_alloc (gsl_rng_taus2);

  for (size_t k = 0; k < AM_ETS_PATHS && random != NULL; k++)
    {
      gsl_rng_set (random, (unsigned long) ((seed * AM_ETS_PATHS + k) & UINT32_MAX));
      am_ets_simulate (fit, h, random, work + k * h);
    }
  for (size_t i = 0; i < h; i++)
    {
      if (random != NULL)
        gsl_sort (work + i, h, AM_ETS_PATHS);
      for (size_t k = 0; k < n_p; k++)
        quantiles[k * h + i] = random != NULL ? gsl_stats_quantile_from_sorted_data (work + i, h, AM_ETS_PATHS, p[k]) : NAN;
    }
  gsl_rng_free (random);
}
