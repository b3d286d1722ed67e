/* What the files of this folder share: one pass over the rows fills a ScoredModel for each model, the rest reads them. */
#pragma once
#include "analysis/analysis.h"
#include "analysis/scoring/score-words.h"

G_BEGIN_DECLS

#define SCORE_LISTED 200           /* cells and rows that the result names; the rest is counted */

/* One output of a model for all rows. */
typedef struct
{
  const AssayOutput *output;
  double *numbers;                 /* [n_rows]; NULL for a text */
  ScoreWords *words;               /* NULL for a number */
} ScoredOutput;

typedef struct
{
  const AssayTaskModel *model;
  AssayScorer *scorer;
  guint n_fields, n_outputs;
  const AssayColumn **columns;     /* [n_fields]; NULL: absent */
  gboolean *can_misfit;            /* [n_fields]: cells must be looked at one by one; else the column has counted what is missing */
  ScoredOutput *outputs;           /* [n_outputs] */
  int main_output;                 /* the number that ranks rows by risk; -1: none */
  const char *event;               /* the class whose probability is the risk; NULL: the last one */
  gboolean is_complement;          /* the main output is the probability of the other class: the risk is 1 less it */
  gboolean score_rises;            /* of the main output: higher is riskier */
  gboolean higher_is_riskier;      /* of the contributions */
  gboolean is_other_class;         /* the event is not the class that contributions speak of, which is the last of two */
  gboolean has_risk;               /* main output is the probability of the event: it has a level */
  gboolean has_problems;
  ScoreWords *problems;            /* of each row; missing: it has a result */
  double **contributions;          /* [n_fields + 1], base last, each [n_rows]; NULL: not asked for, or the model has none */
  guint n_reasons;                 /* made from contributions */
  guint32 **reasons;               /* [n_reasons], each [n_rows]: a field; ASSAY_MISSING_CODE: none */
  double difference;               /* largest between the sum of contributions and the score; NaN: not compared */
  gsize (*states)[ASSAY_N_INPUT_STATES];      /* [n_fields]: cells of each state, FINE left at 0 */
  gsize n_scored;                  /* rows with a result */
} ScoredModel;

/* A cell that is not as the model says its inputs are. */
typedef struct
{
  gsize row;                       /* of the frame */
  guint model, field;
  AssayInputState state;
} ScoredViolation;

typedef struct
{
  const AssayTask *task;
  AssayFrame *frame;
  gsize n_rows;
  const AssayColumn *id;           /* NULL: rows are numbered */
  const char *event;               /* NULL: the last class */
  char *outcome_event;             /* value of the outcome that is the event */
  guint8 *outcomes;                /* [n_rows] 1: event, 0: not, else unknown; NULL: no outcome was named */
  guint n_models;
  ScoredModel *models;
  GArray *violations;              /* of ScoredViolation, by row, model, field; the first SCORE_LISTED, or all */
  gsize n_violations;
} Scored;

static inline double
score_get_risk (const ScoredModel *model, gsize row)
{
  double score = model->outputs[model->main_output].numbers[row];

  return model->is_complement ? 1 - score : score;
}

/* score-pass.c */
gboolean score_pass (Scored *self, AssayProgress *progress, GError **error);

/* score-frame.c: the table of rows, and that of violations. */
AssayFrame *score_make_frame (const Scored *self);
AssayFrame *score_make_violations (const Scored *self);
char *score_dup_cell (const AssayColumn *column, gsize row);
gsize score_get_row_number (const Scored *self, gsize row);      /* from 1, as in the data */
const char *score_state_word (AssayInputState state);            /* N_() */

/* score-outcome.c */
gboolean score_prepare_outcome (Scored *self, GError **error);
gboolean score_add_outcome (const Scored *self, AssayResult *result, AssayProgress *progress, GError **error);

/* score-summary.c */
gboolean score_summarize (const Scored *self, AssayResult *result, AssayProgress *progress, GError **error);

G_END_DECLS
