/* Ticks that fit: the finest step whose labels keep their distance, then labels dropped where two would still touch. */
#include "charts/chart-private.h"

#include <glib/gi18n-lib.h>

/* Between the middles of two labels, in their width or height: so much is label, the rest is gap. */
#define X_PITCH 2.5
#define X_PITCH_AT_LEAST 1.35          /* rather than to show a single tick */
#define Y_PITCH 3.0

static ChartLabel
label_at (const ChartFrame *frame, const AssayTheme *theme, const char *text)
{
  PangoLayout *layout = chart_text_new (frame->context, theme, CHART_TEXT_TICK, text, -1);

  return (ChartLabel) { layout, 0, 0, chart_text_width (layout), chart_text_height (layout) };
}

static double
text_width (const ChartFrame *frame, const AssayTheme *theme, const char *text)
{
  g_autoptr(PangoLayout) layout = chart_text_new (frame->context, theme, CHART_TEXT_TICK, text, -1);

  return chart_text_width (layout);
}

static AssayTickText
tick_text (const AssayAxis *axis)
{
  return axis->unit == ASSAY_UNIT_FRACTION ? ASSAY_TICK_FRACTION
         : axis->unit == ASSAY_UNIT_ZSCORE ? ASSAY_TICK_ZSCORE : ASSAY_TICK_NUMBER;
}

/* ---- y ---- */

/* Two ticks tell a scale, one does not: in a low plot they may stand nearer, but never touch. */
static AssayTicks *
y_ticks (const ChartFrame *frame, const AssayAxis *axis)
{
  const AssayChartLayout *out = &frame->out;
  double a_point = (out->y_high - out->y_low) / frame->plot.height;
  gboolean whole = axis->unit == ASSAY_UNIT_COUNT;

  for (double pitch = Y_PITCH; ; pitch -= 0.2)
    {
      AssayTicks *ticks = assay_ticks_new_number (out->y_low, out->y_high,
                                                  assay_tick_step (a_point * pitch * frame->tick_height, whole), tick_text (axis));

      if (ticks->n >= 2 || pitch < 1.3)
        return ticks;
      assay_ticks_free (ticks);
    }
}

/* A strip of Z-scores says where the threshold is and nothing else. */
static AssayTicks *
strip_ticks (const ChartFrame *frame, double threshold)
{
  double reach = threshold / (frame->out.y_high - frame->out.y_low) * frame->plot.height;
  AssayTicks *ticks;

  if (!(threshold > 0) || frame->plot.height > 7.5 * frame->tick_height || 2 * reach < frame->tick_height
      || threshold > frame->out.y_high || -threshold < frame->out.y_low)
    return NULL;
  ticks = assay_ticks_new_number (-threshold, threshold, threshold, ASSAY_TICK_ZSCORE);
  if (reach < frame->tick_height * 0.85 && ticks->n == 3)
    {
      g_free (ticks->ticks[1].label);
      ticks->ticks[1] = ticks->ticks[2];
      ticks->n = 2;
    }
  return ticks;
}

void
chart_frame_place_y (ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, double top, double bottom)
{
  g_autoptr(AssayTicks) ticks = NULL;

  if (chart->kind == ASSAY_FIGURE_ZSCORE)
    ticks = strip_ticks (frame, chart->threshold);
  if (ticks == NULL)
    ticks = y_ticks (frame, assay_figure_get_y (chart->figure));
  for (guint i = 0; i < ticks->n; i++)
    {
      ChartLabel label = label_at (frame, theme, ticks->ticks[i].label);

      label.y = assay_chart_y_to_point (&frame->out, ticks->ticks[i].value) - label.height / 2;
      g_array_append_val (frame->y_grid, ticks->ticks[i].value);
      if (label.y >= top && label.y + label.height <= bottom)
        g_array_append_val (frame->y_labels, label);
      else
        g_object_unref (label.text);
    }
}

/* ---- x ---- */

static double
widest_label (const ChartFrame *frame, const AssayTheme *theme, const AssayTicks *ticks)
{
  double widest = 0;

  for (guint i = 0; i < ticks->n; i++)
    widest = MAX (widest, text_width (frame, theme, ticks->ticks[i].label));
  return widest;
}

