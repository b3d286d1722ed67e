#include "app/stress-panel.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "analysis/sensitivity/sensitivity-method.h"
#include "app/accessible-names.h"
#include "app/measure-text.h"
#include "app/page.h"
#include "charts/format.h"
#include "engine/run-portfolio.h"
#include "engine/sensitivity-plan.h"

#define MOST_ROWS 50000            /* more are sampled: answers are to come while one looks */

struct _AssayStressPanel
{
  GtkWidget parent_instance;
  GtkStack *states;
  GtkWidget *spinner, *failure, *measure, *now, *rows, *dial, *editor;
  AssayProject *project;
  AssayRunData *data;
  AssayRunPortfolio *portfolio;    /* NULL until it is opened */
  AssayPlan *plan;                 /* of a sensitivity run of the same */
  GCancellable *opening;
};

G_DEFINE_FINAL_TYPE (AssayStressPanel, assay_stress_panel, GTK_TYPE_WIDGET)

enum { RUN, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- opening ---- */

typedef struct { AssayWorkspace *workspace; AssayRunData *data; } Order;
typedef struct { AssayRunPortfolio *portfolio; AssayPlan *plan; } Opened;

static void
order_free (gpointer data)
{
  Order *order = data;

  assay_workspace_unref (order->workspace);
  assay_run_data_unref (order->data);
  g_free (order);
}

static void
opened_free (gpointer data)
{
  Opened *opened = data;

  if (opened == NULL)
    return;
  g_clear_pointer (&opened->portfolio, assay_run_portfolio_unref);
  g_clear_pointer (&opened->plan, assay_plan_free);
  g_free (opened);
}

static void
open_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Order *order = task_data;
  const AssayRun *run = assay_run_data_get_run (order->data);
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  Opened *opened = g_new0 (Opened, 1);
  GError *error = NULL;

  opened->portfolio = assay_run_portfolio_open (order->workspace, run, MOST_ROWS, progress, &error);
  if (opened->portfolio != NULL)
    opened->plan = assay_plan_new_sensitivity_of (order->workspace, run, assay_run_data_get_result (order->data), 0, progress, &error);
  if (opened->plan != NULL)
    {
      g_task_return_pointer (task, opened, opened_free);
      return;
    }
  opened_free (opened);
  g_task_return_error (task, error);
}

static void
on_measure (AssayStressPanel *self)
{
  const guint index = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->measure));
  const AssayPortfolio *portfolio = self->portfolio != NULL ? assay_run_portfolio_get (self->portfolio) : NULL;
  g_autofree char *value = NULL, *text = NULL;

  if (portfolio == NULL || index >= assay_portfolio_get_n_measures (portfolio))
    return;
  value = assay_measure_format (assay_portfolio_get_measure (portfolio, index), assay_portfolio_get_base (portfolio)[index]);
  /* Translators: the value of a measure as things are */
  text = g_strdup_printf (_("now %s"), value);
  gtk_label_set_text (GTK_LABEL (self->now), text);
  assay_stress_dial_set_measure (ASSAY_STRESS_DIAL (self->dial), index);
  assay_scenario_editor_set_measure (ASSAY_SCENARIO_EDITOR (self->editor), index);
}

static void
fill_measures (AssayStressPanel *self, const AssayPortfolio *portfolio)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < assay_portfolio_get_n_measures (portfolio); i++)
    gtk_string_list_append (names, _(assay_portfolio_get_measure (portfolio, i)->label));
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->measure), G_LIST_MODEL (names));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->measure), 0);
  assay_name_drop_down (GTK_DROP_DOWN (self->measure), _("Measure"));
}

static void
describe_rows (AssayStressPanel *self, const AssayPortfolio *portfolio)
{
  const gsize n = assay_portfolio_get_n_rows (portfolio), all = assay_frame_get_n_rows (assay_run_portfolio_get_frame (self->portfolio));
  g_autofree char *some = assay_format_count ((double) n), *of = assay_format_count ((double) all);
  /* Translators: numbers of rows */
  g_autofree char *text = n < all ? g_strdup_printf (_("%s of %s rows"), some, of) : g_strdup_printf (g_dngettext (NULL, "%s row", "%s rows", n), some);

  gtk_label_set_text (GTK_LABEL (self->rows), text);
}

