/* What If on the loans of the sample: what is moved is what is answered, taken back and written down. */
#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "app/what-if-panel.h"
#include "app/what-if-slider.h"
#include "app/what-if-state.h"
#include "engine/model-source.h"
#include "engine/source.h"
#include "math/init.h"

typedef struct
{
  AssayTaskModel *model;
  AssaySource *source;
  AssayWhatIf *what_if;
  GtkWidget *window;
  AssayWhatIfPanel *panel;
  AssayUndo *undo;
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

static void
settle (Fixture *self)
{
  WAIT_FOR (!assay_what_if_panel_is_busy (self->panel));
}

static void
set_up (Fixture *self, gconstpointer name)
{
  g_autofree char *data = g_test_build_filename (G_TEST_DIST, "..", "data", "sample", "home-equity.csv", NULL);
  g_autofree char *model = g_test_build_filename (G_TEST_DIST, "..", "data", "sample", name, NULL);
  AssayPortfolioChoice choice = { .target = "Default", .event = "1", .cutoff = NAN };
  AssayReadOptions options;
  g_autoptr(GError) error = NULL;

  self->model = assay_model_source_load (model, NULL, NULL, &error);
  g_assert_no_error (error);
  assay_read_options_init (&options);
  self->source = assay_source_load (data, &options, 1, NULL, NULL, &error);
  assay_read_options_clear (&options);
  g_assert_no_error (error);
  choice.model = self->model;
  choice.data = self->source->frame;
  self->what_if = assay_what_if_new (&choice, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  self->undo = assay_undo_new ();
  self->panel = ASSAY_WHAT_IF_PANEL (assay_what_if_panel_new_for (self->what_if));
  assay_what_if_panel_set_undo (self->panel, self->undo);
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1100, 700);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->panel));
  gtk_window_present (GTK_WINDOW (self->window));
  settle (self);
}

static void
tear_down (Fixture *self, gconstpointer name)
{
  GtkWidget *panel = GTK_WIDGET (self->panel);

  g_object_unref (self->undo);
  g_object_add_weak_pointer (G_OBJECT (panel), (gpointer *) &panel);
  gtk_window_destroy (GTK_WINDOW (self->window));
  WAIT_FOR (panel == NULL);                    /* nothing keeps it alive */
  assay_what_if_unref (self->what_if);
  assay_source_free (self->source);
  assay_task_model_unref (self->model);
}

static guint
find_input (Fixture *self, const char *name)
{
  return (guint) assay_portfolio_find_input (assay_what_if_get_portfolio (self->what_if), name);
}

/* All widgets of that type below `from`. */
static void
collect (GtkWidget *from, GType type, GPtrArray *found)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (from, type))
    g_ptr_array_add (found, from);
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect (child, type, found);
}

static gboolean
has_label (Fixture *self, const char *text)
{
  g_autoptr(GPtrArray) labels = g_ptr_array_new ();

  collect (GTK_WIDGET (self->panel), GTK_TYPE_LABEL, labels);
  for (guint i = 0; i < labels->len; i++)
    if (gtk_widget_get_mapped (labels->pdata[i]) && strcmp (gtk_label_get_text (labels->pdata[i]), text) == 0)
      return TRUE;
  return FALSE;
}

static void
test_case (Fixture *self, gconstpointer name)
{
  guint n = assay_what_if_get_n_inputs (self->what_if);
  g_autofree double *before = g_new (double, n), *after = g_new (double, n);
  g_autoptr(AssayCaseAnswer) expected = NULL;

  assay_what_if_panel_set_row (self->panel, 17);
  g_assert_true (assay_what_if_panel_move (self->panel, "DEBTINC", 41.5));
  g_assert_false (assay_what_if_panel_move (self->panel, "debtinc", 41.5));
  settle (self);
  g_assert_true (assay_what_if_read_row (self->what_if, 17, before));
  memcpy (after, before, n * sizeof *after);
  after[find_input (self, "DEBTINC")] = 41.5;
  expected = assay_what_if_try (self->what_if, before, after, NULL);
  g_assert_cmpfloat (assay_what_if_panel_get_case (self->panel)->before.score, ==, expected->before.score);
  g_assert_cmpfloat (assay_what_if_panel_get_case (self->panel)->after.score, ==, expected->after.score);
  g_assert_true (has_label (self, "What Would Have to Change"));
  /* a row that is not there changes nothing */
  assay_what_if_panel_set_row (self->panel, 123456);
  settle (self);
  g_assert_cmpfloat (assay_what_if_panel_get_case (self->panel)->after.score, ==, expected->after.score);
}

