#include "app/chart-view-private.h"
#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include "app/chart-tooltip.h"

G_DEFINE_FINAL_TYPE (AssayChartView, assay_chart_view, GTK_TYPE_WIDGET)

enum { SERIES_CHANGED, OPENED, N_SIGNALS };
static guint signals[N_SIGNALS];

AssayChartView *
assay_chart_view_new (void)
{
  return g_object_new (ASSAY_TYPE_CHART_VIEW, NULL);
}

/* ---- the still picture ---- */

static void
invalidate (AssayChartView *self)
{
  self->layout_valid = FALSE;
  self->own_left = -1;
  g_clear_object (&self->texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The margin of one chart moves the others with it. */
static void
invalidate_group (AssayChartView *self)
{
  for (guint i = 0; i < self->group->len; i++)
    invalidate (g_ptr_array_index (self->group, i));
}

/* The widget's font as pixels: text size settings are in the context's resolution, which charts/ does not know. */
static PangoFontDescription *
font_in_pixels (AssayChartView *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontDescription *font = pango_font_description_copy (pango_context_get_font_description (context));
  double resolution = pango_cairo_context_get_resolution (context);

  if (resolution <= 0)
    resolution = 96;
  if (!pango_font_description_get_size_is_absolute (font))
    pango_font_description_set_absolute_size (font, pango_font_description_get_size (font) * resolution / 72);
  return font;
}

static void
ensure_theme (AssayChartView *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  const AssayThemeKind kind = adw_style_manager_get_dark (style) ? ASSAY_THEME_DARK : ASSAY_THEME_LIGHT;
  const gboolean high_contrast = adw_style_manager_get_high_contrast (style);
  PangoFontDescription *font = font_in_pixels (self);

  if (!self->has_theme || self->theme.kind != kind || self->theme.high_contrast != high_contrast
      || !pango_font_description_equal (self->theme.font, font))
    {
      if (self->has_theme)
        assay_theme_clear (&self->theme);
      assay_theme_init (&self->theme, kind, high_contrast, font);
      self->has_theme = TRUE;
      self->layout_valid = FALSE;
      self->own_left = -1;
      g_clear_object (&self->texture);
    }
  pango_font_description_free (font);
}

gboolean
assay_chart_view_has_x (AssayChartView *self)
{
  AssayFigureKind kind;

  if (self->chart == NULL)
    return FALSE;
  kind = assay_figure_get_kind (assay_chart_get_figure (self->chart));
  return kind != ASSAY_FIGURE_RISK_BARS && kind != ASSAY_FIGURE_HEAT && kind != ASSAY_FIGURE_RANKED && kind != ASSAY_FIGURE_GAUGE;
}

static void
fill_view (AssayChartView *self, AssayView *view)
{
  const AssaySpan visible = assay_selection_get_visible (self->axis);

  assay_view_init (view);
  view->hidden = self->hidden;
  view->emphasis = self->emphasis;
  view->parts = self->parts;
  if (!assay_span_is_all (visible) && assay_chart_view_has_x (self))
    {
      view->x_low = visible.low;
      view->x_high = visible.high;
    }
  else if (self->linked)
    {
      /* Linked charts show the same stretch even when one has data for less of it. */
      const AssaySpan extent = assay_selection_get_extent (self->axis);

      view->x_low = extent.low;
      view->x_high = extent.high;
    }
}

static double
measure_left (AssayChartView *self)
{
  AssayView view;
  AssayChartLayout layout;

  ensure_theme (self);
  if (self->own_left >= 0 || self->chart == NULL || gtk_widget_get_width (GTK_WIDGET (self)) == 0)
    return MAX (self->own_left, 0);
  fill_view (self, &view);
  if (!assay_chart_layout (self->chart, &view, &self->theme, gtk_widget_get_width (GTK_WIDGET (self)),
                           gtk_widget_get_height (GTK_WIDGET (self)), &layout))
    return 0;
  self->own_left = layout.left;
  return self->own_left;
}

void
assay_chart_view_get_view (AssayChartView *self, AssayView *view)
{
  fill_view (self, view);
  if (self->group->len < 2)
    return;
  for (guint i = 0; i < self->group->len; i++)
    view->left = MAX (view->left, measure_left (g_ptr_array_index (self->group, i)));
}

gboolean
assay_chart_view_ensure_layout (AssayChartView *self)
{
  AssayView view;

  ensure_theme (self);
  if (self->layout_valid)
    return self->drawable;
  self->layout_valid = TRUE;
  self->drawable = FALSE;
  if (self->chart == NULL || gtk_widget_get_width (GTK_WIDGET (self)) == 0)
    return FALSE;
  assay_chart_view_get_view (self, &view);
  self->drawable = assay_chart_layout (self->chart, &view, &self->theme, gtk_widget_get_width (GTK_WIDGET (self)),
                                       gtk_widget_get_height (GTK_WIDGET (self)), &self->layout);
  return self->drawable;
}

static GdkTexture *
surface_to_texture (cairo_surface_t *surface)
{
  const int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  const int stride = cairo_image_surface_get_stride (surface);
  g_autoptr(GBytes) bytes = NULL;

  cairo_surface_flush (surface);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), (gsize) stride * height,
                                      (GDestroyNotify) cairo_surface_destroy, surface);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

static void
ensure_texture (AssayChartView *self)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  const int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  cairo_surface_t *surface;
  AssayView view;
  cairo_t *cr;

  if (!assay_chart_view_ensure_layout (self) || (self->texture != NULL && self->texture_scale == scale))
    return;
  g_clear_object (&self->texture);
  assay_chart_view_get_view (self, &view);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  assay_chart_draw (self->chart, &view, &self->theme, cr, width, height);
  cairo_destroy (cr);
  self->texture = surface_to_texture (surface);
  self->texture_scale = scale;
  self->n_draws++;
}

