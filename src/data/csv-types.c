/* The types of columns: how numbers and dates are written, and what must be asked. */
#include "data/csv-detection.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/date.h"
#include "data/csv-problems.h"
#include "data/frame.h"

static void
ask_decimal (AssayDetection *self, guint column, const char *example)
{
  assay_csv_ask_decimal (self->report, self->plan->columns[column].name, example);
}

/* A file has one decimal mark: every column of numbers is evidence. */
guint
assay_detection_find_decimal (AssayDetection *self)
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

char
assay_detection_find_group (const AssayDetection *self, guint decimal)
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
ask_date (AssayDetection *self, guint column, AssayDateFormat format, AssayDateFormat other)
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
given_date_fits (AssayDetection *self, guint column, AssayDateFormat *format)
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

gboolean
assay_detection_has_months_only (const AssayDetection *self, guint column, guint first_row)
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

static void
report_date (AssayDetection *self, AssayColumnPlan *column, gboolean given)
{
  g_autofree char *value = g_strconcat (assay_date_format_to_text (column->date),
                                        column->type == ASSAY_TYPE_DATETIME && column->date.order < ASSAY_DATE_EPOCH ? " hh:mm:ss" : "", NULL);

  assay_read_report_add_setting (self->report, "date-format", value, given, column->name);
}

static gboolean
find_date_type (AssayDetection *self, guint i)
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
      if (!assay_detection_has_months_only (self, i, self->plan->has_header ? 1 : 0))
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
use_given_type (AssayDetection *self, guint i, AssayType type)
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

void
assay_detection_find_type (AssayDetection *self, guint i, guint decimal)
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
ask_epoch (AssayDetection *self, guint column)
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
gboolean
assay_detection_find_epoch (AssayDetection *self, GError **error)
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
