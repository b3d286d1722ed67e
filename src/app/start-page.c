#include "app/start-page.h"

struct _AssayStartPage
{
  AdwBin parent;
  GtkStack *stack;
  GtkLabel *step, *error;
  GtkProgressBar *bar;
  GtkButton *sample_button;
};

G_DEFINE_FINAL_TYPE (AssayStartPage, assay_start_page, ADW_TYPE_BIN)

void
assay_start_page_set_progress (AssayStartPage *self, const char *step, double fraction)
{
  gtk_stack_set_visible_child_name (self->stack, step != NULL ? "working" : "choices");
  if (step == NULL)
    return;
  gtk_label_set_text (self->step, step);
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->bar, CLAMP (fraction, 0, 1));
  else
    gtk_progress_bar_pulse (self->bar);
}

void
assay_start_page_set_error (AssayStartPage *self, const char *message)
{
  gtk_label_set_text (self->error, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), message != NULL);
}

static gboolean
assay_start_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ASSAY_START_PAGE (widget)->sample_button));
}

static void
assay_start_page_class_init (AssayStartPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->grab_focus = assay_start_page_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayStartPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AssayStartPage, step);
  gtk_widget_class_bind_template_child (widget_class, AssayStartPage, error);
  gtk_widget_class_bind_template_child (widget_class, AssayStartPage, bar);
  gtk_widget_class_bind_template_child (widget_class, AssayStartPage, sample_button);
}

static void
assay_start_page_init (AssayStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
