#include "model/combination/combine-forecasters.h"

#include "model/combination/members.h"

#include <glib/gi18n-lib.h>

#define MOST_MEMBERS 64

static const char *const usual_members[] = { "ets", "arima", "theta", "seasonal-naive", NULL };
static const char *const scum_members[] = { "ets", "arima", "ces", "theta-dynamic", NULL };

/* "combine-median:combine-mean:ets+theta" would leave open where the inner list ends. */
static gboolean
check_variant (const char *variant, GError **error)
{
  g_auto(GStrv) names = g_strsplit (variant, "+", -1);
  guint n = g_strv_length (names);

  if (n < 2 || n > MOST_MEMBERS)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN, _("A combination needs 2 to %d models joined by “+”, such as ets+theta+seasonal-naive; “%s” has %u."), MOST_MEMBERS, variant, n);
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    if (g_str_has_prefix (names[i], "combine-"))
      {
        g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN, _("The combination “%s” cannot be part of another."), names[i]);
        return FALSE;
      }
  return assay_members_check ((const char *const *) names, error);
}

/* ---- fitting ---- */

static gpointer
fit_named (const AssayPast *past, AssayJoin join, GError **error)
{
  g_auto(GStrv) names = past->variant != NULL ? g_strsplit (past->variant, "+", -1) : g_strdupv ((char **) usual_members);

  return assay_members_fit ((const char *const *) names, join, past, error);
}

static gpointer
fit_mean (const AssayPast *past, GError **error)
{
  return fit_named (past, ASSAY_JOIN_MEAN, error);
}

static gpointer
fit_median (const AssayPast *past, GError **error)
{
  return fit_named (past, ASSAY_JOIN_MEDIAN, error);
}

static gpointer
fit_inverse_error (const AssayPast *past, GError **error)
{
  return fit_named (past, ASSAY_JOIN_WEIGHTED, error);
}

static gpointer
fit_scum (const AssayPast *past, GError **error)
{
  return assay_members_fit (scum_members, ASSAY_JOIN_MEDIAN, past, error);
}

/* ---- the rest is the members' ---- */

static void
forecast (gconstpointer model, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  assay_members_forecast (model, h, x, p, n_p, mean, quantiles);
}

static void
update (gpointer model, double y)
{
  assay_members_update (model, y);
}

static void
get_fitted (gconstpointer model, double *fitted)
{
  assay_members_get_fitted (model, fitted);
}

static void
describe (gconstpointer model, AssayParameters *parameters)
{
  assay_members_describe (model, parameters);
}

static void
decompose (gconstpointer model, guint h, AssayComponents *components)
{
  assay_members_decompose (model, h, components);
}

static void
write_members (gconstpointer model, JsonObject *to)
{
  assay_members_write (model, to);
}

static gpointer
read_mean (JsonObject *from, GError **error)
{
  return assay_members_read (from, ASSAY_JOIN_MEAN, error);
}

static gpointer
read_median (JsonObject *from, GError **error)
{
  return assay_members_read (from, ASSAY_JOIN_MEDIAN, error);
}

static gpointer
read_inverse_error (JsonObject *from, GError **error)
{
  return assay_members_read (from, ASSAY_JOIN_WEIGHTED, error);
}

static void
free_members (gpointer model)
{
  assay_members_free (model);
}

#define PLUMBING \
  .flags = ASSAY_FORECASTER_TAKES_GAPS | ASSAY_FORECASTER_TAKES_X, .least = 2, .forecast = forecast, .update = update, .get_fitted = get_fitted, \
  .describe = describe, .decompose = decompose, .write = write_members, .free = free_members
#define VARIANTS .variants = N_("MODEL+MODEL+… such as ets+arima+theta"), .check_variant = check_variant

const AssayForecaster assay_combine_mean_forecaster = {
  .id = "combine-mean",
  .title = N_("Mean of models"),
  .convention = N_("mean of the members' forecasts (ets, arima, theta and seasonal-naive unless named); limits: mean of the members' limits; a member that cannot be fitted is left out"),
  .reference = N_("Bates & Granger 1969"),
  .fit = fit_mean,
  .read = read_mean,
  VARIANTS, PLUMBING,
};

const AssayForecaster assay_combine_median_forecaster = {
  .id = "combine-median",
  .title = N_("Median of models"),
  .convention = N_("median of the members' forecasts (ets, arima, theta and seasonal-naive unless named); limits: median of the members' limits; a member that cannot be fitted is left out"),
  .reference = N_("Petropoulos & Svetunkov 2020"),
  .fit = fit_median,
  .read = read_median,
  VARIANTS, PLUMBING,
};

const AssayForecaster assay_combine_inverse_error_forecaster = {
  .id = "combine-inverse-error",
  .title = N_("Models weighted by inverse error"),
  .convention = N_("mean of the members' forecasts (ets, arima, theta and seasonal-naive unless named), weighted by one over the mean absolute error on the last season of the past "
                   "(at least 6 steps, at most a quarter), which the members do not see in a first fit; limits weighted alike"),
  .reference = N_("Bates & Granger 1969"),
  .fit = fit_inverse_error,
  .read = read_inverse_error,
  VARIANTS, PLUMBING,
};

const AssayForecaster assay_scum_forecaster = {
  .id = "scum",
  .title = N_("SCUM"),
  .convention = N_("median of automatic ETS, automatic ARIMA, complex exponential smoothing and dynamic optimised Theta; limits: median of the members' limits"),
  .reference = N_("Petropoulos & Svetunkov 2020"),
  .fit = fit_scum,
  .read = read_median,
  PLUMBING,
};
