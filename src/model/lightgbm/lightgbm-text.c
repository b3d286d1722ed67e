/* LightGBM's text: lines of key=value, first those of the model, then a block for each tree, then sections of which only the
 * parameters and the words of the categories say anything here. The library skips a key it does not know; here that is an
 * error, since a key may change what a tree means (is_linear did). */
#include "model/lightgbm/lightgbm-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/number.h"

#define MAX_TREES 100000
#define MAX_NODES 50000000
#define USUAL_BYTES ((gsize) 512 << 20)

/* ---- lines and lists ---- */

typedef struct { const char *text; gsize length; guint line; } Slice;

typedef struct
{
  const char *name, *at, *end;
  Slice now;                       /* the line read last, without its end */
  guint line;
  gboolean is_back;                /* now is to be read once more */
  gsize max_trees, max_nodes, n_nodes;
} Reader;

static gboolean fail (const Reader *self, guint line, GError **error, const char *format, ...) G_GNUC_PRINTF (4, 5);

static gboolean
fail (const Reader *self, guint line, GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s, line %u: %s"), self->name, line, what);
  return FALSE;
}

static gboolean
next_line (Reader *self)
{
  const char *stop;

  if (self->is_back)
    {
      self->is_back = FALSE;
      return TRUE;
    }
  if (self->at == self->end)
    return FALSE;
  stop = memchr (self->at, '\n', self->end - self->at);
  self->now.text = self->at;
  self->now.length = (stop != NULL ? stop : self->end) - self->at;
  self->now.line = ++self->line;
  self->at = stop != NULL ? stop + 1 : self->end;
  while (self->now.length > 0 && g_ascii_isspace (self->now.text[self->now.length - 1]))
    self->now.length--;
  return TRUE;
}

static gboolean
begins (const Slice *slice, const char *with)
{
  gsize n = strlen (with);

  return slice->length >= n && memcmp (slice->text, with, n) == 0;
}

static gboolean
is (const Slice *slice, const char *what)
{
  return slice->length == strlen (what) && begins (slice, what);
}

/* What of a line is shown in a message. */
static char *
quote (const Slice *slice)
{
  g_autofree char *start = g_strndup (slice->text, MIN (slice->length, 60));
  char *valid = g_utf8_make_valid (start, -1);

  return valid;
}

static gboolean
next_token (Slice *list, Slice *token)
{
  const char *stop;

  while (list->length > 0 && *list->text == ' ')
    {
      list->text++;
      list->length--;
    }
  if (list->length == 0)
    return FALSE;
  stop = memchr (list->text, ' ', list->length);
  *token = *list;
  token->length = stop != NULL ? (gsize) (stop - list->text) : list->length;
  list->text += token->length;
  list->length -= token->length;
  return TRUE;
}

static gsize
count_tokens (Slice list)
{
  Slice token;
  gsize n = 0;

  while (next_token (&list, &token))
    n++;
  return n;
}

static gboolean
check_count (const Reader *self, const Slice *list, const char *key, gsize n, GError **error)
{
  gsize there = count_tokens (*list);

  return there == n || fail (self, list->line, error, _("“%s” holds %zu values where %zu belong. The file is damaged or cut."), key, there, n);
}

/* Thresholds may be infinite: everything is on one side of them. */
static gboolean
parse_number (const Slice *token, gboolean allow_infinite, double *value)
{
  if (assay_number_parse (token->text, token->length, '.', 0, value))
    return TRUE;
  if (!allow_infinite || !(is (token, "inf") || is (token, "-inf")))
    return FALSE;
  *value = *token->text == '-' ? -INFINITY : INFINITY;
  return TRUE;
}

static double *
read_numbers (const Reader *self, const Slice *list, const char *key, gsize n, gboolean allow_infinite, GError **error)
{
  g_autofree double *values = NULL;
  Slice rest = *list, token;

  if (!check_count (self, list, key, n, error))
    return NULL;
  values = g_new (double, n + 1);
  for (gsize i = 0; next_token (&rest, &token); i++)
    if (!parse_number (&token, allow_infinite, &values[i]))
      {
        g_autofree char *what = quote (&token);

        fail (self, list->line, error, _("“%s” holds “%s”, which is no finite number. Train the model again, or save it again from the library."), key, what);
        return NULL;
      }
  return g_steal_pointer (&values);
}

