/* The reverse-stress dial: a limit of a measure, set by a slider or typed, and the smallest joint move of inputs that would break it, how far out that
 * is, and what it is most like among what has happened. A quick answer comes while the slider moves, the best one when it rests.
 *
 * Signal "run" (char *limit): the user wants a recorded run of it: "mean>0.08". */
#pragma once
#include <gtk/gtk.h>
#include "app/width-bin.h"
#include "engine/limit-search.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_STRESS_DIAL (assay_stress_dial_get_type ())
G_DECLARE_FINAL_TYPE (AssayStressDial, assay_stress_dial, ASSAY, STRESS_DIAL, GtkWidget)

GtkWidget *assay_stress_dial_new (void);
/* Once. n_threads 0: all. */
void assay_stress_dial_set_portfolio (AssayStressDial *self, AssayRunPortfolio *portfolio, guint n_threads);
void assay_stress_dial_set_measure (AssayStressDial *self, guint measure);
void assay_stress_dial_set_can_run (AssayStressDial *self, gboolean can_run);
void assay_stress_dial_set_width_class (AssayStressDial *self, AssayWidthClass width_class);
/* In the unit of the measure: 0.08 for 8 %. Kept within what the slider has. */
void assay_stress_dial_set_limit (AssayStressDial *self, double limit);
double assay_stress_dial_get_limit (AssayStressDial *self);
/* NULL: none yet. (transfer none) */
const AssayLimitAnswer *assay_stress_dial_get_answer (AssayStressDial *self);
/* What it says of it; never NULL. */
const char *assay_stress_dial_get_text (AssayStressDial *self);
gboolean assay_stress_dial_is_busy (AssayStressDial *self);

/* ---- pure functions ---- */

/* Where a slider of the measure goes, and where it begins: a quarter worse than now. */
typedef struct { double low, high, first, step; } AssayDialRange;
AssayDialRange assay_dial_range_for (const AssayPortfolioMeasure *measure, double base);
/* The answer in words. (transfer full) */
char *assay_dial_word_answer (const AssayPortfolioMeasure *measure, const AssayLimitSearch *search, const AssayLimitAnswer *answer);
char *assay_dial_word_plausibility (const AssayLimitAnswer *answer);
AssayFigure *assay_dial_make_gauge (const AssayPortfolioMeasure *measure, const AssayLimitSearch *search, const AssayLimitAnswer *answer);
/* NULL: nothing is moved. */
AssayFigure *assay_dial_make_moves (const AssayLimitSearch *search, const AssayLimitAnswer *answer);

G_END_DECLS
