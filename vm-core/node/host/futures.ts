/** Work that was started and may be awaited, any number of times, as long as the program holds its future. */
import { Bytes, type HostMemory, MeasuredValue, OutOfMemory, type Reply } from "../../index.ts";

/** Bytes that a future holds besides its result, and that work takes until it has ended, about. */
const SMALL = 256;
const WORK = 6_144;

interface Future {
  readonly work: Promise<Reply>;
  /** Bytes that it holds. */
  held: number;
}

export class Futures {
  private readonly futures = new Map<number, Future>();
  /** Work that has not ended, also of futures that nobody holds any more. */
  readonly underWay = new Set<Promise<Reply>>();

  constructor(private readonly memory: HostMemory) {}

  /** Begins work that uses `bytes` of a text until it has ended, whether somebody holds its future or not. Throws OutOfMemory. */
  begin(id: number, begin: () => Promise<Reply>, bytes: number): void {
    const used = WORK + bytes;
    if (!this.memory.hasRoomFor(SMALL + used)) throw new OutOfMemory();
    this.memory.take(used);
    const work = begin();
    const future: Future = { work, held: 0 };
    this.underWay.add(work);
    const end = (): void => {
      this.underWay.delete(work);
      this.memory.give(used);
    };
    work.then(end, end);
    this.futures.set(id, future);
    this.hold(future, SMALL);
    void work.then((reply) => {
      if (this.futures.has(id)) this.hold(future, sizeOf(reply));
    });
  }

  get(id: number): Promise<Reply> | undefined {
    return this.futures.get(id)?.work;
  }

  /** Nobody can await it any more. */
  delete(id: number): void {
    const future = this.futures.get(id);
    if (future !== undefined) this.memory.give(future.held);
    this.futures.delete(id);
  }

  private hold(future: Future, bytes: number): void {
    future.held += bytes;
    this.memory.hold(bytes);
  }
}

function sizeOf(reply: Reply): number {
  if (typeof reply === "string") return reply.length;
  if (reply instanceof MeasuredValue) return reply.bytes;
  return reply instanceof Bytes ? reply.data.length : 0;
}
