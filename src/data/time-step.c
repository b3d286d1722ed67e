/* Finds the step of a panel: the commonest difference, or calendar months when those explain as many. */
#include "data/time-step.h"

#include "base/date.h"

static gint64
to_days (AssayType type, gint64 time, gint64 *rest)
{
  gint64 days;

  *rest = 0;
  if (type == ASSAY_TYPE_DATE)
    return time;
  days = time / ASSAY_USEC_PER_DAY;
  if (time % ASSAY_USEC_PER_DAY < 0)
    days--;
  *rest = time - days * ASSAY_USEC_PER_DAY;
  return days;
}

static gint64
add_months (AssayType type, gint64 time, gint64 n_months, gboolean month_end)
{
  gint64 rest, days = to_days (type, time, &rest);
  gint64 moved = assay_date_add_months ((gint32) days, (int) CLAMP (n_months, -120000, 120000), month_end);

  return type == ASSAY_TYPE_DATE ? moved : moved * ASSAY_USEC_PER_DAY + rest;
}

/* Times that are plain numbers may lie anywhere in 64 bits: what would leave them stays at their end. */
static gint64
move (gint64 time, gint64 step, gint64 n_steps)
{
  gint64 way, moved;

  if (__builtin_mul_overflow (step, n_steps, &way) || __builtin_add_overflow (time, way, &moved))
    return (step < 0) != (n_steps < 0) ? -G_MAXINT64 : G_MAXINT64;
  return moved;
}

static gint64
distance (gint64 from, gint64 to)
{
  gint64 way;

  if (__builtin_sub_overflow (to, from, &way))
    return to < from ? -G_MAXINT64 : G_MAXINT64;
  return way;
}

gint64
assay_step_add (AssayStep step, AssayType time_type, gint64 time, gint64 n_steps)
{
  switch (step.unit)
    {
    case ASSAY_STEP_INDEX:
    case ASSAY_STEP_USEC:
      return move (time, step.n, n_steps);
    case ASSAY_STEP_DAY:
      return move (time, step.n * (time_type == ASSAY_TYPE_DATETIME ? ASSAY_USEC_PER_DAY : 1), n_steps);
    case ASSAY_STEP_MONTH:
      return add_months (time_type, time, step.n * n_steps, step.month_end);
    }
  g_assert_not_reached ();
}

static gint64
months_between (AssayType type, gint64 from, gint64 to)
{
  gint64 rest;
  int y1, m1, d1, y2, m2, d2;

  assay_date_to_ymd ((gint32) to_days (type, from, &rest), &y1, &m1, &d1);
  assay_date_to_ymd ((gint32) to_days (type, to, &rest), &y2, &m2, &d2);
  return (y2 - y1) * 12 + (m2 - m1);
}

gint64
assay_step_count (AssayStep step, AssayType time_type, gint64 from, gint64 to, gboolean *is_exact)
{
  gint64 n;

  if (step.unit == ASSAY_STEP_MONTH)
    {
      n = months_between (time_type, from, to) / step.n;
      if (n > 0 && assay_step_add (step, time_type, from, n) > to)
        n--;
    }
  else
    n = distance (from, to) / (step.unit == ASSAY_STEP_DAY && time_type == ASSAY_TYPE_DATETIME ? step.n * ASSAY_USEC_PER_DAY : step.n);
  *is_exact = assay_step_add (step, time_type, from, n) == to;
  return n;
}

/* How often each value was seen. Neighbours are mostly equal, so the last one is kept at hand. */
typedef struct
{
  GHashTable *counts;           /* gint64 -> gsize, both owned */
  gint64 value;
  gsize n;
} Counter;

static void
counter_flush (Counter *self)
{
  gsize *count;

  if (self->n == 0)
    return;
  count = g_hash_table_lookup (self->counts, &self->value);
  if (count == NULL)
    {
      count = g_new0 (gsize, 1);
      g_hash_table_insert (self->counts, g_memdup2 (&self->value, sizeof self->value), count);
    }
  *count += self->n;
  self->n = 0;
}

static inline void
counter_add (Counter *self, gint64 value)
{
  if (value != self->value)
    counter_flush (self);
  self->value = value;
  self->n++;
}

/* The commonest value, the smallest of equals. */
static gsize
counter_end (Counter *self, gint64 *commonest)
{
  GHashTableIter iter;
  gpointer value, count;
  gsize best = 0;

  counter_flush (self);
  g_hash_table_iter_init (&iter, self->counts);
  while (g_hash_table_iter_next (&iter, &value, &count))
    if (*(gsize *) count > best || (*(gsize *) count == best && *(gint64 *) value < *commonest))
      {
        best = *(gsize *) count;
        *commonest = *(gint64 *) value;
      }
  g_hash_table_unref (self->counts);
  return best;
}

static void
counter_start (Counter *self)
{
  *self = (Counter) { .counts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free) };
}

static gboolean
is_month_end (AssayType type, gint64 time)
{
  gint64 rest;
  int year, month, day;

  assay_date_to_ymd ((gint32) to_days (type, time, &rest) + 1, &year, &month, &day);
  return day == 1;
}

/* Do nearly all rows lie on the last day of a month? One stray row must not turn a series of month ends into one of 31 days. */
static gboolean
has_month_ends (const gint64 *times, const gsize *first, gsize n_series, AssayType type)
{
  gsize n = first[n_series] - first[0], n_others = 0;

  for (gsize i = first[0]; i < first[n_series] && n_others <= n / 10; i++)
    n_others += !is_month_end (type, times[i]);
  return n_others <= n / 10;
}

/* Pairs that are whole months apart, on the same day and time of day or both on the last day of a month. */
static gsize
count_months (const gint64 *times, const gsize *first, gsize n_series, AssayType type, gint64 *n_months, gboolean *month_end)
{
  gsize n;

  *month_end = has_month_ends (times, first, n_series, type);
  Counter counter;
  counter_start (&counter);
  for (gsize s = 0; s < n_series; s++)
    for (gsize i = first[s] + 1; i < first[s + 1]; i++)
      {
        gint64 months = months_between (type, times[i - 1], times[i]);

        if (months > 0 && add_months (type, times[i - 1], months, *month_end) == times[i])
          counter_add (&counter, months);
      }
  *n_months = 1;
  n = counter_end (&counter, n_months);
  return n;
}

AssayStep
assay_step_find (const gint64 *times, const gsize *first, gsize n_series, AssayType time_type)
{
  AssayStep step = { time_type == ASSAY_TYPE_DATE ? ASSAY_STEP_DAY : time_type == ASSAY_TYPE_DATETIME ? ASSAY_STEP_USEC : ASSAY_STEP_INDEX, 1, FALSE };
  gint64 month = time_type == ASSAY_TYPE_DATE ? 28 : 28 * ASSAY_USEC_PER_DAY, n_months;
  Counter counter;
  gboolean month_end;
  gsize n;

  counter_start (&counter);
  for (gsize s = 0; s < n_series; s++)
    for (gsize i = first[s] + 1; i < first[s + 1]; i++)
      if (times[i] > times[i - 1])
        counter_add (&counter, distance (times[i - 1], times[i]));
  n = counter_end (&counter, &step.n);

  if (n == 0 || time_type == ASSAY_TYPE_INT64 || step.n < month)
    return step;
  if (count_months (times, first, n_series, time_type, &n_months, &month_end) >= n)
    step = (AssayStep) { ASSAY_STEP_MONTH, n_months, month_end };
  return step;
}
