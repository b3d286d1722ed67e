/* From the command line to models that are read and matched to columns. */
#pragma once
#include "cli/command.h"
#include "engine/model-source.h"

G_BEGIN_DECLS

/* Options of every verb that takes models. */
extern const AssayOption assay_model_options[];

/* The first n inputs as models: files, "-", or (when there is no such file) NAME or NAME@VERSION of the workspace. Of AssayTaskModel. */
GPtrArray *assay_request_models (const AssayCommand *command, guint n, AssayWorkspace *workspace, AssayProgress *progress, GError **error);

G_END_DECLS
