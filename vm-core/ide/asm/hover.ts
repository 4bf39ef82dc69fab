/** Hover: what the word under the cursor is, and for an instruction what it does to the stack here. */
import { type AsmSnapshot, type LabelSymbol, roleOf } from "../../analyze/index.ts";
import { ALIASES } from "../../isa/index.ts";
import { accessOf } from "../../isa/typing.ts";
import { closest } from "../../text/closest.ts";
import { type Span, touches } from "../../text/span.ts";
import type { Hover } from "../answers.ts";
import { documentingComment } from "../comments.ts";
import {
  describeImported,
  describeModule,
  describeNative,
  describeProcess,
  importedPage,
} from "../describe-module.ts";
import { importedName } from "../imports.ts";
import { knownInWords } from "../known-value.ts";
import { codeBlock, escapeMarkdown, inlineCode, paragraphs } from "../markdown.ts";
import { libraryOnly, type ResolveModule } from "../modules.ts";
import { samePlaces } from "../run-names.ts";
import { textLineAt } from "../text-line.ts";
import { functions } from "./calls.ts";
import { type Subject, subjectAt, syntaxLineOn } from "./cursor.ts";
import { instructionLineAt } from "./definition.ts";
import { describeInstruction } from "./describe.ts";
import { instructionPage } from "./instruction-reference.ts";
import { knownHere } from "./known-here.ts";
import { describeLiteral } from "./literal.ts";
import { runNames } from "./run-names.ts";
import { describeDepth } from "./stack-depth.ts";
import { variableAt } from "./variables.ts";

export function hover(
  snapshot: AsmSnapshot,
  offset: number,
  resolve: ResolveModule = libraryOnly,
): Hover | undefined {
  const subject = subjectAt(snapshot, offset);
  const markdown = subject === undefined ? undefined : describe(snapshot, subject, resolve);
  if (subject === undefined || markdown === undefined) return undefined;
  const page = pageOf(snapshot, subject, resolve);
  return { span: around(snapshot, subject, offset), markdown, ...(page !== undefined && { page }) };
}

/** The place of what is under the cursor; from the keyword on, where the cursor is on that. */
function around(snapshot: AsmSnapshot, { span: place }: Subject, offset: number): Span {
  const line = touches(place, offset) ? undefined : syntaxLineOn(snapshot, textLineAt(snapshot.text, offset));
  return line?.span ?? place;
}

/** The page about an instruction, or about what the library has. */
function pageOf(snapshot: AsmSnapshot, subject: Subject, resolve: ResolveModule): string | undefined {
  if (subject.kind === "instruction") {
    const { mnemonic } = subject.line;
    return mnemonic === undefined ? undefined : instructionPage(mnemonic);
  }
  if (subject.kind !== "variable") return undefined;
  const { writes = [], isGlobal } = variableAt(snapshot, subject.name, subject.span) ?? {};
  if (writes.length > 0 || isGlobal !== true) return undefined;
  return importedPage(importedName(snapshot, subject.name, subject.span.start, resolve));
}

function describe(snapshot: AsmSnapshot, subject: Subject, resolve: ResolveModule): string | undefined {
  switch (subject.kind) {
    case "instruction":
      return describeInstructionHere(snapshot, subject);
    case "label":
      return describeLabel(snapshot, subject.name);
    case "address":
      return describeAddress(snapshot, subject.address);
    case "variable":
      return describeVariable(snapshot, subject, resolve);
    case "module":
      return describeModule(subject.path, resolve(subject.path, snapshot.uri), resolve);
    case "process":
      return describeProcess(subject.name, snapshot.uri, resolve);
    case "native":
      return describeNative(subject.name);
    case "field":
    case "registered":
      return describeRunName(snapshot, subject);
    case "literal":
      return describeLiteral(subject.operand);
  }
}

function describeInstructionHere(
  snapshot: AsmSnapshot,
  { line, span }: Subject & { kind: "instruction" },
): string | undefined {
  if (line.mnemonic === undefined) return undefined;
  const alias = Object.hasOwn(ALIASES, line.word) ? ALIASES[line.word] : undefined;
  const plain = [line.mnemonic, ...(alias?.operand === undefined ? [] : [alias.operand])].join(" ");
  const address = snapshot.program?.code.findIndex((instruction) => instruction.span.start === span.start);
  return paragraphs(
    alias === undefined ? undefined : `\`${line.word}\` is another spelling of \`${plain}\`.`,
    describeInstruction(line.mnemonic),
    address === undefined || address < 0 ? undefined : describeStack(snapshot, address),
  );
}

/** `Address 7. On the stack: 2 values before, 1 after.`: as much of it as is certain. */
function describeStack({ program }: AsmSnapshot, address: number): string {
  const depth = program === undefined ? undefined : describeDepth(program, address);
  return depth === undefined ? `Address ${address}.` : `Address ${address}. ${depth}`;
}

function describeLabel(snapshot: AsmSnapshot, name: string): string {
  const symbol = snapshot.symbols.labels.get(name);
  if (symbol?.definition === undefined) {
    const defined = [...snapshot.symbols.labels.values()].filter((label) => label.definition !== undefined);
    const suggestion = closest(
      name,
      defined.map((label) => label.name),
    );
    return `There is no label ${inlineCode(name)}${suggestion === undefined ? "" : `. Did you mean ${inlineCode(suggestion)}?`}`;
  }
  const { definition, address = 0 } = symbol;
  const line = snapshot.lines.lineAt(definition.span.start) + 1;
  const uses = symbol.references.length;
  return paragraphs(
    codeBlock(labelHeading(symbol)),
    documentingComment(snapshot, definition.span.start).map(escapeMarkdown).join("  \n"),
    `Line ${line}, ${leadsTo(snapshot, address)}`,
    calledBy(callersOf(snapshot, symbol)),
    uses === 0 ? "Nothing names it" : `Named in ${uses} ${uses === 1 ? "place" : "places"}`,
  );
}

