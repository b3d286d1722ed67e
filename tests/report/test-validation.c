#include "report/report.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* A validation as a governance report: what its PDF says, as text. */

static char *folder;

/* Columns of a page are told apart by runs of spaces; narrow ones are inside numbers. */
static char *
squeeze (const char *given)
{
  g_autoptr(GString) plain = g_string_new (given);
  const char *text;
  GString *out = g_string_new (NULL);

  g_string_replace (plain, "\u202f", " ", 0);
  text = plain->str;

  for (const char *p = text; *p != '\0'; p++)
    if (p[0] != ' ' || p[1] != ' ')
      g_string_append_c (out, *p);
  return g_string_free (out, FALSE);
}

static char *
text_of (AssayResult *result, guint *n_pages)
{
  g_autofree char *path = g_build_filename (folder, "validation.pdf", NULL), *found = g_find_program_in_path ("pdftotext"), *out = NULL;
  const char *argv[] = { "pdftotext", "-layout", path, "-", NULL };
  AssayReportOptions options;
  g_autoptr(GError) error = NULL;

  assay_report_options_init (&options);
  g_assert_true (assay_report_write (&result, 1, &options, path, n_pages, NULL, &error));
  g_assert_no_error (error);
  if (found == NULL)
    {
      g_test_skip ("poppler-utils are not installed");
      return NULL;
    }
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, NULL, &error));
  g_assert_no_error (error);
  return squeeze (out);
}

static AssayTable *
new_text_table (const char *id, const char *title, const char *const *columns)
{
  AssayTable *table = assay_table_new (id, title);

  for (guint i = 0; columns[i] != NULL; i++)
    assay_table_add_column (table, columns[i], columns[i], ASSAY_CELL_TEXT);
  return table;
}

static void
add_row (AssayTable *table, const char *const *texts)
{
  assay_table_add_row (table);
  for (guint i = 0; texts[i] != NULL; i++)
    assay_table_set_text (table, i, texts[i]);
}

#define ROW(...) ((const char *const[]) { __VA_ARGS__, NULL })

static AssayResult *
new_validation (void)
{
  AssayResult *result = assay_result_new ("validate", "Validation of loans");
  AssayTable *sections = assay_table_new ("sections", "Checks by Section");

  assay_table_add_column (sections, "section", "Section", ASSAY_CELL_TEXT);
  assay_table_add_column (sections, "title", "Title", ASSAY_CELL_TEXT);
  assay_table_add_column (sections, "verdict", "Verdict", ASSAY_CELL_VERDICT);
  assay_table_add_column (sections, "pass", "Pass", ASSAY_CELL_COUNT);
  add_row (sections, ROW ("data", "Data", "fail"));
  assay_result_take_table (result, sections);
  assay_result_set_provenance (result, "assay test", "2026-01-31", 4711, "Bank", NULL);
  return result;
}

static AssayCheck *
add_check (AssayResult *result, const char *id, const char *subject, AssayVerdict verdict, double value)
{
  AssayCheck *check = assay_result_add_check (result, id, "Missing Values");

  check->subject = g_strdup (subject);
  check->section = g_strdup ("data");
  check->verdict = verdict;
  check->statistic = g_strdup ("share-missing");
  check->value = value;
  check->warn = 0.01;
  check->fail = 0.05;
  check->source = 'A';
  check->limit_note = g_strdup ("limits of a test");
  check->convention = g_strdup ("blank is missing");
  check->message = g_strdup_printf ("The column %s was looked at.", subject);
  check->n = 1316;
  return check;
}

static guint
count_in (const char *text, const char *word)
{
  guint n = 0;

  for (const char *p = strstr (text, word); p != NULL; p = strstr (p + 1, word))
    n++;
  return n;
}

/* From a heading on; the list of contents names it first. */
static const char *
section_of (const char *text, const char *heading)
{
  const char *first = strstr (text, heading), *second = first != NULL ? strstr (first + 1, heading) : NULL;

  g_assert_nonnull (second);
  return second;
}

