/* A model file on its sheet: which column each input is taken from, how it is read, a test, and what the registry keeps of all that. */
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#include "app/input-list.h"
#include "app/model-run-dialog.h"
#include "app/model-sheet.h"
#include "engine/model-source.h"
#include "engine/source.h"
#include "math/init.h"

#define DEADLINE_SECONDS 20

typedef struct
{
  char *folder;
  AssayWorkspace *workspace;
  AssayProject *project;
  GtkWindow *parent;
  AssayModelSheet *sheet;
} Fixture;

/* ---- helpers ---- */

/* The first widget of a type below another that has this text (NULL: any), in the order of the tree. */
static GtkWidget *
find (GtkWidget *widget, GType type, const char *property, const char *text)
{
  g_autofree char *has = NULL;

  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    {
      if (text == NULL)
        return widget;
      g_object_get (widget, property, &has, NULL);
      if (g_strcmp0 (has, text) == 0)
        return widget;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, property, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
row_of (Fixture *fixture, const char *title)
{
  return find (GTK_WIDGET (fixture->sheet), ADW_TYPE_ACTION_ROW, "title", title);
}

static gboolean
wake_up (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Until a row of this title has this subtitle, or begins so. */
static void
wait_for_row (Fixture *fixture, const char *title, const char *subtitle)
{
  gint64 end = g_get_monotonic_time () + DEADLINE_SECONDS * G_TIME_SPAN_SECOND;
  guint ticks = g_timeout_add (20, wake_up, NULL);
  GtkWidget *row;

  while (((row = row_of (fixture, title)) == NULL || !g_str_has_prefix (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), subtitle))
         && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (ticks);
  g_assert_nonnull (row);
  if (!g_str_has_prefix (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), subtitle))
    g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, subtitle);
}

static GtkWidget *
button_of (Fixture *fixture, const char *label)
{
  return find (GTK_WIDGET (fixture->sheet), GTK_TYPE_BUTTON, "label", label);
}

static GtkWidget *
switch_of (Fixture *fixture, const char *title)
{
  return find (row_of (fixture, title), GTK_TYPE_SWITCH, NULL, NULL);
}

static void
choose (Fixture *fixture, const char *title, const char *column)
{
  AdwComboRow *row = ADW_COMBO_ROW (row_of (fixture, title));
  GListModel *choices = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (choices); i++)
    {
      g_autoptr(GtkStringObject) item = g_list_model_get_item (choices, i);

      if (strcmp (gtk_string_object_get_string (item), column) == 0)
        {
          adw_combo_row_set_selected (row, i);
          return;
        }
    }
  g_assert_not_reached ();
}

static const char *
choice_at (Fixture *fixture, const char *title, guint position)
{
  g_autoptr(GtkStringObject) item = g_list_model_get_item (adw_combo_row_get_model (ADW_COMBO_ROW (row_of (fixture, title))), position);

  return gtk_string_object_get_string (item);
}

static char *
sample_file (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "..", "data", "sample", name, NULL);
}

