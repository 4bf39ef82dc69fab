/** The rules of ARCHITECTURE.md about who may import whom. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { circles, codeOf, cycles, type Import, importsOf, sourceFiles } from "./imports.ts";

/** The ranks of vm-core's folders. A file imports lower ranks and its own folder. */
const RANKS: Record<string, number> = {
  text: 0,
  value: 0,
  isa: 1,
  program: 2,
  asm: 3,
  bytecode: 3,
  facts: 3,
  run: 3,
  optimize: 4,
  verify: 4,
  ir: 4,
  jit: 5,
  fused: 5,
  std: 4,
  lisp: 5,
  "analyze.ts": 6,
  analyze: 6,
  machine: 7,
  "machine.ts": 7,
  ide: 7,
  debug: 8,
  repl: 8,
  "index.ts": 9,
  node: 10,
};

/** What client and server say to each other beyond the Language Server Protocol. */
const PROTOCOL = "server/protocol.ts";

const files = sourceFiles();
const imports = files.flatMap((file) => importsOf(file));

describe("vm-core", () => {
  it("has a rank for each of its folders", () => {
    const unknown = files.filter(
      (file) => file.startsWith("vm-core/") && RANKS[folderOf(file)] === undefined,
    );
    assert.deepEqual(unknown, []);
  });

  it("imports only lower ranks and its own folder", () => {
    assertNone((one) => {
      if (!isCore(one.from) || !isCore(one.to) || !one.isFile) return false;
      const [from, to] = [folderOf(one.from), folderOf(one.to)];
      return from !== to && !(RANKS[to] < RANKS[from]);
    });
  });

  it("does not import its own door", () => {
    assertNone((one) => isCore(one.from) && !isNode(one.from) && one.to === "vm-core/index.ts");
  });

  it("imports no package, no Node and no editor, its Node side apart", () => {
    assertNone((one) => isCore(one.from) && !isNode(one.from) && !one.isFile);
    assertNone((one) => isNode(one.from) && one.to === "vscode");
  });

  it("imports nothing of the shells around it", () => {
    assertNone((one) => isCore(one.from) && one.isFile && !isCore(one.to) && one.to !== "package.json");
  });
});

describe("The machine", () => {
  const inRun = (name: string) => name.startsWith("vm-core/run/");
  const isEngine = (name: string) => name.startsWith("vm-core/run/handlers/");

  it("is given its engine", () => {
    assertNone((one) => inRun(one.from) && !isEngine(one.from) && isEngine(one.to));
  });

  it("is given time and randomness by its host", () => {
    const world =
      /\bperformance\b|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bcrypto\b|\bset(?:Timeout|Interval)\b/;
    const reading = files.filter((file) => isCore(file) && !isNode(file) && world.test(codeOf(file)));
    assert.deepEqual(reading, []);
  });

  it("has a process that knows neither the system, nor the heap, nor code", () => {
    const low = ["process", "frame", "mailbox", "ties", "timers", "supervisor", "importing"];
    const high = /\/run\/(?:system|heap|code-space|step|execute|drive|run|output|handlers\/.*)\.ts$/;
    assertNone((one) => low.some((name) => one.from === `vm-core/run/${name}.ts`) && high.test(one.to));
  });
});

describe("The shells", () => {
  it("enter vm-core by its doors", () => {
    assertNone(
      (one) => !isCore(one.from) && isCore(one.to) && one.to !== "vm-core/index.ts" && !isNode(one.to),
    );
  });

  it("do not import each other", () => {
    assertNone(
      (one) =>
        !isCore(one.from) &&
        one.isFile &&
        !isCore(one.to) &&
        one.to !== PROTOCOL &&
        partOf(one.from) !== partOf(one.to),
    );
  });

  it("share the protocol between client and server, which imports nothing", () => {
    assertNone((one) => one.from === PROTOCOL);
    assertNone((one) => one.to === PROTOCOL && !["server", "client"].includes(partOf(one.from)));
  });

  it("keep each protocol in its own folder", () => {
    const isLsp = (name: string) => name.startsWith("vscode-language");
    const isDap = (name: string) => name.startsWith("@vscode/debug");
    assertNone((one) => isLsp(one.to) && !["server", "client"].includes(partOf(one.from)));
    assertNone((one) => isDap(one.to) && partOf(one.from) !== "debug-adapter");
    assertNone((one) => one.to === "vscode" && partOf(one.from) !== "client");
  });
});

