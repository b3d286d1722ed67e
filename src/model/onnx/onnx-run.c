/* One evaluation of the graph: tensors are made in the order of the nodes and given back after their last use. What a hostile graph
 * can ask for is bounded twice: by the elements in memory at a time, and by those computed in all. */
#include "model/onnx/onnx-run.h"

#include <glib/gi18n.h>
#include <string.h>

#define MOST_LIVE ((gsize) 1 << 25)            /* 256 MiB of doubles */
#define MOST_WORK_A_ROW ((gsize) 1 << 22)

gboolean
assay_onnx_fail (AssayOnnxRun *self, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  if (self->error != NULL)
    return FALSE;
  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (&self->error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("the operator %s (node “%s”): %s"), self->node->op,
               self->node->name != NULL ? self->node->name : "", what);
  return FALSE;
}

const AssayOnnxTensor *
assay_onnx_get (AssayOnnxRun *self, guint input)
{
  if (input >= self->node->n_inputs || self->node->inputs[input] < 0)
    return NULL;
  return self->values[self->node->inputs[input]];
}

gboolean
assay_onnx_add_work (AssayOnnxRun *self, gsize n)
{
  self->work += MIN (n, G_MAXSIZE / 4);
  return self->work <= self->most_work || assay_onnx_fail (self, _("the model computes more than %zu numbers for a row."), MOST_WORK_A_ROW);
}

static AssayOnnxTensor *
new_tensor (AssayOnnxRun *self, AssayOnnxType type, guint rank, const gsize *dims)
{
  AssayOnnxTensor *tensor;
  gsize n = 1;

  for (guint i = 0; i < rank; i++)
    if (!g_size_checked_mul (&n, n, dims[i]))
      n = G_MAXSIZE;
  if (rank > ASSAY_ONNX_RANK || n > self->most_live - self->live)
    {
      assay_onnx_fail (self, _("a tensor has more than %u dimensions or is too large."), ASSAY_ONNX_RANK);
      return NULL;
    }
  if (!assay_onnx_add_work (self, n + 1))
    return NULL;
  tensor = g_new0 (AssayOnnxTensor, 1);
  tensor->type = type;
  tensor->rank = rank;
  memcpy (tensor->dims, dims, rank * sizeof *dims);
  tensor->n = n;
  if (type == ASSAY_ONNX_STRING)
    tensor->strings = g_new0 (const char *, n + 1);
  else
    tensor->numbers = g_new (double, n + 1);
  self->live += n;
  return tensor;
}

static void
free_tensor (AssayOnnxRun *self, AssayOnnxTensor *tensor)
{
  self->live -= tensor->n;
  g_free (tensor->numbers);
  g_free (tensor->strings);
  g_free (tensor);
}

static void
drop_value (AssayOnnxRun *self, int value)
{
  AssayOnnxTensor *tensor = self->values[value];

  if (tensor == NULL || self->model->constants->pdata[value] == tensor)
    return;
  self->values[value] = NULL;
  free_tensor (self, tensor);
}

static AssayOnnxTensor *
put_value (AssayOnnxRun *self, guint output, AssayOnnxTensor *tensor)
{
  int value = output < self->node->n_outputs ? self->node->outputs[output] : -1;

  if (tensor == NULL)
    return NULL;
  if (value < 0)                   /* nobody wants it: kept until the node is done */
    {
      g_ptr_array_add (self->unwanted, tensor);
      return tensor;
    }
  self->values[value] = tensor;
  return tensor;
}

AssayOnnxTensor *
assay_onnx_make (AssayOnnxRun *self, guint output, AssayOnnxType type, guint rank, const gsize *dims)
{
  return put_value (self, output, new_tensor (self, type, rank, dims));
}

AssayOnnxTensor *
assay_onnx_reshape (AssayOnnxRun *self, guint output, const AssayOnnxTensor *from, guint rank, const gsize *dims)
{
  AssayOnnxTensor *tensor = assay_onnx_make (self, output, from->type, rank, dims);

  if (tensor == NULL)
    return NULL;
  g_assert (tensor->n == from->n);
  tensor->keys = from->keys;
  if (from->strings != NULL)
    memcpy (tensor->strings, from->strings, from->n * sizeof *from->strings);
  else
    memcpy (tensor->numbers, from->numbers, from->n * sizeof *from->numbers);
  return tensor;
}

AssayOnnxTensor *
assay_onnx_run_make_input (AssayOnnxRun *self, int value, AssayOnnxType type, guint rank, const gsize *dims)
{
  static const AssayOnnxNode input = { .op = (char *) "Input" };

  self->node = &input;
  return self->values[value] = new_tensor (self, type, rank, dims);
}

void
assay_onnx_run_init (AssayOnnxRun *self, const AssayOnnxModel *model)
{
  memset (self, 0, sizeof *self);
  self->model = model;
  self->values = g_new0 (AssayOnnxTensor *, model->n_values + 1);
  self->strings = g_string_chunk_new (1024);
  self->unwanted = g_ptr_array_new ();
  for (guint i = 0; i < model->n_values; i++)
    self->values[i] = model->constants->pdata[i];
  self->most_live = MOST_LIVE;
}

void
assay_onnx_run_start (AssayOnnxRun *self, gsize n_rows)
{
  for (guint i = 0; i < self->model->n_values; i++)
    drop_value (self, i);
  g_string_chunk_clear (self->strings);
  g_clear_error (&self->error);
  self->work = 0;
  self->most_work = MOST_WORK_A_ROW * MAX (n_rows, 1);
}

void
assay_onnx_run_clear (AssayOnnxRun *self)
{
  assay_onnx_run_start (self, 0);
  g_free (self->values);
  g_string_chunk_free (self->strings);
  g_ptr_array_unref (self->unwanted);
}

static void
drop_unwanted (AssayOnnxRun *self)
{
  for (guint i = 0; i < self->unwanted->len; i++)
    free_tensor (self, self->unwanted->pdata[i]);
  g_ptr_array_set_size (self->unwanted, 0);
}

gboolean
assay_onnx_run_compute (AssayOnnxRun *self)
{
  gboolean is_fine = TRUE;

  for (guint i = 0; is_fine && i < self->model->nodes->len; i++)
    {
      const AssayOnnxNode *node = self->node = self->model->nodes->pdata[i];

      is_fine = node->oper->compute (self, node);
      drop_unwanted (self);
      for (guint k = 0; is_fine && k < node->n_outputs; k++)
        if (node->outputs[k] >= 0 && self->values[node->outputs[k]] == NULL)
          is_fine = assay_onnx_fail (self, _("it has no output %u."), k + 1);
      for (guint k = 0; k < node->n_inputs; k++)
        if (node->inputs[k] >= 0 && self->model->last_use[node->inputs[k]] == (int) i)
          drop_value (self, node->inputs[k]);
      for (guint k = 0; k < node->n_outputs; k++)
        if (node->outputs[k] >= 0 && self->model->last_use[node->outputs[k]] == 0)
          drop_value (self, node->outputs[k]);
    }
  return is_fine;
}
