#include "app/run-summary.h"
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include "app/chart-reading.h"
#include "app/kpi-card.h"
#include "app/league-view.h"
#include "app/result-table.h"
#include "app/run-charts.h"
#include "app/verdict-chip.h"
#include "charts/format.h"
#include "engine/league-answer.h"
#include "result/findings.h"
#include "model/forecaster.h"
#include "result/league.h"

#define N_KPIS 5
#define MAIN_HEIGHT 230
#define STRIP_HEIGHT 92
#define SIDE_HEIGHT 150
#define SIDE_WIDTH 288
#define OPENING_STEPS 183        /* of a long series the last half year of days is shown at first; the navigator has the rest */
#define AXES (ASSAY_CHART_X_AXIS | ASSAY_CHART_Y_AXIS)

struct _AssayRunSummary
{
  GtkWidget parent_instance;
  GtkWidget *scroller, *content, *answer_line, *verdict, *answer, *scope_text, *checks, *kpis, *league_bin, *body, *main_bin, *side, *table_bin, *more;
  AssaySelection *selection;
  AssayRunData *data;
  AssayReviewBook *reviews;
  AssayChartCard *main_card, *risk_card, *residual_card, *acf_card;
  AssayResultTable *league;      /* the models from the best on; NULL: the result has one model, or none */
  AssayForecastCard *forecast_card;          /* its chart card is the main one */
  GPtrArray *figure_cards;       /* of AssayChartCard, lent: one a figure of any other result; the figure's id is its "figure" */
  GPtrArray *charts;             /* of all figures of the result, once made */
  AssayAnomalyTable *table;
  GCancellable *making, *preparing;
  gboolean opened;               /* the first series was shown */
  double reveal;                 /* to be in view when the charts are there */
  AssayWidthClass width_class;
};

G_DEFINE_FINAL_TYPE (AssayRunSummary, assay_run_summary, GTK_TYPE_WIDGET)

enum { SHOW_CHECKS, ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- the answer ---- */

static const AssayCheck *
find_worst (AssayResult *result, const char *subject)
{
  const AssayCheck *worst = NULL;

  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);

      if (check->message != NULL && (subject == NULL || g_strcmp0 (check->subject, subject) == 0) && (worst == NULL || check->verdict > worst->verdict))
        worst = check;
    }
  return worst;
}

/* "MSTL forecasts 62,601 in all for the next 28 steps, −3.4 % against the last ones." NULL: it is no forecast. */
static char *
forecast_answer (AssayResult *result)
{
  const AssayMetric *total = assay_result_find_metric (result, "total"), *change = assay_result_find_metric (result, "change"), *horizon = assay_result_find_metric (result, "horizon");
  g_autofree char *sum = NULL, *share = NULL, *title = NULL, *steps = NULL;

  if (total == NULL || change == NULL || horizon == NULL || isnan (total->value) || isnan (change->value))
    return NULL;
  sum = assay_format_metric (total);
  share = assay_format_metric (change);
  steps = assay_format_metric (horizon);
  title = assay_league_dup_title (total->of);
  /* Translators: a forecast model, a total, a number of steps, a percentage */
  return g_strdup_printf (ngettext ("%s forecasts %s in all for the next %s step, %s against the last one.", "%s forecasts %s in all for the next %s steps, %s against the last ones.",
                                    (gulong) horizon->value), title, sum, steps, share);
}

/* Of hundreds of checks the first of what is put together: about all rows, if any of those fails. */
static char *
validation_answer (AssayResult *result)
{
  g_autoptr(GPtrArray) groups = assay_result_list_findings (result);
  const AssayFindingGroup *first = groups->len > 0 ? groups->pdata[0] : NULL;

  if (first == NULL)
    return g_strdup (_("All checks are within their limits."));
  if (first->n > 1)
    return g_strdup_printf (_("%s: %s"), assay_translate (first->check->title), first->subjects);
  return g_strdup_printf (_("%s: %s"), assay_translate (first->check->title), assay_translate (first->check->message));
}

static const char *const sensitivity_headlines[] = { "sobol", "tornado", "orders", NULL };

static gboolean
is_sensitivity (AssayResult *result)
{
  return g_strcmp0 (assay_result_get_analysis (result), "sensitivity") == 0;
}

