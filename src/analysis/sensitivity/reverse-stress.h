/* Reverse stress: the smallest joint move of inputs that takes a measure over a limit.
 *
 *   AssayReverseStressChoice choice = { .portfolio = portfolio, .measure = index, .seed = 1 };
 *   AssayReverseStress *stress = assay_reverse_stress_new (&choice, progress, &error);          (seconds, on a worker)
 *   assay_reverse_stress_find (stress, &limit, TRUE, stop, &move, &error);                      (again and again, for a dial; FALSE: as well as it can)
 *
 * Moves are in standard deviations of each input, their size is that of Mahalanobis with the correlations of the data (math/sensitivity/
 * boundary-search.h), or plain. Inputs stay within what the model declares and within so many standard deviations; whole numbers move by whole
 * steps. Of a portfolio the inputs of all rows are shifted alike; of a single case, that at rest (medians, most frequent words), the case moves. Words
 * stay, unless they may switch: then a word of share p of the rows costs sqrt (-2 ln p) standard deviations, 1.2 for a half and 2.1 for a tenth, and costs add
 * up as squares.
 *
 * Frozen once made; reference-counted; several threads may ask. Same numbers on any number of threads. */
#pragma once
#include "analysis/sensitivity/portfolio.h"
#include "analysis/sensitivity/sensitivity-function.h"
#include "analysis/sensitivity/stress-limit.h"
#include "analysis/sensitivity/stress-space.h"

G_BEGIN_DECLS

#define ASSAY_STRESS_MOST_SD 5.0   /* how far an input may go, unless told otherwise */

typedef struct _AssayReverseStress AssayReverseStress;

typedef struct
{
  AssayPortfolio *portfolio;       /* kept; NULL: a single case, of function */
  guint measure;                   /* of the portfolio */
  const AssaySensitivityFunction *function;      /* lent, outlives; NULL with a portfolio */
  gboolean is_plain;               /* sizes without correlations */
  gboolean may_switch;             /* words too */
  double most_sd;                  /* 0: ASSAY_STRESS_MOST_SD */
  gsize most_runs;                 /* to prepare, and again for each search; 0: 20,000 of a case, and of a portfolio as its rows allow */
  const char *const *only;         /* inputs that may move; NULL or empty: all */
  guint64 seed;
  guint n_threads;
} AssayReverseStressChoice;

typedef struct
{
  gboolean is_crossed;             /* else the point is the nearest to the limit that was found */
  gboolean is_crossed_at_rest;     /* without any move */
  double size;                     /* in standard deviations */
  double value;                    /* of the measure at x */
  double *x, *z;                   /* [n_inputs]: where each input goes (words by index), and by how many standard deviations (words: their cost) */
  double chance;                   /* Phi (-size): how often normal inputs are beyond a plane at that distance; what is called first order */
  AssayPlausibility plausibility;
  gsize n_runs;                    /* of this search */
} AssayReverseMove;

/* Blocking. ASSAY_ANALYSIS_ERROR: no input can be moved, there is no value at rest; CANCELLED. */
AssayReverseStress *assay_reverse_stress_new (const AssayReverseStressChoice *choice, AssayProgress *progress, GError **error);
AssayReverseStress *assay_reverse_stress_ref (AssayReverseStress *self);
void assay_reverse_stress_unref (AssayReverseStress *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayReverseStress, assay_reverse_stress_unref)

AssayStressSpace *assay_reverse_stress_get_space (const AssayReverseStress *self);      /* (transfer none): inputs by name, at rest, and so on */
double assay_reverse_stress_get_base (const AssayReverseStress *self);
gsize assay_reverse_stress_get_n_runs (const AssayReverseStress *self);      /* to prepare */
/* "Mahalanobis, correlations of 5,960 rows; within 5 sd and declared ranges; words held": for conventions. */
const char *assay_reverse_stress_get_text (const AssayReverseStress *self);

/* limit: its measure is not looked at. is_quick: some dozens of runs, a little larger than the smallest. Fills fresh memory. FALSE: CANCELLED, or the model failed. */
gboolean assay_reverse_stress_find (const AssayReverseStress *self, const AssayStressLimit *limit, gboolean is_quick, AssayProgress *stop, AssayReverseMove *move, GError **error);
void assay_reverse_move_clear (AssayReverseMove *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayReverseMove, assay_reverse_move_clear)

/* The measure on the way: shares[n] of the move, 0 at rest, 1 at its end, more beyond; sizes[n], values[n]. Words switch at the first step away from rest. */
gboolean assay_reverse_stress_follow (const AssayReverseStress *self, const AssayReverseMove *move, const double *shares, guint n, AssayProgress *stop,
                                      double *sizes, double *values, GError **error);

G_END_DECLS
