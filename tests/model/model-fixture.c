#include "model-fixture.h"

#include "base/parallel.h"

#include <math.h>
#include <string.h>

static char *
shared_path (const char *name)
{
  const char *folder = g_getenv ("ASSAY_SHARED");

  return g_build_filename (folder != NULL ? folder : ".", "data", name, NULL);
}

gboolean
fixture_has_shared (const char *file)
{
  g_autofree char *path = shared_path (file);
  g_autofree char *message = g_strdup_printf ("the shared data file %s is missing", file);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_test_skip (message);
  return FALSE;
}

static char *
read_text (const char *name)
{
  g_autofree char *path = shared_path (name);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GInputStream) raw = G_INPUT_STREAM (g_file_read (file, NULL, NULL)), in = NULL;
  g_autoptr(GConverter) unzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable ();

  g_assert_nonnull (raw);
  in = g_str_has_suffix (name, ".gz") ? g_converter_input_stream_new (raw, unzip) : g_object_ref (raw);
  g_assert_cmpint (g_output_stream_splice (out, in, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL), >, 0);
  return g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (out)),
                    g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (out)));
}

/* Cuts the text into its lines, lent by it. By hand, and by memchr(): under the address sanitizer each search in a string measures
 * all that follows, and g_strsplit() or strcspn() over a competition takes minutes. */
static GPtrArray *
cut_lines (char *text)
{
  GPtrArray *lines = g_ptr_array_new ();
  char *last = text + strlen (text);

  while (text < last)
    {
      char *end = memchr (text, '\n', (gsize) (last - text));

      g_ptr_array_add (lines, text);
      if (end == NULL)
        break;
      *end = '\0';
      text = end + 1;
    }
  g_ptr_array_add (lines, NULL);
  return lines;
}

JsonNode *
fixture_read_json (const char *file)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *path = shared_path (file);
  g_autoptr(GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}

JsonArray *
fixture_classic_expected (void)
{
  static JsonNode *root;

  if (!fixture_has_shared ("classic-series/expected.json"))
    return NULL;
  if (root == NULL)
    root = fixture_read_json ("classic-series/expected.json");
  return json_object_get_array_member (json_node_get_object (root), "series");
}

