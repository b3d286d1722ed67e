/* Predicates are three-valued: what is missing is unknown, not false. */
#include "model/pmml/pmml-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum { ALWAYS, NEVER, EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, IS_MISSING, IS_NOT_MISSING, IN, NOT_IN, AND, OR, XOR, SURROGATE } Test;

struct _PmmlPredicate
{
  Test test;
  gboolean is_ordinal;             /* order of the dictionary, not of the alphabet */
  guint slot;
  guint n;                         /* of values or parts */
  PmmlValue value;                 /* of comparisons; ordinal: number is its place */
  union { const PmmlValue *values; const PmmlPredicate **parts; };
  GHashTable *texts;               /* of many texts in a set */
};

static const char *const element_names[] = { "True", "False", "SimplePredicate", "SimpleSetPredicate", "CompoundPredicate" };

gboolean
pmml_predicate_is (const PmmlElement *element)
{
  for (guint i = 0; i < G_N_ELEMENTS (element_names); i++)
    if (pmml_element_is (element, element_names[i]))
      return TRUE;
  return FALSE;
}

static gboolean
read_simple (PmmlModel *self, const PmmlElement *element, PmmlPredicate *predicate, GError **error)
{
  static const char *const operators[] = { "equal", "notEqual", "lessThan", "lessOrEqual", "greaterThan", "greaterOrEqual", "isMissing", "isNotMissing", NULL };
  const char *field = pmml_need_text (self, element, "field", error), *value;
  const PmmlSlot *slot;
  int at = 0;

  if (field == NULL || pmml_need_text (self, element, "operator", error) == NULL || !pmml_get_word (self, element, "operator", operators, &at, error)
      || !pmml_resolve (self, element, field, &predicate->slot, error))
    return FALSE;
  predicate->test = (Test) (EQUAL + at);
  if (predicate->test >= IS_MISSING)
    return TRUE;
  value = pmml_need_text (self, element, "value", error);
  if (value == NULL || !pmml_literal (self, element, predicate->slot, value, &predicate->value, error))
    return FALSE;
  slot = pmml_slot (self->document, predicate->slot);
  if (slot->optype == PMML_ORDINAL && slot->field != NULL && slot->field->n_valid > 0 && slot->type.kind == PMML_STRING && predicate->test >= LESS)
    {
      int order = pmml_field_order (slot->field, predicate->value);

      if (order < 0)
        return pmml_model_fail (self, element, error, _("“%s” is compared with “%s”, which is none of its values."), field, value);
      predicate->is_ordinal = TRUE;
      predicate->value = pmml_double (order);
    }
  return TRUE;
}

static gboolean
read_set (PmmlModel *self, const PmmlElement *element, PmmlPredicate *predicate, GError **error)
{
  static const char *const operators[] = { "isIn", "isNotIn", NULL };
  const char *field = pmml_need_text (self, element, "field", error);
  const PmmlElement *array = pmml_element_find (element, "Array");
  g_auto(GStrv) words = NULL;
  PmmlValue *values;
  int at = 0;

  if (field == NULL || pmml_need_text (self, element, "booleanOperator", error) == NULL || !pmml_get_word (self, element, "booleanOperator", operators, &at, error)
      || !pmml_resolve (self, element, field, &predicate->slot, error))
    return FALSE;
  if (array == NULL)
    return pmml_model_fail (self, element, error, _("The <Array> of the values is missing."));
  words = pmml_array_words (self, array, error);
  if (words == NULL)
    return FALSE;
  predicate->test = at == 0 ? IN : NOT_IN;
  predicate->n = g_strv_length (words);
  predicate->values = values = pmml_new (self, PmmlValue, predicate->n);
  for (guint i = 0; i < predicate->n; i++)
    if (!pmml_literal (self, array, predicate->slot, words[i], &values[i], error))
      return FALSE;
  if (predicate->n > 12 && pmml_slot (self->document, predicate->slot)->type.kind == PMML_STRING)
    {
      predicate->texts = g_hash_table_new (NULL, NULL);
      pmml_arena_own (self->document->arena, predicate->texts, (GDestroyNotify) g_hash_table_unref);
      for (guint i = 0; i < predicate->n; i++)
        g_hash_table_add (predicate->texts, (char *) values[i].text);
    }
  return TRUE;
}

static gboolean
read_compound (PmmlModel *self, const PmmlElement *element, PmmlPredicate *predicate, GError **error)
{
  static const char *const operators[] = { "and", "or", "xor", "surrogate", NULL };
  int at = 0;

  if (pmml_need_text (self, element, "booleanOperator", error) == NULL || !pmml_get_word (self, element, "booleanOperator", operators, &at, error))
    return FALSE;
  predicate->test = (Test) (AND + at);
  predicate->parts = pmml_new (self, const PmmlPredicate *, pmml_element_count (element, NULL));
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      const PmmlPredicate *part;

      if (!pmml_predicate_is (child))
        return pmml_refuse_child (self, child, error);
      part = pmml_predicate_read (self, child, error);
      if (part == NULL)
        return FALSE;
      predicate->parts[predicate->n++] = part;
    }
  if (predicate->n == 0)
    return pmml_model_fail (self, element, error, _("A compound predicate needs parts."));
  return TRUE;
}

const PmmlPredicate *
pmml_predicate_read (PmmlModel *self, const PmmlElement *element, GError **error)
{
  static const PmmlPredicate always = { .test = ALWAYS }, never = { .test = NEVER };
  PmmlPredicate *predicate;
  gboolean is_read;

  if (pmml_element_is (element, "True"))
    return &always;
  if (pmml_element_is (element, "False"))
    return &never;
  predicate = pmml_new (self, PmmlPredicate, 1);
  is_read = pmml_element_is (element, "SimplePredicate") ? read_simple (self, element, predicate, error)
            : pmml_element_is (element, "SimpleSetPredicate") ? read_set (self, element, predicate, error)
            : pmml_element_is (element, "CompoundPredicate") ? read_compound (self, element, predicate, error)
            : pmml_refuse_child (self, element, error);
  return is_read ? predicate : NULL;
}

