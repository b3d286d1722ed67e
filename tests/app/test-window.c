/* The window as a user drives it: start page, sample, places, tabs, lists, undo, a run from the dialog to its page. */
#include <glib/gstdio.h>
#include <locale.h>

#include "app/application.h"
#include "app/dataset-page.h"
#include "app/list-page.h"
#include "app/preferences-window.h"
#include "app/run-dialog.h"
#include "app/settings.h"
#include "app/sidebar.h"
#include "app/window.h"
#include "engine/sample.h"
#include "math/init.h"

#define DEADLINE_SECONDS 20

typedef gboolean (*Predicate) (gpointer user_data);

typedef struct
{
  AssayApplication *application;
  AssayWindow *window;
} Fixture;

/* ---- helpers ---- */

static gboolean
wake_up (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_for (Predicate predicate, gpointer user_data)
{
  gint64 end = g_get_monotonic_time () + DEADLINE_SECONDS * G_TIME_SPAN_SECOND;
  guint ticks = g_timeout_add (20, wake_up, NULL);

  while (!predicate (user_data) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (ticks);
  g_assert_true (predicate (user_data));
}

static gboolean
has_project (gpointer window)
{
  return assay_window_get_project (window) != NULL;
}

static gboolean
is_page_ready (gpointer window)
{
  AssayPage *page = assay_window_get_page (window);

  return page != NULL && !assay_page_get_busy (page);
}

static const char *
place (Fixture *fixture)
{
  return assay_page_get_place (assay_window_get_page (fixture->window));
}

static void
act (Fixture *fixture, const char *action, const char *target)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, target != NULL ? "s" : NULL, target));
}

static guint
count (GListModel *list)
{
  return g_list_model_get_n_items (list);
}

/* The first widget of a type below another, in the order of the tree. */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *css_class)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && (css_class == NULL || gtk_widget_has_css_class (widget, css_class)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, css_class);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else
        g_remove (child);
    }
  g_rmdir (path);
}

/* The sample is made once; each test gets a window on it. */
static const char *
sample_folder (void)
{
  static char *folder;

  if (folder == NULL)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *parent = g_dir_make_tmp ("assay-window-XXXXXX", &error);
      g_autoptr(AssayWorkspace) workspace = NULL;

      folder = g_build_filename (parent, "sample", NULL);
      workspace = assay_sample_open (folder, NULL, NULL, &error);
      g_assert_no_error (error);
    }
  return folder;
}

static void
set_up_window (Fixture *fixture, int width, int height)
{
  /* One for all tests: a second could not take the name on the bus. */
  static AssayApplication *application;

  if (application == NULL)
    {
      application = assay_application_new (FALSE);
      g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
      g_application_hold (G_APPLICATION (application));
    }
  fixture->application = application;
  g_object_set (assay_settings_get_default (), "workspace", "", "window-width", width, "window-height", height, "tips", TRUE, NULL);
  fixture->window = assay_window_new (GTK_APPLICATION (fixture->application));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
set_up_empty (Fixture *fixture, gconstpointer data)
{
  set_up_window (fixture, 1280, 800);
}

static void
set_up_sample (Fixture *fixture, gconstpointer data)
{
  set_up_empty (fixture, data);
  assay_window_open_folder (fixture->window, sample_folder ());
  wait_for (has_project, fixture->window);
}

static void
set_up_narrow (Fixture *fixture, gconstpointer data)
{
  set_up_window (fixture, 720, 480);
  assay_window_open_folder (fixture->window, sample_folder ());
  wait_for (has_project, fixture->window);
}

static gboolean
is_null (gpointer pointer)
{
  return *(gpointer *) pointer == NULL;
}

/* A window that is closed leaves nothing behind. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer window = fixture->window;

  g_object_add_weak_pointer (G_OBJECT (fixture->window), &window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  wait_for (is_null, &window);
}

/* ---- tests ---- */

static void
test_start (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button;

  assay_window_show_start (fixture->window);
  button = find (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON, "suggested-action");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Open _Sample Workspace");
  g_assert_null (assay_window_get_page (fixture->window));
  g_assert_false (assay_window_go (fixture->window, "runs"));
}

/* One click from the first start to finished work. */
static void
test_open_sample (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button;
  AssayProject *project;

  assay_window_show_start (fixture->window);
  button = find (GTK_WIDGET (fixture->window), GTK_TYPE_BUTTON, "suggested-action");
  g_signal_emit_by_name (button, "clicked");
  wait_for (has_project, fixture->window);
  project = assay_window_get_project (fixture->window);
  g_assert_cmpstr (place (fixture), ==, "overview");
  g_assert_cmpuint (count (assay_project_get_runs (project)), >=, 2);
  g_assert_cmpuint (count (assay_project_get_datasets (project)), >=, 2);
}

static gboolean
start_shows_error (gpointer window)
{
  GtkWidget *label = find (window, GTK_TYPE_LABEL, "error");

  return label != NULL && gtk_widget_get_visible (label) && *gtk_label_get_text (GTK_LABEL (label)) != '\0';
}

static void
test_open_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("assay-window-XXXXXX", NULL);

  assay_window_open_folder (fixture->window, folder);
  wait_for (start_shows_error, fixture->window);
  g_assert_false (has_project (fixture->window));
  remove_folder (folder);
}

