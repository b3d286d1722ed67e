/* Output fields: asked for one by one, computed when asked, so that the outputs of a segment cost nothing where nobody reads them. */
#include "model/pmml/pmml-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct { const char *name; PmmlFeature feature; } features[] = {
  { "predictedValue", PMML_PREDICTED_VALUE }, { "predictedDisplayValue", PMML_PREDICTED_DISPLAY }, { "transformedValue", PMML_TRANSFORMED },
  { "decision", PMML_DECISION }, { "probability", PMML_PROBABILITY }, { "confidence", PMML_CONFIDENCE }, { "affinity", PMML_AFFINITY },
  { "clusterAffinity", PMML_CLUSTER_AFFINITY }, { "entityAffinity", PMML_ENTITY_AFFINITY }, { "residual", PMML_RESIDUAL }, { "entityId", PMML_ENTITY_ID },
  { "clusterId", PMML_ENTITY_ID }, { "ruleId", PMML_RULE_VALUE }, { "ruleValue", PMML_RULE_VALUE }, { "reasonCode", PMML_REASON_CODE }, { "report", PMML_REPORT },
  { "standardError", PMML_STANDARD_ERROR }, { "standardDeviation", PMML_STANDARD_ERROR }, { "warning", PMML_WARNING },
};

static gboolean
read_feature (PmmlModel *self, const PmmlElement *element, PmmlOutput *output, GError **error)
{
  const char *text = pmml_element_get (element, "feature");
  gboolean has_expression = FALSE;

  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    has_expression |= pmml_expression_is (child);
  output->feature = has_expression ? PMML_TRANSFORMED : PMML_PREDICTED_VALUE;
  if (text == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (features); i++)
    if (strcmp (features[i].name, text) == 0)
      {
        output->feature = features[i].feature;
        return TRUE;
      }
  return pmml_model_fail (self, element, error, _("Assay does not give the output “%s”. Remove the output field “%s” from the file, if it is not needed."), text, output->name);
}

/* Type of an output that declares none. */
static PmmlKind
usual_kind (const PmmlModel *self, const PmmlOutput *output)
{
  switch (output->feature)
    {
    case PMML_PREDICTED_VALUE:
      return self->function == PMML_REGRESSION ? PMML_DOUBLE : self->target_field != NULL && self->function == PMML_CLASSIFICATION ? self->target_field->type.kind : PMML_STRING;
    case PMML_PROBABILITY: case PMML_CONFIDENCE: case PMML_AFFINITY: case PMML_CLUSTER_AFFINITY: case PMML_ENTITY_AFFINITY: case PMML_RESIDUAL: case PMML_STANDARD_ERROR:
      return PMML_DOUBLE;
    case PMML_TRANSFORMED: case PMML_DECISION: case PMML_REPORT:
      return PMML_ANY;          /* until the expression is read */
    case PMML_RULE_VALUE: case PMML_PREDICTED_DISPLAY: case PMML_ENTITY_ID: case PMML_REASON_CODE: case PMML_WARNING:
      break;
    }
  return PMML_STRING;
}

static gboolean
read_output (PmmlModel *self, const PmmlElement *element, PmmlOutput *output, guint index, GError **error)
{
  const char *name = pmml_need_text (self, element, "name", error), *type = pmml_element_get (element, "dataType"), *value = pmml_element_get (element, "value");
  const char *final = pmml_element_get (element, "isFinalResult"), *target = pmml_element_get (element, "targetField"), *display = pmml_element_get (element, "displayName");
  const char *rule_feature = pmml_element_get (element, "ruleFeature");
  double rank = 1;
  PmmlSlot slot = { .kind = PMML_SLOT_OUTPUT, .model = self, .index = index, .cost = 1 };

  if (name == NULL || !pmml_get_number (self, element, "rank", &rank, error))
    return FALSE;
  output->name = pmml_intern (self->document, name);
  output->display = display != NULL ? pmml_intern (self->document, display) : NULL;
  if (!read_feature (self, element, output, error))
    return FALSE;
  if (target != NULL && self->target != NULL && strcmp (target, self->target) != 0)
    return pmml_model_fail (self, element, error, _("The output is about the target “%s”, and this model predicts “%s”."), target, self->target);
  if (rank < 1 || rank > 100000 || rank != floor (rank))
    return pmml_refuse_value (self, element, "rank", error);
  output->rank = (int) rank;
  output->is_final = final == NULL || strcmp (final, "false") != 0;
  output->value = value != NULL ? pmml_intern (self->document, value) : NULL;
  output->rule_feature = rule_feature != NULL ? pmml_intern (self->document, rule_feature) : NULL;
  output->class_index = -1;
  output->has_type = type != NULL;
  if (type != NULL && !pmml_type_parse (type, &output->type))
    return pmml_refuse_value (self, element, "dataType", error);
  if (type == NULL)
    output->type = (PmmlType) { .kind = usual_kind (self, output) };
  slot.name = output->name;
  slot.type = output->type;
  slot.optype = output->type.kind == PMML_STRING ? PMML_CATEGORICAL : PMML_CONTINUOUS;
  g_array_append_val (self->document->slots, slot);
  output->slot = self->document->slots->len - 1;
  if (g_hash_table_contains (self->outputs_by_name, output->name))
    return pmml_model_fail (self, element, error, _("The output “%s” is declared twice."), name);
  g_hash_table_insert (self->outputs_by_name, (char *) output->name, output);
  return TRUE;
}

