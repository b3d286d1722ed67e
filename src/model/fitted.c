#include "model/fitted.h"
#include "model/forecaster-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_SEASON 1000000

struct _AssayFitted
{
  const AssayForecaster *kind;
  char *name;
  gpointer model;              /* NULL: the past has one distinct value, `constant` */
  double constant;
  gboolean is_alone;           /* the constant is one value: nothing says how far others may lie from it */
  gboolean nonnegative;
  gboolean is_read;            /* from a file, without its past */
  guint season, n_x;
  gsize n, n_skipped;          /* steps handed in; of them left out before the first value */
  GPtrArray *notes;
};

void
assay_fitted_free (AssayFitted *self)
{
  if (self == NULL)
    return;
  if (self->model != NULL)
    self->kind->free (self->model);
  g_ptr_array_unref (self->notes);
  g_free (self->name);
  g_free (self);
}

static AssayFitted *
fitted_new (const AssayForecaster *kind, const char *variant)
{
  AssayFitted *self = g_new0 (AssayFitted, 1);

  self->kind = kind;
  self->name = variant != NULL ? g_strconcat (kind->id, ":", variant, NULL) : g_strdup (kind->id);
  self->constant = NAN;
  self->notes = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->notes, NULL);
  return self;
}

static void G_GNUC_PRINTF (2, 3)
add_note (AssayFitted *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_insert (self->notes, self->notes->len - 1, g_strdup_vprintf (format, args));
  va_end (args);
}

/* ---- guards ---- */

typedef struct { gsize n_values, n_infinite, first; double low, high; } Look;   /* low, high: from the first on that is not left out */

static void
look (const AssayPast *past, gboolean skip_zeros, Look *seen)
{
  *seen = (Look) { 0, 0, past->n, INFINITY, -INFINITY };
  for (gsize i = 0; i < past->n; i++)
    {
      if (isnan (past->y[i]))
        continue;
      if (isinf (past->y[i]))
        seen->n_infinite++;
      seen->n_values++;
      if (seen->first == past->n && !(skip_zeros && past->y[i] == 0))
        seen->first = i;
      if (seen->first == past->n)
        continue;
      seen->low = MIN (seen->low, past->y[i]);
      seen->high = MAX (seen->high, past->y[i]);
    }
  if (seen->first == past->n)
    seen->low = seen->high = 0;
}

static gboolean
check_values (const Look *seen, const AssayPast *past, GError **error)
{
  if (seen->n_values == 0)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "none of the %zu steps of the past has a value", past->n);
  else if (seen->n_infinite > 0)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "the past holds %zu infinite values; a forecast needs finite ones", seen->n_infinite);
  else
    return TRUE;
  return FALSE;
}

static gsize
count_values (const double *y, gsize n)
{
  gsize count = 0;

  for (gsize i = 0; i < n; i++)
    count += !isnan (y[i]);
  return count;
}

/* ---- gaps ---- */

/* Mean of each step of the season less the mean of all; zeros when some step of the season has no value. */
static double *
season_profile (const double *y, gsize n, guint season)
{
  double *profile = g_new0 (double, season), mean = 0;
  g_autofree gsize *count = g_new0 (gsize, season);
  gsize n_values = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (y[i]))
      {
        profile[i % season] += y[i];
        count[i % season]++;
        mean += y[i];
        n_values++;
      }
  mean /= n_values;
  for (guint k = 0; k < season; k++)
    if (count[k] == 0)
      {
        memset (profile, 0, season * sizeof (double));
        return profile;
      }
    else
      profile[k] = profile[k] / count[k] - mean;
  return profile;
}

/* A line between the neighbours, with the season taken off before and put back after; the nearest value at the ends. */
static void
fill_gaps (double *y, gsize n, guint season)
{
  guint m = n >= 2 * (gsize) season ? season : 1;
  g_autofree double *profile = season_profile (y, n, m);
  gssize before = -1;

  for (gsize i = 0; i < n; i++)
    {
      gsize after = i;

      if (!isnan (y[i]))
        {
          before = i;
          continue;
        }
      while (after < n && isnan (y[after]))
        after++;
      for (gsize k = i; k < after; k++)
        {
          double left = before >= 0 ? y[before] - profile[before % m] : NAN, right = after < n ? y[after] - profile[after % m] : NAN;
          double share = before >= 0 && after < n ? (double) (k - before) / (after - before) : 0;

          y[k] = (isnan (left) ? right : isnan (right) ? left : left + share * (right - left)) + profile[k % m];
        }
      before = after - 1;
      i = after - 1;
    }
}

/* ---- fitting ---- */

