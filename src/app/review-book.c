#include "app/review-book.h"
#include <glib/gi18n.h>

struct _AssayReviewBook
{
  GObject parent_instance;
  AssayWorkspace *workspace;
  gint64 run;
  GHashTable *marks;            /* row -> AssayReviewMark */
  GThreadPool *writer;          /* one thread: changes are written in their order */
  GError *error;
};

G_DEFINE_FINAL_TYPE (AssayReviewBook, assay_review_book, G_TYPE_OBJECT)

enum { CHANGED, FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

const char *
assay_review_label (AssayReview review)
{
  switch (review)
    {
    case ASSAY_REVIEW_EXPLAINED: return _("Explained");
    case ASSAY_REVIEW_DATA_ERROR: return _("Data Error");
    case ASSAY_REVIEW_MODEL_FAILURE: return _("Model Failure");
    default: return C_("review", "Open");
    }
}

static gpointer
key_of (gsize row)
{
  /* Zero would be no pointer. */
  return GSIZE_TO_POINTER (row + 1);
}

AssayReview
assay_review_book_get (AssayReviewBook *self, gsize row, const char **note)
{
  const AssayReviewMark *mark = g_hash_table_lookup (self->marks, key_of (row));

  if (note != NULL)
    *note = mark != NULL ? mark->note : NULL;
  return mark != NULL ? mark->review : ASSAY_REVIEW_OPEN;
}

/* ---- writing ---- */

typedef struct { GWeakRef *book; AssayWorkspace *workspace; gint64 run; gsize row; AssayReview review; char *note; GError *error; } Change;

static void
change_free (Change *change)
{
  g_weak_ref_clear (change->book);
  g_free (change->book);
  assay_workspace_unref (change->workspace);
  g_free (change->note);
  g_clear_error (&change->error);
  g_free (change);
}

static gboolean
tell_failure (gpointer data)
{
  Change *change = data;
  g_autoptr(AssayReviewBook) self = g_weak_ref_get (change->book);

  if (self != NULL)
    {
      g_clear_error (&self->error);
      self->error = g_steal_pointer (&change->error);
      g_signal_emit (self, signals[FAILED], 0);
    }
  change_free (change);
  return G_SOURCE_REMOVE;
}

static void
write_change (gpointer data, gpointer user_data)
{
  Change *change = data;

  if (assay_workspace_set_review (change->workspace, change->run, (gint64) change->row, change->review, change->note, &change->error))
    change_free (change);
  else
    g_idle_add (tell_failure, change);
}

void
assay_review_book_set (AssayReviewBook *self, gsize row, AssayReview review, const char *note)
{
  AssayReviewMark *mark = g_new0 (AssayReviewMark, 1);

  mark->row = (gint64) row;
  mark->review = review;
  mark->note = note != NULL && *note != '\0' ? g_strdup (note) : NULL;
  g_hash_table_insert (self->marks, key_of (row), mark);
  if (self->workspace != NULL)
    {
      Change *change = g_new0 (Change, 1);

      change->book = g_new0 (GWeakRef, 1);
      g_weak_ref_init (change->book, self);
      change->workspace = assay_workspace_ref (self->workspace);
      change->run = self->run;
      change->row = row;
      change->review = review;
      change->note = g_strdup (mark->note);
      g_thread_pool_push (self->writer, change, NULL);
    }
  g_signal_emit (self, signals[CHANGED], 0, (guint64) row);
}

/* ---- taking back ---- */

typedef struct { AssayReviewBook *book; gsize row; AssayReview before, after; char *note_before, *note_after; } Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_object_unref (step->book);
  g_free (step->note_before);
  g_free (step->note_after);
  g_free (step);
}

static gboolean
apply_step (gboolean forward, gpointer data)
{
  const Step *step = data;

  assay_review_book_set (step->book, step->row, forward ? step->after : step->before, forward ? step->note_after : step->note_before);
  return TRUE;
}

