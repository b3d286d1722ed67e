/* What all kinds of models share: their schema, names and slots, the small questions to elements, and running one for a row. */
#include "model/pmml/pmml-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/options.h"

#define MOST_DERIVED 20000
#define MOST_DERIVED_DEPTH 64
#define MOST_MODEL_DEPTH 8
#define MOST_MODELS 100000
#define MOST_CELLS ((gsize) 100000000)

/* ---- errors ---- */

gboolean
pmml_model_fail (const PmmlModel *self, const PmmlElement *element, GError **error, const char *format, ...)
{
  va_list args;
  g_autofree char *what = NULL;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  return pmml_element_fail (element, self->document->file, error, "%s", what);
}

gboolean
pmml_refuse_child (const PmmlModel *self, const PmmlElement *child, GError **error)
{
  return pmml_model_fail (self, child, error, _("Assay does not know this element here, and leaving it out could change scores. Export the model without it, or bring its scores."));
}

gboolean
pmml_refuse_value (const PmmlModel *self, const PmmlElement *element, const char *attribute, GError **error)
{
  return pmml_model_fail (self, element, error, _("“%s” is “%s”, which Assay does not know."), attribute, pmml_element_get (element, attribute));
}

/* ---- attributes ---- */

gboolean
pmml_get_number (const PmmlModel *self, const PmmlElement *element, const char *attribute, double *value, GError **error)
{
  const char *text = pmml_element_get (element, attribute);

  if (text == NULL)
    return TRUE;
  if (!pmml_number_parse (text, value) || !isfinite (*value))
    return pmml_model_fail (self, element, error, _("“%s” is “%s”, which is no finite number."), attribute, text);
  return TRUE;
}

gboolean
pmml_need_number (const PmmlModel *self, const PmmlElement *element, const char *attribute, double *value, GError **error)
{
  return pmml_need_text (self, element, attribute, error) != NULL && pmml_get_number (self, element, attribute, value, error);
}

const char *
pmml_need_text (const PmmlModel *self, const PmmlElement *element, const char *attribute, GError **error)
{
  const char *text = pmml_element_get (element, attribute);

  if (text == NULL)
    pmml_model_fail (self, element, error, _("The attribute “%s” is missing."), attribute);
  return text;
}

gboolean
pmml_get_word (const PmmlModel *self, const PmmlElement *element, const char *attribute, const char *const *words, int *value, GError **error)
{
  const char *text = pmml_element_get (element, attribute);

  if (text == NULL)
    return TRUE;
  for (int i = 0; words[i] != NULL; i++)
    if (strcmp (text, words[i]) == 0)
      {
        *value = i;
        return TRUE;
      }
  return pmml_refuse_value (self, element, attribute, error);
}

gboolean
pmml_reserve_cells (const PmmlModel *self, const PmmlElement *element, gsize n, gsize m, GError **error)
{
  gsize product;

  if (!g_size_checked_mul (&product, n, m) || product > MOST_CELLS - MIN (self->document->n_cells, MOST_CELLS))
    return pmml_model_fail (self, element, error, _("The model needs tables of more than 100 million numbers: there are too many classes or categories for so many parts."));
  self->document->n_cells += product;
  return TRUE;
}

/* ---- arrays ---- */

static gboolean
check_length (const PmmlModel *self, const PmmlElement *array, gsize found, GError **error)
{
  const char *n = pmml_element_get (array, "n");
  double declared;

  if (n != NULL && (!pmml_number_parse (n, &declared) || declared != (double) found))
    return pmml_model_fail (self, array, error, _("The array says it has %s values, and has %" G_GSIZE_FORMAT "."), n, found);
  return TRUE;
}

/* One word, quoted or not, from *at on; NULL: no more. */
static char *
next_word (const char **at)
{
  GString *word;
  const char *p = *at;
  gboolean is_quoted;

  while (g_ascii_isspace (*p))
    p++;
  if (*p == '\0')
    return NULL;
  word = g_string_new (NULL);
  is_quoted = *p == '"';
  p += is_quoted;
  while (*p != '\0' && (is_quoted ? *p != '"' : !g_ascii_isspace (*p)))
    {
      if (*p == '\\' && (p[1] == '"' || (p[1] == '\\' && is_quoted)))
        p++;
      g_string_append_c (word, *p++);
    }
  *at = is_quoted && *p == '"' ? p + 1 : p;
  return g_string_free (word, FALSE);
}

char **
pmml_array_words (const PmmlModel *self, const PmmlElement *array, GError **error)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  const char *at = array->text != NULL ? array->text : "";
  char *word;

  while ((word = next_word (&at)) != NULL)
    g_ptr_array_add (words, word);
  if (!check_length (self, array, words->len, error))
    {
      g_ptr_array_unref (words);
      return NULL;
    }
  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (words, FALSE);
}

