/* Binding: each field finds its column once, and what differs between the two (a number kept as a category, a category
 * kept as whole numbers) is translated once for the column and not once for the row. */
#include "model/artifact/scorer.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/options.h"
#include "base/parallel.h"
#include "model/artifact/artifact-private.h"

struct _AssayScorer
{
  AssayArtifact *artifact;
  const AssayArtifactClass *klass;
  AssayFrame *frame;
  AssayBoundField *fields;
  gpointer bound;
  gboolean is_bound;
};

/* ---- one field on one column ---- */

static double *
make_word_numbers (const AssayColumn *column)
{
  guint32 n = assay_column_get_n_words (column);
  double *numbers = g_new (double, n + 1);

  for (guint32 i = 0; i < n; i++)
    {
      const char *word = assay_column_get_word (column, i);

      if (!assay_number_parse (word, strlen (word), '.', 0, &numbers[i]))
        numbers[i] = NAN;
    }
  return numbers;
}

/* Columns of other types as codes into the distinct texts of their cells. */
static void
make_codes (AssayBoundField *self)
{
  gsize n = assay_column_get_n (self->column);
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  g_autoptr(GString) cell = g_string_new (NULL);

  self->codes = g_new (guint32, n);
  for (gsize i = 0; i < n; i++)
    {
      gpointer code;

      self->codes[i] = ASSAY_MISSING_CODE;
      if (assay_column_is_missing (self->column, i))
        continue;
      g_string_truncate (cell, 0);
      assay_column_append_cell (self->column, i, cell);
      if (!g_hash_table_lookup_extended (known, cell->str, NULL, &code))
        {
          code = GUINT_TO_POINTER (words->len);
          g_ptr_array_add (words, g_strdup (cell->str));
          g_hash_table_insert (known, words->pdata[words->len - 1], code);
        }
      self->codes[i] = GPOINTER_TO_UINT (code);
    }
  self->n_words = words->len;
  g_ptr_array_add (words, NULL);
  self->words = (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

static gboolean
bind_field (AssayBoundField *self, const AssayField *field, const AssayColumn *column, GError **error)
{
  AssayType type;

  self->column = column;
  if (column == NULL)
    return TRUE;
  type = assay_column_get_type (column);
  if (field->kind == ASSAY_FIELD_CATEGORY)
    {
      if (type != ASSAY_TYPE_CATEGORY)
        make_codes (self);
      return TRUE;
    }
  self->date_unit = field->kind == ASSAY_FIELD_DATETIME ? 1e-6 : 1e-6 / 86400;
  if (type == ASSAY_TYPE_CATEGORY)
    self->word_numbers = make_word_numbers (column);
  if (type == ASSAY_TYPE_TEXT)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE,
                   _("Column “%s” holds text, but the model needs a number for “%s”. Name the cells that stand for missing values, or bind another column."),
                   assay_column_get_name (column), field->name);
      return FALSE;
    }
  return TRUE;
}

void
assay_bound_field_read (const AssayBoundField *self, gsize first, gsize n, double *out)
{
  if (self->column == NULL)
    {
      for (gsize i = 0; i < n; i++)
        out[i] = NAN;
      return;
    }
  switch (assay_column_get_type (self->column))
    {
    case ASSAY_TYPE_DOUBLE:
      memcpy (out, assay_column_get_doubles (self->column) + first, n * sizeof (double));
      break;
    case ASSAY_TYPE_INT64:
      {
        const gint64 *values = assay_column_get_int64s (self->column) + first;

        for (gsize i = 0; i < n; i++)
          out[i] = values[i] == ASSAY_MISSING_INT64 ? NAN : (double) values[i];
        break;
      }
    case ASSAY_TYPE_DATE:
      {
        const gint32 *values = assay_column_get_dates (self->column) + first;
        double unit = self->date_unit == 1e-6 ? 86400 : 1;

        for (gsize i = 0; i < n; i++)
          out[i] = values[i] == ASSAY_MISSING_DATE ? NAN : values[i] * unit;
        break;
      }
    case ASSAY_TYPE_DATETIME:
      {
        const gint64 *values = assay_column_get_datetimes (self->column) + first;

        for (gsize i = 0; i < n; i++)
          out[i] = values[i] == ASSAY_MISSING_INT64 ? NAN : values[i] * self->date_unit;
        break;
      }
    case ASSAY_TYPE_CATEGORY:
      {
        const guint32 *codes = assay_column_get_codes (self->column) + first;

        for (gsize i = 0; i < n; i++)
          out[i] = codes[i] == ASSAY_MISSING_CODE ? NAN : self->word_numbers[codes[i]];
        break;
      }
    case ASSAY_TYPE_TEXT:
      g_assert_not_reached ();
    }
}

