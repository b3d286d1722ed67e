/* Models of seven versions of XGBoost against what the library made of the same rows (make-models.py), and files that are wrong. */
#include <math.h>
#include <string.h>

#include "../artifact/artifact-rows.h"
#include "math/init.h"
#include "model/artifact/scorer.h"

#define FOLDER "model/xgboost"

static const char *const models[] = {
  "v1.3-logistic.json", "v1.3-pruned.json", "v1.6-categories.json", "v1.6-early.ubj", "v1.7-softprob.ubj", "v1.7-dart.json", "v1.7-hinge.json", "v2.0-gamma.json",
  "v2.0-raw.ubj", "v2.0-vector.json", "v3.1-poisson.ubj", "v3.1-categories.ubj", "v3.3-dart.json", "v3.4-logistic.json", "v3.4-categories.json", "v3.4-dart.ubj",
  "v3.4-linear.ubj", "v3.4-softmax.ubj", "v3.4-vector.ubj", "v3.4-expectiles.ubj", "v3.4-unnamed.json", "v3.4-quantiles.ubj", "v3.4-hinges.ubj",
};

static char *
get_text (const char *file, gsize *length)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, FOLDER, file, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, length, NULL));
  return text;
}

static AssayArtifact *
read_text (const char *text, gsize length, gboolean is_binary, const AssayArtifactOptions *options, GError **error)
{
  return is_binary ? assay_xgboost_ubj_read ("m.ubj", text, length, options, NULL, error) : assay_xgboost_json_read ("m.json", text, length, options, NULL, error);
}

static void
test_model (gconstpointer data)
{
  const char *file = data;
  g_autofree char *stem = g_strndup (file, strrchr (file, '.') - file), *rows = g_strconcat (stem, ".csv", NULL);
  g_autoptr(AssayArtifact) artifact = load_artifact (FOLDER, file);

  check_rows (artifact, FOLDER, rows, 2e-5);
}

/* Every cut of a file is refused, with an error. */
static void
test_cuts (gconstpointer data)
{
  const char *file = data;
  gsize length;
  g_autofree char *text = get_text (file, &length);
  gboolean is_binary = g_str_has_suffix (file, ".ubj");

  for (gsize n = 0; n < length; n += n < 300 || n + 300 > length ? 1 : 37)
    {
      g_autofree char *cut = g_memdup2 (text, MAX (n, 1));
      g_autoptr(GError) error = NULL;

      g_assert_null (read_text (cut, n, is_binary, NULL, &error));
      g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE);
    }
}

/* A changed byte is refused or read; nothing else happens. */
static void
test_garbled (gconstpointer data)
{
  const char *file = data;
  gsize length;
  g_autofree char *text = get_text (file, &length);

  for (guint i = 0; i < 400; i++)
    {
      gsize at = g_test_rand_int_range (0, length);
      char was = text[at];
      g_autoptr(AssayArtifact) artifact = NULL;
      g_autoptr(GError) error = NULL;

      text[at] = g_test_rand_int_range (0, 256);
      artifact = read_text (text, length, g_str_has_suffix (file, ".ubj"), NULL, &error);
      g_assert_true ((artifact == NULL) == (error != NULL));
      text[at] = was;
    }
}

/* ---- a small model of our own, and what can be wrong with it ---- */

#define TREE "{\"base_weights\":[0,1,2],\"categories\":[],\"categories_nodes\":[],\"categories_segments\":[],\"categories_sizes\":[],\"default_left\":[1,0,0],\"id\":0," \
  "\"left_children\":[1,-1,-1],\"loss_changes\":[1,0,0],\"parents\":[2147483647,0,0],\"right_children\":[2,-1,-1],\"split_conditions\":[0.5,-1.5,2.5]," \
  "\"split_indices\":[1,0,0],\"split_type\":[0,0,0],\"sum_hessian\":[4,1,3],\"tree_param\":{\"num_deleted\":\"0\",\"num_feature\":\"2\",\"num_nodes\":\"3\",\"size_leaf_vector\":\"0\"}}"
