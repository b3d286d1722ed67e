#include "analysis/validation/validation-baseline.h"

#include "math/order-statistics.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define N_BINS 20
#define LEAST_COUNT 10             /* of rows with one word: rarer words could name a customer */

static AssayTable *
new_pairs (const char *id, const char *title, const char *first, const char *second)
{
  AssayTable *table = assay_table_new (id, title);

  assay_table_add_column (table, first, first, ASSAY_CELL_TEXT);
  assay_table_add_column (table, second, second, ASSAY_CELL_TEXT);
  return table;
}

static void
add_pair (AssayTable *table, const char *first, const char *second)
{
  assay_table_add_row (table);
  assay_table_set_text (table, 0, first);
  assay_table_set_text (table, 1, second);
}

AssayTable *
assay_validation_describe_artifact (const AssayValidationCase *c)
{
  AssayTable *table = new_pairs ("artifact", N_("Model"), "label", "value");

  if (c->model == NULL)
    {
      add_pair (table, "score", c->score_name);
      return table;
    }
  add_pair (table, "SHA-256", assay_artifact_get_sha256 (c->model));
  add_pair (table, "format", assay_artifact_get_format (c->model));
  add_pair (table, "kind", assay_artifact_get_kind (c->model));
  for (guint i = 0; i < assay_artifact_get_n_facts (c->model); i++)
    {
      const char *label, *value = assay_artifact_get_fact (c->model, i, &label);

      add_pair (table, label, value);
    }
  return table;
}

/* Options that say where things are, or which checks are made, and not how numbers are made, are no settings. */
static const char *const settings[] = {
  "event", "outcome", "score-is", "cutoff", "initial-auc", "in-sample", "monotone", "repeats", "features", NULL
};

AssayTable *
assay_validation_describe_settings (const AssayValidationCase *c)
{
  AssayTable *table = new_pairs ("settings", N_("Settings"), "name", "value");
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, c->seed);

  for (guint i = 0; settings[i] != NULL; i++)
    {
      const char *value = strcmp (settings[i], "event") == 0 && c->event_name != NULL ? c->event_name : assay_options_get_text (c->options, settings[i]);

      if (value != NULL)
        add_pair (table, settings[i], value);
    }
  add_pair (table, "seed", seed);
  add_pair (table, "policy", c->policy->sha256);
  return table;
}

static AssayTable *
list_conventions (const AssayResult *result)
{
  AssayTable *table = new_pairs ("conventions", N_("Conventions"), "check", "convention");

  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);

      if (i == 0 || strcmp (check->id, assay_result_get_check (result, i - 1)->id) != 0)
        add_pair (table, check->id, check->convention);
    }
  return table;
}

/* ---- counts ---- */

static void
add_bin (AssayTable *table, const char *variable, const char *bin, double low, double high, double n, double events)
{
  assay_table_add_row (table);
  assay_table_set_text (table, 0, variable);
  assay_table_set_text (table, 1, bin);
  assay_table_set_number (table, 2, low);
  assay_table_set_number (table, 3, high);
  assay_table_set_number (table, 4, n);
  assay_table_set_number (table, 5, events);
}

static gboolean
is_event (const AssayValidationSample *sample, gsize row)
{
  return sample->event != NULL && sample->event[row] == 1;
}

static void
count_numbers (AssayTable *table, const char *variable, const double *values, const AssayValidationSample *sample)
{
  g_autofree double *kept = g_new (double, sample->n + 1);
  double p[N_BINS + 1], q[N_BINS + 1], n[N_BINS + 2] = { 0 }, events[N_BINS + 2] = { 0 };
  gsize m = 0;
  guint n_cuts = 0;

  for (gsize i = 0; i < sample->n; i++)
    if (!isnan (values[i]))
      kept[m++] = values[i];
  for (guint k = 0; k <= N_BINS; k++)
    p[k] = (double) k / N_BINS;
  am_quantiles (kept, m, p, N_BINS + 1, q);
  for (guint k = 1; m > 0 && k < N_BINS; k++)
    if (q[k] > q[0] && (n_cuts == 0 || q[k] > q[n_cuts]))
      q[++n_cuts] = q[k];
  for (gsize i = 0; i < sample->n; i++)
    {
      guint bin = isnan (values[i]) ? N_BINS + 1 : assay_validation_bin (q + 1, n_cuts, values[i]);

      n[bin]++;
      events[bin] += is_event (sample, i);
    }
  /* the ends stay open: the smallest and the largest value belong to somebody */
  for (guint bin = 0; m > 0 && bin <= n_cuts; bin++)
    add_bin (table, variable, NULL, bin > 0 ? q[bin] : NAN, bin < n_cuts ? q[bin + 1] : NAN, n[bin], sample->event != NULL ? events[bin] : NAN);
  if (n[N_BINS + 1] > 0)
    add_bin (table, variable, "missing", NAN, NAN, n[N_BINS + 1], sample->event != NULL ? events[N_BINS + 1] : NAN);
}

