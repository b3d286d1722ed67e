#include "math/sensitivity/boundary-search.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/distribution.h"
#include "math/sensitivity/cell-search.h"
#include "math/sensitivity/counter-random.h"
#include "math/sensitivity/gaussian-copula.h"

#define MOST_POINTS 12             /* along a ray */
#define LEAST_POINTS 5
#define MOST_STARTS 5              /* rays that are made better */
#define MOST_CANDIDATES 24         /* rays that are halved down to the limit */
#define MOST_SIMPLEX 8             /* inputs that the simplex turns */
#define MOST_TURNS 12              /* by gradients */
#define MOST_SWEEPS 12
#define NOTHING 1e-9               /* standard deviations; nothing is gained below */

struct _AmBoundarySearch
{
  AmBoundaryProblem p;
  double *r, *l, *precision, *low, *high, *steps;      /* r, l, precision NULL: plain distance; steps NULL: none */
  size_t n_rays, n_points, n_runs;
  double *directions;              /* [n_rays * k], of size 1 */
  double *reach;                   /* [n_rays]: where the box lets nothing go on */
  double *z, *y;                   /* [n_rays * n_points (* k)] */
  double base;
  size_t *order;                   /* inputs by how much they move the function */
};

/* One search: what it looks for, how much it has used, the best it has met. */
typedef struct
{
  const AmBoundarySearch *s;
  const AmBoundaryLimit *limit;
  void *data;
  AmBoundaryMove *move;
  double *best;                    /* [k]; crossing once move->is_crossed */
  double gap;                      /* while nothing crosses: how far the value of best is from the limit */
  size_t allowance;                /* runs */
  bool is_stopped;
} Search;

/* ---- small things ---- */

static double
size_of (const AmBoundarySearch *self, const double *z)
{
  size_t k = self->p.k;
  double sum = 0;

  if (self->precision == NULL)
    {
      for (size_t i = 0; i < k; i++)
        sum += z[i] * z[i];
      return sqrt (sum);
    }
  for (size_t i = 0; i < k; i++)
    if (z[i] != 0)
      {
        double row = 0;

        for (size_t j = 0; j < k; j++)
          row += self->precision[i * k + j] * z[j];
        sum += z[i] * row;
      }
  return sqrt (fmax (sum, 0));
}

double
am_boundary_search_get_size (const AmBoundarySearch *self, const double *z)
{
  return size_of (self, z);
}

double
am_boundary_search_get_base (const AmBoundarySearch *self)
{
  return self->base;
}

size_t
am_boundary_search_get_n_runs (const AmBoundarySearch *self)
{
  return self->n_runs;
}

static double
clip (double x, double low, double high)
{
  return x < low ? low : x > high ? high : x;
}

static void
place (const AmBoundarySearch *self, const double *direction, double t, double *z)
{
  for (size_t i = 0; i < self->p.k; i++)
    z[i] = clip (t * direction[i], self->low[i], self->high[i]);
}

/* To size 1; false: it leads nowhere. */
static bool
normalise (const AmBoundarySearch *self, double *direction)
{
  double size = size_of (self, direction);

  if (!(size > 0) || !isfinite (size))
    return false;
  for (size_t i = 0; i < self->p.k; i++)
    direction[i] /= size;
  return true;
}

/* R g: where a linear function of gradient g rises most for the size of the move. */
static void
steepest (const AmBoundarySearch *self, const double *g, double *direction)
{
  size_t k = self->p.k;

  for (size_t i = 0; i < k; i++)
    {
      direction[i] = self->r == NULL ? g[i] : 0;
      for (size_t j = 0; self->r != NULL && j < k; j++)
        direction[i] += self->r[i * k + j] * g[j];
    }
}

/* ---- making ---- */

/* Inverse of l l', l a lower triangle. */
static double *
invert (const double *l, size_t k)
{
  double *inverse = calloc (k * k, sizeof *inverse), *m = calloc (k * k, sizeof *m);

  for (size_t c = 0; inverse != NULL && m != NULL && c < k; c++)      /* m = l^-1, column by column */
    for (size_t i = c; i < k; i++)
      {
        double sum = i == c ? 1 : 0;

        for (size_t j = c; j < i; j++)
          sum -= l[i * k + j] * m[j * k + c];
        m[i * k + c] = sum / l[i * k + i];
      }
  for (size_t i = 0; inverse != NULL && m != NULL && i < k; i++)
    for (size_t j = 0; j <= i; j++)
      {
        double sum = 0;

        for (size_t c = i; c < k; c++)
          sum += m[c * k + i] * m[c * k + j];
        inverse[i * k + j] = inverse[j * k + i] = sum;
      }
  free (m);
  return inverse;
}

