/* Key figures and tables of a VaR back-test, and its row by row outcome. */
#include "analysis/backtest/value-at-risk-private.h"

#include "analysis/series-columns.h"
#include "analysis/wording.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_EXCEPTIONS 1000

/* ---- key figures ---- */

static AssayMetric *
add_one (AssayResult *result, const ValueAtRiskCase *here, gboolean is_first, const char *id, const char *label, AssayMetricUnit unit, double value, const char *why)
{
  g_autofree char *full = is_first ? g_strdup (id) : g_strdup_printf ("%s:%s", id, here->subject);
  AssayMetric *metric = assay_result_add_metric (result, full, label, unit, value);

  metric->of = g_strdup (here->subject);
  metric->text = isnan (value) ? g_strdup (why) : NULL;
  return metric;
}

static AssayVerdict
find_verdict (AssayResult *result, const ValueAtRiskCase *here, const char *id)
{
  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);

      if (strcmp (check->id, id) == 0 && strcmp (check->subject, here->subject) == 0)
        return check->verdict;
    }
  return ASSAY_VERDICT_NONE;
}

static void
add_case (AssayResult *result, const ValueAtRiskCase *here, gboolean first)
{
  const char *no_window = N_("there are fewer days than the rolling count takes");
  const char *no_days = N_("no day has P&L and VaR");
  AssayMetric *metric;

  add_one (result, here, first, "n-days", N_("Days"), ASSAY_METRIC_COUNT, here->n, NULL);
  metric = add_one (result, here, first, "exceptions", N_("Exceptions"), ASSAY_METRIC_COUNT, here->n_exceptions, NULL);
  metric->verdict = find_verdict (result, here, "var-kupiec");
  add_one (result, here, first, "expected-exceptions", N_("Expected"), ASSAY_METRIC_NUMBER, here->n * here->p, NULL);
  add_one (result, here, first, "exception-rate", N_("Exception Rate"), ASSAY_METRIC_FRACTION, here->n > 0 ? here->n_exceptions / here->n : NAN, no_days);
  metric = add_one (result, here, first, "zone", N_("Zone"), ASSAY_METRIC_TEXT, NAN, NULL);
  metric->text = g_strdup (here->n > 0 ? value_at_risk_zones[here->light.zone] : no_days);
  metric->verdict = find_verdict (result, here, "var-traffic-light");
  add_one (result, here, first, "last-count", N_("Exceptions, Last Window"), ASSAY_METRIC_COUNT, here->last_count, no_window);
  add_one (result, here, first, "worst-count", N_("Exceptions, Worst Window"), ASSAY_METRIC_COUNT, here->worst_count, no_window);
  add_one (result, here, first, "plus-factor", N_("Plus Factor"), ASSAY_METRIC_NUMBER, here->last_light.plus_factor, N_("published for the last 250 days at 99 % only"));
  add_one (result, here, first, "multiplier", N_("FRTB Multiplier"), ASSAY_METRIC_NUMBER, here->last_light.multiplier, N_("published for the last 250 days at 99 % only"));
  add_one (result, here, first, "quantile-loss", N_("Quantile Loss"), ASSAY_METRIC_VALUE, here->loss, no_days);
  if (here->shortfall != NULL)
    {
      metric = add_one (result, here, first, "z2", "Z2", ASSAY_METRIC_NUMBER, here->es.z2, no_days);
      metric->verdict = find_verdict (result, here, "es-backtest");
      add_one (result, here, first, "z1", "Z1", ASSAY_METRIC_NUMBER, here->es.z1, N_("there is no exception"));
    }
}

void
value_at_risk_add_metrics (AssayResult *result, const ValueAtRiskCase *cases, guint n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    add_case (result, &cases[i], i == 0);
}

/* ---- tables ---- */

typedef struct { const char *id, *label; AssayCellType type; } Column;

static AssayTable *
start_table (const char *id, const char *title, const Column *columns, guint n)
{
  AssayTable *table = assay_table_new (id, title);

  for (guint i = 0; i < n; i++)
    assay_table_add_column (table, columns[i].id, columns[i].label, columns[i].type);
  return table;
}

static AssayCellType
time_cell (const ValueAtRiskTable *table)
{
  AssayType type = assay_panel_get_time_type (table->panel);

  return type == ASSAY_TYPE_DATE ? ASSAY_CELL_DATE : type == ASSAY_TYPE_DATETIME ? ASSAY_CELL_DATETIME : ASSAY_CELL_COUNT;
}

static double
time_of (const ValueAtRiskCase *here, gsize i)
{
  return assay_panel_get_times (here->table->panel)[here->row[i]];
}

