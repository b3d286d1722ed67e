#include "app/sensitivity-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "app/chart-reading.h"
#include "app/figures-view.h"
#include "app/page.h"
#include "app/result-table.h"
#include "app/sensitivity-source.h"
#include "app/shapes-view.h"
#include "app/when.h"
#include "app/wrap-layout.h"
#include "charts/format.h"

#define MOST_REASONS 12

typedef enum { INFLUENCE, SHAPES, WHAT_IF, STRESS, SCENARIOS, N_PAGES } PageIndex;      /* SCENARIOS: what a run found of stress */

static const struct { const char *name, *title; } pages[N_PAGES] = {
  { "influence", N_("Influence") }, { "shapes", N_("Shapes") }, { "what-if", N_("What If") }, { "stress", N_("Stress") }, { "scenarios", N_("Scenarios") },
};

struct _AssaySensitivityView
{
  GtkBox parent_instance;
  GtkToggleButton *choices[N_PAGES];
  GtkWidget *status, *from, *again, *bar, *cancel;      /* what is shown, or how far it is */
  GtkStack *stack;
  AdwBin *bins[N_PAGES];
  AssayFiguresView *influence;   /* NULL until there is something to show */
  GtkWidget *reasons;            /* on it; NULL: orders agree */
  AssayShapesView *shapes;
  AssayFiguresView *scenarios;
  AssaySensitivitySource *source;
  AssayResult *shown[N_PAGES];   /* what stands on an inner page now; NULL: nothing */
  char *input;
  AssayWidthClass width_class;
};

G_DEFINE_FINAL_TYPE (AssaySensitivityView, assay_sensitivity_view, GTK_TYPE_BOX)

enum { INPUT_SELECTED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- what belongs where ---- */

static gboolean
is_of_stress (const char *id, const char *section)
{
  return g_str_has_prefix (id, "scenario") || g_str_has_prefix (id, "reverse-stress") || g_str_has_prefix (id, "stress");
}

static gboolean
is_of_influence (const char *id, const char *section)
{
  return !assay_is_shape (id, section) && !is_of_stress (id, section);
}

/* The others hang there, and show no result. */
static gboolean
is_of_result (PageIndex index)
{
  return index == INFLUENCE || index == SHAPES || index == SCENARIOS;
}

static PageIndex
page_index (AssaySensitivityView *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->stack);

  for (guint i = 0; i < N_PAGES; i++)
    if (g_strcmp0 (pages[i].name, name) == 0)
      return i;
  return INFLUENCE;
}

static gboolean
is_working (AssaySensitivityView *self)
{
  const AssaySensitivityState state = assay_sensitivity_source_get_state (self->source);

  return state == ASSAY_SENSITIVITY_RUNNING || (state == ASSAY_SENSITIVITY_STOPPING && assay_sensitivity_source_get_job (self->source) != NULL);
}

/* ---- picking an input ---- */

/* "income (10 to 90)" is about “income”: of the inputs whose names it begins with, the longest. NULL: about none. */
static const char *
input_of_category (AssayResult *result, const char *category)
{
  AssayTable *inputs = assay_result_find_table (result, "inputs");
  const int column = inputs != NULL ? assay_table_find_column (inputs, "input") : -1;
  const char *best = NULL;

  for (guint row = 0; column >= 0 && row < assay_table_get_n_rows (inputs); row++)
    {
      const char *name = assay_table_get_text (inputs, row, (guint) column);
      const gsize length = name != NULL ? strlen (name) : 0;

      if (length > 0 && g_str_has_prefix (category, name) && (category[length] == '\0' || category[length] == ' ') && (best == NULL || length > strlen (best)))
        best = name;
    }
  return best;
}

static int
find_category (AssayResult *result, const AssayFigure *figure, const char *input)
{
  char **categories = assay_figure_get_x (figure)->categories;

  for (int i = 0; categories != NULL && categories[i] != NULL; i++)
    if (g_strcmp0 (input_of_category (result, categories[i]), input) == 0)
      return i;
  return -1;
}

