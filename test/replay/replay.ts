/**
 * Replays what somebody does to texts: after each step, the server that has seen everything answers as one does that has
 * only just been started.
 */
import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { SemanticTokens, SemanticTokensDelta } from "vscode-languageserver-protocol";
import { LineIndex } from "../../vm-core/index.ts";
import { applyEdit, placeEdit } from "../ide/programs.ts";
import { type Server, startInProcess } from "./in-process.ts";
import { compareAnswers } from "./requests.ts";
import { CLOSED, type Doing, isLisp, OPEN, programsFor, type Step } from "./steps.ts";

/** Steps after states of the files: what a failing case needs to fail again. */
export interface ReplayCase {
  readonly open: readonly string[];
  /** Null for a file that there is not. */
  readonly closed: readonly (string | null)[];
  readonly doings: readonly Doing[];
}

/** A difference, and the shortest case that was found to show it. */
export class Difference extends Error {
  constructor(
    readonly found: ReplayCase,
    override readonly cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
  }
}

export function caseOf(doings: readonly Doing[]): ReplayCase {
  return {
    open: OPEN.map((name) => programsFor(name)[0]),
    closed: CLOSED.map((name) => programsFor(name).at(2) ?? null),
    doings,
  };
}

/** Throws a `Difference`; resolves with the number of steps, of which the last `compared` are compared. */
export function replay(given: ReplayCase, compared = given.doings.length): Promise<number> {
  return replayWith(given, shortest, compared);
}

async function replayWith(
  given: ReplayCase,
  shorten: typeof shortest,
  compared = given.doings.length,
): Promise<number> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "ttvm-replay-")));
  const seen = new Seen(folder, given);
  try {
    await seen.start();
    let count = 0;
    for (const doing of given.doings) {
      const before = seen.state();
      try {
        await seen.take(doing, given.doings.length - count <= compared);
      } catch (error) {
        throw new Difference(await shorten(given, before, count), error);
      }
      count++;
    }
    return count;
  } finally {
    seen.stop();
    rmSync(folder, { recursive: true });
  }
}

/** The last steps alone from the state before them, as few as fail; else all from the start. */
async function shortest(
  given: ReplayCase,
  before: Pick<ReplayCase, "open" | "closed">,
  at: number,
): Promise<ReplayCase> {
  const last: ReplayCase = { ...before, doings: [given.doings[at]] };
  // What fails alone is not made shorter still.
  const fails = await replayWith(last, async () => last).then(
    () => false,
    () => true,
  );
  return fails ? last : { ...given, doings: given.doings.slice(0, at + 1) };
}

/** The server that sees every step. */
class Seen {
  private server: Server | undefined;
  private readonly texts: string[];
  private readonly closed: (string | null)[];
  private readonly versions: number[];
  /** The semantic tokens that the server has told of each file. */
  private readonly tokens = new Map<number, SemanticTokens>();

  constructor(
    private readonly folder: string,
    { open, closed }: ReplayCase,
  ) {
    this.texts = [...open];
    this.closed = [...closed];
    this.versions = open.map(() => 1);
  }

  state(): Pick<ReplayCase, "open" | "closed"> {
    return { open: [...this.texts], closed: [...this.closed] };
  }

  async start(): Promise<void> {
    for (const [file, text] of this.closed.entries()) this.write(file, text);
    this.server = await this.startServer();
  }

  stop(): void {
    this.server?.stop();
  }

  /** Takes a step and asks about it, and compares with a server that has seen nothing of what was before. */
  async take({ step, look, at }: Doing, isCompared: boolean): Promise<void> {
    const typed = this.server as Server;
    await this.tell(typed, step);
    const fresh = isCompared ? await this.startServer() : undefined;
    try {
      const text = this.texts[look];
      await compareAnswers(typed, fresh, this.uriOf(OPEN[look]), text, Math.floor(at * text.length));
      await this.compareTokens(typed, fresh, look);
      assert.deepEqual([...typed.log, ...(fresh?.log ?? [])], []);
    } finally {
      fresh?.stop();
    }
  }

