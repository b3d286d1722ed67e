/* Where exposure and obligors sit, and how obligors moved between grades. */
#include "analysis/validation/validation-rank-private.h"

#include "analysis/wording.h"
#include "math/credit/concentration.h"
#include "math/credit/grade-migration.h"
#include "math/drift/two-sample.h"

#include <string.h>

/* ---- exposure ---- */

/* Of k parts the index is at least 1 / k: the bands mean nothing for a handful. */
#define FEWEST_PARTS 20
static const AssayValidationLimits too_coarse = ASSAY_NO_LIMITS;

static void
add_exposure (AssayValidationSink *sink, const char *subject, double *value, gsize n, gsize top)
{
  gboolean is_coarse = n < FEWEST_PARTS;
  g_autofree double *work = g_new (double, n + 1);
  double hhi, gini;
  AssayFinding *finding;
  g_autofree char *word = NULL, *parts = NULL, *largest = NULL, *uneven = NULL;

  am_radix_sort (value, n, work);
  hhi = am_herfindahl (value, n);
  gini = am_gini_concentration (value, n);
  if (isnan (hhi))
    {
      assay_validation_sink_add_not_assessable (sink, subject, g_strdup ("The exposures are all 0, or some are negative."));
      return;
    }
  finding = assay_validation_sink_add (sink, subject, hhi);
  finding->n = n;
  if (is_coarse)
    finding->limits = &too_coarse;
  finding->effect = 1 / hhi;
  finding->effect_name = g_strdup ("as many equal parts");
  word = assay_word_number (hhi);
  parts = assay_word_number (1 / hhi);
  uneven = assay_word_number (gini);
  largest = assay_word_share (am_top_share (value, n, MIN (top, n)));
  finding->message = g_strdup_printf ("Herfindahl–Hirschman index %s, as if spread over %s equal parts; Gini %s; the largest %zu hold %s.", word, parts, uneven, MIN (top, n), largest);
}

static gboolean
run_exposure (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_autofree double *value = g_new (double, c->data->n + 1);
  gsize n = 0;

  for (gsize i = 0; i < c->data->n; i++)
    if (!isnan (c->exposure[i]))
      value[n++] = c->exposure[i];
  add_exposure (sink, "rows", value, n, 10);
  for (guint s = 0; s < c->n_segments; s++)
    {
      const AssayValidationSplit *split = &c->segments[s];
      g_autofree double *sum = g_new0 (double, split->n_labels + 1);

      for (gsize i = 0; i < c->data->n; i++)
        if (split->codes[i] < split->n_labels && !isnan (c->exposure[i]))
          sum[split->codes[i]] += c->exposure[i];
      add_exposure (sink, split->name, sum, split->n_labels, 3);
    }
  return TRUE;
}

/* ---- grades ---- */

static double *
count_codes (const guint32 *codes, gsize n, guint n_labels)
{
  double *count = g_new0 (double, n_labels + 1);

  for (gsize i = 0; i < n; i++)
    if (codes[i] < n_labels)
      count[codes[i]] += 1;
  return count;
}

static void
add_grade_figure (AssayValidationSink *sink, const AssayValidationCase *c, const double *now, const double *then)
{
  guint k = c->grades->n_labels;
  AssayFigure *figure = assay_figure_new ("grade-shares", ASSAY_FIGURE_BARS, N_("Obligors by Grade"));
  g_autofree double *share = g_new0 (double, k + 1), *before = g_new0 (double, k + 1);
  double all = 0, all_before = 0;

  for (guint i = 0; i < k; i++)
    {
      all += now[i];
      all_before += then != NULL ? then[i] : 0;
    }
  for (guint i = 0; i < k; i++)
    {
      share[i] = now[i] / all;
      before[i] = then != NULL ? then[i] / all_before : NAN;
    }
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("Grade"), NULL);
  assay_figure_set_categories (figure, (const char *const *) c->grades->labels);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, N_("Share of obligors"), NULL);
  assay_validation_figure_say_rows (figure, all, NAN);
  assay_figure_set_convention (figure, "shares of all obligors that have a grade, each sample by itself");
  if (then != NULL)
    assay_figure_add_series (figure, "reference", N_("Reference"), ASSAY_SERIES_BASELINE, k, NULL, assay_validation_bytes (before, k), NULL, NULL, NULL);
  assay_figure_add_series (figure, "data", N_("Data"), ASSAY_SERIES_ACTUAL, k, NULL, assay_validation_bytes (share, k), NULL, NULL, NULL);
  assay_validation_sink_take_figure (sink, figure);
}

