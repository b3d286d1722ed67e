#include "base/progress.h"

#define REPORT_INTERVAL_USEC (100 * 1000)   /* ten a second: more than an eye can follow */

/* What all parts of one piece of work share. The lock is held while `func` runs, so that reports
 * come one after the other and never go back; func must therefore not report progress itself. */
typedef struct
{
  gatomicrefcount refs;
  GCancellable *cancellable;
  AssayProgressFunc func;
  gpointer user_data;
  GDestroyNotify destroy;

  GMutex lock;
  double fraction;           /* the furthest so far */
  char *step;
  gint64 next_report;        /* monotonic time */
  gboolean is_finished;
} Root;

struct _AssayProgress
{
  gatomicrefcount refs;
  Root *root;
  double from, to;           /* this part's share of the whole */
};

static void
root_unref (Root *root)
{
  if (!g_atomic_ref_count_dec (&root->refs))
    return;
  if (root->destroy != NULL)
    root->destroy (root->user_data);
  g_clear_object (&root->cancellable);
  g_mutex_clear (&root->lock);
  g_free (root->step);
  g_free (root);
}

static AssayProgress *
progress_new (Root *root, double from, double to)
{
  AssayProgress *self = g_new (AssayProgress, 1);

  g_atomic_ref_count_init (&self->refs);
  self->root = root;
  self->from = from;
  self->to = to;
  return self;
}

AssayProgress *
assay_progress_new (GCancellable *cancellable, AssayProgressFunc func, gpointer user_data,
                    GDestroyNotify destroy)
{
  Root *root = g_new0 (Root, 1);

  g_atomic_ref_count_init (&root->refs);
  root->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  root->func = func;
  root->user_data = user_data;
  root->destroy = destroy;
  g_mutex_init (&root->lock);
  return progress_new (root, 0, 1);
}

AssayProgress *
assay_progress_new_part (AssayProgress *parent, double from, double to)
{
  double width;

  if (parent == NULL)
    return NULL;
  g_atomic_ref_count_inc (&parent->root->refs);
  width = parent->to - parent->from;
  return progress_new (parent->root, parent->from + width * CLAMP (from, 0, 1),
                       to >= 1 ? parent->to : parent->from + width * MAX (to, 0));
}

AssayProgress *
assay_progress_ref (AssayProgress *self)
{
  if (self != NULL)
    g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
assay_progress_unref (AssayProgress *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  root_unref (self->root);
  g_free (self);
}

void
assay_progress_set_step (AssayProgress *self, const char *step)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->root->lock);
  if (g_strcmp0 (self->root->step, step) != 0)
    {
      g_free (self->root->step);
      self->root->step = g_strdup (step);
    }
  g_mutex_unlock (&self->root->lock);
}

/* With the lock held. */
static void
report (Root *root, double fraction)
{
  gint64 now = g_get_monotonic_time ();

  if (root->is_finished)
    return;
  root->fraction = MAX (root->fraction, fraction);
  root->is_finished = fraction >= 1;
  if (!root->is_finished && now < root->next_report)
    return;

  root->next_report = now + REPORT_INTERVAL_USEC;
  if (root->func != NULL)
    root->func (root->fraction, root->step, root->user_data);
}

gboolean
assay_progress_step (AssayProgress *self, double fraction, GError **error)
{
  double whole;

  if (self == NULL)
    return TRUE;
  if (g_cancellable_set_error_if_cancelled (self->root->cancellable, error))
    return FALSE;

  /* At 1 the part's end is taken as it is, so that rounding cannot keep the whole from being done. */
  whole = fraction >= 1 ? self->to : self->from + (self->to - self->from) * MAX (fraction, 0);

  /* Somebody else is reporting: the next step tells how far we are. Only the end has to wait. */
  if (whole >= 1)
    g_mutex_lock (&self->root->lock);
  else if (!g_mutex_trylock (&self->root->lock))
    return TRUE;
  report (self->root, whole);
  g_mutex_unlock (&self->root->lock);
  return TRUE;
}

gboolean
assay_progress_is_cancelled (AssayProgress *self)
{
  return self != NULL && g_cancellable_is_cancelled (self->root->cancellable);
}
