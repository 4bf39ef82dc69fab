/** Large values of every kind, each made when it is first asked for. */
import { FrameLayout } from "../../vm-core/run/frame.ts";
import { Bytes, Handle } from "../../vm-core/value/bytes.ts";
import { Closure, ExceptionValue, FunctionValue } from "../../vm-core/value/callable.ts";
import { Cell } from "../../vm-core/value/cell.ts";
import { List } from "../../vm-core/value/list.ts";
import { ObjectValue } from "../../vm-core/value/object.ts";
import { SymbolValue } from "../../vm-core/value/symbol.ts";
import { Float, type Value } from "../../vm-core/value/value.ts";

/** Items, fields, characters or bytes of a large value. */
export const LARGE = 150_000;

function times<T>(make: (index: number) => T, count = LARGE): T[] {
  const items: T[] = [];
  for (let i = 0; i < count; i++) items.push(make(i));
  return items;
}

const fields = (count = LARGE): ObjectValue => ObjectValue.from(times((i) => [`key${i}`, i] as const, count));

/** An object of which there are as many newer versions: it has to be found again among their differences. */
function oldVersion(): ObjectValue {
  const old = fields(100);
  let newer = old;
  for (let i = 0; i < LARGE; i++) newer = newer.with(`key${i % 100}`, -i);
  newest.push(newer);
  return old;
}
const newest: ObjectValue[] = [];

function deep(): Value {
  let list = List.of([1]);
  for (let i = 0; i < LARGE; i++) list = List.of([list]);
  return list;
}

/** A list that has grown twice at one place again and again: a tree. */
function tree(): List {
  let list = List.of(times((i) => i, 1_000));
  while (list.length < LARGE) list = List.ofBranch(list, list);
  return list;
}

const text = (piece: string): string => flat(piece.repeat(Math.ceil(LARGE / piece.length)));

/** A text as it comes from a file. */
function flat(made: string): string {
  return Buffer.from(made).toString();
}

type Values = Readonly<Record<string, () => Value>>;

/** Texts of which an operation on texts may make much, by their names. */
export const LARGE_TEXTS: Values = {
  "a text of ASCII": () => text("abc def,"),
  digits: () => text("0"),
  blanks: () => text(" "),
  directives: () => text("%Y"),
  places: () => text("{}"),
  "a text of a URL": () => `http://x/${text("a")}`,
  JSON: () => `[${text("1,")}1]`,
  CSV: () => text("a,b\n"),
};

/** Where the code of a closure begins: at the start of the program. */
const ENTRY = { start: 0, slots: [], layout: new FrameLayout(0), capturedSlots: [], unnamed: true };

/** One of each kind, by their names. Called twice, each makes two equal values. */
export const LARGE_VALUES: Values = {
  "a text": () => text("aB→\n"),
  list: () => List.of(times((i) => i)),
  "a list of texts": () => List.of(times((i) => `text${i}`)),
  "a list of floats": () => List.of(times((i) => new Float(i / 3))),
  "a list of pairs": () => List.of(times((i) => List.of([i, "b"]))),
  "a list that is a tree": tree,
  "a deep list": deep,
  object: () => fields(),
  "an old object": oldVersion,
  bytes: () => new Bytes(new Uint8Array(LARGE)),
  // What a closure captures, and what a function takes, are written in the program one by one.
  closure: () => new Closure(0, [], fields(LARGE / 8), ENTRY),
  "a closure over a list": () =>
    new Closure(0, [], ObjectValue.from([["x", List.of(times((i) => i))]]), ENTRY),
  "a function of many": () =>
    new FunctionValue(
      0,
      times((i) => `p${i}`, LARGE / 8),
      ENTRY,
    ),
  exception: () => new ExceptionValue("Thrown", text("m"), 0, List.of(times((i) => i)), []),
  cell: () => new Cell(List.of(times((i) => i))),
  vector: () => new Cell(List.of(times((i) => new Cell(i)))),
  "a hash table": () =>
    new Cell(
      ObjectValue.from([
        ["", List.EMPTY],
        ...times((i) => [`h${i}`, List.of([List.of([i, i])])] as const, LARGE / 4),
      ]),
    ),
  symbol: () => new SymbolValue(text("s")),
};

/** Values that fit many operands, to stand beside a large one. */
export const SMALL_VALUES: readonly Value[] = [
  ...[3, "key1", "", ",", List.of([1, "b"]), ObjectValue.from([["x", 1]]), new Bytes(new Uint8Array([1]))],
  ...[new Float(1.5), true, null, new Handle("stream", "stream", 1), new Handle("connection", "c", 2)],
  ...[new Handle("future", "future", 3), new Cell(1), new SymbolValue("name")],
];

const MADE = new Map<string, Value>();

/** A large value of a kind: the same one each time, or another one that is equal. */
export function large(kind: string, which: "one" | "other" = "one"): Value {
  const key = `${which} ${kind}`;
  let value = MADE.get(key);
  if (value === undefined) {
    value = (LARGE_VALUES[kind] ?? LARGE_TEXTS[kind])();
    MADE.set(key, value);
  }
  return value;
}
