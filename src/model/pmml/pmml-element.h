/* A PMML document as a compact tree of elements: what the XML says, before anyone asks what it means.
 *
 * Read by GMarkup, so there are no entities to expand, nothing is fetched, and a <!DOCTYPE is refused. Everything lies in one arena
 * and goes with it; texts are lent. Namespace prefixes are stripped; attributes that PMML does not know are left out, but one that
 * begins with "x-" outside of an extension is refused, unless it is known to change nothing. Extension, statistics and explanations
 * are not kept. */
#pragma once
#include "base/progress.h"
#include "model/artifact/artifact-file.h"

G_BEGIN_DECLS

#define PMML_MOST_DEPTH 512
#define PMML_MOST_VALUE (1 << 20)      /* bytes of an attribute */
#define PMML_MOST_ELEMENTS 30000000

typedef struct _PmmlArena PmmlArena;

PmmlArena *pmml_arena_new (void);
void pmml_arena_free (PmmlArena *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PmmlArena, pmml_arena_free)
gpointer pmml_arena_alloc (PmmlArena *self, gsize size);                  /* zeroed */
gpointer pmml_arena_alloc_n (PmmlArena *self, gsize n, gsize size);       /* n * size, checked; never NULL */
char *pmml_arena_strdup (PmmlArena *self, const char *text, gsize length);
gsize pmml_arena_get_size (const PmmlArena *self);
/* Runs with the arena: for what it cannot hold (hash tables, compiled patterns). */
void pmml_arena_own (PmmlArena *self, gpointer data, GDestroyNotify destroy);

typedef struct _PmmlElement PmmlElement;
struct _PmmlElement
{
  const char *name;                /* interned: without prefix */
  const char *text;                /* outside of its children, stripped but for <Constant>; NULL: none */
  PmmlElement *next, *child;
  guint32 line;
  guint16 n_attributes;
};

/* Elements live in *arena. name of the file, for messages. */
PmmlElement *pmml_element_read (PmmlArena *arena, const char *name, const char *text, gsize length, AssayProgress *progress, GError **error);

gboolean pmml_element_is (const PmmlElement *self, const char *name);
const char *pmml_element_get (const PmmlElement *self, const char *attribute);   /* NULL: not there */
const PmmlElement *pmml_element_find (const PmmlElement *self, const char *name);   /* first child of that name; NULL: none */
guint pmml_element_count (const PmmlElement *self, const char *name);          /* children of that name; NULL: all */

/* Sets the one kind of error there is: "forest.pmml, line 12, <Node>: …". FALSE for convenience. */
gboolean pmml_element_fail (const PmmlElement *self, const char *file, GError **error, const char *format, ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS
