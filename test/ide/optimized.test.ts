/** The optimizer's side of the editor: the preview, its edits, and the page that hints link to. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { optimizedText } from "../../vm-core/ide/asm/optimized-text.ts";
import { lineEdits } from "../../vm-core/ide/line-edits.ts";
import {
  analyzeAssembly,
  codeActions,
  fixAll,
  hints,
  mendAll,
  optimizeAll,
  optimizedPreview,
  savingInWords,
  savingOf,
} from "../../vm-core/index.ts";
import { optimize, PASSES, type PassName } from "../../vm-core/optimize/index.ts";
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

  it("says that fewer instructions are executed where the program keeps its size", () => {
    const text = `    READ_LINE
    TO_INT
    JZ a
    PUSH_INT 1
    PRINT
LABEL a
    JMP b
LABEL c
    PUSH_INT 3
    PRINT
    HALT
LABEL b
    READ_LINE
    TO_INT
    JZ a
    JMP c
`;
    const { summary } = optimizedPreview(analyzeAssembly("a.ttvm", 1, text)) ?? {};
    assert.equal(summary, "2 rewrites: fewer instructions are executed");
  });

  it("never speaks of a change by nothing", () => {
    const size = (before: number, after: number) => savingInWords({ kind: "size", before, after });
    assert.equal(size(1_000, 999), "1000 → 999 instructions (−1)");
    assert.equal(size(2, 1), "2 → 1 instruction (−50 %)");
    assert.equal(
      savingInWords({ kind: "cheaper", rewrites: 1 }),
      "1 rewrite: instructions are replaced by cheaper ones",
    );
    const program = analyzeAssembly("a.ttvm", 1, "    HALT\n").program;
    assert.ok(program);
    assert.equal(savingInWords(savingOf(1, optimize(program))), "nothing to optimize");
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

  it("are offered at each instruction that a rewrite takes, with the mark that is there", () => {
    for (const line of ["PUSH_INT 2", "PUSH_INT 3", "ADD"]) {
      const start = TEXT.indexOf(line);
      const found = codeActions(snapshot, { start, end: start }).find(({ title }) =>
        title.startsWith("Replace with `PUSH_INT 5`"),
      );
      assert.deepEqual(found?.diagnostic.span, { start, end: start + line.length });
    }
  });

  it("heed which passes are wanted", () => {
    const passes = hints(snapshot, ["dead-code-elimination"]).map(({ rewrite }) => rewrite.pass);
    assert.deepEqual(passes, ["dead-code-elimination"]);
    assert.deepEqual(codeActions(snapshot, { start: offset, end: offset }, ["dead-code-elimination"]), []);
  });
});

describe("Everything at once", () => {
  const parsed = (text: string) => analyzeAssembly("a.ttvm", 1, text);
  const fixed = (text: string, ...[passes]: [passes?: readonly PassName[]]) =>
    applyEdits(text, fixAll(parsed(text), undefined, passes));

  it("is the optimized text where nothing is wrong", () => {
    assert.equal(fixed(TEXT), optimizedPreview(parsed(TEXT))?.text);
    assert.equal(applyEdits(TEXT, optimizeAll(parsed(TEXT))), optimizedPreview(parsed(TEXT))?.text);
    assert.deepEqual(mendAll(parsed(TEXT)), []);
  });

  it("optimizes what comes of mending", () => {
    const broken = TEXT.replace("ADD", "ADDD").replace("JMP end", "JMP ende");
    assert.equal(optimizeAll(parsed(broken)).length, 0);
    assert.equal(applyEdits(broken, mendAll(parsed(broken))), TEXT);
    assert.equal(fixed(broken), fixed(TEXT));
  });

  it("mends what can be mended where more is wrong", () => {
    const broken = TEXT.replace("ADD", "ADDD").replace("PUSH_INT 2", "PUSH_INT x");
    assert.equal(fixed(broken), broken.replace("ADDD", "ADD"));
  });

  it("heeds which passes are wanted", () => {
    const expected = optimizedText(
      parsed(TEXT).syntax,
      optimize(parsed(TEXT).program!, ["constant-folding"]),
    );
    assert.equal(fixed(TEXT, ["constant-folding"]), expected);
    assert.equal(fixed(TEXT, []), TEXT);
  });

  it("touches no line that stays", () => {
    const edits = fixAll(parsed(TEXT));
    const count = (texts: string[]) => texts.join("").split("\n").length - 1;
    assert.deepEqual(
      [
        count(edits.map(({ span }) => TEXT.slice(span.start, span.end))),
        count(edits.map(({ text }) => text)),
      ],
      [8, 2],
    );
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

  it("leave alone what occurs once in both of two long texts", () => {
    const lines = (from: number, name: string) =>
      Array.from({ length: 5_000 }, (_, i) => `LABEL l${from + i}\nsame\n${name}\n`).join("");
    const [before, after] = [`x\n${lines(0, "a")}x\n`, `y\n${lines(1, "b")}y\n`];
    const edits = lineEdits(before, after);
    assert.equal(applyEdits(before, edits), after);
    assert.equal(edits.length, 5_000);
    for (const { span, text } of edits.slice(1, -1)) {
      assert.deepEqual([before.slice(span.start, span.end), text], ["a\n", "b\n"]);
    }
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
