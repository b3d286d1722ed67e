/* The parts of a GeneralRegressionModel, shared with Cox regression. */
#pragma once
#include "model/pmml/pmml-private.h"

G_BEGIN_DECLS

typedef enum { PMML_GLM_REGRESSION, PMML_GLM_GENERAL, PMML_GLM_GENERALIZED, PMML_GLM_MULTINOMIAL, PMML_GLM_ORDINAL, PMML_GLM_COX } PmmlGlmType;
typedef enum
{
  PMML_LINK_IDENTITY, PMML_LINK_CLOGLOG, PMML_LINK_LOG, PMML_LINK_LOGC, PMML_LINK_LOGIT, PMML_LINK_LOGLOG, PMML_LINK_NEGBIN, PMML_LINK_ODDSPOWER, PMML_LINK_POWER,
  PMML_LINK_PROBIT, PMML_LINK_CAUCHIT,
} PmmlLink;

/* A predictor: a covariate, or a factor with its categories and perhaps contrasts. */
typedef struct
{
  const char *name;
  gboolean is_factor;
  guint slot;
  PmmlValue *categories;
  guint n_categories, n_columns;
  double *matrix;                  /* [n_categories * n_columns]; NULL: indicators */
} PmmlGlmFactor;

typedef struct
{
  const PmmlGlmFactor *factor;
  int target;                      /* class; -1: any */
  double power;                    /* of a covariate */
  PmmlValue value;                 /* of a factor */
  int column;                      /* of its contrasts */
} PmmlGlmCell;

typedef struct { const char *name; double reference; GArray *cells; } PmmlGlmParameter;     /* cells: of PmmlGlmCell */
typedef struct { int target; guint parameter; double beta; } PmmlGlmCoefficient;
typedef struct { gboolean has_slot; guint slot; double value; } PmmlGlmOffset;

typedef struct
{
  PmmlModel model;
  PmmlGlmType type;
  PmmlLink link;
  double link_parameter, dist_parameter;
  PmmlGlmOffset offset, trials;
  PmmlGlmParameter *parameters;
  guint n_parameters;
  GHashTable *predictors, *by_name;
  GArray *coefficients;            /* of PmmlGlmCoefficient, in the order of the file */
  int reference;                   /* class without coefficients; -1: none */
  gpointer cox;
} PmmlGlm;

/* The products of the PPMatrix for one class (-1: no classes), x[n_parameters]. FALSE: a value is missing. */
gboolean pmml_glm_design (const PmmlGlm *self, PmmlRow *row, int target, double *x);

/* pmml-cox.c */
gboolean pmml_cox_read (PmmlGlm *self, const PmmlElement *element, GError **error);
void pmml_cox_evaluate (const PmmlGlm *self, PmmlRow *row, PmmlResult *result);

G_END_DECLS
