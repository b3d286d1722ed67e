/* RegressionModel: one table of coefficients for a number, one for each class otherwise. */
#include "model/pmml/pmml-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum { NONE, SIMPLEMAX, SOFTMAX, LOGIT, PROBIT, CLOGLOG, EXP, LOGLOG, CAUCHIT } Normalization;

/* origin: the input it comes from; -1: none, -2: several */
typedef struct { guint slot; int exponent, origin; double power, coefficient; } Numeric;
typedef struct { guint slot; int origin; PmmlValue value; double coefficient; } Categorical;
typedef struct { double coefficient; guint n; guint *slots; } Term;

typedef struct
{
  double intercept;
  Numeric *numeric;
  Categorical *categorical;
  Term *terms;
  guint n_numeric, n_categorical, n_terms;
  int class_index;
} Table;

typedef struct
{
  PmmlModel model;
  Normalization normalization;
  Table *tables;
  guint n_tables;
  gboolean is_ordinal;
} Regression;

/* ---- reading ---- */

static gboolean
read_numeric (PmmlModel *self, const PmmlElement *element, Numeric *predictor, GError **error)
{
  const char *name = pmml_need_text (self, element, "name", error);

  predictor->power = 1;
  if (name == NULL || !pmml_resolve (self, element, name, &predictor->slot, error) || !pmml_need_number (self, element, "coefficient", &predictor->coefficient, error)
      || !pmml_get_number (self, element, "exponent", &predictor->power, error))
    return FALSE;
  if (pmml_slot (self->document, predictor->slot)->type.kind == PMML_STRING)
    return pmml_model_fail (self, element, error, _("“%s” is a text and is multiplied here."), name);
  predictor->exponent = predictor->power == 1 ? 1 : 0;
  predictor->origin = -1;
  pmml_slot_origin (self->document, predictor->slot, &predictor->origin);
  return TRUE;
}

static gboolean
read_categorical (PmmlModel *self, const PmmlElement *element, Categorical *predictor, GError **error)
{
  const char *name = pmml_need_text (self, element, "name", error), *value = pmml_need_text (self, element, "value", error);

  if (name == NULL || value == NULL || !pmml_resolve (self, element, name, &predictor->slot, error)
      || !pmml_literal (self, element, predictor->slot, value, &predictor->value, error) || !pmml_need_number (self, element, "coefficient", &predictor->coefficient, error))
    return FALSE;
  predictor->origin = -1;
  pmml_slot_origin (self->document, predictor->slot, &predictor->origin);
  return TRUE;
}

static gboolean
read_term (PmmlModel *self, const PmmlElement *element, Term *term, GError **error)
{
  term->slots = pmml_new (self, guint, pmml_element_count (element, "FieldRef"));
  if (!pmml_need_number (self, element, "coefficient", &term->coefficient, error))
    return FALSE;
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      const char *name = pmml_element_get (child, "field");

      if (!pmml_element_is (child, "FieldRef") || name == NULL)
        return pmml_refuse_child (self, child, error);
      if (!pmml_resolve (self, child, name, &term->slots[term->n++], error))
        return FALSE;
      if (pmml_slot (self->document, term->slots[term->n - 1])->type.kind == PMML_STRING)
        return pmml_model_fail (self, child, error, _("“%s” is a text and is multiplied here."), name);
    }
  if (term->n == 0)
    return pmml_model_fail (self, element, error, _("A term needs fields."));
  return TRUE;
}

static gboolean
read_table (PmmlModel *self, const PmmlElement *element, Table *table, GError **error)
{
  const char *category = pmml_element_get (element, "targetCategory");

  table->numeric = pmml_new (self, Numeric, pmml_element_count (element, "NumericPredictor"));
  table->categorical = pmml_new (self, Categorical, pmml_element_count (element, "CategoricalPredictor"));
  table->terms = pmml_new (self, Term, pmml_element_count (element, "PredictorTerm"));
  if (!pmml_need_number (self, element, "intercept", &table->intercept, error))
    return FALSE;
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    if (pmml_element_is (child, "NumericPredictor") ? !read_numeric (self, child, &table->numeric[table->n_numeric++], error)
        : pmml_element_is (child, "CategoricalPredictor") ? !read_categorical (self, child, &table->categorical[table->n_categorical++], error)
        : pmml_element_is (child, "PredictorTerm") ? !read_term (self, child, &table->terms[table->n_terms++], error)
        : !pmml_refuse_child (self, child, error))
      return FALSE;
  table->class_index = -1;
  if (self->function != PMML_CLASSIFICATION)
    return TRUE;
  if (category == NULL)
    return pmml_model_fail (self, element, error, _("A table of a classification needs a targetCategory."));
  table->class_index = pmml_model_class_of (self, element, category, error);
  return table->class_index >= 0;
}

