#include "math/scoring/score-blocks.h"

#include <math.h>
#include <string.h>

#include "math/clones.h"

/* From here on halving beats looking at every cut, although that goes many rows at a time. */
#define FEW_CUTS 24

AM_CLONES static void
count_cuts (const double *restrict x, size_t n, const double *cuts, size_t n_cuts, uint32_t *restrict bin)
{
  for (size_t i = 0; i < n; i++)
    bin[i] = x[i] != x[i] ? (uint32_t) n_cuts + 1 : 0;
  for (size_t k = 0; k < n_cuts; k++)
    {
      double cut = cuts[k];

      for (size_t i = 0; i < n; i++)
        bin[i] += x[i] >= cut ? 1 : 0;
    }
}

static uint32_t
search_cuts (double x, const double *cuts, size_t n_cuts)
{
  size_t low = 0, high = n_cuts;

  if (isnan (x))
    return n_cuts + 1;
  while (low < high)
    {
      size_t middle = low + (high - low) / 2;

      if (x >= cuts[middle])
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

void
am_find_bins (const double *x, size_t n, const double *cuts, size_t n_cuts, uint32_t *bin)
{
  if (n_cuts < FEW_CUTS)
    {
      count_cuts (x, n, cuts, n_cuts, bin);
      return;
    }
  for (size_t i = 0; i < n; i++)
    bin[i] = search_cuts (x[i], cuts, n_cuts);
}

AM_CLONES void
am_add_scaled (const double *restrict x, size_t n, double factor, double *restrict sum)
{
  for (size_t i = 0; i < n; i++)
    sum[i] += factor * x[i];
}

void
am_gather (const uint32_t *index, size_t n, const double *table, double *value)
{
  for (size_t i = 0; i < n; i++)
    value[i] = table[index[i]];
}

/* Both results of a comparison are kept, so that nothing branches and eight or more rows go at once. */
AM_CLONES static void
push_rank (int16_t *restrict rank, size_t n, int16_t *restrict least)
{
  for (size_t i = 0; i < n; i++)
    {
      int16_t a = rank[i], b = least[i];

      least[i] = a < b ? a : b;
      rank[i] = a < b ? b : a;
    }
}

void
am_keep_least (const int16_t *rank, size_t n, int16_t *least, size_t n_least, size_t stride)
{
  int16_t carried[256];

  for (size_t at = 0; at < n; at += 256)
    {
      size_t m = n - at < 256 ? n - at : 256;

      memcpy (carried, rank + at, m * sizeof *carried);
      for (size_t k = 0; k < n_least; k++)
        push_rank (carried, m, least + k * stride + at);
    }
}

void
am_logistic (const double *x, size_t n, double *value)
{
  for (size_t i = 0; i < n; i++)
    value[i] = x[i] >= 0 ? 1 / (1 + exp (-x[i])) : exp (x[i]) / (1 + exp (x[i]));
}

void
am_points_to_probability (const double *points, size_t n, double points0, double odds, double pdo, double *probability)
{
  for (size_t i = 0; i < n; i++)
    {
      double log_odds = log (odds) + (points[i] - points0) / pdo * M_LN2;

      probability[i] = log_odds <= 0 ? 1 / (1 + exp (log_odds)) : exp (-log_odds) / (1 + exp (-log_odds));
    }
}
