#include "engine/inspect-model.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "analysis/judge.h"
#include "analysis/wording.h"
#include "assay-config.h"
#include "base/number.h"

#define MOST_VALUES 40

/* ---- what it is ---- */

static void
add_fact (AssayTable *table, const char *label, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  assay_table_add_row (table);
  assay_table_set_text (table, 0, label);
  assay_table_set_text (table, 1, value);
}

static char *
join_classes (const AssayArtifact *artifact)
{
  GString *text = g_string_new (NULL);
  guint n = assay_artifact_get_n_classes (artifact);

  for (guint i = 0; i < MIN (n, MOST_VALUES); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", assay_artifact_get_class (artifact, i));
  if (n > MOST_VALUES)
    g_string_append_printf (text, ", … (%u)", n);
  return g_string_free (text, FALSE);
}

static char *
word_verification (const AssayVerification *verification)
{
  if (verification->n_rows == 0)
    return g_strdup ("none came with the file");
  if (verification->n_equal == verification->n_rows)
    return g_strdup_printf ("%u of %u rows come out as the file says", verification->n_equal, verification->n_rows);
  return g_strdup_printf ("%u of %u rows come out as the file says; %s", verification->n_equal, verification->n_rows,
                          verification->first_difference != NULL ? verification->first_difference : "");
}

static AssayTable *
make_model (const AssayTaskModel *model)
{
  const AssayArtifact *artifact = model->artifact;
  AssayTable *table = assay_table_new ("model", N_("Model"));
  g_autofree char *classes = join_classes (artifact), *verified = word_verification (assay_artifact_get_verification (artifact));
  g_autofree char *file_size = model->bytes != NULL ? assay_word_count (g_bytes_get_size (model->bytes)) : NULL;
  g_autofree char *memory = assay_artifact_get_size (artifact) > 0 ? assay_word_count (assay_artifact_get_size (artifact)) : NULL;

  assay_table_add_column (table, "item", N_("Item"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "value", N_("Value"), ASSAY_CELL_TEXT);
  add_fact (table, N_("Kind"), assay_artifact_get_kind (artifact));
  add_fact (table, N_("Format"), assay_artifact_get_format (artifact));
  add_fact (table, N_("Writer"), assay_artifact_get_writer (artifact));
  add_fact (table, N_("Name"), assay_artifact_get_name (artifact));
  add_fact (table, N_("Function"), assay_artifact_get_function (artifact));
  add_fact (table, N_("Target"), assay_artifact_get_target (artifact));
  add_fact (table, N_("Classes"), classes);
  for (guint i = 0; i < assay_artifact_get_n_facts (artifact); i++)
    {
      const char *label, *value = assay_artifact_get_fact (artifact, i, &label);

      add_fact (table, label, value);
    }
  add_fact (table, N_("Contributions"), assay_artifact_get_contribution_scale (artifact));
  add_fact (table, N_("Verification rows"), verified);
  add_fact (table, N_("Bytes"), file_size);
  add_fact (table, N_("Bytes in memory"), memory);
  return table;
}

/* ---- inputs and outputs ---- */

static const char *
kind_name (AssayFieldKind kind)
{
  static const char *const names[] = { "number", "category", "date", "datetime" };

  return names[kind];
}

/* "0 to 5", "from 0", "north, south" */
static char *
word_range (const AssayField *field)
{
  g_autofree char *low = assay_number_print ("%.15g", field->low), *high = assay_number_print ("%.15g", field->high);
  GString *text = g_string_new (NULL);
  guint n = field->values != NULL ? g_strv_length (field->values) : 0;

  for (guint i = 0; i < MIN (n, MOST_VALUES); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", field->values[i]);
  if (n > MOST_VALUES)
    g_string_append_printf (text, ", … (%u)", n);
  if (!isnan (field->low) && !isnan (field->high))
    g_string_append_printf (text, "%s to %s", low, high);
  else if (!isnan (field->low))
    g_string_append_printf (text, "from %s", low);
  else if (!isnan (field->high))
    g_string_append_printf (text, "to %s", high);
  return g_string_free (text, FALSE);
}

static AssayTable *
make_inputs (const AssayTaskModel *model)
{
  const AssayArtifact *artifact = model->artifact;
  AssayTable *table = assay_table_new ("inputs", N_("Inputs"));

  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "label", N_("Label"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "type", N_("Type"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "values", N_("Values or Range"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "unit", N_("Unit"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "needed", N_("Needed"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "column", N_("Column"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < assay_artifact_get_n_fields (artifact); i++)
    {
      const AssayField *field = assay_artifact_get_field (artifact, i);
      const char *column = assay_model_settings_find_column (&model->settings, field->name);
      g_autofree char *range = word_range (field);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, field->name);
      assay_table_set_text (table, 1, field->label);
      assay_table_set_text (table, 2, kind_name (field->kind));
      assay_table_set_text (table, 3, *range != '\0' ? range : NULL);
      assay_table_set_text (table, 4, field->unit);
      assay_table_set_text (table, 5, field->is_optional ? "no" : "yes");
      assay_table_set_text (table, 6, column != NULL ? column : field->name);
    }
  return table;
}

static AssayTable *
make_outputs (const AssayArtifact *artifact)
{
  static const char *const roles[] = { "prediction", "probability", "score", "reason", "other" };
  AssayTable *table = assay_table_new ("outputs", N_("Outputs"));
  gboolean higher;
  int risk = assay_artifact_find_risk_output (artifact, NULL, &higher);

  assay_table_add_column (table, "output", N_("Output"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "role", N_("Role"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "type", N_("Type"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "class", N_("Class"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "ranks", N_("Ranks by Risk"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < assay_artifact_get_n_outputs (artifact); i++)
    {
      const AssayOutput *output = assay_artifact_get_output (artifact, i);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, output->name);
      assay_table_set_text (table, 1, roles[output->role]);
      assay_table_set_text (table, 2, output->is_text ? "text" : "number");
      assay_table_set_text (table, 3, output->category);
      assay_table_set_text (table, 4, (int) i != risk ? NULL : assay_artifact_guess_event (artifact) != NULL ? "riskier, if the class is the event" : higher ? "higher is riskier" : "lower is riskier");
    }
  return table;
}

/* ---- card ---- */

static void add_card_node (AssayTable *table, const char *path, JsonNode *node);

/* One line an item, counted from 1 where there are several. */
static void
add_card_list (AssayTable *table, const char *path, JsonArray *list)
{
  guint n = json_array_get_length (list);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *below = n > 1 ? g_strdup_printf ("%s.%u", path, i + 1) : g_strdup (path);

      add_card_node (table, below, json_array_get_element (list, i));
    }
}

static void
add_card_node (AssayTable *table, const char *path, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &name, &member))
        {
          g_autofree char *below = *path != '\0' ? g_strconcat (path, ".", name, NULL) : g_strdup (name);

          add_card_node (table, below, member);
        }
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    add_card_list (table, path, json_node_get_array (node));
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    add_fact (table, path, json_node_get_string (node));
  else
    {
      g_autofree char *text = assay_model_card_write_node (node, FALSE);

      add_fact (table, path, text);
    }
}

/* A card was read with a bounded depth, so walking it down is bounded too. */
static void
add_card (AssayResult *result, const AssayModelCard *card)
{
  g_autofree char *text = card != NULL ? assay_model_card_write (card) : NULL;
  g_autoptr(JsonNode) root = text != NULL ? json_from_string (text, NULL) : NULL;
  AssayTable *table;

  if (root == NULL)
    return;
  table = assay_table_new ("card", N_("Card"));
  assay_table_add_column (table, "item", N_("Item"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "value", N_("Value"), ASSAY_CELL_TEXT);
  add_card_node (table, "", root);
  assay_result_take_table (result, table);
}

/* ---- all of it ---- */

static void
add_verification (AssayResult *result, const AssayVerification *verification)
{
  static const AssayLimits limits = { 0, NAN, ASSAY_BEYOND_ABOVE, 'C', "the rows that the maker put into the file must come out as he says" };
  g_autoptr(AssayPolicy) policy = NULL;
  AssayCheck *check;

  if (verification->n_rows == 0)
    return;
  policy = assay_policy_new ();
  check = assay_result_add_check (result, "score-verified", N_("Verification rows of the model"));
  check->statistic = g_strdup ("share that differs");
  check->value = 1 - (double) verification->n_equal / verification->n_rows;
  check->n = verification->n_rows;
  check->events = verification->n_rows - verification->n_equal;
  assay_judge (check, policy, &limits);
  check->convention = assay_number_print ("rows that came with the file, scored when it was read; tolerance %g, relative", verification->tolerance);
  check->message = word_verification (verification);
}

AssayResult *
assay_model_inspect (const AssayTaskModel *model, const char *as_of)
{
  const AssayArtifact *artifact = model->artifact;
  g_autofree char *title = g_strdup_printf ("Inspection: %s", model->file);
  AssayResult *result = assay_result_new ("inspect", title);

  assay_result_add_metric (result, "n-inputs", N_("Inputs"), ASSAY_METRIC_COUNT, assay_artifact_get_n_fields (artifact));
  assay_result_add_metric (result, "n-outputs", N_("Outputs"), ASSAY_METRIC_COUNT, assay_artifact_get_n_outputs (artifact));
  /* whole, where a cell of a table would be cut */
  assay_result_add_metric (result, "sha256", N_("SHA-256"), ASSAY_METRIC_TEXT, NAN)->text = g_strdup (assay_artifact_get_sha256 (artifact));
  assay_result_take_table (result, make_model (model));
  assay_result_take_table (result, make_inputs (model));
  assay_result_take_table (result, make_outputs (artifact));
  add_card (result, assay_artifact_get_card (artifact));
  add_verification (result, assay_artifact_get_verification (artifact));
  for (guint i = 0; i < assay_artifact_get_n_notes (artifact); i++)
    assay_result_add_note (result, assay_artifact_get_note (artifact, i));
  assay_result_add_input (result, "model", model->file, assay_artifact_get_sha256 (artifact), -1, -1);
  assay_result_set_provenance (result, "assay " ASSAY_VERSION, as_of, 1, NULL, NULL);
  return result;
}