static double *
copy (const double *x, size_t n)
{
  double *y = malloc ((n + 1) * sizeof *y);

  if (y != NULL)
    memcpy (y, x, n * sizeof *y);
  return y;
}

void
am_boundary_search_free (AmBoundarySearch *self)
{
  if (self == NULL)
    return;
  free (self->r);
  free (self->l);
  free (self->precision);
  free (self->low);
  free (self->high);
  free (self->steps);
  free (self->directions);
  free (self->reach);
  free (self->z);
  free (self->y);
  free (self->order);
  free (self);
}

static bool
take_problem (AmBoundarySearch *self, const AmBoundaryProblem *problem)
{
  size_t k = problem->k;

  self->p = *problem;
  self->low = copy (problem->low, k);
  self->high = copy (problem->high, k);
  self->order = malloc ((k + 1) * sizeof *self->order);
  if (self->low == NULL || self->high == NULL || self->order == NULL)
    return false;
  self->steps = problem->steps != NULL ? copy (problem->steps, k) : NULL;
  if (problem->steps != NULL && self->steps == NULL)
    return false;
  if (problem->correlations == NULL)
    return true;
  self->r = copy (problem->correlations, k * k);
  self->l = copy (problem->correlations, k * k);
  if (self->r == NULL || self->l == NULL || !am_cholesky (self->l, k))
    return false;
  self->precision = invert (self->l, k);
  return self->precision != NULL;
}

static bool
run (AmBoundarySearch *self, double *z, size_t n, double *y)
{
  self->n_runs += n;
  return n == 0 || self->p.evaluate (self->p.data, z, n, y);
}

/* Slopes between -h and h (less where the box ends), all inputs. */
static bool
slopes_at_rest (AmBoundarySearch *self, double h, double *g)
{
  size_t k = self->p.k;
  double *z = calloc (2 * k * k + 1, sizeof *z), *y = malloc ((2 * k + 1) * sizeof *y);
  bool is_done = z != NULL && y != NULL;

  for (size_t i = 0; is_done && i < k; i++)
    {
      z[2 * i * k + i] = fmax (-h, self->low[i]);
      z[(2 * i + 1) * k + i] = fmin (h, self->high[i]);
    }
  is_done = is_done && run (self, z, 2 * k, y);
  for (size_t i = 0; is_done && i < k; i++)
    {
      double width = z[(2 * i + 1) * k + i] - z[2 * i * k + i], rise = y[2 * i + 1] - y[2 * i];

      g[i] = width > 0 && isfinite (rise) ? rise / width : 0;
    }
  free (z);
  free (y);
  return is_done;
}

typedef struct { double key; size_t index; } Keyed;

/* By falling key, equal ones in their own order. */
static int
compare_keyed (const void *a, const void *b)
{
  const Keyed *x = a, *y = b;

  return x->key != y->key ? (x->key < y->key) - (x->key > y->key) : (x->index > y->index) - (x->index < y->index);
}

static bool
order_inputs (size_t *order, const double *key, size_t k)
{
  Keyed *keyed = malloc ((k + 1) * sizeof *keyed);

  if (keyed == NULL)
    return false;
  for (size_t i = 0; i < k; i++)
    keyed[i] = (Keyed) { fabs (key[i]), i };
  qsort (keyed, k, sizeof *keyed, compare_keyed);
  for (size_t i = 0; i < k; i++)
    order[i] = keyed[i].index;
  free (keyed);
  return true;
}

static void
add_ray (AmBoundarySearch *self, const double *direction, double sign)
{
  double *to = self->directions + self->n_rays * self->p.k;

  for (size_t i = 0; i < self->p.k; i++)
    to[i] = sign * direction[i];
  if (normalise (self, to))
    self->n_rays++;
}

