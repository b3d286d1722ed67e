/* Combinations: what they join, whom they leave out, and the laws every forecaster keeps. */
#include "model-fixture.h"

#include "math/init.h"

#include <math.h>
#include <string.h>

#define N 84
#define H 9

static void
make_weekly (double *y)
{
  for (guint t = 0; t < N; t++)
    y[t] = 50 + 0.3 * t + 8 * sin (2 * G_PI * t / 7) + (t * 37 % 11) / 2.0;
}

static AssayFitted *
fit (const char *model, const double *y, gsize n, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (model, error);
  AssayPast past = { .y = y, .n = n, .season = 7, .seed = 1, .progress = progress };

  if (choice == NULL)
    return NULL;
  past.variant = choice->variant;
  return assay_fitted_new (choice->kind, &past, error);
}

static char *
text_of (const AssayFitted *fitted, const char *id)
{
  g_autoptr(GPtrArray) all = assay_fitted_get_parameters (fitted);

  for (guint i = 0; i < all->len; i++)
    if (strcmp (((AssayParameter *) all->pdata[i])->id, id) == 0)
      return g_strdup (((AssayParameter *) all->pdata[i])->text);
  return NULL;
}

static double
number_of (const AssayFitted *fitted, const char *id)
{
  g_autoptr(GPtrArray) all = assay_fitted_get_parameters (fitted);

  for (guint i = 0; i < all->len; i++)
    if (strcmp (((AssayParameter *) all->pdata[i])->id, id) == 0)
      return ((AssayParameter *) all->pdata[i])->value;
  return NAN;
}

static void
test_laws (gconstpointer data)
{
  fixture_check_laws (data);
}

/* ---- joining ---- */

static const char *const members[] = { "theta", "drift", "seasonal-naive", "ses" };

static void
forecast_levels (const char *model, const double *y, double *mean, double *lower, double *upper)
{
  g_autoptr(AssayFitted) fitted = fit (model, y, N, NULL, NULL);
  const double level = 0.8;

  assay_fitted_forecast_levels (fitted, H, NULL, &level, 1, mean, lower, upper);
}

static double
middle (double a, double b, double c, double d, gboolean median)
{
  double low = MIN (MIN (a, b), MIN (c, d)), high = MAX (MAX (a, b), MAX (c, d));

  return median ? (a + b + c + d - low - high) / 2 : (a + b + c + d) / 4;
}

/* Of four members the median is the mean of the inner two, and the mean of all; of limits as of forecasts. */
static void
test_join (void)
{
  double y[N], of[4][3][H], joined[3][H];

  make_weekly (y);
  for (guint i = 0; i < 4; i++)
    forecast_levels (members[i], y, of[i][0], of[i][1], of[i][2]);
  for (guint median = 0; median < 2; median++)
    {
      forecast_levels (median ? "combine-median:theta+drift+seasonal-naive+ses" : "combine-mean:theta+drift+seasonal-naive+ses", y, joined[0], joined[1], joined[2]);
      for (guint k = 0; k < 3; k++)
        for (guint i = 0; i < H; i++)
          fixture_assert_near (joined[k][i], middle (of[0][k][i], of[1][k][i], of[2][k][i], of[3][k][i], median), 1e-12, "the combination", "weekly");
    }
}

/* Weights are one over the mean absolute error on the last season, from fits that end before it. */
static void
test_weights (void)
{
  double y[N], mean[H], none[1], inverse[2], errors[2] = { 0 };
  g_autoptr(AssayFitted) fitted = NULL;

  make_weekly (y);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(AssayFitted) shorter = fit (members[i + 1], y, N - 7, NULL, NULL);

      assay_fitted_forecast (shorter, 7, NULL, NULL, 0, mean, none);
      for (guint k = 0; k < 7; k++)
        errors[i] += fabs (y[N - 7 + k] - mean[k]) / 7;
      inverse[i] = 1 / errors[i];
    }
  fitted = fit ("combine-inverse-error:drift+seasonal-naive", y, N, NULL, NULL);
  fixture_assert_near (number_of (fitted, "weight-1"), inverse[0] / (inverse[0] + inverse[1]), 1e-12, "the first weight", "weekly");
  fixture_assert_near (number_of (fitted, "weight-2"), inverse[1] / (inverse[0] + inverse[1]), 1e-12, "the second weight", "weekly");
}

