/**
 * What the parameters of messages must hold, for those that are read without another look. Requests about a document
 * are looked at where they are answered (`answer.ts`).
 */

import { LongText } from "./open-document.ts";

/** A type by its name, or an object with members; of members and types that end in `?`, none is needed. */
type ParameterShape =
  | "string"
  | "text"
  | "integer"
  | "id"
  | "object"
  | "list"
  | "range?"
  | { readonly [name: string]: ParameterShape };

const DOCUMENT: ParameterShape = { textDocument: { uri: "string" } };

const SHAPES: Readonly<Record<string, ParameterShape>> = {
  initialize: { capabilities: "object" },
  "textDocument/didOpen": {
    textDocument: { uri: "string", languageId: "string", version: "integer", text: "text" },
  },
  "textDocument/didChange": { textDocument: { uri: "string", version: "integer" }, contentChanges: "list" },
  "textDocument/didClose": DOCUMENT,
  "textDocument/didSave": DOCUMENT,
  "textDocument/willSave": DOCUMENT,
  "textDocument/willSaveWaitUntil": DOCUMENT,
  "textDocument/diagnostic": DOCUMENT,
  "workspace/diagnostic": { previousResultIds: "list" },
  "$/cancelRequest": { id: "id" },
  "$/progress": { token: "id" },
  "$/setTrace": { value: "string" },
  "window/workDoneProgress/cancel": { token: "id" },
  "workspace/didChangeWorkspaceFolders": { event: { added: "list", removed: "list" } },
};

const CHANGE: ParameterShape = { text: "text", range: "range?" };

/** What is wrong with the parameters of a message, if something is; of changes of a document only that they are a list. */
export function mistakeInMessage(method: string, params: unknown): string | undefined {
  if (params !== undefined && params !== null && (typeof params !== "object" || Array.isArray(params))) {
    return "the parameters are no object";
  }
  if (!Object.hasOwn(SHAPES, method)) return undefined;
  return mistakeIn(params, SHAPES[method], "the parameters");
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
  if (typeof shape === "string")
    return hasType(value, shape) ? undefined : `${name}: no ${shape === "text" ? "string" : shape}`;
  if (!isObject(value)) return `${name}: no object`;
  for (const [member, inner] of Object.entries(shape)) {
    const mistake = mistakeIn(value[member], inner, member);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

function hasType(value: unknown, type: string): boolean {
  if (type.endsWith("?") && value === undefined) return true;
  switch (type) {
    case "string":
      return typeof value === "string";
    case "text":
      return typeof value === "string" || value instanceof LongText;
    case "integer":
      return Number.isInteger(value);
    case "id":
      return typeof value === "string" || Number.isInteger(value);
    case "object":
      return isObject(value);
    case "range?":
      return isObject(value) && isPosition(value.start) && isPosition(value.end);
    default:
      return Array.isArray(value);
  }
}

/** Whether a value is a position of the protocol; it need not be within any text. */
export function isPosition(value: unknown): value is { readonly line: number; readonly character: number } {
  return isObject(value) && Number.isInteger(value.line) && Number.isInteger(value.character);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
