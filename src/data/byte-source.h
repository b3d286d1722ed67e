/* The bytes of a file, of a gzip file unpacked, or of standard input, from front to back.
 *
 * Gzip is known by content. The SHA-256 of the bytes as stored is made on the way. One thread at a time. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define ASSAY_HEAD_SIZE (1 << 20)

typedef struct _AssayByteSource AssayByteSource;

/* Reads the first MiB at once, so that it can be looked at. Fails with ASSAY_DATA_ERROR_READ. */
AssayByteSource *assay_byte_source_open (const char *path, GError **error);
void assay_byte_source_free (AssayByteSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayByteSource, assay_byte_source_free)

/* What the messages call it: the file's name without folders, or "standard input". */
const char *assay_byte_source_get_name (const AssayByteSource *self);
/* The first bytes, unpacked; lent until the source is freed. */
const char *assay_byte_source_get_head (const AssayByteSource *self, gsize *len, gboolean *is_all);      /* is_all may be NULL */
/* Bytes around an offset of a plain file that can be sought in: 0 when it cannot. */
gsize assay_byte_source_sample (const AssayByteSource *self, guint64 offset, char *buffer, gsize size);
guint64 assay_byte_source_get_size (const AssayByteSource *self);      /* as stored; 0: unknown */

/* Fills the buffer unless the end is reached; the head comes first. -1 on error. */
gssize assay_byte_source_read (AssayByteSource *self, char *buffer, gsize size, GError **error);
double assay_byte_source_get_fraction (const AssayByteSource *self);
/* After the end was read: hex digits (transfer full), and how many bytes were stored. */
char *assay_byte_source_finish (AssayByteSource *self, guint64 *n_bytes);

G_END_DECLS