static void
mark_figure (AssaySensitivityView *self, AssayResult *result, AssayFigure *figure)
{
  AssayChartCard *card = assay_figures_view_get_card (self->influence, assay_figure_get_id (figure));

  if (card != NULL && assay_figure_get_kind (figure) == ASSAY_FIGURE_RANKED)
    assay_selection_set_category (assay_chart_view_get_selection (assay_chart_card_get_view (card, 0)), self->input != NULL ? find_category (result, figure, self->input) : -1);
}

static void
mark_table (AssaySensitivityView *self, AssayTable *table)
{
  GtkWidget *widget = self->influence != NULL ? assay_figures_view_get_table (self->influence, assay_table_get_id (table)) : NULL;

  if (widget != NULL && assay_table_find_column (table, "input") >= 0)
    assay_result_table_select (ASSAY_RESULT_TABLE (widget), "input", self->input != NULL ? self->input : "");
}

/* The same input in every chart and table that has it. */
static void
mark_input (AssaySensitivityView *self)
{
  AssayResult *result = self->shown[INFLUENCE];

  if (self->influence == NULL || result == NULL)
    return;
  for (guint i = 0; i < assay_result_get_n_figures (result); i++)
    mark_figure (self, result, assay_result_get_figure (result, i));
  for (guint i = 0; i < assay_result_get_n_tables (result); i++)
    mark_table (self, assay_result_get_table (result, i));
}

void
assay_sensitivity_view_select_input (AssaySensitivityView *self, const char *input)
{
  g_autofree char *name = g_strdup (input);      /* may be our own */

  if (g_strcmp0 (self->input, name) == 0)
    return;
  g_free (self->input);
  self->input = g_steal_pointer (&name);
  mark_input (self);
  if (self->shapes != NULL && self->input != NULL)
    assay_shapes_view_select_input (self->shapes, self->input);
  if (self->input != NULL)
    g_signal_emit (self, signals[INPUT_SELECTED], 0, self->input);
}

/* A bar, a dot or a row leads to the shape of its input; where there is none, to the slider. */
static void
open_input (AssaySensitivityView *self, const char *input)
{
  AssayResult *result = assay_sensitivity_source_get_result (self->source);
  const gboolean has_shape = result != NULL && assay_result_has_shape (result, input);

  assay_sensitivity_view_select_input (self, input);
  if (!has_shape && adw_bin_get_child (self->bins[WHAT_IF]) == NULL)
    return;
  assay_sensitivity_view_show_page (self, pages[has_shape ? SHAPES : WHAT_IF].name);
  if (has_shape)
    assay_shapes_view_focus (self->shapes);
  else
    g_signal_emit (self, signals[INPUT_SELECTED], 0, input);      /* now that it can be seen */
}

static void
on_figure_opened (AssaySensitivityView *self, AssayFigure *figure, guint series, guint64 sample)
{
  char **categories = assay_figure_get_x (figure)->categories;
  const AssayFigureSeries *one = assay_figure_get_series (figure, series);
  const gboolean is_ranked = assay_figure_get_kind (figure) == ASSAY_FIGURE_RANKED && categories != NULL && sample < g_strv_length (categories);
  const char *text = is_ranked ? categories[sample] : assay_figure_get_kind (figure) == ASSAY_FIGURE_HEAT ? one->label : NULL;
  const char *input = text != NULL ? input_of_category (assay_sensitivity_source_get_result (self->source), text) : NULL;

  if (input != NULL)
    open_input (self, input);
  else if (assay_figure_get_kind (figure) == ASSAY_FIGURE_POINTS && one->role == ASSAY_SERIES_OTHER && strcmp (one->id, "others") != 0)
    open_input (self, one->id);
}

static void
on_row_chosen (AssaySensitivityView *self, AssayTable *table, guint row)
{
  const int column = assay_table_find_column (table, "input");
  const char *input = column >= 0 ? assay_table_get_text (table, row, (guint) column) : NULL;

  if (input != NULL)
    open_input (self, input);
}

static void
on_input_chosen (AssaySensitivityView *self, const char *input)
{
  assay_sensitivity_view_select_input (self, input);
}

/* ---- filling the inner pages ---- */

static void
on_start (AssaySensitivityView *self)
{
  assay_sensitivity_source_start (self->source);
}

