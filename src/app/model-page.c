#include "app/model-page.h"

#include <glib/gi18n.h>

#include "app/model-facts.h"
#include "app/runs-page.h"
#include "app/table-view.h"
#include "app/when.h"
#include "app/workspace-load.h"

struct _AssayModelPage
{
  AssayPage parent;
  GtkStack *stack;
  AdwViewStack *views;
  AdwStatusPage *failure;
  AdwPreferencesGroup *findings, *facts, *inputs, *versions, *runs, *activity;
  AdwPreferencesPage *card;
  GtkWidget *scope;              /* the stage, a menu of the others */
  GPtrArray *rows;               /* GtkWidget* in versions, runs, activity; lent */
  AssayProject *project;
  gint64 version;
  AssayTaskModel *model;         /* NULL while it loads */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AssayModelPage, assay_model_page, ASSAY_TYPE_PAGE)

/* ---- the card ---- */

static const struct { const char *title; struct { const char *path, *label; } items[10]; } card_groups[] = {
  { N_("Model"), { { "name", N_("Name") }, { "purpose", N_("Purpose") }, { "portfolio", N_("Portfolio") }, { "owner", N_("Owner") }, { "developer", N_("Developer") },
                   { "validator", N_("Validator") }, { "materiality_tier", N_("Materiality tier") }, { "regulatory_use", N_("Regulatory use") }, { "next_review", N_("Next review") } } },
  { N_("Target"), { { "target.definition", N_("Definition") }, { "target.outcome_window_months", N_("Outcome window (months)") }, { "target.event", N_("Event") } } },
  { N_("Training Window"), { { "training_window.from", N_("From") }, { "training_window.to", N_("To") }, { "training_window.rows", N_("Rows") },
                             { "training_window.events", N_("Events") }, { "training_window.sampling", N_("Sampling") } } },
  { N_("Source"), { { "source.tool", N_("Tool") }, { "source.tool_version", N_("Tool version") } } },
};

static const struct { const char *path, *title; const char *const *parts; } card_lists[] = {
  { "development_performance", N_("Performance at Development"), (const char *const[]) { "sample", "from", "to", "rows", "auc", "gini", "ks", "brier", "psi", NULL } },
  { "approvals", N_("Approvals"), (const char *const[]) { "date", "role", "name", "decision", NULL } },
};

static void
add_card_list (AssayModelPage *self, const AssayModelCard *card, guint list)
{
  guint n = assay_model_card_get_length (card, card_lists[list].path);
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _(card_lists[list].title));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      const char *const *parts = card_lists[list].parts;

      for (guint k = 0; parts[k] != NULL; k++)
        {
          g_autofree char *path = g_strdup_printf ("%s.%u.%s", card_lists[list].path, i, parts[k]);
          const char *value = assay_model_card_get (card, path);

          if (value != NULL)
            g_string_append_printf (text, "%s%s %s", text->len > 0 ? " · " : "", parts[k], value);
        }
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), assay_model_facts_new_row (number, text->str));
    }
  if (n > 0)
    adw_preferences_page_add (self->card, ADW_PREFERENCES_GROUP (group));
  else
    g_object_ref_sink (group), g_object_unref (group);
}

static void
add_limitations (AssayModelPage *self, const AssayModelCard *card)
{
  guint n = assay_model_card_get_length (card, "limitations");
  GtkWidget *group;

  if (n == 0)
    return;
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Limitations"));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("limitations.%u", i), *number = g_strdup_printf ("%u", i + 1);
      const char *text = assay_model_card_get (card, path);

      if (text != NULL)
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), assay_model_facts_new_row (number, text));
    }
  adw_preferences_page_add (self->card, ADW_PREFERENCES_GROUP (group));
}

