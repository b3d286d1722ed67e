/* What assay_fitted_new() repairs and refuses, on the simplest model. */
#include "model-fixture.h"

#include "math/init.h"

#include <math.h>
#include <string.h>

static AssayFitted *
fit (const char *model, const double *y, gsize n, guint season, gboolean nonnegative, GError **error)
{
  g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (model, NULL);
  AssayPast past = { .y = y, .n = n, .season = season, .variant = choice->variant, .nonnegative = nonnegative };

  return assay_fitted_new (choice->kind, &past, error);
}

static void
assert_refused (const char *model, const double *y, gsize n, const char *message)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFitted) fitted = fit (model, y, n, 7, FALSE, &error);

  g_assert_null (fitted);
  g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_refused (void)
{
  const double nothing[] = { NAN, NAN, NAN }, infinite[] = { 1, INFINITY, 3 }, short_past[] = { 1, 2, 3 };

  assert_refused ("naive", nothing, 3, "none of the 3 steps of the past has a value");
  assert_refused ("naive", infinite, 3, "the past holds 1 infinite values; a forecast needs finite ones");
  assert_refused ("seasonal-naive", short_past, 3,
                  "the past has 3 steps and a seasonal naive forecast needs one season of 7; use a shorter --season or a longer --window");
}

static void
test_leading (void)
{
  const double y[] = { NAN, 0, 0, 4, 0, 6, 5, 7 };
  g_autoptr(AssayFitted) demand = fit ("seasonal-naive:3", y, 8, 7, TRUE, NULL), plain = fit ("seasonal-naive:3", y, 8, 7, FALSE, NULL);
  double mean[4], none[1], fitted[8];

  g_assert_cmpstr (assay_fitted_get_notes (demand)[0], ==, "the past begins 3 steps later, with the first demand");
  g_assert_cmpstr (assay_fitted_get_notes (plain)[0], ==, "the past begins 1 steps later, with the first value");
  assay_fitted_forecast (demand, 4, NULL, NULL, 0, mean, none);
  g_assert_cmpfloat (mean[0], ==, 6);
  g_assert_cmpfloat (mean[3], ==, 6);
  assay_fitted_get_one_step (demand, fitted);
  g_assert_true (isnan (fitted[5]));
  g_assert_cmpfloat (fitted[6], ==, 4);
}

/* What is constant from the first demand on is forecast as itself, by models that could not be fitted on it too; one value has no interval. */
static void
test_constant (void)
{
  const double demand[] = { 0, 0, 0, NAN, 5, 5, 5 }, one[] = { 0, 0, 0, 0, 0, 0, 5 }, level = 0.95;
  const char *models[] = { "ets", "ces", "garch", "drift", "auto" };

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    for (guint k = 0; k < 2; k++)
      {
        g_autoptr(AssayFitted) fitted = fit (models[i], k == 0 ? demand : one, 7, 2, TRUE, NULL), read = NULL;
        g_autoptr(JsonObject) file = assay_fitted_write (fitted);
        double mean, lower, upper, one_step[7];

        g_assert_cmpstr (assay_fitted_get_notes (fitted)[1], ==, k == 0 ? "every value of the past is 5, which is the forecast; its interval has no width"
                                                                        : "the past has one value, 5, which is the forecast; it has no interval");
        read = assay_fitted_read (file, NULL);
        for (guint j = 0; j < 2; j++)
          {
            assay_fitted_forecast_levels (j == 0 ? fitted : read, 1, NULL, &level, 1, &mean, &lower, &upper);
            g_assert_cmpfloat (mean, ==, 5);
            g_assert_true (k == 0 ? lower == 5 && upper == 5 : isnan (lower) && isnan (upper));
          }
        assay_fitted_get_one_step (fitted, one_step);
        g_assert_true (isnan (one_step[2]) && one_step[6] == 5);
      }
}

static void
test_floor (void)
{
  const double y[] = { 9, 0, 8, 1, 0, 9, 2 }, level = 0.95;
  g_autoptr(AssayFitted) demand = fit ("naive", y, 7, 1, TRUE, NULL), plain = fit ("naive", y, 7, 1, FALSE, NULL);
  double mean[2], lower[2], upper[2];

  assay_fitted_forecast_levels (plain, 2, NULL, &level, 1, mean, lower, upper);
  g_assert_cmpfloat (lower[1], <, 0);
  fixture_assert_near ((lower[1] + upper[1]) / 2, 2, 1e-12, "the middle", "naive");
  assay_fitted_forecast_levels (demand, 2, NULL, &level, 1, mean, lower, upper);
  g_assert_cmpfloat (lower[1], ==, 0);
  g_assert_cmpfloat (upper[1], >, 9);
}

