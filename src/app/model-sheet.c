#include "app/model-sheet.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>

#include "app/input-list.h"
#include "app/model-facts.h"
#include "app/workspace-load.h"
#include "charts/format.h"
#include "engine/model-source.h"

#define TEST_ROWS 100

struct _AssayModelSheet
{
  AdwWindow parent;
  AdwWindowTitle *title;
  GtkButton *add_button, *test_button;
  GtkStack *stack;
  AdwStatusPage *failure;
  AdwEntryRow *name_row, *version_row, *owner_row, *purpose_row;
  AdwPreferencesGroup *match, *inputs, *choices;
  AdwBin *findings, *facts;      /* each with a group of its own, made anew when the model is read anew */
  AdwComboRow *dataset;
  AdwActionRow *match_row, *zero_row, *rounds_row;
  GtkSwitch *zero, *rounds, *absent;
  AssayInputList *list;
  AssayProject *project;
  char *path;
  AssayTaskModel *model;         /* NULL while it loads for the first time */
  AssaySource *source;           /* of the chosen dataset, NULL while it loads */
  GCancellable *cancellable;     /* of the model */
  GCancellable *reading;         /* of the dataset */
  gboolean seeks_dataset;        /* nobody has said which: the one that fits the model */
};

G_DEFINE_FINAL_TYPE (AssayModelSheet, assay_model_sheet, ADW_TYPE_WINDOW)

/* ---- the model, read on a worker ---- */

static char *
text_of (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
update_add (AssayModelSheet *self)
{
  g_autofree char *name = text_of (self->name_row);

  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), self->model != NULL && *name != '\0');
}

/* Says how the inputs meet the data, and what that allows. */
static void
say_match (AssayModelSheet *self)
{
  gboolean complete = FALSE;
  g_autofree char *text = NULL;

  if (self->model == NULL)
    return;
  if (self->source != NULL)
    text = assay_model_facts_say_match (self->model, self->source->frame, &complete);
  adw_action_row_set_subtitle (self->match_row, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->match_row), text != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->test_button), complete);
}

static void
update_match (AssayModelSheet *self)
{
  assay_input_list_set (self->list, self->model, self->source != NULL ? self->source->frame : NULL);
  say_match (self);
}

static void
set_from_card (AdwEntryRow *row, const AssayModelCard *card, const char *path)
{
  const char *text = card != NULL ? assay_model_card_get (card, path) : NULL;

  if (text != NULL)
    gtk_editable_set_text (GTK_EDITABLE (row), text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (row), text);      /* one line does not hold much of it */
  /* What the file says of itself is shown and not changed: its SHA-256 vouches for it. */
  gtk_widget_set_visible (GTK_WIDGET (row), card == NULL || text != NULL);
  gtk_editable_set_editable (GTK_EDITABLE (row), card == NULL);
}

typedef struct
{
  char *path;
  AssayModelSettings settings;
} Request;

static void
request_free (gpointer data)
{
  Request *self = data;

  g_free (self->path);
  assay_model_settings_clear (&self->settings);
  g_free (self);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Request *request = task_data;
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  GError *error = NULL;
  AssayTaskModel *model = assay_model_source_load (request->path, &request->settings, progress, &error);

  if (model != NULL)
    g_task_return_pointer (task, model, (GDestroyNotify) assay_task_model_unref);
  else
    g_task_return_error (task, error);
}

static void
load (AssayModelSheet *self, GAsyncReadyCallback callback)
{
  g_autoptr(GTask) task = g_task_new (self, self->cancellable, callback, NULL);
  Request *request = g_new0 (Request, 1);

  request->path = g_strdup (self->path);
  if (self->model != NULL)
    assay_model_settings_copy (&request->settings, &self->model->settings);
  request->settings.zero_is_missing = gtk_switch_get_active (self->zero);
  request->settings.all_rounds = gtk_switch_get_active (self->rounds);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, load_in_thread);
}

static gboolean
has_fact (AssayArtifact *artifact, const char *wanted)
{
  for (guint i = 0; i < assay_artifact_get_n_facts (artifact); i++)
    {
      const char *label;

      assay_artifact_get_fact (artifact, i, &label);
      if (g_str_equal (label, wanted))
        return TRUE;
    }
  return FALSE;
}

