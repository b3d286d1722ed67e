#include "analysis/statistic/published-vectors.h"
#include "analysis/statistic/statistic-guide.h"
#include "math/init.h"
#include "model/json-check.h"

#include <math.h>
#include <string.h>

/* Each vector of the catalogue under the name of each check that it belongs to. */
static void
test_catalogue (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("ASSAY_SHARED") != NULL ? g_getenv ("ASSAY_SHARED") : "/nonexistent", "design", "vectors-validation.json", NULL);
  g_autoptr(JsonParser) parser = json_parser_new ();
  JsonArray *vectors;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the catalogue's vectors are not here (ASSAY_SHARED/design/vectors-validation.json)");
      return;
    }
  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  vectors = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "vectors");
  g_assert_cmpuint (json_array_get_length (vectors), >=, 53);
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *vector = json_array_get_object_element (vectors, i);
      JsonArray *checks = json_object_get_array_member (vector, "checks");

      for (guint k = 0; k <= json_array_get_length (checks); k++)
        {
          const char *name = k == 0 ? json_object_get_string_member (vector, "id") : json_array_get_string_element (checks, k - 1);
          g_autoptr(JsonObject) one = json_object_new (), all = json_object_new ();
          g_autoptr(JsonArray) list = json_array_new ();
          g_autoptr(JsonNode) root = json_node_alloc ();
          g_autoptr(AssayResult) result = NULL;
          g_autoptr(GError) error = NULL;
          g_autofree char *text = NULL;

          if (assay_statistic_find (name, NULL) == NULL)
            {
              g_test_message ("no statistic is called %s", name);
              g_test_fail ();
              continue;
            }
          json_object_set_member (one, "inputs", json_object_dup_member (vector, "inputs"));
          json_object_set_member (one, "expected", json_object_dup_member (vector, "expected"));
          json_object_set_member (one, "tolerance", json_object_dup_member (vector, "tol"));
          json_object_set_member (one, "id", json_object_dup_member (vector, "id"));
          json_object_set_member (one, "source", json_object_dup_member (vector, "source"));
          json_object_set_string_member (one, "statistic", name);
          if (json_object_has_member (json_object_get_object_member (one, "expected"), "note_aic"))
            json_object_remove_member (json_object_get_object_member (one, "expected"), "note_aic");
          json_array_add_object_element (list, json_object_ref (one));
          json_object_set_array_member (all, "vectors", json_array_ref (list));
          json_node_init_object (root, all);
          text = json_to_string (root, FALSE);
          /* Not the writer of outputs: it sorts the keys, and the order of columns is that of the regression. */
          assay_json_mend_numbers (text);
          result = assay_verify_vectors_of (text, strlen (text), NULL, &error);
          g_assert_no_error (error);
          if (assay_result_get_verdict (result) != ASSAY_VERDICT_PASS)
            {
              g_test_message ("%s as %s: %s", json_object_get_string_member (vector, "id"), name, assay_result_get_check (result, 0)->message);
              g_test_fail ();
            }
        }
    }
}

static void
test_shipped (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayResult) result = assay_verify_vectors (NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);

      if (check->verdict != ASSAY_VERDICT_PASS)
        g_test_message ("%s: %s", check->subject, check->message);
      g_assert_cmpint (check->verdict, ==, ASSAY_VERDICT_PASS);
      g_assert_cmpfloat (check->n, >=, 1);
    }
  g_assert_cmpuint (assay_result_get_n_checks (result), >=, 35);
}

