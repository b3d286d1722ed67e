/* Models against one another: skill, Diebold-Mariano by origin, ranks over series, interval scores. */
#include "analysis/backtest/backtest-evidence.h"

#include "analysis/backtest/backtest-summary-private.h"
#include "analysis/judge.h"
#include "analysis/wording.h"
#include "math/evidence/friedman.h"
#include "math/forecast-comparison.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define ALPHA 0.05
#define LEAST_ORIGINS 8

/* Horizons of so many origins overlap; the losses of neighbours move together. */
static guint
count_overlap (const BacktestSettings *how)
{
  return (how->horizon + how->step - 1) / how->step;
}

typedef struct { double statistic, p; gsize n; } Comparison;

/* One difference an origin, earliest first, the same as the check fc-diebold-mariano takes. */
static Comparison
compare_losses (const BacktestRun *run, guint model)
{
  g_autofree double *d = g_new (double, run->how->n_origins);
  Comparison found = { NAN, NAN, 0 };

  for (guint origin = run->how->n_origins; origin-- > 0;)
    {
      const BacktestCell *cell = &run->origin_cells[(gsize) origin * run->how->models->len + model];

      if (cell->n_loss > 0)
        d[found.n++] = cell->loss_difference / cell->n_loss;
    }
  found.statistic = am_diebold_mariano (d, found.n, count_overlap (run->how), &found.p);
  return found;
}

static Comparison
compare_intervals (const BacktestRun *run, guint model)
{
  g_autofree double *d = g_new (double, run->how->n_origins);
  Comparison found = { NAN, NAN, 0 };

  for (guint origin = run->how->n_origins; origin-- > 0;)
    {
      const BacktestCell *cell = &run->origin_cells[(gsize) origin * run->how->models->len + model];

      if (cell->n_winkler > 0)
        d[found.n++] = cell->winkler_difference / cell->n_winkler;
    }
  found.statistic = am_diebold_mariano (d, found.n, count_overlap (run->how), &found.p);
  return found;
}

/* ---- the league ---- */

/* As the run averages: by series, or all pooled. */
static BacktestFigures
figures_of (const BacktestRun *run, guint model)
{
  BacktestFigures figures;

  if (run->how->by_series)
    backtest_series_figures (run, model, &figures);
  else
    backtest_model_figures (run, model, &figures);
  return figures;
}

static double
mase_of (const BacktestRun *run, guint model)
{
  return figures_of (run, model).mase;
}

static double
wape_of (const BacktestRun *run, guint model)
{
  return figures_of (run, model).wape;
}

/* Places by MASE where every model has one, else by WAPE; ties by the order asked. */
static guint *
sort_models (const BacktestRun *run, gboolean *by_mase)
{
  guint k = run->how->models->len, *order = g_new (guint, k);
  g_autofree double *value = g_new (double, k);

  *by_mase = TRUE;
  for (guint i = 0; i < k; i++)
    *by_mase &= !isnan (mase_of (run, i)) || run->sums[i].point.n == 0;
  for (guint i = 0; i < k; i++)
    {
      guint at = i;

      value[i] = *by_mase ? mase_of (run, i) : wape_of (run, i);
      value[i] = isnan (value[i]) ? INFINITY : value[i];
      for (; at > 0 && value[order[at - 1]] > value[i]; at--)
        order[at] = order[at - 1];
      order[at] = i;
    }
  return order;
}

static const char *
word_comparison (const BacktestRun *run, guint model, const Comparison *found)
{
  if (model == run->how->benchmark)
    return N_("benchmark");
  if (isnan (found->p) || found->n < LEAST_ORIGINS)
    return N_("too few origins");
  if (found->p >= ALPHA)
    return N_("no difference");
  return found->statistic < 0 ? N_("better") : N_("worse");
}

