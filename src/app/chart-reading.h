/* What charts that share an x axis say at one x, as text: for the tooltip, the legend and screen readers.
 *
 * Owned by the caller; the figures named in the rows are lent by the charts. */
#pragma once
#include "charts/chart.h"

G_BEGIN_DECLS

typedef struct
{
  const AssayFigure *figure;       /* with series: what swatch to draw */
  guint series;
  char *name, *value;              /* translated and formatted */
  double y;
} AssayReadingRow;

typedef struct
{
  double x;
  char *title;                     /* "Wed 10 Sep 2025" */
  char *long_title;                /* "Wednesday 10 September 2025" */
  GPtrArray *rows;                 /* of AssayReadingRow */
  AssayRisk risk;                  /* of the mark at x, NONE: no mark */
  gint64 row;                      /* of the main table at x, -1: unknown */
} AssayReading;

/* hidden[i]: bits of the series of charts[i] that are hidden. Never NULL. */
AssayReading *assay_reading_new (AssayChart *const *charts, const guint64 *hidden, guint n_charts, double x);
/* A bar, or a stem, of a chart of its own. */
AssayReading *assay_reading_new_for_bar (AssayChart *chart, const AssayChartHit *hit);
void assay_reading_free (AssayReading *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayReading, assay_reading_free)

/* "Critical anomaly", translated; NULL for none. */
const char *assay_reading_risk_text (AssayRisk risk);
/* “Wednesday 10 September 2025: Actual 356, Forecast 187, Z-score +10.0, critical anomaly” (transfer full) */
char *assay_reading_to_sentence (const AssayReading *self);

/* Labels in figures are N_() text or data. */
const char *assay_translate (const char *text);
/* "Wednesday 10 September 2025", with the time for DATETIME. (transfer full) */
char *assay_reading_long_x (const AssayAxis *axis, double x);
/* The first sample of a series that is not before x; n when all are. Samples without x count from 0. */
gsize assay_reading_first_not_before (const AssayFigureSeries *series, double x);
/* "4.5 – 10", the hatched stretch that x lies in; NULL: none. (transfer full) */
char *assay_reading_hatch_at (const AssayFigure *figure, guint series, double x);
gsize assay_reading_nearest (const AssayFigureSeries *series, double x);
double assay_reading_x_at (const AssayFigureSeries *series, gsize index);

G_END_DECLS
