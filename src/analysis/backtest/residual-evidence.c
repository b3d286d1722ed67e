/* The residuals that a back-test kept: tests of each, a verdict a model, and the figures of one series. */
#include "analysis/backtest/backtest-evidence.h"

#include "analysis/backtest/residual-diagnostics.h"
#include "analysis/judge.h"
#include "analysis/wording.h"
#include "math/order.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_ROWS 200          /* of the table */

typedef struct
{
  AssayResult *result;
  const BacktestRun *run;
  const AssayPolicy *policy;
  guint model;
  GArray *tests;               /* ResidualTests of the model, by series */
} Judging;

/* Over the series where it is defined; NaN where it is nowhere. *n: how many. */
static double
median_of (const GArray *tests, gsize offset, gboolean of_size, gsize *n)
{
  g_autofree double *values = g_new (double, tests->len + 1);

  *n = 0;
  for (guint i = 0; i < tests->len; i++)
    {
      double value = G_STRUCT_MEMBER (double, &g_array_index (tests, ResidualTests, i), offset);

      if (!isnan (value))
        values[(*n)++] = of_size ? fabs (value) : value;
    }
  if (*n == 0)
    return NAN;
  qsort (values, *n, sizeof (double), am_compare_doubles);
  return *n % 2 == 1 ? values[*n / 2] : (values[*n / 2 - 1] + values[*n / 2]) / 2;
}

static guint
count_significant (const GArray *tests, gsize offset)
{
  guint n = 0;

  for (guint i = 0; i < tests->len; i++)
    n += G_STRUCT_MEMBER (double, &g_array_index (tests, ResidualTests, i), offset) < 0.05;
  return n;
}

static const char *
or_median (const Judging *self, const char *one, const char *many)
{
  return self->tests->len == 1 ? one : many;
}

/* Significance alone is a matter of how many residuals there are: the size decides, where p says that there is something. */
static AssayCheck *
judge (Judging *self, const char *id, const char *title, const char *statistic, gsize value_at, gsize p_at, const AssayLimits *limits)
{
  AssayCheck *check = assay_result_add_check (self->result, id, title);
  gsize n, n_p;

  check->subject = g_strdup (backtest_get_model (self->run, self->model)->title);
  check->statistic = g_strdup (statistic);
  check->value = median_of (self->tests, value_at, TRUE, &n);
  check->p_value = median_of (self->tests, p_at, FALSE, &n_p);
  check->n = self->tests->len == 1 ? (double) g_array_index (self->tests, ResidualTests, 0).n : n;
  check->events = self->tests->len == 1 ? NAN : count_significant (self->tests, p_at);
  assay_judge (check, self->policy, limits);
  if (isnan (check->value))
    assay_judge_not_assessable (check, g_strdup (N_("Needs residuals of the past, at least 8 of them and not all alike; with a season more.")));
  else if (!(check->p_value < 0.05))
    check->verdict = ASSAY_VERDICT_PASS;
  return check;
}

/* Takes what. */
static void
say (Judging *self, AssayCheck *check, char *what)
{
  g_autofree char *p = assay_word_number (check->p_value), *n = assay_word_count (check->events), *all = assay_word_items (self->tests->len, "series", "series");

  if (check->message == NULL)
    check->message = self->tests->len == 1 ? g_strdup_printf ("%s (p %s).", what, p)
                                           : g_strdup_printf ("%s in the median; in %s of %s p is below 0.05.", what, n, all);
  g_free (what);
}

static char *
word_value (const AssayCheck *check)
{
  return assay_word_number (round (check->value * 1000) / 1000);
}

static void
check_independence (Judging *self)
{
  static const AssayLimits limits = { 0.2, 0.6, ASSAY_BEYOND_ABOVE, 'C', N_("limits on the size of the autocorrelation; passes where p is at least 0.05") };
  AssayCheck *check = judge (self, "ts-ljung-box", N_("Independence of Residuals"), or_median (self, N_("largest |autocorrelation|"), N_("median largest |autocorrelation|")),
                             G_STRUCT_OFFSET (ResidualTests, largest), G_STRUCT_OFFSET (ResidualTests, ljung_box_p), &limits);
  g_autofree char *value = word_value (check);

  check->convention = g_strdup (N_("Ljung-Box over min(10, n/5) lags, seasonal min(2m, n/5), degrees less the parameters of the model, at least 3 left; one-step residuals inside the past of the last origin"));
  check->reference = g_strdup ("Ljung & Box 1978, Biometrika 65, 297-303");
  say (self, check, g_strdup_printf ("The largest autocorrelation has size %s", value));
}

