/* What the scores come to: their distribution, levels of risk, rows without a result, and inputs that do not fit. */
#include "analysis/scoring/score-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "analysis/judge.h"
#include "analysis/wording.h"
#include "base/number.h"
#include "math/histogram.h"
#include "math/order-statistics.h"

#define N_QUANTILES 7
#define MOST_BINS 60
#define MOST_KINDS 20
#define MOST_CLASSES 50

static const double levels[N_QUANTILES] = { 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99 };
static const char *const level_ids[N_QUANTILES] = { "p01", "p05", "p25", "median", "p75", "p95", "p99" };
static const char *const level_labels[N_QUANTILES] = { N_("1 % Quantile"), N_("5 % Quantile"), N_("25 % Quantile"), N_("Median"), N_("75 % Quantile"), N_("95 % Quantile"),
                                                     N_("99 % Quantile") };

/* Of the output that ranks rows. */
typedef struct
{
  double *values;                  /* [n]: those that exist, in no order once the quantiles are taken */
  gsize n;
  double mean, sd, min, max, quantile[N_QUANTILES];
  double risks[ASSAY_N_RISKS];
} Distribution;

static void
distribution_clear (Distribution *self)
{
  g_free (self->values);
}

static void
find_moments (Distribution *self)
{
  AssaySum sum = { 0 }, squares = { 0 };

  self->min = self->max = self->n > 0 ? self->values[0] : NAN;
  for (gsize i = 0; i < self->n; i++)
    {
      assay_sum_add (&sum, self->values[i]);
      self->min = fmin (self->min, self->values[i]);
      self->max = fmax (self->max, self->values[i]);
    }
  self->mean = self->n > 0 ? assay_sum_get (&sum) / self->n : NAN;
  for (gsize i = 0; i < self->n; i++)
    assay_sum_add (&squares, (self->values[i] - self->mean) * (self->values[i] - self->mean));
  self->sd = self->n > 1 ? sqrt (assay_sum_get (&squares) / (self->n - 1)) : NAN;
}

static void
distribution_init (Distribution *self, const Scored *scored, const ScoredModel *model)
{
  const double *values = model->main_output >= 0 ? model->outputs[model->main_output].numbers : NULL;

  *self = (Distribution) { .values = values != NULL ? g_new (double, scored->n_rows + 1) : NULL };
  for (gsize i = 0; values != NULL && i < scored->n_rows; i++)
    {
      double value = score_get_risk (model, i);
      AssayRisk risk = assay_policy_score_risk (scored->task->policy, value);

      if (isfinite (value))
        self->values[self->n++] = value;
      if (model->has_risk && risk != ASSAY_RISK_NONE)
        self->risks[(int) risk]++;
    }
  find_moments (self);
}

/* ---- metrics ---- */

static void
add_metric (AssayResult *result, const ScoredModel *model, const char *id, const char *label, AssayMetricUnit unit, double value)
{
  AssayMetric *metric = assay_result_add_metric (result, id, label, unit, value);

  metric->of = g_strdup (model->model->name);
}

static AssayMetricUnit
score_unit (const ScoredModel *model)
{
  return model->main_output >= 0 && model->outputs[model->main_output].output->role == ASSAY_OUTPUT_PROBABILITY ? ASSAY_METRIC_FRACTION : ASSAY_METRIC_NUMBER;
}

static void
add_text_metric (AssayResult *result, const ScoredModel *model, const char *id, const char *label, const char *text)
{
  AssayMetric *metric = assay_result_add_metric (result, id, label, ASSAY_METRIC_TEXT, NAN);

  metric->text = g_strdup (text);
  metric->of = g_strdup (model->model->name);
}

