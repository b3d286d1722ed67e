/* The options that verbs share (cli.md section 1), in groups as help texts show them. */
#pragma once
#include "base/options.h"

G_BEGIN_DECLS

extern const AssayOption assay_role_options[];      /* --time --value --series */
extern const AssayOption assay_scope_options[];     /* --start --end --where, --policy, --seed, --as-of, --title */
extern const AssayOption assay_reading_options[];   /* --decimal and so on */
extern const AssayOption assay_artifact_options[];  /* --model --save-model */
extern const AssayOption assay_running_options[];   /* --threads --quiet --verbose */
extern const AssayOption assay_output_options[];    /* -o --format --report --paper --workspace --strict */

G_END_DECLS
