/* Names become slots: what a model can speak of, found where its scope says, made when it is first asked for. */
#include "model/pmml/pmml-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/options.h"

#define MOST_DERIVED_DEPTH 64

static guint
add_slot (PmmlModel *self, const PmmlSlot *slot)
{
  g_array_append_val (self->document->slots, *slot);
  return self->document->slots->len - 1;
}

static PmmlSlot *
edit_slot (PmmlModel *self, guint slot)
{
  return &g_array_index (self->document->slots, PmmlSlot, slot);
}

static guint
find_input (PmmlDocument *document, const PmmlField *field)
{
  guint index;

  for (guint i = 0; i < document->inputs->len; i++)
    if (document->fields->pdata[g_array_index (document->inputs, guint, i)] == field)
      return i;
  g_ptr_array_find (document->fields, field, &index);
  g_array_append_val (document->inputs, index);
  g_array_set_size (document->used, document->inputs->len);
  return document->inputs->len - 1;
}

static guint
make_input (PmmlModel *self, const PmmlField *field, const PmmlMiningField *mining)
{
  PmmlSlot slot = { .kind = PMML_SLOT_INPUT, .name = field->name, .type = field->type, .optype = field->optype, .field = field, .mining = mining,
                    .input = find_input (self->document, field), .cost = 1 };

  g_array_index (self->document->used, gboolean, slot.input) = TRUE;
  return add_slot (self, &slot);
}

/* The fields of the top model come in the order of its schema, whatever reads them first. */
void
pmml_order_inputs (PmmlModel *self)
{
  for (guint i = 0; i < self->mining->len; i++)
    {
      const PmmlMiningField *mining = self->mining->pdata[i];
      const PmmlField *field = pmml_field_find (self->document, mining->name);

      if (mining->usage == PMML_USAGE_ACTIVE && field != NULL)
        find_input (self->document, field);
    }
}

void
pmml_add_checks (PmmlDocument *self)
{
  PmmlModel *top = self->top;

  for (guint i = 0; i < top->mining->len; i++)
    {
      const PmmlMiningField *mining = top->mining->pdata[i];
      const PmmlField *field = pmml_field_find (self, mining->name);
      PmmlSlot slot = { .kind = PMML_SLOT_INPUT, .name = mining->name, .field = field, .mining = mining };
      guint at = GPOINTER_TO_UINT (g_hash_table_lookup (top->slots, mining->name));

      if (mining->usage != PMML_USAGE_ACTIVE || field == NULL || (mining->invalid != PMML_INVALID_RETURN && !mining->missing_is_invalid))
        continue;
      if (at > 0 && pmml_slot (self, at - 1)->kind == PMML_SLOT_INPUT)
        at--;
      else
        {
          slot.type = field->type;
          slot.optype = field->optype;
          slot.input = find_input (self, field);
          at = add_slot (top, &slot);
        }
      g_array_append_val (self->checks, at);
    }
}

static guint
make_passed (PmmlModel *self, guint source, const PmmlMiningField *mining)
{
  PmmlSlot slot = *pmml_slot (self->document, source);

  slot.kind = PMML_SLOT_PASSED;
  slot.source = source;
  slot.mining = mining;
  slot.depth++;
  return add_slot (self, &slot);
}

/* Type of what is declared: of the DerivedField where it says one, else of what the expression gives. */
static gboolean
read_derived_type (PmmlModel *self, const PmmlElement *element, PmmlSlot *slot, GError **error)
{
  static const char *const optypes[] = { "continuous", "categorical", "ordinal", NULL };
  const char *type = pmml_element_get (element, "dataType");
  int optype = 0;

  if (!pmml_get_word (self, element, "optype", optypes, &optype, error))
    return FALSE;
  slot->optype = (PmmlOptype) optype;
  slot->type = (PmmlType) { .kind = PMML_ANY };
  if (type != NULL && !pmml_type_parse (type, &slot->type))
    return pmml_refuse_value (self, element, "dataType", error);
  return TRUE;
}