static void
test_places (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *place, *title; } places[] = {
    { "datasets", "Datasets" }, { "runs", "Runs" }, { "reports", "Reports" }, { "audit", "Audit Trail" }, { "overview", "Overview" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      act (fixture, "win.open", places[i].place);
      g_assert_cmpstr (place (fixture), ==, places[i].place);
      g_assert_cmpstr (assay_page_get_title (assay_window_get_page (fixture->window)), ==, places[i].title);
      g_assert_true (g_str_has_prefix (gtk_window_get_title (GTK_WINDOW (fixture->window)), places[i].title));
    }
  g_assert_false (assay_window_go (fixture->window, "nowhere"));
  g_assert_cmpstr (place (fixture), ==, "overview");
}

static void
test_history (Fixture *fixture, gconstpointer data)
{
  AssayPage *runs;

  act (fixture, "win.open", "runs");
  runs = assay_window_get_page (fixture->window);
  act (fixture, "win.open", "audit");
  act (fixture, "win.back", NULL);
  g_assert_true (assay_window_get_page (fixture->window) == runs);      /* as it was left */
  act (fixture, "win.back", NULL);
  g_assert_cmpstr (place (fixture), ==, "overview");
  g_assert_false (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.back", NULL) && g_str_equal (place (fixture), "runs"));
  act (fixture, "win.forward", NULL);
  act (fixture, "win.forward", NULL);
  g_assert_cmpstr (place (fixture), ==, "audit");
  act (fixture, "win.back", NULL);
  act (fixture, "win.open", "datasets");      /* what was ahead is gone */
  act (fixture, "win.forward", NULL);
  g_assert_cmpstr (place (fixture), ==, "datasets");
  act (fixture, "win.home", NULL);
  g_assert_cmpstr (place (fixture), ==, "overview");
}

static void
test_tabs (Fixture *fixture, gconstpointer data)
{
  AdwTabView *tabs = ADW_TAB_VIEW (find (GTK_WIDGET (fixture->window), ADW_TYPE_TAB_VIEW, NULL));

  act (fixture, "win.open", "runs");
  act (fixture, "win.open-tab", "audit");
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 2);
  g_assert_cmpstr (adw_tab_page_get_title (adw_tab_view_get_selected_page (tabs)), ==, "Audit Trail");
  g_assert_cmpstr (place (fixture), ==, "audit");
  act (fixture, "win.close-tab", NULL);
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 1);
  g_assert_cmpstr (place (fixture), ==, "runs");
  act (fixture, "win.back", NULL);      /* each tab has its own history */
  g_assert_cmpstr (place (fixture), ==, "overview");
}

