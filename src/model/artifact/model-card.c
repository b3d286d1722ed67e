#include "model/artifact/model-card.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"
#include "base/options.h"
#include "model/forecaster.h"

struct _AssayModelCard
{
  gatomicrefcount references;
  JsonObject *root;
  GHashTable *texts;               /* path to text, made when read: getters only lend */
};

/* ---- what may stand in a card ---- */

typedef enum { IS_TEXT, IS_NUMBER, IS_COUNT, IS_DATE, IS_WORD, IS_STATUS, IS_DIGEST, IS_OBJECT, IS_LIST } KeyKind;

/* "#" is any place in a list. IS_WORD: a text or a number, such as the value of the target that is the event. */
static const struct { const char *path; KeyKind kind; } keys[] = {
  { "model_id", IS_TEXT }, { "name", IS_TEXT }, { "version", IS_WORD }, { "status", IS_STATUS }, { "purpose", IS_TEXT }, { "portfolio", IS_TEXT },
  { "out_of_scope", IS_LIST }, { "out_of_scope.#", IS_TEXT }, { "owner", IS_TEXT }, { "developer", IS_TEXT }, { "validator", IS_TEXT },
  { "materiality_tier", IS_WORD }, { "regulatory_use", IS_TEXT }, { "next_review", IS_DATE },
  { "target", IS_OBJECT }, { "target.definition", IS_TEXT }, { "target.outcome_window_months", IS_NUMBER }, { "target.event", IS_WORD },
  { "training_window", IS_OBJECT }, { "training_window.from", IS_DATE }, { "training_window.to", IS_DATE }, { "training_window.rows", IS_COUNT },
  { "training_window.events", IS_COUNT }, { "training_window.sampling", IS_TEXT },
  { "development_performance", IS_LIST }, { "development_performance.#", IS_OBJECT }, { "development_performance.#.sample", IS_TEXT },
  { "development_performance.#.from", IS_DATE }, { "development_performance.#.to", IS_DATE }, { "development_performance.#.rows", IS_COUNT },
  { "development_performance.#.events", IS_COUNT }, { "development_performance.#.auc", IS_NUMBER }, { "development_performance.#.gini", IS_NUMBER },
  { "development_performance.#.ks", IS_NUMBER }, { "development_performance.#.brier", IS_NUMBER }, { "development_performance.#.log_loss", IS_NUMBER },
  { "development_performance.#.psi", IS_NUMBER }, { "development_performance.#.event_rate", IS_NUMBER }, { "development_performance.#.average_precision", IS_NUMBER },
  { "development_performance.#.accuracy", IS_NUMBER }, { "development_performance.#.rmse", IS_NUMBER }, { "development_performance.#.mae", IS_NUMBER },
  { "development_performance.#.r2", IS_NUMBER },
  { "approvals", IS_LIST }, { "approvals.#", IS_OBJECT }, { "approvals.#.role", IS_TEXT }, { "approvals.#.name", IS_TEXT }, { "approvals.#.date", IS_DATE },
  { "approvals.#.decision", IS_TEXT }, { "approvals.#.conditions", IS_LIST }, { "approvals.#.conditions.#", IS_TEXT },
  { "limitations", IS_LIST }, { "limitations.#", IS_TEXT },
  { "source", IS_OBJECT }, { "source.tool", IS_TEXT }, { "source.tool_version", IS_WORD }, { "source.sha256", IS_DIGEST },
  { "artifact", IS_TEXT }, { "sha256", IS_DIGEST },
};

static gboolean G_GNUC_PRINTF (2, 3)
fail (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("model card: %s"), message);
  return FALSE;
}

/* The key of the same place in the table; an error names the nearest of the same level. */
static gboolean
find_key (const char *pattern, const char *path, KeyKind *kind, GError **error)
{
  g_autoptr(GPtrArray) level = g_ptr_array_new ();
  const char *last = strrchr (pattern, '.'), *nearest;
  gsize depth = last != NULL ? (gsize) (last - pattern) + 1 : 0;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (strcmp (keys[i].path, pattern) == 0)
        {
          *kind = keys[i].kind;
          return TRUE;
        }
      if (strncmp (keys[i].path, pattern, depth) == 0 && strchr (keys[i].path + depth, '.') == NULL && keys[i].path[depth] != '#')
        g_ptr_array_add (level, (char *) keys[i].path + depth);
    }
  g_ptr_array_add (level, NULL);
  nearest = assay_nearest_name (pattern + depth, (const char *const *) level->pdata);
  if (nearest != NULL)
    return fail (error, _("“%s” is no key here; did you mean “%s”?"), path, nearest);
  return fail (error, _("“%s” is no key here. A key of your own begins with “x-”."), path);
}

