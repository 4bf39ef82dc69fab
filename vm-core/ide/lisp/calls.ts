/** The functions of a Lisp text, and the places that call them or hand them on. */
import type { LispSnapshot } from "../../analyze/index.ts";
import { signatureOf } from "../../lisp/library-docs.ts";
import type { Span } from "../../text/span.ts";
import type { FunctionPlace } from "../answers.ts";
import { isLibrary } from "../modules.ts";

/** In source order, outer ones before those in them. */
export function lispFunctionPlaces({ uri, symbols }: LispSnapshot): readonly FunctionPlace[] {
  return symbols.definitions
    .filter(({ kind }) => kind === "function")
    .map(({ name, span, nameSpan, parameters }) => ({
      // The library marks the functions that stand for primitives.
      name: isLibrary(uri) ? name.replace(/^%(?=.)/, "") : name,
      detail:
        parameters === undefined ? "" : signatureOf("", parameters.names, parameters.rest).replace("( ", "("),
      span,
      nameSpan,
    }))
    .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

/** In source order. */
export function lispCalls({ symbols }: LispSnapshot): readonly Span[] {
  return symbols.mentions
    .filter(({ meaning, access }) => {
      if (access === "define") return false;
      return meaning.kind === "symbol"
        ? meaning.symbol.kind === "function" || meaning.symbol.kind === "import"
        : meaning.kind === "library" || meaning.kind === "unknown";
    })
    .map(({ span }) => span);
}
