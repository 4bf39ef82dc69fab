/**
 * What runs in the process of one or more test files: `node tools/test-process.mjs FILE…`, where the files are bundles.
 * `tools/test-unit.mjs` starts it.
 *
 * node:test follows every promise of a process, so that it can tell which test an uncaught error belongs to. This takes
 * up to half of the time of a test that awaits much. It is needed until all tests are declared: a test finds the
 * `describe` that it is in by it. After that it is switched off, and an uncaught error fails the file instead. So the
 * function given to `describe` has to be synchronous.
 */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const hooks = createRequire(import.meta.url)("node:async_hooks");
const { createHook } = hooks;

/** The hooks of node:test, which it makes when it is loaded. */
const made = [];
hooks.createHook = (callbacks) => {
  const hook = createHook(callbacks);
  made.push(hook);
  return hook;
};

let declared = 0;
const count = createHook({
  init(_id, type) {
    if (type === "Test") declared++;
  },
});

// node:test names the error only.
process.on("uncaughtExceptionMonitor", (error) => console.error(error?.stack ?? error));

for (const file of process.argv.slice(2)) {
  const before = declared;
  count.enable();
  await import(pathToFileURL(file).href);
  count.disable();
  if (declared === before) throw new Error(`${file} holds no test`);
}
hooks.createHook = createHook;
for (const hook of made) hook.disable();
