/* TreeModel. A tree is an array of nodes in the order of the file; walking it allocates nothing. */
#include "model/pmml/pmml-tree.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_NODES 50000000

/* ---- reading ---- */

static guint
count_nodes (const PmmlElement *node)
{
  guint n = 1;

  for (const PmmlElement *child = node->child; child != NULL; child = child->next)
    if (pmml_element_is (child, "Node"))
      n += count_nodes (child);
  return n;
}

/* Classes that only nodes name, in the order they are met. Distributions need to know how many there are. */
static gboolean
collect_classes (PmmlModel *self, const PmmlElement *node, GError **error)
{
  const char *score = pmml_element_get (node, "score");

  if (score != NULL && *score != '\0' && pmml_model_class_of (self, node, score, error) < 0)
    return FALSE;
  for (const PmmlElement *child = node->child; child != NULL; child = child->next)
    {
      const char *value = pmml_element_get (child, "value");

      if (pmml_element_is (child, "Node") ? !collect_classes (self, child, error)
          : pmml_element_is (child, "ScoreDistribution") && value != NULL && pmml_model_class_of (self, child, value, error) < 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_distribution_entry (PmmlModel *self, const PmmlElement *element, double *numbers, gboolean *has_probability, gboolean *has_confidence, GError **error)
{
  const char *value = pmml_need_text (self, element, "value", error);
  guint n = pmml_model_n_classes (self);
  double probability = NAN, confidence = NAN, count = NAN;
  int at = value != NULL ? pmml_model_class_of (self, element, value, error) : -1;

  if (at < 0 || !pmml_need_number (self, element, "recordCount", &count, error) || !pmml_get_number (self, element, "probability", &probability, error)
      || !pmml_get_number (self, element, "confidence", &confidence, error))
    return FALSE;
  if ((guint) at >= n || count < 0 || probability < 0 || probability > 1.000001)
    return pmml_model_fail (self, element, error, _("The distribution of “%s” has a negative count or a probability outside of 0 to 1."), value);
  numbers[at] = probability;
  numbers[n + (guint) at] = confidence;
  numbers[2 * n + (guint) at] = count;
  *has_probability &= !isnan (probability);
  *has_confidence |= !isnan (confidence);
  return TRUE;
}

/* Probabilities are what the file says, else shares of the records; confidences likewise. */
static gboolean
read_distribution (PmmlModel *self, const PmmlElement *element, PmmlNode *node, GError **error)
{
  guint n = pmml_model_n_classes (self);
  double *numbers, total = 0;
  gboolean has_probability = TRUE, has_confidence = FALSE;

  if (!pmml_reserve_cells (self, element, 3, n, error))
    return FALSE;
  numbers = pmml_new (self, double, 3 * (gsize) n);
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    if (pmml_element_is (child, "ScoreDistribution") && !read_distribution_entry (self, child, numbers, &has_probability, &has_confidence, error))
      return FALSE;
  for (guint i = 0; i < n; i++)
    total += numbers[2 * n + i];
  for (guint i = 0; i < n; i++)
    {
      if (!has_probability)
        numbers[i] = total > 0 ? numbers[2 * n + i] / total : NAN;
      if (!has_confidence || isnan (numbers[n + i]))
        numbers[n + i] = has_confidence ? 0 : numbers[i];
    }
  node->distribution = numbers;
  if (node->winner < 0)
    node->winner = pmml_winner (numbers, n);
  return TRUE;
}

static gboolean
read_score (PmmlTree *tree, const PmmlElement *element, PmmlNode *node, GError **error)
{
  PmmlModel *self = &tree->model;
  const char *score = pmml_element_get (element, "score");

  node->winner = -1;
  if (score == NULL || *score == '\0')
    return TRUE;
  node->has_score = TRUE;
  if (self->function == PMML_CLASSIFICATION)
    {
      node->winner = pmml_model_class_of (self, element, score, error);
      return node->winner >= 0;
    }
  if (!pmml_get_number (self, element, "score", &node->score, error))
    return FALSE;
  if (self->is_float)
    node->score = (float) node->score;
  return TRUE;
}

static gboolean
read_predicate (PmmlModel *self, const PmmlElement *element, PmmlNode *node, GError **error)
{
  PmmlComparison comparison;
  const PmmlPredicate *predicate;

  if (pmml_element_is (element, "True"))
    {
      node->test = PMML_NODE_ALWAYS;
      return TRUE;
    }
  if (!pmml_comparison_read (self, element, &comparison, &predicate, error))
    return FALSE;
  node->test = predicate != NULL ? PMML_NODE_PREDICATE : comparison.is_text ? PMML_NODE_TEXT : PMML_NODE_NUMBER;
  if (predicate != NULL)
    {
      node->predicate = predicate;
      return TRUE;
    }
  node->order = (guint8) comparison.order;
  node->slot = comparison.slot;
  if (comparison.is_text)
    node->text = comparison.text;
  else
    node->number = comparison.number;
  return TRUE;
}

/* The child of a node that has the id defaultChild names. */
static gboolean
bind_default (PmmlTree *tree, const PmmlElement *element, PmmlNode *node, GError **error)
{
  const char *id = pmml_element_get (element, "defaultChild"), *interned;
  guint at = (guint) (node - tree->nodes) + 1;

  if (id == NULL || !node->has_children)
    return TRUE;
  interned = pmml_intern (tree->model.document, id);
  for (;;)
    {
      if (tree->nodes[at].id == interned)
        {
          node->default_child = at;
          return TRUE;
        }
      at = tree->nodes[at].next;
      if (at == 0)
        break;
    }
  if (tree->missing != PMML_TREE_DEFAULT)
    return TRUE;
  return pmml_model_fail (&tree->model, element, error, _("The default child “%s” is no child of this node."), id);
}

/* A model inside of a node, whose classes become classes of the tree. */
static gboolean
read_embedded (PmmlTree *tree, const PmmlElement *element, PmmlNode *node, GError **error)
{
  PmmlModel *self = &tree->model;

  if (node->embedded != NULL || (!pmml_element_is (element, "Regression") && !pmml_element_is (element, "DecisionTree")))
    return pmml_refuse_child (self, element, error);
  node->embedded = pmml_model_read (self->document, self, element, error);
  if (node->embedded == NULL)
    return FALSE;
  if (node->embedded->function != self->function)
    return pmml_model_fail (self, element, error, _("The model in the node gives another kind of answer than the tree."));
  for (guint i = 0; i < node->embedded->classes->len; i++)
    if (pmml_model_class_of (self, element, node->embedded->classes->pdata[i], error) < 0)
      return FALSE;
  return TRUE;
}

static gboolean
read_node (PmmlTree *tree, const PmmlElement *element, guint depth, GError **error)
{
  PmmlModel *self = &tree->model;
  guint index = tree->n_nodes++, last = 0;
  PmmlNode *node = &tree->nodes[index];
  const char *id = pmml_element_get (element, "id");
  gboolean has_predicate = FALSE, has_distribution = FALSE;

  tree->depth = MAX (tree->depth, depth);
  node->id = id != NULL ? pmml_intern (self->document, id) : NULL;
  node->n_records = NAN;
  if (!read_score (tree, element, node, error) || !pmml_get_number (self, element, "recordCount", &node->n_records, error))
    return FALSE;
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      if (pmml_element_is (child, "Node"))
        {
          guint at = tree->n_nodes;

          if (!read_node (tree, child, depth + 1, error))
            return FALSE;
          if (last > 0)
            tree->nodes[last].next = at;
          node->has_children = TRUE;
          last = at;
        }
      else if (pmml_element_is (child, "ScoreDistribution"))
        has_distribution = TRUE;
      else if (pmml_element_is (child, "Partition"))
        continue;               /* statistics of the training data */
      else if (pmml_model_class_find (child->name) != NULL)
        {
          if (!read_embedded (tree, child, node, error))
            return FALSE;
        }
      else if (!pmml_predicate_is (child) || has_predicate)
        return pmml_refuse_child (self, child, error);
      else
        {
          has_predicate = TRUE;
          if (!read_predicate (self, child, node, error))
            return FALSE;
        }
    }
  if (!has_predicate)
    return pmml_model_fail (self, element, error, _("The node has no predicate."));
  if (has_distribution && self->function == PMML_CLASSIFICATION && !read_distribution (self, element, node, error))
    return FALSE;
  return bind_default (tree, element, node, error);
}

static gboolean
read_strategies (PmmlTree *self, const PmmlElement *element, GError **error)
{
  static const char *const strategies[] = { "none", "lastPrediction", "nullPrediction", "defaultChild", "weightedConfidence", "aggregateNodes", NULL };
  static const char *const no_true[] = { "returnNullPrediction", "returnLastPrediction", NULL };
  int missing = 0, last = 0;

  self->penalty = 1;
  if (!pmml_get_word (&self->model, element, "missingValueStrategy", strategies, &missing, error) || !pmml_get_word (&self->model, element, "noTrueChildStrategy", no_true, &last, error)
      || !pmml_get_number (&self->model, element, "missingValuePenalty", &self->penalty, error))
    return FALSE;
  self->missing = (PmmlTreeMissing) missing;
  self->returns_last = last == 1;
  return TRUE;
}

static gboolean
parse (PmmlModel *model, const PmmlElement *element, GError **error)
{
  PmmlTree *self = (PmmlTree *) model;
  const PmmlElement *root = NULL;
  guint n;

  if (model->function != PMML_REGRESSION && model->function != PMML_CLASSIFICATION)
    return pmml_refuse_value (model, element, "functionName", error);
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      if (pmml_model_is_common (child))
        continue;
      if (!pmml_element_is (child, "Node") || root != NULL)
        return pmml_refuse_child (model, child, error);
      root = child;
    }
  if (root == NULL)
    return pmml_model_fail (model, element, error, _("The tree has no node."));
  n = count_nodes (root);
  model->document->n_nodes += n;
  if (model->document->n_nodes > MOST_NODES)
    return pmml_model_fail (model, element, error, _("The trees of the file have more than 50 million nodes."));
  if (!read_strategies (self, element, error) || (model->function == PMML_CLASSIFICATION && !collect_classes (model, root, error)))
    return FALSE;
  self->nodes = pmml_new (model, PmmlNode, n);
  n = pmml_model_n_classes (model);
  if (!read_node (self, root, 0, error))
    return FALSE;
  if (pmml_model_n_classes (model) != n)
    return pmml_model_fail (model, element, error, _("A model inside of a node names a class that the tree does not."));
  return TRUE;
}

/* ---- walking ---- */

static inline PmmlTruth
test_node (const PmmlNode *node, PmmlRow *row, gboolean *used_surrogate)
{
  PmmlValue value;
  double x;

  if (node->test == PMML_NODE_ALWAYS)
    return PMML_TRUE;
  if (node->test == PMML_NODE_PREDICATE)
    return pmml_predicate_test (node->predicate, row, used_surrogate);
  value = pmml_row_get (row, node->slot);
  if (pmml_is_nothing (value))
    return PMML_UNKNOWN;
  if (node->test == PMML_NODE_TEXT)
    return (value.text == node->text) == (node->order == PMML_EQUAL) ? PMML_TRUE : PMML_FALSE;
  x = value.kind == PMML_STRING ? NAN : value.number;     /* a text that was let through as it is */
  switch ((PmmlOrder) node->order)
    {
    case PMML_EQUAL: return x == node->number ? PMML_TRUE : PMML_FALSE;
    case PMML_NOT_EQUAL: return x != node->number ? PMML_TRUE : PMML_FALSE;
    case PMML_LESS: return x < node->number ? PMML_TRUE : PMML_FALSE;
    case PMML_LESS_OR_EQUAL: return x <= node->number ? PMML_TRUE : PMML_FALSE;
    case PMML_GREATER: return x > node->number ? PMML_TRUE : PMML_FALSE;
    case PMML_GREATER_OR_EQUAL: return x >= node->number ? PMML_TRUE : PMML_FALSE;
    }
  return PMML_UNKNOWN;
}

/* What became of one step down. */
typedef enum { STEP_DOWN, STEP_STAY, STEP_NOTHING, STEP_SPREAD } Step;

/* From a node that has children. *at is the child for STEP_DOWN; levels counts detours. */
static Step
step (const PmmlTree *self, PmmlRow *row, guint *at, guint *levels)
{
  guint child = *at + 1;

  for (; child != 0; child = self->nodes[child].next)
    {
      gboolean used_surrogate = FALSE;
      PmmlTruth truth = test_node (&self->nodes[child], row, &used_surrogate);

      if (truth == PMML_TRUE)
        {
          *levels += used_surrogate;
          *at = child;
          return STEP_DOWN;
        }
      if (truth == PMML_FALSE || self->missing == PMML_TREE_NONE)
        continue;
      if (self->missing == PMML_TREE_LAST)
        return STEP_STAY;
      if (self->missing == PMML_TREE_NULL)
        return STEP_NOTHING;
      if (self->missing != PMML_TREE_DEFAULT)
        return STEP_SPREAD;
      if (self->nodes[*at].default_child == 0)
        return STEP_NOTHING;
      (*levels)++;
      *at = self->nodes[*at].default_child;
      return STEP_DOWN;
    }
  return self->returns_last ? STEP_STAY : STEP_NOTHING;
}

/* From the node down to where the row ends; STEP_SPREAD and STEP_NOTHING as above, *at is where. */
static Step
walk (const PmmlTree *self, PmmlRow *row, guint *at, guint *levels)
{
  while (self->nodes[*at].has_children)
    {
      Step taken = step (self, row, at, levels);

      if (taken != STEP_DOWN)
        return taken;
    }
  return STEP_STAY;
}

/* Where a split is unknown, the row goes down every side that is not ruled out. Adds up what the ends say: confidences in
 * proportion to the records of each side, or the records themselves. */
static gboolean
spread (const PmmlTree *self, PmmlRow *row, guint at, double weight, double *sums)
{
  guint n = pmml_model_n_classes (&self->model), levels = 0;
  Step taken = walk (self, row, &at, &levels);
  double total = 0;

  if (taken == STEP_NOTHING)
    return TRUE;
  if (taken == STEP_STAY)
    {
      const double *numbers = self->nodes[at].distribution;

      if (numbers == NULL)
        return FALSE;
      for (guint i = 0; i < n; i++)
        sums[i] += self->missing == PMML_TREE_AGGREGATE ? numbers[2 * n + i] : weight * numbers[n + i];
      return TRUE;
    }
  for (guint child = at + 1; child != 0; child = self->nodes[child].next)
    if (test_node (&self->nodes[child], row, NULL) != PMML_FALSE)
      total += self->nodes[child].n_records;
  if (self->missing == PMML_TREE_WEIGHTED && !(total > 0))
    return FALSE;
  for (guint child = at + 1; child != 0; child = self->nodes[child].next)
    if (test_node (&self->nodes[child], row, NULL) != PMML_FALSE && !spread (self, row, child, weight * self->nodes[child].n_records / total, sums))
      return FALSE;
  return TRUE;
}

static void
evaluate_spread (const PmmlTree *self, PmmlRow *row, PmmlResult *result)
{
  guint n = pmml_model_n_classes (&self->model);
  double total = 0;

  memset (result->buffer, 0, n * sizeof (double));
  if (self->model.function != PMML_CLASSIFICATION)
    {
      pmml_row_fail (row, "%s", _("a value is missing where the tree splits, and its strategy for that is defined for classes only"));
      return;
    }
  if (!spread (self, row, 0, 1, result->buffer))
    {
      pmml_row_fail (row, "%s", _("a value is missing where the tree splits, and the file has no record counts to weigh its branches"));
      return;
    }
  for (guint i = 0; i < n; i++)
    total += result->buffer[i];
  if (!(total > 0))
    return;
  for (guint i = 0; self->missing == PMML_TREE_AGGREGATE && i < n; i++)
    result->buffer[i] /= total;
  result->winner = pmml_winner (result->buffer, n);
  result->probability = result->buffer;
}

static void
take_confidence (const PmmlTree *self, const PmmlNode *node, guint levels, PmmlResult *result)
{
  guint n = pmml_model_n_classes (&self->model);

  result->confidence = node->distribution + n;
  if (levels == 0 || self->penalty == 1)
    return;
  for (guint i = 0; i < n; i++)
    result->buffer[i] = node->distribution[n + i] * pow (self->penalty, levels);
  result->confidence = result->buffer;
}

/* A leaf that only names its class is sure of it. */
static void
take_certainty (const PmmlTree *self, const PmmlNode *node, PmmlResult *result)
{
  memset (result->buffer, 0, pmml_model_n_classes (&self->model) * sizeof (double));
  result->buffer[node->winner] = 1;
  result->probability = result->buffer;
}

static void
take_embedded (const PmmlModel *model, const PmmlModel *embedded, PmmlRow *row, PmmlResult *result)
{
  const PmmlResult *from = pmml_row_evaluate (row, embedded);

  result->value = from->value;
  if (from->winner < 0)
    return;
  memset (result->buffer, 0, pmml_model_n_classes (model) * sizeof (double));
  for (guint i = 0; i < embedded->classes->len; i++)
    {
      int at = (int) GPOINTER_TO_UINT (g_hash_table_lookup (model->class_index, embedded->classes->pdata[i])) - 1;

      result->buffer[at] = from->probability != NULL ? from->probability[i] : 0;
      if ((int) i == from->winner)
        result->winner = at;
    }
  result->probability = from->probability != NULL ? result->buffer : NULL;
}

static void
evaluate (const PmmlModel *model, PmmlRow *row, PmmlResult *result)
{
  const PmmlTree *self = (const PmmlTree *) model;
  guint at = 0, levels = 0;
  Step taken;
  const PmmlNode *node;

  if (test_node (&self->nodes[0], row, NULL) != PMML_TRUE)
    return;
  taken = walk (self, row, &at, &levels);
  if (taken == STEP_SPREAD)
    {
      evaluate_spread (self, row, result);
      return;
    }
  if (taken == STEP_NOTHING)
    return;
  node = &self->nodes[at];
  result->entity = node->id;
  if (node->embedded != NULL)
    {
      take_embedded (model, node->embedded, row, result);
      return;
    }
  if (model->function == PMML_REGRESSION)
    {
      if (node->has_score)
        result->value = pmml_double (node->score);
      return;
    }
  result->winner = node->winner;
  if (node->winner < 0)
    return;
  if (node->distribution == NULL)
    {
      take_certainty (self, node, result);
      return;
    }
  result->probability = node->distribution;
  take_confidence (self, node, levels, result);
}

static void
describe (const PmmlModel *model, AssayArtifactInfo *info)
{
  const PmmlTree *self = (const PmmlTree *) model;

  assay_artifact_info_add_fact (info, N_("Nodes"), "%u", self->n_nodes);
  assay_artifact_info_add_fact (info, N_("Depth"), "%u", self->depth);
}

const PmmlModelClass pmml_tree_class = {
  .element = "TreeModel", .kind = N_("decision tree"), .size = sizeof (PmmlTree), .parse = parse, .evaluate = evaluate, .describe = describe,
};
