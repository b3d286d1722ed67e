/* "inputs": what the model is given, with ranges, known values and what to do where they are left. */
#include "model/native/native-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/number.h"

enum { TYPE_NUMBER, TYPE_CATEGORY, TYPE_DATE, TYPE_DATETIME };

/* ---- how the input was distributed when the model was made ---- */

static gboolean
check_shares (const double *share, guint n, double rest, const char *where, GError **error)
{
  AssaySum sum = { rest, 0 };
  double total;

  for (guint i = 0; i < n; i++)
    {
      if (share[i] < 0)
        return native_fail (error, where, _("share %u is negative."), i + 1);
      assay_sum_add (&sum, share[i]);
    }
  total = assay_sum_get (&sum);
  /* shares are often written with two decimals */
  if (fabs (total - 1) > 0.0051 * (n + 1))
    return native_fail (error, where, _("the shares and “missing” add up to %.4f, not to 1."), total);
  return TRUE;
}

/* One share more than edges: open at both ends. As many: the last bin is open, and what lies below the first edge counts to the first bin. One
 * less: what lies outside counts to the outer bins. So the inner edges say it all. */
static gboolean
take_cuts (AssayDevelopment *to, const double *edges, guint n_edges, const char *where, GError **error)
{
  for (guint i = 1; i < n_edges; i++)
    if (!(edges[i - 1] < edges[i]))
      return native_fail (error, where, _("“edges” must rise; edge %u does not."), i + 1);
  if (n_edges + 1 != to->n && n_edges != to->n && n_edges != to->n + 1)
    return native_fail (error, where, _("%u shares do not fit %u edges: there must be as many, one more or one less."), to->n, n_edges);
  to->cuts = g_new (double, to->n);
  memcpy (to->cuts, n_edges + 1 == to->n ? edges : edges + 1, (to->n - 1) * sizeof (double));
  return TRUE;
}

static gboolean
read_development (JsonObject *from, AssayField *field, const char *input, GError **error)
{
  g_autofree char *where = g_strdup_printf ("%s, dev_distribution", input);
  g_autoptr(AssayDevelopment) to = g_new0 (AssayDevelopment, 1);
  g_autofree double *edges = NULL;
  gboolean is_category = field->kind == ASSAY_FIELD_CATEGORY;
  guint n_edges;

  if (!native_check_keys (from, where, is_category ? "values share missing other" : "edges share missing", error)
      || !native_get_numbers (from, where, "share", TRUE, &to->share, &to->n, error)
      || !native_get_number (from, where, "missing", FALSE, &to->missing, error)
      || !native_get_number (from, where, "other", FALSE, &to->other, error)
      || !check_shares (to->share, to->n, to->missing + to->other, where, error))
    return FALSE;
  if (to->n == 0)
    return native_fail (error, where, _("“share” is empty."));
  if (to->missing < 0 || to->other < 0)
    return native_fail (error, where, _("a share is negative."));
  if (is_category)
    {
      if (!native_get_texts (from, where, "values", TRUE, &to->values, error))
        return FALSE;
      if (g_strv_length (to->values) != to->n)
        return native_fail (error, where, _("%u shares do not fit %u values."), to->n, g_strv_length (to->values));
    }
  else if (!native_get_numbers (from, where, "edges", TRUE, &edges, &n_edges, error) || !take_cuts (to, edges, n_edges, where, error))
    return FALSE;
  field->development = g_steal_pointer (&to);
  return TRUE;
}

/* ---- one input ---- */

static gboolean
read_range (JsonObject *from, const char *where, NativeSlot *slot, AssayField *field, GError **error)
{
  g_autofree char *text = NULL;

  if (!native_get_number (from, where, "min", FALSE, &field->low, error) || !native_get_number (from, where, "max", FALSE, &field->high, error))
    return FALSE;
  if (field->low > field->high)
    return native_fail (error, where, _("“min” is greater than “max”."));
  if (isnan (field->low) && isnan (field->high))
    return TRUE;
  slot->low = isnan (field->low) ? -INFINITY : field->low;
  slot->high = isnan (field->high) ? INFINITY : field->high;
  if (slot->invalid == NATIVE_AS_IS)
    return TRUE;
  if (isnan (field->low))
    text = assay_number_print (_("at most %.10g"), field->high);
  else if (isnan (field->high))
    text = assay_number_print (_("at least %.10g"), field->low);
  else
    {
      g_autofree char *low = assay_number_print ("%.10g", field->low), *high = assay_number_print ("%.10g", field->high);

      text = g_strdup_printf (_("from %s to %s"), low, high);
    }
  slot->outside = g_strdup_printf (_("“%s” is outside its range, which is %s"), slot->name, text);
  return TRUE;
}

