/** Expressions about records, vectors and hash tables. */
import type { Form } from "../direct-evaluator/index.ts";
import type { RandomPrograms } from "./index.ts";
import type { Maker } from "./makers.ts";
import { local, type Scope, type Type } from "./scope.ts";

/** The definitions that the others need. */
export const RECORDS: readonly Form[] = [
  [
    "define-record-type",
    "spot",
    ["make-spot", "down", "across"],
    "spot?",
    ["across", "spot-x"],
    ["down", "spot-y", "set-spot-y!"],
    ["tag", "spot-tag", "set-spot-tag!"],
  ],
  ["define-record-type", "cell", ["make-cell", "held"], "cell?", ["held", "cell-held"]],
];

const size = (make: RandomPrograms): number => make.below(5);

/** Mostly an index of a short vector. */
const index = (make: RandomPrograms, scope: Scope, fuel: number): Form =>
  make.below(8) === 0 ? make.int(scope, fuel) : make.below(3);

const key = (make: RandomPrograms, scope: Scope, fuel: number): Form =>
  make.one<() => Form>([
    () => make.below(3),
    () => make.below(3),
    () => ({ text: String(make.below(3)) }),
    () => ["list", make.below(2), make.below(2)],
    () => make.int(scope, fuel),
  ])();

const record = (make: RandomPrograms, scope: Scope, fuel: number): Form => make.make("record", scope, fuel);
const vector = (make: RandomPrograms, scope: Scope, fuel: number): Form => make.make("vector", scope, fuel);
const table = (make: RandomPrograms, scope: Scope, fuel: number): Form => make.make("table", scope, fuel);

const thunk = (form: Form): Form => ["lambda", [], form];

export const CHANGING_MAKERS: Readonly<Partial<Record<Type, readonly Maker[]>>> = {
  int: [
    (make, scope, fuel) => ["spot-x", record(make, scope, fuel)],
    (make, scope, fuel) => ["spot-y", record(make, scope, fuel)],
    (make, scope, fuel) => ["cell-held", ["make-cell", make.int(scope, fuel)]],
    (make, scope, fuel) => ["if", ["spot?", record(make, scope, fuel)], make.int(scope, fuel), -1],
    (make, scope, fuel) => ["vector-ref", vector(make, scope, fuel), index(make, scope, fuel)],
    (make, scope, fuel) => ["vector-length", vector(make, scope, fuel)],
    (make, scope, fuel) => [
      "hash-table-ref/default",
      table(make, scope, fuel),
      key(make, scope, fuel),
      make.int(scope, fuel),
    ],
    (make, scope, fuel) => [
      "hash-table-ref",
      table(make, scope, fuel),
      key(make, scope, fuel),
      thunk(make.int(scope, fuel)),
    ],
    (make, scope, fuel) => ["hash-table-ref", table(make, scope, fuel), key(make, scope, fuel)],
    (make, scope, fuel) => ["hash-table-size", table(make, scope, fuel)],
  ],
  list: [
    (make, scope, fuel) => ["vector->list", vector(make, scope, fuel)],
    (make, scope, fuel) => ["hash-table-values", table(make, scope, fuel)],
  ],
  record: [
    (make, scope, fuel) => ["make-spot", make.int(scope, fuel), make.int(scope, fuel)],
    (make, scope, fuel) => [
      "let",
      [["s", record(make, scope, fuel)]],
      ["set-spot-y!", "s", make.int(scope, fuel)],
      "s",
    ],
  ],
  vector: [
    (make, scope, fuel) => ["vector", make.int(scope, fuel), make.int(scope, fuel)],
    (make, scope, fuel) => ["make-vector", size(make), make.int(scope, fuel)],
    (make, scope, fuel) => ["list->vector", make.list(scope, fuel)],
    (make, scope, fuel) => ["vector-map", make.function(scope, fuel), vector(make, scope, fuel)],
    (make, scope, fuel) => ["vector-append", vector(make, scope, fuel), vector(make, scope, fuel)],
  ],
  table: [
    (make, scope, fuel) => ["hash-table-copy", table(make, scope, fuel)],
    (make, scope, fuel) => [
      "let",
      [["h", ["make-hash-table"]]],
      ["hash-table-set!", "h", key(make, scope, fuel), make.int(scope, fuel)],
      "h",
    ],
  ],
};

export const CHANGING_LEAVES: Readonly<Partial<Record<Type, Maker>>> = {
  record: (make) => ["make-spot", make.below(9), 2],
  vector: (make) =>
    make.one<Form>([
      ["vector", 1, 2, 3],
      ["make-vector", size(make)],
      ["vector", make.below(5)],
    ]),
  table: () => ["make-hash-table"],
};

export const CHANGING_EFFECTS: readonly Maker[] = [
  (make, scope, fuel) => ["set-spot-y!", record(make, scope, fuel), make.int(scope, fuel)],
  (make, scope, fuel) => [
    "vector-set!",
    vector(make, scope, fuel),
    index(make, scope, fuel),
    make.int(scope, fuel),
  ],
  (make, scope, fuel) => ["vector-fill!", vector(make, scope, fuel), make.int(scope, fuel)],
  (make, scope, fuel) => ["vector-for-each", make.function(scope, fuel), vector(make, scope, fuel)],
  (make, scope, fuel) => [
    "hash-table-set!",
    table(make, scope, fuel),
    key(make, scope, fuel),
    make.int(scope, fuel),
  ],
  (make, scope, fuel) => ["hash-table-delete!", table(make, scope, fuel), key(make, scope, fuel)],
  (make, scope, fuel) => [
    "hash-table-update!/default",
    table(make, scope, fuel),
    key(make, scope, fuel),
    make.function(scope, fuel),
    make.int(scope, fuel),
  ],
  (make, scope, fuel) => [
    "hash-table-walk",
    table(make, scope, fuel),
    ["lambda", ["k", "v"], make.effect([...scope, local("v", "int")], fuel - 1)],
  ],
];
