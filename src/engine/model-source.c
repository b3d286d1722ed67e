#include "engine/model-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/options.h"
#include "data/byte-source.h"

#define MOST_BYTES ((gsize) 512 << 20)
#define FIRST_BYTES ((gsize) 1 << 20)

AssayArtifactFormat
assay_model_source_sniff (const char *path, char **why)
{
  g_autoptr(AssayByteSource) source = strcmp (path, "-") != 0 ? assay_byte_source_open (path, NULL) : NULL;
  gsize length;
  gboolean is_all;
  const char *head;

  if (source == NULL)
    return ASSAY_FORMAT_UNKNOWN;
  head = assay_byte_source_get_head (source, &length, &is_all);
  return length > 0 ? assay_artifact_sniff (assay_byte_source_get_name (source), head, length, why) : ASSAY_FORMAT_UNKNOWN;
}

gboolean
assay_model_source_is_json (const char *path)
{
  g_autoptr(AssayByteSource) source = strcmp (path, "-") != 0 ? assay_byte_source_open (path, NULL) : NULL;
  gsize length, at = 0;
  gboolean is_all;
  const char *head;

  if (source == NULL)
    return FALSE;
  head = assay_byte_source_get_head (source, &length, &is_all);
  while (at < length && g_ascii_isspace (head[at]))
    at++;
  return at < length && head[at] == '{';
}

/* ---- reading ---- */

static gboolean
fail_too_large (const char *name, gsize most, GError **error)
{
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE,
               _("%s is larger than the %u MiB allowed for a model. Raise the limit with --max-model-size."), name, (guint) (most >> 20));
  return FALSE;
}

/* Grows by doubling: what a packed file unpacks to is not known before. */
static GBytes *
read_all (AssayByteSource *source, gsize most, AssayProgress *progress, GError **error)
{
  gsize size = FIRST_BYTES, length = 0;
  g_autofree char *buffer = g_malloc (size);

  for (;;)
    {
      gssize n = assay_byte_source_read (source, buffer + length, size - length, error);

      if (n < 0 || !assay_progress_step (progress, assay_byte_source_get_fraction (source), error))
        return NULL;
      length += (gsize) n;
      if (length < size)
        return g_bytes_new_take (g_realloc (g_steal_pointer (&buffer), MAX (length, 1)), length);
      if (size > most)
        {
          fail_too_large (assay_byte_source_get_name (source), most, error);
          return NULL;
        }
      size = MIN (2 * size, most + 1);
      buffer = g_realloc (buffer, size);
    }
}

char *
assay_model_source_short_name (const char *path)
{
  static const char *const endings[] = { ".gz", ".json", ".ubj", ".pmml", ".xml", ".txt", ".onnx", ".csv", ".assay", ".model" };
  g_autofree char *base = strcmp (path, "-") == 0 ? g_strdup ("model") : g_path_get_basename (path);
  char *name = g_utf8_make_valid (base, -1);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (name, endings[i]) && strlen (name) > strlen (endings[i]))
      name[strlen (name) - strlen (endings[i])] = '\0';
  return name;
}

static AssayTaskModel *
read_model (AssayByteSource *source, const char *folder, const AssayModelSettings *settings, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayProgress) reading = assay_progress_new_part (progress, 0, 0.3);
  g_autoptr(AssayProgress) parsing = assay_progress_new_part (progress, 0.3, 1);
  g_autoptr(AssayArtifact) artifact = NULL;
  g_autoptr(GBytes) bytes = NULL;
  AssayArtifactOptions options = { settings->zero_is_missing, settings->all_rounds, settings->link, folder, NULL, settings->max_bytes };
  AssayTaskModel *self;

  bytes = read_all (source, settings->max_bytes > 0 ? settings->max_bytes : MOST_BYTES, reading, error);
  if (bytes == NULL)
    return NULL;
  artifact = assay_artifact_read (assay_byte_source_get_name (source), bytes, &options, parsing, error);
  if (artifact == NULL)
    return NULL;
  self = assay_task_model_new (artifact, assay_byte_source_get_name (source), settings);
  self->bytes = g_steal_pointer (&bytes);
  self->folder = g_strdup (folder);
  return self;
}

