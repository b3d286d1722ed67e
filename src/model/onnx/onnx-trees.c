/* The nodes of all trees stand in parallel lists, each naming its tree and its number in it; the weights of leaves stand in lists of
 * their own, several to a leaf where there are several classes or targets. */
#include "model/onnx/onnx-trees.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "model/trees/tree-forest.h"

typedef struct
{
  AssayForest *forest;
  guint n_trees, n_features, n_outputs;
  AssayOnnxTensor *labels;         /* of a classifier */
  double *base;                    /* [n_base] */
  gsize n_base;
  int transform;
  char aggregate;                  /* 'S'um, 'A'verage, ma'X', mi'N' */
  gboolean is_one_class;           /* all weights belong to one class: its score decides between the two */
  gboolean all_positive;
} Trees;

/* The parallel lists while they are read. */
typedef struct
{
  const AssayOnnxNode *node;
  GError **error;
  gsize n, n_weights;
  const gint64 *tree, *id, *feature, *yes, *no, *tracks;
  const double *threshold;
  const char *const *mode;
  const gint64 *weight_tree, *weight_id, *weight_output;
  const double *weight;
  GHashTable *place_of;            /* tree and id to place + 1 */
  guint32 *weight_start;           /* [n + 1], into weight_order */
  guint32 *weight_order;
} Lists;

void
assay_onnx_trees_free (gpointer state)
{
  Trees *self = state;

  g_clear_pointer (&self->forest, assay_forest_unref);
  g_clear_pointer (&self->labels, assay_onnx_tensor_free);
  g_free (self->base);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Trees, assay_onnx_trees_free)

static gboolean
fail (const Lists *self, const char *message)
{
  if (*self->error == NULL)
    g_set_error_literal (self->error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, message);
  return FALSE;
}

/* ---- reading the lists ---- */

static const gint64 *
get_ints (const Lists *self, const char *name, gsize n, gboolean *is_fine)
{
  gsize there;
  const gint64 *list = assay_onnx_node_get_ints (self->node, name, &there);

  *is_fine &= there == n;
  return list;
}

/* A list of floats, or since version 3 a tensor of doubles under another name. */
static const double *
get_numbers (const Lists *self, const char *name, gsize *n)
{
  g_autofree char *tensor_name = g_strconcat (name, "_as_tensor", NULL);
  const AssayOnnxAttribute *attribute = assay_onnx_node_find (self->node, tensor_name);

  if (attribute != NULL && attribute->tensor != NULL && attribute->tensor->numbers != NULL && attribute->tensor->n > 0)
    {
      *n = attribute->tensor->n;
      return attribute->tensor->numbers;
    }
  return assay_onnx_node_get_floats (self->node, name, n);
}

static gboolean
read_lists (Lists *self, gboolean is_classifier)
{
  gboolean is_fine = TRUE;
  gsize n_thresholds, n_modes, n_tracks;

  self->tree = assay_onnx_node_get_ints (self->node, "nodes_treeids", &self->n);
  self->id = get_ints (self, "nodes_nodeids", self->n, &is_fine);
  self->feature = get_ints (self, "nodes_featureids", self->n, &is_fine);
  self->yes = get_ints (self, "nodes_truenodeids", self->n, &is_fine);
  self->no = get_ints (self, "nodes_falsenodeids", self->n, &is_fine);
  self->threshold = get_numbers (self, "nodes_values", &n_thresholds);
  self->mode = assay_onnx_node_get_strings (self->node, "nodes_modes", &n_modes);
  self->tracks = assay_onnx_node_get_ints (self->node, "nodes_missing_value_tracks_true", &n_tracks);
  self->weight = get_numbers (self, is_classifier ? "class_weights" : "target_weights", &self->n_weights);
  self->weight_tree = get_ints (self, is_classifier ? "class_treeids" : "target_treeids", self->n_weights, &is_fine);
  self->weight_id = get_ints (self, is_classifier ? "class_nodeids" : "target_nodeids", self->n_weights, &is_fine);
  self->weight_output = get_ints (self, is_classifier ? "class_ids" : "target_ids", self->n_weights, &is_fine);
  if (!is_fine || self->n == 0 || n_thresholds != self->n || n_modes != self->n || (n_tracks != 0 && n_tracks != self->n) || self->n > G_MAXINT32)
    return fail (self, _("its lists of nodes are empty or not equally long."));
  self->tracks = n_tracks > 0 ? self->tracks : NULL;
  return TRUE;
}