static gint64 *
read_integers (const Reader *self, const Slice *list, const char *key, gsize n, gint64 least, gint64 most, GError **error)
{
  g_autofree gint64 *values = NULL;
  Slice rest = *list, token;

  if (!check_count (self, list, key, n, error))
    return NULL;
  values = g_new (gint64, n + 1);
  for (gsize i = 0; next_token (&rest, &token); i++)
    if (!assay_integer_parse (token.text, token.length, 0, &values[i]) || values[i] < least || values[i] > most)
      {
        g_autofree char *what = quote (&token);

        fail (self, list->line, error, _("“%s” holds “%s”; a whole number from %" PRId64 " to %" PRId64 " belongs there. The file is damaged."),
              key, what, least, most);
        return NULL;
      }
  return g_steal_pointer (&values);
}

/* ---- keys ---- */

/* key=value of the current line, found among names; -1: it is none of them. */
static int
split_key (const Slice *line, const char *const *names, Slice *value)
{
  const char *equals = memchr (line->text, '=', line->length);

  *value = *line;
  value->length = 0;
  for (int i = 0; names[i] != NULL; i++)
    {
      gsize n = strlen (names[i]), key_length = equals != NULL ? (gsize) (equals - line->text) : line->length;

      if (key_length != n || memcmp (line->text, names[i], n) != 0)
        continue;
      if (equals != NULL)
        {
          value->text = equals + 1;
          value->length = line->length - n - 1;
        }
      return i;
    }
  return -1;
}

/* Lines up to one that begins with a word of another part; which is left to be read. values[] by key, text NULL: not there. */
static gboolean
collect_keys (Reader *self, const char *const *names, const char *part, Slice *values, GError **error)
{
  while (next_line (self))
    {
      Slice value;
      int key;

      if (self->now.length == 0)
        continue;
      if (begins (&self->now, "Tree=") || is (&self->now, "end of trees") || begins (&self->now, "feature importances")
          || begins (&self->now, "feature_importances") || is (&self->now, "parameters:") || begins (&self->now, "pandas_categorical:"))
        {
          self->is_back = TRUE;
          break;
        }
      key = split_key (&self->now, names, &value);
      if (key < 0)
        {
          g_autofree char *what = quote (&self->now);

          return fail (self, self->line, error, _("“%s” is nothing that Assay knows in %s of a LightGBM model, and it may change the scores. "
                                                  "Save the model with LightGBM 4, or bring a table of ids and scores."), what, part);
        }
      if (values[key].text != NULL)
        return fail (self, self->line, error, _("“%s” is there twice, first in line %u. The file is damaged."), names[key], values[key].line);
      values[key] = value;
    }
  return TRUE;
}

/* ---- a tree ---- */

enum { NUM_LEAVES, NUM_CAT, SPLIT_FEATURE, THRESHOLD, DECISION_TYPE, LEFT_CHILD, RIGHT_CHILD, LEAF_VALUE, LEAF_COUNT, INTERNAL_COUNT, CAT_BOUNDARIES, CAT_THRESHOLD,
       IS_LINEAR, LEAF_CONST, NUM_FEATURES, LEAF_FEATURES, LEAF_COEFF, SPLIT_GAIN, LEAF_WEIGHT, INTERNAL_VALUE, INTERNAL_WEIGHT, SHRINKAGE, LEAF_PARENT, N_TREE_KEYS };

/* Those behind leaf_coeff tell how the tree was grown; the values of the leaves have the shrinkage in them. */
static const char *const tree_keys[] = {
  "num_leaves", "num_cat", "split_feature", "threshold", "decision_type", "left_child", "right_child", "leaf_value", "leaf_count", "internal_count", "cat_boundaries",
  "cat_threshold", "is_linear", "leaf_const", "num_features", "leaf_features", "leaf_coeff", "split_gain", "leaf_weight", "internal_value", "internal_weight",
  "shrinkage", "leaf_parent", NULL
};

void
assay_lightgbm_tree_free (AssayLightgbmTree *self)
{
  g_free (self->left);
  g_free (self->right);
  g_free (self->feature);
  g_free (self->decision);
  g_free (self->threshold);
  g_free (self->node_count);
  g_free (self->value);
  g_free (self->leaf_count);
  g_free (self->set_start);
  g_free (self->set_bits);
  g_free (self->constant);
  g_free (self->linear_start);
  g_free (self->linear_feature);
  g_free (self->coefficient);
  g_free (self);
}

