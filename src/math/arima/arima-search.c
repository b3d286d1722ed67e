#include "math/arima/arima-search.h"

#include "math/arima/unit-root.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_MODELS 94
#define MOST_P 5
#define MOST_SEASONAL 2
#define MOST_D 2
#define SHORT 10                 /* fewer values than this begin with smaller models */
#define EXACT_N 150              /* up to here and to a season of EXACT_M the search itself is exact */
#define EXACT_M 12
#define MOST_GAPPED 300000.0     /* steps times the square of the state's size */
#define TINY 3                   /* up to this many values AIC, as AICc has none */

typedef struct { int p, q, P, Q; } Move;

/* In the order of auto.arima: what stands first is taken first. */
static const Move moves[] = {
  { 0, 0, -1, 0 }, { 0, 0, 0, -1 }, { 0, 0, 1, 0 }, { 0, 0, 0, 1 }, { 0, 0, -1, -1 }, { 0, 0, -1, 1 }, { 0, 0, 1, -1 }, { 0, 0, 1, 1 },
  { -1, 0, 0, 0 }, { 0, -1, 0, 0 }, { 1, 0, 0, 0 }, { 0, 1, 0, 0 }, { -1, -1, 0, 0 }, { -1, 1, 0, 0 }, { 1, -1, 0, 0 }, { 1, 1, 0, 0 },
};
#define N_MOVES (sizeof moves / sizeof moves[0])
#define N_STARTS 5

typedef struct { AmArimaOrder order; double criterion, coef[AM_ARIMA_MOST_COEF]; } Tried;

typedef enum { SEARCHING, REFITTING, DONE } Phase;

struct _AmArimaSearch
{
  AmArimaFitter *fitter, *exact;       /* of the filled series; `exact` is the same unless there are gaps */
  size_t n_values;
  AmArimaOrder most, now;              /* `most`: d, D and m too */
  bool may_have_constant, is_approximate;
  Phase phase;
  unsigned start;                      /* next of the starting models */
  size_t move;                         /* next of the moves; N_MOVES: the constant */
  unsigned n_tried;
  Tried tried[MOST_MODELS];
  AmArimaFit best;
  double least;                        /* its criterion; infinite: none yet */
};

/* ---- the series ---- */

/* A line between neighbours, the nearest value at the ends. */
static void
fill_by_line (double *y, size_t n)
{
  size_t before = n;

  for (size_t t = 0; t < n; t++)
    {
      size_t after = t;

      if (!isnan (y[t]))
        {
          before = t;
          continue;
        }
      while (after < n && isnan (y[after]))
        after++;
      if (before == n)
        y[t] = y[after];
      else if (after == n)
        y[t] = y[before];
      else
        y[t] = y[before] + (y[after] - y[before]) * (t - before) / (double) (after - before);
      before = t;
    }
}

/* profile[m]: mean of each step of the season less the mean of all. False when some step has no value. */
static bool
set_profile (const double *y, size_t n, unsigned m, double *profile)
{
  double total = 0;
  size_t n_values = 0;

  for (unsigned k = 0; k < m; k++)
    {
      double sum = 0;
      size_t count = 0;

      for (size_t t = k; t < n; t += m)
        if (!isnan (y[t]))
          {
            sum += y[t];
            count++;
          }
      if (count == 0)
        return false;
      profile[k] = sum / count;
      total += sum;
      n_values += count;
    }
  for (unsigned k = 0; k < m; k++)
    profile[k] -= total / n_values;
  return true;
}

void
am_arima_fill_gaps (double *y, size_t n, unsigned m)
{
  double *profile;
  bool is_seasonal;
  size_t n_values = 0;

  for (size_t t = 0; t < n; t++)
    n_values += !isnan (y[t]);
  if (n_values == n)
    return;
  profile = m > 1 && n >= m ? malloc (m * sizeof (double)) : NULL;
  is_seasonal = profile != NULL && set_profile (y, n, m, profile);
  for (size_t t = 0; is_seasonal && t < n; t++)
    y[t] -= profile[t % m];
  fill_by_line (y, n);
  for (size_t t = 0; is_seasonal && t < n; t++)
    y[t] += profile[t % m];
  free (profile);
}

bool
am_arima_filters_gaps (size_t n, unsigned m)
{
  double size = 3.0 * m + 6;

  return n * size * size <= MOST_GAPPED;
}

