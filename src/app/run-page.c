#include "app/run-page.h"

#include "app/checks-view.h"
#include "app/cutoff-card.h"
#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include "app/anomaly-table.h"
#include "app/chart-reading.h"
#include "app/figures-view.h"
#include "app/inspector.h"
#include "app/job-page.h"
#include "app/psi-switch.h"
#include "app/record-view.h"
#include "app/run-history.h"
#include "app/run-scope.h"
#include "app/run-summary.h"
#include "app/rows-view.h"
#include "app/runs-page.h"
#include "app/scenario-row.h"
#include "app/sensitivity-view.h"
#include "app/settings.h"
#include "app/stress-panel.h"
#include "app/threshold-card.h"
#include "app/what-if-panel.h"
#include "app/when.h"
#include "base/date.h"
#include "base/file-write.h"
#include "data/csv-writer.h"
#include "engine/run-portfolio.h"
#include "engine/sensitivity-plan.h"
#include "engine/what-if.h"

#define ZOOM 0.7
#define SPINNER_DELAY 300
#define MOST_IN_BADGE 99

struct _AssayRunPage
{
  AssayPage parent_instance;
  GtkWidget *states, *spinner, *error;
  AdwViewStack *views;
  AssayProject *project;
  gint64 run;
  AssayRunData *data;
  AssayReviewBook *reviews;
  AssaySelection *selection;
  AssayRunScope *scope;
  AssayInspector *inspector;
  AssayRunSummary *summary;
  AssayAnomalyTable *table;       /* of the Anomalies view; NULL: this run has none */
  AssayFiguresView *residuals, *detectors, *validation, *segments;      /* NULL: the run has none */
  AssayThresholdCard *threshold;                /* on the view of detectors; NULL: none */
  AssayWhatIfPanel *what_if;                    /* in its slot; NULL: the run has no model, or no data */
  AssaySensitivityView *sensitivity;            /* NULL: no model, or none that can be read again */
  AssayStressPanel *stress;                     /* a page of it; NULL: none */
  AssayRecordView *record;
  AssayChecksView *checks;                      /* NULL: no validation */
  AssayPsiSwitch *psi_switch;                   /* NULL: no stability index */
  AssayRowsView *rows;                          /* of the data, behind a finding; NULL: this run has none to show */
  AdwViewStackPage *rows_page;
  char *rows_from;                              /* view that led to them */
  GtkWidget *rows_opener;                       /* weak: what had the focus then */
  AdwViewStackPage *anomalies_page;
  GMenuModel *export_menu;
  GCancellable *loading;
  guint spinner_source;
};

G_DEFINE_FINAL_TYPE (AssayRunPage, assay_run_page, ASSAY_TYPE_PAGE)

static AssayPage *
page (AssayRunPage *self)
{
  return ASSAY_PAGE (self);
}

AssaySelection *
assay_run_page_get_selection (AssayRunPage *self)
{
  return self->selection;
}

static gboolean
is_busy (AssayFiguresView *view)
{
  return view != NULL && assay_figures_view_is_busy (view);
}

gboolean
assay_run_page_is_ready (AssayRunPage *self)
{
  return self->data != NULL && !assay_run_summary_is_busy (self->summary) && !is_busy (self->residuals) && !is_busy (self->detectors) && !is_busy (self->validation) && !is_busy (self->segments)
         && (self->checks == NULL || !assay_checks_view_is_busy (self->checks)) && (self->sensitivity == NULL || !assay_sensitivity_view_is_busy (self->sensitivity)) && (self->stress == NULL || !assay_stress_panel_is_busy (self->stress)) && (self->what_if == NULL || !assay_what_if_panel_is_busy (self->what_if)) && (self->rows == NULL || !assay_rows_view_is_busy (self->rows)) && (self->threshold == NULL || !assay_threshold_card_is_busy (self->threshold))
         && (self->table == NULL || !assay_anomaly_table_is_busy (self->table))
         && (assay_run_summary_get_table (self->summary) == NULL || !assay_anomaly_table_is_busy (assay_run_summary_get_table (self->summary)));
}

/* ---- scope and selection ---- */

static void
show_series (AssayRunPage *self, gint64 series, double reveal)
{
  if (series < 0)
    return;
  if (assay_selection_get_series (self->selection) == series)
    {
      if (!isnan (reveal))
        assay_selection_track (self->selection, assay_span_reveal (assay_selection_get_visible (self->selection),
                                                                   assay_selection_get_extent (self->selection), reveal));
      return;
    }
  assay_selection_set_brush (self->selection, assay_span_all ());
  assay_selection_set_series (self->selection, series);
  assay_run_summary_show_series (self->summary, (gsize) series, reveal);
}

static void
on_scope_changed (AssayRunPage *self)
{
  const int risk = assay_selection_get_category (self->selection);
  const gint64 series = assay_run_scope_get_series (self->scope);
  const AssaySpan period = assay_run_scope_get_period (self->scope);

  if (self->table == NULL)
    return;
  assay_anomaly_table_set_scope (self->table, risk, series, period);
  assay_anomaly_table_set_scope (assay_run_summary_get_table (self->summary), risk, series, period);
  if (series >= 0 && series != assay_selection_get_series (self->selection))
    {
      assay_selection_set_pinned (self->selection, NAN);
      show_series (self, series, NAN);
    }
}

