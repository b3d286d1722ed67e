#include "analysis/anomaly/season-smoother.h"

#include "math/detection/detection-score.h"

#include <math.h>
#include <string.h>

#define N_LEVEL 3
#define N_SEASON 3
#define N_PAIRS (N_LEVEL * N_SEASON)
#define BAND_ERRORS 1000
#define SPREAD_WEIGHT 0.05
#define MOST_SIZE 4

static const double level_weight[N_LEVEL] = { 0.02, 0.1, 0.4 }, season_weight[N_SEASON] = { 0.02, 0.1, 0.3 };

typedef struct { double level, squares, *season; } Pair;

struct _SeasonSmoother
{
  gsize season, step, n_start;         /* step in the season; values seen of the two seasons it starts from */
  double *start;                       /* [2 season] */
  gboolean is_started;
  Pair pair[N_PAIRS];
  gsize n_errors;
  double spread;                       /* smoothed squared error */
  double ring[BAND_ERRORS], sorted[BAND_ERRORS];
  gsize n_ring, next;
};

SeasonSmoother *
season_smoother_new (gint64 season)
{
  SeasonSmoother *self = g_new0 (SeasonSmoother, 1);

  self->season = MAX (season, 1);
  self->start = g_new (double, 2 * self->season);
  for (guint i = 0; i < N_PAIRS; i++)
    self->pair[i].season = g_new0 (double, self->season);
  return self;
}

void
season_smoother_free (SeasonSmoother *self)
{
  if (self == NULL)
    return;
  g_free (self->start);
  for (guint i = 0; i < N_PAIRS; i++)
    g_free (self->pair[i].season);
  g_free (self);
}

/* Two seasons give the first level and season; a step without a value in either is as the level. */
static void
start (SeasonSmoother *self)
{
  double sum = 0, level;
  gsize n = 0;

  for (gsize i = 0; i < 2 * self->season; i++)
    if (!isnan (self->start[i]))
      {
        sum += self->start[i];
        n++;
      }
  if (n == 0)
    return;
  level = sum / n;
  for (gsize i = 0; i < self->season; i++)
    {
      double a = self->start[i], b = self->start[i + self->season];
      double usual = isnan (a) ? b : isnan (b) ? a : (a + b) / 2;

      for (guint k = 0; k < N_PAIRS; k++)
        self->pair[k].season[i] = isnan (usual) || self->season == 1 ? 0 : usual - level;
    }
  for (guint k = 0; k < N_PAIRS; k++)
    self->pair[k].level = level;
  self->is_started = TRUE;
}

static const Pair *
best_pair (const SeasonSmoother *self)
{
  const Pair *best = &self->pair[N_PAIRS / 2];

  for (guint k = 0; k < N_PAIRS; k++)
    if (self->pair[k].squares < best->squares)
      best = &self->pair[k];
  return best;
}

/* An error far beyond the usual moves level and season as one of the largest usual size would. */
static void
learn (SeasonSmoother *self, double y, double most)
{
  for (guint k = 0; k < N_PAIRS; k++)
    {
      Pair *pair = &self->pair[k];
      double error = y - pair->level - pair->season[self->step], used = CLAMP (error, -most, most);
      double a = level_weight[k / N_SEASON], c = self->season > 1 ? season_weight[k % N_SEASON] : 0;

      pair->squares += used * used;
      pair->level += a * used;
      pair->season[self->step] += c * (1 - a) * used;
    }
}

/* ---- the band ---- */

static gsize
find_place (const double *sorted, gsize n, double size)
{
  gsize low = 0, high = n;

  while (low < high)
    {
      gsize middle = (low + high) / 2;

      if (sorted[middle] < size)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
band_push (SeasonSmoother *self, double size)
{
  gsize at;

  if (self->n_ring == BAND_ERRORS)
    {
      at = find_place (self->sorted, self->n_ring, self->ring[self->next]);
      memmove (self->sorted + at, self->sorted + at + 1, (self->n_ring - at - 1) * sizeof (double));
      self->n_ring--;
    }
  at = find_place (self->sorted, self->n_ring, size);
  memmove (self->sorted + at + 1, self->sorted + at, (self->n_ring - at) * sizeof (double));
  self->sorted[at] = size;
  self->n_ring++;
  self->ring[self->next] = size;
  self->next = (self->next + 1) % BAND_ERRORS;
}

/* The ceil((n + 1) 0.99)-th smallest error. */
static double
band_width (const SeasonSmoother *self)
{
  gsize rank = (gsize) ceil ((self->n_ring + 1) * 0.99);

  return rank <= self->n_ring ? self->sorted[rank - 1] : NAN;
}

/* An error after a past without any is as large as a score can be. */
static double
over (double error, double spread)
{
  if (isnan (spread))
    return NAN;
  return spread > 0 ? am_score_bounded (error / spread) : error == 0 ? 0 : copysign (AM_SCORE_LARGEST, error);
}

static void
one_step (SeasonSmoother *self, double y, double *forecast, double *score, double *breach)
{
  double error, spread, size;

  if (!self->is_started)
    {
      self->start[self->n_start++] = y;
      if (self->n_start < 2 * self->season)
        return;
      start (self);
      self->n_start = 0;
      return;
    }
  *forecast = best_pair (self)->level + best_pair (self)->season[self->step];
  if (isnan (y))
    return;

  error = y - *forecast;
  if (fabs (error) <= 1e-9 * fabs (*forecast))
    error = 0;
  spread = self->n_errors >= SEASON_SMOOTHER_LEAST ? sqrt (self->spread) : NAN;
  *score = over (error, spread);
  *breach = over (error, band_width (self));

  size = spread > 0 ? MIN (fabs (error), MOST_SIZE * spread) : fabs (error);
  learn (self, y, spread > 0 ? MOST_SIZE * spread : HUGE_VAL);
  self->n_errors++;
  /* The plain mean at first: an early error must not weigh as much as twenty. */
  self->spread += (size * size - self->spread) * MAX (SPREAD_WEIGHT, 1.0 / self->n_errors);
  band_push (self, fabs (error));
}

void
season_smoother_run (SeasonSmoother *self, const double *y, gsize n, double *forecast, double *score, double *breach)
{
  for (gsize t = 0; t < n; t++)
    {
      double f = NAN, s = NAN, b = NAN;

      one_step (self, y[t], &f, &s, &b);
      self->step = (self->step + 1) % self->season;
      if (forecast != NULL)
        forecast[t] = f;
      if (score != NULL)
        score[t] = s;
      if (breach != NULL)
        breach[t] = b;
    }
}
