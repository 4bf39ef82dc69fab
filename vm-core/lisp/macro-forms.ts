/** Forms that define macros. */
import type { FormTable } from "./form.ts";

export const MACRO_FORMS: FormTable = {};