/* A row leads to its mark: the series is shown, the crosshair pinned, and what there is to know stands beside it. */
static void
on_rows_changed (AssayRunPage *self)
{
  const gint64 row = assay_selection_get_row (self->selection);
  gint64 series;
  double x;

  if (row < 0 || self->data == NULL || !assay_run_data_has_anomalies (self->data))
    return;
  series = (gint64) assay_run_data_find_series (self->data, (gsize) row);
  x = assay_run_data_get_x (self->data, (gsize) row);
  assay_selection_set_pinned (self->selection, x);
  /* Another series than the scope's can be reached from the inspector: the scope follows. */
  if (assay_run_scope_get_series (self->scope) >= 0)
    assay_run_scope_set_series (self->scope, series);
  show_series (self, series, x);
  if (assay_width_bin_get_width_class (ASSAY_WIDTH_BIN (self)) >= ASSAY_WIDTH_MEDIUM)
    assay_page_set_inspector_open (page (self), TRUE);
}

static AssayAnomalyTable *
table_in_view (AssayRunPage *self)
{
  const gboolean full = g_strcmp0 (adw_view_stack_get_visible_child_name (self->views), "anomalies") == 0;

  if (self->summary == NULL)
    return NULL;
  return full ? self->table : assay_run_summary_get_table (self->summary);
}

static void
on_step (AssayRunPage *self, int direction)
{
  AssayAnomalyTable *table = table_in_view (self);

  if (table != NULL)
    assay_anomaly_table_step (table, direction);
}

static void
open_inspector (AssayRunPage *self)
{
  assay_page_set_inspector_open (page (self), TRUE);
}

static void
close_inspector (AssayRunPage *self)
{
  assay_page_set_inspector_open (page (self), FALSE);
}

static void
show_record (AssayRunPage *self)
{
  adw_view_stack_set_visible_child_name (self->views, "record");
}

static void
update_badge (AssayRunPage *self)
{
  gsize n = 0;
  guint n_done;

  if (self->anomalies_page == NULL)
    return;
  assay_run_data_get_anomalies (self->data, &n);
  n_done = assay_review_book_count (self->reviews, ASSAY_REVIEW_EXPLAINED) + assay_review_book_count (self->reviews, ASSAY_REVIEW_DATA_ERROR)
           + assay_review_book_count (self->reviews, ASSAY_REVIEW_MODEL_FAILURE);
  n -= MIN (n, n_done);
  /* A badge counts what is left to do; hundreds are no such thing. */
  adw_view_stack_page_set_badge_number (self->anomalies_page, n <= MOST_IN_BADGE ? (guint) n : 0);
}

static void
on_review_failed (AssayRunPage *self)
{
  const GError *error = assay_review_book_get_error (self->reviews);

  if (error != NULL)
    assay_page_set_message (page (self), error->message, NULL, NULL);
}

/* ---- filling it ---- */

static void
set_titles (AssayRunPage *self)
{
  const AssayRun *run = assay_run_data_get_run (self->data);
  g_autofree char *number = NULL, *data = NULL, *when = NULL, *subtitle = NULL;

  assay_page_set_title (page (self), assay_translate (assay_result_get_title (assay_run_data_get_result (self->data))));
  if (run == NULL)
    return;
  number = assay_run_text_number (run);
  data = assay_run_text_data (run);
  when = assay_when_format (run->started, 0);
  subtitle = *data != '\0' ? g_strdup_printf ("%s · %s · %s", number, data, when) : g_strdup_printf ("%s · %s", number, when);
  assay_page_set_subtitle (page (self), subtitle);
}

static void
apply_width_class (AssayRunPage *self)
{
  const AssayWidthClass width_class = assay_width_bin_get_width_class (ASSAY_WIDTH_BIN (self));

  if (self->summary != NULL)
    assay_run_summary_set_width_class (self->summary, width_class);
  if (self->table != NULL)
    assay_anomaly_table_set_width_class (self->table, width_class);
  if (self->residuals != NULL)
    assay_figures_view_set_width_class (self->residuals, width_class);
  if (self->detectors != NULL)
    assay_figures_view_set_width_class (self->detectors, width_class);
  if (self->validation != NULL)
    assay_figures_view_set_width_class (self->validation, width_class);
  if (self->segments != NULL)
    assay_figures_view_set_width_class (self->segments, width_class);
  if (self->sensitivity != NULL)
    assay_sensitivity_view_set_width_class (self->sensitivity, width_class);
  if (self->stress != NULL)
    assay_stress_panel_set_width_class (self->stress, width_class);
}

static gboolean
is_of_detectors (const char *id, const char *section)
{
  static const char *const ids[] = { "agreement", "alarm-rates", "episodes", "labels", NULL };

  return g_strv_contains (ids, id) || g_str_has_prefix (id, "detector");
}

static gboolean
is_of_segments (const char *id, const char *section)
{
  return section != NULL && (g_str_has_prefix (id, "segment") || strstr (id, "slices") != NULL || g_str_has_prefix (id, "group") || g_str_has_prefix (id, "fair"));
}

static gboolean
is_of_validation (const char *id, const char *section)
{
  return (section != NULL && !is_of_segments (id, section)) || strcmp (id, "left-out") == 0;
}

/* An episode leads to its anomaly in the chart. */
static void
on_row_chosen (AssayRunPage *self, AssayTable *table, guint row)
{
  if (strcmp (assay_table_get_id (table), "episodes") != 0)
    return;
  for (guint i = 0; i < assay_table_get_n_columns (table); i++)
    if (strcmp (assay_table_get_column_id (table, i), "row") == 0 && !isnan (assay_table_get_number (table, row, i)))
      {
        adw_view_stack_set_visible_child_name (self->views, "summary");
        assay_selection_set_row (self->selection, (gint64) assay_table_get_number (table, row, i));
      }
}

