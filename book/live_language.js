/* A notebook below ko/ is Korean: then JupyterLite's menus are, and Python answers so.

   This runs when JupyterLite's settings are complete, and before it reads them. */

const KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel";
const MENUS = "@jupyterlab/translation-extension:plugin";

export function choose(path) {
  if (!path?.startsWith("ko/")) return;
  const script = document.getElementById("jupyter-config-data");
  const settings = JSON.parse(script.textContent);
  settings.settingsOverrides[MENUS] = { locale: "ko_KR" };
  settings.litePluginSettings[KERNEL].loadPyodideOptions.env = { DLNLP_LANGUAGE: "ko" };
  script.textContent = JSON.stringify(settings);
  document.documentElement.lang = "ko";
}
