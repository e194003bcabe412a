// Runs before the page is drawn: light or dark as the device has it, unless a person chose; and says that scripts run.
(function () {
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function follow() {
    if (root.dataset.theme === "auto") root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  }
  root.classList.add("js");
  follow();
  dark.addEventListener("change", follow);
})();