static gboolean
is_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
is_number (JsonNode *node, double *value)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || (json_node_get_value_type (node) != G_TYPE_INT64 && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return FALSE;
  *value = json_node_get_double (node);
  return isfinite (*value);
}

static gboolean
is_digest (const char *text)
{
  gsize n = 0;

  while (g_ascii_isxdigit (text[n]))
    n++;
  return n == 64 && text[n] == '\0';
}

static gboolean
is_status (const char *text)
{
  static const char *const known[] = { "draft", "challenger", "champion", "retired", NULL };

  return g_strv_contains (known, text);
}

static gboolean
is_date (const char *text)
{
  gint32 days;

  return assay_date_parse (text, strlen (text), &days);
}

static gboolean
check_value (JsonNode *node, KeyKind kind, const char *path, GError **error)
{
  double number;

  switch (kind)
    {
    case IS_TEXT:
      return is_text (node) || fail (error, _("“%s” must be a text."), path);
    case IS_WORD:
      return is_text (node) || is_number (node, &number) || fail (error, _("“%s” must be a text or a number."), path);
    case IS_NUMBER:
      return is_number (node, &number) || fail (error, _("“%s” must be a number."), path);
    case IS_COUNT:
      return (is_number (node, &number) && number >= 0 && number == floor (number)) || fail (error, _("“%s” must be a whole number, 0 or more."), path);
    case IS_DATE:
      return (is_text (node) && is_date (json_node_get_string (node))) || fail (error, _("“%s” must be a date such as \"2024-09-30\"."), path);
    case IS_STATUS:
      return (is_text (node) && is_status (json_node_get_string (node)))
             || fail (error, _("“%s” must be one of draft, challenger, champion and retired."), path);
    case IS_DIGEST:
      return (is_text (node) && is_digest (json_node_get_string (node))) || fail (error, _("“%s” must be a SHA-256 of 64 hexadecimal digits."), path);
    case IS_OBJECT:
      return JSON_NODE_HOLDS_OBJECT (node) || fail (error, _("“%s” must be an object in { }."), path);
    case IS_LIST:
      return JSON_NODE_HOLDS_ARRAY (node) || fail (error, _("“%s” must be a list in [ ]."), path);
    }
  return FALSE;
}

static gboolean check_node (JsonNode *node, const char *pattern, const char *path, GError **error);

static gboolean
check_members (JsonNode *node, const char *pattern, const char *path, GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      const char *dot = *path != '\0' ? "." : "";
      g_autofree char *below = g_strconcat (path, dot, name, NULL), *like = g_strconcat (pattern, dot, name, NULL);

      /* a dot or # in a key would be taken for a path */
      if (strpbrk (name, ".#") != NULL && !g_str_has_prefix (name, "x-"))
        return fail (error, _("“%s” is no key here. A key of your own begins with “x-”."), below);
      if (!g_str_has_prefix (name, "x-") && !JSON_NODE_HOLDS_NULL (member) && !check_node (member, like, below, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_items (JsonNode *node, const char *pattern, const char *path, GError **error)
{
  JsonArray *array = json_node_get_array (node);
  g_autofree char *like = g_strconcat (pattern, ".#", NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *below = g_strdup_printf ("%s.%u", path, i);

      if (!check_node (json_array_get_element (array, i), like, below, error))
        return FALSE;
    }
  return TRUE;
}

/* No deeper than the table of keys. */
static gboolean
check_node (JsonNode *node, const char *pattern, const char *path, GError **error)
{
  KeyKind kind = IS_OBJECT;

  if (*pattern != '\0' && (!find_key (pattern, path, &kind, error) || !check_value (node, kind, path, error)))
    return FALSE;
  return kind == IS_OBJECT ? check_members (node, pattern, path, error) : kind == IS_LIST ? check_items (node, pattern, path, error) : TRUE;
}

/* ---- reading ---- */

static void
collect (AssayModelCard *self, const char *path, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &name, &member))
        {
          g_autofree char *below = *path != '\0' ? g_strconcat (path, ".", name, NULL) : g_strdup (name);

          if (!g_str_has_prefix (name, "x-"))
            collect (self, below, member);
        }
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          g_autofree char *below = g_strdup_printf ("%s.%u", path, i);

          collect (self, below, json_array_get_element (array, i));
        }
      g_hash_table_insert (self->texts, g_strconcat (path, ".#", NULL), g_strdup_printf ("%u", json_array_get_length (array)));
    }
  else if (JSON_NODE_HOLDS_VALUE (node))
    {
      char buffer[ASSAY_NUMBER_SIZE];

      if (json_node_get_value_type (node) == G_TYPE_STRING)
        g_hash_table_insert (self->texts, g_strdup (path), g_strdup (json_node_get_string (node)));
      else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
        g_hash_table_insert (self->texts, g_strdup (path), g_strdup (json_node_get_boolean (node) ? "true" : "false"));
      else
        {
          assay_number_format (json_node_get_double (node), buffer);
          g_hash_table_insert (self->texts, g_strdup (path), g_strdup (buffer));
        }
    }
}

