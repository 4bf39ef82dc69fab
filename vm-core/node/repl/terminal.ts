/**
 * A session at a terminal: prompts, line editing, history, and the partner of the bracket at the cursor.
 *
 * Invariant: one thing happens after the other, in the order in which lines and forms come, and the prompt is there whenever
 * nothing does.
 */
import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from "node:readline";
import { version } from "../../../package.json";
import { showBrackets } from "./brackets.ts";
import { complete } from "./completion.ts";
import { History, historyFile } from "./history.ts";
import { recallsEntries } from "./recall.ts";
import type { Repl } from "./repl.ts";
import type { Screen } from "./screen.ts";

const PROMPT = "ttvm> ";
const OPEN_PROMPT = "... ";

export class ReplTerminal {
  /** Resolves with the exit code. */
  readonly ended: Promise<number>;
  private readonly lines: Interface;
  private readonly history: History;
  /** One line after the other, also when several are pasted. */
  private before: Promise<unknown> = Promise.resolve();
  private isClosed = false;
  /** The lines of the entry that is open. */
  private entry: string[] = [];
  /** What the screen had written when the entry began, and whether a prompt waits for a line. */
  private entryVersion = 0;
  private isPrompting = false;

  /** `welcome` is written first. */
  constructor(
    private readonly talk: Repl,
    private readonly screen: Screen,
    keepsHistory: boolean,
    welcome = `TinyTotVM ${version}. :help tells what there is.\n`,
  ) {
    this.history = new History(keepsHistory ? historyFile() : undefined);
    this.lines = createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: true,
      completer: (line: string) => complete(talk, line),
      historySize: 0,
    });
    recallsEntries(this.lines, this.history);
    showBrackets(this.lines, process.stdin, process.stdout, () => this.onScreen());
    process.stdout.write(welcome);
    this.prompt();
    this.ended = new Promise((resolve) => this.listen(resolve));
  }

  /** Does something between two inputs, with what is typed out of its way. */
  between<T>(work: () => Promise<T>): Promise<T> {
    const done = this.before.then(async () => {
      if (!this.isClosed) this.leavePrompt();
      const result = await work();
      if (!this.isClosed) this.prompt();
      return result;
    });
    this.before = done.catch(() => undefined);
    return done;
  }

  private listen(resolve: (code: number) => void): void {
    const { lines, talk } = this;
    const finish = (code: number): void => {
      this.isClosed = true;
      lines.close();
      resolve(code);
    };
    lines.on("line", (line) => {
      this.history.endSearch();
      this.before = this.before.then(async () => {
        if (this.isClosed) return;
        await this.take(line);
        if (talk.exitCode !== undefined) finish(talk.exitCode);
        else if (!this.isClosed) this.prompt();
      });
    });
    lines.on("SIGINT", () => this.interrupt());
    lines.on("close", () => {
      if (this.isClosed) return;
      talk.interrupt();
      process.stdout.write("\n");
      this.before.then(() => finish(talk.exitCode ?? 0));
    });
  }

  private async take(line: string): Promise<void> {
    const { talk } = this;
    this.isPrompting = false;
    if (!talk.isOpen) this.entry = [];
    this.entry.push(line);
    const taken = talk.take(line);
    // Whether it continues is known at once; what it does may take long.
    if (!talk.isOpen) this.history.add(this.entry.join("\n"));
    await taken;
  }

  private prompt(): void {
    const { lines, screen, talk } = this;
    screen.newLine();
    if (!talk.isOpen) this.entry = [];
    if (this.entry.length === 0) this.entryVersion = screen.writings;
    this.isPrompting = true;
    lines.setPrompt(talk.isOpen ? OPEN_PROMPT : PROMPT);
    // What was typed while something ran stays, with the cursor after it.
    lines.prompt(true);
  }

  /** Takes the prompt and what is typed off the screen; they come again with the next prompt. */
  private leavePrompt(): void {
    this.isPrompting = false;
    const { rows } = this.lines.getCursorPos();
    moveCursor(process.stdout, 0, -rows);
    cursorTo(process.stdout, 0);
    clearScreenDown(process.stdout);
  }

  /** What of the entry is where it was written. */
  private onScreen() {
    const { talk, screen, entry, isPrompting } = this;
    if (!isPrompting || this.isClosed) return undefined;
    const language = talk.languageOf(this.lines.line);
    const isWhole = screen.writings === this.entryVersion;
    return {
      version: screen.writings,
      before: (isWhole ? entry : []).map((text, index) => ({
        prompt: index === 0 ? PROMPT : OPEN_PROMPT,
        text,
      })),
      bracketsAt: (text: string, cursor: number) => language.bracketsAt(text, cursor),
    };
  }

  /** Ctrl-C: ends what runs, else drops what is typed. */
  private interrupt(): void {
    const { lines, talk } = this;
    const { isRunning } = talk;
    process.stdout.write("\n");
    if (!talk.interrupt() && lines.line === "") this.screen.err(":quit or Ctrl-D ends the session\n");
    // What runs says itself that it has ended.
    if (isRunning) return;
    Object.assign(lines, { line: "", cursor: 0 });
    this.prompt();
  }
}
