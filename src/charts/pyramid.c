/* Why not thin the series once instead: a thinned copy is right for one zoom only, and a risk picture may not lose the
 * one day that matters at any of them. */
#include "charts/pyramid.h"

#include <math.h>

#define BLOCK 16
#define MAX_LEVELS 48
#define BLOCKS_A_STEP 65536         /* a million values, some milliseconds */

typedef struct { float low, high; } Extremes;   /* low > high: nothing there */

struct _AssayPyramid
{
  const double *values;
  const gint8 *risk;
  gsize n;
  double origin;                    /* floats hold value - origin */
  guint n_levels;
  gsize n_blocks[MAX_LEVELS];
  Extremes *extremes[MAX_LEVELS];
  gint8 *severest[MAX_LEVELS];
};

static const Extremes nothing = { INFINITY, -INFINITY };

/* The float not above, or not below, the value: a block must hold what is in it. */
static inline float
float_below (double value)
{
  float f = (float) value;
  return (double) f > value ? nextafterf (f, -INFINITY) : f;
}

static inline float
float_above (double value)
{
  float f = (float) value;
  return (double) f < value ? nextafterf (f, INFINITY) : f;
}

static double
find_origin (const double *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      return values[i];
  return 0;
}

static Extremes
block_extremes (const AssayPyramid *self, gsize block)
{
  const double *v = self->values + block * BLOCK;
  gsize n = MIN (BLOCK, self->n - block * BLOCK);
  double low = INFINITY, high = -INFINITY;

  for (gsize i = 0; i < n; i++)
    {
      low = v[i] < low ? v[i] : low;          /* false for NaN */
      high = v[i] > high ? v[i] : high;
    }
  if (G_UNLIKELY (!(low > -INFINITY) || !(high < INFINITY)))
    {
      low = INFINITY;
      high = -INFINITY;
      for (gsize i = 0; i < n; i++)
        if (isfinite (v[i]))
          {
            low = MIN (low, v[i]);
            high = MAX (high, v[i]);
          }
    }
  if (low > high)
    return nothing;
  return (Extremes) { float_below (low - self->origin), float_above (high - self->origin) };
}

static gint8
block_risk (const AssayPyramid *self, gsize block)
{
  gsize first = block * BLOCK, last = MIN (first + BLOCK, self->n);
  gint8 worst = ASSAY_RISK_NONE;

  for (gsize i = first; i < last; i++)
    worst = self->risk[i] > worst && isfinite (self->values[i]) ? self->risk[i] : worst;
  return worst;
}

static gboolean
build_blocks (AssayPyramid *self, AssayProgress *progress)
{
  for (gsize first = 0; first < self->n_blocks[0]; first += BLOCKS_A_STEP)
    {
      gsize last = MIN (first + BLOCKS_A_STEP, self->n_blocks[0]);

      if (!assay_progress_step (progress, (double) first / self->n_blocks[0], NULL))
        return FALSE;
      for (gsize b = first; b < last; b++)
        self->extremes[0][b] = block_extremes (self, b);
      for (gsize b = first; self->risk != NULL && b < last; b++)
        self->severest[0][b] = block_risk (self, b);
    }
  return TRUE;
}

static void
build_level (AssayPyramid *self, guint level)
{
  const Extremes *below = self->extremes[level - 1];
  gsize n_below = self->n_blocks[level - 1];

  for (gsize b = 0; b < self->n_blocks[level]; b++)
    {
      gsize i = 2 * b, k = MIN (i + 1, n_below - 1);

      self->extremes[level][b] = (Extremes) { MIN (below[i].low, below[k].low), MAX (below[i].high, below[k].high) };
      if (self->risk != NULL)
        self->severest[level][b] = MAX (self->severest[level - 1][i], self->severest[level - 1][k]);
    }
}

static void
add_level (AssayPyramid *self, gsize n_blocks)
{
  guint level = self->n_levels++;

  g_assert (level < MAX_LEVELS);
  self->n_blocks[level] = n_blocks;
  self->extremes[level] = g_new (Extremes, n_blocks);
  if (self->risk != NULL)
    self->severest[level] = g_new (gint8, n_blocks);
}

