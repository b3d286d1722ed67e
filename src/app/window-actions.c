#include <glib/gi18n.h>

#include "app/export-dialog.h"
#include "app/flap.h"
#include "app/goto-popover.h"
#include "app/place.h"
#include "app/model-run-dialog.h"
#include "app/run-dialog.h"
#include "app/window-private.h"

/* ---- going about ---- */

static void
open_place (GtkWidget *widget, const char *action, GVariant *target)
{
  assay_window_go (ASSAY_WINDOW (widget), g_variant_get_string (target, NULL));
}

static void
open_replacing (GtkWidget *widget, const char *action, GVariant *target)
{
  AssayTab *tab = assay_window_get_tab (ASSAY_WINDOW (widget));

  if (tab != NULL)
    assay_tab_replace (tab, g_variant_get_string (target, NULL));
}

static void
open_in_tab (GtkWidget *widget, const char *action, GVariant *target)
{
  assay_window_add_tab (ASSAY_WINDOW (widget), g_variant_get_string (target, NULL));
}

static void
new_tab (GtkWidget *widget, const char *action, GVariant *target)
{
  assay_window_add_tab (ASSAY_WINDOW (widget), "overview");
}

static void
close_tab (GtkWidget *widget, const char *action, GVariant *target)
{
  AssayWindow *self = ASSAY_WINDOW (widget);

  if (adw_tab_view_get_n_pages (self->tab_view) > 1)
    adw_tab_view_close_page (self->tab_view, adw_tab_view_get_selected_page (self->tab_view));
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
go_back (GtkWidget *widget, const char *action, GVariant *target)
{
  assay_tab_back (assay_window_get_tab (ASSAY_WINDOW (widget)));
}

static void
go_forward (GtkWidget *widget, const char *action, GVariant *target)
{
  assay_tab_forward (assay_window_get_tab (ASSAY_WINDOW (widget)));
}

static void
go_home (GtkWidget *widget, const char *action, GVariant *target)
{
  assay_window_go (ASSAY_WINDOW (widget), "overview");
}

static void
go_to (GtkWidget *widget, const char *action, GVariant *target)
{
  AssayWindow *self = ASSAY_WINDOW (widget);

  assay_goto_popover_show (GTK_WIDGET (self->title), self->project);
}

static void
show_view (GtkWidget *widget, const char *action, GVariant *target)
{
  AssayWindow *self = ASSAY_WINDOW (widget);
  AdwViewStack *views = self->page != NULL ? assay_page_get_views (self->page) : NULL;
  g_autoptr(GtkSelectionModel) pages = NULL;
  guint index = (guint) g_variant_get_int32 (target) - 1;

  if (views == NULL)
    return;
  pages = adw_view_stack_get_pages (views);
  if (index < g_list_model_get_n_items (G_LIST_MODEL (pages)))
    gtk_selection_model_select_item (pages, index, TRUE);
}

/* F6: sidebar, header, scope, content, inspector, and round again. */
static void
next_pane (GtkWidget *widget, const char *action, GVariant *target)
{
  AssayWindow *self = ASSAY_WINDOW (widget);
  GtkWidget *panes[] = { GTK_WIDGET (self->sidebar), GTK_WIDGET (self->header), GTK_WIDGET (self->scope_bar),
                         GTK_WIDGET (self->tab_view), GTK_WIDGET (self->inspector_slot) };
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  guint at = G_N_ELEMENTS (panes) - 1;

  for (guint i = 0; i < G_N_ELEMENTS (panes); i++)
    if (focus != NULL && (focus == panes[i] || gtk_widget_is_ancestor (focus, panes[i])))
      at = i;
  for (guint step = 1; step <= G_N_ELEMENTS (panes); step++)
    {
      GtkWidget *pane = panes[(at + step) % G_N_ELEMENTS (panes)];

      if (gtk_widget_get_mapped (pane) && gtk_widget_child_focus (pane, GTK_DIR_TAB_FORWARD))
        {
          gtk_window_set_focus_visible (GTK_WINDOW (self), TRUE);
          return;
        }
    }
}

static void
toggle_sidebar (GtkWidget *widget, const char *action, GVariant *target)
{
  AssayWindow *self = ASSAY_WINDOW (widget);

  assay_flap_reveal (self->sidebar_flap, !adw_flap_get_reveal_flap (self->sidebar_flap));
}

static void
toggle_inspector (GtkWidget *widget, const char *action, GVariant *target)
{
  AssayWindow *self = ASSAY_WINDOW (widget);

  if (self->page != NULL)
    assay_page_set_inspector_open (self->page, !assay_page_get_inspector_open (self->page));
}

static void
search (GtkWidget *widget, const char *action, GVariant *target)
{
  AssayWindow *self = ASSAY_WINDOW (widget);

  if (self->page != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (assay_page_get_actions (self->page)), "search", NULL);
}

/* ---- work ---- */

static void
undo (GtkWidget *widget, const char *action, GVariant *target)
{
  assay_undo_undo (ASSAY_WINDOW (widget)->undo);
}

static void
redo (GtkWidget *widget, const char *action, GVariant *target)
{
  assay_undo_redo (ASSAY_WINDOW (widget)->undo);
}

/* The version whose page is shown; 0: it is another page. */
static gint64
version_of_page (AssayWindow *self)
{
  AssayPlaceKind kind;
  gint64 id;

  return self->page != NULL && assay_place_parse (assay_page_get_place (self->page), &kind, &id) && kind == ASSAY_PLACE_MODEL ? id : 0;
}

/* On a page of models, and on that of a run that used some, a new run is one of models. */
static gboolean
is_about_models (AssayWindow *self)
{
  GListModel *runs = assay_project_get_runs (self->project);
  gint64 run = self->page != NULL ? assay_page_get_run (self->page) : 0;

  if (version_of_page (self) > 0 || (self->page != NULL && g_strcmp0 (assay_page_get_place (self->page), "models") == 0))
    return TRUE;
  for (guint i = 0; run > 0 && i < g_list_model_get_n_items (runs); i++)
    {
      g_autoptr(AssayRunItem) item = g_list_model_get_item (runs, i);
      const AssayAnalysis *analysis = assay_run_item_get (item)->id == run ? assay_analysis_find (assay_run_item_get (item)->analysis) : NULL;

      if (analysis != NULL)
        return analysis->max_models > 0;
    }
  return FALSE;
}

static void
new_run (GtkWidget *widget, const char *action, GVariant *target)
{
  AssayWindow *self = ASSAY_WINDOW (widget);
  gint64 dataset = self->page != NULL ? assay_page_get_dataset (self->page) : 0;
  gint64 run = self->page != NULL ? assay_page_get_run (self->page) : 0;

  if (is_about_models (self))
    assay_model_run_dialog_present (self->project, "validate", version_of_page (self), dataset, run, GTK_WINDOW (self));
  else
    assay_run_dialog_present (self->project, dataset, run, GTK_WINDOW (self));
}

/* The target is the analysis: "validate" or "score". */
static void
new_model_run (GtkWidget *widget, const char *action, GVariant *target)
{
  AssayWindow *self = ASSAY_WINDOW (widget);

  assay_model_run_dialog_present (self->project, g_variant_get_string (target, NULL), version_of_page (self),
                                  self->page != NULL ? assay_page_get_dataset (self->page) : 0, 0, GTK_WINDOW (self));
}

static void
export_report (GtkWidget *widget, const char *action, GVariant *target)
{
  AssayWindow *self = ASSAY_WINDOW (widget);
  gint64 run = assay_page_get_run (self->page);

  assay_export_dialog_present (self->project, &run, 1, GTK_WINDOW (self));
}

/* The target is a list of runs: several become one report. */
static void
export_runs (GtkWidget *widget, const char *action, GVariant *target)
{
  gsize n_runs = 0;
  const gint64 *runs = g_variant_get_fixed_array (target, &n_runs, sizeof (gint64));

  if (n_runs > 0)
    assay_export_dialog_present (ASSAY_WINDOW (widget)->project, runs, n_runs, GTK_WINDOW (widget));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(AssayWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!g_app_info_launch_default_for_uri_finish (result, &error))
    assay_window_toast (self, error->message, NULL, NULL, NULL);
}

static void
launch (AssayWindow *self, const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr(GdkAppLaunchContext) context = gdk_display_get_app_launch_context (gtk_widget_get_display (GTK_WIDGET (self)));

  g_app_info_launch_default_for_uri_async (uri, G_APP_LAUNCH_CONTEXT (context), NULL, on_opened, g_object_ref (self));
}

static void
open_file (GtkWidget *widget, const char *action, GVariant *target)
{
  launch (ASSAY_WINDOW (widget), g_variant_get_string (target, NULL));
}

static void
show_file (GtkWidget *widget, const char *action, GVariant *target)
{
  g_autofree char *folder = g_path_get_dirname (g_variant_get_string (target, NULL));

  launch (ASSAY_WINDOW (widget), folder);
}

static void
show_workspace (GtkWidget *widget, const char *action, GVariant *target)
{
  AssayWindow *self = ASSAY_WINDOW (widget);

  launch (self, assay_workspace_get_folder (assay_project_get_workspace (self->project)));
}

/* ---- workspaces and files ---- */

static void
load_model (GtkWidget *widget, const char *action, GVariant *target)
{
  assay_window_choose_model (ASSAY_WINDOW (widget));
}

static void
import (GtkWidget *widget, const char *action, GVariant *target)
{
  assay_window_choose_import (ASSAY_WINDOW (widget));
}

static void
open_workspace (GtkWidget *widget, const char *action, GVariant *target)
{
  assay_window_choose_workspace (ASSAY_WINDOW (widget));
}

static void
new_workspace (GtkWidget *widget, const char *action, GVariant *target)
{
  assay_window_choose_new_workspace (ASSAY_WINDOW (widget));
}

static void
open_sample (GtkWidget *widget, const char *action, GVariant *target)
{
  assay_window_open_sample (ASSAY_WINDOW (widget));
}

static void
rename_workspace (GtkWidget *widget, const char *action, GVariant *target)
{
  assay_window_rename_workspace (ASSAY_WINDOW (widget));
}

static void
cancel_opening (GtkWidget *widget, const char *action, GVariant *target)
{
  AssayWindow *self = ASSAY_WINDOW (widget);

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
}

/* ---- which can be used now ---- */

void
assay_window_update_actions (AssayWindow *self)
{
  static const char *const of_project[] = { "win.open", "win.open-replacing", "win.open-tab", "win.new-tab", "win.close-tab", "win.home", "win.goto",
                                            "win.import", "win.load-model", "win.new-run", "win.new-model-run", "win.rename-workspace", "win.show-workspace", "win.sidebar" };
  GtkWidget *widget = GTK_WIDGET (self);
  AssayTab *tab = assay_window_get_tab (self);
  gboolean has_inspector = self->page != NULL && assay_page_get_inspector (self->page) != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (of_project); i++)
    gtk_widget_action_set_enabled (widget, of_project[i], self->project != NULL);
  gtk_widget_action_set_enabled (widget, "win.back", tab != NULL && assay_tab_can_go_back (tab));
  gtk_widget_action_set_enabled (widget, "win.forward", tab != NULL && assay_tab_can_go_forward (tab));
  gtk_widget_action_set_enabled (widget, "win.undo", assay_undo_can_undo (self->undo));
  gtk_widget_action_set_enabled (widget, "win.redo", assay_undo_can_redo (self->undo));
  gtk_widget_action_set_enabled (widget, "win.export", self->page != NULL && assay_page_get_run (self->page) > 0);
  gtk_widget_action_set_enabled (widget, "win.inspector", has_inspector);
  gtk_toggle_button_set_active (self->sidebar_button, adw_flap_get_reveal_flap (self->sidebar_flap));
  gtk_toggle_button_set_active (self->inspector_button, has_inspector && assay_page_get_inspector_open (self->page));
}

