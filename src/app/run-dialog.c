#include "app/run-dialog.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/job-page.h"
#include "app/option-row.h"
#include "app/run-history.h"
#include "app/settings.h"
#include "app/workspace-load.h"
#include "app/when.h"
#include "charts/format.h"
#include "engine/estimate.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayRoles, assay_roles_clear)

struct _AssayRunDialog
{
  AdwWindow parent;
  AdwComboRow *kind, *dataset, *time, *value;
  AdwPreferencesGroup *kind_group, *groups;
  AdwEntryRow *title_row, *start, *end;
  AdwExpanderRow *series, *settings_row;
  GtkLabel *estimate, *reason;
  GtkButton *run_button;
  AssayProject *project;
  AssayPlan *taken;              /* of the run whose settings are taken over, or NULL */
  gint64 taken_dataset;          /* its dataset: only there its roles hold */
  AssaySource *source;           /* of the chosen dataset, NULL while it loads */
  GPtrArray *option_rows;        /* one an option of the analysis; where it stands is its "holder" */
  GPtrArray *group_rows;         /* what is in groups, for an analysis whose options have groups */
  GPtrArray *series_checks;      /* GtkCheckButton, one a column */
  gboolean series_known;         /* found with the other roles, or chosen; else the run finds them */
  GCancellable *loading;
  GCancellable *measuring;       /* NULL: nothing is measured now */
  char *measured;                /* what the last measurement was of, as text; NULL: none */
  char *waiting;                 /* what was there at the last look, to be measured when it has come to rest */
  guint look;                    /* source id */
};

#define LOOK 500                 /* milliseconds between looks at the settings */
#define BUDGET 2.5               /* seconds a measurement may take */

G_DEFINE_FINAL_TYPE (AssayRunDialog, assay_run_dialog, ADW_TYPE_WINDOW)

/* ---- what is chosen ---- */

static const AssayAnalysis *
chosen_analysis (AssayRunDialog *self)
{
  return assay_analysis_list ()[adw_combo_row_get_selected (self->kind)];
}

static const AssayDataset *
chosen_dataset (AssayRunDialog *self)
{
  AssayDatasetItem *item = adw_combo_row_get_selected_item (self->dataset);

  return item != NULL ? assay_dataset_item_get (item) : NULL;
}

static const char *
chosen_column (AdwComboRow *row)
{
  GtkStringObject *item = adw_combo_row_get_selected_item (row);

  return item != NULL ? gtk_string_object_get_string (item) : NULL;
}

/* What is the time or the value cannot be a key as well; its row is hidden. */
static gboolean
can_be_key (AssayRunDialog *self, gpointer check)
{
  const char *name = g_object_get_data (check, "assay-column");

  return g_strcmp0 (name, chosen_column (self->time)) != 0 && g_strcmp0 (name, chosen_column (self->value)) != 0;
}

static gboolean
is_key (AssayRunDialog *self, gpointer check)
{
  return can_be_key (self, check) && gtk_check_button_get_active (check);
}

static void
take_roles (AssayRunDialog *self, AssayRoles *roles)
{
  g_autoptr(GStrvBuilder) series = g_strv_builder_new ();

  for (guint i = 0; i < self->series_checks->len; i++)
    if (is_key (self, self->series_checks->pdata[i]))
      g_strv_builder_add (series, g_object_get_data (self->series_checks->pdata[i], "assay-column"));
  roles->time = g_strdup (chosen_column (self->time));
  roles->value = g_strdup (chosen_column (self->value));
  roles->series = g_strv_builder_end (series);
  if (roles->series[0] == NULL && !self->series_known)
    g_clear_pointer (&roles->series, g_strfreev);
}

/* ---- what can be run, and how long it takes ---- */

static const AssayRun *
last_run_of_kind (AssayRunDialog *self)
{
  GListModel *runs = assay_project_get_runs (self->project);

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++)
    {
      g_autoptr(AssayRunItem) item = g_list_model_get_item (runs, i);
      const AssayRun *run = assay_run_item_get (item);

      if (g_str_equal (run->analysis, chosen_analysis (self)->id))
        return run;
    }
  return NULL;
}

