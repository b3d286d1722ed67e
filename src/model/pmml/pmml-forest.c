#include "model/pmml/pmml-forest.h"

#include <string.h>

#include "model/pmml/pmml-tree.h"

#define LEAST_TREES 8

/* ---- what can be compiled ---- */

typedef struct { const PmmlDocument *document; gboolean is_pure; } Purity;

static gboolean is_pure_slot (const PmmlDocument *document, guint slot);

static void
check_purity (guint slot, gpointer user_data)
{
  Purity *purity = user_data;

  purity->is_pure &= is_pure_slot (purity->document, slot);
}

/* Depends on the row's data only, and not on what another segment says of it. */
static gboolean
is_pure_slot (const PmmlDocument *document, guint index)
{
  const PmmlSlot *slot = pmml_slot (document, index);
  Purity purity = { document, TRUE };

  if (slot->kind == PMML_SLOT_PASSED)
    return is_pure_slot (document, slot->source);
  if (slot->kind == PMML_SLOT_DERIVED)
    pmml_expression_slots (slot->expression, check_purity, &purity);
  return purity.is_pure && slot->kind != PMML_SLOT_OUTPUT;
}

static gboolean
is_plain_tree (const PmmlMining *mining, const PmmlTree *tree, GHashTable *features)
{
  const PmmlModel *model = &tree->model;

  if (model->klass != &pmml_tree_class || model->goal.exists || model->n_outputs > 0 || model->is_float != mining->model.is_float || tree->nodes[0].test != PMML_NODE_ALWAYS
      || tree->nodes[0].embedded != NULL)
    return FALSE;
  for (guint i = 1; i < tree->n_nodes; i++)
    {
      const PmmlNode *node = &tree->nodes[i];

      if (node->test != PMML_NODE_NUMBER || node->order <= PMML_NOT_EQUAL || node->embedded != NULL || !isfinite (node->number))
        return FALSE;
      if (!g_hash_table_contains (features, GUINT_TO_POINTER (node->slot + 1)))
        g_hash_table_insert (features, GUINT_TO_POINTER (node->slot + 1), GUINT_TO_POINTER (g_hash_table_size (features)));
    }
  return TRUE;
}

static gboolean
can_compile (const PmmlDocument *document, const PmmlMining *mining, GHashTable *features)
{
  gboolean is_class = mining->model.function == PMML_CLASSIFICATION;
  GHashTableIter iter;
  gpointer key;

  if (mining->n_segments < LEAST_TREES || mining->missing == PMML_SKIP_SEGMENT
      || !(mining->method == PMML_AVERAGE || mining->method == PMML_WEIGHTED_AVERAGE
           || (is_class ? mining->method <= PMML_WEIGHTED_MAJORITY_VOTE : mining->method == PMML_SUM || mining->method == PMML_WEIGHTED_SUM)))
    return FALSE;
  if (is_class && mining->model.classes->len > 64)
    return FALSE;
  for (guint i = 0; i < mining->n_segments; i++)
    if (!pmml_predicate_is_always (mining->segments[i].predicate) || !is_plain_tree (mining, (const PmmlTree *) mining->segments[i].model, features))
      return FALSE;
  g_hash_table_iter_init (&iter, features);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const PmmlSlot *slot = pmml_slot (document, GPOINTER_TO_UINT (key) - 1);

      if (!pmml_is_number (slot->type.kind) || (mining->model.is_float && slot->type.kind != PMML_FLOAT) || !is_pure_slot (document, GPOINTER_TO_UINT (key) - 1))
        return FALSE;
    }
  return g_hash_table_size (features) > 0;
}

/* ---- compiling ---- */

typedef struct
{
  const PmmlMining *mining;
  const PmmlSegment *segment;
  const PmmlTree *tree;
  AssayForestBuilder *builder;
  GHashTable *features;
  double *leaf;                    /* [n_outputs] */
  guint n_outputs;
} Compiler;

static gboolean
is_weighted (const PmmlMining *mining)
{
  return mining->method == PMML_WEIGHTED_MAJORITY_VOTE || mining->method == PMML_WEIGHTED_AVERAGE || mining->method == PMML_WEIGHTED_SUM;
}

/* What a row that ends at the node adds: as in pmml-mining.c, to the bit. */
static void
fill_leaf (const Compiler *self, const PmmlNode *node)
{
  double weight = is_weighted (self->mining) ? self->segment->weight : 1;
  guint n_inner = pmml_model_n_classes (&self->tree->model);

  for (guint i = 0; i < self->n_outputs; i++)
    self->leaf[i] = 0;
  if (self->mining->model.function == PMML_REGRESSION)
    {
      self->leaf[0] = node->has_score ? (is_weighted (self->mining) ? weight * node->score : node->score) : NAN;
      return;
    }
  if (node->winner < 0)
    self->leaf[0] = NAN;
  else if (self->mining->method <= PMML_WEIGHTED_MAJORITY_VOTE)
    self->leaf[self->segment->classes[node->winner]] = weight;
  else
    for (guint i = 0; i < n_inner; i++)
      self->leaf[self->segment->classes[i]] += weight * (node->distribution != NULL ? node->distribution[i] : (int) i == node->winner ? 1 : 0);
}