/* What moves it most, by the method that sees most, else by the first there is. NULL: none has found anything. */
static const char *
sensitivity_answer (AssayResult *result)
{
  for (guint i = 0; sensitivity_headlines[i] != NULL; i++)
    {
      AssayFigure *figure = assay_result_find_figure (result, sensitivity_headlines[i]);

      if (figure != NULL && assay_figure_get_finding (figure) != NULL)
        return assay_translate (assay_figure_get_finding (figure));
    }
  return assay_result_get_n_figures (result) > 0 ? assay_translate (assay_figure_get_finding (assay_result_get_figure (result, 0))) : NULL;
}

#define MOST_SENTENCES 2         /* of an answer; all limits are in their table */

/* What scenarios and limits said: the worst scenario, and how far limits are, of which a note speaks where there is no figure. NULL: neither was run. */
static char *
stress_answer (AssayResult *result)
{
  static const char prefix[] = "Reverse stress: ";
  AssayFigure *scenarios = assay_result_find_figure (result, "scenarios");
  g_autoptr(GPtrArray) parts = g_ptr_array_new ();

  if (scenarios != NULL && assay_figure_get_finding (scenarios) != NULL)
    g_ptr_array_add (parts, (gpointer) assay_translate (assay_figure_get_finding (scenarios)));
  for (guint i = 0; i < assay_result_get_n_notes (result) && parts->len < MOST_SENTENCES; i++)
    if (g_str_has_prefix (assay_result_get_note (result, i), prefix))
      g_ptr_array_add (parts, (gpointer) (assay_result_get_note (result, i) + strlen (prefix)));
  if (parts->len == 0)
    return NULL;
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" ", (char **) parts->pdata);
}

static gboolean
has_headline (AssayResult *result)
{
  for (guint i = 0; sensitivity_headlines[i] != NULL; i++)
    if (assay_result_find_figure (result, sensitivity_headlines[i]) != NULL)
      return TRUE;
  return FALSE;
}

char *
assay_run_answer (AssayResult *result)
{
  const AssayCheck *worst = find_worst (result, NULL);
  char *league = assay_league_answer (result), *stress = NULL;

  if (is_sensitivity (result) && (worst == NULL || worst->verdict == ASSAY_VERDICT_PASS || strcmp (worst->id, "stress-limit") == 0)
      && (!has_headline (result) || (worst != NULL && worst->verdict > ASSAY_VERDICT_PASS)))
    stress = stress_answer (result);
  if (stress != NULL)
    return stress;
  if (is_sensitivity (result) && (worst == NULL || worst->verdict == ASSAY_VERDICT_PASS) && sensitivity_answer (result) != NULL)
    return g_strdup (sensitivity_answer (result));

  if (league != NULL)
    return league;
  if (worst == NULL || worst->verdict != ASSAY_VERDICT_FAIL)
    league = forecast_answer (result);
  if (league != NULL)
    return league;
  if (worst == NULL)
    return g_strdup (_("Nothing was checked."));
  if (worst->verdict == ASSAY_VERDICT_PASS)
    return g_strdup (_("All checks are within their limits."));
  if (assay_result_find_table (result, "sections") != NULL)
    return validation_answer (result);
  if (worst->subject != NULL && *worst->subject != '\0')
    /* Translators: what a check is about, such as a model, and what it says */
    return g_strdup_printf (_("%s: %s"), assay_check_subject_is_wording (worst->section, worst->subject) ? assay_translate (worst->subject) : worst->subject, assay_translate (worst->message));
  return g_strdup (assay_translate (worst->message));
}

/* The answer names the best model; whether that one is good enough its worst check says. The answer of a forecast names no check
 * at all. NULL: all pass, or the answer is the worst check itself. */
static char *
doubt_about_best (AssayResult *result)
{
  g_autofree char *ahead = assay_league_find (result) == NULL ? forecast_answer (result) : NULL;
  g_autoptr(AssayModelChoice) choice = assay_league_get_best (result) != NULL ? assay_model_choice_parse (assay_league_get_best (result), NULL) : NULL;
  const AssayCheck *worst = choice != NULL ? find_worst (result, choice->title) : ahead != NULL ? find_worst (result, NULL) : NULL;

  if (worst == NULL || worst->verdict == ASSAY_VERDICT_PASS || (choice == NULL && worst->verdict == ASSAY_VERDICT_FAIL))
    return NULL;
  if (choice == NULL)
    return g_strdup (assay_translate (worst->message));
  return g_strdup_printf (_("%s: %s"), assay_translate (choice->title), assay_translate (worst->message));
}

