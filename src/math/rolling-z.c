/* Rolling moments of windows of W values, without ever taking a value out again.
 *
 * The values that exist are numbered 0, 1, 2, … and cut into blocks of W. A window that starts
 * at place r of a block is the block's last W - r values and the next block's first r:
 *
 *     block k-1                block k
 *     . . . . . [x x x x x x | x x x x x]. . . . . .
 *               suffix(r)      prefix(r)
 *
 * So each block's suffix moments and prefix moments, both grown value by value (Welford 1962)
 * and merged in pairs, give every window exactly, in constant time a row, for any W. Removing old
 * values from running sums would be simpler, and wrong after a jump from 1e9 back to 1.
 *
 * Growing moments is a chain of dependent operations, one value waiting for the other. Blocks do
 * not depend on each other, so LANES of them go side by side in vector registers. */
#include "math/rolling-z.h"
#include "math/clones.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#define LANES 8
#define FLAT 1e-9      /* a spread below this share of the scale is rounding noise, not spread */

/* Unaligned in memory, so that scratch may come from any malloc. */
typedef double Lanes __attribute__ ((vector_size (LANES * sizeof (double)), aligned (8)));

typedef struct { double n, mean, m2; } Moments;   /* m2: sum of squared distances from the mean */

typedef struct
{
  const double *x;
  size_t first, end;       /* rows that are asked for */
  size_t row;              /* next to read */
  const AmRollingZ *how;
  size_t window;
  double *z;               /* of row `first` */
  uint8_t *state;

  double *value;           /* the block before, then up to LANES blocks: (LANES + 1) * window */
  size_t *at;              /* rows of those after the first block: LANES * window */
  Lanes *lane_value, *mean, *m2;   /* window + 1 each, lane k for block k of the group */
} Pass;

static inline bool
exists (double x)
{
  return fabs (x) <= AM_ROLLING_Z_LIMIT;
}

AM_CLONES size_t
am_rolling_z_count (const double *x, size_t n)
{
  size_t count = 0;

  for (size_t i = 0; i < n; i++)
    count += exists (x[i]);
  return count;
}

size_t
am_rolling_z_work (const AmRollingZ *how)
{
  size_t window = how->window > 0 ? how->window : 0;

  return (LANES + 1) * window * sizeof (double) + LANES * window * sizeof (size_t)
         + 3 * (window + 1) * sizeof (Lanes);
}

static void
share_out_work (Pass *self, void *work)
{
  self->value = work;
  self->at = (size_t *) (self->value + (LANES + 1) * self->window);
  self->lane_value = (Lanes *) (self->at + LANES * self->window);
  self->mean = self->lane_value + (self->window + 1);
  self->m2 = self->mean + (self->window + 1);
}

/* Reads rows until `most` values are found or the end is reached, and notes their rows. */
AM_CLONES static size_t
read_values (Pass *self, double *value, size_t *at, size_t most)
{
  const double *x = self->x;
  size_t row = self->row, count = 0;

  while (row < self->end && count < most)
    {
      /* As many rows as can neither overfill the scratch nor pass the end: no other test inside. */
      size_t n_rows = self->end - row < most - count ? self->end - row : most - count;

      for (size_t stop = row + n_rows; row < stop; row++)
        {
          value[count] = x[row];
          at[count] = row;
          count += exists (x[row]);
        }
    }
  self->row = row;
  return count;
}

static void
put_undefined (Pass *self, size_t row, AmZState state)
{
  self->z[row - self->first] = NAN;
  self->state[row - self->first] = state;
}

/* Rows that are asked for, from `from` to the one before `to`, hold no value until one is put there. */
static void
put_missing (Pass *self, size_t from, size_t to)
{
  for (size_t row = from > self->first ? from : self->first; row < to; row++)
    put_undefined (self, row, AM_Z_NO_VALUE);
}

/* Infinite stands for a breach of a flat history, NaN for a value equal to it. */
static inline double
score (double x, double mean, double m2, double n)
{
  double sd = sqrt (m2 / (n - 1));
  double away = x - mean;
  double limit = FLAT * fabs (mean);
  double z = away / sd;
  double flat_z = fabs (away) > limit ? INFINITY : NAN;

  return sd > 0 && sd >= limit ? z : flat_z;
}

static inline void
put_score (Pass *self, size_t row, double score)
{
  size_t i = row - self->first;
  bool is_defined = fabs (score) < INFINITY;

  self->z[i] = is_defined ? score : NAN;
  self->state[i] = is_defined ? AM_Z_DEFINED : isnan (score) ? AM_Z_CONSTANT : AM_Z_CONSTANT_BREACH;
}

static inline void
add_value (Moments *self, double x)
{
  double away = x - self->mean;

  self->n += 1;
  self->mean += away * (1 / self->n);
  self->m2 += away * (x - self->mean);
}

/* The first block: windows that are not full yet. Its values stay behind as "the block before". */
static void
pass_first_block (Pass *self)
{
  size_t start = self->row;
  size_t count = read_values (self, self->value, self->at, self->window);
  Moments history = { 0 };

  put_missing (self, start, self->row);
  for (size_t i = 0; i < count; i++)
    {
      double x = self->value[i];

      if (self->how->include_current)
        add_value (&history, x);
      if (self->at[i] >= self->first)
        {
          if (history.n < 2 || history.n < self->how->min_periods)
            put_undefined (self, self->at[i], AM_Z_TOO_FEW);
          else
            put_score (self, self->at[i], score (x, history.mean, history.m2, history.n));
        }
      if (!self->how->include_current)
        add_value (&history, x);
    }
}

