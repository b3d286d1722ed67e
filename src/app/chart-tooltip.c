#include "app/chart-tooltip.h"
#include <glib/gi18n.h>

#define PADDING 10
#define SWATCH 16
#define COLUMN_GAP 18
#define ROW_GAP 3
#define SCALE 0.86

typedef struct
{
  PangoLayout *title, *risk, *more;
  PangoLayout *names[ASSAY_TOOLTIP_ROWS], *values[ASSAY_TOOLTIP_ROWS];
  guint n_rows;
  int name_width, value_width, line;
  double width, height;
} Texts;

AssayBox
assay_tooltip_place (double x, double y, double box_width, double box_height, double width, double bottom)
{
  AssayBox box = { x + ASSAY_TOOLTIP_GAP, y - box_height / 2, box_width, box_height };

  if (box.x + box_width > width)
    box.x = x - ASSAY_TOOLTIP_GAP - box_width;
  if (box.x < 0)
    box.x = MAX (0, width - box_width);
  if (box.y < 0)
    box.y = 0;
  if (box.y + box_height > bottom)
    box.y = bottom - box_height;
  return box;
}

static PangoLayout *
make_layout (GtkWidget *widget, const char *text, gboolean bold)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (SCALE));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  if (bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

static int
width_of (PangoLayout *layout)
{
  int width = 0;

  if (layout != NULL)
    pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static void
add_rows (Texts *self, const AssayReading *reading, GtkWidget *widget)
{
  self->n_rows = MIN (reading->rows->len, ASSAY_TOOLTIP_ROWS);
  for (guint i = 0; i < self->n_rows; i++)
    {
      const AssayReadingRow *row = g_ptr_array_index (reading->rows, i);

      self->names[i] = make_layout (widget, row->name, FALSE);
      self->values[i] = make_layout (widget, row->value, TRUE);
      self->name_width = MAX (self->name_width, width_of (self->names[i]));
      self->value_width = MAX (self->value_width, width_of (self->values[i]));
    }
  if (reading->rows->len > self->n_rows)
    {
      const guint n_more = reading->rows->len - self->n_rows;
      g_autofree char *text = g_strdup_printf (ngettext ("+ %u more", "+ %u more", n_more), n_more);

      self->more = make_layout (widget, text, FALSE);
    }
}

static void
texts_init (Texts *self, const AssayReading *reading, GtkWidget *widget)
{
  guint n_lines;
  int inner;

  *self = (Texts) { .title = make_layout (widget, reading->title, TRUE) };
  pango_layout_get_pixel_size (self->title, NULL, &self->line);
  add_rows (self, reading, widget);
  if (reading->risk != ASSAY_RISK_NONE)
    self->risk = make_layout (widget, assay_reading_risk_text (reading->risk), TRUE);

  inner = MAX (width_of (self->title), SWATCH + 6 + self->name_width + COLUMN_GAP + self->value_width);
  inner = MAX (inner, SWATCH + 6 + MAX (width_of (self->risk), width_of (self->more)));
  n_lines = 1 + self->n_rows + (self->more != NULL) + (self->risk != NULL);
  self->width = inner + 2 * PADDING;
  self->height = n_lines * (self->line + ROW_GAP) - ROW_GAP + 4 + (self->risk != NULL ? 4 : 0) + 2 * PADDING - 4;
}

static void
texts_clear (Texts *self)
{
  g_clear_object (&self->title);
  g_clear_object (&self->risk);
  g_clear_object (&self->more);
  for (guint i = 0; i < self->n_rows; i++)
    {
      g_object_unref (self->names[i]);
      g_object_unref (self->values[i]);
    }
}

static GdkRGBA
rgba (AssayColor color, double alpha)
{
  return (GdkRGBA) { color.red, color.green, color.blue, color.alpha * alpha };
}

static void
append_text (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
append_box (GtkSnapshot *snapshot, AssayBox box, const AssayTheme *theme)
{
  const GdkRGBA shadow = { 0, 0, 0, theme->kind == ASSAY_THEME_DARK ? 0.5 : 0.22 };
  const GdkRGBA fill = { theme->card.red, theme->card.green, theme->card.blue, 1 };
  const GdkRGBA line = rgba (theme->text, theme->high_contrast ? 1 : 0.18);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (box.x, box.y, box.width, box.height), 8);
  gtk_snapshot_append_outset_shadow (snapshot, &outline, &shadow, 0, 1, 0, 4);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &fill, &outline.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, (float[]) { 1, 1, 1, 1 }, (GdkRGBA[]) { line, line, line, line });
}

static void
append_swatch (GtkSnapshot *snapshot, const AssayTheme *theme, const AssayReadingRow *row, double x, double y, double line)
{
  cairo_t *cr;

  /* The stems of a Z-score chart have the colour of their risk, which the last row says. */
  if (row->figure == NULL || assay_figure_get_kind (row->figure) == ASSAY_FIGURE_ZSCORE)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (x, y, SWATCH, line));
  assay_chart_draw_swatch (cr, theme, row->figure, row->series, x, y + line / 2, SWATCH);
  cairo_destroy (cr);
}

void
assay_tooltip_snapshot (const AssayReading *reading, GtkWidget *widget, const AssayTheme *theme, GtkSnapshot *snapshot,
                        double x, double y, double width, double bottom)
{
  const GdkRGBA strong = rgba (theme->text, 1), soft = rgba (theme->text, 0.75);
  Texts texts;
  AssayBox box;
  double left, top;

  texts_init (&texts, reading, widget);
  box = assay_tooltip_place (x, y, texts.width, texts.height, width, bottom);
  box.x = (int) box.x;
  box.y = (int) box.y;
  append_box (snapshot, box, theme);

  left = box.x + PADDING;
  top = box.y + PADDING - 2;
  append_text (snapshot, texts.title, left, top, &strong);
  top += texts.line + ROW_GAP + 4;
  for (guint i = 0; i < texts.n_rows; i++)
    {
      append_swatch (snapshot, theme, g_ptr_array_index (reading->rows, i), left, top, texts.line);
      append_text (snapshot, texts.names[i], left + SWATCH + 6, top, &soft);
      append_text (snapshot, texts.values[i], box.x + box.width - PADDING - width_of (texts.values[i]), top, &strong);
      top += texts.line + ROW_GAP;
    }
  if (texts.more != NULL)
    {
      append_text (snapshot, texts.more, left + SWATCH + 6, top, &soft);
      top += texts.line + ROW_GAP;
    }
  if (texts.risk != NULL)
    {
      cairo_t *cr;

      top += 4;
      cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (left, top, SWATCH, texts.line));
      assay_chart_draw_risk_mark (cr, theme, reading->risk, left + SWATCH / 2.0, top + texts.line / 2.0, 10);
      cairo_destroy (cr);
      append_text (snapshot, texts.risk, left + SWATCH + 6, top, &strong);
    }
  texts_clear (&texts);
}
