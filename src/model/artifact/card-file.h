/* A model card that lies beside an artifact of any format: NAME.card.json for NAME.xml, or NAME.xml.card.json. */
#pragma once
#include "model/artifact/model-card.h"

G_BEGIN_DECLS

/* The card of the artifact at path, whose content has this digest. *card is NULL where there is none, or where the one of the same stem names
 * another file. FALSE with ASSAY_MODEL_ERROR_FILE: it cannot be read, or was written for another content. */
gboolean assay_card_file_find (const char *path, const char *sha256, AssayModelCard **card, GError **error);

G_END_DECLS
