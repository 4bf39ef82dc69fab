/** Two hundred steps, as fast as a person presses the key: what is shown stays open, and never is an error. */
import assert from "node:assert/strict";
import { Workbench } from "./workbench.mjs";

const STEPS = 200;
/** Milliseconds. */
const PAUSE = 100;

export async function stepping({ page, open, step }) {
  const workbench = new Workbench(page);
  const differs = page.locator(".statusbar-item", { hasText: "factorial.ttvm differs from what runs" });

  await step("a breakpoint stops, and every scope is opened", async () => {
    await open();
    await workbench.openFile("factorial.ttvm");
    await workbench.putCursor(36, 5);
    await workbench.setBreakpoint("LOAD n");
    await workbench.startDebugging();
    await workbench.expandScope(0);
    await workbench.variable("n", "5").waitFor();
    // From the last one up: a scope that opens moves those below it out of view.
    for (const name of ["Process", "Globals", "Operand Stack"]) await workbench.openScope(name);
    await workbench.command("Remove All Breakpoints");
  });

  await step("values are beside the lines", async () => {
    await workbench.editor
      .locator('[class*="debug-inline-value"], .view-line', { hasText: "n = 5" })
      .first()
      .waitFor();
  });

  await step("nothing is lost in two hundred steps", async () => {
    await page.evaluate(watchVariables);
    for (let pressed = 0; pressed < STEPS; pressed++) {
      await page.keyboard.press("F10");
      await page.waitForTimeout(PAUSE);
    }
    // A key that comes while an instruction runs is dropped, so a slow machine needs more of them to leave the function.
    // Outside, the locals are the globals.
    const outside = workbench.variable("count", "\\d+").first();
    for (let pressed = 0; pressed < STEPS && !(await outside.isVisible()); pressed++) {
      await page.keyboard.press("F10");
      await page.waitForTimeout(PAUSE);
    }
    await outside.waitFor();
    await workbench.stoppedLine().waitFor({ timeout: 60_000 });
    await workbench
      .scopes()
      .and(page.locator('[aria-expanded="false"]'))
      .first()
      .waitFor({ state: "detached", timeout: 60_000 });
    // VS Code draws the variables anew when the keys pause: how often depends on the machine.
    const { errors, collapsed, changes } = await page.evaluate(() => window.seenVariables);
    assert.deepEqual(errors, []);
    assert.equal(collapsed, 0);
    assert.ok(changes > 0);
    assert.deepEqual(await page.locator(".notification-toast").allInnerTexts(), []);
  });

  await step("a text that has changed since it was started is told of", async () => {
    assert.equal(await differs.count(), 0);
    await workbench.putCursor(1, 1);
    await page.keyboard.press("Enter");
    await differs.waitFor();
    await page.keyboard.press("Control+Z");
    await differs.waitFor({ state: "detached" });
  });
}

/** Runs in the page: notes each error and each collapsed scope that the variables view shows. */
function watchVariables() {
  const seen = { errors: [], collapsed: 0, changes: 0 };
  window.seenVariables = seen;
  const view = document.querySelector(".debug-variables");
  /** VS Code draws a row anew before it opens it: only what stays closed has collapsed. */
  const closedAt = new Map();
  const look = () => {
    seen.changes++;
    const found = /there is (nothing|no)\b[^\n]*|pause it first/i.exec(view.textContent);
    if (found !== null) seen.errors.push(found[0]);
    for (const row of view.querySelectorAll(".monaco-list-row")) {
      const name = row.querySelector(".scope")?.textContent;
      if (name === undefined) continue;
      const since = closedAt.get(name);
      if (row.getAttribute("aria-expanded") !== "true") closedAt.set(name, since ?? performance.now());
      else {
        if (since !== undefined && performance.now() - since > 2_000) seen.collapsed++;
        closedAt.delete(name);
      }
    }
  };
  new MutationObserver(look).observe(view, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ["aria-expanded"],
  });
}