static gboolean
fit_model (AssayFitted *self, const AssayPast *past, GError **error)
{
  AssayPast clean = *past;
  g_autofree double *filled = NULL;
  gsize n_values = count_values (past->y, past->n);

  if (n_values < self->kind->least)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "the past has %zu values and the model needs at least %zu", n_values, self->kind->least);
      return FALSE;
    }
  if (n_values < past->n && !(self->kind->flags & ASSAY_FORECASTER_TAKES_GAPS))
    {
      filled = g_memdup2 (past->y, past->n * sizeof (double));
      fill_gaps (filled, past->n, past->season);
      clean.y = filled;
      add_note (self, "%zu of %zu steps have no value and are filled, by season and a line between their neighbours", past->n - n_values, past->n);
    }
  if (!(self->kind->flags & ASSAY_FORECASTER_TAKES_X))
    clean.x = NULL, clean.n_x = 0;
  self->n_x = clean.n_x;
  self->model = self->kind->fit (&clean, error);
  return self->model != NULL;
}

AssayFitted *
assay_fitted_new (const AssayForecaster *kind, const AssayPast *past, GError **error)
{
  g_autoptr(AssayFitted) self = fitted_new (kind, past->variant);
  AssayPast rest = *past;
  Look seen;

  look (past, past->nonnegative, &seen);
  if (!check_values (&seen, past, error))
    return NULL;
  self->n = past->n;
  self->season = MAX (past->season, 1);
  self->nonnegative = past->nonnegative;
  self->n_skipped = seen.first < past->n ? seen.first : 0;
  if (self->n_skipped > 0)
    add_note (self, past->nonnegative ? "the past begins %zu steps later, with the first demand" : "the past begins %zu steps later, with the first value", self->n_skipped);
  if (seen.low == seen.high && !(kind->flags & ASSAY_FORECASTER_TAKES_CONSTANT))
    {
      self->constant = seen.low;
      self->is_alone = count_values (past->y + self->n_skipped, past->n - self->n_skipped) == 1;
      add_note (self, self->is_alone ? "the past has one value, %g, which is the forecast; it has no interval"
                                     : "every value of the past is %g, which is the forecast; its interval has no width", seen.low);
      return g_steal_pointer (&self);
    }

  rest.season = self->season;
  rest.y += self->n_skipped;
  rest.n -= self->n_skipped;
  if (rest.x != NULL)
    rest.x += self->n_skipped * rest.n_x;
  return fit_model (self, &rest, error) ? g_steal_pointer (&self) : NULL;
}

const AssayForecaster *
assay_fitted_get_kind (const AssayFitted *self)
{
  return self->kind;
}

const char *
assay_fitted_get_name (const AssayFitted *self)
{
  return self->name;
}

const char *const *
assay_fitted_get_notes (const AssayFitted *self)
{
  return (const char *const *) self->notes->pdata;
}

gsize
assay_fitted_get_n (const AssayFitted *self)
{
  return self->n;
}

/* ---- forecasts ---- */

static void
fill (double *to, gsize n, double value)
{
  for (gsize i = 0; i < n; i++)
    to[i] = value;
}

static void
floor_at_zero (double *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (values[i] < 0)
      values[i] = 0;
}

/* Rounding and simulation may cross two close quantiles. */
static void
order_quantiles (double *quantiles, guint h, guint n_p)
{
  for (guint p = 1; p < n_p; p++)
    for (guint i = 0; i < h; i++)
      if (quantiles[(gsize) p * h + i] < quantiles[(gsize) (p - 1) * h + i])
        quantiles[(gsize) p * h + i] = quantiles[(gsize) (p - 1) * h + i];
}

void
assay_fitted_forecast (const AssayFitted *self, guint h, const double *x, const double *p, guint n_p, double *mean, double *quantiles)
{
  gsize n = (gsize) h * n_p;

  if (self->model == NULL)
    {
      fill (mean, h, self->constant);
      fill (quantiles, n, self->is_alone ? NAN : self->constant);
    }
  else
    self->kind->forecast (self->model, h, self->n_x > 0 ? x : NULL, p, n_p, mean, quantiles);
  if (self->nonnegative)
    {
      floor_at_zero (mean, h);
      floor_at_zero (quantiles, n);
    }
  order_quantiles (quantiles, h, n_p);
}

void
assay_fitted_forecast_levels (const AssayFitted *self, guint h, const double *x, const double *levels, guint n_levels,
                              double *mean, double *lower, double *upper)
{
  guint n_p = 2 * n_levels;
  g_autofree double *p = g_new (double, n_p), *quantiles = g_new (double, (gsize) MAX (n_p, 1) * h);
  g_autofree guint *at = g_new (guint, n_p);

  for (guint i = 0; i < n_levels; i++)
    {
      p[2 * i] = (1 - levels[i]) / 2;
      p[2 * i + 1] = (1 + levels[i]) / 2;
    }
  for (guint i = 1; i < n_p; i++)
    for (guint k = i; k > 0 && p[k] < p[k - 1]; k--)
      {
        double swap = p[k];

        p[k] = p[k - 1];
        p[k - 1] = swap;
      }
  assay_fitted_forecast (self, h, x, p, n_p, mean, quantiles);
  for (guint i = 0; i < n_levels; i++)
    for (guint k = 0; k < n_p; k++)
      {
        if (p[k] == (1 - levels[i]) / 2)
          memcpy (lower + (gsize) i * h, quantiles + (gsize) k * h, h * sizeof (double));
        if (p[k] == (1 + levels[i]) / 2)
          memcpy (upper + (gsize) i * h, quantiles + (gsize) k * h, h * sizeof (double));
      }
}

