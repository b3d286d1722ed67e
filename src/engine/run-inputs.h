/* What a stored run says that it read: the list in its record, and where that is in the workspace now. */
#pragma once
#include <json-glib/json-glib.h>
#include "store/workspace.h"

G_BEGIN_DECLS

/* inputs: AssayRun.inputs as JSON, or NULL. The first of that role ("data", "reference", "model"); NULL: the run had none. (transfer none) */
JsonObject *assay_run_inputs_find (JsonNode *inputs, const char *role);

/* The dataset that such an input was, or one that was imported from the same bytes: a run may have read the file. 0: there is none. */
gint64 assay_run_input_find_dataset (AssayWorkspace *workspace, JsonObject *input);

G_END_DECLS
