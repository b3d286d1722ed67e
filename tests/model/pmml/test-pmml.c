/* PMML: the shared documents with what their makers expect, our own small documents with rows computed by hand or by other programs,
 * and documents that must be refused with a sentence. Each document of documents/ has NAME.csv beside it: inputs, "expect:OUTPUT" and
 * perhaps "expect:problem" (a part of the sentence; empty: none) and "explain:INPUT". Each of refused/ has NAME.txt: the sentence. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "data/csv-reader.h"
#include "model/artifact/artifact-file.h"
#include "model/artifact/scorer.h"

#define TOLERANCE 1e-6

/* ---- helpers ---- */

/* As the engine reads data for a model: columns of categories keep their text. */
static AssayFrame *
read_rows (const char *path, const AssayArtifact *artifact)
{
  g_autoptr(GError) error = NULL;
  AssayReadOptions options;
  AssayFrame *frame;

  assay_read_options_init (&options);
  for (guint i = 0; artifact != NULL && i < assay_artifact_get_n_fields (artifact); i++)
    if (assay_artifact_get_field (artifact, i)->kind == ASSAY_FIELD_CATEGORY)
      assay_read_options_set_type (&options, assay_artifact_get_field (artifact, i)->name, ASSAY_TYPE_CATEGORY);
  frame = assay_csv_read (path, &options, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  assay_read_options_clear (&options);
  return frame;
}

static char *
dup_cell (const AssayColumn *column, gsize row)
{
  GString *cell = g_string_new (NULL);

  assay_column_append_cell (column, row, cell);
  return g_string_free (cell, FALSE);
}

static int
find_output (const AssayArtifact *artifact, const char *name)
{
  for (guint i = 0; i < assay_artifact_get_n_outputs (artifact); i++)
    if (strcmp (assay_artifact_get_output (artifact, i)->name, name) == 0)
      return (int) i;
  return -1;
}

static gboolean
is_same_text (const char *found, const char *expected)
{
  double a, b;

  return strcmp (found, expected) == 0
         || (assay_number_parse (found, strlen (found), '.', 0, &a) && assay_number_parse (expected, strlen (expected), '.', 0, &b) && fabs (a - b) <= TOLERANCE * fabs (b));
}

static gboolean
is_same_number (double found, const char *expected)
{
  double value;

  if (*expected == '\0')
    return isnan (found);
  return assay_number_parse (expected, strlen (expected), '.', 0, &value) && fabs (found - value) <= TOLERANCE * fmax (fabs (value), 1e-30);
}

static void
check_cell (const AssayScoreBlock *block, int output, gsize i, gsize row, const char *name, const char *expected)
{
  const char *problem = block->problems[i] != NULL ? block->problems[i] : "none";

  if (block->texts[output] != NULL)
    {
      const char *found = block->texts[output][i] != NULL ? block->texts[output][i] : "";

      if (!is_same_text (found, expected))
        g_error ("row %" G_GSIZE_FORMAT ": %s is “%s”, expected “%s” (problem: %s)", row + 1, name, found, expected, problem);
    }
  else if (!is_same_number (block->numbers[output][i], expected))
    g_error ("row %" G_GSIZE_FORMAT ": %s is %.17g, expected “%s” (problem: %s)", row + 1, name, block->numbers[output][i], expected, problem);
}

typedef struct { const AssayColumn *column; const char *name; int output; } Compared;

static void
check_all_rows (AssayArtifact *artifact, const AssayFrame *inputs, Compared *compared, guint n_compared, const AssayColumn *problems)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayScorer) scorer = assay_scorer_new (artifact, inputs, NULL, FALSE, &error);
  g_autoptr(AssayScoreBlock) block = NULL;
  gsize n = assay_frame_get_n_rows (inputs);

  g_assert_no_error (error);
  block = assay_score_block_new (scorer);
  for (gsize first = 0; first < n; first += 700)
    {
      assay_scorer_score (scorer, first, MIN (700, n - first), block);
      for (gsize i = 0; i < block->n; i++)
        {
          for (guint c = 0; c < n_compared; c++)
            {
              g_autofree char *expected = dup_cell (compared[c].column, first + i);

              check_cell (block, compared[c].output, i, first + i, compared[c].name, expected);
            }
          if (problems != NULL)
            {
              g_autofree char *expected = dup_cell (problems, first + i);

              if (*expected == '\0' ? block->problems[i] != NULL : block->problems[i] == NULL || strstr (block->problems[i], expected) == NULL)
                g_error ("row %" G_GSIZE_FORMAT ": problem is “%s”, expected “%s”", first + i + 1, block->problems[i], expected);
            }
        }
    }
}

