"use strict";
// What the renderer leaves without a name, for those who hear the page or use it by keyboard.
window.Named = (system) => {
  const blockOf = (element) => element.closest(".opblock")?.querySelector(".opblock-summary-path")?.dataset.path ?? "";
  const names = [
    [".servers select", () => "Server"],
    [".examples-select select", () => "Example"],
    ["textarea.body-param__text", (element) => `Body for ${blockOf(element)}`],
    [".responses-table[role=region]", (element) => `Responses of ${element.id}`],
    [".copy-to-clipboard button", () => "Copy to the clipboard"],
    [".close-modal", () => "Close"],
  ];
  const mend = () => {
    for (const [selector, name] of names) {
      for (const element of document.querySelectorAll(`#page ${selector}:not([aria-label])`)) element.setAttribute("aria-label", name(element));
    }
    for (const code of document.querySelectorAll("#page pre.microlight:not([tabindex])")) code.tabIndex = 0;
    // The title is a heading of the first level, and the next ones are of the third.
    for (const heading of document.querySelectorAll("#page :is(h3, h4, h5, h6):not([aria-level])")) heading.ariaLevel = Math.min(Number(heading.tagName[1]) - 1, 4);
  };
  new MutationObserver(mend).observe(document.getElementById("page"), { childList: true, subtree: true });
  // A link within a button: the button does what the link would.
  return { wrapComponents: { DeepLink: () => ({ text }) => system.React.createElement("span", null, text) } };
};
