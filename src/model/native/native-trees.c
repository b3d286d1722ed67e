/* Kind "tree_ensemble": flat trees from the file into the engine of model/trees. */
#include "model/native/native-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "math/scoring/score-blocks.h"
#include "model/native/native-calibration.h"
#include "model/native/native-outputs.h"
#include "model/trees/tree-shap.h"

#define MAX_OUTPUTS 10000

enum { LINK_IDENTITY, LINK_LOGIT, LINK_SOFTMAX, LINK_EXP, LINK_ISOLATION };

typedef struct
{
  AssayForest *forest;
  AssayTreeShap *shap;             /* made when it is first asked for */
  gsize shap_once;
  gboolean has_score;              /* the sum is an output of its own, before calibration */
  guint *features;                 /* slot of each feature */
  guint n_features, n_outputs, n_trees;
  gboolean refuses_missing;        /* some tree does not say where missing values go */
  gboolean is_mean;
  guint link;
  double *base;                    /* [n_outputs] */
  double normalizer;               /* of isolation */
  NativeCalibration calibration;
  NativeOutputs outputs;
} Ensemble;

typedef struct { AssayForestScratch *scratch; AssayTreeShapScratch *shap; double *contributions; const double **columns; double *sums; } Work;

static void
ensemble_free (gpointer data)
{
  Ensemble *self = data;

  g_clear_pointer (&self->shap, assay_tree_shap_free);
  g_clear_pointer (&self->forest, assay_forest_unref);
  g_free (self->features);
  g_free (self->base);
  native_calibration_clear (&self->calibration);
  native_outputs_clear (&self->outputs);
  g_free (self);
}

static gpointer
work_new (const Native *native)
{
  const Ensemble *self = native->model;
  Work *work = g_new0 (Work, 1);

  work->scratch = assay_forest_scratch_new (self->forest);
  work->columns = g_new0 (const double *, self->n_features + 1);
  work->sums = g_new (double, (gsize) ASSAY_SCORE_ROWS * self->n_outputs);
  return work;
}

static void
work_free (gpointer data)
{
  Work *work = data;

  assay_forest_scratch_free (work->scratch);
  g_clear_pointer (&work->shap, assay_tree_shap_scratch_free);
  g_free (work->contributions);
  g_free (work->columns);
  g_free (work->sums);
  g_free (work);
}

static AssayForestScratch *
get_forest_scratch (gpointer data)
{
  return ((Work *) data)->scratch;
}

/* ---- scoring ---- */

static void
refuse_missing (const Native *native, const Ensemble *self, NativeRows *rows)
{
  for (guint f = 0; self->refuses_missing && f < self->n_features; f++)
    {
      const double *x = rows->numbers[self->features[f]];

      for (gsize i = 0; assay_forest_uses_feature (self->forest, f) && i < rows->n; i++)
        if (isnan (x[i]))
          native_set_problem (rows, i, native_slot (native, self->features[f])->missing);
    }
}

static void
add_trees (const Ensemble *self, NativeRows *rows, Work *work)
{
  gsize n = rows->n * self->n_outputs;

  for (guint f = 0; f < self->n_features; f++)
    work->columns[f] = rows->numbers[self->features[f]];
  for (gsize i = 0; i < n; i++)
    work->sums[i] = self->is_mean ? 0 : self->base[i % self->n_outputs];
  assay_forest_add (self->forest, 0, self->n_trees, work->columns, rows->n, work->scratch, work->sums);
  for (gsize i = 0; self->is_mean && i < n; i++)
    work->sums[i] = self->base[i % self->n_outputs] + work->sums[i] / self->n_trees;
}

/* In place: e^x over the sum of them, by rows. */
static void
run_softmax (double *sums, gsize n, guint k)
{
  for (gsize i = 0; i < n; i++)
    {
      double *row = sums + i * k, most = row[0], total = 0;

      for (guint j = 1; j < k; j++)
        most = MAX (most, row[j]);
      for (guint j = 0; j < k; j++)
        total += row[j] = exp (row[j] - most);
      for (guint j = 0; j < k; j++)
        row[j] /= total;
    }
}

