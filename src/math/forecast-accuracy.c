#include "math/forecast-accuracy.h"
#include "math/sum-private.h"

#include <math.h>

/* Places of the sums' compensation terms. */
enum { ABS_ERROR, SQUARED_ERROR, ERROR, ABS_ACTUAL, ACTUAL, SMAPE, APE };
enum { WIDTH, WINKLER, PINBALL };

void
am_accuracy_init (AmAccuracy *self)
{
  *self = (AmAccuracy) { 0 };
}

void
am_accuracy_add (AmAccuracy *self, double actual, double forecast)
{
  double error = forecast - actual;
  double size = fabs (actual) + fabs (forecast);

  if (isnan (actual) || isnan (forecast))
    {
      self->n_missing++;
      return;
    }

  self->n++;
  am_sum_add (&self->abs_error, &self->rest[ABS_ERROR], fabs (error));
  am_sum_add (&self->squared_error, &self->rest[SQUARED_ERROR], error * error);
  am_sum_add (&self->error, &self->rest[ERROR], error);
  am_sum_add (&self->abs_actual, &self->rest[ABS_ACTUAL], fabs (actual));
  am_sum_add (&self->actual, &self->rest[ACTUAL], actual);
  if (size > 0)
    am_sum_add (&self->smape, &self->rest[SMAPE], 2 * fabs (error) / size);
  if (fabs (actual) > 0)
    am_sum_add (&self->ape, &self->rest[APE], fabs (error) / fabs (actual));
  else
    self->n_zero_actual++;
}

/* Loss of `limit` as the q-quantile. */
static double
quantile_loss (double actual, double limit, double q)
{
  return actual >= limit ? q * (actual - limit) : (1 - q) * (limit - actual);
}

void
am_accuracy_add_interval (AmAccuracy *self, double actual, double lower, double upper, double level)
{
  double tail = (1 - level) / 2;
  double miss = actual < lower ? lower - actual : actual > upper ? actual - upper : 0;

  if (isnan (actual) || isnan (lower) || isnan (upper))
    return;

  self->n_interval++;
  self->n_covered += actual >= lower && actual <= upper;
  am_sum_add (&self->width, &self->interval_rest[WIDTH], upper - lower);
  am_sum_add (&self->winkler, &self->interval_rest[WINKLER], upper - lower + miss / tail);
  am_sum_add (&self->pinball, &self->interval_rest[PINBALL],
              (quantile_loss (actual, lower, tail) + quantile_loss (actual, upper, 1 - tail)) / 2);
}

static void
merge_sum (double *sum, double *rest, double later_sum, double later_rest)
{
  am_sum_add (sum, rest, later_sum);
  *rest += later_rest;
}

void
am_accuracy_merge (AmAccuracy *self, const AmAccuracy *later)
{
  self->n += later->n;
  self->n_missing += later->n_missing;
  self->n_zero_actual += later->n_zero_actual;
  merge_sum (&self->abs_error, &self->rest[ABS_ERROR], later->abs_error, later->rest[ABS_ERROR]);
  merge_sum (&self->squared_error, &self->rest[SQUARED_ERROR], later->squared_error, later->rest[SQUARED_ERROR]);
  merge_sum (&self->error, &self->rest[ERROR], later->error, later->rest[ERROR]);
  merge_sum (&self->abs_actual, &self->rest[ABS_ACTUAL], later->abs_actual, later->rest[ABS_ACTUAL]);
  merge_sum (&self->actual, &self->rest[ACTUAL], later->actual, later->rest[ACTUAL]);
  merge_sum (&self->smape, &self->rest[SMAPE], later->smape, later->rest[SMAPE]);
  merge_sum (&self->ape, &self->rest[APE], later->ape, later->rest[APE]);

  self->n_interval += later->n_interval;
  self->n_covered += later->n_covered;
  merge_sum (&self->width, &self->interval_rest[WIDTH], later->width, later->interval_rest[WIDTH]);
  merge_sum (&self->winkler, &self->interval_rest[WINKLER], later->winkler, later->interval_rest[WINKLER]);
  merge_sum (&self->pinball, &self->interval_rest[PINBALL], later->pinball, later->interval_rest[PINBALL]);
}

