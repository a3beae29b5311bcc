/** The OpenAPI documents of `access requirements --format openapi`, held against a validator that is not ours. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { productAt, readModule } from "../../components/stack/product";
import { loadAccess } from "../../model/file";
import { whatOpenApiFinds } from "../strangers/openApi";
import { CONSOLE, EXAMPLES } from "../support/products";
import { runCli } from "../unit/cli/runCli";

interface Operation {
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}

describe("the OpenAPI document of an API", () => {
  for (const folder of [CONSOLE, ...Object.values(EXAMPLES)]) {
    const { accessFile } = productAt(folder);
    const access = loadAccess(readModule(accessFile));
    for (const api of access.apis.values()) {
      it(`is valid for ${access.product} / ${api.key}, and says for each operation what it asks for`, async () => {
        const { out } = await runCli(
          "requirements",
          api.key,
          "--format",
          "openapi",
          "--model",
          join(folder, "access.ts"),
        );
        const document = JSON.parse(out) as {
          openapi: string;
          paths: Record<string, Record<string, Operation>>;
          components: { securitySchemes: object };
        };
        assert.equal(document.openapi, "3.1.0");
        assert.equal(await whatOpenApiFinds(document), "");
        const schemes = Object.keys(document.components.securitySchemes);
        for (const { method, path, access: asked } of api.routes) {
          const { security } = document.paths[path]![method.toLowerCase()]!;
          const told = security.map((one) =>
            Object.entries(one).flatMap(([scheme, scopes]) => (schemes.includes(scheme) ? [...scopes] : ["?"])),
          );
          const needed =
            asked.kind === "public"
              ? []
              : asked.match === "all"
                ? [[...asked.scopes]]
                : asked.scopes.map((scope) => [scope]);
          assert.deepEqual(told, needed, `${method} ${path}`);
        }
        const count = Object.values(document.paths).reduce(
          (sum, operations) => sum + Object.keys(operations).length,
          0,
        );
        assert.equal(count, api.routes.length);
      });
    }
  }

  it("would be found invalid without what OpenAPI asks for", async () => {
    const { out } = await runCli("requirements", "admin", "--format", "openapi", "--model", join(CONSOLE, "access.ts"));
    const document = JSON.parse(out);
    delete document.info.version;
    assert.match(await whatOpenApiFinds(document), /version/);
    const other = JSON.parse(out);
    other.paths["/users"].get.security = ["users:read"];
    assert.notEqual(await whatOpenApiFinds(other), "");
  });
});
