/* HEAT: a matrix of cells, each with its number, since a shade alone says little. Rows are the series, from the top; columns
 * the categories of x. Shares are shaded from 0 to 1, other numbers from the least to the greatest, or evenly to both sides
 * of 0 where there are both signs. */
#include "charts/chart-private.h"

#include "charts/format.h"

#include <math.h>
#include <string.h>

static ChartLabel
label_of (const ChartFrame *frame, const AssayTheme *theme, ChartTextStyle style, const char *text, double most)
{
  PangoLayout *layout = chart_text_new (frame->context, theme, style, text, most);

  return (ChartLabel) { layout, 0, 0, chart_text_width (layout), chart_text_height (layout) };
}

static const char *
row_name (const AssayChart *chart, guint row)
{
  const AssayFigureSeries *data = chart->series[row].data;

  return data->label != NULL && *data->label != '\0' ? data->label : data->id;
}

/* Names of rows, in up to two fifths of the width. Returns the widest, and how high the highest is. */
static double
make_row_names (ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, double width, double *highest)
{
  double widest = 0;

  *highest = 0;
  for (guint i = 0; i < chart->n_series; i++)
    {
      ChartLabel label = label_of (frame, theme, CHART_TEXT_TICK, row_name (chart, i), width * 0.4);

      widest = MAX (widest, label.width);
      *highest = MAX (*highest, label.height);
      g_array_append_val (frame->y_labels, label);
    }
  return widest;
}

/* Do all names begin alike, as those of months do? Cut off, they would all be the same. */
static gboolean
begin_alike (const AssayChart *chart)
{
  const char *first = chart_category (chart, 0);

  for (guint i = 1; i < chart_n_categories (chart); i++)
    if (g_utf8_strlen (first, -1) < 3 || strncmp (first, chart_category (chart, i), 2) != 0)
      return FALSE;
  return chart_n_categories (chart) > 1;
}

/* Names that are cut at their ends; where that would leave nothing to tell them by, every second, third … in full. */
static guint
name_every (ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, double cell)
{
  double widest = 0;

  if (!begin_alike (chart))
    return 1;
  for (guint i = 0; i < chart_n_categories (chart); i++)
    {
      ChartLabel label = label_of (frame, theme, CHART_TEXT_TICK, chart_category (chart, i), -1);

      widest = MAX (widest, label.width);
      g_object_unref (label.text);
    }
  return (guint) ceil ((widest + frame->em) / cell);
}

static void
place_column_names (ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, double cell)
{
  const guint every = name_every (frame, chart, theme, cell);

  /* less than a few letters say nothing */
  if (every == 1 && cell < 1.6 * frame->em)
    return;
  for (guint i = 0; i < chart_n_categories (chart); i += every)
    {
      ChartLabel label = label_of (frame, theme, CHART_TEXT_TICK, chart_category (chart, i), every > 1 ? -1 : MAX (cell - frame->em * 0.2, 1));

      /* the last may reach beyond the cells */
      if (every > 1 && cell * (i + 0.5) + label.width / 2 > frame->plot.width + frame->em)
        {
          g_object_unref (label.text);
          return;
        }
      label.x = frame->plot.x + cell * (i + 0.5) - label.width / 2;
      label.y = frame->plot.y + frame->plot.height + frame->em * 0.25;
      g_array_append_val (frame->x_labels, label);
    }
}

gboolean
chart_frame_arrange_heat (ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, AssayBox box)
{
  guint n_rows = chart->n_series, n_columns = chart_n_categories (chart);
  double below = frame->tick_height + frame->em * 0.35, left, height, highest;

  if (n_rows == 0 || n_columns == 0)
    return FALSE;
  if (box.height - below < 6.0 * n_rows)       /* cells before the names of columns */
    below = 0;
  left = make_row_names (frame, chart, theme, box.width, &highest) + frame->em * 0.5;
  height = MIN ((box.height - below) / n_rows, frame->em * 3);
  if (height < highest)
    {
      g_array_set_size (frame->y_labels, 0);
      left = 0;
    }
  if (box.width - left < 4.0 * n_columns)
    {
      g_array_set_size (frame->y_labels, 0);
      left = 0;
    }
  frame->plot = (AssayBox) { left, box.y, box.width - left, height * n_rows };
  if (frame->plot.height < 8 || frame->plot.width < 8)
    return FALSE;
  frame->out = (AssayChartLayout) { frame->plot, -0.5, n_columns - 0.5, n_rows - 0.5, -0.5, left };
  for (guint i = 0; i < frame->y_labels->len; i++)
    {
      ChartLabel *label = &g_array_index (frame->y_labels, ChartLabel, i);

      label->x = left - frame->em * 0.5 - label->width;
      label->y = box.y + height * (i + 0.5) - label->height / 2;
    }
  if (below > 0)
    place_column_names (frame, chart, theme, frame->plot.width / n_columns);
  for (guint i = 0; i < n_rows; i++)
    for (gsize k = 0; k < chart->series[i].n; k++)
      frame->has_data |= isfinite (chart->series[i].y[k]);
  return TRUE;
}

