/* Expressions of derived fields, functions, outputs and partial scores. Functions are not unfolded where they are called: their
 * bodies are shared, and how deep and how often they call each other is bounded when they are read. */
#include "model/pmml/pmml-expression-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_DEPTH 1000
#define MOST_CALL_DEPTH 64
#define MOST_PARAMETERS 64
#define MOST_COLUMNS 256
#define MOST_COST 2e7

/* The function whose body is being read: names in it are parameters. */
static const PmmlFunctionDefinition *
current_function (PmmlModel *self)
{
  return self->document->function;
}

static PmmlExpression *
new_expression (PmmlModel *self, PmmlOp op)
{
  PmmlExpression *expression = pmml_new (self, PmmlExpression, 1);

  expression->op = op;
  expression->depth = 1;
  expression->cost = 1;
  expression->type.kind = PMML_ANY;
  expression->cast.kind = PMML_ANY;
  return expression;
}

gboolean
pmml_expression_is (const PmmlElement *element)
{
  static const char *const names[] = { "Constant", "FieldRef", "NormContinuous", "NormDiscrete", "Discretize", "MapValues", "Apply", "TextIndex", "Aggregate", "Lag" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (pmml_element_is (element, names[i]))
      return TRUE;
  return FALSE;
}

/* ---- values in attributes ---- */

/* A value of no declared type: a number if it reads as one. */
static PmmlValue
guess_value (PmmlModel *self, const char *text)
{
  double number;

  if (pmml_number_parse (text, &number))
    return pmml_number (number == floor (number) && strpbrk (text, ".eE") == NULL ? PMML_INTEGER : PMML_DOUBLE, number);
  return pmml_string (pmml_intern (self->document, text));
}

static gboolean
read_typed (PmmlModel *self, const PmmlElement *element, const char *text, const PmmlType *type, PmmlValue *value, GError **error)
{
  if (type->kind == PMML_ANY)
    {
      *value = guess_value (self, text);
      return TRUE;
    }
  if (!pmml_value_parse (text, type, value))
    return pmml_model_fail (self, element, error, _("“%s” is no %s."), text, pmml_kind_name (type->kind));
  if (value->kind == PMML_STRING)
    value->text = pmml_intern (self->document, text);
  return TRUE;
}

/* What stands for missing and for no match, of the type of the result. */
static gboolean
read_fallbacks (PmmlModel *self, const PmmlElement *element, PmmlExpression *expression, const PmmlType *type, GError **error)
{
  const char *missing = pmml_element_get (element, "mapMissingTo"), *other = pmml_element_get (element, "defaultValue");

  expression->has_map_missing = missing != NULL;
  expression->has_default = other != NULL;
  return (missing == NULL || read_typed (self, element, missing, type, &expression->map_missing, error))
         && (other == NULL || read_typed (self, element, other, type, &expression->default_value, error));
}

static gboolean
read_cast (PmmlModel *self, const PmmlElement *element, PmmlExpression *expression, GError **error)
{
  const char *type = pmml_element_get (element, "dataType");

  if (type != NULL && !pmml_type_parse (type, &expression->cast))
    return pmml_refuse_value (self, element, "dataType", error);
  expression->type = expression->cast;
  return TRUE;
}

/* Cells of a table without a dataType stay the texts they are, so that "01" is not 1; numbers are read where they are needed. */
static gboolean
read_table_cast (PmmlModel *self, const PmmlElement *element, PmmlExpression *expression, GError **error)
{
  if (!read_cast (self, element, expression, error))
    return FALSE;
  if (expression->cast.kind == PMML_ANY)
    expression->cast.kind = expression->type.kind = PMML_STRING;
  return TRUE;
}

/* ---- names ---- */

static int
find_parameter (PmmlModel *self, const char *name)
{
  const PmmlFunctionDefinition *function = current_function (self);

  for (guint i = 0; function != NULL && i < function->n_parameters; i++)
    if (strcmp (function->parameters[i], name) == 0)
      return (int) i;
  return -1;
}

/* Makes expression refer to a name: parameter or slot. */
static gboolean
refer (PmmlModel *self, const PmmlElement *element, const char *name, PmmlExpression *expression, gboolean *is_parameter, GError **error)
{
  int parameter = find_parameter (self, name);
  const PmmlSlot *slot;

  *is_parameter = parameter >= 0;
  if (parameter >= 0)
    {
      expression->slot = (guint) parameter;
      return TRUE;
    }
  if (current_function (self) != NULL)
    return pmml_model_fail (self, element, error, _("“%s” is no parameter of the function “%s”; a function can use nothing else."), name, current_function (self)->name);
  if (!pmml_resolve (self, element, name, &expression->slot, error))
    return FALSE;
  slot = pmml_slot (self->document, expression->slot);
  if (slot->is_busy)
    return pmml_model_fail (self, element, error, _("The derived field “%s” needs itself."), name);
  expression->depth = slot->depth + 2;
  expression->cost += slot->cost;
  return TRUE;
}

static gboolean
read_field (PmmlModel *self, const PmmlElement *element, PmmlExpression *expression, GError **error)
{
  const char *name = pmml_need_text (self, element, "field", error);
  gboolean is_parameter;

  if (name == NULL || !refer (self, element, name, expression, &is_parameter, error))
    return FALSE;
  if (is_parameter)
    return pmml_model_fail (self, element, error, _("This transformation cannot be used on the parameter of a function."));
  return TRUE;
}

static PmmlExpression *
read_field_ref (PmmlModel *self, const PmmlElement *element, GError **error)
{
  PmmlExpression *expression = new_expression (self, PMML_OP_SLOT);
  const char *name = pmml_need_text (self, element, "field", error);
  gboolean is_parameter;

  if (name == NULL || !refer (self, element, name, expression, &is_parameter, error))
    return NULL;
  expression->op = is_parameter ? PMML_OP_PARAMETER : PMML_OP_SLOT;
  if (!is_parameter)
    expression->type = pmml_slot (self->document, expression->slot)->type;
  return read_fallbacks (self, element, expression, &expression->type, error) ? expression : NULL;
}

static PmmlExpression *
read_constant (PmmlModel *self, const PmmlElement *element, GError **error)
{
  const char *text = element->text != NULL ? element->text : "", *missing = pmml_element_get (element, "missing");
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  PmmlExpression *expression = new_expression (self, PMML_OP_CONSTANT);
  int parameter = find_parameter (self, stripped);
  double number;

  /* SAS writes the name of a parameter into a constant */
  if (parameter >= 0)
    {
      expression->op = PMML_OP_PARAMETER;
      expression->slot = (guint) parameter;
      return expression;
    }
  if (!read_cast (self, element, expression, error))
    return NULL;
  if ((expression->cast.kind != PMML_ANY && expression->cast.kind != PMML_STRING) || pmml_number_parse (stripped, &number))
    text = stripped;
  if (missing != NULL && strcmp (missing, "true") == 0)
    expression->constant = pmml_missing ();
  else if ((strcmp (text, "NaN") == 0 || strcmp (text, "nan") == 0) && pmml_is_number (expression->cast.kind))
    expression->constant = pmml_missing ();
  else if (!read_typed (self, element, text, &expression->cast, &expression->constant, error))
    return NULL;
  if (expression->type.kind == PMML_ANY && expression->constant.kind != PMML_MISSING)
    expression->type.kind = expression->constant.kind;
  return expression;
}

/* ---- tables ---- */

static PmmlExpression *
read_norm_continuous (PmmlModel *self, const PmmlElement *element, GError **error)
{
  static const char *const outliers[] = { "asIs", "asMissingValues", "asExtremeValues", NULL };
  PmmlExpression *expression = new_expression (self, PMML_OP_NORM_CONTINUOUS);
  PmmlLinearNorm *norms = pmml_new (self, PmmlLinearNorm, pmml_element_count (element, "LinearNorm"));
  int outlier = 0;

  expression->cast.kind = PMML_DOUBLE;
  expression->type.kind = PMML_DOUBLE;
  if (!read_field (self, element, expression, error) || !read_fallbacks (self, element, expression, &expression->cast, error)
      || !pmml_get_word (self, element, "outliers", outliers, &outlier, error))
    return NULL;
  expression->outlier = (PmmlOutlierTreatment) outlier;
  expression->norms = norms;
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      PmmlLinearNorm *norm = &norms[expression->n_norms];

      if (!pmml_element_is (child, "LinearNorm"))
        {
          pmml_refuse_child (self, child, error);
          return NULL;
        }
      if (!pmml_need_number (self, child, "orig", &norm->orig, error) || !pmml_need_number (self, child, "norm", &norm->norm, error))
        return NULL;
      if (expression->n_norms > 0 && norm->orig <= norm[-1].orig)
        {
          pmml_model_fail (self, child, error, _("The points of a normalisation must rise in “orig”."));
          return NULL;
        }
      expression->n_norms++;
    }
  if (expression->n_norms < 2)
    {
      pmml_model_fail (self, element, error, _("A normalisation needs two points at least."));
      return NULL;
    }
  return expression;
}

