/* The one door, and what all kinds draw alike: pixel grid, colours, title, legend, axes, thresholds. */
#include "charts/chart-private.h"

#include "charts/format.h"

/* ---- pixel grid ---- */

static gboolean
is_vector_surface (cairo_t *cr)
{
  switch (cairo_surface_get_type (cairo_get_group_target (cr)))
    {
    case CAIRO_SURFACE_TYPE_PDF:
    case CAIRO_SURFACE_TYPE_PS:
    case CAIRO_SURFACE_TYPE_SVG:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Where device pixels are, as long as nothing is turned. */
static void
find_pixels (ChartPaint *paint)
{
  cairo_matrix_t matrix;
  double scale_x, scale_y;

  cairo_get_matrix (paint->cr, &matrix);
  cairo_surface_get_device_scale (cairo_get_group_target (paint->cr), &scale_x, &scale_y);
  paint->is_vector = is_vector_surface (paint->cr);
  paint->pixel = 1;
  paint->shift_x = paint->shift_y = 0;
  if (paint->is_vector || matrix.xy != 0 || matrix.yx != 0 || !(matrix.xx > 0) || !(matrix.yy > 0))
    return;
  paint->pixel = 1 / (matrix.xx * scale_x);
  paint->shift_x = matrix.x0 / matrix.xx;
  paint->shift_y = matrix.y0 / matrix.yy;
}

static double
snap (double value, double shift, double pixel, double offset)
{
  return (floor ((value + shift) / pixel + (offset > 0 ? 0 : 0.5)) + offset) * pixel - shift;
}

double
chart_paint_snap_x (const ChartPaint *paint, double x)
{
  return paint->is_vector ? x : snap (x, paint->shift_x, paint->pixel, 0.5);
}

double
chart_paint_snap_y (const ChartPaint *paint, double y)
{
  return paint->is_vector ? y : snap (y, paint->shift_y, paint->pixel, 0.5);
}

double
chart_paint_edge_x (const ChartPaint *paint, double x)
{
  return paint->is_vector ? x : snap (x, paint->shift_x, paint->pixel, 0);
}

double
chart_paint_edge_y (const ChartPaint *paint, double y)
{
  return paint->is_vector ? y : snap (y, paint->shift_y, paint->pixel, 0);
}

double
chart_paint_x (const ChartPaint *paint, double x)
{
  double point = assay_scale_to_point (&paint->x, x);

  return CLAMP (point, paint->plot.x - 1e5, paint->plot.x + 1e5);
}

double
chart_paint_y (const ChartPaint *paint, double y)
{
  double point = assay_scale_to_point (&paint->y, y);

  return CLAMP (point, paint->plot.y - 1e5, paint->plot.y + 1e5);
}

/* ---- colours and text ---- */

void
chart_paint_set (const ChartPaint *paint, AssayColor color)
{
  cairo_set_source_rgba (paint->cr, color.red, color.green, color.blue, color.alpha);
}

AssayColor
chart_paint_faded (const ChartPaint *paint, guint series, AssayColor color)
{
  gboolean faded = paint->view->emphasis >= 0 && (guint) paint->view->emphasis != series;

  return assay_color_mix (paint->theme->card, color, faded ? 0.25 : 1);
}

AssayColor
chart_paint_series_color (const ChartPaint *paint, guint series)
{
  const ChartSeries *s = &paint->chart->series[series];

  return chart_paint_faded (paint, series, assay_theme_series (paint->theme, s->data->role, s->slot));
}

/* Emoji are pictures in a font: they have no outline. */
static gboolean
has_pictures (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_utf8_get_char (text) >= 0x1f000)
      return TRUE;
  return FALSE;
}

/* cairo 1.16 puts each glyph of an image on a whole pixel, which makes small text uneven; as outlines letters stand where they belong. */
static void
show_text (const ChartPaint *paint, PangoLayout *text, double x, double y)
{
  cairo_new_path (paint->cr);
  cairo_move_to (paint->cr, x, y);
  if (paint->is_vector || paint->pixel < 0.7 || has_pictures (pango_layout_get_text (text)))
    pango_cairo_show_layout (paint->cr, text);
  else
    {
      pango_cairo_layout_path (paint->cr, text);
      cairo_fill (paint->cr);
    }
}

void
chart_paint_label (const ChartPaint *paint, const ChartLabel *label, AssayColor color)
{
  if (label->text == NULL)
    return;
  chart_paint_set (paint, color);
  show_text (paint, label->text, label->x, label->y);
}

/* Text over data, readable on whatever is below. */
void
chart_paint_halo_label (const ChartPaint *paint, const ChartLabel *label, AssayColor color)
{
  cairo_t *cr = paint->cr;

  cairo_save (cr);
  cairo_new_path (cr);
  cairo_move_to (cr, label->x, label->y);
  pango_cairo_layout_path (cr, label->text);
  chart_paint_set (paint, paint->theme->card);
  cairo_set_line_width (cr, 3);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
  cairo_restore (cr);
  chart_paint_label (paint, label, color);
}

/* ---- title, legend, axes ---- */

/* Three ticks; three slanted lines; a thin line. */
static void
draw_support_swatch (cairo_t *cr, const AssayTheme *theme, AssaySeriesRole role, double x, double y, double width)
{
  AssayColor color = role == ASSAY_SERIES_RUG ? assay_theme_rug (theme) : role == ASSAY_SERIES_HATCH ? assay_theme_hatch (theme) : assay_theme_lines (theme);
  double half = width * 0.35;

  /* so small, what is to be seen through would not be seen */
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, MIN (color.alpha * 2, 1));
  cairo_set_line_width (cr, theme->kind == ASSAY_THEME_PRINT ? 0.6 : 1);
  for (int i = 0; i < 3; i++)
    {
      double at = x + width * (0.2 + 0.3 * i);

      if (role == ASSAY_SERIES_LINES)
        {
          cairo_move_to (cr, x, y + half * (i - 1) * 0.6);
          cairo_line_to (cr, x + width, y + half * (i - 1) * 0.6);
        }
      else
        {
          cairo_move_to (cr, role == ASSAY_SERIES_HATCH ? at - half / 2 : at, y + half);
          cairo_line_to (cr, role == ASSAY_SERIES_HATCH ? at + half / 2 : at, role == ASSAY_SERIES_HATCH ? y - half : y);
        }
      cairo_stroke (cr);
    }
}

