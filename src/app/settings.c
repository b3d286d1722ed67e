#include "app/settings.h"

#include <langinfo.h>
#include <string.h>
#include <unistd.h>

#include "assay-config.h"

#define GROUP "Workbench"

struct _AssaySettings
{
  GObject parent;
  GSettings *stored;     /* NULL: no schema is installed */
  char *file;            /* then they are kept here; NULL: not at all */
  guint save_idle;
  GValue values[16];     /* by property number */
};

G_DEFINE_FINAL_TYPE (AssaySettings, assay_settings, G_TYPE_OBJECT)

static const struct { const char *name; GType type; const char *text; int low, high, number; } keys[] = {
  { "color-scheme", G_TYPE_STRING, "system", 0, 0, 0 },
  { "rendering", G_TYPE_STRING, "automatic", 0, 0, 0 },
  { "single-keys", G_TYPE_BOOLEAN, NULL, 0, 1, TRUE },
  { "threads", G_TYPE_INT, NULL, 0, 256, 0 },
  { "paper", G_TYPE_STRING, "automatic", 0, 0, 0 },
  { "workspace", G_TYPE_STRING, "", 0, 0, 0 },
  { "window-width", G_TYPE_INT, NULL, 360, 32767, 1280 },
  { "window-height", G_TYPE_INT, NULL, 294, 32767, 800 },
  { "window-maximized", G_TYPE_BOOLEAN, NULL, 0, 1, FALSE },
  { "tips", G_TYPE_BOOLEAN, NULL, 0, 1, TRUE },
  { "list-layouts", G_TYPE_STRING, "", 0, 0, 0 },
};
#define N_KEYS G_N_ELEMENTS (keys)
G_STATIC_ASSERT (N_KEYS <= 16);

AssaySettings *
assay_settings_get_default (void)
{
  static AssaySettings *settings;

  if (settings == NULL)
    {
      settings = g_object_new (ASSAY_TYPE_SETTINGS, NULL);
      g_object_add_weak_pointer (G_OBJECT (settings), (gpointer *) &settings);
    }
  return settings;
}

char *
assay_settings_dup_text (AssaySettings *self, const char *property)
{
  char *text = NULL;

  g_object_get (self, property, &text, NULL);
  return text;
}

gboolean
assay_settings_get_flag (AssaySettings *self, const char *property)
{
  gboolean flag = FALSE;

  g_object_get (self, property, &flag, NULL);
  return flag;
}

int
assay_settings_get_number (AssaySettings *self, const char *property)
{
  int number = 0;

  g_object_get (self, property, &number, NULL);
  return number;
}

AssayPaper
assay_settings_get_paper (AssaySettings *self)
{
  g_autofree char *paper = assay_settings_dup_text (self, "paper");

  if (g_str_equal (paper, "a4"))
    return ASSAY_PAPER_A4;
  if (g_str_equal (paper, "letter"))
    return ASSAY_PAPER_LETTER;
#ifdef _NL_PAPER_HEIGHT
  /* In millimetres; the libc packs the number into the pointer. */
  if ((int) (gintptr) nl_langinfo (_NL_PAPER_HEIGHT) == 279)
    return ASSAY_PAPER_LETTER;
#endif
  return ASSAY_PAPER_A4;
}

const char *
assay_settings_choose_renderer (const char *choice, gboolean already_set, gboolean has_render_node)
{
  if (already_set)
    return NULL;
  if (g_str_equal (choice, "software"))
    return "cairo";
  if (g_str_equal (choice, "gpu"))
    return NULL;
  return has_render_node ? NULL : "cairo";
}

gboolean
assay_settings_has_render_node (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_prefix (name, "renderD") && access (path, R_OK | W_OK) == 0)
        return TRUE;
    }
  return FALSE;
}

/* ---- a program that was not installed ---- */

static void
load_file (AssaySettings *self)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_file (file, self->file, G_KEY_FILE_NONE, NULL))
    return;
  for (guint i = 0; i < N_KEYS; i++)
    {
      g_autofree char *text = g_key_file_get_string (file, GROUP, keys[i].name, NULL);

      if (text == NULL)
        continue;
      if (keys[i].type == G_TYPE_STRING)
        g_value_set_string (&self->values[i], text);
      else if (keys[i].type == G_TYPE_BOOLEAN)
        g_value_set_boolean (&self->values[i], g_key_file_get_boolean (file, GROUP, keys[i].name, NULL));
      else
        g_value_set_int (&self->values[i], CLAMP (g_key_file_get_integer (file, GROUP, keys[i].name, NULL), keys[i].low, keys[i].high));
    }
}