static AmArimaOrder
order_of (const AmArimaSearch *self, unsigned p, unsigned q, unsigned P, unsigned Q, bool constant)
{
  AmArimaOrder order = self->most;

  order.p = p;
  order.q = q;
  order.P = P;
  order.Q = Q;
  order.constant = constant;
  return order;
}

/* What the regressors leave, by ordinary least squares with a mean: differencing is decided on that. */
static void
take_out (AmArimaFitter *fitter, const double *x, size_t n, size_t n_x, double *y)
{
  AmArimaOrder order = { .m = 1, .constant = true };
  AmArimaFit fit;

  if (n_x == 0 || !am_arima_fit (fitter, &order, AM_ARIMA_CSS, &fit))
    return;
  for (size_t t = 0; t < n; t++)
    for (size_t k = 0; k < n_x; k++)
      y[t] -= fit.beta[k + 1] * x[t * n_x + k];
}

static bool
is_flat_after (const AmArimaSearch *self, const double *x, size_t n, size_t n_x, double *work)
{
  for (size_t k = 0; k < n_x; k++)
    {
      size_t left;

      for (size_t t = 0; t < n; t++)
        work[t] = x[t * n_x + k];
      if (am_is_constant (work, n))
        continue;
      left = am_arima_difference (&self->most, work, n);
      if (left > 0 && am_is_constant (work, left))
        return true;
    }
  return false;
}

static void
choose_differences (AmArimaSearch *self, double *y, size_t n, const double *x, size_t n_x, double *work)
{
  size_t left;

  self->most.D = am_nsdiffs (y, n, self->most.m);
  if (self->most.D > 0 && is_flat_after (self, x, n, n_x, work))
    self->most.D = 0;
  memcpy (work, y, n * sizeof (double));
  left = am_arima_difference (&self->most, work, n);
  memcpy (y, work, left * sizeof (double));
  self->most.d = am_ndiffs (y, left, MOST_D, work);
  if (self->most.d > 0 && is_flat_after (self, x, n, n_x, work))
    self->most.d--;
}

static unsigned
least_of (unsigned a, size_t b)
{
  return b < a ? (unsigned) b : a;
}

static void
set_limits (AmArimaSearch *self)
{
  size_t n = self->n_values;
  unsigned m = self->most.m;

  self->most.p = self->most.q = least_of (MOST_P, n / 3);
  self->most.P = self->most.Q = m > 1 ? least_of (MOST_SEASONAL, n / 3 / m) : 0;
  if (m > 1 && self->most.P > 0)
    self->most.p = self->most.q = least_of (self->most.p, m - 1);
}

/* As R: -2 loglik less n log (variance) of the smallest model, to lift conditional criteria beside exact ones. */
static void
set_offset (AmArimaSearch *self)
{
  AmArimaOrder order = order_of (self, 0, 0, 0, 0, self->most.d + self->most.D == 0);
  AmArimaFit fit;

  if (am_arima_fit (self->fitter, &order, AM_ARIMA_ML, &fit))
    am_arima_fitter_set_offset (self->fitter, -2 * fit.loglik - self->n_values * log (fmax (fit.variance, DBL_MIN)));
}

static bool
is_constant_after (const AmArimaSearch *self, const double *filled, size_t n, double *work)
{
  size_t left;

  memcpy (work, filled, n * sizeof (double));
  left = am_arima_difference (&self->most, work, n);
  return left == 0 || am_is_constant (work, left);
}

static bool
prepare (AmArimaSearch *self, const double *y, size_t n, const double *x, size_t n_x)
{
  double *filled = malloc (3 * n * sizeof (double)), *rest = filled + n, *work = rest + n;

  if (filled == NULL)
    return false;
  memcpy (filled, y, n * sizeof (double));
  for (size_t t = 0; t < n; t++)
    self->n_values += !isnan (y[t]);
  if (self->n_values > 0 && self->n_values < n)
    {
      am_arima_fill_gaps (filled, n, self->most.m);
      self->exact = am_arima_filters_gaps (n * (n_x + 1), self->most.m) ? am_arima_fitter_alloc (y, n, x, n_x) : NULL;
    }
  self->fitter = am_arima_fitter_alloc (filled, n, x, n_x);
  if (self->exact == NULL)
    self->exact = self->fitter;
  if (self->fitter != NULL && self->exact != NULL)
    {
      memcpy (rest, filled, n * sizeof (double));
      take_out (self->fitter, x, n, n_x, rest);
      choose_differences (self, rest, n, x, n_x, work);
      set_limits (self);
      self->may_have_constant = self->most.d + self->most.D < 2;
      self->is_approximate = n > EXACT_N || self->most.m > EXACT_M;
      if (is_constant_after (self, filled, n, work))
        self->phase = DONE;
      else if (self->is_approximate)
        set_offset (self);
    }
  free (filled);
  return self->fitter != NULL && self->exact != NULL;
}

