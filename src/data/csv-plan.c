/* From samples and options to a plan for reading, with every setting reported and every open question asked. */
#include "data/csv-plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/date.h"
#include "data/csv-detect.h"
#include "data/csv-problems.h"
#include "data/csv-sample.h"
#include "data/frame.h"
#include "data/read-report-private.h"

typedef struct
{
  AssayCsvPlan *plan;
  const AssayReadOptions *options;
  AssayReadReport *report;
  const char *name;            /* of the source */
  AssaySample sample;
  AssayColumnLook *looks;
} Detection;

void
assay_csv_plan_free (AssayCsvPlan *self)
{
  for (guint i = 0; i < self->n_columns; i++)
    g_free (self->columns[i].name);
  g_free (self->columns);
  g_strfreev (self->missing);
  g_free (self);
}

static const char *
character_name (int c)
{
  switch (c)
    {
    case '\t': return "tab";
    case ' ': return "space";
    case ',': return ",";
    case ';': return ";";
    case '|': return "|";
    case '.': return ".";
    case '"': return "\"";
    case '\'': return "'";
    default: return "none";
    }
}

/* --- shape: columns and header --------------------------------------------------------------------- */

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

static gboolean
find_shape (Detection *self, GError **error)
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

static void
look_at_columns (Detection *self, guint first_row)
{
  for (guint i = 0; i < self->plan->n_columns; i++)
    assay_column_look_fill (&self->looks[i], &self->sample, first_row, i, self->plan->n_columns, self->options);
}

static gboolean
has_months_only (const Detection *self, guint column, guint first_row)
{
  const AssayDateFormat months = { ASSAY_DATE_YM, '-' };
  gsize n = 0;

  for (guint row = first_row; row < self->sample.rows->len; row++)
    {
      gsize len;
      const char *text;
      gint32 days;

      if (g_array_index (self->sample.rows, AssaySampleRow, row).n_fields != self->plan->n_columns)
        continue;
      text = assay_sample_get (&self->sample, row, column, &len);
      if (len == 0)
        continue;
      if (len != 7 || assay_cell_parse_date (text, len, months, &days) != ASSAY_CELL_OK)
        return FALSE;
      n++;
    }
  return n > 1;
}

/* Judged without the first row, which may hold the names. */
static gboolean
is_typed (const Detection *self, guint column)
{
  const AssayColumnLook *look = &self->looks[column];
  AssayDateFormat format, other;
  gboolean has_time;

  return assay_column_look_is_number (look, ASSAY_READ_POINT) || assay_column_look_is_number (look, ASSAY_READ_COMMA)
         || assay_column_look_find_dates (look, &format, &other, &has_time) != ASSAY_DATES_NONE || has_months_only (self, column, 1);
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
static gboolean
detect_header (Detection *self)
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

/* Made unique, since everything else finds columns by name; the report says which was renamed. */
static void
name_columns (Detection *self)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  AssayCsvPlan *plan = self->plan;
  guint n_names = plan->has_header ? g_array_index (self->sample.rows, AssaySampleRow, 0).n_fields : 0;
  guint shift = plan->has_header ? plan->n_columns - n_names : 0;

  for (guint i = 0; i < plan->n_columns; i++)
    {
      g_autofree char *name = NULL;
      gsize len = 0;

      if (i >= shift && i - shift < n_names)
        {
          const char *text = assay_sample_get (&self->sample, 0, i - shift, &len);
          g_autofree char *valid = g_utf8_make_valid (text, (gssize) len);
          name = g_strdup (g_strstrip (valid));
        }
      if (name == NULL || *name == '\0')
        {
          g_free (name);
          name = g_strdup_printf (_("column %u"), i + 1);
        }
      plan->columns[i].name = g_strdup (name);
      for (guint k = 2; g_hash_table_contains (seen, plan->columns[i].name); k++)
        {
          g_free (plan->columns[i].name);
          plan->columns[i].name = g_strdup_printf ("%s (%u)", name, k);
        }
      g_hash_table_add (seen, plan->columns[i].name);
    }
}

static void
report_renamed (Detection *self)
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
      value = *name == '\0' ? g_strdup (_("has no name in the file")) : g_strdup_printf (_("another column is named “%s”"), name);
      assay_read_report_add_setting (self->report, "header", value, FALSE, plan->columns[i].name);
    }
}

/* --- numbers ----------------------------------------------------------------------------------------- */

