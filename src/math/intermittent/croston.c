#include "math/intermittent/croston.h"

#include <math.h>

static bool
is_demand (double y)
{
  return y > 0;
}

/* ---- Croston ---- */

bool
am_croston (const double *y, size_t n, double alpha, AmCroston *out)
{
  *out = (AmCroston) { alpha, 0, 0, 0, 0 };
  for (size_t t = 0; t < n; t++)
    am_croston_update (out, y[t]);
  return out->n_demands > 0;
}

void
am_croston_update (AmCroston *self, double y)
{
  self->since++;
  if (!is_demand (y))
    return;
  if (self->n_demands == 0)
    {
      self->size = y;
      self->gap = self->since;
    }
  else
    {
      self->size += self->alpha * (y - self->size);
      self->gap += self->alpha * (self->since - self->gap);
    }
  self->n_demands++;
  self->since = 0;
}

double
am_croston_rate (const AmCroston *self, bool bias_corrected)
{
  if (self->n_demands == 0)
    return NAN;
  return (bias_corrected ? 1 - self->alpha / 2 : 1) * self->size / self->gap;
}

void
am_croston_fitted (const double *y, size_t n, double alpha, bool bias_corrected, double *f)
{
  AmCroston state = { alpha, 0, 0, 0, 0 };

  for (size_t t = 0; t < n; t++)
    {
      f[t] = am_croston_rate (&state, bias_corrected);
      am_croston_update (&state, y[t]);
    }
}

static double
croston_loss (const double *y, size_t n, double alpha, bool bias_corrected)
{
  AmCroston state = { alpha, 0, 0, 0, 0 };
  double sum = 0;

  for (size_t t = 0; t < n; t++)
    {
      if (state.n_demands > 1)
        {
          double error = y[t] - am_croston_rate (&state, bias_corrected);

          sum += error * error;
        }
      am_croston_update (&state, y[t]);
    }
  return sum;
}

double
am_croston_search (const double *y, size_t n, bool bias_corrected)
{
  double best = 0.1, least = INFINITY;
  AmCroston state;

  am_croston (y, n, 0.1, &state);
  if (state.n_demands < 3)
    return best;
  for (int i = 10; i <= 30; i++)
    {
      double loss = croston_loss (y, n, i / 100.0, bias_corrected);

      if (loss < least)
        {
          least = loss;
          best = i / 100.0;
        }
    }
  return best;
}

/* ---- TSB ---- */

static AmTsb
tsb_start (const double *y, size_t n, double alpha_size, double alpha_chance)
{
  AmTsb state = { alpha_size, alpha_chance, NAN, 0 };

  for (size_t t = 0; t < n; t++)
    if (is_demand (y[t]))
      {
        if (isnan (state.size))
          state.size = y[t];
        state.chance += 1.0 / n;
      }
  return state;
}

bool
am_tsb (const double *y, size_t n, double alpha_size, double alpha_chance, AmTsb *out)
{
  *out = tsb_start (y, n, alpha_size, alpha_chance);
  if (isnan (out->size))
    return false;
  for (size_t t = 0; t < n; t++)
    am_tsb_update (out, y[t]);
  return true;
}

void
am_tsb_update (AmTsb *self, double y)
{
  if (is_demand (y))
    self->size += self->alpha_size * (y - self->size);
  self->chance += self->alpha_chance * (is_demand (y) - self->chance);
}

double
am_tsb_rate (const AmTsb *self)
{
  return self->size * self->chance;
}

void
am_tsb_fitted (const double *y, size_t n, double alpha_size, double alpha_chance, double *f)
{
  AmTsb state = tsb_start (y, n, alpha_size, alpha_chance);

  for (size_t t = 0; t < n; t++)
    {
      f[t] = am_tsb_rate (&state);
      am_tsb_update (&state, y[t]);
    }
}

static double
tsb_loss (const double *y, size_t n, double alpha_size, double alpha_chance)
{
  AmTsb state = tsb_start (y, n, alpha_size, alpha_chance);
  double sum = 0;

  for (size_t t = 0; t < n; t++)
    {
      double error = y[t] - am_tsb_rate (&state);

      sum += error * error;
      am_tsb_update (&state, y[t]);
    }
  return sum;
}

void
am_tsb_search (const double *y, size_t n, double *alpha_size, double *alpha_chance)
{
  double least = INFINITY;

  *alpha_size = *alpha_chance = 0.1;
  for (int i = 1; i <= 6; i++)
    for (int k = 1; k <= 6; k++)
      {
        double loss = tsb_loss (y, n, i / 20.0, k / 20.0);

        if (loss < least)
          {
            least = loss;
            *alpha_size = i / 20.0;
            *alpha_chance = k / 20.0;
          }
      }
}

/* ---- blocks ---- */

/* Smooths the blocks and returns the level after the last; *loss: sum of squared one-step errors. */
static double
smooth_blocks (const double *y, size_t n, size_t block, double alpha, double *loss)
{
  double level = NAN;

  *loss = 0;
  for (size_t start = n % block; start < n; start += block)
    {
      double sum = 0;

      for (size_t t = start; t < start + block; t++)
        sum += y[t] > 0 ? y[t] : 0;
      if (isnan (level))
        level = sum;
      else
        {
          *loss += (sum - level) * (sum - level);
          level += alpha * (sum - level);
        }
    }
  return level;
}

double
am_adida (const double *y, size_t n, size_t block)
{
  double level = NAN, least = INFINITY;

  for (int i = 10; i <= 30; i++)
    {
      double loss, found = smooth_blocks (y, n, block, i / 100.0, &loss);

      if (loss < least)
        {
          least = loss;
          level = found;
        }
    }
  return level / block;
}

double
am_imapa (const double *y, size_t n, size_t most)
{
  double sum = 0;

  for (size_t block = 1; block <= most; block++)
    sum += am_adida (y, n, block);
  return sum / most;
}

/* ---- class ---- */

void
am_demand_class (const double *y, size_t n, AmDemand *out)
{
  double mean = 0, squares = 0;
  size_t n_steps = 0;

  *out = (AmDemand) { AM_DEMAND_NONE, NAN, NAN, 0 };
  for (size_t t = 0; t < n; t++)
    {
      n_steps += !isnan (y[t]);
      if (is_demand (y[t]))
        {
          double before = mean;

          out->n_demands++;
          mean += (y[t] - mean) / out->n_demands;
          squares += (y[t] - before) * (y[t] - mean);
        }
    }
  if (out->n_demands == 0)
    return;
  out->adi = (double) n_steps / out->n_demands;
  out->cv2 = out->n_demands > 1 ? squares / (out->n_demands - 1) / (mean * mean) : 0;
  if (out->adi < 1.32)
    out->of = out->cv2 < 0.49 ? AM_DEMAND_SMOOTH : AM_DEMAND_ERRATIC;
  else
    out->of = out->cv2 < 0.49 ? AM_DEMAND_INTERMITTENT : AM_DEMAND_LUMPY;
}
