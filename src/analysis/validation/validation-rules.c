#include "analysis/validation/validation-rules.h"

#include "analysis/analysis.h"
#include "analysis/wording.h"
#include "base/number.h"
#include "data/frame.h"
#include "model/json-check.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MOST_RULES 1000

/* ---- reading ---- */

static gboolean
fail (GError **error, guint rule, const char *what)
{
  if (rule == 0)
    g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("The --rules file: %s"), what);
  else
    g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("The --rules file, rule %u: %s"), rule, what);
  return FALSE;
}

/* The rules; NULL with error. The parser keeps them. */
static JsonArray *
read_rules (const AssayValidationCase *c, JsonParser *parser, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (c->rules, &length);
  g_autoptr(GError) problem = NULL;
  JsonNode *root;
  JsonArray *rules;

  if (!assay_json_check (text, length, &problem) || !json_parser_load_from_data (parser, text, length, &problem))
    {
      fail (error, 0, problem->message);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root) || !json_object_has_member (json_node_get_object (root), "rules")
      || !JSON_NODE_HOLDS_ARRAY (json_object_get_member (json_node_get_object (root), "rules")))
    {
      fail (error, 0, _("it should be an object with an array “rules”, as {\"rules\": [{\"column\": \"LTV\", \"min\": 0}]}."));
      return NULL;
    }
  rules = json_object_get_array_member (json_node_get_object (root), "rules");
  if (json_array_get_length (rules) > MOST_RULES)
    {
      fail (error, 0, _("it has more than 1000 rules."));
      return NULL;
    }
  return rules;
}

typedef struct
{
  const char *name, *column;
  double min, max, total, tolerance;       /* NaN: not said */
  gboolean is_required, is_whole;
  JsonArray *values;               /* NULL: any */
} Rule;

