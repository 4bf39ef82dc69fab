"use strict";
const fs = require("node:fs");
function main(n) {
  const rows = [];
  for (let i = 0; i < n; i++) {
    const row = [];
    for (let j = 0; j < n; j++) row.push((i * j) % 17);
    rows.push(row);
  }
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const left = rows[i];
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < n; k++) sum += left[k] * rows[k][j];
    }
  }
  return String(sum);
}
fs.writeSync(1, `${main(Number(process.argv[2]))}\n`);
