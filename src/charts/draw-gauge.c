/* GAUGE: how far a value can get. A row for each category, "within 1 sd", with a bar from the lowest to the highest value that can be
 * had there, all on one scale. The first rule is where one stands now, the second the limit: what lies beyond it, seen from the first, is
 * hatched, and the part of a bar that gets there has another colour and an edge, so that neither colour nor hatching speaks alone. */
#include "charts/chart-private.h"

#include "charts/format.h"

#define HATCH 7.0                  /* between two strokes */

enum { BASE, LIMIT, N_RULES };

static ChartLabel
label_of (const ChartFrame *frame, const AssayTheme *theme, ChartTextStyle style, const char *text, double most)
{
  PangoLayout *layout = chart_text_new (frame->context, theme, style, text, most);

  return (ChartLabel) { layout, 0, 0, chart_text_width (layout), chart_text_height (layout) };
}

static const AssayFigureRule *
rule_of (const AssayChart *chart, guint which)
{
  return which < assay_figure_get_n_rules (chart->figure) ? assay_figure_get_rule (chart->figure, which) : NULL;
}

/* FALSE: nothing is known of this row. */
static gboolean
reach_at (const AssayChart *chart, guint row, double *low, double *high)
{
  const ChartSeries *series = chart->n_series > 0 ? &chart->series[0] : NULL;

  if (series == NULL || series->y2 == NULL || row >= series->n)
    return FALSE;
  *low = MIN (series->y[row], series->y2[row]);
  *high = MAX (series->y[row], series->y2[row]);
  return isfinite (*low) && isfinite (*high);
}

/* +1: what is above the limit is beyond it; -1: what is below; 0: there is no limit, or one stands on it. */
static int
side_of_limit (const AssayChart *chart)
{
  const AssayFigureRule *base = rule_of (chart, BASE), *limit = rule_of (chart, LIMIT);

  if (base == NULL || limit == NULL || !isfinite (base->value) || !isfinite (limit->value))
    return 0;
  return (limit->value > base->value) - (limit->value < base->value);
}

/* ---- arranging ---- */

/* As many digits as tell a hundredth of the scale apart: an AUC has three, a loss of millions none. */
static char *
number_text (const AssayChart *chart, const AssayRange *range, double value)
{
  const AssayAxis *axis = assay_figure_get_y (chart->figure);

  if (axis->unit == ASSAY_UNIT_FRACTION || axis->unit == ASSAY_UNIT_COUNT)
    return assay_chart_format_y (axis, value);
  return assay_format_number (value, (int) CLAMP (ceil (2 - log10 (range->high - range->low)), 0, 6));
}

typedef struct { double name, reach, highest; } Room;

static Room
make_rows (ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, const AssayRange *range, double width)
{
  Room room = { 0 };

  for (guint i = 0; i < chart_n_categories (chart); i++)
    {
      ChartRow row = { .name = label_of (frame, theme, CHART_TEXT_LABEL, chart_category (chart, i), width * 0.4) };
      double low, high;
      g_autofree char *text = g_strdup ("\u2013");

      if (reach_at (chart, i, &low, &high))
        {
          g_autofree char *from = number_text (chart, range, low), *to = number_text (chart, range, high);

          g_free (text);
          text = g_strdup_printf ("%s \u2013 %s", from, to);
        }
      row.count = label_of (frame, theme, CHART_TEXT_VALUE, text, -1);
      room.name = MAX (room.name, row.name.width);
      room.reach = MAX (room.reach, row.count.width);
      room.highest = MAX (room.highest, MAX (row.name.height, row.count.height));
      g_array_append_val (frame->rows, row);
    }
  return room;
}

static void
drop_reaches (ChartFrame *frame)
{
  for (guint i = 0; i < frame->rows->len; i++)
    g_clear_object (&g_array_index (frame->rows, ChartRow, i).count.text);
}

static void
drop_names (ChartFrame *frame)
{
  for (guint i = 0; i < frame->rows->len; i++)
    g_clear_object (&g_array_index (frame->rows, ChartRow, i).name.text);
}

