/* The members of an ensemble, which are files beside it: as objects of a workspace, and laid out again for reading. */
#pragma once
#include "analysis/task-model.h"
#include "store/workspace.h"

G_BEGIN_DECLS

/* Puts them among the objects; *members (transfer full): [{"path","sha256"}], NULL for a model without members. */
gboolean assay_model_members_store (AssayWorkspace *workspace, const AssayTaskModel *model, char **members, GError **error);

/* A folder for the time of reading, with links to the objects. (transfer full) */
char *assay_model_members_lay_out (AssayWorkspace *workspace, const char *members, GError **error);
void assay_model_members_remove (const char *folder, const char *members);

G_END_DECLS
