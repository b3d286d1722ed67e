#include "app/scenario-editor.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/page.h"
#include "app/scenario-row.h"
#include "app/scenario-text.h"
#include "base/file-write.h"

#define MOST_FILE (16 << 20)       /* bytes */
#define SAVE_DELAY 400             /* ms after the last keystroke */

struct _AssayScenarioEditor
{
  GtkWidget parent_instance;
  GtkWidget *list, *empty, *buttons, *message, *spinner, *standard, *save, *run;
  AssayPortfolio *portfolio;
  AssayWorkspace *workspace;       /* NULL: nothing is kept */
  char *model;
  GtkStringList *inputs;
  guint n_threads, measure;
  AssayScenarios *set;
  GPtrArray *rows;                 /* of AssayScenarioRow, lent by the list, in the order of the set */
  GHashTable *stale;               /* of AssayScenarioRow: what their outcome says is not up to date */
  GCancellable *computing, *standardizing;
  AssayScenarioRow *computed;      /* whose outcome is on the way; only compared */
  AssayUndo *own_undo;
  guint compute_source;
  struct Step *last_step;          /* lent: the step that goes on while somebody types in one field */
  char *last_field;
  guint save_source;
  GThreadPool *writer;             /* one thread: drafts are written in their order */
};

G_DEFINE_FINAL_TYPE (AssayScenarioEditor, assay_scenario_editor, GTK_TYPE_WIDGET)

enum { RUN, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
set_message (AssayScenarioEditor *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->message), text != NULL ? text : "");
  gtk_widget_set_visible (self->message, text != NULL);
}

/* ---- keeping it ---- */

typedef struct { AssayWorkspace *workspace; char *model; AssayScenarios *set; } Draft;

static void
write_draft (gpointer data, gpointer user_data)
{
  Draft *draft = data;
  g_autoptr(GError) error = NULL;

  /* a workspace that can only be read keeps nothing, which is said when it is opened */
  if (!assay_scenario_draft_save (draft->workspace, draft->model, draft->set, &error) && !assay_workspace_is_read_only (draft->workspace))
    g_warning ("%s", error->message);
  assay_workspace_unref (draft->workspace);
  assay_scenarios_free (draft->set);
  g_free (draft->model);
  g_free (draft);
}

static void
write_now (AssayScenarioEditor *self)
{
  Draft *draft;

  g_clear_handle_id (&self->save_source, g_source_remove);
  if (self->workspace == NULL || self->model == NULL)
    return;
  draft = g_new (Draft, 1);
  *draft = (Draft) { assay_workspace_ref (self->workspace), g_strdup (self->model), assay_scenarios_copy (self->set) };
  g_thread_pool_push (self->writer, draft, NULL);
}

static gboolean
on_save_due (gpointer data)
{
  AssayScenarioEditor *self = data;

  self->save_source = 0;
  write_now (self);
  return G_SOURCE_REMOVE;
}

static void
save_soon (AssayScenarioEditor *self)
{
  g_clear_handle_id (&self->save_source, g_source_remove);
  self->save_source = g_timeout_add (SAVE_DELAY, on_save_due, self);
}

/* ---- computing: one scenario at a time, what was touched last first ---- */

typedef struct { AssayPortfolio *portfolio; AssayScenarios *alone; guint n_threads; AssayScenarioRow *row; } Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  assay_portfolio_unref (order->portfolio);
  assay_scenarios_free (order->alone);
  g_object_unref (order->row);
  g_free (order);
}

static void
compute_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Order *order = task_data;
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  GError *error = NULL;
  AssayStressOutcome *outcome = assay_stress_run_scenario (order->portfolio, order->alone->scenarios->pdata[0], order->n_threads, progress, &error);

  if (outcome != NULL)
    g_task_return_pointer (task, outcome, (GDestroyNotify) assay_stress_outcome_free);
  else
    g_task_return_error (task, error);
}

static void compute_next (AssayScenarioEditor *self);

