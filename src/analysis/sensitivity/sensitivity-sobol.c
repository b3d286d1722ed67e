/* Sobol indices: which share of the output's variance each input brings, alone (first order), with all its interactions (total), and by pairs. */
#include "analysis/sensitivity/sensitivity-design-private.h"
#include "analysis/sensitivity/sensitivity-methods-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/judge.h"
#include "analysis/wording.h"
#include "base/parallel.h"
#include "result/result-json.h"

#define MOST_PAIR_INPUTS 10        /* unless pairs are asked for */
#define MOST_OUTPUTS (G_GUINT64_CONSTANT (1) << 28)
#define MOST_SHOWN 20
#define FIRST_LOOK 64              /* points, for whoever looks on */

typedef struct { AmEstimate first, total; gboolean is_ignored, is_settled; } Index;

typedef struct
{
  AssaySensitivityRun *run;
  SensitivityDesign design;
  SensitivityOutputs outputs;
  guint k;
  double variance[DESIGN_REPLICATES];
  double *firsts, *totals;         /* [k][DESIGN_REPLICATES]: numerators */
  Index *indices;                  /* [k] */
  AmEstimate *pairs;               /* [k * k], i < j; NULL: not made */
  double *terms;                   /* [k * k][DESIGN_REPLICATES]: numerators of pairs */
  guint *order;                    /* by total */
  double widest;                   /* half width of the widest interval of first and total */
} Sobol;

static void
sobol_clear (Sobol *self)
{
  sensitivity_design_clear (&self->design);
  g_free (self->firsts);
  g_free (self->totals);
  g_free (self->indices);
  g_free (self->pairs);
  g_free (self->terms);
  g_free (self->order);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sobol, sobol_clear)

/* ---- estimating ---- */

static double
half_width (AmEstimate value)
{
  return (value.high - value.low) / 2;
}

static gboolean
estimate_input (gsize i, guint worker, gpointer user_data, GError **error)
{
  Sobol *self = user_data;
  g_autofree const double **columns = g_new (const double *, 2 * self->k + 1);

  self->indices[i].is_ignored = TRUE;
  for (guint r = 0; r < DESIGN_REPLICATES; r++)
    {
      AmSobolDesign design = sensitivity_design_get (&self->design, r, self->outputs.mean, columns);

      if (!assay_sensitivity_check_given_up (self->run, error))
        return FALSE;
      if (i == 0)
        self->variance[r] = am_sobol_variance (&design);
      am_sobol_terms (&design, i, &self->firsts[i * DESIGN_REPLICATES + r], &self->totals[i * DESIGN_REPLICATES + r]);
      self->indices[i].is_ignored &= am_sobol_is_ignored (&design, i);
    }
  /* where there is no output nothing is known to be ignored */
  self->indices[i].is_ignored &= !isnan (self->outputs.mean);
  return TRUE;
}

static gboolean
estimate_terms (Sobol *self, GError **error)
{
  return sensitivity_design_look (&self->design, &self->outputs, error)
         && assay_parallel_for (self->run->task->n_threads, self->k, estimate_input, self, NULL, error);
}

/* Whether the interval of the difference does not hold 0: then the order of the two is right in more than 97.5 of 100 runs. */
static gboolean
differ (const Sobol *self, guint i, guint j)
{
  double difference[DESIGN_REPLICATES];
  AmEstimate interval;

  for (guint r = 0; r < DESIGN_REPLICATES; r++)
    difference[r] = self->totals[i * DESIGN_REPLICATES + r] - self->totals[j * DESIGN_REPLICATES + r];
  interval = am_replicate_ratio (difference, self->variance, DESIGN_REPLICATES, ASSAY_SENSITIVITY_LEVEL);
  return interval.low > 0 || interval.high < 0;
}

/* The place is right in more than 95 of 100 runs: the total differs from all others, first of all from its neighbours, of which there are two at most. */
static gboolean
is_settled (const Sobol *self, guint place)
{
  guint own = self->order[place];

  if ((place > 0 && !differ (self, self->order[place - 1], own)) || (place + 1 < self->k && !differ (self, own, self->order[place + 1])))
    return FALSE;
  for (guint other = 0; other < self->k; other++)
    if (other + 1 < place || other > place + 1)
      if (!differ (self, self->order[other], own))
        return FALSE;
  return TRUE;
}

