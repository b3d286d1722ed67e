/* Puts title, legend, axes and plot into a box.
 *
 * Every margin comes from measured text. Heights go first (they depend on the font and the width only), then the range in
 * view, then the labels of y and with them the left margin, then the labels of x. When the box is too small for all, the
 * parts that say least go first; what stays is whole. */
#include "charts/chart-private.h"

#include <glib/gi18n-lib.h>
#include "charts/format.h"

#define LEAST_WIDTH 48
#define LEAST_HEIGHT 32

static ChartLabel
label_new (PangoLayout *text)
{
  return (ChartLabel) { text, 0, 0, chart_text_width (text), chart_text_height (text) };
}

static void
label_clear (ChartLabel *label)
{
  g_clear_object (&label->text);
}

static void
row_clear (ChartRow *row)
{
  label_clear (&row->name);
  label_clear (&row->count);
  label_clear (&row->share);
}

static void
legend_entry_clear (ChartLegendEntry *entry)
{
  label_clear (&entry->label);
}

void
chart_frame_clear (ChartFrame *frame)
{
  label_clear (&frame->title);
  label_clear (&frame->subtitle);
  label_clear (&frame->x_title);
  label_clear (&frame->y_title);
  label_clear (&frame->no_data);
  g_clear_pointer (&frame->legend, g_array_unref);
  g_clear_pointer (&frame->x_labels, g_array_unref);
  g_clear_pointer (&frame->y_labels, g_array_unref);
  g_clear_pointer (&frame->x_grid, g_array_unref);
  g_clear_pointer (&frame->y_grid, g_array_unref);
  g_clear_pointer (&frame->rows, g_array_unref);
  g_clear_object (&frame->context);
}

static GArray *
array_of (gsize size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, TRUE, size);

  if (clear != NULL)
    g_array_set_clear_func (array, clear);
  return array;
}

static void
frame_start (ChartFrame *frame, const AssayTheme *theme)
{
  *frame = (ChartFrame) { 0 };
  frame->context = chart_text_context ();
  frame->em = assay_theme_text_size (theme);
  frame->tick_height = chart_text_line_height (frame->context, theme, CHART_TEXT_TICK);
  frame->swatch = frame->em * 1.15;
  frame->legend = array_of (sizeof (ChartLegendEntry), (GDestroyNotify) legend_entry_clear);
  frame->x_labels = array_of (sizeof (ChartLabel), (GDestroyNotify) label_clear);
  frame->y_labels = array_of (sizeof (ChartLabel), (GDestroyNotify) label_clear);
  frame->x_grid = array_of (sizeof (double), NULL);
  frame->y_grid = array_of (sizeof (double), NULL);
  frame->rows = array_of (sizeof (ChartRow), (GDestroyNotify) row_clear);
}

/* ---- range of y ---- */

typedef struct { double low, high; } Span;

static void
span_add (Span *span, double value)
{
  if (!isfinite (value))
    return;
  span->low = MIN (span->low, value);
  span->high = MAX (span->high, value);
}

/* A line that is cut by the edge of the view is seen up to there. */
static void
span_add_edge (Span *span, const ChartSeries *series, const double *values, gsize i, double x)
{
  double x0, x1, share;

  if (!chart_series_is_joined (series, i))
    return;
  x0 = chart_series_x (series, i);
  x1 = chart_series_x (series, i + 1);
  share = (x - x0) / (x1 - x0);
  if (share >= 0 && share <= 1)
    span_add (span, values[i] + (values[i + 1] - values[i]) * share);
}

/* Each line begins anew, so there is no order to search in. */
static void
span_add_lines (Span *span, const ChartSeries *series, double x_low, double x_high)
{
  for (gsize i = 0; i < series->n; i++)
    if (chart_series_x (series, i) >= x_low && chart_series_x (series, i) <= x_high)
      span_add (span, series->y[i]);
}

