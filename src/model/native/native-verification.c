/* The rows under "verification" become a frame like any other, so that what is tried is exactly what will score. */
#include "model/native/native-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/number.h"

#define MAX_ROWS 10000
#define MAX_CELLS 10000000         /* rows times inputs */
#define TOLERANCE 1e-6             /* relative; and this much of 1e-3 near zero */

typedef struct { AssayArtifact *artifact; JsonArray *rows; guint n; GError **error; } Verifying;

static JsonObject *
get_part (const Verifying *self, guint row, const char *key)
{
  return json_object_get_object_member (json_array_get_object_element (self->rows, row), key);
}

/* ---- what goes in ---- */

static gboolean
is_field (const AssayArtifact *artifact, const char *name)
{
  for (guint i = 0; i < assay_artifact_get_n_fields (artifact); i++)
    if (g_str_equal (assay_artifact_get_field (artifact, i)->name, name))
      return TRUE;
  return FALSE;
}

static int
find_output (const AssayArtifact *artifact, const char *name)
{
  for (guint i = 0; i < assay_artifact_get_n_outputs (artifact); i++)
    if (g_str_equal (assay_artifact_get_output (artifact, i)->name, name))
      return i;
  return -1;
}

static gboolean
check_row (Verifying *self, guint row)
{
  g_autofree char *where = g_strdup_printf (_("verification, row %u"), row + 1);
  JsonObject *from = native_get_element (self->rows, row, where, self->error), *in = NULL, *out = NULL;
  JsonObjectIter iter;
  const char *name;

  if (from == NULL || !native_check_keys (from, where, "in out", self->error) || !native_get_object (from, where, "in", TRUE, &in, self->error)
      || !native_get_object (from, where, "out", TRUE, &out, self->error))
    return FALSE;
  json_object_iter_init_ordered (&iter, in);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    if (!is_field (self->artifact, name))
      return native_fail (self->error, where, _("“%s” is no input of the model."), name);
  json_object_iter_init_ordered (&iter, out);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    if (find_output (self->artifact, name) < 0)
      return native_fail (self->error, where, _("“%s” is no output of the model."), name);
  return TRUE;
}

static AssayColumn *
make_words (const Verifying *self, const AssayField *field)
{
  guint32 *codes = g_new (guint32, self->n + 1);
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *words = g_ptr_array_new ();
  guint32 n_words;

  for (guint i = 0; i < self->n; i++)
    {
      JsonNode *node = json_object_get_member (get_part (self, i, "in"), field->name);
      char *word = node != NULL && !JSON_NODE_HOLDS_NULL (node) ? native_node_to_word (node) : NULL;
      guint32 code = word != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (known, word)) : 0;

      if (word != NULL && code == 0)
        {
          g_ptr_array_add (words, word);
          code = words->len;
          g_hash_table_insert (known, word, GUINT_TO_POINTER (code));
        }
      else
        g_free (word);
      codes[i] = code > 0 ? code - 1 : ASSAY_MISSING_CODE;
    }
  n_words = words->len;
  return assay_column_take_codes (field->name, codes, self->n, (char **) g_ptr_array_free (words, FALSE), n_words);
}

static AssayColumn *
make_numbers (const Verifying *self, const AssayField *field)
{
  double *values = g_new (double, self->n + 1);

  for (guint i = 0; i < self->n; i++)
    {
      JsonNode *node = json_object_get_member (get_part (self, i, "in"), field->name);

      values[i] = NAN;
      if (node != NULL && !JSON_NODE_HOLDS_NULL (node) && !native_node_to_number (node, &values[i]))
        {
          g_autofree char *where = g_strdup_printf (_("verification, row %u"), i + 1);

          native_fail (self->error, where, _("“%s” must be a number."), field->name);
          g_free (values);
          return NULL;
        }
    }
  return assay_column_take_doubles (field->name, values, self->n);
}

static AssayFrame *
make_frame (const Verifying *self)
{
  guint n = assay_artifact_get_n_fields (self->artifact);
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);

  for (guint f = 0; f < n; f++)
    {
      const AssayField *field = assay_artifact_get_field (self->artifact, f);
      AssayColumn *column = field->kind == ASSAY_FIELD_CATEGORY ? make_words (self, field) : make_numbers (self, field);

      if (column == NULL)
        return NULL;
      g_ptr_array_add (columns, column);
    }
  return assay_frame_new ((AssayColumn **) columns->pdata, n, self->n);
}

/* ---- what comes out ---- */

/* A number is given with so many digits: half a unit of the last one is allowed, up to one part in ten thousand. */
static double
get_allowance (double expected)
{
  char text[ASSAY_NUMBER_SIZE];
  const char *point;
  double rounding;

  assay_number_format (expected, text);
  point = strchr (text, '.');
  if (strchr (text, 'e') != NULL)
    rounding = 0;
  else
    rounding = point != NULL ? 0.5 * pow (10, -(double) strlen (point + 1)) : 0;
  return MAX (TOLERANCE * MAX (fabs (expected), 1e-3), MIN (rounding, 1e-4 * fabs (expected)));
}

