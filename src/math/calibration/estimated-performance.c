#include "math/calibration/estimated-performance.h"

#include <math.h>

AmEstimatedPerformance
am_estimated_performance (const double *sorted, size_t n, double cut)
{
  AmEstimatedPerformance out = { 0 };
  double below = 0, in_order = 0;            /* expected non-events with a smaller p */

  for (size_t from = 0, to; from < n; from = to)
    {
      double p = sorted[from], events, others;

      for (to = from + 1; to < n && sorted[to] == p; to++)
        ;
      if (!(p >= 0 && p <= 1))
        return (AmEstimatedPerformance) { { NAN, NAN, NAN, NAN }, NAN, NAN, NAN };
      events = (to - from) * p;
      others = (to - from) * (1 - p);
      *(p >= cut ? &out.counts.tp : &out.counts.fn) += events;
      *(p >= cut ? &out.counts.fp : &out.counts.tn) += others;
      out.brier += (to - from) * p * (1 - p) / n;
      in_order += events * (below + 0.5 * others);
      below += others;
      out.events += events;
    }
  out.area = in_order / out.events / below;
  if (n == 0)
    out.brier = NAN;
  return out;
}
