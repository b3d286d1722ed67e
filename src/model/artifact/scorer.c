/* Binding: each field finds its column once, and what differs between the two (a number kept as a category, a category
 * kept as whole numbers) is translated once for the column and not once for the row. */
#include "model/artifact/scorer.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/date.h"
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

/* ---- numbers and dates in columns of words ---- */

/* Pandas writes a column of truth values in words; models know it as 0 and 1. */
static gboolean
parse_truth (const char *text, gsize length, double *value)
{
  if (length == 4 && g_ascii_strncasecmp (text, "true", 4) == 0)
    *value = 1;
  else if (length == 5 && g_ascii_strncasecmp (text, "false", 5) == 0)
    *value = 0;
  else
    return FALSE;
  return TRUE;
}

/* NaN: the text is nothing that a field of this kind can hold. */
static double
parse_cell (const AssayBoundField *self, AssayFieldKind kind, const char *text, gsize length)
{
  double value;
  gint32 day;
  gint64 time;

  if (kind != ASSAY_FIELD_NUMBER && assay_date_parse (text, length, &day))
    return kind == ASSAY_FIELD_DATE ? day : day * 86400.0;
  if (kind != ASSAY_FIELD_NUMBER && assay_datetime_parse (text, length, &time))
    return time * self->date_unit;
  return assay_number_parse (text, length, '.', 0, &value) || parse_truth (text, length, &value) ? value : NAN;
}

/* Against the field's range; NaN is for the caller to tell apart. */
static AssayInputState
judge_number (const AssayField *field, double value)
{
  return value < field->low ? ASSAY_INPUT_BELOW : value > field->high ? ASSAY_INPUT_ABOVE : ASSAY_INPUT_FINE;
}

/* A word is read once for the column and not once for each row. FALSE: none is what the field needs. */
static gboolean
translate_words (AssayBoundField *self, const AssayField *field)
{
  guint32 n = assay_column_get_n_words (self->column), n_fit = 0;

  self->word_numbers = g_new (double, n + 1);
  self->word_states = g_new (guint8, n + 1);
  for (guint32 i = 0; i < n; i++)
    {
      const char *word = assay_column_get_word (self->column, i);

      self->word_numbers[i] = parse_cell (self, field->kind, word, strlen (word));
      self->word_states[i] = isnan (self->word_numbers[i]) ? ASSAY_INPUT_NOT_A_NUMBER : judge_number (field, self->word_numbers[i]);
      n_fit += !isnan (self->word_numbers[i]);
    }
  return n_fit > 0 || assay_column_get_n_missing (self->column) == assay_column_get_n (self->column);
}

static gboolean
has_number (const AssayBoundField *self, AssayFieldKind kind)
{
  gsize n = assay_column_get_n (self->column), length;

  for (gsize i = 0; i < n; i++)
    {
      const char *text = assay_column_get_text (self->column, i, &length);

      if (text != NULL && !isnan (parse_cell (self, kind, text, length)))
        return TRUE;
    }
  return assay_column_get_n_missing (self->column) == n;
}

AssayColumn *
assay_scorer_read_words (const AssayColumn *column, gsize *n_text)
{
  AssayType type = assay_column_get_type (column);
  gsize n = assay_column_get_n (column), length;
  AssayBoundField field = { .column = column, .kind = ASSAY_FIELD_NUMBER };
  g_autofree double *of_words = NULL;
  double *values;

  *n_text = 0;
  if (type != ASSAY_TYPE_CATEGORY && type != ASSAY_TYPE_TEXT)
    return NULL;
  if (type == ASSAY_TYPE_CATEGORY)
    {
      guint32 n_words = assay_column_get_n_words (column);

      of_words = g_new (double, n_words + 1);
      for (guint32 i = 0; i < n_words; i++)
        {
          const char *word = assay_column_get_word (column, i);

          of_words[i] = parse_cell (&field, field.kind, word, strlen (word));
        }
    }
  values = g_new (double, n + 1);
  for (gsize i = 0; i < n; i++)
    {
      const char *text;

      values[i] = NAN;
      if (assay_column_is_missing (column, i))
        continue;
      if (of_words != NULL)
        values[i] = of_words[assay_column_get_codes (column)[i]];
      else if ((text = assay_column_get_text (column, i, &length)) != NULL)
        values[i] = parse_cell (&field, field.kind, text, length);
      *n_text += isnan (values[i]) != 0;
    }
  return assay_column_take_doubles (assay_column_get_name (column), values, n);
}

