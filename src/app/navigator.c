#include "app/navigator.h"
#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#define HEIGHT 40
#define INSET 4                  /* above and below the strip, for the focus ring */
#define HANDLE_WIDTH 12          /* drawn 7 wide; the rest is room for the pointer */
#define REACH 9                  /* how far from an edge a press still takes it */
#define KEY_STEP 0.02            /* of the whole, a key press */

/* ---- a handle: a focus stop ---- */

#define ASSAY_TYPE_NAVIGATOR_HANDLE (assay_navigator_handle_get_type ())
G_DECLARE_FINAL_TYPE (AssayNavigatorHandle, assay_navigator_handle, ASSAY, NAVIGATOR_HANDLE, GtkWidget)
struct _AssayNavigatorHandle { GtkWidget parent_instance; };
G_DEFINE_FINAL_TYPE (AssayNavigatorHandle, assay_navigator_handle, GTK_TYPE_WIDGET)

static void
assay_navigator_handle_class_init (AssayNavigatorHandleClass *class)
{
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "handle");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
assay_navigator_handle_init (AssayNavigatorHandle *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "ew-resize");
}

/* ---- the strip ---- */

struct _AssayNavigator
{
  GtkWidget parent_instance;
  AssayChartView *above;         /* lent: a sibling */
  AssaySelection *axis;
  GtkWidget *handles[2];
  GdkTexture *texture;
  AssayChart *drawn;             /* what the texture shows */
  AssayTheme drawn_theme;        /* kind and contrast only */
  int drawn_width, drawn_scale;
  AssayNavigatorPart part;
  AssaySpan start;
};

G_DEFINE_FINAL_TYPE (AssayNavigator, assay_navigator, GTK_TYPE_WIDGET)

AssayNavigatorPart
assay_navigator_part_at (double px, double low, double high)
{
  /* In a window narrower than two handles the nearer edge wins, and its middle still moves it. */
  const double reach = MIN (REACH, MAX ((high - low) / 3, 2));

  if (fabs (px - low) <= reach || (px < low && low - px <= REACH))
    return ASSAY_NAVIGATOR_LOW;
  if (fabs (px - high) <= reach || (px > high && px - high <= REACH))
    return ASSAY_NAVIGATOR_HIGH;
  return px > low && px < high ? ASSAY_NAVIGATOR_WINDOW : ASSAY_NAVIGATOR_OUTSIDE;
}

AssaySpan
assay_navigator_drag (AssayNavigatorPart part, AssaySpan start, AssaySpan extent, double dx, double least)
{
  switch (part)
    {
    case ASSAY_NAVIGATOR_LOW:
      start.low = CLAMP (start.low + dx, extent.low, start.high - least);
      return assay_span_fit (start, extent, least);
    case ASSAY_NAVIGATOR_HIGH:
      start.high = CLAMP (start.high + dx, start.low + least, extent.high);
      return assay_span_fit (start, extent, least);
    case ASSAY_NAVIGATOR_WINDOW:
      return assay_span_fit ((AssaySpan) { start.low + dx, start.high + dx }, extent, least);
    default:
      return start;
    }
}

static gboolean
get_plot (AssayNavigator *self, AssayBox *plot)
{
  AssayChartLayout layout;

  if (assay_span_is_all (assay_selection_get_extent (self->axis)) || !assay_chart_view_get_layout (self->above, &layout))
    return FALSE;
  *plot = (AssayBox) { layout.plot.x, INSET, layout.plot.width, gtk_widget_get_height (GTK_WIDGET (self)) - 2 * INSET };
  return plot->width > 0;
}

static double
to_point (AssayNavigator *self, const AssayBox *plot, double x)
{
  const AssaySpan extent = assay_selection_get_extent (self->axis);

  return extent.high > extent.low ? plot->x + (x - extent.low) / (extent.high - extent.low) * plot->width : plot->x;
}

static AssaySpan
get_window (AssayNavigator *self)
{
  return assay_span_resolve (assay_selection_get_visible (self->axis), assay_selection_get_extent (self->axis));
}

static GdkTexture *
draw_texture (AssayChart *chart, const AssayTheme *theme, int width, int height, int scale)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  cairo_t *cr = cairo_create (surface);
  const int stride = cairo_image_surface_get_stride (surface);
  g_autoptr(GBytes) bytes = NULL;
  AssayView view;

  assay_view_init (&view);
  view.parts = ASSAY_CHART_NAVIGATOR;
  cairo_scale (cr, scale, scale);
  assay_chart_draw (chart, &view, theme, cr, width, height);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), (gsize) stride * height * scale,
                                      (GDestroyNotify) cairo_surface_destroy, surface);
  return gdk_memory_texture_new (width * scale, height * scale, GDK_MEMORY_DEFAULT, bytes, stride);
}

