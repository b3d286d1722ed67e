/* A column that grows piece by piece while a file is read. One thread at a time.
 *
 * Memory grows with realloc, which moves pages and does not copy big blocks; what is not filled yet is
 * not resident. */
#pragma once
#include "data/csv-piece.h"

G_BEGIN_DECLS

#define ASSAY_MAX_WORDS 65536

typedef struct _AssayColumnBuilder AssayColumnBuilder;

AssayColumnBuilder *assay_column_builder_new (const AssayColumnPlan *plan, AssayNumberFormat number);
void assay_column_builder_free (AssayColumnBuilder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayColumnBuilder, assay_column_builder_free)

/* Fails when whole numbers met before cannot be kept beside the fractions of this piece. */
gboolean assay_column_builder_add (AssayColumnBuilder *self, const AssayPieceColumn *column, const AssayPiece *piece, GError **error);
gboolean assay_column_builder_is_text (const AssayColumnBuilder *self);
/* Decides between category and text; frees the builder. */
AssayColumn *assay_column_builder_finish (AssayColumnBuilder *self);

G_END_DECLS