/* A view that is figures and tables of the result. */
static AssayFiguresView *
build_figures (AssayRunPage *self, AssayFiguresFilter filter, const char *name, const char *title, const char *icon)
{
  GtkWidget *figures;

  figures = assay_figures_view_new (title);
  adw_view_stack_page_set_icon_name (adw_view_stack_add_titled (self->views, figures, name, title), icon);
  assay_figures_view_set_data (ASSAY_FIGURES_VIEW (figures), self->data, filter);
  return ASSAY_FIGURES_VIEW (figures);
}

static void
build_anomalies (AssayRunPage *self)
{
  self->table = ASSAY_ANOMALY_TABLE (assay_anomaly_table_new (self->selection, _("Anomalies"), TRUE));
  gtk_widget_set_margin_start (GTK_WIDGET (self->table), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self->table), 12);
  gtk_widget_set_margin_top (GTK_WIDGET (self->table), 6);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->table), 12);
  self->anomalies_page = adw_view_stack_add_titled (self->views, GTK_WIDGET (self->table), "anomalies", _("Anomalies"));
  adw_view_stack_page_set_icon_name (self->anomalies_page, "assay-anomaly-symbolic");
  g_signal_connect_object (self->table, "activated", G_CALLBACK (open_inspector), self, G_CONNECT_SWAPPED);
  assay_anomaly_table_set_data (self->table, self->data, self->reviews);
}

static void start_plan (AssayRunPage *self, AssayPlan *plan);

/* The same run with another limit. */
static void
on_threshold (AssayRunPage *self, double limit)
{
  const gboolean is_p = assay_frame_find (assay_run_data_get_rows (self->data), "pvalue") != NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayPlan) plan = NULL;
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (self->project == NULL || assay_run_data_get_run (self->data) == NULL)
    return;
  plan = assay_plan_from_run (assay_run_data_get_run (self->data), &error);
  g_ascii_formatd (text, sizeof text, "%.6g", limit);
  if (plan != NULL && is_p && assay_options_is_given (plan->options, "alarm-budget"))
    assay_options_set (plan->options, "alarm-budget", NULL, NULL);
  if (plan == NULL || !assay_options_set (plan->options, is_p ? "alarm-rate" : "threshold", text, &error))
    assay_page_set_message (page (self), error->message, NULL, NULL);
  else
    start_plan (self, plan);
}

/* ---- rows of the data ---- */

static void
set_opener (AssayRunPage *self, GtkWidget *opener)
{
  if (self->rows_opener != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->rows_opener), (gpointer *) &self->rows_opener);
  self->rows_opener = opener;
  if (opener != NULL)
    g_object_add_weak_pointer (G_OBJECT (opener), (gpointer *) &self->rows_opener);
}

static void
show_rows (AssayRunPage *self, const char *title, AssayRowFilter *filter)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  const char *from = adw_view_stack_get_visible_child_name (self->views);

  if (g_strcmp0 (from, "rows") != 0)
    {
      g_free (self->rows_from);
      self->rows_from = g_strdup (from);
      set_opener (self, root != NULL ? gtk_root_get_focus (root) : NULL);
    }
  adw_view_stack_page_set_visible (self->rows_page, TRUE);
  adw_view_stack_set_visible_child_name (self->views, "rows");
  assay_rows_view_show (self->rows, title, filter);
  assay_rows_view_focus (self->rows);
}

static void
leave_rows (AssayRunPage *self)
{
  adw_view_stack_set_visible_child_name (self->views, self->rows_from != NULL ? self->rows_from : "summary");
  if (self->rows_opener != NULL)
    gtk_widget_grab_focus (self->rows_opener);
}

static const char *
title_of (AssayResult *result, const char *at)
{
  const char *id = strchr (at, ':') != NULL ? strchr (at, ':') + 1 : at;

  for (guint i = 0; g_str_has_prefix (at, "check:") && i < assay_result_get_n_checks (result); i++)
    if (strcmp (assay_result_get_check (result, i)->id, id) == 0)
      return assay_translate (assay_result_get_check (result, i)->title);
  if (g_str_has_prefix (at, "table:") && assay_result_find_table (result, id) != NULL)
    return assay_translate (assay_table_get_title (assay_result_find_table (result, id)));
  if (g_str_has_prefix (at, "figure:") && assay_result_find_figure (result, id) != NULL)
    return assay_translate (assay_figure_get_title (assay_result_find_figure (result, id)));
  return id;
}

/* FALSE: the result does not say which rows they are. */
static gboolean
show_rows_at (AssayRunPage *self, const char *at, const char *subject, gint64 place)
{
  AssayResult *result = assay_run_data_get_result (self->data);
  g_autoptr(AssayRowFilter) filter = self->rows != NULL ? assay_row_filter_find (result, at, subject, place) : NULL;
  const gboolean is_check = g_str_has_prefix (at, "check:");
  const char *whose = assay_check_subject_is_wording (at, subject) ? assay_translate (subject) : subject;
  g_autofree char *title = is_check && subject != NULL && *subject != '\0' ? g_strdup_printf (_("%s: %s"), title_of (result, at), whose) : g_strdup (title_of (result, at));

  if (filter != NULL)
    show_rows (self, title, filter);
  return filter != NULL;
}

static void
show_rows_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *at, *subject;
  gint64 place;

  g_variant_get (parameter, "(&s&sx)", &at, &subject, &place);
  show_rows_at (data, at, *subject != '\0' ? subject : NULL, place);
}

