/** What a function is deployed with. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { packFunction } from "../../../components/aws/shared/functionPackage";

async function codeOf({ code }: ReturnType<typeof packFunction>): Promise<string> {
  const { "index.mjs": file } = (await code.assets) as Record<string, { text: Promise<string> }>;
  return file!.text;
}

describe("packFunction", () => {
  const module = "export const handler = 1;\n";

  it("leaves variables that fit in the environment, and the code as it is", async () => {
    const variables = { ISSUER: pulumi.output("https://example.okta.com"), AUDIENCE: "api://orders" };
    const packed = packFunction(module, variables);
    assert.deepEqual(packed.environment, variables);
    assert.equal(await codeOf(packed), module);
  });

  it("takes exactly what Lambda takes", () => {
    // As JSON: `{"A":"…"}` has eight bytes around the value, and a quote in it counts twice.
    const fits = { A: "x".repeat(4_088) };
    assert.deepEqual(packFunction(module, fits).environment, fits);
    assert.deepEqual(packFunction(module, { A: "x".repeat(4_089) }).environment, {});
    assert.deepEqual(packFunction(module, { A: "é".repeat(2_045) }).environment, {});
    assert.deepEqual(packFunction(module, { A: `"${"x".repeat(4_087)}` }).environment, {});
  });

  it("moves the longest value into the code, where the function finds it in its environment", async () => {
    const requirements = JSON.stringify({ 'GET /"quoted"\n': "\u2028`${x}`".repeat(800) });
    const packed = packFunction(module, { AUDIENCE: "api://orders", REQUIREMENTS: requirements });
    assert.deepEqual(packed.environment, { AUDIENCE: "api://orders" });
    const text = await codeOf(packed);
    assert.ok(text.endsWith(module));
    const environment: Record<string, string> = {};
    new Function("process", text.slice(0, -module.length))({ env: environment });
    assert.deepEqual(environment, { REQUIREMENTS: requirements });
  });

  it("keeps room for values that are not known yet", () => {
    const known = "x".repeat(4_000);
    const packed = packFunction(module, { ISSUER: pulumi.output("short"), REQUIREMENTS: known });
    assert.deepEqual(Object.keys(packed.environment), ["ISSUER"]);
  });

  it("keeps as much room besides as it is told", () => {
    const variables = { EXACT_CLIENTS: pulumi.output("[]"), REQUIREMENTS: "x".repeat(3_000) };
    assert.deepEqual(packFunction(module, variables).environment, variables);
    assert.deepEqual(Object.keys(packFunction(module, variables, 802).environment), ["EXACT_CLIENTS", "REQUIREMENTS"]);
    assert.deepEqual(Object.keys(packFunction(module, variables, 803).environment), ["EXACT_CLIENTS"]);
  });
});
