/** What somebody does to the texts of a folder, as data: random, and as failing cases are kept. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { anyEdit, writtenPrograms } from "../ide/programs.ts";
import { lispFiles } from "../lisp/files.ts";

/** Files that are open all the time, and files that are only on the disk. */
export const OPEN = ["main.ttvm", "shapes.ttvm", "main.lisp", "lists.lisp"] as const;
export const CLOSED = ["round.ttvm", "closed.lisp"] as const;

/** A change whose place is a fraction of the text, so that it fits any text. */
export interface Change {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

/** `file` counts the open or the closed files; a program is written by its text. */
export type Step =
  | { readonly kind: "edit"; readonly file: number; readonly changes: readonly Change[] }
  | { readonly kind: "paste"; readonly file: number; readonly text: string }
  | { readonly kind: "reopen"; readonly file: number }
  | { readonly kind: "write"; readonly file: number; readonly text: string | null };

/** A step, the open file that is asked about after it, and where. */
export interface Doing {
  readonly step: Step;
  readonly look: number;
  readonly at: number;
}

export const isLisp = (name: string) => name.endsWith(".lisp");

const LISP_PIECES = [
  ..."( ) [ ' ` , \" ; #| |# (define (f x) x) (let ((x 1)) x) (cond (else 1)) :key {:key x} x f 1 \n".split(
    " ",
  ),
  '(import "shapes.ttvm")',
  '(import "lists.lisp")',
  '(import "round.ttvm" (round))',
  '(include "closed.lisp")',
  "(export f)",
  "(define-syntax swap! (syntax-rules () ((_ a b) (set! a b))))",
  "(define-macro (twice x) `(begin ,x ,x))",
  "(register boss)",
  "(spawn (lambda () 1))",
];

const lispChange = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(fc.constant(0), fc.nat(6)),
  text: fc.array(fc.constantFrom(...LISP_PIECES), { maxLength: 3 }).map((pieces) => pieces.join(" ")),
});

/** Texts that files begin with, and that are pasted. */
export function programsFor(name: string): readonly string[] {
  if (!isLisp(name)) return [...MODULES, ...writtenPrograms()];
  return [...LISP_MODULES, ...lispFiles("examples").map((file) => readFileSync(file, "utf8"))];
}

const MODULES = [
  "    IMPORT shapes.ttvm\n    IMPORT round.ttvm\n    PUSH_INT 2\n    LOAD area\n    CALL_FUNCTION\n    PRINT\n    HALT\n",
  "    MAKE_FUNCTION area side\n    STORE area\n    EXPORT area\n    HALT\nLABEL area\n    LOAD side\n    LOAD side\n    MUL\n    RET\n",
  "    PUSH_INT 1\n    STORE circle_area\n    EXPORT circle_area\n    REGISTER boss\n    DROP\n",
];
const LISP_MODULES = [
  '(import "lists.lisp")\n(import "shapes.ttvm" (area))\n(define (twice x) (+ (area x) (area x)))\n(print (twice 2))\n',
  "(export each)\n(define (each f xs) (if (empty? xs) null (begin (f (first xs)) (each f (rest xs)))))\n",
  "(define p {:x 1 :y 2})\n(define (move p) (put p :x (+ 1 (get p :x))))\n(print (move p))\n",
];

const ofFiles = (names: readonly string[], step: (name: string, file: number) => fc.Arbitrary<Step>) =>
  fc.oneof(...names.map(step));

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 40,
    arbitrary: ofFiles(OPEN, (name, file) =>
      fc.record({
        kind: fc.constant("edit" as const),
        file: fc.constant(file),
        changes: fc.array(isLisp(name) ? lispChange : anyEdit, { minLength: 1, maxLength: 3 }),
      }),
    ),
  },
  {
    weight: 6,
    arbitrary: ofFiles(OPEN, (name, file) =>
      fc.record({
        kind: fc.constant("paste" as const),
        file: fc.constant(file),
        text: fc.constantFrom(...programsFor(name)),
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("reopen" as const), file: fc.nat(OPEN.length - 1) }),
  },
  {
    weight: 2,
    arbitrary: ofFiles(CLOSED, (name, file) =>
      fc.record({
        kind: fc.constant("write" as const),
        file: fc.constant(file),
        text: fc.constantFrom<string | null>(null, ...programsFor(name).slice(0, 6)),
      }),
    ),
  },
);

export const doing: fc.Arbitrary<Doing> = fc.record({
  step,
  look: fc.nat(OPEN.length - 1),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
});
