/* Where a series changes its mean, or its mean and variance. Batch; NaN stepped over. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef enum { AM_CHANGE_MEAN, AM_CHANGE_MEAN_VARIANCE } AmChangeKind;

typedef struct
{
  AmChangeKind kind;
  double penalty;           /* of each change, in -2 log likelihood; 0: 2 log n for the mean, 3 log n for mean and variance */
  size_t min_length;        /* values in a segment; 0: 7. At least 1, for mean and variance 2 */
  double sigma;             /* noise for the mean, in y's unit; 0: 1.4826 MAD of y[t] - y[t-1] / sqrt 2, their sd / sqrt 2 if that
                             * is 0. Changes of level do not disturb it; autocorrelation makes it too small, and the changes
                             * too many */
} AmChangePoint;

typedef struct AmChangePointSearch AmChangePointSearch;

/* PELT: the segmentation with the least sum of cost + penalty, exactly (Killick, Fearnhead & Eckley 2012, JASA 107,
 * 1590-1598), cost being -2 log likelihood of normal values up to a constant: of known sigma, or with both estimated in the
 * segment. There the variance is at least 1e-4 of the whole series', so that a flat stretch of rounded values is no infinitely
 * good segment. O(n) expected when changes are spread all over, O(n^2) when there are none.
 *
 * alloc copies y; step goes on over at most n_values values, true while there are more: the caller has progress and
 * cancelling; finish writes change[] (room for am_change_point_most), the rows where new segments begin, rising, and returns
 * how many. No change when there are fewer than 2 min_length values or y is constant. */
AmChangePointSearch *am_change_point_alloc (const double *y, size_t n, const AmChangePoint *how);     /* NULL: `how`, memory */
bool am_change_point_step (AmChangePointSearch *self, size_t n_values);
size_t am_change_point_finish (const AmChangePointSearch *self, size_t *change);
size_t am_change_point_most (const AmChangePointSearch *self);
double am_change_point_cost (const AmChangePointSearch *self);      /* the least sum, penalties of all changes counted */
void am_change_point_free (AmChangePointSearch *self);

/* Rows first..last that hold the beginning of the new segment with probability `level`, between the changes before and after
 * (from..to-1 are the rows of the two segments, the second begins at `change`). For independent errors, a variance for each
 * side. Bai (1997), Review of Economics and Statistics 79, 551-563, section II; as strucchange's confint(), which names the
 * row before (the last of the old segment). False, and both `change`, when a side has fewer than 2 values or there is no
 * difference or no variance. */
bool am_change_point_interval (const double *y, size_t from, size_t change, size_t to, double level, size_t *first, size_t *last);
