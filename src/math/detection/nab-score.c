#include "math/detection/nab-score.h"

#include <gsl/gsl_heapsort.h>
#include <math.h>

const AmNabProfile am_nab_standard = { 1, 0.11, 1 };
const AmNabProfile am_nab_low_fp = { 1, 0.22, 1 };
const AmNabProfile am_nab_low_fn = { 1, 0.11, 2 };

#define PROBATION_SHARE 0.15
#define PROBATION_ROWS 5000         /* files longer than that have the probation of one that is not */

size_t
am_nab_probation (size_t n)
{
  double share = floor (PROBATION_SHARE * (double) n), most = PROBATION_SHARE * PROBATION_ROWS;

  return (size_t) (share < most ? share : most);
}

static double
sigmoid (double y)
{
  return y > 3 ? -1 : 2 / (1 + exp (5 * y)) - 1;
}

static double
credit_inside (const AmNabWindow *window, size_t row)
{
  double width = (double) (window->last - window->first + 1);

  return sigmoid (-((double) (window->last - row) + 1) / width) / sigmoid (-1);
}

/* A window of one row has no length to measure by: whatever comes after it is false in full. */
static double
credit_outside (const AmNabWindow *before, size_t row)
{
  if (before == NULL || before->last == before->first)
    return -1;
  return sigmoid ((double) (row - before->last) / (double) (before->last - before->first));
}

size_t
am_nab_credit (size_t n, const AmNabWindow *windows, size_t n_windows, double *credit, size_t *window)
{
  size_t probation = am_nab_probation (n), next = 0, n_counted = 0;

  for (size_t i = 0; i < n_windows; i++)
    n_counted += windows[i].last >= probation;
  for (size_t row = 0; row < n; row++)
    {
      bool inside;

      while (next < n_windows && windows[next].last < row)
        next++;
      inside = next < n_windows && windows[next].first <= row;
      window[row] = inside && row >= probation ? next : SIZE_MAX;
      credit[row] = row < probation ? NAN
                    : inside ? credit_inside (&windows[next], row) : credit_outside (next > 0 ? &windows[next - 1] : NULL, row);
    }
  return n_counted;
}

/* ---- fixed alarms ---- */

void
am_nab_add (const uint8_t *alarm, size_t n, const double *credit, const size_t *window, size_t n_windows, const AmNabProfile *profile,
            double *best, AmNabScore *total)
{
  for (size_t i = 0; i < n_windows; i++)
    best[i] = NAN;                /* no row of it counts, so far */
  for (size_t row = 0; row < n; row++)
    {
      size_t i = window[row];

      if (isnan (credit[row]))
        continue;
      if (i != SIZE_MAX)
        best[i] = fmax (best[i], alarm[row] ? profile->tp * credit[row] : -profile->fn);
      else if (alarm[row])
        {
          total->score += profile->fp * credit[row];
          total->n_false++;
        }
    }
  for (size_t i = 0; i < n_windows; i++)
    if (!isnan (best[i]))
      {
        total->score += best[i];
        total->n_windows++;
        total->n_found += best[i] >= 0;
      }
}

double
am_nab_normalised (const AmNabScore *total, const AmNabProfile *profile)
{
  double none = -profile->fn * (double) total->n_windows, perfect = profile->tp * (double) total->n_windows;

  return total->n_windows > 0 ? 100 * (total->score - none) / (perfect - none) : NAN;
}

/* ---- the best limit ---- */

/* No score is below every score: a comparison with NaN would leave the order to chance. */
static int
compare_scores (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  if (isnan (x) || isnan (y))
    return !isnan (x) - !isnan (y);
  return (x > y) - (x < y);
}

/* What one more alarm changes; best[] starts at -fn. */
static void
alarm_row (size_t row, const double *credit, const size_t *window, const AmNabProfile *profile, double *best, AmNabScore *total)
{
  size_t i = window[row];
  double worth;

  if (i == SIZE_MAX)
    {
      total->score += profile->fp * credit[row];
      total->n_false++;
      return;
    }
  worth = profile->tp * credit[row];
  if (worth <= best[i])
    return;
  total->n_found += best[i] < 0;
  total->score += worth - best[i];
  best[i] = worth;
}

double
am_nab_best_limit (const double *score, size_t n, const double *credit, const size_t *window, size_t n_windows, const AmNabProfile *profile,
                   size_t *order, double *best, double *limit, AmNabScore *total)
{
  AmNabScore now = { 0 };

  for (size_t i = 0; i < n_windows; i++)
    best[i] = NAN;
  for (size_t row = 0; row < n; row++)
    if (!isnan (credit[row]) && window[row] != SIZE_MAX)
      best[window[row]] = -profile->fn;
  for (size_t i = 0; i < n_windows; i++)
    now.n_windows += !isnan (best[i]);
  now.score = -profile->fn * (double) now.n_windows;

  gsl_heapsort_index (order, score, n, sizeof (double), compare_scores);
  *total = now;
  *limit = INFINITY;
  for (size_t k = n; k-- > 0;)
    {
      size_t row = order[k];

      if (!isnan (score[row]) && !isnan (credit[row]))
        alarm_row (row, credit, window, profile, best, &now);
      if ((k == 0 || !(score[order[k - 1]] == score[row])) && now.score > total->score && !isnan (score[row]))
        {
          *total = now;
          *limit = score[row];
        }
    }
  return am_nab_normalised (total, profile);
}
