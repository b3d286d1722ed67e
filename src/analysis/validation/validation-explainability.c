/* Which inputs carry the model: by shuffling them, and by its own contributions. */
#include "analysis/validation/validation-check.h"

#include "analysis/validation/validation-importance.h"
#include "analysis/wording.h"
#include "base/number.h"
#include "base/parallel.h"
#include "math/order-statistics.h"

#include <string.h>

#define MOST_SCORINGS 2000000
#define MOST_EXPLAINED 10000       /* rows whose contributions are summed */

/* ---- shuffling ---- */

static gsize
affordable_rows (const AssayValidationCase *c)
{
  gsize n_scorings = c->n_features * assay_options_get_integer (c->options, "repeats");

  return CLAMP (MOST_SCORINGS / MAX (n_scorings, 1), 500, 10000);
}

/* All features; see assay_importances_new(). */
static AssayImportance *
shuffle_all (const AssayRescore *rescore, const char *use, gsize *lost, AssayProgress *progress, GError **error)
{
  g_autofree guint *features = g_new (guint, rescore->c->n_features + 1);

  for (guint i = 0; i < rescore->c->n_features; i++)
    features[i] = i;
  return assay_importances_new (rescore, use, features, rescore->c->n_features, assay_options_get_integer (rescore->c->options, "repeats"), lost, progress, error);
}

static GBytes *
take_bytes (double *values, gsize n)
{
  return g_bytes_new_take (values, n * sizeof *values);
}

#define MOST_BARS 20

static void
add_importances (AssayValidationSink *sink, const AssayRescore *rescore, const AssayImportance *all)
{
  guint n = rescore->c->n_features, shown = MIN (n, MOST_BARS);
  AssayTable *table = assay_table_new ("permutation-importance", N_("Importance by Shuffling"));
  AssayFigure *figure = assay_figure_new ("permutation-importance", ASSAY_FIGURE_RANKED, N_("Importance by Shuffling"));
  g_autofree const char **names = g_new0 (const char *, shown + 1);
  double *bars = g_new (double, shown + 1);

  assay_table_add_column (table, "feature", N_("Feature"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "importance", rescore->actual != NULL ? N_("Gain of RMSE") : N_("Drop of AUC"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "low", N_("2.5 %"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "high", N_("97.5 %"), ASSAY_CELL_NUMBER);
  for (guint i = 0; i < n; i++)
    {
      assay_table_add_row (table);
      assay_table_set_text (table, 0, rescore->c->features[all[i].feature].name);
      assay_table_set_number (table, 1, all[i].mean);
      assay_table_set_number (table, 2, all[i].low);
      assay_table_set_number (table, 3, all[i].high);
      if (i < shown)
        {
          names[i] = rescore->c->features[all[i].feature].name;
          bars[i] = all[i].mean;
        }
    }
  assay_validation_sink_take_table (sink, table);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("Feature"), NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, rescore->actual != NULL ? N_("Gain of RMSE") : N_("Drop of AUC"), NULL);
  assay_validation_figure_say_rows (figure, rescore->n, NAN);
  assay_figure_set_convention (figure, "mean loss over the seeded repeats when the values of one feature are shuffled; the 20 features with most");
  assay_figure_add_series (figure, "importance", N_("Importance"), ASSAY_SERIES_ACTUAL, shown, NULL, take_bytes (bars, shown), NULL, NULL, NULL);
  assay_validation_sink_take_figure (sink, figure);
}

static gboolean
run_permutation (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayRescore) rescore = assay_rescore_new (c, c->data, "xai-permutation", affordable_rows (c), error);
  gsize lost = 0;
  g_autofree AssayImportance *all = rescore != NULL ? shuffle_all (rescore, "xai-permutation", &lost, progress, error) : NULL;
  g_autofree char *drop = NULL, *low = NULL, *high = NULL, *beyond = NULL;
  AssayFinding *finding;
  guint n_idle = 0;

  if (all == NULL)
    return FALSE;
  if (isnan (rescore->base))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("The %s of the %zu rows drawn is not defined; more rows of both outcomes are needed.", rescore->metric, rescore->n));
      return TRUE;
    }
  if (assay_rescore_refuse_lost (rescore, lost, sink, NULL))
    return TRUE;
  beyond = assay_rescore_word_lost (rescore, lost, FALSE);
  assay_importances_sort (all, c->n_features);
  for (guint i = 0; i < c->n_features; i++)
    n_idle += all[i].low <= 0;
  drop = assay_word_number (all[0].mean);
  low = assay_word_number (all[0].low);
  high = assay_word_number (all[0].high);
  finding = assay_validation_sink_add (sink, NULL, all[0].mean);
  finding->low = all[0].low;
  finding->high = all[0].high;
  finding->n = rescore->n;
  finding->convention = g_strdup_printf ("%zu of %zu rows; %" G_GINT64_FORMAT " seeded repeats a feature, seed %" G_GUINT64_FORMAT "%s", rescore->n, rescore->n_complete,
                                         assay_options_get_integer (c->options, "repeats"), c->seed, beyond);
  finding->message = g_strdup_printf ("Shuffling “%s” costs most: %s of %s (95 %% of repeats %s to %s). %u of %u features cost nothing that repeats can tell from 0.",
                                      c->features[all[0].feature].name, drop, rescore->metric, low, high, n_idle, c->n_features);
  add_importances (sink, rescore, all);
  return TRUE;
}

