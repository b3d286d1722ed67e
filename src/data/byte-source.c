/* Reads with read(), not by mapping: mapped pages count as memory of the process until
 * the kernel takes them away, and a file that shrinks would end the program. */
#include "data/byte-source.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/sha256.h"
#include "data/frame.h"

#define PACKED_SIZE (1 << 18)

struct _AssayByteSource
{
  char *name;
  int fd;
  gboolean owns_fd, can_seek, is_gzip;
  guint64 size;                 /* stored; 0: unknown */
  guint64 n_stored;             /* stored bytes read so far */
  AssaySha256 hash;

  char *head;
  gsize head_len, head_pos;
  gboolean head_is_all;

  z_stream inflate;
  gboolean inflate_ready, member_open, at_end;
  guchar *packed;               /* stored bytes not unpacked yet; also holds the magic that was looked at */
  gsize packed_pos, packed_len;
};

static gboolean
read_error (const AssayByteSource *self, int code, GError **error)
{
  g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_READ, _("%s cannot be read: %s."), self->name, g_strerror (code));
  return FALSE;
}

/* Stored bytes, as many as there are up to size. */
static gssize
read_stored (AssayByteSource *self, void *buffer, gsize size, GError **error)
{
  gsize n = 0;

  while (n < size)
    {
      gssize got = read (self->fd, (char *) buffer + n, size - n);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          read_error (self, errno, error);
          return -1;
        }
      if (got == 0)
        break;
      n += (gsize) got;
    }
  assay_sha256_add (&self->hash, buffer, n);
  self->n_stored += n;
  return (gssize) n;
}

static gboolean
fill_packed (AssayByteSource *self, GError **error)
{
  gssize n = read_stored (self, self->packed, PACKED_SIZE, error);

  self->packed_pos = 0;
  self->packed_len = n < 0 ? 0 : (gsize) n;
  return n >= 0;
}

static gboolean
gzip_error (AssayByteSource *self, const char *what, GError **error)
{
  g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_READ,
               _("%s is a gzip file that %s (after %" PRIu64 " bytes). It was probably not copied or downloaded whole: get it again."),
               self->name, what, self->n_stored);
  return FALSE;
}

/* One file may hold several gzip members; zeros that some tapes and tools add at the end are no member. */
static gboolean
start_member (AssayByteSource *self, GError **error)
{
  while (self->n_stored > 0 && self->packed_pos < self->packed_len && self->packed[self->packed_pos] == 0)
    self->packed_pos++;
  if (self->packed_pos == self->packed_len)
    {
      if (!fill_packed (self, error))
        return FALSE;
      if (self->packed_len == 0)
        {
          self->at_end = TRUE;
          return TRUE;
        }
      return start_member (self, error);
    }
  if (self->packed[self->packed_pos] != 0x1f)
    return gzip_error (self, _("has something else behind its end"), error);
  inflateReset (&self->inflate);
  self->member_open = TRUE;
  return TRUE;
}

static gssize
read_gzip (AssayByteSource *self, char *buffer, gsize size, GError **error)
{
  z_stream *z = &self->inflate;

  z->next_out = (Bytef *) buffer;
  z->avail_out = (uInt) size;
  while (z->avail_out > 0 && !self->at_end)
    {
      int status;

      if (!self->member_open && !start_member (self, error))
        return -1;
      if (self->at_end)
        break;
      if (self->packed_pos == self->packed_len)
        {
          if (!fill_packed (self, error))
            return -1;
          if (self->packed_len == 0)
            {
              gzip_error (self, _("ends too early"), error);
              return -1;
            }
        }
      z->next_in = self->packed + self->packed_pos;
      z->avail_in = (uInt) (self->packed_len - self->packed_pos);
      status = inflate (z, Z_NO_FLUSH);
      self->packed_pos = self->packed_len - z->avail_in;
      if (status == Z_STREAM_END)
        self->member_open = FALSE;
      else if (status != Z_OK && status != Z_BUF_ERROR)
        {
          gzip_error (self, _("is damaged"), error);
          return -1;
        }
    }
  return (gssize) (size - z->avail_out);
}

/* The packed buffer holds the first stored bytes, which were read to see whether this is gzip. */
static gssize
read_plain (AssayByteSource *self, char *buffer, gsize size, GError **error)
{
  gsize n = MIN (size, self->packed_len - self->packed_pos);
  gssize more;

  memcpy (buffer, self->packed + self->packed_pos, n);
  self->packed_pos += n;
  if (n == size)
    return (gssize) n;
  more = read_stored (self, buffer + n, size - n, error);
  return more < 0 ? -1 : (gssize) n + more;
}

