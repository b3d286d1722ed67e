#include "analysis-fixture.h"

#include "data/csv-reader.h"

#include <math.h>
#include <string.h>

AssayFrame *
fixture_frame (const gint32 *days, const double *values, const gint32 *series, gsize n)
{
  g_autoptr(AssayColumn) date = assay_column_take_dates ("date", g_memdup2 (days, n * sizeof *days), n);
  g_autoptr(AssayColumn) value = assay_column_take_doubles ("value", g_memdup2 (values, n * sizeof *values), n);
  g_autoptr(AssayColumn) key = NULL;
  AssayColumn *columns[3] = { date, value };

  if (series != NULL)
    {
      gint64 *keys = g_new (gint64, n);

      for (gsize i = 0; i < n; i++)
        keys[i] = series[i];
      columns[2] = key = assay_column_take_int64s ("key", keys, n);
    }
  return assay_frame_new (columns, series != NULL ? 3 : 2, n);
}

AssayOutcome *
fixture_run (const char *analysis, AssayFrame *frame, const FixtureRun *how, AssayProgress *progress, GError **error)
{
  const AssayAnalysis *found = assay_analysis_find (analysis);
  g_autoptr(AssayOptions) options = assay_options_new (found->options);
  g_autoptr(AssayPolicy) policy = assay_policy_new ();
  g_auto(GStrv) series = how->series != NULL ? g_strsplit (how->series, ",", -1) : g_new0 (char *, 1);
  AssayRoles roles = { (char *) how->time, (char *) how->value, series };
  AssayTask task = { frame, NULL, &roles, options, how->policy != NULL ? how->policy : policy, 1, how->n_threads, .data_name = how->data_name };

  for (guint i = 0; how->options != NULL && how->options[i] != NULL; i += 2)
    if (!assay_options_set (options, how->options[i], how->options[i + 1], error))
      return NULL;
  return found->run (&task, progress, error);
}

char *
fixture_shared_path (const char *name)
{
  const char *folder = g_getenv ("ASSAY_SHARED");

  return g_build_filename (folder != NULL ? folder : ".", "data", name, NULL);
}

AssayFrame *
fixture_read (const char *name)
{
  g_autofree char *path = fixture_shared_path (name);
  g_autoptr(GError) error = NULL;
  AssayReadOptions options;
  AssayFrame *frame;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *message = g_strdup_printf ("the shared data file %s is missing", name);

      g_test_skip (message);
      return NULL;
    }
  assay_read_options_init (&options);
  frame = assay_csv_read (path, &options, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  assay_read_options_clear (&options);
  return frame;
}

char *
fixture_text (AssayFrame *frame)
{
  GString *text = g_string_new (NULL);

  for (guint column = 0; column < assay_frame_get_n_columns (frame); column++)
    g_string_append_printf (text, "%s,", assay_column_get_name (assay_frame_get_column (frame, column)));
  for (gsize row = 0; row < assay_frame_get_n_rows (frame); row++)
    {
      g_string_append_c (text, '\n');
      for (guint column = 0; column < assay_frame_get_n_columns (frame); column++)
        {
          assay_column_append_cell (assay_frame_get_column (frame, column), row, text);
          g_string_append_c (text, ',');
        }
    }
  return g_string_free (text, FALSE);
}

double
fixture_number (AssayResult *result, const char *metric)
{
  const AssayMetric *found = assay_result_find_metric (result, metric);

  if (found == NULL)
    g_error ("there is no metric %s", metric);
  return found->value;
}

const AssayCheck *
fixture_check (AssayResult *result, const char *id)
{
  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    if (strcmp (assay_result_get_check (result, i)->id, id) == 0)
      return assay_result_get_check (result, i);
  g_error ("there is no check %s", id);
}
