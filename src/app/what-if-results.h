/* What a what-if says, put into the widgets of its panel: grids whose labels stay and change their texts, for they change many times a second. */
#pragma once
#include <gtk/gtk.h>
#include "engine/what-if-case.h"

G_BEGIN_DECLS

/* "12.3 %" of a probability, else the number. (transfer full) */
char *assay_what_if_format_score (const AssayWhatIf *what_if, double score);
const char *assay_what_if_word_decision (AssayDecision decision);           /* translated */
/* What comes out: "PD" where it is a probability, else the name of the output; translated. */
const char *assay_what_if_word_score (const AssayWhatIf *what_if);

/* The inputs that contribute most, before and after. */
void assay_what_if_fill_reasons (GtkGrid *grid, const AssayWhatIf *what_if, const AssayCaseAnswer *answer);
/* A line an input, those that turn the decision first, each with a button that activates "what-if.set" (ud). turns NULL: empties it. */
void assay_what_if_fill_turns (GtkGrid *grid, const AssayWhatIf *what_if, const double *values, const AssayCaseTurn *turns);
void assay_what_if_fill_measures (GtkGrid *grid, const AssayWhatIf *what_if, const AssayWhatIfAnswer *answer);
/* Scores before, an outline, and after, filled; a line at the cut-off. answer NULL: nothing yet. */
void assay_what_if_draw_scores (const AssayWhatIf *what_if, const AssayWhatIfAnswer *answer, double cutoff, GtkWidget *widget, cairo_t *cr, double width, double height);

G_END_DECLS
