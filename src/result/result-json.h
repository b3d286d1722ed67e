/* The result as JSON, "assay-result/1" (cli.md section 5): sorted keys, shortest numbers, null for undefined,
 * two-space indent, a newline at the end. read(write(x)) = x. The reader ignores keys it does not know, refuses
 * what is nested deeper than 64 levels before json-glib sees it, and names the place of a mistake. */
#pragma once
#include "result/result.h"

G_BEGIN_DECLS

#define ASSAY_RESULT_ERROR (assay_result_error_quark ())
GQuark assay_result_error_quark (void);
typedef enum { ASSAY_RESULT_ERROR_SYNTAX, ASSAY_RESULT_ERROR_SCHEMA } AssayResultError;

char *assay_result_to_json (const AssayResult *self, gsize *length);
AssayResult *assay_result_from_json (const char *text, gssize length, GError **error);

G_END_DECLS
