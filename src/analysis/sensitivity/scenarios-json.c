/* Files of scenarios. What a file may hold beyond its form is in assay_scenarios_check(), which an editor asks too. */
#include "analysis/sensitivity/scenarios.h"
#include "analysis/sensitivity/scenarios-private.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "base/number.h"
#include "base/options.h"
#include "model/json-check.h"

#define SCHEMA "assay-scenarios/1"
#define MOST_BYTES (4 * 1024 * 1024)

static const char *const kinds[] = { "set", "add", "relative", "sd", "percentile", NULL };

/* ---- reading ---- */

/* What stands there, short enough for a message. */
static char *
show (JsonNode *node)
{
  g_autofree char *text = JSON_NODE_HOLDS_OBJECT (node) ? g_strdup ("{…}") : JSON_NODE_HOLDS_ARRAY (node) ? g_strdup ("[…]") : json_to_string (node, FALSE);

  if (g_utf8_strlen (text, -1) <= 40)
    return g_steal_pointer (&text);
  g_autofree char *front = g_utf8_substring (text, 0, 40);

  return g_strconcat (front, "…", NULL);
}

static gboolean
fail_kind (const ScenarioPlace *place, const char *key, JsonNode *node, const char *wanted, GError **error)
{
  g_autofree char *found = show (node);

  /* Translators: the name of a key, what was found, what it must be */
  return scenario_fail (place, error, _("“%s” is %s; it must be %s."), key, found, wanted);
}

static gboolean
fail_absent (const ScenarioPlace *place, const char *key, const char *example, GError **error)
{
  /* Translators: the name of a key; an example */
  return scenario_fail (place, error, _("“%s” is not there; give it, as in %s."), key, example);
}

static gboolean
check_keys (const ScenarioPlace *place, JsonObject *object, const char *const *known, GError **error)
{
  g_autoptr(GList) keys = json_object_get_members (object);

  for (GList *l = keys; l != NULL; l = l->next)
    {
      const char *near;
      g_autofree char *all = NULL;

      if (g_strv_contains (known, l->data))
        continue;
      near = assay_nearest_name (l->data, known);
      if (near != NULL)
        return scenario_fail (place, error, _("there is no “%s”; did you mean “%s”?"), (char *) l->data, near);
      all = g_strjoinv (", ", (char **) known);
      return scenario_fail (place, error, _("there is no “%s”; there can be: %s."), (char *) l->data, all);
    }
  return TRUE;
}

static gboolean
is_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
is_number (JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE) && isfinite (json_node_get_double (node));
}

static gboolean
read_shock (ScenarioPlace *place, AssayScenario *scenario, JsonNode *node, GError **error)
{
  static const char *const known[] = { "input", "set", "add", "relative", "sd", "percentile", NULL };
  JsonObject *object;
  JsonNode *input, *value = NULL;
  guint n_kinds = 0, kind = 0;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail_kind (place, "shocks", node, _("objects such as {\"input\": \"rate\", \"add\": 1}"), error);
  object = json_node_get_object (node);
  if (!check_keys (place, object, known, error))
    return FALSE;
  input = json_object_get_member (object, "input");
  if (input == NULL)
    return fail_absent (place, "input", "{\"input\": \"rate\", \"add\": 1}", error);
  if (!is_text (input))
    return fail_kind (place, "input", input, _("the name of an input in quotes"), error);
  for (guint k = 0; kinds[k] != NULL; k++)
    if (json_object_has_member (object, kinds[k]))
      {
        n_kinds++;
        kind = k;
        value = json_object_get_member (object, kinds[k]);
      }
  if (n_kinds != 1)
    return scenario_fail (place, error, "%s", n_kinds == 0 ? _("nothing says what happens to the input; give one of set, add, relative, sd, percentile.")
                                                         : _("more than one thing happens to the input; give one of set, add, relative, sd, percentile."));
  if (kind == ASSAY_SHOCK_SET && is_text (value))
    assay_scenario_add_word (scenario, json_node_get_string (input), json_node_get_string (value));
  else if (is_number (value))
    /* + 0.0: written again, a zero below zero would be another text */
    assay_scenario_add_shock (scenario, json_node_get_string (input), (AssayShockKind) kind, json_node_get_double (value) + 0.0);
  else
    return fail_kind (place, kinds[kind], value, kind == ASSAY_SHOCK_SET ? _("a finite number, or a word in quotes") : _("a finite number without quotes"), error);
  return TRUE;
}

