#include "app/model-run-dialog.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "analysis/sensitivity/sensitivity-method.h"
#include "app/input-list.h"
#include "app/job-page.h"
#include "app/model-facts.h"
#include "app/option-row.h"
#include "app/ranges-row.h"
#include "app/ranges-window.h"
#include "app/run-history.h"
#include "app/settings.h"
#include "app/workspace-load.h"

struct _AssayModelRunDialog
{
  AdwWindow parent;
  AdwPreferencesGroup *kind_group, *inputs, *columns, *settings;
  AssayInputList *list;
  AdwComboRow *kind, *champion, *challenger, *dataset, *reference, *train;
  AdwEntryRow *title_row;
  AdwActionRow *kept_row, *no_data_row;
  GtkSwitch *no_data;
  AssayRangesRow *ranges, *scenarios;
  GtkLabel *match, *reason;
  GtkButton *run_button;
  AssayProject *project;
  AssayPlan *taken;              /* of the run whose settings are taken over, or NULL */
  gboolean seeks_dataset;        /* nobody has said which: the one that fits the model */
  gboolean leaves_out;           /* what has no row of its own here is not taken over */
  GPtrArray *analyses;           /* of AssayAnalysis that work with models */
  GArray *versions;              /* gint64: of the rows of the model lists */
  GPtrArray *option_rows;        /* one an option; its "holder" is what it stands in */
  GPtrArray *expanders;          /* of groups of settings */
  AssaySource *source;           /* of the chosen dataset, NULL while it loads */
  AssayTaskModel *model;         /* the chosen one, NULL while it loads or when there is none */
  GCancellable *loading, *reading;
};

G_DEFINE_FINAL_TYPE (AssayModelRunDialog, assay_model_run_dialog, ADW_TYPE_WINDOW)

/* ---- what is chosen ---- */

static const AssayAnalysis *
chosen_analysis (AssayModelRunDialog *self)
{
  return self->analyses->pdata[MIN (adw_combo_row_get_selected (self->kind), self->analyses->len - 1)];
}

/* 0: none, which is the first row where one may be left out. */
static gint64
chosen_version (AssayModelRunDialog *self, AdwComboRow *row)
{
  guint selected = adw_combo_row_get_selected (row);

  return selected == 0 || selected > self->versions->len ? 0 : g_array_index (self->versions, gint64, selected - 1);
}

static gint64
dataset_at (AssayModelRunDialog *self, guint position)
{
  g_autoptr(AssayDatasetItem) item = g_list_model_get_item (assay_project_get_datasets (self->project), position);

  return item != NULL ? assay_dataset_item_get (item)->id : 0;
}

static gint64
chosen_dataset (AssayModelRunDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->dataset);

  return selected != GTK_INVALID_LIST_POSITION ? dataset_at (self, selected) : 0;
}

static gint64
chosen_sample (AssayModelRunDialog *self, AdwComboRow *row)
{
  guint selected = adw_combo_row_get_selected (row);

  return gtk_widget_get_visible (GTK_WIDGET (row)) && selected > 0 && selected != GTK_INVALID_LIST_POSITION ? dataset_at (self, selected - 1) : 0;
}

/* The file of the run that is taken over stands behind the datasets. */
static gboolean
keeps_file (AssayModelRunDialog *self, AdwComboRow *row, AssayPlanFileRole role)
{
  return self->taken != NULL && self->taken->files[role].path != NULL && gtk_widget_get_visible (GTK_WIDGET (row))
         && adw_combo_row_get_selected (row) == g_list_model_get_n_items (assay_project_get_datasets (self->project)) + 1;
}

/* A run of a function, or of a model where ranges say all. */
static gboolean
lacks_data (AssayModelRunDialog *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->no_data_row)) && gtk_switch_get_active (self->no_data);
}

/* Scope, policy, seed, baseline and rules of the run that is taken over: they have no rows here, and are not dropped in silence.
 * NULL: there are none, or they are another analysis'. (transfer full) */
