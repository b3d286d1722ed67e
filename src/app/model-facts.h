/* What is known about a model, as rows and tables people read: on the sheet when it is loaded and on its page. */
#pragma once
#include <adwaita.h>
#include "analysis/task-model.h"
#include "result/result.h"

G_BEGIN_DECLS

/* A title above what can be selected and copied. */
GtkWidget *assay_model_facts_new_row (const char *title, const char *text);
/* One with the sign and the colour of a verdict. */
GtkWidget *assay_model_facts_new_verdict_row (AssayVerdict verdict, const char *title, const char *text);
/* What decides whether it may be used: rows that came with it, and what to beware of. */
void assay_model_facts_fill_findings (AdwPreferencesGroup *group, AssayArtifact *artifact);
/* Format, kind, writer, facts. */
void assay_model_facts_fill (AdwPreferencesGroup *group, AssayArtifact *artifact);
/* "number, 0 to 41". (transfer full) */
char *assay_model_facts_describe_field (const AssayField *field);
/* Name, kind, values and range of each input, and its column where one was chosen. (transfer full) */
AssayTable *assay_model_facts_make_inputs (const AssayTaskModel *model);
/* "27 of 30 inputs are columns of the dataset. Missing: “dti” (nearest: “DTI”), “job”." *complete: every one that is needed is there, or may be absent. (transfer full) */
char *assay_model_facts_say_match (const AssayTaskModel *model, const AssayFrame *frame, gboolean *complete);

G_END_DECLS
