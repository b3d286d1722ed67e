/* The operators of ai.onnx.ml other than trees: what prepares tables, and linear models. Where the specification is silent we do
 * what the reference runtime does; each such place says so. */
#include "model/onnx/onnx-private.h"
#include "model/onnx/onnx-trees.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* ---- shared ---- */

/* A table of n_rows by n_columns; a vector is one row, as in the reference runtime. */
static gboolean
as_table (AssayOnnxRun *run, const AssayOnnxTensor *tensor, gsize *n_rows, gsize *n_columns)
{
  if (tensor == NULL || tensor->numbers == NULL)
    return assay_onnx_fail (run, _("it needs numbers."));
  if (tensor->rank == 0 || tensor->rank > 2)
    return assay_onnx_fail (run, _("it needs a table, not a tensor of %u dimensions."), tensor->rank);
  *n_columns = tensor->dims[tensor->rank - 1];
  *n_rows = tensor->rank == 2 ? tensor->dims[0] : 1;
  return TRUE;
}

AssayOnnxTensor *
assay_onnx_read_labels (const AssayOnnxNode *node, const char *ints, const char *strings)
{
  gsize n_ints, n_strings;
  const gint64 *numbers = assay_onnx_node_get_ints (node, ints, &n_ints);
  const char *const *texts = assay_onnx_node_get_strings (node, strings, &n_strings);
  gsize n = n_strings > 0 ? n_strings : n_ints;
  AssayOnnxTensor *labels = n > 0 ? assay_onnx_tensor_new_constant (n_strings > 0 ? ASSAY_ONNX_STRING : ASSAY_ONNX_INT64, 1, &n) : NULL;

  for (gsize i = 0; i < n; i++)
    {
      if (n_strings > 0)
        labels->strings[i] = g_strdup (texts[i]);
      else
        labels->numbers[i] = numbers[i];
    }
  return labels;
}

/* In single precision and by way of 1 - p, as the reference runtime does it: small probabilities have few digits there, and so here. */
static double
single_logistic (double z)
{
  float p = 1 / (1 + expf (-fabsf ((float) z)));

  return z < 0 ? 1 - p : p;
}

double
assay_onnx_logistic (double z)
{
  return z < 0 ? exp (z) / (1 + exp (z)) : 1 / (1 + exp (-z));
}

int
assay_onnx_find_transform (const AssayOnnxNode *node)
{
  static const char *const names[] = { "NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO" };
  const char *name = assay_onnx_node_get_string (node, "post_transform", "NONE");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      return i;
  return -1;
}

/* With is_zero a score of 0 stays 0: it says that the class had no part in the row. */
static void
soften (double *scores, gsize n, gboolean is_zero)
{
  double most = scores[0], sum = 0;

  for (gsize i = 1; i < n; i++)
    most = MAX (most, scores[i]);
  for (gsize i = 0; i < n; i++)
    {
      gboolean is_there = !is_zero || fabs (scores[i]) > 1e-7;

      scores[i] = is_there ? exp (scores[i] - most) : scores[i] * exp (-most);
      sum += is_there ? scores[i] : 0;
    }
  for (gsize i = 0; i < n; i++)
    scores[i] /= sum;
}

void
assay_onnx_transform (int transform, double *scores, gsize n)
{
  if (transform == 1 || transform == 3)
    soften (scores, n, transform == 3);
  for (gsize i = 0; i < n; i++)
    {
      if (transform == 2)
        scores[i] = single_logistic (scores[i]);
      scores[i] = assay_onnx_round (scores[i], ASSAY_ONNX_FLOAT);
    }
}

static void
free_tensor (gpointer pointer)
{
  if (pointer != NULL)
    assay_onnx_tensor_free (pointer);
}

/* One label of the list as element i. */
static void
put_label (AssayOnnxTensor *to, gsize i, const AssayOnnxTensor *labels, gsize label)
{
  if (to->strings != NULL)
    to->strings[i] = labels->strings[label];
  else
    to->numbers[i] = labels->numbers[label];
}

/* ---- tables ---- */

