/* ADIDA and IMAPA: demand summed to blocks, smoothed, and spread back. */
#include "model/intermittent/intermittent-forecasters.h"

#include "math/intermittent/croston.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_BLOCK 1000

typedef struct { double rate, class_of[2], block; } Blocks;

/* The mean gap between demands, as a whole number of steps that the past holds twice. */
static gsize
mean_gap (const AssayPast *past, double adi)
{
  gsize most = CLAMP (past->n / 2, 1, MOST_BLOCK);

  return CLAMP ((gsize) floor (adi + 0.5), 1, most);
}

static gpointer
fit (const AssayPast *past, gboolean all_blocks, GError **error)
{
  Blocks found = { 0 };
  gsize block;

  if (!intermittent_has_demand (past, found.class_of, error))
    return NULL;
  block = mean_gap (past, found.class_of[0]);
  found.block = block;
  found.rate = all_blocks ? am_imapa (past->y, past->n, block) : am_adida (past->y, past->n, block);
  return g_memdup2 (&found, sizeof found);
}

static gpointer
fit_adida (const AssayPast *past, GError **error)
{
  return fit (past, FALSE, error);
}

static gpointer
fit_imapa (const AssayPast *past, GError **error)
{
  return fit (past, TRUE, error);
}

static void
forecast (gconstpointer data, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  intermittent_forecast_rate (((const Blocks *) data)->rate, h, n_p, mean, quantiles);
}

static void
describe (gconstpointer data, AssayParameters *parameters)
{
  const Blocks *model = data;

  intermittent_describe_class (model->class_of, parameters);
  assay_parameters_add (parameters, "block", model->block);
  assay_parameters_add (parameters, "rate", model->rate);
}

static void
write_model (gconstpointer data, JsonObject *to)
{
  const Blocks *model = data;

  assay_json_put_numbers (to, "class", model->class_of, 2);
  json_object_set_double_member (to, "block", model->block);
  json_object_set_double_member (to, "rate", model->rate);
}

static gpointer
read_model (JsonObject *from, GError **error)
{
  Blocks found;
  gsize n;
  g_autofree double *of = assay_json_get_numbers (from, "class", &n, 2, 2, error);

  if (of == NULL || !assay_json_get_number (from, "block", 1, MOST_BLOCK, &found.block, error)
      || !assay_json_get_number (from, "rate", 0, G_MAXDOUBLE, &found.rate, error))
    return NULL;
  memcpy (found.class_of, of, sizeof found.class_of);
  return g_memdup2 (&found, sizeof found);
}

const AssayForecaster assay_adida_forecaster = {
  .id = "adida",
  .title = N_("ADIDA"),
  .convention = N_("demand summed to blocks of the mean gap between demands, smoothed (alpha 0.1 to 0.3 by squared error), spread back evenly; no interval of its own"),
  .reference = N_("Nikolopoulos et al. 2011"),
  .flags = ASSAY_FORECASTER_NO_INTERVALS | ASSAY_FORECASTER_TAKES_CONSTANT,
  .least = 2,
  .fit = fit_adida,
  .forecast = forecast,
  .describe = describe,
  .write = write_model,
  .read = read_model,
  .free = g_free,
};

const AssayForecaster assay_imapa_forecaster = {
  .id = "imapa",
  .title = N_("IMAPA"),
  .convention = N_("mean of ADIDA's forecasts over blocks of 1 step up to the mean gap between demands; no interval of its own"),
  .reference = N_("Petropoulos & Kourentzes 2015"),
  .flags = ASSAY_FORECASTER_NO_INTERVALS | ASSAY_FORECASTER_TAKES_CONSTANT,
  .least = 2,
  .fit = fit_imapa,
  .forecast = forecast,
  .describe = describe,
  .write = write_model,
  .read = read_model,
  .free = g_free,
};