/* Over its line, on the side away from the other rule, so that both can be read where the two stand close. */
static ChartLabel
rule_label (const ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, guint which, double top, double width)
{
  const AssayFigureRule *rule = rule_of (chart, which);
  g_autofree char *value = NULL, *text = NULL;
  const AssayRange range = { frame->out.x_low, frame->out.x_high };
  int side = side_of_limit (chart) * (which == LIMIT ? 1 : -1);
  double x;
  ChartLabel label = { 0 };

  if (rule == NULL || rule->label == NULL || !isfinite (rule->value))
    return label;
  value = number_text (chart, &range, rule->value);
  text = g_strdup_printf ("%s %s", chart_translated (rule->label), value);
  label = label_of (frame, theme, CHART_TEXT_RULE, text, width * 0.5);
  x = assay_chart_x_to_point (&frame->out, rule->value);
  label.x = CLAMP (side > 0 ? x - frame->em * 0.2 : side < 0 ? x - label.width + frame->em * 0.2 : x - label.width / 2, 0, MAX (width - label.width, 0));
  label.y = top;
  return label;
}

static void
place_rules (ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, double top, double width)
{
  ChartLabel labels[N_RULES] = { rule_label (frame, chart, theme, BASE, top, width), rule_label (frame, chart, theme, LIMIT, top, width) };
  ChartLabel *left = &labels[side_of_limit (chart) < 0 ? LIMIT : BASE], *right = &labels[side_of_limit (chart) < 0 ? BASE : LIMIT];

  /* pushed in at an end of the box one gives way to the other, and where both cannot be, the limit stays */
  if (left->text != NULL && right->text != NULL && left->x + left->width + frame->em * 0.5 > right->x)
    {
      left->x = MAX (right->x - left->width - frame->em * 0.5, 0);
      right->x = MIN (left->x + left->width + frame->em * 0.5, MAX (width - right->width, 0));
      if (left->x + left->width > right->x)
        g_clear_object (&labels[BASE].text);
    }
  for (guint i = 0; i < N_RULES; i++)
    if (labels[i].text != NULL)
      g_array_append_val (frame->y_labels, labels[i]);
}

gboolean
chart_frame_arrange_gauge (ChartFrame *frame, const AssayChart *chart, const AssayView *view, const AssayTheme *theme, AssayBox box)
{
  double em = frame->em, gap = em * 0.6, top = frame->tick_height * 1.3, below = frame->tick_height * 1.6, pitch, left, right;
  g_autofree char *title = (view->parts & ASSAY_CHART_X_AXIS) ? chart_axis_title (assay_figure_get_y (chart->figure)) : NULL;
  AssayView all = *view;
  AssayRange range;
  Room room;
  guint n;

  all.y_low = all.y_high = NAN;
  range = chart_y_range (chart, &all, -INFINITY, INFINITY, &frame->has_data);
  room = make_rows (frame, chart, theme, &range, box.width);
  n = frame->rows->len;
  if (title != NULL && box.height >= top + below + frame->tick_height * (1.2 + 1.5 * n))
    {
      frame->x_title = label_of (frame, theme, CHART_TEXT_AXIS, title, box.width * 0.8);
      below += frame->x_title.height;
    }
  pitch = MIN ((box.height - top - below) / MAX (n, 1), em * 2.6);
  if (pitch < room.highest || room.name + room.reach + 3 * gap + 9 * em > box.width)
    {
      drop_reaches (frame);
      room.reach = 0;
    }
  if (pitch < room.highest || room.name + gap + 4 * em > box.width)
    {
      drop_names (frame);
      room.name = 0;
    }
  left = room.name > 0 ? room.name + gap : em * 0.5;
  right = box.width - (room.reach > 0 ? room.reach + gap : em * 0.7);
  frame->plot = (AssayBox) { left, box.y + top, right - left, pitch * n };
  if (!(frame->plot.width >= 8) || !(pitch >= 3) || n == 0)
    return FALSE;
  frame->out = (AssayChartLayout) { frame->plot, range.low, range.high, n - 0.5, -0.5, left };
  for (guint i = 0; i < n; i++)
    {
      ChartRow *row = &g_array_index (frame->rows, ChartRow, i);

      row->y = frame->plot.y + pitch * (i + 0.5);
      row->height = pitch;
      row->bar_height = CLAMP (pitch * 0.6, 2, em * 1.4);
      row->name.x = room.name - row->name.width;
      row->name.y = row->y - row->name.height / 2;
      row->count.x = box.width - row->count.width;
      row->count.y = row->y - row->count.height / 2;
    }
  if (view->parts & ASSAY_CHART_X_AXIS)
    chart_frame_place_values (frame, theme, assay_figure_get_y (chart->figure), box.width);
  if (frame->x_title.text != NULL)
    {
      double centre = frame->plot.x + frame->plot.width / 2 - frame->x_title.width / 2;

      frame->x_title.x = CLAMP (centre, 0, MAX (box.width - frame->x_title.width, 0));
      frame->x_title.y = frame->plot.y + frame->plot.height + frame->tick_height * 1.6;
    }
  place_rules (frame, chart, theme, box.y, box.width);
  return TRUE;
}

