/* A fitted model as JSON and back: parameters, first and last states, and the figures of the fit. The past itself is not written. */
#include "model/smoothing/ets-model.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define N_FIGURES 6

static void
put_state (JsonObject *to, const char *name, const AmEts *fit, const AmEtsState *state)
{
  double values[2 + AM_ETS_MOST_SEASON] = { state->l, state->b };

  for (guint k = 0; k < fit->m; k++)
    values[2 + k] = state->s[(state->next + k) % fit->m];
  assay_json_put_numbers (to, name, values, 2 + fit->m);
}

void
ets_model_write (gconstpointer data, JsonObject *to)
{
  const EtsModel *model = data;
  const AmEts *fit = &model->fit;
  const double smoothing[] = { fit->alpha, fit->beta, fit->gamma, fit->phi };
  const double figures[N_FIGURES] = { fit->sse, fit->sigma2, fit->loglik, fit->aic, fit->aicc, fit->bic };
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, model->seed);
  char form[5];

  am_ets_form_to_text (fit->form, form);
  json_object_set_string_member (to, "form", form);
  json_object_set_int_member (to, "season", fit->m);
  json_object_set_int_member (to, "n", (gint64) fit->n);
  json_object_set_int_member (to, "n_parameters", (gint64) fit->n_parameters);
  json_object_set_string_member (to, "seed", seed);
  if (model->ignored != NULL)
    json_object_set_string_member (to, "note", model->ignored);
  assay_json_put_numbers (to, "smoothing", smoothing, G_N_ELEMENTS (smoothing));
  put_state (to, "first", fit, &fit->first);
  put_state (to, "last", fit, &fit->last);
  assay_json_put_numbers (to, "figures", figures, N_FIGURES);
}

/* ---- reading ---- */

static gboolean
fail (GError **error, const char *name, const char *wanted)
{
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("The exponential smoothing model's “%s” must be %s."), name, wanted);
  return FALSE;
}

/* NULL: not there, or no text. */
static const char *
get_text (JsonObject *from, const char *name)
{
  JsonNode *node = json_object_get_member (from, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static gboolean
read_state (JsonObject *from, const char *name, const AmEts *fit, AmEtsState *state, GError **error)
{
  gsize n;
  g_autofree double *values = assay_json_get_numbers (from, name, &n, 2 + fit->m, 2 + fit->m, error);

  if (values == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!isfinite (values[i]))
      return fail (error, name, _("finite numbers"));
  *state = (AmEtsState) { .l = values[0], .b = values[1] };
  memcpy (state->s, values + 2, fit->m * sizeof (double));
  return TRUE;
}

static gboolean
read_smoothing (JsonObject *from, AmEts *fit, GError **error)
{
  gsize n;
  g_autofree double *values = assay_json_get_numbers (from, "smoothing", &n, 4, 4, error);

  if (values == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!(values[i] >= 0 && values[i] <= 1))
      return fail (error, "smoothing", _("alpha, beta, gamma and phi from 0 to 1"));
  fit->alpha = values[0];
  fit->beta = values[1];
  fit->gamma = values[2];
  fit->phi = values[3];
  return TRUE;
}

static gboolean
read_figures (JsonObject *from, AmEts *fit, GError **error)
{
  gsize n;
  g_autofree double *values = assay_json_get_numbers (from, "figures", &n, N_FIGURES, N_FIGURES, error);

  if (values == NULL)
    return FALSE;
  if (!(values[0] >= 0 && values[1] >= 0))
    return fail (error, "figures", _("six numbers, the first two (sum of squares and variance) not negative"));
  fit->sse = values[0];
  fit->sigma2 = values[1];
  fit->loglik = values[2];
  fit->aic = values[3];
  fit->aicc = values[4];
  fit->bic = values[5];
  return TRUE;
}

static gboolean
read_form (JsonObject *from, AmEts *fit, GError **error)
{
  const char *form = get_text (from, "form");
  gint64 m, n, n_parameters;

  if (form == NULL || !am_ets_form_parse (form, &fit->form) || !am_ets_form_is_stable (fit->form))
    return fail (error, "form", _("error, trend and season such as ANA"));
  if (!assay_json_get_integer (from, "season", 1, AM_ETS_MOST_SEASON, &m, error) || !assay_json_get_integer (from, "n", 0, G_MAXINT32, &n, error)
      || !assay_json_get_integer (from, "n_parameters", 0, 6 + AM_ETS_MOST_SEASON, &n_parameters, error))
    return FALSE;
  if ((m == 1) != (fit->form.season == AM_ETS_NO_SEASON))
    return fail (error, "season", _("1 for a form without a season and 2 or more for one with a season"));
  fit->m = m;
  fit->n = n;
  fit->n_parameters = n_parameters;
  return TRUE;
}

gpointer
ets_model_read (JsonObject *from, GError **error)
{
  EtsModel *model = g_new0 (EtsModel, 1);
  const char *seed = get_text (from, "seed");

  if (!read_form (from, &model->fit, error) || !read_smoothing (from, &model->fit, error) || !read_figures (from, &model->fit, error)
      || !read_state (from, "first", &model->fit, &model->fit.first, error) || !read_state (from, "last", &model->fit, &model->fit.last, error)
      || (!(seed != NULL && g_ascii_string_to_unsigned (seed, 10, 0, G_MAXUINT64, &model->seed, NULL)) && !fail (error, "seed", _("a whole number as text"))))
    {
      ets_model_free (model);
      return NULL;
    }
  model->ignored = g_strdup (get_text (from, "note"));
  return model;
}
