/* RANKED: a row for each category with its name, a bar from 0 to either side and the number at its end. Of two series (the
 * low and the high of a tornado) both bars stand in one row, one over the other where they go to the same side. What does
 * not fit is left out: first the numbers, then the names. Rules stand upright. Series of role WHISKERS stand behind the bars: the first is the
 * interval of the first bar, the second that of the second. */
#include "charts/chart-private.h"

#include "charts/format.h"

#define MOST_SERIES 2
#define MOST_WORDS 0.67            /* of the width, for names and numbers */

static guint
count_bars (const AssayChart *chart)
{
  guint n = 0;

  while (n < MIN (chart->n_series, MOST_SERIES) && chart->series[n].data->role != ASSAY_SERIES_WHISKERS)
    n++;
  return n;
}

static ChartLabel
label_of (const ChartFrame *frame, const AssayTheme *theme, ChartTextStyle style, const char *text, double most)
{
  PangoLayout *layout = chart_text_new (frame->context, theme, style, text, most);

  return (ChartLabel) { layout, 0, 0, chart_text_width (layout), chart_text_height (layout) };
}

static double
value_at (const AssayChart *chart, guint series, guint row)
{
  return series < count_bars (chart) && row < chart->series[series].n ? chart->series[series].y[row] : NAN;
}

/* FALSE: this bar has no interval. */
static gboolean
interval_at (const AssayChart *chart, guint bar, guint row, double *low, double *high)
{
  guint series = count_bars (chart) + bar;

  if (series >= chart->n_series || chart->series[series].data->role != ASSAY_SERIES_WHISKERS || row >= chart->series[series].n
      || chart->series[series].y2 == NULL)
    return FALSE;
  *low = chart->series[series].y[row];
  *high = chart->series[series].y2[row];
  return isfinite (*low) && isfinite (*high);
}

static gboolean
has_intervals (const AssayChart *chart)
{
  return count_bars (chart) < chart->n_series;
}

/* How far a bar and its interval go. */
static double
reach_of (const AssayChart *chart, guint series, guint row)
{
  double value = value_at (chart, series, row), reach = isfinite (value) ? value : 0, low, high;

  if (interval_at (chart, series, row, &low, &high))
    reach = value < 0 ? MIN (value, low) : MAX (value, high);
  return reach;
}

/* Of two bars to the same side one has its number: the first, where they have intervals and the second is a part of it, else the longer one. */
static gboolean
has_number (const AssayChart *chart, guint series, guint row)
{
  double value = value_at (chart, series, row), other = value_at (chart, 1 - series, row);

  /* neither is there: one dash says it */
  if (count_bars (chart) > 1 && series == 1 && !isfinite (value) && !isfinite (other))
    return FALSE;
  if (count_bars (chart) < 2 || !(value * other >= 0))
    return TRUE;
  if (has_intervals (chart))
    return series == 0;
  return fabs (value) > fabs (other) || (fabs (value) == fabs (other) && series == 0);
}

/* As many digits as tell the largest apart from its tenth. */
static int
digits_of (const AssayRange *range)
{
  double largest = MAX (fabs (range->low), fabs (range->high));

  return largest < 10 ? 3 : largest < 1000 ? 1 : 0;
}

static const char *
note_at (const AssayChart *chart, guint series, guint row)
{
  char **notes = chart->series[series].data->notes;

  return notes != NULL && row < chart->series[series].n && *notes[row] != '\0' ? notes[row] : NULL;
}

/* "0.545 · settled" */
static ChartLabel
number_label (const ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, double value, const char *note, int digits)
{
  const AssayAxis *axis = assay_figure_get_y (chart->figure);
  g_autofree char *text = !isfinite (value) ? g_strdup ("\u2013")
                          : axis->unit == ASSAY_UNIT_FRACTION ? chart_format_share (axis, value)
                          : axis->unit == ASSAY_UNIT_COUNT ? assay_format_count (value) : assay_format_number (value, digits);
  g_autofree char *said = note != NULL ? assay_format_sentence (chart_translated (note)) : NULL, *both = said != NULL ? g_strdup_printf ("%s · %s", text, said) : NULL;

  return label_of (frame, theme, CHART_TEXT_VALUE, both != NULL ? both : text, -1);
}

typedef struct { double name, before, behind, highest; } Room;      /* widest labels, of numbers on either side, and the highest */

