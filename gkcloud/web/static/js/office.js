// Small helps for officials; every page works without them. Words come from the page, not from here.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const store = {
    read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* storage is full or off */ } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* storage is off */ } },
  };

  // Comments survive a lost connection: <form data-keep="post-12">. Only text that the person typed is kept.
  const PREFIX = "keep:";
  const kept = (form) => all("textarea, input[type=text]", form).filter((control) => control.name);
  const save = (form) => {
    const values = {};
    for (const control of kept(form)) if (control.value !== control.defaultValue) values[control.name] = control.value;
    if (Object.keys(values).length) store.write(PREFIX + form.dataset.keep, { values });
    else store.drop(PREFIX + form.dataset.keep);
  };
  const isDone = () => document.querySelector("#flashes .band.met") !== null;
  const restore = (form) => {
    const entry = store.read(PREFIX + form.dataset.keep);
    if (!entry) return;
    let restored = false;
    let missing = false;
    for (const control of kept(form)) {
      const value = entry.values[control.name];
      if (value && value !== control.defaultValue) missing = true;
      if (value && control.value === control.defaultValue && value !== control.value && !form.querySelector(".error")) {
        control.value = value;
        restored = true;
      }
    }
    const note = form.querySelector("[data-kept-note]");
    if (note && restored) note.hidden = false;
    // All of it was saved, and must not come up again when somebody else has changed it since.
    if (!missing && isDone()) store.drop(PREFIX + form.dataset.keep);
  };
  const markSent = (form, sent) => {
    const entry = form?.dataset.keep && store.read(PREFIX + form.dataset.keep);
    if (entry) store.write(PREFIX + form.dataset.keep, { ...entry, sent });
  };
  // Signing out leaves nothing behind on a shared computer.
  const forget = () => {
    try { for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) store.drop(key); } catch { /* off */ }
  };
  // A page without the form that says what was done proves that it arrived: what was sent may go. An error page, or the
  // page to sign in again, proves nothing.
  const dropSent = () => {
    if (!isDone()) return;
    const here = new Set(all("form[data-keep]").map((form) => PREFIX + form.dataset.keep));
    let keys = [];
    try { keys = Object.keys(localStorage); } catch { return; }
    for (const key of keys) if (key.startsWith(PREFIX) && !here.has(key) && store.read(key)?.sent) store.drop(key);
  };

  // One tap, one effect. The server's submit_key is the guarantee; this only spares the wait.
  const setBusy = (form, busy) => {
    form.setAttribute("aria-busy", String(busy));
    for (const button of form.elements) if (button.type === "submit") button.setAttribute("aria-disabled", String(busy));
  };
  let lastTry = null;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog" || event.submitter?.formMethod === "dialog") return;
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (form.dataset.keep) { save(form); markSent(form, true); }
    if ("forget" in form.dataset) forget();
    if (form.method === "post") {
      lastTry = { form, submitter: event.submitter };
      setTimeout(() => setBusy(form, true));
      // A file leaves the page where it is, and nothing tells the page that it came.
      if (event.submitter?.hasAttribute("data-file")) setTimeout(() => setBusy(form, false), 2000);
    }
  }, true);
  addEventListener("pageshow", () => all("form[aria-busy=true]").forEach((form) => setBusy(form, false)));
  document.addEventListener("htmx:finally:request", (event) => {
    const form = event.target.closest?.("form");
    if (form) setBusy(form, false);
  });

  // A lost connection: say so once, offer to try again, go quiet when something gets through.
  const net = document.getElementById("net");
  document.addEventListener("htmx:error", (event) => {
    if (!net || event.detail?.ctx?.response) return;
    const form = event.target.closest?.("form");
    markSent(form, false);
    if (form) setBusy(form, false);
    const retry = net.querySelector("[data-retry]");
    const sending = form?.method === "post" && lastTry?.form === form;
    retry.hidden = !sending;
    for (const line of all("[data-net]", net)) line.hidden = line.dataset.net !== (sending ? "send" : "read");
    // An open dialog makes the rest of the page unreachable, so the notice goes into it.
    document.querySelector("dialog:modal")?.prepend(net);
    net.hidden = false;
    if (!retry.hidden) retry.focus();
  });
  const quiet = () => {
    if (!net) return;
    net.hidden = true;
    document.body.append(net);
  };
  document.addEventListener("htmx:after:request", (event) => {
    quiet();
    if (event.detail?.ctx?.response?.status >= 400) markSent(event.target.closest?.("form"), false);
  });
  net?.querySelector("[data-retry]").addEventListener("click", () => {
    quiet();
    if (lastTry?.form.isConnected) lastTry.form.requestSubmit(lastTry.submitter?.isConnected ? lastTry.submitter : undefined);
    else location.reload();
  });

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.dataset.keep) save(form);
  });

  // Without scripts a sheet opens as #fragment; with them it is a true dialog that holds the focus.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("a[data-sheet]");
    if (opener) {
      const sheet = document.getElementById(opener.dataset.sheet);
      if (sheet?.showModal) { event.preventDefault(); if (!sheet.open) sheet.showModal(); }
      return;
    }
    const closer = event.target.closest("a[data-close]");
    const dialog = closer?.closest("dialog");
    if (dialog?.open) { event.preventDefault(); dialog.close(); }
    const show = event.target.closest("[data-show]");
    if (show) {
      const input = document.getElementById(show.dataset.show);
      const hidden = input.type === "password";
      input.type = hidden ? "text" : "password";
      show.setAttribute("aria-pressed", String(hidden));
      [show.textContent, show.dataset.hideText] = [show.dataset.hideText, show.textContent];
    }
  });

  // j, k and Enter move through a list; e edits; ? shows the sheet that says so.
  const step = (by) => {
    const items = all("[data-item]");
    if (!items.length) return;
    const at = items.indexOf(document.activeElement?.closest("[data-item]"));
    const next = items[Math.min(items.length - 1, Math.max(0, at + by))];
    (next.matches("a") ? next : next.querySelector("a")).focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "?") document.getElementById("keys")?.showModal();
    else {
      const scope = event.target.closest("[data-item]") ?? document;
      const target = event.key.length === 1 && scope.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (!target) return;
      target.click();
    }
    if ("jk?".includes(event.key)) event.preventDefault();
  });

  const prepare = (root) => {
    all("form[data-keep]", root).forEach(restore);
    all("[data-show][hidden]", root).forEach((button) => { button.hidden = false; });
    all("dialog[open][data-modal]", root).forEach((dialog) => { dialog.close(); dialog.showModal(); });
  };
  prepare(document);
  dropSent();
  document.addEventListener("htmx:after:swap", () => { prepare(document); dropSent(); });
})();
