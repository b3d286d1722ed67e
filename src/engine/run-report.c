/* The PDF of stored runs, written and recorded. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/digest.h"
#include "engine/plan.h"
#include "report/report.h"

static GPtrArray *
load_results (AssayWorkspace *workspace, const gint64 *runs, guint n_runs, AssayProgress *progress, GError **error)
{
  g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_result_unref);

  for (guint i = 0; i < n_runs; i++)
    {
      AssayResult *result = assay_run_load_result (workspace, runs[i], error);
      if (result == NULL)
        return NULL;
      g_ptr_array_add (results, result);
      if (!assay_progress_step (progress, (i + 1.0) / n_runs, error))
        return NULL;
    }
  return g_steal_pointer (&results);
}

static char *
join_ids (const gint64 *runs, guint n_runs, const char *separator)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < n_runs; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? separator : "", runs[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* “run-42-2026-11-21.pdf”, “runs-42-43-…”, and for many “runs-42-and-6-more-…”. */
static char *
make_stem (const gint64 *runs, guint n_runs, const AssayResult *first)
{
  const char *as_of = assay_result_get_as_of (first);
  g_autofree char *ids = join_ids (runs, MIN (n_runs, 4), "-");
  g_autofree char *more = n_runs > 4 ? g_strdup_printf ("-and-%u-more", n_runs - 4) : g_strdup ("");

  return g_strdup_printf ("%s-%s%s%s%s", n_runs == 1 ? "run" : "runs", ids, more, as_of != NULL ? "-" : "", as_of != NULL ? as_of : "");
}

/* Takes a name that no report has yet, so that none is ever overwritten, not even by another process. */
static char *
reserve_path (const char *folder, const char *stem, GError **error)
{
  for (guint i = 1;; i++)
    {
      g_autofree char *name = i == 1 ? g_strdup_printf ("%s.pdf", stem) : g_strdup_printf ("%s-%u.pdf", stem, i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

      if (fd >= 0)
        {
          close (fd);
          return g_steal_pointer (&path);
        }
      if (errno != EEXIST)
        {
          g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE, _("The report “%s” cannot be written: %s."), path, g_strerror (errno));
          return NULL;
        }
    }
}

/* A file in reports/ is kept by its bare name, so that the workspace may be moved. */
static char *
record_name (const char *folder, const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *parent = g_path_get_dirname (absolute);

  return g_strcmp0 (parent, folder) == 0 ? g_path_get_basename (absolute) : g_steal_pointer (&absolute);
}

/* A recorded report is evidence: it may be added to, not replaced. Elsewhere files belong to the user. */
static gboolean
is_free_to_write (AssayWorkspace *workspace, const char *name, GError **error)
{
  g_autoptr(GPtrArray) reports = NULL;

  if (g_path_is_absolute (name))
    return TRUE;
  reports = assay_workspace_list_reports (workspace, error);
  if (reports == NULL)
    return FALSE;
  for (guint i = 0; i < reports->len; i++)
    {
      const AssayReportEntry *entry = reports->pdata[i];
      if (g_strcmp0 (entry->file, name) == 0)
        {
          g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_EXISTS,
                       _("“%s” is the file of report %" PRId64 " of this workspace and stays as it is. Choose another name."), name, entry->id);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
record (AssayWorkspace *workspace, const char *title, const char *name, const char *path, const char *runs, guint n_pages, GError **error)
{
  g_autoptr(AssayReportEntry) entry = g_new0 (AssayReportEntry, 1);

  /* Looking at a read-only workspace includes printing it; there is only no place to write that down. */
  if (assay_workspace_is_read_only (workspace))
    return TRUE;
  entry->sha256 = assay_digest_file (path, NULL, error);
  if (entry->sha256 == NULL)
    return FALSE;
  entry->title = g_strdup (title);
  entry->file = g_strdup (name);
  entry->runs = g_strdup (runs);
  entry->n_pages = n_pages;
  return assay_workspace_add_report (workspace, entry, error);
}

static gboolean
write_and_record (AssayWorkspace *workspace, GPtrArray *results, const AssayReportOptions *options, const char *name, const char *path,
                  const char *runs, guint *n_pages, AssayProgress *progress, GError **error)
{
  const char *title = options->title != NULL ? options->title : assay_result_get_title (results->pdata[0]);

  return assay_report_write ((AssayResult *const *) results->pdata, results->len, options, path, n_pages, progress, error)
         && record (workspace, title, name, path, runs, *n_pages, error);
}

char *
assay_run_report (AssayWorkspace *workspace, const gint64 *runs, guint n_runs, gpointer report_options, const char *path,
                  guint *n_pages, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayProgress) loading = assay_progress_new_part (progress, 0, 0.3);
  g_autoptr(AssayProgress) writing = assay_progress_new_part (progress, 0.3, 1);
  g_autofree char *ids = join_ids (runs, n_runs, ","), *shown_ids = join_ids (runs, n_runs, ", ");
  g_autofree char *run_name = NULL, *workspace_name = assay_workspace_dup_name (workspace);
  g_autofree char *folder = assay_workspace_dup_reports_folder (workspace), *file = NULL, *name = NULL;
  g_autoptr(GPtrArray) results = NULL;
  AssayReportOptions options;
  guint pages = 0;

  g_return_val_if_fail (n_runs > 0, NULL);
  assay_report_options_init (&options);
  if (report_options != NULL)
    options = *(const AssayReportOptions *) report_options;
  run_name = g_strdup_printf (n_runs == 1 ? _("Run %s") : _("Runs %s"), shown_ids);
  options.workspace = options.workspace != NULL ? options.workspace : workspace_name;
  options.run = options.run != NULL ? options.run : run_name;

  results = load_results (workspace, runs, n_runs, loading, error);
  if (results == NULL)
    return NULL;
  if (path == NULL)
    {
      g_autofree char *stem = make_stem (runs, n_runs, results->pdata[0]);
      file = reserve_path (folder, stem, error);
    }
  else
    file = g_strdup (path);
  if (file == NULL)
    return NULL;

  name = record_name (folder, file);
  if (is_free_to_write (workspace, name, error)
      && write_and_record (workspace, results, &options, name, file, ids, &pages, writing, error))
    {
      if (n_pages != NULL)
        *n_pages = pages;
      return g_steal_pointer (&file);
    }
  if (path == NULL)
    g_unlink (file);
  return NULL;
}
