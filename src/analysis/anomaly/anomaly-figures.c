#include "analysis/anomaly/anomaly-figures.h"

#include "analysis/anomaly/anomaly-rows-private.h"
#include "analysis/wording.h"
#include "base/number.h"
#include "math/autocorrelation.h"
#include "math/histogram.h"
#include "math/order.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* ---- sums ---- */

#define BLOCK 1024

/* Sum of (a[i] - shift) ^ power, power 1 or 2, over what exists, a plain sum a block and those added with
 * compensation: the digits of the one at the speed of the other. */
static double
sum_of (const double *a, gsize n, double shift, int power, gsize *count)
{
  AssaySum total = { 0 };
  gsize there = 0;

  for (gsize start = 0; start < n; start += BLOCK)
    {
      gsize end = MIN (start + BLOCK, n);
      double sum = 0;

      for (gsize i = start; i < end; i++)
        if (!isnan (a[i]))
          {
            double distance = a[i] - shift;

            sum += power == 1 ? distance : distance * distance;
            there++;
          }
      assay_sum_add (&total, sum);
    }
  *count = there;
  return assay_sum_get (&total);
}

/* sum |residual| / sum |actual| over rows with a residual. */
static double
wape_of (const double *residual, const double *actual, gsize n)
{
  AssaySum errors = { 0 }, sizes = { 0 };

  for (gsize start = 0; start < n; start += BLOCK)
    {
      gsize end = MIN (start + BLOCK, n);
      double error = 0, size = 0;

      for (gsize i = start; i < end; i++)
        if (!isnan (residual[i]))
          {
            error += fabs (residual[i]);
            size += fabs (actual[i]);
          }
      assay_sum_add (&errors, error);
      assay_sum_add (&sizes, size);
    }
  return assay_sum_get (&sizes) > 0 ? assay_sum_get (&errors) / assay_sum_get (&sizes) : NAN;
}

/* ---- arrays ---- */

static GBytes *
lend (AssayColumn *column, gsize first, gsize n)
{
  return g_bytes_new_with_free_func (assay_column_get_doubles (column) + first, n * sizeof (double),
                                     (GDestroyNotify) assay_column_unref, assay_column_ref (column));
}

/* ---- which rows ---- */

#define GAP G_MAXUINT64          /* stands between two rows where the series has a hole */

/* The first row that is shown, and the end. */
typedef struct { gsize series, begin, first, end; } Shown;

static Shown
show_last (const AssayAnomalyRows *rows, gsize series, gsize n_last)
{
  gsize begin = assay_anomaly_rows_get_first (rows, series), end = assay_anomaly_rows_get_first (rows, series + 1);

  return (Shown) { series, begin, n_last > 0 && end - begin > n_last ? end - n_last : begin, end };
}

static GArray *
choose_rows (const AssayAnomalyRows *rows, const Shown *shown)
{
  GArray *chosen = g_array_sized_new (FALSE, FALSE, sizeof (guint64), shown->end - shown->first);
  double step = assay_anomaly_rows_get_step (rows, shown->series);
  const guint64 gap = GAP;

  for (guint64 row = shown->first; row < shown->end; row++)
    {
      if (row > shown->first && assay_anomaly_rows_get_x (rows, row) - assay_anomaly_rows_get_x (rows, row - 1) > 1.5 * step)
        g_array_append_val (chosen, gap);
      g_array_append_val (chosen, row);
    }
  return chosen;
}

static GArray *
choose_anomalies (const AssayAnomalyRows *rows, const Shown *shown)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint64 row = shown->first; row < shown->end; row++)
    if (rows->anomaly[row] == 1)
      g_array_append_val (chosen, row);
  return chosen;
}

/* x of chosen rows; a gap stands one step after the row before it, where there is none. */
static GBytes *
make_x (const AssayAnomalyRows *rows, gsize series, const GArray *chosen)
{
  double *x = g_new (double, chosen->len), step = assay_anomaly_rows_get_step (rows, series);

  for (guint i = 0; i < chosen->len; i++)
    {
      guint64 row = g_array_index (chosen, guint64, i);

      x[i] = row != GAP ? assay_anomaly_rows_get_x (rows, row) : x[i - 1] + step;
    }
  return g_bytes_new_take (x, chosen->len * sizeof (double));
}

/* Row after row without a hole: then nothing need be copied. */
static gboolean
is_run (const GArray *chosen)
{
  for (guint i = 1; i < chosen->len; i++)
    if (g_array_index (chosen, guint64, i) != g_array_index (chosen, guint64, 0) + i)
      return FALSE;
  return chosen->len > 0;
}

