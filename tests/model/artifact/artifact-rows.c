#include "artifact-rows.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "data/csv-reader.h"
#include "model/artifact/scorer.h"

#define CONTRIBUTION_TOLERANCE 1e-6     /* libraries work contributions out partly in single precision */

AssayArtifact *
load_artifact (const char *folder, const char *file)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, folder, file, NULL);
  g_autoptr(GError) error = NULL;
  AssayArtifact *artifact = assay_artifact_load (path, NULL, NULL, &error);

  g_assert_no_error (error);
  return artifact;
}

static AssayFrame *
load_rows (const char *folder, const char *rows)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, folder, rows, NULL);
  g_autoptr(GError) error = NULL;
  AssayReadOptions options;
  AssayFrame *frame;

  assay_read_options_init (&options);
  frame = assay_csv_read (path, &options, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  return frame;
}

static char *
dup_cell (const AssayColumn *column, gsize row)
{
  GString *cell = g_string_new (NULL);

  assay_column_append_cell (column, row, cell);
  return g_string_free (cell, FALSE);
}

static void
check_number (const char *place, double found, const char *expected, double tolerance)
{
  double value;

  if (*expected == '\0')
    {
      if (!isnan (found))
        g_error ("%s: %.17g where there should be no result", place, found);
      return;
    }
  g_assert_true (assay_number_parse (expected, strlen (expected), '.', 0, &value));
  if (!(fabs (found - value) <= tolerance * fmax (fabs (value), 0.1)))
    g_error ("%s: %.17g, expected %s", place, found, expected);
}

static int
find_output (AssayArtifact *artifact, const char *name)
{
  for (guint i = 0; i < assay_artifact_get_n_outputs (artifact); i++)
    if (strcmp (assay_artifact_get_output (artifact, i)->name, name) == 0)
      return i;
  g_error ("there is no output %s", name);
}

static void
check_output (AssayArtifact *artifact, const AssayColumn *column, const AssayScoreBlock *block, double tolerance)
{
  const char *name = assay_column_get_name (column) + strlen ("expect:");
  int output = find_output (artifact, name);

  for (gsize row = 0; row < block->n; row++)
    {
      g_autofree char *expected = dup_cell (column, row);
      g_autofree char *place = g_strdup_printf ("%s, row %" G_GSIZE_FORMAT, name, row + 1);

      if (block->texts[output] != NULL)
        g_assert_cmpstr (block->texts[output][row] != NULL ? block->texts[output][row] : "", ==, expected);
      else
        check_number (place, block->numbers[output][row], expected, tolerance);
    }
}

static void
check_contribution (AssayArtifact *artifact, const AssayColumn *column, const double *contributions, gsize n, double tolerance)
{
  const char *name = assay_column_get_name (column) + strlen ("explain:");
  guint n_fields = assay_artifact_get_n_fields (artifact), field = 0;

  while (field < n_fields && strcmp (assay_artifact_get_field (artifact, field)->name, name) != 0)
    field++;
  g_assert_true (field < n_fields || strcmp (name, "base") == 0);
  for (gsize row = 0; row < n; row++)
    {
      g_autofree char *expected = dup_cell (column, row);
      g_autofree char *place = g_strdup_printf ("contribution of %s, row %" G_GSIZE_FORMAT, name, row + 1);

      check_number (place, contributions[row * (n_fields + 1) + field], expected, tolerance);
    }
}

void
check_rows (AssayArtifact *artifact, const char *folder, const char *rows, double tolerance)
{
  g_autoptr(AssayFrame) frame = load_rows (folder, rows);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayScorer) scorer = assay_scorer_new (artifact, frame, NULL, FALSE, &error);
  g_autoptr(AssayScoreBlock) block = NULL;
  gsize n = assay_frame_get_n_rows (frame);
  g_autofree double *contributions = g_new (double, n * (assay_artifact_get_n_fields (artifact) + 1));
  guint n_compared = 0;
  gboolean can_explain;

  g_assert_no_error (error);
  g_assert_cmpuint (n, <=, ASSAY_SCORE_ROWS);
  block = assay_score_block_new (scorer);
  assay_scorer_score (scorer, 0, n, block);
  can_explain = assay_scorer_explain (scorer, 0, n, block, contributions);
  for (guint i = 0; i < assay_frame_get_n_columns (frame); i++)
    {
      const AssayColumn *column = assay_frame_get_column (frame, i);

      if (g_str_has_prefix (assay_column_get_name (column), "expect:"))
        {
          check_output (artifact, column, block, tolerance);
          n_compared++;
        }
      if (can_explain && g_str_has_prefix (assay_column_get_name (column), "explain:"))
        check_contribution (artifact, column, contributions, n, CONTRIBUTION_TOLERANCE);
    }
  g_assert_cmpuint (n_compared, >, 0);
}