static void
on_cancel (AssaySensitivityView *self)
{
  assay_sensitivity_source_stop (self->source);
}

/* Instead of figures: it is looked for, was not run, runs and has nothing yet, or failed. */
static GtkWidget *
new_placeholder (AssaySensitivityView *self)
{
  const AssaySensitivityState state = assay_sensitivity_source_get_state (self->source);
  const GError *error = assay_sensitivity_source_get_error (self->source);
  GtkWidget *page = adw_status_page_new (), *button = NULL;
  g_autofree char *text = error != NULL ? g_markup_escape_text (error->message, -1) : NULL;

  gtk_widget_add_css_class (page, "compact");
  if (state == ASSAY_SENSITIVITY_FAILED)
    {
      adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "dialog-warning-symbolic");
      adw_status_page_set_title (ADW_STATUS_PAGE (page), _("Sensitivity Could Not Be Measured"));
      adw_status_page_set_description (ADW_STATUS_PAGE (page), text);
      button = gtk_button_new_with_mnemonic (_("_Try Again"));
    }
  else if (state == ASSAY_SENSITIVITY_NONE)
    {
      adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "assay-tornado-symbolic");
      adw_status_page_set_title (ADW_STATUS_PAGE (page), _("Not Run"));
      adw_status_page_set_description (ADW_STATUS_PAGE (page), _("What moves the output, and how sure that is, has not been measured on these data yet."));
      if (assay_sensitivity_source_can_start (self->source))
        button = gtk_button_new_with_mnemonic (_("_Run Now"));
    }
  if (button != NULL)
    {
      gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (button, "pill");
      if (state == ASSAY_SENSITIVITY_NONE)
        gtk_widget_add_css_class (button, "suggested-action");
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_start), self, G_CONNECT_SWAPPED);
      adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
    }
  return page;
}

/* "One at a Time 1 · Morris 4 · Sobol, Total 4" */
static char *
describe_places (AssayTable *orders, guint row, guint why)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 1; i < why; i++)
    {
      const double place = assay_table_get_number (orders, row, i);
      g_autofree char *number = isnan (place) ? g_strdup ("\u2013") : assay_format_count (place);

      g_string_append_printf (text, "%s%s %s", i > 1 ? " \u00b7 " : "", assay_translate (assay_table_get_column_label (orders, i)), number);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
on_reason (AssaySensitivityView *self, GtkWidget *row)
{
  open_input (self, g_object_get_data (G_OBJECT (row), "input"));
}

static GtkWidget *
new_reason (AssaySensitivityView *self, AssayTable *orders, guint row, guint why)
{
  const char *input = assay_table_get_text (orders, row, 0);
  g_autofree char *places = describe_places (orders, row, why), *name = g_markup_escape_text (input, -1), *reason = NULL, *text = NULL;
  GtkWidget *widget = adw_action_row_new ();

  text = g_strdup_printf ("%s\n%s", assay_translate (assay_table_get_text (orders, row, why)), places);
  reason = g_markup_escape_text (text, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), reason);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), TRUE);
  g_object_set_data_full (G_OBJECT (widget), "input", g_strdup (input), g_free);
  g_signal_connect_object (widget, "activated", G_CALLBACK (on_reason), self, G_CONNECT_SWAPPED);
  return widget;
}

/* Orders that disagree, each with the reason; the table has all of them, with room for the places only. */
static void
show_reasons (AssaySensitivityView *self, AssayResult *result)
{
  AssayTable *orders = assay_result_find_table (result, "orders");
  const int why = orders != NULL ? assay_table_find_column (orders, "why") : -1;
  guint n = 0;

  if (self->reasons != NULL)
    gtk_box_remove (GTK_BOX (gtk_widget_get_parent (self->reasons)), self->reasons);
  self->reasons = NULL;
  for (guint row = 0; why > 0 && row < assay_table_get_n_rows (orders) && n < MOST_REASONS; row++)
    if (assay_table_get_text (orders, row, (guint) why) != NULL && *assay_table_get_text (orders, row, (guint) why) != '\0')
      {
        if (self->reasons == NULL)
          {
            self->reasons = adw_preferences_group_new ();
            adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->reasons), assay_translate (assay_table_get_column_label (orders, (guint) why)));
            assay_figures_view_add_between (self->influence, self->reasons);
          }
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->reasons), new_reason (self, orders, row, (guint) why));
        n++;
      }
}

