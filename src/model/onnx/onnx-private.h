/* What the files of the ONNX reader share: the graph as it was read, and tensors.
 *
 * A tensor's numbers are kept as doubles whatever its type, and made numbers of its type after every operation: one operation on
 * single-precision numbers, done in double and rounded once, gives the single-precision result. Sums (MatMul, Gemm, Reduce…) are
 * made in double and rounded at the end, where the ONNX runtimes differ among themselves. */
#pragma once
#include "model/artifact/artifact-private.h"
#include "model/artifact/artifact-file.h"

G_BEGIN_DECLS

/* As ONNX numbers them. */
typedef enum
{
  ASSAY_ONNX_FLOAT = 1, ASSAY_ONNX_INT32 = 6, ASSAY_ONNX_INT64 = 7, ASSAY_ONNX_STRING = 8, ASSAY_ONNX_BOOL = 9, ASSAY_ONNX_DOUBLE = 11,
} AssayOnnxType;

#define ASSAY_ONNX_RANK 6
#define ASSAY_ONNX_WHOLE 9007199254740992.0      /* 2^53: whole numbers beyond it would not be kept exactly */

typedef struct _AssayOnnxTensor AssayOnnxTensor;
struct _AssayOnnxTensor
{
  AssayOnnxType type;
  guint rank;
  gsize dims[ASSAY_ONNX_RANK];
  gsize n;                         /* of all elements */
  double *numbers;
  const char **strings;            /* STRING; the texts live as long as the model or the block */
  const AssayOnnxTensor *keys;     /* of a ZipMap: what its columns are called */
};

typedef enum
{
  ASSAY_ONNX_A_FLOAT = 1, ASSAY_ONNX_A_INT = 2, ASSAY_ONNX_A_STRING = 3, ASSAY_ONNX_A_TENSOR = 4, ASSAY_ONNX_A_GRAPH = 5,
  ASSAY_ONNX_A_FLOATS = 6, ASSAY_ONNX_A_INTS = 7, ASSAY_ONNX_A_STRINGS = 8,
} AssayOnnxAttributeType;

typedef struct
{
  char *name;
  AssayOnnxAttributeType type;
  double f;
  gint64 i;
  char *s;
  GArray *floats;                  /* double */
  GArray *ints;                    /* gint64 */
  GPtrArray *strings;
  AssayOnnxTensor *tensor;
} AssayOnnxAttribute;

typedef struct _AssayOnnxNode AssayOnnxNode;
typedef struct _AssayOnnxRun AssayOnnxRun;
typedef struct _AssayOnnxOperator AssayOnnxOperator;

struct _AssayOnnxNode
{
  char *name, *op, *domain;
  guint n_inputs, n_outputs;
  char **input_names, **output_names;
  int *inputs, *outputs;           /* values; -1: left out */
  GPtrArray *attributes;           /* of AssayOnnxAttribute* */
  const AssayOnnxOperator *oper;
  gint64 version;                  /* of its operator set */
  gpointer state;                  /* made by prepare() */
};

typedef struct
{
  char *name;
  AssayOnnxType type;
  guint rank;
  gint64 dims[ASSAY_ONNX_RANK];    /* -1: any */
  int value;
} AssayOnnxPort;

typedef struct
{
  char *producer, *producer_version, *graph_name;
  gint64 base_version, ml_version;      /* of the operator sets; 0: not imported */
  GPtrArray *nodes;                /* of AssayOnnxNode* */
  GPtrArray *inputs, *outputs;     /* of AssayOnnxPort* */
  GHashTable *value_of;            /* name to index + 1 */
  GPtrArray *constants;            /* [n_values] of AssayOnnxTensor*, NULL: computed */
  int *last_use;                   /* [n_values]: node after which it is not needed; G_MAXINT: an output */
  guint n_values;
} AssayOnnxModel;

