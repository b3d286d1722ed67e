/* Seasonal baseline, residual and rolling Z-score through the kernels, on one core and on all.
 *
 *   bench-rolling-z IN OUT   scores the raw doubles in IN as one series, writes the scores to OUT, then
 *                            times 50,000 series of 730 days
 *
 * Prints one "name value" pair a line, times in seconds, for bench-rolling-z.py to read. Each time is the
 * best of a few; results go to fresh memory every time, as those of a data-frame library do, and then to
 * memory that was used before. */
#include "base/large-memory.h"
#include "base/parallel.h"
#include "math/init.h"
#include "math/rolling-z.h"
#include "math/seasonal-naive.h"

#include <string.h>
#include <time.h>

#define PIECE 16384
#define SEASON 7
#define REPEATS 7

static const AmRollingZ how = { 30, 30, false };

typedef struct { double *forecast, *residual, *z; guint8 *state; } Output;

typedef struct
{
  const double *y;
  const gint64 *time;
  gsize n_rows, n_days;        /* in all; in each series */
  gsize *n_exist;              /* of each piece */
  gsize *n_before;
  Output out;
  void **work;                 /* of each worker */
} Job;

static Output
output_new (gsize n)
{
  return (Output) { assay_large_new (double, n), assay_large_new (double, n), assay_large_new (double, n),
                    assay_large_new (guint8, n) };
}

static void
output_free (Output out)
{
  g_free (out.forecast);
  g_free (out.residual);
  g_free (out.z);
  g_free (out.state);
}

static gsize
piece_rows (const Job *job, gsize piece)
{
  return MIN (PIECE, job->n_rows - piece * PIECE);
}

static gboolean
forecast_piece (gsize piece, guint worker, gpointer user_data, GError **error)
{
  Job *job = user_data;
  gsize first = piece * PIECE, count = piece_rows (job, piece);

  am_seasonal_naive_part (job->y, job->time, job->n_rows, first, count, SEASON, job->out.forecast + first,
                          job->out.residual + first);
  job->n_exist[piece] = am_rolling_z_count (job->out.residual + first, count);
  return TRUE;
}

static gboolean
score_piece (gsize piece, guint worker, gpointer user_data, GError **error)
{
  Job *job = user_data;
  gsize first = piece * PIECE;

  return am_rolling_z_ranked_part (job->out.residual, job->n_rows, first, piece_rows (job, piece), job->n_before[piece],
                                   &how, job->out.z + first, job->out.state + first, job->work[worker]);
}

/* A piece at a time, so that its residuals are still near when they are scored. */
static void
run_in_order (Job *job, gsize n_pieces)
{
  for (gsize i = 0; i < n_pieces; i++)
    {
      forecast_piece (i, 0, job, NULL);
      job->n_before[i] = i == 0 ? 0 : job->n_before[i - 1] + job->n_exist[i - 1];
      score_piece (i, 0, job, NULL);
    }
}

/* With several threads, all residuals first: where a piece's blocks begin depends on how many came before. */
static void
run_one (Job *job, guint n_threads)
{
  gsize n_pieces = (job->n_rows + PIECE - 1) / PIECE;

  if (n_threads == 1)
    {
      run_in_order (job, n_pieces);
      return;
    }
  g_assert_true (assay_parallel_for (n_threads, n_pieces, forecast_piece, job, NULL, NULL));
  for (gsize i = 1; i < n_pieces; i++)
    job->n_before[i] = job->n_before[i - 1] + job->n_exist[i - 1];
  g_assert_true (assay_parallel_for (n_threads, n_pieces, score_piece, job, NULL, NULL));
}

#define SERIES_AN_ITEM 64

static gboolean
run_series (gsize item, guint worker, gpointer user_data, GError **error)
{
  Job *job = user_data;
  gsize end = MIN ((item + 1) * SERIES_AN_ITEM * job->n_days, job->n_rows);

  for (gsize first = item * SERIES_AN_ITEM * job->n_days; first < end; first += job->n_days)
    {
      am_seasonal_naive (job->y + first, job->time + first, job->n_days, SEASON, job->out.forecast + first,
                         job->out.residual + first);
      am_rolling_z (job->out.residual + first, job->n_days, &how, job->out.z + first, job->out.state + first,
                    job->work[worker]);
    }
  return TRUE;
}

static void
run_many (Job *job, guint n_threads)
{
  gsize n_items = (job->n_rows / job->n_days + SERIES_AN_ITEM - 1) / SERIES_AN_ITEM;

  g_assert_true (assay_parallel_for (n_threads, n_items, run_series, job, NULL, NULL));
}

typedef void (*RunFunc) (Job *job, guint n_threads);

typedef struct { double elapsed, processor; } Seconds;