static gboolean
require (const Reader *self, const Slice *keys, int key, guint line, GError **error)
{
  return keys[key].text != NULL || fail (self, line, error, _("the tree that begins here has no “%s”. The file is damaged or cut."), tree_keys[key]);
}

static gboolean
read_one (const Reader *self, const Slice *keys, int key, guint line, gint64 least, gint64 most, gint64 *value, GError **error)
{
  g_autofree gint64 *values = NULL;

  if (!require (self, keys, key, line, error))
    return FALSE;
  values = read_integers (self, &keys[key], tree_keys[key], 1, least, most, error);
  if (values == NULL)
    return FALSE;
  *value = values[0];
  return TRUE;
}

static gint32 *
read_children (const Reader *self, const Slice *keys, int key, const AssayLightgbmTree *tree, GError **error)
{
  g_autofree gint64 *values = read_integers (self, &keys[key], tree_keys[key], tree->n_nodes, -(gint64) tree->n_leaves, (gint64) tree->n_nodes - 1, error);
  gint32 *children;

  if (values == NULL)
    return NULL;
  children = g_new (gint32, tree->n_nodes + 1);
  for (guint32 i = 0; i < tree->n_nodes; i++)
    children[i] = values[i];
  return children;
}

static gboolean
read_splits (const Reader *self, const AssayLightgbmModel *model, const Slice *keys, AssayLightgbmTree *tree, GError **error)
{
  g_autofree gint64 *features = NULL, *decisions = NULL;

  features = read_integers (self, &keys[SPLIT_FEATURE], tree_keys[SPLIT_FEATURE], tree->n_nodes, 0, (gint64) model->n_features - 1, error);
  if (features == NULL)
    return FALSE;
  decisions = read_integers (self, &keys[DECISION_TYPE], tree_keys[DECISION_TYPE], tree->n_nodes, 0, 11, error);
  if (decisions == NULL)
    return FALSE;
  tree->feature = g_new (guint32, tree->n_nodes + 1);
  tree->decision = g_new (guint8, tree->n_nodes + 1);
  for (guint32 i = 0; i < tree->n_nodes; i++)
    {
      tree->feature[i] = features[i];
      tree->decision[i] = decisions[i];
    }
  tree->threshold = read_numbers (self, &keys[THRESHOLD], tree_keys[THRESHOLD], tree->n_nodes, TRUE, error);
  tree->left = tree->threshold != NULL ? read_children (self, keys, LEFT_CHILD, tree, error) : NULL;
  tree->right = tree->left != NULL ? read_children (self, keys, RIGHT_CHILD, tree, error) : NULL;
  return tree->right != NULL;
}

/* Sets of categories, as bits: that of number s has the words from set_start[s]. */
static gboolean
read_sets (const Reader *self, const Slice *keys, guint line, AssayLightgbmTree *tree, GError **error)
{
  g_autofree gint64 *starts = NULL, *bits = NULL;
  gsize n_words;

  if (tree->n_sets == 0)
    return TRUE;
  if (!require (self, keys, CAT_BOUNDARIES, line, error) || !require (self, keys, CAT_THRESHOLD, line, error))
    return FALSE;
  n_words = count_tokens (keys[CAT_THRESHOLD]);
  starts = read_integers (self, &keys[CAT_BOUNDARIES], tree_keys[CAT_BOUNDARIES], (gsize) tree->n_sets + 1, 0, n_words, error);
  if (starts == NULL)
    return FALSE;
  bits = read_integers (self, &keys[CAT_THRESHOLD], tree_keys[CAT_THRESHOLD], n_words, 0, G_MAXUINT32, error);
  if (bits == NULL)
    return FALSE;
  tree->set_start = g_new (guint32, tree->n_sets + 1);
  tree->set_bits = g_new (guint32, n_words + 1);
  for (guint32 s = 0; s <= tree->n_sets; s++)
    {
      tree->set_start[s] = starts[s];
      if (s == 0 ? starts[0] != 0 : starts[s] < starts[s - 1])
        return fail (self, keys[CAT_BOUNDARIES].line, error, _("“cat_boundaries” does not rise from 0. The file is damaged."));
    }
  if (starts[tree->n_sets] != (gint64) n_words)
    return fail (self, keys[CAT_BOUNDARIES].line, error, _("“cat_boundaries” does not end where “cat_threshold” does. The file is damaged."));
  for (gsize i = 0; i < n_words; i++)
    tree->set_bits[i] = bits[i];
  for (guint32 i = 0; i < tree->n_nodes; i++)
    if ((tree->decision[i] & ASSAY_LIGHTGBM_CATEGORICAL) != 0 && !(tree->threshold[i] >= 0 && tree->threshold[i] < tree->n_sets && tree->threshold[i] == floor (tree->threshold[i])))
      return fail (self, keys[THRESHOLD].line, error, _("split %u is by categories, and its threshold names none of the %u sets. The file is damaged."), i, tree->n_sets);
  return TRUE;
}

