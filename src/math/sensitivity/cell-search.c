#include "math/sensitivity/cell-search.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define GRID 41                    /* points along an input, closer near rest */
#define PAIRS 6                    /* of points next to each other: most are equal where it goes in steps */
#define MOST_EDGES 96              /* of an input; more is as good as smooth */
#define NEXT 1e-10                 /* where sides of an edge are next to each other */
#define MOST_ROUNDS 8
#define BATCH 256
#define BEAM 60
#define MOST_NODES 400000          /* of the tree of all cells */
#define MOST_BRANCHES 6            /* of whole steps */
#define MOST_SWEEPS 400

typedef struct { double a, b; } Edge;      /* last point below it, first point above it */

typedef struct
{
  Edge edges[MOST_EDGES];
  size_t n_edges;
  bool is_smooth;
  double lo[MOST_EDGES + 1], hi[MOST_EDGES + 1];      /* cells */
  size_t n_cells, rest;
  size_t first, last;              /* cells that are looked at now */
} Axis;

typedef struct
{
  const AmCellProblem *p;
  Axis *axes;                      /* [k] */
  size_t *order;                   /* inputs with the most edges first; prefixes of it have their own distance */
  double **prefixes;               /* [k + 1]: inverse of the correlations of the first m of order; NULL: plain distance */
  double *work;
  size_t n_runs;
  bool is_stopped;
} Cells;

static bool
evaluate (Cells *self, double *z, size_t n, double *y)
{
  if (self->is_stopped)
    return false;
  self->n_runs += n;
  self->is_stopped = !self->p->evaluate (self->p->data, z, n, y);
  return !self->is_stopped;
}

static bool
may_spend (const Cells *self, size_t n)
{
  return !self->is_stopped && self->n_runs + n <= self->p->most_runs;
}