static GBytes *
make_y (const AssayAnomalyRows *rows, AssayColumn *column, const GArray *chosen)
{
  const double *values = assay_column_get_doubles (column);
  double *y;

  if (is_run (chosen))
    return lend (column, g_array_index (chosen, guint64, 0), chosen->len);

  y = g_new (double, chosen->len);
  for (guint i = 0; i < chosen->len; i++)
    {
      guint64 row = g_array_index (chosen, guint64, i);

      y[i] = row == GAP ? NAN : values[row];
    }
  return g_bytes_new_take (y, chosen->len * sizeof (double));
}

/* A gap has the row before it, so that row numbers keep rising. */
static GBytes *
make_row (const GArray *chosen)
{
  guint64 *row = g_new (guint64, chosen->len);

  for (guint i = 0; i < chosen->len; i++)
    row[i] = g_array_index (chosen, guint64, i) == GAP ? row[i - 1] : g_array_index (chosen, guint64, i);
  return g_bytes_new_take (row, chosen->len * sizeof (guint64));
}

static GBytes *
make_risk (const AssayAnomalyRows *rows, const GArray *chosen)
{
  gint8 *risk = g_new (gint8, chosen->len);

  for (guint i = 0; i < chosen->len; i++)
    {
      guint64 row = g_array_index (chosen, guint64, i);

      risk[i] = row == GAP ? ASSAY_RISK_NONE : assay_anomaly_rows_get_risk (rows, row);
    }
  return g_bytes_new_take (risk, chosen->len);
}

static void
set_time_axis (AssayFigure *figure, const AssayAnomalyRows *rows)
{
  AssayType type = assay_column_get_type (rows->time);

  assay_figure_set_x (figure, type == ASSAY_TYPE_DATE ? ASSAY_AXIS_DATE : type == ASSAY_TYPE_DATETIME ? ASSAY_AXIS_DATETIME : ASSAY_AXIS_NUMBER,
                      ASSAY_UNIT_NONE, N_("time"), NULL);
}

static void
set_subtitle (AssayFigure *figure, const AssayAnomalyRows *rows, const Shown *shown)
{
  g_autofree char *label = assay_anomaly_rows_dup_label (rows, shown->series);
  GString *text = g_string_new (rows->n_keys > 0 ? label : NULL);

  if (shown->first > shown->begin)
    {
      g_autofree char *n = assay_word_count (shown->end - shown->first), *all = assay_word_count (shown->end - shown->begin);

      g_string_append_printf (text, "%slast %s of %s values; the run's CSV has all", text->len > 0 ? " · " : "", n, all);
    }
  assay_figure_set_subtitle (figure, text->len > 0 ? text->str : NULL);
  g_string_free (text, TRUE);
}

/* A finding speaks of what is seen, and says so when that is not all. */
static GString *
start_finding (const Shown *shown, const char *capital, const char *small)
{
  GString *text = g_string_new (shown->first == shown->begin ? capital : NULL);

  if (shown->first > shown->begin)
    {
      g_autofree char *n = assay_word_count (shown->end - shown->first);

      g_string_append_printf (text, "In the last %s values %s", n, small);
    }
  return text;
}

/* ---- forecast and actual ---- */

static void
set_forecast_finding (AssayFigure *figure, const AssayAnomalyRows *rows, const Shown *shown, gsize n_anomalies)
{
  gsize first = shown->first, end = shown->end, last = end;
  g_autofree char *items = assay_word_items (n_anomalies, "row is an anomaly", "rows are anomalies");
  GString *text;
  double wape = wape_of (rows->residual + first, rows->actual + first, end - first);

  for (gsize row = end; row-- > first && last == end;)
    last = rows->anomaly[row] == 1 ? row : end;
  if (isnan (wape))
    text = start_finding (shown, "There is no row with both a value and a forecast", "there is no row with both a value and a forecast");
  else
    {
      g_autofree char *share = assay_word_share (wape);

      text = start_finding (shown, "Actual and forecast differ by ", "actual and forecast differ by ");
      g_string_append_printf (text, "%s of the actual total", share);
    }
  g_string_append_printf (text, "; %s", n_anomalies > 0 ? items : "no row is an anomaly");
  if (last < end)
    {
      g_autofree char *when = assay_anomaly_rows_dup_time (rows, last);

      g_string_append_printf (text, n_anomalies > 1 ? ", the last on %s" : ", on %s", when);
    }
  g_string_append_c (text, '.');
  assay_figure_set_finding (figure, text->str);
  g_string_free (text, TRUE);
}

