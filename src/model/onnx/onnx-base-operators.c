/* The operators of the base set that converters of tables' models write. Shapes follow ONNX; numbers are rounded to the type of the
 * tensor after each operation. */
#include "model/onnx/onnx-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

static gboolean
need_numbers (AssayOnnxRun *run, const AssayOnnxTensor *tensor)
{
  return (tensor != NULL && tensor->numbers != NULL) || assay_onnx_fail (run, _("it needs numbers."));
}

static gboolean
is_whole (AssayOnnxType type)
{
  return type == ASSAY_ONNX_INT64 || type == ASSAY_ONNX_INT32;
}

/* ---- element by element ---- */

/* How far one steps in a tensor when an index of the result rises by one; 0 where the tensor is repeated. */
static void
find_steps (const AssayOnnxTensor *tensor, guint rank, gsize *steps)
{
  gsize step = 1;

  for (guint i = 0; i < rank; i++)
    steps[i] = 0;
  for (guint i = tensor->rank; i-- > 0; )
    {
      steps[rank - tensor->rank + i] = tensor->dims[i] == 1 ? 0 : step;
      step *= tensor->dims[i];
    }
}

static gboolean
join_shapes (AssayOnnxRun *run, const AssayOnnxTensor *a, gsize *dims, guint *rank)
{
  guint joint = MAX (*rank, a->rank);

  memmove (dims + (joint - *rank), dims, *rank * sizeof *dims);
  for (guint i = 0; i < joint - *rank; i++)
    dims[i] = 1;
  *rank = joint;
  for (guint i = 0; i < a->rank; i++)
    {
      gsize *dim = &dims[joint - a->rank + i];

      if (*dim != a->dims[i] && *dim != 1 && a->dims[i] != 1)
        return assay_onnx_fail (run, _("shapes do not fit: %zu and %zu elements along one side."), *dim, a->dims[i]);
      *dim = *dim == 1 ? a->dims[i] : *dim;
    }
  return TRUE;
}

typedef struct { guint rank; gsize dims[ASSAY_ONNX_RANK], index[ASSAY_ONNX_RANK], steps[3][ASSAY_ONNX_RANK], at[3]; guint n; } Walk;

/* Over all elements of a result, with the places in up to three tensors that are repeated to its shape. */
static void
walk_start (Walk *self, guint rank, const gsize *dims, guint n, const AssayOnnxTensor *const *tensors)
{
  memset (self, 0, sizeof *self);
  self->rank = rank;
  self->n = n;
  memcpy (self->dims, dims, rank * sizeof *dims);
  for (guint t = 0; t < n; t++)
    find_steps (tensors[t], rank, self->steps[t]);
}

static inline void
walk_step (Walk *self)
{
  for (guint i = self->rank; i-- > 0; )
    {
      self->index[i]++;
      for (guint t = 0; t < self->n; t++)
        self->at[t] += self->steps[t][i];
      if (self->index[i] < self->dims[i])
        return;
      for (guint t = 0; t < self->n; t++)
        self->at[t] -= self->steps[t][i] * self->dims[i];
      self->index[i] = 0;
    }
}

typedef double (*Binary) (double a, double b);
typedef double (*Unary) (double a);

static gboolean
map_two (AssayOnnxRun *run, const AssayOnnxTensor *a, const AssayOnnxTensor *b, AssayOnnxType type, Binary f)
{
  const AssayOnnxTensor *both[] = { a, b };
  gsize dims[ASSAY_ONNX_RANK] = { 0 };
  guint rank = 0;
  AssayOnnxTensor *out;
  Walk walk;

  if (!need_numbers (run, a) || !need_numbers (run, b))
    return FALSE;
  if (a->type != b->type)
    return assay_onnx_fail (run, _("its inputs have two types."));
  if (!join_shapes (run, a, dims, &rank) || !join_shapes (run, b, dims, &rank))
    return FALSE;
  out = assay_onnx_make (run, 0, type, rank, dims);
  if (out == NULL)
    return FALSE;
  walk_start (&walk, rank, dims, 2, both);
  for (gsize i = 0; i < out->n; i++, walk_step (&walk))
    out->numbers[i] = assay_onnx_round (f (a->numbers[walk.at[0]], b->numbers[walk.at[1]]), type);
  return TRUE;
}

static gboolean
arithmetic (AssayOnnxRun *run, Binary f)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);

  return need_numbers (run, a) && map_two (run, a, assay_onnx_get (run, 1), a->type, f);
}

static gboolean
compare (AssayOnnxRun *run, Binary f)
{
  return map_two (run, assay_onnx_get (run, 0), assay_onnx_get (run, 1), ASSAY_ONNX_BOOL, f);
}

static gboolean
map_one (AssayOnnxRun *run, AssayOnnxType type, Unary f)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  AssayOnnxTensor *out;

  if (!need_numbers (run, a))
    return FALSE;
  type = type != 0 ? type : a->type;
  out = assay_onnx_make (run, 0, type, a->rank, a->dims);
  if (out == NULL)
    return FALSE;
  for (gsize i = 0; i < a->n; i++)
    out->numbers[i] = assay_onnx_round (f (a->numbers[i]), type);
  return TRUE;
}

static double f_add (double a, double b) { return a + b; }
static double f_sub (double a, double b) { return a - b; }
static double f_mul (double a, double b) { return a * b; }
static double f_div (double a, double b) { return a / b; }
static double f_less (double a, double b) { return a < b; }
static double f_greater (double a, double b) { return a > b; }
static double f_less_equal (double a, double b) { return a <= b; }
static double f_greater_equal (double a, double b) { return a >= b; }
static double f_equal (double a, double b) { return a == b; }
static double f_and (double a, double b) { return a != 0 && b != 0; }
static double f_or (double a, double b) { return a != 0 || b != 0; }
static double f_xor (double a, double b) { return (a != 0) != (b != 0); }
static double f_max (double a, double b) { return isnan (a) || isnan (b) ? NAN : MAX (a, b); }
static double f_min (double a, double b) { return isnan (a) || isnan (b) ? NAN : MIN (a, b); }
static double f_neg (double a) { return -a; }
static double f_sign (double a) { return (a > 0) - (a < 0); }
static double f_reciprocal (double a) { return 1 / a; }
static double f_relu (double a) { return a < 0 ? 0 : a; }
static double f_isnan (double a) { return isnan (a); }
static double f_not (double a) { return a == 0; }