/* A check of many columns: one table, what failed first and in full, what passed without its sentence; all of it in the register. */
static void
test_family (void)
{
  g_autoptr(AssayResult) result = new_validation ();
  g_autofree char *text = NULL, *body = NULL;
  const char *from, *to;
  guint n_pages;

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("column%02u", i);

      add_check (result, "dq-missing", name, i == 30 || i == 35 ? ASSAY_VERDICT_FAIL : ASSAY_VERDICT_PASS, i == 30 ? 0.111 : i == 35 ? 0.222 : 0.0001 * i);
    }
  text = text_of (result, &n_pages);
  g_assert_cmpuint (n_pages, <=, 12);      /* 40 blocks took seven pages of the section alone */
  if (text == NULL)
    return;
  from = section_of (text, "5 Data");
  to = section_of (text, "6 Implementation");
  body = g_strndup (from, to - from);
  g_assert_cmpuint (count_in (body, "(dq-missing)"), ==, 1);
  g_assert_cmpuint (count_in (body, "blank is missing"), ==, 1);
  g_assert_cmpuint (count_in (body, "limits of a test"), ==, 1);
  g_assert_nonnull (strstr (body, "22.2"));
  g_assert_true (strstr (body, "column35") < strstr (body, "column30"));      /* the worst first */
  g_assert_true (strstr (body, "column30") < strstr (body, "column39"));
  g_assert_nonnull (strstr (body, "The column column35 was looked at."));
  g_assert_null (strstr (body, "The column column39 was looked at."));
  g_assert_nonnull (strstr (body, "more are in appendix A"));
  from = section_of (text, "A Check Register");
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("column%02u", i);

      g_assert_nonnull (strstr (from, name));
    }
  g_assert_nonnull (strstr (from, "4711"));
}

/* The same said of every part is said once. */
static void
test_family_in_a_line (void)
{
  g_autoptr(AssayResult) result = new_validation ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < 11; i++)
    {
      g_autofree char *name = g_strdup_printf ("grade%u", i);
      AssayCheck *check = add_check (result, "pd-multi-year", name, ASSAY_VERDICT_NOT_ASSESSABLE, NAN);

      g_free (check->message);
      check->message = g_strdup ("There is one year.");
    }
  text = text_of (result, NULL);
  if (text != NULL)
    {
      const char *from = section_of (text, "5 Data"), *to = section_of (text, "6 Implementation");
      g_autofree char *body = g_strndup (from, to - from);

      g_assert_cmpuint (count_in (body, "There is one year."), ==, 1);
      g_assert_nonnull (strstr (body, "grade10"));
    }
}

static GBytes *
bytes_of (const double *values, gsize n)
{
  return g_bytes_new (values, n * sizeof *values);
}

/* The numbers of a curve are points of it: of one that is 0 or 1 everywhere no row says one half. */
static void
test_points_of_figure (void)
{
  g_autoptr(AssayResult) result = new_validation ();
  AssayFigure *figure = assay_figure_new ("curve", ASSAY_FIGURE_SERIES, "Comb");
  g_autofree char *text = NULL;
  double x[200], y[200];
  const double ends[2] = { 0, 1 };

  for (guint i = 0; i < 200; i++)
    {
      x[i] = i / 199.0;
      y[i] = i / 3 % 2;
    }
  assay_figure_set_section (figure, "data");
  assay_figure_set_subtitle (figure, "1,316 rows");
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_FRACTION, "Share", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, "Flagged", NULL);
  assay_figure_add_series (figure, "chance", "Chance", ASSAY_SERIES_BASELINE, 2, bytes_of (ends, 2), bytes_of (ends, 2), NULL, NULL, NULL);
  assay_figure_add_series (figure, "curve", "Curve", ASSAY_SERIES_ACTUAL, 200, bytes_of (x, 200), bytes_of (y, 200), NULL, NULL, NULL);
  assay_result_take_figure (result, figure);
  text = text_of (result, NULL);
  if (text != NULL)
    {
      const char *from = strstr (text, "Numbers of the figure"), *to = section_of (text, "6 Implementation");
      g_autofree char *numbers = NULL;
      g_auto(GStrv) lines = NULL;
      guint n = 0;

      g_assert_nonnull (from);
      g_assert_nonnull (strstr (text, "1 316 rows"));
      numbers = g_strndup (from, to - from);
      lines = g_strsplit (numbers, "\n", -1);
      for (guint i = 0; lines[i] != NULL; i++)
        {
          guint zeros = count_in (lines[i], " 0.0 %"), ones = count_in (lines[i], "100.0 %");

          if (strstr (lines[i], "%") != NULL)
            {
              g_assert_cmpuint (count_in (lines[i], "%"), ==, zeros + ones);      /* nothing between the two */
              n += zeros + ones;
            }
        }
      g_assert_cmpuint (n, ==, 20);
    }
}