static void
put_classes (const Ensemble *self, const NativeRows *rows, Work *work, AssayScoreBlock *block)
{
  if (self->link == LINK_SOFTMAX)
    run_softmax (work->sums, rows->n, self->n_outputs);
  for (guint k = 0; k < self->n_outputs; k++)
    {
      double *out = native_outputs_get_class_numbers (&self->outputs, block, k);

      for (gsize i = 0; i < rows->n; i++)
        out[i] = work->sums[i * self->n_outputs + k];
    }
}

static void
put_numbers (const Ensemble *self, const NativeRows *rows, const double *sums, double *out)
{
  switch (self->link)
    {
    case LINK_LOGIT:
      am_logistic (sums, rows->n, out);
      break;
    case LINK_EXP:
      for (gsize i = 0; i < rows->n; i++)
        out[i] = exp (sums[i]);
      break;
    case LINK_ISOLATION:
      for (gsize i = 0; i < rows->n; i++)
        out[i] = exp2 (-sums[i] / self->normalizer);
      break;
    default:
      memcpy (out, sums, rows->n * sizeof (double));
    }
  if (self->calibration.is_used)
    native_calibration_run (&self->calibration, sums, out, rows->n);
}

static void
score (const Native *native, NativeRows *rows, AssayScoreBlock *block)
{
  const Ensemble *self = native->model;
  Work *work = rows->work;

  refuse_missing (native, self, rows);
  add_trees (self, rows, work);
  if (self->outputs.kind == NATIVE_CLASSES)
    put_classes (self, rows, work, block);
  else
    put_numbers (self, rows, work->sums, native_outputs_get_numbers (&self->outputs, block));
  native_outputs_finish (&self->outputs, block, rows->n);
  if (self->has_score)
    memcpy (block->numbers[native_outputs_count (&self->outputs)], work->sums, rows->n * sizeof (double));
}

/* ---- contributions ---- */

static const AssayTreeShap *
get_shap (Ensemble *self)
{
  if (g_once_init_enter (&self->shap_once))
    {
      self->shap = assay_tree_shap_new (self->forest, self->n_trees, ASSAY_TREE_SHAP_USUAL_TABLES);
      g_once_init_leave (&self->shap_once, 1);
    }
  return self->shap;
}

/* Of features, which are prepared columns, to inputs: those of a column made of two inputs are shared by them. */
static void
explain (const Native *native, NativeRows *rows, double *contributions)
{
  Ensemble *self = native->model;
  Work *work = rows->work;
  const AssayTreeShap *shap = get_shap (self);
  gsize width = native->n_fields + 1, own = (gsize) self->n_features + 1;
  double share = self->is_mean ? 1.0 / self->n_trees : 1;

  refuse_missing (native, self, rows);
  if (work->shap == NULL)
    {
      work->shap = assay_tree_shap_scratch_new (shap);
      work->contributions = g_new (double, ASSAY_SCORE_ROWS * own);
    }
  for (guint f = 0; f < self->n_features; f++)
    work->columns[f] = rows->numbers[self->features[f]];
  memset (work->contributions, 0, rows->n * own * sizeof (double));
  assay_tree_shap_add (shap, work->columns, rows->n, work->shap, work->contributions);
  for (gsize i = 0; i < rows->n; i++)
    {
      const double *from = work->contributions + i * own;

      for (guint f = 0; f < self->n_features; f++)
        {
          const NativeSlot *slot = native_slot (native, self->features[f]);

          contributions[i * width + slot->origin] += from[f] * share / 2;
          contributions[i * width + slot->other_origin] += from[f] * share / 2;
        }
      contributions[i * width + native->n_fields] = from[self->n_features] * share + self->base[0];
    }
}

static const NativeKind trees_kind = { .free = ensemble_free, .work_new = work_new, .work_free = work_free, .get_forest_scratch = get_forest_scratch, .score = score, .explain = explain };