static void
on_table_opened (AssayRunPage *self, AssayTable *table, guint row)
{
  g_autofree char *at = g_strconcat ("table:", assay_table_get_id (table), NULL);

  show_rows_at (self, at, NULL, row);
}

/* A matrix has a row a series; of other figures the place says it all. */
static void
on_figure_opened (AssayRunPage *self, AssayFigure *figure, guint series, guint64 sample)
{
  g_autofree char *at = g_strconcat ("figure:", assay_figure_get_id (figure), NULL);
  const char *subject = assay_figure_get_kind (figure) == ASSAY_FIGURE_RANKED ? NULL : assay_figure_get_series (figure, series)->id;

  show_rows_at (self, at, subject, (gint64) sample);
}

static void
lead_to_rows (AssayRunPage *self, AssayFiguresView *view)
{
  g_signal_connect_object (view, "row-chosen", G_CALLBACK (on_table_opened), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "figure-opened", G_CALLBACK (on_figure_opened), self, G_CONNECT_SWAPPED);
}

static void
add_psi_switch (AssayRunPage *self, AssayResult *result)
{
  AssayFigure *figure = assay_result_find_figure (result, "psi");
  AssayChartCard *card = assay_figures_view_get_card (self->validation, "psi");
  GtkWidget *control = figure != NULL && card != NULL ? assay_psi_switch_new (result, figure, card) : NULL;

  if (control == NULL)
    return;
  self->psi_switch = ASSAY_PSI_SWITCH (control);
  assay_chart_card_add_control (card, control);
}

static void
build_rows (AssayRunPage *self)
{
  if (self->project == NULL || assay_run_data_get_run (self->data) == NULL || assay_result_find_table (assay_run_data_get_result (self->data), "row-filters") == NULL)
    return;
  self->rows = ASSAY_ROWS_VIEW (assay_rows_view_new (self->project, self->run));
  self->rows_page = adw_view_stack_add_titled (self->views, GTK_WIDGET (self->rows), "rows", _("Rows"));
  adw_view_stack_page_set_icon_name (self->rows_page, "assay-dataset-symbolic");
  adw_view_stack_page_set_visible (self->rows_page, FALSE);
  g_signal_connect_object (self->rows, "back", G_CALLBACK (leave_rows), self, G_CONNECT_SWAPPED);
  lead_to_rows (self, self->validation);
  if (self->segments != NULL)
    lead_to_rows (self, self->segments);
}

