/* A model of XGBoost as an artifact: what it says of itself, and how it scores the rows of a frame. */
#include "model/xgboost/xgboost-model.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define ROWS 128                   /* of a block of inputs: so that many inputs stay in the cache */

/* ---- inputs ---- */

typedef struct { double **codes; guint n; } Bound;         /* [n]: of the words of a category column; NULL: a number */
#define STRANGE_CODE (-1.0)        /* a word the model does not know */

static double *
find_codes (const GPtrArray *categories, const AssayBoundField *field)
{
  guint32 n_words = assay_bound_field_get_n_words (field);
  double *codes = g_new (double, n_words + 1);
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < categories->len; i++)
    g_hash_table_insert (known, categories->pdata[i], GUINT_TO_POINTER (i + 1));
  for (guint32 w = 0; w < n_words; w++)
    {
      guint found = GPOINTER_TO_UINT (g_hash_table_lookup (known, assay_bound_field_get_word (field, w)));

      codes[w] = found > 0 ? found - 1.0 : STRANGE_CODE;
    }
  return codes;
}

static gpointer
bind (gconstpointer data, const AssayBoundField *fields, guint n_fields, GError **error)
{
  const XgboostModel *model = data;
  Bound *bound = g_new0 (Bound, 1);

  bound->codes = g_new0 (double *, n_fields + 1);
  bound->n = n_fields;
  for (guint f = 0; f < n_fields; f++)
    if (model->categories[f] != NULL)
      bound->codes[f] = find_codes (model->categories[f], &fields[f]);
  return bound;
}

static void
unbind (gpointer data)
{
  Bound *bound = data;

  for (guint f = 0; f < bound->n; f++)
    g_free (bound->codes[f]);
  g_free (bound->codes);
  g_free (bound);
}

typedef struct
{
  AssayForestScratch *forest;
  AssayTreeShapScratch *shap;
  double *values, *sums;           /* [n_features * ROWS], [ROWS * n_outputs] */
  const double **columns;
  guint32 codes[ROWS];
} Scratch;

static gpointer
scratch_new (gconstpointer data, gconstpointer bound)
{
  const XgboostModel *model = data;
  Scratch *self = g_new0 (Scratch, 1);

  self->forest = model->forest != NULL ? assay_forest_scratch_new (model->forest) : NULL;
  self->values = g_new0 (double, (gsize) model->n_features * ROWS);
  self->sums = g_new0 (double, (gsize) model->n_outputs * ROWS);
  self->columns = g_new0 (const double *, model->n_features);
  for (guint f = 0; f < model->n_features; f++)
    self->columns[f] = self->values + (gsize) f * ROWS;
  return self;
}

static void
scratch_free (gpointer data)
{
  Scratch *self = data;

  g_clear_pointer (&self->forest, assay_forest_scratch_free);
  g_clear_pointer (&self->shap, assay_tree_shap_scratch_free);
  g_free (self->values);
  g_free (self->sums);
  g_free (self->columns);
  g_free (self);
}

static AssayForestScratch *
get_forest_scratch (gpointer data)
{
  return ((Scratch *) data)->forest;
}

static void
read_category (const AssayBoundField *field, const double *codes, Scratch *scratch, gsize first, gsize n, double *values)
{
  assay_bound_field_read_codes (field, first, n, scratch->codes);
  for (gsize i = 0; i < n; i++)
    values[i] = scratch->codes[i] == ASSAY_MISSING_CODE ? NAN : codes[scratch->codes[i]];
}

static void
find_problems (const double *values, gboolean is_category, gsize n, const char **problems)
{
  for (gsize i = 0; i < n; i++)
    if (is_category && values[i] == STRANGE_CODE)
      problems[i] = N_("a category that the model does not know");
    else if (fabs (values[i]) > FLT_MAX)
      problems[i] = N_("a value that is too large for the single precision of the model");
}

/* problems may be NULL. */
static void
read_inputs (const XgboostModel *model, const Bound *bound, Scratch *scratch, const AssayBoundField *fields, gsize first, gsize n, const char **problems)
{
  for (guint f = 0; f < model->n_features; f++)
    {
      double *values = scratch->values + (gsize) f * ROWS;

      if (model->forest != NULL && !assay_forest_uses_feature (model->forest, f))
        continue;
      if (model->categories[f] != NULL)
        read_category (&fields[f], bound->codes[f], scratch, first, n, values);
      else
        assay_bound_field_read (&fields[f], first, n, values);
      if (problems != NULL)
        find_problems (values, model->categories[f] != NULL, n, problems);
      for (gsize i = 0; model->zero_is_missing && model->categories[f] == NULL && i < n; i++)
        if (values[i] == 0)
          values[i] = NAN;
    }
}