AssayPyramid *
assay_pyramid_new (const double *values, const gint8 *risk, gsize n, AssayProgress *progress)
{
  g_autoptr(AssayPyramid) self = g_new0 (AssayPyramid, 1);

  self->values = values;
  self->risk = risk;
  self->n = n;
  self->origin = find_origin (values, n);
  if (n == 0)
    return g_steal_pointer (&self);
  add_level (self, (n + BLOCK - 1) / BLOCK);
  if (!build_blocks (self, progress))
    return NULL;
  while (self->n_blocks[self->n_levels - 1] > 1)
    {
      add_level (self, (self->n_blocks[self->n_levels - 1] + 1) / 2);
      build_level (self, self->n_levels - 1);
    }
  return g_steal_pointer (&self);
}

void
assay_pyramid_free (AssayPyramid *self)
{
  for (guint i = 0; i < self->n_levels; i++)
    {
      g_free (self->extremes[i]);
      g_free (self->severest[i]);
    }
  g_free (self);
}

typedef struct { double low, high; } Span;

static inline void
span_values (const AssayPyramid *self, gsize first, gsize last, Span *span)
{
  for (gsize i = first; i < last; i++)
    if (isfinite (self->values[i]))
      {
        span->low = MIN (span->low, self->values[i]);
        span->high = MAX (span->high, self->values[i]);
      }
}

static inline void
span_block (const AssayPyramid *self, guint level, gsize block, Span *span)
{
  Extremes e = self->extremes[level][block];

  if (e.low > e.high)
    return;
  span->low = MIN (span->low, self->origin + e.low);
  span->high = MAX (span->high, self->origin + e.high);
}

gboolean
assay_pyramid_extremes (const AssayPyramid *self, gsize first, gsize last, double *low, double *high)
{
  Span span = { INFINITY, -INFINITY };
  gsize left, right;
  guint level = 0;

  last = MIN (last, self->n);
  if (first >= last)
    return FALSE;
  left = (first + BLOCK - 1) / BLOCK;         /* whole blocks are left … right - 1 */
  right = last / BLOCK;
  if (left >= right)
    span_values (self, first, last, &span);
  else
    {
      span_values (self, first, left * BLOCK, &span);
      span_values (self, right * BLOCK, last, &span);
      /* Climb: an odd end cannot be part of a larger block of the stretch, so it is taken here. */
      while (left < right)
        {
          if (left & 1)
            span_block (self, level, left++, &span);
          if (left < right && (right & 1))
            span_block (self, level, --right, &span);
          left /= 2;
          right /= 2;
          level++;
        }
    }
  if (span.low > span.high)
    return FALSE;
  *low = span.low;
  *high = span.high;
  return TRUE;
}

/* First of values[first … last - 1] at this risk; the caller knows there is one or passes on FALSE. */
static gboolean
find_value (const AssayPyramid *self, gsize first, gsize last, gint8 *worst, gsize *index)
{
  gboolean found = FALSE;

  for (gsize i = first; i < last; i++)
    if (self->risk[i] > *worst && isfinite (self->values[i]))
      {
        *worst = self->risk[i];
        *index = i;
        found = TRUE;
      }
  return found;
}

static gsize
descend (const AssayPyramid *self, guint level, gsize block)
{
  gint8 worst = self->severest[level][block], none = worst - 1;
  gsize index = 0;

  for (; level > 0; level--)
    block = 2 * block + (self->severest[level - 1][2 * block] != worst);
  find_value (self, block * BLOCK, MIN ((block + 1) * BLOCK, self->n), &none, &index);
  return index;
}

AssayRisk
assay_pyramid_most_severe (const AssayPyramid *self, gsize first, gsize last, gsize *index)
{
  gint8 worst = ASSAY_RISK_NONE;
  gsize at = 0, left, right;

  last = MIN (last, self->n);
  if (self->risk == NULL || first >= last)
    return ASSAY_RISK_NONE;
  left = (first + BLOCK - 1) / BLOCK;
  right = last / BLOCK;
  if (left >= right)
    find_value (self, first, last, &worst, &at);
  else
    {
      find_value (self, first, left * BLOCK, &worst, &at);
      /* From left to right in the largest aligned blocks, so that the first of equals is kept. */
      while (left < right)
        {
          guint level = 0;

          while (level + 1 < self->n_levels && (left & (((gsize) 2 << level) - 1)) == 0 && left + ((gsize) 2 << level) <= right)
            level++;
          if (self->severest[level][left >> level] > worst)
            {
              worst = self->severest[level][left >> level];
              at = descend (self, level, left >> level);
            }
          left += (gsize) 1 << level;
        }
      find_value (self, right * BLOCK, last, &worst, &at);
    }
  if (worst > ASSAY_RISK_NONE && index != NULL)
    *index = at;
  return worst;
}
