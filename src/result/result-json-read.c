/* The reader. Every function takes the place it reads ("checks[3].limits") so that an error can name it. Depth is
 * scanned on the text first: json-glib's parser recurses, so a megabyte of "[" would end the program. */
#include "result/result-json.h"

#include "base/date.h"
#include "result/result-names-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <json-glib/json-glib.h>
#include <math.h>

#define MAX_DEPTH 64

typedef struct
{
  GString *place;
  GError **error;
  gboolean failed;
} Reader;

G_GNUC_PRINTF (2, 3) static void
fail (Reader *self, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  if (self->failed)
    return;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  self->failed = TRUE;
  g_set_error (self->error, ASSAY_RESULT_ERROR, ASSAY_RESULT_ERROR_SCHEMA, _("Not an Assay result: at “%s”: %s"),
               self->place->len > 0 ? self->place->str : _("the top"), what);
}

static gsize
enter (Reader *self, const char *key)
{
  gsize before = self->place->len;

  if (before > 0)
    g_string_append_c (self->place, '.');
  g_string_append (self->place, key);
  return before;
}

static gsize
enter_item (Reader *self, guint index)
{
  gsize before = self->place->len;

  g_string_append_printf (self->place, "[%u]", index);
  return before;
}

static void
leave (Reader *self, gsize before)
{
  g_string_truncate (self->place, before);
}

static gboolean
is_null (JsonNode *node)
{
  return node == NULL || JSON_NODE_HOLDS_NULL (node);
}

static const char *
node_text (Reader *self, JsonNode *node)
{
  if (is_null (node))
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);

  fail (self, _("a text was expected"));
  return NULL;
}

static double
node_number (Reader *self, JsonNode *node)
{
  if (is_null (node))
    return NAN;
  if (JSON_NODE_HOLDS_VALUE (node)
      && (json_node_get_value_type (node) == G_TYPE_INT64 || json_node_get_value_type (node) == G_TYPE_DOUBLE))
    return json_node_get_double (node);

  fail (self, _("a number or null was expected"));
  return NAN;
}

static double
node_time (Reader *self, JsonNode *node, gboolean is_date, double per_second)
{
  const char *text;
  gint32 days;
  gint64 usec;

  if (is_null (node) || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return node_number (self, node);

  text = json_node_get_string (node);
  if (is_date && assay_date_parse (text, strlen (text), &days))
    return days;
  if (!is_date && assay_datetime_parse (text, strlen (text), &usec))
    return (double) usec / 1e6 * per_second;

  fail (self, _("“%s” is no date of the form %s"), text, is_date ? "2026-11-21" : "2026-11-21T09:14:00");
  return NAN;
}

static const char *
get_text (Reader *self, JsonObject *object, const char *key)
{
  gsize before = enter (self, key);
  const char *text = node_text (self, json_object_get_member (object, key));

  leave (self, before);
  return text;
}

static const char *
need_text (Reader *self, JsonObject *object, const char *key)
{
  const char *text = get_text (self, object, key);

  if (text == NULL)
    {
      gsize before = enter (self, key);

      fail (self, _("a text is needed"));
      leave (self, before);
    }
  return text != NULL ? text : "";
}

static double
get_number (Reader *self, JsonObject *object, const char *key)
{
  gsize before = enter (self, key);
  double number = node_number (self, json_object_get_member (object, key));

  leave (self, before);
  return number;
}

/* Counts and seeds, which a double would cut. */
static gint64
get_integer (Reader *self, JsonObject *object, const char *key, gint64 fallback)
{
  JsonNode *node = json_object_get_member (object, key);
  gsize before;

  if (is_null (node))
    return fallback;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    return json_node_get_int (node);

  before = enter (self, key);
  fail (self, _("a whole number was expected"));
  leave (self, before);
  return fallback;
}

static guint
find_word (Reader *self, const char *const *words, const char *word)
{
  g_autofree char *possible = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    if (strcmp (words[i], word) == 0)
      return i;

  possible = g_strjoinv (", ", (char **) words);
  fail (self, _("“%s” is none of %s"), word, possible);
  return 0;
}

static guint
get_word (Reader *self, JsonObject *object, const char *key, const char *const *words)
{
  const char *word = need_text (self, object, key);
  gsize before = enter (self, key);
  guint index = self->failed ? 0 : find_word (self, words, word);

  leave (self, before);
  return index;
}

static AssayVerdict
get_verdict (Reader *self, JsonObject *object)
{
  AssayVerdict verdict = ASSAY_VERDICT_NONE;
  const char *name = get_text (self, object, "verdict");

  if (name != NULL && !assay_verdict_from_name (name, &verdict))
    {
      gsize before = enter (self, "verdict");

      fail (self, _("“%s” is none of pass, warn, fail, not-assessable, none"), name);
      leave (self, before);
    }
  return verdict;
}

/* NULL when the key is absent or null. */
static JsonArray *
get_array (Reader *self, JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);
  gsize before;

  if (is_null (node))
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);

  before = enter (self, key);
  fail (self, _("a list was expected"));
  leave (self, before);
  return NULL;
}

