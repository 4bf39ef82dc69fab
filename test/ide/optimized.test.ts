/** The optimizer's side of the editor: the preview, its edits, and the page that hints link to. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { lineEdits } from "../../vm-core/ide/line-edits.ts";
import { optimizedText } from "../../vm-core/ide/optimized-text.ts";
import { analyzeAssembly, codeActions, hints, optimizedPreview } from "../../vm-core/index.ts";
import { optimize, PASSES } from "../../vm-core/optimize/index.ts";
import { applyEdits } from "../../vm-core/text/diagnostic.ts";

const TEXT = `; two constants
    PUSH_INT 2
    PUSH_INT 3
    ADD
    PRINT
    PUSH_INT 4
    PUSH_INT 5
    MUL
    PRINT
    JMP end
    PRINT
LABEL end
    HALT
`;

describe("The optimized preview", () => {
  it("is the text of `ttvm optimize`, and says how much smaller it is", () => {
    const preview = optimizedPreview(analyzeAssembly("a.ttvm", 1, TEXT));
    assert.equal(preview?.summary, "11 → 5 instructions (−55 %)");
    assert.equal(
      preview?.text,
      "; two constants\n    PUSH_INT 5\n    PRINT\n    PUSH_INT 20\n    PRINT\n    HALT\nLABEL end\n",
    );
  });

  it("is missing where nothing would change, and where the text does not assemble", () => {
    assert.equal(optimizedPreview(analyzeAssembly("a.ttvm", 1, "    HALT\n")), undefined);
    assert.equal(optimizedPreview(analyzeAssembly("a.ttvm", 1, "    FROB\n    PRINT\n")), undefined);
    assert.equal(optimizedPreview(analyzeAssembly("a.ttvm", 1, "")), undefined);
  });
});

describe("The fixes of hints", () => {
  const snapshot = analyzeAssembly("a.ttvm", 1, TEXT);
  const offset = TEXT.indexOf("ADD");
  const actions = codeActions(snapshot, { start: offset, end: offset });
  const applied = (title: RegExp) => {
    const action = actions.find((one) => title.test(one.title));
    assert.ok(action, actions.map((one) => one.title).join("\n"));
    return applyEdits(TEXT, action.edits);
  };

  it("apply one rewrite", () => {
    assert.equal(applied(/^Replace with `PUSH_INT 5`/), TEXT.replace("2\n    PUSH_INT 3\n    ADD", "5"));
  });

  it("apply what a pass finds in the whole file", () => {
    const expected = optimizedText(snapshot.syntax, optimize(snapshot.program!, ["constant-folding"]));
    assert.equal(applied(/that constant-folding finds/), expected);
  });

  it("apply everything", () => {
    assert.equal(applied(/^Optimize the whole file: 11 → 5/), optimizedPreview(snapshot)?.text);
  });

  it("heed which passes are wanted", () => {
    const passes = hints(snapshot, ["dead-code-elimination"]).map(({ rewrite }) => rewrite.pass);
    assert.deepEqual(passes, ["dead-code-elimination"]);
    assert.deepEqual(codeActions(snapshot, { start: offset, end: offset }, ["dead-code-elimination"]), []);
  });
});

describe("Edits by line", () => {
  it("make one text of another", () => {
    const text = fc.array(fc.constantFrom("a\n", "b\n", "c\r\n", "\n")).map((lines) => lines.join(""));
    const ending = fc.constantFrom("", "end");
    fc.assert(
      fc.property(text, ending, text, ending, (a, x, b, y) => {
        assert.equal(applyEdits(a + x, lineEdits(a + x, b + y)), b + y);
      }),
      { seed: 20_260_701 },
    );
  });

  it("leave alone what both have", () => {
    const edits = lineEdits("a\nb\nc\nd\n", "a\nc\nx\nd\n");
    assert.deepEqual(edits, [
      { span: { start: 2, end: 4 }, text: "" },
      { span: { start: 6, end: 6 }, text: "x\n" },
    ]);
  });

  it("are one edit where the texts are too long to compare", () => {
    const lines = (letter: string) => Array.from({ length: 2_500 }, (_, i) => `${letter}${i}\n`).join("");
    assert.equal(lineEdits(lines("a"), lines("b")).length, 1);
  });
});

describe("docs/optimizer.md", () => {
  const page = readFileSync("docs/optimizer.md", "utf8");
  for (const { name, doc } of PASSES) {
    it(`explains ${name}`, () => assert.ok(page.includes(`\n## ${name}\n\n${doc}\n`)));
  }

  it("has a place for each hint's link", () => {
    for (const { diagnostic } of hints(analyzeAssembly("a.ttvm", 1, TEXT))) {
      const [file, anchor] = (diagnostic.page ?? "").split("#");
      assert.equal(file, "optimizer.md");
      assert.ok(page.includes(`\n## ${anchor}\n`));
    }
  });
});
