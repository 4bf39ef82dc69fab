/**
 * What a run has open: connections, sockets, listeners, databases and streams, by the number of their handles.
 *
 * Invariant: everything in the table is closed when the run ends, and a thing that opens too late at once.
 */
import { Fault, Handle, type HandleKind, type HostMemory, OutOfMemory } from "../../index.ts";
import { inPortions } from "./at-end.ts";

/** Something that is open. */
export interface OpenHandle {
  /** Ends whatever waits for it, too. Called once. */
  close(): Promise<void> | void;
  /** What it has made outlasts the process unless it is closed, as locks do. */
  readonly outlasts?: boolean;
}

/** Bytes that something open takes at least. */
const OPEN = 2_048;

type OpenClass<T extends OpenHandle> = abstract new (...args: never[]) => T;

export class Handles {
  private readonly things = new Map<number, OpenHandle>();
  /** After the end of the run: resolves when nothing is open that would outlast the process. */
  over: Promise<void> = Promise.resolve();

  constructor(
    private readonly newId: () => number,
    private readonly memory: HostMemory,
    private readonly closing: AbortSignal,
  ) {
    closing.addEventListener("abort", () => this.closeAll());
  }

  /** What would outlast the process is closed first. */
  private closeAll(): void {
    const all = [...this.things.values()];
    this.things.clear();
    const outlasting = all.filter(({ outlasts }) => outlasts).map(async (thing) => thing.close());
    this.over = Promise.allSettled(outlasting).then(() => undefined);
    inPortions(new Set(all.filter(({ outlasts }) => !outlasts)), (thing) => void thing.close());
  }

  /** A handle for something that has just been opened; `name` gets the handle's number. Throws OutOfMemory. */
  add(kind: HandleKind, thing: OpenHandle, name: (id: number) => string): Handle {
    const id = this.newId();
    if (this.closing.aborted) void thing.close();
    else {
      if (!this.memory.hasRoomFor(OPEN)) {
        void thing.close();
        throw new OutOfMemory();
      }
      this.things.set(id, thing);
      this.memory.hold(OPEN);
    }
    return new Handle(kind, name(id), id);
  }

  /** What a handle stands for; undefined when it is closed. */
  get(handle: Handle): OpenHandle | undefined {
    return this.things.get(handle.id);
  }

  /** What a handle stands for; a fault when it is closed, or something else than `what`. */
  find<T extends OpenHandle>(handle: Handle, type: OpenClass<T>, what: string): T | Fault {
    const thing = this.things.get(handle.id);
    if (thing === undefined) return closedFault(handle);
    return thing instanceof type ? thing : handleFault(handle, `this is no ${what}`);
  }

  async close(handle: Handle): Promise<Fault | undefined> {
    const thing = this.things.get(handle.id);
    if (thing === undefined) return closedFault(handle);
    this.things.delete(handle.id);
    this.memory.give(OPEN);
    await thing.close();
    return undefined;
  }
}

/** A handle that was used after it was closed, or while it was. */
export function closedFault(handle: Handle): Fault {
  return handleFault(handle, `the ${handle.kind} is closed`);
}

export function handleFault({ name }: Handle, reason: string): Fault {
  return new Fault("FileError", `File operation failed on ${name}: ${reason}`);
}