static void
ask_decimal (Detection *self, guint column, const char *example)
{
  assay_csv_ask_decimal (self->report, self->plan->columns[column].name, example);
}

/* A file has one decimal mark: every column of numbers is evidence. */
static guint
find_decimal (Detection *self)
{
  gsize n_decides[ASSAY_N_DECIMALS] = { 0, 0 };
  guint open_column = G_MAXUINT;
  const char *example = NULL;

  for (guint i = 0; i < self->plan->n_columns; i++)
    {
      const AssayColumnLook *look = &self->looks[i];
      AssayDateFormat format, other;
      gboolean has_time;

      if (assay_column_look_find_dates (look, &format, &other, &has_time) != ASSAY_DATES_NONE)
        continue;
      for (guint d = 0; d < ASSAY_N_DECIMALS; d++)
        if (assay_column_look_is_number (look, d))
          n_decides[d] += look->n_decides[d];
      if (look->n_open > 0 && open_column == G_MAXUINT
          && (assay_column_look_is_number (look, ASSAY_READ_POINT) || assay_column_look_is_number (look, ASSAY_READ_COMMA)))
        {
          open_column = i;
          example = look->open_example;
        }
    }
  if (self->options->decimal != 0)
    return self->options->decimal == '.' ? ASSAY_READ_POINT : ASSAY_READ_COMMA;
  if (self->options->group == '.' || self->options->group == ',')
    return self->options->group == '.' ? ASSAY_READ_COMMA : ASSAY_READ_POINT;
  if (n_decides[0] > 10 * n_decides[1])
    return ASSAY_READ_POINT;
  if (n_decides[1] > 10 * n_decides[0])
    return ASSAY_READ_COMMA;
  if (n_decides[0] > 0)
    {
      /* Some columns can only be read with a point, others only with a comma. */
      for (guint i = 0; i < self->plan->n_columns && example == NULL; i++)
        if (assay_column_look_is_number (&self->looks[i], ASSAY_READ_COMMA))
          {
            open_column = i;
            example = self->looks[i].decides_example[ASSAY_READ_COMMA];
          }
      ask_decimal (self, open_column, example);
      return ASSAY_READ_POINT;
    }
  self->plan->decimal_is_open = self->options->group != -1;
  if (open_column != G_MAXUINT)
    ask_decimal (self, open_column, example);
  return ASSAY_READ_POINT;
}

static char
find_group (Detection *self, guint decimal)
{
  const char groups[3] = { decimal == ASSAY_READ_POINT ? ',' : '.', ' ', '\'' };
  gsize best_n = 0;
  char best = 0;

  if (self->options->group != 0)
    return self->options->group < 0 ? 0 : (char) self->options->group;
  for (guint g = 0; g < 3; g++)
    {
      gsize n = 0;

      for (guint i = 0; i < self->plan->n_columns; i++)
        if (assay_column_look_is_number (&self->looks[i], decimal))
          n += self->looks[i].n_groups[decimal][g];
      if (n > best_n)
        {
          best_n = n;
          best = groups[g];
        }
    }
  return best;
}

/* --- dates and types ------------------------------------------------------------------------------- */

static char *
spell_date (const char *text, AssayDateFormat format)
{
  gint64 usec = 0;
  int year, month, day;
  g_autoptr(GDateTime) date = NULL;

  assay_cell_parse_datetime (text, strlen (text), format, &usec);
  assay_date_to_ymd ((gint32) (usec / ASSAY_USEC_PER_DAY), &year, &month, &day);
  date = g_date_time_new_utc (year, month, day, 0, 0, 0);
  return date == NULL ? g_strdup (text) : g_date_time_format (date, "%-e %B %Y");
}

static void
ask_date (Detection *self, guint column, AssayDateFormat format, AssayDateFormat other)
{
  const char *example = self->looks[column].date_example != NULL ? self->looks[column].date_example : "";
  g_autofree char *first = spell_date (example, format), *second = spell_date (example, other);
  char *values[] = { (char *) assay_date_format_to_text (format), (char *) assay_date_format_to_text (other), NULL };
  char *meanings[] = { first, second, NULL };
  AssayReadQuestion question = { "date-format", g_strdup (self->plan->columns[column].name), g_strdup (example), NULL, g_strdupv (values),
                                 g_strdupv (meanings) };

  question.question = g_strdup_printf (_("Is %s in column “%s” %s or %s?"), example, question.column, first, second);
  assay_read_report_take_question (self->report, &question);
}

