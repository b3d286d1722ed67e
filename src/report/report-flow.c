#include "report/report-flow.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MARGIN 48.0
#define HEADER 22.0
#define FOOTER 26.0

static const struct { double size; PangoWeight weight; const char *family; } styles[ASSAY_N_STYLES] = {
  [ASSAY_STYLE_TITLE] = { 26, PANGO_WEIGHT_BOLD, NULL },
  [ASSAY_STYLE_HEADING] = { 16, PANGO_WEIGHT_BOLD, NULL },
  [ASSAY_STYLE_SUBHEADING] = { 11.5, PANGO_WEIGHT_BOLD, NULL },
  [ASSAY_STYLE_LEAD] = { 12, PANGO_WEIGHT_NORMAL, NULL },
  [ASSAY_STYLE_BODY] = { 9.5, PANGO_WEIGHT_NORMAL, NULL },
  [ASSAY_STYLE_STRONG] = { 9.5, PANGO_WEIGHT_BOLD, NULL },
  [ASSAY_STYLE_SMALL] = { 8, PANGO_WEIGHT_NORMAL, NULL },
  [ASSAY_STYLE_CELL] = { 8.5, PANGO_WEIGHT_NORMAL, NULL },
  [ASSAY_STYLE_HEAD] = { 8, PANGO_WEIGHT_BOLD, NULL },
  [ASSAY_STYLE_TIGHT_CELL] = { 8, PANGO_WEIGHT_NORMAL, NULL },
  [ASSAY_STYLE_TIGHT_HEAD] = { 7.5, PANGO_WEIGHT_BOLD, NULL },
  [ASSAY_STYLE_MONO] = { 7.5, PANGO_WEIGHT_NORMAL, "DejaVu Sans Mono, monospace" },
  [ASSAY_STYLE_VALUE] = { 17, PANGO_WEIGHT_BOLD, NULL },
};

void
assay_flow_init (AssayFlow *self, AssayPaper paper)
{
  /* A font map of our own: the shared one belongs to the main thread. 72 dpi makes a unit a point. */
  g_autoptr(PangoFontMap) map = pango_cairo_font_map_new ();
  cairo_font_options_t *options = cairo_font_options_create ();

  *self = (AssayFlow) { 0 };
  pango_cairo_font_map_set_resolution (PANGO_CAIRO_FONT_MAP (map), 72);
  self->context = pango_font_map_create_context (map);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (self->context, options);
  pango_context_set_round_glyph_positions (self->context, FALSE);
  cairo_font_options_destroy (options);
  for (int i = 0; i < ASSAY_N_STYLES; i++)
    {
      self->fonts[i] = pango_font_description_from_string (styles[i].family != NULL ? styles[i].family : "Cantarell, DejaVu Sans, Sans");
      pango_font_description_set_absolute_size (self->fonts[i], styles[i].size * PANGO_SCALE);
      pango_font_description_set_weight (self->fonts[i], styles[i].weight);
    }
  assay_theme_init (&self->theme, ASSAY_THEME_PRINT, FALSE, self->fonts[ASSAY_STYLE_BODY]);
  self->width = paper == ASSAY_PAPER_LETTER ? 612 : 595.276;
  self->height = paper == ASSAY_PAPER_LETTER ? 792 : 841.89;
  self->margin = MARGIN;
  self->ink = self->theme.text;
  self->dim = (AssayColor) { 0.36, 0.37, 0.40, 1 };
  self->line = (AssayColor) { 0.80, 0.81, 0.83, 1 };
  self->band = (AssayColor) { 0.957, 0.961, 0.968, 1 };
  self->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_report_page_free);
  self->outline = g_array_new (FALSE, TRUE, sizeof (AssayOutlineEntry));
}

void
assay_flow_clear (AssayFlow *self)
{
  for (guint i = 0; i < self->outline->len; i++)
    {
      g_free (g_array_index (self->outline, AssayOutlineEntry, i).text);
      g_free (g_array_index (self->outline, AssayOutlineEntry, i).destination);
    }
  g_array_unref (self->outline);
  g_ptr_array_unref (self->pages);
  assay_theme_clear (&self->theme);
  for (int i = 0; i < ASSAY_N_STYLES; i++)
    pango_font_description_free (self->fonts[i]);
  g_object_unref (self->context);
}

double
assay_flow_get_left (const AssayFlow *self)
{
  return self->margin;
}

double
assay_flow_get_width (const AssayFlow *self)
{
  return self->page_width - 2 * self->margin;
}

