/* An ONNX graph as an artifact: one input a column, or one input of many columns; labels, probabilities and values as outputs.
 * When the model is read, the graph is evaluated once for one made-up row and once for several, so that what cannot be computed is
 * found before any data are there. */
#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "model/onnx/onnx-run.h"

typedef struct { guint input; gsize column; } FieldPlace;

typedef enum { AS_LABEL, AS_PROBABILITIES, AS_VALUES } OutputKind;

typedef struct
{
  int value;
  OutputKind kind;
  guint first;                     /* output of the artifact */
  gsize n_columns;
} OutputPlace;

typedef struct
{
  AssayOnnxModel *model;
  GArray *fields;                  /* of FieldPlace */
  GArray *outputs;                 /* of OutputPlace */
  gboolean one_by_one;             /* the graph takes one row at a time */
} Data;

typedef struct { AssayOnnxRun run; guint32 *codes; double *values; } Scratch;

static void
data_free (gpointer pointer)
{
  Data *self = pointer;

  g_clear_pointer (&self->model, assay_onnx_model_free);
  g_array_unref (self->fields);
  g_array_unref (self->outputs);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Data, data_free)

/* ---- inputs ---- */

static gsize
count_columns (const AssayOnnxPort *port)
{
  return port->rank == 2 ? (gsize) port->dims[1] : 1;
}

static gboolean
check_port (const char *name, const AssayOnnxPort *port, GError **error)
{
  if (port->type != ASSAY_ONNX_FLOAT && port->type != ASSAY_ONNX_DOUBLE && port->type != ASSAY_ONNX_INT32 && port->type != ASSAY_ONNX_INT64
      && port->type != ASSAY_ONNX_BOOL && port->type != ASSAY_ONNX_STRING)
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s: the input “%s” is of a type that Assay does not read. It reads tables of float, double, int32, int64, "
                                                                     "bool and string."), name, port->name);
  else if (port->rank == 0 || port->rank > 2 || (port->rank == 2 && (port->dims[1] < 1 || port->dims[1] > 20000)) || (port->rank > 0 && port->dims[0] > 1))
    g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s: the input “%s” must be a table with any number of rows and a number of columns that the file says, "
                                                                     "at most 20000. Convert the model with initial_types that name the columns."), name, port->name);
  else
    return TRUE;
  return FALSE;
}

static gboolean
add_fields (Data *self, const char *name, AssayArtifactInfo *info, GError **error)
{
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->model->inputs->len; i++)
    {
      const AssayOnnxPort *port = self->model->inputs->pdata[i];
      gsize n;

      if (!check_port (name, port, error))
        return FALSE;
      n = count_columns (port);
      self->one_by_one |= port->dims[0] == 1;
      for (gsize column = 0; column < n; column++)
        {
          char *field_name = n == 1 ? g_strdup (port->name) : g_strdup_printf ("%s_%zu", port->name, column);
          FieldPlace place = { i, column };

          assay_artifact_info_add_field (info, field_name, port->type == ASSAY_ONNX_STRING ? ASSAY_FIELD_CATEGORY : ASSAY_FIELD_NUMBER);
          g_array_append_val (self->fields, place);
          if (!g_hash_table_add (known, field_name))
            {
              g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s: two inputs would both be called “%s”."), name, field_name);
              return FALSE;
            }
        }
      info->fields_are_unnamed |= n > 1 && self->model->inputs->len == 1;
      if (n > 1)
        assay_artifact_info_add_note (info, _("The file has no names for the %zu columns of the input “%s”, only their order: %s_0 is the first column of the training table, "
                                              "and so on. Bind each to its column and check the scores of some rows."), n, port->name, port->name);
    }
  if (self->fields->len > 0)
    return TRUE;
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s: the model has no inputs."), name);
  return FALSE;
}

static gboolean
start_inputs (const Data *self, AssayOnnxRun *run, gsize n_rows)
{
  assay_onnx_run_start (run, n_rows);
  for (guint i = 0; i < self->model->inputs->len; i++)
    {
      const AssayOnnxPort *port = self->model->inputs->pdata[i];
      gsize dims[2] = { n_rows, count_columns (port) };

      if (assay_onnx_run_make_input (run, port->value, port->type, port->rank, dims) == NULL)
        return FALSE;
    }
  return TRUE;
}