static char *
describe_kept (AssayModelRunDialog *self)
{
  static const AssayPlanFileRole roles[] = { ASSAY_PLAN_BASELINE, ASSAY_PLAN_RULES };
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  const AssayPlan *taken = self->taken;

  if (taken == NULL || taken->analysis != chosen_analysis (self) || self->leaves_out)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (taken->files[roles[i]].path != NULL)
      g_ptr_array_add (parts, g_path_get_basename (taken->files[roles[i]].path));
  for (guint i = 0; taken->where != NULL && taken->where[i] != NULL; i++)
    g_ptr_array_add (parts, g_strdup (taken->where[i]));
  if (taken->start != NULL)
    g_ptr_array_add (parts, g_strdup_printf (">= %s", taken->start));
  if (taken->end != NULL)
    g_ptr_array_add (parts, g_strdup_printf ("<= %s", taken->end));
  if (g_strcmp0 (taken->policy->name, "default") != 0)
    g_ptr_array_add (parts, g_strdup (taken->policy->name));
  if (taken->seed != 1)
    g_ptr_array_add (parts, g_strdup_printf (_("seed %" PRIu64), taken->seed));
  if (parts->len == 0)
    return NULL;
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static void
update_kept (AssayModelRunDialog *self)
{
  g_autofree char *text = describe_kept (self);

  adw_action_row_set_subtitle (self->kept_row, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->kept_row), text != NULL);
}

static void
on_leave_out (AssayModelRunDialog *self)
{
  self->leaves_out = TRUE;
  update_kept (self);
}

static void
update_reason (AssayModelRunDialog *self, const char *text)
{
  gboolean needs_model = chosen_analysis (self)->min_models > 0;
  const char *reason = text;

  if (reason == NULL && chosen_dataset (self) == 0 && !lacks_data (self))
    reason = _("There is no data yet: import a file first.");
  else if (reason == NULL && needs_model && chosen_version (self, self->champion) == 0)
    reason = self->versions->len > 0 ? _("Choose the model.") : _("There is no model yet: load one first.");
  gtk_label_set_text (self->reason, reason != NULL ? reason : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason), reason != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->run_button), reason == NULL || text != NULL);
}

static gboolean
say_match (AssayModelRunDialog *self)
{
  gboolean complete = TRUE;
  g_autofree char *text = NULL;

  if (self->model != NULL && self->source != NULL && !lacks_data (self))
    text = assay_model_facts_say_match (self->model, self->source->frame, &complete);
  gtk_label_set_text (self->match, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->match), text != NULL);
  return complete;
}

/* What has the names of the inputs needs no question. */
static void
update_match (AssayModelRunDialog *self)
{
  gboolean asks = !say_match (self) || (self->model != NULL && self->model->settings.bind != NULL);

  asks = asks && !lacks_data (self);
  gtk_widget_set_visible (GTK_WIDGET (self->inputs), asks);
  assay_input_list_set (self->list, asks ? self->model : NULL, asks && self->source != NULL ? self->source->frame : NULL);
}

/* ---- settings of the kind ---- */

static void
clear_options (AssayModelRunDialog *self)
{
  for (guint i = 0; i < self->option_rows->len; i++)
    {
      gpointer holder = g_object_get_data (self->option_rows->pdata[i], "holder");

      if (ADW_IS_EXPANDER_ROW (holder))
        adw_expander_row_remove (holder, self->option_rows->pdata[i]);
      else
        adw_preferences_group_remove (holder, self->option_rows->pdata[i]);
    }
  for (guint i = 0; i < self->expanders->len; i++)
    adw_preferences_group_remove (self->settings, self->expanders->pdata[i]);
  g_ptr_array_set_size (self->option_rows, 0);
  g_ptr_array_set_size (self->expanders, 0);
}

static AdwExpanderRow *
get_expander (AssayModelRunDialog *self, const char *group)
{
  const char *title = group != NULL ? group : N_("Settings");
  GtkWidget *row;

  for (guint i = 0; i < self->expanders->len; i++)
    if (g_strcmp0 (g_object_get_data (self->expanders->pdata[i], "group"), title) == 0)
      return self->expanders->pdata[i];
  row = adw_expander_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(title));
  g_object_set_data (G_OBJECT (row), "group", (gpointer) title);
  adw_preferences_group_add (self->settings, row);
  g_ptr_array_add (self->expanders, row);
  return ADW_EXPANDER_ROW (row);
}

static char **
column_names (const AssaySource *source)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; source != NULL && i < assay_frame_get_n_columns (source->frame); i++)
    g_strv_builder_add (names, assay_column_get_name (assay_frame_get_column (source->frame, i)));
  return g_strv_builder_end (names);
}

