/* How far each value lies from the values just before it.
 *
 * All functions: x[n] in time order, NaN where there is no value; a NaN neither gets
 * a score nor takes a place in anybody's window (gaps are stepped over). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum
{
  AM_Z_DEFINED = 0,
  AM_Z_NO_VALUE,          /* x[t] is NaN */
  AM_Z_TOO_FEW,           /* fewer than min_periods values in the window */
  AM_Z_CONSTANT,          /* history constant (sd < 1e-9 of its scale) and x[t] equal to it */
  AM_Z_CONSTANT_BREACH,   /* history constant and x[t] differs from it */
} AmZState;

typedef struct { int window; int min_periods; bool include_current; } AmRollingZ;

/* z[t] = (x[t] - mean) / sd over the last `window` existing values before t (or up to and with t);
 * sd with n-1. z[n] is NaN where state[n] (AmZState) is not AM_Z_DEFINED. The scale of the history is |mean|
 * there; a history of zeros is constant when sd is 0.
 * Exact windows without subtraction: block prefix/suffix moments merged by Chan, Golub &
 * LeVeque (1983), so no drift and no cancellation; O(n) for any window. work: see _work. */
bool am_rolling_z (const double *x, size_t n, const AmRollingZ *how, double *z, uint8_t *state, void *work);
size_t am_rolling_z_work (const AmRollingZ *how);   /* bytes of scratch */

/* The same, for rows first..first+count-1 of x[n] only, equal bit for bit to the whole run: lets one
 * long series be cut into pieces. How the equality is kept is the kernel's business; x is read
 * backwards from `first` as far as is needed. */
bool am_rolling_z_part (const double *x, size_t n, size_t first, size_t count, const AmRollingZ *how,
                        double *z, uint8_t *state, void *work);