double
assay_flow_get_room (const AssayFlow *self)
{
  return self->page_height - self->margin - FOOTER - self->y;
}

void
assay_flow_new_page (AssayFlow *self)
{
  self->page_width = self->landscape ? self->height : self->width;
  self->page_height = self->landscape ? self->width : self->height;
  self->page = assay_report_page_new (self->page_width, self->page_height);
  g_ptr_array_add (self->pages, self->page);
  self->y = self->margin + HEADER;
}

void
assay_flow_drop_empty_page (AssayFlow *self)
{
  if (self->pages->len > 1 && self->y <= self->margin + HEADER)
    g_ptr_array_set_size (self->pages, self->pages->len - 1);
}

void
assay_flow_set_landscape (AssayFlow *self, gboolean landscape)
{
  if (self->landscape == landscape)
    return;
  self->landscape = landscape;
  assay_flow_drop_empty_page (self);
  assay_flow_new_page (self);
}

void
assay_flow_need (AssayFlow *self, double height)
{
  gboolean empty = self->y <= self->margin + HEADER;

  if (!empty && assay_flow_get_room (self) < height)
    assay_flow_new_page (self);
}

void
assay_flow_space (AssayFlow *self, double height)
{
  /* Space at the top of a page would only look like a mistake. */
  if (self->y > self->margin + HEADER)
    self->y += height;
}

PangoLayout *
assay_flow_layout (AssayFlow *self, AssayStyle style, const char *text, double width)
{
  static const char tabular[] = "tnum=1";
  PangoLayout *layout = pango_layout_new (self->context);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new (tabular));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_font_description (layout, self->fonts[style]);
  /* The page runs from left to right; a name in Arabic or Hebrew at the start of a line must not turn the whole line. */
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_line_spacing (layout, style == ASSAY_STYLE_BODY || style == ASSAY_STYLE_LEAD ? 1.12f : 1.0f);
  if (width > 0)
    {
      pango_layout_set_width (layout, (int) floor (width * PANGO_SCALE));
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
    }
  return layout;
}

void
assay_flow_measure (PangoLayout *layout, double *width, double *height)
{
  PangoRectangle box;

  pango_layout_get_extents (layout, NULL, &box);
  if (width != NULL)
    *width = (double) box.width / PANGO_SCALE;
  if (height != NULL)
    *height = (double) box.height / PANGO_SCALE;
}

void
assay_flow_heading (AssayFlow *self, int level, const char *text, double follow)
{
  g_autoptr(PangoLayout) layout = NULL;
  AssayOutlineEntry entry = { level, g_strdup (text), g_strdup_printf ("s%u", self->outline->len + 1), 0 };
  double height;

  layout = assay_flow_layout (self, level == 0 ? ASSAY_STYLE_TITLE : level == 1 ? ASSAY_STYLE_HEADING : ASSAY_STYLE_SUBHEADING, text, assay_flow_get_width (self));
  assay_flow_measure (layout, NULL, &height);
  assay_flow_space (self, level <= 1 ? 20 : 14);
  assay_flow_need (self, height + 6 + follow);
  entry.page = self->pages->len - 1;
  g_array_append_val (self->outline, entry);
  assay_report_page_add_destination (self->page, entry.destination, MAX (0, self->y - 8));
  assay_report_page_add_text (self->page, layout, self->margin, self->y, self->ink, level <= 1 ? "H1" : "H2", NULL);
  self->y += height + (level <= 1 ? 8 : 4);
}

/* A paragraph longer than what is left of the page goes on line by line on the next. */
void
assay_flow_lines (AssayFlow *self, AssayStyle style, const char *text, double x, AssayColor color)
{
  g_autoptr(PangoLayout) layout = assay_flow_layout (self, style, text, self->page_width - self->margin - x);
  double height;

  assay_flow_measure (layout, NULL, &height);
  if (height > assay_flow_get_room (self) && height <= self->page_height - 2 * self->margin - HEADER - FOOTER)
    assay_flow_new_page (self);
  if (height <= assay_flow_get_room (self))
    {
      assay_report_page_add_text (self->page, layout, x, self->y, color, "P", NULL);
      self->y += height;
      return;
    }
  for (int i = 0; i < pango_layout_get_line_count (layout); i++)
    {
      PangoLayoutLine *line = pango_layout_get_line_readonly (layout, i);
      g_autofree char *part = g_strndup (text + pango_layout_line_get_start_index (line), pango_layout_line_get_length (line));
      g_autoptr(PangoLayout) one = assay_flow_layout (self, style, part, 0);

      assay_flow_measure (one, NULL, &height);
      assay_flow_need (self, height);
      assay_report_page_add_text (self->page, one, x, self->y, color, "P", NULL);
      self->y += height;
    }
}