static gboolean
check_sets_are_there (const Reader *self, const Slice *keys, const AssayLightgbmTree *tree, GError **error)
{
  for (guint32 i = 0; tree->n_sets == 0 && i < tree->n_nodes; i++)
    if ((tree->decision[i] & ASSAY_LIGHTGBM_CATEGORICAL) != 0)
      return fail (self, keys[DECISION_TYPE].line, error, _("split %u is by categories, and the tree has no sets of categories. The file is damaged."), i);
  return TRUE;
}

/* Each split and each leaf belongs to exactly one split above, and all hang on the first: then there is no way round in circles. */
static gboolean
check_shape (const Reader *self, const AssayLightgbmTree *tree, guint line, GError **error)
{
  g_autofree guint8 *seen = g_new0 (guint8, (gsize) tree->n_nodes + tree->n_leaves + 1);
  g_autofree gint32 *stack = g_new (gint32, (gsize) tree->n_nodes + 2);
  gsize depth = 0, n_seen = 0;

  stack[depth++] = tree->n_nodes > 0 ? 0 : -1;
  while (depth > 0)
    {
      gint32 node = stack[--depth];
      gsize place = node >= 0 ? (gsize) node : tree->n_nodes + (gsize) (-1 - (gint64) node);

      if (seen[place]++ != 0)
        return fail (self, line, error, _("in the tree that begins here a part hangs on two splits, or on itself. The file is damaged."));
      n_seen++;
      if (node < 0)
        continue;
      stack[depth++] = tree->left[node];
      stack[depth++] = tree->right[node];
    }
  return n_seen == (gsize) tree->n_nodes + tree->n_leaves
         || fail (self, line, error, _("in the tree that begins here some parts cannot be reached from the first split. The file is damaged."));
}

static gboolean
read_linear (const Reader *self, const AssayLightgbmModel *model, const Slice *keys, guint line, AssayLightgbmTree *tree, GError **error)
{
  g_autofree gint64 *counts = NULL, *features = NULL;
  gsize n;

  for (int key = LEAF_CONST; key <= LEAF_COEFF; key++)
    if (!require (self, keys, key, line, error))
      return FALSE;
  tree->constant = read_numbers (self, &keys[LEAF_CONST], tree_keys[LEAF_CONST], tree->n_leaves, FALSE, error);
  if (tree->constant == NULL)
    return FALSE;
  n = count_tokens (keys[LEAF_FEATURES]);
  counts = read_integers (self, &keys[NUM_FEATURES], tree_keys[NUM_FEATURES], tree->n_leaves, 0, n, error);
  if (counts == NULL)
    return FALSE;
  tree->linear_start = g_new0 (guint32, (gsize) tree->n_leaves + 1);
  for (guint32 leaf = 0; leaf < tree->n_leaves; leaf++)
    {
      if (counts[leaf] > (gint64) n - tree->linear_start[leaf])
        return fail (self, keys[NUM_FEATURES].line, error, _("“num_features” counts more features than “leaf_features” holds. The file is damaged."));
      tree->linear_start[leaf + 1] = tree->linear_start[leaf] + counts[leaf];
    }
  if (tree->linear_start[tree->n_leaves] != n)
    return fail (self, keys[NUM_FEATURES].line, error, _("“num_features” counts fewer features than “leaf_features” holds. The file is damaged."));
  features = read_integers (self, &keys[LEAF_FEATURES], tree_keys[LEAF_FEATURES], n, 0, (gint64) model->n_features - 1, error);
  if (features == NULL)
    return FALSE;
  tree->linear_feature = g_new (guint32, n + 1);
  for (gsize i = 0; i < n; i++)
    tree->linear_feature[i] = features[i];
  tree->coefficient = read_numbers (self, &keys[LEAF_COEFF], tree_keys[LEAF_COEFF], n, FALSE, error);
  return tree->coefficient != NULL;
}

