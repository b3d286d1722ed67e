#include "math/detection/isolation-forest.h"

#include <assert.h>
#include <gsl/gsl_math.h>
#include <stdlib.h>
#include <string.h>


/* A fork sends values below `cut` of `feature` to node `below`, others to the next one; a leaf has feature LEAF and its path
 * in `cut`. */
#define LEAF UINT32_MAX
typedef struct { double cut; uint32_t feature, below; } Node;

struct AmForest
{
  size_t n_trees, n_sampled, n_features, most_nodes;
  unsigned most_depth;
  uint64_t seed;
  const double *x;
  size_t *row;          /* whole ones */
  size_t n_rows;
  Node *node;           /* of tree 0, of tree 1, … */
};

typedef struct
{
  const AmForest *forest;
  const double **point;         /* of the sample */
  uint32_t *usable;             /* features that differ among the rows of a node */
  uint64_t random;
  Node *node;
  uint32_t n_nodes;
} Growth;

double
am_isolation_path (double n)
{
  if (!(n >= 2))
    return 0;
  return n == 2 ? 1 : 2 * (log (n - 1) + M_EULER) - 2 * (n - 1) / n;
}

static bool
is_whole (const double *x, size_t n_features)
{
  for (size_t i = 0; i < n_features; i++)
    if (isnan (x[i]))
      return false;
  return true;
}

AmForest *
am_forest_alloc (const double *x, size_t n_rows, size_t n_features, const AmIsolationForest *how)
{
  size_t sample = how->sample == 0 ? 256 : how->sample;
  AmForest *self;

  if (n_features < 1 || n_features >= LEAF || sample < 2 || sample > UINT32_MAX / 4)
    return NULL;
  self = calloc (1, sizeof *self);
  if (self == NULL)
    return NULL;
  *self = (AmForest) { .n_trees = how->n_trees == 0 ? 100 : how->n_trees, .n_features = n_features, .seed = how->seed, .x = x };
  self->row = malloc ((n_rows + 1) * sizeof (size_t));
  for (size_t i = 0; self->row != NULL && i < n_rows; i++)
    if (is_whole (x + i * n_features, n_features))
      self->row[self->n_rows++] = i;

  self->n_sampled = sample < self->n_rows ? sample : self->n_rows;
  self->most_nodes = 2 * self->n_sampled;
  while (((size_t) 1 << self->most_depth) < self->n_sampled)
    self->most_depth++;
  if (self->n_rows >= 2 && self->n_trees < SIZE_MAX / 4 / sizeof (Node) / self->most_nodes)
    self->node = malloc (self->n_trees * self->most_nodes * sizeof (Node));
  if (self->node == NULL)
    {
      am_forest_free (self);
      return NULL;
    }
  return self;
}

void
am_forest_free (AmForest *self)
{
  if (self == NULL)
    return;
  free (self->row);
  free (self->node);
  free (self);
}

size_t
am_forest_n_trees (const AmForest *self)
{
  return self->n_trees;
}

/* SplitMix64: Steele, Lea & Flood (2014), OOPSLA, 453-472. Any start gives a good sequence, so that seed and tree number may
 * be put together simply. */
