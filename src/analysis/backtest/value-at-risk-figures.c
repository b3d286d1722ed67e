/* P&L against -VaR, and the traffic light through time. */
#include "analysis/backtest/value-at-risk-private.h"

#include "analysis/wording.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_CASES_SHOWN 8

static GBytes *
take (double *values, gsize n)
{
  return g_bytes_new_take (values, n * sizeof (double));
}

static double
x_of (const ValueAtRiskCase *here, gsize i)
{
  gint64 time = assay_panel_get_times (here->table->panel)[here->row[i]];

  return assay_panel_get_time_type (here->table->panel) == ASSAY_TYPE_DATETIME ? time / 1e6 : time;
}

static double *
make_x (const ValueAtRiskCase *here)
{
  double *x = g_new (double, here->n);

  for (gsize i = 0; i < here->n; i++)
    x[i] = x_of (here, i);
  return x;
}

static AssayFigure *
start_figure (const ValueAtRiskCase *here, const char *id, const char *title)
{
  AssayType type = assay_panel_get_time_type (here->table->panel);
  g_autofree char *full = g_strdup_printf ("%s:%s", id, here->subject);
  AssayFigure *figure = assay_figure_new (full, ASSAY_FIGURE_SERIES, title);

  assay_figure_set_x (figure, type == ASSAY_TYPE_DATE ? ASSAY_AXIS_DATE : type == ASSAY_TYPE_DATETIME ? ASSAY_AXIS_DATETIME : ASSAY_AXIS_NUMBER,
                      ASSAY_UNIT_NONE, here->table->roles.time, NULL);
  assay_figure_set_subtitle (figure, here->subject);
  return figure;
}

/* Marks on the days chosen by `is_marked`, with the row of the main table that each stands for. */
static void
add_marks (AssayFigure *figure, const ValueAtRiskCase *here, const char *id, const char *label, gboolean (*is_marked) (const ValueAtRiskCase *here, gsize i, double *y, gint8 *risk))
{
  g_autoptr(GArray) x = g_array_new (FALSE, FALSE, sizeof (double)), y = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr(GArray) risk = g_array_new (FALSE, FALSE, sizeof (gint8)), row = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (gsize i = 0; i < here->n; i++)
    {
      double value, when = x_of (here, i);
      gint8 level;
      guint64 at = here->row[i];

      if (!is_marked (here, i, &value, &level))
        continue;
      g_array_append_val (x, when);
      g_array_append_val (y, value);
      g_array_append_val (risk, level);
      g_array_append_val (row, at);
    }
  if (x->len > 0)
    assay_figure_add_series (figure, id, label, ASSAY_SERIES_MARKS, x->len, g_bytes_new (x->data, x->len * sizeof (double)), g_bytes_new (y->data, y->len * sizeof (double)),
                             NULL, g_bytes_new (risk->data, risk->len * sizeof (gint8)), g_bytes_new (row->data, row->len * sizeof (guint64)));
}

static gboolean
mark_exception (const ValueAtRiskCase *here, gsize i, double *y, gint8 *risk)
{
  *y = here->pnl[i];
  *risk = ASSAY_RISK_CRITICAL;
  return here->hit[i];
}

static void
add_pnl (AssayResult *result, const ValueAtRiskCase *here)
{
  AssayFigure *figure = start_figure (here, "pnl", N_("P&L and VaR"));
  g_autofree char *level = value_at_risk_word_level (here->column->level), *exceptions = assay_word_items (here->n_exceptions, "exception", "exceptions");
  g_autofree char *expected = assay_word_number (here->n * here->p), *days = assay_word_items (here->n, "day", "days");
  g_autofree char *finding = g_strdup_printf ("The %s VaR has %s in %s; %s are expected.", level, exceptions, days, expected);
  double *low = g_new (double, here->n);

  for (gsize i = 0; i < here->n; i++)
    low[i] = -here->value_at_risk[i];
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, here->table->roles.value, NULL);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, N_("Exception: P&L below −VaR, strictly. Days without one of them are left out."));
  assay_figure_add_series (figure, "pnl", N_("P&L"), ASSAY_SERIES_ACTUAL, here->n, take (make_x (here), here->n), g_bytes_new (here->pnl, here->n * sizeof (double)), NULL, NULL, NULL);
  assay_figure_add_series (figure, "var", N_("−VaR"), ASSAY_SERIES_FORECAST, here->n, take (make_x (here), here->n), take (low, here->n), NULL, NULL, NULL);
  add_marks (figure, here, "exceptions", N_("Exceptions"), mark_exception);
  assay_result_take_figure (result, figure);
}