static void
add_overview (AssayResult *result, const ValueAtRiskCase *cases, guint n_cases)
{
  static const Column columns[] = {
    { "var", "VaR", ASSAY_CELL_TEXT }, { "level", N_("VaR Level"), ASSAY_CELL_FRACTION }, { "days", N_("Days"), ASSAY_CELL_COUNT }, { "missing", N_("Missing"), ASSAY_CELL_COUNT },
    { "exceptions", N_("Exceptions"), ASSAY_CELL_COUNT }, { "expected", N_("Expected"), ASSAY_CELL_NUMBER }, { "rate", N_("Rate"), ASSAY_CELL_FRACTION },
    { "zone", N_("Zone"), ASSAY_CELL_TEXT }, { "loss", N_("Quantile Loss"), ASSAY_CELL_NUMBER }, { "z1", "Z1", ASSAY_CELL_NUMBER }, { "z2", "Z2", ASSAY_CELL_NUMBER },
  };
  AssayTable *table = start_table ("value-at-risk", N_("Exceptions by VaR"), columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < n_cases; i++)
    {
      const ValueAtRiskCase *here = &cases[i];
      const double numbers[] = { here->column->level, here->n, here->n_missing, here->n_exceptions, here->n * here->p, here->n > 0 ? here->n_exceptions / here->n : NAN };

      assay_table_add_row (table);
      assay_table_set_text (table, 0, here->subject);
      for (guint k = 0; k < G_N_ELEMENTS (numbers); k++)
        assay_table_set_number (table, 1 + k, numbers[k]);
      assay_table_set_text (table, 7, here->n > 0 ? value_at_risk_zones[here->light.zone] : NULL);
      assay_table_set_number (table, 8, here->loss);
      assay_table_set_number (table, 9, here->es.z1);
      assay_table_set_number (table, 10, here->es.z2);
    }
  assay_table_set_note (table, N_("Zone of all days: yellow from a cumulative probability of 0.95, red from 0.9999. Z1 and Z2 are 0 in the mean when the expected shortfall is right, negative when it is too small."));
  assay_result_take_table (result, table);
}

static void
add_windows (AssayResult *result, const ValueAtRiskCase *cases, guint n_cases)
{
  const Column columns[] = {
    { "var", "VaR", ASSAY_CELL_TEXT }, { "last-count", N_("Last Window"), ASSAY_CELL_COUNT }, { "last-zone", N_("Last Zone"), ASSAY_CELL_TEXT },
    { "plus-factor", N_("Plus Factor"), ASSAY_CELL_NUMBER }, { "multiplier", N_("FRTB Multiplier"), ASSAY_CELL_NUMBER },
    { "worst-count", N_("Worst Window"), ASSAY_CELL_COUNT }, { "worst-zone", N_("Worst Zone"), ASSAY_CELL_TEXT }, { "worst-at", N_("Worst Until"), time_cell (cases[0].table) },
    { "yellow", N_("Yellow From"), ASSAY_CELL_COUNT }, { "red", N_("Red From"), ASSAY_CELL_COUNT },
  };
  AssayTable *table = start_table ("windows", N_("Traffic Light over Time"), columns, G_N_ELEMENTS (columns));
  g_autofree char *note = g_strdup_printf ("Exceptions in %" G_GSIZE_FORMAT " days that have P&L and VaR.", cases[0].window);

  for (guint i = 0; i < n_cases; i++)
    {
      const ValueAtRiskCase *here = &cases[i];
      gboolean has_window = !isnan (here->last_count);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, here->subject);
      assay_table_set_number (table, 1, here->last_count);
      assay_table_set_text (table, 2, has_window ? value_at_risk_zones[value_at_risk_case_zone (here, here->last_count)] : NULL);
      assay_table_set_number (table, 3, here->last_light.plus_factor);
      assay_table_set_number (table, 4, here->last_light.multiplier);
      assay_table_set_number (table, 5, here->worst_count);
      assay_table_set_text (table, 6, has_window ? value_at_risk_zones[value_at_risk_case_zone (here, here->worst_count)] : NULL);
      assay_table_set_number (table, 7, has_window ? time_of (here, here->worst_at) : NAN);
      assay_table_set_number (table, 8, here->yellow);
      assay_table_set_number (table, 9, here->red);
    }
  assay_table_set_note (table, note);
  assay_result_take_table (result, table);
}

static void
add_exceptions (AssayResult *result, const ValueAtRiskCase *cases, guint n_cases)
{
  const Column columns[] = {
    { "var", "VaR", ASSAY_CELL_TEXT }, { "time", N_("Time"), time_cell (cases[0].table) }, { "pnl", N_("P&L"), ASSAY_CELL_NUMBER },
    { "value-at-risk", "VaR", ASSAY_CELL_NUMBER }, { "excess", N_("Excess Loss"), ASSAY_CELL_NUMBER }, { "es", "ES", ASSAY_CELL_NUMBER },
  };
  AssayTable *table = start_table ("exceptions", N_("Exceptions"), columns, G_N_ELEMENTS (columns));
  double n = 0, left;

  for (guint i = 0; i < n_cases; i++)
    n += cases[i].n_exceptions;
  left = n;
  for (guint i = 0; i < n_cases; i++)
    for (gsize k = 0; k < cases[i].n; k++)
      {
        const ValueAtRiskCase *here = &cases[i];

        /* Of too many the last are shown. */
        if (!here->hit[k] || left-- > MOST_EXCEPTIONS)
          continue;
        assay_table_add_row (table);
        assay_table_set_text (table, 0, here->subject);
        assay_table_set_number (table, 1, time_of (here, k));
        assay_table_set_number (table, 2, here->pnl[k]);
        assay_table_set_number (table, 3, here->value_at_risk[k]);
        assay_table_set_number (table, 4, -here->pnl[k] - here->value_at_risk[k]);
        assay_table_set_number (table, 5, here->shortfall != NULL ? here->shortfall[k] : NAN);
      }
  if (n > MOST_EXCEPTIONS)
    {
      g_autofree char *all = assay_word_count (n);
      g_autofree char *note = g_strdup_printf ("The last %d of %s exceptions; the row table has all.", MOST_EXCEPTIONS, all);

      assay_table_set_note (table, note);
    }
  assay_result_take_table (result, table);
}