/* The orders stand before the tables they are made of. (transfer full) */
static AssayResult *
put_orders_first (AssayResult *result)
{
  AssayTable *orders = assay_result_find_table (result, "orders");
  AssayResult *arranged = assay_result_new (assay_result_get_analysis (result), assay_result_get_title (result));

  for (guint i = 0; i < assay_result_get_n_figures (result); i++)
    assay_result_take_figure (arranged, assay_figure_ref (assay_result_get_figure (result, i)));
  if (orders != NULL)
    assay_result_take_table (arranged, assay_table_ref (orders));
  for (guint i = 0; i < assay_result_get_n_tables (result); i++)
    if (assay_result_get_table (result, i) != orders)
      assay_result_take_table (arranged, assay_table_ref (assay_result_get_table (result, i)));
  return arranged;
}

static void
show_influence (AssaySensitivityView *self, AssayResult *result)
{
  g_autoptr(AssayResult) arranged = put_orders_first (result);

  if (self->influence == NULL)
    {
      self->influence = ASSAY_FIGURES_VIEW (assay_figures_view_new (_("Influence")));
      g_signal_connect_object (self->influence, "figure-opened", G_CALLBACK (on_figure_opened), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->influence, "row-chosen", G_CALLBACK (on_row_chosen), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->influence, "table-added", G_CALLBACK (mark_table), self, G_CONNECT_SWAPPED);
      adw_bin_set_child (self->bins[INFLUENCE], GTK_WIDGET (self->influence));
      assay_figures_view_set_width_class (self->influence, self->width_class);
    }
  assay_figures_view_set_result (self->influence, arranged, is_of_influence, is_working (self) ? ASSAY_FIGURES_WITHOUT_TABLES : ASSAY_FIGURES_TABLES_LATER);
  show_reasons (self, result);
}

static void
show_shapes (AssaySensitivityView *self, AssayResult *result)
{
  if (self->shapes == NULL)
    {
      self->shapes = ASSAY_SHAPES_VIEW (assay_shapes_view_new ());
      g_signal_connect_object (self->shapes, "input-chosen", G_CALLBACK (on_input_chosen), self, G_CONNECT_SWAPPED);
      adw_bin_set_child (self->bins[SHAPES], GTK_WIDGET (self->shapes));
      assay_shapes_view_set_width_class (self->shapes, self->width_class);
    }
  assay_shapes_view_set_result (self->shapes, result);
  if (self->input != NULL)
    assay_shapes_view_select_input (self->shapes, self->input);
}

static void
show_scenarios (AssaySensitivityView *self, AssayResult *result)
{
  if (self->scenarios == NULL)
    {
      self->scenarios = ASSAY_FIGURES_VIEW (assay_figures_view_new (_("Scenarios")));
      g_signal_connect_object (self->scenarios, "figure-opened", G_CALLBACK (on_figure_opened), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->scenarios, "row-chosen", G_CALLBACK (on_row_chosen), self, G_CONNECT_SWAPPED);
      adw_bin_set_child (self->bins[SCENARIOS], GTK_WIDGET (self->scenarios));
      assay_figures_view_set_width_class (self->scenarios, self->width_class);
    }
  assay_figures_view_set_result (self->scenarios, result, is_of_stress, is_working (self) ? ASSAY_FIGURES_WITHOUT_TABLES : ASSAY_FIGURES_TABLES_LATER);
}

static void
set_shown (AssaySensitivityView *self, PageIndex index, AssayResult *result)
{
  g_clear_pointer (&self->shown[index], assay_result_unref);
  self->shown[index] = result != NULL ? assay_result_ref (result) : NULL;
}