#define MODEL "{\"learner\":{\"attributes\":{},\"feature_names\":[\"income\",\"age\"],\"feature_types\":[],\"gradient_booster\":{\"model\":{\"gbtree_model_param\":" \
  "{\"num_parallel_tree\":\"1\",\"num_trees\":\"2\",\"size_leaf_vector\":\"0\"},\"iteration_indptr\":[0,1,2],\"tree_info\":[0,0],\"trees\":[" TREE "," TREE "]},\"name\":\"gbtree\"}," \
  "\"learner_model_param\":{\"base_score\":\"5E-1\",\"num_class\":\"0\",\"num_feature\":\"2\",\"num_target\":\"1\"},\"objective\":{\"name\":\"reg:squarederror\"," \
  "\"reg_loss_param\":{\"scale_pos_weight\":\"1\"}}},\"version\":[2,0,3]}"

typedef struct { const char *name, *from, *to, *message; } Case;         /* the first `from` becomes `to` */
#define BY "m.json (written by XGBoost 2.0.3): "

static const Case wrong[] = {
  { "tree key", "\"base_weights\"", "\"leaf_power\":[2],\"base_weights\"", BY "it holds “trees.leaf_power”, which Assay does not know. That may change the scores, so the model is not read. "
    "Save it with a version of XGBoost up to 3.4, or bring a table of ids and scores." },
  { "learner key", "\"attributes\"", "\"calibration\":{\"a\":[1,{}]},\"attributes\"", BY "it holds “learner.calibration”, which Assay does not know. That may change the scores, so the model is not "
    "read. Save it with a version of XGBoost up to 3.4, or bring a table of ids and scores." },
  { "top key", "\"version\"", "\"more\":1,\"version\"", BY "it holds “the file.more”, which Assay does not know. That may change the scores, so the model is not read. "
    "Save it with a version of XGBoost up to 3.4, or bring a table of ids and scores." },
  { "objective", "reg:squarederror", "reg:other", BY "the objective is “reg:other”, which Assay does not know, so it cannot tell what the scores mean. Bring a table of ids and scores." },
  { "classes", "reg:squarederror", "multi:softprob", BY "the objective is “multi:softprob”, but the model has 0 classes" },
  { "booster", "\"name\":\"gbtree\"", "\"name\":\"gbforest\"", BY "its booster is “gbforest”; Assay knows gbtree, dart and gblinear" },
  { "dart", "\"name\":\"gbtree\"", "\"name\":\"dart\"", BY "its booster is “dart”, but “weight_drop” is not there" },
  { "weights", "\"name\":\"gbtree\"", "\"weight_drop\":[1],\"name\":\"dart\"", BY "it has 2 trees, but “weight_drop” has 1 values" },
  { "no booster", ",\"name\":\"gbtree\"", "", BY "it does not say its gradient_booster" },
  { "base score", "5E-1", "half", "m.json, line 1, column 1173: the base score “half” is not a number" },
  { "base scores", "5E-1", "[5E-1,1E0]", BY "it has 1 outputs, but 2 base scores" },
  { "names", "[\"income\",\"age\"]", "[\"income\"]", BY "it has 2 features, but 1 names of features" },
  { "types", "\"feature_types\":[]", "\"feature_types\":[\"float\"]", BY "it has 2 features, but 1 types of features" },
  { "same names", "\"age\"", "\"income\"", BY "two features are named “income”. Name them apart and save the model again." },
  { "no features", "\"num_feature\":\"2\",\"num_target\"", "\"num_feature\":\"0\",\"num_target\"", BY "it does not say its number of features" },
  { "trees", "\"num_trees\":\"2\"", "\"num_trees\":\"3\"", BY "it says it has 3 trees, but there are 2" },
  { "rounds", "[0,1,2]", "[0,1,3]", BY "“iteration_indptr” does not end at its 2 trees" },
  { "falling rounds", "[0,1,2]", "[0,3,2]", BY "“iteration_indptr” does not rise" },
  { "group", "\"tree_info\":[0,0]", "\"tree_info\":[0,1]", BY "tree 1 belongs to output 1, and the model has 1" },
  { "negative group", "\"tree_info\":[0,0]", "\"tree_info\":[0,-1]", BY "tree 1 belongs to output -1, and the model has 1" },
  { "groups", "\"tree_info\":[0,0]", "\"tree_info\":[0]", BY "it has 2 trees, but “tree_info” has 1 values" },
  { "child", "\"left_children\":[1,-1,-1]", "\"left_children\":[3,-1,-1]", BY "tree 0, node 0: its child 3 is none of the 3 nodes of the tree" },
  { "cycle", "\"left_children\":[1,-1,-1],\"loss_changes\":[1,0,0],\"parents\":[2147483647,0,0],\"right_children\":[2,-1,-1]",
    "\"left_children\":[1,0,-1],\"right_children\":[2,2,-1]", BY "tree 0, node 0: it is reached twice from the root" },
  { "shared", "\"right_children\":[2,-1,-1]", "\"right_children\":[1,-1,-1]", BY "tree 0, node 1: it is reached twice from the root" },
  { "half split", "\"right_children\":[2,-1,-1]", "\"right_children\":[-1,-1,-1]", BY "tree 0, node 0: its child -1 is none of the 3 nodes of the tree" },
  { "feature", "\"split_indices\":[1,0,0]", "\"split_indices\":[2,0,0]", BY "tree 0, node 0: it splits on feature 2, and the model has 2" },
  { "negative feature", "\"split_indices\":[1,0,0]", "\"split_indices\":[-1,0,0]", BY "tree 0, node 0: it splits on feature 16777215, and the model has 2" },
  { "short", "\"split_conditions\":[0.5,-1.5,2.5]", "\"split_conditions\":[0.5,-1.5]", "m.json, line 1, column 674: tree 0 has 3 nodes, but its array “split_conditions” has 2 values" },
  { "leaf", "-1.5,2.5", "-1.5,NaN", BY "tree 0, node 2: the value of the leaf is not a finite number" },
  { "large leaf", "-1.5,2.5", "-1.5,1e39", BY "tree 0, node 2: the value of the leaf is not a finite number" },
  { "huge leaf", "-1.5,2.5", "-1.5,1e400", "m.json, line 1, column 521: the number 1e400 is too large" },
  { "threshold", "[0.5,-1.5", "[NaN,-1.5", BY "tree 0, node 0: its threshold is not a number" },
  { "cover", "\"sum_hessian\":[4,1,3]", "\"sum_hessian\":[4,-1,3]", BY "tree 0, node 1: its share of the training sample is negative or infinite" },
  { "deleted", "\"num_deleted\":\"0\"", "\"num_deleted\":\"1\"", "m.json, line 1, column 678: tree 0 says that 1 nodes are deleted, but 0 are" },
  { "split type", "\"split_type\":[0,0,0]", "\"split_type\":[2,0,0]", "m.json, line 1, column 678: tree 0, node 0: its kind of split is not known" },
  { "no set", "\"split_type\":[0,0,0]", "\"split_type\":[1,0,0]", "m.json, line 1, column 678: tree 0, node 0: it splits by categories, but names none" },
  { "set", "\"categories\":[],\"categories_nodes\":[],\"categories_segments\":[],\"categories_sizes\":[]",
    "\"categories\":[1],\"categories_nodes\":[0],\"categories_segments\":[1],\"categories_sizes\":[1]", "m.json, line 1, column 682: tree 0 has a list of categories that does not belong to a node" },
  { "set of a node", "\"categories\":[],\"categories_nodes\":[],\"categories_segments\":[],\"categories_sizes\":[]",
    "\"categories\":[1],\"categories_nodes\":[3],\"categories_segments\":[0],\"categories_sizes\":[1]", "m.json, line 1, column 682: tree 0 has a list of categories that does not belong to a node" },
  { "negative code", "\"categories\":[]", "\"categories\":[-1]", "m.json, line 1, column 680: tree 0 has a negative code of a category" },
  { "vectors", "\"size_leaf_vector\":\"0\"}},", "\"size_leaf_vector\":\"2\"}},", "m.json, line 1, column 678: tree 0 has leaves of 2 values, but 3 values for 3 nodes" },
  { "nodes", "\"num_nodes\":\"3\"", "\"num_nodes\":\"2147483647\"", "m.json, line 1, column 687: tree 0 has 2147483647 nodes, but its array “left_children” has 3 values" },
  { "twice", "\"attributes\":{}", "\"attributes\":{},\"attributes\":{}", "m.json, line 1, column 29: the key “attributes” stands twice in one object" },
};

