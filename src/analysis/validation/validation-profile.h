/* Regulation profiles: which checks a supervisor's text asks for, and what it calls the sections they stand in. */
#pragma once
#include "analysis/validation/validation-check.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;                /* "sr26-2" */
  const char *title;               /* N_() */
  const char *text;                /* N_(): where it comes from */
  const char *const *asks;         /* ids, or beginnings of ids that end in a dash; NULL-terminated */
  const char *sections[ASSAY_N_SECTIONS];      /* N_(): what it calls each */
} AssayValidationProfile;

extern const char *const assay_validation_profile_names[];       /* NULL-terminated, for the option */
const AssayValidationProfile *assay_validation_profile_find (const char *name);          /* NULL: no such, or name is NULL */
gboolean assay_validation_profile_asks (const AssayValidationProfile *self, const char *id);     /* self NULL: FALSE */

G_END_DECLS
