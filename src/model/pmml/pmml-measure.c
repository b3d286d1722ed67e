#include "model/pmml/pmml-measure.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum { EUCLIDEAN, SQUARED, CHEBYCHEV, CITY_BLOCK, MINKOWSKI, SIMPLE_MATCHING, JACCARD, TANIMOTO, BINARY } Measure;
typedef enum { ABSOLUTE, GAUSSIAN, DELTA, EQUAL, TABLE } Compare;

static const char *const measures[] = { "euclidean", "squaredEuclidean", "chebychev", "cityBlock", "minkowski", "simpleMatching", "jaccard", "tanimoto", "binarySimilarity", NULL };
static const char *const compares[] = { "absDiff", "gaussSim", "delta", "equal", "table", NULL };

/* ---- reading ---- */

gboolean
pmml_measure_read (PmmlModel *model, const PmmlElement *element, PmmlMeasure *self, GError **error)
{
  static const char *const parameters[] = { "c11-parameter", "c10-parameter", "c01-parameter", "c00-parameter", "d11-parameter", "d10-parameter", "d01-parameter", "d00-parameter" };
  static const char *const kinds[] = { "distance", "similarity", NULL };
  int kind = 0, usual = ABSOLUTE, measure = -1;
  const PmmlElement *found = element->child;

  if (pmml_need_text (model, element, "kind", error) == NULL || !pmml_get_word (model, element, "kind", kinds, &kind, error)
      || !pmml_get_word (model, element, "compareFunction", compares, &usual, error))
    return FALSE;
  self->usual = usual;
  if (found == NULL || found->next != NULL)
    return pmml_model_fail (model, element, error, _("There must be one measure."));
  for (int i = 0; measures[i] != NULL; i++)
    measure = pmml_element_is (found, measures[i]) ? i : measure;
  if (measure < 0)
    return pmml_refuse_child (model, found, error);
  if ((measure >= SIMPLE_MATCHING) != (kind == 1))
    return pmml_refuse_value (model, element, "kind", error);
  self->measure = measure;
  self->power = measure == CITY_BLOCK || measure == CHEBYCHEV ? 1 : 2;
  for (guint i = 0; measure == BINARY && i < G_N_ELEMENTS (parameters); i++)
    if (!pmml_need_number (model, found, parameters[i], &self->binary[i], error))
      return FALSE;
  if (measure == MINKOWSKI && !pmml_need_number (model, found, "p-parameter", &self->power, error))
    return FALSE;
  return self->power > 0 || pmml_refuse_value (model, found, "p-parameter", error);
}

gboolean
pmml_measure_read_field (PmmlModel *model, const PmmlElement *element, const PmmlMeasure *measure, PmmlMeasureField *field, GError **error)
{
  const char *name = pmml_need_text (model, element, "field", error);
  int compare = measure->usual;

  *field = (PmmlMeasureField) { .weight = 1, .missing_weight = 1, .scale = NAN };
  if (name == NULL || !pmml_resolve (model, element, name, &field->slot, error) || !pmml_get_word (model, element, "compareFunction", compares, &compare, error)
      || !pmml_get_number (model, element, "fieldWeight", &field->weight, error) || !pmml_get_number (model, element, "similarityScale", &field->scale, error))
    return FALSE;
  field->compare = compare;
  if (compare == TABLE || element->child != NULL)
    return pmml_model_fail (model, element, error, _("Assay does not compare fields by a table."));
  if (compare == GAUSSIAN && !(field->scale > 0))
    return pmml_model_fail (model, element, error, _("“gaussSim” needs a similarityScale above 0."));
  if (pmml_slot (model->document, field->slot)->type.kind == PMML_STRING)
    return pmml_model_fail (model, element, error, _("“%s” is a text: Assay compares centres of numbers only."), name);
  return TRUE;
}

gboolean
pmml_measure_is_distance (const PmmlMeasure *self)
{
  return self->measure < SIMPLE_MATCHING;
}

const char *
pmml_measure_name (const PmmlMeasure *self)
{
  return measures[self->measure];
}

/* ---- at work ---- */

double
pmml_measure_take_row (const PmmlMeasureField *fields, guint n, PmmlRow *row, double *x)
{
  double all = 0, present = 0;

  for (guint i = 0; i < n; i++)
    {
      PmmlValue value = pmml_row_get (row, fields[i].slot);

      x[i] = pmml_is_nothing (value) ? NAN : value.number;
      all += fields[i].missing_weight;
      present += isnan (x[i]) ? 0 : fields[i].missing_weight;
    }
  return present > 0 ? all / present : 0;
}

static double
compare_values (const PmmlMeasureField *field, double x, double y)
{
  switch ((Compare) field->compare)
    {
    case ABSOLUTE:
      return fabs (x - y);
    case GAUSSIAN:
      return exp (-G_LN2 * (x - y) * (x - y) / (field->scale * field->scale));
    case DELTA:
      return x == y ? 0 : 1;
    case EQUAL:
      return x == y ? 1 : 0;
    case TABLE:
      break;
    }
  g_assert_not_reached ();
}

/* What is missing counts in proportion to what is there. */
static double
measure_distance (const PmmlMeasure *self, const PmmlMeasureField *fields, guint n_fields, const double *x, const double *center, double adjustment)
{
  double sum = 0;

  for (guint i = 0; i < n_fields; i++)
    {
      double c;

      if (isnan (x[i]))
        continue;
      c = compare_values (&fields[i], x[i], center[i]);
      if (self->measure == CHEBYCHEV)
        sum = fmax (sum, fields[i].weight * c);
      else
        sum += fields[i].weight * (self->power == 1 ? c : self->power == 2 ? c * c : pow (c, self->power));
    }
  sum *= adjustment;
  return self->measure == EUCLIDEAN ? sqrt (sum) : self->measure == MINKOWSKI ? pow (sum, 1 / self->power) : sum;
}

/* Of fields that are 0 or 1. */
static double
measure_likeness (const PmmlMeasure *self, guint n_fields, const double *x, const double *center)
{
  double n[4] = { 0 }, above = 0, below = 0;       /* both, row only, centre only, neither */

  for (guint i = 0; i < n_fields; i++)
    if (!isnan (x[i]))
      n[(x[i] == 0 ? 2 : 0) + (center[i] == 0 ? 1 : 0)]++;
  switch (self->measure)
    {
    case SIMPLE_MATCHING:
      return (n[0] + n[3]) / (n[0] + n[1] + n[2] + n[3]);
    case JACCARD:
      return n[0] / (n[0] + n[1] + n[2]);
    case TANIMOTO:
      return (n[0] + n[3]) / (n[0] + 2 * (n[1] + n[2]) + n[3]);
    default:
      for (guint i = 0; i < 4; i++)
        {
          above += self->binary[i] * n[i];
          below += self->binary[4 + i] * n[i];
        }
      return above / below;
    }
}

double
pmml_measure_between (const PmmlMeasure *self, const PmmlMeasureField *fields, guint n, const double *x, const double *other, double adjustment)
{
  return pmml_measure_is_distance (self) ? measure_distance (self, fields, n, x, other, adjustment) : measure_likeness (self, n, x, other);
}