static char *
count_text (AssayResult *result, const char *id, const char *one, const char *many)
{
  const AssayMetric *metric = assay_result_find_metric (result, id);
  g_autofree char *count = NULL;

  if (metric == NULL || isnan (metric->value))
    return NULL;
  count = assay_format_count (metric->value);
  return g_strdup_printf (ngettext (one, many, (gulong) metric->value), count);
}

char *
assay_run_scope_text (AssayResult *result)
{
  const AssayMetric *start = assay_result_find_metric (result, "period-start"), *end = assay_result_find_metric (result, "period-end");
  g_autofree char *series = count_text (result, "n-series", "%s series", "%s series");
  g_autofree char *rows = count_text (result, "n-rows", "%s row", "%s rows");
  g_autoptr(GPtrArray) parts = g_ptr_array_new ();
  g_autofree char *period = NULL;

  if (start != NULL && end != NULL && !isnan (start->value))
    {
      g_autofree char *from = assay_format_metric (start), *to = assay_format_metric (end);

      period = g_strdup_printf (_("%s – %s"), from, to);
    }
  if (series != NULL)
    g_ptr_array_add (parts, series);
  if (rows != NULL)
    g_ptr_array_add (parts, rows);
  if (period != NULL)
    g_ptr_array_add (parts, period);
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

/* One sentence cannot say it all: how many checks stand behind it is on the button that leads to them. */
static void
fill_checks (AssayRunSummary *self, AssayResult *result)
{
  guint n_passed;
  const guint n = assay_result_count_judged (result, &n_passed);
  g_autofree char *text = NULL;

  text = g_strdup_printf (ngettext ("%u of %u Check Passed", "%u of %u Checks Passed", n), n_passed, n);
  gtk_button_set_label (GTK_BUTTON (self->checks), text);
  gtk_widget_set_visible (self->checks, n > 0);
}

static void
fill_answer (AssayRunSummary *self, AssayResult *result)
{
  g_autofree char *answer = assay_run_answer (result), *scope = assay_run_scope_text (result), *doubt = doubt_about_best (result);
  g_autofree char *below = doubt == NULL ? NULL : *scope != '\0' ? g_strdup_printf ("%s · %s", doubt, scope) : g_strdup (doubt);

  assay_verdict_chip_set (GTK_LABEL (self->verdict), assay_result_get_verdict (result));
  /* what moves a model, and how far a limit is, is neither good nor bad: “Not Run” would be said of what did run */
  gtk_widget_set_visible (self->verdict, !is_sensitivity (result) || assay_result_get_verdict (result) != ASSAY_VERDICT_NONE);
  gtk_label_set_text (GTK_LABEL (self->answer), answer);
  gtk_label_set_text (GTK_LABEL (self->scope_text), below != NULL ? below : scope);
  gtk_widget_set_visible (self->scope_text, below != NULL || *scope != '\0');
  fill_checks (self, result);
}

/* ---- key numbers ---- */

/* "VaR99, 9.0 expected" */
static char *
expected_note (AssayResult *result, const AssayMetric *exceptions)
{
  for (guint i = 0; i < assay_result_get_n_metrics (result); i++)
    {
      const AssayMetric *metric = assay_result_get_metric (result, i);

      if (g_str_has_prefix (metric->id, "expected-exceptions") && g_strcmp0 (metric->of, exceptions->of) == 0 && !isnan (metric->value))
        {
          g_autofree char *number = assay_format_number (metric->value, 1);

          /* Translators: a VaR, a number of exceptions */
          return g_strdup_printf (_("%s, %s expected"), metric->of, number);
        }
    }
  return NULL;
}

/* What belongs to a number but has no card of its own. */
static char *
kpi_note (AssayResult *result, const AssayMetric *metric)
{
  const AssayMetric *share;
  g_autofree char *text = NULL;

  if (g_str_equal (metric->id, "exceptions") || g_str_has_prefix (metric->id, "exceptions:"))
    return expected_note (result, metric);
  if (g_strcmp0 (metric->id, "n-anomalies") != 0)
    return NULL;
  share = assay_result_find_metric (result, "anomaly-share");
  if (share == NULL || isnan (share->value))
    return NULL;
  text = assay_format_metric (share);
  /* Translators: %s is a percentage */
  return g_strdup_printf (_("%s of scored rows"), text);
}

static void
fill_kpis (AssayRunSummary *self, AssayResult *result)
{
  const char *best = assay_league_get_best (result);
  g_autoptr(GPtrArray) chosen = best != NULL ? assay_kpi_choose_of (result, best, N_KPIS) : assay_kpi_choose (result, N_KPIS);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->kpis)) != NULL)
    gtk_flow_box_remove (GTK_FLOW_BOX (self->kpis), child);
  for (guint i = 0; i < chosen->len; i++)
    {
      const AssayMetric *metric = g_ptr_array_index (chosen, i);
      g_autofree char *note = kpi_note (result, metric);

      gtk_flow_box_append (GTK_FLOW_BOX (self->kpis), assay_kpi_card_new (metric, assay_kpi_find_check (result, metric), note));
      gtk_widget_set_focusable (gtk_widget_get_last_child (self->kpis), FALSE);
    }
  gtk_widget_set_visible (self->kpis, chosen->len > 0);
}

