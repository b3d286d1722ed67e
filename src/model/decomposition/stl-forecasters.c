/* f[h] = forecast of the seasonally adjusted series + last period of each season, as forecast::stlf() and its forecast.mstl();
 * on the logarithms when the variant begins with "log", where parts multiply; "smooth" smooths long seasons. */
#include "model/decomposition/stl-forecasters.h"

#include "base/number.h"
#include "model/decomposition/season-pattern.h"
#include "model/fitted.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define USUAL_MEMBER "ets"
#define MOST_BEHIND 1000000    /* steps a member that takes none is asked ahead for */

typedef struct
{
  gboolean is_log;
  SeasonPattern *pattern;
  AssayFitted *member;           /* of the adjusted series */
  gsize n;                       /* as fitted */
  gsize n_steps;                 /* taken since by update */
  gsize n_behind;                /* of them the member could not take */
} Decomposed;

static void
free_model (gpointer data)
{
  Decomposed *model = data;

  season_pattern_free (model->pattern);
  assay_fitted_free (model->member);
  g_free (model);
}

/* ---- variants: [log-][smooth-][MODEL] ---- */

/* FALSE: the text does not begin with the word. */
static gboolean
take_word (const char **text, const char *word)
{
  gsize length = strlen (word);

  if (strncmp (*text, word, length) != 0 || ((*text)[length] != '-' && (*text)[length] != '\0'))
    return FALSE;
  *text += length + ((*text)[length] == '-');
  return TRUE;
}

static const char *
read_variant (const char *variant, gboolean *is_log, gboolean *is_smooth)
{
  const char *rest = variant != NULL ? variant : "";

  *is_log = take_word (&rest, "log");
  *is_smooth = take_word (&rest, "smooth");
  return *rest == '\0' ? USUAL_MEMBER : rest;
}

static gboolean
check_variant (const char *variant, GError **error)
{
  gboolean is_log, is_smooth;
  g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (read_variant (variant, &is_log, &is_smooth), error);

  if (choice == NULL)
    return FALSE;
  if (strcmp (choice->kind->id, "auto") != 0 && choice->kind != &assay_stl_forecaster && choice->kind != &assay_mstl_forecaster)
    return TRUE;
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN,
               _("“%s” looks for seasons itself and cannot forecast a series whose seasons are taken off; name another model, such as ets, ses or theta."), choice->name);
  return FALSE;
}

/* ---- fitting ---- */

static gboolean
take_logarithms (double *y, gsize n, GError **error)
{
  for (gsize i = 0; i < n; i++)
    {
      if (!(y[i] > 0))
        {
          g_autofree char *value = assay_number_print ("%g", y[i]);

          g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT,
                       "step %zu of the past is %s and a logarithm needs values above zero; use the variant without “log”", i + 1, value);
          return FALSE;
        }
      y[i] = log (y[i]);
    }
  return TRUE;
}

static AssayFitted *
fit_member (const char *name, const double *adjusted, const AssayPast *past, GError **error)
{
  g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (name, error);
  AssayPast own = { .y = adjusted, .n = past->n, .season = 1, .seed = past->seed, .progress = past->progress };

  if (choice == NULL)
    return NULL;
  own.variant = choice->variant;
  return assay_fitted_new (choice->kind, &own, error);
}

static gpointer
fit (const AssayPast *past, gboolean only_main, GError **error)
{
  Decomposed *model = g_new0 (Decomposed, 1);
  gboolean is_smooth;
  const char *name = read_variant (past->variant, &model->is_log, &is_smooth);
  g_autofree double *y = g_memdup2 (past->y, past->n * sizeof (double));

  model->n = past->n;
  if (model->is_log && !take_logarithms (y, past->n, error))
    {
      free_model (model);
      return NULL;
    }
  model->pattern = season_pattern_new (y, past, only_main, is_smooth);
  for (gsize i = 0; i < past->n; i++)
    y[i] -= season_pattern_at (model->pattern, i);
  model->member = fit_member (name, y, past, error);
  if (model->member == NULL)
    {
      free_model (model);
      return NULL;
    }
  return model;
}

