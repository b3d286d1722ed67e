/* Columns of text on a terminal, aligned by the width that letters take there, not by their bytes. */
#pragma once
#include "result/result.h"

G_BEGIN_DECLS

typedef struct _AssayTextTable AssayTextTable;

/* align: one letter a column, 'l' or 'r'. */
AssayTextTable *assay_text_table_new (const char *align);
void assay_text_table_free (AssayTextTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayTextTable, assay_text_table_free)

/* As many cells as columns; NULL is an empty one. */
void assay_text_table_add (AssayTextTable *self, const char *const *cells);
void assay_text_table_append (const AssayTextTable *self, const char *indent, GString *out);

/* Head and first rows of a result's table, as people read it. max_rows 0: all. */
void assay_text_table_append_result_table (const AssayTable *table, guint max_rows, const char *indent, GString *out);

guint assay_text_width (const char *text);
/* Paragraphs broken at spaces so that no line, indent included, is wider than `width`, if its words allow. */
void assay_text_append_wrapped (GString *out, const char *indent, const char *text, guint width);

G_END_DECLS