static gboolean
read_values (JsonObject *from, const char *where, NativeSlot *slot, AssayField *field, GError **error)
{
  if (!native_get_texts (from, where, "values", FALSE, &field->values, error))
    return FALSE;
  slot->has_values = field->values != NULL;
  for (char **value = field->values; value != NULL && *value != NULL; value++)
    native_slot_intern (slot, *value, NULL);
  return TRUE;
}

static gboolean
read_input (NativeReader *reader, JsonObject *from, const char *where, GError **error)
{
  static const AssayFieldKind kinds[] = { ASSAY_FIELD_NUMBER, ASSAY_FIELD_CATEGORY, ASSAY_FIELD_DATE, ASSAY_FIELD_DATETIME };
  Native *native = reader->native;
  const char *name = NULL, *unit = NULL, *label = NULL;
  guint type = TYPE_NUMBER, missing = 0, invalid = NATIVE_REFUSE;
  g_autofree char *named = NULL;
  JsonObject *development = NULL;
  NativeSlot *slot;
  AssayField *field;

  if (!native_get_text (from, where, "name", TRUE, &name, error))
    return FALSE;
  named = g_strdup_printf (_("input “%s”"), name);
  if (*name == '\0')
    return native_fail (error, where, _("“name” is empty."));
  if (g_hash_table_contains (native->by_name, name))
    return native_fail (error, named, _("this name stands twice."));
  if (!native_get_choice (from, named, "type", TRUE, "number|category|date|datetime", &type, error)
      || !native_check_keys (from, named, type == TYPE_CATEGORY ? "name type label unit values missing invalid optional dev_distribution"
                                                                : "name type label unit min max missing invalid optional dev_distribution", error)
      || !native_get_text (from, named, "label", FALSE, &label, error) || !native_get_text (from, named, "unit", FALSE, &unit, error)
      || !native_get_choice (from, named, "missing", FALSE, "allow|refuse", &missing, error)
      || !native_get_choice (from, named, "invalid", FALSE, "refuse|as_missing|as_is", &invalid, error)
      || !native_get_object (from, named, "dev_distribution", FALSE, &development, error)
      || (slot = native_add_slot (native, name, type == TYPE_CATEGORY, native->n_fields, native->n_fields, named, error)) == NULL)
    return FALSE;
  field = assay_artifact_info_add_field (reader->info, name, kinds[type]);
  native->n_fields++;
  field->label = g_strdup (label);
  field->unit = g_strdup (unit);
  slot->invalid = invalid;
  field->refuses_invalid = invalid == NATIVE_REFUSE;
  slot->refuses_missing = missing == 1;
  return native_get_boolean (from, named, "optional", FALSE, &field->is_optional, error)
         && (type == TYPE_CATEGORY ? read_values (from, named, slot, field, error) : read_range (from, named, slot, field, error))
         && (development == NULL || read_development (development, field, named, error));
}

gboolean
native_read_inputs (NativeReader *reader, GError **error)
{
  JsonArray *inputs = NULL;

  if (!native_get_array (reader->root, _("the file"), "inputs", TRUE, &inputs, error))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (inputs); i++)
    {
      g_autofree char *where = g_strdup_printf (_("input %u"), i + 1);
      JsonObject *input = native_get_element (inputs, i, where, error);

      if (input == NULL || !read_input (reader, input, where, error))
        return FALSE;
    }
  if (json_array_get_length (inputs) == 0)
    return native_fail (error, _("the file"), _("“inputs” is empty."));
  return TRUE;
}