/* Gradients of three widths: of steps the narrow ones see nothing, of bends the wide ones too much. Whole, and with the largest parts alone. */
static bool
add_gradients (AmBoundarySearch *self, double *work)
{
  static const double widths[] = { 1, 0.1, 3 };
  static const size_t parts[] = { 2, 3, 5, 8 };
  size_t k = self->p.k;
  double *g = work, *part = work + k, *direction = work + 2 * k;
  size_t *order = malloc ((k + 1) * sizeof *order);
  bool is_done = order != NULL;

  for (size_t w = 0; is_done && w < sizeof widths / sizeof *widths; w++)
    {
      is_done = slopes_at_rest (self, widths[w], g) && order_inputs (order, g, k);
      if (!is_done)
        break;
      if (w == 0)
        memcpy (self->order, order, k * sizeof *order);
      steepest (self, g, direction);
      for (int sign = -1; sign <= 1; sign += 2)
        {
          add_ray (self, direction, sign);
          if (self->r != NULL)
            add_ray (self, g, sign);
        }
      for (size_t m = 0; w != 1 && m < sizeof parts / sizeof *parts && parts[m] < k; m++)
        {
          memset (part, 0, k * sizeof *part);
          for (size_t i = 0; i < parts[m]; i++)
            part[order[i]] = g[order[i]];
          for (int sign = -1; sign <= 1; sign += 2)
            add_ray (self, part, sign);
        }
    }
  free (order);
  return is_done;
}

static void
add_alone (AmBoundarySearch *self, size_t most, double *work)
{
  size_t k = self->p.k;

  for (size_t rank = 0; rank < k && rank < most; rank++)
    for (int sign = -1; sign <= 1; sign += 2)
      {
        memset (work, 0, k * sizeof *work);
        work[self->order[rank]] = 1;
        add_ray (self, work, sign);
        if (self->r == NULL)
          continue;
        for (size_t j = 0; j < k; j++)      /* with what usually comes with it */
          work[j] = self->r[j * k + self->order[rank]];
        add_ray (self, work, sign);
      }
}

static void
add_random (AmBoundarySearch *self, size_t n, double *work)
{
  AmRandom random = { self->p.seed };
  size_t k = self->p.k;

  for (size_t ray = 0; ray < n; ray++)
    {
      double *e = work + k;

      for (size_t i = 0; i < k; i++)
        e[i] = am_normal_quantile (am_random_uniform (&random));
      for (size_t i = 0; i < k; i++)
        {
          work[i] = self->l == NULL ? e[i] : 0;
          for (size_t j = 0; self->l != NULL && j <= i; j++)
            work[i] += self->l[i * k + j] * e[j];
        }
      add_ray (self, work, 1);
      add_ray (self, work, -1);
    }
}

/* How far until nothing goes on. */
static double
find_reach (const AmBoundarySearch *self, const double *direction)
{
  double reach = 0;

  for (size_t i = 0; i < self->p.k; i++)
    if (direction[i] != 0)
      reach = fmax (reach, (direction[i] > 0 ? self->high[i] : self->low[i]) / direction[i]);
  return reach;
}

/* Without inputs that hardly go along, which would stretch the ray far beyond where anything else is. */
static double
find_useful_reach (const AmBoundarySearch *self, const double *direction)
{
  double reach = find_reach (self, direction), most = 0, widest = 0, useful = 0;

  for (size_t i = 0; i < self->p.k; i++)
    {
      most = fmax (most, fabs (direction[i]));
      widest = fmax (widest, fmax (self->high[i], -self->low[i]));
    }
  for (size_t i = 0; i < self->p.k; i++)
    if (fabs (direction[i]) >= 0.1 * most)
      useful = fmax (useful, (direction[i] > 0 ? self->high[i] : self->low[i]) / direction[i]);
  return useful > 0 ? fmin (reach, useful) : fmin (reach, most > 0 ? widest / most : reach);
}

static double
point_of (const AmBoundarySearch *self, size_t ray, size_t point)
{
  return self->reach[ray] * pow ((point + 1.0) / self->n_points, 1.5);
}

static bool
run_rays (AmBoundarySearch *self)
{
  size_t k = self->p.k, n = self->n_rays * self->n_points;

  self->reach = malloc ((self->n_rays + 1) * sizeof *self->reach);
  self->z = malloc ((n * k + 1) * sizeof *self->z);
  self->y = malloc ((n + 1) * sizeof *self->y);
  if (self->reach == NULL || self->z == NULL || self->y == NULL)
    return false;
  for (size_t ray = 0; ray < self->n_rays; ray++)
    {
      self->reach[ray] = find_useful_reach (self, self->directions + ray * k);
      for (size_t point = 0; point < self->n_points; point++)
        place (self, self->directions + ray * k, point_of (self, ray, point), self->z + (ray * self->n_points + point) * k);
    }
  return run (self, self->z, n, self->y);
}