static gboolean
op_scaler (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  gsize n_rows, n_columns, n_offsets, n_scales;
  const double *offsets = assay_onnx_node_get_floats (node, "offset", &n_offsets), *scales = assay_onnx_node_get_floats (node, "scale", &n_scales);
  AssayOnnxTensor *out;

  if (!as_table (run, a, &n_rows, &n_columns))
    return FALSE;
  if ((n_offsets != 1 && n_offsets != n_columns) || (n_scales != 1 && n_scales != n_columns))
    return assay_onnx_fail (run, _("offsets or scales do not fit %zu columns."), n_columns);
  out = assay_onnx_make (run, 0, ASSAY_ONNX_FLOAT, a->rank, a->dims);
  for (gsize i = 0; out != NULL && i < a->n; i++)
    {
      gsize column = i % n_columns;
      double x = assay_onnx_round (a->numbers[i], ASSAY_ONNX_FLOAT);

      x = assay_onnx_round (x - offsets[n_offsets == 1 ? 0 : column], ASSAY_ONNX_FLOAT);
      out->numbers[i] = assay_onnx_round (x * scales[n_scales == 1 ? 0 : column], ASSAY_ONNX_FLOAT);
    }
  return out != NULL;
}

static gboolean
op_imputer (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  gboolean is_whole = a->type == ASSAY_ONNX_INT64;
  gsize n_rows, n_columns, n_floats, n_ints;
  const double *floats = assay_onnx_node_get_floats (node, "imputed_value_floats", &n_floats);
  const gint64 *ints = assay_onnx_node_get_ints (node, "imputed_value_int64s", &n_ints);
  double replaced = is_whole ? assay_onnx_node_get_int (node, "replaced_value_int64", 0) : assay_onnx_node_get_float (node, "replaced_value_float", 0);
  gsize n = is_whole ? n_ints : n_floats;
  AssayOnnxTensor *out;

  if (!as_table (run, a, &n_rows, &n_columns))
    return FALSE;
  if (n != 1 && n != n_columns)
    return assay_onnx_fail (run, _("its values do not fit %zu columns."), n_columns);
  out = assay_onnx_make (run, 0, a->type, a->rank, a->dims);
  for (gsize i = 0; out != NULL && i < a->n; i++)
    {
      double x = a->numbers[i];
      gsize place = n == 1 ? 0 : i % n_columns;

      if (isnan (replaced) ? isnan (x) : x == replaced)
        x = is_whole ? (double) ints[place] : floats[place];
      out->numbers[i] = x;
    }
  return out != NULL;
}

static gboolean
op_binarizer (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  double threshold = assay_onnx_node_get_float (node, "threshold", 0);
  AssayOnnxTensor *out;

  if (a->numbers == NULL)
    return assay_onnx_fail (run, _("it needs numbers."));
  out = assay_onnx_make (run, 0, a->type, a->rank, a->dims);
  for (gsize i = 0; out != NULL && i < a->n; i++)
    out->numbers[i] = a->numbers[i] > threshold;
  return out != NULL;
}

/* MAX divides by the largest value, not the largest size: so does the reference runtime. A row of nothing stays as it is. */
static double
find_norm (const double *row, gsize n, char kind)
{
  double norm = kind == 'M' ? -INFINITY : 0;

  for (gsize i = 0; i < n; i++)
    norm = kind == 'M' ? MAX (norm, row[i]) : norm + (kind == '1' ? fabs (row[i]) : row[i] * row[i]);
  return kind == '2' ? sqrt (norm) : norm;
}

static gboolean
op_normalizer (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  const char *name = assay_onnx_node_get_string (node, "norm", "MAX");
  gsize n_rows, n_columns;
  AssayOnnxTensor *out;

  if (strcmp (name, "MAX") != 0 && strcmp (name, "L1") != 0 && strcmp (name, "L2") != 0)
    return assay_onnx_fail (run, _("the norm “%s” is unknown."), name);
  if (!as_table (run, a, &n_rows, &n_columns))
    return FALSE;
  out = assay_onnx_make (run, 0, ASSAY_ONNX_FLOAT, a->rank, a->dims);
  for (gsize row = 0; out != NULL && row < n_rows; row++)
    {
      const double *from = a->numbers + row * n_columns;
      double norm = find_norm (from, n_columns, *name == 'M' ? 'M' : name[1]);

      for (gsize i = 0; i < n_columns; i++)
        out->numbers[row * n_columns + i] = assay_onnx_round (norm != 0 ? from[i] / norm : from[i], ASSAY_ONNX_FLOAT);
    }
  return out != NULL;
}

