/* The governance PDF: one or more results laid out on A4 or Letter (checks.md section 3, workbench.md section 11).
 *
 * Light print palette, embedded subset fonts, outline, links, "page x of y"; the same results give the same bytes. */
#pragma once
#include "base/progress.h"
#include "result/result.h"

G_BEGIN_DECLS

typedef enum { ASSAY_PAPER_A4, ASSAY_PAPER_LETTER } AssayPaper;
typedef enum
{
  ASSAY_REPORT_FIGURES = 1 << 0, ASSAY_REPORT_FIGURE_TABLES = 1 << 1, ASSAY_REPORT_TABLES = 1 << 2,
  ASSAY_REPORT_CHECKS = 1 << 3, ASSAY_REPORT_METHODS = 1 << 4, ASSAY_REPORT_APPENDIX = 1 << 5,
  ASSAY_REPORT_ALL = (1 << 6) - 1,
} AssayReportSections;

typedef struct
{
  AssayPaper paper;
  AssayReportSections sections;
  const char *title;             /* NULL: from the result */
  const char *workspace, *run;   /* for the control sheet; NULL: "not recorded" */
  const char *author;            /* NULL: left out */
  gint64 created;                /* seconds since 1970 for the metadata: as_of's midnight UTC when 0 */
} AssayReportOptions;
void assay_report_options_init (AssayReportOptions *self);

/* Writes through base/file-write: whole or not at all. *n_pages may be NULL. */
gboolean assay_report_write (AssayResult *const *results, guint n_results, const AssayReportOptions *options,
                             const char *path, guint *n_pages, AssayProgress *progress, GError **error);

/* For the preview: lays out once, then draws any page on any surface (in points). */
typedef struct _AssayReport AssayReport;
typedef struct _cairo cairo_t;
AssayReport *assay_report_new (AssayResult *const *results, guint n_results, const AssayReportOptions *options);
void assay_report_free (AssayReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayReport, assay_report_free)
guint assay_report_get_n_pages (AssayReport *self);
void assay_report_get_page_size (AssayReport *self, guint page, double *width, double *height);
void assay_report_draw_page (AssayReport *self, guint page, cairo_t *cr);

G_END_DECLS
