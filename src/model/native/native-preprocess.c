/* "preprocess": steps that prepare the inputs, one after another, before the model of any kind. A closed list:
 *
 *   impute    input, value; indicator                    what is missing becomes value; indicator names a new column, 1 where it was missing
 *   clip      input, min, max                            either may be left out
 *   scale     input, subtract, divide, multiply, add, output     in this order, each only where it is given; with none a copy
 *   one_hot   input, levels, outputs, unknown            a column for each level, 1 or 0; unknown: "zero" or "refuse"
 *   ordinal   input, levels, output, unknown             0, 1, … in the order of the levels; unknown: a number, else the row is refused
 *   woe       input, bins, output                        the weight of the bin
 *   ratio     numerator, denominator, output             missing where the denominator is 0
 *   not_missing  input                                   a row in which it is missing has no result
 *
 * A step without "output" keeps the name of its input, which from then on means the prepared column. */
#include "model/native/native-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "math/scoring/score-blocks.h"
#include "model/native/native-bins.h"

enum { STEP_IMPUTE, STEP_CLIP, STEP_SCALE, STEP_ONE_HOT, STEP_ORDINAL, STEP_WOE, STEP_RATIO, STEP_NOT_MISSING };
#define NAMES "impute|clip|scale|one_hot|ordinal|woe|ratio|not_missing"

struct _NativeStep
{
  guint kind;
  guint input, other_input, output;
  gboolean is_category, has_indicator;
  guint indicator;
  double value, low, high;
  guint32 code;
  gboolean has_subtract, has_divide, has_multiply, has_add;
  double subtract, divide, multiply, add;
  guint32 *levels;                 /* codes of the levels */
  guint32 *positions;              /* code -> level + 1; 0: none. Of ordinal [n_positions] */
  guint n_positions, n_levels;
  guint *outputs;                  /* one_hot: slot of each level */
  const char *missing, *unknown;   /* problems, lent by the slot */
  gboolean refuses_unknown;
  double unknown_value;
  NativeBins bins;
  double *woe;
};

void
native_step_free (gpointer data)
{
  NativeStep *self = data;

  g_free (self->levels);
  g_free (self->positions);
  g_free (self->outputs);
  g_free (self->woe);
  native_bins_clear (&self->bins);
  g_free (self);
}

/* ---- running ---- */

static void
run_impute (const NativeStep *self, NativeRows *rows)
{
  double *x = rows->numbers[self->input], *indicator = self->has_indicator ? rows->numbers[self->indicator] : NULL;
  guint32 *codes = rows->codes[self->input];

  for (gsize i = 0; i < rows->n; i++)
    {
      gboolean is_missing = self->is_category ? codes[i] == NATIVE_MISSING : isnan (x[i]);

      if (indicator != NULL)
        indicator[i] = is_missing ? 1 : 0;
      if (is_missing && self->is_category)
        codes[i] = self->code;
      else if (is_missing)
        x[i] = self->value;
    }
}

static void
run_scale (const NativeStep *self, NativeRows *rows)
{
  double *x = rows->numbers[self->output];

  if (self->output != self->input)
    memcpy (x, rows->numbers[self->input], rows->n * sizeof (double));
  for (gsize i = 0; self->has_subtract && i < rows->n; i++)
    x[i] -= self->subtract;
  for (gsize i = 0; self->has_divide && i < rows->n; i++)
    x[i] /= self->divide;
  for (gsize i = 0; self->has_multiply && i < rows->n; i++)
    x[i] *= self->multiply;
  for (gsize i = 0; self->has_add && i < rows->n; i++)
    x[i] += self->add;
}

/* Position of each row's word among the levels; n_levels where it is none of them. */
static guint32
find_level (const NativeStep *self, guint32 code)
{
  return code < self->n_positions && self->positions[code] > 0 ? self->positions[code] - 1 : self->n_levels;
}

static void
refuse_unknown (const NativeStep *self, NativeRows *rows, gsize row, guint32 code)
{
  if (self->refuses_unknown)
    native_set_problem (rows, row, code == NATIVE_MISSING ? self->missing : self->unknown);
}

static void
run_one_hot (const NativeStep *self, NativeRows *rows)
{
  const guint32 *codes = rows->codes[self->input];

  for (guint k = 0; k < self->n_levels; k++)
    {
      double *out = rows->numbers[self->outputs[k]];

      for (gsize i = 0; i < rows->n; i++)
        out[i] = codes[i] == self->levels[k] ? 1 : 0;
    }
  for (gsize i = 0; self->refuses_unknown && i < rows->n; i++)
    if (find_level (self, codes[i]) == self->n_levels)
      refuse_unknown (self, rows, i, codes[i]);
}