static PmmlExpression *
read_norm_discrete (PmmlModel *self, const PmmlElement *element, GError **error)
{
  PmmlExpression *expression = new_expression (self, PMML_OP_NORM_DISCRETE);
  const char *value = pmml_need_text (self, element, "value", error), *method = pmml_element_get (element, "method");

  expression->cast.kind = PMML_DOUBLE;
  expression->type.kind = PMML_DOUBLE;
  if (value == NULL || !read_field (self, element, expression, error) || !read_fallbacks (self, element, expression, &expression->cast, error))
    return NULL;
  if (method != NULL && strcmp (method, "indicator") != 0)
    {
      pmml_refuse_value (self, element, "method", error);
      return NULL;
    }
  return pmml_literal (self, element, expression->slot, value, &expression->constant, error) ? expression : NULL;
}

static gboolean
read_bin (PmmlModel *self, const PmmlElement *element, const PmmlType *type, PmmlDiscretizeBin *bin, GError **error)
{
  const PmmlElement *interval = pmml_element_find (element, "Interval");
  const char *value = pmml_need_text (self, element, "binValue", error), *closure = interval != NULL ? pmml_element_get (interval, "closure") : NULL;

  if (value == NULL || !read_typed (self, element, value, type, &bin->value, error))
    return FALSE;
  if (interval == NULL || closure == NULL)
    return pmml_model_fail (self, element, error, _("A bin needs an <Interval> with a closure."));
  bin->interval = (PmmlInterval) { .low = -INFINITY, .high = INFINITY };
  if (!pmml_get_number (self, interval, "leftMargin", &bin->interval.low, error) || !pmml_get_number (self, interval, "rightMargin", &bin->interval.high, error))
    return FALSE;
  bin->interval.low_open = g_str_has_prefix (closure, "open");
  bin->interval.high_open = g_str_has_suffix (closure, "Open");
  if (!g_str_has_prefix (closure, "open") && !g_str_has_prefix (closure, "closed"))
    return pmml_refuse_value (self, interval, "closure", error);
  return TRUE;
}