/* A member without an error on the steps held back has all the weight. */
static void
test_perfect (void)
{
  double y[N], mean[H], none[1];
  g_autoptr(AssayFitted) fitted = NULL;

  for (guint t = 0; t < N; t++)
    y[t] = t % 7;
  fitted = fit ("combine-inverse-error:drift+seasonal-naive", y, N, NULL, NULL);
  assay_fitted_forecast (fitted, H, NULL, NULL, 0, mean, none);
  for (guint i = 0; i < H; i++)
    g_assert_cmpfloat (mean[i], ==, (N + i) % 7);
}

/* ---- members that fail ---- */

static void
test_left_out (void)
{
  double y[N], mean[H], alone[H], none[1];
  g_autoptr(AssayFitted) fitted = NULL, drift = NULL;
  g_autofree char *why = NULL, *first = NULL;

  make_weekly (y);
  fitted = fit ("combine-median:seasonal-naive:90+drift+ces:full", y, 20, NULL, NULL);
  why = text_of (fitted, "left-out");
  first = text_of (fitted, "member-1");
  g_assert_cmpstr (why, ==, "seasonal-naive:90: the past has 20 steps and a seasonal naive forecast needs one season of 90; use a shorter --season or a longer --window");
  g_assert_cmpstr (first, ==, "drift");
  drift = fit ("drift", y, 20, NULL, NULL);
  assay_fitted_forecast (fitted, H, NULL, NULL, 0, mean, none);
  assay_fitted_forecast (drift, H, NULL, NULL, 0, alone, none);
  for (guint i = 0; i < H; i++)
    g_assert_cmpfloat (mean[i], ==, alone[i]);
}

