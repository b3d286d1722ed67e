/* A small file of delimited text as rows of cells, all of them text without blanks around it. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *rows;                 /* of char**, NULL-terminated; rows may differ in length */
  char separator;
} TableText;

/* UTF-8 or Windows-1252. at_end FALSE: what follows the last line end is not whole and is left out. */
TableText *table_text_read (const char *text, gsize length, char separator, gboolean at_end);
void table_text_free (TableText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TableText, table_text_free)

G_END_DECLS
