/* Scoring by a model that is known by heart: the table of rows, what is counted and listed, and the same bytes on any number of threads. */
#include <string.h>

#include "analysis-fixture.h"
#include "../model/artifact/echo-model.h"
#include "analysis/scoring/score.h"

static const char *const five_regions[] = { "north", "south", "east", "north", "north" };

static AssayFrame *
make_frame (const double *amounts, const char *const *regions, gsize n)
{
  guint32 *codes = g_new (guint32, n);
  gint64 *ids = g_new (gint64, n);
  AssayColumn *columns[3];
  AssayFrame *frame;

  for (gsize i = 0; i < n; i++)
    {
      codes[i] = strcmp (regions[i], "north") == 0 ? 0 : strcmp (regions[i], "south") == 0 ? 1 : 2;
      ids[i] = 1000 - i;
    }
  columns[0] = assay_column_take_doubles ("amount", g_memdup2 (amounts, n * sizeof *amounts), n);
  columns[1] = assay_column_take_codes ("region", codes, n, g_strdupv ((char *[]) { "north", "south", "east", NULL }), 3);
  columns[2] = assay_column_take_int64s ("client", ids, n);
  frame = assay_frame_new (columns, 3, n);
  for (guint i = 0; i < 3; i++)
    assay_column_unref (columns[i]);
  return frame;
}

typedef struct { const char *const *options; guint n_models, n_threads; gboolean keep_violations; const gsize *rows; AssayPolicy *policy; } How;

static AssayOutcome *
score (AssayFrame *frame, const How *how, GError **error)
{
  g_autoptr(AssayOptions) options = assay_options_new (assay_score.options);
  g_autoptr(AssayPolicy) policy = assay_policy_new ();
  g_autoptr(GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_task_model_unref);
  g_autoptr(AssayArtifact) artifact = echo_model_new ();
  AssayRoles roles = { 0 };
  AssayTask task = { .frame = frame, .roles = &roles, .options = options, .policy = how->policy != NULL ? how->policy : policy, .models = models,
                     .n_threads = how->n_threads, .keep_violations = how->keep_violations, .row_numbers = how->rows };

  for (guint i = 0; how->options != NULL && how->options[i] != NULL; i += 2)
    g_assert_true (assay_options_set (options, how->options[i], how->options[i + 1], NULL));
  for (guint i = 0; i < MAX (how->n_models, 1); i++)
    {
      const AssayModelSettings settings = { .allow_absent = TRUE };

      g_ptr_array_add (models, assay_task_model_new (artifact, i == 0 ? "echo" : "other", &settings));
    }
  return assay_score.run (&task, NULL, error);
}

static void
assert_table (AssayFrame *frame, const char *expected)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint k = 0; k < assay_frame_get_n_columns (frame); k++)
    g_string_append_printf (text, "%s%s", k > 0 ? "," : "", assay_column_get_name (assay_frame_get_column (frame, k)));
  g_string_append_c (text, '\n');
  for (gsize i = 0; i < assay_frame_get_n_rows (frame); i++)
    {
      for (guint k = 0; k < assay_frame_get_n_columns (frame); k++)
        {
          if (k > 0)
            g_string_append_c (text, ',');
          assay_column_append_cell (assay_frame_get_column (frame, k), i, text);
        }
      g_string_append_c (text, '\n');
    }
  g_assert_cmpstr (text->str, ==, expected);
}

/* ---- rows ---- */

static void
test_rows (void)
{
  g_autoptr(AssayFrame) frame = make_frame ((double[]) { 10, 25, 74.9, NAN, 75 }, five_regions, 5);
  g_autoptr(AssayOutcome) outcome = score (frame, &(How) { 0 }, NULL);

  assert_table (outcome->rows, "row,probability,where,days,risk,problem\n"
                               "1,0.1,north,,Low,\n"
                               "2,0.25,south,,Medium,\n"
                               "3,0.7490000000000001,east,,High,\n"
                               "4,,,,,“amount” is missing\n"
                               "5,0.75,north,,Critical,\n");
  g_assert_cmpfloat (fixture_number (outcome->result, "n-scored"), ==, 4);
  g_assert_cmpfloat (fixture_number (outcome->result, "n-without-result"), ==, 1);
  g_assert_cmpfloat (fixture_number (outcome->result, "n-flagged"), ==, 1);
  g_assert_cmpfloat_with_epsilon (fixture_number (outcome->result, "score-median"), (0.25 + 0.749) / 2, 1e-12);
  g_assert_null (outcome->violations);
}

