/* Go to anything: type, and choose among places, runs and datasets. */
#pragma once
#include <adwaita.h>
#include "engine/project.h"

G_BEGIN_DECLS

/* Under `anchor`; what is chosen is opened with "win.open". */
void assay_goto_popover_show (GtkWidget *anchor, AssayProject *project);

G_END_DECLS
