/* Reads strict JSON (RFC 8259) value by value, without objects in memory: for models, whose files are mostly arrays of numbers.
 *
 *   g_autoptr(AssayJsonPull) pull = assay_json_pull_new (name, text, length);
 *   const char *key;
 *
 *   if (assay_json_pull_object (pull))
 *     while ((key = assay_json_pull_key (pull)) != NULL)
 *       if (g_str_equal (key, "weights"))
 *         assay_json_pull_doubles (pull, weights, ASSAY_JSON_MOST_NUMBERS);
 *       else if (g_str_equal (key, "comment"))
 *         assay_json_pull_skip (pull);
 *       else
 *         assay_json_pull_fail (pull, _("the key “%s” is not known"), key);
 *   return assay_json_pull_finish (pull, error);
 *
 * The first error stays: from then on every function returns FALSE, 0 or NULL at once, so loops end and only finish() need be asked.
 * Every value that item() or key() announced must be read or skipped. Depth is at most 64, a text 1 MiB, a key stands once in
 * an object, a text holds no NUL. Numbers are read the same in every locale and correctly rounded; one too large for a double is refused. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define ASSAY_JSON_PULL_DEPTH 64
#define ASSAY_JSON_MOST_TEXT ((gsize) 1 << 20)
#define ASSAY_JSON_MOST_NUMBERS ((gsize) 50000000)

typedef struct _AssayJsonPull AssayJsonPull;

typedef enum
{
  ASSAY_JSON_NONE,                 /* an error, or the end */
  ASSAY_JSON_OBJECT,
  ASSAY_JSON_ARRAY,
  ASSAY_JSON_TEXT,
  ASSAY_JSON_NUMBER,
  ASSAY_JSON_BOOLEAN,
  ASSAY_JSON_NULL,
} AssayJsonKind;

/* text is lent and needs no NUL at its end; name is the file's, for messages. */
AssayJsonPull *assay_json_pull_new (const char *name, const char *text, gsize length);
/* The same values in binary: UBJSON draft 12 as XGBoost writes it, that is objects without type or count; lengths are checked against the bytes
 * left before anything is made of them. Messages say "NAME, byte 1234: …". */
AssayJsonPull *assay_json_pull_new_ubj (const char *name, const char *text, gsize length);
void assay_json_pull_free (AssayJsonPull *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayJsonPull, assay_json_pull_free)

/* Takes the words NaN, Infinity and -Infinity for numbers, as some writers do; in binary, numbers that are not finite. */
void assay_json_pull_allow_words (AssayJsonPull *self);
/* Other limits than the usual; for --max-model-size. */
void assay_json_pull_set_most_text (AssayJsonPull *self, gsize most);

/* ASSAY_MODEL_ERROR_FILE: "NAME, line 3, column 14: MESSAGE", where the last value or key begins. Always FALSE. */
gboolean assay_json_pull_fail (AssayJsonPull *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean assay_json_pull_has_failed (const AssayJsonPull *self);
/* TRUE: all was read, nothing follows. Else the error. */
gboolean assay_json_pull_finish (AssayJsonPull *self, GError **error);

/* What comes next; reads nothing. */
AssayJsonKind assay_json_pull_peek (AssayJsonPull *self);

/* Goes into an object. key() then gives one key after another, NULL behind the last (or after an error); a key lives until its
 * object ends. */
gboolean assay_json_pull_object (AssayJsonPull *self);
const char *assay_json_pull_key (AssayJsonPull *self);
/* Goes into an array. item() is TRUE as long as another value follows, which is read next. */
gboolean assay_json_pull_array (AssayJsonPull *self);
gboolean assay_json_pull_item (AssayJsonPull *self);

gboolean assay_json_pull_number (AssayJsonPull *self, double *value);
gboolean assay_json_pull_integer (AssayJsonPull *self, gint64 least, gint64 most, gint64 *value);      /* 3.0 is an integer */
gboolean assay_json_pull_boolean (AssayJsonPull *self, gboolean *value);
/* Lent until the next text is read. */
const char *assay_json_pull_text (AssayJsonPull *self);
gboolean assay_json_pull_null (AssayJsonPull *self);
/* The next value, whatever is in it; still checked. */
gboolean assay_json_pull_skip (AssayJsonPull *self);

/* Whole arrays, appended to; at most `most` values in one. */
gboolean assay_json_pull_doubles (AssayJsonPull *self, GArray *to, gsize most);                        /* of double */
gboolean assay_json_pull_doubles_or_null (AssayJsonPull *self, GArray *to, gsize most);                /* null is NaN */
gboolean assay_json_pull_floats (AssayJsonPull *self, GArray *to, gsize most);                         /* of float; too large for one: infinite */
gboolean assay_json_pull_ints (AssayJsonPull *self, GArray *to, gsize most);                           /* of gint32; out of range: an error */
gboolean assay_json_pull_flags (AssayJsonPull *self, GArray *to, gsize most);                          /* of guint8: true, false, 1, 0 */
gboolean assay_json_pull_texts (AssayJsonPull *self, GPtrArray *to, gsize most);                       /* of char*, duplicated */

G_END_DECLS