static GtkWidget *
new_hint (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

/* A validation: by the sections of its report, then what was found in parts of the rows. */
static void
build_validation (AssayRunPage *self)
{
  AssayResult *result = assay_run_data_get_result (self->data);
  AssayTable *cutoffs = assay_result_find_table (result, "cutoffs");
  const char *chosen = assay_result_find_option (result, "cutoff");

  self->validation = build_figures (self, is_of_validation, "validation", _("Validation"), "assay-quality-symbolic");
  self->checks = ASSAY_CHECKS_VIEW (assay_checks_view_new (result, assay_result_find_table (result, "row-filters") != NULL && self->project != NULL));
  assay_figures_view_add_between (self->validation, GTK_WIDGET (self->checks));
  if (cutoffs != NULL && assay_table_get_n_rows (cutoffs) > 1)
    assay_figures_view_add_first (self->validation, assay_cutoff_card_new (cutoffs, assay_figures_view_get_selection (self->validation, "roc"),
                                    chosen != NULL && *chosen != '\0' ? g_ascii_strtod (chosen, NULL) : NAN));
  if (assay_figures_view_has_any (result, is_of_segments))
    self->segments = build_figures (self, is_of_segments, "segments", _("Segments"), "assay-columns-symbolic");
  add_psi_switch (self, result);
  build_rows (self);
  if (self->rows == NULL)
    return;
  assay_figures_view_add_first (self->validation, new_hint (_("Open a bar, a dot, a cell, a row of a table or a check to see the rows of the data behind it.")));
  if (self->segments != NULL)
    assay_figures_view_add_first (self->segments, new_hint (_("Open a cell, or a row of a table, to see the rows of the data behind it.")));
}

/* Of a run whose rows and model can be had once more. */
static void
build_stress (AssayRunPage *self)
{
  const AssayRun *run = assay_run_data_get_run (self->data);

  if (self->project == NULL || run == NULL || !assay_run_portfolio_may_open (run))
    return;
  self->stress = ASSAY_STRESS_PANEL (assay_stress_panel_new (self->project, self->data));
  g_signal_connect_object (self->stress, "run", G_CALLBACK (start_plan), self, G_CONNECT_SWAPPED);
  assay_sensitivity_view_set_stress (self->sensitivity, GTK_WIDGET (self->stress));
}

/* Whoever looks at the sliders finds them in the order of what was found by then. */
static void
on_what_if_map (AssayRunPage *self)
{
  assay_what_if_panel_set_importance (self->what_if, assay_sensitivity_view_get_result (self->sensitivity));
  assay_what_if_panel_set_undo (self->what_if, assay_page_get_undo (page (self)));
}

static void
on_input_selected (AssayRunPage *self, const char *input)
{
  if (self->what_if != NULL)
    assay_what_if_panel_select_input (self->what_if, input);
}

static void
build_what_if (AssayRunPage *self)
{
  const AssayRun *run = assay_run_data_get_run (self->data);

  if (self->project == NULL || run == NULL || !assay_run_may_have_what_if (run))
    return;
  self->what_if = ASSAY_WHAT_IF_PANEL (assay_what_if_panel_new (assay_project_get_workspace (self->project), self->run));
  g_signal_connect_object (self->what_if, "map", G_CALLBACK (on_what_if_map), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sensitivity, "input-selected", G_CALLBACK (on_input_selected), self, G_CONNECT_SWAPPED);
  assay_sensitivity_view_set_what_if (self->sensitivity, GTK_WIDGET (self->what_if));
}

/* Of every run that has a model, and of a sensitivity run itself. What If and Stress are hung into it here. */
static void
build_sensitivity (AssayRunPage *self)
{
  const AssayRun *run = assay_run_data_get_run (self->data);
  const gboolean is_own = g_strcmp0 (assay_result_get_analysis (assay_run_data_get_result (self->data)), "sensitivity") == 0;
  AdwViewStackPage *view;

  if (!is_own && (self->project == NULL || run == NULL || !assay_run_may_have_sensitivity (run, assay_run_data_get_result (self->data))))
    return;
  self->sensitivity = ASSAY_SENSITIVITY_VIEW (assay_sensitivity_view_new (self->project, self->data));
  view = adw_view_stack_add_titled (self->views, GTK_WIDGET (self->sensitivity), "sensitivity", _("Sensitivity"));
  adw_view_stack_page_set_icon_name (view, "assay-tornado-symbolic");
  build_what_if (self);
  build_stress (self);
}

static void
build_views (AssayRunPage *self)
{
  AdwViewStackPage *view;

  self->summary = ASSAY_RUN_SUMMARY (assay_run_summary_new (self->selection));
  view = adw_view_stack_add_titled (self->views, GTK_WIDGET (self->summary), "summary", _("Summary"));
  adw_view_stack_page_set_icon_name (view, "assay-summary-symbolic");
  g_signal_connect_object (self->summary, "show-checks", G_CALLBACK (show_record), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->summary, "activated", G_CALLBACK (open_inspector), self, G_CONNECT_SWAPPED);
  if (assay_run_data_has_anomalies (self->data))
    {
      build_anomalies (self);
      self->detectors = build_figures (self, is_of_detectors, "detectors", _("Detectors"), "assay-monitor-symbolic");
      if (!assay_figures_view_has_any (assay_run_data_get_result (self->data), is_of_detectors))
        assay_figures_view_add_first (self->detectors, new_hint (_("This run used the baseline alone. Choose detectors or a preset in a new run to see where they agree.")));
      self->threshold = ASSAY_THRESHOLD_CARD (assay_threshold_card_new ());
      g_signal_connect_object (self->threshold, "run", G_CALLBACK (on_threshold), self, G_CONNECT_SWAPPED);
      assay_figures_view_add_first (self->detectors, GTK_WIDGET (self->threshold));
      g_signal_connect_object (self->detectors, "row-chosen", G_CALLBACK (on_row_chosen), self, G_CONNECT_SWAPPED);
      assay_threshold_card_set_data (self->threshold, self->data);
    }
  else if (assay_result_find_table (assay_run_data_get_result (self->data), "sections") != NULL)
    build_validation (self);
  else if (assay_figures_view_has_any (assay_run_data_get_result (self->data), assay_run_is_residual))
    self->residuals = build_figures (self, assay_run_is_residual, "residuals", _("Residuals"), "assay-residual-symbolic");
  build_sensitivity (self);
  self->record = ASSAY_RECORD_VIEW (assay_record_view_new ());
  view = adw_view_stack_add_titled (self->views, GTK_WIDGET (self->record), "record", _("Record"));
  adw_view_stack_page_set_icon_name (view, "assay-record-symbolic");
}

static void
enable (AssayRunPage *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (assay_page_get_actions (page (self)), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* The most severe anomaly's series is the one to look at first. */
static void
show_first_series (AssayRunPage *self)
{
  const gint64 worst = assay_run_data_get_worst (self->data);

  show_series (self, worst >= 0 ? (gint64) assay_run_data_find_series (self->data, (gsize) worst) : 0, NAN);
}

static void
on_history (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(AssayRunPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayPanel) history = assay_run_history_load_finish (result, &error);

  /* Without it the rows show what they hold. */
  if (history != NULL && self->summary != NULL)
    assay_run_summary_set_history (self->summary, history);
}

/* Takes data. */
static void
show_data (AssayRunPage *self, AssayRunData *data)
{
  const gboolean anomalies = assay_run_data_has_anomalies (data);

  self->data = data;
  self->reviews = assay_review_book_new (self->project != NULL ? assay_project_get_workspace (self->project) : NULL, self->run);
  g_signal_connect_object (self->reviews, "changed", G_CALLBACK (update_badge), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->reviews, "failed", G_CALLBACK (on_review_failed), self, G_CONNECT_SWAPPED);
  set_titles (self);
  build_views (self);
  assay_run_summary_set_data (self->summary, data, self->reviews);
  assay_record_view_set_data (self->record, data);
  assay_run_scope_set_data (self->scope, data);
  if (anomalies)
    {
      assay_inspector_set_data (self->inspector, data, self->reviews);
      assay_inspector_set_undo (self->inspector, assay_page_get_undo (page (self)));
      show_first_series (self);
    }
  if (self->project != NULL && assay_run_data_get_forecasts (data) != NULL && assay_run_data_get_run (data) != NULL)
    assay_run_history_load_async (self->project, assay_run_data_get_run (data), self->loading, on_history, g_object_ref (self));
  enable (self, "export-anomalies", anomalies);
  enable (self, "export-rows", assay_run_data_get_rows (data) != NULL);
  enable (self, "run-again", self->project != NULL && assay_run_data_get_run (data) != NULL);
  apply_width_class (self);
  update_badge (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->states), "views");
}

/* ---- loading ---- */

static gboolean
show_spinner (gpointer data)
{
  AssayRunPage *self = data;

  self->spinner_source = 0;
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  return G_SOURCE_REMOVE;
}

static void
stop_spinner (AssayRunPage *self)
{
  g_clear_handle_id (&self->spinner_source, g_source_remove);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  assay_page_set_busy (page (self), FALSE);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(AssayRunPage) self = user_data;
  g_autoptr(GError) error = NULL;
  AssayRunData *data = assay_run_data_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  stop_spinner (self);
  if (data != NULL)
    {
      show_data (self, data);
      return;
    }
  gtk_label_set_text (GTK_LABEL (self->error), error->message);
  gtk_stack_set_visible_child_name (GTK_STACK (self->states), "failed");
}

static void
load (AssayRunPage *self)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->states), "loading");
  assay_page_set_busy (page (self), TRUE);
  self->spinner_source = g_timeout_add (SPINNER_DELAY, show_spinner, self);
  assay_run_data_load_async (self->project, self->run, self->loading, on_loaded, g_object_ref (self));
}