static gboolean
make_derived (PmmlModel *self, const PmmlElement *from, const PmmlElement *element, const char *name, guint *index, GError **error)
{
  PmmlDocument *document = self->document;
  PmmlSlot slot = { .kind = PMML_SLOT_DERIVED, .name = pmml_intern (document, name), .is_busy = TRUE };
  const PmmlElement *child = element->child;
  const PmmlExpression *expression;

  if (document->depth >= MOST_DERIVED_DEPTH * 16)
    return pmml_model_fail (self, element, error, _("Derived fields and expressions are nested too deep."));
  while (child != NULL && !pmml_expression_is (child))
    child = child->next;
  if (child == NULL)
    return pmml_model_fail (self, element, error, _("The derived field “%s” has no expression that Assay knows."), name);
  if (!read_derived_type (self, element, &slot, error))
    return FALSE;
  *index = add_slot (self, &slot);
  g_hash_table_insert (self->slots, (char *) slot.name, GUINT_TO_POINTER (*index + 1));
  document->depth += 8;
  expression = pmml_expression_read (self, child, error);
  document->depth -= 8;
  if (expression == NULL)
    return FALSE;
  if (slot.type.kind == PMML_ANY)
    slot.type = pmml_expression_type (document, expression);
  /* every slot has one type, so that whoever reads it need not ask */
  if (slot.type.kind == PMML_ANY)
    slot.type.kind = slot.optype == PMML_CONTINUOUS ? PMML_DOUBLE : PMML_STRING;
  edit_slot (self, *index)->expression = expression;
  edit_slot (self, *index)->type = slot.type;
  edit_slot (self, *index)->depth = pmml_expression_depth (expression) + 1;
  edit_slot (self, *index)->cost = pmml_expression_cost (expression) + 1;
  edit_slot (self, *index)->is_busy = FALSE;
  if (edit_slot (self, *index)->depth > 4000)
    return pmml_model_fail (self, element, error, _("Derived fields and expressions are nested too deep."));
  return TRUE;
}

/* Fields that a derived field of the dictionary reads, directly and through others. */
static void
collect_names (PmmlDocument *document, const PmmlElement *element, GHashTable *names, guint depth)
{
  const char *name = pmml_element_get (element, "field");

  if (depth > 4000)
    return;                     /* is refused when it is made */
  if (name != NULL && g_hash_table_add (names, (char *) name))
    {
      const PmmlElement *derived = g_hash_table_lookup (document->globals, name);

      if (derived != NULL)
        collect_names (document, derived, names, depth + 1);
    }
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    collect_names (document, child, names, depth + 1);
}

/* A derived field of the dictionary is the same in a segment as around it, unless the segment treats a field of it otherwise. */
static gboolean
is_same_around (PmmlModel *self, const PmmlElement *derived)
{
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer name;

  collect_names (self->document, derived, names, 0);
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      const PmmlMiningField *mining = g_hash_table_lookup (self->mining_by_name, name);

      if (g_hash_table_contains (self->locals, name) || (mining != NULL && !mining->is_default))
        return FALSE;
    }
  return TRUE;
}

static gboolean
refuse_name (PmmlModel *self, const PmmlElement *element, const char *name, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  const char *nearest;

  for (guint i = 0; i < self->mining->len; i++)
    g_ptr_array_add (names, (char *) ((PmmlMiningField *) self->mining->pdata[i])->name);
  g_ptr_array_add (names, NULL);
  nearest = assay_nearest_name (name, (const char **) names->pdata);
  if (nearest != NULL)
    return pmml_model_fail (self, element, error, _("“%s” is no field of this model. The nearest name is “%s”."), name, nearest);
  return pmml_model_fail (self, element, error, _("“%s” is no field of this model: neither the mining schema nor a transformation has it."), name);
}

