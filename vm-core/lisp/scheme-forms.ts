/** Forms of Scheme that are made of others: several values, records, parameters, promises, `guard`, `case-lambda`. */

import { boundOnce, namesIn } from "./bound-once.ts";
import { type Datum, type ListDatum, list } from "./datum.ts";
import { derived } from "./derived.ts";
import type { FormTable } from "./form.ts";
import { expandRecordType } from "./record-form.ts";
import type { Expand } from "./scope.ts";
import { languageName } from "./syntax-rules.ts";
import {
  expandCaseLambda,
  expandLetStarValues,
  expandLetValues,
  expandReceiveValues,
} from "./values-forms.ts";

export const SCHEME_FORMS: FormTable = {
  "define-record-type": {
    group: "definitions",
    colour: "storage",
    shapes: ["(define-record-type name (constructor field…) predicate (field accessor modifier)…)"],
    doc: "Defines a type of records: a function that makes one of some fields, one that knows them, and for each field one that gives it and, where it can change, one that changes it. A record is an object with the field `record`, which is the name of the type. `#f` takes the place of a constructor or a predicate that there is not.",
    example:
      "(define-record-type point (make-point x y) point? (x point-x) (y point-y set-point-y!))\n(define p (make-point 1 2))\n(set-point-y! p 5)\n(print (point? p) (point-x p) (point-y p))",
    expand: expandRecordType,
  },

  "named-lambda": {
    group: "definitions",
    colour: "storage",
    shapes: ["(named-lambda (name parameter…) body…)"],
    doc: "A function with a name, which its body and the call stack know.",
    example: "(map (named-lambda (square n) (* n n)) (list 1 2 3))",
    expand: expandNamedLambda(),
  },

  "case-lambda": {
    group: "definitions",
    colour: "storage",
    shapes: ["(case-lambda ((parameter…) body…)…)"],
    doc: "A function with several bodies: the first one whose parameters fit the number of arguments is taken.",
    example:
      "(define area (case-lambda ((side) (* side side)) ((a b) (* a b))))\n(print (area 2) (area 2 3))",
    expand: expandCaseLambda,
  },

  "let-values": {
    group: "definitions",
    colour: "storage",
    shapes: ["(let-values (((name…) values)…) body…)"],
    doc: "Gives names to several values each; none of them is known to the expressions.",
    example: "(let-values (((low high) (partition even? '(1 2 3)))) (print low high))",
    expand: expandLetValues,
  },

  "let*-values": {
    group: "definitions",
    colour: "storage",
    shapes: ["(let*-values (((name…) values)…) body…)"],
    doc: "As `let-values`, but each expression sees the names before it.",
    expand: expandLetStarValues,
  },

  "define-values": {
    group: "definitions",
    colour: "storage",
    shapes: ["(define-values (name…) values)"],
    doc: "Defines a name for each of several values.",
    example: "(define-values (root left) (exact-integer-sqrt 17))\n(print root left)",
    expand: boundOnce(
      (use) => namesIn(use.items[1]).map((name) => [name]),
      "(define-values (name…) values)",
      `((_ "from" all ()) (begin))
       ((_ "from" all (name . more))
        (begin (define name (car all)) (define others (cdr all)) (define-values "from" others more)))
       ((_ "from" all name) (define name all))
       ((_ "count" count (name . more) formals values) (define-values "count" (+ count 1) more formals values))
       ((_ "count" count () formals values) (begin (define all (%values-for "define-values" count #f values)) (define-values "from" all formals)))
       ((_ "count" count rest formals values) (begin (define all (%values-for "define-values" count #t values)) (define-values "from" all formals)))
       ((_ formals values) (define-values "count" 0 formals formals values))`,
    ),
  },

  "receive-values": {
    group: "definitions",
    colour: "storage",
    shapes: ["(receive-values (name…) values body…)"],
    doc: "Gives names to several values in a body: what SRFI 8 calls `receive`, which takes a message here.",
    example: "(receive-values (root . left) (exact-integer-sqrt 17) (print root left))",
    expand: expandReceiveValues,
  },

  parameterize: {
    group: "control",
    colour: "control",
    shapes: ["(parameterize ((parameter value)…) body…)"],
    doc: "Does a body in which parameters of `make-parameter` have other values.",
    example: "(define depth (make-parameter 0))\n(parameterize ((depth 1)) (print (depth)))",
    expand: derived(
      "(parameterize ((parameter value)…) body…)",
      `((_ ((parameter value) ...) body1 body ...)
        (%parameterize (list parameter ...) (list value ...) (lambda () body1 body ...)))`,
    ),
  },

  "and-let*": {
    group: "control",
    colour: "control",
    shapes: ["(and-let* (clause…) body…)"],
    doc: "Does a body when each clause holds: `(name value)` gives a name to a value that the next clauses and the body know, `(test)` only tests, and so does a name alone. The first one that is false is the result.",
    example:
      '(define ages \'(("Ann" 31) ("Bob" 4)))\n(print (and-let* ((found (assoc "Ann" ages)) (age (cadr found)) ((> age 17))) age)) ; expect: 31',
    expand: derived(
      "(and-let* (clause…) body…)",
      `((_ ()) #t)
       ((_ () body1 body ...) (let () body1 body ...))
       ((_ ((name value))) value)
       ((_ ((test))) test)
       ((_ (name)) name)
       ((_ ((name value) . more) body ...) (let ((name value)) (if name (and-let* more body ...) name)))
       ((_ ((test) . more) body ...) (and test (and-let* more body ...)))
       ((_ (name . more) body ...) (and name (and-let* more body ...)))`,
    ),
  },

  delay: {
    group: "control",
    colour: "control",
    shapes: ["(delay value)"],
    doc: "A promise: the value is computed when `force` asks for it first, and only then.",
    example: '(define later (delay (begin (print "once") 42)))\n(print (force later) (force later))',
    expand: derived("(delay value)", "((_ value) (%lazy (lambda () (%done value))))"),
  },

  "delay-force": {
    group: "control",
    colour: "control",
    shapes: ["(delay-force promise)"],
    doc: "A promise of what another promise gives; a chain of them is forced in constant space.",
    expand: derived("(delay-force promise)", "((_ promise) (%lazy (lambda () promise)))"),
  },

  guard: {
    group: "control",
    colour: "control",
    shapes: ["(guard (name (test body…)…) body…)"],
    doc: "Does the body. What is raised in it gets the name, and the clauses, as those of `cond`, say what to do; where none holds it is raised again.",
    example: "(guard (e ((string? e) (print e)) ((number? e) (print (* e 2)))) (raise 21))",
    expand: derived(
      "(guard (name (test body…)…) body…)",
      `((_ (name clause ... (else body1 body ...)) form1 form ...)
        (try form1 form ...
          (catch problem (let ((name (%raised problem))) (cond clause ... (else body1 body ...))))))
       ((_ (name clause ...) form1 form ...)
        (try form1 form ...
          (catch problem (let ((name (%raised problem))) (cond clause ... (else (%raise-again problem)))))))`,
    ),
  },

  "let/cc": {
    group: "control",
    colour: "control",
    shapes: ["(let/cc name body…)"],
    doc: "Does the body with a function that leaves it at once, with the value that the function is given.",
    example: "(let/cc return (for-each (lambda (n) (when (> n 1) (return n))) '(1 2 3)))",
    expand: derived(
      "(let/cc name body…)",
      "((_ name body1 body ...) (call/cc (lambda (name) body1 body ...)))",
    ),
  },

  "cond-expand": {
    group: "modules",
    colour: "control",
    shapes: ["(cond-expand (feature body…)… (else body…))"],
    doc: "The body of the first clause whose feature there is: `ttvm`, `full-unicode`, a library `(library name)`, or `and`, `or` and `not` of features.",
    example: '(cond-expand (ttvm (define name "here")) (else (define name "elsewhere")))',
    expand: expandFeatures(),
  },
};

