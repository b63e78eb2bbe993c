(function () {
  // A scanned page takes its lasting address, so that reload and share do not scan again.
  var canonical = document.querySelector('link[rel="canonical"]');
  if (canonical && /^\/q(\/|$)/i.test(location.pathname)) {
    history.replaceState(null, "", new URL(canonical.href).pathname);
  }
  var print = document.querySelector("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", function () { window.print(); });
  }
})();
