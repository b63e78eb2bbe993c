// Copies a text that stands on the page: what it says when it is done stands on the button.
(function () {
  document.querySelectorAll("[data-copy-from]").forEach(function (button) {
    button.addEventListener("click", function () {
      var text = document.getElementById(button.dataset.copyFrom), said = button.innerHTML;
      function done() {
        button.textContent = button.dataset.done;
        setTimeout(function () { button.innerHTML = said; }, 2000);
      }
      function by_hand() { text.focus(); text.select(); if (document.execCommand("copy")) done(); }
      if (navigator.clipboard) navigator.clipboard.writeText(text.value).then(done, by_hand);
      else by_hand();
    });
  });
})();