static AssayOnnxTensor *
get_input (const Data *self, AssayOnnxRun *run, guint input)
{
  return run->values[((AssayOnnxPort *) self->model->inputs->pdata[input])->value];
}

/* ---- outputs ---- */

/* Texts that a label of this place may be, as the outputs of the classes are named. */
static char *
name_key (const AssayOnnxTensor *keys, gsize i)
{
  char buffer[ASSAY_NUMBER_SIZE];

  if (keys->strings != NULL)
    return g_strdup (keys->strings[i]);
  assay_number_format (keys->numbers[i], buffer);
  return g_strdup (buffer);
}

/* The labels of the one classifier of the graph, where it has n of them; NULL: there is none, or several that differ. */
static const AssayOnnxTensor *
find_labels (const AssayOnnxModel *model, gsize n, AssayOnnxTensor **owned)
{
  const AssayOnnxTensor *found = NULL;

  for (guint i = 0; i < model->nodes->len; i++)
    {
      const AssayOnnxNode *node = model->nodes->pdata[i];

      if (strcmp (node->op, "LinearClassifier") != 0 && strcmp (node->op, "TreeEnsembleClassifier") != 0)
        continue;
      if (found != NULL)
        return NULL;
      *owned = assay_onnx_read_labels (node, strcmp (node->op, "LinearClassifier") == 0 ? "classlabels_ints" : "classlabels_int64s", "classlabels_strings");
      found = *owned;
    }
  return found != NULL && found->n == n ? found : NULL;
}

/* Whether rows are shares of a whole, as far as the made-up rows show. */
static gboolean
are_shares (const AssayOnnxTensor *tensor, gsize n_columns)
{
  for (gsize row = 0; row * n_columns < tensor->n; row++)
    {
      double sum = 0;

      for (gsize i = 0; i < n_columns; i++)
        {
          double x = tensor->numbers[row * n_columns + i];

          if (!(x >= 0 && x <= 1 + 1e-6))
            return FALSE;
          sum += x;
        }
      if (fabs (sum - 1) > 1e-4)
        return FALSE;
    }
  return n_columns > 1;
}

static gboolean
has_classes (const AssayArtifactInfo *info)
{
  return info->classes->len > 0;
}

static void
add_probabilities (AssayArtifactInfo *info, const AssayOnnxTensor *keys, gsize n, gboolean is_probability)
{
  gboolean is_first = !has_classes (info);

  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *key = keys != NULL ? name_key (keys, i) : g_strdup_printf ("%zu", i);
      g_autofree char *name = g_strconcat (is_probability ? "probability_" : "score_", key, NULL);

      assay_artifact_info_add_output (info, name, is_probability ? ASSAY_OUTPUT_PROBABILITY : ASSAY_OUTPUT_SCORE, FALSE, key);
      if (is_first)
        assay_artifact_info_add_class (info, key);
    }
}

static void
add_values (AssayArtifactInfo *info, const AssayOnnxPort *port, const AssayOnnxTensor *tensor, gsize n, gboolean is_main)
{
  gboolean is_text = tensor->strings != NULL;

  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *name = is_main && n == 1 ? g_strdup ("prediction") : n == 1 ? g_strdup (port->name) : g_strdup_printf ("%s_%zu", port->name, i);

      assay_artifact_info_add_output (info, name, is_main ? ASSAY_OUTPUT_PREDICTION : ASSAY_OUTPUT_OTHER, is_text, NULL);
    }
}

/* A label is a word, or a whole number, one a row. */
static gboolean
is_label (const AssayOnnxTensor *tensor, gsize n)
{
  return n == 1 && (tensor->strings != NULL || tensor->type == ASSAY_ONNX_INT64);
}