static const char *
taken_value (AssayModelRunDialog *self, const AssayOption *option)
{
  return self->taken != NULL && self->taken->analysis == chosen_analysis (self) ? assay_options_get_text (self->taken->options, option->name) : NULL;
}

static void
add_option (AssayModelRunDialog *self, const AssayOption *option, const char *const *names)
{
  GtkWidget *row = assay_option_is_column (option) ? assay_option_row_new_of_columns (option, names, taken_value (self, option))
                                                   : assay_option_row_new (option, taken_value (self, option));
  /* Which column is what comes first and stands open; all else is opened when it is wanted. */
  gboolean is_plain = g_strcmp0 (option->group, "Columns") == 0 && option->kind != ASSAY_OPTION_LIST;
  AdwPreferencesGroup *group = g_strcmp0 (option->group, "Columns") == 0 || assay_option_is_column (option) ? self->columns : self->settings;

  g_ptr_array_add (self->option_rows, row);
  if (is_plain)
    {
      g_object_set_data (G_OBJECT (row), "holder", self->columns);
      adw_preferences_group_add (self->columns, row);
      return;
    }
  if (ADW_IS_EXPANDER_ROW (row))      /* a list opens by itself; rows that open do not nest */
    {
      g_object_set_data (G_OBJECT (row), "holder", group);
      adw_preferences_group_add (group, row);
      return;
    }
  g_object_set_data (G_OBJECT (row), "holder", get_expander (self, option->group));
  adw_expander_row_add_row (get_expander (self, option->group), row);
}

static void
describe_expanders (AssayModelRunDialog *self)
{
  for (guint i = 0; i < self->expanders->len; i++)
    {
      g_autoptr(GPtrArray) labels = g_ptr_array_new ();
      g_autofree char *text = NULL;

      for (guint k = 0; k < self->option_rows->len; k++)
        if (g_object_get_data (self->option_rows->pdata[k], "holder") == self->expanders->pdata[i])
          g_ptr_array_add (labels, (gpointer) _(assay_option_row_get_option (self->option_rows->pdata[k])->label));
      g_ptr_array_add (labels, NULL);
      text = g_strjoinv (", ", (char **) labels->pdata);
      adw_expander_row_set_subtitle (self->expanders->pdata[i], text);
    }
}

/* A validation takes the column that the model predicts where nobody chooses another: the row says so. */
static void
show_target (AssayModelRunDialog *self)
{
  gboolean validates = g_str_equal (chosen_analysis (self)->id, "validate");
  const char *target = validates && self->model != NULL && chosen_version (self, self->champion) > 0 ? assay_artifact_get_target (self->model->artifact) : NULL;
  gboolean is_there = target != NULL && self->source != NULL && assay_frame_find (self->source->frame, target) != NULL;
  /* Translators: the name of a column */
  g_autofree char *text = is_there ? g_strdup_printf (_("%s, as the model says"), target) : NULL;

  for (guint i = 0; i < self->option_rows->len; i++)
    if (ADW_IS_COMBO_ROW (self->option_rows->pdata[i]) && g_str_equal (assay_option_row_get_option (self->option_rows->pdata[i])->name, "target"))
      assay_option_row_set_open (self->option_rows->pdata[i], text);
}

static gboolean
holds_any (AssayModelRunDialog *self, AdwPreferencesGroup *group)
{
  for (guint i = 0; i < self->option_rows->len; i++)
    if (g_object_get_data (self->option_rows->pdata[i], "holder") == group)
      return TRUE;
  return FALSE;
}

static void
show_options (AssayModelRunDialog *self)
{
  g_auto(GStrv) names = column_names (self->source);

  clear_options (self);
  for (const AssayOption *option = chosen_analysis (self)->options; option->name != NULL; option++)
    add_option (self, option, (const char *const *) names);
  describe_expanders (self);
  show_target (self);
  gtk_widget_set_visible (GTK_WIDGET (self->settings), holds_any (self, self->settings) || self->expanders->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->columns), holds_any (self, self->columns));
}