static Seconds
now (void)
{
  struct timespec elapsed, processor;

  clock_gettime (CLOCK_MONOTONIC, &elapsed);
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &processor);
  return (Seconds) { elapsed.tv_sec + elapsed.tv_nsec / 1e9, processor.tv_sec + processor.tv_nsec / 1e9 };
}

static Seconds
best_time (Job *job, RunFunc run, guint n_threads, gboolean is_fresh)
{
  Seconds best = { G_MAXDOUBLE, G_MAXDOUBLE };

  for (int i = 0; i < REPEATS; i++)
    {
      Seconds start = now (), end;

      if (is_fresh)
        {
          output_free (job->out);
          job->out = output_new (job->n_rows);
        }
      run (job, n_threads);
      end = now ();
      best.elapsed = MIN (best.elapsed, end.elapsed - start.elapsed);
      best.processor = MIN (best.processor, end.processor - start.processor);
    }
  return best;
}

static void
report_one (const char *name, const char *how_run, Job *job, RunFunc run, guint n_threads, gboolean is_fresh)
{
  Seconds best = best_time (job, run, n_threads, is_fresh);

  g_print ("%s-%s %.6f\n%s-%s-processor %.6f\n", name, how_run, best.elapsed, name, how_run, best.processor);
}

static void
report (const char *name, Job *job, RunFunc run)
{
  guint n_threads = assay_parallel_default_threads ();

  job->out = output_new (job->n_rows);
  report_one (name, "one-core-fresh", job, run, 1, TRUE);
  report_one (name, "all-cores-fresh", job, run, n_threads, TRUE);
  report_one (name, "one-core", job, run, 1, FALSE);
  report_one (name, "all-cores", job, run, n_threads, FALSE);
}

static void
job_init (Job *job, const double *y, gsize n_rows, gsize n_days)
{
  guint n_threads = assay_parallel_default_threads ();
  gint64 *time = assay_large_new (gint64, n_rows);

  for (gsize i = 0; i < n_rows; i++)
    time[i] = i % n_days;
  *job = (Job) { .y = y, .time = time, .n_rows = n_rows, .n_days = n_days, .n_exist = g_new0 (gsize, n_rows / PIECE + 1),
                 .n_before = g_new0 (gsize, n_rows / PIECE + 1), .work = g_new (void *, n_threads) };
  for (guint i = 0; i < n_threads; i++)
    job->work[i] = g_malloc (am_rolling_z_work (&how));
}

static void
job_clear (Job *job)
{
  for (guint i = 0; i < assay_parallel_default_threads (); i++)
    g_free (job->work[i]);
  g_free (job->work);
  g_free (job->n_exist);
  g_free (job->n_before);
  g_free ((gpointer) job->time);
  output_free (job->out);
}

/* What the machine can do: bytes read and written a second by a copy from memory to memory, all cores. */
typedef struct { const char *from; char *to; gsize size; } Copy;

static gboolean
copy_piece (gsize item, guint worker, gpointer user_data, GError **error)
{
  Copy *copy = user_data;
  gsize first = item << 20;

  memcpy (copy->to + first, copy->from + first, MIN ((gsize) 1 << 20, copy->size - first));
  return TRUE;
}

static void
report_bandwidth (const double *y, gsize n)
{
  Copy copy = { (const char *) y, assay_large_alloc (n * 8), n * 8 };
  double best = G_MAXDOUBLE;

  for (int i = 0; i < REPEATS; i++)
    {
      double start = now ().elapsed;

      g_assert_true (assay_parallel_for (0, (copy.size >> 20) + 1, copy_piece, &copy, NULL, NULL));
      best = MIN (best, now ().elapsed - start);
    }
  g_print ("copied-bytes-a-second %.0f\n", 2 * copy.size / best);
  g_free (copy.to);
}

int
main (int argc, char **argv)
{
  g_autofree char *in = NULL;
  g_autofree double *demand = assay_large_new (double, 50000 * 730);
  gsize size;
  Job job;

  am_init ();
  if (argc != 3 || !g_file_get_contents (argv[1], &in, &size, NULL))
    {
      g_printerr ("usage: bench-rolling-z IN OUT\n");
      return 2;
    }
  g_print ("cores %u\n", assay_parallel_default_threads ());
  report_bandwidth ((const double *) in, size / 8);
  job_init (&job, (const double *) in, size / 8, size / 8);
  report ("one-series", &job, run_one);
  if (!g_file_set_contents (argv[2], (const char *) job.out.z, size, NULL))
    return 4;
  job_clear (&job);

  for (gsize i = 0; i < 50000 * 730; i++)
    demand[i] = (double) (i * 2654435761u % 1000) / 10;
  job_init (&job, demand, 50000 * 730, 730);
  report ("many-series", &job, run_many);
  job_clear (&job);
  return 0;
}
