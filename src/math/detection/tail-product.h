/* ECOD: how far out in the tails of all its features does a row lie? Batch, without any parameter.
 * Li, Zhao, Hu, Botta, Ionescu & Chen (2022), IEEE TKDE 35, 12181-12193. */
#pragma once
#include <stddef.h>

/* x[n_rows * n_features], row after row. For each feature the share of values not above, and not below, a value are its left
 * and right tail; minus their logs are added up over the features, once left, once right, once on the side to which the
 * feature is skewed. score[n_rows] is the largest of the three sums, in nats, at least 0; features count as independent and
 * have no unit. A missing cell adds nothing; NaN for a row of none. O(n_features n_rows log n_rows). work: 4 n_rows doubles. */
void am_tail_product (const double *x, size_t n_rows, size_t n_features, double *score, double *work);
