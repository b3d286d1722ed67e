#include "app/chart-export.h"
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>
#include "base/file-write.h"

#define MARGIN 12.0

static double
total_height (const AssayExportChart *charts, guint n)
{
  double height = 2 * MARGIN;

  for (guint i = 0; i < n; i++)
    height += charts[i].height;
  return height;
}

static void
draw (const AssayExportChart *charts, guint n, double width, cairo_t *cr)
{
  g_autoptr(PangoFontDescription) font = pango_font_description_from_string ("Cantarell, Sans");
  AssayTheme theme;

  pango_font_description_set_absolute_size (font, 14 * PANGO_SCALE);
  assay_theme_init (&theme, ASSAY_THEME_PRINT, FALSE, font);
  cairo_set_source_rgb (cr, theme.card.red, theme.card.green, theme.card.blue);
  cairo_paint (cr);
  cairo_translate (cr, MARGIN, MARGIN);
  for (guint i = 0; i < n; i++)
    {
      AssayView view = charts[i].view;

      /* The window shows title and legend beside the chart; a picture has to carry them. */
      if (i == 0)
        view.parts |= ASSAY_CHART_TITLE | ASSAY_CHART_LEGEND;
      assay_chart_draw (charts[i].chart, &view, &theme, cr, width - 2 * MARGIN, charts[i].height);
      cairo_translate (cr, 0, charts[i].height);
    }
  assay_theme_clear (&theme);
}

cairo_surface_t *
assay_chart_export_image (const AssayExportChart *charts, guint n, double width, double scale)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (width * scale), (int) (total_height (charts, n) * scale));
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, scale, scale);
  draw (charts, n, width, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

char *
assay_chart_export_text (const AssayExportChart *charts, guint n, char separator)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *table = assay_figure_to_text (assay_chart_get_figure (charts[i].chart), separator);

      if (i > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, table);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
write_bytes (GByteArray *bytes, cairo_status_t status, const char *path, GError **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return assay_file_write_all (path, bytes->data, bytes->len, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("“%s” could not be drawn: %s"), path, cairo_status_to_string (status));
  return FALSE;
}

static gboolean
write_png (const AssayExportChart *charts, guint n, double width, const char *path, GError **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = assay_chart_export_image (charts, n, width, 2);
  const cairo_status_t status = cairo_surface_write_to_png_stream (surface, append, bytes);

  cairo_surface_destroy (surface);
  return write_bytes (bytes, status, path, error);
}

static cairo_status_t
draw_vector (const AssayExportChart *charts, guint n, double width, gboolean pdf, GByteArray *bytes)
{
  const double height = total_height (charts, n);
  cairo_surface_t *surface = pdf ? cairo_pdf_surface_create_for_stream (append, bytes, width, height)
                                 : cairo_svg_surface_create_for_stream (append, bytes, width, height);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  draw (charts, n, width, cr);
  cairo_show_page (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

static gboolean
write_vector (const AssayExportChart *charts, guint n, double width, gboolean pdf, const char *path, GError **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  const cairo_status_t status = draw_vector (charts, n, width, pdf, bytes);

  return write_bytes (bytes, status, path, error);
}

GBytes *
assay_chart_export_svg (const AssayExportChart *charts, guint n, double width)
{
  GByteArray *bytes = g_byte_array_new ();

  if (draw_vector (charts, n, width, FALSE, bytes) == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (bytes);
  g_byte_array_unref (bytes);
  return NULL;
}

gboolean
assay_chart_export (const AssayExportChart *charts, guint n, double width, const char *path, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  if (g_str_has_suffix (lower, ".csv"))
    {
      g_autofree char *text = assay_chart_export_text (charts, n, ',');

      return assay_file_write_all (path, text, strlen (text), error);
    }
  if (g_str_has_suffix (lower, ".svg") || g_str_has_suffix (lower, ".pdf"))
    return write_vector (charts, n, width, g_str_has_suffix (lower, ".pdf"), path, error);
  if (g_str_has_suffix (lower, ".png"))
    return write_png (charts, n, width, path, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               _("“%s”: the ending says what is written. Use .png, .svg, .pdf or .csv."), path);
  return FALSE;
}