static void
add_metrics (const Scored *self, const ScoredModel *model, const Distribution *distribution, AssayResult *result)
{
  AssayMetricUnit unit = score_unit (model);

  add_metric (result, model, "n-scored", N_("Rows with a result"), ASSAY_METRIC_COUNT, model->n_scored);
  add_metric (result, model, "n-without-result", N_("Rows without a result"), ASSAY_METRIC_COUNT, self->n_rows - model->n_scored);
  if (model->has_risk)
    add_metric (result, model, "n-flagged", N_("Rows flagged"), ASSAY_METRIC_COUNT, distribution->risks[ASSAY_RISK_CRITICAL]);
  if (model->main_output >= 0)
    {
      add_metric (result, model, "score-mean", N_("Mean score"), unit, distribution->mean);
      add_metric (result, model, "score-sd", N_("Standard deviation of the score"), unit, distribution->sd);
      add_metric (result, model, "score-min", N_("Lowest score"), unit, distribution->min);
      for (guint i = 0; i < N_QUANTILES; i++)
        {
          g_autofree char *id = g_strconcat ("score-", level_ids[i], NULL);

          add_metric (result, model, id, level_labels[i], unit, distribution->quantile[i]);
        }
      add_metric (result, model, "score-max", N_("Highest score"), unit, distribution->max);
      add_text_metric (result, model, "score-output", N_("Output that is the score"), model->outputs[model->main_output].output->name);
    }
  if (model->contributions != NULL)
    add_text_metric (result, model, "contribution-scale", N_("Contributions add up to"), assay_artifact_get_contribution_scale (model->model->artifact));
  if (!isnan (model->difference))
    add_metric (result, model, "contribution-difference", N_("Largest difference of contributions from the score"), ASSAY_METRIC_NUMBER, model->difference);
}

/* ---- tables ---- */

