/* RISK_BARS: a row for each category with its shape and word, a bar from 0, the count and the share. Numbers are beside
 * the bar, where they are read in columns. What does not fit is left out: first the share, then the word, last the count. */
#include "charts/chart-private.h"

#include <glib/gi18n-lib.h>
#include "charts/format.h"

static ChartLabel
label_of (const ChartFrame *frame, const AssayTheme *theme, ChartTextStyle style, const char *text, double most)
{
  PangoLayout *layout = chart_text_new (frame->context, theme, style, text, most);

  return (ChartLabel) { layout, 0, 0, chart_text_width (layout), chart_text_height (layout) };
}

static const ChartSeries *
bar_series (const AssayChart *chart)
{
  return chart->main_series >= 0 ? &chart->series[chart->main_series] : NULL;
}

static double
row_value (const ChartSeries *series, guint row)
{
  return series != NULL && row < series->n && isfinite (series->y[row]) ? series->y[row] : 0;
}

static AssayRisk
row_risk (const ChartSeries *series, guint row)
{
  if (series == NULL || series->risk == NULL || row >= series->n)
    return ASSAY_RISK_NONE;
  return (AssayRisk) CLAMP (series->risk[row], ASSAY_RISK_NONE, ASSAY_N_RISKS - 1);
}

/* One in a million is not nothing, and the rest is not all. */
static char *
format_share (double share)
{
  g_autofree char *limit = NULL;

  if (share > 0 && share < 0.0005)
    {
      limit = assay_format_fraction (0.001, 1);
      return g_strdup_printf (_("< %s"), limit);
    }
  if (share < 1 && share >= 0.9995)
    {
      limit = assay_format_fraction (0.999, 1);
      /* Translators: a share that would be rounded to all */
      return g_strdup_printf (_("> %s"), limit);
    }
  return assay_format_fraction (share, 1);
}

typedef struct { double name, count, share; } Columns;

static Columns
make_rows (ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, double width)
{
  const ChartSeries *series = bar_series (chart);
  gboolean is_share = assay_figure_get_y (chart->figure)->unit == ASSAY_UNIT_FRACTION;
  Columns columns = { 0 };
  double total = 0;

  for (guint i = 0; i < chart_n_categories (chart); i++)
    total += row_value (series, i);
  for (guint i = 0; i < chart_n_categories (chart); i++)
    {
      double value = row_value (series, i);
      g_autofree char *count = is_share ? assay_format_fraction (value, 1) : assay_format_number (value, value == round (value) ? 0 : 1);
      g_autofree char *share = is_share || !(total > 0) ? g_strdup ("") : format_share (value / total);
      ChartRow row = { 0 };

      row.name = label_of (frame, theme, CHART_TEXT_LABEL, chart_category (chart, i), width * 0.4);
      row.count = label_of (frame, theme, CHART_TEXT_VALUE, count, -1);
      row.share = label_of (frame, theme, CHART_TEXT_DIM, share, -1);
      columns.name = MAX (columns.name, row.name.width);
      columns.count = MAX (columns.count, row.count.width);
      columns.share = MAX (columns.share, row.share.width);
      g_array_append_val (frame->rows, row);
    }
  return columns;
}

static void
drop_labels (ChartFrame *frame, gsize offset)
{
  for (guint i = 0; i < frame->rows->len; i++)
    {
      ChartLabel *label = (ChartLabel *) (void *) ((char *) &g_array_index (frame->rows, ChartRow, i) + offset);

      g_clear_object (&label->text);
    }
}

