#include "model/xgboost/xgboost-file.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "model/forecaster.h"
#include "model/trees/tree-forest.h"

#define DELETED_FEATURE 2147483647
#define MOST_FEATURES 20000

typedef struct
{
  AssayJsonPull *pull;
  XgboostFile *file;
  const char *name;
  char *unknown;                   /* the first key that is not known, with where it stands */
  gint64 n_trees;                  /* as the file says; -1: it does not */
  gsize most_trees, most_nodes, most_features, n_nodes;
  AssayProgress *progress;
  /* of the tree being read; kept from tree to tree */
  GArray *left, *right, *features, *conditions, *covers, *is_missing_left, *split_types, *base_weights, *leaf_weights;
  GArray *codes, *code_nodes, *code_firsts, *code_counts;
  GArray *high_names;              /* of guint8 by feature: names of categories with letters outside of ASCII */
  gboolean has_leaf_weights;
  gint64 n_deleted, n_tree_nodes, n_vector, n_tree_features;
} Reader;

static void
free_tree (gpointer data)
{
  XgboostTree *tree = data;

  g_free (tree->nodes);
  g_free (tree->values);
  g_free (tree->codes);
  g_free (tree);
}

static void
free_words (gpointer words)
{
  if (words != NULL)
    g_ptr_array_unref (words);
}

static XgboostFile *
file_new (void)
{
  XgboostFile *self = g_new0 (XgboostFile, 1);

  self->base_score = g_array_new (FALSE, FALSE, sizeof (double));
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->types = g_ptr_array_new_with_free_func (g_free);
  self->categories = g_ptr_array_new_with_free_func (free_words);
  self->trees = g_ptr_array_new_with_free_func (free_tree);
  self->tree_info = g_array_new (FALSE, FALSE, sizeof (gint32));
  self->iteration_ends = g_array_new (FALSE, FALSE, sizeof (gint32));
  self->drop_weights = g_array_new (FALSE, FALSE, sizeof (double));
  self->linear_weights = g_array_new (FALSE, FALSE, sizeof (float));
  self->n_targets = 1;
  self->best_iteration = -1;
  self->best_tree_limit = -1;
  return self;
}

void
xgboost_file_free (XgboostFile *self)
{
  g_free (self->booster);
  g_free (self->objective);
  g_free (self->quantiles);
  g_array_unref (self->base_score);
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->types);
  g_ptr_array_unref (self->categories);
  g_ptr_array_unref (self->trees);
  g_array_unref (self->tree_info);
  g_array_unref (self->iteration_ends);
  g_array_unref (self->drop_weights);
  g_array_unref (self->linear_weights);
  g_free (self);
}

guint
xgboost_file_get_n_outputs (const XgboostFile *self)
{
  return MAX (1, MAX (self->n_classes, self->n_targets));
}

/* ---- keys and small values ---- */

/* Skipped for now: the version that wrote it may stand behind it, and belongs into the message. */
static void
meet_unknown (Reader *self, const char *where, const char *key)
{
  if (self->unknown == NULL)
    self->unknown = g_strdup_printf ("%s.%s", where, key);
  assay_json_pull_skip (self->pull);
}

static gboolean
is_key (const char *key, const char *const *keys)
{
  return g_strv_contains (keys, key);
}
#define IS_KEY(key, ...) is_key (key, (const char *const[]) { __VA_ARGS__, NULL })

/* XGBoost writes its parameters as texts: "3". */
static gboolean
read_count (Reader *self, gint64 least, gint64 most, gint64 *value)
{
  const char *text;

  if (assay_json_pull_peek (self->pull) != ASSAY_JSON_TEXT)
    return assay_json_pull_integer (self->pull, least, most, value);
  text = assay_json_pull_text (self->pull);
  if (text == NULL)
    return FALSE;
  if (!assay_integer_parse (text, strlen (text), 0, value) || *value < least || *value > most)
    return assay_json_pull_fail (self->pull, _("there is “%.40s”, where a whole number between %" PRId64 " and %" PRId64 " should stand"), text, least, most);
  return TRUE;
}

static void
read_unsigned (Reader *self, guint *value)
{
  gint64 count = 0;

  if (read_count (self, 0, G_MAXINT32, &count))
    *value = count;
}

static void
read_name (Reader *self, char **value)
{
  const char *text = assay_json_pull_text (self->pull);

  if (text != NULL)
    *value = g_strdup (text);
}