static gint64
rows_of_dataset (AssayRunDialog *self, gint64 id)
{
  GListModel *datasets = assay_project_get_datasets (self->project);

  for (guint i = 0; i < g_list_model_get_n_items (datasets); i++)
    {
      g_autoptr(AssayDatasetItem) item = g_list_model_get_item (datasets, i);

      if (assay_dataset_item_get (item)->id == id)
        return assay_dataset_item_get (item)->n_rows;
    }
  return 0;
}

/* Forecasts depend on models and origins more than on rows: they are tried. */
static gboolean
is_measured (AssayRunDialog *self)
{
  const char *id = chosen_analysis (self)->id;

  return strcmp (id, "backtest") == 0 || strcmp (id, "forecast") == 0;
}

/* As long as the last run of this kind took, row by row. */
static void
update_estimate (AssayRunDialog *self)
{
  const AssayDataset *dataset = chosen_dataset (self);
  const AssayRun *last = last_run_of_kind (self);
  gint64 last_rows = last != NULL ? rows_of_dataset (self, assay_run_history_find_dataset (last)) : 0;
  g_autofree char *rows = NULL, *text = NULL;

  if (dataset == NULL)
    return;
  rows = assay_format_count (dataset->n_rows);
  if (is_measured (self))
    text = g_strdup_printf (ngettext ("%s row", "%s rows", dataset->n_rows), rows);
  else if (last_rows > 0 && last->duration > 0)
    {
      double expected = (double) last->duration * dataset->n_rows / last_rows;
      g_autofree char *duration = assay_duration_format ((gint64) expected);

      text = expected < G_USEC_PER_SEC
               /* Translators: number of rows */
               ? g_strdup_printf (_("%s rows, less than a second, judged by the last run of this kind"), rows)
               /* Translators: number of rows, then a duration */
               : g_strdup_printf (_("%s rows, about %s, judged by the last run of this kind"), rows, duration);
    }
  else
    {
      text = g_strdup_printf (ngettext ("%s row", "%s rows", dataset->n_rows), rows);
    }
  gtk_label_set_text (self->estimate, text);
}

static void
update_reason (AssayRunDialog *self, const char *text)
{
  const char *reason = text;

  if (reason == NULL && chosen_dataset (self) == NULL)
    reason = _("There is no data yet: import a file first.");
  else if (reason == NULL && self->source == NULL)
    reason = _("Reading the columns…");
  else if (reason == NULL && chosen_column (self->time) == NULL)
    reason = _("No column of this dataset can be the time.");
  else if (reason == NULL && chosen_column (self->value) == NULL)
    reason = _("No column of this dataset can be the value.");
  gtk_label_set_text (self->reason, reason != NULL ? reason : "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason), reason != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->run_button), reason == NULL);
}

/* ---- roles ---- */

static void
fill_columns (AdwComboRow *row, AssayFrame *frame, gboolean for_time, const char *selected)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  guint position = 0;

  for (guint i = 0; i < assay_frame_get_n_columns (frame); i++)
    {
      AssayColumn *column = assay_frame_get_column (frame, i);
      AssayType type = assay_column_get_type (column);
      gboolean fits = for_time ? type == ASSAY_TYPE_DATE || type == ASSAY_TYPE_DATETIME || type == ASSAY_TYPE_INT64
                               : type == ASSAY_TYPE_DOUBLE || type == ASSAY_TYPE_INT64;

      if (!fits)
        continue;
      if (g_strcmp0 (assay_column_get_name (column), selected) == 0)
        position = g_list_model_get_n_items (G_LIST_MODEL (names));
      gtk_string_list_append (names, assay_column_get_name (column));
    }
  adw_combo_row_set_model (row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (row, position);
}

static void
update_series_subtitle (AssayRunDialog *self)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->series_checks->len; i++)
    if (is_key (self, self->series_checks->pdata[i]))
      g_ptr_array_add (names, g_object_get_data (self->series_checks->pdata[i], "assay-column"));
  g_ptr_array_add (names, NULL);
  text = g_strjoinv (", ", (char **) names->pdata);
  adw_expander_row_set_subtitle (self->series, names->len > 1 ? text : self->series_known ? _("One series") : _("Found automatically"));
}