static void
run_ordinal (const NativeStep *self, NativeRows *rows)
{
  const guint32 *codes = rows->codes[self->input];
  double *out = rows->numbers[self->output];

  for (gsize i = 0; i < rows->n; i++)
    {
      guint32 level = find_level (self, codes[i]);

      out[i] = level < self->n_levels ? level : codes[i] == NATIVE_MISSING ? NAN : self->unknown_value;
      if (level == self->n_levels && codes[i] != NATIVE_MISSING)
        refuse_unknown (self, rows, i, codes[i]);
    }
}

static void
run_woe (const NativeStep *self, NativeRows *rows)
{
  guint32 bin[ASSAY_SCORE_ROWS];

  native_bins_find (&self->bins, rows, self->input, bin);
  am_gather (bin, rows->n, self->woe, rows->numbers[self->output]);
}

static void
run_ratio (const NativeStep *self, NativeRows *rows)
{
  const double *a = rows->numbers[self->input], *b = rows->numbers[self->other_input];
  double *out = rows->numbers[self->output];

  for (gsize i = 0; i < rows->n; i++)
    out[i] = b[i] != 0 && isfinite (a[i] / b[i]) ? a[i] / b[i] : NAN;
}

void
native_step_run (const NativeStep *self, NativeRows *rows)
{
  double *x = rows->numbers[self->input];

  switch (self->kind)
    {
    case STEP_IMPUTE:
      run_impute (self, rows);
      break;
    case STEP_CLIP:
      for (gsize i = 0; i < rows->n; i++)
        x[i] = x[i] < self->low ? self->low : x[i] > self->high ? self->high : x[i];
      break;
    case STEP_SCALE:
      run_scale (self, rows);
      break;
    case STEP_ONE_HOT:
      run_one_hot (self, rows);
      break;
    case STEP_ORDINAL:
      run_ordinal (self, rows);
      break;
    case STEP_WOE:
      run_woe (self, rows);
      break;
    case STEP_RATIO:
      run_ratio (self, rows);
      break;
    case STEP_NOT_MISSING:
      for (gsize i = 0; i < rows->n; i++)
        if (x != NULL ? isnan (x[i]) : rows->codes[self->input][i] == NATIVE_MISSING)
          native_set_problem (rows, i, self->missing);
      break;
    }
}

/* ---- reading ---- */

typedef struct { NativeReader *reader; Native *native; NativeStep *step; JsonObject *from; const char *where; GError **error; } Reading;

/* A new column of numbers made from one input (or two). */
static gboolean
add_output (Reading *reading, const char *name, const NativeSlot *from, const NativeSlot *other, guint *index)
{
  if (native_add_slot (reading->native, name, FALSE, from->origin, other != NULL ? other->origin : from->other_origin, reading->where, reading->error) == NULL)
    return FALSE;
  *index = reading->native->slots->len - 1;
  return TRUE;
}

/* "output", or the name of the input. A name that is in use may only be that of the input. */
static gboolean
read_output (Reading *reading, const NativeSlot *slot, guint *index)
{
  const char *name = slot->name;

  if (!native_get_text (reading->from, reading->where, "output", FALSE, &name, reading->error))
    return FALSE;
  if (name != slot->name && g_hash_table_contains (reading->native->by_name, name) && !g_str_equal (name, slot->name))
    return native_fail (reading->error, reading->where, _("the output “%s” has the name of another column."), name);
  return add_output (reading, name, slot, NULL, index);
}

static NativeSlot *
use_input (Reading *reading, const char *key, guint *index)
{
  const char *name = NULL;

  if (!native_get_text (reading->from, reading->where, key, TRUE, &name, reading->error))
    return NULL;
  return native_use_slot (reading->native, name, reading->where, index, reading->error);
}

static NativeSlot *
use_number_input (Reading *reading, const char *key, guint *index)
{
  const char *name = NULL;

  if (!native_get_text (reading->from, reading->where, key, TRUE, &name, reading->error))
    return NULL;
  return native_use_numbers (reading->native, name, reading->where, index, reading->error);
}

static NativeSlot *
use_word_input (Reading *reading, const char *key, guint *index)
{
  const char *name = NULL;

  if (!native_get_text (reading->from, reading->where, key, TRUE, &name, reading->error))
    return NULL;
  return native_use_words (reading->native, name, reading->where, index, reading->error);
}

