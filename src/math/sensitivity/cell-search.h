/* The smallest joint move over a limit where a function goes in steps, as scorecards and trees do.
 *
 * The edges of the steps are looked for along each input, at rest and at the best points that are met, and halved until both sides are next to each other.
 * Between them lie cells, in which the function does not change, so that the smallest move to a cell is the least z' R^-1 z in a box: convex, found by
 * going down one input after the other; inputs that move in whole steps by branch and bound. Cells are gone through by a beam over the inputs (of those that
 * are not worse in both size and value), around the best by one and two inputs, and, where there are not too many, all that are smaller than the best.
 * Inputs along which the function is smooth are held at points around the best, ever narrower. Edges that show nowhere where it is looked stay unknown. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct
{
  size_t k;
  const double *correlations;      /* [k * k]; NULL: plain distance */
  const double *low, *high;        /* [k] */
  const double *steps;             /* [k] above 0: it moves in whole steps of that; NULL: none does */
  /* y[n] of z[n * k], brought in place; takes note of what crosses. n may be 0, to be told to stop. false: stop. */
  bool (*evaluate) (void *data, double *z, size_t n, double *y);
  void *data;
  bool is_above;
  double most_size;                /* larger moves are of no use; may be infinite */
  size_t most_runs;
  /* what is known of the best, changed by evaluate() */
  const bool *is_crossed;
  const double *size, *best;       /* best: [k] */
} AmCellProblem;

/* false: stopped, or no memory. *has_steps: there was anything to do; *is_through: all cells between the edges that are smaller were looked at. */
bool am_cell_search (const AmCellProblem *problem, bool *has_steps, bool *is_through);
