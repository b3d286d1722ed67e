#include "cli/summary.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "charts/format.h"
#include "cli/text-table.h"
#include "engine/league-answer.h"
#include "result/league.h"
#include "result/risk.h"

#define WIDTH 100
#define MOST_ROWS 10

static void
append_heading (GString *out, const char *text)
{
  g_string_append_printf (out, "\n%s\n", text);
}

/* gettext gives the header of its catalogue for "". */
static const char *
translate (const char *text)
{
  return text != NULL && *text != '\0' ? _(text) : "";
}

static void
append_verdict (GString *out, const AssayResult *result)
{
  guint n_passed, n_checks = assay_result_count_judged (result, &n_passed);

  g_string_append_printf (out, "%s\n", translate (assay_result_get_title (result)));
  if (n_checks > 0)
    g_string_append_printf (out, ngettext ("%s: %s (%u of %u check passed)\n", "%s: %s (%u of %u checks passed)\n", n_checks), _("Verdict"),
                            translate (assay_verdict_label (assay_result_get_verdict (result))), n_passed, n_checks);
}

/* The share of a count ("risk-high-share" right after "risk-high") stands behind it instead of on a line of its own. */
static const AssayMetric *
share_of (const AssayResult *result, guint index)
{
  const AssayMetric *count = assay_result_get_metric (result, index);
  const AssayMetric *next = index + 1 < assay_result_get_n_metrics (result) ? assay_result_get_metric (result, index + 1) : NULL;
  g_autofree char *id = g_strconcat (count->id, "-share", NULL);

  return next != NULL && count->unit == ASSAY_METRIC_COUNT && next->unit == ASSAY_METRIC_FRACTION && strcmp (next->id, id) == 0 ? next : NULL;
}

static char *
format_value (const AssayMetric *metric, const AssayMetric *share)
{
  g_autofree char *value = assay_format_metric (metric);
  g_autofree char *share_value = share != NULL ? assay_format_metric (share) : NULL;

  return share != NULL ? g_strdup_printf ("%s (%s)", value, share_value) : g_steal_pointer (&value);
}

/* The numbers of further models stand in the table of models, side by side: those of the best are given here. */
static gboolean
is_in_table (const AssayResult *result, const AssayMetric *metric)
{
  const char *best = assay_league_get_best (result);

  if (best != NULL)
    return metric->of != NULL && strcmp (metric->of, best) != 0;
  return strchr (metric->id, ':') != NULL && assay_result_find_table (result, "models") != NULL;
}

static void
add_metric (AssayTextTable *table, const AssayMetric *metric, const AssayMetric *share)
{
  g_autofree char *value = format_value (metric, share);
  g_autofree char *reason = NULL;
  const char *verdict = metric->verdict != ASSAY_VERDICT_NONE ? translate (assay_verdict_label (metric->verdict)) : "";

  if (metric->unit != ASSAY_METRIC_TEXT && isnan (metric->value) && metric->text != NULL)
    reason = g_strdup_printf ("(%s)", translate (metric->text));
  assay_text_table_add (table, (const char *[]) { translate (metric->label), value, translate (metric->of), reason != NULL ? reason : verdict });
}

static void
append_answer (GString *out, const AssayResult *result)
{
  g_autofree char *answer = assay_league_answer (result);

  if (answer != NULL)
    assay_text_append_wrapped (out, "", answer, WIDTH);
}

static void
append_metrics (GString *out, const AssayResult *result)
{
  g_autoptr(AssayTextTable) table = assay_text_table_new ("llll");
  guint n = assay_result_get_n_metrics (result);

  for (guint i = 0; i < n; i++)
    {
      const AssayMetric *metric = assay_result_get_metric (result, i);
      const AssayMetric *share = share_of (result, i);

      if (!is_in_table (result, metric))
        add_metric (table, metric, share);
      i += share != NULL;
    }
  if (n > 0)
    {
      g_string_append_c (out, '\n');
      assay_text_table_append (table, "  ", out);
    }
}

static void
append_table (GString *out, const AssayTable *table, guint max_rows)
{
  guint n = assay_table_get_n_rows (table);
  const char *title = translate (assay_table_get_title (table));
  g_autofree char *heading = NULL;

  if (n == 0)
    return;
  if (max_rows > 0 && n > max_rows)
    heading = g_strdup_printf (_("%s (%u of %u)"), title, max_rows, n);
  append_heading (out, heading != NULL ? heading : title);
  assay_text_table_append_result_table (table, max_rows, "  ", out);
  if (assay_table_get_note (table) != NULL)
    assay_text_append_wrapped (out, "  ", translate (assay_table_get_note (table)), WIDTH);
}

static void
copy_row (AssayTable *to, const AssayTable *from, guint row)
{
  assay_table_add_row (to);
  for (guint column = 0; column < assay_table_get_n_columns (from); column++)
    switch (assay_table_get_column_type (from, column))
      {
      case ASSAY_CELL_TEXT:
      case ASSAY_CELL_RISK:
      case ASSAY_CELL_VERDICT:
        assay_table_set_text (to, column, assay_table_get_text (from, row, column));
        break;
      default:
        assay_table_set_number (to, column, assay_table_get_number (from, row, column));
      }
}

static gboolean
is_critical (const AssayTable *table, guint row)
{
  for (guint column = 0; column < assay_table_get_n_columns (table); column++)
    if (assay_table_get_column_type (table, column) == ASSAY_CELL_RISK)
      return g_strcmp0 (assay_table_get_text (table, row, column), assay_risk_name (ASSAY_RISK_CRITICAL)) == 0;
  return FALSE;
}