static gboolean
is_constant (const Sobol *self)
{
  return !(self->outputs.low < self->outputs.high);
}

static gboolean
estimate (Sobol *self, GError **error)
{
  g_autofree double *keys = g_new (double, self->k + 1);

  if (!estimate_terms (self, error))
    return FALSE;
  self->widest = 0;
  for (guint i = 0; i < self->k; i++)
    {
      Index *index = &self->indices[i];

      index->first = index->total = (AmEstimate) { NAN, NAN, NAN };
      if (!is_constant (self))
        {
          index->first = am_replicate_ratio (self->firsts + i * DESIGN_REPLICATES, self->variance, DESIGN_REPLICATES, ASSAY_SENSITIVITY_LEVEL);
          index->total = am_replicate_ratio (self->totals + i * DESIGN_REPLICATES, self->variance, DESIGN_REPLICATES, ASSAY_SENSITIVITY_LEVEL);
        }
      keys[i] = index->total.value;
      /* an interval that could not be had is no narrow one */
      if (!(half_width (index->first) <= self->widest))
        self->widest = isnan (index->first.high) ? INFINITY : half_width (index->first);
      if (!(half_width (index->total) <= self->widest))
        self->widest = isnan (index->total.high) ? INFINITY : half_width (index->total);
    }
  assay_sensitivity_order (keys, self->k, self->order);
  for (guint i = 0; i < self->k; i++)
    self->indices[self->order[i]].is_settled = is_settled (self, i);
  return TRUE;
}

static gboolean
estimate_pairs_of (gsize i, guint worker, gpointer user_data, GError **error)
{
  Sobol *self = user_data;
  g_autofree const double **columns = g_new (const double *, 2 * self->k + 1);

  for (guint r = 0; r < DESIGN_REPLICATES; r++)
    {
      AmSobolDesign design = sensitivity_design_get (&self->design, r, self->outputs.mean, columns);

      for (guint j = i + 1; j < self->k; j++)
        {
          if (!assay_sensitivity_check_stop (self->run, error))
            return FALSE;
          self->terms[(i * self->k + j) * DESIGN_REPLICATES + r] = am_sobol_pair_term (&design, i, j) - self->firsts[i * DESIGN_REPLICATES + r] - self->firsts[j * DESIGN_REPLICATES + r];
        }
    }
  return TRUE;
}

static gboolean
estimate_pairs (Sobol *self, GError **error)
{
  self->terms = g_new (double, (gsize) self->k * self->k * DESIGN_REPLICATES);
  if (!assay_parallel_for (self->run->task->n_threads, self->k, estimate_pairs_of, self, NULL, error))
    return FALSE;
  self->pairs = g_new (AmEstimate, (gsize) self->k * self->k);
  for (guint i = 0; i < self->k; i++)
    for (guint j = i + 1; j < self->k; j++)
      self->pairs[i * self->k + j] = is_constant (self) ? (AmEstimate) { NAN, NAN, NAN }
        : am_replicate_ratio (self->terms + ((gsize) i * self->k + j) * DESIGN_REPLICATES, self->variance, DESIGN_REPLICATES, ASSAY_SENSITIVITY_LEVEL);
  return TRUE;
}

/* ---- tables and figures ---- */

