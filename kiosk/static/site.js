(function () {
  // A scanned page takes its lasting address, so that reload and share do not scan again.
  var canonical = document.querySelector('link[rel="canonical"]');
  if (canonical && /^(\/en)?\/q(\/|$)/i.test(location.pathname)) {
    history.replaceState(null, "", new URL(canonical.href).pathname);
  }

  var root = document.documentElement;
  var large = document.querySelector("[data-large]");
  function show() {
    large.setAttribute("aria-pressed", String(root.classList.contains("large")));
  }
  large.hidden = false;
  show();
  large.addEventListener("click", function () {
    var is = root.classList.toggle("large");
    show();
    try {
      if (is) localStorage.setItem("large", "1"); else localStorage.removeItem("large");
    } catch (e) { /* it lasts for this page only */ }
  });

  // The browser inside Zalo breaks log-ins and downloads; a page can only say so.
  if (/zalo/i.test(navigator.userAgent)) {
    document.querySelectorAll("[data-in-zalo]").forEach(function (hint) { hint.hidden = false; });
  }

  var print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", function () { window.print(); });
  }
})();
