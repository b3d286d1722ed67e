/* A PMML document as an artifact: its fields, its outputs, and scoring block by block. */
#include "model/pmml/pmml-forest.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ---- outputs of the artifact ---- */

/* class_index >= 0: its probability; index G_MAXUINT: the prediction. Segments may name an output alike: the last that answers is meant. */
typedef struct { const PmmlModel *model; guint index; int class_index, before; } Out;

typedef struct
{
  PmmlDocument *document;
  GArray *outs;                    /* of Out, by output of the artifact */
  GArray *others;                  /* of Out: what `before` of an Out counts into; -1 ends */
} Data;

static void
free_data (gpointer data)
{
  Data *self = data;

  g_array_unref (self->outs);
  g_array_unref (self->others);
  pmml_document_free (self->document);
  g_free (self);
}

typedef struct { Data *data; AssayArtifactInfo *info; GHashTable *names; gboolean has_probability; } Builder;

static AssayOutput *
add_out (Builder *self, Out out, const char *name, AssayOutputRole role, gboolean is_text, const char *category)
{
  gpointer known;

  out.before = -1;
  if (g_hash_table_lookup_extended (self->names, name, NULL, &known))
    {
      Out *first = &g_array_index (self->data->outs, Out, GPOINTER_TO_UINT (known));

      /* what the model as a whole says goes before what its parts say */
      if (first->model == self->data->document->top || first->class_index >= 0)
        return NULL;
      g_array_append_val (self->data->others, *first);
      *first = out;
      first->before = (int) self->data->others->len - 1;
      return NULL;
    }
  g_hash_table_insert (self->names, (char *) name, GUINT_TO_POINTER (self->data->outs->len));
  g_array_append_val (self->data->outs, out);
  return assay_artifact_info_add_output (self->info, name, role, is_text, category);
}

/* Some files ask for probabilities of a model that has none: shares of votes, or nothing. */
static AssayOutputRole
role_of (const PmmlModel *model, const PmmlOutput *output)
{
  const PmmlModel *about = output->segment != NULL ? output->segment : model;

  switch (output->feature)
    {
    case PMML_PROBABILITY: return output->category != NULL && !about->has_no_probability ? ASSAY_OUTPUT_PROBABILITY : ASSAY_OUTPUT_OTHER;
    case PMML_PREDICTED_VALUE: return output->segment == NULL ? ASSAY_OUTPUT_PREDICTION : ASSAY_OUTPUT_OTHER;
    case PMML_REASON_CODE: return ASSAY_OUTPUT_REASON;
    default: return ASSAY_OUTPUT_OTHER;
    }
}

static void
add_outputs_of (const PmmlModel *model, gpointer user_data)
{
  Builder *self = user_data;

  for (guint i = 0; i < model->n_outputs; i++)
    {
      const PmmlOutput *output = &model->outputs[i];
      gboolean is_class = output->feature == PMML_PREDICTED_VALUE && (output->segment != NULL ? output->segment : model)->function != PMML_REGRESSION;

      if (!output->is_final)
        continue;
      add_out (self, (Out) { model, i, -1, -1 }, output->name, role_of (model, output), is_class || !pmml_is_number (output->type.kind), output->category);
      self->has_probability |= role_of (model, output) == ASSAY_OUTPUT_PROBABILITY;
    }
}

static void
add_outputs (Builder *self)
{
  const PmmlModel *top = self->data->document->top;
  const char *target = pmml_model_target_name (top);
  gboolean is_class = top->function != PMML_REGRESSION, is_score = top->klass == &pmml_scorecard_class;

  add_out (self, (Out) { top, G_MAXUINT, -1, -1 }, target != NULL ? target : "prediction", is_score ? ASSAY_OUTPUT_SCORE : ASSAY_OUTPUT_PREDICTION, is_class, NULL);
  add_outputs_of (top, self);
  pmml_mining_each_surfaced (top, add_outputs_of, self);
  if (top->function != PMML_CLASSIFICATION || self->has_probability || top->has_no_probability)
    return;
  for (guint i = 0; i < top->classes->len; i++)
    {
      g_autofree char *name = g_strconcat ("probability_", top->classes->pdata[i], NULL);

      add_out (self, (Out) { top, G_MAXUINT, (int) i, -1 }, pmml_intern (self->data->document, name), ASSAY_OUTPUT_PROBABILITY, FALSE, top->classes->pdata[i]);
    }
}