AssayFigure *
assay_anomaly_figure_forecast (const AssayAnomalyRows *self, gsize series, gsize n_last)
{
  AssayFigure *figure = assay_figure_new ("forecast", ASSAY_FIGURE_SERIES, N_("Forecast and Actual"));
  Shown shown = show_last (self, series, n_last);
  g_autoptr(GArray) chosen = choose_rows (self, &shown);
  g_autoptr(GArray) marks = choose_anomalies (self, &shown);
  GBytes *x = make_x (self, series, chosen), *row = make_row (chosen);

  set_time_axis (figure, self);
  assay_figure_set_y (figure, ASSAY_UNIT_VALUE, N_("value"), NULL);
  assay_figure_add_series (figure, "actual", N_("Actual"), ASSAY_SERIES_ACTUAL, chosen->len, x,
                           make_y (self, self->actual_column, chosen), NULL, NULL, row);
  assay_figure_add_series (figure, "forecast", N_("Forecast"), ASSAY_SERIES_FORECAST, chosen->len, g_bytes_ref (x),
                           make_y (self, self->forecast_column, chosen), NULL, NULL, g_bytes_ref (row));
  if (marks->len > 0)
    assay_figure_add_series (figure, "anomalies", N_("Anomalies"), ASSAY_SERIES_MARKS, marks->len, make_x (self, series, marks),
                             make_y (self, self->actual_column, marks), NULL, make_risk (self, marks), make_row (marks));
  set_subtitle (figure, self, &shown);
  set_forecast_finding (figure, self, &shown, marks->len);
  assay_figure_set_convention (figure, N_("Forecast: the value one season earlier, by the calendar. Marks: anomalies, by risk level."));
  return figure;
}

/* ---- Z-score ---- */

static void
set_zscore_finding (AssayFigure *figure, const AssayAnomalyRows *rows, const Shown *shown, double threshold)
{
  gsize end = shown->end, largest = end, n = 0, n_beyond = 0;
  GString *text;
  char limit[ASSAY_NUMBER_SIZE];

  assay_number_format (threshold, limit);
  for (gsize row = shown->first; row < end; row++)
    {
      if (isnan (rows->zscore[row]))
        continue;
      n++;
      n_beyond += fabs (rows->zscore[row]) >= threshold;
      if (largest == end || fabs (rows->zscore[row]) > fabs (rows->zscore[largest]))
        largest = row;
    }
  if (largest == end)
    text = start_finding (shown, "No row has a Z-score: the history before it is too short, or constant.",
                          "no row has a Z-score: the history before it is too short, or constant.");
  else
    {
      g_autofree char *z = assay_word_zscore (rows->zscore[largest]), *when = assay_anomaly_rows_dup_time (rows, largest);
      g_autofree char *beyond = assay_word_count (n_beyond), *all = assay_word_count (n);

      text = start_finding (shown, "The largest Z-score is ", "the largest Z-score is ");
      g_string_append_printf (text, "%s, on %s; %s of %s scores reach ±%s.", z, when, beyond, all, limit);
    }
  assay_figure_set_finding (figure, text->str);
  g_string_free (text, TRUE);
}

AssayFigure *
assay_anomaly_figure_zscore (const AssayAnomalyRows *self, gsize series, double threshold, gsize n_last)
{
  AssayFigure *figure = assay_figure_new ("zscore", ASSAY_FIGURE_ZSCORE, N_("Rolling Z-Score"));
  Shown shown = show_last (self, series, n_last);
  g_autoptr(GArray) chosen = choose_rows (self, &shown);
  char limit[ASSAY_NUMBER_SIZE];
  g_autofree char *above = NULL, *below = NULL;

  assay_number_format (threshold, limit);
  above = g_strconcat ("+", limit, NULL);
  below = g_strconcat ("-", limit, NULL);
  set_time_axis (figure, self);
  assay_figure_set_y (figure, ASSAY_UNIT_ZSCORE, N_("Z-score"), NULL);
  assay_figure_add_series (figure, "zscore", N_("Z-Score"), ASSAY_SERIES_OTHER, chosen->len, make_x (self, series, chosen),
                           make_y (self, self->zscore_column, chosen), NULL, make_risk (self, chosen), make_row (chosen));
  assay_figure_add_rule (figure, threshold, above);
  assay_figure_add_rule (figure, -threshold, below);
  set_subtitle (figure, self, &shown);
  set_zscore_finding (figure, self, &shown, threshold);
  assay_figure_set_convention (figure, N_("Distance from the mean of the rolling window, in its sample standard deviations. Lines: the threshold."));
  return figure;
}

