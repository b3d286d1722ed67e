/* NeuralNetwork: layers of neurons, each reading any neuron before it by its id. */
#include "model/pmml/pmml-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum
{
  THRESHOLD, LOGISTIC, TANH, IDENTITY, EXPONENTIAL, RECIPROCAL, SQUARE, GAUSS, SINE, COSINE, ELLIOTT, ARCTAN, RECTIFIER, RADIAL_BASIS,
} Activation;
typedef enum { NONE, SIMPLEMAX, SOFTMAX } Normalization;

static const char *const activations[] = { "threshold", "logistic", "tanh", "identity", "exponential", "reciprocal", "square", "Gauss", "sine", "cosine", "Elliott", "arctan",
                                           "rectifier", "radialBasis", NULL };
static const char *const normalizations[] = { "none", "simplemax", "softmax", NULL };

/* Inputs and neurons have one numbering, in the order of the file. */
typedef struct { const PmmlExpression *expression; PmmlType type; const char *name; } Input;
typedef struct { double bias, width, altitude; guint n; guint *from; double *weights; const char *id; } Neuron;
typedef struct { Activation activation; Normalization normalization; double threshold; guint first, n; } Layer;

/* The way back from a neuron to the target: a class, or a scale of two or more points. */
typedef struct { guint neuron; int class_index; guint n; double *orig, *norm; } Result;

typedef struct
{
  PmmlModel model;
  Activation activation;
  Normalization normalization;
  double threshold, width, altitude;
  Input *inputs;
  Neuron *neurons;
  Layer *layers;
  Result *results;
  guint n_inputs, n_neurons, n_layers, n_results;
  gsize n_connections;
  GHashTable *places;              /* id -> place + 1 */
  gsize scratch;                   /* of row->scratch: [n_inputs + n_neurons] */
} Network;

#define MOST_CONNECTIONS 50000000

/* ---- reading ---- */

static gboolean
add_place (Network *self, const PmmlElement *element, guint place, const char **id, GError **error)
{
  const char *text = pmml_need_text (&self->model, element, "id", error);

  if (text == NULL)
    return FALSE;
  *id = pmml_intern (self->model.document, text);
  return g_hash_table_insert (self->places, (char *) *id, GUINT_TO_POINTER (place + 1)) || pmml_model_fail (&self->model, element, error, _("Two neurons have the id “%s”."), text);
}

static gboolean
find_place (Network *self, const PmmlElement *element, const char *attribute, guint *place, GError **error)
{
  const char *id = pmml_need_text (&self->model, element, attribute, error);

  if (id == NULL)
    return FALSE;
  *place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, pmml_intern (self->model.document, id)));
  if (*place == 0)
    return pmml_model_fail (&self->model, element, error, _("There is no neuron “%s” before this one."), id);
  (*place)--;
  return TRUE;
}

/* The expression of a DerivedField. */
static const PmmlElement *
find_expression (const PmmlElement *field)
{
  const PmmlElement *child = field->child;

  while (child != NULL && !pmml_expression_is (child))
    child = child->next;
  return child;
}

static gboolean
read_input (Network *self, const PmmlElement *element, Input *input, GError **error)
{
  PmmlModel *model = &self->model;
  const PmmlElement *field = pmml_element_find (element, "DerivedField"), *expression = field != NULL ? find_expression (field) : NULL;
  const char *type = field != NULL ? pmml_element_get (field, "dataType") : NULL;

  if (expression == NULL)
    return pmml_model_fail (model, element, error, _("An input needs a derived field with an expression that Assay knows."));
  input->type = (PmmlType) { .kind = PMML_DOUBLE };
  if (type != NULL && !pmml_type_parse (type, &input->type))
    return pmml_refuse_value (model, field, "dataType", error);
  input->expression = pmml_expression_read (model, expression, error);
  return input->expression != NULL;
}

