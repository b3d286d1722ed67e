/* Whether the score stands small changes of its inputs: noise, one input at a time, declared directions, values it never saw. */
#include "analysis/validation/validation-check.h"

#include "analysis/validation/validation-find-rows.h"

#include "analysis/validation/validation-random-private.h"
#include "analysis/validation/validation-rank-private.h"
#include "analysis/validation/validation-rescore.h"
#include "analysis/wording.h"
#include "base/number.h"
#include "base/parallel.h"
#include "math/beta.h"
#include "math/order-statistics.h"

#include <string.h>

#define MOST_SCORINGS 1000000      /* of rows, by one check: it draws fewer rows when it repeats more often */
#define LEAST_ROWS 500
#define MOST_ROWS 10000

static gsize
affordable_rows (gsize n_scorings)
{
  return CLAMP (MOST_SCORINGS / MAX (n_scorings, 1), LEAST_ROWS, MOST_ROWS);
}

static void
mean_and_sd (const double *x, gsize n, double *mean, double *sd)
{
  AssaySum sum = { 0 }, squares = { 0 };
  gsize m = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (x[i]))
      {
        assay_sum_add (&sum, x[i]);
        m++;
      }
  *mean = m > 0 ? assay_sum_get (&sum) / m : NAN;
  for (gsize i = 0; i < n; i++)
    if (!isnan (x[i]))
      assay_sum_add (&squares, (x[i] - *mean) * (x[i] - *mean));
  *sd = m > 1 ? sqrt (assay_sum_get (&squares) / (m - 1)) : NAN;
}

/* Scale of a feature: its standard deviation in the development sample, or in the data where there is none. */
static double
scale_of (const AssayValidationFeature *feature)
{
  AssayColumn *column = feature->reference != NULL ? feature->reference : feature->train != NULL ? feature->train : feature->data;
  g_autofree double *owned = NULL;
  const double *values = assay_validation_numbers (column, &owned);
  double mean, sd = NAN;

  if (values != NULL)
    mean_and_sd (values, assay_column_get_n (column), &mean, &sd);
  return sd;
}

static gboolean
is_moved_by_number (const AssayValidationFeature *feature, const AssayColumn *column)
{
  AssayType type = assay_column_get_type (column);

  return feature->is_number && (type == ASSAY_TYPE_DOUBLE || type == ASSAY_TYPE_INT64);
}

static char *
word_rows (const AssayRescore *rescore)
{
  g_autofree char *n = assay_word_items (rescore->n, "row", "rows"), *all = assay_word_count (rescore->n_complete);

  return rescore->n < rescore->n_complete ? g_strdup_printf ("%s drawn from %s", n, all) : g_strdup_printf ("all %s", n);
}

static gsize
most_of (const gsize *counts, gsize n)
{
  gsize most = 0;

  for (gsize i = 0; i < n; i++)
    most = MAX (most, counts[i]);
  return most;
}

/* An AUC of a handful of events says nothing of what noise costs. */
static char *
word_few_drawn (const AssayRescore *rescore)
{
  double events = 0;

  for (gsize i = 0; rescore->event != NULL && i < rescore->n; i++)
    events += rescore->event[i];
  return rescore->event != NULL ? assay_validation_word_few (rescore->n, events) : NULL;
}

/* ---- noise ---- */

static const double levels[] = { 0.1, 0.2, 0.3, 0.4, 0.5 };

typedef struct
{
  const AssayRescore *rescore;
  const double *scales;
  guint n_repeats;
  double *measures;                /* [levels * n_repeats] */
  gsize *lost;                     /* … rows without a score */
} Noise;

static AssayColumn *
add_noise (const AssayRescore *rescore, guint feature, AssayColumn *column, double sd, Random *random)
{
  gsize n = assay_column_get_n (column);
  g_autofree double *owned = NULL;
  const double *values = assay_column_as_doubles (column, &owned);
  double *moved = g_new (double, n + 1);

  for (gsize i = 0; i < n; i += 2)
    {
      double pair[2];

      random_normals (random, pair);
      moved[i] = values[i] + sd * pair[0];
      if (i + 1 < n)
        moved[i + 1] = values[i + 1] + sd * pair[1];
    }
  return assay_rescore_take_numbers (rescore, feature, moved);
}

