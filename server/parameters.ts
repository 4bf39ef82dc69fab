/**
 * What the parameters of messages must hold. The gate looks at them, so who answers a message may rely on its shape here.
 *
 * Invariant: every request that is answered has a shape (a test asks each with parameters of every kind).
 */

import { LongText } from "./open-document.ts";

const TYPES = {
  string: isString,
  /** A string that may be as long as a document. */
  text: (value: unknown) => isString(value) || value instanceof LongText,
  integer: Number.isInteger,
  id: (value: unknown) => isString(value) || Number.isInteger(value),
  object: isObject,
  list: Array.isArray,
  position: isPosition,
  range: (value: unknown) => isObject(value) && isPosition(value.start) && isPosition(value.end),
};

type TypeName = keyof typeof TYPES;

/** A type by its name, or an object with members, or a list of one kind. What ends in `?` may be absent or null. */
type ParameterShape =
  | TypeName
  | `${TypeName}?`
  | readonly [ParameterShape]
  | { readonly [name: string]: ParameterShape };

export const DOCUMENT = { textDocument: { uri: "string" } } as const;
export const PLACE = { ...DOCUMENT, position: "position" } as const;
export const PART = { ...DOCUMENT, range: "range" } as const;

/** By method; members that no shape names may hold anything. */
export type ParameterShapes = Readonly<Record<string, { readonly [name: string]: ParameterShape }>>;

/** Those of what no feature answers. */
export const SHAPES: ParameterShapes = {
  initialize: { capabilities: "object" },
  "$/cancelRequest": { id: "id" },
  "$/progress": { token: "id" },
  "$/setTrace": { value: "string" },
  "window/workDoneProgress/cancel": { token: "id" },
  "textDocument/didOpen": {
    textDocument: { uri: "string", languageId: "string", version: "integer", text: "text" },
  },
  "textDocument/didChange": { textDocument: { uri: "string", version: "integer" }, contentChanges: "list" },
  "textDocument/didClose": DOCUMENT,
  "textDocument/didSave": DOCUMENT,
  "textDocument/willSave": DOCUMENT,
  "textDocument/willSaveWaitUntil": DOCUMENT,
  "textDocument/diagnostic": { ...DOCUMENT, previousResultId: "string?" },
  "workspace/diagnostic": { previousResultIds: "list" },
  "workspace/didChangeWatchedFiles": { changes: [{ uri: "string" }] },
  "workspace/didChangeWorkspaceFolders": { event: { added: "list", removed: "list" } },
};

const CHANGE: ParameterShape = { text: "text", range: "range?" };

/** What is wrong with the parameters of a message, if something is; of changes of a document only that they are a list. */
export function mistakeInMessage(
  method: string,
  params: unknown,
  shapes: ParameterShapes,
): string | undefined {
  if (params !== undefined && params !== null && (typeof params !== "object" || Array.isArray(params))) {
    return "the parameters are no object";
  }
  return Object.hasOwn(shapes, method) ? mistakeIn(params, shapes[method], "the parameters") : undefined;
}

/** What is wrong with some of the changes of a document, if something is. */
export function mistakeInChanges(
  changes: readonly unknown[],
  from = 0,
  to = changes.length,
): string | undefined {
  for (let index = from; index < Math.min(to, changes.length); index++) {
    const found = mistakeIn(changes[index], CHANGE, `contentChanges[${index}]`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function mistakeIn(value: unknown, shape: ParameterShape, name: string): string | undefined {
  if (typeof shape === "string") return mistakeInType(value, shape, name);
  if (isListOf(shape)) return mistakeInList(value, shape[0], name);
  if (!isObject(value)) return `${name}: no object`;
  for (const [member, inner] of Object.entries(shape)) {
    const mistake = mistakeIn(value[member], inner, member);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

function mistakeInType(value: unknown, shape: TypeName | `${TypeName}?`, name: string): string | undefined {
  const type = shape.replace("?", "") as TypeName;
  if (type !== shape && (value === undefined || value === null)) return undefined;
  return TYPES[type](value) ? undefined : `${name}: no ${type === "text" ? "string" : type}`;
}

function isListOf(shape: ParameterShape): shape is readonly [ParameterShape] {
  return Array.isArray(shape);
}

function mistakeInList(value: unknown, shape: ParameterShape, name: string): string | undefined {
  if (!Array.isArray(value)) return `${name}: no list`;
  for (const [index, one] of value.entries()) {
    const mistake = mistakeIn(one, shape, `${name}[${index}]`);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

/** Whether a value is a position of the protocol; it need not be within any text. */
export function isPosition(value: unknown): value is { readonly line: number; readonly character: number } {
  return isObject(value) && Number.isInteger(value.line) && Number.isInteger(value.character);
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