static gboolean
add_base_score (Reader *self, const char *text, gsize n)
{
  double value;

  if (!assay_number_parse (text, n, '.', 0, &value))
    return assay_json_pull_fail (self->pull, _("the base score “%.*s” is not a number"), (int) MIN (n, 40), text);
  g_array_append_val (self->file->base_score, value);
  return TRUE;
}

/* 0.5, "5E-1", or since 3.1 "[5E-1,2E-1]". */
static void
read_base_score (Reader *self)
{
  g_auto(GStrv) parts = NULL;
  g_autofree char *inner = NULL;
  const char *text;
  double value;
  gsize n;

  if (assay_json_pull_peek (self->pull) == ASSAY_JSON_ARRAY)
    assay_json_pull_doubles (self->pull, self->file->base_score, ASSAY_JSON_MOST_NUMBERS);
  else if (assay_json_pull_peek (self->pull) != ASSAY_JSON_TEXT)
    {
      if (assay_json_pull_number (self->pull, &value))
        g_array_append_val (self->file->base_score, value);
    }
  else if ((text = assay_json_pull_text (self->pull)) != NULL)
    {
      n = strlen (text);
      inner = n > 1 && text[0] == '[' && text[n - 1] == ']' ? g_strndup (text + 1, n - 2) : g_strdup (text);
      parts = g_strsplit (inner, ",", -1);
      for (guint i = 0; parts[i] != NULL; i++)
        {
          g_strstrip (parts[i]);
          if (!add_base_score (self, parts[i], strlen (parts[i])))
            return;
        }
    }
}

/* ---- one tree ---- */

static GArray **
find_array (Reader *self, const char *key)
{
  const struct { const char *key; GArray **array; } arrays[] = {
    { "left_children", &self->left }, { "right_children", &self->right }, { "split_indices", &self->features },
    { "split_conditions", &self->conditions }, { "sum_hessian", &self->covers }, { "default_left", &self->is_missing_left },
    { "split_type", &self->split_types }, { "base_weights", &self->base_weights }, { "leaf_weights", &self->leaf_weights },
    { "categories", &self->codes }, { "categories_nodes", &self->code_nodes }, { "categories_segments", &self->code_firsts },
    { "categories_sizes", &self->code_counts },
  };

  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    if (strcmp (arrays[i].key, key) == 0)
      return arrays[i].array;
  return NULL;
}

static void
read_array (Reader *self, GArray *array)
{
  if (array == self->is_missing_left)
    assay_json_pull_flags (self->pull, array, self->most_nodes);
  else if (array == self->conditions || array == self->covers || array == self->base_weights || array == self->leaf_weights)
    assay_json_pull_floats (self->pull, array, ASSAY_JSON_MOST_NUMBERS);
  else
    assay_json_pull_ints (self->pull, array, ASSAY_JSON_MOST_NUMBERS);
}

static void
read_tree_param (Reader *self)
{
  const char *key;

  if (!assay_json_pull_object (self->pull))
    return;
  while ((key = assay_json_pull_key (self->pull)) != NULL)
    if (strcmp (key, "num_nodes") == 0)
      read_count (self, 1, G_MAXINT32, &self->n_tree_nodes);
    else if (strcmp (key, "num_deleted") == 0)
      read_count (self, 0, G_MAXINT32, &self->n_deleted);
    else if (strcmp (key, "size_leaf_vector") == 0)
      read_count (self, 0, 100000, &self->n_vector);
    else if (strcmp (key, "num_feature") == 0)
      read_count (self, 0, G_MAXINT32, &self->n_tree_features);
    else if (IS_KEY (key, "num_roots", "max_depth", "deprecated_num_roots", "deprecated_max_depth"))
      assay_json_pull_skip (self->pull);
    else
      meet_unknown (self, "trees.tree_param", key);
}

static gboolean
check_lengths (Reader *self)
{
  const struct { const char *key; const GArray *array; gboolean may_lack; } arrays[] = {
    { "left_children", self->left, FALSE }, { "right_children", self->right, FALSE }, { "split_indices", self->features, FALSE },
    { "split_conditions", self->conditions, FALSE }, { "default_left", self->is_missing_left, FALSE }, { "split_type", self->split_types, TRUE },
    { "sum_hessian", self->covers, TRUE },
  };

  if (self->n_tree_nodes < 0)
    return assay_json_pull_fail (self->pull, _("tree %u does not say its number of nodes"), self->file->trees->len);
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    if (arrays[i].array->len != self->n_tree_nodes && !(arrays[i].may_lack && arrays[i].array->len == 0))
      return assay_json_pull_fail (self->pull, _("tree %u has %" PRId64 " nodes, but its array “%s” has %u values"), self->file->trees->len, self->n_tree_nodes,
                                   arrays[i].key, arrays[i].array->len);
  if (self->code_nodes->len != self->code_firsts->len || self->code_nodes->len != self->code_counts->len)
    return assay_json_pull_fail (self->pull, _("tree %u has lists of categories of different lengths"), self->file->trees->len);
  self->n_nodes += self->n_tree_nodes;
  return self->n_nodes <= self->most_nodes
         || assay_json_pull_fail (self->pull, _("the trees have more than the %zu nodes allowed"), self->most_nodes);
}

