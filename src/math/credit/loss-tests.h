/* Were losses, conversion factors or exposures estimated too low? One realised and one estimated value a facility. */
#pragma once
#include <stddef.h>

typedef struct
{
  double n, mean_difference, standard_deviation;      /* of realised less estimated; n - 1 */
  double t, df;
  double p_greater;                          /* one-sided: realised is higher; ECB (2019), 2.6.2.1 (LGD), 2.9.3.1 (CCF) */
  double p_two_sided;
  double low, high;                          /* of the mean difference, two-sided 95 % */
  double mean_absolute, root_mean_square;
} AmPairedT;
/* t = sqrt (n) mean / s, Student's t with n - 1 degrees. NaN for fewer than 2; t is NaN when all differences agree. Two passes. O(n). */
AmPairedT am_paired_t (const double *realised, const double *estimated, size_t n);

typedef struct
{
  double realised, estimated;                /* sums of rate times exposure */
  double ratio;                              /* realised / estimated */
  double shortfall;                          /* 1 - estimated / realised: positive when losses were higher than expected */
} AmLossShortfall;
/* exposure[n] NULL: 1 each. NaN ratios where the sum below the line is 0. O(n). */
AmLossShortfall am_loss_shortfall (const double *realised, const double *estimated, const double *exposure, size_t n);

/* The twelve fixed LGD segments of ECB (2019), annex 3.2: [0, 5 %), [5, 10 %), [10, 20 %), ... [90, 100 %), 100 % and more; below 0 counts as the first. From 0; NaN gives 0 too. */
#define AM_LGD_SEGMENTS 12
size_t am_lgd_segment (double lgd);
