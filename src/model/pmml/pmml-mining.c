/* MiningModel: several models, and how their answers become one. */
#include "model/pmml/pmml-forest.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const method_names[] = { "majorityVote", "weightedMajorityVote", "average", "weightedAverage", "median", "weightedMedian", "max", "sum", "weightedSum",
                                            "selectFirst", "selectAll", "modelChain", NULL };

/* ---- reading ---- */

static gboolean
read_segment (PmmlMining *self, const PmmlElement *element, PmmlSegment *segment, guint number, GError **error)
{
  PmmlModel *model = &self->model;
  const PmmlElement *inner = NULL;
  const char *id = pmml_element_get (element, "id");
  g_autofree char *counted = g_strdup_printf ("%u", number);

  segment->id = pmml_intern (model->document, id != NULL ? id : counted);
  segment->weight = 1;
  if (!pmml_get_number (model, element, "weight", &segment->weight, error))
    return FALSE;
  if (segment->weight < 0)
    return pmml_model_fail (model, element, error, _("The weight of a segment is negative."));
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      if (pmml_predicate_is (child) && segment->predicate == NULL)
        {
          segment->predicate = pmml_predicate_read (model, child, error);
          if (segment->predicate == NULL)
            return FALSE;
        }
      else if (pmml_model_class_find (child->name) != NULL && inner == NULL)
        inner = child;
      else
        return pmml_refuse_child (model, child, error);
    }
  if (inner == NULL || segment->predicate == NULL)
    return pmml_model_fail (model, element, error, _("A segment needs a predicate and a model."));
  segment->model = pmml_model_read (model->document, model, inner, error);
  return segment->model != NULL;
}

/* From here on, later segments and outputs can name the outputs of this one. */
static void
publish_outputs (PmmlMining *self, const PmmlModel *segment)
{
  for (guint i = 0; i < segment->n_outputs; i++)
    if (!g_hash_table_contains (self->model.outputs_by_name, segment->outputs[i].name))
      g_hash_table_insert (self->model.slots, (char *) segment->outputs[i].name, GUINT_TO_POINTER (segment->outputs[i].slot + 1));
}

static gboolean
read_segments (PmmlMining *self, const PmmlElement *segmentation, GError **error)
{
  PmmlModel *model = &self->model;
  int method = 0, missing = 0;

  self->threshold = 1;
  self->forest = -1;
  if (pmml_need_text (model, segmentation, "multipleModelMethod", error) == NULL || !pmml_get_word (model, segmentation, "multipleModelMethod", method_names, &method, error)
      || !pmml_get_word (model, segmentation, "missingPredictionTreatment", (const char *[]) { "continue", "skipSegment", "returnMissing", NULL }, &missing, error)
      || !pmml_get_number (model, segmentation, "missingThreshold", &self->threshold, error))
    return FALSE;
  self->method = (PmmlMethod) method;
  self->missing = (PmmlMissingPrediction) missing;
  self->segments = pmml_new (model, PmmlSegment, pmml_element_count (segmentation, "Segment"));
  for (const PmmlElement *child = segmentation->child; child != NULL; child = child->next)
    {
      PmmlSegment *segment = &self->segments[self->n_segments];

      if (!pmml_element_is (child, "Segment"))
        return pmml_refuse_child (model, child, error);
      if (!read_segment (self, child, segment, self->n_segments + 1, error)
          || (self->n_segments % 16 == 0 && !assay_progress_step (model->document->progress, 0.8, error)))
        return FALSE;
      self->n_segments++;
      if (self->method == PMML_MODEL_CHAIN || segment->model->n_outputs > 0)
        publish_outputs (self, segment->model);
    }
  if (self->n_segments == 0)
    return pmml_model_fail (model, segmentation, error, _("There are no segments."));
  return TRUE;
}