/* Bars of one level of risk are drawn in its colour. */
static gboolean
is_of_one_risk (const AssayFigureSeries *series)
{
  const gint8 *risk = assay_figure_series_risk (series);

  if (risk == NULL || series->n == 0 || risk[0] < 0 || risk[0] >= ASSAY_N_RISKS)
    return FALSE;
  for (gsize i = 1; i < series->n; i++)
    if (risk[i] != risk[0])
      return FALSE;
  return TRUE;
}

void
assay_chart_draw_swatch (cairo_t *cr, const AssayTheme *theme, const AssayFigure *figure, guint series, double x, double y, double width)
{
  const AssayFigureSeries *data = assay_figure_get_series (figure, series);
  AssayFigureKind kind = assay_figure_get_kind (figure);
  double dash[4], line = assay_theme_line_width (theme, data->role);
  guint slot = chart_figure_slot (figure, series);
  gboolean is_block = data->role == ASSAY_SERIES_BAND || kind == ASSAY_FIGURE_BARS || kind == ASSAY_FIGURE_RANKED
                      || (kind == ASSAY_FIGURE_HISTOGRAM && data->role != ASSAY_SERIES_BASELINE);
  const gboolean is_bar = is_block && data->role != ASSAY_SERIES_BAND;
  /* bars have the colours of the palette, whatever they stand for */
  AssayColor color = is_bar && is_of_one_risk (data) ? assay_theme_risk (theme, assay_figure_series_risk (data)[0]) : assay_theme_series (theme, is_bar ? ASSAY_SERIES_OTHER : data->role, slot);

  cairo_save (cr);
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, color.alpha);
  if (!ASSAY_SERIES_IS_PLAIN (data->role))
    draw_support_swatch (cr, theme, data->role, x, y, width);
  else if (data->role == ASSAY_SERIES_MARKS)
    assay_chart_draw_risk_mark (cr, theme, ASSAY_RISK_HIGH, x + width / 2, y, width * 0.6);
  else if (data->role == ASSAY_SERIES_WHISKERS && kind == ASSAY_FIGURE_RANKED)
    {
      /* lies across the bar, as it is drawn there */
      cairo_set_source_rgba (cr, theme->text.red, theme->text.green, theme->text.blue, theme->text.alpha);
      cairo_set_line_width (cr, line * 0.8);
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, x + width, y);
      cairo_stroke (cr);
    }
  else if (data->role == ASSAY_SERIES_WHISKERS)
    {
      cairo_set_line_width (cr, line * 0.8);
      cairo_move_to (cr, x + width / 2, y - width * 0.4);
      cairo_line_to (cr, x + width / 2, y + width * 0.4);
      cairo_stroke (cr);
    }
  else if (kind == ASSAY_FIGURE_POINTS && data->role != ASSAY_SERIES_BAND && data->role != ASSAY_SERIES_FORECAST && data->role != ASSAY_SERIES_BASELINE)
    {
      cairo_arc (cr, x + width / 2, y, width * 0.2, 0, 2 * G_PI);
      cairo_fill (cr);
    }
  else if (is_block)
    {
      /* alone, a band at its own strength is too faint to be found again */
      if (data->role == ASSAY_SERIES_BAND)
        cairo_set_source_rgba (cr, color.red, color.green, color.blue, MIN (color.alpha * 1.7, 1));
      cairo_rectangle (cr, x, y - width * 0.32, width, width * 0.64);
      cairo_fill (cr);
    }
  else
    {
      cairo_set_line_width (cr, line * 1.1);
      if (data->role != ASSAY_SERIES_ACTUAL)
        cairo_set_dash (cr, dash, assay_theme_dash (slot, dash), 0);
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, x + width, y);
      cairo_stroke (cr);
    }
  cairo_restore (cr);
}