/* ---- outputs ---- */

static void
write_binary (const XgboostModel *model, const double *sums, gsize n, gsize at, AssayScoreBlock *block)
{
  for (gsize i = 0; i < n; i++)
    {
      float probability = xgboost_logistic (sums[i]);

      block->texts[0][at + i] = model->classes[probability > 0.5f];
      block->numbers[1][at + i] = probability;
    }
}

static void
write_labels (const XgboostModel *model, const double *sums, gsize n, gsize at, AssayScoreBlock *block)
{
  for (gsize i = 0; i < n; i++)
    for (guint o = 0; o < model->n_outputs; o++)
      block->numbers[o][at + i] = xgboost_logistic (sums[i * model->n_outputs + o]);
}

static void
write_hinge (const XgboostModel *model, const double *sums, gsize n, gsize at, AssayScoreBlock *block)
{
  for (gsize i = 0; i < n; i++)
    {
      block->texts[0][at + i] = model->classes[sums[i] > 0];
      block->numbers[1][at + i] = sums[i];
    }
}

static void
write_classes (const XgboostModel *model, const double *sums, gsize n, gsize at, AssayScoreBlock *block)
{
  guint n_classes = model->n_outputs;
  g_autofree float *margins = g_new (float, 2 * n_classes);
  float *probabilities = margins + n_classes;

  for (gsize i = 0; i < n; i++)
    {
      guint best = 0;

      for (guint c = 0; c < n_classes; c++)
        {
          margins[c] = sums[i * n_classes + c];
          best = margins[c] > margins[best] ? c : best;
        }
      xgboost_softmax (margins, n_classes, probabilities);
      block->texts[0][at + i] = model->classes[best];
      for (guint c = 0; c < n_classes; c++)
        block->numbers[1 + c][at + i] = probabilities[c];
    }
}

static void
write_numbers (const XgboostModel *model, const double *sums, gsize n, gsize at, AssayScoreBlock *block)
{
  for (gsize i = 0; i < n; i++)
    for (guint o = 0; o < model->n_outputs; o++)
      {
        float sum = sums[i * model->n_outputs + o];

        block->numbers[o][at + i] = model->objective->link == XGBOOST_EXPONENTIAL ? expf (sum) : model->objective->link == XGBOOST_LOGISTIC ? xgboost_logistic (sum) : sum;
      }
}

/* Several labels by the sign of a margin each. */
static void
write_signs (const XgboostModel *model, const double *sums, gsize n, gsize at, AssayScoreBlock *block)
{
  for (gsize i = 0; i < n; i++)
    for (guint o = 0; o < model->n_outputs; o++)
      block->numbers[o][at + i] = (float) sums[i * model->n_outputs + o] > 0 ? 1 : 0;
}

/* Outputs that depend on each other, so that they never cross. */
static void
write_together (const XgboostModel *model, const double *sums, gsize n, gsize at, AssayScoreBlock *block)
{
  void (*join) (const float *margins, guint n, float *values) = model->objective->link == XGBOOST_RISING ? xgboost_rising : xgboost_ordered;
  g_autofree float *margins = g_new (float, 2 * model->n_outputs);
  float *values = margins + model->n_outputs;

  for (gsize i = 0; i < n; i++)
    {
      for (guint o = 0; o < model->n_outputs; o++)
        margins[o] = sums[i * model->n_outputs + o];
      join (margins, model->n_outputs, values);
      for (guint o = 0; o < model->n_outputs; o++)
        block->numbers[o][at + i] = values[o];
    }
}

