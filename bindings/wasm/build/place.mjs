// Where a classic script lies, as a module would say it: known while the script is read, and not later.
export const place = new URL("../index.js", document.currentScript.src).href;