/* Before there were segments: models one after the other, each with the results of those before it. */
static gboolean
read_embedded (PmmlMining *self, const PmmlElement *element, GError **error)
{
  static const PmmlElement always = { .name = "True" };
  PmmlModel *model = &self->model;

  self->method = PMML_MODEL_CHAIN;
  self->threshold = 1;
  self->forest = -1;
  self->segments = pmml_new (model, PmmlSegment, pmml_element_count (element, NULL));
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      PmmlSegment *segment = &self->segments[self->n_segments];

      if (pmml_model_is_common (child))
        continue;
      if (!pmml_element_is (child, "Regression") && !pmml_element_is (child, "DecisionTree"))
        return pmml_refuse_child (model, child, error);
      segment->id = "";
      segment->weight = 1;
      segment->predicate = pmml_predicate_read (model, &always, error);
      segment->model = pmml_model_read (model->document, model, child, error);
      if (segment->model == NULL)
        return FALSE;
      self->n_segments++;
      publish_outputs (self, segment->model);
    }
  if (self->n_segments == 0)
    return pmml_model_fail (model, element, error, _("There is no <Segmentation>."));
  return TRUE;
}

static gboolean
is_selection (PmmlMethod method)
{
  return method >= PMML_SELECT_FIRST;
}

static gboolean
check_function (PmmlMining *self, const PmmlElement *segmentation, GError **error)
{
  PmmlModel *model = &self->model;
  gboolean votes = self->method <= PMML_WEIGHTED_MAJORITY_VOTE;

  for (guint i = 0; !is_selection (self->method) && i < self->n_segments; i++)
    if (self->segments[i].model->function != model->function)
      return pmml_model_fail (model, segmentation, error, _("The model is to give one answer from segments that give another kind of it."));
  if (model->function == PMML_REGRESSION && votes)
    return pmml_model_fail (model, segmentation, error, _("“%s” is defined for classes, and this model predicts a number."), method_names[self->method]);
  if (model->function == PMML_CLASSIFICATION && (self->method == PMML_SUM || self->method == PMML_WEIGHTED_SUM || self->method == PMML_WEIGHTED_MEDIAN))
    return pmml_model_fail (model, segmentation, error, _("“%s” is defined for numbers, and this model predicts a class."), method_names[self->method]);
  if (model->function == PMML_CLUSTERING && !is_selection (self->method))
    return pmml_model_fail (model, segmentation, error, _("“%s” is not defined for clusters."), method_names[self->method]);
  if ((self->method == PMML_MAX_OF || self->method == PMML_MEDIAN) && model->classes->len > 1000)
    return pmml_model_fail (model, segmentation, error, _("“%s” is computed for 1,000 classes at most."), method_names[self->method]);
  return TRUE;
}