/* The verification must be able to fail: a wrong number, a missing output, a statistic that is not there. */
static void
test_planted (void)
{
  static const struct { const char *vector, *message; } planted[] = {
    { "\"statistic\": \"holm\", \"inputs\": {\"p\": [0.01, 0.04]}, \"expected\": {\"holm\": [0.02, 0.041]}, \"tolerance\": 1e-9",
      "holm[1]: 0.041 was expected, 0.04 was computed" },
    { "\"statistic\": \"holm\", \"inputs\": {\"p\": [0.01]}, \"expected\": {\"holms\": [0.02]}, \"tolerance\": 1e-9", "holms: there is no such output" },
    { "\"statistic\": \"holm\", \"inputs\": {\"p\": [0.01]}, \"expected\": {\"holm\": [0.01, 1]}, \"tolerance\": 1e-9", "holm: an array of 2 was expected" },
    { "\"statistic\": \"holms\", \"inputs\": {\"p\": [0.01]}, \"expected\": {\"holm\": [0.01]}, \"tolerance\": 1e-9",
      "holms: There is no statistic “holms”; did you mean “holm”?" },
    { "\"statistic\": \"auc\", \"inputs\": {\"y\": [1, 1], \"score\": [0.1, 0.2]}, \"expected\": {\"auc\": 0.5}, \"tolerance\": 1e-9",
      "auc: 0.5 was expected, nothing was computed" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (planted); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *text = g_strdup_printf ("{\"vectors\": [{\"id\": \"a\", \"source\": \"b\", %s}]}", planted[i].vector);
      g_autoptr(AssayResult) result = assay_verify_vectors_of (text, strlen (text), NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (assay_result_get_verdict (result), ==, ASSAY_VERDICT_FAIL);
      g_assert_cmpstr (assay_result_get_check (result, 0)->message, ==, planted[i].message);
    }
}

/* No name twice, every list described. */
static void
test_names (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const AssayStatistic *one;
  gsize n = 0;

  for (; (one = assay_statistic_get (n)) != NULL; n++)
    {
      g_auto(GStrv) names = g_strsplit (one->names != NULL ? one->names : "", " ", -1);

      g_assert_nonnull (one->title);
      g_assert_nonnull (one->reference);
      g_assert_nonnull (one->inputs);
      g_test_message ("%s", one->id);
      g_assert_true (g_hash_table_add (seen, g_strdup (one->id)));
      for (char **name = names; *name != NULL; name++)
        {
          g_test_message ("%s", *name);
          g_assert_true (g_hash_table_add (seen, g_strdup (*name)));
        }
    }
  g_assert_cmpuint (n, >=, 50);
}

/* Whoever knows the catalogue knows the names: of each vector, in any case and with underscores. */
static void
test_catalogue_names (void)
{
  static const char *const names[] = {
    "acerbi-szekely", "auc-delong-paired", "auc-hanley-mcneil-se", "basel-table-250", "calib-valprob", "christoffersen-mathworks", "ecb-migration-z",
    "engle-granger", "exposure-concentration", "fisher-scipy", "interval-winkler", "kendall-scipy", "kupiec-nonrejection-regions", "logit-mtcars",
    "longley-vif", "mcnemar-agresti", "nist-longley", "pd-grades-failing", "pd-one-factor", "pluto-tasche-defaults", "psi-sentinel", "two-sample",
    "var-hit-sequence", "Kupiec", "KS_2samp", "hosmer lemeshow",
  };
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_nonnull (assay_statistic_find (names[i], NULL));
  g_assert_null (assay_statistic_find ("acerbi", &error));
  g_assert_true (strstr (error->message, "acerbi-szekely") != NULL);
}

/* The example of each statistic works, and what it takes for granted is said. */
static void
test_examples (void)
{
  const AssayStatistic *one;

  for (gsize i = 0; (one = assay_statistic_get (i)) != NULL; i++)
    {
      const AssayStatisticGuide *guide = assay_statistic_guide (one);
      g_autoptr(GError) error = NULL;
      g_autofree char *out = NULL;

      g_test_message ("%s", one->id);
      g_assert_nonnull (guide);
      out = assay_statistic_run (one, guide->example, strlen (guide->example), &error);
      g_assert_no_error (error);
      g_assert_nonnull (strstr (out, "\"convention\": "));
      g_assert_null (strstr (out, "\"ignored\": "));
    }
}

/* Whatever the inputs are, a statistic answers or says why not. */
static void
test_hostile (void)
{
  static const char *const inputs[] = {
    "{}", "{\"y\": []}", "{\"y\": [], \"score\": [], \"p\": []}", "{\"n\": [], \"d\": [], \"pd\": []}", "{\"n\": 0, \"d\": 0, \"pd\": 0}", "{\"cases\": []}",
    "{\"cases\": [[]]}", "{\"cases\": 1}", "{\"cases\": [{}]}", "{\"table\": []}", "{\"table\": [[]]}", "{\"table\": [[0]]}", "{\"table\": [[0, 0], [0, 0]]}",
    "{\"counts\": [[0, 0], [0, 0]]}", "{\"x\": [], \"y\": []}", "{\"x\": [1], \"y\": [1]}", "{\"x\": [1, 1], \"y\": [2, 2]}", "{\"y\": [0, 1], \"p\": [0, 1]}",
    "{\"y\": [1], \"p\": [1e-320]}", "{\"y\": [0, 0], \"p\": [0.5, 0.5]}", "{\"n\": [1e308, 1e308], \"d\": [1, 0], \"pd\": [0.5, 1e-300]}",
    "{\"n\": -1, \"x\": 5, \"p\": 2}", "{\"n\": 1e300, \"exceptions\": 1, \"p\": 0.5}", "{\"groups\": []}", "{\"groups\": [{}]}", "{\"groups\": [1]}",
    "{\"groups\": [{\"n\": 0, \"d\": 0, \"p\": 0}]}", "{\"exposures\": []}", "{\"exposures\": [0, 0]}", "{\"exposures\": [null]}", "{\"scores\": [], \"alpha\": 0.1}",
    "{\"p\": [], \"threshold\": 0.5}", "{\"errors\": []}", "{\"realised\": [], \"estimated\": []}", "{\"realised\": [null], \"estimated\": [1]}",
    "{\"good\": [], \"bad\": []}", "{\"good\": [0, 0], \"bad\": [0, 0]}", "{\"selected\": [0, 0], \"n\": [1, 1]}", "{\"test\": [1], \"a\": [1]}",
    "{\"hits\": [], \"p\": 0.01}", "{\"hits\": [1, 1], \"p\": 0.01}", "{\"pnl\": [1], \"var\": [1], \"es\": [0], \"p\": 0.5}", "{\"n\": [1], \"d\": [0], \"gamma\": [0.5, 2]}",
    "{\"values\": []}", "{\"values\": [1, 2, 3]}", "{\"x\": [1], \"baseline\": [1]}", "{\"auc\": 2, \"n1\": 0, \"n0\": 0}", "{\"y\": \"text\", \"score\": {}}",
    "{\"n_initial\": [0, 0], \"n_current\": [0, 0]}", "{\"n_initial\": [1], \"n_current\": [1]}", "{\"v\": 0, \"p\": 0.01}", "{\"observed\": 0, \"expected\": 0}",
    "{\"p\": 1e-300, \"v\": 5}", "{\"n\": 100, \"pd\": 1e-300, \"k\": 1e300}", "{\"tp\": [0, 0], \"fp\": [0, 0], \"fn\": [0, 0], \"tn\": [0, 0]}",
  };
  const AssayStatistic *one;

  for (gsize i = 0; (one = assay_statistic_get (i)) != NULL; i++)
    for (guint k = 0; k < G_N_ELEMENTS (inputs); k++)
      {
        g_autoptr(GError) error = NULL;
        g_autofree char *out = assay_statistic_run (one, inputs[k], strlen (inputs[k]), &error);

        if (out == NULL)
          g_assert_error (error, ASSAY_STATISTIC_ERROR, ASSAY_STATISTIC_ERROR_INPUT);
        else
          {
            g_assert_true (g_str_has_suffix (out, "}\n") && strstr (out, "nan") == NULL);
            g_assert_true ((strstr (out, ": null") == NULL && strstr (out, "[null") == NULL) || strstr (out, "\"reason\": ") != NULL);
          }
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  am_init ();
  g_test_add_func ("/analysis/statistic/names", test_names);
  g_test_add_func ("/analysis/statistic/catalogue-names", test_catalogue_names);
  g_test_add_func ("/analysis/statistic/examples", test_examples);
  g_test_add_func ("/analysis/statistic/shipped", test_shipped);
  g_test_add_func ("/analysis/statistic/planted", test_planted);
  g_test_add_func ("/analysis/statistic/hostile", test_hostile);
  g_test_add_func ("/analysis/statistic/catalogue", test_catalogue);
  return g_test_run ();
}