function calledBy(callers: readonly string[]): string | undefined {
  return callers.length === 0 ? undefined : `Called by ${inWords(callers)}`;
}

/** The functions that call a label or make a function value of it, each once; what is in none is the top level. */
function callersOf(snapshot: AsmSnapshot, { references }: LabelSymbol): readonly string[] {
  const all = functions(snapshot);
  const callers = new Set<string>();
  for (const place of references) {
    if (!namesFunctionAt(snapshot, place)) continue;
    const around = all.findLast(({ span }) => span.start <= place.start && place.end <= span.end);
    callers.add(around === undefined ? "the top level" : inlineCode(around.name));
    if (callers.size > MOST_CALLERS) break;
  }
  return [...callers];
}

const MOST_CALLERS = 50;

function namesFunctionAt(snapshot: AsmSnapshot, place: Span): boolean {
  const line = syntaxLineOn(snapshot, textLineAt(snapshot.text, place.start));
  if (line?.kind !== "instruction") return false;
  const operand = line.operands.find(({ span }) => span.start === place.start);
  const role = operand && roleOf(line, operand);
  return role === "function" || accessOf(role) === "child";
}

function labelHeading(symbol: LabelSymbol): string {
  const parameters = symbol.parameters === undefined ? "" : `  ; ( ${symbol.parameters.join(" ")} )`;
  return `LABEL ${symbol.name}${parameters}`;
}

/** `address 7: LOAD n` */
function leadsTo(snapshot: AsmSnapshot, address: number): string {
  const line = instructionLineAt(snapshot, address);
  if (line === undefined) return `address ${address}: the end of the program`;
  return `address ${address}: ${inlineCode(snapshot.text.slice(line.span.start, line.span.end))}`;
}

function describeAddress(snapshot: AsmSnapshot, address: number): string {
  const line = instructionLineAt(snapshot, address);
  const where = line === undefined ? "" : `Line ${snapshot.lines.lineAt(line.span.start) + 1}, `;
  const text = leadsTo(snapshot, address);
  return where === "" ? text[0].toUpperCase() + text.slice(1) : where + text;
}

function describeVariable(
  snapshot: AsmSnapshot,
  { name, span }: Subject & { kind: "variable" },
  resolve: ResolveModule,
): string {
  const variable = variableAt(snapshot, name, span);
  const writes = variable?.writes ?? [];
  const imported = variable?.isGlobal ? importedName(snapshot, name, span.start, resolve) : undefined;
  if (imported !== undefined && writes.length === 0) return describeImported(imported);
  const reads = variable?.reads.length ?? 0;
  const stored =
    writes.length === 0 ? "Never stored in this file" : `Stored in ${lineList(snapshot, writes)}`;
  const read = reads === 0 ? "never read" : `read in ${reads} ${reads === 1 ? "place" : "places"}`;
  const owner = variable?.parameterOf ?? [];
  return paragraphs(
    `${owner.length === 0 ? "Variable" : "Parameter"} ${inlineCode(name)}${inFunctions(owner)}`,
    `${stored}, ${read}`,
    knownInWords(knownHere(snapshot, name, span), "here"),
    imported === undefined ? undefined : `${inlineCode(imported.from.path)} offers this name, too`,
  );
}

function inFunctions(labels: readonly string[]): string {
  return labels.length === 0 ? "" : ` of ${inWords(labels.map(inlineCode))}`;
}

/** `a, b and 3 more`. */
function inWords(names: readonly string[]): string {
  const shown = names.slice(0, MAX_LISTED);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

function describeRunName(
  snapshot: AsmSnapshot,
  { kind, name, span }: Subject & { kind: "field" | "registered" },
): string {
  const places = samePlaces(runNames(snapshot), span.start);
  const making = places.filter(({ access }) => access !== "read").map((place) => place.span);
  const verb = kind === "field" ? "set" : "registered";
  const made =
    making.length === 0 ? `Never ${verb} in this file` : `${capital(verb)} in ${lineList(snapshot, making)}`;
  const others = places.length - making.length;
  const named =
    others === 0
      ? "never read"
      : `${kind === "field" ? "read" : "named"} in ${others} ${others === 1 ? "place" : "places"}`;
  return paragraphs(`${kind === "field" ? "Field" : "Process"} ${inlineCode(name)}`, `${made}, ${named}`);
}

function capital(word: string): string {
  return word[0].toUpperCase() + word.slice(1);
}

/** `line 3` or `lines 3, 5, 9 and 4 more`. */
function lineList(snapshot: AsmSnapshot, spans: readonly Span[]): string {
  const lines = [...new Set(spans.map((span) => snapshot.lines.lineAt(span.start) + 1))];
  const shown = lines.slice(0, MAX_LISTED).join(", ");
  const more = lines.length > MAX_LISTED ? ` and ${lines.length - MAX_LISTED} more` : "";
  return `${lines.length === 1 ? "line" : "lines"} ${shown}${more}`;
}

const MAX_LISTED = 8;