static void
add_league (AssayResult *result, const BacktestRun *run)
{
  AssayTable *table = assay_table_new ("league", N_("Models Ranked"));
  gboolean by_mase;
  g_autofree guint *order = sort_models (run, &by_mase);
  g_autofree char *note = NULL;

  assay_table_add_column (table, "place", N_("Place"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "model", N_("Model"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "n", N_("Forecasts"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "mase", "MASE", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "wape", "WAPE", ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "skill", N_("Skill"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "value-added", N_("Value Added"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "statistic", N_("Diebold-Mariano"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "p-value", "p", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "against-benchmark", N_("Against the Benchmark"), ASSAY_CELL_TEXT);
  for (guint place = 0; place < run->how->models->len; place++)
    {
      guint model = order[place];
      const BacktestSums *sums = &run->sums[model];
      Comparison found = { NAN, NAN, 0 };

      if (model != run->how->benchmark)
        found = compare_losses (run, model);
      assay_table_add_row (table);
      assay_table_set_number (table, 0, place + 1);
      assay_table_set_text (table, 1, backtest_get_model (run, model)->name);
      assay_table_set_number (table, 2, sums->point.n);
      assay_table_set_number (table, 3, mase_of (run, model));
      assay_table_set_number (table, 4, wape_of (run, model));
      assay_table_set_number (table, 5, backtest_sums_skill (sums));
      assay_table_set_number (table, 6, backtest_over (sums->seasonal_abs - sums->abs, sums->seasonal_actual));
      assay_table_set_number (table, 7, found.statistic);
      assay_table_set_number (table, 8, found.p);
      assay_table_set_text (table, 9, word_comparison (run, model, &found));
    }
  note = g_strdup_printf ("By %s, averaged as in the table of accuracy. Skill: 1 less MAE over that of the seasonal naive forecast on the same pairs; value added: WAPE of the seasonal naive less WAPE, both pooled over all forecasts. "
                          "Diebold-Mariano: scaled absolute error against %s, mean over series and steps, one difference an origin; negative is better.",
                          by_mase ? "MASE" : "WAPE", backtest_get_model (run, run->how->benchmark)->name);
  assay_table_set_note (table, note);
  assay_result_take_table (result, table);
}

/* ---- ranks over series ---- */

/* Mean scaled error of each series and model, rows of series where every model has one. */
static double *
gather_losses (const BacktestRun *run, gsize *n)
{
  guint k = run->how->models->len;
  double *loss = g_new (double, run->n_series * k);

  *n = 0;
  for (gsize series = 0; series < run->n_series; series++)
    {
      gboolean is_whole = TRUE;

      for (guint model = 0; model < k; model++)
        {
          const BacktestCell *cell = &run->series_cells[series * k + model];

          loss[*n * k + model] = backtest_over (cell->mase, cell->n_scaled_windows);
          is_whole &= !isnan (loss[*n * k + model]);
        }
      *n += is_whole;
    }
  return loss;
}

typedef struct { guint model; double rank; } Ranked;

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *x = a, *y = b;

  if (x->rank != y->rank)
    return x->rank < y->rank ? -1 : 1;
  return x->model < y->model ? -1 : 1;
}

/* Letters of the groups a place belongs to: models of one group lie within the critical distance. Only groups that no other holds count. */
static char *
word_groups (const Ranked *ranked, guint k, guint place, double distance)
{
  GString *letters = g_string_new (NULL);
  guint before = 0, n_groups = 0;

  for (guint first = 0; first < k; first++)
    {
      guint last = first;

      while (last + 1 < k && ranked[last + 1].rank - ranked[first].rank <= distance)
        last++;
      if (first > 0 && last == before)
        continue;
      before = last;
      if (place >= first && place <= last && n_groups < 26)
        g_string_append_c (letters, 'a' + n_groups);
      n_groups++;
    }
  return g_string_free (letters, FALSE);
}

static void
add_rank_table (AssayResult *result, const BacktestRun *run, const Ranked *ranked, const AmFriedman *friedman, gsize n)
{
  AssayTable *table = assay_table_new ("ranks", N_("Mean Ranks over Series"));
  g_autofree char *distance = assay_word_number (friedman->critical_distance), *p = assay_word_number (friedman->p_value), *count = assay_word_count (n);
  g_autofree char *f_p = assay_word_number (friedman->f_p_value);
  g_autofree char *note = g_strdup_printf ("Ranks of the mean scaled error within each of %s series that every model has; 1 is best. Friedman p %s, Iman and Davenport p %s. Models of one group "
                                           "differ by no more than Nemenyi's critical distance %s (5 %%).", count, p, f_p, distance);

  assay_table_add_column (table, "model", N_("Model"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "rank", N_("Mean Rank"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "group", N_("Group"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < run->how->models->len; i++)
    {
      g_autofree char *groups = word_groups (ranked, run->how->models->len, i, friedman->critical_distance);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, backtest_get_model (run, ranked[i].model)->name);
      assay_table_set_number (table, 1, ranked[i].rank);
      assay_table_set_text (table, 2, groups);
    }
  assay_table_set_note (table, note);
  assay_result_take_table (result, table);
}

static void
add_rank_figure (AssayResult *result, const BacktestRun *run, const Ranked *ranked, const AmFriedman *friedman)
{
  guint k = run->how->models->len, n_near = 0;
  AssayFigure *figure = assay_figure_new ("ranks", ASSAY_FIGURE_BARS, N_("Mean Ranks"));
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autofree char *finding = NULL;
  double *y = g_new (double, k);

  for (guint i = 0; i < k; i++)
    {
      g_ptr_array_add (names, backtest_get_model (run, ranked[i].model)->name);
      y[i] = ranked[i].rank;
      n_near += i > 0 && ranked[i].rank - ranked[0].rank <= friedman->critical_distance;
    }
  g_ptr_array_add (names, NULL);
  finding = g_strdup_printf ("%s has the best mean rank; %u of %u others cannot be told from it.", backtest_get_model (run, ranked[0].model)->title, n_near, k - 1);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("model"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("mean rank, 1 is best"), NULL);
  assay_figure_set_categories (figure, (const char *const *) names->pdata);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, N_("Friedman (1937), Nemenyi (1963): models below the line do not differ from the best at 5 %."));
  assay_figure_add_series (figure, "rank", N_("Mean Rank"), ASSAY_SERIES_OTHER, k, NULL, g_bytes_new_take (y, k * sizeof (double)), NULL, NULL, NULL);
  assay_figure_add_rule (figure, ranked[0].rank + friedman->critical_distance, N_("best + critical distance"));
  assay_result_take_figure (result, figure);
}

static void
add_ranks (AssayResult *result, const BacktestRun *run)
{
  guint k = run->how->models->len;
  gsize n;
  g_autofree double *loss = gather_losses (run, &n), *rank = g_new (double, k);
  g_autofree Ranked *ranked = g_new (Ranked, k);
  AmFriedman friedman;

  am_friedman (loss, n, k, ALPHA, rank, &friedman);
  if (isnan (friedman.critical_distance) || isnan (friedman.p_value))
    return;
  for (guint i = 0; i < k; i++)
    ranked[i] = (Ranked) { i, rank[i] };
  qsort (ranked, k, sizeof (Ranked), compare_ranked);
  assay_result_add_metric (result, "friedman-p", N_("p of Friedman"), ASSAY_METRIC_NUMBER, friedman.p_value);
  assay_result_add_metric (result, "critical-distance", N_("Critical Distance of Ranks"), ASSAY_METRIC_NUMBER, friedman.critical_distance);
  add_rank_table (result, run, ranked, &friedman, n);
  add_rank_figure (result, run, ranked, &friedman);
}

/* ---- interval scores ---- */

static void
check_interval_score (AssayResult *result, const BacktestRun *run, const AssayPolicy *policy, guint model)
{
  static const AssayLimits limits = { 0.05, 0.01, ASSAY_BEYOND_BELOW, 'C', N_("watch below p 0.05, fail below 0.01, where the benchmark scores better") };
  const char *benchmark = backtest_get_model (run, run->how->benchmark)->name;
  g_autofree char *level = backtest_word_level (run->how->levels[run->how->n_levels - 1]);
  Comparison found = compare_intervals (run, model);
  AssayCheck *check = assay_result_add_check (result, "fc-interval-score", N_("Interval Score against the Benchmark"));

  check->subject = g_strdup (backtest_get_model (run, model)->title);
  check->statistic = g_strdup (N_("p of Diebold-Mariano"));
  check->value = check->p_value = found.p;
  check->n = found.n;
  check->convention = g_strdup_printf ("Winkler score of the model's own %s interval in the unit of the data, mean over steps and over the series that both have, one difference an origin; lags up to %u since horizons "
                                       "overlap; factor of Harvey, Leybourne & Newbold; t with n − 1 degrees, two-sided", level, count_overlap (run->how) - 1);
  check->reference = g_strdup ("Winkler 1972; Gneiting & Raftery 2007, JASA 102, 359-378; Diebold & Mariano 1995");
  assay_judge (check, policy, &limits);
  if (isnan (found.p) || found.n < LEAST_ORIGINS)
    assay_judge_not_assessable (check, g_strdup_printf ("Too few origins (%" G_GSIZE_FORMAT ") to compare intervals with %s, or no difference at all: at least %d are needed, and more than the "
                                                        "horizon overlaps. Use more --origins or a longer --step.", found.n, benchmark, LEAST_ORIGINS));
  else
    {
      g_autofree char *t = assay_word_number (found.statistic);

      if (found.statistic < 0)
        check->verdict = ASSAY_VERDICT_PASS;
      check->message = g_strdup_printf ("The interval score is %s than that of %s (statistic %s over %" G_GSIZE_FORMAT " origins).", found.statistic < 0 ? "lower" : "higher", benchmark, t, found.n);
    }
}

void
backtest_add_comparison (AssayResult *result, const BacktestRun *run, const AssayPolicy *policy)
{
  double n = 0;

  for (guint model = 0; model < run->how->models->len; model++)
    n += run->sums[model].point.n;
  if (run->how->models->len < 2 || n == 0)
    return;
  add_league (result, run);
  add_ranks (result, run);
  for (guint model = 0; run->how->n_levels > 0 && model < run->how->models->len; model++)
    if (model != run->how->benchmark && run->sums[model].own[run->how->n_levels - 1].n > 0)
      check_interval_score (result, run, policy, model);
}

guint
backtest_get_shown_model (const BacktestRun *run)
{
  gboolean by_mase;
  g_autofree guint *order = sort_models (run, &by_mase);

  return order[0];
}

void
backtest_add_evidence (AssayResult *result, const BacktestRun *run, const AssayPolicy *policy)
{
  backtest_add_comparison (result, run, policy);
  backtest_add_reliability (result, run);
  backtest_add_error_figures (result, run);
  backtest_add_residuals (result, run, policy);
}