static void
fill_node (const Reader *self, guint32 i, XgboostNode *node)
{
  node->left = g_array_index (self->left, gint32, i);
  node->right = g_array_index (self->right, gint32, i);
  /* a negative one is out of range too, and found by the forest */
  node->feature = MIN ((guint32) g_array_index (self->features, gint32, i), DELETED_FEATURE);
  node->condition = g_array_index (self->conditions, float, i);
  node->cover = self->covers->len > 0 ? g_array_index (self->covers, float, i) : NAN;
  node->is_missing_left = g_array_index (self->is_missing_left, guint8, i);
  node->is_deleted = g_array_index (self->features, gint32, i) == DELETED_FEATURE;
  node->is_category = node->left >= 0 && self->split_types->len > 0 && g_array_index (self->split_types, gint32, i) != 0;
}

static gboolean
fill_codes (Reader *self, XgboostTree *tree)
{
  guint tree_index = self->file->trees->len;
  guint64 n_all = 0;

  for (guint i = 0; i < self->code_nodes->len; i++)
    {
      gint32 node = g_array_index (self->code_nodes, gint32, i), first = g_array_index (self->code_firsts, gint32, i), n = g_array_index (self->code_counts, gint32, i);

      if (node < 0 || (guint32) node >= tree->n_nodes || first < 0 || n < 0 || (guint) n > self->codes->len || (guint) first > self->codes->len - n)
        return assay_json_pull_fail (self->pull, _("tree %u has a list of categories that does not belong to a node"), tree_index);
      n_all += n;
      if (tree->nodes[node].has_set || n_all > self->codes->len)
        return assay_json_pull_fail (self->pull, _("tree %u has lists of categories that overlap"), tree_index);
      tree->nodes[node].first_code = first;
      tree->nodes[node].n_codes = n;
      tree->nodes[node].has_set = TRUE;
    }
  for (guint32 i = 0; i < tree->n_nodes; i++)
    if (tree->nodes[i].is_category && !tree->nodes[i].has_set)
      return assay_json_pull_fail (self->pull, _("tree %u, node %u: it splits by categories, but names none"), tree_index, i);
  for (guint i = 0; i < self->codes->len; i++)
    if (g_array_index (self->codes, gint32, i) < 0)
      return assay_json_pull_fail (self->pull, _("tree %u has a negative code of a category"), tree_index);
  tree->codes = g_memdup2 (self->codes->data, self->codes->len * sizeof (guint32));
  return TRUE;
}

/* Leaves of several values: numbered by leaf (since 3.2), or weights of every node. */
static gboolean
fill_values (Reader *self, XgboostTree *tree)
{
  const GArray *values = self->has_leaf_weights ? self->leaf_weights : self->base_weights;

  tree->n_vector = MAX (self->n_vector, 1);
  if (tree->n_vector == 1)
    return TRUE;
  tree->has_leaf_list = self->has_leaf_weights;
  if (tree->has_leaf_list ? values->len % tree->n_vector != 0 : values->len != (gsize) tree->n_vector * tree->n_nodes)
    return assay_json_pull_fail (self->pull, _("tree %u has leaves of %u values, but %u values for %u nodes"), self->file->trees->len, tree->n_vector, values->len, tree->n_nodes);
  tree->values = g_memdup2 (values->data, values->len * sizeof (float));
  tree->n_values = values->len;
  return TRUE;
}

static gboolean
check_split_types (Reader *self, const XgboostTree *tree)
{
  for (guint i = 0; i < self->split_types->len; i++)
    if (g_array_index (self->split_types, gint32, i) < 0 || g_array_index (self->split_types, gint32, i) > 1)
      return assay_json_pull_fail (self->pull, _("tree %u, node %u: its kind of split is not known"), self->file->trees->len, i);
  return TRUE;
}