/* ---- what is selected ---- */

static GdkRGBA
rgba (AssayColor color, double alpha)
{
  return (GdkRGBA) { color.red, color.green, color.blue, color.alpha * alpha };
}

static void
append_stretch (AssayChartView *self, GtkSnapshot *snapshot, double from, double to, const GdkRGBA *color)
{
  const AssayBox *plot = &self->layout.plot;
  const double left = CLAMP (from, plot->x, plot->x + plot->width), right = CLAMP (to, plot->x, plot->x + plot->width);

  if (right > left)
    gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (left, plot->y, right - left, plot->height));
}

static void
append_brush (AssayChartView *self, GtkSnapshot *snapshot)
{
  const AssaySpan brush = assay_selection_get_brush (self->axis);
  const AssayBox *plot = &self->layout.plot;
  const GdkRGBA fade = { self->theme.card.red, self->theme.card.green, self->theme.card.blue, 0.75 };
  const GdkRGBA edge = rgba (self->theme.accent, 1);
  double left, right;

  if (assay_span_is_all (brush) || !assay_chart_view_has_x (self))
    return;
  left = assay_chart_x_to_point (&self->layout, brush.low);
  right = assay_chart_x_to_point (&self->layout, brush.high);
  append_stretch (self, snapshot, plot->x, left, &fade);
  append_stretch (self, snapshot, right, plot->x + plot->width, &fade);
  append_stretch (self, snapshot, left - 1, left, &edge);
  append_stretch (self, snapshot, right, right + 1, &edge);
}

/* The x of the page's selected row, if it is one of this chart's. */
static gboolean
find_row (AssayChartView *self, gint64 row, double *x)
{
  const AssayFigure *figure = assay_chart_get_figure (self->chart);

  for (guint i = 0; row >= 0 && i < assay_figure_get_n_series (figure); i++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, i);
      const guint64 *rows = assay_figure_series_row (series);
      gsize low = 0, high = series->n;

      if (rows == NULL)
        continue;
      while (low < high)
        {
          gsize middle = low + (high - low) / 2;

          if (rows[middle] < (guint64) row)
            low = middle + 1;
          else
            high = middle;
        }
      if (low < series->n && rows[low] == (guint64) row)
        {
          *x = assay_reading_x_at (series, low);
          return TRUE;
        }
    }
  return FALSE;
}

