#include "charts/chart-private.h"

#include <string.h>

static const struct { double scale; gboolean bold; } styles[] = {
  [CHART_TEXT_TITLE] = { 0.95, TRUE },
  [CHART_TEXT_SUBTITLE] = { 0.80, FALSE },
  [CHART_TEXT_TICK] = { 0.78, FALSE },
  [CHART_TEXT_AXIS] = { 0.78, FALSE },
  [CHART_TEXT_LEGEND] = { 0.82, FALSE },
  [CHART_TEXT_LABEL] = { 0.92, FALSE },
  [CHART_TEXT_VALUE] = { 0.92, TRUE },
  [CHART_TEXT_DIM] = { 0.82, FALSE },
  [CHART_TEXT_RULE] = { 0.74, TRUE },
};

PangoContext *
chart_text_context (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (context, 72);
  pango_context_set_round_glyph_positions (context, FALSE);
  return context;
}

static PangoLayout *
layout_new (PangoContext *context, const AssayTheme *theme, ChartTextStyle style)
{
  PangoLayout *layout = pango_layout_new (context);
  PangoFontDescription *font = pango_font_description_copy (theme->font);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_font_description_set_absolute_size (font, pango_font_description_get_size (font) * styles[style].scale);
  pango_font_description_set_weight (font, styles[style].bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  return layout;
}

/* Fonts differ in how narrow their narrow space is; Cantarell's is a ninth of an em, which at the size of a tick is a pixel
 * and parts no thousands. */
static void
widen_narrow_spaces (PangoLayout *layout)
{
  const char *text = pango_layout_get_text (layout), *space = strstr (text, "\u202f");
  int size = pango_font_description_get_size (pango_layout_get_font_description (layout));
  PangoAttrList *attributes;

  if (space == NULL)
    return;
  attributes = pango_attr_list_copy (pango_layout_get_attributes (layout));
  for (; space != NULL; space = strstr (space + 1, "\u202f"))
    {
      PangoAttribute *spacing = pango_attr_letter_spacing_new (size / 9);

      spacing->start_index = (guint) (space - text);
      spacing->end_index = spacing->start_index + (guint) strlen ("\u202f");
      pango_attr_list_insert (attributes, spacing);
    }
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
}

PangoLayout *
chart_text_new (PangoContext *context, const AssayTheme *theme, ChartTextStyle style, const char *text, double max_width)
{
  PangoLayout *layout = layout_new (context, theme, style);

  pango_layout_set_text (layout, text, -1);
  widen_narrow_spaces (layout);
  if (max_width >= 0 && chart_text_width (layout) > max_width)
    {
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_width (layout, (int) (MAX (max_width, 1) * PANGO_SCALE));
    }
  return layout;
}

/* Markup sets the layout's attributes anew, so the figures' width is asked for in the markup itself. */
PangoLayout *
chart_text_new_markup (PangoContext *context, const AssayTheme *theme, ChartTextStyle style, const char *markup)
{
  PangoLayout *layout = layout_new (context, theme, style);
  g_autofree char *all = g_strconcat ("<span font_features='tnum'>", markup, "</span>", NULL);

  pango_layout_set_markup (layout, all, -1);
  return layout;
}

double
chart_text_width (PangoLayout *layout)
{
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  return logical.width / (double) PANGO_SCALE;
}

double
chart_text_height (PangoLayout *layout)
{
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  return logical.height / (double) PANGO_SCALE;
}

double
chart_text_line_height (PangoContext *context, const AssayTheme *theme, ChartTextStyle style)
{
  g_autoptr(PangoLayout) layout = chart_text_new (context, theme, style, "0", -1);

  return chart_text_height (layout);
}
