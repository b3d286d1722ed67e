/* GeneralRegressionModel: parameters are products of covariates, factor levels and contrasts (the PPMatrix), and a linear predictor
 * for each category goes through a link. CoxRegression is read by pmml-cox.c where that exists. */
#include "model/pmml/pmml-general-regression.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ---- reading: predictors ---- */

static gboolean
read_matrix (PmmlModel *self, const PmmlElement *element, PmmlGlmFactor *factor, GError **error)
{
  guint row = 0;

  if (!pmml_reserve_cells (self, element, factor->n_categories, factor->n_categories, error))
    return FALSE;
  factor->matrix = pmml_new (self, double, (gsize) factor->n_categories * factor->n_categories);
  for (const PmmlElement *child = element->child; child != NULL; child = child->next, row++)
    {
      g_autofree double *numbers = NULL;
      gsize n;

      if (!pmml_element_is (child, "Array"))
        return pmml_model_fail (self, child, error, _("A contrast matrix is read as rows of <Array>, and this is something else."));
      numbers = pmml_array_numbers (self, child, &n, error);
      if (numbers == NULL)
        return FALSE;
      if (row >= factor->n_categories || (row > 0 && n != factor->n_columns) || n > factor->n_categories)
        return pmml_model_fail (self, child, error, _("The contrast matrix does not fit the categories."));
      factor->n_columns = (guint) n;
      memcpy (factor->matrix + (gsize) row * n, numbers, n * sizeof (double));
    }
  if (row != factor->n_categories)
    return pmml_model_fail (self, element, error, _("The contrast matrix does not fit the categories."));
  return TRUE;
}

static gboolean
read_categories (PmmlModel *self, const PmmlElement *element, PmmlGlmFactor *factor, GError **error)
{
  guint n = pmml_element_count (element, "Category");

  factor->categories = pmml_new (self, PmmlValue, n);
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      const char *value = pmml_element_get (child, "value");

      if (!pmml_element_is (child, "Category") || value == NULL)
        return pmml_refuse_child (self, child, error);
      if (!pmml_literal (self, child, factor->slot, value, &factor->categories[factor->n_categories++], error))
        return FALSE;
    }
  return TRUE;
}

/* Without categories of its own, a factor has those of the dictionary. */
static void
take_declared_categories (PmmlModel *self, PmmlGlmFactor *factor)
{
  const PmmlField *field = pmml_slot (self->document, factor->slot)->field;

  if (factor->n_categories > 0 || field == NULL)
    return;
  factor->categories = field->valid;
  factor->n_categories = field->n_valid;
}

static gboolean
read_predictor (PmmlGlm *self, const PmmlElement *element, PmmlGlmFactor *factor, GError **error)
{
  PmmlModel *model = &self->model;
  const char *name = pmml_need_text (model, element, "name", error);
  const PmmlElement *categories = pmml_element_find (element, "Categories"), *matrix = pmml_element_find (element, "Matrix");

  if (name == NULL || !pmml_resolve (model, element, name, &factor->slot, error))
    return FALSE;
  factor->name = pmml_intern (model->document, name);
  if (!factor->is_factor)
    {
      if (matrix != NULL)
        return pmml_model_fail (model, matrix, error, _("A covariate has no contrast matrix."));
      if (pmml_slot (model->document, factor->slot)->type.kind == PMML_STRING)
        return pmml_model_fail (model, element, error, _("“%s” is a text and is used as a covariate."), name);
      return TRUE;
    }
  if (categories != NULL && !read_categories (model, categories, factor, error))
    return FALSE;
  take_declared_categories (model, factor);
  return matrix == NULL || read_matrix (model, matrix, factor, error);
}

static gboolean
read_predictors (PmmlGlm *self, const PmmlElement *element, gboolean is_factor, GError **error)
{
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      PmmlGlmFactor *factor = pmml_new (&self->model, PmmlGlmFactor, 1);

      if (!pmml_element_is (child, "Predictor"))
        return pmml_refuse_child (&self->model, child, error);
      factor->is_factor = is_factor;
      if (!read_predictor (self, child, factor, error))
        return FALSE;
      g_hash_table_insert (self->predictors, (char *) factor->name, factor);
    }
  return TRUE;
}