static void
test_scope_and_id (void)
{
  g_autoptr(AssayFrame) frame = make_frame ((double[]) { 10, 20 }, five_regions, 2);
  g_autoptr(AssayOutcome) outcome = score (frame, &(How) { .rows = (gsize[]) { 6, 9 } }, NULL);
  g_autoptr(AssayOutcome) named = score (frame, &(How) { .options = (const char *[]) { "id", "client", NULL } }, NULL);

  assert_table (outcome->rows, "row,probability,where,days,risk,problem\n7,0.1,north,,Low,\n10,0.2,south,,Low,\n");
  assert_table (named->rows, "client,probability,where,days,risk,problem\n1000,0.1,north,,Low,\n999,0.2,south,,Low,\n");
}

static void
test_several (void)
{
  g_autoptr(AssayFrame) frame = make_frame ((double[]) { 10 }, five_regions, 1);
  g_autoptr(AssayOutcome) outcome = score (frame, &(How) { .n_models = 2 }, NULL);

  assert_table (outcome->rows, "row,echo:probability,echo:where,echo:days,echo:risk,echo:problem,other:probability,other:where,other:days,other:risk,other:problem\n"
                               "1,0.1,north,,Low,,0.1,north,,Low,\n");
}

static void
test_explained (void)
{
  g_autoptr(AssayFrame) frame = make_frame ((double[]) { 10, NAN, 0 }, five_regions, 3);
  g_autoptr(AssayOutcome) outcome = score (frame, &(How) { .options = (const char *[]) { "explain", "true", "reasons", "2", NULL } }, NULL);

  assert_table (outcome->rows,
                "row,probability,where,days,risk,reason_1,reason_2,problem,contribution:amount,contribution:region,contribution:opened,contribution:base\n"
                "1,0.1,north,,Low,amount,,,0.1,0,0,0\n"
                "2,,,,,,,“amount” is missing,,,,\n"
                "3,0,east,,Low,,,,0,0,0,0\n");
  g_assert_cmpint (fixture_check (outcome->result, "score-explained")->verdict, ==, ASSAY_VERDICT_PASS);
  g_assert_cmpfloat (fixture_number (outcome->result, "contribution-difference"), ==, 0);
}

static void
test_policy (void)
{
  g_autoptr(AssayFrame) frame = make_frame ((double[]) { 10, 25, 74.9, 75 }, five_regions, 4);
  g_autoptr(AssayPolicy) policy = assay_policy_new ();

  policy->score_cuts[0] = 0.05;
  policy->score_cuts[2] = 0.74;
  g_autoptr(AssayOutcome) outcome = score (frame, &(How) { .policy = policy }, NULL);

  assert_table (outcome->rows, "row,probability,where,days,risk,problem\n1,0.1,north,,Medium,\n2,0.25,south,,Medium,\n"
                               "3,0.7490000000000001,east,,Critical,\n4,0.75,north,,Critical,\n");
}

/* ---- inputs ---- */

static void
test_violations (void)
{
  g_autoptr(AssayFrame) frame = make_frame ((double[]) { -1, 25, 101, NAN, 50 }, five_regions, 5);
  g_autoptr(AssayOutcome) outcome = score (frame, &(How) { .keep_violations = TRUE, .options = (const char *[]) { "id", "client", NULL } }, NULL);
  AssayTable *inputs = assay_result_find_table (outcome->result, "inputs"), *listed = assay_result_find_table (outcome->result, "violations");

  assert_table (outcome->violations, "row,client,model,input,column,value,problem\n"
                                     "1,1000,echo,amount,amount,-1,below the range\n"
                                     "3,998,echo,amount,amount,101,above the range\n"
                                     "3,998,echo,region,region,east,unknown category\n");
  g_assert_cmpuint (assay_table_get_n_rows (listed), ==, 3);
  g_assert_cmpfloat (assay_table_get_number (inputs, 0, 3), ==, 1);
  g_assert_cmpfloat (assay_table_get_number (inputs, 0, 5), ==, 1);
  g_assert_cmpfloat (assay_table_get_number (inputs, 1, 7), ==, 1);
  g_assert_cmpfloat (assay_table_get_number (inputs, 2, 3), ==, 5);
  g_assert_cmpstr (fixture_check (outcome->result, "score-inputs")->message, ==,
                   "3 cells do not fit: “amount”: 1 below the range, 1 above the range; “region”: 1 unknown category.");
  g_assert_cmpint (fixture_check (outcome->result, "score-inputs")->verdict, ==, ASSAY_VERDICT_WARN);
}

