/* A laid-out page: a list of things at places, drawn on any cairo surface, as often as wanted.
 *
 * Units are points, the origin is the top left corner. Text is kept as the shaped layout it was
 * measured with, so what was measured is what is drawn. Private to the room. */
#pragma once
#include <pango/pangocairo.h>
#include "charts/chart.h"
#include "result/verdict.h"

typedef struct _AssayReportPage AssayReportPage;

AssayReportPage *assay_report_page_new (double width, double height);
void assay_report_page_free (AssayReportPage *self);
double assay_report_page_get_width (const AssayReportPage *self);
double assay_report_page_get_height (const AssayReportPage *self);

/* tag: structure of the document ("H1", "P", "TD"), static text; NULL: decoration. link: a destination's
 * name, or NULL. The layout is kept (a new reference). */
void assay_report_page_add_text (AssayReportPage *self, PangoLayout *layout, double x, double y, AssayColor color,
                                 const char *tag, const char *link);
void assay_report_page_add_rect (AssayReportPage *self, AssayBox box, AssayColor fill, double radius);
void assay_report_page_add_line (AssayReportPage *self, double x1, double y1, double x2, double y2, double width, AssayColor color);
void assay_report_page_add_chart (AssayReportPage *self, AssayChart *chart, const AssayTheme *theme, AssayBox box);
void assay_report_page_add_verdict (AssayReportPage *self, AssayVerdict verdict, double x, double y, double size);
void assay_report_page_add_risk (AssayReportPage *self, AssayRisk risk, const AssayTheme *theme, double x, double y, double size);
void assay_report_page_add_destination (AssayReportPage *self, const char *name, double y);

void assay_report_page_draw (const AssayReportPage *self, cairo_t *cr);

/* Ink of verdicts in print: dark enough for text on white. */
AssayColor assay_report_verdict_color (AssayVerdict verdict);
