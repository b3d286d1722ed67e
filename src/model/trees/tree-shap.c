#include "model/trees/tree-shap.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "model/trees/tree-forest-private.h"

#define ROWS 64
#define MOST_TABLE_CONDITIONS 10
#define MOST_PATH_STEPS 200000000  /* of all leaves together */
#define NO_TABLE G_MAXSIZE

/* All that a path asks of one feature. Plain splits come down to low <= x < high; others are asked one by one. */
typedef struct
{
  double low, high, share;         /* share of the training sample that goes this way */
  guint32 slot, feature;
  guint32 first_test, n_tests;
  gboolean takes_missing;
} Condition;

typedef struct { gsize node; gint32 child; } Test;

typedef struct
{
  gsize first_condition, table;    /* [n][2^n] */
  guint32 n;
  guint output;                    /* or ASSAY_FOREST_ALL_OUTPUTS */
  double value;                    /* or where the values begin in vectors */
} Leaf;

struct _AssayTreeShap
{
  AssayForest *forest;
  GArray *leaves, *conditions, *tests;
  float *tables;
  gsize n_tables, most_tables;
  double *base;
  guint most_conditions;
};

struct _AssayTreeShapScratch
{
  double *values;                  /* [n_slots * ROWS] */
  double *sums;                    /* [n_slots * n_outputs * ROWS] */
  guint32 patterns[ROWS];
  guint8 *holds;                   /* [most_conditions * ROWS] */
  double *work;                    /* 4 * (most_conditions + 1) */
};

/* ---- the Shapley weights of a leaf ---- */

/* Contributions of n conditions to a leaf of value 1, of which those with holds[k * stride] are met. With shares z, the chance to reach the
 * leaf when the conditions of a set S are known is the product of [met] over S and of z over the rest; the sums over all sets of one size are
 * the coefficients of the polynomial of the met ones, prod (z + x). Leaving one out divides by (z + x). work[3 * (n + 1)]. */
static void
find_contributions (const Condition *conditions, guint n, const guint8 *holds, gsize stride, double *work, double *contributions)
{
  double *c = work, *weights = work + n + 1, rest = 1, unmet = 0;
  guint m = 0;

  c[0] = 1;
  for (guint k = 0; k < n; k++)
    if (!holds[k * stride])
      rest *= conditions[k].share;
    else
      {
        c[m + 1] = c[m];
        for (guint s = m; s > 0; s--)
          c[s] = c[s] * conditions[k].share + c[s - 1];
        c[0] *= conditions[k].share;
        m++;
      }
  weights[0] = 1.0 / n;
  for (guint s = 1; s < n; s++)
    weights[s] = weights[s - 1] * s / (n - s);
  for (guint s = 0; s <= m && s < n; s++)
    unmet -= weights[s] * c[s];
  for (guint k = 0; k < n; k++)
    {
      double share = conditions[k].share, quotient = 0, sum = 0;

      contributions[k] = unmet * rest;
      if (!holds[k * stride])
        continue;
      for (guint s = m; s > 0; s--)
        {
          quotient = c[s] - share * quotient;
          sum += weights[s - 1] * quotient;
        }
      contributions[k] = (1 - share) * sum * rest;
    }
}

static void
fill_table (const AssayTreeShap *self, const Leaf *leaf, float *table)
{
  const Condition *conditions = &g_array_index (self->conditions, Condition, leaf->first_condition);
  guint32 n_patterns = 1u << leaf->n;
  double work[3 * (MOST_TABLE_CONDITIONS + 1)], contributions[MOST_TABLE_CONDITIONS];
  double value = leaf->output == ASSAY_FOREST_ALL_OUTPUTS ? 1 : leaf->value;
  guint8 holds[MOST_TABLE_CONDITIONS];

  for (guint32 pattern = 0; pattern < n_patterns; pattern++)
    {
      for (guint k = 0; k < leaf->n; k++)
        holds[k] = pattern >> k & 1;
      find_contributions (conditions, leaf->n, holds, 1, work, contributions);
      for (guint k = 0; k < leaf->n; k++)
        table[k * n_patterns + pattern] = value * contributions[k];
    }
}

/* ---- paths ---- */

/* A plain split narrows the interval; any other, or one that sends missing values a third way, becomes a test. */
static void
add_split (AssayTreeShap *self, Condition *condition, const AssayTreeNode *node, gsize index, gint32 child)
{
  gboolean is_plain = node->kind <= ASSAY_SPLIT_LESS_EQUAL && child != (node->missing != node->left && node->missing != node->right ? node->missing : -1);
  double bound = node->kind == ASSAY_SPLIT_LESS_EQUAL ? nextafter (node->number, INFINITY) : node->number;
  Test test = { index, child };

  condition->takes_missing &= node->missing == child;
  if (is_plain && child == node->left)
    condition->high = fmin (condition->high, bound);
  else if (is_plain)
    condition->low = fmax (condition->low, bound);
  else
    {
      g_array_append_val (self->tests, test);
      condition->n_tests++;
    }
}

