const CLEAR_KEY = "Control+Alt+Shift+F9";

/** Keys of the user: what each path begins with would take a walk through the command palette for each of these. */
export const KEYBINDINGS = [
  {
    key: CLEAR_KEY.replace("Control", "ctrl").toLowerCase(),
    command: "runCommands",
    args: {
      commands: [
        "notifications.clearAll",
        "workbench.action.closeAllEditors",
        "workbench.debug.panel.action.clearReplAction",
        "workbench.action.closePanel",
      ],
    },
  },
];

/** What fades in and out even with reduced motion: whenever the pointer or the keys move something. */
export const STYLE = `
  .monaco-scrollable-element > .scrollbar { transition: none !important }
  .debug-viewlet .monaco-list-row .value { animation: none !important }
`;

/** The parts of VS Code's page that the paths touch: the only place that knows its class names. */
export class Workbench {
  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(20_000);
    this.editor = page.locator(".editor-instance .monaco-editor").first();
  }

  /** Opens a file of the workspace's top folder for good, as a double click in the explorer does. */
  async openFile(name) {
    await this.page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
    const row = this.page.locator(".explorer-folders-view .monaco-list-row", { hasText: name });
    const tab = this.page.getByRole("tab", { name, selected: true });
    await this.pressUntil("Control+Shift+E", this.page.locator(".explorer-folders-view"));
    // A file or folder that appears in this moment moves the rows below it away under the pointer.
    for (let tries = 0; tries < 3 && !(await tab.isVisible()); tries++) {
      await this.#scrollTo(row);
      await row.dblclick({ timeout: 20_000 });
      await tab.waitFor({ timeout: 6_000 }).catch(() => {});
    }
    await tab.waitFor();
    await this.page.locator(".breadcrumbs-control", { hasText: name }).waitFor();
  }

  /** The explorer has rows only for what is in view. */
  async #scrollTo(row) {
    const list = this.page.locator(".explorer-folders-view .monaco-list");
    await list.locator(".monaco-list-row").first().waitFor({ timeout: 60_000 });
    // Also a row that is cut off by an edge of the list is visible; a click would meet what is drawn over it.
    const place = async () => {
      const [outer, inner] = [await list.boundingBox(), (await row.isVisible()) && (await row.boundingBox())];
      if (!outer || !inner) return undefined;
      if (inner.y < outer.y) return "above";
      return inner.y + inner.height > outer.y + outer.height ? "below" : "inside";
    };
    for (let tries = 0; tries < 60; tries++) {
      const where = await place();
      if (where === "inside") return;
      await list.hover();
      const by = where === undefined ? 60 : 15;
      await this.page.mouse.wheel(0, where === "above" || (where === undefined && tries >= 30) ? -by : by);
      await this.page.waitForTimeout(200);
    }
  }

  /** Ends what is debugged and closes the panel and every editor and notification: what the next path begins with. */
  async clear() {
    const { keyboard } = this.page;
    await keyboard.press("Escape");
    await this.stop();
    const left = this.page.locator(".tabs-container .tab, .part.panel, .notification-toast");
    const isCleared = () => left.and(this.page.locator(":visible")).first().isHidden();
    for (let tries = 0; tries < 5 && !(await isCleared()); tries++) {
      await keyboard.press(CLEAR_KEY);
      for (let waits = 0; waits < 30 && !(await isCleared()); waits++) await this.page.waitForTimeout(100);
    }
    if (!(await isCleared())) throw new Error("an editor, the panel or a notification stays open");
  }

  /** A line of the text, by what is in it. */
  line(text) {
    return this.editor.locator(".view-line", { hasText: text }).first();
  }

  /** Presses a key until an element is there: VS Code loses a key while it opens, lays out or moves the focus. */
  async pressUntil(key, locator) {
    for (let tries = 0; tries < 5 && !(await locator.isVisible()); tries++) {
      await this.page.keyboard.press(key);
      await locator.waitFor({ timeout: 6_000 }).catch(() => {});
    }
    await locator.waitFor();
  }

  /** Opens the menu of quick fixes at the cursor, until it offers one with this text; resolves with its row. */
  async quickFix(text) {
    const row = this.page.locator(".action-widget .monaco-list-row", { hasText: text }).first();
    await this.pressUntil("Control+.", row);
    return row;
  }

  /** Rests the pointer on an element until a hover with this text is there. */
  async hover(locator, text) {
    const widget = this.page.locator(".monaco-hover", { hasText: text });
    for (let tries = 0; tries < 5 && !(await widget.isVisible()); tries++) {
      await this.page.mouse.move(0, 0);
      await locator.hover();
      await widget.waitFor({ timeout: 6_000 }).catch(() => {});
    }
    await widget.waitFor();
  }

  /** Gives the focus to the first text. While a panel opens or closes under the pointer, a click goes astray. */
  async focusEditor() {
    const hasFocus = () => this.editor.evaluate((element) => element.classList.contains("focused"));
    for (let tries = 0; tries < 10 && !(await hasFocus()); tries++) {
      await this.editor.click({ position: { x: 150, y: 60 } });
      await this.page.waitForTimeout(100);
    }
    if (!(await hasFocus())) throw new Error("the editor does not take the focus");
  }

  async putCursor(line, column) {
    await this.focusEditor();
    const input = this.page.locator(".quick-input-widget input").first();
    await this.pressUntil("Control+G", input);
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await input.waitFor({ state: "hidden" });
    await this.cursorAt(line, column).waitFor();
  }

  /** Waits until a text is drawn at the end of the line that begins so, or until it is gone. The editor draws it by style. */
  besideLine(line, text, isThere = true) {
    return this.page.waitForFunction(
      ({ line, text, isThere }) => {
        const lines = [...document.querySelectorAll(".editor-instance .view-line")];
        const found = lines.find((each) =>
          each.textContent.replaceAll("\u00a0", " ").trim().startsWith(line),
        );
        const spans = found === undefined ? [] : [...found.querySelectorAll("span")];
        const drawn = spans.map((span) => getComputedStyle(span, "::after").content).join(" ");
        return drawn.replaceAll("\u00a0", " ").includes(text) === isThere;
      },
      { line, text, isThere },
    );
  }

  /** The status bar's word that the cursor is in a line. */
  cursorAt(line, column) {
    return this.page.locator(".statusbar-item", { hasText: `Ln ${line}, Col ${column ?? ""}` });
  }

  /**
   * Sets the first breakpoint of the file. A click before the editor listens for it is lost, and a code lens that
   * arrives moves the lines away under the pointer: so it looks where the breakpoint is, and tries again.
   */
  async setBreakpoint(text) {
    const breakpoint = this.editor.locator(".codicon-debug-breakpoint").first();
    for (let tries = 0; tries < 5; tries++) {
      const line = await this.#place(this.line(text));
      const margin = await this.#place(this.editor.locator(".glyph-margin").first());
      await this.page.mouse.click(margin.x + margin.width / 2, line.y + line.height / 2);
      await breakpoint.waitFor({ timeout: 4_000 }).catch(() => {});
      if (!(await breakpoint.isVisible())) continue;
      const [at, wanted] = [await this.#place(breakpoint), await this.#place(this.line(text))];
      if (Math.abs(at.y - wanted.y) < wanted.height / 2) return;
      await breakpoint.click();
      await breakpoint.waitFor({ state: "detached" });
    }
    throw new Error(`no breakpoint could be set at ${text}`);
  }

  /** Starts debugging what stops by itself. A key before the editor listens for it is lost, so it is repeated. */
  async startDebugging() {
    await this.focusEditor();
    await this.page.keyboard.press("F5");
    await this.stoppedLine()
      .waitFor({ timeout: 20_000 })
      .catch(() => this.page.keyboard.press("F5"));
    await this.stoppedLine().waitFor({ timeout: 30_000 });
  }

  /** Ends what is debugged, if anything is. */
  async stop() {
    const stop = this.page.locator(".codicon-debug-stop").first();
    // What ends by itself in this moment takes its button away from under the click.
    for (let tries = 0; tries < 5 && (await stop.isVisible()); tries++) {
      await stop.click({ timeout: 4_000 }).catch(() => {});
      await stop.waitFor({ state: "hidden", timeout: 4_000 }).catch(() => {});
    }
    await stop.waitFor({ state: "hidden" });
  }

  /** Where an element is, once it is: the editor draws its lines anew while a file opens. */
  async #place(locator) {
    for (;;) {
      await locator.waitFor();
      const box = await locator.boundingBox();
      if (box !== null) return box;
    }
  }

  stoppedLine() {
    return this.editor.locator(".debug-top-stack-frame-line").first();
  }

  scopes() {
    return this.page.locator(".debug-variables .monaco-list-row", { has: this.page.locator(".scope") });
  }

  /** VS Code expands the first scope by itself, but not always. */
  async expandScope(index) {
    const scope = this.scopes().nth(index);
    await scope.waitFor();
    await this.page.waitForTimeout(300);
    if ((await scope.getAttribute("aria-expanded")) !== "true") await scope.click();
  }

  /** Opens a scope by its name; one that is open stays so. */
  async openScope(name) {
    const scope = this.scopes().filter({ hasText: name });
    await scope.waitFor();
    if ((await scope.getAttribute("aria-expanded")) !== "true") await scope.click();
    await this.page
      .locator('.debug-variables .monaco-list-row[aria-expanded="true"]', { hasText: name })
      .waitFor();
  }

  variable(name, value) {
    const text = new RegExp(`^\\s*${name}\\s*[:=]?\\s*${value}\\s*$`);
    return this.page.locator(".debug-variables .monaco-list-row", { hasText: text });
  }

  /** Goes to the end of the list that has the focus until an element is there: rows arrive by and by. */
  async endUntil(locator) {
    for (let tries = 0; tries < 50 && !(await locator.isVisible()); tries++) {
      await this.page.keyboard.press("End");
      await this.page.waitForTimeout(100);
    }
    await locator.waitFor({ timeout: 1_000 });
  }

  frames(name) {
    return this.page.locator(".debug-call-stack .stack-frame", { hasText: name });
  }

  /** Runs a command through the command palette. */
  async command(title) {
    const input = this.page.locator(".quick-input-widget input").first();
    await this.pressUntil("F1", input);
    await input.fill(`>${title}`);
    const row = this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first();
    await row.click();
    await row.waitFor({ state: "hidden" });
  }
}
