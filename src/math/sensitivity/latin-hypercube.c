#include "math/sensitivity/latin-hypercube.h"

/* As am_random_order(), with looks at whether to stop. */
static bool
shuffle (AmRandom *random, size_t *order, size_t n, const AmStop *stop)
{
  for (size_t i = 0; i < n; i++)
    order[i] = i;
  for (size_t i = n; i > 1; i--)
    {
      size_t other = am_random_below (random, i), kept = order[i - 1];

      if (i % AM_STOP_PIECE == 0 && am_stop_asked (stop))
        return false;
      order[i - 1] = order[other];
      order[other] = kept;
    }
  return true;
}

bool
am_latin_hypercube_column (AmRandom *random, size_t n, double *u, size_t *work, const AmStop *stop)
{
  if (!shuffle (random, work, n, stop))
    return false;
  for (size_t i = 0; i < n; i++)
    {
      if (i % AM_STOP_PIECE == 0 && am_stop_asked (stop))
        return false;
      u[i] = (work[i] + am_random_uniform (random)) / n;
    }
  return true;
}