/* A tree of one leaf has empty counts in some versions; covers are then not said. */
static gboolean
read_counts (const Reader *self, const Slice *keys, AssayLightgbmTree *tree, GError **error)
{
  if (keys[LEAF_COUNT].text != NULL && keys[LEAF_COUNT].length > 0)
    {
      tree->leaf_count = read_numbers (self, &keys[LEAF_COUNT], tree_keys[LEAF_COUNT], tree->n_leaves, FALSE, error);
      if (tree->leaf_count == NULL)
        return FALSE;
    }
  if (keys[INTERNAL_COUNT].text != NULL && tree->n_nodes > 0)
    {
      tree->node_count = read_numbers (self, &keys[INTERNAL_COUNT], tree_keys[INTERNAL_COUNT], tree->n_nodes, FALSE, error);
      if (tree->node_count == NULL)
        return FALSE;
    }
  return TRUE;
}

static AssayLightgbmTree *
read_tree (Reader *self, const AssayLightgbmModel *model, GError **error)
{
  g_autoptr(AssayLightgbmTree) tree = g_new0 (AssayLightgbmTree, 1);
  Slice keys[N_TREE_KEYS] = { 0 };
  guint line = self->line;
  gint64 n_leaves, n_sets = 0, is_linear = 0;

  if (!collect_keys (self, tree_keys, _("a tree"), keys, error))
    return NULL;
  if (!read_one (self, keys, NUM_LEAVES, line, 1, G_MAXINT32, &n_leaves, error) || !require (self, keys, LEAF_VALUE, line, error))
    return NULL;
  if (keys[NUM_CAT].text != NULL && !read_one (self, keys, NUM_CAT, line, 0, G_MAXINT32, &n_sets, error))
    return NULL;
  if (keys[IS_LINEAR].text != NULL && !read_one (self, keys, IS_LINEAR, line, 0, 1, &is_linear, error))
    return NULL;
  tree->n_leaves = n_leaves;
  tree->n_nodes = n_leaves - 1;
  tree->n_sets = n_sets;
  tree->is_linear = is_linear;
  self->n_nodes += n_leaves;
  if (self->n_nodes > self->max_nodes)
    {
      fail (self, line, error, _("the model has more than %zu leaves. Raise the limit with --max-model-size."), self->max_nodes);
      return NULL;
    }
  tree->value = read_numbers (self, &keys[LEAF_VALUE], tree_keys[LEAF_VALUE], tree->n_leaves, FALSE, error);
  if (tree->value == NULL)
    return NULL;
  for (int key = SPLIT_FEATURE; tree->n_nodes > 0 && key <= RIGHT_CHILD; key++)
    if (!require (self, keys, key, line, error))
      return NULL;
  if (tree->n_nodes > 0 && !read_splits (self, model, keys, tree, error))
    return NULL;
  if (!read_sets (self, keys, line, tree, error) || !check_sets_are_there (self, keys, tree, error) || !check_shape (self, tree, line, error))
    return NULL;
  if (!read_counts (self, keys, tree, error) || (is_linear && !read_linear (self, model, keys, line, tree, error)))
    return NULL;
  return g_steal_pointer (&tree);
}

/* ---- the model ---- */

enum { VERSION, NUM_CLASS, NUM_TREE_PER_ITERATION, MAX_FEATURE_IDX, OBJECTIVE, AVERAGE_OUTPUT, FEATURE_NAMES, FEATURE_INFOS, TREE_SIZES, LABEL_INDEX, MONOTONE, N_MODEL_KEYS };

/* Those behind tree_sizes say nothing to who scores. */
static const char *const model_keys[] = { "version", "num_class", "num_tree_per_iteration", "max_feature_idx", "objective", "average_output", "feature_names",
                                          "feature_infos", "tree_sizes", "label_index", "monotone_constraints", NULL };

