/** What `dist/command.js` exports: all commands, for a process that begins with it, and for one that finds out that it needs them. */
export { runCommandLine } from "./command-line.ts";
export { begin } from "./main.ts";
