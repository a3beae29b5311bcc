/** What a function is deployed with: its code, and the environment variables that Lambda has room for. */
import * as pulumi from "@pulumi/pulumi";

/** The file inside the archive; Lambda's handler is `index.handler`. */
const ENTRY = "index.mjs";

/** Bytes of all variables together, as JSON. Source: AWS Lambda quotas, environment variables; not adjustable. */
const ENVIRONMENT_BYTES = 4_096;

/** Bytes kept free for each value that is an output: an issuer or an ARN, whose length is not known in a preview. */
const UNKNOWN = "x".repeat(256);

/** The code and the environment of a function. */
export interface FunctionPackage {
  readonly code: pulumi.asset.AssetArchive;
  readonly environment: Record<string, pulumi.Input<string>>;
}

/**
 * Packs a module with its environment. The requirements of an API with many routes are more than Lambda takes as
 * environment variables: as long as there is too much, the longest value moves into the code, which sets it at its start.
 * The function finds all of them in its environment either way. `reserve` is kept free besides, in bytes.
 */
export function packFunction(
  module: string,
  variables: Readonly<Record<string, pulumi.Input<string>>>,
  reserve = 0,
): FunctionPackage {
  const environment = { ...variables };
  const inCode: [name: string, value: string][] = [];
  while (bytesOf(environment) + reserve > ENVIRONMENT_BYTES) {
    const longest = longestText(environment);
    if (longest === undefined) break;
    inCode.push(longest);
    delete environment[longest[0]];
  }
  const settings = inCode.map(([name, value]) => `process.env[${JSON.stringify(name)}]=${JSON.stringify(value)};\n`);
  const text = settings.join("") + module;
  return { code: new pulumi.asset.AssetArchive({ [ENTRY]: new pulumi.asset.StringAsset(text) }), environment };
}

/** Lambda measures the variables as JSON. Source: recorded, LocalStack's test_large_environment_variables_fails. */
function bytesOf(variables: Readonly<Record<string, pulumi.Input<string>>>): number {
  const texts = Object.entries(variables).map(([name, value]) => [name, typeof value === "string" ? value : UNKNOWN]);
  return Buffer.byteLength(JSON.stringify(Object.fromEntries(texts)));
}

function longestText(variables: Readonly<Record<string, pulumi.Input<string>>>): [string, string] | undefined {
  const texts = Object.entries(variables).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return texts.sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1))[0];
}