static void
drop_numbers (ChartFrame *frame)
{
  for (guint i = 0; i < frame->rows->len; i++)
    {
      g_clear_object (&g_array_index (frame->rows, ChartRow, i).count.text);
      g_clear_object (&g_array_index (frame->rows, ChartRow, i).share.text);
    }
}

static void
make_numbers (ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, const AssayRange *range, gboolean has_notes, Room *room)
{
  int digits = digits_of (range);

  room->before = room->behind = 0;
  drop_numbers (frame);
  for (guint i = 0; i < frame->rows->len; i++)
    {
      ChartRow *row = &g_array_index (frame->rows, ChartRow, i);
      ChartLabel *numbers[MOST_SERIES] = { &row->count, &row->share };

      for (guint s = 0; s < count_bars (chart); s++)
        {
          double value = value_at (chart, s, i);

          if (!has_number (chart, s, i))
            continue;
          *numbers[s] = number_label (frame, chart, theme, value, has_notes ? note_at (chart, s, i) : NULL, digits);
          room->highest = MAX (room->highest, numbers[s]->height);
          if (value < 0)
            room->before = MAX (room->before, numbers[s]->width);
          else
            room->behind = MAX (room->behind, numbers[s]->width);
        }
    }
}

static Room
make_names (ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, double most)
{
  Room room = { 0 };

  for (guint i = 0; i < frame->rows->len; i++)
    g_clear_object (&g_array_index (frame->rows, ChartRow, i).name.text);
  g_array_set_size (frame->rows, 0);
  for (guint i = 0; i < chart_n_categories (chart); i++)
    {
      ChartRow row = { .name = label_of (frame, theme, CHART_TEXT_LABEL, chart_category (chart, i), most) };

      room.name = MAX (room.name, row.name.width);
      room.highest = MAX (room.highest, row.name.height);
      g_array_append_val (frame->rows, row);
    }
  return room;
}

static void
drop_names (ChartFrame *frame)
{
  for (guint i = 0; i < frame->rows->len; i++)
    g_clear_object (&g_array_index (frame->rows, ChartRow, i).name.text);
}

/* Beside the end of its bar, and of the other one if that goes to the same side. */
static void
place_number (const ChartFrame *frame, const AssayChart *chart, guint row_index, guint series)
{
  ChartRow *row = &g_array_index (frame->rows, ChartRow, row_index);
  ChartLabel *label = series == 0 ? &row->count : &row->share;
  double value = value_at (chart, series, row_index), other = value_at (chart, 1 - series, row_index);
  double reach = reach_of (chart, series, row_index), end, gap = frame->em * 0.35;

  if (label->text == NULL)
    return;
  if (!has_number (chart, series, row_index))
    {
      g_clear_object (&label->text);
      return;
    }
  if (value * other >= 0)
    reach = value < 0 ? MIN (reach, reach_of (chart, 1 - series, row_index)) : MAX (reach, reach_of (chart, 1 - series, row_index));
  end = assay_chart_x_to_point (&frame->out, reach);
  label->x = value < 0 ? end - gap - label->width : end + gap;
  label->y = row->y - label->height / 2;
}

/* Names of rules over their lines, from the left; one that would lie over another is left out. */
static void
place_rules (ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, double top, double width)
{
  for (guint i = 0; i < assay_figure_get_n_rules (chart->figure); i++)
    {
      const AssayFigureRule *rule = assay_figure_get_rule (chart->figure, i);
      g_autofree char *said = NULL;
      ChartLabel label;
      gboolean is_free = TRUE;

      if (rule->label == NULL || *rule->label == '\0')
        continue;
      said = assay_format_sentence (chart_translated (rule->label));
      label = label_of (frame, theme, CHART_TEXT_RULE, said, width * 0.4);
      label.x = CLAMP (assay_chart_x_to_point (&frame->out, rule->value) - label.width / 2, 0, MAX (width - label.width, 0));
      label.y = top;
      for (guint k = 0; k < frame->x_labels->len; k++)
        {
          const ChartLabel *other = &g_array_index (frame->x_labels, ChartLabel, k);

          is_free &= label.x > other->x + other->width + frame->em * 0.4 || label.x + label.width + frame->em * 0.4 < other->x;
        }
      if (is_free && label.width <= width)
        g_array_append_val (frame->x_labels, label);
      else
        g_object_unref (label.text);
    }
}

