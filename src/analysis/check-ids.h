/* The names of all checks that the analyses make, as a policy file writes them under "limits". */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* In the order of the report, ended by NULL. An analysis that adds a check adds its name here; the golden files are tested against it. */
extern const char *const assay_check_ids[];

G_END_DECLS
