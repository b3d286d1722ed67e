/* Cox regression: the cumulative hazard at the time of the row, which is the baseline's, taken from a table of steps, times the
 * exponential of how far the row is from the reference. */
#include "model/pmml/pmml-general-regression.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Steps of the baseline; times rise. */
typedef struct { PmmlValue stratum; double *times, *hazards, most; guint n; } Table;

typedef struct
{
  guint time;                      /* slot */
  gboolean has_strata;
  guint strata;                    /* slot */
  Table *tables;
  guint n_tables;
} Cox;

/* ---- reading ---- */

static gboolean
read_table (PmmlGlm *self, const PmmlElement *element, Table *table, GError **error)
{
  PmmlModel *model = &self->model;

  table->times = pmml_new (model, double, pmml_element_count (element, "BaselineCell"));
  table->hazards = pmml_new (model, double, pmml_element_count (element, "BaselineCell"));
  for (const PmmlElement *child = element->child; child != NULL; child = child->next, table->n++)
    {
      if (!pmml_element_is (child, "BaselineCell"))
        return pmml_refuse_child (model, child, error);
      if (!pmml_need_number (model, child, "time", &table->times[table->n], error) || !pmml_need_number (model, child, "cumHazard", &table->hazards[table->n], error))
        return FALSE;
      if (table->n > 0 && !(table->times[table->n] > table->times[table->n - 1]))
        return pmml_model_fail (model, child, error, _("The times of the baseline do not rise."));
    }
  if (table->n == 0)
    return pmml_model_fail (model, element, error, _("The baseline has no steps."));
  table->most = table->times[table->n - 1];
  return pmml_get_number (model, element, "maxTime", &table->most, error);
}

static gboolean
read_strata (PmmlGlm *self, Cox *cox, const PmmlElement *list, GError **error)
{
  PmmlModel *model = &self->model;

  cox->tables = pmml_new (model, Table, pmml_element_count (list, "BaselineStratum"));
  for (const PmmlElement *child = list->child; child != NULL; child = child->next, cox->n_tables++)
    {
      Table *table = &cox->tables[cox->n_tables];
      const char *value = pmml_element_is (child, "BaselineStratum") ? pmml_need_text (model, child, "value", error) : NULL;

      if (!pmml_element_is (child, "BaselineStratum"))
        return pmml_refuse_child (model, child, error);
      if (value == NULL || !pmml_literal (model, child, cox->strata, value, &table->stratum, error) || !read_table (self, child, table, error))
        return FALSE;
    }
  return cox->n_tables > 0 || pmml_model_fail (model, list, error, _("There are no strata, and the model names a variable for them."));
}

gboolean
pmml_cox_read (PmmlGlm *self, const PmmlElement *element, GError **error)
{
  PmmlModel *model = &self->model;
  const PmmlElement *list = pmml_element_find (element, "BaseCumHazardTables");
  const char *time = pmml_element_get (element, "endTimeVariable"), *strata = pmml_element_get (element, "baselineStrataVariable");
  Cox *cox = pmml_new (model, Cox, 1);

  self->cox = cox;
  if (model->function != PMML_REGRESSION)
    return pmml_refuse_value (model, element, "functionName", error);
  if (list == NULL)
    return pmml_model_fail (model, element, error, _("There are no <BaseCumHazardTables>."));
  if (time == NULL)
    return pmml_need_text (model, element, "endTimeVariable", error) != NULL;
  if (!pmml_resolve (model, element, time, &cox->time, error))
    return FALSE;
  if (pmml_slot (model->document, cox->time)->type.kind == PMML_STRING)
    return pmml_model_fail (model, element, error, _("The time “%s” is a text."), time);
  model->buffer_size = self->n_parameters;
  cox->has_strata = strata != NULL;
  if (cox->has_strata)
    return pmml_resolve (model, element, strata, &cox->strata, error) && read_strata (self, cox, list, error);
  cox->tables = pmml_new (model, Table, 1);
  cox->n_tables = 1;
  return read_table (self, list, &cox->tables[0], error);
}

/* ---- evaluating ---- */

static const Table *
find_table (const Cox *cox, PmmlRow *row)
{
  PmmlValue stratum;

  if (!cox->has_strata)
    return &cox->tables[0];
  stratum = pmml_row_get (row, cox->strata);
  for (guint i = 0; !pmml_is_nothing (stratum) && i < cox->n_tables; i++)
    if (pmml_value_equal (stratum, cox->tables[i].stratum))
      return &cox->tables[i];
  return NULL;
}

/* The step at or before the time; nothing has happened before the first. NaN: after the baseline ends. */
static double
find_hazard (const Table *table, double time)
{
  guint low = 0, high = table->n;

  if (time > table->most)
    return NAN;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (table->times[middle] <= time)
        low = middle + 1;
      else
        high = middle;
    }
  return low > 0 ? table->hazards[low - 1] : 0;
}

static double
sum_coefficients (const PmmlGlm *self, const double *x)
{
  double sum = 0;

  for (guint i = 0; i < self->coefficients->len; i++)
    {
      const PmmlGlmCoefficient *coefficient = &g_array_index (self->coefficients, PmmlGlmCoefficient, i);

      sum += coefficient->beta * (x[coefficient->parameter] - self->parameters[coefficient->parameter].reference);
    }
  return sum;
}

void
pmml_cox_evaluate (const PmmlGlm *self, PmmlRow *row, PmmlResult *result)
{
  const Cox *cox = self->cox;
  const Table *table = find_table (cox, row);
  PmmlValue time = pmml_row_get (row, cox->time);
  double *x = result->buffer + 2 * (pmml_model_n_classes (&self->model) + 1), hazard;

  if (table == NULL || pmml_is_nothing (time) || !pmml_glm_design (self, row, -1, x))
    return;
  hazard = find_hazard (table, time.number) * exp (sum_coefficients (self, x));
  if (isfinite (hazard))
    result->value = pmml_double (hazard);
}
