/* Statistics of data, drift, regressions and series by their names: published vectors, and inputs that are wrong. */
#include "analysis/statistic/statistic.h"
#include "math/init.h"

#include <math.h>
#include <string.h>

/* ---- comparing JSON ---- */

static void
assert_like (const char *where, JsonNode *have, JsonNode *want, double tolerance)
{
  if (JSON_NODE_HOLDS_ARRAY (want))
    {
      JsonArray *a = json_node_get_array (have), *b = json_node_get_array (want);

      g_assert_cmpuint (json_array_get_length (a), ==, json_array_get_length (b));
      for (guint i = 0; i < json_array_get_length (b); i++)
        assert_like (where, json_array_get_element (a, i), json_array_get_element (b, i), tolerance);
    }
  else if (JSON_NODE_HOLDS_OBJECT (want))
    {
      g_autoptr(GList) keys = json_object_get_members (json_node_get_object (want));

      for (GList *l = keys; l != NULL; l = l->next)
        {
          if (g_str_has_prefix (l->data, "note"))
            continue;
          if (!json_object_has_member (json_node_get_object (have), l->data))
            g_error ("%s: no “%s”", where, (char *) l->data);
          assert_like (where, json_object_get_member (json_node_get_object (have), l->data), json_object_get_member (json_node_get_object (want), l->data), tolerance);
        }
    }
  else if (json_node_get_value_type (want) == G_TYPE_STRING)
    g_assert_cmpstr (json_node_get_string (have), ==, json_node_get_string (want));
  else
    {
      double a = json_node_get_double (have), b = json_node_get_double (want);

      if (!(fabs (a - b) <= tolerance * fmax (1, fabs (b))))
        g_error ("%s: %.17g, not %.17g", where, a, b);
    }
}

static JsonObject *
run (const char *name, const char *text)
{
  g_autoptr(GError) error = NULL;
  const AssayStatistic *statistic = assay_statistic_find (name, &error);
  g_autofree char *out = NULL;
  JsonNode *node;

  g_assert_no_error (error);
  out = assay_statistic_run (statistic, text, strlen (text), &error);
  g_assert_no_error (error);
  node = json_from_string (out, &error);
  g_assert_no_error (error);
  {
    JsonObject *object = json_object_ref (json_node_get_object (node));

    json_node_unref (node);
    return object;
  }
}

static void
assert_number (JsonObject *out, const char *key, double want, double tolerance)
{
  if (!json_object_has_member (out, key))
    g_error ("no “%s”", key);
  if (!(fabs (json_object_get_double_member (out, key) - want) <= tolerance * fmax (1, fabs (want))))
    g_error ("%s is %.17g, not %.17g", key, json_object_get_double_member (out, key), want);
}

/* ---- the vectors beside the catalogue ---- */

static const char *const ids[] = {
  "chi2-cramer", "energy-scipy", "jensen-shannon-scipy", "nist-norris", "nist-numacc4", "regression-sklearn", "wasserstein-scipy", "anscombe", "divergences", "longley-dw",
  "mtcars-diagnostics", "nile-statsmodels", "nile-ts", "psi-basic", "psi-empty-bin-conventions", "benford-powers-of-2",
};

static void
test_vectors (void)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autofree char *path = g_build_filename (g_getenv ("ASSAY_SHARED") != NULL ? g_getenv ("ASSAY_SHARED") : ".", "design", "vectors-validation.json", NULL);
  JsonArray *vectors;
  guint n_found = 0;

  if (!json_parser_load_from_file (parser, path, NULL))
    {
      g_test_skip ("design/vectors-validation.json of the shared folder is not here");
      return;
    }
  vectors = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "vectors");
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *vector = json_array_get_object_element (vectors, i);
      const char *id = json_object_get_string_member (vector, "id");
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonObject) out = NULL;
      g_autoptr(JsonNode) node = NULL;

      for (guint k = 0; k < G_N_ELEMENTS (ids); k++)
        if (strcmp (ids[k], id) == 0)
          {
            const AssayStatistic *statistic = assay_statistic_find (id, &error);

            g_assert_no_error (error);
            out = assay_statistic_run_object (statistic, json_object_get_object_member (vector, "inputs"), &error);
            g_assert_no_error (error);
            node = json_node_init_object (json_node_alloc (), out);
            assert_like (id, node, json_object_get_member (vector, "expected"), json_object_get_double_member (vector, "tol"));
            n_found++;
          }
    }
  g_assert_cmpuint (n_found, ==, G_N_ELEMENTS (ids));
}

/* ---- literal ---- */

