/* A picture as data: what charts/ draws on a screen, in a PDF, or as an image.
 *
 * Built, then frozen and reference-counted. Arrays are GBytes, so a figure can lend the memory of a frame's column
 * (g_bytes_new_with_free_func) instead of copying ten million values. */
#pragma once
#include <glib.h>
#include "result/risk.h"

G_BEGIN_DECLS

typedef enum
{
  ASSAY_FIGURE_SERIES,      /* lines, bands and marks over x: forecast against actual */
  ASSAY_FIGURE_ZSCORE,      /* stems from 0 over x with a threshold band, coloured by risk */
  ASSAY_FIGURE_RISK_BARS,   /* one horizontal bar a category with count and share as text */
  ASSAY_FIGURE_HISTOGRAM,   /* adjacent vertical bars: x[i] is the left edge of bin i, axis.bin_width its width; a series of role BASELINE is a curve; rules stand upright */
  ASSAY_FIGURE_STEMS,       /* vertical stems at x with a significance band: ACF */
  ASSAY_FIGURE_BARS,        /* vertical bars by x or category, grouped or stacked by series */
  ASSAY_FIGURE_POINTS,      /* a dot a point (x rises too); series of role FORECAST or BASELINE are lines, bands are bands: Q-Q, reliability */
  ASSAY_FIGURE_HEAT,        /* a matrix: series i is row i, named by its label; x categories are the columns; y is the cell, NaN: none; y2, if there is one, of how many rows it is */
  ASSAY_FIGURE_RANKED,      /* a horizontal bar a category from 0 to either side, with its number; one series, or two (low, high), and WHISKERS for each behind them; rules stand upright */
  ASSAY_FIGURE_GAUGE,       /* a horizontal bar a category from y to y2 (role BAND) on one scale; rules stand upright: the first is where one stands, the second the limit, and what lies beyond it is hatched */
} AssayFigureKind;

typedef enum { ASSAY_AXIS_NUMBER, ASSAY_AXIS_DATE, ASSAY_AXIS_DATETIME, ASSAY_AXIS_CATEGORY } AssayAxisType;
typedef enum { ASSAY_UNIT_NONE, ASSAY_UNIT_COUNT, ASSAY_UNIT_FRACTION, ASSAY_UNIT_ZSCORE, ASSAY_UNIT_VALUE } AssayAxisUnit;

typedef enum
{
  ASSAY_SERIES_ACTUAL, ASSAY_SERIES_FORECAST, ASSAY_SERIES_BASELINE, ASSAY_SERIES_OTHER,   /* lines (or bars, stems) */
  ASSAY_SERIES_BAND,        /* y to y2 */
  ASSAY_SERIES_MARKS,       /* points with a risk each */
  ASSAY_SERIES_WHISKERS,    /* y to y2 at each x alone: the interval of a point */
  ASSAY_SERIES_LINES,       /* many thin lines, one behind the other: where x is not above the x before it, the next line begins */
  ASSAY_SERIES_RUG,         /* ticks along the bottom at each x, where data lie; y, the share of the data up to there, is told and not drawn */
  ASSAY_SERIES_HATCH,       /* hatched stretches of x, each from y to y2, where little is known; x only numbers them */
} AssaySeriesRole;

#define ASSAY_SERIES_HAS_LIMITS(role) ((role) == ASSAY_SERIES_BAND || (role) == ASSAY_SERIES_WHISKERS || (role) == ASSAY_SERIES_HATCH)      /* y2 too */
/* Whether y is a height in the plot, with an x that rises from the first point to the last. */
#define ASSAY_SERIES_IS_PLAIN(role) ((role) != ASSAY_SERIES_LINES && (role) != ASSAY_SERIES_RUG && (role) != ASSAY_SERIES_HATCH)

typedef struct
{
  char *label;              /* N_ or data */
  AssayAxisType type;       /* DATE: x is days; DATETIME: x is seconds since 1970; both as double */
  AssayAxisUnit unit;       /* x of type NUMBER and unit VALUE is a quantity, which has no steps: lines go on over any distance */
  char *unit_text;          /* "units per day"; may be NULL */
  char **categories;        /* CATEGORY: x is an index */
  gboolean names_data;      /* they are features, grades and periods as the data name them, and a column “Value” keeps its name; else words of ours */
  double bin_width;         /* HISTOGRAM */
} AssayAxis;

