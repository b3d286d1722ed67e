/* Scorecard: points of one attribute for each characteristic, and why points were lost. */
#include "model/pmml/pmml-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_REASONS 2000

typedef struct
{
  double points;
  const PmmlPredicate *predicate;
  const PmmlExpression *expression;  /* of a complex partial score; NULL: points */
  int reason;                      /* index; -1: none */
} Attribute;

typedef struct
{
  const char *name;
  double baseline;                 /* NaN: not said */
  Attribute *attributes;
  guint n_attributes;
  int input;                       /* whose points these are; below 0: of none, or of several */
} Characteristic;

typedef struct
{
  PmmlModel model;
  double initial;
  gboolean uses_reasons, counts_above;
  Characteristic *characteristics;
  guint n_characteristics;
  GPtrArray *reasons;              /* of interned codes, in the order of the file */
  GHashTable *by_code;             /* code -> index + 1 */
  gsize scratch;                   /* of row->scratch: sums [n_reasons], then PmmlReason [n_reasons] */
} Scorecard;

/* ---- reading ---- */

static int
reason_of (Scorecard *self, const char *code)
{
  const char *interned = pmml_intern (self->model.document, code);
  gpointer at = g_hash_table_lookup (self->by_code, interned);

  if (at != NULL)
    return GPOINTER_TO_INT (at) - 1;
  g_ptr_array_add (self->reasons, (char *) interned);
  g_hash_table_insert (self->by_code, (char *) interned, GUINT_TO_POINTER (self->reasons->len));
  return (int) self->reasons->len - 1;
}

static gboolean
read_complex (Scorecard *self, const PmmlElement *element, Attribute *attribute, GError **error)
{
  const PmmlElement *child = element->child;

  while (child != NULL && !pmml_expression_is (child))
    child = child->next;
  if (child == NULL)
    return pmml_model_fail (&self->model, element, error, _("The partial score has no expression that Assay knows."));
  attribute->expression = pmml_expression_read (&self->model, child, error);
  return attribute->expression != NULL;
}

static gboolean
read_attribute (Scorecard *self, const PmmlElement *element, const char *reason, Attribute *attribute, GError **error)
{
  PmmlModel *model = &self->model;
  const char *own = pmml_element_get (element, "reasonCode");

  attribute->reason = own != NULL ? reason_of (self, own) : reason != NULL ? reason_of (self, reason) : -1;
  attribute->points = NAN;
  if (!pmml_get_number (model, element, "partialScore", &attribute->points, error))
    return FALSE;
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      if (pmml_predicate_is (child) && attribute->predicate == NULL)
        {
          attribute->predicate = pmml_predicate_read (model, child, error);
          if (attribute->predicate == NULL)
            return FALSE;
        }
      else if (!pmml_element_is (child, "ComplexPartialScore"))
        return pmml_refuse_child (model, child, error);
      else if (!read_complex (self, child, attribute, error))
        return FALSE;
    }
  if (attribute->predicate == NULL)
    return pmml_model_fail (model, element, error, _("An attribute of a scorecard needs a predicate."));
  if (isnan (attribute->points) && attribute->expression == NULL)
    return pmml_model_fail (model, element, error, _("An attribute of a scorecard needs a partialScore."));
  return TRUE;
}

static void
note_slot (guint slot, gpointer user_data)
{
  gpointer *pair = user_data;

  pmml_slot_origin (pair[0], slot, pair[1]);
}

static gboolean
read_characteristic (Scorecard *self, const PmmlElement *element, double baseline, Characteristic *characteristic, GError **error)
{
  PmmlModel *model = &self->model;
  const char *name = pmml_element_get (element, "name"), *reason = pmml_element_get (element, "reasonCode");

  characteristic->name = name != NULL ? pmml_intern (model->document, name) : _("without a name");
  characteristic->baseline = baseline;
  characteristic->input = -1;
  characteristic->attributes = pmml_new (model, Attribute, pmml_element_count (element, "Attribute"));
  if (!pmml_get_number (model, element, "baselineScore", &characteristic->baseline, error))
    return FALSE;
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      Attribute *attribute = &characteristic->attributes[characteristic->n_attributes];
      gpointer pair[] = { model->document, &characteristic->input };

      if (!pmml_element_is (child, "Attribute"))
        return pmml_refuse_child (model, child, error);
      if (!read_attribute (self, child, reason, attribute, error))
        return FALSE;
      characteristic->n_attributes++;
      pmml_predicate_origin (model->document, attribute->predicate, &characteristic->input);
      if (attribute->expression != NULL)
        pmml_expression_slots (attribute->expression, note_slot, pair);
    }
  return TRUE;
}

