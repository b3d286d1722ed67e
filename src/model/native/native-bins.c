#include "model/native/native-bins.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "math/scoring/score-blocks.h"

#define MAX_BINS 65536

typedef struct { double from, to; guint32 bin; } Range;

void
native_bins_clear (NativeBins *self)
{
  g_clear_pointer (&self->cuts, g_free);
  g_clear_pointer (&self->specials, g_free);
  g_clear_pointer (&self->bin_of, g_free);
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  double x = ((const Range *) a)->from, y = ((const Range *) b)->from;

  return (x > y) - (x < y);
}

/* Sorted ranges must touch each other, and begin and end open or where no value can be. */
static gboolean
take_ranges (NativeBins *self, GArray *ranges, const NativeSlot *slot, guint32 missing, const char *where, GError **error)
{
  gboolean is_bounded = slot->outside != NULL;

  g_array_sort (ranges, compare_ranges);
  for (guint i = 0; i < ranges->len; i++)
    {
      const Range *range = &g_array_index (ranges, Range, i);
      double expected = i == 0 ? -INFINITY : (range - 1)->to;
      char at[ASSAY_NUMBER_SIZE], before[ASSAY_NUMBER_SIZE];

      assay_number_format (range->from, at);
      assay_number_format (expected, before);
      if (!(range->from < range->to))
        return native_fail (error, where, _("bin %u is empty: “from” must be less than “to”."), range->bin + 1);
      if (i == 0 && is_bounded && range->from <= slot->low)
        continue;
      if (i == 0 && range->from != expected)
        return native_fail (error, where, _("no bin holds values below %s. Leave out “from” of the lowest bin."), at);
      if (range->from > expected)
        return native_fail (error, where, _("no bin holds the values from %s to %s."), before, at);
      if (range->from < expected)
        return native_fail (error, where, _("bins %u and %u overlap: one ends at %s, the other begins at %s."), (range - 1)->bin + 1, range->bin + 1,
                            isinf (expected) ? _("no limit") : before, isinf (range->from) ? _("no limit") : at);
    }
  if (ranges->len > 0 && isfinite (g_array_index (ranges, Range, ranges->len - 1).to)
      && !(is_bounded && g_array_index (ranges, Range, ranges->len - 1).to > slot->high))
    {
      char at[ASSAY_NUMBER_SIZE];

      assay_number_format (g_array_index (ranges, Range, ranges->len - 1).to, at);
      return native_fail (error, where, _("no bin holds values from %s on. Leave out “to” of the highest bin."), at);
    }
  self->n_cuts = ranges->len > 0 ? ranges->len - 1 : 0;
  self->cuts = g_new (double, self->n_cuts + 1);
  self->n_found = self->n_cuts + 2 + self->n_specials;
  self->bin_of = g_new (guint32, self->n_found);
  for (guint i = 0; i < self->n_cuts; i++)
    self->cuts[i] = g_array_index (ranges, Range, i + 1).from;
  for (guint i = 0; i <= self->n_cuts; i++)
    self->bin_of[i] = ranges->len > 0 ? g_array_index (ranges, Range, i).bin : self->n_bins;
  self->bin_of[self->n_cuts + 1] = missing;
  return TRUE;
}

static gboolean
take_special (GArray *specials, double value, guint32 bin, const char *where, GError **error)
{
  Range special = { value, value, bin };

  for (guint i = 0; i < specials->len; i++)
    if (g_array_index (specials, Range, i).from == value)
      return native_fail (error, where, _("bins %u and %u hold the same value."), g_array_index (specials, Range, i).bin + 1, bin + 1);
  g_array_append_val (specials, special);
  return TRUE;
}

