/* How far a piece of work is, and whether it should stop.
 *
 * Made by whoever waits for the work, asked by the work. Any thread may call any
 * function. Every function takes NULL: nobody is waiting, nobody will cancel. */
#pragma once
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AssayProgress AssayProgress;

/* Called at most ten times a second, on the thread that does the work, and once
 * with 1.0 at the end. fraction in [0, 1]; step is a short text or NULL. */
typedef void (*AssayProgressFunc) (double fraction, const char *step, gpointer user_data);

AssayProgress *assay_progress_new (GCancellable *cancellable, AssayProgressFunc func, gpointer user_data,
                                   GDestroyNotify destroy);
AssayProgress *assay_progress_ref (AssayProgress *self);
void assay_progress_unref (AssayProgress *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayProgress, assay_progress_unref)

/* A part of the parent's work: its 0 to 1 are the parent's from to to. NULL parent gives NULL. */
AssayProgress *assay_progress_new_part (AssayProgress *parent, double from, double to);

/* Says what is going on now ("Reading demand.csv"); copied. */
void assay_progress_set_step (AssayProgress *self, const char *step);

/* FALSE with G_IO_ERROR_CANCELLED when the work should stop. Cheap enough for every 20 ms of work. */
gboolean assay_progress_step (AssayProgress *self, double fraction, GError **error);
gboolean assay_progress_is_cancelled (AssayProgress *self);

G_END_DECLS
