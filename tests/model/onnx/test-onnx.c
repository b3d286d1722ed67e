/* Graphs of scikit-learn's and LightGBM's converters against onnxruntime (make-models.py), and graphs that are wrong. */
#include <string.h>

#include "../artifact/artifact-rows.h"
#include "math/init.h"

#define FOLDER "model/onnx"

/* Runtimes differ by what single precision leaves open. */
static void
test_model (gconstpointer data)
{
  const char *name = data;
  g_autofree char *file = g_strconcat (name, ".onnx", NULL), *rows = g_strconcat (name, ".csv", NULL);
  g_autoptr(AssayArtifact) artifact = load_artifact (FOLDER, file);

  check_rows (artifact, FOLDER, rows, 5e-6);
}

/* The bytes of a model with some replaced by as many others. */
static char *
patch (const char *name, const char *from, const char *to, gsize *length)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, FOLDER, name, NULL);
  char *bytes = NULL, *at;

  g_assert_true (g_file_get_contents (path, &bytes, length, NULL));
  g_assert_cmpuint (strlen (from), ==, strlen (to));
  at = memmem (bytes, *length, from, strlen (from));
  g_assert_nonnull (at);
  memcpy (at, to, strlen (to));
  return bytes;
}

static const struct { const char *name, *model, *from, *to, *message; } wrong[] = {
  { "operator", "logistic.onnx", "\"\006Scaler", "\"\006SVMReg", "m.onnx: the model uses the operator ai.onnx.ml.SVMReg (node “Scaler”), which Assay does not compute. "
    "Ask the developer for the model as PMML, XGBoost or LightGBM file, or bring a table of ids and scores." },
  { "attribute", "logistic.onnx", "\012\006offset", "\012\006offzet", "m.onnx: the operator Scaler has an attribute “offzet” that Assay does not know." },
  { "mode", "tree.onnx", "BRANCH_LEQ", "BRANCH_MAX", "m.onnx: the operator TreeEnsembleClassifier: a node has a mode that Assay does not know." },
  { "value", "logistic.onnx", "\012\001X", "\012\001Y", "m.onnx: the operator Imputer needs “Y”, which nothing before it makes. The file is damaged." },
  { "domain", "logistic.onnx", "ai.onnx.ml", "ai.onnx.nl", NULL },
};

static void
test_wrong (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  gsize length;
  g_autofree char *bytes = patch (wrong[i].model, wrong[i].from, wrong[i].to, &length);
  g_autoptr(GError) error = NULL;

  g_assert_null (assay_onnx_read ("m.onnx", bytes, length, NULL, NULL, &error));
  g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE);
  if (wrong[i].message != NULL)
    g_assert_cmpstr (error->message, ==, wrong[i].message);
}

/* A file that is cut anywhere is no model. */
static void
test_cut (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, FOLDER, "boosted.onnx", NULL), *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  /* what stands behind the graph is the versions of the operators */
  for (gsize n = 0; n < length; n++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (assay_onnx_read ("m.onnx", bytes, n, NULL, NULL, &error));
      g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE);
    }
}

static void
test_describes (void)
{
  g_autoptr(AssayArtifact) artifact = load_artifact (FOLDER, "loans.onnx");
  gboolean higher_is_riskier;
  int risk = assay_artifact_find_risk_output (artifact, NULL, &higher_is_riskier);

  g_assert_cmpstr (assay_artifact_get_format (artifact), ==, "ONNX");
  g_assert_cmpstr (assay_artifact_get_function (artifact), ==, "classification");
  g_assert_cmpuint (assay_artifact_get_n_fields (artifact), ==, 4);
  g_assert_cmpint (assay_artifact_get_field (artifact, 2)->kind, ==, ASSAY_FIELD_CATEGORY);
  g_assert_cmpstr (assay_artifact_get_output (artifact, risk)->name, ==, "probability_1");
  g_assert_true (higher_is_riskier);
}

int
main (int argc, char **argv)
{
  static const char *const models[] = {
    "logistic", "multinomial", "polynomial", "tree", "forest", "boosted", "boosted-value", "network", "bayes", "poisson", "means", "lightgbm", "loans", "ordinal",
    "mode-leq", "mode-lt", "mode-gte", "mode-gt", "mode-eq", "mode-neq",
  };

  g_test_init (&argc, &argv, NULL);
  am_init ();
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *path = g_strconcat ("/model/onnx/model/", models[i], NULL);

      g_test_add_data_func (path, models[i], test_model);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *path = g_strconcat ("/model/onnx/wrong/", wrong[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_wrong);
    }
  g_test_add_func ("/model/onnx/cut", test_cut);
  g_test_add_func ("/model/onnx/describes", test_describes);
  return g_test_run ();
}
