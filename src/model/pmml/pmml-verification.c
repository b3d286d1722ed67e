/* ModelVerification: rows and results that came with the model. They are scored through the door everybody uses. */
#include "model/pmml/pmml-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/artifact/scorer.h"

#define MOST_ROWS 10000
#define MOST_FIELDS 1000

typedef struct
{
  const char *field, *column;
  double precision, zero;
} VerificationField;

/* ---- the rows as a frame ---- */

static const char *
cell_text (const PmmlElement *row, const char *column)
{
  const PmmlElement *cell = pmml_element_find (row, column);

  return cell != NULL && cell->text != NULL ? cell->text : NULL;
}

static AssayColumn *
make_column (const VerificationField *field, const PmmlElement *table, guint n)
{
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  guint32 *codes = g_new (guint32, n + 1);
  guint at = 0;

  for (const PmmlElement *row = table->child; row != NULL && at < n; row = row->next)
    {
      const char *text = cell_text (row, field->column);
      gpointer code = NULL;

      if (text != NULL && !g_hash_table_lookup_extended (known, text, NULL, &code))
        {
          code = GUINT_TO_POINTER (words->len);
          g_ptr_array_add (words, g_strdup (text));
          g_hash_table_insert (known, words->pdata[words->len - 1], code);
        }
      codes[at++] = text != NULL ? GPOINTER_TO_UINT (code) : ASSAY_MISSING_CODE;
    }
  g_ptr_array_add (words, NULL);
  return assay_column_take_codes (field->field, codes, n, (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE), g_hash_table_size (known));
}

static AssayFrame *
make_frame (GArray *fields, const PmmlElement *table, guint n)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);

  for (guint i = 0; i < fields->len; i++)
    g_ptr_array_add (columns, make_column (&g_array_index (fields, VerificationField, i), table, n));
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, n);
}

/* ---- comparing ---- */

static gboolean
is_near (double found, double expected, const VerificationField *field)
{
  if (fabs (expected) <= field->zero)
    return fabs (found) <= MAX (field->zero, field->precision);
  return fabs (found - expected) <= field->precision * fabs (expected);
}

/* TRUE: the same. *difference is relative, NaN for texts. */
static gboolean
compare (const AssayScoreBlock *block, guint output, gsize row, const char *expected, const VerificationField *field, double *difference)
{
  double number, found;

  *difference = NAN;
  if (block->texts[output] != NULL)
    {
      const char *text = block->texts[output][row];

      if (text == NULL || expected == NULL)
        return text == expected;
      return strcmp (text, expected) == 0 || (pmml_number_parse (text, &found) && pmml_number_parse (expected, &number) && found == number);
    }
  found = block->numbers[output][row];
  if (expected == NULL)
    return isnan (found);
  if (!pmml_number_parse (expected, &number))
    return FALSE;
  *difference = fabs (found - number) / MAX (fabs (number), 1e-12);
  return !isnan (found) && is_near (found, number, field);
}

static void
note_difference (AssayVerification *outcome, const AssayScoreBlock *block, guint output, gsize row, gsize first, const char *name, const char *expected)
{
  char buffer[64];
  const char *found;

  if (outcome->first_difference != NULL)
    return;
  if (block->texts[output] != NULL)
    found = block->texts[output][row];
  else
    found = isnan (block->numbers[output][row]) ? NULL : pmml_value_format (pmml_double (block->numbers[output][row]), buffer);
  outcome->first_difference = g_strdup_printf (_("row %zu: “%s” is %s, the file says %s"), first + row + 1, name, found != NULL ? found : _("empty"),
                                               expected != NULL ? expected : _("empty"));
}

typedef struct { guint output; const VerificationField *field; } Pair;

static void
compare_block (AssayVerification *outcome, const AssayScoreBlock *block, GArray *pairs, const PmmlElement **rows, gsize first)
{
  for (gsize i = 0; i < block->n; i++)
    {
      gboolean is_equal = TRUE;

      for (guint p = 0; p < pairs->len; p++)
        {
          const Pair *pair = &g_array_index (pairs, Pair, p);
          const char *expected = cell_text (rows[first + i], pair->field->column);
          double difference;

          if (!compare (block, pair->output, i, expected, pair->field, &difference))
            {
              is_equal = FALSE;
              note_difference (outcome, block, pair->output, i, first, pair->field->field, expected);
            }
          if (!isnan (difference) && !(outcome->max_difference >= difference))
            outcome->max_difference = difference;
        }
      outcome->n_equal += is_equal;
    }
}

