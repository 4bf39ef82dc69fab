/** The stack effect of an instruction, under the name by which others know it. */
export { stackEffect } from "./stack-effect.ts";