#define TWO(name, kind, f) static gboolean name (AssayOnnxRun *run, const AssayOnnxNode *node) { return kind (run, f); }
#define ONE(name, type, f) static gboolean name (AssayOnnxRun *run, const AssayOnnxNode *node) { return map_one (run, type, f); }
TWO (op_add, arithmetic, f_add)
TWO (op_sub, arithmetic, f_sub)
TWO (op_mul, arithmetic, f_mul)
TWO (op_less, compare, f_less)
TWO (op_greater, compare, f_greater)
TWO (op_less_equal, compare, f_less_equal)
TWO (op_greater_equal, compare, f_greater_equal)
TWO (op_and, compare, f_and)
TWO (op_or, compare, f_or)
TWO (op_xor, compare, f_xor)
ONE (op_exp, 0, exp)
ONE (op_log, 0, log)
ONE (op_neg, 0, f_neg)
ONE (op_abs, 0, fabs)
ONE (op_sqrt, 0, sqrt)
ONE (op_floor, 0, floor)
ONE (op_ceil, 0, ceil)
ONE (op_round, 0, nearbyint)
ONE (op_sign, 0, f_sign)
ONE (op_reciprocal, 0, f_reciprocal)
ONE (op_relu, 0, f_relu)
ONE (op_tanh, 0, tanh)
ONE (op_erf, 0, erf)
ONE (op_sigmoid, 0, assay_onnx_logistic)
ONE (op_isnan, ASSAY_ONNX_BOOL, f_isnan)
ONE (op_not, ASSAY_ONNX_BOOL, f_not)

/* Whole numbers are divided toward zero; by zero is no number at all. */
static gboolean
op_div (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *b = assay_onnx_get (run, 1);

  for (gsize i = 0; b != NULL && b->numbers != NULL && is_whole (b->type) && !run->is_trial && i < b->n; i++)
    if (b->numbers[i] == 0)
      return assay_onnx_fail (run, _("a whole number is divided by 0."));
  return arithmetic (run, f_div);
}

static gboolean
op_pow (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0), *b = assay_onnx_get (run, 1);
  AssayOnnxTensor same;

  if (!need_numbers (run, a) || !need_numbers (run, b))
    return FALSE;
  same = *b;                       /* the exponent may have a type of its own */
  same.type = a->type;
  return map_two (run, a, &same, a->type, pow);
}

static gboolean
op_equal (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *both[] = { assay_onnx_get (run, 0), assay_onnx_get (run, 1) };
  gsize dims[ASSAY_ONNX_RANK] = { 0 };
  guint rank = 0;
  AssayOnnxTensor *out;
  Walk walk;

  if (both[0]->strings == NULL || both[1]->strings == NULL)
    return compare (run, f_equal);
  if (!join_shapes (run, both[0], dims, &rank) || !join_shapes (run, both[1], dims, &rank))
    return FALSE;
  out = assay_onnx_make (run, 0, ASSAY_ONNX_BOOL, rank, dims);
  if (out == NULL)
    return FALSE;
  walk_start (&walk, rank, dims, 2, both);
  for (gsize i = 0; i < out->n; i++, walk_step (&walk))
    out->numbers[i] = strcmp (both[0]->strings[walk.at[0]], both[1]->strings[walk.at[1]]) == 0;
  return TRUE;
}

/* Sum, Max, Min, Mean of any number of tensors: one after the other, rounded each time. */
static gboolean
fold (AssayOnnxRun *run, const AssayOnnxNode *node, Binary f, double factor)
{
  const AssayOnnxTensor *first = assay_onnx_get (run, 0);
  gsize dims[ASSAY_ONNX_RANK] = { 0 };
  guint rank = 0;
  AssayOnnxTensor *out;

  for (guint k = 0; k < node->n_inputs; k++)
    if (!need_numbers (run, assay_onnx_get (run, k)) || !join_shapes (run, assay_onnx_get (run, k), dims, &rank))
      return FALSE;
  out = assay_onnx_make (run, 0, first->type, rank, dims);
  for (guint k = 0; out != NULL && k < node->n_inputs; k++)
    {
      const AssayOnnxTensor *one = assay_onnx_get (run, k);
      Walk walk;

      if (one->type != first->type)
        return assay_onnx_fail (run, _("its inputs have two types."));
      if (!assay_onnx_add_work (run, out->n))
        return FALSE;
      walk_start (&walk, rank, dims, 1, &one);
      for (gsize i = 0; i < out->n; i++, walk_step (&walk))
        out->numbers[i] = k == 0 ? one->numbers[walk.at[0]] : assay_onnx_round (f (out->numbers[i], one->numbers[walk.at[0]]), out->type);
    }
  for (gsize i = 0; out != NULL && factor != 1 && i < out->n; i++)
    out->numbers[i] = assay_onnx_round (out->numbers[i] / factor, out->type);
  return out != NULL;
}

static gboolean op_sum (AssayOnnxRun *run, const AssayOnnxNode *node) { return fold (run, node, f_add, 1); }
static gboolean op_max (AssayOnnxRun *run, const AssayOnnxNode *node) { return fold (run, node, f_max, 1); }
static gboolean op_min (AssayOnnxRun *run, const AssayOnnxNode *node) { return fold (run, node, f_min, 1); }
static gboolean op_mean (AssayOnnxRun *run, const AssayOnnxNode *node) { return fold (run, node, f_add, node->n_inputs); }

static gboolean
op_clip (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0), *low = assay_onnx_get (run, 1), *high = assay_onnx_get (run, 2);
  double least = assay_onnx_node_get_float (node, "min", -INFINITY), most = assay_onnx_node_get_float (node, "max", INFINITY);
  AssayOnnxTensor *out;

  if (!need_numbers (run, a))
    return FALSE;
  if ((low != NULL && (low->n != 1 || low->numbers == NULL)) || (high != NULL && (high->n != 1 || high->numbers == NULL)))
    return assay_onnx_fail (run, _("its limits must be single numbers."));
  least = low != NULL ? low->numbers[0] : least;
  most = high != NULL ? high->numbers[0] : most;
  out = assay_onnx_make (run, 0, a->type, a->rank, a->dims);
  for (gsize i = 0; out != NULL && i < a->n; i++)
    out->numbers[i] = a->numbers[i] < least ? least : a->numbers[i] > most ? most : a->numbers[i];
  return out != NULL;
}

