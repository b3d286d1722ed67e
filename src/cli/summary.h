/* A result for people: a page of text on a terminal. */
#pragma once
#include "result/result.h"

G_BEGIN_DECLS

/* verbose: all tables, checks, notes and options instead of what matters most. */
void assay_summary_append (GString *out, const AssayResult *result, gboolean verbose);

G_END_DECLS