/* ---- risk levels ---- */

AssayFigure *
assay_anomaly_figure_risk (const AssayAnomalyRows *self)
{
  static const char *const names[] = { "Low", "Medium", "High", "Critical", NULL };
  AssayFigure *figure = assay_figure_new ("risk", ASSAY_FIGURE_RISK_BARS, N_("Risk Distribution"));
  gsize n_rows = assay_frame_get_n_rows (self->frame), n_scored = 0, by_level[ASSAY_N_RISKS] = { 0 };
  double *count = g_new0 (double, ASSAY_N_RISKS);
  gint8 *risk = g_new (gint8, ASSAY_N_RISKS);

  for (gsize row = 0; row < n_rows; row++)
    if (self->risk_code[row] != ASSAY_MISSING_CODE && self->risk_of_code[self->risk_code[row]] != ASSAY_RISK_NONE)
      by_level[(int) self->risk_of_code[self->risk_code[row]]]++;
  for (int i = 0; i < ASSAY_N_RISKS; i++)
    {
      n_scored += by_level[i];
      count[i] = by_level[i];
    }
  for (int i = 0; i < ASSAY_N_RISKS; i++)
    {
      risk[i] = i;
      count[i] = n_scored > 0 ? count[i] : NAN;
    }

  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("risk level"), NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_set_y (figure, ASSAY_UNIT_COUNT, N_("rows"), NULL);
  if (n_scored > 0)
    {
      double severe = count[ASSAY_RISK_HIGH] + count[ASSAY_RISK_CRITICAL];
      g_autofree char *some = assay_word_count (severe), *all = assay_word_count (n_scored), *share = assay_word_share (severe / n_scored);
      g_autofree char *left_out = assay_word_count (n_rows - n_scored);
      g_autofree char *finding = g_strdup_printf ("%s of %s scored rows (%s) are High or Critical.", some, all, share);
      g_autofree char *convention = g_strdup_printf ("Levels of |Z| as the policy cuts them. Rows without a score are left out: %s.", left_out);

      assay_figure_set_finding (figure, finding);
      assay_figure_set_convention (figure, convention);
    }
  assay_figure_add_series (figure, "rows", N_("Rows"), ASSAY_SERIES_OTHER, ASSAY_N_RISKS, NULL,
                           g_bytes_new_take (count, ASSAY_N_RISKS * sizeof (double)), NULL,
                           g_bytes_new_take (risk, ASSAY_N_RISKS), NULL);
  return figure;
}

/* ---- residuals ---- */

#define MAX_BINS 60
#define SAMPLE_ROWS 1000000

/* The bin width needs quartiles, and those a sort: of a million values spread over the rows, with both extremes. */
static double *
sample_residuals (const double *residual, gsize n, gsize *n_sample)
{
  gsize stride = n / SAMPLE_ROWS + 1;
  double *sample = g_new (double, n / stride + 3);
  double low = HUGE_VAL, high = -HUGE_VAL;
  gsize k = 0;

  for (gsize i = 0; i < n; i += stride)
    sample[k++] = residual[i];
  for (gsize i = 0; i < n; i++)
    {
      if (residual[i] < low)
        low = residual[i];
      if (residual[i] > high)
        high = residual[i];
    }
  sample[k++] = low;
  sample[k++] = high;
  *n_sample = k;
  return sample;
}

#define FENCE_ROWS 100000

/* Tukey's (1977) outer fences, three times the quartiles' distance beyond them. One data error of ten times the usual would
 * else stretch the axis until all the rest stands in two bins. FALSE when the quartiles are equal: nothing is far then. */
static gboolean
find_fences (const double *sample, gsize n, double *low, double *high)
{
  gsize stride = n / FENCE_ROWS + 1, k = 0;
  g_autofree double *sorted = g_new (double, n / stride + 1);
  double q1, q3;

  for (gsize i = 0; i < n; i += stride)
    if (isfinite (sample[i]))
      sorted[k++] = sample[i];
  if (k < 4)
    return FALSE;
  qsort (sorted, k, sizeof *sorted, am_compare_doubles);
  q1 = sorted[k / 4];
  q3 = sorted[k - 1 - k / 4];
  *low = q1 - 3 * (q3 - q1);
  *high = q3 + 3 * (q3 - q1);
  return q3 > q1;
}

