/* One input of a what-if: its name, a slider or a list of words, the value as a number that can be typed, a mark where it began, a way back, and a word when
 * it has left the data. Signal "changed" when somebody moves it. */
#pragma once
#include <gtk/gtk.h>
#include "engine/what-if.h"

G_BEGIN_DECLS

/* Of a choice under a shock: nothing is done to it. NaN is: missing. */
#define ASSAY_WHAT_IF_AS_IT_IS (-INFINITY)

#define ASSAY_TYPE_WHAT_IF_SLIDER (assay_what_if_slider_get_type ())
G_DECLARE_FINAL_TYPE (AssayWhatIfSlider, assay_what_if_slider, ASSAY, WHAT_IF_SLIDER, GtkWidget)

/* input is lent, and stays as long as the widget. */
GtkWidget *assay_what_if_slider_new (const AssayWhatIfInput *input);
/* A value of one case: base is the case's own, NaN: missing there. No signal. */
void assay_what_if_slider_show_case (AssayWhatIfSlider *self, double base, double value);
/* What is done to all rows: kind ADD, RELATIVE or SD; of a choice amount is the value that is set, or AS_IT_IS. No signal. */
void assay_what_if_slider_show_shock (AssayWhatIfSlider *self, AssayShockKind kind, double amount);
double assay_what_if_slider_get_value (AssayWhatIfSlider *self);
/* Back to where it began; with a signal. */
void assay_what_if_slider_reset (AssayWhatIfSlider *self);
/* As a person would: with a signal. */
void assay_what_if_slider_set_value (AssayWhatIfSlider *self, double value);
gboolean assay_what_if_slider_is_moved (AssayWhatIfSlider *self);
/* "25 860 EUR", "Office", "+ 10 %"; (transfer full) */
char *assay_what_if_format_value (const AssayWhatIfInput *input, double value);

G_END_DECLS