/* With the chance `share` a row gets the value of another row. */
static AssayColumn *
swap_some (AssayColumn *column, double share, Random *random)
{
  gsize n = assay_column_get_n (column);
  g_autofree gsize *rows = g_new (gsize, n + 1);

  for (gsize i = 0; i < n; i++)
    {
      gboolean is_moved = random_uniform (random) < share;
      gsize other = random_below (random, n);

      rows[i] = is_moved ? other : i;
    }
  return assay_column_take_rows (column, rows, n);
}

static gboolean
run_noise_item (gsize item, guint worker, gpointer user_data, GError **error)
{
  Noise *self = user_data;
  const AssayRescore *rescore = self->rescore;
  const AssayValidationCase *c = rescore->c;
  double level = levels[item / self->n_repeats];
  Random random = { assay_validation_seed (c, "rob-noise", 1 + item) };
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  g_autofree AssayColumn **changed = g_new0 (AssayColumn *, c->n_features + 1);
  g_autofree double *risk = g_new (double, rescore->n + 1);

  for (guint f = 0; f < c->n_features; f++)
    {
      AssayColumn *column = assay_rescore_get_column (rescore, f);

      if (column == NULL)
        continue;
      if (!is_moved_by_number (&c->features[f], column))
        changed[f] = swap_some (column, level, &random);
      else if (self->scales[f] > 0)
        changed[f] = add_noise (rescore, f, column, level * self->scales[f], &random);
      if (changed[f] != NULL)
        g_ptr_array_add (columns, changed[f]);
    }
  if (!assay_rescore_score (rescore, changed, risk, error))
    return FALSE;
  self->measures[item] = assay_rescore_measure (rescore, risk);
  self->lost[item] = assay_rescore_count_lost (rescore, risk);
  return TRUE;
}

/* Mean and the range that holds 95 % of the repeats. */
typedef struct { double mean, low, high; } Spread;

static Spread
spread_of (const double *values, guint n)
{
  g_autofree double *copy = g_memdup2 (values, n * sizeof *values);
  static const double p[] = { 0.025, 0.975 };
  double q[2], sd;
  Spread spread;

  mean_and_sd (values, n, &spread.mean, &sd);
  am_quantiles (copy, n, p, 2, q);
  spread.low = q[0];
  spread.high = q[1];
  return spread;
}

static GBytes *
take_bytes (double *values, gsize n)
{
  return g_bytes_new_take (values, n * sizeof *values);
}