void
assay_lightgbm_model_free (AssayLightgbmModel *self)
{
  for (guint32 i = 0; self->features != NULL && i < self->n_features; i++)
    {
      g_free (self->features[i].name);
      g_free (self->features[i].codes);
      g_strfreev (self->features[i].words);
    }
  g_free (self->features);
  g_free (self->objective);
  g_free (self->boosting);
  g_ptr_array_unref (self->trees);
  g_free (self);
}

static gboolean
read_model_integer (const Reader *self, const Slice *keys, int key, gint64 least, gint64 most, gint64 *value, GError **error)
{
  g_autofree gint64 *values = NULL;

  if (keys[key].text == NULL)
    return fail (self, self->line, error, _("the model has no “%s”. The file is damaged or cut."), model_keys[key]);
  values = read_integers (self, &keys[key], model_keys[key], 1, least, most, error);
  if (values == NULL)
    return FALSE;
  *value = values[0];
  return TRUE;
}

static gboolean
read_names (const Reader *self, const Slice *list, AssayLightgbmModel *model, GError **error)
{
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  Slice rest = *list, token;

  if (!check_count (self, list, "feature_names", model->n_features, error))
    return FALSE;
  model->features = g_new0 (AssayLightgbmFeature, (gsize) model->n_features + 1);
  for (guint32 i = 0; next_token (&rest, &token); i++)
    {
      AssayLightgbmFeature *feature = &model->features[i];

      feature->low = feature->high = NAN;
      if (!g_utf8_validate (token.text, token.length, NULL))
        return fail (self, list->line, error, _("feature name %u is not UTF-8. Save the file as UTF-8."), i + 1);
      feature->name = g_strndup (token.text, token.length);
      if (!g_hash_table_add (known, feature->name))
        return fail (self, list->line, error, _("two features are named “%s”. Rename one and train again."), feature->name);
    }
  return TRUE;
}

/* "[low:high]", "none", or "3:0:1" for the codes of a category. */
static gboolean
read_feature_info (const Slice *token, AssayLightgbmFeature *feature)
{
  g_autofree char *text = g_strndup (token->text, token->length);
  g_auto(GStrv) parts = NULL;
  guint n;

  if (strcmp (text, "none") == 0)
    {
      feature->is_unused = TRUE;
      return TRUE;
    }
  if (*text == '[')
    {
      const char *colon = memchr (text, ':', token->length), *end = text + token->length - 1;
      Slice low, high;

      if (colon == NULL || *end != ']')
        return FALSE;
      low = (Slice) { text + 1, colon - text - 1, 0 };
      high = (Slice) { colon + 1, end - colon - 1, 0 };
      return parse_number (&low, TRUE, &feature->low) && parse_number (&high, TRUE, &feature->high);
    }
  parts = g_strsplit (text, ":", -1);
  n = g_strv_length (parts);
  feature->codes = g_new (gint32, n + 1);
  for (guint i = 0; i < n; i++)
    {
      gint64 code;

      if (!assay_integer_parse (parts[i], strlen (parts[i]), 0, &code) || code < -1 || code > G_MAXINT32)
        return FALSE;
      feature->codes[feature->n_codes] = code;
      feature->n_codes += code >= 0;       /* -1 stands for what is missing or rare */
    }
  return TRUE;
}

static gboolean
read_feature_infos (const Reader *self, const Slice *list, AssayLightgbmModel *model, GError **error)
{
  Slice rest = *list, token;

  if (list->text == NULL || list->length == 0)
    return TRUE;
  if (!check_count (self, list, "feature_infos", model->n_features, error))
    return FALSE;
  for (guint32 i = 0; next_token (&rest, &token); i++)
    if (!read_feature_info (&token, &model->features[i]))
      {
        g_autofree char *what = quote (&token);

        return fail (self, list->line, error, _("“feature_infos” holds “%s” for “%s”, which is neither a range nor a list of categories."), what, model->features[i].name);
      }
  return TRUE;
}

