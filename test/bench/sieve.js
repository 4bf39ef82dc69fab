"use strict";
const fs = require("node:fs");
function main(size) {
  const flags = new Array(size + 1).fill(1);
  let found = 0;
  for (let i = 2; i <= size; i++) {
    if (flags[i] !== 1) continue;
    found++;
    for (let k = i + i; k <= size; k += i) flags[k] = 0;
  }
  return String(found);
}
fs.writeSync(1, `${main(Number(process.argv[2]))}\n`);
