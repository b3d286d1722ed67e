/* The back-test of PDs of grades: `backtest --pd`. From a table with one row a grade (and a period, if there are several): how many obligors it had, how many
 * defaulted, and the PD that was given to them. Loans one by one are `validate`'s. */
#pragma once
#include "analysis/analysis.h"

G_BEGIN_DECLS

/* The rows of the back-test's option table that belong to it. */
#define GRADE_BACKTEST_OPTIONS \
  { "pd", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL", N_("Probability of Default"), N_("Back-test this column of PDs of grades instead of forecast models."), N_("PDs of Grades") }, \
  { "obligors", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL", N_("Obligors"), N_("With --pd: how many obligors a grade had. Found from names such as n or obligors otherwise."), \
    N_("PDs of Grades") }, \
  { "defaults", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL", N_("Defaults"), N_("With --pd: how many of them defaulted. Found from names such as d or defaults otherwise."), \
    N_("PDs of Grades") }, \
  { "grades", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL", N_("Grades"), N_("With --pd: names of the grades; rows of one grade are added up. Found from names such as grade or rating "\
    "otherwise."), N_("PDs of Grades") },

gboolean grade_backtest_is_asked (const AssayOptions *options);
AssayOutcome *grade_backtest_run (const AssayTask *task, AssayProgress *progress, GError **error);

G_END_DECLS