static void
add_noise_evidence (AssayValidationSink *sink, const AssayRescore *rescore, const Spread *measures, const Spread *losses)
{
  AssayTable *table = assay_table_new ("noise", N_("Noise on the Inputs"));
  AssayFigure *figure = assay_figure_new ("noise", ASSAY_FIGURE_SERIES, N_("Robustness to Noise"));
  const guint n = G_N_ELEMENTS (levels);
  double *x = g_new (double, n + 1), *x2 = g_new (double, n + 1), *y = g_new (double, n + 1), *low = g_new (double, n + 1), *high = g_new (double, n + 1);

  assay_table_add_column (table, "level", N_("Noise (Standard Deviations)"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "measure", rescore->metric, ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "low", N_("2.5 %"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "high", N_("97.5 %"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "loss", N_("Relative Loss"), ASSAY_CELL_FRACTION);
  for (guint i = 0; i <= n; i++)
    {
      x[i] = x2[i] = i == 0 ? 0 : levels[i - 1];
      y[i] = i == 0 ? rescore->base : measures[i - 1].mean;
      low[i] = i == 0 ? rescore->base : measures[i - 1].low;
      high[i] = i == 0 ? rescore->base : measures[i - 1].high;
      assay_table_add_row (table);
      assay_table_set_number (table, 0, x[i]);
      assay_table_set_number (table, 1, y[i]);
      assay_table_set_number (table, 2, low[i]);
      assay_table_set_number (table, 3, high[i]);
      assay_table_set_number (table, 4, i == 0 ? 0 : losses[i - 1].mean);
    }
  assay_validation_sink_take_table (sink, table);
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_NONE, N_("Noise in standard deviations of each input"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, rescore->metric, NULL);
  assay_validation_figure_say_rows (figure, rescore->n, NAN);
  assay_figure_set_convention (figure, "mean of the seeded repeats and the range of 95 % of them, at each level of noise");
  assay_figure_add_series (figure, "range", N_("95 % of repeats"), ASSAY_SERIES_BAND, n + 1, take_bytes (x, n + 1), take_bytes (low, n + 1), take_bytes (high, n + 1), NULL, NULL);
  assay_figure_add_series (figure, "mean", N_("Mean"), ASSAY_SERIES_ACTUAL, n + 1, take_bytes (x2, n + 1), take_bytes (y, n + 1), NULL, NULL, NULL);
  assay_validation_sink_take_figure (sink, figure);
}

static gboolean
run_noise (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  guint n_repeats = assay_options_get_integer (c->options, "repeats");
  gsize n_items = G_N_ELEMENTS (levels) * n_repeats;
  g_autoptr(AssayRescore) rescore = assay_rescore_new (c, c->data, "rob-noise", affordable_rows (n_items), error);
  g_autofree double *scales = g_new (double, c->n_features + 1), *measures = g_new (double, n_items + 1);
  g_autofree gsize *lost = g_new0 (gsize, n_items + 1);
  Noise noise = { rescore, scales, n_repeats, measures, lost };
  Spread spreads[G_N_ELEMENTS (levels)], losses[G_N_ELEMENTS (levels)];
  g_autofree char *rows = NULL, *cost = NULL, *from = NULL, *to = NULL, *beyond = NULL;
  char *few;
  AssayFinding *finding;

  if (rescore == NULL)
    return FALSE;
  if (isnan (rescore->base) || !(rescore->base > 0))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("The %s of the %zu rows drawn is not defined; more rows of both outcomes are needed.", rescore->metric, rescore->n));
      return TRUE;
    }
  few = word_few_drawn (rescore);
  if (few != NULL)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, few);
      return TRUE;
    }
  for (guint f = 0; f < c->n_features; f++)
    scales[f] = scale_of (&c->features[f]);
  if (!assay_parallel_for (c->n_threads, n_items, run_noise_item, &noise, progress, error))
    return FALSE;
  if (assay_rescore_refuse_lost (rescore, most_of (lost, n_items), sink, NULL))
    return TRUE;
  for (guint l = 0; l < G_N_ELEMENTS (levels); l++)
    {
      g_autofree double *loss = g_new (double, n_repeats);

      for (guint r = 0; r < n_repeats; r++)
        loss[r] = assay_rescore_loss (rescore, measures[l * n_repeats + r]);
      spreads[l] = spread_of (measures + l * n_repeats, n_repeats);
      losses[l] = spread_of (loss, n_repeats);
    }
  rows = word_rows (rescore);
  beyond = assay_rescore_word_lost (rescore, most_of (lost, n_items), TRUE);
  cost = assay_word_share (losses[0].mean);
  from = assay_word_number (rescore->base);
  to = assay_word_number (spreads[0].mean);
  finding = assay_validation_sink_add (sink, NULL, losses[0].mean);
  finding->low = losses[0].low;
  finding->high = losses[0].high;
  finding->n = rescore->n;
  finding->convention = g_strdup_printf ("%s; %u seeded repeats a level, seed %" G_GUINT64_FORMAT "%s", rows, n_repeats, c->seed, beyond);
  finding->message = g_strdup_printf ("Noise of 0.1 standard deviations on every number, and words swapped in 10 %% of rows, costs %s of the %s (%s to %s).", cost, rescore->metric, from, to);
  add_noise_evidence (sink, rescore, spreads, losses);
  return TRUE;
}

/* ---- one at a time ---- */

enum { DOWN_SHARE, UP_SHARE, DOWN_SD, UP_SD, N_SHOCKS };

typedef struct
{
  const AssayRescore *rescore;
  double change[N_SHOCKS];         /* mean of the score; NaN: not made */
  double square, size, elasticity; /* of half the way from - to + one standard deviation; mean size of the change */
  gsize lost;                      /* most rows that a shock left without a score */
} Shocks;

typedef struct { const AssayRescore *rescore; const double *scales; Shocks *shocks; } Sensitivity;

static AssayColumn *
shock_column (const AssayRescore *rescore, guint feature, AssayColumn *column, int shock, double scale)
{
  gsize n = assay_column_get_n (column);
  g_autofree double *owned = NULL;
  const double *values = assay_column_as_doubles (column, &owned);
  double *moved = g_new (double, n + 1);

  for (gsize i = 0; i < n; i++)
    moved[i] = shock == DOWN_SHARE ? values[i] * 0.9 : shock == UP_SHARE ? values[i] * 1.1 : shock == DOWN_SD ? values[i] - scale : values[i] + scale;
  return assay_rescore_take_numbers (rescore, feature, moved);
}

