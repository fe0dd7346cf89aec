// Says at once that a chosen file is too big, before minutes of a phone's connection are spent on it. Words come from the page.
(() => {
  "use strict";
  const MEGABYTE = 1024 * 1024;
  const fault = document.querySelector("[data-files-fault]");
  if (!fault) return;
  const inputs = [...document.querySelectorAll("input[type=file][data-most]")];
  const tooBig = () => {
    let total = 0;
    for (const input of inputs) {
      for (const file of input.files) {
        total += file.size;
        if (file.size > Number(input.dataset.most) * MEGABYTE) return input;
      }
    }
    const widest = inputs.reduce((one, other) => (Number(other.dataset.most) > Number(one.dataset.most) ? other : one));
    return total > Number(widest.dataset.most) * MEGABYTE ? widest : null;
  };
  const say = () => {
    const input = tooBig();
    fault.hidden = !input;
    if (input) fault.querySelector("[data-fault-text]").textContent = input.dataset.words;
    return input;
  };
  document.addEventListener("change", (event) => { if (inputs.includes(event.target)) say(); });
  // Before office.js, which would take the form for sent.
  addEventListener("submit", (event) => {
    if (!event.target.contains(fault) || !say()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    fault.scrollIntoView({ block: "center" });
  }, true);
})();
