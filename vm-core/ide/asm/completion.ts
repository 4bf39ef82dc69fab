/**
 * Completion: instructions at the first word of a line, those first that the stack allows there, and templates; after it, what
 * the operand's kind allows.
 *
 * Invariant: what is inserted reads back as what is offered: names are quoted where they need to be.
 * Absent by design: aliases, which exist for old programs.
 */
import type { AsmSnapshot } from "../../analyze/index.ts";
import { isBlank, skipBlanks, wordEnd } from "../../asm/scanner.ts";
import type { InstructionLine, OperandSyntax } from "../../asm/syntax.ts";
import { ALIASES, isMnemonic, MNEMONICS, type Mnemonic, operandsOf } from "../../isa/index.ts";
import { type Span, span } from "../../text/span.ts";
import {
  type Candidate,
  type Completion,
  type CompletionContext,
  type FeatureContext,
  withSpans,
} from "../candidate.ts";
import { libraryOnly } from "../modules.ts";
import { commentOn, textLineAt } from "../text-line.ts";
import { syntaxLineOn } from "./cursor.ts";
import { describeInstruction, stackPicture } from "./describe.ts";
import { candidatesFor, undefinedLabels } from "./names.ts";
import { objection, stackBefore } from "./stack-before.ts";
import { commentTemplates, hole, instructionSnippet, isEmptyComment, labelTemplates } from "./templates.ts";

/** Best first. */
export function completions(
  snapshot: AsmSnapshot,
  offset: number,
  { typed, resolve = libraryOnly, files = [], modules = [], snippets = false }: CompletionContext = {},
): readonly Completion[] {
  if (typed !== undefined && typed !== " ") return [];
  const { text } = snapshot;
  const textLine = textLineAt(text, offset);
  const comment = commentOn(snapshot, textLine);
  if (comment !== undefined && offset === comment.end && isEmptyComment(text, textLine, comment)) {
    return typed === undefined && snippets
      ? withSpans(commentTemplates(snapshot, offset), comment, offset)
      : [];
  }
  if (offset < textLine.start || (comment !== undefined && offset > comment.start)) return [];
  const end = Math.min(comment?.start ?? textLine.end, textLine.end);
  const wordStart = skipBlanks(text, textLine.start, end);
  const wordStop = wordEnd(text, wordStart, end);
  if (offset <= wordStop || wordStop === wordStart) {
    if (typed !== undefined) return [];
    const word = offset >= wordStart ? span(wordStart, wordStop) : span(offset, offset);
    const found = instructions(snapshot, textLine.start, snippets);
    const templates = snippets ? [...labelTemplates(snapshot), ...commentTemplates(snapshot, offset)] : [];
    return withSpans([...found, ...templates], word, offset);
  }
  const word = text.slice(wordStart, wordStop);
  if (word === "LABEL") return labelName(snapshot, span(wordStop, end), offset);
  const mnemonic = Object.hasOwn(ALIASES, word) ? ALIASES[word].mnemonic : word;
  if (!isMnemonic(mnemonic)) return [];
  return operands(snapshot, mnemonic, span(wordStop, end), offset, { resolve, files, modules });
}

/** Those that certainly fault here come last, each with the reason. */
function instructions(snapshot: AsmSnapshot, lineStart: number, snippets: boolean): readonly Candidate[] {
  const stack = stackBefore(snapshot, lineStart);
  const all = MNEMONICS.map((mnemonic): Candidate => {
    const objected = objection(stack, mnemonic);
    const snippet = snippets ? instructionSnippet(mnemonic) : undefined;
    return {
      label: mnemonic,
      kind: "instruction",
      detail: stackPicture(mnemonic),
      documentation: describeInstruction(mnemonic),
      text: mnemonic,
      ...(snippet !== undefined && { snippet }),
      ...(objected !== undefined && { objection: objected }),
    };
  });
  const label: Candidate = {
    label: "LABEL",
    kind: "keyword",
    detail: "LABEL name",
    documentation: "Give the next instruction a name, for jumps and calls.",
    text: "LABEL",
    ...(snippets && { snippet: `LABEL ${hole(1, "name")}` }),
  };
  const fits = ({ objection }: Candidate) => objection === undefined;
  return [...all.filter(fits), label, ...all.filter((one) => !fits(one))];
}

function labelName(snapshot: AsmSnapshot, rest: Span, offset: number): readonly Completion[] {
  return withSpans(undefinedLabels(snapshot), trimmed(snapshot.text, rest, offset), offset);
}

function operands(
  snapshot: AsmSnapshot,
  mnemonic: Mnemonic,
  rest: Span,
  offset: number,
  around: FeatureContext,
): readonly Completion[] {
  const declared = operandsOf(mnemonic).filter(([, kind]) => kind !== "resolved");
  if (declared.length === 0) return [];
  const found = syntaxLineOn(snapshot, textLineAt(snapshot.text, offset));
  const line = found?.kind === "instruction" ? found : undefined;
  const single = declared.length === 1 && declared[0][1] !== "names" && declared[0][1] !== "patterns";
  if (single) {
    const candidates = candidatesFor(snapshot, mnemonic, declared[0], line, offset, around);
    return withSpans(candidates, trimmed(snapshot.text, rest, offset), offset);
  }
  const index = (line?.operands ?? []).filter((operand) => operand.span.end < offset).length;
  const shape = declared[Math.min(index, declared.length - 1)];
  if (index >= declared.length && shape[1] !== "names") return [];
  const word = operandAt(line, offset)?.span ?? wordAround(snapshot.text, rest, offset);
  return withSpans(candidatesFor(snapshot, mnemonic, shape, line, offset, around), word, offset);
}

function operandAt(line: InstructionLine | undefined, offset: number): OperandSyntax | undefined {
  return line?.operands.find((operand) => operand.span.start < offset && offset <= operand.span.end);
}

/** The rest of a line without blanks around it; empty at the cursor when that is before the rest. */
function trimmed(text: string, rest: Span, offset: number): Span {
  const start = skipBlanks(text, rest.start, rest.end);
  let end = rest.end;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return offset < start ? span(offset, offset) : span(start, Math.max(end, start));
}

function wordAround(text: string, rest: Span, offset: number): Span {
  let start = offset;
  while (start > rest.start && !isBlank(text.charCodeAt(start - 1))) start--;
  return span(start, wordEnd(text, start, rest.end));
}
