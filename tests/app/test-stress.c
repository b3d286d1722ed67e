/* The scenario editor on the sample: what is typed, refused, moved, taken back, computed and kept. */
#include <adwaita.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include "analysis/analysis.h"
#include "app/measure-text.h"
#include "app/run-page.h"
#include "app/chart-view.h"
#include "app/scenario-editor.h"
#include "app/scenario-row.h"
#include "app/scenario-text.h"
#include "app/shock-row.h"
#include "app/stress-panel.h"
#include "../engine/scorecard-run.h"
#include "data/csv-reader.h"
#include "math/init.h"
#include "model/artifact/artifact-file.h"

static AssayPortfolio *portfolio;      /* of the sample, made once */

typedef struct
{
  char *parent;
  AssayWorkspace *workspace;
  AssayUndo *undo;
  GtkWidget *window;
  AssayScenarioEditor *editor;
} Fixture;

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

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* The draft is written by a thread that wakes nobody. */
static void
settle (Fixture *self)
{
  const guint tick = g_timeout_add (20, on_tick, NULL);

  WAIT_FOR (!assay_scenario_editor_is_busy (self->editor));
  g_source_remove (tick);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static AssayPortfolio *
make_portfolio (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "sample", NULL);
  g_autofree char *model_path = g_build_filename (folder, "home-equity.assay.json", NULL), *data_path = g_build_filename (folder, "home-equity.csv", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayArtifact) artifact = assay_artifact_load (model_path, NULL, NULL, &error);
  g_autoptr(AssayTaskModel) model = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  AssayReadOptions options;
  AssayPortfolioChoice choice = { .cutoff = 0.3, .n_threads = 1 };

  g_assert_no_error (error);
  assay_read_options_init (&options);
  frame = assay_csv_read (data_path, &options, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  assay_read_options_clear (&options);
  choice.model = model = assay_task_model_new (artifact, "champion", NULL);
  choice.data = frame;
  return assay_portfolio_new (&choice, NULL, NULL);
}

static void
open_editor (Fixture *self)
{
  self->editor = ASSAY_SCENARIO_EDITOR (assay_scenario_editor_new ());
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 700);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->editor));
  assay_scenario_editor_set_undo (self->editor, self->undo);
  assay_scenario_editor_set_portfolio (self->editor, portfolio, self->workspace, "abc123", 1);
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
close_editor (Fixture *self)
{
  GtkWidget *editor = GTK_WIDGET (self->editor);

  g_object_add_weak_pointer (G_OBJECT (editor), (gpointer *) &editor);
  gtk_window_destroy (GTK_WINDOW (self->window));
  WAIT_FOR (editor == NULL);      /* nothing keeps it alive */
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = NULL;
  g_autoptr(GError) error = NULL;

  self->parent = g_dir_make_tmp ("assay-stress-XXXXXX", NULL);
  folder = g_build_filename (self->parent, "w", NULL);
  self->workspace = assay_workspace_init (folder, "Test", &error);
  g_assert_no_error (error);
  self->undo = assay_undo_new ();
  open_editor (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  close_editor (self);
  g_clear_object (&self->undo);
  g_clear_pointer (&self->workspace, assay_workspace_unref);
  scorecard_run_remove (self->parent);
  g_free (self->parent);
}

/* ---- finding things ---- */

static GtkWidget *
find_nth (GtkWidget *from, GType type, guint *n)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (from, type) && (*n)-- == 0)
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_nth (child, type, n);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
nth (gpointer from, GType type, guint n)
{
  GtkWidget *found = find_nth (GTK_WIDGET (from), type, &n);

  g_assert_nonnull (found);
  return found;
}