/* Through a pointer: how a vector is returned depends on the machine, how it is stored does not. */
static inline void
gather (const double *value, size_t stride, Lanes *x)
{
  *x = (Lanes) { value[0], value[stride], value[2 * stride], value[3 * stride],
                 value[4 * stride], value[5 * stride], value[6 * stride], value[7 * stride] };
}

/* mean[r], m2[r]: of values r to window - 1 of each block. */
AM_CLONES static void
grow_suffixes (const double *value, size_t window, Lanes *mean_at, Lanes *m2_at)
{
  Lanes mean = { 0 }, m2 = { 0 };

  mean_at[window] = mean;
  m2_at[window] = m2;
  for (size_t r = window; r-- > 0;)
    {
      double share = 1 / (double) (window - r);
      Lanes x, away;

      gather (value + r, window, &x);
      away = x - mean;
      mean += away * share;
      m2 += away * (x - mean);
      mean_at[r] = mean;
      m2_at[r] = m2;
    }
}

/* Grows the prefixes of the blocks that follow, and puts the moments of the whole window of their
 * value r where the suffix of place r was: that one is not needed again. */
AM_CLONES static void
merge_prefixes (const double *value, size_t window, size_t n_places, size_t include_current,
                Lanes *value_at, Lanes *mean_at, Lanes *m2_at)
{
  Lanes mean = { 0 }, m2 = { 0 };

  for (size_t r = 0; r < n_places; r++)
    {
      double share = 1 / (double) (r + 1);
      size_t n_prefix = r + include_current;
      double prefix_share = (double) n_prefix / window;
      double weight = (double) n_prefix * (window - n_prefix) / window;
      Lanes x, away, with_mean, with_m2, used_mean, used_m2, apart;

      gather (value + r, window, &x);
      away = x - mean;
      with_mean = mean + away * share;
      with_m2 = m2 + away * (x - with_mean);
      used_mean = include_current ? with_mean : mean;
      used_m2 = include_current ? with_m2 : m2;

      apart = used_mean - mean_at[n_prefix];
      value_at[r] = x;
      m2_at[r] = m2_at[n_prefix] + used_m2 + apart * apart * weight;
      mean_at[r] = mean_at[n_prefix] + apart * prefix_share;
      mean = with_mean;
      m2 = with_m2;
    }
}

/* The score takes the place of m2. */
AM_CLONES static void
score_places (const double *x, const double *mean, double *m2, size_t n, double window)
{
  for (size_t i = 0; i < n; i++)
    m2[i] = score (x[i], mean[i], m2[i], window);
}

static void
put_scores (Pass *self, size_t count)
{
  const double *score_at = (const double *) self->m2;

  for (size_t lane = 0, i = 0; lane < LANES && i < count; lane++)
    for (size_t r = 0; r < self->window && i < count; r++, i++)
      if (self->at[i] >= self->first)
        put_score (self, self->at[i], score_at[r * LANES + lane]);
}

static bool
pass_group (Pass *self)
{
  size_t window = self->window, start = self->row;
  double *value = self->value + window;
  size_t count = read_values (self, value, self->at, LANES * window);
  size_t n_places = count < window ? count : window;

  if (count == 0)
    {
      put_missing (self, start, self->row);
      return false;
    }
  if (count < self->row - start)
    put_missing (self, start, self->row);

  /* Lanes without a block compute with zeros; nobody looks at what. */
  memset (value + count, 0, (LANES * window - count) * sizeof *value);
  grow_suffixes (self->value, window, self->mean, self->m2);
  merge_prefixes (value, window, n_places, self->how->include_current, self->lane_value, self->mean, self->m2);
  if (window < 2)
    for (size_t i = 0; i < count; i++)
      put_undefined (self, self->at[i], AM_Z_TOO_FEW);
  else
    {
      score_places ((const double *) self->lane_value, (const double *) self->mean, (double *) self->m2,
                    n_places * LANES, window);
      put_scores (self, count);
    }
  memmove (self->value, self->value + LANES * window, window * sizeof *value);
  return true;
}

/* The row from which on there are n values before `first`. */
static size_t
step_back (const double *x, size_t first, size_t n)
{
  while (n > 0)
    n -= exists (x[--first]);
  return first;
}

bool
am_rolling_z_ranked_part (const double *x, size_t n, size_t first, size_t count, size_t n_before,
                          const AmRollingZ *how, double *z, uint8_t *state, void *work)
{
  Pass pass = { .x = x, .first = first, .end = first + count, .how = how, .window = how->window,
                .z = z, .state = state };
  size_t block;

  assert (first + count <= n);
  if (how->window < 1 || how->min_periods < 0 || how->min_periods > how->window)
    return false;

  share_out_work (&pass, work);
  block = n_before / pass.window;
  if (block == 0)
    {
      pass.row = 0;
      pass_first_block (&pass);
    }
  else
    {
      pass.row = step_back (x, first, n_before - (block - 1) * pass.window);
      read_values (&pass, pass.value, pass.at, pass.window);
    }
  while (pass_group (&pass))
    ;
  return true;
}

bool
am_rolling_z_part (const double *x, size_t n, size_t first, size_t count, const AmRollingZ *how,
                   double *z, uint8_t *state, void *work)
{
  return am_rolling_z_ranked_part (x, n, first, count, am_rolling_z_count (x, first), how, z, state, work);
}

bool
am_rolling_z (const double *x, size_t n, const AmRollingZ *how, double *z, uint8_t *state, void *work)
{
  return am_rolling_z_ranked_part (x, n, 0, n, 0, how, z, state, work);
}
