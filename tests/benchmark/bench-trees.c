/* Trees: 1,000,000 rows of 30 numbers through 500 trees of depth 6, on one thread and two; one row at a time; contributions. The model is the XGBoost
 * file of the command line (bench-trees.py makes one and times the library on it), or one of random trees. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/init.h"
#include "model/artifact/artifact-file.h"
#include "model/artifact/scorer.h"

#define N_ROWS 1000000
#define N_FEATURES 30
#define N_TREES 500
#define DEPTH 6
#define SHAP_ROWS 4096

static double
seconds_since (gint64 start)
{
  return (g_get_monotonic_time () - start) / 1e6;
}

/* ---- a model ---- */

typedef double (*MakeValue) (GRand *rand, guint node);

static double make_left (GRand *rand, guint node) { return node < (1u << DEPTH) - 1 ? 2.0 * node + 1 : -1; }
static double make_right (GRand *rand, guint node) { return node < (1u << DEPTH) - 1 ? 2.0 * node + 2 : -1; }
static double make_feature (GRand *rand, guint node) { return g_rand_int_range (rand, 0, N_FEATURES); }
static double make_side (GRand *rand, guint node) { return g_rand_boolean (rand); }
static double make_condition (GRand *rand, guint node) { return node < (1u << DEPTH) - 1 ? g_rand_double_range (rand, -1.5, 1.5) : g_rand_double_range (rand, -0.1, 0.1); }
static double make_cover (GRand *rand, guint node) { return 1u << (DEPTH - g_bit_storage (node + 1) + 1); }

static void
add_array (GString *text, GRand *rand, const char *key, MakeValue make)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (text, "\"%s\":[", key);
  for (guint i = 0; i < (2u << DEPTH) - 1; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", g_ascii_formatd (number, sizeof number, "%.8g", make (rand, i)));
  g_string_append (text, "],");
}

static GBytes *
make_model (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (3);
  GString *text = g_string_new ("{\"learner\":{\"gradient_booster\":{\"model\":{\"tree_info\":[");

  for (guint t = 0; t < N_TREES; t++)
    g_string_append (text, t > 0 ? ",0" : "0");
  g_string_append (text, "],\"trees\":[");
  for (guint t = 0; t < N_TREES; t++)
    {
      g_string_append (text, t > 0 ? ",{" : "{");
      add_array (text, rand, "left_children", make_left);
      add_array (text, rand, "right_children", make_right);
      add_array (text, rand, "split_indices", make_feature);
      add_array (text, rand, "default_left", make_side);
      add_array (text, rand, "split_conditions", make_condition);
      add_array (text, rand, "sum_hessian", make_cover);
      g_string_append_printf (text, "\"tree_param\":{\"num_nodes\":\"%u\"}}", (2u << DEPTH) - 1);
    }
  g_string_append_printf (text, "]},\"name\":\"gbtree\"},\"learner_model_param\":{\"base_score\":\"5E-1\",\"num_feature\":\"%u\"},"
                          "\"objective\":{\"name\":\"binary:logistic\"}},\"version\":[2,0,3]}", N_FEATURES);
  return g_string_free_to_bytes (text);
}

static GBytes *
get_model (const char *path)
{
  g_autoptr(GError) error = NULL;
  char *text;
  gsize length;

  if (path == NULL)
    return make_model ();
  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, length);
}

/* ---- rows ---- */

static AssayFrame *
make_rows (const AssayArtifact *artifact)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (5);
  guint n = assay_artifact_get_n_fields (artifact);
  g_autofree AssayColumn **columns = g_new (AssayColumn *, n);
  AssayFrame *frame;

  for (guint f = 0; f < n; f++)
    {
      double *values = g_new (double, N_ROWS);

      for (gsize i = 0; i < N_ROWS; i++)
        values[i] = g_rand_int_range (rand, 0, 50) == 0 ? NAN : g_rand_double_range (rand, -2, 2);
      columns[f] = assay_column_take_doubles (assay_artifact_get_field (artifact, f)->name, values, N_ROWS);
    }
  frame = assay_frame_new (columns, n, N_ROWS);
  for (guint f = 0; f < n; f++)
    assay_column_unref (columns[f]);
  return frame;
}

static double
time_rows (const AssayScorer *scorer, guint output, guint n_threads, double *values)
{
  double best = INFINITY;

  for (guint round = 0; round < 2; round++)
    {
      gint64 start = g_get_monotonic_time ();

      assay_scorer_score_all (scorer, output, n_threads, values, NULL, NULL);
      best = fmin (best, seconds_since (start));
    }
  return best;
}

static double
time_single_rows (const AssayScorer *scorer)
{
  g_autoptr(AssayScoreBlock) block = assay_score_block_new (scorer);
  gint64 start = g_get_monotonic_time ();

  for (gsize i = 0; i < 50000; i++)
    assay_scorer_score (scorer, i * 17 % N_ROWS, 1, block);
  return seconds_since (start) / 50000;
}

static void
report_contributions (const AssayScorer *scorer, guint n_fields)
{
  g_autoptr(AssayScoreBlock) block = assay_score_block_new (scorer);
  g_autofree double *contributions = g_new (double, ASSAY_SCORE_ROWS * ((gsize) n_fields + 1));
  gint64 start = g_get_monotonic_time ();

  if (!assay_scorer_explain (scorer, 0, 1, block, contributions))
    return;
  g_print ("contributions: tables made in %.2f s", seconds_since (start));
  start = g_get_monotonic_time ();
  for (gsize at = 0; at < SHAP_ROWS; at += ASSAY_SCORE_ROWS)
    assay_scorer_explain (scorer, at, ASSAY_SCORE_ROWS, block, contributions);
  g_print (", %.0f rows/s on one thread\n", SHAP_ROWS / seconds_since (start));
}

int
main (int argc, char **argv)
{
  g_autoptr(GBytes) bytes = get_model (argc > 1 ? argv[1] : NULL);
  g_autofree double *values = g_new (double, N_ROWS), *again = g_new (double, N_ROWS);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayArtifact) artifact = NULL;
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayScorer) scorer = NULL;
  gboolean higher_is_riskier;
  gint64 start;
  double one, two;
  guint output;

  am_init ();
  start = g_get_monotonic_time ();
  artifact = assay_artifact_read ("model.json", bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_print ("%s of %.2f MB read in %.3f s, %.1f MB in memory\n", argc > 1 ? "model" : "random trees", g_bytes_get_size (bytes) / 1e6, seconds_since (start), assay_artifact_get_size (artifact) / 1e6);
  frame = make_rows (artifact);
  scorer = assay_scorer_new (artifact, frame, NULL, FALSE, &error);
  g_assert_no_error (error);
  output = assay_artifact_find_risk_output (artifact, NULL, &higher_is_riskier);
  one = time_rows (scorer, output, 1, values);
  two = time_rows (scorer, output, 2, again);
  g_assert_cmpint (memcmp (values, again, N_ROWS * sizeof (double)), ==, 0);
  g_print ("%d rows: %.2f s on one thread (%.0f rows/s), %.2f s on two (%.0f rows/s, %.2f times)\n", N_ROWS, one, N_ROWS / one, two, N_ROWS / two, one / two);
  g_print ("one row: %.2f us\n", time_single_rows (scorer) * 1e6);
  report_contributions (scorer, assay_artifact_get_n_fields (artifact));
  return 0;
}
