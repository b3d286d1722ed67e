#include "math/calibration/probability-scores.h"

#include "math/beta.h"
#include "math/distribution.h"
#include "math/sum-private.h"

#include <math.h>

void
am_probability_scores_add_weighted (AmProbabilityScores *self, const double *p, const uint8_t *event, const double *weight, size_t n, double clip)
{
  for (size_t i = 0; i < n; i++)
    {
      double times = weight != NULL ? weight[i] : 1, one = p[i], error = event[i] ? 1 - one : one, clear = 1 - 2 * one, own = event[i] ? one : 1 - one;

      if (!(one >= 0 && one <= 1))
        {
          self->n_outside++;
          continue;
        }
      self->n += times;
      self->events += event[i] ? times : 0;
      self->n_impossible += own == 0;
      if (own < clip)
        own = clip;
      /* log1p keeps the digits of a p near 0 for a non-event. */
      am_sum_add (&self->log_loss, &self->log_loss_rest, times * (event[i] || own == clip ? -log (own) : -log1p (-fmax (one, clip))));
      am_sum_add (&self->squares, &self->squares_rest, times * error * error);
      am_sum_add (&self->expected, &self->expected_rest, times * one);
      am_sum_add (&self->variance, &self->variance_rest, times * one * (1 - one));
      am_sum_add (&self->skewed, &self->skewed_rest, times * ((event[i] ? 1 : 0) - one) * clear);
      am_sum_add (&self->skewed_variance, &self->skewed_variance_rest, times * clear * clear * one * (1 - one));
    }
}

void
am_probability_scores_add (AmProbabilityScores *self, const double *p, const uint8_t *event, size_t n, double clip)
{
  am_probability_scores_add_weighted (self, p, event, NULL, n, clip);
}

static void
merge (double *sum, double *rest, double later, double later_rest)
{
  am_sum_add (sum, rest, later);
  am_sum_add (sum, rest, later_rest);
}

void
am_probability_scores_merge (AmProbabilityScores *self, const AmProbabilityScores *later)
{
  self->n += later->n;
  self->events += later->events;
  self->n_outside += later->n_outside;
  self->n_impossible += later->n_impossible;
  merge (&self->squares, &self->squares_rest, later->squares, later->squares_rest);
  merge (&self->log_loss, &self->log_loss_rest, later->log_loss, later->log_loss_rest);
  merge (&self->expected, &self->expected_rest, later->expected, later->expected_rest);
  merge (&self->variance, &self->variance_rest, later->variance, later->variance_rest);
  merge (&self->skewed, &self->skewed_rest, later->skewed, later->skewed_rest);
  merge (&self->skewed_variance, &self->skewed_variance_rest, later->skewed_variance, later->skewed_variance_rest);
}

double
am_brier (const AmProbabilityScores *self)
{
  return self->n > 0 ? am_sum_get (self->squares, self->squares_rest) / self->n : NAN;
}

double
am_brier_skill (const AmProbabilityScores *self)
{
  double rate = self->events / self->n, reference = rate * (1 - rate);

  return reference > 0 ? 1 - am_brier (self) / reference : NAN;
}

double
am_log_loss (const AmProbabilityScores *self)
{
  return self->n > 0 ? am_sum_get (self->log_loss, self->log_loss_rest) / self->n : NAN;
}

AmZ
am_spiegelhalter (const AmProbabilityScores *self)
{
  double variance = am_sum_get (self->skewed_variance, self->skewed_variance_rest);
  AmZ out = { NAN, NAN };

  if (variance > 0)
    {
      out.z = am_sum_get (self->skewed, self->skewed_rest) / sqrt (variance);
      out.p_value = am_normal_two_sided (out.z);
    }
  return out;
}

AmMurphy
am_murphy (const double *p, const double *n, const double *d, size_t k)
{
  AmMurphy out = { 0 };
  double rows = 0, events = 0, rate;

  for (size_t i = 0; i < k; i++)
    {
      rows += n[i];
      events += d[i];
    }
  rate = events / rows;
  for (size_t i = 0; i < k; i++)
    {
      double own = d[i] / n[i], gap = p[i] - own;

      if (!(n[i] > 0))
        continue;
      out.reliability += n[i] / rows * gap * gap;
      out.resolution += n[i] / rows * (own - rate) * (own - rate);
      out.brier += (d[i] * (1 - p[i]) * (1 - p[i]) + (n[i] - d[i]) * p[i] * p[i]) / rows;
      out.ece += n[i] / rows * fabs (gap);
      out.mce = fmax (out.mce, fabs (gap));
    }
  out.uncertainty = rate * (1 - rate);
  out.skill = out.uncertainty > 0 ? 1 - out.brier / out.uncertainty : NAN;
  if (!(rows > 0))
    out = (AmMurphy) { NAN, NAN, NAN, NAN, NAN, NAN, NAN };
  return out;
}

static int
is_count (double d, double n, double level)
{
  return n >= 1 && n < 1e12 && d >= 0 && d <= n && level > 0 && level < 1;
}

AmInterval
am_wilson (double d, double n, double level)
{
  double z = am_normal_quantile (0.5 + 0.5 * level), square = z * z, rate = d / n, middle, half;

  if (!is_count (d, n, level))
    return (AmInterval) { NAN, NAN };
  middle = (rate + square / (2 * n)) / (1 + square / n);
  half = z / (1 + square / n) * sqrt (rate * (1 - rate) / n + square / (4 * n * n));
  return (AmInterval) { d == 0 ? 0 : fmax (0, middle - half), d == n ? 1 : fmin (1, middle + half) };
}

AmInterval
am_jeffreys_interval (double d, double n, double level)
{
  double tail = 0.5 - 0.5 * level;

  if (!is_count (d, n, level))
    return (AmInterval) { NAN, NAN };
  return (AmInterval) { d == 0 ? 0 : am_beta_quantile (tail, d + 0.5, n - d + 0.5), d == n ? 1 : am_beta_quantile (1 - tail, d + 0.5, n - d + 0.5) };
}

AmInterval
am_clopper_pearson (double d, double n, double level)
{
  double tail = 0.5 - 0.5 * level;

  if (!is_count (d, n, level))
    return (AmInterval) { NAN, NAN };
  return (AmInterval) { d == 0 ? 0 : am_beta_quantile (tail, d, n - d + 1), d == n ? 1 : am_beta_quantile (1 - tail, d + 1, n - d) };
}
