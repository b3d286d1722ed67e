#include "engine/policy-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis/check-ids.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/options.h"
#include "model/json-check.h"

#define MOST_BYTES (1024 * 1024)

G_DEFINE_QUARK (assay-policy-error-quark, assay_policy_error)

/* name is the key's path in the file: "limits.fc-scaled.warn". */
static gboolean
bad_value (const char *path, const char *name, const char *expected, GError **error)
{
  g_set_error (error, ASSAY_POLICY_ERROR, ASSAY_POLICY_ERROR_VALUE, _("Policy “%s”: “%s” %s."), path, name, expected);
  return FALSE;
}

/* A misspelt key would leave a limit as it was, under a policy whose name is on the report. */
static gboolean
check_keys (const char *path, JsonObject *object, const char *prefix, const char *const *known, GError **error)
{
  g_autoptr(GList) keys = json_object_get_members (object);

  for (GList *l = keys; l != NULL; l = l->next)
    {
      const char *key = l->data, *near;
      g_autofree char *all = NULL;

      if (g_strv_contains (known, key))
        continue;
      /* The verdict is called Watch, its limit “warn”: too far apart for the distance between spellings. */
      near = strcmp (key, "watch") == 0 && g_strv_contains (known, "warn") ? "warn" : assay_nearest_name (key, known);
      if (near != NULL)
        {
          g_set_error (error, ASSAY_POLICY_ERROR, ASSAY_POLICY_ERROR_VALUE,
                       _("Policy “%s”: there is no “%s%s”; did you mean “%s%s”?"), path, prefix, key, prefix, near);
          return FALSE;
        }
      all = g_strjoinv (", ", (char **) known);
      g_set_error (error, ASSAY_POLICY_ERROR, ASSAY_POLICY_ERROR_VALUE,
                   _("Policy “%s”: there is no “%s%s”; there can be: %s."), path, prefix, key, all);
      return FALSE;
    }
  return TRUE;
}

static gboolean
node_is_number (JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

static gboolean
get_text (const char *path, JsonObject *object, const char *prefix, const char *key, char **text, GError **error)
{
  g_autofree char *name = g_strconcat (prefix, key, NULL);
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return bad_value (path, name, _("must be a text in quotes"), error);
  g_free (*text);
  *text = json_node_dup_string (node);
  return TRUE;
}

static gboolean
get_limit_number (const char *path, JsonObject *object, const char *prefix, const char *key, double *value, GError **error)
{
  g_autofree char *name = g_strconcat (prefix, key, NULL);
  JsonNode *node = json_object_get_member (object, key);

  *value = NAN;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!node_is_number (node) || !isfinite (json_node_get_double (node)))
    return bad_value (path, name, _("must be a number or null"), error);
  *value = json_node_get_double (node);
  return TRUE;
}

static gboolean
read_cuts (const char *path, JsonObject *object, const char *key, double cuts[3], GError **error)
{
  g_autofree char *name = g_strconcat ("risk.", key, NULL);
  JsonNode *node = json_object_get_member (object, key);
  gboolean is_score = strcmp (key, "score") == 0;
  double value[3];

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) != 3)
    return bad_value (path, name, _("must hold three numbers: from where the risk is Medium, High and Critical"), error);
  for (guint i = 0; i < 3; i++)
    {
      JsonNode *cut = json_array_get_element (json_node_get_array (node), i);
      if (!node_is_number (cut) || !isfinite (json_node_get_double (cut)))
        return bad_value (path, name, _("must hold three numbers: from where the risk is Medium, High and Critical"), error);
      value[i] = json_node_get_double (cut);
    }
  if (is_score && !(value[0] > 0 && value[0] < value[1] && value[1] < value[2] && value[2] <= 1))
    return bad_value (path, name, _("must rise between 0 and 1, as in [0.25, 0.5, 0.75]"), error);
  if (!(value[0] > 0 && value[0] < value[1] && value[1] < value[2]))
    return bad_value (path, name, _("must rise and be above 0, as in [2, 3, 4]"), error);
  memcpy (cuts, value, sizeof value);
  return TRUE;
}

