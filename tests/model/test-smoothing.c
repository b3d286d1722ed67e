/* ses, holt, damped, holt-winters and ets against R's forecast 8.20 and the laws of every forecaster. */
#include "model-fixture.h"

#include "math/init.h"

#include <math.h>
#include <string.h>

static AssayFitted *
fit (const char *model, const double *y, gsize n, guint season, GError **error)
{
  g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (model, NULL);
  AssayPast past = { .y = y, .n = n, .season = season, .variant = choice->variant, .seed = 1 };

  return assay_fitted_new (choice->kind, &past, error);
}

static double
parameter (const AssayFitted *fitted, const char *id)
{
  g_autoptr(GPtrArray) all = assay_fitted_get_parameters (fitted);

  for (guint i = 0; i < all->len; i++)
    if (strcmp (((AssayParameter *) all->pdata[i])->id, id) == 0)
      return ((AssayParameter *) all->pdata[i])->value;
  return NAN;
}

static char *
text_parameter (const AssayFitted *fitted, const char *id)
{
  g_autoptr(GPtrArray) all = assay_fitted_get_parameters (fitted);

  for (guint i = 0; i < all->len; i++)
    if (strcmp (((AssayParameter *) all->pdata[i])->id, id) == 0)
      return g_strdup (((AssayParameter *) all->pdata[i])->text);
  return NULL;
}

static void
test_laws (gconstpointer data)
{
  fixture_check_laws (data);
}

/* ---- classic series ---- */

/* R's AICc to a likelihood of 1e-3 or a better one; where the likelihood is R's, its forecasts too, for which parameters may differ
 * where the likelihood is flat. */
static void
check_classic (JsonObject *of_r, const char *model, const double *y, gsize n, guint season, const char *name)
{
  JsonArray *expected = json_object_get_array_member (of_r, "mean");
  guint h = json_array_get_length (expected);
  g_autofree double *mean = g_new (double, h);
  g_autoptr(AssayFitted) fitted = fit (model, y, n, season, NULL);
  double gain, sigma;

  g_assert_nonnull (fitted);
  gain = (json_object_get_double_member (of_r, "aicc") - parameter (fitted, "aicc")) / 2;
  if (gain < -1e-3)
    g_error ("%s: the likelihood of %s is %g below that of R", name, model, -gain);
  if (gain > 1e-3)
    return;
  sigma = sqrt (parameter (fitted, "sigma2"));
  assay_fitted_forecast (fitted, h, NULL, NULL, 0, mean, NULL);
  for (guint i = 0; i < h; i++)
    {
      double r = json_array_get_double_element (expected, i);

      if (!(fabs (mean[i] - r) <= 0.05 * sigma + 1e-3 * fabs (r)))
        g_error ("%s: forecast %u of %s is %g, in R %g", name, i + 1, model, mean[i], r);
    }
}

static void
check_ses (JsonObject *of_r, const double *y, gsize n, const char *name)
{
  g_autoptr(AssayFitted) fitted = fit ("ses", y, n, 1, NULL);
  const double level = 0.95;
  double mean[3], lower[3], upper[3];

  fixture_assert_near (parameter (fitted, "alpha"), json_object_get_double_member (of_r, "alpha"), 2e-3, "alpha", name);
  assay_fitted_forecast_levels (fitted, 3, NULL, &level, 1, mean, lower, upper);
  for (guint i = 0; i < 3; i++)
    {
      fixture_assert_near (mean[i], json_array_get_double_element (json_object_get_array_member (of_r, "mean"), i), 1e-3, "the forecast", name);
      fixture_assert_near (lower[i], json_array_get_double_element (json_object_get_array_member (of_r, "lower95"), i), 2e-3, "the lower limit", name);
      fixture_assert_near (upper[i], json_array_get_double_element (json_object_get_array_member (of_r, "upper95"), i), 2e-3, "the upper limit", name);
    }
}

/* "ETS(M,Ad,M)" as "ets:MAdM". */
static char *
name_of_method (const char *method)
{
  g_autofree char *inside = g_strndup (method + 4, strlen (method) - 5);
  g_auto(GStrv) parts = g_strsplit (inside, ",", 3);

  return g_strconcat ("ets:", parts[0], parts[1], parts[2], NULL);
}

