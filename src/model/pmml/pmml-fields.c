/* The data dictionary, the mining schema of a model, and what both do to a value before a model sees it. */
#include "model/pmml/pmml-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_FIELDS 20000

/* ---- data dictionary ---- */

static gboolean
fail (const PmmlDocument *document, const PmmlElement *element, GError **error, const char *what)
{
  return pmml_element_fail (element, document->file, error, "%s", what);
}

static gboolean
read_optype (const PmmlDocument *document, const PmmlElement *element, PmmlOptype *optype, GError **error)
{
  const char *text = pmml_element_get (element, "optype");

  if (text == NULL || strcmp (text, "continuous") == 0)
    *optype = text == NULL ? *optype : PMML_CONTINUOUS;
  else if (strcmp (text, "categorical") == 0)
    *optype = PMML_CATEGORICAL;
  else if (strcmp (text, "ordinal") == 0)
    *optype = PMML_ORDINAL;
  else
    return pmml_element_fail (element, document->file, error, _("The optype “%s” is none of continuous, categorical, ordinal."), text);
  return TRUE;
}

static gboolean
read_interval (const PmmlDocument *document, const PmmlElement *element, PmmlInterval *interval, GError **error)
{
  const char *closure = pmml_element_get (element, "closure"), *left = pmml_element_get (element, "leftMargin"), *right = pmml_element_get (element, "rightMargin");

  *interval = (PmmlInterval) { .low = -INFINITY, .high = INFINITY };
  if (closure == NULL)
    return fail (document, element, error, _("The attribute “closure” is missing."));
  if ((left != NULL && !pmml_number_parse (left, &interval->low)) || (right != NULL && !pmml_number_parse (right, &interval->high)))
    return fail (document, element, error, _("A margin is no number."));
  if (strcmp (closure, "openClosed") == 0 || strcmp (closure, "openOpen") == 0)
    interval->low_open = left != NULL;
  else if (strcmp (closure, "closedOpen") != 0 && strcmp (closure, "closedClosed") != 0)
    return pmml_element_fail (element, document->file, error, _("The closure “%s” is none of openClosed, openOpen, closedOpen, closedClosed."), closure);
  interval->high_open = right != NULL && (strcmp (closure, "openOpen") == 0 || strcmp (closure, "closedOpen") == 0);
  return TRUE;
}

static gboolean
read_field_value (PmmlDocument *document, PmmlField *field, const PmmlElement *element, GError **error)
{
  const char *text = pmml_element_get (element, "value"), *property = pmml_element_get (element, "property"), *display = pmml_element_get (element, "displayValue");
  PmmlValue value;

  if (text == NULL)
    return fail (document, element, error, _("The attribute “value” is missing."));
  if (!pmml_value_parse (text, &field->type, &value))
    {
      /* a code for missing need not be of the type: the text of the cell is compared */
      if (property == NULL || strcmp (property, "valid") == 0)
        return pmml_element_fail (element, document->file, error, _("“%s” is no %s, as the field “%s” is declared."), text, pmml_kind_name (field->type.kind), field->name);
      value = pmml_string (text);
    }
  if (value.kind == PMML_STRING)
    value.text = pmml_intern (document, text);
  if (property == NULL || strcmp (property, "valid") == 0)
    {
      field->valid_labels[field->n_valid] = pmml_intern (document, text);
      field->valid_displays[field->n_valid] = display != NULL ? pmml_intern (document, display) : NULL;
      field->valid[field->n_valid++] = value;
    }
  else if (strcmp (property, "missing") == 0)
    field->missing[field->n_missing++] = value;
  else if (strcmp (property, "invalid") == 0)
    field->invalid[field->n_invalid++] = value;
  else
    return pmml_element_fail (element, document->file, error, _("The property “%s” of a value is none of valid, invalid, missing."), property);
  return TRUE;
}

static void
index_valid_texts (PmmlDocument *document, PmmlField *field)
{
  if (field->type.kind != PMML_STRING || field->n_valid < 8)
    return;
  field->valid_texts = g_hash_table_new (NULL, NULL);
  pmml_arena_own (document->arena, field->valid_texts, (GDestroyNotify) g_hash_table_unref);
  for (guint i = 0; i < field->n_valid; i++)
    g_hash_table_insert (field->valid_texts, (char *) field->valid[i].text, GUINT_TO_POINTER (i + 1));
}