/* ---- categories in columns of another type ---- */

/* How the model spells the numbers among its categories: a column of 1, 2, 3 is meant by "1.0", "2.0", "3.0". */
static GHashTable *
list_spellings (const AssayField *field)
{
  GHashTable *spellings = g_hash_table_new_full (g_double_hash, g_double_equal, g_free, NULL);
  double value;

  for (char **word = field->values; word != NULL && *word != NULL; word++)
    if (assay_number_parse (*word, strlen (*word), '.', 0, &value) && !g_hash_table_contains (spellings, &value))
      g_hash_table_insert (spellings, g_memdup2 (&value, sizeof value), *word);
  return spellings;
}

static void
spell_cell (const AssayColumn *column, gsize row, GHashTable *spellings, GString *cell)
{
  AssayType type = assay_column_get_type (column);
  const char *spelling = NULL;
  double value;

  g_string_truncate (cell, 0);
  assay_column_append_cell (column, row, cell);
  if ((type == ASSAY_TYPE_DOUBLE || type == ASSAY_TYPE_INT64) && assay_number_parse (cell->str, cell->len, '.', 0, &value))
    spelling = g_hash_table_lookup (spellings, &value);
  if (spelling != NULL)
    g_string_assign (cell, spelling);
}

/* The bits of a number are known faster than its text. */
static gint64
number_key (const AssayColumn *column, gsize row)
{
  switch (assay_column_get_type (column))
    {
    case ASSAY_TYPE_DOUBLE:
      {
        gint64 key;

        memcpy (&key, assay_column_get_doubles (column) + row, sizeof key);
        return key;
      }
    case ASSAY_TYPE_DATE:
      return assay_column_get_dates (column)[row];
    case ASSAY_TYPE_DATETIME:
      return assay_column_get_datetimes (column)[row];
    default:
      return assay_column_get_int64s (column)[row];
    }
}

typedef struct { GHashTable *codes, *spellings; GPtrArray *words; GString *cell; } Coding;

static guint32
code_of_text (Coding *self, const AssayColumn *column, gsize row)
{
  gpointer code;

  spell_cell (column, row, self->spellings, self->cell);
  if (g_hash_table_lookup_extended (self->codes, self->cell->str, NULL, &code))
    return GPOINTER_TO_UINT (code);
  g_ptr_array_add (self->words, g_strdup (self->cell->str));
  g_hash_table_insert (self->codes, self->words->pdata[self->words->len - 1], GUINT_TO_POINTER (self->words->len - 1));
  return self->words->len - 1;
}

/* Columns of other types as codes into the distinct texts of their cells. */
static void
make_codes (AssayBoundField *self, const AssayField *field)
{
  gsize n = assay_column_get_n (self->column);
  gboolean is_text = assay_column_get_type (self->column) == ASSAY_TYPE_TEXT;
  g_autoptr(GHashTable) by_text = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) by_number = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr(GHashTable) spellings = list_spellings (field);
  g_autoptr(GString) cell = g_string_new (NULL);
  Coding coding = { by_text, spellings, g_ptr_array_new (), cell };

  self->codes = g_new (guint32, n + 1);
  for (gsize i = 0; i < n; i++)
    {
      gint64 key;
      gpointer code;

      if (assay_column_is_missing (self->column, i))
        {
          self->codes[i] = ASSAY_MISSING_CODE;
          continue;
        }
      key = is_text ? 0 : number_key (self->column, i);
      if (is_text || !g_hash_table_lookup_extended (by_number, &key, NULL, &code))
        {
          code = GUINT_TO_POINTER (code_of_text (&coding, self->column, i));
          if (!is_text)
            g_hash_table_insert (by_number, g_memdup2 (&key, sizeof key), code);
        }
      self->codes[i] = GPOINTER_TO_UINT (code);
    }
  self->n_words = coding.words->len;
  g_ptr_array_add (coding.words, NULL);
  self->words = (char **) g_ptr_array_free (coding.words, FALSE);
}

