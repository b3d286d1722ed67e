/* Portfolios under shocks, against numbers that pandas, NumPy and scikit-learn made of shocked copies of the sample, scored by `assay score`. */
#include "analysis/sensitivity/portfolio.h"
#include "sensitivity-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "data/csv-reader.h"
#include "model/artifact/artifact-file.h"

static AssayFrame *
read_frame (const char *path)
{
  g_autoptr(GError) error = NULL;
  AssayReadOptions options;
  AssayFrame *frame;

  assay_read_options_init (&options);
  frame = assay_csv_read (path, &options, 1, NULL, NULL, &error);
  g_assert_no_error (error);
  assay_read_options_clear (&options);
  return frame;
}

static AssayPortfolioChoice
sample_choice (void)
{
  static AssayTaskModel *model;
  static AssayFrame *frame;

  if (model == NULL)
    {
      g_autofree char *folder = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "sample", NULL);
      g_autofree char *model_path = g_build_filename (folder, "home-equity.assay.json", NULL), *data_path = g_build_filename (folder, "home-equity.csv", NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayArtifact) artifact = assay_artifact_load (model_path, NULL, NULL, &error);

      g_assert_no_error (error);
      model = assay_task_model_new (artifact, "champion", NULL);
      frame = read_frame (data_path);
    }
  return (AssayPortfolioChoice) { .model = model, .data = frame, .lgd = "0.45", .ead = "Loan", .cutoff = 0.3, .n_threads = 2 };
}

static AssayPortfolio *
make (const AssayPortfolioChoice *choice)
{
  g_autoptr(GError) error = NULL;
  AssayPortfolio *self = assay_portfolio_new (choice, NULL, &error);

  g_assert_no_error (error);
  return self;
}

static double
value_of (const AssayPortfolio *self, const double *values, const char *id)
{
  int found = assay_portfolio_find_measure (self, id);

  g_assert_cmpint (found, >=, 0);
  return values[found];
}

static AssayShock
shock_of (const AssayPortfolio *self, const char *input, AssayShockKind kind, double amount)
{
  guint index;

  g_assert_true (assay_portfolio_require_input (self, input, &index, NULL));
  return (AssayShock) { index, kind, amount };
}

/* ---- against other programs ---- */

static const char *const measured[] = { "mean", "expected-loss", "expected-loss-rate", "flagged", "n-flagged", "auc", "ks", "brier", "log-loss" };

typedef struct { const char *input; AssayShockKind kind; double amount; const char *word; } Done;

static const struct { Done done[2]; const char *weight; double expected[G_N_ELEMENTS (measured)]; } cases[] = {
  { { { NULL } }, NULL,
    { 0.197045834369208, 2974703.718611, 0.0805367045324615, 0.225075528700906, 447, 0.911692081228258, 0.693651583877273, 0.084328964121781, 0.283048999369687 } },
  { { { "DEBTINC", ASSAY_SHOCK_RELATIVE, 0.2 } }, NULL,
    { 0.219052427249411, 3315616.02568507, 0.0897665157484587, 0.245216515609265, 487, 0.904272842374402, 0.681970719474868, 0.0861013033326154, 0.291807380493902 } },
  /* the age of a credit line is kept at 0 and above */
  { { { "Delinquencies", ASSAY_SHOCK_ADD, 1 }, { "CLAGE", ASSAY_SHOCK_SD, -1.5 } }, NULL,
    { 0.331163018347545, 5216611.10719691, 0.141233785661601, 0.362537764350453, 720, 0.898502323265848, 0.651676070361766, 0.109401238706542, 0.36319567297624 } },
  { { { "Job", ASSAY_SHOCK_SET, 0, "Sales" } }, NULL,
    { 0.261677099436126, 3998750.23073496, 0.108261593857888, 0.287009063444109, 570, 0.907722400462195, 0.68107644650957, 0.0889272989117173, 0.301590491457963 } },
  { { { "Value", ASSAY_SHOCK_PERCENTILE, 95 } }, NULL,
    { 0.184140215931624, 2803119.52027877, 0.0758912584004432, 0.213997985901309, 425, 0.912530270064289, 0.68780654202161, 0.0854852547849825, 0.285161756115868 } },
  { { { "DEBTINC", ASSAY_SHOCK_SET, NAN } }, NULL,
    { 0.47934190834834, 7713518.27506697, 0.208834694473331, 0.76233635448137, 1514, 0.822794126685597, 0.476951727698492, 0.197892698981327, 0.581002891194981 } },
  { { { "DEBTINC", ASSAY_SHOCK_RELATIVE, 0.2 } }, "Loan",
    { 0.199481146107686, 80980177426.6623, 0.0866460251278297, 0.212259042668399, 487, 0.8875859893321, NAN, 0.0840254518578184, 0.289556461199192 } },
};