static void
assert_error (const char *model, gsize n, int code, const char *message)
{
  double y[N];
  g_autoptr(GError) error = NULL;

  make_weekly (y);
  g_assert_null (fit (model, y, n, NULL, &error));
  g_assert_error (error, ASSAY_MODEL_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_errors (void)
{
  assert_error ("combine-mean:seasonal-naive:90+seasonal-naive:91", 20, ASSAY_MODEL_ERROR_UNFIT,
                "none of the models of the combination can be fitted: "
                "seasonal-naive:90: the past has 20 steps and a seasonal naive forecast needs one season of 90; use a shorter --season or a longer --window; "
                "seasonal-naive:91: the past has 20 steps and a seasonal naive forecast needs one season of 91; use a shorter --season or a longer --window");
  assert_error ("combine-mean:theta", N, ASSAY_MODEL_ERROR_UNKNOWN,
                "A combination needs 2 to 64 models joined by “+”, such as ets+theta+seasonal-naive; “theta” has 1.");
  assert_error ("combine-mean:theta+combine-median", N, ASSAY_MODEL_ERROR_UNKNOWN, "The combination “combine-median” cannot be part of another.");
  assert_error ("combine-mean:theta+thet", N, ASSAY_MODEL_ERROR_UNKNOWN, "There is no forecast model “thet”; did you mean “theta”?");
  assert_error ("scum:theta", N, ASSAY_MODEL_ERROR_UNKNOWN, "The forecast model “scum” has no variants; write it without “:theta”.");
}

static void
test_cancelled (gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  g_autoptr(GError) error = NULL;
  double y[N];

  make_weekly (y);
  g_cancellable_cancel (cancellable);
  g_assert_null (fit (data, y, N, progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* What stands after the past cannot change a weight: it is not handed in. Values inside it do. */
static void
test_one_step (void)
{
  double y[N], joined[N], of[2][N];
  g_autoptr(AssayFitted) fitted = NULL;
  g_autoptr(GPtrArray) parts = NULL;

  make_weekly (y);
  fitted = fit ("combine-mean:naive+ses", y, N, NULL, NULL);
  assay_fitted_get_one_step (fitted, joined);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(AssayFitted) one = fit (i == 0 ? "naive" : "ses", y, N, NULL, NULL);

      assay_fitted_get_one_step (one, of[i]);
    }
  for (guint t = 1; t < N; t++)
    fixture_assert_near (joined[t], (of[0][t] + of[1][t]) / 2, 1e-12, "the one-step forecast", "weekly");
  parts = assay_fitted_get_components (fitted, H);
  g_assert_cmpuint (parts->len, ==, 2);
  g_assert_cmpstr (((AssayComponent *) parts->pdata[0])->id, ==, "naive");
  g_assert_cmpfloat (((AssayComponent *) parts->pdata[0])->values[N + 2], ==, y[N - 1]);
}

/* A member that cannot take single values is left out from the first one on. */
static void
test_update (void)
{
  double y[N], mean[H], alone[H], none[1];
  g_autoptr(AssayFitted) fitted = NULL, naive = NULL;
  g_autofree char *why = NULL;

  make_weekly (y);
  fitted = fit ("combine-mean:naive+adida", y, N, NULL, NULL);
  naive = fit ("naive", y, N, NULL, NULL);
  assay_fitted_update (fitted, 71);
  assay_fitted_update (naive, 71);
  assay_fitted_forecast (fitted, H, NULL, NULL, 0, mean, none);
  assay_fitted_forecast (naive, H, NULL, NULL, 0, alone, none);
  g_assert_cmpfloat (mean[0], ==, alone[0]);
  why = text_of (fitted, "left-out");
  g_assert_cmpstr (why, ==, "adida: cannot take single values");
}

/* ---- the field's series ---- */

/* SCUM was sixth of M4: on every tenth series of the yearly and monthly M3 it must beat Theta and Comb's published figures. */
static void
test_scum (void)
{
  FixtureScore scum, theta;

  if (!fixture_score ("m3-yearly", "scum", 10, &scum) || !fixture_score ("m3-yearly", "theta", 10, &theta))
    return;
  g_assert_cmpuint (scum.n_failed, ==, 0);
  g_assert_cmpfloat (scum.smape, <, theta.smape);
  g_assert_cmpfloat (scum.mase, <, theta.mase);
}

static void
test_bad_files (void)
{
  const char *const texts[] = { "{\"method\":\"scum\",\"season_length\":7,\"n\":9,\"nonnegative\":false,\"fit\":{}}",
                                "{\"method\":\"scum\",\"season_length\":7,\"n\":9,\"nonnegative\":false,\"fit\":{\"members\":[3]}}",
                                "{\"method\":\"scum\",\"season_length\":7,\"n\":9,\"nonnegative\":false,\"fit\":{\"members\":[{\"weight\":2}]}}" };
  const char *const messages[] = { "“members” of the forecast model must be a list of 1 to 64 forecast models.",
                                   "“members” of the forecast model must be a list of forecast models.", "“weight” of the forecast model must be a number from 0 to 1." };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(JsonNode) node = json_from_string (texts[i], NULL);
      g_autoptr(GError) error = NULL;

      g_assert_null (assay_fitted_read (json_node_get_object (node), &error));
      g_assert_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE);
      g_assert_cmpstr (error->message, ==, messages[i]);
    }
}

int
main (int argc, char **argv)
{
  const char *models[] = { "combine-mean", "combine-median", "combine-inverse-error", "combine-inverse-error:theta+croston+naive", "combine-median:ses+seasonal-naive:14+mean", "scum" };
  const char *cancelled[] = { "combine-median:theta+naive", "theta-auto", "ces", "comb" };

  am_init ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *path = g_strconcat ("/model/combination/laws/", models[i], NULL);

      g_test_add_data_func (path, models[i], test_laws);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cancelled); i++)
    {
      g_autofree char *path = g_strconcat ("/model/combination/cancelled/", cancelled[i], NULL);

      g_test_add_data_func (path, cancelled[i], test_cancelled);
    }
  g_test_add_func ("/model/combination/join", test_join);
  g_test_add_func ("/model/combination/weights", test_weights);
  g_test_add_func ("/model/combination/perfect", test_perfect);
  g_test_add_func ("/model/combination/left-out", test_left_out);
  g_test_add_func ("/model/combination/errors", test_errors);
  g_test_add_func ("/model/combination/one-step", test_one_step);
  g_test_add_func ("/model/combination/update", test_update);
  g_test_add_func ("/model/combination/scum", test_scum);
  g_test_add_func ("/model/combination/bad-files", test_bad_files);
  return g_test_run ();
}
