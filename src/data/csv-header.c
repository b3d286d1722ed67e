/* The shape of a table: how many columns, and whether the first row holds their names. */
#include "data/csv-detection.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "data/frame.h"

static guint
commonest_count (const AssaySample *sample, guint first_row)
{
  g_autoptr(GHashTable) counts = g_hash_table_new (NULL, NULL);
  guint best = 0, best_times = 0;

  for (guint row = first_row; row < sample->rows->len; row++)
    {
      gpointer key = GUINT_TO_POINTER (g_array_index (sample->rows, AssaySampleRow, row).n_fields);
      guint times = GPOINTER_TO_UINT (g_hash_table_lookup (counts, key)) + 1;

      g_hash_table_insert (counts, key, GUINT_TO_POINTER (times));
      if (times > best_times)
        {
          best_times = times;
          best = GPOINTER_TO_UINT (key);
        }
    }
  return best;
}

gboolean
assay_detection_find_shape (AssayDetection *self, GError **error)
{
  const AssaySampleRow *first;
  guint commonest, n;
  gboolean first_fits = FALSE;

  if (self->sample.first_is_bad)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT,
                   _("%s, line %u: the first record has a quote (%c) that is not closed within 64 KiB, or is closed before the end of its field. "
                     "Say which quote is used (--quote), or how many lines to skip (--skip)."),
                   self->name, self->options->skip_rows + 1, self->plan->dialect.quote);
      return FALSE;
    }
  if (self->sample.rows->len == 0)
    {
      g_set_error (error, ASSAY_DATA_ERROR, self->sample.is_all ? ASSAY_DATA_ERROR_EMPTY : ASSAY_DATA_ERROR_LIMIT,
                   self->sample.is_all ? _("%s is empty: there is no line with data in it.")
                                       : _("%s: the first line does not end within 1 MiB. A field holds at most 64 KiB, and lines must end."),
                   self->name);
      return FALSE;
    }
  first = &g_array_index (self->sample.rows, AssaySampleRow, 0);
  commonest = commonest_count (&self->sample, 1);
  n = commonest == 0 ? first->n_fields : commonest;
  for (guint row = 1; row < self->sample.rows->len && !first_fits; row++)
    first_fits = g_array_index (self->sample.rows, AssaySampleRow, row).n_fields == first->n_fields;
  /* A header counts for more than rows that are merely broken in the same way, as long as some row fits it. */
  if (first_fits && self->sample.rows->len < 20)
    n = first->n_fields;
  if (n > ASSAY_MAX_COLUMNS || first->n_fields > ASSAY_MAX_COLUMNS)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_LIMIT,
                   _("%s, line %u: %u fields were found, and at most %u columns can be read. "
                     "Check the separator (--separator), or split the file by columns."),
                   self->name, self->options->skip_rows + 1, MAX (n, first->n_fields), ASSAY_MAX_COLUMNS);
      return FALSE;
    }
  /* Some tools leave out the name of the first column. With commas that would rather be a decimal comma. */
  if (n != first->n_fields && (n != first->n_fields + 1 || self->plan->dialect.separator == ','))
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT,
                   ngettext ("%s, line %u: %u field was found, but most lines have %u. If the table starts further down, "
                             "give the number of lines before it (--skip). If commas stand in numbers, they must be quoted, or another "
                             "separator must be used (--separator).",
                             "%s, line %u: %u fields were found, but most lines have %u. If the table starts further down, "
                             "give the number of lines before it (--skip). If commas stand in numbers, they must be quoted, or another "
                             "separator must be used (--separator).",
                             first->n_fields),
                   self->name, self->options->skip_rows + 1, first->n_fields, n);
      return FALSE;
    }
  self->plan->n_columns = n;
  self->plan->columns = g_new0 (AssayColumnPlan, n);
  self->looks = g_new0 (AssayColumnLook, n);
  return TRUE;
}

void
assay_detection_look_at_columns (AssayDetection *self, guint first_row)
{
  for (guint i = 0; i < self->plan->n_columns; i++)
    assay_column_look_fill (&self->looks[i], &self->sample, first_row, i, self->plan->n_columns, self->options);
}

/* Judged without the first row, which may hold the names. */
static gboolean
is_typed (const AssayDetection *self, guint column)
{
  const AssayColumnLook *look = &self->looks[column];
  AssayDateFormat format, other;
  gboolean has_time;

  return assay_column_look_is_number (look, ASSAY_READ_POINT) || assay_column_look_is_number (look, ASSAY_READ_COMMA)
         || assay_column_look_find_dates (look, &format, &other, &has_time) != ASSAY_DATES_NONE || assay_detection_has_months_only (self, column, 1);
}

/* Is the cell of the first row a word, where words are no values? */
static gboolean
is_name_cell (const char *text, gsize len)
{
  AssayNumberFormat point = { '.', ',' }, comma = { ',', '.' };
  static const char *const dates[] = { "YYYY-MM-DD", "YYYY/MM/DD", "DD.MM.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "YYYY-MM" };
  AssayDateFormat format;
  double value;
  gint32 days;

  for (guint i = 0; i < G_N_ELEMENTS (dates); i++)
    if (assay_date_format_from_text (dates[i], &format) && assay_cell_parse_date (text, len, format, &days) != ASSAY_CELL_WORD)
      return FALSE;
  return len > 0 && assay_find_usual_missing (text, len) < 0
         && assay_cell_parse_double (text, len, point, &value) == ASSAY_CELL_WORD
         && assay_cell_parse_double (text, len, comma, &value) == ASSAY_CELL_WORD;
}

static gboolean
has_repeats (const AssaySample *sample, guint n_fields)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < n_fields; i++)
    {
      gsize len;
      const char *text = assay_sample_get (sample, 0, i, &len);

      if (!g_hash_table_add (seen, g_strndup (text, len)))
        return TRUE;
    }
  return FALSE;
}

