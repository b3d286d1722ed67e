#include "math/smoothing/ets-private.h"
#include "math/smoothing/ses.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct _AmEtsWork
{
  EtsSearch search;
  size_t n;
  double y[];
};

AmEtsWork *
am_ets_work_alloc (size_t n)
{
  AmEtsWork *work = malloc (sizeof *work + n * sizeof *work->y);

  if (work != NULL)
    work->n = n;
  return work;
}

void
am_ets_work_free (AmEtsWork *work)
{
  free (work);
}

/* A power of two, so that nothing is rounded: values to at most 1, that squares neither vanish nor overflow. */
static int
find_exponent (const double *y, size_t n)
{
  double most = 0;
  int exponent;

  for (size_t t = 0; t < n; t++)
    most = fmax (most, fabs (y[t]));
  frexp (most, &exponent);
  return most > 0 ? exponent : 0;
}

/* Where the usual start is not possible: a flat line without a season always is for values above 0. */
static void
flatten (const EtsLayout *layout, const double *y, size_t n, AmEtsState *state)
{
  *state = (AmEtsState) { .next = 0 };
  for (size_t t = 0; t < n; t++)
    state->l += y[t] / n;
  for (unsigned k = 0; k < layout->m; k++)
    state->s[k] = layout->form.season == AM_ETS_MULTIPLICATIVE_SEASON;
}

static bool
search_level (const double *y, size_t n, double *theta)
{
  AmSes ses;

  if (!am_ses_fit (y, n, &ses))
    return false;
  theta[0] = ses.alpha;
  theta[1] = ses.l0;
  return true;
}

/* Where R's ets() begins: slow smoothing, the slower the longer the season. */
static void
start_smoothing (const EtsLayout *layout, EtsStart *start)
{
  const double low = ETS_LEAST_SMOOTHING;

  start->alpha = low + 0.2 * (ETS_MOST_SMOOTHING - low) / layout->m;
  start->beta = low + 0.1 * (start->alpha - low);
  start->gamma = low + 0.05 * (1 - start->alpha - low);
  start->phi = ETS_LEAST_PHI + 0.99 * (ETS_MOST_PHI - ETS_LEAST_PHI);
}

/* A simplex search first, which crosses valleys, then least squares. Additive errors are taken to the bottom of their valley. For relative
 * ones only the states are: their likelihood can still be raised by smoothing parameters that follow the past more closely, and on M3 yearly
 * the forecasts of the form then chosen are 4 % worse. */
static bool
search_all (const EtsLayout *layout, AmEtsWork *work, size_t n, double *theta)
{
  EtsStart start;
  double value;

  if (layout->p == 2 && !layout->form.multiplicative_error)
    return search_level (work->y, n, theta);
  start_smoothing (layout, &start);
  ets_first_states (layout, work->y, n, &start.state);
  if (!ets_simplex (layout, work->y, n, &start))
    {
      flatten (layout, work->y, n, &start.state);
      if (!ets_simplex (layout, work->y, n, &start))
        return false;
    }
  ets_layout_encode (layout, &start, theta);
  ets_descend (&work->search, layout, work->y, n, layout->form.multiplicative_error, theta, &value);
  return isfinite (value);
}

static void
scale_back (const EtsLayout *layout, int exponent, AmEtsState *state)
{
  state->l = ldexp (state->l, exponent);
  state->b = ldexp (state->b, exponent);
  for (unsigned k = 0; k < layout->m; k++)
    if (layout->form.season == AM_ETS_ADDITIVE_SEASON)
      state->s[k] = ldexp (state->s[k], exponent);
}

/* The criteria from theta, by the recursion that forecasts and updates use. */
static void
finish (const EtsLayout *layout, const double *theta, AmEtsWork *work, size_t n, int exponent, AmEts *fit)
{
  EtsStart start;
  double lik, k, logs = 0, sse = 0;

  ets_layout_decode (layout, theta, &start);
  *fit = (AmEts) { .form = layout->form, .m = layout->m, .alpha = start.alpha, .beta = start.beta, .gamma = start.gamma, .phi = start.phi,
                   .first = start.state, .last = start.state, .n = n, .n_parameters = layout->p };
  for (size_t t = 0; t < n; t++)
    {
      double mean = ets_step (fit, &fit->last, work->y[t]), e = work->y[t] - mean;

      if (layout->form.multiplicative_error)
        {
          e /= mean;
          logs += log (mean);
        }
      sse += e * e;
    }
  k = layout->p + 1;
  lik = n * log (fmax (sse, n * ETS_LEAST_SSE)) + 2 * logs + 2 * n * (exponent * M_LN2);
  fit->sse = layout->form.multiplicative_error ? sse : ldexp (sse, 2 * exponent);
  fit->sigma2 = fit->sse / (n - layout->p);
  fit->loglik = -lik / 2;
  fit->aic = lik + 2 * k;
  fit->aicc = n > k + 1 ? fit->aic + 2 * k * (k + 1) / (n - k - 1) : INFINITY;
  fit->bic = lik + log (n) * k;
  scale_back (layout, exponent, &fit->first);
  scale_back (layout, exponent, &fit->last);
}

