/* One case under a what-if: its score as it is and as it would be, what each input contributes, and how little would have to change for another decision. */
#pragma once
#include "engine/what-if.h"

G_BEGIN_DECLS

typedef struct
{
  double score;                    /* NaN: none */
  char *problem;                   /* why there is none; may be NULL all the same */
  AssayRisk level;                 /* of a probability; else NONE */
  double *contributions;           /* [n_inputs]; NULL: the model has none, or none for this case */
  double base;                     /* what they are added to */
} AssayCaseScore;

typedef struct
{
  guint n_inputs;
  AssayCaseScore before, after;
  const char *scale;               /* of the contributions, N_(); NULL: there are none */
  gboolean more_is_riskier;        /* of the contributions; points may go the other way than the score */
} AssayCaseAnswer;

void assay_case_answer_free (AssayCaseAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayCaseAnswer, assay_case_answer_free)

/* values[n_inputs] each; NaN: missing. Blocking, a few milliseconds. */
AssayCaseAnswer *assay_what_if_try (const AssayWhatIf *self, const double *before, const double *after, GError **error);

typedef enum { ASSAY_DECISION_UNKNOWN = -1, ASSAY_DECISION_PASS, ASSAY_DECISION_FLAG } AssayDecision;
AssayDecision assay_what_if_decide (const AssayWhatIf *self, double score, double cutoff);

/* The smallest change of one input alone that turns the decision. */
typedef struct
{
  gboolean exists;
  double value;                    /* at which it is turned; of words the index, the most frequent of those that turn it */
  double score;                    /* there */
  guint n_words;                   /* of a choice: how many values turn it */
} AssayCaseTurn;

/* turns[n_inputs]. Numbers are looked for among the quantiles of the data and, from the nearest that turns it, back to where it begins; an island narrower than
 * the steps between quantiles is not seen. FALSE: cancelled, or the case has no decision. */
gboolean assay_what_if_find_turns (const AssayWhatIf *self, const double *values, double cutoff, AssayCaseTurn *turns, AssayProgress *stop, GError **error);

G_END_DECLS