static gboolean
op_array_feature_extractor (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0), *places = assay_onnx_get (run, 1);
  gsize dims[ASSAY_ONNX_RANK], width, n_rows = 1;
  guint rank = MAX (a->rank, 2);
  AssayOnnxTensor *out;

  if (a->rank == 0 || places->numbers == NULL || places->n == 0)
    return assay_onnx_fail (run, _("it has nothing to take columns from, or no columns."));
  width = a->dims[a->rank - 1];
  dims[0] = 1;
  for (guint i = 0; i + 1 < a->rank; i++)
    n_rows *= dims[i] = a->dims[i];
  dims[rank - 1] = places->n;
  for (gsize k = 0; k < places->n; k++)
    if (!(places->numbers[k] >= 0 && places->numbers[k] < (double) width))
      return assay_onnx_fail (run, _("index %.0f is outside a side of length %zu."), places->numbers[k], width);
  out = assay_onnx_make (run, 0, a->type, rank, dims);
  for (gsize row = 0; out != NULL && row < n_rows; row++)
    for (gsize k = 0; k < places->n; k++)
      put_label (out, row * places->n + k, a, row * width + (gsize) places->numbers[k]);
  return out != NULL;
}

static gboolean
op_feature_vectorizer (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  gsize n_widths, n_rows, n_columns, dims[2] = { 0, 0 }, at = 0;
  const gint64 *widths = assay_onnx_node_get_ints (node, "inputdimensions", &n_widths);
  AssayOnnxTensor *out;

  for (guint k = 0; k < node->n_inputs; k++)
    {
      if (!as_table (run, assay_onnx_get (run, k), &n_rows, &n_columns))
        return FALSE;
      if ((n_widths > 0 && (n_widths != node->n_inputs || widths[k] != (gint64) n_columns)) || (k > 0 && n_rows != dims[0]))
        return assay_onnx_fail (run, _("its inputs do not fit the widths it names."));
      dims[0] = n_rows;
      dims[1] += n_columns;
    }
  out = assay_onnx_make (run, 0, ASSAY_ONNX_FLOAT, 2, dims);
  for (guint k = 0; out != NULL && k < node->n_inputs; k++)
    {
      const AssayOnnxTensor *one = assay_onnx_get (run, k);

      as_table (run, one, &n_rows, &n_columns);
      for (gsize i = 0; i < one->n; i++)
        out->numbers[i / n_columns * dims[1] + at + i % n_columns] = assay_onnx_round (one->numbers[i], ASSAY_ONNX_FLOAT);
      at += n_columns;
    }
  return out != NULL;
}

/* ---- words and numbers looked up ---- */

/* Values to places in a list; the first of two equal ones counts. */
typedef struct
{
  GHashTable *words, *numbers;     /* to place + 1 */
  guint nan_place;                 /* + 1; 0: NaN is not in the list */
  AssayOnnxTensor *keys, *values, *fallback;
  gboolean is_both_ways;           /* words to places and places to words */
} Lookup;

static void
lookup_free (gpointer pointer)
{
  Lookup *self = pointer;

  g_hash_table_unref (self->words);
  g_hash_table_unref (self->numbers);
  free_tensor (self->keys);
  free_tensor (self->values);
  free_tensor (self->fallback);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Lookup, lookup_free)

static Lookup *
lookup_new (AssayOnnxTensor *keys)
{
  Lookup *self = g_new0 (Lookup, 1);

  self->words = g_hash_table_new (g_str_hash, g_str_equal);
  self->numbers = g_hash_table_new (g_double_hash, g_double_equal);
  self->keys = keys;
  for (gsize i = 0; keys != NULL && i < keys->n; i++)
    {
      if (keys->strings != NULL && !g_hash_table_contains (self->words, keys->strings[i]))
        g_hash_table_insert (self->words, (gpointer) keys->strings[i], GUINT_TO_POINTER (i + 1));
      else if (keys->numbers != NULL && isnan (keys->numbers[i]))
        self->nan_place = i + 1;
      else if (keys->numbers != NULL && !g_hash_table_contains (self->numbers, &keys->numbers[i]))
        g_hash_table_insert (self->numbers, &keys->numbers[i], GUINT_TO_POINTER (i + 1));
    }
  return self;
}

