/** Comments, documents and messages use the usual word for a thing, also where English has a picturesque one. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { it } from "node:test";

/** Each with what is written instead. */
const UNUSUAL: readonly (readonly [RegExp, string])[] = [
  [/\bbehind (?:it|them|this|each|a|an|the|one)\b/, "after"],
  [/\b(?:goes on|go on (?:with|at|after))\b/, "continues"],
  [
    /\bstands? (?:still|at|in|on|there|beside|before|behind|where|between|below|above|around)\b/,
    "is, or is stopped",
  ],
];

const FOLDERS = ["vm-core", "server", "debug-adapter", "client", "docs", "README.md", "ARCHITECTURE.md"];

it("The words are the usual ones", () => {
  const files = execFileSync("git", ["ls-files", "--", ...FOLDERS], { encoding: "utf8" }).split("\n");
  const found: string[] = [];
  for (const file of files.filter((name) => /\.(?:ts|md|ttvm|lisp)$/.test(name))) {
    readFileSync(file, "utf8")
      .split("\n")
      .forEach((line, index) => {
        for (const [pattern, instead] of UNUSUAL) {
          const match = pattern.exec(line);
          if (match !== null) found.push(`${file}:${index + 1}: "${match[0]}": ${instead}`);
        }
      });
  }
  assert.deepEqual(found, []);
});

const TYPE = /^(export )?(?:interface|class|type|enum) ([A-Z]\w*)/gm;
/** Files that may have a type of one name: what one exports, another may call what it keeps to itself. */
const MOST_DECLARED = 2;

it("A type has a name of its own", () => {
  const files = execFileSync("git", ["ls-files", "--", ...FOLDERS], { encoding: "utf8" }).split("\n");
  const exported = new Map<string, string[]>();
  const declared = new Map<string, string[]>();
  for (const file of files.filter((name) => name.endsWith(".ts")))
    for (const [, isExported, name] of readFileSync(file, "utf8").matchAll(TYPE)) {
      note(declared, name, file);
      if (isExported !== undefined) note(exported, name, file);
    }
  assert.deepEqual(oftenIn(exported, 1), []);
  assert.deepEqual(oftenIn(declared, MOST_DECLARED), []);
});

function note(places: Map<string, string[]>, name: string, file: string): void {
  const files = places.get(name);
  if (files === undefined) places.set(name, [file]);
  else if (files.at(-1) !== file) files.push(file);
}

function oftenIn(places: ReadonlyMap<string, readonly string[]>, most: number): string[] {
  return [...places]
    .filter(([, files]) => files.length > most)
    .map(([name, files]) => `${name}: ${files.join(", ")}`);
}
