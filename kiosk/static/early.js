(function () {
  // Before the first paint: what depends on scripts is laid out once, and large type stays large.
  var root = document.documentElement;
  root.className = "js";
  try {
    if (localStorage.getItem("large")) root.className += " large";
  } catch (e) { /* storage is switched off */ }
})();
