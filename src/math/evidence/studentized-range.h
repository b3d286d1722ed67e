/* The range of k independent standard normal values: the studentised range with infinitely many degrees of freedom.
 * Tukey's and Nemenyi's comparisons of k means take their critical values from it. */
#pragma once

/* P (range <= q) = k * integral of phi(z) (Phi(z) - Phi(z - q))^(k - 1) over z, the largest value. Trapezoids over [-9, 9], which for a
 * smooth integrand that dies off at both ends are exact to rounding: absolute error below 1e-13. k >= 2 whole; 0 for q <= 0; NaN for
 * a NaN or k < 2. About 900 terms. Pearson & Hartley (1942), Biometrika 32, 309-310. */
double am_normal_range_cdf (double q, double k);
/* The q with P (range > q) = alpha, alpha in (1e-10, 1); NaN otherwise. Bisection to 1e-12. */
double am_normal_range_critical (double k, double alpha);
