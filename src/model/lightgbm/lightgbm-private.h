/* What the files of the LightGBM reader share: the text as plain arrays, before it is put into the tree engine. */
#pragma once
#include "model/artifact/artifact-file.h"

G_BEGIN_DECLS

#define ASSAY_LIGHTGBM_CATEGORICAL 1       /* bits of `decision` */
#define ASSAY_LIGHTGBM_DEFAULT_LEFT 2
#define ASSAY_LIGHTGBM_MISSING(decision) ((decision) >> 2 & 3)      /* 0: missing is 0; 1: zero is missing; 2: NaN is */
#define ASSAY_LIGHTGBM_ZERO ((double) 1e-35f)      /* what is not larger counts as zero */

/* A child below 0 is leaf -1 - child. */
typedef struct
{
  guint32 n_leaves, n_nodes, n_sets;
  gint32 *left, *right;            /* [n_nodes] */
  guint32 *feature;                /* [n_nodes] */
  guint8 *decision;                /* [n_nodes] */
  double *threshold;               /* [n_nodes]; of a categorical split: number of the set */
  double *node_count;              /* [n_nodes], NULL: not said */
  double *value;                   /* [n_leaves] */
  double *leaf_count;              /* [n_leaves], NULL: not said */
  guint32 *set_start;              /* [n_sets + 1], into set_bits */
  guint32 *set_bits;
  gboolean is_linear;
  double *constant;                /* [n_leaves] of a linear tree, with the features and coefficients of each leaf behind one another */
  guint32 *linear_start;           /* [n_leaves + 1] */
  guint32 *linear_feature;
  double *coefficient;
} AssayLightgbmTree;

typedef enum
{
  ASSAY_LIGHTGBM_IDENTITY, ASSAY_LIGHTGBM_SQUARE, ASSAY_LIGHTGBM_EXP, ASSAY_LIGHTGBM_LOGISTIC, ASSAY_LIGHTGBM_SOFTMAX,
  ASSAY_LIGHTGBM_ONE_AGAINST_ALL, ASSAY_LIGHTGBM_LOG1P_EXP,
} AssayLightgbmLink;

/* What feature_infos says of a feature. */
typedef struct
{
  char *name;
  double low, high;                /* of a number; NaN: not said */
  gint32 *codes;                   /* of a category, as the file orders them */
  guint32 n_codes;                 /* 0: it is a number */
  gboolean is_unused;
  char **words;                    /* what the codes 0, 1, … stand for, from pandas_categorical; NULL: not said */
} AssayLightgbmFeature;

typedef struct
{
  guint version, n_outputs;        /* n_outputs: trees an iteration */
  char *objective;                 /* the whole line; NULL: none, the caller's own */
  AssayLightgbmLink link;
  double sigmoid;
  gboolean is_average;
  guint32 n_features;
  AssayLightgbmFeature *features;
  GPtrArray *trees;                /* of AssayLightgbmTree* */
  gboolean words_are_unplaced;     /* there are words, and it is not certain whose */
  gboolean words_are_guessed;
  gint64 asked_rounds;             /* num_iterations of the parameters; 0: not said */
  char *boosting;
} AssayLightgbmModel;

AssayLightgbmModel *assay_lightgbm_model_parse (const char *name, const char *text, gsize length, const AssayArtifactOptions *options,
                                                AssayProgress *progress, GError **error);
void assay_lightgbm_model_free (AssayLightgbmModel *self);
void assay_lightgbm_tree_free (AssayLightgbmTree *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayLightgbmModel, assay_lightgbm_model_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayLightgbmTree, assay_lightgbm_tree_free)

/* The objective line; FALSE: unknown, or does not fit the number of outputs. */
gboolean assay_lightgbm_parse_objective (AssayLightgbmModel *self, const char *line, char **why);
/* margins[n_outputs] of one row into what the library predicts, in place. */
void assay_lightgbm_transform (const AssayLightgbmModel *self, double *margins);

/* pandas_categorical: which feature each list of words belongs to. categorical: indices of the parameter categorical_feature, NULL: not said. */
gboolean assay_lightgbm_place_words (AssayLightgbmModel *self, const char *json, gsize length, const GArray *categorical, GError **error);

G_END_DECLS
