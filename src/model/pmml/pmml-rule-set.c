/* RuleSetModel: rules that fire name a class each; the first one, the heaviest one or the heaviest class decides. */
#include "model/pmml/pmml-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum { WEIGHTED_SUM, WEIGHTED_MAX, FIRST_HIT } Selection;

/* In the order of the file; a compound rule stands before those below it and says how many they are. */
typedef struct
{
  const PmmlPredicate *predicate;
  const char *id;
  int class_index;                 /* -1: of a compound rule */
  double weight, confidence;
  guint n_below;
} Rule;

typedef struct
{
  PmmlModel model;
  Selection selection;
  Rule *rules;
  guint n_rules, n_made;
  int default_class;               /* -1: none */
  double default_confidence;
} RuleSet;

#define MOST_DEPTH 64

/* ---- reading ---- */

static guint
count_rules (const PmmlElement *list)
{
  guint n = 0;

  for (const PmmlElement *child = list->child; child != NULL; child = child->next)
    n += pmml_element_is (child, "SimpleRule") ? 1 : pmml_element_is (child, "CompoundRule") ? 1 + count_rules (child) : 0;
  return n;
}

static gboolean
read_simple (RuleSet *self, const PmmlElement *element, Rule *rule, GError **error)
{
  PmmlModel *model = &self->model;
  const char *score = pmml_need_text (model, element, "score", error), *id = pmml_element_get (element, "id");

  rule->weight = rule->confidence = 1;
  if (score == NULL || !pmml_get_number (model, element, "weight", &rule->weight, error) || !pmml_get_number (model, element, "confidence", &rule->confidence, error))
    return FALSE;
  rule->id = id != NULL ? pmml_intern (model->document, id) : NULL;
  rule->class_index = pmml_model_class_of (model, element, score, error);
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    if (!pmml_predicate_is (child) && !pmml_element_is (child, "ScoreDistribution"))
      return pmml_refuse_child (model, child, error);
  return rule->class_index >= 0;
}

static const PmmlElement *
find_predicate (const PmmlElement *element)
{
  const PmmlElement *child = element->child;

  while (child != NULL && !pmml_predicate_is (child))
    child = child->next;
  return child;
}

/* Elements are nested at most so deep, and so is this. */
static gboolean
read_rules (RuleSet *self, const PmmlElement *list, guint depth, GError **error)
{
  PmmlModel *model = &self->model;

  if (depth > MOST_DEPTH)
    return pmml_model_fail (model, list, error, _("Rules are nested deeper than %d levels."), MOST_DEPTH);
  for (const PmmlElement *child = list->child; child != NULL; child = child->next)
    {
      gboolean is_compound = pmml_element_is (child, "CompoundRule");
      const PmmlElement *predicate = find_predicate (child);
      guint at = self->n_made;
      Rule *rule = &self->rules[at];

      if (!is_compound && !pmml_element_is (child, "SimpleRule"))
        {
          if (depth > 0 && pmml_predicate_is (child))
            continue;
          if (depth == 0 && (pmml_element_is (child, "RuleSelectionMethod") || pmml_element_is (child, "ScoreDistribution")))
            continue;
          return pmml_refuse_child (model, child, error);
        }
      self->n_made++;
      rule->class_index = -1;
      if (predicate == NULL)
        return pmml_model_fail (model, child, error, _("The rule has no condition."));
      rule->predicate = pmml_predicate_read (model, predicate, error);
      if (rule->predicate == NULL || (is_compound ? !read_rules (self, child, depth + 1, error) : !read_simple (self, child, rule, error)))
        return FALSE;
      self->rules[at].n_below = self->n_made - at - 1;
    }
  return TRUE;
}

