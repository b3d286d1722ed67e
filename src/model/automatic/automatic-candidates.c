#include "model/automatic/automatic-candidates.h"

#include <math.h>

#define LEAST_FOR_PEAKS 60     /* values, before a season nobody named is looked for */
#define LONG_SEASON 30         /* steps */
#define MOST_FOR_ETS 1000      /* values times season: beyond, fitting all of the family costs more than it brings */
#define HARDLY 0.2             /* p-value of a season */
#define MOST_FOR_CHEAP_ETS 25  /* season */

/* ---- what is there ---- */

static void
look_at_demand (const AssayPast *past, AmDemand *demand)
{
  am_demand_class (past->y, past->n, demand);
  for (gsize i = 0; i < past->n; i++)
    if (past->y[i] < 0)
      *demand = (AmDemand) { AM_DEMAND_SMOOTH, NAN, NAN, 0 };
}

static void
add_candidate_season (double *periods, gsize *n, double period)
{
  gsize at = *n;

  for (gsize i = 0; i < *n; i++)
    if (round (periods[i]) == round (period))
      return;
  if (*n == AM_MOST_SEASONS || !(period >= 2))
    return;
  for (; at > 0 && periods[at - 1] > period; at--)
    periods[at] = periods[at - 1];
  periods[at] = period;
  (*n)++;
}

void
automatic_look (const AssayPast *past, AutomaticLook *look)
{
  double periods[AM_MOST_SEASONS];
  gsize n_periods = 0;

  *look = (AutomaticLook) { .season = MAX (past->season, 1) };
  look_at_demand (past, &look->demand);
  add_candidate_season (periods, &n_periods, past->season);
  for (guint i = 0; i < past->n_seasons; i++)
    add_candidate_season (periods, &n_periods, past->seasons[i]);
  if (n_periods > 0 || past->n >= LEAST_FOR_PEAKS)
    look->n_seen = (guint) am_find_seasons (past->y, past->n, periods, n_periods, look->seen);
  for (guint i = 0; i < look->n_seen; i++)
    if (look->seen[i].found)
      look->found[look->n_found++] = look->seen[i].period;
  if (look->season == 1 && look->n_found > 0)
    look->season = (guint) round (look->found[0]);
}

gboolean
automatic_look_is_intermittent (const AutomaticLook *look)
{
  return look->demand.of == AM_DEMAND_INTERMITTENT || look->demand.of == AM_DEMAND_LUMPY || look->demand.of == AM_DEMAND_NONE;
}

const char *
automatic_look_get_class (const AutomaticLook *look)
{
  static const char *const names[] = { "none", "smooth", "erratic", "intermittent", "lumpy" };

  return names[look->demand.of];
}

/* ---- what to try ---- */

static gboolean
is_positive (const AssayPast *past)
{
  for (gsize i = 0; i < past->n; i++)
    if (!(past->y[i] > 0))
      return FALSE;
  return TRUE;
}

/* Short pasts hide real seasons, so a season is given up only where nothing at all speaks for it. */
static gboolean
may_have_season (const AutomaticLook *look)
{
  for (guint i = 0; i < look->n_seen; i++)
    if (round (look->seen[i].period) == look->season && look->seen[i].p_value > HARDLY)
      return FALSE;
  return look->season > 1;
}

static void
add_simple (const AutomaticLook *look, AutomaticTrial *trial)
{
  guint m = look->season;

  automatic_trial_add (trial, FALSE, "window-mean:%u", m > 1 && m <= 90 ? 4 * m : 12);
  if (!may_have_season (look))
    return;
  automatic_trial_add (trial, FALSE, "seasonal-naive");
  automatic_trial_add (trial, FALSE, "seasonal-window-mean");
  /* The same step of the week a year earlier. */
  for (guint i = 0; i < look->n_found; i++)
    if (look->found[i] > 2 * m)
      automatic_trial_add (trial, FALSE, "seasonal-naive:%.0f", round (look->found[i] / m) * m);
}

static void
add_smooth (const AutomaticLook *look, const AssayPast *past, AutomaticTrial *trial)
{
  automatic_trial_add (trial, FALSE, "naive2");
  automatic_trial_add (trial, FALSE, "ses-sa");
  automatic_trial_add (trial, FALSE, "theta");
  automatic_trial_add (trial, FALSE, "comb");
  automatic_trial_add (trial, TRUE, "theta-dynamic");
  if (past->n * (gsize) look->season <= MOST_FOR_ETS || (look->season <= MOST_FOR_CHEAP_ETS && past->n <= MOST_FOR_ETS / 4))
    automatic_trial_add (trial, TRUE, "ets");
}

/* With a long season, smoothed along itself; the drift of the trend matters less there, so that one trend model is enough in logarithms. */
static void
add_decompositions (const AutomaticLook *look, const AssayPast *past, AutomaticTrial *trial)
{
  gboolean is_long = look->found[look->n_found - 1] >= LONG_SEASON, positive = is_positive (past);

  automatic_trial_add (trial, FALSE, "mstl:ses");
  automatic_trial_add (trial, FALSE, is_long ? "mstl:smooth-ses" : "mstl:theta");
  if (is_long)
    automatic_trial_add (trial, FALSE, "mstl:smooth-theta");
  if (positive)
    automatic_trial_add (trial, FALSE, is_long ? "mstl:log-smooth-ses" : "mstl:log-ses");
  if (positive && !is_long)
    automatic_trial_add (trial, FALSE, "mstl:log-theta");
}

static void
add_intermittent (AutomaticTrial *trial)
{
  static const char *const names[] = { "mean", "ses", "croston", "sba", "tsb", "adida", "imapa", NULL };

  for (guint i = 0; names[i] != NULL; i++)
    automatic_trial_add (trial, FALSE, "%s", names[i]);
}

void
automatic_look_add_candidates (const AutomaticLook *look, const AssayPast *past, AutomaticTrial *trial)
{
  add_simple (look, trial);
  if (automatic_look_is_intermittent (look))
    add_intermittent (trial);
  else
    add_smooth (look, past, trial);
  if (look->n_found > 0)
    add_decompositions (look, past, trial);
}

const char *const *
automatic_look_get_untried (const AutomaticLook *look)
{
  static const char *const smooth[] = { "ses-sa", "theta", "damped-sa", NULL };
  static const char *const intermittent[] = { "sba", "tsb", "mean", NULL };

  return automatic_look_is_intermittent (look) ? intermittent : smooth;
}
