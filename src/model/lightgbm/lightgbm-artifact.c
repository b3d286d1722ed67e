/* A LightGBM model as an artifact: its trees in the tree engine, what the engine does not know done around it.
 *
 * The library treats a missing value by the kind of the split: as 0, as one side together with the zeros, as one side, or, at a
 * split by categories, as a category that is in no set. The engine knows one kind of missing, so a feature becomes a column
 * for each kind that its splits use (nearly always one), with the values made ready for it. */
#include "model/lightgbm/lightgbm-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "model/artifact/artifact-private.h"
#include "model/trees/tree-shap.h"

/* The first three as ASSAY_LIGHTGBM_MISSING. */
typedef enum { AS_NUMBER, ZERO_IS_MISSING, NAN_IS_MISSING, AS_CATEGORY, N_USES } Use;

typedef struct { guint32 feature; Use use; } Column;

typedef struct
{
  AssayLightgbmModel *model;
  AssayForest *forest;
  Column *columns;                 /* of the forest, and after those of splits what linear leaves need */
  guint n_columns;
  gint32 *column_of;               /* [n_features * N_USES]; -1: not used */
  gboolean is_linear;              /* some tree is: its leaves are found by the engine and valued here */
  gboolean zero_is_missing;
  gsize shap_once;                 /* made when contributions are first asked for, by whichever thread asks */
  AssayTreeShap *shap;
  char **classes;                  /* NULL: no classifier; else output 0 is the class */
  guint first_number, first_margin;      /* outputs; margins 0: there are none beside the prediction */
} Data;

typedef struct
{
  guint n_features;
  double **codes;                  /* [n_features]: of each word of the bound column, its code; NULL: the column is read as numbers */
} Bound;

typedef struct
{
  AssayForestScratch *forest;
  AssayTreeShapScratch *shap;      /* made on first use */
  double *contributions;           /* [ASSAY_SCORE_ROWS * (n_columns + 1)] */
  double *values;                  /* [n_columns * ASSAY_SCORE_ROWS] */
  const double **columns;
  double *sums;                    /* [ASSAY_SCORE_ROWS * n_outputs] */
  gint32 *leaves;                  /* of one tree for a block */
  guint32 *words;
} Scratch;

static void
data_free (gpointer pointer)
{
  Data *self = pointer;

  g_clear_pointer (&self->model, assay_lightgbm_model_free);
  g_clear_pointer (&self->shap, assay_tree_shap_free);
  g_clear_pointer (&self->forest, assay_forest_unref);
  g_free (self->columns);
  g_free (self->column_of);
  g_strfreev (self->classes);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Data, data_free)

/* ---- into the engine ---- */

static guint
use_column (Data *self, guint32 feature, Use use)
{
  gint32 *place = &self->column_of[(gsize) feature * N_USES + use];

  if (*place < 0)
    {
      *place = self->n_columns++;
      self->columns = g_renew (Column, self->columns, self->n_columns);
      self->columns[*place] = (Column) { feature, use };
    }
  return *place;
}

static Use
find_use (guint8 decision)
{
  return (decision & ASSAY_LIGHTGBM_CATEGORICAL) != 0 ? AS_CATEGORY : (Use) ASSAY_LIGHTGBM_MISSING (decision);
}

static void
find_columns (Data *self)
{
  self->column_of = g_new (gint32, (gsize) self->model->n_features * N_USES);
  memset (self->column_of, 0xff, (gsize) self->model->n_features * N_USES * sizeof *self->column_of);
  for (guint t = 0; t < self->model->trees->len; t++)
    {
      const AssayLightgbmTree *tree = self->model->trees->pdata[t];

      for (guint32 i = 0; i < tree->n_nodes; i++)
        use_column (self, tree->feature[i], find_use (tree->decision[i]));
      for (guint32 i = 0; tree->is_linear && i < tree->linear_start[tree->n_leaves]; i++)
        use_column (self, tree->linear_feature[i], NAN_IS_MISSING);
      self->is_linear |= tree->is_linear;
    }
}

/* Leaves stand behind the splits. */
static gint64
child_number (const AssayLightgbmTree *tree, gint32 child)
{
  return child >= 0 ? child : (gint64) tree->n_nodes - 1 - child;
}

