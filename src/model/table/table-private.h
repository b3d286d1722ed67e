/* What the readers of tables share: which column is what, and numbers in any country's form. */
#pragma once
#include <json-glib/json-glib.h>

#include "model/native/native-json.h"
#include "model/table/table-model.h"
#include "model/table/table-text.h"

G_BEGIN_DECLS

typedef enum { TABLE_NONE, TABLE_BINS, TABLE_POINTS, TABLE_COEFFICIENTS } TableKind;

typedef enum { COLUMN_NAME, COLUMN_BIN, COLUMN_POINTS, COLUMN_FROM, COLUMN_TO, COLUMN_VALUES, COLUMN_REASON, COLUMN_COUNT, COLUMN_ESTIMATE, COLUMN_ERROR,
               COLUMN_LEVEL, COLUMN_VARIABLE, N_COLUMNS } TableColumn;

typedef struct
{
  TableText *text;
  TableKind kind;
  guint header;                    /* row of the names of the columns */
  int columns[N_COLUMNS];          /* -1: none */
  char decimal, group;
  GPtrArray *notes;                /* of char* */
} Table;

/* NULL: no table that is a model. */
Table *table_find (const char *text, gsize length, gboolean at_end);
void table_free (Table *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Table, table_free)

guint table_n_rows (const Table *self);                                      /* behind the header */
/* Never NULL. */
const char *table_cell (const Table *self, guint row, TableColumn column);
char *table_where (const Table *self, guint row);                            /* "line 12", counting records */
/* Finds the decimal mark of the columns of numbers. */
gboolean table_find_decimal (Table *self, GError **error);
/* FALSE with an error: this is no number. */
gboolean table_get_number (const Table *self, guint row, TableColumn column, double *value, GError **error);
gboolean table_is_missing_word (const char *text);                           /* "missing", "NA", … */
gboolean table_name_is (const char *name, const char *const *names);         /* without case, blanks and marks */

/* The assay-model of a table. */
JsonObject *table_read_points (Table *table, GError **error);
JsonObject *table_read_coefficients (Table *table, const char *link, GError **error);

G_END_DECLS
