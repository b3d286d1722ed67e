/* The state of a pull reader, and its binary half. */
#pragma once
#include "model/artifact/json-pull.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean is_object, is_started;
  GHashTable *keys;                /* of this level, kept and emptied for the next object on it */
  char type;                       /* binary array of one type; 0: each value says its own */
  gboolean is_counted;
  gsize left;                      /* of a counted array */
} AssayPullLevel;

struct _AssayJsonPull
{
  char *name;
  const char *text, *at, *end;
  const char *token;               /* where the last value or key begins */
  AssayPullLevel levels[ASSAY_JSON_PULL_DEPTH];
  guint depth;
  gboolean is_due;                 /* a value is announced and not read */
  gboolean is_binary, has_words;
  gsize most_text;
  GString *buffer;
  GError *error;
};

gboolean assay_json_pull_fail_at (AssayJsonPull *self, const char *where, const char *message);
gboolean assay_json_pull_fail_expected (AssayJsonPull *self, const char *expected);

char *assay_ubj_describe (const AssayJsonPull *self);
AssayJsonKind assay_ubj_peek (AssayJsonPull *self);
gboolean assay_ubj_number (AssayJsonPull *self, double *value);
gboolean assay_ubj_integer (AssayJsonPull *self, gint64 *value);
gboolean assay_ubj_text (AssayJsonPull *self);           /* behind peek: the marker is next */
gboolean assay_ubj_string (AssayJsonPull *self);         /* length and bytes: a key, or what follows the marker */
gboolean assay_ubj_enter (AssayJsonPull *self, AssayPullLevel *level);
gboolean assay_ubj_go_on (AssayJsonPull *self, AssayPullLevel *level, char close);

G_END_DECLS