static void
add_set_split (Data *self, AssayForestBuilder *builder, const AssayLightgbmTree *tree, guint32 node, GArray *codes, double cover)
{
  guint32 set = tree->threshold[node], from = tree->set_start[set], to = tree->set_start[set + 1];
  gint64 right = child_number (tree, tree->right[node]);

  g_array_set_size (codes, 0);
  for (guint32 i = from; i < to; i++)
    for (guint bit = 0; bit < 32; bit++)
      if ((tree->set_bits[i] >> bit & 1) != 0)
        {
          guint32 code = (i - from) * 32 + bit;

          g_array_append_val (codes, code);
        }
  assay_forest_builder_add_set_split (builder, use_column (self, tree->feature[node], AS_CATEGORY), (const guint32 *) codes->data, codes->len,
                                      child_number (tree, tree->left[node]), right, right, cover);
}

static gboolean
add_tree (Data *self, AssayForestBuilder *builder, guint index, GArray *codes, GError **error)
{
  const AssayLightgbmTree *tree = self->model->trees->pdata[index];

  assay_forest_builder_begin_tree (builder, index % self->model->n_outputs);
  for (guint32 i = 0; i < tree->n_nodes; i++)
    {
      gint64 left = child_number (tree, tree->left[i]), right = child_number (tree, tree->right[i]);
      double cover = tree->node_count != NULL ? tree->node_count[i] : NAN;
      Use use = find_use (tree->decision[i]);

      if (use == AS_CATEGORY)
        add_set_split (self, builder, tree, i, codes, cover);
      else
        assay_forest_builder_add_split (builder, use_column (self, tree->feature[i], use), ASSAY_SPLIT_LESS_EQUAL, tree->threshold[i], left, right,
                                        (tree->decision[i] & ASSAY_LIGHTGBM_DEFAULT_LEFT) != 0 ? left : right, cover);
    }
  for (guint32 leaf = 0; leaf < tree->n_leaves; leaf++)
    assay_forest_builder_add_leaf (builder, tree->value[leaf], tree->leaf_count != NULL ? tree->leaf_count[leaf] : tree->n_leaves == 1 ? 1 : NAN);
  return assay_forest_builder_end_tree (builder, error);
}

static gboolean
build_forest (Data *self, const char *name, gsize scale, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayForestBuilder) builder = NULL;
  g_autoptr(GArray) codes = g_array_new (FALSE, FALSE, sizeof (guint32));

  find_columns (self);
  builder = assay_forest_builder_new (MAX (self->n_columns, 1), self->model->n_outputs, ASSAY_FOREST_DOUBLE);
  assay_forest_builder_set_limits (builder, ASSAY_FOREST_MOST_TREES * scale, ASSAY_FOREST_MOST_NODES * scale);
  for (guint t = 0; t < self->model->trees->len; t++)
    {
      if (!add_tree (self, builder, t, codes, error))
        {
          g_prefix_error (error, "%s: ", name);
          return FALSE;
        }
      if (t % 64 == 0 && !assay_progress_step (progress, t / (double) self->model->trees->len, error))
        return FALSE;
    }
  self->forest = assay_forest_builder_finish (builder, error);
  if (self->forest != NULL && !self->is_linear)
    g_ptr_array_set_size (self->model->trees, 0);
  return self->forest != NULL;
}

/* ---- binding: words to codes ---- */

static gboolean
are_truths (char **words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (strcmp (words[i], "True") != 0 && strcmp (words[i], "False") != 0)
      return FALSE;
  return words[0] != NULL;
}

/* One spelling for words that mean the same: numbers by their value, truth without regard to case. */
static char *
normalize (const char *word, gboolean is_truth)
{
  char buffer[ASSAY_NUMBER_SIZE];
  double value;
  gboolean is_number = assay_number_parse (word, strlen (word), '.', 0, &value);

  if (is_truth && (g_ascii_strcasecmp (word, "true") == 0 || g_ascii_strcasecmp (word, "false") == 0))
    return g_strdup (g_ascii_tolower (*word) == 't' ? "1" : "0");
  if (!is_number)
    return g_strdup (word);
  assay_number_format (value, buffer);
  return g_strdup (buffer);
}

static void
add_words (GHashTable *table, char **words, gboolean is_truth, gboolean is_exact)
{
  for (guint i = 0; words[i] != NULL; i++)
    {
      char *key = is_exact ? g_strdup (words[i]) : normalize (words[i], is_truth);

      if (g_hash_table_contains (table, key))
        g_free (key);
      else
        g_hash_table_insert (table, key, GUINT_TO_POINTER (i));
    }
}