static void
show_busy (AssayScenarioEditor *self)
{
  const gboolean is_busy = self->computing != NULL || self->standardizing != NULL;

  gtk_widget_set_visible (self->spinner, is_busy);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), is_busy);
}

static void
on_computed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(AssayScenarioEditor) self = user_data;
  const Order *order = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayStressOutcome) outcome = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->computing)
    return;                        /* it was edited since, and is on its way again */
  g_clear_object (&self->computing);
  self->computed = NULL;
  if (self->portfolio == NULL)
    return;
  g_hash_table_remove (self->stale, order->row);
  if (g_ptr_array_find (self->rows, order->row, NULL))
    assay_scenario_row_take_outcome (order->row, g_steal_pointer (&outcome), error != NULL ? error->message : NULL);
  compute_next (self);
}

static AssayScenarioRow *
find_stale (AssayScenarioEditor *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (g_hash_table_contains (self->stale, self->rows->pdata[i]))
      return self->rows->pdata[i];
  return NULL;
}

static void
compute_now (AssayScenarioEditor *self)
{
  AssayScenarioRow *row = self->computing == NULL ? find_stale (self) : NULL;
  g_autoptr(GTask) task = NULL;
  Order *order;

  if (row != NULL)
    {
      self->computing = g_cancellable_new ();
      self->computed = row;
      order = g_new (Order, 1);
      *order = (Order) { assay_portfolio_ref (self->portfolio), assay_scenario_dup_alone (assay_scenario_row_get_scenario (row)), self->n_threads, g_object_ref (row) };
      task = g_task_new (NULL, self->computing, on_computed, g_object_ref (self));
      g_task_set_task_data (task, order, order_free);
      g_task_run_in_thread (task, compute_in_thread);
    }
  show_busy (self);
}

static gboolean
on_compute_due (gpointer data)
{
  AssayScenarioEditor *self = data;

  self->compute_source = 0;
  compute_now (self);
  return G_SOURCE_REMOVE;
}

/* Not before whoever changes a row has finished. */
static void
compute_next (AssayScenarioEditor *self)
{
  if (self->compute_source == 0)
    self->compute_source = g_idle_add (on_compute_due, self);
}

/* The row's scenario has changed: what is under way for it is of no use any more. */
static void
want_outcome (AssayScenarioEditor *self, AssayScenarioRow *row)
{
  g_hash_table_add (self->stale, row);
  assay_scenario_row_wait_outcome (row);
  if (self->computing != NULL && self->computed == row)
    {
      g_cancellable_cancel (self->computing);
      g_clear_object (&self->computing);
      self->computed = NULL;
    }
  compute_next (self);
}

/* ---- rows ---- */

static char *on_try (AssayScenarioEditor *self, AssayScenarios *proposal, const char *field, AssayScenarioRow *row);
static void on_act (AssayScenarioEditor *self, const char *what, AssayScenarioRow *row);

static void
place_rows (AssayScenarioEditor *self)
{
  const gboolean has_any = self->rows->len > 0;

  for (guint i = 0; i < self->rows->len; i++)
    assay_scenario_row_set_place (self->rows->pdata[i], i, self->rows->len);
  gtk_widget_set_visible (self->list, has_any);
  gtk_widget_set_visible (self->empty, !has_any);
  gtk_widget_set_sensitive (self->save, has_any);
  gtk_widget_set_sensitive (self->run, has_any);
}

static AssayScenarioRow *
insert_row (AssayScenarioEditor *self, guint at, const AssayScenario *scenario)
{
  AssayScenarioRow *row = ASSAY_SCENARIO_ROW (assay_scenario_row_new (self->portfolio, self->inputs));

  assay_scenario_row_set_scenario (row, scenario);
  assay_scenario_row_set_measure (row, self->measure);
  g_signal_connect_object (row, "try", G_CALLBACK (on_try), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "act", G_CALLBACK (on_act), self, G_CONNECT_SWAPPED);
  gtk_list_box_insert (GTK_LIST_BOX (self->list), GTK_WIDGET (row), (int) at);
  g_ptr_array_insert (self->rows, (int) at, row);
  want_outcome (self, row);
  return row;
}