/* ---- fields of the artifact ---- */

static AssayFieldKind
kind_of (const PmmlType *type)
{
  if (type->is_since)
    return ASSAY_FIELD_CATEGORY;       /* a date or a number: each word is read once */
  return type->kind == PMML_DATE ? ASSAY_FIELD_DATE : type->kind == PMML_DATETIME ? ASSAY_FIELD_DATETIME : pmml_is_number (type->kind) ? ASSAY_FIELD_NUMBER : ASSAY_FIELD_CATEGORY;
}

/* What counts as missing may lie anywhere. */
static gboolean
refuses_invalid (const PmmlModel *top, const PmmlField *field)
{
  for (guint i = 0; i < top->mining->len; i++)
    {
      const PmmlMiningField *mining = top->mining->pdata[i];

      if (mining->usage == PMML_USAGE_ACTIVE && strcmp (mining->name, field->name) == 0)
        return mining->invalid == PMML_INVALID_RETURN && field->n_missing == 0;
    }
  return FALSE;
}

static void
add_field (Builder *self, const PmmlField *from, gboolean is_used, gboolean is_target)
{
  AssayField *field = assay_artifact_info_add_field (self->info, from->name, kind_of (&from->type));

  field->label = g_strdup (from->label);
  field->is_optional = !is_used || is_target;
  if (field->kind == ASSAY_FIELD_CATEGORY && from->n_valid > 0 && !from->type.is_since)
    {
      field->values = g_new0 (char *, from->n_valid + 1);
      for (guint i = 0; i < from->n_valid; i++)
        field->values[i] = g_strdup (from->valid_labels[i]);
    }
  field->is_whole = field->kind == ASSAY_FIELD_NUMBER && from->type.kind == PMML_INTEGER;
  field->refuses_invalid = refuses_invalid (self->data->document->top, from);
  if (field->kind == ASSAY_FIELD_NUMBER && from->n_intervals == 1 && from->n_valid == 0)
    {
      field->low = isfinite (from->intervals[0].low) ? from->intervals[0].low : NAN;
      field->high = isfinite (from->intervals[0].high) ? from->intervals[0].high : NAN;
    }
}

static void
add_fields (Builder *self)
{
  const PmmlDocument *document = self->data->document;

  for (guint i = 0; i < document->inputs->len; i++)
    {
      const PmmlField *field = document->fields->pdata[g_array_index (document->inputs, guint, i)];

      add_field (self, field, g_array_index (document->used, gboolean, i), field == document->top->target_field);
    }
}

/* ---- binding ---- */

/* own_codes[n_rows]: of a column of running text, whose cells need not be numbers; NULL: those of the column. */
typedef struct { PmmlValue *table; guint32 *own_codes; gboolean is_coded, is_present; } BoundInput;

typedef struct
{
  BoundInput *inputs;
  guint n_inputs;
  GHashTable *texts;
  GStringChunk *chunk;
  GArray *checks;                  /* of guint: slots to look at before anything else */
} Bound;

static void
unbind (gpointer data)
{
  Bound *self = data;

  for (guint i = 0; i < self->n_inputs; i++)
    {
      g_free (self->inputs[i].table);
      g_free (self->inputs[i].own_codes);
    }
  g_free (self->inputs);
  g_hash_table_unref (self->texts);
  g_string_chunk_free (self->chunk);
  g_array_unref (self->checks);
  g_free (self);
}

static const char *
intern_word (const PmmlDocument *document, Bound *bound, const char *word)
{
  gpointer found;

  if (g_hash_table_lookup_extended (document->texts, word, &found, NULL) || g_hash_table_lookup_extended (bound->texts, word, &found, NULL))
    return found;
  found = g_string_chunk_insert (bound->chunk, word);
  g_hash_table_add (bound->texts, found);
  return found;
}