static bool
make_rays (AmBoundarySearch *self)
{
  size_t k = self->p.k, spent = 6 * k, left = self->p.most_runs > spent + 50 ? self->p.most_runs - spent : 50;
  size_t n_gradient = 40, n_random = 8 + k < 40 ? 8 + k : 40;
  size_t n_alone, per_alone = self->p.correlations != NULL ? 4 : 2, n_rays;
  double *work = calloc (3 * k + 1, sizeof *work);
  bool is_done;

  if (left < (n_gradient + 2 * n_random) * 2 * LEAST_POINTS)
    n_random = 4;
  n_alone = left / LEAST_POINTS > n_gradient + 2 * n_random ? (left / LEAST_POINTS - n_gradient - 2 * n_random) / per_alone : 1;
  n_alone = n_alone < k ? n_alone : k;
  n_rays = n_gradient + per_alone * n_alone + 2 * n_random;
  self->directions = malloc ((n_rays * k + 1) * sizeof *self->directions);
  self->n_points = (size_t) clip ((double) left / n_rays, LEAST_POINTS, MOST_POINTS);
  is_done = work != NULL && self->directions != NULL && run (self, work, 1, &self->base);
  if (is_done)
    memset (work, 0, k * sizeof *work);
  is_done = is_done && add_gradients (self, work);
  if (is_done)
    {
      add_alone (self, n_alone, work);
      add_random (self, n_random, work);
    }
  free (work);
  return is_done && run_rays (self);
}

AmBoundarySearch *
am_boundary_search_new (const AmBoundaryProblem *problem)
{
  AmBoundarySearch *self = calloc (1, sizeof *self);

  if (self != NULL && take_problem (self, problem) && make_rays (self))
    return self;
  am_boundary_search_free (self);
  return NULL;
}

/* ---- searching ---- */

static bool
is_over (const Search *search, double y)
{
  double limit = search->limit->limit;

  if (isnan (y))
    return false;
  if (y == limit)
    return !search->limit->is_strict;
  return search->limit->is_above ? y > limit : y < limit;
}

/* Takes note of a point that was evaluated. */
static void
meet (Search *search, const double *z, double y)
{
  size_t bytes = search->s->p.k * sizeof *z;

  if (isnan (y))
    return;
  if (is_over (search, y))
    {
      double size = size_of (search->s, z);

      if (search->move->is_crossed && !(size < search->move->size))
        return;
      search->move->is_crossed = true;
      search->move->size = size;
      search->move->value = y;
      memcpy (search->best, z, bytes);
    }
  else if (!search->move->is_crossed)
    {
      double gap = search->limit->is_above ? search->limit->limit - y : y - search->limit->limit;

      if (!isnan (search->gap) && !(gap < search->gap))
        return;
      search->gap = gap;
      search->move->size = size_of (search->s, z);
      search->move->value = y;
      memcpy (search->best, z, bytes);
    }
}

static bool
evaluate (Search *search, double *z, size_t n, double *y)
{
  const AmBoundarySearch *self = search->s;

  if (search->is_stopped || n == 0)
    return !search->is_stopped;
  search->is_stopped = !self->p.evaluate (search->data, z, n, y);
  search->move->n_runs += n;
  for (size_t i = 0; !search->is_stopped && i < n; i++)
    meet (search, z + i * self->p.k, y[i]);
  return !search->is_stopped;
}

static bool
may_spend (const Search *search, size_t n)
{
  return search->move->n_runs + n <= search->allowance;
}

/* A ray on which something is known to cross. */
typedef struct
{
  const double *direction;
  double low, high, size;          /* not crossed at low; crossed at high, where the move has that size */
} Crossing;

static int
compare_crossings (const void *a, const void *b)
{
  const Crossing *x = a, *y = b;

  return (x->size > y->size) - (x->size < y->size);
}

static double
size_at (const Search *search, const double *direction, double t, double *z)
{
  place (search->s, direction, t, z);
  return size_of (search->s, z);
}

