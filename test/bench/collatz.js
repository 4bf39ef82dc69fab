"use strict";
const fs = require("node:fs");
function main(n) {
  let total = 0;
  for (let i = 1; i <= n; i++) {
    for (let k = i; k !== 1; total++) k = k % 2 === 0 ? Math.trunc(k / 2) : k * 3 + 1;
  }
  return String(total);
}
fs.writeSync(1, `${main(Number(process.argv[2]))}\n`);
