/* An expression after reading: a tree of operations on slots, constants and tables. */
#pragma once
#include "model/pmml/pmml-private.h"

G_BEGIN_DECLS

typedef enum
{
  PMML_OP_CONSTANT, PMML_OP_SLOT, PMML_OP_PARAMETER, PMML_OP_NORM_CONTINUOUS, PMML_OP_NORM_DISCRETE, PMML_OP_DISCRETIZE, PMML_OP_MAP_VALUES,
  PMML_OP_BUILT_IN, PMML_OP_CALL,
} PmmlOp;

typedef struct { double orig, norm; } PmmlLinearNorm;
typedef struct { PmmlInterval interval; PmmlValue value; } PmmlDiscretizeBin;

typedef struct
{
  guint n_columns;
  guint *slots;                    /* [n_columns] */
  gsize n_rows;
  PmmlValue *keys;                 /* [n_rows * n_columns]; kind MISSING in a key matches nothing */
  PmmlValue *values;               /* [n_rows] */
  GHashTable *by_text;             /* one column of texts: text -> row + 1; NULL: look through */
} PmmlMapTable;

typedef struct _PmmlBuiltIn PmmlBuiltIn;

struct _PmmlExpression
{
  PmmlOp op;
  guint n_args;
  const PmmlExpression **args;
  PmmlValue constant;              /* CONSTANT; the value of NORM_DISCRETE */
  guint slot;                      /* or number of the parameter */
  gboolean has_map_missing, has_default;
  PmmlValue map_missing, default_value;
  PmmlInvalidTreatment invalid;
  PmmlType type;                   /* of the result, as far as known; ANY */
  PmmlType cast;                   /* dataType of Discretize, MapValues; ANY: none */
  guint depth;
  double cost;
  PmmlOutlierTreatment outlier;    /* of NORM_CONTINUOUS */
  union
  {
    struct { const PmmlLinearNorm *norms; guint n_norms; };
    struct { const PmmlDiscretizeBin *bins; guint n_bins; };
    const PmmlMapTable *map;
    const PmmlBuiltIn *built_in;
    const PmmlFunctionDefinition *function;
  };
  GRegex *pattern;                 /* of matches and replace, where constant */
};

/* pmml-functions.c */
const PmmlBuiltIn *pmml_built_in_find (const char *name);
/* How many arguments it takes; most 0: any number. */
void pmml_built_in_arity (const PmmlBuiltIn *self, guint *least, guint *most);
PmmlType pmml_built_in_type (const PmmlBuiltIn *self, const PmmlExpression *apply);
/* Names the functions, for a message. */
const char *pmml_built_in_nearest (const char *name);
/* What can be checked of constant arguments at load: patterns of texts, numbers and dates. FALSE: *why (static) says what is wrong. */
gboolean pmml_built_in_prepare (const PmmlBuiltIn *self, PmmlExpression *apply, PmmlModel *model, const char **why);
PmmlValue pmml_built_in_evaluate (const PmmlBuiltIn *self, const PmmlExpression *apply, PmmlRow *row);

G_END_DECLS
