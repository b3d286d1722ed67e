/* What the parts of an assay-model share: named slots that hold a block of rows, filled from the inputs, worked on by the
 * preprocessing and read by the model of its kind. */
#pragma once
#include "model/artifact/artifact-file.h"
#include "model/artifact/artifact-private.h"
#include "model/native/native-document.h"
#include "model/native/native-json.h"

G_BEGIN_DECLS

#define NATIVE_MAX_SLOTS 20000

/* Codes of a category slot: the words that the model knows follow these two, in the order in which they were met. */
enum { NATIVE_MISSING, NATIVE_UNKNOWN, NATIVE_FIRST_WORD };

typedef enum { NATIVE_REFUSE, NATIVE_AS_MISSING, NATIVE_AS_IS } NativeTreatment;

typedef struct
{
  char *name;
  gboolean is_category;
  gboolean is_used;                /* a step or the model reads it */
  gboolean is_written;             /* a step works in place, so it needs memory of its own */
  GHashTable *codes;               /* word -> code; of categories */
  GPtrArray *words;                /* char*, lent by codes; word of code c is words[c - NATIVE_FIRST_WORD] */
  guint origin, other_origin;      /* fields it is made of; the same where it is one */
  char *missing, *unknown, *outside;     /* problems of a row, in words */
  double low, high;                /* of an input; NaN: open */
  gboolean has_values;             /* an input whose words are listed */
  NativeTreatment invalid;
  gboolean refuses_missing;
} NativeSlot;

typedef struct _NativeStep NativeStep;
typedef struct _NativeKind NativeKind;

typedef struct
{
  guint n_fields;                  /* the first slots are the inputs, in their order */
  GPtrArray *slots;                /* NativeSlot* */
  GHashTable *by_name;             /* name -> index + 1 of the slot that has the name now */
  GPtrArray *steps;                /* NativeStep* */
  const NativeKind *kind;
  gpointer model;
} Native;

/* A block of rows in work: numbers[slot] or codes[slot]. */
typedef struct
{
  gsize n;
  double **numbers;                /* of inputs that nothing changes those of the column itself */
  guint32 **codes;
  const char **problems;           /* lent by the block that is asked for */
  gpointer work;                   /* of the kind */
} NativeRows;

struct _NativeKind
{
  void (*free) (gpointer model);
  gpointer (*work_new) (const Native *native);               /* NULL function: none */
  void (*work_free) (gpointer work);
  /* Fills outputs and problems of the rows; rows whose problem is set already may hold anything. */
  void (*score) (const Native *native, NativeRows *rows, AssayScoreBlock *block);
  /* Adds to contributions[i * (n_fields + 1) + field] and sets the base; all come as 0. Sets problems as score does. NULL function: cannot. */
  void (*explain) (const Native *native, NativeRows *rows, double *contributions);
  AssayForestScratch *(*get_forest_scratch) (gpointer work);      /* as in AssayArtifactClass; NULL function: none */
};

/* What a reader of a kind works with. */
typedef struct
{
  Native *native;
  AssayArtifactInfo *info;
  const AssayArtifactOptions *options;
  AssayProgress *progress;
  JsonObject *root;
  NativeTrees *trees;              /* which are not in root; NULL: none */
} NativeReader;

/* ---- slots (native-slots.c) ---- */

Native *native_new (void);
void native_free (gpointer native);
extern const AssayArtifactClass native_class;

/* NULL with an error: there are too many. The new slot has the name from now on. */
NativeSlot *native_add_slot (Native *self, const char *name, gboolean is_category, guint origin, guint other_origin, const char *where, GError **error);
/* The slot that has the name, marked as used; NULL with an error that names the nearest. */
NativeSlot *native_use_slot (Native *self, const char *name, const char *where, guint *index, GError **error);
/* The same, and it must hold numbers (or words). */
NativeSlot *native_use_numbers (Native *self, const char *name, const char *where, guint *index, GError **error);
NativeSlot *native_use_words (Native *self, const char *name, const char *where, guint *index, GError **error);
static inline NativeSlot *native_slot (const Native *self, guint index) { return self->slots->pdata[index]; }
/* Code of a word, made if need be. An input whose words are listed knows no others: *is_new tells that it was none of them. */
guint32 native_slot_intern (NativeSlot *self, const char *word, gboolean *is_new);
/* The first problem of a row stays. */
static inline void
native_set_problem (NativeRows *rows, gsize row, const char *problem)
{
  if (rows->problems[row] == NULL)
    rows->problems[row] = problem;
}

/* ---- parts of a document ---- */

gboolean native_read_card (NativeReader *reader, GError **error);
gboolean native_read_inputs (NativeReader *reader, GError **error);
gboolean native_read_preprocess (NativeReader *reader, GError **error);
void native_step_free (gpointer step);
void native_step_run (const NativeStep *step, NativeRows *rows);

/* The readers of the kinds: the object of its kind, outputs and facts into info, model and kind into native. */
gboolean native_read_scorecard (NativeReader *reader, JsonObject *from, GError **error);
gboolean native_read_linear (NativeReader *reader, JsonObject *from, gboolean is_logistic, GError **error);
gboolean native_read_trees (NativeReader *reader, JsonObject *from, GError **error);
/* An ensemble is an artifact of a class of its own; takes reader->info. */
AssayArtifact *native_read_ensemble (NativeReader *reader, JsonObject *from, GError **error);

/* Scores the rows under "verification" and compares. FALSE: they differ, or the rows themselves are no good. */
gboolean native_verify (AssayArtifact *artifact, JsonArray *rows, GError **error);

/* The event of the card, and after it the last of the classes; NULL: neither is said. */
const char *native_get_event (const NativeReader *reader);

G_END_DECLS
