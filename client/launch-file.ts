/**
 * The text of a file of launch configurations with one more rule in it.
 *
 * Invariant: pure. What else is in the file stays as it is, comments and spaces too. The rule gets into the configuration that was
 * started, and into no other: another program of the same name has another.
 */
import path from "node:path";
import { type JSONPath, type ParseError, parse } from "jsonc-parser";
import { withItem, withMember } from "./json-text.ts";

/** What a session was started with: names replaced by what they stand for, the program absolute. */
export type Started = Readonly<Record<string, unknown>> & { readonly name: string; readonly program: string };

/** Where the list of configurations is in `launch.json`, and in the file of a workspace of several folders. */
export const IN_LAUNCH_FILE: JSONPath = ["configurations"];
export const IN_WORKSPACE_FILE: JSONPath = ["launch", "configurations"];

/** Of a session, what is no part of its configuration: the editor's own, and what variables may have put secrets into. */
const NOT_KEPT: ReadonlySet<string> = new Set(["noDebug", "internalConsoleOptions", "env"]);

/** `folder`: what relative programs start from. Undefined when the text cannot be read, or the editor would read it in another way. */
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
  const rule = withoutVariables(allow);
  const index = indexOf(started, all, folder);
  if (index < 0) {
    const made = fresh(started, all, rule);
    return JSON.stringify(made).includes(VARIABLE) ? undefined : withItem(given, place, made);
  }
  const item = all[index];
  if (!isRecord(item) || !Array.isArray(item.allow))
    return withMember(given, [...place, index], "allow", [rule]);
  return item.allow.includes(rule) ? given : withItem(given, [...place, index, "allow"], rule);
}

/** How what the editor replaces begins. */
const VARIABLE = "${";

/** A rule that names the same, in which the editor replaces nothing: a program may have asked for anything. */
function withoutVariables(rule: string): string {
  return rule.replaceAll(VARIABLE, "?{");
}

/** Whether a list of configurations, of any types, has the one with which a session was started. */
export function hasConfiguration(all: unknown, started: Started, folder: string): boolean {
  return Array.isArray(all) && indexOf(started, all, folder) >= 0;
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

/** The configuration with which a session was started: of several that may be it, the one that has most in common with it. */
function indexOf(started: Started, all: readonly unknown[], folder: string): number {
  let [found, most] = [-1, -1];
  for (const [index, one] of all.entries()) {
    if (!isOf(started, one, folder)) continue;
    const same = Object.entries(one).map(([name, value]) => likeness(name, value, started[name], folder));
    const sum = same.reduce((a, b) => a + b, 0);
    if (sum > most) [found, most] = [index, sum];
  }
  return found;
}

/** 2 for what is the same, 1 for what may be, 0 for what is not. */
function likeness(name: string, written: unknown, started: unknown, folder: string): number {
  if (typeof written !== "string" || typeof started !== "string")
    return JSON.stringify(written) === JSON.stringify(started) ? 2 : 0;
  const text = withFolder(written, folder);
  if (text.includes(VARIABLE)) return mayStandFor(text, started) ? 1 : 0;
  const isPath = name === "program" || name === "cwd";
  return (isPath ? path.relative(path.resolve(folder, text), started) === "" : text === started) ? 2 : 0;
}

function isOf(
  { name, program }: Started,
  one: unknown,
  folder: string,
): one is Readonly<Record<string, unknown>> {
  if (!isRecord(one) || one.type !== "ttvm" || one.name !== name) return false;
  // What is said for a system takes the place of what is said for all.
  const programs = [one, ...SYSTEMS.map((system) => one[system])]
    .map((said) => (isRecord(said) ? said.program : undefined))
    .filter((said) => typeof said === "string");
  return programs.length === 0 || programs.some((said) => likeness("program", said, program, folder) > 0);
}

const SYSTEMS = ["windows", "osx", "linux"];

function withFolder(text: string, folder: string): string {
  return text.replaceAll(/\$\{workspaceFolder(?::[^}]*)?\}/g, () => folder);
}

/** Whether a text may be what became of one with variables: what other variables stood for is not known. */
function mayStandFor(written: string, text: string): boolean {
  const parts = written.split(/\$\{[^${}]*\}/);
  const [first, last] = [parts[0], parts[parts.length - 1]];
  if (parts.length === 1) return written === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
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