static double *
make_codes (char **words, const AssayBoundField *field)
{
  g_autoptr(GHashTable) exact = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) same = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean is_truth = are_truths (words);
  guint32 n = assay_bound_field_get_n_words (field);
  double *codes = g_new (double, n + 1);

  add_words (exact, words, is_truth, TRUE);
  add_words (same, words, is_truth, FALSE);
  for (guint32 i = 0; i < n; i++)
    {
      const char *word = assay_bound_field_get_word (field, i);
      g_autofree char *key = normalize (word, is_truth);
      gpointer code;

      codes[i] = g_hash_table_lookup_extended (exact, word, NULL, &code) || g_hash_table_lookup_extended (same, key, NULL, &code) ? GPOINTER_TO_UINT (code) : NAN;
    }
  return codes;
}

static void
unbind (gpointer pointer)
{
  Bound *bound = pointer;

  for (guint i = 0; i < bound->n_features; i++)
    g_free (bound->codes[i]);
  g_free (bound->codes);
  g_free (bound);
}

static gboolean
uses_as_category (const Data *self, guint32 feature)
{
  return self->column_of[(gsize) feature * N_USES + AS_CATEGORY] >= 0;
}

/* Words where the model has codes would all be read as missing, and the scores be wrong without a sign. */
static gboolean
check_no_words (const AssayBoundField *field, const char *name, GError **error)
{
  guint32 n = field->word_numbers != NULL ? assay_column_get_n_words (field->column) : 0;

  for (guint32 i = 0; i < n; i++)
    if (isnan (field->word_numbers[i]))
      {
        g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE,
                     _("“%s” is a category that the model knows by whole numbers, and the data hold the word “%s”. The file does not say which number stands for it: "
                       "put the numbers used in training into the column, or have the model trained from a pandas data frame with a category column."),
                     name, assay_column_get_word (field->column, i));
        return FALSE;
      }
  return TRUE;
}

/* Words that were given to an input by a guess must turn up there. */
static gboolean
check_words_are_known (const double *codes, const AssayBoundField *field, const char *name, GError **error)
{
  guint32 n = assay_bound_field_get_n_words (field);

  for (guint32 i = 0; i < n; i++)
    if (!isnan (codes[i]))
      return TRUE;
  if (n > 0)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE,
                 _("The model knows none of the values of “%s”, such as “%s”. The file lists words without saying for which inputs, so they may belong to another. "
                   "Have the model saved again with LightGBM 4."), name, assay_bound_field_get_word (field, 0));
  return n == 0;
}

static gpointer
bind (gconstpointer pointer, const AssayBoundField *fields, guint n_fields, GError **error)
{
  const Data *self = pointer;
  Bound *bound = g_new0 (Bound, 1);

  bound->n_features = n_fields;
  bound->codes = g_new0 (double *, n_fields + 1);
  for (guint i = 0; i < n_fields; i++)
    {
      const AssayLightgbmFeature *feature = &self->model->features[i];

      if (feature->words != NULL)
        bound->codes[i] = make_codes (feature->words, &fields[i]);
      if (feature->words != NULL ? self->model->words_are_guessed && !check_words_are_known (bound->codes[i], &fields[i], feature->name, error)
          : uses_as_category (self, i) && !check_no_words (&fields[i], feature->name, error))
        {
          unbind (bound);
          return NULL;
        }
    }
  return bound;
}

/* ---- scoring ---- */

static gpointer
scratch_new (gconstpointer pointer, gconstpointer bound)
{
  const Data *self = pointer;
  Scratch *scratch = g_new0 (Scratch, 1);

  scratch->forest = assay_forest_scratch_new (self->forest);
  scratch->values = g_new (double, (gsize) self->n_columns * ASSAY_SCORE_ROWS + 1);
  scratch->columns = g_new (const double *, self->n_columns + 1);
  for (guint c = 0; c <= self->n_columns; c++)
    scratch->columns[c] = scratch->values + (gsize) c * ASSAY_SCORE_ROWS;
  scratch->sums = g_new (double, (gsize) self->model->n_outputs * ASSAY_SCORE_ROWS);
  scratch->leaves = g_new (gint32, ASSAY_SCORE_ROWS);
  scratch->words = g_new (guint32, ASSAY_SCORE_ROWS);
  return scratch;
}

