/* Frames as CSV: RFC 4180, UTF-8, LF, ISO dates, shortest round-trip numbers, empty for missing.
 * Formatted on all cores in blocks, written in order through base/file-write; "-" is standard output. */
#pragma once
#include "base/progress.h"
#include "data/frame.h"

G_BEGIN_DECLS

gboolean assay_csv_write (const AssayFrame *frame, const char *path, guint n_threads, AssayProgress *progress, GError **error);

G_END_DECLS