static void
draw_legend (const ChartPaint *paint)
{
  for (guint i = 0; i < paint->frame->legend->len; i++)
    {
      const ChartLegendEntry *entry = &g_array_index (paint->frame->legend, ChartLegendEntry, i);
      double middle = entry->label.y + entry->label.height / 2;
      AssayColor color = paint->theme->text;

      if (entry->series >= 0)
        assay_chart_draw_swatch (paint->cr, paint->theme, paint->chart->figure, (guint) entry->series, entry->swatch_x, middle, paint->frame->swatch);
      else
        assay_chart_draw_risk_mark (paint->cr, paint->theme, entry->risk, entry->swatch_x + paint->frame->em * 0.35, middle, paint->frame->em * 0.62);
      color.alpha *= 0.85;
      chart_paint_label (paint, &entry->label, color);
    }
}

static void
draw_heads (const ChartPaint *paint)
{
  chart_paint_label (paint, &paint->frame->title, paint->theme->text);
  chart_paint_label (paint, &paint->frame->subtitle, assay_theme_tick_text (paint->theme));
  draw_legend (paint);
}

static void
draw_y_title (const ChartPaint *paint)
{
  const ChartLabel *label = &paint->frame->y_title;

  if (label->text == NULL)
    return;
  cairo_save (paint->cr);
  cairo_translate (paint->cr, label->x, label->y);
  cairo_rotate (paint->cr, -G_PI / 2);
  chart_paint_set (paint, assay_theme_tick_text (paint->theme));
  show_text (paint, label->text, 0, 0);
  cairo_restore (paint->cr);
}

static void
draw_grid (const ChartPaint *paint)
{
  const ChartFrame *frame = paint->frame;
  const AssayBox *plot = &paint->plot;
  cairo_t *cr = paint->cr;

  cairo_set_line_width (cr, paint->is_vector ? 0.5 : MAX (1, paint->pixel));
  for (guint i = 0; i < frame->y_grid->len; i++)
    {
      double value = g_array_index (frame->y_grid, double, i);
      double y = chart_paint_snap_y (paint, chart_paint_y (paint, value));

      /* what bars and stems stand on is the axis itself */
      chart_paint_set (paint, value == 0 ? assay_theme_axis (paint->theme) : assay_theme_grid (paint->theme));
      cairo_move_to (cr, plot->x, y);
      cairo_line_to (cr, plot->x + plot->width, y);
      cairo_stroke (cr);
    }
  chart_paint_set (paint, assay_theme_grid (paint->theme));
  for (guint i = 0; i < frame->x_grid->len; i++)
    {
      double x = chart_paint_snap_x (paint, chart_paint_x (paint, g_array_index (frame->x_grid, double, i)));

      cairo_move_to (cr, x, plot->y);
      cairo_line_to (cr, x, plot->y + plot->height);
      cairo_stroke (cr);
    }
}

