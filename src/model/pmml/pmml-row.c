/* One row at work: slots filled when they are read, texts interned, values cast, models run. */
#include "model/pmml/pmml-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

PmmlValue
pmml_row_fail (PmmlRow *self, const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  if (self->problem != NULL)
    return pmml_invalid ();
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  self->problem = g_string_chunk_insert_const (self->chunk, text);
  return pmml_invalid ();
}

static PmmlValue
read_input (PmmlRow *self, const PmmlSlot *slot)
{
  const PmmlInput *input = &self->inputs[slot->input];
  PmmlValue value;

  if (!input->is_present)
    value = pmml_missing ();
  else if (input->codes != NULL)
    value = input->codes[self->at] == G_MAXUINT32 ? pmml_missing () : input->table[input->codes[self->at]];
  else if (isnan (input->block[self->at]))
    value = pmml_missing ();
  else
    value = pmml_number (slot->type.kind, slot->type.kind == PMML_FLOAT ? (float) input->block[self->at] : input->block[self->at]);
  return pmml_treat (self, slot->field, slot->mining, value, FALSE);
}

PmmlValue
pmml_row_compute (PmmlRow *self, guint index)
{
  const PmmlSlot *slot = pmml_slot (self->document, index);
  PmmlValue value = pmml_missing ();

  switch (slot->kind)
    {
    case PMML_SLOT_INPUT:
      value = read_input (self, slot);
      break;
    case PMML_SLOT_PASSED:
      value = pmml_row_get (self, slot->source);
      if (value.kind != PMML_INVALID)
        value = pmml_row_cast (self, pmml_treat (self, slot->field, slot->mining, value, TRUE), &slot->type, slot->name);
      break;
    case PMML_SLOT_DERIVED:
      value = pmml_row_cast (self, pmml_expression_evaluate (slot->expression, self), &slot->type, slot->name);
      break;
    case PMML_SLOT_OUTPUT:
      value = pmml_output_get (self, slot->model, slot->index);
      break;
    }
  self->values[index] = value;
  self->stamps[index] = self->stamp;
  return value;
}

const char *
pmml_row_intern (PmmlRow *self, const char *text)
{
  gpointer found;

  if (g_hash_table_lookup_extended (self->document->texts, text, &found, NULL)
      || (self->bound_texts != NULL && g_hash_table_lookup_extended (self->bound_texts, text, &found, NULL))
      || g_hash_table_lookup_extended (self->texts, text, &found, NULL))
    return found;
  found = g_string_chunk_insert (self->chunk, text);
  g_hash_table_add (self->texts, found);
  return found;
}

static PmmlValue
cast_number (PmmlRow *self, PmmlValue value, const PmmlType *type, const char *what)
{
  double number = value.number;

  if (type->is_since && (value.kind == PMML_DATE || value.kind == PMML_DATETIME))
    {
      number = (value.kind == PMML_DATE ? number * 86400 : number) - type->since * 86400;
      return pmml_number (PMML_INTEGER, type->is_seconds ? number : floor (number / 86400));
    }
  switch (type->kind)
    {
    case PMML_DOUBLE:
      return pmml_double (number);
    case PMML_FLOAT:
      return pmml_number (PMML_FLOAT, (float) number);
    case PMML_INTEGER:
      if (number == floor (number))
        return pmml_number (PMML_INTEGER, number);
      return pmml_row_fail (self, _("“%s” is declared as a whole number and is %g here"), what, number);
    case PMML_BOOLEAN:
      if (number == 0 || number == 1)
        return pmml_number (PMML_BOOLEAN, number);
      return pmml_row_fail (self, _("“%s” is declared as true or false and is %g here"), what, number);
    case PMML_DATE:
      return pmml_number (PMML_DATE, value.kind == PMML_DATETIME ? floor (number / 86400) : number);
    case PMML_DATETIME:
      return pmml_number (PMML_DATETIME, value.kind == PMML_DATE ? number * 86400 : number);
    case PMML_TIME:
      return pmml_number (PMML_TIME, value.kind == PMML_DATETIME ? number - 86400 * floor (number / 86400) : number);
    default:
      return value;
    }
}

PmmlValue
pmml_row_cast (PmmlRow *self, PmmlValue value, const PmmlType *type, const char *what)
{
  char buffer[64];
  PmmlValue parsed;

  if (pmml_is_nothing (value) || type->kind == PMML_ANY || (value.kind == type->kind && !type->is_since))
    return value;
  if (type->kind == PMML_STRING)
    return pmml_string (pmml_row_intern (self, pmml_value_format (value, buffer)));
  if (value.kind != PMML_STRING)
    return cast_number (self, value, type, what);
  if (pmml_value_parse (value.text, type, &parsed))
    return parsed;
  return pmml_row_fail (self, _("“%s” is declared as %s and is “%s” here"), what, pmml_kind_name (type->kind), value.text);
}

const PmmlResult *
pmml_row_evaluate (PmmlRow *self, const PmmlModel *model)
{
  PmmlResult *result = &self->results[model->index];
  double *buffer = result->buffer;
  gpointer extra = result->extra;

  if (result->stamp == self->stamp)
    return result;
  *result = (PmmlResult) { .stamp = self->stamp, .winner = -1, .buffer = buffer, .extra = extra, .affinity = NAN };
  model->klass->evaluate (model, self, result);
  pmml_target_apply (model, self, result);
  if (model->function == PMML_CLASSIFICATION)
    result->value = result->winner >= 0 ? pmml_string (model->classes->pdata[result->winner]) : pmml_missing ();
  return result;
}
