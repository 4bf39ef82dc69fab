/** Names of other Lisps that are called otherwise here, or that do not exist: what to use instead. */

export interface ForeignName {
  /** The name here, which can take its place. */
  readonly instead: string | undefined;
  /** What to do, where there is no such name. */
  readonly advice: string | undefined;
}

/** What is called otherwise here. */
export const RENAMED: Readonly<Record<string, string>> = {
  defun: "define",
  defvar: "define",
  defparameter: "define",
  defmacro: "define-macro",
  defstruct: "define-record-type",
  struct: "define-record-type",
  setq: "set!",
  setf: "set!",
  progn: "begin",
  mapcar: "map",
  mapc: "for-each",
  foldl: "fold-left",
  foldr: "fold-right",
  displayln: "print",
  princ: "display",
  prin1: "write",
  "hash-ref": "hash-table-ref",
  "hash-set!": "hash-table-set!",
  "hash-table/get": "hash-table-ref/default",
  "hash-table/put!": "hash-table-set!",
  "make-hash": "make-hash-table",
  "make-hashtable": "make-hash-table",
  "hashtable-ref": "hash-table-ref/default",
  "hashtable-set!": "hash-table-set!",
  "make-equal-hash-table": "make-hash-table",
  "string-trim-both": "string-trim",
  "string-contains": "string-index",
  "sort!": "sort",
  "make-eq-hash-table": "make-hash-table",
  "make-eqv-hash-table": "make-hash-table",
  "make-string-hash-table": "make-hash-table",
  "make-strong-eqv-hash-table": "make-hash-table",
  "char->digit": "digit-value",
  "digit->char": "number->string",
  "exact-rational?": "integer?",
  "assertion-violation": "error",
  "append!": "append",
  "reverse!": "reverse",
  "current-time": "now-ms",
  "real-time": "now-ms",
  "current-milliseconds": "now-ms",
  "bitwise-and": "bit-and",
  "bitwise-or": "bit-or",
  "bitwise-xor": "bit-xor",
  "bitwise-not": "bit-not",
  nil: "null",
  listp: "list?",
  consp: "pair?",
  numberp: "number?",
  stringp: "string?",
  evenp: "even?",
  oddp: "odd?",
  zerop: "zero?",
  "thread-start!": "spawn",
};

/** What does not exist here. */
const ABSENT: Readonly<Record<string, string>> = {
  "include-ci": "`include` puts the forms of a file in its place; names have capitals and small letters",
  "set-car!": "lists do not change: make a new list with `cons` or `list-set`, or use a vector",
  "set-cdr!": "lists do not change: make a new list with `cons`, or use a vector",
  "list-set!": "lists do not change: `list-set` gives a new list, a vector changes with `vector-set!`",
  "string-set!": "strings do not change: make a new one with `string-append` and `substring`",
  "string-fill!": "strings do not change: `make-string` makes a new one",
  load: '`(include "file.lisp")` puts the forms of a file in its place, `import` brings what a file exports',
  "define-library": "a file is a library: `export` offers its names, `import` brings those of another file",
  "with-output-to-string":
    "`call-with-output-string` hands over a port, which `display` takes after the value",
  "er-macro-transformer": "`define-macro` computes what stands for a use, `syntax-rules` has patterns",
  "list-sort": "`(sort items less)` has the list first",
  gensym: "names are made in the code of `define-macro` only",
};

export function foreignName(name: string): ForeignName | undefined {
  if (Object.hasOwn(ABSENT, name)) return { instead: undefined, advice: ABSENT[name] };
  return Object.hasOwn(RENAMED, name) ? { instead: RENAMED[name], advice: undefined } : undefined;
}