void
chart_draw_axes (const ChartPaint *paint)
{
  AssayColor color = assay_theme_tick_text (paint->theme);

  draw_grid (paint);
  for (guint i = 0; i < paint->frame->y_labels->len; i++)
    chart_paint_label (paint, &g_array_index (paint->frame->y_labels, ChartLabel, i), color);
  for (guint i = 0; i < paint->frame->x_labels->len; i++)
    chart_paint_label (paint, &g_array_index (paint->frame->x_labels, ChartLabel, i), color);
  chart_paint_label (paint, &paint->frame->x_title, color);
  draw_y_title (paint);
  chart_paint_label (paint, &paint->frame->no_data, color);
}

/* ---- thresholds ---- */

/* Files have ASCII; on screen a minus before a figure is one. */
static char *
with_true_minus (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (*p == '-' && g_ascii_isdigit (p[1]) && (p == text || !g_ascii_isalnum (p[-1])))
      g_string_append (out, "\u2212");
    else
      g_string_append_c (out, *p);
  return g_string_free (out, FALSE);
}

/* On the outer side of its line, or inside where that would leave the plot. */
static void
draw_rule_label (const ChartPaint *paint, const char *text, double y, gboolean is_below, gboolean at_end)
{
  g_autofree char *shown = with_true_minus (text);
  ChartLabel label = { chart_text_new (paint->frame->context, paint->theme, CHART_TEXT_RULE, shown, paint->plot.width * 0.6), 0, 0, 0, 0 };

  label.height = chart_text_height (label.text);
  label.x = paint->plot.x + paint->frame->em * 0.3;
  if (at_end)
    label.x = paint->plot.x + paint->plot.width - chart_text_width (label.text) - paint->frame->em * 0.3;
  label.y = is_below ? y + 1 : y - label.height - 1;
  if (label.y < paint->plot.y)
    label.y = y + 1;
  if (label.y + label.height > paint->plot.y + paint->plot.height)
    label.y = y - label.height - 1;
  if (paint->plot.height > 4 * label.height && paint->plot.width > 8 * paint->frame->em)
    chart_paint_halo_label (paint, &label, paint->theme->text);
  g_object_unref (label.text);
}

/* Falling bars stand over the beginning of the line and leave its end free. */
static gboolean
is_covered (const AssayChart *chart, double value)
{
  const ChartSeries *series = chart->n_series > 0 ? &chart->series[0] : NULL;

  return chart->kind == ASSAY_FIGURE_BARS && series != NULL && series->n > 1 && series->y[0] > value && series->y[series->n - 1] < value;
}

void
chart_draw_rules (const ChartPaint *paint)
{
  static const double dash[] = { 5, 3 };
  cairo_t *cr = paint->cr;

  for (guint i = 0; i < assay_figure_get_n_rules (paint->chart->figure); i++)
    {
      const AssayFigureRule *rule = assay_figure_get_rule (paint->chart->figure, i);
      double y = chart_paint_snap_y (paint, chart_paint_y (paint, rule->value));

      if (y < paint->plot.y || y > paint->plot.y + paint->plot.height)
        continue;
      cairo_save (cr);
      chart_paint_set (paint, assay_color_mix (paint->theme->card, paint->theme->text, 0.7));
      cairo_set_line_width (cr, paint->is_vector ? 0.7 : 1);
      cairo_set_dash (cr, dash, 2, 0);
      cairo_move_to (cr, paint->plot.x, y);
      cairo_line_to (cr, paint->plot.x + paint->plot.width, y);
      cairo_stroke (cr);
      cairo_restore (cr);
      if (rule->label != NULL && *rule->label != '\0')
        draw_rule_label (paint, chart_translated (rule->label), y, FALSE, is_covered (paint->chart, rule->value));
    }
}

