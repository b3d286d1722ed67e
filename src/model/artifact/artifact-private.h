/* How a format makes an artifact: fills AssayArtifactInfo, hands over its own data and the functions that score with it. */
#pragma once
#include "model/artifact/artifact.h"
#include "model/artifact/scorer.h"
#include "model/trees/tree-memo.h"

G_BEGIN_DECLS

/* A field with the column it is bound to. CATEGORY fields have words whatever the type of the column is. */
typedef struct
{
  const AssayColumn *column;       /* NULL: absent, every value is missing */
  double date_unit;
  AssayFieldKind kind;
  double *word_numbers;            /* number or date on a category column: each word as one; NaN: it is none */
  guint8 *word_states;             /* AssayInputState of each word, where there are words */
  guint32 *codes;                  /* CATEGORY field on a column of another type: [n_rows]; else NULL */
  char **words;                    /* NULL-terminated where owned */
  guint32 n_words;
} AssayBoundField;

/* Values of rows [first, first + n); missing, and what is no number, is NaN. For NUMBER, DATE, DATETIME fields. */
void assay_bound_field_read (const AssayBoundField *self, gsize first, gsize n, double *out);
/* Codes of rows [first, first + n) into the words of the bound column; ASSAY_MISSING_CODE: missing. For CATEGORY fields. */
void assay_bound_field_read_codes (const AssayBoundField *self, gsize first, gsize n, guint32 *out);
guint32 assay_bound_field_get_n_words (const AssayBoundField *self);
const char *assay_bound_field_get_word (const AssayBoundField *self, guint32 code);

typedef struct
{
  void (*free) (gpointer data);
  /* Prepared for columns: words translated into what the model knows. NULL function: nothing to prepare. Pure; on one thread. */
  gpointer (*bind) (gconstpointer data, const AssayBoundField *fields, guint n_fields, GError **error);
  void (*unbind) (gpointer bound);
  /* Memory of one thread; NULL function: none. */
  gpointer (*scratch_new) (gconstpointer data, gconstpointer bound);
  void (*scratch_free) (gpointer scratch);
  /* Fills every output of rows [first, first + n), n at most ASSAY_SCORE_ROWS: numbers[o][i] or texts[o][i] and problems[i], all of
   * which come as NaN and NULL. A row with a problem has no outputs. Texts live as long as data, or are put into block->strings. */
  void (*score) (gconstpointer data, gconstpointer bound, gpointer scratch, const AssayBoundField *fields, gsize first, gsize n, AssayScoreBlock *block);
  /* contributions[i * (n_fields + 1) + field], base last; a row without result: all NaN. NULL function: cannot. */
  void (*explain) (gconstpointer data, gconstpointer bound, gpointer scratch, const AssayBoundField *fields, gsize first, gsize n, double *contributions);
  /* The scratch of the forest that score() asks once for each block of rows, in their order, for all its trees; NULL, or the function is: there is no such forest. */
  AssayForestScratch *(*get_forest_scratch) (gpointer scratch);
} AssayArtifactClass;

typedef struct
{
  char *format, *writer, *kind, *name, *target, *function, *contribution_scale;
  GPtrArray *fields;               /* of AssayField* */
  GPtrArray *outputs;              /* of AssayOutput* */
  GPtrArray *classes;              /* of char* */
  GPtrArray *facts;                /* of char*: label, value in turn */
  GPtrArray *notes;                /* of char* */
  AssayModelCard *card;
  AssayVerification verification;
  gsize size;
  gboolean lower_is_riskier;       /* of a SCORE output */
  gboolean fields_are_unnamed;     /* names are made up: only the order of the fields is known */
} AssayArtifactInfo;

AssayArtifactInfo *assay_artifact_info_new (const char *format, const char *kind, const char *function);
void assay_artifact_info_free (AssayArtifactInfo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayArtifactInfo, assay_artifact_info_free)
AssayField *assay_artifact_info_add_field (AssayArtifactInfo *self, const char *name, AssayFieldKind kind);       /* range open */
AssayOutput *assay_artifact_info_add_output (AssayArtifactInfo *self, const char *name, AssayOutputRole role, gboolean is_text, const char *category);
void assay_artifact_info_add_class (AssayArtifactInfo *self, const char *name);
void assay_artifact_info_add_fact (AssayArtifactInfo *self, const char *label, const char *format, ...) G_GNUC_PRINTF (3, 4);
void assay_artifact_info_add_note (AssayArtifactInfo *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Takes info and data. */
AssayArtifact *assay_artifact_new (const AssayArtifactClass *klass, gpointer data, AssayArtifactInfo *info);
gconstpointer assay_artifact_get_data (const AssayArtifact *self);          /* of its class: for tests and members of ensembles */
const AssayArtifactClass *assay_artifact_get_class_of (const AssayArtifact *self);
void assay_artifact_set_sha256 (AssayArtifact *self, const char *sha256);   /* once, by the reader */
void assay_artifact_add_note (AssayArtifact *self, const char *note);         /* before it is shared */
AssayVerification *assay_artifact_get_verification_mutable (AssayArtifact *self);   /* before it is shared */

G_END_DECLS