/* The loans with three of their columns called otherwise, and demand that has nothing to do with them. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const renamed[][2] = { { "Delinquencies", "DELINQ" }, { "DEBTINC", "debt_inc" }, { "YOJ", "At work since" } };
  g_autofree char *loans = sample_file ("home-equity.csv"), *demand = sample_file ("demand.csv"), *text = NULL, *path = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) all = NULL;

  fixture->folder = g_dir_make_tmp ("assay-sheet-XXXXXX", &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (loans, &text, NULL, NULL));
  all = g_string_new (text);
  for (guint i = 0; i < G_N_ELEMENTS (renamed); i++)
    g_string_replace (all, renamed[i][0], renamed[i][1], 1);
  path = g_build_filename (fixture->folder, "renamed.csv", NULL);
  g_assert_true (g_file_set_contents (path, all->str, -1, NULL));
  g_autofree char *folder = g_build_filename (fixture->folder, "workspace", NULL);
  fixture->workspace = assay_workspace_init (folder, "Sheet", &error);
  g_assert_no_error (error);
  g_assert_cmpint (assay_import_file (fixture->workspace, path, NULL, NULL, NULL, 0, NULL, NULL, &error), >, 0);
  g_assert_cmpint (assay_import_file (fixture->workspace, demand, NULL, NULL, NULL, 0, NULL, NULL, &error), >, 0);
  fixture->project = assay_project_new (fixture->workspace);
  fixture->parent = GTK_WINDOW (g_object_ref_sink (gtk_window_new ()));
}

static void
open_sheet (Fixture *fixture, const char *path)
{
  fixture->sheet = assay_model_sheet_present (fixture->project, path, fixture->parent);
  g_object_add_weak_pointer (G_OBJECT (fixture->sheet), (gpointer *) &fixture->sheet);
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_folder (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gint64 end = g_get_monotonic_time () + DEADLINE_SECONDS * G_TIME_SPAN_SECOND;

  if (fixture->sheet != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->sheet));
  while (fixture->sheet != NULL && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (fixture->sheet);
  gtk_window_destroy (fixture->parent);
  g_assert_finalize_object (fixture->parent);
  g_clear_object (&fixture->project);
  g_clear_pointer (&fixture->workspace, assay_workspace_unref);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
}

/* ---- tests ---- */

/* The dataset that fits stands there; what it lacks stands first and in red, with what is like it; what was chosen is kept with the version. */
static void
test_bind (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = sample_file ("home-equity.assay.json");
  g_autoptr(GPtrArray) models = NULL;
  g_auto(AssayModelSettings) settings = { 0 };
  GtkWidget *list, *first;

  open_sheet (fixture, path);
  wait_for_row (fixture, "Inputs", "6 of 9 inputs are columns of this dataset. Missing: “Delinquencies” (nearest: “DELINQ”), “DEBTINC” (nearest: “debt_inc”), “YOJ”.");
  wait_for_row (fixture, "Delinquent credit lines", "Delinquencies · number, at least 0\nNot in the data; nearest: “DELINQ”");
  list = find (GTK_WIDGET (fixture->sheet), ASSAY_TYPE_INPUT_LIST, NULL, NULL);
  first = find (list, ADW_TYPE_COMBO_ROW, NULL, NULL);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (first)), ==, "Delinquent credit lines");
  g_assert_true (gtk_widget_has_css_class (first, "error"));
  g_assert_cmpstr (choice_at (fixture, "Delinquent credit lines", 0), ==, "None");
  g_assert_cmpstr (choice_at (fixture, "Delinquent credit lines", 1), ==, "DELINQ");
  g_assert_false (gtk_widget_get_sensitive (button_of (fixture, "_Test on 100 Rows")));

  choose (fixture, "Delinquent credit lines", "DELINQ");
  choose (fixture, "Debt to income", "debt_inc");
  choose (fixture, "Years at present job", "At work since");
  g_assert_false (gtk_widget_has_css_class (first, "error"));
  wait_for_row (fixture, "Inputs", "9 of 9 inputs");
  choose (fixture, "Years at present job", "None");      /* and back */
  wait_for_row (fixture, "Inputs", "8 of 9 inputs");
  choose (fixture, "Years at present job", "At work since");
  g_signal_emit_by_name (button_of (fixture, "_Test on 100 Rows"), "clicked");
  wait_for_row (fixture, "Inputs", "100 rows scored, from ");

  g_signal_emit_by_name (button_of (fixture, "_Add to Registry"), "clicked");
  models = assay_workspace_list_models (fixture->workspace, NULL);
  g_assert_cmpuint (models->len, ==, 1);
  assay_model_settings_from_json (&settings, ((const AssayModelVersion *) models->pdata[0])->settings);
  g_assert_cmpuint (g_strv_length (settings.bind), ==, 6);
  g_assert_cmpstr (assay_model_settings_find_column (&settings, "YOJ"), ==, "At work since");
  g_assert_false (settings.allow_absent);
}

