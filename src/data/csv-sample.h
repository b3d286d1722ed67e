/* Parts of a file that detection looks at: the first MiB and, where the file can be sought in, pieces
 * from its middle and its end, as records of fields in UTF-8. */
#pragma once
#include "data/csv-plan.h"

G_BEGIN_DECLS

typedef struct
{
  guint first, n_fields;        /* in `fields` */
} AssaySampleRow;

typedef struct
{
  GString *head;                /* as the reader will see it: before 1252 is converted */
  GString *text;                /* UTF-8: head without skipped lines, then the other parts */
  gboolean is_all;              /* the whole file is in it */
  GArray *fields;               /* AssayField into text */
  GArray *rows;                 /* AssaySampleRow: the first is the header if there is one */
  gboolean first_is_bad;        /* the first record cannot be used */
} AssaySample;

/* Fills head and text; *start: bytes of skipped lines in head. */
void assay_sample_load (AssaySample *self, AssayByteSource *source, AssayEncoding encoding, guint skip_rows, gsize *start);
void assay_sample_clear (AssaySample *self);
/* Separator 0 or quote 0 in `dialect` are detected. */
AssayDialect assay_sample_find_dialect (const AssaySample *self, AssayDialect dialect);
void assay_sample_split (AssaySample *self, AssayDialect dialect);

static inline const char *
assay_sample_get (const AssaySample *self, guint row, guint column, gsize *len)
{
  const AssaySampleRow *r = &g_array_index (self->rows, AssaySampleRow, row);
  const AssayField *field = &g_array_index (self->fields, AssayField, r->first + column);

  *len = field->len;
  return self->text->str + field->start;
}

/* NULL: could be delimited text; else what it is, for a message: "a PNG picture". */
const char *assay_find_foreign_content (const char *head, gsize len);

G_END_DECLS