/* Whole numbers want whole bins: of bins half as wide every other one is empty, and of 2.5 every other one has a third value. */
static void
widen_to_whole (const double *sample, gsize n, double *low, double *width, gsize *n_bins)
{
  double high = -HUGE_VAL;

  for (gsize i = 0; i < n; i++)
    {
      if (isfinite (sample[i]) && sample[i] != floor (sample[i]))
        return;
      if (sample[i] > high)
        high = sample[i];
    }
  if (*n_bins == 0 || *width == floor (*width))
    return;
  *width = ceil (*width);
  *low = floor (*low / *width) * *width;
  *n_bins = (gsize) ((high - *low) / *width) + 1;
}

/* Values beyond the fences are counted in the outermost bins. Returns how many. */
static gsize
count_residuals (const double *residual, gsize n, double low, double width, gsize n_bins, double *count)
{
  gsize below = 0, above = 0;

  am_histogram_count (residual, n, low, width, n_bins, count);
  for (gsize i = 0; i < n; i++)
    {
      below += residual[i] < low;
      above += residual[i] >= low + n_bins * width;
    }
  count[0] += below;
  count[n_bins - 1] += above;
  return below + above;
}

static void
set_residual_words (AssayFigure *figure, const double *residual, gsize n, double width, gsize n_outside)
{
  gsize count, n_far = 0;
  double mean = sum_of (residual, n, 0, 1, &count) / count;
  double sd = sqrt (sum_of (residual, n, mean, 2, &count) / MAX (count - 1, 1));

  for (gsize i = 0; i < n; i++)
    n_far += fabs (residual[i] - mean) > 3 * sd;

  {
    g_autofree char *m = assay_word_number (mean), *s = assay_word_number (sd), *far = assay_word_count (n_far);
    g_autofree char *all = assay_word_items (count, "residual", "residuals"), *share = assay_word_share ((double) n_far / count);
    g_autofree char *w = assay_word_number (width), *outside = assay_word_count (n_outside);
    g_autofree char *fences = n_outside > 0 ? g_strdup_printf ("; %s outside the range, which ends at Tukey's (1977) outer fences, are counted in the first and the last bin", outside) : g_strdup ("");
    g_autofree char *finding = g_strdup_printf ("The residuals have mean %s and standard deviation %s; %s (%s) lie more than three of those from it.", m, s, far, share);
    g_autofree char *convention = g_strdup_printf ("%s: actual less forecast. Bin width %s by Freedman & Diaconis (1981), rounded up%s%s.", all, w,
                                                   n > SAMPLE_ROWS ? ", from an even sample of the rows" : "", fences);

    assay_figure_set_finding (figure, finding);
    assay_figure_set_convention (figure, convention);
  }
}

AssayFigure *
assay_anomaly_figure_residuals (const AssayAnomalyRows *self, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayFigure) figure = assay_figure_new ("residuals", ASSAY_FIGURE_HISTOGRAM, N_("Residuals"));
  gsize n = assay_frame_get_n_rows (self->frame), n_sample, n_bins = 0;
  g_autofree double *sample = sample_residuals (self->residual, n, &n_sample);
  double low, high, width, *edge, *count;
  gsize n_outside = 0;

  if (!assay_progress_step (progress, 0.2, error))
    return NULL;
  if (find_fences (sample, n_sample, &low, &high))
    for (gsize i = 0; i < n_sample; i++)
      if (!isnan (sample[i]))
        sample[i] = CLAMP (sample[i], floor (low), ceil (high));
  if (!assay_progress_step (progress, 0.3, error))
    return NULL;
  am_histogram_bins (sample, n_sample, MAX_BINS, &low, &width, &n_bins);
  widen_to_whole (sample, n_sample, &low, &width, &n_bins);
  if (!assay_progress_step (progress, 0.5, error))
    return NULL;
  edge = g_new (double, n_bins);
  count = g_new0 (double, n_bins);
  for (gsize i = 0; i < n_bins; i++)
    edge[i] = low + i * width;
  if (n_bins > 0)
    {
      n_outside = count_residuals (self->residual, n, low, width, n_bins, count);
      assay_figure_set_bin_width (figure, width);
    }
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_VALUE, N_("residual"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_COUNT, N_("rows"), NULL);
  assay_figure_add_series (figure, "rows", N_("Rows"), ASSAY_SERIES_OTHER, n_bins, g_bytes_new_take (edge, n_bins * sizeof (double)),
                           g_bytes_new_take (count, n_bins * sizeof (double)), NULL, NULL, NULL);
  if (!assay_progress_step (progress, 0.8, error))
    return NULL;
  if (n_bins > 0)
    set_residual_words (figure, self->residual, n, width, n_outside);
  return g_steal_pointer (&figure);
}

