/* Draws the sample's figures, and awkward ones, to PNG for looking at:
 *   draw-figure FOLDER [NAME…]
 * Every figure at several sizes, light, dark and print, with usual and large text. Built, not installed, no test. */
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>
#include "awkward-figures.h"
#include "charts/chart.h"

typedef struct { const char *name; AssayThemeKind kind; gboolean contrast; double text, width, height, scale; } Shot;

static const Shot shots[] = {
  { "light", ASSAY_THEME_LIGHT, FALSE, 14.67, 760, 320, 1 },
  { "dark", ASSAY_THEME_DARK, FALSE, 14.67, 760, 320, 1 },
  { "print", ASSAY_THEME_PRINT, FALSE, 9, 480, 200, 2 },
  { "contrast", ASSAY_THEME_LIGHT, TRUE, 14.67, 760, 320, 1 },
  { "text150", ASSAY_THEME_LIGHT, FALSE, 22, 760, 320, 1 },
  { "text200", ASSAY_THEME_DARK, FALSE, 29.3, 480, 280, 1 },
  { "narrow", ASSAY_THEME_LIGHT, FALSE, 14.67, 340, 240, 1 },
  { "tiny", ASSAY_THEME_LIGHT, FALSE, 14.67, 160, 90, 1 },
  { "double", ASSAY_THEME_LIGHT, FALSE, 14.67, 760, 320, 2 },
};

static gboolean
is_wanted (const char *name, char **wanted)
{
  if (*wanted == NULL)
    return TRUE;
  for (; *wanted != NULL; wanted++)
    if (g_pattern_match_simple (*wanted, name))
      return TRUE;
  return FALSE;
}

static void
draw_shot (const AssayChart *chart, const char *figure, const Shot *shot, const AssayView *view, const char *folder)
{
  g_autofree char *name = g_strdup_printf ("%s-%s.png", figure, shot->name);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell");
  AssayTheme theme;

  pango_font_description_set_absolute_size (font, shot->text * PANGO_SCALE);
  assay_theme_init (&theme, shot->kind, shot->contrast, font);
  if (!assay_chart_write_png (chart, view, &theme, shot->width, shot->height, shot->scale, path, &error))
    g_printerr ("%s\n", error->message);
  assay_theme_clear (&theme);
  pango_font_description_free (font);
}

int
main (int argc, char **argv)
{
  char *none[] = { NULL };
  char **wanted = argc > 2 ? argv + 2 : none;

  if (argc < 2)
    {
      g_printerr ("draw-figure FOLDER [NAME…]\n");
      return 2;
    }
  for (guint i = 0; i < awkward_n_figures (); i++)
    {
      const char *name = awkward_figure_name (i);
      g_autoptr(AssayFigure) figure = NULL;
      g_autoptr(AssayChart) chart = NULL;

      for (guint k = 0; k < G_N_ELEMENTS (shots); k++)
        {
          g_autofree char *full = g_strdup_printf ("%s-%s", name, shots[k].name);
          AssayView view;

          if (!is_wanted (full, wanted))
            continue;
          if (chart == NULL)
            {
              figure = awkward_figure_new (i);
              chart = assay_chart_new (figure, NULL);
            }
          assay_view_init (&view);
          awkward_figure_view (i, &view);
          draw_shot (chart, name, &shots[k], &view, argv[1]);
        }
    }
  return 0;
}
