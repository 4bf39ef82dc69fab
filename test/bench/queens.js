"use strict";
const fs = require("node:fs");
function place(all, columns, left, right) {
  if (columns === all) return 1;
  let count = 0;
  let free = all & ((columns | left | right) ^ all);
  while (free !== 0) {
    const queen = free & -free;
    free ^= queen;
    count += place(all, columns | queen, ((left | queen) << 1) & all, (right | queen) >> 1);
  }
  return count;
}
function main(n) {
  return String(place((1 << n) - 1, 0, 0, 0));
}
fs.writeSync(1, `${main(Number(process.argv[2]))}\n`);
