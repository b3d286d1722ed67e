#include "engine/policy-file.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static char *folder, *path;

static AssayPolicy *
read_text (const char *text, GError **error)
{
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return assay_policy_read (path, error);
}

static void
test_full (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayPolicy) policy = read_text ("{\"schema\": \"assay-policy/1\", \"name\": \"desk\", \"risk\": {\"z\": [1.5, 2, 2.5]},\n"
                                             " \"limits\": {\"fc-scaled\": {\"warn\": 1, \"fail\": 1.2, \"author\": \"A. Meyer\", \"date\": \"2026-01-31\","
                                             " \"reason\": \"intermittent demand\"}, \"fc-bias\": {\"fail\": 0.5, \"warn\": null}}, \"comment\": [\"anything\"]}\n", &error);
  const AssayLimit *limit;

  g_assert_no_error (error);
  g_assert_cmpstr (policy->name, ==, "desk");
  g_assert_cmpint (assay_policy_risk (policy, 1.49), ==, ASSAY_RISK_LOW);
  g_assert_cmpint (assay_policy_risk (policy, 2.4), ==, ASSAY_RISK_HIGH);
  g_assert_cmpint (assay_policy_risk (policy, 2.5), ==, ASSAY_RISK_CRITICAL);
  limit = assay_policy_find (policy, "fc-scaled");
  g_assert_cmpfloat (limit->warn, ==, 1);
  g_assert_cmpfloat (limit->fail, ==, 1.2);
  g_assert_cmpstr (limit->author, ==, "A. Meyer");
  g_assert_cmpstr (limit->date, ==, "2026-01-31");
  g_assert_cmpstr (limit->reason, ==, "intermittent demand");
  limit = assay_policy_find (policy, "fc-bias");
  g_assert_true (isnan (limit->warn));
  g_assert_cmpfloat (limit->fail, ==, 0.5);
  g_assert_null (limit->author);
}

/* The hash is that of the file: printf '%s' '{"schema":"assay-policy/1"}' | sha256sum */
static void
test_least (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayPolicy) policy = read_text ("{\"schema\":\"assay-policy/1\"}", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (policy->name, ==, "policy.json");
  g_assert_cmpstr (policy->sha256, ==, "dcbe515204a3552bb605a648d71de10f04c056276c8726d5ef79879d126789ed");
  g_assert_cmpfloat (policy->risk_cuts[2], ==, 4);
  g_assert_cmpuint (g_hash_table_size (policy->limits), ==, 0);
}

typedef struct { const char *name, *text, *message; AssayPolicyError code; } Case;      /* message: after “Policy “…”” */

#define HEAD "{\"schema\":\"assay-policy/1\","
#define CUTS ": “risk.z” must hold three numbers: from where the risk is Medium, High and Critical."

