/** Document links: paths of modules lead to the modules. */
import { documentLinks } from "../../vm-core/index.ts";
import { across } from "../answer.ts";
import { toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";
import { DOCUMENT } from "../parameters.ts";

export const DOCUMENT_LINKS: Feature = {
  capabilities: { documentLinkProvider: {} },
  parameters: { "textDocument/documentLink": DOCUMENT },
  register({ connection, answer, modules }) {
    connection.onDocumentLinks(
      answer(
        "document links",
        across(modules, (snapshot, _, resolve) =>
          documentLinks(snapshot, resolve).map(({ span, target }) => ({
            range: toRange(snapshot, span),
            target,
          })),
        ),
      ),
    );
  },
};