static char *
replace (const char *from, const char *to)
{
  const char *at = strstr (MODEL, from);

  g_assert_nonnull (at);
  return g_strdup_printf ("%.*s%s%s", (int) (at - MODEL), MODEL, to, at + strlen (from));
}

static void
test_wrong (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *text = replace (c->from, c->to);
  g_autoptr(GError) error = NULL;

  g_assert_null (read_text (text, strlen (text), FALSE, NULL, &error));
  g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE);
  g_assert_cmpstr (error->message, ==, c->message);
}

/* ---- what it says of itself ---- */

static void
test_description (void)
{
  g_autofree char *best = replace ("\"attributes\":{}", "\"attributes\":{\"best_iteration\":\"0\",\"note\":\"x\"}");
  g_autoptr(AssayArtifact) artifact = read_text (best, strlen (best), FALSE, NULL, NULL), all = NULL;
  const AssayArtifactOptions options = { .all_rounds = TRUE };

  g_assert_cmpstr (assay_artifact_get_format (artifact), ==, "XGBoost JSON");
  g_assert_cmpstr (assay_artifact_get_writer (artifact), ==, "XGBoost 2.0.3");
  g_assert_cmpstr (assay_artifact_get_kind (artifact), ==, "tree ensemble");
  g_assert_cmpstr (assay_artifact_get_function (artifact), ==, "regression");
  g_assert_cmpstr (assay_artifact_get_contribution_scale (artifact), ==, "prediction");
  g_assert_cmpuint (assay_artifact_get_n_fields (artifact), ==, 2);
  g_assert_cmpstr (assay_artifact_get_field (artifact, 1)->name, ==, "age");
  g_assert_true (assay_artifact_get_field (artifact, 0)->is_optional);
  g_assert_false (assay_artifact_get_field (artifact, 1)->is_optional);
  g_assert_cmpuint (assay_artifact_get_n_outputs (artifact), ==, 1);
  g_assert_cmpuint (assay_artifact_get_n_notes (artifact), ==, 1);
  g_assert_cmpstr (assay_artifact_get_note (artifact, 0), ==, "Training stopped early: 1 of 2 trees are scored, those up to the best iteration.");
  all = read_text (best, strlen (best), FALSE, &options, NULL);
  g_assert_cmpuint (assay_artifact_get_n_notes (all), ==, 0);
}

