/* Tails and quantiles of the gamma distribution, and with it of Poisson's and chi-square, for any shape: gsl_cdf_gamma_Q() is wrong by percents for shapes of
 * 1e8, and gsl_cdf_gamma_Pinv() gives NaN from about 1e6 on. */
#pragma once

/* P(X <= x) and P(X > x) for shape > 0 and scale 1, x >= 0; NaN otherwise. Below the shape by the series, above by the continued fraction, 6.5.29 and 6.5.31 of
 * Abramowitz & Stegun (1964), the factor in front by deviances as in beta.h. O(sqrt (shape)). */
double am_gamma_lower (double x, double shape);
double am_gamma_upper (double x, double shape);
/* The x with P(X <= x) = p; upper: with P(X > x) = p, which keeps the digits of a small p. p in [0, 1]. Newton within a bracket, from
 * Wilson & Hilferty (1931), PNAS 17, 684-688. */
double am_gamma_quantile (double p, double shape, int upper);