static void
ensure_texture (AssayNavigator *self, const AssayBox *plot)
{
  const AssayTheme *theme = assay_chart_view_get_theme (self->above);
  const int width = (int) plot->width, scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  AssayChart *chart = assay_chart_view_get_chart (self->above);

  if (self->texture != NULL && self->drawn == chart && self->drawn_width == width && self->drawn_scale == scale
      && self->drawn_theme.kind == theme->kind && self->drawn_theme.high_contrast == theme->high_contrast)
    return;
  g_clear_object (&self->texture);
  g_clear_pointer (&self->drawn, assay_chart_unref);
  self->drawn = assay_chart_ref (chart);
  self->drawn_width = width;
  self->drawn_scale = scale;
  self->drawn_theme.kind = theme->kind;
  self->drawn_theme.high_contrast = theme->high_contrast;
  self->texture = draw_texture (chart, theme, width, (int) plot->height, scale);
}

static GdkRGBA
rgba (AssayColor color, double alpha)
{
  return (GdkRGBA) { color.red, color.green, color.blue, color.alpha * alpha };
}

static void
append_rounded (GtkSnapshot *snapshot, double x, double y, double width, double height, double radius, const GdkRGBA *color)
{
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (x, y, width, height), radius);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, color, &shape.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
append_window (AssayNavigator *self, GtkSnapshot *snapshot, const AssayBox *plot)
{
  const AssayTheme *theme = assay_chart_view_get_theme (self->above);
  const AssaySpan window = get_window (self);
  const double low = floor (to_point (self, plot, window.low)), high = ceil (to_point (self, plot, window.high));
  const GdkRGBA wash = rgba (theme->accent, 0.16), edge = rgba (theme->accent, 0.9);
  GskRoundedRect frame;

  gtk_snapshot_append_color (snapshot, &wash, &GRAPHENE_RECT_INIT (low, plot->y, high - low, plot->height));
  gsk_rounded_rect_init_from_rect (&frame, &GRAPHENE_RECT_INIT (low, plot->y, high - low, plot->height), 3);
  gtk_snapshot_append_border (snapshot, &frame, (float[]) { 1.5, 1.5, 1.5, 1.5 }, (GdkRGBA[]) { edge, edge, edge, edge });
  append_rounded (snapshot, low - 3.5, plot->y + plot->height / 2 - 8, 7, 16, 3.5, &edge);
  append_rounded (snapshot, high - 3.5, plot->y + plot->height / 2 - 8, 7, 16, 3.5, &edge);
}

static void
assay_navigator_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AssayNavigator *self = ASSAY_NAVIGATOR (widget);
  AssayBox plot;

  if (!get_plot (self, &plot))
    return;
  ensure_texture (self, &plot);
  gtk_snapshot_append_texture (snapshot, self->texture,
                               &GRAPHENE_RECT_INIT (plot.x, plot.y, self->drawn_width, (int) plot.height));
  append_window (self, snapshot, &plot);
  gtk_widget_snapshot_child (widget, self->handles[0], snapshot);
  gtk_widget_snapshot_child (widget, self->handles[1], snapshot);
}

/* ---- input ---- */

static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, AssayNavigator *self)
{
  const AssaySpan extent = assay_selection_get_extent (self->axis);
  AssayBox plot;

  self->part = ASSAY_NAVIGATOR_OUTSIDE;
  if (!get_plot (self, &plot))
    return;
  self->start = get_window (self);
  self->part = assay_navigator_part_at (x, to_point (self, &plot, self->start.low), to_point (self, &plot, self->start.high));
  assay_selection_remember (self->axis);
  if (self->part == ASSAY_NAVIGATOR_OUTSIDE)
    {
      /* A press beside the window brings it there, and takes hold of it. */
      const double middle = extent.low + (x - plot.x) / plot.width * (extent.high - extent.low);
      const double half = (self->start.high - self->start.low) / 2;

      self->start = assay_span_resolve (assay_span_fit ((AssaySpan) { middle - half, middle + half }, extent, 0), extent);
      self->part = ASSAY_NAVIGATOR_WINDOW;
      assay_selection_track (self->axis, self->start);
    }
  if (self->part != ASSAY_NAVIGATOR_WINDOW)
    gtk_widget_grab_focus (self->handles[self->part == ASSAY_NAVIGATOR_HIGH]);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, AssayNavigator *self)
{
  const AssaySpan extent = assay_selection_get_extent (self->axis);
  AssayBox plot;

  if (!get_plot (self, &plot))
    return;
  assay_selection_track (self->axis, assay_navigator_drag (self->part, self->start, extent, dx / plot.width * (extent.high - extent.low),
                                                           assay_selection_get_least (self->axis)));
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, AssayNavigator *self)
{
  const gboolean high = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller)) == self->handles[1];
  const AssaySpan extent = assay_selection_get_extent (self->axis);
  const double whole = extent.high - extent.low;
  double by;

  switch (keyval)
    {
    case GDK_KEY_Left: case GDK_KEY_KP_Left: by = -KEY_STEP * whole; break;
    case GDK_KEY_Right: case GDK_KEY_KP_Right: by = KEY_STEP * whole; break;
    case GDK_KEY_Page_Up: by = -0.1 * whole; break;
    case GDK_KEY_Page_Down: by = 0.1 * whole; break;
    case GDK_KEY_Home: by = -whole; break;
    case GDK_KEY_End: by = whole; break;
    default: return FALSE;
    }
  assay_selection_show (self->axis, assay_navigator_drag ((state & GDK_SHIFT_MASK) != 0 ? ASSAY_NAVIGATOR_WINDOW
                                                          : high ? ASSAY_NAVIGATOR_HIGH : ASSAY_NAVIGATOR_LOW,
                                                          get_window (self), extent, by, assay_selection_get_least (self->axis)));
  return TRUE;
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, AssayNavigator *self)
{
  const AssaySpan window = get_window (self);
  AssayBox plot;

  if (get_plot (self, &plot))
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                     assay_navigator_part_at (x, to_point (self, &plot, window.low), to_point (self, &plot, window.high))
                                     == ASSAY_NAVIGATOR_WINDOW ? "grab" : "default");
}

