/**
 * Lists: immutable to those who hold them, cheap at both ends.
 *
 * A flat list is a view: the items at positions `start` to `start + length` of two arrays that lists share. Position 0 is
 * the first item of `back`, position −1 the first item of `front`, which grows away from it. An item is added in place
 * where the view reaches the end of its array; nobody else sees that end. Where an older list has used the place already,
 * a short list is copied, and a long one becomes a tree: a balanced one (Adelson-Velsky and Landis, 1962) whose leaves
 * are flat lists. Such a list has the items of the tree between those of `front` and those of `back`, so that items are added at
 * both ends of it as they are at those of a flat list, and it may lack some of the first items of the tree. So an item is added at
 * either end, and the first one taken away, in constant amortised time and room; a part is taken in time logarithmic in the number of
 * leaves; `at` takes constant time on flat lists.
 *
 * Invariant: the items that a view shows never change. A view that shows nothing of an array does not hold it. How long a
 * view may hold an array of which it shows a part is up to who marks: see `run/list-extents.ts`.
 */
import { effort } from "./effort.ts";
import {
  copied,
  ended,
  FEW,
  FILLED,
  FLAT,
  few,
  LONGEST_ARRAY,
  listWork,
  pushed,
  SHORT,
} from "./list-arrays.ts";
import { ListTree } from "./list-tree.ts";
import { withOneMore } from "./room.ts";
import type { Value } from "./value.ts";

/** The array of a view without items in `back`: nothing is ever added to it. */
const NONE: Value[] = [];
/** Where positions in the tree begin for a list that has one: its `start` is that plus the position of its first item. */
const TREE = -(2 ** 30);
/** Lists with a tree start before it, flat ones after it. */
const TREES = -(2 ** 29);

type Tree = ListTree<Value, List>;

/** An immutable list of values. */
export class List {
  static readonly EMPTY = new List(NONE, undefined, undefined, 0, 0);
  /** The number of the last mark that has found it: see `run/marking.ts`. */
  mark = 0;
  static {
    // What never changes is a constant to engines, and what they make of that is thrown away by the first change: it comes at once.
    List.EMPTY.mark = -1;
  }

  private constructor(
    private back: Value[],
    private front: Value[] | undefined,
    readonly tree: Tree | undefined,
    private start: number,
    readonly length: number,
  ) {}

  /** Takes over `items`: the caller must not change the array afterwards. */
  static of(items: Value[]): List {
    if (items.length === 0) return List.EMPTY;
    return new List(items, undefined, undefined, 0, items.length);
  }

  /** The item at `index`, which must be an integer from 0 to `length - 1`. */
  at(index: number): Value {
    const { start } = this;
    const position = start + index;
    if (position >= 0) return this.back[position];
    return start < TREES ? this.aroundTree(position - TREE) : (this.front as Value[])[-1 - position];
  }

  private aroundTree(position: number): Value {
    if (position < 0) return (this.front as Value[])[-1 - position];
    const tree = this.tree as Tree;
    return position >= tree.length ? this.back[position - tree.length] : tree.at(position);
  }

  /** The position of the first item: before 0 it is in `front`. */
  private get first(): number {
    return this.tree === undefined ? this.start : this.start - TREE;
  }

  /** The index in `back` of the end of the list. */
  private get end(): number {
    const { tree, start, length } = this;
    return tree === undefined ? start + length : start - TREE + length - tree.length;
  }

  /** The list with `item` after the others. */
  append(item: Value): List {
    const { back, front, tree, start, length, end } = this;
    if (end === back.length && back !== NONE && end < LONGEST_ARRAY) {
      if (end < FEW && front === undefined && start === 0) return List.of(withOneMore(back, item));
      return new List(pushed(back, item), front, tree, start, length + 1);
    }
    if (end === 0 && length > 0) return new List([item], front, tree, start, length + 1);
    if (tree === undefined)
      return length > SHORT ? this.inHalves().append(item) : join(this, List.of([item]));
    if (end <= SHORT) return new List(copied(back, end, item), front, tree, start, length + 1);
    const longer = join(List.ofTree(tree), new List(back, undefined, undefined, 0, end));
    return new List([item], front, longer.tree, start, length + 1);
  }

  /** A flat list as a tree of views of it, with room at both ends. */
  private inHalves(): List {
    const middle = this.length >> 1;
    return List.ofBranch(this.slice(0, middle), this.slice(middle, this.length));
  }

  /** The list without its first item, which must be there. */
  rest(): List {
    const { back, front, tree, start, length } = this;
    if (length === 1) return List.EMPTY;
    if (tree !== undefined) return List.around(back, front, tree, start - TREE + 1, length - 1);
    return new List(back, start < -1 ? front : undefined, undefined, start + 1, length - 1);
  }