AssayTaskModel *
assay_model_source_load (const char *path, const AssayModelSettings *settings, AssayProgress *progress, GError **error)
{
  g_autofree char *folder = strcmp (path, "-") != 0 ? g_path_get_dirname (path) : NULL;

  return assay_model_source_load_in (path, folder, settings, progress, error);
}

AssayTaskModel *
assay_model_source_load_in (const char *path, const char *folder, const AssayModelSettings *settings, AssayProgress *progress, GError **error)
{
  static const AssayModelSettings usual = { 0 };
  g_autoptr(AssayByteSource) source = assay_byte_source_open (path, error);
  AssayTaskModel *self;

  if (source == NULL)
    return NULL;
  self = read_model (source, folder, settings != NULL ? settings : &usual, progress, error);
  if (self == NULL || (folder != NULL && !assay_artifact_find_card (path, self->artifact, error)))
    {
      g_clear_pointer (&self, assay_task_model_unref);
      return NULL;
    }
  g_free (self->name);
  self->name = assay_model_source_short_name (path);
  return self;
}

/* ---- names ---- */

static gboolean
is_taken (GPtrArray *models, guint n, const char *name)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (((AssayTaskModel *) models->pdata[i])->name, name) == 0)
      return TRUE;
  return FALSE;
}

void
assay_model_source_name_apart (GPtrArray *models)
{
  for (guint i = 0; i < models->len; i++)
    {
      AssayTaskModel *model = models->pdata[i];
      g_autofree char *name = g_strdup (model->name);

      for (guint k = 2; is_taken (models, i, name); k++)
        {
          g_free (name);
          name = g_strdup_printf ("%s-%u", model->name, k);
        }
      g_free (model->name);
      model->name = g_steal_pointer (&name);
    }
}

/* ---- binding ---- */

static gboolean
has_field (const AssayTaskModel *model, const char *name)
{
  for (guint i = 0; i < assay_artifact_get_n_fields (model->artifact); i++)
    if (strcmp (assay_artifact_get_field (model->artifact, i)->name, name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
bind_field (GPtrArray *models, const char *field, const char *column)
{
  gboolean done = FALSE;

  for (guint i = 0; i < models->len; i++)
    {
      AssayTaskModel *model = models->pdata[i];
      gsize n = strlen (model->name);

      if (has_field (model, field))
        assay_model_settings_bind (&model->settings, field, column);
      else if (strncmp (field, model->name, n) == 0 && field[n] == ':' && has_field (model, field + n + 1))
        assay_model_settings_bind (&model->settings, field + n + 1, column);
      else
        continue;
      done = TRUE;
    }
  return done;
}

static gboolean
fail_no_field (GPtrArray *models, const char *text, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autofree char *field = g_strndup (text, strrchr (text, '=') - text);
  const char *nearest;

  for (guint i = 0; i < models->len; i++)
    {
      const AssayTaskModel *model = models->pdata[i];

      for (guint k = 0; k < assay_artifact_get_n_fields (model->artifact); k++)
        g_ptr_array_add (names, assay_artifact_get_field (model->artifact, k)->name);
    }
  g_ptr_array_add (names, NULL);
  nearest = assay_nearest_name (field, (const char *const *) names->pdata);
  if (nearest != NULL)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN, _("The column for “%s” was named, but the model has no such input; did you mean “%s”?"), field, nearest);
  else
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN, _("The column for “%s” was named, but the model has no such input. “assay inspect” lists what it has."), field);
  return FALSE;
}

gboolean
assay_model_source_bind (GPtrArray *models, const char *text, GError **error)
{
  /* The longest name that is a field: "region=north=is_north" speaks of “region=north” where there is such a field. */
  for (const char *equals = strrchr (text, '='); equals != NULL; equals = g_strrstr_len (text, equals - text, "="))
    {
      g_autofree char *field = g_strndup (text, equals - text);

      if (*field != '\0' && equals[1] != '\0' && bind_field (models, field, equals + 1))
        return TRUE;
    }
  if (strchr (text, '=') != NULL)
    return fail_no_field (models, text, error);
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN, _("“%s” does not say which column an input of the model is in; it must be FIELD=COLUMN."), text);
  return FALSE;
}
