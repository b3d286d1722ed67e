/* The value furthest from the centre is always the smallest or the largest of those left. With the values sorted once, taking
 * one out moves one end of a range; nothing else is touched. */
#include "math/detection/extreme-deviate.h"
#include "math/detection/detection-score.h"
#include "math/detection/robust-z.h"
#include "math/detection/sorted-window-private.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

typedef struct { double value; size_t row; } Item;

typedef struct
{
  Item *item;                   /* sorted; those left are first..first+n-1 */
  double *value;                /* the same, alone */
  size_t first, n;
  double mean, m2, m2_summed;   /* of those left; m2 when it was last summed */
} Range;

size_t
am_extreme_deviate_work (size_t n)
{
  return n * (sizeof (Item) + sizeof (double));
}

size_t
am_extreme_deviate_most (size_t n, const AmExtremeDeviate *how)
{
  size_t most = how->max_outliers > 0 ? how->max_outliers : n / 50;

  if (n < 5)
    return 0;
  if (most < 1)
    most = 1;
  return most < n / 2 - 1 ? most : n / 2 - 1;
}

/* Equal values: the earlier row first. At the upper end the later row of equal ones is then taken out first. */
static int
compare_items (const void *a, const void *b)
{
  const Item *p = a, *q = b;

  if (p->value != q->value)
    return p->value < q->value ? -1 : 1;
  return p->row < q->row ? -1 : p->row > q->row;
}

static size_t
sort_items (const double *x, size_t n, Item *item)
{
  size_t count = 0;

  for (size_t t = 0; t < n; t++)
    if (!isnan (x[t]))
      item[count++] = (Item) { x[t], t };
  qsort (item, count, sizeof *item, compare_items);
  return count;
}

static void
sum_up (Range *self)
{
  double sum = 0, middle = self->value[self->first + self->n / 2];

  /* Centred on a value of the range, or a level of 1e9 would eat the digits. */
  for (size_t i = self->first; i < self->first + self->n; i++)
    sum += self->value[i] - middle;
  self->mean = middle + sum / (double) self->n;
  self->m2 = 0;
  for (size_t i = self->first; i < self->first + self->n; i++)
    self->m2 += (self->value[i] - self->mean) * (self->value[i] - self->mean);
  self->m2_summed = self->m2;
}

/* Takes one end out. Sums are carried on, and made anew when little of them is left, which can happen a hundred times at most. */
static void
take_out (Range *self, size_t at)
{
  double x = self->value[at], away = x - self->mean;

  self->n--;
  if (at == self->first)
    self->first++;
  self->mean -= away / (double) self->n;
  self->m2 -= away * (x - self->mean);
  if (!(self->m2 > 1e-3 * self->m2_summed))
    sum_up (self);
}

/* Centre and spread of those left. */
static void
measure (const Range *self, bool hybrid, double *centre, double *spread)
{
  const double *left = self->value + self->first;

  if (hybrid)
    {
      *centre = am_sorted_median (left, self->n);
      *spread = AM_MAD_TO_SD * am_sorted_mad (left, self->n, *centre);
    }
  else
    {
      *centre = self->mean;
      *spread = sqrt (self->m2 / (double) (self->n - 1));
    }
}

/* Rosner's equation 2.5: m values are left. */
static double
critical_value (double alpha, double m)
{
  double t = gsl_cdf_tdist_Qinv (alpha / (2 * m), m - 2);

  return (m - 1) * t / sqrt ((m - 2 + t * t) * m);
}

/* The place of the end further from the centre. */
static size_t
furthest (const Range *self, double centre)
{
  size_t low = self->first, high = self->first + self->n - 1;
  double below = centre - self->value[low], above = self->value[high] - centre;

  if (below != above)
    return below > above ? low : high;
  return self->item[low].row <= self->item[high].row ? low : high;
}

static double
deviate_of (double away, double spread)
{
  return spread > 0 ? fmin (away / spread, AM_SCORE_LARGEST) : AM_SCORE_LARGEST;
}

size_t
am_extreme_deviates (const double *x, size_t n, const AmExtremeDeviate *how, size_t *row, double *statistic, double *limit,
                     size_t *n_tested, void *work)
{
  Range range = { .item = work, .value = (double *) ((Item *) work + n) };
  double alpha = how->alpha == 0 ? 0.05 : how->alpha;
  size_t most, n_outliers = 0;

  *n_tested = 0;
  range.n = sort_items (x, n, range.item);
  most = am_extreme_deviate_most (range.n, how);
  if (most == 0)
    return 0;
  for (size_t i = 0; i < range.n; i++)
    range.value[i] = range.item[i].value;
  sum_up (&range);

  for (size_t i = 0; i < most; i++)
    {
      double centre, spread;
      size_t at;

      measure (&range, how->hybrid, &centre, &spread);
      at = furthest (&range, centre);
      if (range.value[at] == centre)
        break;
      row[i] = range.item[at].row;
      statistic[i] = deviate_of (fabs (range.value[at] - centre), spread);
      limit[i] = critical_value (alpha, (double) range.n);
      if (statistic[i] > limit[i])
        n_outliers = i + 1;
      take_out (&range, at);
      *n_tested = i + 1;
    }
  return n_outliers;
}
