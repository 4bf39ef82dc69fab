/** The parts of VS Code's page that the paths touch: the only place that knows its class names. */
export class Workbench {
  #hasOpened = false;

  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(20_000);
    this.editor = page.locator(".editor-instance .monaco-editor").first();
  }

  /** Opens a file of the workspace's top folder for good, as a double click in the explorer does. */
  async openFile(name) {
    await this.page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
    const row = this.page.locator(".explorer-folders-view .monaco-list-row", { hasText: name });
    // The first time the explorer is what a new window shows.
    if (this.#hasOpened) await this.page.keyboard.press("Control+Shift+E");
    this.#hasOpened = true;
    await this.#scrollTo(row);
    await row.dblclick({ timeout: 20_000 });
    await this.page.getByRole("tab", { name, selected: true }).waitFor();
    await this.page.locator(".breadcrumbs-control", { hasText: name }).waitFor();
  }

  /** The explorer has rows only for what is in view. */
  async #scrollTo(row) {
    const list = this.page.locator(".explorer-folders-view .monaco-list");
    await list.locator(".monaco-list-row").first().waitFor({ timeout: 60_000 });
    for (let tries = 0; tries < 60 && !(await row.isVisible()); tries++) {
      await list.hover();
      await this.page.mouse.wheel(0, tries < 30 ? 60 : -60);
      await this.page.waitForTimeout(200);
    }
  }

  /** A line of the text, by what is in it. */
  line(text) {
    return this.editor.locator(".view-line", { hasText: text }).first();
  }

  async putCursor(line, column) {
    await this.editor.click();
    await this.page.keyboard.press("Control+G");
    await this.page.locator(".quick-input-widget input").first().fill(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.cursorAt(line, column).waitFor();
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
    await this.page.keyboard.press("F5");
    await this.stoppedLine()
      .waitFor({ timeout: 20_000 })
      .catch(() => this.page.keyboard.press("F5"));
    await this.stoppedLine().waitFor({ timeout: 30_000 });
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
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget input").first();
    await input.waitFor();
    await input.fill(`>${title}`);
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().click();
  }
}
