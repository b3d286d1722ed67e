/* The table "league" that a back-test of two models or more has: its rows are the models, from the best on. */
#pragma once
#include "result/result.h"

G_BEGIN_DECLS

/* The table, if it has a row. NULL: the result has no league. Lent by the result. */
AssayTable *assay_league_find (const AssayResult *result);
/* The model in first place, as on the command line. NULL: the result has no league. Lent by the result. */
const char *assay_league_get_best (const AssayResult *result);
/* The model the others are held against, or NULL. Lent by the result. */
const char *assay_league_get_benchmark (const AssayResult *result);
/* NULL: no such column. Lent by the table. */
const char *assay_league_get_text (const AssayTable *league, guint row, const char *id);

G_END_DECLS