static void
judge_words (AssayBoundField *self, const AssayField *field)
{
  guint32 n = assay_bound_field_get_n_words (self);
  g_autoptr(GHashTable) known = field->values != NULL ? g_hash_table_new (g_str_hash, g_str_equal) : NULL;

  for (char **word = field->values; word != NULL && *word != NULL; word++)
    g_hash_table_add (known, *word);
  self->word_states = g_new0 (guint8, n + 1);
  for (guint32 i = 0; known != NULL && i < n; i++)
    if (!g_hash_table_contains (known, assay_bound_field_get_word (self, i)))
      self->word_states[i] = ASSAY_INPUT_UNSEEN;
}

/* ---- one field on one column ---- */

static gboolean
fail_no_number (const AssayColumn *column, const AssayField *field, GError **error)
{
  g_autoptr(GString) cell = g_string_new (NULL);

  for (gsize i = 0; i < assay_column_get_n (column) && cell->len == 0; i++)
    assay_column_append_cell (column, i, cell);
  g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE,
               field->kind == ASSAY_FIELD_NUMBER
               ? _("The model needs a number for “%s”, but no cell of column “%s” is one; the first is “%s”. Bind another column with --bind \"%s=COLUMN\".")
               : _("The model needs a date for “%s”, but no cell of column “%s” is one; the first is “%s”. Bind another column with --bind \"%s=COLUMN\"."),
               field->name, assay_column_get_name (column), cell->str, field->name);
  return FALSE;
}

static gboolean
bind_field (AssayBoundField *self, const AssayField *field, const AssayColumn *column, GError **error)
{
  AssayType type;

  self->column = column;
  self->kind = field->kind;
  if (column == NULL)
    return TRUE;
  type = assay_column_get_type (column);
  if (field->kind == ASSAY_FIELD_CATEGORY)
    {
      if (type != ASSAY_TYPE_CATEGORY)
        make_codes (self, field);
      judge_words (self, field);
      return TRUE;
    }
  self->date_unit = field->kind == ASSAY_FIELD_DATETIME ? 1e-6 : 1e-6 / 86400;
  if (type == ASSAY_TYPE_CATEGORY ? !translate_words (self, field) : type == ASSAY_TYPE_TEXT && !has_number (self, field->kind))
    return fail_no_number (column, field, error);
  return TRUE;
}

static void
read_texts (const AssayBoundField *self, gsize first, gsize n, double *out)
{
  for (gsize i = 0; i < n; i++)
    {
      gsize length;
      const char *text = assay_column_get_text (self->column, first + i, &length);

      out[i] = text != NULL ? parse_cell (self, self->kind, text, length) : NAN;
    }
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
      read_texts (self, first, n, out);
      break;
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
  g_free (self->word_states);
  g_free (self->codes);
  g_strfreev (self->words);
}

/* ---- all fields ---- */

/* The same letters and digits, whatever stands between them and in whichever case: "Debt to Income" is "debt_to_income". */
static gboolean
is_same_name (const char *a, const char *b)
{
  for (;;)
    {
      while (*a != '\0' && (guchar) *a < 0x80 && !g_ascii_isalnum (*a))
        a++;
      while (*b != '\0' && (guchar) *b < 0x80 && !g_ascii_isalnum (*b))
        b++;
      if (g_ascii_tolower (*a) != g_ascii_tolower (*b))
        return FALSE;
      if (*a == '\0')
        return TRUE;
      a++;
      b++;
    }
}

/* "DELINQ" is how "Delinquencies" is cut. */
static gboolean
is_cut_of (const char *a, const char *b)
{
  gsize n = MIN (strlen (a), strlen (b));

  return n >= 4 && g_ascii_strncasecmp (a, b, n) == 0;
}

const char *
assay_scorer_find_nearest (const AssayFrame *frame, const AssayField *field)
{
  guint n = assay_frame_get_n_columns (frame);
  g_autofree const char **names = g_new0 (const char *, n + 1);
  const char *nearest;

  for (guint i = 0; i < n; i++)
    {
      names[i] = assay_column_get_name (assay_frame_get_column (frame, i));
      if (is_same_name (names[i], field->name))
        return names[i];
    }
  nearest = assay_nearest_name (field->name, names);
  for (guint i = 0; i < n && nearest == NULL; i++)
    if (is_cut_of (names[i], field->name))
      nearest = names[i];
  return nearest;
}

