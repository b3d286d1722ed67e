/* What a model loses when the values of one feature are shuffled between rows (Breiman 2001, Machine Learning 45, 5-32; Fisher, Rudin & Dominici 2019, JMLR 20). */
#pragma once
#include "analysis/validation/validation-rescore.h"

G_BEGIN_DECLS

/* Over the repeats: the mean drop of the AUC, or gain of the RMSE, and between what values 95 % of them lie. */
typedef struct { guint feature; double mean, low, high; } AssayImportance;

/* Of features[n], in that order; NULL: stopped. The draws hang on the seed, use and the feature's number. lost: most rows that a shuffle left without a score. */
AssayImportance *assay_importances_new (const AssayRescore *rescore, const char *use, const guint *features, guint n, guint n_repeats, gsize *lost, AssayProgress *progress, GError **error);
/* By falling mean. */
void assay_importances_sort (AssayImportance *all, guint n);

G_END_DECLS
