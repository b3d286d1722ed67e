/* A file that says where inputs are varied. */
#include "analysis/sensitivity/sensitivity-function.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/analysis.h"
#include "analysis/sensitivity/shock.h"
#include "base/number.h"
#include "base/options.h"
#include "model/json-check.h"

#define MOST_VALUES 10000

static gboolean
fail (GError **error, const char *name, const char *problem)
{
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("“%s” %s."), name, problem);
  return FALSE;
}

static gboolean
is_number (JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE) && isfinite (json_node_get_double (node));
}

/* ---- what the model declares ---- */

static gboolean
fail_declared (const AssaySensitivityInput *input, const char *declared, const char *given, GError **error)
{
  /* Translators: the name of an input; “at least 0”, “from 0 to 5” or “one of a, b”; “-3” or “from -3 to 2” */
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("“%s” must be %s: so the model declares, and there is no output beyond. It is given %s."), input->name, declared, given);
  return FALSE;
}

static char *
word_declared (const AssayField *field)
{
  g_autofree char *low = NULL, *high = NULL;

  if (isnan (field->low))
    return assay_number_print (_("at most %.10g"), field->high);
  if (isnan (field->high))
    return assay_number_print (_("at least %.10g"), field->low);
  low = assay_number_print ("%.10g", field->low);
  high = assay_number_print ("%.10g", field->high);
  return g_strdup_printf (_("from %s to %s"), low, high);
}

/* Numbers that the model would refuse; low and high may be the same. */
static gboolean
check_declared (const AssaySensitivityInput *input, double low, double high, GError **error)
{
  const AssayField *field = input->field;
  g_autofree char *from = NULL, *to = NULL, *declared = NULL, *given = NULL;

  if (field == NULL || !field->refuses_invalid || input->is_shock || !assay_field_is_bounded (field))
    return TRUE;
  if (low == high && field->is_whole && low != floor (low))
    return fail (error, input->name, _("must have whole numbers as its values: the model declares it so"));
  if (!(low < field->low) && !(high > field->high))
    return TRUE;
  from = assay_number_print ("%.10g", low);
  to = assay_number_print ("%.10g", high);
  declared = word_declared (field);
  given = low == high ? g_strdup (from) : g_strdup_printf (_("from %s to %s"), from, to);
  return fail_declared (input, declared, given, error);
}

static gboolean
check_word (const AssaySensitivityInput *input, const char *word, GError **error)
{
  const AssayField *field = input->field;
  g_autofree char *all = NULL, *declared = NULL, *given = NULL;

  if (field == NULL || !field->refuses_invalid || field->kind != ASSAY_FIELD_CATEGORY || field->values == NULL || g_strv_contains ((const char *const *) field->values, word))
    return TRUE;
  all = g_strjoinv (", ", field->values);
  declared = g_strdup_printf (_("one of %s"), all);
  given = g_strdup_printf ("“%s”", word);
  return fail_declared (input, declared, given, error);
}

/* ---- one input ---- */

/* The index of a word, which a range may bring with it; -1: too many. */
static double
word_index (AssaySensitivityInput *input, const char *word)
{
  for (guint i = 0; i < input->n_words; i++)
    if (strcmp (input->words[i], word) == 0)
      return i;
  input->words = g_renew (char *, input->words, input->n_words + 2);
  input->words[input->n_words++] = g_strdup (word);
  input->words[input->n_words] = NULL;
  return input->n_words - 1;
}

static gboolean
read_value (AssaySensitivityInput *input, JsonNode *node, double *value, GError **error)
{
  if (input->words == NULL && is_number (node))
    {
      *value = json_node_get_double (node);
      return check_declared (input, *value, *value, error);
    }
  else if (input->words != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      if (!check_word (input, json_node_get_string (node), error))
        return FALSE;
      *value = word_index (input, json_node_get_string (node));
    }
  else
    return fail (error, input->name, input->words == NULL ? _("must have numbers as its values") : _("must have words in quotes as its values"));
  return TRUE;
}

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const double *x = a, *y = b;

  return (x[0] > y[0]) - (x[0] < y[0]);
}