static gboolean
read_impute (Reading *reading)
{
  NativeStep *step = reading->step;
  NativeSlot *slot = use_input (reading, "input", &step->input);
  const char *indicator = NULL;
  g_autofree char *word = NULL;

  if (slot == NULL || !native_check_keys (reading->from, reading->where, "step input value indicator", reading->error)
      || !native_get_text (reading->from, reading->where, "indicator", FALSE, &indicator, reading->error))
    return FALSE;
  step->is_category = slot->is_category;
  slot->is_written = TRUE;
  step->has_indicator = indicator != NULL;
  if (!native_has (reading->from, "value"))
    return native_fail (reading->error, reading->where, _("“%s” is missing."), "value");
  if (indicator != NULL && g_hash_table_contains (reading->native->by_name, indicator))
    return native_fail (reading->error, reading->where, _("the output “%s” has the name of another column."), indicator);
  if (indicator != NULL && !add_output (reading, indicator, slot, NULL, &step->indicator))
    return FALSE;
  if (!slot->is_category)
    return native_get_number (reading->from, reading->where, "value", TRUE, &step->value, reading->error);
  word = native_node_to_word (json_object_get_member (reading->from, "value"));
  if (word == NULL)
    return native_fail (reading->error, reading->where, _("“%s” must be a text."), "value");
  step->code = native_slot_intern (slot, word, NULL);
  return TRUE;
}

static gboolean
read_clip (Reading *reading)
{
  NativeStep *step = reading->step;
  NativeSlot *slot;

  step->low = -INFINITY;
  step->high = INFINITY;
  if ((slot = use_number_input (reading, "input", &step->input)) == NULL
      || !native_check_keys (reading->from, reading->where, "step input min max", reading->error)
      || !native_get_number (reading->from, reading->where, "min", FALSE, &step->low, reading->error)
      || !native_get_number (reading->from, reading->where, "max", FALSE, &step->high, reading->error))
    return FALSE;
  slot->is_written = TRUE;
  return step->low <= step->high || native_fail (reading->error, reading->where, _("“min” is greater than “max”."));
}

static gboolean
read_scale (Reading *reading)
{
  NativeStep *step = reading->step;
  JsonObject *from = reading->from;
  NativeSlot *slot;

  step->has_subtract = native_has (from, "subtract");
  step->has_divide = native_has (from, "divide");
  step->has_multiply = native_has (from, "multiply");
  step->has_add = native_has (from, "add");
  if ((slot = use_number_input (reading, "input", &step->input)) == NULL
      || !native_check_keys (from, reading->where, "step input subtract divide multiply add output", reading->error)
      || !native_get_number (from, reading->where, "subtract", FALSE, &step->subtract, reading->error)
      || !native_get_number (from, reading->where, "divide", FALSE, &step->divide, reading->error)
      || !native_get_number (from, reading->where, "multiply", FALSE, &step->multiply, reading->error)
      || !native_get_number (from, reading->where, "add", FALSE, &step->add, reading->error))
    return FALSE;
  if (step->has_divide && step->divide == 0)
    return native_fail (reading->error, reading->where, _("“divide” is 0."));
  step->output = step->input;
  slot->is_written = slot->is_written || !native_has (from, "output");
  return !native_has (from, "output") || read_output (reading, slot, &step->output);
}

static gboolean
read_levels (Reading *reading, NativeSlot *slot)
{
  NativeStep *step = reading->step;
  g_auto(GStrv) levels = NULL;

  step->missing = slot->missing;
  step->unknown = slot->unknown;
  if (!native_get_texts (reading->from, reading->where, "levels", TRUE, &levels, reading->error))
    return FALSE;
  step->n_levels = g_strv_length (levels);
  if (step->n_levels == 0 || step->n_levels > NATIVE_MAX_SLOTS)
    return native_fail (reading->error, reading->where, _("there must be from 1 to %u “levels”."), NATIVE_MAX_SLOTS);
  step->levels = g_new (guint32, step->n_levels);
  for (guint k = 0; k < step->n_levels; k++)
    {
      step->levels[k] = native_slot_intern (slot, levels[k], NULL);
      step->n_positions = MAX (step->n_positions, step->levels[k] + 1);
    }
  step->positions = g_new0 (guint32, step->n_positions);
  for (guint k = 0; k < step->n_levels; k++)
    step->positions[step->levels[k]] = k + 1;
  return TRUE;
}

