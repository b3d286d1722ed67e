/* What all kinds of models share: the small questions to elements, classes, and reading one. */
#include "model/pmml/pmml-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_DERIVED 20000
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
    return pmml_model_fail (self, array, error, _("The array says it has %s values, and has %zu."), n, found);
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
    pmml_order_inputs (self);
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