AmArimaSearch *
am_arima_search_alloc (const double *y, size_t n, const double *x, size_t n_x, unsigned m)
{
  AmArimaSearch *self = calloc (1, sizeof *self);

  if (self == NULL)
    return NULL;
  self->most.m = m > 1 ? m : 1;
  self->least = INFINITY;
  if (prepare (self, y, n, x, n_x))
    return self;
  am_arima_search_free (self);
  return NULL;
}

void
am_arima_search_free (AmArimaSearch *self)
{
  if (self == NULL)
    return;
  if (self->exact != self->fitter)
    am_arima_fitter_free (self->exact);
  am_arima_fitter_free (self->fitter);
  free (self);
}

/* ---- trying ---- */

static double
criterion_of (const AmArimaSearch *self, const AmArimaFit *fit)
{
  double value = self->n_values <= TINY ? fit->aic : fit->aicc;

  return isfinite (value) ? value : INFINITY;
}

static bool
was_tried (const AmArimaSearch *self, const AmArimaOrder *order)
{
  for (unsigned i = 0; i < self->n_tried; i++)
    {
      const AmArimaOrder *one = &self->tried[i].order;

      if (one->p == order->p && one->q == order->q && one->P == order->P && one->Q == order->Q && one->constant == order->constant)
        return true;
    }
  return false;
}

static void
copy_shared (const double *from, unsigned n_from, double *to, unsigned n_to)
{
  memcpy (to, from, (n_from < n_to ? n_from : n_to) * sizeof (double));
}

/* Coefficients that both models have from the one that was fitted, 0 for the rest. */
static void
start_from (const AmArimaFit *fit, const AmArimaOrder *order, double *start)
{
  const AmArimaOrder *old = &fit->order;

  memset (start, 0, AM_ARIMA_MOST_COEF * sizeof (double));
  copy_shared (fit->coef, old->p, start, order->p);
  copy_shared (fit->coef + old->p, old->q, start + order->p, order->q);
  copy_shared (fit->coef + old->p + old->q, old->P, start + order->p + order->q, order->P);
  copy_shared (fit->coef + old->p + old->q + old->P, old->Q, start + order->p + order->q + order->P, order->Q);
}

/* A model whose conditional fit is not stationary is refused, as in R, whatever the likelihood would make of it. */
static bool
is_sound (AmArimaSearch *self, const AmArimaFit *fit)
{
  return !fit->left_region && am_arima_is_sound (self->fitter, fit);
}

/* Soundness costs as much as the fit: it is asked only of a model that would win. The conditional sum of squares may have several
 * low points; when the one found is not sound, the one next to the best model so far may be. */
static double
fit_to_win (AmArimaSearch *self, const AmArimaOrder *order, AmArimaFit *fit)
{
  AmArimaMethod method = self->is_approximate ? AM_ARIMA_CSS : AM_ARIMA_ML;
  double criterion = am_arima_fit (self->fitter, order, method, fit) ? criterion_of (self, fit) : INFINITY, start[AM_ARIMA_MOST_COEF];

  if (criterion >= self->least || is_sound (self, fit))
    return criterion;
  if (!isfinite (self->least) || !self->is_approximate)
    return INFINITY;
  start_from (&self->best, order, start);
  criterion = am_arima_fit_from (self->fitter, order, method, start, fit) ? criterion_of (self, fit) : INFINITY;
  return criterion >= self->least || is_sound (self, fit) ? criterion : INFINITY;
}

/* True when it becomes the best. */
static bool
try_order (AmArimaSearch *self, const AmArimaOrder *order)
{
  AmArimaFit fit;
  double criterion = fit_to_win (self, order, &fit);

  self->tried[self->n_tried] = (Tried) { *order, criterion };
  memcpy (self->tried[self->n_tried++].coef, fit.coef, sizeof fit.coef);
  if (criterion >= self->least)
    return false;
  self->best = fit;
  self->least = criterion;
  self->now = *order;
  return true;
}