typedef struct { gint64 tree, id; } Key;

static guint
hash_key (gconstpointer pointer)
{
  const Key *key = pointer;

  return (guint) ((guint64) key->tree * 0x9e3779b97f4a7c15u >> 32) ^ (guint) ((guint64) key->id * 0xc2b2ae3d27d4eb4fu >> 32);
}

static gboolean
equal_keys (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Key)) == 0;
}

/* -1: there is no such node. */
static gint64
find_place (const Lists *self, gint64 tree, gint64 id)
{
  Key key = { tree, id };

  return (gint64) GPOINTER_TO_UINT (g_hash_table_lookup (self->place_of, &key)) - 1;
}

static gboolean
index_nodes (Lists *self)
{
  self->place_of = g_hash_table_new_full (hash_key, equal_keys, g_free, NULL);
  for (gsize i = 0; i < self->n; i++)
    {
      Key key = { self->tree[i], self->id[i] };

      if (g_hash_table_contains (self->place_of, &key))
        return fail (self, _("two nodes of a tree have one number."));
      g_hash_table_insert (self->place_of, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (i + 1));
    }
  return TRUE;
}

/* Weights in the order of the nodes, and within a node in the order of the file. */
static gboolean
index_weights (Lists *self, guint n_outputs)
{
  g_autofree guint32 *place = g_new (guint32, self->n_weights + 1);

  self->weight_start = g_new0 (guint32, self->n + 2);
  self->weight_order = g_new (guint32, self->n_weights + 1);
  for (gsize k = 0; k < self->n_weights; k++)
    {
      gint64 at = find_place (self, self->weight_tree[k], self->weight_id[k]);

      if (at < 0 || strcmp (self->mode[at], "LEAF") != 0)
        return fail (self, _("a weight belongs to no leaf."));
      if (self->weight_output[k] < 0 || self->weight_output[k] >= n_outputs)
        return fail (self, _("a weight belongs to a class or target that is not there."));
      place[k] = at;
      self->weight_start[at + 2]++;
    }
  for (gsize i = 2; i <= self->n + 1; i++)
    self->weight_start[i] += self->weight_start[i - 1];
  for (gsize k = 0; k < self->n_weights; k++)
    self->weight_order[self->weight_start[place[k] + 1]++] = k;
  return TRUE;
}

/* ---- into the engine ---- */

typedef struct { AssaySplitKind kind; gboolean is_turned; gboolean nan_is_true; } Mode;