static gboolean
read_one_hot (Reading *reading)
{
  NativeStep *step = reading->step;
  NativeSlot *slot = use_word_input (reading, "input", &step->input);
  g_auto(GStrv) outputs = NULL;
  guint unknown = 0;

  if (slot == NULL || !native_check_keys (reading->from, reading->where, "step input levels outputs unknown", reading->error) || !read_levels (reading, slot)
      || !native_get_texts (reading->from, reading->where, "outputs", TRUE, &outputs, reading->error)
      || !native_get_choice (reading->from, reading->where, "unknown", FALSE, "refuse|zero", &unknown, reading->error))
    return FALSE;
  step->refuses_unknown = unknown == 0;
  if (g_strv_length (outputs) != step->n_levels)
    return native_fail (reading->error, reading->where, _("there are %u “levels” and %u “outputs”."), step->n_levels, g_strv_length (outputs));
  step->outputs = g_new (guint, step->n_levels);
  for (guint k = 0; k < step->n_levels; k++)
    {
      if (g_hash_table_contains (reading->native->by_name, outputs[k]))
        return native_fail (reading->error, reading->where, _("the output “%s” has the name of another column."), outputs[k]);
      if (!add_output (reading, outputs[k], slot, NULL, &step->outputs[k]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_ordinal (Reading *reading)
{
  NativeStep *step = reading->step;
  NativeSlot *slot = use_word_input (reading, "input", &step->input);

  step->refuses_unknown = !native_has (reading->from, "unknown");
  step->unknown_value = NAN;
  return slot != NULL && native_check_keys (reading->from, reading->where, "step input levels output unknown", reading->error) && read_levels (reading, slot)
         && native_get_number (reading->from, reading->where, "unknown", FALSE, &step->unknown_value, reading->error)
         && read_output (reading, slot, &step->output);
}

static gboolean
read_woe (Reading *reading)
{
  NativeStep *step = reading->step;
  NativeSlot *slot = use_input (reading, "input", &step->input);
  g_autofree double *woe = NULL;
  JsonArray *bins = NULL;

  if (slot == NULL || !native_check_keys (reading->from, reading->where, "step input bins output", reading->error)
      || !native_get_array (reading->from, reading->where, "bins", TRUE, &bins, reading->error)
      || !native_bins_read (&step->bins, bins, slot, reading->where, reading->error))
    return FALSE;
  woe = g_new (double, step->bins.n_bins);
  for (guint i = 0; i < step->bins.n_bins; i++)
    {
      g_autofree char *at = g_strdup_printf (_("%s, bin %u"), reading->where, i + 1);
      JsonObject *bin = json_array_get_object_element (bins, i);

      if (!native_check_keys (bin, at, "missing other from to values woe label", reading->error)
          || !native_get_number (bin, at, "woe", TRUE, &woe[i], reading->error))
        return FALSE;
    }
  step->woe = native_bins_spread (&step->bins, woe);
  return read_output (reading, slot, &step->output);
}

static gboolean
read_ratio (Reading *reading)
{
  NativeStep *step = reading->step;
  NativeSlot *above, *below;
  const char *name = NULL;

  if (!native_check_keys (reading->from, reading->where, "step numerator denominator output", reading->error)
      || (above = use_number_input (reading, "numerator", &step->input)) == NULL
      || (below = use_number_input (reading, "denominator", &step->other_input)) == NULL
      || !native_get_text (reading->from, reading->where, "output", TRUE, &name, reading->error))
    return FALSE;
  if (g_hash_table_contains (reading->native->by_name, name))
    return native_fail (reading->error, reading->where, _("the output “%s” has the name of another column."), name);
  return add_output (reading, name, above, below, &step->output);
}

static gboolean
read_not_missing (Reading *reading)
{
  NativeSlot *slot = use_input (reading, "input", &reading->step->input);

  if (slot == NULL || !native_check_keys (reading->from, reading->where, "step input", reading->error))
    return FALSE;
  reading->step->missing = slot->missing;
  return TRUE;
}

static gboolean
read_step (Reading *reading)
{
  static gboolean (*const readers[]) (Reading *) = {
    read_impute, read_clip, read_scale, read_one_hot, read_ordinal, read_woe, read_ratio, read_not_missing };

  return native_get_choice (reading->from, reading->where, "step", TRUE, NAMES, &reading->step->kind, reading->error) && readers[reading->step->kind] (reading);
}

gboolean
native_read_preprocess (NativeReader *reader, GError **error)
{
  JsonArray *steps = NULL;

  if (!native_get_array (reader->root, _("the file"), "preprocess", FALSE, &steps, error))
    return FALSE;
  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++)
    {
      g_autofree char *where = g_strdup_printf (_("preprocess, step %u"), i + 1);
      JsonObject *from = native_get_element (steps, i, where, error);
      Reading reading = { reader, reader->native, g_new0 (NativeStep, 1), from, where, error };

      g_ptr_array_add (reader->native->steps, reading.step);
      if (from == NULL || !read_step (&reading))
        return FALSE;
    }
  return TRUE;
}
