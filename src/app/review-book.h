/* The review marks of one run: what is thought of each anomaly, kept in the workspace.
 *
 * Answers at once from memory; the workspace is written by one worker in the order of the changes, since a commit waits for
 * the disk. Signal "changed" (guint64 row; G_MAXUINT64: many). Main thread. */
#pragma once
#include "app/undo.h"
#include "store/workspace.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_REVIEW_BOOK (assay_review_book_get_type ())
G_DECLARE_FINAL_TYPE (AssayReviewBook, assay_review_book, ASSAY, REVIEW_BOOK, GObject)

AssayReviewBook *assay_review_book_new (AssayWorkspace *workspace, gint64 run);   /* workspace NULL: kept in memory only */
AssayReview assay_review_book_get (AssayReviewBook *self, gsize row, const char **note);
void assay_review_book_set (AssayReviewBook *self, gsize row, AssayReview review, const char *note);
/* The same, and undo takes it back. Nothing happens when nothing changes. */
void assay_review_book_mark (AssayReviewBook *self, gsize row, AssayReview review, const char *note, AssayUndo *undo);
guint assay_review_book_count (AssayReviewBook *self, AssayReview review);        /* among the rows that were marked */
/* For a worker: row (as pointer) -> review + 1; notes are not in it. (transfer full) */
GHashTable *assay_review_book_snapshot (AssayReviewBook *self);
/* What could not be written, or NULL; asked after "failed". */
const GError *assay_review_book_get_error (AssayReviewBook *self);

const char *assay_review_label (AssayReview review);            /* translated: "Open", "Explained", … */

G_END_DECLS