static gboolean
find_mode (const char *name, Mode *mode)
{
  static const struct { const char *name; Mode mode; } modes[] = {
    { "BRANCH_LEQ", { ASSAY_SPLIT_LESS_EQUAL, FALSE, FALSE } }, { "BRANCH_LT", { ASSAY_SPLIT_LESS, FALSE, FALSE } },
    { "BRANCH_GTE", { ASSAY_SPLIT_LESS, TRUE, FALSE } }, { "BRANCH_GT", { ASSAY_SPLIT_LESS_EQUAL, TRUE, FALSE } },
    { "BRANCH_EQ", { ASSAY_SPLIT_EQUAL, FALSE, FALSE } }, { "BRANCH_NEQ", { ASSAY_SPLIT_EQUAL, TRUE, TRUE } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (strcmp (modes[i].name, name) == 0)
      {
        *mode = modes[i].mode;
        return TRUE;
      }
  return FALSE;
}

typedef struct
{
  gsize *places;                   /* nodes of the tree, root first */
  gsize n;
  gint64 tree;
} OneTree;

/* The engine's number of a child; -1: not in this tree. */
static gint64
find_child (const Lists *self, const OneTree *one, const gint64 *number_of, gint64 id)
{
  gint64 place = find_place (self, one->tree, id);

  return place >= 0 ? number_of[place] : -1;
}

static gboolean
add_split (const Lists *self, AssayForestBuilder *builder, const OneTree *one, const gint64 *number_of, gsize place)
{
  gint64 yes = find_child (self, one, number_of, self->yes[place]), no = find_child (self, one, number_of, self->no[place]);
  Mode mode;

  if (!find_mode (self->mode[place], &mode))
    return fail (self, _("a node has a mode that Assay does not know."));
  if (self->feature[place] < 0 || self->feature[place] > 1000000)
    return fail (self, _("a node looks at a feature that cannot be."));
  assay_forest_builder_add_split (builder, self->feature[place], mode.kind, self->threshold[place], mode.is_turned ? no : yes, mode.is_turned ? yes : no,
                                  mode.nan_is_true || (self->tracks != NULL && self->tracks[place] != 0) ? yes : no, NAN);
  return TRUE;
}

/* A leaf without a weight adds nothing. */
static void
add_leaf (const Lists *self, AssayForestBuilder *builder, gsize place, gboolean is_vector, double *values, guint n_outputs)
{
  double sum = 0;

  memset (values, 0, n_outputs * sizeof *values);
  for (guint32 k = self->weight_start[place]; k < self->weight_start[place + 1]; k++)
    {
      values[self->weight_output[self->weight_order[k]]] += self->weight[self->weight_order[k]];
      sum += self->weight[self->weight_order[k]];
    }
  if (is_vector)
    assay_forest_builder_add_vector_leaf (builder, values, NAN);
  else
    assay_forest_builder_add_leaf (builder, sum, NAN);
}

/* The one output that all weights of a tree belong to; -1: there are several. */
static gint64
find_output (const Lists *self, const OneTree *one)
{
  gint64 output = -2;

  for (gsize i = 0; i < one->n; i++)
    for (guint32 k = self->weight_start[one->places[i]]; k < self->weight_start[one->places[i] + 1]; k++)
      {
        gint64 here = self->weight_output[self->weight_order[k]];

        if (output != -2 && output != here)
          return -1;
        output = here;
      }
  return output == -2 ? 0 : output;
}

static gboolean
add_tree (const Lists *self, AssayForestBuilder *builder, const OneTree *one, gint64 *number_of, double *values, guint n_outputs)
{
  gint64 output = n_outputs == 1 ? 0 : find_output (self, one);

  for (gsize i = 0; i < one->n; i++)
    number_of[one->places[i]] = i;
  assay_forest_builder_begin_tree (builder, output >= 0 ? (guint) output : ASSAY_FOREST_ALL_OUTPUTS);
  for (gsize i = 0; i < one->n; i++)
    {
      gsize place = one->places[i];

      if (strcmp (self->mode[place], "LEAF") == 0)
        add_leaf (self, builder, place, output < 0, values, n_outputs);
      else if (!add_split (self, builder, one, number_of, place))
        return FALSE;
    }
  return assay_forest_builder_end_tree (builder, self->error);
}

/* The root of a tree is the node that no other names; with none or several the engine finds what is wrong. */
static void
put_root_first (const Lists *self, OneTree *one, guint8 *is_child)
{
  for (gsize i = 0; i < one->n; i++)
    {
      gsize place = one->places[i];
      gint64 children[2] = { find_place (self, one->tree, self->yes[place]), find_place (self, one->tree, self->no[place]) };

      for (guint k = 0; strcmp (self->mode[place], "LEAF") != 0 && k < 2; k++)
        if (children[k] >= 0)
          is_child[children[k]] = 1;
    }
  for (gsize i = 0; i < one->n; i++)
    if (!is_child[one->places[i]])
      {
        gsize root = one->places[i];

        memmove (one->places + 1, one->places, i * sizeof *one->places);
        one->places[0] = root;
        return;
      }
}

static gint
compare_places (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const gint64 *tree = user_data;
  gsize x = *(const gsize *) a, y = *(const gsize *) b;

  return tree[x] != tree[y] ? (tree[x] > tree[y]) - (tree[x] < tree[y]) : (x > y) - (x < y);
}

static guint
count_features (const Lists *self)
{
  gint64 most = 0;

  for (gsize i = 0; i < self->n; i++)
    if (strcmp (self->mode[i], "LEAF") != 0)
      most = MAX (most, self->feature[i]);
  return MIN (most, 1000000) + 1;
}

static gboolean
build (Lists *self, Trees *trees, AssayForestPrecision precision)
{
  g_autoptr(AssayForestBuilder) builder = NULL;
  g_autofree gsize *places = g_new (gsize, self->n);
  g_autofree gint64 *number_of = g_new (gint64, self->n);
  g_autofree guint8 *is_child = g_new0 (guint8, self->n);
  g_autofree double *values = g_new (double, trees->n_outputs);

  if (trees->n_outputs > 1 && self->n > ASSAY_FOREST_MOST_NODES / trees->n_outputs)
    return fail (self, _("its leaves hold more numbers than Assay keeps."));
  for (gsize i = 0; i < self->n; i++)
    places[i] = i;
  g_qsort_with_data (places, self->n, sizeof *places, compare_places, (gpointer) self->tree);
  trees->n_features = count_features (self);
  builder = assay_forest_builder_new (trees->n_features, trees->n_outputs, precision);
  for (gsize from = 0, to; from < self->n; from = to)
    {
      OneTree one = { places + from, 0, self->tree[places[from]] };

      for (to = from; to < self->n && self->tree[places[to]] == one.tree; to++)
        one.n++;
      put_root_first (self, &one, is_child);
      if (!add_tree (self, builder, &one, number_of, values, trees->n_outputs))
        return FALSE;
    }
  trees->forest = assay_forest_builder_finish (builder, self->error);
  trees->n_trees = trees->forest != NULL ? assay_forest_get_n_trees (trees->forest) : 0;
  return trees->forest != NULL;
}

/* Whether each output has a tree all leaves of which have a weight for it: then no row is without a score for it. */
static gboolean
all_have_scores (const Lists *self, guint n_outputs)
{
  g_autoptr(GHashTable) n_leaves = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, NULL);
  g_autoptr(GHashTable) n_weights = g_hash_table_new_full (hash_key, equal_keys, g_free, NULL);
  g_autofree guint8 *has_score = g_new0 (guint8, n_outputs);
  GHashTableIter iter;
  gpointer pointer, count;

  for (gsize i = 0; i < self->n; i++)
    if (strcmp (self->mode[i], "LEAF") == 0)
      g_hash_table_insert (n_leaves, (gpointer) &self->tree[i], GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (n_leaves, &self->tree[i])) + 1));
  for (gsize k = 0; k < self->n_weights; k++)
    {
      Key key = { self->weight_tree[k], self->weight_output[k] };

      g_hash_table_insert (n_weights, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (n_weights, &key)) + 1));
    }
  g_hash_table_iter_init (&iter, n_weights);
  while (g_hash_table_iter_next (&iter, &pointer, &count))
    {
      const Key *key = pointer;

      if (count == g_hash_table_lookup (n_leaves, &key->tree))
        has_score[key->id] = 1;
    }
  return memchr (has_score, 0, n_outputs) == NULL;
}

