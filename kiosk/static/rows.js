(function () {
  // Rows of a form are added, moved and taken away on the spot; without this script the same
  // buttons send the form and it comes back with the row. The server reads rows in their order.
  var form = document.querySelector("[data-procedure-form]");
  if (!form || !("content" in document.createElement("template"))) return;
  var next = 1000, changed = false, sending = false;

  function renumber(rows) {
    rows.querySelectorAll("[data-row]").forEach(function (row, n) {
      row.querySelectorAll("[data-title]").forEach(function (title) {
        title.textContent = title.dataset.title.replace("#", n + 1);
      });
    });
  }

  var acts = {
    add: function (rows, row, section) {
      next += 1;
      var html = section.querySelector("template").innerHTML;
      rows.insertAdjacentHTML("beforeend", html.replace(/\.N\b/g, "." + next));
      return rows.lastElementChild.querySelector("select, textarea, input:not([type=hidden])");
    },
    remove: function (rows, row, section) {
      var near = row.nextElementSibling || row.previousElementSibling;
      row.remove();
      return near ? near.querySelector("[data-act=remove]") : section.querySelector("[data-act=add]");
    },
    up: function (rows, row) {
      if (row.previousElementSibling) rows.insertBefore(row, row.previousElementSibling);
      return row.querySelector("[data-act=up]");
    },
    down: function (rows, row) {
      if (row.nextElementSibling) rows.insertBefore(row.nextElementSibling, row);
      return row.querySelector("[data-act=down]");
    }
  };

  form.addEventListener("click", function (event) {
    var button = event.target.closest("[data-act]");
    if (!button) return;
    event.preventDefault();
    var section = button.closest(".fold"), rows = section.querySelector("[data-rows]");
    var focused = acts[button.dataset.act](rows, button.closest("[data-row]"), section);
    renumber(rows);
    changed = true;
    if (focused) focused.focus();
  });

  // What was typed is not lost by a wrong click.
  form.addEventListener("input", function () { changed = true; });
  form.addEventListener("submit", function () { sending = true; });
  window.addEventListener("beforeunload", function (event) {
    if (changed && !sending) event.preventDefault();
  });
})();