static gboolean
read_shocks (ScenarioPlace *place, AssayScenario *scenario, JsonObject *object, GError **error)
{
  JsonNode *node = json_object_get_member (object, "shocks");
  JsonArray *shocks;

  if (node == NULL)
    return fail_absent (place, "shocks", "\"shocks\": [{\"input\": \"rate\", \"add\": 1}]", error);
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail_kind (place, "shocks", node, _("a list such as [{\"input\": \"rate\", \"add\": 1}]"), error);
  shocks = json_node_get_array (node);
  /* one more than there can be is enough to be told so */
  for (guint i = 0; i < json_array_get_length (shocks) && i <= ASSAY_SCENARIO_MOST_SHOCKS; i++)
    {
      place->shock = i + 1;
      if (!read_shock (place, scenario, json_array_get_element (shocks, i), error))
        return FALSE;
    }
  place->shock = 0;
  return TRUE;
}

static gboolean
read_levels (ScenarioPlace *place, AssayScenario *scenario, JsonObject *object, GError **error)
{
  JsonNode *node = json_object_get_member (object, "levels"), *value;
  JsonObjectIter iter;
  const char *name;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node) || json_object_get_size (json_node_get_object (node)) == 0)
    return fail_kind (place, "levels", node, _("an object such as {\"mild\": 0.5, \"severe\": 2}"), error);
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (scenario->levels->len <= ASSAY_SCENARIO_MOST_LEVELS && json_object_iter_next_ordered (&iter, &name, &value))
    {
      if (!is_number (value))
        return fail_kind (place, name, value, _("a number that the shocks are multiplied with"), error);
      assay_scenario_add_level (scenario, name, json_node_get_double (value));
    }
  return TRUE;
}

static gboolean
read_scenario (ScenarioPlace *place, AssayScenarios *scenarios, JsonNode *node, GError **error)
{
  static const char *const known[] = { "name", "severity", "levels", "shocks", NULL };
  JsonObject *object;
  JsonNode *name, *severity;
  AssayScenario *scenario;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail_kind (place, "scenarios", node, _("objects such as {\"name\": \"Rates\", \"shocks\": […]}"), error);
  object = json_node_get_object (node);
  name = json_object_get_member (object, "name");
  severity = json_object_get_member (object, "severity");
  if (name != NULL && is_text (name))
    place->scenario = json_node_get_string (name);
  if (!check_keys (place, object, known, error))
    return FALSE;
  if (name == NULL)
    return fail_absent (place, "name", "\"name\": \"Recession\"", error);
  if (!is_text (name))
    return fail_kind (place, "name", name, _("a text in quotes"), error);
  if (severity != NULL && !is_text (severity))
    return fail_kind (place, "severity", severity, _("a text in quotes"), error);
  scenario = assay_scenarios_add (scenarios, place->scenario, severity != NULL ? json_node_get_string (severity) : NULL);
  return read_levels (place, scenario, object, error) && read_shocks (place, scenario, object, error);
}

static gboolean
check_schema (const ScenarioPlace *place, JsonObject *object, GError **error)
{
  static const char *const known[] = { "schema", "scenarios", NULL };
  JsonNode *schema = json_object_get_member (object, "schema");

  if (schema == NULL)
    return fail_absent (place, "schema", "{\"schema\": \"" SCHEMA "\", \"scenarios\": […]}", error);
  if (!is_text (schema) || strcmp (json_node_get_string (schema), SCHEMA) != 0)
    return fail_kind (place, "schema", schema, "\"" SCHEMA "\"", error);
  return check_keys (place, object, known, error);
}