/* The slot of a name in this model, not looking into those around it but for what the schema passes; 0 in *slot + FALSE: unknown here. */
static gboolean
resolve_here (PmmlModel *self, const PmmlElement *element, const char *name, gboolean *is_found, guint *slot, GError **error)
{
  PmmlDocument *document = self->document;
  const PmmlMiningField *mining = g_hash_table_lookup (self->mining_by_name, name);
  const PmmlElement *local = g_hash_table_lookup (self->locals, name), *global = g_hash_table_lookup (document->globals, name);
  const PmmlField *field = pmml_field_find (document, name);
  gpointer known = g_hash_table_lookup (self->slots, name);

  *is_found = TRUE;
  if (known != NULL)
    {
      *slot = GPOINTER_TO_UINT (known) - 1;
      /* a derived field over the field of its own name */
      if (!pmml_slot (document, *slot)->is_busy)
        return TRUE;
      if (field == NULL)
        return pmml_model_fail (self, element, error, _("The derived field “%s” needs itself."), name);
      *slot = make_input (self, field, mining);
      return TRUE;
    }
  if (local != NULL)
    return make_derived (self, element, local, name, slot, error);
  if (mining != NULL && self->parent != NULL && pmml_is_known (self->parent, name))
    {
      if (!pmml_resolve (self->parent, element, name, slot, error))
        return FALSE;
      if (!mining->is_default)
        *slot = make_passed (self, *slot, mining);
    }
  else if (global != NULL && (field == NULL || mining == NULL))
    {
      if (self->parent != NULL && is_same_around (self, global))
        return pmml_resolve (self->parent, element, name, slot, error);
      if (!make_derived (self, element, global, name, slot, error))
        return FALSE;
      if (mining != NULL && !mining->is_default)
        *slot = make_passed (self, *slot, mining);
    }
  else if (mining != NULL && field != NULL)
    *slot = make_input (self, field, mining);
  else
    *is_found = FALSE;
  return TRUE;
}

gboolean
pmml_resolve (PmmlModel *self, const PmmlElement *element, const char *name, guint *slot, GError **error)
{
  gboolean is_found;
  const PmmlField *field;

  if (!resolve_here (self, element, name, &is_found, slot, error))
    return FALSE;
  if (!is_found)
    {
      /* some writers leave fields out of the schema of a segment, or of the model */
      if (self->parent != NULL)
        {
          if (!pmml_resolve (self->parent, element, name, slot, error))
            return FALSE;
        }
      else
        {
          field = pmml_field_find (self->document, name);
          if (field == NULL)
            return refuse_name (self, element, name, error);
          *slot = make_input (self, field, NULL);
        }
    }
  g_hash_table_insert (self->slots, (char *) pmml_intern (self->document, name), GUINT_TO_POINTER (*slot + 1));
  return TRUE;
}

guint
pmml_resolve_actual (PmmlModel *self)
{
  PmmlMiningField *mining = pmml_new (self, PmmlMiningField, 1);

  /* an outcome that cannot be read is no reason to have no score */
  mining->name = self->target;
  mining->invalid = PMML_INVALID_AS_MISSING;
  return make_input (self, self->target_field, mining);
}

gboolean
pmml_is_known (PmmlModel *self, const char *name)
{
  return g_hash_table_contains (self->slots, name) || g_hash_table_contains (self->locals, name) || g_hash_table_contains (self->mining_by_name, name)
         || g_hash_table_contains (self->document->globals, name) || (self->parent != NULL && pmml_is_known (self->parent, name));
}

gboolean
pmml_literal (PmmlModel *self, const PmmlElement *element, guint slot, const char *text, PmmlValue *value, GError **error)
{
  const PmmlSlot *about = pmml_slot (self->document, slot);

  if (!pmml_value_parse (text, &about->type, value))
    {
      double number;

      if (about->type.kind == PMML_INTEGER && pmml_number_parse (text, &number))
        *value = pmml_double (number);      /* a cut at 2.5 between whole numbers */
      else
        return pmml_model_fail (self, element, error, _("“%s” is compared with “%s”, which is no %s as that field is declared."), about->name, text, pmml_kind_name (about->type.kind));
    }
  if (value->kind == PMML_STRING)
    value->text = pmml_intern (self->document, text);
  return TRUE;
}

typedef struct { const PmmlDocument *document; int *input; } Origin;

static void
find_origin (guint slot, gpointer user_data)
{
  Origin *origin = user_data;

  pmml_slot_origin (origin->document, slot, origin->input);
}

void
pmml_slot_origin (const PmmlDocument *document, guint index, int *input)
{
  const PmmlSlot *slot = pmml_slot (document, index);
  Origin origin = { document, input };

  if (slot->kind == PMML_SLOT_PASSED)
    pmml_slot_origin (document, slot->source, input);
  else if (slot->kind == PMML_SLOT_DERIVED)
    pmml_expression_slots (slot->expression, find_origin, &origin);
  else if (slot->kind == PMML_SLOT_OUTPUT || (*input != -1 && *input != (int) slot->input))
    *input = -2;
  else
    *input = (int) slot->input;
}