static void
test_sample (void)
{
  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      AssayPortfolioChoice choice = sample_choice ();
      g_autoptr(AssayPortfolio) self = NULL;
      g_autofree double *values = NULL;
      AssayShock shocks[2];
      guint n = 0;

      choice.weight = cases[c].weight;
      self = make (&choice);
      values = g_new (double, assay_portfolio_get_n_measures (self));
      for (; n < 2 && cases[c].done[n].input != NULL; n++)
        {
          shocks[n] = shock_of (self, cases[c].done[n].input, cases[c].done[n].kind, cases[c].done[n].amount);
          if (cases[c].done[n].word != NULL)
            g_assert_true (assay_portfolio_find_word (self, shocks[n].input, cases[c].done[n].word, &shocks[n].amount, NULL));
        }
      g_assert_true (assay_portfolio_measure (self, shocks, n, 2, NULL, values, NULL));
      for (guint m = 0; m < G_N_ELEMENTS (measured); m++)
        if (!isnan (cases[c].expected[m]))
          g_assert_near (value_of (self, values, measured[m]) / cases[c].expected[m], 1, 1e-12);
      g_assert_near (value_of (self, values, "gini"), 2 * value_of (self, values, "auc") - 1, 0);
    }
}

/* Rows one by one, in parts and all at once; each measure alone and all of them; any number of threads. */
static void
test_parts (void)
{
  AssayPortfolioChoice choice = sample_choice ();
  g_autoptr(AssayPortfolio) self = make (&choice);
  AssayShock shocks[] = { shock_of (self, "DEBTINC", ASSAY_SHOCK_RELATIVE, 0.2), shock_of (self, "Job", ASSAY_SHOCK_SET, 2), shock_of (self, "DEBTINC", ASSAY_SHOCK_ADD, 3) };
  gsize n = assay_portfolio_get_n_rows (self), first = 700, some = 333;
  g_autofree double *all = g_new (double, n), *part = g_new (double, some), *values = g_new (double, assay_portfolio_get_n_measures (self)), *again = g_new (double, assay_portfolio_get_n_measures (self));

  g_assert_true (assay_portfolio_score_all (self, shocks, 3, 1, NULL, all, NULL));
  g_assert_true (assay_portfolio_score (self, shocks, 3, first, some, part, NULL));
  g_assert_cmpmem (all + first, some * sizeof *all, part, some * sizeof *part);
  g_assert_true (assay_portfolio_measure (self, shocks, 3, 1, NULL, values, NULL));
  g_assert_true (assay_portfolio_measure (self, shocks, 3, 5, NULL, again, NULL));
  g_assert_cmpmem (values, assay_portfolio_get_n_measures (self) * sizeof *values, again, assay_portfolio_get_n_measures (self) * sizeof *again);
  for (guint i = 0; i < assay_portfolio_get_n_measures (self); i++)
    {
      double value;

      g_assert_true (assay_portfolio_measure_one (self, shocks, 3, i, 2, NULL, &value, NULL));
      g_assert_cmpfloat (value, ==, values[i]);
    }
}

/* ---- what is not there ---- */