double *
pmml_array_numbers (const PmmlModel *self, const PmmlElement *array, gsize *n, GError **error)
{
  g_autoptr(GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));
  const char *at = array->text != NULL ? array->text : "";

  for (;;)
    {
      char word[64];
      gsize length = 0;
      double number;

      while (g_ascii_isspace (*at))
        at++;
      if (*at == '\0')
        break;
      while (at[length] != '\0' && !g_ascii_isspace (at[length]))
        length++;
      g_strlcpy (word, at, MIN (length + 1, sizeof word));
      if (length >= sizeof word || !pmml_number_parse (word, &number) || !isfinite (number))
        {
          pmml_model_fail (self, array, error, _("The array holds “%.40s”, which is no finite number."), word);
          return NULL;
        }
      g_array_append_val (numbers, number);
      at += length;
    }
  if (!check_length (self, array, numbers->len, error))
    return NULL;
  *n = numbers->len;
  if (numbers->len == 0)
    g_array_set_size (numbers, 1);
  return (double *) (gpointer) g_array_free (g_steal_pointer (&numbers), FALSE);
}

/* ---- classes ---- */

static int
add_class (PmmlModel *self, const char *label)
{
  g_ptr_array_add (self->classes, (char *) label);
  g_hash_table_insert (self->class_index, (char *) label, GUINT_TO_POINTER (self->classes->len));
  return (int) self->classes->len - 1;
}

int
pmml_model_class_of (PmmlModel *self, const PmmlElement *element, const char *label, GError **error)
{
  const char *interned = pmml_intern (self->document, label);
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->class_index, interned));
  PmmlValue value;

  if (index > 0)
    return (int) index - 1;
  /* "1.0" where the dictionary says 1 */
  if (self->target_field != NULL && self->target_field->type.kind != PMML_STRING && pmml_value_parse (label, &self->target_field->type, &value))
    for (guint i = 0; i < self->classes->len; i++)
      {
        PmmlValue other;

        if (pmml_value_parse (self->classes->pdata[i], &self->target_field->type, &other) && pmml_value_equal (value, other))
          {
            g_hash_table_insert (self->class_index, (char *) interned, GUINT_TO_POINTER (i + 1));
            return (int) i;
          }
      }
  if (self->classes_are_frozen)
    {
      pmml_model_fail (self, element, error, _("“%s” is none of the classes that this model predicts."), label);
      return -1;
    }
  if (self->classes->len >= 100000)
    {
      pmml_model_fail (self, element, error, _("There are more than 100,000 classes."));
      return -1;
    }
  return add_class (self, interned);
}

int
pmml_winner (const double *numbers, guint n)
{
  int winner = -1;

  for (guint i = 0; i < n; i++)
    if (!isnan (numbers[i]) && (winner < 0 || numbers[i] > numbers[winner]))
      winner = (int) i;
  return winner;
}

/* ---- names ---- */

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
static void
order_inputs (PmmlModel *self)
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

/* ---- reading a model ---- */

