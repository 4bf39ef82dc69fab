/**
 * Recalls entries of the history at a prompt: whole ones with the arrow keys, and with Ctrl-R those that hold a text.
 *
 * Invariant: what is found is on the line as if it had been typed. Ctrl-R takes what is typed for the text that it looks
 * for; on an empty line it waits for that, and each further character looks anew. Ctrl-R again finds an older entry.
 */
import type { Interface } from "node:readline";
import type { History } from "./history.ts";

interface Key {
  readonly ctrl?: boolean;
  readonly meta?: boolean;
  readonly name?: string;
}

const BELL = "\x07";

/** Gives what adds an entry. */
export function recallsEntries(lines: Interface, history: History): (entry: string) => void {
  // The list of the interface, which would get each line as an entry of its own.
  let recalled: string[] = [];
  const restore = (): void => {
    recalled.splice(0, recalled.length, ...history.entries);
  };
  lines.on("history", (list) => {
    recalled = list;
    restore();
  });
  const search = new Search(lines, history);
  process.stdin.on("keypress", (text: string | undefined, key: Key | undefined) => search.press(text, key));
  return (entry) => {
    history.add(entry);
    restore();
  };
}

class Search {
  /** The text that is looked for while it is typed, and the prompt that comes again afterwards. */
  private typing: { readonly query: string; readonly prompt: string } | undefined;

  constructor(
    private readonly lines: Interface,
    private readonly history: History,
  ) {}

  /** The interface has seen the key before: what is typed is on its line. */
  press(text: string | undefined, key: Key | undefined): void {
    const { lines, history, typing } = this;
    if (key?.ctrl === true && key.name === "r") {
      if (typing === undefined && lines.line === "") this.begin();
      else this.show(history.find(lines.line));
      return;
    }
    if (typing === undefined) return;
    if (key?.name === "backspace") this.look(typing.query.slice(0, -1));
    else if (isTyped(text, key)) this.look(typing.query + text);
    else this.end(key);
  }

  private begin(): void {
    this.history.endSearch();
    this.typing = { query: "", prompt: this.lines.getPrompt() };
    this.show("");
  }

  /** Looks for the newest entry that holds a text. */
  private look(query: string): void {
    const { history, typing } = this;
    if (typing === undefined) return;
    this.typing = { ...typing, query };
    history.endSearch();
    this.show(query === "" ? "" : history.find(query), "");
  }

  /** Puts an entry on the line; where there is none, `otherwise`, or what was there. */
  private show(found: string | undefined, otherwise?: string): void {
    const { lines, typing } = this;
    if (found === undefined) process.stdout.write(BELL);
    const line = found ?? otherwise;
    if (line !== undefined) Object.assign(lines, { line, cursor: line.length });
    if (typing !== undefined) lines.setPrompt(`search ${typing.query}: `);
    if (line !== undefined || typing !== undefined) lines.prompt(true);
  }

  /** Another key ends the search, and does what it does. After Return the next prompt comes by itself. */
  private end(key: Key | undefined): void {
    const { lines, typing } = this;
    this.typing = undefined;
    if (typing === undefined) return;
    lines.setPrompt(typing.prompt);
    const isCancelled = key?.name === "escape" || (key?.ctrl === true && key.name === "g");
    if (isCancelled) Object.assign(lines, { line: "", cursor: 0 });
    if (key?.name !== "return" && key?.name !== "enter") lines.prompt(true);
  }
}

function isTyped(text: string | undefined, key: Key | undefined): text is string {
  return (
    text !== undefined &&
    key?.ctrl !== true &&
    key?.meta !== true &&
    text.length > 0 &&
    text >= " " &&
    text !== "\x7f"
  );
}
