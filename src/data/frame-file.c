/* The column file.
 *
 *   0   "ASSAYFRM"                      64  SHA-256 of bytes 0 to 63 and of the directory, 64 hex digits
 *   8   u32 version, u32 columns       128  directory: an Entry a column, each followed by its name and
 *   16  u64 length of the file              NUL bytes up to a multiple of 8
 *   24  u64 rows                            then the blocks, each at a multiple of 64
 *   32  u64 length of the directory
 *   40  zeros
 *
 * Everything that is later used without a check (offsets of texts and words, codes) is checked here, so that no content
 * of a file can lead outside of its mapping. */
#include "data/frame-file.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "base/digest.h"
#include "base/file-write.h"

G_STATIC_ASSERT (G_BYTE_ORDER == G_LITTLE_ENDIAN);      /* values are mapped as they are */

#define MAGIC "ASSAYFRM"
#define VERSION 1
#define HEAD_SIZE 128
#define ALIGNMENT 64
#define SLICE (4 << 20)

typedef struct
{
  char magic[8];
  guint32 version, n_columns;
  guint64 file_len, n_rows, directory_len;
  char zeros[24];
} Head;

typedef struct
{
  guint32 type, name_len;
  guint64 values, values_len;
  guint64 present;              /* 0: nothing is missing */
  guint64 offsets;              /* TEXT: n_rows + 1 u64; CATEGORY: n_words + 1 u64 */
  guint64 words, words_len;     /* CATEGORY: their bytes, one behind the other */
  guint32 n_words, zero;
} Entry;

G_STATIC_ASSERT (sizeof (Head) == 64);
G_STATIC_ASSERT (sizeof (Entry) == 64);

static guint64
value_size (AssayType type)
{
  return type == ASSAY_TYPE_TEXT ? 1 : type == ASSAY_TYPE_DATE || type == ASSAY_TYPE_CATEGORY ? 4 : 8;
}

static guint64
round_up (guint64 value, guint64 to)
{
  return (value + to - 1) / to * to;
}

/* --- writing ----------------------------------------------------------------------------------------- */

typedef struct
{
  guint64 offset, len;
  gconstpointer data;
} Block;

typedef struct
{
  GArray *blocks;
  GPtrArray *owned;
  GByteArray *directory;
  guint64 end;                  /* of the last block */
} Layout;

static guint64
add_block (Layout *self, gconstpointer data, guint64 len)
{
  Block block = { round_up (self->end, ALIGNMENT), len, data };

  g_array_append_val (self->blocks, block);
  self->end = block.offset + len;
  return block.offset;
}

static void
add_words (Layout *self, const AssayColumn *column, Entry *entry)
{
  GString *bytes = g_string_new (NULL);
  guint32 n_words = assay_column_get_n_words (column);
  guint64 *offsets = g_new (guint64, (gsize) n_words + 1);

  for (guint32 i = 0; i < n_words; i++)
    {
      offsets[i] = bytes->len;
      g_string_append (bytes, assay_column_get_word (column, i));
    }
  offsets[n_words] = bytes->len;
  entry->n_words = n_words;
  entry->words_len = bytes->len;
  entry->offsets = add_block (self, offsets, ((guint64) n_words + 1) * sizeof *offsets);
  entry->words = add_block (self, bytes->str, bytes->len);
  g_ptr_array_add (self->owned, offsets);
  g_ptr_array_add (self->owned, g_string_free (bytes, FALSE));
}

/* Text of a column may be lent from a larger whole; here it starts at 0. */
static void
add_text (Layout *self, const AssayColumn *column, Entry *entry)
{
  gsize n = assay_column_get_n (column), len;
  guint64 *offsets = g_new (guint64, n + 1);
  const char *bytes = NULL;
  GString *joined = NULL;

  offsets[0] = 0;
  for (gsize i = 0; i < n; i++)
    {
      const char *text = assay_column_get_text (column, i, &len);

      offsets[i + 1] = offsets[i] + len;
      if (text == NULL)
        continue;
      if (bytes == NULL && joined == NULL)
        bytes = text - offsets[i];
      if (joined == NULL && text != bytes + offsets[i])
        {
          joined = g_string_new_len (bytes, (gssize) offsets[i]);
          bytes = NULL;
        }
      if (joined != NULL)
        g_string_append_len (joined, text, (gssize) len);
    }
  if (joined != NULL)
    g_ptr_array_add (self->owned, (gpointer) (bytes = g_string_free (joined, FALSE)));
  entry->offsets = add_block (self, offsets, (n + 1) * sizeof *offsets);
  entry->values_len = offsets[n];
  entry->values = add_block (self, bytes, offsets[n]);
  g_ptr_array_add (self->owned, offsets);
}

