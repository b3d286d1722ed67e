#include "math/calibration/calibration-line.h"

#include "math/distribution.h"
#include "math/sum-private.h"

#include <math.h>
#include <string.h>

#define MOST_STEPS 60

typedef struct
{
  double likelihood, likelihood_rest;
  double g0, g1, h00, h01, h11;              /* gradient and information */
} Point;

/* - ln (1 + exp (-x)) */
static double
log_logistic (double x)
{
  return x >= 0 ? -log1p (exp (-x)) : x - log1p (exp (x));
}

/* centre: the logits are taken from there, so that information is well conditioned for p that are all small. */
static void
measure (const double *logit, const uint8_t *event, size_t n, double centre, double a, double b, Point *out)
{
  memset (out, 0, sizeof *out);
  for (size_t i = 0; i < n; i++)
    {
      double x, q, error, weight, from_centre = logit[i] - centre;

      if (isnan (logit[i]))
        continue;
      x = a + b * from_centre;
      q = 1 / (1 + exp (-fabs (x)));
      weight = q * (1 - q);
      error = event[i] ? (x >= 0 ? 1 - q : q) : (x >= 0 ? -q : q - 1);
      am_sum_add (&out->likelihood, &out->likelihood_rest, log_logistic (event[i] ? x : -x));
      out->g0 += error;
      out->g1 += error * from_centre;
      out->h00 += weight;
      out->h01 += weight * from_centre;
      out->h11 += weight * from_centre * from_centre;
    }
  out->likelihood = am_sum_get (out->likelihood, out->likelihood_rest);
}

/* One Newton step from *a, *b; with fixed_slope only in a. FALSE when the information is singular. */
static bool
step_of (const Point *at, bool fixed_slope, double *da, double *db)
{
  double determinant = at->h00 * at->h11 - at->h01 * at->h01;

  *db = 0;
  *da = at->g0 / at->h00;
  if (fixed_slope)
    return at->h00 > 0;
  *da = (at->h11 * at->g0 - at->h01 * at->g1) / determinant;
  *db = (at->h00 * at->g1 - at->h01 * at->g0) / determinant;
  return determinant > 1e-14 * at->h00 * at->h11;
}

static bool
fit (const double *logit, const uint8_t *event, size_t n, double centre, bool fixed_slope, double *a, double *b, Point *at)
{
  measure (logit, event, n, centre, *a, *b, at);
  for (int i = 0; i < MOST_STEPS; i++)
    {
      double da, db, share = 1;
      Point next;

      if (!step_of (at, fixed_slope, &da, &db))
        return false;
      for (;; share *= 0.5)
        {
          measure (logit, event, n, centre, *a + share * da, *b + share * db, &next);
          if (next.likelihood >= at->likelihood || share < 1e-4)
            break;
        }
      if (share < 1e-4)
        return fabs (da) < 1e-6 && fabs (db) < 1e-6;
      *a += share * da;
      *b += share * db;
      *at = next;
      if (fabs (da) <= 1e-12 * (1 + fabs (*a)) && fabs (db) <= 1e-12 * (1 + fabs (*b)))
        return true;
      if (fabs (*b) > 1e6 || fabs (*a) > 1e8)
        return false;
    }
  return false;
}

static void
clear (AmCalibrationLine *out)
{
  double n = out->n, events = out->events;
  size_t left_out = out->n_left_out;

  *out = (AmCalibrationLine) { n, events, left_out, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN };
}

static bool
prepare (const double *p, const uint8_t *event, size_t n, double *logit, double *centre, AmCalibrationLine *out)
{
  double first = NAN;
  bool varies = false;

  *centre = 0;
  for (size_t i = 0; i < n; i++)
    {
      logit[i] = p[i] > 0 && p[i] < 1 ? log (p[i]) - log1p (-p[i]) : NAN;
      if (isnan (logit[i]))
        {
          out->n_left_out++;
          continue;
        }
      varies |= out->n > 0 && logit[i] != first;
      first = logit[i];
      out->n += 1;
      out->events += event[i] != 0;
      *centre += (logit[i] - *centre) / out->n;
    }
  return varies && out->events > 0 && out->events < out->n;
}

static double
null_likelihood (double events, double n)
{
  return events * log (events / n) + (n - events) * log1p (-events / n);
}

bool
am_calibration_line (const double *p, const uint8_t *event, size_t n, double *logit, AmCalibrationLine *out)
{
  double centre, a, b = 1, start, determinant;
  Point identity, line, offset;

  *out = (AmCalibrationLine) { 0 };
  if (!prepare (p, event, n, logit, &centre, out))
    {
      clear (out);
      return false;
    }
  measure (logit, event, n, centre, centre, 1, &identity);
  start = a = centre;
  if (!fit (logit, event, n, centre, true, &start, &b, &offset) || !(a = start, fit (logit, event, n, centre, false, &a, &b, &line)))
    {
      clear (out);
      return false;
    }

  determinant = line.h00 * line.h11 - line.h01 * line.h01;
  out->slope = b;
  out->intercept = a - b * centre;
  out->slope_se = sqrt (line.h00 / determinant);
  /* Variance of a - b centre, from those of a and b. */
  out->covariance = (-line.h01 - centre * line.h00) / determinant;
  out->intercept_se = sqrt ((line.h11 + 2 * centre * line.h01 + centre * centre * line.h00) / determinant);
  out->log_likelihood_identity = identity.likelihood;
  out->log_likelihood_line = line.likelihood;
  out->log_likelihood_null = null_likelihood (out->events, out->n);
  out->statistic = fmax (0, 2 * (line.likelihood - identity.likelihood));
  out->p_value = am_chi_square_upper (out->statistic, 2);
  out->slope_statistic = fmax (0, 2 * (line.likelihood - offset.likelihood));
  out->slope_p = am_chi_square_upper (out->slope_statistic, 1);
  out->intercept_at_slope_1 = start - centre;
  out->intercept_at_slope_1_se = 1 / sqrt (offset.h00);
  out->intercept_statistic = fmax (0, 2 * (offset.likelihood - identity.likelihood));
  out->intercept_p = am_chi_square_upper (out->intercept_statistic, 1);
  return true;
}
