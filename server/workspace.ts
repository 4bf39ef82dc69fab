/**
 * The problems of files that are not open: looked for one file after the other, with pauses, and kept up to date.
 *
 * Invariants: an open document is never reported on from here. What is reported about a file is taken back when it is
 * opened, deleted, or no longer part of the workspace. Nothing of a file is kept but whether something is reported and
 * which files it depends on. A file of more than `MAX_BYTES`, and all after `MAX_TOTAL_BYTES`, is looked at when it is
 * opened.
 * Absent by design: hints, which say what could be better in a file that somebody works on.
 */
import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Diagnostic,
  diagnostics,
  languageOfName,
  libraryExports,
  type Snapshot,
} from "../vm-core/index.ts";
import { readBounded } from "../vm-core/node/read-bounded.ts";
import { tryDecodeUtf8 } from "../vm-core/node/utf8.ts";
import { filePath, type Modules } from "./modules.ts";
import { isLookedAt, isProgram, programsIn } from "./workspace-files.ts";

const MAX_BYTES = 256 * 1024;
const MAX_TOTAL_BYTES = 8 * 1024 * 1024;

/** What a workspace is looked at with. */
export interface WorkspaceOptions {
  readonly modules: Modules;
  folders(): readonly string[];
  /** Whether a document of the file with this path is open. */
  isOpen(file: string): boolean;
  /** Tells the client everything that is to be said about a file. */
  publish(snapshot: Pick<Snapshot, "uri" | "lines">, found: readonly Diagnostic[]): void;
  /** Takes back what was said about a file. */
  clear(uri: string): void;
  /** Tells the user's log. */
  log(text: string): void;
  failed(error: unknown): void;
}

export interface Workspace {
  /** Looks at everything anew, or takes back everything; resolves when the files are known. */
  restart(isOn: boolean, isExcluded: (relative: string) => boolean): Promise<void>;
  /** A file has come or changed, or a module that it depends on: looks at it soon, and at those that depend on it. */
  changed(uri: string): void;
  /** A document is open from now on. */
  opened(uri: string): void;
  /** A document is not open any more; says whether its problems will be reported from here. */
  closed(uri: string): boolean;
}

export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { modules, folders, isOpen } = options;
  /** The files with something reported, each with the URI that it was reported under. */
  const reported = new Map<string, string>();
  /** The files that each file depends on. */
  const dependencies = new Map<string, ReadonlySet<string>>();
  const sizes = new Map<string, number>();
  const waiting = new Set<string>();
  let isOn = false;
  let isExcluded: (relative: string) => boolean = () => false;
  let isRunning = false;
  let total = 0;

  const belongs = (file: string) =>
    isProgram(file) &&
    folders().some((folder) => {
      const inside = path.relative(folder, file);
      return !inside.startsWith("..") && !path.isAbsolute(inside) && isLookedAt(folder, file, isExcluded);
    });
  const takeBack = (file: string) => {
    const uri = reported.get(file);
    reported.delete(file);
    if (uri !== undefined && !isOpen(file)) options.clear(uri);
  };
  const forget = (file: string) => {
    takeBack(file);
    dependencies.delete(file);
    total -= sizes.get(file) ?? 0;
    sizes.delete(file);
  };
  const plan = (file: string) => {
    waiting.add(file);
    if (!isRunning) void run();
  };
  const run = async () => {
    isRunning = true;
    for (const file of waiting) {
      waiting.delete(file);
      const started = performance.now();
      await look(file).catch(options.failed);
      // As long a pause as the work took leaves room for what somebody waits for.
      await new Promise((resolve) =>
        setTimeout(resolve, Math.min(performance.now() - started, LONGEST_PAUSE)),
      );
    }
    isRunning = false;
  };
  const look = async (file: string) => {
    const { href: uri } = pathToFileURL(file);
    if (!isOn || isOpen(file) || !belongs(file)) return;
    const text = await readText(file);
    if (text === undefined) return forget(file);
    const others = total - (sizes.get(file) ?? 0);
    if (others + text.length > MAX_TOTAL_BYTES) return forget(file);
    total = others + text.length;
    sizes.set(file, text.length);
    const snapshot = languageOfName(uri).analyze(uri, 0, text, libraryExports);
    await modules.prepare(snapshot);
    const found = diagnostics(snapshot, modules.resolverFor(uri)).filter(
      ({ severity }) => severity !== "hint",
    );
    dependencies.set(file, modules.filesOf(uri));
    if (!isOpen(file)) modules.forget(uri);
    // It may have been opened, or everything switched off, in the meantime.
    if (!isOn || isOpen(file)) return;
    if (found.length === 0) return takeBack(file);
    reported.set(file, uri);
    options.publish(snapshot, found);
  };

  return {
    async restart(on, excluded) {
      isOn = on;
      isExcluded = excluded;
      waiting.clear();
      if (!on) {
        for (const file of [...reported.keys()]) forget(file);
        return;
      }
      const { files, isCut } = await programsIn(folders(), excluded);
      if (isCut) {
        options.log(
          `Only the first ${files.length} programs of the workspace are looked at before they are opened.`,
        );
      }
      const known = new Set(files);
      for (const file of [...reported.keys()]) if (!known.has(file)) forget(file);
      files.forEach(plan);
    },
    changed(uri) {
      const file = filePath(uri);
      if (!isOn || file === undefined) return;
      if (!isOpen(file)) plan(file);
      for (const [dependent, needed] of dependencies) if (needed.has(file)) plan(dependent);
    },
    opened(uri) {
      const file = filePath(uri);
      const known = file === undefined ? undefined : reported.get(file);
      if (file === undefined || known === undefined) return;
      reported.delete(file);
      // The editor may write the name in another way: then nothing else takes back what was said under this one.
      if (known !== uri) options.clear(known);
    },
    closed(uri) {
      const file = filePath(uri);
      if (!isOn || file === undefined || !belongs(file)) return false;
      reported.set(file, uri);
      plan(file);
      return true;
    },
  };
}

const LONGEST_PAUSE = 250;

/** Undefined for what is no text, too large, or not there. */
async function readText(file: string): Promise<string | undefined> {
  try {
    const found = await readBounded(file, MAX_BYTES);
    return typeof found === "object" && found.bytes !== undefined ? tryDecodeUtf8(found.bytes) : undefined;
  } catch {
    return undefined;
  }
}
