/* The program with a window: what it is started with, preferences, about, keys. */
#pragma once
#include <adwaita.h>

G_BEGIN_DECLS

#define ASSAY_TYPE_APPLICATION (assay_application_get_type ())
G_DECLARE_FINAL_TYPE (AssayApplication, assay_application, ASSAY, APPLICATION, AdwApplication)

/* unique FALSE: never hands over to a program that runs already; for tests. */
AssayApplication *assay_application_new (gboolean unique);

G_END_DECLS