/* Settings that cannot be kept are no reason to disturb anybody. */
static gboolean
save_file (gpointer user_data)
{
  AssaySettings *self = user_data;
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *folder = g_path_get_dirname (self->file);

  self->save_idle = 0;
  for (guint i = 0; i < N_KEYS; i++)
    if (keys[i].type == G_TYPE_STRING)
      g_key_file_set_string (file, GROUP, keys[i].name, g_value_get_string (&self->values[i]) != NULL ? g_value_get_string (&self->values[i]) : "");
    else if (keys[i].type == G_TYPE_BOOLEAN)
      g_key_file_set_boolean (file, GROUP, keys[i].name, g_value_get_boolean (&self->values[i]));
    else
      g_key_file_set_integer (file, GROUP, keys[i].name, g_value_get_int (&self->values[i]));
  if (g_mkdir_with_parents (folder, 0700) == 0)
    g_key_file_save_to_file (file, self->file, NULL);
  return G_SOURCE_REMOVE;
}

/* The main loop is over, or nearly: what it would still have saved. */
void
assay_settings_flush (AssaySettings *self)
{
  if (self->save_idle != 0)
    {
      g_source_remove (self->save_idle);
      save_file (self);
    }
  if (self->stored != NULL)
    g_settings_sync ();
}

static void
assay_settings_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_copy (&ASSAY_SETTINGS (object)->values[id - 1], value);
}

static void
assay_settings_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AssaySettings *self = ASSAY_SETTINGS (object);

  if (g_param_values_cmp (pspec, value, &self->values[id - 1]) == 0)
    return;
  g_value_copy (value, &self->values[id - 1]);
  if (self->file != NULL && self->save_idle == 0)
    self->save_idle = g_idle_add_full (G_PRIORITY_LOW, save_file, self, NULL);
  g_object_notify_by_pspec (object, pspec);
}

static void
assay_settings_constructed (GObject *object)
{
  AssaySettings *self = ASSAY_SETTINGS (object);
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;

  G_OBJECT_CLASS (assay_settings_parent_class)->constructed (object);
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, ASSAY_APP_ID, TRUE);
  if (schema == NULL)
    {
      if (g_strcmp0 (g_getenv ("GSETTINGS_BACKEND"), "memory") == 0)
        return;
      self->file = g_build_filename (g_get_user_config_dir (), "assay", "workbench.ini", NULL);
      load_file (self);
      return;
    }
  self->stored = g_settings_new_full (schema, NULL, NULL);
  for (guint i = 0; i < N_KEYS; i++)
    /* A schema of an older version may lack a key, and asking for one that is missing ends the program. */
    if (g_settings_schema_has_key (schema, keys[i].name))
      g_settings_bind (self->stored, keys[i].name, self, keys[i].name, G_SETTINGS_BIND_DEFAULT);
}

static void
assay_settings_finalize (GObject *object)
{
  AssaySettings *self = ASSAY_SETTINGS (object);

  assay_settings_flush (self);
  for (guint i = 0; i < N_KEYS; i++)
    g_value_unset (&self->values[i]);
  g_free (self->file);
  g_clear_object (&self->stored);
  G_OBJECT_CLASS (assay_settings_parent_class)->finalize (object);
}

static void
assay_settings_class_init (AssaySettingsClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = assay_settings_get_property;
  object_class->set_property = assay_settings_set_property;
  object_class->constructed = assay_settings_constructed;
  object_class->finalize = assay_settings_finalize;
  for (guint i = 0; i < N_KEYS; i++)
    {
      GParamSpec *pspec;

      if (keys[i].type == G_TYPE_STRING)
        pspec = g_param_spec_string (keys[i].name, NULL, NULL, keys[i].text, flags);
      else if (keys[i].type == G_TYPE_BOOLEAN)
        pspec = g_param_spec_boolean (keys[i].name, NULL, NULL, keys[i].number, flags);
      else
        pspec = g_param_spec_int (keys[i].name, NULL, NULL, keys[i].low, keys[i].high, keys[i].number, flags);
      g_object_class_install_property (object_class, i + 1, pspec);
    }
}

static void
assay_settings_init (AssaySettings *self)
{
  for (guint i = 0; i < N_KEYS; i++)
    {
      g_value_init (&self->values[i], keys[i].type);
      if (keys[i].type == G_TYPE_STRING)
        g_value_set_static_string (&self->values[i], keys[i].text);
      else if (keys[i].type == G_TYPE_BOOLEAN)
        g_value_set_boolean (&self->values[i], keys[i].number);
      else
        g_value_set_int (&self->values[i], keys[i].number);
    }
}
