#include "math/seasonal-naive.h"
#include "math/clones.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#define RUN 512      /* rows looked at together: their times stay in the nearest cache */
#define TRY 16       /* rows taken one by one before the next look */

AM_CLONES static bool
is_every (const int64_t *time, const int64_t *then, size_t n, int64_t season)
{
  int64_t differs = 0;

  for (size_t i = 0; i < n; i++)
    differs |= (time[i] - season) ^ then[i];
  return differs == 0;
}

/* Rising whole numbers that end n - 1 above where they began leave none out. */
static bool
is_unbroken (const int64_t *time, size_t n)
{
  return time[n - 1] - time[0] == (int64_t) n - 1;
}

/* Is the row a season before time[i] then[i], for all of them? The last row tells most that are not, and of days
 * it tells all. */
static bool
is_regular (const int64_t *time, const int64_t *then, size_t n, int64_t season)
{
  if (time[0] - season != then[0] || time[n - 1] - season != then[n - 1])
    return false;
  return is_unbroken (time, n) || is_every (time, then, n, season);
}

AM_CLONES static void
copy_run (const double *y, const double *then, size_t n, double *f, double *e)
{
  if (f != NULL)
    for (size_t i = 0; i < n; i++)
      f[i] = then[i];
  if (e != NULL)
    for (size_t i = 0; i < n; i++)
      e[i] = y[i] - then[i];
}

/* First row whose time is not before `when`. */
static size_t
find_time (const int64_t *time, size_t n, int64_t when)
{
  size_t low = 0, high = n;

  while (low < high)
    {
      size_t middle = low + (high - low) / 2;

      if (time[middle] < when)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

void
am_seasonal_naive_part (const double *y, const int64_t *time, size_t n, size_t first, size_t count,
                        int64_t season, double *f, double *e)
{
  size_t end = first + count, row = first, then;

  assert (season > 0 && end <= n);
  if (count == 0)
    return;
  then = find_time (time, first, time[first] - season);

  while (row < end)
    {
      size_t n_run = end - row < RUN ? end - row : RUN;

      while (time[then] < time[row] - season)
        then++;
      if (then + n_run <= n && is_regular (time + row, time + then, n_run, season))
        {
          copy_run (y + row, y + then, n_run, f == NULL ? NULL : f + (row - first),
                    e == NULL ? NULL : e + (row - first));
          row += n_run;
          then += n_run;
          continue;
        }

      for (size_t stop = row + (n_run < TRY ? n_run : TRY); row < stop; row++)
        {
          double value;

          while (time[then] < time[row] - season)
            then++;
          value = time[then] == time[row] - season ? y[then] : NAN;
          if (f != NULL)
            f[row - first] = value;
          if (e != NULL)
            e[row - first] = y[row] - value;
        }
    }
}

void
am_seasonal_naive (const double *y, const int64_t *time, size_t n, int64_t season, double *f, double *e)
{
  am_seasonal_naive_part (y, time, n, 0, n, season, f, e);
}
