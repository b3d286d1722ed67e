/* The automatic choice of a seasonal ARIMA model: Hyndman & Khandakar (2008), J. Statistical Software 27(3), as R's forecast::auto.arima
 * 8.20 does it.
 *
 * d by KPSS at 5 %, D by the strength of the season; then from (2,d,2)(1,D,1), (0,d,0)(0,D,0), (1,d,0)(1,D,0), (0,d,1)(0,D,1)
 * step by step to neighbours while the AICc falls, with and without a constant, at most 94 models. A model near a unit root, or
 * without a covariance matrix, is not taken. For more than 150 values or seasons above 12 the search itself is by
 * conditional sum of squares and its best are fitted again. Where R's correction of AIC turns negative (as many coefficients
 * as values) a model does not count here. Missing values are filled by a line for the search only.
 * One fit a step, so the caller owns the loop. */
#pragma once
#include "math/arima/arima-fit.h"

/* Whether coefficients of a series with missing values come from the filter that knows of gaps, O(n m^2) for each of hundreds of
 * likelihoods; a longer one (170 monthly, 410 daily, 3,700 plain steps) gets them from the filled series. */
bool am_arima_filters_gaps (size_t n, unsigned m);

typedef struct _AmArimaSearch AmArimaSearch;

/* As am_arima_fitter_alloc(). NULL: no memory. Needs at least one value. */
AmArimaSearch *am_arima_search_alloc (const double *y, size_t n, const double *x, size_t n_x, unsigned m);
void am_arima_search_free (AmArimaSearch *self);
/* Tries one more model; false when the choice is made. */
bool am_arima_search_step (AmArimaSearch *self);
/* The choice; false when not even the smallest model could be fitted. */
bool am_arima_search_finish (const AmArimaSearch *self, AmArimaFit *best);
unsigned am_arima_search_get_n_tried (const AmArimaSearch *self);
bool am_arima_search_is_approximate (const AmArimaSearch *self);

/* NaN in place by a line between neighbours, the nearest value at the ends; with a season of m above 1 that every step has values of,
 * around the mean of each step. Needs one value. */
void am_arima_fill_gaps (double *y, size_t n, unsigned m);
