/* Tails of the beta distribution, and with it of the binomial, for parameters of any size: gsl_cdf_beta_P() gives NaN from about 1e6 on,
 * and its factor in front, a difference of large logarithms, loses digits long before. */
#pragma once

/* P(X <= x) and P(X > x) of a beta (a, b) variable; a, b in (0, 1e12], x in [0, 1], NaN otherwise. The continued fraction of Didonato & Morris (1992), ACM TOMS 18, 360-373,
 * equation 9, by Lentz's method, on the side where it converges fast; the factor in front by deviances
 * and Stirling's error, as Loader (2000), Fast and accurate computation of binomial probabilities. O(sqrt (a + b)). */
double am_beta_lower (double x, double a, double b);
double am_beta_upper (double x, double a, double b);
/* The x with P(X <= x) = p; p in [0, 1]. By Newton steps kept within a bracket. */
double am_beta_quantile (double p, double a, double b);

/* a ln (a / m) + m - a without cancellation; a >= 0, m > 0. 0 ln 0 = 0. */
double am_deviance (double a, double m);
/* ln Gamma (z) less Stirling's formula (z - 1/2) ln z - z + ln (2 pi) / 2; z > 0. */
double am_stirling_error (double z);
