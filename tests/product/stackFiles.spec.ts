/** The stack files of the product. */
import assert from "node:assert/strict";
import { join } from "node:path";
import accessFile from "../../access";
import { productAt, stackSettings, stacksOf } from "../../components/stack/product";
import { parseSettings, type Settings } from "../../components/stack/settings/settings";
import { type Access, loadAccess } from "../../model/file";

const product = productAt(join(__dirname, "../.."));

function read(stack: string): { readonly access: Access; readonly settings: Settings } {
  const access = loadAccess(accessFile, { stack });
  const file = `Pulumi.${stack}.yaml`;
  return { access, settings: parseSettings(stackSettings(product, stack)!, { file, access, secretKeys: new Set() }) };
}

describe("the stack files", () => {
  it("are those of four stacks", () => assert.deepEqual(stacksOf(product), ["dev", "local", "prod", "staging"]));

  for (const stack of stacksOf(product)) {
    it(`${stack} has valid settings for every client, and no secret`, () => {
      const { access, settings } = read(stack);
      assert.deepEqual(Object.keys(settings.clients), [...access.clients.keys()]);
      const secrets = Object.keys(stackSettings(product, stack)!).filter((key) =>
        /token|privateKey$|secret/i.test(key),
      );
      assert.deepEqual(secrets, []);
    });
  }

  it("let names carry the stack's name wherever an org is shared", () => {
    const carry = stacksOf(product).map((stack) => [stack, read(stack).settings.namesCarryStack]);
    assert.deepEqual(Object.fromEntries(carry), { dev: true, local: false, prod: false, staging: true });
  });

  it("reach nothing but this machine in the local stack", () => {
    const { settings } = read("local");
    const nowhere = "http://127.0.0.1:9";
    assert.equal(settings.orgUrl, nowhere);
    assert.equal(settings.insecureOkta, true);
    assert.deepEqual(settings.aws!.endpoints, [
      { apigatewayv2: nowhere, lambda: nowhere, iam: nowhere, logs: nowhere },
    ]);
  });
});
