/* The Sensitivity view: what it shows of which run, what a bar, a row and a choice lead to, and a run that is started from it. */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>

#include "app/chart-view.h"
#include "app/figures-view.h"
#include "app/ranges-window.h"
#include "app/result-table.h"
#include "app/run-page.h"
#include "app/sensitivity-view.h"
#include "app/shapes-view.h"
#include "app/stress-panel.h"
#include "app/what-if-panel.h"
#include "engine/model-source.h"
#include "engine/ranges-text.h"
#include "engine/sample.h"
#include "math/init.h"

static AssayWorkspace *workspace;      /* the sample, made once */
static gint64 validation, sensitivity;

typedef struct
{
  AssayProject *project;
  GtkWidget *window;
  AssayRunPage *page;
  AssaySensitivityView *view;
} Fixture;

/* ---- helpers ---- */

static gboolean
on_late (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

#define WAIT_FOR(condition) \
  G_STMT_START { \
    gboolean late = FALSE; \
    const guint source = g_timeout_add_seconds (60, on_late, &late); \
    while (!(condition) && !late) g_main_context_iteration (NULL, TRUE); \
    if (!late) g_source_remove (source); \
    g_assert_false (late); \
  } G_STMT_END

static GtkWidget *
find (GtkWidget *from, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (from, type))
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_button (GtkWidget *from, const char *label)
{
  if (GTK_IS_BUTTON (from) && gtk_widget_get_visible (from) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (from)), label) == 0)
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gtk_widget_get_visible (child) ? find_button (child, label) : NULL;

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
settle (Fixture *self)
{
  WAIT_FOR (assay_run_page_is_ready (self->page));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
open_run (Fixture *self, gint64 run)
{
  self->project = assay_project_new (workspace);
  self->page = assay_run_page_new (self->project, run);
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1200, 900);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->page));
  gtk_window_present (GTK_WINDOW (self->window));
  settle (self);
  self->view = ASSAY_SENSITIVITY_VIEW (find (GTK_WIDGET (self->page), ASSAY_TYPE_SENSITIVITY_VIEW));
}

static void
look (Fixture *self)
{
  assay_page_show_state (ASSAY_PAGE (self->page), "view", "sensitivity");
  settle (self);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  open_run (self, sensitivity);
  look (self);
}

static void
set_up_validation (Fixture *self, gconstpointer data)
{
  open_run (self, validation);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  GtkWidget *page = GTK_WIDGET (self->page);

  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  gtk_window_destroy (GTK_WINDOW (self->window));
  WAIT_FOR (page == NULL);                     /* nothing keeps it alive */
  g_object_unref (self->project);
}

static AssayFiguresView *
influence (Fixture *self)
{
  return ASSAY_FIGURES_VIEW (find (GTK_WIDGET (self->view), ASSAY_TYPE_FIGURES_VIEW));
}

static AssayChartView *
chart (Fixture *self, const char *figure)
{
  AssayChartCard *card = assay_figures_view_get_card (influence (self), figure);

  g_assert_nonnull (card);
  return assay_chart_card_get_view (card, 0);
}

/* As a click or Enter on the bar of an input does. */
static void
open_bar (Fixture *self, const char *figure, const char *input)
{
  AssayChartView *view = chart (self, figure);
  char **categories = assay_figure_get_x (assay_chart_get_figure (assay_chart_view_get_chart (view)))->categories;

  for (guint64 i = 0; categories[i] != NULL; i++)
    if (g_str_has_prefix (categories[i], input))
      {
        g_signal_emit_by_name (view, "opened", 0, i);
        return;
      }
  g_assert_not_reached ();
}

static const char *
picked (Fixture *self, const char *figure)
{
  AssayChartView *view = chart (self, figure);
  const int category = assay_selection_get_category (assay_chart_view_get_selection (view));

  return category >= 0 ? assay_figure_get_x (assay_chart_get_figure (assay_chart_view_get_chart (view)))->categories[category] : NULL;
}

/* ---- tests ---- */

