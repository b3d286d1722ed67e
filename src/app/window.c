#include "app/window.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "app/accessible-names.h"
#include "app/flap.h"
#include "app/notice.h"
#include "app/window-private.h"

G_DEFINE_FINAL_TYPE (AssayWindow, assay_window, ADW_TYPE_APPLICATION_WINDOW)

/* ---- what surrounds the page ---- */

/* The chips stand in the scope bar; where it is narrow, behind one button. */
static void
place_scope (AssayWindow *self, gboolean narrow)
{
  GtkWidget *scope = self->page != NULL ? assay_page_get_scope (self->page) : NULL;
  AdwBin *slot = narrow ? self->scope_popover_slot : self->scope_slot;
  AdwBin *other = narrow ? self->scope_slot : self->scope_popover_slot;

  adw_bin_set_child (other, NULL);
  if (adw_bin_get_child (slot) != scope)
    adw_bin_set_child (slot, scope);
  if (GTK_IS_ORIENTABLE (scope))
    gtk_orientable_set_orientation (GTK_ORIENTABLE (scope), narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_visible (GTK_WIDGET (self->scope_button), narrow && scope != NULL);
}

static void
update_layout (AssayWindow *self)
{
  AssayWidthClass class = assay_width_bin_get_width_class (self->content);
  gboolean narrow = class <= ASSAY_WIDTH_NARROW;
  AdwViewStack *views = self->page != NULL ? assay_page_get_views (self->page) : NULL;
  gboolean has_scope = self->page != NULL && assay_page_get_scope (self->page) != NULL;
  gboolean can_export = self->page != NULL
                        && (assay_page_get_run (self->page) > 0 || assay_page_get_export_menu (self->page) != NULL);

  place_scope (self, narrow);
  adw_view_switcher_set_stack (self->switcher, narrow ? NULL : views);
  adw_view_switcher_bar_set_stack (self->switcher_bar, narrow ? views : NULL);
  adw_view_switcher_bar_set_reveal (self->switcher_bar, narrow && views != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->switcher), !narrow && views != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->scope_bar), !narrow && (views != NULL || has_scope));
  /* Only a wide page leaves room for the inspector beside it. */
  adw_flap_set_fold_policy (self->inspector_flap, class == ASSAY_WIDTH_WIDE ? ADW_FLAP_FOLD_POLICY_NEVER : ADW_FLAP_FOLD_POLICY_ALWAYS);
  gtk_widget_set_visible (GTK_WIDGET (self->export_button), !narrow && can_export);
  gtk_widget_set_visible (GTK_WIDGET (self->forward_button), !narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->run_button), class > ASSAY_WIDTH_TINY);
}

static void
fold_sidebar (AssayWindow *self, gboolean narrow)
{
  if (narrow == (adw_flap_get_fold_policy (self->sidebar_flap) == ADW_FLAP_FOLD_POLICY_ALWAYS))
    return;
  adw_flap_set_fold_policy (self->sidebar_flap, narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER);
  assay_flap_reveal (self->sidebar_flap, !narrow);
}

static void
update_sidebar_fold (AssayWindow *self)
{
  fold_sidebar (self, assay_width_bin_get_width_class (self->outer) <= ASSAY_WIDTH_NARROW);
}

static void
update_strip (AssayWindow *self)
{
  const char *label = NULL, *action = NULL;
  const char *message = self->page != NULL ? assay_page_get_message (self->page, &label, &action) : NULL;

  if (message != NULL)
    {
      gtk_label_set_text (self->strip_label, message);
      gtk_button_set_label (self->strip_button, label != NULL ? label : "");
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->strip_button), action != NULL ? action : "win.search");
    }
  gtk_widget_set_visible (GTK_WIDGET (self->strip_button), label != NULL);
  gtk_revealer_set_reveal_child (self->strip, message != NULL);
}

static void
on_strip_closed (AssayWindow *self)
{
  if (self->page != NULL)
    assay_page_set_message (self->page, NULL, NULL, NULL);
}

static void
update_window_title (AssayWindow *self)
{
  g_autofree char *name = self->project != NULL ? assay_project_dup_name (self->project) : NULL;
  g_autofree char *title = NULL;

  if (self->page != NULL && name != NULL)
    /* Translators: title of the window: page, workspace */
    title = g_strdup_printf (_("%s — %s"), assay_page_get_title (self->page), name);
  gtk_window_set_title (GTK_WINDOW (self), title != NULL ? title : _("Assay"));
}

