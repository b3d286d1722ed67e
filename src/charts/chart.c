/* Making a figure ready: which place in the palette each series has, what is extreme where, how far apart points usually
 * are and where they are missing. All that does not depend on a view. */
#include "charts/chart-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>
#include "base/date.h"
#include "charts/format.h"

#define STEP_SAMPLE 4096

void
assay_view_init (AssayView *self)
{
  *self = (AssayView) { NAN, NAN, NAN, NAN, 0, -1, 0,
                        ASSAY_CHART_TITLE | ASSAY_CHART_LEGEND | ASSAY_CHART_X_AXIS | ASSAY_CHART_Y_AXIS };
}

/* ---- small questions ---- */

gsize
chart_series_find (const ChartSeries *series, double x)
{
  gsize low = 0, high = series->n;

  if (series->x == NULL)
    return !(x > 0) ? 0 : x >= series->n ? series->n : (gsize) ceil (x);
  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (series->x[middle] < x)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

gboolean
chart_series_is_line (const ChartSeries *series)
{
  return !ASSAY_SERIES_HAS_LIMITS (series->data->role) && ASSAY_SERIES_IS_PLAIN (series->data->role) && series->data->role != ASSAY_SERIES_MARKS;
}

gboolean
chart_series_is_joined (const ChartSeries *series, gsize i)
{
  if (i + 1 >= series->n || !isfinite (series->y[i]) || !isfinite (series->y[i + 1]))
    return FALSE;
  return series->x == NULL || series->x[i + 1] - series->x[i] <= 1.5 * series->step;
}

gboolean
chart_is_hidden (const AssayView *view, guint series)
{
  return series < 64 && (view->hidden >> series & 1) != 0;
}

gboolean
chart_series_in_view (const ChartSeries *series, double low, double high, gsize *first, gsize *last)
{
  *first = chart_series_find (series, low);
  *last = chart_series_find (series, nextafter (high, INFINITY));
  if (*first > 0)
    (*first)--;
  if (*last < series->n)
    (*last)++;
  return *first < *last;
}

guint
chart_n_categories (const AssayChart *self)
{
  const AssayAxis *axis = assay_figure_get_x (self->figure);
  gsize n = 0;

  if (axis->categories != NULL)
    return g_strv_length (axis->categories);
  for (guint i = 0; i < self->n_series; i++)
    n = MAX (n, self->series[i].n);
  return (guint) n;
}

const char *
chart_category (const AssayChart *self, guint index)
{
  const AssayAxis *axis = assay_figure_get_x (self->figure);
  const char *name = axis->categories != NULL && index < g_strv_length (axis->categories) ? axis->categories[index] : "";

  return axis->names_data ? name : chart_translated (name);
}

const char *
chart_translated (const char *text)
{
  return text != NULL && *text != '\0' ? _(text) : "";
}

char *
chart_axis_title (const AssayAxis *axis)
{
  gboolean has_label = axis->label != NULL && *axis->label != '\0';
  gboolean has_unit = axis->unit_text != NULL && *axis->unit_text != '\0';

  if (has_label && has_unit)
    /* Translators: title of an axis and its unit: "Demand (units per day)" */
    return g_strdup_printf (_("%s (%s)"), _(axis->label), _(axis->unit_text));
  return has_label ? g_strdup (_(axis->label)) : has_unit ? g_strdup (_(axis->unit_text)) : NULL;
}

/* Groups of bars stand side by side in four fifths of a step. */
void
chart_bar_span (const AssayChart *self, const AssayView *view, guint series, gsize i, double *from, double *to)
{
  const ChartSeries *s = &self->series[series];
  double x = chart_series_x (s, i), step = s->step > 0 ? s->step : 1, width;
  guint n = 0, place = 0;

  if (self->kind == ASSAY_FIGURE_HISTOGRAM)
    {
      *from = x;
      *to = x + assay_figure_get_x (self->figure)->bin_width;
      return;
    }
  for (guint k = 0; k < self->n_series && !assay_figure_is_stacked (self->figure); k++)
    if (chart_series_is_line (&self->series[k]) && !chart_is_hidden (view, k))
      {
        place += k < series;
        n++;
      }
  width = step * 0.68 / MAX (n, 1);
  *from = x - step * 0.34 + place * width;
  *to = *from + width;
}

double
chart_bar_foot (const AssayChart *self, const AssayView *view, guint series, gsize i)
{
  double foot = 0;

  for (guint k = 0; k < series && assay_figure_is_stacked (self->figure); k++)
    if (chart_series_is_line (&self->series[k]) && !chart_is_hidden (view, k) && i < self->series[k].n && isfinite (self->series[k].y[i]))
      foot += self->series[k].y[i];
  return foot;
}

/* ---- making ready ---- */

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* The usual distance between points, from neighbours spread over the series. It is the median, unless longer distances
 * are themselves usual: data of working days have a weekend every five, and that is no gap. */
static double
usual_step (const ChartSeries *series)
{
  gsize n = series->n > 0 ? MIN (series->n - 1, STEP_SAMPLE) : 0, n_long = 0;
  g_autofree double *distance = NULL;
  double median;

  if (series->x == NULL || n == 0)
    return n > 0 ? 1 : 0;
  distance = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    {
      gsize at = (gsize) ((double) i * (series->n - 1) / n);

      distance[i] = series->x[at + 1] - series->x[at];
    }
  qsort (distance, n, sizeof *distance, compare_doubles);
  median = distance[n / 2];
  for (gsize i = 0; i < n; i++)
    n_long += distance[i] > 2 * median * (1 + 1e-9);
  return n_long * 50 > n ? distance[MIN (n - 1, (gsize) (0.98 * n))] : median;
}

static guint
risks_in (const ChartSeries *series)
{
  guint risks = 0;

  for (gsize i = 0; series->risk != NULL && i < series->n; i++)
    if (series->risk[i] >= 0 && series->risk[i] < ASSAY_N_RISKS)
      risks |= 1u << series->risk[i];
  return risks;
}

static gboolean
prepare_series (ChartSeries *self, const AssayFigureSeries *data, gboolean is_quantity, AssayProgress *progress)
{
  self->data = data;
  self->n = data->n;
  self->x = assay_figure_series_x (data);
  self->y = assay_figure_series_y (data);
  self->y2 = assay_figure_series_y2 (data);
  self->risk = assay_figure_series_risk (data);
  self->step = is_quantity ? INFINITY : usual_step (self);
  self->risks = risks_in (self);
  self->low = assay_pyramid_new (self->y, self->risk, self->n, progress);
  if (self->low == NULL)
    return FALSE;
  if (self->y2 != NULL)
    self->high = assay_pyramid_new (self->y2, NULL, self->n, progress);
  return self->y2 == NULL || self->high != NULL;
}

/* The forecast is blue in every chart, the baseline orange; others take what is left, in order. A band has the colour of
 * the line it is round: the forecast, else the line before it. */
guint
chart_figure_slot (const AssayFigure *figure, guint series)
{
  guint used = 0, next = 0, line = 0;

  for (guint i = 0; i < assay_figure_get_n_series (figure); i++)
    {
      AssaySeriesRole role = assay_figure_get_series (figure, i)->role;

      used |= role == ASSAY_SERIES_FORECAST ? 1u : role == ASSAY_SERIES_BASELINE ? 2u : 0;
    }
  for (guint i = 0; i < series; i++)
    if (assay_figure_get_series (figure, i)->role == ASSAY_SERIES_OTHER)
      {
        while (used >> next & 1)
          next++;
        line = next++;
      }
    else if (assay_figure_get_series (figure, i)->role == ASSAY_SERIES_BASELINE)
      line = 1;
  while (used >> next & 1)
    next++;
  switch (assay_figure_get_series (figure, series)->role)
    {
    case ASSAY_SERIES_BASELINE: return 1;
    case ASSAY_SERIES_OTHER: return MIN (next, ASSAY_THEME_N_SERIES - 1);
    case ASSAY_SERIES_WHISKERS:
    case ASSAY_SERIES_BAND: return used & 1 ? 0 : MIN (line, ASSAY_THEME_N_SERIES - 1);
    default: return 0;
    }
}

static int
find_main_series (const AssayChart *self)
{
  int line = -1;

  for (guint i = 0; i < self->n_series; i++)
    {
      if (self->series[i].data->role == ASSAY_SERIES_ACTUAL)
        return (int) i;
      if (line < 0 && chart_series_is_line (&self->series[i]))
        line = (int) i;
    }
  return line >= 0 ? line : self->n_series > 0 ? 0 : -1;
}

/* From lowest to highest x of one series; FALSE: it has no place in x. */
static gboolean
series_extent (const ChartSeries *series, double *low, double *high)
{
  if (series->n == 0 || series->data->role == ASSAY_SERIES_HATCH)
    return FALSE;
  *low = chart_series_x (series, 0);
  *high = chart_series_x (series, series->n - 1);
  for (gsize i = 0; i < series->n && series->data->role == ASSAY_SERIES_LINES; i++)
    {
      *low = MIN (*low, chart_series_x (series, i));
      *high = MAX (*high, chart_series_x (series, i));
    }
  return TRUE;
}

/* Extent of x with the room that bars and stems need at the ends. */
static void
find_extent (AssayChart *self)
{
  double low = INFINITY, high = -INFINITY, room = 0;

  for (guint i = 0; i < self->n_series; i++)
    {
      const ChartSeries *series = &self->series[i];

      double from, to;

      if (!series_extent (series, &from, &to))
        continue;
      low = MIN (low, from);
      high = MAX (high, to + (self->kind == ASSAY_FIGURE_HISTOGRAM && series->data->role != ASSAY_SERIES_BASELINE ? assay_figure_get_x (self->figure)->bin_width : 0));
      if (self->kind == ASSAY_FIGURE_BARS || self->kind == ASSAY_FIGURE_STEMS)
        room = MAX (room, (series->step > 0 ? series->step : 1) / 2);
    }
  if (self->kind == ASSAY_FIGURE_POINTS && low <= high)
    room = (high - low) * 0.03;
  self->x_low = low <= high ? low - room : NAN;
  self->x_high = low <= high ? high + room : NAN;
}

/* Stretches of the main series without a value, between values, longer than two steps. */
static gboolean
find_gaps (AssayChart *self, AssayProgress *progress)
{
  const ChartSeries *series = &self->series[self->main_series];
  double longest = 2 * series->step * (1 + 1e-9), last = NAN;

  if (!(series->step > 0))
    return TRUE;
  for (gsize i = 0; i < series->n; i++)
    {
      double x;

      if ((i & 0xfffff) == 0 && !assay_progress_step (progress, (double) i / series->n, NULL))
        return FALSE;
      if (!isfinite (series->y[i]))
        continue;
      x = chart_series_x (series, i);
      if (x - last > longest)
        {
          ChartGap gap = { last, x };
          g_array_append_val (self->gaps, gap);
        }
      last = x;
    }
  return TRUE;
}

/* The overview's means: a bucket holds a week of daily data, or more when there are too many. */
static void
fill_buckets (AssayChart *self)
{
  const ChartSeries *series = &self->series[self->main_series];
  double width = self->x_high - self->x_low;
  g_autofree gsize *count = NULL;

  if (!(width > 0) || series->n == 0)
    return;
  self->n_buckets = (guint) CLAMP (series->n / 7, 1, CHART_N_BUCKETS);
  self->buckets = g_new0 (double, self->n_buckets);
  count = g_new0 (gsize, self->n_buckets);
  for (gsize i = 0; i < series->n; i++)
    if (isfinite (series->y[i]))
      {
        double place = (chart_series_x (series, i) - self->x_low) / width * self->n_buckets;
        guint bucket = (guint) CLAMP (place, 0, self->n_buckets - 1);

        self->buckets[bucket] += series->y[i];
        count[bucket]++;
      }
  for (guint b = 0; b < self->n_buckets; b++)
    self->buckets[b] = count[b] > 0 ? self->buckets[b] / count[b] : NAN;
}

static void
find_threshold (AssayChart *self)
{
  for (guint i = 0; i < assay_figure_get_n_rules (self->figure); i++)
    self->threshold = MAX (self->threshold, fabs (assay_figure_get_rule (self->figure, i)->value));
}

AssayChart *
assay_chart_new (AssayFigure *figure, AssayProgress *progress)
{
  g_autoptr(AssayChart) self = g_new0 (AssayChart, 1);
  gboolean is_quantity;

  g_atomic_ref_count_init (&self->refs);
  self->figure = assay_figure_ref (figure);
  self->kind = assay_figure_get_kind (figure);
  self->n_series = assay_figure_get_n_series (figure);
  self->series = g_new0 (ChartSeries, self->n_series);
  is_quantity = self->kind == ASSAY_FIGURE_SERIES && assay_figure_get_x (figure)->type == ASSAY_AXIS_NUMBER && assay_figure_get_x (figure)->unit == ASSAY_UNIT_VALUE;
  self->gaps = g_array_new (FALSE, FALSE, sizeof (ChartGap));
  for (guint i = 0; i < self->n_series; i++)
    {
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, 0.8 * i / self->n_series, 0.8 * (i + 1) / self->n_series);

      if (!prepare_series (&self->series[i], assay_figure_get_series (figure, i), is_quantity, part))
        return NULL;
      self->series[i].slot = chart_figure_slot (figure, i);
    }
  find_extent (self);
  find_threshold (self);
  self->main_series = find_main_series (self);
  if (self->main_series >= 0 && (self->kind == ASSAY_FIGURE_SERIES || self->kind == ASSAY_FIGURE_ZSCORE))
    {
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, 0.8, 0.95);

      if (!find_gaps (self, part))
        return NULL;
      fill_buckets (self);
    }
  return assay_progress_step (progress, 1, NULL) ? g_steal_pointer (&self) : NULL;
}