/* ---- reading ---- */

typedef struct { const NativeTrees *trees; const NativeTree *tree; guint index; const Ensemble *ensemble; AssayForestBuilder *builder; AssaySplitKind kind; GError **error; } Building;

static gboolean G_GNUC_PRINTF (2, 3)
fail_tree (Building *self, const char *format, ...)
{
  g_autofree char *where = g_strdup_printf (_("tree %u"), self->index), *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return native_fail (self->error, where, "%s", message);
}

static gboolean
add_set_split (Building *self, guint node, const NativeTreeSet *set, gint64 left, gint64 right, gint64 missing, double cover)
{
  const gint32 *codes = &g_array_index (self->trees->codes, gint32, set->first);

  for (guint i = 0; i < set->n; i++)
    if (codes[i] < 0)
      return fail_tree (self, _("node %u has the category %d, and categories are counted from 0."), node, codes[i]);
  assay_forest_builder_add_set_split (self->builder, g_array_index (self->trees->feature, gint32, self->tree->first + node), (const guint32 *) codes, set->n,
                                      left, right, missing, cover);
  return TRUE;
}

static gboolean
add_leaf (Building *self, guint node, double cover)
{
  gboolean is_vector = self->tree->output < 0 && self->ensemble->n_outputs > 1;
  const double *values = &g_array_index (self->trees->value, double, self->tree->first_value);
  guint width = is_vector ? self->ensemble->n_outputs : 1;

  for (guint k = 0; k < width; k++)
    if (!isfinite (values[(gsize) node * width + k]))
      return fail_tree (self, _("leaf %u has no value."), node);
  if (is_vector)
    assay_forest_builder_add_vector_leaf (self->builder, values + (gsize) node * width, cover);
  else
    assay_forest_builder_add_leaf (self->builder, values[node], cover);
  return TRUE;
}

static gboolean
add_node (Building *self, guint node, const NativeTreeSet *set)
{
  gsize at = self->tree->first + node;
  gint32 left = g_array_index (self->trees->left, gint32, at), right = g_array_index (self->trees->right, gint32, at);
  gint32 feature = g_array_index (self->trees->feature, gint32, at);
  double threshold = g_array_index (self->trees->threshold, double, at), cover = g_array_index (self->trees->cover, double, at);

  if (left == -1 && right == -1)
    return set == NULL ? add_leaf (self, node, cover) : fail_tree (self, _("node %u is a leaf and has categories."), node);
  if (left <= (gint64) node || right <= (gint64) node)
    return fail_tree (self, _("node %u has the children %d and %d; children have larger numbers than their parent, and a leaf has -1 twice."), node, left, right);
  if (feature < 0 || (guint) feature >= self->ensemble->n_features)
    return fail_tree (self, _("node %u has the feature %d, and “inputs_order” has %u, counted from 0."), node, feature, self->ensemble->n_features);
  if (set != NULL)
    return add_set_split (self, node, set, left, right, g_array_index (self->trees->missing_left, guint8, at) ? left : right, cover);
  if (isnan (threshold))
    return fail_tree (self, _("node %u has no threshold."), node);
  assay_forest_builder_add_split (self->builder, feature, self->kind, threshold, left, right,
                                  g_array_index (self->trees->missing_left, guint8, at) ? left : right, cover);
  return TRUE;
}