void
assay_window_install_actions (GtkWidgetClass *class)
{
  static const struct { const char *name, *type; GtkWidgetActionActivateFunc func; } actions[] = {
    { "win.open", "s", open_place },
    { "win.open-replacing", "s", open_replacing },
    { "win.open-tab", "s", open_in_tab },
    { "win.new-tab", NULL, new_tab },
    { "win.close-tab", NULL, close_tab },
    { "win.back", NULL, go_back },
    { "win.forward", NULL, go_forward },
    { "win.home", NULL, go_home },
    { "win.goto", NULL, go_to },
    { "win.view", "i", show_view },
    { "win.next-pane", NULL, next_pane },
    { "win.sidebar", NULL, toggle_sidebar },
    { "win.inspector", NULL, toggle_inspector },
    { "win.search", NULL, search },
    { "win.undo", NULL, undo },
    { "win.redo", NULL, redo },
    { "win.new-run", NULL, new_run },
    { "win.new-model-run", "s", new_model_run },
    { "win.export", NULL, export_report },
    { "win.export-runs", "ax", export_runs },
    { "win.open-file", "s", open_file },
    { "win.show-file", "s", show_file },
    { "win.show-workspace", NULL, show_workspace },
    { "win.import", NULL, import },
    { "win.load-model", NULL, load_model },
    { "win.open-workspace", NULL, open_workspace },
    { "win.new-workspace", NULL, new_workspace },
    { "win.open-sample", NULL, open_sample },
    { "win.rename-workspace", NULL, rename_workspace },
    { "win.cancel-opening", NULL, cancel_opening },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (class, actions[i].name, actions[i].type, actions[i].func);
}