static gconstpointer
get_values (const AssayColumn *column)
{
  switch (assay_column_get_type (column))
    {
    case ASSAY_TYPE_DOUBLE: return assay_column_get_doubles (column);
    case ASSAY_TYPE_INT64: return assay_column_get_int64s (column);
    case ASSAY_TYPE_DATE: return assay_column_get_dates (column);
    case ASSAY_TYPE_DATETIME: return assay_column_get_datetimes (column);
    case ASSAY_TYPE_CATEGORY: return assay_column_get_codes (column);
    case ASSAY_TYPE_TEXT: break;
    }
  g_assert_not_reached ();
}

/* Bits behind the last row are unspecified in memory and 0 in the file: same frame, same bytes. */
static gpointer
copy_present (const AssayColumn *column)
{
  gsize n = assay_column_get_n (column);
  guint8 *present = g_malloc0 (n / 8 + 1);

  for (gsize i = 0; i < n; i++)
    if (!assay_column_is_missing (column, i))
      present[i / 8] |= (guint8) (1u << (i % 8));
  return present;
}

static guint64
directory_len (const AssayFrame *frame)
{
  guint64 len = 0;

  for (guint i = 0; i < assay_frame_get_n_columns (frame); i++)
    len += sizeof (Entry) + round_up (strlen (assay_column_get_name (assay_frame_get_column (frame, i))), 8);
  return len;
}

static void
add_column (Layout *self, const AssayColumn *column, gsize n_rows)
{
  static const guint8 zeros[8] = { 0 };
  const char *name = assay_column_get_name (column);
  Entry entry = { assay_column_get_type (column), (guint32) strlen (name) };

  if (entry.type == ASSAY_TYPE_TEXT)
    add_text (self, column, &entry);
  else
    {
      entry.values_len = n_rows * value_size (entry.type);
      entry.values = add_block (self, get_values (column), entry.values_len);
    }
  if (entry.type == ASSAY_TYPE_CATEGORY)
    add_words (self, column, &entry);
  if (assay_column_get_n_missing (column) > 0)
    {
      gpointer present = copy_present (column);

      g_ptr_array_add (self->owned, present);
      entry.present = add_block (self, present, n_rows / 8 + 1);
    }
  g_byte_array_append (self->directory, (const guint8 *) &entry, sizeof entry);
  g_byte_array_append (self->directory, (const guint8 *) name, entry.name_len);
  g_byte_array_append (self->directory, zeros, (guint) (round_up (entry.name_len, 8) - entry.name_len));
}

static char *
head_digest (const Head *head, gconstpointer directory, gsize len)
{
  g_autofree char *both = g_malloc (sizeof *head + len);

  memcpy (both, head, sizeof *head);
  memcpy (both + sizeof *head, directory, len);
  return assay_digest_bytes (both, sizeof *head + len);
}

static gboolean
write_blocks (const Layout *self, AssayFileWrite *file, AssayProgress *progress, GError **error)
{
  static const char zeros[ALIGNMENT] = { 0 };
  guint64 pos = HEAD_SIZE + self->directory->len;

  for (guint i = 0; i < self->blocks->len; i++)
    {
      const Block *block = &g_array_index (self->blocks, Block, i);

      if (!assay_file_write_put (file, zeros, block->offset - pos, error))
        return FALSE;
      for (guint64 done = 0; done < block->len; done += SLICE)
        if (!assay_progress_step (progress, (double) (block->offset + done) / (double) self->end, error)
            || !assay_file_write_put (file, (const char *) block->data + done, MIN (SLICE, block->len - done), error))
          return FALSE;
      pos = block->offset + block->len;
    }
  return TRUE;
}

