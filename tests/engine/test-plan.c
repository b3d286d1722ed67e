#include "engine/plan.h"

#include <string.h>

#include "assay-config.h"
#include "engine/inspect.h"

/* An analysis that notes what it was given. */
typedef struct { gsize n_rows; char *time, *value, *series; guint64 seed; double cut; } Seen;
static Seen seen;

static AssayOutcome *
look (const AssayTask *task, AssayProgress *progress, GError **error)
{
  AssayOutcome *outcome = g_new0 (AssayOutcome, 1);

  g_free (seen.time);
  g_free (seen.value);
  g_free (seen.series);
  seen = (Seen) { assay_frame_get_n_rows (task->frame), g_strdup (task->roles->time), g_strdup (task->roles->value),
                  g_strjoinv (",", task->roles->series), task->seed, task->policy->risk_cuts[0] };
  outcome->result = assay_result_new ("look", "Look");
  assay_result_set_option (outcome->result, "depth", "9");
  return outcome;
}

static const AssayOption look_options[] = {
  { "window", ASSAY_OPTION_INTEGER, "30", 2, 100, NULL, "N", "Window", "." },
  { "depth", ASSAY_OPTION_INTEGER, NULL, 1, 100, NULL, "N", "Depth", "." },
  { "model", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "NAME", "Model", "." },
  { NULL }
};
static const AssayAnalysis look_analysis = { "look", "Look", "Looks.", look_options, look };

/* Two shops, three days; the file's name and hash are made up. */
static AssaySource *
make_source (void)
{
  AssaySource *source = g_new0 (AssaySource, 1);
  gint32 days[] = { 20454, 20455, 20456, 20454, 20455, 20456 };      /* from 2026-01-01 */
  guint32 shops[] = { 0, 0, 0, 1, 1, 1 };
  double units[] = { 1, 2, 3, 4, 5, 6 };
  char **words = g_strsplit ("A,B", ",", -1);
  AssayColumn *columns[] = {
    assay_column_take_dates ("day", g_memdup2 (days, sizeof days), 6),
    assay_column_take_codes ("shop", g_memdup2 (shops, sizeof shops), 6, words, 2),
    assay_column_take_doubles ("units", g_memdup2 (units, sizeof units), 6),
  };

  source->frame = assay_frame_new (columns, 3, 6);
  source->name = g_strdup ("shops.csv");
  source->sha256 = g_strdup ("00ff");
  source->settings = g_strdup ("{\"reading\":[{\"name\":\"separator\",\"value\":\";\",\"given\":false},"
                               "{\"name\":\"date-format\",\"value\":\"DD.MM.YYYY\",\"given\":true,\"column\":\"day\"}]}");
  for (guint i = 0; i < 3; i++)
    assay_column_unref (columns[i]);
  return source;
}

static AssayPlan *
make_plan (void)
{
  AssayPlan *plan = assay_plan_new (&look_analysis);

  plan->as_of = g_strdup ("2026-11-21");
  return plan;
}

