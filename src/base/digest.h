/* SHA-256, always as 64 lower-case hex digits (transfer full). */
#pragma once
#include "base/progress.h"

G_BEGIN_DECLS

char *assay_digest_bytes (gconstpointer data, gsize size);
char *assay_digest_file (const char *path, AssayProgress *progress, GError **error);

G_END_DECLS
