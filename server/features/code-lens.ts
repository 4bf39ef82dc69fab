/** The code lens above the first line: how much smaller the optimizer makes the program. */
import { isLibrary, optimizedPreview } from "../../vm-core/index.ts";
import { TOP } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { isPreview } from "../previews.ts";
import { PREVIEW_OPTIMIZED } from "../protocol.ts";

export const CODE_LENS: Feature = {
  capabilities: { codeLensProvider: {} },
  register({ connection, answer, session }) {
    connection.onCodeLens(
      answer("code lens", "document", (snapshot) => {
        const { uri } = snapshot;
        if (!session.settings.codeLens || isLibrary(uri) || isPreview(uri)) return [];
        const preview = optimizedPreview(snapshot);
        if (preview === undefined) return [];
        const command = { title: preview.summary, command: PREVIEW_OPTIMIZED, arguments: [uri] };
        return [{ range: TOP, command }];
      }),
    );
  },
};
