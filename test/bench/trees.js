"use strict";
const fs = require("node:fs");
function tree(depth) {
  return depth === 0 ? [] : [tree(depth - 1), tree(depth - 1)];
}
function leaves(node) {
  return node.length === 0 ? 1 : leaves(node[0]) + leaves(node[1]);
}
function main(n) {
  let total = 0;
  for (; n > 0; n--) total += leaves(tree(10));
  return String(total);
}
fs.writeSync(1, `${main(Number(process.argv[2]))}\n`);
