/* Takes away what nothing refers to.
 *
 * Objects are written before the rows that name them, so a file without a row may be on its way. Whoever has
 * the workspace open holds a shared lock on objects/: when we get it alone, nothing is on its way but what this handle
 * has put itself; else files of the last hour are spared. */
#include "store/workspace-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BIN_DAYS 30
#define GRACE_SECONDS 3600

typedef struct
{
  GHashTable *used;
  time_t old, newest;          /* when a file is surely abandoned; files changed after newest are spared */
  guint n_objects;
  gint64 n_bytes;
} Sweep;

/* The rows stay as a record; what they pointed to goes. */
static gboolean
purge (AssayWorkspace *self, AssayRecord record, GError **error)
{
  gint64 now = g_get_real_time (), before = now - BIN_DAYS * G_TIME_SPAN_DAY;
  g_autofree char *select = g_strdup_printf ("SELECT id FROM %s WHERE binned > 0 AND binned < ?1 AND purged = 0", assay_record_name (record));
  g_autofree char *update = g_strdup_printf ("UPDATE %s SET purged = ?2 WHERE id = ?1", assay_record_name (record));

  for (;;)
    {
      gint64 id;
      if (!assay_db_get_integer (self->db, &id, 0, error, select, "i", before))
        return FALSE;
      if (id == 0)
        return TRUE;
      if (!assay_db_run (self->db, error, update, "ii", id, now) || !assay_audit_add_record (self, "purge", record, id, error))
        return FALSE;
    }
}

static gboolean
collect_used (AssayWorkspace *self, GHashTable *used, GError **error)
{
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error,
    "SELECT object FROM dataset WHERE purged = 0 UNION SELECT result FROM run WHERE purged = 0"
    " UNION SELECT rows FROM run WHERE purged = 0 AND rows IS NOT NULL"
    " UNION SELECT object FROM model WHERE purged = 0"
    " UNION SELECT json_extract (value, '$.sha256') FROM model, json_each (model.members) WHERE purged = 0 AND members IS NOT NULL", "");
  GHashTableIter fresh;
  gpointer hash;
  gboolean row;

  g_hash_table_iter_init (&fresh, self->fresh);
  while (g_hash_table_iter_next (&fresh, &hash, NULL))
    g_hash_table_add (used, g_strdup (hash));
  if (statement == NULL)
    return FALSE;
  while (assay_db_step (statement, &row, error))
    {
      if (!row)
        return TRUE;
      g_hash_table_add (used, g_strdup (assay_db_column_text (statement, 0)));
    }
  return FALSE;
}

static gboolean
sweep_file (Sweep *self, const char *path, time_t newest, GError **error)
{
  struct stat status;

  if (lstat (path, &status) != 0 || !S_ISREG (status.st_mode) || status.st_mtime > newest)
    return TRUE;
  if (g_unlink (path) != 0)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE, _("“%s” cannot be deleted: %s."), path, g_strerror (errno));
      return FALSE;
    }
  self->n_objects++;
  self->n_bytes += status.st_size;
  return TRUE;
}

static gboolean
sweep_shelf (Sweep *self, const char *objects, const char *shelf, GError **error)
{
  g_autofree char *path = g_build_filename (objects, shelf, NULL);
  /* A link leads out of the workspace, where nothing is ours to delete; nor is what has not the name of an object. */
  g_autoptr(GDir) folder = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *hash = g_strconcat (shelf, name, NULL);
      g_autofree char *file = g_build_filename (path, name, NULL);
      if (assay_object_name_is_valid (hash) && !g_hash_table_contains (self->used, hash) && !sweep_file (self, file, self->newest, error))
        return FALSE;
    }
  return TRUE;
}

/* A file that is being written, perhaps by another thread of ours: then it goes only when it is old. */
static gboolean
sweep_temporary (Sweep *self, const char *objects, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (objects, name, NULL);
  g_autofree char *ours = g_strdup_printf ("new-%d-", getpid ());

  if (g_str_has_prefix (name, "new-") && !g_str_has_prefix (name, ours))
    return sweep_file (self, path, self->newest, error);
  if (g_str_has_prefix (name, ours) || g_str_has_prefix (name, ".assay-"))
    return sweep_file (self, path, self->old, error);
  return TRUE;
}

static gboolean
sweep (Sweep *self, const char *folder, GError **error)
{
  g_autofree char *objects = g_build_filename (folder, "objects", NULL);
  g_autoptr(GDir) shelves = g_dir_open (objects, 0, NULL);
  const char *name;

  while (shelves != NULL && (name = g_dir_read_name (shelves)) != NULL)
    if (strlen (name) == 2 ? !sweep_shelf (self, objects, name, error) : !sweep_temporary (self, objects, name, error))
      return FALSE;
  return TRUE;
}

/* What a kill left of audit.head or of a new database. Ours is not being written: we hold the lock that is needed for it. */
static gboolean
sweep_folder (Sweep *self, const char *folder, GError **error)
{
  g_autoptr(GDir) content = g_dir_open (folder, 0, NULL);
  const char *name;

  while (content != NULL && (name = g_dir_read_name (content)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      if ((g_str_has_prefix (name, ".assay-") || g_str_has_prefix (name, ".new-workspace"))
          && !sweep_file (self, path, self->newest, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
sweep_locked (AssayWorkspace *self, Sweep *sweeping, GError **error)
{
  if (!collect_used (self, sweeping->used, error) || !sweep (sweeping, self->folder, error) || !sweep_folder (sweeping, self->folder, error))
    return FALSE;
  if (sweeping->n_objects == 0)
    return TRUE;
  g_autofree char *detail = g_strdup_printf ("{\"objects\":%u,\"bytes\":%" G_GINT64_FORMAT "}", sweeping->n_objects, sweeping->n_bytes);
  return assay_audit_add (self, "clean-up", "workspace", detail, error);
}

/* The right to write keeps rows from appearing while files go; the purge is committed before, so that no kill
 * leaves a row that promises a deleted file. */
static gboolean
purge_and_sweep (AssayWorkspace *self, Sweep *sweeping, GError **error)
{
  if (!assay_workspace_begin (self, error))
    return FALSE;
  if (!assay_workspace_end (self, purge (self, ASSAY_RECORD_RUN, error) && purge (self, ASSAY_RECORD_MODEL, error)
                            && purge (self, ASSAY_RECORD_DATASET, error), error)
      || !assay_workspace_begin (self, error))
    return FALSE;
  return assay_workspace_end (self, sweep_locked (self, sweeping, error), error);
}

gboolean
assay_workspace_gc (AssayWorkspace *self, guint *n_objects, gint64 *n_bytes, GError **error)
{
  Sweep sweeping = { .used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  gboolean alone = flock (self->objects_fd, LOCK_EX | LOCK_NB) == 0;
  gboolean ok;

  sweeping.old = time (NULL) - GRACE_SECONDS;
  sweeping.newest = alone ? time (NULL) + GRACE_SECONDS : sweeping.old;
  ok = purge_and_sweep (self, &sweeping, error);
  flock (self->objects_fd, LOCK_SH);
  g_hash_table_unref (sweeping.used);
  if (n_objects != NULL)
    *n_objects = sweeping.n_objects;
  if (n_bytes != NULL)
    *n_bytes = sweeping.n_bytes;
  return ok;
}