static void
test_own_result (Fixture *self, gconstpointer data)
{
  g_assert_cmpstr (assay_sensitivity_view_get_page (self->view), ==, "influence");
  g_assert_nonnull (assay_figures_view_get_card (influence (self), "tornado"));
  g_assert_nonnull (assay_figures_view_get_table (influence (self), "orders"));
  /* shapes are on their own page */
  g_assert_null (assay_figures_view_get_card (influence (self), "pdp-DEBTINC"));
  g_assert_null (assay_figures_view_get_table (influence (self), "pdp"));
  /* the page's own Run Again is enough */
  g_assert_null (find_button (GTK_WIDGET (self->view), "_Run Again"));
}

static void
test_bar_leads_to_the_shape (Fixture *self, gconstpointer data)
{
  AssayFiguresView *shapes;

  /* The tornado's categories say the range too. */
  open_bar (self, "tornado", "CLAGE");
  g_assert_cmpstr (assay_sensitivity_view_get_input (self->view), ==, "CLAGE");
  g_assert_cmpstr (assay_sensitivity_view_get_page (self->view), ==, "shapes");
  settle (self);
  shapes = ASSAY_FIGURES_VIEW (find (find (GTK_WIDGET (self->view), ASSAY_TYPE_SHAPES_VIEW), ASSAY_TYPE_FIGURES_VIEW));
  g_assert_nonnull (assay_figures_view_get_card (shapes, "pdp-CLAGE"));
  g_assert_nonnull (assay_figures_view_get_card (shapes, "ale-CLAGE"));
  g_assert_null (assay_figures_view_get_card (shapes, "pdp-DEBTINC"));
  /* … and back, the same input is marked in every chart */
  assay_sensitivity_view_show_page (self->view, "influence");
  settle (self);
  g_assert_true (g_str_has_prefix (picked (self, "tornado"), "CLAGE ("));
  g_assert_cmpstr (picked (self, "sobol"), ==, "CLAGE");
  g_assert_cmpstr (picked (self, "morris"), ==, "CLAGE");
  assay_sensitivity_view_select_input (self->view, NULL);
  g_assert_null (picked (self, "sobol"));
}

static void
test_row_leads_to_the_shape (Fixture *self, gconstpointer data)
{
  AssayTable *table = assay_result_find_table (assay_sensitivity_view_get_result (self->view), "sobol");

  g_signal_emit_by_name (assay_figures_view_get_table (influence (self), "sobol"), "activated", 1);
  g_assert_cmpstr (assay_sensitivity_view_get_input (self->view), ==, assay_table_get_text (table, 1, 0));
  g_assert_cmpstr (assay_sensitivity_view_get_page (self->view), ==, "shapes");
}

static void
test_choice_of_an_input (Fixture *self, gconstpointer data)
{
  GtkDropDown *choice;

  assay_sensitivity_view_show_page (self->view, "shapes");
  settle (self);
  choice = GTK_DROP_DOWN (find (find (GTK_WIDGET (self->view), ASSAY_TYPE_SHAPES_VIEW), GTK_TYPE_DROP_DOWN));
  gtk_drop_down_set_selected (choice, 2);
  settle (self);
  g_assert_cmpstr (assay_sensitivity_view_get_input (self->view), ==, gtk_string_list_get_string (GTK_STRING_LIST (gtk_drop_down_get_model (choice)), 2));
}

static void
note_input (AssaySensitivityView *view, const char *input, GString *noted)
{
  g_string_append_printf (noted, "%s;", input);
}