static void
add_tree (Reader *self)
{
  XgboostTree *tree;
  gint64 n_deleted = 0;

  if (!check_lengths (self))
    return;
  tree = g_new0 (XgboostTree, 1);
  tree->n_nodes = self->n_tree_nodes;
  tree->nodes = g_new0 (XgboostNode, tree->n_nodes);
  for (guint32 i = 0; i < tree->n_nodes; i++)
    {
      fill_node (self, i, &tree->nodes[i]);
      n_deleted += tree->nodes[i].is_deleted;
    }
  if (n_deleted != self->n_deleted)
    assay_json_pull_fail (self->pull, _("tree %u says that %" PRId64 " nodes are deleted, but %" PRId64 " are"), self->file->trees->len, self->n_deleted, n_deleted);
  else if (check_split_types (self, tree) && fill_codes (self, tree) && fill_values (self, tree))
    {
      g_ptr_array_add (self->file->trees, tree);
      return;
    }
  free_tree (tree);
}

static void
clear_tree (Reader *self)
{
  GArray *arrays[] = { self->left, self->right, self->features, self->conditions, self->covers, self->is_missing_left, self->split_types, self->base_weights,
                       self->leaf_weights, self->codes, self->code_nodes, self->code_firsts, self->code_counts };

  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_array_set_size (arrays[i], 0);
  self->has_leaf_weights = FALSE;
  self->n_tree_nodes = -1;
  self->n_deleted = 0;
  self->n_vector = 1;
}

static void
read_tree (Reader *self)
{
  const char *key;

  clear_tree (self);
  if (!assay_json_pull_object (self->pull))
    return;
  while ((key = assay_json_pull_key (self->pull)) != NULL)
    {
      GArray **array = find_array (self, key);

      self->has_leaf_weights |= strcmp (key, "leaf_weights") == 0;
      if (array != NULL)
        read_array (self, *array);
      else if (strcmp (key, "tree_param") == 0)
        read_tree_param (self);
      else if (IS_KEY (key, "id", "loss_changes", "parents", "leaf_child_counts"))
        assay_json_pull_skip (self->pull);
      else
        meet_unknown (self, "trees", key);
    }
  if (!assay_json_pull_has_failed (self->pull))
    add_tree (self);
}

static void
read_trees (Reader *self)
{
  if (!assay_json_pull_array (self->pull))
    return;
  while (assay_json_pull_item (self->pull))
    {
      if (self->file->trees->len >= self->most_trees)
        assay_json_pull_fail (self->pull, _("the model has more than the %zu trees allowed"), self->most_trees);
      else if (self->file->trees->len % 64 == 0 && assay_progress_is_cancelled (self->progress))
        assay_json_pull_fail (self->pull, "cancelled");
      else
        read_tree (self);
    }
}

/* ---- names of categories ---- */

/* NULL: they are no words. Bytes are written as signed or unsigned numbers. */
static GPtrArray *
make_words_of_bytes (const GArray *ends, const GArray *bytes)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = g_malloc (bytes->len + 1);

  for (guint i = 0; i < bytes->len; i++)
    {
      double byte = g_array_index (bytes, double, i);

      text[i] = byte >= -128 && byte <= 255 ? (char) (gint) byte : '\377';
    }
  for (guint i = 0; i + 1 < ends->len; i++)
    {
      gint32 from = g_array_index (ends, gint32, i), to = g_array_index (ends, gint32, i + 1);

      if (from < 0 || to < from || (guint) to > bytes->len || !g_utf8_validate_len (text + from, to - from, NULL))
        return NULL;
      g_ptr_array_add (words, g_strndup (text + from, to - from));
    }
  return g_steal_pointer (&words);
}

static GPtrArray *
make_words_of_numbers (const GArray *numbers)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  char text[ASSAY_NUMBER_SIZE];

  for (guint i = 0; i < numbers->len; i++)
    {
      assay_number_format (g_array_index (numbers, double, i), text);
      g_ptr_array_add (words, g_strdup (text));
    }
  return words;
}

static gboolean
has_high_byte (const GArray *bytes)
{
  for (guint i = 0; i < bytes->len; i++)
    if (g_array_index (bytes, double, i) < 0 || g_array_index (bytes, double, i) > 127)
      return TRUE;
  return FALSE;
}

