/**
 * A session for an editor, in a process of its own: keys come as standard input, what is to be seen goes to standard
 * output, and forms come and results go as messages between the processes.
 *
 * Where the editor has a terminal it draws one, and this edits lines in it. Where it has none, as in a folder that is not
 * trusted, lines come as messages, too.
 * Invariant: each message is answered once, in the order in which they come; without the editor the process ends.
 */
import path from "node:path";
import { permissionsOf } from "../run-limits.ts";
import { startTalk } from "./index.ts";
import type { FormResult, Repl } from "./repl.ts";
import { Screen } from "./screen.ts";
import { ReplTerminal } from "./terminal.ts";

/** What the editor asks. */
type Asked =
  /** A form of a file, with the place where it begins, from 0. */
  | {
      readonly id: number;
      readonly form: string;
      readonly file: string;
      readonly line: number;
      readonly column: number;
    }
  /** A line that was typed where there is no terminal. */
  | { readonly id: number; readonly input: string }
  /** The size of the terminal. */
  | { readonly columns: number; readonly rows: number }
  | { readonly interrupt: true };

/** The answers: to a form, and to a line, which may leave an input open. */
type EditorReply = { readonly id: number } & (FormResult | { readonly isOpen: boolean });

export interface EditorReplOptions {
  readonly sandbox: boolean;
  /** Whether the editor draws a terminal. */
  readonly terminal: boolean;
}

/** Talks until the session is over or the editor is gone; resolves with the exit code. */
export async function replForEditor({ sandbox, terminal }: EditorReplOptions): Promise<number> {
  const screen = new Screen(true);
  const { talk, end } = startTalk(permissionsOf({ sandbox }), screen, true, terminal);
  const answer = (message: EditorReply): void => void process.send?.(message);
  let shown: ReplTerminal | undefined;
  const size = ({ columns, rows }: { columns: number; rows: number }): void => {
    Object.assign(process.stdout, { columns, rows });
    process.stdout.emit("resize");
  };
  size({ columns: 80, rows: 24 });
  const ended = new Promise<number>((resolve) => {
    process.on("disconnect", () => resolve(0));
    if (terminal) {
      shown = new ReplTerminal(talk, screen, true);
      void shown.ended.then(resolve);
    }
    let before: Promise<unknown> = Promise.resolve();
    const between = <T>(work: () => Promise<T>): Promise<T> => {
      const done = shown === undefined ? before.then(work) : shown.between(work);
      before = done.catch(() => undefined);
      return done;
    };
    process.on("message", (asked: Asked) => {
      if ("columns" in asked) size(asked);
      else if ("interrupt" in asked) talk.interrupt();
      else {
        void between(() => reply(talk, screen, asked)).then((message) => {
          answer(message);
          if (talk.exitCode !== undefined) resolve(talk.exitCode);
        });
      }
    });
  });
  const code = await ended;
  await end();
  return code;
}

async function reply(
  talk: Repl,
  screen: Screen,
  asked: Extract<Asked, { readonly id: number }>,
): Promise<EditorReply> {
  const { id } = asked;
  if ("input" in asked) {
    await talk.take(asked.input);
    return { id, isOpen: talk.isOpen };
  }
  const { form, file, line, column } = asked;
  const name = path.relative(process.cwd(), file);
  screen.out(`; ${path.basename(name)}:${line + 1}\n${form}\n`);
  // What is in front of the form in its file is blank, so that places are those of the file.
  return { id, ...(await talk.takeForm("\n".repeat(line) + " ".repeat(column) + form, name)) };
}
