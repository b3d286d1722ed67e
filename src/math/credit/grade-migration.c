#include "math/credit/grade-migration.h"

#include "math/distribution.h"

#include <math.h>

AmBandwidth
am_migration_bandwidth (const double *count, size_t k)
{
  double moved[2] = { 0 }, most[2] = { 0 };

  for (size_t i = 0; i < k; i++)
    for (size_t j = 0; j < k; j++)
      if (i != j)
        {
          int is_upper = j > i;

          moved[is_upper] += (is_upper ? j - i : i - j) * count[i * k + j];
          most[is_upper] += (k - 1 - i > i ? k - 1 - i : i) * count[i * k + j];
        }
  return (AmBandwidth) { most[1] > 0 ? moved[1] / most[1] : NAN, most[0] > 0 ? moved[0] / most[0] : NAN };
}

void
am_migration_z (const double *count, size_t k, double *z, double *p_value)
{
  for (size_t i = 0; i < k; i++)
    {
      double row = 0;

      for (size_t j = 0; j < k; j++)
        row += count[i * k + j];
      for (size_t j = 0; j < k; j++)
        {
          size_t cell = i * k + j;
          double p = count[cell] / row, near = i == j ? NAN : count[j > i ? cell - 1 : cell + 1] / row;
          double variance = (p * (1 - p) + near * (1 - near) + 2 * p * near) / row;

          z[cell] = variance > 0 ? (near - p) / sqrt (variance) : NAN;
          p_value[cell] = am_normal_upper (-z[cell]);
        }
    }
}