static void
show_failure (AssayStressPanel *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_status_page_set_description (ADW_STATUS_PAGE (self->failure), escaped);
  gtk_stack_set_visible_child_name (self->states, "failure");
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(AssayStressPanel) self = user_data;
  g_autoptr(GError) error = NULL;
  Opened *opened = g_task_propagate_pointer (G_TASK (result), &error);
  gboolean can_record;
  AssayPortfolio *portfolio;
  AssayArtifact *artifact;

  if (g_task_get_cancellable (G_TASK (result)) != self->opening)
    {
      opened_free (opened);
      return;
    }
  g_clear_object (&self->opening);
  if (opened == NULL)
    {
      show_failure (self, error->message);
      return;
    }
  self->portfolio = g_steal_pointer (&opened->portfolio);
  self->plan = g_steal_pointer (&opened->plan);
  opened_free (opened);
  portfolio = assay_run_portfolio_get (self->portfolio);
  artifact = assay_portfolio_get_model (portfolio)->artifact;
  can_record = !assay_workspace_is_read_only (assay_project_get_workspace (self->project));
  assay_scenario_editor_set_portfolio (ASSAY_SCENARIO_EDITOR (self->editor), portfolio, assay_project_get_workspace (self->project), assay_artifact_get_sha256 (artifact), 0);
  assay_stress_dial_set_portfolio (ASSAY_STRESS_DIAL (self->dial), self->portfolio, 0);
  assay_stress_dial_set_can_run (ASSAY_STRESS_DIAL (self->dial), can_record && assay_sensitivity_method_find ("reverse-stress") != NULL);
  assay_scenario_editor_set_can_run (ASSAY_SCENARIO_EDITOR (self->editor), can_record && assay_sensitivity_method_find ("scenario") != NULL);
  fill_measures (self, portfolio);
  describe_rows (self, portfolio);
  on_measure (self);
  gtk_stack_set_visible_child_name (self->states, "content");
  assay_page_came_later (GTK_WIDGET (self));
}

static void
open_portfolio (AssayStressPanel *self)
{
  g_autoptr(GTask) task = NULL;
  Order *order;

  if (self->portfolio != NULL || self->opening != NULL || self->project == NULL)
    return;
  gtk_stack_set_visible_child_name (self->states, "opening");
  self->opening = g_cancellable_new ();
  order = g_new (Order, 1);
  *order = (Order) { assay_workspace_ref (assay_project_get_workspace (self->project)), assay_run_data_ref (self->data) };
  task = g_task_new (NULL, self->opening, on_opened, g_object_ref (self));
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, open_in_thread);
}

/* ---- runs ---- */

/* Copies what both analyses can be told of the portfolio. */
static gboolean
copy_options (AssayPlan *to, const AssayPlan *from, GError **error)
{
  static const char *const names[] = { "target", "event", "outcome", "score-is", "weight", "lgd", "ead", "cutoff" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (assay_option_find (assay_options_get_table (to->options), names[i]) != NULL && assay_option_find (assay_options_get_table (from->options), names[i]) != NULL
        && assay_options_is_given (from->options, names[i]) && !assay_options_set (to->options, names[i], assay_options_get_text (from->options, names[i]), error))
      return FALSE;
  return TRUE;
}

/* A plan of this method on the measure that is looked at; (transfer full). */
static AssayPlan *
new_plan (AssayStressPanel *self, const char *method, GError **error)
{
  const AssayPortfolio *portfolio = assay_run_portfolio_get (self->portfolio);
  const guint index = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->measure));
  g_autoptr(AssayPlan) plan = assay_plan_copy (self->plan);

  if (!assay_options_set (plan->options, "method", method, error) || !copy_options (plan, assay_run_portfolio_get_plan (self->portfolio), error)
      || !assay_options_set (plan->options, "measure", assay_portfolio_get_measure (portfolio, index)->id, error))
    return NULL;
  return g_steal_pointer (&plan);
}

