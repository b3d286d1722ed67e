/* A file is written whole or not at all: to a temporary name in the same folder,
 * flushed to the disk, then renamed over the old one. What existed stays until then. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AssayFileWrite AssayFileWrite;

AssayFileWrite *assay_file_write_open (const char *path, GError **error);
gboolean assay_file_write_put (AssayFileWrite *self, gconstpointer data, gsize size, GError **error);
/* Both free self. commit fails with the old file untouched. */
gboolean assay_file_write_commit (AssayFileWrite *self, GError **error);
void assay_file_write_abort (AssayFileWrite *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayFileWrite, assay_file_write_abort)

/* All three in one. */
gboolean assay_file_write_all (const char *path, gconstpointer data, gsize size, GError **error);

G_END_DECLS