/* The classes of a segment in our order. Votes of clusterings are counted over what their segments call their clusters. */
static gboolean
map_classes (PmmlMining *self, const PmmlElement *element, PmmlSegment *segment, GError **error)
{
  const PmmlModel *inner = segment->model;
  guint n = pmml_model_n_classes (inner);

  if (!pmml_reserve_cells (&self->model, element, 1, n, error))
    return FALSE;
  segment->classes = pmml_new (&self->model, int, n);
  for (guint i = 0; i < n; i++)
    {
      segment->classes[i] = pmml_model_class_of (&self->model, element, inner->classes->pdata[i], error);
      if (segment->classes[i] < 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
parse (PmmlModel *model, const PmmlElement *element, GError **error)
{
  PmmlMining *self = (PmmlMining *) model;
  const PmmlElement *segmentation = pmml_element_find (element, "Segmentation");

  for (const PmmlElement *child = element->child; segmentation != NULL && child != NULL; child = child->next)
    if (!pmml_model_is_common (child) && child != segmentation)
      return pmml_refuse_child (model, child, error);
  if (segmentation == NULL)
    segmentation = element;
  if (!(segmentation == element ? read_embedded (self, element, error) : read_segments (self, segmentation, error)) || !check_function (self, segmentation, error))
    return FALSE;
  for (guint i = 0; model->function == PMML_CLASSIFICATION && i < self->n_segments; i++)
    if (self->segments[i].model->function == PMML_CLASSIFICATION && !map_classes (self, segmentation, &self->segments[i], error))
      return FALSE;
  self->scratch = model->document->n_scratch;
  model->document->n_scratch += 2 * (gsize) self->n_segments;
  return TRUE;
}

const PmmlModel *
pmml_mining_find_segment (const PmmlModel *model, const char *id)
{
  const PmmlMining *self = (const PmmlMining *) model;

  if (model->klass != &pmml_mining_class)
    return NULL;
  for (guint i = 0; i < self->n_segments; i++)
    if (strcmp (self->segments[i].id, id) == 0)
      return self->segments[i].model;
  return NULL;
}

const char *
pmml_model_target_name (const PmmlModel *model)
{
  const PmmlMining *self = (const PmmlMining *) model;

  if (model->target != NULL || model->klass != &pmml_mining_class || !is_selection (self->method))
    return model->target;
  return pmml_model_target_name (self->segments[self->n_segments - 1].model);
}

void
pmml_mining_each_surfaced (const PmmlModel *model, void (*found) (const PmmlModel *model, gpointer user_data), gpointer user_data)
{
  const PmmlMining *self = (const PmmlMining *) model;

  if (model->klass != &pmml_mining_class || !is_selection (self->method))
    return;
  for (guint i = 0; i < self->n_segments; i++)
    {
      found (self->segments[i].model, user_data);
      pmml_mining_each_surfaced (self->segments[i].model, found, user_data);
    }
}

/* ---- evaluating ---- */

static gboolean
is_missing (const PmmlModel *model, const PmmlResult *result)
{
  return model->function == PMML_CLASSIFICATION ? result->winner < 0 : pmml_is_nothing (result->value);
}

/* Takes over what a segment says as our own. */
static void
take_result (const PmmlModel *model, const PmmlSegment *segment, const PmmlResult *from, PmmlResult *result)
{
  guint n = pmml_model_n_classes (model), n_inner = pmml_model_n_classes (segment->model);
  double *buffer = result->buffer;

  result->value = from->value;
  result->entity = from->entity;
  result->display = from->display;
  result->affinity = from->affinity;
  result->affinities = from->affinities;
  result->reasons = from->reasons;
  result->n_reasons = from->n_reasons;
  if (segment->classes == NULL)
    return;
  result->winner = from->winner >= 0 ? segment->classes[from->winner] : -1;
  if (from->probability == NULL)
    return;
  for (guint i = 0; i < n; i++)
    buffer[i] = 0;
  for (guint i = 0; i < n_inner; i++)
    buffer[segment->classes[i]] = from->probability[i];
  result->probability = buffer;
  if (from->confidence == NULL)
    return;
  for (guint i = 0; i < n; i++)
    buffer[n + i] = 0;
  for (guint i = 0; i < n_inner; i++)
    buffer[n + (guint) segment->classes[i]] = from->confidence[i];
  result->confidence = buffer + n;
}

static void
select_segment (const PmmlMining *self, PmmlRow *row, PmmlResult *result)
{
  const PmmlSegment *chosen = NULL;

  for (guint i = 0; i < self->n_segments; i++)
    {
      const PmmlSegment *segment = &self->segments[i];

      if (pmml_predicate_test (segment->predicate, row, NULL) != PMML_TRUE)
        continue;
      if (self->method == PMML_SELECT_ALL && chosen != NULL)
        {
          /* each is asked for by its segmentId; there is no single answer */
          pmml_row_evaluate (row, segment->model);
          continue;
        }
      chosen = segment;
      if (is_missing (segment->model, pmml_row_evaluate (row, segment->model)))
        {
          if (self->missing == PMML_RETURN_MISSING)
            return;
          /* as if it were not there */
          if (self->missing == PMML_SKIP_SEGMENT)
            {
              chosen = NULL;
              continue;
            }
        }
      if (self->method == PMML_SELECT_FIRST)
        break;
    }
  if (chosen != NULL)
    take_result (&self->model, chosen, pmml_row_evaluate (row, chosen->model), result);
}

static void
run_chain (const PmmlMining *self, PmmlRow *row, PmmlResult *result)
{
  const PmmlSegment *last = NULL;

  for (guint i = 0; i < self->n_segments; i++)
    {
      const PmmlSegment *segment = &self->segments[i];

      if (pmml_predicate_test (segment->predicate, row, NULL) != PMML_TRUE)
        continue;
      last = segment;
      if (is_missing (segment->model, pmml_row_evaluate (row, segment->model)) && self->missing == PMML_RETURN_MISSING)
        return;
    }
  if (last != NULL)
    take_result (&self->model, last, pmml_row_evaluate (row, last->model), result);
}

typedef struct { double value, weight; } Weighted;

static int
by_value (gconstpointer a, gconstpointer b)
{
  double x = ((const Weighted *) a)->value, y = ((const Weighted *) b)->value;

  return (x > y) - (x < y);
}

static double
median_of (Weighted *values, guint n)
{
  qsort (values, n, sizeof *values, by_value);
  return n % 2 == 1 ? values[n / 2].value : (values[n / 2 - 1].value + values[n / 2].value) / 2;
}

/* The first value with half of the weight at or below it. */
static double
weighted_median_of (Weighted *values, guint n, double total)
{
  double sum = 0;

  qsort (values, n, sizeof *values, by_value);
  for (guint i = 0; i < n; i++)
    {
      sum += values[i].weight;
      if (sum >= total / 2)
        return values[i].value;
    }
  return values[n - 1].value;
}

/* What the segments that answer say; FALSE: the whole has no answer. Weights of segments without an answer in *lost. */
static gboolean
tolerates (const PmmlMining *self, double lost, double total)
{
  return self->missing != PMML_SKIP_SEGMENT || lost <= self->threshold * total;
}

static double
combine (const PmmlMining *self, Weighted *values, guint n)
{
  gboolean is_weighted = self->method == PMML_WEIGHTED_AVERAGE || self->method == PMML_WEIGHTED_SUM, is_float = self->model.is_float;
  double sum = 0, weights = 0, highest = -INFINITY;

  for (guint i = 0; i < n; i++)
    {
      double term = is_weighted ? values[i].weight * values[i].value : values[i].value;

      sum = is_float ? (float) (sum + (float) term) : sum + term;
      weights += values[i].weight;
      highest = MAX (highest, values[i].value);
    }
  switch (self->method)
    {
    case PMML_AVERAGE:
      return sum / n;
    case PMML_WEIGHTED_AVERAGE:
      return weights > 0 ? sum / weights : NAN;
    case PMML_MEDIAN:
      return median_of (values, n);
    case PMML_WEIGHTED_MEDIAN:
      return weighted_median_of (values, n, weights);
    case PMML_MAX_OF:
      return highest;
    default:
      return sum;
    }
}

/* What the engine has found for this row; NULL: it has not scored it. */
static const double *
find_sums (const PmmlMining *self, PmmlRow *row)
{
  const PmmlForest *forest;
  const double *sums;

  if (self->forest < 0 || (guint) self->forest >= row->document->forests->len)
    return NULL;
  forest = row->document->forests->pdata[self->forest];
  sums = row->forests[self->forest]->sums + row->at * forest->n_outputs;
  for (guint i = 0; i < forest->n_outputs; i++)
    if (isnan (sums[i]))
      return NULL;
  return sums;
}

static double
weight_of_all (const PmmlMining *self, PmmlRow *row)
{
  return ((const PmmlForest *) row->document->forests->pdata[self->forest])->weight;
}

static void
combine_numbers (const PmmlMining *self, PmmlRow *row, PmmlResult *result)
{
  Weighted *values = (Weighted *) (gpointer) (row->scratch + self->scratch);
  double lost = 0, total = 0, value;
  guint n = 0;
  const double *sums = find_sums (self, row);

  if (sums != NULL)
    {
      value = self->method == PMML_AVERAGE ? *sums / self->n_segments : self->method == PMML_WEIGHTED_AVERAGE ? *sums / weight_of_all (self, row) : *sums;
      if (isfinite (value))
        result->value = pmml_double (self->model.is_float ? (float) value : value);
      return;
    }
  for (guint i = 0; i < self->n_segments; i++)
    {
      const PmmlSegment *segment = &self->segments[i];
      const PmmlResult *from;

      if (pmml_predicate_test (segment->predicate, row, NULL) != PMML_TRUE)
        continue;
      from = pmml_row_evaluate (row, segment->model);
      total += segment->weight;
      if (is_missing (segment->model, from))
        {
          if (self->missing != PMML_SKIP_SEGMENT)
            return;
          lost += segment->weight;
          continue;
        }
      values[n++] = (Weighted) { from->value.number, segment->weight };
    }
  if (n == 0 || !tolerates (self, lost, total))
    return;
  value = combine (self, values, n);
  if (!isnan (value))
    result->value = pmml_double (self->model.is_float ? (float) value : value);
}

/* Of "max" and "median": the class whose highest (median) probability is highest; then the mean of the segments that gave it. */
static void
combine_extremes (const PmmlMining *self, PmmlRow *row, PmmlResult *result)
{
  guint n_classes = pmml_model_n_classes (&self->model), n = 0, n_given = 0;
  Weighted *values = (Weighted *) (gpointer) (row->scratch + self->scratch);
  double *best = result->buffer + n_classes + 1, chosen[2];

  for (guint c = 0; c < n_classes; c++)
    {
      n = 0;
      best[c] = NAN;
      for (guint i = 0; i < self->n_segments; i++)
        {
          const PmmlSegment *segment = &self->segments[i];
          const PmmlResult *from = &row->results[segment->model->index];

          for (guint k = 0; from->stamp == row->stamp && from->probability != NULL && k < pmml_model_n_classes (segment->model); k++)
            if (segment->classes[k] == (int) c)
              values[n++].value = from->probability[k];
        }
      if (n > 0)
        {
          double median = median_of (values, n);

          best[c] = self->method == PMML_MAX_OF ? values[n - 1].value : median;
        }
    }
  result->winner = pmml_winner (best, n_classes);
  if (result->winner < 0)
    return;
  /* the two values in the middle, or the highest twice */
  n = 0;
  for (guint i = 0; i < self->n_segments; i++)
    {
      const PmmlSegment *segment = &self->segments[i];
      const PmmlResult *from = &row->results[segment->model->index];

      for (guint k = 0; from->stamp == row->stamp && from->probability != NULL && k < pmml_model_n_classes (segment->model); k++)
        if (segment->classes[k] == result->winner)
          values[n++].value = from->probability[k];
    }
  median_of (values, n);
  chosen[0] = self->method == PMML_MAX_OF ? values[n - 1].value : values[(n - 1) / 2].value;
  chosen[1] = self->method == PMML_MAX_OF ? values[n - 1].value : values[n / 2].value;
  memset (result->buffer, 0, n_classes * sizeof (double));
  for (guint i = 0; i < self->n_segments; i++)
    {
      const PmmlSegment *segment = &self->segments[i];
      const PmmlResult *from = &row->results[segment->model->index];
      double own = NAN;

      for (guint k = 0; from->stamp == row->stamp && from->probability != NULL && k < pmml_model_n_classes (segment->model); k++)
        if (segment->classes[k] == result->winner)
          own = from->probability[k];
      if (own != chosen[0] && own != chosen[1])
        continue;
      n_given++;
      for (guint k = 0; k < pmml_model_n_classes (segment->model); k++)
        result->buffer[segment->classes[k]] += from->probability[k];
    }
  for (guint c = 0; c < n_classes; c++)
    result->buffer[c] /= n_given;
  result->probability = result->buffer;
}

static void
combine_classes (const PmmlMining *self, PmmlRow *row, PmmlResult *result)
{
  guint n_classes = pmml_model_n_classes (&self->model);
  gboolean votes = self->method <= PMML_WEIGHTED_MAJORITY_VOTE, is_weighted = self->method == PMML_WEIGHTED_MAJORITY_VOTE || self->method == PMML_WEIGHTED_AVERAGE;
  double *sums = result->buffer, lost = 0, total = 0, counted = 0, highest;
  const double *found = find_sums (self, row);

  if (found != NULL)
    {
      for (guint c = 0; c < n_classes; c++)
        sums[c] = found[c];
      result->winner = pmml_winner (sums, n_classes);
      for (guint c = 0; c < n_classes; c++)
        sums[c] /= weight_of_all (self, row);
      result->probability = sums;
      return;
    }
  memset (sums, 0, n_classes * sizeof (double));
  for (guint i = 0; i < self->n_segments; i++)
    {
      const PmmlSegment *segment = &self->segments[i];
      const PmmlResult *from;
      double weight = is_weighted ? segment->weight : 1;

      if (pmml_predicate_test (segment->predicate, row, NULL) != PMML_TRUE)
        continue;
      from = pmml_row_evaluate (row, segment->model);
      total += weight;
      if (from->winner < 0)
        {
          if (self->missing == PMML_RETURN_MISSING || (!votes && self->missing == PMML_CONTINUE))
            return;
          lost += weight;
          continue;
        }
      counted += weight;
      if (votes || from->probability == NULL)
        sums[segment->classes[from->winner]] += weight;
      else
        for (guint k = 0; k < pmml_model_n_classes (segment->model); k++)
          sums[segment->classes[k]] += weight * from->probability[k];
    }
  if (!(counted > 0) || !tolerates (self, lost, total))
    return;
  if (self->method == PMML_MAX_OF || self->method == PMML_MEDIAN)
    {
      combine_extremes (self, row, result);
      return;
    }
  result->winner = pmml_winner (sums, n_classes);
  highest = sums[MAX (result->winner, 0)];
  /* most segments had no answer: that is the answer of the majority */
  if (votes && self->missing == PMML_CONTINUE && lost > highest)
    {
      result->winner = -1;
      return;
    }
  for (guint c = 0; c < n_classes; c++)
    sums[c] /= counted;
  result->probability = sums;
}

static void
evaluate (const PmmlModel *model, PmmlRow *row, PmmlResult *result)
{
  const PmmlMining *self = (const PmmlMining *) model;

  if (self->method == PMML_SELECT_FIRST || self->method == PMML_SELECT_ALL)
    select_segment (self, row, result);
  else if (self->method == PMML_MODEL_CHAIN)
    run_chain (self, row, result);
  else if (model->function == PMML_CLASSIFICATION)
    combine_classes (self, row, result);
  else if (model->function == PMML_REGRESSION)
    combine_numbers (self, row, result);
}

static void
describe (const PmmlModel *model, AssayArtifactInfo *info)
{
  const PmmlMining *self = (const PmmlMining *) model;

  assay_artifact_info_add_fact (info, N_("Segments"), "%u", self->n_segments);
  assay_artifact_info_add_fact (info, N_("Combined by"), "%s", method_names[self->method]);
  if (model->document->n_nodes > 0)
    assay_artifact_info_add_fact (info, N_("Nodes"), "%zu", model->document->n_nodes);
}

const PmmlModelClass pmml_mining_class = {
  .element = "MiningModel", .kind = N_("several models"), .size = sizeof (PmmlMining), .parse = parse, .evaluate = evaluate, .describe = describe,
};