/* Where output fields stand: in <Output>, or as the <ResultField>s of an embedded model. */
static const PmmlElement *
first_output (const PmmlElement *model)
{
  const PmmlElement *element = pmml_element_find (model, "Output");

  return element != NULL ? element->child : pmml_element_find (model, "ResultField");
}

static const PmmlElement *
next_output (const PmmlElement *output)
{
  const PmmlElement *next = output->next;

  while (next != NULL && pmml_element_is (output, "ResultField") && !pmml_element_is (next, "ResultField"))
    next = next->next;
  return next;
}

gboolean
pmml_outputs_read (PmmlModel *self, const PmmlElement *model, GError **error)
{
  guint n = 0;

  for (const PmmlElement *child = first_output (model); child != NULL; child = next_output (child))
    n++;
  self->outputs = pmml_new (self, PmmlOutput, n);
  for (const PmmlElement *child = first_output (model); child != NULL; child = next_output (child))
    {
      if (!pmml_element_is (child, "OutputField") && !pmml_element_is (child, "ResultField"))
        return pmml_refuse_child (self, child, error);
      if (!read_output (self, child, &self->outputs[self->n_outputs], self->n_outputs, error))
        return FALSE;
      self->n_outputs++;
    }
  return TRUE;
}

/* ---- after the model is read ---- */

static gboolean
bind_expression (PmmlModel *self, const PmmlElement *element, PmmlOutput *output, GError **error)
{
  const PmmlElement *child = element->child;

  while (child != NULL && !pmml_expression_is (child))
    child = child->next;
  if (child == NULL)
    return pmml_model_fail (self, element, error, _("The output has no expression that Assay knows."));
  output->expression = pmml_expression_read (self, child, error);
  if (output->expression == NULL)
    return FALSE;
  if (!output->has_type)
    output->type = pmml_expression_type (self->document, output->expression);
  if (output->type.kind == PMML_ANY)
    output->type.kind = g_strcmp0 (pmml_element_get (element, "optype"), "continuous") == 0 ? PMML_DOUBLE : PMML_STRING;
  g_array_index (self->document->slots, PmmlSlot, output->slot).depth = pmml_expression_depth (output->expression) + 1;
  g_array_index (self->document->slots, PmmlSlot, output->slot).cost = pmml_expression_cost (output->expression) + 1;
  g_array_index (self->document->slots, PmmlSlot, output->slot).type = output->type;
  return TRUE;
}

static gboolean
bind_category (PmmlModel *self, const PmmlElement *element, PmmlOutput *output, GError **error)
{
  const PmmlModel *about = output->segment != NULL ? output->segment : self;
  PmmlModel *changed = (PmmlModel *) about;

  if (output->value == NULL || about->function != PMML_CLASSIFICATION)
    return TRUE;
  output->class_index = pmml_model_class_of (changed, element, output->value, error);
  output->category = output->class_index >= 0 ? about->classes->pdata[output->class_index] : NULL;
  return output->class_index >= 0;
}

static gboolean
bind_output (PmmlModel *self, const PmmlElement *element, PmmlOutput *output, GError **error)
{
  const char *segment = pmml_element_get (element, "segmentId"), *reported = pmml_element_get (element, "reportField");

  if (segment != NULL)
    {
      output->segment = pmml_mining_find_segment (self, segment);
      if (output->segment == NULL)
        return pmml_model_fail (self, element, error, _("There is no segment “%s”."), segment);
    }
  switch (output->feature)
    {
    case PMML_TRANSFORMED:
    case PMML_DECISION:
      return bind_expression (self, element, output, error);
    case PMML_PROBABILITY:
    case PMML_CONFIDENCE:
      return bind_category (self, element, output, error);
    case PMML_REPORT:
      if (reported == NULL)
        return pmml_model_fail (self, element, error, _("The attribute “%s” is missing."), "reportField");
      if (!pmml_resolve (self, element, reported, &output->source, error))
        return FALSE;
      if (!output->has_type)
        g_array_index (self->document->slots, PmmlSlot, output->slot).type = output->type = pmml_slot (self->document, output->source)->type;
      return TRUE;
    case PMML_RESIDUAL:
      if (self->target_field == NULL)
        return pmml_model_fail (self, element, error, _("A residual needs a target in the mining schema."));
      if (!bind_category (self, element, output, error))
        return FALSE;
      output->source = pmml_resolve_actual (self);
      return TRUE;
    case PMML_STANDARD_ERROR:
    case PMML_RULE_VALUE:
      if (self->klass->get_output == NULL && output->segment == NULL)
        return pmml_model_fail (self, element, error, _("Assay does not give the output “%s” for this kind of model. Remove the output field “%s” from the file, if it is not needed."),
                                pmml_element_get (element, "feature"), output->name);
      return TRUE;
    default:
      return TRUE;
    }
}