static AssayTicks *
x_number_ticks (const ChartFrame *frame, const AssayTheme *theme, const AssayAxis *axis)
{
  const AssayChartLayout *out = &frame->out;
  double a_point = (out->x_high - out->x_low) / frame->plot.width;
  gboolean whole = axis->unit == ASSAY_UNIT_COUNT;
  double step = assay_tick_step (a_point * 2 * frame->em, whole);
  AssayTicks *best = NULL;

  for (int tries = 0; tries < 16; tries++)
    {
      AssayTicks *ticks = assay_ticks_new_number (out->x_low, out->x_high, step, tick_text (axis));
      double pitch = step / a_point, widest = widest_label (frame, theme, ticks);

      if (best != NULL && ticks->n < 2)
        {
          assay_ticks_free (ticks);
          break;
        }
      g_clear_pointer (&best, assay_ticks_free);
      if (pitch >= X_PITCH_AT_LEAST * widest || ticks->n < 2)
        best = ticks;
      else
        assay_ticks_free (ticks);
      if (pitch >= X_PITCH * widest)
        break;
      step = assay_tick_step (step * 1.01, whole);
    }
  return best != NULL ? best : assay_ticks_new_number (out->x_low, out->x_high, step, tick_text (axis));
}

static void
scale_ticks (AssayTicks *ticks, double factor)
{
  for (guint i = 0; i < ticks->n; i++)
    ticks->ticks[i].value *= factor;
}

/* The finest rung that fits, unless it leaves fewer than two ticks and the one before has more: its labels are then
 * thinned where they touch. */
static AssayTicks *
x_time_ticks (const ChartFrame *frame, const AssayTheme *theme, gboolean is_date)
{
  double unit = is_date ? 86400 : 1;
  double low = frame->out.x_low * unit, high = frame->out.x_high * unit, a_point = (high - low) / frame->plot.width;
  AssayTicks *best = NULL;
  int first_weekday = assay_tick_first_weekday ();

  for (guint rung = is_date ? assay_tick_first_day_rung () : 0; rung < assay_tick_n_rungs (); rung++)
    {
      double pitch = assay_tick_rung_seconds (rung) / a_point;
      AssayTicks *ticks;

      if (pitch < frame->em * 0.9 && rung + 1 < assay_tick_n_rungs ())
        continue;
      ticks = assay_ticks_new_time (low, high, rung, first_weekday);
      if (best != NULL && ticks->n < MIN (best->n, 2))
        {
          assay_ticks_free (ticks);
          break;
        }
      g_clear_pointer (&best, assay_ticks_free);
      best = ticks;
      if (pitch >= X_PITCH * widest_label (frame, theme, ticks))
        break;
    }
  scale_ticks (best, 1 / unit);
  return best;
}

static AssayTicks *
x_category_ticks (const ChartFrame *frame, const AssayTheme *theme, const AssayChart *chart)
{
  guint n = chart_n_categories (chart), every = 1;
  double pitch = frame->plot.width / MAX (frame->out.x_high - frame->out.x_low, 1), widest = 0;
  GArray *ticks = g_array_new (FALSE, TRUE, sizeof (AssayTick));
  AssayTicks *self = g_new0 (AssayTicks, 1);

  for (guint i = 0; i < MIN (n, 200); i++)
    widest = MAX (widest, text_width (frame, theme, chart_category (chart, i)));
  while (every < n && pitch * every < widest + frame->em * 0.6)
    every++;
  for (guint i = 0; i < n; i += every)
    {
      AssayTick tick = { i, g_strdup (chart_category (chart, i)), NULL, NULL };

      if (i >= frame->out.x_low && i <= frame->out.x_high)
        g_array_append_val (ticks, tick);
      else
        g_free (tick.label);
    }
  self->n = ticks->len;
  self->step = every;
  self->ticks = (AssayTick *) (void *) g_array_free (ticks, FALSE);
  return self;
}

static ChartLabel
time_label (const ChartFrame *frame, const AssayTheme *theme, const AssayTick *tick, const char *second)
{
  g_autofree char *markup = NULL;
  PangoLayout *layout;

  if (second == NULL)
    return label_at (frame, theme, tick->label);
  /* Translators: a tick of a time axis and, in bold, the level above it: "4 <b>Aug</b>", "Jan <b>2026</b>" */
  markup = g_markup_printf_escaped (_("%s <b>%s</b>"), tick->label, second);
  layout = chart_text_new_markup (frame->context, theme, CHART_TEXT_TICK, markup);
  return (ChartLabel) { layout, 0, 0, chart_text_width (layout), chart_text_height (layout) };
}