static gboolean
wants_reasons (const PmmlModel *model)
{
  for (guint i = 0; i < model->n_outputs; i++)
    if (model->outputs[i].feature == PMML_REASON_CODE)
      return TRUE;
  return FALSE;
}

static gboolean
check_reasons (Scorecard *self, const PmmlElement *element, GError **error)
{
  if (!self->uses_reasons || !wants_reasons (&self->model))
    return TRUE;
  for (guint i = 0; i < self->n_characteristics; i++)
    {
      const Characteristic *characteristic = &self->characteristics[i];

      if (isnan (characteristic->baseline))
        return pmml_model_fail (&self->model, element, error, _("Reason codes need the baselineScore of the characteristic “%s”."), characteristic->name);
      for (guint k = 0; k < characteristic->n_attributes; k++)
        if (characteristic->attributes[k].reason < 0)
          return pmml_model_fail (&self->model, element, error, _("The characteristic “%s” has no reasonCode, and reason codes are asked for."), characteristic->name);
    }
  return TRUE;
}

static gboolean
read_characteristics (Scorecard *self, const PmmlElement *element, const PmmlElement *list, GError **error)
{
  double baseline = NAN;

  if (!pmml_get_number (&self->model, element, "baselineScore", &baseline, error))
    return FALSE;
  self->characteristics = pmml_new (&self->model, Characteristic, pmml_element_count (list, "Characteristic"));
  for (const PmmlElement *child = list->child; child != NULL; child = child->next)
    {
      if (!pmml_element_is (child, "Characteristic"))
        return pmml_refuse_child (&self->model, child, error);
      if (!read_characteristic (self, child, baseline, &self->characteristics[self->n_characteristics++], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
parse (PmmlModel *model, const PmmlElement *element, GError **error)
{
  static const char *const algorithms[] = { "pointsBelow", "pointsAbove", NULL };
  static const char *const truths[] = { "true", "false", NULL };
  Scorecard *self = (Scorecard *) model;
  const PmmlElement *list = pmml_element_find (element, "Characteristics");
  int above = 0, unused = 0;

  self->reasons = g_ptr_array_new ();
  self->by_code = g_hash_table_new (NULL, NULL);
  pmml_arena_own (model->document->arena, self->reasons, (GDestroyNotify) g_ptr_array_unref);
  pmml_arena_own (model->document->arena, self->by_code, (GDestroyNotify) g_hash_table_unref);
  if (model->function != PMML_REGRESSION)
    return pmml_refuse_value (model, element, "functionName", error);
  if (!pmml_get_number (model, element, "initialScore", &self->initial, error) || !pmml_get_word (model, element, "reasonCodeAlgorithm", algorithms, &above, error)
      || !pmml_get_word (model, element, "useReasonCodes", truths, &unused, error))
    return FALSE;
  self->counts_above = above == 1;
  self->uses_reasons = unused == 0;
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    if (!pmml_model_is_common (child) && child != list)
      return pmml_refuse_child (model, child, error);
  if (list == NULL)
    return pmml_model_fail (model, element, error, _("There are no <Characteristics>."));
  if (!read_characteristics (self, element, list, error) || !check_reasons (self, element, error))
    return FALSE;
  if (self->reasons->len > MOST_REASONS)
    return pmml_model_fail (model, element, error, _("There are more than %d reason codes."), MOST_REASONS);
  self->scratch = model->document->n_scratch;
  model->document->n_scratch += 3 * (gsize) self->reasons->len;
  model->contribution_scale = N_("points");
  model->lower_is_riskier = !self->counts_above;
  return TRUE;
}

/* ---- evaluating ---- */

static const Attribute *
find_attribute (const Characteristic *characteristic, PmmlRow *row)
{
  for (guint i = 0; i < characteristic->n_attributes; i++)
    if (pmml_predicate_test (characteristic->attributes[i].predicate, row, NULL) == PMML_TRUE)
      return &characteristic->attributes[i];
  pmml_row_fail (row, _("no attribute of the characteristic “%s” fits"), characteristic->name);
  return NULL;
}

/* FALSE: the row has no result. */
static gboolean
points_of (const Characteristic *characteristic, PmmlRow *row, const Attribute **attribute, double *points)
{
  PmmlValue value;

  *attribute = find_attribute (characteristic, row);
  if (*attribute == NULL)
    return FALSE;
  *points = (*attribute)->points;
  if ((*attribute)->expression == NULL)
    return TRUE;
  value = pmml_expression_evaluate ((*attribute)->expression, row);
  if (pmml_is_nothing (value) || value.kind == PMML_STRING)
    {
      pmml_row_fail (row, _("the partial score of “%s” has no value"), characteristic->name);
      return FALSE;
    }
  *points = value.number;
  return TRUE;
}

/* Most points first; of equals, whoever stands first in the file. */
static void
rank_reasons (const Scorecard *self, PmmlRow *row, PmmlResult *result)
{
  guint n = self->reasons->len, n_kept = 0;
  double *sums = row->scratch + self->scratch;
  PmmlReason *reasons = (PmmlReason *) (gpointer) (sums + n);

  for (guint i = 0; i < n; i++)
    {
      guint at = n_kept;

      if (isnan (sums[i]) || sums[i] < 0)
        continue;
      while (at > 0 && reasons[at - 1].points < sums[i])
        {
          reasons[at] = reasons[at - 1];
          at--;
        }
      reasons[at] = (PmmlReason) { self->reasons->pdata[i], sums[i] };
      n_kept++;
    }
  result->reasons = reasons;
  result->n_reasons = n_kept;
}

static void
evaluate (const PmmlModel *model, PmmlRow *row, PmmlResult *result)
{
  const Scorecard *self = (const Scorecard *) model;
  double *sums = row->scratch + self->scratch, total = self->initial;

  for (guint i = 0; i < self->reasons->len; i++)
    sums[i] = NAN;
  for (guint i = 0; i < self->n_characteristics; i++)
    {
      const Characteristic *characteristic = &self->characteristics[i];
      const Attribute *attribute;
      double points, lost;

      if (!points_of (characteristic, row, &attribute, &points))
        return;
      total += points;
      if (!self->uses_reasons || attribute->reason < 0 || isnan (characteristic->baseline))
        continue;
      lost = self->counts_above ? points - characteristic->baseline : characteristic->baseline - points;
      sums[attribute->reason] = isnan (sums[attribute->reason]) ? lost : sums[attribute->reason] + lost;
    }
  result->value = pmml_double (total);
  rank_reasons (self, row, result);
}

static gboolean
explain (const PmmlModel *model, PmmlRow *row, double *contributions)
{
  const Scorecard *self = (const Scorecard *) model;
  guint base = model->document->inputs->len;

  contributions[base] += self->initial;
  for (guint i = 0; i < self->n_characteristics; i++)
    {
      const Characteristic *characteristic = &self->characteristics[i];
      const Attribute *attribute;
      double points;

      if (!points_of (characteristic, row, &attribute, &points) || (characteristic->input == -2 && points != 0))
        return FALSE;
      contributions[characteristic->input >= 0 ? (guint) characteristic->input : base] += points;
    }
  return TRUE;
}

static void
describe (const PmmlModel *model, AssayArtifactInfo *info)
{
  const Scorecard *self = (const Scorecard *) model;

  assay_artifact_info_add_fact (info, N_("Characteristics"), "%u", self->n_characteristics);
  assay_artifact_info_add_fact (info, N_("Initial score"), "%g", self->initial);
  assay_artifact_info_add_fact (info, N_("Reason codes"), "%u", self->reasons->len);
}

const PmmlModelClass pmml_scorecard_class = {
  .element = "Scorecard", .kind = N_("scorecard"), .size = sizeof (Scorecard), .parse = parse, .evaluate = evaluate, .explain = explain, .describe = describe,
};
