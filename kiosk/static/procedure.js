(function () {
  function all(selector) { return [].slice.call(document.querySelectorAll(selector)); }
  function one(selector) { return document.querySelector(selector); }
  function say(words) { var said = one("[data-said]"); if (said) said.textContent = words; }

  // Cases are all open without a script. With one, the reader opens those that apply.
  var cases = all("details.case");
  // Those of a way to file stay open: nearly everybody is one of them.
  if (cases.length > 1) cases.forEach(function (one) { one.open = "way" in one.dataset; });
  var folded = [];
  addEventListener("beforeprint", function () {
    folded = all("main details:not([open])");
    folded.forEach(function (one) { one.open = true; });
  });
  addEventListener("afterprint", function () {
    folded.forEach(function (one) { one.open = false; });
  });

  // What is ticked is kept under the names of the papers, on this phone alone.
  var key = "ticks:" + one("main").dataset.target;
  var boxes = all(".papers__tick");
  function nameOf(box) {
    var fold = box.closest("details"), name = box.parentNode.querySelector(".papers__name").textContent;
    return fold ? fold.querySelector("summary span").textContent + ": " + name : name;
  }
  function kept() {
    try { return JSON.parse(localStorage.getItem(key)) || []; } catch (e) { return []; }
  }
  function count() {
    var shown = one("[data-ticked]"), ticked = boxes.filter(function (box) { return box.checked; });
    // Of the papers that are always needed and those of the open cases: the reader's own.
    var own = boxes.filter(function (box) { return box.checked || !box.closest("details:not([open])"); });
    if (shown) {
      shown.textContent = ticked.length
        ? shown.dataset.words.replace("##", own.length).replace("#", ticked.length) : "";
    }
    return ticked.length;
  }
  var names = kept();
  boxes.forEach(function (box) {
    box.checked = names.indexOf(nameOf(box)) >= 0;
    box.addEventListener("change", function () {
      var ticked = boxes.filter(function (box) { return box.checked; }).map(nameOf);
      try {
        if (count()) localStorage.setItem(key, JSON.stringify(ticked)); else localStorage.removeItem(key);
      } catch (e) { /* the ticks last as long as the page */ }
    });
  });
  cases.forEach(function (one) { one.addEventListener("toggle", count); });
  count();

  var link = one('link[rel="canonical"]').href, title = one("h1").textContent;
  var share = one("[data-share]"), copy = one("[data-copy]");
  if (share && navigator.share) {
    share.hidden = false;
    share.addEventListener("click", function () {
      navigator.share({ title: title, url: link }).catch(function () { /* the reader changed their mind */ });
    });
  }
  if (copy) copy.addEventListener("click", function () {
    function done() { say(copy.dataset.done + ": " + link); }
    function byHand() {  // without https there is no clipboard to write to
      var field = document.createElement("textarea");
      field.value = link;
      document.body.appendChild(field);
      field.select();
      if (document.execCommand("copy")) done(); else say(link);
      field.remove();
      copy.focus();
    }
    if (navigator.clipboard) navigator.clipboard.writeText(link).then(done, byHand); else byHand();
  });

  // Reading aloud, where the phone has a Vietnamese voice.
  var aloud = one("[data-read-aloud]"), speech = window.speechSynthesis;
  if (aloud && speech && window.SpeechSynthesisUtterance) {
    var start = aloud.textContent;
    var voice = function () {
      return speech.getVoices().filter(function (v) { return /^vi([-_]|$)/i.test(v.lang); })[0];
    };
    var offer = function () { aloud.hidden = !voice(); };
    var stop = function () { speech.cancel(); aloud.textContent = start; };
    offer();
    if (speech.addEventListener) speech.addEventListener("voiceschanged", offer);
    addEventListener("pagehide", stop);
    aloud.addEventListener("click", function () {
      if (aloud.textContent !== start) return stop();
      var parts = [];
      all("[data-read]").forEach(function (part) {
        // One line at a time: some phones fall silent in the middle of long texts.
        parts = parts.concat(part.innerText.split(/\n+/).filter(function (line) { return line.trim(); }));
      });
      parts.forEach(function (line, at) {
        var spoken = new SpeechSynthesisUtterance(line);
        spoken.voice = voice();
        spoken.lang = spoken.voice.lang;
        spoken.rate = 0.9;
        if (at === parts.length - 1) spoken.onend = stop;
        speech.speak(spoken);
      });
      aloud.textContent = aloud.dataset.stop;
    });
  }
})();
