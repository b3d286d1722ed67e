/* Into the bin and out of it: the same for datasets, models and runs, but for what keeps one from it and what comes back with it. */
#include "store/workspace-private.h"

static gboolean
put_in (AssayWorkspace *self, const AssayBinKind *kind, gint64 id, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE %s SET binned = ?2 WHERE id = ?1", kind->table);

  return kind->check_unused (self, id, error) && assay_db_run (self->db, error, sql, "ii", id, g_get_real_time ())
         && assay_audit_add_record (self, "bin", kind->record, id, error);
}

static gboolean
take_out (AssayWorkspace *self, const AssayBinKind *kind, gint64 id, gboolean is_purged, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE %s SET binned = 0 WHERE id = ?1", kind->table);

  return kind->prepare_return (self, id, is_purged, error) && assay_db_run (self->db, error, sql, "i", id)
         && assay_audit_add_record (self, "restore", kind->record, id, error);
}

gboolean
assay_bin_set (AssayWorkspace *self, const AssayBinKind *kind, gint64 id, gboolean binned, GError **error)
{
  g_autofree char *ask_since = g_strdup_printf ("SELECT binned FROM %s WHERE id = ?1", kind->table);
  g_autofree char *ask_purged = g_strdup_printf ("SELECT purged FROM %s WHERE id = ?1", kind->table);
  gint64 since, purged;

  if (!assay_db_get_integer (self->db, &since, -1, error, ask_since, "i", id) || !assay_db_get_integer (self->db, &purged, 0, error, ask_purged, "i", id))
    return FALSE;
  if (since < 0)
    return kind->fail_not_there (self, id, error);
  if (binned == (since > 0))
    return TRUE;
  return binned ? put_in (self, kind, id, error) : take_out (self, kind, id, purged > 0, error);
}

gboolean
assay_bin_set_alone (AssayWorkspace *self, const AssayBinKind *kind, gint64 id, gboolean binned, GError **error)
{
  if (!assay_workspace_begin (self, error))
    return FALSE;
  return assay_workspace_end (self, assay_bin_set (self, kind, id, binned, error), error);
}