/* Only what everyone reads the same. Two classes: weights of the first that decide between the two, as all converters write them; the
 * reference runtime names labels by a rule of its own elsewhere. More classes: one without a score is out of the race there, and
 * has 0 here, which differs where scores are negative. */
static gboolean
look_at_weights (const Lists *self, Trees *trees)
{
  gboolean is_agreed;

  trees->is_one_class = trees->labels != NULL && trees->n_outputs == 2;
  trees->all_positive = TRUE;
  for (gsize k = 0; k < self->n_weights; k++)
    {
      trees->is_one_class &= self->weight_output[k] == self->weight_output[0];
      trees->all_positive &= self->weight[k] >= 0;
    }
  if (trees->labels == NULL)
    return TRUE;
  if (trees->n_outputs == 2)
    is_agreed = trees->is_one_class && (self->n_weights == 0 || self->weight_output[0] == 0) && (trees->transform == 0 || trees->transform == 2) && trees->n_base <= 1;
  else
    is_agreed = trees->all_positive || all_have_scores (self, trees->n_outputs);
  return is_agreed || fail (self, _("its weights of classes are not agreed upon. Convert the model with a newer converter, or as PMML."));
}

static gboolean
read_outputs (Lists *self, Trees *trees, gboolean is_classifier)
{
  static const struct { const char *name; char sign; } aggregates[] = { { "SUM", 'S' }, { "AVERAGE", 'A' }, { "MAX", 'X' }, { "MIN", 'N' } };
  const char *aggregate = assay_onnx_node_get_string (self->node, "aggregate_function", "SUM");
  gint64 n_targets = assay_onnx_node_get_int (self->node, "n_targets", 1);
  const double *base = get_numbers (self, "base_values", &trees->n_base);

  trees->base = g_memdup2 (base, trees->n_base * sizeof *base);
  trees->transform = assay_onnx_find_transform (self->node);
  if (trees->transform < 0)
    return fail (self, _("Assay does not compute its post_transform."));
  /* the reference runtime leaves one target as it is, the specification does not */
  if (!is_classifier && n_targets == 1 && trees->transform != 0)
    return fail (self, _("its post_transform of a single target is not agreed upon. Convert the model without it."));
  for (guint i = 0; i < G_N_ELEMENTS (aggregates); i++)
    if (strcmp (aggregate, aggregates[i].name) == 0)
      trees->aggregate = aggregates[i].sign;
  if (trees->aggregate == '\0')
    return fail (self, _("its aggregate_function is unknown."));
  if (is_classifier)
    {
      trees->labels = assay_onnx_read_labels (self->node, "classlabels_int64s", "classlabels_strings");
      if (trees->labels == NULL || trees->labels->n < 2)
        return fail (self, _("it has no class labels, or only one."));
      n_targets = trees->labels->n;
    }
  if (n_targets < 1 || n_targets > 100000)
    return fail (self, _("it names no sensible number of targets."));
  trees->n_outputs = n_targets;
  if (trees->n_base != 0 && trees->n_base != trees->n_outputs && !(trees->n_base == 1 && trees->n_outputs == 2 && is_classifier))
    return fail (self, _("its base values do not fit its outputs."));
  return TRUE;
}

