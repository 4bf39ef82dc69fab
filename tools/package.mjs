/** Packages dist/ as dist/tinytotvm.vsix, and sees to it that it stays small. `--built` takes dist/ as it is. */
import { statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled, ROOT, run } from "./bootstrap.mjs";

export const VSIX = path.join(ROOT, "dist", "tinytotvm.vsix");

/** Bytes. The references of the instructions and of the library take 21,000 of them: hovers lead there. */
const LARGEST = 1_240_000;

/** Packages what `build` made; resolves with the size in bytes. */
export async function packageExtension() {
  await run(
    process.execPath,
    [
      path.join(ROOT, "node_modules/@vscode/vsce/vsce"),
      ...["package", "--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links"],
      ...["--out", VSIX],
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const { size } = statSync(VSIX);
  if (size >= LARGEST)
    throw new Error(`dist/tinytotvm.vsix has ${size} bytes; it must stay below ${LARGEST}`);
  return size;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensureInstalled();
  try {
    if (!process.argv.includes("--built")) {
      const { build } = await import("./build.mjs");
      await build({ production: true });
    }
    console.log(`dist/tinytotvm.vsix: ${Math.round((await packageExtension()) / 1000)} kB`);
  } catch (error) {
    // esbuild has printed its errors already.
    if (!error.errors) console.error(error.message);
    process.exitCode = 1;
  }
}