/* From the values of the made-up rows; probabilities first, so that labels know the classes. */
static gboolean
add_outputs (Data *self, const char *name, AssayOnnxRun *run, gsize n_rows, AssayArtifactInfo *info, GError **error)
{
  gboolean has_prediction = FALSE;

  for (guint i = 0; i < self->model->outputs->len; i++)
    {
      const AssayOnnxPort *port = self->model->outputs->pdata[i];
      const AssayOnnxTensor *tensor = run->values[port->value];
      gsize n = n_rows > 0 && tensor != NULL ? tensor->n / n_rows : 0;
      OutputPlace place = { port->value, AS_VALUES, info->outputs->len, n };
      g_autofree char *lower = g_ascii_strdown (port->name, -1);

      if (tensor == NULL || n == 0 || n > 20000 || n * n_rows != tensor->n || (tensor->rank > 0 && tensor->dims[0] != n_rows && !(n_rows == 1 && tensor->n == n)))
        {
          g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s: the output “%s” has not the same number of values for each row."), name, port->name);
          return FALSE;
        }
      if (tensor->keys != NULL || (tensor->numbers != NULL && n > 1 && (strstr (lower, "prob") != NULL || strstr (lower, "score") != NULL)))
        {
          AssayOnnxTensor *owned = NULL;
          const AssayOnnxTensor *keys = tensor->keys != NULL ? tensor->keys : find_labels (self->model, n, &owned);

          place.kind = AS_PROBABILITIES;
          add_probabilities (info, keys, n, are_shares (tensor, n));
          g_clear_pointer (&owned, assay_onnx_tensor_free);
        }
      else
        {
          place.kind = is_label (tensor, n) ? AS_LABEL : AS_VALUES;
          add_values (info, port, tensor, n, !has_prediction);
          has_prediction = TRUE;
        }
      g_array_append_val (self->outputs, place);
    }
  if (info->outputs->len > 0)
    return TRUE;
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("%s: the model has no outputs."), name);
  return FALSE;
}

/* Names are unique, whatever the file calls its outputs. */
static void
name_apart (AssayArtifactInfo *info)
{
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < info->outputs->len; i++)
    {
      AssayOutput *output = info->outputs->pdata[i];

      while (!g_hash_table_add (known, output->name))
        {
          char *longer = g_strconcat (output->name, "_", NULL);

          g_free (output->name);
          output->name = longer;
        }
    }
}

/* ---- the made-up rows ---- */

static void
fill_trial (const Data *self, AssayOnnxRun *run, gsize n_rows)
{
  static const double usual[] = { 0, 1, 2.385, 1, 100, 3 };

  for (guint f = 0; f < self->fields->len; f++)
    {
      const FieldPlace *place = &g_array_index (self->fields, FieldPlace, f);
      AssayOnnxTensor *input = get_input (self, run, place->input);
      gsize n_columns = input->n / n_rows;

      for (gsize row = 0; row < n_rows; row++)
        {
          if (input->strings != NULL)
            input->strings[row * n_columns + place->column] = row == 0 ? "" : "0";
          else
            input->numbers[row * n_columns + place->column] = assay_onnx_round (usual[(row + f) % G_N_ELEMENTS (usual)], input->type);
        }
    }
}

static gboolean
try_rows (const Data *self, const char *name, AssayOnnxRun *run, gsize n_rows, GError **error)
{
  if (start_inputs (self, run, n_rows))
    {
      fill_trial (self, run, n_rows);
      if (assay_onnx_run_compute (run))
        return TRUE;
    }
  g_propagate_prefixed_error (error, g_steal_pointer (&run->error), "%s: ", name);
  return FALSE;
}

/* Whether several rows at once come out as each by itself would: the shapes say so. */
static gboolean
shapes_grow (const Data *self, AssayOnnxRun *run, gsize n_rows)
{
  for (guint i = 0; i < self->outputs->len; i++)
    {
      const OutputPlace *place = &g_array_index (self->outputs, OutputPlace, i);
      const AssayOnnxTensor *tensor = run->values[place->value];

      if (tensor == NULL || tensor->n != place->n_columns * n_rows || tensor->rank == 0 || tensor->dims[0] != n_rows)
        return FALSE;
    }
  return TRUE;
}

/* ---- scoring ---- */

