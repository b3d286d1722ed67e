#include "charts/theme.h"

#define RGB(hex) { ((hex) >> 16 & 0xff) / 255.0, ((hex) >> 8 & 0xff) / 255.0, ((hex) & 0xff) / 255.0, 1 }

/* light, dark */
static const AssayColor risk_colors[ASSAY_N_RISKS][2] = {
  { RGB (0x02888e), RGB (0x1ac3da) },
  { RGB (0xb08c14), RGB (0xf7ea3c) },
  { RGB (0xa13301), RGB (0xf7975b) },
  { RGB (0x4e0723), RGB (0xeb3577) },
};

static const AssayColor series_colors[ASSAY_THEME_N_SERIES][2] = {
  { RGB (0x1e5bc9), RGB (0x4392f0) },
  { RGB (0xb74a26), RGB (0xfe9702) },
  { RGB (0x129b97), RGB (0x70f0c9) },
  { RGB (0x7e3365), RGB (0xc55da3) },
  { RGB (0xb58a0b), RGB (0xf9e848) },
  { RGB (0x242629), RGB (0xaaaaaa) },
};

static const struct { int n; double lengths[4]; } dashes[ASSAY_THEME_N_SERIES] = {
  { 0, { 0 } },
  { 2, { 7, 3 } },
  { 2, { 2, 2 } },
  { 4, { 9, 3, 2, 3 } },
  { 2, { 4, 4 } },
  { 2, { 1, 3 } },
};

static gboolean
is_dark (const AssayTheme *self)
{
  return self->kind == ASSAY_THEME_DARK;
}

static AssayColor
with_alpha (AssayColor color, double alpha)
{
  color.alpha *= alpha;
  return color;
}

void
assay_theme_init (AssayTheme *self, AssayThemeKind kind, gboolean high_contrast, const PangoFontDescription *font)
{
  static const AssayColor text[] = { RGB (0x2e3436), RGB (0xffffff), RGB (0x1a1a1a) };
  static const AssayColor card[] = { RGB (0xffffff), RGB (0x363636), RGB (0xffffff) };
  static const AssayColor accent[] = { RGB (0x3584e4), RGB (0x78aeed), RGB (0x1e5bc9) };

  self->kind = kind;
  self->high_contrast = high_contrast;
  self->text = text[kind];
  self->card = card[kind];
  self->accent = accent[kind];
  if (high_contrast && kind != ASSAY_THEME_DARK)
    self->text = (AssayColor) RGB (0x000000);
  self->font = font != NULL ? pango_font_description_copy (font)
                            : pango_font_description_from_string ("Cantarell 11");
}

void
assay_theme_clear (AssayTheme *self)
{
  g_clear_pointer (&self->font, pango_font_description_free);
}

AssayColor
assay_theme_risk (const AssayTheme *self, AssayRisk risk)
{
  if (risk < 0 || risk >= ASSAY_N_RISKS)
    return with_alpha (self->text, 0.5);
  return risk_colors[risk][is_dark (self)];
}

AssayColor
assay_theme_series (const AssayTheme *self, AssaySeriesRole role, guint index)
{
  AssayColor color = series_colors[MIN (index, ASSAY_THEME_N_SERIES - 1)][is_dark (self)];

  switch (role)
    {
    case ASSAY_SERIES_ACTUAL:
    case ASSAY_SERIES_MARKS:
      return with_alpha (self->text, is_dark (self) ? 0.72 : 0.70);
    case ASSAY_SERIES_BAND:
      return with_alpha (color, is_dark (self) ? 0.26 : 0.16);
    default:
      return color;
    }
}

int
assay_theme_dash (guint index, double dash[4])
{
  guint i = MIN (index, ASSAY_THEME_N_SERIES - 1);

  for (int k = 0; k < dashes[i].n; k++)
    dash[k] = dashes[i].lengths[k];
  return dashes[i].n;
}

double
assay_theme_line_width (const AssayTheme *self, AssaySeriesRole role)
{
  double width = role == ASSAY_SERIES_ACTUAL ? 1.8 : 2.0;

  /* a page is read from nearer, at a smaller type */
  if (self->kind == ASSAY_THEME_PRINT)
    width *= 0.6;
  return width + (self->high_contrast ? 0.5 : 0);
}

double
assay_theme_text_size (const AssayTheme *self)
{
  return pango_font_description_get_size (self->font) / (double) PANGO_SCALE;
}

AssayColor
assay_theme_lines (const AssayTheme *self)
{
  return with_alpha (self->text, self->high_contrast ? 0.30 : is_dark (self) ? 0.16 : 0.14);
}

AssayColor
assay_theme_rug (const AssayTheme *self)
{
  return with_alpha (self->text, self->high_contrast ? 0.90 : 0.55);
}

AssayColor
assay_theme_hatch (const AssayTheme *self)
{
  return with_alpha (self->text, self->high_contrast ? 0.45 : is_dark (self) ? 0.22 : 0.18);
}

AssayColor
assay_theme_grid (const AssayTheme *self)
{
  return with_alpha (self->text, self->high_contrast ? 0.30 : is_dark (self) ? 0.10 : 0.08);
}

AssayColor
assay_theme_axis (const AssayTheme *self)
{
  return with_alpha (self->text, self->high_contrast ? 1.0 : 0.30);
}

AssayColor
assay_theme_tick_text (const AssayTheme *self)
{
  return with_alpha (self->text, self->high_contrast ? 1.0 : 0.60);
}

AssayColor
assay_color_mix (AssayColor under, AssayColor over, double share)
{
  double a = over.alpha * share;

  return (AssayColor) { under.red + (over.red - under.red) * a, under.green + (over.green - under.green) * a,
                        under.blue + (over.blue - under.blue) * a, 1 };
}