void
assay_bound_field_read_codes (const AssayBoundField *self, gsize first, gsize n, guint32 *out)
{
  if (self->column == NULL)
    memset (out, 0xff, n * sizeof *out);
  else
    memcpy (out, (self->codes != NULL ? self->codes : assay_column_get_codes (self->column)) + first, n * sizeof *out);
}

guint32
assay_bound_field_get_n_words (const AssayBoundField *self)
{
  return self->column == NULL ? 0 : self->codes != NULL ? self->n_words : assay_column_get_n_words (self->column);
}

const char *
assay_bound_field_get_word (const AssayBoundField *self, guint32 code)
{
  return self->codes != NULL ? self->words[code] : assay_column_get_word (self->column, code);
}

static void
clear_field (AssayBoundField *self)
{
  g_free (self->word_numbers);
  g_free (self->codes);
  g_strfreev (self->words);
}

/* ---- all fields ---- */

static gboolean
set_absent_error (const AssayFrame *frame, const AssayField *field, GError **error)
{
  g_autofree const char **names = g_new0 (const char *, assay_frame_get_n_columns (frame) + 1);
  const char *nearest;

  for (guint i = 0; i < assay_frame_get_n_columns (frame); i++)
    names[i] = assay_column_get_name (assay_frame_get_column (frame, i));
  nearest = assay_nearest_name (field->name, names);
  if (nearest != NULL)
    g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_NO_COLUMN,
                 _("The model needs “%s”, and the data have no such column. The nearest is “%s”: bind it with --bind \"%s=%s\" if it means the same."),
                 field->name, nearest, field->name, nearest);
  else
    g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_NO_COLUMN,
                 _("The model needs “%s”, and the data have no such column. Name the column that holds it with --bind \"%s=COLUMN\"."),
                 field->name, field->name);
  return FALSE;
}

static gboolean
bind_fields (AssayScorer *self, const char *const *columns, gboolean allow_absent, GError **error)
{
  guint n = assay_artifact_get_n_fields (self->artifact);

  self->fields = g_new0 (AssayBoundField, n + 1);
  for (guint i = 0; i < n; i++)
    {
      const AssayField *field = assay_artifact_get_field (self->artifact, i);
      const char *asked = columns != NULL ? columns[i] : NULL;
      const AssayColumn *column = asked != NULL ? assay_frame_require (self->frame, asked, error) : assay_frame_find (self->frame, field->name);

      if (column == NULL && asked != NULL)
        return FALSE;
      if (column == NULL && !field->is_optional && !allow_absent)
        return set_absent_error (self->frame, field, error);
      if (!bind_field (&self->fields[i], field, column, error))
        return FALSE;
    }
  return TRUE;
}

AssayScorer *
assay_scorer_new (AssayArtifact *artifact, const AssayFrame *frame, const char *const *columns, gboolean allow_absent, GError **error)
{
  g_autoptr(AssayScorer) self = g_new0 (AssayScorer, 1);
  GError *problem = NULL;

  self->artifact = assay_artifact_ref (artifact);
  self->klass = assay_artifact_get_class_of (artifact);
  self->frame = assay_frame_ref ((AssayFrame *) frame);
  if (!bind_fields (self, columns, allow_absent, error))
    return NULL;
  if (self->klass->bind != NULL)
    {
      self->bound = self->klass->bind (assay_artifact_get_data (artifact), self->fields, assay_artifact_get_n_fields (artifact), &problem);
      if (problem != NULL)
        {
          g_propagate_error (error, problem);
          return NULL;
        }
      self->is_bound = TRUE;
    }
  return g_steal_pointer (&self);
}

void
assay_scorer_free (AssayScorer *self)
{
  if (self->is_bound && self->klass->unbind != NULL)
    self->klass->unbind (self->bound);
  for (guint i = 0; self->fields != NULL && i < assay_artifact_get_n_fields (self->artifact); i++)
    clear_field (&self->fields[i]);
  g_free (self->fields);
  assay_frame_unref (self->frame);
  assay_artifact_unref (self->artifact);
  g_free (self);
}

AssayArtifact *
assay_scorer_get_artifact (const AssayScorer *self)
{
  return self->artifact;
}

gsize
assay_scorer_get_n_rows (const AssayScorer *self)
{
  return assay_frame_get_n_rows (self->frame);
}

const char *
assay_scorer_get_column (const AssayScorer *self, guint field)
{
  return self->fields[field].column != NULL ? assay_column_get_name (self->fields[field].column) : NULL;
}

/* ---- blocks ---- */

