/* Pointer and keys of a chart. Handlers only unpack events; what happens is in functions of plain numbers. */
#include "app/chart-view-private.h"
#include <math.h>
#include "app/settings.h"

#define WHEEL_FACTOR 0.8              /* one notch closer */
#define KEY_FACTOR 0.7
#define WHEEL_PAN 0.1                 /* of the view a notch */
#define SAME_VIEW_USEC 600000         /* wheel steps closer than this are one view in the history */

static const AssayFigure *
figure_of (AssayChartView *self)
{
  return assay_chart_get_figure (self->chart);
}

static gboolean
is_lines (AssayChartView *self)
{
  const AssayFigureKind kind = assay_figure_get_kind (figure_of (self));

  return kind == ASSAY_FIGURE_SERIES || kind == ASSAY_FIGURE_ZSCORE;
}

static double
point_to_x (AssayChartView *self, double px)
{
  const AssayBox *plot = &self->layout.plot;

  return assay_chart_point_to_x (&self->layout, CLAMP (px, plot->x, plot->x + plot->width));
}

static gboolean
over_plot (AssayChartView *self, double x, double y)
{
  const AssayBox *plot = &self->layout.plot;

  /* The margins belong to the plot: the crosshair stays while the pointer crosses the axis labels. */
  return x >= plot->x - 8 && x <= plot->x + plot->width + 8 && y >= 0 && y <= gtk_widget_get_height (GTK_WIDGET (self));
}

/* A mark close to the pointer wins over the sample nearest in x: it is what the eye aims at. */
static gboolean
find_sample (AssayChartView *self, double x, double y, AssayChartHit *hit)
{
  AssayView view;

  assay_chart_view_get_view (self, &view);
  return assay_chart_hit (self->chart, &view, &self->layout, x, y, hit)
         || assay_chart_nearest (self->chart, &view, &self->layout, x, hit);
}

static gboolean
find_mark (AssayChartView *self, double x, double y, AssayChartHit *hit)
{
  AssayView view;

  assay_chart_view_get_view (self, &view);
  return assay_chart_hit (self->chart, &view, &self->layout, x, y, hit);
}

/* ---- moving ---- */