static gboolean
is_trivial (const Table *table)
{
  return table->n_numeric + table->n_categorical + table->n_terms == 0;
}

/* A single table of two classes speaks of one of them; the other gets what is left. */
static gboolean
add_other_class (Regression *self, const PmmlElement *element, GError **error)
{
  if (self->model.classes->len != 2)
    return pmml_model_fail (&self->model, element, error, _("The model has a table for one class only, and the data dictionary does not name two classes."));
  self->tables[1] = (Table) { .class_index = 1 - self->tables[0].class_index };
  self->n_tables = 2;
  return TRUE;
}

static int
by_class (gconstpointer a, gconstpointer b)
{
  return ((const Table *) a)->class_index - ((const Table *) b)->class_index;
}

static gboolean
check_classes (Regression *self, const PmmlElement *element, GError **error)
{
  PmmlModel *model = &self->model;
  const PmmlField *target = model->target_field;

  if (self->n_tables == 1 && !add_other_class (self, element, error))
    return FALSE;
  for (guint i = 0; i < self->n_tables; i++)
    for (guint k = 0; k < i; k++)
      if (self->tables[i].class_index == self->tables[k].class_index)
        return pmml_model_fail (model, element, error, _("There are two tables for the class “%s”."), (char *) model->classes->pdata[self->tables[i].class_index]);
  self->is_ordinal = target != NULL && target->optype == PMML_ORDINAL && self->normalization >= LOGIT && self->normalization != EXP;
  if (self->is_ordinal)
    qsort (self->tables, self->n_tables, sizeof (Table), by_class);
  else if (self->n_tables > 2 && self->normalization >= LOGIT)
    return pmml_model_fail (model, element, error, _("The normalisation “%s” is not defined for more than two classes that have no order."), pmml_element_get (element, "normalizationMethod"));
  if (self->normalization == EXP)
    return pmml_model_fail (model, element, error, _("The normalisation “%s” gives no probabilities of classes."), "exp");
  return TRUE;
}

static gboolean
parse (PmmlModel *model, const PmmlElement *element, GError **error)
{
  static const char *const names[] = { "none", "simplemax", "softmax", "logit", "probit", "cloglog", "exp", "loglog", "cauchit", NULL };
  Regression *self = (Regression *) model;
  guint n = pmml_element_count (element, "RegressionTable");
  int normalization = NONE;

  if (model->function != PMML_REGRESSION && model->function != PMML_CLASSIFICATION)
    return pmml_refuse_value (model, element, "functionName", error);
  if (!pmml_get_word (model, element, "normalizationMethod", names, &normalization, error))
    return FALSE;
  self->normalization = (Normalization) normalization;
  self->tables = pmml_new (model, Table, n + 1);
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      if (pmml_model_is_common (child))
        continue;
      if (!pmml_element_is (child, "RegressionTable"))
        return pmml_refuse_child (model, child, error);
      if (!read_table (model, child, &self->tables[self->n_tables++], error))
        return FALSE;
    }
  if (self->n_tables == 0 || (model->function == PMML_REGRESSION && self->n_tables != 1))
    return pmml_model_fail (model, element, error, _("A regression needs one table of coefficients, and here are %u."), self->n_tables);
  if (model->function == PMML_REGRESSION && self->normalization == SIMPLEMAX)
    return pmml_refuse_value (model, element, "normalizationMethod", error);
  if (model->function == PMML_CLASSIFICATION && !check_classes (self, element, error))
    return FALSE;
  if (self->n_tables <= 2)
    model->contribution_scale = self->normalization == NONE ? N_("prediction") : self->normalization == LOGIT || self->normalization == SOFTMAX ? N_("log-odds") : N_("linear predictor");
  for (guint i = 0; i < self->n_tables; i++)
    if (self->tables[i].n_terms > 0)
      model->contribution_scale = NULL;
  model->buffer_size = self->n_tables;
  return TRUE;
}

