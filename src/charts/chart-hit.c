/* From a point back to the data: the same scales run backwards, and a binary search in x. */
#include "charts/chart-private.h"

#define REACH 8.0

static AssayChartHit
hit_at (const AssayChart *self, guint series, gsize i)
{
  const ChartSeries *s = &self->series[series];
  const guint64 *row = assay_figure_series_row (s->data);

  return (AssayChartHit) { series, i, chart_series_x (s, i), s->y[i], row != NULL ? (gint64) row[i] : -1,
                           s->risk != NULL ? (AssayRisk) s->risk[i] : ASSAY_RISK_NONE };
}

/* The sample nearest to x that has a value and lies in [low, high]. Looks outwards from the place of x. */
static gboolean
nearest_in_series (const ChartSeries *series, double x, double low, double high, gsize *index)
{
  gsize after = chart_series_find (series, x), before = after;
  double best = INFINITY;

  for (gsize i = after; i < series->n && chart_series_x (series, i) <= high; i++)
    if (isfinite (series->y[i]) && chart_series_x (series, i) >= low)
      {
        best = fabs (chart_series_x (series, i) - x);
        *index = i;
        break;
      }
  while (before > 0 && chart_series_x (series, before - 1) >= low && x - chart_series_x (series, before - 1) < best)
    {
      before--;
      if (isfinite (series->y[before]) && chart_series_x (series, before) <= high)
        {
          best = x - chart_series_x (series, before);
          *index = before;
          break;
        }
    }
  return best < INFINITY;
}

gboolean
assay_chart_nearest (const AssayChart *self, const AssayView *view, const AssayChartLayout *layout, double px, AssayChartHit *hit)
{
  double x = assay_chart_point_to_x (layout, px), best = INFINITY;

  for (guint i = 0; i < self->n_series; i++)
    {
      gsize at = 0;

      if (chart_is_hidden (view, i) || !chart_series_is_line (&self->series[i])
          || !nearest_in_series (&self->series[i], x, layout->x_low, layout->x_high, &at))
        continue;
      if (fabs (chart_series_x (&self->series[i], at) - x) < best)
        {
          best = fabs (chart_series_x (&self->series[i], at) - x);
          *hit = hit_at (self, i, at);
        }
    }
  return best < INFINITY;
}

/* Of a series with risks: the nearest mark, and of two at one place the more severe. */
static void
hit_marks (const AssayChart *self, guint series, const AssayChartLayout *layout, double px, double py,
           gboolean is_stem, double *best, AssayChartHit *hit)
{
  const ChartSeries *s = &self->series[series];
  gsize first = chart_series_find (s, assay_chart_point_to_x (layout, px - REACH));
  gsize last = chart_series_find (s, nextafter (assay_chart_point_to_x (layout, px + REACH), INFINITY));

  for (gsize i = first; i < last; i++)
    {
      double dx, dy, distance, zero = assay_chart_y_to_point (layout, 0), y;

      if (!isfinite (s->y[i]) || (is_stem && s->risk != NULL && s->risk[i] <= ASSAY_RISK_LOW))
        continue;
      dx = assay_chart_x_to_point (layout, chart_series_x (s, i)) - px;
      y = assay_chart_y_to_point (layout, s->y[i]);
      dy = y - py;
      /* a stem is hit along its whole length */
      if (is_stem && py >= MIN (zero, y) && py <= MAX (zero, y))
        dy = 0;
      distance = hypot (dx, dy);
      if (distance > REACH)
        continue;
      if (distance < *best - 0.5 || (distance < *best + 0.5 && s->risk != NULL && (AssayRisk) s->risk[i] > hit->risk))
        {
          *best = MIN (distance, *best);
          *hit = hit_at (self, series, i);
        }
    }
}

static gboolean
hit_row (const AssayChart *self, const AssayChartLayout *layout, double px, double py, AssayChartHit *hit)
{
  const AssayBox *plot = &layout->plot;
  gsize row;

  if (self->main_series < 0 || plot->height <= 0 || py < plot->y || py >= plot->y + plot->height)
    return FALSE;
  if (px < 0 || px > plot->x + plot->width + REACH)
    return FALSE;
  row = (gsize) ((py - plot->y) / plot->height * chart_n_categories (self));
  if (row >= self->series[self->main_series].n)
    return FALSE;
  *hit = hit_at (self, (guint) self->main_series, row);
  return TRUE;
}

/* Of stacked bars the one at this height; above all of them the uppermost. */
static gboolean
is_above (const AssayChart *self, const AssayView *view, guint series, gsize i, double y)
{
  return assay_figure_is_stacked (self->figure) && y > chart_bar_foot (self, view, series + 1, i) && chart_bar_foot (self, view, self->n_series, i) > chart_bar_foot (self, view, series + 1, i);
}

