#include "app/dataset-facts.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>

#include "data/panel.h"
#include "engine/inspect.h"

#define MOST_SERIES 2000       /* rows of the series table; those with problems come first */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayRoles, assay_roles_clear)

AssayDatasetFacts *
assay_dataset_facts_open (AssayWorkspace *workspace, gint64 dataset, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayDatasetFacts) self = g_new0 (AssayDatasetFacts, 1);

  self->dataset = assay_workspace_get_dataset (workspace, dataset, error);
  if (self->dataset == NULL)
    return NULL;
  self->source = assay_source_load_dataset (workspace, dataset, progress, error);
  return self->source != NULL ? g_steal_pointer (&self) : NULL;
}

/* ---- rows that could not be read, as the import recorded them ---- */

static const char *
get_text (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static void
read_quality (AssayDatasetFacts *self)
{
  g_autoptr(JsonNode) root = self->dataset->quality != NULL ? json_from_string (self->dataset->quality, NULL) : NULL;
  JsonObject *quality = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *kept = quality != NULL ? json_object_get_member (quality, "kept") : NULL;
  g_autoptr(AssayTable) table = assay_table_new ("bad-rows", N_("Rows That Could Not Be Read"));

  if (quality == NULL)
    return;
  self->n_bad_rows = MAX (json_object_get_int_member_with_default (quality, "bad_rows", 0), 0);
  assay_table_add_column (table, "line", N_("Line"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "column", N_("Column"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "found", N_("Found"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "message", N_("Why"), ASSAY_CELL_TEXT);
  if (kept == NULL || !JSON_NODE_HOLDS_ARRAY (kept))
    return;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (kept)); i++)
    {
      JsonNode *node = json_array_get_element (json_node_get_array (kept), i);

      if (!JSON_NODE_HOLDS_OBJECT (node))
        continue;
      assay_table_add_row (table);
      assay_table_set_number (table, 0, json_object_get_int_member_with_default (json_node_get_object (node), "line", 0));
      assay_table_set_text (table, 1, get_text (json_node_get_object (node), "column"));
      assay_table_set_text (table, 2, get_text (json_node_get_object (node), "found"));
      assay_table_set_text (table, 3, get_text (json_node_get_object (node), "message"));
    }
  if (assay_table_get_n_rows (table) > 0)
    self->bad_rows = g_steal_pointer (&table);
}

/* ---- series ---- */

static gboolean
has_problem (const AssaySeriesQuality *quality)
{
  return quality->n_missing > 0 || quality->n_gaps > 0 || quality->n_duplicates > 0 || quality->n_off_step > 0
         || quality->starts_late || quality->ends_early;
}

static void
add_series (AssayTable *table, const AssayPanel *panel, gsize series, const AssaySeriesQuality *quality)
{
  g_autofree char *label = assay_panel_dup_label (panel, series);
  const char *edge = quality->starts_late && quality->ends_early ? _("starts late, ends early")
                     : quality->starts_late ? _("starts late") : quality->ends_early ? _("ends early") : NULL;

  assay_table_add_row (table);
  assay_table_set_text (table, 0, label);
  assay_table_set_number (table, 1, quality->n);
  assay_table_set_number (table, 2, quality->start);
  assay_table_set_number (table, 3, quality->end);
  assay_table_set_number (table, 4, quality->n_missing);
  assay_table_set_number (table, 5, quality->n_gap_steps);
  assay_table_set_number (table, 6, quality->n_duplicates);
  assay_table_set_number (table, 7, quality->n_off_step);
  assay_table_set_text (table, 8, edge);
}

static AssayTable *
new_series_table (AssayType time_type)
{
  AssayTable *table = assay_table_new ("series", N_("Series"));
  AssayCellType time = time_type == ASSAY_TYPE_DATE ? ASSAY_CELL_DATE : time_type == ASSAY_TYPE_DATETIME ? ASSAY_CELL_DATETIME : ASSAY_CELL_COUNT;

  assay_table_add_column (table, "series", N_("Series"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "rows", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "start", N_("First"), time);
  assay_table_add_column (table, "end", N_("Last"), time);
  assay_table_add_column (table, "missing", N_("Missing"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "gaps", N_("Absent Steps"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "duplicates", N_("Repeated"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "off-step", N_("Off Step"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "edge", N_("Against the Others"), ASSAY_CELL_TEXT);
  return table;
}

static gboolean
read_series (AssayDatasetFacts *self, AssayProgress *progress, GError **error)
{
  g_auto(AssayRoles) roles = { 0 };
  g_autoptr(AssayPanel) panel = NULL;
  g_autoptr(GError) problem = NULL;

  /* Data of which nobody said what is time and what is measured has no series; that is no failure. */
  if (assay_roles_resolve (self->source->frame, &self->source->roles, &roles, &problem))
    panel = assay_panel_new (self->source->frame, &roles, ASSAY_DUPLICATES_FIRST, 0, progress, &problem);
  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (panel == NULL)
    {
      self->problem = g_strdup (problem->message);
      return TRUE;
    }
  self->n_series = assay_panel_get_n_series (panel);
  self->series = new_series_table (assay_panel_get_time_type (panel));
  for (int with_problem = 1; with_problem >= 0; with_problem--)
    for (gsize i = 0; i < self->n_series; i++)
      {
        AssaySeriesQuality quality;

        assay_panel_get_quality (panel, i, &quality);
        if (has_problem (&quality) != with_problem)
          continue;
        self->n_series_with_problems += with_problem;
        if (assay_table_get_n_rows (self->series) < MOST_SERIES)
          add_series (self->series, panel, i, &quality);
      }
  return TRUE;
}

AssayDatasetFacts *
assay_dataset_facts_complete (const AssayDatasetFacts *opened, AssayWorkspace *workspace, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayDatasetFacts) self = assay_dataset_facts_open (workspace, opened->dataset->id, progress, error);
  g_autoptr(AssayResult) result = NULL;

  if (self == NULL)
    return NULL;
  result = assay_source_inspect (self->source, &self->source->roles, NULL, NULL, progress, error);
  if (result == NULL)
    return NULL;
  self->columns = assay_table_ref (assay_result_find_table (result, "columns"));
  self->reading = assay_table_ref (assay_result_find_table (result, "reading"));
  read_quality (self);
  return read_series (self, progress, error) ? g_steal_pointer (&self) : NULL;
}

void
assay_dataset_facts_free (AssayDatasetFacts *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->source, assay_source_free);
  g_clear_pointer (&self->dataset, assay_dataset_free);
  g_clear_pointer (&self->columns, assay_table_unref);
  g_clear_pointer (&self->reading, assay_table_unref);
  g_clear_pointer (&self->bad_rows, assay_table_unref);
  g_clear_pointer (&self->series, assay_table_unref);
  g_free (self->problem);
  g_free (self);
}