/* The splits of one feature on a path, from the leaf up; `path` holds nodes, the leaf last. */
static void
add_condition (AssayTreeShap *self, const AssayTreeNode *nodes, gsize first_node, const gint32 *path, guint n, guint32 feature)
{
  Condition condition = { .low = -INFINITY, .high = INFINITY, .share = 1, .slot = self->forest->slot_of_feature[feature], .feature = feature,
                          .first_test = self->tests->len, .takes_missing = TRUE };

  for (guint i = 0; i + 1 < n; i++)
    {
      const AssayTreeNode *node = &nodes[path[i]];

      if (node->feature != feature)
        continue;
      condition.share *= nodes[path[i + 1]].cover / node->cover;
      add_split (self, &condition, node, first_node + path[i], path[i + 1]);
    }
  g_array_append_val (self->conditions, condition);
}

static gboolean
is_asked (const AssayTreeNode *nodes, const gint32 *path, guint n, guint32 feature)
{
  for (guint i = 0; i < n; i++)
    if (nodes[path[i]].feature == feature)
      return TRUE;
  return FALSE;
}

/* On short paths looking back is quickest; on long ones a mark for every feature. */
static void
add_leaf (AssayTreeShap *self, const AssayTree *tree, const gint32 *path, guint n, guint32 *marks, guint32 mark)
{
  const AssayTreeNode *nodes = self->forest->nodes + tree->first_node, *node = &nodes[path[n - 1]];
  Leaf leaf = { .first_condition = self->conditions->len, .table = NO_TABLE, .output = tree->output, .value = node->number };
  double share = 1;

  for (guint i = 0; i + 1 < n; i++)
    {
      guint32 feature = nodes[path[i]].feature;

      if (n <= 16 ? is_asked (nodes, path, i, feature) : marks[feature] == mark)
        continue;
      marks[feature] = mark;
      add_condition (self, nodes, tree->first_node, path, n, feature);
      leaf.n++;
    }
  for (gsize i = leaf.first_condition; i < self->conditions->len; i++)
    share *= g_array_index (self->conditions, Condition, i).share;
  for (guint o = 0; o < self->forest->n_outputs; o++)
    if (tree->output == ASSAY_FOREST_ALL_OUTPUTS)
      self->base[o] += share * self->forest->vectors[(gsize) node->number + o];
    else if (tree->output == o)
      self->base[o] += share * node->number;
  self->most_conditions = MAX (self->most_conditions, leaf.n);
  if (leaf.n > 0)
    g_array_append_val (self->leaves, leaf);
}

/* A path is kept as a stack; a node is left when all its children have been seen. */
static void
add_tree (AssayTreeShap *self, const AssayTree *tree, guint32 *marks, guint32 *mark)
{
  const AssayTreeNode *nodes = self->forest->nodes + tree->first_node;
  g_autofree gint32 *path = g_new (gint32, tree->depth + 1);
  g_autofree guint8 *next = g_new0 (guint8, tree->depth + 1);
  guint n = 1;

  path[0] = 0;
  while (n > 0)
    {
      const AssayTreeNode *node = &nodes[path[n - 1]];
      gint32 children[3] = { node->left, node->right, node->missing };
      guint n_children = node->kind == ASSAY_TREE_LEAF ? 0 : node->missing != node->left && node->missing != node->right ? 3 : 2;

      if (n_children == 0)
        add_leaf (self, tree, path, n, marks, ++*mark);
      if (next[n - 1] == n_children)
        {
          n--;
          continue;
        }
      path[n] = children[next[n - 1]++];
      next[n++] = 0;
    }
}

/* ---- life ---- */

gboolean
assay_tree_shap_is_possible (const AssayForest *forest)
{
  return forest->has_covers && forest->path_steps <= MOST_PATH_STEPS;
}

static void
make_tables (AssayTreeShap *self)
{
  for (guint i = 0; i < self->leaves->len; i++)
    {
      Leaf *leaf = &g_array_index (self->leaves, Leaf, i);
      gsize size = leaf->n <= MOST_TABLE_CONDITIONS ? (gsize) leaf->n << leaf->n : NO_TABLE;

      if (size > self->most_tables - self->n_tables)
        continue;
      leaf->table = self->n_tables;
      self->n_tables += size;
    }
  self->tables = g_new (float, self->n_tables + 1);
  for (guint i = 0; i < self->leaves->len; i++)
    {
      const Leaf *leaf = &g_array_index (self->leaves, Leaf, i);

      if (leaf->table != NO_TABLE)
        fill_table (self, leaf, self->tables + leaf->table);
    }
}