static void
on_role (AssayRunDialog *self)
{
  for (guint i = 0; i < self->series_checks->len; i++)
    gtk_widget_set_visible (g_object_get_data (self->series_checks->pdata[i], "assay-row"), can_be_key (self, self->series_checks->pdata[i]));
  update_series_subtitle (self);
}

static void
on_series_toggled (AssayRunDialog *self)
{
  self->series_known = TRUE;
  update_series_subtitle (self);
}

static void
fill_series (AssayRunDialog *self, AssayFrame *frame, char **selected)
{
  for (guint i = 0; i < self->series_checks->len; i++)
    adw_expander_row_remove (self->series, g_object_get_data (self->series_checks->pdata[i], "assay-row"));
  g_ptr_array_set_size (self->series_checks, 0);
  for (guint i = 0; i < assay_frame_get_n_columns (frame); i++)
    {
      AssayColumn *column = assay_frame_get_column (frame, i);
      AssayType type = assay_column_get_type (column);
      GtkWidget *check, *row;

      if (type == ASSAY_TYPE_DOUBLE || type == ASSAY_TYPE_DATETIME)
        continue;
      check = gtk_check_button_new ();
      row = adw_action_row_new ();
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), assay_column_get_name (column));
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, assay_column_get_name (column), -1);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                                   selected != NULL && g_strv_contains ((const char *const *) selected, assay_column_get_name (column)));
      g_object_set_data_full (G_OBJECT (check), "assay-column", g_strdup (assay_column_get_name (column)), g_free);
      g_object_set_data (G_OBJECT (check), "assay-row", row);
      g_signal_connect_object (check, "toggled", G_CALLBACK (on_series_toggled), self, G_CONNECT_SWAPPED);
      adw_expander_row_add_row (self->series, row);
      g_ptr_array_add (self->series_checks, check);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->series), self->series_checks->len > 0);
  on_role (self);
}

/* ---- the chosen dataset, read on a worker ---- */

typedef struct { AssayWorkspace *workspace; gint64 dataset; AssayRoles given; } Request;
typedef struct { AssaySource *source; AssayRoles roles; char *problem; } Found;

static void
request_free (gpointer data)
{
  Request *request = data;

  assay_workspace_unref (request->workspace);
  assay_roles_clear (&request->given);
  g_free (request);
}

static void
found_free (gpointer data)
{
  Found *found = data;

  g_clear_pointer (&found->source, assay_source_free);
  assay_roles_clear (&found->roles);
  g_free (found->problem);
  g_free (found);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Found, found_free)

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Request *request = task_data;
  g_autoptr(Found) found = g_new0 (Found, 1);
  g_auto(AssayRoles) wanted = { 0 };
  g_autoptr(GError) problem = NULL;
  GError *error = NULL;

  found->source = assay_source_load_dataset (request->workspace, request->dataset, NULL, &error);
  if (found->source == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  assay_source_choose_roles (found->source, &request->given, &wanted);
  if (!assay_roles_resolve (found->source->frame, &wanted, &found->roles, &problem))
    {
      assay_roles_clear (&found->roles);
      assay_roles_copy (&found->roles, &wanted);
      found->problem = g_strdup (problem->message);
    }
  g_task_return_pointer (task, g_steal_pointer (&found), found_free);
}

static void
on_loaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  AssayRunDialog *self = ASSAY_RUN_DIALOG (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(Found) found = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->loading == NULL)
    return;
  if (found == NULL)
    {
      update_reason (self, error->message);
      return;
    }
  g_clear_pointer (&self->source, assay_source_free);
  self->source = g_steal_pointer (&found->source);
  fill_columns (self->time, self->source->frame, TRUE, found->roles.time);
  fill_columns (self->value, self->source->frame, FALSE, found->roles.value);
  self->series_known = found->problem == NULL || (found->roles.series != NULL && found->roles.series[0] != NULL);
  fill_series (self, self->source->frame, found->roles.series);
  /* Open where there is something to decide. */
  adw_expander_row_set_expanded (self->series, found->problem != NULL);
  update_reason (self, NULL);
  if (found->problem != NULL)
    gtk_label_set_text (self->estimate, _("Choose the time, the measured value and, where there are several series, what tells them apart."));
}

