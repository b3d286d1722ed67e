#include "math/sensitivity/sobol-sequence.h"

#include "math/sensitivity/sobol-directions-private.h"

#include <assert.h>
#include <stdlib.h>

#define ROUNDS 3
#define BLOCK 256

typedef struct { uint32_t add, times, mix; } Round;

struct AmSobolSequence
{
  size_t n_dimensions;
  Round (*rounds)[ROUNDS];         /* of each dimension; NULL: not scrambled */
  uint32_t (*directions)[AM_SOBOL_BITS];     /* the first binary digit in the lowest bit */
};

static const struct { uint16_t polynomial; uint8_t seed; } dimensions[AM_SOBOL_MOST_DIMENSIONS] = {
#include "math/sensitivity/sobol-directions.inc"
};

static uint32_t
reverse (uint32_t x)
{
  x = (x >> 1 & UINT32_C (0x55555555)) | (x & UINT32_C (0x55555555)) << 1;
  x = (x >> 2 & UINT32_C (0x33333333)) | (x & UINT32_C (0x33333333)) << 2;
  x = (x >> 4 & UINT32_C (0x0f0f0f0f)) | (x & UINT32_C (0x0f0f0f0f)) << 4;
  return __builtin_bswap32 (x);
}

static void
choose_rounds (Round rounds[ROUNDS], uint64_t seed)
{
  for (unsigned r = 0; r < ROUNDS; r++)
    {
      uint64_t one = am_mix (seed + (2 * r + 1) * UINT64_C (0x9e3779b97f4a7c15)), other = am_mix (seed + (2 * r + 2) * UINT64_C (0x9e3779b97f4a7c15));

      rounds[r] = (Round) { (uint32_t) (one >> 32), (uint32_t) other | 1, (uint32_t) one & ~UINT32_C (1) };
    }
}

/* Carries only go up, and the first digit is the lowest bit here: each digit comes out as itself or turned over, by a choice that hangs on all digits before it
 * and on the dimension's random numbers, and on nothing else. */
static void
scramble (const Round rounds[ROUNDS], uint32_t *x, size_t n)
{
  for (unsigned r = 0; r < ROUNDS; r++)
    for (size_t i = 0; i < n; i++)
      {
        uint32_t y = (x[i] + rounds[r].add) * rounds[r].times;

        x[i] = y ^ y * rounds[r].mix;
      }
}

AmSobolSequence *
am_sobol_sequence_alloc (size_t n_dimensions, bool is_scrambled, uint64_t seed)
{
  AmSobolSequence *self;

  if (n_dimensions < 1 || n_dimensions > AM_SOBOL_MOST_DIMENSIONS)
    return NULL;
  self = malloc (sizeof *self);
  if (self == NULL)
    return NULL;
  self->n_dimensions = n_dimensions;
  self->rounds = is_scrambled ? malloc (n_dimensions * sizeof *self->rounds) : NULL;
  self->directions = malloc (n_dimensions * sizeof *self->directions);
  if ((is_scrambled && self->rounds == NULL) || self->directions == NULL)
    {
      am_sobol_sequence_free (self);
      return NULL;
    }
  for (size_t d = 0; d < n_dimensions; d++)
    {
      am_sobol_directions (dimensions[d].polynomial, dimensions[d].seed, self->directions[d]);
      for (unsigned b = 0; b < AM_SOBOL_BITS; b++)
        self->directions[d][b] = reverse (self->directions[d][b]);
      if (is_scrambled)
        choose_rounds (self->rounds[d], am_mix (am_mix (seed + UINT64_C (0x632be59bd9b4e019)) + (d + 1) * UINT64_C (0xd1342543de82ef95)));
    }
  return self;
}

void
am_sobol_sequence_free (AmSobolSequence *self)
{
  if (self == NULL)
    return;
  free (self->rounds);
  free (self->directions);
  free (self);
}

size_t
am_sobol_sequence_n_dimensions (const AmSobolSequence *self)
{
  return self->n_dimensions;
}

void
am_sobol_sequence_column (const AmSobolSequence *self, size_t dimension, uint64_t first, size_t n, double *u)
{
  const uint32_t *v = self->directions[dimension];
  uint32_t x = 0, gray = (uint32_t) (first ^ first >> 1), block[BLOCK];

  assert (dimension < self->n_dimensions && first + n <= AM_SOBOL_MOST_POINTS);
  for (unsigned b = 0; b < AM_SOBOL_BITS; b++)
    if (gray >> b & 1)
      x ^= v[b];
  for (size_t from = 0; from < n; from += BLOCK)
    {
      size_t some = n - from < BLOCK ? n - from : BLOCK;

      for (size_t i = 0; i < some; i++)
        {
          unsigned bit = (unsigned) __builtin_ctzll (first + from + i + 1);

          block[i] = x;
          if (bit < AM_SOBOL_BITS)
            x ^= v[bit];
        }
      if (self->rounds != NULL)
        scramble (self->rounds[dimension], block, some);
      for (size_t i = 0; i < some; i++)
        u[from + i] = (reverse (block[i]) + 0.5) * 0x1p-32;
    }
}