static void
add_leaf (const Compiler *self, const PmmlNode *node)
{
  if (node != NULL)
    fill_leaf (self, node);
  else
    for (guint i = 0; i < self->n_outputs; i++)
      self->leaf[i] = NAN;
  if (self->n_outputs == 1)
    assay_forest_builder_add_leaf (self->builder, self->leaf[0], NAN);
  else
    assay_forest_builder_add_vector_leaf (self->builder, self->leaf, NAN);
}

static gboolean
is_opposite (const PmmlNode *a, const PmmlNode *b)
{
  return a->slot == b->slot && a->number == b->number
         && ((a->order == PMML_LESS && b->order == PMML_GREATER_OR_EQUAL) || (a->order == PMML_GREATER_OR_EQUAL && b->order == PMML_LESS)
             || (a->order == PMML_LESS_OR_EQUAL && b->order == PMML_GREATER) || (a->order == PMML_GREATER && b->order == PMML_LESS_OR_EQUAL));
}

/* Where no child is true. */
static const PmmlNode *
leftover (const Compiler *self, guint parent)
{
  return self->tree->returns_last ? &self->tree->nodes[parent] : NULL;
}

/* One thing still to be added: a node of the tree, or the tests of a parent's children from one on, or a leaf for no child. */
typedef struct { gboolean is_tests; guint at, parent; } Work;

/* How many nodes of the engine the work makes. */
static guint
count_work (const PmmlTree *tree, Work work, guint *sizes);

static guint
count_tests (const PmmlTree *tree, guint child, guint *sizes)
{
  guint n = 0;

  for (;;)
    {
      guint next = tree->nodes[child].next;

      n += 1 + sizes[child];
      if (next == 0)
        return n + 1;
      if (is_opposite (&tree->nodes[child], &tree->nodes[next]))
        return n + sizes[next];
      child = next;
    }
}

static guint
count_work (const PmmlTree *tree, Work work, guint *sizes)
{
  return work.is_tests ? count_tests (tree, work.at, sizes) : sizes[work.at];
}

/* Sizes of all subtrees in the engine; children come after their parents in the file, so backwards works. */
static guint *
count_sizes (const PmmlTree *tree)
{
  guint *sizes = g_new (guint, tree->n_nodes);

  for (guint i = tree->n_nodes; i-- > 0;)
    sizes[i] = tree->nodes[i].has_children ? count_tests (tree, i + 1, sizes) : 1;
  return sizes;
}

/* Nodes are added depth first: a split, all of its left side, all of its right side; so the numbers of children are known before. */
static void
add_tree (Compiler *self)
{
  const PmmlTree *tree = self->tree;
  g_autofree guint *sizes = count_sizes (tree);
  g_autoptr(GArray) stack = g_array_new (FALSE, FALSE, sizeof (Work));
  Work first = { FALSE, 0, 0 };
  guint number = 0;

  g_array_append_val (stack, first);
  while (stack->len > 0)
    {
      Work work = g_array_index (stack, Work, stack->len - 1), yes, no;
      const PmmlNode *child;
      guint feature, left, right;
      gboolean is_less;

      g_array_set_size (stack, stack->len - 1);
      if (!work.is_tests && work.at == G_MAXUINT)
        {
          add_leaf (self, leftover (self, work.parent));
          number++;
          continue;
        }
      if (!work.is_tests && !tree->nodes[work.at].has_children)
        {
          add_leaf (self, &tree->nodes[work.at]);
          number++;
          continue;
        }
      if (!work.is_tests)
        work = (Work) { TRUE, work.at + 1, work.at };
      child = &tree->nodes[work.at];
      yes = (Work) { FALSE, work.at, work.parent };
      no = child->next == 0 ? (Work) { FALSE, G_MAXUINT, work.parent }
           : (Work) { !is_opposite (child, &tree->nodes[child->next]), child->next, work.parent };
      is_less = child->order == PMML_LESS || child->order == PMML_LESS_OR_EQUAL;
      feature = GPOINTER_TO_UINT (g_hash_table_lookup (self->features, GUINT_TO_POINTER (child->slot + 1)));
      left = number + 1;
      right = left + (is_less ? sizes[work.at] : no.at == G_MAXUINT ? 1 : count_work (tree, no, sizes));
      assay_forest_builder_add_split (self->builder, feature, child->order == PMML_LESS || child->order == PMML_GREATER_OR_EQUAL ? ASSAY_SPLIT_LESS : ASSAY_SPLIT_LESS_EQUAL,
                                      child->number, left, right, left, NAN);
      number++;
      g_array_append_vals (stack, is_less ? &no : &yes, 1);
      g_array_append_vals (stack, is_less ? &yes : &no, 1);
    }
}