static GtkWidget *
find_button (GtkWidget *from, const char *label)
{
  const char *text = GTK_IS_BUTTON (from) ? gtk_button_get_label (GTK_BUTTON (from)) : NULL;

  if (text != NULL && strcmp (text, label) == 0)
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
click (gpointer from, const char *label)
{
  GtkWidget *button = find_button (GTK_WIDGET (from), label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static const AssayScenario *
scenario (Fixture *self, guint index)
{
  const AssayScenarios *set = assay_scenario_editor_get_scenarios (self->editor);

  g_assert_cmpuint (index, <, set->scenarios->len);
  return set->scenarios->pdata[index];
}

static const AssayScenarioShock *
shock (Fixture *self, guint index, guint which)
{
  g_assert_cmpuint (which, <, scenario (self, index)->shocks->len);
  return &g_array_index (scenario (self, index)->shocks, AssayScenarioShock, which);
}

static guint
n_scenarios (Fixture *self)
{
  return assay_scenario_editor_get_scenarios (self->editor)->scenarios->len;
}

enum { NAME, SEVERITY, LEVELS };

static GtkEditable *
field (Fixture *self, guint index, guint which)
{
  return GTK_EDITABLE (nth (assay_scenario_editor_get_row (self->editor, index), ADW_TYPE_ENTRY_ROW, which));
}

static GtkEditable *
amount (Fixture *self, guint index, guint which)
{
  return GTK_EDITABLE (nth (nth (assay_scenario_editor_get_row (self->editor, index), ASSAY_TYPE_SHOCK_ROW, which), GTK_TYPE_ENTRY, 0));
}

static GtkDropDown *
drop_down (Fixture *self, guint index, guint which, guint n)
{
  return GTK_DROP_DOWN (nth (nth (assay_scenario_editor_get_row (self->editor, index), ASSAY_TYPE_SHOCK_ROW, which), GTK_TYPE_DROP_DOWN, n));
}

static gboolean
has_error (gpointer widget)
{
  return gtk_widget_has_css_class (GTK_WIDGET (widget), "error");
}

static void
act (Fixture *self, guint index, const char *action)
{
  g_assert_true (gtk_widget_activate_action (assay_scenario_editor_get_row (self->editor, index), action, NULL));
}

/* ---- tests ---- */

static void
test_add_and_name (Fixture *self, gconstpointer data)
{
  click (self->editor, "_Add Scenario");
  g_assert_cmpuint (n_scenarios (self), ==, 1);
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (assay_scenario_editor_get_row (self->editor, 0))));
  gtk_editable_set_text (field (self, 0, NAME), "Recession & more");
  g_assert_cmpstr (scenario (self, 0)->name, ==, "Recession & more");
  gtk_editable_set_text (field (self, 0, NAME), "  ");
  g_assert_true (has_error (field (self, 0, NAME)));
  g_assert_cmpstr (scenario (self, 0)->name, ==, "Recession & more");
  gtk_editable_set_text (field (self, 0, NAME), "Recession");
  g_assert_false (has_error (field (self, 0, NAME)));
  gtk_editable_set_text (field (self, 0, SEVERITY), "severe");
  g_assert_cmpstr (scenario (self, 0)->severity, ==, "severe");

  /* the second of a name is refused */
  click (self->editor, "_Add Scenario");
  gtk_editable_set_text (field (self, 1, NAME), "Recession");
  g_assert_true (has_error (field (self, 1, NAME)));
  g_assert_cmpstr (scenario (self, 1)->name, !=, "Recession");
}

static void
test_levels (Fixture *self, gconstpointer data)
{
  static const struct { const char *text, *read; } cases[] = {
    { "mild 0.5; severe 2", "mild 0.5; severe 2" },
    { " once in ten years 1.5 ;", "once in ten years 1.5" },
    { "mild", NULL }, { "mild x", NULL }, { "mild 1; mild 2", NULL }, { "mild 1e999", NULL }, { "", "" },
  };

  click (self->editor, "_Add Scenario");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *after = NULL;

      gtk_editable_set_text (field (self, 0, LEVELS), cases[i].text);
      after = assay_levels_to_text (scenario (self, 0));
      /* a text that is set comes after none at all, which was taken */
      g_assert_cmpstr (after, ==, cases[i].read != NULL ? cases[i].read : "");
      g_assert_true (has_error (field (self, 0, LEVELS)) == (cases[i].read == NULL));
    }
}