static void
test_sidebar (Fixture *fixture, gconstpointer data)
{
  GtkWidget *sidebar = find (GTK_WIDGET (fixture->window), ASSAY_TYPE_SIDEBAR, NULL);
  GtkListBox *list = GTK_LIST_BOX (find (sidebar, GTK_TYPE_LIST_BOX, "navigation-sidebar"));
  guint n_runs = count (assay_project_get_runs (assay_window_get_project (fixture->window)));
  g_autofree char *runs_name = g_strdup_printf ("Runs, %u", n_runs);
  static const gboolean shown[] = { TRUE, TRUE, TRUE, TRUE, FALSE, TRUE };      /* there is no report yet */

  for (int i = 0; i < (int) G_N_ELEMENTS (shown); i++)
    g_assert_cmpint (gtk_widget_get_visible (GTK_WIDGET (gtk_list_box_get_row_at_index (list, i))), ==, shown[i]);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (gtk_list_box_get_row_at_index (list, 3)), GTK_ACCESSIBLE_PROPERTY_LABEL, runs_name);
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (list, 3));
  g_assert_cmpstr (place (fixture), ==, "runs");
  act (fixture, "win.open", "reports");      /* where the user is, is shown */
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (gtk_list_box_get_row_at_index (list, 4))));
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  AssayListPage *page;
  guint n_runs = count (assay_project_get_runs (assay_window_get_project (fixture->window)));
  GtkWidget *entry;

  act (fixture, "win.open", "runs");
  page = ASSAY_LIST_PAGE (assay_window_get_page (fixture->window));
  g_assert_cmpuint (count (assay_list_page_get_shown (page)), ==, n_runs);
  assay_list_page_search (page, "RUN 1");
  entry = find (GTK_WIDGET (page), GTK_TYPE_SEARCH_ENTRY, NULL);
  g_signal_emit_by_name (entry, "search-changed");
  g_assert_cmpuint (count (assay_list_page_get_shown (page)), ==, 1);
  assay_list_page_search (page, "nothing like this");
  g_signal_emit_by_name (entry, "search-changed");
  g_assert_cmpuint (count (assay_list_page_get_shown (page)), ==, 0);
  assay_list_page_search (page, NULL);
  g_signal_emit_by_name (entry, "search-changed");
  g_assert_cmpuint (count (assay_list_page_get_shown (page)), ==, n_runs);
}

static gboolean
can_undo (gpointer window)
{
  return assay_undo_can_undo (assay_window_get_undo (window));
}

typedef struct { GListModel *list; guint n; } Length;

static gboolean
has_length (gpointer user_data)
{
  const Length *length = user_data;

  return count (length->list) == length->n;
}

static void
test_delete_and_undo (Fixture *fixture, gconstpointer data)
{
  AssayProject *project = assay_window_get_project (fixture->window);
  Length all = { assay_project_get_runs (project), count (assay_project_get_runs (project)) };
  Length fewer = { all.list, all.n - 1 };

  act (fixture, "win.open", "runs");
  g_assert_true (assay_page_show_state (assay_window_get_page (fixture->window), "select", "0"));
  act (fixture, "page.delete", NULL);
  wait_for (can_undo, fixture->window);
  wait_for (has_length, &fewer);
  act (fixture, "win.undo", NULL);
  wait_for (has_length, &all);
  g_assert_true (assay_undo_can_redo (assay_window_get_undo (fixture->window)));
  act (fixture, "win.redo", NULL);
  wait_for (has_length, &fewer);
  act (fixture, "win.undo", NULL);
  wait_for (has_length, &all);
}

/* A dataset that a run was made from stays; the user is told what uses it. */
static gboolean
has_message_dialog (gpointer user_data)
{
  g_autoptr(GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        {
          if (user_data != NULL)
            *(GtkWindow **) user_data = window;
          return TRUE;
        }
    }
  return FALSE;
}

static void
test_delete_refused (Fixture *fixture, gconstpointer data)
{
  AssayProject *project = assay_window_get_project (fixture->window);
  guint n_datasets = count (assay_project_get_datasets (project));
  GtkWindow *dialog = NULL;

  act (fixture, "win.open", "datasets");
  assay_page_show_state (assay_window_get_page (fixture->window), "select", "0");
  act (fixture, "page.delete", NULL);
  wait_for (has_message_dialog, &dialog);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==, "Cannot Be Deleted");
  gtk_window_destroy (dialog);
  g_assert_cmpuint (count (assay_project_get_datasets (project)), ==, n_datasets);
  g_assert_false (can_undo (fixture->window));
}