static gboolean
mark_zone (const ValueAtRiskCase *here, gsize i, double *y, gint8 *risk)
{
  AmZone zone = value_at_risk_case_zone (here, here->count[i]);

  *y = here->count[i];
  *risk = zone == AM_ZONE_RED ? ASSAY_RISK_CRITICAL : ASSAY_RISK_MEDIUM;
  return here->count[i] >= 0 && zone != AM_ZONE_GREEN;
}

static char *
describe_light (const ValueAtRiskCase *here)
{
  double n_yellow = 0, n_red = 0, n = 0;
  g_autofree char *when = assay_word_time (assay_panel_get_time_type (here->table->panel), assay_panel_get_times (here->table->panel)[here->row[here->worst_at]]);
  g_autofree char *yellow = NULL, *red = NULL;

  for (gsize i = 0; i < here->n; i++)
    {
      AmZone zone = value_at_risk_case_zone (here, here->count[i]);

      n += here->count[i] >= 0;
      n_yellow += here->count[i] >= 0 && zone == AM_ZONE_YELLOW;
      n_red += here->count[i] >= 0 && zone == AM_ZONE_RED;
    }
  yellow = assay_word_share (n_yellow / n);
  red = assay_word_share (n_red / n);
  return g_strdup_printf ("Yellow on %s and red on %s of the days; the most exceptions, %.0f, first on %s.", yellow, red, here->worst_count, when);
}

static void
add_light (AssayResult *result, const ValueAtRiskCase *here)
{
  AssayFigure *figure;
  g_autofree char *yellow = g_strdup_printf ("yellow from %.0f", here->yellow), *red = g_strdup_printf ("red from %.0f", here->red), *convention = NULL, *finding = NULL;
  double *y;

  if (isnan (here->worst_count))
    return;
  figure = start_figure (here, "traffic-light", N_("Traffic Light over Time"));
  y = g_new (double, here->n);
  for (gsize i = 0; i < here->n; i++)
    y[i] = here->count[i] >= 0 ? here->count[i] : NAN;
  convention = g_strdup_printf ("Exceptions in the last %" G_GSIZE_FORMAT " days that have P&L and VaR; zones from a cumulative probability of 0.95 and 0.9999 (Basel Committee 1996).", here->window);
  finding = describe_light (here);
  assay_figure_set_y (figure, ASSAY_UNIT_COUNT, N_("exceptions"), NULL);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_add_series (figure, "count", N_("Exceptions in the Window"), ASSAY_SERIES_ACTUAL, here->n, take (make_x (here), here->n), take (y, here->n), NULL, NULL, NULL);
  add_marks (figure, here, "zones", N_("Yellow and Red Days"), mark_zone);
  assay_figure_add_rule (figure, here->yellow, yellow);
  assay_figure_add_rule (figure, here->red, red);
  assay_result_take_figure (result, figure);
}

void
value_at_risk_add_figures (AssayResult *result, const ValueAtRiskCase *cases, guint n_cases)
{
  guint n_shown = MIN (n_cases, MOST_CASES_SHOWN);

  for (guint i = 0; i < n_shown; i++)
    if (cases[i].n > 0)
      {
        add_pnl (result, &cases[i]);
        add_light (result, &cases[i]);
      }
  if (n_shown < n_cases)
    {
      g_autofree char *note = g_strdup_printf ("Figures show the first %u of %u series and VaR columns; the tables have all.", n_shown, n_cases);

      assay_result_add_note (result, note);
    }
}
