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
/* A validation has the sections of a governance report, in their order and with their numbers; other results have what they hold. */
gboolean assay_report_has_place (const char *table);       /* a section's own text shows this table */
gboolean assay_report_is_validation (const AssayResult *result);
void assay_report_put_validation (AssayReportBuild *self, AssayResult *result, const char *hash);
void assay_report_put_model_pairs (AssayReportBuild *self, AssayResult *result);      /* of the control sheet */

void assay_report_put_opinion (AssayReportBuild *self, AssayResult *result);
void assay_report_put_opinion_body (AssayReportBuild *self, AssayResult *result);      /* the verdict, what it means, how many checks, key figures, findings */
void assay_report_put_key_figures (AssayReportBuild *self, AssayResult *result);
void assay_report_put_figures (AssayReportBuild *self, AssayResult *result);
void assay_report_put_headline_tables (AssayReportBuild *self, AssayResult *result);      /* models ranked: with the key figures */
void assay_report_put_tables (AssayReportBuild *self, AssayResult *result);
void assay_report_put_long_tables (AssayReportBuild *self, AssayResult *result);
void assay_report_put_checks (AssayReportBuild *self, AssayResult *result);
/* A sentence of an analysis, translated where there is a translation, its numbers as the locale has them. NULL: "". (transfer full) */
char *assay_report_sentence (const char *text);
const char *assay_report_subject (const AssayCheck *check);      /* of a validation a name of the data as it is, and only "all rows" translated; NULL: none */
void assay_report_put_check (AssayFlow *flow, const AssayCheck *check);      /* one of them in full */
const char *assay_report_source_meaning (char source);   /* of a limit; translated */
void assay_report_put_sources (AssayFlow *flow);         /* what the letters stand for */
gboolean assay_report_is_twin (const AssayReportBuild *self, const AssayResult *result, const AssayTable *table);      /* it stands below a figure of this section */
const char *assay_report_checks_explanation (void);      /* what a reader of checks has to know; translated */
void assay_report_put_methods (AssayReportBuild *self, AssayResult *result);
void assay_report_put_appendix (AssayReportBuild *self, AssayResult *result, const char *hash);
void assay_report_put_origin (AssayReportBuild *self, AssayResult *result, const char *hash);      /* of the appendix: inputs, engine, options */
void assay_report_put_signatures (AssayFlow *flow);
void assay_report_put_furniture (AssayReportBuild *self);      /* heads and feet of all pages */

AssayVerdict assay_report_verdict (const AssayReportBuild *self);        /* worst of the results */