/* From an idle: a page makes some of its parts when it is first laid out. */
static gboolean
settle_page (gpointer user_data)
{
  AssayWindow *self = user_data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  self->settling = 0;
  /* The focus went with the page that was left: into the new one, so that the keyboard alone is enough. */
  if (self->page != NULL && (focus == NULL || !gtk_widget_get_mapped (focus)))
    gtk_widget_grab_focus (GTK_WIDGET (self->page));
  if (self->page != NULL)
    {
      assay_name_parts (GTK_WIDGET (self->page), assay_page_get_title (self->page));
      assay_name_parts (GTK_WIDGET (self->inspector_slot), _("Inspector"));
    }
  assay_name_parts (GTK_WIDGET (self->sidebar), _("Sidebar"));
  assay_name_parts (GTK_WIDGET (self->tab_bar), _("Tabs"));
  assay_name_parts (GTK_WIDGET (self->header), NULL);
  assay_name_parts (GTK_WIDGET (self->start), _("Welcome to Assay"));
  return G_SOURCE_REMOVE;
}

static void
settle_page_later (AssayWindow *self)
{
  if (self->settling == 0)
    self->settling = g_idle_add_full (G_PRIORITY_LOW, settle_page, self, NULL);
}

/* A page that was just shown, or left for another. */
static void
set_page (AssayWindow *self, AssayPage *page)
{
  GtkWidget *inspector = page != NULL ? assay_page_get_inspector (page) : NULL;

  if (self->page != NULL && self->page != page)
    gtk_widget_insert_action_group (GTK_WIDGET (self), "page", NULL);
  g_set_object (&self->page, page);
  g_binding_group_set_source (self->bindings, NULL);
  adw_bin_set_child (self->inspector_slot, inspector);
  if (page != NULL)
    {
      gtk_widget_insert_action_group (GTK_WIDGET (self), "page", G_ACTION_GROUP (assay_page_get_actions (page)));
      adw_split_button_set_menu_model (self->export_button, assay_page_get_export_menu (page));
      assay_sidebar_set_place (self->sidebar, assay_page_get_place (page));
    }
  assay_flap_reveal (self->inspector_flap, inspector != NULL && assay_page_get_inspector_open (page));
  g_binding_group_set_source (self->bindings, page);
  g_signal_group_set_target (self->page_signals, page);
  gtk_widget_set_visible (GTK_WIDGET (self->inspector_button), inspector != NULL);
  update_layout (self);
  update_strip (self);
  update_window_title (self);
  assay_window_update_actions (self);
  settle_page_later (self);
}

static void
on_inspector_open (AssayWindow *self)
{
  gboolean open = assay_page_get_inspector (self->page) != NULL && assay_page_get_inspector_open (self->page);

  assay_flap_reveal (self->inspector_flap, open);
  assay_window_update_actions (self);
}

static void
on_flap_revealed (AssayWindow *self)
{
  if (self->page != NULL && assay_page_get_inspector (self->page) != NULL)
    assay_page_set_inspector_open (self->page, adw_flap_get_reveal_flap (self->inspector_flap));
}

/* ---- tabs ---- */

AssayTab *
assay_window_get_tab (AssayWindow *self)
{
  AdwTabPage *tab_page = adw_tab_view_get_selected_page (self->tab_view);

  return tab_page != NULL ? ASSAY_TAB (adw_tab_page_get_child (tab_page)) : NULL;
}

static void
on_page_changed (AssayWindow *self)
{
  AssayTab *tab = assay_window_get_tab (self);
  AssayPage *page = tab != NULL ? assay_tab_get_page (tab) : NULL;

  set_page (self, page);
}

static gboolean
to_icon (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const char *name = g_value_get_string (from);

  g_value_take_object (to, name != NULL ? g_themed_icon_new (name) : NULL);
  return TRUE;
}

static void
on_tab_page (AssayTab *tab, GParamSpec *pspec, AssayWindow *self)
{
  AdwTabPage *tab_page = adw_tab_view_get_page (self->tab_view, GTK_WIDGET (tab));
  AssayPage *page = assay_tab_get_page (tab);
  GBindingGroup *bindings = g_object_get_data (G_OBJECT (tab_page), "assay-bindings");

  g_binding_group_set_source (bindings, page);
  if (tab == assay_window_get_tab (self))
    set_page (self, page);
}

