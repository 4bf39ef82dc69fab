/**
 * A session: one machine that is given one input after the other, in Lisp or in assembly.
 *
 * All inputs run in one process, the *evaluator*, and share its globals; processes that they spawn continue between them.
 * An evaluator that a fault, an exit signal or an interruption has ended is replaced by one with the same globals.
 * Invariant: `evaluate` always comes back with what happened, and is not called before it has.
 */

import { type LanguageId, readIncluded } from "../analyze/index.ts";
import { variableOf } from "../isa/typing.ts";
import { type IncludeOf, type LispExpansion, LispSession, WAIT_FOR_INPUT, writeLisp } from "../lisp/index.ts";
import { createMachine, includedFile, type MachineOptions } from "../machine/index.ts";
import { type Instruction, operandsByName, type Program, type SourceFile } from "../program/program.ts";
import { Driver } from "../run/drive.ts";
import { execute, executeObserved, type Stop } from "../run/execute.ts";
import { type Frame, getVariable, takeInNames } from "../run/frame.ts";
import type { Host } from "../run/host.ts";
import { Process } from "../run/process.ts";
import type { Run } from "../run/run.ts";
import { tracer } from "../run/trace.ts";
import { observerOf } from "../run/watch.ts";
import { libraryExports } from "../std/index.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import type { Span } from "../text/span.ts";
import type { Closure, ExceptionValue, FunctionValue } from "../value/callable.ts";
import type { Value } from "../value/value.ts";
import { type AssemblyInput, AssemblyInputs } from "./assembly-inputs.ts";
import { type Documented, documentationOf } from "./documentation.ts";
import { type InputLanguage, languageOfInput } from "./input.ts";

/** What became of an input. */
export type Evaluation =
  /** It has run to its end. Lisp gives a value. */
  | { readonly kind: "done"; readonly value: Value | undefined }
  /** It did not run. `text` is what the spans are in. */
  | { readonly kind: "refused"; readonly diagnostics: readonly Diagnostic[]; readonly text: string }
  | { readonly kind: "failed"; readonly failure: ExceptionValue; readonly places: readonly InputPlace[] }
  /** The evaluator has ended without a fault: HALT, or an exit signal, which is the reason. */
  | { readonly kind: "ended"; readonly reason: Value }
  /** It waits, and nothing can wake it. */
  | { readonly kind: "stuck"; readonly waiting: readonly string[] }
  | { readonly kind: "interrupted" }
  /** EXIT: the session is over. */
  | { readonly kind: "exit"; readonly code: number };

/** A place on the call stack, as far as its text is known. */
export interface InputPlace {
  readonly file: SourceFile;
  readonly span: Span;
}

/** Reads the inputs of one language. */
interface InputReader {
  /** A program that waits for the next input at its end, and where it begins. */
  read(text: string, name: string, includeOf: IncludeOf): AssemblyInput;
  /** Notes the names that an input which has run may have set. */
  learn(program: Program): void;
}

export interface SessionOptions extends MachineOptions {
  readonly host: Host;
}

const FIRST: Program = {
  code: [{ ...WAIT_FOR_INPUT, span: { start: 0, end: 0 }, file: 0, origin: 0 } as Instruction],
  labels: new Map(),
  files: [{ name: "session" }],
};
/** Places of a failure that are looked for a text. */
const MOST_PLACES = 50;

/** A session of the REPL: evaluates one input after the other with the same globals. */
export class Session {
  /** Write each instruction before it is executed. */
  traces = false;
  private readonly run: Run;
  private readonly driver: Driver;
  private readonly lisp = new LispSession();
  private readonly assembly = new AssemblyInputs();
  private readonly readers: { readonly [L in LanguageId]: InputReader } = {
    asm: {
      read: (text, name) => this.assembly.read(text, name),
      learn: (program) => this.learnNames(program),
    },
    lisp: {
      read: (text, name, includeOf) => {
        const outside = { exportsOf: libraryExports, includeOf };
        return { ...this.lisp.read(text, name, outside), start: 0 };
      },
      // Its definitions are known from reading it.
      learn: () => undefined,
    },
  };
  private readonly trace: NonNullable<ReturnType<typeof observerOf>>;
  private evaluator: Process;
  /** Ends what the driver does: the input that runs has come to its end, or a new one has come. */
  private pause = new AbortController();
  private background: Promise<unknown> | undefined;
  private inputs = 0;
  private readonly readModule: MachineOptions["readModule"];

  constructor(options: SessionOptions) {
    this.readModule = options.readModule;
    this.run = createMachine(FIRST, options);
    this.evaluator = this.run.main;
    this.trace = observerOf([tracer(this.run.space)]) as NonNullable<ReturnType<typeof observerOf>>;
    this.driver = new Driver(this.run, options.host, (process, fuel) => this.slice(process, fuel));
    const { failed } = this.run.system;
    // What ends an input is told as its result.
    this.run.system.failed = (process) => {
      if (process !== this.evaluator) failed(process);
    };
  }

  /** Runs an input; `signal` interrupts it. `fileName` is for one that was read from a file. */
  async evaluate(
    text: string,
    signal: AbortSignal,
    { language = languageOfInput(text), fileName }: { language?: InputLanguage; fileName?: string } = {},
  ): Promise<Evaluation> {
    const name = fileName ?? `input ${++this.inputs}`;
    const reader = this.readers[language.id];
    const input = await readIncluded(
      async (path, from) => includedFile(await this.readModule(path, from)),
      (includeOf) => reader.read(text, name, includeOf),
    );
    if (input.program === undefined) return { kind: "refused", diagnostics: input.diagnostics, text };
    await this.stopBackground();
    if (this.run.system.exitCode !== null) return { kind: "exit", code: this.run.system.exitCode };
    if (this.evaluator.state === "ended") this.replaceEvaluator();
    this.enter(input.program, input.start);
    const result = await this.finish(signal, language);
    reader.learn(input.program);
    this.goOnInBackground();
    return result;
  }

