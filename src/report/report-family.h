/* A family of checks: one check made of every column, grade or group, and what its members have in common. Private to the room. */
#pragma once
#include "result/result.h"

typedef struct
{
  const char *id;
  GPtrArray *checks;               /* AssayCheck *; lent */
  AssayVerdict worst;
  guint place;                     /* among the families, in the order of the report */
} AssayCheckFamily;

typedef struct { const AssayCheck *check; guint place; } AssayRankedCheck;

/* Of one section, or of all: section NULL. In the order of the report. (transfer full) */
GPtrArray *assay_report_list_families (const AssayResult *result, const char *section);
/* Of AssayCheckFamily**: the worst verdict first. */
int assay_report_compare_families (gconstpointer a, gconstpointer b);
/* The worst member first. (transfer full) */
AssayRankedCheck *assay_report_rank_checks (const AssayCheckFamily *family);
gboolean assay_report_is_trouble (const AssayCheck *check);      /* neither passed nor merely reported */

gboolean assay_report_share_counts (const AssayCheckFamily *family);
gboolean assay_report_share_statistic (const AssayCheckFamily *family);
/* What all conventions begin with; the rest is in the register. (transfer full) */
char *assay_report_shared_convention (const AssayCheckFamily *family);
/* n, limits, source, convention and reference that all share, in a line. (transfer full) */
char *assay_report_describe_family (const AssayCheckFamily *family);
gboolean assay_report_same_terms (const AssayCheck *a, const AssayCheck *b);      /* statistic and limits */
gboolean assay_report_is_judged_by_p (const AssayCheck *check);
