/* First digits: amounts that grow over several powers of ten start with 1 more often than with 9. Benford (1938), Proc. Am. Philosophical Soc. 78, 551-572. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct
{
  double n;
  double count[9], expected[9];  /* of digits 1 to 9; expected: shares log10 (1 + 1 / digit) */
  double chi2, p;                /* against n times the shares, chi2 (8) */
  double mad;                    /* mean of |share - expected|. Nigrini (2012), Benford's Law, ch. 7: to 0.006 close, 0.012 acceptable, 0.015 marginal, else not */
} AmBenford;

/* False, and NaN, when there is no count or one is negative. */
bool am_benford_of_counts (const double *count, AmBenford *out);
/* The first digits of |x|; 0, NaN and infinities have none. O(n). */
void am_benford_count (const double *x, size_t n, double *count);