/* Only what is looked at is made: a page of charts takes its time. */
static void
fill_page (AssaySensitivityView *self, gboolean anew)
{
  const PageIndex index = page_index (self);
  AssayResult *result = assay_sensitivity_source_get_result (self->source);

  if (!is_of_result (index))
    return;
  if (result == NULL)
    {
      if (index == SHAPES)
        self->shapes = NULL;
      else if (index == SCENARIOS)
        self->scenarios = NULL;
      else
        {
          self->influence = NULL;
          self->reasons = NULL;
        }
      set_shown (self, index, NULL);
      adw_bin_set_child (self->bins[index], new_placeholder (self));
      assay_page_came_later (GTK_WIDGET (self));
      return;
    }
  if (!anew && self->shown[index] == result)
    return;
  if (index == INFLUENCE)
    show_influence (self, result);
  else if (index == SCENARIOS)
    show_scenarios (self, result);
  else
    show_shapes (self, result);
  set_shown (self, index, result);
  mark_input (self);
  assay_page_came_later (GTK_WIDGET (self));
}

/* ---- the line above ---- */

static char *
describe_run (const AssayRun *run)
{
  g_autofree char *when = assay_when_format (run->started, 0);

  if (g_str_has_suffix (run->title, "(partial)"))
    /* Translators: a run’s number, and when it was made: "today, 09:14" */
    return g_strdup_printf (_("From run %" PRId64 ", %s, stopped early"), run->id, when);
  /* Translators: a run’s number, and when it was made: "today, 09:14" */
  return g_strdup_printf (_("From run %" PRId64 ", %s"), run->id, when);
}

static void
update_status (AssaySensitivityView *self)
{
  AssayJob *job = assay_sensitivity_source_get_job (self->source);
  const AssayRun *run = assay_sensitivity_source_get_run (self->source);
  const gboolean works = is_working (self);
  g_autofree char *text = works ? g_strdup (assay_job_get_state (job) == ASSAY_JOB_STOPPING ? _("Stopping…") : assay_job_get_step (job))
                                : run != NULL ? describe_run (run) : NULL;

  gtk_label_set_text (GTK_LABEL (self->from), text != NULL ? text : "");
  gtk_widget_set_visible (self->bar, works);
  gtk_widget_set_visible (self->cancel, works);
  gtk_widget_set_visible (self->again, !works && run != NULL && assay_sensitivity_source_can_start (self->source));
  if (works)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), CLAMP (assay_job_get_fraction (job), 0, 1));
  gtk_widget_set_sensitive (self->cancel, works && assay_job_get_state (job) == ASSAY_JOB_RUNNING);
  gtk_widget_set_visible (self->status, is_of_result (page_index (self)) && (works || run != NULL));
}

/* Settings of a forecast or of the anomaly rule have no rows to draw a shape from. */
static gboolean
is_of_series (AssaySensitivityView *self, AssayResult *result)
{
  static const char *const names[] = { "forecast", "detector" };
  const AssayPlan *plan = assay_sensitivity_source_get_plan (self->source);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *found = result != NULL ? assay_result_find_option (result, names[i]) : NULL;

      /* one that is still running does not say its options */
      if ((found != NULL && *found != '\0') || (plan != NULL && assay_options_get_text (plan->options, names[i]) != NULL))
        return TRUE;
    }
  return FALSE;
}

/* Scenarios are offered where a run has any; one of nothing else begins with them. */
static void
offer_pages (AssaySensitivityView *self, AssayResult *result)
{
  const gboolean has_scenarios = result != NULL && assay_figures_view_has_any (result, is_of_stress);
  gboolean has_figures = FALSE;

  gtk_widget_set_visible (GTK_WIDGET (self->choices[SCENARIOS]), has_scenarios);
  gtk_widget_set_visible (GTK_WIDGET (self->choices[SHAPES]), !is_of_series (self, result));
  for (guint i = 0; result != NULL && i < assay_result_get_n_figures (result); i++)
    has_figures |= !is_of_stress (assay_figure_get_id (assay_result_get_figure (result, i)), NULL);
  if (has_scenarios && !has_figures && page_index (self) == INFLUENCE && self->shown[INFLUENCE] == NULL)
    assay_sensitivity_view_show_page (self, pages[SCENARIOS].name);
  else if (!has_scenarios && page_index (self) == SCENARIOS)
    assay_sensitivity_view_show_page (self, pages[INFLUENCE].name);
}

