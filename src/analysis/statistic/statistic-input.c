#include "analysis/statistic/statistic-input.h"

#include "analysis/statistic/statistic.h"
#include "analysis/statistic/statistic-output.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_VALUES (1u << 28)
/* Squares of larger numbers are infinite, and with them whatever is made of them. */
#define LARGEST 1e150

gboolean
assay_stat_fail (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, ASSAY_STATISTIC_ERROR, ASSAY_STATISTIC_ERROR_INPUT, message);
  return FALSE;
}

const char *
assay_stat_key (JsonObject *in, const char *names)
{
  g_auto(GStrv) all = g_strsplit (names, "|", -1);

  for (char **name = all; *name != NULL; name++)
    {
      JsonNode *node = json_object_get_member (in, *name);

      /* What is lent lives as long as the inputs' own keys need: interned names are few, they come from our tables. */
      if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
        return g_intern_string (*name);
    }
  return NULL;
}

gboolean
assay_stat_has (JsonObject *in, const char *names)
{
  return assay_stat_key (in, names) != NULL;
}

gboolean
assay_stat_is_array (JsonObject *in, const char *names)
{
  const char *key = assay_stat_key (in, names);

  return key != NULL && JSON_NODE_HOLDS_ARRAY (json_object_get_member (in, key));
}

gboolean
assay_stat_missing (JsonObject *in, const char *names, GError **error)
{
  g_auto(GStrv) all = g_strsplit (names, "|", -1);

  if (all[1] == NULL)
    return assay_stat_fail (error, _("Input “%s” is missing."), names);
  for (char **name = all + 1; *name != NULL; name++)
    {
      char *quoted = g_strdup_printf ("“%s”", *name);
      g_free (*name);
      *name = quoted;
    }
  {
    g_autofree char *others = g_strjoinv (", ", all + 1);
    return assay_stat_fail (error, _("Input “%s” is missing (it may also be called %s)."), all[0], others);
  }
}

static JsonNode *
find (JsonObject *in, const char *names, const char **key, GError **error)
{
  *key = assay_stat_key (in, names);
  if (*key == NULL)
    {
      assay_stat_missing (in, names, error);
      return NULL;
    }
  return json_object_get_member (in, *key);
}

static gboolean
read_value (JsonNode *node, double *value)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (JSON_NODE_HOLDS_NULL (node))
    *value = NAN;
  else if (type == G_TYPE_BOOLEAN)
    *value = json_node_get_boolean (node) ? 1 : 0;
  else if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    *value = json_node_get_double (node);
  else
    return FALSE;
  return !isinf (*value);
}

static gboolean
check_size (double value, const char *place, GError **error)
{
  return !(fabs (value) > LARGEST) || assay_stat_fail (error, _("Input “%s” holds a number beyond 1e150, too large to compute with."), place);
}

static double *
read_values (JsonArray *array, const char *place, gsize *n, GError **error)
{
  guint length = json_array_get_length (array);
  g_autofree double *value = g_new (double, MAX (length, 1));

  for (guint i = 0; i < length; i++)
    if (!read_value (json_array_get_element (array, i), &value[i]))
      {
        assay_stat_fail (error, _("Input “%s”, item %u is no number. An unknown value is written null."), place, i + 1);
        return NULL;
      }
    else if (!check_size (value[i], place, error))
      return NULL;
  *n = length;
  return g_steal_pointer (&value);
}

static double *
numbers_of_node (JsonNode *node, const char *place, gsize *n, GError **error)
{
  double *value;

  if (JSON_NODE_HOLDS_ARRAY (node))
    return read_values (json_node_get_array (node), place, n, error);

  value = g_new (double, 1);
  *n = 1;
  if (!read_value (node, value) ? assay_stat_fail (error, _("Input “%s” should be an array of numbers."), place) : check_size (*value, place, error))
    return value;
  g_free (value);
  return NULL;
}

double *
assay_stat_numbers (JsonObject *in, const char *names, gsize *n, GError **error)
{
  const char *key;
  JsonNode *node = find (in, names, &key, error);

  return node != NULL ? numbers_of_node (node, key, n, error) : NULL;
}

