#include "store/workspace-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

G_DEFINE_QUARK (assay-store-error-quark, assay_store_error)

static void
assay_workspace_free (AssayWorkspace *self)
{
  sqlite3_close_v2 (self->db);
  if (self->objects_fd >= 0)
    close (self->objects_fd);
  g_mutex_clear (&self->lock);
  g_hash_table_unref (self->fresh);
  g_free (self->folder);
  g_free (self);
}

/* ---- making one ---- */

static gboolean
fail_with_errno (const char *path, int code, GError **error)
{
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE, _("“%s” cannot be made: %s."), path, g_strerror (code));
  return FALSE;
}

static gboolean
is_empty_folder (const char *path)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);

  return folder != NULL && g_dir_read_name (folder) == NULL;
}

/* What a kill in the middle of init leaves behind is no content. */
static gboolean
is_free (const char *folder, GError **error)
{
  g_autoptr(GError) problem = NULL;
  g_autoptr(GDir) content = g_dir_open (folder, 0, &problem);
  const char *name;

  if (content == NULL && g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;
  if (content == NULL)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_EXISTS, _("“%s” cannot be made into a workspace: %s"), folder, problem->message);
      return FALSE;
    }
  while ((name = g_dir_read_name (content)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      gboolean ours = g_strcmp0 (name, "objects") == 0 || g_strcmp0 (name, "reports") == 0;

      if (g_str_has_prefix (name, ".new-workspace") || (ours && is_empty_folder (path)))
        continue;
      if (g_strcmp0 (name, "workspace.db") == 0)
        g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_EXISTS, _("“%s” is a workspace already."), folder);
      else
        g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_EXISTS,
                     _("“%s” is not empty: it holds “%s”. Name a folder that is empty or not there yet."), folder, name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
make_folder (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_mkdir_with_parents (path, 0777) == 0 || fail_with_errno (path, errno, error);
}

/* workspace.db appears whole or not at all: it is what makes a folder a workspace. */
static gboolean
make_database (const char *folder, GError **error)
{
  g_autofree char *unique = g_strdup_printf (".new-workspace-%d-%08x.db", getpid (), g_random_int ());
  g_autofree char *temporary = g_build_filename (folder, unique, NULL);
  g_autofree char *path = g_build_filename (folder, "workspace.db", NULL);
  sqlite3 *db = assay_db_create (temporary, error);
  gboolean ok = db != NULL;

  if (ok && sqlite3_close (db) != SQLITE_OK)
    ok = fail_with_errno (path, EIO, error);
  /* link, not rename: of two that make the same workspace at once only one may win */
  if (ok && link (temporary, path) != 0)
    {
      ok = FALSE;
      if (errno == EEXIST)
        g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_EXISTS, _("“%s” is a workspace already."), folder);
      else
        fail_with_errno (path, errno, error);
    }
  g_unlink (temporary);
  return ok;
}

AssayWorkspace *
assay_workspace_init (const char *folder, const char *name, GError **error)
{
  g_autofree char *base = g_path_get_basename (folder);
  g_autoptr(AssayWorkspace) self = NULL;

  g_return_val_if_fail (folder != NULL, NULL);
  if (!is_free (folder, error) || !make_folder (folder, "objects", error) || !make_folder (folder, "reports", error)
      || !make_database (folder, error))
    return NULL;
  self = assay_workspace_open (folder, error);
  if (self == NULL || !assay_workspace_begin (self, error))
    return NULL;
  gboolean ok = assay_db_run (self->db, error, "INSERT OR REPLACE INTO meta VALUES ('name', ?1)", "t", name != NULL ? name : base)
                && assay_audit_add_record (self, "create", ASSAY_RECORD_WORKSPACE, 0, error);
  if (!assay_workspace_end (self, ok, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* ---- opening ---- */

static gboolean
open_objects (AssayWorkspace *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, "objects", NULL);

  self->objects_fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->objects_fd < 0)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_DAMAGED, _("The folder “%s” of the workspace cannot be opened: %s."), path, g_strerror (errno));
      return FALSE;
    }
  /* Waits only while gc () works; a file system without locks is used without. */
  while (flock (self->objects_fd, LOCK_SH) != 0 && errno == EINTR)
    ;
  return TRUE;
}