gboolean
assay_frame_file_write (const AssayFrame *frame, const char *path, AssayProgress *progress, GError **error)
{
  Head head = { MAGIC, VERSION, assay_frame_get_n_columns (frame), 0, assay_frame_get_n_rows (frame), directory_len (frame), { 0 } };
  g_autoptr(GArray) blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GByteArray) directory = g_byte_array_new ();
  g_autofree char *digest = NULL;
  Layout layout = { blocks, owned, directory, HEAD_SIZE + head.directory_len };
  g_autoptr(AssayFileWrite) file = NULL;

  for (guint i = 0; i < head.n_columns; i++)
    add_column (&layout, assay_frame_get_column (frame, i), head.n_rows);
  head.file_len = layout.end;
  digest = head_digest (&head, directory->data, directory->len);

  file = assay_file_write_open (path, error);
  if (file == NULL || !assay_file_write_put (file, &head, sizeof head, error) || !assay_file_write_put (file, digest, 64, error)
      || !assay_file_write_put (file, directory->data, directory->len, error) || !write_blocks (&layout, file, progress, error))
    return FALSE;
  return assay_progress_step (progress, 1, error) && assay_file_write_commit (g_steal_pointer (&file), error);
}

/* --- reading ----------------------------------------------------------------------------------------- */

typedef struct
{
  const char *path;
  const char *bytes;
  guint64 len;
  guint64 n_rows;
  GMappedFile *file;
} Opened;

static gboolean
refuse (const Opened *self, const char *why, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->path);

  g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_FORMAT, _("%s cannot be used as a column file: %s. Import the data again."), name, why);
  return FALSE;
}

static gboolean
is_inside (const Opened *self, guint64 offset, guint64 len)
{
  return offset % ALIGNMENT == 0 && offset >= HEAD_SIZE && offset <= self->len && len <= self->len - offset;
}

/* Offsets rise from 0 and end at len. */
static gboolean
check_offsets (const guint64 *offsets, guint64 n, guint64 len)
{
  if (offsets[0] != 0 || offsets[n] > len)
    return FALSE;
  for (guint64 i = 0; i < n; i++)
    if (offsets[i + 1] < offsets[i])
      return FALSE;
  return TRUE;
}

static gboolean
check_codes (const guint32 *codes, const guint8 *present, guint64 n, guint32 n_words)
{
  for (guint64 i = 0; i < n; i++)
    {
      gboolean is_present = present == NULL || (present[i / 8] >> (i % 8) & 1);

      if (is_present ? codes[i] >= n_words : codes[i] != ASSAY_MISSING_CODE)
        return FALSE;
    }
  return TRUE;
}

static char **
load_words (const char *bytes, const guint64 *offsets, guint32 n_words)
{
  g_auto(GStrv) words = g_new0 (char *, (gsize) n_words + 1);

  for (guint32 i = 0; i < n_words; i++)
    {
      const char *word = bytes + offsets[i];
      gsize len = offsets[i + 1] - offsets[i];

      if (!g_utf8_validate_len (word, len, NULL))     /* this refuses NUL as well */
        return NULL;
      words[i] = g_strndup (word, len);
    }
  return g_steal_pointer (&words);
}