/* ---- evaluating ---- */

static double
power (double x, double exponent)
{
  return exponent == 2 ? x * x : pow (x, exponent);
}

static double
rounded (const PmmlModel *model, double number)
{
  return model->is_float ? (float) number : number;
}

static double
add (const PmmlModel *model, double sum, double term)
{
  return model->is_float ? (float) (sum + (float) term) : sum + term;
}

/* FALSE: a number is missing, and with it the result. A missing category adds nothing. */
static gboolean
evaluate_table (const PmmlModel *model, const Table *table, PmmlRow *row, double *y)
{
  double sum = model->is_float ? (float) table->intercept : table->intercept;

  for (guint i = 0; i < table->n_numeric; i++)
    {
      const Numeric *predictor = &table->numeric[i];
      PmmlValue x = pmml_row_get (row, predictor->slot);

      if (pmml_is_nothing (x))
        return FALSE;
      sum = add (model, sum, predictor->coefficient * (predictor->exponent == 1 ? x.number : power (x.number, predictor->power)));
    }
  for (guint i = 0; i < table->n_categorical; i++)
    {
      const Categorical *predictor = &table->categorical[i];
      PmmlValue x = pmml_row_get (row, predictor->slot);

      if (x.kind == PMML_INVALID)
        return FALSE;
      if (x.kind != PMML_MISSING && pmml_value_equal (x, predictor->value))
        sum = add (model, sum, predictor->coefficient);
    }
  for (guint i = 0; i < table->n_terms; i++)
    {
      double product = table->terms[i].coefficient;

      for (guint k = 0; k < table->terms[i].n; k++)
        {
          PmmlValue x = pmml_row_get (row, table->terms[i].slots[k]);

          if (pmml_is_nothing (x))
            return FALSE;
          product *= x.number;
        }
      sum = add (model, sum, product);
    }
  *y = sum;
  return TRUE;
}

static double
link_inverse (const PmmlModel *model, Normalization normalization, double y)
{
  switch (normalization)
    {
    case SOFTMAX: case LOGIT: return rounded (model, 1 / rounded (model, 1 + rounded (model, exp (-y))));
    case PROBIT: return 0.5 * erfc (-y * M_SQRT1_2);
    case CLOGLOG: return -expm1 (-exp (y));
    case EXP: return exp (y);
    case LOGLOG: return exp (-exp (-y));
    case CAUCHIT: return 0.5 + atan (y) / G_PI;
    case NONE: case SIMPLEMAX: break;
    }
  return y;
}

/* In single precision each step rounds, as in the program that trained the model. */
static void
softmax (const PmmlModel *model, double *y, guint n)
{
  double highest = -INFINITY, sum = 0;

  for (guint i = 0; i < n; i++)
    highest = MAX (highest, y[i]);
  for (guint i = 0; i < n; i++)
    {
      y[i] = rounded (model, exp (rounded (model, y[i] - highest)));
      sum = rounded (model, sum + y[i]);
    }
  for (guint i = 0; i < n; i++)
    y[i] = rounded (model, y[i] / sum);
}

static double
within_unit (double p)
{
  return p < 0 ? 0 : p > 1 ? 1 : p;
}

/* y becomes probabilities, table by table. FALSE: they are undefined here. */
static gboolean
make_probabilities (const Regression *self, double *y)
{
  guint n = self->n_tables, last = n - 1;
  double sum = 0;

  if (self->normalization == SOFTMAX)
    {
      softmax (&self->model, y, n);
      return TRUE;
    }
  if (self->normalization == SIMPLEMAX)
    {
      for (guint i = 0; i < n; i++)
        sum += y[i];
      for (guint i = 0; i < n; i++)
        y[i] /= sum;
      return sum != 0;
    }
  if (self->is_ordinal)
    {
      double before = 0;

      for (guint i = 0; i < n; i++)
        {
          double up_to = i < last ? link_inverse (&self->model, self->normalization, y[i]) : 1;

          y[i] = up_to - before;
          before = up_to;
        }
      return TRUE;
    }
  if (n == 2)
    {
      y[0] = rounded (&self->model, within_unit (link_inverse (&self->model, self->normalization, y[0])));
      y[1] = rounded (&self->model, 1 - y[0]);
      return TRUE;
    }
  /* “none” with more classes: the last takes what is left, if its table is empty */
  for (guint i = 0; i < last; i++)
    sum += y[i];
  if (is_trivial (&self->tables[last]) && y[last] == 0)
    y[last] = 1 - sum;
  return TRUE;
}