/* A given format is for the columns that it fits; an ISO date beside them stays one. */
static gboolean
given_date_fits (Detection *self, guint column, AssayDateFormat *format)
{
  AssayColumnLook *look = &self->looks[column];
  gsize n = 0, n_good = 0;

  if (self->options->date_format == NULL || !assay_date_format_from_text (self->options->date_format, format)
      || format->order >= ASSAY_DATE_EPOCH)
    return FALSE;
  for (guint row = self->plan->has_header ? 1 : 0; row < self->sample.rows->len; row++)
    {
      gsize len;
      const char *text;
      gint64 usec;

      if (g_array_index (self->sample.rows, AssaySampleRow, row).n_fields != self->plan->n_columns)
        continue;
      text = assay_sample_get (&self->sample, row, column, &len);
      if (assay_is_missing_cell (self->options, text, len) || assay_find_usual_missing (text, len) >= 0)
        continue;
      n++;
      n_good += assay_cell_parse_datetime (text, len, *format, &usec) != ASSAY_CELL_WORD;
    }
  return look->n > 0 && assay_is_mostly (n_good, n);
}

static void
report_date (Detection *self, AssayColumnPlan *column, gboolean given)
{
  g_autofree char *value = g_strconcat (assay_date_format_to_text (column->date),
                                        column->type == ASSAY_TYPE_DATETIME && column->date.order < ASSAY_DATE_EPOCH ? " hh:mm:ss" : "", NULL);

  assay_read_report_add_setting (self->report, "date-format", value, given, column->name);
}

static gboolean
find_date_type (Detection *self, guint i)
{
  AssayColumnPlan *column = &self->plan->columns[i];
  AssayColumnLook *look = &self->looks[i];
  AssayDateFormat other;
  gboolean has_time = FALSE, given = FALSE;
  AssayDatesFound found;

  if (given_date_fits (self, i, &column->date))
    {
      found = ASSAY_DATES_FOUND;
      given = TRUE;
      for (guint k = 0; k < ASSAY_N_DATE_CANDIDATES; k++)
        has_time |= look->n_time[k] > 0;
    }
  else
    found = assay_column_look_find_dates (look, &column->date, &other, &has_time);
  if (found == ASSAY_DATES_NONE)
    {
      if (!has_months_only (self, i, self->plan->has_header ? 1 : 0))
        return FALSE;
      column->date = (AssayDateFormat) { ASSAY_DATE_YM, '-' };
    }
  column->type = has_time ? ASSAY_TYPE_DATETIME : ASSAY_TYPE_DATE;
  if (found == ASSAY_DATES_OPEN)
    ask_date (self, i, column->date, other);
  else
    report_date (self, column, given);
  return TRUE;
}

/* A type that the user chose; dates still need a format. */
static void
use_given_type (Detection *self, guint i, AssayType type)
{
  AssayColumnPlan *column = &self->plan->columns[i];

  if (type == ASSAY_TYPE_DATE || type == ASSAY_TYPE_DATETIME)
    if (!find_date_type (self, i))
      {
        AssayDateFormat format = { ASSAY_DATE_YMD, '-' };

        if (self->options->date_format != NULL)
          assay_date_format_from_text (self->options->date_format, &format);
        else if (type == ASSAY_TYPE_DATETIME && self->looks[i].n > 0 && self->looks[i].n_integer[0] == self->looks[i].n)
          format.order = ASSAY_DATE_EPOCH;
        column->type = type;
        column->date = format;
        report_date (self, column, self->options->date_format != NULL);
      }
  column->type = type;
  column->is_given = TRUE;
}

static void
find_type (Detection *self, guint i, guint decimal)
{
  AssayColumnPlan *column = &self->plan->columns[i];
  AssayColumnLook *look = &self->looks[i];
  gpointer given = self->options->types == NULL ? NULL : g_hash_table_lookup (self->options->types, column->name);

  column->date = (AssayDateFormat) { ASSAY_DATE_YMD, '-' };
  if (given != NULL)
    {
      use_given_type (self, i, GPOINTER_TO_INT (given) - 1);
      return;
    }
  column->type = ASSAY_TYPE_CATEGORY;
  if (look->n == 0)
    column->is_empty = TRUE;
  else if (find_date_type (self, i))
    ;
  else if (!assay_column_look_is_number (look, decimal))
    ;
  else if (look->n_integer[decimal] == look->n_number[decimal])
    column->type = ASSAY_TYPE_INT64;
  else if (look->n_no_doubles == 0)
    column->type = ASSAY_TYPE_DOUBLE;
}