static PmmlExpression *
read_discretize (PmmlModel *self, const PmmlElement *element, GError **error)
{
  PmmlExpression *expression = new_expression (self, PMML_OP_DISCRETIZE);
  PmmlDiscretizeBin *bins = pmml_new (self, PmmlDiscretizeBin, pmml_element_count (element, "DiscretizeBin"));

  if (!read_table_cast (self, element, expression, error) || !read_field (self, element, expression, error)
      || !read_fallbacks (self, element, expression, &expression->cast, error))
    return NULL;
  expression->bins = bins;
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      if (!pmml_element_is (child, "DiscretizeBin"))
        {
          pmml_refuse_child (self, child, error);
          return NULL;
        }
      if (!read_bin (self, child, &expression->cast, &bins[expression->n_bins], error))
        return NULL;
      expression->n_bins++;
    }
  return expression;
}

/* ---- MapValues ---- */

/* Elements are read without their prefixes, so the names of columns lose theirs too. */
static const char *
column_name (const char *name)
{
  const char *colon = name != NULL ? strchr (name, ':') : NULL;

  return colon != NULL ? colon + 1 : name;
}

/* Key cells of one row in the order of the columns, and its value. */
static gboolean
read_map_row (PmmlModel *self, const PmmlElement *row, const char *const *columns, const char *output, const PmmlType *type, PmmlMapTable *map, GError **error)
{
  PmmlValue *keys = map->keys + map->n_rows * map->n_columns;
  gboolean has_value = FALSE;

  for (guint i = 0; i < map->n_columns; i++)
    {
      const PmmlElement *cell = pmml_element_find (row, columns[i]);

      if (cell == NULL)
        return pmml_model_fail (self, row, error, _("The row has no cell “%s”."), columns[i]);
      if (!pmml_literal (self, cell, map->slots[i], cell->text != NULL ? cell->text : "", &keys[i], error))
        return FALSE;
    }
  for (const PmmlElement *cell = row->child; cell != NULL; cell = cell->next)
    if (pmml_element_is (cell, output))
      {
        if (!read_typed (self, cell, cell->text != NULL ? cell->text : "", type, &map->values[map->n_rows], error))
          return FALSE;
        has_value = TRUE;
      }
  if (!has_value)
    return pmml_model_fail (self, row, error, _("The row has no cell “%s”."), output);
  map->n_rows++;
  return TRUE;
}