AssayTreeShap *
assay_tree_shap_new (AssayForest *forest, guint n_trees, gsize most_bytes)
{
  AssayTreeShap *self = g_new0 (AssayTreeShap, 1);
  g_autofree guint32 *marks = g_new0 (guint32, forest->n_features + 1);
  guint32 mark = 0;

  g_assert (assay_tree_shap_is_possible (forest));
  self->forest = assay_forest_ref (forest);
  self->leaves = g_array_new (FALSE, FALSE, sizeof (Leaf));
  self->conditions = g_array_new (FALSE, FALSE, sizeof (Condition));
  self->tests = g_array_new (FALSE, FALSE, sizeof (Test));
  self->base = g_new0 (double, forest->n_outputs);
  self->most_tables = most_bytes / sizeof (float);
  for (guint t = 0; t < MIN (n_trees, forest->n_trees); t++)
    add_tree (self, &forest->trees[t], marks, &mark);
  make_tables (self);
  return self;
}

void
assay_tree_shap_free (AssayTreeShap *self)
{
  g_array_unref (self->leaves);
  g_array_unref (self->conditions);
  g_array_unref (self->tests);
  g_free (self->tables);
  g_free (self->base);
  assay_forest_unref (self->forest);
  g_free (self);
}

gsize
assay_tree_shap_get_size (const AssayTreeShap *self)
{
  return sizeof *self + self->n_tables * sizeof (float) + self->leaves->len * sizeof (Leaf) + self->conditions->len * sizeof (Condition) + self->tests->len * sizeof (Test);
}

const double *
assay_tree_shap_get_base (const AssayTreeShap *self)
{
  return self->base;
}

AssayTreeShapScratch *
assay_tree_shap_scratch_new (const AssayTreeShap *self)
{
  AssayTreeShapScratch *scratch = g_new0 (AssayTreeShapScratch, 1);

  scratch->values = g_new0 (double, (gsize) self->forest->n_slots * ROWS);
  scratch->sums = g_new0 (double, (gsize) self->forest->n_slots * self->forest->n_outputs * ROWS);
  scratch->holds = g_new0 (guint8, ((gsize) self->most_conditions + 1) * ROWS);
  scratch->work = g_new0 (double, 4 * ((gsize) self->most_conditions + 1));
  return scratch;
}

void
assay_tree_shap_scratch_free (AssayTreeShapScratch *self)
{
  g_free (self->values);
  g_free (self->sums);
  g_free (self->holds);
  g_free (self->work);
  g_free (self);
}

/* ---- rows ---- */

/* The rows of a block are always ROWS: what lies behind the last one is worked out and thrown away. */
static void
fill_values (const AssayTreeShap *self, AssayTreeShapScratch *scratch, const double *const *columns, gsize first, guint n)
{
  const AssayForest *forest = self->forest;
  gboolean is_double = forest->precision == ASSAY_FOREST_DOUBLE;
  double most = is_double ? DBL_MAX : FLT_MAX;

  for (guint slot = 0; slot < forest->n_slots; slot++)
    {
      gboolean is_used = forest->n_features > 0 && assay_forest_uses_feature (forest, forest->feature_of_slot[slot]);
      const double *column = is_used ? columns[forest->feature_of_slot[slot]] : NULL;
      double *values = scratch->values + (gsize) slot * ROWS;

      for (guint r = 0; r < ROWS; r++)
        {
          double value = r < n && column != NULL ? column[first + r] : NAN;

          value = is_double ? value : (double) (float) value;
          values[r] = value > most ? most : value < -most ? -most : value;
        }
    }
}

static void
ask_tests (const AssayTreeShap *self, const Condition *condition, const double *values, guint8 *holds)
{
  const Test *tests = &g_array_index (self->tests, Test, condition->first_test);

  for (guint r = 0; r < ROWS; r++)
    for (guint t = 0; t < condition->n_tests && holds[r]; t++)
      holds[r] = assay_tree_node_next (self->forest, &self->forest->nodes[tests[t].node], values[r]) == tests[t].child;
}

static void
ask (const AssayTreeShap *self, const Condition *condition, const AssayTreeShapScratch *scratch, guint8 *holds)
{
  const double *values = scratch->values + (gsize) condition->slot * ROWS;
  double low = condition->low, high = condition->high;
  gboolean takes_missing = condition->takes_missing;

  for (guint r = 0; r < ROWS; r++)
    holds[r] = ((values[r] >= low) & (values[r] < high)) | (takes_missing & (values[r] != values[r]));
  if (condition->n_tests > 0)
    ask_tests (self, condition, values, holds);
}