static gboolean
score_changed (const AssayRescore *rescore, guint feature, AssayColumn *column, double *risk, GError **error)
{
  g_autofree AssayColumn **changed = g_new0 (AssayColumn *, rescore->c->n_features + 1);

  changed[feature] = column;
  return assay_rescore_score (rescore, changed, risk, error);
}

static double
mean_change (const double *after, const double *before, gsize n, double *square, double *size)
{
  AssaySum sum = { 0 }, squares = { 0 }, sizes = { 0 };
  gsize m = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (after[i]) && !isnan (before[i]))
      {
        double d = after[i] - before[i];

        assay_sum_add (&sum, d);
        assay_sum_add (&squares, d * d);
        assay_sum_add (&sizes, fabs (d));
        m++;
      }
  *square = m > 0 ? assay_sum_get (&squares) / m : 0;
  *size = m > 0 ? assay_sum_get (&sizes) / m : 0;
  return m > 0 ? assay_sum_get (&sum) / m : NAN;
}

static gboolean
shock_number (Sensitivity *self, guint feature, AssayColumn *column, Shocks *shocks, GError **error)
{
  const AssayRescore *rescore = self->rescore;
  g_autofree double *risks = g_new (double, N_SHOCKS * rescore->n + 1);
  double square, size, mean = 0, sd;

  for (int shock = 0; shock < N_SHOCKS; shock++)
    {
      double *risk = risks + shock * rescore->n;
      g_autoptr(AssayColumn) moved = shock_column (rescore, feature, column, shock, self->scales[feature]);

      if (!score_changed (rescore, feature, moved, risk, error))
        return FALSE;
      shocks->change[shock] = mean_change (risk, rescore->risk, rescore->n, &square, &size);
      shocks->lost = MAX (shocks->lost, assay_rescore_count_lost (rescore, risk));
    }
  /* from minus to plus one standard deviation, halved: what one of them does */
  mean_change (risks + UP_SD * rescore->n, risks + DOWN_SD * rescore->n, rescore->n, &square, &size);
  shocks->square = square / 4;
  shocks->size = size / 2;
  mean_and_sd (rescore->risk, rescore->n, &mean, &sd);
  shocks->elasticity = mean != 0 ? (shocks->change[UP_SHARE] - shocks->change[DOWN_SHARE]) / 0.2 / mean : NAN;
  return TRUE;
}

static gboolean
run_sensitivity_item (gsize item, guint worker, gpointer user_data, GError **error)
{
  Sensitivity *self = user_data;
  const AssayRescore *rescore = self->rescore;
  AssayColumn *column = assay_rescore_get_column (rescore, item);
  Shocks *shocks = &self->shocks[item];
  g_autoptr(AssayColumn) moved = NULL;
  g_autofree double *risk = NULL;
  Random random = { assay_validation_seed (rescore->c, "rob-sensitivity", 1 + item) };
  double square;

  for (int shock = 0; shock < N_SHOCKS; shock++)
    shocks->change[shock] = NAN;
  shocks->elasticity = NAN;
  if (column == NULL)
    return TRUE;
  if (is_moved_by_number (&rescore->c->features[item], column))
    return !(self->scales[item] > 0) || shock_number (self, item, column, shocks, error);
  moved = swap_some (column, 1, &random);
  risk = g_new (double, rescore->n + 1);
  if (!score_changed (rescore, item, moved, risk, error))
    return FALSE;
  shocks->lost = assay_rescore_count_lost (rescore, risk);
  mean_change (risk, rescore->risk, rescore->n, &square, &shocks->size);
  shocks->square = square / 2;     /* Jansen (1999): half the mean square between two draws is a variance */
  return TRUE;
}

static gint
compare_shocks (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Shocks *shocks = user_data;
  guint i = *(const guint *) a, j = *(const guint *) b;

  return shocks[i].square != shocks[j].square ? (shocks[i].square < shocks[j].square) - (shocks[i].square > shocks[j].square) : (i > j) - (i < j);
}