/* What the line says where no model is chosen. */
static void
name_no_model (AssayModelRunDialog *self)
{
  GtkStringList *models = GTK_STRING_LIST (adw_combo_row_get_model (self->champion));
  const char *text = chosen_analysis (self)->may_lack_data ? _("None, but a function") : _("Scores in the data");
  const guint selected = adw_combo_row_get_selected (self->champion);

  if (models == NULL || g_str_equal (gtk_string_list_get_string (models, 0), text))
    return;
  gtk_string_list_splice (models, 0, 1, (const char *const[]) { text, NULL });
  adw_combo_row_set_selected (self->champion, selected);
}

static void
on_no_data (AssayModelRunDialog *self)
{
  if (self->project == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->dataset), !lacks_data (self));
  update_match (self);
  update_reason (self, NULL);
}

static void
on_kind (AssayModelRunDialog *self)
{
  gboolean validates = g_str_equal (chosen_analysis (self)->id, "validate"), varies = g_str_equal (chosen_analysis (self)->id, "sensitivity");

  if (self->project == NULL)
    return;
  adw_preferences_group_set_description (self->kind_group, _(chosen_analysis (self)->summary));
  gtk_widget_set_visible (GTK_WIDGET (self->reference), validates);
  gtk_widget_set_visible (GTK_WIDGET (self->train), validates);
  gtk_widget_set_visible (GTK_WIDGET (self->challenger), chosen_analysis (self)->max_models > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->ranges), varies);
  gtk_widget_set_visible (GTK_WIDGET (self->scenarios), varies && assay_sensitivity_method_find ("scenario") != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->no_data_row), chosen_analysis (self)->may_lack_data);
  name_no_model (self);
  on_no_data (self);
  show_options (self);
  update_kept (self);
  update_reason (self, NULL);
}

/* ---- the model, for what it needs of the data ---- */

static const AssayPlanModel *
taken_choice (AssayModelRunDialog *self, gint64 version)
{
  GPtrArray *choices = self->taken != NULL ? self->taken->model_choices : NULL;

  for (guint i = 0; choices != NULL && i < choices->len; i++)
    if (((const AssayPlanModel *) choices->pdata[i])->version == version && version > 0)
      return choices->pdata[i];
  return NULL;
}

static void
on_found (GObject *object, GAsyncResult *result, gpointer user_data)
{
  AssayModelRunDialog *self = ASSAY_MODEL_RUN_DIALOG (object);
  gssize best = g_task_propagate_int (G_TASK (result), NULL);

  if (self->project == NULL || !self->seeks_dataset || best < 0)
    return;
  self->seeks_dataset = FALSE;      /* from here on the choice is the user's */
  adw_combo_row_set_selected (self->dataset, best);
}

static void
on_loaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  AssayModelRunDialog *self = ASSAY_MODEL_RUN_DIALOG (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayTaskModel) model = g_task_propagate_pointer (G_TASK (result), &error);
  const AssayPlanModel *taken;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->project == NULL)
    return;
  self->model = g_steal_pointer (&model);
  /* A run that is taken over was bound to its columns in its own way. */
  taken = self->model != NULL ? taken_choice (self, self->model->version) : NULL;
  if (taken != NULL && taken->has_settings)
    {
      assay_model_settings_clear (&self->model->settings);
      assay_model_settings_copy (&self->model->settings, &taken->settings);
    }
  update_match (self);
  show_target (self);
  if (self->model != NULL && self->seeks_dataset)
    assay_find_dataset (self, self->project, self->model, self->loading, on_found);
  if (error != NULL)
    update_reason (self, error->message);
}

static void
on_model (AssayModelRunDialog *self)
{
  if (self->project == NULL)
    return;
  assay_input_list_set (self->list, NULL, NULL);
  g_clear_pointer (&self->model, assay_task_model_unref);
  assay_load_model (self, self->project, chosen_version (self, self->champion), &self->loading, on_loaded);
  update_match (self);
  show_target (self);
  update_reason (self, NULL);
}

/* ---- the dataset ---- */

static void
on_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  AssayModelRunDialog *self = ASSAY_MODEL_RUN_DIALOG (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssaySource) source = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->project == NULL)
    return;
  assay_input_list_set (self->list, NULL, NULL);
  g_clear_pointer (&self->source, assay_source_free);
  self->source = g_steal_pointer (&source);
  show_options (self);
  update_match (self);
  update_reason (self, error != NULL ? error->message : NULL);
}

/* Whoever chooses one wants no other, whichever fits. */
static void
on_dataset (AssayModelRunDialog *self)
{
  self->seeks_dataset = FALSE;
  if (self->project != NULL)
    assay_load_dataset (self, self->project, chosen_dataset (self), &self->reading, on_read);
}

