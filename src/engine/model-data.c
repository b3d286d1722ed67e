#include "engine/model-data.h"

#include <string.h>

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayReadOptions, assay_read_options_clear)

/* The column of each input, with TRUE (as a pointer) where a number or a date is needed. */
static GHashTable *
list_columns (GPtrArray *models)
{
  GHashTable *columns = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint m = 0; models != NULL && m < models->len; m++)
    {
      const AssayTaskModel *model = models->pdata[m];

      for (guint i = 0; i < assay_artifact_get_n_fields (model->artifact); i++)
        {
          const AssayField *field = assay_artifact_get_field (model->artifact, i);
          const char *bound = assay_model_settings_find_column (&model->settings, field->name);
          const char *column = bound != NULL ? bound : field->name;
          gboolean is_number = field->kind != ASSAY_FIELD_CATEGORY;

          /* where two models differ, words serve both */
          if (is_number && g_hash_table_contains (columns, column))
            continue;
          g_hash_table_replace (columns, (gpointer) column, GINT_TO_POINTER (is_number));
        }
    }
  return columns;
}

static gboolean
is_typed (const AssayReadOptions *options, const char *column)
{
  return options->types != NULL && g_hash_table_contains (options->types, column);
}

static void
set_categories (AssayReadOptions *options, GHashTable *columns)
{
  GHashTableIter iter;
  gpointer column, is_number;

  g_hash_table_iter_init (&iter, columns);
  while (g_hash_table_iter_next (&iter, &column, &is_number))
    if (!GPOINTER_TO_INT (is_number) && !is_typed (options, column))
      assay_read_options_set_type (options, column, ASSAY_TYPE_CATEGORY);
}

/* Columns of numbers in which text was met become words: those that no model needs must not stand in the way either. FALSE: there
 * is none, so that reading again would end the same. */
static gboolean
loosen_columns (AssayReadOptions *options, const AssayReadReport *report)
{
  gboolean is_loosened = FALSE;

  for (guint i = 0; i < assay_read_report_get_n_kept (report); i++)
    {
      const AssayBadRow *bad = assay_read_report_get_bad_row (report, i);

      if ((bad->kind != ASSAY_BAD_NUMBER && bad->kind != ASSAY_BAD_DATE) || bad->column == NULL || is_typed (options, bad->column))
        continue;
      assay_read_options_set_type (options, bad->column, ASSAY_TYPE_CATEGORY);
      is_loosened = TRUE;
    }
  return is_loosened;
}

AssaySource *
assay_source_load_for_models (const char *path, const AssayReadOptions *options, GPtrArray *models, guint n_threads,
                              AssayProgress *progress, AssayReadReport **report, GError **error)
{
  g_autoptr(GHashTable) columns = list_columns (models);
  g_auto(AssayReadOptions) own = { 0 };

  assay_read_options_copy (&own, options);
  set_categories (&own, columns);
  for (;;)
    {
      g_autoptr(GError) problem = NULL;
      g_autoptr(AssayReadReport) found = NULL;
      AssaySource *source = assay_source_load (path, &own, n_threads, progress, &found, &problem);

      /* standard input is gone once it is read */
      if (source == NULL && g_error_matches (problem, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_BAD_ROWS) && found != NULL
          && models != NULL && strcmp (path, "-") != 0 && loosen_columns (&own, found))
        continue;
      if (report != NULL)
        *report = g_steal_pointer (&found);
      if (source == NULL)
        g_propagate_error (error, g_steal_pointer (&problem));
      return source;
    }
}

static guint
count_matched (AssayWorkspace *workspace, gint64 dataset, const AssayTaskModel *model)
{
  g_autoptr(AssaySource) source = assay_source_load_dataset (workspace, dataset, NULL, NULL);
  g_autofree AssayColumn **match = source != NULL ? assay_task_model_match (model, source->frame) : NULL;
  guint n = 0;

  for (guint i = 0; match != NULL && i < assay_artifact_get_n_fields (model->artifact); i++)
    n += match[i] != NULL;
  return n;
}

gint64
assay_find_dataset_for_model (AssayWorkspace *workspace, const AssayTaskModel *model, GCancellable *cancellable)
{
  g_autoptr(GPtrArray) datasets = assay_workspace_list_datasets (workspace, NULL);
  gint64 best = 0;
  guint most = 0;

  for (guint i = 0; datasets != NULL && i < datasets->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      gint64 id = ((const AssayDataset *) datasets->pdata[i])->id;
      guint n = count_matched (workspace, id, model);

      if (n > most)
        {
          most = n;
          best = id;
        }
    }
  return best;
}