static void
index_map (PmmlModel *self, PmmlMapTable *map)
{
  if (map->n_columns != 1 || map->n_rows < 8 || pmml_slot (self->document, map->slots[0])->type.kind != PMML_STRING)
    return;
  map->by_text = g_hash_table_new (NULL, NULL);
  pmml_arena_own (self->document->arena, map->by_text, (GDestroyNotify) g_hash_table_unref);
  for (gsize i = map->n_rows; i-- > 0;)
    g_hash_table_insert (map->by_text, (char *) map->keys[i].text, GSIZE_TO_POINTER (i + 1));
}

static gboolean
read_map_columns (PmmlModel *self, const PmmlElement *element, PmmlExpression *expression, PmmlMapTable *map, const char **columns, GError **error)
{
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      if (pmml_element_is (child, "InlineTable"))
        continue;
      if (pmml_element_is (child, "TableLocator"))
        return pmml_model_fail (self, child, error, _("The table lies outside of the file. Export the model with the table inside (InlineTable)."));
      if (!pmml_element_is (child, "FieldColumnPair"))
        return pmml_refuse_child (self, child, error);
      columns[map->n_columns] = column_name (pmml_need_text (self, child, "column", error));
      if (columns[map->n_columns] == NULL || !read_field (self, child, expression, error))
        return FALSE;
      map->slots[map->n_columns++] = expression->slot;
    }
  return TRUE;
}

static PmmlExpression *
read_map_values (PmmlModel *self, const PmmlElement *element, GError **error)
{
  PmmlExpression *expression = new_expression (self, PMML_OP_MAP_VALUES);
  const PmmlElement *table = pmml_element_find (element, "InlineTable");
  const char *output = column_name (pmml_need_text (self, element, "outputColumn", error));
  guint n_columns = pmml_element_count (element, "FieldColumnPair"), n_rows = table != NULL ? pmml_element_count (table, "row") : 0;
  g_autofree const char **columns = g_new0 (const char *, n_columns + 1);
  PmmlMapTable *map = pmml_new (self, PmmlMapTable, 1);
  gsize cells;

  if (output == NULL || !read_table_cast (self, element, expression, error) || !read_fallbacks (self, element, expression, &expression->cast, error))
    return NULL;
  if (n_columns > MOST_COLUMNS)
    {
      pmml_model_fail (self, element, error, _("A table of values has more than %d columns."), MOST_COLUMNS);
      return NULL;
    }
  map->slots = pmml_new (self, guint, n_columns);
  if (!read_map_columns (self, element, expression, map, columns, error))
    return NULL;
  if (table == NULL || n_columns == 0 || !g_size_checked_mul (&cells, n_rows, n_columns) || cells > 50000000)
    {
      pmml_model_fail (self, element, error, _("A table of values needs columns and an <InlineTable>."));
      return NULL;
    }
  map->keys = pmml_new (self, PmmlValue, cells);
  map->values = pmml_new (self, PmmlValue, n_rows);
  for (const PmmlElement *row = table->child; row != NULL; row = row->next)
    if (!pmml_element_is (row, "row") ? !pmml_refuse_child (self, row, error) : !read_map_row (self, row, columns, output, &expression->cast, map, error))
      return NULL;
  index_map (self, map);
  expression->map = map;
  expression->cost += (double) (map->by_text != NULL ? 1 : cells / 16 + 1);
  return expression;
}