double *
fixture_classic_values (const char *name, gsize *n)
{
  g_autofree char *file = g_strdup_printf ("classic-series/%s.csv", name), *text = read_text (file);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  double *values = g_new (double, g_strv_length (lines));

  *n = 0;
  for (guint i = 1; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      values[(*n)++] = g_ascii_strtod (strrchr (lines[i], ',') + 1, NULL);
  return values;
}

void
fixture_assert_near (double found, double expected, double tolerance, const char *what, const char *series)
{
  if (!(fabs (found - expected) <= tolerance * MAX (1, fabs (expected))))
    g_error ("%s: %s is %.12g and should be %.12g within %g", series, what, found, expected, tolerance);
}

/* ---- competitions ---- */

typedef struct { double *y; gsize n, h; } Series;      /* y[n + h]: train, then test */
typedef struct { GArray *series; guint season; } Competition;

static void
add_value (Series *series, double value, gboolean test)
{
  series->y = g_renew (double, series->y, series->n + series->h + 1);
  series->y[series->n + series->h] = value;
  if (test)
    series->h++;
  else
    series->n++;
}

static GArray *
read_m3 (const char *file)
{
  g_autofree char *text = read_text (file), *last = g_strdup ("");
  g_autoptr(GPtrArray) lines = cut_lines (text);
  GArray *all = g_array_new (FALSE, TRUE, sizeof (Series));

  for (guint i = 1; lines->pdata[i] != NULL; i++)
    {
      g_auto(GStrv) cells = g_strsplit (lines->pdata[i], ",", -1);

      if (strcmp (cells[0], last) != 0)
        {
          g_free (last);
          last = g_strdup (cells[0]);
          g_array_set_size (all, all->len + 1);
        }
      add_value (&g_array_index (all, Series, all->len - 1), g_ascii_strtod (cells[6], NULL), g_str_has_prefix (cells[5], "test"));
    }
  return all;
}

static void
read_m4_part (GArray *all, const char *file, gboolean test)
{
  g_autofree char *text = read_text (file);
  g_autoptr(GPtrArray) lines = cut_lines (text);

  for (guint i = 1; lines->pdata[i] != NULL; i++)
    {
      g_auto(GStrv) cells = g_strsplit (lines->pdata[i], ",", -1);

      if (!test)
        g_array_set_size (all, all->len + 1);
      for (guint k = 1; cells[k] != NULL; k++)
        {
          const char *cell = cells[k] + (*cells[k] == '"');

          if (g_ascii_isdigit (*cell) || *cell == '-')
            add_value (&g_array_index (all, Series, i - 1), g_ascii_strtod (cell, NULL), test);
        }
    }
}

static const Competition *
get_competition (const char *data)
{
  static Competition yearly, monthly, hourly;

  if (strcmp (data, "m3-yearly") == 0)
    {
      if (yearly.series == NULL)
        yearly = (Competition) { read_m3 ("m3/m3_yearly.csv.gz"), 1 };
      return &yearly;
    }
  if (strcmp (data, "m3-monthly") == 0)
    {
      if (monthly.series == NULL)
        monthly = (Competition) { read_m3 ("m3/m3_monthly.csv.gz"), 12 };
      return &monthly;
    }
  g_assert_cmpstr (data, ==, "m4-hourly");
  if (hourly.series == NULL)
    {
      hourly = (Competition) { g_array_new (FALSE, TRUE, sizeof (Series)), 24 };
      read_m4_part (hourly.series, "m4-hourly/Hourly-train.csv.gz", FALSE);
      read_m4_part (hourly.series, "m4-hourly/Hourly-test.csv.gz", TRUE);
    }
  return &hourly;
}

typedef struct
{
  const Competition *of;
  const AssayModelChoice *choice;
  guint every;
  double *smape, *mase;
  char **why;
} Scoring;

static gboolean
score_series (gsize item, guint worker, gpointer user_data, GError **error)
{
  Scoring *scoring = user_data;
  const Series *series = &g_array_index (scoring->of->series, Series, item * scoring->every);
  const double probability = 0.5;
  AssayPast past = { .y = series->y, .n = series->n, .season = scoring->of->season, .variant = scoring->choice->variant, .seed = 1 };
  g_autoptr(GError) unfit = NULL;
  g_autoptr(AssayFitted) fitted = assay_fitted_new (scoring->choice->kind, &past, &unfit);
  g_autofree double *mean = g_new (double, series->h), *median = g_new (double, series->h);
  double scale = 0, absolute = 0, symmetric = 0;

  if (fitted == NULL)
    {
      scoring->why[item] = g_strdup (unfit->message);
      return TRUE;
    }
  assay_fitted_forecast (fitted, series->h, NULL, &probability, 1, mean, median);
  for (gsize i = scoring->of->season; i < series->n; i++)
    scale += fabs (series->y[i] - series->y[i - scoring->of->season]);
  scale /= series->n - scoring->of->season;
  for (gsize i = 0; i < series->h; i++)
    {
      double actual = series->y[series->n + i];

      absolute += fabs (actual - mean[i]);
      symmetric += 200 * fabs (actual - mean[i]) / (fabs (actual) + fabs (mean[i]));
    }
  scoring->smape[item] = symmetric / series->h;
  scoring->mase[item] = absolute / series->h / scale;
  return TRUE;
}

gboolean
fixture_score (const char *data, const char *model, guint every, FixtureScore *score)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (model, &error);
  Scoring scoring = { NULL, choice, every };
  gint64 start;
  gsize n;

  g_assert_no_error (error);
  if (!fixture_has_shared ("m3") || !fixture_has_shared ("m4-hourly"))
    return FALSE;
  scoring.of = get_competition (data);
  n = (scoring.of->series->len + every - 1) / every;
  scoring.smape = g_new0 (double, n);
  scoring.mase = g_new0 (double, n);
  scoring.why = g_new0 (char *, n);
  start = g_get_monotonic_time ();
  assay_parallel_for (0, n, score_series, &scoring, NULL, &error);
  g_assert_no_error (error);

  *score = (FixtureScore) { 0, 0, (g_get_monotonic_time () - start) / 1e6, 0, 0, NULL };
  for (gsize i = 0; i < n; i++)
    if (scoring.why[i] != NULL)
      {
        if (score->n_failed++ == 0)
          score->why = g_strdup (scoring.why[i]);
        g_free (scoring.why[i]);
      }
    else
      {
        score->smape += scoring.smape[i];
        score->mase += scoring.mase[i];
        score->n_series++;
      }
  score->smape /= score->n_series;
  score->mase /= score->n_series;
  g_free (scoring.smape);
  g_free (scoring.mase);
  g_free (scoring.why);
  return TRUE;
}