static void
wait_a_while (void)
{
  gint64 end = g_get_monotonic_time () + G_TIME_SPAN_SECOND;
  guint ticks = g_timeout_add (20, wake_up, NULL);

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (ticks);
}

static guint
find_dataset (Fixture *fixture, const char *name)
{
  GListModel *datasets = assay_project_get_datasets (fixture->project);

  for (guint i = 0; i < g_list_model_get_n_items (datasets); i++)
    {
      g_autoptr(AssayDatasetItem) item = g_list_model_get_item (datasets, i);

      if (strcmp (assay_dataset_item_get (item)->name, name) == 0)
        return i;
    }
  g_assert_not_reached ();
}

/* As the user does before it is found which dataset fits. */
static void
choose_other (AdwComboRow *row, guint first, guint then)
{
  adw_combo_row_set_selected (row, first);
  adw_combo_row_set_selected (row, then);
  wait_a_while ();
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, then);
}

/* The search for the dataset that fits comes too late for whoever has chosen one meanwhile. */
static void
test_chosen (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = sample_file ("home-equity.assay.json");
  guint fits = find_dataset (fixture, "renamed.csv"), other = find_dataset (fixture, "demand.csv");
  gint64 end = g_get_monotonic_time () + DEADLINE_SECONDS * G_TIME_SPAN_SECOND;

  open_sheet (fixture, path);
  while (row_of (fixture, "Delinquent credit lines") == NULL && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  choose_other (ADW_COMBO_ROW (row_of (fixture, "Dataset")), fits, other);
}

static void
test_chosen_to_run (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = sample_file ("home-equity.assay.json");
  g_autoptr(AssayTaskModel) model = assay_model_source_load (path, NULL, NULL, NULL);
  guint fits = find_dataset (fixture, "renamed.csv"), other = find_dataset (fixture, "demand.csv");
  gint64 version = assay_model_source_register (fixture->workspace, model, NULL, NULL, 0, NULL);
  g_autoptr(AssayProject) project = assay_project_new (fixture->workspace);
  AssayModelRunDialog *dialog = assay_model_run_dialog_present (project, NULL, version, 0, 0, fixture->parent);

  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  choose_other (ADW_COMBO_ROW (find (GTK_WIDGET (dialog), ADW_TYPE_COMBO_ROW, "title", "Dataset")), fits, other);
  gtk_window_destroy (GTK_WINDOW (dialog));
  wait_a_while ();
  g_assert_null (dialog);
}

/* A validation takes the outcome that the model names, and the dialog says so before it does; a scoring takes none. */
static void
test_outcome_to_run (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = sample_file ("home-equity.assay.json");
  g_autoptr(AssayTaskModel) model = assay_model_source_load (path, NULL, NULL, NULL);
  gint64 version = assay_model_source_register (fixture->workspace, model, NULL, NULL, 0, NULL);
  g_autoptr(AssayProject) project = assay_project_new (fixture->workspace);
  g_autoptr(AssayDatasetItem) item = g_list_model_get_item (assay_project_get_datasets (project), find_dataset (fixture, "renamed.csv"));

  for (guint i = 0; i < 2; i++)
    {
      const char *expected = i == 0 ? "Default, as the model says" : "Not chosen";
      gint64 end = g_get_monotonic_time () + DEADLINE_SECONDS * G_TIME_SPAN_SECOND;
      AssayModelRunDialog *dialog = assay_model_run_dialog_present (project, i == 0 ? "validate" : "score", version, assay_dataset_item_get (item)->id, 0, fixture->parent);
      guint ticks = g_timeout_add (20, wake_up, NULL);
      const char *said = NULL;

      g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
      if (i == 1)
        wait_a_while ();
      while (g_strcmp0 (said, expected) != 0 && g_get_monotonic_time () < end)
        {
          GtkWidget *row = find (GTK_WIDGET (dialog), ADW_TYPE_COMBO_ROW, "title", "Outcome");
          g_autoptr(GtkStringObject) first = row != NULL ? g_list_model_get_item (adw_combo_row_get_model (ADW_COMBO_ROW (row)), 0) : NULL;

          said = first != NULL ? g_intern_string (gtk_string_object_get_string (first)) : NULL;
          if (first != NULL)
            g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 0);
          if (g_strcmp0 (said, expected) != 0)
            g_main_context_iteration (NULL, TRUE);
        }
      g_source_remove (ticks);
      g_assert_cmpstr (said, ==, expected);
      gtk_window_destroy (GTK_WINDOW (dialog));
      wait_a_while ();
      g_assert_null (dialog);
    }
}