gpointer
assay_onnx_trees_prepare (const AssayOnnxNode *node, GError **error)
{
  g_autoptr(Trees) trees = g_new0 (Trees, 1);
  gboolean is_classifier = strcmp (node->op, "TreeEnsembleClassifier") == 0, is_done;
  Lists lists = { .node = node, .error = error };

  is_done = read_lists (&lists, is_classifier) && read_outputs (&lists, trees, is_classifier) && index_nodes (&lists) && index_weights (&lists, trees->n_outputs);
  is_done = is_done && look_at_weights (&lists, trees)
            && build (&lists, trees, assay_onnx_node_find (node, "nodes_values_as_tensor") != NULL ? ASSAY_FOREST_DOUBLE : ASSAY_FOREST_FLOAT_INPUT);
  g_clear_pointer (&lists.place_of, g_hash_table_unref);
  g_free (lists.weight_start);
  g_free (lists.weight_order);
  return is_done ? g_steal_pointer (&trees) : NULL;
}

/* ---- evaluation ---- */

#define ROWS 256

/* sums[n * n_outputs] of rows [first, first + n): the trees as they are aggregated, without base values. */
static void
sum_rows (const Trees *trees, AssayForestScratch *scratch, const double *const *columns, gsize n, double *sums, double *one)
{
  gsize n_sums = n * trees->n_outputs;

  memset (sums, 0, n_sums * sizeof *sums);
  if (trees->aggregate == 'S' || trees->aggregate == 'A')
    {
      assay_forest_add (trees->forest, 0, trees->n_trees, columns, n, scratch, sums);
      for (gsize i = 0; trees->aggregate == 'A' && i < n_sums; i++)
        sums[i] /= trees->n_trees;
      return;
    }
  for (guint t = 0; t < trees->n_trees; t++)
    {
      memset (one, 0, n_sums * sizeof *one);
      assay_forest_add (trees->forest, t, 1, columns, n, scratch, one);
      for (gsize i = 0; i < n_sums; i++)
        sums[i] = t == 0 ? one[i] : trees->aggregate == 'X' ? MAX (sums[i], one[i]) : MIN (sums[i], one[i]);
    }
}

/* All rows: sums[n_rows * n_outputs]. */
static gboolean
evaluate (AssayOnnxRun *run, const Trees *trees, const AssayOnnxTensor *a, double *sums)
{
  gsize n_columns = a->rank > 0 ? a->dims[a->rank - 1] : 0, n_rows = a->rank == 2 ? a->dims[0] : 1;
  g_autoptr(AssayForestScratch) scratch = NULL;
  g_autofree double *values = NULL, *one = NULL;
  g_autofree const double **columns = NULL;

  if (n_columns < trees->n_features)
    return assay_onnx_fail (run, _("its trees look at %u columns, and there are %zu."), trees->n_features, n_columns);
  if (!assay_onnx_add_work (run, n_rows * MIN (G_MAXSIZE / 8 / MAX (n_rows, 1), (gsize) trees->n_trees * (trees->aggregate == 'S' ? 1 : trees->n_outputs))))
    return FALSE;
  scratch = assay_forest_scratch_new (trees->forest);
  values = g_new (double, (gsize) trees->n_features * ROWS);
  one = g_new (double, (gsize) trees->n_outputs * ROWS);
  columns = g_new (const double *, trees->n_features);
  for (guint c = 0; c < trees->n_features; c++)
    columns[c] = values + (gsize) c * ROWS;
  for (gsize first = 0; first < n_rows; first += ROWS)
    {
      gsize n = MIN (ROWS, n_rows - first);

      for (guint c = 0; c < trees->n_features; c++)
        for (gsize i = 0; i < n; i++)
          values[(gsize) c * ROWS + i] = a->numbers[(first + i) * n_columns + c];
      sum_rows (trees, scratch, columns, n, sums + first * trees->n_outputs, one);
    }
  return TRUE;
}

