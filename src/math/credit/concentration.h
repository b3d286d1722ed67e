/* How unevenly is exposure, or are obligors, spread? Shares are taken here: value[k] are amounts or counts, none negative, not all 0; NaN otherwise. */
#pragma once
#include <stddef.h>

/* sum share^2. 1 / HHI is the number of equal parts that would be as concentrated. Herfindahl (1950); Hirschman (1964), Am. Economic Review 54, 761. */
double am_herfindahl (const double *value, size_t k);
/* Of sorted value[k], from the smallest up: sum (2 i - k - 1) value / (k sum value), i from 1. 0 when equal; at most 1 - 1 / k. Gini (1912). */
double am_gini_concentration (const double *sorted, size_t k);
/* Share of the `top` largest of sorted value[k]. */
double am_top_share (const double *sorted, size_t k, size_t top);

/* Grades, as ECB (2019), 2.5.5.3: CV = sqrt (k sum (share - 1 / k)^2), HI = 1 + ln ((CV^2 + 1) / k) / ln k: 0 when even, 1 when all are in one grade. */
typedef struct { double cv, index; } AmGradeConcentration;
AmGradeConcentration am_grade_concentration (const double *count, size_t k);
/* Has it grown? z = sqrt (k - 1) (CV_now - CV_then) / sqrt (CV_now^2 (1/2 + CV_now^2)), p = 1 - Phi (z). */
typedef struct { double z, p_value; } AmConcentrationGrowth;
AmConcentrationGrowth am_concentration_growth (double cv_then, double cv_now, size_t k);
