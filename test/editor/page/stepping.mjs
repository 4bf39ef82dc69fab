/**
 * Two hundred steps, as fast as a person presses the key: what is shown stays open, and never is an error.
 *
 * VS Code keeps which scopes are open when it draws the variables of another stop, 400 ms after the last step. When its own
 * requests take longer than that, it keeps the state of a view that is still empty. So what has closed after the view was
 * empty that long says nothing about the adapter: the program is started again.
 */
import assert from "node:assert/strict";
import { Workbench } from "./workbench.mjs";

const STEPS = 200;
/** Milliseconds. */
const PAUSE = 100;
/** Milliseconds after which VS Code draws the variables anew. */
const REDRAWN_AFTER = 400;
const TRIES = 3;

export async function stepping({ page, open, step }) {
  const workbench = new Workbench(page);
  const differs = page.locator(".statusbar-item", { hasText: "factorial.ttvm differs from what runs" });

  async function stopWithOpenScopes() {
    await workbench.putCursor(36, 5);
    await workbench.setBreakpoint("LOAD n");
    await workbench.startDebugging();
    await workbench.expandScope(0);
    await workbench.variable("n", "5").waitFor();
    // From the last one up: a scope that opens moves those below it out of view.
    for (const name of ["Process", "Globals", "Operand Stack"]) await workbench.openScope(name);
    await workbench.command("Remove All Breakpoints");
  }

  async function pressSteps(count) {
    const step = async () => {
      await page.keyboard.press("F10");
      await page.waitForTimeout(PAUSE);
    };
    for (let pressed = 0; pressed < count; pressed++) await step();
    // A key that comes while an instruction runs is dropped, so a slow machine needs more of them to leave the function. The
    // status bar says at once where the program is. The variables can be empty as long as keys come: whoever waits for them
    // with the finger on the key runs the program to its end.
    const inLoop = page.locator(".statusbar-item", { hasText: /Ln (1[6-9]|2[0-7]), / });
    for (let pressed = 0; pressed < count && !(await inLoop.isVisible()); pressed++) await step();
    await inLoop.waitFor();
    await workbench.stoppedLine().waitFor({ timeout: 60_000 });
    // Outside the function, the locals are the globals.
    await workbench.variable("count", "\\d+").first().waitFor({ timeout: 60_000 });
  }

  /** Whether every scope is open in the end: VS Code opens them one after the other. */
  function allOpen() {
    const closed = workbench.scopes().and(page.locator('[aria-expanded="false"]')).first();
    return closed.waitFor({ state: "detached", timeout: 10_000 }).then(
      () => true,
      () => false,
    );
  }

  await step("a breakpoint stops, and every scope is opened", async () => {
    await open();
    await workbench.openFile("factorial.ttvm");
    await stopWithOpenScopes();
  });

  await step("values are beside the lines", async () => {
    await workbench.editor
      .locator('[class*="debug-inline-value"], .view-line', { hasText: "n = 5" })
      .first()
      .waitFor();
  });

  await step("nothing is lost in two hundred steps", async () => {
    for (let tries = 1; ; tries++) {
      await page.evaluate(watchVariables);
      await pressSteps(STEPS);
      const { errors, collapsed, changes, longestEmpty } = await page.evaluate(() => window.seenVariables);
      assert.deepEqual(errors, []);
      // VS Code draws the variables anew when the keys pause: how often depends on the machine.
      assert.ok(changes > 0);
      assert.deepEqual(await page.locator(".notification-toast").allInnerTexts(), []);
      if (collapsed === 0 && (await allOpen())) break;
      assert.ok(
        longestEmpty >= REDRAWN_AFTER,
        `a scope has closed, though the view was never empty for more than ${longestEmpty} ms`,
      );
      assert.ok(tries < TRIES, `VS Code took ${longestEmpty} ms to ask for scopes, ${TRIES} times`);
      await workbench.stop();
      await stopWithOpenScopes();
    }
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
  const seen = { errors: [], collapsed: 0, changes: 0, longestEmpty: 0 };
  window.seenVariables = seen;
  const view = document.querySelector(".debug-variables");
  /** VS Code draws a row anew before it opens it: only what stays closed has collapsed. */
  const closedAt = new Map();
  let emptySince;
  const look = () => {
    seen.changes++;
    const now = performance.now();
    if (view.querySelector(".scope") === null) emptySince ??= now;
    else if (emptySince !== undefined) {
      seen.longestEmpty = Math.max(seen.longestEmpty, Math.round(now - emptySince));
      emptySince = undefined;
    }
    const found = /there is (nothing|no)\b[^\n]*|pause it first/i.exec(view.textContent);
    if (found !== null) seen.errors.push(found[0]);
    for (const row of view.querySelectorAll(".monaco-list-row")) {
      const name = row.querySelector(".scope")?.textContent;
      if (name === undefined) continue;
      const since = closedAt.get(name);
      if (row.getAttribute("aria-expanded") !== "true") closedAt.set(name, since ?? now);
      else {
        if (since !== undefined && now - since > 2_000) seen.collapsed++;
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