static void
write_outputs (const XgboostModel *model, const double *sums, gsize n, gsize at, AssayScoreBlock *block)
{
  if (model->objective->link == XGBOOST_SOFTMAX)
    write_classes (model, sums, n, at, block);
  else if (model->objective->link == XGBOOST_BINARY && model->n_outputs > 1)
    write_labels (model, sums, n, at, block);
  else if (model->objective->link == XGBOOST_BINARY)
    write_binary (model, sums, n, at, block);
  else if (model->objective->link == XGBOOST_HINGE && model->n_outputs == 1)
    write_hinge (model, sums, n, at, block);
  else if (model->objective->link == XGBOOST_HINGE)
    write_signs (model, sums, n, at, block);
  else if (model->objective->link == XGBOOST_RISING || model->objective->link == XGBOOST_ORDERED)
    write_together (model, sums, n, at, block);
  else
    write_numbers (model, sums, n, at, block);
}

static void
score (gconstpointer data, gconstpointer bound, gpointer scratch_data, const AssayBoundField *fields, gsize first, gsize n, AssayScoreBlock *block)
{
  const XgboostModel *model = data;
  Scratch *scratch = scratch_data;

  for (gsize at = 0; at < n; at += ROWS)
    {
      gsize n_rows = MIN (ROWS, n - at);

      read_inputs (model, bound, scratch, fields, first + at, n_rows, block->problems + at);
      xgboost_model_add_margins (model, scratch->columns, n_rows, scratch->forest, scratch->sums);
      write_outputs (model, scratch->sums, n_rows, at, block);
    }
}

/* Contributions that do not make up the score are not shown. */
static void
check_sums (const XgboostModel *model, const double *margins, const char *const *problems, gsize n, double *contributions)
{
  gsize width = (gsize) model->n_features + 1;

  for (gsize i = 0; i < n; i++)
    {
      double *row = contributions + i * width, sum = 0, scale = 1;

      for (gsize f = 0; f < width; f++)
        {
          sum += row[f];
          scale += fabs (row[f]);
        }
      for (gsize f = 0; f < width && (problems[i] != NULL || !(fabs (sum - margins[i]) <= 1e-4 * scale)); f++)
        row[f] = NAN;
    }
}

static void
explain (gconstpointer data, gconstpointer bound, gpointer scratch_data, const AssayBoundField *fields, gsize first, gsize n, double *contributions)
{
  const XgboostModel *model = data;
  Scratch *scratch = scratch_data;

  for (gsize at = 0; at < n; at += ROWS)
    {
      gsize n_rows = MIN (ROWS, n - at);
      double *to = contributions + at * (model->n_features + 1);
      const char *problems[ROWS] = { NULL };

      read_inputs (model, bound, scratch, fields, first + at, n_rows, problems);
      xgboost_model_add_margins (model, scratch->columns, n_rows, scratch->forest, scratch->sums);
      xgboost_model_explain (model, scratch->columns, n_rows, &scratch->shap, to);
      check_sums (model, scratch->sums, problems, n_rows, to);
    }
}

const AssayArtifactClass xgboost_artifact_class = {
  .free = (void (*) (gpointer)) xgboost_model_free, .bind = bind, .unbind = unbind, .scratch_new = scratch_new, .scratch_free = scratch_free, .score = score,
  .explain = explain, .get_forest_scratch = get_forest_scratch,
};

/* ---- what it says of itself ---- */

static void
describe_inputs (AssayArtifactInfo *info, const XgboostModel *model)
{
  for (guint f = 0; f < model->n_features; f++)
    {
      const GPtrArray *words = model->categories[f];
      AssayField *field = assay_artifact_info_add_field (info, model->names[f], words != NULL ? ASSAY_FIELD_CATEGORY : ASSAY_FIELD_NUMBER);

      if (model->forest != NULL && !assay_forest_uses_feature (model->forest, f))
        field->is_optional = TRUE;
      if (words == NULL)
        continue;
      field->values = g_new0 (char *, words->len + 1);
      for (guint i = 0; i < words->len; i++)
        field->values[i] = g_strdup (words->pdata[i]);
    }
}

/* One output for each of several, numbered from 0. */
static void
add_outputs (AssayArtifactInfo *info, const XgboostModel *model, const char *name, AssayOutputRole role)
{
  for (guint o = 0; o < model->n_outputs; o++)
    {
      g_autofree char *numbered = model->n_outputs > 1 ? g_strdup_printf ("%s_%u", name, o) : g_strdup (name);
      g_autofree char *category = role == ASSAY_OUTPUT_PROBABILITY ? g_strdup_printf ("%u", model->n_outputs > 1 ? o : 1) : NULL;

      assay_artifact_info_add_output (info, numbered, role, FALSE, category);
    }
}

