/* The inputs of a model as a space in which moves have a size: where each is at rest, how far it may go, and how far rows that exist lie from there.
 *
 * Two ways to measure. Standardised: (x - rest) / sd, with the correlations of the data; moves are looked for in it, so that a linear model has its
 * smallest move in closed form. And plausibility: the same, but inputs that are skewed (|skewness| above 1) as normal scores of their ranks, for a
 * standard deviation says little about them. Words have no place in either. Frozen once made; reference-counted; any thread may ask. */
#pragma once
#include "analysis/sensitivity/portfolio.h"
#include "analysis/sensitivity/sensitivity-function.h"

G_BEGIN_DECLS

typedef struct _AssayStressSpace AssayStressSpace;

typedef struct
{
  char *name, *unit;               /* unit may be NULL */
  double base, sd;                 /* at rest; sd not above 0, or NaN: it is not moved */
  double low, high;                /* the declared range; infinite: none */
  gboolean is_whole;               /* declared so, or few values that are all whole: moves in whole steps */
  gboolean is_skewed;
  char **words;                    /* NULL: a number */
  guint n_words;
  double *shares;                  /* [n_words] of the rows; NULL: a number */
} AssayStressInput;

typedef struct
{
  double distance;                 /* Mahalanobis, inputs that are skewed as normal scores */
  guint n_inputs;                  /* numbers that it is measured over: degrees of freedom */
  double tail;                     /* of chi square: how often normal inputs are at least so far off */
  double share_as_far;             /* of rows that are at least so far from rest; NaN: no rows */
  gsize n_rows;                    /* that have all values */
} AssayPlausibility;

AssayStressSpace *assay_stress_space_new_function (const AssaySensitivityFunction *function);
AssayStressSpace *assay_stress_space_new_portfolio (const AssayPortfolio *portfolio);
AssayStressSpace *assay_stress_space_ref (AssayStressSpace *self);
void assay_stress_space_unref (AssayStressSpace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayStressSpace, assay_stress_space_unref)

/* In the order of the function or the portfolio, words too. */
guint assay_stress_space_get_n_inputs (const AssayStressSpace *self);
const AssayStressInput *assay_stress_space_get_input (const AssayStressSpace *self, guint index);
gsize assay_stress_space_get_n_rows (const AssayStressSpace *self);
const double *assay_stress_space_get_values (const AssayStressSpace *self, guint input);      /* [n_rows]; NULL: no rows */

/* Correlations of the inputs as they are, [n * n], positive definite; words and what is not moved: 0. */
const double *assay_stress_space_get_correlations (const AssayStressSpace *self);
/* How they were had, for conventions: "correlations of 5,960 rows". */
const char *assay_stress_space_get_text (const AssayStressSpace *self);

/* What a shock makes of the input at rest; *is_clipped: whether the declared range held it back. */
double assay_stress_space_shock (const AssayStressSpace *self, const AssayShock *shock, gboolean *is_clipped);
/* How many rows that range holds back; 0 without rows. */
gsize assay_stress_space_count_clipped (const AssayStressSpace *self, const AssayShock *shock);

/* Share of rows at or below a value, 0 to 100; of the range without rows; NaN: words. */
double assay_stress_space_percentile (const AssayStressSpace *self, guint input, double x);
/* Of the case x[n], all inputs, words by index. */
AssayPlausibility assay_stress_space_judge (const AssayStressSpace *self, const double *x);
/* The row that has all values and lies nearest to the case, by the same distance; *distance of it. FALSE: there is none. */
gboolean assay_stress_space_find_nearest (const AssayStressSpace *self, const double *x, gsize *row, double *distance);
/* Distance between two cases, NaN where a number is missing. */
double assay_stress_space_distance (const AssayStressSpace *self, const double *x, const double *from);

G_END_DECLS
