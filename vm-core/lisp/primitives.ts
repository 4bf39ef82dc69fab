/**
 * Primitives: functions of the library that become instructions where they are called.
 *
 * `code` is written after the arguments: instructions separated by `|`, each with its operand. A primitive that
 * leaves nothing says so, and `null` stands for its value.
 */
import type { Node } from "./nodes.ts";

export interface Primitive {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly code: string;
  /** It leaves no value. */
  readonly silent: boolean;
  /** How more or fewer arguments are meant. */
  readonly style: "fixed" | "fold" | "chain" | "print" | "text" | "apply";
  /** What it wants to be given, where its instructions do not say it well: see `Procedure`. */
  readonly expects?: string;
  /** The value of a fold without arguments. */
  readonly identity?: number;
  readonly doc: string;
}

type PrimitiveRow = readonly [signature: string, code: string, doc: string, expects?: string];

const FIXED: readonly PrimitiveRow[] = [
  ["(mod a b)", "MOD", "The remainder of `a / b`, with the sign of `a`.", "two numbers"],
  ["(not value)", "TO_BOOL|NOT", "True when `value` is falsy: 0, false or null."],
  ["(car list)", "PUSH_INT 0|INDEX", "The first item of a list.", "a list with an item"],
  ["(cadr list)", "PUSH_INT 1|INDEX", "The second item.", "a list with two items"],
  ["(caddr list)", "PUSH_INT 2|INDEX", "The third item.", "a list with three items"],
  ["(second list)", "PUSH_INT 1|INDEX", "The second item.", "a list with two items"],
  ["(third list)", "PUSH_INT 2|INDEX", "The third item.", "a list with three items"],
  ["(first list)", "NATIVE list.first", "The first item of a list, null of an empty one."],
  ["(last list)", "NATIVE list.last", "The last item of a list, null of an empty one."],
  ["(cdr list)", "REST", "The list without its first item; a fault for an empty one.", "a list with an item"],
  ["(cddr list)", "REST|REST", "The list without its first two items.", "a list with two items"],
  [
    "(rest list)",
    "PUSH_INT 1|PUSH_INT 9007199254740991|SLICE",
    "The list without its first item; of an empty one, an empty list.",
  ],
  ["(cons item list)", "NATIVE list.prepend", "A list with `item` before the others."],
  [
    "(append-item list item)",
    "LIST_APPEND",
    "A list with `item` after the others; building a list this way is cheap.",
  ],
  ["(append-lists a b)", "NATIVE list.concat_lists", "The items of `a`, then those of `b`."],
  ["(%arguments before last)", "NATIVE list.concat_lists", "What `apply` hands over.", "1 a list at the end"],
  [
    "(%spliced before list)",
    "NATIVE list.concat_lists",
    "What `,@` makes of a template.",
    "1 a list after `,@`",
  ],
  [
    "(%tail before list)",
    "NATIVE list.concat_lists",
    "What a dot makes of a template.",
    "1 a list after the dot",
  ],
  ["(sort-plain list)", "NATIVE list.sort", "The items in ascending order."],
  [
    "(sort-by-keys list keys)",
    "NATIVE list.sort_by_keys",
    "The items of a list in ascending order of their keys.",
  ],
  [
    "(format-value template value)",
    "NATIVE string.format",
    "A text with values in the places of a template.",
  ],
  ["(length list)", "LEN", "The number of items of a list, or of fields of an object."],
  ["(nth list index)", "INDEX", "The item of a list at `index`, counted from 0."],
  ["(list-set list index item)", "LIST_SET", "A new list with `item` at `index`."],
  ["(reverse list)", "NATIVE list.reverse", "The items in reverse order."],
  ["(%expected what value)", "NATIVE value.expected", "Faults: `value` is not `what` is expected."],
  ["(%to-number text radix)", "NATIVE string.to_number", "The number that a text writes, or false."],
  ["(%written value)", "NATIVE value.written", "A value as data that can be read."],
  ["(%evaluate datum)", "NATIVE value.evaluate", "The value of a datum as a program."],
  ["(sum list)", "NATIVE list.sum", "The sum of the numbers of a list."],
  ["(unique list)", "NATIVE list.unique", "Each value of a list once, where it is first."],
  [
    "(flatten list)",
    "NATIVE list.flatten",
    "The items, with those of inner lists in their place, one level deep.",
  ],
  ["(enumerate list)", "NATIVE list.enumerate", "Pairs `[index item]`."],
  ["(zip a b)", "NATIVE list.zip", "Lists of the items of some lists that are at the same position."],
  ["(take list count)", "NATIVE list.take", "The first `count` items."],
  ["(drop list count)", "NATIVE list.drop", "The items without the first `count`."],
  [
    "(member? item list)",
    "SWAP|NATIVE list.list_contains|TO_BOOL",
    "Whether a list holds a value equal to `item`.",
  ],
  ["(%index-of sequence item)", "NATIVE list.index_of", "Where `item` is first, -1 when nowhere."],
  [
    "(slice sequence start end)",
    "SLICE",
    "The part of a list or string from `start` up to but not including `end`, clamped.",
  ],
  [
    "(get object key)",
    "OBJECT_GET",
    "The field `key` of an object, null when there is none; of an exception `message`, `kind`, `value` or `frames`.",
  ],
  [
    "(put object key value)",
    "OBJECT_SET",
    "An object in which `key` is `value`; the old one stays as it was.",
  ],
  ["(has? object key)", "OBJECT_HAS|TO_BOOL", "Whether an object has the field `key`."],
  ["(%without-field object key)", "OBJECT_DELETE", "An object without the field `key`."],
  ["(keys object)", "KEYS", "The names of an object's fields, in the order in which they were first set."],
  ["(string-length string)", "NATIVE string.strlen", "How many characters a string has."],
  [
    "(substring string start end)",
    "SLICE",
    "The characters from `start` up to but not including `end`, or up to the end of the string; clamped.",
  ],
  ["(string-ref string index)", "CHAR_AT", "The character at `index`, counted from 0."],
  [
    "(string-split string separator)",
    "NATIVE string.split",
    "The parts of a string between separators; without one, those between blanks.",
  ],
  [
    "(string-join list separator)",
    "NATIVE string.join",
    "The strings of a list, joined by `separator`, a blank where there is none.",
  ],
  ["(string-upper string)", "NATIVE string.upper", "A string in capital letters."],
  ["(string-lower string)", "NATIVE string.lower", "A string in small letters."],
  ["(string-trim string)", "NATIVE string.trim", "A string without blanks at both ends."],
  ["(string-chars string)", "NATIVE string.chars", "The characters of a string, as a list."],
  [
    "(string->list string)",
    "NATIVE string.chars",
    "The characters of a string, as a list; those between two bounds where they are given.",
  ],
  ["(string-lines string)", "NATIVE string.lines", "The lines of a string, as a list."],
  ["(string-reverse string)", "NATIVE string.reverse_str", "The characters in reverse order."],
  ["(string-repeat string count)", "NATIVE string.repeat", "A string `count` times."],
  [
    "(string-replace string old new)",
    "NATIVE string.replace",
    "A string with every `old` replaced by `new`.",
  ],
  [
    "(string-starts? string prefix)",
    "NATIVE string.starts_with|TO_BOOL",
    "Whether a string begins with `prefix`.",
  ],
  ["(string-ends? string suffix)", "NATIVE string.ends_with|TO_BOOL", "Whether a string ends with `suffix`."],
  ["(string-contains? string part)", "NATIVE string.contains|TO_BOOL", "Whether a string holds `part`."],
  ["(char-code string)", "NATIVE string.char_code", "The Unicode number of a string's first character."],
  ["(code-char code)", "NATIVE string.from_char_code", "The character with a Unicode number."],
  ["(string-compare a b)", "COMPARE", "-1, 0 or 1 as string `a` comes before, equals or comes after `b`."],
  ["(string<? a b)", "COMPARE|PUSH_INT 0|LT|TO_BOOL", "Whether each string comes before the next."],
  ["(string>? a b)", "COMPARE|PUSH_INT 0|GT|TO_BOOL", "Whether each string comes after the next."],
  ["(char<? a b)", "COMPARE|PUSH_INT 0|LT|TO_BOOL", "Whether each character comes before the next."],
  ["(char>? a b)", "COMPARE|PUSH_INT 0|GT|TO_BOOL", "Whether each character comes after the next."],
  ["(char=? a b)", "NATIVE value.equal", "Whether characters are all equal."],
  ["(string=? a b)", "NATIVE value.equal", "Whether strings are all equal."],
  ["(symbol=? a b)", "NATIVE value.equal", "Whether symbols are all equal."],
  [
    "(member item list)",
    "NATIVE list.member",
    "The list from the first item on that equals `item`, by the function `same` where it is given; false when there is none.",
  ],
  ["(memq item list)", "NATIVE list.member", "The same as `member`."],
  ["(memv item list)", "NATIVE list.member", "The same as `member`."],
  ["(number? value)", "NATIVE value.number", "Whether `value` is an integer or a float."],
  [
    "(string->number text)",
    "PUSH_INT 10|NATIVE string.to_number",
    "The number that a text writes, in the base `radix`, 10 where it is left out, or in that of a prefix `#x`, `#o`, `#b` or `#d`; false for any other text.",
  ],
  ["(equal? a b)", "NATIVE value.equal", "Whether two values have the same type and contents."],
  ["(null? value)", "NATIVE value.null", "Whether `value` is null or an empty list."],
  ["(pair? value)", "NATIVE value.pair", "Whether `value` is a list that is not empty."],
  [
    "(eq? a b)",
    "NATIVE value.same",
    "Whether two values are the same. Values have no identity but for those that change (vectors, tables): all others are the same when `equal?` says so.",
  ],
  ["(eqv? a b)", "NATIVE value.same", "The same as `eq?`."],
  ["(type-of value)", "TYPE_OF", "The name of a value's type."],
  ["(int? value)", "TYPE_OF|PUSH_STR int|EQ|TO_BOOL", "Whether `value` is an integer."],
  ["(float? value)", "TYPE_OF|PUSH_STR float|EQ|TO_BOOL", "Whether `value` is a float."],
  ["(string? value)", "TYPE_OF|PUSH_STR string|EQ|TO_BOOL", "Whether `value` is a string."],
  [
    "(symbol? value)",
    "TYPE_OF|PUSH_STR string|EQ|TO_BOOL",
    "Whether `value` is a symbol; symbols are strings.",
  ],
  [
    "(symbol->string symbol)",
    "PUSH_STR |CONCAT",
    "The name of a symbol, which is the symbol itself: symbols are strings.",
    "0 a symbol",
  ],
  [
    "(string->symbol string)",
    "PUSH_STR |CONCAT",
    "The symbol with a name, which is the string itself: symbols are strings.",
    "0 a string",
  ],
  ["(boolean? value)", "TYPE_OF|PUSH_STR bool|EQ|TO_BOOL", "Whether `value` is true or false."],
  ["(list? value)", "TYPE_OF|PUSH_STR list|EQ|TO_BOOL", "Whether `value` is a list."],
  ["(object? value)", "TYPE_OF|PUSH_STR object|EQ|TO_BOOL", "Whether `value` is an object."],
  ["(exception? value)", "TYPE_OF|PUSH_STR exception|EQ|TO_BOOL", "Whether `value` is an exception."],
  ["(->string value)", "TO_STR", "The text that `print` writes; of an exception, its message."],
  ["(->int value)", "TO_INT", "An integer from a number (truncated), a boolean or a text."],
  ["(->float value)", "TO_FLOAT", "A float from a number, a boolean or a text."],
  ["(->bool value)", "TO_BOOL", "False for 0, false and null, else true."],
  ["(sqrt x)", "NATIVE math.sqrt", "The square root."],
  ["(floor x)", "NATIVE math.floor", "The greatest integer that is not above `x`."],
  ["(ceil x)", "NATIVE math.ceil", "The least integer that is not below `x`."],
  ["(trunc x)", "NATIVE math.trunc", "The integer without the fraction."],
  ["(abs x)", "NATIVE math.abs", "The size of a number."],
  ["(exp x)", "NATIVE math.exp", "The number e to the power `x`."],
  ["(log x)", "NATIVE math.log", "The natural logarithm; that to a base where one is given."],
  ["(sin x)", "NATIVE math.sin", "The sine of an angle in radians."],
  ["(cos x)", "NATIVE math.cos", "The cosine of an angle in radians."],
  ["(tan x)", "NATIVE math.tan", "The tangent of an angle in radians."],
  ["(asin x)", "NATIVE math.asin", "The angle in radians whose sine is `x`."],
  ["(acos x)", "NATIVE math.acos", "The angle in radians whose cosine is `x`."],
  [
    "(atan y)",
    "NATIVE math.atan",
    "The angle in radians whose tangent is `y`; with `x`, that of the point at `x` and `y`.",
  ],
  ["(%atan2 y x)", "NATIVE math.atan2", "The angle in radians of the point at `x` and `y`."],
  ["(%random-bits)", "NATIVE math.random_bits", "64 random bits, as an integer."],
  ["(%unit-float bits)", "NATIVE math.unit_float", "A float below 1 of 64 bits."],
  [
    "(%int-within bits low high)",
    "NATIVE math.int_within",
    "An integer of 64 bits; null when it takes others.",
  ],
  ["(expt x n)", "NATIVE math.pow", "`x` to the power `n`."],
  ["(bit-and a b)", "BAND", "Bits that are set in both."],
  ["(bit-or a b)", "BOR", "Bits that are set in one of the two."],
  ["(bit-xor a b)", "BXOR", "Bits that are set in exactly one."],
  ["(bit-not a)", "BNOT", "All bits reversed."],
  ["(shift-left a count)", "SHL", "The bits moved left."],
  ["(shift-right a count)", "SHR", "The bits moved right, keeping the sign."],
  ["(json-parse text)", "JSON_PARSE", "The value that a JSON text says."],
  ["(json-stringify value)", "JSON_STRINGIFY", "A value as JSON text."],
  ["(%read-line)", "READ_LINE", "The next line of standard input, without its end."],
  ["(%read-char)", "READ_CHAR", "The next character of standard input; its end is a fault."],
  ["(%at-eof)", "AT_EOF", "Whether nothing is left on standard input."],
  ["(read-file name)", "READ_FILE", "The text of a file."],
  ["(args)", "GET_ARGS", "The program's name and its arguments."],
  ["(now-ms)", "GET_TIME_MS", "Milliseconds since 1970."],
  ["(self)", "SELF", "The number of the running process."],
  ["(processes)", "PROCESSES", "All processes, as objects."],
  ["(which-children)", "WHICH_CHILDREN", "The children of this supervisor, as objects."],
  ["(link pid)", "LINK", "Ties this process and another: when one ends abnormally, so does the other."],
  ["(unlink pid)", "UNLINK", "Undoes a link."],
  ["(monitor pid)", "MONITOR", "A notice comes when the process ends; gives a reference."],
  ["(demonitor ref)", "DEMONITOR", "Undoes a monitor."],
  [
    "(same? a b)",
    "NATIVE value.same",
    "Whether two values are the same: as `equal?`, but of two values that change only one itself.",
  ],
  ["(list-ref list index)", "INDEX", "The item of a list at `index`, counted from 0: the same as `nth`."],
  ["(%cell value)", "MAKE_CELL", "A cell that holds a value."],
  ["(%fresh-cells items)", "NATIVE vector.cells", "A list of new cells, which hold the items of a list."],
  ["(%filled-cells item count)", "NATIVE vector.filled", "A list of new cells, each of which holds `item`."],
  ["(%repeated item count)", "NATIVE list.repeated", "A list that holds `item` so many times."],
  ["(%cell? value)", "TYPE_OF|PUSH_STR cell|EQ|TO_BOOL", "Whether `value` is a cell."],
  ["(%handlers)", "LOAD ~handlers", "The handlers of `with-exception-handler`, the innermost first."],
  ["(%cell-get cell)", "CELL_GET", "What a cell holds."],
  [
    "(vector-ref vector index)",
    "NATIVE vector.cell|CELL_GET",
    "The item of a vector at `index`, counted from 0.",
  ],
];