/* No bin of a histogram is left out. */
static void
test_bins_of_figure (void)
{
  g_autoptr(AssayResult) result = new_validation ();
  AssayFigure *figure = assay_figure_new ("scores", ASSAY_FIGURE_HISTOGRAM, "Scores");
  g_autofree char *text = NULL;
  double x[30], y[30];

  for (guint i = 0; i < 30; i++)
    {
      x[i] = i / 30.0;
      y[i] = 701 + i;
    }
  assay_figure_set_section (figure, "data");
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_NONE, "Score", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_COUNT, "Rows", NULL);
  assay_figure_set_bin_width (figure, 1 / 30.0);
  assay_figure_add_series (figure, "n", "Rows (n = 1,387)", ASSAY_SERIES_ACTUAL, 30, bytes_of (x, 30), bytes_of (y, 30), NULL, NULL, NULL);
  assay_result_take_figure (result, figure);
  text = text_of (result, NULL);
  if (text != NULL)
    {
      const char *from = strstr (text, "Numbers of the figure");

      g_assert_nonnull (from);
      g_assert_nonnull (strstr (from, "n = 1 387"));
      for (guint i = 0; i < 30; i++)
        {
          g_autofree char *bin = g_strdup_printf (" %u", 701 + i);

          g_assert_nonnull (strstr (from, bin));
        }
    }
}

/* Of a matrix of pairs the strongest ones, and no mean of several. */
static void
test_pairs (void)
{
  enum { N = 24 };
  g_autoptr(AssayResult) result = new_validation ();
  AssayFigure *figure = assay_figure_new ("feature-correlation", ASSAY_FIGURE_HEAT, "Correlation");
  g_autofree char *text = NULL;
  char *names[N + 1] = { NULL };

  for (guint i = 0; i < N; i++)
    names[i] = g_strdup_printf ("feature%02u", i);
  assay_figure_set_section (figure, "data");
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, "", NULL);
  assay_figure_set_categories (figure, (const char *const *) names);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, "rho", NULL);
  for (guint i = 0; i < N; i++)
    {
      double row[N];

      for (guint k = 0; k < N; k++)
        row[k] = i == k ? 1 : MIN (i, k) == 3 && MAX (i, k) == 17 ? -0.875 : 0.0625;
      assay_figure_add_series (figure, names[i], names[i], ASSAY_SERIES_OTHER, N, NULL, bytes_of (row, N), NULL, NULL, NULL);
    }
  assay_result_take_figure (result, figure);
  text = text_of (result, NULL);
  for (guint i = 0; i < N; i++)
    g_free (names[i]);
  if (text != NULL)
    {
      const char *from = strstr (text, "Strongest Pairs"), *strongest;
      g_auto(GStrv) lines = NULL;
      gboolean found = FALSE;

      g_assert_nonnull (from);
      strongest = strstr (from, "0.875");
      g_assert_nonnull (strongest);
      lines = g_strsplit (from, "\n", 12);
      for (guint i = 0; lines[i] != NULL && i < 11; i++)
        found |= strstr (lines[i], "feature03") != NULL && strstr (lines[i], "feature17") != NULL && strstr (lines[i], "−0.875") != NULL;
      g_assert_true (found);
    }
}