static void
test_portfolio (Fixture *self, gconstpointer name)
{
  AssayShock shock = { find_input (self, "DEBTINC"), ASSAY_SHOCK_SD, 0.7 };
  g_autoptr(AssayWhatIfAnswer) expected = NULL;
  int mean = assay_portfolio_find_measure (assay_what_if_get_portfolio (self->what_if), "mean");

  assay_what_if_panel_set_mode (self->panel, ASSAY_WHAT_IF_PORTFOLIO);
  for (int i = 1; i <= 7; i++)                 /* as a hand does: only the last counts */
    {
      assay_what_if_panel_move (self->panel, "DEBTINC", i / 10.0);
      g_main_context_iteration (NULL, FALSE);
    }
  settle (self);
  expected = assay_what_if_ask (self->what_if, &shock, 1, assay_what_if_get_cutoff (self->what_if, NULL), FALSE, NULL, NULL);
  g_assert_cmpuint (assay_what_if_panel_get_answer (self->panel)->n_asked, ==, expected->n_rows);
  g_assert_cmpfloat (assay_what_if_panel_get_answer (self->panel)->after[mean], ==, expected->after[mean]);
  g_assert_cmpfloat (assay_what_if_panel_get_answer (self->panel)->to_flagged, ==, expected->to_flagged);
  g_assert_cmpfloat (expected->to_flagged, >, 0);
  g_assert_true (has_label (self, "Portfolio PD"));
  gtk_widget_activate_action (GTK_WIDGET (self->panel), "what-if.reset", NULL);
  settle (self);
  g_assert_cmpfloat (assay_what_if_panel_get_answer (self->panel)->to_flagged, ==, 0);
}

static gboolean
can_undo (Fixture *self)
{
  return assay_undo_can_undo (self->undo);
}

static void
test_undo (Fixture *self, gconstpointer name)
{
  double before = assay_what_if_panel_get_case (self->panel)->before.score;

  assay_what_if_panel_move (self->panel, "Delinquencies", 1);
  assay_what_if_panel_move (self->panel, "Delinquencies", 2);
  assay_what_if_panel_move (self->panel, "Delinquencies", 3);
  WAIT_FOR (can_undo (self));
  settle (self);
  double after = assay_what_if_panel_get_case (self->panel)->after.score;
  g_assert_cmpfloat (after, >, before);
  assay_undo_undo (self->undo);
  settle (self);
  g_assert_cmpfloat (assay_what_if_panel_get_case (self->panel)->after.score, ==, before);
  g_assert_false (can_undo (self));            /* three moves of a hand are one step */
  assay_undo_redo (self->undo);
  settle (self);
  g_assert_cmpfloat (assay_what_if_panel_get_case (self->panel)->after.score, ==, after);
}

