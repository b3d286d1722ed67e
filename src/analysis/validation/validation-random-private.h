/* Random numbers that depend on a seed and nothing else: SplitMix64 (Steele, Lea & Flood 2014, OOPSLA), which any seed starts well. */
#pragma once
#include <glib.h>
#include <math.h>

typedef struct { guint64 state; } Random;

static inline guint64
random_next (Random *self)
{
  guint64 x = self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  x = (x ^ x >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ x >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ x >> 31;
}

/* In (0, 1). */
static inline double
random_uniform (Random *self)
{
  return ((random_next (self) >> 11) + 0.5) * 0x1p-53;
}

/* In [0, n); the bias of 2^-64 n is nothing. */
static inline guint64
random_below (Random *self, guint64 n)
{
  return (guint64) (((__uint128_t) random_next (self) * n) >> 64);
}

/* Two independent ones: Box & Muller (1958), Annals of Mathematical Statistics 29, 610-611. */
static inline void
random_normals (Random *self, double pair[2])
{
  double radius = sqrt (-2 * log (random_uniform (self))), angle = 2 * G_PI * random_uniform (self);

  pair[0] = radius * cos (angle);
  pair[1] = radius * sin (angle);
}
