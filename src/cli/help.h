/* Help texts, made from the verbs and their option tables. */
#pragma once
#include "cli/verb.h"

G_BEGIN_DECLS

char *assay_help_make (void);                              /* of the program; (transfer full) */
char *assay_help_make_for_verb (const AssayVerb *verb);

G_END_DECLS