/* ---- stability of importances ---- */

static void
rank (const AssayImportance *all, guint n, double *ranks)
{
  for (guint i = 0; i < n; i++)
    {
      double below = 0, equal = 0;

      for (guint j = 0; j < n; j++)
        {
          below += all[j].mean < all[i].mean;
          equal += all[j].mean == all[i].mean;
        }
      ranks[i] = below + (equal + 1) / 2;
    }
}

static double
correlation (const double *x, const double *y, guint n)
{
  double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;

  for (guint i = 0; i < n; i++)
    {
      mx += x[i] / n;
      my += y[i] / n;
    }
  for (guint i = 0; i < n; i++)
    {
      xx += (x[i] - mx) * (x[i] - mx);
      yy += (y[i] - my) * (y[i] - my);
      xy += (x[i] - mx) * (y[i] - my);
    }
  return xx > 0 && yy > 0 ? xy / sqrt (xx * yy) : NAN;
}

static gboolean
run_stability (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayProgress) first = assay_progress_new_part (progress, 0, 0.5), second = assay_progress_new_part (progress, 0.5, 1);
  g_autoptr(AssayRescore) now = NULL, then = NULL;
  g_autofree AssayImportance *importances = NULL, *before = NULL;
  g_autofree double *x = g_new (double, c->n_features + 1), *y = g_new (double, c->n_features + 1);
  g_autofree char *word = NULL;
  gsize lost_now = 0, lost_then = 0;
  AssayFinding *finding;
  double rho;

  if (c->n_features < 4)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("Ranks of %u features tell nothing; at least 4 are needed.", c->n_features));
      return TRUE;
    }
  now = assay_rescore_new (c, c->data, "xai-stability", affordable_rows (c) / 2, error);
  then = assay_rescore_new (c, c->reference, "xai-stability-reference", affordable_rows (c) / 2, error);
  importances = shuffle_all (now, "xai-stability", &lost_now, first, error);
  before = importances != NULL ? shuffle_all (then, "xai-stability-reference", &lost_then, second, error) : NULL;
  if (before == NULL)
    return FALSE;
  if (assay_rescore_refuse_lost (now, lost_now, sink, NULL) || assay_rescore_refuse_lost (then, lost_then, sink, NULL))
    return TRUE;
  rank (importances, c->n_features, x);
  rank (before, c->n_features, y);
  rho = correlation (x, y, c->n_features);
  word = assay_word_number (rho);
  finding = assay_validation_sink_add (sink, NULL, rho);
  finding->n = now->n;
  finding->convention = g_strdup_printf ("%u features; %zu and %zu rows; seed %" G_GUINT64_FORMAT, c->n_features, now->n, then->n, c->seed);
  finding->message = isnan (rho) ? g_strdup ("All features have one importance, so their ranks cannot be compared.")
                                 : g_strdup_printf ("The ranks of the features by importance, in the reference sample and now, have a correlation of %s.", word);
  return TRUE;
}

/* ---- contributions ---- */

typedef struct
{
  const AssayRescore *rescore;
  const AssayScorer *scorer;
  guint n_fields;
  int score_output;                /* whose number contributions add up to */
  gboolean is_logit;               /* … after the logistic function */
  double *sizes;                   /* [n_blocks * n_fields]: sums of |contribution| */
  double *worst, *worst_at;        /* [n_blocks]: largest relative difference, and its row */
  gsize *n_rows;                   /* [n_blocks]: rows that have contributions */
} Explain;