/* ---- Run ---- */

static void
keep_file (AssayPlan *plan, const AssayPlan *taken, AssayPlanFileRole role)
{
  const AssayPlanFile *file = &taken->files[role];

  assay_plan_set_file (plan, role, file->path, file->sha256, file->settings);
}

static void
take_kept (AssayModelRunDialog *self, AssayPlan *plan)
{
  g_autofree char *kept = describe_kept (self);

  if (keeps_file (self, self->reference, ASSAY_PLAN_REFERENCE))
    keep_file (plan, self->taken, ASSAY_PLAN_REFERENCE);
  if (keeps_file (self, self->train, ASSAY_PLAN_TRAIN))
    keep_file (plan, self->taken, ASSAY_PLAN_TRAIN);
  if (kept == NULL)
    return;
  keep_file (plan, self->taken, ASSAY_PLAN_BASELINE);
  keep_file (plan, self->taken, ASSAY_PLAN_RULES);
  plan->where = g_strdupv (self->taken->where);
  plan->start = g_strdup (self->taken->start);
  plan->end = g_strdup (self->taken->end);
  assay_roles_copy (&plan->roles, &self->taken->roles);
  assay_policy_free (plan->policy);
  plan->policy = assay_policy_copy (self->taken->policy);
  plan->seed = self->taken->seed;
}

static AssayPlan *
make_plan (AssayModelRunDialog *self, GError **error)
{
  g_autoptr(AssayPlan) plan = assay_plan_new (chosen_analysis (self));
  g_autofree char *title = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->title_row))));
  gint64 champion = chosen_version (self, self->champion);
  gint64 challenger = gtk_widget_get_visible (GTK_WIDGET (self->challenger)) ? chosen_version (self, self->challenger) : 0;

  if (!assay_option_rows_apply (self->option_rows, plan->options, error))
    return NULL;
  if (champion > 0)
    assay_plan_choose_model (plan, champion, self->model != NULL && self->model->version == champion ? &self->model->settings : NULL, NULL);
  if (challenger > 0 && challenger != champion)
    {
      const AssayPlanModel *taken = taken_choice (self, challenger);

      assay_plan_choose_model (plan, challenger, taken != NULL && taken->has_settings ? &taken->settings : NULL, NULL);
    }
  plan->has_no_champion = champion == 0 && !plan->analysis->may_lack_data;
  plan->lacks_data = lacks_data (self);
  if (gtk_widget_get_visible (GTK_WIDGET (self->ranges)))
    assay_ranges_row_apply (self->ranges, plan);
  if (gtk_widget_get_visible (GTK_WIDGET (self->scenarios)))
    assay_ranges_row_apply (self->scenarios, plan);
  plan->reference_dataset = chosen_sample (self, self->reference);
  plan->train_dataset = chosen_sample (self, self->train);
  take_kept (self, plan);
  plan->title = *title != '\0' ? g_steal_pointer (&title) : NULL;
  plan->n_threads = (guint) assay_settings_get_number (assay_settings_get_default (), "threads");
  return g_steal_pointer (&plan);
}

/* The field that is wrong is seen. */
static void
show_problem (AssayModelRunDialog *self)
{
  for (guint i = 0; i < self->option_rows->len; i++)
    if (gtk_widget_has_css_class (self->option_rows->pdata[i], "error") && ADW_IS_EXPANDER_ROW (g_object_get_data (self->option_rows->pdata[i], "holder")))
      adw_expander_row_set_expanded (g_object_get_data (self->option_rows->pdata[i], "holder"), TRUE);
}

static void
on_ranges (AssayModelRunDialog *self, const char *text)
{
  assay_ranges_row_set_text (self->ranges, text);
}

static void
on_edit_ranges (AssayModelRunDialog *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayPlan) plan = make_plan (self, &error);
  AssayRangesWindow *window;

  if (plan == NULL)
    {
      show_problem (self);
      update_reason (self, error->message);
      return;
    }
  update_reason (self, NULL);
  window = assay_ranges_window_present (GTK_WINDOW (self), plan, self->model, lacks_data (self) || self->source == NULL ? NULL : self->source->frame,
                                        assay_ranges_row_get_text (self->ranges));
  g_signal_connect_object (window, "applied", G_CALLBACK (on_ranges), self, G_CONNECT_SWAPPED);
}