/* An input that may be absent stands in nobody's way. */
static void
test_absent (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = sample_file ("home-equity.assay.json");

  open_sheet (fixture, path);
  wait_for_row (fixture, "Inputs", "6 of 9 inputs");
  gtk_switch_set_active (GTK_SWITCH (switch_of (fixture, "Allow Absent Inputs")), TRUE);
  g_assert_true (gtk_widget_get_sensitive (button_of (fixture, "_Test on 100 Rows")));
  g_signal_emit_by_name (button_of (fixture, "_Test on 100 Rows"), "clicked");
  wait_for_row (fixture, "Inputs", "100 rows scored, from ");
}

/* Trees of XGBoost may have been trained on sparse data, and up to a best iteration. */
static void
test_choices (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "model", "xgboost", "v1.7-dart.json", NULL);
  g_autofree char *scorecard = sample_file ("home-equity.assay.json");
  g_auto(AssayModelSettings) settings = { 0 };
  g_autoptr(GPtrArray) models = NULL;

  open_sheet (fixture, path);
  wait_for_row (fixture, "Inputs", "0 of 4 inputs");
  g_assert_nonnull (row_of (fixture, "Best iteration"));
  g_assert_true (gtk_widget_get_visible (row_of (fixture, "All Rounds")));
  g_assert_null (row_of (fixture, "Beware"));
  choose (fixture, "arrears", "units");
  gtk_switch_set_active (GTK_SWITCH (switch_of (fixture, "Zero Is Missing")), TRUE);
  wait_for_row (fixture, "Beware", "A value of 0 counts as missing");
  wait_for_row (fixture, "Inputs", "1 of 4 inputs");      /* what was bound stays bound */
  g_signal_emit_by_name (button_of (fixture, "_Add to Registry"), "clicked");
  models = assay_workspace_list_models (fixture->workspace, NULL);
  assay_model_settings_from_json (&settings, ((const AssayModelVersion *) models->pdata[0])->settings);
  g_assert_true (settings.zero_is_missing);
  g_assert_cmpstr (assay_model_settings_find_column (&settings, "arrears"), ==, "units");
}

/* What would be scored differently is refused, with where it stands in the file. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "model", "pmml", "refused", "method.pmml", NULL);
  gint64 end = g_get_monotonic_time () + DEADLINE_SECONDS * G_TIME_SPAN_SECOND;
  GtkWidget *failure;
  const char *text;

  open_sheet (fixture, path);
  failure = find (GTK_WIDGET (fixture->sheet), ADW_TYPE_STATUS_PAGE, "title", "This Model Is Not Loaded");
  while (((text = adw_status_page_get_description (ADW_STATUS_PAGE (failure))) == NULL || *text == '\0') && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (text, "line "));
  g_assert_false (gtk_widget_get_sensitive (button_of (fixture, "_Add to Registry")));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();
  am_init ();
#define TEST(path, func) g_test_add ("/app/model-sheet/" path, Fixture, NULL, set_up, func, tear_down)
  TEST ("bind", test_bind);
  TEST ("chosen", test_chosen);
  TEST ("chosen-to-run", test_chosen_to_run);
  TEST ("outcome-to-run", test_outcome_to_run);
  TEST ("absent", test_absent);
  TEST ("choices", test_choices);
  TEST ("refused", test_refused);
#undef TEST
  return g_test_run ();
}