/* scipy 1.10.1 fisher_exact, R 4.2.2 fisher.test (3 x 3), ks.test, car::vif, glm, statsmodels coint, strucchange. */
static void
test_literal (void)
{
  g_autoptr(JsonObject) fisher = run ("fisher-scipy", "{\"table\": [[8, 2], [1, 5]]}");
  g_autoptr(JsonObject) wide = run ("fisher", "{\"table\": [[3, 1, 2], [4, 0, 5], [6, 2, 1]]}");
  g_autoptr(JsonObject) vif = run ("longley-vif", "{\"dataset\": \"longley\"}");
  g_autoptr(JsonObject) nist = run ("nist-longley", "{\"dataset\": \"longley\"}");
  g_autoptr(JsonObject) logit = run ("logit-mtcars", "{\"dataset\": \"mtcars\", \"formula\": \"am ~ wt + hp\"}");
  g_autoptr(JsonObject) ks = run ("two-sample",
    "{\"x\": [0.61,0.29,0.06,0.59,-1.73,-0.74,0.51,-0.56,0.39,1.64,0.05,-0.06,0.64,-0.82,0.37,1.77,1.09,-1.28,2.36,1.31,1.05,-0.32,-0.40,1.06,-2.47],"
    " \"y\": [1.2,0.4,2.1,-0.3,1.9,0.8,2.7,1.4,0.95,3.1,-1.1,1.66,0.33]}");
  g_autoptr(JsonObject) nile = run ("chow", "{\"dataset\": \"nile\", \"at\": 28}");
  g_autoptr(JsonObject) csi = run ("csi", "{\"expected\": [31, 42, 27, 1], \"actual\": [12, 55, 40, 9], \"points\": [10, 22, 35, 41]}");

  assert_number (fisher, "p", 0.034965034965034975, 1e-12);
  assert_number (fisher, "odds_ratio", 20, 0);
  assert_number (wide, "p", 0.2671753203049451, 1e-12);
  assert_number (vif, "GNP", 1788.5134827179381, 1e-11);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (vif, "vif")), ==, 6);
  assert_number (nist, "b0", -3482258.63459582, 1e-13);
  assert_number (nist, "resid_sd", 304.854073561965, 1e-13);
  assert_number (logit, "deviance", 10.059110472266989, 1e-12);
  assert_number (ks, "ks_p_exact", 0.0777842955107545, 1e-12);
  assert_number (ks, "wasserstein", 0.9482153846153847, 1e-13);
  assert_number (nile, "sup_f", 75.9297694274854, 1e-11);
  assert_number (csi, "csi", 4.735319221577331, 1e-12);
}

/* ---- what other tools get wrong ---- */

/* Nine quantiles make ten bins: what lies above the ninth is counted, in both samples. */
static void
test_nine_cuts_make_ten_bins (void)
{
  g_autoptr(GString) text = g_string_new ("{\"reference\": [");
  g_autoptr(JsonObject) out = NULL;
  JsonArray *expected, *actual;
  double e = 0, a = 0;

  for (int i = 0; i < 1000; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? "," : "", i);
  g_string_append (text, "], \"current\": [");
  for (int i = 0; i < 500; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? "," : "", i * 4);
  g_string_append (text, "]}");
  out = run ("psi", text->str);
  expected = json_object_get_array_member (out, "expected_counts");
  actual = json_object_get_array_member (out, "actual_counts");
  g_assert_cmpuint (json_array_get_length (expected), ==, 10);
  for (guint i = 0; i < 10; i++)
    {
      e += json_array_get_double_element (expected, i);
      a += json_array_get_double_element (actual, i);
      g_assert_cmpfloat (json_array_get_double_element (expected, i), ==, 100);
    }
  g_assert_true (e == 1000 && a == 500);
  assert_number (out, "psi", json_object_get_double_member (out, "half_count_laplace"), 0);
}

/* One sentinel among 501 rows does not hide a shift of the whole book: bins are the reference's deciles, not equal widths. */
static void
test_a_sentinel_does_not_hide_a_shift (void)
{
  g_autoptr(GString) text = g_string_new ("{\"reference\": [");
  g_autoptr(JsonObject) out = NULL;

  for (int i = 0; i < 500; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? "," : "", i);
  g_string_append (text, ", 99999], \"current\": [");
  for (int i = 0; i < 500; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? "," : "", i + 150);
  g_string_append (text, ", 99999]}");
  out = run ("psi-sentinel", text->str);
  g_assert_cmpfloat (json_object_get_double_member (out, "psi"), >, 0.25);
  g_assert_cmpfloat (json_object_get_double_member (out, "equal_width_evidently"), <, 0.01);
}

/* An empty bin is no infinity, and missing values are a bin of their own. */
static void
test_missing_values_are_a_bin (void)
{
  g_autoptr(JsonObject) out = run ("psi", "{\"reference\": [1,2,3,4,5,6,7,8,9,10], \"current\": [1,2,3,4,5,null,null,null,null,null], \"bins\": 2}");

  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (out, "actual_counts")), ==, 3);
  g_assert_cmpfloat (json_array_get_double_element (json_object_get_array_member (out, "actual_counts"), 2), ==, 5);
  g_assert_true (isfinite (json_object_get_double_member (out, "psi")));
  g_assert_cmpint (json_object_get_int_member (out, "new_bins"), ==, 1);
}

