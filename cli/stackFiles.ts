/** The stack files of a product, checked as a preview would check them, without an engine and without its secrets. */
import { type Access, checkAccess } from "../model/file";
import { AccessError, type Finding } from "../model/findings";
import type * as StackSettings from "../components/stack/settings/settings";
import { type Product, productAt, stackSettings, stacksOf } from "../components/stack/product";
import { clientsWithKeys, PUBLIC_JWK } from "../local/serviceKeys";
import { localStackConfig, STACK } from "../local/stackConfig";

/** In the place of an encrypted value: long enough for every setting that is one. */
const ENCRYPTED = "an encrypted value, which nothing but the engine can read";

/**
 * What is wrong with the settings of each stack, as far as its part of the access file is right. No finding repeats a value.
 *
 * @param folder the product's.
 * @param stack the only one to look at; undefined: all that have a file.
 */
export function stackFileFindings(folder: string, value: unknown, stack?: string): Finding[] {
  const product = productAt(folder);
  const stacks = stack === undefined ? stacksOf(product) : [stack];
  if (stacks.length === 0) return [];
  // The settings know secrets as the SDK does, which takes most of a second to load.
  const { parseSettings } = require("../components/stack/settings/settings") as typeof StackSettings;
  return stacks.flatMap((name) => {
    const own = stackSettings(product, name);
    const { access } = checkAccess(value, { stack: name });
    if (own === undefined || access === undefined) return [];
    const { settings, secretKeys } = readableSettings(product, access, name);
    const file = `Pulumi.${name}.yaml`;
    try {
      parseSettings(settings, { file, access, secretKeys });
      return [];
    } catch (error) {
      if (!(error instanceof AccessError)) throw error;
      return error.findings.map((finding) => ({ ...finding, file }));
    }
  });
}

/** Settings that can be read without an engine: in the place of each encrypted value stands one that says so. */
export interface ReadableSettings {
  readonly settings: Record<string, unknown>;
  /** The keys of settings that are secret, in whole or in part. */
  readonly secretKeys: ReadonlySet<string>;
}

/** The settings of a stack; the local one has what `access start` adds. */
export function readableSettings(product: Product, access: Access, stack: string): ReadableSettings {
  const own = stack === STACK ? completed(product, access) : (stackSettings(product, stack) ?? {});
  return {
    settings: readable(own) as Record<string, unknown>,
    secretKeys: new Set(Object.keys(own).filter((key) => hasSecret(own[key]))),
  };
}

/** The local stack as `access start` completes it, with one key in the place of each that it makes. */
function completed(product: Product, access: Access): Record<string, unknown> {
  return localStackConfig(product, access, {
    oktaUrl: "http://127.0.0.1:9",
    oktaToken: ENCRYPTED.replaceAll(" ", "-"),
    awsUrl: "http://127.0.0.1:9",
    serviceKeys: Object.fromEntries(clientsWithKeys(access).map((client) => [client, keyNamed(client)])),
  });
}

function keyNamed(kid: string) {
  return { privateJwk: {}, publicJwk: { ...PUBLIC_JWK, kid } };
}

/** `{ secure: … }`, at any depth. */
function hasSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isSecret(value) || Object.values(value).some(hasSecret);
}

function isSecret(value: object): boolean {
  return Object.keys(value).length === 1 && typeof Reflect.get(value, "secure") === "string";
}

function readable(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) return ENCRYPTED.replaceAll(" ", "-");
  if (Array.isArray(value)) return value.map(readable);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]));
}
