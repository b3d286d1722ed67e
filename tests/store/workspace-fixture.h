/* A workspace in a folder of its own, and rows to put into it. */
#pragma once
#include <glib/gstdio.h>
#include "store/workspace.h"

typedef struct
{
  char *folder;
  AssayWorkspace *workspace;
} Fixture;

static inline void
remove_tree (const char *path)
{
  g_autoptr(GDir) folder = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      remove_tree (child);
    }
  g_remove (path);
}

static inline void
fixture_set_up (Fixture *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("assay-test-XXXXXX", &error);
  g_assert_no_error (error);
  self->workspace = assay_workspace_init (self->folder, "Test", &error);
  g_assert_no_error (error);
}

static inline void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->workspace, assay_workspace_unref);
  remove_tree (self->folder);
  g_free (self->folder);
}

static inline void
fixture_reopen (Fixture *self)
{
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&self->workspace, assay_workspace_unref);
  self->workspace = assay_workspace_open (self->folder, &error);
  g_assert_no_error (error);
}

static inline gboolean
try_add_dataset (AssayWorkspace *workspace, const char *name, const char *content, gint64 *id, GError **error)
{
  g_autoptr(AssayDataset) dataset = g_new0 (AssayDataset, 1);

  dataset->object = assay_workspace_put_bytes (workspace, content, strlen (content), error);
  if (dataset->object == NULL)
    return FALSE;
  dataset->name = g_strdup (name);
  dataset->source = g_strdup (name);
  dataset->source_sha256 = g_strdup (dataset->object);
  dataset->n_rows = 10;
  dataset->n_columns = 2;
  dataset->n_bytes = strlen (content);
  dataset->settings = g_strdup ("{\"roles\":{}}");
  if (!assay_workspace_add_dataset (workspace, dataset, error))
    return FALSE;
  *id = dataset->id;
  return TRUE;
}

static inline gint64
add_dataset (AssayWorkspace *workspace, const char *name, const char *content)
{
  g_autoptr(GError) error = NULL;
  gint64 id = 0;

  try_add_dataset (workspace, name, content, &id, &error);
  g_assert_no_error (error);
  return id;
}

static inline gboolean
try_add_run (AssayWorkspace *workspace, gint64 dataset, const char *result, gint64 *id, GError **error)
{
  g_autoptr(AssayRun) run = g_new0 (AssayRun, 1);

  run->result = assay_workspace_put_bytes (workspace, result, strlen (result), error);
  if (run->result == NULL)
    return FALSE;
  run->analysis = g_strdup ("anomalies");
  run->title = g_strdup ("Anomalies in demand");
  run->inputs = g_strdup_printf ("[{\"role\":\"data\",\"dataset\":%" G_GINT64_FORMAT "}]", dataset);
  run->options = g_strdup ("{\"window\":\"30\"}");
  run->policy_sha256 = g_strdup ("abc");
  run->seed = 1;
  run->engine = g_strdup ("assay 0.1.0");
  run->started = G_GINT64_CONSTANT (1795219200000000);
  run->duration = 1234567;
  run->verdict = g_strdup ("warn");
  run->n_anomalies = 15;
  if (!assay_workspace_add_run (workspace, run, error))
    return FALSE;
  *id = run->id;
  return TRUE;
}

static inline gint64
add_run (AssayWorkspace *workspace, gint64 dataset, const char *result)
{
  g_autoptr(GError) error = NULL;
  gint64 id = 0;

  try_add_run (workspace, dataset, result, &id, &error);
  g_assert_no_error (error);
  return id;
}

/* The problems that verify finds, one a line; "" when all is well. */
static inline char *
verify (AssayWorkspace *workspace)
{
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  gboolean fine = assay_workspace_verify (workspace, problems, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (fine, ==, problems->len == 0);
  g_ptr_array_add (problems, NULL);
  return g_strjoinv ("\n", (char **) problems->pdata);
}

static inline void
assert_verifies (AssayWorkspace *workspace)
{
  g_autofree char *problems = verify (workspace);

  g_assert_cmpstr (problems, ==, "");
}
