/* Every row scored by one or more models: what each model says, at which risk, why, and what was wrong with its inputs. */
#pragma once
#include "analysis/analysis.h"

G_BEGIN_DECLS

extern const AssayAnalysis assay_score;

G_END_DECLS