/* -1: not in the list. */
static gint64
find_place (const Lookup *self, const AssayOnnxTensor *tensor, gsize i)
{
  if (tensor->strings != NULL)
    return (gint64) GPOINTER_TO_UINT (g_hash_table_lookup (self->words, tensor->strings[i])) - 1;
  if (isnan (tensor->numbers[i]))
    return (gint64) self->nan_place - 1;
  return (gint64) GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, &tensor->numbers[i])) - 1;
}

static gpointer
prepare_one_hot (const AssayOnnxNode *node, GError **error)
{
  AssayOnnxTensor *cats = assay_onnx_read_labels (node, "cats_int64s", "cats_strings");

  if (cats != NULL)
    return lookup_new (cats);
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("it has no categories."));
  return NULL;
}

static gboolean
op_one_hot (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  const Lookup *lookup = node->state;
  gboolean allow_unknown = assay_onnx_node_get_int (node, "zeros", 1) != 0;
  gsize dims[ASSAY_ONNX_RANK + 1], n = lookup->keys->n;
  AssayOnnxTensor *out;

  if ((a->strings != NULL) != (lookup->keys->strings != NULL))
    return assay_onnx_fail (run, _("its input and its categories have two types."));
  memcpy (dims, a->dims, sizeof a->dims);
  dims[a->rank] = n;
  out = assay_onnx_make (run, 0, ASSAY_ONNX_FLOAT, a->rank + 1, dims);
  if (out == NULL)
    return FALSE;
  memset (out->numbers, 0, out->n * sizeof *out->numbers);
  for (gsize i = 0; i < a->n; i++)
    {
      double whole = a->numbers != NULL ? trunc (a->numbers[i]) : 0;
      AssayOnnxTensor cut = *a;
      gint64 place;

      cut.numbers = &whole;        /* numbers are cut to whole ones, as categories are */
      place = a->numbers != NULL ? find_place (lookup, &cut, 0) : find_place (lookup, a, i);
      if (place < 0 && !allow_unknown && !run->is_trial)
        return assay_onnx_fail (run, _("a value is none of the categories."));
      if (place >= 0)
        out->numbers[i * n + place] = 1;
    }
  return TRUE;
}

/* ---- label encoder ---- */

static AssayOnnxTensor *
copy_list (const AssayOnnxAttribute *attribute)
{
  gsize n = attribute->strings->len + attribute->ints->len + attribute->floats->len;
  AssayOnnxType type = attribute->strings->len > 0 ? ASSAY_ONNX_STRING : attribute->ints->len > 0 ? ASSAY_ONNX_INT64 : ASSAY_ONNX_FLOAT;
  AssayOnnxTensor *copy = assay_onnx_tensor_new_constant (type, 1, &n);

  for (gsize i = 0; i < n; i++)
    {
      if (type == ASSAY_ONNX_STRING)
        copy->strings[i] = g_strdup (attribute->strings->pdata[i]);
      else
        copy->numbers[i] = type == ASSAY_ONNX_INT64 ? (double) g_array_index (attribute->ints, gint64, i) : g_array_index (attribute->floats, double, i);
    }
  return copy;
}

static AssayOnnxTensor *
copy_tensor (const AssayOnnxTensor *from)
{
  AssayOnnxTensor *copy = assay_onnx_tensor_new_constant (from->type, from->rank, from->dims);

  for (gsize i = 0; i < from->n; i++)
    {
      if (from->strings != NULL)
        copy->strings[i] = g_strdup (from->strings[i]);
      else
        copy->numbers[i] = from->numbers[i];
    }
  return copy;
}

/* keys_strings, keys_int64s, keys_floats or keys_tensor: the one that is there. */
static AssayOnnxTensor *
read_list (const AssayOnnxNode *node, const char *stem)
{
  static const char *const kinds[] = { "strings", "int64s", "floats" };
  g_autofree char *tensor_name = g_strconcat (stem, "_tensor", NULL);
  const AssayOnnxAttribute *attribute = assay_onnx_node_find (node, tensor_name);

  if (attribute != NULL)
    return attribute->tensor != NULL ? copy_tensor (attribute->tensor) : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *name = g_strconcat (stem, "_", kinds[i], NULL);

      attribute = assay_onnx_node_find (node, name);
      if (attribute != NULL && attribute->strings->len + attribute->ints->len + attribute->floats->len > 0)
        return copy_list (attribute);
    }
  return NULL;
}