void
assay_chart_view_point (AssayChartView *self, double x, double y)
{
  AssayChartHit hit;

  self->inside = TRUE;
  self->px = x;
  self->py = y;
  if (!assay_chart_view_ensure_layout (self))
    return;
  if (self->by_key)
    {
      self->by_key = FALSE;
      assay_chart_view_update_description (self);
    }
  if (!is_lines (self))
    assay_chart_view_set_bar (self, find_mark (self, x, y, &hit) ? &hit : NULL);
  else if (over_plot (self, x, y) && find_sample (self, x, y, &hit))
    assay_selection_set_hover (self->axis, hit.x);
  else
    assay_selection_set_hover (self->axis, NAN);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
assay_chart_view_leave (AssayChartView *self)
{
  self->inside = FALSE;
  if (self->by_key)
    return;
  assay_chart_view_set_bar (self, NULL);
  assay_selection_set_hover (self->axis, NAN);
}

/* ---- clicking ---- */

static void
toggle_pin (AssayChartView *self, double x)
{
  if (assay_selection_get_pinned (self->axis) == x)
    {
      assay_selection_set_pinned (self->axis, NAN);
      return;
    }
  assay_selection_set_pinned (self->axis, x);
  self->owns_pin = TRUE;
}

static void
open_hit (AssayChartView *self, const AssayChartHit *hit)
{
  const AssayFigureKind kind = assay_figure_get_kind (figure_of (self));

  if (kind == ASSAY_FIGURE_RISK_BARS && self->page != NULL)
    {
      const int category = hit->risk != ASSAY_RISK_NONE ? (int) hit->risk : (int) hit->index;

      assay_selection_set_category (self->page, assay_selection_get_category (self->page) == category ? -1 : category);
    }
  else if (!is_lines (self))
    g_signal_emit_by_name (self, "opened", hit->series, (guint64) hit->index);
  else if (is_lines (self))
    {
      if (hit->row >= 0 && self->page != NULL)
        assay_selection_set_row (self->page, hit->row);
      assay_selection_set_pinned (self->axis, hit->x);
      self->owns_pin = TRUE;
    }
}

/* Every stem of a Z-score chart can be hit; only what deviates is something to open. */
static gboolean
is_mark (AssayChartView *self, const AssayChartHit *hit)
{
  return !is_lines (self) || hit->risk > ASSAY_RISK_LOW
         || assay_figure_get_series (figure_of (self), hit->series)->role == ASSAY_SERIES_MARKS;
}

static void
click (AssayChartView *self, double x, double y)
{
  AssayChartHit hit;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (find_mark (self, x, y, &hit) && is_mark (self, &hit))
    open_hit (self, &hit);
  else if (is_lines (self) && over_plot (self, x, y) && find_sample (self, x, y, &hit))
    toggle_pin (self, hit.x);
}

/* ---- dragging ---- */

static void
add_rows_between (const AssayFigureSeries *series, AssaySpan span, GtkBitset *rows)
{
  const guint64 *row = assay_figure_series_row (series);
  const gsize first = assay_reading_first_not_before (series, span.low);
  gsize last = assay_reading_first_not_before (series, span.high);

  if (last < series->n && assay_reading_x_at (series, last) == span.high)
    last++;
  if (row == NULL || first >= last)
    return;
  /* A series is one stretch of the table; a thinned figure leaves rows out that belong to it all the same. */
  if (series->role != ASSAY_SERIES_MARKS && row[last - 1] < G_MAXUINT)
    gtk_bitset_add_range_closed (rows, (guint) row[first], (guint) row[last - 1]);
  else
    for (gsize i = first; i < last; i++)
      gtk_bitset_add (rows, (guint) row[i]);
}

static void
select_brushed_rows (AssayChartView *self)
{
  const AssaySpan brush = assay_selection_get_brush (self->axis);
  g_autoptr(GtkBitset) rows = gtk_bitset_new_empty ();

  if (self->page == NULL)
    return;
  for (guint i = 0; i < self->group->len && !assay_span_is_all (brush); i++)
    {
      AssayChartView *member = g_ptr_array_index (self->group, i);
      const AssayFigure *figure = member->chart != NULL ? figure_of (member) : NULL;

      for (guint s = 0; figure != NULL && s < assay_figure_get_n_series (figure); s++)
        add_rows_between (assay_figure_get_series (figure, s), brush, rows);
    }
  assay_selection_set_rows (self->page, rows);
}

void
assay_chart_view_press (AssayChartView *self, double x, double y, GdkModifierType state, gboolean middle)
{
  if (!assay_chart_view_ensure_layout (self))
    return;
  self->start_x = self->px = x;
  self->start_y = self->py = y;
  self->start_value = point_to_x (self, x);
  self->start_span = assay_span_resolve (assay_selection_get_visible (self->axis), assay_selection_get_extent (self->axis));
  self->drag = middle ? ASSAY_DRAG_PAN : ASSAY_DRAG_PRESSED;
  self->brush_anchor = (state & GDK_SHIFT_MASK) != 0 ? self->start_value : NAN;
  if (middle)
    assay_selection_remember (self->axis);
}

static void
pan_to (AssayChartView *self, double x)
{
  const double width = self->start_span.high - self->start_span.low;

  assay_selection_track (self->axis, assay_span_pan (self->start_span, assay_selection_get_extent (self->axis),
                                                     -(x - self->start_x) / self->layout.plot.width * width));
}

void
assay_chart_view_drag_to (AssayChartView *self, double x, double y)
{
  self->px = x;
  self->py = y;
  if (self->drag == ASSAY_DRAG_PRESSED && hypot (x - self->start_x, y - self->start_y) >= ASSAY_CLICK_SLOP
      && assay_chart_view_has_x (self))
    self->drag = isnan (self->brush_anchor) ? ASSAY_DRAG_ZOOM : ASSAY_DRAG_BRUSH;

  if (self->drag == ASSAY_DRAG_PAN && assay_chart_view_ensure_layout (self))
    pan_to (self, x);
  else if (self->drag == ASSAY_DRAG_BRUSH && assay_chart_view_ensure_layout (self))
    assay_selection_set_brush (self->axis, assay_span_between (self->brush_anchor, point_to_x (self, x)));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
release_press (AssayChartView *self, double x, double y, guint32 time)
{
  int double_click = 400;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-double-click-time", &double_click, NULL);
  if (!assay_span_is_all (assay_selection_get_brush (self->axis)))
    {
      assay_selection_set_brush (self->axis, assay_span_all ());
      select_brushed_rows (self);
    }
  if (self->click_time != 0 && time - self->click_time < (guint32) double_click)
    {
      self->click_time = 0;
      assay_selection_set_pinned (self->axis, NAN);
      assay_selection_reset (self->axis);
      return;
    }
  self->click_time = time;
  click (self, x, y);
}

void
assay_chart_view_release (AssayChartView *self, double x, double y, guint32 time)
{
  const AssayDrag drag = self->drag;

  self->drag = ASSAY_DRAG_NONE;
  if (!assay_chart_view_ensure_layout (self))
    return;
  if (drag == ASSAY_DRAG_PRESSED)
    release_press (self, x, y, time);
  else if (drag == ASSAY_DRAG_ZOOM)
    assay_selection_show (self->axis, assay_span_between (self->start_value, point_to_x (self, x)));
  else if (drag == ASSAY_DRAG_BRUSH)
    select_brushed_rows (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
assay_chart_view_cancel_drag (AssayChartView *self)
{
  if (self->drag != ASSAY_DRAG_ZOOM && self->drag != ASSAY_DRAG_BRUSH && self->drag != ASSAY_DRAG_PAN)
    return FALSE;
  if (self->drag == ASSAY_DRAG_BRUSH)
    assay_selection_set_brush (self->axis, assay_span_all ());
  if (self->drag == ASSAY_DRAG_PAN)
    assay_selection_track (self->axis, self->start_span);
  self->drag = ASSAY_DRAG_CANCELLED;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return TRUE;
}

/* ---- zooming ---- */

/* A run of wheel steps is one view to go back to. */
static void
remember_once (AssayChartView *self)
{
  const gint64 now = g_get_monotonic_time ();

  if (now - self->zoom_time > SAME_VIEW_USEC)
    assay_selection_remember (self->axis);
  self->zoom_time = now;
}

static void
zoom_about (AssayChartView *self, double about, double factor)
{
  remember_once (self);
  assay_selection_track (self->axis, assay_span_zoom (assay_selection_get_visible (self->axis), assay_selection_get_extent (self->axis),
                                                      about, factor, assay_selection_get_least (self->axis)));
}

gboolean
assay_chart_view_scroll (AssayChartView *self, double dx, double dy, GdkModifierType state)
{
  if (self->chart == NULL || !assay_chart_view_has_x (self) || !assay_chart_view_ensure_layout (self))
    return FALSE;
  if ((state & GDK_CONTROL_MASK) != 0)
    {
      zoom_about (self, point_to_x (self, self->px), pow (WHEEL_FACTOR, -dy));
      return TRUE;
    }
  if ((state & GDK_SHIFT_MASK) != 0 && dx == 0)
    dx = dy;
  else if (fabs (dx) <= fabs (dy))
    return FALSE;                     /* the page scrolls */
  remember_once (self);
  assay_selection_track (self->axis, assay_span_pan (assay_selection_get_visible (self->axis), assay_selection_get_extent (self->axis),
                                                     dx * WHEEL_PAN * (self->layout.x_high - self->layout.x_low)));
  return TRUE;
}

/* ---- keys ---- */

static gboolean
is_visible_line (AssayChartView *self, guint index)
{
  const AssayFigureSeries *series = assay_figure_get_series (figure_of (self), index);

  return series->n > 0 && !ASSAY_SERIES_HAS_LIMITS (series->role) && ASSAY_SERIES_IS_PLAIN (series->role) && series->role != ASSAY_SERIES_MARKS
         && !(index < 64 && (self->hidden >> index & 1) != 0);
}

/* The series the cursor runs on; NULL: there is none to be seen. */
static const AssayFigureSeries *
cursor_series (AssayChartView *self, int direction)
{
  const guint n = assay_figure_get_n_series (figure_of (self));

  for (guint i = 0; i < n; i++)
    {
      const guint index = (guint) ((int) (self->cursor_series + n) + (direction < 0 ? -1 : 1) * (int) (i + (direction != 0))) % n;

      if (is_visible_line (self, index))
        {
          self->cursor_series = index;
          return assay_figure_get_series (figure_of (self), index);
        }
    }
  return NULL;
}

static double
cursor_x (AssayChartView *self)
{
  const double hover = assay_selection_get_hover (self->axis), pinned = assay_selection_get_pinned (self->axis);

  if (!isnan (hover))
    return hover;
  return !isnan (pinned) ? pinned : self->layout.x_low + (self->layout.x_high - self->layout.x_low) / 2;
}

static void
set_cursor (AssayChartView *self, double x)
{
  self->inside = FALSE;
  self->by_key = TRUE;
  assay_selection_track (self->axis, assay_span_reveal (assay_selection_get_visible (self->axis), assay_selection_get_extent (self->axis), x));
  assay_selection_set_hover (self->axis, x);
  assay_chart_view_update_description (self);
}

/* Steps over gaps: a sample without a value has nothing to read. */
static void
step_sample (AssayChartView *self, const AssayFigureSeries *series, int direction)
{
  const double *y = assay_figure_series_y (series);
  gsize i = assay_reading_nearest (series, cursor_x (self));

  /* The first key press puts the cursor down where it is. */
  if (!isnan (assay_selection_get_hover (self->axis)) || !isnan (assay_selection_get_pinned (self->axis)))
    do
      {
        if (direction < 0 ? i == 0 : i + 1 >= series->n)
          return;
        i = direction < 0 ? i - 1 : i + 1;
      }
    while (isnan (y[i]));
  set_cursor (self, assay_reading_x_at (series, i));
}

static void
step_mark (AssayChartView *self, int direction)
{
  AssayChartHit hit;

  if (assay_chart_next_mark (self->chart, cursor_x (self), direction, &hit))
    set_cursor (self, hit.x);
}

static void
jump (AssayChartView *self, const AssayFigureSeries *series, double x)
{
  set_cursor (self, assay_reading_x_at (series, assay_reading_nearest (series, x)));
}

void
assay_chart_view_put_cursor (AssayChartView *self, double x)
{
  const AssayFigureSeries *series = self->chart != NULL ? cursor_series (self, 0) : NULL;

  if (series != NULL)
    jump (self, series, x);
}

void
assay_chart_view_zoom (AssayChartView *self, double factor)
{
  if (self->chart != NULL && assay_chart_view_has_x (self) && assay_chart_view_ensure_layout (self))
    zoom_about (self, cursor_x (self), factor);
}

static void
extend_brush (AssayChartView *self, const AssayFigureSeries *series, int direction)
{
  const AssaySpan brush = assay_selection_get_brush (self->axis);

  if (assay_span_is_all (brush))
    self->brush_anchor = assay_reading_x_at (series, assay_reading_nearest (series, cursor_x (self)));
  step_sample (self, series, direction);
  assay_selection_set_brush (self->axis, assay_span_between (self->brush_anchor, cursor_x (self)));
  select_brushed_rows (self);
}

static gboolean
mark_at (AssayChartView *self, double x, AssayChartHit *hit)
{
  /* The mark at or after x is the next one after a point just before it. */
  return assay_chart_next_mark (self->chart, nextafter (x, -INFINITY), 1, hit) && hit->x == x;
}

static void
enter (AssayChartView *self)
{
  AssayChartHit hit;
  const double x = assay_selection_get_hover (self->axis);

  if (self->has_bar)
    open_hit (self, &self->bar);
  else if (is_lines (self) && !isnan (x))
    {
      if (mark_at (self, x, &hit))
        open_hit (self, &hit);
      else
        toggle_pin (self, x);
    }
}

static gboolean
escape (AssayChartView *self)
{
  if (assay_chart_view_cancel_drag (self))
    return TRUE;
  if (!assay_span_is_all (assay_selection_get_brush (self->axis)))
    {
      assay_selection_set_brush (self->axis, assay_span_all ());
      select_brushed_rows (self);
      return TRUE;
    }
  if (!isnan (assay_selection_get_pinned (self->axis)))
    {
      assay_selection_set_pinned (self->axis, NAN);
      return TRUE;
    }
  if (self->by_key)
    {
      self->by_key = FALSE;
      assay_selection_set_hover (self->axis, NAN);
      assay_chart_view_set_bar (self, NULL);
      assay_chart_view_update_description (self);
      return TRUE;
    }
  return FALSE;
}

/* The series that the keys walk first: of dots the dots, not the line they are held against. */
static guint
first_bars (AssayChartView *self)
{
  const AssayFigure *figure = figure_of (self);

  for (guint i = 0; assay_figure_get_kind (figure) == ASSAY_FIGURE_POINTS && i < assay_figure_get_n_series (figure); i++)
    if (assay_figure_get_series (figure, i)->role == ASSAY_SERIES_ACTUAL || assay_figure_get_series (figure, i)->role == ASSAY_SERIES_OTHER)
      return i;
  return 0;
}

/* lines: of a matrix, which has another series in each. */
static void
step_bar (AssayChartView *self, int direction, int lines)
{
  const guint n = assay_figure_get_n_series (figure_of (self)), first = first_bars (self);
  AssayChartHit hit = { .row = -1, .risk = ASSAY_RISK_NONE };
  const AssayFigureSeries *series;
  const gint8 *risks;
  gint64 index;

  if (n == 0)
    return;
  hit.series = (guint) CLAMP ((int) (self->has_bar ? self->bar.series : first) + (self->has_bar ? lines : 0), 0, (int) n - 1);
  series = assay_figure_get_series (figure_of (self), hit.series);
  risks = assay_figure_series_risk (series);
  if (series->n == 0)
    return;
  index = self->has_bar ? (gint64) self->bar.index + direction : direction >= 0 ? 0 : (gint64) series->n - 1;
  hit.index = (gsize) CLAMP (index, 0, (gint64) series->n - 1);
  hit.x = assay_reading_x_at (series, hit.index);
  hit.y = assay_figure_series_y (series)[hit.index];
  if (risks != NULL)
    hit.risk = risks[hit.index];
  self->inside = FALSE;
  self->by_key = TRUE;
  assay_chart_view_set_bar (self, &hit);
  assay_chart_view_update_description (self);
}

static gboolean
bar_key (AssayChartView *self, guint keyval)
{
  const gboolean is_matrix = assay_figure_get_kind (figure_of (self)) == ASSAY_FIGURE_HEAT;

  switch (keyval)
    {
    case GDK_KEY_Up: case GDK_KEY_KP_Up: step_bar (self, is_matrix ? 0 : -1, is_matrix ? -1 : 0); return TRUE;
    case GDK_KEY_Down: case GDK_KEY_KP_Down: step_bar (self, is_matrix ? 0 : 1, is_matrix ? 1 : 0); return TRUE;
    case GDK_KEY_Left: case GDK_KEY_KP_Left: step_bar (self, -1, 0); return TRUE;
    case GDK_KEY_Right: case GDK_KEY_KP_Right: step_bar (self, 1, 0); return TRUE;
    default: return FALSE;
    }
}

static gboolean
line_key (AssayChartView *self, guint keyval, gboolean control, gboolean shift)
{
  const AssayFigureSeries *series = cursor_series (self, 0);
  const double tenth = (self->layout.x_high - self->layout.x_low) / 10;
  int direction;

  if (series == NULL)
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Left: case GDK_KEY_KP_Left:
    case GDK_KEY_Right: case GDK_KEY_KP_Right:
      direction = keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left ? -1 : 1;
      if (shift)
        extend_brush (self, series, direction);
      else if (control)
        step_mark (self, direction);
      else
        step_sample (self, series, direction);
      return TRUE;
    case GDK_KEY_Page_Up: jump (self, series, cursor_x (self) - tenth); return !control;
    case GDK_KEY_Page_Down: jump (self, series, cursor_x (self) + tenth); return !control;
    case GDK_KEY_Home: jump (self, series, -INFINITY); return TRUE;
    case GDK_KEY_End: jump (self, series, INFINITY); return TRUE;
    case GDK_KEY_Up: cursor_series (self, -1); assay_chart_view_set_emphasis (self, (int) self->cursor_series); return TRUE;
    case GDK_KEY_Down: cursor_series (self, 1); assay_chart_view_set_emphasis (self, (int) self->cursor_series); return TRUE;
    default: return FALSE;
    }
}

static gboolean
common_key (AssayChartView *self, guint keyval)
{
  switch (keyval)
    {
    case GDK_KEY_plus: case GDK_KEY_equal: case GDK_KEY_KP_Add: zoom_about (self, cursor_x (self), KEY_FACTOR); return TRUE;
    case GDK_KEY_minus: case GDK_KEY_KP_Subtract: zoom_about (self, cursor_x (self), 1 / KEY_FACTOR); return TRUE;
    case GDK_KEY_0: case GDK_KEY_KP_0: assay_selection_reset (self->axis); return TRUE;
    case GDK_KEY_Return: case GDK_KEY_KP_Enter: case GDK_KEY_ISO_Enter: enter (self); return TRUE;
    case GDK_KEY_t: case GDK_KEY_T:
      return assay_settings_get_flag (assay_settings_get_default (), "single-keys")
             && gtk_widget_activate_action (GTK_WIDGET (self), "chart.table", NULL);
    default: return FALSE;
    }
}

static void popup_menu (AssayChartView *self, double x, double y);

gboolean
assay_chart_view_key (AssayChartView *self, guint keyval, GdkModifierType state)
{
  const gboolean control = (state & GDK_CONTROL_MASK) != 0, shift = (state & GDK_SHIFT_MASK) != 0;

  if (!assay_chart_view_ensure_layout (self))
    return FALSE;
  if ((state & GDK_ALT_MASK) != 0)
    {
      if (keyval != GDK_KEY_z && keyval != GDK_KEY_Z)
        return FALSE;
      return shift ? assay_selection_go_forward (self->axis) : assay_selection_go_back (self->axis);
    }
  if (keyval == GDK_KEY_Escape)
    return escape (self);
  if (keyval == GDK_KEY_Menu || (keyval == GDK_KEY_F10 && shift))
    {
      popup_menu (self, self->layout.plot.x + self->layout.plot.width / 2, self->layout.plot.y + self->layout.plot.height / 2);
      return TRUE;
    }
  if (is_lines (self) ? line_key (self, keyval, control, shift) : !control && bar_key (self, keyval))
    return TRUE;
  return !control && common_key (self, keyval);
}

/* ---- events ---- */

static void
popup_menu (AssayChartView *self, double x, double y)
{
  if (self->menu == NULL)
    {
      g_autoptr(GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/assay_workbench/Assay/ui/chart-menu.ui");

      self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (gtk_builder_get_object (builder, "chart_menu")));
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, AssayChartView *self)
{
  if (self->drag == ASSAY_DRAG_NONE)
    assay_chart_view_point (self, x, y);
}

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, AssayChartView *self)
{
  const gboolean middle = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) == GDK_BUTTON_MIDDLE;

  assay_chart_view_press (self, x, y, gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)), middle);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, AssayChartView *self)
{
  assay_chart_view_drag_to (self, self->start_x + dx, self->start_y + dy);
  if (self->drag == ASSAY_DRAG_ZOOM || self->drag == ASSAY_DRAG_BRUSH || self->drag == ASSAY_DRAG_PAN)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, AssayChartView *self)
{
  assay_chart_view_release (self, self->start_x + dx, self->start_y + dy,
                            gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (gesture)));
}

