/** References of exported names, in the module and in those that import it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  analyze,
  type ResolveModule,
  referencesAcross,
  type Snapshot,
  withLibrary,
} from "../../vm-core/index.ts";

const TEXTS: Readonly<Record<string, string>> = {
  "m.ttvm":
    "    MAKE_FUNCTION twice x\n    STORE twice\n    EXPORT twice\n    HALT\nLABEL twice\n    LOAD x\n    RET\n",
  "a.ttvm": "    IMPORT m.ttvm\n    LOAD twice\n    PRINT\n    LOAD twice\n    PRINT\n",
  "b.lisp": '(import "m.ttvm")\n(print (twice 4))\n',
  "own.ttvm": "    PUSH_INT 1\n    STORE twice\n    LOAD twice\n    PRINT\n",
  "n.lisp": "(export area)\n(define (area r) (* r r))\n(print (area 2))\n",
  "c.lisp": '(import "n.lisp")\n(print (area 3))\n(define (f area) area)\n',
  "l.lisp": "(export area)\n(define (area r) (* r r))\n(define (g area) area)\n",
  "l.ttvm":
    "    PUSH_INT 1\n    STORE n\n    EXPORT n\n    PUSH_INT 2\n    CALL f n\n    HALT\nLABEL f\n    LOAD n\n    RET\n",
  "d.ttvm": "    IMPORT n.lisp\n    LOAD area\n    PRINT\n",
};

const documents = new Map<string, Snapshot>(
  Object.entries(TEXTS).map(([name, text]) => [name, analyze(`file:///${name}`, 1, text)]),
);
const resolve: ResolveModule = withLibrary((path) => {
  const snapshot = documents.get(path);
  return snapshot === undefined ? { kind: "missing", tried: [path] } : { kind: "source", snapshot };
});

/** `name:line` of each place, from the `nth` time that `word` occurs in a document. */
function from(name: string, word: string, nth = 0): string[] {
  const snapshot = documents.get(name) as Snapshot;
  let offset = -1;
  for (let i = 0; i <= nth; i++) offset = snapshot.text.indexOf(word, offset + 1);
  const neighbours = [...documents.values()].map((document) => ({ document, resolve }));
  return referencesAcross(snapshot, offset, resolve, neighbours)
    .flatMap(({ document, references }) =>
      references.map(({ span }) => `${document.uri.slice(8)}:${document.lines.lineAt(span.start) + 1}`),
    )
    .sort();
}

describe("References of an exported name", () => {
  const twice = ["a.ttvm:2", "a.ttvm:4", "b.lisp:2", "m.ttvm:1", "m.ttvm:2", "m.ttvm:3", "m.ttvm:5"];
  const area = ["c.lisp:2", "d.ttvm:2", "n.lisp:1", "n.lisp:2", "n.lisp:3"];

  it("are found from where it is made, in both languages", () => {
    assert.deepEqual(from("m.ttvm", "twice", 3), twice);
    assert.deepEqual(from("m.ttvm", "twice", 1), twice);
    assert.deepEqual(from("n.lisp", "area", 1), area);
  });

  it("are found from where it is imported", () => {
    assert.deepEqual(from("a.ttvm", "twice"), twice);
    assert.deepEqual(from("b.lisp", "twice"), twice);
    assert.deepEqual(from("c.lisp", "area"), area);
    assert.deepEqual(from("d.ttvm", "area"), area);
  });

  it("are none of the same name elsewhere", () => {
    assert.deepEqual(from("own.ttvm", "twice"), ["own.ttvm:2", "own.ttvm:3"]);
    assert.deepEqual(from("c.lisp", "area", 1), ["c.lisp:3", "c.lisp:3"]);
  });

  it("are not those of a local that has the same name as an export", () => {
    assert.deepEqual(from("l.lisp", "area", 2), ["l.lisp:3", "l.lisp:3"]);
    assert.deepEqual(from("l.lisp", "area", 1), ["l.lisp:1", "l.lisp:2"]);
    assert.deepEqual(from("l.ttvm", "n\n", 2), ["l.ttvm:5", "l.ttvm:8"]);
    assert.deepEqual(from("l.ttvm", "n\n", 0), ["l.ttvm:2", "l.ttvm:3"]);
  });
});