static gpointer
fit_one_season (const AssayPast *past, GError **error)
{
  if (past->season >= 2 && past->n > 2 * (gsize) past->season)
    return fit (past, TRUE, error);
  if (past->season < 2)
    g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "a decomposition by season needs a season of at least 2 steps and none is set; use --season");
  else
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "the past has %zu steps and a decomposition needs more than two seasons of %u", past->n, past->season);
  return NULL;
}

static gpointer
fit_all_seasons (const AssayPast *past, GError **error)
{
  return fit (past, FALSE, error);
}

/* ---- forecasts ---- */

static double
back (const Decomposed *model, double value)
{
  return model->is_log ? exp (value) : value;
}

static void
forecast (gconstpointer data, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  const Decomposed *model = data;
  guint skip = (guint) model->n_behind, longer = h + skip;
  g_autofree double *all = g_new (double, longer), *all_quantiles = g_new (double, (gsize) longer * MAX (n_p, 1));

  assay_fitted_forecast (model->member, longer, NULL, p, n_p, all, all_quantiles);
  for (guint i = 0; i < h; i++)
    {
      double season = season_pattern_ahead (model->pattern, model->n_steps + i + 1);

      mean[i] = back (model, all[skip + i] + season);
      for (guint k = 0; k < n_p; k++)
        quantiles[(gsize) k * h + i] = back (model, all_quantiles[(gsize) k * longer + skip + i] + season);
    }
}

static void
update (gpointer data, double y)
{
  Decomposed *model = data;
  double season = season_pattern_ahead (model->pattern, ++model->n_steps);

  if (!assay_fitted_can_update (model->member))
    model->n_behind++;
  else
    assay_fitted_update (model->member, (!model->is_log ? y : y > 0 ? log (y) : NAN) - season);
}

static void
get_fitted (gconstpointer data, double *fitted)
{
  const Decomposed *model = data;
  g_autofree double *one_step = NULL;

  if (model->pattern->trend == NULL)
    return;
  one_step = g_new (double, assay_fitted_get_n (model->member));
  assay_fitted_get_one_step (model->member, one_step);
  for (gsize i = 0; i < model->n; i++)
    fitted[i] = back (model, one_step[i] + season_pattern_at (model->pattern, i));
}

/* ---- what it says ---- */

static void
describe (gconstpointer data, AssayParameters *parameters)
{
  const Decomposed *model = data;
  g_autoptr(GPtrArray) own = assay_fitted_get_parameters (model->member);

  assay_parameters_add_text (parameters, "scale", model->is_log ? N_("logarithm") : N_("as given"));
  season_pattern_describe (model->pattern, parameters);
  assay_parameters_add_text (parameters, "trend-model", assay_fitted_get_name (model->member));
  for (guint i = 0; i < own->len; i++)
    {
      const AssayParameter *one = own->pdata[i];
      g_autofree char *id = g_strconcat ("trend-model.", one->id, NULL);

      if (one->text != NULL)
        assay_parameters_add_text (parameters, id, one->text);
      else
        assay_parameters_add (parameters, id, one->value);
    }
}

static void
take_part (const Decomposed *model, AssayComponents *components, const char *id, const double *past, const double *ahead, guint h)
{
  gsize n = model->n;
  double *values = g_new (double, n + model->n_steps + h);

  for (gsize i = 0; i < n; i++)
    values[i] = back (model, past[i]);
  for (gsize i = 0; i < model->n_steps; i++)
    values[n + i] = NAN;
  for (guint i = 0; i < h; i++)
    values[n + model->n_steps + i] = ahead != NULL ? back (model, ahead[i]) : NAN;
  assay_components_take (components, id, values);
}

