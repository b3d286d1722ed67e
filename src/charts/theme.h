/* Colours and sizes of charts: light, dark and print, with or without high contrast (workbench.md section 5). */
#pragma once
#include <pango/pango.h>
#include "result/figure.h"

G_BEGIN_DECLS

typedef enum { ASSAY_THEME_LIGHT, ASSAY_THEME_DARK, ASSAY_THEME_PRINT } AssayThemeKind;
typedef struct { double red, green, blue, alpha; } AssayColor;
typedef struct
{
  AssayThemeKind kind;
  gboolean high_contrast;
  AssayColor text, card, accent;         /* the card behind the chart is painted by whoever owns it */
  PangoFontDescription *font;            /* the widget's or the page's; chart text is relative to it */
} AssayTheme;

void assay_theme_init (AssayTheme *self, AssayThemeKind kind, gboolean high_contrast, const PangoFontDescription *font);
void assay_theme_clear (AssayTheme *self);
AssayColor assay_theme_risk (const AssayTheme *self, AssayRisk risk);
AssayColor assay_theme_series (const AssayTheme *self, AssaySeriesRole role, guint index);

G_END_DECLS
