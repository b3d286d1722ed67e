#include "analysis/statistic/published-vectors.h"

#include "analysis/statistic/statistic.h"
#include "analysis/statistic/statistic-input.h"
#include "base/number.h"
#include "model/json-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

GResource *assay_verify_get_resource (void);      /* made by glib-compile-resources */

#define VECTORS "/io/github/assay_workbench/Assay/verify/vectors.json"
#define DEEPEST 8

typedef struct
{
  double tolerance;
  double worst;                  /* largest difference over what is allowed */
  guint n_numbers;
  GString *place;                /* where in the outputs we are */
  char *fault;                   /* the first thing that is not as expected; NULL: none */
} Comparison;

static void
note_fault (Comparison *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
note_fault (Comparison *self, const char *format, ...)
{
  va_list arguments;
  g_autofree char *what = NULL;

  if (self->fault != NULL)
    return;
  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  self->fault = g_strdup_printf ("%s: %s", self->place->str, what);
  self->worst = INFINITY;
}

static gboolean
is_number (JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

static void
compare_numbers (Comparison *self, JsonNode *expected, JsonNode *got)
{
  double a = json_node_get_double (expected), b = is_number (got) ? json_node_get_double (got) : NAN;
  /* Exact results of whole numbers may still end in a last bit. */
  double allowed = fmax (self->tolerance, 4e-16) * fmax (1, fabs (a)), ratio = fabs (a - b) / allowed;
  char wanted[ASSAY_NUMBER_SIZE], found[ASSAY_NUMBER_SIZE];

  self->n_numbers++;
  if (ratio <= 1)
    {
      self->worst = fmax (self->worst, ratio);
      return;
    }
  assay_number_format (a, wanted);
  assay_number_format (b, found);
  if (isnan (b))
    note_fault (self, "%s was expected, nothing was computed", wanted);
  else
    note_fault (self, "%s was expected, %s was computed", wanted, found);
}

static void compare (Comparison *self, JsonNode *expected, JsonNode *got, guint depth);

static void
compare_objects (Comparison *self, JsonObject *expected, JsonNode *got, guint depth)
{
  g_autoptr(GList) keys = g_list_sort (json_object_get_members (expected), (GCompareFunc) strcmp);
  gsize before = self->place->len;

  for (GList *l = keys; l != NULL; l = l->next)
    {
      JsonNode *own = JSON_NODE_HOLDS_OBJECT (got) ? json_object_get_member (json_node_get_object (got), l->data) : NULL;

      g_string_append_printf (self->place, "%s%s", before > 0 ? "." : "", (char *) l->data);
      if (own == NULL)
        note_fault (self, "there is no such output");
      else
        compare (self, json_object_get_member (expected, l->data), own, depth + 1);
      g_string_truncate (self->place, before);
    }
}

static void
compare_arrays (Comparison *self, JsonArray *expected, JsonNode *got, guint depth)
{
  guint n = json_array_get_length (expected);
  gsize before = self->place->len;

  if (!JSON_NODE_HOLDS_ARRAY (got) || json_array_get_length (json_node_get_array (got)) != n)
    {
      note_fault (self, "an array of %u was expected", n);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (self->place, "[%u]", i);
      compare (self, json_array_get_element (expected, i), json_array_get_element (json_node_get_array (got), i), depth + 1);
      g_string_truncate (self->place, before);
    }
}

static void
compare (Comparison *self, JsonNode *expected, JsonNode *got, guint depth)
{
  if (depth > DEEPEST)
    note_fault (self, "nested too deeply");
  else if (JSON_NODE_HOLDS_OBJECT (expected))
    compare_objects (self, json_node_get_object (expected), got, depth);
  else if (JSON_NODE_HOLDS_ARRAY (expected))
    compare_arrays (self, json_node_get_array (expected), got, depth);
  else if (is_number (expected))
    compare_numbers (self, expected, got);
  else if (!json_node_equal (expected, got))
    note_fault (self, "another word or truth was expected");
}

static void
add_row (AssayTable *table, const char *id, const char *source, const Comparison *comparison)
{
  assay_table_add_row (table);
  assay_table_set_text (table, 0, id);
  assay_table_set_text (table, 1, source);
  assay_table_set_number (table, 2, comparison->n_numbers);
  assay_table_set_number (table, 3, comparison->tolerance);
  assay_table_set_number (table, 4, isfinite (comparison->worst) ? comparison->worst * fmax (comparison->tolerance, 4e-16) : NAN);
  assay_table_set_text (table, 5, assay_verdict_name (comparison->fault == NULL ? ASSAY_VERDICT_PASS : ASSAY_VERDICT_FAIL));
}

static void
add_check (AssayResult *result, const char *id, const AssayStatistic *statistic, const char *source, const Comparison *comparison)
{
  AssayCheck *check = assay_result_add_check (result, statistic != NULL ? statistic->id : id, statistic != NULL ? statistic->title : id);

  g_free (check->subject);
  check->subject = g_strdup (id);
  check->value = comparison->worst;
  check->fail = 1;
  check->source = 'S';
  check->n = comparison->n_numbers;
  check->verdict = comparison->fault == NULL ? ASSAY_VERDICT_PASS : ASSAY_VERDICT_FAIL;
  check->statistic = g_strdup ("difference / tolerance");
  check->limit_note = g_strdup ("every number within its tolerance");
  check->convention = assay_number_print ("tolerance %g, relative, absolute below 1", comparison->tolerance);
  check->reference = g_strdup (source);
  check->message = comparison->fault != NULL ? g_strdup (comparison->fault)
                                             : g_strdup_printf (comparison->n_numbers == 1 ? "%u number agrees." : "%u numbers agree.", comparison->n_numbers);
}

/* What a vector lacks to be one; NULL: nothing. */
static const char *
find_gap (JsonObject *vector)
{
  static const char *const texts[] = { "id", "statistic", "source" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      JsonNode *node = json_object_get_member (vector, texts[i]);
      if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        return texts[i];
    }
  if (!json_object_has_member (vector, "tolerance") || !is_number (json_object_get_member (vector, "tolerance")))
    return "tolerance";
  if (!json_object_has_member (vector, "inputs") || !JSON_NODE_HOLDS_OBJECT (json_object_get_member (vector, "inputs")))
    return "inputs";
  if (!json_object_has_member (vector, "expected") || !JSON_NODE_HOLDS_OBJECT (json_object_get_member (vector, "expected")))
    return "expected";
  return NULL;
}

static void
verify_vector (AssayResult *result, AssayTable *table, JsonObject *vector)
{
  const char *id = json_object_get_string_member (vector, "id"), *source = json_object_get_string_member (vector, "source");
  g_autoptr(GError) problem = NULL;
  const AssayStatistic *statistic = assay_statistic_find (json_object_get_string_member (vector, "statistic"), &problem);
  g_autoptr(JsonObject) out = statistic != NULL ? assay_statistic_run_object (statistic, json_object_get_object_member (vector, "inputs"), &problem) : NULL;
  g_autoptr(GString) place = g_string_new (NULL);
  Comparison comparison = { json_object_get_double_member (vector, "tolerance"), 0, 0, place, NULL };
  g_autoptr(JsonNode) got = json_node_alloc ();

  json_node_init_object (got, out);
  if (out != NULL)
    compare_objects (&comparison, json_object_get_object_member (vector, "expected"), got, 0);
  else
    {
      g_string_assign (place, json_object_get_string_member (vector, "statistic"));
      note_fault (&comparison, "%s", problem->message);
    }
  add_check (result, id, statistic, source, &comparison);
  add_row (table, id, source, &comparison);
  g_free (comparison.fault);
}

static AssayTable *
new_table (void)
{
  AssayTable *table = assay_table_new ("vectors", N_("Published Numbers"));

  assay_table_add_column (table, "id", N_("Vector"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "source", N_("Source"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "numbers", N_("Numbers"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "tolerance", N_("Tolerance"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "largest-difference", N_("Largest difference"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "verdict", N_("Verdict"), ASSAY_CELL_VERDICT);
  return table;
}

static JsonArray *
find_vectors (JsonParser *parser, GError **error)
{
  JsonNode *root = json_parser_get_root (parser);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *vectors = object != NULL ? json_object_get_member (object, "vectors") : NULL;

  if (vectors != NULL && JSON_NODE_HOLDS_ARRAY (vectors))
    return json_node_get_array (vectors);
  assay_stat_fail (error, _("Published numbers are written {\"schema\": \"assay-vectors/1\", \"vectors\": […]}; there are no “vectors”."));
  return NULL;
}

static void
add_metrics (AssayResult *result, AssayTable *table)
{
  double numbers = 0, failed = 0;

  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);
      numbers += check->n;
      failed += check->verdict == ASSAY_VERDICT_FAIL;
    }
  assay_result_add_metric (result, "vectors", N_("Vectors"), ASSAY_METRIC_COUNT, assay_table_get_n_rows (table));
  assay_result_add_metric (result, "numbers", N_("Numbers compared"), ASSAY_METRIC_COUNT, numbers);
  assay_result_add_metric (result, "failed", N_("Vectors that differ"), ASSAY_METRIC_COUNT, failed);
}

AssayResult *
assay_verify_vectors_of (const char *text, gsize length, AssayProgress *progress, GError **error)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(AssayResult) result = assay_result_new ("verify-install", N_("Verification of the Installation"));
  AssayTable *table;
  JsonArray *vectors;
  guint n;

  if (!assay_json_check (text, length, error) || !json_parser_load_from_data (parser, text, length, error))
    return NULL;
  vectors = find_vectors (parser, error);
  if (vectors == NULL)
    return NULL;
  n = json_array_get_length (vectors);
  table = new_table ();
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (vectors, i);
      const char *gap = JSON_NODE_HOLDS_OBJECT (node) ? find_gap (json_node_get_object (node)) : "id";

      if (gap != NULL || !assay_progress_step (progress, (double) i / n, error))
        {
          if (gap != NULL)
            assay_stat_fail (error, _("Vector %u has no “%s” of the right kind."), i + 1, gap);
          assay_table_unref (table);
          return NULL;
        }
      verify_vector (result, table, json_node_get_object (node));
    }
  add_metrics (result, table);
  assay_result_take_table (result, table);
  return g_steal_pointer (&result);
}

AssayResult *
assay_verify_vectors (AssayProgress *progress, GError **error)
{
  g_autoptr(GBytes) text = g_resource_lookup_data (assay_verify_get_resource (), VECTORS, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  gsize length;

  if (text == NULL)
    return NULL;
  g_bytes_get_data (text, &length);
  return assay_verify_vectors_of (g_bytes_get_data (text, NULL), length, progress, error);
}
