#include "model/xgboost/xgboost-model.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define LAST_BEYOND_AS_MISSING 2   /* of 1.7 */
#define MOST_CODE (1u << 24)

void
xgboost_model_free (XgboostModel *self)
{
  g_clear_pointer (&self->shap, assay_tree_shap_free);
  g_clear_pointer (&self->forest, assay_forest_unref);
  g_free (self->weights);
  g_free (self->margins);
  g_strfreev (self->names);
  g_strfreev (self->classes);
  for (guint i = 0; self->categories != NULL && i < self->n_features; i++)
    g_clear_pointer (&self->categories[i], g_ptr_array_unref);
  g_free (self->categories);
  g_free (self);
}

/* ---- trees ---- */

/* Numbers of the nodes without those that pruning has deleted; -1: deleted. */
static gint32 *
number_nodes (const XgboostTree *tree)
{
  gint32 *numbers = g_new (gint32, tree->n_nodes);
  gint32 n = 0;

  for (guint32 i = 0; i < tree->n_nodes; i++)
    numbers[i] = tree->nodes[i].is_deleted ? -1 : n++;
  return numbers;
}

static gint64
renumber (const XgboostTree *tree, const gint32 *numbers, gint32 child)
{
  return child < 0 ? -1 : (guint32) child < tree->n_nodes ? numbers[child] : child;
}

/* FALSE: the leaf has no values. */
static gboolean
add_leaf (AssayForestBuilder *builder, const XgboostTree *tree, guint32 index, float weight)
{
  const XgboostNode *node = &tree->nodes[index];
  gsize row = tree->has_leaf_list ? (gsize) (guint32) node->right : index;
  g_autofree double *values = NULL;

  if (tree->n_vector == 1)
    {
      assay_forest_builder_add_leaf (builder, weight * node->condition, node->cover);
      return TRUE;
    }
  if (row >= tree->n_values / tree->n_vector)
    return FALSE;
  values = g_new (double, tree->n_vector);
  for (guint i = 0; i < tree->n_vector; i++)
    values[i] = weight * tree->values[row * tree->n_vector + i];
  assay_forest_builder_add_vector_leaf (builder, values, node->cover);
  return TRUE;
}

/* 1.6.0 to 1.7.2 keep a set in words of 32 categories and send what lies behind the last word where missing values go; all
 * others send it to the left, like any category that is not in the set. */
static gboolean
sends_beyond_as_missing (const XgboostFile *file)
{
  return file->version[0] == 1 && (file->version[1] == 6 || (file->version[1] == 7 && file->version[2] <= LAST_BEYOND_AS_MISSING));
}

/* Where the last word of the set ends. */
static guint32
find_limit (const guint32 *codes, guint32 n)
{
  guint32 most = 0;

  for (guint32 i = 0; i < n; i++)
    most = MAX (most, MIN (codes[i], MOST_CODE));
  return (most / 32 + 1) * 32;
}

/* XGBoost sends the categories of the set to the right, all else to the left. */
static void
add_split (AssayForestBuilder *builder, const XgboostFile *file, const XgboostTree *tree, const gint32 *numbers, const XgboostNode *node)
{
  gint64 left = renumber (tree, numbers, node->left), right = renumber (tree, numbers, node->right);
  gint64 missing = node->is_missing_left ? left : right;
  const guint32 *codes = node->n_codes > 0 ? tree->codes + node->first_code : NULL;

  if (node->is_category)
    {
      assay_forest_builder_add_set_split (builder, node->feature, codes, node->n_codes, right, left, missing, node->cover);
      if (!node->is_missing_left && sends_beyond_as_missing (file))
        assay_forest_builder_extend_set (builder, find_limit (codes, node->n_codes));
    }
  else
    assay_forest_builder_add_split (builder, node->feature, ASSAY_SPLIT_LESS, node->condition, left, right, missing, node->cover);
}

static gboolean
add_tree (AssayForestBuilder *builder, const XgboostFile *file, guint index, guint n_outputs, GError **error)
{
  const XgboostTree *tree = file->trees->pdata[index];
  g_autofree gint32 *numbers = number_nodes (tree);
  gint32 output = g_array_index (file->tree_info, gint32, index);
  float weight = file->drop_weights->len > 0 ? g_array_index (file->drop_weights, double, index) : 1;

  if (tree->n_vector > 1 && tree->n_vector != n_outputs)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("tree %u: its leaves have %u values, and the model has %u outputs"), index, tree->n_vector, n_outputs);
      return FALSE;
    }
  assay_forest_builder_begin_tree (builder, tree->n_vector > 1 ? ASSAY_FOREST_ALL_OUTPUTS : (guint) output);
  for (guint32 i = 0; i < tree->n_nodes; i++)
    {
      const XgboostNode *node = &tree->nodes[i];

      if (node->is_deleted)
        continue;
      if (node->left >= 0)
        add_split (builder, file, tree, numbers, node);
      else if (!add_leaf (builder, tree, i, weight))
        {
          g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("tree %u, node %u: the leaf has no values"), index, i);
          return FALSE;
        }
    }
  return assay_forest_builder_end_tree (builder, error);
}

