/**
 * What the forms of the language are, for hover, completion, signature help and the reference.
 *
 * A shape shows how a form is written: `…` stands behind what may come any number of times.
 */

export interface FormDoc {
  readonly shapes: readonly string[];
  /** Markdown. */
  readonly doc: string;
  readonly example?: string;
}

export interface FormGroup {
  readonly title: string;
  readonly forms: Readonly<Record<string, FormDoc>>;
}

const DEFINITIONS: Readonly<Record<string, FormDoc>> = {
  define: {
    shapes: ["(define name value)", "(define (name parameter…) body…)"],
    doc: "Gives a name a value, or makes a function. A string before the value or the body documents it. In a body the name is known in that body alone.",
    example: '(define (square n)\n  "The square of a number."\n  (* n n))',
  },
  "set!": {
    shapes: ["(set! name value)"],
    doc: "Changes a variable, also one of a function around this one.",
    example: "(define count 0)\n(set! count (+ count 1))",
  },
  lambda: {
    shapes: ["(lambda (parameter…) body…)"],
    doc: "A function. It shares the variables around it. Behind a dot stands the parameter that takes the list of all further arguments.",
    example: "(map (lambda (n) (* n n)) (list 1 2 3))",
  },
  let: {
    shapes: ["(let ((name value)…) body…)", "(let loop ((name value)…) body…)"],
    doc: "Gives names to values in a body; the values do not see the names. With a name in front it is a loop: calling that name begins the next round with new values.",
    example: "(let loop ((i 0))\n  (when (< i 3)\n    (print i)\n    (loop (+ i 1))))",
  },
  "let*": {
    shapes: ["(let* ((name value)…) body…)"],
    doc: "As `let`, but each value sees the names before it.",
    example: "(let* ((a 1) (b (+ a 1))) (print a b))",
  },
  letrec: {
    shapes: ["(letrec ((name value)…) body…)"],
    doc: "As `let`, but all values see all names: for functions that call each other.",
  },
  "letrec*": { shapes: ["(letrec* ((name value)…) body…)"], doc: "The same as `letrec`." },
  "define-syntax": {
    shapes: ["(define-syntax name (syntax-rules (literal…) (pattern template)…))"],
    doc: "Defines a macro. The first pattern that fits a use is taken, and its template stands for the use. `…` after `x`, written `x ...`, matches any number. Names that the template brings do not meet those of the program.",
    example:
      "(define-syntax swap!\n  (syntax-rules ()\n    ((_ a b) (let ((old a)) (set! a b) (set! b old)))))",
  },
  "define-macro": {
    shapes: ["(define-macro (name parameter…) body…)"],
    doc: "Defines a macro whose body computes what stands for a use, from the data that the use was given. It runs while the program is compiled: with the whole language and library, with the functions that are defined before it, and with nothing else of the program or outside. In its code symbols are values of their own (`symbol?`, `symbol->string`, `string->symbol`), `[…]` is seen as `(list …)`, and `(gensym)` gives a name that nothing else has. Names that it makes mean what they mean where it is used.",
    example: "(define-macro (unless-zero n . body)\n  `(if (= ,n 0) null (begin ,@body)))",
  },
};

const CONTROL: Readonly<Record<string, FormDoc>> = {
  begin: { shapes: ["(begin body…)"], doc: "Does one thing after the other; its value is that of the last." },
  if: {
    shapes: ["(if test then else)"],
    doc: "`then` when the test is true, else `else`, which may be left out. 0, false and null count as false.",
    example: '(if (> n 0) "positive" "not positive")',
  },
  cond: {
    shapes: ["(cond (test body…)… (else body…))"],
    doc: "The body behind the first test that is true. `(test => function)` calls the function with what the test gave.",
    example: "(cond ((< n 0) -1)\n      ((= n 0) 0)\n      (else 1))",
  },
  case: {
    shapes: ["(case key ((value…) body…)… (else body…))"],
    doc: "The body behind the first list that holds a value equal to the key. The values are data, not expressions.",
    example: '(case n\n  ((1 2 3) "small")\n  (else "large"))',
  },
  when: { shapes: ["(when test body…)"], doc: "The body when the test is true, else null." },
  unless: { shapes: ["(unless test body…)"], doc: "The body when the test is false, else null." },
  and: {
    shapes: ["(and value…)"],
    doc: "The first value that is false, else the last one. What stands behind is not computed.",
  },
  or: {
    shapes: ["(or value…)"],
    doc: "The first value that is true, else the last one. What stands behind is not computed.",
  },
  while: {
    shapes: ["(while test body…)"],
    doc: "Does the body again and again, as long as the test is true.",
  },
  do: {
    shapes: ["(do ((name first next)…) (test result…) body…)"],
    doc: "A loop: the names begin with `first`; after each round of the body they become `next`. It ends when the test is true, with the result.",
    example: "(do ((i 0 (+ i 1))) ((= i 3))\n  (print i))",
  },
  try: {
    shapes: ["(try body… (catch name body…) (finally body…))"],
    doc: "Does the body. An exception in it goes to the `catch`, which names it; `finally` is done in every case. One of the two may be left out.",
    example: '(try (throw "no")\n     (catch e (print (get e :message))))',
  },
  assert: {
    shapes: ["(assert condition message)"],
    doc: "Raises an exception with the message when the condition is false. The message may be left out.",
  },
};

