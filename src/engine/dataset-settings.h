/* What a workspace keeps beside a dataset, as JSON texts: how its file was read and which column plays which role
 * (AssayDataset.settings), and what reading it found (AssayDataset.quality).
 *
 * settings: {"schema":"assay-dataset/1","reading":[{"name","value","given","column"}],"roles":{"time","value","series":[]}}
 * quality: {"schema":"assay-quality/1","rows","bad_rows","bad":{"field-count":0,…},"kept":[{"line","kind","column","found","message"}]}
 * Roles that are not there were not chosen; an empty "series" says that the data is one series. */
#pragma once
#include "data/read-options.h"
#include "data/read-report.h"
#include "data/roles.h"

G_BEGIN_DECLS

/* roles may be NULL. (transfer full) */
char *assay_dataset_settings_make (const AssayReadReport *report, const AssayReadOptions *options, const AssayRoles *roles);
char *assay_dataset_quality_make (const AssayReadReport *report);

/* The same settings with other roles: for assay_workspace_set_dataset_settings(). (transfer full) */
char *assay_dataset_settings_with_roles (const char *settings, const AssayRoles *roles);

/* Fills *roles (fresh memory). settings NULL or not understood: no roles. */
void assay_dataset_settings_get_roles (const char *settings, AssayRoles *roles);

/* How the file was read, one call a setting, in the order of the report; column NULL: all. */
typedef void (*AssayReadingFunc) (const char *name, const char *value, gboolean given, const char *column, gpointer user_data);
void assay_dataset_settings_foreach (const char *settings, AssayReadingFunc func, gpointer user_data);

G_END_DECLS
