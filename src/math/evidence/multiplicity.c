#include "math/evidence/multiplicity.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdbool.h>

static bool
are_chances (const double *p, size_t n, double *adjusted)
{
  for (size_t i = 0; i < n; i++)
    if (!(p[i] >= 0 && p[i] <= 1))
      {
        for (size_t k = 0; k < n; k++)
          adjusted[k] = NAN;
        return false;
      }
  return true;
}

void
am_bonferroni (const double *p, size_t n, double *adjusted)
{
  if (!are_chances (p, n, adjusted))
    return;
  for (size_t i = 0; i < n; i++)
    adjusted[i] = fmin (1, n * p[i]);
}

void
am_holm (const double *p, size_t n, double *adjusted, size_t *order)
{
  double largest = 0;

  if (!are_chances (p, n, adjusted))
    return;
  gsl_sort_index (order, p, 1, n);
  for (size_t i = 0; i < n; i++)
    {
      largest = fmax (largest, fmin (1, (n - i) * p[order[i]]));
      adjusted[order[i]] = largest;
    }
}

void
am_benjamini_hochberg (const double *p, size_t n, double *adjusted, size_t *order)
{
  double smallest = 1;

  if (!are_chances (p, n, adjusted))
    return;
  gsl_sort_index (order, p, 1, n);
  for (size_t i = n; i-- > 0; )
    {
      smallest = fmin (smallest, n * p[order[i]] / (i + 1));
      adjusted[order[i]] = smallest;
    }
}