static const Case cases[] = {
  { "syntax", "{\"schema\":\n x}", ", line 2, column 2: there is “x”, where a value (text, number, object, array, true, false or null) should stand.", ASSAY_POLICY_ERROR_SYNTAX },
  { "no object", "[]", " holds no JSON object; it must begin with “{”.", ASSAY_POLICY_ERROR_VALUE },
  { "no schema", "{}", ": “schema” is missing; it must be “assay-policy/1”.", ASSAY_POLICY_ERROR_VALUE },
  { "other schema", "{\"schema\": \"assay-policy/2\"}", ": “schema” is “assay-policy/2”; this program reads “assay-policy/1”.", ASSAY_POLICY_ERROR_VALUE },
  { "number schema", "{\"schema\": 1}", ": “schema” must be a text in quotes.", ASSAY_POLICY_ERROR_VALUE },
  { "empty name", HEAD "\"name\": \"\"}", ": “name” is empty; give the policy a name.", ASSAY_POLICY_ERROR_VALUE },
  { "risk", HEAD "\"risk\": [2]}", ": “risk” must be an object, such as {\"z\": [2, 3, 4]}.", ASSAY_POLICY_ERROR_VALUE },
  { "two cuts", HEAD "\"risk\": {\"z\": [2, 3]}}", CUTS, ASSAY_POLICY_ERROR_VALUE },
  { "text cut", HEAD "\"risk\": {\"z\": [2, 3, \"4\"]}}", CUTS, ASSAY_POLICY_ERROR_VALUE },
  { "huge cut", HEAD "\"risk\": {\"z\": [2, 3, 1e999]}}", CUTS, ASSAY_POLICY_ERROR_VALUE },
  { "falling cuts", HEAD "\"risk\": {\"z\": [2, 4, 3]}}", ": “risk.z” must rise and be above 0, as in [2, 3, 4].", ASSAY_POLICY_ERROR_VALUE },
  { "equal cuts", HEAD "\"risk\": {\"z\": [2, 2, 3]}}", ": “risk.z” must rise and be above 0, as in [2, 3, 4].", ASSAY_POLICY_ERROR_VALUE },
  { "zero cut", HEAD "\"risk\": {\"z\": [0, 2, 3]}}", ": “risk.z” must rise and be above 0, as in [2, 3, 4].", ASSAY_POLICY_ERROR_VALUE },
  { "misspelt key", HEAD "\"limit\": {}}", ": there is no “limit”; did you mean “limits”?", ASSAY_POLICY_ERROR_VALUE },
  { "unknown key", HEAD "\"thresholds\": {}}", ": there is no “thresholds”; there can be: schema, name, comment, risk, limits.", ASSAY_POLICY_ERROR_VALUE },
  { "no policy at all", "{\"thresholds\": {}}", ": “schema” is missing; it must be “assay-policy/1”.", ASSAY_POLICY_ERROR_VALUE },
  { "unknown risk", HEAD "\"risk\": {\"cuts\": [2, 3, 4]}}", ": there is no “risk.cuts”; there can be: z, score.", ASSAY_POLICY_ERROR_VALUE },
  { "misspelt check", HEAD "\"limits\": {\"fc-scaleed\": {\"warn\": 1}}}", ": there is no “limits.fc-scaleed”; did you mean “limits.fc-scaled”?", ASSAY_POLICY_ERROR_VALUE },
  { "watch", HEAD "\"limits\": {\"fc-scaled\": {\"watch\": 1}}}", ": there is no “limits.fc-scaled.watch”; did you mean “limits.fc-scaled.warn”?", ASSAY_POLICY_ERROR_VALUE },
  { "unknown in limit", HEAD "\"limits\": {\"fc-scaled\": {\"warn\": 1, \"amber\": 2}}}", ": there is no “limits.fc-scaled.amber”; there can be: warn, fail, author, date, reason.", ASSAY_POLICY_ERROR_VALUE },
  { "limits", HEAD "\"limits\": 1}", ": “limits” must be an object with the name of a check for each limit.", ASSAY_POLICY_ERROR_VALUE },
  { "limit", HEAD "\"limits\": {\"fc-scaled\": 1}}", ": “limits.fc-scaled” must be an object, such as {\"warn\": 1, \"fail\": 1.2}.", ASSAY_POLICY_ERROR_VALUE },
  { "limit number", HEAD "\"limits\": {\"fc-scaled\": {\"warn\": \"1\"}}}", ": “limits.fc-scaled.warn” must be a number or null.", ASSAY_POLICY_ERROR_VALUE },
  { "limits out of order, low is bad", HEAD "\"limits\": {\"disc-auc\": {\"warn\": 0.8, \"fail\": 0.95}}}",
    ": “limits.disc-auc” has “warn” 0.8 and “fail” 0.95, so nothing could be watched. Low values are the bad ones here: “fail” must not be above “warn”.", ASSAY_POLICY_ERROR_VALUE },
  { "limits out of order, high is bad", HEAD "\"limits\": {\"drift-psi\": {\"warn\": 0.3, \"fail\": 0.2}}}",
    ": “limits.drift-psi” has “warn” 0.3 and “fail” 0.2, so nothing could be watched. High values are the bad ones here: “fail” must not be below “warn”.", ASSAY_POLICY_ERROR_VALUE },
  { "limit empty", HEAD "\"limits\": {\"fc-scaled\": {\"author\": \"x\"}}}", ": “limits.fc-scaled” has neither “warn” nor “fail”; give at least one as a number.", ASSAY_POLICY_ERROR_VALUE },
  { "limit author", HEAD "\"limits\": {\"fc-scaled\": {\"warn\": 1, \"author\": 5}}}", ": “limits.fc-scaled.author” must be a text in quotes.", ASSAY_POLICY_ERROR_VALUE },
  { "limit date", HEAD "\"limits\": {\"fc-scaled\": {\"warn\": 1, \"date\": \"31.1.2026\"}}}", ": “limits.fc-scaled.date” must be a date such as 2026-11-21.", ASSAY_POLICY_ERROR_VALUE },
};

static void
test_fault (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayPolicy) policy = read_text (c->text, &error);
  g_autofree char *message = g_strdup_printf ("Policy “%s”%s", path, c->message);

  g_assert_null (policy);
  g_assert_error (error, ASSAY_POLICY_ERROR, (int) c->code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_unreadable (void)
{
  g_autofree char *missing = g_build_filename (folder, "none.json", NULL);
  g_autofree char *message = g_strdup_printf ("Policy “%s” is not a file of at most 1 MiB; give a JSON file.", folder);
  g_autoptr(GError) error = NULL;

  g_assert_null (assay_policy_read (missing, &error));
  g_assert_error (error, ASSAY_POLICY_ERROR, ASSAY_POLICY_ERROR_READ);
  g_assert_true (strstr (error->message, "No such file") != NULL);
  g_clear_error (&error);
  g_assert_null (assay_policy_read (folder, &error));
  g_assert_cmpstr (error->message, ==, message);
  g_clear_error (&error);
  g_assert_null (assay_policy_read ("/dev/zero", &error));
  g_assert_error (error, ASSAY_POLICY_ERROR, ASSAY_POLICY_ERROR_READ);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("assay-policy-XXXXXX", NULL);
  path = g_build_filename (folder, "policy.json", NULL);
  g_test_add_func ("/engine/policy-file/full", test_full);
  g_test_add_func ("/engine/policy-file/least", test_least);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/engine/policy-file/fault/%s", cases[i].name);
      g_test_add_data_func (name, &cases[i], test_fault);
    }
  g_test_add_func ("/engine/policy-file/unreadable", test_unreadable);
  status = g_test_run ();
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
  return status;
}