static void
remove_row (AssayScenarioEditor *self, guint at)
{
  g_autoptr(GtkWidget) row = g_object_ref (self->rows->pdata[at]);

  g_hash_table_remove (self->stale, row);
  if (self->computed == (gpointer) row && self->computing != NULL)
    {
      g_cancellable_cancel (self->computing);
      g_clear_object (&self->computing);
      self->computed = NULL;
    }
  g_ptr_array_remove_index (self->rows, at);
  gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  compute_next (self);
}

static gboolean
has_same_text (const AssayScenario *a, const AssayScenario *b)
{
  g_autoptr(AssayScenarios) x = assay_scenario_dup_alone (a), y = assay_scenario_dup_alone (b);
  g_autofree char *first = assay_scenarios_to_json (x), *second = assay_scenarios_to_json (y);

  return strcmp (first, second) == 0;
}

/* Rows as the set has them now: those that say the same stay as they are. */
static void
sync_rows (AssayScenarioEditor *self)
{
  const GPtrArray *scenarios = self->set->scenarios;

  while (self->rows->len > scenarios->len)
    remove_row (self, self->rows->len - 1);
  for (guint i = 0; i < self->rows->len; i++)
    if (!has_same_text (assay_scenario_row_get_scenario (self->rows->pdata[i]), scenarios->pdata[i]))
      {
        assay_scenario_row_set_scenario (self->rows->pdata[i], scenarios->pdata[i]);
        want_outcome (self, self->rows->pdata[i]);
      }
  for (guint i = self->rows->len; i < scenarios->len; i++)
    insert_row (self, i, scenarios->pdata[i]);
  place_rows (self);
}

/* ---- changing, and taking back ---- */

typedef struct Step { GWeakRef editor; AssayScenarios *before, *after; } Step;

static AssayUndo *
undo_of (AssayScenarioEditor *self)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), ASSAY_TYPE_PAGE);

  if (self->own_undo == NULL && page != NULL)
    return assay_page_get_undo (ASSAY_PAGE (page));
  if (self->own_undo == NULL)
    self->own_undo = assay_undo_new ();
  return self->own_undo;
}

static void
forget_step (AssayScenarioEditor *self)
{
  self->last_step = NULL;
  g_clear_pointer (&self->last_field, g_free);
}

static void
step_free (gpointer data)
{
  Step *step = data;
  g_autoptr(AssayScenarioEditor) self = g_weak_ref_get (&step->editor);

  if (self != NULL && self->last_step == step)
    forget_step (self);
  g_weak_ref_clear (&step->editor);
  assay_scenarios_free (step->before);
  assay_scenarios_free (step->after);
  g_free (step);
}

static void
take_set (AssayScenarioEditor *self, AssayScenarios *set)
{
  assay_scenarios_free (self->set);
  self->set = set;
  set_message (self, NULL);
  save_soon (self);
}

static gboolean
do_step (gboolean forward, gpointer data)
{
  Step *step = data;
  g_autoptr(AssayScenarioEditor) self = g_weak_ref_get (&step->editor);

  if (self == NULL || self->portfolio == NULL)
    return FALSE;
  forget_step (self);
  take_set (self, assay_scenarios_copy (forward ? step->after : step->before));
  sync_rows (self);
  return TRUE;
}

/* Takes the set. field: edits of the same one are one step; NULL: a step of its own. */
static void
change (AssayScenarioEditor *self, AssayScenarios *set, const char *label, const char *field)
{
  if (field != NULL && self->last_step != NULL && g_strcmp0 (self->last_field, field) == 0)
    {
      assay_scenarios_free (self->last_step->after);
      self->last_step->after = assay_scenarios_copy (set);
    }
  else
    {
      Step *step = g_new0 (Step, 1);

      g_weak_ref_init (&step->editor, self);
      step->before = assay_scenarios_copy (self->set);
      step->after = assay_scenarios_copy (set);
      forget_step (self);
      assay_undo_add (undo_of (self), label, do_step, step, step_free);
      self->last_step = step;
      self->last_field = g_strdup (field);
    }
  take_set (self, set);
}

