/* Rows pass through here in blocks: the inputs are read column by column, checked against their ranges, worked on step by step,
 * and handed to the model. Nothing is allocated for a row or a block. */
#include "model/native/native-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/options.h"

static void
free_slot (gpointer data)
{
  NativeSlot *self = data;

  g_free (self->name);
  g_clear_pointer (&self->codes, g_hash_table_unref);
  g_clear_pointer (&self->words, g_ptr_array_unref);
  g_free (self->missing);
  g_free (self->unknown);
  g_free (self->outside);
  g_free (self);
}

Native *
native_new (void)
{
  Native *self = g_new0 (Native, 1);

  self->slots = g_ptr_array_new_with_free_func (free_slot);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->steps = g_ptr_array_new_with_free_func (native_step_free);
  return self;
}

void
native_free (gpointer data)
{
  Native *self = data;

  if (self->kind != NULL && self->model != NULL)
    self->kind->free (self->model);
  g_ptr_array_unref (self->steps);
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->slots);
  g_free (self);
}

NativeSlot *
native_add_slot (Native *self, const char *name, gboolean is_category, guint origin, guint other_origin, const char *where, GError **error)
{
  NativeSlot *slot;

  if (self->slots->len >= NATIVE_MAX_SLOTS)
    {
      native_fail (error, where, _("the model has more than %u inputs and prepared columns."), NATIVE_MAX_SLOTS);
      return NULL;
    }
  slot = g_new0 (NativeSlot, 1);
  slot->name = g_strdup (name);
  slot->is_category = is_category;
  slot->origin = origin;
  slot->other_origin = other_origin;
  slot->low = NAN;
  slot->high = NAN;
  slot->missing = g_strdup_printf (_("“%s” is missing"), name);
  slot->unknown = g_strdup_printf (_("“%s” holds a value that the model does not know"), name);
  if (is_category)
    {
      slot->codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      slot->words = g_ptr_array_new ();
    }
  g_ptr_array_add (self->slots, slot);
  g_hash_table_insert (self->by_name, slot->name, GUINT_TO_POINTER (self->slots->len));
  return slot;
}

static const char *
find_nearest (const Native *self, const char *name)
{
  g_autofree const char **names = g_new0 (const char *, self->slots->len + 1);

  for (guint i = 0; i < self->slots->len; i++)
    names[i] = native_slot (self, i)->name;
  return assay_nearest_name (name, names);
}

NativeSlot *
native_use_slot (Native *self, const char *name, const char *where, guint *index, GError **error)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_name, name));
  const char *nearest;

  if (found == 0)
    {
      nearest = find_nearest (self, name);
      if (nearest != NULL)
        native_fail (error, where, _("“%s” is neither an input nor made from one; did you mean “%s”?"), name, nearest);
      else
        native_fail (error, where, _("“%s” is neither an input nor made from one. List it under “inputs”."), name);
      return NULL;
    }
  *index = found - 1;
  native_slot (self, *index)->is_used = TRUE;
  return native_slot (self, *index);
}

NativeSlot *
native_use_numbers (Native *self, const char *name, const char *where, guint *index, GError **error)
{
  NativeSlot *slot = native_use_slot (self, name, where, index, error);

  if (slot == NULL || !slot->is_category)
    return slot;
  native_fail (error, where, _("“%s” is a category, and a number is needed here."), name);
  return NULL;
}

NativeSlot *
native_use_words (Native *self, const char *name, const char *where, guint *index, GError **error)
{
  NativeSlot *slot = native_use_slot (self, name, where, index, error);

  if (slot == NULL || slot->is_category)
    return slot;
  native_fail (error, where, _("“%s” is a number, and a category is needed here."), name);
  return NULL;
}