static AssayOnnxTensor *
make_fallback (const AssayOnnxNode *node, AssayOnnxType type)
{
  const AssayOnnxAttribute *tensor = assay_onnx_node_find (node, "default_tensor");
  AssayOnnxTensor *fallback;
  gsize one = 1;

  if (tensor != NULL && tensor->tensor != NULL && tensor->tensor->n == 1 && tensor->tensor->type == type)
    return copy_tensor (tensor->tensor);
  fallback = assay_onnx_tensor_new_constant (type, 1, &one);
  if (type == ASSAY_ONNX_STRING)
    fallback->strings[0] = g_strdup (assay_onnx_node_get_string (node, "default_string", "_Unused"));
  else if (type == ASSAY_ONNX_INT64 || type == ASSAY_ONNX_INT32)
    fallback->numbers[0] = assay_onnx_node_get_int (node, "default_int64", -1);
  else
    fallback->numbers[0] = assay_onnx_node_get_float (node, "default_float", -0.0);
  return fallback;
}

/* Version 1: a list of words and their places, both ways; keys are set by the type of the input when it comes. */
static gpointer
prepare_label_encoder (const AssayOnnxNode *node, GError **error)
{
  g_autoptr(Lookup) lookup = NULL;
  gsize n;

  assay_onnx_node_get_strings (node, "classes_strings", &n);
  if (n > 0)
    {
      lookup = lookup_new (assay_onnx_read_labels (node, "", "classes_strings"));
      lookup->fallback = make_fallback (node, ASSAY_ONNX_INT64);
      lookup->values = make_fallback (node, ASSAY_ONNX_STRING);
      lookup->is_both_ways = TRUE;
      return g_steal_pointer (&lookup);
    }
  lookup = lookup_new (read_list (node, "keys"));
  lookup->values = read_list (node, "values");
  if (lookup->keys == NULL || lookup->values == NULL || lookup->keys->n != lookup->values->n)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("its keys and values are missing or not equally many."));
      return NULL;
    }
  lookup->fallback = make_fallback (node, lookup->values->type);
  return g_steal_pointer (&lookup);
}

static gboolean
encode_classes (AssayOnnxRun *run, const AssayOnnxTensor *a, const Lookup *lookup)
{
  AssayOnnxTensor *out = assay_onnx_make (run, 0, a->strings != NULL ? ASSAY_ONNX_INT64 : ASSAY_ONNX_STRING, a->rank, a->dims);

  for (gsize i = 0; out != NULL && i < a->n; i++)
    {
      if (a->strings != NULL)
        {
          gint64 place = find_place (lookup, a, i);

          out->numbers[i] = place >= 0 ? place : lookup->fallback->numbers[0];
        }
      else
        out->strings[i] = a->numbers[i] >= 0 && a->numbers[i] < (double) lookup->keys->n ? lookup->keys->strings[(gsize) a->numbers[i]] : lookup->values->strings[0];
    }
  return out != NULL;
}

static gboolean
op_label_encoder (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  const Lookup *lookup = node->state;
  AssayOnnxTensor *out;

  if (lookup->is_both_ways)
    return encode_classes (run, a, lookup);
  if ((a->strings != NULL) != (lookup->keys->strings != NULL))
    return assay_onnx_fail (run, _("its input and its keys have two types."));
  out = assay_onnx_make (run, 0, lookup->values->type, a->rank, a->dims);
  for (gsize i = 0; out != NULL && i < a->n; i++)
    {
      gint64 place = find_place (lookup, a, i);

      put_label (out, i, place >= 0 ? lookup->values : lookup->fallback, MAX (place, 0));
    }
  return out != NULL;
}

/* ---- linear models ---- */

static gpointer
prepare_linear (const AssayOnnxNode *node, GError **error)
{
  AssayOnnxTensor *labels = NULL;
  gsize n, one = 1;

  assay_onnx_node_get_floats (node, "coefficients", &n);
  if (n == 0 || assay_onnx_find_transform (node) < 0)
    {
      g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, n == 0 ? _("it has no coefficients.") : _("Assay does not compute its post_transform."));
      return NULL;
    }
  labels = assay_onnx_read_labels (node, "classlabels_ints", "classlabels_strings");
  if (labels != NULL || strcmp (node->op, "LinearRegressor") == 0)
    return labels != NULL ? labels : assay_onnx_tensor_new_constant (ASSAY_ONNX_INT64, 1, &one);
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("it has no class labels."));
  return NULL;
}