static void
evaluate (const PmmlModel *model, PmmlRow *row, PmmlResult *result)
{
  const Regression *self = (const Regression *) model;
  guint n_classes = pmml_model_n_classes (model);
  double *y = result->buffer + 2 * (n_classes + 1), *probability = result->buffer;

  for (guint i = 0; i < self->n_tables; i++)
    if (!evaluate_table (model, &self->tables[i], row, &y[i]))
      return;
  if (model->function == PMML_REGRESSION)
    {
      result->value = pmml_double (rounded (model, link_inverse (model, self->normalization, y[0])));
      return;
    }
  if (!make_probabilities (self, y))
    return;
  for (guint i = 0; i < n_classes; i++)
    probability[i] = 0;
  for (guint i = 0; i < self->n_tables; i++)
    probability[self->tables[i].class_index] = y[i];
  /* of equals the first table wins */
  result->winner = self->tables[MAX (pmml_winner (y, self->n_tables), 0)].class_index;
  result->probability = probability;
}

/* ---- contributions ---- */

/* FALSE: nobody can say whose the points are. */
static gboolean
credit (const PmmlModel *model, int origin, double points, double *contributions)
{
  if (origin == -2)
    return points == 0;
  contributions[origin >= 0 ? (guint) origin : model->document->inputs->len] += points;
  return TRUE;
}

static gboolean
explain_table (const PmmlModel *model, const Table *table, double sign, PmmlRow *row, double *contributions)
{
  contributions[model->document->inputs->len] += sign * table->intercept;
  for (guint i = 0; i < table->n_numeric; i++)
    {
      PmmlValue x = pmml_row_get (row, table->numeric[i].slot);

      if (pmml_is_nothing (x)
          || !credit (model, table->numeric[i].origin, sign * table->numeric[i].coefficient * (table->numeric[i].exponent == 1 ? x.number : power (x.number, table->numeric[i].power)), contributions))
        return FALSE;
    }
  for (guint i = 0; i < table->n_categorical; i++)
    {
      PmmlValue x = pmml_row_get (row, table->categorical[i].slot);

      if (x.kind == PMML_INVALID
          || (x.kind != PMML_MISSING && pmml_value_equal (x, table->categorical[i].value) && !credit (model, table->categorical[i].origin, sign * table->categorical[i].coefficient, contributions)))
        return FALSE;
    }
  return TRUE;
}

/* Of the last class, as the risk is of it: its own table, or minus the other's. */
static gboolean
explain (const PmmlModel *model, PmmlRow *row, double *contributions)
{
  const Regression *self = (const Regression *) model;
  guint last = 1;

  if (model->function == PMML_REGRESSION)
    return explain_table (model, &self->tables[0], 1, row, contributions);
  if (self->tables[0].class_index > self->tables[1].class_index)
    last = 0;
  if (self->normalization == SOFTMAX)
    return explain_table (model, &self->tables[last], 1, row, contributions) && explain_table (model, &self->tables[1 - last], -1, row, contributions);
  return explain_table (model, &self->tables[0], last == 0 ? 1 : -1, row, contributions);
}

static const char *const normalization_names[] = { "none", "simplemax", "softmax", "logit", "probit", "cloglog", "exp", "loglog", "cauchit" };

static void
describe (const PmmlModel *model, AssayArtifactInfo *info)
{
  const Regression *self = (const Regression *) model;
  guint n = 0;

  for (guint i = 0; i < self->n_tables; i++)
    n += self->tables[i].n_numeric + self->tables[i].n_categorical + self->tables[i].n_terms;
  assay_artifact_info_add_fact (info, N_("Coefficients"), "%u", n);
  assay_artifact_info_add_fact (info, N_("Normalisation"), "%s", normalization_names[self->normalization]);
}

const PmmlModelClass pmml_regression_class = {
  .element = "RegressionModel", .kind = N_("regression"), .size = sizeof (Regression), .parse = parse, .evaluate = evaluate, .explain = explain, .describe = describe,
};