static void
describe_outputs (AssayArtifactInfo *info, const XgboostModel *model)
{
  XgboostLink link = model->objective->link;
  gboolean has_label = link == XGBOOST_SOFTMAX || (model->n_outputs == 1 && (link == XGBOOST_BINARY || link == XGBOOST_HINGE));

  for (guint i = 0; has_label && model->classes[i] != NULL; i++)
    assay_artifact_info_add_class (info, model->classes[i]);
  if (has_label)
    assay_artifact_info_add_output (info, "prediction", ASSAY_OUTPUT_PREDICTION, TRUE, NULL);
  if (link == XGBOOST_SOFTMAX || link == XGBOOST_BINARY)
    add_outputs (info, model, "probability", ASSAY_OUTPUT_PROBABILITY);
  else if (link == XGBOOST_HINGE && has_label)
    assay_artifact_info_add_output (info, "margin", ASSAY_OUTPUT_SCORE, FALSE, NULL);
  else
    add_outputs (info, model, "prediction", link == XGBOOST_LOGIT_RAW || link == XGBOOST_RANK ? ASSAY_OUTPUT_SCORE : ASSAY_OUTPUT_PREDICTION);
}

static void
add_tree_facts (AssayArtifactInfo *info, const XgboostFile *file, const XgboostModel *model)
{
  guint n_rounds = file->iteration_ends->len > 1 ? file->iteration_ends->len - 1 : 0;

  assay_artifact_info_add_fact (info, N_("Trees"), "%u", assay_forest_get_n_trees (model->forest));
  if (n_rounds > 0)
    assay_artifact_info_add_fact (info, N_("Rounds"), "%u", n_rounds);
  assay_artifact_info_add_fact (info, N_("Deepest tree"), "%u", assay_forest_get_depth (model->forest));
  assay_artifact_info_add_fact (info, N_("Nodes"), "%zu", assay_forest_get_n_nodes (model->forest));
  if (file->best_iteration >= 0)
    assay_artifact_info_add_fact (info, N_("Best iteration"), "%" PRId64, file->best_iteration);
  if (file->drop_weights->len > 0)
    assay_artifact_info_add_fact (info, N_("Trees weighted (DART)"), "%u", file->drop_weights->len);
}

