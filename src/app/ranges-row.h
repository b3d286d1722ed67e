/* The row of a form that says where a sensitivity run varies its inputs: as in the data, as a file has it, or as written here.
 *
 * Signal "edit": the window of ranges is wanted, by whoever knows model and data; it gives what comes of it to assay_ranges_row_set_text(). */
#pragma once
#include <adwaita.h>
#include "engine/plan.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_RANGES_ROW (assay_ranges_row_get_type ())
G_DECLARE_FINAL_TYPE (AssayRangesRow, assay_ranges_row, ASSAY, RANGES_ROW, AdwActionRow)

/* Of scenarios in place of ranges: a file of them, or none. Before anything else. */
void assay_ranges_row_set_scenarios (AssayRangesRow *self);
void assay_ranges_row_take_over (AssayRangesRow *self, const AssayPlan *plan);      /* what a plan has */
void assay_ranges_row_set_file (AssayRangesRow *self, const char *path, const char *text);
void assay_ranges_row_set_text (AssayRangesRow *self, const char *text);            /* NULL: as in the data */
const char *assay_ranges_row_get_text (AssayRangesRow *self);                       /* of the file too, when it was chosen here; NULL: none, or not read */
void assay_ranges_row_apply (AssayRangesRow *self, AssayPlan *plan);

G_END_DECLS
