/* Sentences about bad rows and open questions: where, what was found, what would be right. */
#include "data/csv-problems.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "data/frame.h"
#include "data/read-report-private.h"

#define N_NAMED 10

static char *
describe_number (const AssayCsvPlan *plan, const AssayPieceBad *bad, const char *column, const char *found)
{
  AssayNumberFormat swapped = { plan->number.decimal == '.' ? ',' : '.', plan->number.decimal };
  double value;

  switch (bad->cell)
    {
    case ASSAY_CELL_CODE:
      return g_strdup_printf (_("column “%s” holds “%s”, a code with leading zeros in a column of numbers. Mark the column as a category."),
                              column, found);
    case ASSAY_CELL_TOO_LONG:
      return g_strdup_printf (_("column “%s” holds “%s”, whose digits cannot all be kept in a number. Mark the column as text."), column, found);
    case ASSAY_CELL_WIDER:
      return g_strdup_printf (_("column “%s” holds “%s”, which is not a whole number. Mark the column as decimal numbers."), column, found);
    case ASSAY_CELL_IMPOSSIBLE:
      return g_strdup_printf (_("column “%s” holds “%s”, which is not a number of seconds or milliseconds since 1970."), column, found);
    case ASSAY_CELL_OK:
    case ASSAY_CELL_WORD:
      break;
    }
  if (assay_cell_parse_double (found, strlen (found), swapped, &value) == ASSAY_CELL_OK)
    return g_strdup_printf (_("column “%s” holds “%s”, which is not a number with “%c” as decimal mark%s. Say how numbers are written "
                              "(--decimal, --thousands)."),
                            column, found, plan->number.decimal,
                            plan->number.group == 0 ? _(" and no mark between thousands") : "");
  return g_strdup_printf (_("column “%s” holds “%s”, which is not a number. Mark it as a category, or name “%s” as a missing value (--missing)."),
                          column, found, found);
}

static char *
describe_date (const AssayColumnPlan *column, const AssayPieceBad *bad, const char *found)
{
  if (bad->cell == ASSAY_CELL_IMPOSSIBLE)
    return g_strdup_printf (_("column “%s” holds “%s”, which is no date that exists when read as %s."), column->name, found,
                            assay_date_format_to_text (column->date));
  if (bad->cell == ASSAY_CELL_WIDER)
    return g_strdup_printf (_("column “%s” holds “%s”, a date with a time. Mark the column as date and time."), column->name, found);
  return g_strdup_printf (_("column “%s” holds “%s”, which is not a date written %s. Give the right format (--date-format), or name “%s” as a missing value (--missing)."),
                          column->name, found, assay_date_format_to_text (column->date), found);
}

static char *
describe (const AssayCsvPlan *plan, const AssayPieceBad *bad, const char *found)
{
  switch (bad->kind)
    {
    case ASSAY_BAD_FIELD_COUNT:
      return g_strdup_printf (ngettext ("%u field was found where %u are expected. Check separators and quotes in this line.",
                                        "%u fields were found where %u are expected. Check separators and quotes in this line.", bad->n_fields),
                              bad->n_fields, plan->n_columns);
    case ASSAY_BAD_NUMBER:
      return describe_number (plan, bad, plan->columns[bad->column].name, found);
    case ASSAY_BAD_DATE:
      return describe_date (&plan->columns[bad->column], bad, found);
    case ASSAY_BAD_NUL:
      return g_strdup (_("a NUL byte was found, which text does not hold. The file may be damaged or in another encoding (--encoding UTF-16LE)."));
    case ASSAY_BAD_QUOTE:
      return g_strdup_printf (_("a quote (%c) that opens in this line is not closed within 64 KiB, or is closed before the end of its field. "
                                "Double quotes inside a field, or say which quote is used (--quote)."), plan->dialect.quote);
    case ASSAY_BAD_ENCODING:
      return g_strdup_printf (_("bytes were found that are not %s. Give the encoding of the file (--encoding WINDOWS-1252, for example)."),
                              assay_encoding_name (plan->encoding));
    case ASSAY_N_BAD_KINDS:
      break;
    }
  g_assert_not_reached ();
}

void
assay_csv_report_bad_row (AssayReadReport *report, const AssayCsvPlan *plan, const AssayPiece *piece, const AssayPieceBad *bad, guint64 line)
{
  char *found;

  if (!assay_read_report_has_room (report))
    {
      assay_read_report_count_bad_row (report, bad->kind);
      return;
    }
  found = assay_show_text (piece->text + bad->where.start, bad->where.len);
  assay_read_report_take_bad_row (report, line, bad->kind, bad->column == G_MAXUINT ? NULL : plan->columns[bad->column].name, found,
                                  describe (plan, bad, found));
}

void
assay_csv_set_bad_rows_error (const AssayReadReport *report, const char *name, gsize max_bad_rows, GError **error)
{
  gsize n = assay_read_report_get_n_bad_rows (report);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *limit = max_bad_rows == 0 ? g_strdup (_("none is allowed")) : g_strdup_printf (_("at most %zu are allowed"), max_bad_rows);

  g_string_append_printf (text, ngettext ("%s: %zu row cannot be used, and %s (--max-bad-rows).",
                                          "%s: %zu rows cannot be used, and %s (--max-bad-rows).", n), name, n, limit);
  for (guint i = 0; i < MIN (N_NAMED, assay_read_report_get_n_kept (report)); i++)
    {
      const AssayBadRow *row = assay_read_report_get_bad_row (report, i);

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _("line %" PRIu64 ": %s"), row->line, row->message);
    }
  if (n > N_NAMED)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("… and %zu more", "… and %zu more", n - N_NAMED), n - N_NAMED);
    }
  g_set_error_literal (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_BAD_ROWS, text->str);
}

void
assay_csv_set_question_error (const AssayReadReport *report, const char *name, GError **error)
{
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_printf (text, _("%s can be read in more than one way."), name);
  for (guint i = 0; i < assay_read_report_get_n_questions (report); i++)
    {
      const AssayReadQuestion *question = assay_read_report_get_question (report, i);

      g_string_append_printf (text, "\n%s ", question->question);
      g_string_append_printf (text, _("Say which: --%s %s or --%s %s"), question->setting, question->values[0], question->setting, question->values[1]);
    }
  g_set_error_literal (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_AMBIGUOUS, text->str);
}

void
assay_csv_ask_decimal (AssayReadReport *report, const char *column, const char *example)
{
  char *values[] = { (char *) ".", (char *) ",", NULL };
  AssayNumberFormat formats[2] = { { '.', ',' }, { ',', '.' } };
  AssayReadQuestion question = { "decimal", g_strdup (column), g_strdup (example), NULL, g_strdupv (values), g_new0 (char *, 3) };

  for (guint i = 0; i < 2; i++)
    {
      char buffer[ASSAY_NUMBER_SIZE];
      double value;

      if (assay_cell_parse_double (example, strlen (example), formats[i], &value) == ASSAY_CELL_OK)
        assay_number_format (value, buffer);
      else
        g_strlcpy (buffer, _("no number"), sizeof buffer);
      question.meanings[i] = g_strdup_printf (i == 0 ? _("%s (. is the decimal mark)") : _("%s (, is the decimal mark)"), buffer);
    }
  question.question = g_strdup_printf (_("In column “%s”, does %s use a decimal mark or a mark between thousands?"), column, example);
  assay_read_report_take_question (report, &question);
}
