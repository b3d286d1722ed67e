/* The checks that did not pass, as few as a reader can take in: the worst first, those about all rows before those about parts,
 * and checks of one kind with one verdict put together. */
#pragma once
#include "result/result.h"

G_BEGIN_DECLS

typedef struct
{
  const AssayCheck *check;         /* the first of them; lent */
  guint n;                         /* how many are put together */
  char *subjects;                  /* of several: "Mortgage, YOJ, Value, …" at most MOST of them; else NULL */
} AssayFindingGroup;

/* Of AssayFindingGroup*. (transfer full) */
GPtrArray *assay_result_list_findings (const AssayResult *result);

G_END_DECLS
