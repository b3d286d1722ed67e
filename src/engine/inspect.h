/* What is in a data file: columns with types, missing values, ranges and roles; how it was read; what could not be read. */
#pragma once
#include "engine/source.h"
#include "result/result.h"

G_BEGIN_DECLS

/* A result of the analysis "inspect" with the tables "columns", "reading" and "bad-rows", and no verdict. roles: as given by the
 * user. When the roles cannot be told, *role_problem (may be NULL) says why, in the user's language; the result does not. */
AssayResult *assay_source_inspect (const AssaySource *source, const AssayRoles *roles, const char *as_of, char **role_problem,
                                   AssayProgress *progress, GError **error);

/* Distinct values of a column, missing ones apart; beyond `most` the count stops there. */
gsize assay_column_count_distinct (const AssayColumn *column, gsize most);

G_END_DECLS
