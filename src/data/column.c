/* Columns: arrays with a type, a presence bitmap and, for categories, a dictionary. */
#include "data/column.h"

#include <math.h>
#include <string.h>

#include "base/date.h"
#include "base/number.h"

/* What a renamed column shares with the one it came from. */
typedef struct
{
  gatomicrefcount ref_count;
  gconstpointer values;
  const guint8 *present;        /* NULL: nothing is missing */
  const guint64 *offsets;       /* TEXT */
  char **dictionary;            /* CATEGORY */
  guint32 n_words;
  gsize n_missing;
  gsize size;
  gpointer owner;               /* of values, present and offsets, when they are not ours */
  GDestroyNotify release;
} Storage;

struct _AssayColumn
{
  gatomicrefcount ref_count;
  char *name;
  AssayType type;
  gsize n;
  Storage *storage;
};

const char *
assay_type_name (AssayType type)
{
  static const char *const names[] = { "double", "int64", "date", "datetime", "category", "text" };

  g_return_val_if_fail ((guint) type < G_N_ELEMENTS (names), NULL);
  return names[type];
}

static gsize
value_size (AssayType type)
{
  switch (type)
    {
    case ASSAY_TYPE_DOUBLE:
    case ASSAY_TYPE_INT64:
    case ASSAY_TYPE_DATETIME:
      return 8;
    case ASSAY_TYPE_DATE:
    case ASSAY_TYPE_CATEGORY:
      return 4;
    case ASSAY_TYPE_TEXT:
      return 1;
    }
  g_assert_not_reached ();
}

static gboolean
is_marker (AssayType type, gconstpointer values, gsize row)
{
  switch (type)
    {
    case ASSAY_TYPE_DOUBLE:
      return isnan (((const double *) values)[row]);
    case ASSAY_TYPE_INT64:
    case ASSAY_TYPE_DATETIME:
      return ((const gint64 *) values)[row] == ASSAY_MISSING_INT64;
    case ASSAY_TYPE_DATE:
      return ((const gint32 *) values)[row] == ASSAY_MISSING_DATE;
    case ASSAY_TYPE_CATEGORY:
      return ((const guint32 *) values)[row] == ASSAY_MISSING_CODE;
    case ASSAY_TYPE_TEXT:
      break;
    }
  g_assert_not_reached ();
}

/* The bitmap is made only when something is missing: most columns are complete. */
static guint8 *
present_from_markers (AssayType type, gconstpointer values, gsize n, gsize *n_missing)
{
  guint8 *present = NULL;

  *n_missing = 0;
  for (gsize i = 0; i < n; i++)
    {
      if (G_LIKELY (!is_marker (type, values, i)))
        continue;
      if (present == NULL)
        {
          present = g_malloc (n / 8 + 1);
          memset (present, 0xff, n / 8 + 1);
        }
      present[i / 8] &= (guint8) ~(1u << (i % 8));
      (*n_missing)++;
    }
  return present;
}

static gsize
count_missing (const guint8 *present, gsize n)
{
  gsize n_missing = 0;

  for (gsize i = 0; present != NULL && i < n; i++)
    n_missing += !(present[i / 8] >> (i % 8) & 1);
  return n_missing;
}

static gsize
storage_size (const Storage *storage, AssayType type, gsize n)
{
  gsize size = n * value_size (type);

  if (type == ASSAY_TYPE_TEXT)
    size = (n + 1) * sizeof (guint64) + (storage->offsets == NULL ? 0 : storage->offsets[n]);
  if (storage->present != NULL)
    size += n / 8 + 1;
  for (guint32 i = 0; i < storage->n_words; i++)
    size += sizeof (char *) + strlen (storage->dictionary[i]) + 1;
  return size;
}

