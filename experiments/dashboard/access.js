// Names for what Bokeh's widgets leave nameless to screen readers: handles of sliders, arrows of numbers, the main part.
function each(root, tell) {
  root.querySelectorAll("*").forEach(function (element) {
    tell(element);
    if (element.shadowRoot) each(element.shadowRoot, tell);
  });
}
function name(element) {
  var around = element.getRootNode(), title = around.querySelector(".bk-slider-title");
  if (element.classList.contains("noUi-handle") && title) element.setAttribute("aria-label", title.textContent.split(":")[0]);
  if (element.classList.contains("bk-spin-btn-up")) element.setAttribute("aria-label", more);
  if (element.classList.contains("bk-spin-btn-down")) element.setAttribute("aria-label", less);
  if (element.classList.contains("main")) element.setAttribute("role", "main");
}
document.documentElement.lang = tag;
setInterval(function () { each(document, name); }, 1000); // widgets are drawn when they are needed
