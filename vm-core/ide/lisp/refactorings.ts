/**
 * Refactorings of Lisp: a name or a function for an expression, `cond` for nested `if`s, an inner function moved to the top level.
 *
 * Invariant: what is offered does the same afterwards; an expression is evaluated as often and after the same others.
 */
import type { LispSnapshot } from "../../analyze/index.ts";
import { type Datum, headName, type ListDatum } from "../../lisp/datum.ts";
import type { TextEdit } from "../../text/diagnostic.ts";
import { type Span, span } from "../../text/span.ts";
import type { Refactoring } from "../refactoring.ts";
import { listsAround, mentionAt } from "./cursor.ts";
import { moveOut } from "./move-out.ts";

export function lispRefactorings(snapshot: LispSnapshot, range: Span): readonly Refactoring[] {
  if (snapshot.program === undefined || isOfMacro(snapshot, range.start)) return [];
  if (range.start === range.end) {
    const isHidden = (offset: number) => isOfMacro(snapshot, offset);
    return [...ifToCond(snapshot, range.start), ...moveOut(snapshot, range.start, isHidden)];
  }
  const { text } = snapshot;
  let { start, end } = range;
  while (start < end && /\s/.test(text[start])) start++;
  while (end > start && /\s/.test(text[end - 1])) end--;
  const around = listsAround(snapshot, start);
  const outer = around.findLast((list) =>
    list.items.some((one) => one.span.start === start && one.span.end === end),
  );
  const chosen = outer?.items.find((one) => one.span.start === start && one.span.end === end);
  if (outer === undefined || chosen === undefined || !isCall(snapshot, outer) || outer.items[0] === chosen)
    return [];
  return [...toLet(snapshot, outer, chosen), ...toFunction(snapshot, around[0], chosen)];
}

/** Whether a macro is made or used around a place: what becomes of an expression there is not seen. */
function isOfMacro(snapshot: LispSnapshot, offset: number): boolean {
  return listsAround(snapshot, offset).some((list) => {
    const name = headName(list);
    if (name !== undefined && MAKING.has(name)) return true;
    const meaning = name === undefined ? undefined : mentionAt(snapshot, list.items[0].span.start)?.meaning;
    return meaning?.kind === "symbol" && meaning.symbol.kind === "macro";
  });
}

const MAKING: ReadonlySet<string> = new Set(["define-syntax", "let-syntax", "letrec-syntax", "define-macro"]);

/** Whether a list calls a function: all its items are evaluated, in order. */
function isCall(snapshot: LispSnapshot, { items, bracket }: ListDatum): boolean {
  const mention = items[0]?.kind === "symbol" ? mentionAt(snapshot, items[0].span.start) : undefined;
  if (bracket !== "(" || mention === undefined) return false;
  const { access, meaning } = mention;
  if (meaning.kind === "form") return meaning.name === "list";
  if (access !== "call") return false;
  return meaning.kind === "library" || (meaning.kind === "symbol" && meaning.symbol.kind !== "macro");
}

/** What is in front of the expression has no effects: names and constants. */
function toLet({ text, symbols }: LispSnapshot, outer: ListDatum, chosen: Datum): readonly Refactoring[] {
  const before = outer.items.slice(1, outer.items.indexOf(chosen));
  if (before.some(({ kind }) => kind === "list")) return [];
  const name = freeName("value", symbols.mentions, text);
  const expression = text.slice(chosen.span.start, chosen.span.end);
  const edits: TextEdit[] = [
    { span: span(outer.span.start, outer.span.start), text: `(let ((${name} ${expression})) ` },
    { span: chosen.span, text: name },
    { span: span(outer.span.end, outer.span.end), text: ")" },
  ];
  return [{ title: `Extract to \`let\` as \`${name}\``, kind: "refactor.extract", edits }];
}

/** The locals that the expression names are the parameters. */
function toFunction(snapshot: LispSnapshot, form: ListDatum, chosen: Datum): readonly Refactoring[] {
  const { text, symbols } = snapshot;
  const parameters = new Set<string>();
  for (const { span: place, access, meaning } of symbols.mentions) {
    if (place.start < chosen.span.start || place.end > chosen.span.end) continue;
    if (meaning.kind === "form" && meaning.name === "define") return [];
    if (meaning.kind !== "symbol") continue;
    const { kind, name, scope, span: made } = meaning.symbol;
    const isGlobal = scope.start === 0 && scope.end === text.length;
    const isInside = chosen.span.start <= made.start && made.end <= chosen.span.end;
    if (isGlobal || isInside) continue;
    if (access === "write" || kind === "macro") return [];
    parameters.add(name);
  }
  const name = freeName("extracted", symbols.mentions, text);
  const call = `(${[name, ...parameters].join(" ")})`;
  const expression = text.slice(chosen.span.start, chosen.span.end);
  const start = text.lastIndexOf("\n", form.span.start - 1) + 1;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const edits: TextEdit[] = [
    { span: span(start, start), text: `(define ${call}${newline}  ${expression})${newline}` },
    { span: chosen.span, text: call },
  ];
  return [{ title: `Extract to the function \`${name}\``, kind: "refactor.extract", edits }];
}

function ifToCond(snapshot: LispSnapshot, offset: number): readonly Refactoring[] {
  const { text } = snapshot;
  const form = listsAround(snapshot, offset).at(-1);
  const head = form?.items[0];
  if (form === undefined || head === undefined || offset > head.span.end || !isIf(snapshot, form)) return [];
  const written = ({ span: { start, end } }: Datum) => text.slice(start, end);
  const clauses: string[] = [];
  let rest: Datum | undefined = form;
  while (rest !== undefined && isIf(snapshot, rest)) {
    const [, test, then, otherwise]: readonly Datum[] = (rest as ListDatum).items;
    clauses.push(`(${written(test)} ${written(then)})`);
    rest = otherwise;
  }
  if (rest !== undefined) clauses.push(`(else ${written(rest)})`);
  // A comment between the parts would be lost.
  const isLost = snapshot.syntax.comments.some(
    (comment) => comment.span.start > form.span.start && comment.span.end < form.span.end,
  );
  if (isLost) return [];
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const column = form.span.start - (text.lastIndexOf("\n", form.span.start - 1) + 1);
  const indent = `${newline}${" ".repeat(column + "(cond ".length)}`;
  const edits = [{ span: form.span, text: `(cond ${clauses.join(indent)})` }];
  return [{ title: "Change to `cond`", kind: "refactor.rewrite", edits }];
}

function isIf(snapshot: LispSnapshot, datum: Datum): boolean {
  if (headName(datum) !== "if" || datum.kind !== "list") return false;
  const { meaning } = mentionAt(snapshot, datum.items[0].span.start) ?? {};
  return meaning?.kind === "form" && (datum.items.length === 3 || datum.items.length === 4);
}

/** A name that nothing in the text is called. */
function freeName(name: string, mentions: LispSnapshot["symbols"]["mentions"], text: string): string {
  const taken = new Set(mentions.map(({ span: { start, end } }) => text.slice(start, end)));
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}-${number}`;
  return free;
}