static AssayColumn *
column_new (const char *name, AssayType type, gsize n, Storage *storage)
{
  AssayColumn *self = g_new0 (AssayColumn, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (name);
  self->type = type;
  self->n = n;
  self->storage = storage;
  return self;
}

static AssayColumn *
take_values (const char *name, AssayType type, gpointer values, gsize n)
{
  Storage *storage = g_new0 (Storage, 1);

  g_atomic_ref_count_init (&storage->ref_count);
  storage->values = values;
  storage->present = present_from_markers (type, values, n, &storage->n_missing);
  storage->size = storage_size (storage, type, n);
  return column_new (name, type, n, storage);
}

AssayColumn *
assay_column_take_doubles (const char *name, double *values, gsize n)
{
  return take_values (name, ASSAY_TYPE_DOUBLE, values, n);
}

AssayColumn *
assay_column_take_int64s (const char *name, gint64 *values, gsize n)
{
  return take_values (name, ASSAY_TYPE_INT64, values, n);
}

AssayColumn *
assay_column_take_dates (const char *name, gint32 *values, gsize n)
{
  return take_values (name, ASSAY_TYPE_DATE, values, n);
}

AssayColumn *
assay_column_take_datetimes (const char *name, gint64 *values, gsize n)
{
  return take_values (name, ASSAY_TYPE_DATETIME, values, n);
}

AssayColumn *
assay_column_take_codes (const char *name, guint32 *codes, gsize n, char **dictionary, guint32 n_words)
{
  AssayColumn *self = take_values (name, ASSAY_TYPE_CATEGORY, codes, n);

  self->storage->dictionary = dictionary;
  self->storage->n_words = n_words;
  self->storage->size = storage_size (self->storage, self->type, n);
  return self;
}

AssayColumn *
assay_column_take_text (const char *name, guint64 *offsets, char *bytes, guint8 *present, gsize n)
{
  Storage *storage = g_new0 (Storage, 1);

  g_atomic_ref_count_init (&storage->ref_count);
  storage->values = bytes;
  storage->offsets = offsets;
  storage->n_missing = count_missing (present, n);
  if (storage->n_missing == 0)
    g_clear_pointer (&present, g_free);
  storage->present = present;
  storage->size = storage_size (storage, ASSAY_TYPE_TEXT, n);
  return column_new (name, ASSAY_TYPE_TEXT, n, storage);
}

AssayColumn *
assay_column_wrap (const char *name, AssayType type, gconstpointer values, const guint8 *present, const guint64 *offsets,
                   char **dictionary, guint32 n_words, gsize n, gpointer owner, GDestroyNotify release)
{
  Storage *storage = g_new0 (Storage, 1);

  g_atomic_ref_count_init (&storage->ref_count);
  storage->values = values;
  storage->present = present;
  storage->offsets = offsets;
  storage->dictionary = dictionary;
  storage->n_words = n_words;
  storage->n_missing = count_missing (present, n);
  storage->size = storage_size (storage, type, n);
  storage->owner = owner;
  storage->release = release;
  return column_new (name, type, n, storage);
}

AssayColumn *
assay_column_ref (AssayColumn *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
storage_unref (Storage *storage)
{
  if (!g_atomic_ref_count_dec (&storage->ref_count))
    return;
  for (guint32 i = 0; i < storage->n_words; i++)
    g_free (storage->dictionary[i]);
  g_free (storage->dictionary);
  if (storage->release != NULL)
    storage->release (storage->owner);
  else
    {
      g_free ((gpointer) storage->values);
      g_free ((gpointer) storage->present);
      g_free ((gpointer) storage->offsets);
    }
  g_free (storage);
}

void
assay_column_unref (AssayColumn *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  storage_unref (self->storage);
  g_free (self->name);
  g_free (self);
}

AssayColumn *
assay_column_rename (AssayColumn *self, const char *name)
{
  g_atomic_ref_count_inc (&self->storage->ref_count);
  return column_new (name, self->type, self->n, self->storage);
}

static AssayColumn *
take_text_rows (const AssayColumn *self, const gsize *rows, gsize n)
{
  const guint64 *from = self->storage->offsets;
  guint64 *offsets = g_new (guint64, n + 1);
  g_autofree guint8 *present = self->storage->n_missing > 0 ? g_malloc0 (n / 8 + 1) : NULL;
  char *bytes;

  offsets[0] = 0;
  for (gsize i = 0; i < n; i++)
    {
      offsets[i + 1] = offsets[i] + (from[rows[i] + 1] - from[rows[i]]);
      if (present != NULL && !assay_column_is_missing (self, rows[i]))
        present[i / 8] |= (guint8) (1u << (i % 8));
    }
  bytes = g_malloc (offsets[n] + 1);
  for (gsize i = 0; i < n; i++)
    memcpy (bytes + offsets[i], (const char *) self->storage->values + from[rows[i]], offsets[i + 1] - offsets[i]);
  return assay_column_take_text (self->name, offsets, bytes, g_steal_pointer (&present), n);
}

/* Words that no row uses any more stay: codes mean the same before and after. */
static char **
copy_words (const Storage *storage)
{
  char **words = g_new (char *, storage->n_words + 1);

  for (guint32 i = 0; i < storage->n_words; i++)
    words[i] = g_strdup (storage->dictionary[i]);
  words[storage->n_words] = NULL;
  return words;
}

AssayColumn *
assay_column_take_rows (const AssayColumn *self, const gsize *rows, gsize n)
{
  gpointer values;

  if (self->type == ASSAY_TYPE_TEXT)
    return take_text_rows (self, rows, n);

  if (value_size (self->type) == 8)
    {
      const guint64 *from = self->storage->values;
      guint64 *to = values = g_new (guint64, n + 1);
      for (gsize i = 0; i < n; i++)
        to[i] = from[rows[i]];
    }
  else
    {
      const guint32 *from = self->storage->values;
      guint32 *to = values = g_new (guint32, n + 1);
      for (gsize i = 0; i < n; i++)
        to[i] = from[rows[i]];
    }
  if (self->type == ASSAY_TYPE_CATEGORY)
    return assay_column_take_codes (self->name, values, n, copy_words (self->storage), self->storage->n_words);
  return take_values (self->name, self->type, values, n);
}

const char *
assay_column_get_name (const AssayColumn *self)
{
  return self->name;
}

AssayType
assay_column_get_type (const AssayColumn *self)
{
  return self->type;
}

gsize
assay_column_get_n (const AssayColumn *self)
{
  return self->n;
}

gsize
assay_column_get_n_missing (const AssayColumn *self)
{
  return self->storage->n_missing;
}

gsize
assay_column_get_size (const AssayColumn *self)
{
  return self->storage->size;
}

const guint8 *
assay_column_get_present (const AssayColumn *self)
{
  return self->storage->n_missing > 0 ? self->storage->present : NULL;
}

gboolean
assay_column_is_missing (const AssayColumn *self, gsize row)
{
  const guint8 *present = self->storage->present;

  return present != NULL && !(present[row / 8] >> (row % 8) & 1);
}

const double *
assay_column_get_doubles (const AssayColumn *self)
{
  g_return_val_if_fail (self->type == ASSAY_TYPE_DOUBLE, NULL);
  return self->storage->values;
}

const gint64 *
assay_column_get_int64s (const AssayColumn *self)
{
  g_return_val_if_fail (self->type == ASSAY_TYPE_INT64, NULL);
  return self->storage->values;
}

const gint32 *
assay_column_get_dates (const AssayColumn *self)
{
  g_return_val_if_fail (self->type == ASSAY_TYPE_DATE, NULL);
  return self->storage->values;
}

const gint64 *
assay_column_get_datetimes (const AssayColumn *self)
{
  g_return_val_if_fail (self->type == ASSAY_TYPE_DATETIME, NULL);
  return self->storage->values;
}

const guint32 *
assay_column_get_codes (const AssayColumn *self)
{
  g_return_val_if_fail (self->type == ASSAY_TYPE_CATEGORY, NULL);
  return self->storage->values;
}

guint32
assay_column_get_n_words (const AssayColumn *self)
{
  return self->storage->n_words;
}

const char *
assay_column_get_word (const AssayColumn *self, guint32 code)
{
  return code < self->storage->n_words ? self->storage->dictionary[code] : NULL;
}

const char *
assay_column_get_text (const AssayColumn *self, gsize row, gsize *len)
{
  const guint64 *offsets = self->storage->offsets;

  g_return_val_if_fail (self->type == ASSAY_TYPE_TEXT, NULL);
  if (assay_column_is_missing (self, row))
    {
      *len = 0;
      return NULL;
    }
  *len = offsets[row + 1] - offsets[row];
  return (const char *) self->storage->values + offsets[row];
}

AssayColumn *
assay_column_as_categories (const AssayColumn *self)
{
  g_autoptr(GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *words = g_ptr_array_new ();
  guint32 *values = g_new (guint32, self->n + 1), n_words;
  GString *cell = g_string_new (NULL);

  g_return_val_if_fail (self->type == ASSAY_TYPE_TEXT, NULL);
  for (gsize i = 0; i < self->n; i++)
    {
      gsize length;
      const char *text = assay_column_get_text (self, i, &length);
      gpointer code;

      values[i] = ASSAY_MISSING_CODE;
      if (text == NULL)
        continue;
      g_string_truncate (cell, 0);
      g_string_append_len (cell, text, length);
      if (!g_hash_table_lookup_extended (codes, cell->str, NULL, &code))
        {
          code = GUINT_TO_POINTER (words->len);
          g_ptr_array_add (words, g_strdup (cell->str));
          g_hash_table_insert (codes, words->pdata[words->len - 1], code);
        }
      values[i] = GPOINTER_TO_UINT (code);
    }
  g_string_free (cell, TRUE);
  n_words = words->len;
  g_ptr_array_add (words, NULL);
  return assay_column_take_codes (self->name, values, self->n, (char **) g_ptr_array_free (words, FALSE), n_words);
}

const double *
assay_column_as_doubles (const AssayColumn *self, double **owned)
{
  const gint64 *from;

  *owned = NULL;
  if (self->type == ASSAY_TYPE_DOUBLE)
    return self->storage->values;
  g_return_val_if_fail (self->type == ASSAY_TYPE_INT64, NULL);

  from = self->storage->values;
  *owned = g_new (double, self->n + 1);
  for (gsize i = 0; i < self->n; i++)
    (*owned)[i] = from[i] == ASSAY_MISSING_INT64 ? NAN : (double) from[i];
  return *owned;
}

void
assay_column_append_cell (const AssayColumn *self, gsize row, GString *out)
{
  char buffer[ASSAY_NUMBER_SIZE];
  gsize len;

  if (assay_column_is_missing (self, row))
    return;
  switch (self->type)
    {
    case ASSAY_TYPE_DOUBLE:
      g_string_append_len (out, buffer, assay_number_format (((const double *) self->storage->values)[row], buffer));
      break;
    case ASSAY_TYPE_INT64:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, ((const gint64 *) self->storage->values)[row]);
      break;
    case ASSAY_TYPE_DATE:
      g_string_append_len (out, buffer, assay_date_format (((const gint32 *) self->storage->values)[row], buffer));
      break;
    case ASSAY_TYPE_DATETIME:
      g_string_append_len (out, buffer, assay_datetime_format (((const gint64 *) self->storage->values)[row], buffer));
      break;
    case ASSAY_TYPE_CATEGORY:
      g_string_append (out, self->storage->dictionary[((const guint32 *) self->storage->values)[row]]);
      break;
    case ASSAY_TYPE_TEXT:
      {
        const char *text = assay_column_get_text (self, row, &len);
        g_string_append_len (out, text, len);
      }
      break;
    }
}
