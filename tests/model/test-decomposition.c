#include "model-fixture.h"

#include <math.h>
#include <string.h>

static void
test_laws (gconstpointer model)
{
  fixture_check_laws (model);
}

static AssayFitted *
fit (const char *model, AssayPast past, GError **error)
{
  g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (model, NULL);

  g_assert_nonnull (choice);
  past.variant = choice->variant;
  return assay_fitted_new (choice->kind, &past, error);
}

static double *
get_component (AssayFitted *fitted, guint h, const char *id)
{
  g_autoptr(GPtrArray) components = assay_fitted_get_components (fitted, h);

  for (guint i = 0; i < components->len; i++)
    {
      AssayComponent *component = components->pdata[i];

      if (strcmp (component->id, id) == 0)
        return g_steal_pointer (&component->values);
    }
  g_error ("there is no component %s", id);
}

static const char *
find_text (GPtrArray *parameters, const char *id)
{
  for (guint i = 0; i < parameters->len; i++)
    if (strcmp (((AssayParameter *) parameters->pdata[i])->id, id) == 0)
      return ((AssayParameter *) parameters->pdata[i])->text;
  return NULL;
}

/* 500 steps of a week, a year of 100 steps and a trend. */
static void
make_two_seasons (double *y, gsize n)
{
  const double week[] = { 3, -1, 4, -1, -5, 9, -9 };

  for (gsize i = 0; i < n; i++)
    y[i] = 200 + 0.1 * i + week[i % 7] + 20 * sin (2 * G_PI * i / 100);
}

static void
test_two_seasons (void)
{
  const double seasons[] = { 7, 30.4375, 100 }, p[] = { 0.05, 0.5, 0.95 };
  double y[900], mean[300], quantiles[900];
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFitted) fitted = NULL;
  g_autoptr(GPtrArray) parameters = NULL;
  g_autofree double *trend = NULL, *week = NULL, *year = NULL;

  make_two_seasons (y, 900);
  fitted = fit ("mstl:drift", (AssayPast) { .y = y, .n = 600, .season = 7, .seasons = seasons, .n_seasons = 3 }, &error);
  g_assert_no_error (error);
  assay_fitted_forecast (fitted, 300, NULL, p, 3, mean, quantiles);
  for (guint i = 0; i < 300; i++)
    {
      fixture_assert_near (mean[i], y[600 + i], 0.02, "the forecast", "two seasons");
      g_assert_true (quantiles[i] <= mean[i] && mean[i] <= quantiles[600 + i]);
    }

  /* The parts add up to the forecast; the season that is not there is named. */
  trend = get_component (fitted, 300, "trend");
  week = get_component (fitted, 300, "season-7");
  year = get_component (fitted, 300, "season-100");
  for (guint i = 600; i < 900; i++)
    fixture_assert_near (trend[i] + week[i] + year[i], mean[i - 600], 1e-12, "the sum of parts", "two seasons");
  parameters = assay_fitted_get_parameters (fitted);
  g_assert_cmpstr (find_text (parameters, "seasons-left-out"), ==, "30.4375 (not seen in the past)");
}

/* A multiplicative season is additive in logarithms. */
static void
test_logarithm (void)
{
  double y[72], mean[12];
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFitted) fitted = NULL;
  g_autofree double *season = NULL;

  for (gsize i = 0; i < 72; i++)
    y[i] = exp (0.02 * i) * (i % 12 == 11 ? 3 : 1);
  fitted = fit ("stl:log-drift", (AssayPast) { .y = y, .n = 60, .season = 12 }, &error);
  g_assert_no_error (error);
  assay_fitted_forecast (fitted, 12, NULL, NULL, 0, mean, NULL);
  for (guint i = 0; i < 12; i++)
    fixture_assert_near (mean[i], y[60 + i], 0.03, "the forecast", "growing");
  season = get_component (fitted, 12, "season-12");
  fixture_assert_near (season[11] / season[10], 3, 0.02, "the factor of the season", "growing");

  y[20] = 0;
  g_assert_null (fit ("stl:log-drift", (AssayPast) { .y = y, .n = 60, .season = 12 }, &error));
  g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT);
  g_assert_cmpstr (error->message, ==, "step 21 of the past is 0 and a logarithm needs values above zero; use the variant without “log”");
}