/* ---- actions ---- */

static AssayChartView *
main_view (AssayRunPage *self)
{
  AssayChartCard *card = self->summary != NULL ? assay_run_summary_get_main_card (self->summary) : NULL;

  return card != NULL ? assay_chart_card_get_view (card, 0) : NULL;
}

static void
search (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (table_in_view (data) != NULL)
    assay_anomaly_table_search (table_in_view (data));
}

static void
select_all (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (table_in_view (data) != NULL)
    assay_anomaly_table_select_all (table_in_view (data));
}

static void
select_none (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AssayRunPage *self = data;

  assay_selection_set_row (self->selection, -1);
  assay_selection_set_pinned (self->selection, NAN);
  assay_selection_set_brush (self->selection, assay_span_all ());
}

static void
reset_zoom (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  assay_selection_reset (ASSAY_RUN_PAGE (data)->selection);
}

static void
zoom_in (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (main_view (data) != NULL)
    assay_chart_view_zoom (main_view (data), ZOOM);
}

static void
zoom_out (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  if (main_view (data) != NULL)
    assay_chart_view_zoom (main_view (data), 1 / ZOOM);
}

static void
save_chart (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AssayRunPage *self = data;

  if (main_view (self) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (main_view (self)), "chart.save", NULL);
}

static void
try_again (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  load (data);
}

static void
start_plan (AssayRunPage *self, AssayPlan *plan)
{
  const gint64 dataset = assay_run_history_find_dataset (assay_run_data_get_run (self->data));
  g_autofree char *place = NULL;

  if (dataset == 0 && plan->files[ASSAY_PLAN_DATA].path == NULL && !plan->lacks_data)
    {
      assay_page_set_message (page (self), _("This run read a file that is not in the workspace. Import it, then start a new run."),
                              _("Import…"), "win.import");
      return;
    }
  place = assay_job_page_place (assay_project_run (self->project, dataset, plan));
  assay_page_go (page (self), "%s", place);
}

static void
run_again (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AssayRunPage *self = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayPlan) plan = assay_plan_from_run (assay_run_data_get_run (self->data), &error);

  if (plan == NULL)
    assay_page_set_message (page (self), error->message, NULL, NULL);
  else
    start_plan (self, plan);
}

/* ---- saving tables ---- */

typedef struct { char *path, *text; AssayFrame *frame; } Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  g_free (save->path);
  g_free (save->text);
  g_clear_pointer (&save->frame, assay_frame_unref);
  g_free (save);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Save *save = task_data;
  GError *error = NULL;
  const gboolean saved = save->frame != NULL ? assay_csv_write (save->frame, save->path, 0, NULL, &error)
                                             : assay_file_write_all (save->path, save->text, strlen (save->text), &error);

  if (saved)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AssayRunPage *self = ASSAY_RUN_PAGE (source);
  const Save *save = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_path_get_basename (save->path), *text = NULL;
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      assay_page_set_message (page (self), error->message, NULL, NULL);
      return;
    }
  text = g_strdup_printf (_("Saved “%s”"), name);
  assay_page_toast (page (self), text, NULL, NULL, NULL);
}

static void
on_save_response (GtkNativeDialog *dialog, int response, AssayRunPage *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  if (file != NULL && g_file_peek_path (file) != NULL)
    {
      g_autoptr(GTask) task = g_task_new (self, NULL, on_saved, NULL);
      Save *save = g_new0 (Save, 1);

      save->path = g_strdup (g_file_peek_path (file));
      if (g_object_get_data (G_OBJECT (dialog), "rows") != NULL)
        save->frame = assay_frame_ref (assay_run_data_get_rows (self->data));
      else
        save->text = assay_anomaly_table_to_csv (table_in_view (self) != NULL ? table_in_view (self) : self->table);
      g_task_set_task_data (task, save, save_free);
      g_task_run_in_thread (task, save_in_thread);
    }
  g_object_unref (dialog);
}

static void
ask_where (AssayRunPage *self, const char *title, const char *name, gboolean rows)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                                              GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_object_set_data (G_OBJECT (dialog), "rows", GINT_TO_POINTER (rows));
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_save_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
export_anomalies (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ask_where (data, _("Save Anomalies"), "anomalies.csv", FALSE);
}

static void
export_rows (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ask_where (data, _("Save All Rows"), "rows.csv", TRUE);
}