/* The patterns of a leaf with plain conditions only, without the way over memory. */
static void
find_patterns (const AssayTreeShap *self, const Leaf *leaf, const AssayTreeShapScratch *scratch, guint32 *patterns)
{
  const Condition *conditions = &g_array_index (self->conditions, Condition, leaf->first_condition);

  memset (patterns, 0, ROWS * sizeof *patterns);
  for (guint k = 0; k < leaf->n; k++)
    {
      ask (self, &conditions[k], scratch, scratch->holds);
      for (guint r = 0; r < ROWS; r++)
        patterns[r] |= (guint32) scratch->holds[r] << k;
    }
}

static void
add_from_table (const AssayTreeShap *self, const Leaf *leaf, AssayTreeShapScratch *scratch)
{
  const Condition *conditions = &g_array_index (self->conditions, Condition, leaf->first_condition);
  const AssayForest *forest = self->forest;
  const guint32 *patterns = scratch->patterns;

  find_patterns (self, leaf, scratch, scratch->patterns);
  for (guint k = 0; k < leaf->n; k++)
    {
      const float *table = self->tables + leaf->table + ((gsize) k << leaf->n);
      double *sums = scratch->sums + (gsize) conditions[k].slot * forest->n_outputs * ROWS;

      if (leaf->output != ASSAY_FOREST_ALL_OUTPUTS)
        for (guint r = 0; r < ROWS; r++)
          sums[leaf->output * ROWS + r] += table[patterns[r]];
      else
        for (guint o = 0; o < forest->n_outputs; o++)
          for (guint r = 0; r < ROWS; r++)
            sums[o * ROWS + r] += table[patterns[r]] * forest->vectors[(gsize) leaf->value + o];
    }
}

static void
add_directly (const AssayTreeShap *self, const Leaf *leaf, AssayTreeShapScratch *scratch, guint n)
{
  const Condition *conditions = &g_array_index (self->conditions, Condition, leaf->first_condition);
  const AssayForest *forest = self->forest;
  double *contributions = scratch->work + 3 * ((gsize) self->most_conditions + 1);

  for (guint k = 0; k < leaf->n; k++)
    ask (self, &conditions[k], scratch, scratch->holds + (gsize) k * ROWS);
  for (guint r = 0; r < n; r++)
    {
      find_contributions (conditions, leaf->n, scratch->holds + r, ROWS, scratch->work, contributions);
      for (guint k = 0; k < leaf->n; k++)
        {
          double *sums = scratch->sums + (gsize) conditions[k].slot * forest->n_outputs * ROWS + r;

          if (leaf->output != ASSAY_FOREST_ALL_OUTPUTS)
            sums[leaf->output * ROWS] += contributions[k] * leaf->value;
          else
            for (guint o = 0; o < forest->n_outputs; o++)
              sums[o * ROWS] += contributions[k] * forest->vectors[(gsize) leaf->value + o];
        }
    }
}

static void
write_block (const AssayTreeShap *self, const AssayTreeShapScratch *scratch, guint n, double *contributions)
{
  const AssayForest *forest = self->forest;
  gsize width = (gsize) forest->n_features + 1;

  for (guint r = 0; r < n; r++)
    for (guint o = 0; o < forest->n_outputs; o++)
      {
        double *to = contributions + ((gsize) r * forest->n_outputs + o) * width;

        for (guint slot = 0; slot < forest->n_slots && forest->n_features > 0; slot++)
          to[forest->feature_of_slot[slot]] += scratch->sums[((gsize) slot * forest->n_outputs + o) * ROWS + r];
        to[forest->n_features] += self->base[o];
      }
}

void
assay_tree_shap_add (const AssayTreeShap *self, const double *const *columns, gsize n, AssayTreeShapScratch *scratch, double *contributions)
{
  const AssayForest *forest = self->forest;
  gsize width = ((gsize) forest->n_features + 1) * forest->n_outputs;

  for (gsize at = 0; at < n; at += ROWS)
    {
      guint n_rows = MIN (ROWS, n - at);

      fill_values (self, scratch, columns, at, n_rows);
      memset (scratch->sums, 0, (gsize) forest->n_slots * forest->n_outputs * ROWS * sizeof (double));
      for (guint i = 0; i < self->leaves->len; i++)
        {
          const Leaf *leaf = &g_array_index (self->leaves, Leaf, i);

          if (leaf->table != NO_TABLE)
            add_from_table (self, leaf, scratch);
          else
            add_directly (self, leaf, scratch, n_rows);
        }
      write_block (self, scratch, n_rows, contributions + at * width);
    }
}
