/* An example and the conventions of each statistic: what “assay stat NAME --help” shows, “--example” prints and the outputs carry. */
#pragma once
#include "analysis/statistic/statistic.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id;                     /* of the statistic */
  const char *example;                /* JSON inputs on one line, that it computes without an undefined output worth a word */
  const char *convention;             /* sides, degrees, corrections, ties: plain English, as in results; NULL: the statistic puts it itself */
} AssayStatisticGuide;

/* Every statistic has one. */
const AssayStatisticGuide *assay_statistic_guide (const AssayStatistic *statistic);

G_END_DECLS