static gboolean
op_where (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *three[] = { assay_onnx_get (run, 0), assay_onnx_get (run, 1), assay_onnx_get (run, 2) };
  gsize dims[ASSAY_ONNX_RANK] = { 0 };
  guint rank = 0;
  AssayOnnxTensor *out;
  Walk walk;

  if (!need_numbers (run, three[0]))
    return FALSE;
  if (three[1]->type != three[2]->type)
    return assay_onnx_fail (run, _("its inputs have two types."));
  for (guint i = 0; i < 3; i++)
    if (!join_shapes (run, three[i], dims, &rank))
      return FALSE;
  out = assay_onnx_make (run, 0, three[1]->type, rank, dims);
  if (out == NULL)
    return FALSE;
  walk_start (&walk, rank, dims, 3, three);
  for (gsize i = 0; i < out->n; i++, walk_step (&walk))
    {
      const AssayOnnxTensor *from = three[three[0]->numbers[walk.at[0]] != 0 ? 1 : 2];
      gsize at = walk.at[from == three[1] ? 1 : 2];

      if (out->strings != NULL)
        out->strings[i] = from->strings[at];
      else
        out->numbers[i] = from->numbers[at];
    }
  return TRUE;
}

/* ---- types ---- */

/* As the reference runtime spells numbers. */
static const char *
write_number (AssayOnnxRun *run, double value, AssayOnnxType type)
{
  char text[64];

  if (isnan (value))
    return "NaN";
  if (isinf (value))
    return value > 0 ? "INF" : "-INF";
  if (type == ASSAY_ONNX_BOOL || is_whole (type))
    g_snprintf (text, sizeof text, "%.0f", value + 0.0);   /* the largest fits no gint64; and no "-0" */
  else
    g_ascii_formatd (text, sizeof text, type == ASSAY_ONNX_FLOAT ? "%.8g" : "%.17g", value);
  return g_string_chunk_insert_const (run->strings, text);
}

static gboolean
read_number (const char *text, double *value)
{
  if (g_ascii_strcasecmp (text, "nan") == 0)
    *value = NAN;
  else if (g_ascii_strcasecmp (text, "inf") == 0 || g_ascii_strcasecmp (text, "+inf") == 0)
    *value = INFINITY;
  else if (g_ascii_strcasecmp (text, "-inf") == 0)
    *value = -INFINITY;
  else
    return assay_number_parse (text, strlen (text), '.', 0, value);
  return TRUE;
}

/* What does not fit a whole number has no agreed value. */
static gboolean
cast_number (AssayOnnxRun *run, double value, AssayOnnxType to, double *result)
{
  double most = to == ASSAY_ONNX_INT32 ? 2147483647.0 : ASSAY_ONNX_WHOLE;

  *result = assay_onnx_round (value, to);
  if (run->is_trial && is_whole (to) && !(fabs (*result) <= most))
    *result = 0;
  return !is_whole (to) || fabs (*result) <= most || assay_onnx_fail (run, _("a value is missing or too large for a whole number."));
}

static gboolean
op_cast (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  gint64 to = assay_onnx_node_get_int (node, "to", 0);
  AssayOnnxTensor *out;

  if (to != ASSAY_ONNX_FLOAT && to != ASSAY_ONNX_DOUBLE && to != ASSAY_ONNX_INT32 && to != ASSAY_ONNX_INT64 && to != ASSAY_ONNX_BOOL && to != ASSAY_ONNX_STRING)
    return assay_onnx_fail (run, _("it makes numbers of a type that Assay does not compute with (%" PRId64 ")."), to);
  out = assay_onnx_make (run, 0, to, a->rank, a->dims);
  for (gsize i = 0; out != NULL && i < a->n; i++)
    {
      double value = 0;

      if (out->strings != NULL)
        {
          out->strings[i] = a->strings != NULL ? a->strings[i] : write_number (run, a->numbers[i], a->type);
          continue;
        }
      if (a->strings != NULL && !read_number (a->strings[i], &value) && !run->is_trial)
        return assay_onnx_fail (run, _("“%s” is not a number."), a->strings[i]);
      if (!cast_number (run, a->strings != NULL ? value : a->numbers[i], to, &out->numbers[i]))
        return FALSE;
    }
  return out != NULL;
}

static gboolean
op_identity (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);

  return assay_onnx_reshape (run, 0, a, a->rank, a->dims) != NULL;
}

/* ---- constants ---- */

static gboolean
copy_tensor (AssayOnnxRun *run, const AssayOnnxTensor *from)
{
  return assay_onnx_reshape (run, 0, from, from->rank, from->dims) != NULL;
}

static gboolean
op_constant (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxAttribute *value = node->attributes->len == 1 ? node->attributes->pdata[0] : NULL;
  gboolean is_list;
  gsize n;
  AssayOnnxTensor *out;

  if (value == NULL)
    return assay_onnx_fail (run, _("it has not one value."));
  if (strcmp (value->name, "value") == 0)
    return value->tensor != NULL ? copy_tensor (run, value->tensor) : assay_onnx_fail (run, _("it has not one value."));
  is_list = g_str_has_suffix (value->name, "s");
  if (strstr (value->name, "string") != NULL)
    {
      n = is_list ? value->strings->len : 1;
      out = assay_onnx_make (run, 0, ASSAY_ONNX_STRING, is_list, &n);
      for (gsize i = 0; out != NULL && i < n; i++)
        out->strings[i] = is_list ? value->strings->pdata[i] : value->s != NULL ? value->s : "";
      return out != NULL;
    }
  if (strstr (value->name, "float") != NULL)
    {
      n = is_list ? value->floats->len : 1;
      out = assay_onnx_make (run, 0, ASSAY_ONNX_FLOAT, is_list, &n);
      for (gsize i = 0; out != NULL && i < n; i++)
        out->numbers[i] = is_list ? g_array_index (value->floats, double, i) : value->f;
      return out != NULL;
    }
  n = is_list ? value->ints->len : 1;
  out = assay_onnx_make (run, 0, ASSAY_ONNX_INT64, is_list, &n);
  for (gsize i = 0; out != NULL && i < n; i++)
    out->numbers[i] = is_list ? g_array_index (value->ints, gint64, i) : value->i;
  return out != NULL;
}

/* A tensor of whole numbers as lengths. */
static gboolean
read_lengths (AssayOnnxRun *run, const AssayOnnxTensor *tensor, gint64 least, gint64 *lengths, guint *n)
{
  if (tensor == NULL || tensor->numbers == NULL || !is_whole (tensor->type) || tensor->rank > 1 || tensor->n > ASSAY_ONNX_RANK)
    return assay_onnx_fail (run, _("a list of lengths or axes is no short list of whole numbers."));
  *n = tensor->n;
  for (guint i = 0; i < *n; i++)
    {
      if (!(tensor->numbers[i] >= least && tensor->numbers[i] <= G_MAXINT32))
        return assay_onnx_fail (run, _("a length is out of range."));
      lengths[i] = tensor->numbers[i];
    }
  return TRUE;
}

