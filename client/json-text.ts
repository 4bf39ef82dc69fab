/**
 * Adding to JSON with comments: an item at the end of a list, a member at the end of an object.
 *
 * Invariant: pure. Everything else keeps its place, comments and spaces too; a comment after what was last stays there. Of
 * members with one name the last counts, as for those who read such a file.
 */
import { createScanner, type JSONPath, type Node, parseTree, type SyntaxKind } from "jsonc-parser";

/** The text with `value` at the end of the list at `place`, which it may lack. */
export function withItem(text: string, place: JSONPath, value: unknown): string {
  const list = nodeAt(text, place);
  if (list?.type === "array") return appended(text, list, (indent) => written(text, value, indent));
  let made: unknown = [value];
  for (let length = place.length - 1; length >= 0; length--) {
    const [object, name] = [place.slice(0, length), String(place[length])];
    if (nodeAt(text, object)?.type === "object") return withMember(text, object, name, made);
    made = { [name]: made };
  }
  return text;
}

/** The text with a member in the object at `place`, in place of one of that name. */
export function withMember(text: string, place: JSONPath, name: string, value: unknown): string {
  const object = nodeAt(text, place);
  if (object?.type !== "object") return text;
  const before = memberOf(object, name);
  const { blanks } = styleOf(text);
  if (before !== undefined) {
    const indent = indentOf(text, before.offset);
    return splice(text, before.offset, before.offset + before.length, written(text, value, indent || blanks));
  }
  return appended(text, object, (indent) => `${JSON.stringify(name)}: ${written(text, value, indent)}`);
}

function nodeAt(text: string, place: JSONPath): Node | undefined {
  let node = parseTree(text, [], { allowTrailingComma: true });
  for (const step of place)
    node = typeof step === "number" ? node?.children?.[step] : node && memberOf(node, step);
  return node;
}

function memberOf({ children = [] }: Node, name: string): Node | undefined {
  return children.findLast((member) => member.children?.[0]?.value === name)?.children?.[1];
}

/** `itemAt` gives what to add, for where its line is indented so. */
function appended(text: string, container: Node, itemAt: (indent: string) => string): string {
  const { blanks, eol } = styleOf(text);
  const last = container.children?.at(-1);
  const close = container.offset + container.length - 1;
  const outer = indentOf(text, close);
  if (last === undefined) {
    const open = container.offset + 1;
    const item = `${eol}${outer}${blanks}${itemAt(outer + blanks)}`;
    // Whatever is inside, a comment perhaps, stays in front.
    const inside = text.slice(open, close).trimEnd();
    return splice(text, open + inside.length, close, `${item}${eol}${outer}`);
  }
  const end = last.offset + last.length;
  const comma = commaBehind(text, end, close);
  const place = endOfComments(text, comma ?? end);
  const isOwnLine = text.slice(text.lastIndexOf("\n", last.offset - 1) + 1, last.offset).trim() === "";
  const indent = isOwnLine ? indentOf(text, last.offset) : outer + blanks;
  const isInLine = !isOwnLine && !text.slice(comma ?? end, place).includes("//");
  const item = isInLine ? ` ${itemAt(outer)}` : `${eol}${indent}${itemAt(indent)}`;
  const withAdded = splice(text, place, place, comma === undefined ? item : `${item},`);
  return comma === undefined ? splice(withAdded, end, end, ",") : withAdded;
}

/** Where a comma between two offsets ends. */
function commaBehind(text: string, from: number, to: number): number | undefined {
  const scanner = createScanner(text);
  scanner.setPosition(from);
  while (scanner.getPosition() < to) {
    if (scanner.scan() === COMMA) return scanner.getPosition();
  }
  return undefined;
}

const COMMA: SyntaxKind.CommaToken = 5;

/** Where comments on the same line end. */
function endOfComments(text: string, from: number): number {
  const comments = /(?:[ \t]*(?:\/\/[^\r\n]*|\/\*(?:[^*\r\n]|\*(?!\/))*\*\/))*/y;
  comments.lastIndex = from;
  return from + (comments.exec(text)?.[0].length ?? 0);
}

function written(text: string, value: unknown, indent: string): string {
  const { blanks, eol } = styleOf(text);
  return JSON.stringify(value, undefined, blanks).replaceAll("\n", eol + indent);
}

/** What the line of an offset begins with. */
function indentOf(text: string, offset: number): string {
  const line = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line, offset))?.[0] ?? "";
}

function splice(text: string, from: number, to: number, inserted: string): string {
  return text.slice(0, from) + inserted + text.slice(to);
}

function styleOf(text: string): { readonly blanks: string; readonly eol: string } {
  const [, blanks = "    "] = /^([ \t]+)\S/m.exec(text) ?? [];
  return { blanks, eol: text.includes("\r\n") ? "\r\n" : "\n" };
}