static void
on_changed (AssaySensitivityView *self)
{
  const AssaySensitivityState state = assay_sensitivity_source_get_state (self->source);
  AssayResult *result = assay_sensitivity_source_get_result (self->source);
  const gboolean had_tables = !is_working (self) && self->influence != NULL && self->shown[INFLUENCE] == result;

  update_status (self);
  offer_pages (self, result);
  /* Progress alone changes no picture. */
  if (result == NULL || result != self->shown[page_index (self)] || (state == ASSAY_SENSITIVITY_READY && !had_tables))
    fill_page (self, TRUE);
}

/* ---- the inner switcher ---- */

static void
on_page (AssaySensitivityView *self)
{
  const PageIndex index = page_index (self);

  for (guint i = 0; i < N_PAGES; i++)
    gtk_toggle_button_set_active (self->choices[i], i == index);
  fill_page (self, FALSE);
  update_status (self);
}

static void
on_choice (AssaySensitivityView *self, GtkToggleButton *button)
{
  for (guint i = 0; i < N_PAGES; i++)
    if (button == self->choices[i] && gtk_toggle_button_get_active (button))
      gtk_stack_set_visible_child_name (self->stack, pages[i].name);
}

void
assay_sensitivity_view_show_page (AssaySensitivityView *self, const char *name)
{
  if (gtk_stack_get_child_by_name (self->stack, name) != NULL)
    gtk_stack_set_visible_child_name (self->stack, name);
}

const char *
assay_sensitivity_view_get_page (AssaySensitivityView *self)
{
  return gtk_stack_get_visible_child_name (self->stack);
}

static void
set_slot (AssaySensitivityView *self, PageIndex index, GtkWidget *widget)
{
  adw_bin_set_child (self->bins[index], widget);
  gtk_widget_set_visible (GTK_WIDGET (self->choices[index]), TRUE);
}

void
assay_sensitivity_view_set_what_if (AssaySensitivityView *self, GtkWidget *widget)
{
  set_slot (self, WHAT_IF, widget);
}

void
assay_sensitivity_view_set_stress (AssaySensitivityView *self, GtkWidget *widget)
{
  set_slot (self, STRESS, widget);
}

/* ---- asking ---- */

const char *
assay_sensitivity_view_get_input (AssaySensitivityView *self)
{
  return self->input;
}

AssayResult *
assay_sensitivity_view_get_result (AssaySensitivityView *self)
{
  return assay_sensitivity_source_get_result (self->source);
}

void
assay_sensitivity_view_set_width_class (AssaySensitivityView *self, AssayWidthClass width_class)
{
  self->width_class = width_class;
  if (self->influence != NULL)
    assay_figures_view_set_width_class (self->influence, width_class);
  if (self->shapes != NULL)
    assay_shapes_view_set_width_class (self->shapes, width_class);
  if (self->scenarios != NULL)
    assay_figures_view_set_width_class (self->scenarios, width_class);
}

gboolean
assay_sensitivity_view_is_busy (AssaySensitivityView *self)
{
  return assay_sensitivity_source_get_state (self->source) == ASSAY_SENSITIVITY_LOOKING || (self->influence != NULL && assay_figures_view_is_busy (self->influence))
         || (self->shapes != NULL && assay_shapes_view_is_busy (self->shapes)) || (self->scenarios != NULL && assay_figures_view_is_busy (self->scenarios));
}

/* ---- class ---- */

static GtkWidget *
new_switcher (AssaySensitivityView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (box, assay_wrap_layout_new (6, 6));
  for (guint i = 0; i < N_PAGES; i++)
    {
      self->choices[i] = GTK_TOGGLE_BUTTON (gtk_toggle_button_new_with_label (_(pages[i].title)));
      gtk_toggle_button_set_group (self->choices[i], i > 0 ? self->choices[0] : NULL);
      gtk_toggle_button_set_active (self->choices[i], i == 0);
      gtk_widget_add_css_class (GTK_WIDGET (self->choices[i]), "scope-chip");
      gtk_widget_set_visible (GTK_WIDGET (self->choices[i]), i <= SHAPES);
      g_signal_connect_object (self->choices[i], "toggled", G_CALLBACK (on_choice), self, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->choices[i]));
    }
  return box;
}