static gboolean
read_field (PmmlDocument *document, const PmmlElement *element, GError **error)
{
  PmmlField *field = pmml_arena_alloc (document->arena, sizeof *field);
  const char *type = pmml_element_get (element, "dataType"), *name = pmml_element_get (element, "name"), *label = pmml_element_get (element, "displayName");
  guint n = pmml_element_count (element, "Value");

  if (name == NULL)
    return fail (document, element, error, _("The attribute “name” is missing."));
  field->name = pmml_intern (document, name);
  field->label = label != NULL ? pmml_intern (document, label) : NULL;
  field->element = element;
  if (!read_optype (document, element, &field->optype, error))
    return FALSE;
  /* PMML 3.0 did not ask for a type yet */
  if (type == NULL)
    field->type.kind = field->optype == PMML_CONTINUOUS ? PMML_DOUBLE : PMML_STRING;
  else if (!pmml_type_parse (type, &field->type))
    return pmml_element_fail (element, document->file, error, _("The data type “%s” is not one that Assay knows."), type);
  if (pmml_element_get (element, "taxonomy") != NULL)
    return fail (document, element, error, _("Values are taken from a taxonomy, which Assay does not read. Export the model with the values listed."));
  field->valid = pmml_arena_alloc_n (document->arena, n, sizeof (PmmlValue));
  field->valid_labels = pmml_arena_alloc_n (document->arena, n, sizeof (char *));
  field->valid_displays = pmml_arena_alloc_n (document->arena, n, sizeof (char *));
  field->invalid = pmml_arena_alloc_n (document->arena, n, sizeof (PmmlValue));
  field->missing = pmml_arena_alloc_n (document->arena, n, sizeof (PmmlValue));
  field->intervals = pmml_arena_alloc_n (document->arena, pmml_element_count (element, "Interval"), sizeof (PmmlInterval));
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      if (pmml_element_is (child, "Value") ? !read_field_value (document, field, child, error)
          : pmml_element_is (child, "Interval") ? !read_interval (document, child, &field->intervals[field->n_intervals++], error)
          : !pmml_element_fail (child, document->file, error, _("Assay does not know this element in a data field.")))
        return FALSE;
    }
  index_valid_texts (document, field);
  if (g_hash_table_contains (document->fields_by_name, field->name))
    return pmml_element_fail (element, document->file, error, _("The field “%s” is declared twice."), field->name);
  g_hash_table_insert (document->fields_by_name, (char *) field->name, field);
  g_ptr_array_add (document->fields, field);
  return TRUE;
}

gboolean
pmml_fields_read (PmmlDocument *document, const PmmlElement *root, GError **error)
{
  const PmmlElement *dictionary = pmml_element_find (root, "DataDictionary");

  if (dictionary == NULL)
    return fail (document, root, error, _("There is no <DataDictionary>: the file is not complete."));
  for (const PmmlElement *child = dictionary->child; child != NULL; child = child->next)
    {
      if (pmml_element_is (child, "Taxonomy"))
        continue;               /* a field that uses it is refused */
      if (!pmml_element_is (child, "DataField"))
        return fail (document, child, error, _("Assay does not know this element in a data dictionary."));
      if (document->fields->len >= MOST_FIELDS)
        return fail (document, child, error, _("There are more than 20,000 fields."));
      if (!read_field (document, child, error))
        return FALSE;
    }
  return TRUE;
}

const PmmlField *
pmml_field_find (const PmmlDocument *document, const char *name)
{
  return g_hash_table_lookup (document->fields_by_name, name);
}

/* ---- asking a field ---- */

