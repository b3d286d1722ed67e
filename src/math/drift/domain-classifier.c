#include "math/drift/domain-classifier.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_TREES 40
#define DEPTH 3
#define N_LEAVES (1 << DEPTH)
#define RATE 0.2
#define SHRINK 5.0               /* added to each sum of weights, so that a few rows say little */
#define LEAST_WEIGHT 5.0

typedef struct { double g, h; } Cell;

typedef struct
{
  const uint8_t *const *code;
  size_t k, n;
  const uint8_t *is_current, *fold;
  unsigned own;
  double *margin, *g, *h;          /* [n] */
  uint8_t *node;                   /* [n] */
  Cell *cell;                      /* [N_LEAVES / 2 * k * AM_DOMAIN_BINS] */
  uint16_t feature[DEPTH][N_LEAVES / 2];     /* node i of a level splits into 2 i and 2 i + 1; codes up to cut go left */
  uint8_t cut[DEPTH][N_LEAVES / 2];
  double leaf[N_LEAVES];
} Boost;

uint8_t
am_domain_fold (uint64_t seed, size_t row)
{
  uint64_t z = seed + row * UINT64_C (0x9e3779b97f4a7c15);

  z = (z ^ z >> 30) * UINT64_C (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C (0x94d049bb133111eb);
  return (z ^ z >> 31) % AM_DOMAIN_FOLDS;
}

static void
count_cells (Boost *self, size_t n_nodes)
{
  memset (self->cell, 0, n_nodes * self->k * AM_DOMAIN_BINS * sizeof *self->cell);
  for (size_t j = 0; j < self->k; j++)
    for (size_t i = 0; i < self->n; i++)
      if (self->fold[i] != self->own)
        {
          Cell *cell = self->cell + (self->node[i] * self->k + j) * AM_DOMAIN_BINS + self->code[j][i];

          cell->g += self->g[i];
          cell->h += self->h[i];
        }
}

/* The cut of a node that gains most; without one everything goes left. */
static void
choose_cut (Boost *self, size_t node, uint16_t *feature, uint8_t *cut)
{
  double best = 1e-9, g = 0, h = 0;

  *feature = 0;
  *cut = AM_DOMAIN_BINS - 1;
  for (int bin = 0; bin < AM_DOMAIN_BINS; bin++)
    {
      g += self->cell[node * self->k * AM_DOMAIN_BINS + bin].g;
      h += self->cell[node * self->k * AM_DOMAIN_BINS + bin].h;
    }
  for (size_t j = 0; j < self->k; j++)
    {
      const Cell *cell = self->cell + (node * self->k + j) * AM_DOMAIN_BINS;
      double left_g = 0, left_h = 0;

      for (int bin = 0; bin + 1 < AM_DOMAIN_BINS; bin++)
        {
          double gain;

          left_g += cell[bin].g;
          left_h += cell[bin].h;
          if (left_h < LEAST_WEIGHT || h - left_h < LEAST_WEIGHT)
            continue;
          gain = left_g * left_g / (left_h + SHRINK) + (g - left_g) * (g - left_g) / (h - left_h + SHRINK) - g * g / (h + SHRINK);
          if (gain > best)
            {
              best = gain;
              *feature = j;
              *cut = bin;
            }
        }
    }
}

/* One tree on the rows of the other folds; all rows move down it. */
static void
grow (Boost *self)
{
  double g[N_LEAVES] = { 0 }, h[N_LEAVES] = { 0 };

  memset (self->node, 0, self->n);
  for (size_t i = 0; i < self->n; i++)
    {
      double p = 1 / (1 + exp (-self->margin[i]));

      self->g[i] = self->is_current[i] - p;
      self->h[i] = p * (1 - p);
    }
  for (int level = 0; level < DEPTH; level++)
    {
      size_t n_nodes = (size_t) 1 << level;

      count_cells (self, n_nodes);
      for (size_t node = 0; node < n_nodes; node++)
        choose_cut (self, node, &self->feature[level][node], &self->cut[level][node]);
      for (size_t i = 0; i < self->n; i++)
        {
          uint8_t node = self->node[i];

          self->node[i] = 2 * node + (self->code[self->feature[level][node]][i] > self->cut[level][node]);
        }
    }
  for (size_t i = 0; i < self->n; i++)
    if (self->fold[i] != self->own)
      {
        g[self->node[i]] += self->g[i];
        h[self->node[i]] += self->h[i];
      }
  for (int leaf = 0; leaf < N_LEAVES; leaf++)
    self->leaf[leaf] = RATE * g[leaf] / (h[leaf] + SHRINK);
  for (size_t i = 0; i < self->n; i++)
    self->margin[i] += self->leaf[self->node[i]];
}

bool
am_domain_score_fold (const uint8_t *const *code, size_t k, const uint8_t *is_current, const uint8_t *fold, size_t n, unsigned own, double *score)
{
  Boost boost = { .code = code, .k = k, .n = n, .is_current = is_current, .fold = fold, .own = own };
  size_t classes[2] = { 0, 0 };
  bool is_fine;

  for (size_t i = 0; i < n; i++)
    if (fold[i] != own)
      classes[is_current[i] != 0]++;
  if (k == 0 || k > 60000 || classes[0] == 0 || classes[1] == 0)
    return false;
  boost.margin = calloc (3 * n, sizeof (double));
  boost.node = calloc (n, 1);
  boost.cell = calloc (N_LEAVES / 2 * k * AM_DOMAIN_BINS, sizeof (Cell));
  is_fine = boost.margin != NULL && boost.node != NULL && boost.cell != NULL;
  if (is_fine)
    {
      boost.g = boost.margin + n;
      boost.h = boost.g + n;
      for (int tree = 0; tree < N_TREES; tree++)
        grow (&boost);
      for (size_t i = 0; i < n; i++)
        if (fold[i] == own)
          score[i] = boost.margin[i];
    }
  free (boost.margin);
  free (boost.node);
  free (boost.cell);
  return is_fine;
}
