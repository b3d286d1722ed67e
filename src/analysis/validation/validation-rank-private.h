/* What the checks of separation and calibration share: scores by class, in order, and tables and figures of them. */
#pragma once
#include "analysis/validation/validation-check.h"
#include "math/discrimination/class-scores.h"

G_BEGIN_DECLS

/* Complete rows of a sample by class with their weights, each sorted by risk: read off the order that the case has prepared, so O(n). */
typedef struct
{
  AmClassScores scores;
  double *store;
} AssayValidationRanks;
void assay_validation_ranks_init (AssayValidationRanks *self, const AssayValidationSample *sample);
void assay_validation_ranks_clear (AssayValidationRanks *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayValidationRanks, assay_validation_ranks_clear)

/* Has a sample scores and outcomes of both kinds among its complete rows? */
gboolean assay_validation_has_ranks (const AssayValidationSample *sample);

/* Row of the frame of the i-th complete row. */
static inline gsize
assay_validation_row (const AssayValidationSample *sample, gsize i)
{
  return sample->complete != NULL ? sample->complete[i] : i;
}

/* Rows, events and sums of PDs of the labels of a split, of the complete rows; and the same by weight. Arrays of n_labels. pd may be NULL: its sum is 0. */
typedef struct { double *n, *d, *pd, *weight, *weight_d, *weight_pd; } AssayValidationCounts;
void assay_validation_counts_init (AssayValidationCounts *self, const AssayValidationSample *sample, const guint32 *codes, guint n_labels, const double *pd);
void assay_validation_counts_clear (AssayValidationCounts *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayValidationCounts, assay_validation_counts_clear)

/* The limit below, or above, which a check fails, by policy or by default. */
double assay_validation_fail_limit (const AssayValidationCase *c, const AssayValidationCheck *check);

/* Ten events and ten others: with fewer a test of them has no say. NULL: there are as many. (transfer full) */
char *assay_validation_word_few (double n, double events);
/* … of a finding with n and events (AssayWordWeakness). */
char *assay_validation_word_few_events (const AssayFinding *finding, double level);

/* A figure's array. */
GBytes *assay_validation_bytes (const double *values, gsize n);

G_END_DECLS
