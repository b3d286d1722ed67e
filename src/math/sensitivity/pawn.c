#include "math/sensitivity/pawn.h"

#include <math.h>

void
am_pawn (const double *y, const size_t *order, const uint32_t *slice, size_t n, size_t n_slices, double *distance, size_t *seen)
{
  for (size_t s = 0; s < n_slices; s++)
    {
      size_t own = 0, size = 0;

      for (size_t i = 0; i < n; i++)
        size += slice[i] == s;
      distance[s] = size > 0 ? 0 : NAN;
      for (size_t i = 0; i < n && size > 0;)
        {
          size_t end = i;

          for (; end < n && y[order[end]] == y[order[i]]; end++)
            own += slice[order[end]] == s;
          distance[s] = fmax (distance[s], fabs ((double) own / size - (double) end / n));
          i = end;
        }
      seen[s] = size;
    }
}