  private uriOf(name: string): string {
    return pathToFileURL(path.join(this.folder, name)).href;
  }

  private async startServer(): Promise<Server> {
    const server = await startInProcess(pathToFileURL(this.folder).href);
    for (const file of OPEN.keys()) await this.open(server, file);
    return server;
  }

  private open(server: Server, file: number): Promise<void> {
    const name = OPEN[file];
    return server.open(this.uriOf(name), isLisp(name) ? "ttvm-lisp" : "ttvm", this.texts[file]);
  }

  private write(file: number, text: string | null): void {
    const place = path.join(this.folder, CLOSED[file]);
    if (text === null) rmSync(place, { force: true });
    else writeFileSync(place, text);
  }

  private async tell(server: Server, step: Step): Promise<void> {
    const { file } = step;
    if (step.kind === "write") {
      const type = step.text === null ? 3 : this.closed[file] === null ? 1 : 2;
      this.write(file, step.text);
      this.closed[file] = step.text;
      const changes = [{ uri: this.uriOf(CLOSED[file]), type }];
      return server.notify("workspace/didChangeWatchedFiles", { changes });
    }
    const uri = this.uriOf(OPEN[file]);
    if (step.kind === "reopen") {
      await server.notify("textDocument/didClose", { textDocument: { uri } });
      this.versions[file] = 1;
      this.tokens.delete(file);
      return this.open(server, file);
    }
    const contentChanges = step.kind === "paste" ? [{ text: step.text }] : [];
    if (step.kind === "paste") this.texts[file] = step.text;
    for (const change of step.kind === "edit" ? step.changes : []) {
      contentChanges.push(this.change(file, change));
    }
    const version = ++this.versions[file];
    await server.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
  }

  /** A change of a text, in the coordinates of the protocol. */
  private change(file: number, change: Parameters<typeof placeEdit>[1]) {
    const text = this.texts[file];
    const placed = placeEdit(text, change);
    const edit = { ...placed, start: outOfLineEnd(text, placed.start), end: outOfLineEnd(text, placed.end) };
    const lines = new LineIndex(text);
    const place = (offset: number) => {
      const { line, column } = lines.position(offset);
      return { line, character: column };
    };
    this.texts[file] = applyEdit(text, edit);
    return { range: { start: place(edit.start), end: place(edit.end) }, text: edit.text };
  }

  /** What has changed of the tokens since the server told them all, put together, is what there is now. */
  private async compareTokens(typed: Server, fresh: Server | undefined, file: number): Promise<void> {
    const document = { textDocument: { uri: this.uriOf(OPEN[file]) } };
    const before = this.tokens.get(file);
    const method = `textDocument/semanticTokens/full${before === undefined ? "" : "/delta"}`;
    const [told, whole] = await Promise.all([
      typed.request<SemanticTokens | SemanticTokensDelta>(method, {
        ...document,
        previousResultId: before?.resultId,
      }),
      fresh?.request<SemanticTokens>("textDocument/semanticTokens/full", document),
    ]);
    const data = "data" in told ? told.data : changed(before?.data ?? [], told);
    if (whole !== undefined) assert.deepEqual(data, whole.data, `${method} in\n${this.texts[file]}`);
    this.tokens.set(file, { resultId: told.resultId, data });
  }
}

function changed(before: readonly number[], { edits }: SemanticTokensDelta): number[] {
  const data = [...before];
  for (const edit of [...edits].reverse()) data.splice(edit.start, edit.deleteCount, ...(edit.data ?? []));
  return data;
}

/** The protocol has no place between CR and LF. */
function outOfLineEnd(text: string, offset: number): number {
  return text[offset - 1] === "\r" && text[offset] === "\n" ? offset - 1 : offset;
}
