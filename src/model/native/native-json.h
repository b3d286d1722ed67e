/* Strict reading of the small objects of an assay-model: every key is asked for by name and type, and what is not asked for is an error.
 *
 * `where` names the place for people ("characteristic 2 (“age”), bin 1"). A key that is absent or null leaves *value as it was, and is an
 * error only if it is required. Errors are ASSAY_MODEL_ERROR_FILE; what is lent lives as long as the object. */
#pragma once
#include <json-glib/json-glib.h>

#include "model/forecaster.h"

G_BEGIN_DECLS

gboolean native_fail (GError **error, const char *where, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* keys: those possible, separated by blanks; keys that begin with "x-" are anybody's. */
gboolean native_check_keys (JsonObject *from, const char *where, const char *keys, GError **error);
gboolean native_has (JsonObject *from, const char *key);                     /* and is not null */
gboolean native_get_number (JsonObject *from, const char *where, const char *key, gboolean required, double *value, GError **error);
gboolean native_get_count (JsonObject *from, const char *where, const char *key, gboolean required, guint low, guint high, guint *value, GError **error);
gboolean native_get_text (JsonObject *from, const char *where, const char *key, gboolean required, const char **value, GError **error);
gboolean native_get_boolean (JsonObject *from, const char *where, const char *key, gboolean required, gboolean *value, GError **error);
/* choices: separated by "|"; *value is the index of the one named. */
gboolean native_get_choice (JsonObject *from, const char *where, const char *key, gboolean required, const char *choices, guint *value, GError **error);
gboolean native_get_object (JsonObject *from, const char *where, const char *key, gboolean required, JsonObject **value, GError **error);
gboolean native_get_array (JsonObject *from, const char *where, const char *key, gboolean required, JsonArray **value, GError **error);
/* An element of an array that must be an object. */
JsonObject *native_get_element (JsonArray *from, guint index, const char *where, GError **error);
/* Finite numbers (transfer full); *value NULL where the key is absent. */
gboolean native_get_numbers (JsonObject *from, const char *where, const char *key, gboolean required, double **value, guint *n, GError **error);
/* Texts, none twice (transfer full); whole numbers are taken as their text. */
gboolean native_get_texts (JsonObject *from, const char *where, const char *key, gboolean required, char ***value, GError **error);

gboolean native_node_to_number (JsonNode *node, double *value);              /* FALSE: no number, or not finite */
char *native_node_to_word (JsonNode *node);                                  /* a text, a whole number or a truth as the word a category has; NULL: neither */

G_END_DECLS