static void
span_add_series (Span *span, const ChartSeries *series, double x_low, double x_high)
{
  gsize first = chart_series_find (series, x_low), last = chart_series_find (series, nextafter (x_high, INFINITY));
  double low, high;

  if (series->data->role == ASSAY_SERIES_RUG || series->data->role == ASSAY_SERIES_HATCH)
    return;
  if (series->data->role == ASSAY_SERIES_LINES)
    {
      span_add_lines (span, series, x_low, x_high);
      return;
    }
  if (assay_pyramid_extremes (series->low, first, last, &low, &high))
    {
      span_add (span, low);
      span_add (span, high);
    }
  if (series->high != NULL && assay_pyramid_extremes (series->high, first, last, &low, &high))
    {
      span_add (span, low);
      span_add (span, high);
    }
  if (series->data->role == ASSAY_SERIES_MARKS || series->data->role == ASSAY_SERIES_WHISKERS)
    return;
  if (first > 0)
    span_add_edge (span, series, series->y, first - 1, x_low);
  if (last > 0)
    span_add_edge (span, series, series->y, last - 1, x_high);
}

static AssayRange
range_of_kind (const AssayChart *chart, Span span)
{
  switch (chart->kind)
    {
    case ASSAY_FIGURE_ZSCORE: return assay_range_for_zscores (span.low, span.high, chart->threshold);
    case ASSAY_FIGURE_STEMS:
      span_add (&span, chart->threshold * 1.5);
      span_add (&span, -chart->threshold * 1.5);
      return assay_range_for_bars (span.low, span.high);
    case ASSAY_FIGURE_HISTOGRAM:
    case ASSAY_FIGURE_BARS:
    case ASSAY_FIGURE_RISK_BARS:
    case ASSAY_FIGURE_RANKED:
      return assay_range_for_bars (span.low, span.high);
    case ASSAY_FIGURE_GAUGE:      /* how near the limit is counts, not how far 0 */
      return assay_range_for_lines (span.low, span.high);
    default:
      /* an error of a tenth would be lost on a scale that a coverage needs */
      if (assay_figure_get_y (chart->figure)->unit == ASSAY_UNIT_FRACTION)
        return span.low >= 0 && span.high < 0.5 ? assay_range_for_bars (span.low, span.high) : assay_range_for_rates (span.low, span.high);
      if (assay_figure_get_y (chart->figure)->unit == ASSAY_UNIT_COUNT)
        return assay_range_for_bars (span.low, span.high);
      return assay_range_for_lines (span.low, span.high);
    }
}

AssayRange
chart_y_range (const AssayChart *chart, const AssayView *view, double x_low, double x_high, gboolean *has_data)
{
  Span span = { INFINITY, -INFINITY };
  AssayRange range;

  for (guint i = 0; i < chart->n_series; i++)
    if (!chart_is_hidden (view, i))
      span_add_series (&span, &chart->series[i], x_low, x_high);
  *has_data = span.low <= span.high;
  for (gsize i = 0; assay_figure_is_stacked (chart->figure) && chart->n_series > 0 && i < chart->series[0].n; i++)
    span_add (&span, chart_bar_foot (chart, view, chart->n_series, i));
  for (guint i = 0; i < assay_figure_get_n_rules (chart->figure) && chart->kind != ASSAY_FIGURE_ZSCORE && chart->kind != ASSAY_FIGURE_HISTOGRAM; i++)
    span_add (&span, assay_figure_get_rule (chart->figure, i)->value);
  range = range_of_kind (chart, span);
  if (view->y_low < view->y_high)
    range = (AssayRange) { view->y_low, view->y_high };
  return range;
}

/* What the view asks for, or all; never empty, so that one point has a place to stand. */
static AssayRange
x_range (const AssayChart *chart, const AssayView *view)
{
  const AssayAxis *axis = assay_figure_get_x (chart->figure);
  double room = axis->type == ASSAY_AXIS_DATETIME ? 1800 : 1;
  AssayRange range = { chart->x_low, chart->x_high };

  if (view->x_low < view->x_high && isfinite (view->x_low) && isfinite (view->x_high))
    range = (AssayRange) { view->x_low, view->x_high };
  if (isnan (range.low))
    range = (AssayRange) { 0, 1 };
  if (!(range.low < range.high))
    range = (AssayRange) { range.low - room, range.low + room };
  return range;
}

