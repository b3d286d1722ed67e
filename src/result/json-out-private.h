/* JSON text written straight into a string, with the rules of "assay-result/1": keys must come sorted (asserted),
 * numbers shortest, undefined numbers null, two-space indent; arrays of plain values stay on one line. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define ASSAY_JSON_DEPTH 16

typedef struct
{
  GString *text;
  guint depth;
  struct { const char *key; gboolean filled, flat; } level[ASSAY_JSON_DEPTH];
} AssayJsonOut;

/* key NULL: an item of an array. Keys are string literals. */
void assay_json_open (AssayJsonOut *out, const char *key, char bracket);       /* '{' or '['; '(' is an array on one line */
void assay_json_close (AssayJsonOut *out, char bracket);                       /* '}' or ']' */
void assay_json_string (AssayJsonOut *out, const char *key, const char *value);   /* NULL: null */
void assay_json_string_pair (AssayJsonOut *out, const char *name, const char *value);   /* name is data, sorted by the caller */
void assay_json_number (AssayJsonOut *out, const char *key, double value);
void assay_json_integer (AssayJsonOut *out, const char *key, gint64 value);
void assay_json_date (AssayJsonOut *out, const char *key, double days);        /* ISO text; a number where that would lose something */
void assay_json_datetime (AssayJsonOut *out, const char *key, double value, double per_second);

G_END_DECLS