static JsonObject *
as_object (Reader *self, JsonNode *node)
{
  if (!is_null (node) && JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);

  fail (self, _("an object was expected"));
  return NULL;
}

typedef void (*ReadItem) (Reader *self, JsonObject *item, gpointer into);

static void
each_object (Reader *self, JsonObject *object, const char *key, ReadItem read, gpointer into)
{
  JsonArray *array = get_array (self, object, key);
  gsize before = enter (self, key);

  for (guint i = 0; array != NULL && i < json_array_get_length (array) && !self->failed; i++)
    {
      gsize outside = enter_item (self, i);
      JsonObject *item = as_object (self, json_array_get_element (array, i));

      if (item != NULL)
        read (self, item, into);
      leave (self, outside);
    }
  leave (self, before);
}

static double
metric_number (Reader *self, JsonObject *object, const char *key, AssayMetricUnit unit)
{
  gsize before = enter (self, key);
  JsonNode *node = json_object_get_member (object, key);
  double value = unit == ASSAY_METRIC_DATE ? node_time (self, node, TRUE, 0) : node_number (self, node);

  leave (self, before);
  return value;
}

static void
read_metric (Reader *self, JsonObject *object, gpointer result)
{
  AssayMetricUnit unit = get_word (self, object, "unit", assay_metric_units);
  AssayMetric *metric = assay_result_add_metric (result, need_text (self, object, "id"), get_text (self, object, "label"),
                                                 unit, metric_number (self, object, "value", unit));

  metric->low = metric_number (self, object, "low", unit);
  metric->high = metric_number (self, object, "high", unit);
  metric->text = g_strdup (get_text (self, object, "text"));
  metric->of = g_strdup (get_text (self, object, "of"));
  metric->verdict = get_verdict (self, object);
}

static void
read_limits (Reader *self, JsonObject *object, AssayCheck *check)
{
  JsonNode *node = json_object_get_member (object, "limits");
  gsize before = enter (self, "limits");
  JsonObject *limits = is_null (node) ? NULL : as_object (self, node);

  if (limits != NULL)
    {
      const char *source = get_text (self, limits, "source");

      check->warn = get_number (self, limits, "warn");
      check->fail = get_number (self, limits, "fail");
      check->source = source != NULL ? source[0] : '\0';
      check->limit_note = g_strdup (get_text (self, limits, "note"));
      if (source != NULL && (strlen (source) != 1 || strchr ("SACU", source[0]) == NULL))
        fail (self, _("the source “%s” is none of S, A, C, U"), source);
    }
  leave (self, before);
}