/* ---- title and legend ---- */

static void
add_legend_entry (ChartFrame *frame, const AssayTheme *theme, const char *text, int series, AssayRisk risk, double max_width)
{
  ChartLegendEntry entry = { .series = series, .risk = risk };

  entry.label = label_new (chart_text_new (frame->context, theme, CHART_TEXT_LEGEND, text, max_width));
  g_array_append_val (frame->legend, entry);
}

static gboolean
has_legend_name (const AssayChart *chart, const AssayFigureSeries *data)
{
  /* what is coloured by risk is not told by the colour of its series */
  if (data->risk != NULL && chart->kind != ASSAY_FIGURE_SERIES)
    return FALSE;
  return data->role != ASSAY_SERIES_MARKS && chart->kind != ASSAY_FIGURE_ZSCORE && data->label != NULL && *data->label != '\0';
}

/* Lines, then bands by name, then the shapes of the risks that occur: a shape needs its word. */
static void
collect_legend (ChartFrame *frame, const AssayChart *chart, const AssayView *view, const AssayTheme *theme, double width)
{
  double most = MAX (width - 2 * frame->swatch, 1);
  guint risks = 0;

  for (int bands = 0; bands < 2; bands++)
    for (guint i = 0; i < chart->n_series; i++)
      {
        const AssayFigureSeries *data = chart->series[i].data;

        if (chart_is_hidden (view, i))
          continue;
        risks |= chart->series[i].risks;
        if (has_legend_name (chart, data) && ASSAY_SERIES_HAS_LIMITS (data->role) == bands)
          {
            /* in a section it is a phrase of ours that may count, "Events (n = 1,387)"; elsewhere it can be a name of the data */
            const char *text = chart_translated (data->label);
            g_autofree char *words = assay_figure_get_section (chart->figure) != NULL ? assay_format_sentence (text) : g_strdup (text);

            add_legend_entry (frame, theme, words, (int) i, ASSAY_RISK_NONE, most);
          }
      }
  /* One line or one kind of bar is named by the title. */
  if (frame->legend->len == 1 && risks == 0)
    g_array_set_size (frame->legend, 0);
  for (AssayRisk risk = chart->kind == ASSAY_FIGURE_BARS ? ASSAY_RISK_LOW : ASSAY_RISK_MEDIUM; risk < ASSAY_N_RISKS; risk++)
    if (risks >> risk & 1)
      add_legend_entry (frame, theme, chart_translated (assay_risk_name (risk)), -1, risk, most);
}

static double
legend_entry_width (const ChartFrame *frame, const ChartLegendEntry *entry)
{
  return (entry->series >= 0 ? frame->swatch : frame->em * 0.7) + frame->em * 0.35 + entry->label.width;
}

/* In a narrow box with large text not even an ellipsis fits beside its swatch. */
static void
drop_wide_legend (ChartFrame *frame, double width)
{
  for (guint i = 0; i < frame->legend->len; i++)
    if (legend_entry_width (frame, &g_array_index (frame->legend, ChartLegendEntry, i)) > width)
      {
        g_array_set_size (frame->legend, 0);
        return;
      }
}

static double
legend_width (const ChartFrame *frame)
{
  double width = 0;

  for (guint i = 0; i < frame->legend->len; i++)
    width += legend_entry_width (frame, &g_array_index (frame->legend, ChartLegendEntry, i)) + (i > 0 ? frame->em : 0);
  return width;
}

/* From (left, top), wrapping before right. Returns the height. */
static double
place_legend (ChartFrame *frame, double left, double top, double right)
{
  double x = left, y = top, line = 0;

  for (guint i = 0; i < frame->legend->len; i++)
    {
      ChartLegendEntry *entry = &g_array_index (frame->legend, ChartLegendEntry, i);
      double width = legend_entry_width (frame, entry);

      if (x > left && x + width > right + 0.01)
        {
          x = left;
          y += line * 1.15;
        }
      line = entry->label.height;
      entry->swatch_x = x;
      entry->label.x = x + width - entry->label.width;
      entry->label.y = y;
      x += width + frame->em;
    }
  return frame->legend->len > 0 ? y + line - top : 0;
}