/* "1" of a column of numbers where the model knows "1.0": the text of the file is not known any more. */
static const char *
match_number (const PmmlField *field, const char *word)
{
  double number, other;

  if (!pmml_number_parse (word, &number))
    return word;
  for (guint i = 0; i < field->n_valid; i++)
    if (strcmp (field->valid_labels[i], word) == 0)
      return word;
  for (guint i = 0; i < field->n_valid; i++)
    if (pmml_number_parse (field->valid_labels[i], &other) && other == number)
      return field->valid_labels[i];
  return word;
}

static PmmlValue
read_word (const PmmlDocument *document, Bound *bound, const PmmlField *field, const char *word, gboolean is_number)
{
  PmmlValue value;

  if (field->type.kind == PMML_STRING && is_number)
    word = match_number (field, word);
  if (field->type.kind == PMML_STRING || !pmml_value_parse (word, &field->type, &value))
    {
      static const PmmlType truth = { .kind = PMML_BOOLEAN };
      double number;

      /* pandas writes the truth values that a model knows as 0 and 1 in words */
      if (pmml_is_number (field->type.kind) && g_ascii_isalpha (word[0]) && pmml_value_parse (word, &truth, &value))
        return pmml_number (field->type.kind, value.number);
      /* a whole number expected and 2.5 found: kept, to be judged by the schema */
      if (pmml_is_number (field->type.kind) && pmml_number_parse (word, &number))
        return pmml_double (number);
      return pmml_string (intern_word (document, bound, word));
    }
  return value;
}

static void
bind_words (const PmmlDocument *document, Bound *bound, const PmmlField *field, const AssayBoundField *from, BoundInput *input)
{
  AssayType type = assay_column_get_type (from->column);
  gboolean is_own = from->codes == NULL, is_number = type == ASSAY_TYPE_DOUBLE || type == ASSAY_TYPE_INT64;
  guint32 n = is_own ? assay_column_get_n_words (from->column) : assay_bound_field_get_n_words (from);

  input->is_coded = TRUE;
  input->table = g_new (PmmlValue, (gsize) n + 1);
  for (guint32 i = 0; i < n; i++)
    input->table[i] = read_word (document, bound, field, is_own ? assay_column_get_word (from->column, i) : assay_bound_field_get_word (from, i), is_number);
}

/* A number is wanted and the column holds texts: what is none is invalid, not missing. */
static void
bind_texts (const PmmlDocument *document, Bound *bound, const PmmlField *field, const AssayColumn *column, BoundInput *input)
{
  gsize n = assay_column_get_n (column), length;
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GArray) table = g_array_new (FALSE, FALSE, sizeof (PmmlValue));
  g_autoptr(GString) word = g_string_new (NULL);

  input->is_coded = TRUE;
  input->own_codes = g_new (guint32, n + 1);
  for (gsize i = 0; i < n; i++)
    {
      const char *text = assay_column_get_text (column, i, &length);
      gpointer code;

      input->own_codes[i] = ASSAY_MISSING_CODE;
      if (text == NULL)
        continue;
      g_string_truncate (word, 0);
      g_string_append_len (word, text, (gssize) length);
      if (!g_hash_table_lookup_extended (known, word->str, NULL, &code))
        {
          PmmlValue value = read_word (document, bound, field, word->str, FALSE);

          code = GUINT_TO_POINTER (table->len);
          g_hash_table_insert (known, (char *) intern_word (document, bound, word->str), code);
          g_array_append_val (table, value);
        }
      input->own_codes[i] = GPOINTER_TO_UINT (code);
    }
  input->table = (PmmlValue *) (gpointer) g_array_free (g_steal_pointer (&table), FALSE);
}