static void
read_check (Reader *self, JsonObject *object, gpointer result)
{
  AssayCheck *check = assay_result_add_check (result, need_text (self, object, "id"), get_text (self, object, "title"));

  check->subject = g_strdup (get_text (self, object, "subject"));
  check->verdict = get_verdict (self, object);
  check->statistic = g_strdup (get_text (self, object, "statistic"));
  check->value = get_number (self, object, "value");
  check->p_value = get_number (self, object, "p_value");
  check->n = get_number (self, object, "n");
  check->events = get_number (self, object, "events");
  check->convention = g_strdup (get_text (self, object, "convention"));
  check->message = g_strdup (get_text (self, object, "message"));
  check->reference = g_strdup (get_text (self, object, "reference"));
  check->section = g_strdup (get_text (self, object, "section"));
  check->p_adjusted = get_number (self, object, "p_adjusted");
  check->effect = get_number (self, object, "effect");
  check->effect_name = g_strdup (get_text (self, object, "effect_name"));
  check->source = '\0';
  read_limits (self, object, check);
}

static void
read_column (Reader *self, JsonObject *object, gpointer table)
{
  assay_table_add_column (table, need_text (self, object, "id"), get_text (self, object, "label"),
                          get_word (self, object, "type", assay_cell_types));
}

static void
read_cell (Reader *self, AssayTable *table, guint column, JsonNode *node)
{
  AssayCellType type = assay_table_get_column_type (table, column);

  if (type == ASSAY_CELL_TEXT || type == ASSAY_CELL_RISK || type == ASSAY_CELL_VERDICT)
    assay_table_set_text (table, column, node_text (self, node));
  else if (type == ASSAY_CELL_DATE || type == ASSAY_CELL_DATETIME)
    assay_table_set_number (table, column, node_time (self, node, type == ASSAY_CELL_DATE, 1e6));
  else
    assay_table_set_number (table, column, node_number (self, node));
}

static void
read_row (Reader *self, AssayTable *table, JsonNode *node)
{
  guint n_columns = assay_table_get_n_columns (table);
  JsonArray *cells = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (cells == NULL || json_array_get_length (cells) != n_columns)
    {
      fail (self, _("a row of %u cells was expected"), n_columns);
      return;
    }

  assay_table_add_row (table);
  for (guint i = 0; i < n_columns && !self->failed; i++)
    {
      gsize before = enter_item (self, i);

      read_cell (self, table, i, json_array_get_element (cells, i));
      leave (self, before);
    }
}

static void
read_table (Reader *self, JsonObject *object, gpointer result)
{
  AssayTable *table = assay_table_new (need_text (self, object, "id"), get_text (self, object, "title"));
  JsonArray *rows = get_array (self, object, "rows");
  gsize before;

  assay_result_take_table (result, table);
  assay_table_set_note (table, get_text (self, object, "note"));
  assay_table_set_section (table, get_text (self, object, "section"));
  each_object (self, object, "columns", read_column, table);

  before = enter (self, "rows");
  for (guint i = 0; rows != NULL && i < json_array_get_length (rows) && !self->failed; i++)
    {
      gsize outside = enter_item (self, i);

      read_row (self, table, json_array_get_element (rows, i));
      leave (self, outside);
    }
  leave (self, before);
}

/* The list at key as an array of n items; NULL when it is absent. *n is G_MAXSIZE before the first list of a series. */
static JsonArray *
get_points (Reader *self, JsonObject *object, const char *key, gsize *n)
{
  JsonArray *array = get_array (self, object, key);
  gsize before;

  if (array == NULL)
    return NULL;
  if (*n == G_MAXSIZE)
    *n = json_array_get_length (array);
  if (json_array_get_length (array) == *n)
    return array;

  before = enter (self, key);
  fail (self, _("%u points where the series has %zu"), json_array_get_length (array), *n);
  leave (self, before);
  return NULL;
}

