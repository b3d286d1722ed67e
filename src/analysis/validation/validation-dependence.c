/* How the score moves with one input: partial dependence and accumulated local effects. */
#include "analysis/validation/validation-check.h"

#include "analysis/validation/validation-rescore.h"
#include "analysis/wording.h"
#include "base/number.h"
#include "base/parallel.h"
#include "math/order-statistics.h"

#include <string.h>

#define N_STEPS 15
#define MOST_FEATURES 20
#define MOST_ROWS 1000

typedef struct
{
  guint n;                         /* steps; 0: the feature has no curve */
  double at[N_STEPS], partial[N_STEPS], local[N_STEPS];
  char *words[N_STEPS];            /* a category: what the steps are; local is NaN */
  gsize lost;                      /* most rows that a step left without a score */
} Curve;

typedef struct { const AssayRescore *rescore; Curve *curves; } Curves;

static double
mean_of (const double *values, gsize n)
{
  AssaySum sum = { 0 };
  gsize m = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (values[i]))
      {
        assay_sum_add (&sum, values[i]);
        m++;
      }
  return m > 0 ? assay_sum_get (&sum) / m : NAN;
}

static gboolean
score_with (const AssayRescore *rescore, guint feature, AssayColumn *column, double *risk, GError **error)
{
  g_autofree AssayColumn **changed = g_new0 (AssayColumn *, rescore->c->n_features + 1);

  changed[feature] = column;
  return assay_rescore_score (rescore, changed, risk, error);
}

static guint
find_steps (const double *values, gsize n, double *steps)
{
  g_autofree double *kept = g_new (double, n + 1);
  double p[N_STEPS], q[N_STEPS];
  gsize m = 0;
  guint n_steps = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (values[i]))
      kept[m++] = values[i];
  for (guint k = 0; k < N_STEPS; k++)
    p[k] = (double) k / (N_STEPS - 1);
  am_quantiles (kept, m, p, N_STEPS, q);
  for (guint k = 0; m > 0 && k < N_STEPS; k++)
    if (k == 0 || q[k] > steps[n_steps - 1])
      steps[n_steps++] = q[k];
  return n_steps;
}

/* Friedman (2001), Annals of Statistics 29, 1189-1232: the mean score when every row has the value. */
static gboolean
depend_on_number (Curves *self, guint feature, AssayColumn *column, Curve *curve, GError **error)
{
  const AssayRescore *rescore = self->rescore;
  g_autofree double *owned = NULL, *risk = g_new (double, rescore->n + 1);
  const double *values = assay_column_as_doubles (column, &owned);

  curve->n = find_steps (values, rescore->n, curve->at);
  for (guint k = 0; k < curve->n; k++)
    {
      double *constant = g_new (double, rescore->n + 1);
      g_autoptr(AssayColumn) moved = NULL;

      for (gsize i = 0; i < rescore->n; i++)
        constant[i] = curve->at[k];
      moved = assay_rescore_take_numbers (rescore, feature, constant);
      if (!score_with (rescore, feature, moved, risk, error))
        return FALSE;
      curve->lost = MAX (curve->lost, assay_rescore_count_lost (rescore, risk));
      curve->partial[k] = mean_of (risk, rescore->n);
    }
  return TRUE;
}

/* Apley & Zhu (2020), JRSS B 82, 1059-1086: rows are moved only within their own interval, so that no row is made that could not be. */
static gboolean
accumulate (Curves *self, guint feature, AssayColumn *column, Curve *curve, GError **error)
{
  const AssayRescore *rescore = self->rescore;
  g_autofree double *owned = NULL, *low = g_new (double, rescore->n + 1), *high = g_new (double, rescore->n + 1);
  const double *values = assay_column_as_doubles (column, &owned);
  double sums[N_STEPS] = { 0 }, counts[N_STEPS] = { 0 }, mean = 0, total = 0;

  for (int side = 0; side < 2; side++)
    {
      double *edges = g_new (double, rescore->n + 1);
      g_autoptr(AssayColumn) moved = NULL;

      for (gsize i = 0; i < rescore->n; i++)
        {
          guint bin = CLAMP (assay_validation_bin (curve->at, curve->n, values[i]), 1, curve->n - 1);

          edges[i] = isnan (values[i]) ? NAN : curve->at[side == 0 ? bin - 1 : bin];
        }
      moved = assay_rescore_take_numbers (rescore, feature, edges);
      if (!score_with (rescore, feature, moved, side == 0 ? low : high, error))
        return FALSE;
    }
  for (gsize i = 0; i < rescore->n; i++)
    if (!isnan (values[i]) && !isnan (low[i]) && !isnan (high[i]))
      {
        guint bin = CLAMP (assay_validation_bin (curve->at, curve->n, values[i]), 1, curve->n - 1);

        sums[bin] += high[i] - low[i];
        counts[bin]++;
      }
  curve->local[0] = 0;
  for (guint k = 1; k < curve->n; k++)
    {
      curve->local[k] = curve->local[k - 1] + (counts[k] > 0 ? sums[k] / counts[k] : 0);
      mean += counts[k] * 0.5 * (curve->local[k] + curve->local[k - 1]);
      total += counts[k];
    }
  for (guint k = 0; k < curve->n && total > 0; k++)
    curve->local[k] -= mean / total;
  return TRUE;
}

