/* The names of all checks that the analyses make, as a policy file writes them under "limits". */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* Each once, ended by NULL: those of the list in check-ids.c, to which an analysis that adds a check adds its name, then those of the
 * registry of validation. The golden files are tested against it. */
const char *const *assay_check_ids (void);

/* Which values are bad: low ones (p-values, AUC) or high ones. FALSE: not known here, or it depends on the finding. */
gboolean assay_check_find_direction (const char *id, gboolean *is_low);

G_END_DECLS