static void
add_sensitivity_table (AssayValidationSink *sink, const AssayValidationCase *c, const Shocks *shocks, const guint *order, double total)
{
  static const char *const ids[] = { "minus-10", "plus-10", "minus-sd", "plus-sd" };
  static const char *const labels[] = { N_("−10 %"), N_("+10 %"), N_("−1 sd"), N_("+1 sd") };
  AssayTable *table = assay_table_new ("sensitivity", N_("One Input at a Time"));

  assay_table_add_column (table, "feature", N_("Feature"), ASSAY_CELL_TEXT);
  for (int shock = 0; shock < N_SHOCKS; shock++)
    assay_table_add_column (table, ids[shock], labels[shock], ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "size", N_("Mean Size of Change"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "elasticity", N_("Elasticity"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "share", N_("Share of Squares"), ASSAY_CELL_FRACTION);
  for (guint i = 0; i < c->n_features; i++)
    {
      const Shocks *own = &shocks[order[i]];

      assay_table_add_row (table);
      assay_table_set_text (table, 0, c->features[order[i]].name);
      for (int shock = 0; shock < N_SHOCKS; shock++)
        assay_table_set_number (table, 1 + shock, own->change[shock]);
      assay_table_set_number (table, 5, own->size);
      assay_table_set_number (table, 6, own->elasticity);
      assay_table_set_number (table, 7, total > 0 ? own->square / total : NAN);
    }
  assay_table_set_note (table, c->higher_is_riskier ? "mean change of the score" : "mean change of the score with its sign turned, so that more is riskier");
  assay_validation_sink_take_table (sink, table);
}

static gboolean
run_sensitivity (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayRescore) rescore = assay_rescore_new (c, c->data, "rob-sensitivity", MIN (5000, affordable_rows (4 * c->n_features)), error);
  g_autofree double *scales = g_new (double, c->n_features + 1);
  g_autofree Shocks *shocks = g_new0 (Shocks, c->n_features + 1);
  g_autofree guint *order = g_new (guint, c->n_features + 1);
  g_autofree char *share = NULL, *rows = NULL, *beyond = NULL;
  gsize lost = 0;
  Sensitivity all = { rescore, scales, shocks };
  AssayFinding *finding;
  double total = 0;

  if (rescore == NULL)
    return FALSE;
  for (guint f = 0; f < c->n_features; f++)
    {
      scales[f] = scale_of (&c->features[f]);
      order[f] = f;
    }
  if (!assay_parallel_for (c->n_threads, c->n_features, run_sensitivity_item, &all, progress, error))
    return FALSE;
  g_qsort_with_data (order, c->n_features, sizeof *order, compare_shocks, shocks);
  for (guint f = 0; f < c->n_features; f++)
    {
      total += shocks[order[f]].square;
      lost = MAX (lost, shocks[f].lost);
    }
  if (assay_rescore_refuse_lost (rescore, lost, sink, NULL))
    return TRUE;
  if (!(total > 0))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("No input moves the score: all are constant or absent. Give data in which inputs vary."));
      return TRUE;
    }
  share = assay_word_share (shocks[order[0]].square / total);
  rows = word_rows (rescore);
  finding = assay_validation_sink_add (sink, NULL, shocks[order[0]].square / total);
  finding->n = rescore->n;
  beyond = assay_rescore_word_lost (rescore, lost, TRUE);
  finding->convention = g_strdup_printf ("%s, seed %" G_GUINT64_FORMAT "%s", rows, c->seed, beyond);
  finding->message = g_strdup_printf ("“%s” moves the score most: %s of the squared changes that one standard deviation of each input makes.", c->features[order[0]].name, share);
  add_sensitivity_table (sink, c, shocks, order, total);
  return TRUE;
}

/* ---- declared directions ---- */

#define N_STEPS 9

