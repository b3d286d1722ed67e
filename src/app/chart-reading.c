#include "app/chart-reading.h"
#include <glib/gi18n.h>
#include <math.h>
#include "charts/format.h"

const char *
assay_translate (const char *text)
{
  /* The empty text is the catalogue's own header. */
  return text != NULL && *text != '\0' ? _(text) : "";
}

double
assay_reading_x_at (const AssayFigureSeries *series, gsize index)
{
  const double *x = assay_figure_series_x (series);

  return x != NULL ? x[index] : (double) index;
}

gsize
assay_reading_first_not_before (const AssayFigureSeries *series, double x)
{
  gsize low = 0, high = series->n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (assay_reading_x_at (series, middle) < x)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

gsize
assay_reading_nearest (const AssayFigureSeries *series, double x)
{
  gsize after = assay_reading_first_not_before (series, x);

  if (after == 0)
    return 0;
  if (after == series->n)
    return series->n - 1;
  return x - assay_reading_x_at (series, after - 1) <= assay_reading_x_at (series, after) - x ? after - 1 : after;
}

char *
assay_reading_long_x (const AssayAxis *axis, double x)
{
  g_autoptr(GDateTime) date = NULL;
  gint64 seconds;

  if (axis->type != ASSAY_AXIS_DATE && axis->type != ASSAY_AXIS_DATETIME)
    return assay_chart_format_x (axis, x, FALSE);

  seconds = (gint64) floor (axis->type == ASSAY_AXIS_DATE ? x * 86400 : x);
  date = g_date_time_new_from_unix_utc (seconds);
  if (date == NULL)
    return assay_chart_format_x (axis, x, TRUE);
  return axis->type == ASSAY_AXIS_DATE
         /* Translators: a date in full, see strftime(3): Wednesday 10 September 2025 */
         ? g_date_time_format (date, _("%A %-d %B %Y"))
         : g_date_time_format (date, _("%A %-d %B %Y, %H:%M"));
}

const char *
assay_reading_risk_text (AssayRisk risk)
{
  switch (risk)
    {
    case ASSAY_RISK_LOW: return _("Low anomaly");
    case ASSAY_RISK_MEDIUM: return _("Medium anomaly");
    case ASSAY_RISK_HIGH: return _("High anomaly");
    case ASSAY_RISK_CRITICAL: return _("Critical anomaly");
    default: return NULL;
    }
}

static void
free_row (gpointer data)
{
  AssayReadingRow *row = data;

  g_free (row->name);
  g_free (row->value);
  g_free (row);
}

static AssayReading *
empty_reading (double x)
{
  AssayReading *self = g_new0 (AssayReading, 1);

  self->x = x;
  self->rows = g_ptr_array_new_with_free_func (free_row);
  self->risk = ASSAY_RISK_NONE;
  self->row = -1;
  return self;
}

static char *
format_value (const AssayFigure *figure, const AssayFigureSeries *series, gsize index)
{
  const AssayAxis *axis = assay_figure_get_y (figure);
  const double y = assay_figure_series_y (series)[index];
  const double *y2 = assay_figure_series_y2 (series);
  g_autofree char *low = NULL, *high = NULL;

  if (y2 == NULL)
    return assay_chart_format_y (axis, y);
  low = assay_chart_format_y (axis, y);
  high = assay_chart_format_y (axis, y2[index]);
  /* Translators: the two ends of an interval */
  return g_strdup_printf (_("%s – %s"), low, high);
}

static void
add_row (AssayReading *self, const AssayFigure *figure, guint index, gsize sample)
{
  const AssayFigureSeries *series = assay_figure_get_series (figure, index);
  AssayReadingRow *row = g_new0 (AssayReadingRow, 1);

  row->figure = figure;
  row->series = index;
  row->name = g_strdup (assay_translate (series->label));
  row->value = format_value (figure, series, sample);
  row->y = assay_figure_series_y (series)[sample];
  g_ptr_array_add (self->rows, row);
}

char *
assay_reading_hatch_at (const AssayFigure *figure, guint index, double x)
{
  const AssayFigureSeries *series = assay_figure_get_series (figure, index);
  const double *from = assay_figure_series_y (series), *to = assay_figure_series_y2 (series);
  g_autofree char *low = NULL, *high = NULL;
  gsize i = 0;

  while (i < series->n && to != NULL && !(x >= from[i] && x <= to[i]))
    i++;
  if (i == series->n || to == NULL)
    return NULL;
  low = assay_chart_format_x (assay_figure_get_x (figure), from[i], FALSE);
  high = assay_chart_format_x (assay_figure_get_x (figure), to[i], FALSE);
  return g_strdup_printf (_("%s – %s"), low, high);
}

/* Where the data are at x: how much of them lies up to there, and whether the stretch is hatched. */
static void
read_support (AssayReading *self, const AssayFigure *figure, guint index)
{
  const AssayFigureSeries *series = assay_figure_get_series (figure, index);
  AssayReadingRow *row;
  char *value = NULL;
  double y = NAN;

  if (series->role == ASSAY_SERIES_HATCH)
    value = assay_reading_hatch_at (figure, index, self->x);
  else if (series->role == ASSAY_SERIES_RUG && series->n > 0)
    {
      gsize after = assay_reading_first_not_before (series, nextafter (self->x, INFINITY));

      y = after > 0 ? assay_figure_series_y (series)[after - 1] : 0;
      value = assay_format_fraction (y, 0);
    }
  if (value == NULL)
    return;
  row = g_new0 (AssayReadingRow, 1);
  row->figure = figure;
  row->series = index;
  row->name = g_strdup (series->role == ASSAY_SERIES_RUG ? _("Rows up to here") : assay_translate (series->label));
  row->value = value;
  row->y = y;
  g_ptr_array_add (self->rows, row);
}

static void
read_series (AssayReading *self, const AssayChart *chart, guint index, gboolean hidden)
{
  const AssayFigure *figure = assay_chart_get_figure (chart);
  const AssayFigureSeries *series = assay_figure_get_series (figure, index);
  const gint8 *risks = assay_figure_series_risk (series);
  const guint64 *rows = assay_figure_series_row (series);
  gsize sample = 0;

  if (!ASSAY_SERIES_IS_PLAIN (series->role))
    {
      if (!hidden)
        read_support (self, figure, index);
      return;
    }
  if (isnan (assay_chart_value_at (chart, index, self->x, &sample)))
    return;
  if (rows != NULL)
    self->row = (gint64) rows[sample];
  if (series->role == ASSAY_SERIES_MARKS)
    self->risk = risks != NULL ? risks[sample] : ASSAY_RISK_NONE;
  else if (!hidden)
    add_row (self, figure, index, sample);
}

AssayReading *
assay_reading_new (AssayChart *const *charts, const guint64 *hidden, guint n_charts, double x)
{
  AssayReading *self = empty_reading (x);

  for (guint i = 0; i < n_charts; i++)
    {
      const AssayFigure *figure = assay_chart_get_figure (charts[i]);

      if (self->title == NULL)
        {
          self->title = assay_chart_format_x (assay_figure_get_x (figure), x, TRUE);
          self->long_title = assay_reading_long_x (assay_figure_get_x (figure), x);
        }
      for (guint s = 0; s < assay_figure_get_n_series (figure); s++)
        read_series (self, charts[i], s, s < 64 && (hidden[i] >> s & 1) != 0);
    }
  return self;
}

static char *
bar_title (const AssayFigure *figure, double x)
{
  const AssayAxis *axis = assay_figure_get_x (figure);
  g_autofree char *from = NULL, *to = NULL;

  if (assay_figure_get_kind (figure) != ASSAY_FIGURE_HISTOGRAM)
    return assay_chart_format_x (axis, x, TRUE);
  from = assay_chart_format_x (axis, x, FALSE);
  to = assay_chart_format_x (axis, x + axis->bin_width, FALSE);
  /* Translators: the two ends of a bar of a histogram */
  return g_strdup_printf (_("%s to %s"), from, to);
}

/* The share of all bars: what a reader of a count asks next. */
static void
add_share (AssayReading *self, const AssayFigureSeries *series, double y)
{
  double total = 0;
  AssayReadingRow *row;

  for (gsize i = 0; i < series->n; i++)
    if (!isnan (assay_figure_series_y (series)[i]))
      total += assay_figure_series_y (series)[i];
  if (!(total > 0))
    return;
  row = g_new0 (AssayReadingRow, 1);
  row->name = g_strdup (_("Share"));
  row->value = assay_format_fraction (y / total, 1);
  row->y = y / total;
  g_ptr_array_add (self->rows, row);
}

/* Of how many rows a cell of a matrix is. */
static void
add_count (AssayReading *self, const AssayFigureSeries *series, gsize index)
{
  const double *counts = assay_figure_series_y2 (series);
  AssayReadingRow *row;

  if (counts == NULL || isnan (counts[index]))
    return;
  row = g_new0 (AssayReadingRow, 1);
  row->name = g_strdup (_("Rows"));
  row->value = assay_format_count (counts[index]);
  row->y = counts[index];
  g_ptr_array_add (self->rows, row);
}

/* Bars that lie over one another are read together. */
static void
add_overlaid (AssayReading *self, const AssayFigure *figure, const AssayChartHit *hit)
{
  for (guint i = 0; i < assay_figure_get_n_series (figure); i++)
    {
      const AssayFigureSeries *other = assay_figure_get_series (figure, i);

      if (i != hit->series && other->role == assay_figure_get_series (figure, hit->series)->role && hit->index < other->n)
        add_row (self, figure, i, hit->index);
    }
}

AssayReading *
assay_reading_new_for_bar (AssayChart *chart, const AssayChartHit *hit)
{
  const AssayFigure *figure = assay_chart_get_figure (chart);
  const AssayFigureSeries *series = assay_figure_get_series (figure, hit->series);
  AssayReading *self = empty_reading (hit->x);

  self->title = bar_title (figure, hit->x);
  self->long_title = g_strdup (self->title);
  self->row = hit->row;
  add_row (self, figure, hit->series, hit->index);
  if (assay_figure_get_kind (figure) == ASSAY_FIGURE_HEAT)
    add_count (self, series, hit->index);
  if (assay_figure_get_kind (figure) == ASSAY_FIGURE_HISTOGRAM)
    add_overlaid (self, figure, hit);
  if (assay_figure_get_kind (figure) == ASSAY_FIGURE_RISK_BARS || (assay_figure_get_kind (figure) == ASSAY_FIGURE_HISTOGRAM && assay_figure_get_y (figure)->unit != ASSAY_UNIT_FRACTION))
    add_share (self, series, hit->y);
  return self;
}

void
assay_reading_free (AssayReading *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->long_title);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

char *
assay_reading_to_sentence (const AssayReading *self)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      const AssayReadingRow *row = g_ptr_array_index (self->rows, i);

      if (text->len > 0)
        g_string_append (text, _(", "));
      /* Translators: name and value of a series, as read aloud: Actual 356 */
      g_string_append_printf (text, _("%s %s"), row->name, row->value);
    }
  if (self->risk != ASSAY_RISK_NONE)
    g_string_append_printf (text, "%s%s", text->len > 0 ? _(", ") : "", assay_reading_risk_text (self->risk));
  /* Translators: a date, then what was measured on it */
  return g_strdup_printf (_("%s: %s"), self->long_title, text->str);
}