static AdwPreferencesGroup *
renew_group (AdwBin *bin)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_bin_set_child (bin, group);
  return ADW_PREFERENCES_GROUP (group);
}

/* Takes model. */
static void
show_model (AssayModelSheet *self, AssayTaskModel *model)
{
  const char *format = assay_artifact_get_format (model->artifact);

  assay_input_list_set (self->list, NULL, NULL);      /* it holds the old one */
  g_clear_pointer (&self->model, assay_task_model_unref);
  self->model = model;
  assay_model_facts_fill_findings (renew_group (self->findings), model->artifact);
  assay_model_facts_fill (renew_group (self->facts), model->artifact);
  gtk_widget_set_visible (GTK_WIDGET (self->zero_row), g_str_has_prefix (format, "XGBoost") || g_str_has_prefix (format, "LightGBM"));
  gtk_widget_set_visible (GTK_WIDGET (self->rounds_row), has_fact (model->artifact, "Best iteration"));
  update_match (self);
  update_add (self);
}

static void
show_failure (AssayModelSheet *self, const GError *error)
{
  g_autofree char *text = g_markup_escape_text (error->message, -1);

  adw_status_page_set_description (self->failure, text);
  gtk_stack_set_visible_child_name (self->stack, "failure");
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), FALSE);
}

static void
on_reloaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  AssayModelSheet *self = ASSAY_MODEL_SHEET (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayTaskModel) model = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->project == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->choices), TRUE);
  if (model != NULL)
    show_model (self, g_steal_pointer (&model));
  else
    show_failure (self, error);
}

/* How the model is read decides what it is: it is read anew, with what was chosen so far. */
static void
on_choice (AssayModelSheet *self)
{
  if (self->model == NULL
      || (self->model->settings.zero_is_missing == gtk_switch_get_active (self->zero) && self->model->settings.all_rounds == gtk_switch_get_active (self->rounds)))
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self->choices), FALSE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), FALSE);
  load (self, on_reloaded);
}

static void
on_absent (AssayModelSheet *self)
{
  if (self->model == NULL)
    return;
  self->model->settings.allow_absent = gtk_switch_get_active (self->absent);
  update_match (self);
}

/* ---- which dataset to begin with ---- */

static void
on_found (GObject *object, GAsyncResult *result, gpointer user_data)
{
  AssayModelSheet *self = ASSAY_MODEL_SHEET (object);
  gssize best = g_task_propagate_int (G_TASK (result), NULL);

  if (self->project != NULL && self->seeks_dataset && best >= 0)
    adw_combo_row_set_selected (self->dataset, best);
}

static void
on_loaded (GObject *object, GAsyncResult *result, gpointer user_data)
{
  AssayModelSheet *self = ASSAY_MODEL_SHEET (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayTaskModel) model = g_task_propagate_pointer (G_TASK (result), &error);
  const AssayModelCard *card;
  const char *name;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->project == NULL)
    return;
  if (model == NULL)
    {
      show_failure (self, error);
      return;
    }
  show_model (self, g_steal_pointer (&model));
  card = assay_artifact_get_card (self->model->artifact);
  name = card != NULL && assay_model_card_get (card, "model_id") != NULL ? assay_model_card_get (card, "model_id") : self->model->name;
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
  if (card != NULL && assay_model_card_get (card, "version") != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->version_row), assay_model_card_get (card, "version"));
  set_from_card (self->owner_row, card, "owner");
  set_from_card (self->purpose_row, card, "purpose");
  self->seeks_dataset = TRUE;
  assay_find_dataset (self, self->project, self->model, self->cancellable, on_found);
  gtk_stack_set_visible_child_name (self->stack, "model");
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
}

/* ---- the dataset ---- */

static void
on_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  AssayModelSheet *self = ASSAY_MODEL_SHEET (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssaySource) source = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->project == NULL)
    return;
  assay_input_list_set (self->list, NULL, NULL);
  g_clear_pointer (&self->source, assay_source_free);
  self->source = g_steal_pointer (&source);
  update_match (self);
  if (error != NULL)
    {
      adw_action_row_set_subtitle (self->match_row, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->match_row), TRUE);
    }
}