static void
on_dataset (AssayRunDialog *self)
{
  const AssayDataset *dataset = chosen_dataset (self);
  g_autoptr(GTask) task = NULL;
  Request *request;

  if (self->project == NULL)
    return;
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->source, assay_source_free);
  update_estimate (self);
  update_reason (self, NULL);
  if (dataset == NULL)
    return;
  self->loading = g_cancellable_new ();
  request = g_new0 (Request, 1);
  request->workspace = assay_workspace_ref (assay_project_get_workspace (self->project));
  request->dataset = dataset->id;
  if (self->taken != NULL && self->taken_dataset == dataset->id)
    assay_roles_copy (&request->given, &self->taken->roles);
  task = g_task_new (self, self->loading, on_loaded, NULL);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, load_in_thread);
}

/* ---- settings of the kind ---- */

static const char *
taken_value (AssayRunDialog *self, const AssayOption *option)
{
  if (self->taken == NULL || self->taken->analysis != chosen_analysis (self))
    return NULL;
  return assay_options_get_text (self->taken->options, option->name);
}

static void
clear_options (AssayRunDialog *self)
{
  for (guint i = 0; i < self->option_rows->len; i++)
    if (g_object_get_data (self->option_rows->pdata[i], "holder") == self->settings_row)
      adw_expander_row_remove (self->settings_row, self->option_rows->pdata[i]);
  for (guint i = 0; i < self->group_rows->len; i++)
    adw_preferences_group_remove (self->groups, self->group_rows->pdata[i]);
  g_ptr_array_set_size (self->option_rows, 0);
  g_ptr_array_set_size (self->group_rows, 0);
}

static gboolean
has_groups (const AssayAnalysis *analysis)
{
  for (const AssayOption *option = analysis->options; option->name != NULL; option++)
    if (option->group != NULL)
      return TRUE;
  return FALSE;
}

/* The row that opens to the options of a group, made when the first asks for it. */
static AdwExpanderRow *
get_group (AssayRunDialog *self, const char *group)
{
  GtkWidget *row;

  for (guint i = 0; i < self->group_rows->len; i++)
    if (g_strcmp0 (g_object_get_data (self->group_rows->pdata[i], "group"), group) == 0)
      return self->group_rows->pdata[i];
  row = adw_expander_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(group));
  g_object_set_data (G_OBJECT (row), "group", (gpointer) group);
  adw_preferences_group_add (self->groups, row);
  g_ptr_array_add (self->group_rows, row);
  return ADW_EXPANDER_ROW (row);
}

/* What belongs to no group, such as the models, is chosen most often: it stands by itself. */
static void
add_option (AssayRunDialog *self, const AssayOption *option, gboolean grouped)
{
  GtkWidget *row = assay_option_row_new (option, taken_value (self, option));
  AdwExpanderRow *holder = !grouped ? self->settings_row : option->group != NULL ? get_group (self, option->group) : NULL;

  g_object_set_data (G_OBJECT (row), "holder", holder);
  g_ptr_array_add (self->option_rows, row);
  if (holder != NULL)
    {
      adw_expander_row_add_row (holder, row);
      return;
    }
  adw_preferences_group_add (self->groups, row);
  g_ptr_array_add (self->group_rows, row);
}

/* Below the name of a group what is in it, so that it need not be opened to know. */
static void
describe_groups (AssayRunDialog *self)
{
  for (guint i = 0; i < self->group_rows->len; i++)
    {
      g_autoptr(GPtrArray) labels = g_ptr_array_new ();
      g_autofree char *text = NULL;

      for (guint k = 0; k < self->option_rows->len; k++)
        if (g_object_get_data (self->option_rows->pdata[k], "holder") == self->group_rows->pdata[i])
          g_ptr_array_add (labels, (gpointer) _(assay_option_row_get_option (self->option_rows->pdata[k])->label));
      if (labels->len == 0)
        continue;
      g_ptr_array_add (labels, NULL);
      text = g_strjoinv (", ", (char **) labels->pdata);
      adw_expander_row_set_subtitle (self->group_rows->pdata[i], text);
    }
}