AssayModelCard *
assay_model_card_read (JsonObject *from, GError **error)
{
  AssayModelCard *self;
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, from);
  if (!check_node (node, "", "", error))
    return NULL;
  self = g_new0 (AssayModelCard, 1);
  g_atomic_ref_count_init (&self->references);
  self->root = json_object_ref (from);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  collect (self, "", node);
  return self;
}

AssayModelCard *
assay_model_card_ref (AssayModelCard *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
assay_model_card_unref (AssayModelCard *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  json_object_unref (self->root);
  g_hash_table_unref (self->texts);
  g_free (self);
}

const char *
assay_model_card_get (const AssayModelCard *self, const char *path)
{
  return g_hash_table_lookup (self->texts, path);
}

double
assay_model_card_get_number (const AssayModelCard *self, const char *path)
{
  const char *text = assay_model_card_get (self, path);
  double value;

  return text != NULL && assay_number_parse (text, strlen (text), '.', 0, &value) ? value : NAN;
}

guint
assay_model_card_get_length (const AssayModelCard *self, const char *path)
{
  g_autofree char *key = g_strconcat (path, ".#", NULL);
  const char *text = g_hash_table_lookup (self->texts, key);

  return text != NULL ? strtoul (text, NULL, 10) : 0;
}

/* json-glib writes 0.8935 as 0.89349999999999996: numbers are written here. */
static void
write_text (const char *text, GString *to)
{
  g_string_append_c (to, '"');
  for (; *text != '\0'; text++)
    {
      if ((guchar) *text < 0x20)
        g_string_append_printf (to, "\\u%04x", *text);
      else
        {
          if (*text == '"' || *text == '\\')
            g_string_append_c (to, '\\');
          g_string_append_c (to, *text);
        }
    }
  g_string_append_c (to, '"');
}

static void write_node (JsonNode *node, gboolean is_pretty, guint depth, GString *to);

static void
write_break (gboolean is_pretty, guint depth, GString *to)
{
  if (is_pretty)
    g_string_append_printf (to, "\n%*s", (int) (2 * depth), "");
}

static void
write_object (JsonObject *object, gboolean is_pretty, guint depth, GString *to)
{
  g_autoptr(GList) names = g_list_sort (json_object_get_members (object), (GCompareFunc) strcmp);

  g_string_append_c (to, '{');
  for (GList *name = names; name != NULL; name = name->next)
    {
      if (name != names)
        g_string_append_c (to, ',');
      write_break (is_pretty, depth + 1, to);
      write_text (name->data, to);
      g_string_append (to, is_pretty ? ": " : ":");
      write_node (json_object_get_member (object, name->data), is_pretty, depth + 1, to);
    }
  if (names != NULL)
    write_break (is_pretty, depth, to);
  g_string_append_c (to, '}');
}

static void
write_array (JsonArray *array, gboolean is_pretty, guint depth, GString *to)
{
  guint n = json_array_get_length (array);

  g_string_append_c (to, '[');
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (to, ',');
      write_break (is_pretty, depth + 1, to);
      write_node (json_array_get_element (array, i), is_pretty, depth + 1, to);
    }
  if (n > 0)
    write_break (is_pretty, depth, to);
  g_string_append_c (to, ']');
}

/* As deep as what was read, which has a limit. */
static void
write_node (JsonNode *node, gboolean is_pretty, guint depth, GString *to)
{
  char buffer[ASSAY_NUMBER_SIZE];

  if (JSON_NODE_HOLDS_OBJECT (node))
    write_object (json_node_get_object (node), is_pretty, depth, to);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    write_array (json_node_get_array (node), is_pretty, depth, to);
  else if (JSON_NODE_HOLDS_NULL (node))
    g_string_append (to, "null");
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    write_text (json_node_get_string (node), to);
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    g_string_append (to, json_node_get_boolean (node) ? "true" : "false");
  else
    {
      assay_number_format (json_node_get_double (node), buffer);
      g_string_append (to, *buffer != '\0' ? buffer : "null");
    }
}

char *
assay_model_card_write_node (JsonNode *node, gboolean is_pretty)
{
  GString *text = g_string_new (NULL);

  write_node (node, is_pretty, 0, text);
  return g_string_free (text, FALSE);
}

char *
assay_model_card_write (const AssayModelCard *self)
{
  GString *text = g_string_new (NULL);

  write_object (self->root, TRUE, 0, text);
  return g_string_free (text, FALSE);
}
