/* Which model should have forecast this: a reading of the table "league" that a back-test of two models or more has, its rows the
 * models from the best on. All texts are translated. */
#pragma once
#include "result/result.h"

G_BEGIN_DECLS

/* The model in first place, as on the command line. NULL: the result has no league. Lent by the result. */
const char *assay_league_get_best (AssayResult *result);
/* The model the others are held against, or NULL. Lent by the result. */
const char *assay_league_get_benchmark (AssayResult *result);
/* "Theta has the lowest error of 8 models (MASE 0.93, WAPE 8.2 %), and is better than Seasonal Naive (p < 0.001)." NULL: no league. */
char *assay_league_answer (AssayResult *result);
/* The columns by which a model is chosen, with the models' titles; the column "model" has their names beside them. NULL: no league.
 * (transfer full) */
AssayTable *assay_league_dup_short (AssayResult *result);
/* "Seasonal Naive" of "seasonal-naive"; what is no model comes back as it is. */
char *assay_league_dup_title (const char *model);

/* A figure with a line or two a model ("ets", "ets:own") is read no more when there are many: a copy with the chosen model, the
 * benchmark, and of plain lines also the best others, at most six. NULL: it is no such figure, or it has few. Series of no model stay. */
AssayFigure *assay_league_focus_figure (AssayResult *result, const AssayFigure *figure, const char *model);

G_END_DECLS
