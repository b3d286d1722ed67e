#include "math/discrimination/evidence-weight.h"

#include <math.h>

AmInformation
am_weight_of_evidence (const double *good, const double *bad, size_t k, double smoothing, double *woe)
{
  AmInformation out = { 0, 0 };
  double all_good = 0, all_bad = 0;

  for (size_t i = 0; i < k; i++)
    {
      all_good += good[i];
      all_bad += bad[i];
    }
  for (size_t i = 0; i < k; i++)
    {
      double more = (good[i] == 0) != (bad[i] == 0) ? smoothing : 0;
      double a = (good[i] + more) / all_good, b = (bad[i] + more) / all_bad;
      double one = good[i] + bad[i] > 0 ? log (a / b) : NAN;

      if (woe != NULL)
        woe[i] = one;
      if ((good[i] == 0) != (bad[i] == 0))
        out.n_smoothed++;
      if (good[i] + bad[i] > 0)
        out.value += (a - b) * one;
    }
  if (!(all_good > 0 && all_bad > 0))
    out.value = NAN;
  return out;
}
