/** Answers the request of a waiting process. */
import type { Allowance } from "../text/allowance.ts";
import { Fault } from "../value/callable.ts";
import type { CompileDatum } from "./evaluation.ts";
import { deliver, deliverEvaluation, deliverModule } from "./execute.ts";
import { type Host, MeasuredValue, type Reply } from "./host.ts";
import type { HostMemory } from "./host-memory.ts";
import type { LoadModule, ModuleSource } from "./importing.ts";
import { appended, evaluateWithin, loadWithin } from "./loading.ts";
import { deepBytes } from "./marking.ts";
import type { Process } from "./process.ts";
import type { SpawnRequest, SuperviseRequest } from "./request.ts";
import { announcement, Launch } from "./spawn.ts";
import { superviseChild } from "./supervision.ts";
import type { System } from "./system.ts";

/** What a process needs while it waits. */
export interface ServeContext {
  readonly system: System;
  readonly load: LoadModule;
  readonly compileDatum: CompileDatum;
}

/** Gives the process its reply: it is ready again, or has ended. Until it is called, the process waits as it is. */
export type Deliver = () => void;

/** Asks the host, or the module loader, for what the process waits for: now, when the host knows it at once. */
export function serve(
  process: Process,
  { system, load, compileDatum }: ServeContext,
  host: Host,
): Deliver | Promise<Deliver> {
  const { request } = process;
  // Who sleeps is woken by the clock.
  if (request === null || request.kind === "sleep") return () => undefined;
  switch (request.kind) {
    case "import": {
      const { path, from } = request;
      return loadWithin(system, host, (allowance) => load(path, from, allowance)).then((found) => () => {
        const source = appended(system, host, found);
        if (source === undefined) askAgain(process, system);
        else deliverModule(process, system, path, source);
      });
    }
    case "evaluate": {
      const from = mainFile(system);
      const compiled = evaluateWithin(host, () => compileDatum(request.datum, process.evaluated, from));
      return () =>
        compiled === undefined ? askAgain(process, system) : deliverEvaluation(process, system, compiled);
    }
    case "spawn":
    case "supervise": {
      const { name, from } = request;
      const find = (allowance: Allowance) => findModule(load, name, from, mainFile(system), allowance);
      return loadWithin(system, host, find).then((found) => () => {
        const source = appended(system, host, found);
        if (source instanceof Fault) deliver(process, system, source);
        else if (source === undefined && found !== undefined) askAgain(process, system);
        else startModule(system, process, request, source);
      });
    }
    default: {
      const reply = host.perform(request);
      return reply instanceof Promise
        ? reply.then((answer) => arrived(answer, process, system, host.memory))
        : () => deliver(process, system, reply);
    }
  }
}

/** The time of the run is over, as it will be told: until then the process asks again. */
function askAgain(process: Process, system: System): void {
  if (process.state !== "waiting") return;
  process.request = null;
  system.wake(process);
}

/** A reply that has come counts as held by the host until it is delivered: many may come before anybody runs. */
function arrived(reply: Reply, process: Process, system: System, memory: HostMemory | undefined): Deliver {
  if (memory === undefined || reply === undefined || reply instanceof Fault)
    return () => deliver(process, system, reply);
  const measured = reply instanceof MeasuredValue ? reply : new MeasuredValue(reply, deepBytes(reply));
  memory.hold(measured.bytes);
  return () => {
    memory.spare(measured.bytes);
    deliver(process, system, measured);
  };
}

/** The file that the run was started with. */
function mainFile({ space }: System): string {
  const [{ program }] = space.modules;
  return program.loadedFrom ?? program.files[0]?.name ?? "";
}

/**
 * Looks beside the file that asks and in the working directory, beside the main program, in `examples`, and in
 * the library.
 */
async function findModule(
  load: LoadModule,
  name: string,
  from: string,
  main: string,
  allowance: Allowance,
): Promise<ModuleSource | Fault | undefined> {
  const plain = name.replace(/\.ttvm$/, "");
  const places = [
    [`${plain}.ttvm`, from],
    ...(main === from ? [] : [[`${plain}.ttvm`, main]]),
    [`examples/${plain}.ttvm`, from],
    [`std/process/${plain}`, from],
  ];
  for (const [path, beside] of places) {
    const found = await load(path, beside, allowance);
    if (!(found instanceof Fault) || found.kind !== "FileError") return found;
  }
  return undefined;
}

/** Starts a process that runs a module; its parent is told of it before anybody runs. */
function startModule(
  system: System,
  process: Process,
  request: SpawnRequest | SuperviseRequest,
  found: ModuleSource | undefined,
): void {
  const source = found ?? announcement(`Spawned process: ${request.name}`);
  const start = { kind: "module", source, name: request.name } as const;
  let launch: Launch;
  system.starts.add({
    isReply: true,
    begin: () => {
      launch = new Launch(system, process, start);
      return launch.copying();
    },
    // The new process comes after its parent, as one that runs a function does.
    end: (result) => {
      deliver(process, system, () => {
        if (result instanceof Fault) return result;
        if (system.isFull) return system.full();
        system.heap.grow(launch.bytes);
        const started = launch.start();
        if (request.kind === "spawn") return started.id;
        // A child that is found nowhere would only end again: it is not restarted.
        const restart = found === undefined ? "temporary" : request.restart;
        const { name, shutdown } = request;
        const child = { name, start, restart, shutdown, pid: null, restarts: 0 };
        return superviseChild(system, process, child, started);
      });
    },
  });
}