static gboolean
build_forest (XgboostModel *self, const XgboostFile *file, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayForestBuilder) builder = assay_forest_builder_new (self->n_features, self->n_outputs, ASSAY_FOREST_FLOAT);

  assay_forest_builder_set_limits (builder, G_MAXUINT, G_MAXINT32);      /* the file has been held to its limits */
  for (guint i = 0; i < file->trees->len; i++)
    {
      if (i % 1024 == 0 && !assay_progress_step (progress, 0.6 + 0.3 * i / file->trees->len, error))
        return FALSE;
      if (!add_tree (builder, file, i, self->n_outputs, error))
        return FALSE;
    }
  self->forest = assay_forest_builder_finish (builder, error);
  return self->forest != NULL;
}

/* Trees that a round has for each class, from the order of the classes; 0: with one class there is no telling. */
static guint
find_parallel (const XgboostFile *file, guint n_outputs)
{
  guint n = 0;

  while (n_outputs > 1 && n < file->tree_info->len && g_array_index (file->tree_info, gint32, n) == 0)
    n++;
  return n;
}

/* Trees of the rounds up to the best one. Before 1.6 a file does not say how many trees a round has, but how many trees are best. */
static guint
count_best_trees (const XgboostFile *file, guint n_outputs)
{
  guint n = file->trees->len;
  guint64 rounds = file->best_iteration + 1, best;

  if (file->best_iteration < 0)
    return n;
  if (file->iteration_ends->len > 0)
    return rounds < file->iteration_ends->len ? (guint) g_array_index (file->iteration_ends, gint32, rounds) : n;
  if (file->n_parallel > 0)
    best = rounds * file->n_parallel * n_outputs;
  else if (file->best_tree_limit > 0)
    best = (guint64) file->best_tree_limit * n_outputs;
  else
    best = rounds * MAX (find_parallel (file, n_outputs), 1) * n_outputs;
  return MIN (best, n);
}

/* ---- inputs and outputs ---- */

static void
name_inputs (XgboostModel *self, const XgboostFile *file)
{
  self->names = g_new0 (char *, self->n_features + 1);
  for (guint i = 0; i < self->n_features; i++)
    self->names[i] = file->names->len > 0 ? g_strdup (file->names->pdata[i]) : g_strdup_printf ("f%u", i);
  self->categories = g_new0 (GPtrArray *, self->n_features);
  for (guint i = 0; i < file->categories->len; i++)
    if (file->categories->pdata[i] != NULL)
      self->categories[i] = g_ptr_array_ref (file->categories->pdata[i]);
}

static void
name_classes (XgboostModel *self)
{
  guint n = self->objective->link == XGBOOST_SOFTMAX ? self->n_outputs : self->objective->link == XGBOOST_BINARY || self->objective->link == XGBOOST_HINGE ? 2 : 0;

  if (n == 0)
    return;
  self->classes = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    self->classes[i] = g_strdup_printf ("%u", i);
}

/* One base score counts for all outputs. Linear models take the first of a list for all too, as XGBoost does. */
static gboolean
find_margins (XgboostModel *self, const XgboostFile *file, GError **error)
{
  gboolean has_own = file->base_score->len > 1 && strcmp (file->booster, "gblinear") != 0;
  g_autofree double *base = g_new (double, self->n_outputs);

  for (guint i = 0; i < self->n_outputs; i++)
    base[i] = g_array_index (file->base_score, double, has_own ? i : 0);
  self->margins = g_new (float, self->n_outputs);
  if (xgboost_objective_get_margins (self->objective, base, self->n_outputs, self->margins))
    return TRUE;
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("the base score is not possible with the objective “%s”"), self->objective->name);
  return FALSE;
}

static gboolean
find_objective (XgboostModel *self, const XgboostFile *file, GError **error)
{
  self->objective = xgboost_objective_find (file->objective, file->version);
  if (self->objective == NULL)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE,
                 _("the objective is “%s”, which Assay does not know, so it cannot tell what the scores mean. Bring a table of ids and scores."), file->objective);
  else if (self->objective->link == XGBOOST_SOFTMAX && file->n_classes < 2)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("the objective is “%s”, but the model has %u classes"), file->objective, file->n_classes);
  else
    return TRUE;
  return FALSE;
}