static gboolean
op_constant_of_shape (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxAttribute *value = assay_onnx_node_find (node, "value");
  gint64 lengths[ASSAY_ONNX_RANK];
  gsize dims[ASSAY_ONNX_RANK];
  AssayOnnxTensor *out;
  guint rank;

  if (value != NULL && (value->tensor == NULL || value->tensor->n != 1 || value->tensor->numbers == NULL))
    return assay_onnx_fail (run, _("it has not one value."));
  if (!read_lengths (run, assay_onnx_get (run, 0), 0, lengths, &rank))
    return FALSE;
  for (guint i = 0; i < rank; i++)
    dims[i] = lengths[i];
  out = assay_onnx_make (run, 0, value != NULL ? value->tensor->type : ASSAY_ONNX_FLOAT, rank, dims);
  for (gsize i = 0; out != NULL && i < out->n; i++)
    out->numbers[i] = value != NULL ? value->tensor->numbers[0] : 0;
  return out != NULL;
}

static gboolean
op_shape (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  gint64 start = assay_onnx_node_get_int (node, "start", 0), end = assay_onnx_node_get_int (node, "end", a->rank);
  AssayOnnxTensor *out;
  gsize n;

  start = CLAMP (start < 0 ? start + a->rank : start, 0, a->rank);
  end = CLAMP (end < 0 ? end + a->rank : end, start, a->rank);
  n = end - start;
  out = assay_onnx_make (run, 0, ASSAY_ONNX_INT64, 1, &n);
  for (gsize i = 0; out != NULL && i < n; i++)
    out->numbers[i] = a->dims[start + i];
  return out != NULL;
}

/* ---- shapes ---- */

static gboolean
find_axis (AssayOnnxRun *run, gint64 axis, guint rank, guint *found)
{
  gint64 place = axis < 0 ? axis + rank : axis;

  *found = place;
  return (place >= 0 && place < rank) || assay_onnx_fail (run, _("axis %" PRId64 " is none of a tensor of %u dimensions."), axis, rank);
}

static gboolean
op_reshape (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  gboolean allow_zero = assay_onnx_node_get_int (node, "allowzero", 0) != 0;
  gint64 lengths[ASSAY_ONNX_RANK];
  gsize dims[ASSAY_ONNX_RANK], n = 1;
  guint rank, open = ASSAY_ONNX_RANK;

  if (!read_lengths (run, assay_onnx_get (run, 1), -1, lengths, &rank))
    return FALSE;
  for (guint i = 0; i < rank; i++)
    {
      if (lengths[i] == -1 && open != ASSAY_ONNX_RANK)
        return assay_onnx_fail (run, _("two lengths of the new shape are left open."));
      if (lengths[i] == 0 && !allow_zero && i >= a->rank)
        return assay_onnx_fail (run, _("the new shape takes a length from a dimension that is not there."));
      open = lengths[i] == -1 ? i : open;
      dims[i] = lengths[i] == -1 ? 1 : lengths[i] == 0 && !allow_zero ? a->dims[i] : (gsize) lengths[i];
      if (!g_size_checked_mul (&n, n, dims[i]))
        n = G_MAXSIZE;
    }
  if (open != ASSAY_ONNX_RANK)
    {
      if (n == 0 || a->n % n != 0)
        return assay_onnx_fail (run, _("%zu elements do not fill the new shape."), a->n);
      dims[open] = a->n / n;
      n = a->n;
    }
  if (n != a->n)
    return assay_onnx_fail (run, _("%zu elements do not fill the new shape."), a->n);
  return assay_onnx_reshape (run, 0, a, rank, dims) != NULL;
}

static gboolean
op_flatten (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  gint64 axis = assay_onnx_node_get_int (node, "axis", 1);
  gsize dims[2] = { 1, 1 };

  axis = axis < 0 ? axis + a->rank : axis;
  if (axis < 0 || axis > a->rank)
    return assay_onnx_fail (run, _("axis %" PRId64 " is none of a tensor of %u dimensions."), axis, a->rank);
  for (guint i = 0; i < a->rank; i++)
    dims[i >= axis] *= a->dims[i];
  return assay_onnx_reshape (run, 0, a, 2, dims) != NULL;
}

/* Axes from the attribute (older operator sets) or the second input, as marks. *has_axes FALSE: none are named. */
static gboolean
read_axes (AssayOnnxRun *run, const AssayOnnxNode *node, guint rank, gboolean *marks, gboolean *has_axes)
{
  gsize n;
  const gint64 *list = assay_onnx_node_get_ints (node, "axes", &n);
  const AssayOnnxTensor *input = assay_onnx_get (run, 1);
  gint64 lengths[ASSAY_ONNX_RANK];
  guint count = n, axis;

  memset (marks, 0, ASSAY_ONNX_RANK * sizeof *marks);
  if (list == NULL && input != NULL)
    {
      if (!read_lengths (run, input, G_MININT32, lengths, &count))
        return FALSE;
      list = lengths;
    }
  *has_axes = list != NULL && count > 0;
  for (guint i = 0; list != NULL && i < count; i++)
    {
      if (!find_axis (run, list[i], rank, &axis))
        return FALSE;
      marks[axis] = TRUE;
    }
  return TRUE;
}

static gboolean
op_squeeze (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  gboolean marks[ASSAY_ONNX_RANK], has_axes;
  gsize dims[ASSAY_ONNX_RANK];
  guint rank = 0;

  if (!read_axes (run, node, a->rank, marks, &has_axes))
    return FALSE;
  for (guint i = 0; i < a->rank; i++)
    {
      if (marks[i] && a->dims[i] != 1)
        return assay_onnx_fail (run, _("a side of length %zu cannot be left out."), a->dims[i]);
      if (has_axes ? !marks[i] : a->dims[i] != 1)
        dims[rank++] = a->dims[i];
    }
  return assay_onnx_reshape (run, 0, a, rank, dims) != NULL;
}

static gboolean
op_unsqueeze (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0), *input = assay_onnx_get (run, 1);
  gboolean marks[ASSAY_ONNX_RANK], has_axes;
  gsize dims[ASSAY_ONNX_RANK], n;
  guint rank, at = 0;

  assay_onnx_node_get_ints (node, "axes", &n);
  rank = a->rank + (n > 0 ? n : input != NULL ? input->n : 0);
  if (rank > ASSAY_ONNX_RANK)
    return assay_onnx_fail (run, _("a tensor has more than %u dimensions or is too large."), ASSAY_ONNX_RANK);
  if (!read_axes (run, node, rank, marks, &has_axes))
    return FALSE;
  for (guint i = 0; i < rank; i++)
    {
      if (!marks[i] && at == a->rank)
        return assay_onnx_fail (run, _("an axis is named twice."));
      dims[i] = marks[i] ? 1 : a->dims[at++];
    }
  return assay_onnx_reshape (run, 0, a, rank, dims) != NULL;
}