void
value_at_risk_add_tables (AssayResult *result, const ValueAtRiskCase *cases, guint n_cases)
{
  add_overview (result, cases, n_cases);
  add_windows (result, cases, n_cases);
  add_exceptions (result, cases, n_cases);
}

/* ---- rows ---- */

typedef struct { double *risk; gint64 *exception, *count; guint32 *zone; } Rows;

static void
fill_rows (Rows *rows, const ValueAtRiskTable *table, const ValueAtRiskCase *cases, guint n_cases, guint column)
{
  gsize n = table->n_rows;

  rows->risk = g_new (double, n);
  rows->exception = g_new (gint64, n);
  rows->count = g_new (gint64, n);
  rows->zone = g_new (guint32, n);
  for (gsize i = 0; i < n; i++)
    {
      rows->risk[i] = ((ValueAtRiskColumn *) table->columns->pdata[column])->values[i];
      rows->exception[i] = rows->count[i] = ASSAY_MISSING_INT64;
      rows->zone[i] = ASSAY_MISSING_CODE;
    }
  for (guint c = 0; c < n_cases; c++)
    for (gsize k = 0; cases[c].column == table->columns->pdata[column] && k < cases[c].n; k++)
      {
        const ValueAtRiskCase *here = &cases[c];
        gsize row = here->row[k];

        rows->exception[row] = here->hit[k];
        if (here->count[k] < 0)
          continue;
        rows->count[row] = here->count[k];
        rows->zone[row] = value_at_risk_case_zone (here, here->count[k]);
      }
}

static char **
make_zones (void)
{
  char **words = g_new0 (char *, 4);

  for (int i = 0; i < 3; i++)
    words[i] = g_strdup (value_at_risk_zones[i]);
  return words;
}

/* The name of a VaR column in the table, where "time" and "actual" are others. */
static char *
name_in_rows (const char *name)
{
  return strcmp (name, "time") == 0 || strcmp (name, "actual") == 0 ? g_strconcat ("var_", name, NULL) : g_strdup (name);
}

static void
add_columns (GPtrArray *columns, const char *name, Rows *rows, gsize n)
{
  g_autofree char *exception = g_strconcat (name, "_exception", NULL), *count = g_strconcat (name, "_count", NULL), *zone = g_strconcat (name, "_zone", NULL);

  g_ptr_array_add (columns, assay_column_take_doubles (name, rows->risk, n));
  g_ptr_array_add (columns, assay_column_take_int64s (exception, rows->exception, n));
  g_ptr_array_add (columns, assay_column_take_int64s (count, rows->count, n));
  g_ptr_array_add (columns, assay_column_take_codes (zone, rows->zone, n, make_zones (), 3));
}

AssayFrame *
value_at_risk_make_rows (const ValueAtRiskTable *table, const ValueAtRiskCase *cases, guint n_cases, char **renamed)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  g_autoptr(GPtrArray) ours = g_ptr_array_new_with_free_func (g_free);
  g_autofree gsize *row_of = g_new (gsize, table->n_rows);

  g_ptr_array_add (ours, g_strdup ("time"));
  g_ptr_array_add (ours, g_strdup ("actual"));
  for (guint i = 0; i < table->columns->len; i++)
    g_ptr_array_add (ours, name_in_rows (((ValueAtRiskColumn *) table->columns->pdata[i])->name));
  g_ptr_array_add (ours, NULL);
  for (gsize i = 0; i < table->n_rows; i++)
    row_of[i] = i;

  assay_series_columns_add_keys (table->panel, &table->roles, row_of, table->n_rows, (const char *const *) ours->pdata, columns, renamed);
  g_ptr_array_add (columns, assay_panel_make_time_column (table->panel));
  g_ptr_array_add (columns, assay_column_take_doubles ("actual", g_memdup2 (table->pnl, table->n_rows * sizeof (double)), table->n_rows));
  for (guint i = 0; i < table->columns->len; i++)
    {
      Rows rows;

      fill_rows (&rows, table, cases, n_cases, i);
      add_columns (columns, ours->pdata[2 + i], &rows, table->n_rows);
    }
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, table->n_rows);
}