static gpointer
scratch_new (gconstpointer pointer, gconstpointer bound)
{
  const Data *self = pointer;
  Scratch *scratch = g_new0 (Scratch, 1);

  assay_onnx_run_init (&scratch->run, self->model);
  scratch->codes = g_new (guint32, ASSAY_SCORE_ROWS);
  scratch->values = g_new (double, ASSAY_SCORE_ROWS);
  return scratch;
}

static void
scratch_free (gpointer pointer)
{
  Scratch *scratch = pointer;

  assay_onnx_run_clear (&scratch->run);
  g_free (scratch->codes);
  g_free (scratch->values);
  g_free (scratch);
}

static void
fill_words (AssayOnnxTensor *input, gsize column, Scratch *scratch, const AssayBoundField *field, gsize first, gsize n, gsize n_columns, const char **problems)
{
  assay_bound_field_read_codes (field, first, n, scratch->codes);
  for (gsize i = 0; i < n; i++)
    {
      gboolean is_missing = scratch->codes[i] == ASSAY_MISSING_CODE;

      input->strings[i * n_columns + column] = is_missing ? "" : assay_bound_field_get_word (field, scratch->codes[i]);
      if (is_missing && problems[i] == NULL)
        problems[i] = N_("a category is missing, and the model has no rule for that");
    }
}

static void
fill_numbers (AssayOnnxTensor *input, gsize column, Scratch *scratch, const AssayBoundField *field, gsize first, gsize n, gsize n_columns, const char **problems)
{
  gboolean is_whole = input->type != ASSAY_ONNX_FLOAT && input->type != ASSAY_ONNX_DOUBLE;

  assay_bound_field_read (field, first, n, scratch->values);
  for (gsize i = 0; i < n; i++)
    {
      double x = scratch->values[i];

      if (is_whole && !(fabs (x) <= ASSAY_ONNX_WHOLE))
        {
          problems[i] = problems[i] != NULL ? problems[i] : N_("a whole number is missing, and the model has no rule for that");
          x = 0;
        }
      input->numbers[i * n_columns + column] = assay_onnx_round (x, input->type);
    }
}

static void
fill_inputs (const Data *self, Scratch *scratch, const AssayBoundField *fields, gsize first, gsize n, const char **problems)
{
  for (guint f = 0; f < self->fields->len; f++)
    {
      const FieldPlace *place = &g_array_index (self->fields, FieldPlace, f);
      AssayOnnxTensor *input = get_input (self, &scratch->run, place->input);

      if (input->strings != NULL)
        fill_words (input, place->column, scratch, &fields[f], first, n, input->n / n, problems);
      else
        fill_numbers (input, place->column, scratch, &fields[f], first, n, input->n / n, problems);
    }
}

static void
write_value (const AssayOnnxTensor *tensor, gsize at, AssayScoreBlock *block, guint output, gsize row)
{
  if (block->texts[output] != NULL)
    block->texts[output][row] = tensor->strings != NULL ? g_string_chunk_insert_const (block->strings, tensor->strings[at]) : NULL;
  else if (tensor->numbers == NULL || isnan (tensor->numbers[at]))
    block->problems[row] = N_("the model's result is not a number");
  else
    block->numbers[output][row] = tensor->numbers[at];
}

static void
write_outputs (const Data *self, const AssayOnnxRun *run, AssayScoreBlock *block, gsize first, gsize n)
{
  for (guint i = 0; i < self->outputs->len; i++)
    {
      const OutputPlace *place = &g_array_index (self->outputs, OutputPlace, i);

      for (gsize row = 0; row < n; row++)
        for (gsize column = 0; column < place->n_columns; column++)
          write_value (run->values[place->value], row * place->n_columns + column, block, place->first + column, first + row);
    }
}

/* FALSE: these rows cannot be computed together, or the one row not at all. */
static gboolean
score_rows (const Data *self, Scratch *scratch, const AssayBoundField *fields, gsize first, gsize at, gsize n, AssayScoreBlock *block)
{
  if (!start_inputs (self, &scratch->run, n))
    return FALSE;
  fill_inputs (self, scratch, fields, first + at, n, block->problems + at);
  if (!assay_onnx_run_compute (&scratch->run) || !shapes_grow (self, &scratch->run, n))
    return FALSE;
  write_outputs (self, &scratch->run, block, at, n);
  return TRUE;
}