const DATA: Readonly<Record<string, FormDoc>> = {
  quote: {
    shapes: ["(quote datum)", "'datum"],
    doc: "The datum itself, not its value: a list of what is written, with names as strings.",
    example: "'(1 two 3)",
  },
  quasiquote: {
    shapes: ["(quasiquote datum)", "`template"],
    doc: "A datum with some parts computed: those behind `,` and, item by item, those behind `,@`.",
    example: "`(1 ,(+ 1 1) ,@(list 3 4))",
  },
  unquote: { shapes: ["(unquote value)", ",value"], doc: "In a `` ` `` template: the value in this place." },
  "unquote-splicing": {
    shapes: ["(unquote-splicing list)", ",@list"],
    doc: "In a `` ` `` template: the items of the list in this place.",
  },
  list: {
    shapes: ["(list item…)", "[item…]"],
    doc: "A list of the items. `{:key value}` is an object.",
    example: "(list 1 (+ 1 1) 3)",
  },
};

const MODULES: Readonly<Record<string, FormDoc>> = {
  import: {
    shapes: ["(import path)", "(import path (name…))"],
    doc: "Brings the names that a module exports; with a list, what is known about them are these. Stands at the top level.",
    example: "(import std/math)\n(print (sqrt 2))",
  },
  export: { shapes: ["(export name…)"], doc: "Offers names to those who import this file." },
};

const PROCESSES: Readonly<Record<string, FormDoc>> = {
  spawn: {
    shapes: ["(spawn function argument…)"],
    doc: "Starts a process that calls the function; its value is the number of the process.",
    example: "(define worker (spawn (lambda (n) (print n)) 1))",
  },
  receive: {
    shapes: ["(receive (pattern body…)… (after milliseconds body…))"],
    doc: "Takes the first message that fits a pattern, waiting for one if need be. A name in a pattern matches anything and is bound to it, `_` matches anything; `[…]` a list, `{:key pattern}` an object with a field, other data themselves. `after` ends the waiting.",
    example: "(receive\n  ([:ping from] (send from :pong))\n  (after 1000 (print :silence)))",
  },
  register: { shapes: ["(register name)"], doc: "Gives this process a name." },
  unregister: { shapes: ["(unregister name)"], doc: "Takes a name away from the process that has it." },
  whereis: {
    shapes: ["(whereis name)"],
    doc: "The number of the process with a name, null when there is none.",
  },
  "send-named": { shapes: ["(send-named name message)"], doc: "Sends a message to the process with a name." },
  supervise: {
    shapes: ["(supervise :one_for_one)"],
    doc: "Makes this process a supervisor: when one of its children fails, that one begins again; with `:one_for_all` all of them do, with `:rest_for_one` it and those that were started after it.",
  },
  "supervise-child": {
    shapes: ["(supervise-child name)"],
    doc: "Starts a child of this supervisor: the function in a variable, or a module.",
  },
  "restart-child": { shapes: ["(restart-child name)"], doc: "Starts a child of this supervisor again." },
  "stop-child": { shapes: ["(stop-child name)"], doc: "Ends a child of this supervisor." },
};

export const FORM_GROUPS: readonly FormGroup[] = [
  { title: "Definitions and functions", forms: DEFINITIONS },
  { title: "Control", forms: CONTROL },
  { title: "Data", forms: DATA },
  { title: "Modules", forms: MODULES },
  { title: "Processes", forms: PROCESSES },
];

/** Words that mean something within a form alone. */
export const WORD_DOCS: Readonly<Record<string, string>> = {
  else: "The last clause of `cond` and `case`: taken when no other is.",
  "=>": "In `cond`: the function behind it is called with what the test gave.",
  catch: "In `try`: `(catch name body…)` is done when the body raises an exception.",
  finally: "In `try`: `(finally body…)` is done in every case.",
  after: "In `receive`: `(after milliseconds body…)` is done when no message fits in this time.",
  "syntax-rules": "`(syntax-rules (literal…) (pattern template)…)`: the rules of a macro.",
};

const ALL = new Map(FORM_GROUPS.flatMap(({ forms }) => Object.entries(forms)));

export function formDoc(name: string): FormDoc | undefined {
  return ALL.get(name);
}