  /** The list with `item` before the others. */
  prepend(item: Value): List {
    const { back, front, tree, start, length, first } = this;
    if (front !== undefined && front.length === -first && -first < LONGEST_ARRAY) {
      return new List(back, pushed(front, item), tree, start - 1, length + 1);
    }
    if (tree === undefined) {
      if (start === 0 && length > 0 && length < LONGEST_ARRAY)
        return new List(back, [item], undefined, -1, length + 1);
      return length > SHORT ? this.inHalves().prepend(item) : join(List.of([item]), this);
    }
    if (first === 0) return new List(back, [item], tree, start - 1, length + 1);
    if (front === undefined) return this.alone().prepend(item);
    if (-first <= SHORT) return new List(back, copied(front, -first, item), tree, start - 1, length + 1);
    const longer = join(new List(NONE, front, undefined, first, -first), List.ofTree(tree));
    return new List(back, [item], longer.tree, TREE - 1, length + 1);
  }

  /** The items of this list, then those of `other`: in time proportional to the shorter one, at most. */
  concat(other: List): List {
    if (this.length === 0) return other;
    if (other.length === 0) return this;
    const shorter = Math.min(this.length, other.length);
    effort.spent += Math.min(shorter, FLAT);
    if (shorter > FLAT) return join(this, other);
    if (other.length <= this.length) {
      if (this.growsAtEnd(shorter)) return this.grownBy(other);
      return this.end > FILLED && this.growsAtEnd(1) ? this.filledBy(other) : join(this, other);
    }
    if (other.growsAtStart(shorter)) return other.grownBefore(this);
    return -other.first > FILLED && other.growsAtStart(1) ? other.filledBefore(this) : join(this, other);
  }

  private grownBy(other: List): List {
    const { end, front, tree, start, length } = this;
    const back = end === 0 ? [] : this.back;
    for (let i = 0; i < other.length; i++) back.push(other.at(i));
    listWork.copied += other.length;
    return new List(ended(back), front, tree, start, length + other.length);
  }

  /** As many of the items of `other` as its last array has room for, then the others: it would keep room for nothing otherwise. */
  private filledBy(other: List): List {
    const room = LONGEST_ARRAY - this.end;
    return this.grownBy(other.slice(0, room)).concat(other.slice(room, other.length));
  }

  private grownBefore(other: List): List {
    const { back, tree, first, start, length } = this;
    const front = first === 0 ? [] : (this.front as Value[]);
    for (let i = other.length - 1; i >= 0; i--) front.push(other.at(i));
    listWork.copied += other.length;
    return new List(back, ended(front), tree, start - other.length, length + other.length);
  }

  private filledBefore(other: List): List {
    const rest = other.length - (LONGEST_ARRAY + this.first);
    return other.slice(0, rest).concat(this.grownBefore(other.slice(rest, other.length)));
  }

  /** Whether there is room for so many items in the last array, and nobody has used it. */
  private growsAtEnd(more: number): boolean {
    const { back, end } = this;
    if (end + more > LONGEST_ARRAY) return false;
    return end === 0 || (end === back.length && back !== NONE);
  }

  private growsAtStart(more: number): boolean {
    const { front, first } = this;
    return more - first <= LONGEST_ARRAY && (first === 0 || front?.length === -first);
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
    const { back, front, tree } = this;
    const last = Math.min(to, this.length);
    const length = last - from;
    if (length <= 0) return List.EMPTY;
    if (length === this.length) return this;
    const first = this.first + from;
    if (tree === undefined) return List.view(back, front, first, length);
    const end = first + length;
    if (end <= 0) return List.view(NONE, front, first, length);
    if (end >= tree.length) return List.around(back, front, tree, first, length);
    const part = sliceTree(tree, Math.max(first, 0), end);
    return first < 0 ? join(List.view(NONE, front, first, -first), part) : part;
  }

  /** A flat list of what is at a position of two arrays. */
  private static view(back: Value[], front: Value[] | undefined, first: number, length: number): List {
    return new List(
      first + length > 0 ? back : NONE,
      first < 0 ? front : undefined,
      undefined,
      first,
      length,
    );
  }

  /** A list from a position on that holds no more of a tree than it must, where it shows the end of that. */
  private static around(
    back: Value[],
    front: Value[] | undefined,
    whole: Tree,
    position: number,
    length: number,
  ): List {
    let tree = whole;
    let first = position;
    const isAll = first + length === tree.length;
    while (first >= tree.left.length) {
      const { left, right } = tree;
      if (first >= tree.length) return List.view(back, undefined, first - tree.length, length);
      if (right.tree === undefined && !isAll) break;
      first -= left.length;
      if (right.tree === undefined) return right.slice(first, right.length);
      tree = right.tree;
    }
    return new List(isAll ? NONE : back, first < 0 ? front : undefined, tree, TREE + first, length);
  }

