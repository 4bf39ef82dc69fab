/**
 * The text of a file of launch configurations with one more rule in it.
 *
 * Invariant: pure. What else is in the file stays as it is, comments and spaces too. The rule gets into the configuration that was
 * started, and into no other: another program of the same name has another.
 */
import path from "node:path";
import { applyEdits, type JSONPath, modify, type ParseError, parse } from "jsonc-parser";

/** What a session was started with: names replaced by what they stand for, the program absolute. */
export type Started = Readonly<Record<string, unknown>> & { readonly name: string; readonly program: string };

/** Where the list of configurations is in `launch.json`, and in the file of a workspace of several folders. */
export const IN_LAUNCH_FILE: JSONPath = ["configurations"];
export const IN_WORKSPACE_FILE: JSONPath = ["launch", "configurations"];

/** Of a session, what is no part of its configuration: the editor's own, and what variables may have put secrets into. */
const NOT_KEPT: ReadonlySet<string> = new Set(["noDebug", "internalConsoleOptions", "env"]);

/** `folder`: what relative programs start from. Undefined when the text cannot be read. */
export function withAllowed(
  text: string,
  place: JSONPath,
  started: Started,
  allow: string,
  folder: string,
): string | undefined {
  const given = text.trim() === "" ? NEW_FILE : text;
  const all = configurationsIn(given, place);
  if (all === undefined) return undefined;
  const index = all.findIndex((one) => isOf(started, one, folder));
  const item = all[index];
  const isListed = isRecord(item) && Array.isArray(item.allow);
  if (isListed && item.allow.includes(allow)) return given;
  const [where, value] =
    index < 0
      ? [[...place, all.length], fresh(started, all, allow)]
      : isListed
        ? [[...place, index, "allow", item.allow.length], allow]
        : [[...place, index, "allow"], [allow]];
  const isArrayInsertion = typeof where.at(-1) === "number";
  return applyEdits(
    given,
    modify(given, where, value, { isArrayInsertion, formattingOptions: styleOf(given) }),
  );
}

/** Whether a list of configurations, of any types, has the one with which a session was started. */
export function hasConfiguration(all: unknown, started: Started, folder: string): boolean {
  return Array.isArray(all) && all.some((one) => isOf(started, one, folder));
}

const NEW_FILE = '{\n    "version": "0.2.0",\n    "configurations": []\n}\n';

/** Undefined when the text is none that the editor would read, or has something else in that place. */
function configurationsIn(text: string, place: JSONPath): readonly unknown[] | undefined {
  const errors: ParseError[] = [];
  let found: unknown;
  try {
    found = parse(text, errors, { allowTrailingComma: true });
  } catch {
    // So deep that nobody has written it.
    return undefined;
  }
  if (errors.length > 0) return undefined;
  for (const name of place) {
    if (!isRecord(found)) return undefined;
    found = found[name] ?? (name === "configurations" ? [] : {});
  }
  return Array.isArray(found) ? found : undefined;
}

function isOf({ name, program }: Started, one: unknown, folder: string): boolean {
  if (!isRecord(one) || one.type !== "ttvm" || one.name !== name) return false;
  // What a variable stood for is not known.
  if (typeof one.program !== "string" || one.program.includes("${")) return true;
  return path.relative(path.resolve(folder, one.program), program) === "";
}

function fresh(started: Started, all: readonly unknown[], allow: string): object {
  const kept = Object.entries(started).filter(
    ([name, value]) => value !== undefined && !name.startsWith("__") && !NOT_KEPT.has(name),
  );
  const isTaken = all.some((one) => isRecord(one) && one.name === started.name);
  const before = Array.isArray(started.allow) ? started.allow : [];
  return {
    ...Object.fromEntries(kept),
    ...(isTaken && { name: `${started.name} (${started.program})` }),
    allow: [...before, allow],
  };
}

function styleOf(text: string) {
  const [, blanks = "    "] = /^([ \t]+)\S/m.exec(text) ?? [];
  const insertSpaces = !blanks.startsWith("\t");
  return {
    insertSpaces,
    tabSize: insertSpaces ? blanks.length : 4,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
}

function isRecord(value: unknown): value is Record<string, unknown> & { allow: unknown[] } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Characters of a rule that are shown. */
const MOST_SHOWN = 200;

/** A rule as people are asked about it: nothing in it can make it look like another. */
export function shownRule(allow: string): string {
  const plain = allow.replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (found) => `\\u{${found.codePointAt(0)?.toString(16)}}`,
  );
  if (plain.length <= MOST_SHOWN) return plain;
  return `${plain.slice(0, MOST_SHOWN / 2)}…${plain.slice(-MOST_SHOWN / 2)}`;
}