static gboolean
read_number (JsonObject *object, const char *key, guint place, double *value, GError **error)
{
  JsonNode *node = json_object_get_member (object, key);

  *value = NAN;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || (json_node_get_value_type (node) != G_TYPE_INT64 && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    {
      g_autofree char *what = g_strdup_printf (_("“%s” should be a number."), key);

      return fail (error, place, what);
    }
  *value = json_node_get_double (node);
  return TRUE;
}

static const char *
read_text (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static gboolean
read_truth (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

static gboolean
read_rule (JsonArray *rules, guint i, Rule *rule, GError **error)
{
  static const char *const known[] = { "name", "column", "min", "max", "values", "required", "whole", "total", "tolerance", NULL };
  JsonNode *node = json_array_get_element (rules, i);
  JsonObject *object;
  g_autoptr(GList) keys = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, i + 1, _("it should be an object."));
  object = json_node_get_object (node);
  keys = json_object_get_members (object);
  for (GList *l = keys; l != NULL; l = l->next)
    if (!g_strv_contains (known, l->data))
      {
        g_autofree char *what = g_strdup_printf (_("“%s” is not known; a rule may have name, column, min, max, values, required, whole, total and tolerance."), (char *) l->data);

        return fail (error, i + 1, what);
      }
  *rule = (Rule) { .name = read_text (object, "name"), .column = read_text (object, "column"), .is_required = read_truth (object, "required"),
                   .is_whole = read_truth (object, "whole") };
  if (rule->column == NULL)
    return fail (error, i + 1, _("“column” is missing."));
  if (json_object_has_member (object, "values"))
    {
      if (!JSON_NODE_HOLDS_ARRAY (json_object_get_member (object, "values")))
        return fail (error, i + 1, _("“values” should be an array."));
      rule->values = json_object_get_array_member (object, "values");
    }
  return read_number (object, "min", i + 1, &rule->min, error) && read_number (object, "max", i + 1, &rule->max, error)
         && read_number (object, "total", i + 1, &rule->total, error) && read_number (object, "tolerance", i + 1, &rule->tolerance, error);
}

/* ---- rows ---- */

static gboolean
is_among (JsonArray *values, const char *word, double number)
{
  for (guint i = 0; i < json_array_get_length (values); i++)
    {
      JsonNode *node = json_array_get_element (values, i);

      if (!JSON_NODE_HOLDS_VALUE (node))
        continue;
      if (json_node_get_value_type (node) == G_TYPE_STRING ? word != NULL && strcmp (json_node_get_string (node), word) == 0 : json_node_get_double (node) == number)
        return TRUE;
    }
  return FALSE;
}

static gboolean
breaks_number (const Rule *rule, double x)
{
  return x < rule->min || x > rule->max || (rule->is_whole && x != floor (x)) || (rule->values != NULL && !is_among (rule->values, NULL, x));
}

static gsize
count_breaking (const Rule *rule, AssayColumn *column, gsize *first)
{
  gsize n = assay_column_get_n (column), breaking = 0;
  gboolean is_category = assay_column_get_type (column) == ASSAY_TYPE_CATEGORY;
  g_autofree double *owned = NULL;
  const double *x = is_category ? NULL : assay_validation_numbers (column, &owned);
  g_autofree gboolean *bad = NULL;

  if (is_category)
    {
      bad = g_new0 (gboolean, assay_column_get_n_words (column) + 1);
      for (guint w = 0; w < assay_column_get_n_words (column); w++)
        {
          const char *word = assay_column_get_word (column, w);
          double number = NAN;
          gboolean is_number = assay_number_parse (word, strlen (word), '.', 0, &number);

          bad[w] = (rule->values != NULL && !is_among (rule->values, word, number)) || ((!isnan (rule->min) || !isnan (rule->max) || rule->is_whole) && !is_number)
                   || (is_number && breaks_number (&(Rule) { .min = rule->min, .max = rule->max, .is_whole = rule->is_whole }, number));
        }
    }
  for (gsize i = 0; i < n; i++)
    {
      gboolean is_missing = assay_column_is_missing (column, i), is_broken;

      if (is_missing)
        is_broken = rule->is_required;
      else if (is_category)
        is_broken = bad[assay_column_get_codes (column)[i]];
      else
        is_broken = x != NULL && breaks_number (rule, x[i]);
      if (is_broken && breaking++ == 0)
        *first = i + 1;
    }
  return breaking;
}

static char *
word_rule (const Rule *rule)
{
  g_autoptr(GString) text = g_string_new (rule->column);
  char number[ASSAY_NUMBER_SIZE];

  if (rule->name != NULL)
    return g_strdup (rule->name);
  if (!isnan (rule->min))
    {
      assay_number_format (rule->min, number);
      g_string_append_printf (text, " at least %s", number);
    }
  if (!isnan (rule->max))
    {
      assay_number_format (rule->max, number);
      g_string_append_printf (text, " at most %s", number);
    }
  g_string_append (text, rule->is_whole ? " whole" : "");
  g_string_append (text, rule->is_required ? " required" : "");
  g_string_append (text, rule->values != NULL ? " among its values" : "");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Rows that break it, where one condition says which: a number beyond its limits, or no value. */
static void
show_breaking (AssayValidationSink *sink, const char *name, const Rule *rule, AssayColumn *column, gsize breaking)
{
  gsize n = assay_column_get_n (column), n_missing = assay_column_get_n_missing (column), n_outside = 0;
  g_autofree double *owned = NULL;
  const double *x = assay_column_get_type (column) == ASSAY_TYPE_CATEGORY ? NULL : assay_validation_numbers (column, &owned);

  for (gsize i = 0; x != NULL && i < n; i++)
    n_outside += x[i] < rule->min || x[i] > rule->max;
  if (breaking > 0 && breaking == n_outside)
    assay_validation_sink_show_finding (sink, name, breaking, &ASSAY_ROW_RANGE ("column", rule->column, "outside", rule->min, rule->max), 1);
  else if (breaking > 0 && rule->is_required && breaking == n_missing)
    assay_validation_sink_show_finding (sink, name, breaking, &ASSAY_ROW_IS ("column", rule->column, "missing"), 1);
}

gboolean
assay_validation_run_rules (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  JsonArray *rules = read_rules (c, parser, error);
  guint n_rules = 0;

  if (rules == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (rules); i++)
    {
      Rule rule;
      AssayColumn *column;
      AssayFinding *finding;
      gsize breaking, first = 0;
      g_autofree char *name = NULL, *rows = NULL;

      if (!read_rule (rules, i, &rule, error) || (column = assay_frame_require (c->data->frame, rule.column, error)) == NULL)
        return FALSE;
      if (!isnan (rule.total))
        continue;
      n_rules++;
      breaking = count_breaking (&rule, column, &first);
      name = word_rule (&rule);
      finding = assay_validation_sink_add (sink, name, breaking);
      finding->n = c->data->n;
      show_breaking (sink, name, &rule, column, breaking);
      rows = assay_word_items (breaking, "row breaks", "rows break");
      finding->message = breaking > 0 ? g_strdup_printf ("%s the rule; the first is row %zu.", rows, first) : g_strdup ("Every row keeps the rule.");
    }
  if (n_rules == 0)
    assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("The --rules file has no rule for rows."));
  return TRUE;
}

/* ---- totals ---- */

gboolean
assay_validation_run_totals (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  JsonArray *rules = read_rules (c, parser, error);
  guint n_totals = 0;

  if (rules == NULL)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (rules); i++)
    {
      Rule rule;
      AssayColumn *column;
      AssayFinding *finding;
      AssaySum sum = { 0 };
      g_autofree double *owned = NULL;
      const double *x;
      double difference;
      char have[ASSAY_NUMBER_SIZE], want[ASSAY_NUMBER_SIZE];

      if (!read_rule (rules, i, &rule, error) || (column = assay_frame_require (c->data->frame, rule.column, error)) == NULL)
        return FALSE;
      if (isnan (rule.total))
        continue;
      n_totals++;
      x = assay_column_get_type (column) == ASSAY_TYPE_CATEGORY ? NULL : assay_validation_numbers (column, &owned);
      if (x == NULL)
        return fail (error, i + 1, _("a total needs a column of numbers."));
      for (gsize row = 0; row < c->data->n; row++)
        if (!isnan (x[row]))
          assay_sum_add (&sum, x[row]);
      difference = assay_sum_get (&sum) - rule.total;
      /* The sum of decimals is not decimal: what is left below 1e-12 of the total is arithmetic. */
      if (fabs (difference) <= 1e-12 * fabs (rule.total))
        difference = 0;
      finding = assay_validation_sink_add (sink, rule.name != NULL ? rule.name : rule.column, difference);
      finding->n = c->data->n - assay_column_get_n_missing (column);
      assay_number_format (assay_sum_get (&sum), have);
      assay_number_format (rule.total, want);
      finding->message = g_strdup_printf ("The column sums to %s, the ledger says %s.", have, want);
      if (difference != 0 && fabs (difference) <= rule.tolerance)
        {
          finding->is_settled = TRUE;
          finding->verdict = ASSAY_VERDICT_WARN;
        }
    }
  if (n_totals == 0)
    assay_validation_sink_add_not_assessable (sink, NULL, g_strdup ("The --rules file states no total."));
  return TRUE;
}
