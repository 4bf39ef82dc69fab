/** Renaming a name that a module exports, in the module and in those that import it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  analyze,
  highlights,
  type Neighbour,
  prepareRenameAcross,
  type ResolveModule,
  renameAcross,
  type Snapshot,
  withLibrary,
} from "../../vm-core/index.ts";
import { applyEdits } from "../../vm-core/text/diagnostic.ts";

const TEXTS: Readonly<Record<string, string>> = {
  "m.ttvm":
    "    MAKE_FUNCTION twice x\n    STORE twice\n    EXPORT twice\n    HALT\nLABEL twice\n    LOAD x\n    RET\n",
  "a.ttvm": "    IMPORT m.ttvm\n    LOAD twice\n    PRINT\n    LOAD twice\n    PRINT\n",
  "b.lisp": '(import "m.ttvm")\n(print (twice 4))\n(define (g twice) twice)\n',
  "named.lisp": '(import "m.ttvm" (twice))\n(print (twice 4))\n',
  "pass.ttvm": "    IMPORT m.ttvm\n    EXPORT twice\n",
  "far.ttvm": "    IMPORT pass.ttvm\n    LOAD twice\n    PRINT\n",
  "own.ttvm": "    PUSH_INT 1\n    STORE twice\n    LOAD twice\n    PRINT\n",
  "n.lisp": "(export area)\n(define (area r) (* r r))\n(print (area 2))\n",
  "c.lisp": '(import "n.lisp")\n(print (area 3))\n(define (f area) area)\n',
  "d.ttvm": "    IMPORT n.lisp\n    LOAD area\n    PRINT\n",
  "both.ttvm": "    IMPORT e.ttvm\n    LOAD e\n    PRINT\n    PUSH_INT 1\n    STORE e\n",
  "e.ttvm": "    PUSH_INT 1\n    STORE e\n    EXPORT e\n",
  "taken.ttvm":
    "    IMPORT k.ttvm\n    PUSH_INT 1\n    STORE other\n    LOAD key\n    PRINT\n    LOAD other\n    PRINT\n",
  "k.ttvm": "    PUSH_INT 1\n    STORE key\n    EXPORT key\n",
  "part.lisp": "(define (side n) (+ n 1))\n(define depth (side 4))\n(print (side 1))\n",
  "whole.lisp": '(include "part.lisp")\n(print (side 2) (map side [3]))\n(define (f side) side)\n',
  "outer.lisp": '(include "whole.lisp")\n(print (f (side 5)))\n',
  "gives.lisp": '(include "part.lisp")\n(export side)\n',
  "takes.lisp": '(import "gives.lisp")\n(print (side 7))\n',
  "clash.lisp": '(include "part.lisp")\n(define (width) depth)\n(print (width))\n',
  "std.ttvm": "    IMPORT std/math\n    LOAD pow\n    PRINT\n",
};

const includeOf = (path: string) => ({ name: `file:///${path}`, text: TEXTS[path] });
const documents = new Map<string, Snapshot>(
  Object.entries(TEXTS).map(([name, text]) => [
    name,
    analyze(`file:///${name}`, 1, text, { exportsOf: () => undefined, includeOf }),
  ]),
);
const resolve: ResolveModule = withLibrary((path) => {
  const snapshot = documents.get(path);
  return snapshot === undefined ? { kind: "missing", tried: [path] } : { kind: "source", snapshot };
});
const neighbours: readonly Neighbour[] = [...documents.values()].map((document) => ({ document, resolve }));

function at(name: string, word: string, nth: number): [Snapshot, number] {
  const snapshot = documents.get(name) as Snapshot;
  let offset = -1;
  for (let i = 0; i <= nth; i++) offset = snapshot.text.indexOf(word, offset + 1);
  return [snapshot, offset];
}

/** The texts that change, by their names, or the refusal. */
function renamed(name: string, word: string, newName: string, nth = 0): Record<string, string> | string {
  const result = renameAcross(...at(name, word, nth), newName, resolve, neighbours);
  if ("refusal" in result) return result.refusal;
  return Object.fromEntries(
    result.documents.map(({ document, edits }) => [document.uri.slice(8), applyEdits(document.text, edits)]),
  );
}

