/* The kinds of models Assay scores, by the name of their element. */
#include "model/pmml/pmml-private.h"

static const PmmlModelClass *const kinds[] = {
  &pmml_regression_class, &pmml_tree_class, &pmml_mining_class, &pmml_general_regression_class, &pmml_scorecard_class,
  &pmml_support_vector_class, &pmml_neural_class, &pmml_clustering_class, &pmml_rule_set_class, &pmml_naive_bayes_class, &pmml_neighbors_class,
};

const PmmlModelClass *
pmml_model_class_find (const char *element)
{
  /* embedded in another model they have names of their own */
  if (g_str_equal (element, "Regression"))
    element = "RegressionModel";
  if (g_str_equal (element, "DecisionTree"))
    element = "TreeModel";
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i]->element, element))
      return kinds[i];
  return NULL;
}