/* One value after the other gives what a pattern fitted once and a trend that saw them all give. */
static void
test_update (void)
{
  const double seasons[] = { 7, 100 };
  double y[900], mean[10], before[400];
  g_autoptr(AssayFitted) fitted = NULL;

  make_two_seasons (y, 900);
  fitted = fit ("mstl:drift", (AssayPast) { .y = y, .n = 500, .season = 7, .seasons = seasons, .n_seasons = 2 }, NULL);
  assay_fitted_forecast (fitted, 400, NULL, NULL, 0, before, NULL);
  for (gsize i = 0; i < 390; i++)
    assay_fitted_update (fitted, y[500 + i]);
  assay_fitted_forecast (fitted, 10, NULL, NULL, 0, mean, NULL);
  for (gsize i = 0; i < 10; i++)
    {
      fixture_assert_near (mean[i], y[890 + i], 0.03, "the forecast", "updated");
      fixture_assert_near (mean[i], before[390 + i], 0.03, "the season", "updated");
    }
}

static void
test_reasons (void)
{
  double y[40];
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 40; i++)
    y[i] = i % 5;
  g_assert_null (fit ("stl:drift", (AssayPast) { .y = y, .n = 40, .season = 20 }, &error));
  g_assert_cmpstr (error->message, ==, "the past has 40 steps and a decomposition needs more than two seasons of 20");
  g_clear_error (&error);
  g_assert_null (fit ("stl:drift", (AssayPast) { .y = y, .n = 40, .season = 1 }, &error));
  g_assert_cmpstr (error->message, ==, "a decomposition by season needs a season of at least 2 steps and none is set; use --season");
  g_clear_error (&error);
  g_assert_null (assay_model_choice_parse ("mstl:auto", &error));
  g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN);
  g_clear_error (&error);
  g_assert_null (assay_model_choice_parse ("mstl:log-thta", &error));
  g_assert_cmpstr (error->message, ==, "There is no forecast model “thta”; did you mean “theta”?");
}

/* Every number of a file is looked at before it is used. */
static void
test_garbled_files (void)
{
  const struct { const char *good, *bad, *message; } cases[] = {
    { "\"period\":7.0", "\"period\":1e9", "“period” of the forecast model must be a number from 2 to 1e+06." },
    { "\"logarithm\":false", "\"logarithm\":0", "A decomposition needs “logarithm”, true or false, and “trend_model”, a forecast model." },
    { "\"steps_behind\":0", "\"steps_behind\":9", "“steps_behind” of the forecast model must be a whole number from 0 to 0." },
    { "\"steps\":0,\"steps_behind\":0", "\"steps\":9,\"steps_behind\":9", "“steps_behind” must be 0 where the “trend_model” takes single values." },
    { "\"last\":[", "\"last\":[null,", "“last” of the forecast model must be a list of at least 7 numbers." },
    { "\"method\":\"drift\"", "\"method\":\"drft\"", "There is no forecast model “drft”; did you mean “drift”?" },
  };
  double y[100];
  g_autoptr(AssayFitted) fitted = NULL;
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  make_two_seasons (y, 100);
  fitted = fit ("stl:drift", (AssayPast) { .y = y, .n = 100, .season = 7 }, NULL);
  json_node_take_object (node, assay_fitted_write (fitted));
  text = json_to_string (node, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) garbled = g_string_new (text);
      g_autoptr(JsonNode) bad = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_cmpuint (g_string_replace (garbled, cases[i].good, cases[i].bad, 1), ==, 1);
      bad = json_from_string (garbled->str, NULL);
      g_assert_null (assay_fitted_read (json_node_get_object (bad), &error));
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/model/decomposition/laws/stl", "stl", test_laws);
  g_test_add_data_func ("/model/decomposition/laws/stl-theta", "stl:theta", test_laws);
  g_test_add_data_func ("/model/decomposition/laws/stl-log", "stl:log-theta", test_laws);
  g_test_add_data_func ("/model/decomposition/laws/mstl", "mstl", test_laws);
  g_test_add_data_func ("/model/decomposition/laws/mstl-drift", "mstl:drift", test_laws);
  g_test_add_data_func ("/model/decomposition/laws/mstl-smooth", "mstl:log-smooth-ses", test_laws);
  g_test_add_func ("/model/decomposition/two-seasons", test_two_seasons);
  g_test_add_func ("/model/decomposition/logarithm", test_logarithm);
  g_test_add_func ("/model/decomposition/update", test_update);
  g_test_add_func ("/model/decomposition/reasons", test_reasons);
  g_test_add_func ("/model/decomposition/garbled-files", test_garbled_files);
  return g_test_run ();
}