static gboolean
fill_model (XgboostModel *self, const XgboostFile *file, const AssayArtifactOptions *options, AssayProgress *progress, GError **error)
{
  if (!find_objective (self, file, error) || !find_margins (self, file, error))
    return FALSE;
  name_inputs (self, file);
  name_classes (self);
  self->zero_is_missing = options->zero_is_missing;
  if (strcmp (file->booster, "gblinear") == 0)
    {
      self->weights = g_memdup2 (file->linear_weights->data, file->linear_weights->len * sizeof (float));
      return TRUE;
    }
  self->n_trees = options->all_rounds ? file->trees->len : count_best_trees (file, self->n_outputs);
  if (options->most_trees > 0)
    self->n_trees = MIN (self->n_trees, options->most_trees);
  return build_forest (self, file, progress, error);
}

XgboostModel *
xgboost_model_new (const XgboostFile *file, const char *name, const AssayArtifactOptions *options, AssayProgress *progress, GError **error)
{
  g_autoptr(XgboostModel) self = g_new0 (XgboostModel, 1);
  const guint *version = file->version;

  self->n_features = file->n_features;
  self->n_outputs = xgboost_file_get_n_outputs (file);
  if (fill_model (self, file, options, progress, error))
    return g_steal_pointer (&self);
  if (error != NULL && (*error)->domain == ASSAY_MODEL_ERROR)
    g_prefix_error (error, _("%s (written by XGBoost %u.%u.%u): "), name, version[0], version[1], version[2]);
  return NULL;
}

/* ---- scoring ---- */

/* As XGBoost adds them up: in single precision, input by input. */
static void
add_linear (const XgboostModel *self, const double *const *columns, gsize n, double *sums)
{
  const float *bias = self->weights + (gsize) self->n_features * self->n_outputs;

  for (gsize i = 0; i < n; i++)
    for (guint o = 0; o < self->n_outputs; o++)
      {
        float sum = bias[o] + self->margins[o];

        for (guint f = 0; f < self->n_features; f++)
          if (!isnan (columns[f][i]))
            sum += (float) columns[f][i] * self->weights[(gsize) f * self->n_outputs + o];
        sums[i * self->n_outputs + o] = sum;
      }
}

void
xgboost_model_add_margins (const XgboostModel *self, const double *const *columns, gsize n, AssayForestScratch *scratch, double *sums)
{
  if (self->forest == NULL)
    {
      add_linear (self, columns, n, sums);
      return;
    }
  for (gsize i = 0; i < n; i++)
    for (guint o = 0; o < self->n_outputs; o++)
      sums[i * self->n_outputs + o] = self->margins[o];
  assay_forest_add (self->forest, 0, self->n_trees, columns, n, scratch, sums);
}

/* ---- contributions ---- */

gboolean
xgboost_model_can_explain (const XgboostModel *self)
{
  return self->n_outputs == 1 && (self->forest == NULL || assay_tree_shap_is_possible (self->forest));
}

static const AssayTreeShap *
get_shap (const XgboostModel *model)
{
  XgboostModel *self = (XgboostModel *) model;

  if (g_once_init_enter (&self->shap_once))
    {
      self->shap = assay_tree_shap_new (self->forest, self->n_trees, ASSAY_TREE_SHAP_USUAL_TABLES);
      g_once_init_leave (&self->shap_once, 1);
    }
  return self->shap;
}

/* XGBoost's own: weight times value, against nothing. */
static void
explain_linear (const XgboostModel *self, const double *const *columns, gsize n, double *contributions)
{
  for (gsize i = 0; i < n; i++)
    {
      double *to = contributions + i * (self->n_features + 1);

      for (guint f = 0; f < self->n_features; f++)
        to[f] = isnan (columns[f][i]) ? 0 : (float) columns[f][i] * self->weights[f];
      to[self->n_features] = self->weights[self->n_features] + self->margins[0];
    }
}

void
xgboost_model_explain (const XgboostModel *self, const double *const *columns, gsize n, AssayTreeShapScratch **shap_scratch, double *contributions)
{
  if (self->forest == NULL)
    {
      explain_linear (self, columns, n, contributions);
      return;
    }
  if (*shap_scratch == NULL)
    *shap_scratch = assay_tree_shap_scratch_new (get_shap (self));
  memset (contributions, 0, n * (self->n_features + 1) * sizeof (double));
  assay_tree_shap_add (get_shap (self), columns, n, *shap_scratch, contributions);
  for (gsize i = 0; i < n; i++)
    contributions[i * (self->n_features + 1) + self->n_features] += self->margins[0];
}