  /** The same items without any before or after a tree, and as a flat list or all of a tree. */
  alone(): List {
    const { back, front, tree, first, end } = this;
    if (tree === undefined || this.isTree) return this;
    let list = first > 0 ? sliceTree(tree, first, tree.length) : List.ofTree(tree);
    if (first < 0) list = join(List.view(NONE, front, first, -first), list);
    return end > 0 ? join(list, List.view(back, undefined, 0, end)) : list;
  }

  /** A new array of the items. */
  toArray(): Value[] {
    effort.spent += this.length;
    return this.items();
  }

  private items(): Value[] {
    const { back, front, tree, start, length } = this;
    listWork.copied += length;
    if (front === undefined && tree === undefined) return back.slice(start, start + length);
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
    return this.tree === undefined ? 0 : this.tree.height;
  }

  /**
   * How many items may have been copied to add the last one: those of a short flat list, or of a short array after a tree; 0 where
   * these are longer.
   */
  get fewAtEnd(): number {
    return few(this.tree === undefined ? this.length : this.back.length);
  }

  /** As `fewAtEnd`, for the first item. */
  get fewAtStart(): number {
    return few(this.tree === undefined ? this.length : (this.front ?? NONE).length);
  }

  /** Whether the list is all of a tree and nothing else, as one is whose tree has just been made. */
  get isTree(): boolean {
    return this.start === TREE && this.tree?.length === this.length;
  }

  /** The two lists that this one is made of; undefined when it is flat. */
  get branch(): { readonly left: List; readonly right: List } | undefined {
    return this.alone().tree;
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

  /** What of the list is in arrays of its own: calls `visit` with each of which it shows something, and the indexes of that. */
  visitArrays(visit: (array: Value[], from: number, to: number) => void): void {
    const { back, front, first, end } = this;
    if (end > 0) visit(back, this.tree === undefined ? Math.max(first, 0) : 0, end);
    if (first < 0 && front !== undefined)
      visit(front, this.tree === undefined ? Math.max(-end, 0) : 0, -first);
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
    // A copy without room for more: there may be very many.
    return List.of(left.items().concat(right.items()));
  }

  /** All of a tree. */
  static ofTree(tree: Tree): List {
    return new List(NONE, undefined, tree, TREE, tree.length);
  }

  /** All of a tree of two lists whose heights differ by 1 at most. */
  static ofBranch(left: List, right: List): List {
    return List.ofTree(new ListTree(left, right));
  }

  /** One short list at the other, where the arrays of that have room; undefined where they have not: for `join` alone. */
  static grown(left: List, right: List): List | undefined {
    if (right.length <= left.length) return left.growsAtEnd(right.length) ? left.grownBy(right) : undefined;
    return right.growsAtStart(left.length) ? right.grownBefore(left) : undefined;
  }
}

/** The items of two lists, as a list that is flat when it is short, and a balanced tree otherwise. */
function join(before: List, after: List): List {
  if (before.length === 0) return after;
  if (after.length === 0) return before;
  if (before.length + after.length <= SHORT) return List.ofBoth(before, after);
  const [left, right] = [before.alone(), after.alone()];
  // A short leaf goes down to its neighbour, to become a part of it: so there are not many short ones.
  const isShort = (list: List) => list.height === 0 && list.length < SHORT / 2;
  const [a, b] = [left.tree, right.tree];
  if (a !== undefined && left.height > right.height + (isShort(right) ? 0 : 1)) {
    return balanced(a.left, join(a.right, right));
  }
  if (b !== undefined && right.height > left.height + (isShort(left) ? 0 : 1)) {
    return balanced(join(left, b.left), b.right);
  }
  const isGrown = a === undefined && b === undefined && (isShort(left) || isShort(right));
  return (isGrown ? List.grown(left, right) : undefined) ?? List.ofBranch(left, right);
}

/** A branch of two lists whose heights differ by 2 at most. */
function balanced(left: List, right: List): List {
  const a = left.tree;
  const b = right.tree;
  if (b !== undefined && right.height > left.height + 1) {
    const inner = b.left.tree;
    if (inner === undefined || b.right.height >= b.left.height) {
      return List.ofBranch(List.ofBranch(left, b.left), b.right);
    }
    return List.ofBranch(List.ofBranch(left, inner.left), List.ofBranch(inner.right, b.right));
  }
  if (a !== undefined && left.height > right.height + 1) {
    const inner = a.right.tree;
    if (inner === undefined || a.left.height >= a.right.height) {
      return List.ofBranch(a.left, List.ofBranch(a.right, right));
    }
    return List.ofBranch(List.ofBranch(a.left, inner.left), List.ofBranch(inner.right, right));
  }
  return List.ofBranch(left, right);
}

/** A part of a tree. */
function sliceTree({ left, right }: Tree, from: number, to: number): List {
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
