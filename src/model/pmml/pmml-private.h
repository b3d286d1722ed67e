/* How the reader of PMML is built.
 *
 * A document is read into a tree of elements (pmml-element.h), the tree into models, and then thrown away. Every name a model can
 * speak of (a field, a derived field, an output of an earlier segment) becomes a *slot* when it is first asked for: an index into an
 * array of values that each row fills as far as it needs, each value once.
 *
 * A kind of model is a PmmlModelClass. Its parse() gets the element with schema, transformations, targets and outputs already read
 * and looks at its own children; its evaluate() reads slots and fills a PmmlResult. Everything else (treatment of values, derived
 * fields, targets, outputs, being a segment of a MiningModel) is done around it, so that a kind of model knows nothing of it:
 *
 *   struct MyModel { PmmlModel model; guint slot; double weight; };
 *   parse:     if (!pmml_resolve (model, element, name, &self->slot, error)) return FALSE;
 *              for (child = element->child; …) if (!pmml_model_is_common (child)) return pmml_refuse_child (model, child, error);
 *   evaluate:  PmmlValue x = pmml_row_get (row, self->slot);
 *              if (pmml_is_nothing (x)) return;               the result comes as missing
 *              result->value = pmml_double (self->weight * x.number);
 *
 * A classification calls pmml_model_class_of() for each label at load, and sets result->winner and result->probability at work.
 * A frozen document is read by any number of threads, each with its PmmlRow. */
#pragma once
#include <math.h>

#include "model/artifact/artifact-private.h"
#include "model/pmml/pmml-element.h"
#include "model/pmml/pmml-value.h"

G_BEGIN_DECLS

typedef struct _PmmlDocument PmmlDocument;
typedef struct _PmmlModel PmmlModel;
typedef struct _PmmlModelClass PmmlModelClass;
typedef struct _PmmlRow PmmlRow;
typedef struct _PmmlExpression PmmlExpression;
typedef struct _PmmlPredicate PmmlPredicate;
typedef struct _PmmlForestScratch PmmlForestScratch;     /* pmml-forest.h */

/* ---- fields ---- */

typedef enum { PMML_CONTINUOUS, PMML_CATEGORICAL, PMML_ORDINAL } PmmlOptype;
typedef struct { double low, high; gboolean low_open, high_open; } PmmlInterval;     /* -inf, inf where not bounded */

/* A field of the data dictionary. */
typedef struct
{
  const char *name, *label;
  const PmmlElement *element;      /* while loading */
  PmmlType type;
  PmmlOptype optype;
  PmmlInterval *intervals;
  guint n_intervals;
  PmmlValue *valid, *invalid, *missing;     /* listed values by property */
  const char **valid_labels, **valid_displays;
  guint n_valid, n_invalid, n_missing;
  GHashTable *valid_texts;         /* of string fields: text -> index + 1; NULL: few */
} PmmlField;

typedef enum { PMML_USAGE_ACTIVE, PMML_USAGE_TARGET, PMML_USAGE_SUPPLEMENTARY, PMML_USAGE_OTHER } PmmlUsage;
typedef enum { PMML_INVALID_RETURN, PMML_INVALID_AS_IS, PMML_INVALID_AS_MISSING, PMML_INVALID_AS_VALUE } PmmlInvalidTreatment;
typedef enum { PMML_OUTLIER_AS_IS, PMML_OUTLIER_AS_MISSING, PMML_OUTLIER_AS_EXTREME } PmmlOutlierTreatment;

typedef struct
{
  const char *name;
  const PmmlElement *element;      /* while loading */
  PmmlUsage usage;
  PmmlInvalidTreatment invalid;
  gboolean has_invalid;            /* was said, not left to the default */
  PmmlValue invalid_replacement, missing_replacement;
  gboolean missing_is_invalid;
  PmmlOutlierTreatment outlier;
  double low, high;
  gboolean is_default;             /* leaves every value as it is, within a segment */
} PmmlMiningField;

typedef enum
{
  PMML_SLOT_INPUT,                 /* of the data, treated by `mining` (NULL: by default) */
  PMML_SLOT_PASSED,                /* slot `source` of the model around it, treated by `mining` */
  PMML_SLOT_DERIVED,
  PMML_SLOT_OUTPUT,                /* output number `index` of `model` */
} PmmlSlotKind;