static gboolean
take_number_values (GArray *specials, JsonArray *values, guint32 bin, const char *where, GError **error)
{
  for (guint i = 0; i < json_array_get_length (values); i++)
    {
      double value;

      if (!native_node_to_number (json_array_get_element (values, i), &value))
        return native_fail (error, where, _("bin %u: value %u must be a finite number, as the input is one."), bin + 1, i + 1);
      if (!take_special (specials, value, bin, where, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_words (NativeSlot *slot, GArray *map, char **words, guint32 bin, guint32 none, const char *where, GError **error)
{
  for (char **word = words; *word != NULL; word++)
    {
      gboolean is_new;
      guint32 code = native_slot_intern (slot, *word, &is_new);

      if (is_new && slot->has_values)
        return native_fail (error, where, _("bin %u: “%s” is none of the “values” of the input."), bin + 1, *word);
      while (map->len <= code)
        g_array_append_val (map, none);
      if (g_array_index (map, guint32, code) != none)
        return native_fail (error, where, _("bins %u and %u both hold “%s”."), g_array_index (map, guint32, code) + 1, bin + 1, *word);
      g_array_index (map, guint32, code) = bin;
    }
  return TRUE;
}

typedef struct { GArray *ranges, *specials, *map; guint32 missing, other; NativeSlot *slot; const char *where; } Reading;

static gboolean
take_once (guint32 *to, guint32 bin, guint32 none, const char *what, const char *where, GError **error)
{
  if (*to != none)
    return native_fail (error, where, _("bins %u and %u are both for “%s”."), *to + 1, bin + 1, what);
  *to = bin;
  return TRUE;
}

static gboolean
read_bin (Reading *reading, JsonObject *from, guint32 bin, guint32 none, GError **error)
{
  g_autofree char *where = g_strdup_printf (_("%s, bin %u"), reading->where, bin + 1);
  g_auto(GStrv) words = NULL;
  gboolean missing = FALSE, other = FALSE, has_range = native_has (from, "from") || native_has (from, "to");
  Range range = { -INFINITY, INFINITY, bin };
  JsonArray *values = NULL;

  if (!native_get_boolean (from, where, "missing", FALSE, &missing, error) || !native_get_boolean (from, where, "other", FALSE, &other, error)
      || !native_get_array (from, where, "values", FALSE, &values, error) || !native_get_number (from, where, "from", FALSE, &range.from, error)
      || !native_get_number (from, where, "to", FALSE, &range.to, error))
    return FALSE;
  if (missing && !take_once (&reading->missing, bin, none, "missing", reading->where, error))
    return FALSE;
  if (reading->slot->is_category)
    {
      if (has_range)
        return native_fail (error, where, _("“from” and “to” are for numbers, and the input is a category."));
      if (other && !take_once (&reading->other, bin, none, "other", reading->where, error))
        return FALSE;
      if (values == NULL && !missing && !other)
        return native_fail (error, where, _("it says neither “values” nor “missing” nor “other”."));
      return native_get_texts (from, where, "values", FALSE, &words, error)
             && (words == NULL || take_words (reading->slot, reading->map, words, bin, none, reading->where, error));
    }
  if (other)
    return native_fail (error, where, _("“other” is for categories, and the input is a number."));
  if (values != NULL && !take_number_values (reading->specials, values, bin, reading->where, error))
    return FALSE;
  /* without limits, values or "missing" a bin is for every number */
  if (has_range || (!missing && values == NULL))
    g_array_append_val (reading->ranges, range);
  return TRUE;
}

/* Every word that the input lists must have its bin. */
static gboolean
finish_words (NativeBins *self, Reading *reading, GError **error)
{
  for (guint32 code = NATIVE_FIRST_WORD; reading->slot->has_values && reading->other == self->n_bins && code < reading->slot->words->len + NATIVE_FIRST_WORD; code++)
    if (code >= reading->map->len || g_array_index (reading->map, guint32, code) == self->n_bins)
      return native_fail (error, reading->where, _("no bin holds “%s”, which is one of the “values” of the input."),
                          (char *) reading->slot->words->pdata[code - NATIVE_FIRST_WORD]);
  for (guint32 code = 0; code < reading->map->len; code++)
    if (g_array_index (reading->map, guint32, code) == self->n_bins)
      g_array_index (reading->map, guint32, code) = reading->other;
  g_array_index (reading->map, guint32, NATIVE_MISSING) = reading->missing;
  g_array_append_val (reading->map, reading->other);
  self->n_found = reading->map->len;
  self->bin_of = (guint32 *) g_array_free (g_steal_pointer (&reading->map), FALSE);
  return TRUE;
}

static gboolean
finish_numbers (NativeBins *self, Reading *reading, GError **error)
{
  self->n_specials = reading->specials->len;
  self->specials = g_new (double, self->n_specials + 1);
  if (!take_ranges (self, reading->ranges, reading->slot, reading->missing, reading->where, error))
    return FALSE;
  for (guint i = 0; i < self->n_specials; i++)
    {
      self->specials[i] = g_array_index (reading->specials, Range, i).from;
      self->bin_of[self->n_cuts + 2 + i] = g_array_index (reading->specials, Range, i).bin;
    }
  return TRUE;
}

gboolean
native_bins_read (NativeBins *self, JsonArray *from, NativeSlot *slot, const char *where, GError **error)
{
  guint n = json_array_get_length (from);
  Reading reading = { .slot = slot, .where = where, .missing = n, .other = n };
  gboolean is_fine = TRUE;
  guint32 none = n;

  if (n == 0 || n > MAX_BINS)
    return native_fail (error, where, _("there must be from 1 to %u bins."), MAX_BINS);
  self->n_bins = n;
  self->is_category = slot->is_category;
  reading.ranges = g_array_new (FALSE, FALSE, sizeof (Range));
  reading.specials = g_array_new (FALSE, FALSE, sizeof (Range));
  reading.map = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < NATIVE_FIRST_WORD; i++)
    g_array_append_val (reading.map, none);
  for (guint i = 0; is_fine && i < n; i++)
    {
      JsonObject *bin = native_get_element (from, i, where, error);

      is_fine = bin != NULL && read_bin (&reading, bin, i, n, error);
    }
  is_fine = is_fine && (slot->is_category ? finish_words (self, &reading, error) : finish_numbers (self, &reading, error));
  g_array_unref (reading.ranges);
  g_array_unref (reading.specials);
  g_clear_pointer (&reading.map, g_array_unref);
  return is_fine;
}

void
native_bins_find (const NativeBins *self, const NativeRows *rows, guint slot, guint32 *found)
{
  const guint32 *codes = rows->codes[slot];

  if (self->is_category)
    {
      for (gsize i = 0; i < rows->n; i++)
        found[i] = MIN (codes[i], self->n_found - 1);
      return;
    }
  am_find_bins (rows->numbers[slot], rows->n, self->cuts, self->n_cuts, found);
  for (guint k = 0; k < self->n_specials; k++)
    for (gsize i = 0; i < rows->n; i++)
      if (rows->numbers[slot][i] == self->specials[k])
        found[i] = self->n_cuts + 2 + k;
}

double *
native_bins_spread (const NativeBins *self, const double *by_bin)
{
  double *table = g_new (double, self->n_found);

  for (guint32 i = 0; i < self->n_found; i++)
    table[i] = self->bin_of[i] < self->n_bins ? by_bin[self->bin_of[i]] : NAN;
  return table;
}
