/* Look at the series, put what suits it on trial, keep the best alone or the mean of the best few, and say why.
 *
 * The errors of a few origins are a small sample: the best of a dozen candidates owes part of its place to luck, and the mean of the
 * best few loses little when luck turns. So a single model has to beat every mean by a margin to be taken alone. */
#include "model/automatic/automatic-forecaster.h"

#include "base/number.h"
#include "model/automatic/automatic-candidates.h"
#include "model/combination/members.h"
#include "model/forecaster-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_JOINED 4
#define MARGIN 0.9             /* of the best mean's error: what a single model must stay below */
#define NEAR 1.5               /* times the best error: what may be joined */
#define NEAR_BY_CHANCE 1.05    /* the same for intermittent demand, whose error is mostly chance that no model foretells */
#define LEAST_RESIDUALS 12     /* for limits from them */

typedef struct
{
  AssayMembers *members;
  GPtrArray *reasons;            /* of AssayParameter */
  double *residuals;             /* [n_residuals] of the trial, rising: limits where the members have none */
  gsize n_residuals;
} Automatic;

static void
free_model (gpointer data)
{
  Automatic *model = data;

  g_clear_pointer (&model->members, assay_members_free);
  g_clear_pointer (&model->reasons, g_ptr_array_unref);
  g_free (model->residuals);
  g_free (model);
}

/* ---- reasons ---- */

static void
say_look (AssayParameters *reasons, const AutomaticLook *look)
{
  assay_parameters_add_text (reasons, "demand-class", automatic_look_get_class (look));
  assay_parameters_add (reasons, "adi", look->demand.adi);
  assay_parameters_add (reasons, "cv2", look->demand.cv2);
  for (guint i = 0; i < look->n_seen; i++)
    {
      g_autofree char *id = assay_number_print ("season-%g", look->seen[i].period);
      g_autofree char *strength = assay_number_print ("strength %.2f", look->seen[i].strength), *p = assay_number_print ("p %.2g", look->seen[i].p_value);
      g_autofree char *text = g_strdup_printf ("%s, %s, %s", look->seen[i].found ? "found" : "not found", strength, p);

      assay_parameters_add_text (reasons, id, text);
    }
}

static void
say_trial (AssayParameters *reasons, const AutomaticTrial *trial)
{
  assay_parameters_add (reasons, "trial-origins", trial->n_origins);
  assay_parameters_add (reasons, "trial-horizon", trial->h);
  assay_parameters_add_text (reasons, "trial-error", trial->squares ? "root mean square error" : "mean absolute error");
  for (guint i = 0; i < trial->candidates->len; i++)
    {
      const AutomaticCandidate *candidate = &g_array_index (trial->candidates, AutomaticCandidate, i);
      g_autofree char *id = g_strconcat ("error-", candidate->name, NULL);

      if (candidate->why != NULL)
        assay_parameters_add_text (reasons, id, candidate->why);
      else
        assay_parameters_add (reasons, id, candidate->error);
    }
}

/* ---- the choice ---- */

static guint
count_near (const AutomaticTrial *trial, guint n_leaders)
{
  guint n = 0;

  while (n < n_leaders && n < MOST_JOINED)
    {
      double error = g_array_index (trial->candidates, AutomaticCandidate, n).error;

      if (error > (trial->squares ? NEAR_BY_CHANCE : NEAR) * g_array_index (trial->candidates, AutomaticCandidate, 0).error)
        break;
      n++;
    }
  return n;
}

/* How many of the best are joined. */
static guint
choose (const AutomaticTrial *trial, guint n_leaders, const AssayPast *past, AssayParameters *reasons)
{
  guint n_near = count_near (trial, n_leaders), best = 1;
  double single = automatic_trial_joint_error (trial, past, 1), least = INFINITY;

  for (guint count = 2; count <= n_near; count++)
    {
      double error = automatic_trial_joint_error (trial, past, count);
      g_autofree char *id = g_strdup_printf ("error-mean-of-best-%u", count);

      assay_parameters_add (reasons, id, error);
      if (error < least)
        {
          least = error;
          best = count;
        }
    }
  if (best > 1 && single < MARGIN * least)
    best = 1;
  return best;
}

