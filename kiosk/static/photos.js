// Photos of the board: say before they are sent that they are too much, and that looking takes time.
(function () {
  var form = document.querySelector("[data-photos]");
  if (!form) { return; }
  var most = Number(form.dataset.photos);
  var boxes = form.querySelectorAll("[type=file]");
  var button = form.querySelector("button");
  var tooMuch = form.querySelector("[data-too-much]");
  form.addEventListener("change", function () {
    var total = 0;
    boxes.forEach(function (box) {
      for (var i = 0; i < box.files.length; i += 1) { total += box.files[i].size; }
    });
    tooMuch.hidden = total < most * 0.98;
    button.disabled = !tooMuch.hidden;
  });
  form.addEventListener("submit", function () {
    form.querySelector("[data-wait]").hidden = false;
    window.setTimeout(function () { button.disabled = true; }, 0);
  });
  window.addEventListener("pageshow", function () {
    form.querySelector("[data-wait]").hidden = true;
    button.disabled = false;
  });
})();