static void
test_dataset (Fixture *fixture, gconstpointer data)
{
  AssayPage *page;
  AdwViewStack *views;
  GtkColumnView *table;
  g_autoptr(AssayDatasetItem) item = g_list_model_get_item (assay_project_get_datasets (assay_window_get_project (fixture->window)), 0);
  const AssayDataset *dataset = assay_dataset_item_get (item);
  g_autofree char *where = g_strdup_printf ("dataset/%" G_GINT64_FORMAT, dataset->id);

  act (fixture, "win.open", where);
  wait_for (is_page_ready, fixture->window);
  page = assay_window_get_page (fixture->window);
  views = assay_page_get_views (page);
  g_assert_cmpstr (assay_page_get_title (page), ==, dataset->name);
  g_assert_cmpint (assay_page_get_dataset (page), ==, dataset->id);
  table = GTK_COLUMN_VIEW (find (GTK_WIDGET (page), GTK_TYPE_COLUMN_VIEW, "data-table"));
  g_assert_cmpuint (count (G_LIST_MODEL (gtk_column_view_get_model (table))), ==, dataset->n_rows);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (views), ==, "table");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.view", "i", 3);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (views), ==, "quality");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.view", "i", 9);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (views), ==, "quality");
}

static void
test_dataset_missing (Fixture *fixture, gconstpointer data)
{
  GtkWidget *status;

  act (fixture, "win.open", "dataset/4711");
  wait_for (is_page_ready, fixture->window);
  status = find (GTK_WIDGET (assay_window_get_page (fixture->window)), ADW_TYPE_STATUS_PAGE, NULL);
  g_assert_cmpstr (adw_status_page_get_title (ADW_STATUS_PAGE (status)), ==, "The Dataset Cannot Be Shown");
}

static gboolean
has_message (gpointer window)
{
  return assay_page_get_message (assay_window_get_page (window), NULL, NULL) != NULL;
}

static void
test_verify (Fixture *fixture, gconstpointer data)
{
  act (fixture, "win.open", "audit");
  act (fixture, "page.verify", NULL);
  wait_for (has_message, fixture->window);
  g_assert_true (g_str_has_prefix (assay_page_get_message (assay_window_get_page (fixture->window), NULL, NULL), "✓"));
}

/* ---- a run, from the dialog to its page ---- */

static gboolean
button_is_sensitive (gpointer button)
{
  return gtk_widget_is_sensitive (button);
}

static gboolean
is_at_run (gpointer window)
{
  return g_str_has_prefix (assay_page_get_place (assay_window_get_page (window)), "run/");
}

static void
test_run (Fixture *fixture, gconstpointer data)
{
  AssayProject *project = assay_window_get_project (fixture->window);
  guint n_runs = count (assay_project_get_runs (project));
  Length more = { assay_project_get_runs (project), n_runs + 1 };
  g_autoptr(AssayDatasetItem) item = g_list_model_get_item (assay_project_get_datasets (project), 0);
  AssayRunDialog *dialog = assay_run_dialog_present (project, assay_dataset_item_get (item)->id, 0, GTK_WINDOW (fixture->window));
  GtkWidget *button = find (GTK_WIDGET (dialog), GTK_TYPE_BUTTON, "suggested-action");

  g_assert_false (gtk_widget_get_sensitive (button));      /* the columns are not read yet, and the dialog says so */
  wait_for (button_is_sensitive, button);
  g_signal_emit_by_name (button, "clicked");
  wait_for (is_at_run, fixture->window);
  wait_for (has_length, &more);
  act (fixture, "win.back", NULL);      /* the page of the running job is no place to come back to */
  g_assert_cmpstr (place (fixture), ==, "overview");
}

/* ---- the main job: a file in, a run, a mark, a report ---- */

