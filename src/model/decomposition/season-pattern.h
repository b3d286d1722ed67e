/* The seasons of a series as several STL passes find them, and how they go on: each repeats its last period.
 *
 * A season of 365.25 steps repeats after 365, 365, 365 and 366: it keeps its place in the calendar however far ahead. */
#pragma once
#include "model/forecaster.h"

G_BEGIN_DECLS

typedef struct
{
  double period;
  double strength;               /* 1 - var (remainder) / var (season + remainder); NaN: read from a file */
  gsize smoothing;               /* steps averaged along the season, odd; 1: none */
  double *values;                /* [n] as fitted; NULL: read from a file */
  double *last;                  /* [n_last] of them, oldest first */
  gsize n_last;
} SeasonPatternPart;

typedef struct
{
  SeasonPatternPart *parts;      /* [n_parts] rising periods */
  guint n_parts;
  char *left_out;                /* "365.25 (fewer than two periods)", several joined by ", "; NULL: none */
  double *trend, *remainder;     /* [n]; NULL: read from a file */
  gsize n;
} SeasonPattern;

/* y[n] finite. The seasons tried are those of past (or its main one when it lists none; only_main: that one). Left out are those the past
 * does not hold twice and, of a list, those it does not show, but for the main one. smooth: seasons of 30 steps and more are
 * smoothed along themselves, as far as that helps the other periods to foretell one. */
SeasonPattern *season_pattern_new (const double *y, const AssayPast *past, gboolean only_main, gboolean smooth);
void season_pattern_free (SeasonPattern *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SeasonPattern, season_pattern_free)

/* The sum of all seasons at step `ahead` after the last, at least 1. */
double season_pattern_ahead (const SeasonPattern *self, gsize ahead);
double season_pattern_part_ahead (const SeasonPatternPart *part, gsize ahead);
/* The sum of all seasons of the past at i; only when the pattern was not read. */
double season_pattern_at (const SeasonPattern *self, gsize i);

void season_pattern_describe (const SeasonPattern *self, AssayParameters *parameters);
void season_pattern_write (const SeasonPattern *self, JsonObject *to);
SeasonPattern *season_pattern_read (JsonObject *from, GError **error);

G_END_DECLS
