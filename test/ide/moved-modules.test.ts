/** What moving files makes of the paths that lead to modules. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { analyze, type MovedFile, moveEdits, type ResolveModule, withLibrary } from "../../vm-core/index.ts";
import { applyEdits } from "../../vm-core/text/diagnostic.ts";

const ROOT = "file:///work/";
const FILES = [
  "a.ttvm",
  "m.ttvm",
  "worker.ttvm",
  "lib/n.lisp",
  "lib/deep/o.ttvm",
  "two%20words.ttvm",
  "b.ttb",
];

/** Beside the document, then in the root. */
const resolve: ResolveModule = withLibrary((written, from) => {
  for (const base of [from, ROOT]) {
    const uri = new URL(written.replaceAll(" ", "%20"), base).href;
    if (!FILES.includes(uri.slice(ROOT.length))) continue;
    if (uri.endsWith(".ttb")) return { kind: "bytecode", uri, problem: undefined };
    return { kind: "source", snapshot: analyze(uri, 0, "") };
  }
  return { kind: "missing", tried: [written] };
});

interface MoveCase {
  readonly title: string;
  readonly file: string;
  readonly text: string;
  readonly moves: readonly (readonly [from: string, to: string])[];
  readonly after: string;
}

const CASES: readonly MoveCase[] = [
  {
    title: "a module beside the document",
    file: "a.ttvm",
    text: "    IMPORT m.ttvm\n    IMPORT std/math\n",
    moves: [["m.ttvm", "shapes.ttvm"]],
    after: "    IMPORT shapes.ttvm\n    IMPORT std/math\n",
  },
  {
    title: "a name that has to be quoted",
    file: "a.ttvm",
    text: '    IMPORT m.ttvm\n    IMPORT "two words.ttvm"\n',
    moves: [
      ["m.ttvm", "my%20shapes.ttvm"],
      ["two%20words.ttvm", "one.ttvm"],
    ],
    after: '    IMPORT "my shapes.ttvm"\n    IMPORT "one.ttvm"\n',
  },
  {
    title: "imports and included files of Lisp",
    file: "lib/n.lisp",
    text: '(import "../m.ttvm")\n(import "deep/o.ttvm" (x))\n',
    moves: [
      ["m.ttvm", "lib/m.ttvm"],
      ["lib/deep/o.ttvm", "o.ttvm"],
    ],
    after: '(import "m.ttvm")\n(import "../o.ttvm" (x))\n',
  },
  {
    title: "bytecode",
    file: "a.ttvm",
    text: "    IMPORT b.ttb\n",
    moves: [["b.ttb", "lib/b.ttb"]],
    after: "    IMPORT lib/b.ttb\n",
  },
  {
    title: "the document itself",
    file: "a.ttvm",
    text: "    IMPORT m.ttvm\n    IMPORT ./lib/n.lisp\n",
    moves: [["a.ttvm", "lib/a.ttvm"]],
    after: "    IMPORT ../m.ttvm\n    IMPORT ./n.lisp\n",
  },
  {
    title: "a folder with the document and a module in it",
    file: "lib/n.lisp",
    text: '(import "deep/o.ttvm")\n(import "../m.ttvm")\n',
    moves: [["lib", "far/away"]],
    after: '(import "deep/o.ttvm")\n(import "../../m.ttvm")\n',
  },
  {
    title: "a module that is found in the folder that programs run in",
    file: "lib/deep/o.ttvm",
    text: "    IMPORT lib/n.lisp\n",
    moves: [["lib/n.lisp", "lib/names.lisp"]],
    after: "    IMPORT lib/names.lisp\n",
  },
  {
    title: "a module that a process runs",
    file: "a.ttvm",
    text: '    PUSH_STR "worker"\n    SPAWN\n    PUSH_STR "worker.ttvm"\n    SPAWN\n    PUSH_STR "worker"\n    PRINT\n',
    moves: [["worker.ttvm", "servant.ttvm"]],
    after:
      '    PUSH_STR "servant"\n    SPAWN\n    PUSH_STR "servant.ttvm"\n    SPAWN\n    PUSH_STR "worker"\n    PRINT\n',
  },
  {
    title: "a file that nothing here leads to",
    file: "a.ttvm",
    text: "    IMPORT m.ttvm\n",
    moves: [["other.ttvm", "m2.ttvm"]],
    after: "    IMPORT m.ttvm\n",
  },
  {
    title: "an absolute path",
    file: "a.ttvm",
    text: "    IMPORT /work/m.ttvm\n",
    moves: [["m.ttvm", "lib/m.ttvm"]],
    after: "    IMPORT /work/lib/m.ttvm\n",
  },
];

describe("Moving files changes paths that lead to", () => {
  for (const { title, file, text, moves, after } of CASES) {
    it(title, () => {
      const document = analyze(ROOT + file, 1, text);
      const moved = moves.map(([from, to]): MovedFile => ({ from: ROOT + from, to: ROOT + to }));
      assert.equal(applyEdits(text, moveEdits(document, moved, resolve)), after);
    });
  }
});