static gboolean
parse (PmmlModel *model, const PmmlElement *element, GError **error)
{
  static const char *const selections[] = { "weightedSum", "weightedMax", "firstHit", NULL };
  RuleSet *self = (RuleSet *) model;
  const PmmlElement *list = pmml_element_find (element, "RuleSet"), *method = list != NULL ? pmml_element_find (list, "RuleSelectionMethod") : NULL;
  const char *score = list != NULL ? pmml_element_get (list, "defaultScore") : NULL;
  int selection = FIRST_HIT;

  if (model->function != PMML_CLASSIFICATION)
    return pmml_refuse_value (model, element, "functionName", error);
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    if (!pmml_model_is_common (child) && child != list)
      return pmml_refuse_child (model, child, error);
  if (list == NULL || method == NULL)
    return pmml_model_fail (model, element, error, _("There is no <RuleSet>, or none with a <RuleSelectionMethod>."));
  /* of several methods the first is the model's own */
  if (pmml_need_text (model, method, "criterion", error) == NULL || !pmml_get_word (model, method, "criterion", selections, &selection, error))
    return FALSE;
  self->selection = selection;
  self->default_class = -1;
  self->default_confidence = NAN;
  if (!pmml_get_number (model, list, "defaultConfidence", &self->default_confidence, error))
    return FALSE;
  self->n_rules = count_rules (list);
  self->rules = pmml_new (model, Rule, self->n_rules);
  if (!read_rules (self, list, 0, error))
    return FALSE;
  if (score != NULL)
    {
      self->default_class = pmml_model_class_of (model, list, score, error);
      if (self->default_class < 0)
        return FALSE;
    }
  model->has_no_probability = TRUE;
  return TRUE;
}

/* ---- evaluating ---- */

typedef struct { const Rule *first, *heaviest; guint n_fired; } Fired;

static void
fire (const RuleSet *self, PmmlRow *row, double *weights, double *confidences, Fired *fired)
{
  for (guint i = 0; i < self->n_rules; i++)
    {
      const Rule *rule = &self->rules[i];

      if (pmml_predicate_test (rule->predicate, row, NULL) != PMML_TRUE)
        {
          i += rule->n_below;
          continue;
        }
      if (rule->class_index < 0)
        continue;
      fired->n_fired++;
      fired->first = fired->first != NULL ? fired->first : rule;
      if (fired->heaviest == NULL || rule->weight > fired->heaviest->weight)
        fired->heaviest = rule;
      weights[rule->class_index] = (isnan (weights[rule->class_index]) ? 0 : weights[rule->class_index]) + rule->weight;
      confidences[rule->class_index] = (isnan (confidences[rule->class_index]) ? 0 : confidences[rule->class_index]) + rule->confidence;
      if (self->selection == FIRST_HIT)
        return;
    }
}

static void
evaluate (const PmmlModel *model, PmmlRow *row, PmmlResult *result)
{
  const RuleSet *self = (const RuleSet *) model;
  guint n_classes = pmml_model_n_classes (model);
  double *weights = result->buffer, *confidences = result->buffer + n_classes;
  Fired fired = { NULL, NULL, 0 };
  const Rule *rule;

  for (guint i = 0; i < 2 * n_classes; i++)
    result->buffer[i] = NAN;
  fire (self, row, weights, confidences, &fired);
  rule = self->selection == WEIGHTED_MAX ? fired.heaviest : fired.first;
  result->confidence = confidences;
  if (rule == NULL)
    {
      result->winner = self->default_class;
      if (self->default_class >= 0)
        confidences[self->default_class] = self->default_confidence;
      return;
    }
  if (self->selection == WEIGHTED_SUM)
    {
      result->winner = pmml_winner (weights, n_classes);
      for (guint i = 0; i < n_classes; i++)
        confidences[i] /= fired.n_fired;
      return;
    }
  for (guint i = 0; i < n_classes; i++)
    confidences[i] = NAN;
  result->winner = rule->class_index;
  result->entity = rule->id;
  confidences[rule->class_index] = rule->confidence;
}

static void
describe (const PmmlModel *model, AssayArtifactInfo *info)
{
  assay_artifact_info_add_fact (info, N_("rules"), "%u", ((const RuleSet *) model)->n_rules);
}

const PmmlModelClass pmml_rule_set_class = {
  .element = "RuleSetModel", .kind = N_("rules"), .size = sizeof (RuleSet), .parse = parse, .evaluate = evaluate, .describe = describe,
};
