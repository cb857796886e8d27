"use strict";
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const rows = all("[data-row]");
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const [search, operation, check, shown] = ["search", "operation", "check", "shown"].map((id) => document.getElementById(id));

  const words = (row, name) => row.dataset[name].split(" ");
  const filter = () => {
    const text = search.value.trim().toLowerCase();
    for (const row of rows) {
      row.hidden =
        !texts.get(row).includes(text) ||
        (operation.value !== "" && !words(row, "operations").includes(operation.value)) ||
        (check.value !== "" && !words(row, "checks").includes(check.value));
    }
    const findings = all(".finding");
    const visible = findings.filter((finding) => !finding.hidden).length;
    const active = text || operation.value || check.value;
    shown.textContent = active ? `${visible} of ${findings.length} findings shown` : "";
  };
  document.querySelector(".filters").hidden = false;
  document.querySelector(".filters").addEventListener("submit", (event) => event.preventDefault());
  for (const control of [search, operation, check]) control.addEventListener("input", filter);

  const copy = async (button) => {
    const text = button.parentElement.querySelector("code").textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      getSelection().selectAllChildren(button.parentElement.querySelector("code"));
      document.execCommand("copy");
    }
    button.firstChild.data = "Copied";
    setTimeout(() => { button.firstChild.data = "Copy"; }, 1500);
  };
  for (const button of all("[data-copy]")) button.addEventListener("click", () => copy(button));

  const step = (by) => {
    const findings = all(".finding:not([hidden])");
    const tops = findings.map((finding) => finding.getBoundingClientRect().top - 70);
    const next = by > 0 ? tops.findIndex((top) => top > 5) : tops.findLastIndex((top) => top < -5);
    if (next >= 0) {
      findings[next].scrollIntoView();
      findings[next].querySelector(".anchor").focus({ preventScroll: true });
    }
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    if (event.key === "/") { event.preventDefault(); search.focus(); }
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
  });

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all(".finding > details:not([open]):not([data-screen])"); // the same in Python, and headers, are for the screen
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of opened) details.open = false; });
})();