/* ---- class ---- */

static void
update_handles (AssayNavigator *self)
{
  const AssaySpan window = get_window (self), extent = assay_selection_get_extent (self->axis);
  AssayChart *chart = assay_chart_view_get_chart (self->above);
  const double ends[2] = { window.low, window.high };

  for (guint i = 0; i < 2 && chart != NULL && !assay_span_is_all (extent); i++)
    {
      g_autofree char *text = assay_reading_long_x (assay_figure_get_x (assay_chart_get_figure (chart)), ends[i]);

      gtk_accessible_update_property (GTK_ACCESSIBLE (self->handles[i]), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, extent.low,
                                      GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, extent.high, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, ends[i],
                                      GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
    }
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
assay_navigator_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  AssayNavigator *self = ASSAY_NAVIGATOR (widget);
  int child;

  gtk_widget_measure (self->handles[0], orientation, -1, &child, NULL, NULL, NULL);
  gtk_widget_measure (self->handles[1], orientation, -1, &child, NULL, NULL, NULL);
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 80;
}

static void
assay_navigator_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AssayNavigator *self = ASSAY_NAVIGATOR (widget);
  const AssaySpan window = get_window (self);
  AssayBox plot = { 0, INSET, width, height - 2 * INSET };
  int x[2] = { 0, width - HANDLE_WIDTH };

  if (get_plot (self, &plot))
    {
      x[0] = (int) to_point (self, &plot, window.low) - HANDLE_WIDTH / 2;
      x[1] = (int) to_point (self, &plot, window.high) - HANDLE_WIDTH / 2;
    }
  for (guint i = 0; i < 2; i++)
    gtk_widget_size_allocate (self->handles[i], &(GtkAllocation) { x[i], 0, HANDLE_WIDTH, height }, -1);
}

static void
assay_navigator_dispose (GObject *object)
{
  AssayNavigator *self = ASSAY_NAVIGATOR (object);

  g_clear_pointer (&self->handles[0], gtk_widget_unparent);
  g_clear_pointer (&self->handles[1], gtk_widget_unparent);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->drawn, assay_chart_unref);
  g_clear_object (&self->axis);
  g_clear_object (&self->above);
  G_OBJECT_CLASS (assay_navigator_parent_class)->dispose (object);
}

static void
assay_navigator_class_init (AssayNavigatorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_navigator_dispose;
  widget_class->snapshot = assay_navigator_snapshot;
  widget_class->measure = assay_navigator_measure;
  widget_class->size_allocate = assay_navigator_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "navigator");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
assay_navigator_init (AssayNavigator *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  const char *labels[2] = { _("Start of the View"), _("End of the View") };

  gtk_widget_set_direction (GTK_WIDGET (self), GTK_TEXT_DIR_LTR);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Navigator"), -1);
  for (guint i = 0; i < 2; i++)
    {
      GtkEventController *keys = gtk_event_controller_key_new ();

      self->handles[i] = g_object_new (ASSAY_TYPE_NAVIGATOR_HANDLE, NULL);
      gtk_widget_set_parent (self->handles[i], GTK_WIDGET (self));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->handles[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, labels[i], -1);
      g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
      gtk_widget_add_controller (self->handles[i], keys);
    }
  /* On the strip, in the capture phase: a handle takes the focus and the keys, never the pointer. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

GtkWidget *
assay_navigator_new (AssayChartView *above)
{
  AssayNavigator *self = g_object_new (ASSAY_TYPE_NAVIGATOR, NULL);

  self->above = g_object_ref (above);
  self->axis = g_object_ref (assay_chart_view_get_axis (above));
  g_signal_connect_object (self->axis, "notify::visible-range", G_CALLBACK (update_handles), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