static gboolean
depend_on_word (Curves *self, guint feature, AssayColumn *column, Curve *curve, GError **error)
{
  const AssayRescore *rescore = self->rescore;
  const guint32 *codes = assay_column_get_codes (column);
  g_autofree double *risk = g_new (double, rescore->n + 1);
  g_autofree gsize *rows = g_new (gsize, rescore->n + 1);

  for (guint32 word = 0; word < assay_column_get_n_words (column) && curve->n < N_STEPS; word++)
    {
      gsize example = 0;
      g_autoptr(AssayColumn) moved = NULL;

      while (example < rescore->n && codes[example] != word)
        example++;
      if (example == rescore->n)
        continue;
      for (gsize i = 0; i < rescore->n; i++)
        rows[i] = example;
      moved = assay_column_take_rows (column, rows, rescore->n);
      if (!score_with (rescore, feature, moved, risk, error))
        return FALSE;
      curve->words[curve->n] = g_strdup (assay_column_get_word (column, word));
      curve->at[curve->n] = curve->local[curve->n] = NAN;
      curve->lost = MAX (curve->lost, assay_rescore_count_lost (rescore, risk));
      curve->partial[curve->n++] = mean_of (risk, rescore->n);
    }
  return TRUE;
}

static gboolean
run_curve (gsize item, guint worker, gpointer user_data, GError **error)
{
  Curves *self = user_data;
  AssayColumn *column = assay_rescore_get_column (self->rescore, item);
  Curve *curve = &self->curves[item];
  AssayType type;

  if (column == NULL)
    return TRUE;
  type = assay_column_get_type (column);
  if (type == ASSAY_TYPE_CATEGORY)
    return depend_on_word (self, item, column, curve, error);
  if (type != ASSAY_TYPE_DOUBLE && type != ASSAY_TYPE_INT64)
    return TRUE;
  if (!depend_on_number (self, item, column, curve, error))
    return FALSE;
  if (curve->n >= 2)
    return accumulate (self, item, column, curve, error);
  curve->local[0] = 0;
  return TRUE;
}

static double
range_of (const Curve *curve)
{
  double low = INFINITY, high = -INFINITY;

  for (guint k = 0; k < curve->n; k++)
    {
      low = MIN (low, curve->partial[k]);
      high = MAX (high, curve->partial[k]);
    }
  return high >= low ? high - low : 0;
}

static GBytes *
copy_bytes (const double *values, gsize n)
{
  return g_bytes_new (values, n * sizeof *values);
}

static void
add_figure (AssayValidationSink *sink, const char *name, const Curve *curve, double centre, gsize n_rows)
{
  g_autofree char *id = g_strdup_printf ("dependence:%s", name), *title = g_strdup_printf ("Score by %s", name);
  AssayFigure *figure = assay_figure_new (id, curve->words[0] != NULL ? ASSAY_FIGURE_BARS : ASSAY_FIGURE_SERIES, title);
  double shifted[N_STEPS];

  for (guint k = 0; k < curve->n; k++)
    shifted[k] = curve->local[k] + centre;
  assay_figure_set_x (figure, curve->words[0] != NULL ? ASSAY_AXIS_CATEGORY : ASSAY_AXIS_NUMBER, ASSAY_UNIT_NONE, "", NULL);      /* the title says which */
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("Mean score"), NULL);
  assay_validation_figure_say_rows (figure, n_rows, NAN);
  assay_figure_set_convention (figure, "mean score when all rows have the value; accumulated local effects on top of the mean score; at quantiles of each number");
  if (curve->words[0] != NULL)
    {
      g_autofree const char **words = g_new0 (const char *, curve->n + 1);

      memcpy (words, curve->words, curve->n * sizeof *words);
      assay_figure_set_categories (figure, words);
      assay_figure_add_series (figure, "partial", N_("Partial dependence"), ASSAY_SERIES_ACTUAL, curve->n, NULL, copy_bytes (curve->partial, curve->n), NULL, NULL, NULL);
    }
  else
    {
      assay_figure_add_series (figure, "partial", N_("Partial dependence"), ASSAY_SERIES_ACTUAL, curve->n, copy_bytes (curve->at, curve->n), copy_bytes (curve->partial, curve->n), NULL, NULL, NULL);
      assay_figure_add_series (figure, "local", N_("Accumulated local effects"), ASSAY_SERIES_FORECAST, curve->n, copy_bytes (curve->at, curve->n), copy_bytes (shifted, curve->n), NULL, NULL, NULL);
    }
  assay_validation_sink_take_figure (sink, figure);
}

