#include <math.h>
#include "charts/theme.h"

static double
linear (double c)
{
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

/* WCAG 2.1, relative luminance and contrast ratio */
static double
luminance (AssayColor c)
{
  return 0.2126 * linear (c.red) + 0.7152 * linear (c.green) + 0.0722 * linear (c.blue);
}

static double
contrast (AssayColor a, AssayColor b)
{
  double x = luminance (a), y = luminance (b);

  return (MAX (x, y) + 0.05) / (MIN (x, y) + 0.05);
}

/* Ottosson (2020), "A perceptual color space for image processing"; distance times 100 */
static double
oklab_distance (AssayColor a, AssayColor b)
{
  double lab[2][3];
  AssayColor colors[2] = { a, b };

  for (int i = 0; i < 2; i++)
    {
      double r = linear (colors[i].red), g = linear (colors[i].green), bl = linear (colors[i].blue);
      double l = cbrt (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * bl);
      double m = cbrt (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * bl);
      double s = cbrt (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * bl);

      lab[i][0] = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
      lab[i][1] = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
      lab[i][2] = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
    }
  return 100 * sqrt (pow (lab[0][0] - lab[1][0], 2) + pow (lab[0][1] - lab[1][1], 2) + pow (lab[0][2] - lab[1][2], 2));
}

static void
test_colors (void)
{
  for (AssayThemeKind kind = ASSAY_THEME_LIGHT; kind <= ASSAY_THEME_PRINT; kind++)
    for (int high = 0; high < 2; high++)
      {
        AssayTheme theme;

        assay_theme_init (&theme, kind, high, NULL);
        for (int i = 0; i < ASSAY_N_RISKS; i++)
          {
            g_assert_cmpfloat (contrast (assay_theme_risk (&theme, i), theme.card), >=, 3);
            for (int k = 0; k < i; k++)
              g_assert_cmpfloat (oklab_distance (assay_theme_risk (&theme, i), assay_theme_risk (&theme, k)), >=, 14);
          }
        for (guint i = 0; i < ASSAY_THEME_N_SERIES; i++)
          {
            g_assert_cmpfloat (contrast (assay_theme_series (&theme, ASSAY_SERIES_OTHER, i), theme.card), >=, 3);
            for (guint k = 0; k < i; k++)
              g_assert_cmpfloat (oklab_distance (assay_theme_series (&theme, ASSAY_SERIES_OTHER, i),
                                                 assay_theme_series (&theme, ASSAY_SERIES_OTHER, k)), >=, 10);
          }
        /* text of ticks, seen on the card */
        g_assert_cmpfloat (contrast (assay_color_mix (theme.card, assay_theme_tick_text (&theme), 1), theme.card), >=, high ? 7 : 3);
        assay_theme_clear (&theme);
      }
}

static void
test_table (void)
{
  AssayTheme light, dark;
  double dash[4];

  assay_theme_init (&light, ASSAY_THEME_LIGHT, FALSE, NULL);
  assay_theme_init (&dark, ASSAY_THEME_DARK, FALSE, NULL);
  g_assert_cmpfloat (assay_theme_series (&light, ASSAY_SERIES_BAND, 0).alpha, ==, 0.16);
  g_assert_cmpfloat (assay_theme_series (&dark, ASSAY_SERIES_BAND, 0).alpha, ==, 0.26);
  g_assert_cmpfloat (assay_theme_series (&light, ASSAY_SERIES_ACTUAL, 0).alpha, ==, 0.70);
  g_assert_cmpfloat (assay_theme_risk (&light, ASSAY_RISK_CRITICAL).red, ==, 0x4e / 255.0);
  g_assert_cmpfloat (assay_theme_risk (&dark, ASSAY_RISK_CRITICAL).red, ==, 0xeb / 255.0);
  g_assert_cmpint (assay_theme_dash (0, dash), ==, 0);
  g_assert_cmpint (assay_theme_dash (1, dash), ==, 2);
  g_assert_cmpfloat (dash[0], ==, 7);
  g_assert_cmpint (assay_theme_dash (3, dash), ==, 4);
  g_assert_cmpfloat (assay_theme_line_width (&light, ASSAY_SERIES_FORECAST), ==, 2);
  g_assert_cmpfloat (assay_theme_line_width (&light, ASSAY_SERIES_ACTUAL), ==, 1.8);
  /* the seventh series is as the sixth: never a seventh hue */
  g_assert_cmpfloat (assay_theme_series (&light, ASSAY_SERIES_OTHER, 9).red, ==, assay_theme_series (&light, ASSAY_SERIES_OTHER, 5).red);
  assay_theme_clear (&light);
  assay_theme_clear (&dark);
}

static void
test_high_contrast (void)
{
  AssayTheme plain, high;

  assay_theme_init (&plain, ASSAY_THEME_LIGHT, FALSE, NULL);
  assay_theme_init (&high, ASSAY_THEME_LIGHT, TRUE, NULL);
  g_assert_cmpfloat (assay_theme_grid (&high).alpha, ==, 0.30);
  g_assert_cmpfloat (assay_theme_tick_text (&high).alpha, ==, 1);
  g_assert_cmpfloat_with_epsilon (assay_theme_line_width (&high, ASSAY_SERIES_FORECAST),
                                  assay_theme_line_width (&plain, ASSAY_SERIES_FORECAST) + 0.5, 1e-12);
  assay_theme_clear (&plain);
  assay_theme_clear (&high);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/charts/theme/colors", test_colors);
  g_test_add_func ("/charts/theme/table", test_table);
  g_test_add_func ("/charts/theme/high-contrast", test_high_contrast);
  return g_test_run ();
}
