/* Theta models: the season is tested for and taken off, a theta line is smoothed with its trend, the season is put back. */
#include "model/theta/theta-family.h"

#include "math/distribution.h"
#include "math/theta/theta-line.h"
#include "model/theta/season-part.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define LEAST 4
#define MOST_STEPS 1e15

typedef struct
{
  AmTheta line;                  /* of the adjusted series */
  SeasonPart season;
  gboolean chosen;               /* the best of four */
  gsize n;                       /* as fitted; line.n counts updates too */
  double *fitted, *levels;       /* [n], adjusted; NULL: read from a file */
} Theta;

static const char *const forms[] = { "classic", "lines", "standard", "optimised", "dynamic-standard", "dynamic" };

static void
free_theta (gpointer data)
{
  Theta *model = data;

  season_part_clear (&model->season);
  g_free (model->fitted);
  g_free (model->levels);
  g_free (model);
}

/* ---- fitting ---- */

/* The best of the kinds by mean squared error from the third step on. */
static gboolean
fit_best (Theta *model, const AssayPast *past, const AmThetaKind *candidates, guint n_candidates, const double *adjusted, GError **error)
{
  g_autofree double *work = g_new (double, 2 * past->n);
  gboolean found = FALSE;

  for (guint i = 0; i < n_candidates; i++)
    {
      AmTheta line;

      if (theta_is_cancelled (past, error))
        return FALSE;
      if (am_theta_fit (candidates[i], adjusted, past->n, work, &line) && (!found || line.mse < model->line.mse))
        {
          model->line = line;
          found = TRUE;
        }
    }
  if (!found)
    g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "the values are too large for the sums of a Theta model; state them in a larger unit");
  return found;
}

static gpointer
fit (const AssayPast *past, const AmThetaKind *candidates, guint n_candidates, GError **error)
{
  Theta *model = g_new0 (Theta, 1);
  gsize least = candidates[0] == AM_THETA_LINES ? 3 * (gsize) past->season : 2 * (gsize) past->season + 1;
  g_autofree double *adjusted = season_part_take_off (&model->season, past, least);

  if (!fit_best (model, past, candidates, n_candidates, adjusted, error))
    {
      free_theta (model);
      return NULL;
    }
  model->chosen = n_candidates > 1;
  model->n = past->n;
  model->fitted = g_new (double, past->n);
  model->levels = g_new (double, past->n);
  am_theta_fitted (&model->line, adjusted, past->n, model->fitted, model->levels);
  return model;
}

static gpointer
fit_classic (const AssayPast *past, GError **error)
{
  AmThetaKind kind = past->variant != NULL ? AM_THETA_LINES : AM_THETA_CLASSIC;

  return fit (past, &kind, 1, error);
}

static gpointer
fit_optimised (const AssayPast *past, GError **error)
{
  AmThetaKind kind = past->variant != NULL ? AM_THETA_STANDARD : AM_THETA_OPTIMISED;

  return fit (past, &kind, 1, error);
}

static gpointer
fit_dynamic (const AssayPast *past, GError **error)
{
  AmThetaKind kind = past->variant != NULL ? AM_THETA_DYNAMIC_STANDARD : AM_THETA_DYNAMIC;

  return fit (past, &kind, 1, error);
}

static gpointer
fit_auto (const AssayPast *past, GError **error)
{
  const AmThetaKind kinds[] = { AM_THETA_STANDARD, AM_THETA_OPTIMISED, AM_THETA_DYNAMIC_STANDARD, AM_THETA_DYNAMIC };

  return fit (past, kinds, G_N_ELEMENTS (kinds), error);
}

static gboolean
check_variant (const char *model, const char *known, const char *variant, GError **error)
{
  if (strcmp (variant, known) == 0)
    return TRUE;
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN, _("There is no “%s:%s”; there are “%s” and “%s:%s”."), model, variant, model, model, known);
  return FALSE;
}

static gboolean
check_classic (const char *variant, GError **error)
{
  return check_variant ("theta", "lines", variant, error);
}

static gboolean
check_optimised (const char *variant, GError **error)
{
  return check_variant ("theta-optimised", "standard", variant, error);
}

