/**
 * Snapshots of all processes of a run together, with what the system keeps of them: names, timers, who can run.
 *
 * A snapshot looks at every process, and costs for each what has changed in it (`snapshot.ts`). It is taken between slices, and
 * a run that was given back is driven by a new driver, which asks the host again for what processes wait for.
 * Absent by design: what was written, what the heap has counted of the past, the code (programs that were loaded stay), and the host.
 */
import type { SavedHeap } from "./heap.ts";
import type { Process } from "./process.ts";
import { type ProcessSnapshot, restore, snapshot } from "./snapshot.ts";
import type { PendingStart } from "./starts.ts";
import type { BrokenLink, System } from "./system.ts";
import type { SavedTimers } from "./timers.ts";

export interface SystemSnapshot {
  readonly processes: readonly (readonly [Process, ProcessSnapshot])[];
  readonly ready: readonly Process[];
  readonly names: ReadonlyMap<string, number>;
  readonly timers: SavedTimers;
  readonly starts: readonly PendingStart[];
  /** Links that have broken and whose other ends do not know it yet: one of the pending starts tells them. */
  readonly broken: readonly BrokenLink[];
  readonly tasks: number;
  readonly sequence: number;
  readonly changing: boolean;
  readonly instructions: number;
  readonly heap: SavedHeap;
  readonly exitCode: number | null;
  readonly lastId: number;
  readonly random: number | undefined;
}

export function snapshotSystem(system: System): SystemSnapshot {
  const { space, names, ready, timers, events, changing, instructions, exitCode, lastId, random } = system;
  return {
    processes: [...system.processes.values()].map(
      (process) => [process, snapshot(process, space.mostTaken)] as const,
    ),
    ready: [...ready],
    names: new Map(names),
    timers: timers.save(),
    starts: system.starts.save(),
    broken: system.brokenLinks,
    tasks: system.tasks,
    sequence: events.sequence,
    changing,
    instructions,
    heap: system.heap.save(),
    exitCode,
    lastId,
    random: random?.state,
  };
}

export function restoreSystem(system: System, taken: SystemSnapshot): void {
  const { processes, names, ready, timers, events, random, space } = system;
  // What has started since is gone.
  processes.clear();
  for (const [process, kept] of taken.processes) {
    restore(process, kept, space.mostTaken);
    processes.add(process);
  }
  while (ready.length > 0) ready.shift();
  for (const process of taken.ready) ready.push(process);
  names.clear();
  for (const [name, pid] of taken.names) names.set(name, pid);
  timers.restore(taken.timers);
  system.starts.restore(taken.starts);
  system.brokenLinks = taken.broken;
  system.tasks = taken.tasks;
  events.sequence = taken.sequence;
  system.changing = taken.changing;
  system.instructions = taken.instructions;
  system.heap.restore(taken.heap);
  system.exitCode = taken.exitCode;
  system.lastId = taken.lastId;
  if (random !== undefined && taken.random !== undefined) random.state = taken.random;
}
