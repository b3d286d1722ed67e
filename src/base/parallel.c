#include "base/parallel.h"

typedef struct
{
  AssayParallelFunc func;
  gpointer user_data;
  AssayProgress *progress;
  gsize n_items;

  GMutex lock;               /* guards what follows */
  gsize next, n_done;
  gsize failed;              /* lowest item that failed; n_items: cancelled between items */
  GError *error;
} Loop;

typedef struct
{
  Loop *loop;
  guint worker;
  GThread *thread;
} Worker;

/* Set while a thread works for a loop with several threads: a loop inside such a loop
 * runs on its own thread alone, as all cores are busy already. */
static GPrivate is_inside = G_PRIVATE_INIT (NULL);

guint
assay_parallel_default_threads (void)
{
  return MAX (g_get_num_processors (), 1);
}

/* Items are handed out in rising order and an item once handed out is finished, so every item below
 * the first failing one has run: whichever thread is faster, the lowest failure is the same. */
static gboolean
take_item (Loop *loop, gsize *item)
{
  gboolean taken = FALSE;

  g_mutex_lock (&loop->lock);
  if (loop->error == NULL && loop->next < loop->n_items)
    {
      *item = loop->next++;
      taken = TRUE;
    }
  g_mutex_unlock (&loop->lock);
  return taken;
}

static void
take_error (Loop *loop, gsize item, GError *error)
{
  g_mutex_lock (&loop->lock);
  if (loop->error == NULL || item < loop->failed)
    {
      g_clear_error (&loop->error);
      loop->error = error;
      loop->failed = item;
    }
  else
    g_error_free (error);
  g_mutex_unlock (&loop->lock);
}

static gsize
count_done (Loop *loop)
{
  gsize n_done;

  g_mutex_lock (&loop->lock);
  n_done = ++loop->n_done;
  g_mutex_unlock (&loop->lock);
  return n_done;
}

static void
work (Loop *loop, guint worker)
{
  gsize item;

  while (take_item (loop, &item))
    {
      GError *error = NULL;

      if (!loop->func (item, worker, loop->user_data, &error))
        {
          g_assert (error != NULL);
          take_error (loop, item, error);
        }
      else if (!assay_progress_step (loop->progress, (double) count_done (loop) / loop->n_items, &error))
        take_error (loop, loop->n_items, error);
    }
}

static gpointer
work_in_thread (gpointer data)
{
  Worker *self = data;

  g_private_set (&is_inside, GINT_TO_POINTER (TRUE));
  work (self->loop, self->worker);
  return NULL;
}

static void
work_in_threads (Loop *loop, guint n_threads)
{
  g_autofree Worker *workers = g_new0 (Worker, n_threads);

  for (guint i = 1; i < n_threads; i++)
    {
      workers[i].loop = loop;
      workers[i].worker = i;
      /* Without the thread the others do its share. */
      workers[i].thread = g_thread_try_new ("assay-loop", work_in_thread, &workers[i], NULL);
    }

  g_private_set (&is_inside, GINT_TO_POINTER (TRUE));
  work (loop, 0);
  g_private_set (&is_inside, NULL);

  for (guint i = 1; i < n_threads; i++)
    if (workers[i].thread != NULL)
      g_thread_join (workers[i].thread);
}

gboolean
assay_parallel_for (guint n_threads, gsize n_items, AssayParallelFunc func, gpointer user_data,
                    AssayProgress *progress, GError **error)
{
  Loop loop = { .func = func, .user_data = user_data, .progress = progress, .n_items = n_items };

  if (n_items == 0)
    return assay_progress_step (progress, 1, error);
  if (!assay_progress_step (progress, 0, error))
    return FALSE;

  if (n_threads == 0)
    n_threads = assay_parallel_default_threads ();
  n_threads = MIN (n_threads, n_items);

  g_mutex_init (&loop.lock);
  if (n_threads == 1 || g_private_get (&is_inside) != NULL)
    work (&loop, 0);
  else
    work_in_threads (&loop, n_threads);
  g_mutex_clear (&loop.lock);

  if (loop.error == NULL)
    return TRUE;
  g_propagate_error (error, loop.error);
  return FALSE;
}