static GBytes *
read_doubles (Reader *self, JsonObject *object, const char *key, AssayAxisType type, gsize *n)
{
  JsonArray *array = get_points (self, object, key, n);
  gsize before = enter (self, key);
  double *values = array != NULL ? g_new (double, *n) : NULL;

  for (gsize i = 0; array != NULL && i < *n; i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (type == ASSAY_AXIS_DATE || type == ASSAY_AXIS_DATETIME)
        values[i] = node_time (self, node, type == ASSAY_AXIS_DATE, 1);
      else
        values[i] = node_number (self, node);
    }
  leave (self, before);
  return array != NULL ? g_bytes_new_take (values, *n * sizeof (double)) : NULL;
}

static GBytes *
read_risks (Reader *self, JsonObject *object, gsize *n)
{
  JsonArray *array = get_points (self, object, "risk", n);
  gsize before = enter (self, "risk");
  gint8 *risks = array != NULL ? g_new (gint8, *n) : NULL;

  for (gsize i = 0; array != NULL && i < *n; i++)
    {
      const char *name = node_text (self, json_array_get_element (array, i));

      risks[i] = assay_risk_from_name (name);
      if (name != NULL && risks[i] == ASSAY_RISK_NONE)
        fail (self, _("“%s” is no risk level"), name);
    }
  leave (self, before);
  return array != NULL ? g_bytes_new_take (risks, *n) : NULL;
}

static GBytes *
read_row_numbers (Reader *self, JsonObject *object, gsize *n)
{
  JsonArray *array = get_points (self, object, "row", n);
  gsize before = enter (self, "row");
  guint64 *rows = array != NULL ? g_new (guint64, *n) : NULL;

  for (gsize i = 0; array != NULL && i < *n; i++)
    {
      double row = node_number (self, json_array_get_element (array, i));

      rows[i] = row >= 0 && row < 9e15 ? (guint64) row : 0;
      if (!(row >= 0 && row < 9e15))
        fail (self, _("a row number was expected"));
    }
  leave (self, before);
  return array != NULL ? g_bytes_new_take (rows, *n * sizeof (guint64)) : NULL;
}

static char **
read_point_notes (Reader *self, JsonObject *object, gsize *n)
{
  JsonArray *array = get_points (self, object, "notes", n);
  gsize before = enter (self, "notes");
  char **notes = array != NULL ? g_new0 (char *, *n + 1) : NULL;

  for (gsize i = 0; array != NULL && i < *n; i++)
    {
      const char *note = node_text (self, json_array_get_element (array, i));

      notes[i] = g_strdup (note != NULL ? note : "");
    }
  leave (self, before);
  return notes;
}

static void
read_series (Reader *self, JsonObject *object, gpointer figure)
{
  AssayAxisType type = assay_figure_get_x (figure)->type;
  AssaySeriesRole role = get_word (self, object, "role", assay_series_roles);
  gsize n = G_MAXSIZE;
  GBytes *y = read_doubles (self, object, "y", ASSAY_AXIS_NUMBER, &n);
  GBytes *x, *y2, *risk, *row;
  g_auto(GStrv) notes = NULL;

  if (y == NULL)
    {
      fail (self, _("a series needs a list “y”"));
      return;
    }

  x = read_doubles (self, object, "x", type, &n);
  y2 = read_doubles (self, object, "y2", ASSAY_AXIS_NUMBER, &n);
  if (y2 == NULL && n > 0 && ASSAY_SERIES_HAS_LIMITS (role))
    fail (self, _("a series of role “%s” needs a list “y2”, where its intervals end"), assay_series_roles[role]);
  risk = read_risks (self, object, &n);
  row = read_row_numbers (self, object, &n);
  notes = read_point_notes (self, object, &n);
  assay_figure_add_series (figure, need_text (self, object, "id"), get_text (self, object, "label"),
                           role, n, x, y, y2, risk, row);
  if (notes != NULL)
    assay_figure_set_notes (figure, (const char *const *) notes);
}