static const char *const headings[] = {
  "1 Opinion", "2 Scope and Independence", "3 Purpose, Use and Materiality", "4 Conceptual Soundness", "5 Data", "6 Implementation and Replication",
  "7 Discrimination", "8 Calibration and Back-Test", "9 Stability, Drift, Concentration", "10 Robustness and Sensitivity", "11 Explainability and Fairness",
  "12 Benchmark and Challenger", "13 Overrides and Adjustments", "14 Limitations and Compensating Controls", "15 Findings Register", "16 Monitoring Plan",
  "17 Change Since Last Approved", "18 Sign-off", "A Check Register", "B Thresholds Changed from Default", "C Data Dictionary", "D How to Get These Numbers Again",
};

/* Every section is there, in order, and says what is missing where it has nothing. */
static void
test_all_sections (void)
{
  g_autoptr(AssayResult) result = new_validation ();
  AssayTable *filters = new_text_table ("row-filters", "Rows of Findings", ROW ("at"));
  AssayTable *left_out = new_text_table ("left-out", "Checks Not Made", ROW ("check", "title", "needs", "section"));
  g_autofree char *text = NULL;
  const char *at;

  add_check (result, "dq-missing", "all rows", ASSAY_VERDICT_FAIL, 0.2);
  add_row (filters, ROW ("check:dq-missing"));
  assay_result_take_table (result, filters);
  add_row (left_out, ROW ("disc-auc", "AUC", "an outcome", "discrimination"));
  add_row (left_out, ROW ("cal-slope", "Slope", "an outcome", "calibration"));
  add_row (left_out, ROW ("disc-lgd", "LGD", "realised LGD", "discrimination"));
  add_row (left_out, ROW ("disc-ks", "KS", "an outcome", "discrimination"));
  assay_result_take_table (result, left_out);
  text = text_of (result, NULL);
  if (text == NULL)
    return;
  g_assert_null (strstr (text, "Rows of Findings"));      /* for the window, which finds rows by it */
  at = strstr (text, headings[0]);
  g_assert_nonnull (at);
  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    {
      const char *next = section_of (text, headings[i]);

      g_assert_true (next > at);
      at = next;
    }
  g_assert_nonnull (strstr (text, "input: disc-auc, disc-ks (an outcome); disc-lgd (realised LGD)."));
  g_assert_nonnull (strstr (text, "input: cal-slope (an outcome)."));
  g_assert_nonnull (strstr (text, "No overrides, overlays or adjustments"));
  g_assert_nonnull (strstr (text, "No limitation is recorded"));
  g_assert_nonnull (strstr (text, "there is none to monitor"));
  g_assert_nonnull (strstr (text, "no baseline of an approved version"));
  g_assert_nonnull (strstr (text, "changes no limit of a check"));
  g_assert_cmpuint (count_in (text, "No check of this section was made"), ==, 8);
  g_assert_nonnull (strstr (section_of (text, "15 Findings Register"), "F01"));
}