static gboolean
check_dynamic (const char *variant, GError **error)
{
  return check_variant ("theta-dynamic", "standard", variant, error);
}

/* ---- asking ---- */

static void
forecast (gconstpointer data, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  const Theta *model = data;
  gsize n = model->line.n;
  g_autofree double *sd = g_new (double, h);

  am_theta_forecast (&model->line, h, mean, NULL);
  for (guint i = 0; i < h; i++)
    mean[i] = season_part_back (&model->season, n + i, mean[i]);
  if (n_p == 0)
    return;
  am_theta_spread (&model->line, h, sd);
  for (guint i = 0; i < h; i++)
    {
      /* R's thetaf leaves the width of the classic model as it is on the adjusted scale. */
      double width = sd[i] * (model->line.kind == AM_THETA_CLASSIC ? 1 : season_part_factor (&model->season, n + i));

      for (guint k = 0; k < n_p; k++)
        quantiles[(gsize) k * h + i] = mean[i] + am_normal_quantile (p[k]) * width;
    }
}

static void
update (gpointer data, double y)
{
  Theta *model = data;

  am_theta_update (&model->line, season_part_off (&model->season, model->line.n, y));
}

static void
get_fitted (gconstpointer data, double *fitted)
{
  const Theta *model = data;

  for (gsize t = 0; t < model->n && model->fitted != NULL; t++)
    fitted[t] = season_part_back (&model->season, t, model->fitted[t]);
}

static void
describe (gconstpointer data, AssayParameters *parameters)
{
  const Theta *model = data;

  assay_parameters_add_text (parameters, model->chosen ? "chosen" : "form", forms[model->line.kind]);
  assay_parameters_add (parameters, "alpha", model->line.alpha);
  assay_parameters_add (parameters, "theta", am_theta_of_weight (model->line.weight));
  assay_parameters_add (parameters, "drift", model->line.weight > 0 ? model->line.weight * model->line.slope : 0);
  assay_parameters_add (parameters, "level", model->line.level);
  assay_parameters_add (parameters, "sigma", model->line.sigma);
  season_part_describe (&model->season, parameters);
}

/* level + trend is the one-step forecast on the adjusted scale; steps taken in updates are not kept. */
static void
decompose (gconstpointer data, guint h, AssayComponents *components)
{
  const Theta *model = data;
  gsize n = model->line.n;
  double *levels = g_new (double, n + h), *trend = g_new (double, n + h);

  for (gsize t = 0; t < n; t++)
    {
      levels[t] = model->levels != NULL && t < model->n ? model->levels[t] : NAN;
      trend[t] = model->fitted != NULL && t < model->n ? model->fitted[t] - levels[t] : NAN;
    }
  am_theta_forecast (&model->line, h, trend + n, levels + n);
  for (gsize t = n; t < n + h; t++)
    trend[t] -= levels[t];
  assay_components_take (components, "level", levels);
  assay_components_take (components, "trend", trend);
  season_part_decompose (&model->season, n + h, components);
}

/* ---- as an artifact ---- */

static void
write_theta (gconstpointer data, JsonObject *to)
{
  const Theta *model = data;
  const AmTheta *line = &model->line;
  const double numbers[] = { line->alpha, line->weight, line->level0, line->intercept, line->slope, line->level, line->mean, line->sigma };

  json_object_set_string_member (to, "form", forms[line->kind]);
  json_object_set_boolean_member (to, "chosen", model->chosen);
  json_object_set_int_member (to, "steps", (gint64) line->n);
  assay_json_put_numbers (to, "line", numbers, G_N_ELEMENTS (numbers));
  season_part_write (&model->season, to);
}

