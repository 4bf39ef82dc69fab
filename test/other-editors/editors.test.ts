/** Neovim and Emacs, configured as the documentation says: they get problems and definitions of both languages. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { ensurePackages, which } from "../../tools/system-packages.mjs";
import { configuration, programs, runEditor } from "./configured.ts";

/** What an editor finds out, one line a program. */
const EXPECTED = [
  "broken.ttvm: unknown-instruction in line 3; `one` is made in m.ttvm, line 2",
  "broken.lisp: unclosed-parenthesis in line 3; `one` is made in m.ttvm, line 2",
];

const NEOVIM_CHECK = `
for _, file in ipairs({ "broken.ttvm", "broken.lisp" }) do
  vim.cmd("edit " .. file)
  if not vim.wait(60000, function() return #vim.diagnostic.get(0) > 0 end, 20) then error("no problems in " .. file) end
  local problem = vim.diagnostic.get(0)[1]
  vim.fn.search("\\\\<one\\\\>", "w")
  vim.cmd("normal! 2G")
  vim.fn.search("one", "W")
  local params = vim.lsp.util.make_position_params(0, "utf-16")
  local answers = vim.lsp.buf_request_sync(0, "textDocument/definition", params, 60000)
  local _, answer = next(answers)
  local target = answer.result[1] or answer.result
  local uri = target.targetUri or target.uri
  local range = target.targetSelectionRange or target.range
  local name = vim.fn.fnamemodify(vim.uri_to_fname(uri), ":t")
  local code = problem.code or problem.user_data.lsp.code
  local text = ("%s: %s in line %d; \`one\` is made in %s, line %d"):format(
    file, code, problem.lnum + 1, name, range.start.line + 1)
  io.stdout:write("FOUND " .. text .. "\\n")
end
vim.cmd("qall!")
`;

const EMACS_CHECK = `
(defun ttvm-check (file)
  (find-file file)
  ;; Emacs connects when it is idle, which it never is here.
  (unless (eglot-current-server) (apply #'eglot (eglot--guess-contact)))
  (flymake-mode 1)
  (let ((until (+ (float-time) 60)))
    (while (and (null (flymake-diagnostics)) (< (float-time) until))
      (accept-process-output nil 0.05)
      (flymake-start)))
  (let* ((problem (car (flymake-diagnostics)))
         (line (line-number-at-pos (flymake-diagnostic-beg problem)))
         (code (plist-get (cdr (assq 'eglot-lsp-diag (flymake-diagnostic-data problem))) :code)))
    (goto-char (point-min))
    (forward-line 1)
    (search-forward "one")
    (backward-char 1)
    (let* ((found (car (xref-backend-definitions 'eglot "one")))
           (location (xref-item-location found)))
      (princ (format "FOUND %s: %s in line %d; \`one\` is made in %s, line %d\\n"
                     file code line
                     (file-name-nondirectory (xref-location-group location))
                     (xref-location-line location))))))
(setq eglot-sync-connect t)
(ttvm-check "broken.ttvm")
(ttvm-check "broken.lisp")
`;

const DAP_MODE_CHECK = `
(defun wait-for (what)
  (let ((until (+ (float-time) 60)))
    (while (and (not (funcall what)) (< (float-time) until)) (accept-process-output nil 0.05))
    (unless (funcall what) (error "Nothing came"))))
(defun found (&rest parts) (princ (concat "FOUND " (apply #'format parts) "\n")))
(setq dap-auto-show-output nil dap-auto-configure-features nil)
(find-file "adds.ttvm")
(goto-char (point-min))
(forward-line 3)
(dap-breakpoint-add)
(defvar is-stopped nil)
(add-hook 'dap-stack-frame-changed-hook (lambda (_) (setq is-stopped t)))
(dap-debug (list :type "ttvm" :request "launch" :name "Debug this program"))
(wait-for (lambda () is-stopped))
(found "stopped in line %d" (line-number-at-pos))
(defvar value nil)
(let* ((session (dap--cur-session))
       (frame (gethash "id" (dap--debug-session-active-frame session))))
  (dap--send-message
   (dap--make-request "evaluate" (list :expression "n" :frameId frame :context "repl"))
   (lambda (answer) (setq value (gethash "result" (gethash "body" answer))))
   session)
  (wait-for (lambda () value))
  (found "n is %s" value)
  (dap-continue session (dap--debug-session-thread-id session))
  (wait-for (lambda () (not (dap--session-running session))))
  (with-current-buffer (dap--debug-session-output-buffer session)
    (found "it printed %s" (string-trim (buffer-string)))))
`;

