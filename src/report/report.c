#include "report/report.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file-write.h"
#include "report/report-sections.h"
#include "result/result-json.h"

struct _AssayReport
{
  AssayReportBuild build;
};

void
assay_report_options_init (AssayReportOptions *self)
{
  *self = (AssayReportOptions) { .paper = ASSAY_PAPER_A4, .sections = ASSAY_REPORT_ALL };
}

static void
lay_out (AssayReportBuild *build)
{
  assay_report_put_cover (build);
  for (guint i = 0; i < build->n_results; i++)
    {
      AssayResult *result = build->results[i];

      if (assay_report_is_validation (result))
        {
          assay_report_put_validation (build, result, build->hashes[i]);
          continue;
        }
      assay_report_put_opinion (build, result);
      assay_report_put_key_figures (build, result);
      assay_report_put_headline_tables (build, result);
      assay_report_put_figures (build, result);
      assay_report_put_tables (build, result);
      assay_report_put_checks (build, result);
      assay_report_put_methods (build, result);
      assay_report_put_long_tables (build, result);
      assay_report_put_appendix (build, result, build->hashes[i]);
    }
  assay_flow_drop_empty_page (&build->flow);
  assay_report_put_contents (build);
  assay_report_put_furniture (build);
}

AssayReport *
assay_report_new (AssayResult *const *results, guint n_results, const AssayReportOptions *options)
{
  AssayReport *self = g_new0 (AssayReport, 1);
  AssayReportBuild *build = &self->build;

  g_return_val_if_fail (n_results > 0, NULL);
  build->options = *options;
  build->title = g_strdup (options->title != NULL ? options->title : assay_result_get_title (results[0]));
  build->workspace = g_strdup (options->workspace);
  build->run = g_strdup (options->run);
  build->author = g_strdup (options->author);
  build->n_results = n_results;
  build->results = g_new (AssayResult *, n_results);
  build->hashes = g_new0 (char *, n_results + 1);
  for (guint i = 0; i < n_results; i++)
    {
      gsize length;
      g_autofree char *json = assay_result_to_json (results[i], &length);

      build->results[i] = assay_result_ref (results[i]);
      build->hashes[i] = assay_digest_bytes (json, length);
    }
  assay_flow_init (&build->flow, options->paper);
  lay_out (build);
  return self;
}

void
assay_report_free (AssayReport *self)
{
  AssayReportBuild *build = &self->build;

  assay_flow_clear (&build->flow);
  for (guint i = 0; i < build->n_results; i++)
    assay_result_unref (build->results[i]);
  g_free (build->results);
  g_strfreev (build->hashes);
  g_free (build->title);
  g_free (build->workspace);
  g_free (build->run);
  g_free (build->author);
  g_free (self);
}

guint
assay_report_get_n_pages (AssayReport *self)
{
  return self->build.flow.pages->len;
}

void
assay_report_get_page_size (AssayReport *self, guint page, double *width, double *height)
{
  const AssayReportPage *p = g_ptr_array_index (self->build.flow.pages, page);

  *width = assay_report_page_get_width (p);
  *height = assay_report_page_get_height (p);
}

void
assay_report_draw_page (AssayReport *self, guint page, cairo_t *cr)
{
  assay_report_page_draw (g_ptr_array_index (self->build.flow.pages, page), cr);
}

/* ---- PDF ---- */

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* The document's date is that of the run, so that the same run gives the same bytes. */
static char *
creation_date (const AssayReportBuild *build)
{
  const char *as_of = assay_result_get_as_of (build->results[0]);
  g_autoptr(GDateTime) date = NULL;

  if (build->options.created == 0 && as_of != NULL)
    return g_strdup_printf ("%.10sT00:00:00Z", as_of);
  date = g_date_time_new_from_unix_utc (build->options.created);
  return g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ");
}

static void
set_metadata (cairo_surface_t *surface, const AssayReportBuild *build)
{
  g_autofree char *date = creation_date (build);
  g_autofree char *subject = g_strdup_printf ("Result SHA-256 %s", build->hashes[0]);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, build->title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_AUTHOR, build->author != NULL ? build->author : "");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT, subject);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, assay_result_get_engine (build->results[0]) != NULL ? assay_result_get_engine (build->results[0]) : "Assay");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_MOD_DATE, date);
}

static void
add_outline (cairo_surface_t *surface, const AssayReportBuild *build)
{
  int parents[3] = { CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT, CAIRO_PDF_OUTLINE_ROOT };

  for (guint i = 0; i < build->flow.outline->len; i++)
    {
      const AssayOutlineEntry *entry = &g_array_index (build->flow.outline, AssayOutlineEntry, i);
      g_autofree char *link = g_strdup_printf ("dest='%s'", entry->destination);
      int parent = entry->level == 0 ? CAIRO_PDF_OUTLINE_ROOT : parents[entry->level - 1];
      int id = cairo_pdf_surface_add_outline (surface, parent, entry->text, link, entry->level < 2 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);

      parents[entry->level] = id;
    }
}

static gboolean
draw_pages (AssayReport *self, cairo_surface_t *surface, AssayProgress *progress, GError **error)
{
  guint n = assay_report_get_n_pages (self);
  cairo_t *cr = cairo_create (surface);
  gboolean ok = TRUE;

  for (guint page = 0; page < n && ok; page++)
    {
      double width, height;

      assay_report_get_page_size (self, page, &width, &height);
      /* Setting the size empties the page, so it comes before anything, tags included. cairo writes a damaged
       * file when links stand outside any structure: one element spans the document. */
      cairo_pdf_surface_set_size (surface, width, height);
      if (page == 0)
        cairo_tag_begin (cr, "Document", NULL);
      assay_report_draw_page (self, page, cr);
      if (page == n - 1)
        cairo_tag_end (cr, "Document");
      cairo_show_page (cr);
      ok = assay_progress_step (progress, (page + 1.0) / n, error);
    }
  if (ok && cairo_status (cr) != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The report could not be drawn: %s"), cairo_status_to_string (cairo_status (cr)));
      ok = FALSE;
    }
  cairo_destroy (cr);
  return ok;
}

gboolean
assay_report_write (AssayResult *const *results, guint n_results, const AssayReportOptions *options,
                    const char *path, guint *n_pages, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayReport) report = assay_report_new (results, n_results, options);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_bytes, bytes, report->build.flow.width, report->build.flow.height);
  gboolean ok;

  cairo_pdf_surface_restrict_to_version (surface, CAIRO_PDF_VERSION_1_5);
  set_metadata (surface, &report->build);
  add_outline (surface, &report->build);
  ok = draw_pages (report, surface, progress, error);
  cairo_surface_finish (surface);
  if (ok && cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The report could not be drawn: %s"), cairo_status_to_string (cairo_surface_status (surface)));
      ok = FALSE;
    }
  cairo_surface_destroy (surface);
  if (ok && n_pages != NULL)
    *n_pages = assay_report_get_n_pages (report);
  return ok && assay_file_write_all (path, bytes->data, bytes->len, error);
}
