/* Centre and covariance of the rows that belong together, whatever the others are: the minimum covariance determinant.
 *
 * Rousseeuw & Van Driessen (1999), Technometrics 41, 212-223: from random starts of k + 1 rows, steps that keep the h rows nearest by Mahalanobis distance until the
 * determinant no longer falls; h = (n + k + 1) / 2, so almost half of the rows may be anything. The covariance is made consistent for normal rows (Croux & Haesbroeck 1999,
 * J. Multivariate Analysis 71, 161-190) and then taken again from all rows within chi2 (0.975; k), made consistent likewise. No factor for small samples. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AM_MCD_MOST_COLUMNS 64

typedef struct
{
  size_t k;
  double centre[AM_MCD_MOST_COLUMNS];
  double triangle[AM_MCD_MOST_COLUMNS * AM_MCD_MOST_COLUMNS];    /* Cholesky's lower triangle of the covariance */
  double raw_log_determinant;      /* of the h rows, before any factor */
} AmRobustCovariance;

/* x[n * k], row after row, finite. False: k is 0 or above the most, n not above 2 k, columns depend on one another in half of the rows, or no memory.
 * O(starts n k^2); 500 starts of two steps each up to 600 rows, 100 beyond, the best ten to the end. */
bool am_robust_covariance (const double *x, size_t n, size_t k, uint64_t seed, AmRobustCovariance *out);
/* Squared Mahalanobis distance of a row; chi2 (k) for rows that belong. row[k]. */
double am_robust_distance (const AmRobustCovariance *self, const double *row);
/* chi2 quantile that distances are held to. */
double am_robust_limit (size_t k, double level);