static void
on_kind (AssayRunDialog *self)
{
  const AssayAnalysis *analysis = chosen_analysis (self);

  if (self->project == NULL)
    return;
  clear_options (self);
  for (const AssayOption *option = analysis->options; option->name != NULL; option++)
    add_option (self, option, has_groups (analysis));
  describe_groups (self);
  gtk_widget_set_visible (GTK_WIDGET (self->groups), has_groups (analysis));
  gtk_widget_set_visible (GTK_WIDGET (self->settings_row), !has_groups (analysis));
  adw_preferences_group_set_description (self->kind_group, _(analysis->summary));
  update_estimate (self);
}

static void
on_reset (AssayRunDialog *self)
{
  for (guint i = 0; i < self->option_rows->len; i++)
    {
      assay_option_row_set_value (self->option_rows->pdata[i], NULL);
      assay_option_row_set_error (self->option_rows->pdata[i], NULL);
    }
}

/* ---- Run ---- */

static char *
dup_entry (AdwEntryRow *row)
{
  char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  if (*text == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

/* The field that is wrong is seen. */
static void
show_problem (AssayRunDialog *self)
{
  for (guint i = 0; i < self->option_rows->len; i++)
    if (gtk_widget_has_css_class (self->option_rows->pdata[i], "error") && g_object_get_data (self->option_rows->pdata[i], "holder") != NULL)
      adw_expander_row_set_expanded (g_object_get_data (self->option_rows->pdata[i], "holder"), TRUE);
}

static AssayPlan *
make_plan (AssayRunDialog *self, GError **error)
{
  g_autoptr(AssayPlan) plan = assay_plan_new (chosen_analysis (self));

  if (!assay_option_rows_apply (self->option_rows, plan->options, error))
    {
      show_problem (self);
      return NULL;
    }
  take_roles (self, &plan->roles);
  plan->title = dup_entry (self->title_row);
  plan->start = dup_entry (self->start);
  plan->end = dup_entry (self->end);
  plan->n_threads = (guint) assay_settings_get_number (assay_settings_get_default (), "threads");
  return g_steal_pointer (&plan);
}

static void
on_run (AssayRunDialog *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayPlan) plan = make_plan (self, &error);
  g_autofree char *place = NULL;

  if (plan == NULL)
    {
      gtk_label_set_text (self->reason, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->reason), TRUE);
      return;
    }
  place = assay_job_page_place (assay_project_run (self->project, chosen_dataset (self)->id, plan));
  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.open", "s", place);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* ---- a try on a few series ---- */

typedef struct { AssayPlan *plan; AssaySource *source; } Try;

static void
try_free (gpointer data)
{
  Try *try = data;

  assay_plan_free (try->plan);
  assay_source_free (try->source);
  g_free (try);
}

static void
try_in_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  const Try *try = task_data;
  AssayEstimate *estimate = g_new0 (AssayEstimate, 1);
  GError *error = NULL;

  if (assay_plan_estimate (try->plan, try->source, BUDGET, cancellable, estimate, &error))
    {
      g_task_return_pointer (task, estimate, g_free);
      return;
    }
  g_free (estimate);
  g_task_return_error (task, error);
}

static char *
describe_estimate (AssayRunDialog *self, const AssayEstimate *estimate)
{
  g_autofree char *measured = assay_format_count (estimate->n_measured), *all = assay_format_count (estimate->n_series);
  g_autofree char *duration = assay_duration_format ((gint64) (estimate->seconds * G_USEC_PER_SEC));

  if (estimate->seconds < 1)
    /* Translators: how many series were tried, of how many */
    return g_strdup_printf (_("Less than a second, tried on %s of %s series"), measured, all);
  /* Translators: a duration, then how many series were tried, of how many */
  return g_strdup_printf (_("About %s, tried on %s of %s series"), duration, measured, all);
}

static void
on_tried (GObject *object, GAsyncResult *result, gpointer user_data)
{
  AssayRunDialog *self = ASSAY_RUN_DIALOG (object);
  g_autoptr(GError) error = NULL;
  g_autofree AssayEstimate *estimate = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *text = NULL;

  if (g_task_get_cancellable (G_TASK (result)) != self->measuring)
    return;
  g_clear_object (&self->measuring);
  if (estimate != NULL)
    text = describe_estimate (self, estimate);
  /* A plan that cannot run says why before it is started. */
  gtk_label_set_text (self->estimate, text != NULL ? text : error->message);
}

