/** The native functions that generated code has forms for. */
import { nativeOperation } from "../run/handlers/modules.ts";
import type { ValueOperation } from "../run/handlers/operation.ts";
import { NATIVES } from "../std/index.ts";

/** The operation of a native function of one or two values. */
export function native(name: string): ValueOperation {
  return nativeOperation(NATIVES[name]) as ValueOperation;
}
