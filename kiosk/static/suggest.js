(function () {
  // Procedures while a query is typed. A combobox by the ARIA authoring practices; without an
  // answer of the server nothing is shown, and the form works as it does without a script.
  var box = document.querySelector("[data-suggest]");
  if (!box || !window.fetch || !window.URLSearchParams) return;
  var list = document.createElement("ul"), said = document.createElement("p");
  var timer, at = -1;
  var asked = 0; // the number of the last question: an answer to an earlier one comes too late
  list.className = "suggest";
  list.id = "suggest";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.label);
  said.className = "unseen";
  said.setAttribute("role", "status");
  box.parentNode.appendChild(list);
  box.form.appendChild(said);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", "suggest");

  function open(is) {
    list.hidden = !is;
    box.setAttribute("aria-expanded", String(is));
    if (!is) choose(-1);
  }
  function choose(next) {
    if (list.children[at]) list.children[at].setAttribute("aria-selected", "false");
    at = next;
    var one = list.children[at];
    if (!one) return box.removeAttribute("aria-activedescendant");
    one.setAttribute("aria-selected", "true");
    one.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", one.id);
  }
  function go(one) { location.href = box.dataset.page + encodeURIComponent(one.dataset.code); }
  function show(found) {
    choose(-1);
    list.textContent = "";
    found.forEach(function (procedure, n) {
      var one = document.createElement("li"), name = document.createElement("span");
      one.className = "suggest__one";
      one.id = "suggest-" + n;
      one.setAttribute("role", "option");
      one.setAttribute("aria-selected", "false");
      one.dataset.code = procedure.code;
      name.className = "suggest__name";
      name.textContent = procedure.name;
      one.appendChild(name);
      list.appendChild(one);
    });
    open(found.length > 0);
    said.textContent = found.length ? box.dataset.count.replace("#", found.length) : "";
  }
  function ask() {
    var mine = asked;
    if (box.value.trim().length < 2) return show([]);
    fetch(box.dataset.suggest + "?" + new URLSearchParams({ q: box.value }))
      .then(function (answer) { return answer.ok ? answer.json() : []; })
      .then(function (found) { if (mine === asked) show(found); })
      .catch(function () { if (mine === asked) show([]); });
  }
  function forget() {
    asked++;
    clearTimeout(timer);
  }
  box.addEventListener("input", function () {
    forget();
    timer = setTimeout(ask, 150);
  });
  box.addEventListener("keydown", function (event) {
    var n = list.children.length;
    if (list.hidden || !n || event.isComposing) return;
    if (event.key === "ArrowDown") choose((at + 1) % n);
    else if (event.key === "ArrowUp") choose(at > 0 ? at - 1 : n - 1);
    else if (event.key === "Enter" && at >= 0) go(list.children[at]);
    else if (event.key === "Escape") open(false);
    else return;
    event.preventDefault();
  });
  // The press comes before the box loses its focus, the click after it.
  list.addEventListener("mousedown", function (event) { event.preventDefault(); });
  list.addEventListener("click", function (event) {
    var one = event.target.closest("li");
    if (one) go(one);
  });
  box.addEventListener("blur", function () {
    forget();
    open(false);
  });
  box.form.addEventListener("submit", forget);
  open(false);
})();
