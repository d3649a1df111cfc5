// Remembers the chosen language; which half is seen and printed follows from the checked button alone (report.css).
(function () {
  var key = "gridgov-language", buttons = document.querySelectorAll("input[name=language]"), kept = null;
  function show(choice) {
    buttons.forEach(function (button) { button.checked = button.value === choice; });
    var half = document.querySelector("[data-language=" + choice + "]");
    document.documentElement.lang = half.lang;
    document.title = half.dataset.title;
  }
  try { kept = localStorage.getItem(key); } catch (error) { kept = null; }
  var wanted = kept || (navigator.language || "en").slice(0, 2);
  show(document.getElementById("pick-" + wanted) ? wanted : buttons[0].value);
  buttons.forEach(function (button) {
    button.addEventListener("change", function () {
      show(button.value);
      try { localStorage.setItem(key, button.value); } catch (error) { /* a page from a disk may have no store */ }
    });
  });
})();
