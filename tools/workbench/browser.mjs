/** Finds Chromium, installs it when it is missing and that is allowed, and drives a page in it. */
import { existsSync } from "node:fs";
import { ensurePackages, installCommand, which } from "../system-packages.mjs";

const COMMANDS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

const APPLICATIONS = [
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/** The path of a Chromium; when there is none and none can be installed, an error that says what to do. */
export function ensureChromium() {
  const found = ensurePackages(PACKAGES, findChromium);
  if (found) return found;
  throw new Error(`the in-editor tests need Chromium, and none was found. ${advice()}`);
}

const PACKAGES = ["chromium"];

function findChromium() {
  if (process.env.CHROMIUM) return which(process.env.CHROMIUM);
  return COMMANDS.map(which).find(Boolean) ?? APPLICATIONS.find((file) => existsSync(file));
}

function advice() {
  if (process.env.CHROMIUM) return `CHROMIUM names ${process.env.CHROMIUM}, which does not exist.`;
  const command = installCommand(PACKAGES);
  if (!command) return "Install Chromium or Chrome, or set CHROMIUM to the path of one.";
  return `Run:\n  ${command}\nor set CHROMIUM to the path of one.`;
}

/** Opens a page that may talk to the host of `authority` alone, and in which nothing moves that need not. */
export async function openPage({
  runtime,
  executablePath,
  authority,
  viewport = { width: 1280, height: 800 },
}) {
  const { chromium } = runtime.require("playwright-core");
  const browser = await chromium.launch({
    executablePath,
    // It does not work for root nor in most containers, and the page is our own.
    chromiumSandbox: false,
    args: [
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // Routes of the context would do so, too, but then each request goes through this process, and nothing is cached.
      `--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${new URL(`http://${authority}`).hostname}`,
    ],
  });
  const context = await browser.newContext({ viewport, locale: "en-US", reducedMotion: "reduce" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  return { browser, page: await context.newPage() };
}

/** How many colours a picture has: text stays readable, and the picture takes half of the bytes. */
const COLORS = 12;

/** A screenshot (PNG) as WebP of few colours; the browser itself makes it. */
export async function toPicture(context, png) {
  const page = await context.newPage();
  try {
    const source = `data:image/png;base64,${png.toString("base64")}`;
    return Buffer.from(await page.evaluate(reduceColors, { source, count: COLORS }), "base64");
  } finally {
    await page.close();
  }
}

/** Runs in the page: the palette takes, again and again, the frequent colour that is farthest from those it has. */
async function reduceColors({ source, count }) {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, image.width, image.height);
  const words = new Uint32Array(pixels.data.buffer);
  const seen = new Map();
  for (const word of words) seen.set(word, (seen.get(word) ?? 0) + 1);
  const colors = [...seen.keys()];
  const part = (word, shift) => (word >>> shift) & 255;
  const distance = (a, b) => [0, 8, 16].reduce((sum, at) => sum + (part(a, at) - part(b, at)) ** 2, 0);
  const least = new Map(colors.map((word) => [word, Number.POSITIVE_INFINITY]));
  const becomes = new Map();
  let next = colors.reduce((a, b) => (seen.get(a) > seen.get(b) ? a : b));
  for (let taken = 0; taken < count; taken++) {
    for (const word of colors) {
      if (distance(word, next) >= least.get(word)) continue;
      least.set(word, distance(word, next));
      becomes.set(word, next);
    }
    const need = (word) => least.get(word) * Math.sqrt(seen.get(word));
    next = colors.reduce((a, b) => (need(a) > need(b) ? a : b));
  }
  words.forEach((word, index) => {
    words[index] = becomes.get(word);
  });
  context.putImageData(pixels, 0, 0);
  // Quality 1 is lossless.
  const blob = await canvas.convertToBlob({ type: "image/webp", quality: 1 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
