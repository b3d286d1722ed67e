/* A table of columns of equal length; immutable, reference-counted, readable from any thread. */
#pragma once
#include "data/column.h"

G_BEGIN_DECLS

#define ASSAY_DATA_ERROR (assay_data_error_quark ())
GQuark assay_data_error_quark (void);
typedef enum
{
  ASSAY_DATA_ERROR_READ,          /* cannot be opened or read; not a file */
  ASSAY_DATA_ERROR_AMBIGUOUS,     /* could be read in two ways; the message gives the option that decides */
  ASSAY_DATA_ERROR_BAD_ROWS,      /* more bad rows than allowed; the message names the first ten */
  ASSAY_DATA_ERROR_LIMIT,         /* field or column limit */
  ASSAY_DATA_ERROR_EMPTY,         /* nothing in it */
  ASSAY_DATA_ERROR_ENCODING,
  ASSAY_DATA_ERROR_NO_COLUMN,     /* a named column is not there; the message names the nearest */
  ASSAY_DATA_ERROR_ROLE,          /* a role fits no column, or several */
  ASSAY_DATA_ERROR_DUPLICATES,    /* repeated times in a series */
  ASSAY_DATA_ERROR_FORMAT,        /* a column file or an option that cannot be used */
} AssayDataError;

typedef struct _AssayFrame AssayFrame;

AssayFrame *assay_frame_new (AssayColumn **columns, guint n_columns, gsize n_rows);   /* takes a ref on each */
AssayFrame *assay_frame_ref (AssayFrame *self);
void assay_frame_unref (AssayFrame *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayFrame, assay_frame_unref)

gsize assay_frame_get_n_rows (const AssayFrame *self);
guint assay_frame_get_n_columns (const AssayFrame *self);
AssayColumn *assay_frame_get_column (const AssayFrame *self, guint index);
AssayColumn *assay_frame_find (const AssayFrame *self, const char *name);                       /* NULL: none */
AssayColumn *assay_frame_require (const AssayFrame *self, const char *name, GError **error);    /* error names the nearest */
gsize assay_frame_get_size (const AssayFrame *self);
AssayFrame *assay_frame_take_rows (const AssayFrame *self, const gsize *rows, gsize n, guint n_threads);

G_END_DECLS
