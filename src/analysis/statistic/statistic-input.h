/* Reading the inputs of a statistic. Every reader takes the names that an input may have, "y|event": the first that is there counts.
 * Errors are ASSAY_STATISTIC_ERROR_INPUT and name the key as it was written. */
#pragma once
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How an input is written here: NULL when it is absent or null. */
const char *assay_stat_key (JsonObject *in, const char *names);
gboolean assay_stat_has (JsonObject *in, const char *names);
gboolean assay_stat_is_array (JsonObject *in, const char *names);

/* Numbers as an array: null is NaN, true and false are 1 and 0, a single number is an array of one. Never NULL but on an error. */
double *assay_stat_numbers (JsonObject *in, const char *names, gsize *n, GError **error);
/* As above, with exactly n of them; `with` names the input that gave n: “p holds 3 numbers, y holds 4”. */
double *assay_stat_numbers_of (JsonObject *in, const char *names, gsize n, const char *with, GError **error);
/* As above, but one number that is no array stands for n of them. */
double *assay_stat_numbers_spread (JsonObject *in, const char *names, gsize n, const char *with, GError **error);
/* Outcomes: 0 or 1 (true, false) and nothing else. */
guint8 *assay_stat_events (JsonObject *in, const char *names, gsize *n, GError **error);
/* A single number that is not null; the second gives `fallback` when it is absent. */
gboolean assay_stat_number (JsonObject *in, const char *names, double *value, GError **error);
gboolean assay_stat_number_or (JsonObject *in, const char *names, double fallback, double *value, GError **error);
/* NULL with no error when absent. Lent. */
gboolean assay_stat_text (JsonObject *in, const char *names, const char **value, GError **error);

/* Which chance “p” is: "two-sided", "less" or "greater"; `usual` when nothing is said. */
#define ASSAY_STAT_SIDE "alternative|side|sides"
typedef enum { ASSAY_STAT_TWO_SIDED, ASSAY_STAT_LESS, ASSAY_STAT_GREATER } AssayStatSide;
gboolean assay_stat_side (JsonObject *in, AssayStatSide usual, AssayStatSide *side, GError **error);

/* Rows of equal length, row by row: value[row * n_columns + column]. At least one row and one column. */
double *assay_stat_matrix (JsonObject *in, const char *names, gsize *n_rows, gsize *n_columns, GError **error);
/* The array under a key; `what` says in a message what it should hold. Lent; NULL on error. */
JsonArray *assay_stat_array (JsonObject *in, const char *names, const char *what, GError **error);
/* One item of an array as numbers, as assay_stat_numbers(). `key` for messages. */
double *assay_stat_item_numbers (JsonArray *array, guint index, const char *key, gsize *n, GError **error);
/* The object under a key, or an item of an array; lent, NULL on error. */
JsonObject *assay_stat_object (JsonObject *in, const char *names, GError **error);
JsonObject *assay_stat_item_object (JsonArray *array, guint index, const char *key, GError **error);

/* An input that is wrong in some other way; returns FALSE. */
gboolean assay_stat_fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean assay_stat_missing (JsonObject *in, const char *names, GError **error);

/* Statistics of a few numbers, for one case or for many. `keys` are the inputs, "d|defaults", "pd|p", "rho=0.15" (default), "rho=" (NaN when absent), ended by NULL.
 * Inputs come as single numbers, as arrays of equal length (single numbers beside them are repeated), as arrays under "cases" of objects with these keys, or
 * as "cases" of arrays in the order of keys. `one` puts its outputs for value[]; for several cases each output becomes an array over the cases. */
#define ASSAY_STAT_MOST_KEYS 8
typedef gboolean (*AssayStatCase) (const double *value, JsonObject *out, GError **error);
gboolean assay_stat_each (JsonObject *in, JsonObject *out, const char *const *keys, AssayStatCase one, GError **error);

G_END_DECLS