static AssayTable *
start_scores (void)
{
  AssayTable *table = assay_table_new ("scores", N_("Scores"));

  assay_table_add_column (table, "model", N_("Model"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "output", N_("Output"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "scored", N_("With a Result"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "without", N_("Without"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "mean", N_("Mean"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "sd", N_("Standard Deviation"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "min", N_("Lowest"), ASSAY_CELL_NUMBER);
  for (guint i = 0; i < N_QUANTILES; i++)
    assay_table_add_column (table, level_ids[i], level_labels[i], ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "max", N_("Highest"), ASSAY_CELL_NUMBER);
  return table;
}

static void
add_score_row (AssayTable *table, const Scored *self, const ScoredModel *model, const Distribution *distribution)
{
  assay_table_add_row (table);
  assay_table_set_text (table, 0, model->model->name);
  assay_table_set_text (table, 1, model->main_output >= 0 ? model->outputs[model->main_output].output->name : NULL);
  assay_table_set_number (table, 2, model->n_scored);
  assay_table_set_number (table, 3, self->n_rows - model->n_scored);
  assay_table_set_number (table, 4, distribution->mean);
  assay_table_set_number (table, 5, distribution->sd);
  assay_table_set_number (table, 6, distribution->min);
  for (guint i = 0; i < N_QUANTILES; i++)
    assay_table_set_number (table, 7 + i, distribution->quantile[i]);
  assay_table_set_number (table, 7 + N_QUANTILES, distribution->max);
}

static void
add_risks (const Scored *self, const Distribution *distributions, AssayResult *result)
{
  g_autoptr(AssayTable) table = assay_table_new ("risk", N_("Levels of Risk"));

  assay_table_add_column (table, "model", N_("Model"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "risk", N_("Level"), ASSAY_CELL_RISK);
  assay_table_add_column (table, "rows", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "share", N_("Share"), ASSAY_CELL_FRACTION);
  for (guint m = 0; m < self->n_models; m++)
    for (guint i = 0; self->models[m].has_risk && i < ASSAY_N_RISKS; i++)
      {
        assay_table_add_row (table);
        assay_table_set_text (table, 0, self->models[m].model->name);
        assay_table_set_text (table, 1, assay_risk_name (i));
        assay_table_set_number (table, 2, distributions[m].risks[i]);
        assay_table_set_number (table, 3, distributions[m].n > 0 ? distributions[m].risks[i] / distributions[m].n : NAN);
      }
  if (assay_table_get_n_rows (table) > 0)
    assay_result_take_table (result, g_steal_pointer (&table));
}

/* Rows of each code, most first; ties by first appearance. */
typedef struct { guint32 code; double n; } CodeCount;

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  const CodeCount *x = a, *y = b;

  if (x->n != y->n)
    return x->n > y->n ? -1 : 1;
  return x->code < y->code ? -1 : x->code > y->code;
}

static GArray *
count_codes (const ScoreWords *words, gsize n_rows)
{
  guint32 n = score_words_get_n (words);
  const guint32 *codes = score_words_get_codes (words);
  GArray *counts = g_array_sized_new (FALSE, TRUE, sizeof (CodeCount), n);

  g_array_set_size (counts, n);
  for (guint32 i = 0; i < n; i++)
    g_array_index (counts, CodeCount, i).code = i;
  for (gsize i = 0; i < n_rows; i++)
    if (codes[i] != ASSAY_MISSING_CODE)
      g_array_index (counts, CodeCount, codes[i]).n++;
  g_array_sort (counts, compare_counts);
  return counts;
}

static void
add_classes (const Scored *self, AssayResult *result)
{
  g_autoptr(AssayTable) table = assay_table_new ("classes", N_("Predicted Classes"));

  assay_table_add_column (table, "model", N_("Model"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "output", N_("Output"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "class", N_("Class"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "rows", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "share", N_("Share"), ASSAY_CELL_FRACTION);
  for (guint m = 0; m < self->n_models; m++)
    for (guint o = 0; o < self->models[m].n_outputs; o++)
      {
        const ScoredModel *model = &self->models[m];
        const ScoredOutput *output = &model->outputs[o];
        g_autoptr(GArray) counts = NULL;

        if (output->words == NULL || output->output->role != ASSAY_OUTPUT_PREDICTION || score_words_get_n (output->words) > MOST_CLASSES)
          continue;
        counts = count_codes (output->words, self->n_rows);
        for (guint i = 0; i < counts->len; i++)
          {
            const CodeCount *count = &g_array_index (counts, CodeCount, i);

            assay_table_add_row (table);
            assay_table_set_text (table, 0, model->model->name);
            assay_table_set_text (table, 1, output->output->name);
            assay_table_set_text (table, 2, score_words_get (output->words, count->code));
            assay_table_set_number (table, 3, count->n);
            assay_table_set_number (table, 4, count->n / model->n_scored);
          }
      }
  if (assay_table_get_n_rows (table) > 0)
    assay_result_take_table (result, g_steal_pointer (&table));
}

static void
add_inputs (const Scored *self, AssayResult *result)
{
  AssayTable *table = assay_table_new ("inputs", N_("Inputs of the Models"));
  gboolean is_unfit = FALSE;

  assay_table_add_column (table, "model", N_("Model"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "column", N_("Column"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "missing", N_("Missing"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "not-a-number", N_("Not a Number"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "below", N_("Below the Range"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "above", N_("Above the Range"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "unknown", N_("Unknown Category"), ASSAY_CELL_COUNT);
  for (guint m = 0; m < self->n_models; m++)
    for (guint f = 0; f < self->models[m].n_fields; f++)
      {
        const ScoredModel *model = &self->models[m];

        assay_table_add_row (table);
        assay_table_set_text (table, 0, model->model->name);
        assay_table_set_text (table, 1, assay_artifact_get_field (model->model->artifact, f)->name);
        assay_table_set_text (table, 2, model->columns[f] != NULL ? assay_column_get_name (model->columns[f]) : NULL);
        for (guint k = ASSAY_INPUT_MISSING; k < ASSAY_N_INPUT_STATES; k++)
          assay_table_set_number (table, 3 + k - ASSAY_INPUT_MISSING, model->states[f][k]);
        is_unfit |= model->columns[f] == NULL;
      }
  if (is_unfit)
    assay_table_set_note (table, N_("An input without a column is missing in every row."));
  assay_result_take_table (result, table);
}

static void
set_listed_note (AssayTable *table, gsize n, gsize n_all)
{
  g_autofree char *shown = assay_word_count (n), *all = assay_word_count (n_all);
  g_autofree char *note = n < n_all ? g_strdup_printf ("The first %s of %s.", shown, all) : NULL;

  if (note != NULL)
    assay_table_set_note (table, note);
}

static void
set_row_name (const Scored *self, AssayTable *table, gsize row)
{
  g_autofree char *id = self->id != NULL ? score_dup_cell (self->id, row) : NULL;

  assay_table_set_number (table, 0, score_get_row_number (self, row));
  if (id != NULL)
    assay_table_set_text (table, 1, id);
}

static AssayTable *
start_list (const Scored *self, const char *id, const char *title)
{
  AssayTable *table = assay_table_new (id, title);

  assay_table_add_column (table, "row", N_("Row"), ASSAY_CELL_COUNT);
  if (self->id != NULL)
    assay_table_add_column (table, "id", N_("Id"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "model", N_("Model"), ASSAY_CELL_TEXT);
  return table;
}

static void
add_violations (const Scored *self, AssayResult *result)
{
  guint n = MIN (self->violations->len, SCORE_LISTED), base = self->id != NULL ? 2 : 1;
  AssayTable *table;

  if (n == 0)
    return;
  table = start_list (self, "violations", N_("Cells That Do Not Fit"));
  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "value", N_("Value"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "problem", N_("Problem"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < n; i++)
    {
      const ScoredViolation *violation = &g_array_index (self->violations, ScoredViolation, i);
      const ScoredModel *model = &self->models[violation->model];
      g_autofree char *cell = score_dup_cell (model->columns[violation->field], violation->row);

      assay_table_add_row (table);
      set_row_name (self, table, violation->row);
      assay_table_set_text (table, base, model->model->name);
      assay_table_set_text (table, base + 1, assay_artifact_get_field (model->model->artifact, violation->field)->name);
      assay_table_set_text (table, base + 2, cell);
      assay_table_set_text (table, base + 3, score_state_word (violation->state));
    }
  set_listed_note (table, n, self->n_violations);
  assay_result_take_table (result, table);
}

static void
add_problem_rows (const Scored *self, AssayResult *result)
{
  guint base = self->id != NULL ? 2 : 1;
  gsize n = 0, n_all = 0;
  AssayTable *table;

  for (guint m = 0; m < self->n_models; m++)
    n_all += self->n_rows - self->models[m].n_scored;
  if (n_all == 0)
    return;
  table = start_list (self, "problems", N_("Rows without a Result"));
  assay_table_add_column (table, "problem", N_("Problem"), ASSAY_CELL_TEXT);
  for (gsize row = 0; row < self->n_rows && n < SCORE_LISTED; row++)
    for (guint m = 0; m < self->n_models && n < SCORE_LISTED; m++)
      {
        guint32 code = score_words_get_codes (self->models[m].problems)[row];

        if (code == ASSAY_MISSING_CODE)
          continue;
        assay_table_add_row (table);
        set_row_name (self, table, row);
        assay_table_set_text (table, base, self->models[m].model->name);
        assay_table_set_text (table, base + 1, score_words_get (self->models[m].problems, code));
        n++;
      }
  set_listed_note (table, n, n_all);
  assay_result_take_table (result, table);
}

static void
add_problem_kinds (const Scored *self, AssayResult *result)
{
  g_autoptr(AssayTable) table = assay_table_new ("problem-kinds", N_("Why Rows Have No Result"));

  assay_table_add_column (table, "model", N_("Model"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "problem", N_("Problem"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "rows", N_("Rows"), ASSAY_CELL_COUNT);
  for (guint m = 0; m < self->n_models; m++)
    {
      g_autoptr(GArray) counts = count_codes (self->models[m].problems, self->n_rows);

      for (guint i = 0; i < MIN (counts->len, MOST_KINDS); i++)
        {
          const CodeCount *count = &g_array_index (counts, CodeCount, i);

          assay_table_add_row (table);
          assay_table_set_text (table, 0, self->models[m].model->name);
          assay_table_set_text (table, 1, score_words_get (self->models[m].problems, count->code));
          assay_table_set_number (table, 2, count->n);
        }
    }
  if (assay_table_get_n_rows (table) > 0)
    assay_result_take_table (result, g_steal_pointer (&table));
}

/* ---- figures ---- */

static GBytes *
take_numbers (double *values, gsize n)
{
  return g_bytes_new_take (values, n * sizeof *values);
}

static char *
figure_id (const Scored *self, const ScoredModel *model, const char *id)
{
  return self->n_models > 1 ? g_strconcat (id, "-", model->model->name, NULL) : g_strdup (id);
}

static void
add_histogram (const Scored *self, const ScoredModel *model, const Distribution *distribution, AssayResult *result)
{
  double low, width, *count, *edges;
  gsize n_bins;
  AssayFigure *figure;
  g_autofree char *id = figure_id (self, model, "score-histogram");

  am_histogram_bins (distribution->values, distribution->n, MOST_BINS, &low, &width, &n_bins);
  if (n_bins == 0)
    return;
  count = g_new0 (double, n_bins);
  edges = g_new (double, n_bins);
  am_histogram_count (distribution->values, distribution->n, low, width, n_bins, count);
  for (gsize i = 0; i < n_bins; i++)
    edges[i] = low + i * width;

  g_autofree char *n = assay_word_count (distribution->n), *left_out = assay_word_count (self->n_rows - distribution->n);
  g_autofree char *median = assay_word_number (distribution->quantile[3]), *from = assay_word_number (distribution->quantile[1]),
                  *to = assay_word_number (distribution->quantile[5]);
  g_autofree char *finding = g_strdup_printf ("Half of the scores are below %s; nine in ten lie between %s and %s.", median, from, to);
  g_autofree char *convention = g_strdup_printf ("%s scores in bins of equal width (Freedman-Diaconis); rows without a score are left out: %s.", n, left_out);

  figure = assay_figure_new (id, ASSAY_FIGURE_HISTOGRAM, N_("Distribution of Scores"));
  assay_figure_set_subtitle (figure, self->n_models > 1 ? model->model->name : NULL);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, score_unit (model) == ASSAY_METRIC_FRACTION ? ASSAY_UNIT_FRACTION : ASSAY_UNIT_NONE,
                      model->outputs[model->main_output].output->name, NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_COUNT, N_("rows"), NULL);
  assay_figure_set_bin_width (figure, width);
  assay_figure_add_series (figure, "rows", N_("Rows"), ASSAY_SERIES_OTHER, n_bins, take_numbers (edges, n_bins), take_numbers (count, n_bins), NULL, NULL, NULL);
  assay_result_take_figure (result, figure);
}

static void
add_risk_figure (const Scored *self, const ScoredModel *model, const Distribution *distribution, AssayResult *result)
{
  static const char *const names[] = { "Low", "Medium", "High", "Critical", NULL };
  const double *cuts = self->task->policy->score_cuts;
  g_autofree char *id = figure_id (self, model, "score-risk");
  g_autofree char *flagged = assay_word_count (distribution->risks[ASSAY_RISK_CRITICAL]), *all = assay_word_count (distribution->n);
  g_autofree char *share = assay_word_share (distribution->n > 0 ? distribution->risks[ASSAY_RISK_CRITICAL] / distribution->n : NAN);
  g_autofree char *medium = assay_word_number (cuts[0]), *high = assay_word_number (cuts[1]), *critical = assay_word_number (cuts[2]);
  g_autofree char *finding = g_strdup_printf ("%s of %s scored rows (%s) are flagged.", flagged, all, share);
  g_autofree char *convention = g_strdup_printf ("Levels of the probability as the policy cuts it: Medium from %s, High from %s, Critical and flagged from %s.",
                                                 medium, high, critical);
  AssayFigure *figure;
  gint8 *risk;

  if (!model->has_risk || distribution->n == 0)
    return;
  risk = g_new (gint8, ASSAY_N_RISKS);
  for (int i = 0; i < ASSAY_N_RISKS; i++)
    risk[i] = i;
  figure = assay_figure_new (id, ASSAY_FIGURE_RISK_BARS, N_("Risk Distribution"));
  assay_figure_set_subtitle (figure, self->n_models > 1 ? model->model->name : NULL);
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("risk level"), NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_set_y (figure, ASSAY_UNIT_COUNT, N_("rows"), NULL);
  assay_figure_add_series (figure, "rows", N_("Rows"), ASSAY_SERIES_OTHER, ASSAY_N_RISKS, NULL,
                           take_numbers (g_memdup2 (distribution->risks, sizeof distribution->risks), ASSAY_N_RISKS), NULL,
                           g_bytes_new_take (risk, ASSAY_N_RISKS), NULL);
  assay_result_take_figure (result, figure);
}

/* ---- checks ---- */

static AssayCheck *
start_check (AssayResult *result, const ScoredModel *model, const char *id, const char *title, const char *statistic, double value, gsize n, double events)
{
  AssayCheck *check = assay_result_add_check (result, id, title);

  check->subject = g_strdup (model->model->name);
  check->statistic = g_strdup (statistic);
  check->value = value;
  check->n = n;
  check->events = events;
  return check;
}

static void
check_complete (const Scored *self, const ScoredModel *model, AssayResult *result)
{
  static const AssayLimits limits = { 0, 1, ASSAY_BEYOND_ABOVE, 'C', "any row without a result is worth a look; a model that scores none is of no use" };
  gsize n = self->n_rows - model->n_scored;
  double share = (double) n / self->n_rows;
  g_autofree char *some = assay_word_items (n, "row", "rows"), *all = assay_word_count (self->n_rows), *percent = assay_word_share (share);
  AssayCheck *check = start_check (result, model, "score-complete", N_("Rows with a result"), "share of rows without a result", share, self->n_rows, n);

  assay_judge (check, self->task->policy, &limits);
  check->convention = g_strdup ("a row has no result when the model says so; its outputs are empty, never 0");
  check->message = n == 0 ? g_strdup_printf ("All %s rows have a result.", all)
                          : g_strdup_printf ("%s of %s (%s) without a result; “problem” says why.", some, all, percent);
  if (n == self->n_rows)
    assay_judge_failed (check, g_strdup_printf ("None of the %s rows has a result; “problem” says why.", all));
}

/* The inputs that misfit most, named: "“income”: 12 above the range, 3 not a number". */
static char *
name_misfits (const ScoredModel *model)
{
  GString *text = g_string_new (NULL);
  guint n_named = 0;

  for (guint f = 0; f < model->n_fields && n_named < 5; f++)
    {
      gboolean is_first = TRUE;

      for (guint k = ASSAY_INPUT_MISSING + 1; k < ASSAY_N_INPUT_STATES; k++)
        {
          g_autofree char *count = assay_word_count (model->states[f][k]);

          if (model->states[f][k] == 0)
            continue;
          if (is_first)
            g_string_append_printf (text, "%s“%s”: ", n_named > 0 ? "; " : "", assay_artifact_get_field (model->model->artifact, f)->name);
          g_string_append_printf (text, "%s%s %s", is_first ? "" : ", ", count, score_state_word (k));
          is_first = FALSE;
        }
      n_named += !is_first;
    }
  return g_string_free (text, FALSE);
}

static gboolean
is_absent (const ScoredModel *model, guint field)
{
  return model->columns[field] == NULL && !assay_artifact_get_field (model->model->artifact, field)->is_optional;
}

/* "“income”, “age” and 3 more"; NULL: each input has its column, or may do without. */
static char *
name_absent (const ScoredModel *model)
{
  GString *text = g_string_new (NULL);
  guint n = 0;

  for (guint f = 0; f < model->n_fields; f++)
    if (is_absent (model, f) && n++ < 5)
      g_string_append_printf (text, "%s“%s”", n > 1 ? ", " : "", assay_artifact_get_field (model->model->artifact, f)->name);
  if (n > 5)
    g_string_append_printf (text, " and %u more", n - 5);
  return g_string_free (text, n == 0);
}

static void
check_inputs (const Scored *self, const ScoredModel *model, AssayResult *result)
{
  static const AssayLimits limits = { 0, NAN, ASSAY_BEYOND_ABOVE, 'C', "the model was not made for such cells; how many it bears depends on the model" };
  double n = 0, n_absent = 0, n_cells = (double) self->n_rows * MAX (model->n_fields, 1);
  g_autofree char *misfits = name_misfits (model), *absent = name_absent (model);
  AssayCheck *check;

  for (guint f = 0; f < model->n_fields; f++)
    {
      for (guint k = ASSAY_INPUT_MISSING + 1; k < ASSAY_N_INPUT_STATES; k++)
        n += model->states[f][k];
      if (is_absent (model, f))
        n_absent += self->n_rows;
    }
  check = start_check (result, model, "score-inputs", N_("Inputs as the model expects them"), "share of cells that do not fit", (n + n_absent) / n_cells, self->n_rows, n + n_absent);
  assay_judge (check, self->task->policy, &limits);
  check->convention = g_strdup ("text where a number is needed, values outside of the range and categories that the model names; missing values are counted apart, "
                                "unless the data have no column for an input. "
                                "Scores are made as the model treats such cells");
  g_autofree char *cells = assay_word_items (n, "cell does", "cells do");
  g_autofree char *message = n > 0 ? g_strdup_printf ("%s not fit: %s.", cells, misfits) : g_strdup ("Every cell is as the model says its inputs are.");
  if (absent == NULL)
    check->message = g_steal_pointer (&message);
  else
    check->message = g_strdup_printf ("The data have no column for %s: missing in every row.%s%s", absent, n > 0 ? " " : "", n > 0 ? message : "");
}

static void
check_contributions (const Scored *self, const ScoredModel *model, AssayResult *result)
{
  static const AssayLimits limits = { NAN, 2e-5, ASSAY_BEYOND_ABOVE, 'C', "single precision of the models that are summed in it" };
  g_autofree char *difference = assay_word_number (model->difference);
  AssayCheck *check;

  if (model->contributions == NULL && model->n_reasons == 0)
    return;
  check = start_check (result, model, "score-explained", N_("Contributions add up to the score"), "largest difference", model->difference, model->n_scored, NAN);
  assay_judge (check, self->task->policy, &limits);
  check->convention = g_strdup ("base and contributions of a row added up, against its score; relative to the score where that is above 1");
  if (isnan (model->difference))
    assay_judge_not_assessable (check, g_strdup ("The model gives no score on the scale of the contributions to compare them with."));
  else
    check->message = g_strdup_printf ("The largest difference over all rows is %s.", difference);
}

static void
check_verification (const Scored *self, const ScoredModel *model, AssayResult *result)
{
  static const AssayLimits limits = { 0, NAN, ASSAY_BEYOND_ABOVE, 'C', "the rows that the maker put into the file must come out as he says" };
  const AssayVerification *verification = assay_artifact_get_verification (model->model->artifact);
  AssayCheck *check;

  if (verification->n_rows == 0)
    return;
  check = start_check (result, model, "score-verified", N_("Verification rows of the model"), "share that differs",
                       1 - (double) verification->n_equal / verification->n_rows, verification->n_rows, verification->n_rows - verification->n_equal);
  assay_judge (check, self->task->policy, &limits);
  check->convention = assay_number_print ("rows that came with the file, scored when it was read; tolerance %g, relative", verification->tolerance);
  check->message = verification->n_equal == verification->n_rows ? g_strdup_printf ("%u of %u rows come out as the file says.", verification->n_equal, verification->n_rows)
                   : g_strdup_printf ("%u of %u rows differ: %s", verification->n_rows - verification->n_equal, verification->n_rows,
                                      verification->first_difference != NULL ? verification->first_difference : "");
}

/* ---- all of it ---- */

static void
add_notes (const ScoredModel *model, gboolean name_it, AssayResult *result)
{
  for (guint i = 0; i < assay_artifact_get_n_notes (model->model->artifact); i++)
    {
      const char *note = assay_artifact_get_note (model->model->artifact, i);
      g_autofree char *named = name_it ? g_strdup_printf ("%s: %s", model->model->name, note) : g_strdup (note);

      assay_result_add_note (result, named);
    }
}

gboolean
score_summarize (const Scored *self, AssayResult *result, AssayProgress *progress, GError **error)
{
  g_autofree Distribution *distributions = g_new0 (Distribution, self->n_models);
  g_autoptr(AssayTable) scores = start_scores ();
  gboolean is_stopped = FALSE;

  assay_result_add_metric (result, "n-rows", N_("Rows"), ASSAY_METRIC_COUNT, self->n_rows);
  for (guint m = 0; m < self->n_models && !is_stopped; m++)
    {
      const ScoredModel *model = &self->models[m];
      Distribution *distribution = &distributions[m];

      distribution_init (distribution, self, model);
      is_stopped = !assay_progress_step (progress, (m + 0.5) / self->n_models, error);
      if (is_stopped)
        break;
      am_quantiles (distribution->values, distribution->n, levels, N_QUANTILES, distribution->quantile);
      if (distribution->n > 0)
        add_histogram (self, model, distribution, result);
      add_metrics (self, model, distribution, result);
      add_score_row (scores, self, model, distribution);
      add_risk_figure (self, model, distribution, result);
      check_complete (self, model, result);
      check_inputs (self, model, result);
      check_verification (self, model, result);
      check_contributions (self, model, result);
      add_notes (model, self->n_models > 1, result);
      is_stopped = !assay_progress_step (progress, (m + 1.0) / self->n_models, error);
    }
  for (guint m = 0; m < self->n_models && is_stopped; m++)
    distribution_clear (&distributions[m]);
  if (is_stopped)
    return FALSE;
  assay_result_take_table (result, g_steal_pointer (&scores));
  add_risks (self, distributions, result);
  add_classes (self, result);
  add_problem_kinds (self, result);
  add_inputs (self, result);
  add_violations (self, result);
  add_problem_rows (self, result);
  for (guint m = 0; m < self->n_models; m++)
    distribution_clear (&distributions[m]);
  return TRUE;
}
