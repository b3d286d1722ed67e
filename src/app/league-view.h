/* How the window shows a league of models (result/league.h). All texts are translated. */
#pragma once
#include "result/result.h"

G_BEGIN_DECLS

/* The columns by which a model is chosen, with the models' titles; the column "model" has their names beside them. NULL: no league.
 * (transfer full) */
AssayTable *assay_league_dup_short (AssayResult *result);

/* A figure with a line or two a model ("ets", "ets:own") is read no more when there are many: a copy with the chosen model, the
 * benchmark, and of plain lines also the best others, at most six. NULL: it is no such figure, or it has few. Series of no model stay. */
AssayFigure *assay_league_focus_figure (AssayResult *result, const AssayFigure *figure, const char *model);

G_END_DECLS
