/* A verdict as a chip: a shape and a word, so that colour never speaks alone. */
#pragma once
#include <gtk/gtk.h>
#include "result/verdict.h"

G_BEGIN_DECLS

GtkWidget *assay_verdict_chip_new (AssayVerdict verdict);
/* With another word than the verdict's own; translated. */
GtkWidget *assay_verdict_chip_new_as (AssayVerdict verdict, const char *word);
/* The shape alone, for where the word has no room; it is still read out and shown on hover. */
GtkWidget *assay_verdict_chip_new_short (AssayVerdict verdict);
/* Any label can be a chip. */
void assay_verdict_chip_set (GtkLabel *chip, AssayVerdict verdict);
char *assay_verdict_chip_text (AssayVerdict verdict);     /* translated, "✓ Pass"; (transfer full) */

G_END_DECLS