static void
fill_card (AssayModelPage *self, const AssayModelCard *card)
{
  if (card == NULL)
    {
      GtkWidget *group = adw_preferences_group_new ();

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 assay_model_facts_new_verdict_row (ASSAY_VERDICT_WARN, _("No card"),
                                                                    _("The model came without one. Put NAME.card.json beside the file and load it again: purpose, owner, samples, approvals and limits are part of what a validator reads.")));
      adw_preferences_page_add (self->card, ADW_PREFERENCES_GROUP (group));
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (card_groups); i++)
    {
      GtkWidget *group = adw_preferences_group_new ();
      guint n = 0;

      adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _(card_groups[i].title));
      for (guint k = 0; k < G_N_ELEMENTS (card_groups[i].items) && card_groups[i].items[k].path != NULL; k++)
        {
          const char *value = assay_model_card_get (card, card_groups[i].items[k].path);

          if (value != NULL && n++ < G_MAXUINT)
            adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), assay_model_facts_new_row (_(card_groups[i].items[k].label), value));
        }
      if (n > 0)
        adw_preferences_page_add (self->card, ADW_PREFERENCES_GROUP (group));
      else
        g_object_ref_sink (group), g_object_unref (group);
    }
  for (guint i = 0; i < G_N_ELEMENTS (card_lists); i++)
    add_card_list (self, card, i);
  add_limitations (self, card);
}

/* ---- lineage and activity: follow the workspace ---- */

static void
on_row (GtkWidget *row, AssayModelPage *self)
{
  assay_page_go (ASSAY_PAGE (self), "%s", (const char *) g_object_get_data (G_OBJECT (row), "assay-place"));
}

static void
add_row (AssayModelPage *self, AdwPreferencesGroup *group, const char *title, const char *subtitle, const char *place)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  if (place != NULL)
    {
      g_object_set_data_full (G_OBJECT (row), "assay-place", g_strdup (place), g_free);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic",
                                                                      "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
      g_signal_connect (row, "activated", G_CALLBACK (on_row), self);
    }
  g_object_set_data (G_OBJECT (row), "assay-group", group);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (self->rows, row);
}

static void
clear_rows (AssayModelPage *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (g_object_get_data (self->rows->pdata[i], "assay-group"), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

static void
fill_versions (AssayModelPage *self, const AssayModelVersion *shown)
{
  GListModel *models = assay_project_get_models (self->project);

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(AssayModelItem) item = g_list_model_get_item (models, i);
      const AssayModelVersion *version = assay_model_item_get (item);
      g_autofree char *title = NULL, *when = NULL, *subtitle = NULL, *place = NULL;

      if (!g_str_equal (version->name, shown->name))
        continue;
      title = g_strdup_printf (_("Version %s"), version->version);
      when = assay_when_format (version->created, 0);
      subtitle = g_strdup_printf ("%s · %s", _(assay_stage_label (version->stage)), when);
      place = g_strdup_printf ("model/%" G_GINT64_FORMAT, version->id);
      add_row (self, self->versions, title, subtitle, version->id != shown->id ? place : NULL);
    }
}

static void
fill_runs (AssayModelPage *self)
{
  g_autoptr(GPtrArray) runs = assay_workspace_list_model_runs (assay_project_get_workspace (self->project), self->version, NULL);

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    {
      const AssayRun *run = runs->pdata[i];
      g_autofree char *number = assay_run_text_number (run), *when = assay_when_format (run->started, 0), *data = assay_run_text_data (run);
      g_autofree char *subtitle = g_strdup_printf ("%s · %s · %s", number, data, when), *place = g_strdup_printf ("run/%" G_GINT64_FORMAT, run->id);

      add_row (self, self->runs, run->title != NULL ? run->title : number, subtitle, place);
    }
  if (runs == NULL || runs->len == 0)
    add_row (self, self->runs, _("No run has used this version yet"), "", NULL);
}

static void
fill_activity (AssayModelPage *self, const AssayModelVersion *version)
{
  g_autoptr(GPtrArray) marks = assay_workspace_list_stages (assay_project_get_workspace (self->project), self->version, NULL);
  g_autofree char *added = assay_when_format (version->created, 0);

  for (guint i = marks != NULL ? marks->len : 0; i-- > 0;)
    {
      const AssayStageMark *mark = marks->pdata[i];
      g_autofree char *when = assay_when_format (mark->when, 0), *subtitle = g_strdup_printf ("%s · %s · %s", when, mark->who, mark->reason);

      add_row (self, self->activity, _(assay_stage_label (mark->stage)), subtitle, NULL);
    }
  add_row (self, self->activity, _("Added to the registry"), added, NULL);
}

static void
update (AssayModelPage *self)
{
  g_autoptr(AssayModelVersion) version = assay_workspace_get_model (assay_project_get_workspace (self->project), self->version, NULL);
  g_autofree char *title = NULL, *when = NULL, *subtitle = NULL;

  if (version == NULL)
    return;
  title = g_strdup_printf ("%s — %s", version->name, version->version);
  when = assay_when_format (version->created, 0);
  subtitle = g_strdup_printf ("%s · %s · %s", _(version->kind), version->format, when);
  assay_page_set_title (ASSAY_PAGE (self), title);
  assay_page_set_subtitle (ASSAY_PAGE (self), subtitle);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->scope), _(assay_stage_label (version->stage)));
  clear_rows (self);
  fill_versions (self, version);
  fill_runs (self);
  fill_activity (self, version);
}