typedef struct
{
  char *id, *label;
  AssaySeriesRole role;
  gsize n;
  GBytes *x, *y, *y2;       /* doubles, x rising; NaN y is a gap. x NULL: 0, 1, 2 …; y2 NULL unless the role has limits */
  GBytes *risk;             /* gint8 AssayRisk a point, or NULL. ZSCORE, MARKS, RISK_BARS */
  GBytes *row;              /* guint64: row of the main table a point stands for, or NULL */
  char **notes;             /* [n]: what is said beside the number of a point, N_ or data; "": nothing. NULL: none. RANKED, POINTS */
} AssayFigureSeries;

typedef struct { double value; char *label; } AssayFigureRule;      /* a threshold line at y = value */

typedef struct _AssayFigure AssayFigure;

AssayFigure *assay_figure_new (const char *id, AssayFigureKind kind, const char *title);
void assay_figure_set_id (AssayFigure *self, const char *id);                     /* when a figure is one of several */
void assay_figure_set_subtitle (AssayFigure *self, const char *subtitle);
void assay_figure_set_finding (AssayFigure *self, const char *finding);         /* one sentence; also what a screen reader says */
void assay_figure_set_convention (AssayFigure *self, const char *convention);   /* source line under it */
void assay_figure_set_section (AssayFigure *self, const char *section);         /* of the report, as a check has it */
void assay_figure_set_x (AssayFigure *self, AssayAxisType type, AssayAxisUnit unit, const char *label, const char *unit_text);
void assay_figure_set_y (AssayFigure *self, AssayAxisUnit unit, const char *label, const char *unit_text);
void assay_figure_set_categories (AssayFigure *self, const char *const *categories);
void assay_figure_set_bin_width (AssayFigure *self, double width);
void assay_figure_set_stacked (AssayFigure *self, gboolean stacked);             /* BARS of several series on one another, the first at the foot; y is the bar's own height */
/* Takes the references of the arrays. Any of y2, risk, row may be NULL. */
void assay_figure_add_series (AssayFigure *self, const char *id, const char *label, AssaySeriesRole role, gsize n,
                              GBytes *x, GBytes *y, GBytes *y2, GBytes *risk, GBytes *row);
/* Of the series added last: notes[n], NULL-terminated. */
void assay_figure_set_notes (AssayFigure *self, const char *const *notes);
void assay_figure_add_rule (AssayFigure *self, double value, const char *label);

/* The same with those series alone whose role is plain, for tables of its numbers; itself if all are. (transfer full) */
AssayFigure *assay_figure_new_plain (AssayFigure *self);

AssayFigure *assay_figure_ref (AssayFigure *self);
void assay_figure_unref (AssayFigure *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayFigure, assay_figure_unref)

const char *assay_figure_get_id (const AssayFigure *self);
AssayFigureKind assay_figure_get_kind (const AssayFigure *self);
const char *assay_figure_get_title (const AssayFigure *self);
const char *assay_figure_get_subtitle (const AssayFigure *self);
const char *assay_figure_get_finding (const AssayFigure *self);
const char *assay_figure_get_convention (const AssayFigure *self);
const char *assay_figure_get_section (const AssayFigure *self);                 /* NULL: none */
const AssayAxis *assay_figure_get_x (const AssayFigure *self);
gboolean assay_figure_is_stacked (const AssayFigure *self);
const AssayAxis *assay_figure_get_y (const AssayFigure *self);
guint assay_figure_get_n_series (const AssayFigure *self);
const AssayFigureSeries *assay_figure_get_series (const AssayFigure *self, guint index);
guint assay_figure_get_n_rules (const AssayFigure *self);
const AssayFigureRule *assay_figure_get_rule (const AssayFigure *self, guint index);

/* Lent arrays of a series; NULL where it has none. */
const double *assay_figure_series_x (const AssayFigureSeries *series);   /* NULL: x is 0, 1, 2 … */
const double *assay_figure_series_y (const AssayFigureSeries *series);
const double *assay_figure_series_y2 (const AssayFigureSeries *series);
const gint8 *assay_figure_series_risk (const AssayFigureSeries *series);
const guint64 *assay_figure_series_row (const AssayFigureSeries *series);

G_END_DECLS