static double
count_open_critical (const AssayResult *result)
{
  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    if (strcmp (assay_result_get_check (result, i)->id, "open-critical") == 0)
      return assay_result_get_check (result, i)->events;
  return NAN;
}

/* Those that the check of the end counted stand first, since its verdict is what a reader wants to follow up. The table is
 * from the newest on, so they are its first ones of risk Critical. NULL: there are none, or they stand first as it is. */
static AssayTable *
put_open_critical_first (const AssayResult *result, const AssayTable *table)
{
  guint n = assay_table_get_n_rows (table), n_first = 0;
  double n_open = count_open_critical (result);
  g_autofree gboolean *is_first = g_new0 (gboolean, n + 1);
  g_autoptr(AssayTable) sorted = NULL;
  gboolean is_moved = FALSE;

  for (guint row = 0; row < n && n_first < n_open; row++)
    if (is_critical (table, row))
      {
        is_first[row] = TRUE;
        is_moved |= row != n_first++;
      }
  if (!is_moved)
    return NULL;

  sorted = assay_table_new (assay_table_get_id (table), N_("Recent Anomalies, Critical Ones at the End First"));
  for (guint column = 0; column < assay_table_get_n_columns (table); column++)
    assay_table_add_column (sorted, assay_table_get_column_id (table, column), assay_table_get_column_label (table, column),
                            assay_table_get_column_type (table, column));
  for (int pass = 0; pass < 2; pass++)
    for (guint row = 0; row < n; row++)
      if (is_first[row] == (pass == 0))
        copy_row (sorted, table, row);
  return g_steal_pointer (&sorted);
}

/* Columns of data, and what a model is and needs. */
static gboolean
shows_all (const AssayTable *table)
{
  static const char *const whole[] = { "columns", "model", "inputs", "outputs", "card", NULL };

  return g_strv_contains (whole, assay_table_get_id (table));
}

/* Of an inspection everything, of several methods what each found, of another analysis the table that says most: by its name, else the first. */
static void
append_main_tables (GString *out, const AssayResult *result)
{
  gboolean is_inspection = strcmp (assay_result_get_analysis (result), "inspect") == 0, has_methods = strcmp (assay_result_get_analysis (result), "sensitivity") == 0;
  AssayTable *anomalies = assay_result_find_table (result, "anomalies");

  if (anomalies != NULL)
    {
      g_autoptr(AssayTable) sorted = put_open_critical_first (result, anomalies);

      append_table (out, sorted != NULL ? sorted : anomalies, MOST_ROWS);
    }
  for (guint i = 0; anomalies == NULL && i < assay_result_get_n_tables (result); i++)
    {
      AssayTable *table = assay_result_get_table (result, i);

      if (is_inspection || i == 0 || (has_methods && strcmp (assay_table_get_id (table), "inputs") != 0))
        append_table (out, table, shows_all (table) ? 0 : MOST_ROWS);
    }
}

static void
append_check (GString *out, const AssayCheck *check, gboolean verbose)
{
  const char *subject = check->subject == NULL ? "" : assay_check_subject_is_wording (check->section, check->subject) ? translate (check->subject) : check->subject;
  g_autofree char *head = g_strdup_printf ("%s: %s%s%s", translate (assay_check_get_verdict_label (check)), translate (check->title), *subject != '\0' ? " · " : "", subject);

  assay_text_append_wrapped (out, "  ", head, WIDTH);
  if (check->message != NULL && *check->message != '\0')
    assay_text_append_wrapped (out, "    ", translate (check->message), WIDTH);
  if (verbose && check->convention != NULL && *check->convention != '\0')
    assay_text_append_wrapped (out, "    ", translate (check->convention), WIDTH);
}

static void
append_checks (GString *out, const AssayResult *result, gboolean verbose)
{
  gboolean has_heading = FALSE;

  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);

      if ((check->verdict == ASSAY_VERDICT_PASS || (check->verdict == ASSAY_VERDICT_NONE && !isnan (check->value))) && !verbose)
        continue;
      if (!has_heading)
        append_heading (out, verbose ? _("Checks") : _("Checks that did not pass"));
      has_heading = TRUE;
      append_check (out, check, verbose);
    }
}

static void
append_notes (GString *out, const AssayResult *result)
{
  for (guint i = 0; i < assay_result_get_n_notes (result); i++)
    {
      if (i == 0)
        append_heading (out, _("Notes"));
      assay_text_append_wrapped (out, "  ", translate (assay_result_get_note (result, i)), WIDTH);
    }
}

static void
append_options (GString *out, const AssayResult *result)
{
  g_autoptr(AssayTextTable) table = assay_text_table_new ("ll");

  if (assay_result_get_n_options (result) == 0)
    return;
  for (guint i = 0; i < assay_result_get_n_options (result); i++)
    {
      const char *value;
      const char *name = assay_result_get_option (result, i, &value);
      assay_text_table_add (table, (const char *[]) { name, value });
    }
  append_heading (out, _("Options"));
  assay_text_table_append (table, "  ", out);
}

void
assay_summary_append (GString *out, const AssayResult *result, gboolean verbose)
{
  append_verdict (out, result);
  append_answer (out, result);
  append_metrics (out, result);
  if (verbose)
    for (guint i = 0; i < assay_result_get_n_tables (result); i++)
      {
        /* conditions for finding rows again are for programs, which read them in the JSON */
        if (strcmp (assay_table_get_id (assay_result_get_table (result, i)), "row-filters") != 0)
          append_table (out, assay_result_get_table (result, i), 0);
      }
  else
    append_main_tables (out, result);
  append_checks (out, result, verbose);
  append_notes (out, result);
  if (verbose)
    append_options (out, result);
}
