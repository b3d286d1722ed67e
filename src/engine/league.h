/* Which model should have forecast this: a reading of the table "league" that a back-test of two models or more has, its rows the
 * models from the best on. */
#pragma once
#include "result/result.h"

G_BEGIN_DECLS

/* The table, if it has a row. NULL: the result has no league. Lent by the result. */
AssayTable *assay_league_find (const AssayResult *result);
/* -1: the table has no such column. */
int assay_league_find_column (const AssayTable *league, const char *id);
/* NULL: no such column. Lent by the table. */
const char *assay_league_get_text (const AssayTable *league, guint row, const char *id);

/* The model in first place, as on the command line. NULL: the result has no league. Lent by the result. */
const char *assay_league_get_best (const AssayResult *result);
/* The model the others are held against, or NULL. Lent by the result. */
const char *assay_league_get_benchmark (const AssayResult *result);
/* "Theta has the lowest error (MASE 0.93, WAPE 8.2 %), and is better than Seasonal Naive (p < 0.001).", translated.
 * NULL: no league. */
char *assay_league_answer (const AssayResult *result);
/* "Seasonal Naive" of "seasonal-naive", translated; what is no model comes back as it is. */
char *assay_league_dup_title (const char *model);

G_END_DECLS
