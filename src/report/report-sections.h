/* What a governance report holds, section by section (the order of a validation report: opinion
 * before evidence). Private to the room. */
#pragma once
#include "report/report-flow.h"

typedef struct
{
  AssayFlow flow;
  AssayReportOptions options;
  char *title, *workspace, *run, *author;      /* copies of what options point to */
  AssayResult **results;
  char **hashes;                               /* SHA-256 of each result's JSON */
  guint n_results;
  const char *section;                         /* what is put down now, of a result that has sections; NULL: what belongs to none */
  guint contents_page;                         /* where the list of contents goes: the cover, or the page it runs over to */
  double contents_y;
} AssayReportBuild;

void assay_report_put_cover (AssayReportBuild *self);
void assay_report_put_contents (AssayReportBuild *self);       /* last, when page numbers are known */
void assay_report_put_opinion (AssayReportBuild *self, AssayResult *result);
void assay_report_put_key_figures (AssayReportBuild *self, AssayResult *result);
void assay_report_put_sections (AssayReportBuild *self, AssayResult *result);      /* figures, tables and checks, one section after the other */
void assay_report_put_figures (AssayReportBuild *self, AssayResult *result);
void assay_report_put_headline_tables (AssayReportBuild *self, AssayResult *result);      /* models ranked: with the key figures */
void assay_report_put_tables (AssayReportBuild *self, AssayResult *result);
void assay_report_put_long_tables (AssayReportBuild *self, AssayResult *result);
void assay_report_put_checks (AssayReportBuild *self, AssayResult *result);
const char *assay_report_checks_explanation (void);      /* what a reader of checks has to know; translated */
void assay_report_put_methods (AssayReportBuild *self, AssayResult *result);
void assay_report_put_appendix (AssayReportBuild *self, AssayResult *result, const char *hash);
void assay_report_put_furniture (AssayReportBuild *self);      /* heads and feet of all pages */

AssayVerdict assay_report_verdict (const AssayReportBuild *self);        /* worst of the results */