static void
test_classic (void)
{
  JsonArray *all = fixture_classic_expected ();

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonObject *expected = json_array_get_object_element (all, i), *automatic = json_object_get_object_member (expected, "ets_auto");
      const char *name = json_object_get_string_member (expected, "series");
      guint season = json_object_get_int_member (expected, "frequency");
      g_autofree char *same = name_of_method (json_object_get_string_member (automatic, "method")), *method = NULL;
      g_autoptr(AssayFitted) chosen = NULL;
      gsize n;
      g_autofree double *y = fixture_classic_values (name, &n);

      check_ses (json_object_get_object_member (expected, "ses"), y, n, name);
      check_classic (json_object_get_object_member (expected, "ses"), "ses", y, n, season, name);
      check_classic (json_object_get_object_member (expected, "holt"), "holt", y, n, season, name);
      check_classic (json_object_get_object_member (expected, "holt_damped"), "damped", y, n, season, name);
      check_classic (automatic, same, y, n, season, name);
      chosen = fit ("ets", y, n, season, NULL);
      method = text_parameter (chosen, "method");
      if (strcmp (method, json_object_get_string_member (automatic, "method")) != 0)
        g_assert_cmpfloat (parameter (chosen, "aicc"), <, json_object_get_double_member (automatic, "aicc"));
    }
}

/* ---- M3 ---- */

static void
check_m3 (const char *data, const char *model, guint every, const char *expected, const char *method, double smape_room, double mase_room)
{
  FixtureScore score;
  double smape, mase;

  if (!fixture_score (data, model, every, &score) || !fixture_expected_accuracy (expected, method, &smape, &mase))
    return;
  g_assert_cmpuint (score.n_failed, ==, 0);
  g_test_message ("%s %s: sMAPE %.4f of %.4f, MASE %.4f of %.4f", data, model, score.smape, smape, score.mase, mase);
  g_assert_cmpfloat (score.smape, <=, smape * smape_room);
  g_assert_cmpfloat (score.mase, <=, mase * mase_room);
}

static void
test_m3 (void)
{
  check_m3 ("m3-yearly", "ses", 1, "m3_yearly", "ses", 1.001, 1.001);
  check_m3 ("m3-yearly", "holt", 1, "m3_yearly", "holt", 1.02, 1.02);
  check_m3 ("m3-yearly", "damped", 1, "m3_yearly", "damped", 1.01, 1.01);
  check_m3 ("m3-yearly", "ets", 1, "m3_yearly", "ets automatic", 1.03, 1.03);
}

/* R's ets() on every tenth monthly series, in the same order and scored alike: sMAPE and MASE of these 143. */
static void
test_m3_monthly (void)
{
  FixtureScore score;

  if (!fixture_score ("m3-monthly", "ets", 10, &score))
    return;
  g_assert_cmpuint (score.n_series, ==, 143);
  g_test_message ("sMAPE %.4f, MASE %.4f", score.smape, score.mase);
  g_assert_cmpfloat (score.smape, <=, 14.6771 * 1.03);
  g_assert_cmpfloat (score.mase, <=, 0.8789 * 1.03);
}

/* ---- behaviour ---- */

#define LENGTH 60

static void
make_series (double *y, gboolean positive)
{
  for (guint t = 0; t < LENGTH; t++)
    y[t] = (positive ? 60 : 0) + 0.4 * t + 12 * sin (2 * G_PI * t / 7) + (t * 37 % 11) - 5;
}

