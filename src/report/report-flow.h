/* Text, tables and figures set one below the other, page after page. Private to the room.
 *
 * A flow owns the pages it fills. Headings stay with what follows them, nothing is cut at a page's end, and every
 * page gets its header and footer when the flow is finished and the number of pages is known. */
#pragma once
#include "report/report-page.h"
#include "report/report.h"

typedef enum
{
  ASSAY_STYLE_TITLE, ASSAY_STYLE_HEADING, ASSAY_STYLE_SUBHEADING, ASSAY_STYLE_LEAD, ASSAY_STYLE_BODY, ASSAY_STYLE_STRONG,
  ASSAY_STYLE_SMALL, ASSAY_STYLE_CELL, ASSAY_STYLE_HEAD, ASSAY_STYLE_TIGHT_CELL, ASSAY_STYLE_TIGHT_HEAD, ASSAY_STYLE_MONO, ASSAY_STYLE_VALUE, ASSAY_N_STYLES,
} AssayStyle;

typedef struct { int level; char *text, *destination; guint page; } AssayOutlineEntry;

typedef struct
{
  PangoContext *context;
  PangoFontDescription *fonts[ASSAY_N_STYLES];
  AssayTheme theme;
  double width, height, margin;      /* of a portrait page */
  GPtrArray *pages;                  /* AssayReportPage */
  GArray *outline;                   /* AssayOutlineEntry */
  AssayReportPage *page;             /* the last one */
  double page_width, page_height;    /* of that page: turned when landscape */
  double y;                          /* next free place */
  gboolean landscape;
  AssayColor ink, dim, line, band;
} AssayFlow;

void assay_flow_init (AssayFlow *self, AssayPaper paper);
void assay_flow_clear (AssayFlow *self);

double assay_flow_get_left (const AssayFlow *self);
double assay_flow_get_width (const AssayFlow *self);       /* between the margins of the current page */
double assay_flow_get_room (const AssayFlow *self);        /* left on the current page */
void assay_flow_new_page (AssayFlow *self);
void assay_flow_drop_empty_page (AssayFlow *self);         /* before a turned page, and at the end */
void assay_flow_set_landscape (AssayFlow *self, gboolean landscape);   /* starts a new page when it changes */
void assay_flow_need (AssayFlow *self, double height);     /* a new page unless that much room is left */
void assay_flow_space (AssayFlow *self, double height);

/* A layout of text in a style, wrapped at width points (0: not wrapped). (transfer full) */
PangoLayout *assay_flow_layout (AssayFlow *self, AssayStyle style, const char *text, double width);
void assay_flow_measure (PangoLayout *layout, double *width, double *height);

/* level 0 (a part, when there are several results), 1 or 2; follow is the least height that must fit below it on the same page. */
void assay_flow_heading (AssayFlow *self, int level, const char *text, double follow);
void assay_flow_paragraph (AssayFlow *self, AssayStyle style, const char *text);
/* From x on, in a colour, and on over as many pages as it takes; no space after it. */
void assay_flow_lines (AssayFlow *self, AssayStyle style, const char *text, double x, AssayColor color);
void assay_flow_bullet (AssayFlow *self, const char *text);
/* A label on the left and a text on the right, as on a control sheet. */
void assay_flow_pair (AssayFlow *self, const char *label, AssayStyle style, const char *text);
/* The same with a SHA-256 in a line below the text; NULL: none. */
void assay_flow_hashed_pair (AssayFlow *self, const char *label, const char *text, const char *hash);
/* The verdict's mark and word, in its colour. Returns the width used. */
double assay_flow_put_verdict (AssayFlow *self, AssayVerdict verdict, AssayStyle style, double x, double y);
double assay_flow_put_verdict_as (AssayFlow *self, AssayVerdict verdict, const char *text, AssayStyle style, double x, double y);      /* with another word */
