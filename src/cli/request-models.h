/* From the command line to models that are read and matched to columns. */
#pragma once
#include "cli/command.h"
#include "engine/model-source.h"

G_BEGIN_DECLS

/* Options of every verb that takes models. */
extern const AssayOption assay_model_options[];

/* inputs, NULL-terminated: files, "-", or (when there is no such file) NAME or NAME@VERSION of the workspace, which may be NULL. Reads them
 * as the options say and binds their inputs. Of AssayTaskModel. */
GPtrArray *assay_request_models (const AssayCommand *command, const char *const *inputs, AssayWorkspace *workspace, AssayProgress *progress, GError **error);

/* NAME for the newest version that is not retired, or NAME@VERSION. */
AssayModelVersion *assay_request_version (AssayWorkspace *workspace, const char *text, GError **error);

G_END_DECLS
