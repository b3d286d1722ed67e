/* Which column is what. A role not named is taken when exactly one column fits; else the
 * error names those that do. */
#pragma once
#include "data/frame.h"

G_BEGIN_DECLS

typedef struct
{
  char *time, *value;          /* column names */
  char **series;               /* NULL-terminated; empty: one series */
  gboolean time_found, value_found, series_found;   /* detected, not given */
} AssayRoles;

void assay_roles_clear (AssayRoles *self);
void assay_roles_copy (AssayRoles *to, const AssayRoles *from);

/* Fills what is NULL in `given`, checks what is not (exists, has a usable type). Series keys are detected only when
 * the times repeat: the smallest set of category or low-cardinality integer columns that makes them unique; when several
 * sets fit, ASSAY_DATA_ERROR_ROLE names them. */
gboolean assay_roles_resolve (const AssayFrame *frame, const AssayRoles *given, AssayRoles *roles, GError **error);

G_END_DECLS
