/* Models of three versions of LightGBM against what the library made of the same rows (make-models.py), and files that are wrong. */
#include <math.h>
#include <string.h>

#include "../artifact/artifact-rows.h"
#include "model/artifact/scorer.h"
#include "math/init.h"

#define FOLDER "model/lightgbm"

static void
test_model (gconstpointer data)
{
  const char *name = data;
  g_autofree char *file = g_strconcat (name, ".txt", NULL), *rows = g_strconcat (name, ".csv", NULL);
  g_autoptr(AssayArtifact) artifact = load_artifact (FOLDER, file);

  check_rows (artifact, FOLDER, rows, 1e-14);
}

/* ---- a small model of our own, and what can be wrong with it ---- */

#define HEAD "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\nmax_feature_idx=1\nobjective=%s\nfeature_names=%s\nfeature_infos=%s\ntree_sizes=300\n\n"
#define TREE "Tree=0\nnum_leaves=3\nnum_cat=%u\nsplit_feature=0 1\nsplit_gain=inf 1\nthreshold=%s\ndecision_type=%s\nleft_child=%s\nright_child=%s\nleaf_value=%s\n" \
  "leaf_count=5 5 5\ninternal_value=nan 0\ninternal_count=15 10\n%sshrinkage=1\n\n\nend of trees\n"

typedef struct
{
  const char *name, *objective, *names, *infos, *threshold, *decision, *left, *right, *leaves, *more, *rest;
  guint n_sets;
  const char *message;
} Case;

static char *
write_case (const Case *c)
{
  g_autofree char *head = g_strdup_printf (HEAD, c->objective != NULL ? c->objective : "regression", c->names != NULL ? c->names : "income age", c->infos != NULL ? c->infos : "[0:9] none");
  g_autofree char *tree = g_strdup_printf (TREE, c->n_sets, c->threshold != NULL ? c->threshold : "0.5 2", c->decision != NULL ? c->decision : "2 2", c->left != NULL ? c->left : "1 -1",
                                           c->right != NULL ? c->right : "-3 -2", c->leaves != NULL ? c->leaves : "1 2 4", c->more != NULL ? c->more : "");

  return g_strconcat (head, tree, c->rest, NULL);
}

static const Case wrong[] = {
  { "cycle", .left = "1 0", .message = "m.txt, line 12: in the tree that begins here a part hangs on two splits, or on itself. The file is damaged." },
  { "shared", .left = "1 -3", .message = "m.txt, line 12: in the tree that begins here a part hangs on two splits, or on itself. The file is damaged." },
  { "orphan", .left = "-1 -1", .right = "-3 -2", .message = "m.txt, line 12: in the tree that begins here some parts cannot be reached from the first split. The file is damaged." },
  { "child", .right = "-4 -2", .message = "m.txt, line 20: “right_child” holds “-4”; a whole number from -3 to 1 belongs there. The file is damaged." },
  { "short", .threshold = "0.5", .message = "m.txt, line 17: “threshold” holds 1 values where 2 belong. The file is damaged or cut." },
  { "leaf", .leaves = "1 nan 4", .message = "m.txt, line 21: “leaf_value” holds “nan”, which is no finite number. Train the model again, or save it again from the library." },
  { "decision", .decision = "2 16", .message = "m.txt, line 18: “decision_type” holds “16”; a whole number from 0 to 11 belongs there. The file is damaged." },
  { "no sets", .decision = "2 1", .message = "m.txt, line 18: split 1 is by categories, and the tree has no sets of categories. The file is damaged." },
  { "set", .decision = "2 1", .n_sets = 1, .more = "cat_boundaries=0 1\ncat_threshold=6\n", .message = "m.txt, line 17: split 1 is by categories, and its threshold names none of the 1 sets. The file is damaged." },
  { "boundaries", .n_sets = 1, .more = "cat_boundaries=0 1\ncat_threshold=6 6\n", .message = "m.txt, line 25: “cat_boundaries” does not end where “cat_threshold” does. The file is damaged." },
  { "key", .more = "leaf_power=2\n", .message = "m.txt, line 25: “leaf_power=2” is nothing that Assay knows in a tree of a LightGBM model, and it may change the scores. "
    "Save the model with LightGBM 4, or bring a table of ids and scores." },
  { "twice", .more = "leaf_count=1 1 1\n", .message = "m.txt, line 25: “leaf_count” is there twice, first in line 22. The file is damaged." },
  { "objective", .objective = "expectile", .message = "m.txt, line 7: the objective “expectile” is unknown, and with it what the sum over the trees means. Bring a table of ids and scores." },
  { "classes", .objective = "multiclass num_class:3", .message = "m.txt, line 7: “num_class:3” in the objective “multiclass num_class:3” is unknown or does not fit the model." },
  { "sigmoid", .objective = "binary", .message = "m.txt, line 7: the objective “binary” does not say its “sigmoid”. The file is damaged." },
  { "names", .names = "income", .message = "m.txt, line 8: “feature_names” holds 1 values where 2 belong. The file is damaged or cut." },
  { "same names", .names = "income income", .message = "m.txt, line 8: two features are named “income”. Rename one and train again." },
  { "infos", .infos = "[0:9 none", .message = "m.txt, line 9: “feature_infos” holds “[0:9” for “income”, which is neither a range nor a list of categories." },
  { "linear", .more = "is_linear=1\nleaf_const=1 1 1\nnum_features=1 1 0\nleaf_features=0\nleaf_coeff=1\n",
    .message = "m.txt, line 27: “num_features” counts more features than “leaf_features” holds. The file is damaged." },
  { "cut parameters", .rest = "\nparameters:\n[boosting: gbdt]\n", .message = "m.txt, line 30: the parameters that begin here have no end. The file is cut." },
  { "rest", .rest = "calibration=2\n", .message = "m.txt, line 29: “calibration=2” is nothing that Assay knows behind the trees of a LightGBM model." },
  { "words", .rest = "pandas_categorical:[[\"a\"], {}]\n", .message = "m.txt, line 29: “pandas_categorical” holds something other than lists of words. The file is damaged." },
};

