/* Pages a second of the governance PDF: a report of about forty pages, written whole. */
#include "report/report.h"

#include <glib/gstdio.h>

#include "sample-result.h"

int
main (void)
{
  AssayResult *results[3];
  AssayReportOptions options;
  g_autofree char *folder = g_dir_make_tmp ("bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "report.pdf", NULL);
  double best = G_MAXDOUBLE;
  guint n_pages = 0;

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    results[i] = sample_result_new ();
  assay_report_options_init (&options);
  for (int run = 0; run < 5; run++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr(GError) error = NULL;

      if (!assay_report_write (results, G_N_ELEMENTS (results), &options, path, &n_pages, NULL, &error))
        g_error ("%s", error->message);
      best = MIN (best, (double) (g_get_monotonic_time () - start) / 1e6);
    }
  g_print ("report: %u pages in %.3f s, %.0f pages a second (budget: 40 pages in 0.5 s)\n", n_pages, best, n_pages / best);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    assay_result_unref (results[i]);
  g_unlink (path);
  g_rmdir (folder);
  return 0;
}