/* Who validated what: roles, versions, hashes, profile, seed, as-of. */
static void
test_control_sheet (void)
{
  g_autoptr(AssayResult) result = new_validation ();
  AssayTable *models = new_text_table ("validated-models", "Models", ROW ("role", "file", "id", "version", "kind", "format", "sha256"));
  g_autofree char *text = NULL;

  add_row (models, ROW ("champion", "a.json", "PD-RETAIL", "3.1", "scorecard", "assay-model 1", "aaaa1111"));
  add_row (models, ROW ("challenger", "b.json", "PD-TREES", "0.9", "tree ensemble", "XGBoost JSON", "bbbb2222"));
  assay_result_take_table (result, models);
  assay_result_add_input (result, "data", "loans.csv", "cccc3333", 1316, 9);
  assay_result_add_input (result, "model", "a.json", "aaaa1111", -1, -1);
  assay_result_add_input (result, "reference", "dev.csv", "dddd4444", 5000, 9);
  assay_result_add_input (result, "train", "fit.csv", "eeee5555", 4000, 9);
  assay_result_set_option (result, "profile", "ecb");
  text = text_of (result, NULL);
  if (text != NULL)
    {
      const char *words[] = { "Champion", "PD-RETAIL, version 3.1", "aaaa1111", "Challenger", "PD-TREES, version 0.9", "bbbb2222", "Data ", "loans.csv", "cccc3333", "Reference sample", "dddd4444",
                              "Training sample", "eeee5555", "31 Jan 2026", "ecb", "Not signed", "assay test, 4711", "Page 1 of" };
      const char *end = strchr (text, '\f');

      for (guint i = 0; i < G_N_ELEMENTS (words); i++)
        {
          const char *at = strstr (text, words[i]);

          g_assert_nonnull (at);
          g_assert_true (at < end);
        }
    }
}

/* Limits that a policy changed: which, from what, by whom, why. */
static void
test_thresholds (void)
{
  g_autoptr(AssayResult) result = new_validation ();
  AssayTable *table = assay_table_new ("thresholds", "Thresholds Changed from Default");
  g_autofree char *text = NULL;

  assay_table_add_column (table, "check", "Check", ASSAY_CELL_TEXT);
  assay_table_add_column (table, "default-warn", "Watch, default", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "warn", "Watch", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "author", "By", ASSAY_CELL_TEXT);
  assay_table_add_column (table, "reason", "Reason", ASSAY_CELL_TEXT);
  add_row (table, ROW ("dq-missing"));
  assay_table_set_number (table, 1, 0.01);
  assay_table_set_number (table, 2, 0.12);
  assay_table_set_text (table, 3, "B. Data");
  assay_table_set_text (table, 4, "missing by design");
  assay_result_take_table (result, table);
  text = text_of (result, NULL);
  if (text != NULL)
    {
      const char *from = section_of (text, "B Thresholds");

      g_assert_nonnull (strstr (from, "policy “Bank”"));
      g_assert_nonnull (strstr (from, "0.12"));
      g_assert_nonnull (strstr (from, "B. Data"));
      g_assert_nonnull (strstr (from, "missing by design"));
    }
}

/* The first number of a column that is long stands far down: it is not broken. */
static void
test_long_cell_far_down (void)
{
  g_autoptr(AssayResult) result = new_validation ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *name = g_strdup_printf ("c%03u", i);
      AssayCheck *check = add_check (result, i < 450 ? "dq-missing" : "dq-late", name, ASSAY_VERDICT_PASS, 0);

      check->p_value = i < 450 ? NAN : 0.00234 + i * 0.001;
    }
  text = text_of (result, NULL);
  if (text != NULL)
    {
      const char *from = section_of (text, "A Check Register");

      g_assert_nonnull (strstr (from, "c499 Pass 0.0 % 0.501 1 316"));
      g_assert_nonnull (strstr (from, "c460 Pass 0.0 % 0.462 1 316"));
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("assay-report-XXXXXX", NULL);
  g_test_add_func ("/report/validation/family", test_family);
  g_test_add_func ("/report/validation/long-cell-far-down", test_long_cell_far_down);
  g_test_add_func ("/report/validation/family-in-a-line", test_family_in_a_line);
  g_test_add_func ("/report/validation/points-of-figure", test_points_of_figure);
  g_test_add_func ("/report/validation/bins-of-figure", test_bins_of_figure);
  g_test_add_func ("/report/validation/pairs", test_pairs);
  g_test_add_func ("/report/validation/all-sections", test_all_sections);
  g_test_add_func ("/report/validation/control-sheet", test_control_sheet);
  g_test_add_func ("/report/validation/thresholds", test_thresholds);
  status = g_test_run ();
  {
    g_autofree char *path = g_build_filename (folder, "validation.pdf", NULL);

    g_remove (path);
    g_rmdir (folder);
    g_free (folder);
  }
  return status;
}