static void
assert_fails (AssayPortfolioChoice choice, const char *message)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (assay_portfolio_new (&choice, NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_refusals (void)
{
  AssayPortfolioChoice choice = sample_choice ();
  AssayPortfolioChoice wrong = choice;
  g_autoptr(AssayPortfolio) self = NULL;
  g_autoptr(GError) error = NULL;
  double index, value;
  guint measure;

  wrong.lgd = "45";
  assert_fails (wrong, "The LGD (--lgd 45) goes up to 45; a loss given default is a share of the exposure from 0 to 1. Percentages are to be divided by 100.");
  wrong.lgd = "CLAGE";
  assert_fails (wrong, "The LGD (--lgd CLAGE) goes up to 638.3; a loss given default is a share of the exposure from 0 to 1. Percentages are to be divided by 100.");
  wrong = choice;
  wrong.ead = "-1";
  assert_fails (wrong, "The EAD (--ead -1) is below 0; an exposure at default is an amount from 0 up.");
  wrong.ead = "Job";
  assert_fails (wrong, "Column “Job” (--ead) holds category; it must be a column of numbers.");
  wrong = choice;
  wrong.cutoff = 30;
  assert_fails (wrong, "Option “--cutoff 30”: the score is a probability, so its cut-off lies between 0 and 1. Percentages are to be divided by 100.");
  choice.lgd = NULL;
  choice.cutoff = NAN;
  self = make (&choice);
  g_assert_cmpint (assay_portfolio_find_measure (self, "expected-loss"), ==, -1);
  g_assert_false (assay_portfolio_require_measure (self, "expected-loss", &measure, &error));
  g_assert_cmpstr (error->message, ==, "The measure “expected-loss” needs an LGD (--lgd).");
  g_clear_error (&error);
  g_assert_false (assay_portfolio_require_measure (self, "flagged", &measure, &error));
  g_assert_cmpstr (error->message, ==, "The measure “flagged” needs a cut-off (--cutoff).");
  g_clear_error (&error);
  g_assert_false (assay_portfolio_find_word (self, assay_portfolio_find_input (self, "Job"), "Sale", &index, &error));
  g_assert_cmpstr (error->message, ==, "“Job” is never “Sale”; did you mean “Sales”?");
  g_clear_error (&error);
  for (guint kind = ASSAY_SHOCK_ADD; kind < ASSAY_N_SHOCK_KINDS; kind++)
    {
      AssayShock shock = shock_of (self, "Job", kind, 1);

      g_assert_false (assay_portfolio_measure_one (self, &shock, 1, 0, 1, NULL, &value, &error));
      g_assert_nonnull (strstr (error->message, "holds words: it can be set to one of them, and nothing else"));
      g_clear_error (&error);
    }
  AssayShock beyond = shock_of (self, "Value", ASSAY_SHOCK_PERCENTILE, 101);
  g_assert_false (assay_portfolio_check (self, &beyond, 1, &error));
  g_assert_cmpstr (error->message, ==, "The percentile of “Value” must lie between 0 and 100.");
}

/* ---- rows that are not like the others ---- */

static const char odd_model[] =
  "{\"assay_model\": 1, \"kind\": \"logistic\", \"inputs\": [{\"name\": \"a\", \"type\": \"number\", \"min\": 0, \"max\": 10, \"invalid\": \"as_is\"}, {\"name\": \"k\", \"type\": \"number\"}],"
  " \"logistic\": {\"link\": \"logit\", \"intercept\": -1, \"terms\": [{\"input\": \"a\", \"coef\": 0.3}, {\"input\": \"k\", \"coef\": 0.2}]}}";

static AssayPortfolio *
make_with (const char *text, const char *csv, AssayPortfolioChoice choice)
{
  g_autofree char *folder = g_dir_make_tmp ("assay-portfolio-XXXXXX", NULL), *path = g_build_filename (folder, "data.csv", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(AssayArtifact) artifact = assay_artifact_read ("x.json", bytes, NULL, NULL, &error);
  g_autoptr(AssayTaskModel) model = NULL;
  g_autoptr(AssayFrame) frame = NULL;

  g_assert_no_error (error);
  model = assay_task_model_new (artifact, "x", NULL);
  g_file_set_contents (path, csv, -1, NULL);
  frame = read_frame (path);
  g_remove (path);
  g_rmdir (folder);
  choice.model = model;
  choice.data = frame;
  return make (&choice);
}

static AssayPortfolio *
make_odd (const char *csv, AssayPortfolioChoice choice)
{
  return make_with (odd_model, csv, choice);
}

static double
logit (double a, double k)
{
  return 1 / (1 + exp (1 - 0.3 * a - 0.2 * k));
}

/* A value is kept within 0 to 10, one that lay beyond already is not brought back; whole numbers stay whole; missing stays missing, unless it is set. */
static void
test_ranges (void)
{
  g_autoptr(AssayPortfolio) self = make_odd ("a,k\n1,1\n9.5,2\n12,3\n-3,4\n0,8\n", (AssayPortfolioChoice) { .target = "", .cutoff = NAN });
  double score[5];
  AssayShock more = shock_of (self, "a", ASSAY_SHOCK_ADD, 2), share = shock_of (self, "a", ASSAY_SHOCK_RELATIVE, -0.5), far = shock_of (self, "a", ASSAY_SHOCK_SET, 99);
  const double added[] = { 3, 10, 12, -1, 2 }, halved[] = { 0.5, 4.75, 6, -1.5, 0 }, set[] = { 10, 10, 12, 10, 10 };
  const double k[] = { 1, 2, 3, 4, 8 }, rounded[] = { 1, 3, 5, 5, 9, NAN, 0.5 };
  const struct { const AssayShock *shock; const double *expected; } moved[] = { { &more, added }, { &share, halved }, { &far, set } };
  const AssayField count = { .name = (char *) "n", .kind = ASSAY_FIELD_NUMBER, .low = 0, .high = 9, .is_whole = TRUE };
  double counts[] = { 1.3, 2.6, 4.5, 5.2, 10.4, NAN, 0.5 };
  const double before[] = { 1, 2, 3, 4, 8, NAN, 0.5 };

  for (guint m = 0; m < G_N_ELEMENTS (moved); m++)
    {
      g_assert_true (assay_portfolio_score (self, moved[m].shock, 1, 0, 5, score, NULL));
      for (guint i = 0; i < 5; i++)
        g_assert_near (score[i], logit (moved[m].expected[i], k[i]), 1e-15);
    }
  assay_field_keep_within (&count, before, counts, G_N_ELEMENTS (counts));
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    g_assert_true (counts[i] == rounded[i] || (isnan (counts[i]) && isnan (rounded[i])));
}

/* A model without a word on missing values has no score for them: those rows are no part of the portfolio, and those that lose their score take the sums with them. */
static void
test_lost_rows (void)
{
  g_autoptr(AssayPortfolio) self = make_odd ("a,k,bad,ead\n1,1,0,10\n,2,1,10\n2,3,1,10\n3,4,0,\n4,8,,10\n",
                                             (AssayPortfolioChoice) { .target = "bad", .lgd = "1", .ead = "ead", .cutoff = NAN });
  double values[32], loss = (logit (1, 1) + logit (2, 3) + logit (4, 8)) * 10;
  AssayShock gone = shock_of (self, "k", ASSAY_SHOCK_SET, NAN);

  g_assert_cmpint (assay_portfolio_get_n_rows (self), ==, 4);
  g_assert_cmpint (assay_portfolio_get_row (self, 1), ==, 2);
  g_assert_near (value_of (self, assay_portfolio_get_base (self), "mean"), (logit (1, 1) + logit (2, 3) + logit (3, 4) + logit (4, 8)) / 4, 1e-15);
  g_assert_near (value_of (self, assay_portfolio_get_base (self), "expected-loss"), loss, 1e-13);
  g_assert_near (value_of (self, assay_portfolio_get_base (self), "expected-loss-rate"), loss / 30, 1e-14);
  g_assert_near (value_of (self, assay_portfolio_get_base (self), "auc"), 0.5, 0);
  g_assert_true (assay_portfolio_measure (self, &gone, 1, 1, NULL, values, NULL));
  for (guint i = 0; i < assay_portfolio_get_n_measures (self); i++)
    g_assert_true (isnan (values[i]));
}

/* A model of amounts against amounts, by hand: predictions 2, 4, 6, 8 of 3, 4, 4, none, with weights 1, 1, 2, 5. */
static void
test_values (void)
{
  static const char model[] = "{\"assay_model\": 1, \"kind\": \"linear\", \"inputs\": [{\"name\": \"a\", \"type\": \"number\"}], "
                              "\"linear\": {\"link\": \"identity\", \"intercept\": 0, \"terms\": [{\"input\": \"a\", \"coef\": 2}]}}";
  static const char csv[] = "a,y,w\n1,3,1\n2,4,1\n3,4,2\n4,,5\n";
  g_autoptr(AssayPortfolio) plain = make_with (model, csv, (AssayPortfolioChoice) { .target = "y", .outcome = "value", .cutoff = 6 });
  g_autoptr(AssayPortfolio) weighted = make_with (model, csv, (AssayPortfolioChoice) { .target = "y", .outcome = "value", .weight = "w", .cutoff = 6 });
  AssayShock half = shock_of (plain, "a", ASSAY_SHOCK_RELATIVE, -0.5);
  double values[32];
  const struct { const char *id; double plain, weighted, halved; } expected[] = {
    { "mean", 5, (2 + 4 + 12 + 40) / 9.0, 2.5 }, { "rmse", sqrt (5 / 3.0), sqrt (9 / 4.0), sqrt (9 / 3.0) }, { "mae", 1, 5 / 4.0, 5 / 3.0 },
    { "wape", 3 / 11.0, 5 / 15.0, 5 / 11.0 }, { "flagged", 0.5, 7 / 9.0, 0 }, { "n-flagged", 2, 2, 0 },
  };

  g_assert_true (assay_portfolio_measure (plain, &half, 1, 1, NULL, values, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_near (value_of (plain, assay_portfolio_get_base (plain), expected[i].id), expected[i].plain, 1e-14);
      g_assert_near (value_of (weighted, assay_portfolio_get_base (weighted), expected[i].id), expected[i].weighted, 1e-14);
      g_assert_near (value_of (plain, values, expected[i].id), expected[i].halved, 1e-14);
    }
  g_assert_cmpint (assay_portfolio_find_measure (plain, "auc"), ==, -1);
  g_assert_cmpstr (assay_portfolio_get_measure (plain, 0)->label, ==, "Mean Prediction");
}

/* One class only: there is no AUC, and every run of it counts as one without an output. */
static void
test_one_class (void)
{
  g_autoptr(AssayPortfolio) self = make_odd ("a,k,bad\n1,1,0\n2,3,0\n3,4,0\n", (AssayPortfolioChoice) { .target = "bad", .cutoff = NAN });

  g_assert_true (isnan (value_of (self, assay_portfolio_get_base (self), "auc")));
  g_assert_true (isnan (value_of (self, assay_portfolio_get_base (self), "ks")));
  g_assert_false (isnan (value_of (self, assay_portfolio_get_base (self), "brier")));
}

/* ---- as the output of a sensitivity run ---- */

static AssayOutcome *
run_sample (const char *const *settings, guint n_threads)
{
  AssayPortfolioChoice choice = sample_choice ();
  g_autoptr(AssayOptions) options = assay_options_new (assay_sensitivity.options);
  g_autoptr(AssayPolicy) policy = assay_policy_new ();
  g_autoptr(GPtrArray) models = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  AssayTask task = { .frame = choice.data, .options = options, .policy = policy, .models = models, .seed = 3, .n_threads = n_threads };
  AssayOutcome *outcome;

  g_ptr_array_add (models, choice.model);
  for (; settings[0] != NULL; settings += 2)
    g_assert_true (assay_options_set (options, settings[0], settings[1], NULL));
  outcome = assay_sensitivity.run (&task, NULL, &error);
  g_assert_no_error (error);
  return outcome;
}

static void
test_function (void)
{
  static const char *const relative[] = { "measure", "mean", "shock", "relative", "shock-range", "-0.2,0.2", "inputs", "DEBTINC", "method", "oat", NULL };
  static const char *const loss[] = { "measure", "expected-loss", "lgd", "0.45", "ead", "Loan", "shock", "relative", "shock-range", "-0.2,0.2", "inputs", "DEBTINC", "method", "oat", NULL };
  static const char *const auc[] = { "measure", "auc", "shock", "relative", "shock-range", "-0.2,0.2", "inputs", "DEBTINC", "method", "oat", NULL };
  const struct { const char *const *settings; double expected; } runs[] = { { relative, 0.219052427249411 - 0.197045834369208 }, { loss, 3315616.02568507 - 2974703.718611 },
                                                                            { auc, 0.904272842374402 - 0.911692081228258 } };

  for (guint i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      g_autoptr(AssayOutcome) outcome = run_sample (runs[i].settings, 1);

      g_assert_near (sensitivity_value (outcome, "oat", "DEBTINC", "high") / runs[i].expected, 1, 1e-9);
    }
}

/* Every method takes it, and none hangs on the number of threads. */
static void
test_all_methods (void)
{
  static const char *const settings[] = { "measure", "brier", "portfolio-rows", "200", "inputs", "DEBTINC,CLAGE,Delinquencies", "samples", "64", "draws", "200", "trajectories", "8",
                                          "method", "oat,morris,sobol,efast,rbd-fast,delta,pawn,dgsm,shapley,monte-carlo", NULL };
  g_autoptr(AssayOutcome) one = run_sample (settings, 1), five = run_sample (settings, 5);
  gsize n = assay_frame_get_n_rows (one->rows);

  g_assert_cmpint (n, ==, assay_frame_get_n_rows (five->rows));
  g_assert_cmpmem (assay_column_get_doubles (assay_frame_find (one->rows, "value")), n * sizeof (double), assay_column_get_doubles (assay_frame_find (five->rows, "value")), n * sizeof (double));
  g_assert_true (sensitivity_value (one, "sobol", "CLAGE", "total") > 0);
  g_assert_true (sensitivity_has_note (one, "The portfolio is a sample: 200 of 1,986 rows, drawn by the seed, each as likely as any."));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sensitivity/portfolio/sample", test_sample);
  g_test_add_func ("/sensitivity/portfolio/parts", test_parts);
  g_test_add_func ("/sensitivity/portfolio/refusals", test_refusals);
  g_test_add_func ("/sensitivity/portfolio/ranges", test_ranges);
  g_test_add_func ("/sensitivity/portfolio/lost rows", test_lost_rows);
  g_test_add_func ("/sensitivity/portfolio/values", test_values);
  g_test_add_func ("/sensitivity/portfolio/one class", test_one_class);
  g_test_add_func ("/sensitivity/portfolio/function", test_function);
  g_test_add_func ("/sensitivity/portfolio/all methods", test_all_methods);
  return g_test_run ();
}