/* Title, subtitle and legend at the top. Returns what is left below; least is the height that must be. */
AssayBox
chart_frame_place_heads (ChartFrame *frame, const AssayChart *chart, const AssayView *view, const AssayTheme *theme,
                         double width, double height, double least)
{
  const char *title = chart_translated (assay_figure_get_title (chart->figure));
  const char *subtitle = chart_translated (assay_figure_get_subtitle (chart->figure));
  double gap = frame->em * 0.55, top = 0, of_legend, right = width;
  gboolean beside = FALSE;

  if (view->parts & ASSAY_CHART_LEGEND)
    {
      collect_legend (frame, chart, view, theme, width);
      drop_wide_legend (frame, width);
    }
  of_legend = legend_width (frame);
  if ((view->parts & ASSAY_CHART_TITLE) && *title != '\0')
    {
      g_autoptr(PangoLayout) whole = chart_text_new (frame->context, theme, CHART_TEXT_TITLE, title, -1);

      beside = frame->legend->len > 0 && chart_text_width (whole) + 2 * frame->em + of_legend <= width;
      if (chart_text_height (whole) + gap + least <= height)
        {
          right = beside ? width - of_legend - frame->em : width;
          frame->title = label_new (chart_text_new (frame->context, theme, CHART_TEXT_TITLE, title, right));
          if (frame->title.width > right)      /* not even the three dots fit */
            label_clear (&frame->title);
          top = frame->title.text != NULL ? frame->title.height : 0;
        }
      else
        beside = FALSE;
      if (frame->title.text != NULL && *subtitle != '\0')
        {
          ChartLabel label = label_new (chart_text_new (frame->context, theme, CHART_TEXT_SUBTITLE, subtitle, right));

          label.y = top + 1;
          if (label.y + label.height + gap + least <= height)
            {
              frame->subtitle = label;
              top = label.y + label.height;
            }
          else
            label_clear (&label);
        }
    }
  if (beside)
    place_legend (frame, width - of_legend, MAX (top - chart_text_line_height (frame->context, theme, CHART_TEXT_LEGEND), 0) / 2, width);
  else if (frame->legend->len > 0)
    {
      double at = top > 0 ? top + frame->em * 0.3 : 0, of_rows = place_legend (frame, 0, at, width);

      /* A legend that leaves no room for the picture is left to the table beside it. */
      if (at + of_rows + gap + least <= height)
        top = at + of_rows;
      else
        g_array_set_size (frame->legend, 0);
    }
  if (top > 0)
    top += gap;
  return (AssayBox) { 0, top, width, height - top };
}

/* ---- all ---- */

/* Room right of the plot: half a short label, the same for all charts that are stacked. */
static double
right_margin (const ChartFrame *frame)
{
  return frame->em * 0.7;
}

/* The unit alone when there is no room for both: the name stands in the title of the chart. */
static ChartLabel
y_title_label (const ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, const char *title)
{
  const char *unit = chart_translated (assay_figure_get_y (chart->figure)->unit_text);
  ChartLabel label = label_new (chart_text_new (frame->context, theme, CHART_TEXT_AXIS, title, -1));

  if (label.width <= frame->plot.height)
    return label;
  label_clear (&label);
  return label_new (chart_text_new (frame->context, theme, CHART_TEXT_AXIS, *unit != '\0' ? unit : title, frame->plot.height));
}

/* An empty chart says so: nothing drawn could as well be something broken. */
static void
place_no_data (ChartFrame *frame, const AssayTheme *theme)
{
  ChartLabel label = label_new (chart_text_new (frame->context, theme, CHART_TEXT_DIM, _("No data"), frame->plot.width));

  label.x = frame->plot.x + (frame->plot.width - label.width) / 2;
  label.y = frame->plot.y + (frame->plot.height - label.height) / 2;
  frame->no_data = label;
}

