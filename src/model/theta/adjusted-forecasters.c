/* The benchmarks of the M4 competition: a plain model on the seasonally adjusted series, the season put back on forecast and
 * limits. Makridakis, Spiliotis & Assimakopoulos 2020, International Journal of Forecasting 36, 54-74, and their published
 * code, whose rule for the season needs three of it. */
#include "model/theta/theta-family.h"

#include "model/combination/members.h"
#include "model/theta/season-part.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define LEAST 2
#define MOST_STEPS 1e15

typedef struct
{
  SeasonPart season;
  AssayMembers *members;         /* of the adjusted series */
  gsize n, n_steps;              /* as fitted; with updates */
} Adjusted;

static void
free_adjusted (gpointer data)
{
  Adjusted *model = data;

  season_part_clear (&model->season);
  g_clear_pointer (&model->members, assay_members_free);
  g_free (model);
}

static gpointer
fit (const AssayPast *past, const char *const *names, GError **error)
{
  Adjusted *model = g_new0 (Adjusted, 1);
  g_autofree double *adjusted = season_part_take_off (&model->season, past, 3 * (gsize) past->season);
  AssayPast own = { .y = adjusted, .n = past->n, .season = 1, .seed = past->seed, .progress = past->progress };

  model->n = model->n_steps = past->n;
  model->members = assay_members_fit (names, ASSAY_JOIN_MEAN, &own, error);
  if (model->members != NULL)
    return model;
  free_adjusted (model);
  return NULL;
}

static gpointer
fit_naive2 (const AssayPast *past, GError **error)
{
  return fit (past, (const char *const[]) { "naive", NULL }, error);
}

static gpointer
fit_ses (const AssayPast *past, GError **error)
{
  return fit (past, (const char *const[]) { "ses", NULL }, error);
}

static gpointer
fit_holt (const AssayPast *past, GError **error)
{
  return fit (past, (const char *const[]) { "holt", NULL }, error);
}

static gpointer
fit_damped (const AssayPast *past, GError **error)
{
  return fit (past, (const char *const[]) { "damped", NULL }, error);
}

static gpointer
fit_comb (const AssayPast *past, GError **error)
{
  return fit (past, (const char *const[]) { "ses", "holt", "damped", NULL }, error);
}

static void
forecast (gconstpointer data, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  const Adjusted *model = data;

  assay_members_forecast (model->members, h, NULL, p, n_p, mean, quantiles);
  for (guint i = 0; i < h; i++)
    {
      mean[i] = season_part_back (&model->season, model->n_steps + i, mean[i]);
      for (guint k = 0; k < n_p; k++)
        quantiles[(gsize) k * h + i] = season_part_back (&model->season, model->n_steps + i, quantiles[(gsize) k * h + i]);
    }
}

static void
update (gpointer data, double y)
{
  Adjusted *model = data;

  assay_members_update (model->members, season_part_off (&model->season, model->n_steps, y));
  model->n_steps++;
}

/* Joined on the adjusted scale, with NaN for the steps of updates, which are not asked for. */
static double *
get_adjusted_fitted (const Adjusted *model)
{
  double *fitted = g_new (double, model->n_steps);

  for (gsize t = 0; t < model->n_steps; t++)
    fitted[t] = NAN;
  assay_members_get_fitted (model->members, fitted);
  return fitted;
}

static void
get_fitted (gconstpointer data, double *fitted)
{
  const Adjusted *model = data;
  g_autofree double *adjusted = get_adjusted_fitted (model);

  for (gsize t = 0; t < model->n; t++)
    fitted[t] = season_part_back (&model->season, t, adjusted[t]);
}

static void
describe (gconstpointer data, AssayParameters *parameters)
{
  const Adjusted *model = data;

  assay_members_describe (model->members, parameters);
  season_part_describe (&model->season, parameters);
}

/* level: the one-step forecast, and then the forecast, on the adjusted scale. */
static void
decompose (gconstpointer data, guint h, AssayComponents *components)
{
  const Adjusted *model = data;
  g_autofree double *fitted = get_adjusted_fitted (model);
  double *level = g_new (double, model->n_steps + h);

  memcpy (level, fitted, model->n_steps * sizeof (double));
  assay_members_forecast (model->members, h, NULL, NULL, 0, level + model->n_steps, NULL);
  assay_components_take (components, "level", level);
  season_part_decompose (&model->season, model->n_steps + h, components);
}

static void
write_adjusted (gconstpointer data, JsonObject *to)
{
  const Adjusted *model = data;

  json_object_set_int_member (to, "steps", (gint64) model->n_steps);
  season_part_write (&model->season, to);
  assay_members_write (model->members, to);
}

static gpointer
read_adjusted (JsonObject *from, GError **error)
{
  Adjusted *model = g_new0 (Adjusted, 1);
  gint64 steps;

  if (assay_json_get_integer (from, "steps", 1, (gint64) MOST_STEPS, &steps, error) && season_part_read (&model->season, from, error))
    model->members = assay_members_read (from, ASSAY_JOIN_MEAN, error);
  if (model->members != NULL)
    {
      model->n_steps = steps;
      return model;
    }
  free_adjusted (model);
  return NULL;
}

#define PLUMBING \
  .least = LEAST, .forecast = forecast, .update = update, .get_fitted = get_fitted, .describe = describe, .decompose = decompose, \
  .write = write_adjusted, .read = read_adjusted, .free = free_adjusted

const AssayForecaster assay_naive2_forecaster = {
  .id = "naive2",
  .title = N_("Naive 2"),
  .convention = N_("the last value of the seasonally adjusted series, the season put back on forecast and limits; classical indices where a 90 % test finds a season "
                   "in at least three of it, multiplicative when all values are above 0, else additive"),
  .reference = N_("Makridakis, Spiliotis & Assimakopoulos 2020"),
  .fit = fit_naive2,
  PLUMBING,
};

const AssayForecaster assay_ses_sa_forecaster = {
  .id = "ses-sa",
  .title = N_("SES, seasonally adjusted"),
  .convention = N_("simple exponential smoothing of the seasonally adjusted series, the season as in Naive 2"),
  .reference = N_("Makridakis, Spiliotis & Assimakopoulos 2020"),
  .fit = fit_ses,
  PLUMBING,
};

const AssayForecaster assay_holt_sa_forecaster = {
  .id = "holt-sa",
  .title = N_("Holt, seasonally adjusted"),
  .convention = N_("Holt's linear trend on the seasonally adjusted series, the season as in Naive 2"),
  .reference = N_("Makridakis, Spiliotis & Assimakopoulos 2020"),
  .fit = fit_holt,
  PLUMBING,
};

const AssayForecaster assay_damped_sa_forecaster = {
  .id = "damped-sa",
  .title = N_("Damped trend, seasonally adjusted"),
  .convention = N_("damped trend on the seasonally adjusted series, the season as in Naive 2"),
  .reference = N_("Makridakis, Spiliotis & Assimakopoulos 2020"),
  .fit = fit_damped,
  PLUMBING,
};

const AssayForecaster assay_comb_forecaster = {
  .id = "comb",
  .title = N_("Comb"),
  .convention = N_("mean of simple exponential smoothing, Holt and damped trend on the seasonally adjusted series, the season as in Naive 2; limits: mean of their limits"),
  .reference = N_("Makridakis, Spiliotis & Assimakopoulos 2020"),
  .fit = fit_comb,
  PLUMBING,
};