static void
decompose (gconstpointer data, guint h, AssayComponents *components)
{
  const Decomposed *model = data;
  const SeasonPattern *pattern = model->pattern;
  guint skip = (guint) model->n_behind;
  g_autofree double *ahead = g_new (double, h + skip + 1);

  if (pattern->trend == NULL)
    return;
  assay_fitted_forecast (model->member, h + skip, NULL, NULL, 0, ahead, NULL);
  take_part (model, components, "trend", pattern->trend, ahead + skip, h);
  for (guint k = 0; k < pattern->n_parts; k++)
    {
      g_autofree char *id = g_strdup_printf ("season-%.0f", pattern->parts[k].period);

      for (guint i = 0; i < h; i++)
        ahead[i] = season_pattern_part_ahead (&pattern->parts[k], model->n_steps + i + 1);
      take_part (model, components, id, pattern->parts[k].values, ahead, h);
    }
  take_part (model, components, "remainder", pattern->remainder, NULL, h);
}

/* ---- as an artifact ---- */

static void
write_model (gconstpointer data, JsonObject *to)
{
  const Decomposed *model = data;

  json_object_set_boolean_member (to, "logarithm", model->is_log);
  json_object_set_int_member (to, "steps", (gint64) model->n_steps);
  json_object_set_int_member (to, "steps_behind", (gint64) model->n_behind);
  season_pattern_write (model->pattern, to);
  json_object_set_object_member (to, "trend_model", assay_fitted_write (model->member));
}

static gpointer
read_model (JsonObject *from, GError **error)
{
  JsonNode *is_log = json_object_get_member (from, "logarithm"), *member = json_object_get_member (from, "trend_model");
  gint64 n_steps, n_behind;
  Decomposed *model;

  if (is_log == NULL || !JSON_NODE_HOLDS_VALUE (is_log) || json_node_get_value_type (is_log) != G_TYPE_BOOLEAN
      || member == NULL || !JSON_NODE_HOLDS_OBJECT (member))
    {
      g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("A decomposition needs “logarithm”, true or false, and “trend_model”, a forecast model."));
      return NULL;
    }
  if (!assay_json_get_integer (from, "steps", 0, G_MAXINT32, &n_steps, error)
      || !assay_json_get_integer (from, "steps_behind", 0, MIN (n_steps, MOST_BEHIND), &n_behind, error))
    return NULL;
  model = g_new0 (Decomposed, 1);
  model->is_log = json_node_get_boolean (is_log);
  model->n_steps = (gsize) n_steps;
  model->n_behind = (gsize) n_behind;
  model->pattern = season_pattern_read (from, error);
  if (model->pattern != NULL)
    model->member = assay_fitted_read (json_node_get_object (member), error);
  if (model->member != NULL && (n_behind == 0 || !assay_fitted_can_update (model->member)))
    return model;
  if (model->member != NULL)
    g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("“steps_behind” must be 0 where the “trend_model” takes single values."));
  free_model (model);
  return NULL;
}

#define VARIANTS N_("MODEL of the series without its seasons such as ses, theta, ets:AAN; log-MODEL where parts multiply; smooth-MODEL where a long season changes little from step to step; log-smooth-MODEL")
#define PLUMBING \
  .variants = VARIANTS, .least = 3, .check_variant = check_variant, .forecast = forecast, .update = update, .get_fitted = get_fitted, \
  .describe = describe, .decompose = decompose, .write = write_model, .read = read_model, .free = free_model

const AssayForecaster assay_stl_forecaster = {
  .id = "stl",
  .title = N_("STL"),
  .convention = N_("season by LOESS over 11 periods, last period repeated; the adjusted series by ETS without season unless named; interval: that model's, moved by the season"),
  .reference = N_("Cleveland, Cleveland, McRae & Terpenning 1990"),
  .fit = fit_one_season,
  PLUMBING,
};

const AssayForecaster assay_mstl_forecaster = {
  .id = "mstl",
  .title = N_("MSTL"),
  .convention = N_("seasons one after the other by STL, short first, two rounds, windows 11, 15, 19, …; of the seasons a calendar may have those that the past holds twice and shows; "
                   "last period of each repeated; the adjusted series by ETS without season unless named; interval: that model's, moved by the seasons"),
  .reference = N_("Bandara, Hyndman & Bergmeir 2021"),
  .fit = fit_all_seasons,
  PLUMBING,
};
