/* The whole analysis "anomalies" in memory: one long series, and many short ones. Prints rows a second, the peak of memory
 * over the input's columns, and how long a cancelled run takes to answer. Rows can be given in millions. */
#include "analysis/analysis.h"
#include "math/init.h"

#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>

static AssayFrame *
make_frame (gsize n_series, gsize n)
{
  gsize rows = n_series * n;
  gint64 *times = g_new (gint64, rows), *keys = g_new (gint64, rows);
  double *values = g_new (double, rows);
  guint64 state = 1;
  AssayColumn *columns[3];
  AssayFrame *frame;

  for (gsize i = 0; i < rows; i++)
    {
      state = state * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
      times[i] = (gint64) (i % n) * 60000000;
      keys[i] = i / n;
      values[i] = 100 + 20 * sin ((i % 7) * 0.8976) + (double) (state >> 40) / (1 << 20);
    }
  columns[0] = assay_column_take_datetimes ("time", times, rows);
  columns[1] = assay_column_take_doubles ("value", values, rows);
  columns[2] = assay_column_take_int64s ("key", keys, rows);
  frame = assay_frame_new (columns, 3, rows);
  for (int i = 0; i < 3; i++)
    assay_column_unref (columns[i]);
  return frame;
}

typedef struct { double at; GCancellable *cancellable; gint64 when; } Cancel;

static void
cancel_when (double fraction, const char *step, gpointer user_data)
{
  Cancel *cancel = user_data;

  if (fraction < cancel->at || cancel->when != 0)
    return;
  cancel->when = g_get_monotonic_time ();
  g_cancellable_cancel (cancel->cancellable);
}

/* Microseconds of the run; *answer from the cancelling at `at` to the return, when at < 1. */
static gint64
run (AssayFrame *frame, gboolean with_key, double at, gint64 *answer)
{
  const AssayAnalysis *analysis = assay_analysis_find ("anomalies");
  g_autoptr(AssayOptions) options = assay_options_new (analysis->options);
  g_autoptr(AssayPolicy) policy = assay_policy_new ();
  char *keys[] = { (char *) "key", NULL };
  AssayRoles roles = { (char *) "time", (char *) "value", with_key ? keys : keys + 1 };
  AssayTask task = { frame, NULL, &roles, options, policy, 1, 0 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Cancel cancel = { at, cancellable, 0 };
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, at < 1 ? cancel_when : NULL, &cancel, NULL);
  gint64 start = g_get_monotonic_time ();
  g_autoptr(AssayOutcome) outcome = analysis->run (&task, progress, NULL);
  gint64 end = g_get_monotonic_time ();

  *answer = cancel.when != 0 ? end - cancel.when : 0;
  return end - start;
}

static void
measure (const char *name, gsize n_series, gsize n)
{
  g_autoptr(AssayFrame) frame = make_frame (n_series, n);
  gint64 answer, worst = 0, took = run (frame, n_series > 1, 1, &answer);
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  for (int i = 0; i < 20; i++)
    {
      run (frame, n_series > 1, i / 20.0, &answer);
      worst = MAX (worst, answer);
    }
  g_print ("%s: %.1f M rows, %.2f s, %.1f M rows/s; peak %.0f MB for %.0f MB of input; cancelled at 20 points, slowest answer %.0f ms\n", name,
           n_series * n / 1e6, took / 1e6, (double) n_series * n / took, usage.ru_maxrss / 1024.0,
           assay_frame_get_size (frame) / 1048576.0, worst / 1e3);
}

int
main (int argc, char **argv)
{
  double millions = argc > 1 ? atof (argv[1]) : 10;

  am_init ();
  measure ("one series", 1, millions * 1e6);
  measure ("series of 730", millions * 1e6 / 730, 730);
  return 0;
}