static gboolean
op_transpose (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  gsize n, steps[ASSAY_ONNX_RANK], dims[ASSAY_ONNX_RANK];
  const gint64 *order = assay_onnx_node_get_ints (node, "perm", &n);
  guint marks = 0;
  AssayOnnxTensor *out;
  Walk walk;

  if (n > 0 && n != a->rank)
    return assay_onnx_fail (run, _("the order of the dimensions does not fit the tensor."));
  find_steps (a, a->rank, steps);
  memset (&walk, 0, sizeof walk);
  walk.rank = a->rank;
  walk.n = 1;
  for (guint i = 0; i < a->rank; i++)
    {
      gint64 from = n > 0 ? order[i] : a->rank - 1 - i;

      if (from < 0 || from >= a->rank || (marks >> from & 1) != 0)
        return assay_onnx_fail (run, _("the order of the dimensions does not fit the tensor."));
      marks |= 1u << from;
      walk.dims[i] = dims[i] = a->dims[from];
      walk.steps[0][i] = steps[from];
    }
  out = assay_onnx_make (run, 0, a->type, a->rank, dims);
  for (gsize i = 0; out != NULL && i < out->n; i++, walk_step (&walk))
    {
      if (out->strings != NULL)
        out->strings[i] = a->strings[walk.at[0]];
      else
        out->numbers[i] = a->numbers[walk.at[0]];
    }
  return out != NULL;
}

static gsize
count_before (const AssayOnnxTensor *tensor, guint axis)
{
  gsize n = 1;

  for (guint i = 0; i < axis; i++)
    n *= tensor->dims[i];
  return n;
}

static gsize
count_after (const AssayOnnxTensor *tensor, guint axis)
{
  gsize n = 1;

  for (guint i = axis + 1; i < tensor->rank; i++)
    n *= tensor->dims[i];
  return n;
}

static void
copy_run (AssayOnnxTensor *to, gsize to_at, const AssayOnnxTensor *from, gsize from_at, gsize n)
{
  if (to->strings != NULL)
    memcpy (to->strings + to_at, from->strings + from_at, n * sizeof *to->strings);
  else
    memcpy (to->numbers + to_at, from->numbers + from_at, n * sizeof *to->numbers);
}

static gboolean
op_concat (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *first = assay_onnx_get (run, 0);
  gsize dims[ASSAY_ONNX_RANK], before, after, at = 0;
  AssayOnnxTensor *out;
  guint axis;

  if (!find_axis (run, assay_onnx_node_get_int (node, "axis", 1), first->rank, &axis))
    return FALSE;
  memcpy (dims, first->dims, sizeof dims);
  dims[axis] = 0;
  for (guint k = 0; k < node->n_inputs; k++)
    {
      const AssayOnnxTensor *one = assay_onnx_get (run, k);

      if (one->type != first->type || one->rank != first->rank)
        return assay_onnx_fail (run, _("its inputs have two types or numbers of dimensions."));
      for (guint i = 0; i < one->rank; i++)
        if (i != axis && one->dims[i] != first->dims[i])
          return assay_onnx_fail (run, _("shapes do not fit: %zu and %zu elements along one side."), one->dims[i], first->dims[i]);
      dims[axis] += one->dims[axis];
    }
  out = assay_onnx_make (run, 0, first->type, first->rank, dims);
  if (out == NULL)
    return FALSE;
  before = count_before (out, axis);
  after = count_after (out, axis);
  for (guint k = 0; k < node->n_inputs; k++)
    {
      const AssayOnnxTensor *one = assay_onnx_get (run, k);
      gsize width = one->dims[axis] * after;

      for (gsize i = 0; width > 0 && i < before; i++)
        copy_run (out, i * dims[axis] * after + at, one, i * width, width);
      at += width;
    }
  return TRUE;
}

/* Start, end and step of one side, with what lies outside cut off; the count of elements is returned. */
static gsize
cut_side (gint64 start, gint64 end, gint64 step, gint64 n, gint64 *first)
{
  start = start < 0 ? start + n : start;
  end = end < 0 ? end + n : end;
  if (step > 0)
    {
      start = CLAMP (start, 0, n);
      end = CLAMP (end, 0, n);
    }
  else
    {
      start = CLAMP (start, -1, n - 1);
      end = CLAMP (end, -1, n - 1);
    }
  *first = start;
  return (step > 0 ? end > start : end < start) ? (gsize) ((ABS (end - start) + ABS (step) - 1) / ABS (step)) : 0;
}

/* A list of whole numbers, with those that mean "to the end" brought into reach. */
static gboolean
read_bounds (AssayOnnxRun *run, guint input, gint64 *list, guint *n)
{
  const AssayOnnxTensor *tensor = assay_onnx_get (run, input);

  if (tensor == NULL)
    return TRUE;
  if (tensor->numbers == NULL || !is_whole (tensor->type) || tensor->rank != 1 || tensor->n > ASSAY_ONNX_RANK || (*n != 0 && tensor->n != *n))
    return assay_onnx_fail (run, _("a list of lengths or axes is no short list of whole numbers."));
  *n = tensor->n;
  for (guint i = 0; i < *n; i++)
    list[i] = CLAMP (tensor->numbers[i], -G_MAXINT32, G_MAXINT32);
  return TRUE;
}

