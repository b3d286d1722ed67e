/* ARIMA, ARIMA with Fourier terms and GARCH as forecasters. */
#include "model-fixture.h"

#include "math/init.h"

#include <math.h>
#include <string.h>

static void
test_laws (gconstpointer data)
{
  fixture_check_laws (data);
}

static AssayFitted *
fit (const char *model, const double *y, gsize n, guint season, GError **error)
{
  g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (model, NULL);
  AssayPast past = { .y = y, .n = n, .season = season, .variant = choice->variant, .seed = 1 };

  return assay_fitted_new (choice->kind, &past, error);
}

static const AssayParameter *
find_parameter (GPtrArray *parameters, const char *id)
{
  for (guint i = 0; i < parameters->len; i++)
    if (strcmp (((AssayParameter *) parameters->pdata[i])->id, id) == 0)
      return parameters->pdata[i];
  g_error ("there is no parameter %s", id);
}

/* R's order (p, q), coefficients by name, likelihood, AICc, forecasts and limits. R's likelihood starts from a large number instead of
 * an unknown one, which costs it up to 2e-3 on large levels; the differenced series itself gives ours. */
static void
test_classic (void)
{
  JsonArray *all = fixture_classic_expected ();
  const double level = 0.95;

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonObject *expected = json_array_get_object_element (all, i), *r = json_object_get_object_member (expected, "auto_arima");
      const char *name = json_object_get_string_member (expected, "series");
      JsonArray *mean_r = json_object_get_array_member (r, "mean"), *coef = NULL;
      JsonNode *names = json_object_get_member (r, "coef_names");
      guint h = json_array_get_length (mean_r);
      gsize n;
      g_autofree double *y = fixture_classic_values (name, &n), *mean = g_new (double, h), *lower = g_new (double, h), *upper = g_new (double, h);
      g_autoptr(GError) error = NULL;
      g_autoptr(AssayFitted) fitted = fit ("arima", y, n, json_object_get_int_member (expected, "frequency"), &error);
      g_autoptr(GPtrArray) parameters = NULL;

      g_assert_no_error (error);
      parameters = assay_fitted_get_parameters (fitted);
      fixture_assert_near (find_parameter (parameters, "loglik")->value, json_object_get_double_member (r, "loglik"), 1e-5, "loglik", name);
      fixture_assert_near (find_parameter (parameters, "aicc")->value, json_object_get_double_member (r, "aicc"), 1e-5, "aicc", name);
      coef = json_object_get_array_member (r, "coef");
      if (JSON_NODE_HOLDS_ARRAY (names))
        for (guint k = 0; k < json_array_get_length (coef); k++)
          {
            const char *id = json_array_get_string_element (json_node_get_array (names), k);

            id = strcmp (id, "intercept") == 0 ? "mean" : id;
            fixture_assert_near (find_parameter (parameters, id)->value, json_array_get_double_element (coef, k), 2e-3, id, name);
          }
      assay_fitted_forecast_levels (fitted, h, NULL, &level, 1, mean, lower, upper);
      for (guint k = 0; k < h; k++)
        {
          double width = json_array_get_double_element (json_object_get_array_member (r, "upper95"), k) - json_array_get_double_element (mean_r, k);

          fixture_assert_near (mean[k], json_array_get_double_element (mean_r, k), 1e-3, "the forecast", name);
          fixture_assert_near ((upper[k] - lower[k]) / 2 / width, 1, 5e-3, "the width of the interval", name);
        }
    }
}

int
main (int argc, char **argv)
{
  static const char *const models[] = { "arima", "arima:011-011", "arima:2.0.1", "arima:110-drift", "arima:log", "arima:boxcox",
                                        "arima-fourier", "arima-fourier:log", "garch" };

  am_init ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *path = g_strconcat ("/model/arima/laws/", models[i], NULL);

      g_test_add_data_func (path, models[i], test_laws);
    }
  g_test_add_func ("/model/arima/classic", test_classic);
  return g_test_run ();
}