/* Anywhere above or below a bar counts: small ones could not be hit otherwise. */
static gboolean
hit_bar (const AssayChart *self, const AssayView *view, const AssayChartLayout *layout, double px, double py, AssayChartHit *hit)
{
  double x = assay_chart_point_to_x (layout, px), y = assay_chart_point_to_y (layout, py);

  for (guint s = 0; s < self->n_series; s++)
    {
      const ChartSeries *series = &self->series[s];
      gsize at = chart_series_find (series, x);

      if (chart_is_hidden (view, s) || !chart_series_is_line (series))
        continue;
      for (gsize i = at > 0 ? at - 1 : 0; i < MIN (at + 2, series->n); i++)
        {
          double from, to;

          chart_bar_span (self, view, s, i, &from, &to);
          if (x >= from && x < to && !is_above (self, view, s, i, y))
            {
              *hit = hit_at (self, s, i);
              return TRUE;
            }
        }
    }
  return FALSE;
}

static gboolean
is_dots (const AssayChart *self, guint series)
{
  AssaySeriesRole role = self->series[series].data->role;

  return self->kind == ASSAY_FIGURE_POINTS && (role == ASSAY_SERIES_OTHER || role == ASSAY_SERIES_ACTUAL);
}

gboolean
assay_chart_hit (const AssayChart *self, const AssayView *view, const AssayChartLayout *layout, double px, double py, AssayChartHit *hit)
{
  const AssayBox *plot = &layout->plot;
  AssayChartHit found = { .risk = ASSAY_RISK_NONE };
  double best = INFINITY;

  if (self->kind == ASSAY_FIGURE_RISK_BARS || self->kind == ASSAY_FIGURE_RANKED || self->kind == ASSAY_FIGURE_GAUGE)
    return hit_row (self, layout, px, py, hit);
  if (self->kind == ASSAY_FIGURE_HEAT)
    {
      guint row;
      gsize column;

      if (!chart_heat_cell (self, layout, px, py, &row, &column))
        return FALSE;
      *hit = hit_at (self, row, column);
      return TRUE;
    }
  if (px < plot->x - REACH || px > plot->x + plot->width + REACH || py < plot->y - REACH || py > plot->y + plot->height + REACH)
    return FALSE;
  if (self->kind == ASSAY_FIGURE_HISTOGRAM || self->kind == ASSAY_FIGURE_BARS)
    return hit_bar (self, view, layout, px, py, hit);
  for (guint i = 0; i < self->n_series; i++)
    {
      gboolean is_stem = self->kind == ASSAY_FIGURE_ZSCORE || self->kind == ASSAY_FIGURE_STEMS;

      if (!chart_is_hidden (view, i) && (is_stem || is_dots (self, i) || self->series[i].data->role == ASSAY_SERIES_MARKS))
        hit_marks (self, i, layout, px, py, is_stem, &best, &found);
    }
  if (best < INFINITY)
    *hit = found;
  return best < INFINITY;
}

double
assay_chart_value_at (const AssayChart *self, guint series, double x, gsize *index)
{
  const ChartSeries *s = &self->series[series];
  gsize i = ASSAY_SERIES_IS_PLAIN (s->data->role) ? chart_series_find (s, x) : s->n;

  if (i >= s->n || chart_series_x (s, i) != x)
    return NAN;
  if (index != NULL)
    *index = i;
  return s->y[i];
}

/* Marks are points of MARKS, or, in a figure that has none, points of more than low risk. */
static gboolean
is_mark (const ChartSeries *series, gsize i)
{
  if (!isfinite (series->y[i]))
    return FALSE;
  return series->data->role == ASSAY_SERIES_MARKS || (series->risk != NULL && series->risk[i] > ASSAY_RISK_LOW);
}

gboolean
assay_chart_next_mark (const AssayChart *self, double x, int direction, AssayChartHit *hit)
{
  gboolean found = FALSE;

  for (guint s = 0; s < self->n_series; s++)
    {
      const ChartSeries *series = &self->series[s];
      gsize i;

      if (series->data->role != ASSAY_SERIES_MARKS && series->risk == NULL)
        continue;
      i = direction > 0 ? chart_series_find (series, nextafter (x, INFINITY)) : chart_series_find (series, x);
      if (direction > 0)
        while (i < series->n && !is_mark (series, i))
          i++;
      else
        while (i > 0 && !is_mark (series, i - 1))
          i--;
      if (direction > 0 ? i >= series->n : i == 0)
        continue;
      i -= direction > 0 ? 0 : 1;
      if (!found || (chart_series_x (series, i) - hit->x) * direction < 0)
        *hit = hit_at (self, s, i);
      found = TRUE;
    }
  return found;
}
