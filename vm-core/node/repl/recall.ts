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

/**
 * Has keys recall entries. What the interface has for that is not used (its `historySize` must be 0): it takes each line for an entry of
 * its own, and each version of Node changes lines of entries that have several in its own way.
 */
export function recallsEntries(lines: Interface, history: History): void {
  const search = new Search(lines, history);
  const walk = new Walk(lines, history);
  process.stdin.on("keypress", (text: string | undefined, key: Key | undefined) => {
    walk.press(key);
    search.press(text, key);
  });
  lines.on("line", () => walk.end());
}

/** Puts a text on the line as if it had been typed. */
function putOn(lines: Interface, line: string): void {
  Object.assign(lines, { line, cursor: line.length });
}

/** Older entries and newer ones, of those that begin like what was in front of the cursor; in the end, that. */
class Walk {
  /** Which entry is on the line: -1 is none. */
  private at = -1;
  private beginning: string | undefined;

  constructor(
    private readonly lines: Interface,
    private readonly history: History,
  ) {}

  press(key: Key | undefined): void {
    const direction = directionOf(key);
    if (direction === 0) this.beginning = undefined;
    else this.step(direction);
  }

  /** The line is taken: the next walk begins with the newest entry. */
  end(): void {
    this.at = -1;
    this.beginning = undefined;
  }

  private step(direction: 1 | -1): void {
    const { lines, history } = this;
    const { entries } = history;
    const beginning = this.beginning ?? lines.line.slice(0, lines.cursor);
    this.beginning = beginning;
    let at = Math.min(this.at, entries.length) + direction;
    while (entries[at] !== undefined && !(entries[at].startsWith(beginning) && entries[at] !== lines.line))
      at += direction;
    this.at = Math.max(-1, Math.min(at, entries.length));
    putOn(lines, entries[at] ?? beginning);
    lines.prompt(true);
  }
}

/** 1 where the key asks for an older entry, -1 for a newer one. */
function directionOf(key: Key | undefined): 1 | -1 | 0 {
  if (key === undefined || key.meta === true) return 0;
  const name = key.ctrl === true ? `ctrl ${key.name}` : key.name;
  if (name === "up" || name === "ctrl p") return 1;
  return name === "down" || name === "ctrl n" ? -1 : 0;
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
    if (line !== undefined) putOn(lines, line);
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
    if (isCancelled) putOn(lines, "");
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