static void
test_nothing_scored (void)
{
  g_autoptr(AssayFrame) frame = make_frame ((double[]) { NAN, NAN }, five_regions, 2);
  g_autoptr(AssayOutcome) outcome = score (frame, &(How) { 0 }, NULL);

  g_assert_cmpint (assay_result_get_verdict (outcome->result), ==, ASSAY_VERDICT_FAIL);
  g_assert_true (isnan (fixture_number (outcome->result, "score-mean")));
  g_assert_null (assay_result_find_figure (outcome->result, "score-histogram"));
}

/* ---- outcomes ---- */

static void
test_outcome (void)
{
  g_autoptr(AssayFrame) frame = make_frame ((double[]) { 30, 25, 74.9, 50, 75 }, five_regions, 5);
  g_autoptr(AssayOutcome) outcome = score (frame, &(How) { .options = (const char *[]) { "target", "region", "event", "north", NULL } }, NULL);
  AssayTable *ranking = assay_result_find_table (outcome->result, "ranking");

  /* of 3 x 2 pairs the event is above in 4 */
  g_assert_cmpfloat_with_epsilon (fixture_number (outcome->result, "auc"), 4.0 / 6, 1e-15);
  g_assert_cmpfloat (assay_table_get_number (ranking, 0, 1), ==, 5);
  g_assert_cmpfloat (assay_table_get_number (ranking, 0, 2), ==, 3);
  g_assert_cmpfloat_with_epsilon (assay_table_get_number (ranking, 0, 8), 2 * 4.0 / 6 - 1, 1e-15);
}

static void
test_outcome_errors (void)
{
  static const char *const cases[][3] = {
    { "region", NULL, "The outcome “region” has more than two values, among them “north” and “south”. Say which of them is the event with --event." },
    { "amount", NULL, "The outcome “amount” has more than two values, among them “30” and “25”. Say which of them is the event with --event." },
    { "regio", NULL, "There is no column “regio”. Did you mean “region”?" },
  };
  g_autoptr(AssayFrame) frame = make_frame ((double[]) { 30, 25, 74.9, 50, 75 }, five_regions, 5);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (score (frame, &(How) { .options = (const char *[]) { "target", cases[i][0], NULL } }, &error));
      g_assert_cmpstr (error->message, ==, cases[i][2]);
    }
  /* two values that name no event, and one value */
  g_autoptr(AssayFrame) two = make_frame ((double[]) { 30, 25 }, five_regions, 2), one = make_frame ((double[]) { 30 }, five_regions, 1);
  g_autoptr(GError) unsaid = NULL, single = NULL;
  g_assert_null (score (two, &(How) { .options = (const char *[]) { "target", "region", NULL } }, &unsaid));
  g_assert_cmpstr (unsaid->message, ==, "The outcome “region” holds “north” and “south”, and nothing says which is the event. Name it with --event.");
  g_assert_null (score (one, &(How) { .options = (const char *[]) { "target", "region", NULL } }, &single));
  g_assert_cmpstr (single->message, ==, "The outcome “region” does not have two values, an event and another.");
}

static void
test_one_class (void)
{
  g_autoptr(AssayFrame) frame = make_frame ((double[]) { 30 }, five_regions, 1), two = make_frame ((double[]) { 30, 25 }, five_regions, 2);
  g_autoptr(AssayOutcome) outcome = score (frame, &(How) { .options = (const char *[]) { "target", "region", "event", "north", NULL } }, NULL);
  g_autoptr(GError) error = NULL;

  /* an event that is no value of the outcome is a slip, and not an outcome without events */
  g_assert_null (score (two, &(How) { .options = (const char *[]) { "target", "region", "event", "west", NULL } }, &error));
  g_assert_cmpstr (error->message, ==, "The outcome “region” is never “west”. It holds “north” and “south”.");
  g_assert_true (isnan (fixture_number (outcome->result, "auc")));
}

