/** The edit that imports one more module: after the imports that there are, else at the start. */
import type { AsmSnapshot } from "../../analyze/index.ts";
import type { TextEdit } from "../../text/diagnostic.ts";
import { writeName } from "../../text/literal.ts";
import { importsOf } from "../imports.ts";
import { insertBefore } from "./whole-lines.ts";

/** The instruction that imports a module. */
export function importLine(path: string): string {
  return `IMPORT ${writeName(path)}`;
}

export function importEdit(snapshot: AsmSnapshot, path: string): TextEdit {
  const last = importsOf(snapshot).at(-1);
  const first = snapshot.syntax.lines.find((line) => line.kind === "instruction");
  const place = last?.line ?? first;
  const start = snapshot.syntax.lines[0]?.span.start ?? 0;
  return insertBefore(snapshot, start, [importLine(path)], place?.span.start);
}
