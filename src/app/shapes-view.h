/* How one input moves the output: the figures and tables of a sensitivity that are about that input, with a list to choose it from. */
#pragma once
#include "app/figures-view.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_SHAPES_VIEW (assay_shapes_view_get_type ())
G_DECLARE_FINAL_TYPE (AssayShapesView, assay_shapes_view, ASSAY, SHAPES_VIEW, GtkBox)

/* Signal "input-chosen" (char *name): in the list. */
GtkWidget *assay_shapes_view_new (void);
void assay_shapes_view_set_result (AssayShapesView *self, AssayResult *result);
void assay_shapes_view_select_input (AssayShapesView *self, const char *input);      /* one without shapes changes nothing */
void assay_shapes_view_set_width_class (AssayShapesView *self, AssayWidthClass width_class);
gboolean assay_shapes_view_is_busy (AssayShapesView *self);
void assay_shapes_view_focus (AssayShapesView *self);

/* Whether a figure or a table of a sensitivity is about the shape of one input. */
gboolean assay_is_shape (const char *id, const char *section);
/* … and has the input's shape. */
gboolean assay_result_has_shape (AssayResult *result, const char *input);

G_END_DECLS