static void
test_shocks (Fixture *self, gconstpointer data)
{
  const guint clage = (guint) assay_portfolio_find_input (portfolio, "CLAGE"), job = (guint) assay_portfolio_find_input (portfolio, "Job");

  click (self->editor, "_Add Scenario");
  gtk_drop_down_set_selected (drop_down (self, 0, 0, 0), clage);
  g_assert_cmpstr (shock (self, 0, 0)->input, ==, "CLAGE");
  gtk_drop_down_set_selected (drop_down (self, 0, 0, 1), ASSAY_SHOCK_RELATIVE);
  g_assert_cmpint (shock (self, 0, 0)->kind, ==, ASSAY_SHOCK_RELATIVE);
  gtk_editable_set_text (amount (self, 0, 0), "\u221212.5 %");
  g_assert_cmpfloat_with_epsilon (shock (self, 0, 0)->amount, -0.125, 1e-12);
  gtk_editable_set_text (amount (self, 0, 0), "much");
  g_assert_true (has_error (amount (self, 0, 0)));
  g_assert_cmpfloat_with_epsilon (shock (self, 0, 0)->amount, -0.125, 1e-12);
  gtk_drop_down_set_selected (drop_down (self, 0, 0, 1), ASSAY_SHOCK_PERCENTILE);
  g_assert_false (has_error (amount (self, 0, 0)));
  gtk_editable_set_text (amount (self, 0, 0), "101");
  g_assert_true (has_error (amount (self, 0, 0)));
  g_assert_cmpfloat (shock (self, 0, 0)->amount, ==, 95);

  /* words are chosen; nothing is moved twice */
  click (assay_scenario_editor_get_row (self->editor, 0), "Add S_hock");
  g_assert_cmpuint (scenario (self, 0)->shocks->len, ==, 2);
  gtk_drop_down_set_selected (drop_down (self, 0, 1, 0), job);
  g_assert_cmpstr (shock (self, 0, 1)->input, ==, "Job");
  g_assert_nonnull (shock (self, 0, 1)->word);
  gtk_drop_down_set_selected (drop_down (self, 0, 1, 0), clage);
  g_assert_cmpstr (shock (self, 0, 1)->input, ==, "Job");
}

static void
test_outcome (Fixture *self, gconstpointer data)
{
  const AssayShock moved = { (guint) assay_portfolio_find_input (portfolio, "DEBTINC"), ASSAY_SHOCK_SD, 1.5 };
  const guint mean = (guint) assay_portfolio_find_measure (portfolio, "mean");
  const AssayStressOutcome *outcome;
  double value;

  click (self->editor, "_Add Scenario");
  gtk_drop_down_set_selected (drop_down (self, 0, 0, 0), moved.input);
  gtk_editable_set_text (amount (self, 0, 0), "1.5");
  settle (self);
  outcome = assay_scenario_row_get_outcome (ASSAY_SCENARIO_ROW (assay_scenario_editor_get_row (self->editor, 0)));
  g_assert_nonnull (outcome);
  g_assert_true (assay_portfolio_measure_one (portfolio, &moved, 1, mean, 1, NULL, &value, NULL));
  g_assert_cmpfloat (assay_stress_outcome_get_joint (outcome, 0, mean), ==, value);
  for (guint i = 0; i < assay_portfolio_get_n_measures (portfolio); i++)
    assay_scenario_editor_set_measure (self->editor, i);
}

static GtkWidget *
find_label (GtkWidget *from, const char *text)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (from) && strcmp (gtk_label_get_text (GTK_LABEL (from)), text) == 0)
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);
  return found;
}

static void
on_run (guint *n, const char *text)
{
  (*n)++;
}