gboolean
fixture_expected_accuracy (const char *data, const char *method, double *smape, double *mase)
{
  g_autofree char *text = NULL, *quoted = g_strdup_printf ("%s,\"%s\",recomputed,", data, method), *plain = g_strdup_printf ("%s,%s,recomputed,", data, method);
  const char *at;

  if (!fixture_has_shared ("expected/forecast_accuracy.csv"))
    return FALSE;
  text = read_text ("expected/forecast_accuracy.csv");
  at = strstr (text, quoted);
  at = at != NULL ? at + strlen (quoted) : strstr (text, plain) != NULL ? strstr (text, plain) + strlen (plain) : NULL;
  g_assert_nonnull (at);
  *smape = g_ascii_strtod (at, NULL);
  *mase = g_ascii_strtod (strchr (at, ',') + 1, NULL);
  return TRUE;
}

/* ---- laws ---- */

#define LAW_N 130
#define LAW_H 10

static void
make_past (double *y)
{
  GRand *random = g_rand_new_with_seed (17);

  for (guint i = 0; i < LAW_N; i++)
    y[i] = 200 + 0.5 * i + 30 * sin (2 * G_PI * i / 7) + 8 * g_rand_double (random);
  g_rand_free (random);
}

static AssayFitted *
fit_law (const AssayModelChoice *choice, const double *y, gsize n, AssayProgress *progress, GError **error)
{
  AssayPast past = { .y = y, .n = n, .season = 7, .variant = choice->variant, .seed = 1, .progress = progress };

  return assay_fitted_new (choice->kind, &past, error);
}

static void
check_forecasts (const AssayModelChoice *choice, const double *y, AssayFitted *fitted)
{
  const double p[] = { 0.025, 0.1, 0.5, 0.9, 0.975 };
  double mean[LAW_H], quantiles[5 * LAW_H], shorter[3], one[3], scaled[LAW_H], none[LAW_H], big[LAW_N];
  g_autoptr(AssayFitted) again = NULL;

  assay_fitted_forecast (fitted, LAW_H, NULL, p, 5, mean, quantiles);
  assay_fitted_forecast (fitted, 3, NULL, p + 2, 1, shorter, one);
  for (guint i = 0; i < LAW_H; i++)
    {
      g_assert_true (isfinite (mean[i]));
      for (guint k = 0; k < 5; k++)
        if (choice->kind->flags & ASSAY_FORECASTER_NO_INTERVALS)
          g_assert_true (isnan (quantiles[k * LAW_H + i]));
        else
          g_assert_true (isfinite (quantiles[k * LAW_H + i]) && (k == 0 || quantiles[k * LAW_H + i] >= quantiles[(k - 1) * LAW_H + i]));
    }
  for (guint i = 0; i < 3; i++)
    g_assert_cmpfloat (shorter[i], ==, mean[i]);

  /* Other units give the same forecast in other units, but for what an optimiser leaves open. */
  for (guint i = 0; i < LAW_N; i++)
    big[i] = 1e6 * y[i];
  again = fit_law (choice, big, LAW_N, NULL, NULL);
  g_assert_nonnull (again);
  assay_fitted_forecast (again, LAW_H, NULL, NULL, 0, scaled, none);
  for (guint i = 0; i < LAW_H; i++)
    fixture_assert_near (scaled[i] / 1e6, mean[i], 0.02, "the forecast in other units", choice->name);
}

static char *
to_text (const AssayFitted *fitted)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, assay_fitted_write (fitted));
  return json_to_string (node, FALSE);
}

