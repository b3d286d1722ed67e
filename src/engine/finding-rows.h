/* The rows behind the findings of a stored validation: its data opened once more and scored once more, then asked as often as one likes.
 *
 * Frozen once opened and reference-counted; any thread may ask. Opening reads and scores, so both calls belong on a worker. */
#pragma once
#include "engine/plan.h"
#include "result/row-filter.h"

G_BEGIN_DECLS

typedef struct _AssayFindingRows AssayFindingRows;

/* NOT_FOUND: the data of the run, or a sample that it needs, are not in the workspace (any more); the message says which. */
AssayFindingRows *assay_finding_rows_open (AssayWorkspace *workspace, const AssayRun *run, AssayProgress *progress, GError **error);
AssayFindingRows *assay_finding_rows_ref (AssayFindingRows *self);
void assay_finding_rows_unref (AssayFindingRows *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayFindingRows, assay_finding_rows_unref)

/* Rows of the frame below, rising; a gsize each. An error when there are not as many as the run counted: then the data are others. */
GBytes *assay_finding_rows_find (const AssayFindingRows *self, const AssayRowFilter *filter, AssayProgress *progress, GError **error);

AssayFrame *assay_finding_rows_get_frame (const AssayFindingRows *self);          /* the rows in scope, as they were read */
gsize assay_finding_rows_get_number (const AssayFindingRows *self, gsize row);     /* of the data, from 1 */
const char *assay_finding_rows_get_score_name (const AssayFindingRows *self);      /* NULL: there are no scores, or they are a column of the data */
double assay_finding_rows_get_score (const AssayFindingRows *self, gsize row);     /* NaN: none */
const char *assay_finding_rows_get_target (const AssayFindingRows *self);          /* column of outcomes; NULL: none */

/* Copies rows into a table with number and score in front, to be written as a file. */
AssayFrame *assay_finding_rows_copy (const AssayFindingRows *self, GBytes *rows);

G_END_DECLS