/* ---- drawing ---- */

/* Strokes that rise to the right, cut at the box. */
static void
hatch (const ChartPaint *paint, double x, double y, double width, double height, AssayColor color)
{
  double distance = paint->is_vector ? HATCH * 0.6 : HATCH;

  if (!(width > 0) || !(height > 0))
    return;
  cairo_save (paint->cr);
  cairo_rectangle (paint->cr, x, y, width, height);
  cairo_clip (paint->cr);
  chart_paint_set (paint, color);
  cairo_set_line_width (paint->cr, paint->is_vector ? 0.5 : 1);
  /* counted from 0, so that boxes side by side go on with each other's strokes */
  for (double at = floor ((x + y) / distance) * distance; at <= x + width + y + height; at += distance)
    {
      cairo_move_to (paint->cr, at - y, y);
      cairo_line_to (paint->cr, at - y - height, y + height);
    }
  cairo_stroke (paint->cr);
  cairo_restore (paint->cr);
}

/* The half plane that one does not want to get to. */
static void
draw_beyond (const ChartPaint *paint, int side)
{
  const AssayBox *plot = &paint->plot;
  double edge, from, to;
  AssayColor color = paint->theme->text;

  if (side == 0)
    return;
  edge = CLAMP (chart_paint_x (paint, rule_of (paint->chart, LIMIT)->value), plot->x, plot->x + plot->width);
  from = side > 0 ? edge : plot->x;
  to = side > 0 ? plot->x + plot->width : edge;
  color.alpha *= paint->theme->high_contrast ? 0.5 : 0.16;
  hatch (paint, from, plot->y, to - from, plot->height, color);
}

static void
fill_bar (const ChartPaint *paint, double from, double to, const ChartRow *row, AssayColor color, gboolean has_edge)
{
  double left = MIN (from, to), width = MAX (fabs (to - from), 1), top = chart_paint_edge_y (paint, row->y - row->bar_height / 2);
  double bottom = chart_paint_edge_y (paint, row->y + row->bar_height / 2);

  chart_paint_set (paint, color);
  cairo_rectangle (paint->cr, left, top, width, bottom - top);
  cairo_fill (paint->cr);
  if (!has_edge && !paint->theme->high_contrast)
    return;
  chart_paint_set (paint, paint->theme->text);
  cairo_set_line_width (paint->cr, paint->is_vector ? 0.6 : 1);
  cairo_rectangle (paint->cr, left, top, width, bottom - top);
  cairo_stroke (paint->cr);
}