/* scores[n_rows * n_outputs] of single precision; FALSE: shapes do not fit. */
static gboolean
multiply (AssayOnnxRun *run, const AssayOnnxNode *node, const AssayOnnxTensor *a, gsize n_rows, gsize n_columns, gsize n_outputs, double *scores)
{
  gsize n_weights, n_intercepts;
  const double *weights = assay_onnx_node_get_floats (node, "coefficients", &n_weights), *intercepts = assay_onnx_node_get_floats (node, "intercepts", &n_intercepts);

  if (n_weights != n_columns * n_outputs || (n_intercepts != 0 && n_intercepts != n_outputs))
    return assay_onnx_fail (run, _("its coefficients do not fit %zu columns and %zu outputs."), n_columns, n_outputs);
  if (!assay_onnx_add_work (run, n_rows * n_weights))
    return FALSE;
  for (gsize row = 0; row < n_rows; row++)
    for (gsize k = 0; k < n_outputs; k++)
      {
        double sum = n_intercepts > 0 ? intercepts[k] : 0;

        for (gsize i = 0; i < n_columns; i++)
          sum += assay_onnx_round (a->numbers[row * n_columns + i], ASSAY_ONNX_FLOAT) * weights[k * n_columns + i];
        scores[row * n_outputs + k] = assay_onnx_round (sum, ASSAY_ONNX_FLOAT);
      }
  return TRUE;
}

static gboolean
op_linear_regressor (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  gint64 n_targets = assay_onnx_node_get_int (node, "targets", 1);
  gsize n_rows, n_columns, dims[2];
  AssayOnnxTensor *out;

  if (!as_table (run, a, &n_rows, &n_columns))
    return FALSE;
  /* the reference runtime leaves one target as it is, the specification does not */
  if (n_targets == 1 && assay_onnx_find_transform (node) != 0)
    return assay_onnx_fail (run, _("its post_transform of a single target is not agreed upon. Convert the model without it."));
  if (n_targets < 1 || n_targets > 100000)
    return assay_onnx_fail (run, _("it names no sensible number of targets."));
  dims[0] = n_rows;
  dims[1] = n_targets;
  out = assay_onnx_make (run, 0, ASSAY_ONNX_FLOAT, 2, dims);
  if (out == NULL || !multiply (run, node, a, n_rows, n_columns, n_targets, out->numbers))
    return FALSE;
  for (gsize row = 0; row < n_rows; row++)
    assay_onnx_transform (assay_onnx_find_transform (node), out->numbers + row * n_targets, n_targets);
  return TRUE;
}

/* One score for two classes is the second's; what the first has is the reference runtime's choice. */
static gsize
complete_scores (double *scores, gsize n_outputs, int transform)
{
  if (n_outputs == 1)
    {
      scores[1] = scores[0];
      scores[0] = transform == 2 ? -scores[1] : assay_onnx_round (1 - scores[1], ASSAY_ONNX_FLOAT);
      if (transform == 2)
        assay_onnx_transform (transform, scores, 2);
      return 2;
    }
  assay_onnx_transform (transform, scores, n_outputs);
  return n_outputs;
}

static gsize
find_largest (const double *scores, gsize n)
{
  gsize largest = 0;

  for (gsize i = 1; i < n; i++)
    largest = scores[i] > scores[largest] ? i : largest;
  return largest;
}

static gboolean
op_linear_classifier (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0), *labels = node->state;
  gsize n_rows, n_columns, n_weights, n_outputs, dims[2];
  g_autofree double *scores = NULL;
  AssayOnnxTensor *label, *out;

  assay_onnx_node_get_floats (node, "coefficients", &n_weights);
  if (!as_table (run, a, &n_rows, &n_columns))
    return FALSE;
  n_outputs = n_columns > 0 ? n_weights / n_columns : 0;
  if (n_outputs == 0 || (n_outputs != labels->n && !(n_outputs == 1 && labels->n == 2)))
    return assay_onnx_fail (run, _("its coefficients do not fit %zu columns and %zu outputs."), n_columns, labels->n);
  dims[0] = n_rows;
  dims[1] = labels->n;
  label = assay_onnx_make (run, 0, labels->type, 1, dims);
  out = label != NULL ? assay_onnx_make (run, 1, ASSAY_ONNX_FLOAT, 2, dims) : NULL;
  if (out == NULL)
    return FALSE;
  scores = g_new (double, n_rows * n_outputs + 2);
  if (!multiply (run, node, a, n_rows, n_columns, n_outputs, scores))
    return FALSE;
  for (gsize row = 0; row < n_rows; row++)
    {
      double *to = out->numbers + row * labels->n;

      memcpy (to, scores + row * n_outputs, n_outputs * sizeof *to);
      put_label (label, row, labels, labels->n == 2 && n_outputs == 1 ? to[0] > 0 : find_largest (to, n_outputs));
      if (labels->n > 1)
        complete_scores (to, n_outputs, assay_onnx_find_transform (node));
    }
  return TRUE;
}