/* ---- inputs ---- */

static AssayScorer *
bind (AssayArtifact *artifact, const char *const *names, guint n, GError **error)
{
  AssayColumn *columns[4];
  AssayFrame *frame;
  AssayScorer *scorer;

  for (guint i = 0; i < n; i++)
    columns[i] = assay_column_take_doubles (names[i], g_memdup2 ((double[]) { i, NAN, 1e39 }, 3 * sizeof (double)), 3);
  frame = assay_frame_new (columns, n, 3);
  for (guint i = 0; i < n; i++)
    assay_column_unref (columns[i]);
  scorer = assay_scorer_new (artifact, frame, NULL, FALSE, error);
  assay_frame_unref (frame);
  return scorer;
}

static void
test_binding (void)
{
  g_autofree char *unnamed = replace ("[\"income\",\"age\"]", "[]");
  g_autoptr(AssayArtifact) artifact = read_text (unnamed, strlen (unnamed), FALSE, NULL, NULL);
  g_autoptr(AssayScorer) by_order = bind (artifact, (const char *const[]) { "a", "b" }, 2, NULL), by_name = bind (artifact, (const char *const[]) { "f1", "b", "f0" }, 3, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (assay_artifact_has_unnamed_fields (artifact));
  g_assert_cmpstr (assay_scorer_get_column (by_order, 1), ==, "b");
  g_assert_cmpstr (assay_scorer_get_column (by_name, 1), ==, "f1");
  g_assert_null (bind (artifact, (const char *const[]) { "a", "b", "c" }, 3, &error));
  g_assert_cmpstr (error->message, ==, "The model does not name its 2 inputs; only their order in the training data is known, and the data have 3 columns. Bring data with exactly "
                                       "these 2 columns in that order, name them f0 to f1, or bind each: --bind \"f1=COLUMN\".");
}

static void
check_scores (const AssayArtifactOptions *options, double first, double second)
{
  g_autoptr(AssayArtifact) artifact = read_text (MODEL, strlen (MODEL), FALSE, options, NULL);
  g_autoptr(AssayScorer) scorer = bind (artifact, (const char *const[]) { "age", "income" }, 2, NULL);
  g_autoptr(AssayScoreBlock) block = assay_score_block_new (scorer);
  double contributions[3 * 3];

  assay_scorer_score (scorer, 0, 3, block);
  g_assert_cmpfloat (block->numbers[0][0], ==, first);
  g_assert_cmpfloat (block->numbers[0][1], ==, second);
  g_assert_true (isnan (block->numbers[0][2]));
  g_assert_cmpstr (block->problems[2], ==, "a value that is too large for the single precision of the model");
  g_assert_true (assay_scorer_explain (scorer, 0, 3, block, contributions));
  g_assert_cmpfloat (contributions[0] + contributions[1] + contributions[2], ==, first);
  g_assert_cmpfloat (contributions[0], ==, 0);
  g_assert_true (isnan (contributions[6]) && isnan (contributions[8]));
}

/* Age 0 goes left because it is small, and missing because it is sent there. */
static void
test_scores (void)
{
  const AssayArtifactOptions sparse = { .zero_is_missing = TRUE };

  check_scores (NULL, 0.5 - 3, 0.5 - 3);
  check_scores (&sparse, 0.5 - 3, 0.5 - 3);
}

static void
test_zero_is_missing (void)
{
  g_autofree char *text = replace ("\"default_left\":[1,0,0]", "\"default_left\":[0,0,0]");
  const AssayArtifactOptions options[2] = { { .zero_is_missing = FALSE }, { .zero_is_missing = TRUE } };

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(AssayArtifact) artifact = read_text (text, strlen (text), FALSE, &options[i], NULL);
      g_autoptr(AssayScorer) scorer = bind (artifact, (const char *const[]) { "age" }, 1, NULL);
      g_autoptr(AssayScoreBlock) block = assay_score_block_new (scorer);

      /* the first tree sends missing values to the right, the second to the left */
      assay_scorer_score (scorer, 0, 3, block);
      g_assert_cmpfloat (block->numbers[0][0], ==, i == 0 ? 0.5 - 3 : 0.5 + 2.5 - 1.5);
      g_assert_cmpfloat (block->numbers[0][1], ==, 0.5 + 2.5 - 1.5);
    }
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/xgboost/model/%s", models[i]);
      g_autofree char *cuts = g_strdup_printf ("/model/xgboost/cuts/%s", models[i]);
      g_autofree char *garbled = g_strdup_printf ("/model/xgboost/garbled/%s", models[i]);

      g_test_add_data_func (path, models[i], test_model);
      g_test_add_data_func (cuts, models[i], test_cuts);
      g_test_add_data_func (garbled, models[i], test_garbled);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/xgboost/wrong/%s", wrong[i].name);

      g_test_add_data_func (path, &wrong[i], test_wrong);
    }
  g_test_add_func ("/model/xgboost/description", test_description);
  g_test_add_func ("/model/xgboost/binding", test_binding);
  g_test_add_func ("/model/xgboost/scores", test_scores);
  g_test_add_func ("/model/xgboost/zero is missing", test_zero_is_missing);
  return g_test_run ();
}
