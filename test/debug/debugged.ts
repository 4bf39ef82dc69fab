/** A program under the debugger, for tests: texts in, plain data out. */
import {
  analyze,
  Complaint,
  createMachine,
  Debugger,
  Fault,
  type Host,
  type HostRequest,
  LineIndex,
  type OutputChunk,
  type Reply,
  type StopReason,
} from "../../vm-core/index.ts";

export interface Options {
  readonly trace?: boolean;
  /** Texts of modules, by the path that IMPORT names. */
  readonly modules?: Readonly<Record<string, string>>;
  readonly perform?: (request: HostRequest) => Promise<Reply>;
  readonly loaded?: (file: string) => void;
}

export const FILE = "main.ttvm";

export class Debugged {
  readonly debugger: Debugger;
  readonly output: OutputChunk[] = [];
  private readonly lines: LineIndex;
  private readonly texts: Record<string, LineIndex>;
  private lastId = 0;

  constructor(text: string, { trace, modules = {}, perform, loaded }: Options = {}) {
    const { program, diagnostics } = analyze(FILE, 0, text);
    if (program === undefined) throw new Error(`the program has errors: ${diagnostics[0].message}`);
    this.lines = new LineIndex(text);
    this.texts = Object.fromEntries(Object.entries(modules).map(([name, one]) => [name, new LineIndex(one)]));
    this.texts[FILE] = this.lines;
    const host: Host = {
      perform: perform ?? (() => Promise.resolve(undefined)),
      write: (chunks) => void this.output.push(...chunks),
      release: () => undefined,
      delay: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
    };
    const run = createMachine(program, {
      readModule: async (path) =>
        path in modules ? { name: path, text: modules[path] } : new Fault("FileError", `no ${path}`),
    });
    this.debugger = new Debugger(run, host, { trace, loaded: ({ name }) => loaded?.(name) });
  }

  /** Sets breakpoints at one-based lines of a file, in place of the others; the lines that they got, or why not. */
  breakAt(lines: readonly number[], more: object = {}, file = FILE): (number | string)[] {
    const index = this.texts[file];
    const requests = lines.map((line) => ({
      id: ++this.lastId,
      offset: line > index.lineCount ? index.length + 1 : index.lineStart(line - 1),
      ...more,
    }));
    return this.debugger
      .setBreakpoints(file, requests)
      .map((binding) => (binding.verified ? index.lineAt(binding.span.start) + 1 : binding.message));
  }

  /** Goes on, and says why it has stopped and where: `breakpoint 12`. */
  async resume(): Promise<string> {
    return this.describe(await this.debugger.resume());
  }

  async step(kind: "in" | "over" | "out"): Promise<string> {
    return this.describe(await this.debugger.step(kind));
  }

  describe(reason: StopReason): string {
    if (reason.kind === "ended") return "ended";
    return `${reason.kind} ${this.where()[0].replace(/^.* /, "")}`;
  }

  /** The frames: `label line`. */
  where(start = 0, count = 100): string[] {
    return this.debugger.frames(start, count).map(({ name, place }) => {
      if (place === undefined) return name;
      return `${name} ${this.texts[place.file.name].lineAt(place.instruction.span.start) + 1}`;
    });
  }

  /** The variables of a scope of a frame, by name. */
  scope(name: "Locals" | "Operand Stack" | "Globals", frame = 0): Record<string, string> {
    const [found] = this.debugger.frames(frame, 1);
    const scope = this.debugger.scopes(found).find((one) => one.name === name);
    const variables = scope?.contents.page(0, 1000) ?? [];
    return Object.fromEntries(variables.map((variable) => [variable.name, variable.text]));
  }

  /** The text of an expression's value, or what is wrong with it. */
  value(expression: string, frame = 0): string {
    const result = this.debugger.evaluate(expression, this.debugger.frames(frame, 1)[0]);
    return result instanceof Complaint ? `! ${result.message}` : result.text;
  }

  written(stream: string): string {
    return this.output
      .filter((chunk) => chunk.stream === stream)
      .map(({ text }) => text)
      .join("");
  }
}
