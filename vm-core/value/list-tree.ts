/**
 * The trees of long lists: balanced binary ones, whose leaves are flat lists.
 *
 * Who asks a tree for items often gets them from a directory of its leaves, which is made then: where leaves are about as long as each
 * other, in constant time.
 *
 * Absent by design: how trees are joined and cut, which is `list.ts`.
 */

/** A flat list, or one with a tree. */
interface Sequence<Item, List extends Sequence<Item, List>> {
  readonly length: number;
  readonly height: number;
  readonly tree: ListTree<Item, List> | undefined;
  at(index: number): Item;
}

/** The leaves of a tree. */
interface Directory<List> {
  readonly leaves: readonly List[];
  /** Where each begins, and where the last one ends. */
  readonly starts: Int32Array;
  /** Items of a leaf, on average. */
  readonly average: number;
  /** The leaf that was asked last, and the indexes of its items: who goes through a list asks it again. */
  last: List;
  from: number;
  to: number;
}

/** How many times as many items as there are leaves are looked for in the tree before there is a directory. */
const ASKED = 4;

/** Two lists, one after the other: each is flat, or a tree without anything before or after it. */
export class ListTree<Item, List extends Sequence<Item, List>> {
  readonly height: number;
  readonly length: number;
  /** How many leaves it has. */
  readonly leaves: number;
  /** The number of the last mark that has found it. */
  mark = 0;
  private asked = 0;
  private directory: Directory<List> | undefined = undefined;

  constructor(
    readonly left: List,
    readonly right: List,
  ) {
    this.height = 1 + Math.max(left.height, right.height);
    this.length = left.length + right.length;
    this.leaves = leavesOf(left) + leavesOf(right);
  }

  /** The leaves that the directory names, if there is one. */
  get listed(): number {
    return this.directory === undefined ? 0 : this.leaves;
  }

  /** The item at an index, which must be from 0 to `length - 1`. */
  at(index: number): Item {
    const { directory } = this;
    return directory !== undefined && index >= directory.from && index < directory.to
      ? directory.last.at(index - directory.from)
      : this.find(index);
  }

  private find(index: number): Item {
    const { directory } = this;
    if (directory === undefined) {
      if (++this.asked > ASKED * this.leaves) this.directory = this.list();
      return this.search(index);
    }
    const { leaves, starts, average } = directory;
    let leaf = Math.floor(index / average);
    // Where leaves are about as long as each other, it is this one or one beside it.
    if (index < starts[leaf]) leaf--;
    else if (index >= starts[leaf + 1]) leaf++;
    if (index < starts[leaf] || index >= starts[leaf + 1]) return this.search(index);
    directory.last = leaves[leaf];
    directory.from = starts[leaf];
    directory.to = starts[leaf + 1];
    return directory.last.at(index - directory.from);
  }

  private search(index: number): Item {
    let rest = index;
    for (let tree: ListTree<Item, List> = this; ; ) {
      const { left, right } = tree;
      const isLeft = rest < left.length;
      const list = isLeft ? left : right;
      if (!isLeft) rest -= left.length;
      if (list.tree === undefined) return list.at(rest);
      tree = list.tree;
    }
  }

  private list(): Directory<List> {
    const leaves: List[] = [];
    const add = ({ left, right }: ListTree<Item, List>): void => {
      for (const list of [left, right]) {
        if (list.tree === undefined) leaves.push(list);
        else add(list.tree);
      }
    };
    add(this);
    const starts = new Int32Array(leaves.length + 1);
    for (const [i, { length }] of leaves.entries()) starts[i + 1] = starts[i] + length;
    return { leaves, starts, average: this.length / leaves.length, last: leaves[0], from: 0, to: starts[1] };
  }
}

function leavesOf<List extends Sequence<unknown, List>>({ tree }: List): number {
  return tree === undefined ? 1 : tree.leaves;
}