/* ---- a new stage ---- */

static void
on_stage_answered (AdwMessageDialog *dialog, const char *response, AssayModelPage *self)
{
  GtkEditable *entry = GTK_EDITABLE (g_object_get_data (G_OBJECT (dialog), "assay-entry"));
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  AssayStage stage = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), "assay-stage"));
  g_autoptr(GError) error = NULL;

  if (!g_str_equal (response, "set") || self->project == NULL)
    return;
  if (!assay_workspace_set_stage (assay_project_get_workspace (self->project), self->version, stage, reason, &error))
    assay_page_set_message (ASSAY_PAGE (self), error->message, NULL, NULL);
  assay_project_refresh (self->project);
  update (self);
}

static void
on_reason_changed (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "set", *reason != '\0');
}

/* A decision is permanent: the dialog repeats what is decided, and asks why. */
static void
set_stage (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AssayModelPage *self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr(AssayModelVersion) version = assay_workspace_get_model (assay_project_get_workspace (self->project), self->version, NULL);
  AssayStage stage;
  g_autofree char *heading = NULL, *body = NULL;
  AdwMessageDialog *dialog;
  GtkWidget *group = adw_preferences_group_new (), *entry = adw_entry_row_new ();

  if (version == NULL || !assay_stage_from_name (g_variant_get_string (parameter, NULL), &stage))
    return;
  /* Translators: a stage, such as Approved */
  heading = g_strdup_printf (_("Set to “%s”?"), _(assay_stage_label (stage)));
  /* Translators: name and version of a model, first digits of its SHA-256 */
  body = g_strdup_printf (_("%s, version %s (SHA-256 %.12s…). The decision goes into the audit trail with your name and cannot be undone, only followed by another."),
                          version->name, version->version, version->sha256);
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, heading, body));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _("Reason (required)"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), entry);
  adw_message_dialog_set_extra_child (dialog, group);
  adw_message_dialog_add_responses (dialog, "cancel", _("_Cancel"), "set", _("_Set Stage"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "set", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (dialog, "set", FALSE);
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data (G_OBJECT (dialog), "assay-entry", entry);
  g_object_set_data (G_OBJECT (dialog), "assay-stage", GUINT_TO_POINTER (stage));
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_reason_changed), dialog, 0);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_stage_answered), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static GtkWidget *
new_stage_button (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr(GMenu) menu = g_menu_new ();

  for (guint stage = 0; stage < ASSAY_N_STAGES; stage++)
    {
      g_autoptr(GMenuItem) item = g_menu_item_new (_(assay_stage_label (stage)), NULL);

      g_menu_item_set_action_and_target (item, "page.set-stage", "s", assay_stage_name (stage));
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, _("Stage of this version"));
  gtk_widget_add_css_class (button, "scope-chip");
  return button;
}

/* ---- loading ---- */

