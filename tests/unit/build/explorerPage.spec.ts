/** The explorer's page, as a text: how large it is, what may run in it, and what cannot end it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { explorerFile } from "../../../cli/commands/explorer";
import { bundleExplorer, explorerPage } from "../../../explorer";
import { CONSOLE } from "../../support/products";

/** Bytes of the page with the console's file in it, gzipped. */
const FIRST_LOAD_MAX = 120_000;

const MODEL = join(CONSOLE, "access.ts");

describe("the explorer's page", () => {
  it("is no larger than 120 KB gzipped, with the file in it, and has no text that becomes code", async () => {
    const { html } = await explorerFile({ model: MODEL });
    const bytes = gzipSync(html, { level: 9 }).length;
    assert.ok(bytes > 20_000 && bytes <= FIRST_LOAD_MAX, `${bytes} bytes`);
    assert.doesNotMatch(html, /\b(eval|innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b/);
    assert.doesNotMatch(html, /(src|href)="(?!data:)/);
  });

  it("lets nothing run but its own script, and nothing be asked", async () => {
    const { html, policy } = await explorerFile({ model: MODEL });
    const inPage = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)![1]!;
    assert.equal(policy, `${inPage}; frame-ancestors 'none'`);
    const hash = "'sha256-[A-Za-z0-9+/=]{44}'";
    assert.match(
      inPage,
      new RegExp(
        `^default-src 'none'; script-src ${hash}; style-src ${hash}; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'$`,
      ),
    );
  });

  it("is the same each time", async () => {
    const [one, other] = await Promise.all([explorerFile({ model: MODEL }), explorerFile({ model: MODEL })]);
    assert.equal(one.html, other.html);
  });

  it("is not ended by what a name holds", async () => {
    const script = await bundleExplorer("main");
    const { html } = explorerPage({
      title: "</title><script>",
      script,
      data: { text: "</script><!--<script>&\u2028" },
    });
    assert.equal(html.split("</script>").length, 3);
    assert.equal(html.split("<title>").length, 2);
    const data = /<script type="application\/json"[^>]*>([^<]*)</.exec(html)![1]!;
    assert.deepEqual(JSON.parse(data), { text: "</script><!--<script>&\u2028" });
  });
});