/* ---- shared documents ---- */

typedef struct { char *pmml, *input, *expected, *columns; } Shared;

static void
test_shared (gconstpointer data)
{
  const Shared *shared = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayArtifact) artifact = assay_artifact_load (shared->pmml, NULL, NULL, &error);
  g_autoptr(AssayFrame) inputs = NULL, expected = NULL;
  g_auto(GStrv) columns = g_strsplit (shared->columns, " ", -1);
  Compared compared[16];
  guint n = 0;

  g_assert_no_error (error);
  inputs = read_rows (shared->input, artifact);
  expected = read_rows (shared->expected, NULL);
  for (guint i = 0; columns[i] != NULL; i++)
    {
      int output = find_output (artifact, columns[i]);

      compared[n] = (Compared) { assay_frame_find (expected, columns[i]), columns[i], output >= 0 ? output : 0 };
      g_assert_nonnull (compared[n].column);
      /* the housing tables call the predicted value "prediction" */
      g_assert_true (output >= 0 || strcmp (columns[i], "prediction") == 0);
      n++;
    }
  check_all_rows (artifact, inputs, compared, n, NULL);
}

static void
skip_shared (void)
{
  g_test_skip ("the shared PMML documents are not here (ASSAY_SHARED)");
}

static void
add_shared (void)
{
  const char *shared = g_getenv ("ASSAY_SHARED");
  g_autofree char *folder = g_build_filename (shared != NULL ? shared : "/nowhere", "data", "pmml", NULL);
  g_autofree char *path = g_build_filename (folder, "INDEX.csv", NULL);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_add_func ("/model/pmml/shared", skip_shared);
      return;
    }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      g_auto(GStrv) cells = g_strsplit (lines[i], ",", -1);
      g_autofree char *name = g_strconcat ("/model/pmml/shared/", cells[0], NULL);
      Shared *one = g_new0 (Shared, 1);

      one->pmml = g_build_filename (folder, cells[0], NULL);
      one->input = g_build_filename (folder, cells[1], NULL);
      one->expected = g_build_filename (folder, cells[2], NULL);
      one->columns = g_strdup (cells[4]);
      g_test_add_data_func (name, one, test_shared);
    }
}

/* ---- our own documents ---- */

static void
check_explained (AssayArtifact *artifact, const AssayFrame *frame, const AssayColumn *column)
{
  g_autoptr(AssayScorer) scorer = assay_scorer_new (artifact, frame, NULL, FALSE, NULL);
  g_autoptr(AssayScoreBlock) block = assay_score_block_new (scorer);
  guint n_fields = assay_artifact_get_n_fields (artifact), field = 0;
  gsize n = assay_frame_get_n_rows (frame);
  g_autofree double *contributions = g_new (double, n * (n_fields + 1));
  const char *name = assay_column_get_name (column) + strlen ("explain:");

  while (field < n_fields && strcmp (assay_artifact_get_field (artifact, field)->name, name) != 0)
    field++;
  g_assert_true (field < n_fields || strcmp (name, "base") == 0);
  g_assert_true (assay_scorer_explain (scorer, 0, n, block, contributions));
  for (gsize row = 0; row < n; row++)
    {
      g_autofree char *expected = dup_cell (column, row);

      if (!is_same_number (contributions[row * (n_fields + 1) + field], expected))
        g_error ("row %" G_GSIZE_FORMAT ": contribution of %s is %.17g, expected “%s”", row + 1, name, contributions[row * (n_fields + 1) + field], expected);
    }
}