static gboolean
read_inputs (Network *self, const PmmlElement *list, GError **error)
{
  self->inputs = pmml_new (&self->model, Input, pmml_element_count (list, "NeuralInput"));
  for (const PmmlElement *child = list->child; child != NULL; child = child->next)
    {
      if (!pmml_element_is (child, "NeuralInput"))
        return pmml_refuse_child (&self->model, child, error);
      if (!read_input (self, child, &self->inputs[self->n_inputs], error) || !add_place (self, child, self->n_inputs, &self->inputs[self->n_inputs].name, error))
        return FALSE;
      self->n_inputs++;
    }
  return TRUE;
}

static gboolean
read_neuron (Network *self, const PmmlElement *element, Neuron *neuron, GError **error)
{
  guint n = pmml_element_count (element, "Con");

  self->n_connections += n;
  if (self->n_connections > MOST_CONNECTIONS)
    return pmml_model_fail (&self->model, element, error, _("The network has more than %d connections."), MOST_CONNECTIONS);
  neuron->from = pmml_new (&self->model, guint, n);
  neuron->weights = pmml_new (&self->model, double, n);
  if (!pmml_get_number (&self->model, element, "bias", &neuron->bias, error) || !pmml_get_number (&self->model, element, "width", &neuron->width, error)
      || !pmml_get_number (&self->model, element, "altitude", &neuron->altitude, error))
    return FALSE;
  for (const PmmlElement *child = element->child; child != NULL; child = child->next, neuron->n++)
    {
      if (!pmml_element_is (child, "Con"))
        return pmml_refuse_child (&self->model, child, error);
      if (!find_place (self, child, "from", &neuron->from[neuron->n], error) || !pmml_need_number (&self->model, child, "weight", &neuron->weights[neuron->n], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_radial (Network *self, const PmmlElement *element, const Neuron *neuron, GError **error)
{
  return (neuron->width > 0 && neuron->altitude > 0)
         || pmml_model_fail (&self->model, element, error, _("A neuron with a radial basis needs a width and an altitude above 0."));
}

/* Neurons of a layer do not see each other: their ids are known to the next. */
static gboolean
read_layer (Network *self, const PmmlElement *element, Layer *layer, GError **error)
{
  PmmlModel *model = &self->model;
  double width = self->width, altitude = self->altitude;
  int activation = self->activation, normalization = self->normalization;
  guint at;

  *layer = (Layer) { .threshold = self->threshold, .first = self->n_neurons };
  if (!pmml_get_word (model, element, "activationFunction", activations, &activation, error) || !pmml_get_word (model, element, "normalizationMethod", normalizations, &normalization, error)
      || !pmml_get_number (model, element, "threshold", &layer->threshold, error) || !pmml_get_number (model, element, "width", &width, error)
      || !pmml_get_number (model, element, "altitude", &altitude, error))
    return FALSE;
  layer->activation = activation;
  layer->normalization = normalization;
  for (const PmmlElement *child = element->child; child != NULL; child = child->next, layer->n++)
    {
      Neuron *neuron = &self->neurons[layer->first + layer->n];

      if (!pmml_element_is (child, "Neuron"))
        return pmml_refuse_child (model, child, error);
      neuron->width = width;
      neuron->altitude = altitude;
      if (!read_neuron (self, child, neuron, error) || (layer->activation == RADIAL_BASIS && !check_radial (self, child, neuron, error)))
        return FALSE;
    }
  at = layer->first;
  for (const PmmlElement *child = element->child; child != NULL; child = child->next, at++)
    if (!add_place (self, child, self->n_inputs + at, &self->neurons[at].id, error))
      return FALSE;
  self->n_neurons += layer->n;
  return layer->n > 0 || pmml_model_fail (model, element, error, _("The layer has no neurons."));
}

static gboolean
read_scale (Network *self, const PmmlElement *norm, Result *result, GError **error)
{
  result->orig = pmml_new (&self->model, double, pmml_element_count (norm, "LinearNorm"));
  result->norm = pmml_new (&self->model, double, pmml_element_count (norm, "LinearNorm"));
  for (const PmmlElement *child = norm->child; child != NULL; child = child->next, result->n++)
    {
      if (!pmml_element_is (child, "LinearNorm"))
        return pmml_refuse_child (&self->model, child, error);
      if (!pmml_need_number (&self->model, child, "orig", &result->orig[result->n], error) || !pmml_need_number (&self->model, child, "norm", &result->norm[result->n], error))
        return FALSE;
      if (result->n > 0 && !(result->orig[result->n] > result->orig[result->n - 1]))
        return pmml_model_fail (&self->model, child, error, _("The points of the scale do not rise."));
    }
  if (result->n < 2)
    return pmml_model_fail (&self->model, norm, error, _("The scale needs two points."));
  for (guint i = 1; i < result->n; i++)
    if ((result->norm[i] - result->norm[i - 1]) * (result->norm[1] - result->norm[0]) <= 0)
      return pmml_model_fail (&self->model, norm, error, _("The scale cannot be read backwards."));
  return TRUE;
}

/* The expression says how the target would be made ready for the network: it is read backwards. A reference to a derived field stands for
 * the expression of that field. */
static gboolean
read_result (Network *self, const PmmlElement *element, Result *result, GError **error)
{
  PmmlModel *model = &self->model;
  const PmmlElement *field = pmml_element_find (element, "DerivedField"), *expression = field != NULL ? find_expression (field) : NULL;
  const char *value;

  result->class_index = -1;
  if (!find_place (self, element, "outputNeuron", &result->neuron, error))
    return FALSE;
  for (guint depth = 0; depth < 8 && expression != NULL && pmml_element_is (expression, "FieldRef"); depth++)
    {
      const char *name = pmml_element_get (expression, "field");
      const PmmlElement *derived = name == NULL ? NULL : g_hash_table_lookup (model->locals, pmml_intern (model->document, name));

      if (derived == NULL && name != NULL)
        derived = g_hash_table_lookup (model->document->globals, pmml_intern (model->document, name));
      if (derived == NULL)
        break;
      expression = find_expression (derived);
    }
  if (expression == NULL)
    return pmml_model_fail (model, element, error, _("An output needs a derived field with an expression that Assay knows."));
  if (model->function == PMML_CLASSIFICATION)
    {
      if (!pmml_element_is (expression, "NormDiscrete"))
        return pmml_model_fail (model, expression, error, _("An output of a classification must name its class with <NormDiscrete>."));
      value = pmml_need_text (model, expression, "value", error);
      result->class_index = value != NULL ? pmml_model_class_of (model, expression, value, error) : -1;
      return result->class_index >= 0;
    }
  if (pmml_element_is (expression, "FieldRef"))
    return TRUE;
  if (!pmml_element_is (expression, "NormContinuous"))
    return pmml_refuse_child (model, expression, error);
  return read_scale (self, expression, result, error);
}

static gboolean
read_results (Network *self, const PmmlElement *list, GError **error)
{
  self->results = pmml_new (&self->model, Result, pmml_element_count (list, "NeuralOutput"));
  for (const PmmlElement *child = list->child; child != NULL; child = child->next)
    {
      if (!pmml_element_is (child, "NeuralOutput"))
        return pmml_refuse_child (&self->model, child, error);
      if (!read_result (self, child, &self->results[self->n_results++], error))
        return FALSE;
    }
  if (self->n_results == 0 || (self->model.function != PMML_CLASSIFICATION && self->n_results != 1))
    return pmml_model_fail (&self->model, list, error, _("A regression needs one output, a classification one for each class; there are %u."), self->n_results);
  if (self->model.function == PMML_CLASSIFICATION && self->n_results == 1 && self->model.classes->len != 2)
    return pmml_model_fail (&self->model, list, error, _("One output needs two classes in the data dictionary, and there are %u."), self->model.classes->len);
  return TRUE;
}

static gboolean
parse (PmmlModel *model, const PmmlElement *element, GError **error)
{
  Network *self = (Network *) model;
  const PmmlElement *inputs = pmml_element_find (element, "NeuralInputs"), *outputs = pmml_element_find (element, "NeuralOutputs");
  int activation = IDENTITY, normalization = NONE;
  guint n_neurons = 0;

  if (model->function != PMML_CLASSIFICATION && model->function != PMML_REGRESSION)
    return pmml_refuse_value (model, element, "functionName", error);
  self->altitude = 1;
  if (pmml_need_text (model, element, "activationFunction", error) == NULL || !pmml_get_word (model, element, "activationFunction", activations, &activation, error)
      || !pmml_get_word (model, element, "normalizationMethod", normalizations, &normalization, error) || !pmml_get_number (model, element, "threshold", &self->threshold, error)
      || !pmml_get_number (model, element, "width", &self->width, error) || !pmml_get_number (model, element, "altitude", &self->altitude, error))
    return FALSE;
  self->activation = activation;
  self->normalization = normalization;
  if (inputs == NULL || outputs == NULL)
    return pmml_model_fail (model, element, error, _("There are no <NeuralInputs> or no <NeuralOutputs>."));
  self->places = g_hash_table_new (g_direct_hash, g_direct_equal);
  pmml_arena_own (model->document->arena, self->places, (GDestroyNotify) g_hash_table_unref);
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    n_neurons += pmml_element_is (child, "NeuralLayer") ? pmml_element_count (child, "Neuron") : 0;
  self->neurons = pmml_new (model, Neuron, n_neurons);
  self->layers = pmml_new (model, Layer, pmml_element_count (element, "NeuralLayer"));
  if (!read_inputs (self, inputs, error))
    return FALSE;
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      if (pmml_model_is_common (child) || child == inputs || child == outputs)
        continue;
      if (!pmml_element_is (child, "NeuralLayer"))
        return pmml_refuse_child (model, child, error);
      if (!read_layer (self, child, &self->layers[self->n_layers++], error))
        return FALSE;
    }
  self->scratch = model->document->n_scratch;
  model->document->n_scratch += self->n_inputs + self->n_neurons;
  return read_results (self, outputs, error);
}

/* ---- evaluating ---- */

static double
activate (const Layer *layer, const Neuron *neuron, double z)
{
  switch (layer->activation)
    {
    case THRESHOLD:
      return z > layer->threshold ? 1 : 0;
    case LOGISTIC:
      return 1 / (1 + exp (-z));
    case TANH:
      return tanh (z);
    case IDENTITY:
      return z;
    case EXPONENTIAL:
      return exp (z);
    case RECIPROCAL:
      return 1 / z;
    case SQUARE:
      return z * z;
    case GAUSS:
      return exp (-z * z);
    case SINE:
      return sin (z);
    case COSINE:
      return cos (z);
    case ELLIOTT:
      return z / (1 + fabs (z));
    case ARCTAN:
      return 2 * atan (z) / G_PI;
    case RECTIFIER:
      return z > 0 ? z : 0;
    case RADIAL_BASIS:
      return exp (neuron->n * log (neuron->altitude) - z);
    }
  g_assert_not_reached ();
}

static double
sum_of (const Layer *layer, const Neuron *neuron, const double *x)
{
  double sum = layer->activation == RADIAL_BASIS ? 0 : neuron->bias;

  if (layer->activation == RADIAL_BASIS)
    {
      for (guint i = 0; i < neuron->n; i++)
        sum += (neuron->weights[i] - x[neuron->from[i]]) * (neuron->weights[i] - x[neuron->from[i]]);
      return sum / (2 * neuron->width * neuron->width);
    }
  for (guint i = 0; i < neuron->n; i++)
    sum += neuron->weights[i] * x[neuron->from[i]];
  return sum;
}

static void
normalize (Normalization normalization, double *x, guint n)
{
  double most = x[0], sum = 0;

  if (normalization == NONE)
    return;
  for (guint i = 1; i < n; i++)
    most = fmax (most, x[i]);
  for (guint i = 0; i < n; i++)
    sum += x[i] = normalization == SOFTMAX ? exp (x[i] - most) : x[i];
  for (guint i = 0; i < n; i++)
    x[i] /= sum;
}

static gboolean
read_row (const Network *self, PmmlRow *row, double *x)
{
  for (guint i = 0; i < self->n_inputs; i++)
    {
      PmmlValue value = pmml_row_cast (row, pmml_expression_evaluate (self->inputs[i].expression, row), &self->inputs[i].type, self->inputs[i].name);

      if (pmml_is_nothing (value) || value.kind == PMML_STRING)
        return FALSE;
      x[i] = value.number;
    }
  return TRUE;
}

/* Between the two points around, and beyond the ends along the outer pieces. */
static double
scale_back (const Result *result, double norm)
{
  gboolean is_rising;
  guint at = 1;

  if (result->n == 0)
    return norm;
  is_rising = result->norm[1] > result->norm[0];
  while (at + 1 < result->n && (is_rising ? norm > result->norm[at] : norm < result->norm[at]))
    at++;
  return result->orig[at - 1] + (norm - result->norm[at - 1]) / (result->norm[at] - result->norm[at - 1]) * (result->orig[at] - result->orig[at - 1]);
}

static void
put_classes (const Network *self, const double *x, PmmlResult *result)
{
  guint n_classes = pmml_model_n_classes (&self->model), best = 0;

  /* a class that only <Output> speaks of has no probability */
  for (guint i = 0; i < n_classes; i++)
    result->buffer[i] = self->n_results == 1 && i < 2 ? 1 - x[self->results[0].neuron] : NAN;
  for (guint i = 0; i < self->n_results; i++)
    {
      result->buffer[self->results[i].class_index] = x[self->results[i].neuron];
      best = x[self->results[i].neuron] > x[self->results[best].neuron] ? i : best;
    }
  result->probability = result->buffer;
  result->winner = pmml_winner (result->buffer, n_classes);
  if (self->results[best].neuron >= self->n_inputs)
    result->entity = self->neurons[self->results[best].neuron - self->n_inputs].id;
}

static void
evaluate (const PmmlModel *model, PmmlRow *row, PmmlResult *result)
{
  const Network *self = (const Network *) model;
  double *x = row->scratch + self->scratch;

  if (!read_row (self, row, x))
    return;
  for (guint l = 0; l < self->n_layers; l++)
    {
      const Layer *layer = &self->layers[l];
      double *out = x + self->n_inputs + layer->first;

      for (guint i = 0; i < layer->n; i++)
        out[i] = activate (layer, &self->neurons[layer->first + i], sum_of (layer, &self->neurons[layer->first + i], x));
      normalize (layer->normalization, out, layer->n);
    }
  if (model->function == PMML_CLASSIFICATION)
    put_classes (self, x, result);
  else
    result->value = pmml_double (scale_back (&self->results[0], x[self->results[0].neuron]));
}

static void
describe (const PmmlModel *model, AssayArtifactInfo *info)
{
  const Network *self = (const Network *) model;

  assay_artifact_info_add_fact (info, N_("layers"), "%u", self->n_layers);
  assay_artifact_info_add_fact (info, N_("neurons"), "%u", self->n_neurons);
  assay_artifact_info_add_fact (info, N_("connections"), "%zu", self->n_connections);
}

const PmmlModelClass pmml_neural_class = {
  .element = "NeuralNetwork", .kind = N_("neural network"), .size = sizeof (Network), .parse = parse, .evaluate = evaluate, .describe = describe,
};