describe("Renaming an exported name", () => {
  const doubled = Object.fromEntries(
    ["m.ttvm", "a.ttvm", "named.lisp", "pass.ttvm", "far.ttvm"].map((name) => [
      name,
      TEXTS[name].replaceAll("twice", "doubled"),
    ]),
  );
  // A parameter of that name is another one.
  doubled["b.lisp"] = TEXTS["b.lisp"].replace("(twice 4)", "(doubled 4)");

  it("renames it where it is made and wherever it is imported, in both languages", () => {
    assert.deepEqual(renamed("m.ttvm", "twice", "doubled", 2), doubled);
    assert.deepEqual(renamed("a.ttvm", "twice", "doubled"), doubled);
    assert.deepEqual(renamed("far.ttvm", "twice", "doubled"), doubled);
    assert.deepEqual(renamed("b.lisp", "twice", "doubled"), doubled);
    const surface = {
      "n.lisp": TEXTS["n.lisp"].replaceAll("area", "surface"),
      "c.lisp": TEXTS["c.lisp"].replace("(area 3)", "(surface 3)"),
      "d.ttvm": TEXTS["d.ttvm"].replaceAll("area", "surface"),
    };
    assert.deepEqual(renamed("n.lisp", "area", "surface", 1), surface);
    assert.deepEqual(renamed("d.ttvm", "area", "surface"), surface);
  });

  it("leaves a name alone that a document keeps to itself", () => {
    assert.deepEqual(renamed("own.ttvm", "twice", "once"), {
      "own.ttvm": TEXTS["own.ttvm"].replaceAll("twice", "once"),
    });
  });

  it("writes the name as each language reads it, and refuses one that a language cannot", () => {
    assert.match(String(renamed("m.ttvm", "twice", "two times", 2)), /^In `\w+\.lisp`: .*cannot be read/);
    assert.deepEqual(renamed("k.ttvm", "key", "my key"), {
      "k.ttvm": TEXTS["k.ttvm"].replaceAll("key", '"my key"'),
      "taken.ttvm": TEXTS["taken.ttvm"].replaceAll("key", '"my key"'),
    });
  });

  it("is refused where a program would change, with the file that would", () => {
    assert.equal(renamed("k.ttvm", "key", "other"), "In `taken.ttvm`: There is a variable `other` already.");
    assert.match(String(renamed("e.ttvm", "e", "f", 1)), /already|also stored here/);
    assert.match(String(renamed("n.lisp", "area", "print", 1)), /would mean something else|error/);
    assert.equal(renamed("m.ttvm", "twice", "x y\nz", 2), "The name of a variable is on one line.");
    assert.match(String(renamed("std.ttvm", "pow", "power")), /name of the library/);
  });

  it("is offered where the name is imported, but not for the library's", () => {
    assert.deepEqual(prepareRenameAcross(...at("a.ttvm", "twice", 1), resolve)?.name, "twice");
    assert.deepEqual(prepareRenameAcross(...at("b.lisp", "twice", 0), resolve)?.name, "twice");
    assert.equal(prepareRenameAcross(...at("std.ttvm", "pow", 0), resolve), undefined);
  });
});

describe("Renaming a name that an included file defines", () => {
  const broad = (name: string) => TEXTS[name].replaceAll("(side", "(broad");
  const broadened = {
    "part.lisp": broad("part.lisp"),
    "whole.lisp": TEXTS["whole.lisp"].replace("(side 2) (map side", "(broad 2) (map broad"),
    "outer.lisp": broad("outer.lisp"),
    "gives.lisp": TEXTS["gives.lisp"].replace("side", "broad"),
    "takes.lisp": broad("takes.lisp"),
  };

  it("renames it in every file that includes it, also by way of another one", () => {
    for (const [name, nth] of [
      ["part.lisp", 0],
      ["part.lisp", 2],
      ["whole.lisp", 0],
      ["outer.lisp", 0],
      ["takes.lisp", 0],
    ] as const) {
      assert.deepEqual(renamed(name, "side", "broad", nth), broadened, name);
    }
  });

  it("is refused where a file that includes it has the new name", () => {
    assert.match(String(renamed("part.lisp", "depth", "width")), /^In `clash\.lisp`: /);
    assert.match(String(renamed("whole.lisp", "side", "f")), /would mean something else|error/);
  });

  it("is offered where the file is included", () => {
    assert.equal(prepareRenameAcross(...at("whole.lisp", "side", 0), resolve)?.name, "side");
  });
});

describe("Highlights of an imported name", () => {
  it("are its places in the document", () => {
    const lines = (name: string, word: string, nth: number) =>
      highlights(...at(name, word, nth)).map(
        ({ span }) => (documents.get(name) as Snapshot).lines.lineAt(span.start) + 1,
      );
    assert.deepEqual(lines("a.ttvm", "twice", 0), [2, 4]);
    assert.deepEqual(lines("b.lisp", "twice", 0), [2]);
    assert.deepEqual(lines("named.lisp", "twice", 1), [1, 2]);
  });
});
