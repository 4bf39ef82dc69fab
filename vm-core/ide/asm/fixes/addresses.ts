/**
 * Keeps targets that are written as addresses right when a fix adds or removes instructions before them.
 *
 * Invariant: a jump to an instruction before which others are inserted goes to the first of these.
 */
import type { AsmSnapshot } from "../../../analyze/index.ts";
import { isAddress } from "../../../asm/assembler.ts";
import { parse } from "../../../asm/parser.ts";
import type { Fix, TextEdit } from "../../../text/diagnostic.ts";
import type { Span } from "../../../text/span.ts";
import { textLineAt } from "../../text-line.ts";

/** A target that is written as an address, and the start of the line that has this address. */
interface WrittenAddress {
  readonly span: Span;
  readonly address: number;
  readonly line: number;
}

/** The fix with edits of the addresses that it moves. */
export function withAddresses(snapshot: AsmSnapshot, fix: Fix): Fix {
  const addresses = addressesIn(snapshot);
  if (addresses.length === 0) return fix;
  const changes = fix.edits.map((edit) => ({ at: edit.span.start, by: growth(snapshot, edit) }));
  if (changes.every(({ by }) => by === 0)) return fix;
  const edits = addresses.flatMap(({ span, address, line }): TextEdit[] => {
    const by = changes.reduce((sum, change) => sum + (change.at < line ? change.by : 0), 0);
    const isReplaced = fix.edits.some((edit) => edit.span.start <= span.end && span.start <= edit.span.end);
    return by === 0 || isReplaced ? [] : [{ span, text: String(address + by) }];
  });
  return { ...fix, edits: [...fix.edits, ...edits] };
}

/** How many instructions an edit adds. */
function growth({ syntax }: AsmSnapshot, { span, text }: TextEdit): number {
  // Within a line, an instruction stays an instruction.
  if (!text.includes("\n") && span.start === span.end) return 0;
  const isInstruction = ({ kind }: { readonly kind: string }) => kind === "instruction";
  const removed = syntax.lines.filter(
    (line) => isInstruction(line) && span.start <= line.span.start && line.span.end <= span.end,
  ).length;
  return parse(text).syntax.lines.filter(isInstruction).length - removed;
}

function addressesIn(snapshot: AsmSnapshot): readonly WrittenAddress[] {
  let found = ADDRESSES.get(snapshot);
  if (found === undefined) {
    found = findAddresses(snapshot);
    ADDRESSES.set(snapshot, found);
  }
  return found;
}

const ADDRESSES = new WeakMap<AsmSnapshot, readonly WrittenAddress[]>();

function findAddresses({ syntax, text }: AsmSnapshot): readonly WrittenAddress[] {
  const instructions = syntax.lines.filter((line) => line.kind === "instruction");
  return instructions.flatMap(({ operands }) =>
    operands.flatMap(({ kind, text: written, span }): WrittenAddress[] => {
      if ((kind !== "label" && kind !== "label?") || !isAddress(written)) return [];
      const address = Number(written);
      const target = instructions[address];
      const line = target === undefined ? text.length : textLineAt(text, target.span.start).start;
      return [{ span, address, line }];
    }),
  );
}