static gboolean
arrange_axes (ChartFrame *frame, const AssayChart *chart, const AssayView *view, const AssayTheme *theme,
              double width, double height)
{
  double least = MAX (LEAST_HEIGHT * 0.75, frame->tick_height * 2.2), below = 0, left, of_title = 0, top;
  double line = frame->tick_height * 1.5;
  g_autofree char *x_title = NULL, *y_title = NULL;
  AssayRange x = x_range (chart, view), y;
  AssayBox box;
  gboolean has_x = (view->parts & ASSAY_CHART_X_AXIS) != 0 && height >= least + line;
  gboolean has_y = (view->parts & ASSAY_CHART_Y_AXIS) != 0;

  box = chart_frame_place_heads (frame, chart, view, theme, width, height, least + (has_x ? line : 0));
  top = box.y;
  if (has_y)                                   /* the topmost label stands half above the plot */
    {
      double above = MIN (frame->tick_height * 0.55, MAX (box.height - least - line, 0));

      box.y += above;
      box.height -= above;
    }
  if (has_x)
    below = line;
  else if (has_y)
    below = MIN (frame->tick_height * 0.4, MAX (box.height - least, 0));
  if (has_x && assay_figure_get_x (chart->figure)->type == ASSAY_AXIS_NUMBER)
    x_title = chart_axis_title (assay_figure_get_x (chart->figure));
  if (x_title != NULL && box.height - below - frame->tick_height >= least * 2)
    {
      frame->x_title = label_new (chart_text_new (frame->context, theme, CHART_TEXT_AXIS, x_title, width * 0.8));
      below += frame->x_title.height + 2;
    }
  frame->plot = (AssayBox) { 0, box.y, width, box.height - below };
  if (frame->plot.height < 8)
    return FALSE;

  y = chart_y_range (chart, view, x.low, x.high, &frame->has_data);
  frame->out = (AssayChartLayout) { frame->plot, x.low, x.high, y.low, y.high, 0 };
  if (has_y && frame->has_data)
    chart_frame_place_y (frame, chart, theme, top, height);
  left = 1;
  for (guint i = 0; i < frame->y_labels->len; i++)
    left = MAX (left, g_array_index (frame->y_labels, ChartLabel, i).width + frame->em * 0.5);
  if (left > width * 0.5)
    {
      g_array_set_size (frame->y_labels, 0);
      left = 1;
    }
  if (has_y)
    y_title = chart_axis_title (assay_figure_get_y (chart->figure));
  if (y_title != NULL && frame->plot.height >= 6 * frame->tick_height && width >= 14 * frame->em)
    {
      frame->y_title = y_title_label (frame, chart, theme, y_title);
      of_title = frame->y_title.height + frame->em * 0.25;
    }
  frame->out.left = left + of_title;
  frame->plot.x = CLAMP (view->left, frame->out.left, MAX (frame->out.left, width * 0.6));
  frame->plot.width = width - frame->plot.x - right_margin (frame);
  if (frame->plot.width < 16)
    return FALSE;
  frame->out.plot = frame->plot;
  if (frame->y_title.text != NULL)
    {
      frame->y_title.x = frame->plot.x - left - of_title;
      frame->y_title.y = frame->plot.y + (frame->plot.height + frame->y_title.width) / 2;
    }
  for (guint i = 0; i < frame->y_labels->len; i++)
    {
      ChartLabel *label = &g_array_index (frame->y_labels, ChartLabel, i);

      label->x = frame->plot.x - frame->em * 0.5 - label->width;
    }
  chart_frame_place_x (frame, chart, theme, width, has_x);
  if (!frame->has_data && view->hidden == 0)
    place_no_data (frame, theme);
  if (frame->x_title.text != NULL)
    {
      double centre = frame->plot.x + frame->plot.width / 2 - frame->x_title.width / 2;

      frame->x_title.x = CLAMP (centre, 0, MAX (width - frame->x_title.width, 0));
      frame->x_title.y = height - frame->x_title.height;
    }
  return TRUE;
}