static gboolean
read_line (AmTheta *line, JsonObject *from, GError **error)
{
  JsonNode *form = json_object_get_member (from, "form");
  const char *text = form != NULL && JSON_NODE_HOLDS_VALUE (form) && json_node_get_value_type (form) == G_TYPE_STRING ? json_node_get_string (form) : "";
  g_autofree double *numbers = NULL;
  gint64 steps;
  gsize n;
  gboolean finite = TRUE;

  while (line->kind < G_N_ELEMENTS (forms) && strcmp (forms[line->kind], text) != 0)
    line->kind++;
  if (line->kind == G_N_ELEMENTS (forms))
    {
      g_autofree char *all = g_strjoinv (", ", (char *[]) { "classic", "lines", "standard", "optimised", "dynamic-standard", "dynamic", NULL });

      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("“form” of the forecast model is “%s”; there are: %s."), text, all);
      return FALSE;
    }
  if (!assay_json_get_integer (from, "steps", LEAST, (gint64) MOST_STEPS, &steps, error))
    return FALSE;
  numbers = assay_json_get_numbers (from, "line", &n, 8, 8, error);
  if (numbers == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    finite = finite && isfinite (numbers[i]);
  if (!finite || numbers[0] <= 0 || numbers[0] >= 1 || numbers[1] < 0 || numbers[1] >= 1 || numbers[7] < 0)
    {
      g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE,
                           _("“line” of the forecast model must be eight numbers: a smoothing parameter between 0 and 1, a weight from 0 to below 1, five of state and a spread of at least 0."));
      return FALSE;
    }
  *line = (AmTheta) { line->kind, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], (gsize) steps, numbers[7], NAN };
  return TRUE;
}

static gpointer
read_theta (JsonObject *from, GError **error)
{
  Theta *model = g_new0 (Theta, 1);
  JsonNode *chosen = json_object_get_member (from, "chosen");

  model->season.m = 1;
  model->chosen = chosen != NULL && JSON_NODE_HOLDS_VALUE (chosen) && json_node_get_boolean (chosen);
  if (read_line (&model->line, from, error) && season_part_read (&model->season, from, error))
    return model;
  free_theta (model);
  return NULL;
}

#define PLUMBING \
  .least = LEAST, .forecast = forecast, .update = update, .get_fitted = get_fitted, .describe = describe, .decompose = decompose, \
  .write = write_theta, .read = read_theta, .free = free_theta

const AssayForecaster assay_theta_forecaster = {
  .id = "theta",
  .title = N_("Theta"),
  .convention = N_("classical: seasonal indices taken off where a 90 % test finds a season, multiplicative when all values are above 0, else additive; exponential "
                   "smoothing with drift of half the trend line's slope; interval: normal, s √(1 + (h - 1) α²). theta:lines smooths the theta line 2 instead, as M4 did"),
  .reference = N_("Assimakopoulos & Nikolopoulos 2000; Hyndman & Billah 2003"),
  .variants = "lines",
  .check_variant = check_classic,
  .fit = fit_classic,
  PLUMBING,
};

const AssayForecaster assay_theta_optimised_forecaster = {
  .id = "theta-optimised",
  .title = N_("Optimised Theta"),
  .convention = N_("seasonal adjustment as Theta; theta at least 1, α in [0.1, 0.99] and the first level by least squares, trend line of the whole past; "
                   "interval: normal, exact for the state space form. theta-optimised:standard keeps theta at 2"),
  .reference = N_("Fiorucci et al. 2016"),
  .variants = "standard",
  .check_variant = check_optimised,
  .fit = fit_optimised,
  PLUMBING,
};

const AssayForecaster assay_theta_dynamic_forecaster = {
  .id = "theta-dynamic",
  .title = N_("Dynamic Optimised Theta"),
  .convention = N_("as Optimised Theta, with the trend line of each step fitted to the past up to it, errors counted from the third step; "
                   "interval: normal, exact for the state space form. theta-dynamic:standard keeps theta at 2"),
  .reference = N_("Fiorucci et al. 2016"),
  .variants = "standard",
  .check_variant = check_dynamic,
  .fit = fit_dynamic,
  PLUMBING,
};

const AssayForecaster assay_theta_auto_forecaster = {
  .id = "theta-auto",
  .title = N_("Theta, best of four"),
  .convention = N_("the standard, optimised, dynamic standard or dynamic optimised Theta model with the least mean squared one-step error"),
  .reference = N_("Fiorucci et al. 2016"),
  .fit = fit_auto,
  PLUMBING,
};
