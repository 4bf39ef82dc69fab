/**
 * Problems that need more than the document, as data: of imports, and of names that other modules or the library would
 * have to offer.
 *
 * Invariant: parts alone; `problemInWords` makes diagnostics of them last.
 */
import type { Snapshot } from "../analyze/index.ts";
import type { Diagnostic, RelatedPlace, Severity } from "../text/diagnostic.ts";
import type { Span } from "../text/span.ts";
import { toldMessage } from "../text/told-message.ts";
import type { ImportCycle } from "./import-cycles.ts";
import { moduleName } from "./modules.ts";

/** What is wrong; `kind` is the code of the diagnostic. */
export type ModuleCause =
  | MissingModule
  | {
      readonly kind: "broken-module";
      readonly path: string;
      /** Its first error, or why its bytecode cannot be loaded. */
      readonly error: BrokenText | { readonly bytecode: string };
    }
  /** It has more than `most` bytes, so nobody looks into it. */
  | { readonly kind: "partly-analysed"; readonly path: string; readonly most: number }
  | { readonly kind: "import-cycle"; readonly cycle: ImportCycle }
  | { readonly kind: "unknown-native"; readonly name: string; readonly nearest: string | undefined }
  /** `mayBeChild`: the name of a variable or a label would do as well. */
  | { readonly kind: "unknown-process"; readonly name: string; readonly mayBeChild: boolean }
  | UnknownExport;

export interface UnknownExport {
  readonly kind: "unknown-export";
  readonly name: string;
  readonly nearest: string | undefined;
  /** The module that an import lists the name of; without one, any that is imported could have it. */
  readonly module?: string;
}

export interface MissingModule {
  readonly kind: "missing-module";
  readonly path: string;
  /** The places where it was looked for, the first one first. */
  readonly tried: readonly string[];
  /** Why it was not found, as far as is known. */
  readonly reason: string | undefined;
  readonly nearest: string | undefined;
}

/** The first error of a text. */
export interface BrokenText {
  readonly document: Snapshot;
  readonly diagnostic: Diagnostic;
}

export interface ModuleProblem {
  readonly severity: Severity;
  readonly cause: ModuleCause;
  readonly span: Span;
}

/** A problem as a diagnostic. */
export function problemInWords({ severity, cause, span }: ModuleProblem): Diagnostic {
  const related = relatedTo(cause);
  return {
    severity,
    code: cause.kind,
    cause,
    message: toldMessage(messageOf(cause)),
    span,
    page: `diagnostics.md#${cause.kind}`,
    ...(related.length === 0 ? {} : { related }),
  };
}

function messageOf(cause: ModuleCause): string {
  switch (cause.kind) {
    case "missing-module":
      return `there is no module \`${cause.path}\`${didYouMean(cause.nearest)}${looked(cause.tried)}${cause.reason === undefined ? "" : `: ${cause.reason}`}`;
    case "broken-module":
      return brokenInWords(cause.path, cause.error);
    case "partly-analysed":
      return `\`${cause.path}\` has more than ${cause.most.toLocaleString("en")} bytes: what is in it is not checked`;
    case "import-cycle": {
      const names = cause.cycle.steps.map(({ importer }) => moduleName(importer.uri));
      return `these imports go in a circle: ${[...names, moduleName(cause.cycle.end.uri)].join(" → ")}`;
    }
    case "unknown-native":
      return `there is no native function \`${cause.name}\`${didYouMean(cause.nearest)}`;
    case "unknown-process": {
      const wanted = cause.mayBeChild ? "variable, label or module" : "module";
      return `there is no ${wanted} \`${cause.name}\`: the process only prints \`Spawned process: ${cause.name}\``;
    }
    case "unknown-export": {
      const { name, module } = cause;
      const said =
        module === undefined
          ? `nothing stores \`${name}\` here, and no module that is imported exports it`
          : `\`${module}\` does not export \`${name}\``;
      return `${said}${didYouMean(cause.nearest)}`;
    }
    default:
      return cause satisfies never;
  }
}

function brokenInWords(path: string, error: BrokenText | { readonly bytecode: string }): string {
  if ("bytecode" in error) return `\`${path}\` cannot be loaded: ${error.bytecode}`;
  const { document, diagnostic } = error;
  const line = document.lines.lineAt(diagnostic.span.start) + 1;
  return `\`${path}\` has an error in line ${line}: ${diagnostic.message}`;
}

function looked(tried: readonly string[]): string {
  return tried.length === 0 ? "" : ` (looked for ${tried.map((place) => `\`${place}\``).join(" and ")})`;
}

function didYouMean(nearest: string | undefined): string {
  return nearest === undefined ? "" : `: did you mean \`${nearest}\`?`;
}

function relatedTo(cause: ModuleCause): readonly RelatedPlace[] {
  switch (cause.kind) {
    case "broken-module": {
      if ("bytecode" in cause.error) return [];
      const { document, diagnostic } = cause.error;
      return [{ span: diagnostic.span, message: diagnostic.message, document }];
    }
    case "import-cycle":
      return cause.cycle.steps.slice(1).map(({ importer, import: { path, span } }) => ({
        span,
        message: `\`${path}\` is imported here`,
        document: importer,
      }));
    default:
      return [];
  }
}