static void
draw_bar (const ChartPaint *paint, const ChartRow *row, guint index, int side)
{
  AssayColor calm = assay_theme_series (paint->theme, ASSAY_SERIES_OTHER, 0), hot = assay_theme_series (paint->theme, ASSAY_SERIES_OTHER, 1);
  double low, high, limit;

  if (!reach_at (paint->chart, index, &low, &high) || chart_is_hidden (paint->view, 0))
    return;
  /* the farther away, the less likely: paler, but told apart by its row alone too */
  calm = assay_color_mix (paint->theme->card, calm, CLAMP (1 - 0.22 * index, 0.45, 1));
  limit = side != 0 ? rule_of (paint->chart, LIMIT)->value : NAN;
  if (side == 0 || (side > 0 ? high <= limit : low >= limit))
    fill_bar (paint, chart_paint_x (paint, low), chart_paint_x (paint, high), row, calm, FALSE);
  else
    {
      double cut = CLAMP (limit, low, high);

      if (side > 0 ? low < limit : high > limit)
        fill_bar (paint, chart_paint_x (paint, side > 0 ? low : high), chart_paint_x (paint, cut), row, calm, FALSE);
      fill_bar (paint, chart_paint_x (paint, cut), chart_paint_x (paint, side > 0 ? high : low), row, hot, TRUE);
    }
}

static void
draw_rule (const ChartPaint *paint, guint which)
{
  static const double dash[] = { 5, 3 };
  const AssayFigureRule *rule = rule_of (paint->chart, which);
  double x;

  if (rule == NULL || !isfinite (rule->value))
    return;
  x = chart_paint_snap_x (paint, chart_paint_x (paint, rule->value));
  if (x < paint->plot.x - 1 || x > paint->plot.x + paint->plot.width + 1)
    return;
  cairo_save (paint->cr);
  chart_paint_set (paint, paint->theme->text);
  cairo_set_line_width (paint->cr, (paint->is_vector ? 0.8 : 1.5) * (which == LIMIT ? 1.4 : 1));
  if (which == BASE)
    cairo_set_dash (paint->cr, dash, 2, 0);
  cairo_move_to (paint->cr, x, paint->plot.y - paint->frame->em * 0.2);
  cairo_line_to (paint->cr, x, paint->plot.y + paint->plot.height);
  cairo_stroke (paint->cr);
  cairo_restore (paint->cr);
}

void
chart_draw_gauge (const ChartPaint *paint)
{
  const ChartFrame *frame = paint->frame;
  AssayColor dim = assay_theme_tick_text (paint->theme);
  int side = side_of_limit (paint->chart);

  cairo_set_line_width (paint->cr, paint->is_vector ? 0.5 : MAX (1, paint->pixel));
  chart_paint_set (paint, assay_theme_grid (paint->theme));
  for (guint i = 0; i < frame->x_grid->len; i++)
    {
      double x = chart_paint_snap_x (paint, chart_paint_x (paint, g_array_index (frame->x_grid, double, i)));

      cairo_move_to (paint->cr, x, paint->plot.y);
      cairo_line_to (paint->cr, x, paint->plot.y + paint->plot.height);
      cairo_stroke (paint->cr);
    }
  draw_beyond (paint, side);
  for (guint i = 0; i < frame->rows->len; i++)
    draw_bar (paint, &g_array_index (frame->rows, ChartRow, i), i, side);
  for (guint i = 0; i < N_RULES; i++)
    draw_rule (paint, i);
  for (guint i = 0; i < frame->rows->len; i++)
    {
      const ChartRow *row = &g_array_index (frame->rows, ChartRow, i);

      chart_paint_label (paint, &row->name, paint->theme->text);
      chart_paint_label (paint, &row->count, paint->theme->text);
    }
  for (guint i = 0; i < frame->y_labels->len; i++)
    chart_paint_label (paint, &g_array_index (frame->y_labels, ChartLabel, i), paint->theme->text);
  for (guint i = 0; i < frame->x_labels->len; i++)
    chart_paint_label (paint, &g_array_index (frame->x_labels, ChartLabel, i), dim);
  chart_paint_label (paint, &frame->x_title, dim);
}
