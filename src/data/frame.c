/* A frame owns references to its columns, and an index by name. */
#include "data/frame.h"

#include <glib/gi18n-lib.h>

#include "base/options.h"
#include "base/parallel.h"

G_DEFINE_QUARK (assay-data-error-quark, assay_data_error)

struct _AssayFrame
{
  gatomicrefcount ref_count;
  gsize n_rows;
  guint n_columns;
  AssayColumn **columns;
  GHashTable *by_name;          /* name -> index + 1; the first of equal names wins */
};

AssayFrame *
assay_frame_new (AssayColumn **columns, guint n_columns, gsize n_rows)
{
  AssayFrame *self = g_new0 (AssayFrame, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->n_rows = n_rows;
  self->n_columns = n_columns;
  self->columns = g_new0 (AssayColumn *, n_columns + 1);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < n_columns; i++)
    {
      g_assert (assay_column_get_n (columns[i]) == n_rows);
      self->columns[i] = assay_column_ref (columns[i]);
      if (!g_hash_table_contains (self->by_name, assay_column_get_name (columns[i])))
        g_hash_table_insert (self->by_name, (gpointer) assay_column_get_name (columns[i]), GUINT_TO_POINTER (i + 1));
    }
  return self;
}

AssayFrame *
assay_frame_ref (AssayFrame *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
assay_frame_unref (AssayFrame *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->by_name);
  for (guint i = 0; i < self->n_columns; i++)
    assay_column_unref (self->columns[i]);
  g_free (self->columns);
  g_free (self);
}

gsize
assay_frame_get_n_rows (const AssayFrame *self)
{
  return self->n_rows;
}

guint
assay_frame_get_n_columns (const AssayFrame *self)
{
  return self->n_columns;
}

AssayColumn *
assay_frame_get_column (const AssayFrame *self, guint index)
{
  g_return_val_if_fail (index < self->n_columns, NULL);
  return self->columns[index];
}

AssayColumn *
assay_frame_find (const AssayFrame *self, const char *name)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_name, name));

  return index == 0 ? NULL : self->columns[index - 1];
}

AssayColumn *
assay_frame_require (const AssayFrame *self, const char *name, GError **error)
{
  AssayColumn *column = assay_frame_find (self, name);
  g_autofree const char **names = NULL;
  const char *nearest;

  if (column != NULL)
    return column;

  names = g_new0 (const char *, self->n_columns + 1);
  for (guint i = 0; i < self->n_columns; i++)
    names[i] = assay_column_get_name (self->columns[i]);
  nearest = assay_nearest_name (name, names);
  if (nearest != NULL)
    g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_NO_COLUMN,
                 _("There is no column “%s”. Did you mean “%s”?"), name, nearest);
  else
    {
      g_autofree char *list = NULL;

      if (self->n_columns > 20)
        {
          names[20] = "…";
          names[21] = NULL;
        }
      list = g_strjoinv (", ", (char **) names);
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_NO_COLUMN,
                   _("There is no column “%s”. The columns are: %s"), name, list);
    }
  return NULL;
}

gsize
assay_frame_get_size (const AssayFrame *self)
{
  gsize size = 0;

  for (guint i = 0; i < self->n_columns; i++)
    size += assay_column_get_size (self->columns[i]);
  return size;
}

typedef struct
{
  const AssayFrame *frame;
  const gsize *rows;
  gsize n;
  AssayColumn **columns;
} TakeRows;

static gboolean
take_column_rows (gsize item, guint worker, gpointer user_data, GError **error)
{
  TakeRows *job = user_data;

  job->columns[item] = assay_column_take_rows (job->frame->columns[item], job->rows, job->n);
  return TRUE;
}

AssayFrame *
assay_frame_take_rows (const AssayFrame *self, const gsize *rows, gsize n, guint n_threads)
{
  g_autofree AssayColumn **columns = g_new0 (AssayColumn *, self->n_columns + 1);
  TakeRows job = { self, rows, n, columns };
  AssayFrame *frame;

  assay_parallel_for (n_threads, self->n_columns, take_column_rows, &job, NULL, NULL);
  frame = assay_frame_new (columns, self->n_columns, n);
  for (guint i = 0; i < self->n_columns; i++)
    assay_column_unref (columns[i]);
  return frame;
}