static AssaySource *
share_source (const AssaySource *source)
{
  AssaySource *copy = g_new0 (AssaySource, 1);

  copy->frame = assay_frame_ref (source->frame);
  copy->name = g_strdup (source->name);
  copy->sha256 = g_strdup (source->sha256);
  copy->dataset = source->dataset;
  copy->settings = g_strdup (source->settings);
  assay_roles_copy (&copy->roles, &source->roles);
  return copy;
}

static void
stop_measuring (AssayRunDialog *self)
{
  if (self->measuring != NULL)
    g_cancellable_cancel (self->measuring);
  g_clear_object (&self->measuring);
}

/* Takes the plan. */
static void
start_measuring (AssayRunDialog *self, AssayPlan *plan)
{
  g_autoptr(GTask) task = NULL;
  Try *try = g_new (Try, 1);

  stop_measuring (self);
  *try = (Try) { plan, share_source (self->source) };
  self->measuring = g_cancellable_new ();
  task = g_task_new (self, self->measuring, on_tried, NULL);
  g_task_set_task_data (task, try, try_free);
  g_task_run_in_thread (task, try_in_thread);
}

/* All that the duration depends on. */
static char *
describe_plan (const AssayPlan *plan, gint64 dataset)
{
  GString *text = g_string_new (plan->analysis->id);
  g_autofree char *series = plan->roles.series != NULL ? g_strjoinv (",", plan->roles.series) : NULL;

  g_string_append_printf (text, "\n%" G_GINT64_FORMAT "\n%s\n%s\n%s\n%s\n%s", dataset, plan->roles.time, plan->roles.value, series, plan->start, plan->end);
  for (const AssayOption *option = plan->analysis->options; option->name != NULL; option++)
    g_string_append_printf (text, "\n%s", assay_options_get_text (plan->options, option->name));
  return g_string_free (text, FALSE);
}

/* Looks whether the settings have changed and come to rest; rows of many kinds have no signal in common. */
static gboolean
look_at_settings (gpointer data)
{
  AssayRunDialog *self = data;
  g_autoptr(AssayPlan) plan = NULL;
  g_autofree char *now = NULL;

  if (self->source == NULL || !is_measured (self) || chosen_dataset (self) == NULL)
    return G_SOURCE_CONTINUE;
  plan = assay_plan_new (chosen_analysis (self));
  for (guint i = 0; i < self->option_rows->len; i++)
    {
      g_autofree char *value = assay_option_row_dup_value (self->option_rows->pdata[i]);

      if (!assay_options_set (plan->options, assay_option_row_get_option (self->option_rows->pdata[i])->name, value, NULL))
        return G_SOURCE_CONTINUE;
    }
  take_roles (self, &plan->roles);
  plan->start = dup_entry (self->start);
  plan->end = dup_entry (self->end);
  plan->n_threads = (guint) assay_settings_get_number (assay_settings_get_default (), "threads");
  now = describe_plan (plan, chosen_dataset (self)->id);
  if (g_strcmp0 (now, self->measured) == 0)
    return G_SOURCE_CONTINUE;
  if (g_strcmp0 (now, self->waiting) == 0)
    {
      g_free (self->measured);
      self->measured = g_steal_pointer (&now);
      gtk_label_set_text (self->estimate, _("Trying it on a few series…"));
      start_measuring (self, g_steal_pointer (&plan));
      return G_SOURCE_CONTINUE;
    }
  g_free (self->waiting);
  self->waiting = g_steal_pointer (&now);
  return G_SOURCE_CONTINUE;
}

/* ---- the dialog ---- */

static void
fill_choices (AssayRunDialog *self, gint64 dataset)
{
  g_autoptr(GtkStringList) kinds = gtk_string_list_new (NULL);

  /* Those that work with models stand last in the list, and have a dialog of their own. */
  for (const AssayAnalysis *const *analysis = assay_analysis_list (); *analysis != NULL && (*analysis)->max_models == 0; analysis++)
    gtk_string_list_append (kinds, _((*analysis)->title));
  adw_combo_row_set_model (self->kind, G_LIST_MODEL (kinds));
  for (guint i = 0; self->taken != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (kinds)); i++)
    if (assay_analysis_list ()[i] == self->taken->analysis)
      adw_combo_row_set_selected (self->kind, i);
  assay_dataset_row_fill (self->dataset, self->project, dataset);
}