static gboolean
walk_feature (const AssayRescore *rescore, guint feature, AssayValidationSink *sink, GError **error)
{
  const AssayValidationFeature *about = &rescore->c->features[feature];
  AssayColumn *column = assay_rescore_get_column (rescore, feature);
  g_autofree double *owned = NULL, *before = g_new (double, rescore->n + 1), *after = g_new (double, rescore->n + 1), *values = NULL;
  g_autofree guint8 *breaks = g_new0 (guint8, rescore->n + 1);
  double p[N_STEPS], steps[N_STEPS], worst = 0, at = NAN, from = NAN;
  AssayFinding *finding;
  gsize n_breaks = 0, n = 0, lost = 0;

  if (column == NULL || !is_moved_by_number (about, column))
    {
      assay_validation_sink_add_not_assessable (sink, about->name, g_strdup_printf ("“%s” is no column of numbers in the data, so it has no direction. Take it out of --monotone.", about->name));
      return TRUE;
    }
  values = g_memdup2 (assay_column_as_doubles (column, &owned), rescore->n * sizeof (double));
  for (gsize i = 0; i < rescore->n; i++)
    if (!isnan (values[i]))
      values[n++] = values[i];
  for (int k = 0; k < N_STEPS; k++)
    p[k] = k == 0 ? 0.01 : k == N_STEPS - 1 ? 0.99 : (double) k / (N_STEPS - 1);
  am_quantiles (values, n, p, N_STEPS, steps);
  for (int k = 0; k < N_STEPS; k++)
    {
      double *constant = g_new (double, rescore->n + 1);
      g_autoptr(AssayColumn) moved = NULL;

      for (gsize i = 0; i < rescore->n; i++)
        constant[i] = steps[k];
      moved = assay_rescore_take_numbers (rescore, feature, constant);
      if (!score_changed (rescore, feature, moved, after, error))
        return FALSE;
      lost = MAX (lost, assay_rescore_count_lost (rescore, after));
      for (gsize i = 0; k > 0 && i < rescore->n; i++)
        {
          double against = about->direction * (before[i] - after[i]);

          if (!(against > 1e-9 * MAX (1, fabs (before[i]))))
            continue;
          breaks[i] = 1;
          if (against > worst)
            {
              worst = against;
              from = steps[k - 1];
              at = steps[k];
            }
        }
      memcpy (before, after, rescore->n * sizeof *before);
    }
  if (assay_rescore_refuse_lost (rescore, lost, sink, about->name))
    return TRUE;
  for (gsize i = 0; i < rescore->n; i++)
    n_breaks += breaks[i];
  finding = assay_validation_sink_add (sink, about->name, (double) n_breaks / rescore->n);
  finding->n = rescore->n;
  if (n_breaks == 0)
    finding->message = g_strdup_printf ("The score never %s as “%s” rises.", about->direction > 0 ? "falls" : "rises", about->name);
  else
    {
      g_autofree char *count = assay_word_items (n_breaks, "row", "rows"), *size = assay_word_number (worst), *low = assay_word_number (from), *high = assay_word_number (at);

      finding->message = g_strdup_printf ("In %s the score %s somewhere as “%s” rises, by up to %s (from %s to %s).", count, about->direction > 0 ? "falls" : "rises", about->name, size, low, high);
    }
  return TRUE;
}

static gboolean
run_monotonicity (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayRescore) rescore = assay_rescore_new (c, c->data, "rob-monotonicity", 5000, error);

  if (rescore == NULL)
    return FALSE;
  if (rescore->n == 0)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("No row has a score. Give rows that the model can score."));
      return TRUE;
    }
  for (guint f = 0; f < c->n_features; f++)
    if (c->features[f].direction != 0 && !walk_feature (rescore, f, sink, error))
      return FALSE;
  return TRUE;
}

/* ---- beyond what it was trained on ---- */

typedef struct { double low, high, low_1, high_99; gsize n; guint n_ends; } Range;       /* n_ends: how many of low and high one value alone holds */

static gboolean
find_range (AssayColumn *column, Range *range)
{
  static const double p[] = { 0, 0.01, 0.99, 1 };
  g_autofree double *owned = NULL, *values = NULL;
  const double *all = column != NULL ? assay_validation_numbers (column, &owned) : NULL;
  gsize n = 0;
  double q[4];

  if (all == NULL)
    return FALSE;
  values = g_new (double, assay_column_get_n (column) + 1);
  for (gsize i = 0; i < assay_column_get_n (column); i++)
    if (!isnan (all[i]))
      values[n++] = all[i];
  if (n == 0)
    return FALSE;
  am_quantiles (values, n, p, 4, q);
  *range = (Range) { q[0], q[3], q[1], q[2], n, 0 };
  {
    gsize n_low = 0, n_high = 0;

    for (gsize i = 0; i < n; i++)
      {
        n_low += values[i] == range->low;
        n_high += values[i] == range->high;
      }
    range->n_ends = (n_low == 1) + (n_high == 1);
  }
  return TRUE;
}

static const AssayValidationSample *
development_of (const AssayValidationCase *c)
{
  return c->train != NULL ? c->train : c->reference;
}