  /** Lets the evaluator continue with a program. */
  private enter(program: Program, start: number): void {
    const { space, system } = this.run;
    const { base } = space.append(program, undefined, space.modules[0]);
    const { evaluator } = this;
    takeInNames(evaluator.globals[0] as Frame);
    system.stopWaiting(evaluator);
    evaluator.resume = base + start;
    evaluator.resuming = true;
    // The first input finds it ready: it has not executed its first instruction yet.
    if (evaluator.state !== "ready") system.wake(evaluator);
  }

  private async finish(signal: AbortSignal, language: InputLanguage): Promise<Evaluation> {
    const { system } = this.run;
    const { evaluator } = this;
    this.pause = new AbortController();
    const { pause } = this;
    const interrupt = (): void => pause.abort();
    if (signal.aborted) interrupt();
    signal.addEventListener("abort", interrupt);
    await this.driver.go(pause.signal);
    signal.removeEventListener("abort", interrupt);
    if (system.exitCode !== null) return { kind: "exit", code: system.exitCode };
    if (evaluator.state === "ended") {
      const { failure, reason } = evaluator;
      return failure === null
        ? { kind: "ended", reason }
        : { kind: "failed", failure, places: this.placesOf(evaluator) };
    }
    if (this.isAtEnd(evaluator)) {
      return { kind: "done", value: language.leaves === "value" ? evaluator.stack.pop() : undefined };
    }
    const waiting = system.waiting();
    system.end(evaluator, "interrupted");
    return signal.aborted ? { kind: "interrupted" } : { kind: "stuck", waiting };
  }

  private slice(process: Process, fuel: number): Stop {
    const { system } = this.run;
    const stop = this.traces
      ? executeObserved(process, system, fuel, this.trace)
      : execute(process, system, fuel);
    const { evaluator } = this;
    if (evaluator.state === "ended" || (process === evaluator && this.isAtEnd(process))) this.pause.abort();
    return stop;
  }

  /** Whether the evaluator waits for the next input. */
  private isAtEnd({ state, ip }: Process): boolean {
    const instruction = this.run.space.place(ip)?.instruction;
    return (
      state === "receiving" &&
      instruction !== undefined &&
      operandsByName(instruction).patterns === WAIT_FOR_INPUT.operands.patterns
    );
  }

  private replaceEvaluator(): void {
    const { globals, modules } = this.evaluator;
    const frame = globals[0] as Frame;
    const loaded = new Map([...modules].filter(([, { exports }]) => exports !== undefined));
    this.evaluator = this.run.system.start(
      0,
      (id) =>
        new Process(id, "main", frame, this.run.limits.maxFrames, {
          globals,
          modules: loaded,
          evaluated: null,
        }),
    );
    this.evaluator.home = 0;
  }

  /** Makes the globals that assembly has set known to Lisp. */
  private learnNames({ code }: Program): void {
    const globals = this.evaluator.globals[0] as Frame;
    for (const instruction of code) {
      const name = variableOf(instruction);
      if (name !== undefined && getVariable(globals, name) !== undefined) this.lisp.define(name);
    }
  }

  private goOnInBackground(): void {
    this.pause = new AbortController();
    this.background = this.driver.go(this.pause.signal);
    // What the host throws, because its output is closed, is reported by the next input.
    this.background.catch(() => undefined);
  }

  private async stopBackground(): Promise<void> {
    this.pause.abort();
    await this.background;
  }

  /** Lets processes run until none can, or `signal` comes; resolves with the code of an EXIT. */
  async settle(signal: AbortSignal): Promise<number | undefined> {
    await this.stopBackground();
    await this.driver.go(signal);
    return this.run.system.exitCode ?? undefined;
  }

  /** Stops all processes where they are. */
  async close(): Promise<void> {
    await this.stopBackground();
  }

  /** The operand stack, its top last. */
  get stack(): readonly Value[] {
    return this.evaluator.state === "ended" ? [] : this.evaluator.stack;
  }

  /** Instructions that the evaluator has executed. */
  get instructions(): number {
    return this.evaluator.instructions;
  }

  /** A value as Lisp data. */
  write(value: Value, limit?: number): string {
    return writeLisp(value, { limit, nameOf: (callable) => this.nameOf(callable) });
  }

  private nameOf({ entry }: FunctionValue | Closure): string | undefined {
    return this.run.space.labelOf(entry.start);
  }

  /** Names that mean something, for completion. */
  names(): readonly string[] {
    return this.lisp.names();
  }

  /** What a Lisp form stands for: its outermost use of a macro is expanded. */
  expand(text: string): LispExpansion {
    return this.lisp.expand(text);
  }

  /** What is documented under a name: functions of the session first. */
  documentationOf(name: string): readonly Documented[] {
    const own = this.lisp.describe(name);
    const kept = documentationOf(name);
    if (own === undefined) return kept;
    return [{ name, kind: "defined here", shapes: [own.shape], doc: own.doc }, ...kept];
  }

  labels(): readonly string[] {
    return this.assembly.labels();
  }

  /** Where a process was when it ended, innermost first, in texts of the session. */
  private placesOf({ frame, ip }: Process): readonly InputPlace[] {
    const places: InputPlace[] = [];
    let address = ip;
    let at: Frame | null = frame;
    for (let count = 0; at !== null && count < MOST_PLACES; count++) {
      const place = this.run.space.place(address);
      if (place?.file.text !== undefined) places.push({ file: place.file, span: place.instruction.span });
      address = at.callAddress;
      at = at.parent;
    }
    return places;
  }
}
