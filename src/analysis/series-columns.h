/* The first columns of a table that an analysis makes about series: keys and times. */
#pragma once
#include "data/panel.h"

G_BEGIN_DECLS

/* A column for each key of the panel, added to `columns` (of AssayColumn *): the key of panel row row_of[i] in row i. A key that has the name
 * of one of `ours` (NULL-terminated) is called “series_…”, which *renamed then says; NULL: none is. */
void assay_series_columns_add_keys (AssayPanel *panel, const AssayRoles *roles, const gsize *row_of, gsize n,
                                    const char *const *ours, GPtrArray *columns, char **renamed);
/* Takes times of the panel's scale. */
AssayColumn *assay_series_columns_take_times (AssayPanel *panel, const char *name, gint64 *times, gsize n);

G_END_DECLS