static uint64_t
next_random (uint64_t *state)
{
  uint64_t z = (*state += 0x9e3779b97f4a7c15u);

  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

/* In [0, 1). */
static double
uniform (uint64_t *state)
{
  return (double) (next_random (state) >> 11) * 0x1p-53;
}

static size_t
below (uint64_t *state, size_t n)
{
  return (size_t) (uniform (state) * (double) n);
}

/* The slot of a number in a table with open addresses, or the free one where it belongs. */
static size_t *
find_slot (size_t *slot, size_t n_slots, size_t number)
{
  size_t at = number * 0x9e3779b97f4a7c15u % n_slots;

  while (slot[at] != SIZE_MAX && slot[at] != number)
    at = at + 1 < n_slots ? at + 1 : 0;
  return &slot[at];
}

/* Floyd's way to draw without repetition: Bentley & Floyd (1987), CACM 30, 754-757. slot: 2 n_sampled. */
static void
draw_sample (Growth *self, size_t *slot)
{
  const AmForest *forest = self->forest;
  size_t n_sampled = forest->n_sampled, n_rows = forest->n_rows;

  for (size_t i = 0; i < 2 * n_sampled; i++)
    slot[i] = SIZE_MAX;
  for (size_t i = 0; i < n_sampled; i++)
    {
      size_t highest = n_rows - n_sampled + i, drawn = below (&self->random, highest + 1);
      size_t *place = find_slot (slot, 2 * n_sampled, drawn);

      if (*place == drawn)
        {
          drawn = highest;
          place = find_slot (slot, 2 * n_sampled, drawn);
        }
      *place = drawn;
      self->point[i] = forest->x + forest->row[drawn] * forest->n_features;
    }
}

static size_t
find_usable (Growth *self, size_t from, size_t to)
{
  size_t count = 0;

  for (size_t feature = 0; feature < self->forest->n_features; feature++)
    for (size_t i = from + 1; i < to; i++)
      if (self->point[i][feature] != self->point[from][feature])
        {
          self->usable[count++] = (uint32_t) feature;
          break;
        }
  return count;
}

/* A place above the least and not above the largest value, so that both sides get rows. */
static double
draw_cut (Growth *self, size_t from, size_t to, size_t feature)
{
  double least = INFINITY, largest = -INFINITY, cut;

  for (size_t i = from; i < to; i++)
    {
      least = fmin (least, self->point[i][feature]);
      largest = fmax (largest, self->point[i][feature]);
    }
  cut = least + uniform (&self->random) * (largest - least);
  return cut > least ? cut : largest;
}

static size_t
divide (Growth *self, size_t from, size_t to, size_t feature, double cut)
{
  size_t middle = from;

  for (size_t i = from; i < to; i++)
    if (self->point[i][feature] < cut)
      {
        const double *point = self->point[i];

        self->point[i] = self->point[middle];
        self->point[middle++] = point;
      }
  return middle;
}

/* Rows from..to-1 of the sample hang below `node`. As deep as log2 (sample) at most. */
static void
grow_node (Growth *self, uint32_t node, size_t from, size_t to, unsigned depth)
{
  size_t n_usable = to - from < 2 || depth >= self->forest->most_depth ? 0 : find_usable (self, from, to);
  uint32_t feature, children;
  size_t middle;
  double cut;

  if (n_usable == 0)
    {
      self->node[node] = (Node) { depth + am_isolation_path ((double) (to - from)), LEAF, 0 };
      return;
    }
  feature = self->usable[below (&self->random, n_usable)];
  cut = draw_cut (self, from, to, feature);
  middle = divide (self, from, to, feature, cut);
  children = self->n_nodes;
  self->n_nodes += 2;
  self->node[node] = (Node) { cut, feature, children };
  grow_node (self, children, from, middle, depth + 1);
  grow_node (self, children + 1, middle, to, depth + 1);
}

bool
am_forest_grow (AmForest *self, size_t tree)
{
  Growth growth = { .forest = self, .random = self->seed + tree, .node = self->node + tree * self->most_nodes, .n_nodes = 1 };
  size_t *slot = malloc (2 * self->n_sampled * sizeof (size_t));
  bool is_ok;

  assert (tree < self->n_trees);
  /* Seeds that follow each other would begin the same sequence one step apart. */
  growth.random = next_random (&growth.random);
  growth.point = malloc (self->n_sampled * sizeof *growth.point);
  growth.usable = malloc (self->n_features * sizeof *growth.usable);
  is_ok = slot != NULL && growth.point != NULL && growth.usable != NULL;
  if (is_ok)
    {
      draw_sample (&growth, slot);
      grow_node (&growth, 0, 0, self->n_sampled, 0);
    }
  free (slot);
  free (growth.point);
  free (growth.usable);
  return is_ok;
}

static double
path_of (const Node *tree, const double *point)
{
  const Node *node = tree;

  while (node->feature != LEAF)
    node = tree + node->below + !(point[node->feature] < node->cut);
  return node->cut;
}

void
am_forest_score (const AmForest *self, const double *x, size_t n_rows, double *score)
{
  double usual = am_isolation_path ((double) self->n_sampled);

  for (size_t i = 0; i < n_rows; i++)
    {
      const double *point = x + i * self->n_features;
      double sum = 0;

      score[i] = NAN;
      if (!is_whole (point, self->n_features))
        continue;
      for (size_t tree = 0; tree < self->n_trees; tree++)
        sum += path_of (self->node + tree * self->most_nodes, point);
      score[i] = exp2 (-sum / (double) self->n_trees / usual);
    }
}
