#include "analysis/anomaly/anomaly-detection-private.h"
#include "analysis/anomaly/anomaly-summary-private.h"

#include "analysis/wording.h"
#include "math/order.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_EPISODES 1000

/* ---- words ---- */

char *
detection_word_who (const AnomalyDetection *self, guint32 bits)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->how.n; i++)
    if (bits >> i & 1)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "+" : "", self->how.names[i]);
  if (text->len == 0)
    g_string_append (text, "combined");
  return g_string_free (text, FALSE);
}

/* ---- columns of the main table ---- */

static AssayColumn *
make_who (const AnomalyDetection *self)
{
  g_autoptr(GHashTable) codes = g_hash_table_new (NULL, NULL);
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  gsize n = self->scan->n_rows;
  guint32 *who = g_new (guint32, MAX (n, 1));

  for (gsize row = 0; row < n; row++)
    {
      guint32 bits = self->who[row];
      gpointer code;

      if (!self->is_alarm[row])
        who[row] = ASSAY_MISSING_CODE;
      else
        {
          if (!g_hash_table_lookup_extended (codes, GUINT_TO_POINTER (bits), NULL, &code))
            {
              code = GUINT_TO_POINTER (words->len);
              g_hash_table_insert (codes, GUINT_TO_POINTER (bits), code);
              g_ptr_array_add (words, detection_word_who (self, bits));
            }
          who[row] = GPOINTER_TO_UINT (code);
        }
    }
  g_ptr_array_add (words, NULL);
  return assay_column_take_codes ("detectors", who, n, (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE),
                                  g_hash_table_size (codes));
}

static AssayColumn *
make_since (const AnomalyDetection *self)
{
  gsize n = self->scan->n_rows;
  AssayType type = assay_panel_get_time_type (self->scan->panel);
  gint64 *since = g_new (gint64, MAX (n, 1));
  gint32 *days;

  for (gsize row = 0; row < n; row++)
    since[row] = self->episode[row] == ASSAY_MISSING_INT64 ? ASSAY_MISSING_INT64
                 : g_array_index (self->episodes, AnomalyEpisode, self->episode[row] - 1).since;
  if (type == ASSAY_TYPE_DATETIME)
    return assay_column_take_datetimes ("since", since, n);
  if (type != ASSAY_TYPE_DATE)
    return assay_column_take_int64s ("since", since, n);

  days = g_new (gint32, MAX (n, 1));
  for (gsize row = 0; row < n; row++)
    days[row] = since[row] == ASSAY_MISSING_INT64 ? ASSAY_MISSING_DATE : (gint32) since[row];
  g_free (since);
  return assay_column_take_dates ("since", days, n);
}

/* Takes the arrays; the readable ones stay so as long as the frame lives. */
AssayFrame *
detection_add_columns (AnomalyDetection *self, AssayFrame *rows)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  gsize n = self->scan->n_rows;

  for (guint i = 0; i < assay_frame_get_n_columns (rows); i++)
    g_ptr_array_add (columns, assay_column_ref (assay_frame_get_column (rows, i)));
  g_ptr_array_add (columns, assay_column_take_doubles ("score", self->score, n));
  g_ptr_array_add (columns, assay_column_take_doubles ("pvalue", self->p_value, n));
  g_ptr_array_add (columns, make_who (self));
  g_ptr_array_add (columns, make_since (self));
  g_ptr_array_insert (columns, columns->len - 1, assay_column_take_int64s ("episode", self->episode, n));
  self->is_taken = TRUE;
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, n);
}

/* ---- tables ---- */

static AssayCellType
time_cell (const AnomalyScan *scan)
{
  AssayType type = assay_panel_get_time_type (scan->panel);

  return type == ASSAY_TYPE_DATE ? ASSAY_CELL_DATE : type == ASSAY_TYPE_DATETIME ? ASSAY_CELL_DATETIME : ASSAY_CELL_NUMBER;
}

