#include "model/xgboost/xgboost-objective.h"

#include <math.h>
#include <string.h>

/* Of one name, the latest meaning stands first. */
static const XgboostObjective objectives[] = {
  { "reg:squarederror", XGBOOST_IDENTITY },
  { "reg:linear", XGBOOST_IDENTITY },
  { "reg:squaredlogerror", XGBOOST_IDENTITY },
  { "reg:pseudohubererror", XGBOOST_IDENTITY },
  { "reg:absoluteerror", XGBOOST_IDENTITY },
  { "reg:quantileerror", XGBOOST_ORDERED, 304 },
  { "reg:quantileerror", XGBOOST_IDENTITY },
  { "reg:expectileerror", XGBOOST_RISING },
  { "reg:logistic", XGBOOST_LOGISTIC },
  { "binary:logistic", XGBOOST_BINARY },
  { "binary:logitraw", XGBOOST_LOGIT_RAW },
  { "binary:hinge", XGBOOST_HINGE },
  { "count:poisson", XGBOOST_EXPONENTIAL },
  { "reg:gamma", XGBOOST_EXPONENTIAL },
  { "reg:tweedie", XGBOOST_EXPONENTIAL },
  { "survival:cox", XGBOOST_EXPONENTIAL },
  { "survival:aft", XGBOOST_EXPONENTIAL },
  { "multi:softmax", XGBOOST_SOFTMAX },
  { "multi:softprob", XGBOOST_SOFTMAX },
  { "rank:pairwise", XGBOOST_RANK },
  { "rank:ndcg", XGBOOST_RANK },
  { "rank:map", XGBOOST_RANK },
};

const XgboostObjective *
xgboost_objective_find (const char *name, const guint version[3])
{
  for (guint i = 0; i < G_N_ELEMENTS (objectives); i++)
    if (strcmp (objectives[i].name, name) == 0 && (objectives[i].since == 0 || version[0] > objectives[i].since / 100
                                                   || (version[0] == objectives[i].since / 100 && version[1] >= objectives[i].since % 100)))
      return &objectives[i];
  return NULL;
}

#define LEAST_RISE 1e-6            /* from one output to the next, whatever the margin */

/* The margin whose soft positive part is the step from one output to the next. */
static float
find_rise (double from, double to)
{
  return log (expm1 (fmax (to - from - LEAST_RISE, LEAST_RISE)));
}

gboolean
xgboost_objective_get_margins (const XgboostObjective *self, const double *base_scores, guint n, float *margins)
{
  for (guint i = 0; i < n; i++)
    {
      float base = base_scores[i];

      switch (self->link)
        {
        case XGBOOST_LOGISTIC:
        case XGBOOST_BINARY:
          margins[i] = base > 0 && base < 1 ? -logf (1.0f / base - 1.0f) : NAN;
          break;
        case XGBOOST_EXPONENTIAL:
          margins[i] = base > 0 ? logf (base) : NAN;
          break;
        case XGBOOST_RISING:
          margins[i] = i == 0 ? base : find_rise (base_scores[i - 1], base_scores[i]);
          break;
        default:
          margins[i] = base;
          break;
        }
      if (!isfinite (margins[i]))
        return FALSE;
    }
  return TRUE;
}

float
xgboost_logistic (float margin)
{
  return 1.0f / (expf (fminf (-margin, 88.7f)) + 1.0f + 1e-16f);
}

void
xgboost_softmax (const float *margins, guint n, float *probabilities)
{
  float most = margins[0];
  double sum = 0;

  for (guint i = 1; i < n; i++)
    most = fmaxf (most, margins[i]);
  for (guint i = 0; i < n; i++)
    {
      probabilities[i] = expf (margins[i] - most);
      sum += probabilities[i];
    }
  for (guint i = 0; i < n; i++)
    probabilities[i] /= (float) sum;
}

void
xgboost_rising (const float *margins, guint n, float *values)
{
  for (guint i = 0; i < n; i++)
    values[i] = i == 0 ? margins[0] : values[i - 1] + (fmaxf (margins[i], 0) + log1pf (expf (-fabsf (margins[i]))) + (float) LEAST_RISE);
}

void
xgboost_ordered (const float *margins, guint n, float *values)
{
  for (guint i = 0; i < n; i++)
    {
      guint at = i;

      for (; at > 0 && values[at - 1] > margins[i]; at--)
        values[at] = values[at - 1];
      values[at] = margins[i];
    }
}