AssayChart *
assay_chart_ref (AssayChart *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
assay_chart_unref (AssayChart *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < self->n_series; i++)
    {
      g_clear_pointer (&self->series[i].low, assay_pyramid_free);
      g_clear_pointer (&self->series[i].high, assay_pyramid_free);
    }
  g_free (self->series);
  g_free (self->buckets);
  g_array_unref (self->gaps);
  assay_figure_unref (self->figure);
  g_free (self);
}

AssayFigure *
assay_chart_get_figure (const AssayChart *self)
{
  return self->figure;
}

gboolean
assay_chart_get_x_extent (const AssayChart *self, double *low, double *high)
{
  if (isnan (self->x_low))
    return FALSE;
  *low = self->x_low;
  *high = self->x_high;
  return TRUE;
}

/* ---- text of values ---- */

/* The change of a share is no share of it: from 20 % to 28 % it is 8 points, and 40 %. */
static gboolean
is_change (const AssayAxis *axis)
{
  return axis->unit == ASSAY_UNIT_FRACTION && (g_strcmp0 (axis->unit_text, "change") == 0 || g_strcmp0 (axis->unit_text, "percentage points") == 0);
}

char *
chart_format_share (const AssayAxis *axis, double value)
{
  g_autofree char *size = NULL;

  if (!is_change (axis) || !isfinite (value))
    return assay_format_fraction (value, 1);
  size = assay_format_number (fabs (value) * 100, 1);
  /* Translators: a sign, a number of percentage points: +2.8 pp */
  return g_strdup_printf (_("%s%s pp"), value < 0 && fabs (value) >= 0.0005 ? "\u2212" : "", size);
}

