/* What is known about a model beside its numbers: purpose, owner, samples, approvals, limits. From an assay-model file or from a
 * NAME.card.json beside any artifact. Immutable; every text may be NULL. */
#pragma once
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct _AssayModelCard AssayModelCard;

/* The "card" object of an assay-model, or a whole card file; strict: unknown keys are errors. ASSAY_MODEL_ERROR_FILE names the key. */
AssayModelCard *assay_model_card_read (JsonObject *from, GError **error);
AssayModelCard *assay_model_card_ref (AssayModelCard *self);
void assay_model_card_unref (AssayModelCard *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayModelCard, assay_model_card_unref)

/* A text of the card by its path: "model_id", "purpose", "target.definition", "training_window.from"; NULL: not there. Numbers as text. */
const char *assay_model_card_get (const AssayModelCard *self, const char *path);
/* A number: "development_performance.0.auc"; NaN: not there. */
double assay_model_card_get_number (const AssayModelCard *self, const char *path);
guint assay_model_card_get_length (const AssayModelCard *self, const char *path);   /* of an array; 0: not there */
/* A part of a card on one line, keys sorted, numbers as short as they can be. */
char *assay_model_card_write_node (JsonNode *node, gboolean is_pretty);
char *assay_model_card_write (const AssayModelCard *self);                            /* JSON text, keys sorted */

G_END_DECLS