static bool
is_usable (const double *y, size_t n, AmEtsForm form, unsigned m)
{
  bool positive = form.multiplicative_error || form.season == AM_ETS_MULTIPLICATIVE_SEASON;

  if (n < am_ets_count_parameters (form, m) + 2)
    return false;
  if (form.season != AM_ETS_NO_SEASON && (m < 2 || m > AM_ETS_MOST_SEASON || n < 2 * (size_t) m))
    return false;
  for (size_t t = 0; t < n; t++)
    if (!isfinite (y[t]) || (positive && !(y[t] > 0)))
      return false;
  return true;
}

bool
am_ets_fit (const double *y, size_t n, AmEtsForm form, unsigned m, AmEtsWork *work, AmEts *fit)
{
  EtsLayout layout;
  double theta[ETS_MOST_PARAMETERS];
  int exponent;

  if (n > work->n || !is_usable (y, n, form, m))
    return false;
  ets_layout_init (&layout, form, m);
  exponent = find_exponent (y, n);
  for (size_t t = 0; t < n; t++)
    work->y[t] = ldexp (y[t], -exponent);
  if (!search_all (&layout, work, n, theta))
    return false;
  finish (&layout, theta, work, n, exponent, fit);
  return true;
}

/* Scaled as the values are. */
static void
take_start (const AmEts *fit, const double smoothing[4], int exponent, EtsStart *start)
{
  *start = (EtsStart) { fit->alpha, fit->beta, fit->gamma, fit->phi, fit->first };
  if (!isnan (smoothing[0]))
    start->alpha = fmin (fmax (smoothing[0], ETS_LEAST_SMOOTHING), ETS_MOST_SMOOTHING);
  if (!isnan (smoothing[1]))
    start->beta = smoothing[1];
  if (!isnan (smoothing[2]))
    start->gamma = smoothing[2];
  if (!isnan (smoothing[3]))
    start->phi = fmin (fmax (smoothing[3], ETS_LEAST_PHI), ETS_MOST_PHI);
  start->state.l = ldexp (start->state.l, -exponent);
  start->state.b = ldexp (start->state.b, -exponent);
  for (unsigned k = 0; k < fit->m && fit->form.season == AM_ETS_ADDITIVE_SEASON; k++)
    start->state.s[k] = ldexp (start->state.s[k], -exponent);
}

bool
am_ets_set_smoothing (const double *y, size_t n, const double smoothing[4], AmEtsWork *work, AmEts *fit)
{
  EtsLayout layout;
  EtsStart start;
  AmSes ses;
  double theta[ETS_MOST_PARAMETERS], value;
  int exponent = find_exponent (y, n);

  if (n > work->n)
    return false;
  for (size_t t = 0; t < n; t++)
    work->y[t] = ldexp (y[t], -exponent);
  ets_layout_init (&layout, fit->form, fit->m);
  take_start (fit, smoothing, exponent, &start);
  ets_layout_encode (&layout, &start, theta);
  if (layout.p == 2 && !layout.form.multiplicative_error)
    {
      if (!am_ses_fit_level (work->y, n, theta[0], &ses))
        return false;
      theta[1] = ses.l0;
    }
  else
    {
      ets_descend (&work->search, &layout, work->y, n, true, theta, &value);
      if (!isfinite (value))
        return false;
    }
  finish (&layout, theta, work, n, exponent, fit);
  return true;
}

bool
am_ets_auto (const double *y, size_t n, unsigned m, AmEtsWork *work, AmEts *fit)
{
  AmEtsForm forms[AM_ETS_MOST_FORMS];
  size_t n_forms = am_ets_list_forms (y, n, m, forms);
  bool found = false;
  AmEts one;

  for (size_t i = 0; i < n_forms; i++)
    if (am_ets_fit (y, n, forms[i], m, work, &one) && (!found || am_ets_is_better (&one, fit)))
      {
        *fit = one;
        found = true;
      }
  return found;
}