static gboolean
read_version (const Reader *self, const Slice *keys, AssayLightgbmModel *model, GError **error)
{
  static const char *const versions[] = { "v2", "v3", "v4" };
  g_autofree char *found = NULL;

  for (guint i = 0; keys[VERSION].text != NULL && i < G_N_ELEMENTS (versions); i++)
    if (is (&keys[VERSION], versions[i]))
      {
        model->version = i + 2;
        return TRUE;
      }
  found = keys[VERSION].text != NULL ? quote (&keys[VERSION]) : g_strdup ("");
  return fail (self, keys[VERSION].text != NULL ? keys[VERSION].line : self->line, error,
               _("the version of the format is “%s”; Assay reads v2, v3 and v4. Save the model with a LightGBM of version 2 to 4."), found);
}

static gboolean
read_objective (const Reader *self, const Slice *slice, AssayLightgbmModel *model, GError **error)
{
  g_autofree char *why = NULL, *line = NULL;

  if (slice->text == NULL)
    return TRUE;
  line = quote (slice);
  return assay_lightgbm_parse_objective (model, line, &why) || fail (self, slice->line, error, "%s", why);
}

static gboolean
read_header (Reader *self, AssayLightgbmModel *model, gsize *n_trees, GError **error)
{
  Slice keys[N_MODEL_KEYS] = { 0 };
  gint64 n_classes, n_outputs, last_feature;

  if (!collect_keys (self, model_keys, _("the head"), keys, error) || !read_version (self, keys, model, error)
      || !read_model_integer (self, keys, NUM_CLASS, 1, 100000, &n_classes, error)
      || !read_model_integer (self, keys, MAX_FEATURE_IDX, 0, G_MAXINT32 - 1, &last_feature, error))
    return FALSE;
  n_outputs = n_classes;
  if (keys[NUM_TREE_PER_ITERATION].text != NULL && !read_model_integer (self, keys, NUM_TREE_PER_ITERATION, 1, 100000, &n_outputs, error))
    return FALSE;
  model->n_outputs = n_outputs;
  model->n_features = last_feature + 1;
  model->is_average = keys[AVERAGE_OUTPUT].text != NULL;
  *n_trees = keys[TREE_SIZES].text != NULL ? count_tokens (keys[TREE_SIZES]) : 0;
  if (keys[FEATURE_NAMES].text == NULL)
    return fail (self, self->line, error, _("the model has no “%s”. The file is damaged or cut."), "feature_names");
  return read_names (self, &keys[FEATURE_NAMES], model, error) && read_feature_infos (self, &keys[FEATURE_INFOS], model, error)
         && read_objective (self, &keys[OBJECTIVE], model, error);
}

static gboolean
read_trees (Reader *self, AssayLightgbmModel *model, gsize n_promised, AssayProgress *progress, GError **error)
{
  const char *start = self->at;

  while (next_line (self))
    {
      Slice number = { self->now.text + 5, self->now.length > 5 ? self->now.length - 5 : 0, self->line };
      AssayLightgbmTree *tree;
      gint64 index;

      if (!begins (&self->now, "Tree="))
        {
          self->is_back = TRUE;
          break;
        }
      if (!assay_integer_parse (number.text, number.length, 0, &index) || index != model->trees->len)
        return fail (self, self->line, error, _("tree number %u belongs here. Trees are missing or out of order."), model->trees->len);
      if (model->trees->len >= self->max_trees)
        return fail (self, self->line, error, _("the model has more than %zu trees. Raise the limit with --max-model-size."), self->max_trees);
      tree = read_tree (self, model, error);
      if (tree == NULL)
        return FALSE;
      g_ptr_array_add (model->trees, tree);
      if (model->trees->len % 64 == 0 && !assay_progress_step (progress, (self->at - start) / (double) (self->end - start), error))
        return FALSE;
    }
  if (n_promised > 0 && n_promised != model->trees->len)
    return fail (self, self->line, error, _("the file names %zu trees and holds %u. It is damaged or cut."), n_promised, model->trees->len);
  if (model->trees->len == 0)
    return fail (self, self->line, error, _("the model has no trees: training found nothing to split on."));
  if (model->trees->len % model->n_outputs != 0)
    return fail (self, self->line, error, _("%u trees cannot be shared out among %u outputs. The file is damaged or cut."), model->trees->len, model->n_outputs);
  return TRUE;
}

/* ---- what follows the trees ---- */