/* ---- reading: parameters ---- */

static gboolean
read_parameters (PmmlGlm *self, const PmmlElement *element, GError **error)
{
  PmmlModel *model = &self->model;
  guint n = pmml_element_count (element, "Parameter");

  self->parameters = pmml_new (model, PmmlGlmParameter, n);
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      const char *name = pmml_need_text (model, child, "name", error);
      PmmlGlmParameter *parameter = &self->parameters[self->n_parameters];

      if (!pmml_element_is (child, "Parameter"))
        return pmml_refuse_child (model, child, error);
      if (name == NULL || !pmml_get_number (model, child, "referencePoint", &parameter->reference, error))
        return FALSE;
      parameter->name = pmml_intern (model->document, name);
      parameter->cells = g_array_new (FALSE, TRUE, sizeof (PmmlGlmCell));
      pmml_arena_own (model->document->arena, parameter->cells, (GDestroyNotify) g_array_unref);
      if (!g_hash_table_insert (self->by_name, (char *) parameter->name, parameter))
        return pmml_model_fail (model, child, error, _("The parameter “%s” is declared twice."), name);
      self->n_parameters++;
    }
  return TRUE;
}

/* The number of a column of a contrast matrix stands in the label of the parameter, or counts the cells; here: by the cell's value. */
static gboolean
read_cell (PmmlGlm *self, const PmmlElement *element, GHashTable *columns, GError **error)
{
  PmmlModel *model = &self->model;
  const char *value = pmml_need_text (model, element, "value", error), *predictor = pmml_need_text (model, element, "predictorName", error);
  const char *parameter_name = pmml_need_text (model, element, "parameterName", error), *target = pmml_element_get (element, "targetCategory");
  PmmlGlmParameter *parameter;
  PmmlGlmCell cell = { .power = 1, .target = -1 };

  if (value == NULL || predictor == NULL || parameter_name == NULL)
    return FALSE;
  parameter = g_hash_table_lookup (self->by_name, parameter_name);
  cell.factor = g_hash_table_lookup (self->predictors, predictor);
  if (parameter == NULL)
    return pmml_model_fail (model, element, error, _("“%s” is no parameter of the list."), parameter_name);
  if (cell.factor == NULL)
    return pmml_model_fail (model, element, error, _("“%s” is neither in the list of factors nor in that of covariates."), predictor);
  if (target != NULL && model->function == PMML_CLASSIFICATION)
    {
      cell.target = pmml_model_class_of (model, element, target, error);
      if (cell.target < 0)
        return FALSE;
    }
  if (!cell.factor->is_factor)
    {
      if (!pmml_get_number (model, element, "value", &cell.power, error))
        return FALSE;
    }
  else if (!pmml_literal (model, element, cell.factor->slot, value, &cell.value, error))
    return FALSE;
  if (cell.factor->matrix != NULL)
    {
      cell.column = -1;
      for (guint i = 0; i < cell.factor->n_categories; i++)
        if (pmml_value_equal (cell.factor->categories[i], cell.value))
          cell.column = (int) i;
      if (cell.column < 0 || cell.column >= (int) cell.factor->n_columns)
        return pmml_model_fail (model, element, error, _("“%s” is no column of the contrast matrix of “%s”."), value, predictor);
    }
  g_array_append_val (parameter->cells, cell);
  return TRUE;
}

static gboolean
read_coefficient (PmmlGlm *self, const PmmlElement *element, GError **error)
{
  PmmlModel *model = &self->model;
  const char *name = pmml_need_text (model, element, "parameterName", error), *target = pmml_element_get (element, "targetCategory");
  PmmlGlmCoefficient coefficient = { .target = -1 };
  gboolean is_open = model->function == PMML_CLASSIFICATION;
  PmmlGlmParameter *parameter = name != NULL ? g_hash_table_lookup (self->by_name, name) : NULL;

  if (name == NULL)
    return FALSE;
  if (parameter == NULL)
    return pmml_model_fail (model, element, error, _("“%s” is no parameter of the list."), name);
  if (target != NULL && is_open)
    {
      coefficient.target = pmml_model_class_of (model, element, target, error);
      if (coefficient.target < 0)
        return FALSE;
    }
  coefficient.parameter = (guint) (parameter - self->parameters);
  if (!pmml_need_number (model, element, "beta", &coefficient.beta, error))
    return FALSE;
  g_array_append_val (self->coefficients, coefficient);
  return TRUE;
}