static void
test_choice (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (assay_model_choice_parse ("seasonal-naiv", &error));
  g_assert_cmpstr (error->message, ==, "There is no forecast model “seasonal-naiv”; did you mean “seasonal-naive”?");
  g_clear_error (&error);
  g_assert_null (assay_model_choice_parse ("naive:3", &error));
  g_assert_cmpstr (error->message, ==, "The forecast model “naive” has no variants; write it without “:3”.");
  g_clear_error (&error);
  g_assert_null (assay_model_choice_parse ("seasonal-naive:x", &error));
  g_assert_cmpstr (error->message, ==, "“seasonal-naive:x” must name a season in steps, such as seasonal-naive:364.");
}

/* Every model there is: known by its id, with what a report needs. */
static void
test_catalogue (void)
{
  for (const AssayForecaster *const *one = assay_forecaster_list (); *one != NULL; one++)
    {
      g_assert_true (assay_forecaster_find ((*one)->id) == *one);
      g_assert_true ((*one)->title != NULL && (*one)->convention != NULL && (*one)->reference != NULL);
      g_assert_true ((*one)->fit != NULL && (*one)->forecast != NULL && (*one)->describe != NULL && (*one)->write != NULL && (*one)->read != NULL && (*one)->free != NULL);
      g_assert_true (((*one)->check_variant != NULL) == ((*one)->variants != NULL));
    }
}

static const char *const models[] = { "naive", "seasonal-naive", "seasonal-naive:14", "drift", "mean", "window-mean", "window-mean:5",
                                      "seasonal-window-mean", "seasonal-window-mean:2", "croston", "croston:optimised", "sba", "sba:optimised",
                                      "tsb", "tsb:optimised", "adida", "imapa" };

static void
test_laws (gconstpointer data)
{
  fixture_check_laws (data);
}

static void
check_classic (JsonObject *expected, const char *key, const char *model, const double *y, gsize n, guint season, const char *name)
{
  JsonObject *of_r = json_object_get_object_member (expected, key);
  JsonArray *expected_mean = json_object_get_array_member (of_r, "mean");
  guint h = json_array_get_length (expected_mean);
  g_autofree double *mean = g_new (double, h), *lower = g_new (double, h), *upper = g_new (double, h);
  g_autoptr(AssayFitted) fitted = fit (model, y, n, season, FALSE, NULL);
  const double level = 0.95;

  assay_fitted_forecast_levels (fitted, h, NULL, &level, 1, mean, lower, upper);
  for (guint i = 0; i < h; i++)
    {
      fixture_assert_near (mean[i], json_array_get_double_element (expected_mean, i), 1e-8, "the forecast", name);
      fixture_assert_near (lower[i], json_array_get_double_element (json_object_get_array_member (of_r, "lower95"), i), 1e-8, "the lower limit", name);
      fixture_assert_near (upper[i], json_array_get_double_element (json_object_get_array_member (of_r, "upper95"), i), 1e-8, "the upper limit", name);
    }
}

static void
test_naive_against_r (void)
{
  JsonArray *all = fixture_classic_expected ();

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonObject *expected = json_array_get_object_element (all, i);
      const char *name = json_object_get_string_member (expected, "series");
      guint season = json_object_get_int_member (expected, "frequency");
      gsize n;
      g_autofree double *y = fixture_classic_values (name, &n);

      check_classic (expected, "naive", "naive", y, n, season, name);
      check_classic (expected, "drift", "drift", y, n, season, name);
      check_classic (expected, "mean", "mean", y, n, season, name);
      if (season > 1)
        check_classic (expected, "snaive", "seasonal-naive", y, n, season, name);
    }
}

/* The naive row of the M3 table, to its four digits. */
static void
test_naive_of_m3 (void)
{
  FixtureScore score;
  double smape, mase;

  if (!fixture_score ("m3-yearly", "naive", 1, &score) || !fixture_expected_accuracy ("m3_yearly", "naive", &smape, &mase))
    return;
  g_assert_cmpuint (score.n_series, ==, 645);
  g_assert_cmpfloat (fabs (score.smape - smape), <=, 0.00005001);
  g_assert_cmpfloat (fabs (score.mase - mase), <=, 0.00005001);
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/fitted/refused", test_refused);
  g_test_add_func ("/model/fitted/leading", test_leading);
  g_test_add_func ("/model/fitted/constant", test_constant);
  g_test_add_func ("/model/fitted/floor", test_floor);
  g_test_add_func ("/model/choice", test_choice);
  g_test_add_func ("/model/catalogue", test_catalogue);
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *path = g_strconcat ("/model/laws/", models[i], NULL);

      g_test_add_data_func (path, models[i], test_laws);
    }
  g_test_add_func ("/model/naive/against-r", test_naive_against_r);
  g_test_add_func ("/model/naive/m3", test_naive_of_m3);
  return g_test_run ();
}