static AssayArtifact *
read_text (const char *text, GError **error)
{
  return assay_lightgbm_read ("m.txt", text, strlen (text), NULL, NULL, error);
}

static void
test_wrong (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *text = write_case (c);
  g_autoptr(GError) error = NULL;

  g_assert_null (read_text (text, &error));
  g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE);
  g_assert_cmpstr (error->message, ==, c->message);
}

/* Whatever is cut off the end of the trees is missed. */
static void
test_cut (void)
{
  const Case whole = { 0 };
  g_autofree char *text = write_case (&whole);
  gsize length = strstr (text, "shrinkage") - text;

  for (gsize n = 0; n < length; n++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayArtifact) artifact = assay_lightgbm_read ("m.txt", text, n, NULL, NULL, &error);

      /* a line of counts may be cut short of what it only tells */
      if (artifact != NULL)
        g_assert_cmpuint (n, >=, strstr (text, "leaf_value=1 2 4") - text + strlen ("leaf_value=1 2 4"));
    }
}

static double
score_one (AssayArtifact *artifact, AssayColumn *first, AssayColumn *second, GError **error)
{
  AssayColumn *columns[] = { first, second };
  g_autoptr(AssayFrame) frame = assay_frame_new (columns, 2, 1);
  g_autoptr(AssayScorer) scorer = assay_scorer_new (artifact, frame, NULL, FALSE, error);
  double value = NAN;

  assay_column_unref (first);
  assay_column_unref (second);
  if (scorer != NULL)
    g_assert_true (assay_scorer_score_all (scorer, 0, 1, &value, NULL, NULL));
  return value;
}

static AssayColumn *
one_number (const char *name, double value)
{
  return assay_column_take_doubles (name, g_memdup2 (&value, sizeof value), 1);
}

static AssayColumn *
one_word (const char *name, const char *word)
{
  char **words = g_new0 (char *, 2);

  words[0] = g_strdup (word);
  return assay_column_take_codes (name, g_new0 (guint32, 1), 1, words, 1);
}

/* By hand: income ≤ 0.5 leads to the split of age, a set of the codes 1 and 2, else to 4. */
static const Case by_category = { .decision = "8 1", .threshold = "0.5 0", .n_sets = 1, .more = "cat_boundaries=0 1\ncat_threshold=6\n", .infos = "[0:9] 0:1:2" };

