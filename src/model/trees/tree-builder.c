/* Takes trees node by node and checks each when it is complete: what a file can get wrong ends here, so the walk need not look. */
#include "model/trees/tree-forest-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/forecaster.h"

#define MOST_FEATURES (1 << 24)
#define MOST_CODE (1 << 24)

struct _AssayForestBuilder
{
  guint n_features, n_outputs;
  AssayForestPrecision precision;
  gsize most_trees, most_nodes;
  gboolean allows_no_result, has_bad_set, has_misplaced_vector;
  GArray *trees, *nodes, *vectors, *sets, *codes;
  AssayTree current;
  guint depth;
  guint64 path_steps;
};

AssayForestBuilder *
assay_forest_builder_new (guint n_features, guint n_outputs, AssayForestPrecision precision)
{
  AssayForestBuilder *self = g_new0 (AssayForestBuilder, 1);

  g_assert (n_outputs > 0);
  self->n_features = n_features;
  self->n_outputs = n_outputs;
  self->precision = precision;
  self->most_trees = ASSAY_FOREST_MOST_TREES;
  self->most_nodes = ASSAY_FOREST_MOST_NODES;
  self->trees = g_array_new (FALSE, FALSE, sizeof (AssayTree));
  self->nodes = g_array_new (FALSE, FALSE, sizeof (AssayTreeNode));
  self->vectors = g_array_new (FALSE, FALSE, sizeof (double));
  self->sets = g_array_new (FALSE, FALSE, sizeof (AssayTreeSet));
  self->codes = g_array_new (FALSE, FALSE, sizeof (guint32));
  return self;
}

void
assay_forest_builder_free (AssayForestBuilder *self)
{
  g_clear_pointer (&self->trees, g_array_unref);
  g_clear_pointer (&self->nodes, g_array_unref);
  g_clear_pointer (&self->vectors, g_array_unref);
  g_clear_pointer (&self->sets, g_array_unref);
  g_clear_pointer (&self->codes, g_array_unref);
  g_free (self);
}

void
assay_forest_builder_set_limits (AssayForestBuilder *self, gsize most_trees, gsize most_nodes)
{
  self->most_trees = most_trees;
  self->most_nodes = MIN (most_nodes, G_MAXINT32);
}

void
assay_forest_builder_allow_no_result (AssayForestBuilder *self)
{
  self->allows_no_result = TRUE;
}

/* ---- nodes ---- */

void
assay_forest_builder_begin_tree (AssayForestBuilder *self, guint output)
{
  self->current = (AssayTree) { .first_node = self->nodes->len, .output = output };
  self->has_bad_set = FALSE;
  self->has_misplaced_vector = FALSE;
}

/* Beyond the limit nodes are only counted: end_tree() refuses them. */
static guint
add_node (AssayForestBuilder *self, AssayTreeNode node)
{
  if (self->nodes->len <= self->most_nodes)
    g_array_append_val (self->nodes, node);
  return self->current.n_nodes++;
}

static gint32
narrow_child (gint64 child)
{
  return child < 0 ? -1 : (gint32) MIN (child, G_MAXINT32);
}

guint
assay_forest_builder_add_split (AssayForestBuilder *self, guint feature, AssaySplitKind kind, double threshold, gint64 left, gint64 right, gint64 missing, double cover)
{
  return add_node (self, (AssayTreeNode) { .number = threshold, .cover = cover, .left = narrow_child (left), .right = narrow_child (right),
                                           .missing = narrow_child (missing), .feature = MIN (feature, MOST_FEATURES - 1), .kind = kind });
}

static int
compare_codes (gconstpointer a, gconstpointer b)
{
  guint32 left = *(const guint32 *) a, right = *(const guint32 *) b;

  return (left > right) - (left < right);
}

static void
add_bits (AssayForestBuilder *self, AssayTreeSet *set, const guint32 *codes, gsize n, guint32 most)
{
  guint32 *bits;

  set->n = most / 32 + 1;
  g_array_set_size (self->codes, set->first + set->n);
  bits = &g_array_index (self->codes, guint32, set->first);
  memset (bits, 0, set->n * sizeof *bits);
  for (gsize i = 0; i < n; i++)
    bits[codes[i] / 32] |= 1u << codes[i] % 32;
}

static void
add_sorted (AssayForestBuilder *self, AssayTreeSet *set, const guint32 *codes, gsize n)
{
  set->is_sorted = TRUE;
  set->n = n;
  g_array_append_vals (self->codes, codes, n);
  qsort (&g_array_index (self->codes, guint32, set->first), n, sizeof (guint32), compare_codes);
}

