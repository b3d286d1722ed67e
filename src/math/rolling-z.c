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
#define SLOTS (LANES + 1)   /* the block before the group, then the group's */
#define FLAT 1e-9      /* a spread below this share of the scale is rounding noise, not spread */

/* Unaligned in memory, so that scratch may come from any malloc. */
typedef double Lanes __attribute__ ((vector_size (LANES * sizeof (double)), aligned (8)));

typedef struct { size_t n; double mean, m2; } Moments;   /* m2: sum of squared distances from the mean */

typedef struct
{
  const double *x;
  size_t first, end;       /* rows that are asked for */
  size_t row;              /* next to read */
  const AmRollingZ *how;
  size_t window;
  double *z;               /* of row `first` */
  uint8_t *state;

  double *value;           /* of the blocks at work, one after the other: LANES * window */
  size_t *at;              /* their rows */

  /* By place in the block, from 0 to window; lane k for block k of the group. */
  Lanes *lane_value;       /* then the scores */
  Lanes *prefix_mean, *prefix_m2;   /* of a block's first r values */
  double *suffix_mean, *suffix_m2;  /* of its values from r on; SLOTS each, slot k for block k - 1 */
  double *share;           /* 1 / (r + 1) */
  double *prefix_share;    /* r / window */
  double *weight;          /* r (window - r) / window */
} Pass;

static inline bool
exists (double x)
{
  return fabs (x) <= AM_ROLLING_Z_LIMIT;
}

/* Below zero when x does not exist. The bits of doubles without sign are in the order of their values, NaN last, and
 * differences of whole numbers go into vectors on every processor, which counts of comparisons do not. */
static inline int64_t
room_below_limit (double x)
{
  const double limit = AM_ROLLING_Z_LIMIT;
  int64_t bits, limit_bits;

  memcpy (&bits, &x, sizeof bits);
  memcpy (&limit_bits, &limit, sizeof limit_bits);
  return limit_bits - (bits & INT64_MAX);
}

AM_CLONES size_t
am_rolling_z_count (const double *x, size_t n)
{
  uint64_t n_missing = 0;

  for (size_t i = 0; i < n; i++)
    n_missing += (uint64_t) room_below_limit (x[i]) >> 63;
  return n - n_missing;
}

AM_CLONES static bool
all_exist (const double *x, size_t n)
{
  int64_t least = 0;

  for (size_t i = 0; i < n; i++)
    least |= room_below_limit (x[i]);
  return least >= 0;
}

size_t
am_rolling_z_work (const AmRollingZ *how)
{
  size_t window = how->window > 0 ? how->window : 0;

  return LANES * window * (sizeof (double) + sizeof (size_t))
         + (window + 1) * (3 * sizeof (Lanes) + (2 * SLOTS + 3) * sizeof (double));
}

static void
share_out_work (Pass *self, void *work)
{
  size_t window = self->window, n_places = window + 1;

  self->lane_value = work;
  self->prefix_mean = self->lane_value + n_places;
  self->prefix_m2 = self->prefix_mean + n_places;
  self->suffix_mean = (double *) (self->prefix_m2 + n_places);
  self->suffix_m2 = self->suffix_mean + SLOTS * n_places;
  self->share = self->suffix_m2 + SLOTS * n_places;
  self->prefix_share = self->share + n_places;
  self->weight = self->prefix_share + n_places;
  self->value = self->weight + n_places;
  self->at = (size_t *) (self->value + LANES * window);

  /* A window that ends with its block has nothing of the block before. */
  memset (self->suffix_mean + window * SLOTS, 0, SLOTS * sizeof (double));
  memset (self->suffix_m2 + window * SLOTS, 0, SLOTS * sizeof (double));
  for (size_t r = 0; r <= window; r++)
    {
      self->share[r] = 1 / (double) (r + 1);
      self->prefix_share[r] = (double) r / window;
      self->weight[r] = (double) r * (window - r) / window;
    }
}

