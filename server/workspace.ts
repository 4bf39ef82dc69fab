/**
 * The problems of files that are not open: looked for one file after the other, with pauses, and kept up to date.
 *
 * Invariants: an open document is never reported on from here. What is reported about a file is taken back when it is
 * opened, deleted, or no longer part of the workspace. Nothing of a file is kept but whether something is reported and
 * which files it depends on. What is too large for one file, or too much for all together, is looked at when it is opened.
 * Absent by design: the looking, which a lane does.
 */
import path from "node:path";
import type { Diagnostic } from "vscode-languageserver";
import type { ClosedFile, DocumentReport } from "./lane-protocol.ts";
import { filePath, isInside } from "./modules.ts";
import type { Progress } from "./progress.ts";
import { isLookedAt, isProgram, programsIn } from "./workspace-files.ts";

/** Characters of all files together. */
const MAX_TOTAL = 8 * 1024 * 1024;

/** What a workspace is looked at with. */
export interface WorkspaceOptions {
  folders(): readonly string[];
  /** Whether the user excludes a path, relative to a folder of the workspace. */
  isExcluded(relative: string): boolean;
  /** Whether a document of the file with this path is open. */
  isOpen(file: string): boolean;
  /** Analyses a file; null for what is no text, too large, or not there. */
  examine(file: ClosedFile): Promise<DocumentReport | null>;
  /** Tells the client everything that is to be said about a file. */
  publish(uri: string, found: readonly Diagnostic[]): void;
  /** Takes back what was said about a file. */
  clear(uri: string): void;
  /** Begins to show how far the work is. */
  progress(): Progress;
  /** Tells the user's log. */
  log(text: string): void;
  failed(error: unknown): void;
}

/** The problems of the closed programs in the folders of a workspace. */
export class Workspace {
  /** The files with something reported, each with the URI that it was reported under. */
  private readonly reported = new Map<string, string>();
  /** The files that each file depends on. */
  private readonly dependencies = new Map<string, ReadonlySet<string>>();
  private readonly sizes = new Map<string, number>();
  private total = 0;
  private readonly waiting = new Set<string>();
  /** Files that have changed, or open documents of them, since the last quiet moment. */
  private readonly changes = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private isOn = false;
  private isRunning = false;

  constructor(private readonly options: WorkspaceOptions) {}

  /** Looks at everything anew, or takes back everything; resolves when the files are known. */
  async restart(isOn: boolean): Promise<void> {
    const { folders, isExcluded, log } = this.options;
    this.isOn = isOn;
    this.waiting.clear();
    const { files, isCut } = isOn ? await programsIn(folders(), isExcluded) : { files: [], isCut: false };
    if (isCut) {
      log(`Only the first ${files.length} programs of the workspace are looked at before they are opened.`);
    }
    const known = new Set(files);
    for (const file of [...this.reported.keys(), ...this.sizes.keys()]) {
      if (!known.has(file)) this.forget(file);
    }
    for (const file of files) this.plan(file);
  }

  /** A file has come, changed or gone, or its document has: looks at it soon, and at those that depend on it. */
  changed(uri: string): void {
    const file = filePath(uri);
    if (!this.isOn || file === undefined) return;
    this.changes.add(file);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.planChanged(), QUIET).unref();
  }

  /** A document is open from now on. */
  opened(uri: string): void {
    const file = filePath(uri);
    const known = file === undefined ? undefined : this.reported.get(file);
    if (file === undefined || known === undefined) return;
    this.reported.delete(file);
    // The editor may write the name in another way: then nothing else takes back what was said under this one.
    if (known !== uri) this.options.clear(known);
  }

  /** A document is not open any more; says whether its problems will be reported from here. */
  closed(uri: string): boolean {
    const file = filePath(uri);
    if (!this.isOn || file === undefined || !this.belongs(file)) return false;
    this.reported.set(file, uri);
    this.plan(file);
    return true;
  }

  private planChanged(): void {
    for (const file of this.changes) {
      if (isProgram(file)) {
        if (!this.options.isOpen(file)) this.plan(file);
      } else void this.planFolder(file);
      for (const [dependent, needed] of this.dependencies) if (needed.has(file)) this.plan(dependent);
    }
    this.changes.clear();
  }

  /** What may be a folder has come or gone, and everything in it. */
  private async planFolder(place: string): Promise<void> {
    for (const file of this.sizes.keys()) if (file.startsWith(place + path.sep)) this.plan(file);
    const { files } = await programsIn([place], () => false);
    for (const file of files) if (this.belongs(file)) this.plan(file);
  }

  private plan(file: string): void {
    this.waiting.add(file);
    if (!this.isRunning) void this.run();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    const progress = this.options.progress();
    // Files are planned one by one: those of a folder count before the first one is looked at.
    await Promise.resolve();
    let done = 0;
    for (const file of this.waiting) {
      progress.report(done, done + this.waiting.size);
      done++;
      this.waiting.delete(file);
      const started = performance.now();
      await this.look(file).catch(this.options.failed);
      // As long a pause as the work took leaves room for what somebody waits for.
      const pause = Math.min(performance.now() - started, LONGEST_PAUSE);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    progress.end();
    this.isRunning = false;
  }

  private async look(file: string): Promise<void> {
    const { isOpen, publish, examine } = this.options;
    const isClosed = () => this.isOn && !isOpen(file);
    if (!isClosed() || !this.belongs(file)) return;
    const others = this.total - (this.sizes.get(file) ?? 0);
    const report = await examine({ file, room: MAX_TOTAL - others });
    if (report === null) return this.forget(file);
    this.total = others + report.length;
    this.sizes.set(file, report.length);
    this.dependencies.set(file, new Set(report.files));
    // It may have been opened, or everything switched off, in the meantime.
    if (!isClosed()) return;
    if (report.diagnostics.length === 0) return this.takeBack(file);
    this.reported.set(file, report.uri);
    publish(report.uri, report.diagnostics);
  }

  private belongs(file: string): boolean {
    const { folders, isExcluded } = this.options;
    return (
      isProgram(file) &&
      folders().some((folder) => isInside(folder, file) && isLookedAt(folder, file, isExcluded))
    );
  }

  private takeBack(file: string): void {
    const uri = this.reported.get(file);
    this.reported.delete(file);
    if (uri !== undefined && !this.options.isOpen(file)) this.options.clear(uri);
  }

  private forget(file: string): void {
    this.takeBack(file);
    this.dependencies.delete(file);
    this.total -= this.sizes.get(file) ?? 0;
    this.sizes.delete(file);
  }
}

const LONGEST_PAUSE = 250;
/** Milliseconds without a change, after which what depends on it is looked at; not at each key stroke. */
const QUIET = 200;
