/* What partial dependence and accumulated effects have in common: a curve for each input, in one table, with figures of the widest. */
#pragma once
#include "analysis/sensitivity/sensitivity-places-private.h"

G_BEGIN_DECLS

#define SENSITIVITY_MOST_CURVES 20 /* figures */

typedef struct
{
  SensitivityPlaces places;
  AmEstimate *at;                  /* [places.n]: what the curve is at each place */
  double *rows;                    /* [places.n]: behind it */
  double range;                    /* highest less lowest; NaN: no curve */
  gboolean is_done;                /* at and rows are filled, where there is a curve */
  double sd;                       /* over the places, each as often as it has rows */
} SensitivityCurve;

typedef struct
{
  const char *method;              /* and id of the table, and before the dash in the ids of figures: "pdp" */
  const char *table_title, *figure_title;      /* N_(); figure_title with %s for the input, in English */
  const char *value_label, *line_label;        /* N_() */
  const char *note;                /* the convention, in English */
} SensitivityCurveKind;

typedef struct
{
  AssaySensitivityRun *run;
  const SensitivityCurveKind *kind;
  SensitivityRows rows;
  guint k;
  SensitivityCurve *curves;        /* [k] */
  guint *order;                    /* by falling range, once known */
  gboolean runs_by_place;          /* all rows are moved to each place */
} SensitivityCurves;

/* At most `--rows`, and so many that the runs are affordable: a curve costs its places (runs_by_place) or two runs a row. */
gsize sensitivity_affordable_rows (const AssaySensitivityRun *run, gboolean runs_by_place);
/* Rows and places, of that many rows. */
gboolean sensitivity_curves_init (SensitivityCurves *self, AssaySensitivityRun *run, const SensitivityCurveKind *kind, gboolean runs_by_place, GError **error);
void sensitivity_curves_clear (SensitivityCurves *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SensitivityCurves, sensitivity_curves_clear)

/* Fills one curve. */
typedef gboolean (*SensitivityCurveFunc) (SensitivityCurves *self, SensitivityCurve *curve, AssayProgress *progress, GError **error);
/* All curves, and the table, lines of the main table and figures of them; those that are finished for whoever looks on, and when it is stopped. */
gboolean sensitivity_curves_run (SensitivityCurves *self, SensitivityCurveFunc fill, AssayProgress *progress, GError **error);

G_END_DECLS