static void
test_slots (Fixture *self, gconstpointer data)
{
  g_autoptr(GString) noted = g_string_new (NULL);

  g_signal_connect (self->view, "input-selected", G_CALLBACK (note_input), noted);
  assay_sensitivity_view_select_input (self->view, "Job");
  assay_sensitivity_view_select_input (self->view, "Job");
  g_assert_cmpstr (noted->str, ==, "Job;");
  assay_sensitivity_view_show_page (self->view, "what-if");
  settle (self);
  g_assert_true (gtk_widget_get_mapped (find (GTK_WIDGET (self->view), ASSAY_TYPE_WHAT_IF_PANEL)));
  assay_sensitivity_view_show_page (self->view, "stress");
  settle (self);
  g_assert_true (gtk_widget_get_mapped (find (GTK_WIDGET (self->view), ASSAY_TYPE_STRESS_PANEL)));
  g_signal_handlers_disconnect_by_func (self->view, note_input, noted);
}

static void
test_of_a_validation (Fixture *self, gconstpointer data)
{
  g_assert_nonnull (self->view);
  /* nothing is looked for before somebody looks */
  g_assert_null (assay_sensitivity_view_get_result (self->view));
  look (self);
  g_assert_nonnull (assay_sensitivity_view_get_result (self->view));
  g_assert_nonnull (assay_figures_view_get_card (influence (self), "tornado"));
  g_assert_nonnull (find_button (GTK_WIDGET (self->view), "_Run Again"));
}

static gboolean
is_over (AssayProject *project)
{
  return g_list_model_get_n_items (assay_project_get_jobs (project)) == 0;
}

static void
test_run_again_in_place (Fixture *self, gconstpointer data)
{
  guint n_runs;
  AssayResult *before;

  look (self);
  n_runs = g_list_model_get_n_items (assay_project_get_runs (self->project));
  before = assay_sensitivity_view_get_result (self->view);
  g_signal_emit_by_name (find_button (GTK_WIDGET (self->view), "_Run Again"), "clicked");
  g_assert_nonnull (find_button (GTK_WIDGET (self->view), "_Cancel"));
  WAIT_FOR (is_over (self->project));
  WAIT_FOR (find_button (GTK_WIDGET (self->view), "_Run Again") != NULL);
  settle (self);
  g_assert_cmpuint (g_list_model_get_n_items (assay_project_get_runs (self->project)), ==, n_runs + 1);
  g_assert_true (assay_sensitivity_view_get_result (self->view) != before);
  g_assert_nonnull (assay_figures_view_get_card (influence (self), "tornado"));
  WAIT_FOR (assay_figures_view_get_table (influence (self), "orders") != NULL);      /* tables come one by one */
}

/* ---- ranges by hand ---- */

static void
test_ranges_are_changed (void)
{
  const AssayRangeChange changes[] = { { "a", 1, 2.5, NAN, NULL }, { "b", NAN, NAN, 7, NULL }, { "c", NAN, NAN, NAN, "north" } };
  const char *before = "{\"inputs\": {\"a\": {\"values\": [1, 2], \"base\": 2}, \"d\": {\"low\": 0, \"high\": 1}}, \"correlations\": [{\"inputs\": [\"a\", \"d\"], \"value\": 0.5}]}";
  g_autoptr(GError) error = NULL;
  g_autofree char *after = assay_ranges_change (before, changes, 3, &error), *none = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (assay_ranges_count (after), ==, 4);
  g_assert_null (strstr (after, "values"));
  g_assert_nonnull (strstr (after, "correlations"));
  g_assert_nonnull (strstr (after, "2.5"));
  g_assert_nonnull (strstr (after, "north"));
  none = assay_ranges_change ("[1", changes, 1, &error);
  g_assert_null (none);
  g_assert_true (g_str_has_prefix (error->message, "Ranges: line 1"));
  g_assert_cmpuint (assay_ranges_count ("nonsense"), ==, 0);
}

static void
keep_text (AssayRangesWindow *window, const char *text, char **kept)
{
  g_free (*kept);
  *kept = g_strdup (text);
}

static AssayRangesWindow *
open_ranges (GtkWindow *parent, const char *function, const char *text)
{
  g_autoptr(AssayPlan) plan = assay_plan_new (assay_analysis_find ("sensitivity"));
  AssayRangesWindow *window;

  g_assert_true (assay_options_set (plan->options, "function", function, NULL));
  window = assay_ranges_window_present (parent, plan, NULL, NULL, text);
  WAIT_FOR (!assay_ranges_window_is_busy (window));
  return window;
}