static bool
is_same (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static double
bound_of (const Cells *self)
{
  return *self->p->is_crossed ? fmin (*self->p->size, self->p->most_size) : self->p->most_size;
}

/* ---- edges ---- */

typedef struct { size_t input; double a, b, ya, yb; } Gap;

/* Along which inputs points that are next to each other differ. */
static bool
find_smooth (Cells *self, const double *at)
{
  size_t k = self->p->k, n = 2 * PAIRS * k;
  double *z = malloc (n * (k + 1) * sizeof *z), *y = z == NULL ? NULL : z + n * k;
  bool is_done = z != NULL;

  for (size_t i = 0; is_done && i < n; i++)
    {
      size_t input = i / (2 * PAIRS), pair = i % (2 * PAIRS) / 2;
      double width = self->p->high[input] - self->p->low[input];

      memcpy (z + i * k, at, k * sizeof *z);
      z[i * k + input] = self->p->low[input] + width * ((pair + 0.5) / PAIRS + i % 2 * 1e-5);
    }
  is_done = is_done && evaluate (self, z, n, y);
  for (size_t input = 0; is_done && input < k; input++)
    {
      size_t n_same = 0;

      for (size_t pair = 0; pair < PAIRS; pair++)
        n_same += is_same (y[2 * (input * PAIRS + pair)], y[2 * (input * PAIRS + pair) + 1]);
      if (2 * n_same <= PAIRS)
        self->axes[input].is_smooth = true;
    }
  free (z);
  return is_done;
}

/* Where to look between: at the sides of an edge that is known, or half-way. */
static double
split (const Cells *self, const Gap *gap)
{
  const Axis *axis = &self->axes[gap->input];

  for (size_t e = 0; e < axis->n_edges; e++)
    {
      if (axis->edges[e].a > gap->a && axis->edges[e].a < gap->b)
        return axis->edges[e].a;
      if (axis->edges[e].b > gap->a && axis->edges[e].b < gap->b)
        return axis->edges[e].b;
    }
  return (gap->a + gap->b) / 2;
}

static void
add_edge (Axis *axis, double a, double b)
{
  size_t at = 0;

  while (at < axis->n_edges && axis->edges[at].b <= a)
    at++;
  if (at < axis->n_edges && axis->edges[at].a < b)      /* they overlap: the same one */
    {
      axis->edges[at].a = fmax (axis->edges[at].a, a);
      axis->edges[at].b = fmin (axis->edges[at].b, b);
      return;
    }
  if (axis->n_edges == MOST_EDGES)
    {
      axis->is_smooth = true;
      return;
    }
  memmove (axis->edges + at + 1, axis->edges + at, (axis->n_edges - at) * sizeof *axis->edges);
  axis->edges[at] = (Edge) { a, b };
  axis->n_edges++;
}

/* Between points of the grid that differ. *n of [k * (MOST_EDGES + GRID) * 2]. */
static bool
find_gaps (Cells *self, const double *at, Gap *gaps, size_t *n)
{
  size_t k = self->p->k;
  double *z = malloc (GRID * (k + 1) * sizeof *z), *y = z == NULL ? NULL : z + GRID * k;
  bool is_done = z != NULL;

  *n = 0;
  for (size_t input = 0; is_done && input < k; input++)
    {
      if (self->axes[input].is_smooth || !(self->p->low[input] < self->p->high[input]))
        continue;
      for (size_t i = 0; i < GRID; i++)
        {
          double t = 2.0 * i / (GRID - 1) - 1;

          memcpy (z + i * k, at, k * sizeof *z);
          z[i * k + input] = (t < 0 ? self->p->low[input] : self->p->high[input]) * pow (fabs (t), 1.5);
        }
      is_done = evaluate (self, z, GRID, y);
      for (size_t i = 1; is_done && i < GRID; i++)
        if (!is_same (y[i - 1], y[i]))
          gaps[(*n)++] = (Gap) { input, z[(i - 1) * k + input], z[i * k + input], y[i - 1], y[i] };
    }
  free (z);
  return is_done;
}

/* One halving of all; edges that are narrow enough are taken down. Those of inputs with too many are dropped. */
static bool
halve_gaps (Cells *self, const double *at, Gap *gaps, size_t *n, Gap *next)
{
  size_t k = self->p->k, m = 0, n_next = 0;
  double *z = malloc ((*n + 1) * (k + 1) * sizeof *z), *y = z == NULL ? NULL : z + (*n + 1) * k;
  size_t *counts = calloc (k, sizeof *counts);
  bool is_done = z != NULL && counts != NULL;

  for (size_t g = 0; is_done && g < *n; g++)
    {
      const Gap gap = gaps[g];
      double step = self->p->steps != NULL ? self->p->steps[gap.input] : 0;

      if (gap.b - gap.a <= fmax (NEXT * fmax (1, fabs (gap.a)), 1.5 * step))
        {
          add_edge (&self->axes[gap.input], gap.a, gap.b);
          continue;
        }
      gaps[m] = gap;
      memcpy (z + m * k, at, k * sizeof *z);
      z[m++ * k + gap.input] = split (self, &gap);
    }
  is_done = is_done && evaluate (self, z, m, y);
  for (size_t g = 0; is_done && g < m; g++)
    {
      double middle = z[g * k + gaps[g].input];

      if (self->axes[gaps[g].input].is_smooth)
        continue;
      if (middle <= gaps[g].a || middle >= gaps[g].b)      /* brought back to a side: nothing lies between */
        {
          add_edge (&self->axes[gaps[g].input], gaps[g].a, gaps[g].b);
          continue;
        }
      for (unsigned side = 0; side < 2; side++)
        {
          Gap half = side == 0 ? (Gap) { gaps[g].input, gaps[g].a, middle, gaps[g].ya, y[g] } : (Gap) { gaps[g].input, middle, gaps[g].b, y[g], gaps[g].yb };

          if (is_same (half.ya, half.yb))
            continue;
          if (++counts[half.input] > MOST_EDGES)
            self->axes[half.input].is_smooth = true;
          else
            next[n_next++] = half;
        }
    }
  *n = n_next;
  free (z);
  free (counts);
  return is_done;
}

static bool
probe (Cells *self, const double *point)
{
  size_t k = self->p->k, n, most = k * (MOST_EDGES + GRID) * 2;
  Gap *gaps = malloc (2 * most * sizeof *gaps);
  double *at = malloc ((k + 1) * sizeof *at);
  bool is_done = gaps != NULL && at != NULL;

  if (is_done)
    memcpy (at, point, k * sizeof *at);      /* which may be the best, that changes */
  is_done = is_done && find_smooth (self, at) && find_gaps (self, at, gaps, &n);
  for (unsigned round = 0; is_done && n > 0 && round < 80 && may_spend (self, n); round++)
    {
      is_done = halve_gaps (self, at, gaps, &n, gaps + most);
      memcpy (gaps, gaps + most, n * sizeof *gaps);
    }
  free (gaps);
  free (at);
  return is_done;
}

static size_t
count_edges (const Cells *self, bool *has_smooth)
{
  size_t n = 0;

  *has_smooth = false;
  for (size_t i = 0; i < self->p->k; i++)
    {
      n += self->axes[i].is_smooth ? 0 : self->axes[i].n_edges;
      *has_smooth = *has_smooth || self->axes[i].is_smooth;
    }
  return n;
}

/* ---- cells ---- */

static size_t
find_cell (const Axis *axis, double z)
{
  size_t best = 0;

  for (size_t c = 0; c < axis->n_cells; c++)
    {
      if (z <= axis->hi[c])
        return c > 0 && z < axis->lo[c] && z - axis->hi[c - 1] < axis->lo[c] - z ? c - 1 : c;
      best = c;
    }
  return best;
}

static void
make_points (Axis *axis, double at, double width, double low, double high)
{
  axis->n_cells = 0;
  for (int i = -3; i <= 3; i++)
    {
      double z = at + i * width;

      if (z >= low && z <= high)
        axis->lo[axis->n_cells] = axis->hi[axis->n_cells] = z, axis->n_cells++;
    }
}

static void
make_cells (Cells *self, double width)
{
  for (size_t i = 0; i < self->p->k; i++)
    {
      Axis *axis = &self->axes[i];
      double low = self->p->low[i], high = self->p->high[i];

      if (axis->is_smooth)
        make_points (axis, self->p->best[i], width, low, high);
      else
        {
          axis->n_cells = axis->n_edges + 1;
          for (size_t c = 0; c < axis->n_cells; c++)
            {
              axis->lo[c] = c == 0 ? low : axis->edges[c - 1].b;
              axis->hi[c] = c == axis->n_edges ? high : axis->edges[c].a;
            }
        }
      axis->rest = find_cell (axis, 0);
      axis->first = 0;
      axis->last = axis->n_cells - 1;
    }
}

/* ---- the smallest move within a box ---- */

/* z' Q z of the first m of the order, Q their own inverse; z within lo and hi, by going down one after the other. Infinite: no box. */
static double
least_in_box (const Cells *self, size_t m, const double *lo, const double *hi, double *z)
{
  const double *q = self->prefixes == NULL ? NULL : self->prefixes[m];
  double *g = self->work, sum = 0;

  for (size_t i = 0; i < m; i++)
    {
      if (lo[i] > hi[i] + 1e-12)
        return INFINITY;
      z[i] = q == NULL ? fmin (fmax (0, lo[i]), hi[i]) : fmin (fmax (z[i], lo[i]), hi[i]);
    }
  for (size_t i = 0; q != NULL && i < m; i++)
    {
      g[i] = 0;
      for (size_t j = 0; j < m; j++)
        g[i] += q[i * m + j] * z[j];
    }
  for (unsigned sweep = 0; q != NULL && sweep < MOST_SWEEPS; sweep++)
    {
      double most = 0;

      for (size_t i = 0; i < m; i++)
        {
          double to = fmin (fmax (z[i] - g[i] / q[i * m + i], lo[i]), hi[i]), d = to - z[i];

          if (d == 0)
            continue;
          most = fmax (most, fabs (d));
          z[i] = to;
          for (size_t j = 0; j < m; j++)
            g[j] += d * q[i * m + j];
        }
      if (most < 1e-11)
        break;
    }
  for (size_t i = 0; i < m; i++)
    sum += z[i] * (q == NULL ? z[i] : g[i]);
  return sqrt (fmax (sum, 0));
}

static double
step_of (const Cells *self, size_t rank)
{
  return self->p->steps != NULL ? self->p->steps[self->order[rank]] : 0;
}

/* The input that is the farthest from a whole step, those that are at one brought onto it; k: none is off. */
static size_t
find_off (const Cells *self, double *z)
{
  size_t off = self->p->k;
  double most = 1e-7;

  for (size_t i = 0; i < self->p->k; i++)
    if (step_of (self, i) > 0)
      {
        double whole = round (z[i] / step_of (self, i)), from = fabs (z[i] / step_of (self, i) - whole);

        if (from > most)
          {
            most = from;
            off = i;
          }
        if (from <= 1e-7)
          z[i] = whole * step_of (self, i);
      }
  return off;
}

/* The same over all inputs, with whole steps: branch and bound. z is of use where the answer is below the bound. depth: branches that are left. */
static double
least_whole (const Cells *self, const double *lo, const double *hi, double *z, double bound, unsigned depth)
{
  size_t k = self->p->k, off;
  double size = least_in_box (self, k, lo, hi, z), below, above, at, *box, *a, *b;

  if (!(size < bound) || self->p->steps == NULL)
    return size;
  off = find_off (self, z);
  if (off == k)
    return size;
  if (depth == 0)
    {
      for (size_t i = 0; i < k; i++)
        if (step_of (self, i) > 0)
          z[i] = round (z[i] / step_of (self, i)) * step_of (self, i);
      return size;
    }
  box = malloc (3 * k * sizeof *box);
  if (box == NULL)
    return INFINITY;
  a = box + k;
  b = a + k;
  at = z[off] / step_of (self, off);
  memcpy (a, z, k * sizeof *a);
  memcpy (b, z, k * sizeof *b);
  memcpy (box, hi, k * sizeof *box);
  box[off] = floor (at) * step_of (self, off);
  below = least_whole (self, lo, box, a, bound, depth - 1);
  memcpy (box, lo, k * sizeof *box);
  box[off] = ceil (at) * step_of (self, off);
  above = least_whole (self, box, hi, b, fmin (bound, below), depth - 1);
  memcpy (z, above < below ? b : a, k * sizeof *z);
  free (box);
  return fmin (above, below);
}

/* The smallest move to a cell; cell and z by input. */
static double
least_of_cell (const Cells *self, const size_t *cell, double *z, double bound)
{
  size_t k = self->p->k;
  double *lo = self->work + k, *hi = self->work + 2 * k, *at = self->work + 3 * k, size;

  for (size_t i = 0; i < k; i++)
    {
      const Axis *axis = &self->axes[self->order[i]];

      lo[i] = axis->lo[cell[self->order[i]]];
      hi[i] = axis->hi[cell[self->order[i]]];
      at[i] = fmin (fmax (0, lo[i]), hi[i]);
    }
  size = least_whole (self, lo, hi, at, bound, MOST_BRANCHES);
  for (size_t i = 0; i < k; i++)
    z[self->order[i]] = at[i];
  return size;
}

/* ---- a beam over the inputs ---- */

typedef struct { double size, value; size_t index; } State;

static int
compare_states (const void *a, const void *b)
{
  const State *x = a, *y = b;

  if (x->size != y->size)
    return (x->size > y->size) - (x->size < y->size);
  return x->value != y->value ? (x->value < y->value) - (x->value > y->value) : (x->index > y->index) - (x->index < y->index);
}

/* Those that no smaller one reaches, and of them evenly as many as there may be; then those that only these hide, and so on. Their places come first. */
static size_t
choose (State *states, size_t n, size_t most, State *chosen)
{
  size_t n_chosen = 0;

  qsort (states, n, sizeof *states, compare_states);
  while (n > 0 && n_chosen < most)
    {
      double reached = -INFINITY;
      size_t n_front = 0, left = 0, room = most - n_chosen;

      for (size_t i = 0; i < n; i++)      /* the front to the end of chosen, others stay */
        if (states[i].value > reached)
          {
            reached = states[i].value;
            chosen[n_chosen + n_front++] = states[i];
          }
        else
          states[left++] = states[i];
      if (n_front == 0)      /* without a value */
        break;
      if (n_front > room)
        for (size_t i = 0; i < room; i++)
          chosen[n_chosen + i] = chosen[n_chosen + (room > 1 ? i * (n_front - 1) / (room - 1) : 0)];
      n_chosen += n_front < room ? n_front : room;
      n = left;
    }
  return n_chosen;
}

static bool
go_beam (Cells *self, size_t width)
{
  size_t k = self->p->k, most = width * (MOST_EDGES + 1), n = 1;
  size_t *cells = malloc (2 * most * k * sizeof *cells), *next = cells == NULL ? NULL : cells + most * k;
  double *z = malloc (most * (k + 1) * sizeof *z), *y = z == NULL ? NULL : z + most * k;
  State *states = malloc (2 * most * sizeof *states), *chosen = states == NULL ? NULL : states + most;
  bool is_done = cells != NULL && z != NULL && states != NULL;

  for (size_t i = 0; is_done && i < k; i++)
    cells[i] = self->axes[i].rest;
  for (size_t rank = 0; is_done && rank < k; rank++)
    {
      size_t input = self->order[rank], m = 0;

      if (self->axes[input].n_cells < 2)
        continue;
      for (size_t s = 0; s < n; s++)
        for (size_t c = 0; c < self->axes[input].n_cells; c++)
          {
            memcpy (next + m * k, cells + s * k, k * sizeof *next);
            next[m * k + input] = c;
            states[m].size = least_of_cell (self, next + m * k, z + m * k, bound_of (self));
            m += states[m].size < bound_of (self);
          }
      if (!may_spend (self, m))
        break;
      is_done = m == 0 || evaluate (self, z, m, y);
      if (m == 0)
        break;
      for (size_t s = 0; s < m; s++)
        {
          states[s].index = s;
          states[s].value = isnan (y[s]) ? -INFINITY : self->p->is_above ? y[s] : -y[s];
        }
      n = choose (states, m, width, chosen);
      for (size_t s = 0; s < n; s++)
        memcpy (cells + s * k, next + chosen[s].index * k, k * sizeof *cells);
      if (n == 0)
        break;
    }
  free (cells);
  free (z);
  free (states);
  return is_done;
}

/* ---- around the best ---- */

typedef struct { double *z, *y; size_t n; } Batch;

static bool
flush (Cells *self, Batch *batch)
{
  bool is_done = batch->n == 0 || evaluate (self, batch->z, batch->n, batch->y);

  batch->n = 0;
  return is_done;
}

/* A cell, when it can be better than the best. */
static bool
try_cell (Cells *self, const size_t *cell, Batch *batch)
{
  double *z = batch->z + batch->n * self->p->k;

  if (!(least_of_cell (self, cell, z, bound_of (self)) < bound_of (self) * (1 - 1e-9)))
    return true;
  return ++batch->n < BATCH || flush (self, batch);
}

/* One input to any of its cells, with it another to one beside, and the best is where it goes on from. */
static bool
go_around (Cells *self, size_t *cell, Batch *batch)
{
  size_t k = self->p->k;
  bool is_done = true;

  for (unsigned round = 0; is_done && round < 40 && may_spend (self, BATCH); round++)
    {
      double before = bound_of (self);

      for (size_t i = 0; i < k; i++)
        cell[i] = find_cell (&self->axes[i], self->p->best[i]);
      is_done = try_cell (self, cell, batch);
      for (size_t i = 0; is_done && i < k; i++)
        for (size_t c = 0, was = cell[i]; is_done && c < self->axes[i].n_cells; c++)
          {
            cell[i] = c;
            is_done = c == was || try_cell (self, cell, batch);
            for (size_t j = 0; is_done && c != was && j < k; j++)
              for (int to = -1; is_done && to <= 1; to += 2)
                if (j != i && (to > 0 ? cell[j] + 1 < self->axes[j].n_cells : cell[j] > 0))
                  {
                    cell[j] += to;
                    is_done = may_spend (self, BATCH) ? try_cell (self, cell, batch) : true;
                    cell[j] -= to;
                  }
            cell[i] = was;
          }
      is_done = is_done && flush (self, batch);
      if (!(bound_of (self) < before * (1 - 1e-9)))
        break;
    }
  return is_done;
}

/* ---- all that are smaller ---- */

typedef struct { size_t n_nodes, most_nodes, n_leaves, most_leaves; bool is_counting; } Walk;

/* Through the tree of cells, one input a level; the least over the inputs so far, whatever the others do, tells when a branch is no use. false: stopped. walk tells whether it got through. */
static bool
walk_cells (Cells *self, Walk *walk, size_t *cell, Batch *batch)
{
  size_t k = self->p->k, level = 0;
  double *lo = malloc ((k + 2) * (k + 2) * sizeof *lo), *hi = lo == NULL ? NULL : lo + k, *z = lo == NULL ? NULL : hi + k;      /* z: a row for each level */
  bool is_done = lo != NULL;

  if (is_done)
    cell[self->order[0]] = self->axes[self->order[0]].first;
  while (is_done && walk->n_nodes < walk->most_nodes && walk->n_leaves < walk->most_leaves)
    {
      const Axis *axis = &self->axes[self->order[level]];
      size_t *at = &cell[self->order[level]];

      if (*at > axis->last)
        {
          if (level == 0)
            break;
          cell[self->order[--level]]++;
          continue;
        }
      if (++walk->n_nodes % 4096 == 0)
        is_done = evaluate (self, batch->z, 0, batch->y);      /* to be told to stop */
      lo[level] = axis->lo[*at];
      hi[level] = axis->hi[*at];
      if (level > 0)
        memcpy (z + level * k, z + (level - 1) * k, level * sizeof *z);
      z[level * k + level] = fmin (fmax (0, lo[level]), hi[level]);
      if (!(least_in_box (self, level + 1, lo, hi, z + level * k) < bound_of (self) * (1 - 1e-9)))
        ++*at;
      else if (level + 1 < k)
        {
          level++;
          cell[self->order[level]] = self->axes[self->order[level]].first;
        }
      else
        {
          walk->n_leaves++;
          is_done = is_done && (walk->is_counting || try_cell (self, cell, batch));
          ++*at;
        }
    }
  free (lo);
  return is_done && flush (self, batch);
}

/* Counts first: what cannot be gone through is not begun. */
static bool
go_through (Cells *self, size_t *cell, Batch *batch, bool *is_through)
{
  size_t k = self->p->k, per_node = 20 * k * k, left = self->p->most_runs > self->n_runs ? self->p->most_runs - self->n_runs : 0;
  Walk walk = { 0, MOST_NODES < 2000000000 / per_node ? MOST_NODES : 2000000000 / per_node, 0, left, true };
  bool is_done = walk_cells (self, &walk, cell, batch);

  *is_through = is_done && walk.n_nodes < walk.most_nodes && walk.n_leaves < walk.most_leaves;
  if (!*is_through)
    return is_done;
  walk = (Walk) { 0, SIZE_MAX, 0, SIZE_MAX, false };
  return walk_cells (self, &walk, cell, batch);
}

/* All where they can be gone through; else as far around the best as they can. */
static bool
go_near (Cells *self, size_t *cell, Batch *batch, bool *is_all)
{
  bool is_through = false, is_done = go_through (self, cell, batch, &is_through);

  *is_all = is_through;
  for (size_t reach = 3; is_done && !is_through && reach > 0 && may_spend (self, BATCH); reach--)
    {
      for (size_t i = 0; i < self->p->k; i++)
        {
          Axis *axis = &self->axes[i];
          size_t at = find_cell (axis, self->p->best[i]);

          axis->first = at > reach ? at - reach : 0;
          axis->last = at + reach < axis->n_cells ? at + reach : axis->n_cells - 1;
        }
      is_done = go_through (self, cell, batch, &is_through);
    }
  for (size_t i = 0; i < self->p->k; i++)
    {
      self->axes[i].first = 0;
      self->axes[i].last = self->axes[i].n_cells - 1;
    }
  return is_done;
}

/* ---- all of it ---- */

/* Inverse of a positive definite matrix, by Gauss and Jordan without pivots. */
static double *
invert (const Cells *self, size_t m)
{
  double *a = malloc ((2 * m * m + 1) * sizeof *a), *b = a == NULL ? NULL : a + m * m;

  for (size_t i = 0; a != NULL && i < m; i++)
    for (size_t j = 0; j < m; j++)
      {
        a[i * m + j] = self->p->correlations[self->order[i] * self->p->k + self->order[j]];
        b[i * m + j] = i == j;
      }
  for (size_t c = 0; a != NULL && c < m; c++)
    {
      double pivot = a[c * m + c];

      for (size_t j = 0; j < m; j++)
        {
          a[c * m + j] /= pivot;
          b[c * m + j] /= pivot;
        }
      for (size_t i = 0; i < m; i++)
        {
          double factor = a[i * m + c];

          for (size_t j = 0; i != c && factor != 0 && j < m; j++)
            {
              a[i * m + j] -= factor * a[c * m + j];
              b[i * m + j] -= factor * b[c * m + j];
            }
        }
    }
  if (a != NULL)
    memmove (a, b, m * m * sizeof *a);
  return a;
}

static void
free_prefixes (Cells *self)
{
  for (size_t m = 0; self->prefixes != NULL && m <= self->p->k; m++)
    free (self->prefixes[m]);
  free (self->prefixes);
  self->prefixes = NULL;
}

/* Inputs with many cells last: their branches are cut by what comes before. Those that do nothing at the very end. */
static bool
order_inputs (Cells *self)
{
  size_t k = self->p->k, n = 0;
  bool is_done = true;

  for (size_t i = 0; i < k; i++)
    self->order[n++] = i;
  for (size_t i = 1; i < k; i++)
    for (size_t j = i; j > 0; j--)
      {
        size_t x = self->axes[self->order[j - 1]].n_cells, y = self->axes[self->order[j]].n_cells;

        if (!(y > 1 && (x == 1 || y < x)))
          break;
        size_t swap = self->order[j];
        self->order[j] = self->order[j - 1];
        self->order[j - 1] = swap;
      }
  free_prefixes (self);
  if (self->p->correlations == NULL)
    return true;
  self->prefixes = calloc (k + 1, sizeof *self->prefixes);
  for (size_t m = 1; self->prefixes != NULL && is_done && m <= k; m++)
    {
      self->prefixes[m] = invert (self, m);
      is_done = self->prefixes[m] != NULL;
    }
  return is_done && self->prefixes != NULL;
}

static size_t
count_cells (const Cells *self)
{
  size_t n = 0;

  for (size_t i = 0; i < self->p->k; i++)
    n += self->axes[i].n_cells > 1 ? self->axes[i].n_cells : 0;
  return n;
}

static bool
search_rounds (Cells *self, size_t *cell, Batch *batch, bool *is_through)
{
  double width = 0.5;
  bool is_done = true, has_smooth;
  size_t n_edges = count_edges (self, &has_smooth), n_before = 0;

  for (unsigned round = 0; is_done && round < MOST_ROUNDS && may_spend (self, BATCH); round++)
    {
      double before = bound_of (self);
      size_t room = (self->p->most_runs - self->n_runs) / 4, beam;

      make_cells (self, width);
      is_done = order_inputs (self);
      beam = room / (count_cells (self) + 1);
      if (is_done && n_edges != n_before && beam > 0)
        is_done = go_beam (self, beam < BEAM ? beam : BEAM);
      if (is_done && *self->p->is_crossed)
        is_done = go_around (self, cell, batch) && go_near (self, cell, batch, is_through);
      if (is_done && may_spend (self, self->p->k * (GRID + 2 * PAIRS)) && (round == 0 || bound_of (self) < before))
        is_done = probe (self, self->p->best);
      n_before = n_edges;
      n_edges = count_edges (self, &has_smooth);
      *is_through = *is_through && !has_smooth && n_edges == n_before;
      if (n_edges == n_before && !(bound_of (self) < before) && (!has_smooth || width < 0.02))
        break;
      if (!(bound_of (self) < before * 0.999))
        width /= 4;
    }
  return is_done;
}

bool
am_cell_search (const AmCellProblem *problem, bool *has_steps, bool *is_through)
{
  size_t k = problem->k;
  Cells self = { .p = problem };
  Batch batch = { NULL, NULL, 0 };
  size_t *cell = malloc ((k + 1) * sizeof *cell);
  double *rest = calloc (k + 1, sizeof *rest);
  bool has_smooth, is_done;

  *has_steps = *is_through = false;
  self.axes = calloc (k, sizeof *self.axes);
  self.order = calloc (k, sizeof *self.order);
  self.work = malloc (4 * k * sizeof *self.work);
  batch.z = malloc (BATCH * (k + 1) * sizeof *batch.z);
  is_done = cell != NULL && rest != NULL && self.axes != NULL && self.order != NULL && self.work != NULL && batch.z != NULL;
  if (is_done && 4 * k * (GRID + 2 * PAIRS) <= problem->most_runs)
    {
      batch.y = batch.z + BATCH * k;
      is_done = probe (&self, rest) && (!*problem->is_crossed || probe (&self, problem->best));
      *has_steps = is_done && count_edges (&self, &has_smooth) > 0;
      if (*has_steps)
        is_done = search_rounds (&self, cell, &batch, is_through);
    }
  free_prefixes (&self);
  free (cell);
  free (rest);
  free (self.axes);
  free (self.order);
  free (self.work);
  free (batch.z);
  return is_done;
}