static void
add_episode_columns (AssayTable *table, const AnomalyScan *scan)
{
  assay_table_add_column (table, "series", N_("Series"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "episode", N_("Episode"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "start", N_("Start"), time_cell (scan));
  assay_table_add_column (table, "peak", N_("Peak"), time_cell (scan));
  assay_table_add_column (table, "end", N_("End"), time_cell (scan));
  assay_table_add_column (table, "alarms", N_("Alarms"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "kind", N_("Kind"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "score", N_("Peak Score"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "pvalue", "p", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "risk", N_("Risk"), ASSAY_CELL_RISK);
  assay_table_add_column (table, "size", N_("Size"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "loss", N_("Loss"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "detectors", N_("Detectors"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "row", N_("Row"), ASSAY_CELL_COUNT);
}

static void
add_episode_row (AssayTable *table, const AnomalyDetection *self, guint index)
{
  const AnomalyEpisode *episode = &g_array_index (self->episodes, AnomalyEpisode, index);
  const gint64 *times = assay_panel_get_times (self->scan->panel);
  g_autofree char *label = assay_panel_dup_label (self->scan->panel, episode->series);
  g_autofree char *who = detection_word_who (self, episode->detectors);

  assay_table_add_row (table);
  assay_table_set_text (table, 0, label);
  assay_table_set_number (table, 1, index + 1);
  assay_table_set_number (table, 2, times[episode->first]);
  assay_table_set_number (table, 3, times[episode->peak]);
  assay_table_set_number (table, 4, times[episode->last]);
  assay_table_set_number (table, 5, episode->n_alarms);
  assay_table_set_text (table, 6, anomaly_reasons[episode->reason]);
  assay_table_set_number (table, 7, episode->peak_score);
  assay_table_set_number (table, 8, episode->p_value);
  assay_table_set_text (table, 9, assay_risk_name (anomaly_scan_get_risk (self->scan, episode->peak)));
  assay_table_set_number (table, 10, self->scan->residual[episode->peak]);
  assay_table_set_number (table, 11, episode->loss);
  assay_table_set_text (table, 12, who);
  assay_table_set_number (table, 13, episode->peak);
}

/* The latest first, as many as a page can hold. */
static gboolean
add_episodes (AssayResult *result, const AnomalyDetection *self, AssayProgress *progress, GError **error)
{
  AssayTable *table = assay_table_new ("episodes", N_("Episodes"));
  gsize n = self->episodes->len;
  g_autofree char *join = assay_word_items (self->how.join, "step", "steps"), *all = assay_word_count (n);
  g_autofree char *note = n > MOST_EPISODES
      ? g_strdup_printf ("The last %d of %s episodes. Alarms at most %s apart are one; size is the baseline's residual at the peak, loss the sum of forecast less actual; row counts from 0 in the main table.", MOST_EPISODES, all, join)
      : g_strdup_printf ("Alarms at most %s apart are one; size is the baseline's residual at the peak, loss the sum of forecast less actual; row counts from 0 in the main table.", join);

  assay_result_take_table (result, table);
  add_episode_columns (table, self->scan);
  for (gsize i = n > MOST_EPISODES ? n - MOST_EPISODES : 0; i < n; i++)
    add_episode_row (table, self, i);
  assay_table_set_note (table, note);
  return assay_progress_step (progress, 0.5, error);
}

/* The score that belongs to a level differs by series: the median, where there are few enough to have looked. */
static double
median_of (const AnomalyDetection *self, int level)
{
  g_autoptr(GArray) scores = g_array_new (FALSE, FALSE, sizeof (double));

  for (gsize i = 0; i < self->scan->n_series; i++)
    {
      double score = level < DETECTION_N_LEVELS ? self->series[i].level_score[level] : self->series[i].rate_score;

      if (self->series[i].has_reference && !isnan (score))
        g_array_append_val (scores, score);
    }
  if (scores->len == 0)
    return NAN;
  g_array_sort (scores, am_compare_doubles);
  return (g_array_index (scores, double, (scores->len - 1) / 2) + g_array_index (scores, double, scores->len / 2)) / 2;
}

static gsize
count_scored (const AnomalyDetection *self)
{
  gsize n = 0;

  for (gsize row = 0; row < self->scan->n_rows; row++)
    n += !isnan (self->p_value[row]);
  return n;
}

static void
add_rate_row (AssayTable *table, const char *level, double p, double score, double a_month, double found, double n_scored)
{
  assay_table_add_row (table);
  assay_table_set_text (table, 0, level);
  assay_table_set_number (table, 1, p);
  assay_table_set_number (table, 2, score);
  assay_table_set_number (table, 3, p * a_month);
  assay_table_set_number (table, 4, found);
  assay_table_set_number (table, 5, n_scored > 0 ? found / n_scored : NAN);
  assay_table_set_number (table, 6, n_scored > 0 ? found / n_scored * a_month : NAN);
}

static void
add_alarm_rates (AssayResult *result, const AnomalyDetection *self)
{
  static const char *const levels[] = { N_("Low"), N_("Medium"), N_("High"), N_("Critical") };
  AssayTable *table = assay_table_new ("alarm-rates", N_("Alarms to Expect"));
  double a_month = detection_rows_a_month (self->scan), n_scored = count_scored (self), expected = detection_expected_a_month (self);

  assay_result_take_table (result, table);
  assay_table_add_column (table, "level", N_("Level"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "pvalue", N_("p at Most"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "score", N_("Score from"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "expected-month", N_("Expected a Month"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "rows", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "share", N_("Share"), ASSAY_CELL_FRACTION);
  assay_table_add_column (table, "rows-month", N_("Rows a Month"), ASSAY_CELL_NUMBER);
  for (int i = 0; i < DETECTION_N_LEVELS; i++)
    add_rate_row (table, levels[i], detection_levels[i], median_of (self, i), a_month, self->n_level[i], n_scored);
  add_rate_row (table, N_("alarm"), !isnan (self->how.rate) ? self->how.rate : expected / a_month,
                !isnan (self->how.rate) ? median_of (self, DETECTION_N_LEVELS)
                : self->how.n == 1 && !isnan (self->how.threshold) ? self->how.threshold
                : self->how.n == 1 && self->how.detector[0] != NULL ? self->how.detector[0]->limit : NAN,
                a_month, self->n_alarms, n_scored);
  assay_table_set_note (table, N_("Expected: rows of all series in a month, if what is normal stays so; repeats and episodes not taken together. Scores are the median over series, by the calibration at the end."));
}

static double
overlap (const AnomalyDetection *self, guint a, guint b)
{
  gsize both = self->together[a][b], either = self->together[a][a] + self->together[b][b] - both;

  return either > 0 ? (double) both / either : NAN;
}

static void
add_agreement (AssayResult *result, const AnomalyDetection *self)
{
  AssayTable *table = assay_table_new ("agreement", N_("Agreement of Detectors"));

  assay_result_take_table (result, table);
  assay_table_add_column (table, "detector", N_("Detector"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "flagged", N_("Flagged"), ASSAY_CELL_COUNT);
  for (guint i = 0; i < self->how.n; i++)
    assay_table_add_column (table, self->how.names[i], self->how.names[i], ASSAY_CELL_FRACTION);
  for (guint a = 0; a < self->how.n; a++)
    {
      assay_table_add_row (table);
      assay_table_set_text (table, 0, self->how.names[a]);
      assay_table_set_number (table, 1, self->together[a][a]);
      for (guint b = 0; b < self->how.n; b++)
        assay_table_set_number (table, 2 + b, overlap (self, a, b));
    }
  assay_table_set_note (table, N_("Rows that both flag, of the rows that either flags."));
}

gboolean
detection_add_tables (AssayResult *result, const AnomalyDetection *self, AssayProgress *progress, GError **error)
{
  if (!add_episodes (result, self, progress, error))
    return FALSE;
  add_alarm_rates (result, self);
  if (self->how.n > 1)
    add_agreement (result, self);
  return TRUE;
}

/* ---- figure ---- */

void
detection_add_figures (AssayResult *result, const AnomalyDetection *self)
{
  AssayFigure *figure;
  guint least_a = 0, least_b = 0;
  double least = NAN;

  if (self->how.n < 2)
    return;
  figure = assay_figure_new ("agreement", ASSAY_FIGURE_HEAT, N_("Agreement of Detectors"));
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("detector"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, N_("share of rows"), NULL);
  assay_figure_set_categories (figure, (const char *const *) self->how.names);
  for (guint a = 0; a < self->how.n; a++)
    {
      double *y = g_new (double, self->how.n);

      for (guint b = 0; b < self->how.n; b++)
        {
          y[b] = overlap (self, a, b);
          if (b > a && !isnan (y[b]) && !(y[b] >= least))
            {
              least = y[b];
              least_a = a;
              least_b = b;
            }
        }
      assay_figure_add_series (figure, self->how.names[a], self->how.names[a], ASSAY_SERIES_OTHER, self->how.n, NULL,
                               g_bytes_new_take (y, self->how.n * sizeof (double)), NULL, NULL, NULL);
    }
  assay_figure_set_convention (figure, N_("Rows that both flag, of the rows that either flags; each by its own p-value or limit."));
  if (!isnan (least))
    {
      g_autofree char *share = assay_word_share (least);
      g_autofree char *finding = g_strdup_printf ("%s and %s agree least: on %s of the rows that either flags.", self->how.names[least_a],
                                                  self->how.names[least_b], share);

      assay_figure_set_finding (figure, finding);
    }
  else
    assay_figure_set_finding (figure, N_("No two detectors flag a row."));
  assay_result_take_figure (result, figure);
}

/* ---- metrics and notes ---- */

void
detection_add_metrics (AssayResult *result, const AnomalyDetection *self)
{
  double expected = detection_expected_a_month (self), a_month = detection_rows_a_month (self->scan), n_scored = count_scored (self);
  AssayMetric *metric;

  assay_result_add_metric (result, "n-episodes", N_("Episodes"), ASSAY_METRIC_COUNT, self->episodes->len);
  assay_result_add_metric (result, "n-muted", N_("Muted Alarms"), ASSAY_METRIC_COUNT, self->n_muted);
  metric = assay_result_add_metric (result, "expected-alarms-per-month", N_("Expected Alarms a Month"), ASSAY_METRIC_NUMBER, expected);
  if (isnan (expected))
    metric->text = g_strdup (isnan (a_month) ? N_("the times are numbers, which have no month") : N_("too few scores to calibrate"));
  metric = assay_result_add_metric (result, "alarms-per-month", N_("Alarms a Month"), ASSAY_METRIC_NUMBER,
                                    n_scored > 0 ? self->n_alarms / n_scored * a_month : NAN);
  if (isnan (metric->value))
    metric->text = g_strdup (isnan (a_month) ? N_("the times are numbers, which have no month") : N_("no row has a p-value"));
}

static void
note_detectors (AssayResult *result, const AnomalyDetection *self)
{
  for (guint i = 0; i < self->how.n; i++)
    {
      const AnomalyDetector *detector = self->how.detector[i];
      g_autofree char *note = detector != NULL
          ? g_strdup_printf ("Detector %s: %s. %s.", detector->id, detector->convention, detector->reference)
          : g_strdup_printf ("Detector %s: the baseline's Z-score; limit 3.", ANOMALY_BASELINE);

      assay_result_add_note (result, note);
    }
}

static void
note_rule (AssayResult *result, const AnomalyDetection *self)
{
  g_autofree char *rate = assay_word_share (self->how.rate), *memory = assay_word_count (self->how.memory);
  g_autofree char *budget = assay_word_number (self->how.budget), *fdr = assay_word_share (self->how.fdr), *rejected = assay_word_count (self->n_rejected_by_fdr);
  g_autofree char *rule = isnan (self->how.rate) ? g_strdup ("Alarms: rows whose score reaches the detector's limit.")
                          : !isnan (self->how.budget)
                              ? g_strdup_printf ("Alarms: rows with p of at most %s, which is %s a month.", rate, budget)
                              : g_strdup_printf ("Alarms: rows with p of at most %s.", rate);
  g_autofree char *note = g_strdup_printf ("%s p-values are conformal ranks among the last %s normal scores of the series, beyond them by a fitted tail; the levels of risk are p ≤ 0.01, 0.001 and 0.0001, and Critical also from three High rows in an episode.", rule, memory);

  assay_result_add_note (result, note);
  if (self->how.n > 1)
    assay_result_add_note (result, N_("Several detectors: the mean of their −log10 p, calibrated again; “detectors” names those whose own p-value alarms, “combined” where none does alone."));
  if (!isnan (self->how.fdr))
    {
      g_autofree char *words = g_strdup_printf ("Many series at once: false discoveries are held to %s (Benjamini & Hochberg 1995, all rows of all series); %s alarms fall away.", fdr, rejected);

      assay_result_add_note (result, words);
    }
}

static void
note_shifts (AssayResult *result, const AnomalyDetection *self)
{
  gsize n = 0;

  for (gsize i = 0; i < self->scan->n_series; i++)
    n += self->series[i].shifts != NULL ? self->series[i].shifts->len : 0;
  if (n > 0)
    {
      g_autofree char *items = assay_word_items (n, "lasting change of level", "lasting changes of level");
      g_autofree char *note = g_strdup_printf ("%s found: from the row on where it is certain, point detectors measure against the new level (--relearn).", items);

      assay_result_add_note (result, note);
    }
}

void
detection_add_notes (AssayResult *result, const AnomalyDetection *self)
{
  note_detectors (result, self);
  note_rule (result, self);
  note_shifts (result, self);
}