static gboolean
op_slice (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  gint64 starts[ASSAY_ONNX_RANK], ends[ASSAY_ONNX_RANK], axes[ASSAY_ONNX_RANK] = { 0, 1, 2, 3, 4, 5 }, steps[ASSAY_ONNX_RANK] = { 1, 1, 1, 1, 1, 1 };
  gint64 first[ASSAY_ONNX_RANK] = { 0 }, step[ASSAY_ONNX_RANK];
  gsize dims[ASSAY_ONNX_RANK], whole[ASSAY_ONNX_RANK];
  guint n = 0, axis;
  AssayOnnxTensor *out;

  if (!read_bounds (run, 1, starts, &n) || !read_bounds (run, 2, ends, &n) || !read_bounds (run, 3, axes, &n) || !read_bounds (run, 4, steps, &n))
    return FALSE;
  memcpy (dims, a->dims, sizeof dims);
  for (guint i = 0; i < a->rank; i++)
    step[i] = 1;
  for (guint i = 0; i < n; i++)
    {
      if (!find_axis (run, axes[i], a->rank, &axis))
        return FALSE;
      if (steps[i] == 0 || a->dims[axis] > G_MAXINT32)
        return assay_onnx_fail (run, _("a step is 0, or a side is too long to be cut."));
      step[axis] = steps[i];
      dims[axis] = cut_side (starts[i], ends[i], steps[i], a->dims[axis], &first[axis]);
    }
  out = assay_onnx_make (run, 0, a->type, a->rank, dims);
  find_steps (a, a->rank, whole);
  for (gsize i = 0; out != NULL && i < out->n; i++)
    {
      gsize rest = i, at = 0;

      for (guint k = a->rank; k-- > 0; rest /= dims[k])
        at += (gsize) (first[k] + (gint64) (rest % dims[k]) * step[k]) * (a->dims[k] == 1 ? 0 : whole[k]);
      copy_run (out, i, a, at, 1);
    }
  return out != NULL;
}

/* An index from the back is negative. */
static gboolean
find_index (AssayOnnxRun *run, double index, gsize n, gsize *found)
{
  double place = index < 0 ? index + (double) n : index;

  *found = place >= 0 && place < (double) n ? (gsize) place : 0;
  return (place >= 0 && place < (double) n) || (run->is_trial && n > 0) || assay_onnx_fail (run, _("index %.0f is outside a side of length %zu."), index, n);
}

static gboolean
op_gather (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0), *indices = assay_onnx_get (run, 1);
  gsize dims[2 * ASSAY_ONNX_RANK], before, after;
  AssayOnnxTensor *out;
  guint axis, rank = 0;

  if (!need_numbers (run, indices) || !find_axis (run, assay_onnx_node_get_int (node, "axis", 0), a->rank, &axis))
    return FALSE;
  for (guint i = 0; i < axis; i++)
    dims[rank++] = a->dims[i];
  for (guint i = 0; i < indices->rank; i++)
    dims[rank++] = indices->dims[i];
  for (guint i = axis + 1; i < a->rank; i++)
    dims[rank++] = a->dims[i];
  out = assay_onnx_make (run, 0, a->type, rank, dims);
  if (out == NULL)
    return FALSE;
  before = count_before (a, axis);
  after = count_after (a, axis);
  for (gsize k = 0; k < indices->n; k++)
    {
      gsize place;

      if (!find_index (run, indices->numbers[k], a->dims[axis], &place))
        return FALSE;
      for (gsize i = 0; i < before; i++)
        copy_run (out, (i * indices->n + k) * after, a, (i * a->dims[axis] + place) * after, after);
    }
  return TRUE;
}

/* ---- sums ---- */

static gboolean
op_matmul (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0), *b = assay_onnx_get (run, 1);
  gsize dims[2], inner, n_rows, n_columns;
  AssayOnnxTensor *out;
  guint rank = 0;

  if (!need_numbers (run, a) || !need_numbers (run, b))
    return FALSE;
  if (a->rank == 0 || a->rank > 2 || b->rank == 0 || b->rank > 2 || a->type != b->type)
    return assay_onnx_fail (run, _("Assay multiplies matrices and vectors of one type only."));
  inner = a->dims[a->rank - 1];
  n_rows = a->rank == 2 ? a->dims[0] : 1;
  n_columns = b->rank == 2 ? b->dims[1] : 1;
  if (b->dims[0] != inner)
    return assay_onnx_fail (run, _("shapes do not fit: %zu and %zu elements along one side."), inner, b->dims[0]);
  if (a->rank == 2)
    dims[rank++] = n_rows;
  if (b->rank == 2)
    dims[rank++] = n_columns;
  out = assay_onnx_make (run, 0, a->type, rank, dims);
  if (out == NULL || !assay_onnx_add_work (run, inner > 0 && out->n > G_MAXSIZE / 8 / inner ? G_MAXSIZE / 8 : out->n * inner))
    return FALSE;
  for (gsize i = 0; i < n_rows; i++)
    for (gsize j = 0; j < n_columns; j++)
      {
        double sum = 0;

        for (gsize k = 0; k < inner; k++)
          sum += a->numbers[i * inner + k] * b->numbers[k * n_columns + j];
        out->numbers[i * n_columns + j] = assay_onnx_round (sum, out->type);
      }
  return TRUE;
}

static gboolean
op_gemm (AssayOnnxRun *run, const AssayOnnxNode *node)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0), *b = assay_onnx_get (run, 1), *c = assay_onnx_get (run, 2);
  gboolean turn_a = assay_onnx_node_get_int (node, "transA", 0) != 0, turn_b = assay_onnx_node_get_int (node, "transB", 0) != 0;
  double alpha = assay_onnx_node_get_float (node, "alpha", 1), beta = assay_onnx_node_get_float (node, "beta", 1);
  gsize dims[ASSAY_ONNX_RANK], inner, joint_dims[ASSAY_ONNX_RANK] = { 0 };
  guint rank = 2;
  AssayOnnxTensor *out;
  Walk walk;

  if (!need_numbers (run, a) || !need_numbers (run, b) || (c != NULL && !need_numbers (run, c)))
    return FALSE;
  if (a->rank != 2 || b->rank != 2 || a->type != b->type || (c != NULL && c->type != a->type) || a->dims[!turn_a] != b->dims[turn_b])
    return assay_onnx_fail (run, _("Assay multiplies matrices and vectors of one type only."));
  inner = b->dims[turn_b];
  dims[0] = a->dims[turn_a];
  dims[1] = b->dims[!turn_b];
  memcpy (joint_dims, dims, 2 * sizeof *dims);
  if (c != NULL && (!join_shapes (run, c, joint_dims, &rank) || rank != 2 || joint_dims[0] != dims[0] || joint_dims[1] != dims[1]))
    return assay_onnx_fail (run, _("what is added does not fit the product."));
  out = assay_onnx_make (run, 0, a->type, 2, dims);
  if (out == NULL || !assay_onnx_add_work (run, inner > 0 && out->n > G_MAXSIZE / 8 / inner ? G_MAXSIZE / 8 : out->n * inner))
    return FALSE;
  if (c != NULL)
    walk_start (&walk, 2, dims, 1, &c);
  for (gsize i = 0; i < dims[0]; i++)
    for (gsize j = 0; j < dims[1]; j++)
      {
        double sum = 0;

        for (gsize k = 0; k < inner; k++)
          sum += a->numbers[turn_a ? k * dims[0] + i : i * inner + k] * b->numbers[turn_b ? j * inner + k : k * dims[1] + j];
        sum *= alpha;
        if (c != NULL)
          {
            sum += beta * c->numbers[walk.at[0]];
            walk_step (&walk);
          }
        out->numbers[i * dims[1] + j] = assay_onnx_round (sum, out->type);
      }
  return TRUE;
}