/* "[key: value]" */
static gboolean
split_parameter (const Slice *line, const char *key, char **value)
{
  gsize n = strlen (key);

  if (line->length < n + 4 || line->text[0] != '[' || line->text[line->length - 1] != ']' || memcmp (line->text + 1, key, n) != 0 || line->text[n + 1] != ':')
    return FALSE;
  g_free (*value);
  *value = g_strstrip (g_strndup (line->text + n + 2, line->length - n - 3));
  return TRUE;
}

static GArray *
read_indices (const char *list)
{
  g_autoptr(GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_auto(GStrv) parts = g_strsplit (list, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      gint64 index;
      guint32 place;

      if (!assay_integer_parse (parts[i], strlen (parts[i]), 0, &index) || index < 0 || index > G_MAXINT32)
        return NULL;
      place = index;
      g_array_append_val (indices, place);
    }
  return g_steal_pointer (&indices);
}

/* Parameters tell how the model was trained. *categorical: indices of the features declared categories, NULL: not said. */
static gboolean
read_parameters (Reader *self, AssayLightgbmModel *model, GArray **categorical, GError **error)
{
  g_autofree char *rounds = NULL, *list = NULL, *boosting = NULL;
  guint line = self->line;

  while (next_line (self))
    {
      if (is (&self->now, "end of parameters"))
        {
          gint64 n;

          model->boosting = g_steal_pointer (&boosting);
          if (model->version > 2 && rounds != NULL && assay_integer_parse (rounds, strlen (rounds), 0, &n))
            model->asked_rounds = MAX (n, 0);
          if (list != NULL && *list != '\0')
            *categorical = read_indices (list);
          return TRUE;
        }
      if (split_parameter (&self->now, "num_iterations", &rounds) || split_parameter (&self->now, "boosting", &boosting))
        continue;
      split_parameter (&self->now, "categorical_feature", &list);
    }
  return fail (self, line, error, _("the parameters that begin here have no end. The file is cut."));
}

static gboolean
read_rest (Reader *self, AssayLightgbmModel *model, GError **error)
{
  g_autoptr(GArray) categorical = NULL;
  gboolean is_importances = FALSE;

  while (next_line (self))
    {
      Slice *now = &self->now;

      if (now->length == 0)
        continue;
      if (begins (now, "pandas_categorical:"))
        {
          if (!assay_lightgbm_place_words (model, now->text + 19, now->length - 19, categorical, error))
            {
              g_prefix_error (error, _("%s, line %u: "), self->name, self->line);
              return FALSE;
            }
        }
      else if (is (now, "parameters:"))
        {
          if (categorical != NULL)
            return fail (self, self->line, error, _("“%s” is there twice. The file is damaged."), "parameters:");
          if (!read_parameters (self, model, &categorical, error))
            return FALSE;
        }
      else if (is (now, "feature importances:") || is (now, "feature_importances:"))
        is_importances = TRUE;
      else if (!is (now, "end of trees") && !(is_importances && memchr (now->text, '=', now->length) != NULL))
        {
          g_autofree char *what = quote (now);

          return fail (self, self->line, error, _("“%s” is nothing that Assay knows behind the trees of a LightGBM model."), what);
        }
    }
  return TRUE;
}

AssayLightgbmModel *
assay_lightgbm_model_parse (const char *name, const char *text, gsize length, const AssayArtifactOptions *options, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayLightgbmModel) model = g_new0 (AssayLightgbmModel, 1);
  gsize scale = options != NULL ? MAX (1, options->max_bytes / USUAL_BYTES) : 1, n_promised = 0;
  Reader reader = { .name = name, .at = text, .end = text + length, .max_trees = MAX_TREES * scale, .max_nodes = MAX_NODES * scale };

  model->trees = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_lightgbm_tree_free);
  model->sigmoid = 1;
  if (length > 2 && memcmp (text, "\357\273\277", 3) == 0)
    reader.at += 3;
  if (!next_line (&reader) || !is (&reader.now, "tree"))
    {
      fail (&reader, 1, error, _("a LightGBM model begins with the line “tree”."));
      return NULL;
    }
  if (!read_header (&reader, model, &n_promised, error) || !read_trees (&reader, model, n_promised, progress, error) || !read_rest (&reader, model, error))
    return NULL;
  return g_steal_pointer (&model);
}
