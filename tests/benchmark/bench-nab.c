/* The half of the Numenta Anomaly Benchmark in shared data: every file as "assay anomalies FILE --preset stream --labels windows.json" does it, with one limit for all, scored by the
 * three profiles over all files. Other detectors by name: bench-nab DETECTOR … gives each at its own limit. */
#include "analysis/analysis.h"
#include "data/csv-reader.h"
#include "math/detection/nab-score.h"
#include "math/init.h"

#include <math.h>
#include <string.h>

#define N_PROFILES 3

typedef struct { AmNabScore score[N_PROFILES]; double seconds; gsize n_rows, n_files; } Total;

static const AmNabProfile *const profiles[N_PROFILES] = { &am_nab_standard, &am_nab_low_fp, &am_nab_low_fn };
static const char *const raw_ids[N_PROFILES] = { "nab-raw-standard", "nab-raw-low-fp", "nab-raw-low-fn" };

static double
number (AssayResult *result, const char *id)
{
  return assay_result_find_metric (result, id)->value;
}

static void
add_file (Total *total, AssayResult *result)
{
  for (int i = 0; i < N_PROFILES; i++)
    {
      total->score[i].score += number (result, raw_ids[i]);
      total->score[i].n_windows += (gsize) number (result, "nab-windows");
      total->score[i].n_found += (gsize) number (result, "nab-found");
      total->score[i].n_false += (gsize) number (result, "nab-false-alarms");
    }
}

static void
print_line (const char *name, const Total *total)
{
  g_print ("%-46s %7.2f %7.2f %7.2f  %3zu of %3zu windows  %4zu false\n", name, am_nab_normalised (&total->score[0], profiles[0]),
           am_nab_normalised (&total->score[1], profiles[1]), am_nab_normalised (&total->score[2], profiles[2]), total->score[0].n_found,
           total->score[0].n_windows, total->score[0].n_false);
}

static AssayOutcome *
run_file (const char *folder, const char *name, const char *detector, AssayFrame *frame)
{
  const AssayAnalysis *analysis = assay_analysis_find ("anomalies");
  g_autoptr(AssayOptions) options = assay_options_new (analysis->options);
  g_autoptr(AssayPolicy) policy = assay_policy_new ();
  g_autofree char *labels = g_build_filename (folder, "windows.json", NULL);
  g_autoptr(GError) error = NULL;
  AssayRoles roles = { 0 };
  AssayTask task = { frame, NULL, &roles, options, policy, 1, 0, .data_name = name };
  AssayOutcome *outcome;

  assay_options_set (options, "preset", "stream", NULL);
  assay_options_set (options, "labels", labels, NULL);
  if (detector != NULL && !assay_options_set (options, "detector", detector, &error))
    g_error ("%s", error->message);
  outcome = analysis->run (&task, NULL, &error);
  if (outcome == NULL)
    g_error ("%s: %s", name, error->message);
  return outcome;
}

static void
run_all (const char *folder, GPtrArray *files, const char *detector)
{
  Total all = { 0 };

  for (guint i = 0; i < files->len; i++)
    {
      const char *name = g_ptr_array_index (files, i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      AssayReadOptions options;
      g_autoptr(AssayFrame) frame = NULL;
      g_autoptr(AssayOutcome) outcome = NULL;
      Total one = { 0 };
      gint64 start;

      assay_read_options_init (&options);
      frame = assay_csv_read (path, &options, 0, NULL, NULL, NULL);
      assay_read_options_clear (&options);
      start = g_get_monotonic_time ();
      outcome = run_file (folder, name, detector, frame);
      all.seconds += (g_get_monotonic_time () - start) / 1e6;
      all.n_rows += assay_frame_get_n_rows (frame);
      add_file (&one, outcome->result);
      add_file (&all, outcome->result);
      if (detector == NULL)
        print_line (name, &one);
    }
  print_line (detector != NULL ? detector : "preset stream, all files", &all);
  if (detector == NULL)
    g_print ("%zu rows in %.2f s, scoring included\n", all.n_rows, all.seconds);
}

static void
list_files (const char *folder, const char *below, GPtrArray *files)
{
  g_autofree char *path = g_build_filename (folder, below, NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inside = below[0] != '\0' ? g_build_filename (below, name, NULL) : g_strdup (name);
      g_autofree char *whole = g_build_filename (folder, inside, NULL);

      if (g_file_test (whole, G_FILE_TEST_IS_DIR))
        list_files (folder, inside, files);
      else if (g_str_has_suffix (name, ".csv"))
        g_ptr_array_add (files, g_steal_pointer (&inside));
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

int
main (int argc, char **argv)
{
  const char *shared = g_getenv ("ASSAY_SHARED");
  g_autofree char *folder = g_build_filename (shared != NULL ? shared : ".", "data", "nab-dev", NULL);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_free);

  am_init ();
  list_files (folder, "", files);
  g_ptr_array_sort (files, compare_names);
  if (files->len == 0)
    {
      g_print ("skipped: %s is not there\n", folder);
      return 0;
    }
  g_print ("%-46s standard  low FP  low FN\n", "file");
  run_all (folder, files, NULL);
  for (int i = 1; i < argc; i++)
    run_all (folder, files, argv[i]);
  return 0;
}
