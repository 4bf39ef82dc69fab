/**
 * Compares two values with everything in them, portion by portion.
 *
 * Invariant: no recursion over nesting, and nothing is made of the parts of two values before their turn comes.
 */
import { Compared } from "./compared.ts";
import { effort } from "./effort.ts";
import { fieldsOf, returningTo } from "./large-object.ts";
import { List } from "./list.ts";
import { ObjectValue } from "./object.ts";
import type { Value } from "./value.ts";
import { Pace, type Portions } from "./work.ts";

/** Two values whose parts are compared in pairs. */
interface Level {
  readonly length: number;
  at: number;
  left(index: number): Value;
  right(index: number): Value;
}

/**
 * What equality means: decides a pair that is neither two lists nor two objects, or gives two values that the pair is as
 * equal as.
 */
export type EqualParts = (a: Value, b: Value, compared: Compared) => boolean | readonly [Value, Value];

/** Whether two values are equal. */
export function* comparing(a: Value, b: Value, equalParts: EqualParts): Portions<boolean> {
  const pace = new Pace();
  const compared = new Compared();
  const levels: Level[] = [levelOfPair(a, b)];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    effort.spent++;
    if (pace.isOver()) yield 0;
    if (level.at === level.length) {
      levels.pop();
      continue;
    }
    const x = level.left(level.at);
    const y = level.right(level.at);
    level.at++;
    const inner =
      levelOf(x, y, compared) ??
      (x instanceof ObjectValue && y instanceof ObjectValue
        ? yield* levelOfFields(x, y)
        : equalParts(x, y, compared));
    if (inner === false) return false;
    if (inner !== true)
      levels.push(Array.isArray(inner) ? levelOfPair(inner[0], inner[1]) : (inner as Level));
  }
  return true;
}

function levelOfPair(x: Value, y: Value): Level {
  return { length: 1, at: 0, left: () => x, right: () => y };
}

/**
 * The parts of two lists; whether two lists or two objects are equal where that is known, undefined for objects whose fields are
 * to be compared, and for other values. The same list is equal to itself where its items are.
 */
function levelOf(x: Value, y: Value, compared: Compared): Level | boolean | undefined {
  if (x instanceof List && y instanceof List) {
    if (x === y) return true;
    if (x.length !== y.length) return false;
    return compared.isNew(x, y) ? new ItemsLevel(x, y) : true;
  }
  if (!(x instanceof ObjectValue) || !(y instanceof ObjectValue)) return undefined;
  if (x === y) return true;
  if (x.size !== y.size) return false;
  return compared.isNew(x, y) ? undefined : true;
}

class ItemsLevel implements Level {
  at = 0;
  readonly length: number;

  constructor(
    private readonly x: List,
    private readonly y: List,
  ) {
    this.length = x.length;
  }

  left(index: number): Value {
    return this.x.at(index);
  }

  right(index: number): Value {
    return this.y.at(index);
  }
}

/** False where a field of the one is none of the other. */
function* levelOfFields(x: ObjectValue, y: ObjectValue): Portions<Level | false> {
  const left = yield* fieldsOf(x);
  yield* returningTo(y);
  const pace = new Pace();
  const right: Value[] = [];
  for (const [key] of left) {
    const other = y.get(key);
    if (other === undefined) return false;
    right.push(other);
    effort.spent++;
    if (pace.isOver()) yield 0;
  }
  return { length: left.length, at: 0, left: (i) => left[i][1], right: (i) => right[i] };
}
