/* Forecast models as a file: what is written is read again, and what is no such file is refused in words. */
#include "math/init.h"
#include "model-fixture.h"
#include "model/forecast-artifact.h"
#include "model/json-check.h"

#include <math.h>
#include <string.h>

static AssayFitted *
fit (const char *model)
{
  double y[60];
  g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (model, NULL);
  AssayPast past = { .y = y, .n = 60, .season = 7, .variant = choice->variant };

  for (int i = 0; i < 60; i++)
    y[i] = 40 + 5 * (i % 7) + i * 0.25;
  return assay_fitted_new (choice->kind, &past, NULL);
}

static char *
write_text (const AssayForecastArtifact *artifact)
{
  g_autoptr(GBytes) bytes = assay_forecast_artifact_write (artifact);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static AssayForecastArtifact *
make (void)
{
  AssayForecastArtifact *artifact = assay_forecast_artifact_new ("P1D", "units", 7);
  const char *key[] = { "store", "1", "item", "7", NULL }, *none[] = { NULL };

  assay_forecast_artifact_take (artifact, key, "2024-03-31", fit ("seasonal-naive"));
  assay_forecast_artifact_take (artifact, none, "2024-03-31", fit ("drift"));
  return artifact;
}

static void
test_round_trip (void)
{
  g_autoptr(AssayForecastArtifact) artifact = make (), read = NULL;
  g_autofree char *text = write_text (artifact), *again = NULL;
  g_autoptr(GError) error = NULL;
  double mean[9], back[9], none[1];

  read = assay_forecast_artifact_read (text, strlen (text), &error);
  g_assert_no_error (error);
  again = write_text (read);
  g_assert_cmpstr (text, ==, again);
  g_assert_cmpuint (assay_forecast_artifact_get_n_entries (read), ==, 2);
  g_assert_cmpstr (assay_forecast_artifact_get_entry (read, 0)->key[3], ==, "7");
  for (guint i = 0; i < 2; i++)
    {
      assay_fitted_forecast (assay_forecast_artifact_get_entry (artifact, i)->fitted, 9, NULL, NULL, 0, mean, none);
      assay_fitted_forecast (assay_forecast_artifact_get_entry (read, i)->fitted, 9, NULL, NULL, 0, back, none);
      for (guint k = 0; k < 9; k++)
        g_assert_cmpfloat (mean[k], ==, back[k]);
    }
}

/* Values that json-glib alone cannot read again. */
static void
test_large (void)
{
  const double y[] = { 1e17, 2e20, 1e17, 3e22, 1e17, 2e20 };
  const char *none[] = { NULL };
  AssayPast past = { .y = y, .n = G_N_ELEMENTS (y), .season = 3 };
  g_autoptr(AssayForecastArtifact) artifact = assay_forecast_artifact_new (NULL, "units", 3), read = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  double mean[3], expected[3], empty[1];

  assay_forecast_artifact_take (artifact, none, "6", assay_fitted_new (assay_forecaster_find ("seasonal-naive"), &past, NULL));
  text = write_text (artifact);
  read = assay_forecast_artifact_read (text, strlen (text), &error);
  g_assert_no_error (error);
  assay_fitted_forecast (assay_forecast_artifact_get_entry (read, 0)->fitted, 3, NULL, NULL, 0, mean, empty);
  assay_fitted_forecast (assay_forecast_artifact_get_entry (artifact, 0)->fitted, 3, NULL, NULL, 0, expected, empty);
  g_assert_cmpmem (mean, sizeof mean, expected, sizeof expected);
}

static void
assert_refused (const char *text, const char *message)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (assay_forecast_artifact_read (text, strlen (text), &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, ==, message);
}

#define FORECAST(inner) "{\"assay_model\": 1, \"kind\": \"forecast\", \"forecast\": {\"season_length\": 7, \"value\": \"v\", \"series\": [" inner "]}}"

static void
test_refused (void)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autoptr(GError) error = NULL;

  assert_refused ("[]", "This is no model artifact of Assay: “assay_model” is missing.");
  assert_refused ("{\"assay_model\": 2}", "“assay_model” of the forecast model must be a whole number from 1 to 1.");
  assert_refused ("{\"assay_model\": 1, \"kind\": \"scorecard\"}", "The artifact is of kind “scorecard”; a forecast needs one of kind “forecast”.");
  assert_refused (FORECAST ("3"), "Entry 1 of “series” needs a “key” (an object of texts) and a “last_time” (a text).");
  assert_refused (FORECAST ("{\"key\": {}, \"last_time\": \"2024-01-01\", \"method\": \"naiv\", \"season_length\": 1, \"n\": 3, \"fit\": {}}"),
                  "Entry 1 of “series”: There is no forecast model “naiv”; did you mean “naive”?");
  assert_refused (FORECAST ("{\"key\": {}, \"last_time\": \"2024-01-01\", \"method\": \"naive\", \"season_length\": 1, \"n\": 3, \"fit\": {\"last\": [\"x\"], \"sigma\": [1]}}"),
                  "Entry 1 of “series”: “last” of the forecast model must be a list of numbers.");
  g_assert_null (assay_forecast_artifact_read (deep, 100000, &error));
  g_assert_error (error, ASSAY_JSON_ERROR, ASSAY_JSON_ERROR_DEPTH);
}

/* Cut anywhere and with any byte changed, an artifact is read or refused. */
static void
test_garbled (void)
{
  g_autoptr(AssayForecastArtifact) artifact = make ();
  g_autofree char *text = write_text (artifact);
  gsize length = strlen (text);

  for (gsize i = 0; i < length; i += 7)
    {
      AssayForecastArtifact *read = assay_forecast_artifact_read (text, i, NULL);
      char kept = text[i];

      g_assert_null (read);
      text[i] = "0\"}x-"[i % 5];
      read = assay_forecast_artifact_read (text, length, NULL);
      g_clear_pointer (&read, assay_forecast_artifact_free);
      text[i] = kept;
    }
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/forecast-artifact/round-trip", test_round_trip);
  g_test_add_func ("/model/forecast-artifact/large", test_large);
  g_test_add_func ("/model/forecast-artifact/refused", test_refused);
  g_test_add_func ("/model/forecast-artifact/garbled", test_garbled);
  return g_test_run ();
}