describe("Languages", () => {
  it("are asked for what they have, and not which one they are", () => {
    const asking = files.filter((file) =>
      /\b(?:language|id)\b(?:\([^()]*\))? (?:===|!==) "(?:lisp|asm|assembly)"|\bisLisp\(|\\\.lisp\$/.test(
        withoutRegistry(file, readFileSync(file, "utf8")),
      ),
    );
    assert.deepEqual(asking, []);
  });
});

/** `analyze` has the records. */
function withoutRegistry(file: string, text: string): string {
  return file.startsWith("vm-core/analyze/") ? "" : text;
}

describe("Diagnostics", () => {
  it("are decided about by their causes: no code takes their words apart", () => {
    const parsing =
      /\bmessage\b.{0,20}\.(?:match|includes|startsWith|endsWith|split|replace|indexOf|search)\(|\.(?:test|exec)\([^)]*\bmessage\b/;
    const reading = files.filter(
      (file) => /^(?:vm-core|server)\//.test(file) && parsing.test(withoutErrors(readFileSync(file, "utf8"))),
    );
    assert.deepEqual(reading, []);
  });
});

/** What the JavaScript engine says is not ours, and there is nothing but words. */
function withoutErrors(text: string): string {
  return text.replace(/\berror\.message\b/g, "");
}

describe("Coordinates", () => {
  it("change in one file of each server", () => {
    const others = files.filter(
      (file) => /^(server|debug-adapter)\//.test(file) && !file.endsWith("/convert.ts"),
    );
    const converting = others.filter((file) =>
      /\b(?:LineIndex|positionAt|offsetAt)\b/.test(readFileSync(file, "utf8")),
    );
    assert.deepEqual(converting, []);
  });
});

describe("The source", () => {
  it("has no import cycles", () => {
    assert.deepEqual(
      cycles(imports).map((files) => files.join(" → ")),
      [],
    );
  });
});

/** The most files in a circle of types of a folder. */
const LARGEST_CIRCLE = 5;

describe("Types", () => {
  it("refer to each other in circles of few files", () => {
    assert.deepEqual(
      circles(imports).filter((files) => files.length > LARGEST_CIRCLE),
      [],
    );
  });
});

describe("This test", () => {
  it("sees every kind of import", () => {
    const text = `
      import a from "./a.ts";
      import { b,
        c } from "./b.ts";
      import type { D } from "./d.ts";
      export { e } from "./e.ts";
      export * from "./f.ts";
      import "./g.ts";
      const h = await import("./h.ts");
      // import "./no.ts";
      /* import "./no.ts"; */
      import { i } from "node:fs";`;
    assert.deepEqual(
      new Set(importsOf("x/y.ts", text).map(({ to, isType }) => (isType ? `type ${to}` : to))),
      new Set([..."abefgh"].map((name) => `x/${name}.ts`).concat("type x/d.ts", "node:fs")),
    );
  });

  it("sees a cycle", () => {
    const edge = (from: string, to: string, isType = false): Import => ({ from, to, isFile: true, isType });
    assert.deepEqual(cycles([edge("a", "b"), edge("b", "c"), edge("c", "b")]), [["b", "c", "b"]]);
    assert.deepEqual(cycles([edge("x/a", "x/b", true), edge("x/b", "x/a")]), []);
    assert.equal(cycles([edge("x/a", "y/b", true), edge("y/b", "x/a")]).length, 1);
  });

  it("sees circles of types", () => {
    const edge = (from: string, to: string): Import => ({ from, to, isFile: true, isType: true });
    assert.deepEqual(
      circles([edge("x/a", "x/b"), edge("x/b", "x/c"), edge("x/c", "x/b"), edge("x/c", "y/a")]),
      [["x/b", "x/c"]],
    );
  });
});

function assertNone(isWrong: (one: Import) => boolean): void {
  assert.deepEqual(
    imports.filter(isWrong).map(({ from, to }) => `${from} → ${to}`),
    [],
  );
}

const isCore = (name: string) => name.startsWith("vm-core/");
const isNode = (name: string) => name.startsWith("vm-core/node/");
const partOf = (name: string) => name.split("/")[0];
/** The folder (or file) of vm-core that a file is in. */
const folderOf = (name: string) => name.split("/")[1];