void
assay_flow_paragraph (AssayFlow *self, AssayStyle style, const char *text)
{
  assay_flow_lines (self, style, text, self->margin, style == ASSAY_STYLE_SMALL ? self->dim : self->ink);
  assay_flow_space (self, style == ASSAY_STYLE_SMALL ? 3 : 6);
}

void
assay_flow_bullet (AssayFlow *self, const char *text)
{
  g_autoptr(PangoLayout) dot = assay_flow_layout (self, ASSAY_STYLE_BODY, "•", 0);
  g_autoptr(PangoLayout) whole = assay_flow_layout (self, ASSAY_STYLE_BODY, text, assay_flow_get_width (self) - 12);
  double height, text_height;

  assay_flow_measure (dot, NULL, &height);
  assay_flow_measure (whole, NULL, &text_height);
  /* The lines move to the next page together when one can hold them; the dot goes with them. */
  assay_flow_need (self, MAX (2 * height, MIN (text_height, self->page_height - 2 * MARGIN - HEADER - FOOTER)));
  assay_report_page_add_text (self->page, dot, self->margin, self->y, self->dim, NULL, NULL);
  assay_flow_lines (self, ASSAY_STYLE_BODY, text, self->margin + 12, self->ink);
  assay_flow_space (self, 4);
}

#define PAIR_LEFT 128.0

static void
close_pair (AssayFlow *self)
{
  self->y += 4;
  assay_report_page_add_line (self->page, self->margin, self->y, self->margin + assay_flow_get_width (self), self->y, 0.4, self->line);
  self->y += 4;
}

static void
put_pair (AssayFlow *self, const char *label, AssayStyle style, const char *text, double more)
{
  double width = assay_flow_get_width (self);
  g_autoptr(PangoLayout) name = assay_flow_layout (self, ASSAY_STYLE_BODY, label, PAIR_LEFT - 10);
  g_autoptr(PangoLayout) value = assay_flow_layout (self, style, text, width - PAIR_LEFT);
  double h1, h2;

  assay_flow_measure (name, NULL, &h1);
  assay_flow_measure (value, NULL, &h2);
  assay_flow_need (self, MIN (MAX (h1, h2), 200) + more + 8);
  assay_report_page_add_text (self->page, name, self->margin, self->y, self->dim, "P", NULL);
  if (h2 > assay_flow_get_room (self))
    assay_flow_lines (self, style, text, self->margin + PAIR_LEFT, self->ink);
  else
    {
      assay_report_page_add_text (self->page, value, self->margin + PAIR_LEFT, self->y + (style == ASSAY_STYLE_MONO ? 1.8 : 0), self->ink, "P", NULL);
      self->y += more > 0 ? h2 : MAX (h1, h2);
    }
}

void
assay_flow_pair (AssayFlow *self, const char *label, AssayStyle style, const char *text)
{
  put_pair (self, label, style, text, 0);
  close_pair (self);
}

void
assay_flow_hashed_pair (AssayFlow *self, const char *label, const char *text, const char *hash)
{
  g_autofree char *named = hash != NULL ? g_strdup_printf ("SHA-256 %s", hash) : NULL;

  put_pair (self, label, ASSAY_STYLE_BODY, text, named != NULL ? 12 : 0);
  if (named != NULL)
    assay_flow_lines (self, ASSAY_STYLE_MONO, named, self->margin + PAIR_LEFT, self->dim);
  close_pair (self);
}

double
assay_flow_put_verdict (AssayFlow *self, AssayVerdict verdict, AssayStyle style, double x, double y)
{
  return assay_flow_put_verdict_as (self, verdict, _(assay_verdict_label (verdict)), style, x, y);
}

double
assay_flow_put_verdict_as (AssayFlow *self, AssayVerdict verdict, const char *text, AssayStyle style, double x, double y)
{
  g_autoptr(PangoLayout) word = assay_flow_layout (self, style, text, 0);
  double width, height;

  assay_flow_measure (word, &width, &height);
  assay_report_page_add_verdict (self->page, verdict, x + height * 0.36, y + height / 2, height * 0.62);
  assay_report_page_add_text (self->page, word, x + height * 0.9, y, assay_report_verdict_color (verdict), "P", NULL);
  return width + height * 0.9;
}