/* What stands in a field and was not taken is not run without it; a number that is computed anew is not shown meanwhile. */
static void
test_not_taken (Fixture *self, gconstpointer data)
{
  GtkWidget *row;
  guint n = 0;

  g_signal_connect_swapped (self->editor, "run", G_CALLBACK (on_run), &n);
  assay_scenario_editor_set_can_run (self->editor, TRUE);
  click (self->editor, "_Add Scenario");
  settle (self);
  row = assay_scenario_editor_get_row (self->editor, 0);
  g_assert_null (find_label (row, "…"));
  gtk_editable_set_text (amount (self, 0, 0), "2");
  g_assert_nonnull (find_label (row, "…"));
  settle (self);
  g_assert_null (find_label (row, "…"));
  gtk_editable_set_text (amount (self, 0, 0), "2x");
  click (self->editor, "_Run Scenarios");
  g_assert_cmpuint (n, ==, 0);
  gtk_editable_set_text (amount (self, 0, 0), "3");
  click (self->editor, "_Run Scenarios");
  g_assert_cmpuint (n, ==, 1);
}

/* All keystrokes in one field are one step; undo leads back to nothing, and redo to all. */
static void
test_undo (Fixture *self, gconstpointer data)
{
  g_autofree char *all = NULL, *again = NULL;
  guint n_steps = 0;

  click (self->editor, "_Add Scenario");
  gtk_editable_set_text (amount (self, 0, 0), "2");
  gtk_editable_set_text (amount (self, 0, 0), "2.5");
  gtk_editable_set_text (amount (self, 0, 0), "2.55");
  act (self, 0, "scenario.duplicate");
  g_assert_cmpuint (n_scenarios (self), ==, 2);
  gtk_editable_set_text (field (self, 0, NAME), "First");
  act (self, 0, "scenario.down");
  g_assert_cmpstr (scenario (self, 1)->name, ==, "First");
  act (self, 0, "scenario.delete");
  g_assert_cmpuint (n_scenarios (self), ==, 1);
  all = assay_scenarios_to_json (assay_scenario_editor_get_scenarios (self->editor));
  while (assay_undo_can_undo (self->undo))
    {
      assay_undo_undo (self->undo);
      n_steps++;
    }
  g_assert_cmpuint (n_steps, ==, 6);      /* add, amount, duplicate, name, move, delete */
  g_assert_cmpuint (n_scenarios (self), ==, 0);
  while (assay_undo_can_redo (self->undo))
    assay_undo_redo (self->undo);
  again = assay_scenarios_to_json (assay_scenario_editor_get_scenarios (self->editor));
  g_assert_cmpstr (all, ==, again);
  g_assert_nonnull (assay_scenario_editor_get_row (self->editor, 0));
  g_assert_null (assay_scenario_editor_get_row (self->editor, 1));
}

/* Whoever leaves at once finds it again. */
static void
test_kept (Fixture *self, gconstpointer data)
{
  click (self->editor, "_Add Scenario");
  gtk_editable_set_text (field (self, 0, NAME), "Kept");
  close_editor (self);
  open_editor (self);
  g_assert_cmpuint (n_scenarios (self), ==, 1);
  g_assert_cmpstr (scenario (self, 0)->name, ==, "Kept");
}