static void
test_document (gconstpointer path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayArtifact) artifact = assay_artifact_load (path, NULL, NULL, &error);
  g_autofree char *base = g_strndup (path, strlen (path) - strlen (".pmml")), *rows = g_strconcat (base, ".csv", NULL);
  g_autoptr(AssayFrame) frame = NULL;
  g_autofree Compared *compared = NULL;
  const AssayColumn *problems = NULL;
  guint n = 0;

  g_assert_no_error (error);
  frame = read_rows (rows, artifact);
  compared = g_new (Compared, assay_frame_get_n_columns (frame));
  for (guint i = 0; i < assay_frame_get_n_columns (frame); i++)
    {
      const AssayColumn *column = assay_frame_get_column (frame, i);
      const char *name = assay_column_get_name (column);

      if (g_str_has_prefix (name, "explain:"))
        check_explained (artifact, frame, column);
      if (strcmp (name, "expect:problem") == 0)
        problems = column;
      else if (g_str_has_prefix (name, "expect:"))
        {
          compared[n] = (Compared) { column, name + 7, find_output (artifact, name + 7) };
          if (compared[n++].output < 0)
            g_error ("there is no output “%s”", name + 7);
        }
    }
  g_assert_cmpuint (n, >, 0);
  check_all_rows (artifact, frame, compared, n, problems);
}

static void
test_refused (gconstpointer path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayArtifact) artifact = assay_artifact_load (path, NULL, NULL, &error);
  g_autofree char *base = g_strndup (path, strlen (path) - strlen (".pmml")), *sentence = g_strconcat (base, ".txt", NULL), *expected = NULL;

  g_assert_null (artifact);
  g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE);
  if (g_getenv ("ASSAY_WRITE_SENTENCES") != NULL)
    {
      g_autofree char *line = g_strconcat (error->message, "\n", NULL);

      g_assert_true (g_file_set_contents (sentence, line, -1, NULL));
    }
  g_assert_true (g_file_get_contents (sentence, &expected, NULL, NULL));
  g_assert_cmpstr (error->message, ==, g_strchomp (expected));
}

/* The rows a vendor put into the file are scored when it is read; a difference is said, and the model still loads. */
static void
test_verification (void)
{
  static const char *const files[] = { "verification.pmml", "verification-differs.pmml" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "model", "pmml", "documents", files[i], NULL);
      g_autoptr(AssayArtifact) artifact = assay_artifact_load (path, NULL, NULL, NULL);
      const AssayVerification *outcome = assay_artifact_get_verification (artifact);

      g_assert_cmpuint (outcome->n_rows, ==, 3);
      g_assert_cmpuint (outcome->n_equal, ==, 3 - i);
      g_assert_cmpfloat (outcome->tolerance, ==, 1e-6);
      g_assert_cmpstr (outcome->first_difference, ==, i == 0 ? NULL : "row 2: “p1” is 0.3775406687981454, the file says 0.3");
      g_assert_true (i == 0 ? outcome->max_difference < 1e-12 : fabs (outcome->max_difference - (0.3775406687981454 / 0.3 - 1)) < 1e-9);
    }
}

/* ---- the engine against the walk ---- */

static const char *const orders[][2] = { { "lessThan", "greaterOrEqual" }, { "lessOrEqual", "greaterThan" }, { "greaterThan", "lessOrEqual" }, { "greaterOrEqual", "lessThan" } };

static void
append_node (GString *out, const char *predicate, guint depth, gboolean is_class)
{
  guint n = depth == 0 || g_test_rand_int_range (0, 4) == 0 ? 0 : (guint) g_test_rand_int_range (1, 4);

  g_string_append (out, "<Node");
  if (n == 0 || g_test_rand_bit ())
    {
      if (is_class)
        g_string_append_printf (out, " score=\"%c\"", 'u' + g_test_rand_int_range (0, 3));
      else
        g_string_append_printf (out, " score=\"%d\"", g_test_rand_int_range (-100, 100));
    }
  g_string_append_printf (out, ">%s", predicate);
  if (is_class && g_test_rand_bit ())
    g_string_append_printf (out, "<ScoreDistribution value=\"u\" recordCount=\"%d\"/><ScoreDistribution value=\"v\" recordCount=\"%d\"/>", g_test_rand_int_range (0, 9), g_test_rand_int_range (1, 9));
  if (n == 2 && g_test_rand_bit ())
    {
      guint field = (guint) g_test_rand_int_range (0, 3), order = (guint) g_test_rand_int_range (0, 4);
      int cut = g_test_rand_int_range (-3, 4);

      for (guint i = 0; i < 2; i++)
        {
          g_autofree char *test = g_strdup_printf ("<SimplePredicate field=\"x%u\" operator=\"%s\" value=\"%d\"/>", field, orders[order][i], cut);

          append_node (out, test, depth - 1, is_class);
        }
    }
  else
    for (guint i = 0; i < n; i++)
      {
        g_autofree char *test = g_strdup_printf ("<SimplePredicate field=\"x%d\" operator=\"%s\" value=\"%d\"/>", g_test_rand_int_range (0, 3), orders[g_test_rand_int_range (0, 4)][0],
                                                 g_test_rand_int_range (-3, 4));

        append_node (out, test, depth - 1, is_class);
      }
  g_string_append (out, "</Node>");
}