/* Whoever chooses one wants no other, whichever fits. */
static void
on_dataset (AssayModelSheet *self)
{
  AssayDatasetItem *item = adw_combo_row_get_selected_item (self->dataset);

  self->seeks_dataset = FALSE;
  if (self->project != NULL && item != NULL)
    assay_load_dataset (self, self->project, assay_dataset_item_get (item)->id, &self->reading, on_read);
}

/* ---- a test ---- */

static char *
say_scores (const double *score, guint n, const char *problem)
{
  double low = INFINITY, high = -INFINITY, sum = 0;
  guint n_scored = 0;
  g_autofree char *from = NULL, *to = NULL, *mean = NULL;

  for (guint i = 0; i < n; i++)
    if (!isnan (score[i]))
      {
        low = MIN (low, score[i]);
        high = MAX (high, score[i]);
        sum += score[i];
        n_scored++;
      }
  if (n_scored == 0)
    /* Translators: number of rows, why the first has no score */
    return g_strdup_printf (_("None of %u rows has a score: %s"), n, problem != NULL ? problem : "–");
  from = assay_format_number (low, -1);
  to = assay_format_number (high, -1);
  mean = assay_format_number (sum / n_scored, -1);
  if (n_scored < n)
    return g_strdup_printf (_("%u of %u rows scored, from %s to %s, mean %s. The first without a score: %s"), n_scored, n, from, to, mean, problem != NULL ? problem : "–");
  return g_strdup_printf (_("%u rows scored, from %s to %s, mean %s."), n, from, to, mean);
}

/* Cells of these rows that are not what the model says its inputs are. */
static guint
count_unfit (const AssayScorer *scorer, guint n)
{
  guint8 states[TEST_ROWS];
  guint n_unfit = 0;

  for (guint i = 0; i < assay_artifact_get_n_fields (assay_scorer_get_artifact (scorer)); i++)
    {
      if (assay_scorer_get_column (scorer, i) == NULL)
        continue;
      assay_scorer_check (scorer, i, 0, n, states);
      for (guint k = 0; k < n; k++)
        n_unfit += states[k] > ASSAY_INPUT_MISSING;
    }
  return n_unfit;
}

/* So few rows take less than a frame; a model that takes longer has taken long to load too. */
static void
on_test (AssayModelSheet *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayScorer) scorer = NULL;
  g_autoptr(AssayScoreBlock) block = NULL;
  g_autofree char *text = NULL;
  gboolean higher;
  int output;
  guint n, n_unfit;
  const char *problem = NULL;

  if (self->model == NULL || self->source == NULL)
    return;
  output = assay_artifact_find_risk_output (self->model->artifact, NULL, &higher);
  scorer = assay_task_model_make_scorer (self->model, self->source->frame, &error);
  if (scorer == NULL || output < 0)
    {
      adw_action_row_set_subtitle (self->match_row, error != NULL ? error->message : _("This model has no output that is a number."));
      return;
    }
  block = assay_score_block_new (scorer);
  n = (guint) MIN (assay_scorer_get_n_rows (scorer), TEST_ROWS);
  assay_scorer_score (scorer, 0, n, block);
  for (guint i = 0; i < n && problem == NULL; i++)
    problem = block->problems[i];
  text = say_scores (block->numbers[output], n, problem);
  n_unfit = count_unfit (scorer, n);
  if (n_unfit > 0)
    {
      /* Translators: what a test on 100 rows gave; number of cells of the data */
      g_autofree char *more = g_strdup_printf (ngettext ("%s %u value is not among those the model knows.", "%s %u values are not among those the model knows.", n_unfit),
                                               text, n_unfit);
      adw_action_row_set_subtitle (self->match_row, more);
      return;
    }
  adw_action_row_set_subtitle (self->match_row, text);
}

/* ---- into the registry ---- */

