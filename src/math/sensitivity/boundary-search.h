/* The smallest joint move from a point at rest that takes a function over a limit.
 *
 * A move is z[k], in standard deviations of each input, 0 at rest. Its size is sqrt (z' R^-1 z) with the correlations R of the inputs (Mahalanobis), or
 * sqrt (z' z). In a space of normal scores this is the design point of structural reliability: Hasofer & Lind (1974), Journal of the Engineering Mechanics
 * Division 100, 111-121; the step from gradients is that of Rackwitz & Fiessler (1978), Computers & Structures 9, 489-494.
 *
 * Values along rays from the point at rest (each input alone, with those that depend on it, gradients, random ones) are had once and serve any limit. A search
 * takes the rays that cross nearest, halves them down to the limit, turns them by gradients at the limit, by Nelder and Mead's simplex (GSL's nmsimplex2,
 * over how far each direction must go), and takes back each input as far as the others allow. Where the function goes in steps, the cells between these are
 * gone through (cell-search.h), and all that are smaller than the best when they are not too many. Steps and ridges do no harm: only points that have
 * been evaluated count as crossing. What comes out is a point that crosses, and none that was looked at is smaller; a function of many hills may have
 * one that was not. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct
{
  size_t k;                        /* inputs, at least 1 */
  const double *correlations;      /* [k * k], positive definite; NULL: plain distance */
  const double *low, *high;        /* [k] finite, low <= 0 <= high: how far each input may go */
  /* y[n] of z[n * k], NaN where there is no value. May bring z in place to what its inputs can be, whole numbers. false: stop. */
  bool (*evaluate) (void *data, double *z, size_t n, double *y);
  void *data;
  uint64_t seed;
  size_t most_runs;                /* about so many for the rays, and again for each search; at least 100 */
  size_t most_cells;               /* so many more for each search, where the function goes in steps; 0: steps are not looked for */
  const double *steps;             /* [k] above 0: the input moves in whole steps of that, as evaluate() has it; NULL: none does */
} AmBoundaryProblem;

typedef struct
{
  double limit;
  bool is_above;                   /* crossed at and over the limit, else at and under it */
  bool is_strict;                  /* … not at the limit itself */
  double most_size;                /* cells beyond are of no use; 0: all are */
} AmBoundaryLimit;

typedef struct
{
  bool is_crossed;                 /* else z is the point that comes nearest to the limit */
  double size, value;              /* of z; size 0: crossed at rest */
  size_t n_runs;                   /* of this search */
} AmBoundaryMove;

typedef struct _AmBoundarySearch AmBoundarySearch;

/* What the problem points to is copied, but for data. NULL: no memory, correlations that are not positive definite, or stopped. */
AmBoundarySearch *am_boundary_search_new (const AmBoundaryProblem *problem);
void am_boundary_search_free (AmBoundarySearch *self);
size_t am_boundary_search_get_n_runs (const AmBoundarySearch *self);      /* of am_boundary_search_new() */
double am_boundary_search_get_base (const AmBoundarySearch *self);        /* value at rest */
double am_boundary_search_get_size (const AmBoundarySearch *self, const double *z);

/* z[k]: where. data: what evaluate() gets this time. Only reads self, so several threads may search if evaluate() lets them. is_quick: rays alone, without the rest, within a tenth of the runs
 * or so. false: stopped, or no memory. */
bool am_boundary_search_find (const AmBoundarySearch *self, const AmBoundaryLimit *limit, bool is_quick, void *data, AmBoundaryMove *move, double *z);
