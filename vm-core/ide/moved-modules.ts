/**
 * What moving files does to the paths by which documents name modules.
 *
 * Invariant: a path leads to the same module afterwards, and keeps its form: relative to the document, to the folder that
 * programs run in, or absolute.
 * Absent by design: the moving, and documents that nobody hands in.
 */
import type { Snapshot } from "../analyze/index.ts";
import type { TextEdit } from "../text/diagnostic.ts";
import { writeName, writeString } from "../text/literal.ts";
import type { Span } from "../text/span.ts";
import { importsOf } from "./imports.ts";
import { featuresOf } from "./languages.ts";
import { isLibrary, type Module, type ResolveModule, spawnedModule } from "./modules.ts";

/** A file or a folder, as URIs. */
export interface MovedFile {
  readonly from: string;
  readonly to: string;
}

/** The edits of a document, which may itself be one that moves. */
export function moveEdits(
  document: Snapshot,
  moves: readonly MovedFile[],
  resolve: ResolveModule,
): readonly TextEdit[] {
  const imports = importsOf(document).map(({ path, span }) => ({
    span,
    written: path,
    ending: "",
    module: resolve(path, document.uri),
  }));
  const processes = featuresOf(document)
    .processNames(document)
    .map(({ name, span }) => {
      const ending = name.endsWith(PROGRAM) ? "" : PROGRAM;
      return {
        span,
        written: `${name}${ending}`,
        ending,
        module: spawnedModule(name, document.uri, resolve),
      };
    });
  return [...imports, ...processes].flatMap(({ span, written, ending, module }): TextEdit[] => {
    const target = targetOf(module);
    if (target === undefined) return [];
    const path = pathAfter({ document: document.uri, written, target }, moves);
    if (path === undefined || !path.endsWith(ending)) return [];
    return [{ span, text: writtenAs(document, span, path.slice(0, path.length - ending.length)) }];
  });
}

const PROGRAM = ".ttvm";

function targetOf(module: Module | undefined): string | undefined {
  const uri =
    module?.kind === "source"
      ? module.snapshot.uri
      : module !== undefined && module.kind !== "missing"
        ? module.uri
        : undefined;
  return uri === undefined || isLibrary(uri) ? undefined : uri;
}

/** Where a module is named: URIs, and the path as it is written. */
interface Naming {
  readonly document: string;
  readonly written: string;
  readonly target: string;
}

/** Undefined for a path that stays as it is. */
function pathAfter({ document, written, target }: Naming, moves: readonly MovedFile[]): string | undefined {
  const [place, module] = [placeAfter(document, moves), placeAfter(target, moves)];
  if (place === document && module === target) return undefined;
  const [from, to] = [partsOf(place), partsOf(module)];
  if (written.startsWith("/")) return module === target ? undefined : `/${to.join("/")}`;
  const relative = relativePath(from.slice(0, -1), to);
  const isBeside = relativePath(partsOf(document).slice(0, -1), partsOf(target)) === withoutDots(written);
  const root = isBeside ? undefined : rootOf(target, written);
  const path = root?.every((part, i) => to[i] === part) ? to.slice(root.length).join("/") : relative;
  if (path === withoutDots(written)) return undefined;
  return written.startsWith("./") && !path.startsWith("../") ? `./${path}` : path;
}

function placeAfter(uri: string, moves: readonly MovedFile[]): string {
  for (const { from, to } of moves) {
    if (uri === from) return to;
    const folder = from.endsWith("/") ? from : `${from}/`;
    if (uri.startsWith(folder)) return `${to.replace(/\/$/, "")}/${uri.slice(folder.length)}`;
  }
  return uri;
}

/** The parts of the path of a URI. */
function partsOf(uri: string): readonly string[] {
  return uri
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*\//i, "")
    .split("/")
    .map(decoded);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function relativePath(folder: readonly string[], file: readonly string[]): string {
  let same = 0;
  while (same < folder.length && same < file.length - 1 && folder[same] === file[same]) same++;
  return [...folder.slice(same).map(() => ".."), ...file.slice(same)].join("/");
}

/** `a/../b/./c` as `b/c`. */
function withoutDots(written: string): string {
  const parts: string[] = [];
  for (const part of written.split("/")) {
    if (part === "." || part === "") continue;
    if (part === ".." && parts.length > 0 && parts[parts.length - 1] !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

/** The folder from which a path leads to a file; undefined where it leads through folders above. */
function rootOf(target: string, written: string): readonly string[] | undefined {
  const parts = partsOf(target);
  const path = withoutDots(written).split("/");
  const root = parts.slice(0, parts.length - path.length);
  return path.every((part, i) => part === parts[root.length + i]) ? root : undefined;
}

/** In quotes where it was, or has to be. */
function writtenAs({ text }: Snapshot, { start }: Span, path: string): string {
  return text[start] === '"' ? writeString(path) : writeName(path);
}
