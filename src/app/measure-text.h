/* Values of the measures of a portfolio as people read and type them: "5.1 %", "+2.8 pp", "0.785". */
#pragma once
#include <gtk/gtk.h>
#include "analysis/sensitivity/portfolio.h"

G_BEGIN_DECLS

/* Shown as percent, and typed so. */
gboolean assay_measure_is_percent (const AssayPortfolioMeasure *measure);
/* (transfer full) "–" where it is undefined */
char *assay_measure_format (const AssayPortfolioMeasure *measure, double value);
char *assay_measure_format_change (const AssayPortfolioMeasure *measure, double change);

/* A number that somebody typed: with the decimal sign of the locale or a point, a true minus or a plain one, spaces and a percent sign round it. FALSE: it is none,
 * or could be two: "1.000" where a comma parts the decimals. */
gboolean assay_typed_number_parse (const char *text, double *value);
/* Makes a spin button read its text so: GTK itself reads "89.490" as 89.49 where a comma parts the decimals. What is none goes back to what it was. */
void assay_typed_number_watch (GtkSpinButton *spin);
/* For an entry: nothing grouped, ten digits at most, in the locale. (transfer full) */
char *assay_typed_number_format (double value);

G_END_DECLS