static void
test_provenance (void)
{
  g_autoptr(AssaySource) source = make_source ();
  g_autoptr(AssayPlan) plan = make_plan ();
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;
  const AssayInput *input;

  g_assert_true (assay_options_set (plan->options, "window", "14", NULL));
  plan->seed = 7;
  plan->where = g_strsplit ("shop=B|units>4", "|", -1);
  plan->end = g_strdup ("2026-01-02");
  outcome = assay_plan_run (plan, source, NULL, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (seen.n_rows, ==, 1);
  g_assert_cmpuint (seen.seed, ==, 7);
  g_assert_cmpfloat (seen.cut, ==, 2);
  g_assert_cmpstr (assay_result_get_title (outcome->result), ==, "Look: shops.csv");
  g_assert_cmpstr (assay_result_get_engine (outcome->result), ==, "assay " ASSAY_VERSION);
  g_assert_cmpstr (assay_result_get_as_of (outcome->result), ==, "2026-11-21");
  g_assert_cmpint (assay_result_get_seed (outcome->result), ==, 7);
  g_assert_cmpstr (assay_result_get_policy_name (outcome->result), ==, "default");
  g_assert_cmpuint (assay_result_get_n_inputs (outcome->result), ==, 1);
  input = assay_result_get_input (outcome->result, 0);
  g_assert_cmpstr (input->role, ==, "data");
  g_assert_cmpstr (input->name, ==, "shops.csv");
  g_assert_cmpstr (input->sha256, ==, "00ff");
  g_assert_cmpint (input->rows, ==, 6);
  g_assert_cmpint (input->columns, ==, 3);

  g_assert_cmpstr (assay_result_find_option (outcome->result, "window"), ==, "14");
  g_assert_cmpstr (assay_result_find_option (outcome->result, "depth"), ==, "9");      /* the analysis' own word */
  g_assert_cmpstr (assay_result_find_option (outcome->result, "model"), ==, "");
  g_assert_cmpstr (assay_result_find_option (outcome->result, "time"), ==, "day");
  g_assert_cmpstr (assay_result_find_option (outcome->result, "value"), ==, "units");
  g_assert_cmpstr (assay_result_find_option (outcome->result, "series"), ==, "");
  g_assert_cmpstr (assay_result_find_option (outcome->result, "where"), ==, "shop=B and units>4");
  g_assert_cmpstr (assay_result_find_option (outcome->result, "start"), ==, "");
  g_assert_cmpstr (assay_result_find_option (outcome->result, "end"), ==, "2026-01-02");
  g_assert_cmpstr (assay_result_find_option (outcome->result, "separator"), ==, ";");
  g_assert_cmpstr (assay_result_find_option (outcome->result, "date-format:day"), ==, "DD.MM.YYYY");
}

/* What is found is said; what is given, here or with the dataset, is not. */
static void
test_roles (void)
{
  g_autoptr(AssaySource) source = make_source ();
  g_autoptr(AssayPlan) plan = make_plan ();
  g_autoptr(AssayOutcome) found = NULL, given = NULL;
  g_autoptr(GError) error = NULL;

  found = assay_plan_run (plan, source, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (seen.series, ==, "shop");
  g_assert_cmpuint (assay_result_get_n_notes (found->result), ==, 1);
  g_assert_cmpstr (assay_result_get_note (found->result, 0), ==,
                   "Roles found in the data, because only these columns fit: time = day, value = units, series = shop.");

  source->roles.time = g_strdup ("day");
  plan->roles.value = g_strdup ("units");
  plan->roles.series = g_strsplit ("shop", ",", -1);
  given = assay_plan_run (plan, source, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (assay_result_get_n_notes (given->result), ==, 0);
}

static void
test_empty_scope (void)
{
  g_autoptr(AssaySource) source = make_source ();
  g_autoptr(AssayPlan) plan = make_plan ();
  g_autoptr(GError) error = NULL;

  plan->where = g_strsplit ("shop=A", "|", -1);
  plan->start = g_strdup ("2027-01-01");
  g_assert_null (assay_plan_run (plan, source, NULL, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_EMPTY);
  g_assert_cmpstr (error->message, ==, "shops.csv: none of its 6 rows is in the scope (shop=A, day >= 2027-01-01). Widen the scope.");
}

static void
test_unknown_names (void)
{
  g_autoptr(AssaySource) source = make_source ();
  g_autoptr(AssayPlan) plan = make_plan ();
  g_autoptr(GError) error = NULL;

  plan->roles.value = g_strdup ("unit");
  g_assert_null (assay_plan_run (plan, source, NULL, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_NO_COLUMN);
  g_assert_true (strstr (error->message, "“units”") != NULL);
  g_clear_error (&error);

  plan->where = g_strsplit ("shap=A", "|", -1);
  g_assert_null (assay_plan_run (plan, source, NULL, &error));
  g_assert_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_NO_COLUMN);
  g_assert_true (strstr (error->message, "“shop”") != NULL);
}

static void
test_as_of (void)
{
  g_autofree char *before = g_strdup (g_getenv ("SOURCE_DATE_EPOCH"));
  g_autofree char *given = assay_as_of_resolve ("2026-02-28", NULL);
  g_autofree char *from_epoch = NULL, *today = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (given, ==, "2026-02-28");
  g_assert_null (assay_as_of_resolve ("2026-02-29", &error));
  g_assert_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION);
  g_assert_cmpstr (error->message, ==, "The as-of date is “2026-02-29”; it must be a date such as 2026-11-21.");
  g_clear_error (&error);

  g_setenv ("SOURCE_DATE_EPOCH", "1750000000", TRUE);
  from_epoch = assay_as_of_resolve (NULL, NULL);
  g_assert_cmpstr (from_epoch, ==, "2025-06-15");
  g_setenv ("SOURCE_DATE_EPOCH", "soon", TRUE);
  g_assert_null (assay_as_of_resolve (NULL, &error));
  g_assert_cmpstr (error->message, ==, "The environment variable SOURCE_DATE_EPOCH is “soon”; it must be whole seconds since 1970, or unset.");
  g_unsetenv ("SOURCE_DATE_EPOCH");
  today = assay_as_of_resolve (NULL, NULL);
  g_assert_cmpuint (strlen (today), ==, 10);
  if (before != NULL)
    g_setenv ("SOURCE_DATE_EPOCH", before, TRUE);
}

/* A copy shares nothing that a change could reach. */
static void
test_copy (void)
{
  g_autoptr(AssayPlan) plan = make_plan ();
  g_autoptr(AssayPlan) copy = NULL;

  plan->roles.series = g_strsplit ("a,b", ",", -1);
  plan->where = g_strsplit ("a=1", "|", -1);
  plan->title = g_strdup ("T");
  plan->seed = 3;
  plan->policy->risk_cuts[0] = 1.5;
  g_assert_true (assay_options_set (plan->options, "window", "14", NULL));
  copy = assay_plan_copy (plan);
  g_assert_true (assay_options_set (plan->options, "window", "15", NULL));
  g_assert_cmpint (assay_options_get_integer (copy->options, "window"), ==, 14);
  g_assert_cmpstr (copy->roles.series[1], ==, "b");
  g_assert_cmpstr (copy->where[0], ==, "a=1");
  g_assert_cmpstr (copy->title, ==, "T");
  g_assert_cmpuint (copy->seed, ==, 3);
  g_assert_cmpfloat (copy->policy->risk_cuts[0], ==, 1.5);
  g_assert_true (copy->analysis == &look_analysis);
}

static const char *
cell (const AssayTable *table, guint row, guint column)
{
  return assay_table_get_text (table, row, column);
}

static void
test_inspect (void)
{
  g_autoptr(AssaySource) source = make_source ();
  AssayRoles none = { 0 };
  g_autofree char *problem = NULL;
  g_autoptr(AssayResult) result = assay_source_inspect (source, &none, "2026-11-21", &problem, NULL, NULL);
  AssayTable *columns = assay_result_find_table (result, "columns");

  g_assert_null (problem);
  g_assert_cmpuint (assay_table_get_n_rows (columns), ==, 3);
  g_assert_cmpstr (cell (columns, 0, 0), ==, "day");
  g_assert_cmpstr (cell (columns, 0, 1), ==, "date");
  g_assert_cmpstr (cell (columns, 0, 2), ==, "time");
  g_assert_cmpfloat (assay_table_get_number (columns, 0, 4), ==, 3);
  g_assert_cmpstr (cell (columns, 0, 5), ==, "2026-01-01");
  g_assert_cmpstr (cell (columns, 0, 6), ==, "2026-01-03");
  g_assert_cmpstr (cell (columns, 1, 2), ==, "series");
  g_assert_null (cell (columns, 1, 5));
  g_assert_cmpstr (cell (columns, 1, 7), ==, "A, B");
  g_assert_cmpstr (cell (columns, 2, 6), ==, "6");
  g_assert_cmpstr (assay_result_find_metric (result, "end")->text, ==, "2026-01-03");
}

/* Against the plain way, on values that collide, repeat and are missing. */
static void
test_distinct (void)
{
  gsize n = 20000;
  double *values = g_new (double, n);
  g_autoptr(GHashTable) plain = g_hash_table_new_full (g_double_hash, g_double_equal, g_free, NULL);
  g_autoptr(AssayColumn) column = NULL;

  for (gsize i = 0; i < n; i++)
    {
      values[i] = i % 7 == 0 ? (0.0 / 0.0) : g_test_rand_int_range (-3000, 3000) / 4.0;
      if (i % 7 != 0)
        g_hash_table_add (plain, g_memdup2 (&values[i], sizeof (double)));
    }
  column = assay_column_take_doubles ("x", values, n);
  g_assert_cmpuint (assay_column_count_distinct (column, 1000000), ==, g_hash_table_size (plain));
  g_assert_cmpuint (assay_column_count_distinct (column, 100), ==, 100);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/plan/provenance", test_provenance);
  g_test_add_func ("/engine/plan/roles", test_roles);
  g_test_add_func ("/engine/plan/empty-scope", test_empty_scope);
  g_test_add_func ("/engine/plan/unknown-names", test_unknown_names);
  g_test_add_func ("/engine/plan/as-of", test_as_of);
  g_test_add_func ("/engine/plan/copy", test_copy);
  g_test_add_func ("/engine/inspect/columns", test_inspect);
  g_test_add_func ("/engine/inspect/distinct", test_distinct);
  status = g_test_run ();
  g_free (seen.time);
  g_free (seen.value);
  g_free (seen.series);
  return status;
}