/* ---- keys: N, P, 1 to 4 ---- */

/* Single letters belong to the chart or table that has the focus, never to a field that is typed in. */
static gboolean
letters_apply (AssayRunPage *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  return focus != NULL && !GTK_IS_EDITABLE (focus) && !GTK_IS_TEXT_VIEW (focus)
         && (gtk_widget_get_ancestor (focus, ASSAY_TYPE_ANOMALY_TABLE) != NULL || gtk_widget_get_ancestor (focus, ASSAY_TYPE_CHART_CARD) != NULL)
         && assay_settings_get_flag (assay_settings_get_default (), "single-keys");
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, AssayRunPage *self)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 || !letters_apply (self))
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_n: case GDK_KEY_N: on_step (self, 1); return TRUE;
    case GDK_KEY_p: case GDK_KEY_P: on_step (self, -1); return TRUE;
    case GDK_KEY_1: case GDK_KEY_KP_1: return assay_inspector_mark (self->inspector, ASSAY_REVIEW_OPEN);
    case GDK_KEY_2: case GDK_KEY_KP_2: return assay_inspector_mark (self->inspector, ASSAY_REVIEW_EXPLAINED);
    case GDK_KEY_3: case GDK_KEY_KP_3: return assay_inspector_mark (self->inspector, ASSAY_REVIEW_DATA_ERROR);
    case GDK_KEY_4: case GDK_KEY_KP_4: return assay_inspector_mark (self->inspector, ASSAY_REVIEW_MODEL_FAILURE);
    default: return FALSE;
    }
}

/* ---- what the window asks ---- */

static AdwViewStack *
get_views (AssayPage *base)
{
  return ASSAY_RUN_PAGE (base)->views;
}

static GtkWidget *
get_scope (AssayPage *base)
{
  return GTK_WIDGET (ASSAY_RUN_PAGE (base)->scope);
}

static GtkWidget *
get_inspector (AssayPage *base)
{
  return GTK_WIDGET (ASSAY_RUN_PAGE (base)->inspector);
}

static GMenuModel *
get_export_menu (AssayPage *base)
{
  return ASSAY_RUN_PAGE (base)->export_menu;
}

static gboolean
parse_x (AssayRunPage *self, const char *text, double *x)
{
  const AssayAxisType type = assay_run_data_get_x_axis (self->data).type;
  gint32 days;
  gint64 usec;

  if (type == ASSAY_AXIS_DATE && assay_date_parse (text, strlen (text), &days))
    *x = days;
  else if (type == ASSAY_AXIS_DATETIME && assay_datetime_parse (text, strlen (text), &usec))
    *x = (double) usec / 1e6;
  else
    return FALSE;
  return TRUE;
}

/* "2025-09-10..2025-12-31" */
static gboolean
parse_span (AssayRunPage *self, const char *text, AssaySpan *span)
{
  g_auto(GStrv) ends = g_strsplit (text, "..", 2);

  return g_strv_length (ends) == 2 && parse_x (self, ends[0], &span->low) && parse_x (self, ends[1], &span->high);
}

static gboolean
show_state (AssayPage *base, const char *name, const char *value)
{
  AssayRunPage *self = ASSAY_RUN_PAGE (base);
  AssaySpan span;
  double x;

  if (self->data == NULL || !assay_run_page_is_ready (self))
    return FALSE;
  if (strcmp (name, "view") == 0 && adw_view_stack_get_child_by_name (self->views, value) != NULL)
    adw_view_stack_set_visible_child_name (self->views, value);
  else if (strcmp (name, "inner") == 0 && self->sensitivity != NULL)
    assay_sensitivity_view_show_page (self->sensitivity, value);
  else if (strcmp (name, "measure") == 0 && self->stress != NULL)
    return assay_stress_panel_set_measure (self->stress, value);
  else if (strcmp (name, "limit") == 0 && self->stress != NULL)
    assay_stress_dial_set_limit (assay_stress_panel_get_dial (self->stress), g_ascii_strtod (value, NULL));
  else if (strcmp (name, "scenario") == 0 && self->stress != NULL && assay_scenario_editor_get_row (assay_stress_panel_get_editor (self->stress), (guint) atoi (value)) != NULL)
    assay_scenario_row_edit_name (ASSAY_SCENARIO_ROW (assay_scenario_editor_get_row (assay_stress_panel_get_editor (self->stress), (guint) atoi (value))));
  else if (strcmp (name, "input") == 0 && self->sensitivity != NULL)
    assay_sensitivity_view_select_input (self->sensitivity, value);
  else if (strcmp (name, "what-if") == 0)
    return self->what_if != NULL && assay_what_if_panel_show_state (self->what_if, value);
  else if (strcmp (name, "convention") == 0 && self->psi_switch != NULL)
    assay_psi_switch_choose (self->psi_switch, (guint) atoi (value));
  else if (strcmp (name, "rows") == 0 && self->rows != NULL)
    {
      g_auto(GStrv) words = g_strsplit (value, "@", 3);

      return g_strv_length (words) == 3 && show_rows_at (self, words[0], *words[1] != '\0' ? words[1] : NULL, *words[2] != '\0' ? atoi (words[2]) : -1);
    }
  else if (strcmp (name, "select") == 0 && table_in_view (self) != NULL)
    for (int i = atoi (value); i >= 0; i--)
      on_step (self, 1);
  else if (strcmp (name, "hover") == 0 && main_view (self) != NULL && parse_x (self, value, &x))
    assay_chart_view_put_cursor (main_view (self), x);
  else if (strcmp (name, "zoom") == 0 && parse_span (self, value, &span))
    assay_selection_show (self->selection, span);
  else if (strcmp (name, "brush") == 0 && parse_span (self, value, &span))
    assay_selection_set_brush (self->selection, span);
  else if (strcmp (name, "origin") == 0 && assay_run_summary_get_forecast_card (self->summary) != NULL)
    assay_forecast_card_show_origin (assay_run_summary_get_forecast_card (self->summary), (guint) atoi (value));
  else if (strcmp (name, "model") == 0 && assay_run_summary_get_forecast_card (self->summary) != NULL)
    assay_forecast_card_show_nth_model (assay_run_summary_get_forecast_card (self->summary), (guint) atoi (value));
  else if (strcmp (name, "series") == 0 && assay_run_summary_get_forecast_card (self->summary) != NULL)
    assay_forecast_card_show_nth_series (assay_run_summary_get_forecast_card (self->summary), (guint) atoi (value));
  else if (strcmp (name, "series") == 0)
    assay_run_scope_set_series (self->scope, atoi (value) - 1);
  else if (strcmp (name, "table") == 0 && self->summary != NULL && assay_run_summary_get_main_card (self->summary) != NULL)
    assay_chart_card_set_table (assay_run_summary_get_main_card (self->summary), TRUE);
  else
    return FALSE;
  return TRUE;
}