static void
add_table (Sobol *self)
{
  AssayTable *table = assay_table_new ("sobol", N_("Sobol Indices"));

  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "first", N_("First Order"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "first-low", N_("Low"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "first-high", N_("High"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "total", N_("Total"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "total-low", N_("Low"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "total-high", N_("High"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "settled", N_("Place"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < self->k; i++)
    {
      const Index *index = &self->indices[self->order[i]];
      const char *name = self->run->function->inputs[self->order[i]].name;

      assay_table_add_row (table);
      assay_table_set_text (table, 0, name);
      assay_sensitivity_set_estimate (table, 1, index->first);
      assay_sensitivity_set_estimate (table, 4, index->total);
      assay_table_set_text (table, 7, isnan (self->outputs.mean) ? "unknown" : is_constant (self) ? "undefined" : index->is_ignored ? "ignored" : index->is_settled ? "settled" : "not yet settled");
      assay_sensitivity_add_row (self->run, "sobol", name, "first", index->first);
      assay_sensitivity_add_row (self->run, "sobol", name, "total", index->total);
    }
  assay_table_set_note (table, "shares of the variance, with intervals that hold the true share in 95 of 100 runs; a place is settled when its total differs from all others, so that it is right in more than 95 of 100 runs");
  assay_result_take_table (self->run->result, table);
}

static void
add_pair_table (Sobol *self)
{
  AssayTable *table = assay_table_new ("sobol-pairs", N_("Interactions of Two Inputs"));
  guint k = self->k, n = 0;
  g_autofree guint *order = g_new (guint, k * k + 1);
  g_autofree double *keys = g_new (double, k * k + 1);

  for (guint i = 0; i < k * k; i++)
    keys[i] = i / k < i % k ? self->pairs[i].value : NAN;
  assay_sensitivity_order (keys, k * k, order);
  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "other", N_("With"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "second", N_("Second Order"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "second-low", N_("Low"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "second-high", N_("High"), ASSAY_CELL_NUMBER);
  for (guint i = 0; i < k * k; i++)
    {
      guint a = order[i] / k, b = order[i] % k;
      const char *one = self->run->function->inputs[a].name, *other = self->run->function->inputs[b].name;
      g_autofree char *both = NULL;

      if (a >= b)
        continue;
      both = g_strdup_printf ("%s × %s", one, other);
      assay_table_add_row (table);
      assay_table_set_text (table, 0, one);
      assay_table_set_text (table, 1, other);
      assay_sensitivity_set_estimate (table, 2, self->pairs[order[i]]);
      assay_sensitivity_add_row (self->run, "sobol", both, "second", self->pairs[order[i]]);
      n++;
    }
  if (n > 0)
    assay_result_take_table (self->run->result, table);
  else
    assay_table_unref (table);
}

static char *
word_convention (const Sobol *self)
{
  g_autofree char *n = assay_word_count ((double) self->design.n * DESIGN_REPLICATES);

  return g_strdup_printf ("N = %s points, as %u scrambled Sobol nets of seed %" G_GUINT64_FORMAT "; first order Saltelli 2010, total Jansen 1999%s; 95 %% intervals by leaving out one net at a time, "
                          "Student's t of %u degrees", n, DESIGN_REPLICATES, self->run->task->seed, self->design.has_pairs ? ", both averaged over A with AB and B with BA; pairs Saltelli 2002" : "",
                          DESIGN_REPLICATES - 1);
}

static void
add_series (AssayFigure *figure, const char *id, const char *label, AssaySeriesRole role, const double *low, const double *high, guint n)
{
  assay_figure_add_series (figure, id, label, role, n, NULL, g_bytes_new (low, n * sizeof *low), high != NULL ? g_bytes_new (high, n * sizeof *high) : NULL, NULL, NULL);
}

static void
add_figure (const Sobol *self)
{
  guint n = MIN (self->k, MOST_SHOWN);
  AssayFigure *figure = assay_figure_new ("sobol", ASSAY_FIGURE_RANKED, N_("Sobol Indices"));
  g_autofree const char **names = assay_sensitivity_names (self->run->function, self->order, n), **places = g_new0 (const char *, n + 1);
  g_autofree double *v = g_new (double, 6 * n + 1);
  g_autofree char *convention = word_convention (self), *share = NULL, *finding = NULL;
  const Index *top = &self->indices[self->order[0]];

  for (guint i = 0; i < n; i++)
    {
      const Index *index = &self->indices[self->order[i]];
      const double all[] = { index->total.value, index->first.value, index->total.low, index->total.high, index->first.low, index->first.high };

      for (guint s = 0; s < G_N_ELEMENTS (all); s++)
        v[s * n + i] = all[s];
      places[i] = index->is_ignored ? N_("ignored") : index->is_settled ? N_("settled") : "";
    }
  share = assay_word_number (top->total.value);
  finding = g_strdup_printf ("“%s” moves the output most: total %s.%s", names[0], share, top->is_settled ? "" : " Its place is not yet settled.");
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  if (self->k > n)
    {
      g_autofree char *subtitle = g_strdup_printf ("the first %u of %u inputs", n, self->k);

      assay_figure_set_subtitle (figure, subtitle);
    }
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("input"), NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("share of the variance"), NULL);
  add_series (figure, "total", N_("Total"), ASSAY_SERIES_OTHER, v, NULL, n);
  assay_figure_set_notes (figure, places);
  add_series (figure, "first", N_("First order"), ASSAY_SERIES_OTHER, v + n, NULL, n);
  add_series (figure, "total-interval", N_("95 % interval of the total"), ASSAY_SERIES_WHISKERS, v + 2 * n, v + 3 * n, n);
  add_series (figure, "first-interval", N_("95 % interval of the first order"), ASSAY_SERIES_WHISKERS, v + 4 * n, v + 5 * n, n);
  assay_result_take_figure (self->run->result, figure);
}

static void
add_heat (const Sobol *self)
{
  guint n = MIN (self->k, MOST_SHOWN);
  AssayFigure *figure;
  g_autofree const char **names = assay_sensitivity_names (self->run->function, self->order, n);
  g_autofree char *convention = word_convention (self);

  if (self->k < 3)
    return;
  figure = assay_figure_new ("sobol-pairs", ASSAY_FIGURE_HEAT, N_("Interactions of Two Inputs"));
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, NULL, NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("share of the variance"), NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("row-%u", i + 1);
      double *row = g_new (double, n);

      for (guint j = 0; j < n; j++)
        {
          guint a = MIN (self->order[i], self->order[j]), b = MAX (self->order[i], self->order[j]);

          row[j] = a < b ? self->pairs[a * self->k + b].value : NAN;
        }
      assay_figure_add_series (figure, id, names[i], ASSAY_SERIES_OTHER, n, NULL, assay_sensitivity_take_bytes (row, n), NULL, NULL, NULL);
    }
  assay_result_take_figure (self->run->result, figure);
}

/* ---- words ---- */

static AmEstimate
sum_of_firsts (const Sobol *self)
{
  double sums[DESIGN_REPLICATES] = { 0 };

  for (guint i = 0; i < self->k; i++)
    for (guint r = 0; r < DESIGN_REPLICATES; r++)
      sums[r] += self->firsts[i * DESIGN_REPLICATES + r];
  return am_replicate_ratio (sums, self->variance, DESIGN_REPLICATES, ASSAY_SENSITIVITY_LEVEL);
}

static void
add_metric (AssayResult *result, const char *id, const char *label, AmEstimate value)
{
  AssayMetric *metric = assay_result_add_metric (result, id, label, ASSAY_METRIC_NUMBER, value.value);

  metric->low = value.low;
  metric->high = value.high;
}

static void
add_metrics (const Sobol *self)
{
  AssayResult *result = self->run->result;
  AmEstimate variance = am_replicate_mean (self->variance, DESIGN_REPLICATES, ASSAY_SENSITIVITY_LEVEL);

  assay_result_add_metric (result, "sobol-n", N_("Points (N)"), ASSAY_METRIC_COUNT, (double) self->design.n * DESIGN_REPLICATES);
  assay_result_add_metric (result, "output-mean", N_("Mean of the output"), self->run->function->unit, self->outputs.mean);
  if (is_constant (self))
    return;
  add_metric (result, "output-variance", N_("Variance of the output"), variance);
  add_metric (result, "sobol-sum-first", N_("Sum of first orders"), sum_of_firsts (self));
  assay_result_add_metric (result, "sobol-widest", N_("Widest interval, half"), ASSAY_METRIC_NUMBER, self->widest);
}

static void
add_notes (const Sobol *self, double precision)
{
  AssayResult *result = self->run->result;
  g_autofree char *convention = word_convention (self), *runs = assay_word_count ((double) self->design.n * DESIGN_REPLICATES * self->design.n_sets);
  g_autofree char *method = g_strdup_printf ("Sobol: %s; %s runs.", convention, runs);
  g_autofree char *widest = assay_word_number (self->widest), *wanted = assay_word_number (precision);

  assay_result_add_note (result, method);
  if (is_constant (self))
    return;
  if (!(self->widest < precision))
    {
      g_autofree char *note = isfinite (self->widest)
        ? g_strdup_printf ("Not yet settled: the widest interval is ± %s, and ± %s was asked for. Raise --max-samples.", widest, wanted)
        : g_strdup ("Not yet settled: for at least one input no interval could be had, because too few points have an output. Narrow the ranges, or raise --samples.");

      assay_result_add_note (result, note);
    }
  for (guint i = 0; i < self->k; i++)
    if (self->indices[i].is_ignored)
      {
        g_autofree char *note = g_strdup_printf ("“%s” is ignored: no output changes with it anywhere in its range.", self->run->function->inputs[i].name);

        assay_result_add_note (result, note);
      }
  if (self->outputs.n_missing > 0)
    {
      double n = (double) self->design.n * DESIGN_REPLICATES * self->design.n_sets;
      g_autofree char *missing = assay_word_count (self->outputs.n_missing), *share = assay_word_share (self->outputs.n_missing / n);
      g_autofree char *where = sensitivity_design_word_missing (&self->design);
      g_autofree char *note = g_strdup_printf ("%s of %s runs (%s) gave no output. An index is made from the points at which all outputs that it needs exist, so it speaks of that part of the space only.%s%s",
                                               missing, runs, share, where != NULL ? " " : "", where != NULL ? where : "");

      assay_result_add_note (result, note);
    }
}

static void
add_check (const Sobol *self)
{
  static const AssayLimits limits = { 0.5, 0.7, ASSAY_BEYOND_FROM, 'C', "a model that hangs on one input is only as good as that input" };
  AssayCheck *check;
  double sum = 0, top = self->indices[self->order[0]].total.value;
  const char *name = self->run->function->inputs[self->order[0]].name;
  g_autofree char *share = NULL;

  if (self->run->task->models == NULL || self->run->task->models->len == 0)
    return;
  for (guint i = 0; i < self->k; i++)
    sum += isnan (self->indices[i].total.value) ? 0 : self->indices[i].total.value;
  check = assay_result_add_check (self->run->result, "rob-sensitivity", N_("Sensitivity, All Inputs Together"));
  check->subject = g_strdup (self->run->function->name);
  check->statistic = g_strdup ("share of total indices of one input");
  check->value = sum > 0 ? top / sum : NAN;
  check->n = (double) self->design.n * DESIGN_REPLICATES;
  check->convention = word_convention (self);
  check->reference = g_strdup ("Saltelli et al. 2010; Jansen 1999");
  assay_judge (check, self->run->task->policy, &limits);
  share = assay_word_share (check->value);
  if (isnan (self->outputs.mean))
    assay_judge_not_assessable (check, g_strdup ("No point has an output, so there is nothing to measure."));
  else if (is_constant (self))
    assay_judge_not_assessable (check, g_strdup ("The output is the same everywhere in the ranges, so no input can be told from another. Widen the ranges."));
  else if (isnan (check->value))
    assay_judge_not_assessable (check, g_strdup ("Too few points have an output. Narrow the ranges."));
  else
    check->message = g_strdup_printf ("“%s” has %s of the sum of total indices.", name, share);
}

/* ---- all of it ---- */

static gsize
round_up (gint64 n)
{
  gsize power = 1;

  while ((gint64) power < n)
    power *= 2;
  return power;
}

static void
note_rounded (AssaySensitivityRun *run, const char *option, gint64 given, gsize taken)
{
  g_autofree char *from = assay_word_count (given), *to = assay_word_count (taken);
  g_autofree char *note = g_strdup_printf ("--%s %s is rounded up to %s, the next power of two: only then the points fill the space evenly.", option, from, to);

  if ((gsize) given != taken)
    assay_result_add_note (run->result, note);
}

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, message);
  return FALSE;
}

static gboolean
choose_size (Sobol *self, gsize *n, gsize *most, GError **error)
{
  const AssayOptions *options = self->run->options;
  gint64 start = assay_options_get_integer (options, "samples"), cap = assay_options_get_integer (options, "max-samples");
  const char *pairs = assay_options_get_text (options, "pairs");
  gboolean has_pairs = strcmp (pairs, "yes") == 0 || (strcmp (pairs, "auto") == 0 && self->k <= MOST_PAIR_INPUTS);

  if (self->k > DESIGN_MOST_INPUTS)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("Sobol indices can be had for at most %u inputs, and there are %u. Name those that matter with --inputs; Morris finds them."),
                   DESIGN_MOST_INPUTS, self->k);
      return FALSE;
    }
  *n = round_up (start);
  /* a number of points that somebody chose is what he gets */
  if (assay_options_is_given (options, "samples") && !assay_options_is_given (options, "max-samples"))
    cap = *n;
  *most = round_up (cap);
  note_rounded (self->run, "samples", start, *n);
  if (assay_options_is_given (options, "max-samples"))
    note_rounded (self->run, "max-samples", cap, *most);
  if (*most < *n)
    return fail (error, _("--max-samples is below --samples; it must be at least as many."));
  if ((guint64) *most * (2 + (guint64) self->k * (has_pairs ? 2 : 1)) > MOST_OUTPUTS)
    return fail (error, _("So many points of so many inputs do not fit into memory. Lower --samples or --max-samples, or name fewer --inputs."));
  if (!sensitivity_design_init (&self->design, self->run, has_pairs))
    return fail (error, _("There is not enough memory for the points."));
  return TRUE;
}

static void
show_so_far (gpointer method)
{
  Sobol *self = method;

  add_metrics (self);
  add_table (self);
  add_figure (self);
}

/* Whoever looks on sees the first bars after a few points; what is found in the end is the same. */
static gboolean
grow (Sobol *self, gsize start, gsize most, AssayProgress *progress, GError **error)
{
  double precision = assay_options_get_number (self->run->options, "precision");
  gboolean has_onlooker = self->run->task->partial != NULL || self->run->task->keep_partial;

  assay_sensitivity_plan_runs (self->run, (double) most * self->design.n_sets);
  for (gsize n = has_onlooker ? MIN (start, FIRST_LOOK) : start;; n *= 2)
    {
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, (double) self->design.n * DESIGN_REPLICATES / most, (double) n / most);
      GError *problem = NULL;

      if (!sensitivity_design_grow (&self->design, n / DESIGN_REPLICATES, self->run->task->n_threads, part, &problem))
        return assay_sensitivity_keep (self->run, problem, error);
      if (!estimate (self, error))
        return FALSE;
      if (n >= start && (self->widest < precision || is_constant (self) || n >= most))
        return TRUE;
      if (!is_constant (self))
        assay_sensitivity_publish (self->run, show_so_far, self);
    }
}

static void
note_constant (const Sobol *self)
{
  g_autofree char *value = assay_word_number (self->outputs.mean);
  g_autofree char *note = g_strdup_printf (isnan (self->outputs.mean) ? "No point has an output: nothing can be measured. Narrow the ranges.%s"
                                           : "The output is %s at every point: nothing varies, so no index is defined.", isnan (self->outputs.mean) ? "" : value);

  assay_result_add_note (self->run->result, note);
}

/* FALSE: stopped, and nothing is kept of pairs. */
static gboolean
show_pairs (Sobol *self, GError **error)
{
  GError *problem = NULL;

  if (!self->design.has_pairs || self->run->is_stopped)
    return TRUE;
  if (!estimate_pairs (self, &problem))
    return assay_sensitivity_keep (self->run, problem, error);
  add_pair_table (self);
  return TRUE;
}

static gboolean
run_sobol (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  g_auto(Sobol) self = { .run = run, .k = run->function->n_inputs };
  gsize n, most;

  self.firsts = g_new0 (double, self.k * DESIGN_REPLICATES + 1);
  self.totals = g_new0 (double, self.k * DESIGN_REPLICATES + 1);
  self.indices = g_new0 (Index, self.k + 1);
  self.order = g_new0 (guint, self.k + 1);
  if (!choose_size (&self, &n, &most, error) || !grow (&self, n, most, progress, error))
    return FALSE;
  if (self.design.n == 0)
    return TRUE;
  run->n_runs += self.design.n * DESIGN_REPLICATES * self.design.n_sets;
  run->n_failed += self.outputs.n_missing;
  add_metrics (&self);
  add_table (&self);
  if (!show_pairs (&self, error))
    return FALSE;
  if (is_constant (&self))
    note_constant (&self);
  else
    {
      add_figure (&self);
      if (self.pairs != NULL)
        add_heat (&self);
    }
  add_check (&self);
  add_notes (&self, assay_options_get_number (run->options, "precision"));
  return TRUE;
}

const AssaySensitivityMethod assay_sensitivity_sobol = { "sobol", N_("Sobol Indices"), FALSE, run_sobol };