static void
test_files (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->parent, "set.json", NULL), *bad = g_build_filename (self->parent, "bad.json", NULL);
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr(GError) error = NULL;

  click (self->editor, "_Use Standard Set");
  settle (self);
  g_assert_cmpuint (n_scenarios (self), >=, 3);
  before = assay_scenarios_to_json (assay_scenario_editor_get_scenarios (self->editor));
  g_assert_true (assay_scenario_editor_save_file (self->editor, path, &error));
  act (self, 0, "scenario.delete");
  g_assert_true (g_file_set_contents (bad, "{\"schema\": \"assay-scenarios/1\", \"scenarios\": [{\"name\": 3}]}", -1, NULL));
  g_assert_false (assay_scenario_editor_open_file (self->editor, bad, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_true (assay_scenario_editor_open_file (self->editor, path, &error));
  g_assert_no_error (error);
  after = assay_scenarios_to_json (assay_scenario_editor_get_scenarios (self->editor));
  g_assert_cmpstr (before, ==, after);
}

/* A file of another model opens; what does not fit says so, and the rest can be edited. */
static void
test_of_another_model (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->parent, "other.json", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "{\"schema\": \"assay-scenarios/1\", \"scenarios\": [{\"name\": \"A\", \"shocks\": [{\"input\": \"gdp\", \"add\": -2}]},"
                                            " {\"name\": \"B\", \"shocks\": [{\"input\": \"DEBTINC\", \"sd\": 1}]}]}", -1, NULL));
  g_assert_true (assay_scenario_editor_open_file (self->editor, path, &error));
  g_assert_no_error (error);
  settle (self);
  g_assert_null (assay_scenario_row_get_outcome (ASSAY_SCENARIO_ROW (assay_scenario_editor_get_row (self->editor, 0))));
  g_assert_nonnull (assay_scenario_row_get_outcome (ASSAY_SCENARIO_ROW (assay_scenario_editor_get_row (self->editor, 1))));
  assay_scenario_row_edit_name (ASSAY_SCENARIO_ROW (assay_scenario_editor_get_row (self->editor, 0)));
  assay_scenario_row_edit_name (ASSAY_SCENARIO_ROW (assay_scenario_editor_get_row (self->editor, 1)));
  gtk_editable_set_text (amount (self, 1, 0), "3");
  g_assert_cmpfloat (shock (self, 1, 0)->amount, ==, 3);
}

/* Many, while everything is being computed. */
static void
test_left_while_busy (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 30; i++)
    click (self->editor, "_Add Scenario");
  g_assert_cmpuint (n_scenarios (self), ==, 30);
  for (guint i = 0; i < 10; i++)
    act (self, 0, "scenario.delete");
}

static void
test_typed_numbers (void)
{
  static const struct { const char *text; double value; } cases[] = {
    { "1.5", 1.5 }, { " \u22121.5 ", -1.5 }, { "20 %", 20 }, { "20\u202f%", 20 }, { "1e3", 1000 }, { "", NAN }, { "1,5,5", NAN }, { "nan", NAN }, { "0x10", NAN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double value = NAN;

      g_assert_true (assay_typed_number_parse (cases[i].text, &value) == !isnan (cases[i].value));
      if (!isnan (cases[i].value))
        g_assert_cmpfloat (value, ==, cases[i].value);
    }
}

/* Typed where 7 stood. */
static void
check_spin (const char *text, double value)
{
  GtkWidget *spin = g_object_ref_sink (gtk_spin_button_new_with_range (0, 1e6, 0.1));

  assay_typed_number_watch (GTK_SPIN_BUTTON (spin));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 7);
  gtk_editable_set_text (GTK_EDITABLE (spin), text);
  gtk_spin_button_update (GTK_SPIN_BUTTON (spin));
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)), ==, value);
  g_object_unref (spin);
}

/* Where a comma parts decimals "1.500" is a thousand and a half to one and one and a half to another. */
static void
test_typed_in_german (void)
{
  static const struct { const char *text; double value; } cases[] = {
    { "1,5", 1.5 }, { "1.5", 1.5 }, { "0.125", 0.125 }, { "1.500", NAN }, { "\u2212250.000", NAN }, { "1.500,5", NAN }, { "1500", 1500 }, { "1.5000", 1.5 },
  };
  g_autofree char *before = g_strdup (setlocale (LC_NUMERIC, NULL));

  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL)
    {
      g_test_skip ("there is no German locale");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double value = NAN;

      g_assert_true (assay_typed_number_parse (cases[i].text, &value) == !isnan (cases[i].value));
      if (!isnan (cases[i].value))
        g_assert_cmpfloat (value, ==, cases[i].value);
    }
  check_spin ("1,5", 1.5);
  check_spin ("89.490", 7);
  setlocale (LC_NUMERIC, before);
}

