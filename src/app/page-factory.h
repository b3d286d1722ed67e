/* Which page shows which place: the one list of them. */
#pragma once
#include "app/page.h"
#include "engine/project.h"

G_BEGIN_DECLS

/* A new (floating) page with its place set, or NULL when there is no such place. */
AssayPage *assay_page_for_place (AssayProject *project, const char *place);

G_END_DECLS
