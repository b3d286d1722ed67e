/* Complex exponential smoothing; the kind of season is chosen by AICc unless the variant names it. */
#include "model/theta/theta-family.h"

#include "math/distribution.h"
#include "math/theta/complex-smoothing.h"
#include "model/theta/season-part.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define LEAST 9
#define MOST_SEASON 1000000
#define MOST_STEPS 1e15

typedef struct
{
  AmCes ces;                     /* its states are `states` */
  double *states;                /* [4 m] */
  gsize n;                       /* as fitted; ces.n counts updates too */
  double *fitted, *levels;       /* [n]; NULL: read from a file */
} Ces;

static const char *const kinds[] = { "none", "simple", "partial", "full", NULL };

static void
free_ces (gpointer data)
{
  Ces *model = data;

  g_free (model->states);
  g_free (model->fitted);
  g_free (model->levels);
  g_free (model);
}

static gboolean
check_variant (const char *variant, GError **error)
{
  if (g_strv_contains (kinds, variant))
    return TRUE;
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN, _("“ces:%s” must name a kind of season: none, simple, partial or full."), variant);
  return FALSE;
}

/* ---- fitting ---- */

/* Takes the model over when it beats the one there is. */
static void
try_kind (Ces *model, AmCesKind kind, const AssayPast *past, const double *season)
{
  gsize m = kind == AM_CES_NONE ? 1 : past->season;
  g_autofree double *states = g_new0 (double, 4 * m), *first_states = g_new (double, 4 * m);
  AmCes ces;

  if (!am_ces_fit (kind, past->y, past->n, m, season, states, first_states, &ces))
    return;
  if (model->states != NULL && !(ces.aicc < model->ces.aicc))
    return;
  g_free (model->states);
  model->ces = ces;
  model->states = g_steal_pointer (&states);
  am_ces_fitted (&model->ces, first_states, past->y, past->n, model->fitted, model->levels);
}

static gboolean
fail_unfit (const AssayPast *past, GError **error)
{
  const char *kind = past->variant != NULL ? past->variant : kinds[AM_CES_NONE];

  if (past->season == 1 && strcmp (kind, kinds[AM_CES_NONE]) != 0)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "complex exponential smoothing “%s” needs a season; name one with --season", kind);
  else
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT,
                 "the past has %zu values, too few for complex exponential smoothing “%s” with a season of %u", past->n, kind, past->season);
  return FALSE;
}

static gboolean
fit_kinds (Ces *model, const AssayPast *past, GError **error)
{
  g_autofree double *season = g_new0 (double, past->season), *work = g_new (double, past->n);
  gboolean has_season = past->season > 1 && am_classical_indices (AM_SEASON_ADDITIVE, past->y, past->n, past->season, season, work);

  for (AmCesKind kind = AM_CES_NONE; kind <= AM_CES_FULL; kind++)
    {
      if (theta_is_cancelled (past, error))
        return FALSE;
      if (past->variant != NULL ? g_str_equal (past->variant, kinds[kind]) && (kind == AM_CES_NONE || has_season) : kind == AM_CES_NONE || has_season)
        try_kind (model, kind, past, season);
    }
  return model->states != NULL || fail_unfit (past, error);
}

static gpointer
fit (const AssayPast *past, GError **error)
{
  Ces *model = g_new0 (Ces, 1);

  model->n = past->n;
  model->fitted = g_new (double, past->n);
  model->levels = g_new (double, past->n);
  if (fit_kinds (model, past, error))
    return model;
  free_ces (model);
  return NULL;
}

/* ---- asking ---- */

static void
forecast (gconstpointer data, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  const Ces *model = data;
  g_autofree double *sd = g_new (double, h), *work = g_new (double, 4 * model->ces.m);

  am_ces_forecast (&model->ces, h, work, mean, NULL);
  if (n_p == 0)
    return;
  am_ces_spread (&model->ces, h, work, sd);
  for (guint k = 0; k < n_p; k++)
    for (guint i = 0; i < h; i++)
      quantiles[(gsize) k * h + i] = mean[i] + am_normal_quantile (p[k]) * sd[i];
}

static void
update (gpointer data, double y)
{
  Ces *model = data;

  am_ces_take (&model->ces, y - am_ces_next (&model->ces));
}

static void
get_fitted (gconstpointer data, double *fitted)
{
  const Ces *model = data;

  if (model->fitted != NULL)
    memcpy (fitted, model->fitted, model->n * sizeof (double));
}

static void
describe (gconstpointer data, AssayParameters *parameters)
{
  const Ces *model = data;

  assay_parameters_add_text (parameters, "season-kind", kinds[model->ces.kind]);
  assay_parameters_add (parameters, "season", model->ces.m);
  assay_parameters_add (parameters, "alpha-real", model->ces.a0);
  assay_parameters_add (parameters, "alpha-imaginary", model->ces.a1);
  if (model->ces.kind >= AM_CES_PARTIAL)
    assay_parameters_add (parameters, "beta-real", model->ces.b0);
  if (model->ces.kind == AM_CES_FULL)
    assay_parameters_add (parameters, "beta-imaginary", model->ces.b1);
  assay_parameters_add (parameters, "sigma", model->ces.sigma);
  assay_parameters_add (parameters, "aicc", model->ces.aicc);
}

