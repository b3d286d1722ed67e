#include "base/progress.h"

typedef struct { guint n_calls; double last; char *step; gboolean went_back; } Seen;

static void
see (double fraction, const char *step, gpointer user_data)
{
  Seen *seen = user_data;

  seen->went_back |= fraction < seen->last;
  seen->n_calls++;
  seen->last = fraction;
  g_free (seen->step);
  seen->step = g_strdup (step);
}

static void
test_nobody (void)
{
  g_assert_true (assay_progress_step (NULL, 0.5, NULL));
  g_assert_false (assay_progress_is_cancelled (NULL));
  g_assert_null (assay_progress_new_part (NULL, 0, 1));
  g_assert_null (assay_progress_ref (NULL));
  assay_progress_set_step (NULL, "x");
  assay_progress_unref (NULL);
}

/* 300 ms of busy steps: three or four reports and the end. */
static void
test_throttle (void)
{
  Seen seen = { 0 };
  g_autoptr(AssayProgress) progress = assay_progress_new (NULL, see, &seen, NULL);
  gint64 start = g_get_monotonic_time (), now;

  while ((now = g_get_monotonic_time ()) < start + 300000)
    g_assert_true (assay_progress_step (progress, (now - start) / 300001.0, NULL));
  g_assert_cmpuint (seen.n_calls, >=, 1);      /* at the start; the rest is up to the machine's load */
  g_assert_cmpuint (seen.n_calls, <=, 4);

  assay_progress_set_step (progress, "Done");
  assay_progress_step (progress, 1, NULL);
  assay_progress_step (progress, 1, NULL);
  g_assert_cmpuint (seen.n_calls, <=, 5);
  g_assert_cmpfloat (seen.last, ==, 1);
  g_assert_cmpstr (seen.step, ==, "Done");
  g_assert_false (seen.went_back);
  g_free (seen.step);
}

static void
test_part (void)
{
  Seen seen = { 0 };
  g_autoptr(AssayProgress) progress = assay_progress_new (NULL, see, &seen, NULL);
  g_autoptr(AssayProgress) second = assay_progress_new_part (progress, 0.5, 1);
  g_autoptr(AssayProgress) half = assay_progress_new_part (second, 0, 0.5);

  assay_progress_step (half, 0.5, NULL);
  g_assert_cmpfloat (seen.last, ==, 0.625);
  g_usleep (110000);
  assay_progress_step (progress, 0.2, NULL);
  g_assert_cmpfloat (seen.last, ==, 0.625);
  assay_progress_step (half, 1, NULL);
  assay_progress_step (second, 1, NULL);
  g_assert_cmpfloat (seen.last, ==, 1);
  g_free (seen.step);
}

static void
mark_gone (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_cancel (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  gboolean is_gone = FALSE;
  AssayProgress *progress = assay_progress_new (cancellable, NULL, &is_gone, mark_gone);
  AssayProgress *part = assay_progress_new_part (progress, 0, 0.5);

  g_assert_true (assay_progress_step (part, 0.1, &error));
  g_cancellable_cancel (cancellable);
  g_assert_true (assay_progress_is_cancelled (part));
  g_assert_false (assay_progress_step (part, 0.2, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* A part keeps what it needs of the whole. */
  assay_progress_unref (progress);
  g_assert_false (is_gone);
  assay_progress_unref (part);
  g_assert_true (is_gone);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/progress/nobody", test_nobody);
  g_test_add_func ("/base/progress/throttle", test_throttle);
  g_test_add_func ("/base/progress/part", test_part);
  g_test_add_func ("/base/progress/cancel", test_cancel);
  return g_test_run ();
}
