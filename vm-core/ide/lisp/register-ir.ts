/** The register IR of a Lisp text, linked to its forms. */
import type { LispSnapshot } from "../../analyze/index.ts";
import type { LinkedView } from "../linked-text.ts";
import { registerIrOf } from "../register-ir.ts";
import { linkedForms } from "./linked-forms.ts";

/** Undefined while there is no program, and no error that says why. */
export function lispRegisterIr(snapshot: LispSnapshot): LinkedView | undefined {
  return registerIrOf(snapshot, (lines) => linkedForms(snapshot.syntax.forms, lines));
}