const found = (output: string) => [...output.matchAll(/FOUND (.*)/g)].map(([, line]) => line.trim());

/** Only Debian's packages are known to be of versions that the documentation is about. */
const APT = ["apt-get"];

describe("As docs/other-editors.md configures it", () => {
  it("every editor has a configuration", () => {
    for (const mark of ["nvim-0.11", "nvim-0.7", "emacs"]) assert.match(configuration(mark), /lsp.*--stdio/);
  });

  it("Neovim gets problems and definitions", (test) => {
    const nvim = ensurePackages(["neovim"], () => which("nvim"), APT);
    if (nvim === undefined) return skip(test, "neovim");
    const folder = programs();
    const version = runEditor(folder, nvim, ["--version"]);
    const isNew = Number(/NVIM v0\.(\d+)/.exec(version)?.[1] ?? 99) >= 11;
    writeFileSync(path.join(folder, "init.lua"), configuration(isNew ? "nvim-0.11" : "nvim-0.7"));
    writeFileSync(path.join(folder, "check.lua"), NEOVIM_CHECK);
    const output = runEditor(folder, nvim, [
      "--headless",
      "-u",
      "init.lua",
      "-i",
      "NONE",
      "-n",
      "-S",
      "check.lua",
    ]);
    assert.deepEqual(found(output), EXPECTED, output);
    rmSync(folder, { recursive: true });
  });

  it("Emacs gets problems and definitions", (test) => {
    const emacs = ensurePackages(["emacs-nox", "elpa-eglot"], () => emacsWith("eglot"), APT);
    if (emacs === undefined) return skip(test, "emacs-nox and elpa-eglot");
    const folder = programs();
    writeFileSync(path.join(folder, "init.el"), configuration("emacs"));
    writeFileSync(path.join(folder, "check.el"), EMACS_CHECK);
    const output = runEditor(folder, emacs, LOAD);
    assert.deepEqual(found(output), EXPECTED, output);
    rmSync(folder, { recursive: true });
  });

  it("Emacs debugs with dap-mode, where that is installed", (test) => {
    const emacs = emacsWith("dap-mode");
    if (emacs === undefined) return test.skip("needs elpa-dap-mode");
    const folder = programs();
    writeFileSync(path.join(folder, "init.el"), configuration("emacs") + configuration("emacs-dap"));
    writeFileSync(path.join(folder, "check.el"), DAP_MODE_CHECK);
    const output = runEditor(folder, emacs, LOAD);
    assert.deepEqual(found(output), ["stopped in line 4", "n is 20", "it printed 21"], output);
    rmSync(folder, { recursive: true });
  });
});

const LOAD = ["--batch", "--eval", "(package-initialize)", "--load", "init.el", "--load", "check.el"];

/** An Emacs that has a package; undefined when there is none. */
function emacsWith(name: string): string | undefined {
  const emacs = which("emacs");
  if (emacs === undefined) return undefined;
  try {
    runEditor(tmpdir(), emacs, ["--batch", "--eval", `(progn (package-initialize) (require '${name}))`]);
    return emacs;
  } catch {
    return undefined;
  }
}

function skip(test: { skip(message: string): void }, packages: string): void {
  console.log(`- not tried, since a package is missing and cannot be installed here: ${packages}`);
  test.skip(`needs ${packages}`);
}