/* ---- the page of a run ---- */

typedef struct { AssayProject *project; GtkWidget *window; AssayRunPage *page; AssayStressPanel *panel; } PageFixture;

static AssayWorkspace *run_workspace;      /* with one run, made once */
static AssayRun *run;

static void
set_up_page (PageFixture *self, gconstpointer data)
{
  self->project = assay_project_new (run_workspace);
  self->page = assay_run_page_new (self->project, run->id);
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1200, 800);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->page));
  gtk_window_present (GTK_WINDOW (self->window));
  WAIT_FOR (assay_run_page_is_ready (self->page));
  g_assert_true (assay_page_show_state (ASSAY_PAGE (self->page), "view", "sensitivity"));
  self->panel = ASSAY_STRESS_PANEL (nth (self->page, ASSAY_TYPE_STRESS_PANEL, 0));
  WAIT_FOR (assay_run_page_is_ready (self->page));
  g_assert_true (assay_page_show_state (ASSAY_PAGE (self->page), "inner", "stress"));
  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (self->panel)));
}

static void
tear_down_page (PageFixture *self, gconstpointer data)
{
  GtkWidget *page = GTK_WIDGET (self->page);

  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  gtk_window_destroy (GTK_WINDOW (self->window));
  WAIT_FOR (page == NULL);      /* nothing keeps it alive */
  g_object_unref (self->project);
}

/* The close answer to the limit that is set. */
static const AssayLimitAnswer *
wait_for_answer (PageFixture *self)
{
  AssayStressDial *dial = assay_stress_panel_get_dial (self->panel);
  const guint tick = g_timeout_add (20, on_tick, NULL);

  WAIT_FOR (assay_stress_dial_get_answer (dial) != NULL && !assay_stress_dial_is_busy (dial));
  g_source_remove (tick);
  g_assert_cmpfloat_with_epsilon (assay_stress_dial_get_answer (dial)->limit, assay_stress_dial_get_limit (dial), 1e-12);
  g_assert_false (assay_stress_dial_get_answer (dial)->is_quick);
  return assay_stress_dial_get_answer (dial);
}

static void
test_dial (PageFixture *self, gconstpointer data)
{
  AssayStressDial *dial = assay_stress_panel_get_dial (self->panel);
  const AssayLimitAnswer *answer = wait_for_answer (self);

  /* it begins worse than now */
  g_assert_cmpfloat (answer->limit, >, answer->base);
  g_assert_true (answer->move.is_crossed);
  g_assert_nonnull (strstr (assay_stress_dial_get_text (dial), "25.0"));
  assay_stress_dial_set_limit (dial, 0.3);
  assay_stress_dial_set_limit (dial, 0.31);
  assay_stress_dial_set_limit (dial, 0.15);
  answer = wait_for_answer (self);
  g_assert_false (answer->is_above);
  g_assert_cmpfloat (answer->move.value, <=, 0.15);
  g_assert_nonnull (strstr (assay_stress_dial_get_text (dial), "falls to"));
  g_assert_true (assay_stress_panel_set_measure (self->panel, "auc"));
  answer = wait_for_answer (self);
  g_assert_cmpfloat (answer->limit, <, answer->base);
  g_assert_nonnull (strstr (assay_stress_dial_get_text (dial), "AUC"));
  g_assert_false (assay_stress_panel_set_measure (self->panel, "expected-loss"));
}