static char *
make_forest (gboolean is_class, const char *method, const char *first_predicate, const char *trees)
{
  return g_strdup_printf ("<PMML version=\"4.4\"><Header/><DataDictionary><DataField name=\"x0\" optype=\"continuous\" dataType=\"double\"/>"
                          "<DataField name=\"x1\" optype=\"continuous\" dataType=\"double\"/><DataField name=\"x2\" optype=\"continuous\" dataType=\"float\"/>%s</DataDictionary>"
                          "<MiningModel functionName=\"%s\"><MiningSchema><MiningField name=\"x0\"/><MiningField name=\"x1\"/><MiningField name=\"x2\"/><MiningField name=\"y\" usageType=\"target\"/>"
                          "</MiningSchema><Segmentation multipleModelMethod=\"%s\"><Segment weight=\"0.7\">%s%s</Segmentation></MiningModel></PMML>",
                          is_class ? "<DataField name=\"y\" optype=\"categorical\" dataType=\"string\"><Value value=\"u\"/><Value value=\"v\"/><Value value=\"w\"/></DataField>"
                          : "<DataField name=\"y\" optype=\"continuous\" dataType=\"double\"/>", is_class ? "classification" : "regression", method, first_predicate, trees);
}

static char *
make_trees (gboolean is_class)
{
  static const char *const strategies[] = { "none", "lastPrediction", "nullPrediction" };
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < 9; i++)
    {
      if (i > 0)
        g_string_append_printf (out, "<Segment weight=\"%d.3\"><True/>", i);
      g_string_append_printf (out, "<TreeModel functionName=\"%s\" missingValueStrategy=\"%s\" noTrueChildStrategy=\"%s\"><MiningSchema><MiningField name=\"x0\"/><MiningField name=\"x1\"/>"
                              "<MiningField name=\"x2\"/></MiningSchema>", is_class ? "classification" : "regression", strategies[g_test_rand_int_range (0, 3)],
                              g_test_rand_int_range (0, 4) > 0 ? "returnLastPrediction" : "returnNullPrediction");
      append_node (out, "<True/>", 4, is_class);
      g_string_append (out, "</TreeModel></Segment>");
    }
  return g_string_free (out, FALSE);
}

static AssayFrame *
make_rows (void)
{
  AssayColumn *columns[3];
  AssayFrame *frame;

  for (guint c = 0; c < 3; c++)
    {
      double *values = g_new (double, 300);
      g_autofree char *name = g_strdup_printf ("x%u", c);

      for (guint i = 0; i < 300; i++)
        values[i] = g_test_rand_int_range (0, 12) == 0 ? NAN : g_test_rand_int_range (-8, 9) * 0.5;
      values[c] = INFINITY;
      columns[c] = assay_column_take_doubles (name, values, 300);
    }
  frame = assay_frame_new (columns, 3, 300);
  for (guint c = 0; c < 3; c++)
    assay_column_unref (columns[c]);
  return frame;
}

static AssayArtifact *
read_text (const char *text)
{
  g_autoptr(GError) error = NULL;
  AssayArtifact *artifact = assay_pmml_read ("made", text, strlen (text), NULL, NULL, &error);

  g_assert_no_error (error);
  return artifact;
}

static void
compare_blocks (const AssayScoreBlock *a, const AssayScoreBlock *b)
{
  for (gsize i = 0; i < a->n; i++)
    {
      g_assert_cmpstr (a->problems[i], ==, b->problems[i]);
      for (guint o = 0; o < a->n_outputs; o++)
        {
          if (a->texts[o] != NULL)
            g_assert_cmpstr (a->texts[o][i], ==, b->texts[o][i]);
          else
            g_assert_true (memcmp (&a->numbers[o][i], &b->numbers[o][i], sizeof (double)) == 0 || (isnan (a->numbers[o][i]) && isnan (b->numbers[o][i])));
        }
    }
}