/* ---- the map of classes ---- */

static gpointer
prepare_zip_map (const AssayOnnxNode *node, GError **error)
{
  AssayOnnxTensor *labels = assay_onnx_read_labels (node, "classlabels_int64s", "classlabels_strings");

  if (labels == NULL)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("it has no class labels."));
  return labels;
}

static gboolean
op_zip_map (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0), *labels = node->state;
  gsize n_rows, n_columns;
  AssayOnnxTensor *out;

  if (!as_table (run, a, &n_rows, &n_columns))
    return FALSE;
  if (n_columns != labels->n)
    return assay_onnx_fail (run, _("it names %zu classes for %zu columns."), labels->n, n_columns);
  out = assay_onnx_reshape (run, 0, a, a->rank, a->dims);
  if (out != NULL)
    out->keys = labels;
  return out != NULL;
}

#define LINEAR " coefficients intercepts post_transform "

const AssayOnnxOperator assay_onnx_ml_operators[] = {
  { "Scaler", TRUE, 1, 1, " offset scale ", op_scaler },
  { "Imputer", TRUE, 1, 1, " imputed_value_floats imputed_value_int64s replaced_value_float replaced_value_int64 ", op_imputer },
  { "OneHotEncoder", TRUE, 1, 1, " cats_int64s cats_strings zeros ", op_one_hot, prepare_one_hot, lookup_free },
  { "LabelEncoder", TRUE, 1, 1, " classes_strings keys_strings keys_int64s keys_floats keys_tensor values_strings values_int64s values_floats values_tensor "
    "default_string default_int64 default_float default_tensor ", op_label_encoder, prepare_label_encoder, lookup_free },
  { "Normalizer", TRUE, 1, 1, " norm ", op_normalizer },
  { "Binarizer", TRUE, 1, 1, " threshold ", op_binarizer },
  { "ArrayFeatureExtractor", TRUE, 2, 2, "", op_array_feature_extractor },
  { "FeatureVectorizer", TRUE, 1, 100000, " inputdimensions ", op_feature_vectorizer },
  { "LinearClassifier", TRUE, 1, 1, LINEAR " classlabels_ints classlabels_strings multi_class ", op_linear_classifier, prepare_linear, free_tensor },
  { "LinearRegressor", TRUE, 1, 1, LINEAR " targets ", op_linear_regressor, prepare_linear, free_tensor },
  { "ZipMap", TRUE, 1, 1, " classlabels_int64s classlabels_strings ", op_zip_map, prepare_zip_map, free_tensor },
  { "TreeEnsembleClassifier", TRUE, 1, 1, ASSAY_ONNX_TREE_ATTRIBUTES " class_ids class_nodeids class_treeids class_weights class_weights_as_tensor classlabels_int64s classlabels_strings ",
    assay_onnx_trees_classify, assay_onnx_trees_prepare, assay_onnx_trees_free },
  { "TreeEnsembleRegressor", TRUE, 1, 1, ASSAY_ONNX_TREE_ATTRIBUTES " aggregate_function n_targets target_ids target_nodeids target_treeids target_weights target_weights_as_tensor ",
    assay_onnx_trees_regress, assay_onnx_trees_prepare, assay_onnx_trees_free },
  { NULL },
};

const AssayOnnxOperator *
assay_onnx_find_operator (const char *domain, const char *op)
{
  const AssayOnnxOperator *list = strcmp (domain, "ai.onnx.ml") == 0 ? assay_onnx_ml_operators
                                  : *domain == '\0' || strcmp (domain, "ai.onnx") == 0 ? assay_onnx_base_operators : NULL;

  for (guint i = 0; list != NULL && list[i].op != NULL; i++)
    if (strcmp (list[i].op, op) == 0)
      return &list[i];
  return NULL;
}
