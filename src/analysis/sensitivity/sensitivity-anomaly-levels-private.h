/* What the anomaly rule gives for one window, at every threshold at once.
 *
 * One pass scores the rows; those from the lowest threshold on are put in the order of |z|, and what alarms come to (their number, episodes,
 * labelled rows) is added up along that order, so that a threshold is one look-up. */
#pragma once
#include "analysis/anomaly/anomaly-labels-private.h"
#include "analysis/calendar.h"

G_BEGIN_DECLS

typedef struct { gint64 season; int window, min_periods; } AnomalyLevelKey;

typedef struct
{
  AnomalyLevelKey key;
  gsize n_scored;
  gsize n;                         /* rows with |z| from the floor on, or a breach of a constant history */
  double *size;                    /* [n] rising; of a breach infinite */
  guint32 *n_episodes, *n_hits;    /* [n + 1] of the rows from this one on; n_hits NULL: there are no labels */
} AnomalyLevels;

typedef struct
{
  AssayPanel *panel;               /* owned */
  AssayCalendar calendar;
  AnomalySettings how;             /* of which the key replaces season, window and min_periods */
  double floor;                    /* no threshold is lower */
  gint64 join;                     /* steps; 0: a season */
  AnomalyLabels *labels;           /* owned; NULL: none */
  guint n_threads;
  AssayProgress *stop;

  double *residual;                /* [n_rows] of `season` */
  gint64 season;                   /* 0: none yet */
} AnomalyGround;

void anomaly_ground_clear (AnomalyGround *self);
/* One at a time: keeps the residuals for the next of the same season. NULL: stopped, or the season is longer than time. */
AnomalyLevels *anomaly_levels_new (AnomalyGround *ground, const AnomalyLevelKey *key, GError **error);
void anomaly_levels_free (AnomalyLevels *self);
gsize anomaly_levels_find (const AnomalyLevels *self, double threshold);      /* the first with at least this size */

G_END_DECLS
