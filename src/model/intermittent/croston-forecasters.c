/* Croston, Syntetos-Boylan and TSB: a few numbers of state, carried on with every new value. */
#include "model/intermittent/intermittent-forecasters.h"

#include "math/intermittent/croston.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define ALPHA 0.1

typedef struct
{
  gboolean is_tsb, bias_corrected;
  AmCroston croston;
  AmTsb tsb;
  double class_of[2];
  gsize n;
  double *fitted;              /* [n]; NULL: read from a file */
} Intermittent;

/* ---- shared ---- */

void
intermittent_forecast_rate (double rate, guint h, guint n_p, double *mean, double *quantiles)
{
  for (guint i = 0; i < h; i++)
    mean[i] = rate;
  for (gsize i = 0; i < (gsize) h * n_p; i++)
    quantiles[i] = NAN;
}

void
intermittent_describe_class (const double *class_of, AssayParameters *parameters)
{
  static const char *const names[2][2] = { { "smooth", "erratic" }, { "intermittent", "lumpy" } };

  assay_parameters_add_text (parameters, "demand-class", names[class_of[0] >= 1.32][class_of[1] >= 0.49]);
  assay_parameters_add (parameters, "adi", class_of[0]);
  assay_parameters_add (parameters, "cv2", class_of[1]);
}

gboolean
intermittent_check_variant (const char *variant, GError **error)
{
  if (strcmp (variant, "optimised") == 0)
    return TRUE;
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN, _("The only variant of an intermittent model is “optimised”, not “%s”."), variant);
  return FALSE;
}

gboolean
intermittent_has_demand (const AssayPast *past, double *class_of, GError **error)
{
  AmDemand demand;

  am_demand_class (past->y, past->n, &demand);
  if (demand.of == AM_DEMAND_NONE)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "none of the %zu steps of the past has a demand above zero", past->n);
      return FALSE;
    }
  class_of[0] = demand.adi;
  class_of[1] = demand.cv2;
  return TRUE;
}

/* ---- the three ---- */

static void
free_model (gpointer data)
{
  Intermittent *model = data;

  g_free (model->fitted);
  g_free (model);
}

static Intermittent *
model_new (const AssayPast *past, GError **error)
{
  Intermittent *model = g_new0 (Intermittent, 1);

  model->n = past->n;
  if (!intermittent_has_demand (past, model->class_of, error))
    {
      g_free (model);
      return NULL;
    }
  model->fitted = g_new (double, past->n);
  return model;
}

static gpointer
fit_croston_kind (const AssayPast *past, gboolean bias_corrected, GError **error)
{
  Intermittent *model = model_new (past, error);
  double alpha;

  if (model == NULL)
    return NULL;
  alpha = past->variant != NULL ? am_croston_search (past->y, past->n, bias_corrected) : ALPHA;
  model->bias_corrected = bias_corrected;
  am_croston (past->y, past->n, alpha, &model->croston);
  am_croston_fitted (past->y, past->n, alpha, bias_corrected, model->fitted);
  return model;
}

static gpointer
fit_croston (const AssayPast *past, GError **error)
{
  return fit_croston_kind (past, FALSE, error);
}

static gpointer
fit_sba (const AssayPast *past, GError **error)
{
  return fit_croston_kind (past, TRUE, error);
}

static gpointer
fit_tsb (const AssayPast *past, GError **error)
{
  Intermittent *model = model_new (past, error);
  double size = ALPHA, chance = ALPHA;

  if (model == NULL)
    return NULL;
  if (past->variant != NULL)
    am_tsb_search (past->y, past->n, &size, &chance);
  model->is_tsb = TRUE;
  am_tsb (past->y, past->n, size, chance, &model->tsb);
  am_tsb_fitted (past->y, past->n, size, chance, model->fitted);
  return model;
}

static void
forecast (gconstpointer data, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  const Intermittent *model = data;

  intermittent_forecast_rate (model->is_tsb ? am_tsb_rate (&model->tsb) : am_croston_rate (&model->croston, model->bias_corrected), h, n_p, mean, quantiles);
}

static void
update (gpointer data, double y)
{
  Intermittent *model = data;

  if (model->is_tsb)
    am_tsb_update (&model->tsb, y);
  else
    am_croston_update (&model->croston, y);
}

static void
get_fitted (gconstpointer data, double *fitted)
{
  const Intermittent *model = data;

  if (model->fitted != NULL)
    memcpy (fitted, model->fitted, model->n * sizeof (double));
}

