#include "store/workspace-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

static const char *const names[ASSAY_N_REVIEWS] = { "open", "explained", "data-error", "model-failure" };

const char *
assay_review_name (AssayReview review)
{
  g_return_val_if_fail ((guint) review < ASSAY_N_REVIEWS, NULL);
  return names[review];
}

static AssayReview
review_from_name (const char *name)
{
  for (guint i = 0; i < ASSAY_N_REVIEWS; i++)
    if (g_strcmp0 (name, names[i]) == 0)
      return i;
  return ASSAY_REVIEW_OPEN;
}

void
assay_review_mark_free (AssayReviewMark *self)
{
  g_free (self->note);
  g_free (self->who);
  g_free (self);
}

static gboolean
set_locked (AssayWorkspace *self, gint64 run, gint64 row, AssayReview review, const char *note, GError **error)
{
  g_autofree char *who = assay_workspace_dup_user ();
  gint64 n;

  if (!assay_db_get_integer (self->db, &n, 0, error, "SELECT count (*) FROM run WHERE id = ?1", "i", run))
    return FALSE;
  if (n == 0)
    {
      g_set_error (error, ASSAY_STORE_ERROR, ASSAY_STORE_ERROR_NOT_FOUND,
                   _("The workspace “%s” has no run %" PRId64 " to mark a row of."), self->folder, run);
      return FALSE;
    }
  return assay_db_run (self->db, error, "INSERT INTO review (run, row, review, note, who, time) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", "iittti",
                       run, row, names[review], note, who, g_get_real_time ())
         && assay_audit_add_record (self, "review", ASSAY_RECORD_REVIEW, sqlite3_last_insert_rowid (self->db), error);
}

gboolean
assay_workspace_set_review (AssayWorkspace *self, gint64 run, gint64 row, AssayReview review, const char *note, GError **error)
{
  g_return_val_if_fail ((guint) review < ASSAY_N_REVIEWS, FALSE);
  if (!assay_workspace_begin (self, error))
    return FALSE;
  return assay_workspace_end (self, set_locked (self, run, row, review, note, error), error);
}

static AssayReviewMark *
read_mark (sqlite3_stmt *statement)
{
  AssayReviewMark *mark = g_new0 (AssayReviewMark, 1);

  mark->row = sqlite3_column_int64 (statement, 0);
  mark->review = review_from_name (assay_db_column_text (statement, 1));
  mark->note = g_strdup (assay_db_column_text (statement, 2));
  mark->who = g_strdup (assay_db_column_text (statement, 3));
  mark->when = sqlite3_column_int64 (statement, 4);
  return mark;
}

GPtrArray *
assay_workspace_list_reviews (AssayWorkspace *self, gint64 run, GError **error)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_review_mark_free);
  /* With max (), SQLite takes the other columns from the row that holds the maximum: the latest mark. */
  g_autoptr(sqlite3_stmt) statement = assay_db_query (self->db, error,
    "SELECT row, review, note, who, time, max (id) FROM review WHERE run = ?1 GROUP BY row ORDER BY row", "i", run);
  gboolean row;

  if (statement == NULL)
    return NULL;
  while (assay_db_step (statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&list);
      g_ptr_array_add (list, read_mark (statement));
    }
  return NULL;
}
