// The print page's own button: only with scripts can a page ask for the printer.
const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => window.print());