/* ---- wrong inputs ---- */

static void
test_wrong_inputs (void)
{
  static const struct { const char *name, *text, *message; } rows[] = {
    { "psi", "{\"expected\": [1, 2], \"actual\": [1, 2, 3]}", "Input “actual” holds 3 numbers where “expected” holds 2." },
    { "psi", "{\"reference\": [1, 2], \"current\": [1], \"bins\": 1}", "Input “bins” should be between 2 and 100." },
    { "wasserstein", "{\"cases\": [[[1], [2], [3]]]}", "A case should hold two samples, or two samples and their weights." },
    { "ols", "{\"y\": [1, 2], \"x\": [1]}", "Column “x” holds 1 numbers, the explained column 2." },
    { "ols", "{\"y\": [1, null], \"x\": [1, 2]}", "Column “y”, item 2 is missing; leave such rows out first." },
    { "ols", "{\"dataset\": \"cars\"}", "There is no data set “cars” here; there are longley, mtcars, nile and norris." },
    { "ols", "{\"dataset\": \"mtcars\", \"formula\": \"mpg ~ weight\"}", "There is no column “weight” among the inputs." },
    { "ols", "{\"dataset\": \"mtcars\", \"formula\": \"mpg\"}", "Input “formula” should read “y ~ a + b”." },
    { "logit", "{\"y\": [1, 2], \"x\": [1, 2]}", "Column “y”, item 2 is neither 0 nor 1." },
    { "adf", "{\"y\": [1, null, 3]}", "Input “y”, item 2 is missing; a series for this test has no gaps." },
    { "adf", "{\"y\": [1, 2]}", "The series has 2 values; a test needs more." },
    { "coint", "{\"y\": [1, 2, 3]}", "Cointegration is tested of one series against one to five others." },
    { "moments", "{\"rule\": \"all the same\"}", "Input “rule” should read “first value A, then N repeats of B, C”." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *out = assay_statistic_run (assay_statistic_find (rows[i].name, NULL), rows[i].text, strlen (rows[i].text), &error);

      g_assert_null (out);
      g_assert_error (error, ASSAY_STATISTIC_ERROR, ASSAY_STATISTIC_ERROR_INPUT);
      g_assert_cmpstr (error->message, ==, rows[i].message);
    }
}

/* Short, constant and empty inputs give numbers or null with a reason, never a crash. */
static void
test_poor_inputs (void)
{
  static const struct { const char *name, *text; } rows[] = {
    { "adf", "{\"y\": [1, 2, 3]}" }, { "adf", "{\"y\": [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5]}" }, { "kpss", "{\"y\": [1, 4, 2, 5, 3, 6]}" },
    { "ols", "{\"y\": [1, 2, 3], \"x\": [2, 2, 2]}" }, { "ols", "{\"y\": [1, 2, 3, 4], \"x\": [1, 2, 3, 4]}" }, { "vif", "{\"x\": [[1, 2], [2, 4], [3, 6]]}" },
    { "normality", "{\"x\": [1]}" }, { "normality", "{\"x\": []}" }, { "two-sample", "{\"x\": [], \"y\": [1]}" }, { "chi2", "{\"table\": [[1, 2]]}" },
    { "fisher", "{\"table\": [[0, 0], [0, 0]]}" }, { "psi", "{\"expected\": [0, 0], \"actual\": [0, 0]}" }, { "coint", "{\"y\": [1, 2, 3, 4], \"x\": [1, 1, 1, 1]}" },
    { "chow", "{\"y\": [1, 2, 3, 4], \"at\": 2}" }, { "logit", "{\"y\": [1, 1, 1], \"x\": [1, 2, 3]}" }, { "regression-metrics", "{\"y\": [], \"pred\": []}" },
    { "stab-over-time", "{\"y\": [1, 2]}" }, { "psi", "{\"reference\": [], \"current\": []}" }, { "psi", "{\"reference\": [null], \"current\": [1]}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(JsonObject) out = run (rows[i].name, rows[i].text);

      g_assert_nonnull (out);
    }
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/statistic/data/vectors", test_vectors);
  g_test_add_func ("/analysis/statistic/data/literal", test_literal);
  g_test_add_func ("/analysis/statistic/data/nine-cuts-make-ten-bins", test_nine_cuts_make_ten_bins);
  g_test_add_func ("/analysis/statistic/data/a-sentinel-does-not-hide-a-shift", test_a_sentinel_does_not_hide_a_shift);
  g_test_add_func ("/analysis/statistic/data/missing-values-are-a-bin", test_missing_values_are_a_bin);
  g_test_add_func ("/analysis/statistic/data/wrong-inputs", test_wrong_inputs);
  g_test_add_func ("/analysis/statistic/data/poor-inputs", test_poor_inputs);
  return g_test_run ();
}