static void
read_rule (Reader *self, JsonObject *object, gpointer figure)
{
  assay_figure_add_rule (figure, get_number (self, object, "value"), get_text (self, object, "label"));
}

static void
read_categories (Reader *self, JsonObject *axis, AssayFigure *figure)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  JsonArray *array = get_array (self, axis, "categories");

  if (array == NULL)
    return;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *word = node_text (self, json_array_get_element (array, i));

      g_ptr_array_add (words, (gpointer) (word != NULL ? word : ""));
    }
  g_ptr_array_add (words, NULL);
  assay_figure_set_categories (figure, (const char *const *) words->pdata);
}

static void
read_axes (Reader *self, JsonObject *object, AssayFigure *figure)
{
  gsize before = enter (self, "x");
  JsonObject *x = as_object (self, json_object_get_member (object, "x"));

  if (x != NULL)
    {
      double width = get_number (self, x, "bin_width");

      assay_figure_set_x (figure, get_word (self, x, "type", assay_axis_types), get_word (self, x, "unit", assay_axis_units),
                          get_text (self, x, "label"), get_text (self, x, "unit_text"));
      if (width > 0)
        assay_figure_set_bin_width (figure, width);
      read_categories (self, x, figure);
    }
  leave (self, before);

  before = enter (self, "y");
  x = as_object (self, json_object_get_member (object, "y"));
  if (x != NULL)
    assay_figure_set_y (figure, get_word (self, x, "unit", assay_axis_units), get_text (self, x, "label"),
                        get_text (self, x, "unit_text"));
  leave (self, before);
}

static void
read_figure (Reader *self, JsonObject *object, gpointer result)
{
  AssayFigure *figure = assay_figure_new (need_text (self, object, "id"),
                                          get_word (self, object, "kind", assay_figure_kinds),
                                          get_text (self, object, "title"));

  assay_result_take_figure (result, figure);
  assay_figure_set_section (figure, get_text (self, object, "section"));
  assay_figure_set_stacked (figure, g_strcmp0 (get_text (self, object, "layout"), "stacked") == 0);
  assay_figure_set_subtitle (figure, get_text (self, object, "subtitle"));
  assay_figure_set_finding (figure, get_text (self, object, "finding"));
  assay_figure_set_convention (figure, get_text (self, object, "convention"));
  read_axes (self, object, figure);
  each_object (self, object, "rules", read_rule, figure);
  each_object (self, object, "series", read_series, figure);
}

static void
read_input (Reader *self, JsonObject *object, gpointer result)
{
  assay_result_add_input (result, need_text (self, object, "role"), get_text (self, object, "name"),
                          get_text (self, object, "sha256"), get_integer (self, object, "rows", -1),
                          get_integer (self, object, "columns", -1));
}

static void
read_options (Reader *self, JsonObject *provenance, AssayResult *result)
{
  JsonNode *node = json_object_get_member (provenance, "options");
  gsize before = enter (self, "options");
  JsonObject *options = is_null (node) ? NULL : as_object (self, node);
  g_autoptr(GList) names = options != NULL ? json_object_get_members (options) : NULL;

  for (GList *name = names; name != NULL; name = name->next)
    assay_result_set_option (result, name->data, get_text (self, options, name->data));
  leave (self, before);
}

static void
read_provenance (Reader *self, JsonObject *object, AssayResult *result)
{
  JsonNode *node = json_object_get_member (object, "provenance");
  gsize before = enter (self, "provenance");
  JsonObject *provenance = is_null (node) ? NULL : as_object (self, node);

  if (provenance != NULL)
    {
      JsonNode *policy_node = json_object_get_member (provenance, "policy");
      JsonObject *policy = is_null (policy_node) ? NULL : as_object (self, policy_node);

      assay_result_set_provenance (result, get_text (self, provenance, "engine"), get_text (self, provenance, "as_of"),
                                   get_integer (self, provenance, "seed", 0),
                                   policy != NULL ? get_text (self, policy, "name") : NULL,
                                   policy != NULL ? get_text (self, policy, "sha256") : NULL);
      each_object (self, provenance, "inputs", read_input, result);
      read_options (self, provenance, result);
    }
  leave (self, before);
}

