#include "app/model-sheet.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>

#include "app/model-facts.h"
#include "app/table-view.h"
#include "app/workspace-load.h"
#include "charts/format.h"
#include "engine/model-source.h"

#define TEST_ROWS 100
#define MOST_HEIGHT 320
#define ROW_HEIGHT 34
#define HEAD_HEIGHT 40

struct _AssayModelSheet
{
  AdwWindow parent;
  AdwWindowTitle *title;
  GtkButton *add_button, *test_button;
  GtkStack *stack;
  AdwStatusPage *failure;
  AdwEntryRow *name_row, *version_row, *owner_row, *purpose_row;
  AdwPreferencesGroup *findings, *facts, *match, *inputs;
  AdwComboRow *dataset;
  AdwActionRow *match_row;
  GtkWidget *table;              /* of inputs */
  AssayProject *project;
  char *path;
  AssayTaskModel *model;         /* NULL while it loads */
  AssaySource *source;           /* of the chosen dataset, NULL while it loads */
  GCancellable *cancellable;     /* of the model */
  GCancellable *reading;         /* of the dataset */
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

static void
show_inputs (AssayModelSheet *self)
{
  AssayFrame *frame = self->source != NULL ? self->source->frame : NULL;
  g_autoptr(AssayTable) table = assay_model_facts_make_inputs (self->model, frame);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  if (self->table != NULL)
    adw_preferences_group_remove (self->inputs, self->table);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), assay_table_view_new (table));
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MOST_HEIGHT);
  /* A column view asks for one row. */
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), MIN ((int) assay_table_get_n_rows (table) * ROW_HEIGHT + HEAD_HEIGHT, MOST_HEIGHT));
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Inputs"), -1);
  gtk_widget_add_css_class (scroller, "card");
  self->table = scroller;
  adw_preferences_group_add (self->inputs, scroller);
}

static void
update_match (AssayModelSheet *self)
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
  show_inputs (self);
}

static void
set_from_card (AdwEntryRow *row, const AssayModelCard *card, const char *path)
{
  const char *text = card != NULL ? assay_model_card_get (card, path) : NULL;

  if (text != NULL)
    gtk_editable_set_text (GTK_EDITABLE (row), text);
  /* What the file says of itself is shown and not changed: its SHA-256 vouches for it. */
  gtk_widget_set_visible (GTK_WIDGET (row), card == NULL || text != NULL);
  gtk_editable_set_editable (GTK_EDITABLE (row), card == NULL);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  GError *error = NULL;
  AssayTaskModel *model = assay_model_source_load (task_data, NULL, progress, &error);

  if (model != NULL)
    g_task_return_pointer (task, model, (GDestroyNotify) assay_task_model_unref);
  else
    g_task_return_error (task, error);
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
      g_autofree char *text = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->failure, text);
      gtk_stack_set_visible_child_name (self->stack, "failure");
      return;
    }
  self->model = g_steal_pointer (&model);
  card = assay_artifact_get_card (self->model->artifact);
  name = card != NULL && assay_model_card_get (card, "model_id") != NULL ? assay_model_card_get (card, "model_id") : self->model->name;
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
  if (card != NULL && assay_model_card_get (card, "version") != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->version_row), assay_model_card_get (card, "version"));
  set_from_card (self->owner_row, card, "owner");
  set_from_card (self->purpose_row, card, "purpose");
  assay_model_facts_fill_findings (self->findings, self->model->artifact);
  assay_model_facts_fill (self->facts, self->model->artifact);
  update_match (self);
  update_add (self);
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
  g_clear_pointer (&self->source, assay_source_free);
  self->source = g_steal_pointer (&source);
  update_match (self);
  if (error != NULL)
    {
      adw_action_row_set_subtitle (self->match_row, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->match_row), TRUE);
    }
}

static void
on_dataset (AssayModelSheet *self)
{
  AssayDatasetItem *item = adw_combo_row_get_selected_item (self->dataset);

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
  guint n;
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

static char *
dataset_name (AssayDatasetItem *item)
{
  return g_strdup (assay_dataset_item_get (item)->name);
}

AssayModelSheet *
assay_model_sheet_present (AssayProject *project, const char *path, GtkWindow *parent)
{
  AssayModelSheet *self = g_object_new (ASSAY_TYPE_MODEL_SHEET, "transient-for", parent, NULL);
  g_autofree char *file = g_path_get_basename (path);
  g_autoptr(GTask) task = NULL;

  self->project = g_object_ref (project);
  self->path = g_strdup (path);
  adw_window_title_set_subtitle (self->title, file);
  adw_combo_row_set_model (self->dataset, assay_project_get_datasets (project));
  gtk_widget_set_visible (GTK_WIDGET (self->match), g_list_model_get_n_items (assay_project_get_datasets (project)) > 0);
  on_dataset (self);
  task = g_task_new (self, self->cancellable, on_loaded, NULL);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, load_in_thread);
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
  gtk_widget_class_bind_template_callback (widget_class, on_add);
  gtk_widget_class_bind_template_callback (widget_class, on_test);
  gtk_widget_class_bind_template_callback (widget_class, on_dataset);
  gtk_widget_class_bind_template_callback (widget_class, update_add);
}

static void
assay_model_sheet_init (AssayModelSheet *self)
{
  g_autoptr(GtkExpression) expression = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (dataset_name), NULL, NULL);

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_expression (self->dataset, expression);
}
