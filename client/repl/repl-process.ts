/**
 * The process of a REPL: keys go in, what is to be seen comes out, and forms are sent and answered.
 *
 * Invariant: every question is answered, with undefined when the process ends before.
 */
import { type ChildProcess, spawn } from "node:child_process";

/** What became of a form: its value, empty for null, or what is wrong. */
export interface SentFormResult {
  readonly isError: boolean;
  readonly text: string;
}

/** A form of a file, and where it begins there, from 0. */
export interface SourceForm {
  readonly form: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ReplProcessOptions {
  /** The bundle that is the REPL. */
  readonly bundle: string;
  readonly cwd: string;
  readonly sandbox: boolean;
  /** Whether line editing is wanted: the output is drawn by a terminal. */
  readonly terminal: boolean;
  shows(text: string): void;
  /** Undefined when it could not be started, or was ended. */
  ended(code: number | undefined): void;
}

export class ReplProcess {
  private readonly child: ChildProcess;
  private readonly asked = new Map<number, (answer: unknown) => void>();
  private questions = 0;
  private isOver = false;

  constructor({ bundle, cwd, sandbox, terminal, shows, ended }: ReplProcessOptions) {
    const words = ["repl", ...(sandbox ? ["--sandbox"] : []), ...(terminal ? ["--terminal"] : [])];
    this.child = spawn(process.execPath, [bundle, ...words], {
      cwd,
      // In desktop VS Code the extension host's executable is Electron; this makes it plain Node.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1", TERM: "xterm-256color" },
      stdio: ["pipe", "pipe", "pipe", "ipc"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding("utf8").on("data", shows);
    }
    // Who types when the process has just ended writes to nobody.
    this.child.stdin?.on("error", () => undefined);
    this.child.on("message", ({ id, ...answer }: { readonly id: number }) => {
      this.asked.get(id)?.(answer);
      this.asked.delete(id);
    });
    const end = (code: number | undefined): void => {
      if (this.isOver) return;
      this.isOver = true;
      for (const answer of this.asked.values()) answer(undefined);
      this.asked.clear();
      ended(code);
    };
    this.child.on("error", (error) => {
      shows(`The REPL could not be started: ${error.message}\n`);
      end(undefined);
    });
    this.child.on("close", (code) => end(code ?? undefined));
  }

  evaluate(form: SourceForm): Promise<SentFormResult | undefined> {
    return this.ask(form);
  }

  /** A line that was typed where there is no terminal; the answer says whether the input continues. */
  input(input: string): Promise<{ readonly isOpen: boolean } | undefined> {
    return this.ask({ input });
  }

  /** Keys of a terminal. */
  type(keys: string): void {
    this.child.stdin?.write(keys);
  }

  resize(size: { readonly columns: number; readonly rows: number }): void {
    if (!this.isOver) this.child.send(size, () => undefined);
  }

  interrupt(): void {
    if (!this.isOver) this.child.send({ interrupt: true }, () => undefined);
  }

  dispose(): void {
    this.child.kill("SIGKILL");
  }

  private ask<T>(question: object): Promise<T | undefined> {
    if (this.isOver) return Promise.resolve(undefined);
    const id = ++this.questions;
    return new Promise((resolve) => {
      this.asked.set(id, resolve as (answer: unknown) => void);
      this.child.send({ id, ...question }, () => undefined);
    });
  }
}
