/* Run lengths of control charts. The mean number of values to the alarm, L (u), from a chart that stands at u now, is one for
 * the next value and what is still to come from where that leads: a linear integral equation. On Gauss-Legendre nodes it is a
 * linear system. */
#include "math/detection/control-chart.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_randist.h>
#include <math.h>

#define N_NODES 100

typedef struct
{
  gsl_matrix *matrix;
  gsl_vector *right, *length;
  gsl_permutation *order;
  double node[N_NODES], share[N_NODES];
} System;

static void
system_clear (System *self)
{
  if (self->matrix != NULL)
    gsl_matrix_free (self->matrix);
  if (self->right != NULL)
    gsl_vector_free (self->right);
  if (self->length != NULL)
    gsl_vector_free (self->length);
  if (self->order != NULL)
    gsl_permutation_free (self->order);
}

/* One unknown for each node, and one more at `begin`, where the chart starts: it comes first. */
static bool
system_init (System *self, double begin, double from, double to)
{
  gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc (N_NODES - 1);

  *self = (System) { .matrix = gsl_matrix_alloc (N_NODES, N_NODES), .right = gsl_vector_alloc (N_NODES),
                     .length = gsl_vector_alloc (N_NODES), .order = gsl_permutation_alloc (N_NODES) };
  if (table == NULL || self->matrix == NULL || self->right == NULL || self->length == NULL || self->order == NULL)
    {
      if (table != NULL)
        gsl_integration_glfixed_table_free (table);
      system_clear (self);
      return false;
    }
  self->node[0] = begin;
  for (size_t i = 1; i < N_NODES; i++)
    gsl_integration_glfixed_point (from, to, i - 1, &self->node[i], &self->share[i], table);
  gsl_integration_glfixed_table_free (table);
  gsl_vector_set_all (self->right, 1);
  return true;
}

/* L at `begin`. */
static double
system_solve (System *self)
{
  double length = NAN;
  int sign;

  if (gsl_linalg_LU_decomp (self->matrix, self->order, &sign) == 0
      && gsl_linalg_LU_solve (self->matrix, self->order, self->right, self->length) == 0)
    length = gsl_vector_get (self->length, 0);
  system_clear (self);
  return length;
}

/* From u the sum goes to x with density phi (x - u + k - shift), and to 0 with the rest below: that is node 0. */
static double
one_sided_cusum (double slack, double limit, double shift)
{
  System self;

  if (!system_init (&self, 0, 0, limit))
    return NAN;
  for (size_t i = 0; i < N_NODES; i++)
    for (size_t j = 0; j < N_NODES; j++)
      {
        double away = slack - shift - self.node[i];
        double weight = j == 0 ? gsl_cdf_ugaussian_P (away) : self.share[j] * gsl_ran_ugaussian_pdf (self.node[j] + away);

        gsl_matrix_set (self.matrix, i, j, (i == j) - weight);
      }
  return system_solve (&self);
}

double
am_cusum_run_length (double slack, double limit, double shift)
{
  if (!(slack >= 0) || !(limit > 0) || !isfinite (slack) || !isfinite (limit) || !isfinite (shift))
    return NAN;
  return 1 / (1 / one_sided_cusum (slack, limit, shift) + 1 / one_sided_cusum (slack, limit, -shift));
}

/* From u the mean goes to x with density phi ((x - (1 - weight) u) / weight - shift) / weight. Node 0 has no share: it only
 * reads. */
double
am_ewma_run_length (double weight, double limit, double shift)
{
  double edge = limit * sqrt (weight / (2 - weight));
  System self;

  if (!(weight > 0) || !(weight <= 1) || !(limit > 0) || !isfinite (limit) || !isfinite (shift)
      || !system_init (&self, 0, -edge, edge))
    return NAN;
  for (size_t i = 0; i < N_NODES; i++)
    for (size_t j = 0; j < N_NODES; j++)
      {
        double z = (self.node[j] - (1 - weight) * self.node[i]) / weight - shift;

        gsl_matrix_set (self.matrix, i, j, (i == j) - self.share[j] / weight * gsl_ran_ugaussian_pdf (z));
      }
  return system_solve (&self);
}
