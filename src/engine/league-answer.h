/* Which model should have forecast this: the league of a back-test (result/league.h) in words. */
#pragma once
#include "result/result.h"

G_BEGIN_DECLS

/* "Theta has the lowest error (MASE 0.93, WAPE 8.2 %), and is better than Seasonal Naive (p < 0.001).", translated. NULL: no league. */
char *assay_league_answer (const AssayResult *result);
/* "Seasonal Naive" of "seasonal-naive", translated; what is no model comes back as it is. */
char *assay_league_dup_title (const char *model);

G_END_DECLS