static gboolean
add_tree (Building *self)
{
  const NativeTree *tree = self->tree;
  gboolean is_vector = tree->output < 0 && self->ensemble->n_outputs > 1;
  gsize width = is_vector ? self->ensemble->n_outputs : 1, next = 0;

  if (tree->output >= (gint64) self->ensemble->n_outputs)
    return fail_tree (self, _("its “output” is %d, and there are %u, counted from 0."), (int) tree->output, self->ensemble->n_outputs);
  if (tree->n_values != tree->n * width)
    return fail_tree (self, _("“value” has %u entries; for %u nodes and %u outputs there must be %zu."), tree->n_values, tree->n, (guint) width,
                      tree->n * width);
  assay_forest_builder_begin_tree (self->builder, is_vector ? ASSAY_FOREST_ALL_OUTPUTS : MAX (tree->output, 0));
  for (guint node = 0; node < tree->n; node++)
    {
      const NativeTreeSet *set = next < tree->n_sets ? &g_array_index (self->trees->sets, NativeTreeSet, tree->first_set + next) : NULL;

      if (set != NULL && set->node < node)
        return fail_tree (self, _("its “categories” are not in the order of the nodes."));
      if (set != NULL && set->node == node)
        next++;
      else
        set = NULL;
      if (!add_node (self, node, set))
        return FALSE;
    }
  if (next < tree->n_sets)
    return fail_tree (self, _("its “categories” name a node that it does not have."));
  return assay_forest_builder_end_tree (self->builder, self->error);
}

static gboolean
build_forest (NativeReader *reader, Ensemble *self, AssayForestPrecision precision, AssaySplitKind kind, GError **error)
{
  g_autoptr(AssayForestBuilder) builder = assay_forest_builder_new (self->n_features, self->n_outputs, precision);
  Building building = { .trees = reader->trees, .ensemble = self, .builder = builder, .kind = kind, .error = error };
  double ratio = reader->options->max_bytes > ((gsize) 512 << 20) ? (double) reader->options->max_bytes / ((gsize) 512 << 20) : 1;

  assay_forest_builder_set_limits (builder, ASSAY_FOREST_MOST_TREES * ratio, ASSAY_FOREST_MOST_NODES * ratio);
  self->n_trees = reader->trees != NULL ? reader->trees->trees->len : 0;
  if (self->n_trees == 0)
    return native_fail (error, _("tree_ensemble"), _("“trees” is empty."));
  for (guint i = 0; i < self->n_trees; i++)
    {
      building.tree = &g_array_index (reader->trees->trees, NativeTree, i);
      building.index = i;
      self->refuses_missing |= !building.tree->has_missing && building.tree->n > 1;
      if (!add_tree (&building) || (i % 256 == 0 && !assay_progress_step (reader->progress, (double) i / self->n_trees, error)))
        return FALSE;
    }
  self->forest = assay_forest_builder_finish (builder, error);
  return self->forest != NULL;
}