static void
count_words (AssayTable *table, const char *variable, const AssayColumn *column, const AssayValidationSample *sample)
{
  const guint32 *codes = assay_column_get_codes (column);
  guint32 n_words = assay_column_get_n_words (column);
  g_autofree double *n = g_new0 (double, n_words + 2), *events = g_new0 (double, n_words + 2);
  double rare = 0, rare_events = 0;

  for (gsize i = 0; i < sample->n; i++)
    {
      guint32 at = codes[i] == ASSAY_MISSING_CODE ? n_words : codes[i];

      n[at]++;
      events[at] += is_event (sample, i);
    }
  for (guint32 w = 0; w < n_words; w++)
    if (n[w] >= LEAST_COUNT)
      add_bin (table, variable, assay_column_get_word (column, w), NAN, NAN, n[w], sample->event != NULL ? events[w] : NAN);
    else
      {
        rare += n[w];
        rare_events += events[w];
      }
  if (rare > 0)
    add_bin (table, variable, "rare", NAN, NAN, rare, sample->event != NULL ? rare_events : NAN);
  if (n[n_words] > 0)
    add_bin (table, variable, "missing", NAN, NAN, n[n_words], sample->event != NULL ? events[n_words] : NAN);
}

static AssayTable *
count_bins (const AssayValidationCase *c)
{
  AssayTable *table = assay_table_new ("bins", N_("Counts"));

  assay_table_add_column (table, "variable", N_("Variable"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "bin", N_("Bin"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "low", N_("From"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "high", N_("Below"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "n", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "events", N_("Events"), ASSAY_CELL_COUNT);
  if (c->data->score != NULL)
    count_numbers (table, "score", c->data->score, c->data);
  for (guint f = 0; f < c->n_features; f++)
    {
      AssayColumn *column = c->features[f].data;
      g_autofree double *owned = NULL;
      const double *values;

      if (column == NULL)
        continue;
      if (assay_column_get_type (column) == ASSAY_TYPE_CATEGORY)
        count_words (table, c->features[f].name, column, c->data);
      else if ((values = assay_validation_numbers (column, &owned)) != NULL)
        count_numbers (table, c->features[f].name, values, c->data);
    }
  return table;
}

/* Without the message, which may tell of single rows. */
static void
copy_checks (AssayResult *baseline, const AssayResult *result)
{
  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *from = assay_result_get_check (result, i);
      AssayCheck *check = assay_result_add_check (baseline, from->id, from->title);

      check->subject = g_strdup (from->subject);
      check->section = g_strdup (from->section);
      check->verdict = from->verdict;
      check->statistic = g_strdup (from->statistic);
      check->value = from->value;
      check->p_value = from->p_value;
      check->n = from->n;
      check->events = from->events;
      check->warn = from->warn;
      check->fail = from->fail;
      check->source = from->source;
      check->limit_note = g_strdup (from->limit_note);
    }
}

AssayResult *
assay_validation_baseline_new (const AssayValidationCase *c, const AssayResult *result)
{
  AssayResult *baseline = assay_result_new ("validate-baseline", N_("Approved Baseline"));
  AssayTable *statistics = assay_result_find_table ((AssayResult *) result, "statistics");

  copy_checks (baseline, result);
  assay_result_take_table (baseline, assay_validation_describe_artifact (c));
  assay_result_take_table (baseline, assay_validation_describe_settings (c));
  assay_result_take_table (baseline, list_conventions (result));
  if (statistics != NULL)
    assay_result_take_table (baseline, assay_table_ref (statistics));
  assay_result_take_table (baseline, count_bins (c));
  assay_result_add_note (baseline, "No row of the data is in this file: counts, statistics and verdicts only; the ends of number bins are open and words of fewer than 10 rows are counted together.");
  return baseline;
}