static void
test_categories (void)
{
  g_autofree char *text = write_case (&by_category);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayArtifact) artifact = read_text (text, &error);
  static const struct { double income, age, expected; } rows[] = {
    { 0.5, 1, 1 }, { 0.5, 2.9, 1 }, { 0.5, 0, 2 }, { 0.5, -0.5, 2 }, { 0.5, -1, 2 }, { 0.5, 3e9, 2 }, { 0.5, 33, 2 }, { 0.5, NAN, 2 }, { 0.6, 1, 4 }, { NAN, 1, 4 }, { INFINITY, 1, 4 },
  };

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpfloat (score_one (artifact, one_number ("income", rows[i].income), one_number ("age", rows[i].age), NULL), ==, rows[i].expected);
  /* a word where the file has only codes would be scored as missing */
  g_assert_true (isnan (score_one (artifact, one_number ("income", 0), one_word ("age", "old"), &error)));
  g_assert_nonnull (error);
}

static void
test_words (void)
{
  Case c = by_category;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayArtifact) artifact = NULL;

  c.rest = "\nparameters:\n[categorical_feature: 1]\nend of parameters\n\npandas_categorical:[[\"young\", \"old\", 7.0]]\n";
  text = write_case (&c);
  artifact = read_text (text, &error);
  g_assert_no_error (error);
  g_assert_cmpint (assay_artifact_get_field (artifact, 1)->kind, ==, ASSAY_FIELD_CATEGORY);
  g_assert_cmpfloat (score_one (artifact, one_number ("income", 0), one_word ("age", "old"), NULL), ==, 1);
  g_assert_cmpfloat (score_one (artifact, one_number ("income", 0), one_word ("age", "young"), NULL), ==, 2);
  g_assert_cmpfloat (score_one (artifact, one_number ("income", 0), one_word ("age", "ancient"), NULL), ==, 2);
  g_assert_cmpfloat (score_one (artifact, one_number ("income", 0), one_number ("age", 7), NULL), ==, 1);
}

/* Two features could own the words: none gets them, and the codes are asked for. */
static void
test_unplaced_words (void)
{
  Case c = by_category;
  g_autofree char *text = NULL;
  g_autoptr(AssayArtifact) artifact = NULL;

  c.infos = "[0:1] none";
  c.rest = "pandas_categorical:[[\"young\", \"old\"]]\n";
  text = write_case (&c);
  artifact = read_text (text, NULL);
  g_assert_nonnull (artifact);
  g_assert_cmpint (assay_artifact_get_field (artifact, 0)->kind, ==, ASSAY_FIELD_NUMBER);
  g_assert_cmpint (assay_artifact_get_field (artifact, 1)->kind, ==, ASSAY_FIELD_NUMBER);
  g_assert_cmpuint (assay_artifact_get_n_notes (artifact), ==, 1);
  g_assert_cmpstr (assay_artifact_get_note (artifact, 0), ==, "The file lists words of categories and does not say for which inputs: categories must be given as the whole numbers used in training.");
}

int
main (int argc, char **argv)
{
  static const char *const models[] = {
    "v2-binary", "v2-zero-is-missing", "v2-one-against-all", "v2-forest", "v3-binary", "v3-linear", "v3-multiclass", "v4-binary", "v4-zero-is-missing", "v4-no-missing",
    "v4-multiclass", "v4-square", "v4-gamma", "v4-quantile", "v4-lambda", "v4-forest", "v4-dart", "v4-linear", "v4-stump",
  };

  g_test_init (&argc, &argv, NULL);
  am_init ();
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *path = g_strconcat ("/model/lightgbm/model/", models[i], NULL);

      g_test_add_data_func (path, models[i], test_model);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *path = g_strconcat ("/model/lightgbm/wrong/", wrong[i].name, NULL);

      g_test_add_data_func (path, &wrong[i], test_wrong);
    }
  g_test_add_func ("/model/lightgbm/cut", test_cut);
  g_test_add_func ("/model/lightgbm/categories", test_categories);
  g_test_add_func ("/model/lightgbm/words", test_words);
  g_test_add_func ("/model/lightgbm/unplaced-words", test_unplaced_words);
  return g_test_run ();
}
