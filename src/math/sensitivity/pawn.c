#include "math/sensitivity/pawn.h"

#include <math.h>

bool
am_pawn (const double *y, const size_t *order, const uint32_t *slice, size_t n, size_t n_slices, double *distance, size_t *seen, const AmStop *stop)
{
  for (size_t s = 0; s < n_slices; s++)
    {
      size_t own = 0, size = 0, next_look = 0;

      for (size_t i = 0; i < n; i++)
        size += slice[i] == s;
      distance[s] = size > 0 ? 0 : NAN;
      for (size_t i = 0; i < n && size > 0;)
        {
          size_t end = i;

          if (i >= next_look)
            {
              if (am_stop_asked (stop))
                return false;
              next_look = i + AM_STOP_PIECE;
            }
          for (; end < n && y[order[end]] == y[order[i]]; end++)
            own += slice[order[end]] == s;
          distance[s] = fmax (distance[s], fabs ((double) own / size - (double) end / n));
          i = end;
        }
      seen[s] = size;
    }
  return true;
}