guint
assay_forest_builder_add_set_split (AssayForestBuilder *self, guint feature, const guint32 *codes, gsize n_codes, gint64 left, gint64 right, gint64 missing, double cover)
{
  AssayTreeSet set = { .first = self->codes->len };
  guint32 most = 0;

  for (gsize i = 0; i < n_codes; i++)
    most = MAX (most, codes[i]);
  if (most >= MOST_CODE || n_codes > MOST_CODE)
    self->has_bad_set = TRUE;
  /* a few far codes must not become megabytes of bits */
  else if (most / 32 <= n_codes + 32)
    add_bits (self, &set, codes, n_codes, most);
  else
    add_sorted (self, &set, codes, n_codes);
  g_array_append_val (self->sets, set);
  return assay_forest_builder_add_split (self, feature, ASSAY_SPLIT_IN_SET, self->sets->len - 1, left, right, missing, cover);
}

void
assay_forest_builder_extend_set (AssayForestBuilder *self, guint32 limit)
{
  g_array_index (self->sets, AssayTreeSet, self->sets->len - 1).limit = limit;
}

guint
assay_forest_builder_add_leaf (AssayForestBuilder *self, double value, double cover)
{
  if (self->current.output == ASSAY_FOREST_ALL_OUTPUTS)
    self->has_misplaced_vector = TRUE;
  return add_node (self, (AssayTreeNode) { .number = value, .cover = cover, .left = -1, .right = -1, .missing = -1, .kind = ASSAY_TREE_LEAF });
}

guint
assay_forest_builder_add_vector_leaf (AssayForestBuilder *self, const double *values, double cover)
{
  gsize first = self->vectors->len;

  if (self->current.output != ASSAY_FOREST_ALL_OUTPUTS)
    self->has_misplaced_vector = TRUE;
  if (self->nodes->len <= self->most_nodes)
    g_array_append_vals (self->vectors, values, self->n_outputs);
  return add_node (self, (AssayTreeNode) { .number = first, .cover = cover, .left = -1, .right = -1, .missing = -1, .kind = ASSAY_TREE_LEAF });
}

/* ---- checks ---- */

static gboolean fail (const AssayForestBuilder *self, gint64 node, GError **error, const char *format, ...) G_GNUC_PRINTF (4, 5);

static gboolean
fail (const AssayForestBuilder *self, gint64 node, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  if (node < 0)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("tree %u: %s"), self->trees->len, message);
  else
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("tree %u, node %" PRId64 ": %s"), self->trees->len, node, message);
  return FALSE;
}

static gboolean
check_leaf (const AssayForestBuilder *self, const AssayTreeNode *node, guint32 index, GError **error)
{
  gboolean is_vector = self->current.output == ASSAY_FOREST_ALL_OUTPUTS;
  const double *values = is_vector ? &g_array_index (self->vectors, double, (gsize) node->number) : &node->number;

  for (guint i = 0; i < (is_vector ? self->n_outputs : 1); i++)
    if (!isfinite (values[i]) && !(isnan (values[i]) && self->allows_no_result))
      return fail (self, index, error, _("the value of the leaf is not a finite number"));
  return TRUE;
}

static gboolean
check_node (const AssayForestBuilder *self, const AssayTreeNode *node, guint32 index, GError **error)
{
  if (!isnan (node->cover) && (node->cover < 0 || isinf (node->cover)))
    return fail (self, index, error, _("its share of the training sample is negative or infinite"));
  if (node->kind == ASSAY_TREE_LEAF)
    return check_leaf (self, node, index, error);
  if (node->feature >= self->n_features)
    return fail (self, index, error, _("it splits on feature %u, and the model has %u"), node->feature, self->n_features);
  if (node->kind > ASSAY_SPLIT_IN_SET)
    return fail (self, index, error, _("its kind of split is not known"));
  if (isnan (node->number))
    return fail (self, index, error, _("its threshold is not a number"));
  return TRUE;
}

static gboolean
visit_child (const AssayForestBuilder *self, guint32 parent, gint32 child, guint32 *depths, GArray *open, GError **error)
{
  if (child < 0 || (guint32) child >= self->current.n_nodes)
    return fail (self, parent, error, _("its child %d is none of the %u nodes of the tree"), child, self->current.n_nodes);
  if (depths[child] != G_MAXUINT32)
    return fail (self, child, error, _("it is reached twice from the root"));
  depths[child] = depths[parent] + 1;
  g_array_append_val (open, child);
  return TRUE;
}

