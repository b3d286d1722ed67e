#include "math/sensitivity/sobol-sequence.h"

#include "math/sensitivity/sobol-directions-private.h"

#include <assert.h>
#include <stdlib.h>

struct AmSobolSequence
{
  size_t n_dimensions;
  uint32_t *shifts;                /* [n_dimensions] */
  uint32_t (*directions)[AM_SOBOL_BITS];
};

static const struct { uint16_t polynomial; uint8_t seed; } dimensions[AM_SOBOL_MOST_DIMENSIONS] = {
#include "math/sensitivity/sobol-directions.inc"
};

/* Digit r of the output is digit r of the input plus a random choice of those above it. */
static void
scramble (uint32_t v[AM_SOBOL_BITS], uint64_t seed)
{
  uint32_t rows[AM_SOBOL_BITS];

  for (unsigned r = 0; r < AM_SOBOL_BITS; r++)
    {
      uint32_t above = r == 0 ? 0 : UINT32_MAX << (32 - r);

      rows[r] = ((uint32_t) am_mix (seed + (r + 1) * UINT64_C (0x9e3779b97f4a7c15)) & above) | UINT32_C (1) << (31 - r);
    }
  for (unsigned b = 0; b < AM_SOBOL_BITS; b++)
    {
      uint32_t scrambled = 0;

      for (unsigned r = 0; r < AM_SOBOL_BITS; r++)
        scrambled |= (uint32_t) __builtin_parity (rows[r] & v[b]) << (31 - r);
      v[b] = scrambled;
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
  self->shifts = calloc (n_dimensions, sizeof *self->shifts);
  self->directions = malloc (n_dimensions * sizeof *self->directions);
  if (self->shifts == NULL || self->directions == NULL)
    {
      am_sobol_sequence_free (self);
      return NULL;
    }
  for (size_t d = 0; d < n_dimensions; d++)
    {
      am_sobol_directions (dimensions[d].polynomial, dimensions[d].seed, self->directions[d]);
      if (is_scrambled)
        {
          uint64_t own = am_mix (am_mix (seed + UINT64_C (0x632be59bd9b4e019)) + (d + 1) * UINT64_C (0xd1342543de82ef95));

          scramble (self->directions[d], own);
          self->shifts[d] = (uint32_t) (am_mix (own ^ UINT64_C (0xaaaaaaaaaaaaaaaa)) >> 32);
        }
    }
  return self;
}

void
am_sobol_sequence_free (AmSobolSequence *self)
{
  if (self == NULL)
    return;
  free (self->shifts);
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
  uint32_t x = self->shifts[dimension], gray = (uint32_t) (first ^ first >> 1);

  assert (dimension < self->n_dimensions && first + n <= AM_SOBOL_MOST_POINTS);
  for (unsigned b = 0; b < AM_SOBOL_BITS; b++)
    if (gray >> b & 1)
      x ^= v[b];
  for (size_t i = 0; i < n; i++)
    {
      uint64_t next = first + i + 1;
      unsigned bit = (unsigned) __builtin_ctzll (next);

      u[i] = (x + 0.5) * 0x1p-32;
      if (bit < AM_SOBOL_BITS)
        x ^= v[bit];
    }
}
