/* Do several models differ over many series? Ranks within each series.
 * Friedman (1937), JASA 32, 675-701; Iman & Davenport (1980), Comm. Statistics A9, 571-595; Nemenyi (1963); Demsar (2006), JMLR 7, 1-30. */
#pragma once
#include <stddef.h>

typedef struct
{
  double chi_square, p_value;             /* k - 1 degrees, corrected for ties */
  double f, f_p_value;                    /* Iman & Davenport: k - 1 and (k - 1)(n - 1) degrees; infinite when every series ranks alike */
  double critical_distance;               /* Nemenyi at alpha: q_alpha (k) sqrt (k (k + 1) / (6 n)); q of the studentised range / sqrt 2, any k from 2 on */
} AmFriedman;

/* loss[n * k], one row a series, small is good; rank[k] gets the mean ranks, ties by their mean. NaN throughout when k < 2, n < 2, or
 * a loss is NaN; the tests alone are NaN when all losses of every series are equal. Nothing is sorted or allocated: O(n k^2). */
void am_friedman (const double *loss, size_t n, size_t k, double alpha, double *rank, AmFriedman *out);
