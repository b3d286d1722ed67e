/* Where all sliders of What If stand: copied for workers and for steps that can be taken back. Plain owned values. */
#pragma once
#include "analysis/sensitivity/scenarios.h"
#include "app/what-if-panel.h"

G_BEGIN_DECLS

#define WHAT_IF_N_KINDS 3
extern const AssayShockKind what_if_kinds[WHAT_IF_N_KINDS];      /* in the order in which they are offered */

typedef struct
{
  AssayWhatIfMode mode;
  gsize row;                       /* of the data, from 1; 0: the typical case */
  guint kind;                      /* which of what_if_kinds */
  double cutoff;
  guint n;
  double *base, *values;           /* [n] of the case, as it is and as it is moved */
  double *moves;                   /* [n] of the portfolio */
} WhatIfState;

/* The typical case, nothing moved. */
WhatIfState *what_if_state_new (const AssayWhatIf *what_if);
WhatIfState *what_if_state_copy (const WhatIfState *from);
void what_if_state_free (WhatIfState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WhatIfState, what_if_state_free)

gboolean what_if_state_equal (const WhatIfState *a, const WhatIfState *b);
/* Is this input not moved, in the mode that the state is in? */
gboolean what_if_state_is_as_it_is (const WhatIfState *state, const AssayWhatIf *what_if, guint input);
/* What the sliders do to all rows: of AssayShock. */
GArray *what_if_state_list_shocks (const WhatIfState *state, const AssayWhatIf *what_if);
/* NULL: nothing is moved that a scenario could say. */
AssayScenarios *what_if_state_make_scenario (const WhatIfState *state, const AssayWhatIf *what_if, const char *name);
/* Its first scenario beside those that the file has already, if there is one. */
gboolean what_if_write_scenario (const char *path, const AssayScenarios *made, GError **error);

G_END_DECLS
