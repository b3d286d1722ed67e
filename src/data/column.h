/* One column of a frame: a name, a type and n values, never changed once made.
 *
 * Reference-counted, safe to read from any thread. Arrays that getters lend live as
 * long as the column. Missing is its own state: a bit that is 0 in `present`. The value array
 * holds a marker there as well (NaN, INT64_MIN, INT32_MIN, UINT32_MAX), so that kernels need not look at bits. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ASSAY_TYPE_DOUBLE,
  ASSAY_TYPE_INT64,
  ASSAY_TYPE_DATE,       /* gint32 days since 1970-01-01 */
  ASSAY_TYPE_DATETIME,   /* gint64 microseconds since 1970-01-01T00:00 */
  ASSAY_TYPE_CATEGORY,   /* guint32 codes into a dictionary, in order of first appearance */
  ASSAY_TYPE_TEXT,
} AssayType;

const char *assay_type_name (AssayType type);                /* "double", "date", … */

typedef struct _AssayColumn AssayColumn;

#define ASSAY_MISSING_INT64 G_MININT64
#define ASSAY_MISSING_DATE G_MININT32
#define ASSAY_MISSING_CODE G_MAXUINT32

/* The _take functions own `values` (g_malloc) from then on; missing values are the markers above.
 * present bits are derived from the markers. */
AssayColumn *assay_column_take_doubles (const char *name, double *values, gsize n);
AssayColumn *assay_column_take_int64s (const char *name, gint64 *values, gsize n);
AssayColumn *assay_column_take_dates (const char *name, gint32 *values, gsize n);
AssayColumn *assay_column_take_datetimes (const char *name, gint64 *values, gsize n);
AssayColumn *assay_column_take_codes (const char *name, guint32 *codes, gsize n, char **dictionary, guint32 n_words);
/* offsets[n + 1] into bytes; offsets rise; `present` may be NULL (all there), else one bit a value, low bit first. */
AssayColumn *assay_column_take_text (const char *name, guint64 *offsets, char *bytes, guint8 *present, gsize n);
/* A column over memory somebody else owns (a mapped file); owner is unreffed by `release`. */
AssayColumn *assay_column_wrap (const char *name, AssayType type, gconstpointer values, const guint8 *present,
                                const guint64 *offsets, char **dictionary, guint32 n_words, gsize n,
                                gpointer owner, GDestroyNotify release);

AssayColumn *assay_column_ref (AssayColumn *self);
void assay_column_unref (AssayColumn *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayColumn, assay_column_unref)
AssayColumn *assay_column_rename (AssayColumn *self, const char *name);     /* shares the values */
AssayColumn *assay_column_take_rows (const AssayColumn *self, const gsize *rows, gsize n);   /* gather; new column */

const char *assay_column_get_name (const AssayColumn *self);
AssayType assay_column_get_type (const AssayColumn *self);
gsize assay_column_get_n (const AssayColumn *self);
gsize assay_column_get_n_missing (const AssayColumn *self);
gsize assay_column_get_size (const AssayColumn *self);                      /* bytes of memory */
const guint8 *assay_column_get_present (const AssayColumn *self);           /* NULL: nothing is missing */
gboolean assay_column_is_missing (const AssayColumn *self, gsize row);

/* The array of the column's own type; asking for another type is our bug. */
const double *assay_column_get_doubles (const AssayColumn *self);
const gint64 *assay_column_get_int64s (const AssayColumn *self);
const gint32 *assay_column_get_dates (const AssayColumn *self);
const gint64 *assay_column_get_datetimes (const AssayColumn *self);
const guint32 *assay_column_get_codes (const AssayColumn *self);
guint32 assay_column_get_n_words (const AssayColumn *self);
const char *assay_column_get_word (const AssayColumn *self, guint32 code);
const char *assay_column_get_text (const AssayColumn *self, gsize row, gsize *len);   /* TEXT; not NUL-terminated; NULL: missing */

/* A column of TEXT as CATEGORY, each different text a word; more than G_MAXUINT32 - 1 of them cannot be in memory. */
AssayColumn *assay_column_as_categories (const AssayColumn *self);
/* Any numeric column (double, int64) as doubles: lent if it is one already, else computed into *owned. */
const double *assay_column_as_doubles (const AssayColumn *self, double **owned);
/* A cell as files show it (ISO dates, shortest numbers, "" for missing), appended. */
void assay_column_append_cell (const AssayColumn *self, gsize row, GString *out);

G_END_DECLS