static GtkWidget *
new_status (AssaySensitivityView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->from = gtk_label_new (NULL);
  self->bar = gtk_progress_bar_new ();
  self->again = gtk_button_new_with_mnemonic (_("_Run Again"));
  self->cancel = gtk_button_new_with_mnemonic (_("_Cancel"));
  gtk_label_set_ellipsize (GTK_LABEL (self->from), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->from, "dim-label");
  gtk_widget_set_valign (self->bar, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (self->bar, 120, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Progress of the Run"), -1);
  g_signal_connect_object (self->again, "clicked", G_CALLBACK (on_start), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->cancel, "clicked", G_CALLBACK (on_cancel), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->from);
  gtk_box_append (GTK_BOX (box), self->bar);
  gtk_box_append (GTK_BOX (box), self->again);
  gtk_box_append (GTK_BOX (box), self->cancel);
  return box;
}

static GtkWidget *
new_head (AssaySensitivityView *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkLayoutManager *layout = assay_wrap_layout_new (12, 6);

  g_object_set (layout, "first-expands", TRUE, NULL);
  gtk_widget_set_layout_manager (head, layout);
  gtk_widget_set_margin_start (head, 12);
  gtk_widget_set_margin_end (head, 12);
  gtk_widget_set_margin_top (head, 6);
  gtk_widget_set_margin_bottom (head, 6);
  self->status = new_status (self);
  gtk_box_append (GTK_BOX (head), new_switcher (self));
  gtk_box_append (GTK_BOX (head), self->status);
  return head;
}

/* Not before somebody looks. */
static void
assay_sensitivity_view_map (GtkWidget *widget)
{
  AssaySensitivityView *self = ASSAY_SENSITIVITY_VIEW (widget);

  GTK_WIDGET_CLASS (assay_sensitivity_view_parent_class)->map (widget);
  assay_sensitivity_source_look (self->source);
}

static void
assay_sensitivity_view_dispose (GObject *object)
{
  AssaySensitivityView *self = ASSAY_SENSITIVITY_VIEW (object);

  if (self->source != NULL)
    g_signal_handlers_disconnect_by_data (self->source, self);
  self->influence = NULL;
  self->reasons = NULL;
  self->shapes = NULL;
  self->scenarios = NULL;
  for (guint i = 0; i < N_PAGES; i++)
    set_shown (self, i, NULL);
  G_OBJECT_CLASS (assay_sensitivity_view_parent_class)->dispose (object);
}

static void
assay_sensitivity_view_finalize (GObject *object)
{
  AssaySensitivityView *self = ASSAY_SENSITIVITY_VIEW (object);

  g_clear_object (&self->source);
  g_free (self->input);
  G_OBJECT_CLASS (assay_sensitivity_view_parent_class)->finalize (object);
}

static void
assay_sensitivity_view_class_init (AssaySensitivityViewClass *class)
{
  G_OBJECT_CLASS (class)->dispose = assay_sensitivity_view_dispose;
  G_OBJECT_CLASS (class)->finalize = assay_sensitivity_view_finalize;
  GTK_WIDGET_CLASS (class)->map = assay_sensitivity_view_map;
  signals[INPUT_SELECTED] = g_signal_new ("input-selected", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
assay_sensitivity_view_init (AssaySensitivityView *self)
{
  self->width_class = ASSAY_WIDTH_WIDE;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (self), new_head (self));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->stack));
  for (guint i = 0; i < N_PAGES; i++)
    {
      self->bins[i] = ADW_BIN (adw_bin_new ());
      gtk_stack_add_named (self->stack, GTK_WIDGET (self->bins[i]), pages[i].name);
    }
  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (on_page), self, G_CONNECT_SWAPPED);
}

GtkWidget *
assay_sensitivity_view_new (AssayProject *project, AssayRunData *data)
{
  AssaySensitivityView *self = g_object_new (ASSAY_TYPE_SENSITIVITY_VIEW, NULL);

  self->source = assay_sensitivity_source_new (project, data);
  g_signal_connect_object (self->source, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  update_status (self);
  return GTK_WIDGET (self);
}
