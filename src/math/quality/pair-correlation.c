#include "math/quality/pair-correlation.h"
#include "math/clones.h"

#include <math.h>

#define LANES 8
#define RUN 4096          /* rows whose sums are kept apart: sums of sums lose fewer digits */

typedef struct { double n, x, y, xx, yy, xy; } Sums;

AM_CLONES static void
add_run (const float *x, const float *y, size_t n, Sums *all)
{
  double count[LANES] = { 0 }, sx[LANES] = { 0 }, sy[LANES] = { 0 }, sxx[LANES] = { 0 }, syy[LANES] = { 0 }, sxy[LANES] = { 0 };

  for (size_t i = 0; i < n; i += LANES)
    for (size_t lane = 0; lane < LANES && i + lane < n; lane++)
      {
        double a = x[i + lane], b = y[i + lane];
        int is_pair = a == a && b == b;

        a = is_pair ? a : 0;
        b = is_pair ? b : 0;
        count[lane] += is_pair;
        sx[lane] += a;
        sy[lane] += b;
        sxx[lane] += a * a;
        syy[lane] += b * b;
        sxy[lane] += a * b;
      }
  for (int lane = 0; lane < LANES; lane++)
    {
      all->n += count[lane];
      all->x += sx[lane];
      all->y += sy[lane];
      all->xx += sxx[lane];
      all->yy += syy[lane];
      all->xy += sxy[lane];
    }
}

double
am_pair_correlation (const float *x, const float *y, size_t n, double *n_pairs)
{
  Sums sums = { 0 };
  double xx, yy, xy;

  for (size_t first = 0; first < n; first += RUN)
    add_run (x + first, y + first, n - first < RUN ? n - first : RUN, &sums);
  *n_pairs = sums.n;
  xx = sums.xx - sums.x * (sums.x / sums.n);
  yy = sums.yy - sums.y * (sums.y / sums.n);
  xy = sums.xy - sums.x * (sums.y / sums.n);
  if (sums.n < 3 || !(xx > 1e-13 * sums.xx) || !(yy > 1e-13 * sums.yy))
    return NAN;
  return fmax (-1, fmin (1, xy / sqrt (xx * yy)));
}

void
am_centred_ranks (const double *x, const size_t *order, size_t n, float *rank)
{
  size_t kept = n;

  while (kept > 0 && isnan (x[order[kept - 1]]))
    rank[order[--kept]] = NAN;
  for (size_t i = 0; i < kept;)
    {
      size_t end = i;

      while (end < kept && x[order[end]] == x[order[i]])
        end++;
      for (size_t k = i; k < end; k++)
        rank[order[k]] = (float) ((0.5 * (i + end - 1.0) - 0.5 * (kept - 1.0)) / kept);
      i = end;
    }
}
