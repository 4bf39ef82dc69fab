/**
 * Regular expressions that a text can make take time by its square: JavaScript tries one way to match after the other. Each literal of the
 * product is given texts of one repeated piece; those that match in linear time need a hundredth of what is allowed.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { sourceFiles } from "./imports.ts";

const LITERAL =
  /(?:^|[=(,:!&|?;{}[]|return)\s*\/((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])*)\/([dgimsuyv]*)/gm;
const PIECES = [
  ..."9aA .-_\"\\(){}[]<>`*/#;|\t\n\r:%=,&'+@~é",
  ...'9. a. \\" ${ {a a: 1e e+ a- a/ ../ a= a, a" ; \\u{ `a [a]( (a a\n 0x'.split(" "),
];
const LENGTH = 6_000;
/** Milliseconds. What takes time by the square takes 30 and more. */
const MOST = 15;

function expressions(): ReadonlyMap<string, RegExp> {
  const found = new Map<string, RegExp>();
  for (const file of sourceFiles()) {
    for (const [, source, flags] of readFileSync(file, "utf8").matchAll(LITERAL)) {
      const expression = parsed(source, flags);
      if (expression !== undefined) found.set(`${file}: /${source}/${flags}`, expression);
    }
  }
  return found;
}

/** Undefined for what is none, such as a division in a template. */
function parsed(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

/** What a text may have to begin with, so that the expression goes on: characters that are meant as they are. */
function beginnings({ source }: RegExp): readonly string[] {
  const plain = source.replace(/\\[dwspPbB]|\[[^\]]*\]/g, "").match(/[^\\()[\]{}+*?|^$.]/g) ?? [];
  return ["", ...new Set(plain.slice(0, 2))];
}

function milliseconds(expression: RegExp, text: string): number {
  const started = performance.now();
  if (expression.global) text.replace(expression, "");
  else expression.exec(text);
  return performance.now() - started;
}

test("no regular expression takes time by the square of a text", () => {
  const all = expressions();
  assert.ok(all.size > 250, `${all.size} found`);
  const slow: string[] = [];
  for (const [name, expression] of all) {
    for (const beginning of beginnings(expression)) {
      for (const piece of PIECES) {
        const text = `${beginning}${piece.repeat(LENGTH / piece.length)}\0`;
        const isSlow = () => milliseconds(expression, text) > MOST;
        if (isSlow() && isSlow() && isSlow()) slow.push(`${name} with ${JSON.stringify(piece)}`);
      }
    }
  }
  assert.deepEqual(slow, []);
});