gboolean
pmml_model_is_common (const PmmlElement *child)
{
  static const char *const names[] = { "MiningSchema", "Output", "Targets", "LocalTransformations", "ModelVerification", "ResultField" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (pmml_element_is (child, names[i]))
      return TRUE;
  return FALSE;
}

static gboolean
index_locals (PmmlModel *self, const PmmlElement *model, GError **error)
{
  const PmmlElement *locals = pmml_element_find (model, "LocalTransformations");

  for (const PmmlElement *child = locals != NULL ? locals->child : NULL; child != NULL; child = child->next)
    {
      const char *name = pmml_element_get (child, "name");

      if (!pmml_element_is (child, "DerivedField") || name == NULL)
        return pmml_refuse_child (self, child, error);
      if (g_hash_table_size (self->locals) >= MOST_DERIVED)
        return pmml_model_fail (self, child, error, _("There are more than 20,000 derived fields."));
      if (!g_hash_table_insert (self->locals, (char *) pmml_intern (self->document, name), (gpointer) child))
        return pmml_model_fail (self, child, error, _("The derived field “%s” is declared twice."), name);
    }
  return TRUE;
}

static gboolean
read_function (PmmlModel *self, const PmmlElement *element, GError **error)
{
  static const char *const names[] = { "regression", "classification", "clustering", "associationRules", "sequences", "timeSeries", "mixed", NULL };
  static const PmmlFunction functions[] = { PMML_REGRESSION, PMML_CLASSIFICATION, PMML_CLUSTERING, PMML_OTHER_FUNCTION, PMML_OTHER_FUNCTION, PMML_OTHER_FUNCTION, PMML_OTHER_FUNCTION };
  static const char *const contexts[] = { "double", "float", NULL };
  const char *scorable = pmml_element_get (element, "isScorable");
  int at = 0, context = 0;

  if (pmml_need_text (self, element, "functionName", error) == NULL || !pmml_get_word (self, element, "functionName", names, &at, error)
      || !pmml_get_word (self, element, "x-mathContext", contexts, &context, error))
    return FALSE;
  self->function = functions[at];
  self->is_float = context == 1;
  if (self->function == PMML_OTHER_FUNCTION)
    return pmml_model_fail (self, element, error, _("Assay does not score models whose function is “%s”."), names[at]);
  if (scorable != NULL && strcmp (scorable, "false") == 0)
    return pmml_model_fail (self, element, error, _("The file says that this model is not meant to be scored (isScorable=\"false\")."));
  return TRUE;
}

static void
take_declared_classes (PmmlModel *self)
{
  const PmmlField *field = self->target_field;

  if (self->function != PMML_CLASSIFICATION || field == NULL || field->n_valid == 0)
    return;
  for (guint i = 0; i < field->n_valid; i++)
    if (!g_hash_table_contains (self->class_index, field->valid_labels[i]))
      add_class (self, field->valid_labels[i]);
  self->classes_are_closed = TRUE;
}

/* Classes that only targets and outputs name, before anything is sized by how many there are. */
static gboolean
take_named_classes (PmmlModel *self, const PmmlElement *model, GError **error)
{
  const PmmlElement *targets = pmml_element_find (model, "Targets"), *target = targets != NULL ? pmml_element_find (targets, "Target") : NULL;

  if (self->function != PMML_CLASSIFICATION || self->classes_are_closed)
    return TRUE;
  for (const PmmlElement *child = target != NULL ? target->child : NULL; child != NULL; child = child->next)
    {
      const char *value = pmml_element_get (child, "value");

      if (value != NULL && pmml_model_class_of (self, child, value, error) < 0)
        return FALSE;
    }
  return TRUE;
}

static GHashTable *
new_table (PmmlModel *self, GHashFunc hash, GEqualFunc equal)
{
  GHashTable *table = g_hash_table_new (hash, equal);

  pmml_arena_own (self->document->arena, table, (GDestroyNotify) g_hash_table_unref);
  return table;
}

static void
init_model (PmmlModel *self, const PmmlModelClass *klass, PmmlDocument *document, PmmlModel *parent)
{
  self->klass = klass;
  self->document = document;
  self->parent = parent;
  self->index = document->models->len;
  g_ptr_array_add (document->models, self);
  self->mining = g_ptr_array_new ();
  self->classes = g_ptr_array_new ();
  pmml_arena_own (document->arena, self->mining, (GDestroyNotify) g_ptr_array_unref);
  pmml_arena_own (document->arena, self->classes, (GDestroyNotify) g_ptr_array_unref);
  self->mining_by_name = new_table (self, g_str_hash, g_str_equal);
  self->locals = new_table (self, g_str_hash, g_str_equal);
  self->slots = new_table (self, g_str_hash, g_str_equal);
  self->class_index = new_table (self, g_direct_hash, g_direct_equal);
  self->outputs_by_name = new_table (self, g_str_hash, g_str_equal);
}

PmmlModel *
pmml_model_read (PmmlDocument *document, PmmlModel *parent, const PmmlElement *element, GError **error)
{
  const PmmlModelClass *klass = pmml_model_class_find (element->name);
  PmmlModel *self = pmml_arena_alloc (document->arena, klass->size);
  const char *name = pmml_element_get (element, "modelName");
  gboolean is_read;

  init_model (self, klass, document, parent);
  self->name = name != NULL ? pmml_intern (document, name) : NULL;
  if (document->models->len > MOST_MODELS)
    {
      pmml_model_fail (self, element, error, _("There are more than 100,000 models in the file."));
      return NULL;
    }
  if (document->model_depth >= MOST_MODEL_DEPTH)
    {
      pmml_model_fail (self, element, error, _("Models are nested deeper than %d levels."), MOST_MODEL_DEPTH);
      return NULL;
    }
  if (!read_function (self, element, error) || !pmml_mining_schema_read (self, element, error) || !index_locals (self, element, error))
    return NULL;
  if (parent == NULL)
    order_inputs (self);
  take_declared_classes (self);
  if (!pmml_outputs_read (self, element, error))
    return NULL;
  document->model_depth++;
  is_read = take_named_classes (self, element, error) && klass->parse (self, element, error);
  self->classes_are_frozen = TRUE;
  document->model_depth--;
  if (!is_read || !pmml_targets_read (self, element, error) || !pmml_outputs_bind (self, element, error)
      || !pmml_reserve_cells (self, element, 2, self->classes->len + 1, error) || !pmml_reserve_cells (self, element, 1, self->buffer_size, error))
    return NULL;
  return self;
}

/* ---- running it ---- */

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
