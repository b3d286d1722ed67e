/* Colours and sizes of charts: light, dark and print, with or without high contrast (workbench.md section 5).
 *
 * The colours are tested: at least 3:1 on their card, and apart from each other in normal, protan, deutan and tritan
 * vision; a shape or a dash doubles each of them, so that none speaks alone. */
#pragma once
#include <pango/pango.h>
#include "result/figure.h"

G_BEGIN_DECLS

#define ASSAY_THEME_N_SERIES 6           /* more than six series: the last is grey, never a seventh hue */

typedef enum { ASSAY_THEME_LIGHT, ASSAY_THEME_DARK, ASSAY_THEME_PRINT } AssayThemeKind;
typedef struct { double red, green, blue, alpha; } AssayColor;
typedef struct
{
  AssayThemeKind kind;
  gboolean high_contrast;
  AssayColor text, card, accent;         /* the card behind the chart is painted by whoever owns it */
  PangoFontDescription *font;            /* the widget's or the page's; chart text is relative to it */
} AssayTheme;

/* font NULL is "Cantarell 11". A size in points counts 1 unit of the drawing a point, which is right on a page; a
 * widget gives its font in pixels (pango_font_description_set_absolute_size), text scale included. */
void assay_theme_init (AssayTheme *self, AssayThemeKind kind, gboolean high_contrast, const PangoFontDescription *font);
void assay_theme_clear (AssayTheme *self);
AssayColor assay_theme_risk (const AssayTheme *self, AssayRisk risk);
/* index is the place in the palette, 0 … 5 (FORECAST and BASELINE have 0 and 1 of their own); ACTUAL is the text's
 * colour, BAND is the colour of its line, to be seen through. */
AssayColor assay_theme_series (const AssayTheme *self, AssaySeriesRole role, guint index);

/* Dash pattern of a place in the palette, in points; returns the number of lengths, 0 is solid. */
int assay_theme_dash (guint index, double dash[4]);
double assay_theme_line_width (const AssayTheme *self, AssaySeriesRole role);
double assay_theme_text_size (const AssayTheme *self);                 /* of the font, in the drawing's units */

AssayColor assay_theme_lines (const AssayTheme *self);                 /* of many thin lines, to be seen through */
AssayColor assay_theme_rug (const AssayTheme *self);
AssayColor assay_theme_hatch (const AssayTheme *self);
AssayColor assay_theme_grid (const AssayTheme *self);
AssayColor assay_theme_axis (const AssayTheme *self);
AssayColor assay_theme_tick_text (const AssayTheme *self);
AssayColor assay_color_mix (AssayColor under, AssayColor over, double share);   /* opaque: as over at that alpha on under */

G_END_DECLS
