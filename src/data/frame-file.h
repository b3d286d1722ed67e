/* A frame in one file, made to be mapped: opening a million rows reads only a header.
 * Little-endian, 64-byte aligned column blocks, a magic, a version, a length and a checksum of the header, so
 * a cut or foreign file is refused with ASSAY_DATA_ERROR_FORMAT, never trusted. Same frame, same bytes. */
#pragma once
#include "base/progress.h"
#include "data/frame.h"

G_BEGIN_DECLS

gboolean assay_frame_file_write (const AssayFrame *frame, const char *path, AssayProgress *progress, GError **error);
AssayFrame *assay_frame_file_open (const char *path, GError **error);   /* columns point into the mapping */

G_END_DECLS
