/* What an objective of XGBoost means for scores: how its base score becomes a margin, and margins what predict() returns. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  XGBOOST_IDENTITY,
  XGBOOST_RISING,                  /* each output is the one before it plus the soft positive part of its margin: outputs never cross */
  XGBOOST_ORDERED,                 /* margins in rising order, whichever output they are of */
  XGBOOST_LOGISTIC,                /* a number in [0, 1]; base score is one too */
  XGBOOST_BINARY,                  /* the same as a probability of class 1 */
  XGBOOST_LOGIT_RAW,               /* the margin of class 1 itself */
  XGBOOST_HINGE,                   /* class 1 if the margin is positive */
  XGBOOST_EXPONENTIAL,             /* base score is on the scale of the prediction */
  XGBOOST_SOFTMAX,
  XGBOOST_RANK,                    /* the margin, of which only the order means something */
} XgboostLink;

typedef struct { const char *name; XgboostLink link; guint since; } XgboostObjective;      /* 304: what XGBoost 3.4 and later mean by it */

/* What the version that wrote the file means by it. NULL: not known. */
const XgboostObjective *xgboost_objective_find (const char *name, const guint version[3]);
/* base_scores[n] to margins[n]. FALSE: one lies outside of what the link can take. */
gboolean xgboost_objective_get_margins (const XgboostObjective *self, const double *base_scores, guint n, float *margins);
/* In single precision, as XGBoost does. */
float xgboost_logistic (float margin);
void xgboost_rising (const float *margins, guint n, float *values);
void xgboost_ordered (const float *margins, guint n, float *values);
void xgboost_softmax (const float *margins, guint n, float *probabilities);

G_END_DECLS