/* level + season is the one-step forecast; steps taken in updates are not kept. */
static void
decompose (gconstpointer data, guint h, AssayComponents *components)
{
  const Ces *model = data;
  gsize n = model->ces.n;
  double *levels = g_new (double, n + h), *season = g_new (double, n + h);
  g_autofree double *work = g_new (double, 4 * model->ces.m);
  g_autofree char *id = g_strdup_printf ("season-%zu", model->ces.m);

  for (gsize t = 0; t < n; t++)
    {
      levels[t] = model->levels != NULL && t < model->n ? model->levels[t] : NAN;
      season[t] = model->fitted != NULL && t < model->n ? model->fitted[t] - levels[t] : NAN;
    }
  am_ces_forecast (&model->ces, h, work, season + n, levels + n);
  for (gsize t = n; t < n + h; t++)
    season[t] -= levels[t];
  assay_components_take (components, "level", levels);
  if (model->ces.kind >= AM_CES_PARTIAL)
    assay_components_take (components, id, season);
  else
    g_free (season);
}

/* ---- as an artifact ---- */

static void
write_ces (gconstpointer data, JsonObject *to)
{
  const Ces *model = data;
  const double parameters[] = { model->ces.a0, model->ces.a1, model->ces.b0, model->ces.b1 }, sigma_aicc[] = { model->ces.sigma, model->ces.aicc };

  json_object_set_string_member (to, "season_kind", kinds[model->ces.kind]);
  json_object_set_int_member (to, "steps", (gint64) model->ces.n);
  assay_json_put_numbers (to, "parameters", parameters, G_N_ELEMENTS (parameters));
  assay_json_put_numbers (to, "states", model->states, 4 * model->ces.m);
  assay_json_put_numbers (to, "sigma_aicc", sigma_aicc, G_N_ELEMENTS (sigma_aicc));
}

static gboolean
all_finite (const double *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!isfinite (values[i]))
      return FALSE;
  return TRUE;
}

static gboolean
read_numbers (Ces *model, JsonObject *from, GError **error)
{
  gsize n, n_states;
  gint64 steps;
  g_autofree double *parameters = assay_json_get_numbers (from, "parameters", &n, 4, 4, error), *sigma_aicc = NULL;

  if (parameters == NULL)
    return FALSE;
  sigma_aicc = assay_json_get_numbers (from, "sigma_aicc", &n, 2, 2, error);
  if (sigma_aicc == NULL || !assay_json_get_integer (from, "steps", 1, (gint64) MOST_STEPS, &steps, error))
    return FALSE;
  model->states = assay_json_get_numbers (from, "states", &n_states, 4, 4 * MOST_SEASON, error);
  if (model->states == NULL)
    return FALSE;
  if (n_states % 4 != 0 || (model->ces.kind == AM_CES_NONE && n_states != 4) || !all_finite (parameters, 4) || !all_finite (model->states, n_states)
      || !(sigma_aicc[0] >= 0))
    {
      g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("“states” and “parameters” of the forecast model must be finite numbers, four states for each step of the season."));
      return FALSE;
    }
  model->ces = (AmCes) { model->ces.kind, n_states / 4, parameters[0], parameters[1], parameters[2], parameters[3], (gsize) steps, model->states, sigma_aicc[0], sigma_aicc[1] };
  return TRUE;
}

static gpointer
read_ces (JsonObject *from, GError **error)
{
  Ces *model = g_new0 (Ces, 1);
  JsonNode *kind = json_object_get_member (from, "season_kind");
  const char *text = kind != NULL && JSON_NODE_HOLDS_VALUE (kind) && json_node_get_value_type (kind) == G_TYPE_STRING ? json_node_get_string (kind) : "";

  while (kinds[model->ces.kind] != NULL && strcmp (kinds[model->ces.kind], text) != 0)
    model->ces.kind++;
  if (kinds[model->ces.kind] == NULL)
    g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("“season_kind” of the forecast model must be “none”, “simple”, “partial” or “full”."));
  else if (read_numbers (model, from, error))
    return model;
  free_ces (model);
  return NULL;
}

const AssayForecaster assay_ces_forecaster = {
  .id = "ces",
  .title = N_("Complex Exponential Smoothing"),
  .convention = N_("level and information potential with a complex smoothing parameter, first states by backcasting, least squares within the stable region; "
                   "no, simple, partial or full season by AICc; interval: normal, exact for the state space form"),
  .reference = N_("Svetunkov, Kourentzes & Ord 2022"),
  .variants = N_("none, simple, partial or full"),
  .least = LEAST,
  .check_variant = check_variant,
  .fit = fit,
  .forecast = forecast,
  .update = update,
  .get_fitted = get_fitted,
  .describe = describe,
  .decompose = decompose,
  .write = write_ces,
  .read = read_ces,
  .free = free_ces,
};
