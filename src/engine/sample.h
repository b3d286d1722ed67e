/* The sample workspace: bundled data, imported and run, so that a first start shows finished work. */
#pragma once
#include "base/progress.h"
#include "store/workspace.h"

G_BEGIN_DECLS

/* Makes it in folder, or opens it when it is there already. data_folder NULL: where the program is installed. */
AssayWorkspace *assay_sample_open (const char *folder, const char *data_folder, AssayProgress *progress, GError **error);
char *assay_sample_default_folder (void);     /* in the user's data folder */

G_END_DECLS