static void
test_scenario (Fixture *self, gconstpointer name)
{
  g_autofree char *folder = g_dir_make_tmp ("assay-what-if-XXXXXX", NULL), *path = g_build_filename (folder, "set.json", NULL), *text = NULL;
  guint job = find_input (self, "Job");
  g_autoptr(GError) error = NULL;
  gsize length;

  g_assert_null (assay_what_if_panel_make_scenario (self->panel, "nothing"));
  assay_what_if_panel_set_mode (self->panel, ASSAY_WHAT_IF_PORTFOLIO);
  assay_what_if_panel_show_state (self->panel, "percent");
  assay_what_if_panel_move (self->panel, "Value", -0.2);
  assay_what_if_panel_move (self->panel, "Job", 1);
  g_autoptr(AssayScenarios) made = assay_what_if_panel_make_scenario (self->panel, "Falling prices");
  g_assert_nonnull (made);
  g_assert_true (what_if_write_scenario (path, made, &error));
  g_assert_no_error (error);
  ((AssayScenario *) made->scenarios->pdata[0])->name[0] = 'B';
  g_assert_true (what_if_write_scenario (path, made, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  g_autoptr(AssayScenarios) read = assay_scenarios_from_json (text, length, path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->scenarios->len, ==, 2);
  const AssayScenario *first = read->scenarios->pdata[0];
  g_assert_cmpuint (first->shocks->len, ==, 2);
  for (guint i = 0; i < first->shocks->len; i++)
    {
      const AssayScenarioShock *shock = &g_array_index (first->shocks, AssayScenarioShock, i);

      if (strcmp (shock->input, "Job") == 0)
        g_assert_cmpstr (shock->word, ==, assay_what_if_get_input (self->what_if, job)->input->words[1]);
      else
        g_assert_cmpfloat (shock->amount, ==, -0.2);
    }
  settle (self);
  g_unlink (path);
  g_rmdir (folder);
}

/* Every slider says what it is, in both modes. */
static void
test_names (Fixture *self, gconstpointer name)
{
  g_autoptr(GPtrArray) scales = g_ptr_array_new (), spins = g_ptr_array_new ();

  collect (GTK_WIDGET (self->panel), GTK_TYPE_SCALE, scales);
  collect (GTK_WIDGET (self->panel), GTK_TYPE_SPIN_BUTTON, spins);
  g_assert_cmpuint (scales->len, ==, assay_what_if_get_n_inputs (self->what_if));
  for (guint i = 0; i < scales->len; i++)
    {
      GtkWidget *slider = gtk_widget_get_ancestor (scales->pdata[i], ASSAY_TYPE_WHAT_IF_SLIDER);
      g_autoptr(GPtrArray) labels = g_ptr_array_new ();

      collect (slider, GTK_TYPE_LABEL, labels);
      g_assert_null (gtk_test_accessible_check_property (scales->pdata[i], GTK_ACCESSIBLE_PROPERTY_LABEL, gtk_label_get_text (labels->pdata[0])));
    }
  g_assert_cmpuint (spins->len, >=, scales->len);
}

/* A number can be typed that is far from the data; it is said, and taken back alone. */
static void
test_slider (Fixture *self, gconstpointer name)
{
  const AssayWhatIfInput *input = assay_what_if_get_input (self->what_if, find_input (self, "DEBTINC"));
  g_autoptr(GtkWidget) widget = g_object_ref_sink (assay_what_if_slider_new (input));
  AssayWhatIfSlider *slider = ASSAY_WHAT_IF_SLIDER (widget);
  g_autoptr(GPtrArray) spins = g_ptr_array_new (), scales = g_ptr_array_new ();

  collect (widget, GTK_TYPE_SPIN_BUTTON, spins);
  collect (widget, GTK_TYPE_SCALE, scales);
  assay_what_if_slider_show_case (slider, 33.123456789, 33.123456789);
  g_assert_false (assay_what_if_slider_is_moved (slider));
  gtk_spin_button_update (spins->pdata[0]);    /* shows fewer digits, and takes none away */
  g_assert_cmpfloat (assay_what_if_slider_get_value (slider), ==, 33.123456789);
  gtk_spin_button_set_value (spins->pdata[0], 500);
  g_assert_cmpfloat (assay_what_if_slider_get_value (slider), ==, 500);
  g_assert_cmpfloat (gtk_range_get_value (scales->pdata[0]), ==, input->high);
  g_assert_true (gtk_widget_has_css_class (scales->pdata[0], "outside"));
  assay_what_if_slider_reset (slider);
  g_assert_cmpfloat (assay_what_if_slider_get_value (slider), ==, 33.123456789);
  g_assert_false (gtk_widget_has_css_class (scales->pdata[0], "outside"));
  assay_what_if_slider_show_shock (slider, ASSAY_SHOCK_RELATIVE, 0);
  gtk_range_set_value (scales->pdata[0], 12);
  g_assert_cmpfloat_with_epsilon (assay_what_if_slider_get_value (slider), 0.12, 1e-12);
}

int
main (int argc, char *argv[])
{
  am_init ();
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(name, function) g_test_add ("/app/what-if-panel/" name, Fixture, "home-equity-challenger.assay.json", set_up, function, tear_down)
  ADD ("case", test_case);
  ADD ("portfolio", test_portfolio);
  ADD ("undo", test_undo);
  ADD ("scenario", test_scenario);
  ADD ("names", test_names);
  ADD ("slider", test_slider);
  g_test_add ("/app/what-if-panel/scorecard", Fixture, "home-equity.assay.json", set_up, test_case, tear_down);
  return g_test_run ();
}