/* NULL: equal. */
static char *
compare_number (AssayVerification *to, JsonNode *expected, double value)
{
  char found[ASSAY_NUMBER_SIZE], text[ASSAY_NUMBER_SIZE];
  double number;

  if (JSON_NODE_HOLDS_NULL (expected))
    return isnan (value) ? NULL : (assay_number_format (value, found), g_strdup_printf (_("is %s, the file says there is none"), found));
  if (!native_node_to_number (expected, &number))
    return g_strdup (_("is a number, and what the file says is none"));
  assay_number_format (number, text);
  if (isnan (value))
    return g_strdup_printf (_("has no value, the file says %s"), text);
  if (isnan (to->max_difference) || fabs (value - number) > to->max_difference)
    to->max_difference = fabs (value - number);
  if (fabs (value - number) <= get_allowance (number))
    return NULL;
  assay_number_format (value, found);
  return g_strdup_printf (_("is %s, the file says %s"), found, text);
}

static char *
compare_text (JsonNode *expected, const char *value)
{
  g_autofree char *text = JSON_NODE_HOLDS_NULL (expected) ? NULL : native_node_to_word (expected);

  if (g_strcmp0 (text, value) == 0)
    return NULL;
  return g_strdup_printf (_("is “%s”, the file says “%s”"), value != NULL ? value : _("nothing"), text != NULL ? text : _("nothing"));
}

static char *
compare_row (Verifying *self, const AssayScoreBlock *block, guint row)
{
  AssayVerification *to = assay_artifact_get_verification_mutable (self->artifact);
  JsonObjectIter iter;
  const char *name;
  JsonNode *expected;

  json_object_iter_init_ordered (&iter, get_part (self, row, "out"));
  while (json_object_iter_next_ordered (&iter, &name, &expected))
    {
      int output = find_output (self->artifact, name);
      guint at = row % ASSAY_SCORE_ROWS;
      g_autofree char *difference = block->texts[output] != NULL ? compare_text (expected, block->texts[output][at])
                                                                 : compare_number (to, expected, block->numbers[output][at]);

      if (difference != NULL && block->problems[at] != NULL)
        return g_strdup_printf (_("row %u: “%s” %s (%s)"), row + 1, name, difference, block->problems[at]);
      if (difference != NULL)
        return g_strdup_printf (_("row %u: “%s” %s"), row + 1, name, difference);
    }
  return NULL;
}

static gboolean
compare_rows (Verifying *self, const AssayFrame *frame)
{
  AssayVerification *to = assay_artifact_get_verification_mutable (self->artifact);
  g_autoptr(AssayScorer) scorer = assay_scorer_new (self->artifact, frame, NULL, FALSE, self->error);
  g_autoptr(AssayScoreBlock) block = NULL;

  if (scorer == NULL)
    return FALSE;
  block = assay_score_block_new (scorer);
  for (guint i = 0; i < self->n; i++)
    {
      g_autofree char *difference = NULL;

      if (i % ASSAY_SCORE_ROWS == 0)
        assay_scorer_score (scorer, i, MIN (ASSAY_SCORE_ROWS, self->n - i), block);
      difference = compare_row (self, block, i);
      to->n_equal += difference == NULL ? 1 : 0;
      if (difference != NULL && to->first_difference == NULL)
        to->first_difference = g_steal_pointer (&difference);
    }
  return TRUE;
}

gboolean
native_verify (AssayArtifact *artifact, JsonArray *rows, GError **error)
{
  AssayVerification *to = assay_artifact_get_verification_mutable (artifact);
  Verifying self = { artifact, rows, json_array_get_length (rows), error };
  g_autoptr(AssayFrame) frame = NULL;

  if (self.n > MAX_ROWS)
    return native_fail (error, _("verification"), _("there are more than %u rows."), MAX_ROWS);
  if ((gsize) self.n * assay_artifact_get_n_fields (artifact) > MAX_CELLS)
    return native_fail (error, _("verification"), _("%u rows are too many for %u inputs. Some twenty are enough."), self.n, assay_artifact_get_n_fields (artifact));
  for (guint i = 0; i < self.n; i++)
    if (!check_row (&self, i))
      return FALSE;
  frame = make_frame (&self);
  if (frame == NULL)
    return FALSE;
  to->n_rows = self.n;
  to->tolerance = TOLERANCE;
  if (self.n > 0 && !compare_rows (&self, frame))
    return FALSE;
  if (to->n_equal == to->n_rows)
    return TRUE;
  return native_fail (error, _("verification"), _("%u of the %u rows come out differently here, so the file is not what its maker had. The first is %s."),
                      to->n_rows - to->n_equal, to->n_rows, to->first_difference);
}
