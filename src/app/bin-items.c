#include "app/bin-items.h"

#include <glib/gi18n.h>

typedef struct
{
  gatomicrefcount refs;          /* one for the task, one for the undo stack */
  AssayProject *project;
  AssayBinKind kind;
  GArray *ids;                   /* gint64 */
  gboolean binned;
  GWeakRef page;
} Move;

static Move *
move_ref (Move *move)
{
  g_atomic_ref_count_inc (&move->refs);
  return move;
}

static void
move_unref (gpointer data)
{
  Move *move = data;

  if (!g_atomic_ref_count_dec (&move->refs))
    return;
  g_object_unref (move->project);
  g_array_unref (move->ids);
  g_weak_ref_clear (&move->page);
  g_free (move);
}

static gboolean
move_one (AssayWorkspace *workspace, AssayBinKind kind, gint64 id, gboolean binned, GError **error)
{
  switch (kind)
    {
    case ASSAY_BIN_RUNS: return assay_workspace_bin_run (workspace, id, binned, error);
    case ASSAY_BIN_DATASETS: return assay_workspace_bin_dataset (workspace, id, binned, error);
    case ASSAY_BIN_MODELS:
    default: return assay_workspace_bin_model (workspace, id, binned, error);
    }
}

/* All or none: when one is refused, those before it are put back. */
static void
move_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Move *move = task_data;
  AssayWorkspace *workspace = assay_project_get_workspace (move->project);
  GError *error = NULL;

  for (guint i = 0; i < move->ids->len; i++)
    {
      if (move_one (workspace, move->kind, g_array_index (move->ids, gint64, i), move->binned, &error))
        continue;
      while (i-- > 0)
        move_one (workspace, move->kind, g_array_index (move->ids, gint64, i), !move->binned, NULL);
      g_task_return_error (task, error);
      return;
    }
  g_task_return_boolean (task, TRUE);
}

static void start (Move *move, gboolean binned, gboolean announce);

static gboolean
again (gboolean forward, gpointer user_data)
{
  start (user_data, forward, FALSE);
  return TRUE;
}

static void
announce_move (Move *move, AssayPage *page)
{
  guint n = move->ids->len;
  g_autofree char *text = move->kind == ASSAY_BIN_RUNS
                            ? g_strdup_printf (ngettext ("%u run moved to the bin", "%u runs moved to the bin", n), n)
                          : move->kind == ASSAY_BIN_DATASETS
                            ? g_strdup_printf (ngettext ("%u dataset moved to the bin", "%u datasets moved to the bin", n), n)
                            : g_strdup_printf (ngettext ("%u model version moved to the bin", "%u model versions moved to the bin", n), n);

  assay_undo_add (assay_page_get_undo (page), _("Delete"), again, move_ref (move), move_unref);
  assay_page_toast (page, text, _("Undo"), "win.undo", NULL);
}

static void
show_refusal (AssayPage *page, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, _("Cannot Be Deleted"), error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_moved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Move *move = g_task_get_task_data (G_TASK (result));
  gboolean announce = GPOINTER_TO_INT (user_data);
  g_autoptr(AssayPage) page = g_weak_ref_get (&move->page);
  g_autoptr(GError) error = NULL;
  gboolean moved = g_task_propagate_boolean (G_TASK (result), &error);

  assay_project_refresh (move->project);
  if (page == NULL)
    return;
  if (!moved)
    show_refusal (page, error);
  else if (announce)
    announce_move (move, page);
}

static void
start (Move *move, gboolean binned, gboolean announce)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, on_moved, GINT_TO_POINTER (announce));

  move->binned = binned;
  g_task_set_task_data (task, move_ref (move), move_unref);
  g_task_run_in_thread (task, move_in_thread);
}

void
assay_bin_items (AssayPage *page, AssayProject *project, AssayBinKind kind, const gint64 *ids, guint n_ids)
{
  Move *move = g_new0 (Move, 1);

  g_atomic_ref_count_init (&move->refs);
  move->project = g_object_ref (project);
  move->kind = kind;
  move->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_vals (move->ids, ids, n_ids);
  g_weak_ref_init (&move->page, page);
  start (move, TRUE, TRUE);
  move_unref (move);
}