static void
describe_model (AssayArtifactInfo *info, const XgboostFile *file, const XgboostModel *model)
{
  GString *base = g_string_new (NULL);

  assay_artifact_info_add_fact (info, N_("Objective"), "%s", model->objective->name);
  assay_artifact_info_add_fact (info, N_("Booster"), "%s", file->booster);
  for (guint i = 0; i < file->base_score->len && i < 8; i++)
    {
      char text[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (base, "%s%s", i > 0 ? ", " : "", g_ascii_formatd (text, sizeof text, "%.7g", g_array_index (file->base_score, double, i)));
    }
  assay_artifact_info_add_fact (info, N_("Base score"), "%s", base->str);
  g_string_free (base, TRUE);
  if (file->quantiles != NULL)
    assay_artifact_info_add_fact (info, N_("Quantiles"), "%s", file->quantiles);
  assay_artifact_info_add_fact (info, N_("Features"), "%u", model->n_features);
  if (model->forest != NULL)
    add_tree_facts (info, file, model);
}

static gboolean
has_unnamed_category (const XgboostFile *file, const XgboostModel *model)
{
  for (guint i = 0; i < file->types->len; i++)
    if (strcmp (file->types->pdata[i], "c") == 0 && model->categories[i] == NULL)
      return TRUE;
  return FALSE;
}

static void
add_notes (AssayArtifactInfo *info, const XgboostFile *file, const XgboostModel *model)
{
  guint n_trees = model->forest != NULL ? assay_forest_get_n_trees (model->forest) : 0;

  if (file->names->len == 0)
    assay_artifact_info_add_note (info, N_("The file does not name its features. They are called f0, f1, … in the order of the training data, which nothing but that order can confirm."));
  if (model->n_trees < n_trees)
    assay_artifact_info_add_note (info, N_("Training stopped early: %u of %u trees are scored, those up to the best iteration."), model->n_trees, n_trees);
  if (file->has_cut_names)
    assay_artifact_info_add_note (info, N_("XGBoost 3.1 to 3.3 cut names of categories that have letters outside of a to z. Those of this model cannot be trusted: the data must hold the codes 0, 1, 2, … "
                                           "instead, or save the model again with XGBoost 3.4."));
  else if (has_unnamed_category (file, model))
    assay_artifact_info_add_note (info, N_("The file does not name the categories of its features. The data must hold the codes that were used in training: 0, 1, 2, …"));
  if (file->best_iteration >= 0 && file->iteration_ends->len == 0 && file->n_parallel == 0 && file->best_tree_limit < 0 && model->n_outputs == 1 && model->forest != NULL)
    assay_artifact_info_add_note (info, N_("The file does not say how many trees a round has; one is taken. If it was trained with num_parallel_tree, score all rounds or save it with a newer XGBoost."));
  if (model->zero_is_missing)
    assay_artifact_info_add_note (info, N_("A value of 0 counts as missing, as in models trained on sparse data."));
  if (file->version[0] > 3 || (file->version[0] == 3 && file->version[1] > 4))
    assay_artifact_info_add_note (info, N_("The file was written by a version of XGBoost newer than the 3.4 that Assay was tested with."));
  if (file->version[0] + file->version[1] == 0)
    assay_artifact_info_add_note (info, N_("The file does not say which version of XGBoost wrote it."));
}

static const char *
name_scale (const XgboostModel *model)
{
  switch (model->objective->link)
    {
    case XGBOOST_LOGISTIC:
    case XGBOOST_BINARY:
    case XGBOOST_LOGIT_RAW:
      return N_("log-odds");
    case XGBOOST_EXPONENTIAL:
      return N_("logarithm of the prediction");
    case XGBOOST_HINGE:
      return N_("margin");
    default:
      return N_("prediction");
    }
}

static AssayArtifactInfo *
make_info (const XgboostFile *file, const XgboostModel *model, const char *format)
{
  XgboostLink link = model->objective->link;
  gboolean is_class = link == XGBOOST_BINARY || link == XGBOOST_HINGE || link == XGBOOST_SOFTMAX || link == XGBOOST_LOGIT_RAW;
  AssayArtifactInfo *info = assay_artifact_info_new (format, model->forest != NULL ? N_("tree ensemble") : N_("linear model"), is_class ? "classification" : "regression");

  if (file->version[0] + file->version[1] > 0)
    info->writer = g_strdup_printf ("XGBoost %u.%u.%u", file->version[0], file->version[1], file->version[2]);
  if (xgboost_model_can_explain (model))
    info->contribution_scale = g_strdup (name_scale (model));
  describe_inputs (info, model);
  describe_outputs (info, model);
  describe_model (info, file, model);
  add_notes (info, file, model);
  info->fields_are_unnamed = file->names->len == 0;
  info->size = (model->forest != NULL ? assay_forest_get_size (model->forest) : (gsize) (model->n_features + 1) * model->n_outputs * sizeof (float)) + sizeof *model;
  return info;
}

/* ---- reading ---- */

#define USUAL_BYTES ((gsize) 512 << 20)

static AssayArtifact *
read_model (AssayJsonPull *pull, const char *name, const char *format, const AssayArtifactOptions *options, AssayProgress *progress, GError **error)
{
  static const AssayArtifactOptions usual = { 0 };
  gsize ratio;
  g_autoptr(XgboostFile) file = NULL;
  g_autoptr(XgboostModel) model = NULL;
  AssayArtifactInfo *info;

  options = options != NULL ? options : &usual;
  ratio = MAX (options->max_bytes / USUAL_BYTES, 1);
  file = xgboost_file_read (pull, name, ratio, progress, error);
  if (file == NULL)
    return NULL;
  model = xgboost_model_new (file, name, options, progress, error);
  if (model == NULL)
    return NULL;
  info = make_info (file, model, format);
  return assay_artifact_new (&xgboost_artifact_class, g_steal_pointer (&model), info);
}

AssayArtifact *
assay_xgboost_json_read (const char *name, const char *text, gsize length, const AssayArtifactOptions *options, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayJsonPull) pull = assay_json_pull_new (name, text, length);

  return read_model (pull, name, "XGBoost JSON", options, progress, error);
}

AssayArtifact *
assay_xgboost_ubj_read (const char *name, const char *text, gsize length, const AssayArtifactOptions *options, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayJsonPull) pull = assay_json_pull_new_ubj (name, text, length);

  return read_model (pull, name, "XGBoost UBJ", options, progress, error);
}