static void
check_variance (Judging *self)
{
  static const AssayLimits limits = { 0.05, 0.2, ASSAY_BEYOND_ABOVE, 'C', N_("limits on R² of the squares; passes where p is at least 0.05") };
  AssayCheck *check = judge (self, "ts-arch-lm", N_("Constant Variance of Residuals"), or_median (self, "R²", N_("median R²")),
                             G_STRUCT_OFFSET (ResidualTests, arch_share), G_STRUCT_OFFSET (ResidualTests, arch_p), &limits);
  g_autofree char *value = word_value (check);

  check->convention = g_strdup (N_("n R² of squared residuals on a constant and m of their own past (without a season min(10, n/5)), chi2"));
  check->reference = g_strdup ("Engle 1982, Econometrica 50, 987-1007");
  say (self, check, g_strdup_printf ("Past squares explain %s of the squares of residuals", value));
}

static void
check_normality (Judging *self)
{
  static const AssayLimits limits = { 0.5, 2, ASSAY_BEYOND_ABOVE, 'C', N_("limits on |skew|; passes where p is at least 0.05") };
  AssayCheck *check = judge (self, "reg-normality", N_("Normality of Residuals"), or_median (self, N_("|skew|"), N_("median |skew|")),
                             G_STRUCT_OFFSET (ResidualTests, skew), G_STRUCT_OFFSET (ResidualTests, jarque_bera_p), &limits);
  g_autofree char *value = word_value (check), *kurtosis = NULL;
  gsize n;

  kurtosis = assay_word_number (median_of (self->tests, G_STRUCT_OFFSET (ResidualTests, kurtosis), FALSE, &n));
  check->convention = g_strdup (N_("Jarque-Bera, chi2 with 2 degrees; heavy tails without skew make a model's own normal intervals wrong too, see the coverage"));
  check->reference = g_strdup ("Jarque & Bera 1987, International Statistical Review 55, 163-172");
  say (self, check, g_strdup_printf ("The skew has size %s, the kurtosis is %s", value, kurtosis));
}

/* A unit root refused and stationarity not: both agree. */
static void
check_stationarity (Judging *self)
{
  static const AssayLimits limits = { 0, 1, ASSAY_BEYOND_ABOVE, 'A', N_("ADF p below 0.05 and KPSS p above 0.05 pass; one of them watch; neither fails") };
  g_autoptr(GArray) doubts = g_array_new (FALSE, FALSE, sizeof (double));
  AssayCheck *check = assay_result_add_check (self->result, "ts-stationarity", N_("Stationary Residuals"));
  guint n_doubtful = 0;

  for (guint i = 0; i < self->tests->len; i++)
    {
      const ResidualTests *tests = &g_array_index (self->tests, ResidualTests, i);
      double doubt = !(tests->adf_p < 0.05) + !(tests->kpss_p > 0.05);

      if (isnan (tests->adf_p) || isnan (tests->kpss_p))
        continue;
      g_array_append_val (doubts, doubt);
      n_doubtful += doubt > 0;
    }
  check->subject = g_strdup (backtest_get_model (self->run, self->model)->title);
  check->statistic = g_strdup (or_median (self, N_("tests that doubt it"), N_("median of tests that doubt it")));
  if (doubts->len > 0)
    {
      qsort (doubts->data, doubts->len, sizeof (double), am_compare_doubles);
      check->value = g_array_index (doubts, double, (doubts->len - 1) / 2);
    }
  check->n = self->tests->len == 1 ? (double) g_array_index (self->tests, ResidualTests, 0).n : doubts->len;
  check->events = self->tests->len == 1 ? NAN : n_doubtful;
  check->convention = g_strdup (N_("ADF with a constant and trunc((n − 1)^(1/3)) lags, MacKinnon p; KPSS round a level, Bartlett weights, floor(3√n/13) lags"));
  check->reference = g_strdup ("Said & Dickey 1984; Kwiatkowski, Phillips, Schmidt & Shin 1992");
  assay_judge (check, self->policy, &limits);
  if (doubts->len == 0)
    assay_judge_not_assessable (check, g_strdup (N_("Needs more residuals, not all alike.")));
  else if (self->tests->len == 1)
    {
      const ResidualTests *tests = &g_array_index (self->tests, ResidualTests, 0);
      g_autofree char *adf = assay_word_number (tests->adf_p), *kpss = assay_word_number (tests->kpss_p);

      check->message = g_strdup_printf ("ADF p %s (small: no unit root), KPSS p %s (small: not stationary).", adf, kpss);
    }
  else
    {
      g_autofree char *n = assay_word_count (n_doubtful), *all = assay_word_items (doubts->len, "series", "series");

      check->message = g_strdup_printf ("In %s of %s one of ADF and KPSS doubts that the residuals are stationary.", n, all);
    }
}