/* What was typed becomes the card of a model that came without one. */
static void
attach_card (AssayModelSheet *self)
{
  g_autofree char *owner = text_of (self->owner_row), *purpose = text_of (self->purpose_row), *name = text_of (self->name_row);
  g_autoptr(JsonObject) card = json_object_new ();
  AssayModelCard *made;

  if (assay_artifact_get_card (self->model->artifact) != NULL || (*owner == '\0' && *purpose == '\0'))
    return;
  json_object_set_string_member (card, "name", name);
  if (*owner != '\0')
    json_object_set_string_member (card, "owner", owner);
  if (*purpose != '\0')
    json_object_set_string_member (card, "purpose", purpose);
  made = assay_model_card_read (card, NULL);
  if (made != NULL)
    assay_artifact_take_card (self->model->artifact, made);
}

static void
on_add (AssayModelSheet *self)
{
  g_autofree char *name = text_of (self->name_row), *version = text_of (self->version_row), *place = NULL;
  g_autoptr(GError) error = NULL;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  gint64 id;

  attach_card (self);
  id = assay_model_source_register (assay_project_get_workspace (self->project), self->model, name, *version != '\0' ? version : NULL, 0, &error);
  if (id == 0)
    {
      GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Not Added"), error->message);

      adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
      gtk_window_present (GTK_WINDOW (dialog));
      return;
    }
  assay_project_refresh (self->project);
  place = g_strdup_printf ("model/%" G_GINT64_FORMAT, id);
  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.open", "s", place);
  gtk_window_close (GTK_WINDOW (self));
}

/* ---- class ---- */

AssayModelSheet *
assay_model_sheet_present (AssayProject *project, const char *path, GtkWindow *parent)
{
  AssayModelSheet *self = g_object_new (ASSAY_TYPE_MODEL_SHEET, "transient-for", parent, NULL);
  g_autofree char *file = g_path_get_basename (path);

  self->project = g_object_ref (project);
  self->path = g_strdup (path);
  adw_window_title_set_subtitle (self->title, file);
  assay_dataset_row_fill (self->dataset, project, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->match), g_list_model_get_n_items (assay_project_get_datasets (project)) > 0);
  on_dataset (self);
  load (self, on_loaded);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

static void
assay_model_sheet_dispose (GObject *object)
{
  AssayModelSheet *self = ASSAY_MODEL_SHEET (object);

  g_cancellable_cancel (self->cancellable);
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->project);
  if (self->list != NULL)
    assay_input_list_set (self->list, NULL, NULL);
  self->list = NULL;
  g_clear_pointer (&self->model, assay_task_model_unref);
  g_clear_pointer (&self->source, assay_source_free);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (assay_model_sheet_parent_class)->dispose (object);
}

static void
assay_model_sheet_finalize (GObject *object)
{
  g_object_unref (ASSAY_MODEL_SHEET (object)->cancellable);
  G_OBJECT_CLASS (assay_model_sheet_parent_class)->finalize (object);
}

static void
assay_model_sheet_class_init (AssayModelSheetClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_model_sheet_dispose;
  G_OBJECT_CLASS (class)->finalize = assay_model_sheet_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/model-sheet.ui");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, title);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, add_button);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, test_button);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, stack);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, failure);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, name_row);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, version_row);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, owner_row);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, purpose_row);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, findings);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, facts);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, match);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, inputs);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, dataset);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, match_row);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, choices);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, zero_row);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, rounds_row);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, zero);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, rounds);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, absent);
  gtk_widget_class_bind_template_child (widget_class, AssayModelSheet, list);
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, on_test);
  gtk_widget_class_bind_template_callback (widget_class, on_choice);
  gtk_widget_class_bind_template_callback (widget_class, on_absent);
  gtk_widget_class_bind_template_callback (widget_class, say_match);
  gtk_widget_class_bind_template_callback (widget_class, on_dataset);
  gtk_widget_class_bind_template_callback (widget_class, update_add);
}

static void
assay_model_sheet_init (AssayModelSheet *self)
{
  self->cancellable = g_cancellable_new ();
  g_type_ensure (ASSAY_TYPE_INPUT_LIST);
  gtk_widget_init_template (GTK_WIDGET (self));
}
