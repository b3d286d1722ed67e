/* Local regression on equally spaced points, as STL needs it.
 * Cleveland (1979), J. American Statistical Association 74, 829-836; the form of its section in Cleveland, Cleveland, McRae &
 * Terpenning (1990), J. Official Statistics 6, 3-73: the nearest `window` points, tricube weights, a mean or a line. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct
{
  size_t window;               /* points looked at, at least 2; above n the bell is widened by half of the difference */
  int degree;                  /* 0: weighted mean, 1: weighted line */
  size_t jump;                 /* at least 1: every jump-th point is computed, lines between; the last point always */
} AmLoess;

/* Numbers of scratch for n points. */
#define AM_LOESS_WORK(n) (2 * (n))

/* smooth[n] of y[n] at 1 … n. weights[n] of robustness, at least 0, or NULL; where they are all 0 the value itself is the smooth one.
 * work[AM_LOESS_WORK (n)]. A NaN in y makes every value in reach NaN. O(n min (window, n) / jump), and the bell is computed once
 * for all points in the middle. */
void am_loess (const double *y, size_t n, const AmLoess *how, const double *weights, double *smooth, double *work);

/* The smooth value at x, which may lie outside 1 … n, from the `count` points that begin with `first` (0: y[0], at x = 1).
 * false, and nothing set, when all of their weights are 0. */
bool am_loess_at (const double *y, size_t n, const AmLoess *how, const double *weights, double x, size_t first, size_t count,
                  double *value, double *work);
