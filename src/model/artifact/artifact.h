/* A model artifact: a model somebody made and saved, read whole or not at all, that scores rows.
 *
 * Frozen once read, reference-counted, readable from any thread. Rows are scored through model/artifact/scorer.h.
 * Texts are N_() English or from the file. */
#pragma once
#include "model/artifact/model-card.h"
#include "model/forecaster.h"

G_BEGIN_DECLS

typedef struct _AssayArtifact AssayArtifact;

typedef enum
{
  ASSAY_FIELD_NUMBER,
  ASSAY_FIELD_CATEGORY,            /* one of a set of words, or any word */
  ASSAY_FIELD_DATE,                /* days since 1970-01-01 */
  ASSAY_FIELD_DATETIME,            /* seconds since 1970-01-01T00:00 */
} AssayFieldKind;

/* How a field was distributed when the model was made: n bins and what was missing. */
typedef struct
{
  guint n;
  double *cuts;                    /* [n - 1], rising: bin k holds [cuts[k - 1], cuts[k]), and the outer bins are open; NULL: categories */
  char **values;                   /* of categories: value of each bin */
  double *share;                   /* [n], about 1 together with missing and other */
  double missing, other;           /* other: values of a category that no bin names */
} AssayDevelopment;

void assay_development_free (AssayDevelopment *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayDevelopment, assay_development_free)

typedef struct
{
  char *name;                      /* column that is looked for */
  char *label;                     /* as people read it; NULL: name */
  AssayFieldKind kind;
  char **values;                   /* CATEGORY: what the model knows, in its own order; NULL: anything */
  double low, high;                /* valid range, inclusive; NaN: open */
  gboolean is_whole;               /* NUMBER: a fraction is not valid */
  gboolean refuses_invalid;        /* a row with an invalid value has no output; else the value is taken as it is or as missing, or the model does not say */
  char *unit;                      /* NULL: not said */
  gboolean is_optional;            /* may be absent from the data without a word (missing is a state of its own in this model) */
  AssayDevelopment *development;   /* NULL: not said */
} AssayField;

typedef enum
{
  ASSAY_OUTPUT_PREDICTION,         /* the value or the class predicted */
  ASSAY_OUTPUT_PROBABILITY,        /* of `category` */
  ASSAY_OUTPUT_SCORE,              /* margin, points, log-odds */
  ASSAY_OUTPUT_REASON,             /* reason codes, most important first */
  ASSAY_OUTPUT_OTHER,
} AssayOutputRole;

typedef struct
{
  char *name;                      /* column that is written */
  AssayOutputRole role;
  gboolean is_text;
  char *category;                  /* PROBABILITY: of which class; else NULL */
} AssayOutput;

/* Rows that came with the artifact, scored when it was read. */
typedef struct
{
  guint n_rows, n_equal;           /* 0 rows: there are none */
  double tolerance;                /* relative; absolute near zero */
  double max_difference;           /* NaN: no number compared */
  char *first_difference;          /* "row 3: “pd” is 0.12, the file says 0.13"; NULL: none */
} AssayVerification;

AssayArtifact *assay_artifact_ref (AssayArtifact *self);
void assay_artifact_unref (AssayArtifact *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayArtifact, assay_artifact_unref)

const char *assay_artifact_get_format (const AssayArtifact *self);     /* "XGBoost JSON", "PMML 4.3" */
const char *assay_artifact_get_writer (const AssayArtifact *self);     /* "XGBoost 2.0.3"; NULL: the file does not say */
const char *assay_artifact_get_kind (const AssayArtifact *self);       /* N_("tree ensemble"), N_("scorecard") */
const char *assay_artifact_get_name (const AssayArtifact *self);       /* as in the file; NULL: none */
const char *assay_artifact_get_sha256 (const AssayArtifact *self);
const char *assay_artifact_get_target (const AssayArtifact *self);     /* what it predicts; NULL: not said */
const char *assay_artifact_get_function (const AssayArtifact *self);   /* "classification" "regression" "clustering" "anomaly" */
guint assay_artifact_get_n_classes (const AssayArtifact *self);        /* 0: no classes */
const char *assay_artifact_get_class (const AssayArtifact *self, guint index);
guint assay_artifact_get_n_fields (const AssayArtifact *self);
const AssayField *assay_artifact_get_field (const AssayArtifact *self, guint index);
/* The file does not name its inputs: the names are made up (f0, f1, …), and only the order of the training data is known. */
gboolean assay_artifact_has_unnamed_fields (const AssayArtifact *self);
guint assay_artifact_get_n_outputs (const AssayArtifact *self);
const AssayOutput *assay_artifact_get_output (const AssayArtifact *self, guint index);
/* The probability that the event has, or, where is_complement comes back TRUE, that the other of two classes has: the risk is 1 less
 * it. -1: the artifact has neither. A class that is not named is the other one of “0” and “1”. */
int assay_artifact_find_event_output (const AssayArtifact *self, const char *event, gboolean *is_complement);
/* Which output ranks rows by risk: the probability of the event (event NULL: of the last class), else the score or the
 * prediction if it is a number. -1: none does. *higher_is_riskier is FALSE for points where more is better. */
int assay_artifact_find_risk_output (const AssayArtifact *self, const char *event, gboolean *higher_is_riskier);
/* Of a score beside a probability, and of contributions on its scale: FALSE for points of which more is better. */
gboolean assay_artifact_score_rises (const AssayArtifact *self);
guint assay_artifact_get_n_facts (const AssayArtifact *self);          /* what a person wants to know: trees, depth, rounds, link */
const char *assay_artifact_get_fact (const AssayArtifact *self, guint index, const char **label);
guint assay_artifact_get_n_notes (const AssayArtifact *self);          /* what to beware of: names absent, rounds left out, parts skipped without effect */
const char *assay_artifact_get_note (const AssayArtifact *self, guint index);
const AssayVerification *assay_artifact_get_verification (const AssayArtifact *self);
const AssayModelCard *assay_artifact_get_card (const AssayArtifact *self);   /* NULL: none */
void assay_artifact_take_card (AssayArtifact *self, AssayModelCard *card);   /* in place of the one it has; before it is shared */
/* The scale on which contributions add up: N_("log-odds"), N_("points"), N_("prediction"); NULL: this artifact has none. */
const char *assay_artifact_get_contribution_scale (const AssayArtifact *self);
gsize assay_artifact_get_size (const AssayArtifact *self);             /* bytes in memory, about */

G_END_DECLS
