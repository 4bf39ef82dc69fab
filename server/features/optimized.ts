/** What the optimizer makes of a document. */
import { optimizedPreview } from "../../vm-core/index.ts";
import { type Feature, onCustomRequest } from "../feature.ts";
import { DOCUMENT } from "../parameters.ts";
import { OPTIMIZED } from "../protocol.ts";

export const OPTIMIZED_PROGRAM: Feature = {
  capabilities: {},
  parameters: { [OPTIMIZED.method]: DOCUMENT },
  register(rim) {
    onCustomRequest(
      rim,
      OPTIMIZED,
      rim.answer("optimized program", (snapshot) => optimizedPreview(snapshot) ?? null),
    );
  },
};
