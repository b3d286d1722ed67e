#include "math/sensitivity/efast.h"

#include <gsl/gsl_fft_real.h>
#include <math.h>

size_t
am_efast_frequencies (size_t n, size_t k, size_t harmonics, size_t *others)
{
  size_t own = (n - 1) / (2 * harmonics), most = own / (2 * harmonics);

  if (most < 1)
    most = 1;
  for (size_t i = 0; i + 1 < k; i++)
    others[i] = most >= k - 1 && k > 2 ? 1 + i * (most - 1) / (k - 2) : most >= k - 1 ? 1 : i % most + 1;
  return own;
}

void
am_efast_curve (size_t n, size_t frequency, double phase, double *u)
{
  for (size_t i = 0; i < n; i++)
    u[i] = 0.5 + asin (sin (2 * M_PI * ((double) (i * frequency % n) / n) + phase)) / M_PI;
}

bool
am_efast_parts (double *y, size_t n, size_t frequency, size_t harmonics, double *variance, double *own, double *rest)
{
  gsl_fft_real_wavetable *table = gsl_fft_real_wavetable_alloc (n);
  gsl_fft_real_workspace *work = gsl_fft_real_workspace_alloc (n);
  bool done = table != NULL && work != NULL;

  *variance = *own = *rest = 0;
  for (size_t i = 0; i < n && done; i++)
    done = isfinite (y[i]);
  if (done)
    gsl_fft_real_transform (y, 1, n, table, work);
  /* half-complex: real and imaginary part of harmonic h stand at 2 h - 1 and 2 h */
  for (size_t h = 1; h <= (n - 1) / 2 && done; h++)
    {
      double power = (y[2 * h - 1] * y[2 * h - 1] + y[2 * h] * y[2 * h]) / ((double) n * n);

      *variance += 2 * power;
      if (h % frequency == 0 && h / frequency <= harmonics)
        *own += 2 * power;
      if (h <= frequency / 2)
        *rest += 2 * power;
    }
  gsl_fft_real_wavetable_free (table);
  gsl_fft_real_workspace_free (work);
  return done;
}