/* The set with this scenario in place of that of the row. */
static AssayScenarios *
replace (AssayScenarioEditor *self, guint index, const AssayScenario *scenario)
{
  AssayScenarios *set = assay_scenarios_copy (self->set);

  assay_scenarios_remove (set, index);
  assay_scenarios_insert_copy (set, index, scenario, scenario->name);
  return set;
}

static char *
on_try (AssayScenarioEditor *self, AssayScenarios *proposal, const char *field, AssayScenarioRow *row)
{
  g_autoptr(AssayScenarios) set = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *key = NULL;
  guint index = 0;
  const gboolean only_words = strcmp (field, "name") == 0 || strcmp (field, "severity") == 0;

  if (self->portfolio == NULL || !g_ptr_array_find (self->rows, row, &index))
    return NULL;
  set = replace (self, index, proposal->scenarios->pdata[0]);
  /* another scenario of a file that fits this model only in part does not stand in the way */
  if (!assay_stress_check_scenarios (self->portfolio, proposal, &error) || !assay_scenarios_check (set, NULL, &error))
    return g_strdup (error->message);
  key = strcmp (field, "add") != 0 && strcmp (field, "remove") != 0 ? g_strdup_printf ("%u/%s", index, field) : NULL;
  change (self, g_steal_pointer (&set), _("Edit Scenario"), key);
  if (!only_words)
    want_outcome (self, row);
  return NULL;
}

static const char *
new_name (const char *what)
{
  return strcmp (what, "duplicate") == 0 ? _("Duplicate Scenario") : strcmp (what, "delete") == 0 ? _("Delete Scenario") : _("Move Scenario");
}

static void
focus_row (AssayScenarioEditor *self, guint index)
{
  if (self->rows->len > 0)
    gtk_widget_child_focus (self->rows->pdata[MIN (index, self->rows->len - 1)], GTK_DIR_TAB_FORWARD);
  else
    gtk_widget_child_focus (self->buttons, GTK_DIR_TAB_FORWARD);
}

static void
move_row (AssayScenarioEditor *self, guint from, guint to)
{
  g_autoptr(GtkWidget) row = g_object_ref (self->rows->pdata[from]);

  g_ptr_array_remove_index (self->rows, from);
  g_ptr_array_insert (self->rows, (int) to, row);
  gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  gtk_list_box_insert (GTK_LIST_BOX (self->list), row, (int) to);
}

static void
on_act (AssayScenarioEditor *self, const char *what, AssayScenarioRow *row)
{
  g_autoptr(AssayScenarioRow) held = g_object_ref (row);
  g_autoptr(AssayScenarios) set = NULL;
  guint index, to;

  if (self->portfolio == NULL || !g_ptr_array_find (self->rows, row, &index))
    return;
  set = assay_scenarios_copy (self->set);
  to = strcmp (what, "up") == 0 ? index - 1 : index + 1;
  if (strcmp (what, "delete") == 0)
    assay_scenarios_remove (set, index);
  else if (strcmp (what, "duplicate") == 0)
    {
      const AssayScenario *scenario = set->scenarios->pdata[index];
      g_autofree char *name = assay_scenarios_free_name (set, scenario->name);

      assay_scenarios_insert_copy (set, index + 1, scenario, name);
    }
  else if (to < self->rows->len)
    assay_scenarios_move (set, index, to);
  else
    return;
  change (self, g_steal_pointer (&set), new_name (what), NULL);
  if (strcmp (what, "delete") == 0)
    remove_row (self, index);
  else if (strcmp (what, "duplicate") == 0)
    insert_row (self, index + 1, self->set->scenarios->pdata[index + 1]);
  else
    move_row (self, index, to);
  place_rows (self);
  focus_row (self, strcmp (what, "delete") == 0 ? index : strcmp (what, "duplicate") == 0 ? index + 1 : to);
}

