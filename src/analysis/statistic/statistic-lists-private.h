/* The lists of statistics, one a file, in the order of “assay stat --list”. */
#pragma once
#include "analysis/statistic/statistic.h"

extern const AssayStatistic
  assay_comparison_statistics[];

#define ASSAY_STATISTIC_LISTS \
  assay_comparison_statistics,
