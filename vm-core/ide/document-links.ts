/** Document links: from the paths of imports, and the names of modules that run as processes, to the modules. */
import type { Snapshot } from "../analyze/index.ts";
import type { Span } from "../text/span.ts";
import { importsOf } from "./imports.ts";
import { featuresOf } from "./languages.ts";
import { libraryOnly, type Module, type ResolveModule, spawnedModule } from "./modules.ts";

/** A part of a text that leads to a module. */
export interface DocumentLink {
  /** Without quotes. */
  readonly span: Span;
  /** The URI of the module. */
  readonly target: string;
}

/** In source order; what leads nowhere has no link. */
export function documentLinks(
  snapshot: Snapshot,
  resolve: ResolveModule = libraryOnly,
): readonly DocumentLink[] {
  const processes = new Map<string, Module | undefined>();
  const processNamed = (name: string) => {
    if (!processes.has(name)) processes.set(name, spawnedModule(name, snapshot.uri, resolve));
    return processes.get(name);
  };
  const places = [
    ...importsOf(snapshot).map(({ path, span }) => ({ span, module: resolve(path, snapshot.uri) })),
    ...featuresOf(snapshot)
      .processNames(snapshot)
      .map(({ name, span }) => ({ span, module: processNamed(name) })),
  ];
  return places
    .flatMap(({ span, module }): DocumentLink[] => {
      const target = targetOf(module);
      return target === undefined ? [] : [{ span: withoutQuotes(snapshot.text, span), target }];
    })
    .sort((a, b) => a.span.start - b.span.start);
}

function targetOf(module: Module | undefined): string | undefined {
  switch (module?.kind) {
    case "source":
      return module.snapshot.uri;
    case "bytecode":
    case "large":
      return module.uri;
    default:
      return undefined;
  }
}

function withoutQuotes(text: string, { start, end }: Span): Span {
  const isQuoted = end - start > 1 && text[start] === '"' && text[end - 1] === '"';
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
}