/* ---- functions ---- */

static gboolean
read_parameters (PmmlModel *self, const PmmlElement *element, PmmlFunctionDefinition *function, GError **error)
{
  function->parameters = pmml_new (self, const char *, pmml_element_count (element, "ParameterField"));
  function->parameter_types = pmml_new (self, PmmlType, pmml_element_count (element, "ParameterField"));
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    if (pmml_element_is (child, "ParameterField"))
      {
        const char *name = pmml_need_text (self, child, "name", error), *type = pmml_element_get (child, "dataType");

        if (name == NULL)
          return FALSE;
        function->parameter_types[function->n_parameters] = (PmmlType) { .kind = PMML_ANY };
        if (type != NULL && !pmml_type_parse (type, &function->parameter_types[function->n_parameters]))
          return pmml_refuse_value (self, child, "dataType", error);
        function->parameters[function->n_parameters++] = pmml_intern (self->document, name);
      }
  if (function->n_parameters > MOST_PARAMETERS)
    return pmml_model_fail (self, element, error, _("The function “%s” has more than %d parameters."), function->name, MOST_PARAMETERS);
  return TRUE;
}

/* Reads the body of a function when it is first called. */
static gboolean
need_function (PmmlModel *self, const PmmlElement *element, PmmlFunctionDefinition *function, GError **error)
{
  PmmlDocument *document = self->document;
  const PmmlFunctionDefinition *outer = document->function;
  const char *type = pmml_element_get (function->element != NULL ? function->element : element, "dataType");
  const PmmlElement *child;

  if (function->body != NULL)
    return TRUE;
  if (function->is_busy)
    return pmml_model_fail (self, element, error, _("The function “%s” calls itself."), function->name);
  if (document->call_depth >= MOST_CALL_DEPTH)
    return pmml_model_fail (self, element, error, _("Functions call each other deeper than %d levels."), MOST_CALL_DEPTH);
  function->type.kind = PMML_ANY;
  if (type != NULL && !pmml_type_parse (type, &function->type))
    return pmml_refuse_value (self, function->element, "dataType", error);
  if (!read_parameters (self, function->element, function, error))
    return FALSE;
  child = function->element->child;
  while (child != NULL && !pmml_expression_is (child))
    child = child->next;
  if (child == NULL)
    return pmml_model_fail (self, function->element, error, _("The function “%s” has no expression that Assay knows."), function->name);
  function->is_busy = TRUE;
  document->function = function;
  document->call_depth++;
  function->body = pmml_expression_read (self, child, error);
  document->call_depth--;
  document->function = outer;
  function->is_busy = FALSE;
  if (function->body == NULL)
    return FALSE;
  if (function->type.kind == PMML_ANY)
    function->type = function->body->type;
  function->depth = function->body->depth + 1;
  function->cost = function->body->cost + 1;
  return TRUE;
}

static gboolean
read_arguments (PmmlModel *self, const PmmlElement *element, PmmlExpression *expression, GError **error)
{
  expression->args = pmml_new (self, const PmmlExpression *, pmml_element_count (element, NULL));
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      const PmmlExpression *argument;

      if (!pmml_expression_is (child))
        return pmml_refuse_child (self, child, error);
      argument = pmml_expression_read (self, child, error);
      if (argument == NULL)
        return FALSE;
      expression->args[expression->n_args++] = argument;
      expression->depth = MAX (expression->depth, argument->depth + 1);
      expression->cost += argument->cost;
    }
  return TRUE;
}

