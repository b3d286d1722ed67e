/* Putting the outputs of a statistic. An undefined number is null, with a sentence under "reason"; infinity is the text "inf" or "-inf", which JSON lacks. */
#pragma once
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* reason: why it is undefined when it is NaN; NULL: said elsewhere. */
void assay_stat_put (JsonObject *out, const char *key, double value, const char *reason);
void assay_stat_put_all (JsonObject *out, const char *key, const double *value, gsize n);
void assay_stat_put_matrix (JsonObject *out, const char *key, const double *value, gsize n_rows, gsize n_columns);
void assay_stat_put_integer (JsonObject *out, const char *key, gint64 value);
void assay_stat_put_text (JsonObject *out, const char *key, const char *value);
void assay_stat_put_truth (JsonObject *out, const char *key, gboolean value);
/* Adds a sentence to "reason" unless it is there. */
void assay_stat_put_reason (JsonObject *out, const char *reason);
JsonNode *assay_stat_number_node (double value);

/* Keys sorted, numbers shortest, two spaces of indent; ended by a new line. */
char *assay_stat_write (JsonObject *out);

G_END_DECLS
