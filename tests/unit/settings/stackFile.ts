/** Stack files as the settings read them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import accessFile from "../../models/console/access";
import type { Access } from "../../../model/file/access";
import { AccessError } from "../../../model/findings";
import { loadAccess } from "../../../model/file/load";
import { parseSettings, type Settings } from "../../../components/stack/settings/settings";
import { CONSOLE } from "../../support/products";

export type Values = Record<string, unknown>;

export interface StackFile {
  /** An encrypted value is a text, as the engine would hand it over. */
  readonly values: Values;
  readonly secretKeys: ReadonlySet<string>;
}

/** Each file is parsed once, which takes longer than most tests that ask for it. */
const parsed = new Map<string, Values>();

function configOf(path: string): Values {
  if (!parsed.has(path)) parsed.set(path, (parse(readFileSync(path, "utf8")) as { config: Values }).config);
  return structuredClone(parsed.get(path)!);
}

/** The `config` block of a stack file of a product. */
export function readStackFile(stack: string, product = CONSOLE): StackFile {
  const config = configOf(join(product, `Pulumi.${stack}.yaml`));
  const secretKeys = new Set<string>();
  const values = Object.entries(config).map(([key, value]) => {
    if (typeof value !== "object" || value === null || !("secure" in value)) return [key, value];
    secretKeys.add(key);
    return [key, "encrypted"];
  });
  return { values: Object.fromEntries(values) as Values, secretKeys };
}

/** Nothing changes an access file that was read: one for each stack serves all tests. */
const loaded = new Map<string, Access>();

export function accessOf(stack: string): Access {
  if (!loaded.has(stack)) loaded.set(stack, loadAccess(accessFile, { stack, source: "access.ts" }));
  return loaded.get(stack)!;
}

/** The settings of the `dev` stack with changes; a change to undefined takes a key out. */
export function devSettings(
  changes: Values = {},
  secrets: readonly string[] = [],
  access: Access = accessOf("dev"),
): Settings {
  const { values } = readStackFile("dev");
  const changed = Object.entries({ ...values, ...changes }).filter(([, value]) => value !== undefined);
  return parseSettings(Object.fromEntries(changed), {
    file: "Pulumi.dev.yaml",
    access,
    secretKeys: new Set(secrets),
  });
}

/** The findings of the `dev` stack with changes, each as `path: message`; empty where there are none. */
export function devMistakes(changes: Values, secrets: readonly string[] = [], access?: Access): string[] {
  try {
    devSettings(changes, secrets, access);
    return [];
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    return error.findings.map(({ path, message }) => `${path}: ${message}`);
  }
}

/** A client's entry in the `dev` stack with changes. */
export function devClients(key: string, entry: unknown): Values {
  const clients = readStackFile("dev").values["okta-api-access:clients"] as Values;
  return { "okta-api-access:clients": { ...clients, [key]: entry } };
}