function expandNamedLambda(): Expand {
  const shape = "(named-lambda (name parameter…) body…)";
  const expand = derived(
    shape,
    "((_ (name . formals) body1 body ...) (letrec ((name (lambda formals body1 body ...))) name))",
  );
  return (use, place, by) => {
    const signature = use.items[1];
    const isNamed = signature?.kind !== "list" || signature.items[0]?.kind === "symbol";
    if (isNamed) return expand(use, place, by);
    by.malformed(use.span, shape);
    return undefined;
  };
}

const FEATURES: ReadonlySet<string> = new Set([
  "ttvm",
  "full-unicode",
  "srfi-1",
  "srfi-8",
  "srfi-9",
  "srfi-16",
  "srfi-39",
]);

function expandFeatures(): Expand {
  return (use, _, by) => {
    for (const clause of use.items.slice(1)) {
      if (clause.kind !== "list" || clause.items.length === 0) {
        by.malformed(clause.span, "(feature body…)");
        return undefined;
      }
      const [feature, ...body] = clause.items;
      if (holds(feature)) return list([languageName("begin", use.span, by.root), ...body], use.span);
    }
    return list([languageName("begin", use.span, by.root)], use.span);
  };
}

function holds(feature: Datum): boolean {
  if (feature.kind === "symbol") return feature.name === "else" || FEATURES.has(feature.name);
  if (feature.kind !== "list") return false;
  const [head, ...parts] = feature.items;
  const word = head?.kind === "symbol" ? head.name : "";
  if (word === "and") return parts.every(holds);
  if (word === "or") return parts.some(holds);
  if (word === "not") return parts.length === 1 && !holds(parts[0]);
  return word === "library" && isLibrary(parts[0]);
}

/** `(scheme base)` and its like are always there, and modules of the machine, `std/…`. */
function isLibrary(name: Datum | undefined): boolean {
  if (name?.kind === "symbol") return name.name.startsWith("std/");
  const [first] = (name as ListDatum | undefined)?.items ?? [];
  return first?.kind === "symbol" && first.name === "scheme";
}