static gboolean
read_risk (AssayPolicy *policy, const char *path, JsonNode *node, GError **error)
{
  static const char *const known[] = { "z", "score", NULL };

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return bad_value (path, "risk", _("must be an object, such as {\"z\": [2, 3, 4]}"), error);
  return check_keys (path, json_node_get_object (node), "risk.", known, error)
         && read_cuts (path, json_node_get_object (node), "z", policy->risk_cuts, error)
         && read_cuts (path, json_node_get_object (node), "score", policy->score_cuts, error);
}

static void
limit_free (AssayLimit *limit)
{
  g_free (limit->author);
  g_free (limit->date);
  g_free (limit->reason);
  g_free (limit);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayLimit, limit_free)

/* Out of order the one limit hides the other: whatever would be watched has failed already. */
static gboolean
check_order (const char *path, const char *check, const AssayLimit *limit, GError **error)
{
  char warn[G_ASCII_DTOSTR_BUF_SIZE], fail[G_ASCII_DTOSTR_BUF_SIZE];
  gboolean is_low = FALSE;

  if (isnan (limit->warn) || isnan (limit->fail) || !assay_check_find_direction (check, &is_low) || (is_low ? limit->fail <= limit->warn : limit->fail >= limit->warn))
    return TRUE;
  g_ascii_formatd (warn, sizeof warn, "%.15g", limit->warn);
  g_ascii_formatd (fail, sizeof fail, "%.15g", limit->fail);
  g_set_error (error, ASSAY_POLICY_ERROR, ASSAY_POLICY_ERROR_VALUE,
               is_low ? _("Policy “%s”: “limits.%s” has “warn” %s and “fail” %s, so nothing could be watched. Low values are the bad ones here: “fail” must not be above “warn”.")
                      : _("Policy “%s”: “limits.%s” has “warn” %s and “fail” %s, so nothing could be watched. High values are the bad ones here: “fail” must not be below “warn”."),
               path, check, warn, fail);
  return FALSE;
}

static gboolean
read_limit (AssayPolicy *policy, const char *path, const char *check, JsonNode *node, GError **error)
{
  static const char *const known[] = { "warn", "fail", "author", "date", "reason", NULL };
  g_autofree char *name = g_strdup_printf ("limits.%s", check);
  g_autofree char *prefix = g_strdup_printf ("limits.%s.", check);
  g_autoptr(AssayLimit) limit = g_new0 (AssayLimit, 1);
  JsonObject *object;
  gint32 day;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return bad_value (path, name, _("must be an object, such as {\"warn\": 1, \"fail\": 1.2}"), error);
  object = json_node_get_object (node);
  if (!check_keys (path, object, prefix, known, error)
      || !get_limit_number (path, object, prefix, "warn", &limit->warn, error)
      || !get_limit_number (path, object, prefix, "fail", &limit->fail, error)
      || !get_text (path, object, prefix, "author", &limit->author, error)
      || !get_text (path, object, prefix, "date", &limit->date, error)
      || !get_text (path, object, prefix, "reason", &limit->reason, error))
    return FALSE;
  if (isnan (limit->warn) && isnan (limit->fail))
    return bad_value (path, name, _("has neither “warn” nor “fail”; give at least one as a number"), error);
  if (!check_order (path, check, limit, error))
    return FALSE;
  if (limit->date != NULL && !assay_date_parse (limit->date, strlen (limit->date), &day))
    {
      g_autofree char *date_name = g_strconcat (prefix, "date", NULL);
      return bad_value (path, date_name, _("must be a date such as 2026-11-21"), error);
    }
  g_hash_table_replace (policy->limits, g_strdup (check), g_steal_pointer (&limit));
  return TRUE;
}

