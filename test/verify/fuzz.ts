/** Generated programs, compared with what is said of them: see tools/fuzz.mjs. */
import fc from "fast-check";
import { type FuzzResult, type FuzzRun, fuzzTexts } from "../generate/fuzz-texts.ts";
import { programs } from "../generate/programs.ts";
import { assembled } from "../machine/run-text.ts";
import { checkTruth } from "./truth.ts";
import { wildText } from "./wild.ts";

const texts = fc.oneof(programs({ processes: true, dynamic: true }), wildText);

export async function fuzz(run: FuzzRun): Promise<FuzzResult & { readonly executed: number }> {
  let executed = 0;
  const compare = async (source: string) => {
    executed += (await checkTruth(assembled(source))).executed;
  };
  return { ...(await fuzzTexts(texts, compare, run)), executed };
}
