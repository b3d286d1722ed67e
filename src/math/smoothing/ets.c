#include "math/smoothing/ets.h"
#include "math/smoothing/ets-private.h"

#include <math.h>
#include <string.h>

void
am_ets_form_to_text (AmEtsForm form, char text[5])
{
  char *at = text;

  *at++ = form.multiplicative_error ? 'M' : 'A';
  *at++ = form.trend == AM_ETS_NO_TREND ? 'N' : 'A';
  if (form.trend == AM_ETS_DAMPED)
    *at++ = 'd';
  *at++ = "NAM"[form.season];
  *at = '\0';
}

bool
am_ets_form_parse (const char *text, AmEtsForm *form)
{
  for (int i = 0; i < 18; i++)
    {
      AmEtsForm one = { i >= 9, (AmEtsTrend) (i / 3 % 3), (AmEtsSeason) (i % 3) };
      char name[5];

      am_ets_form_to_text (one, name);
      if (strcmp (name, text) == 0)
        {
          *form = one;
          return true;
        }
    }
  return false;
}

bool
am_ets_form_is_stable (AmEtsForm form)
{
  return form.multiplicative_error || form.season != AM_ETS_MULTIPLICATIVE_SEASON;
}

size_t
am_ets_count_parameters (AmEtsForm form, unsigned m)
{
  return 2 + (form.trend != AM_ETS_NO_TREND ? 2 : 0) + (form.trend == AM_ETS_DAMPED) + (form.season != AM_ETS_NO_SEASON ? m : 0);
}

static bool
is_positive (const double *y, size_t n)
{
  for (size_t t = 0; t < n; t++)
    if (!(y[t] > 0))
      return false;
  return true;
}

size_t
am_ets_list_forms (const double *y, size_t n, unsigned m, AmEtsForm forms[AM_ETS_MOST_FORMS])
{
  bool positive = is_positive (y, n), seasonal = m >= 2 && m <= AM_ETS_MOST_SEASON && n >= 2 * (size_t) m;
  size_t count = 0;

  for (int season = AM_ETS_NO_SEASON; season <= (seasonal ? AM_ETS_MULTIPLICATIVE_SEASON : AM_ETS_NO_SEASON); season++)
    for (int error = 0; error <= positive; error++)
      for (int trend = AM_ETS_NO_TREND; trend <= AM_ETS_DAMPED; trend++)
        {
          AmEtsForm form = { error, (AmEtsTrend) trend, (AmEtsSeason) season };

          if (am_ets_form_is_stable (form) && n >= am_ets_count_parameters (form, m) + 3)
            forms[count++] = form;
        }
  return count;
}

bool
am_ets_is_better (const AmEts *fit, const AmEts *best)
{
  return fit->aicc < best->aicc;
}

/* ---- one step after the other ---- */

double
ets_step (const AmEts *fit, AmEtsState *state, double y)
{
  double b = fit->phi * state->b, q = state->l + b, *s = state->s + state->next, mean, missed;

  if (fit->form.season == AM_ETS_MULTIPLICATIVE_SEASON)
    {
      mean = q * *s;
      missed = y / *s - q;
      *s += fit->gamma * (y / q - *s);
    }
  else
    {
      mean = q + *s;
      missed = y - mean;
      *s += fit->gamma * missed;
    }
  state->l = q + fit->alpha * missed;
  state->b = b + fit->beta * missed;
  state->next = state->next + 1 < fit->m ? state->next + 1 : 0;
  return mean;
}

static double
season_of (const AmEts *fit, const AmEtsState *state)
{
  return fit->form.season != AM_ETS_NO_SEASON ? state->s[state->next] : NAN;
}

void
am_ets_run (const AmEts *fit, const double *y, size_t n, double *mean, double *level, double *slope, double *season)
{
  AmEtsState state = fit->first;

  for (size_t t = 0; t < n; t++)
    {
      double one;

      if (season != NULL)
        season[t] = season_of (fit, &state);
      one = ets_step (fit, &state, y[t]);
      if (mean != NULL)
        mean[t] = one;
      if (level != NULL)
        level[t] = state.l;
      if (slope != NULL)
        slope[t] = state.b;
    }
}

void
am_ets_update (AmEts *fit, double y)
{
  ets_step (fit, &fit->last, y);
  fit->n++;
}
