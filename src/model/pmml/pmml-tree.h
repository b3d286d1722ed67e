/* The nodes of a TreeModel, for the tree engine and for tests. */
#pragma once
#include "model/pmml/pmml-private.h"

G_BEGIN_DECLS

typedef enum
{
  PMML_NODE_ALWAYS,
  PMML_NODE_NUMBER,                /* compares a number */
  PMML_NODE_TEXT,                  /* compares a text */
  PMML_NODE_PREDICATE,             /* anything else */
} PmmlNodeTest;

/* In the order of the file: the first child follows its parent. */
typedef struct
{
  guint8 test, order;              /* PmmlNodeTest, PmmlOrder */
  guint8 has_children, has_score;
  guint32 slot;
  union { double number; const char *text; const PmmlPredicate *predicate; };
  guint32 next;                    /* sibling; 0: none */
  guint32 default_child;           /* 0: none */
  int winner;                      /* class; -1: none */
  double score;                    /* of a regression */
  const double *distribution;      /* [n_classes] probabilities, then confidences, then counts; NULL: none */
  const char *id;
  PmmlModel *embedded;             /* says what the node does not: NULL: none */
  double n_records;
} PmmlNode;

typedef enum { PMML_TREE_NONE, PMML_TREE_LAST, PMML_TREE_NULL, PMML_TREE_DEFAULT, PMML_TREE_WEIGHTED, PMML_TREE_AGGREGATE } PmmlTreeMissing;

typedef struct
{
  PmmlModel model;
  PmmlNode *nodes;
  guint n_nodes, depth;
  PmmlTreeMissing missing;
  gboolean returns_last;           /* noTrueChildStrategy */
  double penalty;
} PmmlTree;

G_END_DECLS
