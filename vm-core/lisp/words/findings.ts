/** What the verifier finds in a program that comes from Lisp, in words about the Lisp. */

import type { Diagnostic } from "../../text/diagnostic.ts";
import { toldMessage } from "../../text/told-message.ts";
import type { FaultKind } from "../../value/callable.ts";
import { ANY_TYPE, typeNames } from "../../value/type-set.ts";
import { type Finding, type FindingCause, type Mismatch, placeInWords } from "../../verify/index.ts";
import { PRIMITIVES } from "../primitives.ts";

/** A finding as a diagnostic; `written` is the form that it is about. */
export function inLisp({ severity, cause, span, path }: Finding, written: string): Diagnostic {
  const calls = path.filter(({ step: { is } }) => is === "function-called" || is === "function-made");
  return {
    severity,
    code: cause.kind,
    cause,
    message: toldMessage(messageOf(cause, written)),
    span,
    page: `diagnostics.md#${cause.kind}`,
    ...(calls.length > 0 ? { related: calls.map(placeInWords) } : {}),
  };
}

function messageOf(cause: FindingCause, written: string): string {
  const head = /^\(\s*([^\s()[\]{}";'`,]+)/.exec(written)?.[1];
  const form = head === undefined ? "this" : `\`${head}\``;
  switch (cause.kind) {
    case "division-by-zero":
      return `${form} divides by zero here`;
    case "undefined-variable":
      return `\`${nameIn(cause.name, written)}\` has no value yet where this is computed`;
    case "type-mismatch":
      return mismatchInWords(cause.mismatch, form, head);
    case "certain-fault":
      return `${form} ${FAULTS[cause.fault] ?? "faults on these values"}`;
    default:
      return `${form} faults on these values`;
  }
}

/** What a fault says about the values that it has. */
const FAULTS: Readonly<Partial<Record<FaultKind, string>>> = {
  IndexOutOfBounds: "has no item or character at this index",
  DataError: "cannot make anything of this value",
  TypeMismatch: "cannot take these values",
};

function mismatchInWords(mismatch: Mismatch, form: string, head: string | undefined): string {
  switch (mismatch.is) {
    case "callee":
      return `only functions can be called, and this is of type ${typeNames(mismatch.got)}`;
    case "argument-list":
      return `${form} cannot take ${typeNames(mismatch.got)}`;
    case "comparison":
    case "operands": {
      const primitive = PRIMITIVES.get(head ?? "");
      // What the primitive adds to its arguments is none of the author's.
      const own =
        primitive?.style === "fixed" ? mismatch.got.slice(0, primitive.parameters.length) : mismatch.got;
      const got = own.map((types) => (types === ANY_TYPE ? "any value" : typeNames(types))).join(" and ");
      const isSaid = primitive?.style === "fixed" && primitive.expects !== undefined;
      return isSaid
        ? `${form} expects ${primitive.expects?.replace(/^\d /, "")}, not ${got}`
        : `${form} cannot take ${got}`;
    }
    case "argument-count": {
      const { passed, taken } = mismatch;
      const who = head === undefined ? "the function" : form;
      return `${who} takes ${taken} argument${taken === 1 ? "" : "s"}, not ${passed}`;
    }
    case "values":
      return `${form} faults on these values`;
    default:
      return mismatch satisfies never;
  }
}

/** The variable's name as it is written, where it is: a slot may have a number after it. */
function nameIn(slot: string, written: string): string {
  return written !== "" && slot.startsWith(written) ? written : slot.replace(/~\d+$/, "");
}
