#include "model/table/table-model.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/number.h"
#include "model/artifact/artifact-private.h"
#include "model/native/native-file.h"
#include "model/table/table-private.h"

#define MAX_BYTES (16 << 20)
#define HEAD_BYTES (64 << 10)
#define HEAD_ROWS 40               /* a summary has some lines before its table */
#define MAX_COLUMNS 40

static const char separators[] = { ',', ';', '\t', '|' };

/* Names of the columns, as simplify() leaves them. */
static const char *const names[N_COLUMNS][12] = {
  [COLUMN_NAME] = { "variable", "characteristic", "term", "input", "feature", "field", "parameter", "name", "attribute", "", NULL },
  [COLUMN_BIN] = { "bin", NULL },
  [COLUMN_POINTS] = { "points", "scorepoints", "punkte", NULL },
  [COLUMN_FROM] = { "from", "lower", "low", "min", "von", "lowerbound", NULL },
  [COLUMN_TO] = { "to", "upper", "high", "max", "bis", "upperbound", NULL },
  [COLUMN_VALUES] = { "values", "value", "category", "categories", "werte", NULL },
  [COLUMN_REASON] = { "reason", "reasoncode", "adversereason", NULL },
  [COLUMN_COUNT] = { "count", NULL },
  [COLUMN_ESTIMATE] = { "estimate", "coef", "coefficient", "coefficients", "beta", NULL },
  [COLUMN_ERROR] = { "stderror", "stderr", "se", "standarderror", NULL },
  [COLUMN_LEVEL] = { "level", NULL },
  [COLUMN_VARIABLE] = { "variable", NULL },
};

static char *
simplify (const char *name)
{
  GString *simple = g_string_new (NULL);

  for (; *name != '\0'; name++)
    if (g_ascii_isalnum (*name))
      g_string_append_c (simple, g_ascii_tolower (*name));
    else if ((guchar) *name >= 0x80)
      g_string_append_c (simple, *name);
  return g_string_free (simple, FALSE);
}

gboolean
table_name_is (const char *name, const char *const *known)
{
  g_autofree char *simple = simplify (name);

  for (guint i = 0; known[i] != NULL; i++)
    if (strcmp (known[i], simple) == 0)
      return TRUE;
  return FALSE;
}

gboolean
table_is_missing_word (const char *text)
{
  static const char *const words[] = { "missing", "na", "nan", "null", "none", NULL };

  return table_name_is (text, words);
}

/* ---- which columns ---- */

static void
find_columns (Table *self, char **row)
{
  for (guint c = 0; c < N_COLUMNS; c++)
    {
      self->columns[c] = -1;
      /* better names come first in the list */
      for (guint k = 0; self->columns[c] < 0 && names[c][k] != NULL; k++)
        for (guint i = 0; self->columns[c] < 0 && row[i] != NULL; i++)
          {
            g_autofree char *simple = simplify (row[i]);

            /* a column without a name is that of the terms only where it stands first */
            if (strcmp (simple, names[c][k]) == 0 && (*simple != '\0' || i == 0))
              self->columns[c] = i;
          }
    }
}

static gboolean
has (const Table *self, TableColumn column)
{
  return self->columns[column] >= 0;
}

static TableKind
find_kind (const Table *self, char **row)
{
  guint n = g_strv_length (row);

  if (n < 2 || n > MAX_COLUMNS || !has (self, COLUMN_NAME))
    return TABLE_NONE;
  if (has (self, COLUMN_POINTS) && has (self, COLUMN_BIN))
    return TABLE_BINS;
  if (has (self, COLUMN_POINTS) && ((has (self, COLUMN_FROM) && has (self, COLUMN_TO)) || has (self, COLUMN_VALUES)))
    return TABLE_POINTS;
  /* "name" and "estimate" alone could be columns of data: what belongs to it must be there, or nothing else */
  if (has (self, COLUMN_ESTIMATE) && (has (self, COLUMN_ERROR) || n == 2))
    return TABLE_COEFFICIENTS;
  return TABLE_NONE;
}

static gboolean
find_header (Table *self)
{
  for (guint i = 0; i < MIN (self->text->rows->len, HEAD_ROWS); i++)
    {
      char **row = self->text->rows->pdata[i];

      find_columns (self, row);
      self->kind = find_kind (self, row);
      /* only summaries of coefficients have anything before their table */
      if (self->kind != TABLE_NONE && (i == 0 || self->kind == TABLE_COEFFICIENTS))
        {
          self->header = i;
          return TRUE;
        }
    }
  return FALSE;
}

