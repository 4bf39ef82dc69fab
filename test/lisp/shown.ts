/** All that is known of a snapshot, as data that can be compared. */
import { documentSymbols, hover, type LispSnapshot, semanticTokens } from "../../vm-core/index.ts";

export function shown(snapshot: LispSnapshot): unknown {
  const { syntax, symbols, program, earlyProblems, problems, diagnostics } = snapshot;
  const offsets = [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => Math.floor(part * snapshot.text.length));
  return {
    syntax,
    places: [...offsets, snapshot.text.length].map((at) => snapshot.lines.position(at)),
    earlyProblems,
    problems,
    diagnostics,
    program: program && {
      code: program.code,
      labels: [...program.labels],
      files: program.files,
      procedures: [...(program.procedures ?? [])],
    },
    definitions: symbols.definitions.map((one) => [
      ...[one.name, one.kind, one.span, one.nameSpan, one.scope, one.references, one.isNamedElsewhere],
      ...[one.parameters, one.documentation, one.slot, one.boxed],
      ...symbols.scopes.map((scope) => one.isHeldIn(scope)),
    ]),
    mentions: symbols.mentions.map(({ span, access, meaning }) => [
      ...[span, access],
      meaning.kind === "symbol" ? meaning.symbol.nameSpan : meaning,
    ]),
    scopes: symbols.scopes.map(({ kind, name, span, form, symbols, parent }) => [
      ...[kind, name, span, form, parent?.span],
      symbols.map(({ nameSpan }) => nameSpan),
    ]),
    exports: symbols.exports.map(({ span, symbol }) => [span, symbol.nameSpan]),
    passedOn: symbols.passedOn,
    outline: documentSymbols(snapshot),
    tokens: semanticTokens(snapshot),
    hovers: offsets.map((offset) => hover(snapshot, offset)),
  };
}