/* ---- charts of one series ---- */

static void
show_charts (AssayRunSummary *self, GPtrArray *charts)
{
  AssayChart **list = (AssayChart **) charts->pdata;
  double low = NAN, high = NAN;
  const gboolean has_extent = assay_chart_get_x_extent (list[0], &low, &high);
  const AssayFigure *figure = assay_chart_get_figure (list[0]);
  gsize n = 0;

  for (guint i = 0; i < assay_figure_get_n_series (figure); i++)
    n = MAX (n, assay_figure_get_series (figure, i)->n);
  if (has_extent && high > low && n > 1)
    {
      const double step = (high - low) / (double) (n - 1);

      assay_selection_set_extent (self->selection, (AssaySpan) { low, high }, MIN (7 * step, high - low));
      if (!self->opened && n > 2 * OPENING_STEPS)
        assay_selection_track (self->selection, (AssaySpan) { high - (OPENING_STEPS - 1) * step, high });
      self->opened = TRUE;
    }
  else
    assay_selection_set_extent (self->selection, assay_span_all (), 0);
  if (!isnan (self->reveal))
    assay_selection_track (self->selection, assay_span_reveal (assay_selection_get_visible (self->selection),
                                                               assay_selection_get_extent (self->selection), self->reveal));
  assay_chart_card_set_charts (self->main_card, list, 2, NULL);
  assay_chart_card_set_charts (self->acf_card, list + 2, 1, NULL);
}

static void
on_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(AssayRunSummary) self = user_data;
  g_autoptr(GPtrArray) charts = assay_run_charts_finish (result, NULL);

  if (charts == NULL || g_task_get_cancellable (G_TASK (result)) != self->making)
    return;
  g_clear_object (&self->making);
  if (self->main_card != NULL)
    show_charts (self, charts);
}

void
assay_run_summary_show_series (AssayRunSummary *self, gsize series, double reveal)
{
  if (self->data == NULL || self->main_card == NULL || self->forecast_card != NULL || series >= assay_run_data_get_n_series (self->data))
    return;
  if (self->making != NULL)
    g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
  self->making = g_cancellable_new ();
  self->reveal = reveal;
  assay_chart_card_set_charts (self->main_card, NULL, 0, NULL);
  assay_run_charts_make_async (self->data, series, self->making, on_made, g_object_ref (self));
}

gboolean
assay_run_summary_is_busy (AssayRunSummary *self)
{
  return self->making != NULL || self->preparing != NULL || (self->forecast_card != NULL && assay_forecast_card_is_busy (self->forecast_card));
}

/* ---- figures of the result ---- */

static AssayChart *
find_chart (GPtrArray *charts, const char *id)
{
  for (guint i = 0; i < charts->len; i++)
    if (g_strcmp0 (assay_figure_get_id (assay_chart_get_figure (g_ptr_array_index (charts, i))), id) == 0)
      return g_ptr_array_index (charts, i);
  return NULL;
}

/* The model the page is about: the chosen one, at first the best. */
static const char *
shown_model (AssayRunSummary *self)
{
  const char *chosen = self->forecast_card != NULL ? assay_forecast_card_get_model (self->forecast_card) : NULL;

  return chosen != NULL ? chosen : assay_league_get_best (assay_run_data_get_result (self->data));
}

static void
show_in (AssayChartCard *card, AssayChart *chart)
{
  if (chart != NULL)
    assay_chart_card_set_charts (card, &chart, 1, NULL);
  else
    assay_chart_card_set_charts (card, NULL, 0, _("Not Run"));
}

