#include "app/preferences-window.h"

#include "app/settings.h"

struct _AssayPreferencesWindow
{
  AdwPreferencesWindow parent;
  AdwComboRow *scheme, *rendering, *paper;
  GtkSwitch *single_keys;
  GtkSpinButton *threads;
};

G_DEFINE_FINAL_TYPE (AssayPreferencesWindow, assay_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

/* In the order of the rows in the template. */
static const char *const schemes[] = { "system", "light", "dark", NULL };
static const char *const renderings[] = { "automatic", "gpu", "software", NULL };
static const char *const papers[] = { "automatic", "a4", "letter", NULL };

static gboolean
to_index (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const char *const *names = user_data;

  for (guint i = 0; names[i] != NULL; i++)
    if (g_strcmp0 (names[i], g_value_get_string (from)) == 0)
      g_value_set_uint (to, i);
  return TRUE;
}

static gboolean
to_name (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const char *const *names = user_data;
  guint index = g_value_get_uint (from);

  if (index >= g_strv_length ((char **) names))
    return FALSE;
  g_value_set_static_string (to, names[index]);
  return TRUE;
}

static void
bind_choice (const char *property, AdwComboRow *row, const char *const *names)
{
  g_object_bind_property_full (assay_settings_get_default (), property, row, "selected", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL,
                               to_index, to_name, (gpointer) names, NULL);
}

GtkWidget *
assay_preferences_window_new (void)
{
  return g_object_new (ASSAY_TYPE_PREFERENCES_WINDOW, NULL);
}

static void
assay_preferences_window_class_init (AssayPreferencesWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayPreferencesWindow, scheme);
  gtk_widget_class_bind_template_child (widget_class, AssayPreferencesWindow, rendering);
  gtk_widget_class_bind_template_child (widget_class, AssayPreferencesWindow, paper);
  gtk_widget_class_bind_template_child (widget_class, AssayPreferencesWindow, single_keys);
  gtk_widget_class_bind_template_child (widget_class, AssayPreferencesWindow, threads);
}

static void
assay_preferences_window_init (AssayPreferencesWindow *self)
{
  AssaySettings *settings = assay_settings_get_default ();

  gtk_widget_init_template (GTK_WIDGET (self));
  bind_choice ("color-scheme", self->scheme, schemes);
  bind_choice ("rendering", self->rendering, renderings);
  bind_choice ("paper", self->paper, papers);
  g_object_bind_property (settings, "single-keys", self->single_keys, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_object_bind_property (settings, "threads", self->threads, "value", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}
