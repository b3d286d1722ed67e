/* The checks of a validation on paper: a family of them – one check made of every column, grade or group – as one table, and the register
 * of all of them. Private to the room. */
#pragma once
#include "report/report-sections.h"

/* A statistic as people read it: shares in percent; AUC, Gini, KS, PSI with three digits; else four significant ones. */
char *assay_report_format_statistic (const char *statistic, double value);

/* "limits: watch at 0.10, fail at 0.25"; "": none. */
char *assay_report_word_limits (const AssayCheck *check);

/* … and why they are so. */
char *assay_report_word_limits_and_note (const AssayCheck *check);

/* Of self->section: what did not pass in full, families as tables, the rest in one table. */
void assay_report_put_check_families (AssayReportBuild *self, AssayResult *result);
/* Every check with its convention, its limits and where they come from, then every finding with its numbers. */
void assay_report_put_register (AssayReportBuild *self, AssayResult *result);