/* Which fields can refuse a row, given how they are bound. */
static void
bind_checks (const PmmlDocument *document, Bound *bound)
{
  for (guint i = 0; i < document->checks->len; i++)
    {
      guint at = g_array_index (document->checks, guint, i);
      const PmmlSlot *slot = pmml_slot (document, at);
      const BoundInput *input = &bound->inputs[slot->input];
      const PmmlField *field = slot->field;
      gboolean can_be_invalid = field->n_valid + field->n_invalid + field->n_intervals > 0 || field->type.kind == PMML_INTEGER || (input->is_coded && field->type.kind != PMML_STRING);

      if ((input->is_present && can_be_invalid) || (slot->mining->missing_is_invalid && (input->is_present || g_array_index (document->used, gboolean, slot->input))))
        g_array_append_val (bound->checks, at);
    }
}

static gpointer
bind (gconstpointer data, const AssayBoundField *fields, guint n_fields, GError **error)
{
  const PmmlDocument *document = ((const Data *) data)->document;
  Bound *self = g_new0 (Bound, 1);

  self->inputs = g_new0 (BoundInput, n_fields + 1);
  self->n_inputs = n_fields;
  self->texts = g_hash_table_new (g_str_hash, g_str_equal);
  self->chunk = g_string_chunk_new (256);
  self->checks = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < n_fields; i++)
    {
      const PmmlField *field = document->fields->pdata[g_array_index (document->inputs, guint, i)];

      self->inputs[i].is_present = fields[i].column != NULL;
      if (fields[i].column != NULL && (kind_of (&field->type) == ASSAY_FIELD_CATEGORY || assay_column_get_type (fields[i].column) == ASSAY_TYPE_CATEGORY))
        bind_words (document, self, field, &fields[i], &self->inputs[i]);
      else if (fields[i].column != NULL && assay_column_get_type (fields[i].column) == ASSAY_TYPE_TEXT)
        bind_texts (document, self, field, fields[i].column, &self->inputs[i]);
    }
  bind_checks (document, self);
  return self;
}

/* ---- scratch ---- */

static gpointer
scratch_new (gconstpointer data, gconstpointer bound_data)
{
  const PmmlDocument *document = ((const Data *) data)->document;
  const Bound *bound = bound_data;
  PmmlRow *self = g_new0 (PmmlRow, 1);

  self->document = document;
  self->inputs = g_new0 (PmmlInput, bound->n_inputs + 1);
  for (guint i = 0; i < bound->n_inputs; i++)
    {
      self->inputs[i].is_present = bound->inputs[i].is_present;
      self->inputs[i].table = bound->inputs[i].table;
      if (bound->inputs[i].is_coded)
        self->inputs[i].codes = g_new (guint32, ASSAY_SCORE_ROWS);
      else if (bound->inputs[i].is_present)
        self->inputs[i].block = g_new (double, ASSAY_SCORE_ROWS);
    }
  self->values = g_new0 (PmmlValue, document->slots->len + 1);
  self->stamps = g_new0 (guint32, document->slots->len + 1);
  self->results = g_new0 (PmmlResult, document->models->len);
  for (guint i = 0; i < document->models->len; i++)
    {
      const PmmlModel *model = document->models->pdata[i];

      self->results[i].buffer = g_new0 (double, 2 * ((gsize) model->classes->len + 1) + model->buffer_size);
    }
  self->scratch = g_new0 (double, document->n_scratch + 1);
  self->forests = g_new0 (PmmlForestScratch *, document->forests->len + 1);
  for (guint i = 0; i < document->forests->len; i++)
    self->forests[i] = pmml_forest_scratch_new (document->forests->pdata[i]);
  self->texts = g_hash_table_new (g_str_hash, g_str_equal);
  self->chunk = g_string_chunk_new (512);
  self->bound_texts = bound->texts;
  self->work = g_string_new (NULL);
  return self;
}

static void
scratch_free (gpointer scratch)
{
  PmmlRow *self = scratch;
  guint n_inputs = self->document->inputs->len;

  for (guint i = 0; i < n_inputs; i++)
    {
      g_free (self->inputs[i].codes);
      g_free (self->inputs[i].block);
    }
  for (guint i = 0; i < self->document->models->len; i++)
    g_free (self->results[i].buffer);
  for (guint i = 0; i < self->document->forests->len; i++)
    pmml_forest_scratch_free (self->document->forests->pdata[i], self->forests[i]);
  g_free (self->forests);
  g_free (self->inputs);
  g_free (self->values);
  g_free (self->stamps);
  g_free (self->results);
  g_free (self->scratch);
  g_hash_table_unref (self->texts);
  g_string_chunk_free (self->chunk);
  g_string_free (self->work, TRUE);
  g_free (self);
}