AssayTab *
assay_window_add_tab (AssayWindow *self, const char *place)
{
  GtkWidget *tab = assay_tab_new (self->project, self->undo);
  AdwTabPage *tab_page = adw_tab_view_append (self->tab_view, tab);
  GBindingGroup *bindings = g_binding_group_new ();

  g_binding_group_bind (bindings, "title", tab_page, "title", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (bindings, "busy", tab_page, "loading", G_BINDING_SYNC_CREATE);
  g_binding_group_bind_full (bindings, "icon-name", tab_page, "icon", G_BINDING_SYNC_CREATE, to_icon, NULL, NULL, NULL);
  g_object_set_data_full (G_OBJECT (tab_page), "assay-bindings", bindings, g_object_unref);
  g_signal_connect_object (tab, "notify::page", G_CALLBACK (on_tab_page), self, 0);
  assay_tab_go (ASSAY_TAB (tab), place);
  adw_tab_view_set_selected_page (self->tab_view, tab_page);
  return ASSAY_TAB (tab);
}

static gboolean
on_close_page (AssayWindow *self, AdwTabPage *tab_page)
{
  /* The last tab is the window's; closing it would leave nothing to look at. */
  adw_tab_view_close_page_finish (self->tab_view, tab_page, adw_tab_view_get_n_pages (self->tab_view) > 1);
  return GDK_EVENT_STOP;
}

static AdwTabView *
on_create_window (AssayWindow *self)
{
  return NULL;      /* a tab stays in the window of its workspace */
}

static void
close_all_tabs (AssayWindow *self)
{
  set_page (self, NULL);
  while (adw_tab_view_get_n_pages (self->tab_view) > 0)
    {
      AdwTabPage *tab_page = adw_tab_view_get_nth_page (self->tab_view, 0);

      g_signal_handlers_block_by_func (self->tab_view, on_close_page, self);
      adw_tab_view_close_page (self->tab_view, tab_page);
      g_signal_handlers_unblock_by_func (self->tab_view, on_close_page, self);
    }
}

/* ---- tasks that end ---- */

static void
on_job_state (AssayJob *job, GParamSpec *pspec, AssayWindow *self)
{
  AssayJobState state = assay_job_get_state (job);
  g_autofree char *text = NULL, *place = NULL;

  if (state == ASSAY_JOB_RUNNING || state == ASSAY_JOB_STOPPING)
    return;
  g_signal_handlers_disconnect_by_func (job, on_job_state, self);
  if (state == ASSAY_JOB_FAILED)
    {
      /* The activity area keeps it, with Details; this is for a window whose sidebar is hidden. */
      text = g_strdup_printf (_("%s failed"), assay_job_get_title (job));
      assay_window_toast (self, text, NULL, NULL, NULL);
    }
  else if (state == ASSAY_JOB_DONE && assay_job_get_dataset (job) > 0 && assay_job_get_run (job) == 0)
    {
      place = g_strdup_printf ("dataset/%" G_GINT64_FORMAT, assay_job_get_dataset (job));
      assay_window_go (self, place);
      assay_window_toast (self, _("Data imported"), _("New Run…"), "win.new-run", NULL);
    }
  else if (state == ASSAY_JOB_DONE && assay_job_get_run (job) > 0)
    {
      place = g_strdup_printf ("run/%" G_GINT64_FORMAT, assay_job_get_run (job));
      text = g_strdup_printf (_("Run %" PRId64 " finished"), assay_job_get_run (job));
      if (self->page == NULL || !g_str_has_prefix (assay_page_get_place (self->page), "job/"))
        assay_window_toast (self, text, _("Open"), "win.open", g_variant_new_string (place));
    }
  else if (state == ASSAY_JOB_DONE && assay_job_get_path (job) != NULL)
    {
      assay_window_toast (self, _("Report written"), _("Open"), "win.open-file", g_variant_new_string (assay_job_get_path (job)));
    }
  if (state != ASSAY_JOB_CANCELLED)
    assay_notice_send (gtk_window_get_application (GTK_WINDOW (self)), job, place);
  g_hash_table_remove (self->watched, job);
}

static void
on_jobs_changed (AssayWindow *self)
{
  GListModel *jobs = assay_project_get_jobs (self->project);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(AssayJob) job = g_list_model_get_item (jobs, i);

      if (assay_job_get_state (job) != ASSAY_JOB_RUNNING || g_hash_table_contains (self->watched, job))
        continue;
      g_hash_table_add (self->watched, g_object_ref (job));
      g_signal_connect_object (job, "notify::state", G_CALLBACK (on_job_state), self, 0);
    }
}