/* The row of a category that is picked, with its name. */
static void
append_picked_row (AssayChartView *self, GtkSnapshot *snapshot)
{
  const AssayFigure *figure = assay_chart_get_figure (self->chart);
  const int category = self->page != NULL ? assay_selection_get_category (self->page) : -1;
  const AssayBox *plot = &self->layout.plot;
  const GdkRGBA band = rgba (self->theme.accent, 0.16), edge = rgba (self->theme.accent, 1);
  const guint n = assay_figure_get_kind (figure) == ASSAY_FIGURE_RANKED ? (guint) assay_figure_get_series (figure, 0)->n : 0;
  const double height = n > 0 ? plot->height / n : 0;

  if (category < 0 || (guint) category >= n)
    return;
  gtk_snapshot_append_color (snapshot, &band, &GRAPHENE_RECT_INIT (0, plot->y + category * height, gtk_widget_get_width (GTK_WIDGET (self)), height));
  gtk_snapshot_append_color (snapshot, &edge, &GRAPHENE_RECT_INIT (0, plot->y + category * height, 3, height));
}

static void
append_selection (AssayChartView *self, GtkSnapshot *snapshot)
{
  const GdkRGBA band = rgba (self->theme.accent, 0.22);
  double x;

  append_brush (self, snapshot);
  if (self->page != NULL && assay_chart_view_has_x (self) && find_row (self, assay_selection_get_row (self->page), &x))
    {
      const double middle = assay_chart_x_to_point (&self->layout, x);

      if (middle >= self->layout.plot.x && middle <= self->layout.plot.x + self->layout.plot.width)
        append_stretch (self, snapshot, middle - 7, middle + 7, &band);
    }
}

/* ---- what follows the pointer ---- */

static gboolean
in_view (AssayChartView *self, double x)
{
  return !isnan (x) && x >= self->layout.x_low && x <= self->layout.x_high;
}

static void
append_crosshair (AssayChartView *self, GtkSnapshot *snapshot, double x, gboolean pinned)
{
  const AssayBox *plot = &self->layout.plot;
  const double px = floor (assay_chart_x_to_point (&self->layout, x));
  const GdkRGBA color = pinned ? rgba (self->theme.accent, 0.9) : rgba (self->theme.text, self->theme.high_contrast ? 1 : 0.55);

  if (!in_view (self, x))
    return;
  if (pinned)
    {
      gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (px, plot->y, 1, plot->height));
      return;
    }
  for (double y = plot->y; y < plot->y + plot->height; y += 5)
    gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (px, y, 1, MIN (3, plot->y + plot->height - y)));
}

static void
append_disc (GtkSnapshot *snapshot, double x, double y, double radius, const GdkRGBA *color)
{
  GskRoundedRect disc;

  gsk_rounded_rect_init_from_rect (&disc, &GRAPHENE_RECT_INIT (x - radius, y - radius, 2 * radius, 2 * radius), radius);
  gtk_snapshot_push_rounded_clip (snapshot, &disc);
  gtk_snapshot_append_color (snapshot, color, &disc.bounds);
  gtk_snapshot_pop (snapshot);
}

/* The forecast is blue in every chart, the baseline orange. */
static GdkRGBA
line_color (const AssayTheme *theme, AssaySeriesRole role)
{
  if (role == ASSAY_SERIES_OTHER)
    return rgba (theme->text, 0.8);
  return rgba (assay_theme_series (theme, role, role == ASSAY_SERIES_BASELINE ? 1 : 0), 1);
}