/* NaN for a share of nothing, not infinite. */
static double
ratio (double part, double whole)
{
  return whole > 0 ? part / whole : NAN;
}

double
am_mae (const AmAccuracy *self)
{
  return ratio (am_sum_get (self->abs_error, self->rest[ABS_ERROR]), self->n);
}

double
am_rmse (const AmAccuracy *self)
{
  return sqrt (ratio (am_sum_get (self->squared_error, self->rest[SQUARED_ERROR]), self->n));
}

double
am_bias (const AmAccuracy *self)
{
  return ratio (am_sum_get (self->error, self->rest[ERROR]), self->n);
}

double
am_relative_bias (const AmAccuracy *self)
{
  return ratio (am_sum_get (self->error, self->rest[ERROR]), am_sum_get (self->abs_actual, self->rest[ABS_ACTUAL]));
}

double
am_wape (const AmAccuracy *self)
{
  return ratio (am_sum_get (self->abs_error, self->rest[ABS_ERROR]),
                am_sum_get (self->abs_actual, self->rest[ABS_ACTUAL]));
}

double
am_smape (const AmAccuracy *self)
{
  return ratio (am_sum_get (self->smape, self->rest[SMAPE]), self->n);
}

double
am_mape (const AmAccuracy *self)
{
  return ratio (am_sum_get (self->ape, self->rest[APE]), self->n - self->n_zero_actual);
}

double
am_coverage (const AmAccuracy *self)
{
  return ratio (self->n_covered, self->n_interval);
}

double
am_mean_width (const AmAccuracy *self)
{
  return ratio (am_sum_get (self->width, self->interval_rest[WIDTH]), self->n_interval);
}

double
am_winkler (const AmAccuracy *self)
{
  return ratio (am_sum_get (self->winkler, self->interval_rest[WINKLER]), self->n_interval);
}

double
am_pinball (const AmAccuracy *self)
{
  return ratio (am_sum_get (self->pinball, self->interval_rest[PINBALL]), self->n_interval);
}

double
am_crps_normal (double actual, double mean, double sd)
{
  double z = (actual - mean) / sd;

  if (!(sd > 0))
    return NAN;
  return sd * (z * erf (z * M_SQRT1_2) + M_2_SQRTPI * M_SQRT1_2 * exp (-0.5 * z * z) - 0.5 * M_2_SQRTPI);
}

double
am_crps_sample (double actual, const double *x, size_t n)
{
  double from = 0, apart = 0, from_rest = 0, apart_rest = 0;

  if (n == 0 || isnan (actual))
    return NAN;
  for (size_t i = 0; i < n; i++)
    {
      am_sum_add (&from, &from_rest, fabs (x[i] - actual));
      /* Differences to one of the values: their common size does not matter. */
      am_sum_add (&apart, &apart_rest, (2.0 * i + 1 - n) * (x[i] - x[0]));
    }
  return (am_sum_get (from, from_rest) - am_sum_get (apart, apart_rest) / n) / n;
}

/* Mean of |y[t] - y[t-m]|^power, power 1 or 2. */
static double
mean_seasonal_change (const double *y, size_t n, size_t m, int power)
{
  double sum = 0, rest = 0;
  size_t n_pairs = 0;

  for (size_t t = m; t < n; t++)
    {
      double change = fabs (y[t] - y[t - m]);

      if (isnan (change))
        continue;
      am_sum_add (&sum, &rest, power == 1 ? change : change * change);
      n_pairs++;
    }
  return ratio (am_sum_get (sum, rest), n_pairs);
}

double
am_mase_scale (const double *y, size_t n, size_t m)
{
  return mean_seasonal_change (y, n, m, 1);
}

double
am_rmsse_scale (const double *y, size_t n, size_t m)
{
  return mean_seasonal_change (y, n, m, 2);
}