static void
show_message (AssayStressPanel *self, const char *text)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), ASSAY_TYPE_PAGE);

  if (page != NULL)
    assay_page_set_message (ASSAY_PAGE (page), text, NULL, NULL);
}

/* The text goes with the run, so that it can be made again wherever the workspace is. */
static void
on_run_scenarios (AssayStressPanel *self, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayPlan) plan = new_plan (self, "scenario", &error);

  if (plan == NULL)
    {
      show_message (self, error->message);
      return;
    }
  assay_plan_set_text (plan, ASSAY_PLAN_SCENARIOS, "scenarios", text);
  g_signal_emit (self, signals[RUN], 0, plan);
}

static void
on_run_limit (AssayStressPanel *self, const char *limit)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayPlan) plan = new_plan (self, "reverse-stress", &error);

  if (plan == NULL || !assay_options_set (plan->options, "limit", limit, &error))
    show_message (self, error->message);
  else
    g_signal_emit (self, signals[RUN], 0, plan);
}

/* ---- public ---- */

gboolean
assay_stress_panel_is_busy (AssayStressPanel *self)
{
  return self->opening != NULL || assay_stress_dial_is_busy (ASSAY_STRESS_DIAL (self->dial)) || assay_scenario_editor_is_busy (ASSAY_SCENARIO_EDITOR (self->editor));
}

AssayStressDial *
assay_stress_panel_get_dial (AssayStressPanel *self)
{
  return ASSAY_STRESS_DIAL (self->dial);
}

void
assay_stress_panel_set_width_class (AssayStressPanel *self, AssayWidthClass width_class)
{
  assay_stress_dial_set_width_class (ASSAY_STRESS_DIAL (self->dial), width_class);
}

AssayScenarioEditor *
assay_stress_panel_get_editor (AssayStressPanel *self)
{
  return ASSAY_SCENARIO_EDITOR (self->editor);
}

gboolean
assay_stress_panel_set_measure (AssayStressPanel *self, const char *id)
{
  const int index = self->portfolio != NULL ? assay_portfolio_find_measure (assay_run_portfolio_get (self->portfolio), id) : -1;

  if (index >= 0)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->measure), (guint) index);
  return index >= 0;
}

/* ---- class ---- */

static void
assay_stress_panel_dispose (GObject *object)
{
  AssayStressPanel *self = ASSAY_STRESS_PANEL (object);
  GtkWidget *child;

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->portfolio, assay_run_portfolio_unref);
  g_clear_pointer (&self->plan, assay_plan_free);
  g_clear_pointer (&self->data, assay_run_data_unref);
  g_clear_object (&self->project);
  G_OBJECT_CLASS (assay_stress_panel_parent_class)->dispose (object);
}

static void
assay_stress_panel_class_init (AssayStressPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (ASSAY_TYPE_SCENARIO_EDITOR);
  g_type_ensure (ASSAY_TYPE_STRESS_DIAL);
  G_OBJECT_CLASS (class)->dispose = assay_stress_panel_dispose;
  signals[RUN] = g_signal_new ("run", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/stress-panel.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, AssayStressPanel, name)
  CHILD (states); CHILD (spinner); CHILD (failure); CHILD (measure); CHILD (now); CHILD (rows); CHILD (dial); CHILD (editor);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, open_portfolio);
  gtk_widget_class_bind_template_callback (widget_class, on_measure);
  gtk_widget_class_bind_template_callback (widget_class, on_run_scenarios);
  gtk_widget_class_bind_template_callback (widget_class, on_run_limit);
}

static void
assay_stress_panel_init (AssayStressPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (open_portfolio), NULL);
}

GtkWidget *
assay_stress_panel_new (AssayProject *project, AssayRunData *data)
{
  AssayStressPanel *self = g_object_new (ASSAY_TYPE_STRESS_PANEL, NULL);

  self->project = g_object_ref (project);
  self->data = assay_run_data_ref (data);
  return GTK_WIDGET (self);
}