static void
scratch_free (gpointer pointer)
{
  Scratch *scratch = pointer;

  assay_forest_scratch_free (scratch->forest);
  g_clear_pointer (&scratch->shap, assay_tree_shap_scratch_free);
  g_free (scratch->contributions);
  g_free (scratch->values);
  g_free (scratch->columns);
  g_free (scratch->sums);
  g_free (scratch->leaves);
  g_free (scratch->words);
  g_free (scratch);
}

/* A value as the splits of one kind want it. The library leaves out what is nearly zero before it looks at any split. */
static double
prepare (double value, Use use)
{
  if (fabs (value) <= ASSAY_LIGHTGBM_ZERO)
    value = 0;
  switch (use)
    {
    case AS_NUMBER:
      return isnan (value) ? 0 : value;
    case ZERO_IS_MISSING:
      return value == 0 ? NAN : value;
    case NAN_IS_MISSING:
      return value;
    case AS_CATEGORY:
      return value > -1 && value < 2147483648.0 ? trunc (value) : NAN;
    case N_USES:
      break;
    }
  g_assert_not_reached ();
}

static void
read_column (const Data *self, const Bound *bound, Scratch *scratch, guint column, const AssayBoundField *fields, gsize first, gsize n)
{
  guint32 feature = self->columns[column].feature;
  Use use = self->columns[column].use;
  double *values = (double *) scratch->columns[column];
  const double *codes = bound->codes[feature];

  if (codes != NULL)
    {
      assay_bound_field_read_codes (&fields[feature], first, n, scratch->words);
      for (gsize i = 0; i < n; i++)
        values[i] = scratch->words[i] == ASSAY_MISSING_CODE ? NAN : codes[scratch->words[i]];
    }
  else
    assay_bound_field_read (&fields[feature], first, n, values);
  for (gsize i = 0; self->zero_is_missing && codes == NULL && i < n; i++)
    values[i] = values[i] == 0 ? NAN : values[i];
  for (gsize i = 0; i < n; i++)
    values[i] = prepare (values[i], use);
}

/* The value of a leaf with its linear part; a row in which one of its features is missing has the plain value. */
static double
value_leaf (const Data *self, const Scratch *scratch, const AssayLightgbmTree *tree, guint32 leaf, gsize row)
{
  double value;

  if (!tree->is_linear)
    return tree->value[leaf];
  value = tree->constant[leaf];
  for (guint32 i = tree->linear_start[leaf]; i < tree->linear_start[leaf + 1]; i++)
    {
      double x = scratch->columns[self->column_of[(gsize) tree->linear_feature[i] * N_USES + NAN_IS_MISSING]][row];

      if (isnan (x))
        return tree->value[leaf];
      value += tree->coefficient[i] * x;
    }
  return value;
}

static void
add_linear_trees (const Data *self, Scratch *scratch, gsize n)
{
  guint n_outputs = self->model->n_outputs;

  for (guint t = 0; t < self->model->trees->len; t++)
    {
      const AssayLightgbmTree *tree = self->model->trees->pdata[t];

      assay_forest_find_leaves (self->forest, t, 1, scratch->columns, n, scratch->forest, scratch->leaves);
      for (gsize i = 0; i < n; i++)
        scratch->sums[i * n_outputs + t % n_outputs] += value_leaf (self, scratch, tree, scratch->leaves[i] - tree->n_nodes, i);
    }
}

/* scratch->sums: the margins of the rows. */
static void
sum_trees (const Data *self, const Bound *bound, Scratch *scratch, const AssayBoundField *fields, gsize first, gsize n)
{
  guint n_outputs = self->model->n_outputs, n_trees = assay_forest_get_n_trees (self->forest);

  for (guint c = 0; c < self->n_columns; c++)
    read_column (self, bound, scratch, c, fields, first, n);
  memset (scratch->sums, 0, n * n_outputs * sizeof *scratch->sums);
  if (self->is_linear)
    add_linear_trees (self, scratch, n);
  else
    assay_forest_add (self->forest, 0, n_trees, scratch->columns, n, scratch->forest, scratch->sums);
  for (gsize i = 0; self->model->is_average && i < n * n_outputs; i++)
    scratch->sums[i] /= n_trees / n_outputs;
}