static GtkEditable *
nth_entry (GtkWidget *from, guint *n)
{
  if (GTK_IS_ENTRY (from))
    return (*n)-- == 0 ? GTK_EDITABLE (from) : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkEditable *found = nth_entry (child, n);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkEditable *
entry (AssayRangesWindow *window, guint n)
{
  return nth_entry (GTK_WIDGET (window), &n);
}

static void
test_ranges_window (void)
{
  GtkWidget *parent = gtk_window_new ();
  AssayRangesWindow *window = open_ranges (GTK_WINDOW (parent), "linear:3,2", "{\"inputs\": {\"x2\": {\"low\": 0, \"high\": 4}}}");
  g_autofree char *kept = NULL;

  g_signal_connect (window, "applied", G_CALLBACK (keep_text), &kept);
  g_assert_cmpstr (gtk_editable_get_text (entry (window, 4)), ==, "4");
  gtk_editable_set_text (entry (window, 1), "2,5x");
  g_signal_emit_by_name (find_button (GTK_WIDGET (window), "_Apply"), "clicked");
  g_assert_null (kept);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (entry (window, 1)), "error"));
  gtk_editable_set_text (entry (window, 1), "-9");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (entry (window, 1)), "error"));
  g_signal_emit_by_name (find_button (GTK_WIDGET (window), "_Apply"), "clicked");
  g_assert_null (kept);                        /* low is not below high */
  gtk_editable_set_text (entry (window, 1), "2.5");
  g_signal_emit_by_name (find_button (GTK_WIDGET (window), "_Apply"), "clicked");
  WAIT_FOR (kept != NULL);
  g_assert_cmpuint (assay_ranges_count (kept), ==, 2);
  g_assert_nonnull (strstr (kept, "2.5"));
  gtk_window_destroy (GTK_WINDOW (parent));
}

/* ---- main ---- */

static void
remove_tree (const char *path)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      remove_tree (child);
    }
  g_remove (path);
}

static void
make_sample (const char *folder)
{
  GError *error = NULL;
  g_autoptr(GPtrArray) runs = NULL;

  workspace = assay_sample_open (folder, NULL, NULL, &error);
  g_assert_no_error (error);
  runs = assay_workspace_list_runs (workspace, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < runs->len; i++)
    {
      const AssayRun *run = runs->pdata[i];

      if (g_str_equal (run->analysis, "validate"))
        validation = run->id;
      else if (g_str_equal (run->analysis, "sensitivity"))
        sensitivity = run->id;
    }
  g_assert_cmpint (validation, >, 0);
  g_assert_cmpint (sensitivity, >, 0);
}

#define ADD(name, function) g_test_add ("/app/sensitivity-view/" name, Fixture, NULL, set_up, function, tear_down)
#define ADD_VALIDATION(name, function) g_test_add ("/app/sensitivity-view/" name, Fixture, NULL, set_up_validation, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autofree char *parent = NULL, *folder = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  am_init ();
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();
  parent = g_dir_make_tmp ("assay-view-XXXXXX", NULL);
  folder = g_build_filename (parent, "sample", NULL);
  make_sample (folder);
  ADD ("own-result", test_own_result);
  ADD ("bar-leads-to-the-shape", test_bar_leads_to_the_shape);
  ADD ("row-leads-to-the-shape", test_row_leads_to_the_shape);
  ADD ("choice-of-an-input", test_choice_of_an_input);
  ADD ("slots", test_slots);
  ADD_VALIDATION ("of-a-validation", test_of_a_validation);
  ADD_VALIDATION ("run-again-in-place", test_run_again_in_place);
  g_test_add_func ("/app/ranges/are-changed", test_ranges_are_changed);
  g_test_add_func ("/app/ranges/window", test_ranges_window);
  status = g_test_run ();
  assay_workspace_unref (workspace);
  remove_tree (parent);
  return status;
}
