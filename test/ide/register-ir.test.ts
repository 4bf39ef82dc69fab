/** The register IR of a document, and the links between the two. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { analyze, irLines, type LinkedText, registerIr, type Snapshot } from "../../vm-core/index.ts";

function viewOf(snapshot: Snapshot): LinkedText {
  const view = registerIr(snapshot);
  assert.ok(view !== undefined && "text" in view);
  return view;
}

/** `text of the line ← what it comes from`, and what is said beside it. */
function linksOf(name: string, text: string): string[] {
  const view = viewOf(analyze(name, 1, text));
  const written = view.text.split("\n");
  return view.lines.map(({ line, span, note }) => {
    const instruction = written[line];
    const source = text.slice(span.start, span.end);
    return `${instruction.trim()} ← ${source}${note === undefined ? "" : ` (${note})`}`;
  });
}

describe("The register IR of a document", () => {
  it("is linked to the instructions that each line does, its own first", () => {
    assert.deepEqual(linksOf("a.ttvm", "LABEL a\nLOAD i\nPUSH_INT 2\nMUL\nPRINT\nHALT\n"), [
      "r8 = mul i, 2 ← MUL",
      "r8 = mul i, 2 ← PUSH_INT 2",
      "r8 = mul i, 2 ← LOAD i",
      "PRINT <- r8 ← PRINT (r8: mul i, 2)",
      "HALT ← HALT",
    ]);
  });

  it("is linked to the forms of Lisp", () => {
    const links = linksOf("a.lisp", "(define (twice n) (* 2 n))\n(print (twice 4))\n");
    assert.ok(links.includes("r8 = mul 2, n ← (* 2 n)"), links.join("\n"));
    assert.ok(links.includes("RET <- r8 ← (* 2 n) (r8: mul 2, n)"), links.join("\n"));
  });

  it("has the lines that the command writes, and every instruction that is reached is in one line at least", () => {
    for (const file of readdirSync("examples").filter((name) => name.endsWith(".ttvm"))) {
      const snapshot = analyze(file, 1, readFileSync(`examples/${file}`, "utf8"));
      const { program } = snapshot;
      assert.ok(program !== undefined);
      const view = viewOf(snapshot);
      assert.equal(view.text, `${[...irLines(program)].map(({ text }) => text).join("\n")}\n`);
      const linked = new Set(view.lines.map(({ span }) => span.start));
      const reached = view.forms.length;
      assert.equal(linked.size, reached);
      assert.ok(reached > program.code.length * 0.8, `${file}: ${reached} of ${program.code.length}`);
    }
  });

  it("is the first error while there is one", () => {
    const view = registerIr(analyze("a.ttvm", 1, "PUSH_INT\n"));
    assert.ok(view !== undefined && "error" in view);
  });
});
