/* The sample workspace: bundled data and models, imported and run, so that a first start shows finished work. */
#pragma once
#include "base/progress.h"
#include "store/workspace.h"

G_BEGIN_DECLS

/* Makes it in folder (whole or not at all), or opens it when it is there already. data_folder, where demand.csv and the rest of data/sample are; NULL:
 * the environment variable ASSAY_DATA_DIR, else where the program is installed. Fails when neither has them. */
AssayWorkspace *assay_sample_open (const char *folder, const char *data_folder, AssayProgress *progress, GError **error);
char *assay_sample_default_folder (void);     /* in the user's data folder */

G_END_DECLS