static gboolean
read_cells (PmmlGlm *self, const PmmlElement *element, const char *name, gboolean (*read) (PmmlGlm *, const PmmlElement *, GError **), GError **error)
{
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    if (!pmml_element_is (child, name) ? !pmml_refuse_child (&self->model, child, error) : !read (self, child, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_cell_plain (PmmlGlm *self, const PmmlElement *element, GError **error)
{
  return read_cell (self, element, NULL, error);
}

/* ---- reading: the model ---- */

static gboolean
read_variable (PmmlGlm *self, const PmmlElement *element, const char *variable, const char *value, PmmlGlmOffset *offset, GError **error)
{
  const char *name = pmml_element_get (element, variable);

  if (!pmml_get_number (&self->model, element, value, &offset->value, error))
    return FALSE;
  offset->has_slot = name != NULL;
  return name == NULL || pmml_resolve (&self->model, element, name, &offset->slot, error);
}

static gboolean
read_attributes (PmmlGlm *self, const PmmlElement *element, GError **error)
{
  static const char *const types[] = { "regression", "generalLinear", "generalizedLinear", "multinomialLogistic", "ordinalMultinomial", "CoxRegression", NULL };
  static const char *const links[] = { "identity", "cloglog", "log", "logc", "logit", "loglog", "negbin", "oddspower", "power", "probit", "cauchit", NULL };
  PmmlModel *model = &self->model;
  int type = 0, link = PMML_LINK_IDENTITY, cumulative = PMML_LINK_LOGIT;

  self->trials.value = 1;
  self->link_parameter = self->dist_parameter = NAN;
  if (pmml_need_text (model, element, "modelType", error) == NULL || !pmml_get_word (model, element, "modelType", types, &type, error)
      || !pmml_get_word (model, element, "linkFunction", links, &link, error) || !pmml_get_word (model, element, "cumulativeLink", links, &cumulative, error)
      || !pmml_get_number (model, element, "linkParameter", &self->link_parameter, error) || !pmml_get_number (model, element, "distParameter", &self->dist_parameter, error)
      || !read_variable (self, element, "offsetVariable", "offsetValue", &self->offset, error) || !read_variable (self, element, "trialsVariable", "trialsValue", &self->trials, error))
    return FALSE;
  self->type = (PmmlGlmType) type;
  /* the standard gives an offset to these three types, and trials to one */
  if (self->type != PMML_GLM_GENERALIZED && self->type != PMML_GLM_ORDINAL && self->type != PMML_GLM_MULTINOMIAL)
    self->offset = (PmmlGlmOffset) { 0 };
  if (self->type != PMML_GLM_GENERALIZED)
    self->trials = (PmmlGlmOffset) { .value = 1 };
  self->link = self->type == PMML_GLM_ORDINAL ? (PmmlLink) cumulative : self->type == PMML_GLM_GENERALIZED ? (PmmlLink) link : PMML_LINK_IDENTITY;
  if (self->type == PMML_GLM_GENERALIZED && pmml_element_get (element, "linkFunction") == NULL)
    return pmml_need_text (model, element, "linkFunction", error) != NULL;
  if ((self->link == PMML_LINK_ODDSPOWER || self->link == PMML_LINK_POWER) && isnan (self->link_parameter))
    return pmml_need_text (model, element, "linkParameter", error) != NULL;
  if (self->link == PMML_LINK_NEGBIN && !(self->dist_parameter > 0))
    return pmml_model_fail (model, element, error, _("The link “negbin” needs a positive distParameter."));
  return TRUE;
}

/* The category that has no coefficients. */
static gboolean
find_reference (PmmlGlm *self, const PmmlElement *element, GError **error)
{
  PmmlModel *model = &self->model;
  const char *reference = pmml_element_get (element, "targetReferenceCategory");
  g_autofree gboolean *has_own = g_new0 (gboolean, model->classes->len + 2);
  guint n_free = 0;

  self->reference = -1;
  if (reference != NULL)
    {
      self->reference = pmml_model_class_of (model, element, reference, error);
      if (self->reference < 0)
        return FALSE;
    }
  for (guint i = 0; i < self->coefficients->len; i++)
    {
      int target = g_array_index (self->coefficients, PmmlGlmCoefficient, i).target;

      if (target >= 0)
        has_own[target] = TRUE;
    }
  for (guint i = 0; i < model->classes->len; i++)
    n_free += !has_own[i];
  for (guint i = 0; self->reference < 0 && n_free == 1 && i < model->classes->len; i++)
    if (!has_own[i])
      self->reference = (int) i;
  /* a binary model without categories in its coefficients speaks of the class that is not the reference */
  if (self->reference < 0 && n_free == model->classes->len && model->classes->len == 2)
    self->reference = 0;
  if (self->reference < 0 && self->type != PMML_GLM_ORDINAL)
    return pmml_model_fail (model, element, error, _("The file does not say which category is the reference (targetReferenceCategory)."));
  if (self->reference >= 0 && self->type != PMML_GLM_ORDINAL && has_own[self->reference])
    return pmml_model_fail (model, element, error, _("The reference category has coefficients of its own."));
  return TRUE;
}

/* Columns of the design by class: which coefficients a class uses. A coefficient without a category belongs to all. */
static gboolean
check_classes (PmmlGlm *self, const PmmlElement *element, GError **error)
{
  PmmlModel *model = &self->model;

  if (model->function != PMML_CLASSIFICATION)
    return self->type != PMML_GLM_MULTINOMIAL && self->type != PMML_GLM_ORDINAL ? TRUE : pmml_refuse_value (model, element, "functionName", error);
  if (self->type == PMML_GLM_REGRESSION || self->type == PMML_GLM_GENERAL)
    return pmml_model_fail (model, element, error, _("A model of type “%s” predicts numbers, not classes."), pmml_element_get (element, "modelType"));
  if (!find_reference (self, element, error))
    return FALSE;
  if (model->classes->len < 2)
    return pmml_model_fail (model, element, error, _("The file does not name the classes."));
  if (self->type == PMML_GLM_GENERALIZED && model->classes->len != 2)
    return pmml_model_fail (model, element, error, _("A generalised linear model has two classes, and here are %u."), model->classes->len);
  return TRUE;
}

static gboolean
read_parts (PmmlGlm *self, const PmmlElement *element, GError **error)
{
  static const char *const known[] = { "ParameterList", "FactorList", "CovariateList", "PPMatrix", "PCovMatrix", "ParamMatrix", "EventValues", "BaseCumHazardTables" };
  PmmlModel *model = &self->model;
  const PmmlElement *parts[G_N_ELEMENTS (known)] = { NULL };

  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      guint at = 0;

      while (at < G_N_ELEMENTS (known) && !pmml_element_is (child, known[at]))
        at++;
      if (at < G_N_ELEMENTS (known))
        parts[at] = child;
      else if (!pmml_model_is_common (child))
        return pmml_refuse_child (model, child, error);
    }
  if (parts[0] == NULL || parts[5] == NULL)
    return pmml_model_fail (model, element, error, _("There is no <ParameterList> or no <ParamMatrix>: the file is not complete."));
  return read_parameters (self, parts[0], error) && (parts[1] == NULL || read_predictors (self, parts[1], TRUE, error))
         && (parts[2] == NULL || read_predictors (self, parts[2], FALSE, error)) && (parts[3] == NULL || read_cells (self, parts[3], "PPCell", read_cell_plain, error))
         && read_cells (self, parts[5], "PCell", read_coefficient, error);
}

static gboolean
parse (PmmlModel *model, const PmmlElement *element, GError **error)
{
  PmmlGlm *self = (PmmlGlm *) model;
  const char *target = pmml_element_get (element, "targetVariableName");

  self->predictors = g_hash_table_new (g_str_hash, g_str_equal);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->coefficients = g_array_new (FALSE, TRUE, sizeof (PmmlGlmCoefficient));
  pmml_arena_own (model->document->arena, self->predictors, (GDestroyNotify) g_hash_table_unref);
  pmml_arena_own (model->document->arena, self->by_name, (GDestroyNotify) g_hash_table_unref);
  pmml_arena_own (model->document->arena, self->coefficients, (GDestroyNotify) g_array_unref);
  if (model->target == NULL && target != NULL)
    model->target = pmml_intern (model->document, target);
  if (!read_attributes (self, element, error) || !read_parts (self, element, error))
    return FALSE;
  if (self->type == PMML_GLM_COX)
    return pmml_cox_read (self, element, error);
  if (!check_classes (self, element, error))
    return FALSE;
  model->buffer_size = self->n_parameters;
  return TRUE;
}

/* ---- evaluating ---- */

/* A factor level or contrast, or a power of a covariate. FALSE: missing. */
static gboolean
cell_value (const PmmlGlmCell *cell, PmmlRow *row, double *value)
{
  PmmlValue x = pmml_row_get (row, cell->factor->slot);

  if (pmml_is_nothing (x))
    return FALSE;
  if (!cell->factor->is_factor)
    {
      *value = cell->power == 1 ? x.number : pow (x.number, cell->power);
      return TRUE;
    }
  if (cell->factor->matrix == NULL)
    {
      *value = pmml_value_equal (x, cell->value) ? 1 : 0;
      return TRUE;
    }
  *value = 0;
  for (guint i = 0; i < cell->factor->n_categories; i++)
    if (pmml_value_equal (x, cell->factor->categories[i]))
      *value = cell->factor->matrix[(gsize) i * cell->factor->n_columns + (guint) cell->column];
  return TRUE;
}

gboolean
pmml_glm_design (const PmmlGlm *self, PmmlRow *row, int target, double *x)
{
  for (guint i = 0; i < self->n_parameters; i++)
    {
      const GArray *cells = self->parameters[i].cells;

      x[i] = 1;
      for (guint k = 0; k < cells->len; k++)
        {
          const PmmlGlmCell *cell = &g_array_index (cells, PmmlGlmCell, k);
          double value;

          if (cell->target >= 0 && cell->target != target)
            continue;
          if (!cell_value (cell, row, &value))
            return FALSE;
          x[i] *= value;
        }
    }
  return TRUE;
}

static double
predictor_of (const PmmlGlm *self, const double *x, int target)
{
  double sum = 0;

  for (guint i = 0; i < self->coefficients->len; i++)
    {
      const PmmlGlmCoefficient *coefficient = &g_array_index (self->coefficients, PmmlGlmCoefficient, i);

      if (coefficient->target < 0 || coefficient->target == target)
        sum += coefficient->beta * x[coefficient->parameter];
    }
  return sum;
}

static gboolean
read_offset (const PmmlGlmOffset *offset, PmmlRow *row, double *value)
{
  PmmlValue x;

  *value = offset->value;
  if (!offset->has_slot)
    return TRUE;
  x = pmml_row_get (row, offset->slot);
  *value = x.number;
  return !pmml_is_nothing (x) && x.kind != PMML_STRING;
}

static double
link_inverse (const PmmlGlm *self, PmmlLink link, double z)
{
  double d = self->link_parameter;

  switch (link)
    {
    case PMML_LINK_IDENTITY: return z;
    case PMML_LINK_CLOGLOG: return -expm1 (-exp (z));
    case PMML_LINK_LOG: return exp (z);
    case PMML_LINK_LOGC: return -expm1 (z);
    case PMML_LINK_LOGIT: return 1 / (1 + exp (-z));
    case PMML_LINK_LOGLOG: return exp (-exp (-z));
    case PMML_LINK_NEGBIN: return 1 / (self->dist_parameter * expm1 (-z));
    case PMML_LINK_ODDSPOWER: return d == 0 ? 1 / (1 + exp (-z)) : 1 / (1 + pow (1 + d * z, -1 / d));
    case PMML_LINK_POWER: return d == 0 ? exp (z) : pow (z, 1 / d);
    case PMML_LINK_PROBIT: return 0.5 * erfc (-z * M_SQRT1_2);
    case PMML_LINK_CAUCHIT: return 0.5 + atan (z) / G_PI;
    }
  return NAN;
}

static void
multinomial (double *y, guint n)
{
  double highest = -INFINITY, sum = 0;

  for (guint i = 0; i < n; i++)
    highest = MAX (highest, y[i]);
  for (guint i = 0; i < n; i++)
    sum += y[i] = exp (y[i] - highest);
  for (guint i = 0; i < n; i++)
    y[i] /= sum;
}

/* Cumulative probabilities up to each category but the last. */
static void
ordinal (const PmmlGlm *self, double *y, guint n)
{
  double before = 0;

  for (guint i = 0; i < n; i++)
    {
      double up_to = i + 1 < n ? link_inverse (self, self->link, y[i]) : 1;

      y[i] = up_to - before;
      before = up_to;
    }
}

static void
evaluate_classes (const PmmlGlm *self, PmmlRow *row, double offset, PmmlResult *result)
{
  guint n = pmml_model_n_classes (&self->model);
  double *x = result->buffer + 2 * (n + 1), *p = result->buffer;

  for (guint c = 0; c < n; c++)
    {
      p[c] = 0;
      if ((int) c == self->reference && self->type != PMML_GLM_ORDINAL)
        continue;
      if (!pmml_glm_design (self, row, (int) c, x))
        return;
      p[c] = predictor_of (self, x, (int) c) + offset;
    }
  if (self->type == PMML_GLM_GENERALIZED)
    {
      guint event = (guint) (1 - self->reference);

      p[event] = link_inverse (self, self->link, p[event]);
      p[1 - event] = 1 - p[event];
    }
  else if (self->type == PMML_GLM_ORDINAL)
    ordinal (self, p, n);
  else
    multinomial (p, n);
  for (guint c = 0; c < n; c++)
    if (isnan (p[c]))
      return;
  result->probability = p;
  result->winner = pmml_winner (p, n);
}

static void
evaluate (const PmmlModel *model, PmmlRow *row, PmmlResult *result)
{
  const PmmlGlm *self = (const PmmlGlm *) model;
  double offset, trials, value, *x = result->buffer + 2 * (pmml_model_n_classes (model) + 1);

  if (self->type == PMML_GLM_COX)
    {
      pmml_cox_evaluate (self, row, result);
      return;
    }
  if (!read_offset (&self->offset, row, &offset) || !read_offset (&self->trials, row, &trials))
    return;
  if (model->function == PMML_CLASSIFICATION)
    {
      evaluate_classes (self, row, offset, result);
      return;
    }
  if (!pmml_glm_design (self, row, -1, x))
    return;
  value = link_inverse (self, self->link, predictor_of (self, x, -1) + offset) * trials;
  if (isfinite (value))
    result->value = pmml_double (value);
}

static void
describe (const PmmlModel *model, AssayArtifactInfo *info)
{
  static const char *const types[] = { "regression", "generalLinear", "generalizedLinear", "multinomialLogistic", "ordinalMultinomial", "CoxRegression" };
  static const char *const links[] = { "identity", "cloglog", "log", "logc", "logit", "loglog", "negbin", "oddspower", "power", "probit", "cauchit" };
  const PmmlGlm *self = (const PmmlGlm *) model;

  assay_artifact_info_add_fact (info, N_("Type"), "%s", types[self->type]);
  assay_artifact_info_add_fact (info, N_("Coefficients"), "%u", self->coefficients->len);
  if (self->type == PMML_GLM_GENERALIZED || self->type == PMML_GLM_ORDINAL)
    assay_artifact_info_add_fact (info, N_("Link"), "%s", links[self->link]);
}

const PmmlModelClass pmml_general_regression_class = {
  .element = "GeneralRegressionModel", .kind = N_("generalised linear model"), .size = sizeof (PmmlGlm), .parse = parse, .evaluate = evaluate, .describe = describe,
};