/* ---- the figures of one series ---- */

/* The kept series where the shown model errs by the most, in units of its scale. */
static const BacktestResiduals *
find_shown (const BacktestRun *run)
{
  const BacktestResiduals *shown = NULL;
  guint model = backtest_get_shown_model (run);
  double worst = -1;

  for (guint i = 0; i < run->residuals->len; i++)
    {
      const BacktestResiduals *residuals = run->residuals->pdata[i];
      const BacktestCell *cell = &run->series_cells[residuals->series * run->how->models->len + model];
      double size = cell->n_scaled_windows > 0 ? cell->mase / cell->n_scaled_windows : 0;

      if (residuals->model == model && residuals->n > 0 && size > worst)
        {
          worst = size;
          shown = residuals;
        }
    }
  return shown;
}

static void
add_figures (AssayResult *result, const BacktestRun *run, const BacktestResiduals *residuals)
{
  AssayType type = assay_panel_get_time_type (run->panel);
  AssayStep step = assay_panel_get_step (run->panel);
  g_autofree double *x = g_new (double, residuals->n);
  g_autofree char *label = assay_panel_dup_label (run->panel, residuals->series), *subject = NULL;

  for (gsize i = 0; i < residuals->n; i++)
    {
      gint64 time = assay_step_add (step, type, residuals->first_time, i);

      x[i] = type == ASSAY_TYPE_DATETIME ? time / 1e6 : time;
    }
  subject = run->n_series > 1 ? g_strdup_printf ("%s · %s", backtest_get_model (run, residuals->model)->title, label) : g_strdup (backtest_get_model (run, residuals->model)->title);
  residual_figures_add (result, &(ResidualSeries) { .subject = subject, .e = residuals->values, .n = residuals->n,
    .x_type = type == ASSAY_TYPE_DATE ? ASSAY_AXIS_DATE : type == ASSAY_TYPE_DATETIME ? ASSAY_AXIS_DATETIME : ASSAY_AXIS_NUMBER, .x = x, .season = run->how->seasons.main });
}

static void
judge_model (AssayResult *result, const BacktestRun *run, const AssayPolicy *policy, guint model, AssayTable *table)
{
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (ResidualTests));
  Judging self = { result, run, policy, model, all };

  for (guint i = 0; i < run->residuals->len; i++)
    {
      const BacktestResiduals *residuals = run->residuals->pdata[i];
      ResidualTests tests;

      if (residuals->model != model)
        continue;
      residual_tests_compute (residuals->values, residuals->n, run->how->seasons.main, residuals->n_parameters, &tests);
      if (tests.n == 0)
        continue;
      g_array_append_val (all, tests);
      if (assay_table_get_n_rows (table) < MOST_ROWS)
        {
          g_autofree char *label = assay_panel_dup_label (run->panel, residuals->series);

          residual_table_add_row (table, label, backtest_get_model (run, model)->name, &tests);
        }
    }
  /* The benchmark is there to be beaten, not to be judged, unless it stands alone. */
  if (all->len == 0 || (model == run->how->benchmark && run->how->models->len > 1))
    return;
  check_independence (&self);
  check_variance (&self);
  check_normality (&self);
  check_stationarity (&self);
}

void
backtest_add_residuals (AssayResult *result, const BacktestRun *run, const AssayPolicy *policy)
{
  g_autoptr(AssayTable) table = residual_table_new ();
  const BacktestResiduals *shown;

  if (run->residuals == NULL || run->residuals->len == 0)
    return;
  for (guint model = 0; model < run->how->models->len; model++)
    judge_model (result, run, policy, model, table);
  if (assay_table_get_n_rows (table) > 0)
    {
      assay_table_set_note (table, N_("One-step residuals inside the past of the last origin, at most the latest 2,000, of at most 64 series evenly spread."));
      assay_result_take_table (result, assay_table_ref (table));
    }
  shown = find_shown (run);
  if (shown != NULL)
    add_figures (result, run, shown);
}