/* A whole number unlike those below it, such as a part number above counts: a name, most likely. */
static gboolean
is_odd_number (const AssayColumnLook *look, const char *text, gsize len)
{
  gint64 value;

  return assay_cell_parse_integer (text, len, (AssayNumberFormat) { '.', 0 }, &value) == ASSAY_CELL_OK
         && look->n_integer[0] > 0 && (value < look->low || value > look->high);
}

/* A word above a column of numbers or dates is a name. Where all columns are words, the first row is
 * taken for names when they differ from each other and from what is below. */
gboolean
assay_detection_find_header (const AssayDetection *self)
{
  const AssaySampleRow *first = &g_array_index (self->sample.rows, AssaySampleRow, 0);
  guint n_typed = 0, n_named = 0, n_values = 0, n_odd = 0;
  gboolean shifted = first->n_fields + 1 == self->plan->n_columns;

  if (shifted)
    return TRUE;
  for (guint i = 0; i < first->n_fields; i++)
    {
      gsize len;
      const char *text = assay_sample_get (&self->sample, 0, i, &len);
      gboolean is_name = is_name_cell (text, len);

      n_values += !is_name && len > 0;
      if (!is_typed (self, i))
        continue;
      n_typed++;
      n_named += is_name;
      n_odd += is_odd_number (&self->looks[i], text, len);
    }
  if (n_typed > 0)
    return n_named > 0 && (n_named * 2 >= n_typed || (n_odd * 2 > n_values && !has_repeats (&self->sample, first->n_fields)));
  if (n_values > 0 || has_repeats (&self->sample, first->n_fields))
    return FALSE;
  for (guint row = 1; row < MIN (self->sample.rows->len, 1000); row++)
    for (guint i = 0; i < first->n_fields; i++)
      {
        gsize a_len, b_len;
        const char *a, *b;

        if (g_array_index (self->sample.rows, AssaySampleRow, row).n_fields != first->n_fields)
          continue;
        a = assay_sample_get (&self->sample, 0, i, &a_len);
        b = assay_sample_get (&self->sample, row, i, &b_len);
        if (a_len > 0 && a_len == b_len && memcmp (a, b, a_len) == 0)
          return FALSE;
      }
  return TRUE;
}

/* The name as it stands in the file; one is made up where there is none. A name goes into results and options, so it is
 * the same in every language. */
static char *
find_name (const AssayDetection *self, guint column)
{
  guint n_names = self->plan->has_header ? g_array_index (self->sample.rows, AssaySampleRow, 0).n_fields : 0;
  guint shift = self->plan->has_header ? self->plan->n_columns - n_names : 0;
  g_autofree char *name = NULL;
  gsize len = 0;

  if (column >= shift && column - shift < n_names)
    {
      const char *text = assay_sample_get (&self->sample, 0, column - shift, &len);

      name = g_strstrip (g_utf8_make_valid (text, (gssize) len));
      if (*name != '\0')
        return g_steal_pointer (&name);
    }
  return g_strdup_printf ("column %u", column + 1);
}

/* Made unique, since everything else finds columns by name; the report says which was renamed. */
void
assay_detection_name_columns (AssayDetection *self)
{
  /* name -> the number that the next column of that name gets */
  g_autoptr(GHashTable) next = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->plan->n_columns; i++)
    {
      g_autofree char *name = find_name (self, i);
      char *unique = g_strdup (name);
      guint number = GPOINTER_TO_UINT (g_hash_table_lookup (next, name));

      if (number > 0)
        {
          do
            {
              g_free (unique);
              unique = g_strdup_printf ("%s (%u)", name, number++);
            }
          while (g_hash_table_contains (next, unique));
          g_hash_table_insert (next, g_strdup (name), GUINT_TO_POINTER (number));
        }
      g_hash_table_insert (next, g_strdup (unique), GUINT_TO_POINTER (2));
      self->plan->columns[i].name = unique;
    }
}

void
assay_detection_report_renamed (AssayDetection *self)
{
  const AssaySample *sample = &self->sample;
  AssayCsvPlan *plan = self->plan;
  guint n_names = plan->has_header ? g_array_index (sample->rows, AssaySampleRow, 0).n_fields : 0;
  guint shift = plan->n_columns - n_names;

  for (guint i = shift; i < plan->n_columns; i++)
    {
      gsize len;
      const char *text = assay_sample_get (sample, 0, i - shift, &len);
      g_autofree char *name = g_utf8_make_valid (text, (gssize) len);
      g_autofree char *value = NULL;

      g_strstrip (name);
      if (strcmp (name, plan->columns[i].name) == 0)
        continue;
      value = *name == '\0' ? g_strdup (N_("has no name in the file")) : g_strdup_printf ("another column is named “%s”", name);
      assay_read_report_add_setting (self->report, "header", value, FALSE, plan->columns[i].name);
    }
}
