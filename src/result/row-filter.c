#include "result/row-filter.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

enum { AT, SUBJECT, PLACE, ROWS, OF, NAME, IS, TEXT, LOW, HIGH };

AssayTable *
assay_row_filters_new (void)
{
  AssayTable *self = assay_table_new ("row-filters", N_("Rows of Findings"));

  assay_table_add_column (self, "at", N_("Belongs To"), ASSAY_CELL_TEXT);
  assay_table_add_column (self, "subject", N_("Subject"), ASSAY_CELL_TEXT);
  assay_table_add_column (self, "place", N_("Place"), ASSAY_CELL_COUNT);
  assay_table_add_column (self, "rows", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (self, "of", N_("Of"), ASSAY_CELL_TEXT);
  assay_table_add_column (self, "name", N_("Name"), ASSAY_CELL_TEXT);
  assay_table_add_column (self, "is", N_("Condition"), ASSAY_CELL_TEXT);
  assay_table_add_column (self, "text", N_("Text"), ASSAY_CELL_TEXT);
  assay_table_add_column (self, "low", N_("Low"), ASSAY_CELL_NUMBER);
  assay_table_add_column (self, "high", N_("High"), ASSAY_CELL_NUMBER);
  return self;
}

/* A limit that is infinite is none. */
static double
limit_of (double value)
{
  return isfinite (value) ? value : NAN;
}

void
assay_row_filters_add (AssayTable *self, const char *at, const char *subject, gint64 place, double n_rows, const AssayRowTerm *terms, guint n_terms)
{
  for (guint i = 0; i < n_terms; i++)
    {
      assay_table_add_row (self);
      assay_table_set_text (self, AT, at);
      assay_table_set_text (self, SUBJECT, subject);
      assay_table_set_number (self, PLACE, place >= 0 ? (double) place : NAN);
      assay_table_set_number (self, ROWS, n_rows);
      assay_table_set_text (self, OF, terms[i].of);
      assay_table_set_text (self, NAME, terms[i].name);
      assay_table_set_text (self, IS, terms[i].is);
      assay_table_set_text (self, TEXT, terms[i].text);
      assay_table_set_number (self, LOW, limit_of (terms[i].low));
      assay_table_set_number (self, HIGH, limit_of (terms[i].high));
    }
}

void
assay_row_filters_append (AssayTable *self, const AssayTable *other, gboolean with_counts)
{
  for (guint row = 0; row < assay_table_get_n_rows (other); row++)
    {
      assay_table_add_row (self);
      for (guint column = AT; column <= HIGH; column++)
        if (assay_table_get_column_type (other, column) == ASSAY_CELL_TEXT)
          assay_table_set_text (self, column, assay_table_get_text (other, row, column));
        else if (column != ROWS || with_counts)
          assay_table_set_number (self, column, assay_table_get_number (other, row, column));
    }
}

/* ---- one of them ---- */

struct _AssayRowFilter
{
  gatomicrefcount refs;
  AssayTable *table;
  guint first, n;
  int columns[HIGH + 1];           /* of the table: a file may have them in another order, or lack some */
};

static AssayRowFilter *
filter_new (AssayTable *table)
{
  static const char *const ids[] = { "at", "subject", "place", "rows", "of", "name", "is", "text", "low", "high" };
  AssayRowFilter *self = g_new0 (AssayRowFilter, 1);

  g_atomic_ref_count_init (&self->refs);
  self->table = table;
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    self->columns[i] = assay_table_find_column (table, ids[i]);
  return self;
}

static const char *
text_at (const AssayRowFilter *self, guint row, guint column)
{
  int at = self->columns[column];

  return at >= 0 && assay_table_get_column_type (self->table, at) == ASSAY_CELL_TEXT ? assay_table_get_text (self->table, row, at) : NULL;
}

static double
number_at (const AssayRowFilter *self, guint row, guint column)
{
  int at = self->columns[column];

  return at >= 0 && assay_table_get_column_type (self->table, at) != ASSAY_CELL_TEXT ? assay_table_get_number (self->table, row, at) : NAN;
}

AssayRowFilter *
assay_row_filter_new (const AssayRowTerm *terms, guint n_terms, double n_rows)
{
  AssayTable *table = assay_row_filters_new ();
  AssayRowFilter *self;

  assay_row_filters_add (table, "", NULL, -1, n_rows, terms, n_terms);
  self = filter_new (table);
  self->n = n_terms;
  return self;
}

static gboolean
belongs (const AssayRowFilter *self, guint row, const char *at, const char *subject, gint64 place)
{
  double here = number_at (self, row, PLACE);

  return g_strcmp0 (text_at (self, row, AT), at) == 0 && (subject == NULL || g_strcmp0 (text_at (self, row, SUBJECT), subject) == 0)
         && (place < 0 || here == (double) place);
}

/* Conditions of one filter stand together, and one filter is not behind another of the same place. */
static gboolean
is_same (const AssayRowFilter *self, guint a, guint b)
{
  double x = number_at (self, a, PLACE), y = number_at (self, b, PLACE);

  return g_strcmp0 (text_at (self, a, AT), text_at (self, b, AT)) == 0 && g_strcmp0 (text_at (self, a, SUBJECT), text_at (self, b, SUBJECT)) == 0
         && (x == y || (isnan (x) && isnan (y)));
}

AssayRowFilter *
assay_row_filter_find (const AssayResult *result, const char *at, const char *subject, gint64 place)
{
  AssayTable *table = assay_result_find_table (result, "row-filters");
  g_autoptr(AssayRowFilter) self = table != NULL ? filter_new (assay_table_ref (table)) : NULL;
  guint n = table != NULL ? assay_table_get_n_rows (table) : 0;

  for (guint row = 0; row < n; row++)
    {
      if (!belongs (self, row, at, subject, place) || text_at (self, row, OF) == NULL || text_at (self, row, IS) == NULL)
        continue;
      self->first = row;
      while (row + self->n < n && is_same (self, self->first, row + self->n) && text_at (self, row + self->n, OF) != NULL && text_at (self, row + self->n, IS) != NULL)
        self->n++;
      return g_steal_pointer (&self);
    }
  return NULL;
}

AssayRowFilter *
assay_row_filter_ref (AssayRowFilter *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
assay_row_filter_unref (AssayRowFilter *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  assay_table_unref (self->table);
  g_free (self);
}

guint
assay_row_filter_get_n_terms (const AssayRowFilter *self)
{
  return self->n;
}

AssayRowTerm
assay_row_filter_get_term (const AssayRowFilter *self, guint index)
{
  guint row = self->first + index;

  return (AssayRowTerm) { text_at (self, row, OF), text_at (self, row, NAME), text_at (self, row, IS), text_at (self, row, TEXT),
                          number_at (self, row, LOW), number_at (self, row, HIGH) };
}

double
assay_row_filter_get_n_rows (const AssayRowFilter *self)
{
  return number_at (self, self->first, ROWS);
}