/* A first segment with a test that is always true keeps the forest from the engine: the bits must not change. */
static void
test_engine (void)
{
  static const struct { gboolean is_class; const char *method; } cases[] = {
    { FALSE, "sum" }, { FALSE, "average" }, { FALSE, "weightedAverage" }, { FALSE, "weightedSum" },
    { TRUE, "majorityVote" }, { TRUE, "weightedMajorityVote" }, { TRUE, "average" }, { TRUE, "weightedAverage" },
  };
  guint n_results = 0;

  for (guint run = 0; run < 12 * G_N_ELEMENTS (cases); run++)
    {
      gboolean is_class = cases[run % G_N_ELEMENTS (cases)].is_class;
      const char *method = cases[run % G_N_ELEMENTS (cases)].method;
      g_autofree char *trees = make_trees (is_class), *fast = make_forest (is_class, method, "<True/>", trees);
      g_autofree char *slow = make_forest (is_class, method, "<CompoundPredicate booleanOperator=\"or\"><True/><False/></CompoundPredicate>", trees);
      g_autoptr(AssayArtifact) engine = read_text (fast), walk = read_text (slow);
      g_autoptr(AssayFrame) frame = make_rows ();
      g_autoptr(AssayScorer) by_engine = assay_scorer_new (engine, frame, NULL, FALSE, NULL), by_walk = assay_scorer_new (walk, frame, NULL, FALSE, NULL);
      g_autoptr(AssayScoreBlock) a = assay_score_block_new (by_engine);
      g_autoptr(AssayScoreBlock) b = assay_score_block_new (by_walk);

      assay_scorer_score (by_engine, 0, 300, a);
      assay_scorer_score (by_walk, 0, 300, b);
      compare_blocks (a, b);
      for (gsize i = 0; i < 300; i++)
        n_results += a->problems[i] == NULL;
    }
  g_assert_cmpuint (n_results, >, 0);
}

/* What a person is shown of a model. */
static void
test_facts (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "model", "pmml", "documents", "explain-logit.pmml", NULL);
  g_autoptr(AssayArtifact) artifact = assay_artifact_load (path, NULL, NULL, NULL);
  gboolean higher;

  g_assert_cmpstr (assay_artifact_get_format (artifact), ==, "PMML 4.4");
  g_assert_cmpstr (assay_artifact_get_writer (artifact), ==, "own");
  g_assert_cmpstr (assay_artifact_get_kind (artifact), ==, "regression");
  g_assert_cmpstr (assay_artifact_get_function (artifact), ==, "classification");
  g_assert_cmpstr (assay_artifact_get_target (artifact), ==, "y");
  g_assert_cmpstr (assay_artifact_get_contribution_scale (artifact), ==, "log-odds");
  g_assert_cmpuint (assay_artifact_get_n_classes (artifact), ==, 2);
  g_assert_cmpstr (assay_artifact_get_class (artifact, 1), ==, "yes");
  g_assert_cmpint (assay_artifact_find_risk_output (artifact, "yes", &higher), ==, find_output (artifact, "probability_yes"));
  g_assert_true (higher);
  g_assert_cmpint (assay_artifact_get_field (artifact, 1)->kind, ==, ASSAY_FIELD_CATEGORY);
  g_assert_cmpstr (assay_artifact_get_field (artifact, 1)->values[1], ==, "v");
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_folder (const char *sub, void (*test) (gconstpointer))
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "model", "pmml", sub, NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".pmml"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, by_name);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_strconcat ("/model/pmml/", sub, "/", (char *) names->pdata[i], NULL);

      g_test_add_data_func (path, g_build_filename (folder, names->pdata[i], NULL), test);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_shared ();
  g_test_add_func ("/model/pmml/verification", test_verification);
  g_test_add_func ("/model/pmml/engine", test_engine);
  g_test_add_func ("/model/pmml/facts", test_facts);
  add_folder ("documents", test_document);
  add_folder ("refused", test_refused);
  return g_test_run ();
}