/* Of figures with a line a model those of the shown model and what it is held against. */
static void
show_figures (AssayRunSummary *self)
{
  AssayResult *result = assay_run_data_get_result (self->data);

  for (guint i = 0; self->charts != NULL && i < self->figure_cards->len; i++)
    {
      AssayChart *chart = find_chart (self->charts, g_object_get_data (self->figure_cards->pdata[i], "figure"));
      g_autoptr(AssayFigure) focused = chart != NULL ? assay_league_focus_figure (result, assay_chart_get_figure (chart), shown_model (self)) : NULL;
      /* A handful of points: made here, the picture changes with the choice. */
      g_autoptr(AssayChart) of_model = focused != NULL ? assay_chart_new (focused, NULL) : NULL;

      show_in (self->figure_cards->pdata[i], of_model != NULL ? of_model : chart);
    }
}

static void
on_model (AssayRunSummary *self)
{
  show_figures (self);
  if (self->league != NULL)
    assay_result_table_select (self->league, "model", shown_model (self));
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(AssayRunSummary) self = user_data;
  g_autoptr(GPtrArray) charts = assay_run_charts_finish (result, NULL);

  if (charts == NULL || g_task_get_cancellable (G_TASK (result)) != self->preparing)
    return;
  g_clear_object (&self->preparing);
  if (self->risk_card != NULL)
    show_in (self->risk_card, find_chart (charts, "risk"));
  if (self->residual_card != NULL)
    show_in (self->residual_card, find_chart (charts, "residuals"));
  g_clear_pointer (&self->charts, g_ptr_array_unref);
  self->charts = g_ptr_array_ref (charts);
  if (self->data != NULL)
    show_figures (self);
}

static void
on_activated (AssayRunSummary *self, gint64 row)
{
  g_signal_emit (self, signals[ACTIVATED], 0, row);
}

static AssayChartCard *
new_card (AssayRunSummary *self, int height)
{
  GtkWidget *card = assay_chart_card_new (self->selection);

  assay_chart_card_add (ASSAY_CHART_CARD (card), height, AXES, FALSE);
  return ASSAY_CHART_CARD (card);
}

static void
build_anomalies (AssayRunSummary *self, AssayResult *result)
{
  AssayTable *series = assay_result_find_table (result, "series"), *quality = assay_result_find_table (result, "quality");
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_set_homogeneous (GTK_BOX (pair), TRUE);
  self->main_card = ASSAY_CHART_CARD (assay_chart_card_new (self->selection));
  assay_chart_card_add (self->main_card, MAIN_HEIGHT, AXES, TRUE);
  assay_chart_card_add (self->main_card, STRIP_HEIGHT, ASSAY_CHART_Y_AXIS, TRUE);
  assay_chart_card_add_navigator (self->main_card);
  adw_bin_set_child (ADW_BIN (self->main_bin), GTK_WIDGET (self->main_card));
  self->risk_card = new_card (self, SIDE_HEIGHT);
  self->residual_card = new_card (self, SIDE_HEIGHT);
  self->acf_card = new_card (self, SIDE_HEIGHT + 30);
  gtk_box_append (GTK_BOX (self->side), GTK_WIDGET (self->risk_card));
  gtk_box_append (GTK_BOX (self->side), GTK_WIDGET (self->residual_card));

  self->table = ASSAY_ANOMALY_TABLE (assay_anomaly_table_new (self->selection, _("Recent Anomalies"), FALSE));
  g_signal_connect_swapped (self->table, "activated", G_CALLBACK (on_activated), self);
  adw_bin_set_child (ADW_BIN (self->table_bin), GTK_WIDGET (self->table));
  assay_anomaly_table_set_data (self->table, self->data, self->reviews);

  gtk_box_append (GTK_BOX (pair), GTK_WIDGET (self->acf_card));
  if (series != NULL)
    gtk_box_append (GTK_BOX (pair), assay_result_table_new (series));
  gtk_box_append (GTK_BOX (self->more), pair);
  if (quality != NULL)
    gtk_box_append (GTK_BOX (self->more), assay_result_table_new (quality));
}

static AssayChartCard *
new_figure_card (AssayRunSummary *self, AssayFigure *figure, int height)
{
  AssayChartCard *card = new_card (self, height);

  assay_chart_card_set_finding_visible (card, TRUE);
  g_object_set_data_full (G_OBJECT (card), "figure", g_strdup (assay_figure_get_id (figure)), g_free);
  g_ptr_array_add (self->figure_cards, card);
  return card;
}

