// Filling a sheet in where the network comes and goes. Every answer and photo goes into a queue on the device first and is
// sent from there; each has a key, so that the server keeps it once. Without this script the forms are plain forms.
(() => {
  "use strict";
  const root = document.getElementById("filling");
  // Beside a sheet that is only read: say that something of it is still on this device.
  const note = document.querySelector("[data-outbox]");
  if (!(root || note) || !window.indexedDB || !window.FormData) return;
  if (note) {
    const request = indexedDB.open("gkcloud-sheets");
    request.onupgradeneeded = () => request.transaction.abort();
    request.onerror = (event) => event.preventDefault();
    request.onsuccess = () => {
      const count = request.result.transaction("outbox").objectStore("outbox").index("owner").count(note.dataset.outbox);
      count.onsuccess = () => { note.hidden = count.result === 0; request.result.close(); };
    };
    return;
  }
  const words = JSON.parse(document.getElementById("filling-words").textContent);
  const owner = root.dataset.owner;
  const sections = [...root.querySelectorAll(".fill-item")];
  const net = document.getElementById("fill-net");
  const LONGEST_SIDE = 1600;
  const MOST_BYTES = 10 * 1024 * 1024;
  const AGAIN_AFTER = 8000;
  const say = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

  // The queue: "outbox" holds what was saved here and has to arrive, "drafts" what was typed and not saved yet.
  const opened = new Promise((resolve, reject) => {
    const request = indexedDB.open("gkcloud-sheets", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("outbox", { keyPath: "id", autoIncrement: true }).createIndex("owner", "owner");
      request.result.createObjectStore("drafts", { keyPath: ["owner", "place"] }).createIndex("owner", "owner");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const inStore = async (name, mode, work) => {
    const database = await opened;
    return new Promise((resolve, reject) => {
      const change = database.transaction(name, mode);
      const request = work(change.objectStore(name));
      change.oncomplete = () => resolve(request?.result);
      change.onerror = change.onabort = () => reject(change.error);
    });
  };
  const put = (name, entry) => inStore(name, "readwrite", (store) => store.put(entry));
  const drop = (name, key) => inStore(name, "readwrite", (store) => store.delete(key));
  const mine = (name) => inStore(name, "readonly", (store) => store.index("owner").getAll(owner));

  // What a form holds, without its files.
  const readForm = (form) => {
    const fields = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !["csrf_token", "key", "seen"].includes(name)) fields[name] = value;
    }
    return fields;
  };
  const writeForm = (form, fields) => {
    for (const control of form.elements) {
      if (!control.name || ["csrf_token", "key", "seen"].includes(control.name) || control.type === "file") continue;
      if (control.type === "radio" || control.type === "checkbox") control.checked = fields[control.name] === control.value;
      else if (control.name in fields) control.value = fields[control.name];
    }
  };
  const formOf = (place) => root.querySelector(`[data-place="${place}"] form`);

  const SIGNS = { met: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm-1 10L4 8l1.2-1.2L7 8.5l3.8-3.8L12 6z",
    soon: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm-.8 3h1.6v4l2.5 1.5-.8 1.3L7.2 9z",
    overdue: "M8 1 16 15H0zm-.8 5v4.5h1.6V6zm0 5.7v1.6h1.6v-1.6z" };
  const drawStatus = (line, text, kind) => {
    const shown = document.createElement("span");
    shown.className = `status ${kind}`;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "sign");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("fill", "currentColor");
    svg.setAttribute("fill-rule", "evenodd");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", SIGNS[kind]);
    svg.append(path);
    shown.append(svg, text);
    line.replaceChildren(shown);
  };
  const status = (place, text, kind) => drawStatus(formOf(place).querySelector("[data-status]"), text, kind);
  const error = (place, text) => {
    const line = formOf(place).querySelector("[data-error]");
    line.querySelector("span").textContent = text;
    line.hidden = !text;
  };
  const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  const showProgress = (progress) => {
    document.getElementById("fill-count").textContent = say(words.progress, progress);
    document.getElementById("fill-bar").value = progress.answered;
  };
  let trouble = "";
  let hadWaiting = false;
  const showNet = async () => {
    const entries = await mine("outbox");
    const stuck = entries.filter((entry) => entry.stuck).length;
    const waiting = entries.length - stuck;
    const parts = [];
    if (waiting && trouble) parts.push(trouble);
    if (waiting) parts.push(waiting === 1 ? words.pendingOne : say(words.pendingMany, { n: waiting }));
    if (stuck) parts.push(say(words.stuckMany, { n: stuck }));
    if (!entries.length && hadWaiting) parts.push(words.allSent);
    hadWaiting = hadWaiting || (waiting > 0 && trouble !== "");
    net.textContent = parts.join("。");
    net.className = `fill-net ${stuck ? "overdue" : entries.length ? "" : "met"}`;
    net.hidden = !parts.length || (!trouble && !stuck && entries.length > 0);
  };

  // Sending: one after another, in the order in which they were saved. What somebody has to look at stays aside.
  const versions = {};
  let sending = false;
  let timer = 0;
  const later = (text) => {
    trouble = text;
    clearTimeout(timer);
    timer = setTimeout(flush, AGAIN_AFTER);
  };
  const stick = async (entry, sentence, version = 0) => {
    await put("outbox", { ...entry, stuck: sentence });
    if (entry.kind === "answer") {
      if (version) { versions[entry.place] = version; formOf(entry.place).elements.seen.value = version; }
      writeForm(formOf(entry.place), entry.fields);
      error(entry.place, sentence);
      status(entry.place, sentence, "overdue");
    } else shot(entry, sentence);
  };
  const bodyOf = (entry) => {
    const body = new FormData();
    body.append("csrf_token", root.dataset.token);
    body.append("key", entry.key);
    if (entry.kind === "photo") body.append("photo", entry.blob, entry.name);
    else {
      body.append("seen", Math.max(entry.seen, versions[entry.place] ?? 0));
      for (const [name, value] of Object.entries(entry.fields)) body.append(name, value);
    }
    return body;
  };
  const arrived = async (entry, told) => {
    await drop("outbox", entry.id);
    if (entry.kind === "photo") return shot(entry, "", told.file);
    versions[entry.place] = told.version;
    formOf(entry.place).elements.seen.value = told.version;
    showProgress(told.progress);
    error(entry.place, "");
    if (!(await mine("outbox")).some((other) => other.kind === "answer" && other.place === entry.place)) {
      status(entry.place, `${words.saved}　${clock()}`, "met");
    }
  };
  // Returns whether to go on with the next.
  const send = async (entry) => {
    let response;
    try {
      response = await fetch(entry.url, { method: "POST", body: bodyOf(entry), headers: { Accept: "application/json" }, credentials: "same-origin" });
    } catch {
      later(words.offline);
      return false;
    }
    const told = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : null;
    trouble = "";
    if (response.ok && told?.state === "saved") await arrived(entry, told);
    else if (told?.sentence) await stick(entry, told.sentence, told.version);
    else if (response.status === 413) await stick(entry, words.tooLarge);
    else if (response.status === 404) await stick(entry, words.gone);
    else {
      later(response.status === 401 ? words.signIn : response.status === 400 ? words.expired : words.server);
      return false;
    }
    return true;
  };
  const flush = async () => {
    if (sending) return;
    sending = true;
    try {
      const work = async () => {
        for (;;) {
          const entry = (await mine("outbox")).find((each) => !each.stuck);
          if (!entry || !(await send(entry))) break;
          await showNet();
        }
      };
      await (navigator.locks ? navigator.locks.request(`fill ${owner}`, work) : work());
    } finally {
      sending = false;
    }
    await showNet();
    for (const entry of await mine("outbox")) if (!entry.stuck && entry.kind === "answer" && trouble) status(entry.place, words.waiting, "soon");
  };

  const saveAnswer = async (form, place) => {
    for (const entry of await mine("outbox")) {
      // What has not arrived is replaced; were it already on its way, its own key keeps the two apart.
      if (entry.kind === "answer" && entry.place === place && (entry.stuck || !sending)) await drop("outbox", entry.id);
    }
    const entry = { owner, place, kind: "answer", url: form.action, key: newKey(), seen: Number(form.elements.seen.value), fields: readForm(form) };
    await put("outbox", entry);
    await drop("drafts", [owner, place]);
    error(place, "");
    status(place, navigator.onLine ? words.sending : words.waiting, "soon");
  };

  // Photos: made small here, so that they arrive over a weak network, and shown at once.
  const smaller = async (file) => {
    if (!file.type.startsWith("image/")) return { blob: file, name: file.name };
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.82));
      if (blob) return { blob, name: `${file.name.replace(/\.[^.]*$/, "")}.jpg` };
    } catch { /* not a picture that this browser reads: the server says what is wrong with it */ }
    return { blob: file, name: file.name };
  };
  const dataUrl = (blob) => new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => resolve("");
    reader.readAsDataURL(blob);
  });
  const shot = async (entry, trouble = "", file = null) => {
    const list = formOf(entry.place).querySelector("[data-shots]");
    let item = list.querySelector(`[data-key="${entry.key}"]`);
    if (!item) {
      item = document.createElement("li");
      item.dataset.key = entry.key;
      list.append(item);
    }
    const shown = item.querySelector("img") ?? (entry.blob.type.startsWith("image/") ? document.createElement("img") : document.createElement("span"));
    if (shown.tagName === "IMG" && !shown.src) { shown.src = await dataUrl(entry.blob); shown.alt = entry.name; }
    if (shown.tagName === "SPAN") shown.textContent = entry.name;
    const line = document.createElement("span");
    drawStatus(line, file ? words.saved : trouble || words.waiting.split("：")[0], file ? "met" : trouble ? "overdue" : "soon");
    const button = document.createElement("button");
    button.className = "button quiet";
    button.textContent = words.remove;
    if (file) {
      button.type = "submit";
      button.formAction = file.remove;
      button.dataset.remove = "";
    } else {
      button.type = "button";
      button.addEventListener("click", async () => { await drop("outbox", entry.id); item.remove(); showNet(); });
    }
    item.replaceChildren(shown, line, button);
  };
  const takePhotos = async (input, place) => {
    const form = input.form;
    const files = [...input.files];
    input.value = "";
    error(place, "");
    for (const file of files) {
      const { blob, name } = await smaller(file);
      if (blob.size > MOST_BYTES) { error(place, `${name}：${words.tooLarge}`); continue; }
      const entry = { owner, place, kind: "photo", url: form.dataset.photos, key: newKey(), blob, name };
      entry.id = await put("outbox", entry);
      await shot(entry);
    }
    await flush();
  };

  // One item a screen.
  let current = 0;
  const show = (place, focus = true) => {
    current = Math.min(sections.length, Math.max(1, place));
    sections.forEach((section, index) => { section.hidden = index + 1 !== current; });
    document.getElementById("fill-where").textContent = `${current} / ${sections.length}`;
    history.replaceState(null, "", `#item-${current}`);
    scrollTo(0, 0);
    if (focus) sections[current - 1].querySelector("h2").focus({ preventScroll: true });
  };
  const atHash = () => Number(/^#item-(\d+)$/.exec(location.hash)?.[1] ?? 0);

  // On the window and before anything else hears of it: from here on these forms are the queue's.
  addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches?.("form[data-fill]")) return;
    const place = Number(form.closest("[data-place]").dataset.place);
    if (event.submitter && "remove" in event.submitter.dataset) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const fields = readForm(form);
    if (!fields.result && !fields.value && !fields.not_applicable) { error(place, words.choose); return; }
    await saveAnswer(form, place);
    const isLast = place === sections.length;
    if (!isLast) show(place + 1);
    await flush();
    if (isLast && !(await mine("outbox")).length) location.assign(root.querySelector(".back").href);
  }, true);
  root.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (!step) return;
    event.preventDefault();
    show(current + Number(step.dataset.step));
  });
  root.addEventListener("change", (event) => {
    const place = Number(event.target.closest("[data-place]")?.dataset.place);
    if (event.target.type === "file") takePhotos(event.target, place);
  });
  root.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-fill]");
    if (!form || event.target.type === "file") return;
    const place = Number(form.closest("[data-place]").dataset.place);
    put("drafts", { owner, place, fields: readForm(form) });
  });
  let touch = null;
  root.addEventListener("touchstart", (event) => {
    touch = event.target.closest("input, textarea, .shots") ? null : event.changedTouches[0];
  }, { passive: true });
  root.addEventListener("touchend", (event) => {
    if (!touch) return;
    const [x, y] = [event.changedTouches[0].clientX - touch.clientX, event.changedTouches[0].clientY - touch.clientY];
    if (Math.abs(x) > 70 && Math.abs(x) > 2.5 * Math.abs(y)) show(current + (x < 0 ? 1 : -1));
  }, { passive: true });
  addEventListener("hashchange", () => { if (atHash()) show(atHash()); });
  addEventListener("online", flush);
  addEventListener("offline", () => { trouble = words.offline; showNet(); });

  opened.then(async () => {
    root.classList.add("one");
    const hasError = sections.findIndex((section) => !section.querySelector("[data-error]").hidden) + 1;
    show(hasError || atHash() || Number(root.dataset.start), false);
    for (const draft of await mine("drafts")) {
      if (!formOf(draft.place)) continue;
      writeForm(formOf(draft.place), draft.fields);
      status(draft.place, words.draft, "soon");
    }
    const left = await mine("outbox");
    hadWaiting = left.length > 0;
    for (const entry of left) {
      if (!formOf(entry.place)) continue;
      if (entry.kind === "photo") { await shot(entry, entry.stuck); continue; }
      writeForm(formOf(entry.place), entry.fields);
      status(entry.place, entry.stuck || words.waiting, entry.stuck ? "overdue" : "soon");
      if (entry.stuck) error(entry.place, entry.stuck);
    }
    await flush();
  }).catch(() => {
    // No place to keep anything: the forms stay plain forms.
    net.textContent = words.noStore;
    net.hidden = false;
  });
})();
