#include "engine/source.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "data/csv-reader.h"
#include "data/frame-file.h"
#include "engine/dataset-settings.h"

/* Not translated: the name becomes part of the result, which is the same bytes in every language. */
static char *
source_name (const char *path)
{
  return strcmp (path, "-") == 0 ? g_strdup ("standard input") : g_path_get_basename (path);
}

static void
say_reading (AssayProgress *progress, const char *name)
{
  g_autofree char *step = g_strdup_printf (_("Reading %s"), name);

  assay_progress_set_step (progress, step);
}

AssaySource *
assay_source_load (const char *path, const AssayReadOptions *options, guint n_threads,
                   AssayProgress *progress, AssayReadReport **report, GError **error)
{
  g_autoptr(AssaySource) self = g_new0 (AssaySource, 1);

  self->name = source_name (path);
  self->path = strcmp (path, "-") != 0 ? g_canonicalize_filename (path, NULL) : NULL;
  say_reading (progress, self->name);
  self->frame = assay_csv_read (path, options, n_threads, &self->report, progress, error);
  if (report != NULL)
    *report = self->report != NULL ? assay_read_report_ref (self->report) : NULL;
  if (self->frame == NULL)
    return NULL;
  self->sha256 = g_strdup (assay_read_report_get_sha256 (self->report));
  self->settings = assay_dataset_settings_make (self->report, options, NULL);
  return g_steal_pointer (&self);
}

AssaySource *
assay_source_load_dataset (AssayWorkspace *workspace, gint64 dataset, AssayProgress *progress, GError **error)
{
  g_autoptr(AssaySource) self = g_new0 (AssaySource, 1);
  g_autoptr(AssayDataset) stored = assay_workspace_get_dataset (workspace, dataset, error);
  g_autofree char *path = NULL;

  if (stored == NULL)
    return NULL;
  self->name = g_strdup (stored->name);
  say_reading (progress, self->name);
  path = assay_workspace_object_path (workspace, stored->object, error);
  if (path == NULL)
    return NULL;
  self->frame = assay_frame_file_open (path, error);
  if (self->frame == NULL)
    return NULL;
  self->sha256 = g_strdup (stored->source_sha256);
  self->dataset = dataset;
  self->settings = g_strdup (stored->settings);
  assay_dataset_settings_get_roles (stored->settings, &self->roles);
  return g_steal_pointer (&self);
}

void
assay_source_free (AssaySource *self)
{
  g_clear_pointer (&self->frame, assay_frame_unref);
  g_clear_pointer (&self->report, assay_read_report_unref);
  assay_roles_clear (&self->roles);
  g_free (self->name);
  g_free (self->path);
  g_free (self->sha256);
  g_free (self->settings);
  g_free (self);
}

void
assay_source_choose_roles (const AssaySource *self, const AssayRoles *given, AssayRoles *roles)
{
  *roles = (AssayRoles) { 0 };
  roles->time = g_strdup (given->time != NULL ? given->time : self->roles.time);
  roles->value = g_strdup (given->value != NULL ? given->value : self->roles.value);
  roles->series = g_strdupv (given->series != NULL ? given->series : self->roles.series);
}

/* Roles may be chosen in part; what is chosen must be there. */
static gboolean
roles_exist (const AssayFrame *frame, const AssayRoles *roles, GError **error)
{
  if (roles->time != NULL && assay_frame_require (frame, roles->time, error) == NULL)
    return FALSE;
  if (roles->value != NULL && assay_frame_require (frame, roles->value, error) == NULL)
    return FALSE;
  for (guint i = 0; roles->series != NULL && roles->series[i] != NULL; i++)
    if (assay_frame_require (frame, roles->series[i], error) == NULL)
      return FALSE;
  return TRUE;
}

/* The column file, written beside the objects and moved among them. (transfer full) its hash. */
static char *
store_frame (AssayWorkspace *workspace, const AssayFrame *frame, AssayProgress *progress, GError **error)
{
  g_autofree char *path = assay_workspace_temporary_path (workspace);
  char *object = NULL;

  if (assay_frame_file_write (frame, path, progress, error))
    object = assay_workspace_put_file (workspace, path, TRUE, error);
  if (object == NULL)
    g_unlink (path);
  return object;
}

gint64
assay_import_file (AssayWorkspace *workspace, const char *path, const char *name, const AssayReadOptions *options,
                   const AssayRoles *roles, guint n_threads, AssayProgress *progress, AssayReadReport **report, GError **error)
{
  g_autoptr(AssayProgress) reading = assay_progress_new_part (progress, 0, 0.8);
  g_autoptr(AssayProgress) writing = assay_progress_new_part (progress, 0.8, 1);
  g_autoptr(AssaySource) source = assay_source_load (path, options, n_threads, reading, report, error);
  g_autoptr(AssayDataset) dataset = NULL;

  if (source == NULL || (roles != NULL && !roles_exist (source->frame, roles, error)))
    return 0;

  dataset = g_new0 (AssayDataset, 1);
  assay_progress_set_step (progress, _("Storing the columns"));
  dataset->object = store_frame (workspace, source->frame, writing, error);
  if (dataset->object == NULL)
    return 0;
  dataset->name = g_strdup (name != NULL && *name != '\0' ? name : source->name);
  dataset->source = g_strdup (source->name);
  dataset->source_sha256 = g_strdup (source->sha256);
  dataset->n_rows = assay_frame_get_n_rows (source->frame);
  dataset->n_columns = assay_frame_get_n_columns (source->frame);
  dataset->n_bytes = assay_read_report_get_n_bytes (source->report);
  dataset->settings = assay_dataset_settings_make (source->report, options, roles);
  dataset->quality = assay_dataset_quality_make (source->report);
  if (!assay_workspace_add_dataset (workspace, dataset, error))
    return 0;
  return dataset->id;
}
