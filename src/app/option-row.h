/* A row of a form made from an entry of an option table: a switch, a choice, a number or a text. */
#pragma once
#include <adwaita.h>
#include "base/options.h"

G_BEGIN_DECLS

/* value NULL: the default. */
GtkWidget *assay_option_row_new (const AssayOption *option, const char *value);
/* An option whose value is one of these columns, or several of them, chosen from a list; what is left open is found in the data. */
gboolean assay_option_is_column (const AssayOption *option);
GtkWidget *assay_option_row_new_of_columns (const AssayOption *option, const char *const *columns, const char *value);
const AssayOption *assay_option_row_get_option (GtkWidget *row);
/* As assay_options_set() wants it; NULL: the default. (transfer full) */
char *assay_option_row_dup_value (GtkWidget *row);
void assay_option_row_set_value (GtkWidget *row, const char *value);
/* What a column that is left open stands for: the first line of the list. NULL: nothing. */
void assay_option_row_set_open (GtkWidget *row, const char *text);
void assay_option_row_set_error (GtkWidget *row, const char *message);     /* NULL: none */

/* Sets every row's value; FALSE with the message of the first that is wrong, which is marked. */
gboolean assay_option_rows_apply (GPtrArray *rows, AssayOptions *options, GError **error);

G_END_DECLS
