/** The programs in Lisp below a folder. */
import { readdirSync } from "node:fs";

export function lispFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((name) => name.endsWith(".lisp"))
    .sort();
}