static void
describe (gconstpointer data, AssayParameters *parameters)
{
  const Intermittent *model = data;

  intermittent_describe_class (model->class_of, parameters);
  if (model->is_tsb)
    {
      assay_parameters_add (parameters, "alpha-size", model->tsb.alpha_size);
      assay_parameters_add (parameters, "alpha-chance", model->tsb.alpha_chance);
      assay_parameters_add (parameters, "size", model->tsb.size);
      assay_parameters_add (parameters, "chance", model->tsb.chance);
      return;
    }
  assay_parameters_add (parameters, "alpha", model->croston.alpha);
  assay_parameters_add (parameters, "size", model->croston.size);
  assay_parameters_add (parameters, "gap", model->croston.gap);
}

/* ---- as an artifact ---- */

static void
write_model (gconstpointer data, JsonObject *to)
{
  const Intermittent *model = data;

  assay_json_put_numbers (to, "class", model->class_of, 2);
  if (model->is_tsb)
    assay_json_put_numbers (to, "tsb", (double[]) { model->tsb.alpha_size, model->tsb.alpha_chance, model->tsb.size, model->tsb.chance }, 4);
  else
    assay_json_put_numbers (to, "croston", (double[]) { model->croston.alpha, model->croston.size, model->croston.gap, model->croston.since,
                                                        model->croston.n_demands }, 5);
}

static gboolean
are_usable (const double *values, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
    if (!(values[i] >= 0))
      {
        g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("The state of an intermittent model must be numbers from 0 on."));
        return FALSE;
      }
  return TRUE;
}

static gpointer
read_model (JsonObject *from, const char *name, gsize n, GError **error)
{
  gsize found;
  g_autofree double *of = assay_json_get_numbers (from, "class", &found, 2, 2, error);
  g_autofree double *state = of != NULL ? assay_json_get_numbers (from, name, &found, n, n, error) : NULL;
  Intermittent *model;

  if (state == NULL || !are_usable (of, 2, error) || !are_usable (state, n, error))
    return NULL;
  model = g_new0 (Intermittent, 1);
  memcpy (model->class_of, of, sizeof model->class_of);
  model->is_tsb = n == 4;
  if (model->is_tsb)
    model->tsb = (AmTsb) { state[0], state[1], state[2], state[3] };
  else
    model->croston = (AmCroston) { state[0], state[1], state[2], state[3], (size_t) state[4] };
  return model;
}

static gpointer
read_croston (JsonObject *from, GError **error)
{
  return read_model (from, "croston", 5, error);
}

static gpointer
read_sba (JsonObject *from, GError **error)
{
  Intermittent *model = read_model (from, "croston", 5, error);

  if (model != NULL)
    model->bias_corrected = TRUE;
  return model;
}

static gpointer
read_tsb (JsonObject *from, GError **error)
{
  return read_model (from, "tsb", 4, error);
}

#define COMMON \
  .variants = "optimised", .flags = ASSAY_FORECASTER_NO_INTERVALS | ASSAY_FORECASTER_TAKES_CONSTANT, .least = 2, \
  .check_variant = intermittent_check_variant, .forecast = forecast, .update = update, .get_fitted = get_fitted, .describe = describe, \
  .write = write_model, .free = free_model

const AssayForecaster assay_croston_forecaster = {
  .id = "croston",
  .title = N_("Croston"),
  .convention = N_("smoothed size of demands over smoothed gap between them, alpha 0.1 (optimised: 0.1 to 0.3 by squared one-step error), both from their first value on; "
                   "no interval of its own"),
  .reference = N_("Croston 1972"),
  .fit = fit_croston,
  .read = read_croston,
  COMMON,
};

const AssayForecaster assay_sba_forecaster = {
  .id = "sba",
  .title = N_("Syntetos–Boylan"),
  .convention = N_("Croston's forecast times 1 − alpha / 2, alpha 0.1 (optimised: 0.1 to 0.3 by squared one-step error); no interval of its own"),
  .reference = N_("Syntetos & Boylan 2005"),
  .fit = fit_sba,
  .read = read_sba,
  COMMON,
};

const AssayForecaster assay_tsb_forecaster = {
  .id = "tsb",
  .title = N_("TSB"),
  .convention = N_("smoothed size of demands, updated at demands, times the smoothed chance of demand, updated at every step; both alphas 0.1 (optimised: 0.05 to 0.3 by "
                   "squared one-step error); no interval of its own"),
  .reference = N_("Teunter, Syntetos & Babai 2011"),
  .fit = fit_tsb,
  .read = read_tsb,
  COMMON,
};
