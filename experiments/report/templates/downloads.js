// A figure is saved as it stands in the page, so that the page need not hold it twice.
document.querySelectorAll("a[data-svg]").forEach(function (link) {
  link.addEventListener("click", function () {
    var drawing = link.closest("figure").querySelector("svg").outerHTML;
    link.href = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(drawing);
  });
});
