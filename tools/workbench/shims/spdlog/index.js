/**
 * The VS Code server's logger in plain JavaScript; the real one is a native module that needs a compiler.
 *
 * It must truly write: an extension's output channel is a file that the workbench reads back. Absent by
 * design: rotation and buffering.
 */

const fs = require("node:fs");
const path = require("node:path");

const LEVELS = ["trace", "debug", "info", "warn", "error", "critical"];
let defaultLevel = LEVELS.indexOf("info");

class FileLogger {
  #file;
  #level = defaultLevel;
  #plain = false;

  constructor(file) {
    this.#file = file;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, "", { flag: "a" });
  }

  getLevel() {
    return this.#level;
  }

  setLevel(level) {
    this.#level = level;
  }

  /** After this a line is what the caller wrote: output channels bring their own format. */
  clearFormatters() {
    this.#plain = true;
  }

  write(level, message) {
    if (level < this.#level) return;
    const line = this.#plain ? message : `${new Date().toISOString()} [${LEVELS[level]}] ${message}\n`;
    try {
      fs.appendFileSync(this.#file, line);
    } catch {
      // The folder is gone: whoever ran the server has finished and cleaned up.
    }
  }

  setPattern() {}
  flush() {}
  drop() {}
}

LEVELS.forEach((name, level) => {
  FileLogger.prototype[name] = function (message) {
    this.write(level, message);
  };
});

const create = async (_name, file) => new FileLogger(file);

// One assignment each: VS Code imports them by name, and Node finds the names of a CommonJS module by reading it.
exports.version = 1;
exports.Logger = class extends FileLogger {
  constructor(_kind, _name, file) {
    super(file);
  }
};
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
exports.setLevel = (level) => {
  defaultLevel = level;
};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
