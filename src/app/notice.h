/* A task that ended while the user was elsewhere: the desktop says so, with a way back. */
#pragma once
#include <gtk/gtk.h>
#include "engine/project.h"

G_BEGIN_DECLS

/* Says how the job ended, unless a window of the application has the focus. "Show" is app.show with `place`, which may be NULL. */
void assay_notice_send (GtkApplication *application, AssayJob *job, const char *place);

G_END_DECLS
