/* The outputs of models that have no names of their own for them: "prediction" and "probability" (of the event) with two classes, "prediction"
 * and "probability_CLASS" with more, "probability" alone where the classes are not named, and "prediction", a number, without classes. */
#pragma once
#include "model/native/native-private.h"

G_BEGIN_DECLS

typedef enum { NATIVE_VALUE, NATIVE_PROBABILITY, NATIVE_CLASSES } NativeOutputKind;

typedef struct
{
  NativeOutputKind kind;
  guint n_classes;                 /* 0: not named */
  char **classes;                  /* two: no event, event; more: in the order of the file */
  double threshold;                /* of "prediction" with two classes */
} NativeOutputs;

/* From "classes" of the file. n_classes: how many the model has (more than two: CLASSES), 0 with VALUE. Adds outputs, classes and function. */
gboolean native_outputs_read (NativeOutputs *self, NativeReader *reader, NativeOutputKind kind, guint n_classes, GError **error);
void native_outputs_clear (NativeOutputs *self);
/* Of PROBABILITY and VALUE: the output whose numbers are to be filled; then finish() names the classes. */
double *native_outputs_get_numbers (const NativeOutputs *self, AssayScoreBlock *block);
/* Of CLASSES: output of the k-th class. */
double *native_outputs_get_class_numbers (const NativeOutputs *self, AssayScoreBlock *block, guint k);
void native_outputs_finish (const NativeOutputs *self, AssayScoreBlock *block, gsize n);
guint native_outputs_count (const NativeOutputs *self);

G_END_DECLS