static gboolean
read_call (PmmlModel *self, const PmmlElement *element, PmmlExpression *expression, const char *name, GError **error)
{
  PmmlFunctionDefinition *function = g_hash_table_lookup (self->document->functions, name);
  const char *nearest = pmml_built_in_nearest (name);

  if (function == NULL && nearest != NULL)
    return pmml_model_fail (self, element, error, _("Assay does not know the function “%s”. The nearest it knows is “%s”."), name, nearest);
  if (function == NULL)
    return pmml_model_fail (self, element, error, _("Assay does not know the function “%s”: it is none of the standard and not defined in the file. "
                                                    "Functions written in Java or another language cannot be run."), name);
  if (!need_function (self, element, function, error))
    return FALSE;
  if (function->n_parameters != expression->n_args)
    return pmml_model_fail (self, element, error, _("The function “%s” takes %u arguments and gets %u."), name, function->n_parameters, expression->n_args);
  expression->op = PMML_OP_CALL;
  expression->function = function;
  expression->type = function->type;
  expression->depth += function->depth;
  expression->cost += function->cost;
  return TRUE;
}

static gboolean
read_built_in (PmmlModel *self, const PmmlElement *element, PmmlExpression *expression, const PmmlBuiltIn *built_in, GError **error)
{
  guint least, most;
  const char *why;

  pmml_built_in_arity (built_in, &least, &most);
  expression->built_in = built_in;
  if (expression->n_args < least || (most > 0 && expression->n_args > most))
    return pmml_model_fail (self, element, error, _("The function “%s” gets %u arguments, which is not how many it takes."), pmml_element_get (element, "function"), expression->n_args);
  if (!pmml_built_in_prepare (built_in, expression, self, &why))
    return pmml_model_fail (self, element, error, _("The function “%s”: %s"), pmml_element_get (element, "function"), why);
  expression->type = pmml_built_in_type (built_in, expression);
  return TRUE;
}

static PmmlExpression *
read_apply (PmmlModel *self, const PmmlElement *element, GError **error)
{
  static const char *const treatments[] = { "returnInvalid", "asIs", "asMissing", NULL };
  PmmlExpression *expression = new_expression (self, PMML_OP_BUILT_IN);
  const char *name = pmml_need_text (self, element, "function", error);
  const PmmlBuiltIn *built_in;
  PmmlType fallback = { .kind = PMML_ANY };
  int treatment = 0;

  if (name == NULL || !pmml_get_word (self, element, "invalidValueTreatment", treatments, &treatment, error)
      || !read_arguments (self, element, expression, error))
    return NULL;
  expression->invalid = (PmmlInvalidTreatment) treatment;
  /* a definition of the file goes before the standard's */
  built_in = g_hash_table_contains (self->document->functions, name) ? NULL : pmml_built_in_find (name);
  if (built_in != NULL ? !read_built_in (self, element, expression, built_in, error) : !read_call (self, element, expression, name, error))
    return NULL;
  /* a sum may stand for a word; a word stays one */
  if (expression->type.kind == PMML_STRING)
    fallback = expression->type;
  return read_fallbacks (self, element, expression, &fallback, error) ? expression : NULL;
}

/* ---- reading ---- */