/* A row of a table about series leads to its picture, one about models to its interval; a click is enough. */
static void
on_row_chosen (AssayRunSummary *self, guint row, AssayResultTable *widget)
{
  AssayTable *table = g_object_get_data (G_OBJECT (widget), "table");

  for (guint i = 0; self->forecast_card != NULL && i < assay_table_get_n_columns (table); i++)
    if (strcmp (assay_table_get_column_id (table, i), "series") == 0)
      assay_forecast_card_show_series (self->forecast_card, assay_table_get_text (table, row, i));
    else if (strcmp (assay_table_get_column_id (table, i), "model") == 0)
      assay_forecast_card_show_model (self->forecast_card, assay_table_get_text (table, row, i));
}

static GtkWidget *
new_table (AssayRunSummary *self, AssayTable *table)
{
  GtkWidget *widget = assay_result_table_new (table);

  g_object_set_data_full (G_OBJECT (widget), "table", assay_table_ref (table), (GDestroyNotify) assay_table_unref);
  g_signal_connect_object (widget, "activated", G_CALLBACK (on_row_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (widget, "selected", G_CALLBACK (on_row_chosen), self, G_CONNECT_SWAPPED);
  return widget;
}

/* Of a validation, what is asked first; the rest is on the view of its section. */
static gboolean
is_headline (const char *id)
{
  static const char *const ids[] = { "roc", "calibration", "psi", "psi-score", "score-distribution", NULL };

  return g_strv_contains (ids, id);
}

/* Of a sensitivity what is asked first, where there is any of it; the rest is on its own view. */
static gboolean
is_of_sensitivity_view (AssayResult *result, const char *id)
{
  return is_sensitivity (result) && has_headline (result) && !g_strv_contains (sensitivity_headlines, id);
}

/* What has a view of its own, a card that shows more of the same, or was shown already. */
static gboolean
is_elsewhere (AssayRunSummary *self, const char *id, const char *section)
{
  return is_of_sensitivity_view (assay_run_data_get_result (self->data), id) || assay_run_is_residual (id, section) || (section != NULL && !is_headline (id)) || strcmp (id, "left-out") == 0 || strcmp (id, "statistics") == 0 || strcmp (id, "row-filters") == 0 || (self->forecast_card != NULL && (strcmp (id, "forecast") == 0 || g_str_has_prefix (id, "fan")))
         || (self->league != NULL && strcmp (id, "league") == 0);
}

/* The series whose forecasts the figures of the result are of; NULL: there is one only, or no such figure. */
static const char *
find_pictured_series (AssayResult *result)
{
  for (guint i = 0; i < assay_result_get_n_figures (result); i++)
    if (g_str_has_prefix (assay_figure_get_id (assay_result_get_figure (result, i)), "fan"))
      return assay_figure_get_subtitle (assay_result_get_figure (result, i));
  return NULL;
}

/* A component says of which model it is; here also of which series, since another may be looked at. */
static void
name_series (AssayChartCard *card, const AssayFigure *figure, AssayResult *result)
{
  const char *series = find_pictured_series (result);
  g_autofree char *text = NULL;

  if (!g_str_has_prefix (assay_figure_get_id (figure), "component") || series == NULL || *series == '\0')
    return;
  text = g_strdup_printf ("%s · %s", assay_translate (assay_figure_get_subtitle (figure)), series);
  assay_chart_card_set_subtitle (card, text);
}

/* Figures two in a row, then the tables. */
static void
add_rest (AssayRunSummary *self, AssayResult *result)
{
  GtkWidget *pair = NULL;
  guint n = 0;

  for (guint i = 0; i < assay_result_get_n_figures (result); i++)
    {
      AssayFigure *figure = assay_result_get_figure (result, i);
      AssayChartCard *card;

      if (is_elsewhere (self, assay_figure_get_id (figure), assay_figure_get_section (figure)))
        continue;
      if (n++ % 2 == 0)
        {
          pair = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
          gtk_box_set_homogeneous (GTK_BOX (pair), TRUE);
          gtk_box_append (GTK_BOX (self->more), pair);
        }
      card = new_figure_card (self, figure, MAIN_HEIGHT);
      name_series (card, figure, result);
      gtk_box_append (GTK_BOX (pair), GTK_WIDGET (card));
    }
  for (guint i = 0; i < assay_result_get_n_tables (result); i++)
    {
      AssayTable *table = assay_result_get_table (result, i);

      if (assay_table_get_section (table) == NULL && !is_elsewhere (self, assay_table_get_id (table), NULL))
        gtk_box_append (GTK_BOX (self->more), new_table (self, table));
    }
}

/* Which model is best comes right after the answer that names it. */
static void
add_league (AssayRunSummary *self, AssayResult *result)
{
  g_autoptr(AssayTable) table = assay_league_dup_short (result);

  if (table == NULL)
    return;
  self->league = ASSAY_RESULT_TABLE (new_table (self, table));
  adw_bin_set_child (ADW_BIN (self->league_bin), GTK_WIDGET (self->league));
  gtk_widget_set_visible (self->league_bin, TRUE);
}

static void
build_any (AssayRunSummary *self, AssayResult *result)
{
  add_league (self, result);
  add_rest (self, result);
  gtk_widget_set_visible (self->body, FALSE);
  gtk_widget_set_visible (self->table_bin, FALSE);
}

/* The table of models, the forecasts of one series large, and below what is known of all. */
static void
build_forecasts (AssayRunSummary *self, AssayResult *result)
{
  const char *series = find_pictured_series (result);

  add_league (self, result);
  self->forecast_card = ASSAY_FORECAST_CARD (assay_forecast_card_new (self->selection));
  self->main_card = assay_forecast_card_get_chart_card (self->forecast_card);
  adw_bin_set_child (ADW_BIN (self->main_bin), GTK_WIDGET (self->forecast_card));
  assay_forecast_card_set_rows (self->forecast_card, assay_run_data_get_forecasts (self->data), self->data, (GBoxedCopyFunc) assay_run_data_ref,
                                (GDestroyNotify) assay_run_data_unref, assay_run_data_get_option (self->data, "value", ""));
  if (assay_league_get_best (result) != NULL)
    assay_forecast_card_show_model (self->forecast_card, assay_league_get_best (result));
  if (series != NULL)
    assay_forecast_card_show_series (self->forecast_card, series);
  g_signal_connect_object (self->forecast_card, "model-changed", G_CALLBACK (on_model), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (self->side, FALSE);
  gtk_widget_set_visible (self->table_bin, FALSE);
  add_rest (self, result);
  on_model (self);
}

void
assay_run_summary_set_history (AssayRunSummary *self, AssayPanel *history)
{
  if (self->forecast_card != NULL)
    assay_forecast_card_set_history (self->forecast_card, history);
}

AssayForecastCard *
assay_run_summary_get_forecast_card (AssayRunSummary *self)
{
  return self->forecast_card;
}

gboolean
assay_run_is_residual (const char *id, const char *section)
{
  return g_str_has_prefix (id, "residual");
}

static void
apply_width_class (AssayRunSummary *self)
{
  static const guint columns[] = { [ASSAY_WIDTH_TINY] = 2, [ASSAY_WIDTH_NARROW] = 3, [ASSAY_WIDTH_MEDIUM] = 5, [ASSAY_WIDTH_WIDE] = 5 };
  const gboolean wide = self->width_class == ASSAY_WIDTH_WIDE, broad = self->width_class >= ASSAY_WIDTH_MEDIUM;

  /* In an order in which the least is never above the most. */
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (self->kpis), 1);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->kpis), columns[self->width_class]);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (self->kpis), columns[self->width_class]);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->answer_line), self->width_class == ASSAY_WIDTH_TINY ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->body), wide ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->side), !wide && broad ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_box_set_homogeneous (GTK_BOX (self->side), !wide && broad);
  gtk_widget_set_size_request (self->side, wide ? SIDE_WIDTH : -1, -1);
  gtk_widget_set_hexpand (self->side, !wide);
  for (GtkWidget *pair = gtk_widget_get_first_child (self->more); pair != NULL; pair = gtk_widget_get_next_sibling (pair))
    if (GTK_IS_BOX (pair))
      {
        gtk_orientable_set_orientation (GTK_ORIENTABLE (pair), broad ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
        gtk_box_set_homogeneous (GTK_BOX (pair), broad);
      }
  if (self->table != NULL)
    assay_anomaly_table_set_width_class (self->table, self->width_class);
  if (self->main_card != NULL)
    {
      assay_chart_view_set_content_height (assay_chart_card_get_view (self->main_card, 0), broad ? MAIN_HEIGHT : 180);
      assay_chart_card_set_legend_visible (self->main_card, self->width_class != ASSAY_WIDTH_TINY);
    }
}