gboolean
pmml_comparison_read (PmmlModel *self, const PmmlElement *element, PmmlComparison *comparison, const PmmlPredicate **predicate, GError **error)
{
  PmmlPredicate simple = { 0 }, *kept;
  const PmmlSlot *slot;

  *predicate = NULL;
  if (!pmml_element_is (element, "SimplePredicate"))
    {
      *predicate = pmml_predicate_read (self, element, error);
      return *predicate != NULL;
    }
  if (!read_simple (self, element, &simple, error))
    return FALSE;
  slot = pmml_slot (self->document, simple.slot);
  *comparison = (PmmlComparison) { .order = (PmmlOrder) (simple.test - EQUAL), .slot = simple.slot };
  if (simple.test <= GREATER_OR_EQUAL && pmml_is_number (slot->type.kind) && pmml_is_number (simple.value.kind))
    comparison->number = simple.value.number;
  else if (simple.test <= NOT_EQUAL && slot->type.kind == PMML_STRING && simple.value.kind == PMML_STRING)
    {
      comparison->is_text = TRUE;
      comparison->text = simple.value.text;
    }
  else
    {
      kept = pmml_new (self, PmmlPredicate, 1);
      *kept = simple;
      *predicate = kept;
    }
  return TRUE;
}

gboolean
pmml_predicate_is_always (const PmmlPredicate *self)
{
  return self->test == ALWAYS;
}

void
pmml_predicate_origin (const PmmlDocument *document, const PmmlPredicate *self, int *input)
{
  if (self->test >= AND)
    for (guint i = 0; i < self->n; i++)
      pmml_predicate_origin (document, self->parts[i], input);
  else if (self->test > NEVER)
    pmml_slot_origin (document, self->slot, input);
}

/* ---- testing ---- */

static PmmlTruth
compare (const PmmlPredicate *self, PmmlRow *row, PmmlValue value)
{
  int order;

  if (self->is_ordinal)
    {
      int place = pmml_field_order (pmml_slot (row->document, self->slot)->field, value);

      if (place < 0)
        return PMML_UNKNOWN;
      order = place < self->value.number ? -1 : place > self->value.number;
    }
  else if (value.kind == PMML_STRING && self->value.kind == PMML_STRING && self->test <= NOT_EQUAL)
    order = value.text != self->value.text;
  else
    order = pmml_value_compare (value, self->value);
  switch (self->test)
    {
    case EQUAL: return order == 0 ? PMML_TRUE : PMML_FALSE;
    case NOT_EQUAL: return order != 0 ? PMML_TRUE : PMML_FALSE;
    case LESS: return order == -1 ? PMML_TRUE : PMML_FALSE;
    case LESS_OR_EQUAL: return order == -1 || order == 0 ? PMML_TRUE : PMML_FALSE;
    case GREATER: return order == 1 ? PMML_TRUE : PMML_FALSE;
    case GREATER_OR_EQUAL: return order == 1 || order == 0 ? PMML_TRUE : PMML_FALSE;
    default: return PMML_UNKNOWN;
    }
}

static gboolean
is_in_set (const PmmlPredicate *self, PmmlValue value)
{
  if (self->texts != NULL && value.kind == PMML_STRING)
    return g_hash_table_contains (self->texts, value.text);
  for (guint i = 0; i < self->n; i++)
    if (value.kind == PMML_STRING && self->values[i].kind == PMML_STRING ? value.text == self->values[i].text : pmml_value_equal (value, self->values[i]))
      return TRUE;
  return FALSE;
}

static PmmlTruth
test_parts (const PmmlPredicate *self, PmmlRow *row, gboolean *used_surrogate)
{
  gboolean has_unknown = FALSE;
  guint n_true = 0;

  for (guint i = 0; i < self->n; i++)
    {
      PmmlTruth truth = pmml_predicate_test (self->parts[i], row, used_surrogate);

      if (self->test == SURROGATE && truth != PMML_UNKNOWN)
        {
          if (i > 0 && used_surrogate != NULL)
            *used_surrogate = TRUE;
          return truth;
        }
      if ((self->test == AND && truth == PMML_FALSE) || (self->test == OR && truth == PMML_TRUE))
        return truth;
      has_unknown |= truth == PMML_UNKNOWN;
      n_true += truth == PMML_TRUE;
    }
  if (has_unknown)
    return PMML_UNKNOWN;
  return self->test == XOR ? (n_true % 2 == 1 ? PMML_TRUE : PMML_FALSE) : self->test == AND ? PMML_TRUE : PMML_FALSE;
}

PmmlTruth
pmml_predicate_test (const PmmlPredicate *self, PmmlRow *row, gboolean *used_surrogate)
{
  PmmlValue value;

  if (self->test <= NEVER)
    return self->test == ALWAYS ? PMML_TRUE : PMML_FALSE;
  if (self->test >= AND)
    return test_parts (self, row, used_surrogate);
  value = pmml_row_get (row, self->slot);
  if (self->test == IS_MISSING || self->test == IS_NOT_MISSING)
    return (value.kind == PMML_MISSING) == (self->test == IS_MISSING) ? PMML_TRUE : PMML_FALSE;
  if (pmml_is_nothing (value))
    return PMML_UNKNOWN;
  if (self->test == IN || self->test == NOT_IN)
    return is_in_set (self, value) == (self->test == IN) ? PMML_TRUE : PMML_FALSE;
  return compare (self, row, value);
}
