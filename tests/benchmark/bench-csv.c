/* Loads a large CSV of mixed columns and compares with pandas' C reader on the same file, the same
 * machine, in the same run. ASSAY_BENCH_MB sets the size of the file (default 256).
 *
 * Each load is a process of its own, so that its peak memory is that load's and nothing else's. */
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/file-write.h"
#include "base/number.h"
#include "data/csv-reader.h"

#define SKIPPED 77
#define N_RUNS 3

/* Numbers, dates, categories and some text, like the tables that analysts load. */
static gboolean
generate (const char *path, gsize size, GError **error)
{
  static const char *const regions[] = { "North", "South", "East", "West", "Centre" };
  static const char *const words[] = { "late", "delivery", "customer", "called", "about", "invoice", "paid", "twice", "no", "answer" };
  g_autoptr(AssayFileWrite) file = assay_file_write_open (path, error);
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  g_autoptr(GString) block = g_string_new ("id,date,store,item,units,price,revenue,temperature,region,segment,note\n");
  gsize n_bytes = 0;

  if (file == NULL)
    return FALSE;
  for (guint row = 0; n_bytes + block->len < size; row++)
    {
      char price[ASSAY_NUMBER_SIZE], revenue[ASSAY_NUMBER_SIZE], temperature[ASSAY_NUMBER_SIZE];
      gint units = g_rand_int_range (rand, 0, 500);
      guint day = row / 500 % 2000;

      assay_number_format (round (g_rand_double_range (rand, 1, 100) * 100) / 100, price);
      assay_number_format (g_rand_double_range (rand, 0, 50000), revenue);
      assay_number_format (round (g_rand_double_range (rand, -20, 40) * 10) / 10, temperature);
      g_string_append_printf (block, "%u,20%02u-%02u-%02u,%d,%d,%d,%s,%s,%s,%s,segment %d,", row, 15 + day / 336, 1 + day / 28 % 12, 1 + day % 28,
                              g_rand_int_range (rand, 1, 51), g_rand_int_range (rand, 1, 1001), units, price, revenue, temperature,
                              regions[g_rand_int_range (rand, 0, G_N_ELEMENTS (regions))], g_rand_int_range (rand, 1, 200));
      /* One row in four has a note, one in forty a quoted one. */
      if (row % 4 == 0)
        g_string_append_printf (block, row % 40 == 0 ? "\"%s, %s %u\"" : "%s %s %u", words[g_rand_int_range (rand, 0, 10)],
                                words[g_rand_int_range (rand, 0, 10)], g_rand_int (rand) % 1000000);
      g_string_append_c (block, '\n');
      if (block->len > 1 << 20)
        {
          n_bytes += block->len;
          if (!assay_file_write_put (file, block->str, block->len, error))
            return FALSE;
          g_string_truncate (block, 0);
        }
    }
  return assay_file_write_put (file, block->str, block->len, error) && assay_file_write_commit (g_steal_pointer (&file), error);
}

/* The child: loads, and prints seconds, rows, bytes of columns and bytes of peak memory. */
static int
load (const char *path)
{
  g_autoptr(GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  g_autoptr(AssayFrame) frame = assay_csv_read (path, NULL, 0, NULL, NULL, &error);
  gint64 end = g_get_monotonic_time ();
  struct rusage usage;

  if (frame == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  getrusage (RUSAGE_SELF, &usage);
  g_print ("%.3f %" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT " %ld\n", (double) (end - start) / 1e6, assay_frame_get_n_rows (frame),
           assay_frame_get_size (frame), usage.ru_maxrss * 1024);
  return 0;
}

static gboolean
run (const char *const *command, double seconds[1], double *rows, double *columns, double *peak)
{
  g_autofree char *out = NULL;
  int status;

  return g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, &status, NULL) && status == 0
         && sscanf (out, "%lf %lf %lf %lf", seconds, rows, columns, peak) == 4;
}

static int
compare (const char *self, const char *path, double n_bytes)
{
  const char *const ours[] = { self, "--load", path, NULL };
  const char *const pandas[] = { "/usr/bin/python3", "-c",
                                 "import pandas, sys, time, resource\n"
                                 "t = time.perf_counter(); f = pandas.read_csv(sys.argv[1], parse_dates=False); t = time.perf_counter() - t\n"
                                 "print(t, len(f), 0, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)",
                                 path, NULL };
  double best[2] = { INFINITY, INFINITY }, rows = 0, columns = 0, peak = 0, other[3];
  gboolean has_pandas = TRUE;

  for (guint i = 0; i < N_RUNS; i++)
    {
      double seconds;

      if (!run (ours, &seconds, &rows, &columns, &peak))
        return 1;
      best[0] = MIN (best[0], seconds);
      has_pandas = has_pandas && run (pandas, &seconds, &other[0], &other[1], &other[2]);
      if (has_pandas)
        best[1] = MIN (best[1], seconds);
    }
  g_print ("csv: %.0f MB, %.0f rows: %.2f s, %.0f MB/s, %.2f million rows/s\n", n_bytes / 1e6, rows, best[0], n_bytes / best[0] / 1e6,
           rows / best[0] / 1e6);
  g_print ("csv: columns %.0f MB, peak memory %.0f MB (allowed: 1.3 x columns + 64 MiB = %.0f MB)\n", columns / 1e6, peak / 1e6,
           (1.3 * columns + (64 << 20)) / 1e6);
  if (!has_pandas)
    {
      g_print ("csv: pandas is not installed, so there is nothing to compare with\n");
      return SKIPPED;
    }
  g_print ("csv: pandas %.2f s, %.0f MB/s; Assay is %.2f times as fast\n", best[1], n_bytes / best[1] / 1e6, best[1] / best[0]);
  return peak <= 1.3 * columns + (64 << 20) ? 0 : 1;
}

int
main (int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  const char *asked = g_getenv ("ASSAY_BENCH_MB");
  double megabytes = asked == NULL ? 256 : CLAMP (g_ascii_strtod (asked, NULL), 1, 100000);
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  int status;

  if (argc == 3 && strcmp (argv[1], "--load") == 0)
    return load (argv[2]);
  folder = g_dir_make_tmp ("assay-bench-XXXXXX", &error);
  path = folder == NULL ? NULL : g_build_filename (folder, "mixed.csv", NULL);
  if (path == NULL || !generate (path, (gsize) (megabytes * 1e6), &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  status = compare (argv[0], path, megabytes * 1e6);
  g_unlink (path);
  g_rmdir (folder);
  return status;
}