static gboolean
has_dialog (gpointer user_data)
{
  g_autoptr(GListModel) windows = g_object_ref (gtk_window_get_toplevels ());
  GtkWindow **found = user_data;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (!ASSAY_IS_WINDOW (window) && gtk_window_get_modal (window) && gtk_widget_get_mapped (GTK_WIDGET (window)))
        {
          *found = window;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
has_no_dialog (gpointer user_data)
{
  GtkWindow *dialog = NULL;

  return !has_dialog (&dialog);
}

/* Waits for the dialog that an action opened and presses its button as soon as that can be pressed. */
static void
accept_dialog (void)
{
  GtkWindow *dialog = NULL;
  GtkWidget *button;

  wait_for (has_dialog, &dialog);
  button = find (GTK_WIDGET (dialog), GTK_TYPE_BUTTON, "suggested-action");
  wait_for (button_is_sensitive, button);
  g_signal_emit_by_name (button, "clicked");
  wait_for (has_no_dialog, NULL);
}

static gboolean
is_at_dataset (gpointer window)
{
  return g_str_has_prefix (assay_page_get_place (assay_window_get_page (window)), "dataset/");
}

static char *
write_demand (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "assay-window-demand.csv", NULL);
  g_autoptr(GString) text = g_string_new ("date,store,units\n");

  for (int store = 1; store <= 2; store++)
    for (int day = 0; day < 120; day++)
      {
        g_autoptr(GDateTime) start = g_date_time_new_utc (2026, 1, 1, 0, 0, 0);
        g_autoptr(GDateTime) date = g_date_time_add_days (start, day);
        g_autofree char *iso = g_date_time_format (date, "%Y-%m-%d");
        int units = 100 * store + 20 * (day % 7) + (day * 13) % 11;

        /* One day that nobody can call usual. */
        g_string_append_printf (text, "%s,%d,%d\n", iso, store, store == 2 && day == 100 ? 2000 : units);
      }
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  return g_steal_pointer (&path);
}

static gboolean
select_first (gpointer page)
{
  return assay_page_show_state (page, "select", "0");
}

static gboolean
inspector_is_open (gpointer page)
{
  return assay_page_get_inspector_open (page);
}

static void
test_main_job (Fixture *fixture, gconstpointer data)
{
  AssayProject *project = assay_window_get_project (fixture->window);
  Length reports = { assay_project_get_reports (project), count (assay_project_get_reports (project)) + 1 };
  g_autofree char *path = write_demand ();
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(AssayReportItem) report = NULL;
  g_autofree char *folder = assay_workspace_dup_reports_folder (assay_project_get_workspace (project));
  g_autofree char *pdf = NULL;
  AssayPage *page;

  assay_window_open_files (fixture->window, &file, 1);
  accept_dialog ();
  wait_for (is_at_dataset, fixture->window);
  wait_for (is_page_ready, fixture->window);
  act (fixture, "win.new-run", NULL);
  accept_dialog ();
  wait_for (is_at_run, fixture->window);
  wait_for (is_page_ready, fixture->window);
  page = assay_window_get_page (fixture->window);
  g_assert_cmpint (assay_page_get_run (page), >, 0);
  wait_for (select_first, page);
  wait_for (inspector_is_open, page);
  act (fixture, "win.export", NULL);
  accept_dialog ();
  wait_for (has_length, &reports);
  report = g_list_model_get_item (reports.list, 0);
  pdf = g_path_is_absolute (assay_report_item_get (report)->file) ? g_strdup (assay_report_item_get (report)->file)
                                                                  : g_build_filename (folder, assay_report_item_get (report)->file, NULL);
  g_assert_true (g_file_test (pdf, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpint (assay_report_item_get (report)->n_pages, >, 3);
  g_assert_cmpint (g_remove (path), ==, 0);
}

/* The file of another program is refused where it is dropped. */
static void
test_open_data_without_workspace (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GFile) file = g_file_new_build_filename (g_get_tmp_dir (), "assay-not-there.csv", NULL);

  assay_window_open_files (fixture->window, &file, 1);
  g_assert_true (start_shows_error (fixture->window));
}

/* ---- layout ---- */

static gboolean
is_narrow (gpointer window)
{
  GtkWidget *bar = find (window, ADW_TYPE_VIEW_SWITCHER_BAR, NULL);

  return adw_view_switcher_bar_get_reveal (ADW_VIEW_SWITCHER_BAR (bar));
}

static gboolean
flap_is_open (gpointer flap)
{
  return adw_flap_get_reveal_flap (flap);
}

static gboolean
flap_is_closed (gpointer flap)
{
  return !adw_flap_get_reveal_flap (flap);
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  GtkWidget *flap = find (GTK_WIDGET (fixture->window), ADW_TYPE_FLAP, NULL);

  act (fixture, "win.open", "dataset/1");
  wait_for (is_page_ready, fixture->window);
  wait_for (is_narrow, fixture->window);
  wait_for (flap_is_closed, flap);
  act (fixture, "win.sidebar", NULL);
  wait_for (flap_is_open, flap);
  act (fixture, "win.open", "runs");      /* choosing a place closes the sidebar that lies over it */
  wait_for (flap_is_closed, flap);
  /* Twice in one frame: it stays what it was, and nothing is laid out with a width that is no number. */
  act (fixture, "win.sidebar", NULL);
  act (fixture, "win.sidebar", NULL);
  act (fixture, "win.sidebar", NULL);
  wait_for (flap_is_open, flap);
}

static void
test_smallest (Fixture *fixture, gconstpointer data)
{
  static const char *const places[] = { "overview", "datasets", "dataset/1", "models", "model/1", "runs", "reports", "audit" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      int minimum;

      act (fixture, "win.open", places[i]);
      wait_for (is_page_ready, fixture->window);
      gtk_widget_measure (GTK_WIDGET (assay_window_get_page (fixture->window)), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      g_test_message ("%s needs %d", places[i], minimum);
      g_assert_cmpint (minimum, <=, 360);
    }
}

static void
test_preferences (Fixture *fixture, gconstpointer data)
{
  GtkWidget *preferences = assay_preferences_window_new ();
  GtkWidget *scheme = find (preferences, ADW_TYPE_COMBO_ROW, NULL);
  g_autofree char *chosen = NULL;

  adw_combo_row_set_selected (ADW_COMBO_ROW (scheme), 2);
  chosen = assay_settings_dup_text (assay_settings_get_default (), "color-scheme");
  g_assert_cmpstr (chosen, ==, "dark");
  g_assert_true (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  adw_combo_row_set_selected (ADW_COMBO_ROW (scheme), 0);
  gtk_window_destroy (GTK_WINDOW (preferences));
}

/* Every button with only an icon has a name for those who cannot see it. */
static void
check_names (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_button_get_icon_name (GTK_BUTTON (widget)) != NULL && gtk_widget_get_child_visible (widget))
    {
      gboolean is_part = gtk_widget_get_ancestor (widget, GTK_TYPE_MENU_BUTTON) != NULL || gtk_widget_get_ancestor (widget, ADW_TYPE_SPLIT_BUTTON) != NULL
                         || gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) != NULL || gtk_widget_get_ancestor (widget, ADW_TYPE_TAB_BAR) != NULL
                         || gtk_widget_get_ancestor (widget, GTK_TYPE_SEARCH_BAR) != NULL || gtk_widget_get_ancestor (widget, ADW_TYPE_ENTRY_ROW) != NULL;

      if (!is_part && !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
        g_error ("a button with the icon %s has no name", gtk_button_get_icon_name (GTK_BUTTON (widget)));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    check_names (child);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  static const char *const places[] = { "overview", "datasets", "dataset/1", "models", "model/1", "runs", "reports", "audit" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      act (fixture, "win.open", places[i]);
      wait_for (is_page_ready, fixture->window);
      check_names (GTK_WIDGET (fixture->window));
    }
}

int
main (int argc, char **argv)
{
  int status;

  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();
  am_init ();
#define TEST(path, set_up, func) g_test_add ("/app/window/" path, Fixture, NULL, set_up, func, tear_down)
  TEST ("start", set_up_empty, test_start);
  TEST ("open-sample", set_up_empty, test_open_sample);
  TEST ("open-nothing", set_up_empty, test_open_nothing);
  TEST ("open-data-without-workspace", set_up_empty, test_open_data_without_workspace);
  TEST ("places", set_up_sample, test_places);
  TEST ("history", set_up_sample, test_history);
  TEST ("tabs", set_up_sample, test_tabs);
  TEST ("sidebar", set_up_sample, test_sidebar);
  TEST ("search", set_up_sample, test_search);
  TEST ("delete-and-undo", set_up_sample, test_delete_and_undo);
  TEST ("delete-refused", set_up_sample, test_delete_refused);
  TEST ("dataset", set_up_sample, test_dataset);
  TEST ("dataset-missing", set_up_sample, test_dataset_missing);
  TEST ("verify", set_up_sample, test_verify);
  TEST ("run", set_up_sample, test_run);
  TEST ("main-job", set_up_sample, test_main_job);
  TEST ("narrow", set_up_narrow, test_narrow);
  TEST ("smallest", set_up_sample, test_smallest);
  TEST ("preferences", set_up_sample, test_preferences);
  TEST ("names", set_up_sample, test_names);
#undef TEST
  status = g_test_run ();
  if (g_test_subprocess () == FALSE)
    {
      g_autofree char *parent = g_path_get_dirname (sample_folder ());

      remove_folder (parent);
    }
  return status;
}