static guint
find_largest (const double *values, guint n)
{
  guint largest = 0;

  for (guint i = 1; i < n; i++)
    largest = values[i] > values[largest] ? i : largest;
  return largest;
}

/* The class a classifier names for the row, as the library's own does. */
static const char *
name_class (const Data *self, const double *probabilities, const char *const *classes)
{
  return self->model->n_outputs == 1 ? classes[probabilities[0] > 0.5] : classes[find_largest (probabilities, self->model->n_outputs)];
}

static gboolean
are_finite (const double *values, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!isfinite (values[i]))
      return FALSE;
  return TRUE;
}

static void
write_row (const Data *self, double *margins, gsize row, AssayScoreBlock *block)
{
  guint n = self->model->n_outputs, at = self->first_number;

  if (!are_finite (margins, n))
    {
      block->problems[row] = N_("the sum over the trees is not finite");
      return;
    }
  for (guint k = 0; self->first_margin > 0 && k < n; k++)
    block->numbers[self->first_margin + k][row] = margins[k];
  assay_lightgbm_transform (self->model, margins);
  for (guint k = 0; k < n; k++)
    block->numbers[at + k][row] = margins[k];
  if (self->classes != NULL)
    block->texts[0][row] = name_class (self, margins, (const char *const *) self->classes);
}

static void
score (gconstpointer pointer, gconstpointer bound, gpointer scratch_pointer, const AssayBoundField *fields, gsize first, gsize n, AssayScoreBlock *block)
{
  const Data *self = pointer;
  Scratch *scratch = scratch_pointer;

  sum_trees (self, bound, scratch, fields, first, n);
  for (gsize i = 0; i < n; i++)
    write_row (self, scratch->sums + i * self->model->n_outputs, i, block);
}

/* ---- contributions ---- */

/* A feature that its splits read in two ways would be two players of the game whose shares do not add up to one's. */
static gboolean
can_explain (const Data *self)
{
  for (guint32 f = 0; f < self->model->n_features; f++)
    {
      guint n_uses = 0;

      for (guint use = 0; use < N_USES; use++)
        n_uses += self->column_of[(gsize) f * N_USES + use] >= 0;
      if (n_uses > 1)
        return FALSE;
    }
  return self->model->n_outputs == 1 && !self->is_linear && assay_tree_shap_is_possible (self->forest);
}

static const AssayTreeShap *
get_shap (const Data *data)
{
  Data *self = (Data *) data;

  if (g_once_init_enter (&self->shap_once))
    {
      self->shap = assay_tree_shap_new (self->forest, assay_forest_get_n_trees (self->forest), ASSAY_TREE_SHAP_USUAL_TABLES);
      g_once_init_leave (&self->shap_once, 1);
    }
  return self->shap;
}

/* Columns of the forest back to features; the sum is held to the margin, and a row that does not fit is not shown. */
static void
write_contributions (const Data *self, const double *from, double margin, double *to)
{
  guint32 n_features = self->model->n_features;
  double divisor = self->model->is_average ? assay_forest_get_n_trees (self->forest) : 1, sum = 0, scale = 1;

  memset (to, 0, ((gsize) n_features + 1) * sizeof *to);
  for (guint c = 0; c < self->n_columns; c++)
    to[self->columns[c].feature] = from[c] / divisor;
  to[n_features] = from[assay_forest_get_n_features (self->forest)] / divisor;
  for (guint32 f = 0; f <= n_features; f++)
    {
      sum += to[f];
      scale += fabs (to[f]);
    }
  for (guint32 f = 0; f <= n_features && !(fabs (sum - margin) <= 1e-6 * scale); f++)
    to[f] = NAN;
}

static void
explain (gconstpointer pointer, gconstpointer bound, gpointer scratch_pointer, const AssayBoundField *fields, gsize first, gsize n, double *contributions)
{
  const Data *self = pointer;
  Scratch *scratch = scratch_pointer;
  gsize width = (gsize) assay_forest_get_n_features (self->forest) + 1;

  if (scratch->shap == NULL)
    {
      scratch->shap = assay_tree_shap_scratch_new (get_shap (self));
      scratch->contributions = g_new (double, width * ASSAY_SCORE_ROWS);
    }
  sum_trees (self, bound, scratch, fields, first, n);
  memset (scratch->contributions, 0, n * width * sizeof (double));
  assay_tree_shap_add (get_shap (self), scratch->columns, n, scratch->shap, scratch->contributions);
  for (gsize i = 0; i < n; i++)
    write_contributions (self, scratch->contributions + i * width, scratch->sums[i], contributions + i * ((gsize) self->model->n_features + 1));
}

