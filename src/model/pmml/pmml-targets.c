/* What a model says becomes what is reported: limits, scale, rounding, and what stands for no result. */
#include "model/pmml/pmml-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_PRIORS 4096

static gboolean
read_class_value (PmmlModel *self, const PmmlElement *element, GError **error)
{
  const char *value = pmml_element_get (element, "value"), *display = pmml_element_get (element, "displayValue");
  double prior = NAN;
  int at;

  if (value == NULL)
    return TRUE;
  at = pmml_model_class_of (self, element, value, error);
  if (at < 0 || !pmml_get_number (self, element, "priorProbability", &prior, error))
    return FALSE;
  if (display != NULL)
    g_hash_table_insert (self->goal.displays, self->classes->pdata[at], (char *) pmml_intern (self->document, display));
  if (isnan (prior))
    return TRUE;
  if (prior < 0 || prior > 1)
    return pmml_model_fail (self, element, error, _("The prior probability is %g, and no probability is below 0 or above 1."), prior);
  if (self->goal.priors == NULL)
    self->goal.priors = pmml_new (self, double, MAX (self->classes->len, MOST_PRIORS));
  if (at >= MOST_PRIORS)
    return pmml_model_fail (self, element, error, _("There are more than %d classes with prior probabilities."), MOST_PRIORS);
  self->goal.priors[at] = prior;
  return TRUE;
}

static gboolean
read_value (PmmlModel *self, const PmmlElement *element, GError **error)
{
  double number = NAN;

  if (!pmml_element_is (element, "TargetValue"))
    return pmml_refuse_child (self, element, error);
  if (self->function == PMML_CLASSIFICATION)
    return read_class_value (self, element, error);
  if (!pmml_get_number (self, element, "defaultValue", &number, error))
    return FALSE;
  if (!isnan (number))
    self->goal.default_value = pmml_double (number);
  return TRUE;
}

static gboolean
read_target (PmmlModel *self, const PmmlElement *element, GError **error)
{
  static const char *const casts[] = { "", "round", "ceiling", "floor", NULL };
  PmmlTarget *goal = &self->goal;

  goal->exists = TRUE;
  if (!pmml_get_word (self, element, "castInteger", casts, &goal->cast, error) || !pmml_get_number (self, element, "min", &goal->low, error)
      || !pmml_get_number (self, element, "max", &goal->high, error) || !pmml_get_number (self, element, "rescaleFactor", &goal->factor, error)
      || !pmml_get_number (self, element, "rescaleConstant", &goal->constant, error))
    return FALSE;
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    if (!read_value (self, child, error))
      return FALSE;
  if (goal->priors != NULL)
    goal->prior = pmml_winner (goal->priors, MIN (self->classes->len, MOST_PRIORS));
  goal->is_plain = goal->cast == 0 && isinf (goal->low) && isinf (goal->high) && goal->factor == 1 && goal->constant == 0;
  return TRUE;
}

gboolean
pmml_targets_read (PmmlModel *self, const PmmlElement *model, GError **error)
{
  const PmmlElement *targets = pmml_element_find (model, "Targets");

  self->goal = (PmmlTarget) { .low = -INFINITY, .high = INFINITY, .factor = 1, .is_plain = TRUE, .default_value = pmml_missing (), .prior = -1 };
  if (targets == NULL)
    return TRUE;
  self->goal.displays = g_hash_table_new (NULL, NULL);
  pmml_arena_own (self->document->arena, self->goal.displays, (GDestroyNotify) g_hash_table_unref);
  for (const PmmlElement *child = targets->child; child != NULL; child = child->next)
    {
      const char *field = pmml_element_get (child, "field");

      if (!pmml_element_is (child, "Target"))
        return pmml_refuse_child (self, child, error);
      /* of another model's target: nothing to us */
      if (field != NULL && self->target != NULL && strcmp (field, self->target) != 0)
        continue;
      if (self->goal.exists)
        return pmml_model_fail (self, child, error, _("There are two targets for one model."));
      if (!read_target (self, child, error))
        return FALSE;
    }
  return TRUE;
}

static double
rounded (const PmmlModel *self, double number)
{
  return self->is_float ? (float) number : number;
}

static double
scaled (const PmmlModel *self, double number)
{
  const PmmlTarget *goal = &self->goal;

  number = number < goal->low ? goal->low : number > goal->high ? goal->high : number;
  number = rounded (self, number * rounded (self, goal->factor));
  number = rounded (self, number + rounded (self, goal->constant));
  return goal->cast == 1 ? floor (number + 0.5) : goal->cast == 2 ? ceil (number) : goal->cast == 3 ? floor (number) : number;
}

void
pmml_target_apply (const PmmlModel *self, PmmlRow *row, PmmlResult *result)
{
  const PmmlTarget *goal = &self->goal;

  if (!goal->exists || row->problem != NULL)
    return;
  if (self->function == PMML_CLASSIFICATION)
    {
      if (result->winner < 0 && goal->prior >= 0)
        {
          result->winner = goal->prior;
          result->probability = goal->priors;
        }
      return;
    }
  if (self->function != PMML_REGRESSION)
    return;
  if (result->value.kind == PMML_MISSING)
    result->value = goal->default_value;
  else if (!goal->is_plain && result->value.kind != PMML_STRING && result->value.kind != PMML_INVALID)
    result->value = pmml_double (scaled (self, result->value.number));
}