gboolean
assay_validation_flag_outside (const AssayValidationCase *c, guint8 *flag, AssayProgress *progress, GError **error)
{
  const AssayValidationSample *from = development_of (c);
  guint n_compared = 0;

  for (guint f = 0; from != NULL && f < c->n_features; f++)
    {
      const AssayValidationFeature *feature = &c->features[f];
      g_autofree double *owned = NULL;
      const double *values = feature->is_number ? assay_validation_numbers (feature->data, &owned) : NULL;
      Range range;

      if (values == NULL || !find_range (from == c->train ? feature->train : feature->reference, &range))
        continue;
      n_compared++;
      for (gsize i = 0; i < c->data->n; i++)
        flag[i] |= values[i] < range.low || values[i] > range.high;
      if (!assay_progress_step (progress, f / (double) c->n_features, error))
        return FALSE;
    }
  return n_compared > 0;
}

/* Rows of the same population lie beyond the lowest and highest of n values too. Of m rows k beyond one end have the chance C (m, k) / C (n + m, k), nearly (m / (n + m))^k, so those beyond
 * several ends add up to a negative binomial. Ends that several rows share are taken for firm. */
static double
chance_of_outside (double n_beyond, double n_ends, double n, double m)
{
  if (n_beyond <= 0)
    return 1;
  return n_ends > 0 ? am_beta_lower (m / (n + m), n_beyond, n_ends) : 0;
}

#define MOST_BY_CHANCE 0.05

/* tested: the share of rows that would lie outside by chance. */
static char *
word_few_development_rows (const AssayFinding *finding, double level)
{
  g_autofree char *share = assay_word_share (finding->tested);

  return finding->tested <= MOST_BY_CHANCE ? NULL
         : g_strdup_printf ("Not a pass: the development sample is so small that %s of rows would lie outside by chance; more of its rows are needed.", share);
}

