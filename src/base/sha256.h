/* SHA-256 (FIPS 180-4), with the processor's own instructions where it has them, for whoever hashes what passes by
 * (a reader of files). For whole files and blocks of memory ask base/digest.h. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GChecksum *checksum;       /* where the processor has none; then the rest is not used */
  guint32 state[8];
  guint64 n_bytes;
  guchar held[64];           /* what does not fill a block yet */
} AssaySha256;

void assay_sha256_init (AssaySha256 *self);
void assay_sha256_add (AssaySha256 *self, gconstpointer data, gsize size);
char *assay_sha256_finish (AssaySha256 *self);      /* 64 lower-case hex digits; clears self */

G_END_DECLS