/* ---- buttons ---- */

static const AssaySensitivityInput *
first_number (AssayScenarioEditor *self)
{
  for (guint i = 0; i < assay_portfolio_get_n_inputs (self->portfolio); i++)
    if (assay_portfolio_get_input (self->portfolio, i)->words == NULL)
      return assay_portfolio_get_input (self->portfolio, i);
  return assay_portfolio_get_n_inputs (self->portfolio) > 0 ? assay_portfolio_get_input (self->portfolio, 0) : NULL;
}

static void
on_add (AssayScenarioEditor *self)
{
  const AssaySensitivityInput *input = self->portfolio != NULL ? first_number (self) : NULL;
  g_autoptr(AssayScenarios) set = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = NULL;
  AssayScenario *scenario;

  if (input == NULL)
    return;
  set = assay_scenarios_copy (self->set);
  name = assay_scenarios_free_name (set, _("New scenario"));
  scenario = assay_scenarios_add (set, name, NULL);
  if (input->words != NULL)
    assay_scenario_add_word (scenario, input->name, input->words[0]);
  else
    assay_scenario_add_shock (scenario, input->name, ASSAY_SHOCK_SD, 1);
  if (!assay_scenarios_check (set, NULL, &error))
    {
      set_message (self, error->message);
      return;
    }
  change (self, g_steal_pointer (&set), _("Add Scenario"), NULL);
  insert_row (self, self->rows->len, self->set->scenarios->pdata[self->set->scenarios->len - 1]);
  place_rows (self);
  assay_scenario_row_edit_name (self->rows->pdata[self->rows->len - 1]);
}

gboolean
assay_scenario_editor_set_scenarios (AssayScenarioEditor *self, const AssayScenarios *scenarios, GError **error)
{
  if (scenarios->scenarios->len > 0 && !assay_scenarios_check (scenarios, NULL, error))
    return FALSE;
  change (self, assay_scenarios_copy (scenarios), _("Replace Scenarios"), NULL);
  sync_rows (self);
  return TRUE;
}

typedef struct { AssayPortfolio *portfolio; guint measure, n_threads; } StandardOrder;

static void
standard_order_free (gpointer data)
{
  StandardOrder *order = data;

  assay_portfolio_unref (order->portfolio);
  g_free (order);
}

static void
standard_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const StandardOrder *order = task_data;
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  GError *error = NULL;
  AssayScenarios *set = assay_stress_make_standard (order->portfolio, order->measure, order->n_threads, progress, &error);

  if (set != NULL)
    g_task_return_pointer (task, set, (GDestroyNotify) assay_scenarios_free);
  else
    g_task_return_error (task, error);
}

static void
on_standard_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(AssayScenarioEditor) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayScenarios) set = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->portfolio == NULL || g_task_get_cancellable (G_TASK (result)) != self->standardizing)
    return;
  g_clear_object (&self->standardizing);
  gtk_widget_set_sensitive (self->standard, TRUE);
  show_busy (self);
  if (set == NULL || !assay_scenario_editor_set_scenarios (self, set, &error))
    set_message (self, error->message);
}

static void
on_standard (AssayScenarioEditor *self)
{
  g_autoptr(GTask) task = NULL;
  StandardOrder *order;

  if (self->portfolio == NULL || self->standardizing != NULL)
    return;
  self->standardizing = g_cancellable_new ();
  gtk_widget_set_sensitive (self->standard, FALSE);
  show_busy (self);
  order = g_new (StandardOrder, 1);
  *order = (StandardOrder) { assay_portfolio_ref (self->portfolio), self->measure, self->n_threads };
  task = g_task_new (NULL, self->standardizing, on_standard_made, g_object_ref (self));
  g_task_set_task_data (task, order, standard_order_free);
  g_task_run_in_thread (task, standard_in_thread);
}

