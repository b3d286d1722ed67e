/* From options on the command line to what the engine wants: how to read, which column is what, the plan, the data. */
#pragma once
#include "cli/command.h"
#include "cli/console.h"
#include "engine/plan.h"

G_BEGIN_DECLS

/* Both fill fresh memory, that of a failure too. */
gboolean assay_request_read_options (const AssayCommand *command, AssayReadOptions *options, GError **error);
void assay_request_roles (const AssayCommand *command, AssayRoles *roles);

AssayPlan *assay_request_plan (const AssayCommand *command, GError **error);

/* --workspace; NULL without error when it was not given. */
AssayWorkspace *assay_request_workspace (const AssayCommand *command, GError **error);
/* A folder that must be a workspace; the error says how to make one. */
AssayWorkspace *assay_request_open_workspace (const char *folder, GError **error);

/* A path, "-", or (when there is no such file) the name of a dataset in the workspace. options may be NULL: as on the command line. */
AssaySource *assay_request_source (const AssayCommand *command, const char *input, AssayWorkspace *workspace,
                                   const AssayReadOptions *options, AssayProgress *progress, AssayReadReport **report, GError **error);
/* The same for data that models (of AssayTaskModel; may be NULL) are used on: see engine/model-data.h. */
AssaySource *assay_request_source_for_models (const AssayCommand *command, const char *input, AssayWorkspace *workspace, const AssayReadOptions *options,
                                              GPtrArray *models, AssayProgress *progress, AssayReadReport **report, GError **error);
/* Says on standard error that a file was read although a dataset with other data has its name. */
void assay_request_note_namesake (const AssayConsole *console, const char *input, AssayWorkspace *workspace, const AssaySource *source);

G_END_DECLS