/* All at once, to a share of where they cross; those that cannot become the smallest any more are left as they are. */
static bool
halve (Search *search, Crossing *crossings, size_t n, double tolerance)
{
  size_t k = search->s->p.k;
  double *z = malloc (((n + 1) * k + n + 1) * sizeof *z), *y = z + (n + 1) * k;
  size_t *which = malloc ((n + 1) * sizeof *which);
  bool is_done = z != NULL && which != NULL;

  for (unsigned round = 0; is_done && round < 60; round++)
    {
      size_t m = 0;

      for (size_t c = 0; c < n; c++)
        if (crossings[c].high - crossings[c].low > tolerance * fmax (crossings[c].high, NOTHING) && size_at (search, crossings[c].direction, crossings[c].low, z + n * k) < search->move->size)
          {
            place (search->s, crossings[c].direction, (crossings[c].low + crossings[c].high) / 2, z + m * k);
            which[m++] = c;
          }
      if (m == 0)
        break;
      is_done = evaluate (search, z, m, y);
      for (size_t i = 0; is_done && i < m; i++)
        {
          Crossing *crossing = &crossings[which[i]];
          double middle = (crossing->low + crossing->high) / 2;

          if (is_over (search, y[i]))
            {
              crossing->high = middle;
              crossing->size = size_of (search->s, z + i * k);
            }
          else
            crossing->low = middle;
        }
    }
  free (z);
  free (which);
  return is_done;
}

/* From what the rays have shown already. */
static size_t
find_crossings (Search *search, Crossing *crossings)
{
  const AmBoundarySearch *self = search->s;
  size_t n = 0;

  for (size_t ray = 0; ray < self->n_rays; ray++)
    for (size_t point = 0; point < self->n_points; point++)
      {
        size_t at = ray * self->n_points + point;

        meet (search, self->z + at * self->p.k, self->y[at]);
        if (!is_over (search, self->y[at]))
          continue;
        crossings[n++] = (Crossing) { self->directions + ray * self->p.k, point > 0 ? point_of (self, ray, point - 1) : 0, point_of (self, ray, point),
                                      size_of (self, self->z + at * self->p.k) };
        break;
      }
  qsort (crossings, n, sizeof *crossings, compare_crossings);
  return n;
}

/* How far a direction must go, looked for between none and most: in steps of ninths, the points of a step together. Infinite: it does not cross there. */
static double
find_distance (Search *search, const double *direction, double most, unsigned rounds, double *size)
{
  enum { PARTS = 8 };
  size_t k = search->s->p.k;
  double *z = malloc (PARTS * k * sizeof *z), y[PARTS], low = 0.4 * most, high = INFINITY;

  *size = INFINITY;
  for (unsigned round = 0; z != NULL && round < rounds; round++)
    {
      double top = isfinite (high) ? high : most, bottom = low;
      /* the top of the first round has not been looked at yet */
      double step = (top - bottom) / (PARTS + (isfinite (high) ? 1 : 0));

      for (size_t i = 0; i < PARTS; i++)
        place (search->s, direction, bottom + (i + 1) * step, z + i * k);
      if (!evaluate (search, z, PARTS, y))
        break;
      for (size_t i = 0; i < PARTS; i++)
        if (is_over (search, y[i]))
          {
            high = bottom + (i + 1) * step;
            *size = size_of (search->s, z + i * k);
            break;
          }
        else
          low = bottom + (i + 1) * step;
      if (!isfinite (high))
        break;
    }
  free (z);
  return high;
}

/* ---- turning a direction by gradients at the limit ---- */

static bool
slopes_at (Search *search, const double *at, double h, double *g)
{
  const AmBoundarySearch *self = search->s;
  size_t k = self->p.k;
  double *z = malloc ((2 * k * k + 2 * k + 1) * sizeof *z), *y = z + 2 * k * k;
  bool is_done = z != NULL;

  for (size_t i = 0; is_done && i < 2 * k; i++)
    {
      memcpy (z + i * k, at, k * sizeof *at);
      z[i * k + i / 2] = clip (at[i / 2] + (i % 2 == 1 ? h : -h), self->low[i / 2], self->high[i / 2]);
    }
  is_done = is_done && evaluate (search, z, 2 * k, y);
  for (size_t i = 0; is_done && i < k; i++)
    {
      double width = z[(2 * i + 1) * k + i] - z[2 * i * k + i], rise = y[2 * i + 1] - y[2 * i];

      g[i] = width > 0 && isfinite (rise) ? rise / width : 0;
      if (!search->limit->is_above)
        g[i] = -g[i];
    }
  free (z);
  return is_done;
}

/* Part of the way from where it is to where the gradient points. */
static void
mix (const Search *search, const double *now, const double *wanted, double share, double *direction)
{
  double size = size_of (search->s, now);

  for (size_t i = 0; i < search->s->p.k; i++)
    direction[i] = (1 - share) * now[i] / size + share * wanted[i];
  normalise (search->s, direction);
}

/* Rackwitz and Fiessler's step, whole and shortened: those that are over the limit at less than the size so far are better, and halved down to it.
 * now: a point that crosses, changed to the smallest found. */
