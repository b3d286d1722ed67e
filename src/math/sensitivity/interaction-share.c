#include "math/sensitivity/interaction-share.h"

#include <math.h>

AmInteraction
am_interaction (const double *joint, const double *first, const double *second, size_t n)
{
  double mean_joint = 0, mean_excess = 0, squares = 0, excess = 0;

  for (size_t i = 0; i < n; i++)
    {
      mean_joint += (joint[i] - mean_joint) / (i + 1);
      mean_excess += (joint[i] - first[i] - second[i] - mean_excess) / (i + 1);
    }
  for (size_t i = 0; i < n; i++)
    {
      double of_joint = joint[i] - mean_joint, of_excess = joint[i] - first[i] - second[i] - mean_excess;

      squares += of_joint * of_joint;
      excess += of_excess * of_excess;
    }
  return (AmInteraction) { squares > 0 ? excess / squares : NAN, sqrt (excess / n), squares / n };
}