gboolean
assay_fitted_can_update (const AssayFitted *self)
{
  return self->model != NULL && self->kind->update != NULL;
}

void
assay_fitted_update (AssayFitted *self, double y)
{
  g_return_if_fail (assay_fitted_can_update (self));

  if (!isfinite (y) && !(self->kind->flags & ASSAY_FORECASTER_TAKES_GAPS))
    assay_fitted_forecast (self, 1, NULL, NULL, 0, &y, NULL);
  self->kind->update (self->model, y);
  self->n++;
}

void
assay_fitted_get_one_step (const AssayFitted *self, double *fitted)
{
  gsize skipped = MIN (self->n_skipped, self->n);

  fill (fitted, skipped, NAN);
  fill (fitted + skipped, self->n - skipped, self->model == NULL && !self->is_read ? self->constant : NAN);
  if (self->model != NULL && !self->is_read && self->kind->get_fitted != NULL)
    self->kind->get_fitted (self->model, fitted + self->n_skipped);
}

GPtrArray *
assay_fitted_get_parameters (const AssayFitted *self)
{
  GPtrArray *parameters = assay_parameters_new ();

  if (self->model == NULL)
    assay_parameters_add ((AssayParameters *) parameters, "constant", self->constant);
  else
    self->kind->describe (self->model, (AssayParameters *) parameters);
  return parameters;
}

/* A model knows its own past only: what was left out before it comes back as NaN. */
GPtrArray *
assay_fitted_get_components (const AssayFitted *self, guint h)
{
  GPtrArray *components = assay_components_new ();

  if (self->model == NULL || self->is_read || self->kind->decompose == NULL)
    return components;
  self->kind->decompose (self->model, h, (AssayComponents *) components);
  for (guint i = 0; i < components->len && self->n_skipped > 0; i++)
    {
      AssayComponent *component = components->pdata[i];
      double *values = g_new (double, self->n + h);

      fill (values, self->n_skipped, NAN);
      memcpy (values + self->n_skipped, component->values, (self->n - self->n_skipped + h) * sizeof (double));
      g_free (component->values);
      component->values = values;
    }
  return components;
}

/* ---- as an artifact ---- */

JsonObject *
assay_fitted_write (const AssayFitted *self)
{
  JsonObject *to = json_object_new ();
  JsonObject *model = json_object_new ();

  json_object_set_string_member (to, "method", self->name);
  json_object_set_int_member (to, "season_length", self->season);
  json_object_set_int_member (to, "n", (gint64) self->n);
  json_object_set_boolean_member (to, "nonnegative", self->nonnegative);
  if (self->model == NULL)
    {
      json_object_set_double_member (model, "constant", self->constant);
      if (self->is_alone)
        json_object_set_boolean_member (model, "alone", TRUE);
    }
  else
    self->kind->write (self->model, model);
  json_object_set_object_member (to, "fit", model);
  return to;
}

AssayFitted *
assay_fitted_read (JsonObject *from, GError **error)
{
  JsonNode *method = json_object_get_member (from, "method"), *fit = json_object_get_member (from, "fit");
  JsonNode *nonnegative = json_object_get_member (from, "nonnegative");
  g_autoptr(AssayModelChoice) choice = NULL;
  g_autoptr(AssayFitted) self = NULL;
  gint64 season, n;

  if (method == NULL || !JSON_NODE_HOLDS_VALUE (method) || json_node_get_value_type (method) != G_TYPE_STRING)
    {
      g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("A forecast model has no “method”, the name of its kind."));
      return NULL;
    }
  choice = assay_model_choice_parse (json_node_get_string (method), error);
  if (choice == NULL || !assay_json_get_integer (from, "season_length", 1, MOST_SEASON, &season, error)
      || !assay_json_get_integer (from, "n", 0, G_MAXINT32, &n, error))
    return NULL;
  if (fit == NULL || !JSON_NODE_HOLDS_OBJECT (fit))
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("The forecast model “%s” has no “fit”, its parameters and state."), choice->name);
      return NULL;
    }

  self = fitted_new (choice->kind, choice->variant);
  self->is_read = TRUE;
  self->season = season;
  self->n = n;
  self->nonnegative = nonnegative != NULL && JSON_NODE_HOLDS_VALUE (nonnegative) && json_node_get_boolean (nonnegative);
  self->is_alone = json_object_has_member (json_node_get_object (fit), "alone");
  if (json_object_has_member (json_node_get_object (fit), "constant") && json_object_get_size (json_node_get_object (fit)) == 1 + (guint) self->is_alone)
    return assay_json_get_number (json_node_get_object (fit), "constant", -G_MAXDOUBLE, G_MAXDOUBLE, &self->constant, error) ? g_steal_pointer (&self) : NULL;
  self->model = self->kind->read (json_node_get_object (fit), error);
  return self->model != NULL ? g_steal_pointer (&self) : NULL;
}