static bool
turn (Search *search, double *now, double h, double tolerance)
{
  static const double shares[] = { 1, 0.5, 0.2, 0.05 };
  enum { N = sizeof shares / sizeof *shares };
  const AmBoundarySearch *self = search->s;
  size_t k = self->p.k;
  double *work = malloc ((2 * N + 2) * k * sizeof *work), *g = work, *wanted = work + k, *directions = work + 2 * k, *z = directions + N * k, y[N];

  for (unsigned round = 0; work != NULL && round < MOST_TURNS && !search->is_stopped && may_spend (search, 2 * k + 40); round++)
    {
      double before = size_of (self, now), after = before;
      Crossing crossings[N];
      size_t n = 0;

      if (!slopes_at (search, now, h, g))
        break;
      steepest (self, g, wanted);
      if (!normalise (self, wanted))
        break;
      for (size_t i = 0; i < N; i++)
        {
          mix (search, now, wanted, shares[i], directions + i * k);
          place (self, directions + i * k, before * (1 - 1e-8), z + i * k);
        }
      if (!evaluate (search, z, N, y))
        break;
      for (size_t i = 0; i < N; i++)
        if (is_over (search, y[i]))
          crossings[n++] = (Crossing) { directions + i * k, 0, before, size_of (self, z + i * k) };
      if (!halve (search, crossings, n, tolerance))
        break;
      for (size_t c = 0; c < n; c++)
        {
          place (self, crossings[c].direction, crossings[c].high, z);
          if (crossings[c].size < after)
            {
              after = crossings[c].size;
              memcpy (now, z, k * sizeof *z);
            }
        }
      if (!(after < before * (1 - 0.1 * tolerance)))
        break;
    }
  free (work);
  return !search->is_stopped;
}

/* ---- the simplex ---- */

typedef struct { Search *search; double *z, *direction, base_size; size_t *inputs; size_t n; } Simplex;

static double
simplex_value (const gsl_vector *v, void *data)
{
  Simplex *simplex = data;
  const AmBoundarySearch *self = simplex->search->s;
  double size;

  memcpy (simplex->direction, simplex->z, self->p.k * sizeof *simplex->z);
  for (size_t i = 0; i < simplex->n; i++)
    simplex->direction[simplex->inputs[i]] = gsl_vector_get (v, i);
  if (simplex->search->is_stopped || !normalise (self, simplex->direction))
    return 3 * simplex->base_size;
  find_distance (simplex->search, simplex->direction, 1.2 * simplex->base_size, 3, &size);
  return isfinite (size) ? size : 3 * simplex->base_size;
}

/* Over the inputs that the move is made of most. */
static bool
improve_by_simplex (Search *search)
{
  const AmBoundarySearch *self = search->s;
  size_t k = self->p.k, n = k < MOST_SIMPLEX ? k : MOST_SIMPLEX;
  double *work = malloc (3 * k * sizeof *work);
  size_t *order = malloc ((k + 1) * sizeof *order);
  gsl_vector *start = gsl_vector_alloc (n), *steps = gsl_vector_alloc (n);
  gsl_multimin_fminimizer *minimizer = gsl_multimin_fminimizer_alloc (gsl_multimin_fminimizer_nmsimplex2, n);
  bool is_ready = work != NULL && order != NULL && start != NULL && steps != NULL && minimizer != NULL && k > 1;

  if (is_ready)
    {
      Simplex simplex = { search, work, work + k, search->move->size, order, n };
      gsl_multimin_function function = { simplex_value, n, &simplex };

      memcpy (simplex.z, search->best, k * sizeof *simplex.z);
      order_inputs (order, search->best, k);
      for (size_t i = 0; i < n; i++)
        {
          gsl_vector_set (start, i, simplex.z[order[i]]);
          gsl_vector_set (steps, i, 0.15 * simplex.base_size);
        }
      if (gsl_multimin_fminimizer_set (minimizer, &function, start, steps) == GSL_SUCCESS)
        for (size_t i = 0; i < 15 * n && !search->is_stopped && may_spend (search, 100) && gsl_multimin_fminimizer_size (minimizer) > 1e-3 * simplex.base_size; i++)
          if (gsl_multimin_fminimizer_iterate (minimizer) != GSL_SUCCESS)
            break;
    }
  gsl_multimin_fminimizer_free (minimizer);
  gsl_vector_free (start);
  gsl_vector_free (steps);
  free (work);
  free (order);
  return !search->is_stopped;
}

/* ---- taking back what is not needed ---- */