static void
on_run (AssayScenarioEditor *self)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  const char *problem = NULL;

  if (self->set->scenarios->len == 0)
    return;
  /* what was typed and not taken is not what would be run */
  for (guint i = 0; i < self->rows->len && problem == NULL; i++)
    problem = assay_scenario_row_find_problem (self->rows->pdata[i]);
  if (problem != NULL)
    {
      set_message (self, problem);
      return;
    }
  if (!assay_stress_check_scenarios (self->portfolio, self->set, &error))
    {
      set_message (self, error->message);
      return;
    }
  text = assay_scenarios_to_json (self->set);
  g_signal_emit (self, signals[RUN], 0, text);
}

/* ---- files ---- */

gboolean
assay_scenario_editor_open_file (AssayScenarioEditor *self, const char *path, GError **error)
{
  g_autofree char *text = NULL, *name = g_path_get_basename (path);
  g_autoptr(AssayScenarios) set = NULL;
  GStatBuf status;
  gsize length;

  if (g_stat (path, &status) == 0 && status.st_size > MOST_FILE)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("“%s” is larger than any set of scenarios."), name);
      return FALSE;
    }
  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  set = assay_scenarios_from_json (text, length, name, error);
  return set != NULL && assay_scenario_editor_set_scenarios (self, set, error);
}

gboolean
assay_scenario_editor_save_file (AssayScenarioEditor *self, const char *path, GError **error)
{
  g_autofree char *text = NULL;

  if (!assay_scenarios_check (self->set, NULL, error))
    return FALSE;
  text = assay_scenarios_to_json (self->set);
  return assay_file_write_all (path, text, strlen (text), error);
}

static void
on_file_chosen (GtkNativeDialog *dialog, int response, AssayScenarioEditor *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  const gboolean saves = gtk_file_chooser_get_action (GTK_FILE_CHOOSER (dialog)) == GTK_FILE_CHOOSER_ACTION_SAVE;
  const char *path = file != NULL ? g_file_peek_path (file) : NULL;
  g_autoptr(GError) error = NULL;

  if (path != NULL && self->portfolio != NULL
      && !(saves ? assay_scenario_editor_save_file (self, path, &error) : assay_scenario_editor_open_file (self, path, &error)))
    set_message (self, error->message);
  g_object_unref (dialog);
}

static void
ask_file (AssayScenarioEditor *self, const char *title, GtkFileChooserAction action)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), action, NULL, NULL);
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _("Scenarios (JSON)"));
  gtk_file_filter_add_suffix (filter, "json");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  if (action == GTK_FILE_CHOOSER_ACTION_SAVE)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "scenarios.json");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_file_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_open (AssayScenarioEditor *self)
{
  ask_file (self, _("Open Scenarios"), GTK_FILE_CHOOSER_ACTION_OPEN);
}

static void
on_save (AssayScenarioEditor *self)
{
  ask_file (self, _("Save Scenarios"), GTK_FILE_CHOOSER_ACTION_SAVE);
}

/* ---- public ---- */

static void
load_draft (AssayScenarioEditor *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayScenarios) draft = self->workspace != NULL ? assay_scenario_draft_load (self->workspace, self->model, &error) : NULL;

  if (draft != NULL)
    {
      assay_scenarios_free (self->set);
      self->set = g_steal_pointer (&draft);
    }
  sync_rows (self);
  if (error != NULL)
    set_message (self, error->message);
}

void
assay_scenario_editor_set_portfolio (AssayScenarioEditor *self, AssayPortfolio *portfolio, AssayWorkspace *workspace, const char *model, guint n_threads)
{
  g_return_if_fail (self->portfolio == NULL);
  self->portfolio = assay_portfolio_ref (portfolio);
  self->workspace = workspace != NULL ? assay_workspace_ref (workspace) : NULL;
  self->model = g_strdup (model);
  self->n_threads = n_threads;
  for (guint i = 0; i < assay_portfolio_get_n_inputs (portfolio); i++)
    gtk_string_list_append (self->inputs, assay_portfolio_get_input (portfolio, i)->name);
  gtk_widget_set_sensitive (self->buttons, TRUE);
  load_draft (self);
}

