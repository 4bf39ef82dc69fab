/**
 * Ends the extension host when the process that started it is gone; the real module does it natively, from
 * a thread of its own, so that one also ends a host that hangs.
 */

const EXIT_CODE = 87;

exports.start = (parent) => {
  const timer = setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch {
      process.exit(EXIT_CODE);
    }
  }, 1000);
  timer.unref();
};
