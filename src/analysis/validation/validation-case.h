/* What a validation is about: data, model, scores, outcomes and samples, prepared once and frozen.
 *
 * Checks of any thread read it; nobody changes it. Arrays are as long as the rows of their sample's frame unless they say
 * otherwise. What was not given is NULL or 0, and a check that needs it is not called (validation-check.h). */
#pragma once
#include "analysis/analysis.h"
#include "model/artifact/scorer.h"

G_BEGIN_DECLS

#define ASSAY_EVENT_MISSING 255    /* the outcome of this row is not known */

/* One table of rows with what the model says of them and what became of them. */
typedef struct
{
  const char *name;                /* "data", "reference", "train", in sentences */
  AssayFrame *frame;
  gsize n;                         /* rows of the frame */

  const double *score;             /* as the model or the column gives it; NaN: none */
  const double *risk;              /* the score, or its negative, so that more is riskier; only its order means something */
  const double *probability;       /* the score where it is a probability, all of it in [0, 1]; NULL: it is none */
  const guint8 *event;             /* 1, 0 or ASSAY_EVENT_MISSING; NULL: no outcome of two kinds */
  const double *actual;            /* outcome that is a number; NULL: it is none */
  const double *weight;            /* more than 0; NaN: left out of everything; NULL: all 1 */
  gsize n_missing_score, n_missing_outcome, n_bad_weight;
  gsize n_outside;                 /* scores outside [0, 1] that were called probabilities; 0 where `probability` is set */

  /* Rows that have a score, an outcome and a weight: "complete". Arrays of n_complete; shared with those above when all are. */
  gsize n_complete, n_events;
  const guint32 *complete;         /* row of the frame of each; NULL: all rows, in order */
  const double *complete_score, *complete_risk, *complete_probability, *complete_actual, *complete_weight;   /* NULL as above */
  const guint8 *complete_event;
  const gsize *order;              /* places in the complete arrays by rising risk, ties in order of rows; NULL: no score */
} AssayValidationSample;

/* A column that tells rows apart: segment, protected group, grade, period. Codes of data and reference mean the same labels. */
typedef struct
{
  const char *name;
  guint n_labels;
  char **labels;                   /* NULL-terminated; sorted as people would: numbers by size, grades and words by name, periods by time */
  const guint32 *codes;            /* of the data; ASSAY_MISSING_CODE: missing */
  const guint32 *reference_codes;  /* NULL: no reference sample, or it has no such column */
} AssayValidationSplit;

/* An input of the model, or where there is no model a column with no other role. */
typedef struct
{
  const char *name;                /* of the field */
  int field;                       /* of the model; -1: not one */
  gboolean is_number;              /* else compared by its words */
  AssayColumn *data;               /* NULL: absent from the data, all missing; words in the frame are numbers here if the model needs them */
  AssayColumn *reference, *train;  /* NULL: no such sample, or it has no such column */
  int direction;                   /* +1, -1: declared to rise or fall with risk (--monotone); 0: nothing declared */
} AssayValidationFeature;

typedef struct
{
  const char *name;                /* of the file or column */
  AssayArtifact *model;            /* NULL: a column of scores */
  AssayValidationSample *sample;   /* the same rows as the data */
} AssayValidationChallenger;

typedef struct
{
  AssayValidationSample *data;     /* always there */
  AssayValidationSample *reference;     /* the development sample (--reference) */
  AssayValidationSample *train;    /* what the model was fitted on (--train) */

  AssayArtifact *model;            /* NULL: scores came with the data */
  const AssayTaskModel *task_model;     /* what it was read from; NULL: no model */
  const AssayScorer *scorer;       /* model bound to data->frame; NULL: no model */
  const AssayScorer *reference_scorer;
  guint risk_output;               /* of the model: which output `score` is */
  gboolean is_complement;          /* that output is the probability of the other class: `score` is 1 less it */
  gboolean higher_is_riskier;
  const char *score_name;          /* column or output */
  const char *target_name, *event_name;      /* "BAD", "1"; NULL: no outcome */
  gboolean is_in_sample;           /* --in-sample: the data are those the model was fitted on */

  const AssayValidationFeature *features;
  guint n_features;
  const AssayValidationChallenger *challengers;
  guint n_challengers;
  const AssayValidationSplit *segments, *groups;       /* --segment, --group */
  guint n_segments, n_groups;
  const AssayValidationSplit *grades;   /* --grades COL, else made of the deciles of the reference (or data) scores; NULL: no score */
  gboolean grades_are_made;        /* from deciles of the score */
  const double *grade_pd;          /* [grades->n_labels]: mean of --pd or of the probability in each; NaN: none; NULL: neither */
  const AssayValidationSplit *periods;  /* --time: months, quarters, years or vintages, whichever gives 4 to 60; NULL: no time */
  AssayColumn *time;

  AssayColumn *id;                 /* --id */
  double cutoff;                   /* of the score, riskier side inclusive: an event is predicted there; NaN: none */
  const double *pd;                /* --pd, or the probability; NULL: neither */
  const double *lgd_realised, *lgd_estimated, *ead_realised, *ead_estimated, *exposure, *recorded;   /* columns; NULL: not given */

  const AssayOptions *options;     /* of assay_validate's table */
  const AssayPolicy *policy;
  const AssayResult *baseline;     /* --baseline; see validation-baseline.h */
  GBytes *rules;                   /* text of the --rules file; NULL: none */
  guint64 seed;
  guint n_threads;
  GPtrArray *guesses;                      /* of char*: those notes that say what was taken for granted because nobody said it */
  struct _AssayColumnFactsStore *facts;    /* see validation-columns.h: made when first asked for, under its own lock */
} AssayValidationCase;

/* A seed of its own for each use, so that adding one check does not move another: seed of the run, name of the use, and a number. */
guint64 assay_validation_seed (const AssayValidationCase *self, const char *use, guint64 index);

/* Values of a feature as numbers; NaN: missing. Words count as their code. Lent, or computed into *owned. column may be NULL: NULL. */
const double *assay_validation_numbers (AssayColumn *column, double **owned);

/* The made-up or given grade, segment, … of a score: places of n - 1 rising cuts; a value on a cut belongs to the bin above it. */
guint assay_validation_bin (const double *cuts, guint n_cuts, double value);

/* Rising cuts from n_points quantiles of values; cuts[n_points]. None is at the least of them, for nothing is below it. A value that two
 * quantiles or more fall on is cut off from what is above it as well, lest a rare flag be one bin with the rest. */
guint assay_validation_cut (const double *values, gsize n, const double *point, guint n_points, double least, double *cuts);

/* How often the i-th complete row counts. */
static inline double
assay_validation_weight (const AssayValidationSample *sample, gsize i)
{
  return sample->complete_weight != NULL ? sample->complete_weight[i] : 1;
}

/* "120 rows left out: 100 without outcome, 20 without score"; NULL: none were. (transfer full) */
char *assay_validation_word_left_out (const AssayValidationSample *sample);

G_END_DECLS
