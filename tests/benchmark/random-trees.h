/* A model to measure with: 500 random trees of depth 6 on 20 inputs x1 to x20 between 0 and 1, which give a probability. */
#pragma once
#include "analysis/task-model.h"

#define RANDOM_TREES_INPUTS 20

AssayTaskModel *random_trees_new (void);