static bool
try_start (AmArimaSearch *self)
{
  const AmArimaOrder *most = &self->most;
  bool constant = self->may_have_constant, is_short = self->n_values < SHORT;
  AmArimaOrder order = { 0 };

  switch (self->start++)
    {
    case 0:
      order = order_of (self, least_of (is_short ? 1 : 2, most->p), least_of (is_short ? 1 : 2, most->q),
                        least_of (is_short ? 0 : 1, most->P), least_of (is_short ? 0 : 1, most->Q), constant);
      self->now = order;
      break;
    case 1:
      order = order_of (self, 0, 0, 0, 0, constant);
      break;
    case 2:
      order = order_of (self, most->p > 0, 0, most->P > 0, 0, constant);
      break;
    case 3:
      order = order_of (self, 0, most->q > 0, 0, most->Q > 0, constant);
      break;
    default:
      order = order_of (self, 0, 0, 0, 0, false);
      break;
    }
  if (was_tried (self, &order) || !try_order (self, &order))
    return false;
  /* auto.arima goes on with a constant even when the model without one is the best so far. */
  self->now.constant = constant;
  return true;
}

static bool
next_order (AmArimaSearch *self, AmArimaOrder *order)
{
  for (; self->move <= N_MOVES; self->move++)
    {
      *order = self->now;
      if (self->move == N_MOVES)
        {
          order->constant = !order->constant;
          if (self->may_have_constant && !was_tried (self, order))
            return true;
          continue;
        }
      order->p += moves[self->move].p;
      order->q += moves[self->move].q;
      order->P += moves[self->move].P;
      order->Q += moves[self->move].Q;
      /* Below 0 wraps around to above the limit. */
      if (order->p <= self->most.p && order->q <= self->most.q && order->P <= self->most.P && order->Q <= self->most.Q && !was_tried (self, order))
        return true;
    }
  return false;
}

static void
finish_search (AmArimaSearch *self)
{
  self->phase = self->is_approximate || self->exact != self->fitter || !isfinite (self->least) ? REFITTING : DONE;
  if (self->phase == REFITTING)
    self->least = INFINITY;
}

/* The best by the search that has not been fitted again yet. */
static Tried *
best_left (AmArimaSearch *self)
{
  Tried *best = NULL;

  for (unsigned i = 0; i < self->n_tried; i++)
    if (isfinite (self->tried[i].criterion) && (best == NULL || self->tried[i].criterion < best->criterion))
      best = &self->tried[i];
  return best;
}

static void
refit_one (AmArimaSearch *self)
{
  Tried *next = best_left (self);
  AmArimaFit fit;

  self->phase = DONE;
  if (next == NULL)
    return;
  if (am_arima_fit_from (self->exact, &next->order, AM_ARIMA_ML, next->coef, &fit) && isfinite (criterion_of (self, &fit)) && am_arima_is_sound (self->exact, &fit))
    {
      self->best = fit;
      self->least = criterion_of (self, &fit);
      return;
    }
  next->criterion = INFINITY;
  self->phase = REFITTING;
}

bool
am_arima_search_step (AmArimaSearch *self)
{
  AmArimaOrder order;

  if (self->phase == REFITTING)
    refit_one (self);
  else if (self->phase == SEARCHING && self->start < N_STARTS)
    try_start (self);
  else if (self->phase == SEARCHING && self->n_tried < MOST_MODELS && next_order (self, &order))
    self->move = try_order (self, &order) ? 0 : self->move + 1;
  else if (self->phase == SEARCHING)
    finish_search (self);
  return self->phase != DONE;
}

/* When nothing passes, and when the differenced series is constant: differencing with a constant, taken as it is. */
bool
am_arima_search_finish (const AmArimaSearch *self, AmArimaFit *best)
{
  AmArimaOrder order = order_of (self, 0, 0, 0, 0, self->may_have_constant);

  if (isfinite (self->least))
    {
      *best = self->best;
      return true;
    }
  if (am_arima_fit (self->exact, &order, AM_ARIMA_ML, best))
    return true;
  order.constant = false;
  if (am_arima_fit (self->exact, &order, AM_ARIMA_ML, best))
    return true;
  order.d = order.D = 0;
  order.constant = true;
  return am_arima_fit (self->exact, &order, AM_ARIMA_ML, best);
}

unsigned
am_arima_search_get_n_tried (const AmArimaSearch *self)
{
  return self->n_tried;
}

bool
am_arima_search_is_approximate (const AmArimaSearch *self)
{
  return self->is_approximate;
}