static gboolean
check_input (AssayOnnxRun *run, const AssayOnnxTensor *a)
{
  return (a->numbers != NULL && a->rank > 0 && a->rank <= 2) || assay_onnx_fail (run, _("it needs a table of numbers."));
}

gboolean
assay_onnx_trees_regress (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  const Trees *trees = node->state;
  gsize dims[2];
  AssayOnnxTensor *out;

  if (!check_input (run, a))
    return FALSE;
  dims[0] = a->rank == 2 ? a->dims[0] : 1;
  dims[1] = trees->n_outputs;
  out = assay_onnx_make (run, 0, ASSAY_ONNX_FLOAT, 2, dims);
  if (out == NULL || !evaluate (run, trees, a, out->numbers))
    return FALSE;
  for (gsize i = 0; i < out->n; i++)
    out->numbers[i] = assay_onnx_round (out->numbers[i] + (trees->n_base > 0 ? trees->base[i % trees->n_outputs] : 0), ASSAY_ONNX_FLOAT);
  for (gsize row = 0; row < dims[0]; row++)
    assay_onnx_transform (trees->transform, out->numbers + row * dims[1], dims[1]);
  return TRUE;
}

/* Two classes and weights of one: the weight is the score of the second class. Where all weights are positive it is a share, and
 * the first class has the rest; else it is a margin around 0. This is the reference runtime's reading; the specification has none. */
static gsize
decide_by_one (const Trees *trees, double *scores)
{
  double score = scores[0] + scores[1] + (trees->n_base > 0 ? trees->base[trees->n_base - 1] : 0);

  score = assay_onnx_round (score, ASSAY_ONNX_FLOAT);
  scores[1] = score;
  scores[0] = trees->all_positive && trees->transform == 0 ? assay_onnx_round (1 - score, ASSAY_ONNX_FLOAT) : -score;
  assay_onnx_transform (trees->transform, scores, 2);
  return score > (trees->all_positive ? 0.5 : 0);
}

static gsize
decide (const Trees *trees, double *scores)
{
  gsize best = 0;

  if (trees->is_one_class)
    return decide_by_one (trees, scores);
  for (guint k = 0; k < trees->n_outputs; k++)
    {
      scores[k] = assay_onnx_round (scores[k] + (trees->n_base == trees->n_outputs ? trees->base[k] : 0), ASSAY_ONNX_FLOAT);
      best = scores[k] > scores[best] ? k : best;
    }
  assay_onnx_transform (trees->transform, scores, trees->n_outputs);
  return best;
}

gboolean
assay_onnx_trees_classify (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  const Trees *trees = node->state;
  gsize dims[2];
  AssayOnnxTensor *label, *out;

  if (!check_input (run, a))
    return FALSE;
  dims[0] = a->rank == 2 ? a->dims[0] : 1;
  dims[1] = trees->n_outputs;
  label = assay_onnx_make (run, 0, trees->labels->type, 1, dims);
  out = label != NULL ? assay_onnx_make (run, 1, ASSAY_ONNX_FLOAT, 2, dims) : NULL;
  if (out == NULL || !evaluate (run, trees, a, out->numbers))
    return FALSE;
  for (gsize row = 0; row < dims[0]; row++)
    {
      gsize best = decide (trees, out->numbers + row * dims[1]);

      if (label->strings != NULL)
        label->strings[row] = trees->labels->strings[best];
      else
        label->numbers[row] = trees->labels->numbers[best];
    }
  return TRUE;
}