static void
assert_refused (const char *model, const double *y, gsize n, guint season, const char *message)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayFitted) fitted = fit (model, y, n, season, &error);

  g_assert_null (fitted);
  g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_guards (void)
{
  double y[LENGTH], negative[LENGTH];
  g_autofree char *method = NULL, *note = NULL, *few_note = NULL, *tiny_method = NULL;
  g_autoptr(AssayFitted) additive = NULL, few = NULL, long_season = NULL, tiny = NULL;

  make_series (y, TRUE);
  make_series (negative, FALSE);
  assert_refused ("ses", y, 3, 1, "the past has 3 values and the model needs at least 4");
  assert_refused ("ets:MAdM", y, 10, 4, "the past has 10 steps and exponential smoothing of form MAdM needs at least 11");
  assert_refused ("holt-winters:multiplicative", negative, LENGTH, 7,
                  "the past has values that are not above 0, and the form MAM multiplies; use an additive form such as ANA");
  additive = fit ("ets", negative, LENGTH, 7, NULL);
  method = text_parameter (additive, "method");
  g_assert_true (g_str_has_prefix (method, "ETS(A"));
  long_season = fit ("ets", y, LENGTH, 28, NULL);
  note = text_parameter (long_season, "note");
  g_assert_cmpstr (note, ==, "season ignored: it has 28 steps and this model takes at most 24");
  few = fit ("holt-winters", y, 13, 7, NULL);
  few_note = text_parameter (few, "note");
  g_assert_cmpstr (few_note, ==, "season ignored: 13 steps are fewer than two seasons of 7");
  tiny = fit ("ets", y, 4, 7, NULL);
  tiny_method = text_parameter (tiny, "method");
  g_assert_cmpstr (tiny_method, ==, "ETS(A,N,N)");
}

static void
test_variants (void)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (assay_model_choice_parse ("ets:AMA", &error));
  g_assert_cmpstr (error->message, ==, "“ets:AMA” must name error (A, M), trend (N, A, Ad) and season (N, A, M), such as ets:ANA or ets:MAdM.");
  g_clear_error (&error);
  g_assert_null (assay_model_choice_parse ("ets:AAM", &error));
  g_assert_cmpstr (error->message, ==, "“ets:AAM” is not offered: an additive error beside a multiplicative season has a variance without bound; use ets:MAM.");
  g_clear_error (&error);
  g_assert_null (assay_model_choice_parse ("holt-winters:x", &error));
  g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN);
}

/* What is said of a step adds up to its value, and updating is what fitting runs. */
static void
test_parts (gconstpointer data)
{
  double y[LENGTH], mean[5], one_step[LENGTH];
  gboolean multiplied = strstr (data, "M") != NULL && g_str_has_suffix (data, "M");
  g_autoptr(AssayFitted) fitted = NULL;
  g_autoptr(GPtrArray) parts = NULL;
  const double *level, *slope, *season, *rest;

  make_series (y, TRUE);
  fitted = fit (data, y, LENGTH, 7, NULL);
  parts = assay_fitted_get_components (fitted, 5);
  assay_fitted_get_one_step (fitted, one_step);
  assay_fitted_forecast (fitted, 5, NULL, NULL, 0, mean, NULL);
  g_assert_cmpuint (parts->len, ==, 4);
  level = ((AssayComponent *) parts->pdata[0])->values;
  slope = ((AssayComponent *) parts->pdata[1])->values;
  season = ((AssayComponent *) parts->pdata[2])->values;
  rest = ((AssayComponent *) parts->pdata[3])->values;
  g_assert_cmpstr (((AssayComponent *) parts->pdata[2])->id, ==, "season-7");
  for (guint t = 0; t < LENGTH + 5; t++)
    {
      double sum = multiplied ? (level[t] + slope[t]) * season[t] : level[t] + slope[t] + season[t];

      if (t < LENGTH)
        {
          fixture_assert_near (sum, one_step[t], 1e-12, "the sum of the parts", data);
          fixture_assert_near (sum + rest[t], y[t], 1e-12, "the sum with the remainder", data);
        }
      else
        fixture_assert_near (mean[t - LENGTH], sum, 1e-2, "the forecast", data);
    }
}

static void
test_update (void)
{
  double y[LENGTH + 1], mean[2], after[1], one_step[LENGTH + 1];
  g_autoptr(AssayFitted) fitted = NULL;

  make_series (y, TRUE);
  y[LENGTH] = 90;
  fitted = fit ("ets:ANA", y, LENGTH, 7, NULL);
  assay_fitted_forecast (fitted, 2, NULL, NULL, 0, mean, NULL);
  assay_fitted_update (fitted, y[LENGTH]);
  assay_fitted_forecast (fitted, 1, NULL, NULL, 0, after, NULL);
  fixture_assert_near (after[0], mean[1] + parameter (fitted, "alpha") * (y[LENGTH] - mean[0]), 1e-12, "the updated forecast", "ets:ANA");
  g_assert_cmpuint (assay_fitted_get_n (fitted), ==, LENGTH + 1);
  assay_fitted_get_one_step (fitted, one_step);
  fixture_assert_near (one_step[LENGTH], mean[0], 1e-12, "the one-step forecast of the new value", "ets:ANA");
}