/* A mark stands on the actual value; a dot over it would hide its shape. */
static gboolean
has_mark (AssayChartView *self, double x)
{
  const AssayFigure *figure = assay_chart_get_figure (self->chart);

  for (guint i = 0; i < assay_figure_get_n_series (figure); i++)
    if (assay_figure_get_series (figure, i)->role == ASSAY_SERIES_MARKS && !isnan (assay_chart_value_at (self->chart, i, x, NULL)))
      return TRUE;
  return FALSE;
}

static void
append_dots (AssayChartView *self, GtkSnapshot *snapshot, double x)
{
  const AssayFigure *figure = assay_chart_get_figure (self->chart);
  const GdkRGBA card = { self->theme.card.red, self->theme.card.green, self->theme.card.blue, 1 };

  if (!in_view (self, x) || assay_figure_get_kind (figure) != ASSAY_FIGURE_SERIES)
    return;
  for (guint i = 0; i < assay_figure_get_n_series (figure); i++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, i);
      const GdkRGBA color = line_color (&self->theme, series->role);
      const double y = assay_chart_value_at (self->chart, i, x, NULL);

      if (isnan (y) || ASSAY_SERIES_HAS_LIMITS (series->role) || series->role == ASSAY_SERIES_MARKS || (i < 64 && (self->hidden >> i & 1) != 0))
        continue;
      if (y < self->layout.y_low || y > self->layout.y_high || (series->role == ASSAY_SERIES_ACTUAL && has_mark (self, x)))
        continue;
      append_disc (snapshot, assay_chart_x_to_point (&self->layout, x), assay_chart_y_to_point (&self->layout, y), 5, &color);
      append_disc (snapshot, assay_chart_x_to_point (&self->layout, x), assay_chart_y_to_point (&self->layout, y), 3, &card);
    }
}

static AssayReading *
read_group (AssayChartView *self, double x)
{
  g_autofree AssayChart **charts = g_new (AssayChart *, self->group->len);
  g_autofree guint64 *hidden = g_new (guint64, self->group->len);
  guint n = 0;

  for (guint i = 0; i < self->group->len; i++)
    {
      AssayChartView *member = g_ptr_array_index (self->group, i);

      if (member->chart == NULL)
        continue;
      hidden[n] = member->hidden;
      charts[n++] = member->chart;
    }
  return assay_reading_new (charts, hidden, n, x);
}

AssayReading *
assay_chart_view_read (AssayChartView *self)
{
  double x = assay_selection_get_hover (self->axis);

  if (self->chart == NULL)
    return NULL;
  if (self->has_bar)
    return assay_reading_new_for_bar (self->chart, &self->bar);
  if (isnan (x))
    x = assay_selection_get_pinned (self->axis);
  return isnan (x) ? NULL : read_group (self, x);
}

static void
append_tooltip (AssayChartView *self, GtkSnapshot *snapshot)
{
  const AssayBox *plot = &self->layout.plot;
  const double hover = assay_selection_get_hover (self->axis), pinned = assay_selection_get_pinned (self->axis);
  const double x = self->inside || self->by_key ? hover : self->owns_pin ? pinned : NAN;
  const double y = self->inside ? self->py : self->has_bar && assay_figure_get_kind (assay_chart_get_figure (self->chart)) == ASSAY_FIGURE_HEAT
                   ? plot->y + plot->height * (self->bar.series + 1) / assay_figure_get_n_series (assay_chart_get_figure (self->chart)) : plot->y + plot->height / 3;
  const double width = gtk_widget_get_width (GTK_WIDGET (self)), bottom = gtk_widget_get_height (GTK_WIDGET (self));
  g_autoptr(AssayReading) reading = NULL;

  if (self->drag == ASSAY_DRAG_ZOOM || self->drag == ASSAY_DRAG_BRUSH || self->drag == ASSAY_DRAG_PAN)
    return;
  if (self->has_bar && (self->inside || self->by_key))
    {
      const double at = self->inside ? self->px : assay_chart_x_to_point (&self->layout, self->bar.x);

      reading = assay_reading_new_for_bar (self->chart, &self->bar);
      assay_tooltip_snapshot (reading, GTK_WIDGET (self), &self->theme, snapshot, at, y, width, bottom);
      return;
    }
  if (!in_view (self, x))
    return;
  reading = read_group (self, x);
  if (reading->rows->len > 0 || reading->risk != ASSAY_RISK_NONE)
    assay_tooltip_snapshot (reading, GTK_WIDGET (self), &self->theme, snapshot,
                            assay_chart_x_to_point (&self->layout, x), y, width, bottom);
}