static gboolean
run_grade (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  static const AssayValidationLimits none = ASSAY_NO_LIMITS;
  guint k = c->grades->n_labels;
  g_autofree double *now = count_codes (c->grades->codes, c->data->n, k), *then = NULL;
  AmGradeConcentration current = am_grade_concentration (now, k), initial;
  AmConcentrationGrowth growth;
  AssayFinding *finding;
  g_autofree char *index = assay_word_number (current.index), *cv = assay_word_number (current.cv), *was = NULL, *z = NULL;

  if (c->grades->reference_codes != NULL)
    then = count_codes (c->grades->reference_codes, c->reference->n, k);
  add_grade_figure (sink, c, now, then);
  if (k < 2 || isnan (current.cv))
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("Concentration needs two grades with obligors."));
      return TRUE;
    }
  finding = assay_validation_sink_add (sink, NULL, current.index);
  finding->n = c->data->n;
  finding->events = NAN;
  finding->effect = current.cv;
  finding->effect_name = g_strdup ("coefficient of variation");
  if (then == NULL || c->grades_are_made)
    {
      /* Deciles are even where they were cut: every change would be growth. */
      finding->limits = &none;
      finding->message = g_strdup_printf ("Index %s, coefficient of variation %s; growth is judged for grades (--grades) and a reference sample.", index, cv);
      return TRUE;
    }
  initial = am_grade_concentration (then, k);
  growth = am_concentration_growth (initial.cv, current.cv, k);
  if (isnan (growth.z))
    {
      finding->limits = &none;
      finding->message = g_strdup_printf ("Index %s: obligors are spread evenly.", index);
      return TRUE;
    }
  finding->p_value = growth.p_value;
  was = assay_word_number (initial.index);
  z = assay_word_zscore (growth.z);
  finding->message = g_strdup_printf ("Index %s, in the reference %s; growth of the coefficient of variation z %s.", index, was, z);
  return TRUE;
}

/* ---- migration ---- */

#define LEAST_OBLIGORS 30

static void
append_id (const AssayColumn *column, gsize row, GString *text)
{
  g_string_truncate (text, 0);
  assay_column_append_cell (column, row, text);
}

/* Counts of grade then (reference) by grade now, of the rows that both samples name. NULL: there is no such name, or hardly any are the same. */
static double *
count_moves (const AssayValidationCase *c, gsize *n_matched)
{
  guint k = c->grades->n_labels;
  const AssayColumn *own = c->id, *other = own != NULL ? assay_frame_find (c->reference->frame, assay_column_get_name (own)) : NULL;
  g_autoptr(GHashTable) rows = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  double *count;

  *n_matched = 0;
  if (other == NULL || c->grades->reference_codes == NULL)
    return NULL;
  rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; i < c->reference->n; i++)
    if (!assay_column_is_missing (other, i) && c->grades->reference_codes[i] < k)
      {
        append_id (other, i, text);
        g_hash_table_insert (rows, g_strdup (text->str), GSIZE_TO_POINTER (c->grades->reference_codes[i] + 1));
      }
  count = g_new0 (double, (gsize) k * k + 1);
  for (gsize i = 0; i < c->data->n; i++)
    {
      gsize then;

      if (assay_column_is_missing (own, i) || c->grades->codes[i] >= k)
        continue;
      append_id (own, i, text);
      then = GPOINTER_TO_SIZE (g_hash_table_lookup (rows, text->str));
      if (then == 0)
        continue;
      count[(then - 1) * k + c->grades->codes[i]] += 1;
      ++*n_matched;
    }
  if (*n_matched >= LEAST_OBLIGORS)
    return count;
  g_free (count);
  return NULL;
}

static void
say_no_moves (const AssayValidationCheck *check, AssayValidationSink *sink, gsize n_matched)
{
  g_autofree char *note = g_strdup_printf ("Migration (%s) is not judged: %zu obligors are in both samples by --id, with a grade in each; %d are needed.", check->id, n_matched, LEAST_OBLIGORS);

  assay_validation_sink_add_note (sink, note);
}

static void
add_moves_figure (AssayValidationSink *sink, const AssayValidationCase *c, const double *count)
{
  guint k = c->grades->n_labels;
  double total = 0;
  AssayFigure *figure;

  if (k > 30)
    return;
  figure = assay_figure_new ("migration", ASSAY_FIGURE_HEAT, N_("Migration between Grades"));
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("Grade now"), NULL);
  assay_figure_set_categories (figure, (const char *const *) c->grades->labels);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, N_("Share of the obligors of a grade then"), NULL);
  for (guint i = 0; i < k * k; i++)
    total += count[i];
  assay_validation_figure_say_rows (figure, total, NAN);
  assay_figure_set_convention (figure, "obligors of both samples by --id; each row sums to 100 %");
  for (guint i = 0; i < k; i++)
    {
      g_autofree double *share = g_new (double, k + 1);
      double all = 0;

      for (guint j = 0; j < k; j++)
        all += count[i * k + j];
      for (guint j = 0; j < k; j++)
        share[j] = count[i * k + j] / all;
      assay_figure_add_series (figure, c->grades->labels[i], c->grades->labels[i], ASSAY_SERIES_ACTUAL, k, NULL, assay_validation_bytes (share, k), NULL, NULL, NULL);
    }
  assay_validation_sink_take_figure (sink, figure);
}