static void
read_notes (Reader *self, JsonObject *object, AssayResult *result)
{
  JsonArray *notes = get_array (self, object, "notes");
  gsize before = enter (self, "notes");

  for (guint i = 0; notes != NULL && i < json_array_get_length (notes); i++)
    {
      const char *note = node_text (self, json_array_get_element (notes, i));

      if (note != NULL)
        assay_result_add_note (result, note);
    }
  leave (self, before);
}

static AssayResult *
read_result (Reader *self, JsonObject *object)
{
  g_autoptr(AssayResult) result = NULL;
  const char *schema = get_text (self, object, "schema");

  if (!self->failed && g_strcmp0 (schema, "assay-result/1") != 0)
    fail (self, _("the schema is “%s”; this version of Assay reads “assay-result/1”"), schema != NULL ? schema : "");

  result = assay_result_new (need_text (self, object, "analysis"), need_text (self, object, "title"));
  read_provenance (self, object, result);
  each_object (self, object, "metrics", read_metric, result);
  each_object (self, object, "checks", read_check, result);
  each_object (self, object, "tables", read_table, result);
  each_object (self, object, "figures", read_figure, result);
  read_notes (self, object, result);
  return self->failed ? NULL : g_steal_pointer (&result);
}

/* Brackets outside of strings. */
static gboolean
check_depth (const char *text, gsize length, GError **error)
{
  gboolean quoted = FALSE;
  guint depth = 0, line = 1;

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '\n')
        line++;
      if (quoted)
        {
          if (text[i] == '\\')
            i++;
          else if (text[i] == '"')
            quoted = FALSE;
        }
      else if (text[i] == '"')
        quoted = TRUE;
      else if (text[i] == '{' || text[i] == '[')
        depth++;
      else if ((text[i] == '}' || text[i] == ']') && depth > 0)
        depth--;

      if (depth > MAX_DEPTH)
        {
          g_set_error (error, ASSAY_RESULT_ERROR, ASSAY_RESULT_ERROR_SYNTAX,
                       _("Not an Assay result: line %u is nested more than %d levels deep; a result has at most ten."),
                       line, MAX_DEPTH);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_text (const char *text, gsize length, GError **error)
{
  const char *end;

  if (length == 0)
    {
      g_set_error_literal (error, ASSAY_RESULT_ERROR, ASSAY_RESULT_ERROR_SYNTAX,
                           _("Not an Assay result: the text is empty."));
      return FALSE;
    }
  if (!g_utf8_validate_len (text, length, &end))
    {
      g_set_error (error, ASSAY_RESULT_ERROR, ASSAY_RESULT_ERROR_SYNTAX,
                   _("Not an Assay result: byte %zu is not UTF-8 text."), (gsize) (end - text));
      return FALSE;
    }
  return check_depth (text, length, error);
}

AssayResult *
assay_result_from_json (const char *text, gssize length, GError **error)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  g_autoptr(GString) place = g_string_new (NULL);
  g_autoptr(GError) syntax = NULL;
  Reader reader = { place, error, FALSE };
  JsonObject *object;

  if (!check_text (text, size, error))
    return NULL;
  if (!json_parser_load_from_data (parser, text, size, &syntax))
    {
      g_set_error (error, ASSAY_RESULT_ERROR, ASSAY_RESULT_ERROR_SYNTAX, _("Not an Assay result: it is no JSON. %s"),
                   syntax->message);
      return NULL;
    }

  object = as_object (&reader, json_parser_get_root (parser));
  return object != NULL ? read_result (&reader, object) : NULL;
}
