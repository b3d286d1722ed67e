/* A bin that knows how wide it is: the layout follows a width class, not a pixel count.
 *
 * There are no breakpoints in libadwaita 1.2. The bin notes its width while it is laid out and, from an idle (never inside
 * the allocation), sets its width class and the style class of the same name: "wide", "medium", "narrow" or "tiny". */
#pragma once
#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  ASSAY_WIDTH_TINY,      /* under 560 */
  ASSAY_WIDTH_NARROW,    /* 560 to 859 */
  ASSAY_WIDTH_MEDIUM,    /* 860 to 1099 */
  ASSAY_WIDTH_WIDE,      /* 1100 and more */
} AssayWidthClass;
#define ASSAY_TYPE_WIDTH_CLASS (assay_width_class_get_type ())
GType assay_width_class_get_type (void);

/* The class of a width. A class is left only when the width is 16 pixels past its edge, so that a layout which changes
 * its own width does not swing. before -1: there was none. */
AssayWidthClass assay_width_class_for (int width, int before);

#define ASSAY_TYPE_WIDTH_BIN (assay_width_bin_get_type ())
G_DECLARE_DERIVABLE_TYPE (AssayWidthBin, assay_width_bin, ASSAY, WIDTH_BIN, AdwBin)
struct _AssayWidthBinClass { AdwBinClass parent_class; };

GtkWidget *assay_width_bin_new (void);
/* Property "width-class": notified when it changes. WIDE until it was laid out once. */
AssayWidthClass assay_width_bin_get_width_class (AssayWidthBin *self);

G_END_DECLS