/* ---- reading ---- */

static gboolean
read_fields (const PmmlModel *model, const PmmlElement *element, GArray *fields, GError **error)
{
  const PmmlElement *list = pmml_element_find (element, "VerificationFields");

  for (const PmmlElement *child = list != NULL ? list->child : NULL; child != NULL; child = child->next)
    {
      VerificationField field = { .precision = 1e-6, .zero = 1e-16 };

      if (fields->len >= MOST_FIELDS)
        return pmml_model_fail (model, child, error, _("There are more than %d fields to verify."), MOST_FIELDS);

      field.field = pmml_need_text (model, child, "field", error);
      field.column = pmml_element_get (child, "column");
      if (field.field == NULL || !pmml_get_number (model, child, "precision", &field.precision, error) || !pmml_get_number (model, child, "zeroThreshold", &field.zero, error))
        return FALSE;
      field.column = field.column != NULL ? field.column : field.field;
      /* prefixes of columns are stripped from the elements, too */
      if (strchr (field.column, ':') != NULL)
        field.column = strchr (field.column, ':') + 1;
      g_array_append_val (fields, field);
    }
  return TRUE;
}

static GArray *
find_pairs (const AssayArtifact *artifact, GArray *fields, AssayVerification *outcome)
{
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (Pair));

  for (guint i = 0; i < fields->len; i++)
    for (guint o = 0; o < assay_artifact_get_n_outputs (artifact); o++)
      {
        const VerificationField *field = &g_array_index (fields, VerificationField, i);
        Pair pair = { o, field };

        if (strcmp (assay_artifact_get_output (artifact, o)->name, field->field) != 0)
          continue;
        g_array_append_val (pairs, pair);
        outcome->tolerance = MAX (outcome->tolerance, field->precision);
        break;
      }
  return pairs;
}

static gboolean
run (AssayArtifact *artifact, GArray *fields, const PmmlElement *table, guint n, GError **error)
{
  AssayVerification *outcome = assay_artifact_get_verification_mutable (artifact);
  g_autoptr(AssayFrame) frame = make_frame (fields, table, n);
  g_autoptr(AssayScorer) scorer = assay_scorer_new (artifact, frame, NULL, TRUE, error);
  g_autoptr(AssayScoreBlock) block = NULL;
  g_autoptr(GArray) pairs = find_pairs (artifact, fields, outcome);
  g_autofree const PmmlElement **rows = g_new (const PmmlElement *, n);
  guint at = 0;

  if (scorer == NULL)
    return FALSE;
  for (const PmmlElement *row = table->child; row != NULL && at < n; row = row->next)
    rows[at++] = row;
  if (pairs->len == 0)
    return TRUE;
  outcome->n_rows = n;
  block = assay_score_block_new (scorer);
  for (gsize first = 0; first < n; first += ASSAY_SCORE_ROWS)
    {
      assay_scorer_score (scorer, first, MIN (ASSAY_SCORE_ROWS, n - first), block);
      compare_block (outcome, block, pairs, rows, first);
    }
  return TRUE;
}

gboolean
pmml_verify (AssayArtifact *artifact, const PmmlDocument *document, GError **error)
{
  const PmmlModel *top = document->top;
  const PmmlElement *model = document->root->child, *element, *table;
  g_autoptr(GArray) fields = g_array_new (FALSE, FALSE, sizeof (VerificationField));
  guint n;

  while (model != NULL && !pmml_element_is (model, top->klass->element))
    model = model->next;
  element = model != NULL ? pmml_element_find (model, "ModelVerification") : NULL;
  if (element == NULL)
    return TRUE;
  table = pmml_element_find (element, "InlineTable");
  if (table == NULL)
    return pmml_model_fail (top, element, error, _("The rows for verification are not in the file."));
  n = MIN (pmml_element_count (table, NULL), MOST_ROWS);
  return read_fields (top, element, fields, error) && (n == 0 || run (artifact, fields, table, n, error));
}
