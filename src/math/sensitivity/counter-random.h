/* Random numbers that depend on a seed and nothing else: SplitMix64 (Steele, Lea & Flood 2014, OOPSLA), which any seed starts well. */
#pragma once
#include <math.h>
#include <stddef.h>
#include <stdint.h>

typedef struct { uint64_t state; } AmRandom;

static inline uint64_t
am_random_next (AmRandom *self)
{
  uint64_t x = self->state += UINT64_C (0x9e3779b97f4a7c15);

  x = (x ^ x >> 30) * UINT64_C (0xbf58476d1ce4e5b9);
  x = (x ^ x >> 27) * UINT64_C (0x94d049bb133111eb);
  return x ^ x >> 31;
}

/* In (0, 1). */
static inline double
am_random_uniform (AmRandom *self)
{
  return ((am_random_next (self) >> 11) + 0.5) * 0x1p-53;
}

/* In [0, n); the bias of 2^-64 n is nothing. */
static inline size_t
am_random_below (AmRandom *self, size_t n)
{
  return (size_t) (((unsigned __int128) am_random_next (self) * n) >> 64);
}

/* order[n]: 0 to n - 1 in an order in which each is as likely: Fisher & Yates, as Knuth's algorithm P. */
static inline void
am_random_order (AmRandom *self, size_t *order, size_t n)
{
  for (size_t i = 0; i < n; i++)
    order[i] = i;
  for (size_t i = n; i > 1; i--)
    {
      size_t other = am_random_below (self, i), kept = order[i - 1];

      order[i - 1] = order[other];
      order[other] = kept;
    }
}