static gboolean
has_rule_names (const AssayChart *chart)
{
  for (guint i = 0; i < assay_figure_get_n_rules (chart->figure); i++)
    if (assay_figure_get_rule (chart->figure, i)->label != NULL)
      return TRUE;
  return FALSE;
}

gboolean
chart_frame_arrange_ranked (ChartFrame *frame, const AssayChart *chart, const AssayView *view, const AssayTheme *theme, AssayBox box)
{
  double em = frame->em, gap = em * 0.6, top = has_rule_names (chart) && box.height > 6 * frame->tick_height ? frame->tick_height * 1.25 : 0;
  AssayView all = *view;
  AssayRange range;
  guint n;
  double pitch, left, right;
  Room room;

  all.y_low = all.y_high = NAN;
  range = chart_y_range (chart, &all, -INFINITY, INFINITY, &frame->has_data);
  room = make_names (frame, chart, theme, box.width * 0.4);
  make_numbers (frame, chart, theme, &range, TRUE, &room);
  /* a third of the width is for bars: long names are cut for it, and if that is not enough what is said beside numbers goes */
  if (room.name + room.before + room.behind + 3 * gap > box.width * MOST_WORDS && room.name > box.width * 0.25)
    {
      drop_numbers (frame);
      room = make_names (frame, chart, theme, box.width * 0.25);
      make_numbers (frame, chart, theme, &range, TRUE, &room);
    }
  if (room.name + room.before + room.behind + 3 * gap > box.width * MOST_WORDS)
    {
      drop_numbers (frame);
      room = make_names (frame, chart, theme, box.width * 0.4);
      make_numbers (frame, chart, theme, &range, FALSE, &room);
    }
  n = frame->rows->len;
  pitch = MIN ((box.height - top) / MAX (n, 1), em * 2.2);
  if (pitch < room.highest || room.name + room.before + room.behind + 3 * gap + 4 * em > box.width)
    {
      drop_numbers (frame);
      room.before = room.behind = 0;
    }
  if (pitch < room.highest || room.name + gap + 3 * em > box.width)
    {
      drop_names (frame);
      room.name = 0;
    }
  left = (room.name > 0 ? room.name + gap : 0) + (room.before > 0 ? room.before + em * 0.35 : 0);
  right = box.width - (room.behind > 0 ? room.behind + em * 0.35 : 0);
  frame->plot = (AssayBox) { left, box.y + top, right - left, pitch * n };
  if (!(frame->plot.width >= 8) || !(pitch >= 3) || n == 0)
    return FALSE;
  /* numbers have room of their own: no headroom is needed */
  frame->out = (AssayChartLayout) { frame->plot, range.low / (range.low < 0 ? 1 + ASSAY_RANGE_HEADROOM : 1), range.high / (range.high > 0 ? 1 + ASSAY_RANGE_HEADROOM : 1),
                                    n - 0.5, -0.5, left };
  for (guint i = 0; i < n; i++)
    {
      ChartRow *row = &g_array_index (frame->rows, ChartRow, i);

      row->y = frame->plot.y + pitch * (i + 0.5);
      row->height = pitch;
      row->bar_height = CLAMP (pitch * 0.7, 2, em * 1.6);
      row->name.x = (room.name > 0 ? room.name : 0) - row->name.width;
      row->name.y = row->y - row->name.height / 2;
      for (guint s = 0; s < count_bars (chart); s++)
        place_number (frame, chart, i, s);
    }
  if (top > 0)
    place_rules (frame, chart, theme, box.y, box.width);
  return TRUE;
}

static AssayColor
bar_color (const ChartPaint *paint, guint index, gsize i)
{
  const ChartSeries *series = &paint->chart->series[index];

  if (series->risk != NULL && series->risk[i] >= 0 && series->risk[i] < ASSAY_N_RISKS)
    return chart_paint_faded (paint, index, assay_theme_risk (paint->theme, series->risk[i]));
  return chart_paint_faded (paint, index, assay_theme_series (paint->theme, ASSAY_SERIES_OTHER, index));
}

