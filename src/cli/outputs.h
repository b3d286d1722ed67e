/* The files one command writes: all of them or none.
 *
 * Each is made under a temporary name in its own folder, which also shows before the long work that the folder can
 * be written. When everything has succeeded they are renamed into place; freeing an uncommitted set removes them. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AssayOutputs AssayOutputs;

AssayOutputs *assay_outputs_new (void);
void assay_outputs_free (AssayOutputs *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayOutputs, assay_outputs_free)

/* Where to write what is to become path; lent. A device or pipe is its own temporary. */
const char *assay_outputs_add (AssayOutputs *self, const char *path, GError **error);
/* Takes back one that somebody else will write after all; where is what _add() gave. */
void assay_outputs_drop (AssayOutputs *self, const char *where);
gboolean assay_outputs_commit (AssayOutputs *self, GError **error);

/* Removes the temporaries of all sets; for the thread that ends the program in the middle of things. */
void assay_outputs_abandon_all (void);

G_END_DECLS