static void
take_over (AssayRunDialog *self, gint64 id)
{
  GListModel *runs = assay_project_get_runs (self->project);

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++)
    {
      g_autoptr(AssayRunItem) item = g_list_model_get_item (runs, i);
      const AssayRun *run = assay_run_item_get (item);

      if (run->id != id)
        continue;
      self->taken = assay_plan_from_run (run, NULL);      /* one of a newer version is not taken over */
      self->taken_dataset = assay_run_history_find_dataset (run);
    }
  if (self->taken == NULL)
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->start), self->taken->start != NULL ? self->taken->start : "");
  gtk_editable_set_text (GTK_EDITABLE (self->end), self->taken->end != NULL ? self->taken->end : "");
}

AssayRunDialog *
assay_run_dialog_present (AssayProject *project, gint64 dataset, gint64 run, GtkWindow *parent)
{
  AssayRunDialog *self = g_object_new (ASSAY_TYPE_RUN_DIALOG, "transient-for", parent, NULL);

  self->project = g_object_ref (project);
  if (run > 0)
    take_over (self, run);
  fill_choices (self, dataset > 0 ? dataset : self->taken_dataset);
  on_kind (self);
  on_dataset (self);
  self->look = g_timeout_add (LOOK, look_at_settings, self);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

static void
assay_run_dialog_dispose (GObject *object)
{
  AssayRunDialog *self = ASSAY_RUN_DIALOG (object);

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_handle_id (&self->look, g_source_remove);
  stop_measuring (self);
  g_clear_pointer (&self->measured, g_free);
  g_clear_pointer (&self->waiting, g_free);
  g_clear_pointer (&self->taken, assay_plan_free);
  g_clear_pointer (&self->source, assay_source_free);
  g_clear_pointer (&self->option_rows, g_ptr_array_unref);
  g_clear_pointer (&self->group_rows, g_ptr_array_unref);
  g_clear_pointer (&self->series_checks, g_ptr_array_unref);
  g_clear_object (&self->project);
  G_OBJECT_CLASS (assay_run_dialog_parent_class)->dispose (object);
}

static void
assay_run_dialog_class_init (AssayRunDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_run_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/run-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayRunDialog, kind_group);
  gtk_widget_class_bind_template_child (widget_class, AssayRunDialog, kind);
  gtk_widget_class_bind_template_child (widget_class, AssayRunDialog, dataset);
  gtk_widget_class_bind_template_child (widget_class, AssayRunDialog, title_row);
  gtk_widget_class_bind_template_child (widget_class, AssayRunDialog, time);
  gtk_widget_class_bind_template_child (widget_class, AssayRunDialog, value);
  gtk_widget_class_bind_template_child (widget_class, AssayRunDialog, series);
  gtk_widget_class_bind_template_child (widget_class, AssayRunDialog, settings_row);
  gtk_widget_class_bind_template_child (widget_class, AssayRunDialog, groups);
  gtk_widget_class_bind_template_child (widget_class, AssayRunDialog, start);
  gtk_widget_class_bind_template_child (widget_class, AssayRunDialog, end);
  gtk_widget_class_bind_template_child (widget_class, AssayRunDialog, estimate);
  gtk_widget_class_bind_template_child (widget_class, AssayRunDialog, reason);
  gtk_widget_class_bind_template_child (widget_class, AssayRunDialog, run_button);
  gtk_widget_class_bind_template_callback (widget_class, on_kind);
  gtk_widget_class_bind_template_callback (widget_class, on_dataset);
  gtk_widget_class_bind_template_callback (widget_class, on_role);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
  gtk_widget_class_bind_template_callback (widget_class, on_run);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
assay_run_dialog_init (AssayRunDialog *self)
{
  self->option_rows = g_ptr_array_new ();
  self->group_rows = g_ptr_array_new ();
  self->series_checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
