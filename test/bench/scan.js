"use strict";
const fs = require("node:fs");
function main(n) {
  const text = "the quick brown fox jumps over the lazy dog and looks back at it once more";
  let spaces = 0;
  for (; n > 0; n--) {
    for (let i = 0; i < text.length; i++) if (text[i] === " ") spaces++;
  }
  return String(spaces);
}
fs.writeSync(1, `${main(Number(process.argv[2]))}\n`);
