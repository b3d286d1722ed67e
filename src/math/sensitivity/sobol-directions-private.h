/* How the direction numbers of a dimension follow from its polynomial and the seed that tools/sobol-directions.c found for it. */
#pragma once
#include <stdint.h>

#define AM_SOBOL_BITS 32

/* The finisher of SplitMix64 (Steele, Lea & Flood 2014, OOPSLA): any two inputs give outputs that have nothing to do with each other. */
static inline uint64_t
am_mix (uint64_t x)
{
  x = (x ^ x >> 30) * UINT64_C (0xbf58476d1ce4e5b9);
  x = (x ^ x >> 27) * UINT64_C (0x94d049bb133111eb);
  return x ^ x >> 31;
}

static inline unsigned
am_sobol_degree (uint32_t polynomial)
{
  unsigned degree = 0;

  for (; polynomial > 1; polynomial >>= 1)
    degree++;
  return degree;
}

/* v[b]: what bit b of the index adds, its first binary digit in the highest bit. Polynomial 0 is the first dimension, whose numbers are 1. The
 * recurrence is Bratley & Fox (1988), ACM TOMS 14, 88-100, eq. 2; the first numbers of it, odd and below 2^i, come from the seed. */
static inline void
am_sobol_directions (uint32_t polynomial, unsigned seed, uint32_t v[AM_SOBOL_BITS])
{
  unsigned degree = am_sobol_degree (polynomial);

  for (unsigned i = 0; i < AM_SOBOL_BITS; i++)
    if (polynomial == 0)
      v[i] = UINT32_C (1) << (31 - i);
    else if (i < degree)
      {
        uint64_t random = am_mix (((uint64_t) polynomial << 32 | seed << 6 | i) + UINT64_C (0x9e3779b97f4a7c15));
        uint32_t odd = 2 * (uint32_t) (random & ((UINT64_C (1) << i) - 1)) + 1;

        v[i] = odd << (31 - i);
      }
    else
      {
        v[i] = v[i - degree] ^ v[i - degree] >> degree;
        for (unsigned k = 1; k < degree; k++)
          if (polynomial >> (degree - k) & 1)
            v[i] ^= v[i - k];
      }
}
