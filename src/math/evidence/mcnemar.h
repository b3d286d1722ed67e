/* Two models, or decisions, on the same rows: which of two is right more often? */
#pragma once

/* Only those rows count on which they differ, b one way and c the other. McNemar (1947), Psychometrika 12, 153-157; corrected: (|b - c| - 1)^2 / (b + c), Edwards (1948),
 * Psychometrika 13, 185-187. Exact: two-sided binomial (b + c, 1/2), the upper tail doubled. When nothing differs all is NaN but p_exact, which is 1. */
typedef struct { double chi_square, p_value, chi_square_corrected, p_corrected, p_exact; } AmMcNemar;
AmMcNemar am_mcnemar (double b, double c);