guint32
native_slot_intern (NativeSlot *self, const char *word, gboolean *is_new)
{
  guint32 code = GPOINTER_TO_UINT (g_hash_table_lookup (self->codes, word));

  if (is_new != NULL)
    *is_new = code == 0;
  if (code == 0)
    {
      char *copy = g_strdup (word);

      code = self->words->len + NATIVE_FIRST_WORD;
      g_ptr_array_add (self->words, copy);
      g_hash_table_insert (self->codes, copy, GUINT_TO_POINTER (code));
    }
  return code;
}

/* ---- bound to columns ---- */

/* For each category input: the codes of the column's words. */
typedef struct { guint32 **codes; guint n_fields; } Bound;

static gpointer
bind (gconstpointer data, const AssayBoundField *fields, guint n_fields, GError **error)
{
  const Native *self = data;
  Bound *bound = g_new0 (Bound, 1);

  bound->codes = g_new0 (guint32 *, n_fields + 1);
  bound->n_fields = n_fields;
  for (guint f = 0; f < n_fields; f++)
    {
      const NativeSlot *slot = native_slot (self, f);
      guint32 n = slot->is_category ? assay_bound_field_get_n_words (&fields[f]) : 0;

      if (!slot->is_category)
        continue;
      bound->codes[f] = g_new (guint32, (gsize) n + 1);
      for (guint32 i = 0; i < n; i++)
        {
          guint32 code = GPOINTER_TO_UINT (g_hash_table_lookup (slot->codes, assay_bound_field_get_word (&fields[f], i)));

          bound->codes[f][i] = code != 0 ? code : NATIVE_UNKNOWN;
        }
    }
  return bound;
}

static void
unbind (gpointer data)
{
  Bound *bound = data;

  for (guint f = 0; f < bound->n_fields; f++)
    g_free (bound->codes[f]);
  g_free (bound->codes);
  g_free (bound);
}

/* ---- memory of a thread ---- */

typedef struct { NativeRows rows; double **own; const Native *native; const char *problems[ASSAY_SCORE_ROWS]; } Scratch;

static gpointer
scratch_new (gconstpointer data, gconstpointer bound)
{
  const Native *self = data;
  Scratch *scratch = g_new0 (Scratch, 1);

  scratch->native = self;
  scratch->rows.numbers = g_new0 (double *, self->slots->len + 1);
  scratch->own = g_new0 (double *, self->slots->len + 1);
  scratch->rows.codes = g_new0 (guint32 *, self->slots->len + 1);
  for (guint i = 0; i < self->slots->len; i++)
    {
      if (native_slot (self, i)->is_category)
        scratch->rows.codes[i] = g_new0 (guint32, ASSAY_SCORE_ROWS);
      else
        scratch->rows.numbers[i] = scratch->own[i] = g_new0 (double, ASSAY_SCORE_ROWS);
    }
  if (self->kind->work_new != NULL)
    scratch->rows.work = self->kind->work_new (self);
  return scratch;
}

static void
scratch_free (gpointer data)
{
  Scratch *scratch = data;

  if (scratch->native->kind->work_free != NULL)
    scratch->native->kind->work_free (scratch->rows.work);
  for (guint i = 0; i < scratch->native->slots->len; i++)
    {
      g_free (scratch->own[i]);
      g_free (scratch->rows.codes[i]);
    }
  g_free (scratch->rows.numbers);
  g_free (scratch->own);
  g_free (scratch->rows.codes);
  g_free (scratch);
}

/* ---- inputs of a block ---- */

static void
read_numbers (const NativeSlot *slot, const AssayBoundField *field, gsize first, NativeRows *rows, double *x)
{
  assay_bound_field_read (field, first, rows->n, x);
  for (gsize i = 0; slot->outside != NULL && i < rows->n; i++)
    if (x[i] < slot->low || x[i] > slot->high)
      {
        if (slot->invalid == NATIVE_REFUSE)
          native_set_problem (rows, i, slot->outside);
        else
          x[i] = NAN;
      }
  for (gsize i = 0; slot->refuses_missing && i < rows->n; i++)
    if (isnan (x[i]))
      native_set_problem (rows, i, slot->missing);
}