/* ---- autocorrelation ---- */

#define ACF_STEPS 100000

/* The last residuals on a grid of steps, NaN where a row is absent. Returns the number of steps. */
static gsize
make_grid (const AssayAnomalyRows *rows, gsize series, double *grid)
{
  gsize first = assay_anomaly_rows_get_first (rows, series), row = assay_anomaly_rows_get_first (rows, series + 1);
  double step = assay_anomaly_rows_get_step (rows, series);
  gsize n = 0;

  for (gsize i = 0; i < ACF_STEPS; i++)
    grid[i] = NAN;
  /* From the end backwards; months differ in length, so steps are counted from row to row. */
  while (row-- > first)
    {
      grid[ACF_STEPS - 1 - n] = rows->residual[row];
      if (row > first)
        {
          double n_steps = round ((assay_anomaly_rows_get_x (rows, row) - assay_anomaly_rows_get_x (rows, row - 1)) / step);

          n += MAX (n_steps, 1) < ACF_STEPS ? MAX (n_steps, 1) : ACF_STEPS;
        }
      if (n >= ACF_STEPS)
        return ACF_STEPS;
    }
  return n + 1;
}

static void
set_acf_words (AssayFigure *figure, const double *r, guint n_lags, double band, gsize n)
{
  g_autofree char *all = assay_word_count (n);
  g_autofree char *convention = g_strdup_printf ("Band: ±1.96 / √n, n = %s. Lags in steps of the calendar.", all);
  guint largest = 1, n_outside = 0;

  assay_figure_set_convention (figure, convention);
  for (guint k = 1; k <= n_lags; k++)
    {
      n_outside += fabs (r[k]) > band;
      largest = fabs (r[k]) > fabs (r[largest]) ? k : largest;
    }
  {
    g_autofree char *size = assay_word_number (round (r[largest] * 1000) / 1000);
    g_autofree char *finding = g_strdup_printf ("%u of %u lags lie outside the band; the largest autocorrelation is %s at lag %u.", n_outside, n_lags, size, largest);

    assay_figure_set_finding (figure, finding);
  }
}

AssayFigure *
assay_anomaly_figure_acf (const AssayAnomalyRows *self, gsize series, guint n_lags)
{
  AssayFigure *figure = assay_figure_new ("acf", ASSAY_FIGURE_STEMS, N_("Autocorrelation of Residuals"));
  g_autofree double *grid = g_new (double, ACF_STEPS);
  g_autofree double *r = g_new (double, n_lags + 1);
  gsize n_steps = make_grid (self, series, grid), n = 0;
  const double *x = grid + ACF_STEPS - n_steps;
  double *lag = g_new (double, n_lags), *y = g_new (double, n_lags), band;
  Shown all = show_last (self, series, 0);

  am_autocorrelation (x, n_steps, n_lags, r);
  for (gsize i = 0; i < n_steps; i++)
    n += !isnan (x[i]);
  for (guint k = 1; k <= n_lags; k++)
    {
      lag[k - 1] = k;
      y[k - 1] = r[k];
    }
  band = 1.96 / sqrt (n);

  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_COUNT, N_("lag"), NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("autocorrelation"), NULL);
  assay_figure_add_series (figure, "acf", N_("Autocorrelation"), ASSAY_SERIES_OTHER, n_lags, g_bytes_new_take (lag, n_lags * sizeof (double)),
                           g_bytes_new_take (y, n_lags * sizeof (double)), NULL, NULL, NULL);
  if (!isnan (r[0]) && n > 0)
    {
      assay_figure_add_rule (figure, band, "+95 %");
      assay_figure_add_rule (figure, -band, "-95 %");
      set_acf_words (figure, r, n_lags, band, n);
    }
  set_subtitle (figure, self, &all);
  return figure;
}

gboolean
assay_anomaly_figure_has_data (const AssayFigure *figure)
{
  for (guint i = 0; i < assay_figure_get_n_series (figure); i++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, i);

      for (gsize k = 0; k < series->n; k++)
        if (isfinite (assay_figure_series_y (series)[k]))
          return TRUE;
    }
  return FALSE;
}
