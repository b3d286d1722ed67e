/* The value one season earlier. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* f[t] = y at exactly time[t] - season, NaN where there is none or it is NaN. time[n] rises strictly and has any
 * unit, within ±2^62; season is in that unit and positive. O(n) by two pointers; a regular series takes a path of
 * straight copies. e[t] = y[t] - f[t] too when e is not NULL; f may be NULL when only e is wanted. */
void am_seasonal_naive (const double *y, const int64_t *time, size_t n, int64_t season, double *f, double *e);

/* The same for rows first..first+count-1 only; f[count] and e[count] start with row `first`. O(count + log n). */
void am_seasonal_naive_part (const double *y, const int64_t *time, size_t n, size_t first, size_t count,
                             int64_t season, double *f, double *e);