/* ---- what there is to say ---- */

static void
describe_field (const AssayLightgbmFeature *feature, AssayArtifactInfo *info)
{
  AssayField *field = assay_artifact_info_add_field (info, feature->name, feature->words != NULL ? ASSAY_FIELD_CATEGORY : ASSAY_FIELD_NUMBER);

  field->values = g_strdupv (feature->words);
  field->is_optional = feature->is_unused;
  if (feature->words == NULL && isfinite (feature->low) && isfinite (feature->high))
    {
      field->low = feature->low;
      field->high = feature->high;
    }
}

static gboolean
names_are_absent (const AssayLightgbmModel *model)
{
  for (guint32 i = 0; i < model->n_features; i++)
    {
      g_autofree char *name = g_strdup_printf ("Column_%u", i);

      if (strcmp (name, model->features[i].name) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
describe_outputs (Data *self, AssayArtifactInfo *info)
{
  const AssayLightgbmModel *model = self->model;
  gboolean is_probability = model->link == ASSAY_LIGHTGBM_LOGISTIC || model->link == ASSAY_LIGHTGBM_SOFTMAX || model->link == ASSAY_LIGHTGBM_ONE_AGAINST_ALL;
  gboolean is_binary = model->link == ASSAY_LIGHTGBM_LOGISTIC && g_str_has_prefix (model->objective, "binary");
  guint n_classes = is_binary ? 2 : is_probability && model->link != ASSAY_LIGHTGBM_LOGISTIC ? model->n_outputs : 0;

  for (guint k = 0; k < n_classes; k++)
    {
      g_autofree char *name = g_strdup_printf ("%u", k);

      assay_artifact_info_add_class (info, name);
    }
  if (n_classes > 0)
    {
      g_ptr_array_add (info->classes, NULL);
      self->classes = g_strdupv ((char **) info->classes->pdata);
      g_ptr_array_set_size (info->classes, n_classes);
      assay_artifact_info_add_output (info, "prediction", ASSAY_OUTPUT_PREDICTION, TRUE, NULL);
      self->first_number = 1;
    }
  for (guint k = 0; k < model->n_outputs; k++)
    {
      g_autofree char *number = g_strdup_printf ("%u", k);
      g_autofree char *name = model->n_outputs == 1 ? g_strdup (is_probability ? "probability" : "prediction")
                              : g_strconcat (is_probability ? "probability_" : "prediction_", number, NULL);

      assay_artifact_info_add_output (info, name, is_probability ? ASSAY_OUTPUT_PROBABILITY : ASSAY_OUTPUT_PREDICTION, FALSE,
                                      is_binary ? "1" : n_classes > 0 ? number : NULL);
    }
  self->first_margin = model->link != ASSAY_LIGHTGBM_IDENTITY ? info->outputs->len : 0;
  for (guint k = 0; self->first_margin > 0 && k < model->n_outputs; k++)
    {
      g_autofree char *name = model->n_outputs == 1 ? g_strdup ("score") : g_strdup_printf ("score_%u", k);

      assay_artifact_info_add_output (info, name, ASSAY_OUTPUT_SCORE, FALSE, NULL);
    }
}

static void
describe_notes (const Data *self, AssayArtifactInfo *info)
{
  const AssayLightgbmModel *model = self->model;
  guint n_rounds = assay_forest_get_n_trees (self->forest) / model->n_outputs;

  if (names_are_absent (model))
    assay_artifact_info_add_note (info, _("The file has no names of the inputs, only their order: Column_0 is the first column of the training table, and so on. "
                                          "Bind each to its column and check the scores of some rows."));
  if (model->asked_rounds > n_rounds)
    assay_artifact_info_add_note (info, _("The file holds %u rounds of the %" PRId64 " asked for: training stopped early, or only the rounds up to the best were saved. "
                                          "All that are there are used."), n_rounds, model->asked_rounds);
  if (model->objective == NULL)
    assay_artifact_info_add_note (info, _("The model was trained for an objective of its maker's own, and the file does not say what the sum over the trees means: it is given as it is."));
  if (model->link == ASSAY_LIGHTGBM_ONE_AGAINST_ALL)
    assay_artifact_info_add_note (info, _("Each class was trained against all others: the probabilities of a row do not add up to 1."));
  if (model->words_are_unplaced)
    assay_artifact_info_add_note (info, _("The file lists words of categories and does not say for which inputs: categories must be given as the whole numbers used in training."));
  if (model->words_are_guessed)
    assay_artifact_info_add_note (info, _("The file lists words of categories without saying for which inputs: they were given to the inputs that are categories, in their order."));
  if (self->is_linear)
    assay_artifact_info_add_note (info, _("Leaves hold linear models: contributions of the inputs are not computed."));
}

static const char *
name_scale (const AssayLightgbmModel *model)
{
  switch (model->link)
    {
    case ASSAY_LIGHTGBM_LOGISTIC:
      return model->sigmoid == 1 ? N_("log-odds") : N_("score");
    case ASSAY_LIGHTGBM_EXP:
      return N_("logarithm of the prediction");
    case ASSAY_LIGHTGBM_IDENTITY:
      return N_("prediction");
    default:
      return N_("score");
    }
}

static AssayArtifactInfo *
describe (Data *self)
{
  const AssayLightgbmModel *model = self->model;
  gboolean is_classifier = model->link == ASSAY_LIGHTGBM_SOFTMAX || model->link == ASSAY_LIGHTGBM_ONE_AGAINST_ALL
                           || (model->objective != NULL && g_str_has_prefix (model->objective, "binary"));
  g_autofree char *format = g_strdup_printf ("LightGBM text v%u", model->version);
  AssayArtifactInfo *info = assay_artifact_info_new (format, N_("tree ensemble"), is_classifier ? "classification" : "regression");
  guint n_trees = assay_forest_get_n_trees (self->forest);

  info->writer = g_strdup ("LightGBM");
  for (guint32 i = 0; i < model->n_features; i++)
    describe_field (&model->features[i], info);
  describe_outputs (self, info);
  assay_artifact_info_add_fact (info, N_("Objective"), "%s", model->objective != NULL ? model->objective : _("not said"));
  assay_artifact_info_add_fact (info, N_("Trees"), "%u", n_trees);
  assay_artifact_info_add_fact (info, N_("Rounds"), "%u", n_trees / model->n_outputs);
  assay_artifact_info_add_fact (info, N_("Depth"), "%u", assay_forest_get_depth (self->forest));
  if (model->boosting != NULL)
    assay_artifact_info_add_fact (info, N_("Boosting"), "%s", model->boosting);
  assay_artifact_info_add_fact (info, N_("Trees are"), "%s", model->is_average ? _("averaged") : _("added up"));
  describe_notes (self, info);
  if (can_explain (self))
    info->contribution_scale = g_strdup (name_scale (model));
  info->fields_are_unnamed = names_are_absent (model);
  info->size = assay_forest_get_size (self->forest);
  return info;
}

static AssayForestScratch *
get_forest_scratch (gpointer scratch)
{
  return ((Scratch *) scratch)->forest;
}

static const AssayArtifactClass lightgbm_class = {
  .free = data_free, .bind = bind, .unbind = unbind, .scratch_new = scratch_new, .scratch_free = scratch_free, .score = score, .explain = explain,
  .get_forest_scratch = get_forest_scratch,
};

AssayArtifact *
assay_lightgbm_read (const char *name, const char *text, gsize length, const AssayArtifactOptions *options, AssayProgress *progress, GError **error)
{
  g_autoptr(Data) data = g_new0 (Data, 1);
  g_autoptr(AssayProgress) reading = assay_progress_new_part (progress, 0, 0.7), building = assay_progress_new_part (progress, 0.7, 1);
  gsize scale = options != NULL ? MAX (1, options->max_bytes / ((gsize) 512 << 20)) : 1;
  AssayArtifactInfo *info;

  data->zero_is_missing = options != NULL && options->zero_is_missing;
  data->model = assay_lightgbm_model_parse (name, text, length, options, reading, error);
  if (data->model == NULL || !build_forest (data, name, scale, building, error))
    return NULL;
  info = describe (data);
  return assay_artifact_new (&lightgbm_class, g_steal_pointer (&data), info);
}