/* ---- threads ---- */

static void
test_threads (void)
{
  const gsize n = 30000;
  g_autofree double *amounts = g_new (double, n);
  g_autofree const char **regions = g_new (const char *, n);

  for (gsize i = 0; i < n; i++)
    {
      amounts[i] = i % 11 == 0 ? NAN : (double) ((i * 7919) % 12000) / 100 - 10;
      regions[i] = five_regions[(i * i) % 5];
    }
  g_autoptr(AssayFrame) frame = make_frame (amounts, regions, n);
  for (guint explain = 0; explain < 2; explain++)
    {
      const char *const options[] = { "explain", explain ? "true" : "false", NULL };
      g_autoptr(AssayOutcome) one = score (frame, &(How) { .n_threads = 1, .n_models = 2, .options = options, .keep_violations = explain }, NULL);
      g_autoptr(AssayOutcome) many = score (frame, &(How) { .n_threads = 7, .n_models = 2, .options = options, .keep_violations = explain }, NULL);
      g_autofree char *a = fixture_text (one->rows), *b = fixture_text (many->rows);
      AssayTable *x = assay_result_find_table (one->result, "violations"), *y = assay_result_find_table (many->result, "violations");

      g_assert_cmpstr (a, ==, b);
      g_assert_cmpuint (assay_table_get_n_rows (x), ==, 200);
      for (guint row = 0; row < 200; row++)
        {
          g_assert_cmpfloat (assay_table_get_number (x, row, 0), ==, assay_table_get_number (y, row, 0));
          g_assert_cmpstr (assay_table_get_text (x, row, 3), ==, assay_table_get_text (y, row, 3));
        }
      if (explain)
        {
          g_autofree char *all_one = fixture_text (one->violations), *all_many = fixture_text (many->violations);

          g_assert_cmpstr (all_one, ==, all_many);
        }
      /* codes in order of first appearance, so that stored rows are the same bytes too */
      for (guint k = 0; k < assay_frame_get_n_columns (one->rows); k++)
        {
          AssayColumn *p = assay_frame_get_column (one->rows, k), *q = assay_frame_get_column (many->rows, k);

          if (assay_column_get_type (p) == ASSAY_TYPE_CATEGORY)
            g_assert_cmpmem (assay_column_get_codes (p), n * 4, assay_column_get_codes (q), n * 4);
        }
    }
}

static void
test_cancelled (void)
{
  g_autofree double *amounts = g_new0 (double, 20000);
  g_autofree const char **regions = g_new (const char *, 20000);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  g_autoptr(AssayOptions) options = assay_options_new (assay_score.options);
  g_autoptr(AssayPolicy) policy = assay_policy_new ();
  g_autoptr(AssayArtifact) artifact = echo_model_new ();
  g_autoptr(GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_task_model_unref);
  g_autoptr(GError) error = NULL;
  AssayRoles roles = { 0 };

  for (gsize i = 0; i < 20000; i++)
    regions[i] = "north";
  g_autoptr(AssayFrame) frame = make_frame (amounts, regions, 20000);
  AssayTask task = { .frame = frame, .roles = &roles, .options = options, .policy = policy, .models = models };

  g_ptr_array_add (models, assay_task_model_new (artifact, "echo", NULL));
  g_cancellable_cancel (cancellable);
  g_assert_null (assay_score.run (&task, progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/score/rows", test_rows);
  g_test_add_func ("/analysis/score/scope-and-id", test_scope_and_id);
  g_test_add_func ("/analysis/score/several", test_several);
  g_test_add_func ("/analysis/score/explained", test_explained);
  g_test_add_func ("/analysis/score/policy", test_policy);
  g_test_add_func ("/analysis/score/violations", test_violations);
  g_test_add_func ("/analysis/score/nothing-scored", test_nothing_scored);
  g_test_add_func ("/analysis/score/outcome", test_outcome);
  g_test_add_func ("/analysis/score/outcome-errors", test_outcome_errors);
  g_test_add_func ("/analysis/score/one-class", test_one_class);
  g_test_add_func ("/analysis/score/threads", test_threads);
  g_test_add_func ("/analysis/score/cancelled", test_cancelled);
  return g_test_run ();
}
