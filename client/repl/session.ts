/**
 * What a REPL looks like in the editor: a terminal; in a folder that is not trusted, where VS Code opens none, a transcript and a
 * box to type in.
 */
import {
  type Disposable,
  EventEmitter,
  type OutputChannel,
  type Pseudoterminal,
  type Terminal,
  type TerminalDimensions,
  ThemeIcon,
  window,
} from "vscode";
import { ReplProcess, type SentFormResult, type SourceForm } from "./repl-process.ts";

/** A REPL that is open. */
export interface ReplSession extends Disposable {
  /** Brings it into view, and lets the user type unless `keepsFocus`. */
  show(keepsFocus: boolean): void;
  /** Undefined when the session ends before there is a result. */
  evaluate(form: SourceForm): Promise<SentFormResult | undefined>;
}

export interface SessionParts {
  readonly bundle: string;
  readonly cwd: string;
  ended(): void;
}

const NAME = "Lisp REPL";

/** Opens a terminal; forms that are sent before it is drawn wait. */
export function openTerminal({ bundle, cwd, ended }: SessionParts): ReplSession {
  const output = new EventEmitter<string>();
  const closed = new EventEmitter<number>();
  let running: ReplProcess | undefined;
  let isReady: (running: ReplProcess | undefined) => void = () => undefined;
  const ready = new Promise<ReplProcess | undefined>((resolve) => {
    isReady = resolve;
  });
  const size = ({ columns, rows }: TerminalDimensions) => running?.resize({ columns, rows });
  const pty: Pseudoterminal = {
    onDidWrite: output.event,
    onDidClose: closed.event,
    open(dimensions) {
      running = new ReplProcess({
        bundle,
        cwd,
        sandbox: false,
        terminal: true,
        shows: (text) => output.fire(text.replace(/\r?\n/g, "\r\n")),
        ended: (code) => closed.fire(code ?? 0),
      });
      if (dimensions !== undefined) size(dimensions);
      isReady(running);
    },
    handleInput: (keys) => running?.type(keys),
    setDimensions: size,
    close: () => running?.dispose(),
  };
  const terminal: Terminal = window.createTerminal({ name: NAME, pty, iconPath: new ThemeIcon("terminal") });
  const closing = window.onDidCloseTerminal((one) => {
    if (one !== terminal) return;
    closing.dispose();
    output.dispose();
    closed.dispose();
    isReady(undefined);
    ended();
  });
  return {
    show: (keepsFocus) => terminal.show(keepsFocus),
    evaluate: async (form) => (await ready)?.evaluate(form),
    dispose: () => {
      running?.dispose();
      terminal.dispose();
    },
  };
}

let transcript: OutputChannel | undefined;

/** Opens a session in the sandbox, whose inputs are typed into a box. */
export function openSandboxed({ bundle, cwd, ended }: SessionParts): ReplSession {
  transcript ??= window.createOutputChannel(`${NAME} (Sandbox)`);
  const shown = transcript;
  shown.clear();
  shown.appendLine(
    "This folder is not trusted, so the REPL runs in the sandbox: without files, network, environment and other programs. " +
      "Trust the folder for one without.",
  );
  const running = new ReplProcess({
    bundle,
    cwd,
    sandbox: true,
    terminal: false,
    shows: (text) => shown.append(text),
    ended: () => {
      shown.appendLine("The session has ended.");
      ended();
    },
  });
  return {
    show: (keepsFocus) => {
      shown.show(true);
      if (!keepsFocus) void readInputs(running, shown);
    },
    evaluate: (form) => running.evaluate(form),
    dispose: () => running.dispose(),
  };
}

/** Asks for one line after the other, until the user leaves or the session ends. */
async function readInputs(running: ReplProcess, shown: OutputChannel): Promise<void> {
  let isOpen = false;
  for (;;) {
    const line = await window.showInputBox({
      title: `${NAME} (Sandbox)`,
      prompt: isOpen
        ? "The input continues. Escape leaves the REPL."
        : ":help tells what there is. Escape leaves.",
      placeHolder: "(+ 1 2)",
      ignoreFocusOut: true,
    });
    if (line === undefined) return;
    shown.appendLine(`${isOpen ? "... " : "ttvm> "}${line}`);
    const answer = await running.input(line);
    if (answer === undefined) return;
    isOpen = answer.isOpen;
  }
}
