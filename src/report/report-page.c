#include "report/report-page.h"

#include <math.h>
#include <string.h>

typedef enum { ITEM_TEXT, ITEM_RECT, ITEM_LINE, ITEM_CHART, ITEM_VERDICT, ITEM_RISK, ITEM_DESTINATION } ItemKind;

typedef struct
{
  ItemKind kind;
  AssayBox box;                /* of a line: from (x, y) by (width, height) */
  AssayColor color;
  double size;                 /* line width, corner radius, mark size */
  int level;                   /* verdict or risk */
  PangoLayout *layout;
  AssayChart *chart;
  const AssayTheme *theme;     /* the report's own, outlives its pages */
  const char *tag;
  char *name;                  /* link or destination */
} Item;

struct _AssayReportPage
{
  double width, height;
  GArray *items;
};

static void
item_clear (gpointer data)
{
  Item *item = data;

  g_clear_object (&item->layout);
  g_clear_pointer (&item->chart, assay_chart_unref);
  g_clear_pointer (&item->name, g_free);
}

AssayReportPage *
assay_report_page_new (double width, double height)
{
  AssayReportPage *self = g_new0 (AssayReportPage, 1);

  self->width = width;
  self->height = height;
  self->items = g_array_new (FALSE, TRUE, sizeof (Item));
  g_array_set_clear_func (self->items, item_clear);
  return self;
}

void
assay_report_page_free (AssayReportPage *self)
{
  g_array_unref (self->items);
  g_free (self);
}

double
assay_report_page_get_width (const AssayReportPage *self)
{
  return self->width;
}

double
assay_report_page_get_height (const AssayReportPage *self)
{
  return self->height;
}

static Item *
add (AssayReportPage *self, ItemKind kind)
{
  Item item = { .kind = kind };

  g_array_append_val (self->items, item);
  return &g_array_index (self->items, Item, self->items->len - 1);
}

void
assay_report_page_add_text (AssayReportPage *self, PangoLayout *layout, double x, double y, AssayColor color,
                            const char *tag, const char *link)
{
  Item *item = add (self, ITEM_TEXT);

  item->layout = g_object_ref (layout);
  item->box = (AssayBox) { x, y, 0, 0 };
  item->color = color;
  item->tag = tag;
  item->name = g_strdup (link);
}

void
assay_report_page_add_rect (AssayReportPage *self, AssayBox box, AssayColor fill, double radius)
{
  Item *item = add (self, ITEM_RECT);

  item->box = box;
  item->color = fill;
  item->size = radius;
}

void
assay_report_page_add_line (AssayReportPage *self, double x1, double y1, double x2, double y2, double width, AssayColor color)
{
  Item *item = add (self, ITEM_LINE);

  item->box = (AssayBox) { x1, y1, x2 - x1, y2 - y1 };
  item->size = width;
  item->color = color;
}

void
assay_report_page_add_chart (AssayReportPage *self, AssayChart *chart, const AssayTheme *theme, AssayBox box)
{
  Item *item = add (self, ITEM_CHART);

  item->chart = assay_chart_ref (chart);
  item->theme = theme;
  item->box = box;
}

void
assay_report_page_add_verdict (AssayReportPage *self, AssayVerdict verdict, double x, double y, double size)
{
  Item *item = add (self, ITEM_VERDICT);

  item->level = verdict;
  item->box = (AssayBox) { x, y, 0, 0 };
  item->size = size;
}

void
assay_report_page_add_risk (AssayReportPage *self, AssayRisk risk, const AssayTheme *theme, double x, double y, double size)
{
  Item *item = add (self, ITEM_RISK);

  item->level = risk;
  item->theme = theme;
  item->box = (AssayBox) { x, y, 0, 0 };
  item->size = size;
}

void
assay_report_page_add_destination (AssayReportPage *self, const char *name, double y)
{
  Item *item = add (self, ITEM_DESTINATION);

  item->name = g_strdup (name);
  item->box.y = y;
}

AssayColor
assay_report_verdict_color (AssayVerdict verdict)
{
  switch (verdict)
    {
    case ASSAY_VERDICT_PASS:
      return (AssayColor) { 0.07, 0.44, 0.26, 1 };
    case ASSAY_VERDICT_WARN:
      return (AssayColor) { 0.56, 0.38, 0.00, 1 };
    case ASSAY_VERDICT_FAIL:
      return (AssayColor) { 0.70, 0.08, 0.14, 1 };
    case ASSAY_VERDICT_NOT_ASSESSABLE:
    case ASSAY_VERDICT_NONE:
    default:
      return (AssayColor) { 0.36, 0.37, 0.40, 1 };
    }
}

static void
set_color (cairo_t *cr, AssayColor color)
{
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, color.alpha);
}