static gboolean
run_bandwidth (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  gsize n_matched;
  g_autofree double *count = count_moves (c, &n_matched);
  AmBandwidth width;
  const char *sides[2] = { "to riskier grades", "to safer grades" };

  if (count == NULL)
    {
      say_no_moves (check, sink, n_matched);
      return TRUE;
    }
  add_moves_figure (sink, c, count);
  width = am_migration_bandwidth (count, c->grades->n_labels);
  for (guint i = 0; i < 2; i++)
    {
      double value = i == 0 ? width.upper : width.lower;
      g_autofree char *word = assay_word_number (value);
      AssayFinding *finding;

      if (isnan (value))
        continue;
      finding = assay_validation_sink_add (sink, sides[i], value);
      finding->n = n_matched;
      finding->message = g_strdup_printf ("Moves %s go %s of the way they could.", sides[i], word);
    }
  return TRUE;
}

static gboolean
run_matrix (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  gsize n_matched, k = c->grades->n_labels;
  g_autofree double *count = count_moves (c, &n_matched), *z = NULL, *p = NULL;

  if (count == NULL)
    {
      say_no_moves (check, sink, n_matched);
      return TRUE;
    }
  z = g_new (double, k * k);
  p = g_new (double, k * k);
  am_migration_z (count, k, z, p);
  for (gsize cell = 0; cell < k * k; cell++)
    {
      AssayFinding *finding;
      g_autofree char *subject = NULL;

      /* Cells that lie the right way round say nothing else, and would fill the report. */
      if (isnan (p[cell]) || p[cell] >= 0.5)
        continue;
      subject = g_strdup_printf ("from %s to %s", c->grades->labels[cell / k], c->grades->labels[cell % k]);
      finding = assay_validation_sink_add (sink, subject, z[cell]);
      finding->p_value = p[cell];
      finding->n = count[cell];
      finding->message = g_strdup ("More moved there than to the grade next to it that is nearer to home.");
    }
  return TRUE;
}

const AssayValidationCheck assay_checks_concentration[] = {
  { .id = "conc-exposure", .title = N_("Concentration of Exposure"), .section = ASSAY_SECTION_STABILITY, .tier = 1, .statistic = "HHI", .needs = ASSAY_NEEDS_EXPOSURE,
    .limits = { ASSAY_JUDGED_BY_VALUE, { 0.1, 0.18, ASSAY_BEYOND_ABOVE, 'S', N_("bands of the US merger guidelines, borrowed from antitrust: 0.10 and 0.18") } },
    .convention = N_("sum of squared shares, over rows and over the labels of each segment; fewer than 20 labels are reported, not judged"), .reference = "Herfindahl 1950; DoJ & FTC 2023", .run = run_exposure },
  { .id = "conc-grade", .title = N_("Concentration in Grades"), .section = ASSAY_SECTION_STABILITY, .tier = 1, .statistic = "HI", .needs = ASSAY_NEEDS_GRADES,
    .limits = ASSAY_P_LIMITS, .convention = N_("coefficient of variation of grade shares now against the reference, one-sided: small p, more concentrated"), .reference = "ECB 2019", .run = run_grade },
  { .id = "stab-migration-mwb", .title = N_("Migration: Matrix Weighted Bandwidth"), .section = ASSAY_SECTION_STABILITY, .tier = 2, .statistic = "bandwidth",
    .needs = ASSAY_NEEDS_GRADES | ASSAY_NEEDS_REFERENCE, .limits = ASSAY_NO_LIMITS, .convention = N_("obligors of both samples by --id; grades in the order of their labels"), .reference = "ECB 2019", .run = run_bandwidth },
  { .id = "stab-migration-matrix", .title = N_("Migration: Monotone Matrix"), .section = ASSAY_SECTION_STABILITY, .tier = 2, .statistic = "z",
    .needs = ASSAY_NEEDS_GRADES | ASSAY_NEEDS_REFERENCE, .limits = ASSAY_P_LIMITS,
    .convention = N_("each cell against its neighbour nearer to the diagonal, one-sided; only cells that lie the wrong way round"), .reference = "ECB 2019", .run = run_matrix },
  { NULL }
};