/* Centred under its tick, moved in at the ends of the box; at the right end by at most a part of itself. */
static gboolean
centre_label (ChartLabel *label, double point, double width, double top)
{
  double x = point - label->width / 2;

  label->x = CLAMP (x, 0, MAX (width - label->width, 0));
  label->y = top;
  return label->width <= width && x - label->x <= label->width * 0.4;
}

static gboolean
touches (const ChartLabel *left, const ChartLabel *right, double gap)
{
  return right->x < left->x + left->width + gap;
}

/* Labels with the level above go first, since they cannot be guessed; plain ones fill what is left. */
static void
place_labels (ChartFrame *frame, const AssayTheme *theme, const AssayTicks *ticks, double width)
{
  double gap = frame->em * 0.45, top = frame->plot.y + frame->plot.height + frame->tick_height * 0.5;
  g_autofree ChartLabel *labels = g_new0 (ChartLabel, MAX (ticks->n, 1));
  gboolean is_first = TRUE;
  int last = -1;

  for (guint i = 0; i < ticks->n; i++)
    {
      const AssayTick *tick = &ticks->ticks[i];
      ChartLabel label;

      if (tick->second == NULL)
        continue;
      label = time_label (frame, theme, tick, is_first ? tick->second_full : tick->second);
      if (!centre_label (&label, assay_chart_x_to_point (&frame->out, tick->value), width, top))
        {
          g_clear_object (&label.text);
          continue;
        }
      if (last >= 0 && touches (&labels[last], &label, gap))
        {
          /* The later one holds for longer, the one before may be the first and say the most: it hands that on. */
          g_clear_object (&labels[last].text);
          g_clear_object (&label.text);
          label = time_label (frame, theme, tick, tick->second_full);
          centre_label (&label, assay_chart_x_to_point (&frame->out, tick->value), width, top);
        }
      labels[i] = label;
      last = (int) i;
      is_first = FALSE;
    }
  for (guint i = 0; i < ticks->n; i++)
    {
      ChartLabel label;
      gboolean free_place;
      int before = (int) i - 1;
      guint after = i + 1;

      if (labels[i].text != NULL)
        continue;
      label = time_label (frame, theme, &ticks->ticks[i], NULL);
      free_place = centre_label (&label, assay_chart_x_to_point (&frame->out, ticks->ticks[i].value), width, top);
      while (before >= 0 && labels[before].text == NULL)
        before--;
      while (after < ticks->n && labels[after].text == NULL)
        after++;
      free_place = free_place && !(before >= 0 && touches (&labels[before], &label, gap))
                   && !(after < ticks->n && touches (&label, &labels[after], gap));
      if (free_place)
        labels[i] = label;
      else
        g_clear_object (&label.text);
    }
  for (guint i = 0; i < ticks->n; i++)
    if (labels[i].text != NULL)
      g_array_append_val (frame->x_labels, labels[i]);
}

void
chart_frame_place_x (ChartFrame *frame, const AssayChart *chart, const AssayTheme *theme, double width, gboolean has_labels)
{
  const AssayAxis *axis = assay_figure_get_x (chart->figure);
  g_autoptr(AssayTicks) ticks = NULL;

  if (isnan (chart->x_low))
    return;
  if (axis->type == ASSAY_AXIS_DATE || axis->type == ASSAY_AXIS_DATETIME)
    ticks = x_time_ticks (frame, theme, axis->type == ASSAY_AXIS_DATE);
  else if (axis->type == ASSAY_AXIS_CATEGORY)
    ticks = x_category_ticks (frame, theme, chart);
  else
    ticks = x_number_ticks (frame, theme, axis);
  if (has_labels)
    place_labels (frame, theme, ticks, width);
  for (guint i = 0; i < ticks->n && axis->type != ASSAY_AXIS_CATEGORY; i++)
    g_array_append_val (frame->x_grid, ticks->ticks[i].value);
}

void
chart_frame_place_values (ChartFrame *frame, const AssayTheme *theme, const AssayAxis *axis, double width)
{
  g_autoptr(AssayTicks) ticks = x_number_ticks (frame, theme, axis);

  place_labels (frame, theme, ticks, width);
  for (guint i = 0; i < ticks->n; i++)
    g_array_append_val (frame->x_grid, ticks->ticks[i].value);
}