static void
on_drag_cancel (GtkGesture *gesture, GdkEventSequence *sequence, AssayChartView *self)
{
  assay_chart_view_cancel_drag (self);
  self->drag = ASSAY_DRAG_NONE;
}

static void
on_secondary (GtkGestureClick *gesture, int n_press, double x, double y, AssayChartView *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  popup_menu (self, x, y);
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, double dx, double dy, AssayChartView *self)
{
  return assay_chart_view_scroll (self, dx, dy, gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller)));
}

static void
on_pinch_begin (GtkGesture *gesture, GdkEventSequence *sequence, AssayChartView *self)
{
  self->pinch_factor = 1;
}

static void
on_pinch (GtkGestureZoom *gesture, double factor, AssayChartView *self)
{
  double x = self->px, y;

  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y);
  if (factor > 0 && assay_chart_view_ensure_layout (self) && assay_chart_view_has_x (self))
    zoom_about (self, point_to_x (self, x), self->pinch_factor / factor);
  self->pinch_factor = factor;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, AssayChartView *self)
{
  return assay_chart_view_key (self, keyval, state);
}

static void
on_focus_out (AssayChartView *self)
{
  if (!self->by_key)
    return;
  self->by_key = FALSE;
  assay_selection_set_hover (self->axis, NAN);
  assay_chart_view_set_bar (self, NULL);
  assay_chart_view_set_emphasis (self, -1);
  assay_chart_view_update_description (self);
}

static void
on_zoom_clicked (AssayChartView *self)
{
  const AssaySpan brush = assay_selection_get_brush (self->axis);

  assay_selection_set_brush (self->axis, assay_span_all ());
  assay_selection_show (self->axis, brush);
}

static void
add_drag (AssayChartView *self, guint button)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), button);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (on_drag_cancel), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

static void
add_pointer (AssayChartView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *secondary = gtk_gesture_click_new (), *pinch = gtk_gesture_zoom_new ();

  g_signal_connect (motion, "enter", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (assay_chart_view_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (on_secondary), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (secondary));
  g_signal_connect (pinch, "begin", G_CALLBACK (on_pinch_begin), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (on_pinch), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
}

void
assay_chart_view_init_input (AssayChartView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new (), *focus = gtk_event_controller_focus_new ();

  add_pointer (self);
  add_drag (self, GDK_BUTTON_PRIMARY);
  add_drag (self, GDK_BUTTON_MIDDLE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_focus_out), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  g_signal_connect_swapped (self->zoom_button, "clicked", G_CALLBACK (on_zoom_clicked), self);
}
