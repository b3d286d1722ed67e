#include "math/discrimination/rank-curves.h"

#include <math.h>

static bool
has_both (const AmClassScores *scores)
{
  return scores->n_events > 0 && scores->n_nonevents > 0;
}

AmSeparation
am_kolmogorov_smirnov (const AmClassScores *scores)
{
  AmSeparation out = { NAN, NAN, NAN, NAN };
  AmTieGroup group = { 0 };

  if (!has_both (scores))
    return out;
  out.distance = -1;
  while (am_class_scores_next (scores, &group))
    {
      double events = (double) (group.events_below + group.events) / scores->n_events;
      double nonevents = (double) (group.nonevents_below + group.nonevents) / scores->n_nonevents;

      if (fabs (nonevents - events) > out.distance)
        out = (AmSeparation) { fabs (nonevents - events), group.score, events, nonevents };
    }
  return out;
}

double
am_average_precision (const AmClassScores *scores)
{
  AmTieGroup group = { 0 };
  double sum = 0;

  if (!has_both (scores))
    return NAN;
  while (am_class_scores_next_down (scores, &group))
    {
      double events = group.events_below + group.events, all = events + group.nonevents_below + group.nonevents;

      sum += group.events * (events / all);
    }
  return sum / scores->n_events;
}

double
am_capture (const AmClassScores *scores, double share)
{
  double wanted = share * ((double) scores->n_events + scores->n_nonevents), caught = 0;
  AmTieGroup group = { 0 };

  if (!has_both (scores) || !(share > 0 && share <= 1))
    return NAN;
  while (wanted > 0 && am_class_scores_next_down (scores, &group))
    {
      double size = (double) group.events + group.nonevents;

      caught += wanted >= size ? group.events : group.events * (wanted / size);
      wanted -= size;
    }
  return caught / scores->n_events;
}

size_t
am_flagged_curve (const AmClassScores *scores, size_t n_points, AmCurvePoint *point)
{
  double all = (double) scores->n_events + scores->n_nonevents, next;
  AmTieGroup group = { 0 };
  size_t n = 0;

  if (n_points < 2 || !has_both (scores))
    return 0;
  point[n++] = (AmCurvePoint) { 0, 0, 0, NAN };
  next = all / (n_points - 1);
  while (am_class_scores_next_down (scores, &group))
    {
      double events = group.events_below + group.events, nonevents = group.nonevents_below + group.nonevents;

      if (events + nonevents < next * (1 - 1e-12) && events + nonevents < all)
        continue;
      point[n++] = (AmCurvePoint) { (events + nonevents) / all, nonevents / scores->n_nonevents, events / scores->n_events, group.score };
      /* The next place that this group has not passed. */
      next = (floor ((events + nonevents) / all * (n_points - 1) * (1 + 1e-12)) + 1) * all / (n_points - 1);
    }
  return n;
}