static gboolean
run_explain_item (gsize item, guint worker, gpointer user_data, GError **error)
{
  Explain *self = user_data;
  gsize first = item * ASSAY_SCORE_ROWS, n = MIN (ASSAY_SCORE_ROWS, self->rescore->n - first);
  g_autoptr(AssayScoreBlock) block = assay_score_block_new (self->scorer);
  g_autofree double *contributions = g_new (double, n * (self->n_fields + 1)), *scores = g_new (double, n);

  assay_scorer_score (self->scorer, first, n, block);
  memcpy (scores, block->numbers[self->score_output], n * sizeof *scores);
  if (!assay_scorer_explain (self->scorer, first, n, block, contributions))
    return TRUE;
  self->worst[item] = -1;
  for (gsize i = 0; i < n; i++)
    {
      const double *row = contributions + i * (self->n_fields + 1);
      double sum = 0, difference;

      if (isnan (row[self->n_fields]) || isnan (scores[i]))
        continue;
      for (guint f = 0; f <= self->n_fields; f++)
        sum += row[f];
      for (guint f = 0; f < self->n_fields; f++)
        self->sizes[item * self->n_fields + f] += fabs (row[f]);
      if (self->is_logit)
        sum = sum < 0 ? exp (sum) / (1 + exp (sum)) : 1 / (1 + exp (-sum));
      difference = fabs (sum - scores[i]) / MAX (1, fabs (scores[i]));
      self->n_rows[item]++;
      if (difference > self->worst[item])
        {
          self->worst[item] = difference;
          self->worst_at[item] = first + i;
        }
    }
  return TRUE;
}

/* The output that contributions add up to: a score if there is one, else the probability by way of its log-odds. -1: cannot be told. */
static int
find_explained (const AssayArtifact *model, guint risk_output, gboolean *is_logit)
{
  const char *scale = assay_artifact_get_contribution_scale (model);
  const AssayOutput *risk = assay_artifact_get_output (model, risk_output);

  *is_logit = FALSE;
  for (guint i = 0; i < assay_artifact_get_n_outputs (model); i++)
    {
      const AssayOutput *output = assay_artifact_get_output (model, i);

      if (output->role == ASSAY_OUTPUT_SCORE && !output->is_text && output->category == NULL)
        return i;
    }
  if (strcmp (scale, "log-odds") == 0 && risk->role == ASSAY_OUTPUT_PROBABILITY)
    *is_logit = TRUE;
  else if (strcmp (scale, "log-odds") == 0 && risk->role != ASSAY_OUTPUT_PREDICTION)
    return -1;
  return risk_output;
}

typedef struct { guint field; double size; } Size;

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  const Size *x = a, *y = b;

  return x->size != y->size ? (x->size < y->size) - (x->size > y->size) : (x->field > y->field) - (x->field < y->field);
}