/* ---- scoring ---- */

static void
read_block (PmmlRow *row, const Bound *bound, const AssayBoundField *fields, gsize first, gsize n)
{
  for (guint i = 0; i < row->document->inputs->len; i++)
    {
      PmmlInput *input = &row->inputs[i];

      if (input->block != NULL)
        assay_bound_field_read (&fields[i], first, n, input->block);
      else if (input->codes != NULL && bound->inputs[i].own_codes != NULL)
        memcpy (input->codes, bound->inputs[i].own_codes + first, n * sizeof (guint32));
      else if (input->codes != NULL && fields[i].codes == NULL)
        memcpy (input->codes, assay_column_get_codes (fields[i].column) + first, n * sizeof (guint32));
      else if (input->codes != NULL)
        assay_bound_field_read_codes (&fields[i], first, n, input->codes);
    }
  g_hash_table_remove_all (row->texts);
  g_string_chunk_clear (row->chunk);
}

static void
begin_row (PmmlRow *row, const Bound *bound, gsize at)
{
  row->at = at;
  row->problem = NULL;
  if (++row->stamp == 0)
    {
      memset (row->stamps, 0, row->document->slots->len * sizeof (guint32));
      for (guint i = 0; i < row->document->models->len; i++)
        row->results[i].stamp = 0;
      row->stamp = 1;
    }
  for (guint i = 0; i < bound->checks->len && row->problem == NULL; i++)
    pmml_row_get (row, g_array_index (bound->checks, guint, i));
}

static PmmlValue
get_out (const Data *data, const Out *out, PmmlRow *row, const PmmlResult *result)
{
  while (out->before >= 0 && row->results[out->model->index].stamp != row->stamp)
    out = &g_array_index (data->others, Out, out->before);
  if (out->class_index >= 0)
    return result->probability != NULL ? pmml_double (result->probability[out->class_index]) : pmml_missing ();
  return out->index == G_MAXUINT ? result->value : pmml_row_get (row, out->model->outputs[out->index].slot);
}

/* FALSE: it has no value. */
static gboolean
put_out (PmmlValue value, AssayScoreBlock *block, guint o, gsize i)
{
  char buffer[64];
  double number = NAN;

  if (pmml_is_nothing (value))
    return FALSE;
  if (block->texts[o] != NULL)
    {
      block->texts[o][i] = g_string_chunk_insert_const (block->strings, pmml_value_format (value, buffer));
      return TRUE;
    }
  if (value.kind != PMML_STRING)
    number = value.number;
  else if (!pmml_number_parse (value.text, &number))
    return FALSE;
  block->numbers[o][i] = isfinite (number) ? number : NAN;
  return isfinite (number);
}

static void
score_row (const Data *data, PmmlRow *row, AssayScoreBlock *block, gsize i)
{
  const PmmlModel *top = data->document->top;
  const PmmlResult *result;
  gboolean has_value = FALSE;

  if (row->problem == NULL)
    {
      result = pmml_row_evaluate (row, top);
      for (guint o = 0; o < data->outs->len && row->problem == NULL; o++)
        has_value |= put_out (get_out (data, &g_array_index (data->outs, Out, o), row, result), block, o, i);
    }
  if (row->problem == NULL && !has_value)
    pmml_row_fail (row, "%s", _("the model gives no result for these values; most often a value it needs is missing"));
  if (row->problem != NULL)
    block->problems[i] = g_string_chunk_insert_const (block->strings, row->problem);
}

/* Fields of the rows that the engine can take, then all trees for all of them. */
static void
run_forests (const PmmlDocument *document, PmmlRow *row, const Bound *bound, gsize n)
{
  if (document->forests->len == 0)
    return;
  for (gsize i = 0; i < n; i++)
    {
      begin_row (row, bound, i);
      for (guint f = 0; f < document->forests->len; f++)
        pmml_forest_take_row (document->forests->pdata[f], row->forests[f], row, row->problem == NULL);
    }
  for (guint f = 0; f < document->forests->len; f++)
    pmml_forest_run (document->forests->pdata[f], row->forests[f], n);
}