/* R's likelihoods of forms with seventeen parameters, which a search that ends early falls short of. */
static void
test_long_search (void)
{
  static const struct { const char *model; double loglik; } of_r[] = { { "ets:MNM", -865.95573 }, { "ets:MAA", -865.25659 }, { "ets:MAM", -868.20667 } };
  g_autofree double *y = NULL;
  gsize n;

  if (fixture_classic_expected () == NULL)
    return;
  y = fixture_classic_values ("nottem", &n);
  for (guint i = 0; i < G_N_ELEMENTS (of_r); i++)
    {
      g_autoptr(AssayFitted) fitted = fit (of_r[i].model, y, n, 12, NULL);

      g_assert_cmpfloat (parameter (fitted, "loglik"), >, of_r[i].loglik - 0.05);
    }
}

/* One value far off makes relative errors of any size: forecasts stay of the size of what was seen, which the mean of normal errors does not. */
static void
test_far_off (void)
{
  double y[LENGTH], mean[28], none[1];
  g_autoptr(AssayFitted) fitted = NULL;

  make_series (y, TRUE);
  y[LENGTH - 1] = 1e10 * y[0];
  fitted = fit ("ets:MAM", y, LENGTH, 4, NULL);
  assay_fitted_forecast (fitted, 28, NULL, NULL, 0, mean, none);
  for (guint i = 0; i < 28; i++)
    g_assert_cmpfloat (fabs (mean[i]), <, 1e20 * y[0]);
}

/* Relative errors of a half: paths are simulated, their limits positive, and the same twice. */
static void
test_wild (void)
{
  const double p[] = { 0.025, 0.975 };
  double y[LENGTH], mean[6], quantiles[12], again[12], shorter[4];
  g_autoptr(AssayFitted) fitted = NULL;

  for (guint t = 0; t < LENGTH; t++)
    y[t] = exp (3 + 0.6 * sin (t * t * 1.7));
  fitted = fit ("ets:MNN", y, LENGTH, 1, NULL);
  g_assert_cmpfloat (parameter (fitted, "sigma2"), >, 0.0625);
  assay_fitted_forecast (fitted, 6, NULL, p, 2, mean, quantiles);
  assay_fitted_forecast (fitted, 6, NULL, p, 2, mean, again);
  assay_fitted_forecast (fitted, 2, NULL, p, 2, mean, shorter);
  g_assert_cmpmem (quantiles, sizeof quantiles, again, sizeof again);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpfloat (shorter[i], ==, quantiles[i]);
      g_assert_cmpfloat (quantiles[i], >=, 0);
      g_assert_cmpfloat (quantiles[i], <, mean[i]);
      g_assert_cmpfloat (quantiles[6 + i], >, mean[i]);
    }
}

int
main (int argc, char **argv)
{
  const char *laws[] = { "ses", "holt", "damped", "holt-winters", "holt-winters:multiplicative", "holt-winters:damped", "holt-winters:damped-multiplicative",
                         "ets", "ets:MNN", "ets:ANA", "ets:MAdA", "ets:MNM", "ets:MAdM" };
  const char *parts[] = { "ets:AAA", "ets:AAdA", "ets:MAA", "ets:MAdM" };

  am_init ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (laws); i++)
    {
      g_autofree char *path = g_strconcat ("/model/smoothing/laws/", laws[i], NULL);

      g_test_add_data_func (path, laws[i], test_laws);
    }
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *path = g_strconcat ("/model/smoothing/parts/", parts[i], NULL);

      g_test_add_data_func (path, parts[i], test_parts);
    }
  g_test_add_func ("/model/smoothing/classic", test_classic);
  g_test_add_func ("/model/smoothing/m3", test_m3);
  g_test_add_func ("/model/smoothing/m3-monthly", test_m3_monthly);
  g_test_add_func ("/model/smoothing/guards", test_guards);
  g_test_add_func ("/model/smoothing/variants", test_variants);
  g_test_add_func ("/model/smoothing/update", test_update);
  g_test_add_func ("/model/smoothing/long-search", test_long_search);
  g_test_add_func ("/model/smoothing/far-off", test_far_off);
  g_test_add_func ("/model/smoothing/wild", test_wild);
  return g_test_run ();
}