static void
say_choice (AssayParameters *reasons, const AutomaticTrial *trial, const char *const *names, guint count)
{
  g_autofree char *joined = g_strjoinv (" + ", (char **) names);
  g_autofree char *why = NULL;

  if (trial->n_origins == 0)
    why = g_strdup ("the past is too short to hold any of it back for a trial: the mean of models that suit its kind");
  else if (count == 0)
    why = g_strdup ("no candidate could be tried: the mean of models that suit the kind of series");
  else if (count > 1)
    why = g_strdup_printf ("the mean of the best %u candidates: no single one stays more than %.0f %% below its error", count, 100 * (1 - MARGIN));
  else
    why = g_strdup ("the least error of all candidates, and clearly less than any mean of the best");
  assay_parameters_add_text (reasons, "chosen", joined);
  assay_parameters_add_text (reasons, "why", why);
}

static int
compare_numbers (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
keep_residuals (Automatic *model, const AutomaticTrial *trial, const AssayPast *past, guint count)
{
  model->n_residuals = (gsize) trial->n_origins * trial->h;
  if (count == 0 || model->n_residuals < LEAST_RESIDUALS)
    {
      model->n_residuals = 0;
      return;
    }
  model->residuals = automatic_trial_joint_residuals (trial, past, count);
  qsort (model->residuals, model->n_residuals, sizeof (double), compare_numbers);
}

/* names[MOST_JOINED + 1]; the number chosen by trial, 0: none could be. */
static guint
find_names (AutomaticTrial *trial, const AssayPast *past, AssayParameters *reasons, const char **names)
{
  guint n_leaders = trial->n_origins > 0 ? automatic_trial_lead (trial) : 0, count = 0;

  if (n_leaders > 0)
    count = choose (trial, n_leaders, past, reasons);
  for (guint i = 0; i < count; i++)
    names[i] = g_array_index (trial->candidates, AutomaticCandidate, i).name;
  names[count] = NULL;
  return count;
}

static AssayMembers *
fit_members (const char *const *names, const AssayPast *past, GError **error)
{
  static const char *const last_resort[] = { "naive", NULL };
  g_autoptr(GError) unfit = NULL;
  AssayMembers *members = assay_members_fit (names, ASSAY_JOIN_MEAN, past, &unfit);

  if (members != NULL)
    return members;
  if (g_error_matches (unfit, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT))
    return assay_members_fit (last_resort, ASSAY_JOIN_MEAN, past, error);
  g_propagate_error (error, g_steal_pointer (&unfit));
  return NULL;
}

static gpointer
fit (const AssayPast *past, GError **error)
{
  Automatic *model = g_new0 (Automatic, 1);
  const char *chosen[MOST_JOINED + 1];
  const char *const *names = chosen;
  AssayPast own = *past;
  AutomaticLook look;
  AutomaticTrial trial;
  AssayParameters *reasons;
  guint count;

  model->reasons = assay_parameters_new ();
  reasons = (AssayParameters *) model->reasons;
  automatic_look (past, &look);
  own.season = look.season;
  own.seasons = look.found;
  own.n_seasons = look.n_found;
  own.variant = NULL;
  automatic_trial_init (&trial, &own, automatic_look_is_intermittent (&look));
  if (trial.n_origins > 0)
    automatic_look_add_candidates (&look, &own, &trial);
  say_look (reasons, &look);
  if (automatic_trial_run (&trial, &own, error))
    {
      automatic_trial_sort (&trial);
      say_trial (reasons, &trial);
      count = find_names (&trial, &own, reasons, chosen);
      if (count == 0)
        names = automatic_look_get_untried (&look);
      say_choice (reasons, &trial, names, count);
      keep_residuals (model, &trial, &own, count);
      model->members = fit_members (names, &own, error);
    }
  automatic_trial_clear (&trial);
  if (model->members != NULL)
    return model;
  free_model (model);
  return NULL;
}

/* ---- forecasts ---- */

static double
residual_quantile (const Automatic *model, double p)
{
  double place = p * (double) (model->n_residuals - 1);
  gsize below = (gsize) place, above = MIN (below + 1, model->n_residuals - 1);

  return model->residuals[below] + (place - (double) below) * (model->residuals[above] - model->residuals[below]);
}

static void
forecast (gconstpointer data, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  const Automatic *model = data;

  assay_members_forecast (model->members, h, x, p, n_p, mean, quantiles);
  if (model->n_residuals == 0)
    return;
  for (guint k = 0; k < n_p; k++)
    for (guint i = 0; i < h; i++)
      if (isnan (quantiles[(gsize) k * h + i]))
        quantiles[(gsize) k * h + i] = mean[i] + residual_quantile (model, p[k]);
}

static void
update (gpointer data, double y)
{
  assay_members_update (((Automatic *) data)->members, y);
}

static void
get_fitted (gconstpointer data, double *fitted)
{
  assay_members_get_fitted (((const Automatic *) data)->members, fitted);
}

static void
decompose (gconstpointer data, guint h, AssayComponents *components)
{
  assay_members_decompose (((const Automatic *) data)->members, h, components);
}

static void
describe (gconstpointer data, AssayParameters *parameters)
{
  const Automatic *model = data;

  for (guint i = 0; i < model->reasons->len; i++)
    {
      const AssayParameter *one = model->reasons->pdata[i];

      if (one->text != NULL)
        assay_parameters_add_text (parameters, one->id, one->text);
      else
        assay_parameters_add (parameters, one->id, one->value);
    }
  assay_members_describe (model->members, parameters);
}

/* ---- as an artifact ---- */

static void
write_model (gconstpointer data, JsonObject *to)
{
  const Automatic *model = data;
  JsonArray *reasons = json_array_new ();

  for (guint i = 0; i < model->reasons->len; i++)
    {
      const AssayParameter *one = model->reasons->pdata[i];
      JsonObject *entry = json_object_new ();

      json_object_set_string_member (entry, "id", one->id);
      if (one->text != NULL)
        json_object_set_string_member (entry, "text", one->text);
      else if (isfinite (one->value))
        json_object_set_double_member (entry, "value", one->value);
      json_array_add_object_element (reasons, entry);
    }
  json_object_set_array_member (to, "reasons", reasons);
  assay_json_put_numbers (to, "residuals", model->residuals, model->n_residuals);
  assay_members_write (model->members, to);
}

static const char *
get_string (JsonObject *from, const char *name)
{
  JsonNode *node = json_object_get_member (from, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static gboolean
read_reason (JsonNode *node, AssayParameters *reasons, GError **error)
{
  JsonObject *from = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *id = from != NULL ? get_string (from, "id") : NULL;
  double value = NAN;

  if (id == NULL)
    {
      g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("Each of “reasons” of an automatic choice must be an object with an “id”."));
      return FALSE;
    }
  if (get_string (from, "text") != NULL)
    assay_parameters_add_text (reasons, id, get_string (from, "text"));
  else if (json_object_has_member (from, "value") && !assay_json_get_number (from, "value", -G_MAXDOUBLE, G_MAXDOUBLE, &value, error))
    return FALSE;
  else
    assay_parameters_add (reasons, id, value);
  return TRUE;
}

static gboolean
check_residuals (const Automatic *model, GError **error)
{
  for (gsize i = 0; i < model->n_residuals; i++)
    if (!isfinite (model->residuals[i]) || (i > 0 && model->residuals[i] < model->residuals[i - 1]))
      {
        g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("“residuals” of an automatic choice must be rising numbers."));
        return FALSE;
      }
  return TRUE;
}

static gpointer
read_model (JsonObject *from, GError **error)
{
  JsonNode *node = json_object_get_member (from, "reasons");
  JsonArray *reasons = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  Automatic *model;
  gboolean good = TRUE;

  if (reasons == NULL)
    {
      g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("An automatic choice has no “reasons”, a list."));
      return NULL;
    }
  model = g_new0 (Automatic, 1);
  model->reasons = assay_parameters_new ();
  for (guint i = 0; i < json_array_get_length (reasons) && good; i++)
    good = read_reason (json_array_get_element (reasons, i), (AssayParameters *) model->reasons, error);
  if (good)
    model->residuals = assay_json_get_numbers (from, "residuals", &model->n_residuals, 0, AUTOMATIC_MOST_ORIGINS * AUTOMATIC_MOST_HORIZON, error);
  if (model->residuals != NULL && check_residuals (model, error))
    model->members = assay_members_read (from, ASSAY_JOIN_MEAN, error);
  if (model->members != NULL)
    return model;
  free_model (model);
  return NULL;
}

const AssayForecaster assay_auto_forecaster = {
  .id = "auto",
  .title = N_("Automatic choice"),
  .convention = N_("by kind of demand and seasons found, candidates are tried on the end of the past; the least mean absolute error (root mean square error for intermittent "
                   "demand) wins, the mean of the best few unless a single one is clearly better; interval: mean of the members' limits, or quantiles of the trial's errors where they have none"),
  .reference = N_("Syntetos, Boylan & Croston 2005; Tashman 2000"),
  .fit = fit,
  .forecast = forecast,
  .update = update,
  .get_fitted = get_fitted,
  .describe = describe,
  .decompose = decompose,
  .write = write_model,
  .read = read_model,
  .free = free_model,
};
