#include "charts/scale.h"

#include <math.h>

/* Room round a value that stands alone. Relative, so that 1e-9 and 1e12 both get an axis with digits to show. */
static AssayRange
around (double value)
{
  double half = value != 0 ? fabs (value) * 0.1 : 1;

  return (AssayRange) { value - half, value + half };
}

/* Data that differ by less than a double can resolve on an axis count as one value. */
static gboolean
is_one_value (double low, double high)
{
  return high - low <= 1e-12 * MAX (fabs (low), fabs (high));
}

AssayRange
assay_range_for_lines (double low, double high)
{
  double range = high - low, room = range * ASSAY_RANGE_HEADROOM;

  if (!(low <= high))
    return (AssayRange) { 0, 1 };
  if (is_one_value (low, high))
    return around (low);
  if (low >= 0 && low <= 0.25 * range)
    return (AssayRange) { 0, high + room };
  if (high <= 0 && -high <= 0.25 * range)
    return (AssayRange) { low - room, 0 };
  return (AssayRange) { low - room, high + room };
}

AssayRange
assay_range_for_bars (double low, double high)
{
  double room;

  if (!(low <= high) || (low == 0 && high == 0))
    return (AssayRange) { 0, 1 };
  low = MIN (low, 0);
  high = MAX (high, 0);
  room = (high - low) * ASSAY_RANGE_HEADROOM;
  return (AssayRange) { low < 0 ? low - room : 0, high > 0 ? high + room : 0 };
}

AssayRange
assay_range_for_rates (double low, double high)
{
  if (low <= high && low >= 0 && high <= 1)
    return (AssayRange) { 0, 1 };
  return assay_range_for_lines (low, high);
}

AssayRange
assay_range_for_zscores (double low, double high, double threshold)
{
  double reach = low <= high ? MAX (fabs (low), fabs (high)) * (1 + ASSAY_RANGE_HEADROOM) : 0;

  reach = MAX (reach, fabs (threshold) * 1.5);
  if (!(reach > 0))
    reach = 1;
  return (AssayRange) { -reach, reach };
}

double
assay_scale_to_point (const AssayScale *self, double value)
{
  return self->from + (value - self->low) / (self->high - self->low) * (self->to - self->from);
}

double
assay_scale_to_value (const AssayScale *self, double point)
{
  return self->low + (point - self->from) / (self->to - self->from) * (self->high - self->low);
}
