/* Where an axis has its ticks and what stands beside them. Pure functions of their arguments and the locale; what
 * fits is the caller's question, who knows how wide text is, so each takes the least distance or a rung. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double value;
  char *label;                 /* never NULL */
  char *second;                /* next level where it changes: "Aug" beside "4", "2026" beside "Jan"; else NULL */
  char *second_full;           /* next level in full, for whichever label is the first to be drawn: "Aug 2025"; NULL: has none */
} AssayTick;

typedef struct { AssayTick *ticks; guint n; double step; } AssayTicks;   /* rising */
void assay_ticks_free (AssayTicks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayTicks, assay_ticks_free)

/* The least of 1, 2, 2.5, 5 x 10^n that is not below least; with whole, only whole numbers (1, 2, 5, 10, 20, 25 …). */
double assay_tick_step (double least, gboolean whole);

typedef enum { ASSAY_TICK_NUMBER, ASSAY_TICK_FRACTION, ASSAY_TICK_ZSCORE } AssayTickText;

/* All multiples of step in [low, high]; a thousand at most, then none. */
AssayTicks *assay_ticks_new_number (double low, double high, double step, AssayTickText text);

/* Time in seconds since 1970. Rung 0 is every second; rungs rise 1-5-15-30 s, 1-5-15-30 min, 1-3-6-12 h, 1-2 days, week,
 * 1-3-6 months, 1-2-5-10 years and on. */
guint assay_tick_n_rungs (void);
double assay_tick_rung_seconds (guint rung);       /* about how far apart; the shortest for months and years */
guint assay_tick_first_day_rung (void);            /* rungs before tell the time of day */
/* first_weekday 1 Monday … 7 Sunday. */
AssayTicks *assay_ticks_new_time (double low, double high, guint rung, int first_weekday);
int assay_tick_first_weekday (void);               /* of the locale */

G_END_DECLS
