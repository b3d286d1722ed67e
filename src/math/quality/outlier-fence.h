/* Values apart from the others of their column. x[n] sorted, rising, finite; O(n). */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct
{
  double q1, median, q3;         /* R's type 7 */
  double low, high;              /* Tukey's (1977) inner fences q1 - 1.5 (q3 - q1), q3 + 1.5 (q3 - q1) */
  size_t n_low, n_high;          /* outside them */
  double mad;                    /* median of |x - median|, without a factor */
  size_t n_modified_z;           /* |0.6745 (x - median) / mad| above 3.5: Iglewicz & Hoaglin (1993), How to Detect and Handle Outliers; 0 when mad is 0 */
} AmFence;
/* False: no values. work[n]. */
bool am_fence (const double *x, size_t n, double *work, AmFence *out);

/* A code that stands for "no value": the smallest or largest value (999, -1), in at least two rows and further than 10 times q3 - q1 from its neighbour; where the
 * quartiles are equal, than 10 times the range of the rest. At most one at each end. Values of codes and their rows. O(distinct rows at the ends). */
typedef struct { unsigned n; double value[2]; size_t count[2]; } AmSentinels;
void am_sentinels (const double *x, size_t n, AmSentinels *out);