static gssize
read_unpacked (AssayByteSource *self, char *buffer, gsize size, GError **error)
{
  return self->is_gzip ? read_gzip (self, buffer, size, error) : read_plain (self, buffer, size, error);
}

static gboolean
open_file (AssayByteSource *self, const char *path, GError **error)
{
  struct stat info;

  if (strcmp (path, "-") == 0)
    {
      self->name = g_strdup (_("standard input"));
      self->fd = STDIN_FILENO;
    }
  else
    {
      self->name = g_path_get_basename (path);
      self->fd = open (path, O_RDONLY | O_CLOEXEC);
      if (self->fd < 0)
        {
          g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_READ, _("“%s” cannot be opened: %s."), path, g_strerror (errno));
          return FALSE;
        }
      self->owns_fd = TRUE;
    }
  if (fstat (self->fd, &info) != 0)
    return read_error (self, errno, error);
  if (S_ISDIR (info.st_mode))
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_READ, _("“%s” is a folder. Name a file in it."), path);
      return FALSE;
    }
  if (S_ISREG (info.st_mode))
    {
      self->size = (guint64) info.st_size;
      /* standard input may be a file that was read in part already */
      self->can_seek = self->owns_fd;
#ifdef POSIX_FADV_SEQUENTIAL
      posix_fadvise (self->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
#endif
    }
  return TRUE;
}

static gboolean
look_at_start (AssayByteSource *self, GError **error)
{
  gssize n;
  char extra;

  self->packed = g_malloc (PACKED_SIZE);
  if (!fill_packed (self, error))
    return FALSE;
  if (self->packed_len >= 2 && self->packed[0] == 0x1f && self->packed[1] == 0x8b)
    {
      self->is_gzip = TRUE;
      /* 15 window bits, and 16 for "gzip, not zlib" */
      if (inflateInit2 (&self->inflate, 15 + 16) != Z_OK)
        return read_error (self, ENOMEM, error);
      self->inflate_ready = TRUE;
    }
  self->head = g_malloc (ASSAY_HEAD_SIZE + 1);
  n = read_unpacked (self, self->head, ASSAY_HEAD_SIZE, error);
  if (n < 0)
    return FALSE;
  self->head_len = (gsize) n;
  if (self->head_len < ASSAY_HEAD_SIZE)
    {
      self->head_is_all = TRUE;
      return TRUE;
    }
  n = read_unpacked (self, &extra, 1, error);
  if (n < 0)
    return FALSE;
  self->head_is_all = n == 0;
  if (n == 1)
    self->head[self->head_len++] = extra;
  return TRUE;
}

AssayByteSource *
assay_byte_source_open (const char *path, GError **error)
{
  g_autoptr(AssayByteSource) self = g_new0 (AssayByteSource, 1);

  self->fd = -1;
  assay_sha256_init (&self->hash);
  if (!open_file (self, path, error) || !look_at_start (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
assay_byte_source_free (AssayByteSource *self)
{
  if (self->inflate_ready)
    inflateEnd (&self->inflate);
  if (self->owns_fd)
    close (self->fd);
  g_free (assay_sha256_finish (&self->hash));
  g_free (self->head);
  g_free (self->packed);
  g_free (self->name);
  g_free (self);
}

const char *
assay_byte_source_get_name (const AssayByteSource *self)
{
  return self->name;
}

const char *
assay_byte_source_get_head (const AssayByteSource *self, gsize *len, gboolean *is_all)
{
  *len = self->head_len;
  if (is_all != NULL)
    *is_all = self->head_is_all;
  return self->head;
}

gsize
assay_byte_source_sample (const AssayByteSource *self, guint64 offset, char *buffer, gsize size)
{
  gssize n;

  if (self->is_gzip || !self->can_seek)
    return 0;
  n = pread (self->fd, buffer, size, (off_t) offset);
  return n < 0 ? 0 : (gsize) n;
}

guint64
assay_byte_source_get_size (const AssayByteSource *self)
{
  return self->size;
}

gssize
assay_byte_source_read (AssayByteSource *self, char *buffer, gsize size, GError **error)
{
  gsize n = MIN (size, self->head_len - self->head_pos);
  gssize more = 0;

  memcpy (buffer, self->head + self->head_pos, n);
  self->head_pos += n;
  if (n < size && !self->head_is_all)
    more = read_unpacked (self, buffer + n, size - n, error);
  return more < 0 ? -1 : (gssize) n + more;
}

double
assay_byte_source_get_fraction (const AssayByteSource *self)
{
  return self->size == 0 ? 0 : MIN (1.0, (double) self->n_stored / (double) self->size);
}

char *
assay_byte_source_finish (AssayByteSource *self, guint64 *n_bytes)
{
  *n_bytes = self->n_stored;
  return assay_sha256_finish (&self->hash);
}