static void
on_undo_changed (AssayRunPage *self)
{
  assay_inspector_set_undo (self->inspector, assay_page_get_undo (page (self)));
}

/* ---- class ---- */

static void
assay_run_page_dispose (GObject *object)
{
  AssayRunPage *self = ASSAY_RUN_PAGE (object);

  g_clear_handle_id (&self->spinner_source, g_source_remove);
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->summary = NULL;
  self->table = NULL;
  self->anomalies_page = NULL;
  self->residuals = self->detectors = NULL;
  self->threshold = NULL;
  self->rows = NULL;
  self->sensitivity = NULL;
  self->what_if = NULL;
  self->psi_switch = NULL;
  self->checks = NULL;
  self->stress = NULL;
  set_opener (self, NULL);
  g_clear_pointer (&self->rows_from, g_free);
  g_clear_object (&self->scope);
  g_clear_object (&self->inspector);
  g_clear_object (&self->export_menu);
  g_clear_object (&self->project);
  g_clear_object (&self->reviews);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->data, assay_run_data_unref);
  G_OBJECT_CLASS (assay_run_page_parent_class)->dispose (object);
}

static void
assay_run_page_class_init (AssayRunPageClass *class)
{
  AssayPageClass *page_class = ASSAY_PAGE_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_run_page_dispose;
  page_class->get_views = get_views;
  page_class->get_scope = get_scope;
  page_class->get_inspector = get_inspector;
  page_class->get_export_menu = get_export_menu;
  page_class->show_state = show_state;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/run-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayRunPage, states);
  gtk_widget_class_bind_template_child (widget_class, AssayRunPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, AssayRunPage, error);
  gtk_widget_class_bind_template_child (widget_class, AssayRunPage, views);
  gtk_widget_class_bind_template_child (widget_class, AssayRunPage, export_menu);
}

static void
assay_run_page_init (AssayRunPage *self)
{
  static const GActionEntry entries[] = {
    { "search", search }, { "select-all", select_all }, { "select-none", select_none }, { "reset-zoom", reset_zoom },
    { "zoom-in", zoom_in }, { "zoom-out", zoom_out }, { "save-chart", save_chart }, { "export-anomalies", export_anomalies },
    { "export-rows", export_rows }, { "show-rows", show_rows_action, "(ssx)" }, { "run-again", run_again }, { "try-again", try_again },
  };
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_ref (self->export_menu);
  g_action_map_add_action_entries (assay_page_get_actions (page (self)), entries, G_N_ELEMENTS (entries), self);
  self->loading = g_cancellable_new ();
  self->selection = assay_selection_new ();
  self->scope = ASSAY_RUN_SCOPE (g_object_ref_sink (assay_run_scope_new (self->selection)));
  self->inspector = ASSAY_INSPECTOR (g_object_ref_sink (assay_inspector_new (self->selection)));
  g_signal_connect_object (self->scope, "changed", G_CALLBACK (on_scope_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::rows", G_CALLBACK (on_rows_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inspector, "step", G_CALLBACK (on_step), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inspector, "close", G_CALLBACK (close_inspector), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::width-class", G_CALLBACK (apply_width_class), NULL);
  g_signal_connect (self, "notify::undo", G_CALLBACK (on_undo_changed), NULL);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  assay_page_set_icon_name (page (self), "assay-run-symbolic");
  assay_page_set_title (page (self), _("Run"));
}

AssayRunPage *
assay_run_page_new (AssayProject *project, gint64 run)
{
  AssayRunPage *self = g_object_new (ASSAY_TYPE_RUN_PAGE, NULL);
  g_autofree char *place = g_strdup_printf ("run/%" G_GINT64_FORMAT, run), *title = g_strdup_printf (_("Run %" PRId64), run);

  self->project = g_object_ref (project);
  self->run = run;
  assay_page_set_place (page (self), place);
  assay_page_set_title (page (self), title);
  assay_page_set_run (page (self), run);
  load (self);
  return self;
}

AssayRunPage *
assay_run_page_new_for_data (AssayRunData *data)
{
  AssayRunPage *self = g_object_new (ASSAY_TYPE_RUN_PAGE, NULL);

  show_data (self, assay_run_data_ref (data));
  return self;
}
