/* What stands in a model file of XGBoost, JSON or UBJSON, versions 1.3 to 3.4; read strictly: a key that is not known may change the
 * scores, so it is refused. Checked here: types, lengths, and that parts agree. Trees are checked when a forest is built of them. */
#pragma once
#include "model/artifact/json-pull.h"
#include "base/progress.h"

G_BEGIN_DECLS

typedef struct
{
  gint32 left, right;              /* -1: a leaf; right of a leaf in a vector tree: which of the leaf values, or -1 */
  guint32 feature;
  float condition;                 /* threshold, or value of the leaf */
  float cover;
  guint is_missing_left : 1, is_category : 1, is_deleted : 1, has_set : 1;
  guint32 first_code, n_codes;     /* is_category: these go right */
} XgboostNode;

typedef struct
{
  XgboostNode *nodes;
  guint32 n_nodes;
  guint n_vector;                  /* values of a leaf; 1: a single one */
  float *values;                   /* of vector leaves, n_vector each */
  gsize n_values;
  gboolean has_leaf_list;          /* values are numbered by leaf, else by node */
  guint32 *codes;
} XgboostTree;

typedef struct
{
  guint version[3];                /* 0.0.0: not said */
  char *booster, *objective;
  GArray *base_score;              /* of double */
  guint n_features, n_classes, n_targets;
  GPtrArray *names, *types;        /* empty: not said */
  GPtrArray *categories;           /* of GPtrArray of char*, by feature, NULL: a number or names that cannot be trusted; empty: not said */
  gboolean has_cut_names;          /* so were those of a feature */
  GPtrArray *trees;                /* of XgboostTree* */
  GArray *tree_info, *iteration_ends;      /* of gint32 */
  GArray *drop_weights;            /* of double; empty: all 1 */
  GArray *linear_weights;          /* of float */
  guint n_parallel;                /* 0: not said */
  gint64 best_iteration, best_tree_limit;  /* -1: not said */
  char *quantiles;
} XgboostFile;

/* name is for messages; ratio raises the usual limits. */
XgboostFile *xgboost_file_read (AssayJsonPull *pull, const char *name, gsize ratio, AssayProgress *progress, GError **error);
void xgboost_file_free (XgboostFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (XgboostFile, xgboost_file_free)

guint xgboost_file_get_n_outputs (const XgboostFile *self);

G_END_DECLS
