/* Whole files: drawn into memory, then written in one go, so that a full disk leaves what was there. */
#include "charts/chart-private.h"

#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include "base/file-write.h"

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* A saved picture must be readable wherever it is put, so it brings its card along. */
static void
draw_on_card (const AssayChart *self, const AssayView *view, const AssayTheme *theme, cairo_t *cr, double width, double height)
{
  double margin = assay_theme_text_size (theme) * 0.8;

  cairo_set_source_rgb (cr, theme->card.red, theme->card.green, theme->card.blue);
  cairo_paint (cr);
  if (width > 8 * margin && height > 8 * margin)
    {
      cairo_translate (cr, margin, margin);
      width -= 2 * margin;
      height -= 2 * margin;
    }
  assay_chart_draw (self, view, theme, cr, width, height);
}

static gboolean
write_bytes (const char *path, GByteArray *bytes, cairo_status_t status, GError **error)
{
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("“%s” cannot be drawn: %s"), path, cairo_status_to_string (status));
      return FALSE;
    }
  return assay_file_write_all (path, bytes->data, bytes->len, error);
}

/* cairo's own limit, and a size that no screen needs and no memory forgives. */
static gboolean
check_size (double width, double height, const char *path, GError **error)
{
  if (width >= 1 && height >= 1 && width <= 32767 && height <= 32767 && width * height <= 4e8)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _("“%s”: a picture of %.0f × %.0f pixels cannot be made; each side is 1 to 32767, and both multiplied at most 400 million"),
               path, width, height);
  return FALSE;
}

gboolean
assay_chart_write_png (const AssayChart *self, const AssayView *view, const AssayTheme *theme, double width, double height, double scale, const char *path, GError **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  if (!check_size (width * scale, height * scale, path, error))
    return FALSE;
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (width * scale), (int) ceil (height * scale));
  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  draw_on_card (self, view, theme, cr, width, height);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, append_bytes, bytes);
  cairo_surface_destroy (surface);
  return write_bytes (path, bytes, status, error);
}

gboolean
assay_chart_write_svg (const AssayChart *self, const AssayView *view, const AssayTheme *theme, double width, double height, const char *path, GError **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  if (!check_size (width, height, path, error))
    return FALSE;
  surface = cairo_svg_surface_create_for_stream (append_bytes, bytes, width, height);
  cr = cairo_create (surface);
  draw_on_card (self, view, theme, cr, width, height);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return write_bytes (path, bytes, status, error);
}