static void
add_sizes (AssayValidationSink *sink, const AssayValidationCase *c, const Explain *explain, gsize n_blocks, gsize n_rows)
{
  AssayTable *table = assay_table_new ("contributions", N_("Mean Size of Contributions"));
  g_autofree Size *sizes = g_new (Size, explain->n_fields + 1);
  g_autofree char *note = g_strdup_printf ("on the scale of %s", assay_artifact_get_contribution_scale (c->model));

  for (guint f = 0; f < explain->n_fields; f++)
    {
      double sum = 0;

      for (gsize b = 0; b < n_blocks; b++)
        sum += explain->sizes[b * explain->n_fields + f];
      sizes[f] = (Size) { f, sum / MAX (n_rows, 1) };
    }
  qsort (sizes, explain->n_fields, sizeof *sizes, compare_sizes);
  assay_table_add_column (table, "feature", N_("Feature"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "size", N_("Mean Size"), ASSAY_CELL_NUMBER);
  for (guint i = 0; i < explain->n_fields; i++)
    {
      assay_table_add_row (table);
      assay_table_set_text (table, 0, assay_artifact_get_field (c->model, sizes[i].field)->name);
      assay_table_set_number (table, 1, sizes[i].size);
    }
  assay_table_set_note (table, note);
  assay_validation_sink_take_table (sink, table);
}

static gboolean
run_shap (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayRescore) rescore = assay_rescore_new (c, c->data, "xai-shap", MOST_EXPLAINED, error);
  guint n_fields = assay_artifact_get_n_fields (c->model);
  gsize n_blocks, n_rows = 0, at = 0;
  g_autofree const char **bound = g_new0 (const char *, n_fields + 1);
  g_autoptr(AssayScorer) scorer = NULL;
  g_autofree double *sizes = NULL, *worst = NULL, *worst_at = NULL;
  g_autofree gsize *counts = NULL;
  Explain explain = { .rescore = rescore, .n_fields = n_fields };
  double largest = -1;
  AssayFinding *finding;

  if (rescore == NULL)
    return FALSE;
  for (guint i = 0; i < n_fields; i++)
    bound[i] = assay_scorer_get_column (c->scorer, i);
  scorer = assay_scorer_new (c->model, rescore->frame, bound, TRUE, error);
  if (scorer == NULL)
    return FALSE;
  explain.scorer = scorer;
  explain.score_output = find_explained (c->model, c->risk_output, &explain.is_logit);
  if (explain.score_output < 0)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("Contributions add up to %s, which is no output of this model.", assay_artifact_get_contribution_scale (c->model)));
      return TRUE;
    }
  n_blocks = (rescore->n + ASSAY_SCORE_ROWS - 1) / ASSAY_SCORE_ROWS;
  explain.sizes = sizes = g_new0 (double, n_blocks * n_fields + 1);
  explain.worst = worst = g_new0 (double, n_blocks + 1);
  explain.worst_at = worst_at = g_new0 (double, n_blocks + 1);
  explain.n_rows = counts = g_new0 (gsize, n_blocks + 1);
  if (!assay_parallel_for (c->n_threads, n_blocks, run_explain_item, &explain, progress, error))
    return FALSE;
  for (gsize b = 0; b < n_blocks; b++)
    {
      n_rows += counts[b];
      if (counts[b] > 0 && worst[b] > largest)
        {
          largest = worst[b];
          at = worst_at[b];
        }
    }
  if (n_rows == 0)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup (N_("No row has both a score and contributions. Give rows that the model can score.")));
      return TRUE;
    }
  finding = assay_validation_sink_add (sink, NULL, largest);
  finding->n = n_rows;
  finding->convention = g_strdup_printf ("%zu of %zu rows; scale: %s%s", n_rows, rescore->n_complete, assay_artifact_get_contribution_scale (c->model),
                                         explain.is_logit ? ", compared as probabilities" : "");
  if (largest > check->limits.limits.fail)
    {
      g_autofree char *size = assay_word_number (largest);

      finding->message = g_strdup_printf ("The contributions do not add up to the score: they differ by up to %s (row %zu of those drawn).", size, at + 1);
    }
  else
    finding->message = g_strdup ("The contributions and the base add up to the score in every row.");
  add_sizes (sink, c, &explain, n_blocks, n_rows);
  return TRUE;
}

const AssayValidationCheck assay_checks_explainability[] = {
  { .id = "xai-permutation", .title = N_("Importance by Shuffling"), .section = ASSAY_SECTION_EXPLAINABILITY, .tier = 1, .statistic = "largest drop",
    .needs = ASSAY_NEEDS_MODEL | ASSAY_NEEDS_SCORE | ASSAY_NEEDS_OUTCOME | ASSAY_NEEDS_FEATURES, .limits = ASSAY_NO_LIMITS,
    .convention = N_("drop of the AUC, or gain of the RMSE, when the values of one feature are shuffled between rows"),
    .reference = "Breiman 2001; Fisher, Rudin & Dominici 2019", .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_permutation },
  { .id = "xai-shap", .title = N_("Contributions Add Up"), .section = ASSAY_SECTION_EXPLAINABILITY, .tier = 1, .statistic = "largest difference",
    .needs = ASSAY_NEEDS_MODEL | ASSAY_NEEDS_SCORE | ASSAY_NEEDS_CONTRIBUTIONS,
    .limits = { ASSAY_JUDGED_BY_VALUE, { NAN, 1e-6, ASSAY_BEYOND_ABOVE, 'C', N_("1e-6 relative, absolute below 1") } },
    .convention = N_("|sum of contributions + base − score| / max (1, |score|); trees: path-dependent SHAP; linear models and scorecards: terms and points"),
    .reference = "Lundberg et al. 2020", .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_shap },
  { .id = "xai-stability", .title = N_("Stability of Importances"), .section = ASSAY_SECTION_EXPLAINABILITY, .tier = 2, .statistic = "spearman",
    .needs = ASSAY_NEEDS_MODEL | ASSAY_NEEDS_SCORE | ASSAY_NEEDS_EVENTS | ASSAY_NEEDS_REFERENCE_EVENTS | ASSAY_NEEDS_FEATURES,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 0.8, 0.6, ASSAY_BEYOND_BELOW, 'C', N_("0.8 and 0.6") } },
    .convention = N_("Spearman correlation of importances by shuffling, reference sample against data"),
    .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_stability },
  { NULL }
};