/* --- epoch seconds ------------------------------------------------------------------------------- */

static gboolean
could_be_epoch (const AssayColumnPlan *column, const AssayColumnLook *look)
{
  const gint64 low = G_GINT64_CONSTANT (631152000), high = G_GINT64_CONSTANT (4102444800);    /* 1990, 2100 */

  if (column->type != ASSAY_TYPE_INT64 || look->n == 0)
    return FALSE;
  return (look->low >= low && look->high < high) || (look->low >= low * 1000 && look->high < high * 1000);
}

static gboolean
is_named_like_time (const char *name)
{
  static const char *const parts[] = { "time", "epoch", "date", "stamp", "unix", "zeit", "datum" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strstr (lower, parts[i]) != NULL)
      return TRUE;
  return strcmp (lower, "ts") == 0;
}

static void
ask_epoch (Detection *self, guint column)
{
  char *values[] = { (char *) "epoch", (char *) "integer", NULL };
  char *meanings[3] = { NULL, NULL, NULL };
  gint64 value = self->looks[column].low;
  gint64 usec = value > G_GINT64_CONSTANT (100000000000) ? value * 1000 : value * 1000000;
  char buffer[32];
  AssayReadQuestion question = { "date-format", g_strdup (self->plan->columns[column].name), g_strdup_printf ("%" G_GINT64_FORMAT, value),
                                 NULL, g_strdupv (values), NULL };

  assay_datetime_format (usec, buffer);
  meanings[0] = g_strdup (buffer);
  meanings[1] = g_strdup_printf (_("the number %s"), question.example);
  question.meanings = g_strdupv (meanings);
  question.question = g_strdup_printf (_("Is %s in column “%s” a time (seconds since 1970), that is %s, or a plain number?"), question.example,
                                       question.column, meanings[0]);
  g_free (meanings[0]);
  g_free (meanings[1]);
  assay_read_report_take_question (self->report, &question);
}

/* Whole numbers become times only when the user says so; where nothing else could be the time, that is asked. */
static gboolean
find_epoch (Detection *self, GError **error)
{
  AssayCsvPlan *plan = self->plan;
  AssayDateFormat format = { ASSAY_DATE_YMD, '-' };
  guint n_times = 0, n_fit = 0, n_named = 0, fit = 0, named = 0;

  if (self->options->date_format != NULL)
    assay_date_format_from_text (self->options->date_format, &format);
  for (guint i = 0; i < plan->n_columns; i++)
    {
      AssayType type = plan->columns[i].type;

      n_times += type == ASSAY_TYPE_DATE || type == ASSAY_TYPE_DATETIME;
      if (plan->columns[i].is_given || !could_be_epoch (&plan->columns[i], &self->looks[i]))
        continue;
      n_fit++;
      fit = i;
      if (is_named_like_time (plan->columns[i].name))
        {
          n_named++;
          named = i;
        }
    }
  if (format.order == ASSAY_DATE_EPOCH)
    {
      guint column = n_named == 1 ? named : fit;

      if (n_named == 1 || n_fit == 1)
        {
          plan->columns[column].type = ASSAY_TYPE_DATETIME;
          plan->columns[column].date = format;
          report_date (self, &plan->columns[column], TRUE);
          return TRUE;
        }
      if (n_times > 0)
        return TRUE;
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT,
                   n_fit == 0 ? _("%s: no column holds whole numbers that are seconds since 1970 between 1990 and 2100, so “epoch” fits none.")
                              : _("%s: several columns could hold seconds since 1970, so “epoch” does not say which one is the time."),
                   self->name);
      return FALSE;
    }
  if (self->options->date_format == NULL && n_times == 0 && n_named == 1)
    ask_epoch (self, named);
  return TRUE;
}

/* --- all together ---------------------------------------------------------------------------------- */