static gboolean
run_extrapolation (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  const AssayValidationSample *from = development_of (c);
  g_autofree guint8 *flags = g_new0 (guint8, c->data->n + 1);
  AssayTable *table = assay_table_new ("extrapolation", N_("Rows Outside the Range of Development"));
  g_autofree char *share = NULL, *outer = NULL, *worst_name = NULL;
  gsize n_out = 0, n_outer = 0, worst = 0;
  double n_beyond = 0, n_ends = 0, n = 0, m = 0;
  guint n_compared = 0;
  AssayFinding *finding;

  assay_table_add_column (table, "feature", N_("Feature"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "low", N_("Lowest"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "high", N_("Highest"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "below", N_("Below"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "above", N_("Above"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "outside-98", N_("Outside 1 % to 99 %"), ASSAY_CELL_FRACTION);
  for (guint f = 0; f < c->n_features; f++)
    {
      const AssayValidationFeature *feature = &c->features[f];
      g_autofree double *owned = NULL;
      const double *values = feature->is_number ? assay_validation_numbers (feature->data, &owned) : NULL;
      gsize below = 0, above = 0, outside = 0;
      Range range;

      if (values == NULL || !find_range (from == c->train ? feature->train : feature->reference, &range))
        continue;
      n_compared++;
      for (gsize i = 0; i < c->data->n; i++)
        {
          gboolean is_below = values[i] < range.low, is_above = values[i] > range.high, is_outer = values[i] < range.low_1 || values[i] > range.high_99;

          below += is_below;
          above += is_above;
          m += !isnan (values[i]);
          outside += is_outer;
          flags[i] |= (is_below || is_above) | is_outer << 1;
        }
      n_beyond += below + above;
      n_ends += range.n_ends;
      n += range.n;
      if (below + above > worst)
        {
          worst = below + above;
          g_free (worst_name);
          worst_name = g_strdup (feature->name);
        }
      if (below + above > 0)
        assay_validation_sink_show_rows (sink, "table:extrapolation", NULL, assay_table_get_n_rows (table), below + above,
                                         &ASSAY_ROW_RANGE ("feature", feature->name, "outside", range.low, range.high), 1);
      assay_table_add_row (table);
      assay_table_set_text (table, 0, feature->name);
      assay_table_set_number (table, 1, range.low);
      assay_table_set_number (table, 2, range.high);
      assay_table_set_number (table, 3, below);
      assay_table_set_number (table, 4, above);
      assay_table_set_number (table, 5, c->data->n > 0 ? (double) outside / c->data->n : NAN);
    }
  if (n_compared == 0)
    {
      assay_table_unref (table);
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("No feature is a number in both the data and the %s sample. Give a sample with the same columns.", from->name));
      return TRUE;
    }
  for (gsize i = 0; i < c->data->n; i++)
    {
      n_out += flags[i] & 1;
      n_outer += flags[i] >> 1;
    }
  share = assay_word_share ((double) n_out / c->data->n);
  outer = assay_word_share ((double) n_outer / c->data->n);
  finding = assay_validation_sink_add (sink, NULL, (double) n_out / c->data->n);
  finding->n = c->data->n;
  n /= n_compared;
  finding->p_value = chance_of_outside (n_beyond, n_ends, n, m / n_compared);
  finding->tested = n_ends / (n + 1);
  finding->word_weakness = word_few_development_rows;
  if (n_out > 0)
    assay_validation_sink_show_finding (sink, NULL, n_out, &ASSAY_ROW_IS ("check", "rob-extrapolation", "flagged"), 1);
  finding->convention = g_strdup_printf ("%u features, ranges of the %s sample; missing values are inside", n_compared, from->name);
  finding->message = g_strdup_printf ("%s of rows have a value outside the range of the %s sample%s%s%s; %s have one outside its 1 %% to 99 %%.", share, from->name,
                                      worst_name != NULL ? ", most often in “" : "", worst_name != NULL ? worst_name : "", worst_name != NULL ? "”" : "", outer);
  assay_validation_sink_take_table (sink, table);
  return TRUE;
}

const AssayValidationCheck assay_checks_robustness[] = {
  { .id = "rob-noise", .title = N_("Robustness to Noise"), .section = ASSAY_SECTION_ROBUSTNESS, .tier = 1, .statistic = "relative loss at 0.1 sd",
    .needs = ASSAY_NEEDS_MODEL | ASSAY_NEEDS_SCORE | ASSAY_NEEDS_OUTCOME,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 0.05, 0.10, ASSAY_BEYOND_FROM, 'A', N_("ValidMind: 0.05, there absolute; here relative to the AUC or RMSE, so that it has no unit") } },
    .convention = N_("N(0, (l sd)²) on every number, sd of the development sample or else of the data; words swapped in a share l of rows; l = 0.1 to 0.5; missing stays missing"),
    .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_noise },
  { .id = "rob-sensitivity", .title = N_("Sensitivity, One Input at a Time"), .section = ASSAY_SECTION_ROBUSTNESS, .tier = 1, .statistic = "share of squares of one input",
    .needs = ASSAY_NEEDS_MODEL | ASSAY_NEEDS_SCORE,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 0.5, 0.7, ASSAY_BEYOND_FROM, 'C', N_("half, and 70 %, in one input; without interactions, which only Sobol indices show") } },
    .convention = N_("±10 % and ±1 standard deviation of each number; words are swapped between rows"),
    .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_sensitivity },
  { .id = "rob-monotonicity", .title = N_("Declared Directions"), .section = ASSAY_SECTION_ROBUSTNESS, .tier = 1, .statistic = "share of rows that break the direction",
    .needs = ASSAY_NEEDS_MODEL | ASSAY_NEEDS_SCORE | ASSAY_NEEDS_MONOTONE,
    .limits = { ASSAY_JUDGED_BY_VALUE, { NAN, 0, ASSAY_BEYOND_ABOVE, 'C', N_("no row may break a direction that was declared") } },
    .convention = N_("each row of the data scored with nine values of the feature from its 1 % to its 99 % quantile; a step against the direction counts above 1e-9 of the score"),
    .run = run_monotonicity },
  { .id = "rob-extrapolation", .title = N_("Extrapolation"), .section = ASSAY_SECTION_ROBUSTNESS, .tier = 1, .statistic = "share of rows outside",
    .needs = ASSAY_NEEDS_FEATURES | ASSAY_NEEDS_DEVELOPMENT,
    .limits = { ASSAY_JUDGED_BY_BOTH, { 0.01, 0.05, ASSAY_BEYOND_FROM, 'C', N_("1 % and 5 % of rows, and p below 0.05, 0.01") } },
    .convention = N_("a row is outside when any number is below the lowest or above the highest; p approximate: values beyond ends of development that one row holds, as a negative binomial"),
    .run = run_extrapolation },
  { NULL }
};