static gboolean
arrange_navigator (ChartFrame *frame, const AssayChart *chart, const AssayView *view, double width, double height)
{
  AssayRange x = { chart->x_low, chart->x_high };
  double left = CLAMP (view->left, 0, width * 0.6);

  if (isnan (x.low))
    x = (AssayRange) { 0, 1 };
  if (!(x.low < x.high))
    x = (AssayRange) { x.low - 1, x.low + 1 };
  frame->plot = (AssayBox) { left, 0, width - left - right_margin (frame), height };
  frame->out = (AssayChartLayout) { frame->plot, x.low, x.high, 0, 1, left };
  return frame->plot.width >= 16;
}

gboolean
chart_frame_init (ChartFrame *frame, const AssayChart *chart, const AssayView *view, const AssayTheme *theme,
                  double width, double height)
{
  gboolean ok;

  frame_start (frame, theme);
  if (view->parts & ASSAY_CHART_NAVIGATOR)
    ok = width >= LEAST_WIDTH && height >= 8 && arrange_navigator (frame, chart, view, width, height);
  else if (!(width >= LEAST_WIDTH && height >= LEAST_HEIGHT))
    ok = FALSE;
  else if (chart->kind == ASSAY_FIGURE_RISK_BARS)
    {
      double least = frame->tick_height * 1.2 * MAX (chart_n_categories (chart), 1);
      AssayView heads = *view;
      AssayBox box;

      heads.parts &= ~ASSAY_CHART_LEGEND;      /* each row carries its own word */
      box = chart_frame_place_heads (frame, chart, &heads, theme, width, height, MIN (least, height * 0.8));
      ok = chart_frame_arrange_rows (frame, chart, theme, box);
    }
  else if (chart->kind == ASSAY_FIGURE_RANKED)
    ok = chart_frame_arrange_ranked (frame, chart, view, theme, chart_frame_place_heads (frame, chart, view, theme, width, height, height * 0.6));
  else if (chart->kind == ASSAY_FIGURE_GAUGE)
    ok = chart_frame_arrange_gauge (frame, chart, view, theme, chart_frame_place_heads (frame, chart, view, theme, width, height, height * 0.6));
  else if (chart->kind == ASSAY_FIGURE_HEAT)
    {
      AssayView heads = *view;

      heads.parts &= ~ASSAY_CHART_LEGEND;      /* rows carry their names */
      ok = chart_frame_arrange_heat (frame, chart, theme, chart_frame_place_heads (frame, chart, &heads, theme, width, height, height * 0.6));
    }
  else
    ok = arrange_axes (frame, chart, view, theme, width, height);
  if (!ok)
    chart_frame_clear (frame);
  return ok;
}

gboolean
assay_chart_layout (const AssayChart *self, const AssayView *view, const AssayTheme *theme, double width, double height,
                    AssayChartLayout *layout)
{
  ChartFrame frame;

  if (!chart_frame_init (&frame, self, view, theme, width, height))
    return FALSE;
  *layout = frame.out;
  chart_frame_clear (&frame);
  return TRUE;
}

double
assay_chart_x_to_point (const AssayChartLayout *layout, double x)
{
  AssayScale scale = { layout->x_low, layout->x_high, layout->plot.x, layout->plot.x + layout->plot.width };
  return assay_scale_to_point (&scale, x);
}

double
assay_chart_y_to_point (const AssayChartLayout *layout, double y)
{
  AssayScale scale = { layout->y_low, layout->y_high, layout->plot.y + layout->plot.height, layout->plot.y };
  return assay_scale_to_point (&scale, y);
}

double
assay_chart_point_to_x (const AssayChartLayout *layout, double px)
{
  AssayScale scale = { layout->x_low, layout->x_high, layout->plot.x, layout->plot.x + layout->plot.width };
  return assay_scale_to_value (&scale, px);
}

double
assay_chart_point_to_y (const AssayChartLayout *layout, double py)
{
  AssayScale scale = { layout->y_low, layout->y_high, layout->plot.y + layout->plot.height, layout->plot.y };
  return assay_scale_to_value (&scale, py);
}
