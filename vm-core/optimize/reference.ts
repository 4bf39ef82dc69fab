/** The sections of the documentation about passes, made of what these say of themselves. */
import { PASSES } from "./index.ts";

/** Markdown: what each pass does, for the page of the optimizer. */
export function passReference(): string {
  return PASSES.map(({ name, doc }) => `## ${name}\n\n${doc}\n`).join("\n");
}

/** Markdown: what a hint of each pass is about, with an example, for the page of the diagnostics. */
export function hintReference(): string {
  return PASSES.map(({ name, hint, example }) => {
    const about = `A hint of the optimizer: ${hint}. [optimizer.md](optimizer.md#${name}) says what the pass does.`;
    return `## ${name}\n\n${about}\n\n${example.replace(/^/gm, "    ")}\n`;
  }).join("\n");
}
