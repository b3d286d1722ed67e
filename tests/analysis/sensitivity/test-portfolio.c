/* Portfolios under shocks, against numbers that pandas, NumPy and scikit-learn made of shocked copies of the sample, scored by `assay score`. */
#include "analysis/sensitivity/portfolio.h"

#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "data/csv-reader.h"
#include "model/artifact/artifact-file.h"

#define g_assert_near(a, b, tolerance) g_assert_cmpfloat (fabs ((a) - (b)), <=, tolerance)

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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sensitivity/portfolio/sample", test_sample);
  g_test_add_func ("/sensitivity/portfolio/parts", test_parts);
  return g_test_run ();
}