static void
on_run (AssayModelRunDialog *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayPlan) plan = make_plan (self, &error);
  g_autofree char *place = NULL;

  if (plan == NULL)
    {
      show_problem (self);
      update_reason (self, error->message);
      return;
    }
  place = assay_job_page_place (assay_project_run (self->project, lacks_data (self) ? 0 : chosen_dataset (self), plan));
  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.open", "s", place);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* ---- the dialog ---- */

static void
fill_kinds (AssayModelRunDialog *self, const char *analysis)
{
  g_autoptr(GtkStringList) kinds = gtk_string_list_new (NULL);
  guint selected = 0;

  for (const AssayAnalysis *const *one = assay_analysis_list (); *one != NULL; one++)
    if ((*one)->max_models > 0)
      {
        if (g_strcmp0 ((*one)->id, analysis) == 0)
          selected = self->analyses->len;
        g_ptr_array_add (self->analyses, (gpointer) *one);
        gtk_string_list_append (kinds, _((*one)->title));
      }
  adw_combo_row_set_model (self->kind, G_LIST_MODEL (kinds));
  adw_combo_row_set_selected (self->kind, selected);
}

static guint
position_of (AssayModelRunDialog *self, gint64 version)
{
  for (guint i = 0; i < self->versions->len; i++)
    if (g_array_index (self->versions, gint64, i) == version)
      return i + 1;
  return 0;
}

static gboolean
is_of_function (AssayModelRunDialog *self)
{
  return self->taken != NULL && self->taken->analysis->may_lack_data && (self->taken->model_choices == NULL || self->taken->model_choices->len == 0);
}

static void
fill_models (AssayModelRunDialog *self, gint64 version)
{
  g_autoptr(GtkStringList) champions = gtk_string_list_new ((const char *const[]) { _("Scores in the data"), NULL });
  g_autoptr(GtkStringList) challengers = gtk_string_list_new ((const char *const[]) { _("None"), NULL });
  GListModel *models = assay_project_get_models (self->project);
  gint64 second = self->taken != NULL && self->taken->model_choices != NULL && self->taken->model_choices->len > 1
                    ? ((AssayPlanModel *) self->taken->model_choices->pdata[1])->version : 0;

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(AssayModelItem) item = g_list_model_get_item (models, i);
      const AssayModelVersion *one = assay_model_item_get (item);
      g_autofree char *name = g_strdup_printf ("%s — %s", one->name, one->version);

      g_array_append_val (self->versions, one->id);
      gtk_string_list_append (champions, name);
      gtk_string_list_append (challengers, name);
    }
  adw_combo_row_set_model (self->champion, G_LIST_MODEL (champions));
  adw_combo_row_set_model (self->challenger, G_LIST_MODEL (challengers));
  adw_combo_row_set_selected (self->champion, version > 0 ? position_of (self, version) : is_of_function (self) ? 0 : MIN (self->versions->len, 1));
  adw_combo_row_set_selected (self->challenger, position_of (self, second));
}

static void
fill_samples (AssayModelRunDialog *self, AdwComboRow *row, gint64 chosen, AssayPlanFileRole role)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new ((const char *const[]) { _("None"), NULL });
  GListModel *datasets = assay_project_get_datasets (self->project);
  guint selected = 0;

  for (guint i = 0; i < g_list_model_get_n_items (datasets); i++)
    {
      g_autoptr(AssayDatasetItem) item = g_list_model_get_item (datasets, i);

      gtk_string_list_append (names, assay_dataset_item_get (item)->name);
      if (assay_dataset_item_get (item)->id == chosen)
        selected = i + 1;
    }
  if (self->taken != NULL && self->taken->files[role].path != NULL)
    {
      g_autofree char *file = g_path_get_basename (self->taken->files[role].path);

      gtk_string_list_append (names, file);
      selected = g_list_model_get_n_items (G_LIST_MODEL (names)) - 1;
    }
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (row, selected);
}

/* Returns the run's dataset. */
static gint64
take_over (AssayModelRunDialog *self, gint64 id)
{
  GListModel *runs = assay_project_get_runs (self->project);

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++)
    {
      g_autoptr(AssayRunItem) item = g_list_model_get_item (runs, i);
      const AssayRun *run = assay_run_item_get (item);

      if (run->id != id)
        continue;
      self->taken = assay_plan_from_run (run, NULL);      /* one of a newer version is not taken over */
      return assay_run_history_find_dataset (run);
    }
  return 0;
}

