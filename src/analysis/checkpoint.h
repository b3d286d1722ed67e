/* The finished parts of a run, kept so that a stopped one can go on.
 *
 * An analysis cuts its work into parts whose number depends on the data and the options only, looks each up before it computes
 * it, and puts it here when it is done. What a part holds is the analysis' business: bytes under a key. Any thread may call any
 * function, and every function takes NULL: nothing is kept. A file is for the same program on the same kind of machine. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

#define ASSAY_CHECKPOINT_ERROR (assay_checkpoint_error_quark ())
GQuark assay_checkpoint_error_quark (void);
typedef enum
{
  ASSAY_CHECKPOINT_ERROR_OTHER_RUN,   /* made by a run on other data or with other options */
  ASSAY_CHECKPOINT_ERROR_BROKEN,      /* cut, garbled, or no such file at all */
} AssayCheckpointError;

typedef struct _AssayCheckpoint AssayCheckpoint;

/* identity: says what is being run (data, options, program); a file of another identity is refused. */
AssayCheckpoint *assay_checkpoint_new (const char *identity);
AssayCheckpoint *assay_checkpoint_ref (AssayCheckpoint *self);
void assay_checkpoint_unref (AssayCheckpoint *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayCheckpoint, assay_checkpoint_unref)

const char *assay_checkpoint_get_identity (const AssayCheckpoint *self);
gsize assay_checkpoint_get_n (AssayCheckpoint *self);
GBytes *assay_checkpoint_find (AssayCheckpoint *self, const char *key);            /* (transfer full); NULL: not finished */
void assay_checkpoint_put (AssayCheckpoint *self, const char *key, GBytes *bytes);

/* The same parts in the same file, in the order of their keys. */
gboolean assay_checkpoint_write (AssayCheckpoint *self, const char *path, GError **error);
AssayCheckpoint *assay_checkpoint_read (const char *path, const char *identity, GError **error);

G_END_DECLS
