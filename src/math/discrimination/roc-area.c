#include "math/discrimination/roc-area.h"

#include "math/distribution.h"
#include "math/sum-private.h"

#include <math.h>

AmRocArea
am_roc_area (const AmClassScores *scores)
{
  double n1 = am_class_scores_count_events (scores), n0 = am_class_scores_count_nonevents (scores);
  double wins = 0, of_events = 0, of_nonevents = 0;
  AmRocArea out = { NAN, NAN };
  AmTieGroup group = { 0 };

  if (scores->n_events == 0 || scores->n_nonevents == 0)
    return out;

  while (am_class_scores_next (scores, &group))
    wins += group.events * (group.nonevents_below + 0.5 * group.nonevents);
  out.area = wins / n1 / n0;
  if (scores->n_events < 2 || scores->n_nonevents < 2 || !(n1 > 1 && n0 > 1))
    return out;

  /* Around the mean, in a walk of its own: nothing cancels for an area near 1. */
  group = (AmTieGroup) { 0 };
  while (am_class_scores_next (scores, &group))
    {
      double event = (group.nonevents_below + 0.5 * group.nonevents) / n0 - out.area;
      double nonevent = (n1 - group.events_below - 0.5 * group.events) / n1 - out.area;

      of_events += group.events * event * event;
      of_nonevents += group.nonevents * nonevent * nonevent;
    }
  out.variance = of_events / (n1 - 1) / n1 + of_nonevents / (n0 - 1) / n0;
  return out;
}

double
am_hanley_mcneil_se (double area, double n_events, double n_nonevents)
{
  double square = area * area, q1 = area / (2 - area), q2 = 2 * square / (1 + area);

  if (!(area >= 0 && area <= 1 && n_events >= 1 && n_nonevents >= 1))
    return NAN;
  return sqrt ((area * (1 - area) + (n_events - 1) * (q1 - square) + (n_nonevents - 1) * (q2 - square)) / n_events / n_nonevents);
}

/* How many of sorted[n] are below x, and how many equal it: below + half of those. */
static double
beaten (const double *sorted, size_t n, double x)
{
  size_t low = 0, high = n, first;

  while (low < high)
    {
      size_t middle = low + (high - low) / 2;

      if (sorted[middle] < x)
        low = middle + 1;
      else
        high = middle;
    }
  first = low;
  high = n;
  while (low < high)
    {
      size_t middle = low + (high - low) / 2;

      if (sorted[middle] <= x)
        low = middle + 1;
      else
        high = middle;
    }
  return 0.5 * ((double) first + (double) low);
}

void
am_roc_shares (const AmClassScores *scores, const double *score, const uint8_t *event, size_t from, size_t to, double *share)
{
  double n1 = scores->n_events, n0 = scores->n_nonevents;

  for (size_t i = from; i < to; i++)
    share[i] = event[i] ? beaten (scores->nonevents, scores->n_nonevents, score[i]) / n0
                        : (n1 - beaten (scores->events, scores->n_events, score[i])) / n1;
}

typedef struct { double n, mean_a, mean_b; } Class;

static void
find_means (const double *share_a, const double *share_b, const uint8_t *event, size_t n, Class class[2])
{
  class[0] = class[1] = (Class) { 0 };
  for (size_t i = 0; i < n; i++)
    {
      Class *one = &class[event[i] != 0];

      one->n += 1;
      one->mean_a += share_a[i];
      one->mean_b += share_b[i];
    }
  for (int k = 0; k < 2; k++)
    {
      class[k].mean_a /= class[k].n;
      class[k].mean_b /= class[k].n;
    }
}

double
am_roc_covariance (const double *share_a, const double *share_b, const uint8_t *event, size_t n)
{
  Class class[2];
  double sum[2] = { 0 }, rest[2] = { 0 };

  find_means (share_a, share_b, event, n, class);
  if (class[0].n < 2 || class[1].n < 2)
    return NAN;
  for (size_t i = 0; i < n; i++)
    {
      int k = event[i] != 0;
      am_sum_add (&sum[k], &rest[k], (share_a[i] - class[k].mean_a) * (share_b[i] - class[k].mean_b));
    }
  return am_sum_get (sum[0], rest[0]) / (class[0].n - 1) / class[0].n + am_sum_get (sum[1], rest[1]) / (class[1].n - 1) / class[1].n;
}

AmRocComparison
am_roc_compare (const double *share_a, const double *share_b, const uint8_t *event, size_t n)
{
  AmRocComparison out;
  Class class[2];
  double variance;

  find_means (share_a, share_b, event, n, class);
  out.area_a = class[1].mean_a;
  out.area_b = class[1].mean_b;
  out.difference = out.area_a - out.area_b;
  out.variance_a = am_roc_covariance (share_a, share_a, event, n);
  out.variance_b = am_roc_covariance (share_b, share_b, event, n);
  out.covariance = am_roc_covariance (share_a, share_b, event, n);
  variance = out.variance_a + out.variance_b - 2 * out.covariance;
  /* The same ranking twice: what is left is rounding of equal terms. */
  if (variance < 1e-14 * (out.variance_a + out.variance_b))
    variance = 0;
  out.standard_error = sqrt (variance);
  out.z = variance > 0 ? out.difference / out.standard_error : NAN;
  out.p_value = variance > 0 ? am_normal_two_sided (out.z) : variance == 0 && fabs (out.difference) < 1e-14 ? 1 : NAN;
  return out;
}

void
am_roc_limits (double area, double variance, double *low, double *high)
{
  double half = 1.959963984540054 * sqrt (variance);

  *low = isnan (half) ? NAN : fmax (0, area - half);
  *high = isnan (half) ? NAN : fmin (1, area + half);
}
