#include "model/forecaster.h"
#include "model/forecaster-private.h"

#include "base/options.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

G_DEFINE_QUARK (assay-model-error-quark, assay_model_error)

/* ---- the list ---- */

static gpointer
make_list (gpointer data)
{
  const AssayForecaster *const *families[] = { assay_simple_forecasters, assay_smoothing_forecasters, assay_theta_forecasters,
                                               assay_arima_forecasters, assay_decomposition_forecasters, assay_intermittent_forecasters,
                                               assay_combination_forecasters, assay_automatic_forecasters };
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    for (const AssayForecaster *const *one = families[i]; *one != NULL; one++)
      g_ptr_array_add (list, (gpointer) *one);
  g_ptr_array_add (list, NULL);
  return g_ptr_array_free (list, FALSE);
}

const AssayForecaster *const *
assay_forecaster_list (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, make_list, NULL);
}

const AssayForecaster *
assay_forecaster_find (const char *id)
{
  for (const AssayForecaster *const *one = assay_forecaster_list (); *one != NULL; one++)
    if (g_strcmp0 ((*one)->id, id) == 0)
      return *one;
  return NULL;
}

static void
fail_unknown (const char *id, GError **error)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new ();
  const char *near;

  for (const AssayForecaster *const *one = assay_forecaster_list (); *one != NULL; one++)
    g_ptr_array_add (ids, (gpointer) (*one)->id);
  g_ptr_array_add (ids, NULL);
  near = assay_nearest_name (id, (const char *const *) ids->pdata);
  if (near != NULL)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN, _("There is no forecast model “%s”; did you mean “%s”?"), id, near);
  else
    {
      g_autofree char *all = g_strjoinv (", ", (char **) ids->pdata);

      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN, _("There is no forecast model “%s”. There are: %s."), id, all);
    }
}

void
assay_model_choice_free (AssayModelChoice *self)
{
  if (self == NULL)
    return;
  g_free (self->variant);
  g_free (self->name);
  g_free (self->title);
  g_free (self);
}

static gboolean
check_variant (const AssayForecaster *kind, const char *variant, GError **error)
{
  if (kind->check_variant != NULL)
    return kind->check_variant (variant, error);
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNKNOWN, _("The forecast model “%s” has no variants; write it without “:%s”."), kind->id, variant);
  return FALSE;
}

AssayModelChoice *
assay_model_choice_parse (const char *text, GError **error)
{
  const char *colon = strchr (text, ':');
  g_autofree char *id = colon != NULL ? g_strndup (text, colon - text) : g_strdup (text);
  const AssayForecaster *kind = assay_forecaster_find (id);
  AssayModelChoice *self;

  if (kind == NULL)
    {
      fail_unknown (id, error);
      return NULL;
    }
  if (colon != NULL && !check_variant (kind, colon + 1, error))
    return NULL;
  self = g_new0 (AssayModelChoice, 1);
  self->kind = kind;
  self->variant = colon != NULL ? g_strdup (colon + 1) : NULL;
  self->name = g_strdup (text);
  self->title = colon != NULL ? g_strconcat (kind->title, " ", colon + 1, NULL) : g_strdup (kind->title);
  return self;
}

/* ---- what a model says of itself ---- */

static void
free_parameter (gpointer data)
{
  AssayParameter *parameter = data;

  g_free (parameter->id);
  g_free (parameter->text);
  g_free (parameter);
}

static void
free_component (gpointer data)
{
  AssayComponent *component = data;

  g_free (component->id);
  g_free (component->values);
  g_free (component);
}

GPtrArray *
assay_parameters_new (void)
{
  return g_ptr_array_new_with_free_func (free_parameter);
}

GPtrArray *
assay_components_new (void)
{
  return g_ptr_array_new_with_free_func (free_component);
}

static AssayParameter *
add_parameter (AssayParameters *self, const char *id)
{
  AssayParameter *parameter = g_new0 (AssayParameter, 1);

  parameter->id = g_strdup (id);
  parameter->value = NAN;
  g_ptr_array_add ((GPtrArray *) self, parameter);
  return parameter;
}

void
assay_parameters_add (AssayParameters *self, const char *id, double value)
{
  add_parameter (self, id)->value = value;
}

void
assay_parameters_add_text (AssayParameters *self, const char *id, const char *text)
{
  add_parameter (self, id)->text = g_strdup (text);
}

void
assay_components_take (AssayComponents *self, const char *id, double *values)
{
  AssayComponent *component = g_new0 (AssayComponent, 1);

  component->id = g_strdup (id);
  component->values = values;
  g_ptr_array_add ((GPtrArray *) self, component);
}

/* ---- numbers as JSON ---- */

void
assay_json_put_numbers (JsonObject *to, const char *name, const double *values, gsize n)
{
  JsonArray *array = json_array_sized_new (n);

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      json_array_add_double_element (array, values[i]);
    else
      json_array_add_null_element (array);
  json_object_set_array_member (to, name, array);
}

static gboolean
fail_file (GError **error, const char *name, const char *wanted)
{
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("“%s” of the forecast model must be %s."), name, wanted);
  return FALSE;
}

static gboolean
read_number (JsonNode *node, double *value)
{
  GType type;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  type = json_node_get_value_type (node);
  if (type != G_TYPE_DOUBLE && type != G_TYPE_INT64)
    return FALSE;
  *value = json_node_get_double (node);
  return isfinite (*value);
}

double *
assay_json_get_numbers (JsonObject *from, const char *name, gsize *n, gsize n_least, gsize n_most, GError **error)
{
  JsonNode *node = json_object_get_member (from, name);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autofree double *values = NULL;

  *n = array != NULL ? json_array_get_length (array) : 0;
  if (array == NULL || *n < n_least || (n_most > 0 && *n > n_most))
    {
      g_autofree char *wanted = n_most == n_least ? g_strdup_printf (_("a list of %zu numbers"), n_least)
                                                  : g_strdup_printf (_("a list of at least %zu numbers"), n_least);

      fail_file (error, name, wanted);
      return NULL;
    }
  values = g_new (double, MAX (*n, 1));
  for (gsize i = 0; i < *n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      values[i] = NAN;
      if (!JSON_NODE_HOLDS_NULL (element) && !read_number (element, &values[i]))
        {
          fail_file (error, name, _("a list of numbers"));
          return NULL;
        }
    }
  return g_steal_pointer (&values);
}

gboolean
assay_json_get_number (JsonObject *from, const char *name, double low, double high, double *value, GError **error)
{
  if (read_number (json_object_get_member (from, name), value) && *value >= low && *value <= high)
    return TRUE;

  g_autofree char *wanted = g_strdup_printf (_("a number from %g to %g"), low, high);
  return fail_file (error, name, wanted);
}

gboolean
assay_json_get_integer (JsonObject *from, const char *name, gint64 low, gint64 high, gint64 *value, GError **error)
{
  double number;

  if (read_number (json_object_get_member (from, name), &number) && number == floor (number) && number >= low && number <= high)
    {
      *value = (gint64) number;
      return TRUE;
    }

  g_autofree char *wanted = g_strdup_printf (_("a whole number from %" PRId64 " to %" PRId64), low, high);
  return fail_file (error, name, wanted);
}
