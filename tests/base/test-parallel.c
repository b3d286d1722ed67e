#include "base/parallel.h"

#define N_ITEMS 1000

typedef struct
{
  int count[N_ITEMS];
  guint n_threads;
  gsize fail_from;             /* items from here on that divide by 7 fail */
  GCancellable *cancellable;   /* cancelled by item 10 */
  int n_run;
} Work;

static gboolean
work_item (gsize item, guint worker, gpointer user_data, GError **error)
{
  Work *work = user_data;

  g_assert_cmpuint (worker, <, work->n_threads);
  g_atomic_int_inc (&work->count[item]);
  g_atomic_int_inc (&work->n_run);
  if (item == 10 && work->cancellable != NULL)
    g_cancellable_cancel (work->cancellable);
  if (work->fail_from > 0 && item >= work->fail_from && item % 7 == 0)
    {
      /* The lowest takes longest: later ones fail before it. */
      if (item < work->fail_from + 7)
        g_usleep (2000);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "item %" G_GSIZE_FORMAT, item);
      return FALSE;
    }
  return TRUE;
}

static void
test_each_once (void)
{
  static const guint n_threads[] = { 1, 2, 3, 8, 64 };

  for (guint i = 0; i < G_N_ELEMENTS (n_threads); i++)
    {
      Work work = { .n_threads = n_threads[i] };
      g_autoptr(GError) error = NULL;

      g_assert_true (assay_parallel_for (n_threads[i], N_ITEMS, work_item, &work, NULL, &error));
      g_assert_no_error (error);
      for (int item = 0; item < N_ITEMS; item++)
        g_assert_cmpint (work.count[item], ==, 1);
    }
}

static void
test_nothing (void)
{
  Work work = { .n_threads = 1 };

  g_assert_true (assay_parallel_for (0, 0, work_item, &work, NULL, NULL));
  g_assert_cmpint (work.n_run, ==, 0);
  g_assert_cmpuint (assay_parallel_default_threads (), >=, 1);
}

static void
test_lowest_error (void)
{
  for (int i = 0; i < 50; i++)
    {
      Work work = { .n_threads = 8, .fail_from = 100 };
      g_autoptr(GError) error = NULL;

      g_assert_false (assay_parallel_for (8, N_ITEMS, work_item, &work, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
      g_assert_cmpstr (error->message, ==, "item 105");
      for (int item = 0; item <= 105; item++)
        g_assert_cmpint (work.count[item], ==, 1);
      g_assert_cmpint (work.n_run, <, N_ITEMS);
    }
}

static void
test_cancel (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  g_autoptr(GError) error = NULL, again = NULL;
  Work work = { .n_threads = 4, .cancellable = cancellable };
  int n_run;

  g_assert_false (assay_parallel_for (4, N_ITEMS, work_item, &work, progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (work.n_run, <, N_ITEMS);

  /* Cancelled before it began: nothing runs. */
  n_run = work.n_run;
  g_assert_false (assay_parallel_for (4, N_ITEMS, work_item, &work, progress, &again));
  g_assert_error (again, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (work.n_run, ==, n_run);
}

static gboolean
outer_item (gsize item, guint worker, gpointer user_data, GError **error)
{
  Work *works = user_data;

  works[item].n_threads = 4;
  return assay_parallel_for (4, N_ITEMS, work_item, &works[item], NULL, error);
}

static void
test_nested (void)
{
  g_autofree Work *works = g_new0 (Work, 6);
  g_autoptr(GError) error = NULL;

  g_assert_true (assay_parallel_for (3, 6, outer_item, works, NULL, &error));
  for (int i = 0; i < 6; i++)
    g_assert_cmpint (works[i].n_run, ==, N_ITEMS);
}

static void
keep_last (double fraction, const char *step, gpointer user_data)
{
  double *last = user_data;

  g_assert_cmpfloat (fraction, >=, *last);
  *last = fraction;
}

static void
test_progress (void)
{
  double last = 0;
  g_autoptr(AssayProgress) progress = assay_progress_new (NULL, keep_last, &last, NULL);
  Work work = { .n_threads = 4 };

  g_assert_true (assay_parallel_for (4, N_ITEMS, work_item, &work, progress, NULL));
  g_assert_cmpfloat (last, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/parallel/each-once", test_each_once);
  g_test_add_func ("/base/parallel/nothing", test_nothing);
  g_test_add_func ("/base/parallel/lowest-error", test_lowest_error);
  g_test_add_func ("/base/parallel/cancel", test_cancel);
  g_test_add_func ("/base/parallel/nested", test_nested);
  g_test_add_func ("/base/parallel/progress", test_progress);
  return g_test_run ();
}