static gboolean
migrate (AssayWorkspace *self, GError **error)
{
  gint64 version;

  if (!self->read_only)
    return assay_db_migrate (self->db, assay_db_migrations, error);
  if (!assay_db_get_integer (self->db, &version, 0, error, "PRAGMA user_version", ""))
    return FALSE;
  if (assay_db_migrations[version] == NULL)
    return TRUE;
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE,
               _("“%s” was made by an older Assay and must be brought up to date first, but it is read-only. "
                 "Open it once from a place that can be written."), self->folder);
  return FALSE;
}

AssayWorkspace *
assay_workspace_open (const char *folder, GError **error)
{
  g_autoptr(AssayWorkspace) self = g_new0 (AssayWorkspace, 1);

  g_return_val_if_fail (folder != NULL, NULL);
  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->folder = g_canonicalize_filename (folder, NULL);
  self->fresh = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->objects_fd = -1;
  self->db = assay_db_open (self->folder, &self->read_only, error);
  if (self->db == NULL || !migrate (self, error) || !open_objects (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

AssayWorkspace *
assay_workspace_ref (AssayWorkspace *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
assay_workspace_unref (AssayWorkspace *self)
{
  if (g_atomic_ref_count_dec (&self->refs))
    assay_workspace_free (self);
}

/* ---- changing ---- */

gboolean
assay_workspace_fail_read_only (AssayWorkspace *self, GError **error)
{
  g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_WRITE,
               _("The workspace “%s” can be looked at, but nothing can be saved in it: its folder is read-only, or the disk is full."), self->folder);
  return FALSE;
}

gboolean
assay_workspace_begin (AssayWorkspace *self, GError **error)
{
  if (self->read_only)
    return assay_workspace_fail_read_only (self, error);
  g_mutex_lock (&self->lock);
  if (assay_db_script (self->db, "BEGIN IMMEDIATE", error))
    return TRUE;
  g_mutex_unlock (&self->lock);
  return FALSE;
}

gboolean
assay_workspace_end (AssayWorkspace *self, gboolean ok, GError **error)
{
  ok = ok && assay_db_script (self->db, "COMMIT", error);
  if (!ok && !sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
  if (ok)
    assay_audit_write_head (self);
  g_mutex_unlock (&self->lock);
  if (ok)
    __atomic_add_fetch (&self->changes, 1, __ATOMIC_RELAXED);
  return ok;
}

/* ---- about it ---- */

const char *
assay_workspace_get_folder (AssayWorkspace *self)
{
  return self->folder;
}

gboolean
assay_workspace_is_read_only (AssayWorkspace *self)
{
  return self->read_only;
}

char *
assay_workspace_dup_name (AssayWorkspace *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree char *name = NULL;

  if (!assay_db_get_text (self->db, &name, NULL, "SELECT value FROM meta WHERE key = 'name'", "") || name == NULL || *name == '\0')
    return g_path_get_basename (self->folder);
  return g_steal_pointer (&name);
}

gboolean
assay_workspace_set_name (AssayWorkspace *self, const char *name, GError **error)
{
  g_return_val_if_fail (name != NULL, FALSE);
  if (!assay_workspace_begin (self, error))
    return FALSE;
  gboolean ok = assay_db_run (self->db, error, "INSERT OR REPLACE INTO meta VALUES ('name', ?1)", "t", name)
                && assay_audit_add_record (self, "rename", ASSAY_RECORD_WORKSPACE, 0, error);
  return assay_workspace_end (self, ok, error);
}

char *
assay_workspace_dup_reports_folder (AssayWorkspace *self)
{
  return g_build_filename (self->folder, "reports", NULL);
}

gint64
assay_workspace_get_change_count (AssayWorkspace *self)
{
  gint64 version;

  /* A main loop asks this: it must not wait for a worker that is writing, and will hear of that change next time. */
  if (g_mutex_trylock (&self->lock))
    {
      if (assay_db_get_integer (self->db, &version, self->data_version, NULL, "PRAGMA data_version", "")
          && version != self->data_version)
        {
          self->data_version = version;
          __atomic_add_fetch (&self->changes, 1, __ATOMIC_RELAXED);
        }
      g_mutex_unlock (&self->lock);
    }
  return __atomic_load_n (&self->changes, __ATOMIC_RELAXED);
}
