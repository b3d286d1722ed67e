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
  double n1 = am_class_scores_count_events (scores), n0 = am_class_scores_count_nonevents (scores);
  AmTieGroup group = { 0 };

  if (!has_both (scores))
    return out;
  out.distance = -1;
  while (am_class_scores_next (scores, &group))
    {
      double events = (group.events_below + group.events) / n1, nonevents = (group.nonevents_below + group.nonevents) / n0;

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
  return sum / am_class_scores_count_events (scores);
}

double
am_capture (const AmClassScores *scores, double share)
{
  double n1 = am_class_scores_count_events (scores), wanted = share * (n1 + am_class_scores_count_nonevents (scores)), caught = 0;
  AmTieGroup group = { 0 };

  if (!has_both (scores) || !(share > 0 && share <= 1))
    return NAN;
  while (wanted > 0 && am_class_scores_next_down (scores, &group))
    {
      double size = group.events + group.nonevents;

      caught += wanted >= size ? group.events : group.events * (wanted / size);
      wanted -= size;
    }
  return caught / n1;
}

size_t
am_flagged_curve (const AmClassScores *scores, size_t n_points, AmCurvePoint *point)
{
  double n1 = am_class_scores_count_events (scores), n0 = am_class_scores_count_nonevents (scores), all = n1 + n0, next;
  AmTieGroup group = { 0 };
  size_t n = 0;

  if (n_points < 2 || !has_both (scores))
    return 0;
  point[n++] = (AmCurvePoint) { 0, 0, 0, NAN };
  next = all / (n_points - 1);
  while (am_class_scores_next_down (scores, &group))
    {
      double events = group.events_below + group.events, nonevents = group.nonevents_below + group.nonevents;

      bool is_last = group.next_event == scores->n_events && group.next_nonevent == scores->n_nonevents;

      if (events + nonevents < next * (1 - 1e-12) && !is_last)
        continue;
      /* Sums of weights may round past the end, or short of it, before the last group. */
      if (n > n_points)
        n = n_points;
      point[n++] = is_last ? (AmCurvePoint) { 1, 1, 1, group.score } : (AmCurvePoint) { (events + nonevents) / all, nonevents / n0, events / n1, group.score };
      /* The next place that this group has not passed. */
      next = (floor ((events + nonevents) / all * (n_points - 1) * (1 + 1e-12)) + 1) * all / (n_points - 1);
    }
  return n;
}