void
assay_run_summary_set_width_class (AssayRunSummary *self, AssayWidthClass width_class)
{
  self->width_class = width_class;
  apply_width_class (self);
}

static void
clear (AssayRunSummary *self)
{
  GtkWidget *child;

  self->main_card = self->risk_card = self->residual_card = self->acf_card = NULL;
  self->table = NULL;
  self->forecast_card = NULL;
  self->league = NULL;
  g_clear_pointer (&self->charts, g_ptr_array_unref);
  adw_bin_set_child (ADW_BIN (self->league_bin), NULL);
  g_ptr_array_set_size (self->figure_cards, 0);
  adw_bin_set_child (ADW_BIN (self->main_bin), NULL);
  adw_bin_set_child (ADW_BIN (self->table_bin), NULL);
  while ((child = gtk_widget_get_first_child (self->side)) != NULL)
    gtk_box_remove (GTK_BOX (self->side), child);
  while ((child = gtk_widget_get_first_child (self->more)) != NULL)
    gtk_box_remove (GTK_BOX (self->more), child);
}

void
assay_run_summary_set_data (AssayRunSummary *self, AssayRunData *data, AssayReviewBook *reviews)
{
  AssayResult *result = assay_run_data_get_result (data);

  clear (self);
  g_clear_pointer (&self->data, assay_run_data_unref);
  self->data = assay_run_data_ref (data);
  g_set_object (&self->reviews, reviews);
  fill_answer (self, result);
  fill_kpis (self, result);
  if (assay_run_data_has_anomalies (data))
    build_anomalies (self, result);
  else if (assay_run_data_get_forecasts (data) != NULL)
    build_forecasts (self, result);
  else
    build_any (self, result);
  apply_width_class (self);
  if (self->preparing != NULL)
    g_cancellable_cancel (self->preparing);
  g_clear_object (&self->preparing);
  self->preparing = g_cancellable_new ();
  assay_run_charts_prepare_async (data, self->preparing, on_prepared, g_object_ref (self));
}