/* ---- the window ---- */

AssayWindow *
assay_window_new (GtkApplication *application)
{
  return g_object_new (ASSAY_TYPE_WINDOW, "application", application, NULL);
}

AssayProject *
assay_window_get_project (AssayWindow *self)
{
  g_return_val_if_fail (ASSAY_IS_WINDOW (self), NULL);
  return self->project;
}

void
assay_window_set_project (AssayWindow *self, AssayProject *project)
{
  g_return_if_fail (ASSAY_IS_WINDOW (self) && ASSAY_IS_PROJECT (project));
  if (self->project == project)
    return;
  close_all_tabs (self);
  assay_undo_clear (self->undo);
  g_hash_table_remove_all (self->watched);
  g_set_object (&self->project, project);
  g_object_set (self->settings, "workspace", assay_workspace_get_folder (assay_project_get_workspace (project)), NULL);
  assay_sidebar_set_project (self->sidebar, project);
  g_signal_group_set_target (self->job_signals, assay_project_get_jobs (project));
  assay_window_add_tab (self, "overview");
  gtk_stack_set_visible_child_name (self->stack, "workspace");
  on_jobs_changed (self);
  assay_window_update_actions (self);
  assay_window_import_waiting (self);
}

void
assay_window_show_start (AssayWindow *self)
{
  if (self->project != NULL)
    return;
  gtk_stack_set_visible_child_name (self->stack, "start");
  gtk_widget_grab_focus (GTK_WIDGET (self->start));
}

gboolean
assay_window_go (AssayWindow *self, const char *place)
{
  AssayTab *tab = assay_window_get_tab (self);

  if (tab == NULL)
    return FALSE;
  if (!assay_tab_go (tab, place))
    {
      g_autofree char *text = g_strdup_printf (_("There is no “%s” here"), place);

      assay_window_toast (self, text, NULL, NULL, NULL);
      return FALSE;
    }
  if (adw_flap_get_folded (self->sidebar_flap))
    assay_flap_reveal (self->sidebar_flap, FALSE);
  return TRUE;
}

AssayPage *
assay_window_get_page (AssayWindow *self)
{
  g_return_val_if_fail (ASSAY_IS_WINDOW (self), NULL);
  return self->page;
}

AssayUndo *
assay_window_get_undo (AssayWindow *self)
{
  g_return_val_if_fail (ASSAY_IS_WINDOW (self), NULL);
  return self->undo;
}

void
assay_window_toast (AssayWindow *self, const char *text, const char *label, const char *action, GVariant *target)
{
  g_autoptr(GVariant) owned = target != NULL ? g_variant_ref_sink (target) : NULL;
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  if (label != NULL)
    {
      adw_toast_set_button_label (toast, label);
      adw_toast_set_action_name (toast, action);
      adw_toast_set_action_target_value (toast, owned);
    }
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, AssayWindow *self)
{
  if (keyval != GDK_KEY_Escape || self->page == NULL || !adw_flap_get_reveal_flap (self->inspector_flap))
    return GDK_EVENT_PROPAGATE;
  assay_flap_reveal (self->inspector_flap, FALSE);
  return GDK_EVENT_STOP;
}

