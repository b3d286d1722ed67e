#include "random-trees.h"

#include <math.h>

#include "model/artifact/artifact-file.h"

#define N_TREES 500
#define DEPTH 6
#define N_NODES ((2u << DEPTH) - 1)
#define N_INNER ((1u << DEPTH) - 1)

typedef double (*MakeValue) (GRand *rand, guint node);

static double make_left (GRand *rand, guint node) { return node < N_INNER ? 2.0 * node + 1 : -1; }
static double make_right (GRand *rand, guint node) { return node < N_INNER ? 2.0 * node + 2 : -1; }
static double make_feature (GRand *rand, guint node) { return g_rand_int_range (rand, 0, RANDOM_TREES_INPUTS); }
static double make_side (GRand *rand, guint node) { return g_rand_boolean (rand); }
static double make_condition (GRand *rand, guint node) { return node < N_INNER ? g_rand_double_range (rand, 0, 1) : g_rand_double_range (rand, -0.1, 0.1); }

static void
add_array (GString *text, GRand *rand, const char *key, MakeValue make)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (text, "\"%s\":[", key);
  for (guint i = 0; i < N_NODES; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", g_ascii_formatd (number, sizeof number, "%.8g", make (rand, i)));
  g_string_append (text, "],");
}

AssayTaskModel *
random_trees_new (void)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (3);
  g_autoptr(GString) text = g_string_new ("{\"learner\":{\"feature_names\":[");
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayArtifact) artifact = NULL;

  for (guint f = 0; f < RANDOM_TREES_INPUTS; f++)
    g_string_append_printf (text, "%s\"x%u\"", f > 0 ? "," : "", f + 1);
  g_string_append (text, "],\"gradient_booster\":{\"model\":{\"tree_info\":[");
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
      g_string_append_printf (text, "\"tree_param\":{\"num_nodes\":\"%u\"}}", N_NODES);
    }
  g_string_append_printf (text, "]},\"name\":\"gbtree\"},\"learner_model_param\":{\"base_score\":\"5E-1\",\"num_feature\":\"%u\"},"
                          "\"objective\":{\"name\":\"binary:logistic\"}},\"version\":[2,0,3]}", RANDOM_TREES_INPUTS);
  g_autoptr(GBytes) bytes = g_bytes_new (text->str, text->len);
  artifact = assay_artifact_read ("model.json", bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  return assay_task_model_new (artifact, "trees", NULL);
}
