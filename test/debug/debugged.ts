/** A program under the debugger, for tests: texts in, plain data out. */
import {
  analyze,
  Complaint,
  createMachine,
  Debugger,
  Fault,
  type Host,
  type HostRequest,
  type JitRecord,
  LineIndex,
  type Outcome,
  type OutputChunk,
  type ProcessView,
  type Reply,
  type Run,
  type StepKind,
  type Stopped,
  type StopReason,
  type ThreadMode,
  type VariableScope,
} from "../../vm-core/index.ts";

export interface Options {
  /** The program's own name: what it ends with says which language it is in. */
  readonly file?: string;
  readonly trace?: boolean;
  /** Debug what the optimizer makes of the program. */
  readonly optimize?: boolean;
  readonly threads?: ThreadMode;
  /** Run what nobody watches as generated code. */
  readonly jit?: "auto" | "always";
  readonly jitRecord?: JitRecord;
  /** Texts of modules, by the path that IMPORT names. */
  readonly modules?: Readonly<Record<string, string>>;
  /** Output takes so many milliseconds. */
  readonly slowness?: number;
  readonly perform?: (request: HostRequest) => Promise<Reply>;
  readonly loaded?: (file: string) => void;
}

export const FILE = "main.ttvm";

/** Resolves when what is running has had that many milliseconds, however busy the machine is. */
export async function soon(milliseconds = 20): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

export class Debugged {
  readonly debugger: Debugger;
  readonly run: Run;
  readonly output: OutputChunk[] = [];
  /** Of processes but the first, in order: `+2`, `-2`. */
  readonly lives: string[] = [];
  outcome: Outcome | undefined;
  /** Why it has stopped last. */
  reason: StopReason = { kind: "entry" };
  /** Stops and ends that nobody has waited for, and the other way round. */
  /** The process that the last stop was told of. */
  stoppedPid = 1;
  private readonly arrived: (Stopped | "ended")[] = [];
  private expect: ((stop: Stopped | "ended") => void) | undefined;
  private fail: (error: unknown) => void = (error) => {
    throw error;
  };
  private readonly lines: LineIndex;
  private readonly file: string;
  private readonly texts: Record<string, LineIndex>;
  private lastId = 0;