double *
assay_stat_numbers_of (JsonObject *in, const char *names, gsize n, const char *with, GError **error)
{
  gsize length;
  g_autofree double *value = assay_stat_numbers (in, names, &length, error);

  if (value == NULL)
    return NULL;
  if (length != n)
    {
      const char *other = assay_stat_key (in, with);
      assay_stat_fail (error, _("Input “%s” holds %zu numbers where “%s” holds %zu."),
                       assay_stat_key (in, names), length, other != NULL ? other : with, n);
      return NULL;
    }
  return g_steal_pointer (&value);
}

double *
assay_stat_numbers_spread (JsonObject *in, const char *names, gsize n, const char *with, GError **error)
{
  double *all, one;

  if (!assay_stat_has (in, names) || assay_stat_is_array (in, names))
    return assay_stat_numbers_of (in, names, n, with, error);
  if (!assay_stat_number (in, names, &one, error))
    return NULL;
  all = g_new (double, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    all[i] = one;
  return all;
}

guint8 *
assay_stat_events (JsonObject *in, const char *names, gsize *n, GError **error)
{
  g_autofree double *value = assay_stat_numbers (in, names, n, error);
  g_autofree guint8 *event = NULL;

  if (value == NULL)
    return NULL;
  event = g_new (guint8, MAX (*n, 1));
  for (gsize i = 0; i < *n; i++)
    {
      if (value[i] != 0 && value[i] != 1)
        {
          assay_stat_fail (error, _("Input “%s”, item %zu is neither 0 nor 1."), assay_stat_key (in, names), i + 1);
          return NULL;
        }
      event[i] = value[i] == 1;
    }
  return g_steal_pointer (&event);
}

gboolean
assay_stat_number (JsonObject *in, const char *names, double *value, GError **error)
{
  const char *key;
  JsonNode *node = find (in, names, &key, error);

  if (node == NULL)
    return FALSE;
  return read_value (node, value) ? check_size (*value, key, error) : assay_stat_fail (error, _("Input “%s” should be a number."), key);
}

gboolean
assay_stat_number_or (JsonObject *in, const char *names, double fallback, double *value, GError **error)
{
  *value = fallback;
  return !assay_stat_has (in, names) || assay_stat_number (in, names, value, error);
}

gboolean
assay_stat_side (JsonObject *in, AssayStatSide usual, AssayStatSide *side, GError **error)
{
  const char *text;

  *side = usual;
  if (!assay_stat_text (in, ASSAY_STAT_SIDE, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  if (strcmp (text, "less") == 0)
    *side = ASSAY_STAT_LESS;
  else if (strcmp (text, "greater") == 0)
    *side = ASSAY_STAT_GREATER;
  else if (strcmp (text, "two-sided") == 0 || strcmp (text, "two.sided") == 0)
    *side = ASSAY_STAT_TWO_SIDED;
  else
    return assay_stat_fail (error, _("Input “%s” is “%s”; it can be: %s."), assay_stat_key (in, ASSAY_STAT_SIDE), text, "two-sided, less, greater");
  return TRUE;
}

gboolean
assay_stat_text (JsonObject *in, const char *names, const char **value, GError **error)
{
  const char *key = assay_stat_key (in, names);
  JsonNode *node = key != NULL ? json_object_get_member (in, key) : NULL;

  *value = NULL;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return assay_stat_fail (error, _("Input “%s” should be a text."), key);
  *value = json_node_get_string (node);
  return TRUE;
}

JsonArray *
assay_stat_array (JsonObject *in, const char *names, const char *what, GError **error)
{
  const char *key;
  JsonNode *node = find (in, names, &key, error);

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);
  assay_stat_fail (error, _("Input “%s” should be an array of %s."), key, what);
  return NULL;
}

double *
assay_stat_item_numbers (JsonArray *array, guint index, const char *key, gsize *n, GError **error)
{
  g_autofree char *place = g_strdup_printf ("%s[%u]", key, index);

  return numbers_of_node (json_array_get_element (array, index), place, n, error);
}

JsonObject *
assay_stat_object (JsonObject *in, const char *names, GError **error)
{
  const char *key;
  JsonNode *node = find (in, names, &key, error);

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  assay_stat_fail (error, _("Input “%s” should be an object."), key);
  return NULL;
}

JsonObject *
assay_stat_item_object (JsonArray *array, guint index, const char *key, GError **error)
{
  JsonNode *node = json_array_get_element (array, index);

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  assay_stat_fail (error, _("Input “%s”, item %u should be an object."), key, index + 1);
  return NULL;
}

double *
assay_stat_matrix (JsonObject *in, const char *names, gsize *n_rows, gsize *n_columns, GError **error)
{
  JsonArray *rows = assay_stat_array (in, names, _("rows of numbers"), error);
  const char *key = assay_stat_key (in, names);
  g_autofree double *value = NULL;
  guint n = rows != NULL ? json_array_get_length (rows) : 0;

  if (rows == NULL)
    return NULL;
  *n_rows = n;
  *n_columns = 0;
  for (guint i = 0; i < n; i++)
    {
      gsize length;
      g_autofree double *row = assay_stat_item_numbers (rows, i, key, &length, error);

      if (row == NULL)
        return NULL;
      if (i == 0 && length > 0 && length <= MOST_VALUES / n)
        {
          *n_columns = length;
          value = g_new (double, n * length);
        }
      if (value == NULL || length != *n_columns)
        {
          assay_stat_fail (error, _("Input “%s” should be rows of equally many numbers; row %u holds %zu, the first %zu."),
                           key, i + 1, length, *n_columns);
          return NULL;
        }
      memcpy (value + i * length, row, length * sizeof *value);
    }
  if (value == NULL)
    assay_stat_fail (error, _("Input “%s” has no rows."), key);
  return g_steal_pointer (&value);
}

typedef struct { char *names; double fallback; gboolean is_optional; } Key;

static guint
split_keys (const char *const *keys, Key *key)
{
  guint n = 0;

  for (; keys[n] != NULL; n++)
    {
      const char *equals = strchr (keys[n], '=');

      g_assert (n < ASSAY_STAT_MOST_KEYS);
      key[n].names = equals != NULL ? g_strndup (keys[n], equals - keys[n]) : g_strdup (keys[n]);
      key[n].is_optional = equals != NULL;
      key[n].fallback = equals != NULL && equals[1] != '\0' ? g_ascii_strtod (equals + 1, NULL) : NAN;
    }
  return n;
}

static gboolean
read_object_case (JsonObject *object, const Key *key, guint n_keys, double *value, GError **error)
{
  for (guint k = 0; k < n_keys; k++)
    if (key[k].is_optional ? !assay_stat_number_or (object, key[k].names, key[k].fallback, &value[k], error)
                           : !assay_stat_number (object, key[k].names, &value[k], error))
      return FALSE;
  return TRUE;
}

static gboolean
read_array_case (JsonArray *cases, guint index, const Key *key, guint n_keys, double *value, GError **error)
{
  gsize n;
  g_autofree double *given = assay_stat_item_numbers (cases, index, "cases", &n, error);

  if (given == NULL)
    return FALSE;
  if (n > n_keys)
    return assay_stat_fail (error, _("Input “cases”, item %u holds %zu numbers; there can be %u."), index + 1, n, n_keys);
  for (guint k = 0; k < n_keys; k++)
    {
      if (k >= n && !key[k].is_optional)
        return assay_stat_fail (error, _("Input “cases”, item %u: “%s” is missing."), index + 1, key[k].names);
      value[k] = k < n ? given[k] : key[k].fallback;
    }
  return TRUE;
}

/* Case after case, n_keys numbers each. */
static double *
read_cases (JsonObject *in, JsonArray *cases, const Key *key, guint n_keys, gsize *n, GError **error)
{
  guint length = json_array_get_length (cases);
  g_autofree double *value = g_new (double, MAX ((gsize) length * n_keys, 1));

  for (guint i = 0; i < length; i++)
    {
      JsonNode *node = json_array_get_element (cases, i);

      if (!JSON_NODE_HOLDS_OBJECT (node) && !read_array_case (cases, i, key, n_keys, value + (gsize) i * n_keys, error))
        return NULL;
      if (JSON_NODE_HOLDS_OBJECT (node) && !read_object_case (json_node_get_object (node), key, n_keys, value + (gsize) i * n_keys, error))
        {
          g_prefix_error (error, "cases[%u]: ", i);
          return NULL;
        }
    }
  *n = length;
  return g_steal_pointer (&value);
}

static double *
read_columns (JsonObject *in, const Key *key, guint n_keys, gsize *n, GError **error)
{
  g_autofree double *value = NULL;
  const char *longest = NULL;

  *n = 1;
  for (guint k = 0; k < n_keys; k++)
    if (assay_stat_is_array (in, key[k].names) && longest == NULL)
      {
        longest = assay_stat_key (in, key[k].names);
        *n = json_array_get_length (json_object_get_array_member (in, longest));
      }
  value = g_new (double, MAX (*n * n_keys, 1));
  for (guint k = 0; k < n_keys; k++)
    {
      gsize length = 1;
      g_autofree double *column = NULL;

      if (key[k].is_optional && !assay_stat_has (in, key[k].names))
        {
          column = g_new (double, 1);
          *column = key[k].fallback;
        }
      else if (assay_stat_is_array (in, key[k].names))
        {
          length = *n;
          column = assay_stat_numbers_of (in, key[k].names, *n, longest, error);
        }
      else
        column = assay_stat_numbers (in, key[k].names, &length, error);
      if (column == NULL)
        return NULL;
      for (gsize i = 0; i < *n; i++)
        value[i * n_keys + k] = column[length == *n ? i : 0];
    }
  return g_steal_pointer (&value);
}

static void
collect (JsonObject *out, JsonObject *one)
{
  g_autoptr(GList) names = json_object_get_members (one);

  for (GList *l = names; l != NULL; l = l->next)
    {
      if (strcmp (l->data, "reason") == 0)
        {
          assay_stat_put_reason (out, json_object_get_string_member (one, l->data));
          continue;
        }
      if (!json_object_has_member (out, l->data))
        json_object_set_array_member (out, l->data, json_array_new ());
      json_array_add_element (json_object_get_array_member (out, l->data), json_node_copy (json_object_get_member (one, l->data)));
    }
}

static gboolean
run_cases (JsonObject *out, const double *value, gsize n, guint n_keys, AssayStatCase one, GError **error)
{
  g_autoptr(JsonObject) all = json_object_new ();
  g_autoptr(GList) names = NULL;

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr(JsonObject) part = json_object_new ();

      if (!one (value + i * n_keys, part, error))
        return FALSE;
      collect (all, part);
    }
  /* Outputs of one name replace what stood there before. */
  names = json_object_get_members (all);
  for (GList *l = names; l != NULL; l = l->next)
    if (strcmp (l->data, "reason") == 0)
      assay_stat_put_reason (out, json_object_get_string_member (all, l->data));
    else
      json_object_set_member (out, l->data, json_object_dup_member (all, l->data));
  return TRUE;
}

gboolean
assay_stat_each (JsonObject *in, JsonObject *out, const char *const *keys, AssayStatCase one, GError **error)
{
  Key key[ASSAY_STAT_MOST_KEYS];
  guint n_keys = split_keys (keys, key);
  gboolean are_many = assay_stat_has (in, "cases");
  JsonArray *cases = are_many ? assay_stat_array (in, "cases", _("objects"), error) : NULL;
  g_autofree double *value = NULL;
  gsize n = 0;

  if (cases != NULL)
    value = read_cases (in, cases, key, n_keys, &n, error);
  else if (!are_many)
    value = read_columns (in, key, n_keys, &n, error);
  for (guint k = 0; k < n_keys; k++)
    {
      are_many |= assay_stat_is_array (in, key[k].names);
      g_free (key[k].names);
    }
  if (value == NULL)
    return FALSE;
  return are_many ? run_cases (out, value, n, n_keys, one, error) : one (value, out, error);
}
