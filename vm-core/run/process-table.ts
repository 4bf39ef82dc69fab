/**
 * Processes by their numbers, in the order in which they were started.
 *
 * Numbers are given in order and never again, so processes are kept in pages by number: a page is found in a
 * map, and those that were looked for last are found without it, as messages go to few processes, again and again.
 *
 * Invariant: pages are in the order of their numbers, since a process gets in only with a number above all others.
 */
import type { Process } from "./process.ts";

/** Places for those that were looked for last: a power of two. */
const PLACES = 1_024;
/** Processes of a page: a power of two. Few, as one process that stays keeps its page. */
const PAGE = 64;

class Page {
  readonly places: (Process | undefined)[] = new Array(PAGE).fill(undefined);
  /** How many of them are taken. */
  taken = 0;
}

export class ProcessTable {
  /** By the last digits of their numbers. */
  private readonly recent: (Process | undefined)[] = new Array(PLACES).fill(undefined);
  /** By their first numbers. */
  private readonly pages = new Map<number, Page>();
  /** The page of the process that got in last. */
  private newest = new Page();
  private newestFirst = -1;
  size = 0;

  get(id: number): Process | undefined {
    const place = id & (PLACES - 1);
    const recent = this.recent[place];
    if (recent !== undefined && recent.id === id) return recent;
    const found = this.page(id)?.places[id & (PAGE - 1)];
    if (found === undefined || found.id !== id) return undefined;
    this.recent[place] = found;
    return found;
  }

  has(id: number): boolean {
    return this.get(id) !== undefined;
  }

  /** Adds a process with a number above those of all others. */
  add(process: Process): void {
    const { id } = process;
    const first = firstOf(id);
    if (first !== this.newestFirst) this.turn(first);
    this.newest.places[id & (PAGE - 1)] = process;
    this.newest.taken++;
    this.recent[id & (PLACES - 1)] = process;
    this.size++;
  }

  /** False when there is no such process. */
  delete(id: number): boolean {
    const page = this.page(id);
    const place = id & (PAGE - 1);
    if (page === undefined || page.places[place]?.id !== id) return false;
    const near = id & (PLACES - 1);
    if (this.recent[near]?.id === id) this.recent[near] = undefined;
    page.places[place] = undefined;
    this.size--;
    if (--page.taken === 0 && page !== this.newest) this.pages.delete(firstOf(id));
    return true;
  }

  clear(): void {
    this.recent.fill(undefined);
    this.pages.clear();
    this.newest = new Page();
    this.newestFirst = -1;
    this.size = 0;
  }

  /** In the order in which they were started. Those that get in or go while somebody looks through them count, as in a `Map`. */
  values(): IterableIterator<Process> {
    return new Values(this.pages.values());
  }

  private page(id: number): Page | undefined {
    const first = firstOf(id);
    return first === this.newestFirst ? this.newest : this.pages.get(first);
  }

  /** Begins a page. */
  private turn(first: number): void {
    if (this.newest.taken === 0) this.pages.delete(this.newestFirst);
    this.newest = new Page();
    this.newestFirst = first;
    this.pages.set(first, this.newest);
  }
}

/** Goes through pages. An iterator by hand takes half of the time of a generator, and marks go through all processes. */
class Values implements IterableIterator<Process> {
  private places: Page["places"] = [];
  private place = 0;

  constructor(private readonly pages: Iterator<Page>) {}

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<Process> {
    for (;;) {
      while (this.place < this.places.length) {
        const value = this.places[this.place++];
        if (value !== undefined) return { done: false, value };
      }
      const page = this.pages.next();
      if (page.done === true) return { done: true, value: undefined };
      this.places = page.value.places;
      this.place = 0;
    }
  }
}

/** The first number of the page that a number is in. */
function firstOf(id: number): number {
  return id - (id & (PAGE - 1));
}