typedef enum { SUM, MEAN, MAXIMUM, MINIMUM, PRODUCT, NORM1, NORM2, SQUARES, LOG_SUM, LOG_SUM_EXP } Reduction;

/* Two passes where a largest value must be known first. */
static double
reduce_step (Reduction kind, double sum, double value, double most)
{
  switch (kind)
    {
    case SUM:
    case MEAN:
    case LOG_SUM:
      return sum + value;
    case MAXIMUM:
      return f_max (sum, value);
    case MINIMUM:
      return f_min (sum, value);
    case PRODUCT:
      return sum * value;
    case NORM1:
      return sum + fabs (value);
    case NORM2:
    case SQUARES:
      return sum + value * value;
    case LOG_SUM_EXP:
      return sum + exp (value - most);
    }
  g_assert_not_reached ();
}

static double
reduce_end (Reduction kind, double sum, double n, double most)
{
  switch (kind)
    {
    case MEAN:
      return sum / n;
    case NORM2:
      return sqrt (sum);
    case LOG_SUM:
      return log (sum);
    case LOG_SUM_EXP:
      return log (sum) + most;
    default:
      return sum;
    }
}

static gboolean
reduce (AssayOnnxRun *run, const AssayOnnxNode *node, Reduction kind)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  gboolean keep = assay_onnx_node_get_int (node, "keepdims", 1) != 0, marks[ASSAY_ONNX_RANK], has_axes;
  gsize dims[ASSAY_ONNX_RANK], kept[ASSAY_ONNX_RANK], n_each = 1;
  g_autofree double *most = NULL;
  guint rank = 0;
  AssayOnnxTensor shape = { 0 }, *out;
  const AssayOnnxTensor *pointer = &shape;
  Walk walk;

  if (!need_numbers (run, a) || !read_axes (run, node, a->rank, marks, &has_axes))
    return FALSE;
  if (!has_axes && assay_onnx_node_get_int (node, "noop_with_empty_axes", 0) != 0)
    return copy_tensor (run, a);
  for (guint i = 0; i < a->rank; i++)
    {
      gboolean is_gone = !has_axes || marks[i];

      kept[i] = is_gone ? 1 : a->dims[i];
      n_each *= is_gone ? a->dims[i] : 1;
      if (!is_gone || keep)
        dims[rank++] = kept[i];
    }
  out = assay_onnx_make (run, 0, a->type, rank, dims);
  if (out == NULL || !assay_onnx_add_work (run, a->n))
    return FALSE;
  if (n_each == 0)
    return assay_onnx_fail (run, _("there is nothing to sum."));
  shape.rank = a->rank;
  memcpy (shape.dims, kept, sizeof kept);
  most = g_new (double, out->n + 1);
  for (gsize i = 0; i < out->n; i++)
    {
      out->numbers[i] = kind == MAXIMUM ? -INFINITY : kind == MINIMUM ? INFINITY : kind == PRODUCT;
      most[i] = -INFINITY;
    }
  walk_start (&walk, a->rank, a->dims, 1, &pointer);
  for (gsize i = 0; kind == LOG_SUM_EXP && i < a->n; i++, walk_step (&walk))
    most[walk.at[0]] = MAX (most[walk.at[0]], a->numbers[i]);
  walk_start (&walk, a->rank, a->dims, 1, &pointer);
  for (gsize i = 0; i < a->n; i++, walk_step (&walk))
    out->numbers[walk.at[0]] = reduce_step (kind, out->numbers[walk.at[0]], a->numbers[i], most[walk.at[0]]);
  for (gsize i = 0; i < out->n; i++)
    out->numbers[i] = assay_onnx_round (reduce_end (kind, out->numbers[i], n_each, most[i]), out->type);
  return TRUE;
}

#define REDUCE(name, kind) static gboolean name (AssayOnnxRun *run, const AssayOnnxNode *node) { return reduce (run, node, kind); }
REDUCE (op_reduce_sum, SUM)
REDUCE (op_reduce_mean, MEAN)
REDUCE (op_reduce_max, MAXIMUM)
REDUCE (op_reduce_min, MINIMUM)
REDUCE (op_reduce_prod, PRODUCT)
REDUCE (op_reduce_l1, NORM1)
REDUCE (op_reduce_l2, NORM2)
REDUCE (op_reduce_sum_square, SQUARES)
REDUCE (op_reduce_log_sum, LOG_SUM)
REDUCE (op_reduce_log_sum_exp, LOG_SUM_EXP)

/* Before version 13 the sides from the axis on are one. */
static gboolean
soften (AssayOnnxRun *run, const AssayOnnxNode *node, gboolean is_log)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  gboolean is_old = node->version < 13;
  gsize before, after, n;
  AssayOnnxTensor *out;
  guint axis;

  if (!need_numbers (run, a) || !find_axis (run, assay_onnx_node_get_int (node, "axis", is_old ? 1 : -1), a->rank, &axis))
    return FALSE;
  before = count_before (a, axis);
  after = is_old ? 1 : count_after (a, axis);
  n = is_old ? a->dims[axis] * count_after (a, axis) : a->dims[axis];
  out = assay_onnx_make (run, 0, a->type, a->rank, a->dims);
  if (out == NULL)
    return FALSE;
  for (gsize i = 0; i < before; i++)
    for (gsize j = 0; j < after; j++)
      {
        const double *from = a->numbers + i * n * after + j;
        double *to = out->numbers + i * n * after + j, most = -INFINITY, sum = 0;

        for (gsize k = 0; k < n; k++)
          most = MAX (most, from[k * after]);
        for (gsize k = 0; k < n; k++)
          sum += to[k * after] = exp (from[k * after] - most);
        for (gsize k = 0; k < n; k++)
          to[k * after] = assay_onnx_round (is_log ? from[k * after] - most - log (sum) : to[k * after] / sum, out->type);
      }
  return TRUE;
}

static gboolean op_softmax (AssayOnnxRun *run, const AssayOnnxNode *node) { return soften (run, node, FALSE); }
static gboolean op_log_softmax (AssayOnnxRun *run, const AssayOnnxNode *node) { return soften (run, node, TRUE); }