static gboolean
read_features (NativeReader *reader, Ensemble *self, JsonObject *from, GError **error)
{
  g_auto(GStrv) names = NULL;

  if (!native_get_texts (from, _("tree_ensemble"), "inputs_order", TRUE, &names, error))
    return FALSE;
  self->n_features = g_strv_length (names);
  self->features = g_new0 (guint, self->n_features + 1);
  for (guint f = 0; f < self->n_features; f++)
    {
      g_autofree char *where = g_strdup_printf (_("tree_ensemble, entry %u of “inputs_order”"), f + 1);

      if (native_use_numbers (reader->native, names[f], where, &self->features[f], error) == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
describe (NativeReader *reader, Ensemble *self, GError **error)
{
  static const char *const links[] = { "identity", "logit", "softmax", "exp", "isolation" };
  gboolean has_classes = native_has (reader->root, "classes");
  NativeOutputKind kind = self->n_outputs > 1 ? NATIVE_CLASSES
                          : self->link == LINK_LOGIT || (self->link == LINK_IDENTITY && has_classes) ? NATIVE_PROBABILITY : NATIVE_VALUE;
  AssayArtifactInfo *info = reader->info;

  if (self->n_outputs > 1 && self->link != LINK_IDENTITY && self->link != LINK_SOFTMAX)
    return native_fail (error, _("tree_ensemble"), _("the link “%s” is for one output, and “base” has %u."), links[self->link], self->n_outputs);
  if (self->n_outputs == 1 && self->link == LINK_SOFTMAX)
    return native_fail (error, _("tree_ensemble"), _("the link “softmax” needs an output for each class, and “base” has one."));
  if (self->calibration.is_used && kind != NATIVE_PROBABILITY)
    return native_fail (error, _("calibration"), _("only the probability of an event can be calibrated."));
  if (!native_outputs_read (&self->outputs, reader, kind, kind == NATIVE_PROBABILITY ? 2 : kind == NATIVE_CLASSES ? self->n_outputs : 0, error))
    return FALSE;
  if (self->link == LINK_ISOLATION)
    {
      AssayOutput *output = info->outputs->pdata[0];

      g_free (output->name);
      output->name = g_strdup ("anomaly_score");
      output->role = ASSAY_OUTPUT_SCORE;
    }
  self->has_score = self->calibration.is_used;
  if (self->has_score)
    assay_artifact_info_add_output (info, "score", ASSAY_OUTPUT_SCORE, FALSE, NULL);
  if (self->n_outputs == 1 && self->link != LINK_ISOLATION && assay_tree_shap_is_possible (self->forest))
    info->contribution_scale = g_strdup (self->has_score ? N_("score") : self->link == LINK_LOGIT ? N_("log-odds") : self->link == LINK_EXP ?
                                         N_("logarithm of the prediction") : N_("prediction"));
  g_free (info->function);
  info->function = g_strdup (self->link == LINK_ISOLATION ? "anomaly" : kind == NATIVE_VALUE ? "regression" : "classification");
  assay_artifact_info_add_fact (info, N_("Trees"), "%u", self->n_trees);
  assay_artifact_info_add_fact (info, N_("Nodes"), "%zu", assay_forest_get_n_nodes (self->forest));
  assay_artifact_info_add_fact (info, N_("Depth"), "%u", assay_forest_get_depth (self->forest));
  assay_artifact_info_add_fact (info, N_("Link"), "%s", links[self->link]);
  info->size = assay_forest_get_size (self->forest);
  return TRUE;
}

static gboolean
read_ensemble (NativeReader *reader, Ensemble *self, JsonObject *from, GError **error)
{
  const char *where = _("tree_ensemble");
  guint compare = 0, precision = 0, aggregate = 0;
  JsonObject *calibration = NULL;

  if (!native_check_keys (from, where, "inputs_order compare precision aggregate link normalizer base trees calibration", error)
      || !native_get_choice (from, where, "compare", TRUE, "lt|le", &compare, error)
      || !native_get_choice (from, where, "precision", TRUE, "f32|f64", &precision, error)
      || !native_get_choice (from, where, "aggregate", TRUE, "sum|mean", &aggregate, error)
      || !native_get_choice (from, where, "link", TRUE, "identity|logit|softmax|exp|isolation", &self->link, error)
      || !native_get_numbers (from, where, "base", TRUE, &self->base, &self->n_outputs, error)
      || !native_get_number (from, where, "normalizer", self->link == LINK_ISOLATION, &self->normalizer, error)
      || !native_get_object (from, where, "calibration", FALSE, &calibration, error)
      || (calibration != NULL && !native_calibration_read (&self->calibration, calibration, _("calibration"), error)))
    return FALSE;
  self->is_mean = aggregate == 1;
  if (self->n_outputs == 0 || self->n_outputs > MAX_OUTPUTS)
    return native_fail (error, where, _("“base” must have one entry for each output, from 1 to %u."), MAX_OUTPUTS);
  if (self->link == LINK_ISOLATION && !(self->normalizer > 0))
    return native_fail (error, where, _("“normalizer” must be greater than 0."));
  return read_features (reader, self, from, error)
         && build_forest (reader, self, precision == 0 ? ASSAY_FOREST_FLOAT_INPUT : ASSAY_FOREST_DOUBLE, compare == 0 ? ASSAY_SPLIT_LESS : ASSAY_SPLIT_LESS_EQUAL, error)
         && describe (reader, self, error);
}

gboolean
native_read_trees (NativeReader *reader, JsonObject *from, GError **error)
{
  Ensemble *self = g_new0 (Ensemble, 1);

  reader->native->kind = &trees_kind;
  reader->native->model = self;
  return read_ensemble (reader, self, from, error);
}
