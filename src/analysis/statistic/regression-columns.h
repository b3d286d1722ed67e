/* The columns of a regression as inputs name them: "formula" over columns, "y" and "x" (one column, or rows), "dataset" with or without a formula, or an array
 * for each column, of which the first of the usual names is explained by the others in the order they are written. */
#pragma once
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* "y ~ a + b". */
#define ASSAY_REGRESSION_FORMULA "formula|model"

typedef struct
{
  gsize n, k;
  double *y;
  const double **x;                /* [k] columns of n, owned */
  char **name;                     /* [k + 1]: of the columns; the last is NULL */
  char *y_name;
  const char *const *row;          /* names of rows, of a data set; or NULL */
} AssayRegressionColumns;

/* y_names: names of the explained column, "y|mpg", tried in order. No value is missing. NULL: error. */
AssayRegressionColumns *assay_regression_columns_read (JsonObject *in, const char *y_names, GError **error);
void assay_regression_columns_free (AssayRegressionColumns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayRegressionColumns, assay_regression_columns_free)

G_END_DECLS