/* Every node is reached exactly once from the root: no cycle, nothing shared, nothing left over. */
static gboolean
check_shape (AssayForestBuilder *self, const AssayTreeNode *nodes, GError **error)
{
  guint32 n = self->current.n_nodes, n_reached = 0;
  g_autofree guint32 *depths = g_new (guint32, n);
  g_autoptr(GArray) open = g_array_new (FALSE, FALSE, sizeof (gint32));
  gint32 root = 0;

  memset (depths, 0xff, n * sizeof *depths);
  depths[0] = 0;
  g_array_append_val (open, root);
  while (open->len > 0)
    {
      gint32 at = g_array_index (open, gint32, open->len - 1);
      const AssayTreeNode *node = &nodes[at];

      g_array_set_size (open, open->len - 1);
      n_reached++;
      self->current.depth = MAX (self->current.depth, depths[at]);
      if (!check_node (self, node, at, error))
        return FALSE;
      if (node->kind == ASSAY_TREE_LEAF)
        {
          self->path_steps += depths[at];
          continue;
        }
      if (!visit_child (self, at, node->left, depths, open, error) || !visit_child (self, at, node->right, depths, open, error))
        return FALSE;
      if (node->missing != node->left && node->missing != node->right && !visit_child (self, at, node->missing, depths, open, error))
        return FALSE;
    }
  for (guint32 i = 0; n_reached < n && i < n; i++)
    if (depths[i] == G_MAXUINT32)
      return fail (self, i, error, _("it is not reached from the root"));
  return TRUE;
}

gboolean
assay_forest_builder_end_tree (AssayForestBuilder *self, GError **error)
{
  if (self->trees->len >= self->most_trees)
    return fail (self, -1, error, _("more than the %zu trees allowed"), self->most_trees);
  if (self->nodes->len > self->most_nodes || self->current.first_node + self->current.n_nodes > self->most_nodes)
    return fail (self, -1, error, _("more than the %zu nodes allowed in all trees"), self->most_nodes);
  if (self->current.n_nodes == 0)
    return fail (self, -1, error, _("it has no nodes"));
  if (self->n_features >= MOST_FEATURES)
    return fail (self, -1, error, _("the model has more than the %d features allowed"), MOST_FEATURES - 1);
  if (self->current.output != ASSAY_FOREST_ALL_OUTPUTS && self->current.output >= self->n_outputs)
    return fail (self, -1, error, _("it adds to output %u, and the model has %u"), self->current.output, self->n_outputs);
  if (self->has_misplaced_vector)
    return fail (self, -1, error, _("single and vector leaves are mixed"));
  if (self->has_bad_set)
    return fail (self, -1, error, _("a split on categories has a code beyond %d"), MOST_CODE - 1);
  if (!check_shape (self, &g_array_index (self->nodes, AssayTreeNode, self->current.first_node), error))
    return FALSE;
  self->depth = MAX (self->depth, self->current.depth);
  g_array_append_val (self->trees, self->current);
  return TRUE;
}

/* ---- the forest ---- */

static gboolean
find_covers (const AssayForest *self)
{
  for (gsize i = 0; i < self->n_nodes; i++)
    if (isnan (self->nodes[i].cover) || (self->nodes[i].kind != ASSAY_TREE_LEAF && self->nodes[i].cover <= 0))
      return FALSE;
  return TRUE;
}

static void
number_slots (AssayForest *self)
{
  self->slot_of_feature = g_new (guint32, self->n_features + 1);
  memset (self->slot_of_feature, 0xff, (self->n_features + 1) * sizeof (guint32));
  for (gsize i = 0; i < self->n_nodes; i++)
    if (self->nodes[i].kind != ASSAY_TREE_LEAF)
      self->slot_of_feature[self->nodes[i].feature] = 0;
  self->feature_of_slot = g_new0 (guint, self->n_features + 1);
  for (guint i = 0; i < self->n_features; i++)
    if (self->slot_of_feature[i] == 0)
      {
        self->slot_of_feature[i] = self->n_slots;
        self->feature_of_slot[self->n_slots++] = i;
      }
}

static gpointer
steal (GArray **array, gsize *n)
{
  *n = (*array)->len;
  return g_array_free (g_steal_pointer (array), FALSE);
}

AssayForest *
assay_forest_builder_finish (AssayForestBuilder *self, GError **error)
{
  AssayForest *forest;
  gsize n_trees, n_sets;

  if (self->current.first_node + self->current.n_nodes != self->nodes->len && self->trees->len > 0)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("tree %u is not complete"), self->trees->len);
      return NULL;
    }
  forest = g_new0 (AssayForest, 1);
  g_atomic_ref_count_init (&forest->references);
  forest->precision = self->precision;
  forest->n_features = self->n_features;
  forest->n_outputs = self->n_outputs;
  forest->depth = self->depth;
  forest->path_steps = self->path_steps;
  forest->trees = steal (&self->trees, &n_trees);
  forest->nodes = steal (&self->nodes, &forest->n_nodes);
  forest->vectors = steal (&self->vectors, &forest->n_vectors);
  forest->sets = steal (&self->sets, &n_sets);
  forest->codes = steal (&self->codes, &forest->n_codes);
  forest->n_trees = n_trees;
  forest->n_sets = n_sets;
  forest->has_covers = find_covers (forest);
  number_slots (forest);
  assay_forest_compile (forest);
  return forest;
}