static void
score (gconstpointer data, gconstpointer bound, gpointer scratch, const AssayBoundField *fields, gsize first, gsize n, AssayScoreBlock *block)
{
  PmmlRow *row = scratch;

  read_block (row, bound, fields, first, n);
  run_forests (row->document, row, bound, n);
  for (gsize i = 0; i < n; i++)
    {
      begin_row (row, bound, i);
      score_row (data, row, block, i);
    }
}

static void
explain (gconstpointer data, gconstpointer bound, gpointer scratch, const AssayBoundField *fields, gsize first, gsize n, double *contributions)
{
  const PmmlModel *top = ((const Data *) data)->document->top;
  PmmlRow *row = scratch;
  gsize width = (gsize) row->document->inputs->len + 1;

  read_block (row, bound, fields, first, n);
  for (gsize i = 0; i < n; i++)
    {
      double *own = contributions + i * width;

      memset (own, 0, width * sizeof (double));
      begin_row (row, bound, i);
      if (row->problem == NULL && top->klass->explain (top, row, own) && row->problem == NULL)
        continue;
      for (gsize k = 0; k < width; k++)
        own[k] = NAN;
    }
}

static const AssayArtifactClass klass = { free_data, bind, unbind, scratch_new, scratch_free, score, NULL };
static const AssayArtifactClass explaining_klass = { free_data, bind, unbind, scratch_new, scratch_free, score, explain };

/* ---- reading ---- */

static const char *
function_name (const PmmlModel *model)
{
  return model->function == PMML_CLASSIFICATION ? "classification" : model->function == PMML_CLUSTERING ? "clustering" : "regression";
}

static AssayArtifactInfo *
make_info (Data *data)
{
  PmmlDocument *document = data->document;
  const PmmlModel *top = document->top;
  g_autofree char *format = g_strconcat ("PMML ", document->version, NULL);
  AssayArtifactInfo *info = assay_artifact_info_new (format, top->klass->kind, function_name (top));
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  Builder builder = { data, info, names, FALSE };

  info->writer = g_strdup (document->writer);
  info->name = g_strdup (top->name);
  info->target = g_strdup (pmml_model_target_name (top));
  add_fields (&builder);
  add_outputs (&builder);
  for (guint i = 0; top->function == PMML_CLASSIFICATION && i < top->classes->len; i++)
    assay_artifact_info_add_class (info, top->classes->pdata[i]);
  if (top->klass->explain != NULL)
    info->contribution_scale = g_strdup (top->contribution_scale);
  info->lower_is_riskier = top->lower_is_riskier;
  if (top->klass->describe != NULL)
    top->klass->describe (top, info);
  for (guint i = 0; i < document->notes->len; i++)
    assay_artifact_info_add_note (info, "%s", (char *) document->notes->pdata[i]);
  info->size = pmml_arena_get_size (document->arena) + (gsize) document->slots->len * sizeof (PmmlSlot);
  return info;
}

AssayArtifact *
assay_pmml_read (const char *name, const char *text, gsize length, const AssayArtifactOptions *options, AssayProgress *progress, GError **error)
{
  PmmlDocument *document = pmml_document_read (name, text, length, options, progress, error);
  g_autoptr(AssayArtifact) artifact = NULL;
  Data *data;

  if (document == NULL)
    return NULL;
  data = g_new0 (Data, 1);
  data->document = document;
  data->outs = g_array_new (FALSE, FALSE, sizeof (Out));
  data->others = g_array_new (FALSE, FALSE, sizeof (Out));
  artifact = assay_artifact_new (document->top->klass->explain != NULL && document->top->contribution_scale != NULL ? &explaining_klass : &klass, data, make_info (data));
  if (!pmml_verify (artifact, document, error))
    return NULL;
  pmml_document_drop_elements (document);
  pmml_forests_make (document);
  return g_steal_pointer (&artifact);
}
