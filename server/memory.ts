/**
 * Gives memory back while nobody asks for anything: V8 keeps what was garbage while a text was edited, and by itself looks through
 * its heap only when that grows.
 *
 * Invariant: a thread is looked through once after it has worked, and only where that is worth while: nobody waits for it then.
 */
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Milliseconds without work, after which nobody is in the middle of something. */
export const QUIET = 3_000;
/** Bytes that have come since the heap was looked through. */
const WORTH_WHILE = 24 * 1024 * 1024;

/** What the thread is asked about its heap. */
export interface ThreadHeap {
  /** Bytes that it takes, garbage among them. */
  size(): number;
  /** Looks through all of it, and gives back what is free. */
  collect(): void;
}

export class MemoryKeeper {
  private latest = 0;
  private timer: NodeJS.Timeout | undefined;
  private sizeBefore = 0;

  constructor(private readonly heap: ThreadHeap = ownHeap()) {}

  /** The thread works, or has just done so. */
  worked(): void {
    this.latest = performance.now();
    this.timer ??= setTimeout(() => this.look(), QUIET).unref();
  }

  private look(): void {
    const left = this.latest + QUIET - performance.now();
    this.timer = undefined;
    if (left > 0) this.timer = setTimeout(() => this.look(), left).unref();
    else if (this.heap.size() - this.sizeBefore > WORTH_WHILE) {
      this.heap.collect();
      this.sizeBefore = this.heap.size();
    }
  }
}

function ownHeap(): ThreadHeap {
  let collect: (() => void) | undefined;
  return {
    size: () => getHeapStatistics().total_heap_size,
    collect() {
      if (collect === undefined) {
        setFlagsFromString("--expose-gc");
        collect = runInNewContext("gc") as () => void;
      }
      collect();
    },
  };
}