/* A matrix has no crosshair: the cell itself is marked. */
static void
append_cell (AssayChartView *self, GtkSnapshot *snapshot)
{
  const AssayFigure *figure = assay_chart_get_figure (self->chart);
  const AssayBox *plot = &self->layout.plot;
  const GdkRGBA line = rgba (self->theme.text, 1);
  const guint n = assay_figure_get_n_series (figure);
  double width, height;

  if (assay_figure_get_kind (figure) != ASSAY_FIGURE_HEAT || n == 0)
    return;
  width = plot->width / (self->layout.x_high - self->layout.x_low);
  height = plot->height / n;
  gtk_snapshot_append_border (snapshot, &GSK_ROUNDED_RECT_INIT (plot->x + width * self->bar.index, plot->y + height * self->bar.series, width - 1, height - 1),
                              (float[4]) { 2, 2, 2, 2 }, (GdkRGBA[4]) { line, line, line, line });
}

static void
append_hover (AssayChartView *self, GtkSnapshot *snapshot)
{
  const double hover = assay_selection_get_hover (self->axis), pinned = assay_selection_get_pinned (self->axis);
  const GdkRGBA wash = rgba (self->theme.accent, 0.18);

  if (self->drag == ASSAY_DRAG_ZOOM)
    append_stretch (self, snapshot, MIN (self->start_x, self->px), MAX (self->start_x, self->px), &wash);
  if (self->has_bar && (self->inside || self->by_key))
    append_cell (self, snapshot);
  if (!self->has_bar && assay_chart_view_has_x (self))
    {
      append_crosshair (self, snapshot, pinned, TRUE);
      if (hover != pinned)
        append_crosshair (self, snapshot, hover, FALSE);
      append_dots (self, snapshot, isnan (hover) ? pinned : hover);
    }
  append_tooltip (self, snapshot);
}

static void
assay_chart_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AssayChartView *self = ASSAY_CHART_VIEW (widget);

  ensure_texture (self);
  if (self->texture == NULL)
    return;
  append_picked_row (self, snapshot);
  gtk_snapshot_append_texture (snapshot, self->texture,
                               &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget)));
  append_selection (self, snapshot);
  gtk_widget_snapshot_child (widget, self->zoom_button, snapshot);
  append_hover (self, snapshot);
}

/* ---- asking and telling ---- */

/* One sentence for a screen reader: what is under the cursor, else what the figure found. */
void
assay_chart_view_update_description (AssayChartView *self)
{
  g_autoptr(AssayReading) reading = self->by_key ? assay_chart_view_read (self) : NULL;
  g_autofree char *sentence = reading != NULL ? assay_reading_to_sentence (reading) : NULL;
  const AssayFigure *figure;

  if (self->chart == NULL)
    return;
  figure = assay_chart_get_figure (self->chart);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, assay_translate (assay_figure_get_title (figure)),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence != NULL ? sentence : assay_translate (assay_figure_get_finding (figure)),
                                  -1);
}

void
assay_chart_view_set_chart (AssayChartView *self, AssayChart *chart)
{
  double low, high;

  if (self->chart == chart)
    return;
  g_clear_pointer (&self->chart, assay_chart_unref);
  self->chart = chart != NULL ? assay_chart_ref (chart) : NULL;
  self->has_bar = FALSE;
  self->by_key = FALSE;
  self->cursor_series = 0;
  if (!self->linked && chart != NULL && assay_chart_get_x_extent (chart, &low, &high))
    assay_selection_set_extent (self->axis, (AssaySpan) { low, high }, (high - low) / 1000);
  invalidate_group (self);
  assay_chart_view_update_description (self);
}

