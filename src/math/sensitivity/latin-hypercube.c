#include "math/sensitivity/latin-hypercube.h"

void
am_latin_hypercube_column (AmRandom *random, size_t n, double *u, size_t *work)
{
  am_random_order (random, work, n);
  for (size_t i = 0; i < n; i++)
    u[i] = (work[i] + am_random_uniform (random)) / n;
}
