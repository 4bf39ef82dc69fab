/**
 * Lists: immutable to those who hold them, cheap at both ends.
 *
 * A flat list is a view: the items at positions `start` to `start + length` of two arrays that lists share. Position 0 is
 * the first item of `back`, position −1 the first item of `front`, which grows away from it. An item is added in place
 * where the view reaches the end of its array; nobody else sees that end. Where an older list has used the place already,
 * a short list is copied, and a long one becomes a branch: a balanced tree (Adelson-Velsky and Landis, 1962) whose leaves
 * are flat lists. So an item is added or taken away at either end, and a part is taken, in constant amortised time on
 * flat lists and in time logarithmic in the number of leaves on trees; `at` takes constant time on flat lists.
 *
 * Invariant: the items that a view shows never change. A view that shows nothing of an array does not hold it. How long a
 * view may hold an array of which it shows a part is up to who marks: see `run/list-extents.ts`.
 */
import { effort } from "./effort.ts";
import { withOneMore } from "./room.ts";
import type { Value } from "./value.ts";

/** Up to this length a list is copied rather than made a branch. */
const SHORT = 32;
/** An array of fewer items is copied where one is added: see `room.ts`. */
const FEW = 8;
/** The most items that are copied at once: well under a millisecond. Where more would be, a list becomes a tree. */
export const FLAT = 2 ** 17;
/** The most items that an array of lists grows to: where it grows, engines hold it two and a half times over for a moment. */
const LONGEST_ARRAY = 2 ** 18;
/** The array of a view without items in `back`: nothing is ever added to it. */
const NONE: Value[] = [];
/** The `start` of a branch: no position of it is in `back`. */
const BRANCH = -(2 ** 30);

/** What lists have done since the start, for tests of growth. It only increases. */
export const listWork = {
  /** Items that were copied from a list to another array. */
  copied: 0,
};

/** The root of a tree of lists. */
class InnerNode {
  readonly height: number;

  constructor(
    readonly left: List,
    readonly right: List,
  ) {
    this.height = 1 + Math.max(left.height, right.height);
  }
}

/** An immutable list of values. */
export class List {
  static readonly EMPTY = new List(NONE, undefined, 0, 0);
  /** The number of the last mark that has found it: see `run/marking.ts`. */
  mark = 0;
  static {
    // What never changes is a constant to engines, and what they make of that is thrown away by the first change: it comes at once.
    List.EMPTY.mark = -1;
  }

  private constructor(
    private back: Value[],
    private front: Value[] | InnerNode | undefined,
    private start: number,
    readonly length: number,
  ) {}

  /** Takes over `items`: the caller must not change the array afterwards. */
  static of(items: Value[]): List {
    if (items.length === 0) return List.EMPTY;
    return new List(items, undefined, 0, items.length);
  }

  /** The item at `index`, which must be an integer from 0 to `length - 1`. */
  at(index: number): Value {
    const { start } = this;
    const position = start + index;
    if (position >= 0) return this.back[position];
    return start === BRANCH ? this.inBranch(index) : (this.front as Value[])[-1 - position];
  }

  private inBranch(index: number): Value {
    let list: List = this;
    let rest = index;
    for (let { front } = list; front instanceof InnerNode; front = list.front) {
      const { left, right } = front;
      const isLeft = rest < left.length;
      list = isLeft ? left : right;
      if (!isLeft) rest -= left.length;
    }
    const position = list.start + rest;
    return position >= 0 ? list.back[position] : (list.front as Value[])[-1 - position];
  }

  /** The list with `item` after the others. */
  append(item: Value): List {
    const { back, front, start, length } = this;
    const end = start + length;
    if (end === back.length && back !== NONE && end < LONGEST_ARRAY) {
      if (end < FEW && front === undefined && start === 0) return List.of(withOneMore(back, item));
      return new List(pushed(back, item), front, start, length + 1);
    }
    if (front instanceof InnerNode) {
      return this.appendInPlace(item) ?? join(front.left, front.right.append(item));
    }
    if (end === 0 && length > 0) {
      return new List([item], front, start, length + 1);
    }
    return join(this, List.of([item]));
  }

  /** Appends where the last array of the tree grows, so that the tree stays as it is; undefined where it does not. */
  private appendInPlace(item: Value): List | undefined {
    const { back, front, start, length } = this;
    if (front instanceof InnerNode) {
      const right = front.right.appendInPlace(item);
      return right && List.ofBranch(front.left, right);
    }
    const end = start + length;
    if (end !== back.length || end < FEW || end >= LONGEST_ARRAY) return undefined;
    return new List(pushed(back, item), front, start, length + 1);
  }

  private prependInPlace(item: Value): List | undefined {
    const { back, front, start, length } = this;
    if (front instanceof InnerNode) {
      const left = front.left.prependInPlace(item);
      return left && List.ofBranch(left, front.right);
    }
    if (front === undefined || front.length !== -start || -start >= LONGEST_ARRAY) return undefined;
    return new List(back, pushed(front, item), start - 1, length + 1);
  }

