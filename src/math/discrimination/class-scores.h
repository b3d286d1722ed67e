/* Scores of events (defaults) and of non-events, each sorted: what every measure of separation is read from in one walk.
 *
 * score[n] grows with risk, in any unit, only its order matters; event[n] is 1 for an event, 0 otherwise. Splitting first means that the
 * sort carries no passenger: ten million scores are sorted as plain numbers. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct
{
  double *events, *nonevents;      /* from the smallest up */
  size_t n_events, n_nonevents;
  const double *event_weights, *nonevent_weights;      /* beside them, above 0: how often each score counts; both NULL: once */
} AmClassScores;

/* How many events and non-events there are: sums of their weights. */
double am_class_scores_count_events (const AmClassScores *self);
double am_class_scores_count_nonevents (const AmClassScores *self);

/* store[n] holds both classes afterwards, work[n] is scratch. FALSE when a score is NaN: it has no rank. O(n). */
bool am_class_scores_fill (AmClassScores *self, const double *score, const uint8_t *event, size_t n, double *store, double *work);
/* The first half of it: split alone, for a caller who sorts both classes on threads of its own (am_radix_sort()). */
bool am_class_scores_split (AmClassScores *self, const double *score, const uint8_t *event, size_t n, double *store);

/* One walk up the distinct scores. Start with { 0 } and ask until FALSE. */
typedef struct
{
  double events_below, nonevents_below;      /* with a smaller score, by their weights */
  double events, nonevents;                  /* with this score */
  double score;
  size_t next_event, next_nonevent;          /* where the walk stands */
} AmTieGroup;
bool am_class_scores_next (const AmClassScores *self, AmTieGroup *group);
/* The same walk down from the largest; *_below then count those with a larger score. */
bool am_class_scores_next_down (const AmClassScores *self, AmTieGroup *group);