static void
draw_rect (cairo_t *cr, const Item *item)
{
  AssayBox b = item->box;
  double r = MIN (item->size, MIN (b.width, b.height) / 2);

  set_color (cr, item->color);
  cairo_new_sub_path (cr);
  cairo_arc (cr, b.x + b.width - r, b.y + r, r, -G_PI_2, 0);
  cairo_arc (cr, b.x + b.width - r, b.y + b.height - r, r, 0, G_PI_2);
  cairo_arc (cr, b.x + r, b.y + b.height - r, r, G_PI_2, G_PI);
  cairo_arc (cr, b.x + r, b.y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
  cairo_fill (cr);
}

/* Drawn, not typed: the text font may have none of ✓ × and would borrow them from another. */
static void
draw_verdict (cairo_t *cr, const Item *item)
{
  double x = item->box.x, y = item->box.y, s = item->size / 2;

  cairo_save (cr);
  set_color (cr, assay_report_verdict_color (item->level));
  cairo_set_line_width (cr, item->size * 0.17);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  switch ((AssayVerdict) item->level)
    {
    case ASSAY_VERDICT_PASS:
      cairo_move_to (cr, x - s * 0.8, y + s * 0.1);
      cairo_line_to (cr, x - s * 0.2, y + s * 0.7);
      cairo_line_to (cr, x + s * 0.8, y - s * 0.6);
      cairo_stroke (cr);
      break;
    case ASSAY_VERDICT_WARN:
      cairo_move_to (cr, x, y - s * 0.8);
      cairo_line_to (cr, x, y + s * 0.2);
      cairo_move_to (cr, x, y + s * 0.75);
      cairo_line_to (cr, x, y + s * 0.76);
      cairo_stroke (cr);
      break;
    case ASSAY_VERDICT_FAIL:
      cairo_move_to (cr, x - s * 0.65, y - s * 0.65);
      cairo_line_to (cr, x + s * 0.65, y + s * 0.65);
      cairo_move_to (cr, x + s * 0.65, y - s * 0.65);
      cairo_line_to (cr, x - s * 0.65, y + s * 0.65);
      cairo_stroke (cr);
      break;
    case ASSAY_VERDICT_NOT_ASSESSABLE:
    case ASSAY_VERDICT_NONE:
    default:
      cairo_move_to (cr, x - s * 0.6, y);
      cairo_line_to (cr, x + s * 0.6, y);
      cairo_stroke (cr);
      break;
    }
  cairo_restore (cr);
}

static void
draw_text (cairo_t *cr, const Item *item)
{
  g_autofree char *link = item->name != NULL ? g_strdup_printf ("dest='%s'", item->name) : NULL;

  if (item->tag != NULL)
    cairo_tag_begin (cr, item->tag, NULL);
  if (link != NULL)
    cairo_tag_begin (cr, CAIRO_TAG_LINK, link);
  set_color (cr, item->color);
  cairo_move_to (cr, item->box.x, item->box.y);
  pango_cairo_show_layout (cr, item->layout);
  if (link != NULL)
    cairo_tag_end (cr, CAIRO_TAG_LINK);
  if (item->tag != NULL)
    cairo_tag_end (cr, item->tag);
}

static void
draw_chart (cairo_t *cr, const Item *item)
{
  AssayView view;

  assay_view_init (&view);
  view.parts = ASSAY_CHART_LEGEND | ASSAY_CHART_X_AXIS | ASSAY_CHART_Y_AXIS;
  cairo_tag_begin (cr, "Figure", NULL);
  cairo_save (cr);
  cairo_translate (cr, item->box.x, item->box.y);
  assay_chart_draw (item->chart, &view, item->theme, cr, item->box.width, item->box.height);
  cairo_restore (cr);
  cairo_tag_end (cr, "Figure");
}

static void
draw_item (cairo_t *cr, const Item *item)
{
  switch (item->kind)
    {
    case ITEM_TEXT:
      draw_text (cr, item);
      break;
    case ITEM_RECT:
      draw_rect (cr, item);
      break;
    case ITEM_LINE:
      set_color (cr, item->color);
      cairo_set_line_width (cr, item->size);
      cairo_move_to (cr, item->box.x, item->box.y);
      cairo_rel_line_to (cr, item->box.width, item->box.height);
      cairo_stroke (cr);
      break;
    case ITEM_CHART:
      draw_chart (cr, item);
      break;
    case ITEM_VERDICT:
      draw_verdict (cr, item);
      break;
    case ITEM_RISK:
      assay_chart_draw_risk_mark (cr, item->theme, item->level, item->box.x, item->box.y, item->size);
      break;
    case ITEM_DESTINATION:
    default:
      {
        g_autofree char *attributes = g_strdup_printf ("name='%s' x=0 y=%d internal", item->name, (int) item->box.y);

        cairo_tag_begin (cr, CAIRO_TAG_DEST, attributes);
        cairo_tag_end (cr, CAIRO_TAG_DEST);
        break;
      }
    }
}

void
assay_report_page_draw (const AssayReportPage *self, cairo_t *cr)
{
  cairo_save (cr);
  for (guint i = 0; i < self->items->len; i++)
    draw_item (cr, &g_array_index (self->items, Item, i));
  cairo_restore (cr);
}