static gboolean
read_limits (AssayPolicy *policy, const char *path, JsonNode *node, GError **error)
{
  g_autoptr(GList) checks = NULL;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return bad_value (path, "limits", _("must be an object with the name of a check for each limit"), error);
  object = json_node_get_object (node);
  if (!check_keys (path, object, "limits.", assay_check_ids (), error))
    return FALSE;
  checks = json_object_get_members (object);
  for (GList *l = checks; l != NULL; l = l->next)
    if (!read_limit (policy, path, l->data, json_object_get_member (object, l->data), error))
      return FALSE;
  return TRUE;
}

static gboolean
read_object (AssayPolicy *policy, const char *path, JsonObject *object, GError **error)
{
  static const char *const known[] = { "schema", "name", "comment", "risk", "limits", NULL };
  JsonNode *node;
  g_autofree char *schema = NULL;

  if (!get_text (path, object, "", "schema", &schema, error))
    return FALSE;
  if (schema == NULL)
    return bad_value (path, "schema", _("is missing; it must be “assay-policy/1”"), error);
  if (strcmp (schema, "assay-policy/1") != 0)
    {
      g_set_error (error, ASSAY_POLICY_ERROR, ASSAY_POLICY_ERROR_VALUE,
                   _("Policy “%s”: “schema” is “%s”; this program reads “assay-policy/1”."), path, schema);
      return FALSE;
    }
  /* Not before the schema: a later one may have other keys. */
  if (!check_keys (path, object, "", known, error)
      || !get_text (path, object, "", "name", &policy->name, error))
    return FALSE;
  if (policy->name[0] == '\0')
    return bad_value (path, "name", _("is empty; give the policy a name"), error);

  node = json_object_get_member (object, "risk");
  if (node != NULL && !read_risk (policy, path, node, error))
    return FALSE;
  node = json_object_get_member (object, "limits");
  return node == NULL || read_limits (policy, path, node, error);
}

static gboolean
load_file (const char *path, char **text, gsize *length, GError **error)
{
  g_autoptr(GError) problem = NULL;
  struct stat status;

  /* Asked first, so that a device or a huge file named by mistake is not swallowed. */
  if (stat (path, &status) != 0)
    g_set_error (error, ASSAY_POLICY_ERROR, ASSAY_POLICY_ERROR_READ, _("Policy “%s” cannot be read: %s."), path, g_strerror (errno));
  else if (!S_ISREG (status.st_mode) || status.st_size > MOST_BYTES)
    g_set_error (error, ASSAY_POLICY_ERROR, ASSAY_POLICY_ERROR_READ,
                 _("Policy “%s” is not a file of at most 1 MiB; give a JSON file."), path);
  else if (g_file_get_contents (path, text, length, &problem))
    return TRUE;
  else
    g_set_error (error, ASSAY_POLICY_ERROR, ASSAY_POLICY_ERROR_READ, _("Policy “%s” cannot be read: %s"), path, problem->message);
  return FALSE;
}

AssayPolicy *
assay_policy_read (const char *path, GError **error)
{
  g_autoptr(AssayPolicy) policy = assay_policy_new ();
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  g_autoptr(GError) problem = NULL;
  g_autofree char *text = NULL;
  gsize length;
  JsonNode *root;

  if (!load_file (path, &text, &length, error))
    return NULL;
  if (!assay_json_check (text, length, &problem) || !json_parser_load_from_data (parser, text, length, &problem))
    {
      g_set_error (error, ASSAY_POLICY_ERROR, ASSAY_POLICY_ERROR_SYNTAX, _("Policy “%s”, %s."), path, problem->message);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, ASSAY_POLICY_ERROR, ASSAY_POLICY_ERROR_VALUE,
                   _("Policy “%s” holds no JSON object; it must begin with “{”."), path);
      return NULL;
    }

  g_free (policy->name);
  policy->name = g_path_get_basename (path);
  g_free (policy->sha256);
  policy->sha256 = assay_digest_bytes (text, length);
  if (!read_object (policy, path, json_node_get_object (root), error))
    return NULL;
  return g_steal_pointer (&policy);
}
