#include "math/smoothing/ets-private.h"

#include <math.h>
#include <string.h>

/* Values that the first level and slope are fitted to: two seasons, or ten steps. */
#define FIRST_STEPS 10
/* A multiplicative season below this would divide by nothing. */
#define LEAST_SEASON 0.01

/* The mean over one season around t, half weights at both ends for an even one. */
static double
moving_mean (const double *y, size_t t, unsigned m)
{
  size_t half = m / 2;
  double sum = 0;

  for (size_t i = t - half; i <= t + half; i++)
    sum += y[i];
  if (m % 2 == 0)
    sum -= (y[t - half] + y[t + half]) / 2;
  return sum / m;
}

static void
find_season (const EtsLayout *layout, const double *y, size_t n, double *s)
{
  bool multiplicative = layout->form.season == AM_ETS_MULTIPLICATIVE_SEASON;
  unsigned m = layout->m, count[AM_ETS_MOST_SEASON] = { 0 };
  double sum = 0;

  memset (s, 0, m * sizeof *s);
  for (size_t t = m / 2; t + m / 2 < n; t++)
    {
      double mean = moving_mean (y, t, m);

      s[t % m] += multiplicative ? y[t] / mean : y[t] - mean;
      count[t % m]++;
    }
  for (unsigned k = 0; k < m; k++)
    {
      s[k] /= count[k];
      if (multiplicative)
        s[k] = fmax (s[k], LEAST_SEASON);
      sum += s[k] / m;
    }
  for (unsigned k = 0; k < m; k++)
    s[k] = multiplicative ? s[k] / sum : s[k] - sum;
}

void
ets_first_states (const EtsLayout *layout, const double *y, size_t n, AmEtsState *state)
{
  bool multiplicative = layout->form.season == AM_ETS_MULTIPLICATIVE_SEASON;
  size_t first = layout->m > 1 ? 2 * (size_t) layout->m : FIRST_STEPS;
  double mean_t, mean = 0, cross = 0, square = 0;

  if (first < FIRST_STEPS)
    first = FIRST_STEPS;
  if (first > n)
    first = n;
  *state = (AmEtsState) { .next = 0 };
  if (layout->m > 1)
    find_season (layout, y, n, state->s);

  mean_t = (first + 1) / 2.0;
  for (size_t t = 0; t < first; t++)
    {
      double s = state->s[t % layout->m], adjusted = multiplicative ? y[t] / s : y[t] - s;

      mean += adjusted / first;
      cross += (t + 1 - mean_t) * adjusted;
      square += (t + 1 - mean_t) * (t + 1 - mean_t);
    }
  state->l = mean;
  if (layout->form.trend == AM_ETS_NO_TREND)
    return;
  state->b = cross / square;
  state->l -= state->b * mean_t;
}