static AssayColumn *
load_column (const Opened *self, const Entry *entry, const char *name_bytes, GError **error)
{
  g_autofree char *name = g_strndup (name_bytes, entry->name_len);
  const guint8 *present = entry->present == 0 ? NULL : (const guint8 *) self->bytes + entry->present;
  gconstpointer values = self->bytes + entry->values;
  const guint64 *offsets = NULL;
  char **words = NULL;
  guint64 n_offsets = entry->type == ASSAY_TYPE_TEXT ? self->n_rows : entry->n_words;

  if (entry->type > ASSAY_TYPE_TEXT || !g_utf8_validate_len (name_bytes, entry->name_len, NULL)
      || !is_inside (self, entry->values, entry->values_len)
      || (present != NULL && !is_inside (self, entry->present, self->n_rows / 8 + 1))
      || (entry->type != ASSAY_TYPE_TEXT && entry->values_len / value_size (entry->type) != self->n_rows)
      || (entry->type != ASSAY_TYPE_CATEGORY && entry->n_words != 0))
    {
      refuse (self, _("the description of a column does not fit the file"), error);
      return NULL;
    }
  if (entry->type == ASSAY_TYPE_TEXT || entry->type == ASSAY_TYPE_CATEGORY)
    {
      guint64 bytes_len = entry->type == ASSAY_TYPE_TEXT ? entry->values_len : entry->words_len;

      offsets = (const guint64 *) (const void *) (self->bytes + entry->offsets);
      if (n_offsets >= self->len / sizeof *offsets || !is_inside (self, entry->offsets, (n_offsets + 1) * sizeof *offsets)
          || (entry->type == ASSAY_TYPE_CATEGORY && !is_inside (self, entry->words, entry->words_len))
          || !check_offsets (offsets, n_offsets, bytes_len))
        {
          refuse (self, _("the texts of a column do not fit the file"), error);
          return NULL;
        }
    }
  if (entry->type == ASSAY_TYPE_CATEGORY)
    {
      words = check_codes (values, present, self->n_rows, entry->n_words) ? load_words (self->bytes + entry->words, offsets, entry->n_words) : NULL;
      if (words == NULL)
        {
          refuse (self, _("the categories of a column are damaged"), error);
          return NULL;
        }
      offsets = NULL;
    }
  return assay_column_wrap (name, entry->type, values, present, offsets, words, entry->n_words, self->n_rows,
                            g_mapped_file_ref (self->file), (GDestroyNotify) g_mapped_file_unref);
}

static gboolean
check_head (const Opened *self, Head *head, GError **error)
{
  g_autofree char *digest = NULL;
  g_autofree char *why = NULL;

  if (self->len < HEAD_SIZE || memcmp (self->bytes, MAGIC, 8) != 0)
    return refuse (self, _("it does not start as one"), error);
  memcpy (head, self->bytes, sizeof *head);
  if (head->version != VERSION)
    {
      why = g_strdup_printf (_("it has version %u, and this program reads version %u"), head->version, VERSION);
      return refuse (self, why, error);
    }
  if (head->file_len != self->len)
    {
      why = g_strdup_printf (_("it has %" PRIu64 " bytes and should have %" PRIu64), self->len, head->file_len);
      return refuse (self, why, error);
    }
  if (head->directory_len > self->len - HEAD_SIZE || head->n_columns > head->directory_len / sizeof (Entry)
      || head->n_rows > G_MAXSIZE / 16)
    return refuse (self, _("its description does not fit the file"), error);
  digest = head_digest (head, self->bytes + HEAD_SIZE, head->directory_len);
  if (memcmp (digest, self->bytes + sizeof *head, 64) != 0)
    return refuse (self, _("its description was altered or damaged"), error);
  return TRUE;
}

AssayFrame *
assay_frame_file_open (const char *path, GError **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(GMappedFile) file = g_mapped_file_new (path, FALSE, &local_error);
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  Opened self = { path };
  Head head;
  guint64 pos = HEAD_SIZE;

  if (file == NULL)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_READ, _("“%s” cannot be opened: %s"), path, local_error->message);
      return NULL;
    }
  self.file = file;
  self.bytes = g_mapped_file_get_contents (file);
  self.len = g_mapped_file_get_length (file);
  if (!check_head (&self, &head, error))
    return NULL;
  self.n_rows = head.n_rows;

  for (guint i = 0; i < head.n_columns; i++)
    {
      guint64 left = HEAD_SIZE + head.directory_len - pos;
      AssayColumn *column;
      Entry entry;

      if (left < sizeof entry)
        {
          refuse (&self, _("its description ends too early"), error);
          return NULL;
        }
      memcpy (&entry, self.bytes + pos, sizeof entry);
      if (round_up (entry.name_len, 8) > left - sizeof entry)
        {
          refuse (&self, _("its description ends too early"), error);
          return NULL;
        }
      column = load_column (&self, &entry, self.bytes + pos + sizeof entry, error);
      if (column == NULL)
        return NULL;
      g_ptr_array_add (columns, column);
      pos += sizeof entry + round_up (entry.name_len, 8);
    }
  return assay_frame_new ((AssayColumn **) columns->pdata, columns->len, self.n_rows);
}
