/** Forms of processes: `spawn receive register whereis supervise`. */
import type { FormTable } from "./form.ts";

export const PROCESS_FORMS: FormTable = {};