AssayChart *
assay_chart_view_get_chart (AssayChartView *self)
{
  return self->chart;
}

void
assay_chart_view_set_parts (AssayChartView *self, AssayChartParts parts)
{
  if (self->parts == parts)
    return;
  self->parts = parts;
  invalidate_group (self);
}

void
assay_chart_view_set_content_height (AssayChartView *self, int height)
{
  self->content_height = height;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
on_visible_changed (AssaySelection *axis, GParamSpec *pspec, AssayChartView *self)
{
  invalidate (self);
}

static void
on_pinned_changed (AssaySelection *axis, GParamSpec *pspec, AssayChartView *self)
{
  if (isnan (assay_selection_get_pinned (axis)))
    self->owns_pin = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_brush_changed (AssaySelection *axis, GParamSpec *pspec, AssayChartView *self)
{
  const AssaySpan brush = assay_selection_get_brush (axis);

  gtk_widget_set_child_visible (self->zoom_button, !assay_span_is_all (brush) && assay_chart_view_has_x (self)
                                                   && g_ptr_array_index (self->group, 0) == self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
set_axis (AssayChartView *self, AssaySelection *axis)
{
  if (self->axis != NULL)
    g_signal_handlers_disconnect_by_data (self->axis, self);
  g_set_object (&self->axis, axis);
  g_signal_connect_object (axis, "notify::visible-range", G_CALLBACK (on_visible_changed), self, 0);
  g_signal_connect_object (axis, "notify::pinned-x", G_CALLBACK (on_pinned_changed), self, 0);
  g_signal_connect_object (axis, "notify::brush", G_CALLBACK (on_brush_changed), self, 0);
  g_signal_connect_object (axis, "notify::hover-x", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  if (axis == self->page)
    g_signal_connect_object (axis, "notify::rows", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

void
assay_chart_view_set_selection (AssayChartView *self, AssaySelection *selection)
{
  g_return_if_fail (!self->linked);
  if (self->page != NULL)
    g_signal_handlers_disconnect_by_func (self->page, gtk_widget_queue_draw, self);
  g_set_object (&self->page, selection);
  if (selection != NULL)
    g_signal_connect_object (selection, "notify::category", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

AssaySelection *
assay_chart_view_get_selection (AssayChartView *self)
{
  return self->page;
}

AssaySelection *
assay_chart_view_get_axis (AssayChartView *self)
{
  return self->axis;
}

void
assay_chart_view_link (AssayChartView *self, AssayChartView *first)
{
  g_return_if_fail (self->page != NULL && !self->linked);

  self->linked = TRUE;
  set_axis (self, self->page);
  if (first != self)
    {
      g_ptr_array_unref (self->group);
      self->group = g_ptr_array_ref (first->group);
      g_ptr_array_add (self->group, self);
    }
  invalidate_group (self);
}

guint64
assay_chart_view_get_hidden (AssayChartView *self)
{
  return self->hidden;
}

void
assay_chart_view_set_hidden (AssayChartView *self, guint64 hidden)
{
  if (self->hidden == hidden)
    return;
  self->hidden = hidden;
  invalidate_group (self);
  g_signal_emit (self, signals[SERIES_CHANGED], 0);
}

void
assay_chart_view_set_emphasis (AssayChartView *self, int series)
{
  if (self->emphasis == series)
    return;
  self->emphasis = series;
  invalidate (self);
  g_signal_emit (self, signals[SERIES_CHANGED], 0);
}

gboolean
assay_chart_view_get_layout (AssayChartView *self, AssayChartLayout *layout)
{
  if (!assay_chart_view_ensure_layout (self))
    return FALSE;
  *layout = self->layout;
  return TRUE;
}

const AssayTheme *
assay_chart_view_get_theme (AssayChartView *self)
{
  ensure_theme (self);
  return &self->theme;
}

guint
assay_chart_view_get_n_draws (AssayChartView *self)
{
  return self->n_draws;
}

void
assay_chart_view_set_bar (AssayChartView *self, const AssayChartHit *hit)
{
  if (hit == NULL && !self->has_bar)
    return;
  self->has_bar = hit != NULL;
  if (hit != NULL)
    self->bar = *hit;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- class ---- */

static void
assay_chart_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                          int *minimum_baseline, int *natural_baseline)
{
  AssayChartView *self = ASSAY_CHART_VIEW (widget);
  int child;

  /* Asked so that GTK does not warn about a child allocated without being measured. */
  gtk_widget_measure (self->zoom_button, orientation, -1, &child, NULL, NULL, NULL);
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? self->content_height : 120;
}

static void
assay_chart_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AssayChartView *self = ASSAY_CHART_VIEW (widget);
  const AssaySpan brush = assay_selection_get_brush (self->axis);
  GtkRequisition size;

  if (self->texture == NULL || gdk_texture_get_width (self->texture) != width * self->texture_scale
      || gdk_texture_get_height (self->texture) != height * self->texture_scale)
    invalidate_group (self);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
  if (!gtk_widget_get_child_visible (self->zoom_button) || !assay_chart_view_ensure_layout (self))
    return;
  gtk_widget_get_preferred_size (self->zoom_button, &size, NULL);
  {
    const double middle = assay_chart_x_to_point (&self->layout, brush.low + (brush.high - brush.low) / 2);
    const int x = CLAMP (middle - size.width / 2.0, 0, MAX (width - size.width, 0));

    gtk_widget_size_allocate (self->zoom_button, &(GtkAllocation) { x, (int) self->layout.plot.y + 4, size.width, size.height }, -1);
  }
}

static void
on_style_changed (AssayChartView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
assay_chart_view_dispose (GObject *object)
{
  AssayChartView *self = ASSAY_CHART_VIEW (object);

  if (self->group != NULL)
    g_ptr_array_remove (self->group, self);
  g_clear_pointer (&self->group, g_ptr_array_unref);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->zoom_button, gtk_widget_unparent);
  g_clear_object (&self->page);
  g_clear_object (&self->axis);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->chart, assay_chart_unref);
  if (self->has_theme)
    assay_theme_clear (&self->theme);
  self->has_theme = FALSE;
  G_OBJECT_CLASS (assay_chart_view_parent_class)->dispose (object);
}

static void
assay_chart_view_class_init (AssayChartViewClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->dispose = assay_chart_view_dispose;
  widget_class->snapshot = assay_chart_view_snapshot;
  widget_class->measure = assay_chart_view_measure;
  widget_class->size_allocate = assay_chart_view_size_allocate;
  signals[SERIES_CHANGED] = g_signal_new ("series-changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT64);
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
assay_chart_view_init (AssayChartView *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  g_autoptr(AssaySelection) axis = assay_selection_new ();

  self->parts = ASSAY_CHART_X_AXIS | ASSAY_CHART_Y_AXIS;
  self->content_height = 180;
  self->emphasis = -1;
  self->own_left = -1;
  self->group = g_ptr_array_new ();
  g_ptr_array_add (self->group, self);

  self->zoom_button = gtk_button_new_from_icon_name ("zoom-in-symbolic");
  gtk_widget_add_css_class (self->zoom_button, "circular");
  gtk_widget_add_css_class (self->zoom_button, "osd");
  gtk_widget_set_tooltip_text (self->zoom_button, _("Zoom to Selection"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->zoom_button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Zoom to Selection"), -1);
  gtk_widget_set_parent (self->zoom_button, GTK_WIDGET (self));
  gtk_widget_set_child_visible (self->zoom_button, FALSE);

  set_axis (self, axis);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  /* Time runs from left to right in every language. */
  gtk_widget_set_direction (GTK_WIDGET (self), GTK_TEXT_DIR_LTR);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (on_style_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (on_style_changed), self, G_CONNECT_SWAPPED);
  assay_chart_view_init_input (self);
}
