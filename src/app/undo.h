/* What the user did and can take back: named steps with a function for each direction.
 *
 * One stack a window. A step is added after it was done; taking back and doing again call the same function with the
 * direction. Properties for buttons and menus: "can-undo", "can-redo", "undo-label", "redo-label". */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

#define ASSAY_TYPE_UNDO (assay_undo_get_type ())
G_DECLARE_FINAL_TYPE (AssayUndo, assay_undo, ASSAY, UNDO, GObject)

/* forward FALSE: take the step back; TRUE: do it again. A function that could not do it says FALSE, and the step is dropped. */
typedef gboolean (*AssayUndoFunc) (gboolean forward, gpointer user_data);

AssayUndo *assay_undo_new (void);
/* label is translated, as in "Undo Mark as Explained": "Mark as Explained". Clears what could be done again. */
void assay_undo_add (AssayUndo *self, const char *label, AssayUndoFunc func, gpointer user_data, GDestroyNotify destroy);
gboolean assay_undo_can_undo (AssayUndo *self);
gboolean assay_undo_can_redo (AssayUndo *self);
const char *assay_undo_get_undo_label (AssayUndo *self);    /* NULL: nothing */
const char *assay_undo_get_redo_label (AssayUndo *self);
void assay_undo_undo (AssayUndo *self);
void assay_undo_redo (AssayUndo *self);
void assay_undo_clear (AssayUndo *self);

G_END_DECLS