/* One feature: bytes with where each name ends, or numbers; both empty for a feature that is a number. */
static void
read_encoding (Reader *self)
{
  g_autoptr(GArray) ends = g_array_new (FALSE, FALSE, sizeof (gint32)), values = g_array_new (FALSE, FALSE, sizeof (double));
  GPtrArray *words = NULL;
  const char *key;
  guint8 is_high;

  if (!assay_json_pull_object (self->pull))
    return;
  while ((key = assay_json_pull_key (self->pull)) != NULL)
    if (strcmp (key, "offsets") == 0)
      assay_json_pull_ints (self->pull, ends, ASSAY_JSON_MOST_NUMBERS);
    else if (strcmp (key, "values") == 0)
      assay_json_pull_doubles (self->pull, values, ASSAY_JSON_MOST_NUMBERS);
    else if (strcmp (key, "type") == 0)
      assay_json_pull_skip (self->pull);
    else
      meet_unknown (self, "cats.enc", key);
  if (assay_json_pull_has_failed (self->pull))
    return;
  is_high = ends->len > 1 && has_high_byte (values);
  if (ends->len > 1)
    words = make_words_of_bytes (ends, values);
  else if (values->len > 0)
    words = make_words_of_numbers (values);
  if (words == NULL && values->len > 0 && !is_high)
    assay_json_pull_fail (self->pull, _("the names of the categories cannot be read"));
  g_ptr_array_add (self->file->categories, words);
  g_array_append_val (self->high_names, is_high);
}

static void
read_encodings (Reader *self)
{
  if (assay_json_pull_array (self->pull))
    while (assay_json_pull_item (self->pull))
      read_encoding (self);
}

static void
read_categories (Reader *self)
{
  const char *key;

  if (!assay_json_pull_object (self->pull))
    return;
  while ((key = assay_json_pull_key (self->pull)) != NULL)
    if (strcmp (key, "enc") == 0)
      read_encodings (self);
    else if (IS_KEY (key, "feature_segments", "sorted_idx"))
      assay_json_pull_skip (self->pull);
    else
      meet_unknown (self, "cats", key);
}

/* ---- the booster ---- */

static void
read_model_param (Reader *self)
{
  const char *key;

  if (!assay_json_pull_object (self->pull))
    return;
  while ((key = assay_json_pull_key (self->pull)) != NULL)
    if (strcmp (key, "num_trees") == 0)
      read_count (self, 0, G_MAXINT32, &self->n_trees);
    else if (strcmp (key, "num_parallel_tree") == 0)
      read_unsigned (self, &self->file->n_parallel);
    else if (IS_KEY (key, "size_leaf_vector", "num_feature", "num_roots", "cache_opt", "num_output_group"))
      assay_json_pull_skip (self->pull);
    else
      meet_unknown (self, "gbtree_model_param", key);
}

/* Of gbtree and of gblinear. */
static void
read_model (Reader *self)
{
  XgboostFile *file = self->file;
  const char *key;

  if (!assay_json_pull_object (self->pull))
    return;
  while ((key = assay_json_pull_key (self->pull)) != NULL)
    if (strcmp (key, "trees") == 0)
      read_trees (self);
    else if (strcmp (key, "tree_info") == 0)
      assay_json_pull_ints (self->pull, file->tree_info, ASSAY_JSON_MOST_NUMBERS);
    else if (strcmp (key, "iteration_indptr") == 0)
      assay_json_pull_ints (self->pull, file->iteration_ends, ASSAY_JSON_MOST_NUMBERS);
    else if (strcmp (key, "gbtree_model_param") == 0)
      read_model_param (self);
    else if (strcmp (key, "weight_drop") == 0)
      assay_json_pull_doubles (self->pull, file->drop_weights, ASSAY_JSON_MOST_NUMBERS);
    else if (strcmp (key, "cats") == 0)
      read_categories (self);
    else if (strcmp (key, "weights") == 0)
      assay_json_pull_floats (self->pull, file->linear_weights, ASSAY_JSON_MOST_NUMBERS);
    else if (IS_KEY (key, "boosted_rounds", "param"))
      assay_json_pull_skip (self->pull);
    else
      meet_unknown (self, "gradient_booster.model", key);
}

static void
read_booster (Reader *self, gboolean is_inner)
{
  g_autofree char *name = NULL;
  const char *key;

  if (!assay_json_pull_object (self->pull))
    return;
  while ((key = assay_json_pull_key (self->pull)) != NULL)
    if (strcmp (key, "name") == 0)
      read_name (self, &name);
    else if (strcmp (key, "model") == 0)
      read_model (self);
    else if (strcmp (key, "weight_drop") == 0)
      assay_json_pull_doubles (self->pull, self->file->drop_weights, ASSAY_JSON_MOST_NUMBERS);
    else if (strcmp (key, "gbtree") == 0 && !is_inner)
      read_booster (self, TRUE);
    else
      meet_unknown (self, "gradient_booster", key);
  if (!is_inner)
    self->file->booster = g_steal_pointer (&name);
  else if (name != NULL && strcmp (name, "gbtree") != 0)
    assay_json_pull_fail (self->pull, _("the trees within the booster are named “%s”, not “gbtree”"), name);
}

