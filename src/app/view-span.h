/* A stretch of an x axis, and what zooming and panning make of it.
 *
 * Pure functions of plain values: the charts' gestures and keys are these. A span whose ends are not a number
 * stands for everything there is. `extent` is always the full stretch of the data, `least` the narrowest view allowed. */
#pragma once
#include <glib-object.h>

G_BEGIN_DECLS

typedef struct { double low, high; } AssaySpan;

#define ASSAY_TYPE_SPAN (assay_span_get_type ())
GType assay_span_get_type (void);                                      /* boxed, for properties */

AssaySpan assay_span_all (void);
AssaySpan assay_span_between (double a, double b);                     /* in either order */
gboolean assay_span_is_all (AssaySpan span);
gboolean assay_span_equal (AssaySpan a, AssaySpan b);                  /* "all" equals "all" */
gboolean assay_span_contains (AssaySpan span, double x);               /* "all" contains everything */
AssaySpan assay_span_resolve (AssaySpan span, AssaySpan extent);       /* "all" becomes the extent */

/* At least `least` wide and inside the extent, moved rather than cut. What covers the extent becomes "all". */
AssaySpan assay_span_fit (AssaySpan span, AssaySpan extent, double least);
/* `factor` below 1 looks closer; `about` stays where it is on the screen. */
AssaySpan assay_span_zoom (AssaySpan span, AssaySpan extent, double about, double factor, double least);
AssaySpan assay_span_pan (AssaySpan span, AssaySpan extent, double by);
/* Moves just far enough to have x in view, with a tenth of the width to spare. */
AssaySpan assay_span_reveal (AssaySpan span, AssaySpan extent, double x);

G_END_DECLS
