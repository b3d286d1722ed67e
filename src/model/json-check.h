/* Is a text strict JSON (RFC 8259)? Asked before json-glib reads a file of the user's, because json-glib follows
 * nesting without a limit and lets comments, repeated keys and half words through. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define ASSAY_JSON_DEPTH 64
#define ASSAY_JSON_ERROR (assay_json_error_quark ())
GQuark assay_json_error_quark (void);
typedef enum { ASSAY_JSON_ERROR_SYNTAX, ASSAY_JSON_ERROR_DEPTH, ASSAY_JSON_ERROR_REPEATED_KEY, ASSAY_JSON_ERROR_ENCODING } AssayJsonError;

/* The message begins with "line 3, column 14: "; columns count characters, from 1. */
gboolean assay_json_check (const char *text, gsize length, GError **error);

/* In what json-glib has written, in place: it puts ".0" behind 1e+20 too, and then cannot read that itself. Returns the new length. */
gsize assay_json_mend_numbers (char *text);

G_END_DECLS