static void
score (gconstpointer pointer, gconstpointer bound, gpointer scratch_pointer, const AssayBoundField *fields, gsize first, gsize n, AssayScoreBlock *block)
{
  const Data *self = pointer;
  Scratch *scratch = scratch_pointer;

  if (n == 0 || (!self->one_by_one && score_rows (self, scratch, fields, first, 0, n, block)))
    return;
  /* one row that cannot be computed must not take the others with it */
  for (gsize i = 0; i < n; i++)
    if (!score_rows (self, scratch, fields, first, i, 1, block) && block->problems[i] == NULL)
      block->problems[i] = scratch->run.error != NULL ? g_string_chunk_insert_const (block->strings, scratch->run.error->message)
                           : N_("the model's result has another shape for this row");
}

/* ---- reading ---- */

static const AssayArtifactClass onnx_class = { .free = data_free, .scratch_new = scratch_new, .scratch_free = scratch_free, .score = score };

static void
describe (const Data *self, AssayArtifactInfo *info)
{
  const AssayOnnxModel *model = self->model;
  g_autoptr(GString) operators = g_string_new (NULL);
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < model->nodes->len; i++)
    {
      const AssayOnnxNode *node = model->nodes->pdata[i];

      if (g_hash_table_add (known, node->op))
        g_string_append_printf (operators, "%s%s", operators->len > 0 ? ", " : "", node->op);
    }
  if (model->producer != NULL && *model->producer != '\0')
    info->writer = g_strdup_printf ("%s%s%s", model->producer, model->producer_version != NULL && *model->producer_version != '\0' ? " " : "",
                                    model->producer_version != NULL ? model->producer_version : "");
  info->name = g_strdup (model->graph_name);
  assay_artifact_info_add_fact (info, N_("Operators"), "%s", operators->str);
  assay_artifact_info_add_fact (info, N_("Operator sets"), "%" PRId64 ", ai.onnx.ml %" PRId64, model->base_version, model->ml_version);
}

static gboolean
open_graph (Data *data, const char *name, AssayArtifactInfo *info, GError **error)
{
  AssayOnnxRun run;
  gboolean is_fine;

  assay_onnx_run_init (&run, data->model);
  run.is_trial = TRUE;
  is_fine = add_fields (data, name, info, error) && try_rows (data, name, &run, 1, error) && add_outputs (data, name, &run, 1, info, error);
  if (is_fine && !data->one_by_one)
    {
      is_fine = try_rows (data, name, &run, 6, error);
      data->one_by_one = is_fine && !shapes_grow (data, &run, 6);
      /* the kinds of outputs once more, with more rows to judge by */
      if (is_fine && !data->one_by_one)
        {
          g_ptr_array_set_size (info->outputs, 0);
          g_ptr_array_set_size (info->classes, 0);
          g_array_set_size (data->outputs, 0);
          is_fine = add_outputs (data, name, &run, 6, info, error);
        }
    }
  assay_onnx_run_clear (&run);
  return is_fine;
}

AssayArtifact *
assay_onnx_read (const char *name, const char *text, gsize length, const AssayArtifactOptions *options, AssayProgress *progress, GError **error)
{
  g_autoptr(Data) data = g_new0 (Data, 1);
  g_autoptr(AssayArtifactInfo) info = assay_artifact_info_new ("ONNX", N_("computation graph"), "regression");

  data->fields = g_array_new (FALSE, FALSE, sizeof (FieldPlace));
  data->outputs = g_array_new (FALSE, FALSE, sizeof (OutputPlace));
  data->model = assay_onnx_model_parse (name, text, length, error);
  if (data->model == NULL || !assay_progress_step (progress, 0.5, error) || !open_graph (data, name, info, error))
    return NULL;
  if (has_classes (info))
    {
      g_free (info->function);
      info->function = g_strdup ("classification");
    }
  name_apart (info);
  describe (data, info);
  info->size = length;
  return assay_artifact_new (&onnx_class, g_steal_pointer (&data), g_steal_pointer (&info));
}