#define MOST_NAMED 10

/* Several: all named at once, so that nobody has to try again and again. */
static gboolean
set_several_absent_error (const AssayFrame *frame, GPtrArray *absent, GError **error)
{
  g_autoptr(GString) list = g_string_new (NULL);

  for (guint i = 0; i < MIN (absent->len, MOST_NAMED); i++)
    {
      const AssayField *field = absent->pdata[i];
      const char *nearest = assay_scorer_find_nearest (frame, field);

      g_string_append_printf (list, nearest != NULL ? _("%s“%s” (nearest: “%s”)") : "%s“%s”", i > 0 ? ", " : "", field->name, nearest);
    }
  if (absent->len > MOST_NAMED)
    g_string_append (list, ", …");
  g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_NO_COLUMN,
               _("The model needs %u inputs that the data have no columns for: %s. Bind each to the column that holds it with --bind \"FIELD=COLUMN\"."),
               absent->len, list->str);
  return FALSE;
}

static gboolean
set_absent_error (const AssayFrame *frame, GPtrArray *absent, GError **error)
{
  const AssayField *field = absent->pdata[0];
  const char *nearest = assay_scorer_find_nearest (frame, field);

  if (absent->len > 1)
    return set_several_absent_error (frame, absent, error);
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
set_unnamed_error (const AssayScorer *self, const AssayField *field, GError **error)
{
  guint n = assay_artifact_get_n_fields (self->artifact);

  g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_NO_COLUMN,
               _("The model does not name its %u inputs; only their order in the training data is known, and the data have %u columns. Bring data with exactly these %u columns in "
                 "that order, name them f0 to f%u, or bind each: --bind \"%s=COLUMN\"."),
               n, assay_frame_get_n_columns (self->frame), n, n - 1, field->name);
  return FALSE;
}