static void
add_rows (AssayTable *table, const char *name, const Curve *curve)
{
  for (guint k = 0; k < curve->n; k++)
    {
      g_autofree char *value = curve->words[k] != NULL ? g_strdup (curve->words[k]) : assay_word_number (curve->at[k]);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, name);
      assay_table_set_text (table, 1, value);
      assay_table_set_number (table, 2, curve->partial[k]);
      assay_table_set_number (table, 3, curve->local[k]);
    }
}

static gboolean
run_dependence (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayRescore) rescore = assay_rescore_new (c, c->data, "xai-pdp-ale", MOST_ROWS, error);
  guint n = MIN (c->n_features, MOST_FEATURES), widest = 0;
  g_autofree Curve *curves = g_new0 (Curve, n + 1);
  Curves all = { rescore, curves };
  AssayTable *table;
  gsize lost = 0;
  gboolean is_done;

  if (rescore == NULL)
    return FALSE;
  is_done = assay_parallel_for (c->n_threads, n, run_curve, &all, progress, error);
  for (guint f = 0; f < n; f++)
    lost = MAX (lost, curves[f].lost);
  if (is_done && !assay_rescore_refuse_lost (rescore, lost, sink, NULL))
    {
      double centre = mean_of (rescore->risk, rescore->n);
      AssayFinding *finding;
      g_autofree char *range = NULL, *beyond = assay_rescore_word_lost (rescore, lost, TRUE);

      table = assay_table_new ("dependence", N_("Score by One Input"));
      assay_table_add_column (table, "feature", N_("Feature"), ASSAY_CELL_TEXT);
      assay_table_add_column (table, "value", N_("Value"), ASSAY_CELL_TEXT);
      assay_table_add_column (table, "partial", N_("Partial Dependence"), ASSAY_CELL_NUMBER);
      assay_table_add_column (table, "local", N_("Accumulated Local Effect"), ASSAY_CELL_NUMBER);
      for (guint f = 0; f < n; f++)
        {
          add_rows (table, c->features[f].name, &curves[f]);
          if (curves[f].n > 1)
            add_figure (sink, c->features[f].name, &curves[f], centre, rescore->n);
          if (range_of (&curves[f]) > range_of (&curves[widest]))
            widest = f;
        }
      {
        g_autofree char *mean = assay_word_number (centre), *note = g_strdup_printf ("Accumulated local effects are centred here; the figures add the mean score, %s.", mean);

        assay_table_set_note (table, note);
      }
      assay_validation_sink_take_table (sink, table);
      range = assay_word_number (range_of (&curves[widest]));
      finding = assay_validation_sink_add (sink, NULL, range_of (&curves[widest]));
      finding->n = rescore->n;
      finding->convention = g_strdup_printf ("%zu of %zu rows, seed %" G_GUINT64_FORMAT "; %u of %u features%s", rescore->n, rescore->n_complete, c->seed, n, c->n_features, beyond);
      finding->message = g_strdup_printf ("“%s” moves the mean score most, by %s from end to end.", c->features[widest].name, range);
    }
  for (guint f = 0; f < n; f++)
    for (guint k = 0; k < curves[f].n; k++)
      g_free (curves[f].words[k]);
  return is_done;
}

const AssayValidationCheck assay_checks_dependence[] = {
  { .id = "xai-pdp-ale", .title = N_("Dependence on One Input"), .section = ASSAY_SECTION_EXPLAINABILITY, .tier = 2, .statistic = "widest range of the mean score",
    .needs = ASSAY_NEEDS_MODEL | ASSAY_NEEDS_SCORE | ASSAY_NEEDS_FEATURES, .limits = ASSAY_NO_LIMITS,
    .convention = N_("15 quantiles of each number, or up to 15 words; partial dependence: mean score when all rows have the value; accumulated local effects: rows moved within their interval, centred on the mean"),
    .reference = "Friedman 2001; Apley & Zhu 2020", .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_dependence },
  { NULL }
};