/* Reads rows until `most` values are found or the end is reached, and notes their rows. Returns how many. */
static size_t
read_values (Pass *self, size_t most)
{
  const double *x = self->x;
  double *value = self->value;
  size_t *at = self->at, row = self->row, count = 0;

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
score (double x, double mean, double m2, double n_minus_1)
{
  double sd = sqrt (m2 / n_minus_1);
  double away = x - mean;
  double limit = FLAT * fabs (mean);
  double z = away / sd;
  double flat_z = fabs (away) > limit ? INFINITY : NAN;

  return (sd > 0) & (sd >= limit) ? z : flat_z;
}

static inline void
put_score (Pass *self, size_t row, double score)
{
  size_t i = row - self->first;
  bool is_defined = fabs (score) < INFINITY;

  self->z[i] = is_defined ? score : NAN;
  self->state[i] = is_defined ? AM_Z_DEFINED : isnan (score) ? AM_Z_CONSTANT : AM_Z_CONSTANT_BREACH;
}

/* Welford (1962), Technometrics 4, 419-420. share: 1 / 1, 1 / 2, 1 / 3, … */
static inline void
add_value (Moments *self, double x, const double *share)
{
  double away = x - self->mean;

  self->mean += away * share[self->n++];
  self->m2 += away * (x - self->mean);
}

/* The block before the first group: slot 0 of the suffixes. */
static void
grow_first_suffix (Pass *self)
{
  Moments suffix = { 0 };

  for (size_t r = self->window; r-- > 0;)
    {
      add_value (&suffix, self->value[r], self->share);
      self->suffix_mean[r * SLOTS] = suffix.mean;
      self->suffix_m2[r * SLOTS] = suffix.m2;
    }
}

/* The series' first block: windows that are not full yet. */
static size_t
pass_first_block (Pass *self)
{
  size_t start = self->row;
  size_t count = read_values (self, self->window);
  Moments history = { 0 };

  put_missing (self, start, self->row);
  for (size_t i = 0; i < count; i++)
    {
      double x = self->value[i];

      if (self->how->include_current)
        add_value (&history, x, self->share);
      if (self->at[i] >= self->first)
        {
          if (history.n < 2 || history.n < (size_t) self->how->min_periods)
            put_undefined (self, self->at[i], AM_Z_TOO_FEW);
          else
            put_score (self, self->at[i], score (x, history.mean, history.m2, history.n - 1));
        }
      if (!self->how->include_current)
        add_value (&history, x, self->share);
    }
  return count;
}

AM_CLONES static void
turn_into_lanes (const double *value, size_t window, Lanes *lane_value)
{
  for (size_t r = 0; r < window; r++)
    {
      const double *x = value + r;

      lane_value[r] = (Lanes) { x[0], x[window], x[2 * window], x[3 * window],
                                x[4 * window], x[5 * window], x[6 * window], x[7 * window] };
    }
}

/* One chain of operations forwards and one backwards, neither waiting for the other. */
AM_CLONES static void
grow_moments (Pass *self)
{
  size_t window = self->window;
  Lanes mean = { 0 }, m2 = { 0 }, back_mean = { 0 }, back_m2 = { 0 };

  for (size_t i = 0; i < window; i++)
    {
      size_t r = window - 1 - i;
      double share = self->share[i];
      Lanes x = self->lane_value[i], back_x = self->lane_value[r];
      Lanes away = x - mean, back_away = back_x - back_mean;

      self->prefix_mean[i] = mean;
      self->prefix_m2[i] = m2;
      mean += away * share;
      m2 += away * (x - mean);

      back_mean += back_away * share;
      back_m2 += back_away * (back_x - back_mean);
      *(Lanes *) (self->suffix_mean + r * SLOTS + 1) = back_mean;
      *(Lanes *) (self->suffix_m2 + r * SLOTS + 1) = back_m2;
    }
  self->prefix_mean[window] = mean;
  self->prefix_m2[window] = m2;
}

/* Chan, Golub & LeVeque (1983), equations 2.1: the suffix of the block before and the prefix of this one
 * make the window. Scores take the place of the values. */
AM_CLONES static void
score_group (Pass *self, size_t n_places)
{
  double n_minus_1 = (double) self->window - 1;

  for (size_t r = 0; r < n_places; r++)
    {
      size_t n_prefix = r + self->how->include_current;
      double *x = (double *) (self->lane_value + r);
      const double *mean = (const double *) (self->prefix_mean + n_prefix);
      const double *m2 = (const double *) (self->prefix_m2 + n_prefix);
      const double *before_mean = self->suffix_mean + n_prefix * SLOTS;
      const double *before_m2 = self->suffix_m2 + n_prefix * SLOTS;
      double share = self->prefix_share[n_prefix], weight = self->weight[n_prefix];

      for (size_t lane = 0; lane < LANES; lane++)
        {
          double apart = mean[lane] - before_mean[lane];

          x[lane] = score (x[lane], before_mean[lane] + apart * share,
                           before_m2[lane] + m2[lane] + apart * apart * weight, n_minus_1);
        }
    }
}

/* Adds up zeros, unless one of the scores is not finite: that leaves NaN. */
AM_CLONES static bool
are_all_defined (const Lanes *score_at, size_t window)
{
  Lanes odds = { 0 };
  double odd = 0;

  for (size_t r = 0; r < window; r++)
    odds += score_at[r] - score_at[r];
  for (int lane = 0; lane < LANES; lane++)
    odd += odds[lane];
  return odd == 0;
}

/* The group's last block is the next group's block before. */
static void
keep_last_suffix (Pass *self)
{
  for (size_t r = 0; r < self->window; r++)
    {
      self->suffix_mean[r * SLOTS] = self->suffix_mean[r * SLOTS + LANES];
      self->suffix_m2[r * SLOTS] = self->suffix_m2[r * SLOTS + LANES];
    }
}

static void
put_scores (Pass *self, size_t count)
{
  const double *score_at = (const double *) self->lane_value;

  for (size_t lane = 0, i = 0; lane < LANES && i < count; lane++)
    for (size_t r = 0; r < self->window && i < count; r++, i++)
      if (self->at[i] >= self->first)
        put_score (self, self->at[i], score_at[r * LANES + lane]);
}

/* Of one block in rows row..row+window-1, all asked for. */
static void
put_run (Pass *self, size_t row, size_t lane, bool all_defined)
{
  const double *score_at = (const double *) self->lane_value + lane;
  double *z = self->z + (row - self->first);

  if (all_defined)
    for (size_t r = 0; r < self->window; r++)
      z[r] = score_at[r * LANES];
  else
    for (size_t r = 0; r < self->window; r++)
      put_score (self, row + r, score_at[r * LANES]);
}

/* LANES whole blocks. */
static void
score_blocks (Pass *self, const double *value)
{
  turn_into_lanes (value, self->window, self->lane_value);
  grow_moments (self);
  score_group (self, self->window);
  keep_last_suffix (self);
}

/* Where no value is missing nothing needs to be gathered or noted. */
static bool
pass_full_group (Pass *self)
{
  size_t window = self->window, whole = LANES * window, start = self->row;
  bool all_defined;

  if (start < self->first || self->end - start < whole || !all_exist (self->x + start, whole))
    return false;
  score_blocks (self, self->x + start);
  all_defined = are_all_defined (self->lane_value, window);
  memset (self->state + (start - self->first), AM_Z_DEFINED, whole);
  for (size_t lane = 0; lane < LANES; lane++)
    put_run (self, start + lane * window, lane, all_defined);
  self->row += whole;
  return true;
}

static bool
pass_group (Pass *self)
{
  size_t whole = LANES * self->window, start = self->row, count;

  if (pass_full_group (self))
    return true;
  count = read_values (self, whole);
  if (count < self->row - start)
    put_missing (self, start, self->row);
  if (count == 0)
    return false;

  /* Blocks that are not there compute with zeros; nobody looks at what. */
  memset (self->value + count, 0, (whole - count) * sizeof *self->value);
  score_blocks (self, self->value);
  put_scores (self, count);
  return count == whole;
}

/* A window of one value has no spread. */
static void
pass_single (Pass *self)
{
  for (size_t row = self->row; row < self->end; row++)
    if (row >= self->first)
      put_undefined (self, row, exists (self->x[row]) ? AM_Z_TOO_FEW : AM_Z_NO_VALUE);
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
  size_t block, n_first;

  assert (first + count <= n);
  if (how->window < 1 || how->min_periods < 0 || how->min_periods > how->window)
    return false;

  share_out_work (&pass, work);
  block = n_before / pass.window;
  if (block == 0)
    n_first = pass_first_block (&pass);
  else
    {
      pass.row = step_back (x, first, n_before - (block - 1) * pass.window);
      n_first = read_values (&pass, pass.window);
    }
  if (n_first < pass.window)
    return true;
  if (how->window == 1)
    {
      pass_single (&pass);
      return true;
    }

  grow_first_suffix (&pass);
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