void
assay_scenario_editor_set_measure (AssayScenarioEditor *self, guint measure)
{
  self->measure = measure;
  for (guint i = 0; i < self->rows->len; i++)
    assay_scenario_row_set_measure (self->rows->pdata[i], measure);
}

void
assay_scenario_editor_set_can_run (AssayScenarioEditor *self, gboolean can_run)
{
  gtk_widget_set_visible (self->run, can_run);
}

void
assay_scenario_editor_set_undo (AssayScenarioEditor *self, AssayUndo *undo)
{
  g_set_object (&self->own_undo, undo);
}

const AssayScenarios *
assay_scenario_editor_get_scenarios (AssayScenarioEditor *self)
{
  return self->set;
}

GtkWidget *
assay_scenario_editor_get_row (AssayScenarioEditor *self, guint index)
{
  return index < self->rows->len ? self->rows->pdata[index] : NULL;
}

gboolean
assay_scenario_editor_is_busy (AssayScenarioEditor *self)
{
  return self->computing != NULL || self->standardizing != NULL || self->save_source != 0 || self->compute_source != 0 || g_thread_pool_unprocessed (self->writer) > 0 || g_thread_pool_get_num_threads (self->writer) > 0;
}

/* ---- class ---- */

static void
stop (GCancellable **cancellable)
{
  if (*cancellable != NULL)
    g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
}

static void
assay_scenario_editor_dispose (GObject *object)
{
  AssayScenarioEditor *self = ASSAY_SCENARIO_EDITOR (object);
  GtkWidget *child;

  if (self->save_source != 0)
    write_now (self);
  g_clear_handle_id (&self->compute_source, g_source_remove);
  stop (&self->computing);
  stop (&self->standardizing);
  g_clear_pointer (&self->portfolio, assay_portfolio_unref);
  if (self->rows != NULL)
    g_ptr_array_set_size (self->rows, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (assay_scenario_editor_parent_class)->dispose (object);
}

static void
assay_scenario_editor_finalize (GObject *object)
{
  AssayScenarioEditor *self = ASSAY_SCENARIO_EDITOR (object);

  /* what waits is written first: it is small */
  g_thread_pool_free (self->writer, FALSE, TRUE);
  g_clear_pointer (&self->workspace, assay_workspace_unref);
  g_clear_object (&self->inputs);
  g_clear_object (&self->own_undo);
  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->stale);
  assay_scenarios_free (self->set);
  g_free (self->model);
  g_free (self->last_field);
  G_OBJECT_CLASS (assay_scenario_editor_parent_class)->finalize (object);
}

static void
assay_scenario_editor_class_init (AssayScenarioEditorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_scenario_editor_dispose;
  G_OBJECT_CLASS (class)->finalize = assay_scenario_editor_finalize;
  signals[RUN] = g_signal_new ("run", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/scenario-editor.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, AssayScenarioEditor, name)
  CHILD (list); CHILD (empty); CHILD (buttons); CHILD (message); CHILD (spinner); CHILD (standard); CHILD (save); CHILD (run);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, on_standard);
  gtk_widget_class_bind_template_callback (widget_class, on_open);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_run);
}

static void
assay_scenario_editor_init (AssayScenarioEditor *self)
{
  self->rows = g_ptr_array_new ();
  self->stale = g_hash_table_new (NULL, NULL);
  self->set = assay_scenarios_new ();
  self->inputs = gtk_string_list_new (NULL);
  self->writer = g_thread_pool_new (write_draft, NULL, 1, FALSE, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_sensitive (self->buttons, FALSE);
  place_rows (self);
}

GtkWidget *
assay_scenario_editor_new (void)
{
  return g_object_new (ASSAY_TYPE_SCENARIO_EDITOR, NULL);
}