  /** The list without its first item, which must be there. */
  rest(): List {
    const { back, front, start, length } = this;
    if (length === 1) return List.EMPTY;
    if (start === BRANCH) return this.slice(1, length);
    return new List(back, start < -1 ? front : undefined, start + 1, length - 1);
  }

  /** The list with `item` before the others. */
  prepend(item: Value): List {
    const { back, front, start, length } = this;
    if (front instanceof InnerNode) {
      return this.prependInPlace(item) ?? join(front.left.prepend(item), front.right);
    }
    if (front !== undefined && front.length === -start && -start < LONGEST_ARRAY) {
      return new List(back, pushed(front, item), start - 1, length + 1);
    }
    if (start === 0 && length > 0 && length < LONGEST_ARRAY) {
      return new List(back, [item], -1, length + 1);
    }
    return join(List.of([item]), this);
  }

  /** The items of this list, then those of `other`: in time proportional to the shorter one, at most. */
  concat(other: List): List {
    if (this.length === 0) return other;
    if (other.length === 0) return this;
    const shorter = Math.min(this.length, other.length);
    effort.spent += Math.min(shorter, FLAT);
    if (shorter > FLAT) return join(this, other);
    return other.length <= this.length ? this.withAfter(other) : other.withBefore(this);
  }

  /** The items of a list that is no longer than `FLAT` after those of this one: at the end of its last array, if there is room. */
  private withAfter(other: List): List {
    if (this.front instanceof InnerNode && other.height === 0) {
      const { left, right } = this.front;
      return join(left, right.withAfter(other));
    }
    const isRoom = this.length + other.length <= LONGEST_ARRAY;
    return isRoom && this.growsAtEnd ? this.grownBy(other) : join(this, other);
  }

  private withBefore(other: List): List {
    if (this.front instanceof InnerNode && other.height === 0) {
      const { left, right } = this.front;
      return join(left.withBefore(other), right);
    }
    const isRoom = this.length + other.length <= LONGEST_ARRAY;
    return isRoom && this.growsAtStart ? this.grownBefore(other) : join(other, this);
  }

  private grownBy(other: List): List {
    const back = this.back === NONE ? [] : this.back;
    for (let i = 0; i < other.length; i++) back.push(other.at(i));
    listWork.copied += other.length;
    return new List(back, this.front, this.start, this.length + other.length);
  }

  private grownBefore(other: List): List {
    const front = this.front === undefined ? [] : (this.front as Value[]);
    for (let i = other.length - 1; i >= 0; i--) front.push(other.at(i));
    listWork.copied += other.length;
    return new List(this.back, front, this.start - other.length, this.length + other.length);
  }

  private get growsAtEnd(): boolean {
    const end = this.start + this.length;
    return end === 0 || (end === this.back.length && this.back !== NONE);
  }

  private get growsAtStart(): boolean {
    const { front, start } = this;
    return start === 0 || (!(front instanceof InnerNode) && front?.length === -start);
  }

  /** The list with another item at `index`; the others of a flat list are copied, of a very long one those near it. */
  with(index: number, item: Value): List {
    const { branch } = this;
    if (branch !== undefined) {
      const { left, right } = branch;
      return index < left.length
        ? List.ofBranch(left.with(index, item), right)
        : List.ofBranch(left, right.with(index - left.length, item));
    }
    if (this.length > FLAT) return this.inLeaves(0, this.length).with(index, item);
    const copy = this.toArray();
    copy[index] = item;
    return List.of(copy);
  }

  /** The items from `from` to `to` as a balanced tree of views of them, none of which is longer than `FLAT`. */
  private inLeaves(from: number, to: number): List {
    if (to - from <= FLAT) return this.slice(from, to);
    const middle = (from + to) >> 1;
    return List.ofBranch(this.inLeaves(from, middle), this.inLeaves(middle, to));
  }

  /** The items from `from` up to but not including `to`; both are 0 or more, and may be past the end. */
  slice(from: number, to: number): List {
    const end = Math.min(to, this.length);
    if (from >= end) return List.EMPTY;
    if (end - from === this.length) return this;
    if (this.front instanceof InnerNode) return sliceBranch(this.front, from, end);
    const first = this.start + from;
    const length = end - from;
    return new List(first + length > 0 ? this.back : NONE, first < 0 ? this.front : undefined, first, length);
  }

  /** A new array of the items. */
  toArray(): Value[] {
    effort.spent += this.length;
    return this.items();
  }

  private items(): Value[] {
    const { back, front, start, length } = this;
    listWork.copied += length;
    if (front === undefined) return back.slice(start, start + length);
    const items: Value[] = [];
    forEachLeaf(this, (leaf) => {
      for (let i = 0; i < leaf.length; i++) items.push(leaf.at(i));
    });
    return items;
  }