typedef struct
{
  PmmlSlotKind kind;
  const char *name;
  PmmlType type;
  PmmlOptype optype;
  const PmmlField *field;          /* whose values these are; NULL: of no field of the dictionary */
  const PmmlMiningField *mining;
  guint input;                     /* of INPUT */
  guint source;
  const PmmlExpression *expression;
  const PmmlModel *model;
  guint index;
  guint depth;                     /* of derived fields below */
  double cost;                     /* calls of one evaluation, about: hostile functions multiply */
  gboolean is_busy;                /* being made: finds cycles */
} PmmlSlot;

/* ---- one row at work ---- */

typedef struct { const char *code; double points; } PmmlReason;

/* What a model says of a row. Comes as missing: value missing, winner -1, pointers NULL. */
typedef struct
{
  guint32 stamp;                   /* of the row it is about */
  PmmlValue value;                 /* regression: the number; set for classes by the frame from `winner` */
  int winner;                      /* class; -1: none */
  const double *probability;       /* [n_classes]; NULL: none. May point into the document or into `buffer` */
  const double *confidence;        /* [n_classes]; NULL: as probability */
  double *buffer;                  /* [2 * (n_classes + 1)]: memory of this model in this thread */
  const char *entity;              /* id of node, rule, cluster, neuron */
  const char *display;             /* NULL: of the target's value */
  double affinity;                 /* NaN: none */
  const double *affinities;        /* [n_entities] of a clustering; NULL */
  const PmmlReason *reasons;       /* most important first */
  guint n_reasons;
  gpointer extra;                  /* of the model's class */
} PmmlResult;

typedef struct
{
  /* a field bound to numbers: block[n]; else table[codes[i]] */
  double *block;
  guint32 *codes;
  const PmmlValue *table;          /* as read; [n_words] */
  gboolean is_present;
} PmmlInput;

struct _PmmlRow
{
  const PmmlDocument *document;
  PmmlInput *inputs;               /* [n_inputs] */
  gsize at;                        /* row within the block */
  guint32 stamp;
  PmmlValue *values;               /* [n_slots] */
  guint32 *stamps;                 /* [n_slots]: values[i] is of this row */
  PmmlResult *results;             /* [n_models] */
  const char *problem;             /* why the row has no result; the first stays */
  GHashTable *texts;               /* made in this row, and not known to document or columns */
  GStringChunk *chunk;
  GHashTable *bound_texts;         /* of the columns; read only */
  GString *work;
  PmmlValue *parameters;           /* of the function being called */
  double *scratch;                 /* [document->n_scratch], for models that ask for it */
  PmmlForestScratch **forests;     /* [document->forests->len] */
};

PmmlValue pmml_row_compute (PmmlRow *self, guint slot);

static inline PmmlValue
pmml_row_get (PmmlRow *self, guint slot)
{
  return self->stamps[slot] == self->stamp ? self->values[slot] : pmml_row_compute (self, slot);
}

