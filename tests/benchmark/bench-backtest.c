/* Back-tests of many series: shop demand with the usual models, and 50,000 series with three cheap ones; in all, then each model
 * alone, on one thread and on all (a window is a series from one origin), and how long a stop takes. The figures of one model hold
 * what every run does besides: reading the roles, scoring, figures. Say the load of the machine beside them.
 *
 *   bench-backtest [MODEL,MODEL…]     other models for the first part
 *
 * The first part reads shared/data/retail-store-item and is skipped without it. */
#include "analysis/analysis.h"
#include "base/parallel.h"
#include "data/csv-reader.h"
#include "math/init.h"

#include <math.h>
#include <string.h>
#include <time.h>

/* Those that the public back-test of these series compares. */
static const char *const usual = "naive,window-mean:28,seasonal-naive,seasonal-window-mean:4,seasonal-naive:364,ses,theta,ets:ANA,holt-winters:multiplicative,mstl,"
                                 "arima-fourier:log";

typedef struct { const char *models, *origins; guint n_threads; GCancellable *cancellable; } How;

/* `busy`: of all threads together, which a loaded machine does not stretch. */
typedef struct { double seconds, busy; } Cost;

/* seconds -1 when it was stopped. */
static Cost
time_run (AssayFrame *frame, const char *keys, const How *how)
{
  const AssayAnalysis *analysis = assay_analysis_find ("backtest");
  g_autoptr(AssayOptions) options = assay_options_new (analysis->options);
  g_autoptr(AssayPolicy) policy = assay_policy_new ();
  g_auto(GStrv) series = g_strsplit (keys, ",", -1);
  AssayRoles roles = { "date", "sales", series };
  AssayTask task = { frame, NULL, &roles, options, policy, 1, how->n_threads };
  g_autoptr(AssayProgress) progress = how->cancellable != NULL ? assay_progress_new (how->cancellable, NULL, NULL, NULL) : NULL;
  g_autoptr(AssayOutcome) outcome = NULL;
  g_autoptr(GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  clock_t busy = clock ();

  assay_options_set (options, "models", how->models, NULL);
  if (strchr (how->models, ',') == NULL)
    assay_options_set (options, "benchmark", how->models, NULL);
  assay_options_set (options, "horizon", "28", NULL);
  assay_options_set (options, "origins", how->origins, NULL);
  assay_options_set (options, "errors-only", "true", NULL);
  outcome = analysis->run (&task, progress, &error);
  if (outcome == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return (Cost) { -1, -1 };
  g_assert_no_error (error);
  return (Cost) { (g_get_monotonic_time () - start) / 1e6, (double) (clock () - busy) / CLOCKS_PER_SEC };
}

static void
print_models (AssayFrame *frame, const char *keys, const char *models, const char *origins, double n_series)
{
  g_auto(GStrv) names = g_strsplit (models, ",", -1);
  double n = n_series * g_ascii_strtod (origins, NULL);
  Cost sum_one = { 0 }, sum_all = { 0 };

  g_print ("%-28s %14s %14s %14s %14s %14s\n", "", "one thread, s", "busy, s", "all, s", "one, windows/s", "all, windows/s");
  for (guint i = 0; names[i] != NULL; i++)
    {
      How all = { names[i], origins }, one = { names[i], origins, 1 };
      Cost of_all = time_run (frame, keys, &all), of_one = time_run (frame, keys, &one);

      g_print ("%-28s %14.2f %14.2f %14.2f %14.0f %14.0f\n", names[i], of_one.seconds, of_one.busy, of_all.seconds, n / of_one.seconds, n / of_all.seconds);
      sum_one.seconds += of_one.seconds;
      sum_one.busy += of_one.busy;
      sum_all.seconds += of_all.seconds;
    }
  g_print ("%-28s %14.2f %14.2f %14.2f\n", "sum of the models alone", sum_one.seconds, sum_one.busy, sum_all.seconds);
}

static void
print_total (AssayFrame *frame, const char *keys, const char *models, const char *origins, guint n_threads)
{
  How how = { models, origins, n_threads };
  Cost cost = time_run (frame, keys, &how);
  guint n = n_threads > 0 ? n_threads : assay_parallel_default_threads ();

  g_print ("all together: %.1f s on %u threads, %.1f s of them busy (limit 60)\n", cost.seconds, n, cost.busy / n);
}

static gpointer
stop_later (gpointer cancellable)
{
  g_usleep (G_USEC_PER_SEC);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
print_stop (AssayFrame *frame, const char *keys, const char *models)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  How how = { models, "12", 0, cancellable };
  GThread *thread = g_thread_new ("stop", stop_later, cancellable);
  gint64 start = g_get_monotonic_time ();
  double seconds = time_run (frame, keys, &how).seconds;

  if (seconds < 0)
    g_print ("stopped %.0f ms after it was asked to (limit 100)\n", (g_get_monotonic_time () - start) / 1e3 - 1000);
  g_thread_join (thread);
}

static void
bench_retail (const char *models)
{
  const char *folder = g_getenv ("ASSAY_SHARED");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : ".", "data", "retail-store-item", "retail_sales_sample.csv.gz", NULL);
  g_autoptr(AssayFrame) frame = NULL;
  AssayReadOptions reading;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_print ("the shared retail data are missing: first part left out\n");
      return;
    }
  assay_read_options_init (&reading);
  frame = assay_csv_read (path, &reading, 0, NULL, NULL, NULL);
  assay_read_options_clear (&reading);
  g_print ("82 daily series of 1,826 days and the begun 83rd, 12 windows of 28 days, %s\n", models);
  print_total (frame, "store,item", models, "12", 0);
  print_total (frame, "store,item", models, "12", 1);
  print_stop (frame, "store,item", models);
  print_models (frame, "store,item", models, "12", 83);
}

static AssayFrame *
make_many (gsize n_series, gsize n)
{
  gint32 *days = g_new (gint32, n_series * n);
  gint64 *keys = g_new (gint64, n_series * n);
  double *values = g_new (double, n_series * n);
  guint32 state = 12345;
  AssayColumn *columns[3];
  AssayFrame *frame;

  for (gsize i = 0; i < n_series * n; i++)
    {
      state = state * 1664525u + 1013904223u;
      days[i] = 19000 + i % n;
      keys[i] = i / n;
      values[i] = floor (50 + 10 * sin (i * 2 * G_PI / 7) + (state >> 16) / 65536.0 * 30);
    }
  columns[0] = assay_column_take_dates ("date", days, n_series * n);
  columns[1] = assay_column_take_doubles ("sales", values, n_series * n);
  columns[2] = assay_column_take_int64s ("key", keys, n_series * n);
  frame = assay_frame_new (columns, 3, n_series * n);
  for (guint i = 0; i < 3; i++)
    assay_column_unref (columns[i]);
  return frame;
}

static void
bench_many (void)
{
  static const char *const models = "seasonal-naive,ses,theta";
  g_autoptr(AssayFrame) frame = make_many (50000, 730);

  g_print ("\n50,000 series of 730 days, one window, %s\n", models);
  print_total (frame, "key", models, "1", 0);
  print_models (frame, "key", models, "1", 50000);
}

int
main (int argc, char **argv)
{
  am_init ();
  bench_retail (argc > 1 ? argv[1] : usual);
  bench_many ();
  return 0;
}