/* Where input i makes the move smallest while the others stay. */
static double
least_at (const AmBoundarySearch *self, const double *z, size_t i)
{
  size_t k = self->p.k;
  double sum = 0;

  if (self->precision == NULL)
    return 0;
  for (size_t j = 0; j < k; j++)
    if (j != i)
      sum += self->precision[i * k + j] * z[j];
  return clip (-sum / self->precision[i * k + i], self->low[i], self->high[i]);
}

/* One input, as far as the function stays over the limit. */
static bool
take_back (Search *search, size_t i, double *z)
{
  const AmBoundarySearch *self = search->s;
  size_t k = self->p.k;
  double from = search->best[i], to = least_at (self, search->best, i), y;

  /* not crossed at `to`: between them */
  for (unsigned round = 0; round < 30 && fabs (from - to) > 1e-9 * (1 + fabs (from)) && may_spend (search, 1); round++)
    {
      double middle = (from + to) / 2;

      memcpy (z, search->best, k * sizeof *z);
      z[i] = middle;
      if (!evaluate (search, z, 1, &y))
        return false;
      if (is_over (search, y))
        from = middle;
      else
        to = middle;
    }
  return true;
}

/* A thousandth and all of the way first, of all inputs together: most give nothing. */
static bool
take_back_all (Search *search)
{
  const AmBoundarySearch *self = search->s;
  size_t k = self->p.k;
  double *z = malloc ((2 * k * k + 4 * k + 1) * sizeof *z), *y = z + 2 * k * k, *one = y + 2 * k, *at = one + k;

  for (unsigned sweep = 0; z != NULL && sweep < MOST_SWEEPS && !search->is_stopped && may_spend (search, 2 * k + 30); sweep++)
    {
      double before = search->move->size;

      memcpy (at, search->best, k * sizeof *at);
      for (size_t i = 0; i < k; i++)
        {
          double least = least_at (self, at, i);

          memcpy (z + 2 * i * k, at, k * sizeof *z);
          memcpy (z + (2 * i + 1) * k, at, k * sizeof *z);
          z[2 * i * k + i] = at[i] + 1e-3 * (least - at[i]);
          z[(2 * i + 1) * k + i] = least;
        }
      evaluate (search, z, 2 * k, y);
      for (size_t i = 0; i < k && !search->is_stopped; i++)
        if (is_over (search, y[2 * i]) || is_over (search, y[2 * i + 1]))
          {
            double point;

            memcpy (one, search->best, k * sizeof *one);
            one[i] = least_at (self, search->best, i);
            if (evaluate (search, one, 1, &point) && !is_over (search, point))
              take_back (search, i, one);
          }
      if (!(search->move->size < before * (1 - 1e-6)))
        break;
    }
  free (z);
  return !search->is_stopped;
}

/* ---- where nothing crosses ---- */

/* Each input in turn to where the value comes nearest: corners that no ray meets. */
static bool
climb (Search *search)
{
  static const double parts[] = { 1, 0.5, 0.25 };
  enum { N = 7 };
  const AmBoundarySearch *self = search->s;
  size_t k = self->p.k;
  double *z = malloc (N * k * sizeof *z), y[N];

  for (unsigned sweep = 0; z != NULL && sweep < 3 && !search->move->is_crossed && !search->is_stopped; sweep++)
    {
      double before = search->gap;

      for (size_t rank = 0; rank < k && !search->move->is_crossed && may_spend (search, N); rank++)
        {
          size_t i = self->order[rank];

          for (size_t m = 0; m < N; m++)
            {
              memcpy (z + m * k, search->best, k * sizeof *z);
              z[m * k + i] = m == 0 ? 0 : parts[(m - 1) / 2] * (m % 2 == 1 ? self->low[i] : self->high[i]);
            }
          if (!evaluate (search, z, N, y))
            break;
        }
      if (!(search->gap < before))
        break;
    }
  free (z);
  return !search->is_stopped;
}

/* ---- all of it ---- */

/* The best move, straight towards the point at rest. */
static bool
tighten (Search *search, double tolerance)
{
  size_t k = search->s->p.k;
  double *direction = copy (search->best, k);
  bool is_done = direction != NULL;

  if (is_done)
    {
      Crossing crossing = { direction, 0, 1, search->move->size };
      double *z = malloc (k * sizeof *z), y;

      /* near by first: most often it is at the limit already */
      is_done = z != NULL;
      for (double share = 1e-6; is_done && share < 0.2; share *= 10)
        {
          place (search->s, direction, 1 - share, z);
          is_done = evaluate (search, z, 1, &y);
          if (is_done && !is_over (search, y))
            {
              crossing.low = 1 - share;
              break;
            }
          crossing.high = 1 - share;
        }
      is_done = is_done && halve (search, &crossing, 1, tolerance);
      free (z);
    }
  free (direction);
  return is_done;
}

