#include "app/application.h"

#include <glib/gi18n.h>

#include "assay-config.h"
#include "app/accessible-names.h"
#include "app/preferences-window.h"
#include "app/settings.h"
#include "app/staging.h"
#include "app/window.h"

struct _AssayApplication
{
  AdwApplication parent;
  AssaySettings *settings;
  AssayStaging staging;
};

G_DEFINE_FINAL_TYPE (AssayApplication, assay_application, ADW_TYPE_APPLICATION)

static AssayWindow *
make_window (AssayApplication *self)
{
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (self));
  AssayWindow *window;

  if (ASSAY_IS_WINDOW (active))
    return ASSAY_WINDOW (active);
  window = assay_window_new (GTK_APPLICATION (self));
  assay_staging_prepare (&self->staging, window);
  if (assay_staging_is_wanted (&self->staging))
    assay_staging_start (&self->staging, window);
  return window;
}

/* The workspace of last time, or the start page. */
static void
assay_application_activate (GApplication *application)
{
  AssayApplication *self = ASSAY_APPLICATION (application);
  AssayWindow *window = make_window (self);
  g_autofree char *folder = assay_settings_dup_text (self->settings, "workspace");

  if (assay_window_get_project (window) == NULL)
    {
      if (*folder != '\0' && g_file_test (folder, G_FILE_TEST_IS_DIR))
        assay_window_open_folder (window, folder);
      else
        assay_window_show_start (window);
    }
  gtk_window_present (GTK_WINDOW (window));
}

static void
assay_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  AssayApplication *self = ASSAY_APPLICATION (application);
  AssayWindow *window = make_window (self);
  g_autofree char *folder = assay_settings_dup_text (self->settings, "workspace");
  gboolean has_folder = FALSE;

  for (int i = 0; i < n_files; i++)
    has_folder |= g_file_query_file_type (files[i], G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY;
  if (!has_folder && assay_window_get_project (window) == NULL && *folder != '\0' && g_file_test (folder, G_FILE_TEST_IS_DIR))
    assay_window_open_folder (window, folder);
  assay_window_open_files (window, files, n_files);
  gtk_window_present (GTK_WINDOW (window));
}

/* ---- actions ---- */

static void
show_preferences (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);
  GtkWidget *preferences = assay_preferences_window_new ();

  gtk_window_set_transient_for (GTK_WINDOW (preferences), window);
  gtk_window_present (GTK_WINDOW (preferences));
}

static void
show_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (gtk_application_get_active_window (user_data),
                         "application-name", _("Assay"),
                         "application-icon", ASSAY_APP_ID,
                         "version", ASSAY_VERSION,
                         "developer-name", _("The Assay Developers"),
                         "comments", _("Finds out whether a model and its data can be relied on: forecast baselines, anomalies, risk levels, and a report a committee can read."),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "translator-credits", _("translator-credits"),
                         NULL);
}

/* From a notification: the window comes forward with the place where the result is. */
static void
show (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);
  const char *place = g_variant_get_string (parameter, NULL);

  if (ASSAY_IS_WINDOW (window) && *place != '\0')
    assay_window_go (ASSAY_WINDOW (window), place);
  if (window != NULL)
    gtk_window_present (window);
}

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GList *windows = gtk_application_get_windows (user_data);

  /* Each window saves what it has to and then goes; the program ends with the last. */
  while (windows != NULL)
    {
      GtkWindow *window = windows->data;

      windows = windows->next;
      gtk_window_close (window);
    }
}

static void
set_keys (AssayApplication *self)
{
  static const struct { const char *action, *keys[3]; } keys[] = {
    { "win.new-run", { "<Control>n" } },
    { "win.import", { "<Control>i" } },
    { "win.load-model", { "<Control>o" } },
    { "win.open-workspace", { "<Shift><Control>o" } },
    { "win.export", { "<Control>e" } },
    { "page.run-again", { "<Control>r" } },
    { "win.search", { "<Control>f" } },
    { "win.goto", { "<Control>k" } },
    { "win.sidebar", { "F9" } },
    { "win.inspector", { "<Alt>Return" } },
    { "win.back", { "<Alt>Left" } },
    { "win.forward", { "<Alt>Right" } },
    { "win.home", { "<Alt>Home" } },
    { "win.new-tab", { "<Control>t" } },
    { "win.close-tab", { "<Control>w" } },
    { "win.undo", { "<Control>z" } },
    { "win.redo", { "<Control><Shift>z" } },
    { "win.next-pane", { "F6" } },
    { "win.view(1)", { "<Control>1" } },
    { "win.view(2)", { "<Control>2" } },
    { "win.view(3)", { "<Control>3" } },
    { "win.view(4)", { "<Control>4" } },
    { "win.view(5)", { "<Control>5" } },
    { "win.show-help-overlay", { "<Control>question" } },
    { "app.preferences", { "<Control>comma" } },
    { "app.quit", { "<Control>q" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), keys[i].action, keys[i].keys);
}

/* ---- starting ---- */

static void
apply_color_scheme (AssayApplication *self)
{
  g_autofree char *scheme = assay_settings_dup_text (self->settings, "color-scheme");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      g_str_equal (scheme, "light") ? ADW_COLOR_SCHEME_FORCE_LIGHT
                                      : g_str_equal (scheme, "dark") ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_DEFAULT);
}