Table *
table_find (const char *text, gsize length, gboolean at_end)
{
  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    {
      g_autoptr(Table) self = g_new0 (Table, 1);

      self->text = table_text_read (text, length, separators[i], at_end);
      self->decimal = '.';
      self->notes = g_ptr_array_new_with_free_func (g_free);
      if (find_header (self))
        return g_steal_pointer (&self);
    }
  return NULL;
}

void
table_free (Table *self)
{
  g_clear_pointer (&self->text, table_text_free);
  g_clear_pointer (&self->notes, g_ptr_array_unref);
  g_free (self);
}

gboolean
assay_table_model_sniff (const char *text, gsize length)
{
  gsize head = MIN (length, HEAD_BYTES);
  g_autoptr(Table) table = NULL;

  if (length > MAX_BYTES || memchr (text, '\0', head) != NULL)
    return FALSE;
  table = table_find (text, head, head == length);
  return table != NULL;
}

/* ---- cells ---- */

guint
table_n_rows (const Table *self)
{
  return self->text->rows->len - self->header - 1;
}

const char *
table_cell (const Table *self, guint row, TableColumn column)
{
  char **cells = self->text->rows->pdata[self->header + 1 + row];

  return self->columns[column] >= 0 && (guint) self->columns[column] < g_strv_length (cells) ? cells[self->columns[column]] : "";
}

char *
table_where (const Table *self, guint row)
{
  return g_strdup_printf (_("line %u"), self->header + row + 2);
}

static const TableColumn number_columns[] = { COLUMN_POINTS, COLUMN_FROM, COLUMN_TO, COLUMN_ESTIMATE, COLUMN_ERROR };

/* The first cell that is no number this way; NULL: all are. */
static const char *
find_bad_cell (const Table *self, char decimal, char group)
{
  for (guint c = 0; c < G_N_ELEMENTS (number_columns); c++)
    for (guint i = 0; i < table_n_rows (self); i++)
      {
        const char *cell = table_cell (self, i, number_columns[c]);
        double value;

        if (*cell != '\0' && !table_is_missing_word (cell) && !assay_number_parse (cell, strlen (cell), decimal, group, &value)
            && strstr (cell, "inf") == NULL)
          return cell;
      }
  return NULL;
}

gboolean
table_find_decimal (Table *self, GError **error)
{
  static const struct { char decimal, group; } forms[] = { { '.', 0 }, { ',', 0 }, { ',', '.' }, { '.', ',' } };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (find_bad_cell (self, forms[i].decimal, forms[i].group) == NULL)
      {
        self->decimal = forms[i].decimal;
        self->group = forms[i].group;
        return TRUE;
      }
  return native_fail (error, _("the table"), _("“%s” is no number, nor are all numbers written with a decimal comma."), find_bad_cell (self, '.', 0));
}

gboolean
table_get_number (const Table *self, guint row, TableColumn column, double *value, GError **error)
{
  const char *cell = table_cell (self, row, column);
  g_autofree char *where = NULL;

  if (assay_number_parse (cell, strlen (cell), self->decimal, self->group, value))
    return TRUE;
  where = table_where (self, row);
  if (*cell == '\0')
    return native_fail (error, where, _("a number is missing."));
  return native_fail (error, where, _("“%s” is no number."), cell);
}

/* ---- reading ---- */

AssayArtifact *
assay_table_model_read (const char *name, const char *text, gsize length, const AssayArtifactOptions *options, AssayProgress *progress, GError **error)
{
  static const char *const formats[] = { "", N_("scorecard table"), N_("points table"), N_("coefficient table") };
  g_autoptr(Table) table = length <= MAX_BYTES ? table_find (text, length, TRUE) : NULL;
  g_autoptr(JsonObject) root = NULL;
  AssayArtifact *artifact = NULL;

  if (table == NULL)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s is no table of points or coefficients."), name);
      return NULL;
    }
  if (!table_find_decimal (table, error))
    root = NULL;
  else if (table->kind == TABLE_COEFFICIENTS)
    root = table_read_coefficients (table, options != NULL ? options->link : NULL, error);
  else
    root = table_read_points (table, error);
  if (root != NULL)
    artifact = native_read_object (root, formats[table->kind], NULL, options, progress, error);
  if (artifact == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return NULL;
    }
  for (guint i = 0; i < table->notes->len; i++)
    assay_artifact_add_note (artifact, table->notes->pdata[i]);
  return artifact;
}