gboolean
chart_frame_arrange_rows (ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, AssayBox box)
{
  double em = frame->em, gap = em * 0.6, shape = em * 0.75;
  Columns columns = make_rows (frame, chart, theme, box.width);
  guint n = frame->rows->len;
  double pitch = MIN (box.height / MAX (n, 1), em * 2.4), left, right;
  AssayRange range;
  AssayView all;

  assay_view_init (&all);
  range = chart_y_range (chart, &all, -INFINITY, INFINITY, &frame->has_data);
  if (n > 0 && pitch < g_array_index (frame->rows, ChartRow, 0).name.height)
    {
      /* rows too low for words: shapes and bars only */
      drop_labels (frame, G_STRUCT_OFFSET (ChartRow, name));
      drop_labels (frame, G_STRUCT_OFFSET (ChartRow, count));
      drop_labels (frame, G_STRUCT_OFFSET (ChartRow, share));
      columns = (Columns) { 0 };
    }
  if (columns.share > 0 && shape + columns.name + columns.count + columns.share + 4 * gap + 3 * em > box.width)
    {
      drop_labels (frame, G_STRUCT_OFFSET (ChartRow, share));
      columns.share = 0;
    }
  if (columns.name > 0 && shape + columns.name + columns.count + 3 * gap + 2 * em > box.width)
    {
      drop_labels (frame, G_STRUCT_OFFSET (ChartRow, name));
      columns.name = 0;
    }
  left = shape + gap + (columns.name > 0 ? columns.name + gap : 0);
  right = box.width - (columns.count > 0 ? columns.count + gap : 0) - (columns.share > 0 ? columns.share + gap : 0);
  frame->plot = (AssayBox) { left, box.y, right - left, pitch * n };
  if (!(frame->plot.width >= 8) || !(pitch >= 4 || n == 0))
    return FALSE;
  /* the longest bar fills its track: its number stands beside it, not in it */
  frame->out = (AssayChartLayout) { frame->plot, 0, range.high / (1 + ASSAY_RANGE_HEADROOM), n > 0 ? n - 0.5 : 0.5, -0.5, left };
  for (guint i = 0; i < n; i++)
    {
      ChartRow *row = &g_array_index (frame->rows, ChartRow, i);
      double middle = box.y + pitch * (i + 0.5);

      row->y = middle;
      row->height = pitch;
      row->bar_height = CLAMP (pitch * 0.72, 3, em * 1.75);
      row->name.x = shape + gap;
      row->count.x = right + gap + columns.count - row->count.width;
      row->share.x = box.width - row->share.width;
      row->name.y = middle - row->name.height / 2;
      row->count.y = middle - row->count.height / 2;
      /* on the baseline of the count */
      row->share.y = row->count.y + (row->count.height - row->share.height) * 0.8;
    }
  return TRUE;
}

void
chart_draw_risk_bars (const ChartPaint *paint)
{
  const ChartSeries *series = bar_series (paint->chart);
  cairo_t *cr = paint->cr;
  AssayColor track = paint->theme->text;

  track.alpha = paint->theme->kind == ASSAY_THEME_DARK ? 0.08 : 0.06;
  for (guint i = 0; i < paint->frame->rows->len; i++)
    {
      const ChartRow *row = &g_array_index (paint->frame->rows, ChartRow, i);
      double value = row_value (series, i), shape = paint->frame->em * 0.75;
      double top = chart_paint_edge_y (paint, row->y - row->bar_height / 2), height = chart_paint_edge_y (paint, row->y + row->bar_height / 2) - top;
      double left = chart_paint_edge_x (paint, paint->plot.x), right = chart_paint_x (paint, value);
      AssayRisk risk = row_risk (series, i);
      AssayColor color = risk != ASSAY_RISK_NONE ? assay_theme_risk (paint->theme, risk) : assay_theme_series (paint->theme, ASSAY_SERIES_OTHER, 0);

      chart_paint_set (paint, track);
      cairo_rectangle (cr, left, top, paint->plot.x + paint->plot.width - left, height);
      cairo_fill (cr);
      if (value > 0)
        {
          /* a rare category is still there: at least two pixels */
          chart_paint_set (paint, color);
          cairo_rectangle (cr, left, top, MAX (right - left, 2), height);
          cairo_fill (cr);
        }
      if (risk != ASSAY_RISK_NONE)
        assay_chart_draw_risk_mark (cr, paint->theme, risk, shape / 2 + 0.5, row->y, MIN (shape * 0.88, row->height * 0.8));
      chart_paint_label (paint, &row->name, paint->theme->text);
      chart_paint_label (paint, &row->count, paint->theme->text);
      chart_paint_label (paint, &row->share, assay_theme_tick_text (paint->theme));
    }
}