/* A table is as wide as its columns: in large letters wider than a small window, which would have to grow. */
static GtkWidget *
new_scroller (GtkWidget *table)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), table);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Inputs"), -1);
  gtk_widget_add_css_class (scroller, "card");
  return scroller;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AssayModelPage *self = ASSAY_MODEL_PAGE (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayTaskModel) model = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr(AssayTable) inputs = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->project == NULL)
    return;
  assay_page_set_busy (ASSAY_PAGE (self), FALSE);
  if (model == NULL)
    {
      g_autofree char *text = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->failure, text);
      gtk_stack_set_visible_child_name (self->stack, "failure");
      return;
    }
  self->model = g_steal_pointer (&model);
  assay_model_facts_fill_findings (self->findings, self->model->artifact);
  assay_model_facts_fill (self->facts, self->model->artifact);
  inputs = assay_model_facts_make_inputs (self->model);
  adw_preferences_group_add (self->inputs, new_scroller (assay_table_view_new (inputs)));
  fill_card (self, assay_artifact_get_card (self->model->artifact));
  gtk_stack_set_visible_child_name (self->stack, "views");
}

AssayPage *
assay_model_page_new (AssayProject *project, gint64 version)
{
  g_autofree char *place = g_strdup_printf ("model/%" G_GINT64_FORMAT, version);
  AssayModelPage *self = g_object_new (ASSAY_TYPE_MODEL_PAGE, "title", _("Model"), "icon-name", "assay-model-symbolic", "place", place, "busy", TRUE, NULL);

  self->project = g_object_ref (project);
  self->version = version;
  g_signal_connect_object (assay_project_get_models (project), "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (assay_project_get_runs (project), "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  assay_load_model (self, project, version, &self->cancellable, on_loaded);
  return ASSAY_PAGE (self);
}

/* ---- class ---- */

static AdwViewStack *
get_views (AssayPage *page)
{
  return ASSAY_MODEL_PAGE (page)->views;
}

static GtkWidget *
get_scope (AssayPage *page)
{
  return ASSAY_MODEL_PAGE (page)->scope;
}

static void
assay_model_page_dispose (GObject *object)
{
  AssayModelPage *self = ASSAY_MODEL_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->scope);
  g_clear_object (&self->project);
  G_OBJECT_CLASS (assay_model_page_parent_class)->dispose (object);
}

static void
assay_model_page_finalize (GObject *object)
{
  AssayModelPage *self = ASSAY_MODEL_PAGE (object);

  g_ptr_array_unref (self->rows);
  g_clear_pointer (&self->model, assay_task_model_unref);
  G_OBJECT_CLASS (assay_model_page_parent_class)->finalize (object);
}

static void
assay_model_page_class_init (AssayModelPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_model_page_dispose;
  G_OBJECT_CLASS (class)->finalize = assay_model_page_finalize;
  ASSAY_PAGE_CLASS (class)->get_views = get_views;
  ASSAY_PAGE_CLASS (class)->get_scope = get_scope;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/model-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayModelPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AssayModelPage, views);
  gtk_widget_class_bind_template_child (widget_class, AssayModelPage, failure);
  gtk_widget_class_bind_template_child (widget_class, AssayModelPage, findings);
  gtk_widget_class_bind_template_child (widget_class, AssayModelPage, facts);
  gtk_widget_class_bind_template_child (widget_class, AssayModelPage, inputs);
  gtk_widget_class_bind_template_child (widget_class, AssayModelPage, versions);
  gtk_widget_class_bind_template_child (widget_class, AssayModelPage, runs);
  gtk_widget_class_bind_template_child (widget_class, AssayModelPage, activity);
  gtk_widget_class_bind_template_child (widget_class, AssayModelPage, card);
}

static void
assay_model_page_init (AssayModelPage *self)
{
  static const GActionEntry actions[] = { { .name = "set-stage", .activate = set_stage, .parameter_type = "s" } };

  self->rows = g_ptr_array_new ();
  self->scope = g_object_ref_sink (new_stage_button ());
  gtk_widget_init_template (GTK_WIDGET (self));
  g_action_map_add_action_entries (assay_page_get_actions (ASSAY_PAGE (self)), actions, G_N_ELEMENTS (actions), self);
}