AssayScoreBlock *
assay_score_block_new (const AssayScorer *scorer)
{
  AssayScoreBlock *self = g_new0 (AssayScoreBlock, 1);

  self->scorer = scorer;
  self->n_outputs = assay_artifact_get_n_outputs (scorer->artifact);
  self->numbers = g_new0 (double *, self->n_outputs + 1);
  self->texts = g_new0 (const char **, self->n_outputs + 1);
  for (guint i = 0; i < self->n_outputs; i++)
    {
      if (assay_artifact_get_output (scorer->artifact, i)->is_text)
        self->texts[i] = g_new (const char *, ASSAY_SCORE_ROWS);
      else
        self->numbers[i] = g_new (double, ASSAY_SCORE_ROWS);
    }
  self->problems = g_new (const char *, ASSAY_SCORE_ROWS);
  self->strings = g_string_chunk_new (1024);
  if (scorer->klass->scratch_new != NULL)
    self->scratch = scorer->klass->scratch_new (assay_artifact_get_data (scorer->artifact), scorer->bound);
  return self;
}

void
assay_score_block_free (AssayScoreBlock *self)
{
  if (self->scorer->klass->scratch_free != NULL && self->scratch != NULL)
    self->scorer->klass->scratch_free (self->scratch);
  for (guint i = 0; i < self->n_outputs; i++)
    {
      g_free (self->numbers[i]);
      g_free (self->texts[i]);
    }
  g_free (self->numbers);
  g_free (self->texts);
  g_free (self->problems);
  g_string_chunk_free (self->strings);
  g_free (self);
}

/* A row with a problem has no outputs, whatever a format has left there. */
static void
empty_problem_rows (AssayScoreBlock *block)
{
  for (gsize i = 0; i < block->n; i++)
    for (guint o = 0; block->problems[i] != NULL && o < block->n_outputs; o++)
      {
        if (block->texts[o] != NULL)
          block->texts[o][i] = NULL;
        else
          block->numbers[o][i] = NAN;
      }
}

void
assay_scorer_score (const AssayScorer *self, gsize first, gsize n, AssayScoreBlock *block)
{
  g_return_if_fail (n <= ASSAY_SCORE_ROWS && block->scorer == self);
  block->n = n;
  g_string_chunk_clear (block->strings);
  for (guint o = 0; o < block->n_outputs; o++)
    for (gsize i = 0; i < n; i++)
      {
        if (block->texts[o] != NULL)
          block->texts[o][i] = NULL;
        else
          block->numbers[o][i] = NAN;
      }
  memset (block->problems, 0, n * sizeof *block->problems);
  self->klass->score (assay_artifact_get_data (self->artifact), self->bound, block->scratch, self->fields, first, n, block);
  empty_problem_rows (block);
}

gboolean
assay_scorer_explain (const AssayScorer *self, gsize first, gsize n, AssayScoreBlock *block, double *contributions)
{
  g_return_val_if_fail (n <= ASSAY_SCORE_ROWS && block->scorer == self, FALSE);
  if (self->klass->explain == NULL || assay_artifact_get_contribution_scale (self->artifact) == NULL)
    return FALSE;
  self->klass->explain (assay_artifact_get_data (self->artifact), self->bound, block->scratch, self->fields, first, n, contributions);
  return TRUE;
}

typedef struct { const AssayScorer *scorer; AssayScoreBlock **blocks; guint output; double *values; } ScoreAll;

#define ROWS_A_TASK (16 * ASSAY_SCORE_ROWS)

static gboolean
score_rows (gsize item, guint worker, gpointer user_data, GError **error)
{
  ScoreAll *all = user_data;
  gsize from = item * ROWS_A_TASK, to = MIN (from + ROWS_A_TASK, assay_scorer_get_n_rows (all->scorer));

  if (all->blocks[worker] == NULL)
    all->blocks[worker] = assay_score_block_new (all->scorer);
  for (gsize at = from; at < to; at += ASSAY_SCORE_ROWS)
    {
      gsize n = MIN (ASSAY_SCORE_ROWS, to - at);

      assay_scorer_score (all->scorer, at, n, all->blocks[worker]);
      memcpy (all->values + at, all->blocks[worker]->numbers[all->output], n * sizeof (double));
    }
  return TRUE;
}

gboolean
assay_scorer_score_all (const AssayScorer *self, guint output, guint n_threads, double *values, AssayProgress *progress, GError **error)
{
  guint n_workers = n_threads > 0 ? n_threads : assay_parallel_default_threads ();
  gsize n_rows = assay_scorer_get_n_rows (self);
  g_autofree AssayScoreBlock **blocks = g_new0 (AssayScoreBlock *, n_workers);
  ScoreAll all = { .scorer = self, .blocks = blocks, .output = output, .values = values };
  gboolean done;

  g_return_val_if_fail (!assay_artifact_get_output (self->artifact, output)->is_text, FALSE);
  done = assay_parallel_for (n_workers, (n_rows + ROWS_A_TASK - 1) / ROWS_A_TASK, score_rows, &all, progress, error);
  for (guint i = 0; i < n_workers; i++)
    g_clear_pointer (&blocks[i], assay_score_block_free);
  return done;
}
