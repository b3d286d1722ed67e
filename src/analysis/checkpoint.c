/* A file is a line with its kind, a line with the identity, the parts, and the SHA-256 of all that. */
#include "analysis/checkpoint.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file-write.h"

#define MAGIC "assay-checkpoint/1\n"
#define DIGEST_SIZE 64

struct _AssayCheckpoint
{
  gatomicrefcount refs;
  GMutex lock;
  char *identity;
  GHashTable *parts;           /* key -> GBytes */
};

G_DEFINE_QUARK (assay-checkpoint-error-quark, assay_checkpoint_error)

AssayCheckpoint *
assay_checkpoint_new (const char *identity)
{
  AssayCheckpoint *self = g_new0 (AssayCheckpoint, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->identity = g_strdup (identity);
  self->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  return self;
}

AssayCheckpoint *
assay_checkpoint_ref (AssayCheckpoint *self)
{
  if (self != NULL)
    g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
assay_checkpoint_unref (AssayCheckpoint *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_hash_table_unref (self->parts);
  g_mutex_clear (&self->lock);
  g_free (self->identity);
  g_free (self);
}

const char *
assay_checkpoint_get_identity (const AssayCheckpoint *self)
{
  return self != NULL ? self->identity : NULL;
}

gsize
assay_checkpoint_get_n (AssayCheckpoint *self)
{
  gsize n;

  if (self == NULL)
    return 0;
  g_mutex_lock (&self->lock);
  n = g_hash_table_size (self->parts);
  g_mutex_unlock (&self->lock);
  return n;
}

GBytes *
assay_checkpoint_find (AssayCheckpoint *self, const char *key)
{
  GBytes *found;

  if (self == NULL)
    return NULL;
  g_mutex_lock (&self->lock);
  found = g_hash_table_lookup (self->parts, key);
  if (found != NULL)
    g_bytes_ref (found);
  g_mutex_unlock (&self->lock);
  return found;
}

void
assay_checkpoint_put (AssayCheckpoint *self, const char *key, GBytes *bytes)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->lock);
  g_hash_table_insert (self->parts, g_strdup (key), g_bytes_ref (bytes));
  g_mutex_unlock (&self->lock);
}

/* ---- the file ---- */

static void
append_size (GByteArray *out, gsize size)
{
  guint64 plain = GUINT64_TO_LE (size);

  g_byte_array_append (out, (const guint8 *) &plain, sizeof plain);
}

static void
append_block (GByteArray *out, gconstpointer data, gsize size)
{
  append_size (out, size);
  g_byte_array_append (out, data, (guint) size);
}

gboolean
assay_checkpoint_write (AssayCheckpoint *self, const char *path, GError **error)
{
  g_autoptr(GByteArray) out = g_byte_array_new ();
  g_autoptr(GList) keys = NULL;
  g_autofree char *digest = NULL;
  g_autoptr(AssayFileWrite) file = NULL;

  g_mutex_lock (&self->lock);
  keys = g_list_sort (g_hash_table_get_keys (self->parts), (GCompareFunc) strcmp);
  g_byte_array_append (out, (const guint8 *) MAGIC, strlen (MAGIC));
  append_block (out, self->identity, strlen (self->identity));
  for (GList *l = keys; l != NULL; l = l->next)
    {
      gsize size;
      gconstpointer data = g_bytes_get_data (g_hash_table_lookup (self->parts, l->data), &size);

      if (out->len + size + strlen (l->data) + 16 > G_MAXUINT / 2)
        break;                 /* GByteArray counts in 32 bits; what does not fit is computed again */
      append_block (out, l->data, strlen (l->data));
      append_block (out, data, size);
    }
  g_mutex_unlock (&self->lock);

  digest = assay_digest_bytes (out->data, out->len);
  file = assay_file_write_open (path, error);
  if (file == NULL || !assay_file_write_put (file, out->data, out->len, error) || !assay_file_write_put (file, digest, DIGEST_SIZE, error))
    return FALSE;
  return assay_file_write_commit (g_steal_pointer (&file), error);
}

typedef struct { const guint8 *data; gsize size, at; } Reader;

static gboolean
take_block (Reader *from, const guint8 **data, gsize *size)
{
  guint64 plain;

  if (from->size - from->at < sizeof plain)
    return FALSE;
  memcpy (&plain, from->data + from->at, sizeof plain);
  plain = GUINT64_FROM_LE (plain);
  from->at += sizeof plain;
  if (plain > from->size - from->at)
    return FALSE;
  *data = from->data + from->at;
  *size = plain;
  from->at += plain;
  return TRUE;
}

static gboolean
fail_broken (const char *path, GError **error)
{
  g_set_error (error, ASSAY_CHECKPOINT_ERROR, ASSAY_CHECKPOINT_ERROR_BROKEN,
               _("%s does not hold a stopped run, or was cut or changed. Name another file, or remove it to start from the beginning."), path);
  return FALSE;
}

static gboolean
check_digest (Reader *from)
{
  g_autofree char *digest = NULL;

  if (from->size < strlen (MAGIC) + DIGEST_SIZE || memcmp (from->data, MAGIC, strlen (MAGIC)) != 0)
    return FALSE;
  from->size -= DIGEST_SIZE;
  from->at = strlen (MAGIC);
  digest = assay_digest_bytes (from->data, from->size);
  return memcmp (digest, from->data + from->size, DIGEST_SIZE) == 0;
}

AssayCheckpoint *
assay_checkpoint_read (const char *path, const char *identity, GError **error)
{
  g_autoptr(AssayCheckpoint) self = assay_checkpoint_new (identity);
  g_autofree char *contents = NULL;
  const guint8 *block, *data;
  gsize length, size, n;
  Reader from = { 0 };

  if (!g_file_get_contents (path, &contents, &length, error))
    return NULL;
  from = (Reader) { (const guint8 *) contents, length, 0 };
  if (!check_digest (&from) || !take_block (&from, &block, &size))
    {
      fail_broken (path, error);
      return NULL;
    }
  if (size != strlen (identity) || memcmp (block, identity, size) != 0)
    {
      g_set_error (error, ASSAY_CHECKPOINT_ERROR, ASSAY_CHECKPOINT_ERROR_OTHER_RUN,
                   _("%s holds a stopped run on other data, with other options or of another version of Assay. "
                     "Give the same data and options as then, or remove the file to start from the beginning."), path);
      return NULL;
    }
  while (take_block (&from, &block, &size))
    {
      g_autofree char *key = g_strndup ((const char *) block, size);
      g_autoptr(GBytes) bytes = NULL;

      if (!take_block (&from, &data, &n))
        {
          fail_broken (path, error);
          return NULL;
        }
      bytes = g_bytes_new (data, n);
      assay_checkpoint_put (self, key, bytes);
    }
  return g_steal_pointer (&self);
}