AssayChartCard *
assay_run_summary_get_main_card (AssayRunSummary *self)
{
  return self->main_card;
}

AssayAnomalyTable *
assay_run_summary_get_table (AssayRunSummary *self)
{
  return self->table;
}

/* ---- class ---- */

static void
on_checks (AssayRunSummary *self)
{
  g_signal_emit (self, signals[SHOW_CHECKS], 0);
}

static void
assay_run_summary_dispose (GObject *object)
{
  AssayRunSummary *self = ASSAY_RUN_SUMMARY (object);
  GtkWidget *child;

  if (self->making != NULL)
    g_cancellable_cancel (self->making);
  if (self->preparing != NULL)
    g_cancellable_cancel (self->preparing);
  g_clear_object (&self->making);
  g_clear_object (&self->preparing);
  self->main_card = self->risk_card = self->residual_card = self->acf_card = NULL;
  self->table = NULL;
  self->forecast_card = NULL;
  self->league = NULL;
  g_clear_pointer (&self->charts, g_ptr_array_unref);
  g_clear_pointer (&self->figure_cards, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->selection);
  g_clear_object (&self->reviews);
  g_clear_pointer (&self->data, assay_run_data_unref);
  G_OBJECT_CLASS (assay_run_summary_parent_class)->dispose (object);
}

static void
assay_run_summary_class_init (AssayRunSummaryClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_run_summary_dispose;
  signals[SHOW_CHECKS] = g_signal_new ("show-checks", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/run-summary.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, AssayRunSummary, name)
  CHILD (scroller); CHILD (content); CHILD (answer_line); CHILD (verdict); CHILD (answer); CHILD (scope_text); CHILD (checks);
  CHILD (kpis); CHILD (league_bin); CHILD (body); CHILD (main_bin); CHILD (side); CHILD (table_bin); CHILD (more);
#undef CHILD
}

static void
assay_run_summary_init (AssayRunSummary *self)
{
  self->width_class = ASSAY_WIDTH_WIDE;
  self->figure_cards = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->checks, "clicked", G_CALLBACK (on_checks), self);
}

GtkWidget *
assay_run_summary_new (AssaySelection *selection)
{
  AssayRunSummary *self = g_object_new (ASSAY_TYPE_RUN_SUMMARY, NULL);

  self->selection = g_object_ref (selection);
  return GTK_WIDGET (self);
}