const SILENT: readonly PrimitiveRow[] = [
  ["(display value)", "WRITE", "Writes a value without a line end; to a port where one is given."],
  ["(display-error value)", "WRITE_ERR", "Writes a value to standard error, without a line end."],
  ["(throw value)", "THROW", "Raises an exception: a string is its message."],
  [
    "(raise value)",
    "THROW",
    "Raises a value: the handler of `with-exception-handler` gets it, or `guard` or `catch`, whichever is innermost.",
  ],
  ["(newline)", "PUSH_STR \n|WRITE", "Writes a line end; to a port where one is given."],
  ["(%set-handlers! handlers)", "STORE_GLOBAL ~handlers", "Changes the handlers."],
  ["(%cell-set! cell value)", "CELL_SET", "Changes what a cell holds."],
  [
    "(vector-set! vector index item)",
    "ROT|ROT|NATIVE vector.cell|SWAP|CELL_SET",
    "Changes the item of a vector at `index`.",
  ],
  [
    "(exit code)",
    "EXIT",
    "Ends the whole run with an exit code: 0 where it is left out or true, 1 for false.",
  ],
  ["(sleep milliseconds)", "SLEEP", "Waits."],
  ["(write-file name text)", "SWAP|WRITE_FILE", "Writes a text to a file."],
  ["(send pid message)", "SWAP|SEND", "Sends a message to a process."],
  ["(yield)", "YIELD", "Lets the other processes run first."],
  ["(trap-exit flag)", "TRAP_EXIT", "Whether exits of linked processes come as messages."],
  ["(exit-signal pid reason)", "SWAP|EXIT_SIGNAL", "Sends an exit signal to a process."],
];