static void
read_words (const NativeSlot *slot, const AssayBoundField *field, const guint32 *codes, gsize first, NativeRows *rows, guint32 *x)
{
  assay_bound_field_read_codes (field, first, rows->n, x);
  for (gsize i = 0; i < rows->n; i++)
    x[i] = x[i] == ASSAY_MISSING_CODE ? NATIVE_MISSING : codes[x[i]];
  for (gsize i = 0; slot->has_values && slot->invalid != NATIVE_AS_IS && i < rows->n; i++)
    if (x[i] == NATIVE_UNKNOWN)
      {
        if (slot->invalid == NATIVE_REFUSE)
          native_set_problem (rows, i, slot->unknown);
        else
          x[i] = NATIVE_MISSING;
      }
  for (gsize i = 0; slot->refuses_missing && i < rows->n; i++)
    if (x[i] == NATIVE_MISSING)
      native_set_problem (rows, i, slot->missing);
}

/* Numbers that need no check and that nobody changes are taken from where they lie. */
static gboolean
lend_numbers (const NativeSlot *slot, const AssayBoundField *field, gsize first, double **x)
{
  if (slot->is_written || slot->outside != NULL || slot->refuses_missing || field->column == NULL
      || assay_column_get_type (field->column) != ASSAY_TYPE_DOUBLE)
    return FALSE;
  *x = (double *) assay_column_get_doubles (field->column) + first;
  return TRUE;
}

static void
fill_rows (const Native *self, const Bound *bound, const AssayBoundField *fields, gsize first, Scratch *scratch)
{
  NativeRows *rows = &scratch->rows;

  for (guint f = 0; f < self->n_fields; f++)
    {
      const NativeSlot *slot = native_slot (self, f);

      if (slot->is_category)
        read_words (slot, &fields[f], bound->codes[f], first, rows, rows->codes[f]);
      else if (!lend_numbers (slot, &fields[f], first, &rows->numbers[f]))
        {
          rows->numbers[f] = scratch->own[f];
          read_numbers (slot, &fields[f], first, rows, rows->numbers[f]);
        }
    }
  for (guint i = 0; i < self->steps->len; i++)
    native_step_run (self->steps->pdata[i], rows);
}

static void
score (gconstpointer data, gconstpointer bound, gpointer scratch, const AssayBoundField *fields, gsize first, gsize n, AssayScoreBlock *block)
{
  const Native *self = data;
  NativeRows *rows = &((Scratch *) scratch)->rows;

  rows->n = n;
  rows->problems = block->problems;
  fill_rows (self, bound, fields, first, scratch);
  self->kind->score (self, rows, block);
}

static void
explain (gconstpointer data, gconstpointer bound, gpointer scratch, const AssayBoundField *fields, gsize first, gsize n, double *contributions)
{
  const Native *self = data;
  Scratch *own = scratch;
  gsize width = self->n_fields + 1;

  own->rows.n = n;
  own->rows.problems = own->problems;
  memset (own->problems, 0, sizeof own->problems);
  memset (contributions, 0, n * width * sizeof (double));
  fill_rows (self, bound, fields, first, own);
  if (self->kind->explain != NULL)
    self->kind->explain (self, &own->rows, contributions);
  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; own->problems[i] != NULL && k < width; k++)
      contributions[i * width + k] = NAN;
}

static AssayForestScratch *
get_forest_scratch (gpointer data)
{
  Scratch *scratch = data;

  return scratch->native->kind->get_forest_scratch != NULL ? scratch->native->kind->get_forest_scratch (scratch->rows.work) : NULL;
}

const AssayArtifactClass native_class = {
  .free = native_free, .bind = bind, .unbind = unbind, .scratch_new = scratch_new, .scratch_free = scratch_free, .score = score, .explain = explain,
  .get_forest_scratch = get_forest_scratch,
};