/* ---- the learner ---- */

static void
read_learner_param (Reader *self)
{
  XgboostFile *file = self->file;
  const char *key;

  if (!assay_json_pull_object (self->pull))
    return;
  while ((key = assay_json_pull_key (self->pull)) != NULL)
    if (strcmp (key, "base_score") == 0)
      read_base_score (self);
    else if (strcmp (key, "num_feature") == 0)
      read_unsigned (self, &file->n_features);
    else if (strcmp (key, "num_class") == 0)
      read_unsigned (self, &file->n_classes);
    else if (strcmp (key, "num_target") == 0)
      read_unsigned (self, &file->n_targets);
    else if (strcmp (key, "boost_from_average") == 0)
      assay_json_pull_skip (self->pull);
    else
      meet_unknown (self, "learner_model_param", key);
}

static void
read_quantiles (Reader *self)
{
  const char *key;

  if (!assay_json_pull_object (self->pull))
    return;
  while ((key = assay_json_pull_key (self->pull)) != NULL)
    if (IS_KEY (key, "quantile_alpha", "expectile_alpha") && assay_json_pull_peek (self->pull) == ASSAY_JSON_TEXT && self->file->quantiles == NULL)
      read_name (self, &self->file->quantiles);
    else
      assay_json_pull_skip (self->pull);
}

/* Parameters of training have no effect on scores. */
static void
read_objective (Reader *self)
{
  const char *key;

  if (!assay_json_pull_object (self->pull))
    return;
  while ((key = assay_json_pull_key (self->pull)) != NULL)
    if (strcmp (key, "name") == 0)
      read_name (self, &self->file->objective);
    else if (IS_KEY (key, "quantile_loss_param", "expectile_loss_param"))
      read_quantiles (self);
    else if (g_str_has_suffix (key, "_param") || IS_KEY (key, "ti+", "tj-"))
      assay_json_pull_skip (self->pull);
    else
      meet_unknown (self, "objective", key);
}

static void
read_attributes (Reader *self)
{
  const char *key;

  if (!assay_json_pull_object (self->pull))
    return;
  while ((key = assay_json_pull_key (self->pull)) != NULL)
    if (strcmp (key, "best_iteration") == 0)
      read_count (self, 0, G_MAXINT32 - 1, &self->file->best_iteration);
    else if (strcmp (key, "best_ntree_limit") == 0)
      read_count (self, 0, G_MAXINT32, &self->file->best_tree_limit);
    else
      assay_json_pull_skip (self->pull);
}

static void
read_learner (Reader *self)
{
  const char *key;

  if (!assay_json_pull_object (self->pull))
    return;
  while ((key = assay_json_pull_key (self->pull)) != NULL)
    if (strcmp (key, "learner_model_param") == 0)
      read_learner_param (self);
    else if (strcmp (key, "gradient_booster") == 0)
      read_booster (self, FALSE);
    else if (strcmp (key, "objective") == 0)
      read_objective (self);
    else if (strcmp (key, "attributes") == 0)
      read_attributes (self);
    else if (strcmp (key, "feature_names") == 0)
      assay_json_pull_texts (self->pull, self->file->names, ASSAY_JSON_MOST_NUMBERS);
    else if (strcmp (key, "feature_types") == 0)
      assay_json_pull_texts (self->pull, self->file->types, ASSAY_JSON_MOST_NUMBERS);
    else
      meet_unknown (self, "learner", key);
}

static void
read_version (Reader *self)
{
  gint64 part;

  if (!assay_json_pull_array (self->pull))
    return;
  for (guint i = 0; assay_json_pull_item (self->pull); i++)
    if (assay_json_pull_integer (self->pull, 0, 1000000, &part) && i < 3)
      self->file->version[i] = part;
}

/* ---- the whole ---- */

static gboolean
set_error (const Reader *self, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  const guint *version = self->file->version;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  if (version[0] + version[1] + version[2] == 0)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s: %s"), self->name, message);
  else
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s (written by XGBoost %u.%u.%u): %s"), self->name, version[0], version[1], version[2], message);
  return FALSE;
}

