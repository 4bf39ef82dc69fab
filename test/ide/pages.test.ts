/** The pages of the documentation that diagnostics and hovers link to: they are there, and they are shipped. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { walkthroughContributions } from "../../client/contributions/walkthrough.ts";
import { analyze, hints, hover, PASS_NAMES } from "../../vm-core/index.ts";
import { MNEMONICS } from "../../vm-core/isa/index.ts";

const FOLDERS = ["test/fixtures/verify", "test/fixtures/optimize", "test/fixtures/ide", "test/fixtures/lisp"];

/** `optimizer.md#peephole`, as diagnostics name them. */
function pages(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const folder of FOLDERS) {
    for (const name of readdirSync(folder).filter((file) => /\.(ttvm|lisp)$/.test(file))) {
      // The cases of a fixture, each a program.
      for (const text of readFileSync(`${folder}/${name}`, "utf8").split(/^; === .*$/m)) {
        const snapshot = analyze(name, 1, text);
        const diagnostics = [...snapshot.diagnostics, ...hints(snapshot).map((hint) => hint.diagnostic)];
        for (const { page } of diagnostics) if (page !== undefined) found.add(page);
      }
    }
  }
  return found;
}

describe("The pages that diagnostics link to", () => {
  const found = [...pages()];

  it("are those of passes and findings", () => {
    assert.deepEqual(
      PASS_NAMES.filter((pass) => !found.includes(`optimizer.md#${pass}`)),
      [],
    );
    assert.ok(found.filter((page) => page.startsWith("diagnostics.md#")).length > 15, found.join(" "));
  });

  it("have the section", () => {
    const missing = found.filter((page) => {
      const [file, section] = page.split("#");
      return !readFileSync(`docs/${file}`, "utf8").includes(`\n## ${section}\n`);
    });
    assert.deepEqual(missing, []);
  });

  it("are in the package", () => assert.deepEqual(notShipped(found), []));
});

describe("The pages that the walkthrough opens", () => {
  const steps = JSON.stringify(walkthroughContributions());
  const found = [...steps.matchAll(/openDocumentation\?([^)]+)\)/g)].flatMap(([, names]) =>
    JSON.parse(decodeURIComponent(names)),
  );

  it("are in the package", () => {
    assert.ok(found.includes("command-line.md"), found.join(" "));
    assert.deepEqual(notShipped(found), []);
  });
});

/** The pages of which the file is not in the package. */
function notShipped(found: readonly string[]): readonly string[] {
  const shipped = readFileSync(".vscodeignore", "utf8").split("\n");
  return found.filter((page) => !shipped.includes(`!docs/${page.split("#")[0]}`));
}

/** The page that a hover leads to, in a text with a `|` where it is asked for. */
function hovered(name: string, marked: string): string | undefined {
  const offset = marked.indexOf("|");
  return hover(analyze(name, 1, marked.replace("|", "")), offset)?.page;
}

/** The anchors of the headings of a page. */
function anchors(file: string): ReadonlySet<string> {
  const headings = readFileSync(`docs/${file}`, "utf8").matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, text]) =>
      text
        .toLowerCase()
        .replace(/[^\w\- …]/g, "")
        .replace(/…/g, "")
        .replace(/ /g, "-"),
    ),
  );
}

describe("The pages that hovers link to", () => {
  const instructions = MNEMONICS.map((mnemonic) => hovered("a.ttvm", `    |${mnemonic}\n`));
  const others = [
    hovered("a.ttvm", "    IMPORT std/math\n    LOAD |abs\n"),
    hovered("a.lisp", '(import "std/math")\n(print (|clamp 1 2 3))\n'),
    hovered("a.lisp", "(|define x 1)\n"),
    hovered("a.lisp", "(|map abs (list 1))\n"),
  ];

  it("are there for each instruction, function of the library and form", () => {
    assert.deepEqual(others, [
      "standard-library.md#abs-x",
      "standard-library.md#clamp-x-low-high",
      "lisp.md#forms",
      "lisp.md#functions",
    ]);
    assert.equal(instructions[MNEMONICS.indexOf("JZ")], "instructions.md#jz-target");
    const missing = [...instructions, ...others].filter((page) => {
      const [file, section] = page?.split("#") ?? [];
      return file === undefined || !anchors(file).has(section);
    });
    assert.deepEqual(missing, []);
  });

  it("are not there for what a program makes itself", () => {
    assert.equal(
      hovered("a.ttvm", "    IMPORT std/math\n    PUSH_INT 1\n    STORE abs\n    LOAD |abs\n"),
      undefined,
    );
    assert.equal(hovered("a.lisp", "(define (f x) x)\n(|f 1)\n"), undefined);
  });

  it("are in the package", () => {
    assert.deepEqual(notShipped([...instructions, ...others].filter((page) => page !== undefined)), []);
  });
});
