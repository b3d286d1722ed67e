#include <glib/gi18n.h>
#include <locale.h>

#include "assay-config.h"
#include "app/application.h"
#include "app/settings.h"
#include "math/init.h"

/* Before GTK starts: it reads these once. */
static void
choose_renderer (void)
{
  g_autoptr(AssaySettings) settings = g_object_ref (assay_settings_get_default ());
  g_autofree char *choice = assay_settings_dup_text (settings, "rendering");
  const char *renderer = assay_settings_choose_renderer (choice, g_getenv ("GSK_RENDERER") != NULL,
                                                         assay_settings_has_render_node ("/dev/dri"));

  if (renderer == NULL)
    return;
  g_setenv ("GSK_RENDERER", renderer, TRUE);
  /* Without it GTK still starts GL, which it then does not use: 100 ms of the first frame. Later versions know it by another name. */
  if (gtk_get_minor_version () < 14)
    g_setenv ("GDK_DEBUG", "gl-disable", FALSE);
}

int
main (int argc, char **argv)
{
  g_autoptr(AssayApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, ASSAY_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("assay-workbench");
  g_set_application_name (_("Assay"));
  am_init ();
  choose_renderer ();
  application = assay_application_new (TRUE);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