static gboolean
check_trees (const Reader *self, GError **error)
{
  const XgboostFile *file = self->file;
  guint n = file->trees->len;

  if (n == 0)
    return set_error (self, error, _("it has no trees"));
  if (self->n_trees >= 0 && self->n_trees != n)
    return set_error (self, error, _("it says it has %" PRId64 " trees, but there are %u"), self->n_trees, n);
  if (file->tree_info->len != n)
    return set_error (self, error, _("it has %u trees, but “tree_info” has %u values"), n, file->tree_info->len);
  if (((XgboostTree *) file->trees->pdata[0])->n_vector == 1 && xgboost_file_get_n_outputs (file) > n)
    return set_error (self, error, _("it has %u outputs, but only %u trees"), xgboost_file_get_n_outputs (file), n);
  if (file->drop_weights->len != 0 && file->drop_weights->len != n)
    return set_error (self, error, _("it has %u trees, but “weight_drop” has %u values"), n, file->drop_weights->len);
  if (strcmp (file->booster, "dart") == 0 && file->drop_weights->len == 0)
    return set_error (self, error, _("its booster is “dart”, but “weight_drop” is not there"));
  for (guint i = 0; i < n; i++)
    if ((guint) g_array_index (file->tree_info, gint32, i) >= xgboost_file_get_n_outputs (file))
      return set_error (self, error, _("tree %u belongs to output %d, and the model has %u"), i, g_array_index (file->tree_info, gint32, i), xgboost_file_get_n_outputs (file));
  for (guint i = 0; i < file->drop_weights->len; i++)
    if (!isfinite (g_array_index (file->drop_weights, double, i)))
      return set_error (self, error, _("a value of “weight_drop” is not finite"));
  for (guint i = 0; i + 1 < file->iteration_ends->len; i++)
    if (g_array_index (file->iteration_ends, gint32, i) > g_array_index (file->iteration_ends, gint32, i + 1))
      return set_error (self, error, _("“iteration_indptr” does not rise"));
  if (file->iteration_ends->len > 0 && (g_array_index (file->iteration_ends, gint32, 0) != 0
                                        || g_array_index (file->iteration_ends, gint32, file->iteration_ends->len - 1) != (gint32) n))
    return set_error (self, error, _("“iteration_indptr” does not end at its %u trees"), n);
  return TRUE;
}

static gboolean
check_linear (const Reader *self, GError **error)
{
  const XgboostFile *file = self->file;
  guint64 n = ((guint64) file->n_features + 1) * xgboost_file_get_n_outputs (file);

  if (file->linear_weights->len != n)
    return set_error (self, error, _("it needs %" PRIu64 " weights, but has %u"), n, file->linear_weights->len);
  for (guint i = 0; i < n; i++)
    if (!isfinite (g_array_index (file->linear_weights, float, i)))
      return set_error (self, error, _("weight %u is not a finite number"), i);
  return TRUE;
}

static gboolean
check_distinct (const Reader *self, GError **error)
{
  const GPtrArray *names = self->file->names;
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < names->len; i++)
    if (!g_hash_table_add (seen, names->pdata[i]))
      return set_error (self, error, _("two features are named “%s”. Name them apart and save the model again."), (char *) names->pdata[i]);
  return TRUE;
}

static gboolean
check_names (const Reader *self, GError **error)
{
  const XgboostFile *file = self->file;

  if (file->names->len != 0 && file->names->len != file->n_features)
    return set_error (self, error, _("it has %u features, but %u names of features"), file->n_features, file->names->len);
  if (file->types->len != 0 && file->types->len != file->n_features)
    return set_error (self, error, _("it has %u features, but %u types of features"), file->n_features, file->types->len);
  if (file->categories->len != 0 && file->categories->len != file->n_features)
    return set_error (self, error, _("it has %u features, but names of categories for %u"), file->n_features, file->categories->len);
  return check_distinct (self, error);
}

/* XGBoost 3.1 to 3.3 count letters where bytes belong, so names of a feature are cut and shifted if one has a letter outside of ASCII. Only
 * the codes are left then. */
static gboolean
drop_cut_names (const Reader *self, GError **error)
{
  XgboostFile *file = self->file;
  gboolean may_be_cut = file->version[0] == 3 && file->version[1] <= 3;

  for (guint i = 0; i < file->categories->len; i++)
    {
      if (!g_array_index (self->high_names, guint8, i))
        continue;
      if (!may_be_cut && file->categories->pdata[i] == NULL)
        return set_error (self, error, _("the names of the categories cannot be read"));
      if (may_be_cut)
        g_clear_pointer (&file->categories->pdata[i], free_words);
      file->has_cut_names |= may_be_cut;
    }
  return TRUE;
}