AssayScenarios *
assay_scenarios_from_json (const char *text, gsize length, const char *name, GError **error)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(AssayScenarios) scenarios = assay_scenarios_new ();
  g_autoptr(GError) problem = NULL;
  ScenarioPlace place = { .file = name };
  JsonNode *root, *list;

  if (length > MOST_BYTES)
    {
      scenario_fail (&place, error, _("the file is larger than 4 MiB; that is no set of scenarios."));
      return NULL;
    }
  if (!assay_json_check (text, length, &problem) || !json_parser_load_from_data (parser, text, (gssize) length, &problem))
    {
      scenario_fail (&place, error, "%s", problem->message);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      scenario_fail (&place, error, _("it must be an object, as in {\"schema\": \"assay-scenarios/1\", \"scenarios\": […]}."));
      return NULL;
    }
  if (!check_schema (&place, json_node_get_object (root), error))
    return NULL;
  list = json_object_get_member (json_node_get_object (root), "scenarios");
  if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list))
    {
      if (list == NULL)
        fail_absent (&place, "scenarios", "\"scenarios\": [{\"name\": \"Rates\", \"shocks\": [{\"input\": \"rate\", \"add\": 1}]}]", error);
      else
        fail_kind (&place, "scenarios", list, _("a list of scenarios in brackets"), error);
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (json_node_get_array (list)) && i <= ASSAY_SCENARIOS_MOST; i++)
    {
      place = (ScenarioPlace) { .file = name, .at = i + 1 };
      if (!read_scenario (&place, scenarios, json_array_get_element (json_node_get_array (list), i), error))
        return NULL;
    }
  return assay_scenarios_check (scenarios, name, error) ? g_steal_pointer (&scenarios) : NULL;
}

/* ---- writing ---- */

static void
put_text (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    if (*p == '"' || *p == '\\')
      g_string_append_printf (out, "\\%c", *p);
    else if ((guchar) *p < 0x20 || *p == 0x7f)
      g_string_append_printf (out, "\\u%04x", (guchar) *p);
    else
      g_string_append_c (out, *p);
  g_string_append_c (out, '"');
}

static void
put_number (GString *out, double value)
{
  char number[ASSAY_NUMBER_SIZE];

  assay_number_format (value, number);
  g_string_append (out, number);
}

static void
put_shock (GString *out, const AssayScenarioShock *shock)
{
  g_string_append (out, "{\"input\": ");
  put_text (out, shock->input);
  g_string_append_printf (out, ", \"%s\": ", scenario_kind_name (shock->kind));
  if (shock->word != NULL)
    put_text (out, shock->word);
  else
    put_number (out, shock->amount);
  g_string_append_c (out, '}');
}

static void
put_scenario (GString *out, const AssayScenario *scenario)
{
  g_string_append (out, "    {\"name\": ");
  put_text (out, scenario->name);
  if (scenario->severity != NULL)
    {
      g_string_append (out, ", \"severity\": ");
      put_text (out, scenario->severity);
    }
  for (guint i = 0; i < scenario->levels->len; i++)
    {
      g_string_append (out, i == 0 ? ", \"levels\": {" : ", ");
      put_text (out, g_array_index (scenario->levels, AssayScenarioLevel, i).name);
      g_string_append (out, ": ");
      put_number (out, g_array_index (scenario->levels, AssayScenarioLevel, i).factor);
      if (i + 1 == scenario->levels->len)
        g_string_append_c (out, '}');
    }
  g_string_append (out, ",\n     \"shocks\": [");
  for (guint i = 0; i < scenario->shocks->len; i++)
    {
      g_string_append (out, i > 0 ? ",\n                " : "");
      put_shock (out, &g_array_index (scenario->shocks, AssayScenarioShock, i));
    }
  g_string_append (out, "]}");
}

char *
assay_scenarios_to_json (const AssayScenarios *self)
{
  GString *out = g_string_new ("{\n  \"schema\": \"" SCHEMA "\",\n  \"scenarios\": [\n");

  for (guint i = 0; i < self->scenarios->len; i++)
    {
      put_scenario (out, self->scenarios->pdata[i]);
      g_string_append (out, i + 1 < self->scenarios->len ? ",\n" : "\n");
    }
  g_string_append (out, "  ]\n}\n");
  return g_string_free (out, FALSE);
}
