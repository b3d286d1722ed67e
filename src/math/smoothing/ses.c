/* Starting the recursion at y[0] gives errors a[t]; any other start moves them by -delta r^t with r = 1 - alpha, so that the best
 * start is the projection of a on r^t and only alpha has to be looked for. */
#include "math/smoothing/ses.h"

#include <math.h>

#define N_LANES 8
#define ALPHA_STEP 1e-9
/* Smaller powers add nothing to a sum that began with 1, and subnormal numbers are slow. */
#define LEAST_POWER 1e-100

typedef struct { double alpha, delta, level, sse; } Trial;

/* One pass for N_LANES values of alpha: the loops over lanes become vector instructions. */
static void
try_lanes (const double *y, size_t n, Trial trial[N_LANES])
{
  double r[N_LANES], level[N_LANES], power[N_LANES], aa[N_LANES], ap[N_LANES], pp[N_LANES];

  for (int k = 0; k < N_LANES; k++)
    {
      r[k] = 1 - trial[k].alpha;
      level[k] = y[0];
      power[k] = 1;
      aa[k] = ap[k] = pp[k] = 0;
    }
  for (size_t t = 0; t < n; t++)
    for (int k = 0; k < N_LANES; k++)
      {
        double a = y[t] - level[k];

        aa[k] += a * a;
        ap[k] += a * power[k];
        pp[k] += power[k] * power[k];
        level[k] = y[t] - r[k] * a;
        power[k] = power[k] > LEAST_POWER ? power[k] * r[k] : 0;
      }
  for (int k = 0; k < N_LANES; k++)
    {
      double sse;

      trial[k].delta = ap[k] / pp[k];
      trial[k].level = level[k] + trial[k].delta * power[k];
      sse = aa[k] - trial[k].delta * ap[k];
      trial[k].sse = sse > 0 ? sse : 0;
    }
}

static bool
is_usable (const double *y, size_t n)
{
  if (n < 3)
    return false;
  for (size_t t = 0; t < n; t++)
    if (!isfinite (y[t]))
      return false;
  return true;
}

/* Sums of squares by their definition: the projection cancels where the errors are small beside the first value. */
static void
finish (const double *y, size_t n, AmSes *fit)
{
  double level = fit->l0, sse = 0;

  for (size_t t = 0; t < n; t++)
    {
      double e = y[t] - level;

      sse += e * e;
      level += fit->alpha * e;
    }
  fit->level = level;
  fit->sse = sse;
}

bool
am_ses_fit_level (const double *y, size_t n, double alpha, AmSes *fit)
{
  Trial trial[N_LANES];

  if (!is_usable (y, n) || !(alpha > 0 && alpha <= 1))
    return false;
  for (int k = 0; k < N_LANES; k++)
    trial[k].alpha = alpha;
  try_lanes (y, n, trial);
  *fit = (AmSes) { .alpha = alpha, .l0 = y[0] + trial[0].delta };
  finish (y, n, fit);
  return true;
}

/* The grid is narrow where the likelihood of usual series bends most. */
static const double grid[2 * N_LANES] = {
  AM_SES_ALPHA_LOW, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.28, 0.36, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, AM_SES_ALPHA_HIGH,
};
/* A valley whose point of the grid is worse than this beside the best one is not looked into. */
#define VALLEY_SHARE 1.05

/* The least of one valley: around a point of the grid, ever finer. */
static Trial
descend (const double *y, size_t n, const Trial *coarse, int at)
{
  Trial fine[N_LANES], best = coarse[at];
  double low = grid[at > 0 ? at - 1 : 0], high = grid[at < 2 * N_LANES - 1 ? at + 1 : at];

  while (high - low > ALPHA_STEP)
    {
      double step = (high - low) / (N_LANES + 1), from = low;

      for (int k = 0; k < N_LANES; k++)
        fine[k].alpha = from + (k + 1) * step;
      try_lanes (y, n, fine);
      for (int k = 0; k < N_LANES; k++)
        if (fine[k].sse < best.sse)
          best = fine[k];
      low = fmax (low, best.alpha - step);
      high = fmin (high, best.alpha + step);
    }
  return best;
}

static bool
is_valley (const Trial *coarse, int at)
{
  return (at == 0 || coarse[at].sse <= coarse[at - 1].sse) && (at == 2 * N_LANES - 1 || coarse[at].sse < coarse[at + 1].sse);
}

bool
am_ses_fit (const double *y, size_t n, AmSes *fit)
{
  Trial coarse[2 * N_LANES], best;
  int at = 0;

  if (!is_usable (y, n))
    return false;
  for (int k = 0; k < 2 * N_LANES; k++)
    coarse[k].alpha = grid[k];
  try_lanes (y, n, coarse);
  try_lanes (y, n, coarse + N_LANES);
  for (int k = 1; k < 2 * N_LANES; k++)
    if (coarse[k].sse < coarse[at].sse)
      at = k;
  best = descend (y, n, coarse, at);
  for (int k = 0; k < 2 * N_LANES; k++)
    if (k != at && is_valley (coarse, k) && coarse[k].sse < coarse[at].sse * VALLEY_SHARE)
      {
        Trial other = descend (y, n, coarse, k);

        if (other.sse < best.sse)
          best = other;
      }
  *fit = (AmSes) { .alpha = best.alpha, .l0 = y[0] + best.delta };
  finish (y, n, fit);
  return true;
}

void
am_ses_levels (const AmSes *fit, const double *y, size_t n, double *level)
{
  double last = fit->l0;

  for (size_t t = 0; t < n; t++)
    level[t] = last += fit->alpha * (y[t] - last);
}