static gboolean
find_extreme (AssayOnnxRun *run, const AssayOnnxNode *node, double sign)
{
  const AssayOnnxTensor *a = assay_onnx_get (run, 0);
  gboolean keep = assay_onnx_node_get_int (node, "keepdims", 1) != 0, take_last = assay_onnx_node_get_int (node, "select_last_index", 0) != 0;
  gsize dims[ASSAY_ONNX_RANK], before, after, n;
  AssayOnnxTensor *out;
  guint axis, rank = 0;

  if (!need_numbers (run, a) || !find_axis (run, assay_onnx_node_get_int (node, "axis", 0), a->rank, &axis))
    return FALSE;
  for (guint i = 0; i < a->rank; i++)
    if (i != axis || keep)
      dims[rank++] = i == axis ? 1 : a->dims[i];
  out = assay_onnx_make (run, 0, ASSAY_ONNX_INT64, rank, dims);
  if (out == NULL)
    return FALSE;
  before = count_before (a, axis);
  after = count_after (a, axis);
  n = a->dims[axis];
  for (gsize i = 0; i < before; i++)
    for (gsize j = 0; j < after; j++)
      {
        gsize best = 0;

        for (gsize k = 1; k < n; k++)
          {
            double now = sign * a->numbers[(i * n + k) * after + j], then = sign * a->numbers[(i * n + best) * after + j];

            if (now > then || (take_last && now == then))
              best = k;
          }
        out->numbers[i * after + j] = best;
      }
  return TRUE;
}

static gboolean op_argmax (AssayOnnxRun *run, const AssayOnnxNode *node) { return find_extreme (run, node, 1); }
static gboolean op_argmin (AssayOnnxRun *run, const AssayOnnxNode *node) { return find_extreme (run, node, -1); }

#define MANY 100000
#define REDUCTION " axes keepdims noop_with_empty_axes "

const AssayOnnxOperator assay_onnx_base_operators[] = {
  { "Add", FALSE, 2, 2, "", op_add }, { "Sub", FALSE, 2, 2, "", op_sub }, { "Mul", FALSE, 2, 2, "", op_mul }, { "Div", FALSE, 2, 2, "", op_div },
  { "Pow", FALSE, 2, 2, "", op_pow }, { "Less", FALSE, 2, 2, "", op_less }, { "Greater", FALSE, 2, 2, "", op_greater },
  { "LessOrEqual", FALSE, 2, 2, "", op_less_equal }, { "GreaterOrEqual", FALSE, 2, 2, "", op_greater_equal }, { "Equal", FALSE, 2, 2, "", op_equal },
  { "And", FALSE, 2, 2, "", op_and }, { "Or", FALSE, 2, 2, "", op_or }, { "Xor", FALSE, 2, 2, "", op_xor }, { "Not", FALSE, 1, 1, "", op_not },
  { "Sum", FALSE, 1, MANY, "", op_sum }, { "Max", FALSE, 1, MANY, "", op_max }, { "Min", FALSE, 1, MANY, "", op_min }, { "Mean", FALSE, 1, MANY, "", op_mean },
  { "Exp", FALSE, 1, 1, "", op_exp }, { "Log", FALSE, 1, 1, "", op_log }, { "Neg", FALSE, 1, 1, "", op_neg }, { "Abs", FALSE, 1, 1, "", op_abs },
  { "Sqrt", FALSE, 1, 1, "", op_sqrt }, { "Floor", FALSE, 1, 1, "", op_floor }, { "Ceil", FALSE, 1, 1, "", op_ceil }, { "Round", FALSE, 1, 1, "", op_round },
  { "Sign", FALSE, 1, 1, "", op_sign }, { "Reciprocal", FALSE, 1, 1, "", op_reciprocal }, { "Relu", FALSE, 1, 1, "", op_relu }, { "Tanh", FALSE, 1, 1, "", op_tanh },
  { "Erf", FALSE, 1, 1, "", op_erf }, { "Sigmoid", FALSE, 1, 1, "", op_sigmoid }, { "IsNaN", FALSE, 1, 1, "", op_isnan },
  { "Clip", FALSE, 1, 3, " min max ", op_clip }, { "Where", FALSE, 3, 3, "", op_where }, { "Cast", FALSE, 1, 1, " to saturate ", op_cast },
  { "Identity", FALSE, 1, 1, "", op_identity }, { "Constant", FALSE, 0, 0, " value value_float value_floats value_int value_ints value_string value_strings ", op_constant },
  { "ConstantOfShape", FALSE, 1, 1, " value ", op_constant_of_shape }, { "Shape", FALSE, 1, 1, " start end ", op_shape },
  { "Reshape", FALSE, 2, 2, " allowzero ", op_reshape }, { "Flatten", FALSE, 1, 1, " axis ", op_flatten }, { "Squeeze", FALSE, 1, 2, " axes ", op_squeeze },
  { "Unsqueeze", FALSE, 1, 2, " axes ", op_unsqueeze }, { "Transpose", FALSE, 1, 1, " perm ", op_transpose }, { "Concat", FALSE, 1, MANY, " axis ", op_concat },
  { "Slice", FALSE, 3, 5, "", op_slice }, { "Gather", FALSE, 2, 2, " axis ", op_gather }, { "MatMul", FALSE, 2, 2, "", op_matmul }, { "Gemm", FALSE, 2, 3, " alpha beta transA transB ", op_gemm },
  { "ReduceSum", FALSE, 1, 2, REDUCTION, op_reduce_sum }, { "ReduceMean", FALSE, 1, 2, REDUCTION, op_reduce_mean }, { "ReduceMax", FALSE, 1, 2, REDUCTION, op_reduce_max },
  { "ReduceMin", FALSE, 1, 2, REDUCTION, op_reduce_min }, { "ReduceProd", FALSE, 1, 2, REDUCTION, op_reduce_prod }, { "ReduceL1", FALSE, 1, 2, REDUCTION, op_reduce_l1 },
  { "ReduceL2", FALSE, 1, 2, REDUCTION, op_reduce_l2 }, { "ReduceSumSquare", FALSE, 1, 2, REDUCTION, op_reduce_sum_square },
  { "ReduceLogSum", FALSE, 1, 2, REDUCTION, op_reduce_log_sum }, { "ReduceLogSumExp", FALSE, 1, 2, REDUCTION, op_reduce_log_sum_exp },
  { "Softmax", FALSE, 1, 1, " axis ", op_softmax }, { "LogSoftmax", FALSE, 1, 1, " axis ", op_log_softmax },
  { "ArgMax", FALSE, 1, 1, " axis keepdims select_last_index ", op_argmax }, { "ArgMin", FALSE, 1, 1, " axis keepdims select_last_index ", op_argmin },
  { NULL },
};