static AssayForest *
compile (const PmmlMining *mining, GHashTable *features)
{
  guint n_outputs = mining->model.function == PMML_REGRESSION ? 1 : pmml_model_n_classes (&mining->model);
  g_autoptr(AssayForestBuilder) builder = assay_forest_builder_new (g_hash_table_size (features), n_outputs, mining->model.is_float ? ASSAY_FOREST_FLOAT : ASSAY_FOREST_DOUBLE);
  g_autofree double *leaf = g_new (double, n_outputs);
  Compiler compiler = { .mining = mining, .builder = builder, .features = features, .leaf = leaf, .n_outputs = n_outputs };

  assay_forest_builder_allow_no_result (builder);
  for (guint i = 0; i < mining->n_segments; i++)
    {
      compiler.segment = &mining->segments[i];
      compiler.tree = (const PmmlTree *) compiler.segment->model;
      assay_forest_builder_begin_tree (builder, n_outputs == 1 ? 0 : ASSAY_FOREST_ALL_OUTPUTS);
      add_tree (&compiler);
      if (!assay_forest_builder_end_tree (builder, NULL))
        return NULL;
    }
  return assay_forest_builder_finish (builder, NULL);
}

static void
make_forest (PmmlDocument *document, PmmlMining *mining)
{
  g_autoptr(GHashTable) features = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer key, value;
  AssayForest *engine;
  PmmlForest *self;

  if (!can_compile (document, mining, features))
    return;
  engine = compile (mining, features);
  if (engine == NULL)
    return;
  self = g_new0 (PmmlForest, 1);
  self->mining = mining;
  self->forest = engine;
  self->n_slots = g_hash_table_size (features);
  self->n_outputs = assay_forest_get_n_outputs (engine);
  self->slots = g_new (guint, self->n_slots);
  g_hash_table_iter_init (&iter, features);
  while (g_hash_table_iter_next (&iter, &key, &value))
    self->slots[GPOINTER_TO_UINT (value)] = GPOINTER_TO_UINT (key) - 1;
  for (guint i = 0; i < mining->n_segments; i++)
    self->weight += is_weighted (mining) || mining->model.function == PMML_REGRESSION ? mining->segments[i].weight : 1;
  mining->forest = (int) document->forests->len;
  g_ptr_array_add (document->forests, self);
}

/* Only what every row comes to: elsewhere the engine would work for nothing. */
static void
visit (PmmlDocument *document, PmmlModel *model)
{
  PmmlMining *mining = (PmmlMining *) model;

  if (model->klass != &pmml_mining_class)
    return;
  make_forest (document, mining);
  for (guint i = 0; mining->forest < 0 && mining->method != PMML_SELECT_FIRST && i < mining->n_segments; i++)
    if (pmml_predicate_is_always (mining->segments[i].predicate))
      visit (document, mining->segments[i].model);
}

void
pmml_forests_make (PmmlDocument *document)
{
  visit (document, document->top);
}

void
pmml_forest_free (gpointer forest)
{
  PmmlForest *self = forest;

  assay_forest_unref (self->forest);
  g_free (self->slots);
  g_free (self);
}

/* ---- scoring ---- */

PmmlForestScratch *
pmml_forest_scratch_new (const PmmlForest *self)
{
  PmmlForestScratch *scratch = g_new0 (PmmlForestScratch, 1);

  scratch->engine = assay_forest_scratch_new (self->forest);
  scratch->columns = g_new0 (double *, self->n_slots + 1);
  for (guint i = 0; i < self->n_slots; i++)
    scratch->columns[i] = g_new0 (double, ASSAY_SCORE_ROWS);
  scratch->sums = g_new0 (double, (gsize) ASSAY_SCORE_ROWS * self->n_outputs);
  return scratch;
}

void
pmml_forest_scratch_free (const PmmlForest *self, PmmlForestScratch *scratch)
{
  for (guint i = 0; i < self->n_slots; i++)
    g_free (scratch->columns[i]);
  g_free (scratch->columns);
  g_free (scratch->sums);
  assay_forest_scratch_free (scratch->engine);
  g_free (scratch);
}

void
pmml_forest_take_row (const PmmlForest *self, PmmlForestScratch *scratch, PmmlRow *row, gboolean is_good)
{
  double *sums = scratch->sums + row->at * self->n_outputs;

  for (guint i = 0; i < self->n_slots; i++)
    {
      PmmlValue value = is_good ? pmml_row_get (row, self->slots[i]) : pmml_missing ();

      is_good = is_good && !pmml_is_nothing (value) && value.kind != PMML_STRING && isfinite (value.number);
      scratch->columns[i][row->at] = is_good ? value.number : 0;
    }
  is_good &= row->problem == NULL;
  for (guint i = 0; i < self->n_outputs; i++)
    sums[i] = is_good ? 0 : NAN;
}

void
pmml_forest_run (const PmmlForest *self, PmmlForestScratch *scratch, gsize n)
{
  assay_forest_add (self->forest, 0, self->mining->n_segments, (const double *const *) scratch->columns, n, scratch->engine, scratch->sums);
}