  *[Symbol.iterator](): IterableIterator<Value> {
    const leaves: List[] = [];
    forEachLeaf(this, (leaf) => leaves.push(leaf));
    for (const leaf of leaves) for (let i = 0; i < leaf.length; i++) yield leaf.at(i);
  }

  /** The height of the tree: 0 for a flat list. */
  get height(): number {
    return this.front instanceof InnerNode ? this.front.height : 0;
  }

  /** The two lists that this one is made of; undefined when it is flat. */
  get branch(): { readonly left: List; readonly right: List } | undefined {
    return this.front instanceof InnerNode ? this.front : undefined;
  }

  /** The array of a short flat list, if the list shows all of it and nothing else. */
  get shortArray(): Value[] | undefined {
    const { back, front, start, length } = this;
    return front === undefined && start === 0 && length === back.length && length <= SHORT ? back : undefined;
  }

  /**
   * Takes an array without room for more items, where it is the list's alone or others show a part of it: one that items were added
   * to has room for half as many again, or for 16. Returns how many items it has copied.
   */
  trim(): number {
    const { back, front, start, length } = this;
    if (front !== undefined || start !== 0 || length !== back.length || length < FEW) return 0;
    this.back = back.slice();
    listWork.copied += length;
    return length;
  }

  /** Where a flat list lies: calls `visit` with each array of which it shows something, and the indexes of what it shows. */
  visitArrays(visit: (array: Value[], from: number, to: number) => void): void {
    const { back, front, start } = this;
    const end = start + this.length;
    if (end > 0) visit(back, Math.max(start, 0), end);
    if (start < 0 && Array.isArray(front)) visit(front, Math.max(-end, 0), -start);
  }

  /**
   * Shows the same items in another array: `to` holds those of `from` from `offset` on, as far as this list shows them. No
   * holder of the list sees a difference.
   */
  moveTo(from: Value[], to: Value[], offset: number): void {
    if (this.back === from) {
      this.back = to;
      this.start -= offset;
    } else if (this.front === from) {
      this.front = to;
      this.start += offset;
    }
  }

  /** A new flat list: for `join` alone. No effort is counted: the same operation always counts the same. */
  static ofBoth(left: List, right: List): List {
    return List.of([...left.items(), ...right.items()]);
  }

  /** A list with a tree, of two lists whose heights differ by 1 at most. */
  static ofBranch(left: List, right: List): List {
    return new List(NONE, new InnerNode(left, right), BRANCH, left.length + right.length);
  }
}

/** The array with an item more: a copy without room for others once it is as long as arrays become. */
function pushed(array: Value[], item: Value): Value[] {
  array.push(item);
  if (array.length !== LONGEST_ARRAY) return array;
  listWork.copied += LONGEST_ARRAY;
  return array.slice();
}

/** The items of two lists, as a list that is flat when it is short, and balanced otherwise. */
function join(left: List, right: List): List {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  if (left.length + right.length <= SHORT) return List.ofBoth(left, right);
  // A short leaf goes down to its neighbour, to become a part of it: so there are not many short ones.
  const isShort = (list: List) => list.height === 0 && list.length < SHORT / 2;
  const a = left.branch;
  const b = right.branch;
  if (a !== undefined && left.height > right.height + (isShort(right) ? 0 : 1)) {
    return balanced(a.left, join(a.right, right));
  }
  if (b !== undefined && right.height > left.height + (isShort(left) ? 0 : 1)) {
    return balanced(join(left, b.left), b.right);
  }
  return List.ofBranch(left, right);
}

/** A branch of two lists whose heights differ by 2 at most. */
function balanced(left: List, right: List): List {
  const a = left.branch;
  const b = right.branch;
  if (b !== undefined && right.height > left.height + 1) {
    const inner = b.left.branch;
    if (inner === undefined || b.right.height >= b.left.height) {
      return List.ofBranch(List.ofBranch(left, b.left), b.right);
    }
    return List.ofBranch(List.ofBranch(left, inner.left), List.ofBranch(inner.right, b.right));
  }
  if (a !== undefined && left.height > right.height + 1) {
    const inner = a.right.branch;
    if (inner === undefined || a.left.height >= a.right.height) {
      return List.ofBranch(a.left, List.ofBranch(a.right, right));
    }
    return List.ofBranch(List.ofBranch(a.left, inner.left), List.ofBranch(inner.right, right));
  }
  return List.ofBranch(left, right);
}

function sliceBranch({ left, right }: InnerNode, from: number, to: number): List {
  const middle = left.length;
  if (to <= middle) return left.slice(from, to);
  if (from >= middle) return right.slice(from - middle, to - middle);
  return join(left.slice(from, middle), right.slice(0, to - middle));
}

/** Calls `visit` with the flat lists of a list, in order. */
function forEachLeaf(list: List, visit: (leaf: List) => void): void {
  const { branch } = list;
  if (branch === undefined) {
    visit(list);
    return;
  }
  forEachLeaf(branch.left, visit);
  forEachLeaf(branch.right, visit);
}
