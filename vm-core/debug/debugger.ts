/**
 * The debugger of a run: puts its parts together.
 *
 * A client controls the run by `control`, says what stops it by `breakpoints`, `conditions` and `events`, and reads
 * stopped processes by `view`.
 * Invariant: only stopped processes are shown. An exception stops before anything is unwound.
 * Absent by design: lines and columns, protocols, files.
 */
import type { SourceFile } from "../program/program.ts";
import type { Host } from "../run/host.ts";
import type { Run } from "../run/run.ts";
import { Breakpoints } from "./breakpoints.ts";
import { Control } from "./control.ts";
import { EventStops } from "./event-stops.ts";
import { type LanguageOf, languagesIn } from "./language.ts";
import { DebuggedProcesses } from "./process-table.ts";
import { ProcessView } from "./process-view.ts";
import type { DebuggerListener, DebuggerOptions } from "./stop.ts";
import { StopConditions } from "./stop-conditions.ts";
import { stackTracer } from "./trace.ts";

/** A debugger of one run: control, breakpoints, and what processes hold while they are stopped. */
export class Debugger {
  readonly control: Control;
  readonly breakpoints: Breakpoints;
  readonly conditions: StopConditions;
  readonly events: EventStops;
  readonly processes: DebuggedProcesses;
  private readonly languageOf: LanguageOf;
  private loadedModules = 0;

  constructor(
    private readonly run: Run,
    host: Host,
    private readonly listener: DebuggerListener,
    { trace = false, threads = "all" }: DebuggerOptions = {},
  ) {
    const { space, output, system } = run;
    const processes = new DebuggedProcesses(system, space);
    this.processes = processes;
    this.languageOf = languagesIn(space);
    this.breakpoints = new Breakpoints(space, this.languageOf, (line) => output.write("log", `${line}\n`));
    this.conditions = new StopConditions(this.breakpoints, trace ? stackTracer(space) : undefined);
    this.events = new EventStops((pid) => processes.nameOf(pid));
    const { conditions, events } = this;
    const takeModules = (): void => this.takeModules();
    this.control = new Control({ run, host, listener, processes, conditions, events, threads, takeModules });
    this.takeModules(false);
  }

  /** The files of all programs that have been loaded. */
  get files(): readonly SourceFile[] {
    return this.run.space.modules.flatMap(({ program }) => program.files);
  }

  /** A stopped process; undefined when there is none with that number, or it runs. */
  view(pid = 1): ProcessView | undefined {
    const shown = this.control.isStopped(pid) ? this.processes.get(pid) : undefined;
    return shown === undefined ? undefined : new ProcessView(this.run.space, shown, this.languageOf);
  }

  private takeModules(tells = true): void {
    const { modules } = this.run.space;
    while (this.loadedModules < modules.length) {
      const module = modules[this.loadedModules++];
      this.breakpoints.load(module);
      if (tells) for (const file of module.program.files) this.listener.loaded(file);
    }
  }
}
