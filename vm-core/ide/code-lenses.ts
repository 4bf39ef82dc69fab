/** Code lenses: what can be done with a program, what the optimizer makes of it, and where references are counted. */
import { expectationsOf } from "../analyze/expectations.ts";
import type { Snapshot } from "../analyze/index.ts";
import { type Span, span } from "../text/span.ts";
import { featuresOf } from "./languages.ts";
import { isLibrary } from "./modules.ts";
import { optimizedPreview } from "./optimized.ts";

/** Which ones are wanted. */
export interface CodeLensSettings {
  /** Run and debug the program, and run it as a test where it says what is expected. */
  readonly run: boolean;
  readonly optimizer: boolean;
  readonly references: boolean;
}

/** Something that can be done, or is to be known, at a place. */
export interface CodeLens {
  /** `references`: of the function whose name is at the span; they are counted when the lens is seen. */
  readonly kind: "run" | "debug" | "test" | "optimizer" | "references";
  readonly span: Span;
  /** Undefined where it is found out later. */
  readonly title: string | undefined;
}

/** In the order in which they are shown; none for the library. */
export function codeLenses(snapshot: Snapshot, settings: CodeLensSettings): readonly CodeLens[] {
  if (isLibrary(snapshot.uri)) return [];
  return [
    ...(settings.run ? runLenses(snapshot) : []),
    ...(settings.optimizer ? optimizerLens(snapshot) : []),
    ...(settings.references
      ? featuresOf(snapshot)
          .functions(snapshot)
          .map(({ nameSpan }): CodeLens => ({ kind: "references", span: nameSpan, title: undefined }))
      : []),
  ];
}

const TOP = span(0, 0);

/** A text without code is no program yet. */
function runLenses(snapshot: Snapshot): readonly CodeLens[] {
  const [expected] = expectationsOf(snapshot).marks.filter(({ kind }) => kind.startsWith("expect"));
  return [
    ...(hasCode(snapshot)
      ? [
          { kind: "run", span: TOP, title: "Run" } as const,
          { kind: "debug", span: TOP, title: "Debug" } as const,
        ]
      : []),
    ...(expected === undefined ? [] : [{ kind: "test", span: expected.span, title: "Run Test" } as const]),
  ];
}

/** Whether there is more than comments. */
function hasCode({ text, syntax: { comments } }: Snapshot): boolean {
  let at = 0;
  for (const { span: comment } of comments) {
    if (/\S/.test(text.slice(at, comment.start))) return true;
    at = comment.end;
  }
  return /\S/.test(text.slice(at));
}

function optimizerLens(snapshot: Snapshot): readonly CodeLens[] {
  const preview = optimizedPreview(snapshot);
  return preview === undefined ? [] : [{ kind: "optimizer", span: TOP, title: preview.summary }];
}