gboolean
pmml_outputs_bind (PmmlModel *self, const PmmlElement *model, GError **error)
{
  PmmlOutput *output = self->outputs;

  for (const PmmlElement *child = first_output (model); child != NULL; child = next_output (child), output++)
    {
      if (!bind_output (self, child, output, error))
        return FALSE;
      /* from here on an expression of a later output may name it */
      g_hash_table_insert (self->slots, (char *) output->name, GUINT_TO_POINTER (output->slot + 1));
    }
  return TRUE;
}

/* ---- at work ---- */

static PmmlValue
class_number (const double *numbers, int index)
{
  return numbers == NULL || index < 0 || isnan (numbers[index]) ? pmml_missing () : pmml_double (numbers[index]);
}

static PmmlValue
display_of (const PmmlModel *model, const PmmlResult *result)
{
  const char *label = result->value.kind == PMML_STRING ? result->value.text : NULL, *display = NULL;
  const PmmlField *field = model->target_field;

  if (result->display != NULL)
    return pmml_string (result->display);
  if (label != NULL && model->goal.displays != NULL)
    display = g_hash_table_lookup (model->goal.displays, label);
  for (guint i = 0; label != NULL && display == NULL && field != NULL && i < field->n_valid; i++)
    if (field->valid_labels[i] == label)
      display = field->valid_displays[i];
  return display != NULL ? pmml_string (display) : result->value;
}

/* Actual minus predicted; for a class, whether it happened minus its probability. */
static PmmlValue
residual_of (PmmlRow *row, const PmmlModel *model, const PmmlResult *result, const PmmlOutput *output)
{
  PmmlValue actual = pmml_row_get (row, output->source);
  int class_index = output->class_index >= 0 ? output->class_index : result->winner;
  char buffer[64];

  if (pmml_is_nothing (actual) || pmml_is_nothing (result->value))
    return pmml_missing ();
  if (model->function != PMML_CLASSIFICATION)
    return actual.kind == PMML_STRING ? pmml_missing () : pmml_double (actual.number - result->value.number);
  if (result->probability == NULL || class_index < 0)
    return pmml_missing ();
  return pmml_double ((strcmp (pmml_value_format (actual, buffer), model->classes->pdata[class_index]) == 0 ? 1 : 0) - result->probability[class_index]);
}

static PmmlValue
compute (PmmlRow *row, const PmmlModel *model, const PmmlOutput *output, const PmmlResult *result)
{
  const PmmlModel *about = output->segment != NULL ? output->segment : model;
  int class_index = output->class_index >= 0 ? output->class_index : result->winner;
  PmmlValue value;

  if (about->klass->get_output != NULL && about->klass->get_output (about, row, result, output, &value))
    return value;
  switch (output->feature)
    {
    case PMML_PREDICTED_VALUE:
      return result->value;
    case PMML_PREDICTED_DISPLAY:
      return display_of (about, result);
    case PMML_TRANSFORMED:
    case PMML_DECISION:
      return pmml_expression_evaluate (output->expression, row);
    case PMML_PROBABILITY:
      return class_number (result->probability, class_index);
    case PMML_CONFIDENCE:
      return class_number (result->confidence != NULL ? result->confidence : result->probability, class_index);
    case PMML_AFFINITY:
    case PMML_CLUSTER_AFFINITY:
    case PMML_ENTITY_AFFINITY:
      return isnan (result->affinity) ? pmml_missing () : pmml_double (result->affinity);
    case PMML_RESIDUAL:
      return residual_of (row, about, result, output);
    case PMML_ENTITY_ID:
      return result->entity != NULL ? pmml_string (result->entity) : pmml_missing ();
    case PMML_REASON_CODE:
      return output->rank <= (int) result->n_reasons ? pmml_string (result->reasons[output->rank - 1].code) : pmml_missing ();
    case PMML_REPORT:
      return pmml_row_get (row, output->source);
    case PMML_RULE_VALUE: case PMML_STANDARD_ERROR: case PMML_WARNING:
      break;
    }
  return pmml_missing ();
}

PmmlValue
pmml_output_get (PmmlRow *row, const PmmlModel *model, guint index)
{
  const PmmlOutput *output = &model->outputs[index];
  const PmmlModel *about = output->segment != NULL ? output->segment : model;
  const PmmlResult *result = &row->results[about->index];

  /* of a segment that this row did not come to */
  if (result->stamp != row->stamp)
    return pmml_missing ();
  /* a regression predicts what it predicts, even of a field of whole numbers */
  if (output->feature == PMML_PREDICTED_VALUE && about->function == PMML_REGRESSION && output->type.kind == PMML_INTEGER)
    return compute (row, model, output, result);
  return pmml_row_cast (row, compute (row, model, output, result), &output->type, output->name);
}