AssayOnnxModel *assay_onnx_model_parse (const char *name, const char *text, gsize length, GError **error);
void assay_onnx_model_free (AssayOnnxModel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayOnnxModel, assay_onnx_model_free)

/* ---- attributes ---- */

const AssayOnnxAttribute *assay_onnx_node_find (const AssayOnnxNode *self, const char *name);      /* NULL: not there */
gint64 assay_onnx_node_get_int (const AssayOnnxNode *self, const char *name, gint64 usual);
double assay_onnx_node_get_float (const AssayOnnxNode *self, const char *name, double usual);
const char *assay_onnx_node_get_string (const AssayOnnxNode *self, const char *name, const char *usual);
const double *assay_onnx_node_get_floats (const AssayOnnxNode *self, const char *name, gsize *n);     /* n 0: not there */
const gint64 *assay_onnx_node_get_ints (const AssayOnnxNode *self, const char *name, gsize *n);
const char *const *assay_onnx_node_get_strings (const AssayOnnxNode *self, const char *name, gsize *n);

/* ---- tensors ---- */

AssayOnnxTensor *assay_onnx_tensor_new_constant (AssayOnnxType type, guint rank, const gsize *dims);     /* zeroed */
void assay_onnx_tensor_free (AssayOnnxTensor *self);
double assay_onnx_round (double value, AssayOnnxType type);       /* to a number of the type */

/* ---- one evaluation ---- */

/* Values of one block of rows. An operator that cannot go on calls assay_onnx_fail() and returns FALSE. */
struct _AssayOnnxRun
{
  const AssayOnnxModel *model;
  AssayOnnxTensor **values;        /* [n_values] */
  const AssayOnnxNode *node;       /* that is computed now */
  GStringChunk *strings;
  GPtrArray *unwanted;             /* outputs of this node that have no name */
  gsize live, most_live;           /* elements in memory */
  gsize work, most_work;           /* elements computed */
  gboolean is_trial;               /* made-up rows: what only depends on values is no failure */
  GError *error;
};

gboolean assay_onnx_fail (AssayOnnxRun *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* The tensor of an input; NULL: left out. */
const AssayOnnxTensor *assay_onnx_get (AssayOnnxRun *self, guint input);
/* A new tensor as an output; NULL with the error set when it would be too large. */
AssayOnnxTensor *assay_onnx_make (AssayOnnxRun *self, guint output, AssayOnnxType type, guint rank, const gsize *dims);
/* A copy of the input as the output, in another shape of the same size. */
AssayOnnxTensor *assay_onnx_reshape (AssayOnnxRun *self, guint output, const AssayOnnxTensor *from, guint rank, const gsize *dims);
gboolean assay_onnx_add_work (AssayOnnxRun *self, gsize n);       /* FALSE: too much */

struct _AssayOnnxOperator
{
  const char *op;
  gboolean is_ml;
  guint n_least, n_most;           /* inputs */
  const char *attributes;          /* all that are known, with spaces around each */
  gboolean (*compute) (AssayOnnxRun *run, const AssayOnnxNode *node);
  gpointer (*prepare) (const AssayOnnxNode *node, GError **error);
  void (*free) (gpointer state);
};

extern const AssayOnnxOperator assay_onnx_base_operators[], assay_onnx_ml_operators[];      /* end with op NULL */
const AssayOnnxOperator *assay_onnx_find_operator (const char *domain, const char *op);

/* The labels of a classifier (ints or strings) as a tensor; NULL: none. */
AssayOnnxTensor *assay_onnx_read_labels (const AssayOnnxNode *node, const char *ints, const char *strings);
/* NONE, SOFTMAX, LOGISTIC, SOFTMAX_ZERO, PROBIT on the scores of one row; -1: unknown. */
int assay_onnx_find_transform (const AssayOnnxNode *node);
void assay_onnx_transform (int transform, double *scores, gsize n);
double assay_onnx_logistic (double z);

G_END_DECLS