static bool
refine (Search *search, const Crossing *crossings, size_t n)
{
  size_t k = search->s->p.k, n_starts = n < MOST_STARTS ? n : MOST_STARTS;
  double *now = malloc (k * sizeof *now);
  bool is_done = now != NULL;

  for (size_t c = 0; is_done && c < n_starts; c++)
    {
      place (search->s, crossings[c].direction, crossings[c].high, now);
      is_done = turn (search, now, 0.02, 1e-4);
      if (is_done && c == 0)
        {
          memcpy (now, search->best, k * sizeof *now);
          is_done = turn (search, now, 0.5, 1e-4);
        }
    }
  if (is_done)
    {
      is_done = take_back_all (search) && improve_by_simplex (search) && tighten (search, 1e-9);
      if (is_done)
        memcpy (now, search->best, k * sizeof *now);
      is_done = is_done && turn (search, now, 0.01, 1e-8) && take_back_all (search) && tighten (search, 1e-10);
    }
  free (now);
  return is_done;
}

static bool
evaluate_cells (void *data, double *z, size_t n, double *y)
{
  Search *search = data;

  if (n > 0)
    return evaluate (search, z, n, y);
  search->is_stopped = search->is_stopped || !search->s->p.evaluate (search->data, z, 0, y);
  return !search->is_stopped;
}

/* Where it goes in steps: through the cells between these, and where it does not only go in steps, from the best of them once more as elsewhere. */
static bool
go_through_cells (Search *search)
{
  const AmBoundarySearch *self = search->s;
  AmCellProblem problem = {
    .k = self->p.k, .correlations = self->r, .low = self->low, .high = self->high, .steps = self->steps, .evaluate = evaluate_cells, .data = search,
    .is_above = search->limit->is_above, .most_size = search->limit->most_size > 0 ? search->limit->most_size : INFINITY, .most_runs = self->p.most_cells,
    .is_crossed = &search->move->is_crossed, .size = &search->move->size, .best = search->best,
  };
  double before = search->move->is_crossed ? search->move->size : INFINITY, *now = NULL;
  bool has_steps, is_through, is_done = am_cell_search (&problem, &has_steps, &is_through);

  if (!is_done || !has_steps || is_through || !search->move->is_crossed || !(search->move->size < before * (1 - 1e-9)) || !(search->move->size > NOTHING))
    return is_done;
  search->allowance = search->move->n_runs + self->p.most_runs / 2;
  now = copy (search->best, self->p.k);
  is_done = now != NULL && turn (search, now, 0.02, 1e-6) && take_back_all (search) && tighten (search, 1e-10);
  free (now);
  return is_done;
}

bool
am_boundary_search_find (const AmBoundarySearch *self, const AmBoundaryLimit *limit, bool is_quick, void *data, AmBoundaryMove *move, double *z)
{
  size_t k = self->p.k, n;
  Search search = { self, limit, data, move, z, NAN, self->p.most_runs, false };
  Crossing *crossings;
  double *corner = NULL;
  bool is_done;

  *move = (AmBoundaryMove) { .value = NAN };
  memset (z, 0, k * sizeof *z);
  meet (&search, z, self->base);
  if (move->is_crossed)
    return true;
  crossings = malloc ((self->n_rays + 2) * sizeof *crossings);
  if (crossings == NULL)
    return false;
  n = find_crossings (&search, crossings);
  is_done = n > 0 || climb (&search);
  if (is_done && n == 0 && move->is_crossed)
    {
      corner = copy (z, k);
      if (corner != NULL)
        crossings[n++] = (Crossing) { corner, 0, 1, move->size };
    }
  n = n < MOST_CANDIDATES ? n : MOST_CANDIDATES;
  is_done = is_done && halve (&search, crossings, n, is_quick ? 1e-3 : 1e-4);
  if (is_done && n > 0 && !is_quick && move->size > NOTHING)
    {
      qsort (crossings, n, sizeof *crossings, compare_crossings);
      is_done = refine (&search, crossings, n);
    }
  if (is_done && !is_quick && self->p.most_cells > 0 && (!move->is_crossed || move->size > NOTHING))
    is_done = go_through_cells (&search);
  free (corner);
  free (crossings);
  return is_done;
}
