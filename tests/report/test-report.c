#include "report/report.h"

#include <cairo-pdf.h>
#include <glib/gstdio.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "base/digest.h"
#include "sample-result.h"

static char *folder;

static char *
temporary (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static guint
write_report (AssayResult *result, const char *path, AssayPaper paper)
{
  AssayReportOptions options;
  guint n_pages = 0;
  g_autoptr(GError) error = NULL;

  assay_report_options_init (&options);
  options.paper = paper;
  options.workspace = "Retail";
  options.run = "Run 42";
  g_assert_true (assay_report_write (&result, 1, &options, path, &n_pages, NULL, &error));
  g_assert_no_error (error);
  return n_pages;
}

static char *
output_of (const char *program, ...)
{
  va_list args;
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *out = NULL, *err = NULL, *found = g_find_program_in_path (program);
  int status;
  g_autoptr(GError) error = NULL;

  if (found == NULL)
    return NULL;
  g_ptr_array_add (argv, (char *) program);
  va_start (args, program);
  for (const char *arg = va_arg (args, const char *); arg != NULL; arg = va_arg (args, const char *))
    g_ptr_array_add (argv, (char *) arg);
  va_end (args);
  g_ptr_array_add (argv, NULL);
  g_assert_true (g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (err, ==, "");
  g_assert_cmpint (status, ==, 0);
  return g_steal_pointer (&out);
}

static void
test_same_bytes (void)
{
  g_autoptr(AssayResult) result = sample_result_new ();
  g_autofree char *a = temporary ("a.pdf"), *b = temporary ("b.pdf"), *hash_a = NULL, *hash_b = NULL;

  g_assert_cmpuint (write_report (result, a, ASSAY_PAPER_A4), >=, 4);
  write_report (result, b, ASSAY_PAPER_A4);
  hash_a = assay_digest_file (a, NULL, NULL);
  hash_b = assay_digest_file (b, NULL, NULL);
  g_assert_cmpstr (hash_a, ==, hash_b);
}

/* qpdf and poppler find nothing to complain about. */
static void
test_well_formed (void)
{
  g_autoptr(AssayResult) result = sample_result_new ();
  g_autofree char *path = temporary ("well-formed.pdf"), *qpdf = NULL, *info = NULL, *pages = NULL, *text = NULL;
  guint n = write_report (result, path, ASSAY_PAPER_A4);

  qpdf = output_of ("qpdf", "--check", path, NULL);
  info = output_of ("pdfinfo", path, NULL);
  if (qpdf == NULL || info == NULL)
    {
      g_test_skip ("qpdf and poppler-utils are not installed");
      return;
    }
  g_assert_nonnull (strstr (qpdf, "No syntax or stream encoding errors found"));
  pages = g_strdup_printf ("Pages:           %u\n", n);
  g_assert_nonnull (strstr (info, pages));
  g_assert_nonnull (strstr (info, "(A4)"));
  g_assert_nonnull (strstr (info, "Tagged:          yes"));
  g_free (pages);
  pages = g_strdup_printf ("Page %u of %u", n, n);
  text = output_of ("pdftotext", "-layout", path, "-", NULL);
  g_assert_nonnull (strstr (text, pages));
  g_assert_nonnull (strstr (text, "Run 42"));
  g_assert_nonnull (strstr (text, "Retail"));
  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    g_assert_nonnull (strstr (text, assay_result_get_check (result, i)->id));
}

static void
test_fonts_embedded (void)
{
  g_autoptr(AssayResult) result = sample_result_new ();
  g_autofree char *path = temporary ("fonts.pdf"), *fonts = NULL;
  g_auto(GStrv) lines = NULL;
  guint n = 0;

  write_report (result, path, ASSAY_PAPER_A4);
  fonts = output_of ("pdffonts", path, NULL);
  if (fonts == NULL)
    {
      g_test_skip ("poppler-utils are not installed");
      return;
    }
  lines = g_strsplit (fonts, "\n", -1);
  for (guint i = 2; lines[i] != NULL && lines[i][0] != '\0'; i++, n++)
    g_assert_nonnull (strstr (lines[i], " yes yes "));     /* embedded, a subset */
  g_assert_cmpuint (n, >=, 2);
}

static void
test_letter (void)
{
  g_autoptr(AssayResult) result = sample_result_new ();
  AssayReportOptions options;
  g_autoptr(AssayReport) report = NULL;
  double width, height;

  assay_report_options_init (&options);
  options.paper = ASSAY_PAPER_LETTER;
  report = assay_report_new (&result, 1, &options);
  assay_report_get_page_size (report, 0, &width, &height);
  g_assert_cmpfloat (width, ==, 612);
  g_assert_cmpfloat (height, ==, 792);
}

/* Nothing on any page lies outside the paper: the ink of a recording of each page does not. */
static void
check_ink (AssayResult *result)
{
  AssayReportOptions options;
  g_autoptr(AssayReport) report = NULL;

  assay_report_options_init (&options);
  report = assay_report_new (&result, 1, &options);
  for (guint page = 0; page < assay_report_get_n_pages (report); page++)
    {
      cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
      cairo_t *cr = cairo_create (surface);
      double width, height, x, y, w, h;

      assay_report_get_page_size (report, page, &width, &height);
      assay_report_draw_page (report, page, cr);
      cairo_recording_surface_ink_extents (surface, &x, &y, &w, &h);
      g_assert_cmpfloat (x, >=, 40);
      g_assert_cmpfloat (y, >=, 30);
      g_assert_cmpfloat (x + w, <=, width - 40);
      g_assert_cmpfloat (y + h, <=, height - 30);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

static void
test_ink_stays_on_paper (void)
{
  g_autoptr(AssayResult) result = sample_result_new ();

  check_ink (result);
}

static void
test_sections (void)
{
  g_autoptr(AssayResult) result = sample_result_new ();
  AssayReportOptions options;
  g_autoptr(AssayReport) all = NULL, few = NULL;

  assay_report_options_init (&options);
  all = assay_report_new (&result, 1, &options);
  options.sections = ASSAY_REPORT_CHECKS;
  few = assay_report_new (&result, 1, &options);
  g_assert_cmpuint (assay_report_get_n_pages (few), <, assay_report_get_n_pages (all));
}

static void
test_several_results (void)
{
  g_autoptr(AssayResult) a = sample_result_new ();
  g_autoptr(AssayResult) b = assay_result_new ("anomalies", "Second result");
  AssayResult *results[] = { a, b };
  AssayReportOptions options;
  g_autofree char *path = temporary ("several.pdf"), *text = NULL;
  g_autoptr(GError) error = NULL;

  assay_report_options_init (&options);
  g_assert_true (assay_report_write (results, 2, &options, path, NULL, NULL, &error));
  g_assert_no_error (error);
  text = output_of ("pdftotext", "-layout", path, "-", NULL);
  if (text != NULL)
    g_assert_nonnull (strstr (text, "Second result"));
}

/* A table wider than a turned page is split, and its key column stands in each part. */
static void
test_wide_table (void)
{
  g_autoptr(AssayResult) result = assay_result_new ("anomalies", "Wide");
  AssayTable *table = assay_table_new ("wide", "Wide table");
  AssayReportOptions options;
  g_autofree char *path = temporary ("wide.pdf"), *text = NULL;
  guint heads = 0;

  assay_table_add_column (table, "key", "Branch", ASSAY_CELL_TEXT);
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *label = g_strdup_printf ("Number%02u", i);

      assay_table_add_column (table, label, label, ASSAY_CELL_NUMBER);
    }
  for (guint row = 0; row < 13; row++)        /* of fewer the rows would become columns */
    {
      assay_table_add_row (table);
      assay_table_set_text (table, 0, "North");
      for (guint i = 0; i < 40; i++)
        assay_table_set_number (table, i + 1, 1234567.25 * (i + 1));
    }
  assay_result_take_table (result, table);
  assay_report_options_init (&options);
  g_assert_true (assay_report_write (&result, 1, &options, path, NULL, NULL, NULL));
  text = output_of ("pdftotext", "-layout", path, "-", NULL);
  if (text == NULL)
    {
      g_test_skip ("poppler-utils are not installed");
      return;
    }
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *label = g_strdup_printf ("Number%02u", i);

      g_assert_nonnull (strstr (text, label));
    }
  for (const char *p = strstr (text, "Branch"); p != NULL; p = strstr (p + 1, "Branch"))
    heads++;
  g_assert_cmpuint (heads, >=, 3);
}

static guint
count_landscape (AssayReport *report)
{
  guint n = 0;

  for (guint page = 0; page < assay_report_get_n_pages (report); page++)
    {
      double width, height;

      assay_report_get_page_size (report, page, &width, &height);
      n += width > height;
    }
  return n;
}

/* Two columns with heads of n letters that cannot be wrapped. */
static AssayReport *
make_wide (guint n)
{
  g_autoptr(AssayResult) result = assay_result_new ("anomalies", "Wide");
  AssayTable *table = assay_table_new ("wide", "Wide table");
  g_autofree char *label = g_strnfill (n, 'n');
  AssayReportOptions options;

  assay_table_add_column (table, "a", label, ASSAY_CELL_COUNT);
  assay_table_add_column (table, "b", label, ASSAY_CELL_COUNT);
  assay_table_add_row (table);
  assay_result_take_table (result, table);
  assay_report_options_init (&options);
  return assay_report_new (&result, 1, &options);
}

/* Of n letters in the larger type of table heads: 8 points, bold. */
static double
head_width (guint n)
{
  PangoFontMap *map = pango_cairo_font_map_new ();
  PangoContext *context = pango_font_map_create_context (map);
  PangoLayout *layout = pango_layout_new (context);
  cairo_font_options_t *options = cairo_font_options_create ();
  g_autofree char *text = g_strnfill (n, 'n');
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, DejaVu Sans, Sans Bold");
  PangoRectangle box;

  pango_font_description_set_absolute_size (font, 8 * PANGO_SCALE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_extents (layout, NULL, &box);
  g_object_unref (layout);
  g_object_unref (context);
  g_object_unref (map);
  return (double) box.width / PANGO_SCALE;
}

/* Only just too wide: smaller type instead of a turned page. */
static void
test_tight_table (void)
{
  guint upright = 0;

  for (guint n = 20; n < 120; n++)
    {
      g_autoptr(AssayReport) report = make_wide (n);
      guint n_landscape = count_landscape (report);

      if (n_landscape == 0)
        upright = n;
      else
        g_assert_cmpuint (n_landscape, ==, 1);       /* with the heading of the tables: that stands on no page alone */
    }
  g_assert_cmpfloat (2 * (head_width (upright) + 10), >, 595.276 - 2 * 48);
  g_assert_cmpuint (upright, <, 119);
}

/* Every word of a text that no page can hold is on some page, in a cell as in a check, and within the paper. */
static void
test_longer_than_a_page (void)
{
  g_autoptr(AssayResult) result = assay_result_new ("anomalies", "Long");
  AssayTable *table = assay_table_new ("long", "Long table");
  AssayCheck *check = assay_result_add_check (result, "a-check", "A check");
  g_autoptr(GString) cell = g_string_new (NULL), message = g_string_new (NULL);
  g_autofree char *path = temporary ("long.pdf"), *text = NULL;

  for (int i = 0; i < 3000; i++)
    {
      g_string_append_printf (cell, "c%dx ", i);
      g_string_append_printf (message, "m%dx ", i);
    }
  assay_table_add_column (table, "a", "A", ASSAY_CELL_TEXT);
  assay_table_add_column (table, "b", "B", ASSAY_CELL_TEXT);
  assay_table_add_row (table);
  assay_table_set_text (table, 0, "key");
  assay_table_set_text (table, 1, cell->str);
  assay_result_take_table (result, table);
  check->message = g_strdup (message->str);
  check_ink (result);
  g_assert_cmpuint (write_report (result, path, ASSAY_PAPER_LETTER), >=, 6);
  text = output_of ("pdftotext", path, "-", NULL);
  if (text == NULL)
    {
      g_test_skip ("poppler-utils are not installed");
      return;
    }
  for (int i = 0; i < 3000; i++)
    {
      g_autofree char *c = g_strdup_printf ("c%dx", i), *m = g_strdup_printf ("m%dx", i);

      g_assert_nonnull (strstr (text, c));
      g_assert_nonnull (strstr (text, m));
    }
}

/* Not writable: an error that names the file, and what was there stays. */
static void
test_write_failure (void)
{
  g_autoptr(AssayResult) result = sample_result_new ();
  AssayReportOptions options;
  g_autofree char *path = temporary ("missing/report.pdf");
  g_autoptr(GError) error = NULL;

  assay_report_options_init (&options);
  g_assert_false (assay_report_write (&result, 1, &options, path, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_cancel (void)
{
  g_autoptr(AssayResult) result = sample_result_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  AssayReportOptions options;
  g_autofree char *path = temporary ("cancelled.pdf");
  g_autoptr(GError) error = NULL;

  assay_report_options_init (&options);
  g_cancellable_cancel (cancellable);
  g_assert_false (assay_report_write (&result, 1, &options, path, NULL, progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* An empty result still makes a report that says what it is. */
static void
test_empty (void)
{
  g_autoptr(AssayResult) result = assay_result_new ("anomalies", "Nothing");
  g_autofree char *path = temporary ("empty.pdf");

  g_assert_cmpuint (write_report (result, path, ASSAY_PAPER_A4), >=, 2);
}

static AssayResult *
make_backtest (void)
{
  AssayResult *result = assay_result_new ("backtest", "Back-test");
  AssayTable *models = assay_table_new ("models", "Models"), *series = assay_table_new ("series", "Accuracy by Series"), *league = assay_table_new ("league", "Models Ranked");
  static const char *const names[] = { "naive", "theta" };

  assay_table_add_column (models, "model", "Model", ASSAY_CELL_TEXT);
  assay_table_add_column (series, "series", "Series", ASSAY_CELL_TEXT);
  assay_table_add_column (series, "model", "Model", ASSAY_CELL_TEXT);
  assay_table_add_column (series, "mase", "MASE", ASSAY_CELL_NUMBER);
  assay_table_add_column (league, "model", "Model", ASSAY_CELL_TEXT);
  assay_table_add_column (league, "mase", "MASE", ASSAY_CELL_NUMBER);
  assay_table_add_column (league, "wape", "WAPE", ASSAY_CELL_FRACTION);
  assay_table_add_column (league, "p-value", "p", ASSAY_CELL_NUMBER);
  assay_table_add_column (league, "against-benchmark", "Against", ASSAY_CELL_TEXT);
  for (int model = 1; model >= 0; model--)
    {
      assay_table_add_row (models);
      assay_table_set_text (models, 0, names[model]);
      assay_table_add_row (league);
      assay_table_set_text (league, 0, names[model]);
      assay_table_set_number (league, 1, 1.5 - model);
      assay_table_set_number (league, 2, 0.25);
      assay_table_set_number (league, 3, model == 1 ? 0.0000551891 : NAN);
      assay_table_set_text (league, 4, model == 1 ? "better" : "benchmark");
    }
  for (int i = 0; i < 60; i++)
    for (int model = 0; model < 2; model++)
      {
        g_autofree char *name = g_strdup_printf ("shop%02d", i);

        assay_table_add_row (series);
        assay_table_set_text (series, 0, name);
        assay_table_set_text (series, 1, names[model]);
        assay_table_set_number (series, 2, model == 1 ? 1 + 0.01 * i : 5);
      }
  assay_result_take_table (result, models);
  assay_result_take_table (result, series);
  assay_result_take_table (result, league);
  assay_result_add_metric (result, "n-series", "Shops", ASSAY_METRIC_COUNT, 60);
  assay_result_add_metric (result, "wape", "First WAPE", ASSAY_METRIC_FRACTION, 0.3)->of = g_strdup ("naive");
  assay_result_add_metric (result, "wape:theta", "Best WAPE", ASSAY_METRIC_FRACTION, 0.2)->of = g_strdup ("theta");
  return result;
}

/* The answer first, the worst 40 series by the best model, metrics of other models only in their table. */
static void
test_backtest (void)
{
  g_autoptr(AssayResult) result = make_backtest ();
  g_autofree char *path = temporary ("backtest.pdf"), *text = NULL;

  write_report (result, path, ASSAY_PAPER_A4);
  check_ink (result);
  text = output_of ("pdftotext", "-layout", path, "-", NULL);
  if (text == NULL)
    {
      g_test_skip ("poppler-utils are not installed");
      return;
    }
  g_assert_nonnull (strstr (text, "theta has the lowest error of 2 models: MASE 0.5"));
  g_assert_nonnull (strstr (text, "It beats"));
  g_assert_nonnull (strstr (text, "< 0.001"));
  g_assert_nonnull (strstr (text, "40 of 60 rows"));
  g_assert_nonnull (strstr (text, "shop59"));
  g_assert_nonnull (strstr (text, "shop20"));
  g_assert_null (strstr (text, "shop19"));
  g_assert_true (strstr (text, "shop59") < strstr (text, "shop58"));
  g_assert_nonnull (strstr (text, "Shops"));
  g_assert_nonnull (strstr (text, "Best WAPE"));
  g_assert_null (strstr (text, "First WAPE"));
}

/* Few rows of many columns: the columns go down the page, on upright paper, and why cells are empty stands once in a note. */
static void
test_turned_table (void)
{
  g_autoptr(AssayResult) result = assay_result_new ("backtest", "Turned");
  AssayTable *table = assay_table_new ("models", "Models");
  AssayReportOptions options;
  g_autoptr(AssayReport) report = NULL;
  g_autofree char *path = temporary ("turned.pdf"), *text = NULL;
  const char *first;

  assay_table_add_column (table, "model", "Model", ASSAY_CELL_TEXT);
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *label = g_strdup_printf ("Measure%02u", i);

      assay_table_add_column (table, label, label, ASSAY_CELL_NUMBER);
    }
  assay_table_add_column (table, "undefined", "Undefined Because", ASSAY_CELL_TEXT);
  for (guint row = 0; row < 3; row++)
    {
      g_autofree char *name = g_strdup_printf ("model%u", row);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, name);
      for (guint i = 0; i < 29; i++)
        assay_table_set_number (table, i + 1, 1000 * row + i);
      assay_table_set_text (table, 31, "no scale");
    }
  assay_result_take_table (result, table);
  assay_report_options_init (&options);
  report = assay_report_new (&result, 1, &options);
  g_assert_cmpuint (count_landscape (report), ==, 0);
  write_report (result, path, ASSAY_PAPER_A4);
  text = output_of ("pdftotext", "-layout", path, "-", NULL);
  if (text == NULL)
    {
      g_test_skip ("poppler-utils are not installed");
      return;
    }
  g_assert_nonnull (strstr (text, "Measure28"));
  g_assert_null (strstr (text, "Measure29"));                 /* empty in every row */
  g_assert_nonnull (first = strstr (text, "model0, model1, model2 – no scale."));
  g_assert_null (strstr (strstr (first, "no scale") + 1, "no scale"));
}

static AssayFigure *
new_odd_figure (const char *id, AssayFigureKind kind, AssayAxisType type, gboolean in_section)
{
  AssayFigure *figure = assay_figure_new (id, kind, "Odd");

  assay_figure_set_x (figure, type, ASSAY_UNIT_NONE, "x", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, "y", NULL);
  assay_figure_set_section (figure, in_section ? "data" : NULL);
  return figure;
}

/* What the file of a result may hold, though no analysis makes it: a ranking of nothing, a matrix with rows that end early, days beyond any calendar. */
static void
test_odd_figures (void)
{
  static const char *const names[] = { "a", "b", "c", NULL };
  static const double ones[] = { 1, 1, 1 };
  double *days = g_new (double, 200), *y = g_new (double, 200);

  for (guint i = 0; i < 200; i++)
    {
      days[i] = (i + 1) * 1e300;
      y[i] = i;
    }
  for (int in_section = FALSE; in_section <= TRUE; in_section++)
    {
      g_autoptr(AssayResult) result = assay_result_new (in_section ? "validate" : "backtest", "Odd");
      AssayFigure *ranked = new_odd_figure ("ranked", ASSAY_FIGURE_RANKED, ASSAY_AXIS_CATEGORY, in_section), *heat = new_odd_figure ("heat", ASSAY_FIGURE_HEAT, ASSAY_AXIS_CATEGORY, in_section),
                  *dates = new_odd_figure ("dates", ASSAY_FIGURE_SERIES, ASSAY_AXIS_DATE, in_section);
      g_autofree char *path = temporary ("odd.pdf");

      assay_figure_set_categories (heat, names);
      for (guint i = 0; i < 3; i++)
        assay_figure_add_series (heat, names[i], names[i], ASSAY_SERIES_OTHER, i == 0 ? 3 : 0, NULL, g_bytes_new (ones, i == 0 ? sizeof ones : 0), NULL, NULL, NULL);
      assay_figure_add_series (dates, "y", "Y", ASSAY_SERIES_ACTUAL, 200, g_bytes_new (days, 200 * sizeof *days), g_bytes_new (y, 200 * sizeof *y), NULL, NULL, NULL);
      assay_result_take_figure (result, ranked);
      assay_result_take_figure (result, heat);
      assay_result_take_figure (result, dates);
      if (in_section)
        {
          AssayTable *sections = assay_table_new ("sections", "Sections");

          assay_table_add_column (sections, "section", "Section", ASSAY_CELL_TEXT);
          assay_result_take_table (result, sections);
        }
      write_report (result, path, ASSAY_PAPER_A4);
    }
  g_free (days);
  g_free (y);
}

/* More results than the cover has lines for. */
static void
test_long_contents (void)
{
  AssayResult *results[120];
  AssayReportOptions options;
  g_autofree char *path = temporary ("contents.pdf"), *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *title = g_strdup_printf ("Result%03u", i);

      results[i] = assay_result_new ("anomalies", title);
    }
  assay_report_options_init (&options);
  options.sections = 0;
  g_assert_true (assay_report_write (results, G_N_ELEMENTS (results), &options, path, NULL, NULL, NULL));
  text = output_of ("pdftotext", "-layout", "-l", "4", path, "-", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      if (text != NULL)
        g_assert_nonnull (strstr (text, assay_result_get_title (results[i])));
      assay_result_unref (results[i]);
    }
}

int
main (int argc, char **argv)
{
  int status;
  g_autofree char *quoted = NULL;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("report-XXXXXX", NULL);
  g_test_add_func ("/report/report/same-bytes", test_same_bytes);
  g_test_add_func ("/report/report/well-formed", test_well_formed);
  g_test_add_func ("/report/report/fonts-embedded", test_fonts_embedded);
  g_test_add_func ("/report/report/letter", test_letter);
  g_test_add_func ("/report/report/ink-stays-on-paper", test_ink_stays_on_paper);
  g_test_add_func ("/report/report/sections", test_sections);
  g_test_add_func ("/report/report/several-results", test_several_results);
  g_test_add_func ("/report/report/wide-table", test_wide_table);
  g_test_add_func ("/report/report/tight-table", test_tight_table);
  g_test_add_func ("/report/report/longer-than-a-page", test_longer_than_a_page);
  g_test_add_func ("/report/report/write-failure", test_write_failure);
  g_test_add_func ("/report/report/cancel", test_cancel);
  g_test_add_func ("/report/report/empty", test_empty);
  g_test_add_func ("/report/report/odd-figures", test_odd_figures);
  g_test_add_func ("/report/report/backtest", test_backtest);
  g_test_add_func ("/report/report/long-contents", test_long_contents);
  g_test_add_func ("/report/report/turned-table", test_turned_table);
  status = g_test_run ();
  quoted = g_strdup_printf ("rm -rf '%s'", folder);
  if (system (quoted) != 0)
    g_printerr ("could not remove %s\n", folder);
  g_free (folder);
  return status;
}