/* The ordinary: from -threshold to +threshold. */
void
chart_draw_threshold_band (const ChartPaint *paint)
{
  double threshold = paint->chart->threshold, top, bottom;
  cairo_t *cr = paint->cr;

  if (!(threshold > 0))
    return;
  top = chart_paint_snap_y (paint, CLAMP (chart_paint_y (paint, threshold), paint->plot.y, paint->plot.y + paint->plot.height));
  bottom = chart_paint_snap_y (paint, CLAMP (chart_paint_y (paint, -threshold), paint->plot.y, paint->plot.y + paint->plot.height));
  chart_paint_set (paint, (AssayColor) { paint->theme->text.red, paint->theme->text.green, paint->theme->text.blue, 0.06 });
  cairo_rectangle (cr, paint->plot.x, top, paint->plot.width, bottom - top);
  cairo_fill (cr);
  chart_paint_set (paint, assay_theme_axis (paint->theme));
  cairo_set_line_width (cr, paint->is_vector ? 0.5 : MAX (1, paint->pixel));
  for (int side = 0; side < 2; side++)
    {
      cairo_move_to (cr, paint->plot.x, side ? bottom : top);
      cairo_line_to (cr, paint->plot.x + paint->plot.width, side ? bottom : top);
      cairo_stroke (cr);
    }
}

/* What the band means, where the chart is high enough to have ticks of its own. */
void
chart_draw_threshold_label (const ChartPaint *paint)
{
  const AssayFigure *figure = paint->chart->figure;

  if (paint->plot.height <= 7.5 * paint->frame->tick_height)
    return;
  for (guint i = 0; i < assay_figure_get_n_rules (figure); i++)
    {
      const AssayFigureRule *rule = assay_figure_get_rule (figure, i);

      if (rule->label != NULL && *rule->label != '\0'
          && rule->value <= paint->frame->out.y_high && rule->value >= paint->frame->out.y_low)
        draw_rule_label (paint, chart_translated (rule->label), chart_paint_y (paint, rule->value), rule->value < 0, FALSE);
    }
}

/* ---- the door ---- */

static void
draw_kind (const ChartPaint *paint)
{
  switch (paint->chart->kind)
    {
    case ASSAY_FIGURE_SERIES: chart_draw_series (paint); break;
    case ASSAY_FIGURE_ZSCORE: chart_draw_zscore (paint); break;
    case ASSAY_FIGURE_RISK_BARS: chart_draw_risk_bars (paint); break;
    case ASSAY_FIGURE_STEMS: chart_draw_stems (paint); break;
    case ASSAY_FIGURE_POINTS: chart_draw_points (paint); break;
    case ASSAY_FIGURE_HEAT: chart_draw_heat (paint); break;
    case ASSAY_FIGURE_RANKED: chart_draw_ranked (paint); break;
    case ASSAY_FIGURE_GAUGE: chart_draw_gauge (paint); break;
    default: chart_draw_bars (paint); break;
    }
}

void
assay_chart_draw (const AssayChart *self, const AssayView *view, const AssayTheme *theme, cairo_t *cr, double width, double height)
{
  ChartFrame frame;
  ChartPaint paint = { .chart = self, .view = view, .theme = theme, .frame = &frame, .cr = cr };

  if (!chart_frame_init (&frame, self, view, theme, width, height))
    return;
  paint.plot = frame.plot;
  paint.x = (AssayScale) { frame.out.x_low, frame.out.x_high, frame.plot.x, frame.plot.x + frame.plot.width };
  paint.y = (AssayScale) { frame.out.y_low, frame.out.y_high, frame.plot.y + frame.plot.height, frame.plot.y };
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  cairo_new_path (cr);
  find_pixels (&paint);
  if (view->parts & ASSAY_CHART_NAVIGATOR)
    chart_draw_navigator (&paint);
  else
    {
      draw_heads (&paint);
      draw_kind (&paint);
    }
  cairo_new_path (cr);                 /* text leaves its last point behind */
  cairo_restore (cr);
  chart_frame_clear (&frame);
}