static char *
format_axis_number (const AssayAxis *axis, double value)
{
  switch (axis->unit)
    {
    case ASSAY_UNIT_COUNT: return value == round (value) ? assay_format_count (value) : assay_format_number (value, -1);
    case ASSAY_UNIT_FRACTION: return chart_format_share (axis, value);
    case ASSAY_UNIT_ZSCORE: return assay_format_zscore (value);
    default: return assay_format_number (value, fabs (value) >= 100 && fabs (value) < 1e15 ? (value == round (value) ? 0 : 1) : -1);
    }
}

static char *
format_plain (const AssayAxis *axis, double value, gboolean weekday)
{
  if (!isfinite (value))
    return assay_format_number (NAN, 0);
  switch (axis->type)
    {
    case ASSAY_AXIS_DATE: return fabs (value) < 1e9 ? assay_format_date ((gint32) floor (value), weekday) : assay_format_number (NAN, 0);
    case ASSAY_AXIS_DATETIME:
      return fabs (value) < 1e12 ? assay_format_datetime ((gint64) floor (value * G_USEC_PER_SEC), weekday) : assay_format_number (NAN, 0);
    case ASSAY_AXIS_CATEGORY:
      if (axis->categories != NULL && value >= 0 && value < g_strv_length (axis->categories))
        return g_strdup (axis->names_data ? axis->categories[(guint) value] : chart_translated (axis->categories[(guint) value]));
      return g_strdup ("");
    default: return format_axis_number (axis, value);
    }
}

char *
assay_chart_format_x (const AssayAxis *axis, double value, gboolean with_weekday)
{
  g_autofree char *text = format_plain (axis, value, with_weekday);

  return assay_format_isolated (text);
}

char *
assay_chart_format_y (const AssayAxis *axis, double value)
{
  return assay_chart_format_x (axis, value, FALSE);
}
