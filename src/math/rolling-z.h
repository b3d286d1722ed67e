/* How far each value lies from the values just before it.
 *
 * All functions: x[n] in time order, NaN where there is no value; a missing value neither gets
 * a score nor takes a place in anybody's window (gaps are stepped over). A value beyond
 * ±AM_ROLLING_Z_LIMIT counts as missing, since its square would not fit a double. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AM_ROLLING_Z_LIMIT 1e150

typedef enum
{
  AM_Z_DEFINED = 0,
  AM_Z_NO_VALUE,          /* x[t] is NaN */
  AM_Z_TOO_FEW,           /* fewer than min_periods values in the window, or fewer than 2 */
  AM_Z_CONSTANT,          /* history constant (sd < 1e-9 of its scale) and x[t] equal to it */
  AM_Z_CONSTANT_BREACH,   /* history constant and x[t] differs from it by more than 1e-9 of its scale */
} AmZState;

/* window at least 1, min_periods from 0 to window. */
typedef struct { int window; int min_periods; bool include_current; } AmRollingZ;

/* z[t] = (x[t] - mean) / sd over the last `window` existing values before t (or up to and with t);
 * sd with n-1. z[n] is NaN where state[n] (AmZState) is not AM_Z_DEFINED. The scale of the history is |mean|
 * there; a history of zeros is constant when sd is 0.
 * Exact windows without subtraction: block prefix/suffix moments merged by Chan, Golub &
 * LeVeque (1983), so no drift and no cancellation; O(n) for any window. work: see _work.
 * False, and nothing written, when `how` is not as said above. */
bool am_rolling_z (const double *x, size_t n, const AmRollingZ *how, double *z, uint8_t *state, void *work);
size_t am_rolling_z_work (const AmRollingZ *how);   /* bytes of scratch, aligned as malloc does: some 500 a place in the window */

/* The same, for rows first..first+count-1 of x[n] only, equal bit for bit to the whole run: lets one
 * long series be cut into pieces. z[count] and state[count] start with row `first`. x is read
 * backwards from `first` over two windows, and the values before `first` are counted: O(first). */
bool am_rolling_z_part (const double *x, size_t n, size_t first, size_t count, const AmRollingZ *how,
                        double *z, uint8_t *state, void *work);

/* The same for a caller who cuts a series into many pieces and has counted once:
 * n_before is am_rolling_z_count (x, first). O(count + window). */
bool am_rolling_z_ranked_part (const double *x, size_t n, size_t first, size_t count, size_t n_before,
                               const AmRollingZ *how, double *z, uint8_t *state, void *work);
size_t am_rolling_z_count (const double *x, size_t n);      /* values that exist */