/* As the run page's own test has it. */
static void
check_names (GtkWidget *widget)
{
  const gboolean needs = GTK_IS_BUTTON (widget) ? gtk_widget_get_focusable (widget) && gtk_button_get_icon_name (GTK_BUTTON (widget)) != NULL
                         : GTK_IS_DROP_DOWN (widget) || GTK_IS_SCALE (widget) || GTK_IS_SPIN_BUTTON (widget) || GTK_IS_ENTRY (widget) || ASSAY_IS_CHART_VIEW (widget);

  if (needs && !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    g_error ("a %s in a %s has no name", G_OBJECT_TYPE_NAME (widget), G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
  if (GTK_IS_DROP_DOWN (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_SPIN_BUTTON (widget) || ADW_IS_ENTRY_ROW (widget))
    return;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    check_names (child);
}

static void
test_names (PageFixture *self, gconstpointer data)
{
  wait_for_answer (self);
  click (self->panel, "_Add Scenario");
  WAIT_FOR (!assay_stress_panel_is_busy (self->panel));
  check_names (GTK_WIDGET (self->panel));
}

static void
on_run_plan (AssayStressPanel *panel, AssayPlan *plan, AssayPlan **kept)
{
  g_assert_null (*kept);
  *kept = assay_plan_copy (plan);
}

/* The set goes with the run, by no file that could be gone. */
static void
test_run_scenarios (PageFixture *self, gconstpointer data)
{
  g_autoptr(AssayPlan) plan = NULL;
  g_autofree char *text = NULL;
  gulong handler;

  /* the page itself would run it */
  g_signal_handlers_disconnect_matched (self->panel, G_SIGNAL_MATCH_ID, g_signal_lookup ("run", ASSAY_TYPE_STRESS_PANEL), 0, NULL, NULL, NULL);
  handler = g_signal_connect (self->panel, "run", G_CALLBACK (on_run_plan), &plan);
  wait_for_answer (self);
  click (self->panel, "_Use Standard Set");
  WAIT_FOR (!assay_stress_panel_is_busy (self->panel));
  text = assay_scenarios_to_json (assay_scenario_editor_get_scenarios (assay_stress_panel_get_editor (self->panel)));
  g_signal_emit_by_name (assay_stress_panel_get_editor (self->panel), "run", text);
  g_signal_handler_disconnect (self->panel, handler);
  g_assert_nonnull (plan);
  g_assert_cmpstr (plan->files[ASSAY_PLAN_SCENARIOS].text, ==, text);
  g_assert_false (g_path_is_absolute (plan->files[ASSAY_PLAN_SCENARIOS].path));
}

/* Of many rows some answer first; what stays is of all. */
static void
test_many_rows (void)
{
  g_autofree char *folder = g_dir_make_tmp ("assay-stress-XXXXXX", NULL);
  AssayWorkspace *workspace;
  AssayRun *of_many = scorecard_run_make (folder, 4, &workspace);
  GtkWidget *window = gtk_window_new (), *dial = assay_stress_dial_new ();
  g_autoptr(AssayRunPortfolio) owner = assay_run_portfolio_open (workspace, of_many, 0, NULL, NULL);
  const guint tick = g_timeout_add (20, on_tick, NULL);
  const double base = assay_portfolio_get_base (assay_run_portfolio_get (owner))[0];

  gtk_window_set_child (GTK_WINDOW (window), dial);
  assay_stress_dial_set_portfolio (ASSAY_STRESS_DIAL (dial), owner, 1);
  WAIT_FOR (assay_stress_dial_get_answer (ASSAY_STRESS_DIAL (dial)) != NULL);
  g_assert_cmpfloat (assay_stress_dial_get_answer (ASSAY_STRESS_DIAL (dial))->base, !=, base);
  assay_stress_dial_set_limit (ASSAY_STRESS_DIAL (dial), 0.3);
  WAIT_FOR (!assay_stress_dial_is_busy (ASSAY_STRESS_DIAL (dial)));
  g_assert_cmpfloat (assay_stress_dial_get_answer (ASSAY_STRESS_DIAL (dial))->base, ==, base);
  g_assert_cmpfloat_with_epsilon (assay_stress_dial_get_answer (ASSAY_STRESS_DIAL (dial))->limit, 0.3, 1e-12);
  g_assert_false (assay_stress_dial_get_answer (ASSAY_STRESS_DIAL (dial))->is_quick);
  g_source_remove (tick);
  gtk_window_destroy (GTK_WINDOW (window));
  assay_run_free (of_many);
  g_clear_pointer (&owner, assay_run_portfolio_unref);
  assay_workspace_unref (workspace);
  scorecard_run_remove (folder);
}

/* Who goes away while the rows are opened or searched leaves nothing behind. */
static void
test_left_while_opening (PageFixture *self, gconstpointer data)
{
  g_assert_true (assay_stress_panel_is_busy (self->panel));
}

static void
test_ranges (void)
{
  static const struct { AssayMetricUnit unit; gboolean more_is_worse; double base, low, high, first; } cases[] = {
    { ASSAY_METRIC_FRACTION, TRUE, 0.197, 0, 0.59, 0.25 }, { ASSAY_METRIC_FRACTION, TRUE, 0.0004, 0, 0.01, 0.0005 }, { ASSAY_METRIC_FRACTION, TRUE, 0.9, 0, 1, 0.95 },
    { ASSAY_METRIC_NUMBER, FALSE, 0.785, 0, 1, 0.71 }, { ASSAY_METRIC_VALUE, TRUE, 2974703.7, 0, 8900000, 3700000 }, { ASSAY_METRIC_VALUE, TRUE, 0, 0, 1, 0.1 },
    { ASSAY_METRIC_VALUE, TRUE, -5, -15, 0, -3.8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const AssayPortfolioMeasure measure = { .id = "x", .label = "X", .unit = cases[i].unit, .more_is_worse = cases[i].more_is_worse };
      const AssayDialRange range = assay_dial_range_for (&measure, cases[i].base);

      g_assert_cmpfloat_with_epsilon (range.first, cases[i].first, 1e-9 * fabs (cases[i].first) + 1e-12);
      g_assert_cmpfloat_with_epsilon (range.low, cases[i].low, 1e-9 * fabs (cases[i].low) + 1e-12);
      g_assert_cmpfloat_with_epsilon (range.high, cases[i].high, 1e-9 * fabs (cases[i].high) + 1e-12);
      g_assert_cmpfloat (range.step, >, 0);
      g_assert_cmpfloat ((range.high - range.low) / range.step, >=, 10);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  am_init ();
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();
  portfolio = make_portfolio ();
#define ADD(name, function) g_test_add ("/app/scenario-editor/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("add-and-name", test_add_and_name);
  ADD ("levels", test_levels);
  ADD ("shocks", test_shocks);
  ADD ("outcome", test_outcome);
  ADD ("not-taken", test_not_taken);
  ADD ("undo", test_undo);
  ADD ("kept", test_kept);
  ADD ("files", test_files);
  ADD ("of-another-model", test_of_another_model);
  ADD ("left-while-busy", test_left_while_busy);
#undef ADD
  g_test_add_func ("/app/measure-text/typed-numbers", test_typed_numbers);
  g_test_add_func ("/app/measure-text/typed-in-german", test_typed_in_german);
  g_test_add_func ("/app/stress-dial/ranges", test_ranges);
  g_test_add_func ("/app/stress-dial/many-rows", test_many_rows);
  folder = g_dir_make_tmp ("assay-stress-XXXXXX", NULL);
  run = scorecard_run_make (folder, 1, &run_workspace);
#define ADD(name, function) g_test_add ("/app/stress-panel/" name, PageFixture, NULL, set_up_page, function, tear_down_page)
  ADD ("dial", test_dial);
  ADD ("names", test_names);
  ADD ("run-scenarios", test_run_scenarios);
  ADD ("left-while-opening", test_left_while_opening);
#undef ADD
  status = g_test_run ();
  assay_run_free (run);
  assay_workspace_unref (run_workspace);
  scorecard_run_remove (folder);
  assay_portfolio_unref (portfolio);
  return status;
}