static gboolean
check_whole (const Reader *self, GError **error)
{
  const XgboostFile *file = self->file;
  guint n_outputs = xgboost_file_get_n_outputs (file);

  if (!drop_cut_names (self, error))
    return FALSE;
  if (self->unknown != NULL)
    return set_error (self, error, _("it holds “%s”, which Assay does not know. That may change the scores, so the model is not read. "
                                     "Save it with a version of XGBoost up to 3.4, or bring a table of ids and scores."), self->unknown);
  if (file->objective == NULL || file->booster == NULL)
    return set_error (self, error, _("it does not say its %s"), file->objective == NULL ? "objective" : "gradient_booster");
  if (file->n_features == 0)
    return set_error (self, error, _("it does not say its number of features"));
  if (file->n_features > self->most_features)
    return set_error (self, error, _("it has %u features, more than the %zu allowed. Raise the limit with --max-model-size."), file->n_features, self->most_features);
  if (file->n_classes > 1 && file->n_targets > 1)
    return set_error (self, error, _("it has classes and several targets at once"));
  if (file->base_score->len != 1 && file->base_score->len != n_outputs)
    return set_error (self, error, _("it has %u outputs, but %u base scores"), n_outputs, file->base_score->len);
  if (strcmp (file->booster, "gblinear") == 0)
    return check_names (self, error) && check_linear (self, error);
  if (strcmp (file->booster, "gbtree") == 0 || strcmp (file->booster, "dart") == 0)
    return check_names (self, error) && check_trees (self, error);
  return set_error (self, error, _("its booster is “%s”; Assay knows gbtree, dart and gblinear"), file->booster);
}

static void
read_parts (Reader *self)
{
  const char *key;

  if (!assay_json_pull_object (self->pull))
    return;
  while ((key = assay_json_pull_key (self->pull)) != NULL)
    if (strcmp (key, "learner") == 0)
      read_learner (self);
    else if (strcmp (key, "version") == 0)
      read_version (self);
    else
      meet_unknown (self, "the file", key);
}

static void
reader_init (Reader *self)
{
  GArray **ints[] = { &self->left, &self->right, &self->features, &self->split_types, &self->codes, &self->code_nodes, &self->code_firsts, &self->code_counts };
  GArray **floats[] = { &self->conditions, &self->covers, &self->base_weights, &self->leaf_weights };

  for (guint i = 0; i < G_N_ELEMENTS (ints); i++)
    *ints[i] = g_array_new (FALSE, FALSE, sizeof (gint32));
  for (guint i = 0; i < G_N_ELEMENTS (floats); i++)
    *floats[i] = g_array_new (FALSE, FALSE, sizeof (float));
  self->is_missing_left = g_array_new (FALSE, FALSE, sizeof (guint8));
  self->high_names = g_array_new (FALSE, FALSE, sizeof (guint8));
  self->n_trees = -1;
}

static void
reader_clear (Reader *self)
{
  GArray *arrays[] = { self->left, self->right, self->features, self->conditions, self->covers, self->is_missing_left, self->split_types, self->base_weights,
                       self->leaf_weights, self->codes, self->code_nodes, self->code_firsts, self->code_counts };

  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_array_unref (arrays[i]);
  g_array_unref (self->high_names);
  g_free (self->unknown);
}

XgboostFile *
xgboost_file_read (AssayJsonPull *pull, const char *name, gsize ratio, AssayProgress *progress, GError **error)
{
  g_autoptr(XgboostFile) file = file_new ();
  Reader reader = { .pull = pull, .file = file, .name = name, .most_trees = ratio * ASSAY_FOREST_MOST_TREES, .most_nodes = MIN (ratio * ASSAY_FOREST_MOST_NODES, G_MAXINT32),
                    .most_features = ratio * MOST_FEATURES, .progress = progress };
  gboolean is_read = FALSE;

  reader_init (&reader);
  assay_json_pull_allow_words (pull);
  read_parts (&reader);
  if (assay_progress_step (progress, 0.6, error))
    is_read = assay_json_pull_finish (pull, error) && check_whole (&reader, error);
  reader_clear (&reader);
  return is_read ? g_steal_pointer (&file) : NULL;
}