static gboolean
read_values (AssaySensitivityInput *input, JsonArray *values, JsonArray *shares, GError **error)
{
  guint n = json_array_get_length (values);
  g_autofree double *pairs = NULL;
  double sum = 0;

  if (n < 1 || n > MOST_VALUES)
    return fail (error, input->name, _("must have between 1 and 10,000 values"));
  if (shares != NULL && json_array_get_length (shares) != n)
    return fail (error, input->name, _("must have a share for each value"));
  pairs = g_new (double, 2 * n);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *share = shares != NULL ? json_array_get_element (shares, i) : NULL;

      if (!read_value (input, json_array_get_element (values, i), &pairs[2 * i], error))
        return FALSE;
      if (share != NULL && (!is_number (share) || json_node_get_double (share) < 0))
        return fail (error, input->name, _("must have shares of 0 or more"));
      pairs[2 * i + 1] = share != NULL ? json_node_get_double (share) : 1;
      sum += pairs[2 * i + 1];
    }
  if (!(sum > 0) || !isfinite (sum))
    return fail (error, input->name, _("must have a share above 0"));
  qsort (pairs, n, 2 * sizeof *pairs, compare_pairs);
  for (guint i = 1; i < n; i++)
    if (pairs[2 * i] == pairs[2 * i - 2])
      return fail (error, input->name, _("has a value twice"));
  g_free (input->values);
  g_free (input->shares);
  input->draw = ASSAY_DRAW_VALUES;
  input->is_given = TRUE;
  input->n_values = n;
  input->values = g_new (double, n);
  input->shares = g_new (double, n);
  for (guint i = 0; i < n; i++)
    {
      input->values[i] = pairs[2 * i];
      input->shares[i] = pairs[2 * i + 1] / sum;
    }
  input->low = input->values[0];
  input->high = input->values[n - 1];
  input->base = input->values[n / 2];
  return TRUE;
}

static gboolean
check_keys (JsonObject *object, const char *where, const char *const *known, GError **error)
{
  g_autoptr(GList) keys = json_object_get_members (object);

  for (GList *l = keys; l != NULL; l = l->next)
    if (!g_strv_contains (known, l->data))
      {
        g_autofree char *all = g_strjoinv (", ", (char **) known);

        g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("“%s” has no “%s”; there can be: %s."), where, (char *) l->data, all);
        return FALSE;
      }
  return TRUE;
}

static gboolean
read_limits (AssaySensitivityInput *input, JsonObject *object, GError **error)
{
  JsonNode *low = json_object_get_member (object, "low"), *high = json_object_get_member (object, "high");

  if (low == NULL && high == NULL)
    return TRUE;
  if (input->words != NULL)
    return fail (error, input->name, _("holds words, and has values instead of low and high"));
  if (low == NULL || high == NULL || !is_number (low) || !is_number (high))
    return fail (error, input->name, _("must have low and high, both numbers"));
  input->low = json_node_get_double (low);
  input->high = json_node_get_double (high);
  if (!(input->low < input->high) || !isfinite (input->high - input->low))
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("the low of “%s” is %g and its high is %g; low must be below high."), input->name,
                   input->low, input->high);
      return FALSE;
    }
  if (!check_declared (input, input->low, input->high, error))
    return FALSE;
  input->draw = ASSAY_DRAW_UNIFORM;
  input->is_given = TRUE;
  if (isnan (input->sd))
    input->sd = (input->high - input->low) / sqrt (12);
  if (!(input->base >= input->low && input->base <= input->high))
    input->base = (input->low + input->high) / 2;
  return TRUE;
}

static gboolean
read_input (AssaySensitivityInput *input, JsonNode *node, GError **error)
{
  static const char *const known[] = { "low", "high", "base", "values", "shares", NULL };
  JsonObject *object;
  JsonNode *values, *shares, *base;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, input->name, _("must be an object such as {\"low\": 0, \"high\": 1}"));
  object = json_node_get_object (node);
  if (!check_keys (object, input->name, known, error) || !read_limits (input, object, error))
    return FALSE;
  values = json_object_get_member (object, "values");
  shares = json_object_get_member (object, "shares");
  base = json_object_get_member (object, "base");
  if (values != NULL && json_object_has_member (object, "low"))
    return fail (error, input->name, _("has both values and low"));
  if ((values != NULL && !JSON_NODE_HOLDS_ARRAY (values)) || (shares != NULL && (values == NULL || !JSON_NODE_HOLDS_ARRAY (shares))))
    return fail (error, input->name, _("must have its values, and their shares, in brackets"));
  if (values != NULL && !read_values (input, json_node_get_array (values), shares != NULL ? json_node_get_array (shares) : NULL, error))
    return FALSE;
  return base == NULL || read_value (input, base, &input->base, error);
}

static gboolean
fail_no_input (const AssaySensitivityFunction *self, const char *name, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  const char *near;

  for (guint i = 0; i < self->n_inputs; i++)
    g_ptr_array_add (names, self->inputs[i].name);
  g_ptr_array_add (names, NULL);
  near = assay_nearest_name (name, (const char *const *) names->pdata);
  if (near != NULL)
    g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("there is no input “%s”; did you mean “%s”?"), name, near);
  else
    g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("there is no input “%s”."), name);
  return FALSE;
}