gboolean
chart_heat_cell (const AssayChart *self, const AssayChartLayout *layout, double px, double py, guint *row, gsize *column)
{
  const AssayBox *plot = &layout->plot;
  double x = (px - plot->x) / plot->width * chart_n_categories (self), y = (py - plot->y) / plot->height * self->n_series;

  if (!(x >= 0 && y >= 0 && y < self->n_series))
    return FALSE;
  *row = (guint) y;
  *column = (gsize) x;
  return *column < self->series[*row].n;
}

/* ---- drawing ---- */

typedef struct { double low, high; gboolean diverges; } Shades;

static Shades
find_shades (const AssayChart *chart)
{
  double low = INFINITY, high = -INFINITY, reach;

  if (assay_figure_get_y (chart->figure)->unit == ASSAY_UNIT_FRACTION)
    return (Shades) { 0, 1, FALSE };
  for (guint i = 0; i < chart->n_series; i++)
    for (gsize k = 0; k < chart->series[i].n; k++)
      if (isfinite (chart->series[i].y[k]))
        {
          low = MIN (low, chart->series[i].y[k]);
          high = MAX (high, chart->series[i].y[k]);
        }
  if (low < 0 && high > 0)
    {
      reach = MAX (-low, high);
      return (Shades) { -reach, reach, TRUE };
    }
  return (Shades) { low, high, FALSE };
}

/* Never stronger than text on it can stand. */
static AssayColor
shade (const ChartPaint *paint, const Shades *shades, double value)
{
  AssayColor strong = assay_theme_series (paint->theme, ASSAY_SERIES_OTHER, 0), other = assay_theme_series (paint->theme, ASSAY_SERIES_OTHER, 1);
  double share = shades->high > shades->low ? CLAMP ((value - shades->low) / (shades->high - shades->low), 0, 1) : 0.5;

  if (!shades->diverges)
    return assay_color_mix (paint->theme->card, strong, 0.06 + 0.5 * share);
  return assay_color_mix (paint->theme->card, share >= 0.5 ? strong : other, 0.06 + 0.5 * fabs (share - 0.5) * 2);
}

static ChartLabel
number_label (const ChartPaint *paint, double value, int digits)
{
  const AssayAxis *axis = assay_figure_get_y (paint->chart->figure);
  g_autofree char *text = !isfinite (value) ? g_strdup ("\u2013")
                          : axis->unit == ASSAY_UNIT_FRACTION ? assay_format_fraction (value, 0)
                          : axis->unit == ASSAY_UNIT_COUNT ? assay_format_count (value) : assay_format_number (value, digits);

  return label_of (paint->frame, paint->theme, CHART_TEXT_TICK, text, -1);
}

/* Where there is little room, without decimals if the number is as good without them; else left to the tooltip: 0.15 is not 0. */
static void
draw_number (const ChartPaint *paint, const Shades *shades, double value, double x, double y, double width, double height)
{
  /* where all are small, 0.044 and 0.036 are not the same */
  gboolean are_small = fmax (fabs (shades->low), fabs (shades->high)) < 0.1;
  ChartLabel label = number_label (paint, value, fabs (value) >= 100 ? 0 : are_small ? 3 : 2);

  if (label.width > width - 2 && (fabs (value) >= 10 || are_small))
    {
      g_object_unref (label.text);
      label = number_label (paint, value, are_small ? 2 : 0);
    }
  if (label.width <= width - 2 && label.height <= height)
    {
      label.x = x + (width - label.width) / 2;
      label.y = y + (height - label.height) / 2;
      chart_paint_label (paint, &label, paint->theme->text);
    }
  g_object_unref (label.text);
}

void
chart_draw_heat (const ChartPaint *paint)
{
  const AssayChart *chart = paint->chart;
  const Shades shades = find_shades (chart);
  double width = paint->plot.width / chart_n_categories (chart), height = paint->plot.height / chart->n_series;
  AssayColor color = assay_theme_tick_text (paint->theme);

  for (guint i = 0; i < chart->n_series; i++)
    for (gsize k = 0; k < MIN (chart->series[i].n, chart_n_categories (chart)); k++)
      {
        double left = chart_paint_edge_x (paint, paint->plot.x + width * k), right = chart_paint_edge_x (paint, paint->plot.x + width * (k + 1));
        double top = chart_paint_edge_y (paint, paint->plot.y + height * i), bottom = chart_paint_edge_y (paint, paint->plot.y + height * (i + 1));

        if (isfinite (chart->series[i].y[k]))
          {
            chart_paint_set (paint, shade (paint, &shades, chart->series[i].y[k]));
            cairo_rectangle (paint->cr, left, top, MAX (right - left - 1, 1), MAX (bottom - top - 1, 1));
            cairo_fill (paint->cr);
          }
        draw_number (paint, &shades, chart->series[i].y[k], left, top, right - left - 1, bottom - top - 1);
      }
  for (guint i = 0; i < paint->frame->y_labels->len; i++)
    chart_paint_label (paint, &g_array_index (paint->frame->y_labels, ChartLabel, i), color);
  for (guint i = 0; i < paint->frame->x_labels->len; i++)
    chart_paint_label (paint, &g_array_index (paint->frame->x_labels, ChartLabel, i), color);
}
