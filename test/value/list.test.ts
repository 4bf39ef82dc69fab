/** Lists against plain arrays, and how many items their operations copy. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ListExtents } from "../../vm-core/run/list-extents.ts";
import { List } from "../../vm-core/value/list.ts";
import { listWork } from "../../vm-core/value/list-arrays.ts";
import type { Value } from "../../vm-core/value/value.ts";

/** A list with the array that it is to equal. */
type Pair = readonly [list: List, model: readonly Value[]];

interface Operation {
  readonly kind: "append" | "prepend" | "slice" | "concat" | "with" | "rest" | "release" | "long";
  /** Chooses lists, positions and lengths. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

const operations: fc.Arbitrary<readonly Operation[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("append", "prepend", "slice", "concat", "with", "rest", "release", "long"),
    a: fc.nat(999),
    b: fc.nat(999),
    c: fc.nat(999),
  }),
  { maxLength: 120 },
);

function apply({ kind, a, b, c }: Operation, pairs: readonly Pair[], fresh: number): Pair | undefined {
  const [list, model] = pairs[a % pairs.length];
  const [other, otherModel] = pairs[b % pairs.length];
  const from = b % (model.length + 2);
  switch (kind) {
    case "append":
      return [list.append(fresh), [...model, fresh]];
    case "prepend":
      return [list.prepend(fresh), [fresh, ...model]];
    case "slice": {
      // Most parts lack an item or two at the ends.
      const start = c % 3 === 0 ? from : b % 3;
      const end = c % 2 === 0 ? model.length - (c % 3) : from + c;
      return [list.slice(start, Math.max(start, end)), model.slice(start, Math.max(start, end))];
    }
    case "concat":
      return model.length + otherModel.length > 5000
        ? undefined
        : [list.concat(other), [...model, ...otherModel]];
    case "with": {
      if (model.length === 0) return undefined;
      const at = b % model.length;
      return [list.with(at, fresh), model.map((item, index) => (index === at ? fresh : item))];
    }
    case "rest":
      return model.length === 0 ? undefined : [list.rest(), model.slice(1)];
    case "long": {
      const items = Array.from({ length: 40 + (b % 60) }, (_, index) => fresh + index / 1000);
      return [List.of([...items]), items];
    }
    default:
      return undefined;
  }
}

/** What a mark does to the lists that it finds. */
function release(lists: readonly List[]): void {
  const extents = new ListExtents();
  const flat = (list: List): List[] => {
    const { tree } = list;
    return tree === undefined ? [list] : [...flat(tree.left), ...flat(tree.right)];
  };
  for (const list of new Set(lists.flatMap(flat))) extents.add(list, () => undefined);
  extents.release();
}

function assertEqual([list, model]: Pair): void {
  assert.equal(list.length, model.length);
  assert.deepEqual(list.toArray(), model);
  assert.deepEqual([...list], model);
  for (const [index, item] of model.entries()) assert.equal(list.at(index), item);
}

/** How many items an action copies. */
function copied(action: () => void): number {
  const before = listWork.copied;
  action();
  return listWork.copied - before;
}

describe("Lists", () => {
  it("are like arrays, whatever was made of older ones and whatever a mark has released", () => {
    fc.assert(
      fc.property(operations, fc.array(fc.nat(3), { maxLength: 20 }), (all, drops) => {
        let pairs: Pair[] = [
          [List.EMPTY, []],
          [List.of([1, 2, 3]), [1, 2, 3]],
        ];
        for (const [index, operation] of all.entries()) {
          const made = apply(operation, pairs, 1000 + index);
          if (made !== undefined) {
            // Most operations are on what was made last: lists get long, and parts of parts.
            pairs = operation.c % 4 === 0 ? [made, ...pairs] : [...pairs.slice(-3), made, made, made];
          }
          if (operation.kind !== "release") continue;
          if (drops.includes(operation.a % 4)) pairs = pairs.slice(1 + (operation.b % pairs.length));
          if (pairs.length === 0) pairs = [[List.EMPTY, []]];
          // What a mark does not find stays as it is.
          release(pairs.filter((_, at) => at % 3 < 2).map(([list]) => list));
        }
        for (const pair of pairs) assertEqual(pair);
      }),
      { numRuns: 2000 },
    );
  });

  for (const size of [1_000, 10_000, 100_000, 1_000_000]) {
    it(`of ${size} items are built, walked and taken apart at both ends, each copied once at most`, () => {
      let front = List.EMPTY;
      let back = List.EMPTY;
      const work = copied(() => {
        for (let i = 0; i < size; i++) {
          front = front.prepend(i);
          back = back.append(i);
        }
        for (const list of [front, back]) {
          let rest = list;
          for (let i = 0; i < size - 1; i++) rest = rest.slice(1, rest.length);
          assert.equal(rest.at(0), list.at(size - 1));
          rest = list;
          for (let i = 0; i < size - 1; i++) rest = rest.slice(0, rest.length - 1);
          assert.equal(rest.at(0), list.at(0));
        }
      });
      // An array that has become as long as any is copied, once.
      assert.ok(work <= (size < 2 ** 13 ? 0 : 2.01 * size), `${work} items copied`);
    });

    it(`of ${size} items copy a bounded number where two share a beginning or an end`, () => {
      const shared = List.of(Array.from({ length: size }, (_, i) => i));
      for (const list of [shared, shared.slice(1, size), shared.slice(0, size - 1)]) {
        let stack = list;
        const work = copied(() => {
          for (let i = 0; i < 1000; i++) {
            stack = stack
              .prepend(i)
              .prepend(i)
              .slice(1, stack.length + 2)
              .prepend(-i)
              .append(i)
              .append(i);
            stack = stack.slice(0, stack.length - 1).append(-i);
            assert.equal(list.prepend(i).at(0), i);
            assert.equal(list.append(i).at(list.length), i);
          }
        });
        assert.ok(work < 1000 * 200, `${work} items copied`);
        assert.equal(stack.length, list.length + 4000);
        assert.ok(stack.height < 20, `the tree is ${stack.height} high`);
      }
    });

    it(`of ${size} items take at most the shorter one's work to put together`, () => {
      const parts = Array.from({ length: 1000 }, (_, i) => List.of([i, i + 1]));
      let all = List.of(Array.from({ length: size }, (_, i) => i));
      const work = copied(() => {
        for (const part of parts) all = part.concat(all.concat(part));
      });
      assert.equal(all.length, size + 4000);
      assert.ok(work <= 4000, `${work} items copied`);
    });
  }

  it("with a tree share it with what is made of them at the ends", () => {
    const size = 600_000;
    let list = List.EMPTY;
    for (let i = 0; i < size; i++) list = i % 3 === 0 ? list.prepend(-i) : list.append(i);
    const { tree } = list;
    assert.ok(tree !== undefined);
    assert.equal(list.append(1).prepend(1).rest().rest().append(2).tree, tree);
    const items = list.toArray();
    let rest = list;
    for (let i = 0; i < size; i++, rest = rest.rest()) {
      assert.equal(rest.length, size - i);
      if (rest.at(0) !== items[i] || rest.at(rest.length - 1) !== items[size - 1]) assert.fail(`item ${i}`);
      if (i % 50_000 === 0) {
        assert.deepEqual(rest.prepend(7).append(8).toArray(), [7, ...items.slice(i), 8]);
        assert.deepEqual(list.slice(i, i + 70_000).toArray(), items.slice(i, i + 70_000));
      }
    }
    assert.equal(rest, List.EMPTY);
  });

  it("of a million items are not held by a part of them after a mark", () => {
    const whole = List.of(Array.from({ length: 1_000_000 }, (_, i) => i));
    const parts = [
      whole.slice(10, 12),
      whole.slice(11, 14),
      whole.slice(999_990, 1_000_000),
      whole.slice(500, 501),
    ];
    const expected = parts.map((part) => part.toArray());
    let scanned = 0;
    const extents = new ListExtents();
    for (const part of parts) extents.add(part, (_, from, to) => (scanned += to - from));
    extents.release();
    assert.equal(scanned, 4 + 10 + 1);
    assert.deepEqual(
      parts.map((part) => part.toArray()),
      expected,
    );
    const held = new Set<Value[]>();
    for (const part of parts) part.visitArrays((array) => held.add(array));
    assert.equal(
      [...held].reduce((sum, array) => sum + array.length, 0),
      15,
    );
  });

  it("that show the same items have them scanned once", () => {
    const size = 100_000;
    for (const order of ["from the longest", "from the shortest", "apart first"]) {
      const whole = List.of(Array.from({ length: size }, (_, i) => i));
      const tails = Array.from({ length: size - 1 }, (_, i) => whole.slice(i, size));
      if (order === "from the shortest") tails.reverse();
      const first = order === "apart first" ? [whole.slice(0, 1), whole.slice(size - 1, size)] : [];
      let scanned = 0;
      const extents = new ListExtents();
      for (const list of [...first, ...tails]) extents.add(list, (_, from, to) => (scanned += to - from));
      assert.equal(scanned, size);
    }
  });
});
