/* Where records and fields begin and end in delimited text.
 *
 * A quote opens only at the start of a field (spaces before it do not count) and closes with
 * the next quote that is not doubled; anything behind it but spaces makes the record bad, and the record then ends
 * with its line. A quote that is not closed within ASSAY_MAX_FIELD bytes opens nothing: that line is bad and reading goes
 * on with the next one, so that one lost quote cannot swallow a file. Lines end with LF, CR LF or CR; blank lines are no records.
 * Everything here sees a piece of text that starts at the start of a record. */
#pragma once
#include <glib.h>
#include "data/read-report.h"

G_BEGIN_DECLS

#define ASSAY_MAX_FIELD 65536
#define ASSAY_MAX_COLUMNS 4096
#define ASSAY_MAX_RECORD (16 << 20)

typedef struct
{
  char separator, quote;
} AssayDialect;

/* Length of the whole records at the front of text; 0 if there is none yet. */
gsize assay_csv_cut (AssayDialect dialect, const char *text, gsize len, gboolean at_end);

typedef struct
{
  guint32 start, len;
} AssayField;

typedef struct             /* a record that cannot be used */
{
  guint32 line;            /* in the piece, from 0 */
  AssayBadKind kind;
  guint32 n_fields;        /* FIELD_COUNT */
  guint32 row;             /* good rows before it */
  AssayField where;        /* its text, or what is left of it */
} AssayBadRecord;

/* Fields of a piece, row by row; kept between pieces so that memory is used again. */
typedef struct
{
  guint n_columns;
  gsize n_rows, capacity;  /* rows */
  AssayField *fields;      /* [n_rows * n_columns] */
  guint32 *lines;          /* [n_rows] line of each row in the piece, from 0 */
  guint32 n_lines;
  GArray *bad;             /* AssayBadRecord */
  guint64 too_long_line;   /* a field over the limit: its line + 1; 0: none */
  gboolean all_by_libcsv;  /* tests: no short cut */
} AssayFields;

void assay_fields_init (AssayFields *self, guint n_columns);
void assay_fields_clear (AssayFields *self);
/* Splits text in place: quoted fields are unescaped where they stand. 64 bytes behind len must be readable. */
void assay_fields_split (AssayFields *self, AssayDialect dialect, char *text, gsize len);

/* For detection: all records of a text, whatever their lengths. The text is changed. Fields of all of them are appended to `fields`
 * (AssayField), and to `ends` (guint) for each record how many fields there are by then. Blank lines are left out; a record that
 * cannot be used adds no field. */
void assay_csv_split_any (AssayDialect dialect, char *text, gsize len, GArray *fields, GArray *ends);
/* Behind the record at pos; *n_fields is 0 when it is a blank line. */
gsize assay_csv_count_fields (AssayDialect dialect, const char *text, gsize len, gsize pos, guint *n_fields);
/* Without touching the text: where the record that starts at pos ends (behind its line end). */
gsize assay_csv_skip_record (AssayDialect dialect, const char *text, gsize len, gsize pos);

G_END_DECLS