static gboolean
is_listed (const PmmlValue *values, guint n, PmmlValue value)
{
  for (guint i = 0; i < n; i++)
    if (values[i].kind == PMML_STRING && value.kind == PMML_STRING ? strcmp (values[i].text, value.text) == 0 : pmml_value_compare (values[i], value) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_within (const PmmlInterval *interval, double number)
{
  return (interval->low_open ? number > interval->low : number >= interval->low) && (interval->high_open ? number < interval->high : number <= interval->high);
}

gboolean
pmml_field_is_missing (const PmmlField *self, PmmlValue value)
{
  return value.kind == PMML_MISSING || (self->n_missing > 0 && is_listed (self->missing, self->n_missing, value));
}

gboolean
pmml_field_is_valid (const PmmlField *self, PmmlValue value)
{
  if (value.kind == PMML_INVALID)
    return FALSE;
  if (self->type.kind != PMML_STRING && value.kind == PMML_STRING)
    return FALSE;               /* kept as it was found, because it is not of the type */
  if (value.kind != PMML_STRING && isnan (value.number))
    return FALSE;
  if (self->type.kind == PMML_INTEGER && value.number != floor (value.number))
    return FALSE;
  if (self->n_invalid > 0 && is_listed (self->invalid, self->n_invalid, value))
    return FALSE;
  if (self->n_valid > 0)
    {
      if (self->valid_texts != NULL && value.kind == PMML_STRING ? g_hash_table_contains (self->valid_texts, value.text) : is_listed (self->valid, self->n_valid, value))
        return TRUE;
      if (self->n_intervals == 0)
        return FALSE;
    }
  if (self->n_intervals == 0 || value.kind == PMML_STRING)
    return TRUE;
  for (guint i = 0; i < self->n_intervals; i++)
    if (is_within (&self->intervals[i], value.number))
      return TRUE;
  return FALSE;
}

int
pmml_field_order (const PmmlField *self, PmmlValue value)
{
  for (guint i = 0; i < self->n_valid; i++)
    if (pmml_value_equal (self->valid[i], value))
      return (int) i;
  return -1;
}

/* ---- mining schema ---- */

static gboolean
read_usage (const PmmlModel *self, const PmmlElement *element, PmmlMiningField *field, GError **error)
{
  static const char *const names[] = { "active", "predicted", "target", "supplementary", "group", "order", "frequencyWeight", "analysisWeight", NULL };
  static const PmmlUsage usages[] = { PMML_USAGE_ACTIVE, PMML_USAGE_TARGET, PMML_USAGE_TARGET, PMML_USAGE_SUPPLEMENTARY, PMML_USAGE_OTHER, PMML_USAGE_OTHER, PMML_USAGE_OTHER, PMML_USAGE_OTHER };
  int at = 0;

  if (!pmml_get_word (self, element, "usageType", names, &at, error))
    return FALSE;
  field->usage = usages[at];
  return TRUE;
}

static gboolean
read_replacement (PmmlModel *self, const PmmlElement *element, const char *attribute, const PmmlField *field, PmmlValue *value, GError **error)
{
  static const PmmlType any = { .kind = PMML_ANY };
  const char *text = pmml_element_get (element, attribute);

  *value = pmml_missing ();
  if (text == NULL)
    return TRUE;
  if (!pmml_value_parse (text, field != NULL ? &field->type : &any, value))
    {
      double number;

      /* a mean that replaces missing values of an integer field */
      if (field == NULL || field->type.kind != PMML_INTEGER || !pmml_number_parse (text, &number))
        return pmml_model_fail (self, element, error, _("“%s” of “%s” is “%s”, which is no %s as the field is declared."), attribute, pmml_element_get (element, "name"), text,
                                pmml_kind_name (field->type.kind));
      *value = pmml_double (number);
    }
  if (value->kind == PMML_STRING)
    value->text = pmml_intern (self->document, text);
  return TRUE;
}

static gboolean
read_outliers (const PmmlModel *self, const PmmlElement *element, PmmlMiningField *field, GError **error)
{
  static const char *const names[] = { "asIs", "asMissingValues", "asExtremeValues", NULL };
  int at = 0;

  field->low = field->high = NAN;
  if (!pmml_get_word (self, element, "outliers", names, &at, error) || !pmml_get_number (self, element, "lowValue", &field->low, error)
      || !pmml_get_number (self, element, "highValue", &field->high, error))
    return FALSE;
  field->outlier = (PmmlOutlierTreatment) at;
  if (at != 0 && isnan (field->low) && isnan (field->high))
    return pmml_model_fail (self, element, error, _("Outliers are to be treated, but neither lowValue nor highValue says what an outlier is."));
  return TRUE;
}

static gboolean
read_mining_field (PmmlModel *self, const PmmlElement *element, GError **error)
{
  static const char *const invalid_names[] = { "returnInvalid", "asIs", "asMissing", "asValue", NULL };
  static const char *const missing_names[] = { "asIs", "asMean", "asMode", "asMedian", "asValue", "returnInvalid", NULL };
  PmmlMiningField *field = pmml_new (self, PmmlMiningField, 1);
  const char *name = pmml_need_text (self, element, "name", error);
  const PmmlField *declared;
  int invalid = 0, missing = 0;

  if (name == NULL)
    return FALSE;
  field->name = pmml_intern (self->document, name);
  field->element = element;
  declared = pmml_field_find (self->document, name);
  if (!read_usage (self, element, field, error) || !pmml_get_word (self, element, "invalidValueTreatment", invalid_names, &invalid, error)
      || !pmml_get_word (self, element, "missingValueTreatment", missing_names, &missing, error) || !read_outliers (self, element, field, error)
      || !read_replacement (self, element, "missingValueReplacement", declared, &field->missing_replacement, error)
      || !read_replacement (self, element, "invalidValueReplacement", declared, &field->invalid_replacement, error))
    return FALSE;
  field->invalid = (PmmlInvalidTreatment) invalid;
  field->has_invalid = pmml_element_get (element, "invalidValueTreatment") != NULL;
  /* how the replacement was found (mean, mode…) says nothing about what to do, but for returnInvalid */
  field->missing_is_invalid = missing == 5;
  if (field->invalid == PMML_INVALID_AS_VALUE && field->invalid_replacement.kind == PMML_MISSING)
    return pmml_model_fail (self, element, error, _("Invalid values of “%s” are to be replaced, but invalidValueReplacement does not say by what."), name);
  if (field->invalid != PMML_INVALID_AS_VALUE)
    field->invalid_replacement = pmml_missing ();
  field->is_default = (!field->has_invalid || invalid <= 1) && field->missing_replacement.kind == PMML_MISSING && !field->missing_is_invalid
                      && field->outlier == PMML_OUTLIER_AS_IS;
  if (g_hash_table_contains (self->mining_by_name, field->name))
    return pmml_model_fail (self, element, error, _("The field “%s” stands twice in the mining schema."), name);
  g_hash_table_insert (self->mining_by_name, (char *) field->name, field);
  g_ptr_array_add (self->mining, field);
  return TRUE;
}

/* A model may say which of several it is. */
static gboolean
find_target (PmmlModel *self, const PmmlElement *model, GError **error)
{
  const char *named = pmml_element_get (model, "targetFieldName");

  if (named == NULL)
    named = pmml_element_get (model, "targetVariableName");
  for (guint i = 0; i < self->mining->len; i++)
    {
      const PmmlMiningField *field = self->mining->pdata[i];

      if (field->usage != PMML_USAGE_TARGET)
        continue;
      if (self->target != NULL && g_strcmp0 (named, self->target) == 0)
        continue;
      if (self->target != NULL && g_strcmp0 (named, field->name) == 0)
        self->target = NULL;
      if (self->target != NULL)
        return pmml_model_fail (self, field->element, error, _("The model predicts both “%s” and “%s”. Assay scores models of one target: export one model for each."), self->target, field->name);
      self->target = field->name;
    }
  self->target_field = self->target != NULL ? pmml_field_find (self->document, self->target) : NULL;
  return TRUE;
}

gboolean
pmml_mining_schema_read (PmmlModel *self, const PmmlElement *model, GError **error)
{
  const PmmlElement *schema = pmml_element_find (model, "MiningSchema");

  /* a model that is embedded in another shares the schema of that */
  if (schema == NULL && self->parent != NULL && (pmml_element_is (model, "Regression") || pmml_element_is (model, "DecisionTree")))
    {
      self->target = self->parent->target;
      self->target_field = self->parent->target_field;
      return TRUE;
    }
  if (schema == NULL)
    return pmml_model_fail (self, model, error, _("There is no <MiningSchema>: the file is not complete."));
  for (const PmmlElement *child = schema->child; child != NULL; child = child->next)
    {
      if (!pmml_element_is (child, "MiningField"))
        return pmml_refuse_child (self, child, error);
      if (!read_mining_field (self, child, error))
        return FALSE;
    }
  return find_target (self, model, error);
}

/* ---- treatment ---- */

static PmmlValue
treat_missing (PmmlRow *row, const char *name, const PmmlMiningField *mining)
{
  if (mining == NULL)
    return pmml_missing ();
  if (mining->missing_is_invalid)
    return pmml_row_fail (row, "%s", _("a value is missing that the model does not allow to be missing"));
  return mining->missing_replacement;
}

static PmmlValue
treat_outlier (PmmlRow *row, const PmmlMiningField *mining, PmmlValue value)
{
  gboolean is_low = value.number < mining->low, is_high = value.number > mining->high;

  if (value.kind == PMML_STRING || (!is_low && !is_high))
    return value;
  if (mining->outlier == PMML_OUTLIER_AS_MISSING)
    return treat_missing (row, mining->name, mining);
  return pmml_number (value.kind, is_low ? mining->low : mining->high);
}

PmmlValue
pmml_treat (PmmlRow *row, const PmmlField *field, const PmmlMiningField *mining, PmmlValue value, gboolean is_passed)
{
  char buffer[64];

  if (is_passed ? value.kind == PMML_MISSING : pmml_field_is_missing (field, value))
    return treat_missing (row, field != NULL ? field->name : mining->name, mining);
  /* what the model around has let through is not judged again, unless this schema says so itself */
  if (field != NULL && (!is_passed || mining->has_invalid) && !pmml_field_is_valid (field, value))
    {
      switch (mining != NULL ? mining->invalid : PMML_INVALID_RETURN)
        {
        case PMML_INVALID_AS_IS:
          if (value.kind != PMML_STRING || field->type.kind == PMML_STRING)
            return value;
          return pmml_row_fail (row, _("“%s” is “%s”, which is no %s"), field->name, value.text, pmml_kind_name (field->type.kind));
        case PMML_INVALID_AS_MISSING:
          return treat_missing (row, field->name, mining);
        case PMML_INVALID_AS_VALUE:
          return mining->invalid_replacement;
        case PMML_INVALID_RETURN:
          return pmml_row_fail (row, _("“%s” is “%s”, which the model does not allow"), field->name, pmml_value_format (value, buffer));
        }
    }
  if (mining != NULL && mining->outlier != PMML_OUTLIER_AS_IS)
    return treat_outlier (row, mining, value);
  return value;
}