static void
assay_window_size_saved (AssayWindow *self)
{
  int width = 0, height = 0;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  if (width >= 360 && height >= 294)
    g_object_set (self->settings, "window-width", width, "window-height", height,
                  "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)), NULL);
}

static gboolean
assay_window_close_request (GtkWindow *window)
{
  assay_window_size_saved (ASSAY_WINDOW (window));
  return GTK_WINDOW_CLASS (assay_window_parent_class)->close_request (window);
}

static void
assay_window_dispose (GObject *object)
{
  AssayWindow *self = ASSAY_WINDOW (object);

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  if (self->tab_view != NULL && self->bindings != NULL)
    close_all_tabs (self);
  g_clear_handle_id (&self->settling, g_source_remove);
  g_clear_object (&self->bindings);
  g_clear_object (&self->page_signals);
  g_clear_object (&self->job_signals);
  g_clear_pointer (&self->watched, g_hash_table_unref);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_object (&self->page);
  g_clear_object (&self->undo);
  g_clear_object (&self->project);
  G_OBJECT_CLASS (assay_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *class)
{
#define CHILD(name) gtk_widget_class_bind_template_child (class, AssayWindow, name)
  CHILD (outer); CHILD (content); CHILD (toasts); CHILD (stack); CHILD (start); CHILD (sidebar_flap); CHILD (inspector_flap);
  CHILD (sidebar); CHILD (header); CHILD (title); CHILD (sidebar_button); CHILD (inspector_button); CHILD (back_button);
  CHILD (forward_button); CHILD (run_button); CHILD (export_button); CHILD (menu_button); CHILD (scope_button);
  CHILD (scope_popover_slot); CHILD (scope_slot); CHILD (inspector_slot); CHILD (tab_bar); CHILD (scope_bar); CHILD (switcher);
  CHILD (switcher_bar); CHILD (strip); CHILD (strip_label); CHILD (strip_button); CHILD (strip_close); CHILD (tab_view);
#undef CHILD
  gtk_widget_class_bind_template_callback (class, on_strip_closed);
  gtk_widget_class_bind_template_callback (class, on_page_changed);
  gtk_widget_class_bind_template_callback (class, on_close_page);
  gtk_widget_class_bind_template_callback (class, on_create_window);
}

static void
assay_window_class_init (AssayWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_window_dispose;
  GTK_WINDOW_CLASS (class)->close_request = assay_window_close_request;
  g_type_ensure (ASSAY_TYPE_WIDTH_BIN);
  g_type_ensure (ASSAY_TYPE_START_PAGE);
  g_type_ensure (ASSAY_TYPE_SIDEBAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/window.ui");
  bind_children (widget_class);
  assay_window_install_actions (widget_class);
}

static void
connect_page (AssayWindow *self)
{
  self->bindings = g_binding_group_new ();
  g_binding_group_bind (self->bindings, "title", self->title, "title", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->bindings, "subtitle", self->title, "subtitle", G_BINDING_SYNC_CREATE);
  self->page_signals = g_signal_group_new (ASSAY_TYPE_PAGE);
  g_signal_group_connect_swapped (self->page_signals, "notify::title", G_CALLBACK (update_window_title), self);
  g_signal_group_connect_swapped (self->page_signals, "notify::message", G_CALLBACK (update_strip), self);
  g_signal_group_connect_swapped (self->page_signals, "notify::busy", G_CALLBACK (settle_page_later), self);
  g_signal_group_connect_swapped (self->page_signals, "notify::run", G_CALLBACK (update_layout), self);
  g_signal_group_connect_swapped (self->page_signals, "notify::run", G_CALLBACK (assay_window_update_actions), self);
  g_signal_group_connect_swapped (self->page_signals, "notify::inspector-open", G_CALLBACK (on_inspector_open), self);
  g_signal_connect_object (self->inspector_flap, "notify::reveal-flap", G_CALLBACK (on_flap_revealed), self, G_CONNECT_SWAPPED);
}

static void
assay_window_init (AssayWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->settings = assay_settings_get_default ();
  self->undo = assay_undo_new ();
  self->watched = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->waiting = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_default_size (GTK_WINDOW (self), assay_settings_get_number (self->settings, "window-width"),
                               assay_settings_get_number (self->settings, "window-height"));
  if (assay_settings_get_flag (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  else      /* before it is shown, so that a small window does not open with its sidebar gliding away */
    fold_sidebar (self, assay_width_class_for (assay_settings_get_number (self->settings, "window-width"), -1) <= ASSAY_WIDTH_NARROW);
  connect_page (self);
  self->job_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->job_signals, "items-changed", G_CALLBACK (on_jobs_changed), self);
  g_signal_connect_object (self->outer, "notify::width-class", G_CALLBACK (update_sidebar_fold), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->content, "notify::width-class", G_CALLBACK (update_layout), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sidebar_flap, "notify::reveal-flap", G_CALLBACK (assay_window_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->undo, "notify", G_CALLBACK (assay_window_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->content), keys);
  assay_window_add_drop_target (self);
  settle_page_later (self);
  update_layout (self);
  assay_window_update_actions (self);
}
