/* A command line that was understood: the verb, its inputs, and its options, each checked against its table. */
#pragma once
#include "cli/verb.h"

G_BEGIN_DECLS

/* args: what stands after the verb, NULL-terminated. */
AssayCommand *assay_command_parse (const AssayVerb *verb, char **args, GError **error);
void assay_command_free (AssayCommand *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayCommand, assay_command_free)

const AssayVerb *assay_command_get_verb (const AssayCommand *self);
gboolean assay_command_wants_help (const AssayCommand *self);
guint assay_command_get_n_inputs (const AssayCommand *self);
const char *assay_command_get_input (const AssayCommand *self, guint index);

/* Options by name, of whatever group; asking for one that the verb does not have gives "not set". */
const char *assay_command_get_text (const AssayCommand *self, const char *name);        /* NULL: not set */
gint64 assay_command_get_integer (const AssayCommand *self, const char *name, gint64 fallback);
gboolean assay_command_get_boolean (const AssayCommand *self, const char *name);
gboolean assay_command_is_given (const AssayCommand *self, const char *name);
char **assay_command_get_all (const AssayCommand *self, const char *name);              /* of a repeatable option; lent, may be NULL */

/* The values of one group's table (transfer none); NULL when the verb does not have it. */
AssayOptions *assay_command_get_group (const AssayCommand *self, const AssayOption *table);

/* Options that may be given more than once; each has one value in its table's text. */
gboolean assay_option_is_repeatable (const char *name);

G_END_DECLS
