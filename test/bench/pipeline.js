"use strict";
const fs = require("node:fs");
function stage(inbox, outbox, f) {
  return () => {
    while (inbox.length > 0) outbox.push(f(inbox.shift()));
  };
}
function main(size) {
  const boxes = [[], [], [], []];
  const stages = [(n) => n * 2, (n) => n + 3, (n) => n % 1000].map((f, i) => stage(boxes[i], boxes[i + 1], f));
  let sum = 0;
  for (let n = size; n > 0; ) {
    for (let i = 0; i < 100 && n > 0; i++) boxes[0].push(n--);
    for (const run of stages) run();
    for (const value of boxes[3].splice(0)) sum += value;
  }
  return String(sum);
}
fs.writeSync(1, `${main(Number(process.argv[2]))}\n`);
