/** The processes that can run, in order: a ring buffer that doubles when it is full. */
import type { Process } from "./process.ts";

export class ReadyQueue {
  private ring: (Process | undefined)[] = new Array(16).fill(undefined);
  private head = 0;
  length = 0;

  push(process: Process): void {
    if (this.length === this.ring.length) this.double();
    this.ring[(this.head + this.length) & (this.ring.length - 1)] = process;
    this.length++;
  }

  /** Puts a process in front of all others. */
  unshift(process: Process): void {
    if (this.length === this.ring.length) this.double();
    this.head = (this.head - 1) & (this.ring.length - 1);
    this.ring[this.head] = process;
    this.length++;
  }

  shift(): Process | undefined {
    if (this.length === 0) return undefined;
    const process = this.ring[this.head];
    this.ring[this.head] = undefined;
    this.head = (this.head + 1) & (this.ring.length - 1);
    this.length--;
    return process;
  }

  /** Takes the process number `index`, counted from the front; the first one takes its place. */
  takeAt(index: number): Process | undefined {
    const at = (this.head + index) & (this.ring.length - 1);
    const taken = this.ring[at];
    this.ring[at] = this.ring[this.head];
    this.shift();
    return taken;
  }

  /** The processes from the front on. */
  *[Symbol.iterator](): IterableIterator<Process> {
    for (let i = 0; i < this.length; i++) {
      yield this.ring[(this.head + i) & (this.ring.length - 1)] as Process;
    }
  }

  private double(): void {
    const { ring, head, length } = this;
    const larger: (Process | undefined)[] = new Array(ring.length * 2).fill(undefined);
    for (let i = 0; i < length; i++) larger[i] = ring[(head + i) & (ring.length - 1)];
    this.ring = larger;
    this.head = 0;
  }
}
