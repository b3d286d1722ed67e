/* Can rows of two samples be told apart by all their features together? If a classifier that never saw a row can name its sample, the samples differ, whatever each
 * feature looks like by itself. Boosted trees of depth 3 on binned features (Friedman 2001, Ann. Statistics 29, 1189-1232), each row scored by the trees of the folds it
 * is not in; the area under their curve is 0.5 when nothing tells. As in NannyML and Deepchecks, whose classifiers are other libraries'. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define AM_DOMAIN_FOLDS 5
#define AM_DOMAIN_BINS 32        /* codes 0..30 for values, 31 for missing; categories by code */

/* code[k] points to n codes below AM_DOMAIN_BINS; is_current[n]: 0 or 1; fold[n]: 0..4. Scores the rows of one fold by 40 trees grown on the others, into score[n]; other rows' places
 * are left alone, so folds may run side by side. Deterministic. False: no memory, or a class is empty. O(n k). */
bool am_domain_score_fold (const uint8_t *const *code, size_t k, const uint8_t *is_current, const uint8_t *fold, size_t n, unsigned own, double *score);
/* Fold of a row: by its number, stirred with the seed, the same share of each. */
uint8_t am_domain_fold (uint64_t seed, size_t row);