void
assay_review_book_mark (AssayReviewBook *self, gsize row, AssayReview review, const char *note, AssayUndo *undo)
{
  const char *old_note = NULL;
  const AssayReview before = assay_review_book_get (self, row, &old_note);
  g_autofree char *label = NULL;
  Step *step;

  if (note != NULL && *note == '\0')
    note = NULL;
  if (before == review && g_strcmp0 (old_note, note) == 0)
    return;
  step = g_new0 (Step, 1);
  step->book = g_object_ref (self);
  step->row = row;
  step->before = before;
  step->after = review;
  step->note_before = g_strdup (old_note);
  step->note_after = g_strdup (note);
  assay_review_book_set (self, row, review, step->note_after);
  /* Translators: %s is "Open", "Explained", "Data Error" or "Model Failure" */
  label = before != review ? g_strdup_printf (_("Mark as %s"), assay_review_label (review)) : g_strdup (_("Edit Note"));
  if (undo != NULL)
    assay_undo_add (undo, label, apply_step, step, step_free);
  else
    step_free (step);
}

guint
assay_review_book_count (AssayReviewBook *self, AssayReview review)
{
  GHashTableIter iter;
  AssayReviewMark *mark;
  guint n = 0;

  g_hash_table_iter_init (&iter, self->marks);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &mark))
    n += mark->review == review;
  return n;
}

GHashTable *
assay_review_book_snapshot (AssayReviewBook *self)
{
  GHashTable *snapshot = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  AssayReviewMark *mark;

  g_hash_table_iter_init (&iter, self->marks);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &mark))
    g_hash_table_insert (snapshot, GSIZE_TO_POINTER (mark->row), GINT_TO_POINTER (mark->review + 1));
  return snapshot;
}

const GError *
assay_review_book_get_error (AssayReviewBook *self)
{
  return self->error;
}

/* ---- class ---- */

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  AssayReviewBook *self = source;
  GError *error = NULL;
  GPtrArray *marks = assay_workspace_list_reviews (self->workspace, self->run, &error);

  if (marks != NULL)
    g_task_return_pointer (task, marks, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AssayReviewBook *self = ASSAY_REVIEW_BOOK (source);
  g_autoptr(GPtrArray) marks = g_task_propagate_pointer (G_TASK (result), &self->error);

  if (marks == NULL)
    {
      g_signal_emit (self, signals[FAILED], 0);
      return;
    }
  for (guint i = 0; i < marks->len; i++)
    {
      const AssayReviewMark *stored = g_ptr_array_index (marks, i);
      AssayReviewMark *mark;

      /* What was changed while reading is newer. */
      if (g_hash_table_contains (self->marks, key_of ((gsize) stored->row)))
        continue;
      mark = g_new0 (AssayReviewMark, 1);
      mark->row = stored->row;
      mark->review = stored->review;
      mark->note = g_strdup (stored->note);
      g_hash_table_insert (self->marks, key_of ((gsize) stored->row), mark);
    }
  if (marks->len > 0)
    g_signal_emit (self, signals[CHANGED], 0, G_MAXUINT64);
}

static void
assay_review_book_finalize (GObject *object)
{
  AssayReviewBook *self = ASSAY_REVIEW_BOOK (object);

  /* Not before everything is written: what the user saw as done has to be. */
  g_thread_pool_free (self->writer, FALSE, TRUE);
  g_hash_table_unref (self->marks);
  g_clear_pointer (&self->workspace, assay_workspace_unref);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (assay_review_book_parent_class)->finalize (object);
}

static void
assay_review_book_class_init (AssayReviewBookClass *class)
{
  G_OBJECT_CLASS (class)->finalize = assay_review_book_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
assay_review_book_init (AssayReviewBook *self)
{
  self->marks = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) assay_review_mark_free);
  self->writer = g_thread_pool_new (write_change, NULL, 1, FALSE, NULL);
}

AssayReviewBook *
assay_review_book_new (AssayWorkspace *workspace, gint64 run)
{
  AssayReviewBook *self = g_object_new (ASSAY_TYPE_REVIEW_BOOK, NULL);

  self->run = run;
  if (workspace != NULL)
    {
      g_autoptr(GTask) task = g_task_new (self, NULL, on_read, NULL);

      self->workspace = assay_workspace_ref (workspace);
      g_task_run_in_thread (task, read_in_thread);
    }
  return self;
}
