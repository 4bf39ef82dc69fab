/** What the optimizer makes of a document. */
import { optimizedPreview } from "../../vm-core/index.ts";
import { type Feature, onCustomRequest } from "../feature.ts";
import { OPTIMIZED } from "../protocol.ts";

export const OPTIMIZED_PROGRAM: Feature = {
  capabilities: {},
  register(rim) {
    onCustomRequest(
      rim,
      OPTIMIZED,
      rim.answer("optimized program", "document", (snapshot) => optimizedPreview(snapshot) ?? null),
    );
  },
};