/* The row has no result; text is constant or of self->chunk. Returns invalid. */
PmmlValue pmml_row_fail (PmmlRow *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
const char *pmml_row_intern (PmmlRow *self, const char *text);
/* To the declared type: invalid with a problem when it is none. */
PmmlValue pmml_row_cast (PmmlRow *self, PmmlValue value, const PmmlType *type, const char *what);
/* Runs a model for this row, targets included. The result stays until the next row. */
const PmmlResult *pmml_row_evaluate (PmmlRow *self, const PmmlModel *model);

/* ---- the document ---- */

typedef enum { PMML_REGRESSION, PMML_CLASSIFICATION, PMML_CLUSTERING, PMML_OTHER_FUNCTION } PmmlFunction;

typedef struct
{
  const char *name;
  const PmmlElement *element;
  gboolean is_busy;
  const PmmlExpression *body;
  guint n_parameters;
  const char **parameters;
  PmmlType *parameter_types;
  PmmlType type;
  guint depth;
  double cost;
} PmmlFunctionDefinition;

struct _PmmlDocument
{
  char *file, *version, *writer;
  guint version_number;            /* 441 for 4.4.1, 300 for 3.0 */
  PmmlArena *arena;                /* of what stays */
  GHashTable *texts;               /* interned */
  GPtrArray *fields;               /* of PmmlField */
  GHashTable *fields_by_name, *globals, *functions;     /* globals: name -> PmmlElement of DerivedField; functions: name -> PmmlFunctionDefinition */
  GArray *slots;                   /* of PmmlSlot */
  GArray *inputs;                  /* of guint: index of the field */
  GArray *used;                    /* of gboolean, by input: a model reads it */
  GArray *checks;                  /* of guint: slots whose treatment may refuse a row, whether they are read or not */
  GPtrArray *models;               /* every model, top first when all is read; models[i]->index is i */
  PmmlModel *top;
  gsize n_scratch;
  GPtrArray *notes;
  GPtrArray *forests;              /* of PmmlForest */
  PmmlArena *elements;             /* while loading */
  const PmmlElement *root;
  guint depth;                     /* while loading: of expressions and derived fields */
  guint model_depth, call_depth;
  const PmmlFunctionDefinition *function;   /* whose body is being read */
  gsize n_nodes;
  gsize n_cells;                   /* numbers that come from counts multiplied: classes by nodes, by models… */
  AssayProgress *progress;
};

const char *pmml_intern (PmmlDocument *self, const char *text);
static inline const PmmlSlot *pmml_slot (const PmmlDocument *self, guint slot) { return &g_array_index (self->slots, PmmlSlot, slot); }

/* ---- models ---- */

typedef struct
{
  gboolean exists;
  const char *field;
  int cast;                        /* 0 none, 1 round, 2 ceiling, 3 floor */
  double low, high, factor, constant;
  gboolean is_plain;               /* changes no number */
  PmmlValue default_value;
  int prior;                       /* class of the highest prior probability; -1: none */
  double *priors;                  /* [n_classes] */
  GHashTable *displays;            /* class label -> display value */
} PmmlTarget;

typedef enum
{
  PMML_PREDICTED_VALUE, PMML_PREDICTED_DISPLAY, PMML_TRANSFORMED, PMML_DECISION, PMML_PROBABILITY, PMML_CONFIDENCE, PMML_AFFINITY, PMML_RESIDUAL,
  PMML_ENTITY_ID, PMML_REASON_CODE, PMML_RULE_VALUE, PMML_REPORT, PMML_CLUSTER_AFFINITY, PMML_ENTITY_AFFINITY, PMML_STANDARD_ERROR, PMML_WARNING,
} PmmlFeature;

typedef struct
{
  const char *name, *display;
  PmmlFeature feature;
  PmmlType type;                   /* PMML_ANY: not declared */
  gboolean has_type, is_final;
  const char *value;               /* class, reason feature, entity: interned */
  int class_index;                 /* of value; -1: of the winner */
  int rank;                        /* from 1 */
  const PmmlModel *segment;        /* NULL: this model */
  const PmmlExpression *expression;
  guint slot;                      /* of this output */
  guint source;                    /* of a report; target of a residual */
  const char *rule_feature;
  const char *category;            /* artifact: class of a probability */
} PmmlOutput;

struct _PmmlModelClass
{
  const char *element;             /* "TreeModel" */
  const char *kind;                /* N_("decision tree") */
  gsize size;                      /* of the struct that begins with PmmlModel */
  gboolean (*parse) (PmmlModel *self, const PmmlElement *element, GError **error);
  /* Only for rows with a stamp of their own. On a problem of the row: pmml_row_fail(), and leave the result missing. */
  void (*evaluate) (const PmmlModel *self, PmmlRow *row, PmmlResult *result);
  /* Points or log-odds by input (index of document->inputs), base last; FALSE: not for this row. NULL: cannot. */
  gboolean (*explain) (const PmmlModel *self, PmmlRow *row, double *contributions);
  /* Facts for people; NULL: none. */
  void (*describe) (const PmmlModel *self, AssayArtifactInfo *info);
  /* Of a feature this kind adds ("ruleValue", "standardError"…); FALSE: not for this model. NULL: none. */
  gboolean (*get_output) (const PmmlModel *self, PmmlRow *row, const PmmlResult *result, const PmmlOutput *output, PmmlValue *value);
};

struct _PmmlModel
{
  const PmmlModelClass *klass;
  PmmlDocument *document;
  PmmlModel *parent;               /* the MiningModel this is a segment of; NULL: top */
  guint index;
  const char *name;
  PmmlFunction function;
  GPtrArray *mining;               /* of PmmlMiningField */
  GHashTable *mining_by_name;
  GHashTable *locals;              /* name -> PmmlElement of DerivedField */
  GHashTable *slots;               /* name -> slot + 1 */
  const char *target;              /* NULL: none */
  const PmmlField *target_field;   /* NULL: not in the dictionary */
  GPtrArray *classes;              /* of interned labels */
  GHashTable *class_index;         /* label -> index + 1 */
  gboolean classes_are_closed;     /* the dictionary lists them */
  gboolean classes_are_frozen;     /* parse() is done: what is sized by them stays right */
  PmmlTarget goal;
  PmmlOutput *outputs;
  guint n_outputs;
  GHashTable *outputs_by_name;
  gboolean is_float;               /* x-mathContext="float" */
  gsize buffer_size;               /* doubles of result->buffer wanted beyond the classes */
  const char *contribution_scale;  /* set by parse() where explain() works */
  gboolean has_no_probability;     /* classes without probabilities */
  gboolean lower_is_riskier;
};

/* The table of kinds: pmml-kinds.c. */
const PmmlModelClass *pmml_model_class_find (const char *element);
/* A model element, as top model or as segment of parent. NULL with an error. The element must be known to pmml_model_class_find(). */
PmmlModel *pmml_model_read (PmmlDocument *document, PmmlModel *parent, const PmmlElement *element, GError **error);
/* MiningSchema, Output, Targets, LocalTransformations, ModelVerification…: read by the frame. */
gboolean pmml_model_is_common (const PmmlElement *child);
gboolean pmml_model_fail (const PmmlModel *self, const PmmlElement *element, GError **error, const char *format, ...) G_GNUC_PRINTF (4, 5);
gboolean pmml_refuse_child (const PmmlModel *self, const PmmlElement *child, GError **error);
gboolean pmml_refuse_value (const PmmlModel *self, const PmmlElement *element, const char *attribute, GError **error);
/* To be asked before memory is taken for the product of two counts of the file. */
gboolean pmml_reserve_cells (const PmmlModel *self, const PmmlElement *element, gsize n, gsize m, GError **error);
/* Memory of the document, zeroed. */
#define pmml_new(model, type, n) ((type *) pmml_arena_alloc_n ((model)->document->arena, (n), sizeof (type)))

/* Attributes. Absent: *value stays as it is and TRUE is returned, but for the _needed ones. */
gboolean pmml_get_number (const PmmlModel *self, const PmmlElement *element, const char *attribute, double *value, GError **error);
gboolean pmml_need_number (const PmmlModel *self, const PmmlElement *element, const char *attribute, double *value, GError **error);
const char *pmml_need_text (const PmmlModel *self, const PmmlElement *element, const char *attribute, GError **error);
/* values: NULL-terminated words; *value is the index found. */
gboolean pmml_get_word (const PmmlModel *self, const PmmlElement *element, const char *attribute, const char *const *words, int *value, GError **error);
/* The words of an Array (quotes removed), in a NULL-terminated array; numbers of one. Checks n. */
char **pmml_array_words (const PmmlModel *self, const PmmlElement *array, GError **error);
double *pmml_array_numbers (const PmmlModel *self, const PmmlElement *array, gsize *n, GError **error);      /* g_free */

/* A name as this model sees it: local, mining schema, dictionary of transformations, model around it. */
gboolean pmml_resolve (PmmlModel *self, const PmmlElement *element, const char *name, guint *slot, GError **error);
gboolean pmml_is_known (PmmlModel *self, const char *name);
/* The fields of the top model become inputs in the order of its schema, whatever reads them first. */
void pmml_order_inputs (PmmlModel *self);
/* The target as it is in the data, whatever else has its name. */
guint pmml_resolve_actual (PmmlModel *self);
/* A literal to be compared with a slot: of its type, interned. */
gboolean pmml_literal (PmmlModel *self, const PmmlElement *element, guint slot, const char *text, PmmlValue *value, GError **error);
/* The class of a label, by text or by number; adds it unless the dictionary lists the classes. -1 with an error. */
int pmml_model_class_of (PmmlModel *self, const PmmlElement *element, const char *label, GError **error);
static inline guint pmml_model_n_classes (const PmmlModel *self) { return self->classes->len; }
/* The class with the highest number; the first of equals; -1: all NaN. */
int pmml_winner (const double *numbers, guint n);

/* ---- expressions ---- */

/* The first child that is an expression (other children of a DerivedField are skipped). self gives the names. */
gboolean pmml_expression_is (const PmmlElement *element);
const PmmlExpression *pmml_expression_read (PmmlModel *self, const PmmlElement *element, GError **error);
PmmlValue pmml_expression_evaluate (const PmmlExpression *self, PmmlRow *row);
PmmlType pmml_expression_type (const PmmlDocument *document, const PmmlExpression *self);
guint pmml_expression_depth (const PmmlExpression *self);
double pmml_expression_cost (const PmmlExpression *self);
/* Every slot it can read. */
void pmml_expression_slots (const PmmlExpression *self, void (*found) (guint slot, gpointer user_data), gpointer user_data);

/* The one input that a slot comes from, joined to what *input is (-1: none yet; -2: several). At load: it may take long. */
void pmml_slot_origin (const PmmlDocument *document, guint slot, int *input);

/* ---- predicates ---- */

typedef enum { PMML_FALSE, PMML_TRUE, PMML_UNKNOWN } PmmlTruth;

gboolean pmml_predicate_is (const PmmlElement *element);
const PmmlPredicate *pmml_predicate_read (PmmlModel *self, const PmmlElement *element, GError **error);
gboolean pmml_predicate_is_always (const PmmlPredicate *self);
void pmml_predicate_origin (const PmmlDocument *document, const PmmlPredicate *self, int *input);
/* The commonest predicate, kept within a node: one comparison of a number, or of a text for (in)equality. */
typedef enum { PMML_EQUAL, PMML_NOT_EQUAL, PMML_LESS, PMML_LESS_OR_EQUAL, PMML_GREATER, PMML_GREATER_OR_EQUAL } PmmlOrder;
typedef struct { PmmlOrder order; guint slot; gboolean is_text; union { double number; const char *text; }; } PmmlComparison;
/* *predicate NULL: it is in *comparison. */
gboolean pmml_comparison_read (PmmlModel *self, const PmmlElement *element, PmmlComparison *comparison, const PmmlPredicate **predicate, GError **error);
PmmlTruth pmml_predicate_test (const PmmlPredicate *self, PmmlRow *row, gboolean *used_surrogate);   /* used_surrogate may be NULL */

/* ---- the parts of the frame, each in its file ---- */

gboolean pmml_fields_read (PmmlDocument *document, const PmmlElement *root, GError **error);
gboolean pmml_mining_schema_read (PmmlModel *self, const PmmlElement *model, GError **error);
const PmmlField *pmml_field_find (const PmmlDocument *document, const char *name);
gboolean pmml_field_is_valid (const PmmlField *self, PmmlValue value);
gboolean pmml_field_is_missing (const PmmlField *self, PmmlValue value);
int pmml_field_order (const PmmlField *self, PmmlValue value);       /* of an ordinal value; -1: not listed */
/* A value of the data after the mining schema; the row fails where it asks for that. */
PmmlValue pmml_treat (PmmlRow *row, const PmmlField *field, const PmmlMiningField *mining, PmmlValue value, gboolean is_passed);

gboolean pmml_targets_read (PmmlModel *self, const PmmlElement *model, GError **error);
void pmml_target_apply (const PmmlModel *self, PmmlRow *row, PmmlResult *result);

gboolean pmml_outputs_read (PmmlModel *self, const PmmlElement *model, GError **error);
/* After parse(): classes and segments are known. */
gboolean pmml_outputs_bind (PmmlModel *self, const PmmlElement *model, GError **error);
PmmlValue pmml_output_get (PmmlRow *row, const PmmlModel *model, guint index);
const PmmlModel *pmml_mining_find_segment (const PmmlModel *self, const char *id);       /* NULL: none, or no MiningModel */
/* Outputs of segments that are outputs of the whole (chains, first of several); found() is called for each. */
/* The target, or of a chain that names none that of its last segment; NULL: none. */
const char *pmml_model_target_name (const PmmlModel *self);
void pmml_mining_each_surfaced (const PmmlModel *self, void (*found) (const PmmlModel *model, gpointer user_data), gpointer user_data);

PmmlDocument *pmml_document_read (const char *name, const char *text, gsize length, const AssayArtifactOptions *options, AssayProgress *progress, GError **error);
void pmml_document_free (PmmlDocument *self);
/* The elements are not needed any more. */
void pmml_document_drop_elements (PmmlDocument *self);
/* ModelVerification of the top model, if there is one: scores its rows and notes what comes of it. The artifact is of this document. */
gboolean pmml_verify (AssayArtifact *artifact, const PmmlDocument *document, GError **error);
/* Of the top model, in the order of the mining schema. Once, when everything else is read. */
void pmml_add_checks (PmmlDocument *self);

extern const PmmlModelClass pmml_regression_class, pmml_tree_class, pmml_mining_class, pmml_general_regression_class, pmml_scorecard_class, pmml_support_vector_class, pmml_neural_class,
  pmml_clustering_class, pmml_rule_set_class, pmml_naive_bayes_class, pmml_neighbors_class;

G_END_DECLS