static PmmlExpression *
read_any (PmmlModel *self, const PmmlElement *element, GError **error)
{
  static const struct { const char *name; PmmlExpression *(*read) (PmmlModel *, const PmmlElement *, GError **); } kinds[] = {
    { "FieldRef", read_field_ref }, { "Constant", read_constant }, { "Apply", read_apply }, { "NormContinuous", read_norm_continuous },
    { "NormDiscrete", read_norm_discrete }, { "Discretize", read_discretize }, { "MapValues", read_map_values },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (pmml_element_is (element, kinds[i].name))
      return kinds[i].read (self, element, error);
  pmml_model_fail (self, element, error, _("Assay does not read this transformation: it needs other rows or running text. Bring the scores of the model instead."));
  return NULL;
}

const PmmlExpression *
pmml_expression_read (PmmlModel *self, const PmmlElement *element, GError **error)
{
  PmmlExpression *expression;

  if (self->document->depth >= MOST_DEPTH)
    {
      pmml_model_fail (self, element, error, _("Derived fields and expressions are nested too deep."));
      return NULL;
    }
  self->document->depth++;
  expression = read_any (self, element, error);
  self->document->depth--;
  if (expression != NULL && expression->depth > 2 * MOST_DEPTH)
    {
      pmml_model_fail (self, element, error, _("Derived fields and expressions are nested too deep."));
      return NULL;
    }
  if (expression != NULL && expression->cost > MOST_COST)
    {
      pmml_model_fail (self, element, error, _("One row would need more than 20 million steps here."));
      return NULL;
    }
  return expression;
}

PmmlType pmml_expression_type (const PmmlDocument *document, const PmmlExpression *self) { return self->type; }
guint pmml_expression_depth (const PmmlExpression *self) { return self->depth; }
double pmml_expression_cost (const PmmlExpression *self) { return self->cost; }

void
pmml_expression_slots (const PmmlExpression *self, void (*found) (guint slot, gpointer user_data), gpointer user_data)
{
  if (self->op == PMML_OP_SLOT || self->op == PMML_OP_NORM_CONTINUOUS || self->op == PMML_OP_NORM_DISCRETE || self->op == PMML_OP_DISCRETIZE)
    found (self->slot, user_data);
  for (guint i = 0; self->op == PMML_OP_MAP_VALUES && i < self->map->n_columns; i++)
    found (self->map->slots[i], user_data);
  for (guint i = 0; i < self->n_args; i++)
    pmml_expression_slots (self->args[i], found, user_data);
}

/* ---- evaluating ---- */

static double
number_of (PmmlValue value)
{
  double number;

  return value.kind == PMML_STRING ? (pmml_number_parse (value.text, &number) ? number : NAN) : value.number;
}

static PmmlValue
normalise (const PmmlExpression *self, PmmlRow *row, double x)
{
  const PmmlLinearNorm *norms = self->norms;
  guint last = self->n_norms - 1, at = 1;

  if (isnan (x))
    return pmml_row_fail (row, "%s", _("a value to be normalised is no number"));
  if (x < norms[0].orig || x > norms[last].orig)
    {
      if (self->outlier == PMML_OUTLIER_AS_MISSING)
        return self->has_map_missing ? self->map_missing : pmml_missing ();
      if (self->outlier == PMML_OUTLIER_AS_EXTREME)
        return pmml_double (x < norms[0].orig ? norms[0].norm : norms[last].norm);
    }
  while (at < last && x > norms[at].orig)
    at++;
  return pmml_double (norms[at - 1].norm + (x - norms[at - 1].orig) / (norms[at].orig - norms[at - 1].orig) * (norms[at].norm - norms[at - 1].norm));
}

static PmmlValue
discretize (const PmmlExpression *self, double x)
{
  for (guint i = 0; i < self->n_bins; i++)
    {
      const PmmlInterval *interval = &self->bins[i].interval;

      if ((interval->low_open ? x > interval->low : x >= interval->low) && (interval->high_open ? x < interval->high : x <= interval->high))
        return self->bins[i].value;
    }
  return self->has_default ? self->default_value : pmml_missing ();
}

static gboolean
row_matches (const PmmlValue *keys, const PmmlValue *values, guint n)
{
  for (guint i = 0; i < n; i++)
    if (keys[i].kind == PMML_STRING && values[i].kind == PMML_STRING ? keys[i].text != values[i].text : !pmml_value_equal (keys[i], values[i]))
      return FALSE;
  return TRUE;
}

static PmmlValue
map_values (const PmmlExpression *self, PmmlRow *row)
{
  const PmmlMapTable *map = self->map;
  PmmlValue values[16], *cells = map->n_columns <= 16 ? values : g_new (PmmlValue, map->n_columns);
  PmmlValue found = self->has_default ? self->default_value : pmml_missing ();
  gboolean is_missing = FALSE, is_invalid = FALSE;

  for (guint i = 0; i < map->n_columns; i++)
    {
      cells[i] = pmml_row_get (row, map->slots[i]);
      is_missing |= cells[i].kind == PMML_MISSING;
      is_invalid |= cells[i].kind == PMML_INVALID;
    }
  if (is_invalid)
    found = pmml_invalid ();
  else if (is_missing)
    found = self->has_map_missing ? self->map_missing : pmml_missing ();
  else if (map->by_text != NULL && cells[0].kind == PMML_STRING)
    {
      gsize at = GPOINTER_TO_SIZE (g_hash_table_lookup (map->by_text, cells[0].text));

      if (at > 0)
        found = map->values[at - 1];
    }
  else
    for (gsize i = 0; i < map->n_rows; i++)
      if (row_matches (map->keys + i * map->n_columns, cells, map->n_columns))
        {
          found = map->values[i];
          break;
        }
  if (cells != values)
    g_free (cells);
  return found;
}

static PmmlValue
call_function (const PmmlExpression *self, PmmlRow *row)
{
  PmmlValue frame[MOST_PARAMETERS], *outer = row->parameters, value;

  for (guint i = 0; i < self->n_args; i++)
    {
      frame[i] = pmml_row_cast (row, pmml_expression_evaluate (self->args[i], row), &self->function->parameter_types[i], self->function->parameters[i]);
      if (frame[i].kind == PMML_INVALID)
        return frame[i];
      if (frame[i].kind == PMML_MISSING && self->has_map_missing)
        return self->map_missing;
    }
  row->parameters = frame;
  value = pmml_expression_evaluate (self->function->body, row);
  row->parameters = outer;
  return pmml_row_cast (row, value, &self->function->type, self->function->name);
}

static PmmlValue
apply (const PmmlExpression *self, PmmlRow *row)
{
  const char *problem = row->problem;
  PmmlValue value = self->op == PMML_OP_CALL ? call_function (self, row) : pmml_built_in_evaluate (self->built_in, self, row);

  if (value.kind == PMML_INVALID && self->invalid == PMML_INVALID_AS_MISSING)
    {
      row->problem = problem;
      value = pmml_missing ();
    }
  if (value.kind == PMML_MISSING && self->has_default)
    value = self->default_value;
  return value;
}

/* One field, missing and invalid seen to. FALSE: *value is the result. */
static gboolean
take_field (const PmmlExpression *self, PmmlRow *row, PmmlValue *value)
{
  *value = pmml_row_get (row, self->slot);
  if (!pmml_is_nothing (*value))
    return TRUE;
  if (value->kind == PMML_MISSING && self->has_map_missing)
    *value = self->map_missing;
  return FALSE;
}

PmmlValue
pmml_expression_evaluate (const PmmlExpression *self, PmmlRow *row)
{
  PmmlValue value;

  switch (self->op)
    {
    case PMML_OP_CONSTANT:
      return self->constant;
    case PMML_OP_SLOT:
      take_field (self, row, &value);
      return value;
    case PMML_OP_PARAMETER:
      value = row->parameters[self->slot];
      return value.kind == PMML_MISSING && self->has_map_missing ? self->map_missing : value;
    case PMML_OP_NORM_CONTINUOUS:
      return take_field (self, row, &value) ? normalise (self, row, number_of (value)) : value;
    case PMML_OP_NORM_DISCRETE:
      return take_field (self, row, &value) ? pmml_double (pmml_value_equal (value, self->constant) ? 1 : 0) : value;
    case PMML_OP_DISCRETIZE:
      return take_field (self, row, &value) ? discretize (self, number_of (value)) : value;
    case PMML_OP_MAP_VALUES:
      return map_values (self, row);
    case PMML_OP_BUILT_IN:
    case PMML_OP_CALL:
      return apply (self, row);
    }
  return pmml_invalid ();
}