/* Only the order is known: as many columns as fields, none of which is bound or found by its made-up name. */
static gboolean
binds_by_order (const AssayArtifact *artifact, const AssayFrame *frame, const char *const *columns)
{
  guint n = assay_artifact_get_n_fields (artifact);

  if (!assay_artifact_has_unnamed_fields (artifact) || assay_frame_get_n_columns (frame) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if ((columns != NULL && columns[i] != NULL) || assay_frame_find (frame, assay_artifact_get_field (artifact, i)->name) != NULL)
      return FALSE;
  return TRUE;
}

AssayColumn **
assay_scorer_match (const AssayArtifact *artifact, const AssayFrame *frame, const char *const *columns)
{
  guint n = assay_artifact_get_n_fields (artifact);
  gboolean by_order = binds_by_order (artifact, frame, columns);
  AssayColumn **match = g_new0 (AssayColumn *, n + 1);

  for (guint i = 0; i < n; i++)
    match[i] = by_order ? assay_frame_get_column (frame, i)
               : assay_frame_find (frame, columns != NULL && columns[i] != NULL ? columns[i] : assay_artifact_get_field (artifact, i)->name);
  return match;
}

static gboolean
bind_fields (AssayScorer *self, const char *const *columns, gboolean allow_absent, GError **error)
{
  guint n = assay_artifact_get_n_fields (self->artifact);
  g_autoptr(GPtrArray) absent = g_ptr_array_new ();
  g_autofree AssayColumn **match = assay_scorer_match (self->artifact, self->frame, columns);

  self->fields = g_new0 (AssayBoundField, n + 1);
  for (guint i = 0; i < n; i++)
    {
      const AssayField *field = assay_artifact_get_field (self->artifact, i);
      const char *asked = columns != NULL ? columns[i] : NULL;

      if (match[i] == NULL && asked != NULL)
        return assay_frame_require (self->frame, asked, error) != NULL;
      if (match[i] == NULL && !field->is_optional && !allow_absent)
        g_ptr_array_add (absent, (gpointer) field);
      if (!bind_field (&self->fields[i], field, match[i], error))
        return FALSE;
    }
  if (absent->len > 0 && assay_artifact_has_unnamed_fields (self->artifact))
    return set_unnamed_error (self, absent->pdata[0], error);
  return absent->len == 0 || set_absent_error (self->frame, absent, error);
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

/* ---- what is in the cells ---- */

static void
check_codes (const guint32 *codes, const guint8 *word_states, gsize n, guint8 *states)
{
  for (gsize i = 0; i < n; i++)
    states[i] = codes[i] == ASSAY_MISSING_CODE ? ASSAY_INPUT_MISSING : word_states[codes[i]];
}

static void
check_numbers (const AssayBoundField *bound, const AssayField *field, gsize first, gsize n, guint8 *states)
{
  gboolean is_text = assay_column_get_type (bound->column) == ASSAY_TYPE_TEXT;
  g_autofree double *values = g_new (double, n);

  assay_bound_field_read (bound, first, n, values);
  for (gsize i = 0; i < n; i++)
    if (!isnan (values[i]))
      states[i] = judge_number (field, values[i]);
    else
      states[i] = is_text && !assay_column_is_missing (bound->column, first + i) ? ASSAY_INPUT_NOT_A_NUMBER : ASSAY_INPUT_MISSING;
}

void
assay_scorer_check (const AssayScorer *self, guint field, gsize first, gsize n, guint8 *states)
{
  const AssayBoundField *bound = &self->fields[field];

  if (bound->column == NULL)
    memset (states, ASSAY_INPUT_MISSING, n);
  else if (bound->codes != NULL)
    check_codes (bound->codes + first, bound->word_states, n, states);
  else if (assay_column_get_type (bound->column) == ASSAY_TYPE_CATEGORY)
    check_codes (assay_column_get_codes (bound->column) + first, bound->word_states, n, states);
  else
    check_numbers (bound, assay_artifact_get_field (self->artifact, field), first, n, states);
}

void
assay_scorer_read (const AssayScorer *self, guint field, gsize first, gsize n, double *values)
{
  assay_bound_field_read (&self->fields[field], first, n, values);
}

AssayColumn *
assay_scorer_take_words (const AssayScorer *self, guint field)
{
  const AssayBoundField *bound = &self->fields[field];
  gsize n = assay_frame_get_n_rows (self->frame);
  guint32 n_words = assay_bound_field_get_n_words (bound), *codes;
  char **words;

  g_return_val_if_fail (bound->column != NULL && bound->kind == ASSAY_FIELD_CATEGORY, NULL);
  if (bound->codes == NULL)
    return assay_column_ref ((AssayColumn *) bound->column);
  codes = g_new (guint32, n + 1);
  words = g_new0 (char *, n_words + 1);
  assay_bound_field_read_codes (bound, 0, n, codes);
  for (guint32 i = 0; i < n_words; i++)
    words[i] = g_strdup (assay_bound_field_get_word (bound, i));
  return assay_column_take_codes (assay_column_get_name (bound->column), codes, n, words, n_words);
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

/* ---- memos ---- */

#define ROWS_A_PART (4 * ASSAY_SCORE_ROWS)

struct _AssayScoreMemo
{
  gsize most_bytes, n_parts;
  AssayForestMemo **parts;         /* [n_parts], of ROWS_A_PART rows each */
  gboolean is_ready;
};

typedef struct
{
  AssayScoreMemo *memo;
  const AssayScorer *scorer;
  AssayScoreBlock **blocks;
  AssayMemoStep step;
  guint output;
  double *values;                  /* NULL unless rows are scored */
} MemoRun;

static void
clear_parts (AssayScoreMemo *self)
{
  for (gsize i = 0; i < self->n_parts; i++)
    assay_forest_memo_free (self->parts[i]);
  g_clear_pointer (&self->parts, g_free);
  self->n_parts = 0;
  self->is_ready = FALSE;
}

AssayScoreMemo *
assay_score_memo_new (gsize most_bytes)
{
  AssayScoreMemo *self = g_new0 (AssayScoreMemo, 1);

  self->most_bytes = most_bytes;
  return self;
}

void
assay_score_memo_free (AssayScoreMemo *self)
{
  clear_parts (self);
  g_free (self);
}

static gboolean
run_part (gsize item, guint worker, gpointer user_data, GError **error)
{
  MemoRun *run = user_data;
  gsize from = item * ROWS_A_PART, to = MIN (from + ROWS_A_PART, assay_scorer_get_n_rows (run->scorer));
  AssayForestScratch *forest;
  AssayScoreBlock *block;

  if (run->blocks[worker] == NULL)
    run->blocks[worker] = assay_score_block_new (run->scorer);
  block = run->blocks[worker];
  forest = run->scorer->klass->get_forest_scratch (block->scratch);
  assay_forest_memo_begin (run->memo->parts[item], run->step);
  assay_forest_scratch_set_memo (forest, run->memo->parts[item]);
  for (gsize at = from; at < to; at += ASSAY_SCORE_ROWS)
    {
      gsize n = MIN (ASSAY_SCORE_ROWS, to - at);

      assay_scorer_score (run->scorer, at, n, block);
      if (run->values != NULL)
        memcpy (run->values + at, block->numbers[run->output], n * sizeof (double));
    }
  assay_forest_scratch_set_memo (forest, NULL);
  return TRUE;
}

static gboolean
run_parts (AssayScoreMemo *self, const AssayScorer *scorer, AssayMemoStep step, guint output, double *values, guint n_threads, AssayProgress *progress, GError **error)
{
  guint n_workers = n_threads > 0 ? n_threads : assay_parallel_default_threads ();
  g_autofree AssayScoreBlock **blocks = g_new0 (AssayScoreBlock *, n_workers);
  MemoRun run = { self, scorer, blocks, step, output, values };
  gboolean done = assay_parallel_for (n_workers, self->n_parts, run_part, &run, progress, error);

  for (guint i = 0; i < n_workers; i++)
    g_clear_pointer (&blocks[i], assay_score_block_free);
  return done;
}

static gboolean
has_forest (const AssayScorer *scorer)
{
  g_autoptr(AssayScoreBlock) block = scorer->klass->get_forest_scratch != NULL ? assay_score_block_new (scorer) : NULL;

  return block != NULL && scorer->klass->get_forest_scratch (block->scratch) != NULL;
}

gboolean
assay_score_memo_fill (AssayScoreMemo *self, const AssayScorer *before, const AssayScorer *after, guint n_threads, AssayProgress *progress, GError **error)
{
  gsize n_rows = assay_scorer_get_n_rows (before);

  g_return_val_if_fail (before->artifact == after->artifact && n_rows == assay_scorer_get_n_rows (after), FALSE);
  clear_parts (self);
  if (!has_forest (before) || n_rows == 0)
    return FALSE;
  self->n_parts = (n_rows + ROWS_A_PART - 1) / ROWS_A_PART;
  self->parts = g_new (AssayForestMemo *, self->n_parts);
  for (gsize i = 0; i < self->n_parts; i++)
    self->parts[i] = assay_forest_memo_new (self->most_bytes / self->n_parts);
  if (!run_parts (self, before, ASSAY_MEMO_NOTE, 0, NULL, n_threads, NULL, error) || !run_parts (self, after, ASSAY_MEMO_BUILD, 0, NULL, n_threads, progress, error))
    return FALSE;
  self->is_ready = TRUE;
  for (gsize i = 0; i < self->n_parts && self->is_ready; i++)
    self->is_ready = assay_forest_memo_is_ready (self->parts[i]);
  return self->is_ready;
}

gboolean
assay_score_memo_is_ready (const AssayScoreMemo *self)
{
  return self->is_ready;
}

gboolean
assay_score_memo_score_all (AssayScoreMemo *self, const AssayScorer *scorer, guint output, guint n_threads, double *values, AssayProgress *progress, GError **error)
{
  g_return_val_if_fail (!assay_artifact_get_output (scorer->artifact, output)->is_text, FALSE);
  if (!self->is_ready || (assay_scorer_get_n_rows (scorer) + ROWS_A_PART - 1) / ROWS_A_PART != self->n_parts || !has_forest (scorer))
    return assay_scorer_score_all (scorer, output, n_threads, values, progress, error);
  return run_parts (self, scorer, ASSAY_MEMO_USE, output, values, n_threads, progress, error);
}
