/* Small public data sets by name, on which statistics are published: vectors name them instead of repeating them. Longley (1967), J. Am. Stat. Assoc. 62,
 * 819-841; "mtcars": Henderson & Velleman (1981), Biometrics 37, 391-411; "nile": Cobb (1978), Biometrika 65, 243-251; Norris: NIST StRD. */
#pragma once
#include <stddef.h>

typedef struct { const char *name; const double *value; } AmPublishedColumn;
typedef struct
{
  const char *name;
  const AmPublishedColumn *column;     /* the first is what is usually explained by the others, in the order of the source */
  size_t n_columns, n_rows;
  const char *const *row;              /* names of rows, or NULL */
} AmPublishedData;

/* Large and small letters are one; NULL when there is none. */
const AmPublishedData *am_published_data (const char *name);
const double *am_published_column (const AmPublishedData *data, const char *name);
