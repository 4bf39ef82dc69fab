/** The read-only documents that the server makes the text of: optimized programs, the assembly of Lisp. */
import { ASSEMBLY_SCHEME, OPTIMIZED_SCHEME } from "./protocol.ts";

export function isPreview(uri: string): boolean {
  return [ASSEMBLY_SCHEME, OPTIMIZED_SCHEME].some((scheme) => uri.startsWith(`${scheme}:`));
}
