/* What the checks of data quality and drift share: each feature, and the score, sorted and counted once, in the data and in the reference.
 *
 * The first check that asks computes all of them on all threads; later ones read. Only these summaries are kept, not the sorted values. */
#pragma once
#include "analysis/validation/validation-case.h"
#include "math/quality/mixed-bins.h"
#include "math/quality/outlier-fence.h"
#include "result/row-filter.h"

G_BEGIN_DECLS

#define ASSAY_MOST_WORDS 1000      /* of a category that are counted one by one; the rarer ones of the reference make one bin */

typedef struct
{
  gsize n, n_missing;              /* rows of the sample that have a usable weight, and those without a value */
  double weight, weight_missing;   /* the same by weight */
  gsize n_distinct;                /* values that occur */
  gsize n_modal;                   /* rows of the most frequent value, missing counted as one */
  char *modal;                     /* as text; NULL: missing */
  /* Numbers only: */
  double min, max, mean, sd;       /* NaN when there are no values */
  double low, high;                /* quantiles 0.01 and 0.99 */
  AmFence fence;
  AmSentinels sentinels;
  double edge[AM_MIXED_MOST_EDGES];        /* [n_edges]: of its bins (mixed-bins.h) */
  guint n_edges;
} AssayColumnSample;

typedef struct
{
  const char *name;
  gboolean is_number;
  AssayColumnSample data, reference;

  /* Data against reference; has_drift: both have the column. */
  gboolean has_drift;
  guint n_bins;
  char **labels;                   /* [n_bins] */
  double *expected, *actual;       /* [n_bins] counts by weight, reference and data: bins of the reference (mixed-bins.h) with a row of either, or its categories, then missing, then unseen */
  double *rows_expected, *rows_actual;     /* [n_bins] counts of rows; the same arrays where there are no weights */
  double edge[AM_MIXED_MOST_EDGES];        /* [n_edges] of numbers: bin k holds (edge[k - 1], edge[k]] */
  guint n_edges, n_words;          /* n_words: of categories, how many of the bins are a word each */
  double psi, psi_critical, psi_p;
  double chi2, chi2_df, chi2_p, cramers_v, least_expected;
  gsize n_unseen;                  /* rows of the data whose category the reference does not have */
  double jensen_shannon, hellinger, total_variation;       /* over the bins */
  /* Numbers only: */
  double ks, ks_p, wasserstein;    /* wasserstein in units of the reference's sd */
  double wasserstein_p;            /* NaN too where drift-distance is not asked for */
  double energy;
} AssayColumnFacts;

typedef struct _AssayColumnFactsStore AssayColumnFactsStore;
AssayColumnFactsStore *assay_column_facts_store_new (void);
void assay_column_facts_store_free (AssayColumnFactsStore *self);

/* n_features of them, in the order of the features, then the score when there is one: *n gets how many. Lent by the case. NULL: cancelled. */
const AssayColumnFacts *assay_column_facts (const AssayValidationCase *c, guint *n, AssayProgress *progress, GError **error);

#define ASSAY_MOST_UNSEEN 60       /* categories that are named one by one in the conditions of their rows */

/* A value that many rows share has a bin to itself: its edge, above the number just below it. */
gboolean assay_column_facts_holds_one_value (const AssayColumnFacts *self, guint bin);
/* The rows of a bin, as conditions (texts are lent by the facts and the feature; NULL: the score); 0: it cannot be said in few words.
 * terms[ASSAY_MOST_UNSEEN]. */
guint assay_column_facts_bin_terms (const AssayColumnFacts *self, const AssayValidationFeature *feature, guint bin, AssayRowTerm *terms);
/* … whose category the reference does not have. */
guint assay_column_facts_unseen_terms (const AssayColumnFacts *self, const AssayValidationFeature *feature, AssayRowTerm *terms);

/* Which bin each row of the data is in, whatever its weight; bin[n_rows]. A row that no bin of both samples was made for cannot be: every row has one. */
void assay_column_facts_bin_rows (const AssayColumnFacts *self, const AssayValidationCase *c, guint feature, guint16 *bin);

G_END_DECLS