  constructor(
    readonly text: string,
    {
      file = FILE,
      trace,
      optimize,
      jit,
      jitRecord,
      threads,
      modules = {},
      perform,
      slowness,
      loaded,
    }: Options = {},
  ) {
    this.file = file;
    const { program, diagnostics } = analyze(file, 0, text);
    if (program === undefined) throw new Error(`the program has errors: ${diagnostics[0].message}`);
    this.lines = new LineIndex(text);
    this.texts = Object.fromEntries(Object.entries(modules).map(([name, one]) => [name, new LineIndex(one)]));
    this.texts[file] = this.lines;
    const host: Host = {
      perform: perform ?? (() => Promise.resolve(undefined)),
      write: (chunks) => {
        this.output.push(...chunks);
        return slowness === undefined || chunks.length === 0 ? undefined : soon(slowness);
      },
      release: () => undefined,
      now: () => performance.now(),
      delay: (milliseconds, cancelled) =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          void cancelled.then(() => clearTimeout(timer));
        }),
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
    };
    this.run = createMachine(program, {
      optimize,
      jit,
      jitRecord,
      readModule: async (path) =>
        path in modules ? { name: path, text: modules[path] } : new Fault("FileError", `no ${path}`),
    });
    const listener = {
      stopped: (stop: Stopped) => this.arrive(stop),
      resuming: () => undefined,
      exited: (outcome: Outcome | undefined) => {
        this.outcome = outcome;
        this.arrive("ended");
      },
      failed: (error: unknown) => this.fail(error),
      processStarted: (pid: number) => void this.lives.push(`+${pid}`),
      processExited: (pid: number) => void this.lives.push(`-${pid}`),
      loaded: ({ name }: { name: string }) => loaded?.(name),
    };
    this.debugger = new Debugger(this.run, host, listener, { trace, threads });
  }

  /** Sets breakpoints at one-based lines of a file, in place of the others; the lines that they got, or why not. */
  breakAt(lines: readonly number[], more: object = {}, file = this.file): (number | string)[] {
    const index = this.texts[file];
    const requests = lines.map((line) => ({
      id: ++this.lastId,
      offset: line > index.lineCount ? index.length + 1 : index.lineStart(line - 1),
      ...more,
    }));
    return this.debugger.breakpoints
      .setInFile(file, requests)
      .map((binding) => (binding.verified ? index.lineAt(binding.span.start) + 1 : binding.message));
  }

  /** Starts, and says why it has stopped and where: `breakpoint 12`; of others, `breakpoint 12 of 2`. */
  start(stopOnEntry = true): Promise<string> {
    this.hasStarted = true;
    this.debugger.control.start(stopOnEntry);
    return this.stopped();
  }

  private hasStarted = false;

  /** Continues, and says why it has stopped. */
  resume(pid = 1, single = false): Promise<string> {
    if (!this.hasStarted) return this.start(false);
    this.debugger.control.resume(pid, single);
    return this.stopped();
  }

  step(kind: StepKind, pid = 1, single = false): Promise<string> {
    this.debugger.control.step(kind, pid, single);
    return this.stopped();
  }

  /** The next stop that has not been waited for. */
  async stopped(): Promise<string> {
    const stop =
      this.arrived.shift() ??
      (await new Promise<Stopped | "ended">((resolve, reject) => {
        this.expect = resolve;
        this.fail = reject;
      }));
    return this.describe(stop);
  }

  private arrive(stop: Stopped | "ended"): void {
    const { expect } = this;
    this.expect = undefined;
    if (expect === undefined) this.arrived.push(stop);
    else expect(stop);
  }

  private describe(stop: Stopped | "ended"): string {
    if (stop === "ended") return stop;
    const { pid, reason } = stop;
    this.reason = reason;
    this.stoppedPid = pid;
    if (reason.kind === "event") return reason.texts.join("; ");
    const line = this.where(0, 1, pid)[0].replace(/^.* /, "");
    return pid === 1 ? `${reason.kind} ${line}` : `${reason.kind} ${line} of ${pid}`;
  }

  view(pid = 1): ProcessView {
    const view = this.debugger.view(pid);
    if (view === undefined) throw new Error(`process ${pid} is not stopped`);
    return view;
  }

  /** The library is not among the texts that were given. */
  private linesOf({ name, text = "" }: { readonly name: string; readonly text?: string }): LineIndex {
    return (this.texts[name] ??= new LineIndex(text));
  }

  /** What is shown of a frame: the instruction, or the form. */
  form(frame = 0, pid = 1): string {
    const { place, span } = this.view(pid).frames(frame, 1)[0];
    const text = place?.file.text ?? "";
    return span === undefined ? "" : text.slice(span.start, span.end).replace(/\s+/g, " ");
  }

  /** The frames: `label line`. */
  where(start = 0, count = 100, pid = 1): string[] {
    return this.view(pid)
      .frames(start, count)
      .map(({ name, place }) => {
        if (place === undefined) return name;
        return `${name} ${this.linesOf(place.file).lineAt(place.instruction.span.start) + 1}`;
      });
  }

  /** The variables of a scope of a frame, by name. */
  scope(name: VariableScope["name"], frame = 0, pid = 1): Record<string, string> {
    const [found] = this.view(pid).frames(frame, 1);
    const scope = this.view(pid)
      .scopes(found)
      .find((one) => one.name === name);
    const variables = scope?.contents.page(0, 1000) ?? [];
    return Object.fromEntries(variables.map((variable) => [variable.name, variable.text]));
  }

  /** The text of an expression's value, or what is wrong with it. */
  value(expression: string, frame = 0, pid = 1): string {
    const view = this.view(pid);
    const result = view.evaluate(expression, view.frames(frame, 1)[0]);
    return result instanceof Complaint ? `! ${result.message}` : result.text;
  }

  /** As `value`, but variables keep what the expression gives them. */
  execute(expression: string, frame = 0, pid = 1): string {
    const view = this.view(pid);
    const result = view.execute(expression, view.frames(frame, 1)[0]);
    return result instanceof Complaint ? `! ${result.message}` : result.text;
  }

  /** The scopes of a frame, each with its variables: `let (line 3): x = 1, y = "a"`. */
  scopes(frame = 0, pid = 1): string[] {
    const view = this.view(pid);
    return view.scopes(view.frames(frame, 1)[0]).map(({ name, contents }) => {
      const variables = contents.page(0, 1000).map((one) => `${one.name} = ${one.text}`);
      return `${name}: ${variables.join(", ")}`;
    });
  }

  written(stream: string): string {
    return this.output
      .filter((chunk) => chunk.stream === stream)
      .map(({ text }) => text)
      .join("");
  }
}