static void
report_settings (Detection *self)
{
  const AssayReadOptions *options = self->options;
  AssayCsvPlan *plan = self->plan;
  const AssayDialect dialect = plan->dialect;

  assay_read_report_add_setting (self->report, "encoding", assay_encoding_name (plan->encoding), options->encoding != NULL, NULL);
  assay_read_report_add_setting (self->report, "separator", character_name (dialect.separator), options->separator != 0, NULL);
  assay_read_report_add_setting (self->report, "quote", character_name (dialect.quote), options->quote != 0, NULL);
  assay_read_report_add_setting (self->report, "decimal", character_name (plan->number.decimal), options->decimal != 0, NULL);
  assay_read_report_add_setting (self->report, "thousands", character_name (plan->number.group), options->group != 0, NULL);
  assay_read_report_add_setting (self->report, "header", plan->has_header ? "yes" : "no", options->header >= 0, NULL);
  report_renamed (self);
  if (options->missing != NULL)
    {
      g_autofree char *codes = g_strjoinv (",", options->missing);
      assay_read_report_add_setting (self->report, "missing", codes, TRUE, NULL);
    }
}

static gboolean
check_given (Detection *self, GError **error)
{
  const AssayReadOptions *options = self->options;

  if (options->decimal != 0 && options->group > 0 && options->decimal == options->group)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT,
                   _("The decimal mark and the mark between thousands cannot both be “%c”. Change --decimal or --thousands."), options->decimal);
      return FALSE;
    }
  return TRUE;
}

static void
find_start (Detection *self, gsize skipped)
{
  AssayCsvPlan *plan = self->plan;
  const GString *head = self->sample.head;
  gsize pos = skipped;

  plan->first_line = self->options->skip_rows + 1;
  if (plan->has_header)
    {
      guint n_fields = 0;

      /* blank lines before the header are no records */
      while (pos < head->len && n_fields == 0)
        {
          gsize next = assay_csv_count_fields (plan->dialect, head->str, head->len, pos, &n_fields);

          for (gsize i = pos; i < next; i++)
            plan->first_line += head->str[i] == '\n' || (head->str[i] == '\r' && (i + 1 == next || head->str[i + 1] != '\n'));
          pos = next;
        }
    }
  plan->data_start = pos;
}

static gboolean
detect (Detection *self, AssayByteSource *source, GError **error)
{
  AssayCsvPlan *plan = self->plan;
  const AssayReadOptions *options = self->options;
  gsize head_len, skipped = 0;
  gboolean is_all;
  const char *head = assay_byte_source_get_head (source, &head_len, &is_all), *foreign;
  guint decimal;

  if (head_len == 0)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_EMPTY, _("%s is empty: there is not one byte in it."), self->name);
      return FALSE;
    }
  plan->encoding = options->encoding != NULL ? assay_encoding_from_name (options->encoding) : assay_encoding_detect (head, head_len);
  assay_sample_load (&self->sample, source, plan->encoding, options->skip_rows, &skipped);
  foreign = plan->encoding >= ASSAY_ENCODING_UTF16LE ? assay_find_foreign_content (self->sample.head->str, self->sample.head->len)
                                                     : assay_find_foreign_content (head, head_len);
  if (foreign != NULL)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_READ, _("%s is not delimited text. By its content it is %s."), self->name,
                   _(foreign));
      return FALSE;
    }
  plan->dialect = assay_sample_find_dialect (&self->sample, (AssayDialect) { options->separator, options->quote });
  /* the text is unescaped where it stands from here on */
  assay_sample_split (&self->sample, plan->dialect);
  if (!find_shape (self, error))
    return FALSE;

  look_at_columns (self, 1);
  plan->has_header = options->header >= 0 ? options->header == 1 : detect_header (self);
  if (!plan->has_header)
    look_at_columns (self, 0);
  find_start (self, skipped);
  name_columns (self);
  decimal = find_decimal (self);
  plan->number.decimal = decimal == ASSAY_READ_POINT ? '.' : ',';
  plan->number.group = find_group (self, decimal);
  plan->missing = g_strdupv (options->missing);
  report_settings (self);
  for (guint i = 0; i < plan->n_columns; i++)
    find_type (self, i, decimal);
  return find_epoch (self, error);
}

AssayCsvPlan *
assay_csv_plan_new (AssayByteSource *source, const AssayReadOptions *options, AssayReadReport *report, GError **error)
{
  g_autoptr(AssayCsvPlan) plan = g_new0 (AssayCsvPlan, 1);
  Detection detection = { .plan = plan, .options = options, .report = report, .name = assay_byte_source_get_name (source) };
  gboolean done = check_given (&detection, error) && detect (&detection, source, error);

  for (guint i = 0; detection.looks != NULL && i < plan->n_columns; i++)
    assay_column_look_clear (&detection.looks[i]);
  g_free (detection.looks);
  assay_sample_clear (&detection.sample);
  return done ? g_steal_pointer (&plan) : NULL;
}
