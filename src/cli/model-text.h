/* Models of a registry as text and JSON. */
#pragma once
#include <json-glib/json-glib.h>
#include "store/workspace.h"

G_BEGIN_DECLS

void assay_models_append_list (GString *out, const GPtrArray *models);                              /* of AssayModelVersion */
void assay_models_put_list (JsonBuilder *builder, const char *key, const GPtrArray *models);
/* All about one version: what it is, its stages, card, and the runs and data it was used with. */
gboolean assay_model_append (GString *out, AssayWorkspace *workspace, const AssayModelVersion *version, GError **error);
gboolean assay_model_put (JsonBuilder *builder, AssayWorkspace *workspace, const AssayModelVersion *version, GError **error);
/* In the time of the place where it is read. (transfer full) */
char *assay_model_text_instant (gint64 usec);

G_END_DECLS
