/* The audit trail: who did what when, and whether the chain is whole. */
#pragma once
#include "app/list-page.h"
#include "engine/project.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_AUDIT_PAGE (assay_audit_page_get_type ())
G_DECLARE_FINAL_TYPE (AssayAuditPage, assay_audit_page, ASSAY, AUDIT_PAGE, AssayListPage)
AssayPage *assay_audit_page_new (AssayProject *project);

G_END_DECLS
