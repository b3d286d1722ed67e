#include "analysis/backtest/value-at-risk.h"

#include "analysis/backtest/value-at-risk-private.h"
#include "analysis/wording.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>

gboolean
value_at_risk_is_asked (const AssayOptions *options)
{
  return assay_options_is_given (options, "var");
}

/* ---- notes ---- */

static void
note_columns (AssayResult *result, const ValueAtRiskTable *table)
{
  g_autofree char *pnl = g_strdup_printf ("P&L is “%s”, where a loss is a %s number%s.", table->roles.value, table->is_turned ? "positive" : "negative",
                                          table->is_turned ? "; the table shows it turned, losses negative" : "");

  assay_result_add_note (result, pnl);
  for (guint i = 0; i < table->columns->len; i++)
    {
      const ValueAtRiskColumn *column = table->columns->pdata[i];
      g_autofree char *level = value_at_risk_word_level (column->level);
      g_autofree char *es = column->es != NULL ? g_strdup_printf (", with the expected shortfall “%s”", column->es) : g_strdup ("");
      g_autofree char *note = g_strdup_printf ("“%s” is a VaR of level %s%s%s%s.", column->name, level, column->level_found ? ", as its name tells" : "", es,
                                               column->is_turned ? "; it holds negative quantiles of P&L, which are taken as losses" : "");

      assay_result_add_note (result, note);
    }
}

/* Days stepped over, and a sign that seems to be the wrong way round. */
static void
note_case (AssayResult *result, const ValueAtRiskCase *here)
{
  double n_above = 0;

  for (gsize i = 0; i < here->n; i++)
    n_above += here->pnl[i] > here->value_at_risk[i];
  if (here->n_missing > 0)
    {
      g_autofree char *days = assay_word_items (here->n_missing, "day has no P&L or no VaR and is stepped over", "days have no P&L or no VaR and are stepped over");
      g_autofree char *note = g_strdup_printf ("%s: %s.", here->subject, days);

      assay_result_add_note (result, note);
    }
  if (here->n_no_shortfall > 0)
    {
      g_autofree char *days = assay_word_items (here->n_no_shortfall, "day has no expected shortfall and is stepped over there",
                                                "days have no expected shortfall and are stepped over there");
      g_autofree char *note = g_strdup_printf ("%s: %s.", here->subject, days);

      assay_result_add_note (result, note);
    }
  if (here->kupiec.p_value < 0.001 && am_kupiec_pof (here->n, n_above, here->p).p_value > 0.05)
    {
      g_autofree char *above = assay_word_items (n_above, "day", "days");
      g_autofree char *note = g_strdup_printf ("%s: P&L is above +VaR on %s, about as often as losses should exceed it; if the column writes losses as %s numbers, use --losses %s.",
                                               here->subject, above, here->table->is_turned ? "negative" : "positive", here->table->is_turned ? "negative" : "positive");

      assay_result_add_note (result, note);
    }
}

static void
add_notes (AssayResult *result, const ValueAtRiskTable *table, const ValueAtRiskCase *cases, guint n_cases, const char *renamed)
{
  gsize n_dropped = assay_panel_get_n_dropped (table->panel);

  note_columns (result, table);
  for (guint i = 0; i < n_cases; i++)
    note_case (result, &cases[i]);
  if (table->was_unordered)
    assay_result_add_note (result, N_("The rows are not in order of time in the data; they were put in order first."));
  if (n_dropped > 0)
    {
      g_autofree char *n = assay_word_items (n_dropped, "row has no time and is left out", "rows have no time and are left out");
      g_autofree char *note = g_strdup_printf ("%s.", n);

      assay_result_add_note (result, note);
    }
  if (renamed != NULL)
    {
      g_autofree char *note = g_strdup_printf ("A series key has the name of a column of the analysis: %s.", renamed);

      assay_result_add_note (result, note);
    }
}

/* ---- the run ---- */

static AssayOutcome *
sum_up (const AssayTask *task, const ValueAtRiskTable *table, const ValueAtRiskCase *cases, guint n_cases)
{
  AssayOutcome *outcome = g_new0 (AssayOutcome, 1);
  g_autofree char *renamed = NULL, *window = g_strdup_printf ("%" G_GSIZE_FORMAT, table->window);
  g_autoptr(GString) list = g_string_new (NULL);

  for (guint i = 0; i < table->columns->len; i++)
    {
      g_autofree char *level = assay_number_print ("%.12g", ((ValueAtRiskColumn *) table->columns->pdata[i])->level);

      g_string_append_printf (list, "%s%s", i > 0 ? "," : "", level);
    }
  outcome->result = assay_result_new ("backtest", N_("VaR Back-Test"));
  assay_result_set_option (outcome->result, "level", list->str);
  assay_result_set_option (outcome->result, "pnl", table->roles.value);
  assay_result_set_option (outcome->result, "window", window);
  value_at_risk_add_tables (outcome->result, cases, n_cases);
  value_at_risk_add_checks (outcome->result, cases, n_cases, task->policy);
  value_at_risk_add_metrics (outcome->result, cases, n_cases);
  value_at_risk_add_figures (outcome->result, cases, n_cases);
  outcome->rows = value_at_risk_make_rows (table, cases, n_cases, &renamed);
  add_notes (outcome->result, table, cases, n_cases, renamed);
  return outcome;
}

AssayOutcome *
value_at_risk_run (const AssayTask *task, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayProgress) arranging = assay_progress_new_part (progress, 0, 0.5), testing = assay_progress_new_part (progress, 0.5, 0.95);
  g_autoptr(ValueAtRiskTable) table = NULL;
  g_autofree ValueAtRiskCase *cases = NULL;
  AssayOutcome *outcome = NULL;
  guint n_cases = 0, n_all;

  assay_progress_set_step (progress, _("Arranging series"));
  table = value_at_risk_table_new (task, arranging, error);
  if (table == NULL)
    return NULL;

  assay_progress_set_step (progress, _("Testing"));
  n_all = assay_panel_get_n_series (table->panel) * table->columns->len;
  cases = g_new0 (ValueAtRiskCase, n_all);
  while (n_cases < n_all)
    {
      g_autoptr(AssayProgress) part = assay_progress_new_part (testing, (double) n_cases / n_all, (n_cases + 1.0) / n_all);
      guint at = n_cases++;

      /* Each case has its own stream of random numbers, by its place and the seed alone. */
      if (!value_at_risk_case_init (&cases[at], table, at / table->columns->len, at % table->columns->len, task->seed + 7919 * (guint64) at, part, error))
        break;
      if (n_cases == n_all)
        outcome = sum_up (task, table, cases, n_all);
    }
  for (guint i = 0; i < n_cases; i++)
    value_at_risk_case_clear (&cases[i]);
  return outcome;
}
