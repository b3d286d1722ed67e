#include "app/view-span.h"
#include <math.h>

AssaySpan
assay_span_all (void)
{
  return (AssaySpan) { NAN, NAN };
}

AssaySpan
assay_span_between (double a, double b)
{
  return (AssaySpan) { MIN (a, b), MAX (a, b) };
}

gboolean
assay_span_is_all (AssaySpan span)
{
  return isnan (span.low) || isnan (span.high);
}

gboolean
assay_span_equal (AssaySpan a, AssaySpan b)
{
  if (assay_span_is_all (a) || assay_span_is_all (b))
    return assay_span_is_all (a) && assay_span_is_all (b);
  return a.low == b.low && a.high == b.high;
}

gboolean
assay_span_contains (AssaySpan span, double x)
{
  return assay_span_is_all (span) || (x >= span.low && x <= span.high);
}

AssaySpan
assay_span_resolve (AssaySpan span, AssaySpan extent)
{
  return assay_span_is_all (span) ? extent : span;
}

AssaySpan
assay_span_fit (AssaySpan span, AssaySpan extent, double least)
{
  double width, middle;

  if (assay_span_is_all (span) || assay_span_is_all (extent))
    return assay_span_all ();

  width = MAX (span.high - span.low, least);
  if (width >= extent.high - extent.low)
    return assay_span_all ();

  middle = span.low + (span.high - span.low) / 2;
  span = (AssaySpan) { middle - width / 2, middle + width / 2 };
  if (span.low < extent.low)
    return (AssaySpan) { extent.low, extent.low + width };
  if (span.high > extent.high)
    return (AssaySpan) { extent.high - width, extent.high };
  return span;
}

AssaySpan
assay_span_zoom (AssaySpan span, AssaySpan extent, double about, double factor, double least)
{
  double width, share;

  span = assay_span_resolve (span, extent);
  if (assay_span_is_all (span) || !(span.high > span.low))
    return assay_span_all ();

  about = CLAMP (about, span.low, span.high);
  share = (about - span.low) / (span.high - span.low);
  width = MAX ((span.high - span.low) * factor, least);
  return assay_span_fit ((AssaySpan) { about - share * width, about + (1 - share) * width }, extent, least);
}

AssaySpan
assay_span_pan (AssaySpan span, AssaySpan extent, double by)
{
  if (assay_span_is_all (span))
    return span;
  return assay_span_fit ((AssaySpan) { span.low + by, span.high + by }, extent, 0);
}

AssaySpan
assay_span_reveal (AssaySpan span, AssaySpan extent, double x)
{
  double spare;

  if (assay_span_contains (span, x))
    return span;
  spare = (span.high - span.low) / 10;
  return assay_span_pan (span, extent, x < span.low ? x - spare - span.low : x + spare - span.high);
}

static gpointer
copy_span (gpointer span)
{
  return g_memdup2 (span, sizeof (AssaySpan));
}

GType
assay_span_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_boxed_type_register_static ("AssaySpan", copy_span, g_free));
  return type;
}