AssayModelRunDialog *
assay_model_run_dialog_present (AssayProject *project, const char *analysis, gint64 version, gint64 dataset, gint64 run, GtkWindow *parent)
{
  AssayModelRunDialog *self = g_object_new (ASSAY_TYPE_MODEL_RUN_DIALOG, "transient-for", parent, NULL);
  gint64 taken_dataset;

  self->project = g_object_ref (project);
  taken_dataset = run > 0 ? take_over (self, run) : 0;
  if (self->taken != NULL && version == 0 && self->taken->model_choices != NULL && self->taken->model_choices->len > 0)
    version = ((AssayPlanModel *) self->taken->model_choices->pdata[0])->version;
  fill_kinds (self, self->taken != NULL && self->taken->analysis->max_models > 0 ? self->taken->analysis->id : analysis);
  fill_models (self, version);
  assay_dataset_row_fill (self->dataset, self->project, dataset > 0 ? dataset : taken_dataset);
  fill_samples (self, self->reference, self->taken != NULL ? self->taken->reference_dataset : 0, ASSAY_PLAN_REFERENCE);
  fill_samples (self, self->train, self->taken != NULL ? self->taken->train_dataset : 0, ASSAY_PLAN_TRAIN);
  if (self->taken != NULL)
    {
      gtk_switch_set_active (self->no_data, self->taken->lacks_data);
      assay_ranges_row_take_over (self->ranges, self->taken);
      assay_ranges_row_take_over (self->scenarios, self->taken);
    }
  on_kind (self);
  on_dataset (self);
  self->seeks_dataset = dataset == 0 && taken_dataset == 0;
  on_model (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->run_button));
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

static void
assay_model_run_dialog_dispose (GObject *object)
{
  AssayModelRunDialog *self = ASSAY_MODEL_RUN_DIALOG (object);

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->loading);
  g_clear_object (&self->reading);
  if (self->list != NULL)
    assay_input_list_set (self->list, NULL, NULL);
  self->list = NULL;
  g_clear_pointer (&self->taken, assay_plan_free);
  g_clear_pointer (&self->source, assay_source_free);
  g_clear_pointer (&self->model, assay_task_model_unref);
  g_clear_pointer (&self->analyses, g_ptr_array_unref);
  g_clear_pointer (&self->versions, g_array_unref);
  g_clear_pointer (&self->option_rows, g_ptr_array_unref);
  g_clear_pointer (&self->expanders, g_ptr_array_unref);
  g_clear_object (&self->project);
  G_OBJECT_CLASS (assay_model_run_dialog_parent_class)->dispose (object);
}

static void
assay_model_run_dialog_class_init (AssayModelRunDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_model_run_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/model-run-dialog.ui");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, kind_group);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, inputs);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, list);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, columns);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, settings);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, kind);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, champion);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, challenger);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, dataset);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, reference);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, train);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, title_row);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, kept_row);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, no_data_row);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, no_data);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, ranges);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, scenarios);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, match);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, reason);
  gtk_widget_class_bind_template_child (widget_class, AssayModelRunDialog, run_button);
  gtk_widget_class_bind_template_callback (widget_class, on_kind);
  gtk_widget_class_bind_template_callback (widget_class, on_model);
  gtk_widget_class_bind_template_callback (widget_class, on_dataset);
  gtk_widget_class_bind_template_callback (widget_class, on_run);
  gtk_widget_class_bind_template_callback (widget_class, on_leave_out);
  gtk_widget_class_bind_template_callback (widget_class, on_no_data);
  gtk_widget_class_bind_template_callback (widget_class, on_edit_ranges);
  gtk_widget_class_bind_template_callback (widget_class, say_match);
}

static void
assay_model_run_dialog_init (AssayModelRunDialog *self)
{
  g_type_ensure (ASSAY_TYPE_INPUT_LIST);
  g_type_ensure (ASSAY_TYPE_RANGES_ROW);
  self->analyses = g_ptr_array_new ();
  self->versions = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->option_rows = g_ptr_array_new ();
  self->expanders = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  assay_ranges_row_set_scenarios (self->scenarios);
}