/* The second of two bars to the same side is half as high, so that both are seen. */
static void
draw_bar (const ChartPaint *paint, const ChartRow *row, guint row_index, guint series)
{
  double value = value_at (paint->chart, series, row_index), other = value_at (paint->chart, 1 - series, row_index);
  double zero = chart_paint_edge_x (paint, chart_paint_x (paint, 0)), end = chart_paint_x (paint, value);
  double height = row->bar_height * (series == 1 && value * other > 0 ? 0.5 : 1), top = chart_paint_edge_y (paint, row->y - height / 2);

  if (!isfinite (value) || value == 0 || chart_is_hidden (paint->view, series))
    return;
  chart_paint_set (paint, bar_color (paint, series, row_index));
  cairo_rectangle (paint->cr, MIN (zero, end), top, MAX (fabs (end - zero), 1), chart_paint_edge_y (paint, row->y + height / 2) - top);
  if (paint->theme->high_contrast)
    {
      cairo_fill_preserve (paint->cr);
      chart_paint_set (paint, paint->theme->text);
      cairo_set_line_width (paint->cr, 1);
      cairo_stroke (paint->cr);
    }
  else
    cairo_fill (paint->cr);
}

/* From end to end, in the part of the row where its bar can be seen alone. */
static void
draw_interval (const ChartPaint *paint, const ChartRow *row, guint row_index, guint bar)
{
  guint n_bars = count_bars (paint->chart), series = n_bars + bar;
  double low, high, y = row->y + (n_bars > 1 && bar == 0 ? row->bar_height * 0.375 : 0), foot = row->bar_height * 0.12, from, to;

  if (!interval_at (paint->chart, bar, row_index, &low, &high) || chart_is_hidden (paint->view, series) || chart_is_hidden (paint->view, bar))
    return;
  from = chart_paint_x (paint, low);
  to = chart_paint_x (paint, high);
  chart_paint_set (paint, paint->theme->text);
  cairo_set_line_width (paint->cr, paint->is_vector ? 0.8 : 1.2);
  cairo_move_to (paint->cr, from, y);
  cairo_line_to (paint->cr, to, y);
  for (int end = 0; end < 2; end++)
    {
      cairo_move_to (paint->cr, end ? to : from, y - foot);
      cairo_line_to (paint->cr, end ? to : from, y + foot);
    }
  cairo_stroke (paint->cr);
}

static void
draw_upright (const ChartPaint *paint, double value, AssayColor color, gboolean is_dashed)
{
  static const double dash[] = { 5, 3 };
  double x = chart_paint_snap_x (paint, chart_paint_x (paint, value));

  if (x < paint->plot.x - 1 || x > paint->plot.x + paint->plot.width + 1)
    return;
  cairo_save (paint->cr);
  chart_paint_set (paint, color);
  cairo_set_line_width (paint->cr, paint->is_vector ? 0.7 : 1);
  if (is_dashed)
    cairo_set_dash (paint->cr, dash, 2, 0);
  cairo_move_to (paint->cr, x, paint->plot.y);
  cairo_line_to (paint->cr, x, paint->plot.y + paint->plot.height);
  cairo_stroke (paint->cr);
  cairo_restore (paint->cr);
}

void
chart_draw_ranked (const ChartPaint *paint)
{
  const ChartFrame *frame = paint->frame;

  for (guint i = 0; i < frame->rows->len; i++)
    for (guint s = 0; s < count_bars (paint->chart); s++)
      draw_bar (paint, &g_array_index (frame->rows, ChartRow, i), i, s);
  for (guint i = 0; i < frame->rows->len; i++)
    for (guint s = 0; s < count_bars (paint->chart); s++)
      draw_interval (paint, &g_array_index (frame->rows, ChartRow, i), i, s);
  draw_upright (paint, 0, assay_theme_axis (paint->theme), FALSE);
  for (guint i = 0; i < assay_figure_get_n_rules (paint->chart->figure); i++)
    draw_upright (paint, assay_figure_get_rule (paint->chart->figure, i)->value, assay_color_mix (paint->theme->card, paint->theme->text, 0.7), TRUE);
  for (guint i = 0; i < frame->rows->len; i++)
    {
      const ChartRow *row = &g_array_index (frame->rows, ChartRow, i);

      chart_paint_label (paint, &row->name, paint->theme->text);
      if (row->count.text != NULL)
        chart_paint_halo_label (paint, &row->count, paint->theme->text);
      if (row->share.text != NULL)
        chart_paint_halo_label (paint, &row->share, paint->theme->text);
    }
  for (guint i = 0; i < frame->x_labels->len; i++)
    chart_paint_label (paint, &g_array_index (frame->x_labels, ChartLabel, i), paint->theme->text);
}
