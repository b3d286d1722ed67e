/* What an automatic choice chooses from: the kind of demand, the seasons a series really has, and the models worth a trial. */
#pragma once
#include "math/decomposition/season-detection.h"
#include "math/intermittent/croston.h"
#include "model/automatic/automatic-trial.h"

G_BEGIN_DECLS

typedef struct
{
  AmDemand demand;                             /* of: SMOOTH without figures for a series with values below zero */
  AmSeason seen[AM_MOST_SEASONS];              /* seasons looked at */
  guint n_seen;
  double found[AM_MOST_SEASONS];               /* of them those that are there, rising */
  guint n_found;
  guint season;                                /* the main one: as handed in, or the shortest found where none was, or 1 */
} AutomaticLook;

/* Seasons looked at: past->seasons, past->season, or, when there is neither, the peaks of the spectrum. */
void automatic_look (const AssayPast *past, AutomaticLook *look);
gboolean automatic_look_is_intermittent (const AutomaticLook *look);
const char *automatic_look_get_class (const AutomaticLook *look);      /* "smooth" */

/* The models worth a trial for what was seen. */
void automatic_look_add_candidates (const AutomaticLook *look, const AssayPast *past, AutomaticTrial *trial);
/* Models to join where the past is too short for a trial; NULL-terminated, static. */
const char *const *automatic_look_get_untried (const AutomaticLook *look);

G_END_DECLS