const VARIADIC: readonly Primitive[] = [
  fold("+", "ADD", 0, "The sum."),
  fold("-", "SUB", 0, "The difference; of one number, its negative."),
  fold("*", "MUL", 1, "The product."),
  fold("/", "DIV", 1, "The quotient, truncated for integers; of one number, 1 divided by it."),
  chain(
    "=",
    "EQUALS",
    "1 when all values are equal: numbers by size, lists and objects by contents; else 0.",
  ),
  chain("!=", "EQUALS|PUSH_INT 0|EQ", "1 when neighbours differ, else 0."),
  chain("<", "LESS", "1 when each number is less than the next, else 0."),
  chain(">", "GREATER", "1 when each number is greater than the next, else 0."),
  chain("<=", "AT_MOST", "1 when each number is at most the next, else 0."),
  chain(">=", "AT_LEAST", "1 when each number is at least the next, else 0."),
  {
    name: "print",
    parameters: ["values"],
    code: "PRINT",
    silent: true,
    style: "print",
    doc: "Writes the values, separated by blanks, and a line end.",
  },
  {
    name: "println",
    parameters: ["values"],
    code: "PRINT",
    silent: true,
    style: "print",
    doc: "Writes the values, separated by blanks, and a line end.",
  },
  {
    name: "apply",
    parameters: ["function", "arguments"],
    code: "SWAP|APPLY",
    silent: false,
    style: "apply",
    doc: "Calls a function with the arguments and, at the end, the items of the last one, which is a list.",
  },
  {
    name: "str",
    parameters: ["values"],
    code: "",
    silent: false,
    style: "text",
    doc: "The texts of all values, joined.",
  },
  {
    name: "string-append",
    parameters: ["strings"],
    code: "CONCAT",
    silent: false,
    style: "fold",
    doc: "The strings, joined.",
  },
];

function fold(name: string, code: string, identity: number, doc: string): Primitive {
  return {
    name,
    parameters: ["numbers"],
    code,
    silent: false,
    style: "fold",
    identity,
    doc,
    expects: "numbers",
  };
}

function chain(name: string, code: string, doc: string): Primitive {
  return { name, parameters: ["values"], code, silent: false, style: "chain", doc, expects: "numbers" };
}

function fixed([signature, code, doc, expects]: PrimitiveRow, silent: boolean): Primitive {
  const [name, ...parameters] = signature.slice(1, -1).split(" ");
  return { name, parameters, code, silent, style: "fixed", doc, expects };
}

export const PRIMITIVES: ReadonlyMap<string, Primitive> = new Map(
  [...FIXED.map((row) => fixed(row, false)), ...SILENT.map((row) => fixed(row, true)), ...VARIADIC].map(
    (primitive) => [primitive.name, primitive],
  ),
);

/** The use of a primitive in code that a form stands for. */
export function primitiveNode(name: string, items: readonly Node[], span: Node["span"]): Node {
  const primitive = PRIMITIVES.get(name);
  if (primitive === undefined) throw new Error(`there is no primitive ${name}`);
  return { kind: "primitive", primitive, items, span };
}