/* ---- correlations ---- */

static gboolean
read_correlation (AssaySensitivityFunction *self, JsonNode *node, GError **error)
{
  static const char *const known[] = { "inputs", "value", NULL };
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *inputs = object != NULL ? json_object_get_member (object, "inputs") : NULL, *value = object != NULL ? json_object_get_member (object, "value") : NULL;
  AssaySensitivityCorrelation pair;
  guint *ends[] = { &pair.i, &pair.j };

  if (inputs == NULL || value == NULL || !JSON_NODE_HOLDS_ARRAY (inputs) || json_array_get_length (json_node_get_array (inputs)) != 2)
    return fail (error, "correlations", _("must hold objects such as {\"inputs\": [\"income\", \"debt\"], \"value\": 0.4}"));
  if (!check_keys (object, "correlations", known, error))
    return FALSE;
  for (guint e = 0; e < 2; e++)
    {
      JsonNode *name = json_array_get_element (json_node_get_array (inputs), e);
      const char *text = JSON_NODE_HOLDS_VALUE (name) && json_node_get_value_type (name) == G_TYPE_STRING ? json_node_get_string (name) : "";
      int found = assay_sensitivity_function_find (self, text);

      if (found < 0)
        return fail_no_input (self, text, error);
      if (self->inputs[found].words != NULL)
        return fail (error, text, _("holds words, which have no order and no correlation"));
      *ends[e] = found;
    }
  if (pair.i == pair.j)
    return fail (error, self->inputs[pair.i].name, _("has a correlation with itself"));
  if (!is_number (value) || !(fabs (json_node_get_double (value)) <= 1))
    return fail (error, "correlations", _("must be between -1 and 1"));
  pair.value = json_node_get_double (value);
  g_array_append_val (self->correlations, pair);
  return TRUE;
}

static gboolean
read_correlations (AssaySensitivityFunction *self, JsonObject *object, GError **error)
{
  JsonNode *node = json_object_get_member (object, "correlations");

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (error, "correlations", _("must hold objects such as {\"inputs\": [\"income\", \"debt\"], \"value\": 0.4}"));
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    if (!read_correlation (self, json_array_get_element (json_node_get_array (node), i), error))
      return FALSE;
  return TRUE;
}

static gboolean
read_ranges (AssaySensitivityFunction *self, GBytes *text, GError **error)
{
  static const char *const known[] = { "inputs", "correlations", NULL };
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GList) names = NULL;
  const char *bytes;
  gsize length;
  JsonNode *root;
  JsonObject *inputs;

  bytes = g_bytes_get_data (text, &length);
  if (!assay_json_check (bytes, length, error) || !json_parser_load_from_data (parser, bytes, length, error))
    return FALSE;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root) || !json_object_has_member (json_node_get_object (root), "inputs")
      || !JSON_NODE_HOLDS_OBJECT (json_object_get_member (json_node_get_object (root), "inputs")))
    return fail (error, "inputs", _("must be there, as in {\"inputs\": {\"income\": {\"low\": 10, \"high\": 90}}}"));
  if (!check_keys (json_node_get_object (root), "ranges", known, error))
    return FALSE;
  inputs = json_object_get_object_member (json_node_get_object (root), "inputs");
  names = json_object_get_members (inputs);
  for (GList *l = names; l != NULL; l = l->next)
    {
      int found = assay_sensitivity_function_find (self, l->data);

      if (found < 0)
        return fail_no_input (self, l->data, error);
      if (!read_input (&self->inputs[found], json_object_get_member (inputs, l->data), error))
        return FALSE;
      if (self->rows == NULL && self->inputs[found].draw == ASSAY_DRAW_UNIFORM)      /* there are no data that say another */
        self->inputs[found].sd = (self->inputs[found].high - self->inputs[found].low) / sqrt (12);
    }
  return read_correlations (self, json_node_get_object (root), error);
}

void
assay_sensitivity_prefix_ranges (GError **error, const char *name)
{
  if (name != NULL)
    g_prefix_error (error, _("Ranges “%s”: "), name);
  else
    g_prefix_error (error, _("Ranges: "));
}

gboolean
assay_sensitivity_function_set_ranges (AssaySensitivityFunction *self, GBytes *text, const char *name, GError **error)
{
  if (text == NULL || read_ranges (self, text, error))
    return TRUE;
  assay_sensitivity_prefix_ranges (error, name);
  return FALSE;
}
