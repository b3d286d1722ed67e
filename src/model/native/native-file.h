/* An assay-model from objects in memory: those of a file, or those that a table was turned into. */
#pragma once
#include <json-glib/json-glib.h>

#include "model/artifact/artifact-file.h"
#include "model/native/native-document.h"

G_BEGIN_DECLS

/* trees: what native_document_read() has put aside; NULL: nothing. Errors do not name the file. Runs the verification rows. */
AssayArtifact *native_read_object (JsonObject *root, const char *format, NativeTrees *trees, const AssayArtifactOptions *options, AssayProgress *progress,
                                   GError **error);

G_END_DECLS