static void
assay_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "preferences", .activate = show_preferences },
    { .name = "about", .activate = show_about },
    { .name = "show", .activate = show, .parameter_type = "s" },
    { .name = "quit", .activate = quit },
  };
  AssayApplication *self = ASSAY_APPLICATION (application);

  G_APPLICATION_CLASS (assay_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (ASSAY_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  set_keys (self);
  assay_name_dialogs ();
  g_signal_connect_object (self->settings, "notify::color-scheme", G_CALLBACK (apply_color_scheme), self, G_CONNECT_SWAPPED);
  apply_color_scheme (self);
}

static void
assay_application_shutdown (GApplication *application)
{
  assay_settings_flush (ASSAY_APPLICATION (application)->settings);
  G_APPLICATION_CLASS (assay_application_parent_class)->shutdown (application);
}

/* A picture is taken of this program, not of one that happens to run. */
static int
assay_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  AssayApplication *self = ASSAY_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("assay-workbench %s\n", ASSAY_VERSION);
      return 0;
    }
  if (assay_staging_is_wanted (&self->staging))
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
add_options (AssayApplication *self)
{
  AssayStaging *staging = &self->staging;
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Show the version and end"), NULL },
    { "page", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &staging->page, N_("Testing: open a place"), "PLACE" },
    { "view", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &staging->view, N_("Testing: show a view of the page"), "NAME" },
    { "size", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &staging->size, N_("Testing: size of the window"), "WxH" },
    { "dialog", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &staging->dialog, N_("Testing: open a dialog"), "NAME" },
    { "state", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING_ARRAY, &staging->states, N_("Testing: a state of the page, such as select=3"), "NAME=VALUE" },
    { "text-scale", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT, &staging->text_scale, N_("Testing: size of text"), "PERCENT" },
    { NULL }
  };

  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _("[WORKSPACE|FILE…]"));
}

/* --select 3 and --hover DATE are the states of those names. */
static gboolean
on_state_option (const char *option, const char *value, gpointer user_data, GError **error)
{
  AssayApplication *self = user_data;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *state = g_strdup_printf ("%s=%s", option + 2, value);

  if (self->staging.states != NULL)
    g_strv_builder_addv (builder, (const char **) self->staging.states);
  g_strv_builder_add (builder, state);
  g_strfreev (self->staging.states);
  self->staging.states = g_strv_builder_end (builder);
  return TRUE;
}

static void
add_state_options (AssayApplication *self)
{
  static const GOptionEntry entries[] = {
    { "select", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_CALLBACK, on_state_option, N_("Testing: select a row"), "N" },
    { "hover", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_CALLBACK, on_state_option, N_("Testing: put the pointer on a chart"), "X" },
    { "zoom", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_CALLBACK, on_state_option, N_("Testing: zoom the charts"), "FROM..TO" },
    { "search", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_CALLBACK, on_state_option, N_("Testing: search the page"), "TEXT" },
    { NULL }
  };
  g_autoptr(GOptionGroup) group = g_option_group_new ("testing", _("Testing"), _("Options for pictures and tests"), self, NULL);

  g_option_group_add_entries (group, entries);
  g_application_add_option_group (G_APPLICATION (self), g_steal_pointer (&group));
}

AssayApplication *
assay_application_new (gboolean unique)
{
  return g_object_new (ASSAY_TYPE_APPLICATION, "application-id", ASSAY_APP_ID,
                       "resource-base-path", "/io/github/assay_workbench/Assay",
                       "flags", G_APPLICATION_HANDLES_OPEN | (unique ? 0 : G_APPLICATION_NON_UNIQUE), NULL);
}

static void
assay_application_finalize (GObject *object)
{
  AssayApplication *self = ASSAY_APPLICATION (object);

  assay_staging_clear (&self->staging);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (assay_application_parent_class)->finalize (object);
}

static void
assay_application_class_init (AssayApplicationClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = assay_application_finalize;
  application_class->startup = assay_application_startup;
  application_class->shutdown = assay_application_shutdown;
  application_class->activate = assay_application_activate;
  application_class->open = assay_application_open;
  application_class->handle_local_options = assay_application_handle_local_options;
}

static void
assay_application_init (AssayApplication *self)
{
  self->settings = g_object_ref (assay_settings_get_default ());
  add_options (self);
  add_state_options (self);
}
