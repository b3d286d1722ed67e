/* Does a linear fit hold what its standard errors assume? Each test takes the fit and the columns it was made from, k columns of n values. NaN in all when
 * undefined or out of memory: no residual is left, a column is missing, or the auxiliary regression has no degrees of freedom. Scratch is their own. */
#pragma once
#include "math/regression/ols.h"

typedef struct { double statistic, df, df2, p; } AmRegressionTest;      /* df2: of an F; NaN for chi2 */

/* n R^2 of e^2 on the columns, chi2 (columns). The form that needs no normal errors: Koenker (1981), J. Econometrics 17, 107-112, of Breusch & Pagan (1979),
 * Econometrica 47, 1287-1294. */
AmRegressionTest am_breusch_pagan (const AmOls *fit, const double *const *x);
/* The same on columns, squares and cross products; df counts those that can be told apart. White (1980), Econometrica 48, 817-838. */
AmRegressionTest am_white (const AmOls *fit, const double *const *x);
/* F of fitted^2 .. fitted^most_power beside the columns. Ramsey (1969), J. Royal Stat. Soc. B 31, 350-371. y[n] as fitted. */
AmRegressionTest am_reset (const AmOls *fit, const double *const *x, const double *y, unsigned most_power);
/* n R^2 of e on the columns and `order` of its own past, 0 before the start; chi2 (order). Breusch (1978), Australian Economic Papers 17, 334-355; Godfrey (1978),
 * Econometrica 46, 1293-1301; as lmtest's bgtest and statsmodels have it. */
AmRegressionTest am_breusch_godfrey (const AmOls *fit, const double *const *x, size_t order);

/* sum (e[t] - e[t-1])^2 / sum e^2, in [0, 4]; 2 is none. Durbin & Watson (1950), Biometrika 37, 409-428. NaN for fewer than 2 or all 0. */
double am_durbin_watson (const double *residual, size_t n);
typedef struct { double dw, p_positive, p_negative; bool is_exact; } AmDurbinWatson;
/* P (DW <= dw), small when errors follow one another, and its complement, given the columns. Up to 150 rows exactly, by Imhof's (1961, Biometrika 48, 419-426)
 * integral over the eigenvalues; above, normal with DW's own mean and variance (Durbin & Watson 1950, section 3). */
AmDurbinWatson am_durbin_watson_test (const AmOls *fit, const double *const *x);

/* P (F >= f) of an F with df and df2 degrees; NaN when undefined. */
double am_f_upper (double f, double df, double df2);