static void
check_round_trip (AssayFitted *fitted, const char *name)
{
  const double p[] = { 0.1, 0.9 };
  double mean[LAW_H], back[LAW_H], quantiles[2 * LAW_H], quantiles_back[2 * LAW_H];
  g_autofree char *text = to_text (fitted), *again = NULL;
  g_autoptr(JsonNode) node = json_from_string (text, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFitted) read = assay_fitted_read (json_node_get_object (node), &error);

  g_assert_no_error (error);
  again = to_text (read);
  g_assert_cmpstr (text, ==, again);
  assay_fitted_forecast (fitted, LAW_H, NULL, p, 2, mean, quantiles);
  assay_fitted_forecast (read, LAW_H, NULL, p, 2, back, quantiles_back);
  for (guint i = 0; i < LAW_H; i++)
    fixture_assert_near (back[i], mean[i], 1e-12, "the forecast of the read model", name);
  if (assay_fitted_can_update (fitted))
    {
      assay_fitted_update (fitted, 240);
      assay_fitted_update (read, 240);
      assay_fitted_forecast (fitted, LAW_H, NULL, p, 2, mean, quantiles);
      assay_fitted_forecast (read, LAW_H, NULL, p, 2, back, quantiles_back);
      for (guint i = 0; i < LAW_H; i++)
        fixture_assert_near (back[i], mean[i], 1e-12, "the updated forecast of the read model", name);
    }
}

/* Whatever the past, an answer or a reason: never a crash, never a number that is not one. */
static void
check_hard_past (const AssayModelChoice *choice, const double *y, gsize n)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFitted) fitted = fit_law (choice, y, n, NULL, &error);
  double mean[LAW_H], none[1];

  if (fitted == NULL)
    {
      g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT);
      g_assert_cmpuint (strlen (error->message), >, 10);
      return;
    }
  assay_fitted_forecast (fitted, LAW_H, NULL, NULL, 0, mean, none);
  for (guint i = 0; i < LAW_H; i++)
    g_assert_true (!isinf (mean[i]));
}

static void
check_hard_pasts (const AssayModelChoice *choice, const double *good)
{
  double y[LAW_N];

  for (gsize n = 1; n <= 32; n++)
    check_hard_past (choice, good, n);
  for (guint i = 0; i < LAW_N; i++)
    y[i] = NAN;
  check_hard_past (choice, y, LAW_N);
  memcpy (y, good, sizeof y);
  y[60] = INFINITY;
  check_hard_past (choice, y, LAW_N);
  memcpy (y, good, sizeof y);
  y[0] = y[40] = y[41] = y[LAW_N - 1] = NAN;
  check_hard_past (choice, y, LAW_N);
  for (guint i = 0; i < LAW_N; i++)
    y[i] = 5;
  check_hard_past (choice, y, LAW_N);
  for (guint i = 0; i < LAW_N; i++)
    y[i] = i % 2;
  check_hard_past (choice, y, LAW_N);
  for (guint i = 0; i < LAW_N; i++)
    y[i] = i % 9 == 0 ? i : 0;
  check_hard_past (choice, y, LAW_N);
  for (guint i = 0; i < LAW_N; i++)
    y[i] = i;
  check_hard_past (choice, y, LAW_N);
  for (guint i = 0; i < LAW_N; i++)
    y[i] = i == 70 ? 1e12 : -good[i];
  check_hard_past (choice, y, LAW_N);
  for (guint i = 0; i < LAW_N; i++)
    y[i] = good[i] * 1e-12;
  check_hard_past (choice, y, LAW_N);
}

void
fixture_check_laws (const char *model)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (model, &error);
  g_autoptr(AssayFitted) fitted = NULL, again = NULL;
  g_autoptr(GPtrArray) parameters = NULL, components = NULL;
  g_autofree char *text = NULL, *text_again = NULL;
  double y[LAW_N], one_step[LAW_N];

  g_assert_no_error (error);
  make_past (y);
  fitted = fit_law (choice, y, LAW_N, NULL, &error);
  g_assert_no_error (error);
  again = fit_law (choice, y, LAW_N, NULL, NULL);
  text = to_text (fitted);
  text_again = to_text (again);
  g_assert_cmpstr (text, ==, text_again);
  check_forecasts (choice, y, fitted);
  assay_fitted_get_one_step (fitted, one_step);
  parameters = assay_fitted_get_parameters (fitted);
  g_assert_cmpuint (parameters->len, >, 0);
  components = assay_fitted_get_components (fitted, LAW_H);
  check_round_trip (fitted, choice->name);
  check_hard_pasts (choice, y);
}
